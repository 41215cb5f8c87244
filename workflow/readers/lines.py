"""Lines of text as people paste them → paragraphs: which line breaks mean something.

Texts come out of word processors, with a paragraph a line; out of PDF files and e-mails, with lines of nearly equal
length that break anywhere; and out of web pages, with any indentation. ``grouped`` decides from what lines begin with
and end in (``languages.chinese.documents``), and from how long they are: a line that had room for what begins the next
one was not broken for want of room.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from workflow.languages.chinese import documents
from workflow.languages.chinese.documents import Mark
from workflow.patterns import late


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a source.

    Attributes:
        start: Where it starts.
        end: Where it ends, without the line feed.
        words: Its content, stripped; "" for a blank line.
        indent: How many columns it is indented by.
        width: How many columns it takes, with its indentation.
        mark: What it begins with.
        tabs: How many tabs there are in it, those before its words left out.
    """

    start: int
    end: int
    words: str
    indent: int
    width: int
    mark: Mark | None
    tabs: int

    @property
    def indented(self) -> bool:
        """Whether it is indented as the first line of a paragraph is; a single space is none."""
        return self.indent > 1


_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"


def lines(source: str, start: int = 0, end: int | None = None) -> list[Line]:
    """Return the lines of ``source`` between two positions."""
    found: list[Line] = []
    for raw in source[start:end].split("\n"):
        content = raw.lstrip(_INVISIBLE)
        words = raw.strip().strip(_INVISIBLE).strip()
        before = content[: len(content) - len(content.lstrip())]
        indent = sum({"\t": 4, "\u3000": 2}.get(char, 1) for char in before)
        mark = documents.mark(words) if words else None
        tabs = content.count("\t") - before.count("\t") if "\t" in raw else 0
        found.append(Line(start, start + len(raw), words, indent, indent + columns(words), mark, tabs))
        start += len(raw) + 1
    return found


def columns(words: str) -> int:
    """Return how many columns a text takes: a Chinese character takes two."""
    return len(words) if words.isascii() else len(words) + len(_NARROW.sub("", words))


_NARROW = late("[\x00-\u2e7f]+")


class Group(NamedTuple):
    """Consecutive lines that are one paragraph, or the rows of a table."""

    kind: Literal["paragraph", "table"]
    lines: tuple[Line, ...]

    @property
    def start(self) -> int:
        """Where it starts in the source."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where it ends in the source."""
        return self.lines[-1].end


Evidence = Literal["marks", "ends", "lengths"]
"""What shows that a line break means something.

``marks``: only what lines begin with (in Markdown a line break means nothing, but nobody wraps lines so that all begin
with a number). ``ends``: also the marks that lines end in (Markdown that is plain text). ``lengths``: also how long
lines are, and their indentation (plain text).
"""


def grouped(found: Sequence[Line], evidence: Evidence = "lengths") -> Iterator[Group]:
    """Yield the paragraphs and tables of a text."""
    layout = _Layout(found, evidence)
    tables = dict(tables_in(found))
    current: list[Line] = []
    gap = False
    at = 0
    while at < len(found):
        line = found[at]
        if height := tables.get(at, 0):
            if current:
                yield Group("paragraph", tuple(current))
            yield Group("table", tuple(found[at : at + height]))
            current, gap = [], False
            at += height
            continue
        if line.words:
            if current and layout.parts(current, at, gap=gap):
                yield Group("paragraph", tuple(current))
                current = []
            current.append(line)
        gap = not line.words
        at += 1
    if current:
        yield Group("paragraph", tuple(current))


# --- paragraphs ---

_NARROWEST = 28
"""Nobody wraps lines at fewer columns than this."""
_LONG = 40
"""A text with a line of this many columns is not of short lines only."""
_SLACK = 3
_FAR_SHORTER = 0.6
_INDENTED = 4
_LONGEST_ITEM = 40
_LONGEST_SIGNATURE = 80
_PROSE = frozenset({"note", "remark", "speaker"})
_FARTHEST_BRACKET = 8
_LONGEST_BRACKET = 120
_LONGEST_SPACED = 24
_STRONG = documents.LABELS | {"note", "bullet", "part", "section", "article", "title in brackets"}


