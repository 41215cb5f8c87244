"""Plain text → a release.

The title is the first line that is set apart from the text. Above it may stand a document's number, or where on a site
it was; under it its subtitle, who speaks, the date, and what a site says of it (来源：某某报). A day that is a whole
line there, or the value of 发布时间：, is the release's date and not part of its text. Without one, the day below a
signature is its date, else the day with which the file's name begins (``roles``).

Paragraphs start after blank lines, at indented lines, and where the words or the lengths of lines show it (``lines``).
A short line of its own that starts with ``一、``, ``（一）``, ``第一章`` and the like and has no final mark is a
heading. Lines of cells between tabs or bars are a table. Other lists are paragraphs, with their numbers.
"""

from collections.abc import Sequence

from workflow.contracts.readers import Reader
from workflow.files import decode
from workflow.identity import check_id, stem
from workflow.languages.chinese import documents
from workflow.model import Block, LeftOut, Release, Segment, Verbatim
from workflow.readers import roles
from workflow.readers.cutting import (
    Atom,
    Part,
    assemble,
    normal_lines,
    padded,
    script,
    sentences,
    tidy,
    whole,
)
from workflow.readers.lines import Group, Line, grouped, lines, rows


def read(data: bytes, *, path: str, language: str) -> Release:
    """Read plain text; see ``contracts.readers.Read``.

    Raises:
        BadInput: The bytes are not text, or the file's name cannot be a release's id.
    """
    text = decode(data, path)
    source, line_feeds = normal_lines(text)
    found = lines(source)
    head = roles.head(found)
    beside = [line.words for line in (*found[: head.title], *found[head.under : head.body]) if line.words]
    groups = list(grouped(found[head.body :]))
    body = [source[group.start : group.end].strip(_WHITE) for group in groups if group.kind == "paragraph"]
    day = roles.day(beside, body, path)
    text_of = _Text(source, day)
    text_of.lines(found[: head.title])
    text_of.title(found[head.title : head.under])
    text_of.head(found[head.under : head.body])
    signed = roles.signed(body)[0]
    for group in groups:
        if group.kind == "table":
            text_of.table(group)
        else:
            text_of.paragraph(group.lines, signed=signed == 0)
            signed -= 1
    return Release(
        id=check_id(stem(path), path),
        path=path,
        language=script(source, language),
        pieces=assemble(text, text_of.cuts, line_feeds),
        blocks=tuple(text_of.blocks),
        date=day,
        markup="plain",
        left_out=tuple(text_of.left),
    )


READER = Reader(read, may_state_id=lambda _: False)

_WHITE = " \t\n\u00a0\u3000\ufeff"


class _Text:
    """The blocks of a text, and where their segments are."""

    def __init__(self, source: str, day: str) -> None:
        self.source = source
        self.day = day
        self.blocks: list[Block] = []
        self.cuts: list[tuple[int, int, Segment]] = []
        self.left: list[LeftOut] = []
        self._counts: dict[str, int] = {}

    def title(self, found: Sequence[Line]) -> None:
        """Add the title, which may take several lines."""
        if found:
            start = found[0].start
            self._add(Block("title"), whole(self._atoms(start, found[-1].end), "title", "title"), start)

    def lines(self, found: Sequence[Line]) -> None:
        """Add lines as a paragraph each."""
        for line in found:
            self.paragraph([line])

    def head(self, found: Sequence[Line]) -> None:
        """Add the lines under the title, without the release's date."""
        for line in found:
            if not self.day or documents.day_of_line(line.words) != self.day:
                self.paragraph([line], under_title=True)

    def paragraph(self, found: Sequence[Line], *, signed: bool = False, under_title: bool = False) -> None:
        """Add a paragraph, or a heading, of consecutive lines.

        Args:
            found: The lines.
            signed: Whether the release's date is in it.
            under_title: Whether a day in it is the release's date, and not part of the text.
        """
        start, end = found[0].start, found[-1].end
        alone = len(found) == 1
        words = found[0].words
        if alone and (level := documents.heading_level(words)):
            place = f"heading {self._number('heading')}"
            self._add(Block("heading", level=level), whole(self._atoms(start, end), "heading", place), start)
            return
        place = f"paragraph {self._number('paragraph')}"
        indent = self.source.index(words, start) - start
        if alone and (said := roles.said(words, self.day, under=under_title)):
            self.left += [LeftOut("site", place, words[field.start : field.end]) for field in said.site]
            cuts = [(indent + field.start, indent + field.end) for field in said.kept]
            self._add(Block("paragraph"), self._parted(start, cuts, place), start)
            return
        at = documents.signed_day(words)[0] if alone and signed else 0
        if at:
            at += indent
            parts = sentences(self._atoms(start, start + at), place)
            day = whole(self._atoms(start + at, end), "", place)
            self._add(Block("paragraph"), [*parts, *(Part(p.start + at, p.end + at, p.item) for p in day)], start)
            return
        self._add(Block("paragraph"), sentences(self._atoms(start, end), place), start)

    def _parted(self, start: int, cuts: Sequence[tuple[int, int]], place: str) -> list[Part]:
        """Return stretches of a line as segments, with hard breaks between them."""
        parts: list[Part] = []
        for at, end in cuts:
            sentence = f"{place}, sentence {sum(part.item != _BREAK for part in parts) + 1}"
            found = whole(self._atoms(start + at, start + end), "", sentence)
            if found and parts:
                parts.append(Part(at, at, _BREAK))
            parts += [Part(p.start + at, p.end + at, p.item) for p in found]
        return parts

    def table(self, group: Group) -> None:
        """Add a table."""
        table = self._number("table")
        found: list[Block] = []
        for row in rows(self.source, group):
            cells: list[Block] = []
            for start, end in row.cells:
                place = f"table {table}, row {len(found) + 1}, column {len(cells) + 1}"
                parts = whole(self._atoms(start, end), "cell", place)
                self._cut(parts, start)
                cells.append(Block("cell", tuple(part.item for part in parts)))
            found.append(Block("row", children=tuple(cells), level=int(row.head)))
        if found:
            self.blocks.append(Block("table", children=tuple(padded(found))))

    def _number(self, kind: str) -> int:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return self._counts[kind]

    def _atoms(self, start: int, end: int) -> list[Atom]:
        content = self.source[start:end]
        return tidy([Atom("text", 0, len(content), content)], content)

    def _add(self, block: Block, parts: Sequence[Part], start: int) -> None:
        if parts:
            self.blocks.append(Block(block.kind, tuple(part.item for part in parts), level=block.level))
            self._cut(parts, start)
        elif block.kind != "title":
            self._counts[block.kind] -= 1

    def _cut(self, parts: Sequence[Part], shift: int) -> None:
        self.cuts.extend((p.start + shift, p.end + shift, p.item) for p in parts if isinstance(p.item, Segment))


_BREAK = Verbatim("", "break")
