"""What editors and other tools do to catalogs and beside them, tried with the tools themselves."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import newsroom
from tests.newsroom import Newsroom


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """A newsroom with one release; nothing translated yet."""
    return newsroom.make(tmp_path)


def test_status_names_the_copies_that_a_file_manager_made(room: Newsroom) -> None:
    room.run("translate")
    copy = room.catalog_path().with_name("visit (copy).po")
    copy.write_bytes(room.catalog_path().read_bytes())
    result = room.run("status")
    assert "visit (copy).po: belongs to no release" in result.stderr
    assert "copy" not in result.stdout
    assert "copy" not in room.run("status", "visit").output
    copy.rename(copy.with_name("visit-copy.po"))
    assert "visit-copy" in room.run("status").stdout  # an id like any other, whose source is gone


def test_git_ignores_what_editors_leave_beside_catalogs(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    room = Newsroom(tmp_path)
    room.run("init")
    git = [require_tool("git"), "-C", str(tmp_path)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    litter = ["locales/en/visit.mo", "locales/en/visit.po~"]
    found = subprocess.run([*git, "check-ignore", *litter, "locales/en/visit.po"], check=False, capture_output=True)
    assert found.stdout.decode().split() == litter
