"""The term base of a newsroom: what is wrong with it, and the names that it lacks."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from workflow import termbase
from workflow.errors import MissingError, WorkflowError
from workflow.files import content, remove_temporaries, write_over
from workflow.locks import locked
from workflow.newsroom.folder import Newsroom, OnProblem
from workflow.termbase import Problem, Suggestion

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
            found.append(Examined(path, tuple(termbase.problems(termbase.load(path), releases))))
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
    path = room.terms_path(language)
    for _ in range(_ATTEMPTS):
        seen = content(path)
        found = termbase.suggestions(termbase.parse(seen or b"", str(path)), releases)
        if not append:
            rows = termbase.written(seen, (each.term for each in found), str(path)) if found else ""
            return Proposed(path, found, rows)
        # If somebody saves it meanwhile, start again with what they saved.
        with locked(room.root, f"_files/{language}.terms", what=str(path), doing="terms suggest"):
            remove_temporaries(path)
            if not found or write_over(path, termbase.appended(seen, (each.term for each in found), str(path)), seen):
                return Proposed(path, found, "")
    raise MissingError(f"{path}: another program keeps saving it; run the command again later")
