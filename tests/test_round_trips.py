"""Catalogs go through other people's tools and come back: nothing is lost, and no unit looks further on than it was.

Each test brings a catalog into every state, lets the real tool rewrite it, and asks `translate` and `status` what they
make of it. What a tool itself throws away (the measured table stands in each test) is not ours to keep; what it keeps,
we keep.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import escape

import polib
import pytest
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, Newsroom, make

from workflow.catalogs import po as catalogs
from workflow.catalogs.sync import EARLIER
from workflow.contracts import registries
from workflow.model import DELIBERATELY_EMPTY, Catalog, Draft, Unit, UnitState
from workflow.newsroom.folder import Newsroom as Project

Tool = Callable[[Path], None]
Key = tuple[str, str]
Require = Callable[[str], str]

FIRST = """---
title: 代表团访问日内瓦
date: 2018-09-12
---

代表团于9月3日抵达日内瓦，受到了世界知识产权组织有关负责人的热情接待。双方签署了备忘录。他说：“我们将**继续**加强保护。”这层意思已经写进上一句。

这一段后来删去了，但是译文还在。

## 下一步

![签字现场](images/signing.png)

下一步

会谈持续了2小时。

双方将于明年再次会晤。
"""
NOW = (
    FIRST.replace("9月3日", "9月4日")
    .replace("2小时", "3小时")
    .replace("这一段后来删去了，但是译文还在。\n\n", "")
    .replace(
        "再次会晤。\n",
        "再次会晤。记者会定在当天下午举行。会议由局长主持。与会者参观了展览。\n\n| 项目 |\n|---|\n| 下一步 |\n\n（完）\n",
    )
)
STALE = "代表团于9月4日抵达日内瓦，受到了世界知识产权组织有关负责人的热情接待。"
SIGNED, SAID, SILENT = "双方签署了备忘录。", "他说：“我们将**继续**加强保护。”", "这层意思已经写进上一句。"
DRAFTED, CONFIRMED, WRITTEN = "记者会定在当天下午举行。", "会议由局长主持。", "与会者参观了展览。"
LASTED = "会谈持续了3小时。"
GONE, AGAIN, NEXT = "这一段后来删去了，但是译文还在。", "双方将于明年再次会晤。", "下一步"
ENGLISH = {
    ("title", "代表团访问日内瓦"): "Delegation visits Geneva",
    ("", STALE.replace("4日", "3日")): (
        "The delegation arrived in Geneva on September 3, where it was warmly received by the officials in charge "
        "at the World Intellectual Property Organization."
    ),
    ("", SIGNED): "The two sides signed a memorandum of understanding.",
    ("", SAID): 'He said, "We will **continue** to strengthen protection."',
    ("", SILENT): DELIBERATELY_EMPTY,
    ("", GONE): "This paragraph was later deleted, but its translation is still here.",
    ("heading", NEXT): "Next steps",
    ("caption", "签字现场"): "At the signing",
    ("", NEXT): "The next step is yours.",
    ("", LASTED.replace("3", "2")): "The talks lasted two hours.",
    ("", AGAIN): "The two sides will meet again next year.",
}
NOTICE = "---\ntitle: 公告\ndate: 2018-07-16\n---\n\n本局网站将于周六停止服务。敬请谅解。\n"
NOTICE_ENGLISH = {
    ("title", "公告"): "Notice",
    ("", "本局网站将于周六停止服务。"): "The Office's website will be out of service on Saturday.",
    ("", "敬请谅解。"): "We apologise for the inconvenience.",
}
DRAFT = Draft("The press conference is the same afternoon.", "mt: machine (score -0.10)")
ACCEPTED = Draft("The meeting was chaired by the commissioner.", "mt: machine (score -0.20)")
NOTE = "see the ministry's glossary → § 4, “Zürich”"
FLAGS = ("approved", "ignore-figures")
HEADERS = (("X-Team", "second floor: 二楼"), ("X-Poedit-Bookmarks", "-1,-1"))
OLDER = Unit("更早就没有了。", target="Gone for longer.", fuzzy=True, previous_source="更早。", comments=(NOTE,))
DONE = (UnitState.TRANSLATED, UnitState.APPROVED)


@dataclass(frozen=True)
class Seen:
    """A release as `status` sees it: its units with their states, and what the catalog holds beside them."""

    units: dict[Key, Unit]
    states: dict[Key, UnitState]
    catalog: Catalog
    row: tuple[str, str]

    @property
    def obsolete(self) -> dict[Key, Unit]:
        return {unit.key: unit for unit in self.catalog.obsolete}

    @property
    def kept_words(self) -> set[str]:
        """Every text that a person worked on, wherever the catalog keeps it."""
        units = [*self.units.values(), *self.obsolete.values()]
        earlier = {c.removeprefix(EARLIER) for u in units for c in u.comments if c.startswith(EARLIER)}
        return {unit.target for unit in units if unit.touched} | earlier


def look(room: Newsroom, release: str = "visit") -> Seen:
    project = Project.open(room.root)
    present = project.present(project.sources().read(release), "en")
    assert present.catalog
    counts = next(row for row in room.status() if row["release"] == release)["units"]
    assert {state: counts[state] for state in UnitState} == present.counts  # what is judged here is what status prints
    return Seen(
        {unit.key: unit for unit in present.catalog.units},
        {unit.key: state for unit, state in zip(present.catalog.units, present.states, strict=True)},
        room.catalog(release),
        room.state(release),
    )


def translated(room: Newsroom, words: dict[Key, str], release: str) -> None:
    """A translator fills in ``words``, and confirms what is filled."""
    catalog = room.catalog(release)
    units = tuple(replace(u, target=words[u.key], fuzzy=False) if u.key in words else u for u in catalog.units)
    room.catalog_path(release).write_bytes(catalogs.dump(replace(catalog, units=units)))


def signed_off(room: Newsroom, words: dict[Key, str], release: str) -> None:
    translated(room, words, release)
    room.run("submit", release, "--as", TRANSLATOR)
    room.run("approve", release, "--as", REVIEWER)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newsroom that every test gets a copy of."""
    room = make(tmp_path_factory.mktemp("made"))
    room.write("sources/visit.md", FIRST)
    room.write("sources/notice.md", NOTICE)
    room.run("translate")
    signed_off(room, ENGLISH, "visit")
    signed_off(room, NOTICE_ENGLISH, "notice")
    room.run("publish", "notice")
    room.write("sources/visit.md", NOW)
    room.run("translate")
    catalog = room.catalog()
    special = {
        DRAFTED: {"target": DRAFT.text, "fuzzy": True, "comments": (DRAFT.comment, NOTE), "flags": FLAGS},
        CONFIRMED: {"target": ACCEPTED.text, "comments": (ACCEPTED.comment,)},
        WRITTEN: {"target": "The participants visited the exhibition.", "comments": (NOTE,)},
        SIGNED: {"comments": (NOTE, "", "and a second paragraph"), "flags": FLAGS},
        AGAIN: {"target": "", "comments": (NOTE,)},
    }
    units = tuple(replace(u, **special.get(u.source, {})) for u in catalog.units)  # type: ignore[arg-type]
    catalog = replace(
        catalog,
        units=units,
        obsolete=(*catalog.obsolete, OLDER),
        headers=(*catalog.headers, *HEADERS),
        comment=f"{NOTE}\n\nCopyright nobody",
    )
    room.catalog_path().write_bytes(catalogs.dump(catalog))
    room.run("translate")  # which notes the drafts that it did not make itself
    assert room.catalog_path().read_bytes() == catalogs.dump(catalog)
    return room.root


