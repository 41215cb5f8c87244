"""``publish`` of one release reads no text of the others that are at rest, and still keeps the whole site right."""

from pathlib import Path

import pytest
from newsroom import VISIT, Newsroom, make

from workflow.newsroom.folder import Newsroom as Room


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Two releases on the site, and a third one that is approved and not published."""
    newsroom = make(tmp_path)
    for name in ("first", "third"):
        newsroom.write(f"sources/{name}.md", VISIT)
    newsroom.run("translate", "--engine", "none")
    newsroom.sign_off("first")
    newsroom.sign_off("visit")
    newsroom.run("publish")
    newsroom.sign_off("third")
    return newsroom


def test_only_the_text_of_the_named_release_is_read(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    catalog = Room.catalog

    def reading(self: Room, release: str, language: str) -> object:
        read.append(release)
        return catalog(self, release, language)

    monkeypatch.setattr(Room, "catalog", reading)
    newsroom.run("publish", "third")
    assert set(read) == {"third"}
    monkeypatch.undo()
    assert {newsroom.state(name) for name in ("first", "third", "visit")} == {("published", "current")}
    assert all(
        f'href="{name}.html"' in newsroom.files("public/en")["index.html"].decode() for name in ("first", "third")
    )
    newsroom.run("verify")


def test_the_pages_of_the_others_are_still_rebuilt(newsroom: Newsroom) -> None:
    before = newsroom.files("public")
    (newsroom.root / "public/en/first.html").unlink()
    newsroom.run("publish", "third")
    assert newsroom.files("public")["en/first.html"] == before["en/first.html"]


def test_a_broken_catalog_of_another_release_does_not_hinder_it(newsroom: Newsroom) -> None:
    newsroom.catalog_path("first").write_bytes(b"msgid")
    said = newsroom.run("publish", "third").output
    assert "first" not in said
    assert newsroom.status("third")[0]["public"] == "current"


def test_what_waits_elsewhere_is_neither_published_nor_reported(newsroom: Newsroom) -> None:
    newsroom.write("sources/first.md", VISIT + "\n又一句话。\n")
    newsroom.run("translate", "--engine", "none")
    before = newsroom.files("public/en")["first.html"]
    said = newsroom.run("publish", "third").output
    assert "first (en)" not in said
    assert newsroom.files("public/en")["first.html"] == before
