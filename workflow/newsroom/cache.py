"""What earlier commands found in a newsroom: one SQLite file in the user's cache, which can be deleted at any time.

It says where to look, and what need not be read or judged again to be *shown*. Whatever is signed, published, verified
or refused is read from its own file: a wrong row costs time, or shows old lines in ``status`` or ``check``, and no
more.

Every row names the program that wrote it, so that two versions do not read each other's rows. Rows are written in one
transaction at the end of a command; several processes may do so at once. A file with another layout, another program's
file, and one that SQLite cannot read are replaced. A cache that cannot be read or written is ignored, not an error.
"""

import os
import sqlite3
import sys
import time
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from workflow.errors import WorkflowError
from workflow.files import cache_folder, make_folder, real
from workflow.model import sha256

VERSION = 1
"""The version of the tables; a file of another version is replaced."""

_APPLICATION = 0x574E6577  # "WNew": distinguishes our file from another program's
_HELD = 512
"""How much of the file SQLite keeps in memory, in KiB: it would fill 2 MB, and rows are mostly read once."""
_PATIENCE = 5.0  # seconds to wait for another process; what cannot be stored is found again
_TABLES = """
    CREATE TABLE files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE sources (
        path TEXT PRIMARY KEY, program TEXT NOT NULL, digest TEXT NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE kept (
        kind TEXT, language TEXT, release TEXT, program TEXT NOT NULL, basis TEXT NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (kind, language, release)
    ) WITHOUT ROWID;
"""
Kind = Literal["row", "found", "units", "waiting", "pages", "listed"]
"""What is stored about a release: its row in ``status``, what ``check`` found, what is left to do (``texts``), the
digests of its pages, its line in the list of releases (``listing``)."""

_COARSE = 2_000_000_000
_FINE = 100_000_000


def stamp(path: Path | str) -> str:
    """Return a stamp that changes whenever a file does, as far as the disk can tell; "" if the file does not exist.

    On POSIX, a file that keeps its size and modification time still gets another ``ctime``.
    """
    try:
        about = os.stat(path)  # noqa: PTH116 - thousands of times a command
    except OSError:
        return ""
    inode = about.st_ino if os.name == "posix" else 0
    return f"{about.st_size} {about.st_mtime_ns} {about.st_ctime_ns} {inode}"


def is_settled(stamp_: str, now: int | None = None) -> bool:
    """Return whether a file with this stamp was left alone long enough that its next change will show in the stamp.

    A disk's clock ticks in milliseconds, on some disks in seconds; two changes in one tick look like one.
    """
    if not stamp_:
        return False
    _, modified, changed, _ = map(int, stamp_.split(" "))
    latest = max(modified, changed) if os.name == "posix" else modified
    tick = _COARSE if latest % 1_000_000_000 == 0 else _FINE
    return latest + tick < (time.time_ns() if now is None else now)


