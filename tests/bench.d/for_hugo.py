"""The same corpus for Hugo, in its idiom: taxonomies for topics, places and owners, `params` for the facts."""
import os
import shutil

from corpus import KINDS, listed, put, quoted
from for_kazipot import named

HERE = os.path.dirname(os.path.abspath(__file__))
TITLES = {"organizations": "Ustanove", "health": "Zdravje", "employment": "Delo", "events": "Dogodki"}
DAYS = {"mo": "ponedeljek", "tu": "torek", "we": "sreda", "th": "četrtek", "fr": "petek", "sa": "sobota"}


def link(head):
    return f"/{head['folder']}/{head['id']}/"


def write(corpus, out):
    """Writes the source of a Hugo site into `out`, whose folder is there."""
    shutil.copytree(os.path.join(HERE, "hugo"), out, dirs_exist_ok=True)
    for _, folder, _ in KINDS:
        os.makedirs(os.path.join(out, "content", folder), exist_ok=True)
        put(os.path.join(out, "content", folder, "_index.md"), f"+++\ntitle = {quoted(TITLES[folder])}\n+++\n")
    for turn in range(corpus.records):
        record = corpus.record(turn, link)
        path = os.path.join(out, "content", record["folder"], f"{record['id']}.md")
        put(path, f"+++\n{front(record)}+++\n\n{record['texts']['sl']['body']}")
    terms = [("topics", topic, named(topic)) for topic in corpus.topics]
    terms += [("places", place[0], place[1]) for place in corpus.places]
    for taxonomy, term, name in terms:
        folder = os.path.join(out, "content", taxonomy, term)
        os.makedirs(folder, exist_ok=True)
        put(os.path.join(folder, "_index.md"), f"+++\ntitle = {quoted(name)}\n+++\n")
    for path, text in (("search", 'title = "Od A do Ž"\nlayout = "search"\n'), ("owners", NOT_SHOWN)):
        os.makedirs(os.path.join(out, "content", path), exist_ok=True)
        put(os.path.join(out, "content", path, "_index.md"), f"+++\n{text}+++\n")


# Owners are a taxonomy only so that an organization finds what refers to it; they have no pages.
NOT_SHOWN = """title = "Owners"
[build]
render = "never"
list = "never"
[[cascade]]
[cascade.build]
render = "never"
list = "never"
"""


def front(record):
    own = record["texts"]["sl"]
    lines = [f"title = {quoted(own['title'])}", f"description = {quoted(own['summary'])}",
             f"date = {record['verified']}", f"lastmod = {record['updated']}", f"topics = {listed(record['topics'])}",
             f"places = {listed([record['place'][0]])}"]
    if record["owner"]:
        lines.append(f"owners = {listed([record['owner']['id']])}")
    lines += ["", "[params]", f"type_name = {quoted(record['type'])}", f"audiences = {listed(record['audiences'])}",
              f"url_own = {quoted('https://' + record['host'] + '/')}"]
    if record["owner"]:
        lines.append(f"owner = {quoted(link(record['owner']).strip('/'))}")
    if record["start"]:
        lines += [f"start = {record['start'].isoformat()}", f"end = {record['end'].isoformat()}"]
        if record["weekly"]:
            lines.append(f"weekly_until = {record['weekly']}")
    if record["closes"]:
        lines += [f"posted = {record['posted']}", f"closes = {record['closes']}",
                  f"week_hours = {record['week_hours']}", f"pay = [{record['pay'][0]}, {record['pay'][1]}]"]
    lines += [f"street = {quoted(record['street'])}", f"post = {quoted(record['post'])}",
              f"place_name = {quoted(record['place'][1])}", f"lat = {record['lat']}", f"lon = {record['lon']}",
              f"phone = {quoted(record['phone'])}", f"email = {quoted('info@' + record['host'])}"]
    for day, span in record["hours"]:
        lines += ["", "[[params.hours]]", f"day = {quoted(DAYS[day])}", f"span = {quoted(span)}"]
    return "\n".join(lines) + "\n"
