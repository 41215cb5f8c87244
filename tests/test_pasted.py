"""Texts as people paste them are cut as somebody would who reads them."""

import codecs
import re
from difflib import SequenceMatcher

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from opencc import OpenCC
from pasted_texts import cutting, read, texts

from workflow.languages.chinese import documents
from workflow.model import HAN, Segment, Verbatim

TEXTS = [(name, source, gold) for folder in ("seen", "unseen") for name, source, gold in texts(folder)]
every_text = pytest.mark.parametrize(("name", "source", "gold"), TEXTS, ids=[name for name, _, _ in TEXTS])


@every_text
def test_a_pasted_text_is_cut_as_its_readers_would(name: str, source: str, gold: list[str]) -> None:
    assert cutting(read(name, source.encode())) == gold


@every_text
def test_encoding_line_ends_and_blanks_make_no_difference(name: str, source: str, gold: list[str]) -> None:
    assert cutting(read(name, codecs.BOM_UTF8 + source.replace("\n", "\r\n").encode())) == gold
    assert cutting(read(name, source.encode("gb18030"))) == gold
    nbsp = re.sub(r"^ +", lambda found: "\u00a0" * len(found[0]), source, flags=re.MULTILINE)
    assert cutting(read(name, nbsp.encode())) == gold


def test_traditional_characters_make_no_difference() -> None:
    converter = OpenCC("s2t")
    for name, source, gold in TEXTS:
        assert cutting(read(name, converter.convert(source).encode())) == [converter.convert(line) for line in gold], (
            name
        )


