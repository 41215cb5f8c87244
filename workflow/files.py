"""Bytes on disk: the only module that knows about encodings, atomic writes and differences between systems."""

import codecs
import errno
import os
import re
import signal
import stat
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path

from workflow.errors import BadInput, MissingError
from workflow.interface import say
from workflow.model import HAN

LARGEST = 256 << 20
"""The largest file that is read, in bytes; no real source, catalog, ledger or picture is as large."""


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises:
        MissingError: It is not a regular file, is larger than LARGEST, or cannot be read.
    """
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise MissingError(say("{path}: cannot be read (it is not a regular file)", path=path))
        if about.st_size > LARGEST:
            raise MissingError(
                say("{path}: cannot be read (it has more than {largest} MB)", path=path, largest=LARGEST >> 20)
            )
        return path.read_bytes()
    except OSError as error:
        raise MissingError(
            say("{path}: cannot be read ({reason})", path=path, reason=error.strerror or error)
        ) from error


def exists(path: Path) -> bool:
    """Return whether a file exists.

    Raises:
        MissingError: This cannot be determined: no permission, or a link to something missing (not mounted).
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            raise MissingError(
                say(
                    "{path}: is a link to {target}, which does not exist; fix or delete the link",
                    path=path,
                    target=os.readlink(path),
                )
            ) from None
        return False
    except OSError as error:
        raise MissingError(
            say("{path}: cannot be read ({reason})", path=path, reason=error.strerror or error)
        ) from error
    return True


def content(path: Path) -> bytes | None:
    """Return the content of a file, None if it does not exist.

    Raises:
        MissingError: It cannot be read, or whether it exists cannot be determined.
    """
    return read_bytes(path) if exists(path) else None


def names_in(folder: Path) -> list[str]:
    """Return the names of the files in a folder that have a suffix; none if there is no such folder."""
    with suppress(OSError):
        return [name for name in os.listdir(folder) if "." in name]
    return []


def names_in_folder(folder: Path) -> list[str]:
    """Return the names of everything in a folder; none if it does not exist.

    Raises:
        MissingError: It cannot be read, is a file, or is a link to something missing (not mounted).
    """
    try:
        return os.listdir(folder)
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            reason = error.strerror or error
            raise MissingError(say("{path}: cannot be read ({reason})", path=folder, reason=reason)) from error
        exists(folder)  # raises where it is a link
        return []


def real(path: Path) -> Path:
    """Return a path without links; unlike ``Path.resolve``, it does not fail at a link to itself before Python 3.13."""
    return Path(os.path.realpath(path))


def remove(path: Path) -> None:
    """Delete a file.

    Raises:
        MissingError: It cannot be deleted.
    """
    try:
        path.unlink()
    except OSError as error:
        raise MissingError(
            say("{path}: cannot be deleted ({reason})", path=path, reason=error.strerror or error)
        ) from error


_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x7f]")


