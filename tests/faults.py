"""Run a command many times, each time killing it, or filling the disk, at the next call that changes the disk.

``python faults.py FOLDER kill|full COMMAND …`` expects the newsroom as it was in FOLDER/before. It prints JSON: the
points, in order, and what was wrong after which. One process, so that a point costs a fork and not a start.
"""

import builtins
import errno
import io
import json
import os
import re
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from clock import clock

from workflow import files
from workflow.cli import cli, shared
from workflow.locks import PLACE

ROOM = "room"
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
EVENTS = {"os.rename": "rename", "os.link": "link", "os.remove": "unlink", "os.mkdir": "mkdir", "os.chmod": "chmod"}
NEEDS_ROOM = {"open", "write", "fsync", "rename", "link", "exchange", "mkdir"}
NO_ROOM = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Layer:
    """Counts the calls that change the disk below a folder; from the one numbered ``at`` on, things go wrong."""

    def __init__(self, root: Path, how: str, at: int) -> None:
        self.root, self.how, self.at = str(root), how, at
        self.points: list[str] = []

    def point(self, kind: str, name: object, torn: Callable[[], object] | None = None) -> None:
        """A call is about to be made. torn: does half of it."""
        self.points.append(f"{kind} {Path(os.fsdecode(name)).name if isinstance(name, str | bytes) else ''}".strip())
        here = len(self.points) == self.at
        if not here and not (self.how == "full" and 0 < self.at < len(self.points) and kind in NEEDS_ROOM):
            return
        if torn:
            torn()
        if self.how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        raise NO_ROOM

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Python tells of every call here, whoever makes it."""
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, str | bytes) and flags & WRITES and os.fsdecode(path).startswith(self.root):
                self.point("open", path)
        elif event in EVENTS:
            path = arguments[0]
            if isinstance(path, int) or os.fsdecode(path).startswith(self.root):
                self.point(EVENTS[event], path)

    def install(self) -> None:
        """From now on, in this process, for good."""
        fsync, open_, exchange = os.fsync, io.open, files.exchange

        def counted_fsync(handle: int) -> None:
            self.point("fsync", None)
            fsync(handle)

        def counted_open(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
            opened = open_(file, mode, *rest, **named)
            mine = isinstance(file, int) or os.fsdecode(file).startswith(self.root)
            return Writer(opened, self) if mine and set(mode) & set("wax+") else opened

        def counted_exchange(one: str, other: Path) -> bool:
            try:
                self.point("exchange", str(other))
            except OSError:
                return False
            return exchange(one, other)

        for module, name, function in (
            (os, "fsync", counted_fsync),
            (io, "open", counted_open),
            (builtins, "open", counted_open),
            (files, "exchange", counted_exchange),
        ):
            setattr(module, name, function)
        sys.addaudithook(self.hook)


class Writer:
    """A file whose writes are points: what goes wrong, goes wrong in the middle."""

    def __init__(self, file: Any, layer: Layer) -> None:
        self.file, self.layer = file, layer

    def write(self, data: Any) -> int:
        def half() -> None:
            self.file.write(data[: len(data) // 2])
            self.file.flush()

        self.layer.point("write", None, half)
        count: int = self.file.write(data)
        return count

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()


def run(folder: Path, arguments: list[str], layer: Layer | None = None) -> tuple[int, str, list[str]]:
    """Run a command in a child. → its exit status (negative: the signal), what it printed, the points it came by."""
    printed, counted = folder / "printed", folder / "counted"
    child = os.fork()
    if not child:
        out = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        status = 99
        if layer:
            layer.install()
        try:
            cli.main(["--project", str(folder / ROOM), *arguments], prog_name="workflow")
        except SystemExit as done:
            status = int(done.code or 0)
        except BaseException:  # noqa: BLE001 - told by the parent
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            if layer:
                counted.write_text(json.dumps(layer.points), encoding="utf-8")
            os._exit(status)
    _, waited = os.waitpid(child, 0)
    points = json.loads(counted.read_text(encoding="utf-8")) if layer and counted.exists() else []
    return os.waitstatus_to_exitcode(waited), printed.read_text(encoding="utf-8", errors="replace"), points


def restore(folder: Path) -> None:
    """The newsroom as it was; nothing where nothing was."""
    shutil.rmtree(folder / ROOM, ignore_errors=True)
    (folder / "counted").unlink(missing_ok=True)
    if any((folder / "before").iterdir()):
        shutil.copytree(folder / "before", folder / ROOM)


def tree(folder: Path) -> dict[str, bytes]:
    """What people and we keep: every file except locks, by path."""
    root = folder / ROOM
    found = ((path.relative_to(root), path) for path in sorted(root.rglob("*")) if path.is_file())
    return {inside.as_posix(): path.read_bytes() for inside, path in found if inside.parts[0] != PLACE}


def left_over(path: str) -> bool:
    """Whether this is what a write was going to be."""
    return files.TEMPORARY.fullmatch(path.rpartition("/")[2]) is not None


def torn(found: dict[str, bytes], before: dict[str, bytes], after: dict[str, bytes], *, may_be_left: bool) -> list[str]:
    """Files that are neither what they were nor what they become."""
    wrong = [f"{path} is gone" for path in before.keys() & after.keys() if path not in found]
    for path, data in found.items():
        if left_over(path):
            wrong += [] if may_be_left else [f"{path} is left"]
        elif data not in (before.get(path), after.get(path)):
            wrong.append(f"{path} is neither old nor new")
    return wrong


def stems(files: dict[str, bytes]) -> set[str]:
    """The ids of the releases."""
    return {Path(path).stem for path in files if path.startswith("sources/") and path.endswith((".md", ".html"))}


def try_point(
    folder: Path, how: str, at: int, arguments: list[str], trees: list[dict[str, bytes]]
) -> tuple[bool, list[str]]:
    """Let it go wrong at one point, run the command again; return whether it went wrong, and what is not right."""
    before, after = trees
    restore(folder)
    status, printed, points = run(folder, arguments, Layer(folder / ROOM, how, at))
    found = tree(folder)
    kind = points[at - 1].split()[0] if len(points) >= at else ""
    wrong = torn(found, before, after, may_be_left=how == "kill" or kind == "unlink")
    if how == "kill" and status != -signal.SIGKILL:
        wrong.append(f"it was not killed: {status}")
    if how == "full" and (status not in (0, 3) or "Traceback" in printed):
        wrong.append(f"exit {status}: {printed}")
    if how == "full" and status == 0 and found != after:
        wrong.append(f"it said that it was done: {printed}")
    # Nothing that was left is taken for a release, a catalog or a page.
    if any(path.startswith("sources/") for path in found):
        status, printed, _ = run(folder, ["status", "--format", "json"])
        releases = {row["release"] for row in json.loads(printed) if row["release"]} if not status else set()
        if releases not in (stems(before), stems(after)):
            wrong.append(f"status: {printed}")
    status, printed, _ = run(folder, arguments)
    again = tree(folder)
    done = {path: data for path, data in found.items() if not left_over(path)} == after
    if {path: data for path, data in again.items() if not left_over(path)} != after:
        wrong.append(f"the next run makes something else: {printed}")
    # A command that finds its work done may say so; and only beside such files anything may stay.
    if status and not (done and ("already" in printed or "this one is returned" in printed)):
        wrong.append(f"the next run fails: {printed}")
    for path in filter(left_over, again):
        place = re.sub(r"(^|/)\.([^/]+)\.\w{8}\.workflow-tmp$", r"\1\2", path)
        if arguments[0] != "init" and found.get(place) != after[place]:
            wrong.append(f"the next run leaves {path}")
    return status == 0, wrong


def main(folder: Path, how: str, *arguments: str) -> None:
    """Every point of one command."""
    os.chdir(folder)
    command = list(arguments)
    restore(folder)
    before = tree(folder)
    # Once here, so that every child has all modules.
    with suppress(SystemExit):
        cli.main(["--project", str(folder / ROOM), *command], prog_name="workflow", standalone_mode=True)
    with suppress(SystemExit):
        cli.main(["--project", str(folder / ROOM), "status"], prog_name="workflow")
    restore(folder)
    status, printed, points = run(folder, command, Layer(folder / ROOM, how, 0))
    after = tree(folder)
    report = {"points": points, "wrong": [] if status == 0 else [printed]}
    for at in range(1, len(points) + 1):
        _, wrong = try_point(folder, how, at, command, [before, after])
        report["wrong"] += [f"point {at} ({points[at - 1]}): {each}" for each in wrong]
    sys.__stdout__.write("\n" + json.dumps(report))


if __name__ == "__main__":
    shared._clock = clock
    main(Path(sys.argv[1]), *sys.argv[2:])
