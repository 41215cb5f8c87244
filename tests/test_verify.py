"""``workflow verify``: altered and outdated are told apart, and every file of the site is looked at."""

import importlib
import pkgutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from newsroom import REVIEWER, TRANSLATOR, VISIT, Newsroom, make

from workflow import TOOL, __version__, newer, newest
from workflow import newsroom as newsroom_package
from workflow.model import sha256
from workflow.newsroom.folder import Newsroom as Project
from workflow.newsroom.verify import verify
from workflow.signoff import ledger as ledgers
from workflow.signoff.entries import Publish
from workflow.writers import dates


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    made = make(tmp_path)
    made.run("translate")
    made.sign_off()
    made.run("publish")
    return made


def failures(room: Newsroom, status: int = 1) -> list[str]:
    """The failures, and nothing of what the command says of itself."""
    return room.run("verify", status=status).stdout.splitlines()[:-2]


def test_a_published_newsroom_holds(room: Newsroom) -> None:
    result = room.run("verify")
    assert "1 release, 1 approval, 12 files of the site: no failures" in result.stdout
    assert "asserted" in result.stdout


def test_without_a_site_no_pages_are_verified(room: Newsroom) -> None:
    (room.root / "public").rename(room.root / "elsewhere")
    assert "no site to verify: no failures" in room.run("verify").stdout
    assert "12 files of the site" in room.run("verify", "--out", str(room.root / "elsewhere")).stdout


def test_whoever_has_only_the_site_is_told_what_it_takes(room: Newsroom) -> None:
    site = room.root.parent / f"{room.root.name} site"
    (room.root / "public").rename(site)
    said = Newsroom(site).run("verify", status=3).stderr
    assert f"{site}: is a published site, not its newsroom" in said


@pytest.mark.parametrize("change", ["target", "source", "picture"])
def test_what_moved_on_after_the_approval_is_outdated_and_not_altered(room: Newsroom, change: str) -> None:
    if change == "target":
        room.translate_by_hand(**{"双方签署了备忘录。": "Other words."})
    elif change == "source":
        room.write("sources/visit.md", VISIT.replace("9月3日", "9月4日"))
    else:
        picture = room.root / "sources/images/signing.png"
        picture.write_bytes(picture.read_bytes() + b"x")
    assert failures(room) == ["outdated: visit (en): the source or the translation changed after it was approved"]


def test_every_file_of_the_site_is_compared(room: Newsroom) -> None:
    for path, data in room.files("public").items():
        file = room.root / "public" / path
        file.write_bytes(data + b" ")
        assert any(line.startswith("altered: ") and file.name in line for line in failures(room)), path
        file.unlink()
        assert any(line.startswith("altered: ") and file.name in line for line in failures(room)), path
        file.write_bytes(data)
    assert room.run("verify").exit_code == 0


def test_a_file_that_was_not_published_is_named(room: Newsroom) -> None:
    room.write("public/en/other.html", "x")
    assert [line for line in failures(room) if "other.html: is not from any ledger" in line]


def test_what_a_killed_command_left_is_not_taken_for_a_forgery(room: Newsroom) -> None:
    room.write("public/en/.visit.html.abcd_123.workflow-tmp", "half")
    assert [line for line in failures(room) if line.startswith("outdated: ") and "killed" in line]
    room.run("publish")
    room.run("verify")


def test_pages_made_with_other_settings_are_outdated_and_not_altered(room: Newsroom) -> None:
    settings_file = room.root / "workflow.toml"
    settings_file.write_text(
        settings_file.read_text(encoding="utf-8").replace("The Office", "Another Office"), encoding="utf-8"
    )
    lines = failures(room)
    assert lines
    assert all(line.startswith("outdated: ") and "publish again" in line for line in lines)
    # A page that was published is missing: that is a change, unless the list is as it was published too.
    page, index = room.root / "public/en/visit.html", room.root / "public/en/index.html"
    page.unlink()
    assert f"outdated: {page}: is missing; publish again" in failures(room)
    published = index.read_bytes()
    index.write_bytes(published + b"\n")
    assert f"altered: {page}: is missing; publish again" in failures(room)
    index.write_bytes(published)
    room.run("publish")
    room.run("verify")


