#!/usr/bin/env python3
"""Looks at everything that a site says to machines with the programs of others.

Usage: judge.py SITE [SCHEMA]

HSDS against its own JSON schemas (folder SCHEMA, openreferral/specification at 3.0), tables with Python's csv and
the rules that datapackage.json states, feeds with feedparser, cards with vobject. Prints what it looked at; ends with 1
when anything is wrong.
"""

import csv
import json
import re
import sys
from pathlib import Path

import feedparser
import jsonschema
import vobject
from referencing import Registry, Resource

from findings import count, end, find

FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]\d[\d.]*\Z")
# Of each table the column of another one that its rows name.
LINKS = {
    "organization_id": "organizations",
    "service_id": "services",
    "location_id": "locations",
    "service_at_location_id": "service_at_locations",
    "contact_id": "contacts",
    "phone_id": "phones",
    "taxonomy_id": "taxonomies",
    "taxonomy_term_id": "taxonomy_terms",
    "parent_organization_id": "organizations",
    "parent_id": "taxonomy_terms",
}

def schemas(folder):
    """The schemas of HSDS by the name of their table; they refer to each other by file name."""
    by_name = {path.name: json.loads(path.read_text()) for path in folder.glob("*.json") if path.name != "openapi.json"}
    resources = []
    for name, schema in by_name.items():
        schema = dict(schema)
        schema.pop("$id", None)
        by_name[name] = schema
        resources.append((name, Resource.from_contents(schema, default_specification=jsonschema_draft())))
    registry = Registry().with_resources(resources)
    kinds = {}
    for name, schema in by_name.items():
        checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
        kinds[name.removesuffix(".json")] = jsonschema.Draft202012Validator(
            {"$ref": name}, registry=registry, format_checker=checker
        )
    return kinds, {name.removesuffix(".json"): schema for name, schema in by_name.items()}


def jsonschema_draft():
    from referencing.jsonschema import DRAFT202012

    return DRAFT202012


def strict(value, name, raw, where):
    """No key that HSDS does not know; `attributes` of terms are ours, the schema allows more keys."""
    if name not in raw:
        return
    known = raw[name].get("properties", {})
    for key, inner in value.items():
        if key not in known:
            if not (name == "taxonomy_term" and key == "attributes"):
                find(f"{where}: {name}.{key} is no key of HSDS")
            continue
        rule = known[key]
        target = rule.get("$ref") or rule.get("items", {}).get("$ref")
        if target:
            for one in inner if isinstance(inner, list) else [inner]:
                strict(one, target.removesuffix(".json"), raw, where)


def hsds(site, folder):
    kinds, raw = schemas(folder)
    base = site / "data/hsds"
    lists = {"organizations": "organization", "services": "service", "taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term"}
    for file, kind in lists.items():
        page = json.loads((base / f"{file}.json").read_text())
        if page["total_items"] != len(page["contents"]):
            find(f"{file}.json: total_items is {page['total_items']}, {len(page['contents'])} are there")
        for item in page["contents"]:
            count(f"HSDS {file}")
            for error in kinds[kind].iter_errors(item):
                find(f"{file}.json {item.get('id')}: {error.json_path}: {error.message[:200]}")
            strict(item, kind, raw, f"{file}.json {item.get('id')}")
    tables(site, raw, kinds)


def tables(site, raw, kinds):
    base = site / "data/hsds/csv"
    package = json.loads((base / "datapackage.json").read_text())
    rows = {}
    for resource in package["resources"]:
        name = resource["name"]
        fields = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        read = sheet(base / resource["path"], list(fields))
        rows[name] = read
        kind = {"funding": "funding", "accessibility": "accessibility", "taxonomies": "taxonomy", "addresses": "address"}.get(name, name.removesuffix("s"))
        schema = raw[kind]
        for key in fields:
            if key not in schema["properties"]:
                find(f"{resource['path']}: {key} is no column of HSDS")
        needed = [*schema.get("required", []), *(schema.get("tabular_required") or [])]
        for row in read:
            count("HSDS rows")
            typed = {}
            for key, text in row.items():
                if text == "":
                    if key in needed and schema["properties"][key].get("type") != "string":
                        find(f"{resource['path']} {row['id']}: {key} is missing")
                    continue
                typed[key] = float(text) if fields[key] == "number" else back(text)
                if fields[key] == "time" and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d", text):
                    find(f"{resource['path']}: {text} is no time")
                if fields[key] == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                    find(f"{resource['path']}: {text} is no date")
            for key in schema.get("required", []):
                typed.setdefault(key, "")
            for error in kinds[kind].iter_errors(typed):
                find(f"{resource['path']} {row['id']}: {error.json_path}: {error.message[:200]}")
    ids = {name: [row["id"] for row in read] for name, read in rows.items()}
    for name, all_ids in ids.items():
        if len(set(all_ids)) != len(all_ids):
            find(f"{name}: an id stands twice")
    known = {name: set(all_ids) for name, all_ids in ids.items()}
    for name, read in rows.items():
        for row in read:
            for column, target in LINKS.items():
                if row.get(column) and row[column] not in known[target]:
                    find(f"{name} {row['id']}: {column} {row[column]} is not in {target}")


