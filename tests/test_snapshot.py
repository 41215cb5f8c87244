"""What a command reads; nothing that is signed, published or verified depends on the cache."""

import json
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import newsroom
import pytest
from newsroom import REVIEWER, TRANSLATOR, Newsroom

from workflow.catalogs import po as catalogs
from workflow.memory import store
from workflow.model import sha256
from workflow.newsroom import cache as caches
from workflow.newsroom import grounds, sources, texts
from workflow.newsroom.folder import Newsroom as Room
from workflow.newsroom.sources import Shelf
from workflow.signoff import ledger as ledgers
from workflow.signoff.entries import Publish

OTHER = """---
title: 另一则消息
date: 2018-10-01
---

双方签署了备忘录。会议于10月1日举行。
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    monkeypatch.setenv("WORKFLOW_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CLOCK", "1540000000")
    (tmp_path / "room").mkdir()
    return two(tmp_path / "room")


def two(root: Path) -> Newsroom:
    """Two releases that have a sentence in common."""
    made = newsroom.make(root)
    made.write("sources/other.md", OTHER)
    return made


def cache_of(room: Newsroom) -> Path:
    return room.root.parent / "cache"


# --- no result depends on the cache ---


def forget(cache: Path) -> None:
    shutil.rmtree(cache, ignore_errors=True)


def keep(cache: Path) -> None:
    """Nothing happens to it."""


def grow_old(cache: Path) -> None:
    for file in cache.rglob("*.sqlite"):
        connection = sqlite3.connect(file, isolation_level=None)
        connection.execute("PRAGMA user_version = 77")
        connection.close()


def break_it(cache: Path) -> None:
    for file in cache.rglob("*.sqlite"):
        file.write_bytes(b"SQLite format 3\0" + b"\x07" * 3000)


def forbid(cache: Path) -> None:
    forget(cache)
    cache.parent.mkdir(exist_ok=True)
    cache.write_text("no folder", encoding="utf-8")


def lie(cache: Path) -> None:
    """Every row says something else that could be true."""
    for file in cache.rglob("newsrooms/*.sqlite"):
        connection = sqlite3.connect(file, isolation_level=None)
        connection.execute("UPDATE files SET digest = ?", ("0" * 64,))
        connection.execute("UPDATE sources SET id = CASE id WHEN 'visit' THEN 'other' ELSE 'visit' END, key = id")
        connection.execute("UPDATE kept SET text = '999' WHERE kind = 'units'")
        connection.execute("UPDATE kept SET text = ? WHERE kind = 'pages'", (sha256("{}"),))
        connection.execute(
            """UPDATE kept SET text = replace(replace(text, '"title":"', '"title":"No '), '"files":["', '"files":["x')
            WHERE kind = 'listed'"""
        )
        lied = json.dumps({"waiting": "", "images": {}})
        connection.execute("UPDATE kept SET text = ? WHERE kind = 'waiting'", (lied,))
        connection.execute(
            "UPDATE kept SET text = replace(replace(text, 'draft', 'approved'), 'submitted', 'published')"
        )
        connection.close()
    for file in cache.rglob("memory/*.sqlite"):
        connection = sqlite3.connect(file, isolation_level=None)
        source, target = "会议于10月1日举行。", "Something else."
        row = (source, target, "visit", "", "2018-09-12", None, None, 1)
        connection.execute(
            "INSERT INTO pairs VALUES (1, 99, 1, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (store.crc(source), store.row_digest(*row), *row, store.crc(target)),
        )
        connection.close()


def journey(room: Newsroom, between: Callable[[Path], None]) -> list[Any]:
    """Go from translation to a second edition, disturbing the cache before every command; return the results."""
    said: list[Any] = []

    def run(*arguments: str, told: bool = True) -> None:
        between(cache_of(room))
        result = newsroom.CliRunner().invoke(newsroom.cli, ["--project", str(room.root), *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        # A path below the current folder is shown as it is from there.
        output = result.output.replace(str(room.root), "").replace(os.path.relpath(room.root), "")
        said.append((arguments, result.exit_code, output) if told else arguments)
        said.append(room.files())

    def write(release: str, **words: str) -> None:
        catalog = room.catalog(release)
        units = tuple(
            replace(unit, target=words.get(unit.source, unit.target or f"Words {number}."), fuzzy=False)
            for number, unit in enumerate(catalog.units)
        )
        room.catalog_path(release).write_bytes(catalogs.dump(replace(catalog, units=units)))

    room.run("translate")
    write("visit", **{"双方签署了备忘录。": "Both sides signed it."})
    write("other", **{"双方签署了备忘录。": "A memorandum was signed."})
    run("status", told=False)
    for release in ("visit", "other"):
        run("submit", release, "--as", TRANSLATOR)
        run("approve", release, "--as", REVIEWER)
        run("status", told=False)
    run("publish")
    run("publish")
    run("verify")
    write("visit", **{"双方签署了备忘录。": "Both signed."})
    run("publish", told=False)
    run("verify")
    run("submit", "visit", "--as", TRANSLATOR)
    run("status", told=False)
    run("approve", "visit", "--as", REVIEWER)
    run("publish", "visit")
    (room.root / "public/en/other.html").write_text("something else", encoding="utf-8")
    run("verify", "other")
    run("publish")
    run("withdraw", "other", "--reason", "It was wrong.", "--as", REVIEWER)
    run("verify")
    return said


@pytest.mark.parametrize("between", [keep, grow_old, break_it, forbid, lie])
def test_what_is_signed_published_and_verified_does_not_depend_on_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, between: Callable[[Path], None]
) -> None:
    monkeypatch.setenv("CLOCK", "1540000000")
    said = []
    for name, each in (("plain", forget), ("other", between)):
        (tmp_path / name / "room").mkdir(parents=True)
        monkeypatch.setenv("WORKFLOW_CACHE", str(tmp_path / name / "cache"))
        said.append(journey(two(tmp_path / name / "room"), each))
    for plain, other in zip(*said, strict=True):
        assert plain == other


@pytest.mark.parametrize("pages", [{}, None])
def test_a_page_that_only_a_forged_publication_accounts_for_is_made_again(
    room: Newsroom, pages: dict[str, str] | None
) -> None:
    room.run("translate")
    room.sign_off()
    room.run("publish")
    room.run("publish")
    page = room.root / "public/en/visit.html"
    right = page.read_bytes()
    project = Room.open(room.root)
    ledger = project.ledger("visit", "en")
    act = ledger.entries[-1].act
    assert isinstance(act, Publish)
    page.write_bytes(right.replace(b"Words", b"Lies"))
    told = {**act.pages, "en/visit.html": sha256(page.read_bytes())} if pages is None else pages
    forged = ledger.with_entry(
        replace(act, pages=told), who=None, when="2018-10-21T00:00:00Z", tool=ledger.entries[-1].tool
    )
    project.ledger_path("visit", "en").write_bytes(ledgers.dump(forged))
    room.run("publish")
    assert page.read_bytes() == right


# --- an edit that the disk does not show ---


def edited_unseen(file: Path, old: str, new: str) -> None:
    """Change a file and leave its size and its time as they were."""
    about = file.stat()
    data = file.read_bytes().replace(old.encode("utf-8"), new.encode("utf-8"))
    assert len(data) == about.st_size
    file.write_bytes(data)
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))


@pytest.mark.parametrize("blind", [False, True])
def test_check_and_submit_see_an_edit_that_keeps_size_and_time(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, blind: bool
) -> None:
    def stamp(path: Path | str) -> str:
        """Of a disk that has no time of change but the one that anybody can set."""
        about = Path(path).stat() if Path(path).exists() else None
        return f"{about.st_size} {about.st_mtime_ns} 0 0" if about else ""

    if blind:
        for module in (caches, sources, grounds, texts):
            monkeypatch.setattr(module, "stamp", stamp)
    monkeypatch.setattr(caches, "is_settled", bool)
    monkeypatch.setattr(grounds, "is_settled", bool)
    room.run("translate")
    room.translate_by_hand()
    room.run("status")
    room.run("check")
    edited_unseen(room.catalog_path(), "Words 2.", "字字..")
    assert "字字.." in room.run("check", "visit", status=1).stdout
    assert "字字.." in room.run("check", status=1).stdout
    edited_unseen(room.catalog_path(), "字字..", "Wards 2.")
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    approved = Room.open(room.root).present(Room.open(room.root).find_one("visit"), "en").standing.approval
    assert approved
    assert "Wards 2." in approved.edition.targets.values()
    if not blind and os.name == "posix":
        assert room.state() == ("approved", "none")


# --- who has an id ---


@pytest.mark.parametrize("warm", [False, True])
@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "visit"], ["submit", "visit", "--as", TRANSLATOR], ["publish"]]
)
def test_a_second_source_with_an_id_is_noticed(room: Newsroom, warm: bool, arguments: list[str]) -> None:
    room.run("translate")
    room.translate_by_hand()
    room.run("status")
    room.write("sources/below/anything.md", "---\nid: visit\ntitle: 别的\n---\n\n新的句子。\n")
    if warm:
        result = newsroom.CliRunner().invoke(newsroom.cli, ["--project", str(room.root), "status"])
        assert "have the same id visit" in result.output
    else:
        forget(cache_of(room))
    result = newsroom.CliRunner().invoke(newsroom.cli, ["--project", str(room.root), *arguments])
    assert "sources/below/anything.md and sources/visit.md: have the same id visit" in result.output
    assert result.exit_code == 1


def test_a_release_is_found_by_id_path_catalog_and_ledger_wherever_its_source_is(room: Newsroom) -> None:
    (room.root / "sources/visit.md").unlink()
    room.write("sources/deep/down.md", newsroom.VISIT.replace("---\n", "---\nid: visit\n", 1))
    room.run("translate")
    for name in ("visit", "sources/deep/down.md", "locales/en/visit.po", "locales/en/visit.jsonl"):
        rows = json.loads(room.run("status", "--format", "json", name).stdout)
        assert [row["release"] for row in rows] == ["visit"], name
    assert "did you mean visit?" in room.run("status", "visitt", status=2).stderr
    assert "no such release" in room.run("status", "VISIT", status=2).stderr


@pytest.mark.parametrize("name", ["2018-visit", "sources/deep/down.md", "locales/en/2018-visit.po"])
def test_a_cache_that_says_another_id_hides_no_release(room: Newsroom, name: str) -> None:
    (room.root / "sources/visit.md").unlink()
    room.write("sources/deep/down.md", newsroom.VISIT.replace("---\n", "---\nid: 2018-visit\n", 1))
    room.run("translate")
    for file in cache_of(room).rglob("newsrooms/*.sqlite"):
        connection = sqlite3.connect(file, isolation_level=None)
        assert connection.execute("UPDATE sources SET id = 'lie', key = 'lie' WHERE id = '2018-visit'").rowcount
        connection.close()
    rows = json.loads(room.run("status", "--format", "json", name).stdout)
    assert [row["release"] for row in rows] == ["2018-visit"]


# --- what is read ---


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each source, catalog and ledger is parsed."""
    counted: Counter[str] = Counter()

    def counting(owner: type, name: str, called: Callable[..., str]) -> None:
        old = getattr(owner, name)

        def new(self: object, *arguments: Any, **keywords: Any) -> object:
            counted[called(*arguments)] += 1
            return old(self, *arguments, **keywords)

        monkeypatch.setattr(owner, name, new)

    counting(Shelf, "read", lambda path: f"source {Path(path).stem}")
    counting(Room, "_catalog", lambda data, release, language: f"catalog {release}")
    counting(Room, "read_ledger", lambda data, release, language: f"ledger {release}")
    return counted


