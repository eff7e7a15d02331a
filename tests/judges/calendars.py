#!/usr/bin/env python3
"""Looks at the calendars of a site with the programs of others.

Usage: calendars.py SITE DATES

DATES is what `cargo run --example dates` says of the same hub. Every file is parsed by icalendar and written again with
nothing lost; the calendar of each event is expanded by recurring-ical-events and comes to the dates that kazipot says;
what calendars of several events hold is, letter by letter, what those of single ones hold.
"""

import json
import re
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import icalendar
import recurring_ical_events

from findings import count, end, find

def unfolded(data):
    return data.decode("utf-8").replace("\r\n ", "").split("\r\n")


def form(path, data):
    if b"\n" in data.replace(b"\r\n", b"") or b"\r" in data.replace(b"\r\n", b""):
        find(f"{path}: a line does not end as it should")
    if any(len(line) > 75 for line in data.split(b"\r\n")):
        find(f"{path}: a line is too long")
    for line in data.split(b"\r\n"):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            find(f"{path}: a character is cut")


def plain(line):
    """A line without what may be otherwise and says the same: the order of the parts of a rule, quotation marks."""
    name, _, value = line.partition(":")
    if name == "RRULE":
        return f"{name}:{';'.join(sorted(value.split(';')))}"
    return line.replace('"', "")


def parsed(path, data):
    calendar = icalendar.Calendar.from_ical(data)
    for part in calendar.walk():
        for error in part.errors:
            find(f"{path}: {error}")
        count(f"{part.name} parsed")
    # What is written again is the same lines, whatever their order.
    again = sorted(unfolded(calendar.to_ical()))
    known = sorted(unfolded(data))
    again, known = sorted(map(plain, again)), sorted(map(plain, known))
    if again != known:
        lost = set(known) ^ set(again)
        find(f"{path}: icalendar reads something else: {sorted(lost)[:4]}")
    for event in calendar.walk("VEVENT"):
        for key in ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "STATUS", "URL"):
            if key not in event:
                find(f"{path}: an event without {key}")
        if "DTEND" in event and event.decoded("DTEND") <= event.decoded("DTSTART"):
            find(f"{path}: ends before it begins")
    ids = [(event["UID"], str(event.get("RECURRENCE-ID", "") and event["RECURRENCE-ID"].to_ical())) for event in calendar.walk("VEVENT")]
    if len(set(ids)) != len(ids):
        find(f"{path}: an id stands twice")
    return calendar


def shown(value):
    return value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value.isoformat()


def ends(event):
    """When it ends as kazipot says it: of whole days the last one."""
    if "DTEND" not in event and "DURATION" not in event:
        return None
    end = event.decoded("DTEND") if "DTEND" in event else event.decoded("DTSTART") + event.decoded("DURATION")
    return shown(end) if isinstance(end, datetime) else shown(end - timedelta(days=1))


def expands(path, calendar, told, first, last):
    found = recurring_ical_events.of(calendar).between(first, last + timedelta(days=1))
    got = []
    for event in found:
        start = event.decoded("DTSTART")
        day = start.date() if isinstance(start, datetime) else start
        if day <= last:
            got.append((shown(start), ends(event), event["STATUS"] == "CANCELLED"))
    want = []
    for one in told:
        end = one["end"]
        if "T" not in one["start"]:
            end = one["last"]
        elif end and "T" not in end:
            end = (date.fromisoformat(end) + timedelta(days=1)).isoformat() + "T00:00"
        want.append((one["start"], end, one["off"]))
    # Nobody tells the end of a deadline.
    want = [(start, None if "T" in start and end == start else end, off) for start, end, off in want]
    key = lambda one: (one[0], one[1] or "", one[2])
    got, want = sorted(got, key=key), sorted(want, key=key)
    # A program without an end says the beginning twice.
    got = [(start, None if end == start and "T" in start else end, off) for start, end, off in got]
    count("dates expanded", len(got))
    if got != want:
        extra, missing = [one for one in got if one not in want], [one for one in want if one not in got]
        find(f"{path}: {len(got)} dates instead of {len(want)}; too many {extra[:3]}, missing {missing[:3]}")


def blocks(data):
    return re.findall(r"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", data.decode("utf-8"), re.S)


def main():
    site, dates = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    first, last = date.fromisoformat(dates["from"]), date.fromisoformat(dates["to"])
    single = set()
    files = sorted(site.rglob("*.ics"))
    for path in files:
        name, data = path.relative_to(site).as_posix(), path.read_bytes()
        form(name, data)
        calendar = parsed(name, data)
        count("calendars")
        if path.stem == path.parent.name:
            single.update(blocks(data))
        if name in dates["events"]:
            expands(name, calendar, dates["events"][name], first, last)
            count("calendars expanded")
    several = [path for path in files if path.stem != path.parent.name]
    for path in several:
        for block in blocks(path.read_bytes()):
            count("events of feeds")
            if block not in single:
                find(f"{path}: an event that is not that of its own calendar")
    lost = set(dates["events"]) - {path.relative_to(site).as_posix() for path in files}
    if lost or not dates["events"] or not several:
        find(f"calendars are missing: {sorted(lost)[:5]}")
    end()


main()
