"""A newsroom's memory: what it is made from, where its index is, and imported memories.

It learns from the last approved edition of each release, unless that was returned, withdrawn or superseded, and from
the TMX files in ``locales/<language>/memory/``. The index is in the user's cache, so that a read-only newsroom has one
too.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.contracts.terms import Terms
from workflow.errors import MissingError, UsageError, WorkflowError
from workflow.files import cache_folder, content, real, remove_temporaries, write_atomic
from workflow.interface import both, say
from workflow.locks import locked
from workflow.memory.pairs import Pair
from workflow.memory.store import Store, opening
from workflow.model import Edition, sha256
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.recalling import lessons
from workflow.newsroom.teachers import FOLDER, LEDGER, TMX, imported, stamps

if TYPE_CHECKING:
    from workflow.exchange.tmx import Passed
    from workflow.memory.concordance import Occurrence, Side
    from workflow.memory.index import Memory
    from workflow.memory.renewal import Recogniser

_TOGETHER = 100
"""How many ledgers' signatures are verified at once."""


def open_memory(room: Newsroom, language: str, terms: Terms | None = None, *, hints: bool = True) -> "Memory":
    """Open the memory of a newsroom in a language, in sync with everything it learns from. Close it.

    Args:
        room: The newsroom.
        language: The target language.
        terms: A term base to use instead of the newsroom's.
        hints: As in ``stamps``.

    Raises:
        BadInput: A TMX file cannot be read. (A ledger that cannot be read teaches nothing; other commands report it.)
    """
    from workflow import languages
    from workflow.memory.index import Memory

    return Memory.open(
        _index(room, language),
        language,
        stamps(room, language, hints=hints),
        lambda names: _lessons(room, language, names),
        figures_of_source=_figures(room.settings.source_language),
        figures_of_target=_figures(language),
        rewriting=languages.of(language).rewriting,
        terms=room.term_base(language) if terms is None else terms,
    )


def open_store(room: Newsroom, language: str, *, hints: bool = True) -> Store:
    """Open only the pairs of a newsroom's memory, for looking up the very same sentences; see ``open_memory``."""
    stamps_ = stamps(room, language, hints=hints)
    return Store(*opening(_index(room, language), language, stamps_, lambda names: _lessons(room, language, names)))


def _lessons(room: Newsroom, language: str, names: Iterable[str]) -> Iterator[tuple[str, Iterable[Pair]]]:
    """Yield what each of these teachers teaches."""
    names = list(names)
    ledgers = [name.removeprefix(LEDGER) for name in names if name.startswith(LEDGER)]
    for start in range(0, len(ledgers), _TOGETHER):
        for name, pairs in _approved(room, language, ledgers[start : start + _TOGETHER]):
            yield f"{LEDGER}{name}", pairs
    for name in names:
        if name.startswith(TMX):
            path = room.root / "locales" / language / FOLDER / name.removeprefix(TMX)
            source_language = room.settings.source_language
            yield name, (each for each in read(path, source_language, language) if isinstance(each, Pair))


def approved(room: Newsroom, language: str, ids: Sequence[str] | None = None) -> Iterator[Pair]:
    """Return the pairs of each release's last approved edition, unless returned, withdrawn or superseded."""
    ids = room.ledger_ids(language) if ids is None else ids
    for start in range(0, len(ids), _TOGETHER):
        for _, pairs in _approved(room, language, ids[start : start + _TOGETHER]):
            yield from pairs


def editions(room: Newsroom, language: str) -> Iterator[Edition]:
    """Return each release's last approved edition, unless returned, withdrawn or superseded."""
    ids = room.ledger_ids(language)
    for start in range(0, len(ids), _TOGETHER):
        yield from _editions(room, language, ids[start : start + _TOGETHER])


def _approved(room: Newsroom, language: str, ids: Iterable[str]) -> Iterator[tuple[str, Iterator[Pair]]]:
    for edition in _editions(room, language, ids):
        yield edition.release, lessons(edition)


def _editions(room: Newsroom, language: str, ids: Iterable[str]) -> Iterator[Edition]:
    ledgers = []
    for name in ids:
        with suppress(WorkflowError):
            ledgers.append(room.ledger(name, language))
    room.verdicts(ledgers)  # all signatures at once
    for ledger in ledgers:
        with suppress(WorkflowError):
            now = room.standing(ledger)
            if now.approval is not None and now.ended is None:
                yield now.approval.edition


