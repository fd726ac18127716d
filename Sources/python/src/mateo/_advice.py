"""Turns the library's advice into Python's words. The library refers to its functions and to members of a mapping."""

from __future__ import annotations

import json
import re

_WORDS = (
    ("Correct the records, or ignore the failures",
     "Correct the records, remove this import with forget(name, force=True) and import them. Or send the rest: open it "
     "with resume(name), and call its ignore_failures() and run()"),
    ("first run it to its end with the same source, or import this one under another name",
     "run it to its end with resume(name).run(), or remove it with forget(name, force=True), or import this one under "
     "another name"),
    ("run it to its end first, or force its removal",
     "run it to its end with resume(name).run(), or remove it with forget(name, force=True)"),
    ("or forget it (with force) and add its records again", "or remove it with forget(name, force=True) and add its records again"),
    ("run it to its end, and then this one again", "run it to its end with resume(name).run(), and then this one again"),
    ("finish that import", "finish that import with resume(name).run()"),
    ("Read the file as JSON Lines", "Give the file a name that ends with .jsonl"),
    ("read the file as CSV", "give the file a name that ends with .csv"),
)

_SETTING = re.compile(r'set "(\w+)" to (.+?) in the mapping')
_COLUMN = re.compile(r"Map a column to (\w+)(, or to null to leave it out,)? in the mapping")


def in_python(message: str) -> str:
    """A message with the names of this package."""
    for words, ours in _WORDS:
        message = message.replace(words, ours)
    message = _SETTING.sub(_setting, message)
    return _COLUMN.sub(_column, message)


def _setting(found: re.Match[str]) -> str:
    member, value = found.groups()
    try:
        return f'use mapping={{"{member}": {json.loads(value)!r}}}'
    except ValueError:
        return f'set "{member}" to {value} in mapping='


def _column(found: re.Match[str]) -> str:
    other = ', or with the field None to leave it out' if found.group(2) else ""
    return (
        f'Map a column with mapping={{"fields": [{{"column": HEADING, "field": "{found.group(1)}"}}]}}{other}, '
        "or see mateo.propose_mapping")
