"""Eight at once in one newsroom: no signature, page or saved sentence is lost, and the ledgers stay one chain."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from crowd import RELEASES, invoke, source
from newsroom import SETTINGS, Newsroom

from workflow.locks import PLACE
from workflow.signoff import ledger as ledgers
from workflow.signoff.replay import standing

CROWD = Path(__file__).with_name("crowd.py")
WORKERS = ("author", "editor visit", "editor talks", "sync", "draft", "submit", "approve", "publish")
SECONDS = 60 if os.environ.get("WORKFLOW_LONG") else 6


@pytest.mark.timeout(300)
def test_eight_at_once_lose_nothing(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.write("workflow.toml", SETTINGS)
    for release in RELEASES:
        room.write(f"sources/{release}.md", source(3))
    room.run("translate")
    did = crowd(room)

    assert all(not {"exit 2", "exit 3", "exit 99"} & set(done) for done in did.values()), json.dumps(did, indent=1)
    assert "exit 1" not in did["sync"] | did["draft"] | did["publish"]
    assert sum(done.get("lost", 0) for done in did.values()) == 0
    # Something was at stake.
    assert did["editor visit"]["saved"] > 20
    assert did["sync"].get("new or changed", 0) + did["draft"].get("new or changed", 0) > 5
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
    assert signed == did["publish"]["pages told"] >= 1

    room.run("publish")
    altered = [line for line in invoke(room, "verify").stdout.splitlines() if line.startswith("altered")]
    assert not altered
    assert not [path for path in room.files() if "workflow-tmp" in path]
    assert not [path for path in room.files(PLACE) if path.endswith(".held")]


def crowd(room: Newsroom) -> dict[str, dict[str, Any]]:
    """Let them work. → what each did."""
    env = os.environ | {"PYTHONUTF8": "1", "PYTHONWARNINGS": "error"}
    started = {
        who: subprocess.Popen(
            [sys.executable, str(CROWD), who.split()[0], str(room.root), str(SECONDS), *who.split()[1:]],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=env,
        )
        for who in WORKERS
    }
    did = {}
    for who, process in started.items():
        out, err = process.communicate(timeout=SECONDS + 60)
        assert process.returncode == 0, f"{who}: {err}"
        did[who] = json.loads(out.splitlines()[-1])
        if err:
            did[who]["said"] = err
    return did
