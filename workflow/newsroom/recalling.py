"""What an approved edition teaches the memory, and what the memory drafts for a catalog."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workflow.memory.pairs import THRESHOLD, Pair
from workflow.memory.store import Store
from workflow.model import DELIBERATELY_EMPTY, Catalog, Draft, Edition, UnitState

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
