"""A day's work: what commands say once, in the order in which people need it, and who has to act."""

import json
from pathlib import Path

import pytest
from newsroom import REVIEWER, TRANSLATOR, VISIT, Newsroom, make


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return make(tmp_path)


def two(room: Newsroom) -> None:
    """A second release, and catalogs for both."""
    room.write("sources/notice.md", VISIT)
    room.run("translate")


# --- a term base that cannot be read ---

BROKEN = "source,target,kind\n申长雨,Shen Changyu,person\n专利,patent,trem\n"


@pytest.mark.parametrize("kind", ["a row", "a folder"])
def test_a_term_base_that_cannot_be_read_is_one_message_and_the_table_is_there(room: Newsroom, kind: str) -> None:
    two(room)
    path = room.root / "locales/en/terms.csv"
    if kind == "a row":
        path.write_text(BROKEN, encoding="utf-8")
    else:
        path.mkdir()
    says = f"workflow: {path}" + (", line 3: 'trem' is not a kind of term" if kind == "a row" else ": cannot be read")
    for _ in range(2):  # the second time, the cache knows something
        result = room.run("status", status=None)
        assert result.exit_code == (1 if kind == "a row" else 3)
        assert result.stderr.startswith(says)
        assert result.stderr.count("\n") == 1
        assert all(release in result.stdout for release in ("notice", "visit"))
    path.rmdir() if kind == "a folder" else path.unlink()
    assert room.run("status").stderr == ""


@pytest.mark.parametrize("command", [["check"], ["check", "--fix"], ["translate", "--engine", "argos"]])
def test_every_command_says_it_once(room: Newsroom, command: list[str]) -> None:
    two(room)
    room.write("locales/en/terms.csv", BROKEN)
    result = room.run(*command, status=1)
    assert result.stderr.count("line 3: 'trem' is not a kind of term") == 1
    assert result.stderr.count("\n") == 1


def test_nothing_is_signed_without_the_term_base(room: Newsroom) -> None:
    two(room)
    room.translate_by_hand()
    room.write("locales/en/terms.csv", BROKEN)
    assert "line 3: 'trem'" in room.run("submit", "visit", "--as", TRANSLATOR, status=1).stderr
    assert not (room.root / "locales/en/visit.jsonl").exists()


# --- the list of drafts ---


def test_drafts_have_a_list_of_all_of_them_whichever_were_made_last(room: Newsroom) -> None:
    two(room)
    room.translate_by_hand(**{"代表团访问日内瓦": "Visit to <Geneva>"})
    room.run("publish", "--draft")
    page = (room.root / "drafts/en/index.html").read_text(encoding="utf-8")
    assert 'data-watermark="DRAFT"' in page
    assert '<a href="visit.html">Visit to &lt;Geneva&gt;</a>' in page
    assert 'href="notice.html"' in page
    assert 'href="visit.side.html"' in page
    room.write("drafts/en/note.certificate.json", "[]")
    room.run("publish", "--draft", "visit")
    assert (room.root / "drafts/en/index.html").read_text(encoding="utf-8") == page
    assert not (room.root / "public").exists()


def test_without_a_draft_there_is_no_list(room: Newsroom) -> None:
    room.run("publish", "--draft")
    assert room.files("drafts") == {}
