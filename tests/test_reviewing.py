"""A release as a reviewer reads it: its lines, what helps with one of them, and what is kept from look to look."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, VISIT, make
from newsroom import Newsroom as Folder

from workflow.catalogs import po
from workflow.contracts.checks import Context, Said
from workflow.contracts.registries import CHECKS
from workflow.model import Finding, Release, UnitState
from workflow.newsroom.editing import Edit, save
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.judging import Judge
from workflow.newsroom.memories import Memories
from workflow.newsroom.recent import Recent
from workflow.newsroom.reviewing import Help, Text, help_with, line_of, text_of

TALKS = """---
title: 会谈
date: 2020-05-06
---

双方举行会谈。双方签署了`MOU-7`备忘录。

| 国家 | **城市** |
|---|---|
| 瑞士 | 日内瓦 |

> 双方举行会谈。

- [详情](https://www.example.org/more)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = make(tmp_path)
    folder.write("sources/talks.md", TALKS)
    folder.run("translate")
    return folder


@contextmanager
def opened(folder: Folder, *, recent: bool = False) -> Iterator[Newsroom]:
    room = Newsroom.open(folder.root, recent=Recent() if recent else None)
    yield room
    room.close()


def read(folder: Folder, name: str = "talks") -> Text:
    with opened(folder) as room:
        return text_of(room, name, "en")


def helped(folder: Folder, source: str, name: str = "talks") -> Help:
    with opened(folder) as room, Memories(room, pytest.fail) as memories:
        text = text_of(room, name, "en")
        line = next(line for line in text.lines if line.text == source)
        found = help_with(room, memories, text, line.key, on_problem=pytest.fail)
    assert found
    assert found.line == line
    return found


def test_every_sentence_is_shown_in_reading_order_and_those_that_come_again_are_marked(folder: Folder) -> None:
    folder.translate_by_hand("talks", **{"双方举行会谈。": "They *met*."})
    text = read(folder)
    shown = [line for passage in text.passages for line in passage.lines if line.kind == "unit"]
    assert [line.unit for line in text.lines] == list(folder.catalog("talks").units)
    assert [line.text for line in shown if line.again] == ["双方举行会谈。"]
    assert [line.text for line in text.lines] == [line.text for line in shown if not line.again]
    again = next(line for line in shown if line.again)
    assert replace(again, again=False) == next(line for line in text.lines if line.text == again.text)
    assert again.target == (("", "They "), ("mark", "*"), ("em", "met"), ("mark", "*"), ("", "."))
    assert [passage.place for passage in text.passages] == sorted(passage.place for passage in text.passages)
    around = {line.text: passage.inside for passage in text.passages for line in passage.lines if not line.again}
    assert (around["双方举行会谈。"], around["瑞士"]) == ((), ("table", "row"))
    quoted = next(passage for passage in text.passages if passage.lines and passage.lines[0].again)
    assert quoted.inside == ("quote",)


def test_only_the_first_row_of_a_table_is_its_header(folder: Folder) -> None:
    cells = {passage.lines[0].text: passage for passage in read(folder).passages if passage.kind == "cell"}
    assert {text: cell.level for text, cell in cells.items()} == {"国家": 1, "**城市**": 1, "瑞士": 0, "日内瓦": 0}


def test_what_is_not_translated_is_shown_as_it_is_printed_and_code_as_it_is_written(folder: Folder) -> None:
    folder.write("sources/talks.md", "# 会谈\n\n*A-1*\n\n```\nx = *y*\n```\n")
    printed = {line.kind: line for passage in read(folder).passages for line in passage.lines if line.kind != "unit"}
    assert printed["text"].source == printed["text"].target == (("mark", "*"), ("em", "A-1"), ("mark", "*"))
    assert printed["code"].source == printed["code"].target == (("", "x = *y*\n"),)


def test_a_day_is_shown_as_each_language_writes_it(folder: Folder) -> None:
    settings = (folder.root / "workflow.toml").read_text("utf-8")
    folder.write("workflow.toml", settings + '\n[publish]\nlocales = { en = "en_GB" }\n')
    folder.write("sources/talks.md", "# 会谈\n\n2026年3月12日\n\n| 时限 |\n|---|\n| 2027年12月 |\n")
    days = [line for passage in read(folder).passages for line in passage.lines if line.kind == "date"]
    assert [(line.source, line.target) for line in days] == [
        ((("", "2026年3月12日"),), (("", "12 March 2026"),)),
        ((("", "2027年12月"),), (("", "December 2027"),)),
    ]


def test_without_a_catalog_the_source_is_shown_and_nothing_waits_to_be_translated(folder: Folder) -> None:
    before = read(folder)
    folder.catalog_path("talks").unlink()
    text = read(folder)
    assert text.lines == ()
    assert [[line.text for line in passage.lines] for passage in text.passages] == [
        [line.text for line in passage.lines] for passage in before.passages
    ]
    assert [line.source for passage in text.passages for line in passage.lines] == [
        line.source for passage in before.passages for line in passage.lines
    ]
    bold = next(line for passage in text.passages for line in passage.lines if line.text == "**城市**")
    assert bold.source == (("mark", "**"), ("strong", "城市"), ("mark", "**"))


@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from(["", "They met.", "They *met*."]), st.booleans()), max_size=6
    ),
    st.sampled_from([None, "submit", "approve"]),
)
def test_a_server_that_remembers_shows_what_a_new_one_would(
    edits: list[tuple[int, str, bool]], act: str | None
) -> None:
    with TemporaryDirectory() as name:
        folder = make(Path(name))
        folder.run("translate")
        if act:
            folder.translate_by_hand()
            folder.run("submit", "visit", "--as", TRANSLATOR)
        if act == "approve":
            folder.run("approve", "visit", "--as", REVIEWER)
        with opened(folder, recent=True) as room:
            release = room.find_one("visit")
            assert isinstance(release, Release)
            for number, target, done in edits:
                lines = text_of(room, "visit", "en").lines
                line = lines[number]
                saved = save(room, release, "en", Edit(line.key, line.version, target, done and bool(target)))
                assert saved.unit
                alone = line_of(room, release, "en", saved.unit)
                now, fresh = text_of(room, "visit", "en"), read(folder, "visit")
                assert (now.passages, now.lines, now.frame, now.print) == (
                    fresh.passages,
                    fresh.lines,
                    fresh.frame,
                    fresh.print,
                )
                assert alone == now.lines[number]
                assert (now.lines[:number], now.lines[number + 1 :]) == (lines[:number], lines[number + 1 :])


