"""What an approved edition teaches the memory, and what the memory drafts for a catalog."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from workflow.differences import differences
from workflow.memory.pairs import THRESHOLD, Pair
from workflow.memory.store import Store
from workflow.model import DELIBERATELY_EMPTY, Catalog, Draft, Edition, Unit, UnitState

if TYPE_CHECKING:
    from workflow.memory.index import Memory


def lessons(edition: Edition) -> Iterator[Pair]:
    """Yield the pairs of an edition, with their neighbours, except deliberately empty ones."""
    sources = ["", *(source for _, source, _ in edition.units), ""]
    for place, (context, source, target) in enumerate(edition.units, 1):
        if target.strip() and DELIBERATELY_EMPTY not in target:
            yield Pair(source, target, edition.release, context, edition.date, sources[place - 1], sources[place + 1])


def recollected(
    catalog: Catalog, memory: "Memory", *, date: str, threshold: int = THRESHOLD
) -> dict[tuple[str, str], Draft]:
    """Return the memory's drafts, by context and source, for the empty units of a catalog: the best hit for each.

    Args:
        catalog: The catalog.
        memory: The memory.
        threshold: The lowest similarity, in percent.
        date: The release's date, ISO or "".
    """
    sources = ["", *(unit.source for unit in catalog.units), ""]
    drafts: dict[tuple[str, str], Draft] = {}
    for place, unit in enumerate(catalog.units, 1):
        if unit.state is not UnitState.MISSING:
            continue
        before, after = sources[place - 1], sources[place + 1]
        for hit in memory.look_up(
            unit.source, unit.context, before, after, catalog.release, date=date, threshold=threshold, limit=1
        ):
            drafts[unit.key] = hit.draft
    return drafts


def renderings(catalog: Catalog, memory: Store) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return, for each source of a catalog that other releases have too, its approved targets and their release ids."""
    found = memory.elsewhere((unit.source for unit in catalog.units), catalog.release)
    return {source: tuple((pair.target, pair.release) for pair in pairs) for source, pairs in found.items()}


_LEAST_WORDS = 6
"""Shorter targets ("Notice", "Thank you all.") are rightly the translations of many sources."""
_ASIDE = re.compile(r"[^\w%‰]|[_的了]")
"""What does not make another sentence of a source: punctuation, markup, spaces, two particles."""


def borrowed(catalog: Catalog, memory: Store) -> dict[tuple[str, str], Pair]:
    """Return, for each confirmed unit whose target was approved for another source and not for its own, that pair.

    However the target came there: confirmed unchanged, copied, or filled in from the editor's own memory. A source of
    this release counts only while it is in the catalog, because an edited sentence may keep its translation. Cells
    and short targets repeat rightly and are left out.
    """
    sources = {unit.source for unit in catalog.units}
    found: dict[tuple[str, str], Pair] = {}
    confirmed = [
        unit
        for unit in catalog.units
        if unit.state is UnitState.TRANSLATED and unit.context != "cell" and is_long(unit.target)
    ]
    of_others = memory.said_of_others((unit.source, unit.target) for unit in confirmed)
    for unit in confirmed:
        if (unit.source, unit.target) not in of_others:
            continue
        own, pairs = _read(unit.source), memory.said(unit.target)
        if any(_read(pair.source) == own for pair in pairs):
            continue
        others = [pair for pair in pairs if pair.release != catalog.release or pair.source in sources]
        if others and _replaced(others[0].source, unit):
            found[unit.key] = others[0]
    return found


def is_long(target: str) -> bool:
    """Return whether a target is long enough to belong to one source alone."""
    return len(target.split()) >= _LEAST_WORDS


def _read(source: str) -> str:
    """Return what of a source makes another sentence of it."""
    from workflow.memory.renewal import folded

    return _ASIDE.sub("", folded(source))


def _replaced(source: str, unit: Unit) -> bool:
    """Return whether words of a source have others in their place; titles and captions are shortened and extended."""
    if not unit.context:
        return True
    parts = differences(_read(source), _read(unit.source))
    return any(first[0] == "out" and second[0] == "in" for first, second in pairwise(parts))