@pytest.mark.parametrize(
    ("name", "source", "gold"),
    [text for text in texts("seen") if text[0].endswith(".txt") and "|" not in text[1]],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_markdown_that_is_plain_text_is_cut_alike(name: str, source: str, gold: list[str]) -> None:
    found = cutting(read(name.replace(".txt", ".md"), source.encode()))
    kept = [
        line for line in found if line in gold or not re.search("20[0-9]{2}|[0-9]{3}年", line)
    ]  # the date's line stays
    assert [line for line in gold if line != "p 来源：办公室"] == kept


# --- laws ---

PIECES = (
    "一、", "二、", "（一）", "1.", "2.", "3、", "①", "②", "[1]", "[2]", "第一条　", "第二条　", "第一章 ", "问：", "答：", "记者：", "甲某：", "联系人：", "传　真：", "来源：",
    "作者：", "发布时间：", "2023-05-06", "2023年5月8日", "114年1月3日", "《", "》（", "）", "（", "“", "”", "，", "。", "；", "：", "——", "【", "】", "•", "|", "|-|-|", "\t", " ",
    "\u3000\u3000", "\u00a0", "中文", "公告", "通知", "关于", "某某局", "Ab", "12", "\n", "\n", "\n", "\n\n", "\r\n", "中文中文中文中文中文中文中文中文中文中文中文",
)  # fmt: skip
pasted = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
DATE_WORDS = set("年月日发布时间期中華民國")


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@given(source=pasted)
@example("公告\n来源：中文 发布时间：2023-05-06\n\n中文。")
@example("公告\n《\n中文\n》（\n2023年5月8日\n）\n")
@example("公告\n\n|甲|\n|-|\n\n中\t文\n文\t中\n")
def test_nothing_that_was_pasted_is_lost(name: str, source: str) -> None:
    release = read(name, source.encode())
    assert "".join(piece.raw for piece in release.pieces) == source
    found = [part for block in release.blocks for inner in block.walk() for part in inner.content]
    assert [p.segment for p in release.pieces if p.segment] == [part for part in found if isinstance(part, Segment)]
    kept = HAN.findall("".join(part.text for part in found))
    for kind, start, end, _, _ in SequenceMatcher(None, HAN.findall(source), kept, autojunk=False).get_opcodes():
        assert kind in ("equal", "delete")
        if kind == "delete":
            assert DATE_WORDS.issuperset(HAN.findall(source)[start:end])
    for part in found:
        if isinstance(part, Segment):
            assert part.text == part.text.strip()
            assert HAN.search(part.text)
        assert not documents.is_stray(part.text) or len(HAN.findall(source)) == 0 or isinstance(part, Verbatim)


# --- lines that were wrapped ---

LAW = (
    "第一条　为了加强某某市公共图书馆的管理，方便读者借阅图书，保障公众的文化权益，根据有关法律和行政法规，结合本市实际情况，制定本办法。",
    "第二条　本市行政区域内公共图书馆的规划、建设、管理和服务，适用本办法。学校图书馆向社会开放的，参照本办法执行。",
    "第三条　市文化行政部门负责本办法的组织实施，并对本市公共图书馆的工作进行监督和指导。",
)
QUESTIONS = (
    "问：请问某某市公共图书馆今年有哪些新的举措，市民什么时候可以享受到这些便利？",
    "答：今年我们将在全市新建二十个社区图书室，并把开放时间延长到晚上九点。预计到年底，市民步行十五分钟就可以到达一个图书室。",
    "问：有没有外文图书？",
    "答：我们与 ABC Library 合作，引进了 3,500 册外文图书，目录见 www.example.org，市民可以在任何一个图书室预约，三天以内送到。",
)
LIST = (
    "1．加强组织领导，各区各部门要把古树保护工作列入重要议事日程，明确专人负责，落实工作经费，确保任务完成。",
    "2．加大宣传力度，充分利用报刊、广播、电视和网络宣传古树保护的意义，提高市民的保护意识。",
    "3．严格执法检查。",
)


def width(words: str) -> int:
    return sum(2 if char > "\u2e7f" else 1 for char in words)


def wrapped(words: str, columns: int, first: str, further: str) -> list[str]:
    """Wrap a paragraph as programs do: between any two Chinese characters, but not before a closing mark."""
    lines = [first]
    for word in re.findall(r"[!-~]+|\s|.", words):
        if width(lines[-1] + word) > columns and word not in "，。；：、！？”）》　":
            lines.append(further)
        lines[-1] += word
    return [line.rstrip() for line in lines]


@pytest.mark.parametrize("columns", [36, 44, 60, 72, 76])
@pytest.mark.parametrize(("first", "further"), [("", ""), ("\u3000\u3000", ""), ("    ", "    "), ("", "      ")])
@pytest.mark.parametrize("paragraphs", [LAW, QUESTIONS, LIST], ids=["law", "questions", "list"])
def test_wrapped_lines_are_joined_where_they_were_broken(
    paragraphs: tuple[str, ...], first: str, further: str, columns: int
) -> None:
    lines = [line for words in paragraphs for line in wrapped(words, columns, first, further)]
    once, twice = (
        read("a.txt", "\n".join(("某某市公告", "", *each)).encode()).segments for each in (paragraphs, lines)
    )
    # A blank between a Chinese character and a letter is lost where the line was broken.
    assert [unit.text.replace(" ", "") for unit in once] == [unit.text.replace(" ", "") for unit in twice]


running = st.lists(
    st.sampled_from(("中", "文", "字", "图书", "建设，", "工作。", "很好！", "“文字”", "（中文）", "《字》", "2023", "IT", "的", "一、")), max_size=90
).map(lambda words: f"中文{''.join(words)}中文。")  # fmt: skip


@given(st.lists(running, min_size=2, max_size=4), st.integers(40, 80))
def test_wrapped_paragraphs_have_the_same_units_at_any_width(paragraphs: list[str], columns: int) -> None:
    lines = ["\n".join(wrapped(words, columns, "", "")) for words in paragraphs]
    once, twice = (read("a.txt", "\n\n".join(("标题", *each)).encode()).segments for each in (paragraphs, lines))
    assert [unit.text for unit in once] == [unit.text.replace(" ", "") for unit in twice]


# --- dates ---


@pytest.mark.parametrize(
    ("source", "day"),
    [
        ("公告\n\n正文。\n\n某某局\n2023年5月8日", "2023-05-08"),
        ("公告\n\n正文。\n\n某某局　2023年5月8日", "2023-05-08"),
        ("公告\n\n正文。\n\n某某局2023年5月8日印发", "2023-05-08"),
        ("公告\n\n正文。\n\n自然资源局2023年5月8日", "2023-05-08"),
        ("公告\n\n正文\n\n施行时间改为2023年5月8日", ""),
        ("公告\n\n正文。\n\n某某局\n2023.5.8", "2023-05-08"),
        ("公告\n\n正文。\n\n某某局\n２０２３年５月８日", "2023-05-08"),
        ("公告\n\n正文。\n\n某某局\n二○二三年五月八日", "2023-05-08"),
        ("公告\n\n正文。\n\n某某局\n2023 年 5 月 8 日", "2023-05-08"),
        ("公告\n\n正文。\n\n某某局\n中華民國112年5月8日", "2023-05-08"),
        ("公告\n\n正文。\n\n某某局\n民國一百一十二年五月八日", "2023-05-08"),
        ("公告\n\n正文。\n\n某某局\n2023年5月8日\n\n附件1\n\n名单\n\n2023年6月1日起，这些单位的名单在网站上公布，供社会各界查询。", "2023-05-08"),
        ("公告\n\n正文。\n\n发布日期：114-01-13", "2025-01-13"),
        ("公告\n發布日期：114.1.13\n\n正文。", "2025-01-13"),
        ("公告\n2023年5月8日　星期一\n\n正文。", "2023-05-08"),
        ("公告\n（2023年5月8日）\n\n正文。", "2023-05-08"),
        ("公告\n2023-05-08 10:30　来源：某某社\n\n正文。", "2023-05-08"),
        ("公告\n——2023年5月8日在某某会上\n\n正文。\n", "2023-05-08"),
        ("公告\n来源：某某社　成文日期：2023年5月8日　发布日期：2023年5月9日\n\n正文。", "2023-05-09"),
        ("公告\n\n时间：2023年5月8日上午\n地点：三楼\n\n正文。", ""),
        ("公告\n\n正文。\n\n2023年5月8日是假日。", ""),
        ("公告\n\n自2023年5月8日", ""),
        ("日志\n\n晴。\n\n2023年5月8日\n\n上午到达，下午走访了两个村，晚上整理材料。\n\n2023年5月9日\n\n上午离开，下午回到单位，晚上写了一份报告。", ""),
        ("公告\n\n正文。\n\n某某局\n2023年2月30日", ""),
        ("公告\n\n2023年5月1日 通过\n\n2023年5月8日 公布\n\n2023年6月1日 施行\n\n正文。", "2023-05-08"),
        ("公告\n\n正文。\n\n2023年6月1日　起施行", ""),
        ("公告\n\n正文。\n\n2023年6月1日　實施", ""),
    ],
)  # fmt: skip
def test_the_date_is_the_texts_own(source: str, day: str) -> None:
    assert read("notice.txt", source.encode()).date == day
    assert read("notice.md", f"# {source}".encode()).date == day


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2018-09-12-visit", "2018-09-12"),
        ("2018-09-12", "2018-09-12"),
        ("20180912-visit", "2018-09-12"),
        ("2018_09_12_visit", "2018-09-12"),
        ("2018-02-30-visit", ""),
        ("2018-09-visit", ""),
        ("20180912345", ""),
        ("visit-2018-09-12", ""),
    ],
)
def test_a_text_without_a_date_has_that_of_its_file(name: str, day: str) -> None:
    for suffix in (".txt", ".md"):
        assert read(name + suffix, "公告\n\n正文。".encode()).date == day
        assert read(name + suffix, "公告\n\n正文。\n\n某某局\n\n2023年5月8日".encode()).date == "2023-05-08"
    assert read(f"{name}.md", "---\ndate: 2020-01-02\n---\n正文。\n\n2023年5月8日".encode()).date == "2020-01-02"


