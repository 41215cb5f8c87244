"""What all readers share: inline text → segments, in exact positions; and the script of a text.

A reader passes the content of a block as a sequence of atoms: stretches of text, markup, code and line breaks, in
order, each with its position. ``tidy`` decides on white space; ``sentences`` and ``whole`` then turn atoms into parts,
which say what was cut from where. Positions count characters of the content; ``assemble`` takes positions in the
source.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from workflow.languages.chinese import documents
from workflow.languages.chinese.dates import iso_date
from workflow.languages.chinese.sentences import boundaries
from workflow.markup import addresses
from workflow.model import HAN, Block, Piece, Segment, Verbatim, is_wide
from workflow.patterns import late

PLACEHOLDER = "\ufffc"
"""What the splitter sees in place of code, an address or a picture: the Unicode object replacement character."""

# --- characters ---

# Characters that separate lines in some program, besides the line feed.
_LINE_LIKE = "\n\v\f\r\x1c-\x1e\x85\u2028\u2029"
# Never part of a text: control characters that are not white space, halves of surrogate pairs, byte order marks. For
# Python's isspace(), U+0009 to U+000D, U+001C to U+001F and U+0085 are white space; they are never kept either.
_DROPPED = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff"
_NOT_WORDS = late(rf"(?P<space>\s+)|(?P<dropped>[{_DROPPED}]+)")
_SOFT = late(f"[{_LINE_LIKE}]")
_BREAKING = late(rf"\s*[{_LINE_LIKE}]\s*")
_CONTROL = late(f"[{_DROPPED}]")
_CODE_SPACE = late("[\v\f\r\x1c-\x1f\x85\u2028\u2029]")
# Quotation marks, dashes and ellipses that Chinese shares with other languages.
_SHARED = frozenset("\u2014\u2018\u2019\u201a\u201b\u201c\u201d\u2026")


def is_punctuation(char: str) -> bool:
    """Return whether CommonMark treats ``char`` as punctuation (Unicode categories P and S)."""
    return unicodedata.category(char)[0] in "PS"


def clean(text: str, *, join: bool = True) -> str:
    """Put ``text`` on one line, without control characters.

    Other white space stays; tabs become spaces.

    Args:
        text: The text.
        join: Remove line breaks where Chinese has no space, as in running text; else every line break becomes a space.
    """

    def broken(found: re.Match[str]) -> str:
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        return "" if join and joins(before, after) else " "

    return _CONTROL.sub("", _BREAKING.sub(broken, text).replace("\t", " ").replace("\x1f", " "))


def joins(before: str, after: str) -> bool:
    """Return whether a line break between two characters is not a space.

    That is so between Chinese characters or their marks, and between a Chinese character and a letter or digit of
    another script.
    """
    wide_before, wide_after = is_wide(before), is_wide(after)
    if (wide_before or before in _SHARED) and (wide_after or after in _SHARED):
        return True
    return (wide_before and after.isalnum()) or (before.isalnum() and wide_after)


def clean_code(text: str) -> str:
    """Return the content of a code block, with line feeds and tabs as its only control characters."""
    return _CONTROL.sub("", _CODE_SPACE.sub(" ", text))


# --- atoms ---


class Atom(NamedTuple):
    """A stretch of a block's content.

    Attributes:
        kind: ``text`` (as it is, one visible character each), ``mark`` (an escape or an entity: one visible thing),
            ``opaque`` (code, an address, a picture: the splitter sees PLACEHOLDER), ``open`` and ``close`` (markup
            around a span; nothing is cut inside one), ``tag`` (other markup), ``space`` (white space), ``break`` (a
            hard line break), ``nothing`` (dropped, like a comment).
        start: Where it starts in the content.
        end: Where it ends.
        text: What it adds to a segment.
        visible: What a reader sees of it.
        han: Whether it has Chinese words to translate that ``visible`` does not show, such as a picture's alternative
            text.
        delimiter: Of an emphasis mark, its character; of an HTML tag that may have a partner, its name (with ``/`` if
            it closes).
    """

    kind: Literal["text", "mark", "opaque", "open", "close", "tag", "space", "break", "nothing"]
    start: int
    end: int
    text: str = ""
    visible: str = ""
    han: bool = False
    delimiter: str = ""


class Part(NamedTuple):
    """What was cut from the content between ``start`` and ``end``."""

    start: int
    end: int
    item: Segment | Verbatim


def tidy(atoms: Iterable[Atom], content: str) -> list[Atom]:
    """Decide on white space, and hide bare addresses from the splitter.

    A run of white space becomes one space, or one U+3000 if it has one; with a line break in it, it vanishes between
    Chinese characters. Control characters always vanish. The result does not depend on where lines were broken.
    """
    return list(_settled(list(_runs(atoms, content)), content))


def _runs(atoms: Iterable[Atom], content: str) -> Iterator[Atom]:
    """Split text atoms at white space, dropped characters and addresses; merge neighbouring white space."""
    space: Atom | None = None
    waiting: list[Atom] = []
    for atom in (fine for coarse in atoms for fine in _fine(coarse, content)):
        if atom.kind == "space":
            space = atom if space is None else Atom("space", space.start, atom.end)
            waiting.clear()
        elif atom.kind == "nothing":
            waiting.append(atom)
        else:
            if space is not None:
                yield space
                space = None
            yield from waiting
            waiting.clear()
            yield atom
    if space is not None:
        yield space
    yield from waiting


def _fine(atom: Atom, content: str) -> Iterator[Atom]:
    if atom.kind != "text":
        yield atom
        return
    at = 0
    # Whether an address starts here depends on the character before it, which may belong to another atom.
    before = content[atom.start - 1 : atom.start] if atom.start else ""
    for start, end in addresses.all_in(before + atom.text):
        start, end = start - len(before), end - len(before)
        if start < 0 or addresses.is_name(atom.text[start:end]):
            continue
        yield from _without_white(atom, at, start)
        yield Atom("opaque", atom.start + start, atom.start + end, atom.text[start:end], PLACEHOLDER)
        at = end
    yield from _without_white(atom, at, len(atom.text))


def _without_white(atom: Atom, at: int, end: int) -> Iterator[Atom]:
    """Yield the words of a stretch of a text atom, and what is between them."""
    for found in _NOT_WORDS.finditer(atom.text, at, end):
        if at < found.start():
            yield _slice(atom, at, found.start())
        start, at = atom.start + found.start(), found.end()
        yield Atom("space" if found.lastgroup == "space" else "nothing", start, atom.start + at)
    if at < end:
        yield _slice(atom, at, end)


def _settled(atoms: Sequence[Atom], content: str) -> Iterator[Atom]:
    """Decide what each run of white space becomes."""
    left = ""
    for i, atom in enumerate(atoms):
        if atom.kind == "space":
            raw = content[atom.start : atom.end]
            if "break" in [beside.kind for beside in atoms[max(i - 1, 0) : i + 2]]:
                settled = ""
            elif not _SOFT.search(raw):
                settled = "\u3000" if "\u3000" in raw else " "
            elif joins(left, _visible_from(atoms, i + 1)) and not _holds_markup(atoms, i, content):
                settled = ""
            else:
                settled = " "
            yield atom._replace(text=settled, visible=settled)
        elif atom.kind == "nothing" and _would_join(content, atom):
            yield Atom("space", atom.start, atom.end, " ", " ")
        else:
            yield atom
        if atom.kind in ("space", "break"):
            left = ""
        elif atom.visible:
            left = atom.visible[-1]


def _visible_from(atoms: Sequence[Atom], i: int) -> str:
    """Return the first visible character from atom ``i`` on, "" before white space."""
    while i < len(atoms) and atoms[i].kind not in ("space", "break"):
        if atoms[i].visible:
            return atoms[i].visible[0]
        i += 1
    return ""


def _holds_markup(atoms: Sequence[Atom], i: int, content: str) -> bool:
    """Return whether only the line break at ``atoms[i]`` lets the ``_`` next to it open or close emphasis."""
    before, after = content[atoms[i].start - 1], content[atoms[i].end]
    opens = i + 1 < len(atoms) and atoms[i + 1].kind == "open" and atoms[i + 1].delimiter == "_"
    closes = i > 0 and atoms[i - 1].kind == "close" and atoms[i - 1].delimiter == "_"
    return (opens and not is_punctuation(before)) or (closes and not is_punctuation(after))


def _would_join(content: str, atom: Atom) -> bool:
    """Return whether dropping ``atom`` would join two characters that mean something together (``*`` and ``*``)."""
    before, after = content[atom.start - 1 : atom.start], content[atom.end : atom.end + 1]
    return (
        bool(before and after)
        and before.isascii()
        and after.isascii()
        and is_punctuation(before)
        and is_punctuation(after)
    )


# --- cutting ---


def sentences(atoms: Sequence[Atom], place: str, first: int = 1) -> list[Part]:
    """Cut running text into its sentences and hard breaks.

    Closing markup stays with the sentence before it, opening markup goes with the one after it, and nothing is cut
    inside a span. Markup must be Markdown's: a hard break inside a span stays in the segment as ``<br>``.

    Args:
        atoms: From ``tidy``.
        place: The place of the block, in words.
        first: The number of its first sentence.
    """
    parts: list[Part] = []
    number = first
    for line in _lines(atoms):
        if isinstance(line, Atom):
            parts.append(Part(line.start, line.end, Verbatim("", "break")))
            continue
        for sentence in _sentences(line):
            if part := _part(sentence, "", f"{place}, sentence {number}"):
                parts.append(part)
                number += 1
    while parts and parts[-1].item == Verbatim("", "break"):
        parts.pop()
    while parts and parts[0].item == Verbatim("", "break"):
        parts.pop(0)
    return parts


def whole(atoms: Sequence[Atom], role: str, place: str, line_break: str = " ") -> list[Part]:
    """Return text that is not split (a title, a heading, a caption, a cell) as one part, or none if nothing is visible.

    Args:
        atoms: From ``tidy``.
        role: Its role.
        place: Its place, in words.
        line_break: What a hard line break in it becomes.
    """
    kind: Literal["space", "tag"] = "space" if line_break == " " else "tag"
    if role == "title":
        atoms = _closed_up(atoms)
    part = _part([a if a.kind != "break" else Atom(kind, a.start, a.end, line_break, " ") for a in atoms], role, place)
    return [part] if part else []


def _closed_up(atoms: Sequence[Atom]) -> list[Atom]:
    """Return a title without the spaces that only spread out a word (通　告, 关于开会的通　知)."""
    spaces = [i for i, atom in enumerate(atoms) if atom.kind == "space" and atom.visible.strip(" \u3000") == ""]
    edges = [-1, *spaces, len(atoms)]
    words = ["".join(each.visible for each in atoms[a + 1 : b]) for a, b in pairwise(edges)]
    closed = list(atoms)
    for at, space in enumerate(spaces):
        if _is_spread(words[at], words[at + 1 :]):
            closed[space] = closed[space]._replace(text="", visible="")
    return closed


def _is_spread(before: str, following: Sequence[str]) -> bool:
    """Return whether the space after ``before`` is inside a word that is spread out."""
    if not _SPREAD.fullmatch(following[0]):
        return False
    if _SPREAD.fullmatch(before):
        return True
    if not all(map(_SPREAD.fullmatch, following)):
        return False
    last = "".join(following)
    return documents.ends_as_title(last) if before.endswith("的") else documents.ends_as_title(before[-1:] + last)


_SPREAD = late("(?![一二三四五六七八九十〇零])[\u3400-\u9fff]")
"""A character that may be part of a word that is spread out."""


def _lines(atoms: Sequence[Atom]) -> Iterator[list[Atom] | Atom]:
    """Yield the atoms between hard breaks, and the breaks."""
    depth = 0
    line: list[Atom] = []
    for atom in atoms:
        if atom.kind == "break" and depth == 0:
            yield line
            yield atom
            line = []
            continue
        depth += (atom.kind == "open") - (atom.kind == "close")
        line.append(Atom("tag", atom.start, atom.end, "<br>", " ") if atom.kind == "break" else atom)
    yield line


def _sentences(atoms: Sequence[Atom]) -> Iterator[list[Atom]]:
    """Cut one line at the splitter's boundaries, but never inside a span."""
    starts = iter(boundaries("".join(atom.visible for atom in atoms)))
    start = next(starts, -1)
    sentence: list[Atom] = []
    seen = depth = 0
    for atom in atoms:
        while -1 < start < seen:
            start = next(starts, -1)
        if start == seen and depth == 0 and sentence:
            # After the closing markup, the sentence is complete.
            yield sentence
            sentence = []
            start = next(starts, -1)
        elif start == seen and atom.visible:
            start = next(starts, -1)  # inside a span
        depth += (atom.kind == "open") - (atom.kind == "close")
        if atom.kind == "text" and depth == 0:
            at = 0
            while seen + at < start < seen + len(atom.text):
                sentence.append(_slice(atom, at, start - seen))
                yield sentence
                sentence = []
                at = start - seen
                start = next(starts, -1)
            atom = _slice(atom, at, len(atom.text))
            seen += at
        sentence.append(atom)
        seen += len(atom.visible)
    yield sentence