def back(text):
    """A cell as the text that it was."""
    return text[1:] if text.startswith("'") and text[1:].lstrip("'").startswith(FORMULA) else text


def sheet(path, columns=None):
    with open(path, newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file, strict=True))
    head, body = lines[0], lines[1:]
    if columns and head != columns:
        find(f"{path.name}: the columns are not those of datapackage.json")
    if len(set(head)) != len(head):
        find(f"{path.name}: a column stands twice")
    for line in body:
        if len(line) != len(head):
            find(f"{path.name}: a line of {len(line)} cells under {len(head)} columns")
        for cell in line:
            if cell.startswith(FORMULA) and not NUMBER.match(cell):
                find(f"{path.name}: a cell is a formula: {cell[:40]}")
    return [dict(zip(head, line)) for line in body]


def kinds_of(site):
    package = json.loads((site / "data/datapackage.json").read_text())
    if not package.get("licenses"):
        find("data/datapackage.json names no licence")
    records = json.loads((site / "data/records.json").read_text())["records"]
    for resource in package["resources"]:
        fields = [field["name"] for field in resource["schema"]["fields"]]
        rows = sheet(site / "data" / resource["path"], fields)
        count("rows of kinds", len(rows))
        expected = sorted(record["id"].split("/", 1)[1] for record in records if record["address"] and kind_folder(record) == resource["name"])
        if sorted(row["id"] for row in rows) != expected:
            find(f"{resource['path']}: other records than in records.json")


def kind_folder(record):
    return {"organization": "organizations", "health": "health", "employment": "employment", "event": "events", "guide": "guides"}[record["kind"]]


def feeds(site):
    for path in site.rglob("feed.xml"):
        feed = feedparser.parse(path.read_bytes())
        count("feeds")
        if feed.bozo:
            find(f"{path}: {feed.bozo_exception}")
        if feed.version != "atom10":
            find(f"{path}: is {feed.version}")
        for key in ("id", "title", "updated", "link", "author"):
            if not feed.feed.get(key):
                find(f"{path}: no {key}")
        if not any(link.rel == "self" for link in feed.feed.links):
            find(f"{path}: no link to itself")
        ids = [entry.get("id") for entry in feed.entries]
        if len(set(ids)) != len(ids):
            find(f"{path}: an id stands twice")
        for entry in feed.entries:
            count("entries of feeds")
            for key in ("id", "title", "updated_parsed", "link", "summary"):
                if not entry.get(key):
                    find(f"{path}: an entry without {key}")
        updated = [entry.updated for entry in feed.entries]
        if updated != sorted(updated, reverse=True) or feed.feed.updated != max(updated):
            find(f"{path}: not the newest first")


def cards(site):
    for path in site.rglob("*.vcf"):
        data = path.read_bytes()
        count("cards")
        if any(len(line) > 75 for line in data.split(b"\r\n")):
            find(f"{path}: a line is too long")
        if b"\n" in data.replace(b"\r\n", b""):
            find(f"{path}: a line does not end as it should")
        try:
            all_cards = list(vobject.readComponents(data.decode("utf-8")))
        except Exception as error:  # every way in which another program can refuse it
            find(f"{path}: {error}")
            continue
        if len(all_cards) != 1:
            find(f"{path}: {len(all_cards)} cards")
            continue
        card = all_cards[0]
        for key in ("version", "fn", "n", "uid", "kind", "org"):
            if not hasattr(card, key):
                find(f"{path}: no {key}")
        if not (card.contents.get("tel") or card.contents.get("email")):
            find(f"{path}: nobody can be reached")
        for tel in card.contents.get("tel", []):
            if not re.fullmatch(r"\+?\d+", tel.value):
                find(f"{path}: {tel.value} cannot be dialled")
        if card.fn.value not in card.org.value:
            find(f"{path}: {card.fn.value} is not {card.org.value}")


def main():
    site = Path(sys.argv[1])
    if len(sys.argv) > 2 and Path(sys.argv[2]).is_dir():
        hsds(site, Path(sys.argv[2]))
    else:
        print("HSDS is not looked at: its schemas are not here (openreferral/specification, schema/, at 3.0)")
    kinds_of(site)
    feeds(site)
    cards(site)
    end()


main()
