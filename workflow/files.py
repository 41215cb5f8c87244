"""Bytes on a disk: the only module that knows about encodings, atomic writes and what is particular to an operating system."""

import codecs
import errno
import os
import re
import signal
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path

from workflow.errors import BadInput, MissingError
from workflow.model import HAN

LARGEST = 256 << 20
"""Bytes. No source, catalog, ledger or picture is as large; what is, is something else."""


def read_bytes(path: Path) -> bytes:
    """The content of a file; MissingError, naming it, when it is no regular file, is larger than LARGEST, or cannot be read."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise MissingError(f"{path}: cannot be read (it is not a regular file)")
        if about.st_size > LARGEST:
            raise MissingError(f"{path}: cannot be read (it has more than {LARGEST >> 20} MB)")
        return path.read_bytes()
    except OSError as error:
        raise MissingError(f"{path}: cannot be read ({error.strerror or error})") from error


def exists(path: Path) -> bool:
    """Whether a file is there; MissingError when that cannot be known: no rights, or a link to something that is gone (not mounted)."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            raise MissingError(
                f"{path}: is a link to {os.readlink(path)}, which is not there; mend or delete the link"
            ) from None
        return False
    except OSError as error:
        raise MissingError(f"{path}: cannot be read ({error.strerror or error})") from error
    return True


def content(path: Path) -> bytes | None:
    """The content of a file, None if it is not there; MissingError when that cannot be known."""
    return read_bytes(path) if exists(path) else None


def remove(path: Path) -> None:
    """Delete a file; MissingError, naming it, when that cannot be done."""
    try:
        path.unlink()
    except OSError as error:
        raise MissingError(f"{path}: cannot be deleted ({error.strerror or error})") from error


_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x7f]")


def decode(data: bytes, path: str) -> str:
    """Source bytes → text: UTF-8 with or without a BOM, else GB18030. Line ends stay as they are.

    Anything else is BadInput, which names ``path`` and the byte: UTF-16, binary data, text that is neither encoding.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadInput(f"{path}: is UTF-16; save it as UTF-8 and run the command again")
    if (nul := data.find(b"\0")) >= 0:
        raise BadInput(
            f"{path}: is not a text file (byte {nul + 1} is NUL); releases are Markdown or plain text in UTF-8"
        )
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as utf8:
        place = utf8.start + (len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0) + 1
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            text = ""
        # Random bytes are often valid GB18030; Chinese text in it has Han characters and no control characters.
        if not HAN.search(text) or _CONTROL.search(text):
            raise BadInput(f"{path}: is neither UTF-8 nor GB18030 text (byte {place}); save it as UTF-8") from None
        return text


def cache_folder() -> Path:
    """Where this user's caches are; all that is there can be deleted. ``WORKFLOW_CACHE`` names another place.

    Raises:
        RuntimeError: The user has no home.
    """
    if named := os.environ.get("WORKFLOW_CACHE"):
        return Path(named)
    from platformdirs import user_cache_path

    folder = user_cache_path("workflow", appauthor=False)
    if not folder.is_absolute():
        raise RuntimeError(f"{folder} is no place for a cache")
    return folder


TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}\.workflow-tmp")
"""How a file is called while it is being written. Hidden; one that a killed process left can be deleted."""


def write_atomic(path: Path, data: bytes) -> None:
    """Make ``path`` hold ``data``, durably: whoever looks, even after a crash, sees the old file or the new one, never a part.

    Folders are made as needed; a link is followed, so that what it points to is written. MissingError, naming the file, when it cannot be
    written (rights, a full disk); then the old file is whole and nothing is left beside it.
    """
    _write(path, data, _replace)


def write_over(path: Path, data: bytes, seen: bytes | None) -> bool:
    """Like ``write_atomic``, but only over the file that was read, because an editor takes no lock.

    Where the system can exchange two files (Linux, macOS), a save that falls between our last look and the exchange is not lost: what
    came out of the exchange is checked, and goes back at once. On Linux whoever opens the file meanwhile waits until that is decided,
    and reads the save; on macOS they read our text if they open it between these two calls. Elsewhere, a save that falls
    into the microseconds between the last look and the rename is lost.

    Args:
        path: The file; a link is followed.
        data: What it shall hold.
        seen: What it held when it was read; None if it was not there.

    Returns:
        False, and nothing is changed, if somebody saved, made or deleted it meanwhile.

    Raises:
        MissingError: It cannot be written.
    """
    return _write(path, data, lambda temporary, place: _replace_seen(temporary, place, seen))


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, durably. MissingError when it cannot be made."""
    try:
        _make_folders(folder)
    except OSError as error:
        raise MissingError(
            f"{folder}: the folder cannot be made ({error.strerror or error}); mend that and run the command again"
        ) from error


