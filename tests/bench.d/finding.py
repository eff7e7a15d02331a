"""Search measured by Node's scripts in `find/`: how good its answers are, and what they cost a browser."""
import os
import subprocess

import distractors
import measure
import tools

# Pagefind needs gigabytes for more pages than these.
MOST_FOR_PAGEFIND = 10_000
SCRIPTS = os.path.join(tools.HERE, "find")


def ready():
    """kazipot's binary, and the peers from npm by the lock file."""
    kazipot = os.environ.get("KAZIPOT")
    if not kazipot:
        subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=tools.ROOT, check=True)
        kazipot = os.path.join(tools.target(), "release", "kazipot")
    lock, done = (os.path.join(SCRIPTS, name) for name in ("package-lock.json", "node_modules/.package-lock.json"))
    if not os.path.exists(done) or os.path.getmtime(done) < os.path.getmtime(lock):
        subprocess.run(["npm", "ci", "--silent"], cwd=SCRIPTS, check=True)
        os.utime(done)
    return os.path.abspath(kazipot)


def built(kazipot, hub):
    """Builds a hub and gives the folder of its site."""
    site = os.path.join(hub, "public")
    tools.run(kazipot, "build", "--root", hub, "--output", site, "--today", tools.DAY)
    return site


def relevance(asked):
    """The judged questions on the sample hub among distractors."""
    kazipot = ready()
    with measure.workplace() as work:
        hub = os.path.join(work, "hub")
        os.makedirs(hub)
        distractors.write(tools.ROOT, hub, asked.distractors, asked.seed)
        flags = [f"--{name}" for name, wanted in (("json", asked.json), ("no-peers", asked.no_peers), ("each", asked.each))
                 if wanted]
        command = ["node", os.path.join(SCRIPTS, "relevance.mjs"), built(kazipot, hub), tools.ROOT,
                   "--hub", hub, "--kazipot", kazipot, "--work", os.path.join(work, "pagefind"), *flags]
        return subprocess.run(command).returncode


def search(asked, records):
    """What a search costs a browser on a generated hub of one language."""
    kazipot = ready()
    with measure.workplace() as work:
        hub, peer = os.path.join(work, "hub"), os.path.join(work, "peer")
        tools.corpus(hub, records, asked.seed, 1, "kazipot")
        site = built(kazipot, hub)
        command = ["node", os.path.join(SCRIPTS, "search.mjs"), site, "--queries", str(asked.queries)]
        if not asked.no_peers and records <= MOST_FOR_PAGEFIND:
            pagefind = os.path.join(SCRIPTS, "node_modules", "pagefind", "lib", "runner", "bin.cjs")
            subprocess.run(["node", pagefind, "--site", site, "--root-selector", "main", "--quiet",
                            "--output-path", os.path.join(peer, "pagefind")], stdout=subprocess.DEVNULL, check=True)
            command += ["--pagefind", peer]
        if not asked.json:
            print(f"== {records:,} records", flush=True)
        return subprocess.run(command + (["--json"] if asked.json else [])).returncode
