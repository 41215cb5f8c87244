"""The term base of a newsroom: what is wrong with it, the names that it lacks, and the starter under it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from workflow.contracts.languages import People
from workflow.contracts.terms import Terms
from workflow.errors import MissingError, UsageError, WorkflowError
from workflow.files import content, remove_temporaries, write_over
from workflow.interface import say
from workflow.languages import of as of_language
from workflow.locks import locked
from workflow.model import Release, Term, TermKind
from workflow.newsroom.folder import Newsroom, OnProblem
from workflow.starter import Layered, starter
from workflow.termbase import advice, sheet
from workflow.termbase.advice import Problem, Suggestion
from workflow.termbase.base import Known, TermBase, comparable

Found = TypeVar("Found")

_ATTEMPTS = 5
"""How often somebody may save the term base while rows are being added."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A term base and what is wrong with it."""

    path: Path
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """The names that a term base lacks; ``rows`` are their rows for its file, "" if there are none."""

    path: Path
    found: tuple[Suggestion, ...]
    rows: str


@dataclass(frozen=True, slots=True)
class Offered:
    """Rows of the starter.

    Attributes:
        path: The term base that they lie under.
        terms: The rows that were asked for.
        decided: The sources among them for which the term base has a row of its own, which wins.
        rows: All of them as rows for its file, unless they were copied; "" if there are none.
        copied: How many were added to it.
    """

    path: Path
    terms: tuple[Term, ...]
    decided: tuple[str, ...]
    rows: str
    copied: int = 0


def examine(room: Newsroom, languages: Iterable[str] = (), *, on_problem: OnProblem) -> list[Examined]:
    """Find rows that contradict each other or themselves.

    Args:
        room: The newsroom.
        languages: If empty, all.
        on_problem: Called for each source and each term base that cannot be read.

    Raises:
        UsageError: There is no such language.
    """
    releases = list(room.find(on_problem=on_problem).each(on_problem))
    found = []
    for language in room.languages(languages):
        path = room.terms_path(language)
        try:
            found.append(Examined(path, tuple(advice.problems(sheet.load(path), releases))))
        except WorkflowError as error:
            on_problem(error)
    return found


def propose(
    room: Newsroom, language: str, names: Iterable[str] = (), *, append: bool = False, on_problem: OnProblem
) -> Proposed:
    """Find people and offices in the releases that the term base lacks.

    Args:
        room: The newsroom.
        language: The target language.
        names: The releases, ids or paths; if empty, all.
        append: Add the rows to the end of the file, keeping its content and what somebody saves meanwhile.
        on_problem: Called for each source that cannot be read, if no release is named.

    Raises:
        UsageError: There is no such release.
        WorkflowError: A named release or the term base cannot be read.
        MissingError: Another program saves the file again and again.
    """
    releases = list(room.find(names, on_problem=on_problem).each(on_problem))
    below = starter(language) if room.settings.starter else None

    def lacking(base: TermBase) -> tuple[Suggestion, ...]:
        known: Known = Layered(base, below) if below else base
        return advice.suggestions(known, releases)

    path = room.terms_path(language)
    if append:
        return Proposed(path, _added(room, language, lacking, lambda each: each.term, doing="terms suggest"), "")
    seen = content(path)
    found = lacking(sheet.parse(seen or b"", str(path)))
    return Proposed(path, found, sheet.written(seen, (each.term for each in found), str(path)) if found else "")


def offer(
    room: Newsroom,
    language: str,
    words: Iterable[str] = (),
    kinds: Iterable[TermKind] = (),
    *,
    copy: bool = False,
) -> Offered:
    """Find rows of the starter, and copy those into the term base that it has nothing for.

    Args:
        room: The newsroom.
        language: The target language.
        words: Each found row has one of them in its source, its translation or a variant, ignoring case and script;
            if empty, all.
        kinds: Each found row is of one of these kinds; if empty, of any.
        copy: Add the rows to the end of the file, keeping its content and what somebody saves meanwhile.

    Raises:
        UsageError: There is no starter for this language.
        WorkflowError: The term base cannot be read.
        MissingError: Another program saves the file again and again.
    """
    below = starter(language)
    if below is None:
        raise UsageError(say("there is no starter term base for {language}, only for English", language=language))
    wanted, allowed = [comparable(word).casefold() for word in words], frozenset(kinds)
    terms = tuple(
        term
        for term in below.terms()
        if (not allowed or term.kind in allowed)
        and (not wanted or any(word in text.casefold() for word in wanted for text in _texts(term)))
    )
    path = room.terms_path(language)

    def lacking(base: TermBase) -> tuple[Term, ...]:
        return tuple(replace(term, note=term.note or "starter") for term in terms if not base.knows(term.source))

    seen = content(path)
    base = sheet.parse(seen or b"", str(path))
    decided = tuple(dict.fromkeys(term.source for term in terms if base.knows(term.source)))
    if copy:
        added = _added(room, language, lacking, lambda term: term, doing="terms starter")
        return Offered(path, terms, decided, "", len(added))
    return Offered(path, terms, decided, sheet.written(seen, terms, str(path)) if terms else "")


def _texts(term: Term) -> tuple[str, ...]:
    return (term.source, term.target, *term.variants)


def _added(
    room: Newsroom,
    language: str,
    lacking: Callable[[TermBase], tuple[Found, ...]],
    term_of: Callable[[Found], Term],
    *,
    doing: str,
) -> tuple[Found, ...]:
    """Append rows to a term base: what it lacks, as ``lacking`` says of the content that somebody saved last."""
    path = room.terms_path(language)
    for _ in range(_ATTEMPTS):
        seen = content(path)
        found = lacking(sheet.parse(seen or b"", str(path)))
        with locked(room.root, f"_files/{language}.terms", what=str(path), doing=doing):
            remove_temporaries(path)
            if not found or write_over(path, sheet.appended(seen, map(term_of, found), str(path)), seen):
                return found
    raise MissingError(say("{path}: another program keeps saving it; run the command again later", path=path))


def people(release: Release, terms: Terms) -> People | None:
    """Return who is named in a release besides the people of the term base; None if its language cannot tell."""
    mentions = of_language(release.language).mentions
    if mentions is None:
        return None
    return mentions.people((each.text, terms.find(each.text, release.date)) for each in release.segments)
