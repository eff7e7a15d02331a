"""What a judge looked at and what it found wrong."""
import sys

wrong = []
seen = {}


def find(text):
    wrong.append(text)


def count(what, n=1):
    seen[what] = seen.get(what, 0) + n


def end():
    """Prints all of it and ends: with 1 when anything is wrong."""
    print(", ".join(f"{n} {what}" for what, n in sorted(seen.items())))
    for text in wrong[:40]:
        print("wrong:", text)
    print(f"{len(wrong)} findings")
    sys.exit(1 if wrong else 0)