def decode(data: bytes, path: str) -> str:
    """Decode a source: UTF-8 with or without a BOM, else GB18030. Line endings are kept.

    Raises:
        BadInput: The data is something else (UTF-16, binary data, another encoding); names ``path`` and the byte.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadInput(say("{path}: is UTF-16; save it as UTF-8 and run the command again", path=path))
    if (nul := data.find(b"\0")) >= 0:
        raise BadInput(
            say(
                "{path}: is not a text file (byte {byte} is NUL); releases are Markdown or plain text in UTF-8",
                path=path,
                byte=nul + 1,
            )
        )
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as utf8:
        place = utf8.start + (len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0) + 1
        text = as_gb18030(data)
        if text is None:
            raise BadInput(
                say(
                    "{path}: is neither UTF-8 nor GB18030 text (byte {place}); save it as UTF-8", path=path, place=place
                )
            ) from None
        return text


def as_gb18030(data: bytes) -> str | None:
    """Return bytes decoded as GB18030; None if they are something else.

    Random bytes are often valid GB18030, but real Chinese text has Han characters and no control characters.
    """
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return text if HAN.search(text) and not _CONTROL.search(text) else None


def cache_folder() -> Path:
    """Return the folder of this user's caches, which can be deleted; ``WORKFLOW_CACHE`` overrides it.

    Raises:
        RuntimeError: The user has no home folder.
    """
    if named := os.environ.get("WORKFLOW_CACHE"):
        return Path(named)
    from platformdirs import user_cache_path

    folder = user_cache_path("workflow", appauthor=False)
    if not folder.is_absolute():
        raise RuntimeError(f"{folder} is no place for a cache")
    return folder


TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}\.workflow-tmp")
"""The name of a file while it is being written. It is hidden; one left behind by a killed process can be deleted."""


def write_atomic(path: Path, data: bytes) -> None:
    """Write a file atomically and durably: even after a crash, there is the old file or the new one, never a part.

    Folders are created as needed. If ``path`` is a link, the file that it points to is written.

    Raises:
        MissingError: The file cannot be written (permissions, a full disk); the old file is then unchanged.
    """
    _write(path, data, _replace)


def write_all(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write several files, each like ``write_atomic``; they are all durable when this returns.

    The content of a file is asked for when those before it are written, and not kept. Each folder is made durable once,
    after its last file, not once for every file.

    Raises:
        MissingError: A file cannot be written; those before it in ``files`` are.
    """
    written: dict[Path, Path] = {}
    try:
        for path, data in files:
            place, _ = _put(path, data, _replace)
            written[place.parent] = place
    finally:
        for place in written.values():
            _confirm(place)


def write_over(path: Path, data: bytes, seen: bytes | None) -> bool:
    """Like ``write_atomic``, but only over the content that was read, because editors take no locks.

    On systems that can exchange two files (Linux, macOS), a save that happens between our last check and the exchange
    is not lost: the file that came out of the exchange is checked and, if it changed, put back at once. On Linux,
    whoever opens the file meanwhile waits until this is decided and reads that save; on macOS they read our text if
    they open the file between these two calls. On other systems, a save in the microseconds between the last check and
    the rename is lost.

    Args:
        path: The file; a link is followed.
        data: The new content.
        seen: The content when it was read; None if the file did not exist.

    Returns:
        False, with nothing changed, if somebody saved, created or deleted the file meanwhile.

    Raises:
        MissingError: The file cannot be written.
    """
    return _write(path, data, lambda temporary, place: _replace_seen(temporary, place, seen))


def read_private(path: Path, below: Path) -> bytes | None:
    """Return the content of a file that only this user may read or write; None if it does not exist.

    Args:
        path: The file.
        below: A folder above it; between the two there must be no link.

    Raises:
        MissingError: There is a link, the file is another user's, others can read or write it, or it cannot be read.
    """
    refuse_links(path, below)
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MissingError(
            say("{path}: cannot be read ({reason})", path=path, reason=error.strerror or error)
        ) from error
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
            raise MissingError(say("{path}: cannot be read (it is not a regular file, or is too large)", path=path))
        if sys.platform != "win32" and (about.st_mode & 0o077 or about.st_uid != os.geteuid()):
            raise MissingError(
                say("{path}: others can read or write it; run chmod 600 on it as its owner, or delete it", path=path)
            )
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(handle)


