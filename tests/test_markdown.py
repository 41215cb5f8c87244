"""Markdown → release: what each construct becomes, where it stands, and what a bad front matter is told."""

import pytest
from newsroom import source_bytes

from workflow.errors import BadInput
from workflow.model import Block, Release, Segment, Verbatim
from workflow.readers import markdown


def read(source: str, path: str = "sources/a.md") -> Release:
    release = markdown.read(source_bytes(source), path=path, language="zh-Hans")
    assert "".join(piece.raw for piece in release.pieces) == source
    return release


def outline(source: str) -> list[str]:
    """The blocks, a line each, indented; segments plain, what is verbatim in braces with its kind."""
    lines: list[str] = []

    def visit(block: Block, depth: int) -> None:
        head = f"{block.kind}{block.level or ''}" + (f" ({block.info})" if block.info else "")
        content = [i.text if isinstance(i, Segment) else f"{{{i.kind}:{i.text}}}" for i in block.content]
        lines.append("  " * depth + " | ".join([head, *content]))
        for child in block.children:
            visit(child, depth + 1)

    for block in read(source).blocks:
        visit(block, 0)
    return lines


def segments(source: str) -> list[str]:
    return [piece.segment.text for piece in read(source).pieces if piece.segment]


def raws(source: str) -> list[str]:
    return [piece.raw for piece in read(source).pieces if piece.segment]


def places(source: str) -> list[str]:
    return [piece.segment.place for piece in read(source).pieces if piece.segment]


# --- sentences and markup ---


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("第一句。第二句。", ["第一句。", "第二句。"]),
        ("第一句。**第二句。**第三句。", ["第一句。", "**第二句。**", "第三句。"]),
        ("**第一句。第二句。**后文。", ["**第一句。第二句。**", "后文。"]),
        ("他说**“你好。”**然后走了。", ["他说**“你好。”**然后走了。"]),
        ("前文。~~删去。~~后文。", ["前文。", "~~删去。~~", "后文。"]),
        ("*甲。**乙。**丙。*丁。", ["*甲。**乙。**丙。*", "丁。"]),
        ("***甲。***乙。", ["***甲。***", "乙。"]),
        ("前文。[链接。两句。](http://a.b)后文。", ["前文。", "[链接。两句。](http://a.b)", "后文。"]),
        ("前文（[链接](http://a.b/。)）。后文。", ["前文（[链接](http://a.b/。)）。", "后文。"]),
        ("前文`代码。代码`。后文。", ["前文`代码。代码`。", "后文。"]),
        ("前文。![图。像](a.png)后文。", ["前文。", "![图。像](a.png)后文。"]),
        ("见<http://a.b/。>。后文。", ["见<http://a.b/。>。", "后文。"]),
        ("见http://a.b/c?d=1。后文。", ["见http://a.b/c?d=1。", "后文。"]),
        ("前文。<b>粗。体。</b>后文。", ["前文。", "<b>粗。体。</b>", "后文。"]),
        ("前文。</b>后文。", ["前文。", "</b>后文。"]),
        ("他说：“甲。”**乙。**", ["他说：“甲。”", "**乙。**"]),
        ("他说：“甲**乙。**”丙。", ["他说：“甲**乙。**”", "丙。"]),
        ("前文\\*后文&amp;。&lt;", ["前文\\*后文&amp;。"]),
        ("前文&ldquo;引文。&rdquo;后文。", ["前文&ldquo;引文。&rdquo;后文。"]),
        ("&#20013;文。", ["中文。"]),
        ("文_件_名，2*3*4。", ["文_件_名，2*3*4。"]),
        ("前<!-- 注。释 -->文。后。", ["前文。", "后。"]),
    ],
)
def test_markup_stays_in_its_sentence_and_no_span_is_cut(source: str, expected: list[str]) -> None:
    assert segments(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("中\n文", "中文"),
        ("中 \n 文", "中文"),
        ("中，\n文", "中，文"),
        ("“中”\n文", "“中”文"),
        ("中\nA", "中A"),
        ("A\n中", "A中"),
        ("中**\n文", "中** 文"),
        ("**中**\n文", "**中**文"),
        ("中\n**文**", "中**文**"),
        ("中\n_文_\n中", "中 _文_ 中"),
        ("中\n`c`", "中 `c`"),
        ("中`a\nb`", "中`a b`"),
        ("[中\n文](/u)", "[中文](/u)"),
        ('[中](/u "甲\n乙")', '[中](/u "甲乙")'),
        ("![中\n文](/u)后", "![中文](/u)后"),
        ("中  文", "中 文"),
        ("中\t文", "中 文"),
        ("中\u00a0文", "中 文"),
        ("中\u3000\u3000文", "中\u3000文"),
        ("\u3000\u3000中", "中"),
        ("中\n\u3000\u3000文", "中文"),
        ("中\u2028文", "中文"),
        ("中\u000b文", "中文"),
        ("中\u0085A", "中A"),
        ("中\u0007\ufeff文", "中文"),
        ("中*\u0007*文", "中* *文"),
        ("中\u200b文", "中\u200b文"),
        ("re\u0301中", "re\u0301中"),
        ("中<span\nclass=x>文</span>", "中<span class=x>文</span>"),
    ],
)
def test_a_soft_line_break_vanishes_where_chinese_has_no_space(source: str, expected: str) -> None:
    assert segments(source) == [expected]


