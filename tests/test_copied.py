"""What a page prints without its being translated (figures in a table, addresses, code) and somebody changed."""

from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import REVIEWER, TRANSLATOR, Newsroom, make
from pages import corrected, rendered, written_markdown

from workflow.model import Block, Edition, Segment, Verbatim
from workflow.newsroom import signing
from workflow.newsroom.folder import Newsroom as Room
from workflow.newsroom.signing import Signer
from workflow.signoff.editions import changed_lines, line_text
from workflow.web.answers import prepared_json
from workflow.writers import text

FEES = """---
title: 关于收费的通知
date: 2018-09-12
---

各单位应当执行。

| 项目 | 金额 |
|---|---|
| 申请费 | 900 |
| 审查费 | 2500 |

010-12345678
"""


@pytest.fixture
def fees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """A published release with a table of fees."""
    monkeypatch.chdir(tmp_path)
    room = make(tmp_path)
    (room.root / "sources/visit.md").unlink()
    room.write("sources/fees.md", FEES)
    room.run("translate")
    room.translate_by_hand("fees", 关于收费的通知="Notice on Fees", 审查费="Examination fee")
    room.sign_off("fees")
    room.run("publish")
    return room


def change(room: Newsroom, old: str, new: str) -> None:
    room.write("sources/fees.md", (room.root / "sources/fees.md").read_text(encoding="utf-8").replace(old, new))
    room.run("translate")


def corrections(room: Newsroom) -> list[str]:
    text = (room.root / "public/en/fees.md").read_text(encoding="utf-8").partition("## Corrections")[2]
    return [line for line in text.splitlines() if line.startswith("- ")]


def test_a_figure_that_is_not_translated_is_shown_to_whoever_signs_and_to_readers(fees: Newsroom) -> None:
    change(fees, "| 审查费 | 2500 |", "| 审查费 | 2600 |")
    path = fees.catalog_path("fees")
    path.write_text(path.read_text(encoding="utf-8").replace("Notice on Fees", "Notice of Fees"), encoding="utf-8")
    line = "    Examination fee | [-2500-]{+2600+}\n"
    for act, who in (("submit", TRANSLATOR), ("approve", REVIEWER)):
        said = fees.run(act, "fees", "--as", who).stdout
        assert ": 1 of " in said
        assert line in said
    fees.run("publish")
    assert corrections(fees) == [
        "- Notice ~~on~~ **of** Fees",
        "- Examination fee | ~~2500~~ **2600**",
    ]


def test_a_figure_alone_is_a_correction_of_a_figure_and_not_of_the_structure(fees: Newsroom) -> None:
    change(fees, "010-12345678", "010-87654321")
    said = fees.run("submit", "fees", "--as", TRANSLATOR).stdout
    assert ": 0 of " in said
    assert "    010-[-12345678-]{+87654321+}\n" in said
    fees.run("approve", "fees", "--as", REVIEWER)
    fees.run("publish")
    assert corrections(fees) == ["- 010-~~12345678~~ **87654321**"]


def test_a_change_of_the_original_alone_is_no_change_of_the_structure(fees: Newsroom) -> None:
    change(fees, "各单位应当执行。", "各单位应当认真执行。")
    fees.sign_off("fees")
    fees.run("publish")
    assert corrections(fees) == ["- Words of the Chinese original changed; their translation did not."]
    page = (fees.root / "public/en/fees.html").read_text(encoding="utf-8")
    assert "<li>Words of the Chinese original changed; their translation did not.</li>" in page


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("各单位应当执行。", "- 各单位应当执行。"),
        ("各单位应当执行。", "# 各单位应当执行。"),
        ("各单位应当执行。", "> 各单位应当执行。"),
        ("|---|---|", "|---|---:|"),
    ],
)
def test_a_change_of_the_structure_is_told_beside_one_of_words(fees: Newsroom, old: str, new: str) -> None:
    change(fees, old, new)
    fees.translate_by_hand("fees")
    path = fees.catalog_path("fees")
    path.write_text(path.read_text(encoding="utf-8").replace("Notice on Fees", "Notice of Fees"), encoding="utf-8")
    fees.sign_off("fees")
    fees.run("publish")
    assert corrections(fees) == ["- Notice ~~on~~ **of** Fees", "- The order or structure of the text changed."]


def test_whoever_approves_a_text_for_the_first_time_is_shown_all_of_it(fees: Newsroom) -> None:
    fees.write("sources/more.md", FEES)
    fees.run("translate")
    fees.translate_by_hand("more", 申请费="Filing fee", 审查费="Examination fee")
    fees.run("submit", "more", "--as", TRANSLATOR)
    said = fees.run("approve", "more", "--as", REVIEWER).stdout
    assert (
        "  printed without translation:\n    Filing fee | 900\n    Examination fee | 2500\n    010-12345678\n"
    ) in said