def test_pages_made_by_an_older_program_are_outdated_and_not_altered(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.writers.html._ORIGINAL", "原文")
    assert {line.partition(":")[0] for line in failures(room)} == {"altered"}
    monkeypatch.setattr("workflow.newsroom.verify.TOOL", "workflow 99")
    assert {line.partition(":")[0] for line in failures(room)} == {"outdated"}


def test_pages_with_dates_of_another_babel_are_outdated_and_not_altered(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = dates.format_date
    monkeypatch.setattr(dates, "format_date", lambda *args, **more: write(*args, **more).replace(" ", "\u202f"))
    dates.day.cache_clear()
    try:
        pages = [line for line in failures(room) if "visit.html" in line]
        assert pages
        assert all(line.startswith("altered: ") for line in pages)  # the same Babel writes the same dates
        monkeypatch.setattr("babel.__version__", "99.0")
        lines = failures(room)
        assert lines
        assert all(line.startswith("outdated: ") and "publish again" in line for line in lines)
        room.run("publish")
        room.run("verify")
        ledger = room.root / "locales/en/visit.jsonl"
        before = ledger.read_bytes()
        room.run("publish")
        assert ledger.read_bytes() == before  # once is enough
    finally:
        dates.day.cache_clear()


def test_a_page_is_altered_even_if_a_publication_was_added_for_it(room: Newsroom) -> None:
    page, path = room.root / "public/en/visit.html", room.root / "locales/en/visit.jsonl"
    page.write_bytes(page.read_bytes().replace(b"Words 1.", b"Forged."))
    ledger = ledgers.load(path.read_bytes(), name="visit.jsonl", release="visit", language="en")
    act = ledger.entries[-1].act
    assert isinstance(act, Publish)
    act = replace(act, pages={**act.pages, "en/visit.html": sha256(page.read_bytes())})
    forged = ledger.with_entry(act, who=None, when="2018-09-12T08:00:00Z", tool=TOOL)
    path.write_bytes(ledgers.dump(forged))
    assert any(line.startswith("altered: ") and "visit.html" in line for line in failures(room))


def test_a_changed_ledger_is_altered(room: Newsroom) -> None:
    ledger = room.root / "locales/en/visit.jsonl"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace("Words 1.", "Other 1."), encoding="utf-8")
    assert any(line.startswith("altered: ") and "line 2 was altered" in line for line in failures(room))


def test_a_last_line_cut_off_is_found_where_the_site_contradicts_it(room: Newsroom) -> None:
    ledger = room.root / "locales/en/visit.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:-1]))
    assert any("is not from any ledger" in line for line in failures(room))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_any_byte_changed_in_a_ledger_or_a_page_is_noticed(room: Newsroom, data: st.DataObject) -> None:
    before = {path: content for path, content in room.files().items() if path.startswith(("public/", "locales/"))}
    path = data.draw(st.sampled_from(sorted(path for path in before if not path.endswith(".po"))))
    content = before[path]
    at = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != content[at]))
    # The last line feed of a ledger is the only byte that says nothing.
    if path.endswith(".jsonl") and at == len(content) - 1 and byte in b"\r":
        return
    file = room.root / path
    file.write_bytes(content[:at] + bytes([byte]) + content[at + 1 :])
    try:
        project = Project.open(room.root)
        found = verify(project, folder=room.root / "public", on_problem=print)
        assert found.failures, (path, at, byte)
    finally:
        file.write_bytes(content)


def test_a_named_release_is_judged_alone(room: Newsroom) -> None:
    room.write("sources/other.md", VISIT)
    room.run("translate")
    room.sign_off("other")
    room.run("publish")
    for name in ("other", "unknown"):
        room.write(f"public/en/{name}.html", b"edited")
    room.run("verify", "visit")
    (line,) = failures_of(room, "other")
    assert line.startswith("altered: ")
    assert "other.html: is not what was published" in line
    assert len(failures(room)) == 2


