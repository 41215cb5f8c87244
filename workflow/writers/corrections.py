"""What changed in a page since it was published: plain words for readers, with those removed and added.

Only the words of a target are compared; no markup reaches a page from here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from workflow.contracts.pages import Correction
from workflow.differences import Part, differences
from workflow.markup import spans
from workflow.model import DELIBERATELY_EMPTY
from workflow.writers import dates
from workflow.writers.inline import Text

SHOWN = 20
"""How many changed sentences are shown for each correction; the others are only counted."""

_COMPARED = 1_000
"""Longer sentences (in characters) are shown whole: comparing them word by word can take seconds."""
_KEPT = 1 / 3
"""Two sentences that share less than this are shown whole: a patchwork would be harder to read than both."""


@dataclass(frozen=True, slots=True)
class Change:
    """One changed sentence, in plain words.

    Attributes:
        kind: "changed" (``parts`` says which words), "added", "out" (removed), or "form" (the words are the same, but
            emphasis or a link changed).
        before: The words before the change.
        after: The words after it.
    """

    kind: Literal["changed", "added", "out", "form"]
    before: str
    after: str

    @property
    def parts(self) -> tuple[Part, ...]:
        """The words of both sentences in reading order, each marked as kept, removed or added."""
        return _parts(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Shown:
    """A correction as shown on a page.

    Attributes:
        day: Its date in ISO format; the time stamp itself if that is not a valid one.
        changes: The changes that are shown.
        more: How many more there are.
        source: Whether a sentence of the original changed whose translation did not.
        moved: Whether the order or structure of the text changed.
        pictures: Whether a picture, the date or the address of the original changed.
    """

    day: str
    changes: tuple[Change, ...]
    more: int
    source: bool
    moved: bool
    pictures: bool


def shown(text: Text) -> tuple[Shown, ...]:
    """Return the corrections of a page, newest first, without those in which a reader could see no change."""
    found = []
    for correction in reversed(text.page.corrections):
        changes = tuple(_changes(text, correction))
        if changes or correction.source or correction.moved or correction.pictures:
            day, more = dates.utc_day(correction.when), max(0, len(changes) - SHOWN)
            told = correction.source, correction.moved, correction.pictures
            found.append(Shown(day, changes[:SHOWN], more, *told))
    return tuple(found)


def _changes(text: Text, correction: Correction) -> Iterator[Change]:
    for pair in correction.changed:
        targets = ["" if target.strip() == DELIBERATELY_EMPTY else target.strip() for target in pair]
        before, after = (spans.clean(spans.plain(text.how.spans(target))) for target in targets)
        if before != after:
            yield Change("changed" if before and after else "added" if after else "out", before, after)
        elif before and targets[0] != targets[1]:
            yield Change("form", before, after)
    for lines in correction.copied:
        before, after = (spans.clean(text.line(line)) for line in lines)
        if before != after:
            yield Change("changed" if before and after else "added" if after else "out", before, after)


@lru_cache(maxsize=256)
def _parts(before: str, after: str) -> tuple[Part, ...]:
    """Like ``differences``, but for readers: no scattered single words, and no space struck out or underlined alone."""
    whole: tuple[Part, ...] = (("out", before), ("in", after))
    if max(len(before), len(after)) > _COMPARED:
        return whole
    found: list[Part] = []
    for kept, out, new in _grouped(differences(before, after)):
        bare = out.strip(), new.strip()
        if (out or new) and not any(bare):
            return whole  # only a space was added or removed
        blank = bool(out) != bool(bare[0]) or bool(new) != bool(bare[1])  # a space became something: "e mail", "e-mail"
        if not blank:
            first, last = (" " if " " in edges else "" for edges in ((out[:1], new[:1]), (out[-1:], new[-1:])))
            parts: list[Part] = [("same", kept), ("same", first), ("out", bare[0]), ("in", bare[1]), ("same", last)]
        else:
            parts = [("same", kept), ("out", out), ("in", new)]
        found += (part for part in parts if part[1])
    if sum(len(said) for kind, said in found if kind == "same") < _KEPT * max(len(before), len(after)):
        return whole
    return _merged(found)


def _grouped(parts: tuple[Part, ...]) -> list[tuple[str, str, str]]:
    """Return (kept, removed after it, added) triples; changes separated only by a space are joined."""
    groups: list[tuple[str, str, str]] = []
    for at, (kind, text) in enumerate(parts):
        kept, out, new = groups.pop() if groups else ("", "", "")
        between = 0 < at < len(parts) - 1 and not text.strip()
        if kind == "same" and not ((out or new) and between):
            groups += [(kept, out, new)] * bool(kept or out or new)
            groups.append((text, "", ""))
        else:
            groups.append((kept, out + text * (kind != "in"), new + text * (kind != "out")))
    return groups


def _merged(parts: list[Part]) -> tuple[Part, ...]:
    """Join adjacent kept parts and collapse double spaces."""
    merged: list[Part] = []
    for kind, text in parts:
        if kind == "same" and merged and merged[-1][0] == "same":
            merged[-1] = ("same", merged[-1][1] + text)
        else:
            merged.append((kind, text))
    return tuple((kind, re.sub(" {2,}", " ", text)) for kind, text in merged)