# --- stray marks, markup and blanks ---


@pytest.mark.parametrize(
    ("source", "units"),
    [
        ("公告\n\n《\n\n某某报\n\n》（\n\n第 04\n\n版）\n\n正文。", ["公告", "《某某报》（第 04版）", "正文。"]),
        ("公告\n\n正文\n。\n\n后文。", ["公告", "正文。", "后文。"]),
        ("公告\n\n他说：“第一。\n\n第二。”\n\n第三。", ["公告", "他说：“第一。", "第二。”", "第三。"]),
        ("公告\n\n（一）甲\n（二）乙\n（三）丙", ["公告", "（一）甲", "（二）乙", "（三）丙"]),
    ],
)
def test_marks_that_stand_alone_join_their_neighbours(source: str, units: list[str]) -> None:
    assert [segment.text for segment in read("a.txt", source.encode()).segments] == units


@pytest.mark.parametrize(
    ("source", "units"),
    [
        ("# 题\n\n**1.甲\n2.乙**丙", ["题", "**1.甲2.乙**丙"]),
        ("# 题\n\n1.[甲](u)\n2.**乙**", ["题", "1.[甲](u)", "2.**乙**"]),
        ("# 题\n\n签发人：甲\\\n2018年9月12日", ["题", "签发人：甲"]),
        ("# 题\n\n> 问：甲？\n> 答：乙。", ["题", "问：甲？", "答：乙。"]),
        ("# 题\n\n本办法根据\n第三条的规定，\n1.5亿元。", ["题", "本办法根据第三条的规定，1.5亿元。"]),
        ("# 题\n\n详细内容见\n【通知】全文和\n第二章有关条款。", ["题", "详细内容见【通知】全文和第二章有关条款。"]),
        ("# 题\n\n主要有\n【甲】一\n【乙】二", ["题", "主要有", "【甲】一", "【乙】二"]),
        ("# 题\n\n## 节\n\n一、短行\n\n正文。", ["题", "节", "一、短行", "正文。"]),
        ("甲乙**丙**丁\n\n正文。", ["甲乙**丙**丁", "正文。"]),
    ],
)
def test_markdown_is_parted_only_where_it_is_certain(source: str, units: list[str]) -> None:
    assert [segment.text for segment in read("a.md", source.encode()).segments] == units


