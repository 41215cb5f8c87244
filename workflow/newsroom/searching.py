"""Finding words in all catalogs, in sources and translations, done or not."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from workflow.errors import WorkflowError
from workflow.files import content
from workflow.languages.chinese.script import by_character
from workflow.model import HAN, Unit, UnitState
from workflow.newsroom.editing import key_of
from workflow.newsroom.folder import Newsroom, OnProblem

MOST = 200
"""How many places a search returns."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words are.

    Attributes:
        release: The release's id.
        language: The target language.
        key: ``editing.key_of`` the unit.
        source: The source.
        target: The translation.
        state: The unit's state, as far as the catalog tells.
    """

    release: str
    language: str
    key: str
    source: str
    target: str
    state: UnitState


def search(
    room: Newsroom, words: str, languages: Iterable[str] = (), *, most: int = MOST, on_problem: OnProblem
) -> tuple[Place, ...]:
    """Return the units whose source or translation contains ``words``, ignoring case and the Chinese script.

    Only catalogs whose bytes contain the words are parsed, so that an archive of a thousand releases takes a moment.

    Args:
        room: The newsroom.
        words: What to look for; words in a row, as they are written.
        languages: If empty, all.
        most: How many places to return.
        on_problem: Called for each catalog that cannot be read.
    """
    wanted = _folded(words.strip())
    if not wanted:
        return ()
    return tuple(islice(_places(room, wanted, room.languages(languages), on_problem), most))


def _places(room: Newsroom, wanted: str, languages: Iterable[str], on_problem: OnProblem) -> Iterator[Place]:
    for language in languages:
        for name in room.catalog_ids(language):
            try:
                data = content(room.catalog_path(name, language)) or b""
                if not _may_contain(data, wanted):
                    continue
                catalog = room.catalog(name, language)
            except WorkflowError as error:
                on_problem(error)
                continue
            for unit in catalog.units if catalog else ():
                if _contains(unit, wanted):
                    yield Place(name, language, key_of(unit), unit.source, unit.target, unit.state)


def _contains(unit: Unit, wanted: str) -> bool:
    return wanted in _folded(unit.source) or wanted in _folded(unit.target)


def _may_contain(data: bytes, wanted: str) -> bool:
    """Return whether a PO file may have the words; texts may be wrapped, and escape quotation marks."""
    if any(char in wanted for char in '"\\\t'):
        return True
    with suppress(UnicodeDecodeError):
        text = data.decode("utf-8").replace('"\r\n"', "").replace('"\n"', "")
        return wanted in text.lower() or (HAN.search(wanted) is not None and wanted in _folded(text))
    return True


def _folded(text: str) -> str:
    return by_character(text).lower()
