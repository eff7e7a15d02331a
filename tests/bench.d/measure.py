"""All measurements of one size of hub, taken by turns, so that what disturbs the machine disturbs them alike."""
import contextlib
import dataclasses
import glob
import hashlib
import json
import os
import shutil
import statistics
import tempfile

import tools
from for_kazipot import GIVEN, SHOWN

# Hugo needs about a minute and some gigabytes for ten thousand records on two cores.
MOST_FOR_HUGO = 10_000
MOST_FOR_LANGUAGES = 10_000

# What a hub is published as: its pages with the sitemap, robots.txt and records.json; also all that the default
# theme shows to machines; also one thing more each; also everything.
PAGES, THEME, EVERYTHING = "pages", "theme", "everything"
OUTPUTS = {PAGES: [], THEME: list(SHOWN)}
OUTPUTS |= {name: [name] for name in (*SHOWN, *GIVEN)}
OUTPUTS[EVERYTHING] = [*SHOWN, *GIVEN]


@dataclasses.dataclass
class Figure:
    """The median of one measurement. `floor` and `hugo` are their medians in the same rounds, in seconds."""
    what: str
    theme: str
    languages: int
    outputs: str
    seconds: float
    cpu_seconds: float
    peak_mib: float
    floor: float
    hugo: float


@dataclasses.dataclass
class Result:
    """One size of hub: its figures, what else is told of it, and what was wrong."""
    records: int
    figures: list
    outputs: dict
    wrong: list


class Hub:
    """A hub of the corpus in a theme and some languages, and its runs so far."""

    def __init__(self, folder, theme, languages, outputs):
        self.folder, self.theme, self.languages, self.outputs = folder, theme, languages, outputs
        self.runs = {"cold": [], "first-change": [], "unchanged": [], "one-changed": []}
        self.floors = []
        self.record = sorted(glob.glob(os.path.join(folder, "content", "organizations", "*[0-9].md")))[0]
        self.fresh = 0

    @property
    def public(self):
        return os.path.join(self.folder, f"public-{self.fresh}")

    @property
    def about(self):
        return f"{self.theme}, {self.languages} language(s), {self.outputs}"

    @property
    def key(self):
        return self.theme, self.languages, self.outputs

    def build(self, found):
        return tools.run(found.kazipot, "build", "--root", self.folder, "--output", self.public, "--today", tools.DAY)

    def next_output(self):
        """A new output folder, of which nothing is known; the one before is cleared away, untimed."""
        clear(self.public)
        clear(os.path.join(self.folder, ".kazipot"))
        self.fresh += 1


def clear(folder):
    shutil.rmtree(folder, ignore_errors=True)


def size(found, asked, records):
    wants = [(theme, 1, PAGES) for theme in asked.themes]
    if "default" in asked.themes and not asked.no_languages and records <= MOST_FOR_LANGUAGES:
        wants += [("default", 2, PAGES), ("default", 3, PAGES)]
    if "default" in asked.themes:
        wants.append(("default", 1, THEME))
    with workplace() as work:
        hubs = [hub(work, asked, records, *want) for want in wants]
        hugo = None
        if found.hugo and records <= MOST_FOR_HUGO:
            hugo = os.path.join(work, "hugo")
            tools.corpus(hugo, records, asked.seed, 1, "hugo")
        elif found.hugo:
            tools.tell(f"Hugo is left out at {records:,} records (it is measured up to {MOST_FOR_HUGO:,}).")
        return measured(found, asked.runs, records, hubs, hugo)


def hub(work, asked, records, theme, languages, outputs):
    folder = os.path.join(work, f"{theme}-{languages}-{outputs}")
    tools.corpus(folder, records, asked.seed, languages, "kazipot", theme, OUTPUTS[outputs])
    return Hub(folder, theme, languages, outputs)


def outputs(found, asked, records):
    """Cold builds of one hub with each output alone, by turns."""
    result = Result(records, [], {}, [])
    with workplace() as work:
        hubs = [hub(work, asked, records, "default", asked.languages, name) for name in OUTPUTS if name != THEME]
        for turn in range(asked.runs + 1):
            for one in hubs:
                one.next_output()
                run = one.build(found)
                if turn:
                    one.runs["cold"].append(run)
                else:
                    result.outputs[one.key] = extent(one.public)
                one.next_output()
    for one in hubs:
        median = lambda name: statistics.median(getattr(run, name) for run in one.runs["cold"])
        figures = (median("seconds"), median("cpu_seconds"), median("peak_mib"))
        result.figures.append(Figure("cold", *one.key, *figures, None, None))
    return result


def extent(folder):
    """How many files a folder holds, and how many bytes."""
    sizes = [os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(folder) for name in names]
    return len(sizes), sum(sizes)


@contextlib.contextmanager
def workplace():
    """A folder in memory: on a disk, what was deleted before a run slows the run down."""
    memory = "/dev/shm"
    if not os.access(memory, os.W_OK):
        tools.tell(f"{memory} is not there: the figures are those of a disk, and noisier.")
        memory = None
    work = tempfile.mkdtemp(prefix="kazipot-bench-", dir=memory)
    try:
        yield work
    finally:
        clear(work)


