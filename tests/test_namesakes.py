"""Releases of earlier versions whose ids end as pages do: their own pages stay, and none takes another's name."""

from pathlib import Path

import pytest
from newsroom import SETTINGS, VISIT, Newsroom, make

FORMATS = '\n[publish]\nformats = ["html", "docx"]\n'


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """Two releases on the site, one of which has an id that is the other's with ``.bilingual``."""
    made = make(tmp_path)
    made.write("sources/visit.bilingual.md", VISIT)
    made.run("translate")
    made.sign_off("visit")
    made.sign_off("visit.bilingual")
    made.run("publish")
    return made


def test_without_a_page_of_the_same_name_both_are_published(room: Newsroom) -> None:
    assert {row["public"] for row in room.status()} == {"current"}
    assert "no failures" in room.run("verify").output


def test_no_page_is_written_over_another_of_the_same_name(room: Newsroom) -> None:
    room.write("workflow.toml", SETTINGS + FORMATS)
    why = "visit.bilingual (en): a page of visit has the same name as one of its pages (en/visit.bilingual.docx)"
    for _ in range(2):
        assert why in room.run("publish", status=1).output
        pages = room.files("public/en")
        assert "visit.bilingual.html" in pages  # what was published before stays
        assert b"<w:tbl>" in pages["visit.bilingual.docx"]  # the table of both languages, which only visit has
        assert "visit.bilingual.bilingual.docx" not in pages
    said = room.run("verify", status=1).output
    assert why in said
    assert "altered" not in said
    room.write("public/en/visit.bilingual.docx", b"PK")
    assert "altered" in room.run("verify", status=1).output


def test_the_release_can_be_withdrawn(room: Newsroom) -> None:
    room.write("workflow.toml", SETTINGS + FORMATS)
    room.run("publish", status=1)
    room.run("withdraw", "visit.bilingual", "--reason", "Same name.", "--as", "Editor <editor@example.org>")
    assert b"<w:tbl>" in room.files("public/en")["visit.bilingual.docx"]
    assert "no failures" in room.run("verify").output
    site = room.files("public")
    room.run("publish")
    assert room.files("public") == site


def test_a_release_that_was_never_published_takes_no_address(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.write("workflow.toml", SETTINGS + FORMATS)
    room.write("locales/en/visit.bilingual.jsonl", b"")
    room.write("sources/visit.bilingual.md", VISIT)
    room.run("translate")
    room.translate_by_hand("visit")
    room.run("submit", "visit", "--as", "Translator <translator@example.org>")
    room.sign_off("visit.bilingual")
    assert "has the same name" not in room.run("publish").output
    assert "visit.bilingual.html" in room.files("public/en")


def test_the_list_names_no_page_that_is_gone(room: Newsroom) -> None:
    room.write("workflow.toml", SETTINGS + FORMATS)
    room.run("publish", status=1)
    assert b'"visit.bilingual.html"' in room.files("public/en")["index.html"]  # it cannot be made again, and stays
    (room.root / "public/en/visit.bilingual.html").unlink()
    room.run("publish", status=1)
    assert b'"visit.html"' in room.files("public/en")["index.html"]
    assert b'"visit.bilingual.html"' not in room.files("public/en")["index.html"]
