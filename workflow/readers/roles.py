"""What the lines and paragraphs of a document are: its title, what is above and under it, its date.

The words themselves are in ``languages.chinese.documents``; which lines are one paragraph is decided in ``lines``.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from workflow.identity import stem
from workflow.languages.chinese import documents
from workflow.languages.chinese.dates import day_of_name, days_in
from workflow.model import HAN
from workflow.patterns import late
from workflow.readers.lines import Line, is_set_off, margin, tables_in

_LONGEST_TITLE = 60
_LONGEST_TITLES = 100
_LONGEST_HEAD = 80
_PAUSES = "。．，、；：,;:"
_FINALS = _PAUSES + "！？!?…"
_MOST_ABOVE = 6
_LONG = 40
_IN_BRACKETS = late(r"[（(【\[][^（(）)]*[）)】\]]")


class Head(NamedTuple):
    """The first lines of a text: up to ``title`` is above the title, from ``under`` to ``body`` under it.

    Without a title all three are the place of the first line.
    """

    title: int
    under: int
    body: int


def head(found: Sequence[Line]) -> Head:
    """Return where the title is and what belongs to it: subtitle, who speaks, date, 来源：某某报."""
    first = _next(found, 0)
    at = first
    for _ in range(_MOST_ABOVE):
        following = _next(found, at + 1)
        if following == len(found) or not _is_above(found[at].words, found[following].words):
            break
        at = following
    if at == len(found) or not _is_title(found, at):
        return Head(first, first, first)
    under = _joined(found, at)[1]
    return Head(at, under, _body(found, under))


def _joined(found: Sequence[Line], at: int) -> tuple[str, int]:
    """Return a title that may go on in the lines below it, and the line after it."""
    under = at + 1
    words = found[at].words
    while under < len(found) and _continues(words, found[under]) and len(words) < _LONGEST_TITLES:
        words += re.sub(r"\s", "", found[under].words)
        under += 1
    return words, under


def is_document(found: Sequence[Line], head: Head) -> bool:
    """Return whether lines are certainly a title and its text, so that Markdown without headings is plain text."""
    if head.title == head.under:
        return False
    words = "".join(line.words for line in found[head.title : head.under])
    text = any(documents.is_final(line.words) for line in found[head.under :] if line.words)
    long = len(HAN.findall(words)) >= _SHORTEST_TITLE or documents.ends_as_title(words)
    return text and long and not documents.is_final(words)


_SHORTEST_TITLE = 4


def _next(found: Sequence[Line], at: int) -> int:
    """Return the first line from ``at`` on that is not blank."""
    return next((i for i in range(at, len(found)) if found[i].words), len(found))


def _is_above(words: str, following: str) -> bool:
    return bool(documents.is_above_title(words) or documents.is_letterhead(words, following) or documents.fields(words))


def _is_title(found: Sequence[Line], at: int) -> bool:
    """Return whether a line is set apart from the text below it."""
    line = found[at]
    words = line.words
    if len(words) > _LONGEST_TITLE or documents.day_of_line(words) or documents.is_stray(words):
        return False
    if next(tables_in(found[at:]), (1, 0))[0] == 0:
        return False
    if line.mark and (line.mark.is_label or _is_counted(found, at)):
        return False
    following = found[at + 1] if at + 1 < len(found) else None
    if following is None or not following.words:
        return words[-1] not in _PAUSES
    if words[-1] in _FINALS:
        return False
    wrapped = margin(found[at:])
    if wrapped and line.width >= wrapped - 4 and not documents.ends_as_title(words):
        return False
    below = following.words
    return bool(
        following.indented
        or following.width > max(_LONG, 2 * line.width)
        or following.mark
        or not is_set_off(found[at:])
        or documents.day_of_line(below)
        or documents.fields(below)
        or documents.is_stray(below)
        or documents.ends_as_title(words)
        or below[-1] in "：:"
        or _IN_BRACKETS.fullmatch(below)
        or documents.ends_as_title(_joined(found, at)[0])
        or _is_bare(found, at)
    )


def _is_counted(found: Sequence[Line], at: int) -> bool:
    """Return whether a line is the first of several that are numbered."""
    mark = found[at].mark
    return bool(
        mark and mark.number and any(each.mark and each.mark[:2] == (mark.kind, mark.number + 1) for each in found[at:])
    )


def _is_bare(found: Sequence[Line], at: int) -> bool:
    """Return whether the lines from ``at`` to the next blank one are short, and none has a mark that ends it."""
    end = next((i for i in range(at, len(found)) if not found[i].words), len(found))
    return end < len(found) and all(
        len(line.words) <= _LONGEST_TITLE and line.words[-1] not in _FINALS for line in found[at:end]
    )


def _continues(words: str, line: Line) -> bool:
    if not line.words or line.mark or line.words[-1] in _FINALS or documents.ends_as_title(words):
        return False
    if documents.day_of_line(line.words) or documents.fields(line.words):
        return False
    return documents.continues_title(words, line.words)


def _body(found: Sequence[Line], under: int) -> int:
    """Return where the text begins, after the lines under the title."""
    body = at = under
    dated = False
    bare = _is_bare(found, under) if under < len(found) and found[under].words else False
    while (at := _next(found, at)) < len(found):
        line = found[at]
        words = line.words
        apart = not found[at - 1].words
        day = documents.day_of_line(words)
        if day and dated:
            break
        said = day or documents.fields(words)
        subtitle = line.mark is not None and line.mark.kind == "subtitle"
        beside = len(words) <= _LONGEST_HEAD and (
            subtitle or _IN_BRACKETS.fullmatch(words) or ((bare or _names(found, at)) and _unmarked(line))
        )
        if documents.is_stray(words) or (not said and (apart or not beside)):
            break
        dated = dated or bool(day)
        at += 1
        body = at
    return body


def _unmarked(line: Line) -> bool:
    return not line.mark or (line.mark.kind in ("about", "site", "issued", "dated"))


def _names(found: Sequence[Line], at: int) -> bool:
    """Return whether a line names who wrote or speaks: it is no paragraph, and one begins below it."""
    line = found[at]
    below = found[at + 1] if at + 1 < len(found) else None
    apart = below is not None and (not below.words or below.indented or below.words[-1] in "：:")
    return apart and not 0 < line.indent <= _PARAGRAPH and documents.is_byline(line.words)


_PARAGRAPH = 4
"""The indentation of a paragraph, in columns."""


# --- what is said of a text ---


class Said(NamedTuple):
    """A line that only says something of the text (来源：某某报　发布时间：2018-09-12　浏览次数：33), in its parts.

    Attributes:
        kept: The parts that belong to the text.
        dates: Those that name the release's day, which every page shows under the title.
        site: What a site shows beside every text, which is left out.
    """

    kept: tuple[documents.Field, ...]
    dates: tuple[documents.Field, ...]
    site: tuple[documents.Field, ...]


def said(words: str, day: str, *, under: bool) -> Said | None:
    """Return the parts of a line that only says something of the text; None for any other line.

    Args:
        words: The line.
        day: The release's day, ISO 8601, or "".
        under: Whether the line is above or under the title. Elsewhere the release's day belongs to the text, and a
            line with one part is a paragraph like others.
    """
    fields = documents.fields(words)
    site = tuple(field for field in fields if field.kind == "site")
    if not fields or not (under or site or len(fields) > 1):
        return None
    dates = tuple(field for field in fields if under and day and field.day == day)
    return Said(tuple(field for field in fields if field not in (*dates, *site)), dates, site)


# --- the date ---


def day(under: Sequence[str], body: Sequence[str], path: str) -> str:
    """Return the day of a text without front matter, ISO 8601, or "".

    Args:
        under: The lines above and under its title.
        body: The paragraphs below.
        path: The file, whose name may begin with the day.
    """
    said = [field for words in under for field in documents.fields(words.strip(_BRACKETS))]
    tail = [field for words in body[-_TAIL:] if "\n" not in words for field in documents.fields(words.strip(_BRACKETS))]
    lines = [found for words in under if (found := documents.day_of_line(words))]
    heads = (words for words in body[-_TAIL:] if documents.is_page_head(words))
    named = [found for words in (*under, *body[:1], *heads) if (found := _only_day(words))]
    options = (
        *(field.day for field in (*said, *tail) if field.kind == "issued"),
        *lines,
        *(field.day for field in (*said, *tail) if field.kind in ("dated", "day")),
        signed(body)[1],
        *named,
        day_of_name(stem(path)),
    )
    return next(filter(None, options), "")


_TAIL = 5
_BRACKETS = "（）()【】[]"
_RUNNING = 20


def parted(paragraphs: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the paragraphs below a title that still belong to it, and the others."""
    for at, words in enumerate(paragraphs):
        mark = documents.mark(words)
        subtitle = mark and mark.kind == "subtitle"
        if not (subtitle or documents.day_of_line(words) or documents.fields(words) or _IN_BRACKETS.fullmatch(words)):
            return paragraphs[:at], paragraphs[at:]
    return paragraphs, ()


