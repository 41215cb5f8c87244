"""One writer at a time: an operating system lock, released when the process that holds it ends, however it ends.

Locks are in the newsroom, in ``.workflow/locks/``, so that two people who share the folder exclude each other.
``.workflow/`` can be deleted while no command runs.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from workflow.errors import MissingError
from workflow.interface import say

PLACE = ".workflow"
WAIT = 10.0
"""Seconds to wait for a lock. Most commands hold one for milliseconds; publishing everything takes longer."""


@contextmanager
def locked(root: Path, name: str, *, what: str, doing: str, wait: float = WAIT) -> Iterator[bool]:
    """Hold a lock of the newsroom; a thread that already holds it continues at once.

    Args:
        root: The newsroom's folder.
        name: The lock's path below ``.workflow/locks/``, without a suffix.
        what: What the lock guards, for messages.
        doing: What the holder is doing; shown to others who wait.
        wait: How long to wait, in seconds.

    Yields:
        Whether the last holder was killed, so that unfinished files of it may be left.

    Raises:
        MissingError: Somebody else held the lock all that time (the message names the holder), or it cannot be created.
    """
    from filelock import FileLock, Timeout  # slow to import, and only writers need it

    file = root / PLACE / "locks" / f"{name}.lock"
    _refuse_links(root, file, what)
    try:
        mode = _make_place(root, file.parent)
        lock = FileLock(file, mode=mode, is_singleton=True)
        nested = lock.is_locked
        lock.acquire(timeout=wait)
    except Timeout:
        raise MissingError(
            say(
                "{what}: is in use by {holder}; wait until it has finished and run the command again",
                what=what,
                holder=_holder(file),
            )
        ) from None
    except OSError as error:
        raise MissingError(
            say(
                "{what}: cannot be locked ({file}: {reason}); nothing was changed; fix that and run the command again",
                what=what,
                file=file,
                reason=error.strerror or error,
            )
        ) from error
    try:
        yield False if nested else _take(file, doing)
    finally:
        if not nested:
            with suppress(OSError):
                _record(file).unlink(missing_ok=True)
        lock.release()


def _refuse_links(root: Path, file: Path, what: str) -> None:
    """Raise MissingError where a link is in the place of the lock, of its record or of a folder above them.

    Writing through it would overwrite, or open to others, what it points to.
    """
    folders = [root / PLACE, *(root / part for part in file.relative_to(root).parents if len(part.parts) > 1)]
    for path in (*folders, file, _record(file), root / PLACE / ".gitignore"):
        if path.is_symlink():
            raise MissingError(
                say(
                    "{what}: cannot be locked, because {path} is a link; delete the link and try again",
                    what=what,
                    path=path,
                )
            )


def _make_place(root: Path, folder: Path) -> int:
    """Make the folder of a lock.

    Returns:
        The mode for the lock file: whoever may write to the newsroom may lock it, whatever their umask. Its owner may
        always, even where only an administrator may write to the newsroom's folder itself.
    """
    mode = root.stat().st_mode
    ignore = root / PLACE / ".gitignore"
    if not (folder.is_dir() and ignore.is_file() and ignore.stat().st_size):
        place = root
        for part in folder.relative_to(root).parts:
            place /= part
            place.mkdir(exist_ok=True)
            with suppress(PermissionError):
                place.chmod(mode & 0o7777)
        with suppress(OSError):  # locks work without it; the next command tries again
            ignore.write_bytes(b"*\n")
    return mode & 0o666 | 0o600


def trace(root: Path, name: str) -> tuple[bool, int]:
    """Return whether somebody holds a lock, and what changes whenever it is taken or released; changes nothing."""
    file = root / PLACE / "locks" / f"{name}.lock"
    with suppress(OSError):
        return _record(file).exists(), file.parent.stat().st_mtime_ns
    return False, 0


def _record(file: Path) -> Path:
    """Return the file that names the holder; not the lock itself, as Windows lets nobody else read a locked file."""
    return file.with_suffix(".held")


def _take(file: Path, doing: str) -> bool:
    """Record who holds the lock, and return whether the last holder was killed before it could remove its record."""
    import platform  # slow to import, and only writers need it

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
        return say(
            "workflow {command} since {since} (process {process} on {host})",
            command=said["doing"],
            since=said["since"],
            process=said["process"],
            host=said["host"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return say("another process")