def read(path: Path, source_language: str, language: str) -> "Iterator[Pair | Passed]":
    """Yield the units of a TMX file, whose name becomes their ``release``.

    Raises:
        BadInput: It is not valid; names the file.
        MissingError: It cannot be read.
    """
    from workflow.exchange import tmx

    try:
        stream = path.open("rb")
    except OSError as error:
        raise MissingError(say("{path}: cannot be read ({value})", path=path, value=error.strerror or error)) from error
    with stream:
        for each in tmx.read(stream, str(path), source_language, language):
            yield _named(each, path.name) if isinstance(each, Pair) else each


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of an import: the stored file, its pairs, how many units were skipped and why, whether it changed."""

    path: Path
    pairs: int
    passed: Mapping[str, int]
    changed: bool


def own(room: Newsroom, language: str) -> Iterator[Pair]:
    """Yield the pairs of the imported TMX files that are the office's own.

    Raises:
        BadInput: A file is not valid TMX.
        MissingError: It cannot be read.
    """
    from workflow.exchange import tmx

    for path in imported(room, language):
        with suppress(OSError), path.open("rb") as stream:
            if not tmx.is_own(stream, str(path)):
                continue
        for each in read(path, room.settings.source_language, language):
            if isinstance(each, Pair):
                yield each


def bring_in(room: Newsroom, language: str, file: Path, *, own: bool = False) -> Imported:
    """Store the pairs of a TMX file in ``locales/<language>/memory/``, replacing an earlier file of that name.

    The file is text: one pair per line, sorted, without other tools' notes, so that it can be reviewed and merged.
    Nothing is written if it contains no pair, and nothing changes if it is stored already.

    Args:
        room: The newsroom.
        language: The target language.
        file: The TMX file.
        own: Whether the office itself translated it, so that a model may learn from it; the stored file says so.

    Raises:
        BadInput: The file is not valid TMX.
        MissingError: It cannot be read.
        UsageError: Its name cannot be used.
    """
    from workflow.exchange import tmx

    name = re.sub(r"\.tmx$", "", file.name, flags=re.IGNORECASE)
    if not re.fullmatch(r"\w[\w.,() +-]{0,99}", name):
        raise UsageError(
            say(
                "{file}: rename the file; its pairs are stored under its name, with letters, digits, - and _ only",
                file=file,
            )
        )
    passed: Counter[str] = Counter()
    pairs: dict[Pair, None] = {}
    for each in read(file, room.settings.source_language, language):
        if isinstance(each, tmx.Passed):
            passed[each.reason] += 1
        elif each in pairs:
            passed[say("twice")] += 1
        else:
            pairs[each] = None
    path = room.root / "locales" / language / FOLDER / f"{name}.tmx"
    if not pairs:
        return Imported(path, 0, passed, changed=False)
    data = tmx.write(pairs, room.settings.source_language, language, own=own)
    with locked(room.root, f"_files/{language}.memory", what=str(path), doing="memory import"):
        remove_temporaries(path)
        changed = content(path) != data
        if changed:
            write_atomic(path, data)
    kept = sum(
        isinstance(each, Pair)
        for each in tmx.read(io.BytesIO(data), str(path), room.settings.source_language, language)
    )
    return Imported(path, kept, passed, changed)


@dataclass(frozen=True, slots=True)
class Use:
    """A sentence in which a text occurs, and who approved it when, as its ledger says; "" if nobody did here."""

    occurrence: "Occurrence"
    who: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Uses:
    """The sentences in which a text occurs; ``total`` counts also those that are not shown."""

    shown: tuple[Use, ...]
    total: int


def uses(room: Newsroom, store: Store, language: str, text: str, *, side: "Side" = "both", limit: int = 10) -> Uses:
    """Find a word or phrase inside the sentences of a memory; see ``concordance.search``.

    Args:
        room: The newsroom.
        store: Its memory in the language, such as ``open_store`` opens.
        language: The target language.
        text: The word or phrase.
        side: Where to look.
        limit: The most sentences to return.
    """
    from workflow.memory.concordance import search

    found = search(store, text, side=side, limit=limit)
    approvals: dict[str, tuple[str, str]] = {}
    for pair in (each.pair for each in found.found):
        if pair.approved and pair.release not in approvals:
            with suppress(WorkflowError):
                now = room.standing(room.ledger(pair.release, language))
                if now.approval:
                    people = dict.fromkeys(entry.who or "" for entry in now.approval.entries)
                    approvals[pair.release] = (both(people), now.approval.entry.when)
    nobody = ("", "")
    return Uses(
        tuple(
            Use(each, *(approvals.get(each.pair.release, nobody) if each.pair.approved else nobody))
            for each in found.found
        ),
        found.total,
    )


def exported(room: Newsroom, language: str) -> tuple[bytes, int]:
    """Return the approved pairs as TMX, and how many there are."""
    from workflow.exchange import tmx

    pairs = list(approved(room, language))
    return tmx.write(pairs, room.settings.source_language, language), len(pairs)


def _named(pair: Pair, name: str) -> Pair:
    return Pair(
        pair.source, pair.target, name, pair.context, pair.date, pair.previous, pair.next, approved=False
    )  # fmt: skip


def _index(room: Newsroom, language: str) -> Path | None:
    try:
        return cache_folder() / "memory" / f"{sha256(str(real(room.root)))[:32]}-{language}.sqlite"
    except RuntimeError:  # a user without a home folder
        return None


def _figures(language: str) -> "Recogniser":
    from workflow import languages
    from workflow.languages import digits

    numbers = languages.of(language).numbers
    return numbers.figures if numbers else digits.figures
