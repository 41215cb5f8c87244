"""Plain text → release: titles, dates, paragraphs and headings, as people set them off."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import source_bytes

from workflow.model import Release, Segment, Verbatim
from workflow.readers import text


def read(source: str) -> Release:
    release = text.read(source_bytes(source), path="sources/notice.txt", language="zh-Hans")
    assert "".join(piece.raw for piece in release.pieces) == source
    assert release.markup == "plain"
    return release


def outline(source: str) -> list[str]:
    return [
        " | ".join(
            [
                f"{block.kind}{block.level or ''}",
                *(i.text if isinstance(i, Segment) else f"{{{i.kind}:{i.text}}}" for i in block.content),
            ]
        )
        for block in read(source).blocks
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("标题\n\n第一段\n续。第二句。\n\n第二段。", ["title | 标题", "paragraph | 第一段续。 | 第二句。", "paragraph | 第二段。"]),
        ("标题\n\u3000\u3000第一段\n续。\n\u3000\u3000第二段。", ["title | 标题", "paragraph | 第一段续。", "paragraph | 第二段。"]),
        ("标题\n第一段。\n第二段。", ["title | 标题", "paragraph | 第一段。", "paragraph | 第二段。"]),
        ("标题！\r\n\r\n正文。\r\n", ["title | 标题！", "paragraph | 正文。"]),
        ("\n\n  标题  \n\n正文。", ["title | 标题", "paragraph | 正文。"]),
        ("只有一行。", ["paragraph | 只有一行。"]),
        ("第一段。\n\n第二段。", ["paragraph | 第一段。", "paragraph | 第二段。"]),
        ("第一\n行。\n\n第二段。", ["paragraph | 第一行。", "paragraph | 第二段。"]),
        ("各位代表：\n\n正文。", ["paragraph | 各位代表：", "paragraph | 正文。"]),
        ("长" * 61 + "\n\n正文。", ["paragraph | " + "长" * 61, "paragraph | 正文。"]),
        ("2018年9月12日\n\n正文。", ["paragraph | {date:2018-09-12}", "paragraph | 正文。"]),
        ("标题\n\n正文。\n\n    2018年9月12日", ["title | 标题", "paragraph | 正文。", "paragraph | {date:2018-09-12}"]),
        ("标题\n\n*不是*强调，`不是`代码。<b>", ["title | 标题", "paragraph | *不是*强调，`不是`代码。 | {text:<b>}"]),
        ("标题\n\n- 甲\n\n· 乙", ["title | 标题", "paragraph | - 甲", "paragraph | · 乙"]),
        ("", []),
        (" \r\n\u3000\n", []),
    ],
)  # fmt: skip
def test_titles_and_paragraphs_are_found_as_they_are_set_off(source: str, expected: list[str]) -> None:
    assert outline(source) == expected


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2018-09-12", "2018-09-12"),
        ("日期：2018-09-12", "2018-09-12"),
        ("发布时间: 2018/9/12 10:30", "2018-09-12"),
        ("（2018年9月12日）", "2018-09-12"),
        ("二〇一八年九月十二日", "2018-09-12"),
    ],
)
def test_a_date_line_under_the_title_is_the_date_of_the_release(line: str, day: str) -> None:
    for between in ("\n", "\n\n"):
        release = read(f"标题{between}{line}\n\n正文。")
        assert release.date == day
        assert [segment.text for segment in release.segments] == ["标题", "正文。"]
        assert len(release.blocks) == 2


@pytest.mark.parametrize("line", ["日期：2018-02-30", "2018年9月", "日期：待定", "于2018年9月12日"])
def test_what_is_no_day_stays_in_the_text(line: str) -> None:
    release = read(f"标题\n\n{line}\n\n正文。")
    assert release.date == ""
    assert len(release.blocks) == 3


@pytest.mark.parametrize(
    ("line", "block"),
    [
        ("一、总体要求", "heading2 | 一、总体要求"),
        ("（二）基本原则", "heading3 | （二）基本原则"),
        ("第十一章 附则", "heading2 | 第十一章 附则"),
        ("一、申请号；", "paragraph | 一、申请号；"),
        ("一、" + "长" * 40, "paragraph | 一、" + "长" * 40),
        ("一、总体\n要求。", "heading2 | 一、总体"),
    ],
)
def test_a_short_numbered_line_of_its_own_is_a_heading(line: str, block: str) -> None:
    assert outline(f"标题\n\n{line}\n\n正文。")[1] == block


def test_places_and_roles_are_those_of_the_blocks() -> None:
    segments = read("标题\n\n甲。乙。\n\n一、节\n\n丙。").segments
    assert [(s.role, s.place) for s in segments] == [
        ("title", "title"),
        ("", "paragraph 1, sentence 1"),
        ("", "paragraph 1, sentence 2"),
        ("heading", "heading 1"),
        ("", "paragraph 2, sentence 1"),
    ]


@pytest.mark.parametrize("form", ["{}. 总体要求", "（{}）总体要求", "{}、总体要求", "第{}条　总体要求"])
@pytest.mark.parametrize("numbers", ["12", "一二", "34"])
def test_the_first_of_several_numbered_lines_is_no_title_and_one_alone_may_be(form: str, numbers: str) -> None:
    first, second = (form.format(number) for number in numbers)
    assert outline(f"{first}\n\n{second}\n\n正文。")[0].partition(" ")[0] != "title"
    assert outline(f"总体要求\n\n{first}\n\n{second}\n\n正文。")[0] == "title | 总体要求"


@pytest.mark.parametrize("line", ["附件：工作目标", "联系人：张三", "电话：123"])
def test_what_a_label_begins_is_no_title(line: str) -> None:
    assert outline(f"{line}\n\n正文。") == [f"paragraph | {line}", "paragraph | 正文。"]


def test_blank_lines_under_a_title_are_no_paragraphs() -> None:
    release = read("标题\n\n\n2018年9月12日\n\n\n来源：某某报\n\n\n　　正文。\n")
    assert [segment.place for segment in release.segments] == [
        "title",
        "paragraph 1, sentence 1",
        "paragraph 2, sentence 1",
    ]


@given(
    st.sampled_from(["", "  ", "\u3000\u3000", "\t"]),
    st.permutations(["来源：某某报", "发布时间：2018-09-12", "作者：甲乙"]),
    st.sampled_from(["\u3000", "  ", "\u3000\u3000", " \u3000"]),
)
def test_what_a_line_under_the_title_says_is_all_kept_but_the_day(indent: str, said: Sequence[str], gap: str) -> None:
    release = read(f"标题\n\n{indent}{gap.join(said)}\n\n\u3000\u3000正文第一段。\n")
    assert release.date == "2018-09-12"
    kept = [each for each in said if "2018-" not in each]
    assert "".join(segment.text for segment in release.segments).replace("\u3000", "").replace(" ", "") == "".join(
        ["标题", *kept, "正文第一段。"]
    )


def test_the_day_under_a_signature_dates_a_notice_that_has_no_other_date() -> None:
    release = read("通知\n\n　　正文。\n\n国家知识产权局\n\n2018年7月16日\n")
    assert release.date == "2018-07-16"
    assert release.blocks[-1].content == (Verbatim("2018-07-16", "date"),)
    assert read("通知\n\n2018年7月\n").date == ""