@pytest.fixture
def room(made: Path, tmp_path: Path) -> Newsroom:
    return Newsroom(Path(shutil.copytree(made, tmp_path / "room")))


def test_the_catalog_of_these_tests_has_every_state(room: Newsroom) -> None:
    before = look(room)
    assert {before.states[key].value for key in before.states} == {state.value for state in UnitState}
    assert before.states["", STALE] is before.states["", LASTED] is UnitState.STALE
    assert before.states["", SILENT] is before.states["heading", NEXT] is before.states["", NEXT] is UnitState.APPROVED
    assert before.states["cell", NEXT] is before.states["", AGAIN] is UnitState.MISSING
    assert before.states["", CONFIRMED] is before.states["", WRITTEN] is UnitState.TRANSLATED
    assert set(before.obsolete) == {("", GONE), ("", OLDER.source)}
    # In so many words: the other tests compare what we read with what we read.
    assert before.obsolete["", OLDER.source] == OLDER
    assert before.units["", SIGNED].comments == (NOTE, "", "and a second paragraph")
    assert before.units["", SIGNED].flags == before.units["", DRAFTED].flags == FLAGS
    assert before.units["", STALE].previous_source == STALE.replace("4日", "3日")
    assert before.catalog.headers[-2:] == HEADERS
    assert before.catalog.comment == f"{NOTE}\n\nCopyright nobody"
    assert (before.row, look(room, "notice").row) == (("outdated", "none"), ("published", "current"))


