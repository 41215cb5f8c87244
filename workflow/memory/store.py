"""The file of an index: its tables, and syncing them with what teaches the memory, one teacher at a time."""

import hashlib
import json
import os
import secrets
import sqlite3
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote
from zlib import crc32

from workflow.errors import MissingError
from workflow.files import make_folder, real
from workflow.interface import say
from workflow.memory.pairs import Pair

Learn = Callable[[Sequence[str]], Iterator[tuple[str, Iterable[Pair]]]]
"""Called with the names of teachers; yields each name with its pairs, in any order. A missing one teaches nothing."""

RAREST = 6
"""How many pairs of characters the index keeps of each source."""

VERSION = 4
"""The version of the tables and of ``renewal.form``; an index of another version is rebuilt."""

SAME = 8  # pairs of one source that are read, approved ones first, then the newest
_SAID = 50  # pairs with one target that are read, the newest first
_T = TypeVar("_T")

COLUMNS = "digest, source, target, release, context, date, previous, next, approved"
_SELECT_OTHERS = (
    f"SELECT {COLUMNS} FROM pairs WHERE exact = ? AND approved = 1 AND release != ? "  # noqa: S608
    "ORDER BY date DESC, release DESC, place DESC LIMIT ?"
)
_APPROVED_ELSEWHERE = (
    "SELECT value FROM json_each(?) WHERE EXISTS "
    "(SELECT 1 FROM pairs WHERE exact = value AND approved = 1 AND release != ?)"
)
_APPROVED_FOR_OTHERS = (
    "SELECT json_extract(value, '$[0]') FROM json_each(?) WHERE EXISTS (SELECT 1 FROM pairs "
    "WHERE said = json_extract(value, '$[0]') AND approved = 1 AND exact != json_extract(value, '$[1]'))"
)
_SELECT_SAID = (
    f"SELECT {COLUMNS} FROM pairs WHERE said = ? AND approved = 1 "  # noqa: S608
    "ORDER BY date DESC, release DESC, place DESC LIMIT ?"
)
_SELECT_HOLDING = (
    f"SELECT {COLUMNS} FROM pairs WHERE holds(source, target) "  # noqa: S608
    "ORDER BY approved DESC, date DESC, release DESC, place"
)
_APPLICATION = 0x574D656D  # "WMem": distinguishes our file from another program's
_PATIENCE = 60.0  # seconds to wait for another process that is building the index
_COMPARED = 400  # characters of a source that are indexed
_SAMPLED = 4_000  # sources from which the common pairs of characters are determined
_RANKED_AGAIN = 2  # growth in the number of sources after which they are determined again
_BATCH = 5_000  # rows written at once
_REMEMBERED = 50_000  # changes that are kept to answer what changed

_TABLES = """
    CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE teachers (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL, digest TEXT NOT NULL
    );
    CREATE TABLE forms (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, text TEXT NOT NULL);
    CREATE TABLE grams (gram INTEGER PRIMARY KEY, forms BLOB NOT NULL);
    CREATE TABLE common (gram INTEGER PRIMARY KEY, rank INTEGER NOT NULL);
    CREATE TABLE changes (generation INTEGER NOT NULL, text INTEGER NOT NULL);
    CREATE TABLE pairs (
        teacher INTEGER NOT NULL, place INTEGER NOT NULL, form INTEGER NOT NULL, exact INTEGER NOT NULL,
        around INTEGER NOT NULL, digest INTEGER NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
        release TEXT NOT NULL, context TEXT NOT NULL, date TEXT NOT NULL, previous TEXT, next TEXT,
        approved INTEGER NOT NULL, said INTEGER NOT NULL
    );
    CREATE INDEX forms_hash ON forms (hash);
"""
_TEXTS = ("exact", "said")
"""The columns with the hashes of source and target."""

# The ranking of the pairs of one source does not depend on the order of learning.
_INDEXES = """
    CREATE INDEX IF NOT EXISTS pairs_exact ON pairs (exact, approved, date, release, place);
    CREATE INDEX IF NOT EXISTS pairs_around ON pairs (exact, around, approved, date, release, place);
    CREATE INDEX IF NOT EXISTS pairs_form ON pairs (form, approved, date, release, place);
    CREATE INDEX IF NOT EXISTS pairs_said ON pairs (said, approved, date, release, place);
    CREATE INDEX IF NOT EXISTS pairs_teacher ON pairs (teacher);
"""


