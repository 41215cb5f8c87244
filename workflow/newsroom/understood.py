"""What the program understood of a source, in words: its title, date and headings, and what is not part of its text."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.model import LeftOut, Release

_KINDS: Mapping[str, tuple[str, str]] = {
    "alternative text": ("the alternative text of a picture", "the alternative texts of {} pictures"),
    "around": ("what is around the article on its page", "what is around {} articles"),
    "chart": ("a chart", "{} charts"),
    "comment": ("a comment", "{} comments"),
    "contents": ("a table of contents", "{} tables of contents"),
    "date": ("the date", "the date, {} times"),
    "deleted": ("a deleted passage", "{} deleted passages"),
    "drawing": ("words in a drawing", "words in {} drawings"),
    "editors": ("who edited the page", "who edited the page, {} times"),
    "field": ("a field that changes by itself", "{} fields that change by themselves"),
    "footer": ("a page footer", "{} page footers"),
    "form": ("a form or a button", "{} forms or buttons"),
    "formula": ("a formula", "{} formulas"),
    "frame": ("another page in a frame", "{} other pages in frames"),
    "header": ("a page header", "{} page headers"),
    "hidden": ("hidden text", "{} stretches of hidden text"),
    "link": ("a link to something that is not on the web", "{} links to something that is not on the web"),
    "mark": ("a note's own mark", "{} notes' own marks"),
    "navigation": ("links to other parts of the site", "links to other parts of the site, {} times"),
    "note": ("a note without a mark", "{} notes without a mark"),
    "object": ("an embedded object", "{} embedded objects"),
    "other pages": ("the rest of the text, on other pages", "the rest of the text, on other pages ({} links)"),
    "outside": ("something outside the text", "{} things outside the text"),
    "picture": ("a picture that pages cannot show", "{} pictures that pages cannot show"),
    "placeholder": ("a placeholder", "{} placeholders"),
    "ruby": ("a reading above characters", "{} readings above characters"),
    "separator": ("a line above the notes", "{} lines above the notes"),
    "site": ("what a site shows beside a text", "what a site shows beside a text, {} times"),
    "sound": ("a sound", "{} sounds"),
    "symbol": ("a sign of an unknown font", "{} signs of unknown fonts"),
    "video": ("a video", "{} videos"),
}
"""By kind, one and several of them."""

_NO_WORDS = frozenset({"bar", "script", "style sheet", "page number"})
"""Kinds whose characters nobody was meant to read as text, which go without saying."""

_EXPECTED = frozenset({"around", "site"})
"""Kinds that are named once, when a source is added."""

_COUNTED = ("paragraph", "list", "table", "figure", "note")
_LONGEST = 40
_MOST_HEADINGS = 12


@dataclass(frozen=True, slots=True)
class Understood:
    """What the program understood of a source.

    Attributes:
        title: Its title, "" if it has none.
        date: Its day, ISO 8601, or "".
        url: The address of the original, or "".
        headings: Its first headings, each with its level.
        more_headings: How many more there are.
        counts: By kind of block, how many there are: "paragraph", "list", "table", "figure", "note".
        left_out: A sentence for each kind of thing that is not part of the text.
    """

    title: str
    date: str
    url: str
    headings: tuple[tuple[int, str], ...]
    more_headings: int
    counts: Mapping[str, int]
    left_out: tuple[str, ...]


def understood(release: Release) -> Understood:
    """Return what the program understood of a source."""
    blocks = [block for top in release.blocks for block in top.walk()]
    titles = [block for block in blocks if block.kind == "title"]
    headings = [
        (block.level, "".join(part.text for part in block.content)) for block in blocks if block.kind == "heading"
    ]
    return Understood(
        title="".join(part.text for part in titles[0].content) if titles else "",
        date=release.date,
        url=release.url,
        headings=tuple(headings[:_MOST_HEADINGS]),
        more_headings=len(headings[_MOST_HEADINGS:]),
        counts={kind: sum(block.kind == kind for block in blocks) for kind in _COUNTED},
        left_out=left_out(release, expected=True),
    )


def left_out(release: Release, *, expected: bool = False) -> tuple[str, ...]:
    """Return a sentence for each kind of thing that a source holds besides its text, in the order of the first.

    Args:
        release: The source, after reading.
        expected: Whether to name also what nobody would look for in the text, such as what is around a page's article.
    """
    kinds: dict[str, list[LeftOut]] = {}
    for each in release.left_out:
        if each.kind not in _NO_WORDS and (expected or each.kind not in _EXPECTED):
            kinds.setdefault(each.kind, []).append(each)
    return tuple(_sentence(release.path, kind, found) for kind, found in kinds.items())


def _sentence(path: str, kind: str, found: list[LeftOut]) -> str:
    one, several = _KINDS.get(kind, (kind, f"{{}} × {kind}"))
    what = one if len(found) == 1 else several.format(len(found))
    first = found[0]
    words = " ".join(first.text.split())
    words = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    said = f": “{words}”" if words else ""
    place = first.place if len(found) == 1 else f"the first: {first.place}"
    return f"{path}: not part of the text: {what} ({place}{said})"
