"""Approved pairs, found again: an index in SQLite that can be deleted at any time, and is made again from what it was made from.

The only SQL. Finding goes in three steps. The same source is found by its hash, with its neighbours if they are the same. A similar one is found by pairs of
neighbouring characters: of each source, folded and with its numbers masked (``renewal.form``), the index keeps the ``RAREST`` that are rarest in this memory; a source that shares some of
them with the one asked for is a candidate, those that share most first. (Rare ones say most and have short lists; and a source that is 85 % alike cannot well have lost all
of its rarest: see the recall that ``bench/memory.py`` measures.) The best candidates are compared by rapidfuzz's normalised Indel similarity of the masked texts, and
what is alike enough is renewed (``renewal.propose``), so that no old figure or name is in what a hit proposes.

A file is written beside its place and renamed, so a killed build leaves the old one; it is never changed in place, so many may read it. One that is of other
pairs or another version of this program, that SQLite cannot read, or in which a pair is not what was put in, is made again. Where it cannot be written, the index lives in memory.
"""

import os
import sqlite3
import sys
import tempfile
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote
from zlib import crc32

from workflow.contracts import NoTerms, Terms
from workflow.differences import marked
from workflow.errors import MissingError
from workflow.files import make_folder
from workflow.languages.chinese.script import by_character
from workflow.memory.renewal import (
    GAP,
    Pair,
    Proposal,
    Query,
    Recogniser,
    Side,
    Tools,
    folded,
    form,
    likeness,
    propose,
    side,
)
from workflow.model import OTHER_SOURCE, Draft

THRESHOLD = 85
"""Percent of likeness from which on a hit is worth more than a machine's draft."""

RAREST = 6
"""Pairs of characters that the index keeps of each source."""

VERSION = "2"
"""Of the tables and of ``renewal.form``: an index of another one is made again."""

_IN_CONTEXT = 101
_COMPARED = 400  # characters of a source that the index looks at
_SAMPLED = 4_000  # sources from which it is learnt which pairs of characters are common
_BATCH = 5_000  # rows written at once
_TOUCHED = 60_000  # entries of lists that one look-up reads, the shortest lists first
_SHORTLIST = 120  # candidates that are compared roughly
_LOOKED_AT = 24  # candidates that are compared with their names masked
_ROUGH = 30  # percent by which masking names can raise the likeness
_SAME = 8  # pairs of one source that are looked at, approved ones and then the newest first

_TABLES = """
    CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE forms (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE grams (gram INTEGER PRIMARY KEY, forms BLOB NOT NULL);
    CREATE TABLE pairs (
        id INTEGER PRIMARY KEY, form INTEGER NOT NULL, exact INTEGER NOT NULL, around INTEGER NOT NULL, digest INTEGER NOT NULL,
        source TEXT NOT NULL, target TEXT NOT NULL, release TEXT NOT NULL, context TEXT NOT NULL, date TEXT NOT NULL,
        previous TEXT, next TEXT, approved INTEGER NOT NULL
    );
"""
_INDEXES = """
    CREATE INDEX pairs_exact ON pairs (exact, approved, date);
    CREATE INDEX pairs_around ON pairs (exact, around, approved, date);
    CREATE INDEX pairs_form ON pairs (form, approved, date);
"""
_T = TypeVar("_T")

_COLUMNS = "digest, source, target, release, context, date, previous, next, approved"
_SELECT_AROUND = (
    f"SELECT {_COLUMNS} FROM pairs WHERE exact = ? AND around = ? ORDER BY approved DESC, date DESC, id DESC LIMIT ?"  # noqa: S608
)
_SELECT_EXACT = f"SELECT {_COLUMNS} FROM pairs WHERE exact = ? ORDER BY approved DESC, date DESC, id DESC LIMIT ?"  # noqa: S608
_SELECT_FORM = f"SELECT {_COLUMNS} FROM pairs WHERE form = ? ORDER BY approved DESC, date DESC, id DESC LIMIT ?"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Hit:
    """A pair that is like what was asked for, and what it proposes.

    likeness: percent; 101 for the same source, context and neighbours, 100 for the same source in the same context, else less.
    target: what to draft, ``renewal.GAP`` where a translator must fill in. renewed, gaps: what is not as in the pair's target.
    differs: a word diff of the pair's source and the one asked for, in simplified characters, "" if they are the same.
    other_script: whether one of them is in traditional characters and the other is not.
    open: whether the sources differ in more than in figures and names, so that the target cannot be right as it is.
    """

    likeness: int
    pair: Pair
    target: str
    renewed: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    differs: str = ""
    other_script: bool = False
    open: bool = False

    @property
    def origin(self) -> str:
        """As the translator comment names it: "memory: 92 % from 2018-03-12-notice"."""
        return f"memory: {min(self.likeness, 100)} % from {self.pair.release}"

    @property
    def draft(self) -> Draft:
        """The hit as a draft, with doubts about what was put into it and what is missing."""
        doubts = (
            *((f"put in by the memory: {', '.join(self.renewed)}",) if self.renewed else ()),
            *((f"fill in {', '.join(self.gaps)}",) if self.gaps else ()),
            *((f"{OTHER_SOURCE}{self.differs}",) if self.open else ()),
        )
        return Draft(self.target, self.origin, doubts=doubts)


