"""A corpus in kazipot's own format: front matter and Markdown, tables, site.toml, a theme."""
import os
import random
import shutil

from corpus import KINDS, listed, put, quoted

HERE = os.path.dirname(os.path.abspath(__file__))


def link(head):
    return f"{head['kind']}/{head['id']}"


# What a theme shows to machines (`machine` of its theme.toml), and what a site gives away (`[data]`).
SHOWN = ("json-ld", "atom", "vcard", "ics", "search")
GIVEN = {"data-csv": "csv", "data-hsds": "hsds", "data-json-ld": "json-ld"}


def write(corpus, out, theme, outputs=None):
    """Writes the hub into `out`, whose folder is there. Of the outputs beside pages it has those that are named, or
    what its theme shows."""
    for _, folder, _ in KINDS:
        os.makedirs(os.path.join(out, "content", folder), exist_ok=True)
    for turn in range(corpus.records):
        record = corpus.record(turn, link)
        stem = os.path.join(out, "content", record["folder"], record["id"])
        put(f"{stem}.md", f"+++\n{front(record)}+++\n\n{record['texts']['sl']['body']}")
        for lang in corpus.languages[1:]:
            put(f"{stem}.{lang}.md", record["texts"][lang]["body"])
    tables(corpus, out)
    site(corpus, out, theme, [GIVEN[name] for name in outputs or () if name in GIVEN])
    themed = os.path.join(out, "themes", theme)
    if theme == "bare":
        shutil.copytree(os.path.join(HERE, "bare-theme"), themed)
    if outputs is not None:
        os.makedirs(themed, exist_ok=True)
        settings = f'name = "{theme}"\ncontract = 1\n'
        settings += 'lists = ["by-name"]\n' if theme == "bare" else ""
        put(os.path.join(themed, "theme.toml"), settings + f"machine = {listed(name for name in outputs if name in SHOWN)}\n")


def front(record):
    """The front matter of a record."""
    own = record["texts"]["sl"]
    lines = [f"title = {quoted(own['title'])}", f"summary = {quoted(own['summary'])}",
             f"type = {quoted(record['type'])}", f"topics = {listed(record['topics'])}",
             f"for = {listed(record['audiences'])}", f"url = {quoted('https://' + record['host'] + '/')}",
             f"updated = {record['updated']}"]
    owner = record["owner"] and quoted(link(record["owner"]))
    if record["kind"] == "event":
        lines += [f"start = {record['start'].isoformat()}", f"end = {record['end'].isoformat()}"]
        if record["weekly"]:
            lines.append(f'repeat = {{ every = "week", until = {record["weekly"]} }}')
        if owner:
            lines.append(f"organizer = {owner}")
    if record["kind"] == "employment":
        low, high = record["pay"]
        lines += [f"employer = {owner or '{ name = ' + quoted(record['title']) + ' }'}",
                  f"posted = {record['posted']}", f"closes = {record['closes']}",
                  'time = ["FULL_TIME"]', f"hours_per_week = {record['week_hours']}",
                  f'salary = {{ min = {low}, max = {high}, currency = "EUR", unit = "month", gross = true }}']
    lines += ["", "[place]", f"street = {quoted(record['street'])}", f"post = {quoted(record['post'])}",
              f"settlement = {quoted(record['place'][0])}", f"lat = {record['lat']}", f"lon = {record['lon']}",
              "", "[[contact]]", f"phone = {quoted(record['phone'])}", f"email = {quoted('info@' + record['host'])}"]
    if record["hours"]:
        lines += ["", "[[hours]]"] + [f"{day} = {listed([span])}" for day, span in record["hours"]]
        lines.append('holidays = "closed"')
    lines += ["", "[[verified]]", f"on = {record['verified']}", 'how = "phone"']
    for lang, text in record["texts"].items():
        if lang != "sl":
            lines += ["", f"[translations.{lang}]", f"title = {quoted(text['title'])}",
                      f"summary = {quoted(text['summary'])}"]
    return "\n".join(lines) + "\n"


def label(corpus, seed, own):
    """A name in every language of the hub."""
    texts = {"sl": own}
    for lang in corpus.languages[1:]:
        draw = random.Random(f"label {corpus.seed} {seed} {lang}")
        texts[lang] = corpus.words[lang].name(draw).capitalize()
    return "{ " + ", ".join(f"{lang} = {quoted(text)}" for lang, text in texts.items()) + " }"


def tables(corpus, out):
    """The tables of topics and places."""
    topics = (f"[[topic]]\nid = {quoted(topic)}\nname = {label(corpus, topic, named(topic))}\n" for topic in corpus.topics)
    put(os.path.join(out, "content", "topics.toml"), "\n".join(topics))
    places = (f'[[place]]\nid = {quoted(place[0])}\nname = {label(corpus, place[0], place[1])}\nkind = "settlement"\n'
              f"lat = {place[2]}\nlon = {place[3]}\n" for place in corpus.places)
    put(os.path.join(out, "content", "places.toml"), "\n".join(places))


def named(topic):
    return topic.rsplit("/", 1)[-1].replace("-", " ").capitalize()


def site(corpus, out, theme, given):
    """site.toml: Slovene and Italian as official languages, English as a courtesy."""
    official, courtesy = corpus.languages[:2], corpus.languages[2:]
    lines = [f"name = {label(corpus, 'name', 'Kažipot Oljčnik')}", 'base_url = "https://kazipot.example"',
             'time_zone = "Europe/Ljubljana"', f"theme = {quoted(theme)}", "", "[languages]",
             f"official = {listed(official)}"]
    if courtesy:
        lines.append(f"courtesy = {listed(courtesy)}")
    lines += ["", "[library]", f"name = {label(corpus, 'library', 'Knjižnica Oljčnik')}", 'phone = "05 012 10 00"',
              'email = "kazipot@knjiznica.example"', 'url = "https://knjiznica.example/"']
    lines += ["", "[data]", f"outputs = {listed(given)}", 'licence = "CC0-1.0"'] if given else []
    put(os.path.join(out, "site.toml"), "\n".join(lines) + "\n")