def test_a_label_keeps_the_space_that_a_line_break_in_it_means() -> None:
    source = "[中\n文]、[甲][中\n文]\n\n[中 文]: /u"
    assert segments(source) == ["[中文][中 文]、[甲][中 文]"]
    assert read(source).references == (("中 文", "/u", ""),)


def test_a_hard_break_ends_a_sentence() -> None:
    assert outline("甲  \n乙\\\n丙<br>丁<br/>") == ["paragraph | 甲 | {break:} | 乙 | {break:} | 丙 | {break:} | 丁"]
    assert outline("甲\\\nA B 丙 丁<br>E F 戊") == ["paragraph | 甲 | {break:} | A B 丙 丁 | {break:} | E F 戊"]
    assert outline("签发人\\\n2018年9月12日") == ["paragraph | 签发人 | {break:} | {date:2018-09-12}"]


def test_a_hard_break_inside_a_span_stays_in_the_sentence() -> None:
    assert segments("**甲  \n乙**丙") == ["**甲<br>乙**丙"]


def test_sentences_without_chinese_are_printed_as_they_are() -> None:
    assert outline("甲。`代码。`  \nOK!  \n<http://甲.com>") == [
        "paragraph | 甲。 | {text:`代码。`} | {break:} | {text:OK!} | {break:} | {text:<http://甲.com>}"
    ]


def test_the_raw_piece_is_what_stands_in_the_source() -> None:
    source = "> - 第一\r\n>   句。第二句。\r\n\r\n| a | 甲\\|乙 |\r\n|-|-|\r\n\r\n#  标题  ##\r\n"
    assert raws(source) == ["第一\r\n>   句。", "第二句。", "甲\\|乙", "标题"]
    assert segments(source) == ["第一句。", "第二句。", "甲|乙", "标题"]


# --- blocks ---


def test_every_construct_becomes_its_block() -> None:
    source = """\
# 总标题

导语。

## 小节

![图片说明](images/a%20b.jpg)

3. 三
4. 四

   续。

   - 嵌套

> 引文。
>
> > 引中引。

| 类别 | 数量 | `x\\|y` |
|:---|---:|:-:|
| 发明 | 1,234 | 中\\|文 |
| 2018年 | 甲<br>乙 |

***

``` python extra
# 注释
```

    缩进 代码

二级
标题
---

<div>
<p>段一<b>粗</b>。</p><p>段*二*</p>
<script>代码</script><!-- 注 -->
</div>
"""
    assert outline(source) == [
        "title | 总标题",
        "paragraph | 导语。",
        "heading2 | 小节",
        "figure (images/a b.jpg) | 图片说明",
        "list3 (ordered)",
        "  item",
        "    paragraph | 三",
        "  item",
        "    paragraph | 四",
        "    paragraph | 续。",
        "    list (bullet)",
        "      item",
        "        paragraph | 嵌套",
        "quote",
        "  paragraph | 引文。",
        "  quote",
        "    paragraph | 引中引。",
        "table",
        "  row1",
        "    cell (left) | 类别",
        "    cell (right) | 数量",
        "    cell (center) | {text:`x|y`}",
        "  row",
        "    cell (left) | 发明",
        "    cell (right) | {text:1,234}",
        "    cell (center) | 中|文",
        "  row",
        "    cell (left) | {date:2018}",
        "    cell (right) | 甲<br>乙",
        "    cell (center)",
        "rule",
        "code (python) | {code:# 注释\n}",
        "paragraph | 缩进 代码",
        "heading2 | 二级标题",
        "paragraph | 段一粗。",
        "paragraph | 段\\*二\\*",
    ]


