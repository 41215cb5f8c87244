"""``publish`` of one release reads no text of the others that are at rest, and still keeps the whole site right."""

import json
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, VISIT, Newsroom, make

from workflow.catalogs import po as catalogs
from workflow.contracts.writers import Printer
from workflow.files import cache_folder
from workflow.newsroom import listing, site
from workflow.newsroom.folder import Newsroom as Room
from workflow.newsroom.sources import Shelf
from workflow.signoff import ledger as ledgers
from workflow.signoff.entries import Withdraw
from workflow.signoff.ledger import Ledger
from workflow.writers import pdf


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


def test_the_sources_of_others_are_looked_for_all_at_once(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_for: list[str] = []
    find = Shelf.find

    def finding(self: Shelf, name: str, paths: Iterable[str]) -> tuple[str, str] | None:
        looked_for.append(name)
        return find(self, name, paths)

    monkeypatch.setattr(Shelf, "find", finding)
    before = newsroom.files("public")
    (newsroom.root / "sources/first.md").rename(newsroom.root / "sources/moved.md")
    text = (newsroom.root / "sources/moved.md").read_text(encoding="utf-8")
    newsroom.write("sources/moved.md", text.replace("---\n", "---\nid: first\n", 1))
    (newsroom.root / "sources/visit.md").unlink()
    shutil.rmtree(cache_folder() / "newsrooms")
    shutil.rmtree(newsroom.root / "public")
    newsroom.run("publish", "third")
    assert looked_for == ["third"]
    after = newsroom.files("public")
    assert {path: after[path] for path in before if "/first." in path or "/visit." in path} == {
        path: data for path, data in before.items() if "/first." in path or "/visit." in path
    }
    # Who else has the id, or cannot be read, is still said.
    newsroom.write("sources/again.md", text.replace("---\n", "---\nid: first\n", 1))
    shutil.rmtree(newsroom.root / "public")
    assert "have the same id first" in newsroom.run("publish", "third", status=1).stderr


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


def test_a_newer_text_of_a_superseded_release_waits_for_its_turn(newsroom: Newsroom) -> None:
    newsroom.run("supersede", "first", "--by", "visit", "--as", REVIEWER)
    newsroom.translate_by_hand("first", **{unit.source: "Newer words." for unit in newsroom.catalog("first").units})
    newsroom.run("submit", "first", "--as", TRANSLATOR)
    newsroom.run("approve", "first", "--as", REVIEWER)
    newsroom.run("publish", "third")
    assert not [path for path, data in newsroom.files("public").items() if b"Newer words." in data]
    newsroom.run("publish", "first")
    assert b"Newer words." in newsroom.files("public/en")["first.html"]


# --- the list of releases, from what it was made from before ---


@pytest.fixture
def listed(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """The same newsroom some time later: the disk would show a change to any file of the site."""
    monkeypatch.setattr(listing, "is_settled", lambda _: True)
    newsroom.run("publish", "visit")
    return newsroom


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The releases whose ledgers are parsed, in order."""
    found: list[str] = []
    read = Room.read_ledger

    def reading(self: Room, data: bytes | None, release: str, language: str) -> Ledger:
        found.append(release)
        return read(self, data, release, language)

    monkeypatch.setattr(Room, "read_ledger", reading)
    return found


def lie(change: str, *values: str) -> None:
    """Change what the cache has of the list."""
    (file,) = (cache_folder() / "newsrooms").glob("*.sqlite")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        changed = connection.execute(f"UPDATE kept SET text = {change} WHERE kind = 'listed'", values)  # noqa: S608
        assert changed.rowcount


def as_without_a_cache(newsroom: Newsroom) -> bool:
    """Whether the site is what ``publish`` makes when nothing is known."""
    there = newsroom.files("public")
    shutil.rmtree(cache_folder() / "newsrooms")
    shutil.rmtree(newsroom.root / "public")
    newsroom.run("publish")
    return newsroom.files("public") == there


def test_no_other_ledger_is_replayed(listed: Newsroom, replayed: list[str]) -> None:
    listed.run("publish", "third")
    assert set(replayed) == {"third"}
    listed.run("verify")
    replayed.clear()
    listed.run("publish", "visit")
    assert set(replayed) == {"visit"}
    assert as_without_a_cache(listed)


def test_files_that_may_still_change_without_a_new_stamp_are_not_believed(
    listed: Newsroom, replayed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "is_settled", lambda _: False)
    listed.run("publish", "third")
    assert set(replayed) == {"visit", "first", "third"}


@pytest.mark.parametrize(
    ("change", "values"),
    [
        ("replace(text, ?, ?)", ('"title":"', '"title":"Not ')),
        ("replace(text, ?, ?)", ('"date":"2018', '"date":"2019')),
        ("replace(text, ?, ?)", ('"id":"first"', '"id":"visit"')),
        ("?", ("{}",)),
        ("?", ("[",)),
        ("?", ('{"entry":null,"files":[],"ledger":"","stamps":"","supersedes":[]}',)),
        ("replace(text, ?, ?)", ('"layouts":["', '"layouts":[7,"')),
        ("replace(text, ?, ?)", ('"superseded_by":[]', '"superseded_by":[{"id":"x","title":"Newer"}]')),
    ],
)
def test_a_cache_that_lies_puts_nothing_on_the_list(listed: Newsroom, change: str, values: tuple[str, ...]) -> None:
    lie(change, *values)
    listed.run("publish", "third")
    listed.run("verify")
    assert as_without_a_cache(listed)


def test_the_entries_of_two_releases_cannot_be_exchanged(listed: Newsroom) -> None:
    listed.run("publish", "third")
    (file,) = (cache_folder() / "newsrooms").glob("*.sqlite")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        rows = connection.execute("SELECT release, text FROM kept WHERE kind = 'listed'").fetchall()
        lines = {release: json.loads(text) for release, text in rows}
        lines["first"]["entry"], lines["visit"]["entry"] = lines["visit"]["entry"], lines["first"]["entry"]
        for release, line in lines.items():
            connection.execute(
                "UPDATE kept SET text = ? WHERE release = ? AND kind = 'listed'", (json.dumps(line), release)
            )
    listed.write("sources/visit.md", VISIT.replace("title: ", "title: 新"))
    listed.run("translate", "--engine", "none")
    listed.sign_off("visit")
    listed.run("publish", "visit")
    listed.run("verify")
    assert as_without_a_cache(listed)


def test_a_cache_that_lies_about_files_removes_none(listed: Newsroom) -> None:
    (file,) = (cache_folder() / "newsrooms").glob("*.sqlite")
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT text FROM kept WHERE kind = 'listed'").fetchall()
    (said,) = [row for (text,) in rows if "en/first.html" in (row := json.loads(text))["files"]]
    others = [path for path in said["files"] if path != "en/first.html"]
    stamps = listing._stamps(listed.root / "public", others)
    lie("replace(replace(text, ?, ?), ?, ?)", '"en/first.html",', "", said["stamps"], stamps)
    before = listed.files("public")
    (listed.root / "public/en/zzz.html").write_bytes(before["en/first.html"])
    listed.run("publish", "third")
    now = listed.files("public")
    assert now.keys() >= before.keys()
    assert "en/zzz.html" not in now


@pytest.mark.parametrize("change", ["deleted", "changed"])
def test_a_file_of_another_release_is_restored_though_its_ledger_is_as_it_was(listed: Newsroom, change: str) -> None:
    page = listed.root / "public/en/first.md"
    before = page.read_bytes()
    page.unlink()
    if change == "changed":
        page.write_bytes(b"Somebody else's words.\n")
    listed.run("publish", "third")
    assert page.read_bytes() == before


def test_what_was_signed_elsewhere_meanwhile_is_on_the_list(listed: Newsroom, replayed: list[str]) -> None:
    ledger = Room.open(listed.root).ledger("first", "en")
    told = ledger.with_entry(Withdraw("Wrong."), who=REVIEWER, when="2100-01-01T00:00:00Z", tool="t")
    listed.write("locales/en/first.jsonl", ledgers.dump(told).decode())
    replayed.clear()
    listed.run("publish", "third")
    assert set(replayed) == {"first", "third"}
    index = listed.files("public/en")["index.html"].decode()
    assert "Withdrawn" in index
    listed.run("verify")


def test_a_list_that_nobody_published_is_not_believed(listed: Newsroom) -> None:
    index = listed.root / "public/en/index.html"
    old = index.read_bytes()
    index.write_bytes(old.replace(b"<h1>", b"<h1>Our "))
    title = b"".join(line for line in old.splitlines() if b"first.html" in line and b"<a" in line)
    assert title
    listed.run("publish", "third")
    assert b"<h1>Our " not in index.read_bytes()
    assert as_without_a_cache(listed)


def test_neither_the_cache_nor_the_list_can_change_alone_or_together(listed: Newsroom) -> None:
    """Somebody writes a title of theirs into both: no ledger has recorded such a list."""
    lie("replace(text, ?, ?)", '"title":"', '"title":"Not ')
    room = Room.open(listed.root)
    lines = listing._kept(room, "en")
    made = dict(site.list_of(room, "en", [line.entry for line in lines.values() if line.entry]))
    for path, data in made.items():
        listed.write(f"public/{path}", data)
    assert b">Not " in made["en/index.html"]
    listed.run("publish", "third")
    assert b">Not " not in (listed.root / "public/en/index.html").read_bytes()
    assert as_without_a_cache(listed)


def test_a_cache_that_takes_all_pages_of_a_text_for_the_same_keeps_none(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "_basis", lambda *_: "the same")
    newsroom.run("publish")
    newsroom.run("supersede", "first", "--by", "visit", "--as", REVIEWER)
    newsroom.run("publish")
    assert b"Superseded by" in newsroom.files("public")["en/first.html"]
    settings = (newsroom.root / "workflow.toml").read_text(encoding="utf-8")
    newsroom.write("workflow.toml", settings.replace("The Office", "Another Office"))
    newsroom.run("publish")
    assert b"Another Office" in newsroom.files("public")["en/third.html"]
    newsroom.run("verify")


def test_what_was_printed_of_the_others_stays(listed: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def printed(_page: bytes, _path: str, _read: object, basis: str) -> bytes:
        return f"%PDF-1.7 words\n%workflow {basis}\n".encode()

    monkeypatch.setattr(pdf, "WRITER", replace(pdf.WRITER, prints=Printer(printed, pdf.made_from)))
    listed.write("workflow.toml", f'{SETTINGS}\n[publish]\nformats = ["html", "pdf"]\n')
    listed.run("publish")
    before = listed.files("public")
    assert before.keys() >= {f"en/{name}.pdf" for name in ("first", "third", "visit")}
    listed.run("publish", "visit")
    assert listed.files("public") == before


def test_a_release_that_links_to_the_published_one_is_rebuilt(listed: Newsroom) -> None:
    listed.run("supersede", "first", "--by", "visit", "--as", REVIEWER)
    listed.run("publish", "third")
    catalog = listed.catalog("visit")
    units = tuple(replace(unit, target="Another title") if unit.context == "title" else unit for unit in catalog.units)
    listed.catalog_path("visit").write_bytes(catalogs.dump(replace(catalog, units=units)))
    listed.sign_off("visit")
    listed.run("publish", "visit")
    assert b"Another title" in listed.files("public/en")["first.html"]
    listed.run("verify")
    assert as_without_a_cache(listed)


def test_a_release_that_is_gone_leaves_the_list(listed: Newsroom) -> None:
    for path in (*listed.root.glob("*/en/first.*"), listed.root / "sources/first.md"):
        path.unlink()
    listed.run("publish", "third")
    assert b"first.html" not in listed.files("public/en")["index.html"]
    listed.run("publish", "visit")
    listed.run("verify")


def test_a_named_release_without_a_ledger_is_only_what_waits(listed: Newsroom) -> None:
    listed.write("sources/fourth.md", VISIT)
    said = listed.run("publish", "fourth", status=1)
    assert "fourth (en): not approved" in said.stderr
    listed.run("verify")