def test_the_review_page_shows_the_same(fees: Newsroom) -> None:
    change(fees, "| 审查费 | 2500 |", "| 审查费 | 2600 |")
    with closing(Room.open(fees.root)) as room:
        me = Signer(TRANSLATOR, "2018-09-14T08:00:00Z")
        prepared = signing.prepare(room, "submit", ["fees"], "en", me, on_problem=str)
        (said,) = prepared_json(prepared, TRANSLATOR)["approved"]["changes"]
    assert said == {
        "kind": "copied",
        "source": [],
        "target": [["same", "Examination fee | "], ["out", "2500"], ["in", "2600"]],
    }


# --- which lines changed ---


def row(name: str, *figures: str) -> Block:
    return Block(
        "row", children=tuple(Block("cell", (part,)) for part in (Segment(name, "cell"), *map(Verbatim, figures)))
    )


def edition(*blocks: Block) -> Edition:
    keys = dict.fromkeys(
        part.key for top in blocks for one in top.walk() for part in one.content if isinstance(part, Segment)
    )
    return Edition("fees", "en", "zh-Hans", tuple((*key, f"<{key[1]}>") for key in keys), tuple(blocks))


def told(before: Edition, after: Edition) -> list[tuple[str, str]]:
    return [(line_text(old), line_text(new)) for old, new in changed_lines(before, after)]


def test_figures_that_change_places_changed() -> None:
    before, after = edition(row("甲", "1"), row("乙", "2")), edition(row("甲", "2"), row("乙", "1"))
    assert told(before, after) == [("<甲> | 1", "<甲> | 2"), ("<乙> | 2", "<乙> | 1")]


def test_rows_that_change_places_or_whose_words_changed_did_not() -> None:
    before = edition(row("甲", "1"), row("乙", "2"), row("丙", "2"))
    assert told(before, edition(row("乙", "2"), row("丁", "2"), row("甲", "1"))) == []


def test_rows_that_came_and_went_have_nothing_beside_them() -> None:
    before, after = edition(row("甲", "1")), edition(row("甲", "1"), row("乙", "2"))
    assert (told(before, after), told(after, before)) == ([("", "<乙> | 2")], [("<乙> | 2", "")])


def test_code_is_shown_as_it_is_and_a_date_in_the_style_of_the_page() -> None:
    lines = (((Verbatim("**a**", "code"),),), ((Verbatim("2018-09-12", "date"),),))
    made = corrected(copied=((lines[0], ()), ((), lines[1])))
    body = written_markdown(replace(made, locale="en_GB")).partition("## Corrections")[2]
    assert "- Removed: ~~\\*\\*a\\*\\*~~\n- Added: **12 September 2018**\n" in body
    assert "<del>**a**</del>" in rendered(made, "target")


ROWS = st.lists(
    st.tuples(st.sampled_from("甲乙丙"), st.lists(st.sampled_from("12"), min_size=1, max_size=2)), max_size=5
)


@given(ROWS, ROWS)
def test_every_figure_that_a_reader_finds_or_misses_is_told(
    before: list[tuple[str, list[str]]], after: list[tuple[str, list[str]]]
) -> None:
    """Taking the old lines away and putting the new ones there gives the new text, as far as figures go."""
    old, new = (edition(*(row(name, *figures) for name, figures in rows)) for rows in (before, after))
    pairs = told(old, new)
    assert all(one != other for one, other in pairs)

    def figures(lines: list[str]) -> Counter[str]:
        return Counter(line.partition(" | ")[2] for line in lines if line)

    def lines(rows: list[tuple[str, list[str]]]) -> list[str]:
        return [" | ".join((f"<{name}>", *figures)) for name, figures in rows]

    there = figures(lines(before)) - figures([one for one, _ in pairs]) + figures([other for _, other in pairs])
    assert there == figures(lines(after))
    both = [name for name in "甲乙丙" if [r[0] for r in before].count(name) == [r[0] for r in after].count(name) == 1]
    for name in both:  # a row that has one counterpart is held against no other
        was, now = (next(line for line in lines(rows) if line.startswith(f"<{name}>")) for rows in (before, after))
        assert was == now or (was, now) in pairs


def test_plain_text_marks_what_was_added_as_it_marks_what_was_removed() -> None:
    made = corrected(("It rose by 10 % in May.", "It rose sharply by 12 % in May."), ("", "All rose."))
    said = text.write(made)["visit.txt"].decode().partition("Corrections\n\n")[2]
    assert "\n- It rose [+sharply+] by [-10-] [+12+] % in May.\n- Added: [+All rose.+]\n" in said
