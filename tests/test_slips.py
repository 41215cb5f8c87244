"""Slips that people make in sources: nothing that they wrote is silently lost."""

import json
from pathlib import Path

import newsroom
import pytest

from workflow.errors import BadInput
from workflow.model import Block, Release
from workflow.readers.markdown import read as read_markdown


def read(text: str) -> Release:
    return read_markdown(text.encode("utf-8"), path="sources/visit.md", language="zh-Hans")


def texts(release: Release) -> list[str]:
    return [segment.text for segment in release.segments]


# --- front matter ---

BODY = "\n\n正文一句话。\n"


@pytest.mark.parametrize(
    ("front", "line", "advice"),
    [
        ("---\ntitle：甲题\ndate：2019-05-06\n---", 2, "write a colon and a space after title"),
        ("---\ntitle: 甲题\ndate：2019-05-06\n---", 3, "write a colon and a space after date"),
        ("---\ntitle:甲题\ndate:2019-05-06\n---", 2, "write a colon and a space after title"),
        ("---\nTitle:甲题\n---", 2, "write a colon and a space after Title"),
        ("---\ntitle :甲题\n---", 2, "write a colon and a space after title"),
        ("\n---\ntitle: 乙题\n---", 2, "has no empty line above its first ---; delete it"),
        (" \n\n---\ntitle：乙题\n---", 3, "has no empty line above its first ---; delete it"),
        ("---\n\ntitle: 乙题\n---", 1, "has no empty line below its first ---; delete it"),
        ("----\ntitle: 丁题\ndate: 2019-05-06\n----", 1, "three hyphens, not ----; change both lines"),
        ("--\ntitle: 丁题\n--", 1, "three hyphens, not --; change both lines"),
        ("———\ntitle: 丁题\n———", 1, "three hyphens, not ———; change both lines"),
        (
            "+++\ntitle = '丙题'\ndate = 2019-05-06\n+++",
            1,
            "not +++; change both lines, and its lines are as in title: ",
        ),
        ("title: 戊题\ndate: 2019-05-06\n---", 1, "has no line --- before it"),
        ("---\ntitle: 关于第 #1 号公告的说明\ndate: 2019-05-06\n---", 2, "'#1 号公告的说明' is a comment to YAML"),
        ("---\ndate: 2019-05-06\ntitle: 说明 #号\n---", 3, "put the title between quotation marks"),
        ("---\n标题: 己题\ndate: 2019-05-06\n---", 2, "write title: instead of 标题"),
        ("---\ntitle: 己题\n日期: 2019-05-06\n---", 3, "write date: instead of 日期"),
        ("---\ntitle: 己题\ndtae: 2019-05-06\n---", 3, "write date: instead of dtae"),
        ("---\ntitle: 己题\ndat: 2019-05-06\n---", 3, "write date: instead of dat"),
        ("---\nTitel: 己题\ndate: 2019-05-06\n---", 2, "write title: instead of Titel"),
        ("---\ntittle: 己题\n---", 2, "write title: instead of tittle"),
    ],
)
def test_what_is_meant_as_front_matter_is_an_error_with_line_and_advice(front: str, line: int, advice: str) -> None:
    for end in ("\n", "\r\n"):
        with pytest.raises(BadInput) as caught:
            read((front + BODY).replace("\n", end))
        assert str(caught.value).startswith(f"sources/visit.md: line {line}: ")
        assert advice in str(caught.value)


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: 甲题 # 待定\ndate: 2019-05-06 #发布日\n---",
        '---\ntitle: "甲题" \ndate: 2019-05-06\nnote: title：甲\n---',
        "---\ntitle: 甲题\ndate: 2019-05-06\nsource: https://example.org/#part\n---",
        "---\ntitle: 甲题\ndate: 2019-05-06\nnote: |\n  title:甲\n  id：乙\n---",
        "---\ntitle: 甲题\ndate: 2019-05-06\n标题: 乙\ndates: 2018\ntile: 丙\nupdate: 2020-01-01\n---",
    ],
)
def test_front_matter_as_it_should_be_is_read(front: str) -> None:
    release = read(front + BODY)
    assert (release.title, release.date) == ("甲题", "2019-05-06")
    assert texts(release) == ["甲题", "正文一句话。"]


def test_a_hash_in_quotation_marks_or_in_a_word_is_a_part_of_the_title() -> None:
    assert read(f'---\ntitle: "关于第 #1 号公告"\n---{BODY}').title == "关于第 #1 号公告"
    assert read(f"---\ntitle: 关于C#语言\n---{BODY}").title == "关于C#语言"


@pytest.mark.parametrize(
    "text",
    [
        "---\n\n正文。\n\n---\n",
        "***\n\ntitle 是英文词。\n",
        "----\n正文：一句话。\n----\n",
        "正文\n---\n\n又一句。\n",
        "- 项目\n",
    ],
)
def test_rules_and_headings_are_no_front_matter(text: str) -> None:
    assert texts(read(text))


# --- tables ---


def cells(release: Release) -> list[list[str]]:
    (table,) = (block for block in release.blocks if block.kind == "table")
    return [["".join(part.text for part in cell.content) for cell in row.children] for row in table.children]