class _Layout:
    """What the lines of a text have in common."""

    def __init__(self, found: Sequence[Line], evidence: Evidence) -> None:
        self.lines = found
        self.evidence = evidence
        lengths = evidence == "lengths"
        self.longest = max((line.width for line in found), default=0)
        self.margin = margin(found) if lengths else 0
        self.set_off = is_set_off(found)
        self._lists = dict(_plain_blocks(found)) if lengths else {}

    def parts(self, current: Sequence[Line], at: int, *, gap: bool) -> bool:
        """Return whether a new paragraph begins at line ``at``, after the lines of the ``current`` one."""
        above, line = current[-1], self.lines[at]
        if self._held(current, at, gap=gap):
            return False
        if gap or self._numbered_on(current, at):
            return True
        if documents.goes_on(above.words) or _is_rest_of_item(current, line):
            return False
        final = documents.is_final(above.words)
        full = bool(self.margin and above.width + _first_word(line.words) > self.margin - _SLACK)
        if line.indented and self.evidence == "lengths":
            hangs = line.indent == above.indent or current[0].mark is not None
            return not (full and hangs and not final and not line.mark)
        if final and (line.mark or line.indent >= _INDENTED):
            return True
        if documents.may_be_label(line.words) and documents.may_be_label(current[0].words) and (final or not full):
            return True
        if full:
            return False
        if self._begins(current, at):
            return True
        if self.evidence != "lengths":
            return final and self.evidence == "ends"
        return bool(final or self.margin or not self.set_off or self._far_shorter(above) or at in self._lists)

    def _held(self, current: Sequence[Line], at: int, *, gap: bool) -> bool:
        """Return whether marks hold the line at ``at`` to the paragraph above, even after a blank line."""
        words = self.lines[at].words
        if documents.is_stray(words) and not documents.opens(words[:1]):
            return True
        if len(current) <= _FARTHEST_BRACKET and all(documents.opens(each.words) for each in current):
            return True
        return self._inside_bracket(current, at, gap=gap)

    def _begins(self, current: Sequence[Line], at: int) -> bool:
        """Return whether a line that had not to be broken begins a paragraph, as what it and the one above it say."""
        above, line = current[-1], self.lines[at]
        if line.mark and (self._is_strong(current, at) or (line.mark.number in (1, 2) and self._counts(at))):
            return True
        if documents.day_of_line(line.words) or documents.day_of_line(above.words) or self._signature(at):
            return True
        if documents.is_document_number(above.words) or documents.is_document_number(line.words):
            return True
        item = above.mark if above is current[0] else None
        return item is not None and above.width < _LONGEST_ITEM and item.kind not in _PROSE

    def _is_strong(self, current: Sequence[Line], at: int) -> bool:
        """Return whether a line begins with what begins a paragraph whatever is above it."""
        mark = self.lines[at].mark
        if not mark or mark.kind not in _STRONG:
            return False
        # A long line, and any in Markdown, may break before any word: there must be several of the kind.
        below = self.lines[at + 1].mark if at + 1 < len(self.lines) else None
        following = below and (below.is_label if mark.is_label else below.kind == mark.kind)
        short = self.evidence == "lengths" and current[-1].width < _LONG
        return bool(following or (len(current) == 1 and current[0].mark)) or short

    def _far_shorter(self, line: Line) -> bool:
        return self.longest >= _LONG and line.width < self.longest * _FAR_SHORTER

    def _inside_bracket(self, current: Sequence[Line], at: int, *, gap: bool) -> bool:
        """Return whether a bracket opened in the paragraph so far is closed in one of the lines from ``at`` on.

        After a blank line it must be a short one.
        """
        left = _LONGEST_SPACED if gap else _LONGEST_BRACKET
        words = "".join(line.words for line in current[-_FARTHEST_BRACKET:])[-_LONGEST_BRACKET:]
        open_now = documents.open_brackets(words, quotes=not gap)
        if not open_now:
            return False
        for line in self.lines[at : at + _FARTHEST_BRACKET]:
            if (not line.words and not gap) or left <= 0:
                return False
            words += line.words[:left]
            left -= len(line.words)
            if documents.open_brackets(words, quotes=not gap) < open_now:
                return True
        return False

    def _numbered_on(self, current: Sequence[Line], at: int) -> bool:
        """Return whether the line at ``at`` has the number after that of the paragraph."""
        first, mark = current[0].mark, self.lines[at].mark
        return bool(first and mark and mark.number and first.kind == mark.kind and mark.number == first.number + 1)

    def _counts(self, at: int) -> bool:
        """Return whether a numbering that begins at ``at`` goes on below."""
        mark = self.lines[at].mark
        assert mark
        following = (line.mark for line in self.lines[at + 1 : at + 1 + _FARTHEST_NUMBER])
        return any(each and each.kind == mark.kind and each.number == mark.number + 1 for each in following)

    def _signature(self, at: int) -> bool:
        """Return whether a signature is at ``at``, the line above a day."""
        below = self.lines[at + 1] if at + 1 < len(self.lines) else None
        words = self.lines[at].words
        short = self.lines[at].width <= _LONGEST_SIGNATURE and not re.search("[，。；！？]", words)
        return bool(below and short and documents.day_of_line(below.words))


