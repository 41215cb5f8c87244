"""Finds what became of a catalog's units when the same text is cut into other units.

A reader that has learnt to read a text better joins units, cuts one into several, or moves the cut between two. The
characters are still the same, so it is certain which units the text of a new one was in. Only white space may differ:
a line break that was soft is now a paragraph's end, or the other way round.

The text as it is cut now is covered with the texts of the units; where a cover and a segment overlap without being
the same, a text was cut differently.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from workflow.model import DELIBERATELY_EMPTY, Release, Segment, Unit, digest_of_segments, is_wide
from workflow.patterns import late


@dataclass(frozen=True, slots=True)
class Recut:
    """Units that became other segments: all of one belongs to all of the other.

    Attributes:
        units: The places of the units in the old catalog, in reading order.
        segments: The segments, in reading order.
        certain: Whether they have exactly the same text, apart from white space, and nothing but the cutting changed in
            the release since the catalog was synced. If not, somebody edited it too, or the units also had text that
            belongs to no segment now, such as a date below a signature.
    """

    units: tuple[int, ...]
    segments: tuple[Segment, ...]
    certain: bool


def recut(units: Sequence[Unit], release: Release, digest: str) -> list[Recut]:
    """Return what is cut differently in a release, compared with the units of its catalog, in reading order.

    Args:
        units: The units.
        release: The release.
        digest: Its ``source_digest`` when the catalog was synced, which proves what the text was; "" if it is not
            known.
    """
    places: dict[str, list[int]] = {}
    for place, unit in enumerate(units):
        if text := _packed(unit.source):
            places.setdefault(text, []).append(place)
    if not places:
        return []
    stream = _Stream(release)
    covers = _covered(stream, sorted(places))
    groups = list(_overlapping(covers, stream))
    chosen: dict[int, int] = {}  # from where a cover starts to the place of its unit
    for group, segments in groups:
        roles = {item.segment.role for item in segments if item.segment}
        chosen.update((cover.start, _of_role(places[cover.text], units, roles)) for cover in group)
    was = [units[chosen[cover.start]] for cover in covers]
    same_text = digest == digest_of_segments((unit.context, unit.source) for unit in was)
    found = []
    for group, segments in groups:
        if not segments or not _all_covered(group, segments) or (len(group) == len(segments) == 1):
            continue  # partly new, or cut as before
        of_group = tuple(chosen[cover.start] for cover in group)
        if not same_text and any(after - before != 1 for before, after in pairwise(of_group)):
            continue  # they were not next to each other, so perhaps their texts are together here by chance
        whole = sum(len(cover.text) for cover in group) == sum(item.end - item.start for item in segments)
        cut = tuple(item.segment for item in segments if item.segment)
        found.append(Recut(of_group, cut, whole and same_text))
    return found


def _packed(text: str) -> str:
    return "".join(text.split()).replace("\ufeff", "")


def _of_role(places: Sequence[int], units: Sequence[Unit], roles: set[str]) -> int:
    """Return which of the units with the same text is meant: one with the role of the new segments, if there is one."""
    return next((place for place in places if units[place].context in roles), places[0])


# --- the text as it is cut now ---


@dataclass(frozen=True, slots=True)
class _Item:
    """A stretch of the text: a segment, or what is between two."""

    start: int
    end: int
    segment: Segment | None


class _Stream:
    """The whole text of a release without white space, as a string and as its items."""

    def __init__(self, release: Release) -> None:
        self.items: list[_Item] = []
        parts: list[str] = []
        end = 0
        for piece in release.pieces:
            if part := _packed(piece.segment.text if piece.segment else piece.raw):
                start, end = end, end + len(part)
                parts.append(part)
                self.items.append(_Item(start, end, piece.segment))
        self.text = "".join(parts)
        self._starts = [item.start for item in self.items]

    def at(self, position: int) -> _Item:
        """Return the item that a position is in."""
        return self.items[bisect_right(self._starts, position) - 1]


@dataclass(frozen=True, slots=True)
class _Cover:
    """A place of the text where the text of a unit is."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def _covered(stream: _Stream, texts: Sequence[str]) -> list[_Cover]:
    """Cover a stream with texts that do not overlap, so that as little of its segments as possible is left over.

    Of several ways, the one that leaves the least between segments over is taken, then the one with the fewest covers.

    Args:
        stream: What is covered.
        texts: The texts, each once, sorted.
    """
    prefixes = _Prefixes(texts)
    end = len(stream.text)
    # From a position to the best way there: what it leaves over of segments and between them, and its last step.
    best: dict[int, tuple[tuple[int, int, int], int, str]] = {0: ((0, 0, 0), 0, "")}
    waiting = [0]
    while waiting:
        position = heappop(waiting)
        if position == end:
            break
        (left, between, covers), _, _ = best[position]
        item = stream.at(position)
        here = prefixes.of(stream.text, position)
        steps = [(position + len(text), (left, between, covers + 1), text) for text in here]
        if item.segment:
            steps.append((item.end, (left + item.end - position, between, covers), ""))
        else:
            stop = prefixes.next_start(stream.text, position + 1, item.end)
            steps.append((stop, (left, between + stop - position, covers), ""))
        for stop, cost, text in steps:
            if stop not in best:
                heappush(waiting, stop)
            elif best[stop][0] <= cost:
                continue
            best[stop] = (cost, position, text)
    found = []
    while end:
        _, start, text = best[end]
        if text:
            found.append(_Cover(start, text))
        end = start
    return found[::-1]


_AT_ONE_PLACE = 16
"""How many texts that start with one another are tried at one place; a real text has no more."""