# --- what must hold after every tool ---


def run(*command: str | Path, **environment: str) -> bytes:
    """Run a tool. → what it printed."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, check=False, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout


def nothing_is_faked(before: Seen, after: Seen) -> None:
    """Whatever counts as translated or approved did so before, in the same words."""
    for key, state in after.states.items():
        if state in DONE:
            assert before.states.get(key) in DONE, key
            assert after.units[key].target == before.units[key].target
            assert state is not UnitState.APPROVED or before.states[key] is UnitState.APPROVED, key


def same_but_for_flags(before: Seen, after: Seen) -> None:
    """Every unit, its state, comments and place, every obsolete entry and header; flags are the tool's to drop."""

    def plain(units: dict[Key, Unit]) -> dict[Key, Unit]:
        return {key: replace(unit, flags=()) for key, unit in units.items()}

    assert after.states == before.states
    assert plain(after.units) == plain(before.units)
    assert plain(after.obsolete) == plain(before.obsolete)
    assert after.row == before.row


def translate_leaves_alone(room: Newsroom) -> None:
    """`translate` has nothing to do and so changes no byte, of the catalogs or the ledgers."""
    before = room.files("locales")
    room.run("translate")
    assert room.files("locales") == before


def what_was_published_stays_published(room: Newsroom) -> None:
    """The approved release is still exactly the one on the site; publishing it again changes nothing."""
    assert look(room, "notice").row == ("published", "current")
    before = room.files()
    room.run("publish", "notice")
    assert room.files() == before


def catalogs_of(room: Newsroom) -> list[Path]:
    return [room.catalog_path("visit"), room.catalog_path("notice")]


# --- GNU gettext ---


def fresh(room: Newsroom, folder: Path, release: str) -> Path:
    """A template: the catalog of a newsroom that has the same sources and no translations."""
    other = Newsroom(folder)
    other.write("workflow.toml", SETTINGS)
    shutil.copytree(room.root / "sources", folder / "sources", dirs_exist_ok=True)
    other.run("translate")
    return other.catalog_path(release)


GETTEXT = {
    "msgcat": ("msgcat",),
    "msgcat, not wrapped": ("msgcat", "--no-wrap"),
    "msgcat, narrow": ("msgcat", "--width=20"),
    "msgcat, indented": ("msgcat", "--indent"),
    "msgattrib": ("msgattrib",),
    "msgattrib, narrow": ("msgattrib", "--width=30"),
    "msgconv": ("msgconv", "--to-code=UTF-8"),
    "msguniq": ("msguniq",),
}


@pytest.mark.parametrize("command", GETTEXT.values(), ids=GETTEXT)
def test_what_gettext_rewrote_is_the_same_catalog_and_left_alone(
    command: tuple[str, ...], room: Newsroom, require_tool: Require
) -> None:
    require_tool("msgcat")
    before = look(room)
    for path in catalogs_of(room):
        run(*command, "--output-file", path, path)
    after = look(room)
    same_but_for_flags(before, after)
    assert (after.catalog.headers, after.catalog.comment) == (before.catalog.headers, before.catalog.comment)
    assert after.units["", DRAFTED].flags == ()  # gettext keeps only flags that it knows: nothing may depend on others
    translate_leaves_alone(room)
    what_was_published_stays_published(room)


def test_entries_that_a_tool_sorted_come_back_into_the_sources_order(room: Newsroom, require_tool: Require) -> None:
    before = look(room)
    for path in catalogs_of(room):
        run(require_tool("msgcat"), "--sort-output", "--output-file", path, path)
    assert [u.key for u in room.catalog().units] != [u.key for u in before.catalog.units]
    same_but_for_flags(before, look(room))
    what_was_published_stays_published(room)
    room.run("translate")
    assert [u.key for u in room.catalog().units] == [u.key for u in before.catalog.units]
    same_but_for_flags(before, look(room))
    translate_leaves_alone(room)


@pytest.mark.parametrize("options", [("--no-location",), ("--add-location=file",), ("--sort-by-file",)])
def test_places_that_a_tool_took_away_come_back(
    options: tuple[str, ...], room: Newsroom, require_tool: Require
) -> None:
    before = look(room)
    for path in catalogs_of(room):
        run(require_tool("msgcat"), *options, "--output-file", path, path)
    room.run("translate")
    same_but_for_flags(before, look(room))
    translate_leaves_alone(room)


