"""A hub of any size from a seed, the same one for kazipot and for Hugo.

Every record is drawn from its own random numbers, seeded by the seed and its position: record 17 says the
same in a hub of a thousand and of ten thousand, and in every tool's format. Names, places and numbers are
made of syllables; hosts end in `.example`. Text has the look of Slovene (stems with endings, little words
between them, š č ž), about 350 words a record with headings, lists, tables and links to other records.

Run alone it writes one hub: corpus.py --records 1000 --seed 1 --languages 1 --tool kazipot --out DIR
"""
import argparse
import datetime
import json
import os
import random
import unicodedata
from itertools import accumulate

DAY = datetime.date(2026, 11, 22)
KINDS = (("organization", "organizations", 0.40), ("health", "health", 0.15),
         ("employment", "employment", 0.15), ("event", "events", 0.30))
LANGUAGES = ("sl", "it", "en")
WEEK = ("mo", "tu", "we", "th", "fr", "sa")

LITTLE = ("in", "je", "na", "za", "v", "se", "da", "ki", "so", "po", "pri", "od", "do", "ali", "tudi", "kot",
          "še", "že", "iz", "ob", "ter", "pa", "ne", "to", "bo", "če", "ker", "med", "lahko", "vsak", "več", "samo")
STARTS = ("b", "br", "d", "dr", "g", "gl", "gr", "h", "j", "k", "kl", "kr", "l", "m", "ml", "n", "p", "pl", "pr",
          "r", "s", "sk", "sl", "sv", "š", "št", "t", "tr", "v", "vr", "z", "zg", "ž", "č", "c")
VOWELS = "aeiouaeio"
CLOSES = ("", "", "n", "r", "l", "d", "k", "v", "s", "m", "b", "st", "č", "ž")
ENDINGS = ("a", "e", "i", "o", "u", "om", "em", "ih", "ega", "emu", "ski", "ska", "sko", "nost", "nosti", "anje",
           "anja", "ati", "iti", "il", "ila", "en", "na", "no", "ov", "ah", "ica", "ice", "išče", "stvo", "telj", "ek")

KIND_NAMES = {
    "organization": ("Društvo", "Zavod", "Klub", "Središče", "Zveza", "Skupina", "Zadruga", "Ustanova"),
    "health": ("Ambulanta", "Zobna ambulanta", "Lekarna", "Posvetovalnica", "Otroški dispanzer", "Fizioterapija"),
    "employment": ("Kuhar", "Vzgojitelj", "Negovalec", "Prodajalec", "Voznik", "Skladiščnik", "Računovodja"),
    "event": ("Delavnica", "Predavanje", "Koncert", "Razstava", "Tečaj", "Srečanje", "Pohod", "Pravljična ura"),
}
TYPES = {
    "organization": ("society", "public-institution", "company", "initiative", "school", "social-enterprise"),
    "health": ("gp", "den", "ped", "pharmacy", "physio", "mental-health", "specialist"),
    "employment": ("job", "traineeship", "volunteering", "student-work"),
    "event": ("event", "course", "talk", "concert", "exhibition", "workshop"),
}
TOPICS = (
    ("zdravje", ("zobje", "otroci", "dusevno", "preventiva", "zdravila")),
    ("delo", ("podjetnistvo", "iskanje", "pripravnistvo", "studentsko")),
    ("ucenje", ("jeziki", "racunalnik", "glasba", "odrasli", "branje")),
    ("druzina", ("malcki", "solarji", "starsi", "prosti-cas")),
    ("pravice", ("socialne", "pravna-pomoc", "potrosniki", "stanovanje")),
    ("kultura", ("gledalisce", "petje", "dediscina", "film")),
    ("okolje", ("vrtovi", "zivali", "promet", "odpadki")),
    ("starost", ("pomoc-doma", "druzenje", "prevozi")),
)
AUDIENCES = ("everyone", "children", "adults", "older-people", "families", "jobseekers", "students", "newcomers")
PLACE_FRONTS = ("Zgornji", "Spodnji", "Mali", "Veliki", "Stari", "Novi")
PLACE_BACKS = ("Oljčnik", "Borovnjak", "Kamenjak", "Javorik", "Trtnik")


