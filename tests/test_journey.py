"""The journey of a release, through the command line: translate, review, submit, approve, publish, and again."""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from newsroom import PNG, REVIEWER, TRANSLATOR, VISIT, Machine, Newsroom, make, spelled

from workflow import files
from workflow.catalogs import po as catalogs
from workflow.contracts import registries
from workflow.contracts.engines import Engine, Hypothesis
from workflow.errors import MissingError
from workflow.newsroom import folder
from workflow.signoff import ledger as ledgers
from workflow.signoff.entries import Withdraw


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return make(tmp_path)


def test_a_release_travels_from_source_to_page(room: Newsroom) -> None:
    assert room.state() == ("new", "none")
    room.run("translate")
    assert room.state() == ("draft", "none")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    assert room.state() == ("submitted", "none")
    room.run("approve", "visit", "--as", REVIEWER)
    assert room.state() == ("approved", "none")
    room.run("publish")
    assert room.state() == ("published", "current")
    names = set(room.files("public"))
    assert {
        f"en/visit{kind}"
        for kind in (".html", ".side.html", ".lines.html", ".md", ".certificate.html", ".certificate.json")
    } <= names
    assert {"en/index.html", "style.css"} <= names
    page = room.files("public")["en/visit.html"].decode("utf-8")
    assert "Words 1." in page
    assert "Translated from" in page


def test_a_second_run_of_everything_changes_no_byte(room: Newsroom) -> None:
    room.run("translate")
    room.sign_off()
    room.run("publish")
    before = room.files()
    room.run("translate")
    room.run("publish")
    room.run("status")
    room.run("check")
    assert room.files() == before


def test_public_can_be_deleted_and_comes_back_byte_for_byte(room: Newsroom) -> None:
    room.run("translate")
    room.sign_off()
    room.run("publish")
    before = room.files()
    for path in before:
        if path.startswith("public/"):
            (room.root / path).unlink()
    room.run("publish")
    assert room.files() == before


def test_pages_are_made_from_the_approved_edition_and_never_from_the_catalog(room: Newsroom) -> None:
    room.run("translate")
    room.sign_off()
    room.run("publish")
    before = room.files("public")
    room.translate_by_hand(**{"双方签署了备忘录。": "Something that nobody approved."})
    assert room.state() == ("outdated", "outdated")
    result = room.run("publish")
    assert "visit (en): not approved (outdated)" in result.stderr
    assert "keeps the last approved page" in result.stderr
    after = room.files("public")
    assert {path: data for path, data in after.items() if "index" not in path} == {
        path: data for path, data in before.items() if "index" not in path
    }
    assert b"nobody approved" not in b"".join(after.values())


def test_publishing_a_named_release_that_is_not_approved_fails_with_the_to_do_list(room: Newsroom) -> None:
    room.run("translate")
    result = room.run("publish", "visit", status=1)
    assert re.search(r"visit \(en\): not approved \(draft\): \d+ missing", result.stderr)
    assert not (room.root / "public" / "en" / "visit.html").exists()


def test_publish_without_names_publishes_what_is_approved_and_lists_the_rest(room: Newsroom) -> None:
    room.write("sources/other.md", "# 另一篇\n\n内容。\n")
    room.run("translate")
    room.sign_off()
    result = room.run("publish")
    assert "other (en): not approved (draft)" in result.stderr
    assert (room.root / "public/en/visit.html").is_file()
    assert not (room.root / "public/en/other.html").exists()


def test_a_draft_page_is_watermarked_and_never_under_public(room: Newsroom) -> None:
    room.run("translate")
    room.run("publish", "visit", "--draft")
    page = (room.root / "drafts/en/visit.html").read_text(encoding="utf-8")
    assert "not approved" in page
    assert not (room.root / "public").exists()
    room.run("publish", "--draft", "--out", str(room.root / "public"), status=2)


@pytest.mark.parametrize("folder", ["sources", "locales/en", "."])
def test_pages_are_not_written_among_the_newsrooms_own_files(room: Newsroom, folder: str) -> None:
    assert "own files" in room.run("publish", "--out", str(room.root / folder), status=2).stderr


