"""Eight at once in one newsroom: no signature, page or saved sentence is lost, and the ledgers stay one chain."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from crowd import RELEASES, invoke, save, source
from newsroom import SETTINGS, Newsroom

from workflow.locks import PLACE
from workflow.signoff import ledger as ledgers
from workflow.signoff.replay import standing

CROWD = Path(__file__).with_name("crowd.py")
ROUNDS = 40 if os.environ.get("WORKFLOW_LONG") else 2
"""How often the weather turns from storm to lull."""
PATIENCE = 600 * ROUNDS
"""Seconds: no measure of anything, only an end for a crowd that gets nowhere. On an idle machine a round takes five."""
STORM = {
    "author": Counter(saved=8),
    "editor visit": Counter(saved=25),
    "editor talks": Counter(saved=25),
    "sync": Counter(turns=3),
    "draft": Counter(turns=3),
    "submit": Counter(turns=2),
    "approve": Counter(turns=2),
    "publish": Counter(turns=2),
}
"""What each does, at least, in a storm."""


@pytest.mark.timeout(PATIENCE + 60)
def test_eight_at_once_lose_nothing(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "room")
    room.write("workflow.toml", SETTINGS)
    for release in RELEASES:
        room.write(f"sources/{release}.md", source(3))
    room.run("translate")
    board = tmp_path / "board"
    did = crowd(room, board)

    statuses = {who: {name for name in counts if name.startswith("exit ")} for who, counts in did.items()}
    assert all(statuses[who] <= {"exit 0", "exit 1"} for who in ("submit", "approve")), said(did, board)
    assert all(statuses[who] == {"exit 0"} for who in ("sync", "draft")), said(did, board)
    assert not did["publish"].get("refused"), said(did, board)
    assert not [who for who, counts in did.items() if counts["lost"]], said(did, board)
    signed = 0
    for release in RELEASES:
        ledger = ledgers.load(
            (room.root / f"locales/en/{release}.jsonl").read_bytes(), name=release, release=release, language="en"
        )
        # One chain, in the order of the lines: whoever signed had read what the one before wrote.
        assert [entry.prev for entry in ledger.entries] == [(), *((entry.hash,) for entry in ledger.entries[:-1])]
        assert not standing(ledger, release).objections
        actions = [entry.action for entry in ledger.entries]
        assert actions.count("submit") == did["submit"].get(f"{release} signed", 0)
        assert actions.count("approve") == did["approve"].get(f"{release} signed", 0)
        signed += actions.count("publish")
    assert signed == did["publish"]["pages told"] >= ROUNDS * len(RELEASES)

    room.run("publish")
    altered = [line for line in invoke(room, "verify").stdout.splitlines() if line.startswith("altered")]
    assert not altered
    assert not [path for path in room.files() if "workflow-tmp" in path]
    assert not [path for path in room.files(PLACE) if path.endswith(".held")]


def crowd(room: Newsroom, board: Path) -> dict[str, Counter[str]]:
    """Let them work until enough has happened. Returns what each did."""
    board.mkdir()
    end = time.monotonic() + PATIENCE
    turn_weather(board, "storm")
    started = {}
    try:
        for who in STORM:
            role, *release = who.split()
            with (board / f"{who}.err").open("wb") as err:
                started[who] = subprocess.Popen(
                    [sys.executable, str(CROWD), role, str(room.root), str(board), *release],
                    stderr=err,
                    env=os.environ | {"PYTHONUTF8": "1", "PYTHONWARNINGS": "error"},
                )
        for _ in range(ROUNDS):
            turn_weather(board, "storm")
            before = done(board)
            until(partial(stormed, board, before), board, started, end)
            turn_weather(board, "lull")
            until(partial(all_published, room), board, started, end)
        turn_weather(board, "over")
        until(lambda: all(process.poll() is not None for process in started.values()), board, started, end)
    finally:
        for process in started.values():
            process.kill()
            process.wait()
    return done(board)


def stormed(board: Path, before: dict[str, Counter[str]]) -> bool:
    """Whether everybody has done their part of a storm, and the catalogs have followed the sources meanwhile."""
    now = done(board)
    followed = sum(now[who]["new or changed"] - before[who]["new or changed"] for who in ("sync", "draft"))
    return followed >= 3 and all(now[who] >= before[who] + STORM[who] for who in STORM)


def all_published(room: Newsroom) -> bool:
    return {room.state(release) for release in RELEASES} == {("published", "current")}


def said(did: dict[str, Counter[str]], board: Path) -> str:
    """What each did, and what they complained about."""
    return json.dumps(did, indent=1) + "".join(path.read_text(encoding="utf-8") for path in board.glob("*.err"))


def turn_weather(board: Path, weather: str) -> None:
    save(board / "weather", weather.encode("utf-8"))


def done(board: Path) -> dict[str, Counter[str]]:
    """What each has done so far."""
    said = {who: board / f"{who}.json" for who in STORM}
    return {who: Counter(json.loads(path.read_bytes()) if path.exists() else {}) for who, path in said.items()}


def until(enough: Callable[[], bool], board: Path, started: dict[str, subprocess.Popen[bytes]], end: float) -> None:
    """Wait until enough has happened; fail, with what did, if a worker fails or nothing comes of it."""
    while not enough():
        for who, process in started.items():
            if process.poll():
                pytest.fail(f"{who}: {(board / f'{who}.err').read_text(encoding='utf-8')}")
        if time.monotonic() > end:
            pytest.fail(f"not enough happened in {PATIENCE} s: {json.dumps(done(board), indent=1)}")
        time.sleep(0.2)