def test_places_are_counted_over_the_release() -> None:
    source = "# 题\n\n甲。乙。\n\n## 小\n\n丙。\n\n![图](a.png)\n\n- 一。二。\n\n  三。\n- 四\n\n> 引。\n>\n> 文。\n\n|表|\n|-|\n|格|\n\n# 大"
    assert places(source) == [
        "title",
        "paragraph 1, sentence 1",
        "paragraph 1, sentence 2",
        "heading 1",
        "paragraph 2, sentence 1",
        "figure 1",
        "list item 1, sentence 1",
        "list item 1, sentence 2",
        "list item 1, sentence 3",
        "list item 2, sentence 1",
        "quotation 1, sentence 1",
        "quotation 1, sentence 2",
        "table 1, row 1, column 1",
        "table 1, row 2, column 1",
        "heading 2",
    ]


def test_roles_go_with_the_block() -> None:
    source = "# 题。目\n\n## 小。节\n\n![图。片](a.png)\n\n|表。格|\n|-|\n\n正文。"
    roles = [(s.text, s.role) for s in read(source).segments]
    assert roles == [
        ("题。目", "title"),
        ("小。节", "heading"),
        ("图。片", "caption"),
        ("表。格", "cell"),
        ("正文。", ""),
    ]


@pytest.mark.parametrize(
    ("source", "title", "levels"),
    [
        ("# 甲\n\n# 乙", "甲", [1]),
        ("## 甲\n\n# 乙", "a", [2, 1]),
        ("> # 甲\n\n正文", "a", [1]),
        ("正文\n\n# 甲", "甲", []),
        ("---\ntitle: 题\n---\n# 甲", "题", [1]),
        ("---\ntitle: 题\n---\n\n# 题\n\n# 题", "题", [1]),
        ("#\n\n# 甲", "甲", []),
        ("正文", "a", []),
    ],
)
def test_the_title_is_the_front_matters_or_the_first_heading_of_level_one(
    source: str, title: str, levels: list[int]
) -> None:
    release = read(source)
    assert release.title == title
    blocks = [inner for block in release.blocks for inner in block.walk()]
    assert [block.level for block in blocks if block.kind == "heading"] == levels
    assert sum(block.kind == "title" for block in blocks) == (title != "a")


def test_a_title_said_twice_is_one_unit_and_printed_once() -> None:
    release = read("---\ntitle: 关于**专利**的通知\n---\n\n关于**专利**的\n通知\n===\n\n正文")
    assert [block.kind for block in release.blocks] == ["title", "paragraph"]
    assert [p.raw for p in release.pieces if p.segment] == ["关于**专利**的通知", "关于**专利**的\n通知", "正文"]


@pytest.mark.parametrize(
    ("source", "block"),
    [
        ("![图](a.png)", Block("figure", (Segment("图", "caption"),), info="a.png")),
        ('![图](<a b.png> "题")', Block("figure", (Segment("图", "caption"),), info="a b.png")),
        ("![](%E5%9B%BE.png)", Block("figure", (), info="图.png")),
        ("![A](a.png)", Block("figure", (Verbatim("A"),), info="a.png")),
        ("![图](http://a.b/c%20d.png)", Block("figure", (Segment("图", "caption"),), info="http://a.b/c%20d.png")),
        ("![图*一*\n二][r]\n\n[r]: x/y.png", Block("figure", (Segment("图*一*二", "caption"),), info="x/y.png")),
        ("![图](a.png)文", Block("paragraph", (Segment("![图](a.png)文"),))),
        ("[![图](a.png)](/u)", Block("paragraph", (Segment("[![图](a.png)](/u)"),))),
    ],
)
def test_an_image_alone_in_its_paragraph_is_a_figure(source: str, block: Block) -> None:
    assert read(source).blocks == (block,)