def test_an_edited_sentence_keeps_its_translation_as_stale_and_the_site_its_page(room: Newsroom) -> None:
    room.run("translate")
    room.sign_off()
    room.run("publish")
    room.write("sources/visit.md", VISIT.replace("9月3日", "9月4日"))
    row = room.status()[0]
    assert (row["state"], row["public"], row["units"]["stale"]) == ("outdated", "outdated", 1)
    room.run("translate")
    stale = next(unit for unit in room.catalog().units if unit.previous_source)
    assert (stale.fuzzy, stale.previous_source) == (True, "代表团于9月3日抵达日内瓦。")
    assert any("changed: " in line and "3" in line and "4" in line for line in stale.comments)
    room.sign_off()
    room.run("publish")
    assert room.state() == ("published", "current")


def test_a_returned_text_is_corrected_submitted_and_approved_again(room: Newsroom) -> None:
    room.run("translate")
    assert "can be returned" in room.run("return", "visit", "--as", REVIEWER, "--reason", "x", status=1).stderr
    room.sign_off()
    room.run("return", "visit", "--as", REVIEWER, "--reason", "a wrong name")
    assert room.state() == ("returned", "none")
    room.run("publish", "visit", status=1)
    room.translate_by_hand(**{"双方签署了备忘录。": "Better words."})
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    assert room.state() == ("approved", "none")


def test_a_reviewer_who_submits_instead_of_approving_gets_an_error(room: Newsroom) -> None:
    room.run("translate")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    assert "workflow approve visit --to en" in room.run("submit", "visit", "--as", REVIEWER, status=1).stderr
    room.run("approve", "visit", "--as", REVIEWER)


def test_a_page_that_no_ledger_accounts_for_is_removed(room: Newsroom) -> None:
    room.run("translate")
    room.sign_off()
    room.run("publish")
    before = room.files("public")
    room.write("public/en/stray.html", before["en/visit.html"])
    room.write("public/robots.txt", "x")
    room.run("publish")
    assert room.files("public") == {**before, "robots.txt": b"x"}


def test_a_broken_catalog_takes_nothing_off_the_site(room: Newsroom) -> None:
    room.run("translate")
    room.sign_off()
    room.run("publish")
    before = room.files("public")
    room.write("locales/en/visit.po", 'msgid "x')
    room.run("publish", status=1)
    assert room.files("public") == before
    assert "outdated: " in room.run("verify", status=1).stdout


def test_a_copy_of_the_site_elsewhere_says_nothing_to_the_ledger(room: Newsroom, tmp_path: Path) -> None:
    room.run("translate")
    room.sign_off()
    room.run("publish", "--out", str(tmp_path / "copy"))
    assert (tmp_path / "copy/en/visit.html").is_file()
    assert room.state() == ("approved", "none")
    room.run("publish", "--draft", "--out", str(tmp_path / "copy"), status=2)


def test_a_withdrawn_text_is_taken_down_whatever_else_is_wrong(room: Newsroom) -> None:
    room.run("translate")
    room.sign_off()
    room.run("publish")
    ledger = room.root / "locales/en/visit.jsonl"
    old = ledgers.load(ledger.read_bytes(), name="visit.jsonl", release="visit", language="en")
    new = old.with_entry(Withdraw("x"), who=REVIEWER, when="2018-09-12T08:00:00Z", tool="t")
    ledger.write_bytes(ledgers.dump(new))
    assert all(
        line.startswith("outdated: ") for line in room.run("verify", status=1).stdout.splitlines() if "visit." in line
    )
    room.write("sources/bad.md", b"\0")
    room.run("publish", status=1)
    pages = [path.read_bytes() for path in (room.root / "public/en").glob("visit*")]
    assert pages
    assert not any(b"Words" in data for data in pages)


def test_a_source_that_moved_with_its_pictures_can_be_published(room: Newsroom) -> None:
    room.write("sources/visit.md", VISIT.replace("date:", "id: visit\ndate:"))
    room.run("translate")
    room.sign_off()
    for name in ("visit.md", "images/signing.png"):
        (room.root / "sources/2018" / name).parent.mkdir(parents=True, exist_ok=True)
        (room.root / "sources" / name).rename(room.root / "sources/2018" / name)
    room.run("publish", "visit")
    room.run("verify")