def _slice(atom: Atom, start: int, end: int) -> Atom:
    text = atom.text[start:end]
    return Atom("text", atom.start + start, atom.start + end, text, text)


_LONGEST_DATE = 24


def _part(atoms: Sequence[Atom], role: str, place: str) -> Part | None:
    """Return one sentence, trimmed; None if nothing is left of it."""
    first, last = 0, len(atoms)
    while first < last and atoms[first].kind in ("space", "nothing"):
        first += 1
    while first < last and atoms[last - 1].kind in ("space", "nothing"):
        last -= 1
    atoms = atoms[first:last]
    text = "".join(atom.text for atom in atoms)
    if not text:
        return None
    item: Segment | Verbatim
    if role != "title" and len(text) <= _LONGEST_DATE and (day := iso_date(text)):
        item = Verbatim(day, "date")
    elif any(atom.han or HAN.search(atom.visible) for atom in atoms):
        item = Segment(text, role, place)
    else:
        item = Verbatim(text)
    return Part(atoms[0].start, atoms[-1].end, item)


_MOST_CELLS = 65_536


def padded(rows: Sequence[Block]) -> Sequence[Block]:
    """Give every row of a table as many cells as the longest has, unless that were very many."""
    width = max((len(row.children) for row in rows), default=0)
    if width * len(rows) > _MOST_CELLS:
        return rows
    return [replace(row, children=(*row.children, *[Block("cell")] * (width - len(row.children)))) for row in rows]


