"""Where in a source something is: readers write it in English, as it is in catalogs, and people read it."""

import re
from collections.abc import Callable, Mapping

from workflow.interface import Message, listed, say

_PART = re.compile(r"([a-z ]+) (\S+)")
_OUTSIDE = re.compile(r"from outside the article \((.+)\)")

_NUMBERED: Mapping[str, Callable[[str], Message]] = {
    "caption": lambda n: say("caption {number}", number=n),
    "column": lambda n: say("column {number}", number=n),
    "figure": lambda n: say("figure {number}", number=n),
    "heading": lambda n: say("heading {number}", number=n),
    "list item": lambda n: say("list item {number}", number=n),
    "note": lambda n: say("note {number}", number=n),
    "paragraph": lambda n: say("paragraph {number}", number=n),
    "quotation": lambda n: say("quotation {number}", number=n),
    "row": lambda n: say("row {number}", number=n),
    "sentence": lambda n: say("sentence {number}", number=n),
    "table": lambda n: say("table {number}", number=n),
}

_NAMED: Mapping[str, Message] = {
    str(each): each
    for each in (
        say("title"),
        say("the date under the title"),
        say("above it"),
        say("above the article"),
        say("title of the browser's tab"),
    )
}


def in_words(place: str) -> str:
    """Return a place such as "table 1, row 2, column 3" as a message; what is none stays as it is."""
    return place if isinstance(place, Message) else listed(map(_part, place.split(", ")))


def outside(place: str) -> str:
    """Return where outside the article something is, such as "above the article"; "" if it is inside."""
    found = _OUTSIDE.search(place)
    return _NAMED.get(found[1], found[1]) if found else ""


def _part(part: str) -> str:
    if (found := _PART.fullmatch(part)) and found[1] in _NUMBERED:
        return _NUMBERED[found[1]](found[2])
    if found := _OUTSIDE.fullmatch(part):
        return say("from outside the article ({place})", place=_NAMED.get(found[1], found[1]))
    return _NAMED.get(part, part)