def test_pages_are_not_removed_through_a_link_out_of_the_site(room: Newsroom) -> None:
    room.run("translate")
    room.sign_off()
    room.write("elsewhere/" + "a" * 32 + ".png", PNG)
    (room.root / "public").mkdir()
    (room.root / "public/images").symlink_to(room.root / "elsewhere", target_is_directory=True)
    assert "leave the site" in room.run("publish", status=1).stderr
    assert room.files("elsewhere")


def test_a_named_publish_into_an_empty_site_leaves_no_dead_link(room: Newsroom) -> None:
    room.write("sources/other.md", "# 另一篇\n\n内容。\n")
    room.run("translate")
    room.sign_off()
    room.sign_off("other")
    room.run("publish")
    shutil.rmtree(room.root / "public")
    room.run("publish", "other")
    site = room.root / "public/en"
    for link in re.findall(r'href="([^"#:]+)"', (site / "index.html").read_text(encoding="utf-8")):
        assert (site / link).is_file(), link


def test_a_signature_made_while_pages_are_written_is_not_lost(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.run("translate")
    room.sign_off()
    from workflow.newsroom import press

    real = press.put

    def put(folder: Path, files: Mapping[str, bytes]) -> list[str]:
        monkeypatch.setattr(press, "put", real)
        room.run("return", "visit", "--as", REVIEWER, "--reason", "stop")
        return real(folder, files)

    monkeypatch.setattr(press, "put", put)
    assert "publish again" in room.run("publish", status=1).stderr
    assert room.state() == ("returned", "none")
    assert not list((room.root / "public/en").glob("visit*"))


def test_a_save_by_an_editor_while_translate_runs_is_not_lost(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.run("translate")
    room.write("sources/visit.md", VISIT + "\n又一句。\n")
    from workflow.catalogs import sync as syncing

    real = syncing.sync

    def sync(*arguments: Any, **named: Any) -> Any:
        result = real(*arguments, **named)
        monkeypatch.setattr(syncing, "sync", real)
        room.translate_by_hand()
        return result

    monkeypatch.setattr(syncing, "sync", sync)
    room.run("translate")
    assert [unit.source for unit in room.catalog().units if not unit.target] == ["又一句。"]


def test_approved_words_that_are_gone_from_the_catalog_come_back_from_the_ledger_as_drafts(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registries.ENGINES.places, "argos", "nowhere:nothing")
    room.run("translate")
    room.sign_off()
    before = {unit.key: unit.target for unit in room.catalog().units}
    room.catalog_path().unlink()
    room.run("translate", "--engine", "argos")  # and no model is loaded: nothing is left for it
    units = room.catalog().units
    assert {unit.key: unit.target for unit in units} == before
    assert all(unit.fuzzy and unit.origin == "memory: 100 % from visit" for unit in units)


def test_blank_words_are_no_translation(room: Newsroom) -> None:
    room.run("translate")
    room.translate_by_hand(**{"双方签署了备忘录。": "   "})
    assert room.status()[0]["units"]["missing"] == 1
    assert "1 missing" in room.run("submit", "visit", "--as", TRANSLATOR, status=1).stderr


def test_a_catalog_or_source_path_names_its_release(room: Newsroom) -> None:
    room.run("translate")
    for path in (room.catalog_path(), room.root / "sources/visit.md"):
        assert room.status(str(path))[0]["release"] == "visit"


def test_a_release_renamed_with_its_id_keeps_its_identity(room: Newsroom) -> None:
    room.write("sources/visit.md", VISIT.replace("date:", "id: visit\ndate:"))
    room.run("translate")
    room.sign_off()
    (room.root / "sources/visit.md").rename(room.root / "sources/renamed.md")
    assert room.state() == ("approved", "none")


def test_an_approved_picture_that_changed_is_not_published(room: Newsroom) -> None:
    room.run("translate")
    room.sign_off()
    room.write("sources/images/signing.png", PNG + b"more")
    assert room.state() == ("outdated", "none")
    room.run("publish", "visit", status=1)


def test_a_missing_picture_is_a_finding_and_not_a_crash(room: Newsroom) -> None:
    (room.root / "sources/images/signing.png").unlink()
    room.run("translate")
    result = room.run("check", status=1)
    assert "images/signing.png is missing next to sources/visit.md" in result.stdout
    room.translate_by_hand()
    assert "images" in room.run("submit", "visit", "--as", TRANSLATOR, status=1).stderr


@pytest.mark.parametrize(
    "address", ["https://www.example.org/a.png", "HTTP://www.example.org/a.png", "//example.org/a.png"]
)
def test_a_picture_on_the_web_is_not_called_missing_from_the_folder(room: Newsroom, address: str) -> None:
    room.write("sources/visit.md", VISIT.replace("images/signing.png", address))
    room.run("translate")
    printed = room.run("check", status=None).stdout
    assert f"the picture {address} is on the web and will not be shown; save it next to sources/visit.md" in printed
    assert "put a copy there" not in printed


def test_a_picture_outside_sources_is_never_read(room: Newsroom) -> None:
    room.write("secret.png", PNG)
    room.write("sources/visit.md", VISIT.replace("images/signing.png", "../secret.png"))
    room.run("translate")
    assert "../secret.png" in room.run("check", status=1).stdout


def test_status_prints_a_table_that_lines_up_under_chinese(room: Newsroom) -> None:
    room.write("sources/新闻稿.md", "---\ntitle: 题\ndate: 2018-09-12\n---\n")
    lines = room.run("status").stdout.splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("RELEASE  LANG  ")
    assert lines[1].startswith("visit    en    ")
    assert lines[2] == "    translator: workflow translate visit --to en"
    assert lines[3].startswith("新闻稿   en    ")  # six places wide


def test_status_as_csv_has_the_columns_of_the_table(room: Newsroom) -> None:
    rows = list(csv.DictReader(io.StringIO(room.run("status", "--format", "csv").stdout)))
    assert rows[0]["release"] == "visit"
    assert rows[0]["state"] == "new"
    assert int(rows[0]["total"]) == int(rows[0]["missing"]) > 0


def test_status_says_what_to_do_with_a_catalog(room: Newsroom) -> None:
    assert room.status()[0]["next"] == "workflow translate visit --to en"
    room.run("translate")
    catalog = room.catalog()
    # Nothing drafts in this newsroom, so that the same command once more would do nothing.
    assert room.status()[0]["next"] == f"translate {len(catalog.units)} units in locales/en/visit.po"
    first, *rest = catalog.units
    draft = replace(first, target="A draft", fuzzy=True)
    room.catalog_path().write_bytes(catalogs.dump(replace(catalog, units=(draft, *rest))))
    assert room.status()[0]["next"] == f"review {len(catalog.units)} units in locales/en/visit.po"
    room.translate_by_hand(**{"双方签署了备忘录。": "双方签署了备忘录。"})
    assert room.status()[0]["next"] == "workflow check visit --to en"
    room.translate_by_hand(**{"双方签署了备忘录。": "Words."})
    assert room.status()[0]["next"] == "workflow submit visit --to en"


@pytest.mark.parametrize(("count", "says"), [(1, "review 1 unit in "), (2, "review 2 units in ")])
def test_status_counts_what_is_left_to_review(room: Newsroom, count: int, says: str) -> None:
    room.run("translate")
    room.translate_by_hand()
    catalog = room.catalog()
    units = tuple(replace(unit, fuzzy=place < count) for place, unit in enumerate(catalog.units))
    room.catalog_path().write_bytes(catalogs.dump(replace(catalog, units=units)))
    assert room.status()[0]["next"] == f"{says}locales/en/visit.po"


def test_status_can_fail_on_a_state(room: Newsroom) -> None:
    room.run("status", "--fail-on", "new", status=1)
    room.run("status", "--fail-on", "outdated")


def test_status_remembers_until_a_byte_changes(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.run("translate")
    before = room.status()
    monkeypatch.setattr("workflow.newsroom.judging.findings", lambda *_: pytest.fail("looked again"))
    assert room.status() == before
    monkeypatch.undo()
    for path in ("sources/visit.md", "sources/images/signing.png", "locales/en/visit.po", "workflow.toml"):
        looked = []
        monkeypatch.setattr(
            "workflow.newsroom.judging.findings", lambda present, *_, looked=looked: looked.append(present) or ()
        )
        file = room.root / path
        file.write_bytes(file.read_bytes() + (b"approvals = 2\n" if file.suffix == ".toml" else b"\n"))
        room.status()
        assert looked, path
        monkeypatch.undo()


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"digest": 1, "program": 2, "rows": 3}'])
def test_a_broken_cache_is_no_cache(room: Newsroom, content: bytes) -> None:
    before = room.status()
    for file in Path(os.environ["WORKFLOW_CACHE"]).rglob("*.json"):
        file.write_bytes(content)
    assert room.status() == before


def test_an_orphaned_catalog_is_listed_and_never_deleted(room: Newsroom) -> None:
    room.run("translate")
    room.translate_by_hand()
    (room.root / "sources/visit.md").unlink()
    room.run("translate")
    assert room.state() == ("orphaned", "none")
    assert room.catalog_path().is_file()


@pytest.mark.parametrize("signed", [False, True])
def test_a_release_whose_source_is_gone_is_named_as_such_by_every_command(room: Newsroom, signed: bool) -> None:
    room.write("sources/letter.md", "---\ntitle: 来信\ndate: 2018-09-12\n---\n\n电话不变。\n")
    room.run("translate")
    room.translate_by_hand()
    if signed:
        room.sign_off()
    (room.root / "sources/visit.md").unlink()
    everything = room.status()
    for name in ("visit", "locales/en/visit.po"):
        assert room.status(name) == [row for row in everything if row["release"] == "visit"]
    assert room.status("visit", "letter") == [*room.status("letter"), *room.status("visit")]
    for command in ("check", "translate", "terms suggest"):
        assert "visit: its source is gone; restore it" in room.run(*command.split(), "visit", status=2).stderr
    drafts = room.run("publish", "--draft", "visit", status=1 if signed else 2).stderr
    assert "its source is gone; restore it" in drafts
    assert "translate" not in drafts


def test_a_release_is_not_said_to_be_gone_while_a_source_cannot_be_read(room: Newsroom) -> None:
    room.run("translate")
    (room.root / "sources/visit.md").rename(room.root / "sources/letter.md")
    with (room.root / "sources/letter.md").open("ab") as file:
        file.write(b"\xff")
    for command in ("status", "check"):
        assert "visit: no such release" in room.run(command, "visit", status=2).stderr


@pytest.mark.parametrize("name", ["", " ", ".", "sources", "locales"])
def test_what_names_no_release_is_one_sentence_and_not_every_release(room: Newsroom, name: str) -> None:
    """An empty variable in a script: workflow submit "$release"."""
    room.run("translate")
    signing = ("--as", TRANSLATOR)
    for command in (
        *(["status"], ["check"], ["translate"], ["publish"], ["publish", "--draft"], ["verify"], ["review", "--sheet"]),
        *(["submit", *signing], ["approve", *signing], ["return", "--reason", "x", *signing], ["terms", "suggest"]),
        *(["withdraw", "--reason", "x", *signing], ["supersede", "--by", "visit", *signing]),
    ):
        told = room.run(*command, name, status=2).stderr
        assert f"{name}: no such release" in told.replace("'", "")


def test_ctrl_c_keeps_what_is_done_and_a_second_run_continues(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:STOPPING")
    assert "interrupted" in room.run("translate", "--engine", "argos", status=130).stderr
    assert [bool(unit.target) for unit in room.catalog().units][:3] == [True, True, False]
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    room.run("translate", "--engine", "argos")
    assert all(
        unit.target and unit.fuzzy and unit.origin == "mt: machine (score -0.10)" for unit in room.catalog().units
    )


def test_a_draft_that_could_not_be_saved_is_not_said_to_be_there(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    room.write("sources/letter.md", "---\ntitle: 来信\ndate: 2018-09-12\n---\n\n电话不变。\n")
    room.run("translate", "--engine", "none")

    def full(path: Path, data: bytes, seen: bytes | None) -> bool:
        if path.name == "letter.drafts.jsonl":
            raise MissingError(f"{path.name}: cannot be written")
        return files.write_over(path, data, seen)

    monkeypatch.setattr(folder, "write_over", full)
    said = room.run("translate", "--engine", "argos", status=3)
    assert "letter.drafts.jsonl: cannot be written" in said.stderr
    assert not any(unit.target for unit in room.catalog("letter").units)
    drafted = sum(unit.fuzzy for unit in room.catalog().units)
    assert f"{drafted} of {drafted + 2} sentences drafted" in said.stdout


def test_a_draft_never_touches_what_a_translator_saved_meanwhile(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Meanwhile(Machine):
        def translate(
            self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
        ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
            room.translate_by_hand()
            yield from super().translate(texts, hypotheses=hypotheses, no_repeat=no_repeat)

    monkeypatch.setattr("newsroom.MACHINE", Engine(lambda source, target: Meanwhile()))
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    room.run("translate", "--engine", "argos")
    assert all(unit.target.startswith("Words") and not unit.fuzzy for unit in room.catalog().units)


def test_a_second_translate_with_nothing_to_do_never_loads_an_engine(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    room.run("translate", "--engine", "argos")
    monkeypatch.setitem(registries.ENGINES.places, "argos", "nowhere:nothing")
    for _ in range(2):  # the second time, the cache knows that it is in sync
        assert room.run("translate", "--engine", "argos").output.endswith("visit.po: in sync, 6 units\n")


def test_a_dry_run_writes_nothing(room: Newsroom) -> None:
    before = room.files()
    result = room.run("translate", "--dry-run", "--engine", "argos")
    assert "6 units, 6 to draft" in result.output
    assert "would be drafted" in result.output
    assert room.files() == before


# --- bad input ---


def test_a_folder_that_is_no_newsroom_says_how_to_make_one(tmp_path: Path) -> None:
    assert "workflow init" in Newsroom(tmp_path).run("status", status=3).stderr


def test_a_newsroom_without_sources_says_what_to_do(room: Newsroom) -> None:
    (room.root / "sources").rename(room.root / "gone")
    assert "create it for releases" in room.run("translate", status=3).stderr


def test_an_unknown_release_suggests_the_nearest(room: Newsroom) -> None:
    assert "did you mean visit?" in room.run("translate", "vist", status=2).stderr


def test_an_unknown_language_names_those_there_are(room: Newsroom) -> None:
    assert "target languages (en)" in room.run("status", "--to", "fr", status=2).stderr


def test_an_unknown_command_suggests_the_nearest(room: Newsroom) -> None:
    assert "did you mean translate?" in room.run("translat", status=2).stderr


def test_an_unknown_setting_is_named(room: Newsroom) -> None:
    room.write("workflow.toml", "[project]\nofice = 'x'\n")
    assert "did you mean project.office?" in room.run("status", status=2).stderr


def test_without_a_signer_the_error_says_how_to_name_one(room: Newsroom) -> None:
    room.run("translate")
    room.translate_by_hand()
    assert "--as" in room.run("submit", "visit", status=2).stderr
    assert "does not name a signer" in room.run("submit", "visit", "--as", "translator", status=2).stderr
    assert room.state() == ("draft", "none")
    room.run("submit", "visit", env={"WORKFLOW_USER": TRANSLATOR})
    assert room.state() == ("submitted", "none")


def test_who_signs_comes_from_git_when_nothing_else_says(room: Newsroom) -> None:
    room.run("translate")
    room.translate_by_hand()
    config = room.write("gitconfig", "[user]\n\tname = Translator\n\temail = translator@example.org\n")
    room.run("submit", "visit", env={"GIT_CONFIG_GLOBAL": str(config)})
    assert TRANSLATOR in (room.root / "locales/en/visit.jsonl").read_text(encoding="utf-8")


def test_two_sources_with_one_id_are_an_error_that_names_both(room: Newsroom) -> None:
    room.write("sources/2018/visit.md", VISIT)
    error = room.run("status", status=1).stderr
    assert "sources/2018/visit.md and sources/visit.md" in error


@pytest.mark.parametrize("data", [b"\0\1\2", b"abc\xff\xfe", "文本".encode("utf-16")])
def test_a_source_that_is_not_text_is_named_and_the_others_go_on(room: Newsroom, data: bytes) -> None:
    room.write("sources/bad.md", data)
    error = room.run("translate", status=1).stderr
    assert error.startswith("workflow: sources/bad.md: ")
    assert error.count("\n") == 1
    assert room.catalog().units


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'msgid "a\nmsgstr ""\n', ":1: "),
        (
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "双"\nmsgstr "x"\n\nmsgid "双"\nmsgstr "y"\n',
            ":7: ",
        ),
        ('msgid ""\nmsgstr "Language: de\\nContent-Type: text/plain; charset=UTF-8\\n"\n', "de"),
        ('msgid ""\nmsgstr ""\n\nmsgid "双方"\nmsgstr "x"\n'.encode("gb18030"), "UTF-8"),
        (b"<<<<<<< HEAD\n", "merge conflict"),
    ],
)
def test_a_broken_catalog_is_one_sentence_and_the_file_is_left_as_it_is(
    room: Newsroom, content: str | bytes, says: str
) -> None:
    file = room.write("locales/en/visit.po", content)
    before = file.read_bytes()
    for command in ("translate", "status", "publish"):
        error = room.run(command, status=1).stderr
        assert says in error
        assert "visit.po" in error
    assert file.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_named(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refused)
    error = room.run("translate", status=3).stderr
    assert "visit.po: cannot be written (Permission denied)" in error


def test_a_disk_that_fills_while_saving_leaves_the_old_catalog_whole(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.run("translate")
    before = room.files()
    room.write("sources/visit.md", VISIT + "\n又一句。\n")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left on device" in room.run("translate", status=3).stderr
    monkeypatch.undo()
    assert {p: d for p, d in room.files().items() if p.startswith("locales")} == {
        p: d for p, d in before.items() if p.startswith("locales")
    }


def test_an_empty_source_has_nothing_to_translate(room: Newsroom) -> None:
    room.write("sources/empty.md", "")
    room.run("translate")
    row = next(row for row in room.status() if row["release"] == "empty")
    assert row["units"]["total"] == 0
    assert "nothing to translate" in room.run("submit", "empty", "--as", TRANSLATOR, status=1).stderr


@pytest.mark.parametrize("variant", ["bom", "crlf", "gb18030", "no final newline"])
def test_the_same_words_in_another_encoding_or_with_other_line_ends_are_the_same_release(
    room: Newsroom, variant: str
) -> None:
    room.run("translate")
    room.sign_off()
    data = {
        "bom": VISIT.encode("utf-8-sig"),
        "crlf": VISIT.replace("\n", "\r\n").encode("utf-8"),
        "gb18030": VISIT.encode("gb18030"),
        "no final newline": VISIT.rstrip("\n").encode("utf-8"),
    }[variant]
    room.write("sources/visit.md", data)
    assert room.state() == ("approved", "none")
    before = room.files("locales")
    room.run("translate")
    assert room.files("locales") == before
    assert (room.root / "sources/visit.md").read_bytes() == data


# --- init and help ---


def test_init_makes_a_newsroom_that_works_and_changes_nothing_that_is_there(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "new")
    room.run("init")
    room.write("sources/a.md", "# 题\n\n一。\n")
    before = room.files()
    room.run("init", status=2)
    assert room.files() == before
    room.run("translate", "--engine", "none")
    assert room.state("a") == ("draft", "none")


def test_the_newsroom_is_found_from_a_folder_within(room: Newsroom) -> None:
    code = "import sys; from workflow.cli import main; sys.argv = ['workflow', 'status']; main()"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=room.root / "sources",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "visit" in result.stdout


def test_redraft_makes_again_what_a_run_before_found_nothing_to_do_for(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    monkeypatch.setattr("workflow.newsroom.cache.is_settled", bool)
    for _ in range(3):
        room.run("translate", "--engine", "argos")
    targets = [unit.target for unit in room.catalog().units]
    monkeypatch.setattr("newsroom.spelled", lambda text: spelled(text).replace("i", "o"))
    room.run("translate", "--engine", "argos", "--redraft")
    assert [unit.target for unit in room.catalog().units] == [made.replace("i", "o") for made in targets]


def test_redraft_makes_untouched_drafts_again_and_no_others(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    room.run("translate", "--engine", "argos")
    before = room.catalog()
    targets = [unit.target for unit in before.units]
    edited, kept, *_ = before.units
    units = (replace(edited, target="A person's words"), replace(kept, fuzzy=False), *before.units[2:])
    room.catalog_path().write_bytes(catalogs.dump(replace(before, units=units)))
    monkeypatch.setattr("newsroom.spelled", lambda text: spelled(text).replace("i", "o"))
    room.run("translate", "--engine", "argos", "--redraft")
    after = room.catalog()
    assert after.units[:2] == units[:2]
    assert [unit.target for unit in after.units[2:]] == [made.replace("i", "o") for made in targets[2:]]
