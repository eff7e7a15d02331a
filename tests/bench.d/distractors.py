"""The sample hub among thousands of records that answer nothing, for judging what search finds.

The records are drawn from a seed like those of the corpus; their names are made up. So that they stand in the way,
they have the sample's topics and places, and use its words in their long text, each as often as the sample does: a
word of a question stands in many of them, and none of them is what the question asks for. None is a job, a practice,
a concert or for children, because every such record would rightly be found by those who look for one.
"""
import glob
import os
import random
import re
import shutil
import tomllib
from collections import Counter
from itertools import accumulate

import for_kazipot
from corpus import Corpus, put

# What they are called and what sort they are, in words that no need asks for.
NAMES = {"organization": ("Obrat", "Krog", "Sklop", "Zaveza"), "event": ("Shod", "Zbirka", "Krog", "Odmev")}
TYPES = {"organization": ("initiative",), "event": ("event",)}
KINDS = (("organization", "organizations", 0.65), ("event", "events", 0.35))
AUDIENCES = ("everyone", "adults")
WORD = re.compile(r"[^\W\d_]{2,}")


def write(root, out, records, seed):
    """Copies the sample hub at `root` into `out` and adds the records. Their language alone is official, because the
    other ones would have to be translated."""
    for name in ("content", "themes"):
        shutil.copytree(os.path.join(root, name), os.path.join(out, name))
    with open(os.path.join(root, "site.toml"), encoding="utf-8") as file:
        site = file.read()
    alone = 'official = ["sl"]\ncourtesy = ["it", "en"]'
    put(os.path.join(out, "site.toml"), re.sub(r"official = .*\ncourtesy = .*", alone, site))
    corpus = Corpus(records, seed, kinds=KINDS, names=NAMES, types=TYPES, audiences=AUDIENCES,
                    topics=[topic["id"] for topic in table(root, "topic")],
                    places=[(place["id"], place["name"]["sl"], place["lat"], place["lon"]) for place in table(root, "place")])
    spoken, weights = vocabulary(root)
    for turn in range(records):
        record = corpus.record(turn, for_kazipot.link)
        draw = random.Random(f"borrowed {seed} {turn}")
        words = draw.choices(spoken, cum_weights=weights, k=draw.randint(20, 60))
        body = f"{record['texts']['sl']['body']}\n{' '.join(words)}.\n"
        stem = os.path.join(out, "content", record["folder"], record["id"])
        put(f"{stem}.md", f"+++\n{for_kazipot.front(record)}+++\n\n{body}")


def table(root, name):
    with open(os.path.join(root, "content", f"{name}s.toml"), "rb") as file:
        return tomllib.load(file)[name]


def vocabulary(root):
    """The words of the sample's records as they are written, and their counts summed up."""
    counts = Counter()
    for path in sorted(glob.glob(os.path.join(root, "content", "*", "*.*"))):
        if path.endswith((".toml", ".md")) and not re.search(r"\.(it|en)\.md$", path):
            with open(path, encoding="utf-8") as file:
                counts.update(WORD.findall(file.read()))
    words = sorted(counts)
    return words, list(accumulate(counts[word] for word in words))