_FARTHEST_NUMBER = 12


def _is_rest_of_item(current: Sequence[Line], line: Line) -> bool:
    """Return whether a line ends a numbered item of a list (；) that the lines above began."""
    first = current[0].mark
    begun = first is not None and first.number > 0 and not documents.is_final(current[-1].words)
    return begun and line.mark is None and line.words[-1] in "；;"


def is_set_off(found: Sequence[Line]) -> bool:
    """Return whether paragraphs are separated by blank lines or indentation."""
    places = [i for i, line in enumerate(found) if line.words]
    if not places:
        return False
    inside = found[places[0] : places[-1] + 1]
    return any(not line.words or line.indented for line in inside)


def margin(found: Sequence[Line]) -> int:
    """Return the width at which lines were broken for want of room; 0 if they were not."""
    broken = [
        (above.width, above.width + _first_word(line.words))
        for above, line in pairwise(found)
        if above.words and line.words and not _begins(above, line) and not documents.is_final(above.words)
    ]
    widest = max((width for width, _ in broken), default=0)
    if widest < _NARROWEST:
        return 0
    full = sum(needed > widest - _SLACK for _, needed in broken)
    longer = sum(line.width > widest + 2 * _SLACK for line in found)
    return widest if full > 1 and 2 * full > len(broken) and longer <= full else 0


def _begins(above: Line, line: Line) -> bool:
    """Return whether a line looks like the beginning of a paragraph whatever the length of the one above it."""
    if line.mark or documents.day_of_line(line.words):
        return True
    return line.indented and line.indent != above.indent and not above.mark


def _plain_blocks(found: Sequence[Line]) -> Iterator[tuple[int, bool]]:
    """Yield the lines that continue a block of lines without any mark that ends or pauses: a list of names."""
    block: list[int] = []
    for at in range(len(found) + 1):
        if at < len(found) and found[at].words:
            block.append(at)
            continue
        if len(block) > 1 and not any(_ends_in_mark(found[i].words) for i in block):
            yield from ((i, True) for i in block[1:])
        block = []


def _ends_in_mark(words: str) -> bool:
    return documents.is_final(words) or documents.goes_on(words)


_WORD = late(r"[!-~\u00c0-\u024f]+")


def _first_word(words: str) -> int:
    """Return how many columns the first characters need that could not be parted."""
    found = _WORD.match(words)
    return len(found[0]) if found else 2


# --- tables ---