def test_cells_beyond_the_header_s_columns_are_cells() -> None:
    text = "| 项目 | 结论 |\n|---|---|\n| 甲项 | 通过 | 但不得公开 |\n| 乙项 | `a|b` 通过 |\n| 丙项 | 通过 | | 待**复核** \\| 100 | |\n"
    release = read(text)
    assert cells(release) == [
        ["项目", "结论", "", ""],
        ["甲项", "通过", "但不得公开", ""],
        ["乙项", "`a", "b` 通过", ""],
        ["丙项", "通过", "", "待**复核** | 100"],
    ]
    assert [segment.place for segment in release.segments if segment.text == "但不得公开"] == [
        "table 1, row 2, column 3"
    ]
    assert "".join(piece.raw for piece in release.pieces) == text
    raws = {piece.segment.text: piece.raw for piece in release.pieces if piece.segment}
    assert raws["但不得公开"] == "但不得公开"
    assert raws["待**复核** | 100"] == "待**复核** \\| 100"


def test_a_table_whose_rows_have_no_more_than_its_header_is_read_as_before() -> None:
    text = "| 项目 | 结论 |\n|---|---|\n| 甲项 | 通过 | |\n| 乙项 |\n"
    assert cells(read(text)) == [["项目", "结论"], ["甲项", "通过"], ["乙项", ""]]


def test_a_row_of_very_many_cells_does_not_widen_very_many_rows() -> None:
    text = "| 项目 |\n|---|\n" + "| 甲 |\n" * 3_000 + "| 乙 " * 3_000 + "|\n"
    (table,) = (block for block in read(text).blocks if isinstance(block, Block))
    assert sum(len(row.children) for row in table.children) < 10_000


def test_what_stands_beyond_the_columns_is_on_the_pages(tmp_path: Path) -> None:
    room = newsroom.make(tmp_path)
    room.write("sources/visit.md", "---\ntitle: 表\n---\n\n| 项目 | 结论 |\n|---|---|\n| 甲项 | 通过 | 但不得公开 |\n")
    room.run("translate")
    room.translate_by_hand(但不得公开="but not for publication")
    room.run("submit", "visit", "--as", newsroom.TRANSLATOR)
    room.run("approve", "visit", "--as", newsroom.REVIEWER)
    room.run("publish")
    for ending in ("html", "side.html", "lines.html", "md"):
        assert "but not for publication" in (room.root / f"public/en/visit.{ending}").read_text(encoding="utf-8")
    room.run("verify")


# --- pictures ---


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("![甲图](a b.png)", "a b.png"),
        ("正文见![行内图](a b.png)说明。", "a b.png"),
        ('前文。![图](图 片/甲 乙.JPG "说明")', "图 片/甲 乙.JPG"),
        ("![甲图](a b.pdf)", ""),
        ("![甲图](a%20b.png)", ""),
        ("![甲图](<a b.png>)", ""),
        ('![甲图](ab.png "说 明")', ""),
        ("写作`![甲图](a b.png)`即可。", ""),
        ("```\n![甲图](a b.png)\n```\n\n正文。", ""),
        ("\\![甲图](a b.png)", ""),
    ],
)
def test_a_picture_whose_path_has_a_space_is_an_error(text: str, path: str, tmp_path: Path) -> None:
    room = newsroom.make(tmp_path)
    for name in ("a b.png", "ab.png"):
        room.write(f"sources/{name}", newsroom.PNG)
    room.write("sources/visit.md", f"---\ntitle: 图\n---\n\n{text}\n")
    room.run("translate")
    room.translate_by_hand()
    found = json.loads(room.run("check", "--format", "json", status=None).stdout)
    messages = [each["message"] for each in found if each["check"] == "images" and each["severity"] == "error"]
    assert messages == (
        [f"“{path}” is not read as a picture, because of its spaces; write {path.replace(' ', '%20')} or <{path}>"]
        if path
        else []
    )
    if path:
        assert "not read as a picture" in room.run("submit", "visit", "--as", newsroom.TRANSLATOR, status=1).stderr


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("![甲图]（ab.png）", "![甲图]（ab.png）"),
        ("![甲图] (ab.png)", "![甲图] (ab.png)"),
        ("！[甲图](ab.png)", "！[甲图](ab.png)"),
        ("正文见![甲图]（ab.png）。", "![甲图]（ab.png）"),
        ("请看！[甲图](ab.png)", ""),
        ("见[甲图]（ab.png）。", ""),
        ("写作`![甲图]（ab.png）`即可。", ""),
        ("![甲图](ab.png)", ""),
    ],
)
def test_a_picture_with_full_width_marks_or_a_space_between_its_parts_is_an_error(
    text: str, written: str, tmp_path: Path
) -> None:
    room = newsroom.make(tmp_path)
    room.write("sources/ab.png", newsroom.PNG)
    room.write("sources/visit.md", f"---\ntitle: 图\n---\n\n{text}\n")
    room.run("translate")
    room.translate_by_hand()
    found = json.loads(room.run("check", "--format", "json", status=None).stdout)
    messages = [each["message"] for each in found if each["check"] == "images" and each["severity"] == "error"]
    assert messages == ([f"“{written}” is not read as a picture; write ![甲图](ab.png)"] if written else [])
