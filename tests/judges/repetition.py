#!/usr/bin/env python3
"""Asks python-dateutil for the dates of rules that kazipot has worked out.

Usage: repetition.py RULES

A line of RULES is `DTSTART RRULE DATE…`: the first dates of a rule, at most 24. Prints how many were compared as one
line of JSON; ends with 1 when one is different.
"""

import json
import sys
from datetime import datetime, timezone
from itertools import islice

from dateutil.rrule import rrulestr

MOST = 24


def main(path):
    rules = dates = 0
    different = []
    with open(path, encoding="ascii") as lines:
        for line in lines:
            start, rule, *ours = line.split()
            # A rule of kazipot has dates; they are asked for at noon, where no zone has another day.
            begins = datetime.strptime(start, "%Y%m%d").replace(hour=12, tzinfo=timezone.utc)
            theirs = [day.strftime("%Y%m%d") for day in islice(rrulestr(rule, dtstart=begins), MOST)]
            rules, dates = rules + 1, dates + len(ours)
            if theirs != ours:
                different.append(f"{start} {rule}: ours {ours[:5]}…, theirs {theirs[:5]}…")
    print(json.dumps({"rules": rules, "dates": dates, "different": len(different)}))
    for one in different[:20]:
        print(one, file=sys.stderr)
    return 1 if different or not rules else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
