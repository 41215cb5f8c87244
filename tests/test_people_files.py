"""Files that people put on the site: ``publish`` neither overwrites nor deletes them, and says so."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from newsroom import REVIEWER, TRANSLATOR, Newsroom, make

from workflow.contracts.pages import Frame, Theme
from workflow.model import sha256
from workflow.newsroom.folder import Newsroom as Room
from workflow.newsroom.lost import lost
from workflow.newsroom.site_files import is_ours
from workflow.writers import rendering

THEME = Theme("theme", (("style.css", "body { color: blue }"),), "x")
OLD = Path(__file__).parent / "ledgers"


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    room = make(tmp_path)
    room.run("translate")
    room.sign_off()
    return room


@pytest.mark.parametrize("frame", [Frame(), Frame(colours=(("accent", "#123456"),)), Frame(theme=THEME)])
def test_a_style_sheet_is_ours_until_somebody_changes_it(frame: Frame) -> None:
    for data in rendering.assets(frame).values():
        assert rendering.is_asset(data)
        assert rendering.is_asset(data.replace(b"\n", b"\r\n"))
        assert not rendering.is_asset(data + b"body { color: red }")
    assert not rendering.is_asset(b"body { color: red }")


@pytest.mark.parametrize("path", sorted(OLD.glob("*/public/**/*.*")), ids=lambda path: str(path.relative_to(OLD)))
def test_whatever_an_earlier_version_wrote_is_known(path: Path) -> None:
    name = path.relative_to(path.parents[1] if path.parent.name in ("en", "fr", "images") else path.parent).as_posix()
    assert is_ours(name, path.read_bytes())
    assert name.startswith("images/") or is_ours(name, path.read_bytes().replace(b"\n", b"\r\n"))
    assert not is_ours(name, b"by hand")


def test_whatever_this_version_writes_is_known(room: Newsroom) -> None:
    room.write(
        "workflow.toml", (room.root / "workflow.toml").read_text() + '\n[publish]\nformats = ["html", "markdown"]\n'
    )
    room.run("publish")
    room.run("publish", "--draft")
    for folder in ("public", "drafts"):
        files = room.files(folder)
        assert len(files) >= 8
        assert [path for path, data in files.items() if not is_ours(path, data)] == []
    room.run("withdraw", "visit", "--reason", "It was premature.", "--as", REVIEWER)
    assert [path for path, data in room.files("public").items() if not is_ours(path, data)] == []
    assert not is_ours("en/notes.md", room.files("public")["en/visit.md"])


def test_the_first_publish_refuses_what_people_put_there_and_names_all_of_it(room: Newsroom) -> None:
    mine = {"en/about.html": b"<p>About us</p>", "en/notes.md": b"# Notes", "style.css": b"p { color: red }"}
    for path, data in mine.items():
        room.write(f"public/{path}", data)
    said = room.run("publish", status=1)
    assert all(str(Path("public") / path) in said.stderr for path in mine)
    assert "up to date" not in said.stdout
    assert room.files("public") == mine
    assert room.state() == ("approved", "none")


def test_a_hand_made_index_stays(room: Newsroom) -> None:
    room.write("public/en/index.html", "<h1>Ours</h1>")
    assert "index.html" in room.run("publish", status=1).stderr
    assert room.files("public") == {"en/index.html": b"<h1>Ours</h1>"}


def test_a_picture_that_is_not_among_the_site_s_pictures_hinders_no_publication(room: Newsroom) -> None:
    room.run("publish")
    room.write(f"public/en/list/{'0' * 32}.png", b"\x89PNG")
    room.run("publish")
    assert f"{'0' * 32}.png: is not from any ledger; keep it elsewhere" in room.run("verify", status=1).stdout


def test_pages_that_people_made_stay_beside_ours_and_are_named(room: Newsroom) -> None:
    room.run("publish")
    before = room.files("public")
    mine = {"en/about.html": b"<p>About us</p>", "en/notes.md": b"# Notes", f"images/{'0' * 32}.png": b"\x89PNG"}
    for path, data in mine.items():
        room.write(f"public/{path}", data)
    said = room.run("publish", status=1)
    assert all(str(Path("public") / path) in said.stderr for path in mine)
    assert room.files("public") == {**before, **mine}
    assert "keep it elsewhere" in room.run("verify", status=1).stdout


def test_a_page_of_ours_is_not_put_over_a_file_that_no_ledger_names(room: Newsroom) -> None:
    room.write("public/en/visit.html", "<p>By hand</p>")
    said = room.run("publish", status=1)
    assert str(Path("public/en/visit.html")) in said.stderr
    assert (room.root / "public/en/visit.html").read_text() == "<p>By hand</p>"
    assert room.state() == ("approved", "none")
    (room.root / "public/en/visit.html").unlink()
    room.run("publish")
    # From now on the ledger names it.
    room.write("public/en/visit.html", "<p>By hand</p>")
    room.run("publish")
    assert b"By hand" not in (room.root / "public/en/visit.html").read_bytes()


def test_a_withdrawn_text_goes_although_a_hand_made_index_is_in_the_way(room: Newsroom) -> None:
    room.run("publish")
    assert b"Words 1." in room.files("public")["en/visit.html"]
    room.write("public/en/index.html", "<h1>Ours</h1>")
    room.run("withdraw", "visit", "--reason", "It was premature.", "--as", REVIEWER, status=1)
    assert b"It was premature." in room.files("public")["en/visit.html"]
    assert room.files("public")["en/index.html"] == b"<h1>Ours</h1>"


def test_a_copy_elsewhere_is_as_careful(room: Newsroom, tmp_path: Path) -> None:
    out = tmp_path.with_name(tmp_path.name + "-www")
    (out / "en").mkdir(parents=True)
    (out / "en/index.html").write_text("<h1>Ours</h1>")
    (out / "en/about.html").write_text("<h1>About</h1>")
    said = room.run("publish", "--out", str(out), status=1)
    assert "index.html" in said.stderr
    assert "about.html" not in said.stderr
    assert sorted(path.name for path in out.rglob("*")) == ["about.html", "en", "index.html"]


def test_a_page_with_our_mark_that_no_ledger_names_is_removed(room: Newsroom) -> None:
    room.run("publish")
    page = room.files("public")["en/visit.html"]
    room.write("public/en/gone.html", page)
    room.write(f"public/images/{sha256(b'old')[:32]}.png", b"old")
    room.run("publish")
    assert {"en/gone.html", f"images/{sha256(b'old')[:32]}.png"}.isdisjoint(room.files("public"))


@pytest.mark.parametrize("edition", ["only", "second"])
def test_a_ledger_whose_end_the_site_shows_to_be_lost_stops_publish_for_its_release(
    room: Newsroom, edition: str
) -> None:
    ledger = room.root / "locales/en/visit.jsonl"
    kept = ledger.read_bytes().splitlines(keepends=True)[0]
    room.run("publish")
    if edition == "second":
        kept = ledger.read_bytes()
        catalog = room.catalog_path()
        catalog.write_bytes(catalog.read_bytes().replace(b"Words 1", b"Other words 1"))
        room.run("submit", "visit", "--as", TRANSLATOR)
        room.run("approve", "visit", "--as", REVIEWER)
        room.run("publish")
    before, whole = room.files("public"), ledger.read_bytes()
    ledger.write_bytes(kept)
    room.write("sources/other.md", "---\ntitle: 乙\n---\n\n另一句话。\n")
    room.run("translate")
    room.sign_off("other")
    for command in (("publish",), ("publish", "visit"), ("publish", "other")):
        assert "its last entries are lost" in room.run(*command, status=1).stderr
    after = room.files("public")
    assert {path: after[path] for path in before if "visit" in path} == {
        path: data for path, data in before.items() if "visit" in path
    }
    ledger.write_bytes(whole)
    room.run("publish")
    for path in (room.root / "public/en").glob("visit.*"):
        path.unlink()
    ledger.write_bytes(kept)
    room.run("publish")
    assert ("en/visit.html" in room.files("public")) == (edition == "second")


@pytest.mark.parametrize("how", ["gone", "empty"])
def test_a_ledger_that_the_site_shows_to_be_lost_stops_publish_for_its_release(room: Newsroom, how: str) -> None:
    room.run("publish")
    before = room.files("public")
    ledger = room.root / "locales/en/visit.jsonl"
    signed = ledger.read_bytes()
    ledger.unlink() if how == "gone" else ledger.write_bytes(b"")
    for command in (("publish",), ("publish", "visit"), ("submit", "visit", "--as", REVIEWER)):
        assert "is gone or empty" in room.run(*command, status=1).stderr
    assert room.files("public") == before
    said = room.run("verify", status=1).stdout
    assert [line.partition(":")[0] for line in said.splitlines() if "visit" in line] == ["altered"]
    ledger.write_bytes(signed)
    room.run("publish")
    room.run("verify")
    ledger.unlink()
    for page in (room.root / "public/en").glob("visit.*"):
        page.unlink()  # somebody says so
    room.run("publish")
    assert sorted(room.files("public")) == ["en/index.html", "index.html", "search.js", "style.css"]
    room.run("verify")


def test_other_releases_are_published_while_one_ledger_is_lost(room: Newsroom) -> None:
    room.run("publish")
    (room.root / "locales/en/visit.jsonl").unlink()
    room.write("sources/other.md", "# 甲乙\n\n会议开始。\n")
    room.run("translate")
    room.sign_off("other")
    room.run("publish", status=1)
    assert {"en/other.html", "en/visit.html"} <= room.files("public").keys()
    assert room.state("other") == ("published", "current")


def test_a_ledger_that_git_shows_to_be_lost_is_altered(room: Newsroom, require_tool: Callable[[str], str]) -> None:
    git = [require_tool("git"), "-C", str(room.root), "-c", "user.name=Ann", "-c", "user.email=ann@example.org"]

    def commit(*arguments: str) -> None:
        subprocess.run([*git, *arguments], check=True, capture_output=True)

    room.run("publish")
    commit("init", "-q")
    commit("add", "locales", "sources", "workflow.toml")
    commit("commit", "-qm", "All")
    shutil.rmtree(room.root / "public")
    (room.root / "locales/en/visit.jsonl").unlink()
    assert "git has it" in room.run("publish", status=1).stderr
    assert "altered: " in room.run("verify", status=1).stdout
    commit("commit", "-qam", "Give it up")
    room.run("publish")
    assert sorted(room.files("public")) == ["en/index.html", "index.html", "search.js", "style.css"]


def test_a_ledger_that_was_never_published_may_go(room: Newsroom) -> None:
    (room.root / "locales/en/visit.jsonl").unlink()
    room.run("publish")
    room.run("verify")


def test_of_several_lost_ledgers_only_the_one_that_was_asked_for_is_named(
    room: Room, require_tool: Callable[[str], str]
) -> None:
    git = [require_tool("git"), "-C", str(room.root), "-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    room.write("sources/other.md", "# 甲乙\n\n会议开始。\n")
    room.run("translate")
    room.sign_off("other")
    room.run("publish")
    for arguments in (("init", "-q"), ("add", "locales"), ("commit", "-qm", "All")):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    for name in ("visit", "other"):
        (room.root / f"locales/en/{name}.jsonl").unlink()
    newsroom, everything = Room.open(room.root), ["other", "visit"]
    for folder in (room.root / "public", room.root / "nowhere"):
        assert sorted(lost(newsroom, folder, "en")) == everything
        for name in everything:
            assert list(lost(newsroom, folder, "en", name)) == [name]
        assert lost(newsroom, folder, "en", "third") == {}
    said = room.run("verify", "visit", status=1).stdout
    assert "visit.jsonl: is gone or empty" in said
    assert "other.jsonl" not in said
