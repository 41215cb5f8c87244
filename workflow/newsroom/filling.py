"""What fills the empty units of a catalog: earlier approvals, the memory, drafts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from workflow.catalogs.sync import carried
from workflow.model import (
    DOUBT,
    Catalog,
    Draft,
    Edition,
    Release,
    Segment,
    Sentence,
    Unit,
    UnitState,
    digest_of_segments,
)
from workflow.newsroom.routes import undrafted
from workflow.starter import credited

NO_DRAFT = "no draft: "
"""Starts the translator comment that says why a unit has no draft; delete the comment to try again. Another engine that
is asked for by name tries it in any case.
"""

Ask = Callable[[Unit, str], Sentence | None]
"""From a unit and the release's id to the sentence with its terms and markup, as an engine gets it; None if there is no
text yet to make a draft from.
"""


def given_to(engine: str, catalog: Catalog) -> Catalog:
    """Forget why empty units have no draft where it was another engine that made none."""

    def of_another(line: str) -> bool:
        made_none, _, _ = line.partition(NO_DRAFT)[2].removeprefix("mt: ").partition(" ")
        return line.startswith(NO_DRAFT) and made_none.rstrip(":") != engine

    return replace(
        catalog,
        units=tuple(
            replace(unit, comments=tuple(line for line in unit.comments if not of_another(line)))
            if unit.state is UnitState.MISSING and any(map(of_another, unit.comments))
            else unit
            for unit in catalog.units
        ),
    )


def missing_in(catalog: Catalog) -> int:
    """Return how many units have no target."""
    return sum(unit.state is UnitState.MISSING for unit in catalog.units)


def wanting(catalogs: Iterable[Catalog], ask: Ask) -> tuple[Sentence, ...]:
    """Return the sources that need a draft, with their terms, each once however often it occurs in the catalogs.

    The same source in releases of different dates is two sentences if its terms differ, or if it refers to the date.
    """
    sentences: dict[Sentence, None] = {}
    for catalog in catalogs:
        for unit in catalog.units:
            if wants_draft(unit) and (sentence := ask(unit, catalog.release)) is not None:
                sentences.setdefault(sentence)
    return tuple(sentences)


def fill(
    catalog: Catalog,
    drafts: Mapping[Sentence, Draft],
    ask: Ask,
    credit: Callable[[Draft, str], Draft] = lambda draft, _: draft,
) -> Catalog:
    """Put drafts into the empty units of a catalog, fuzzy, with their origin and doubts; other units are unchanged.

    Args:
        catalog: The catalog.
        drafts: The drafts.
        ask: Gives the sentence of a unit.
        credit: From a draft and the release's id to the draft whose origin says what it owes to the release.
    """
    return replace(
        catalog,
        units=tuple(
            filled(unit, credit(credited(drafts[sentence], sentence.terms, catalog.language), catalog.release))
            if wants_draft(unit) and (sentence := ask(unit, catalog.release)) is not None and sentence in drafts
            else unit
            for unit in catalog.units
        ),
    )


def recall(catalog: Catalog, editions: Iterable[Edition], release: Release) -> Catalog:
    """Fill the empty units of a catalog with what was approved of this very release, fuzzy; the last edition counts.

    Where the text is only cut differently since, its words are joined or divided, if that is certain.
    """
    approved: dict[tuple[str, str], str] = {}
    for edition in editions:
        approved.update(edition.targets)
        approved.update(_carried(edition, release))
    origin = f"memory: 100 % from {catalog.release}"
    return remember(catalog, {key: Draft(target, origin) for key, target in approved.items()})


def _carried(edition: Edition, release: Release) -> dict[tuple[str, str], str]:
    """Return what an edition has for the units of a release, if it is the same text, by context and source."""
    parts = (part for top in edition.blocks for block in top.walk() for part in block.content)
    digest = digest_of_segments(part.key for part in parts if isinstance(part, Segment))
    units = tuple(Unit(source, context, target) for context, source, target in edition.units)
    was = Catalog(edition.release, edition.language, units, headers=(("X-Source-Digest", digest),))
    now, _ = carried(was, release)
    return {key: unit.target for key, unit in now.items() if not unit.fuzzy}


def without_drafts(catalog: Catalog, can_draft: Callable[[Unit], bool] = lambda _: True) -> Catalog:
    """Remove the drafts that nobody has edited from a catalog, so that they are made again.

    Args:
        catalog: The catalog.
        can_draft: Whether a draft of a unit can be made; one that cannot be made again stays.
    """
    return replace(
        catalog,
        units=tuple(
            undrafted(unit)
            if unit.state is UnitState.DRAFT and unit.origin and not unit.touched and can_draft(unit)
            else unit
            for unit in catalog.units
        ),
    )


def remember(catalog: Catalog, drafts: Mapping[tuple[str, str], Draft]) -> Catalog:
    """Put drafts, by context and source, into the empty units of a catalog, fuzzy."""
    return replace(
        catalog,
        units=tuple(
            filled(unit, drafts[unit.key]) if unit.state is UnitState.MISSING and unit.key in drafts else unit
            for unit in catalog.units
        ),
    )


def wants_draft(unit: Unit) -> bool:
    """Return whether a unit is empty and no engine has failed at it."""
    return unit.state is UnitState.MISSING and not any(line.startswith(NO_DRAFT) for line in unit.comments)


def filled(unit: Unit, draft: Draft) -> Unit:
    """Return a unit with a draft, fuzzy, with its origin and doubts; or with the reason why there is none."""
    kept = undrafted(unit).comments
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
