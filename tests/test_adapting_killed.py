"""``model adapt``, killed or on a full disk at every call that changes the disk: the model in use stays whole.

The newsroom's model is an adapted one already, and what is learned now gets its name: the same office, the same month.
"""

import errno
import gc
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from faults import ROOM, Layer, run
from newsroom import Newsroom, make
from test_adapting import Adding, Spoken, archive, poor, source, target, tmx

from workflow.errors import WorkflowError
from workflow.models import lora, packages
from workflow.models.packages import Installed
from workflow.newsroom import adapting

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a point costs a fork")

NAME = "1.0+office.2020-04"
PAIRS = 40
COMMAND = ["model", "adapt"]


def teach(room: Newsroom, first: int) -> None:
    """Make ten pairs of each of four months the office's own, and forget others."""
    pairs = [(source(first + n), target(first + n), f"2020{1 + n // 8:02}01") for n in range(PAIRS)]
    path = room.root / "archive.tmx"
    path.write_text(tmx(pairs), encoding="utf-8")
    room.run("memory", "import", str(path), "--own")


class Learner(Adding):
    """What it learns depends on how often it took a step, and on the pairs."""

    def __init__(self, _weights: object, examples: Sequence[Any], *_: object) -> None:
        super().__init__()
        self.sum = np.full((3, 2), sum(map(sum, (each.target for each in examples))) % 97, np.float32)


def engines() -> None:
    """Let engines answer from a list, a learner add up, and 40 pairs be enough."""
    from workflow.engines import argos

    def load(package: Installed) -> Spoken:
        made = poor if package.version == "1.0" else target
        return Spoken(f"argos {package}", {source(n): made(n) for n in range(4 * PAIRS)})

    argos.Argos = load  # type: ignore[assignment, misc]
    lora.LowRank = Learner  # type: ignore[assignment, misc]
    lora.torch_version = lambda: "2"
    adapting.LEAST, adapting.LEAST_HELD_OUT = PAIRS, 8


def state() -> tuple[list[tuple[str, str, tuple[str, ...]]], str]:
    """Return what is installed, each with its digest and what is wrong with it, and the digest of what drafts."""
    found = [(each.version, packages.digest(each), packages.verify(each)) for each in packages.list_packages()]
    used = packages.find("zh", "en")
    return found, packages.digest(used) if used else ""


def left(folder: Path) -> Iterator[str]:
    """Yield what a run must not leave behind when all is done."""
    adapted = folder / ROOM / ".workflow" / "adapted"
    yield from (path.name for path in adapted.iterdir() if path.name not in {f"{NAME}.argosmodel", f"{NAME}.html"})
    yield from (path.name for path in (folder / ROOM / "packages").glob(".workflow-unfinished*"))


def restore(folder: Path) -> None:
    shutil.rmtree(folder / ROOM)
    shutil.copytree(folder / "before", folder / ROOM)


def try_point(folder: Path, how: str, at: int, before: Any, after: Any) -> Iterator[str]:
    """Let it go wrong at one point, run the command again, and yield what is not right."""
    restore(folder)
    status, printed, _ = run(folder, COMMAND, Layer(folder / ROOM, how, at))
    if how == "kill" and status != -9:
        yield f"it was not killed: {status} {printed}"
    if how == "full" and (status != 3 or "Traceback" in printed or os.strerror(errno.ENOSPC) not in printed):
        yield f"exit {status}: {printed}"
    try:
        found = state()
        if found not in (before, (after[0], before[1]), after):
            yield f"installed is {found}"
    except WorkflowError as error:
        yield error.message
    status, printed, _ = run(folder, COMMAND)
    if status or state() != after:
        yield f"the next run: {status} {state()} {printed}"
    yield from (f"the next run leaves {name}" for name in left(folder))


def worth_trying(points: Sequence[str]) -> list[int]:
    """Return the numbers of the points, without all but the first and the last of writes in a row."""
    return [
        at + 1
        for at, point in enumerate(points)
        if not (point == "write" and [*points[at - 1 : at], *points[at + 1 : at + 2]] == ["write", "write"])
    ]


def main(folder: Path, how: str) -> None:
    """Every point."""
    engines()
    os.environ["ARGOS_PACKAGES_DIR"] = str(folder / ROOM / "packages")
    (folder / "base.argosmodel").write_bytes(archive())
    packages.install("zh", "en", from_path=folder / "base.argosmodel", trust=True)
    room = make(folder / ROOM)
    teach(room, 0)
    room.run(*COMMAND)
    teach(room, PAIRS)
    shutil.copytree(folder / ROOM, folder / "before")
    before = state()
    status, printed, points = run(folder, COMMAND, Layer(folder / ROOM, how, 0))
    after = state()
    wrong = [] if status == 0 and before[1] != after[1] else [f"{status} {before} {after} {printed}"]
    gc.freeze()  # a collection in a child costs little then
    # A disk that is full stays full: one point in three does.
    for at in worth_trying(points)[:: 3 if how == "full" else 1]:
        wrong += [f"point {at} ({points[at - 1]}): {each}" for each in try_point(folder, how, at, before, after)]
    sys.__stdout__.write("\n" + json.dumps({"points": points, "wrong": wrong}))


@pytest.mark.parametrize("how", ["kill", "full"])
def test_the_model_in_use_is_the_old_one_or_the_new_one_and_the_next_run_completes(how: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, __file__, str(tmp_path), how],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "WORKFLOW_CACHE": str(tmp_path / "cache")},
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert not report["wrong"], "\n".join(report["wrong"])
    points = " ".join(report["points"])
    for phase in (
        ".npz",
        f"open {NAME}.argosmodel",
        f"mkdir {NAME}",
        "mkdir .workflow-unfinished",
        "exchange",
        ".html",
    ):
        assert phase in points, points


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