class Store:
    """The pairs of an index, found by exact source. Close it, or use it in a ``with``. For one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, again: Callable[[], sqlite3.Connection]) -> None:
        """Use a connection to an intact index; ``again`` rebuilds it if it turns out to be damaged."""
        self.connection = connection
        self._again = again

    def close(self) -> None:
        """Close the index."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """Return how many pairs there are."""
        return int(self.reading(lambda: self.connection.execute("SELECT count(*) FROM pairs").fetchone()[0]))

    def state(self) -> tuple[str, int]:
        """Return which index this is, and a number that grows whenever an approved pair is added or removed."""
        said = self.reading(lambda: about(self.connection))
        return said["identity"], int(said["generation"])

    def changed(self, since: tuple[str, int]) -> frozenset[int] | None:
        """Return the hashes of sources and targets whose approved pairs changed since ``state``; None if unknown."""
        identity, generation = since
        said = self.reading(lambda: about(self.connection))
        if said["identity"] != identity or not int(said["forgotten"]) <= generation <= int(said["generation"]):
            return None
        rows = self.reading(
            lambda: self.connection.execute("SELECT text FROM changes WHERE generation > ?", (generation,)).fetchall()
        )
        return frozenset(text for (text,) in rows)

    def elsewhere(self, sources: Iterable[str], release: str) -> dict[str, tuple[Pair, ...]]:
        """Return, for each of these sources that is approved in other releases, the newest pairs, each wording once."""
        wanted = list(dict.fromkeys(sources))
        return self.reading(lambda: self._elsewhere(wanted, release))

    def _elsewhere(self, sources: Iterable[str], release: str) -> dict[str, tuple[Pair, ...]]:
        found: dict[str, tuple[Pair, ...]] = {}
        hashes: dict[str, int] = {}
        for source in sources:
            with suppress(UnicodeEncodeError):  # half a surrogate, which no index can store
                hashes[source] = crc(source)
        known = self._asked(_APPROVED_ELSEWHERE, list(hashes.values()), release)
        for source, hash_ in hashes.items():
            if hash_ not in known:
                continue
            same: dict[str, Pair] = {}
            for pair in self.rows(_SELECT_OTHERS, (hash_, release, SAME)):
                if pair.source == source:
                    same.setdefault(pair.target, pair)
            if same:
                found[source] = tuple(same.values())
        return found

    def said_of_others(self, texts: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """Return those of these pairs of source and target whose target is approved for other sources."""
        asked: dict[tuple[str, str], tuple[int, int]] = {}
        for source, target in texts:
            with suppress(UnicodeEncodeError):
                asked[source, target] = crc(target), crc(source)
        known = self.reading(lambda: self._asked(_APPROVED_FOR_OTHERS, list(asked.values())))
        return frozenset(pair for pair, (said, _) in asked.items() if said in known)

    def _asked(self, select: str, asked: Sequence[object], *more: str) -> frozenset[int]:
        """Return the hashes that a statement selects out of a list: one statement answers for many texts."""
        rows = self.connection.execute(select, (json.dumps(asked), *more))
        return frozenset(hash_ for (hash_,) in rows)

    def said(self, target: str) -> tuple[Pair, ...]:
        """Return the approved pairs with this target, each source of each release once, the newest first."""
        return self.reading(lambda: self._said(target))

    def _said(self, target: str) -> tuple[Pair, ...]:
        try:
            pairs = self.rows(_SELECT_SAID, (crc(target), _SAID))
        except UnicodeEncodeError:  # half a surrogate, which no index can store
            return ()
        once: dict[tuple[str, str], Pair] = {}
        for pair in pairs:
            if pair.target == target:
                once.setdefault((pair.source, pair.release), pair)
        return tuple(once.values())

    def holding(self, holds: Callable[[str, str], bool]) -> list[Pair]:
        """Return the pairs whose source and target satisfy ``holds``, approved ones first, then the newest."""

        def told(source: object, target: object) -> bool:
            # A text that became bytes is read, and found to be damaged.
            return holds(source, target) if isinstance(source, str) and isinstance(target, str) else True

        def read() -> list[Pair]:
            self.connection.create_function("holds", 2, told, deterministic=True)
            return self.rows(_SELECT_HOLDING, ())

        return self.reading(read)

    def reading(self, read: Callable[[], _T]) -> _T:
        """Return what ``read`` finds; if the index is damaged, rebuild it once."""
        try:
            return read()
        except (sqlite3.Error, UnicodeDecodeError, _DamagedError):
            self.connection.close()
            self.connection = self._again()
        try:
            return read()
        except (sqlite3.Error, UnicodeDecodeError, _DamagedError) as error:
            raise MissingError(
                say(
                    "the memory's index was rebuilt and still cannot be read ({error}); check the disk of "
                    "the cache folder",
                    error=error,
                )
            ) from error

    def rows(self, select: str, values: Sequence[int | str]) -> list[Pair]:
        """Return the pairs that a statement selects; a pair that is not what was stored means a damaged index."""
        pairs = []
        for row in self.connection.execute(select, values):
            digest, source, target, release, context, date, previous, following, approved = row
            try:
                whole = digest == row_digest(source, target, release, context, date, previous, following, approved)
            except TypeError:  # a text became bytes or a number
                whole = False
            if not whole:
                raise _DamagedError("a pair is not what was stored")
            pairs.append(Pair(source, target, release, context, date, previous, following, bool(approved)))
        return pairs


class _DamagedError(Exception):
    """The index is not what was written."""


def opening(
    path: Path | None, language: str, stamps: Mapping[str, str], learn: Learn
) -> tuple[sqlite3.Connection, Callable[[], sqlite3.Connection]]:
    """Open the index like ``opened``; also return what rebuilds it after it turned out to be damaged."""

    def again() -> sqlite3.Connection:
        if path is not None:
            with suppress(OSError):
                remove(path)
        return opened(path, language, stamps, learn)

    return opened(path, language, stamps, learn), again


def opened(path: Path | None, language: str, stamps: Mapping[str, str], learn: Learn) -> sqlite3.Connection:
    """Open the index, in sync with its teachers; the connection is read-only.

    Args:
        path: The index file; None, or a place that cannot be written, for an index in memory.
        language: The target language.
        stamps: From each teacher's name to a stamp that changes whenever its pairs may have changed.
        learn: Asked for the pairs of the teachers whose stamp changed. If it raises, the index stays as it was.
    """
    if path is not None:
        if found := _current(path, language, stamps):
            return found
        with suppress(sqlite3.Error, UnicodeDecodeError, OSError, MissingError):
            try:
                return _updated(path, language, stamps, learn)
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                if _is_about_the_place(error):
                    raise
                remove(path)  # not a database, or a damaged one
                return _updated(path, language, stamps, learn)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        _make(connection, language)
        _update(connection, stamps, learn)
    except BaseException:
        connection.close()
        raise
    return _sealed(connection)


def remove(path: Path) -> None:
    """Delete an index, including what a killed process left behind."""
    for end in ("-journal", ""):
        with suppress(FileNotFoundError):
            os.unlink(f"{path}{end}")  # noqa: PTH108


def about(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the index's own metadata."""
    return dict(connection.execute("SELECT key, value FROM about"))