def test_each_file_is_parsed_once_in_a_command_and_only_if_the_command_needs_it(
    room: Newsroom, read: Counter[str]
) -> None:
    room.run("translate")
    room.translate_by_hand()
    room.translate_by_hand("other")
    room.sign_off("other")
    room.run("status")
    parsed = {}
    for name, arguments in {
        "check": ["check"],
        "check one": ["check", "visit"],
        "submit": ["submit", "visit", "--as", TRANSLATOR],
        "approve": ["approve", "visit", "--as", REVIEWER],
    }.items():
        forget(cache_of(room))  # what was checked
        room.run("status")  # now the memory has learnt what was signed last
        read.clear()
        newsroom.CliRunner().invoke(newsroom.cli, ["--project", str(room.root), *arguments])
        parsed[name] = dict(read)
    one = {"source visit": 1, "catalog visit": 1, "ledger visit": 1}
    # What is translated otherwise elsewhere is looked for in the other's ledger.
    assert parsed["check"] == {**one, "source other": 1, "catalog other": 1, "ledger other": 2}
    assert parsed["check one"] == parsed["submit"] == parsed["approve"] == {**one, "ledger other": 1}


def test_nothing_is_parsed_to_say_again_what_was_said(room: Newsroom, read: Counter[str]) -> None:
    room.run("translate")
    room.translate_by_hand()
    room.run("status")
    read.clear()
    room.run("status")
    assert not read
    room.run("translate")
    read.clear()
    room.run("translate")  # the units of one are translated, those of the other are missing
    assert read == {"source other": 1, "catalog other": 1}


