"""The newsrooms that the benchmark measures: the same each time, with releases in every state."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from newsroom import Newsroom

SCRIPT = Path(__file__).resolve().parent.parent / "bench" / "newsrooms.py"


@pytest.fixture(scope="module")
def newsrooms() -> ModuleType:
    spec = importlib.util.spec_from_file_location("newsrooms", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_newsroom_has_releases_in_every_state(newsrooms: ModuleType, tmp_path: Path) -> None:
    newsrooms.make(tmp_path, 40)
    room = Newsroom(tmp_path)
    rows = room.status()
    assert len(rows) == 40
    assert {row["state"] for row in rows} == {
        *("new", "draft", "submitted", "returned", "approved", "published"),
        *("outdated", "withdrawn", "superseded", "orphaned"),
    }
    assert {row["public"] for row in rows} == {"none", "current", "outdated", "withdrawn"}
    assert {row["units"]["total"] for row in rows} == {28}
    assert any("waive" in path.read_text(encoding="utf-8") for path in tmp_path.glob("locales/en/*.jsonl"))
    # All that verify finds is what is outdated on purpose; nothing was altered.
    assert "altered" not in room.run("verify", status=1).output


def test_the_same_size_and_seed_give_the_same_bytes_and_another_seed_does_not(
    newsrooms: ModuleType, tmp_path: Path
) -> None:
    made = []
    for number, seed in enumerate((1, 1, 2)):
        root = tmp_path / str(number)
        newsrooms.make(root, 6, seed=seed)
        made.append(Newsroom(root).files())
    assert made[0] == made[1]
    assert made[0] != made[2]


def test_a_release_is_the_same_in_a_newsroom_of_any_size(newsrooms: ModuleType, tmp_path: Path) -> None:
    for size in (2, 4):
        newsrooms.Desk(tmp_path / str(size), size, 28, 1).begin()
    small, large = (Newsroom(tmp_path / str(size)).files() for size in (2, 4))
    assert small.items() <= large.items()