def crc(*texts: str) -> int:
    """Return the hash by which texts are found."""
    return crc32("\0".join(texts).encode("utf-8"))


def row_digest(
    source: str,
    target: str,
    release: str,
    context: str,
    date: str,
    previous: str | None,
    following: str | None,
    approved: object,
) -> int:
    """Return a checksum of a row: CRC-32, because the enemy is a bad disk, and people read drafts."""
    return crc(source, target, release, context, date, repr(previous), repr(following), str(int(bool(approved))))


def grams(text: str) -> set[int]:
    """Return all pairs of neighbouring characters of a text, as numbers."""
    units = f"^{text[:_COMPARED]}$".encode("utf-16-le")
    found: set[int] = set()
    for start in (0, 2):
        end = start + (len(units) - start) // 4 * 4
        found.update(memoryview(units)[start:end].cast("I"))
    return found


def unpacked(blob: bytes) -> "array[int]":
    """Return the numbers in a list of the index.

    Raises:
        sqlite3.DatabaseError: The list is incomplete.
    """
    if len(blob) % 4:
        raise sqlite3.DatabaseError("a list is incomplete")
    numbers = array("I")
    numbers.frombytes(blob)
    return numbers


# --- opening ---


def _current(path: Path, language: str, stamps: Mapping[str, str]) -> sqlite3.Connection | None:
    """Open the index at ``path`` if it exists and its teachers have these stamps, so that nobody has to write."""
    if not path.is_file():
        return None
    connection = None
    with suppress(sqlite3.Error, UnicodeDecodeError, OSError):
        address = f"file:{quote(str(real(path)))}?mode=ro"
        connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=_PATIENCE)
        if _is_ours(connection, language) and _known(connection) == stamps:
            return _sealed(connection)
    if connection is not None:
        connection.close()
    return None


