"""A feed of what waits for a person, at an address that only they know. It has ids and states, and no text."""

from collections.abc import Iterable
from urllib.parse import quote
from xml.etree import ElementTree as ET

from workflow.newsroom.status import Row
from workflow.web.pages import Pages

_ATOM = "http://www.w3.org/2005/Atom"


def atom(rows: Iterable[Row], *, origin: str, name: str, pages: Pages) -> bytes:
    """Return the feed, which is the same as long as the same waits.

    Args:
        rows: What waits.
        origin: The address of the review page.
        name: The name of the newsroom.
        pages: Has the words of the feed's language.
    """
    say = pages.say
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": pages.language})
    title = say("Review")
    _add(feed, "title", f"{name} – {title}" if name else title)
    _add(feed, "id", f"{origin}/")
    ET.SubElement(feed, "link", href=f"{origin}/")
    entries = sorted(((_updated(row), row) for row in rows), key=lambda each: (each[0], each[1].release), reverse=True)
    _add(feed, "updated", entries[0][0] if entries else _LONG_AGO)
    for updated, row in entries:
        address = f"{origin}/release/{quote(row.language, safe='')}/{quote(row.release, safe='')}"
        words = [say(row.turn)]
        if row.due:
            due = say("due {day}, overdue") if row.overdue else say("due {day}")
            words.append(due.format(day=row.due))
        entry = ET.SubElement(feed, "entry")
        _add(entry, "title", f"{row.release} ({row.language}): {say(row.state)}")
        _add(entry, "id", f"{address}#{row.state}-{row.since}{'-overdue' if row.overdue else ''}")
        ET.SubElement(entry, "link", href=address)
        _add(entry, "updated", updated)
        _add(ET.SubElement(entry, "author"), "name", name or title)
        _add(entry, "summary", ", ".join(words))
    data: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return data


_LONG_AGO = "1970-01-01T00:00:00Z"


def _updated(row: Row) -> str:
    return row.since or (f"{row.date}T00:00:00Z" if row.date else _LONG_AGO)


def _add(parent: ET.Element, name: str, text: str) -> None:
    # XML has no control characters, not even escaped.
    ET.SubElement(parent, name).text = "".join(char for char in text if char.isprintable())
