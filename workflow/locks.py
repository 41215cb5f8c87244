"""One writer at a time: a lock of the operating system, which ends with the process that holds it, however that ends.

Locks live in the newsroom, in ``.workflow/locks/``, so that two people who share the folder exclude each other. All of ``.workflow/``
can be deleted while no command runs.
"""

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from workflow.errors import MissingError

PLACE = ".workflow"
WAIT = 10.0
"""Seconds to wait for whoever holds a lock. A command holds one for milliseconds, a publication of everything for longer."""


@contextmanager
def locked(root: Path, name: str, *, what: str, doing: str, wait: float = WAIT) -> Iterator[bool]:
    """Hold the lock ``name`` of the newsroom at ``root``. A thread that holds it already goes on at once.

    name: a path below ``.workflow/locks/``, without suffix. what: what it guards, for messages. doing: what the holder is at, which
    others are told. wait: in seconds.
    → whether the last holder was killed, so that files which it was writing may have been left.
    MissingError, naming the holder, when somebody else holds it all that time; or when the file cannot be made.
    """
    from filelock import FileLock, Timeout  # not cheap to import, and only writers need it

    file = root / PLACE / "locks" / f"{name}.lock"
    try:
        mode = _make_place(root, file.parent)
        lock = FileLock(file, mode=mode, is_singleton=True)
        nested = lock.is_locked
        lock.acquire(timeout=wait)
    except Timeout:
        raise MissingError(
            f"{what}: is in use by {_holder(file)}; wait until that has ended and run the command again"
        ) from None
    except OSError as error:
        raise MissingError(
            f"{what}: cannot be locked ({file}: {error.strerror or error}); nothing was changed, mend that and run the command again"
        ) from error
    try:
        yield False if nested else _take(file, doing)
    finally:
        if not nested:
            with suppress(OSError):
                _record(file).unlink(missing_ok=True)
        lock.release()


def _make_place(root: Path, folder: Path) -> int:
    """Make the folder of a lock. → the mode for the lock: whoever may write into the newsroom may lock it, whatever their umask."""
    mode = root.stat().st_mode
    ignore = root / PLACE / ".gitignore"
    if not (folder.is_dir() and ignore.is_file() and ignore.stat().st_size):
        place = root
        for part in folder.relative_to(root).parts:
            place /= part
            place.mkdir(exist_ok=True)
            with suppress(PermissionError):
                place.chmod(mode & 0o7777)
        with suppress(OSError):  # a lock works without; the next command tries again
            ignore.write_bytes(b"*\n")
    return mode & 0o666


def _record(file: Path) -> Path:
    """Where the holder says who it is. Not in the lock: Windows lets nobody else read a locked file."""
    return file.with_suffix(".held")


def _take(file: Path, doing: str) -> bool:
    """Say who holds the lock. → whether the last holder could not take its own word back."""
    record = _record(file)
    killed = record.exists()
    holder = {
        "doing": doing,
        "process": os.getpid(),
        "host": platform.node(),
        "since": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    with suppress(OSError):
        record.write_text(json.dumps(holder), encoding="utf-8")
    return killed


def _holder(file: Path) -> str:
    try:
        said = json.loads(_record(file).read_text(encoding="utf-8"))
        return f"workflow {said['doing']} since {said['since']} (process {said['process']} on {said['host']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