def test_marks_that_stand_alone_in_markdown_join_the_paragraph_above() -> None:
    release = read("a.md", "# 题\n\n前文《甲。\n\n》（\n\n后文。".encode())
    assert [segment.text for segment in release.segments] == ["题", "前文《甲。》（", "后文。"]
    assert [piece.raw for piece in release.pieces if piece.segment][1] == "前文《甲。\n\n》（"


def test_typed_headings_of_markdown_are_headings_unless_it_has_others() -> None:
    assert cutting(read("a.md", "# 题\n\n一、短行\n\n正文。".encode()))[2:] == ["h2 一、短行", "p 正文。"]
    assert cutting(read("a.md", "# 题\n\n## 节\n\n一、短行\n\n正文。".encode()))[3:] == ["p 一、短行", "p 正文。"]


# --- tables ---


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("甲\t乙\n丙\t1", ["row1 甲 | 乙", "row 丙 | {1}"]),
        ("\t甲\t乙\n东\t1\t2", ["row1  | 甲 | 乙", "row 东 | {1} | {2}"]),
        ("\t甲\t乙\n\t东\t1\n\t西\t2\t注", ["row1 甲 | 乙 |", "row 东 | {1} |", "row 西 | {2} | 注"]),
        ("2022\t2023\n甲\t乙", ["row {2022} | {2023}", "row 甲 | 乙"]),
        ("甲 | 乙 | 丙\n丁 | 1 | 2", ["row1 甲 | 乙 | 丙", "row 丁 | {1} | {2}"]),
        ("|甲|乙|\n|:-|-:|\n|1|丙", ["row1 甲 | 乙", "row {1} | 丙"]),
        ("+--+--+\n| 甲 | 乙 |\n+--+--+\n| 1 | 丙 |\n+--+--+", ["row1 甲 | 乙", "row {1} | 丙"]),
        ("｜甲｜乙｜\n｜1｜丙｜", ["row1 甲 | 乙", "row {1} | 丙"]),
    ],
)
def test_lines_between_tabs_or_bars_are_a_table(source: str, rows: list[str]) -> None:
    found = cutting(read("a.txt", f"公告\n\n见下表。\n{source}\n\n完。".encode()))
    assert found == ["date", "title 公告", "p 见下表。", "table", *rows, "p 完。"]


@pytest.mark.parametrize(
    "source", ["联系人：\t甲\n电话：\t乙", "1.\t甲\n2.\t乙", "甲\t乙", "来源：甲 | 作者：乙 | 编辑：丙"]
)
def test_a_tab_after_a_label_or_a_number_is_no_table(source: str) -> None:
    assert "table" not in cutting(read("a.txt", f"公告\n\n{source}\n\n完。".encode()))