_RULE = frozenset("|｜│:+- \u3000")
_BARS = late(r"[|｜│]")
_TAB = late("\t")
_FEWEST_ROWS = 2


def tables_in(found: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield where the tables begin, and how many lines they have."""
    at = 0
    while at < len(found):
        tabs = found[at].words and found[at].tabs
        end = _end_of_tabs(found, at) if tabs else _end_of_bars(found, at)
        if _is_tabbed(found[at:end]) if tabs else end - at >= _FEWEST_ROWS:
            yield at, end - at
        at = max(end, at + 1)


def _end_of_tabs(found: Sequence[Line], at: int) -> int:
    while at < len(found) and found[at].words and found[at].tabs:
        at += 1
    return at


def _is_tabbed(found: Sequence[Line]) -> bool:
    """Return whether lines with tabs are rows of a table; in some, only the first cell may have words."""
    return sum("\t" in line.words for line in found) >= _FEWEST_ROWS and not _are_labels(found)


def _are_labels(found: Sequence[Line]) -> bool:
    """Return whether a tab only stands after a label or a number in each line."""
    for line in found:
        first = line.words.partition("\t")[0].rstrip()
        numbered = line.mark is not None and line.mark.number and line.mark.end >= len(first)
        if line.words.count("\t") != 1 or not (first[-1:] in "：:" or numbered):
            return False
    return True


def _end_of_bars(found: Sequence[Line], at: int) -> int:
    first = at + 1 if at + 1 < len(found) and _is_rule(found[at].words) else at
    bars = _bars(found[first].words)
    while bars and at < len(found) and (_bars(found[at].words) == bars or _is_rule(found[at].words)):
        at += 1
    if bars and _BARS.match(found[first].words):  # between bars, rows may be shorter than others
        while at < len(found) and _bars(found[at].words) and _BARS.match(found[at].words):
            at += 1
    return at


def _bars(words: str) -> int:
    """Return how many bars are between the cells of a row; 0 if a line is none."""
    count = len(_BARS.findall(words))
    return count if count > 1 and not documents.fields(words) else 0


def _is_rule(words: str) -> bool:
    return "-" in words[:4] and words[0] in "+|｜│:-" and _RULE.issuperset(words)


class Row(NamedTuple):
    """A row of a table: where its cells are in the source, and whether they are the heads of columns."""

    cells: tuple[tuple[int, int], ...]
    head: bool


_FIGURE = late(r"[\d\s.,，:：/%％+\-−—–~～()（）]+")


def rows(source: str, table: Group) -> list[Row]:
    """Return the rows of a table that tabs or bars part."""
    found: list[list[tuple[int, int]]] = []
    ruled = False
    starts = [source.index(line.words, line.start) for line in table.lines]
    before = [source[line.start : start].count("\t") for line, start in zip(table.lines, starts, strict=True)]
    margin_tabs = min(before)
    for line, start, empty in zip(table.lines, starts, before, strict=True):
        if not line.tabs and _is_rule(line.words):
            ruled = ruled or len(found) == 1
        elif line.tabs:
            found.append([(start, start)] * (empty - margin_tabs) + _cells(line.words, start, _TAB))
        else:
            found.append(_cells(line.words, start, _BARS))
    if not found:
        return []
    first = [source[start:end].strip() for start, end in found[0]]
    head = ruled or (len(found) > 1 and all(first[1:]) and not any(_FIGURE.fullmatch(cell) for cell in first))
    return [Row(tuple(cells), head and i == 0) for i, cells in enumerate(found)]


def _cells(words: str, start: int, parting: re.Pattern[str]) -> list[tuple[int, int]]:
    edges = [0, *(place for found in parting.finditer(words) for place in found.span()), len(words)]
    cells = [(start + edges[i], start + edges[i + 1]) for i in range(0, len(edges), 2)]
    if parting is _BARS:
        if _BARS.match(words):
            cells.pop(0)
        if len(cells) > 1 and not words[cells[-1][0] - start :].strip():
            cells.pop()
    return cells
