"""Plain text → a release.

Title: the first line, if it has at most 60 characters and is set apart: a blank line or the date follows, or it has no
final mark and the next line starts a paragraph. A date that is the whole line below the title (``日期：2018-09-12``,
``2018年9月12日``, in brackets or not) is the release's date and not part of its text; without one, the last paragraph
that is only a day is its date, as below a notice's signature.

Paragraphs start after blank lines and at indented lines (`` ``, two spaces, a tab); other line breaks are soft. If the
text after the title has neither, every line is a paragraph. A short line of its own that starts with ``一、``,
``（一）`` or ``第一章`` and has no final mark is a heading of level 2, 3 or 2. Lists and the like are paragraphs.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from workflow.contracts import Reader
from workflow.files import decode
from workflow.identity import check_id, stem
from workflow.model import Block, Release, Segment, Verbatim
from workflow.readers.cutting import (
    Atom,
    Part,
    assemble,
    iso_date,
    iso_day,
    normal_lines,
    script,
    sentences,
    tidy,
    whole,
)

_LONGEST_TITLE = 60
_LONGEST_HEADING = 40
_PAUSES = "。．，、；：,;:"
_FINALS = _PAUSES + "！？!?…"
_INDENTED = re.compile(r"(?:\u3000| {2}|\t)\s*\S")
_DATE_LINE = re.compile(
    r"[（(【\[]?\s*(?:(?:发布|發布|发稿|發稿|成文|印发|印發)?(?:日期|时间|時間)\s*[：:]\s*)?(?P<day>[^）)】\]]+?)\s*[）)】\]]?"
)
_HEADINGS = (
    (re.compile(r"[一二三四五六七八九十百]+、"), 2),
    (re.compile(r"[（(][一二三四五六七八九十百]+[）)]"), 3),
    (re.compile(r"第[〇零一二三四五六七八九十百]+[编編章节節]"), 2),
)


def read(data: bytes, *, path: str, language: str) -> Release:
    """Read plain text; see ``contracts.Read``.

    Raises:
        BadInput: The bytes are not text, or the file's name cannot be a release's id.
    """
    text = decode(data, path)
    source, line_feeds = normal_lines(text)
    lines = tuple(_lines(source))
    blocks: list[Block] = []
    cuts: list[tuple[int, int, Segment]] = []

    def add(kind: str, parts: Sequence[Part], shift: int, level: int = 0) -> None:
        if parts:
            content = tuple(part.item for part in parts)
            blocks.append(
                Block("title" if kind == "title" else "heading" if level else "paragraph", content, level=level)
            )
            cuts.extend((p.start + shift, p.end + shift, p.item) for p in parts if isinstance(p.item, Segment))

    first = next((i for i, line in enumerate(lines) if line.words), len(lines))
    day = ""
    if first < len(lines) and _is_title(lines, first):
        add("title", whole(_atoms(source, lines[first].start, lines[first].end), "title", "title"), lines[first].start)
        first += 1
        under = next((i for i in range(first, len(lines)) if lines[i].words), len(lines))
        if under < len(lines) and (day := _day(lines[under])):
            first = under + 1
    headings = paragraphs = 0
    for start, end in _paragraphs(lines[first:]):
        atoms = _atoms(source, start, end)
        level = _heading_level(source[start:end].strip())
        if level and (parts := whole(atoms, "heading", f"heading {headings + 1}")):
            headings += 1
            add("heading", parts, start, level)
        elif not level and (parts := sentences(atoms, f"paragraph {paragraphs + 1}")):
            paragraphs += 1
            add("paragraph", parts, start)
    return Release(
        id=check_id(stem(path), path),
        path=path,
        language=script(source, language),
        pieces=assemble(text, cuts, line_feeds),
        blocks=tuple(blocks),
        date=day or _signed(blocks),
        markup="plain",
    )


READER = Reader(read, may_state_id=lambda _: False)


class _Line(NamedTuple):
    """A line of the source, without its line feed; ``words`` is stripped."""

    start: int
    end: int
    words: str
    indented: bool


def _lines(source: str) -> Iterator[_Line]:
    start = 0
    for raw in source.split("\n"):
        words = raw.strip().strip("\ufeff").strip()
        yield _Line(start, start + len(raw), words, bool(_INDENTED.match(raw.lstrip("\ufeff"))))
        start += len(raw) + 1


def _atoms(source: str, start: int, end: int) -> list[Atom]:
    content = source[start:end]
    return tidy([Atom("text", 0, len(content), content)], content)


def _is_title(lines: Sequence[_Line], first: int) -> bool:
    """Return whether the first non-blank line is set apart from the text."""
    words = lines[first].words
    if len(words) > _LONGEST_TITLE or iso_date(words):
        return False
    following = lines[first + 1] if first + 1 < len(lines) else None
    if following is None or not following.words:
        return words[-1] not in _PAUSES
    if words[-1] in _FINALS:
        return False
    return bool(following.indented or _day(following) or not _set_off(lines[first:]))


def _signed(blocks: Sequence[Block]) -> str:
    """Return the day below a notice's signature, the last paragraph that is only a day, else ""."""
    days = [
        part.text
        for block in blocks
        for part in block.content
        if len(block.content) == 1 and isinstance(part, Verbatim) and part.kind == "date" and part.text.count("-") == 2
    ]
    return days[-1] if days else ""


def _day(line: _Line) -> str:
    found = _DATE_LINE.fullmatch(line.words)
    return iso_day(found["day"]) if found else ""


def _set_off(lines: Sequence[_Line]) -> bool:
    """Return whether paragraphs are separated by blank lines or indentation."""
    last = max((i for i, line in enumerate(lines) if line.words), default=0)
    first = next((i for i, line in enumerate(lines) if line.words), 0)
    return any(not line.words for line in lines[first:last]) or any(line.indented for line in lines[first : last + 1])


def _paragraphs(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Yield where paragraphs start and end in the source."""
    set_off = _set_off(lines)
    start = end = -1
    for line in lines:
        if start >= 0 and (not line.words or line.indented or not set_off):
            yield start, end
            start = -1
        if line.words:
            start = line.start if start < 0 else start
            end = line.end
    if start >= 0:
        yield start, end


def _heading_level(words: str) -> int:
    """Return 2 or 3 if a paragraph is a numbered heading, else 0."""
    if "\n" in words or len(words) > _LONGEST_HEADING or words[-1:] in _FINALS:
        return 0
    return next((level for pattern, level in _HEADINGS if pattern.match(words)), 0)
