"""Links in the way of locks and pages, and what killed commands leave behind."""

import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from newsroom import REVIEWER, Newsroom, make

from workflow import RELEASED, __version__
from workflow.cli import cli
from workflow.newsroom.folder import Newsroom as Project
from workflow.signoff import ledger as ledgers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    room = make(tmp_path / "room")
    room.run("translate")
    room.sign_off()
    return room


@pytest.mark.parametrize("place", ["en/visit.held", "en/visit.lock"])
def test_a_link_in_the_place_of_a_lock_is_refused(room: Newsroom, place: str) -> None:
    link = room.root / ".workflow/locks" / place
    link.unlink(missing_ok=True)
    link.symlink_to(room.root / "sources/visit.md")
    before = (room.root / "sources/visit.md").read_bytes()
    (room.root / "locales/en/visit.po").unlink()
    assert "is a link" in room.run("translate", status=3).stderr
    assert (room.root / "sources/visit.md").read_bytes() == before
    link.unlink()
    room.run("translate")


@pytest.mark.parametrize("place", [".workflow", ".workflow/locks", ".workflow/locks/en"])
def test_a_link_in_the_place_of_a_folder_of_locks_opens_nothing(room: Newsroom, tmp_path: Path, place: str) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    link = room.root / place
    link.rename(tmp_path / "away")
    link.symlink_to(private)
    (room.root / "locales/en/visit.po").unlink()
    assert "is a link" in room.run("translate", status=3).stderr
    assert private.stat().st_mode & 0o777 == 0o700
    assert not list(private.iterdir())


@pytest.mark.parametrize(("link", "place"), [("drafts", "public"), ("drafts", "public/en"), ("drafts", "locales")])
def test_drafts_never_land_on_the_site(room: Newsroom, link: str, place: str) -> None:
    room.run("publish")
    before = room.files("public")
    (room.root / link).symlink_to(room.root / place)
    assert "is a link" in room.run("publish", "--draft", status=2).stderr
    assert room.files("public") == before


def test_a_site_that_is_a_link_to_the_drafts_is_refused(room: Newsroom) -> None:
    room.run("publish", "--draft")
    (room.root / "public").symlink_to(room.root / "drafts")
    assert "is a link" in room.run("publish", status=2).stderr


def test_a_site_elsewhere_may_be_a_link(room: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (room.root / "public").symlink_to(tmp_path / "www")
    room.run("publish")
    assert (tmp_path / "www/en/visit.html").exists()
    room.run("verify")


def test_status_says_that_the_folder_of_a_language_is_a_link(room: Newsroom, tmp_path: Path) -> None:
    assert "is a link" not in room.run("status").stderr
    (room.root / "locales/en").rename(tmp_path / "shared")
    (room.root / "locales/en").symlink_to(tmp_path / "shared")
    done = room.run("status")
    assert f"is a link to {os.path.realpath(tmp_path / 'shared')}" in done.stderr
    assert "approved" in done.stdout
    room.translate_by_hand(**{"双方签署了备忘录。": "Changed in the shared folder."})
    assert room.state()[0] == "outdated"


def left(path: Path) -> Path:
    """An unfinished file, as a killed process leaves it."""
    file = path.with_name(f".{path.name}.abcd1234.workflow-tmp")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"half")
    return file


def test_what_a_killed_command_leaves_is_gone_after_the_next_run(room: Newsroom, tmp_path: Path) -> None:
    new = tmp_path / "new"
    files = [left(new / ".gitignore"), left(new / "workflow.toml")]
    assert CliRunner().invoke(cli, ["init", str(new)]).exit_code == 0
    out = tmp_path / "pairs.tmx"
    files.append(left(out))
    room.run("memory", "export", "--out", str(out))
    files.append(left(room.root / "locales/en/memory/pairs.tmx"))
    room.run("memory", "import", str(out))
    room.write("sources/named.md", "# 消息\n\n外交部副部长王小明出席会议。王小明致辞。\n")
    files.append(left(room.root / "locales/en/terms.csv"))
    room.run("terms", "suggest", "--append")
    assert [file.name for file in files if file.exists()] == []


def test_merge_driver_install_cleans_up_too(
    room: Newsroom, require_tool: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    import subprocess

    subprocess.run(["git", "init", "-q", str(room.root)], check=True)
    file = left(room.root / ".gitattributes")
    room.run("merge-driver", "install")
    assert not file.exists()


def test_the_name_of_an_unknown_command_is_printed_without_its_escape_codes() -> None:
    said = CliRunner().invoke(cli, ["\x1b[31mstatus\x1b[0m"])
    assert said.exit_code == 2
    assert "\x1b" not in said.output
    assert "\\u{001b}" in said.output


def test_this_version_is_the_last_of_those_released() -> None:
    assert RELEASED[-1] == __version__


@pytest.mark.parametrize(
    ("tool", "word"),
    [
        ("workflow 0.1.0", "outdated"),
        ("workflow 9.9.9", "outdated"),  # newer: whoever has not upgraded cannot make its pages
        ("workflow 0.0.9", "altered"),
        ("other 0.1.0", "altered"),
        ("workflow", "altered"),
    ],
)
def test_only_a_version_that_was_released_or_is_newer_excuses_a_page(room: Newsroom, tool: str, word: str) -> None:
    room.run("publish")
    page = room.write("public/en/visit.html", b"<p>Not approved.</p>")
    project = Project.open(room.root)
    ledger = project.ledger("visit", "en")
    act = ledger.entries[-1].act
    pages = {**act.pages, "en/visit.html": ledgers.sha256(page.read_bytes())}
    forged = ledger.with_entry(ledgers.replace(act, pages=pages), who=None, when="2026-12-01T00:00:00Z", tool=tool)
    room.write("locales/en/visit.jsonl", ledgers.dump(forged))
    said = room.run("verify", status=1).stdout
    assert any(line.startswith(word) and "visit.html" in line for line in said.splitlines()), said


def test_a_withdrawal_that_was_killed_half_way_is_not_taken_for_done(room: Newsroom) -> None:
    room.run("publish")
    page = room.files("public")
    room.run("withdraw", "visit", "--reason", "No.", "--as", REVIEWER)
    ledger = (room.root / "locales/en/visit.jsonl").read_bytes().splitlines(keepends=True)
    room.write("locales/en/visit.jsonl", b"".join(ledger[:-1]))
    for path, data in page.items():
        room.write(f"public/{path}", data)
    row = room.status()[0]
    assert row["state"] == "withdrawn"
    assert row["next"] == "workflow publish visit --to en"
    assert "its page is still on the site; workflow publish visit --to en" in row["unfinished"]
    assert row["unfinished"] in room.run("status").stdout
    room.run("publish", "visit", "--to", "en")
    assert b"Words 1." not in room.files("public")["en/visit.html"]
    assert (room.status()[0]["next"], room.status()[0]["unfinished"]) == ("", "")