def test_an_approved_text_is_shown_as_approved_until_it_changes(folder: Folder) -> None:
    folder.sign_off("talks")
    text = read(folder)
    assert {line.state for line in text.lines} == {UnitState.APPROVED}
    assert all(line.same for line in text.lines)
    catalog = folder.catalog("talks")
    other = replace(catalog.units[1], target="Other words.")
    units = (catalog.units[0], other, *catalog.units[2:])
    folder.catalog_path("talks").write_bytes(po.dump(replace(catalog, units=units)))
    changed = read(folder)
    assert [line.same for line in changed.lines] == [number != 1 for number in range(len(units))]
    assert changed.frame == text.frame
    assert changed.print != text.print


def test_a_sentence_that_is_not_there_has_no_help(folder: Folder) -> None:
    with opened(folder) as room, Memories(room, pytest.fail) as memories:
        text = text_of(room, "talks", "en")
        assert help_with(room, memories, text, "0" * 16, on_problem=pytest.fail) is None
        key = text.lines[0].key
    (folder.root / "sources/talks.md").unlink()
    folder.write("locales/en/talks.jsonl", "")
    with opened(folder) as room, Memories(room, pytest.fail) as memories:
        gone = replace(text, present=replace(text.present, release=None))
        assert help_with(room, memories, gone, key, on_problem=pytest.fail) is None


def test_of_like_sentences_elsewhere_the_one_between_the_same_sentences_is_the_best(folder: Folder) -> None:
    first, last = "双方举行会谈。", "双方将再次会晤。"
    folder.write("sources/old.md", f"# 标题\n\n{first}代表团离开。{last}\n")
    folder.write("sources/other.md", f"# 标题\n\n代表团离开。{first}\n")
    folder.write("sources/new.md", f"# 标题\n\n{first}代表团离开。{last}\n")
    folder.run("translate")
    for name, words in (("old", "The delegation left."), ("other", "The group went away.")):
        folder.translate_by_hand(name, **{"代表团离开。": words})
        folder.run("submit", name, "--as", TRANSLATOR)
        folder.run("approve", name, "--as", REVIEWER)
    hits = helped(folder, "代表团离开。", "new").hits
    assert [(hit.likeness, hit.target) for hit in hits] == [
        (101, "The delegation left."),
        (100, "The group went away."),
    ]
    # At the beginning and at the end nothing comes before or after.
    assert helped(folder, "标题", "new").hits[0].likeness == 101
    assert helped(folder, last, "new").hits[0].likeness == 101


def test_terms_are_those_of_the_sentence_each_once(folder: Folder) -> None:
    folder.write(
        "locales/en/terms.csv", "source,target,kind\n会谈,talks,term\n双方,both sides,term\n备忘录,memorandum,term\n"
    )
    assert [term.target for term in helped(folder, "双方举行会谈。").terms] == ["both sides", "talks"]


