"""What an engine is asked: sentences with their terms and people, and how its drafts are compared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from workflow.checks import knowing
from workflow.contracts.checks import Context
from workflow.contracts.engines import Background, Translator
from workflow.contracts.facts import Person
from workflow.contracts.registries import CHECKS
from workflow.contracts.terms import Terms
from workflow.drafting import composed
from workflow.languages import of as of_language
from workflow.markup.printing import said
from workflow.model import Finding, Match, Release, Sentence, Style, Term, Unit
from workflow.newsroom.filling import Ask
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.routes import Way
from workflow.newsroom.terms import people
from workflow.termbase.base import UNVERIFIED

if TYPE_CHECKING:
    from workflow.drafting.converting import Converting
    from workflow.drafting.drafter import Drafter, Findings


def asking_along(way: Way, room: Newsroom, releases: Mapping[str, Release]) -> Ask:
    """Return what gives the text that a unit's draft is made from, if there is one; ``releases`` are by id."""
    if (bridge := way.bridge) is not None:
        return lambda unit, of: bridge.sentence(unit, releases[of])
    ask = asking(room.terms(way.route.language), releases.values(), way.route.language)
    return lambda unit, of: ask(unit.source, of)


def asking(terms: Terms, releases: Iterable[Release], language: str = "en") -> Callable[[str, str], Sentence]:
    """Return what gives sentences, by source and release id, with the terms that are valid on the release's date.

    Chinese people whom the term base lacks are terms too, in pinyin that nobody has verified, and others who are named
    are noted, unless the target language writes Han characters. In English, so are places and local offices whose names
    are composed by rule.
    """
    by_id = {release.id: release for release in releases}
    composing = of_language(language).composing
    latin = not of_language(language).writes_han
    named = {release.id: people(release, terms) if latin else None for release in by_id.values()}

    def ask(source: str, of: str) -> Sentence:
        release = by_id[of]
        references = release.references if "[" in source else ()
        numbers = of_language(release.language).numbers
        relative = numbers is not None and numbers.implied(source, release.date) != numbers.implied(source, "")
        calendar = of_language(release.language).calendar
        relative = relative or ("日" in source and calendar is not None and bool(calendar.times(source).lone_days))
        date = release.date if relative else ""
        found = tuple(terms.find(source, release.date))
        strangers: tuple[str, ...] = ()
        if somebody := named[of]:
            found = with_people(found, somebody.find(source, found))
            strangers = tuple(dict.fromkeys(somebody.others(source, found)))
        if composing:
            found = composed.added(source, found, composing)
        return Sentence(source, found, release.markup, references, date, strangers=strangers)

    return ask


def with_people(terms: Sequence[Match], people: Iterable[tuple[int, int, Person]]) -> tuple[Match, ...]:
    """Return terms and people in text order; of a term and a person that overlap, the longer one."""
    found = list(terms)
    for start, end, person in people:
        inside = [match for match in found if match.start < end and start < match.end]
        if all(match.end - match.start < end - start for match in inside):
            term = Term(person.text, person.in_latin_letters, "person", note=UNVERIFIED)
            found = [*(match for match in found if match not in inside), Match(start, end, (term,))]
    return tuple(sorted(found, key=lambda match: match.start))


def drafter(
    engine: Translator,
    language: str,
    release_of: Callable[[Sentence], Release],
    style: Style | None = None,
    *,
    converts: bool = False,
    background: Callable[[Sentence], Background] | None = None,
) -> "Drafter | Converting":
    """Return what drafts into ``language`` with a loaded engine in a house style.

    Args:
        engine: The engine.
        language: The target language.
        release_of: As in ``values``.
        style: The house style.
        converts: Whether the engine only writes the same language in another script.
        background: What is known about a sentence, for an engine that can use it.
    """
    # Slow to import; most commands draft nothing.
    if converts:
        from workflow.drafting.converting import Converting

        return Converting(engine, values(language, release_of))
    from workflow.drafting.drafter import Drafter

    return Drafter(engine, language, values(language, release_of), style, findings(language, release_of), background)


def values(language: str, release_of: Callable[[Sentence], Release]) -> "Findings":
    """Return how the figures of a sentence and its draft are compared: by the check ``values``, errors first.

    Args:
        language: The target language.
        release_of: Returns the release of a sentence; one of them, if it is in several.
    """
    check = CHECKS["values" if "values" in knowing(language) else "digits"]

    def differences(sentence: Sentence, target: str) -> tuple[Finding, ...]:
        release = release_of(sentence)
        unit = Unit(sentence.original or sentence.text, target=target)
        found = check.inspect(said(unit, release), Context(release, language))
        return tuple(sorted(found, key=lambda finding: finding.severity))

    return differences


RANKING = ("names", "negation")
"""The checks that decide between hypotheses whose figures and terms are equally right."""


def findings(language: str, release_of: Callable[[Sentence], Release]) -> "Findings":
    """Return how drafts are compared besides their figures: by the checks RANKING; arguments as in ``values``."""
    checks = [CHECKS[name] for name in RANKING if name in knowing(language)]

    def found(sentence: Sentence, target: str) -> tuple[Finding, ...]:
        release = release_of(sentence)
        unit = Unit(sentence.original or sentence.text, target=target)
        read, context = said(unit, release), Context(release, language)
        return tuple(finding for check in checks for finding in check.inspect(read, context))

    return found
