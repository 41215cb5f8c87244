"""What the program understood of a source, in words: its title, date and headings, and what is not part of its text."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from workflow.interface import Message, say, say_n
from workflow.model import LeftOut, Release
from workflow.places import in_words

_KINDS: Mapping[str, Callable[[int], Message]] = {
    "alternative text": lambda n: say_n(
        "the alternative text of a picture", "the alternative texts of {n} pictures", n
    ),
    "around": lambda n: say_n("what is around the article on its page", "what is around {n} articles", n),
    "chart": lambda n: say_n("a chart", "{n} charts", n),
    "comment": lambda n: say_n("a comment", "{n} comments", n),
    "contents": lambda n: say_n("a table of contents", "{n} tables of contents", n),
    "date": lambda n: say_n("the date", "the date, {n} times", n),
    "deleted": lambda n: say_n("a deleted passage", "{n} deleted passages", n),
    "drawing": lambda n: say_n("words in a drawing", "words in {n} drawings", n),
    "editors": lambda n: say_n("who edited the page", "who edited the page, {n} times", n),
    "field": lambda n: say_n("a field that changes by itself", "{n} fields that change by themselves", n),
    "footer": lambda n: say_n("a page footer", "{n} page footers", n),
    "form": lambda n: say_n("a form or a button", "{n} forms or buttons", n),
    "formula": lambda n: say_n("a formula", "{n} formulas", n),
    "frame": lambda n: say_n("another page in a frame", "{n} other pages in frames", n),
    "header": lambda n: say_n("a page header", "{n} page headers", n),
    "hidden": lambda n: say_n("hidden text", "{n} stretches of hidden text", n),
    "link": lambda n: say_n(
        "a link to something that is not on the web", "{n} links to something that is not on the web", n
    ),
    "mark": lambda n: say_n("a note's own mark", "{n} notes' own marks", n),
    "navigation": lambda n: say_n("links to other parts of the site", "links to other parts of the site, {n} times", n),
    "note": lambda n: say_n("a note without a mark", "{n} notes without a mark", n),
    "object": lambda n: say_n("an embedded object", "{n} embedded objects", n),
    "other pages": lambda n: say_n(
        "the rest of the text, on other pages", "the rest of the text, on other pages ({n} links)", n
    ),
    "outside": lambda n: say_n("something outside the text", "{n} things outside the text", n),
    "picture": lambda n: say_n("a picture that pages cannot show", "{n} pictures that pages cannot show", n),
    "placeholder": lambda n: say_n("a placeholder", "{n} placeholders", n),
    "ruby": lambda n: say_n("a reading above characters", "{n} readings above characters", n),
    "separator": lambda n: say_n("a line above the notes", "{n} lines above the notes", n),
    "site": lambda n: say_n("what a site shows beside a text", "what a site shows beside a text, {n} times", n),
    "sound": lambda n: say_n("a sound", "{n} sounds", n),
    "symbol": lambda n: say_n("a sign of an unknown font", "{n} signs of unknown fonts", n),
    "video": lambda n: say_n("a video", "{n} videos", n),
}
"""By kind, what to say of so many of them."""

_NO_WORDS = frozenset({"bar", "script", "style sheet", "page number"})
"""Kinds whose characters nobody was meant to read as text, which go without saying."""

_EXPECTED = frozenset({"around", "site"})
"""Kinds that are named once, when a source is added."""

_COUNTED = ("paragraph", "list", "table", "note")
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
        counts: By kind of block, how many there are: "paragraph", "list", "table", "note"; and as "picture" how many
            different pictures, also those inside a line, a cell or an item.
        left_out: For each kind of thing that is not part of the text, what it is, where, and how it begins.
    """

    title: str
    date: str
    url: str
    headings: tuple[tuple[int, str], ...]
    more_headings: int
    counts: Mapping[str, int]
    left_out: tuple[Message, ...]


def understood(release: Release) -> Understood:
    """Return what the program understood of a source."""
    blocks = [block for top in release.blocks for block in top.walk()]
    notes = [inside for block in blocks if block.kind == "note" for inside in block.walk() if inside.kind != "note"]
    counted: Counter[str] = Counter(block.kind for block in blocks)
    counted.subtract(block.kind for block in notes)  # what is in a note is counted as a note
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
        counts={
            **{kind: counted[kind] for kind in _COUNTED},
            "picture": len({*release.images, *(block.info for block in blocks if block.kind == "figure")}),
        },
        left_out=tuple(_named(release, expected=True)),
    )


def left_out(release: Release, *, expected: bool = False) -> tuple[Message, ...]:
    """Return a sentence for each kind of thing that a source holds besides its text, in the order of the first.

    Args:
        release: The source, after reading.
        expected: Whether to name also what nobody would look for in the text, such as what is around a page's article.
    """
    return tuple(
        say("{path}: not part of the text: {what}", path=release.path, what=each)
        for each in _named(release, expected=expected)
    )


def _named(release: Release, *, expected: bool) -> Iterator[Message]:
    kinds: dict[str, list[LeftOut]] = {}
    for each in release.left_out:
        if each.kind not in _NO_WORDS and (expected or each.kind not in _EXPECTED):
            kinds.setdefault(each.kind, []).append(each)
    for kind, found in kinds.items():
        yield _in_words(kind, found)


def _in_words(kind: str, found: list[LeftOut]) -> Message:
    first, known = found[0], _KINDS.get(kind)
    what = known(len(found)) if known else kind if len(found) == 1 else say("{n} × {kind}", n=len(found), kind=kind)
    place = in_words(first.place)
    if len(found) > 1:
        place = say("the first: {place}", place=place)
    words = " ".join(first.text.split())
    if not words:
        return say("{what} ({place})", what=what, place=place)
    words = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    return say("{what} ({place}: “{words}”)", what=what, place=place, words=words)
