"""Saving one unit while others change the same catalog."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import Newsroom as Folder
from newsroom import make

from workflow.catalogs import po
from workflow.errors import BadInput
from workflow.model import Catalog, Draft, Release, Unit, UnitState
from workflow.newsroom.editing import Edit, Previous, key_of, save, version_of
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.recent import Recent

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@contextmanager
def opened(folder: Folder) -> Iterator[tuple[Newsroom, Release]]:
    """A newsroom as a server has it open, with its release."""
    room = Newsroom.open(folder.root, recent=Recent())
    release = room.find_one("visit")
    assert isinstance(release, Release)
    yield room, release
    room.close()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = make(tmp_path)
    folder.run("translate")
    return folder


def test_drafts_are_kept_where_a_server_has_the_newsroom_open(folder: Folder) -> None:
    comments = (Draft("A", "mt: echo 1.0").comment,)

    def drafted(now: Catalog | None) -> Catalog | None:
        units = (replace(unit, target="A", fuzzy=True, comments=comments) for unit in now.units) if now else ()
        return now and replace(now, units=tuple(units))

    with opened(folder) as (room, _):
        room.change_catalog("visit", "en", lambda now: now, doing="nothing")
        room.change_catalog("visit", "en", drafted, doing="drafting")
        catalog = room.catalog("visit", "en")
        assert catalog
        assert {room.drafts("visit", "en").origin(unit)[0] for unit in catalog.units} == {"mt: echo 1.0"}
    lines = folder.files("locales/en")["visit.drafts.jsonl"].splitlines()
    assert len(lines) >= len(catalog.units)


def edit(unit: Unit, target: str, *, done: bool = False, previous: Previous | None = None) -> Edit:
    return Edit(key_of(unit), version_of(unit), target, done, previous)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 4), TEXTS, st.booleans()), max_size=8))
def test_saves_change_one_unit_and_nothing_else_and_are_read_back(edits: list[tuple[int, str, bool]]) -> None:
    with TemporaryDirectory() as name:
        folder = make(Path(name))
        folder.run("translate")
        with opened(folder) as (room, release):
            for number, text, done in edits:
                before = folder.catalog()
                unit = before.units[number]
                clean = " ".join(text.splitlines()).strip(" \t") if text else ""
                if done and not clean:
                    continue
                saved = save(room, release, "en", edit(unit, text, done=done))
                after = folder.catalog()
                assert saved.outcome == "saved"
                assert saved.unit == after.units[number]
                assert after.units[number].fuzzy is (not done and bool(saved.unit.target))
                assert [u for n, u in enumerate(after.units) if n != number] == [
                    u for n, u in enumerate(before.units) if n != number
                ]
                assert (after.headers, after.comment, after.obsolete) == (
                    before.headers,
                    before.comment,
                    before.obsolete,
                )
                # What the server remembers is what another process reads.
                assert room.catalog("visit", "en") == after


def test_a_text_that_somebody_else_changed_meanwhile_is_not_overwritten(folder: Folder) -> None:
    unit = folder.catalog().units[1]
    with opened(folder) as (room, release):
        theirs = save(room, release, "en", edit(unit, "Theirs.", done=True))
        data = folder.catalog_path().read_bytes()
        ours = save(room, release, "en", edit(unit, "Ours.", done=True))
        assert (ours.outcome, ours.unit) == ("conflict", theirs.unit)
        assert folder.catalog_path().read_bytes() == data
        # The same text is no conflict: the answer to an earlier save may have been lost on the way.
        assert save(room, release, "en", edit(unit, "Theirs.", done=True)).outcome == "saved"
        assert folder.catalog_path().read_bytes() == data


def test_done_ends_staleness_and_taking_it_back_restores_it(folder: Folder) -> None:
    folder.translate_by_hand()
    source = folder.root / "sources/visit.md"
    source.write_text(source.read_text("utf-8").replace("9月3日", "9月4日"), "utf-8")
    folder.run("translate")
    stale = next(unit for unit in folder.catalog().units if unit.state is UnitState.STALE)
    with opened(folder) as (room, release):
        done = save(room, release, "en", edit(stale, "On 4 September.", done=True))
        assert done.unit
        assert done.before == stale
        assert (done.unit.state, done.unit.previous_source) == (UnitState.TRANSLATED, None)
        assert stale.previous_source
        back = save(
            room,
            release,
            "en",
            edit(done.unit, stale.target, previous=Previous(stale.previous_source, stale.previous_context)),
        )
    assert back.unit
    assert replace(back.unit, comments=()) == replace(stale, comments=())


def test_a_source_that_changed_is_synced_by_the_save(folder: Folder) -> None:
    units = folder.catalog().units
    source = folder.root / "sources/visit.md"
    source.write_text(source.read_text("utf-8").replace("双方签署了备忘录。", "双方签署了协议。"), "utf-8")
    with opened(folder) as (room, release):
        assert save(room, release, "en", edit(units[0], "Title", done=True)).outcome == "saved"
        assert "双方签署了协议。" in [unit.source for unit in folder.catalog().units]
        gone = next(unit for unit in units if unit.source == "双方签署了备忘录。")
        data = folder.catalog_path().read_bytes()
        assert save(room, release, "en", edit(gone, "They signed.")).outcome == "gone"
        assert folder.catalog_path().read_bytes() == data


def test_comments_are_saved_without_touching_what_tools_wrote(folder: Folder) -> None:
    catalog = folder.catalog()
    unit = replace(
        catalog.units[1], target="A draft.", fuzzy=True, comments=("a note", "doubt: a figure", "mt: x #00000000")
    )
    units = (catalog.units[0], unit, *catalog.units[2:])
    folder.catalog_path().write_bytes(po.dump(replace(catalog, units=units)))
    with opened(folder) as (room, release):
        saved = save(room, release, "en", Edit(key_of(unit), version_of(unit), unit.target, notes=("another note",)))
    assert saved.unit
    assert saved.unit.comments == ("another note", "doubt: a figure", "mt: x #00000000")


@pytest.mark.parametrize("text", ["a\0b", "a\x1bb", "a\x85b", "\ud800"])
def test_control_characters_are_refused_and_nothing_is_written(folder: Folder, text: str) -> None:
    data = folder.catalog_path().read_bytes()
    with opened(folder) as (room, release), pytest.raises(BadInput, match="control character U\\+"):
        save(room, release, "en", edit(folder.catalog().units[0], text))
    assert folder.catalog_path().read_bytes() == data


def test_an_empty_text_is_not_done(folder: Folder) -> None:
    with opened(folder) as (room, release), pytest.raises(BadInput, match="<EMPTY>"):
        save(room, release, "en", edit(folder.catalog().units[0], " ", done=True))


@pytest.mark.parametrize("context", ["\x00", "\x1b", "\ud800"])
def test_the_context_that_a_unit_had_before_is_text_that_a_catalog_can_hold(folder: Folder, context: str) -> None:
    with opened(folder) as (room, release):
        unit = folder.catalog().units[0]
        with pytest.raises(BadInput, match="control character"):
            save(room, release, "en", edit(unit, "Talks", previous=Previous("会谈", context)))


def test_without_a_catalog_there_is_nothing_to_save_in(folder: Folder) -> None:
    unit = folder.catalog().units[0]
    folder.catalog_path().unlink()
    with opened(folder) as (room, release), pytest.raises(BadInput, match="run workflow translate visit --to en"):
        save(room, release, "en", edit(unit, "Talks"))
    assert not folder.catalog_path().exists()
