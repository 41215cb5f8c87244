"""What ``check`` writes into catalogs: corrected drafts, and findings as comments."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workflow.contracts.checks import Context
from workflow.contracts.registries import CHECKS
from workflow.contracts.terms import Terms
from workflow.markup.printing import said
from workflow.model import ORIGIN, Catalog, Draft, Finding, Release, Unit, UnitState
from workflow.newsroom.folder import Newsroom


def fix_drafts(room: Newsroom, release: Release, language: str, terms: Terms) -> int:
    """Correct the drafts of a catalog on disk; return how many."""
    number = 0

    def change(catalog: Catalog | None) -> Catalog | None:
        nonlocal number
        if catalog is None:
            return None
        new, number = fixed(catalog, release, terms)
        return new

    room.change_catalog(release.id, language, change, doing="check")
    return number


def annotate_catalog(room: Newsroom, release: Release, language: str, found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Write findings into the catalog on disk; return them with the lines that their units have now."""
    room.change_catalog(
        release.id, language, lambda catalog: catalog and annotated(catalog, release, found), doing="check"
    )
    catalog = room.catalog(release.id, language)
    lines = {unit.key: unit.line for unit in catalog.units} if catalog else {}
    return tuple(
        replace(each, unit=replace(each.unit, line=lines.get(each.unit.key, each.unit.line))) for each in found
    )


def annotated(catalog: Catalog, release: Release, found: Iterable[Finding]) -> Catalog:
    """Return the catalog with findings below the places of their units (``#.``), instead of earlier ones.

    Poedit, OmegaT and Weblate show these comments to the translator; syncing writes the places alone.
    """
    places = {segment.key: segment.place for segment in release.segments}
    said: dict[tuple[str, str], list[str]] = {}
    for each in found:
        message = "".join(char if char.isprintable() else " " for char in each.message)
        said.setdefault(each.unit.key, []).append(f"{each.severity}: {message} [{each.check} {each.unit.short_key}]")
    units = (
        replace(unit, place="\n".join((places[unit.key], *said.get(unit.key, ())))) if unit.key in places else unit
        for unit in catalog.units
    )
    return replace(catalog, units=tuple(units))


def fixed(catalog: Catalog, release: Release, terms: Terms) -> tuple[Catalog, int]:
    """Correct mechanical slips in drafts that nobody has edited; return the catalog and how many were corrected."""
    context = Context(release, catalog.language, terms)
    units = tuple(_fixed(unit, context) for unit in catalog.units)
    return replace(catalog, units=units), sum(new != old for new, old in zip(units, catalog.units, strict=True))


def _fixed(unit: Unit, context: Context) -> Unit:
    if unit.state is not UnitState.DRAFT or unit.touched or unit.origin is None:
        return unit
    target = unit.target
    for check in CHECKS.values():
        if check.fix:
            target = check.fix(said(replace(unit, target=target), context.release), context)
    if target == unit.target:
        return unit
    # It is still the machine's draft, so that a person's change can be distinguished from it.
    comment = Draft(target, unit.origin).comment
    comments = tuple(comment if ORIGIN.fullmatch(line) else line for line in unit.comments)
    return replace(unit, target=target, comments=comments)