class Words:
    """The words of one made-up language, the frequent ones first."""

    def __init__(self, seed, lang, size=6000):
        draw = random.Random(f"words {seed} {lang}")
        rare = set()
        while len(rare) < size:
            stem = "".join(draw.choice(STARTS) + draw.choice(VOWELS) for _ in range(draw.choice((1, 1, 2, 2))))
            stem += draw.choice(CLOSES)
            rare.update(stem + ending for ending in draw.sample(ENDINGS, 5))
        rare = sorted(rare)
        draw.shuffle(rare)
        little = LITTLE if lang == "sl" else tuple(draw.choice(STARTS) + draw.choice(VOWELS) for _ in LITTLE)
        self.all = list(little) + rare[:size]
        self.rare = rare[:size]
        # The frequency of a word falls with its rank, as in any language.
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.all))))

    def some(self, draw, count):
        return draw.choices(self.all, cum_weights=self.weights, k=count)

    def name(self, draw):
        return self.rare[int(draw.random() ** 2 * len(self.rare))]

    def sentence(self, draw, least=6, most=17):
        words = self.some(draw, draw.randint(least, most))
        if len(words) > 10:
            words[len(words) // 2] += ","
        words[0] = words[0].capitalize()
        return " ".join(words) + draw.choice("....!?")


def plain(text):
    """Text as an id: ASCII, small letters, dashes."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in letters).split())


def short(text, most):
    """Text cut at a word."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",.") + "."


class Corpus:
    """All records of a hub: titles known beforehand, texts made when asked for."""

    def __init__(self, records, seed, languages=1, *, kinds=KINDS, names=KIND_NAMES, types=TYPES, audiences=AUDIENCES,
                 topics=None, places=None):
        self.records, self.seed = records, seed
        self.names, self.types, self.audiences = names, types, audiences
        self.languages = LANGUAGES[:languages]
        self.words = {lang: Words(seed, lang) for lang in self.languages}
        own = [(f"{top}/{under}" if under else top) for top, unders in TOPICS for under in ("",) + unders]
        self.topics = topics or own
        self.topic_weights = list(accumulate(1 / (rank + 6) for rank in range(len(self.topics))))
        draw = random.Random(f"places {seed}")
        own = [(plain(f"{front} {back}"), f"{front} {back}", round(45.4 + draw.random(), 4),
                round(13.6 + 2 * draw.random(), 4)) for front in PLACE_FRONTS for back in PLACE_BACKS]
        self.places = places or own
        counts = [int(records * share) for _, _, share in kinds]
        counts[0] += records - sum(counts)
        self.organizations = counts[0]
        each = [kind for kind, count in zip(kinds, counts) for _ in range(count)]
        self.heads = [self._head(turn, kind) for turn, kind in enumerate(each)]

    def _head(self, turn, kind):
        draw = random.Random(f"head {self.seed} {turn}")
        place = draw.choice(self.places)
        words = self.words["sl"]
        title = f"{draw.choice(self.names[kind[0]])} {words.name(draw)} {words.name(draw).capitalize()}"
        return {"kind": kind[0], "folder": kind[1], "title": title, "id": f"{plain(title)}-{turn}", "place": place}

    def _prose(self, draw, lang, linked):
        """Markdown of about 350 words; `linked(turn)` writes a link to another record."""
        words, said, parts = self.words[lang], 0, []
        goal = draw.randint(150, 400)

        def paragraph():
            sentences = [words.sentence(draw) for _ in range(draw.randint(2, 5))]
            if draw.random() < 0.35:
                sentences[-1] = f"**{words.name(draw)}** {sentences[-1]}"
            if draw.random() < 0.30:
                sentences.append(f"Glej tudi {linked(draw.randrange(self.records))}.")
            return " ".join(sentences)

        def add(block):
            nonlocal said
            parts.append(block)
            said += block.count(" ") + 1

        add(paragraph())
        table = draw.random() < 0.15
        while said < goal:
            heading = " ".join(words.name(draw) for _ in range(draw.randint(2, 4)))
            parts.append(f"## {heading.capitalize()}")
            add(paragraph())
            if draw.random() < 0.5:
                lines = (" ".join(words.some(draw, draw.randint(3, 8))) for _ in range(draw.randint(3, 6)))
                add("\n".join(f"- {line.capitalize()}" for line in lines))
            if table:
                table = False
                rows = (f"| {words.name(draw)} | {words.name(draw)} | {draw.randint(2, 90)} € |" for _ in range(4))
                add("| Kaj | Kdo | Cena |\n|---|---|---:|\n" + "\n".join(rows))
            if draw.random() < 0.08:
                add(f"> {words.sentence(draw)}")
            if draw.random() < 0.5:
                add(paragraph())
        return "\n\n".join(parts) + "\n"

    def record(self, turn, link):
        """Everything that a record says; `link(head)` is the address of another one in this tool's Markdown."""
        head = self.heads[turn]
        draw = random.Random(f"body {self.seed} {turn}")
        kind, place = head["kind"], head["place"]
        linked = lambda other: f"[{self.heads[other]['title']}]({link(self.heads[other])})"
        texts = {}
        for lang in self.languages:
            own = random.Random(f"text {self.seed} {turn} {lang}")
            words = self.words[lang]
            title = head["title"] if lang == "sl" else f"{words.name(own)} {words.name(own)} {turn}".capitalize()
            summary = short(f"{words.sentence(own)} {words.sentence(own, 4, 9)}", 155)
            texts[lang] = {"title": title, "summary": summary, "body": self._prose(own, lang, linked)}
        host = f"{head['id'][:40].strip('-')}.example"
        told = dict(head, texts=texts, type=draw.choice(self.types[kind]), host=host,
                    phone=f"0{draw.choice((1, 2, 3, 4, 5, 7))} {draw.randint(200, 799)} {draw.randint(10, 99)} "
                          f"{draw.randint(10, 99)}",
                    street=f"{self.words['sl'].name(draw).capitalize()} ulica {draw.randint(1, 120)}",
                    post=f"{draw.randint(1000, 9260)} {place[1]}",
                    lat=round(place[2] + draw.uniform(-0.03, 0.03), 5), lon=round(place[3] + draw.uniform(-0.03, 0.03), 5),
                    topics=sorted(set(draw.choices(self.topics, cum_weights=self.topic_weights, k=draw.randint(1, 3)))),
                    audiences=sorted(set(draw.choices(self.audiences, k=draw.randint(1, 2)))),
                    verified=(DAY - datetime.timedelta(days=draw.randrange(2, 80))).isoformat(),
                    updated=(DAY - datetime.timedelta(days=draw.randrange(2, 600))).isoformat(),
                    hours=[], owner=None, start=None, end=None, weekly=None, closes=None)
        if kind in ("organization", "health"):
            for day in WEEK[:draw.randint(3, 6)]:
                opens = draw.randint(7, 10)
                told["hours"].append((day, f"{opens:02}:00-{opens + draw.randint(4, 9):02}:00"))
        if kind in ("event", "employment") and draw.random() < 0.85:
            told["owner"] = self.heads[draw.randrange(self.organizations)]
        if kind == "event":
            start = datetime.datetime.combine(DAY, datetime.time(draw.randint(8, 19)))
            start += datetime.timedelta(days=draw.randint(1, 365))
            told["start"], told["end"] = start, start + datetime.timedelta(hours=draw.choice((1, 2, 3)))
            if draw.random() < 0.2:
                told["weekly"] = (start + datetime.timedelta(days=120)).date().isoformat()
        if kind == "employment":
            told["posted"] = (DAY - datetime.timedelta(days=draw.randint(1, 20))).isoformat()
            told["closes"] = (DAY + datetime.timedelta(days=draw.randint(1, 60))).isoformat()
            told["pay"] = (draw.randrange(1200, 1800, 10), draw.randrange(1800, 2900, 10))
            told["week_hours"] = draw.choice((20, 40))
        return told


def quoted(text):
    """A TOML string: JSON's notation is one."""
    return json.dumps(text, ensure_ascii=False)


def listed(texts):
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def put(path, text):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--records", type=int, required=True)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--languages", type=int, default=1, choices=(1, 2, 3))
    arguments.add_argument("--tool", choices=("kazipot", "hugo"), default="kazipot")
    arguments.add_argument("--theme", choices=("bare", "default"), default="default")
    arguments.add_argument("--outputs", nargs="*", default=None,
                           help="what a theme shows to machines and a site gives away; all that a theme shows by default")
    arguments.add_argument("--out", required=True)
    asked = arguments.parse_args()
    corpus = Corpus(asked.records, asked.seed, asked.languages)
    os.makedirs(asked.out, exist_ok=True)
    if asked.tool == "kazipot":
        import for_kazipot
        for_kazipot.write(corpus, asked.out, asked.theme, asked.outputs)
    else:
        import for_hugo
        for_hugo.write(corpus, asked.out)


if __name__ == "__main__":
    main()