def assemble(text: str, cuts: Iterable[tuple[int, int, Segment]], line_feeds: Sequence[int] = ()) -> tuple[Piece, ...]:
    """Return the pieces of ``text``; joining their ``raw`` gives it back.

    Args:
        text: The decoded source.
        cuts: Start, end and segment in source order, in a text whose line endings are line feeds.
        line_feeds: Where, in that text, a line feed stands for two characters of ``text`` (from ``normal_lines``).
    """
    pieces: list[Piece] = []
    at = 0

    def add(end: int, segment: Segment | None) -> None:
        nonlocal at
        if at < end:
            pieces.append(Piece(text[at:end], segment))
            at = end

    for start, end, segment in cuts:
        add(start + bisect_left(line_feeds, start), None)
        add(end + bisect_left(line_feeds, end), segment)
    add(len(text), None)
    return tuple(pieces)


_UNPARSABLE = late("[\x00\ud800-\udfff]")


def normal_lines(text: str) -> tuple[str, list[int]]:
    """Return ``text`` with line feeds for CRLF and CR, and where each line feed is that was a CRLF.

    NUL and halves of surrogate pairs become U+FFFD, as CommonMark requires.
    """
    crlf: list[int] = []
    if "\r" in text:
        crlf = [found.start() - i for i, found in enumerate(re.finditer("\r\n", text))]
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPARSABLE.sub("\ufffd", text), crlf


# --- the script ---


def script(text: str, default: str) -> str:
    """Return which Chinese script ``text`` is in, ``zh-Hans`` or ``zh-Hant``; ``default`` if nothing shows it.

    Each Han character that only one of the older character sets has votes: GB 2312 for simplified, Big5 for
    traditional.
    """
    votes = 0
    for char, count in Counter(HAN.findall(text)).items():
        votes += count * (_encodable(char, "gb2312") - _encodable(char, "big5"))
    return default if votes == 0 else "zh-Hans" if votes > 0 else "zh-Hant"


@lru_cache(maxsize=1 << 15)
def _encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