def test_a_sentences_history_is_what_the_ledger_says_of_it_newest_first(folder: Folder) -> None:
    source = "双方举行会谈。"

    def acts() -> list[tuple[str, str, str]]:
        return [(event.act, event.who, event.text) for event in helped(folder, source).history]

    assert acts() == []
    folder.translate_by_hand("talks", **{source: "They met."})
    folder.run("submit", "talks", "--as", TRANSLATOR)
    submitted = ("submit", TRANSLATOR, "They met.")
    assert acts() == [submitted]
    catalog = folder.catalog("talks")
    this = next(unit for unit in catalog.units if unit.source == source)
    other = next(unit for unit in catalog.units if unit.source == "瑞士")
    folder.run("return", "talks", "--unit", other.short_key, "--reason", "Of another.", "--as", REVIEWER)
    assert acts() == [submitted]
    folder.run("submit", "talks", "--reason", "It is right.", "--as", TRANSLATOR)
    folder.run("return", "talks", "--unit", this.short_key, "--reason", "Of this.", "--as", REVIEWER)
    folder.run("submit", "talks", "--reason", "It is right.", "--as", TRANSLATOR)
    folder.run("return", "talks", "--reason", "Of all.", "--as", REVIEWER)
    assert acts() == [
        ("return", REVIEWER, "Of all."),
        submitted,
        ("return", REVIEWER, "Of this."),
        submitted,
        submitted,
    ]
    folder.run("submit", "talks", "--reason", "It is right.", "--as", TRANSLATOR)
    folder.run("approve", "talks", "--as", REVIEWER)
    assert acts()[:2] == [("approve", REVIEWER, "They met."), submitted]
    assert helped(folder, source).approved == "They met."
    folder.translate_by_hand("talks", **{source: "They held talks."})
    # What was approved or submitted in other words stays known; the words of today were never submitted.
    assert helped(folder, source).approved == "They met."
    assert acts()[:2] == [("approve", REVIEWER, "They met."), submitted]


def test_a_judge_that_keeps_verdicts_finds_what_a_new_one_finds_and_judges_again_only_what_changed(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("workflow.toml", SETTINGS.partition("[review]")[0])
    judged: list[str] = []

    def inspect(said: Said, context: Context) -> Iterator[Finding]:
        judged.append(said.unit.source)
        return values.inspect(said, context)

    values = CHECKS["values"]
    module, _, name = CHECKS.places["values"].partition(":")
    monkeypatch.setattr(import_module(module), name, replace(values, inspect=inspect))

    def fresh(name: str) -> tuple[Finding, ...]:
        with opened(folder) as room, Judge(room, pytest.fail) as judge:
            return judge(room.present(room.find_one(name), "en"))

    with opened(folder, recent=True) as room, Judge(room, pytest.fail, again=True) as keeping:

        def judged_now(name: str = "visit") -> list[str]:
            """Judge; return the units that were judged."""
            wanted = fresh(name)
            judged.clear()
            assert keeping(room.present(room.find_one(name), "en")) == wanted
            return judged.copy()

        folder.translate_by_hand()
        units = [unit.source for unit in folder.catalog().units]
        assert judged_now() == units
        assert judged_now() == []
        folder.translate_by_hand(**{units[1]: "The delegation arrived on 4 September."})
        assert judged_now() == units[1:2]
        # Another source, another date: everything is judged again, and by the new date.
        folder.write("sources/visit.md", VISIT.replace("2018-09-12", "2019-09-12"))
        assert judged_now() == units
        assert judged_now() == []
        # Who is named in a release is known of the release as it is now.
        folder.write("sources/visit.md", VISIT.replace("双方签署了备忘录。", "局长何志成签署了备忘录。"))
        folder.run("translate")
        folder.translate_by_hand(**{"局长何志成签署了备忘录。": "He signed the memorandum."})
        judged_now()
        assert "names" in {finding.check for finding in fresh("visit")}
        units = [unit.source for unit in folder.catalog().units]
        # The releases judged last are kept, not the first.
        for number in range(6):
            folder.write(f"sources/more{number}.md", f"# 标题{number}\n\n第{number}段。\n")
        folder.run("translate")
        for number in range(6):
            folder.translate_by_hand(f"more{number}")
            assert len(judged_now(f"more{number}")) == 2
            assert judged_now(f"more{number}") == []
        assert judged_now() == units


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans())), st.integers(1, 3))
def test_what_was_used_last_is_kept_and_nothing_else(uses: list[tuple[str, bool]], most: int) -> None:
    recent, used = Recent(most), list[str]()
    for name, noted in uses:
        if noted:
            recent.note("kind", name, name, name.upper())
        assert recent.last("another kind", name) is None
        if noted or name in used:
            used = [*(each for each in used if each != name), name][-most:]
        assert recent.last("kind", name) == (name.upper() if name in used else None)