def test_only_pictures_beside_the_source_are_its_images() -> None:
    source = "![](a.png)![](a.png)和![](../b/c%20d.png)、![](http://x/y.png)、![](//x/y)、![](/abs.png)、![](%2Fabs.png)、![](C:x.png)、![](%00.png)、![](%FF.png)"
    assert read(source).images == ("a.png", "../b/c d.png")


def test_link_reference_definitions_are_kept_apart() -> None:
    release = read('见[链接][甲 a]。\n\n[甲  A]: http://a.b/c "题"\n[b]: /d\n[b]: /e\n')
    assert release.references == (("甲 A", "http://a.b/c", "题"), ("B", "/d", ""))
    assert [s.text for s in release.segments] == ["见[链接][甲 a]。"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<div>甲\n乙</div>", ["paragraph | 甲乙"]),
        ("<p>甲<br>乙</p>", ["paragraph | 甲 | {break:} | 乙"]),
        ("<p>甲&amp;乙&#20013;&lt;b&gt;</p>", ["paragraph | 甲&amp;乙中&lt;b&gt;"]),
        ("<p>甲*乙*[丙](u)`丁`</p>", ["paragraph | 甲\\*乙\\*\\[丙\\](u)\\`丁\\`"]),
        ("<!-- 甲\n\n乙 -->\n\n丙", ["paragraph | 丙"]),
        ("<style>\n\n甲\n</style>\n乙", ["paragraph | 乙"]),
        ("<script>甲", []),
        ("<div>甲 < 乙", ["paragraph | 甲 \\< 乙"]),
        ("<div title='甲'>乙</div>", ["paragraph | 乙"]),
        ("<table><tr><td>甲<td>乙</table>", ["paragraph | 甲", "paragraph | 乙"]),
        ("<?php 甲 ?><div>乙", ["paragraph | 乙"]),
        ("- <div>甲\n  乙</div>", ["list (bullet)", "  item", "    paragraph | 甲乙"]),
    ],
)
def test_an_html_block_gives_its_words_and_no_tag(source: str, expected: list[str]) -> None:
    assert outline(source) == expected


@pytest.mark.parametrize("source", ["", "\n", " \r\n\t\r", "\ufeff", "<!-- 注 -->", "[中]: /u", "---\n---\n", "#"])
def test_a_file_without_words_is_a_release_without_units(source: str) -> None:
    release = read(source)
    assert release.segments == ()
    assert release.blocks == ()


# --- front matter ---


def test_front_matter_says_title_date_source_and_id() -> None:
    release = read(
        "---\ntitle: 题目  # 注\ndate: 2018-09-12\nsource: https://a.b/c\nid: 访问\nlang: zh-TW\nauthor: 某\n---\n正文"
    )
    assert (release.id, release.date, release.url, release.language) == (
        "访问",
        "2018-09-12",
        "https://a.b/c",
        "zh-Hant",
    )
    assert [p.raw for p in release.pieces if p.segment] == ["题目", "正文"]


@pytest.mark.parametrize(
    ("yaml", "title", "raw"),
    [
        ("title: 题目", "题目", "题目"),
        ("title:   '题''目'  ", "题'目", "'题''目'"),
        ('Title: "题\\u76ee"', "题目", '"题\\u76ee"'),
        ("title: 题\n  目", "题目", "题\n  目"),
        ("title: >-\n  题\n  目\nid: x", "题目", ">-\n  题\n  目"),
        ("title: |\n  题\n  目\nid: x", "题目", "|\n  题\n  目"),
        ("title: !!str 题目", "题目", "!!str 题目"),
        ("title: &x 题目", "题目", "&x 题目"),
        ("{title: 题目, id: x}", "题目", "题目"),
        ("date: 2018-09-12\r\ntitle: 题 目", "题目", "题 目"),
    ],
)
def test_the_title_is_found_where_it_stands_in_the_front_matter(yaml: str, title: str, raw: str) -> None:
    release = read(f"---\n{yaml}\n---\n\n正文")
    assert release.blocks[0] == Block("title", (Segment(title, "title"),))
    assert [p.raw for p in release.pieces if p.segment] == [raw, "正文"]


@pytest.mark.parametrize(
    "source",
    ["---\n\n甲\n\n---\n", "---\n甲\n---\n", "---\n- 甲\n---\n", "---\n标题: 甲\n"],
)
def test_rules_round_prose_are_no_front_matter(source: str) -> None:
    release = read(source)
    assert release.title == "a"
    assert any(segment.text.endswith("甲") for segment in release.segments)