def test_nothing_is_parsed_to_find_again_what_was_found(room: Newsroom, read: Counter[str]) -> None:
    room.run("translate")
    room.translate_by_hand()
    room.translate_by_hand("other", **{"双方签署了备忘录。": "签 was signed."})
    said = room.run("check").output
    read.clear()
    assert room.run("check").output == said
    assert not read
    room.translate_by_hand("other", **{"双方签署了备忘录。": "签 was signed again."})
    assert "signed again" in room.run("check").output
    assert read == {"source other": 1, "catalog other": 1, "ledger other": 1}
    read.clear()
    room.run("check", "--fix")
    assert read["source visit"] == read["source other"] == 1


def test_check_finds_what_it_would_find_without_its_cache_whatever_changed(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = "source,target,kind,variants,valid_from,valid_until,note\n"
    room.write("locales/en/terms.csv", terms)
    room.write("sources/images/signing.png", newsroom.PNG)
    room.run("translate")
    room.translate_by_hand(**{"双方将于明年再次会晤。": "双方 will meet again next year."})
    room.translate_by_hand("other")

    def waive(*more: str) -> None:
        found = json.loads(room.run("check", "visit", "--format", "json", status=1).stdout)
        error = next(each for each in found if each["severity"] == "error")
        arguments = [error["check"], "--unit", error["key"], "--reason", "It is meant.", *more]
        room.run("waive", "visit", *arguments, "--as", TRANSLATOR)

    def approve_otherwise() -> None:
        room.translate_by_hand("other", **{"双方签署了备忘录。": "A memorandum was signed."})
        room.sign_off("other")

    def come_back() -> None:
        room.run("submit", "visit", "--as", TRANSLATOR)
        room.run("return", "visit", "--reason", "Not yet.", "--as", REVIEWER)

    picture = room.root / "sources/images/signing.png"
    changes: dict[str, Callable[[], object]] = {
        "catalog": lambda: room.translate_by_hand(**{"双方签署了备忘录。": "Both sides signed 备忘录."}),
        "ledger": lambda: waive("--until", "2018-10-25"),
        "day": lambda: monkeypatch.setenv("CLOCK", str(1540000000 + 10 * 86400)),
        "picture is gone": picture.unlink,
        "picture": lambda: room.write("sources/images/signing.png", newsroom.PNG),
        "terms": lambda: room.write("locales/en/terms.csv", f"{terms}代表团,mission,term,,,,\n"),
        "settings": lambda: room.write("workflow.toml", newsroom.SETTINGS.replace('length = "off"', 'terms = "error"')),
        "elsewhere": approve_otherwise,
        "source": lambda: room.write("sources/visit.md", newsroom.VISIT.replace("title: 代表团访问日内瓦\n", "")),
        "catalog again": lambda: [room.run("translate"), room.translate_by_hand()],
        "waived": waive,
        "settings again": lambda: room.write(
            "workflow.toml", newsroom.SETTINGS.replace("values", 'title = "off", leftovers = "off", values')
        ),
        "returned": come_back,
        "another with the id": lambda: room.write("sources/below/visit.md", newsroom.VISIT),
        "a name": (room.root / "sources/visit.md").unlink,
    }
    before: list[Any] = []
    for what, change in changes.items():
        change()
        said = []
        for cache in ("cache", "cache", f"empty {what}"):
            monkeypatch.setenv("WORKFLOW_CACHE", str(room.root.parent / cache))
            runs = [room.run("check", status=None), room.run("check", "--format", "json", status=None)]
            runs += [room.run("check", each, status=None) for each in ("visit", "other")]
            said.append([(run.exit_code, run.output) for run in runs])
        assert said[0] == said[1] == said[2], what
        assert said[0] != before, what
        before = said[0]
        monkeypatch.setenv("WORKFLOW_CACHE", str(cache_of(room)))


def test_a_row_is_made_again_when_what_it_depends_on_changed_and_no_other(room: Newsroom, read: Counter[str]) -> None:
    room.write("sources/third.md", "---\ntitle: 第三则\n---\n\n与别的都不同。\n")
    room.run("translate")
    for release in ("visit", "other", "third"):
        room.translate_by_hand(release)
    before = room.status()
    room.write("sources/third.md", "---\ntitle: 第三则\n---\n\n与别的全都不同。\n")
    read.clear()
    assert room.status() != before
    assert {name for name in read if name.startswith("source ")} == {"source third"}
    # What is approved of one release is compared with the same sentences of another.
    room.translate_by_hand(**{"双方签署了备忘录。": "They signed it."})
    room.sign_off()
    read.clear()
    rows = {row["release"]: row for row in room.status()}
    assert {name for name in read if name.startswith("source ")} == {"source visit", "source other"}
    assert (
        rows["other"]["findings"]["warning"] > next(r for r in before if r["release"] == "other")["findings"]["warning"]
    )


def test_a_row_ends_with_the_last_day_of_a_waiver(
    room: Newsroom, read: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    room.write("workflow.toml", newsroom.SETTINGS.replace('length = "off"', 'length = "off", leftovers = "error"'))
    room.run("translate")
    catalog = room.catalog()
    units = tuple(replace(unit, target="字", fuzzy=False) for unit in catalog.units)
    room.catalog_path().write_bytes(catalogs.dump(replace(catalog, units=units)))
    found = json.loads(room.run("check", "visit", "--format", "json", status=1).stdout)
    error = next(each for each in found if each["severity"] == "error")
    arguments = [error["check"], "--unit", error["key"], "--reason", "It is meant."]
    room.run("waive", "visit", *arguments, "--until", "2018-10-25", "--as", TRANSLATOR)

    def errors(day: str) -> int:
        monkeypatch.setenv("CLOCK", str(1540000000 + 86400 * (int(day[-2:]) - 20)))
        return next(row["findings"]["error"] for row in room.status() if row["release"] == "visit")

    waived = errors("2018-10-20")
    read.clear()
    assert errors("2018-10-25") == waived
    assert not read
    assert errors("2018-10-26") > waived
    assert read
    assert errors("2018-10-25") == waived
