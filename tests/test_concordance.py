"""A word inside the sentences of the memory: where it is found, in which order, and who approved it."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import REVIEWER, TRANSLATOR, VISIT, Newsroom, make

from workflow.memory.concordance import Concordance, Occurrence, Side, search
from workflow.memory.pairs import Pair
from workflow.memory.store import Store, opening

EDITOR = "Editor <editor@example.org>"


def store(pairs: Sequence[Pair], path: Path | None = None) -> Store:
    def learn(names: Sequence[str]) -> Iterator[tuple[str, Sequence[Pair]]]:
        yield names[0], pairs

    return Store(*opening(path, "en", {"teacher": "stamp"}, learn))


def find(pairs: Pair | Sequence[Pair], text: str, side: Side = "both", limit: int = 10) -> Concordance:
    with store([pairs] if isinstance(pairs, Pair) else pairs) as memory:
        return search(memory, text, side=side, limit=limit)


def marked(pairs: Pair, text: str) -> tuple[list[str], list[str]]:
    """What of the source and of the target is marked."""
    (found,) = find(pairs, text).found
    return (
        [found.pair.source[start:end] for start, end in found.in_source],
        [found.pair.target[start:end] for start, end in found.in_target],
    )


SIGNED = Pair("双方签署了谅解备忘录。", "Both sides signed a Memorandum of Understanding.", "visit")


@pytest.mark.parametrize(
    ("pair", "text", "expected"),
    [
        (SIGNED, "备忘录", (["备忘录"], [])),
        (SIGNED, "備忘錄", (["备忘录"], [])),
        (SIGNED, " memorandum  of understanding ", ([], ["Memorandum of Understanding"])),
        (SIGNED, "memo", ([], ["Memo"])),
        (replace(SIGNED, source="雙方簽署了諒解備忘錄。"), "谅解备忘录", (["諒解備忘錄"], [])),
        (Pair("ＰＣＴ申请与PCT体系", "PCT filings; the pct system", "x"), "Pct", (["ＰＣＴ", "PCT"], ["PCT", "pct"])),
        (Pair("局", "the Office’s “new” e‑filing", "x"), 'office\'s "new" e-filing', ([], ["Office’s “new” e‑filing"])),
        (Pair("共5件、15件", "5 and 15", "x"), "5", (["5"], ["5"])),
        (Pair("a.c 与 abc", "a.c, abc", "x"), "a.c", (["a.c"], ["a.c"])),
        (Pair("甲", "L’État, l'état; ETAT", "x"), "état", ([], ["État", "état"])),
        (Pair("中国中国", "China", "x"), "中国", (["中国", "中国"], [])),
        (Pair("甲", "one\ntwo", "x"), "one two", ([], ["one\ntwo"])),
    ],
)
def test_a_word_is_found_inside_a_sentence_however_it_is_written(
    pair: Pair, text: str, expected: tuple[list[str], list[str]]
) -> None:
    assert marked(pair, text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "  ", "andum", "emorandum", "0", "签 署", "signed Memorandum", "\ud800", "(", "[a-z]", "备忘录 memorandum"],
)
def test_what_is_not_there_is_not_found(text: str) -> None:
    assert find(SIGNED, text) == Concordance((), 0)


def test_one_language_can_be_asked_for() -> None:
    pair = Pair("PCT申请", "PCT applications", "x")
    assert find(pair, "pct", "source").found == (Occurrence(pair, ((0, 3),), ()),)
    assert find(pair, "pct", "target").found == (Occurrence(pair, (), ((0, 3),)),)
    assert find(pair, "applications", "source").total == 0


def test_approved_ones_come_first_then_the_newest_and_the_same_pair_once() -> None:
    old = replace(SIGNED, release="old", date="2012-01-01")
    new = replace(SIGNED, release="new", date="2019-01-01")
    other = replace(SIGNED, release="other", date="2015-01-01", target="They signed an MoU.")
    imported = replace(SIGNED, release="a.tmx", date="2020-01-01", target="An import.", approved=False)
    found = find([old, imported, other, new], "备忘录")
    assert [(each.pair.release, each.others) for each in found.found] == [("new", 1), ("other", 0), ("a.tmx", 0)]
    assert found.total == 3
    few = find([old, imported, other, new], "备忘录", limit=1)
    assert ([each.pair for each in few.found], few.total) == ([new], 3)


@given(st.text(alphabet="甲乙國国ab \n5Ａ", max_size=8), st.text(alphabet="甲乙國国ab5Ａ", min_size=1, max_size=2))
def test_every_place_that_is_marked_holds_what_was_asked_for(source: str, text: str) -> None:
    alike = str.maketrans("國Ａ", "国a")
    for found in find(Pair(source or "x", "-", "r"), text).found:
        for start, end in found.in_source:
            assert found.pair.source[start:end].translate(alike).lower() == text.translate(alike).lower()
    if text.translate(alike) in source.translate(alike) and text[0] not in "ab5Ａ":
        assert find(Pair(source, "-", "r"), text).total == 1


def test_a_damaged_index_is_built_again(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    store([SIGNED], path).close()
    for damage in ("'备忘录'", "x'ff'"):
        with sqlite3.connect(path) as connection:
            connection.execute(f"UPDATE pairs SET target = {damage}")  # noqa: S608
        connection.close()
        with store([SIGNED], path) as memory:
            assert [each.pair for each in search(memory, "备忘录").found] == [SIGNED]


# --- the command ---


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """A newsroom with an approved release that two people approved, and its copy that one did not."""
    room = make(tmp_path)
    room.write("workflow.toml", (room.root / "workflow.toml").read_text(encoding="utf-8") + "approvals = 2\n")
    room.write("sources/letter.md", VISIT.replace("2018-09-12", "2019-01-02"))
    room.run("translate")
    for name in ("visit", "letter"):
        room.translate_by_hand(name, **{"双方签署了备忘录。": "Both signed a memorandum."})
        room.run("submit", name, "--as", TRANSLATOR)
    for person in (REVIEWER, EDITOR):
        room.run("approve", "visit", "--as", person)
    return room


@pytest.mark.parametrize("text", ["备忘录", "備忘錄", "MEMORANDUM"])
def test_search_says_who_approved_a_sentence_when_and_where_it_is(room: Newsroom, text: str) -> None:
    day = room.run("status", "visit").stdout.partition("since ")[2][:10]
    assert room.run("memory", "search", text).stdout == (
        f"en in visit, approved by {REVIEWER} and {EDITOR} on {day}\n    双方签署了备忘录。\n    Both signed a memorandum.\n"
    )


def test_search_can_show_what_stands_around(room: Newsroom) -> None:
    assert room.run("memory", "search", "备忘录", "--around").stdout.splitlines()[1:] == [
        "    … 代表团于9月3日抵达日内瓦。",
        "    双方签署了备忘录。",
        "    … 下一步",
        "    Both signed a memorandum.",
    ]


def test_a_similar_sentence_is_shown_as_such_and_not_again(room: Newsroom) -> None:
    said = room.run("memory", "search", "双方签署了备忘录。").stdout
    assert said.startswith("100 % en from visit")
    assert said.count("Both signed") == 1
    assert room.run("memory", "search", "双方签署了备忘录。", "--in", "target").stderr == (
        "en: none of the 6 pairs in the memory contains this text.\n"
    )


def test_search_says_how_many_more_there_are(room: Newsroom) -> None:
    result = room.run("memory", "search", "words", "--limit", "2")
    assert result.stdout.count("en in visit") == 2
    assert result.stderr == "en: 2 of 5 sentences that contain it are shown; --limit shows more\n"
    assert "contains this text, or is at least 85 % similar to it" in room.run("memory", "search", "不存在").stderr