def build(path: Path, language: str, pairs: Iterable[Pair], stamp: str) -> int:
    """Make the index of ``pairs`` at ``path``, in place of what is there. → how many pairs are in it.

    stamp: says what it is made from; ``Memory.open`` with another one makes it again. Of pairs that are the same in all but their
    place, each counts. Two builds at once are two whole indexes, of which the later stays. MissingError when it cannot be written.
    Takes about 250 bytes of memory a pair while it runs.
    """
    make_folder(path.parent)
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".workflow-tmp", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        with closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            number = _fill(connection, language, pairs, stamp)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise MissingError(
            f"{path}: the memory's index cannot be written ({reason or error}); mend that and run the command again"
        ) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    return number


class Memory:
    """Pairs, found again. Close it, or use it in a ``with``. One thread at a time."""

    def __init__(self, connection: sqlite3.Connection, again: Callable[[], sqlite3.Connection], tools: Tools) -> None:
        """connection: to a whole index. again: makes it anew, when it turns out to be damaged."""
        self._connection = connection
        self._again = again
        self._tools = tools

    @classmethod
    def open(
        cls,
        path: Path | None,
        language: str,
        pairs: Callable[[], Iterable[Pair]],
        stamp: str,
        *,
        figures_of_source: Recogniser,
        figures_of_target: Recogniser,
        terms: Terms | None = None,
    ) -> "Memory":
        """The index at ``path``; it is made, or made again, from ``pairs()`` unless it is whole and of this language and stamp.

        path: None, or a place that cannot be written, for an index in memory. What ``pairs`` raises comes out.
        """

        def again() -> sqlite3.Connection:
            if path is not None:
                with suppress(MissingError):
                    build(path, language, pairs(), stamp)
                    if made := _opened(path, language, stamp):
                        return made
            made = sqlite3.connect(":memory:", isolation_level=None)
            try:
                _fill(made, language, pairs(), stamp)
            except BaseException:
                made.close()
                raise
            return made

        found = _opened(path, language, stamp) if path is not None else None
        return cls(found or again(), again, Tools(figures_of_source, figures_of_target, terms or NoTerms()))

    def close(self) -> None:
        """Let the index go."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """How many pairs there are."""
        return int(self._reading(lambda: self._connection.execute("SELECT count(*) FROM pairs").fetchone()[0]))

    def look_up(
        self,
        source: str,
        context: str = "",
        before: str | None = None,
        after: str | None = None,
        release: str = "",
        *,
        date: str = "",
        threshold: int = THRESHOLD,
        limit: int = 5,
    ) -> tuple[Hit, ...]:
        """The pairs at least ``threshold`` percent like a unit, the best first, each target once.

        before, after: the neighbouring sources, "" at the ends of the release, None if not known. release: its id, and date: its date,
        ISO or "", which decides what names hold. Of hits that are alike, approved ones, those in the same context, those of the same
        release and then the newest come first.
        """
        query = Query(source, context, before, after, release, date)
        return self._reading(lambda: self._hits(query, threshold, limit))

    def _reading(self, read: Callable[[], _T]) -> _T:
        """What ``read`` finds; the index is made again, once, if it is damaged."""
        try:
            return read()
        except (sqlite3.Error, _DamagedError):
            self._connection.close()
            self._connection = self._again()
        try:
            return read()
        except (sqlite3.Error, _DamagedError) as error:
            raise MissingError(
                f"the memory's index was made again and still cannot be read ({error}); look at the disk of the cache folder"
            ) from error

    def _hits(self, query: Query, threshold: int, limit: int) -> tuple[Hit, ...]:
        asked = side(query.source, query.date, self._tools)
        best: dict[str, Hit] = {}
        for pair in self._candidates(query, asked, threshold):
            if hit := self._hit(pair, query, asked, threshold):
                other = best.get(hit.target)
                if other is None or _rank(hit, query) < _rank(other, query):
                    best[hit.target] = hit
        return tuple(sorted(best.values(), key=lambda hit: _rank(hit, query))[:limit])

    def _hit(self, pair: Pair, query: Query, asked: Side, threshold: int) -> Hit | None:
        same = pair.source == query.source
        known = asked if same and pair.date == query.date else side(pair.source, pair.date, self._tools)
        if not same and likeness(known, asked) < threshold:
            return None
        proposal: Proposal | None = propose(pair, known, query, asked, self._tools)
        if proposal is None or proposal.likeness < threshold or not GAP.sub("", proposal.target).strip():
            return None
        neighbours = (pair.previous, pair.next)
        in_context = proposal.likeness == 100 and None not in neighbours and neighbours == (query.previous, query.next)
        known_text, asked_text = folded(pair.source), folded(query.source)
        return Hit(
            _IN_CONTEXT if in_context else proposal.likeness,
            pair,
            proposal.target,
            proposal.renewed,
            proposal.gaps,
            "" if known_text == asked_text else marked(known_text, asked_text),
            (by_character(pair.source) == pair.source) != (by_character(query.source) == query.source),
            known.masked != asked.masked,
        )

    def _candidates(self, query: Query, asked: Side, threshold: int) -> Iterator[Pair]:
        """Pairs of the very source, then of those that are roughly as much alike."""
        exact = _crc(query.source)
        seen: set[tuple[str, str, str, str | None, str | None, int]] = set()
        if query.previous is not None and query.next is not None:
            around = _crc(query.context, query.previous, query.next)
            yield from self._pairs(_SELECT_AROUND, (exact, around, _SAME), seen)
        yield from self._pairs(_SELECT_EXACT, (exact, _SAME), seen)
        for identity in self._similar(form(query.source), threshold - _ROUGH):
            yield from self._pairs(_SELECT_FORM, (identity, _SAME), seen)

    def _pairs(
        self, select: str, values: Sequence[int], seen: set[tuple[str, str, str, str | None, str | None, int]]
    ) -> Iterator[Pair]:
        for row in self._connection.execute(select, values).fetchall():
            digest, source, target, release, context, date, previous, following, approved = row
            if digest != _row_digest(source, target, release, context, date, previous, following, approved):
                raise _DamagedError("a pair is not what was put in")
            if (key := (source, target, context, previous, following, approved)) not in seen:
                seen.add(key)
                yield Pair(source, target, release, context, date, previous, following, bool(approved))

    def _similar(self, text: str, least: float) -> list[int]:
        """The ids of the forms most like ``text``, the best first, by the characters that they share and then by likeness."""
        from rapidfuzz.distance import Indel

        grams = sorted(_grams(text))
        marks = ",".join("?" * len(grams))
        found = self._connection.execute(f"SELECT forms FROM grams WHERE gram IN ({marks})", grams).fetchall()  # noqa: S608
        counts: Counter[int] = Counter()
        touched = 0
        for (blob,) in sorted(found, key=lambda row: (len(row[0]), row[0][:64])):
            if len(blob) % 4 or (touched and touched + len(blob) // 4 > _TOUCHED):
                continue
            touched += len(blob) // 4
            counts.update(_unpacked(blob))
        shortlist = [identity for identity, _ in counts.most_common(_SHORTLIST)]
        marks = ",".join("?" * len(shortlist))
        rows = self._connection.execute(f"SELECT id, text FROM forms WHERE id IN ({marks})", shortlist).fetchall()  # noqa: S608
        scored = [(100 * Indel.normalized_similarity(text, other), identity) for identity, other in rows]
        scored.sort(key=lambda each: (-each[0], -each[1]))
        return [identity for score, identity in scored[:_LOOKED_AT] if score >= least]


class _DamagedError(Exception):
    """The index is not what was written."""


def _rank(hit: Hit, query: Query) -> tuple[object, ...]:
    pair = hit.pair
    return (
        -hit.likeness,
        not pair.approved,
        pair.context != query.context,
        len(hit.gaps),
        pair.release != query.release,
        tuple(-ord(char) for char in pair.date),
        pair.release,
        hit.target,
    )


# --- making and opening an index --------------------------------------------------------------------------------------------


def _opened(path: Path, language: str, stamp: str) -> sqlite3.Connection | None:
    """The index at ``path``, None if it is not there, not whole, or not this one."""
    if not path.is_file():
        return None
    connection = None
    with suppress(sqlite3.Error, OSError):
        # Nobody changes the file in place, so nothing is locked and no journal is looked for.
        connection = sqlite3.connect(
            f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True, isolation_level=None
        )
        if dict(connection.execute("SELECT key, value FROM about")) == _about(language, stamp):
            connection.execute(f"PRAGMA mmap_size = {1 << 30}")
            return connection
    if connection is not None:
        connection.close()
    return None


def _about(language: str, stamp: str) -> dict[str, str]:
    return {"version": f"{VERSION} {sys.byteorder}", "language": language, "stamp": stamp, "whole": "yes"}


def _fill(connection: sqlite3.Connection, language: str, pairs: Iterable[Pair], stamp: str) -> int:
    """Make the tables of an empty database. → how many pairs are in them."""
    for setting in (
        "page_size = 8192",
        "journal_mode = OFF",
        "synchronous = OFF",
        "cache_size = -65536",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {setting}")
    connection.executescript(_TABLES)
    connection.execute("BEGIN")
    ids: dict[str, int] = {}
    number = 0
    rows = _rows(pairs, ids)
    while batch := list(islice(rows, _BATCH)):
        number += len(batch)
        connection.executemany("INSERT INTO pairs VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", batch)
    connection.executemany("INSERT INTO forms VALUES (?, ?)", ((identity, text) for text, identity in ids.items()))
    lists = _lists(ids)
    connection.executemany("INSERT INTO grams VALUES (?, ?)", ((gram, lists[gram].tobytes()) for gram in sorted(lists)))
    for statement in filter(str.strip, _INDEXES.split(";")):
        connection.execute(statement)
    connection.executemany("INSERT INTO about VALUES (?, ?)", _about(language, stamp).items())
    connection.execute("COMMIT")
    return number


def _rows(pairs: Iterable[Pair], ids: dict[str, int]) -> Iterator[tuple[object, ...]]:
    """Rows for the table of pairs; ``ids`` gets an id for each form. What is not Unicode (half a surrogate) cannot be kept."""
    for pair in pairs:
        source, target, context, previous, following = pair.source, pair.target, pair.context, pair.previous, pair.next
        if not source or not target:
            continue
        try:
            exact = _crc(source)
            around = _crc(context, previous or "", following or "")
            digest = _row_digest(source, target, pair.release, context, pair.date, previous, following, pair.approved)
        except UnicodeEncodeError:
            continue
        identity = ids.setdefault(form(source), len(ids) + 1)
        yield (
            identity, exact, around, digest, source, target, pair.release, context, pair.date, previous, following, pair.approved
        )  # fmt: skip


def _lists(ids: Mapping[str, int]) -> dict[int, "array[int]"]:
    """From a pair of characters to the forms that have it among their rarest."""
    counts: Counter[int] = Counter()
    for text in islice(ids, 0, None, max(1, len(ids) // _SAMPLED)):
        counts.update(_grams(text))
    # Common ones alone, each with its own rank, so that every run chooses the same; the others are all rare enough.
    common = sorted((number, gram) for gram, number in counts.items() if number > 1)
    ranks = {gram: rank for rank, (_, gram) in enumerate(common)}
    lists: dict[int, array[int]] = {}
    for text, identity in ids.items():
        grams = _grams(text)
        rare = grams.difference(ranks)
        rarest = sorted(rare)[:RAREST]
        if len(rarest) < RAREST:
            rarest += sorted(grams - rare, key=ranks.__getitem__)[: RAREST - len(rarest)]
        for gram in rarest:
            if gram in lists:
                lists[gram].append(identity)
            else:
                lists[gram] = array("I", (identity,))
    return lists


def _grams(text: str) -> set[int]:
    """Each two neighbouring characters of a text, as numbers."""
    units = f"^{text[:_COMPARED]}$".encode("utf-16-le")
    grams: set[int] = set()
    for start in (0, 2):
        end = start + (len(units) - start) // 4 * 4
        grams.update(memoryview(units)[start:end].cast("I"))
    return grams


def _unpacked(blob: bytes) -> "array[int]":
    identities = array("I")
    identities.frombytes(blob)
    return identities


def _crc(*texts: str) -> int:
    return crc32("\0".join(texts).encode("utf-8"))


def _row_digest(
    source: str,
    target: str,
    release: str,
    context: str,
    date: str,
    previous: str | None,
    following: str | None,
    approved: object,
) -> int:
    """What tells whether a row is as it was written; CRC-32, since the enemy is a bad disk, and drafts are read by people."""
    return _crc(source, target, release, context, date, repr(previous), repr(following), str(int(bool(approved))))
