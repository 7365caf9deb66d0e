#!/usr/bin/env python3
"""docs/reference/json.md says every member that the commands print with --format json, in the section of the command.

json_forms.py PAGE SECTION < RESULT
"""
import json
import re
import sys

# What other pages describe, and what users name.
OPAQUE = {"model", "value", "params", "properties", "remaining", "writ"}


def members(value):
    if isinstance(value, list):
        for item in value:
            yield from members(item)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            if name not in OPAQUE:
                yield from members(inner)


def words(text):
    return set(re.findall(r"`([a-z_]+)`", text))


def main():
    page, section = sys.argv[1:]
    parts = dict(part.split("\n", 1) for part in open(page).read().split("\n## ")[1:])
    titles = [title for title in parts if section in title.split(", ")]
    if len(titles) != 1:
        sys.exit(f"json forms: {len(titles)} sections for {section}")
    findings = words(parts["check, diff, test, policy lint"].split("A finding:")[1])
    result = set(members(json.load(sys.stdin)))
    missing = result - words(parts[titles[0]]) - (findings if "findings" in result or "finding" in result else set())
    if missing or not result:
        sys.exit(f"json forms: {section}: not in the page: {', '.join(sorted(missing)) or 'no result'}")


main()
