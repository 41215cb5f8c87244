"""The reason of a return stands at the top of the catalog until the text is submitted again."""

import subprocess
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import polib
import pytest
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st
from newsroom import REVIEWER, TRANSLATOR, VISIT, Newsroom, make

from workflow.catalogs import po
from workflow.catalogs.merge import merge_catalogs
from workflow.catalogs.returns import RETURNED, told
from workflow.model import Catalog

REASON = (
    "Use the <official> name, " * 4
    + "因为这一段文字与国家知识产权局公布的正式译名不一致，请逐一核对后再次提交审核"
    + ' and mind \\ " #, fuzzy'
)
TODAY = "2026-11-26"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOCK", str(int(datetime.fromisoformat(f"{TODAY}T23:59:59Z").timestamp())))


@pytest.fixture
def returned(tmp_path: Path) -> Newsroom:
    """A release that was submitted and returned; its translator had a note at the top of the catalog."""
    room = make(tmp_path)
    room.run("translate")
    room.translate_by_hand()
    path = room.catalog_path()
    path.write_text(f"# my own note\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    room.run("submit", "visit", "--as", TRANSLATOR)
    key = room.catalog().units[1].short_key
    room.run("return", "visit", "--reason", REASON, "--unit", key, "--as", "王小明 <wang@example.org>")
    return room


def said(room: Newsroom) -> str:
    """What the catalog says of the return, on one line; Chinese is broken anywhere, so spaces do not count."""
    lines = room.catalog().comment.split("\n")
    return "".join(line.removeprefix(RETURNED) for line in lines if line.startswith(RETURNED)).replace(" ", "")


def expected(room: Newsroom) -> str:
    key = room.catalog().units[1].short_key
    return f"{TODAY} by 王小明: {REASON} (unit {key})".replace(" ", "")


def test_it_stands_in_short_lines_below_the_translators_own_note_until_the_next_submit(returned: Newsroom) -> None:
    lines = returned.catalog().comment.split("\n")
    assert lines[0] == "my own note"
    assert all(line.startswith(RETURNED) for line in lines[1:])
    assert said(returned) == expected(returned)
    assert "example.org" not in returned.catalog().comment
    text = returned.catalog_path().read_text(encoding="utf-8")
    assert max(len(line) for line in text.splitlines() if line.startswith(f"# {RETURNED}")) <= 74
    returned.run("translate")
    assert returned.catalog_path().read_text(encoding="utf-8") == text
    returned.run("submit", "visit", "--reason", "It is right.", "--as", TRANSLATOR)
    assert returned.catalog().comment == "my own note"
    assert returned.run("approve", "visit", "--as", REVIEWER).exit_code == 0
    assert returned.state() == ("approved", "none")


def test_it_is_taken_out_too_when_several_are_submitted(returned: Newsroom) -> None:
    returned.write("sources/other.md", VISIT)
    returned.run("translate", "other")
    returned.translate_by_hand("other")
    path = returned.catalog_path()
    path.write_text(path.read_text(encoding="utf-8").replace("Words 5.", "Words five."), encoding="utf-8")
    returned.run("submit", "--all", "--yes", "--as", TRANSLATOR)
    assert returned.catalog().comment == "my own note"


def test_a_role_or_an_address_is_no_name(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.run("translate")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("return", "visit", "--reason", "No.", "--as", REVIEWER)
    assert room.catalog().comment == f"{RETURNED}{TODAY} by the reviewer: No."


def msgcat(path: Path) -> None:
    subprocess.run(["msgcat", "--no-wrap", "-o", path, path], check=True)


def by_polib(path: Path) -> None:
    file = polib.pofile(str(path))
    file.wrapwidth = 78
    file.save(str(path))


def by_babel(path: Path) -> None:
    with path.open("rb") as stream:
        catalog = read_po(stream)
    with path.open("wb") as stream:
        write_po(stream, catalog)


@pytest.mark.parametrize("tool", [msgcat, by_polib, by_babel])
def test_tools_keep_it_and_gettext_has_nothing_to_say(
    returned: Newsroom, tool: Callable[[Path], None], require_tool: Callable[[str], str]
) -> None:
    path = returned.catalog_path()
    before = path.read_bytes()
    checked = subprocess.run(
        [require_tool("msgfmt"), "-c", "-o", "-", path], capture_output=True, check=True, cwd=returned.root
    )
    assert checked.stderr == b""
    require_tool("msgcat")
    tool(path)
    assert (path.read_bytes() == before) is (tool is msgcat)
    assert said(returned) == expected(returned)
    assert returned.catalog().comment.startswith("my own note\n")
    path.write_text(path.read_text(encoding="utf-8").replace("Words 5.", "Words five."), encoding="utf-8")
    returned.run("submit", "visit", "--as", TRANSLATOR)
    assert returned.catalog().comment == "my own note"


def test_a_sheet_loses_it_and_the_next_translate_says_it_again(
    returned: Newsroom, require_tool: Callable[[str], str]
) -> None:
    path, sheet, old = returned.catalog_path(), returned.root / "sheet.csv", returned.root / "old.po"
    old.write_bytes(path.read_bytes())
    for command in (["po2csv", path, sheet], ["csv2po", "-t", old, sheet, path]):
        subprocess.run(
            [require_tool(str(command[0])), "--progress=none", *command[1:]], check=True, capture_output=True
        )
    text = path.read_text(encoding="utf-8")
    path.write_text("".join(line for line in text.splitlines(keepends=True) if RETURNED not in line), encoding="utf-8")
    assert said(returned) == ""
    returned.run("translate")
    assert said(returned) == expected(returned)


def test_translate_takes_out_what_is_no_longer_true(returned: Newsroom) -> None:
    """A submission on another branch, whose catalog lost to ours in a merge."""
    before = returned.catalog_path().read_bytes()
    returned.run("submit", "visit", "--reason", "It is right.", "--as", TRANSLATOR)
    returned.catalog_path().write_bytes(before)
    returned.run("translate")
    assert returned.catalog().comment == "my own note"


def test_a_merge_takes_the_change_of_the_branch_that_made_it(returned: Newsroom) -> None:
    ours = returned.catalog()
    base = told(ours, "")
    assert merge_catalogs(base, ours, base).catalog.comment == ours.comment
    assert merge_catalogs(ours, ours, base).catalog.comment == "my own note"


def test_a_return_is_recorded_even_if_the_catalog_cannot_say_so(returned: Newsroom) -> None:
    returned.run("submit", "visit", "--reason", "It is right.", "--as", TRANSLATOR)
    path = returned.catalog_path()
    path.write_text(path.read_text(encoding="utf-8").partition("\n\n")[2], encoding="utf-8")  # without a header
    result = returned.run("return", "visit", "--reason", "No.", "--as", REVIEWER)
    assert (result.stderr, returned.state()[0], returned.catalog().comment) == ("", "returned", "")
    returned.run("translate")
    assert said(returned) == f"{TODAY}bythereviewer:No."


HEADER = (("Language", "en"), ("Content-Type", "text/plain; charset=UTF-8"))
WORDS = st.text(st.sampled_from('ab 中，。"\\#:,~|\u3000-'), max_size=120)


@given(WORDS, WORDS, st.sampled_from(["", "note", "note\n\nmore", "returnedly"]))
def test_saying_it_again_replaces_it_and_nothing_else_and_a_file_holds_it(why: str, then: str, note: str) -> None:
    catalog = Catalog("r", "en", headers=HEADER, comment=note)
    once = told(catalog, why)
    assert told(once, why) == once
    assert told(once, then) == told(catalog, then)
    assert told(once, "") == catalog
    read = po.parse(data := po.dump(once), name="r.po", release="r", language="en")
    assert po.dump(read) == data
    assert told(read, "") == catalog
    assert "".join(once.comment.removeprefix(note).replace(RETURNED, "").split()) == "".join(why.split())


@given(st.lists(st.text("ab1一。", min_size=1, max_size=70), max_size=12))
def test_its_lines_are_full_and_none_is_too_long_for_a_tool(words: list[str]) -> None:
    why = " ".join(words)
    catalog = told(Catalog("visit", "en", headers=(("A", "b"),)), why)
    lines = [line.removeprefix(RETURNED) for line in catalog.comment.split("\n")]
    assert "".join(lines).replace(" ", "") == why.replace(" ", "")
    assert told(catalog, "").comment == ""

    def columns(text: str) -> int:
        return sum(1 + (char in "一。") for char in text)

    for line, following in pairwise(lines):
        assert columns(line) <= 60
        whole = columns(f"{line} {following.partition(' ')[0]}")
        assert whole > 60, "the next word had room"
    assert columns(lines[-1]) <= 60
