"""A killed process or full disk at every call that changes the disk: the old file or the new, then completion."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from newsroom import PNG, REVIEWER, TRANSLATOR, VISIT, Newsroom, make

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a point costs a fork")

FAULTS = Path(__file__).with_name("faults.py")
WHEN = {"CLOCK": "1536739200"}
LATER = VISIT.replace("9月3日", "9月4日") + "\n最后一句。\n"


def nothing(root: Path) -> None:
    root.mkdir()


def sources(root: Path) -> Newsroom:
    room = make(root)
    room.write("sources/other.md", "# 另一篇\n\n内容。\n")
    return room


def translated(root: Path) -> Newsroom:
    room = sources(root)
    room.run("translate")
    room.translate_by_hand()
    return room


def edited(root: Path) -> None:
    translated(root).write("sources/visit.md", LATER)


def submitted(root: Path) -> Newsroom:
    room = translated(root)
    room.run("submit", "visit", "--as", TRANSLATOR, env=WHEN)
    return room


def approved(root: Path) -> Newsroom:
    room = submitted(root)
    room.run("approve", "visit", "--as", REVIEWER, env=WHEN)
    return room


def approved_again(root: Path) -> None:
    room = approved(root)
    room.run("publish", env=WHEN)
    room.write("sources/visit.md", LATER)
    room.run("translate")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR, env=WHEN)
    room.run("approve", "visit", "--as", REVIEWER, env=WHEN)


def desk(root: Path) -> None:
    """A page with a picture, which somebody adds."""
    sources(root)
    folder = root.parent / "desk"
    folder.mkdir()
    words = "<p>会议于9月3日召开。</p><p><img src='hall.png'></p><p>双方签署了备忘录。</p>"
    (folder / "page.html").write_text(
        f'<html><body><h1>会议召开</h1><div class="TRS_Editor">{words}</div>', encoding="utf-8"
    )
    (folder / "hall.png").write_bytes(PNG)
    unit = "<tu><tuv xml:lang='zh'><seg>会议闭幕。</seg></tuv><tuv xml:lang='en'><seg>It ended.</seg></tuv></tu>"
    (folder / "old.tmx").write_text(f"<tmx version='1.4'><header/><body>{unit}</body></tmx>", encoding="utf-8")


def named(root: Path) -> None:
    room = sources(root)
    room.write("sources/people.md", "国务院总理李克强、外交部部长王毅、国家知识产权局局长申长雨出席会议。\n")
    room.run("translate")


CASES = {
    "init": (nothing, ["init"]),
    "translate, new": (sources, ["translate", "--engine", "none"]),
    "translate, edited": (edited, ["translate", "--engine", "none"]),
    "submit": (translated, ["submit", "visit", "--as", TRANSLATOR]),
    "approve": (submitted, ["approve", "visit", "--as", REVIEWER]),
    "return": (submitted, ["return", "visit", "--as", REVIEWER, "--reason", "One sentence is missing."]),
    "publish": (approved, ["publish"]),
    "publish, again": (approved_again, ["publish"]),
    "add": (desk, ["add", "desk/page.html", "--id", "page"]),
    "memory import": (desk, ["memory", "import", "desk/old.tmx"]),
    "terms suggest": (named, ["terms", "suggest", "--append"]),
    "review --sheet": (translated, ["review", "--sheet", "visit"]),
    "review user add": (sources, ["review", "user", "add", TRANSLATOR, "--no-password"]),
}


@pytest.mark.parametrize("how", ["kill", "full"])
@pytest.mark.parametrize("case", CASES)
def test_at_every_point_files_are_old_or_new_and_the_next_run_completes(case: str, how: str, tmp_path: Path) -> None:
    prepare, command = CASES[case]
    prepare(tmp_path / "before")
    shutil.rmtree(tmp_path / "before" / ".workflow", ignore_errors=True)
    report = faults(tmp_path, how, command)
    assert not report["wrong"], "\n".join(report["wrong"])
    points = [point.split() for point in report["points"]]
    kinds = Counter(point[0] for point in points)
    # A layer that counts nothing would find nothing wrong: a file is opened, written, made durable, put in its place;
    # then its folder is made durable, once for all pages of a release, and before a ledger is put in its place.
    places = [at for at, point in enumerate(points) if point[0] in ("rename", "link", "exchange")]
    assert min(kinds["open"], kinds["write"], kinds["chmod"]) >= len(places) >= 1
    for before, at in zip([0, *places], [*places, len(points)], strict=False):
        syncs = sum(point[0] == "fsync" for point in points[before:at])
        is_ledger = at < len(points) and any(".jsonl" in word for word in points[at][1:])
        assert syncs >= (2 if before and is_ledger else 1)


def faults(folder: Path, how: str, command: list[str]) -> Any:
    run = subprocess.run(
        [sys.executable, str(FAULTS), str(folder), how, *command],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ
        | WHEN
        | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "WORKFLOW_CACHE": str(folder / "cache")},
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])