def write_private(path: Path, data: bytes, below: Path) -> None:
    """Write a file like ``write_atomic``, but such that only this user can read it, and never through a link.

    Raises:
        MissingError: As in ``write_atomic``; or there is a link, as in ``read_private``.
    """
    refuse_links(path, below)
    place, _ = _put(path, data, _replace, private=True)
    _confirm(place)


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, durably.

    Raises:
        MissingError: It cannot be made.
    """
    try:
        _make_folders(folder)
    except OSError as error:
        raise MissingError(
            say(
                "{folder}: the folder cannot be made ({reason}); fix that and run the command again",
                folder=folder,
                reason=error.strerror or error,
            )
        ) from error


def remove_temporaries(path: Path) -> None:
    """Remove unfinished files that killed processes left behind.

    Args:
        path: The file that they were writing; with ``*`` as its name, all files in its folder. Nobody may be writing
            it.
    """
    path = Path(os.path.realpath(path))
    start = "." if path.name == "*" else f".{path.name[:80]}."
    with suppress(OSError):
        for each in list(os.scandir(path.parent)):
            if each.name.startswith(start) and TEMPORARY.fullmatch(each.name):
                with suppress(OSError):
                    os.unlink(each.path)


def keep_only(folder: Path, names: Collection[str]) -> None:
    """Remove every link in a folder, and every file but those with these names; nobody may be writing there."""
    with suppress(OSError):
        for each in list(os.scandir(folder)):
            if each.is_symlink() or (each.name not in names and each.is_file()):
                with suppress(OSError):
                    os.unlink(each.path)


def refuse_links(path: Path, below: Path) -> None:
    """Check that neither a file nor a folder between it and ``below`` is a link.

    Raises:
        MissingError: One is.
    """
    for number in range(len(path.relative_to(below).parts)):
        place = path.parents[number - 1] if number else path
        if place.is_symlink():
            raise MissingError(say("{place}: is a link; delete it", place=place))


_Identity = tuple[int, int, int, int]
"""A file's device, inode number, size and modification time."""


def _write(path: Path, data: bytes, move: Callable[[str, Path], bool]) -> bool:
    """Write a file durably; return what ``move``, which moves a temporary file to its place, returns."""
    place, done = _put(path, data, move)
    _confirm(place)
    return done


def _put(path: Path, data: bytes, move: Callable[[str, Path], bool], *, private: bool = False) -> tuple[Path, bool]:
    """Write a temporary file next to ``path``, make it durable and move it.

    Args:
        path: The file; if it is a link and not ``private``, the file that it points to is written.
        data: Its content.
        move: Moves the temporary file to its place.
        private: Whether nobody else may read it.

    Returns:
        The place of the file, which is another one if ``path`` is a link; what ``move`` returns.
    """
    import tempfile  # only commands that write need it

    temporary: str | None = None
    path = Path(os.path.realpath(path)) if path.is_symlink() and not private else path
    try:
        _make_folders(path.parent)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".workflow-tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if not private:  # mkstemp makes it private
            _take_mode(temporary, path)
        done = move(temporary, path)
    except OSError as error:
        raise MissingError(
            say(
                "{path}: cannot be written ({reason}); fix that and run the command again",
                path=path,
                reason=error.strerror or error,
            )
        ) from error
    finally:
        # After a rename it is gone; after an exchange it is the replaced file.
        if temporary is not None and os.path.lexists(temporary):
            with suppress(OSError):
                os.unlink(temporary)
    return path, done


def _confirm(path: Path) -> None:
    """Make it durable that a file was moved to this place."""
    try:
        _sync_folder(path.parent)
    except OSError as error:
        raise MissingError(
            say(
                "{path}: was written, but the system does not confirm that it is stored durably "
                "({reason}); check the disk",
                path=path,
                reason=error.strerror or error,
            )
        ) from error


def _replace(temporary: str, path: Path) -> bool:
    os.replace(temporary, path)
    return True


def _replace_seen(temporary: str, path: Path, seen: bytes | None) -> bool:
    """Replace a file that contains ``seen`` with the temporary file.

    Nothing is read between the last check and the exchange, nor between a failed exchange and its undoing: ``stat``
    tells the files apart. The old file stays open meanwhile, so that no new file can get its inode number.

    Returns:
        Whether the file was replaced.
    """
    if seen is None:
        return _place_new(temporary, path)
    with ExitStack() as stack:
        try:
            old = stack.enter_context(path.open("rb", buffering=0))
        except FileNotFoundError:
            return False
        was, ours = _identity(old.fileno()), _identity(temporary)
        if old.read() != seen:
            return False
        stack.enter_context(_undisturbed())
        lease = stack.enter_context(_leased(temporary))
        if _identity(path) != was:
            return False
        if exchange(temporary, path):
            out, kept = _identity(temporary), False
            try:
                # Comparing the content detects a program that wrote into the old file itself.
                kept = out == was and old.seek(0) == 0 and old.read() == seen
            finally:
                if not kept:
                    _put_back(temporary, path, ours, out)
                    if lease is not None:
                        _fill(lease, content(path) or b"")
            return kept
        if _identity(path) != was:  # it was deleted, so there was nothing to exchange with
            return False
        old.close()  # Windows cannot replace an open file
        return _replace(temporary, path)


