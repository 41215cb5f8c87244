"""Bytes on a disk: the only module that knows about encodings, atomic writes and what is particular to an operating system."""

import codecs
import errno
import os
import re
import stat
import tempfile
from contextlib import suppress
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

    RuntimeError for a user without a home.
    """
    if named := os.environ.get("WORKFLOW_CACHE"):
        return Path(named)
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "workflow" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "workflow"


def write_atomic(path: Path, data: bytes) -> None:
    """Make ``path`` hold ``data``, durably: whoever looks, even after a crash, sees the old file or the new one, never a part.

    Folders are made as needed; a link is followed, so that what it points to is written. MissingError, naming the file, when it cannot be
    written (rights, a full disk); then the old file is whole and nothing is left beside it.
    """
    temporary: str | None = None
    path = Path(os.path.realpath(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _take_mode(temporary, path)
        os.replace(temporary, path)
        temporary = None
        _sync_folder(path.parent)
    except OSError as error:
        raise MissingError(
            f"{path}: cannot be written ({error.strerror or error}); mend that and run the command again"
        ) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary)


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
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