def measured(found, runs, records, hubs, hugo):
    result = Result(records, [], {}, [])
    hugo_runs = []
    # The first round warms caches up, shows that everything works, and is not counted.
    for turn in range(runs + 1):
        for hub in hubs:
            floor, taken = round_of(found, hub, result.wrong, checked=turn == 0)
            if turn:
                hub.floors.append(floor["parse"] + floor["write"])
                for what, run in taken.items():
                    hub.runs[what].append(run)
            result.outputs[hub.key] = (floor["files"], floor["bytes"])
            if hugo and hub.theme == "bare":
                run, told = of_hugo(found, hugo)
                result.outputs[("hugo", 1, PAGES)] = told
                if turn:
                    hugo_runs.append(run)

    def figure(what, theme, languages, outputs, taken, floor, compared):
        median = lambda name: statistics.median(getattr(run, name) for run in taken)
        figures = (median("seconds"), median("cpu_seconds"), median("peak_mib"))
        result.figures.append(Figure(what, theme, languages, outputs, *figures, floor, compared))

    for hub in hubs:
        floor = statistics.median(hub.floors)
        same = hub.theme == "bare" and hugo_runs
        compared = statistics.median(run.seconds for run in hugo_runs) if same else None
        for what, taken in hub.runs.items():
            figure(what, *hub.key, taken, floor, compared if what == "cold" else None)
    if hugo_runs:
        figure("hugo", "bare", 1, PAGES, hugo_runs, None, None)
    return result


def round_of(found, hub, wrong, checked):
    """A cold build and the floor of its output; then one record edited, nothing changed, the edit taken back.

    The first change after a cold build lays out a second tree that later ones find there, so it stands apart.
    """
    hub.next_output()
    taken = {"cold": hub.build(found)}
    written = os.path.join(hub.folder, "floor")
    floor = json.loads(tools.run(found.floor, os.path.join(hub.folder, "content"), hub.public, written).out)
    clear(written)
    text = read(hub.record)
    try:
        put(hub.record, text.rstrip(b"\n") + b" Popravljeno.\n")
        taken["first-change"] = edited(found, hub, wrong, checked)
        before = stamps(hub.public)
        taken["unchanged"] = hub.build(found)
        for path in differing(before, stamps(hub.public)):
            wrong.append(f"{hub.about}: a build with nothing changed touched {path}")
        if checked:
            mends(found, hub, wrong)
    finally:
        put(hub.record, text)
    taken["one-changed"] = edited(found, hub, wrong, checked)
    return floor, taken


def edited(found, hub, wrong, checked):
    """A build after an edit: it writes what differs and leaves every other file as it was."""
    before = stamps(hub.public)
    sums = {path: digest(os.path.join(hub.public, path)) for path in before} if checked else {}
    run = hub.build(found)
    touched = differing(before, stamps(hub.public))
    if not touched:
        wrong.append(f"{hub.about}: one record was edited and nothing was written")
    if checked:
        for path in touched:
            if sums.get(path) == digest(os.path.join(hub.public, path)):
                wrong.append(f"{hub.about}: one record was edited and {path} was written though it did not differ")
    return run


def mends(found, hub, wrong):
    """A file that somebody changed in the output, keeping its time, is as it was after the next build."""
    page = sorted(glob.glob(os.path.join(hub.public, "*", "*", "index.html")))[0]
    right, times, before = read(page), os.stat(page), stamps(hub.public)
    put(page, right.replace(b"</h1>", b"!</h1>"))
    os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))
    hub.build(found)
    if read(page) != right:
        wrong.append(f"{hub.about}: {os.path.relpath(page, hub.public)} was changed by hand and not mended")
    others = [path for path in differing(before, stamps(hub.public)) if os.path.join(hub.public, path) != page]
    for path in others:
        wrong.append(f"{hub.about}: mending one file touched {path}")


def stamps(folder):
    """Identity and time of every file: a file that was written has another of them."""
    found = {}
    for path, _, names in os.walk(folder):
        for name in names:
            told = os.stat(os.path.join(path, name))
            found[os.path.relpath(os.path.join(path, name), folder)] = (told.st_ino, told.st_mtime_ns, told.st_size)
    return found


def differing(before, after):
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def digest(path):
    return hashlib.blake2b(read(path)).digest() if os.path.exists(path) else None


def read(path):
    with open(path, "rb") as file:
        return file.read()


def put(path, data):
    with open(path, "wb") as file:
        file.write(data)


def of_hugo(found, source):
    """A cold build of Hugo into a fresh folder, its cache cleared."""
    out, cache = f"{source}-out", f"{source}-cache"
    run = tools.run(found.hugo, "--quiet", "--noBuildLock", "--source", source, "--destination", out, "--cacheDir", cache)
    told = extent(out)
    clear(out)
    clear(cache)
    return run, told