def test_another_encoding_is_refused_and_going_back_loses_nothing(room: Newsroom, require_tool: Require) -> None:
    require_tool("msgcat")
    before = look(room)
    path = room.catalog_path()
    run("msgconv", "--to-code=GB18030", "--output-file", path, path)
    foreign = path.read_bytes()
    for command in ("translate", "status"):
        assert "save the file as UTF-8" in room.run(command, status=1).stderr
    assert path.read_bytes() == foreign
    # GB18030 has all of Unicode, so there and back is no loss.
    run("msgconv", "--to-code=UTF-8", "--output-file", path, path)
    same_but_for_flags(before, look(room))
    translate_leaves_alone(room)


def test_escaped_chinese_is_refused_and_going_back_loses_nothing(room: Newsroom, require_tool: Require) -> None:
    before = look(room)
    path = room.catalog_path()
    msgcat = require_tool("msgcat")
    run(msgcat, "--escape", "--output-file", path, path)
    foreign = path.read_bytes()
    assert b"\\345" in foreign
    error = room.run("translate", status=1).stderr
    assert error.count("\n") == 1
    assert "visit.po:" in error
    assert path.read_bytes() == foreign
    run(msgcat, "--no-escape", "--output-file", path, path)
    same_but_for_flags(before, look(room))
    translate_leaves_alone(room)


def test_msgmerge_with_the_same_sources_changes_nothing(room: Newsroom, tmp_path: Path, require_tool: Require) -> None:
    before = look(room)
    for release in ("visit", "notice"):
        path, template = room.catalog_path(release), fresh(room, tmp_path / release, release)
        run(require_tool("msgmerge"), "--quiet", "--previous", "--output-file", path, path, template)
    after = look(room)
    same_but_for_flags(before, after)
    assert set(after.catalog.headers) == set(before.catalog.headers)
    translate_leaves_alone(room)
    what_was_published_stays_published(room)


EDITED = (
    NOW.replace("9月4日", "9月5日")  # stale before, and again
    .replace("备忘录", "合作备忘录")  # approved before
    .replace("会议由局长主持。", "")
    .replace("与会者参观了展览。", "会后举行了招待会。与会者参观了展览会。")
    .replace("## 下一步\n", "## 后续工作\n")
)


@pytest.mark.parametrize("options", [("--previous",), (), ("--previous", "--no-fuzzy-matching")])
def test_whoever_runs_msgmerge_before_translate_loses_nothing_and_gains_no_state(
    options: tuple[str, ...], room: Newsroom, tmp_path: Path, require_tool: Require
) -> None:
    before = look(room)
    room.write("sources/visit.md", EDITED)
    alone = Newsroom(Path(shutil.copytree(room.root, tmp_path / "alone")))
    alone.run("translate")
    path = room.catalog_path()
    run(
        require_tool("msgmerge"), "--quiet", *options, "--output-file", path, path, fresh(room, tmp_path / "t", "visit")
    )
    merged = look(room)
    room.run("translate")
    after = look(room)
    for seen in (merged, after):
        nothing_is_faked(before, seen)
    ours = look(alone)
    nothing_is_faked(ours, after)
    assert after.kept_words >= ours.kept_words
    assert NOTE in after.units["", SIGNED.replace("备忘录", "合作备忘录")].comments
    assert {key for key, state in after.states.items() if state is UnitState.APPROVED} == {
        key for key, state in ours.states.items() if state is UnitState.APPROVED
    }
    translate_leaves_alone(room)


def test_a_stale_unit_whose_previous_source_msgmerge_took_is_still_a_persons(
    room: Newsroom, tmp_path: Path, require_tool: Require
) -> None:
    """Even one whose words are a machine's: a person had confirmed them."""
    chaired = "会议由副局长主持。"
    now = NOW.replace(CONFIRMED, chaired)
    room.write("sources/visit.md", now)
    room.run("translate")
    assert look(room).states["", chaired] is UnitState.STALE
    path = room.catalog_path()
    run(require_tool("msgmerge"), "--quiet", "--output-file", path, path, fresh(room, tmp_path / "t", "visit"))
    for source in (STALE, chaired):
        unit = look(room).units["", source]
        assert (unit.previous_source, unit.state, unit.touched) == (None, UnitState.DRAFT, True)
    room.write("sources/visit.md", now.replace(STALE, "").replace(chaired, ""))
    room.run("translate")
    assert {("", STALE), ("", chaired)} < set(look(room).obsolete)