def _place_new(temporary: str, path: Path) -> bool:
    """Put the temporary file at ``path`` unless a file exists there; return whether it was done."""
    try:
        os.link(temporary, path)  # a rename would replace a file made meanwhile
    except FileExistsError:
        return False
    except OSError:  # not every file system supports links
        return not os.path.lexists(path) and _replace(temporary, path)
    return True


def _put_back(temporary: str, path: Path, ours: _Identity | None, newer: _Identity | None) -> None:
    """Undo an exchange: put the newer file, which came out, back, unless somebody has saved over ours by now.

    If somebody saves between this check and the exchange, their file is put back in the same way.
    """
    there = ours
    while (now := _identity(path)) == there:
        if exchange(temporary, path):
            if _identity(temporary) == there:
                return
            there, newer = newer, _identity(temporary)
        elif _identity(path) == there:  # the system exchanges them no more
            _replace(temporary, path)
            return
    if now is None:
        _place_new(temporary, path)  # ours was deleted; keep the save that it had replaced


@contextmanager
def _leased(file: str) -> Iterator[int | None]:
    """Make everybody who opens the file wait until this ends.

    Yields:
        The file's descriptor; None if the system or the file system has no leases.
    """
    if sys.platform != "linux":
        yield None
        return
    import fcntl

    with ExitStack() as stack:
        held = None
        with suppress(OSError):
            handle = os.open(file, os.O_RDWR)
            stack.callback(os.close, handle)  # this releases the lease
            # The signal that reports a waiting reader; this one is ignored by default.
            fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            held = handle
        yield held


def _fill(handle: int, data: bytes) -> None:
    """Give those who wait for a file that we took away the content of the one now in its place."""
    os.ftruncate(handle, 0)
    while data:
        data = data[os.write(handle, data) :]


def _identity(file: str | Path | int) -> _Identity | None:
    """Return which file it is and in which state, as far as one call can tell; None if there is none."""
    try:
        about = os.stat(file)
    except FileNotFoundError:
        return None
    # On Windows, a path and an open file may have different numbers.
    volume, number = (0, 0) if os.name == "nt" else (about.st_dev, about.st_ino)
    return volume, number, about.st_size, about.st_mtime_ns


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Delay Ctrl-C and termination signals by some microseconds."""
    if sys.platform == "win32":
        yield
    else:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def exchange(one: str, other: Path) -> bool:
    """Exchange two files in one step, so that neither is lost; return False if the system or file system cannot."""
    call = _exchange_call()
    return call is not None and call(os.fsencode(one), os.fsencode(other)) == 0


@cache
def _exchange_call() -> Callable[[bytes, bytes], int] | None:
    found: Callable[[bytes, bytes], int] | None = None
    if sys.platform == "linux":
        import ctypes

        here = -100  # AT_FDCWD
        if rename := getattr(ctypes.CDLL(None), "renameat2", None):
            found = lambda one, other: rename(here, one, here, other, 2)  # noqa: E731 - RENAME_EXCHANGE
    elif sys.platform == "darwin":
        import ctypes

        if swap := getattr(ctypes.CDLL(None), "renamex_np", None):
            found = lambda one, other: swap(one, other, 2)  # noqa: E731 - RENAME_SWAP
    return found


def _make_folders(folder: Path) -> None:
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        _sync_folder(each.parent)


def _take_mode(temporary: str, path: Path) -> None:
    """Give the new file the old one's mode, else the process's default (mkstemp makes it private)."""
    if os.name != "posix":
        return
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        mode = 0o666 & ~umask
    os.chmod(temporary, mode)


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows neither needs nor allows it."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems cannot do this, and keep renames in order themselves.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise
    finally:
        os.close(handle)
