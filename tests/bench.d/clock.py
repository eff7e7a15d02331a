"""The clock: dates of events, hours at moments, the script of pages; how fast each is, and what others say of it."""
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile

import report
import tools

# What is aimed at; shown beside the figures, never a reason to fail.
AIMS = {"expand": "≤ 0.3 s for 10,000 events with 200,000 times", "script": "≤ 10 ms, six times slowed down",
        "weight": "≤ 3072 bytes"}
SCRIPT = os.path.join(tools.ROOT, "themes", "default", "static", "time.js")
# The values of hours that lie in the project, and those that may lie beside it.
HOURS = [os.path.join(tools.ROOT, "tests", "fixtures", "hours.txt"),
         os.path.join(tools.ROOT, "..", "shared", "data", "hours", "osm-values-sample.txt")]


def all_of(asked):
    """Measures everything, prints it, and returns what was wrong."""
    program = os.environ.get("KAZIPOT_CLOCK") or tools.example("clock")
    rows, wrong = [("what", "figure", "aim", "judged")], []

    def told(what, figure, judged, aim, data):
        rows.append((what, figure, aim, judged))
        if asked.json:
            print(json.dumps({"what": what, **data}), flush=True)

    one = asking(program, "expand", str(asked.events))
    told("expand", f"{one['seconds'] * 1000:.0f} ms", f"{one['events']:,} events, {one['occurrences']:,} times",
         AIMS["expand"], one)
    for path in [path for path in asked.hours or HOURS if os.path.exists(path)]:
        one = asking(program, "hours", path)
        name = os.path.basename(path)
        judged = (f"{one['values']} values of {name}: {one['refused']} refused, {one['unjudged']} unknown to the judge; "
                  f"{one['moments']:,} moments, {one['different']} different")
        told("hours", f"{one['evaluations_per_second'] / 1e6:.2f} M/s", judged, "", {"file": name, **one})
        wrong += [f"hours: {example}" for example in one["examples"]]
    one = asking(program, "rules", str(asked.rules))
    told("rrule", "", f"{one['rules']:,} rules, {one['dates']:,} dates, 0 different", "", one)
    one = dateutil(program, asked.rules)
    if one:
        told("dateutil", "", f"{one['rules']:,} rules, {one['dates']:,} dates, {one['different']} different", "", one)
        wrong += ["dates: python-dateutil has others"] if one["different"] else []
    with open(SCRIPT, "rb") as file:
        weight = len(gzip.compress(file.read(), 9, mtime=0))
    told("weight", f"{weight} bytes", "time.js, gzip -9", AIMS["weight"], {"bytes": weight})
    one = script()
    if one:
        told("script", f"{one['first']:.1f} ms, at best {one['best']:.1f} ms",
             f"{one['places']} places in Chromium; the zone's clock {one['clock']:.0f} ms before",
             AIMS["script"], one)
    if not asked.json:
        print(report.aligned(rows))
    return wrong


def asking(*command):
    """What a program says, one JSON object."""
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if run.returncode:
        raise tools.Failed(f"{' '.join(command)}: exit {run.returncode}\n{run.stderr}")
    return json.loads(run.stdout)


def dateutil(program, count):
    """What python-dateutil says of so many rules; nothing where it cannot be installed."""
    home = os.path.join(tools.target(), "bench", "dateutil")
    if not os.path.isdir(os.path.join(home, "dateutil")):
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", home,
                   "python-dateutil==2.9.0.post0"]
        if subprocess.run(install, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            tools.tell("python-dateutil is left out: pip could not install it")
            return None
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as rules:
        subprocess.run([program, "vectors", str(count)], stdout=rules, check=True)
        judge = os.path.join(tools.ROOT, "tests", "judges", "repetition.py")
        run = subprocess.run([sys.executable, judge, rules.name], stdout=subprocess.PIPE, text=True,
                             env={**os.environ, "PYTHONPATH": home})
    return json.loads(run.stdout)


def script():
    """What the script costs in a browser that is slowed down; nothing where there is no browser or no Node."""
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    modules = os.path.join(tools.ROOT, "tests", "browser")
    if not browser or not shutil.which("npm"):
        tools.tell("the script is left out: there is no Chromium or no Node")
        return None
    if not os.path.isdir(os.path.join(modules, "node_modules", "playwright-core")):
        subprocess.run(["npm", "ci", "--silent"], cwd=modules, check=True)
    return asking("node", os.path.join(tools.ROOT, "tests", "browser", "slow.mjs"), browser, SCRIPT)