def test_what_a_tool_marks_fuzzy_is_not_approved_until_the_mark_goes(room: Newsroom, require_tool: Require) -> None:
    before = look(room), look(room, "notice")
    for path in catalogs_of(room):
        run(require_tool("msgattrib"), "--set-fuzzy", "--output-file", path, path)
    marked = look(room), look(room, "notice")
    assert not {state for seen in marked for state in seen.states.values()} & set(DONE)
    assert marked[1].row == ("outdated", "outdated")
    for path in catalogs_of(room):
        run(require_tool("msgattrib"), "--clear-fuzzy", "--output-file", path, path)
    cleared = look(room), look(room, "notice")
    for then, now in zip(before, cleared, strict=True):
        # Whoever clears every mark says that all is translated; that anybody approved it, no catalog can say.
        assert {key for key, state in now.states.items() if state is UnitState.APPROVED} == {
            key for key, state in then.states.items() if state is UnitState.APPROVED
        }
    assert cleared[1].row == ("published", "current")


# --- Poedit ---


def as_poedit_saves(path: Path, msgcat: str | None, *, width: int | None, line_end: str = "\n") -> None:
    """Rewrite a catalog as Poedit does (read in its source, src/catalog_po.cpp and catalog.cpp, 3.x).

    Header: the revision date is now, the translator whoever set Poedit up, X-Generator its own; a translator that is
    still gettext's placeholder goes first. Obsolete entries are cut where a line starts with ``#~ msgid``, so that
    what stood before (``#~|``, ``#~ msgctxt``) has a blank line after it. Then msgcat formats the file, unless it
    fails, in which case it stays as it is.
    """
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    head = re.sub(r'"Last-Translator: .*\\n"', r'"Last-Translator: Translator <translator@example.org>\\n"', head)
    head = re.sub(r'"PO-Revision-Date: .*\\n"', r'"PO-Revision-Date: 2018-09-14 10:00+0800\\n"', head)
    text = f'{head}\n"X-Generator: Poedit 3.4.2\\n"\n\n' + re.sub(r"(?m)(^#~\|? .*\n)(?=#~ msgid)", r"\1\n", body)
    path.write_text(text, encoding="utf-8", newline="\n")
    if msgcat:
        wrap = f"--width={width}" if width else "--no-wrap"
        run(msgcat, "--force-po", wrap, "--output-file", path, path)
    path.write_bytes(path.read_bytes().replace(b"\n", line_end.encode()))


@pytest.mark.parametrize(
    ("formatted", "width", "line_end"),
    [(True, 79, "\n"), (True, None, "\n"), (True, 79, "\r\n"), (False, None, "\r\n")],
)
def test_what_poedit_saved_is_the_same_catalog_and_left_alone(
    formatted: bool, width: int | None, line_end: str, room: Newsroom, require_tool: Require
) -> None:
    before = look(room)
    msgcat = require_tool("msgcat") if formatted else None
    for path in catalogs_of(room):
        as_poedit_saves(path, msgcat, width=width, line_end=line_end)
    after = look(room)
    same_but_for_flags(before, after)
    if width:
        assert max(map(len, room.catalog_path().read_text(encoding="utf-8").splitlines())) < 125
    theirs = {
        "PO-Revision-Date": "2018-09-14 10:00+0800",
        "Last-Translator": "Translator <translator@example.org>",
        "X-Generator": "Poedit 3.4.2",
    }
    assert dict(after.catalog.headers) == dict(before.catalog.headers) | theirs
    assert after.catalog.comment == before.catalog.comment
    translate_leaves_alone(room)
    what_was_published_stays_published(room)


def test_what_the_header_of_poedit_says_survives_the_next_change_of_the_source(
    room: Newsroom, require_tool: Require
) -> None:
    before = look(room)
    as_poedit_saves(room.catalog_path(), require_tool("msgcat"), width=79, line_end="\r\n")
    saved = look(room)
    room.write("sources/visit.md", NOW.replace("（完）", "又一句。"))
    room.run("translate")
    after = look(room)
    assert b"\r" not in room.catalog_path().read_bytes()
    assert [name for name, _ in after.catalog.headers] == [name for name, _ in saved.catalog.headers]
    changed = {"X-Source-Digest"}
    assert {h for h in after.catalog.headers if h[0] not in changed} == {
        h for h in saved.catalog.headers if h[0] not in changed
    }
    nothing_is_faked(before, after)
    assert after.kept_words >= before.kept_words