def remove_temporaries(path: Path) -> None:
    """Remove what killed processes left of writing a file; ``*`` as its name stands for all in its folder. Nobody may be writing it."""
    path = Path(os.path.realpath(path))
    start = "." if path.name == "*" else f".{path.name[:80]}."
    with suppress(OSError):
        for each in list(os.scandir(path.parent)):
            if each.name.startswith(start) and TEMPORARY.fullmatch(each.name):
                with suppress(OSError):
                    os.unlink(each.path)


_Identity = tuple[int, int, int, int]
"""Volume, number, size and time of change of a file."""


def _write(path: Path, data: bytes, put: Callable[[str, Path], bool]) -> bool:
    """Write beside ``path``, make it durable, and let ``put`` bring it there. → what ``put`` says."""
    temporary: str | None = None
    path = Path(os.path.realpath(path))
    try:
        _make_folders(path.parent)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".workflow-tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _take_mode(temporary, path)
        done = put(temporary, path)
    except OSError as error:
        raise MissingError(
            f"{path}: cannot be written ({error.strerror or error}); mend that and run the command again"
        ) from error
    finally:
        # After a rename it is not there; after an exchange it is what was replaced.
        if temporary is not None and os.path.lexists(temporary):
            with suppress(OSError):
                os.unlink(temporary)
    try:
        _sync_folder(path.parent)
    except OSError as error:
        raise MissingError(
            f"{path}: is written, but the disk does not say that it will keep it ({error.strerror or error}); look at the disk"
        ) from error
    return done


def _replace(temporary: str, path: Path) -> bool:
    os.replace(temporary, path)
    return True


def _replace_seen(temporary: str, path: Path, seen: bytes | None) -> bool:
    """Put the temporary file in the place of one that holds ``seen``. Returns whether it did.

    Nothing is read between the last look and the exchange, nor between a failed exchange and its undoing: files are told apart by
    what ``stat`` says of them. The old one stays open meanwhile, so that no new file can be given its number.
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
                # The content tells of a program that wrote into the old file itself.
                kept = out == was and old.seek(0) == 0 and old.read() == seen
            finally:
                if not kept:
                    _put_back(temporary, path, ours, out)
                    if lease is not None and _identity(path) != ours:
                        _fill(lease, content(path) or b"")
            return kept
        if _identity(path) != was:  # it was deleted, so there was nothing to exchange with
            return False
        old.close()  # Windows replaces no file that is open
        return _replace(temporary, path)


def _place_new(temporary: str, path: Path) -> bool:
    """Put the temporary file where there is none. Returns whether it did."""
    try:
        os.link(temporary, path)  # a rename would replace what was made meanwhile
    except FileExistsError:
        return False
    except OSError:  # not every file system has links
        return not os.path.lexists(path) and _replace(temporary, path)
    return True


def _put_back(temporary: str, path: Path, ours: _Identity | None, newer: _Identity | None) -> None:
    """Undo an exchange: the newer file, which came out, goes back, unless by now somebody saved over ours.

    Whoever saves between that look and the exchange has their file put back in the same way.
    """
    there = ours
    while (now := _identity(path)) == there:
        if exchange(temporary, path) and _identity(temporary) == there:
            return
        there, newer = newer, _identity(temporary)
    if now is None:
        _place_new(temporary, path)  # ours was deleted; the save that it had replaced is kept


@contextmanager
def _leased(file: str) -> Iterator[int | None]:
    """Let whoever opens the file wait until we leave it. Yields its descriptor; None where the system or the disk has no leases."""
    if sys.platform != "linux":
        yield None
        return
    import fcntl

    with ExitStack() as stack:
        held = None
        with suppress(OSError):
            handle = os.open(file, os.O_RDWR)
            stack.callback(os.close, handle)  # which gives the lease up
            # How we hear that somebody waits: by a signal that nobody minds.
            fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            held = handle
        yield held


def _fill(handle: int, data: bytes) -> None:
    """What those read who wait for a file that we took away again: the one that is in its place."""
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    while data:
        data = data[os.write(handle, data) :]


def _identity(file: str | Path | int) -> _Identity | None:
    """Which file it is, in which state, as far as one call can say; None if there is none."""
    try:
        about = os.stat(file)
    except FileNotFoundError:
        return None
    # Windows need not number a path and an open file alike.
    volume, number = (0, 0) if os.name == "nt" else (about.st_dev, about.st_ino)
    return volume, number, about.st_size, about.st_mtime_ns


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Whoever presses Ctrl-C waits some microseconds."""
    if sys.platform == "win32":
        yield
    else:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def exchange(one: str, other: Path) -> bool:
    """Let two files change places in one step, so that neither is lost. → False where the system or the disk cannot."""
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
    """Give the new file the old one's mode, else the process's usual one (mkstemp makes it private)."""
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
        # Some network file systems cannot, and keep renames in order by themselves.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise
    finally:
        os.close(handle)
