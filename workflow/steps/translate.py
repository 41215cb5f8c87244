"""Which units want a draft, and what a catalog is with the drafts in it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from workflow.model import CHANGED, ORIGIN, Catalog, Draft, Edition, Unit, UnitState

NO_DRAFT = "no draft: "
"""Starts the translator comment that says why a machine left a unit empty. Remove the comment to have it tried again."""


def wanting(catalogs: Iterable[Catalog]) -> tuple[str, ...]:
    """The sources that want a draft, each once however often it stands in the catalogs."""
    sources: dict[str, None] = {}
    for catalog in catalogs:
        for unit in catalog.units:
            if _wants(unit):
                sources.setdefault(unit.source)
    return tuple(sources)


def fill(catalog: Catalog, drafts: Mapping[str, Draft]) -> Catalog:
    """The catalog with drafts (by source) put into its empty units, fuzzy, with their origin; all other units untouched."""
    return replace(
        catalog,
        units=tuple(
            _filled(unit, drafts[unit.source]) if _wants(unit) and unit.source in drafts else unit
            for unit in catalog.units
        ),
    )


def recall(catalog: Catalog, editions: Iterable[Edition]) -> Catalog:
    """The catalog with its empty units filled from what was approved of this very release, fuzzy; of several the last edition counts."""
    approved: dict[tuple[str, str], str] = {}
    for edition in editions:
        approved.update(edition.targets)
    origin = f"memory: 100 % from {catalog.release}"
    return replace(
        catalog,
        units=tuple(
            _filled(unit, Draft(approved[unit.key], origin))
            if unit.state is UnitState.MISSING and unit.key in approved
            else unit
            for unit in catalog.units
        ),
    )


def _wants(unit: Unit) -> bool:
    return unit.state is UnitState.MISSING and not any(line.startswith(NO_DRAFT) for line in unit.comments)


def _filled(unit: Unit, draft: Draft) -> Unit:
    kept = tuple(line for line in unit.comments if not ORIGIN.fullmatch(line) and not line.startswith(CHANGED))
    if not draft.text:
        return replace(unit, comments=(*kept, f"{NO_DRAFT}{draft.origin}: {draft.problem or 'nothing came back'}"))
    return replace(
        unit,
        target=draft.text,
        fuzzy=True,
        previous_source=None,
        previous_context=None,
        comments=(*kept, draft.comment),
    )
