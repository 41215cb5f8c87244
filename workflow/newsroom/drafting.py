"""Which units want a draft, and what a catalog is with the drafts in it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from workflow.contracts import CHECKS, ENGINES, Context, Terms
from workflow.markup.printing import said
from workflow.model import (
    CHANGED,
    DOUBT,
    ORIGIN,
    Catalog,
    Draft,
    Edition,
    Release,
    Sentence,
    Unit,
    UnitState,
)

if TYPE_CHECKING:
    from workflow.drafting.drafter import Drafter

NO_DRAFT = "no draft: "
"""Starts the translator comment that says why a machine left a unit empty. Remove the comment to have it tried again."""

Ask = Callable[[str, str], Sentence]
"""(source, release id) → the sentence with its terms and markup, as an engine is asked for it."""


def asking(terms: Terms, releases: Iterable[Release]) -> Ask:
    """Ask for sentences of releases, with the terms that hold on the date of each."""
    by_id = {release.id: release for release in releases}

    def ask(source: str, of: str) -> Sentence:
        release = by_id[of]
        references = release.references if "[" in source else ()
        return Sentence(source, tuple(terms.find(source, release.date)), release.markup, references)

    return ask


def wanting(catalogs: Iterable[Catalog], ask: Ask) -> tuple[Sentence, ...]:
    """The sources that want a draft with the terms in them, each once however often it stands in the catalogs.

    The same source in releases of different dates is two sentences if it has other terms there.
    """
    sentences: dict[Sentence, None] = {}
    for catalog in catalogs:
        for unit in catalog.units:
            if _wants(unit):
                sentences.setdefault(ask(unit.source, catalog.release))
    return tuple(sentences)


def fill(catalog: Catalog, drafts: Mapping[Sentence, Draft], ask: Ask) -> Catalog:
    """The catalog with drafts put into its empty units, fuzzy, with their origin and doubts; all other units untouched."""
    return replace(
        catalog,
        units=tuple(
            _filled(unit, drafts[sentence])
            if _wants(unit) and (sentence := ask(unit.source, catalog.release)) in drafts
            else unit
            for unit in catalog.units
        ),
    )


def drafter(engine: str, source_language: str, language: str) -> "Drafter":
    """Load an engine, to draft translations into ``language`` with.

    Raises:
        MissingError: Something that the engine needs is not installed.
        BadInput: What is installed cannot be used.
    """
    from workflow.drafting.drafter import Drafter  # compiles much; most commands draft nothing

    return Drafter(ENGINES[engine].load(source_language, language), language, values(language))


def values(language: str) -> Callable[[str, str], tuple[str, ...]]:
    """What the figures of a source and a draft in ``language`` are compared by: the check of values, a clause each, errors first."""
    check = CHECKS["values"]
    release = Release("", "", "zh-Hans", (), ())
    context = Context(release, language)

    def differences(source: str, target: str) -> tuple[str, ...]:
        found = sorted(
            check.inspect(said(Unit(source, target=target), release), context), key=lambda finding: finding.severity
        )
        return tuple(finding.message for finding in found)

    return differences


def recall(catalog: Catalog, editions: Iterable[Edition]) -> Catalog:
    """The catalog with its empty units filled from what was approved of this very release, fuzzy; of several the last edition counts."""
    approved: dict[tuple[str, str], str] = {}
    for edition in editions:
        approved.update(edition.targets)
    origin = f"memory: 100 % from {catalog.release}"
    return remember(catalog, {key: Draft(target, origin) for key, target in approved.items()})


def undrafted(catalog: Catalog) -> Catalog:
    """The catalog without the drafts that nobody has touched, so that they are made again."""
    return replace(
        catalog,
        units=tuple(
            replace(unit, target="", fuzzy=False, comments=_without_draft(unit))
            if unit.state is UnitState.DRAFT and unit.origin and not unit.touched
            else unit
            for unit in catalog.units
        ),
    )


def _without_draft(unit: Unit) -> tuple[str, ...]:
    return tuple(line for line in unit.comments if not ORIGIN.fullmatch(line) and not line.startswith((CHANGED, DOUBT)))


def remember(catalog: Catalog, drafts: Mapping[tuple[str, str], Draft]) -> Catalog:
    """The catalog with drafts by context and source in its empty units, fuzzy."""
    return replace(
        catalog,
        units=tuple(
            _filled(unit, drafts[unit.key]) if unit.state is UnitState.MISSING and unit.key in drafts else unit
            for unit in catalog.units
        ),
    )


def _wants(unit: Unit) -> bool:
    return unit.state is UnitState.MISSING and not any(line.startswith(NO_DRAFT) for line in unit.comments)


def _filled(unit: Unit, draft: Draft) -> Unit:
    kept = _without_draft(unit)
    if not draft.text:
        return replace(unit, comments=(*kept, f"{NO_DRAFT}{draft.origin}: {draft.problem or 'nothing came back'}"))
    return replace(
        unit,
        target=draft.text,
        fuzzy=True,
        previous_source=None,
        previous_context=None,
        comments=(*kept, *(f"{DOUBT}{clause}" for clause in draft.doubts), draft.comment),
    )