def test_what_a_translator_confirmed_in_poedit_counts_and_nothing_else(room: Newsroom, require_tool: Require) -> None:
    before = look(room)
    catalog = room.catalog()
    # Poedit takes #| away together with the flag.
    confirmed = {STALE: "The delegation arrived in Geneva on September 4.", DRAFTED: DRAFT.text}
    units = tuple(
        replace(u, target=confirmed[u.source], fuzzy=False, previous_source=None) if u.source in confirmed else u
        for u in catalog.units
    )
    room.catalog_path().write_bytes(catalogs.dump(replace(catalog, units=units)))
    as_poedit_saves(room.catalog_path(), require_tool("msgcat"), width=79)
    after = look(room)
    expected = {("", source): UnitState.TRANSLATED for source in confirmed}
    assert after.states == before.states | expected
    assert not after.units["", DRAFTED].draft_changed  # accepted as it was, and that can be told
    assert after.units["", DRAFTED].origin == DRAFT.origin


# --- editors and scripts ---

EDITORS: dict[str, Callable[[bytes], bytes]] = {
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "BOM": lambda data: b"\xef\xbb\xbf" + data,
    "CRLF and BOM": lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"),
    "CR": lambda data: data.replace(b"\n", b"\r"),
    "no final line end": lambda data: data.rstrip(b"\n"),
    "blank lines and spaces at line ends": lambda data: (
        b"\n\n" + data.replace(b'"\n', b'"  \t\n').replace(b"\n\n", b"\n \n\n")
    ),
    "mixed line ends": lambda data: data.replace(b"\n\n", b"\r\n\r\n"),
}


@pytest.mark.parametrize("save", EDITORS.values(), ids=EDITORS)
def test_what_a_plain_text_editor_saved_is_the_same_catalog_and_left_alone(
    save: Callable[[bytes], bytes], room: Newsroom
) -> None:
    before = look(room)
    for path in catalogs_of(room):
        path.write_bytes(save(path.read_bytes()))
    after = look(room)
    assert after == before
    assert after.units["", DRAFTED].flags == FLAGS
    translate_leaves_alone(room)
    what_was_published_stays_published(room)
    room.write("sources/visit.md", NOW.replace("（完）", "又一句。"))
    room.run("translate")
    assert not set(b"\r\xef\xbb\xbf") & set(room.catalog_path().read_bytes()[:3])
    changed = look(room)
    nothing_is_faked(before, changed)
    assert changed.kept_words >= before.kept_words
    assert changed.units["", DRAFTED].flags == FLAGS


