"""Files and folders that are not what they should be: one clear sentence, and nothing is taken for what it is not."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from newsroom import Newsroom, make

COMMANDS = [
    ("status",),
    ("translate", "--engine", "none"),
    ("publish",),
    ("publish", "--draft"),
    ("verify",),
    ("review", "--sheet", "visit"),
]


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    made = make(tmp_path / "room")
    made.run("translate")
    made.sign_off()
    made.run("publish")
    return made


def put(place: Path, what: str) -> None:
    """Put a file, a link to nothing or a link to itself in the place of a file or folder."""
    shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    if what == "file":
        place.write_bytes(b"x")
        return
    try:
        place.symlink_to({"nowhere": "not-mounted", "itself": place.name}[what])
    except OSError:
        pytest.skip("no links here")


WHAT = pytest.mark.parametrize("what", ["file", "nowhere", "itself"])


@WHAT
@pytest.mark.parametrize("path", ["public", "drafts", "locales/en", "locales/en/visit.po", "theme", "sources/visit.md"])
def test_each_command_says_one_sentence(room: Newsroom, path: str, what: str) -> None:
    put(room.root / path, what)
    for command in COMMANDS:
        said = room.run(*command, status=None)  # raises what is not a sentence
        assert said.exit_code in (0, 1, 3), (command, said.output)


@WHAT
def test_a_site_that_is_not_there_is_not_said_to_be_fine(room: Newsroom, what: str) -> None:
    put(room.root / "public", what)
    said = room.run("verify", status=3).output
    assert f"workflow: {room.root / 'public'}: " in said
    assert "no failures" not in said


@WHAT
def test_a_language_whose_folder_is_not_there_is_not_said_to_be_new(room: Newsroom, what: str) -> None:
    put(room.root / "locales/en", what)
    said = room.run("status", status=3).output
    assert f"workflow: {room.root / 'locales/en'}" in said
    assert " new " not in said


@pytest.fixture
def shut(room: Newsroom, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder that nobody may read."""
    folder = room.root / request.param
    folder.chmod(0)
    if os.access(folder, os.R_OK):
        folder.chmod(0o755)
        pytest.skip("whoever runs this may read everything")
    yield folder
    folder.chmod(0o755)


@pytest.mark.parametrize("shut", ["public", "locales/en", "sources"], indirect=True)
def test_a_folder_that_may_not_be_read_is_named(room: Newsroom, shut: Path) -> None:
    for command in ("status", "publish", "verify"):
        process = [sys.executable, "-m", "workflow", "--project", str(room.root), command]
        said = subprocess.run(process, capture_output=True, encoding="utf-8", check=False)
        if (command, shut.name) != ("status", "public"):  # status reads no pages
            assert said.returncode == 3, said.stdout + said.stderr
            assert str(shut) in said.stderr
        assert "Traceback" not in said.stderr
        assert "cannot write the output" not in said.stderr
