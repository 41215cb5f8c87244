"""Every reader understands the lines with which Chinese sites and offices surround a text in the same way."""

from collections.abc import Sequence

import pytest
from docx_shapes import TITLE, docx, p

from workflow.contracts.registries import READERS
from workflow.languages.chinese import documents
from workflow.model import Release, Segment

TEXT = "今年上半年，全市新开工重点项目三十个，总投资五十亿元，比去年同期增长百分之十。"


def from_word(title: str, *lines: str) -> Release:
    body = (p(title, **TITLE), *(p(line, jc="center") for line in lines), p(TEXT))
    return READERS[".docx"].read(docx(*body), path="sources/a.docx", language="zh-Hans")


def from_page(title: str, *lines: str) -> Release:
    inside = "".join(f"<p>{line}</p>" for line in (*lines, TEXT))
    page = f"<title>{title}</title><h1>{title}</h1><div class=TRS_Editor>{inside}</div>"
    return READERS[".html"].read(page.encode(), path="sources/a.html", language="zh-Hans")


def from_paste(title: str, *lines: str) -> Release:
    text = "\n".join((title, *lines, "", f"　　{TEXT}", ""))
    return READERS[".txt"].read(text.encode(), path="sources/a.txt", language="zh-Hans")


every_reader = pytest.mark.parametrize("read", [from_word, from_page, from_paste])


def paragraphs(release: Release) -> list[list[str]]:
    return [
        [part.text for part in block.content if isinstance(part, Segment)]
        for block in release.blocks
        if block.kind == "paragraph"
    ]


def named(release: Release) -> list[str]:
    return [each.text for each in release.left_out if each.kind == "site"]


@every_reader
@pytest.mark.parametrize(
    ("line", "kept", "left"),
    [
        ("来源：某某日报　　发布时间：2023-06-19　　浏览次数：1024", ["来源：某某日报"], ["浏览次数：1024"]),
        ("发布时间：2023年6月19日 10:00　【字体：大 中 小】", [], ["【字体：大 中 小】"]),
        (
            "来源：办公室　作者：甲乙　日期：2023/6/19　点击数：3,204次",
            ["来源：办公室", "作者：甲乙"],
            ["点击数：3,204次"],
        ),
        ("2023-06-19 10:00　来源：某某网　【打印】【关闭】", ["来源：某某网"], ["【打印】【关闭】"]),
        ("發布日期：2023-06-19　發布單位：資訊局　點閱數：12", ["發布單位：資訊局"], ["點閱數：12"]),
    ],
)
def test_what_a_site_says_of_a_text_is_understood(
    read: object, line: str, kept: Sequence[str], left: list[str]
) -> None:
    release = read("某市重点项目开工", line)  # type: ignore[operator]
    assert release.title == "某市重点项目开工"
    assert release.date == "2023-06-19"
    assert paragraphs(release) == [*([list(kept)] if kept else []), [TEXT]]
    assert named(release) == left


@every_reader
@pytest.mark.parametrize("line", ["评论：这是一项惠民工程", "作者：甲乙　阅读：从开工到竣工"])
def test_words_after_such_a_label_stay(read: object, line: str) -> None:
    release = read("某市重点项目开工", line)  # type: ignore[operator]
    assert "".join(paragraphs(release)[0]) == line.replace("　", "")
    assert named(release) == []


@every_reader
@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("关于印发实施方案的通　知", "关于印发实施方案的通知"),
        ("关于召开会议的 通 知", "关于召开会议的通知"),
        ("某某市人民政府公　　告", "某某市人民政府公告"),
        ("某市召开会议　部署防汛工作", "某市召开会议　部署防汛工作"),
        ("关于安排 二 的意见", "关于安排 二 的意见"),
    ],
)
def test_a_word_of_a_title_that_is_spread_out_is_one_word(read: object, typed: str, title: str) -> None:
    assert read(typed).title == title  # type: ignore[operator]


@pytest.mark.parametrize("words", ["【" * 200, "打印 " * 60, "字号：" + "大 " * 90, "浏览次数：" + "1" * 190])
def test_lines_made_to_be_slow_are_read_at_once(words: str) -> None:
    assert isinstance(documents.fields(words), list)