def test_comments_in_another_order_belong_to_the_same_unit(room: Newsroom) -> None:
    before = look(room)
    path = room.catalog_path()
    text = path.read_text(encoding="utf-8")

    def mixed(block: str) -> str:
        marked = [line for line in block.split("\n") if re.match("#[.:,|]", line)]
        notes = [line for line in block.split("\n") if re.match("#( |$)", line)]
        rest = [line for line in block.split("\n") if line not in marked and line not in notes]
        return "\n".join([*reversed(marked), *notes, *rest])

    blocks = text.split("\n\n")
    path.write_text("\n\n".join(mixed(block) for block in blocks), encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") != text
    assert look(room) == before
    translate_leaves_alone(room)


@pytest.mark.parametrize("width", [78, -1])
def test_what_a_script_saved_with_polib_is_the_same_catalog(width: int, room: Newsroom) -> None:
    before = look(room)
    for path in catalogs_of(room):
        polib.pofile(str(path), wrapwidth=width).save()
    after = look(room)
    assert after.units == before.units
    assert after.states == before.states
    assert set(after.catalog.headers) == set(before.catalog.headers)  # polib sorts them
    # polib drops what #~| says; the translations and the flag stay.
    assert {k: (u.target, u.fuzzy) for k, u in after.obsolete.items()} == {
        k: (u.target, u.fuzzy) for k, u in before.obsolete.items()
    }
    translate_leaves_alone(room)
    what_was_published_stays_published(room)


# --- translate-toolkit ---


def test_what_pot2po_rewrote_keeps_every_unit_and_state(room: Newsroom, tmp_path: Path, require_tool: Require) -> None:
    """pot2po 3.20 drops the comments of units without a translation, and nothing else, not even unknown flags."""
    before = look(room)
    tool = require_tool("pot2po")
    for release in ("visit", "notice"):
        path = room.catalog_path(release)
        template = fresh(room, tmp_path / release, release).rename(tmp_path / f"{release}.pot")
        run(tool, "--progress=none", "-t", path, "-i", template, "-o", tmp_path / f"{release}.po")
        shutil.move(tmp_path / f"{release}.po", path)
    after = look(room)
    kept = {key: unit for key, unit in before.units.items() if unit.target}
    assert {key: after.units[key] for key in kept} == kept
    assert {key: after.states[key] for key in kept} == {key: before.states[key] for key in kept}
    nothing_is_faked(before, after)  # what was missing may have become fuzzy
    assert (after.obsolete, after.row) == (before.obsolete, before.row)
    assert set(after.catalog.headers) >= {*HEADERS, ("X-Source-Language", "zh-Hans")}
    what_was_published_stays_published(room)
    room.run("translate")
    assert look(room).units == after.units
    translate_leaves_alone(room)


def test_pot2po_before_translate_loses_nothing_and_gains_no_state(
    room: Newsroom, tmp_path: Path, require_tool: Require
) -> None:
    before = look(room)
    room.write("sources/visit.md", EDITED)
    alone = Newsroom(Path(shutil.copytree(room.root, tmp_path / "alone")))
    alone.run("translate")
    path = room.catalog_path()
    template = fresh(room, tmp_path / "t", "visit").rename(tmp_path / "visit.pot")
    run(require_tool("pot2po"), "--progress=none", "-t", path, "-i", template, "-o", tmp_path / "visit.po")
    shutil.move(tmp_path / "visit.po", path)
    room.run("translate")
    after, ours = look(room), look(alone)
    nothing_is_faked(before, after)
    nothing_is_faked(ours, after)
    assert after.kept_words >= ours.kept_words
    assert NOTE in after.units["", SIGNED.replace("备忘录", "合作备忘录")].comments
    translate_leaves_alone(room)


def through_xliff(path: Path, folder: Path, require_tool: Require) -> None:
    po2xliff, xliff2po = require_tool("po2xliff"), require_tool("xliff2po")
    run(po2xliff, "--progress=none", path, folder / "visit.xlf")
    run(xliff2po, "--progress=none", folder / "visit.xlf", folder / "back.po")
    shutil.move(folder / "back.po", path)


def test_what_xliff_brought_back_loses_no_words_and_gains_no_state(
    room: Newsroom, tmp_path: Path, require_tool: Require
) -> None:
    """po2xliff 3.20 drops msgctxt, ``#|``, unknown flags, obsolete marks, and a second role of the same words."""
    before = look(room)
    through_xliff(room.catalog_path(), tmp_path, require_tool)
    room.run("translate")
    after = look(room)
    nothing_is_faked(before, after)
    for key, unit in before.units.items():
        now = after.units[key]
        if key[1] != NEXT:
            assert now.target == unit.target, key
            assert set(now.comments) >= set(unit.comments), key
        if not key[0]:
            assert now.fuzzy == unit.fuzzy or key[1] == NEXT, key
            assert after.states[key] is before.states[key] or key[1] in (STALE, LASTED, NEXT), key
    assert after.kept_words >= before.kept_words - {
        unit.target for unit in before.units.values() if unit.source == NEXT
    }
    assert after.units["", STALE].touched  # a person's translation, though #| is gone
    assert set(after.obsolete) >= set(before.obsolete)
    translate_leaves_alone(room)


def test_an_approved_release_that_went_through_xliff_is_still_published_once_its_roles_are_fixed(
    room: Newsroom, tmp_path: Path, require_tool: Require
) -> None:
    before = look(room, "notice")
    path = room.catalog_path("notice")
    through_xliff(path, tmp_path, require_tool)
    room.run("translate")
    after = look(room, "notice")
    assert after.states == before.states | {("title", "公告"): UnitState.STALE}
    assert after.row == ("outdated", "outdated")
    translated(room, {("title", "公告"): after.units["title", "公告"].target}, "notice")
    assert look(room, "notice").row == ("published", "current")


# --- OmegaT ---

OMEGAT_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>ZH-CN</source_lang><target_lang>EN-US</target_lang>
<source_tok>org.omegat.tokenizer.LuceneSmartChineseTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</target_tok>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags>
</project></omegat>
"""
MEMORY = {
    AGAIN: "Both sides will meet again next year, says the memory.",
    STALE: "The delegation arrived in Geneva on September 4, says the memory.",
    SIGNED: "The memory would have it otherwise.",
    WRITTEN: "The memory would have it otherwise, too.",
}


def tmx(pairs: dict[str, str]) -> str:
    """A TMX 1.4 of pairs zh-CN, en-US."""
    units = "".join(
        f'<tu><tuv xml:lang="zh-CN"><seg>{escape(source)}</seg></tuv><tuv xml:lang="en-US"><seg>{escape(target)}</seg></tuv></tu>\n'
        for source, target in pairs.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4"><header creationtool="workflow" creationtoolversion="1" '
        'segtype="sentence" o-tmf="PO" adminlang="en" srclang="zh-CN" datatype="plaintext"/>\n<body>\n'
        f"{units}</body></tmx>\n"
    )


@pytest.fixture(scope="module")
def from_omegat(made: Path, tmp_path_factory: pytest.TempPathFactory, require_tool: Require) -> Path:
    """The target files of OmegaT, which had our catalogs as sources; one run for all tests."""
    tool = require_tool("omegat")
    require_tool("java")
    folder = tmp_path_factory.mktemp("omegat")
    for name in ("source", "target", "glossary", "dictionary", "omegat", "tm/auto", "home"):
        (folder / name).mkdir(parents=True)
    for release in ("visit", "notice"):
        shutil.copy(Newsroom(made).catalog_path(release), folder / "source")
    (folder / "omegat.project").write_text(OMEGAT_PROJECT, encoding="utf-8")
    (folder / "tm/auto/approved.tmx").write_text(tmx(MEMORY), encoding="utf-8")
    java = f"-Duser.home={folder / 'home'} -Djava.awt.headless=true -Dfile.encoding=UTF-8"
    run(tool, folder, "--mode=console-translate", f"--config-dir={folder / 'home'}", "--quiet", JAVA_TOOL_OPTIONS=java)
    return folder / "target"


@pytest.fixture
def omegat_room(room: Newsroom, from_omegat: Path) -> Newsroom:
    """The newsroom after somebody copied what OmegaT wrote over its catalogs."""
    for release in ("visit", "notice"):
        shutil.copy(from_omegat / f"{release}.po", room.catalog_path(release))
    return room


def test_what_omegat_wrote_keeps_what_was_translated_and_approved(made: Path, omegat_room: Newsroom) -> None:
    before, after = look(Newsroom(made)), look(omegat_room)
    done = {key for key, state in before.states.items() if state in DONE}
    for key in done:
        assert after.states[key] is before.states[key], key
        assert after.units[key] == before.units[key], key
    # The memory fills what was open, as OmegaT's user wanted who put it into tm/auto; the cell takes the heading's
    # words.
    filled = {("", AGAIN): MEMORY[AGAIN], ("", STALE): MEMORY[STALE], ("cell", NEXT): ENGLISH["heading", NEXT]}
    opened = {key: after.states[key] for key in after.states if key not in done}
    # What is fuzzy OmegaT empties, unless the memory has it: that the tool loses, and it shows.
    assert opened == dict.fromkeys(opened, UnitState.MISSING) | dict.fromkeys(filled, UnitState.TRANSLATED)
    assert {("", DRAFTED), ("", LASTED)} < set(opened) - set(filled)
    assert {key: after.units[key].target for key in filled} == filled
    assert after.row == ("outdated", "none")
    what_was_published_stays_published(omegat_room)
    translate_leaves_alone(omegat_room)


def test_what_omegat_wrote_keeps_comments_flags_headers_and_obsolete_entries(made: Path, omegat_room: Newsroom) -> None:
    before, after = look(Newsroom(made)), look(omegat_room)
    for key, unit in before.units.items():
        now = after.units[key]
        assert (now.comments, now.flags, now.place) == (unit.comments, unit.flags, unit.place)
        assert now.previous_source == unit.previous_source
    assert after.catalog.headers == before.catalog.headers
    assert after.catalog.comment == before.catalog.comment
    assert {key: u.target for key, u in after.obsolete.items()} == {key: u.target for key, u in before.obsolete.items()}


def test_a_draft_that_omegat_emptied_is_drafted_again_with_one_origin(
    omegat_room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    omegat_room.run("translate", "--engine", "argos")
    unit = look(omegat_room).units["", DRAFTED]
    assert unit.state is UnitState.DRAFT
    assert len([comment for comment in unit.comments if comment.startswith("mt: ")]) == 1
    assert NOTE in unit.comments


def test_a_draft_in_a_stale_unit_that_omegat_emptied_is_nobodys(
    omegat_room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    omegat_room.run("translate", "--engine", "argos")
    unit = look(omegat_room).units["", LASTED]
    assert unit.state is UnitState.DRAFT
    assert not unit.touched


def test_an_obsolete_translation_whose_fuzzy_mark_omegat_took_comes_back_as_stale(omegat_room: Newsroom) -> None:
    omegat_room.write("sources/visit.md", NOW.replace("（完）", OLDER.source))
    omegat_room.run("translate")
    after = look(omegat_room)
    assert after.units["", OLDER.source].target == "Gone for longer."
    assert after.states["", OLDER.source] is UnitState.STALE