class _Prefixes:
    """Texts by how they start."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.longest = max(map(len, texts))
        self.heads = {text[:2] for text in texts}
        # Of each text the longest other one that it starts with; those are neighbours in sorted order.
        self.shorter: dict[str, str] = {}
        stack: list[str] = []
        for text in texts:
            while stack and not text.startswith(stack[-1]):
                stack.pop()
            self.shorter[text] = stack[-1] if stack else ""
            stack.append(text)

    def next_start(self, text: str, position: int, end: int) -> int:
        """Return the next position before ``end`` where one of the texts may start, else ``end``."""
        heads = self.heads
        while position < end and text[position : position + 2] not in heads and text[position] not in heads:
            position += 1
        return position

    def of(self, text: str, position: int) -> Iterator[str]:
        """Yield the texts that are at a position, longest first."""
        place = bisect_right(self.texts, text[position : position + self.longest])
        found = self.texts[place - 1] if place else ""
        yielded = 0
        while found and yielded < _AT_ONE_PLACE:
            if text.startswith(found, position):
                yield found
                yielded += 1
            found = self.shorter[found]


def _overlapping(covers: Sequence[_Cover], stream: _Stream) -> Iterator[tuple[list[_Cover], list[_Item]]]:
    """Yield covers and segments that overlap, directly or through others, in reading order; covers may be alone."""
    group: list[_Cover] = []
    segments: list[_Item] = []
    end = 0
    both: list[_Cover | _Item] = [*covers, *(item for item in stream.items if item.segment)]
    for each in sorted(both, key=lambda each: each.start):
        if each.start >= end:
            if group:
                yield group, segments
            group, segments = [], []
        end = max(end, each.end)
        if isinstance(each, _Cover):
            group.append(each)
        else:
            segments.append(each)
    if group:
        yield group, segments


def _all_covered(covers: Sequence[_Cover], segments: Sequence[_Item]) -> bool:
    """Return whether nothing of the segments is left over; both are in reading order."""
    ahead = iter(covers)
    cover = next(ahead)
    for item in segments:
        reached = item.start
        while reached < item.end:
            while cover.end <= reached:
                following = next(ahead, None)
                if following is None:
                    return False
                cover = following
            if cover.start > reached:
                return False
            reached = cover.end
    return True


# --- their translations ---


def joined(targets: Sequence[str]) -> str:
    """Return the translations of one text's parts as one translation; what is deliberately empty adds nothing."""
    whole = ""
    for target in targets:
        part = target.strip()
        if not part or part == DELIBERATELY_EMPTY:
            continue
        close = not whole or is_wide(whole[-1]) or is_wide(part[0])
        whole += part if close else f" {part}"
    if not whole and any(target.strip() == DELIBERATELY_EMPTY for target in targets):
        return DELIBERATELY_EMPTY
    return whole


def divided(target: str, sources: Sequence[str]) -> list[str] | None:
    """Return the translations of a text's parts, if there is no doubt where that of the whole text is to be cut.

    That is so if it has as many lines as there are parts, or as many sentences, which end in the same way as those of
    the source. Where a full stop may be that of an abbreviation, or where a sentence shares quotation marks, brackets
    or markup with the next, there is doubt.

    Args:
        target: The translation of the whole text.
        sources: The parts of the text.
    """
    if target == DELIBERATELY_EMPTY:
        return [target] * len(sources)
    lines = [line.strip() for line in target.splitlines() if line.strip()]
    if len(lines) == len(sources):
        return lines
    parts = _sentences(target)
    if parts is None or len(parts) != len(sources):
        return None
    ends = [(_ending(source), _ending(part)) for source, part in zip(sources, parts, strict=True)]
    return parts if all(source == part != "" for source, part in ends[:-1]) else None


_CLOSING = "\"'”’»)\\]）」』》】"
_END = late(rf"(?<![.?!])[.?!]++[{_CLOSING}]*+\s++(?=\S)|(?<![。？！])[。？！]++[{_CLOSING}]*+\s*+(?=\S)")
_MARKUP = late(r"[*_`~<>\[\]\\&]")
_PAIRS = [tuple(pair) for pair in "“” «» () （） 「」 『』 《》 【】".split()]
_LAST_WORD = late(r"\S{1,40}\Z")
_SHORT = 4


def _sentences(text: str) -> list[str] | None:
    """Return the sentences of a translation, without the spaces between them; None in doubt."""
    if _MARKUP.search(text) or "…" in text:
        return None
    found = []
    start = 0
    for end in _END.finditer(text):
        if "." in end[0] and _may_be_abbreviated(text[start : end.start()], text[end.end()]):
            return None
        found.append(text[start : end.end()].strip())
        start = end.end()
    found.append(text[start:].strip())
    for part in found:
        if part.count('"') % 2 or any(part.count(opening) != part.count(closing) for opening, closing in _PAIRS):
            return None
    return found


def _may_be_abbreviated(before: str, after: str) -> bool:
    """Return whether a full stop may be that of an abbreviation or a number: "Dr. Li", "No. 5", "1. Time"."""
    last = _LAST_WORD.search(before)
    word = last[0].strip("\"'“”‘’«»()") if last else ""
    short = len(word) < _SHORT or (word[0].isupper() and len(word) <= _SHORT)
    return short or "." in word or word.isdigit() or after.islower()


def _ending(text: str) -> str:
    """Return how a sentence ends, in either language: ".", "?", "!", or "" without a final mark."""
    last = text.rstrip().rstrip(_CLOSING.replace("\\", "")).rstrip()[-1:]
    return {"。": ".", "？": "?", "！": "!"}.get(last, last if last in (".", "?", "!") else "")