@pytest.mark.parametrize("value", ["javascript:alert(1)", "ftp://a/b", "http://a b", "/c", "~"])
def test_a_source_that_is_no_web_address_is_left_out(value: str) -> None:
    assert read(f"---\nsource: {value}\n---\n").url == ""


@pytest.mark.parametrize(
    ("yaml", "line", "problem"),
    [
        ("title: 甲: 乙", 2, "not YAML"),
        ("id: x\ntitle: '甲", 3, "not YAML"),
        ("title: 甲\ndate: 2018-02-30", 3, "the date '2018-02-30' is not a day; write it as in 2018-09-12"),
        ("date: 2018年9月", 2, "is not a day"),
        ("title: [甲]", 2, "title must be one value"),
        ("title: 甲\ntitle: 乙", 3, "title is set twice"),
        ("lang: en", 2, "must be zh-Hans or zh-Hant"),
        ("a: &x 甲\ntitle: *x", 3, "alias"),
        ("a: " + "[" * 5000, 2, "too deeply nested lists"),
        ("title: \u0007甲", 2, "not YAML"),
    ],
)
def test_a_front_matter_that_cannot_be_is_refused_with_its_line(yaml: str, line: int, problem: str) -> None:
    for newline in ("\n", "\r\n"):
        with pytest.raises(BadInput) as caught:
            markdown.read(
                f"---\n{yaml}\n---\n".replace("\n", newline).encode(), path="sources/a.md", language="zh-Hans"
            )
        message = str(caught.value)
        assert message.startswith(f"sources/a.md: line {line}: ")
        assert problem in message
        assert "\n" not in message


def test_a_long_front_matter_is_refused() -> None:
    with pytest.raises(BadInput, match="longer than 16 KiB"):
        markdown.read(b"---\n" + b"a: b\n" * 5000 + b"---\n", path="a.md", language="zh-Hans")


@pytest.mark.parametrize("path", ["sources/访 问.md", "sources/index.md", "sources/.md", "sources/a.side.md"])
def test_a_file_name_that_is_no_id_is_refused_unless_the_front_matter_has_one(path: str) -> None:
    with pytest.raises(BadInput, match="rename the file or"):
        markdown.read("正文".encode(), path=path, language="zh-Hans")
    assert markdown.read("---\nid: visit\n---\n正文".encode(), path=path, language="zh-Hans").id == "visit"


def test_the_id_is_the_stem_and_the_script_is_found() -> None:
    assert read("國家知識產權局", "sources/2018/2018-09-12-visit.md").id == "2018-09-12-visit"
    assert read("國家知識產權局").language == "zh-Hant"
    assert read("---\nlang: zh-Hans\n---\n國家知識產權局").language == "zh-Hans"
    assert read("中文").language == "zh-Hans"


def test_an_indented_paragraph_is_a_paragraph_and_not_code() -> None:
    release = markdown.read(
        "    各位朋友，大家好。\n\n\t共有五十人参加。\n".encode(), path="sources/a.md", language="zh-Hans"
    )
    assert [segment.text for segment in release.segments] == ["各位朋友，大家好。", "共有五十人参加。"]


def test_the_words_of_a_footnote_are_not_lost() -> None:
    release = markdown.read(
        "数据有说明[^1]。\n\n[^1]: 不含港澳台地区数据。\n".encode(), path="sources/a.md", language="zh-Hans"
    )
    assert [segment.text for segment in release.segments] == ["数据有说明[^1]。", "不含港澳台地区数据。"]
    assert release.references == ()


def test_a_line_break_beside_a_chinese_character_is_no_space() -> None:
    for wrapped in ("共有\n300人", "共有300\n人", "用Windows\n系统"):
        release = markdown.read(f"{wrapped}。\n".encode(), path="sources/a.md", language="zh-Hans")
        assert [segment.text for segment in release.segments] == [wrapped.replace("\n", "") + "。"]


def test_front_matter_that_is_not_closed_is_refused() -> None:
    with pytest.raises(BadInput, match="line 1: the front matter is not closed"):
        markdown.read("---\ntitle: 没关\n\n正文。\n".encode(), path="sources/a.md", language="zh-Hans")