def failures_of(room: Newsroom, release: str) -> list[str]:
    return room.run("verify", release, status=1).stdout.splitlines()[:-2]


def test_pages_whose_ledger_cannot_be_read_are_not_called_forged(room: Newsroom) -> None:
    """What is wrong is the ledger; whoever deletes the pages for it loses them."""
    ledger = room.root / "locales/en/visit.jsonl"
    ledger.write_bytes(b"{}\n" + ledger.read_bytes())
    (line,) = failures(room)
    assert line.startswith("altered: ")
    assert "visit.jsonl" in line


def test_a_link_in_the_site_is_altered_wherever_it_leads(
    room: Newsroom, tmp_path_factory: pytest.TempPathFactory
) -> None:
    page = room.root / "public/en/visit.html"
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "visit.html"
    elsewhere.write_bytes(b"edited")
    page.unlink()
    page.symlink_to(elsewhere)
    (room.root / "public/en/extra.html").symlink_to(elsewhere)
    (room.root / "public/en/folder").symlink_to(elsewhere.parent, target_is_directory=True)
    assert [line.partition(":")[0] for line in failures(room)] == ["altered"] * 3


def test_failures_are_in_the_order_of_their_paths_whatever_the_order_of_the_disk(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.html", "b.html", "c.html"):
        room.write(f"public/en/{name}", b"made by hand")
    there = Path.rglob
    for way in (sorted, lambda paths: sorted(paths, reverse=True)):
        monkeypatch.setattr(Path, "rglob", lambda self, pattern, way=way: way(there(self, pattern)))
        assert [Path(line.split(": ")[1]).name for line in failures(room)] == ["a.html", "b.html", "c.html"]


def test_a_copy_says_by_its_approved_title_what_replaced_a_release(
    room: Newsroom, tmp_path_factory: pytest.TempPathFactory
) -> None:
    room.write("sources/newer.md", VISIT)
    room.run("translate", "newer", "--engine", "none")
    room.sign_off("newer")
    room.run("publish")
    room.run("supersede", "visit", "--by", "newer", "--as", REVIEWER)
    title = next(unit.source for unit in room.catalog("newer").units if unit.context == "title")
    room.translate_by_hand("newer", **{title: "Approved, not published yet"})
    room.run("submit", "newer", "--as", TRANSLATOR)
    room.run("approve", "newer", "--as", REVIEWER)
    copy = tmp_path_factory.mktemp("copy")
    room.run("publish", "--out", str(copy))
    assert b"Approved, not published yet" in (copy / "en/visit.html").read_bytes()
    room.run("verify", "visit", "--out", str(copy))


def test_a_site_without_the_text_that_was_approved_last_is_outdated(room: Newsroom) -> None:
    room.translate_by_hand(**{"双方签署了备忘录。": "Other words."})
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    (line,) = failures(room)
    assert line == "outdated: visit (en): the site shows an older text than the one approved; publish again"


def test_a_release_whose_source_is_gone_after_its_approval_is_outdated(room: Newsroom) -> None:
    (room.root / "sources/visit.md").unlink()
    (line,) = failures(room)
    assert line == "outdated: visit (en): the source was deleted or became unreadable after approval"


def test_a_picture_edited_on_the_site_is_altered_and_one_of_an_earlier_page_is_outdated(room: Newsroom) -> None:
    (picture,) = (path for path in room.files("public") if path.startswith("images/"))
    data = (room.root / "public" / picture).read_bytes()
    room.write(f"public/{picture}", data + b"x")
    (line,) = failures(room)
    assert line.startswith("altered: ")
    room.write(f"public/{picture}", data)
    room.write("sources/images/signing.png", data + b"other")
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    room.run("publish")
    room.write(f"public/{picture}", data)
    (line,) = failures(room)
    assert line.startswith("outdated: ")
    assert "is no longer part of the site" in line


def test_the_list_from_before_the_first_publication_is_outdated_and_not_altered(tmp_path: Path) -> None:
    """Whoever pulls the ledgers and not the site has it; nobody forged anything."""
    room = make(tmp_path)
    room.run("translate")
    room.run("publish")
    index = room.root / "public/en/index.html"
    before = index.read_bytes()
    room.sign_off()
    room.run("publish")
    index.write_bytes(before)
    (line,) = failures(room)
    assert line.startswith("outdated: ")
    assert "index.html: differs from what this version and these settings make" in line


def test_pages_of_a_newer_version_are_outdated_and_both_commands_ask_for_an_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of the office has upgraded and published, and another has not."""
    room = make(tmp_path)
    room.run("translate")
    room.sign_off()
    write = dates.format_date
    # What is imported for the first time while this is another version would remain one.
    for found in pkgutil.iter_modules(newsroom_package.__path__, f"{newsroom_package.__name__}."):
        importlib.import_module(found.name)
    with monkeypatch.context() as upgraded:
        upgraded.setattr(dates, "format_date", lambda *args, **more: write(*args, **more).replace(" ", "\u202f"))
        dates.day.cache_clear()
        for module in [module for name, module in sys.modules.items() if name.split(".")[0] == "workflow"]:
            for name, value in (("TOOL", "workflow 10.2.0"), ("__version__", "10.2.0")):
                if hasattr(module, name):
                    upgraded.setattr(module, name, value)
        published = room.run("publish")
        assert "a newer version" not in published.stderr
        room.run("verify")
    dates.day.cache_clear()
    assert {getattr(module, "TOOL", TOOL) for name, module in sys.modules.items() if name.startswith("workflow.")} == {
        TOOL
    }
    printed = room.run("verify", status=1).stdout.splitlines()
    assert not [line for line in printed if line.startswith("altered")]
    (page,) = [line for line in printed if "visit.html: " in line]
    assert page.endswith("visit.html: differs from what this version makes; a newer version, 10.2.0, published here")
    assert sum("Upgrade it, and verify again" in line for line in printed) == 1
    assert "a newer version of workflow, 10.2.0, had published these pages" in room.run("publish").stderr
    assert room.run("verify").stdout.count("10.2.0") == 0
    assert "a newer version" not in room.run("publish").stderr


@pytest.mark.parametrize(
    "tool", ["workflow 0.4", "workflow ９.0.0", "workflow 9.0.0 ", "other 9.0.0", "workflow 9.x.0"]
)
def test_only_a_version_is_newer(tool: str) -> None:
    assert newer(tool) == ""


def test_versions_are_compared_as_numbers() -> None:
    assert newer("workflow 0.10.0") == "0.10.0"
    assert newer(f"workflow {__version__}") == ""
    assert newer("workflow 0.0.9") == ""
    assert newest(["0.9.0", "0.10.0"]) == "0.10.0"
    assert newest([]) == ""


def test_a_page_of_an_earlier_approval_that_came_back_is_outdated_and_not_altered(room: Newsroom) -> None:
    page = room.root / "public/en/visit.html"
    before = page.read_bytes()
    room.translate_by_hand(**{"双方签署了备忘录。": "Other words."})
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    room.run("publish")
    page.write_bytes(before)
    (line,) = failures(room)
    assert line.startswith("outdated: ")
    assert "visit.html: differs from what this version and these settings make; publish again" in line


def test_a_shared_file_missing_is_outdated_only_if_pages_were_made_with_other_settings(room: Newsroom) -> None:
    style = room.root / "public/style.css"
    style.unlink()
    missing = f"{style}: is missing; publish again"
    assert failures(room) == [f"altered: {missing}"]
    settings_file = room.root / "workflow.toml"
    settings_file.write_text(
        settings_file.read_text(encoding="utf-8").replace("The Office", "Another Office"), encoding="utf-8"
    )
    assert f"outdated: {missing}" in failures(room)