def _only_day(words: str) -> str:
    """Return the day in a line under the title (——2018年9月12日在…上), if it names just one."""
    if len(words) > _LONGEST_HEAD or documents.is_final(words):
        return ""
    if words[:1] not in _SUBTITLES and not documents.is_page_head(words):
        return ""
    found = list(days_in(words))
    return found[0][2] if len(found) == 1 else ""


_SUBTITLES = frozenset("—-－《（(【[")


def signed(body: Sequence[str]) -> tuple[int, str]:
    """Return which paragraph has the day of a signature, and the day; (-1, "") if none has.

    It is the last one that is only a day, or ends in one, with no running text below it but annexes. A text with
    several days of their own in the middle is a diary, and not signed.
    """
    annex = next((i for i, words in enumerate(body) if documents.is_annex(words)), len(body))
    found = _signed(body[:annex])
    return found if found[1] or annex == len(body) else _signed(body)


def _signed(body: Sequence[str]) -> tuple[int, str]:
    alone: list[tuple[int, str]] = []
    running = False
    for i in range(len(body) - 1, -1, -1):
        words = body[i]
        plain = "\n" not in words and documents.mark(words) is None
        start, found = documents.signed_day(words) if plain else (0, "")
        if found and not running and (start == 0 or i):
            return i, found
        if found and start == 0:
            alone.append((i, found))
        running = running or _is_running(words)
    return alone[0] if len(alone) == 1 else (-1, "")


def _is_running(words: str) -> bool:
    return len(words) > _RUNNING and documents.is_final(words) and words[0] not in "（("