@cache
def program() -> str:
    """Return a stamp that changes whenever a file of this program does, or a package is installed, or Python is."""
    installed = [each for each in sys.path if os.path.basename(each) in ("site-packages", "dist-packages")]  # noqa: PTH119
    stats: list[tuple[str, int, int]] = [(sys.version, 0, 0)]
    with suppress(OSError):
        stats += [(each, 0, os.stat(each).st_mtime_ns) for each in installed]  # noqa: PTH116
    folders = [os.fspath(Path(__file__).parent.parent)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        folders.append(entry.path)
                else:
                    about = entry.stat()
                    stats.append((entry.path, about.st_size, about.st_mtime_ns))
    return sha256(repr(sorted(stats)))[:16]


@dataclass(frozen=True, slots=True)
class Known:
    """Which release a source belongs to: its path, the digest of its bytes, its id and the id's ``key``."""

    path: str
    digest: str
    id: str
    key: str


class Cache:
    """The rows of one newsroom. Closing it stores what was noted."""

    def __init__(self, root: Path, *, limit: int = 1000) -> None:
        """Use the cache of the newsroom at ``root``; ``limit`` rows are noted before they are written."""
        self._root = root
        self._limit = limit
        self._connection: sqlite3.Connection | None = None
        self._closed = False
        self._noted: list[tuple[str, tuple[str, ...]]] = []

    def digest(self, path: str, stamp_: str) -> str | None:
        """Return the digest that a file had when it had this stamp."""
        found = self._one("SELECT digest FROM files WHERE path = ? AND stamp = ?", (path, stamp_))
        return found[0] if found else None

    def digests(self, folder: str) -> dict[str, tuple[str, str]]:
        """Return, by path, the stamp and the digest that each file below a folder had; ``folder`` ends with a slash."""
        after = folder[:-1] + chr(ord("/") + 1)
        rows = self._each("SELECT path, stamp, digest FROM files WHERE path > ? AND path < ?", (folder, after))
        return {path: (seen, digest) for path, seen, digest in rows}

    def note_digest(self, path: str, stamp_: str, digest: str) -> None:
        """Store the digest of a file, computed after the stamp."""
        if is_settled(stamp_):
            self._note("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (path, stamp_, digest))

    def source(self, path: str, digest: str) -> Known | None:
        """Return what this program found in a source with this digest."""
        found = self._one(
            "SELECT id, key FROM sources WHERE path = ? AND digest = ? AND program = ?",
            (path, digest, program()),
        )
        return Known(path, digest, *found) if found else None

    def ids(self) -> dict[str, tuple[str, str]]:
        """Return, by path, the id that this program found in each source, and the stamp that the source then had."""
        rows = self._each(
            "SELECT path, stamp, id FROM sources JOIN files USING (path, digest) WHERE program = ?", (program(),)
        )
        return {path: (seen, name) for path, seen, name in rows}

    def note_source(self, known: Known) -> None:
        """Store where a source is."""
        values = (known.path, program(), known.digest, known.id, known.key)
        self._note("INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?)", values)

    def forget_sources(self, paths: Iterable[str]) -> None:
        """Remove sources that are gone; ``paths`` are all that exist."""
        there = set(paths)
        for (path,) in self._all("SELECT path FROM sources", ()):
            if path not in there:
                self._note("DELETE FROM sources WHERE path = ?", (path,))

    def kept(self, kind: Kind, language: str, release: str, basis: str) -> str | None:
        """Return what was stored about a release in a language while everything it depends on was ``basis``."""
        found = self._one(
            "SELECT text FROM kept WHERE kind = ? AND language = ? AND release = ? AND basis = ? AND program = ?",
            (kind, language, release, basis, program()),
        )
        return found[0] if found else None

    def keep(self, kind: Kind, language: str, release: str, basis: str, text: str) -> None:
        """Store something about a release in a language."""
        values = (kind, language, release, program(), basis, text)
        self._note("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?, ?)", values)

    def all_kept(self, kind: Kind, language: str, basis: str) -> dict[str, str]:
        """Return, by release, everything of a kind that was stored about a language with this ``basis``."""
        rows = self._each(
            "SELECT release, text FROM kept WHERE kind = ? AND language = ? AND basis = ? AND program = ?",
            (kind, language, basis, program()),
        )
        return {row[0]: row[1] for row in rows}

    def keep_only(self, kind: Kind, language: str, releases: Container[str]) -> None:
        """Remove what was stored of a kind about all other releases in a language."""
        for (release,) in self._all("SELECT release FROM kept WHERE kind = ? AND language = ?", (kind, language)):
            if release not in releases:
                self._note(
                    "DELETE FROM kept WHERE kind = ? AND language = ? AND release = ?", (kind, language, release)
                )

    def close(self) -> None:
        """Write what was noted."""
        self._flush()
        if self._connection is not None:
            self._connection.close()
        self._connection, self._closed = None, True

    # --- the file ---

    def _one(self, select: str, values: tuple[str, ...]) -> tuple[str, ...] | None:
        return next(iter(self._all(select, values)), None)

    def _all(self, select: str, values: tuple[str, ...]) -> list[tuple[str, ...]]:
        return list(self._each(select, values))

    def _each(self, select: str, values: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Yield the rows that are texts, one at a time; what cannot be read ends them."""
        connection = self._opened()
        if connection is None:
            return
        try:
            for row in connection.execute(select, values):
                if all(isinstance(each, str) for each in row):
                    yield row
        except UnicodeEncodeError:  # half a surrogate: a path that text cannot name
            return
        except (sqlite3.Error, UnicodeDecodeError) as error:  # a text may have become other bytes
            self._fail(error)

    def _note(self, statement: str, values: tuple[str, ...]) -> None:
        if not self._closed:
            self._noted.append((statement, values))
            if len(self._noted) >= self._limit:
                self._flush()

    def _flush(self) -> None:
        noted, self._noted = self._noted, []
        connection = self._opened() if noted else None
        if connection is None:
            return
        try:
            connection.execute("BEGIN IMMEDIATE")
            for statement, values in noted:
                with suppress(UnicodeEncodeError):  # as above: not stored
                    connection.execute(statement, values)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        """Continue without a cache; a damaged one is deleted, so that the next command gets a new one."""
        path = self._path()
        if self._connection is not None:
            self._connection.close()
        self._connection, self._closed = None, True
        if path and not _is_about_the_place(error):
            _delete(path)

    def _opened(self) -> sqlite3.Connection | None:
        if self._connection is None and not self._closed:
            path = self._path()
            found = _connected(path) if path else None
            self._connection, self._closed = found, found is None
        return self._connection

    def _path(self) -> Path | None:
        with suppress(RuntimeError, OSError):  # a user without a home folder; a root that is gone
            return cache_folder() / "newsrooms" / f"{sha256(str(real(self._root)))[:32]}.sqlite"
        return None


def _connected(path: Path) -> sqlite3.Connection | None:
    """Connect to the file, creating or recreating it unless it is ours; None if that is impossible."""
    for _ in range(2):
        connection = None
        try:
            make_folder(path.parent)
            connection = sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE)
            connection.execute(f"PRAGMA cache_size = -{_HELD}")
            if not _is_ours(connection):
                connection.execute("BEGIN IMMEDIATE")
                if not _is_ours(connection):  # another process may have just made it
                    _make(connection)
                connection.execute("COMMIT")
        except WorkflowError:
            return None
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            if _is_about_the_place(error):
                return None
            _delete(path)  # not a database, or a damaged one
        else:
            return connection
    return None


def _is_about_the_place(error: Exception) -> bool:
    """Return whether a file cannot be used now: no permission, a full disk, another process that takes too long."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    )


def _is_ours(connection: sqlite3.Connection) -> bool:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return (application, version) == (_APPLICATION, VERSION)


def _make(connection: sqlite3.Connection) -> None:
    for kind, name in list(_things(connection)):
        quoted = name.replace('"', '""')
        connection.execute(f'DROP {kind} IF EXISTS "{quoted}"')
    for statement in filter(str.strip, _TABLES.split(";")):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _things(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    yield from connection.execute(
        "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND type IN ('table', 'view')"
    ).fetchall()


def _delete(path: Path) -> None:
    for end in ("-journal", ""):
        with suppress(OSError):
            os.unlink(f"{path}{end}")  # noqa: PTH108