def _is_about_the_place(error: Exception) -> bool:
    """Return whether a file cannot be written now: no permission, a full disk, another process that takes too long."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    )


def _updated(path: Path, language: str, stamps: Mapping[str, str], learn: Learn) -> sqlite3.Connection:
    make_folder(path.parent)
    connection = sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE)
    try:
        connection.execute("PRAGMA page_size = 8192")
        connection.execute("BEGIN IMMEDIATE")
        try:
            if not _is_ours(connection, language):
                _empty(connection)
                _make(connection, language)
            _update(connection, stamps, learn)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    except BaseException:
        connection.close()
        raise
    return _sealed(connection)


def _sealed(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.execute("PRAGMA query_only = ON")
    return connection


def _is_ours(connection: sqlite3.Connection, language: str) -> bool:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if (application, version) != (_APPLICATION, VERSION):
        return False
    said = about(connection)
    numbers = all(said.get(key, "").isdecimal() for key in ("generation", "forgotten", "ranked"))
    return numbers and said.get("language") == language and said.get("order") == sys.byteorder


def _known(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, stamp FROM teachers"))


def _empty(connection: sqlite3.Connection) -> None:
    """Drop everything in the file."""
    names = connection.execute(
        "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND type != 'index'"
    ).fetchall()
    for kind, name in names:
        quoted = name.replace('"', '""')
        connection.execute(f'DROP {kind} IF EXISTS "{quoted}"')


def _make(connection: sqlite3.Connection, language: str) -> None:
    for statement in filter(str.strip, _TABLES.split(";")):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    said = {"language": language, "order": sys.byteorder, "identity": secrets.token_hex(8)}
    said |= {"generation": "0", "forgotten": "0", "ranked": "0"}
    connection.executemany("INSERT INTO about VALUES (?, ?)", said.items())


# --- learning ---


def _update(connection: sqlite3.Connection, stamps: Mapping[str, str], learn: Learn) -> None:
    """Sync the tables with the teachers, inside a transaction."""
    known = {name: (key, stamp, digest) for key, name, stamp, digest in connection.execute("SELECT * FROM teachers")}
    changed = [name for name, stamp in stamps.items() if name not in known or known[name][1] != stamp]
    gone = [name for name in known if name not in stamps]
    if not changed and not gone:
        return
    fresh = not known  # then everything is written first and sorted afterwards
    generation = int(about(connection)["generation"]) + 1
    if not fresh:
        for statement in filter(str.strip, _INDEXES.split(";")):
            connection.execute(statement)
    forms: set[int] = set()
    waiting = set(changed)
    for name, pairs in learn(changed):
        if name in waiting:
            waiting.remove(name)
            forms |= _taught(connection, name, stamps[name], pairs, known.get(name), generation, fresh=fresh)
    for name in (*sorted(waiting), *gone):
        forms |= _taught(connection, name, stamps.get(name), (), known.get(name), generation, fresh=fresh)
    for statement in filter(str.strip, _INDEXES.split(";")):
        connection.execute(statement)
    if fresh:
        for column in _TEXTS:
            connection.execute(
                f"INSERT INTO changes SELECT DISTINCT ?, {column} FROM pairs WHERE approved",  # noqa: S608
                (generation,),
            )
    _list(connection, forms)
    _forget(connection, generation)


def _taught(
    connection: sqlite3.Connection,
    name: str,
    stamp: str | None,
    pairs: Iterable[Pair],
    before: tuple[int, str, str] | None,
    generation: int,
    *,
    fresh: bool,
) -> set[int]:
    """Replace what a teacher taught by what it teaches now.

    Args:
        connection: To the index, in a transaction.
        name: The teacher's name.
        stamp: The stamp of its pairs; None if the teacher is gone.
        pairs: Its pairs.
        before: The teacher's key, stamp and digest of the last time.
        generation: The number of this change.
        fresh: Whether the index is new, so that nobody can ask what changed in it.

    Returns:
        The forms that may have been added or removed; none if the pairs are the same.
    """
    connection.execute("SAVEPOINT lesson")
    (key,) = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM teachers").fetchone()
    digest = hashlib.sha256()
    forms: set[int] = set()
    rows = _rows(connection, pairs, key, digest, forms)
    while batch := list(islice(rows, _BATCH)):
        connection.executemany("INSERT INTO pairs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", batch)
    if before is not None:
        old, _, was = before
        if was == digest.hexdigest() and stamp is not None:
            connection.execute("ROLLBACK TO lesson")
            connection.execute("RELEASE lesson")
            connection.execute("UPDATE teachers SET stamp = ? WHERE id = ?", (stamp, old))
            return set()
        forms |= {form_ for (form_,) in connection.execute("SELECT DISTINCT form FROM pairs WHERE teacher = ?", (old,))}
        connection.execute("DELETE FROM teachers WHERE id = ?", (old,))
    if not fresh:  # else all of it is noted at the end
        _note(connection, generation, before[0] if before else 0, key)
    if before is not None:
        connection.execute("DELETE FROM pairs WHERE teacher = ?", (before[0],))
    if stamp is not None:
        connection.execute("INSERT INTO teachers VALUES (?, ?, ?, ?)", (key, name, stamp, digest.hexdigest()))
    connection.execute("RELEASE lesson")
    return forms


def _rows(
    connection: sqlite3.Connection, pairs: Iterable[Pair], teacher: int, digest: "hashlib._Hash", forms: set[int]
) -> Iterator[tuple[object, ...]]:
    """Yield rows for the table of pairs, in batches; new forms are written, and all are added to ``forms``.

    What is not Unicode (half a surrogate) cannot be stored.
    """
    from workflow.memory.renewal import form  # late: an index that is in sync needs none

    several = iter(pairs)
    place = 0
    while batch := list(islice(several, _BATCH)):
        ids: dict[str, int] = {}
        for pair in batch:
            source, target, previous, following = pair.source, pair.target, pair.previous, pair.next
            if not source or not target:
                continue
            try:
                exact = crc(source)
                around = crc(pair.context, previous or "", following or "")
                said = crc(target)
                check = row_digest(
                    source, target, pair.release, pair.context, pair.date, previous, following, pair.approved
                )
            except UnicodeEncodeError:
                continue
            text = form(source)
            if text not in ids:
                ids[text] = _form(connection, text)
                forms.add(ids[text])
            place += 1
            digest.update(f"{check:08x}".encode("ascii"))
            yield (
                teacher, place, ids[text], exact, around, check, source, target, pair.release, pair.context, pair.date,
                previous, following, pair.approved, said,
            )  # fmt: skip


def _form(connection: sqlite3.Connection, text: str) -> int:
    """Return the id of a form, writing it if it is new."""
    hash_ = crc(text)
    for identity, other in connection.execute("SELECT id, text FROM forms WHERE hash = ?", (hash_,)):
        if other == text:
            return int(identity)
    made = connection.execute("INSERT INTO forms VALUES (NULL, ?, ?)", (hash_, text)).lastrowid
    assert made is not None
    return made


def _note(connection: sqlite3.Connection, generation: int, old: int, new: int) -> None:
    """Record which sources and targets have other approved pairs than before."""
    for one, other in ((old, new), (new, old)):
        for column in _TEXTS:
            connection.execute(
                f"INSERT INTO changes SELECT DISTINCT ?, {column} FROM"  # noqa: S608
                f" (SELECT {column}, digest FROM pairs WHERE teacher = ? AND approved"
                f" EXCEPT SELECT {column}, digest FROM pairs WHERE teacher = ? AND approved)",
                (generation, one, other),
            )


def _forget(connection: sqlite3.Connection, generation: int) -> None:
    """Record the generation, and drop changes that are too many to be useful."""
    said = {"generation": str(generation)}
    (number,) = connection.execute("SELECT count(*) FROM changes").fetchone()
    if number > _REMEMBERED:
        connection.execute("DELETE FROM changes")
        said["forgotten"] = str(generation)
    connection.executemany("UPDATE about SET value = ? WHERE key = ?", [(value, key) for key, value in said.items()])


# --- the lists of forms ---


def _list(connection: sqlite3.Connection, forms: set[int]) -> None:
    """Sync the lists of forms; ``forms`` are those that may have been added or removed."""
    ranked = int(about(connection)["ranked"])
    (number,) = connection.execute("SELECT count(*) FROM forms").fetchone()
    if number > max(ranked, 1) * _RANKED_AGAIN:
        connection.execute("DELETE FROM forms WHERE id NOT IN (SELECT form FROM pairs)")
        _list_all(connection)
        return
    for identity in sorted(forms):
        row = connection.execute("SELECT text FROM forms WHERE id = ?", (identity,)).fetchone()
        if row is None:
            continue  # rolled back
        used = connection.execute("SELECT 1 FROM pairs WHERE form = ? LIMIT 1", (identity,)).fetchone()
        _relist(connection, identity, row[0], keep=used is not None)
        if not used:
            connection.execute("DELETE FROM forms WHERE id = ?", (identity,))


def _relist(connection: sqlite3.Connection, identity: int, text: str, *, keep: bool) -> None:
    found = sorted(grams(text))
    marks = ",".join("?" * len(found))
    ranks = dict(connection.execute(f"SELECT gram, rank FROM common WHERE gram IN ({marks})", found))  # noqa: S608
    for gram in _rarest(set(found), ranks):
        row = connection.execute("SELECT forms FROM grams WHERE gram = ?", (gram,)).fetchone()
        numbers = unpacked(row[0]) if row else array("I")
        if keep == (identity in numbers):
            continue
        if keep:
            numbers.append(identity)
        else:
            numbers.remove(identity)
        connection.execute("INSERT OR REPLACE INTO grams VALUES (?, ?)", (gram, numbers.tobytes()))


def _list_all(connection: sqlite3.Connection) -> None:
    """Determine which pairs of characters are common, and rebuild all lists."""
    (number,) = connection.execute("SELECT count(*) FROM forms").fetchone()
    step = max(1, number // _SAMPLED)
    counts: Counter[int] = Counter()
    for place, (text,) in enumerate(connection.execute("SELECT text FROM forms ORDER BY id")):
        if place % step == 0:
            counts.update(grams(text))
    # Only common ones, each with its own rank, so that every run chooses the same; the others are rare enough.
    common = sorted((times, gram) for gram, times in counts.items() if times > 1)
    ranks = {gram: rank for rank, (_, gram) in enumerate(common)}
    lists: dict[int, array[int]] = {}
    for identity, text in connection.execute("SELECT id, text FROM forms ORDER BY id"):
        for gram in _rarest(grams(text), ranks):
            if gram in lists:
                lists[gram].append(identity)
            else:
                lists[gram] = array("I", (identity,))
    connection.execute("DELETE FROM grams")
    connection.execute("DELETE FROM common")
    connection.executemany("INSERT INTO common VALUES (?, ?)", ranks.items())
    connection.executemany("INSERT INTO grams VALUES (?, ?)", ((gram, lists[gram].tobytes()) for gram in sorted(lists)))
    connection.execute("UPDATE about SET value = ? WHERE key = 'ranked'", (str(number),))


def _rarest(found: set[int], ranks: Mapping[int, int]) -> list[int]:
    """Return the pairs of characters under which a form is listed."""
    rare = found.difference(ranks)
    rarest = sorted(rare)[:RAREST]
    if len(rarest) < RAREST:
        rarest += sorted(found - rare, key=ranks.__getitem__)[: RAREST - len(rarest)]
    return rarest
