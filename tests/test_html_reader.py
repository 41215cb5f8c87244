"""Saved pages → releases: shapes of real pages, an account of every character, and pages made to do harm.

The shapes are those of pages of the State Council, provinces, ministries, newspapers and universities of 2012 to 2023.
"""

import base64
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from newsroom import PNG

from workflow.errors import BadInput, UsageError
from workflow.markup.spans import Inline, plain
from workflow.model import Block, Release, Segment, Verbatim
from workflow.readers.html import READER, picture, read

PATH = "sources/page.html"
DATA = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


def page(inside: str, *, head: str = "", before: str = "", after: str = "", body: str = "zoom") -> Release:
    """Read a page with this in its article."""
    html = f'<!DOCTYPE html><html><head><meta charset="gb2312">{head}</head><body>{before}<div id="{body}">{inside}</div>{after}'
    return read(f"{html}</body></html>".encode(), path=PATH, language="zh-Hans")


def shown(blocks: tuple[Block, ...]) -> list[object]:
    """Return blocks in short: kind, with what is different from a paragraph, and words or blocks inside."""
    return [_short(block) for block in blocks]


def _short(block: Block) -> object:
    name = block.kind
    if block.kind in ("heading", "list", "row"):
        name += str(block.level)
    if block.info:
        name += f" {block.info}"
    if (block.columns, block.rows) != (1, 1):
        name += f" {block.columns}x{block.rows}"
    if block.kind in ("list", "item", "quote", "table", "row", "note"):
        return (name, shown(block.children))
    parts = ["|" if part == Verbatim("", "break") else part.text for part in block.content]
    return (name, "¦".join(parts)) if name != "paragraph" else "¦".join(parts)


TITLE = '<meta name="ArticleTitle" content="某市部署防汛工作">'
WORD_NOTES = (
    '<p>甲<a href="#_ftn1" name="_ftnref1">[1]</a>乙。丙<a href="#_ftn2" name="_ftnref2">[2]</a>。</p>'
    '<p><a href="#_ftnref1" name="_ftn1">[1]</a> 甲的注。</p><p><a href="#_ftnref2" name="_ftn2">[2]</a>丙的注。</p>'
)
LIST_NOTES = (
    '<p>甲<sup id="r1"><a href="#f1">1</a></sup>乙，又见<a href="#f1">1</a>。</p>'
    '<ol><li>不是注</li><li id="f1"><p>注文。</p><p>又一段。<a href="#r1">↩</a></p></li></ol>'
)
HEADED = ("title", "某市部署防汛工作")


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        # paragraphs
        ("<p>　　第一段。</p><p>　　第二段。</p>", ["第一段。", "第二段。"]),
        ("<p>第一句。第二句。</p>", ["第一句。¦第二句。"]),
        ("<div>　　第一段。</div><div>　　第二段。</div>", ["第一段。", "第二段。"]),
        ("第一段。<br><br>第二段。", ["第一段。", "第二段。"]),
        ("<p>　　第一段，<br/>　　第二段。</p>", ["第一段，", "第二段。"]),
        ("<p>&nbsp;&nbsp;&nbsp;&nbsp;第一段。<br>&nbsp;&nbsp;&nbsp;&nbsp;第二段。</p>", ["第一段。", "第二段。"]),
        ("<p>第一段。<br>第二段。</p>", ["第一段。", "第二段。"]),
        ("<p>地址：甲路1号<br>电话：123</p>", ["地址：甲路1号¦|¦电话：123"]),
        ("<p>&nbsp;</p><p>　</p><p><br></p><p>文字。</p>", ["文字。"]),
        ("散在外面的文字。<p>第二段。</p>尾巴。", ["散在外面的文字。", "第二段。", "尾巴。"]),
        ("<p>分在\n   两行的汉字，and\nEnglish\twords</p>", ["分在两行的汉字，and English words"]),
        ("<font><p>第一段。</p><p>第二段。</p></font>", ["第一段。", "第二段。"]),
        ("<p>没有关上<p>又一段", ["没有关上", "又一段"]),
        ("<section><article><main><p>层层。</p></main></article></section>", ["层层。"]),
        ("<ucapcontent><p>正文。</p></ucapcontent>", ["正文。"]),
        # looks
        ("<p><strong>会议</strong>召开。</p>", ["**会议**召开。"]),
        ("<p><b>会</b><b>议</b>召开。</p>", ["**会议**召开。"]),
        ('<p><span style="font-weight: bold">会议</span>召开。</p>', ["**会议**召开。"]),
        ('<p><b>会议<span style="font-weight:normal">召开</span></b>。</p>', ["**会议**召开。"]),
        ("<p><strong>全段都是粗体的一句话。</strong></p>", ["全段都是粗体的一句话。"]),
        ("<p>面积5m<sup>2</sup>，H<sub>2</sub>O</p>", ["面积5m<sup>2</sup>，H<sub>2</sub>O"]),
        ("<p>见*星号*和_下划线_、[方括号](x)、&lt;b&gt;。</p>", [r"见\*星号\*和_下划线\_、[方括号\](x)、\<b>。"]),
        ("<p>于<st1:chsdate>2018年4月9日</st1:chsdate>起<o:p></o:p></p>", ["于2018年4月9日起"]),
        ("<p>见<a href='http://www.example.cn/a.html'>公告</a>。</p>", ["见[公告](http://www.example.cn/a.html)。"]),
        ("<p>见<a href='javascript:void(0)'>公告</a>、<a href='#x'>下文</a>。</p>", ["见公告、下文。"]),
        ("<p><ruby>汉<rt>hàn</rt></ruby>字</p>", ["汉字"]),
        # headings
        ("<h2>一、总体要求</h2><p>正文。</p><h3>（一）目标</h3>", [("heading2", "一、总体要求"), "正文。", ("heading3", "（一）目标")]),
        ("<p>正文。</p><p><strong>重点工作</strong></p>", ["正文。", ("heading2", "重点工作")]),
        ("<p>正文。</p><p>二、重点工作</p><p>（三）保障</p>", ["正文。", ("heading2", "二、重点工作"), ("heading3", "（三）保障")]),
        ("<p>正文。</p><p><strong>联系人：甲乙</strong></p>", ["正文。", "联系人：甲乙"]),
        ("<p>正文。</p><p><strong><a href='http://a.cn/x'>详情</a></strong></p>", ["正文。", "[详情](http://a.cn/x)"]),
        (
            "<p>2018-09-12 10:00 | 来源：某报 | 作者：甲乙</p><p>正文。</p>",
            ["来源：某报¦|¦作者：甲乙", "正文。"],
        ),
        ("<h2>工作<br>目标</h2><p>正文。</p>", [("heading2", "工作目标"), "正文。"]),
        # lists and quotations
        ("<ul><li>甲</li><li>乙</li></ul>", [("list1 bullet", [("item", ["甲"]), ("item", ["乙"])])]),
        ('<ol start="3"><li>甲</li><li>乙</li></ol>', [("list3 ordered", [("item", ["甲"]), ("item", ["乙"])])]),
        ("<ul><li>甲<ul><li>丙</li></ul></li></ul>", [("list1 bullet", [("item", ["甲", ("list1 bullet", [("item", ["丙"])])])])]),
        ('<ol type="a"><li>甲</li><li>乙</li></ol>', ["a. 甲", "b. 乙"]),
        ('<ol type="I" start="4"><li>甲</li></ol>', ["IV. 甲"]),
        ('<ol><li>甲</li><li value="5">乙</li></ol>', ["1. 甲", "5. 乙"]),
        ("<ol reversed><li>甲</li><li>乙</li></ol>", ["2. 甲", "1. 乙"]),
        ('<ul style="list-style:none"><li>甲</li></ul>', ["甲"]),
        ("<ul>散<li>甲</li></ul>", [("list1 bullet", [("item", ["散"]), ("item", ["甲"])])]),
        ("<dl><dt>词</dt><dd>解释。</dd></dl>", ["词", "解释。"]),
        ("<blockquote><p>引文。</p></blockquote>", [("quote", ["引文。"])]),
        ("<hr><p>正文。</p>", [("rule", ""), "正文。"]),
        ("<pre>第一行。\n第二行，\n续行</pre>", ["第一行。", "第二行，¦|¦续行"]),
        ("<pre>x = 1\n  y</pre>", [("code", "x = 1\n  y")]),
        # tables
        (
            "<table><tr><th>项目</th><th>数量</th></tr><tr><td>甲</td><td>1</td></tr></table>",
            [("table", [("row1", [("cell", "项目"), ("cell", "数量")]), ("row0", [("cell", "甲"), ("cell", "1")])])],
        ),
        (
            "<table><tr><td colspan=2>甲</td></tr><tr><td rowspan=9>乙</td><td>丙</td></tr><tr><td>丁</td></tr></table>",
            [
                (
                    "table",
                    [
                        ("row0", [("cell 2x1", "甲")]),
                        ("row0", [("cell 1x2", "乙"), ("cell", "丙")]),
                        ("row0", [("cell", "丁")]),
                    ],
                )
            ],
        ),
        (
            "<table><tr><td><p>甲</p><p>乙</p></td><td align=right><b>1</b></td></tr></table>",
            [("table", [("row0", [("cell", "甲<br>乙"), ("cell right", "**1**")])])],
        ),
        ("<table><tr><td><p>一段。</p><p>又一段。</p></td></tr></table>", ["一段。", "又一段。"]),
        (
            "<table><tr><td>左边。</td><td><table><tr><td>甲</td><td>乙</td></tr></table></td></tr></table>",
            ["左边。", ("table", [("row0", [("cell", "甲"), ("cell", "乙")])])],
        ),
        ("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>",
         [("table", [("row0", [("cell", "甲"), ("cell", "乙")]), ("row0", [("cell", "丙"), ("cell", "")])])]),
        # pictures
        ('<p align=center><img src="page_files/a%20b.jpg" alt="0.jpg"></p>', [("figure page_files/a b.jpg", "")]),
        (
            '<p><img src="./a.jpg"></p><p align="center">会议现场</p><p>正文。</p>',
            [("figure a.jpg", "会议现场"), "正文。"],
        ),
        ('<p><img src="a.jpg"></p><p style="font-size:9pt">会议现场</p>', [("figure a.jpg", "会议现场")]),
        ('<p><img src="a.jpg"><br>图为会议现场。</p>', [("figure a.jpg", "图为会议现场。")]),
        ('<p><img src="a.jpg"></p><small><p>会议现场</p></small>', [("figure a.jpg", "会议现场")]),
        ('<p><img src="a.jpg"></p><p><font size=2>会议现场</font></p>', [("figure a.jpg", "会议现场")]),
        ('<p><img src="a.jpg"></p><small><p><font size=3>正文。</font></p></small>', [("figure a.jpg", ""), "正文。"]),
        ('<figure><img src="a.jpg"><figcaption>会议现场</figcaption></figure>', [("figure a.jpg", "会议现场")]),
        ('<p>甲<img src="a.jpg">乙</p>', ["甲![](a.jpg)乙"]),
        ('<p>前文。<img src="a.jpg"></p><p>后文。</p>', ["前文。", ("figure a.jpg", ""), "后文。"]),
        (f'<p><img src="{DATA}"></p>', [("figure embedded:data-1.png", "")]),
        ('<p><img src="data:image/gif;base64,R0lGOD" data-src="b.jpg"></p>', [("figure b.jpg", "")]),
        ('<p><img src="c.gif" width="1" height="1">正文。</p>', ["正文。"]),
        ('<p><img src="http://a.cn/x.jpg"></p>', [("figure http://a.cn/x.jpg", "")]),
        (f'<p align=center><img src="a.jpg"></p><p align=center>会议召开</p><p align=center>{"长文" * 30}</p>',
         [("figure a.jpg", ""), "会议召开", "长文" * 30]),
        # notes
        (
            WORD_NOTES,
            ["甲[^1]乙。¦丙[^2]。", ("note 1", ["甲的注。"]), ("note 2", ["丙的注。"])],
        ),
        (
            LIST_NOTES,
            ["甲[^1]乙，又见[^1]。", ("list1 ordered", [("item", ["不是注"])]), ("note 1", ["注文。", "又一段。"])],
        ),
        ('<p>甲<a href="#top">1</a>。<a name="top"></a>乙。</p>', ["甲1。¦乙。"]),
        # the end of a notice
        (
            '<p>正文。</p><p align="right">某市人民政府办公室</p><p align="right">2018年9月12日</p>',
            ["正文。", "某市人民政府办公室", "2018-09-12"],
        ),
        ("<p>正文。</p><p>某市人民政府　2018年9月12日</p>", ["正文。", "某市人民政府¦2018-09-12"]),
    ],
)  # fmt: skip
def test_shapes(inside: str, expected: list[object]) -> None:
    assert shown(page(inside, head=TITLE).blocks) == [HEADED, *expected]


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        ("<script>var a;</script>正文", [("script", "var a;")]),
        ("<style>.TRS_Editor P{}</style>正文", [("style sheet", ".TRS_Editor P{}")]),
        ('<p style="display: none">暗</p><p hidden>藏</p><span style="visibility:hidden">匿</span>正文',
         [("hidden", "暗"), ("hidden", "藏"), ("hidden", "匿")]),
        ("<nav>首页 新闻</nav>正文", [("navigation", "首页 新闻")]),
        ("<select><option>选择</option></select><button>打印</button>正文", [("form", "选择"), ("form", "打印")]),
        ("<iframe src=x>旧浏览器</iframe><video src=v.mp4></video>正文", [("frame", "旧浏览器"), ("video", "")]),
        ("<svg><text>图中字</text></svg>正文", [("drawing", "图中字")]),
        ("<template><p>样板</p></template><noscript>请开启脚本</noscript>正文", [("script", "样板"), ("script", "请开启脚本")]),
        ("正文。<p>（责任编辑：张三）</p>", [("editors", "（责任编辑：张三）")]),
        ("正文。<p>【纠错】责任编辑：张三</p>", [("editors", "【纠错】责任编辑：张三")]),
        ('正文<p><img src="/a.jpg" alt="签字仪式现场"></p>', [("alternative text", "签字仪式现场"), ("picture", "")]),
        ("正文。<p><a href=2.html>【1】</a><a href=3.html>【2】</a></p>", [("other pages", "【1】【2】")]),
        ("<p>2018年9月12日</p><p>正文。</p>", [("date", "2018年9月12日")]),
        ("<p>发布时间：2018-09-12 10:00</p><p>正文。</p>", [("date", "发布时间：2018-09-12 10:00")]),
    ],
)  # fmt: skip
def test_what_is_left_out_is_named(inside: str, left: list[tuple[str, str]]) -> None:
    release = page(inside, head=TITLE)
    assert [(each.kind, each.text) for each in release.left_out if "around" not in each.place] == left
    assert [part.text for block in release.blocks[1:] for part in block.content] in (["正文"], ["正文。"])


ELEMENTS = {
    **dict.fromkeys(("script", "noscript", "template"), "script"),
    **dict.fromkeys(("iframe", "noframes"), "frame"),
    **dict.fromkeys(("object", "applet", "canvas"), "object"),
    **dict.fromkeys(("button", "select", "textarea", "datalist", "progress", "meter"), "form"),
    **dict.fromkeys(("dialog", "title"), "hidden"),
    "style": "style sheet",
    "video": "video",
    "audio": "sound",
    "svg": "drawing",
    "math": "formula",
    "nav": "navigation",
}


@pytest.mark.parametrize("hidden", ["", " hidden"])
@pytest.mark.parametrize(("name", "kind"), ELEMENTS.items())
def test_elements_that_are_no_text_are_left_out_by_their_names(name: str, kind: str, hidden: str) -> None:
    release = page(f"<p>正文。</p><{name}{hidden}>别的</{name}><p>又一段。</p>", head=TITLE)
    assert shown(release.blocks) == [HEADED, "正文。", "又一段。"]
    stays = not hidden or name in ("script", "style")
    assert [(each.kind, each.text) for each in release.left_out if "around" not in each.place] == [
        (kind if stays else "hidden", "别的")
    ]


LOOKS = {
    **dict.fromkeys(("b", "strong"), "**乙**"),
    **dict.fromkeys(("em", "i"), "*乙*"),
    **dict.fromkeys(("s", "strike", "del"), "~~乙~~"),
    **dict.fromkeys(("cite", "u", "font", "span", "small", "big", "ins", "mark", "q", "code"), "乙"),
    "sub": "<sub>乙</sub>",
    "sup": "<sup>乙</sup>",
}


@pytest.mark.parametrize(("name", "look"), LOOKS.items())
def test_elements_that_give_words_a_look(name: str, look: str) -> None:
    assert shown(page(f"<p>甲<{name}>乙</{name}>丙。</p>").blocks) == [f"甲{look}丙。"]


WHITE = ["&#13;", "&#10;", " ", "\n", "\r\n", "\t"]


@given(st.lists(st.sampled_from(WHITE), min_size=1, max_size=4), *[st.sampled_from(["馆", "AB"])] * 2)
def test_white_space_is_one_space_and_none_where_a_line_was_broken_beside_chinese(
    white: list[str], one: str, other: str
) -> None:
    broken = any(each not in " \t" for each in white)
    space = "" if broken and "馆" in (one, other) else " "
    assert shown(page(f"<p>图书{one}{''.join(white)}{other}开门。</p>").blocks) == [f"图书{one}{space}{other}开门。"]


ROMAN = re.compile("m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")


def test_letters_and_roman_numerals_of_lists_say_their_number() -> None:
    def label(kind: str, number: int) -> str:
        ((text, *_),) = [shown(page(f'<ol type="{kind}" start="{number}"><li>甲</li></ol>').blocks)]
        return str(text).removesuffix(". 甲")

    values = {"m": 1000, "d": 500, "c": 100, "l": 50, "x": 10, "v": 5, "i": 1}
    for number in (*range(1, 120), *range(120, 4000, 37), 444, 999, 3999):
        roman = label("i", number)
        signs = [values[char] for char in roman]
        after = [*signs[1:], 0]
        assert sum(-one if one < two else one for one, two in zip(signs, after, strict=True)) == number
        assert ROMAN.fullmatch(roman)
        assert label("I", number) == roman.upper()
        letters = label("a", number)
        assert sum(26**place * (ord(char) - 96) for place, char in enumerate(reversed(letters))) == number
        assert label("A", number) == letters.upper()


# --- what stands around the article ---


def test_title_date_source_and_address_are_looked_up_around_the_article() -> None:
    release = page(
        "<p>正文。</p>",
        head='<meta name="PubDate" content="2018-09-12 10:00"><title>某市部署防汛工作_某市人民政府网站</title>'
        '<link rel="canonical" href="https://www.example.cn/2018/a.html">',
        before="<div>首页 &gt; 新闻</div><h1>某市<br>部署防汛工作</h1><h2>要求确保安全</h2>"
        "<div>2018-09-12 10:00　来源：某某日报　【字体：大 中 小】</div>",
        after="<div>版权所有</div>",
    )
    assert shown(release.blocks) == [HEADED, "要求确保安全", "来源：某某日报", "正文。"]
    assert (release.date, release.url) == ("2018-09-12", "https://www.example.cn/2018/a.html")
    assert [s.place for s in release.segments][:2] == [
        "title, from outside the article (above the article)",
        "paragraph 1, from outside the article (above it), sentence 1",
    ]
    around = next(each for each in release.left_out if each.kind == "around")
    assert around.place == "around div#zoom"
    assert "首页 > 新闻" in around.text
    assert "版权所有" in around.text


@pytest.mark.parametrize(
    ("head", "before", "inside", "title"),
    [
        ("", "", "<h1>文中标题</h1><p>正文。</p>", "文中标题"),
        ("", "", '<p align=center><font size=5><b>关于召开<br>会议的通知</b></font></p><p>正文。</p>', "关于召开会议的通知"),
        ("", "", '<p style="text-align:center"><b>某市人民政府</b></p><p align=center><b>关于开会的通知</b></p><p>正文。</p>',
         "某市人民政府关于开会的通知"),
        ("", "", '<p align=center><font size=5>关于召开会议的通知</font></p><p>正文。</p>', "关于召开会议的通知"),
        ("", "", "<h2>文中标题</h2><p>正文。</p>", "文中标题"),
        ("<title>某市部署防汛工作_某市政府</title>", "<h1>某市部署防汛工作</h1>", "<h2>背景</h2><p>正文。</p>", "某市部署防汛工作"),
        ("", "<h1>某市部署防汛工作</h1>", "<h2>有关背景</h2><p>正文。</p>", "某市部署防汛工作"),
        ("<title>某市部署防汛工作_某市政府</title>", "", "<p>某市部署防汛工作</p><p>正文。</p>", "某市部署防汛工作"),
        (TITLE, "", "<p align=center><b>某市部署</b></p><p align=center><b>防汛工作</b></p><p>正文。</p>",
         "某市部署防汛工作"),
        (TITLE, "", "<h1>某市部署</h1><h1>防汛工作</h1><p>正文。</p>", "某市部署防汛工作"),
        (TITLE, "", "<h2>有关背景</h2><p>正文。</p>", "某市部署防汛工作"),
        (TITLE, "", "<h1>某市</h1><p>部署</p><p>防汛工作</p><p>正文。</p>", "某市部署防汛工作"),
        ("", "", "<p align=center><b>WIPO</b></p><p align=center><b>Meeting 会议</b></p><p>正文。</p>", "WIPO Meeting 会议"),
        (TITLE, "", "<p>某市部署防汛工作</p><p>正文。</p>", "某市部署防汛工作"),
        (TITLE, "", "<p>某市部署<br>防汛工作<br>（2018年）</p><p>正文。</p>", "某市部署防汛工作"),
        ("<title>某市部署防汛工作-某某网</title>", "", "<p>正文。</p>", "某市部署防汛工作"),
        ("<title>某市部署防汛工作 | 某某频道 | 某某网</title>", "<td>某市部署防汛工作</td>", "<p>正文。</p>", "某市部署防汛工作"),
        ('<meta property="og:title" content="某市部署防汛工作"><title>首页</title>', "<h1>某市政府</h1>", "<p>正文。</p>",
         "某市部署防汛工作"),
    ],
)  # fmt: skip
def test_titles(head: str, before: str, inside: str, title: str) -> None:
    release = page(inside, head=head, before=before)
    assert release.title == title
    assert shown(release.blocks)[0] == ("title", title)
    assert not [segment.text for segment in release.segments[1:] if segment.text in title]
    assert release.segments[-1].text == "正文。"
    heading = re.search("<h2>(.*?)</h2>", inside)
    assert not heading or heading[1] == title or ("heading2", heading[1]) in shown(release.blocks)


@pytest.mark.parametrize(
    ("html", "day"),
    [
        ('<meta name="PubDate" content="2018-09-12 10:00:00">', "2018-09-12"),
        ('<meta name="firstpublishedtime" content="2018-09-12-21:50:00">', "2018-09-12"),
        ('<meta name="publishdate" content="20180912">', "2018-09-12"),
        ("<h1>某市部署工作</h1><p>发布时间：2018-09-12　来源：某报</p>", "2018-09-12"),
        ("<h1>某市部署工作</h1><p>来源：本站 时间：2018年9月12日 23:00 浏览：33</p>", "2018-09-12"),
        ("<p>今天是2020年1月1日</p><h1>某市部署工作</h1>", ""),
    ],
)
def test_days(html: str, day: str) -> None:
    assert page("<p>正文。</p>", before=html).date == day


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<!-- saved from url=(0040)http://www.example.cn/2018/a.html -->", "http://www.example.cn/2018/a.html"),
        ("<!--\n Page saved with SingleFile \n url: https://a.cn/b \n saved date: x\n-->", "https://a.cn/b"),
        ('<meta property="og:url" content="https://a.cn/b">', "https://a.cn/b"),
        ('<meta name="Url" content="http://a.cn/zwdt/t20230620_1.html">', "http://a.cn/zwdt/t20230620_1.html"),
        ('<meta name="Url" content="/zwdt/t20230620_1.html">', ""),
        ('<link rel="canonical" href="javascript:alert(1)">', ""),
        ('<base href="http://a.cn/2018/">', ""),
    ],
)
def test_addresses_of_the_original(html: str, url: str) -> None:
    release = read(f"{html}<div id=zoom><a href='c.pdf'>附件</a>正文</div>".encode(), path=PATH, language="zh-Hans")
    assert release.url == url
    base = url.rpartition("/")[0] or ("http://a.cn/2018" if "base" in html else "")
    assert release.segments[-1].text == (f"[附件]({base}/c.pdf)正文" if base else "附件正文")


# --- where the article is ---


@pytest.mark.parametrize(
    "opening",
    [
        "<div class=TRS_Editor>", "<div id='UCAP-CONTENT' class='pages_content'>", "<div id=Zoom>", "<td id=ZOOM>",
        "<div class='trs_editor_view TRS_UEDITOR trs_paper_default trs_web'>", "<div id='vsb_content_2'>",
        "<div class='v_news_content'>", "<div id='p-detail'>", "<div id='rwb_zw'>", "<div id='dochtmlcon'>",
        "<div class='article-body'>", "<div id='div_article_content'>", "<div class='detailCon'>", "<div id=js_content>",
        "<!--content.begin-->", "<!-- 文章正文 begin -->", "<div itemprop=articleBody>", "<article>",
    ],
)  # fmt: skip
def test_the_article_is_found_where_sites_put_it(opening: str) -> None:
    closing = opening.replace("begin", "end") if opening.startswith("<!") else ""
    html = f"<body><table><tr>{'' if '<td' in opening else '<td>'}<h1>标题在此</h1>{opening}<p>正文。</p>{closing}"
    release = read(html.encode(), path=PATH, language="zh-Hans")
    assert release.segments[-1].text == "正文。"


@pytest.mark.parametrize("before", ["", "<p>首页。</p>", "<p>首页。</p><!--content end--><p>新闻。</p>"])
def test_the_article_is_between_two_comments(before: str) -> None:
    html = f"<body><h1>标题在此</h1><div>{before}<!--content begin--><p>正文。</p><!--content end--><p>尾。</p></div>"
    release = read(html.encode(), path=PATH, language="zh-Hans")
    assert shown(release.blocks) == [("title", "标题在此"), "正文。"]
    assert release.left_out[-1].place == "around what <!--content begin--> begins"


def test_of_nested_places_the_outer_one_is_the_article() -> None:
    html = "<div id=dochtmlcon><p>第一段。</p><div class=TRS_Editor>第二段。</div></div>"
    release = read(f"<title>标题</title>{html}<p>脚注</p>".encode(), path=PATH, language="zh-Hans")
    assert shown(release.blocks) == [("title", "标题"), "第一段。", "第二段。"]
    assert release.left_out[-1].place == "around div#dochtmlcon"


def test_an_article_below_a_header_with_its_own_end_tag_is_not_lost() -> None:
    html = "<html><body><div>首页</div></body></html><div id=UCAP-CONTENT><p>正文。</p></div></body></html>"
    assert read(html.encode(), path=PATH, language="zh-Hans").segments[-1].text == "正文。"


def test_a_page_of_a_word_processor_is_an_article_as_a_whole() -> None:
    html = '<meta name=Generator content="Microsoft Word 15"><body><div class=WordSection1><p class=MsoNormal>正文。'
    assert read(html.encode(), path=PATH, language="zh-Hans").segments[-1].text == "正文。"


@pytest.mark.parametrize(
    ("html", "says"),
    [
        (
            "<div id=main><div class=content><p>一段很长的正文。</p></div></div><p>尾</p>",
            r"^sources/page.html: it is not clear where the article is; name the element as readers.html.body .*'.content' \(",
        ),
        (
            "<div class=TRS_Editor>甲甲</div><div class=pages_content>乙乙乙</div>",
            r"has 2 places that may be the article \(div.TRS_Editor, 2 characters; div.pages_content, 3 characters\); name",
        ),
        (
            "<div id=all><p><span class=TRS_Editor>甲甲</span></p><p><span class=TRS_Editor>乙</span></p></div>",
            r"\(span.TRS_Editor, 2 characters; span.TRS_Editor, 1 characters\); .* such as body = '#all'",
        ),
        ("<div></div>", "has no text; open the page in a browser, and save it when it is all there"),
        ("", "has no text"),
    ],
)
def test_a_page_whose_article_is_unclear_is_refused_with_its_candidates(html: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        read(html.encode(), path=PATH, language="zh-Hans")
    assert "\n" not in str(caught.value)


def test_the_settings_say_where_the_article_is() -> None:
    html = "<div id=a>甲。</div><div id=b>乙。</div><div class=TRS_Editor>丙。</div>".encode()

    def words(selector: str) -> str:
        assert READER.configured is not None
        return READER.configured({"body": selector})(html, path=PATH, language="zh-Hans").segments[-1].text

    assert [words("#a"), words("div#b"), words("#nothing"), words("")] == ["甲。", "乙。", "丙。", "丙。"]
    with pytest.raises(BadInput, match="2 places that may be the article"):
        words("#a, #b")
    with pytest.raises(UsageError, match=r"workflow.toml: readers.html.body is '#', no CSS selector"):
        words("#")


# --- pictures ---


def test_pictures_inside_the_page_are_found_again() -> None:
    html = f'<img src="{DATA}"><div id=zoom><img src="{DATA}"><p>正文。</p></div>'.encode()
    release = read(html, path=PATH, language="zh-Hans")
    assert release.images == ("embedded:data-2.png",)
    assert picture(html, "data-2.png", path=PATH) == PNG
    for name, data in (("data-3.png", html), ("data-1.png", b'<img src="data:image/png;base64,%%%">')):
        with pytest.raises(BadInput, match=f"{PATH}: has no picture {name}, or a damaged one"):
            picture(data, name, path=PATH)


@pytest.mark.parametrize(
    "source",
    ["/etc/passwd", "file:///etc/passwd", "C:\\a.jpg", "//a.cn/x.jpg", "%2Fetc/passwd", "a%00.jpg", "a%FF.jpg"],
)
def test_a_picture_that_is_not_beside_the_page_is_only_named(source: str) -> None:
    release = page(f'<p>正文。</p><img src="{source}">', head=TITLE)
    assert release.images == ()
    assert [each.kind for each in release.left_out] == ["picture", "around"][: len(release.left_out)]


# --- the account of the text ---

WORDS = st.text("甲乙丙。，a1*_[]<&`#!~ \u3000\u00a0", min_size=1, max_size=8)
INLINE = ["b", "i", "span", "font", "a", "sup", "u", "o:p", "center", "small"]
BLOCKS = ["p", "div", "h2", "li", "ul", "ol", "td", "tr", "table", "blockquote", "dl", "dd", "pre", "section", "th"]
LEFT = ["script", "style", "select", "nav", "svg", "template", "noscript", "iframe", "textarea", "title", "ruby", "rt"]
TAGS = st.sampled_from([*INLINE, *BLOCKS, *LEFT])
ATTRIBUTES = st.sampled_from(
    ["", " align=center", " align=right", " style='display:none'", " style='font-weight:bold'", " colspan=3", " rowspan=0",
     " href='http://a.cn/b'", " hidden", " style='font-size:9pt;text-align:center'", " start=7", " type=a"]
)  # fmt: skip
PIECES = st.one_of(
    WORDS.map(lambda words: words.replace("&", "&amp;").replace("<", "&lt;")),
    st.builds("<{}{}>".format, TAGS, ATTRIBUTES),
    st.builds("</{}>".format, TAGS),
    st.sampled_from(["<br>", "<br><br>", "<img src=a.jpg>", "<img src=http://a.cn/b.png>", "<hr>", "\n", "<!-- c -->"]),
)


RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎−", "0123456789+-=()n0123456789+-=()-", "^_")
"""Plain text marks raised and lowered figures: 10⁵, 10^5甲."""


def characters(text: str) -> Counter[str]:
    return Counter(re.sub(r"\s", "", text.translate(RAISED)))


def printed(release: Release) -> Iterator[str]:
    how = Inline("markdown")
    for top in release.blocks:
        for block in top.walk():
            for part in block.content:
                code = isinstance(part, Verbatim) and part.kind == "code"
                yield part.text if code else plain(how.spans(part.text))


@given(st.lists(PIECES, max_size=24).map("".join))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@example("<table><tr><td>甲<td>乙<table><tr><td>丙")
@example("<sup>1<sub>2甲")
@example("<ul><li>甲<p>乙</ul>丙<li>丁")
@example("<select>甲<option>乙</select>丙")
@example("<ruby>甲<rt>乙</rt>丙</ruby>")
@example("<table>甲<tr>乙<td>丙</table>")
def test_every_character_of_an_article_is_in_the_text_or_left_out_by_name(inside: str) -> None:
    data = f"<title>标题标题</title><body><article class=x>{inside}".encode()
    try:
        release = read(data, path=PATH, language="zh-Hans")
    except BadInput:
        return
    root = _article(data)
    named = characters("".join(each.text for each in release.left_out if not each.place.startswith("around")))
    title = release.blocks[0].content[0] if release.blocks and "outside" in _place(release) else None
    found = characters("".join(printed(release))) - (characters(title.text) if title else Counter())
    numbers = characters("".join(re.findall(r"(?:[a-z]+|[0-9]+)\. ", "".join(printed(release)))))
    missing = characters(root) - found - named
    extra = found + named - characters(root)
    assert not missing
    assert not extra - numbers


def _place(release: Release) -> str:
    first = release.blocks[0].content[0] if release.blocks[0].content else None
    return first.place if isinstance(first, Segment) else ""


def _article(data: bytes) -> str:
    """Return all characters of the article, straight from the parser."""
    from justhtml import JustHTML

    root = JustHTML(data.decode(), sanitize=False).root
    waiting, found = list(root.query("article")), []
    while waiting:
        node = waiting.pop()
        found.append(node.data if node.name == "#text" else "")
        waiting += [*(node.children or ()), *filter(None, [getattr(node, "template_content", None)])]
    return "".join(found)


@given(st.lists(PIECES, max_size=16).map("".join))
@settings(deadline=None)
def test_the_segments_are_those_of_the_extracted_text(inside: str) -> None:
    try:
        release = page(inside)
    except BadInput:
        return
    cut = [piece.segment for piece in release.pieces if piece.segment]
    there = [p for top in release.blocks for block in top.walk() for p in block.content if isinstance(p, Segment)]
    assert cut == there
    assert all(piece.raw for piece in release.pieces)


# --- pages made to do harm ---


def test_an_unknown_element_with_text_is_an_error_with_its_place() -> None:
    with pytest.raises(
        BadInput, match=r"page.html: after “前面的一句话。” is an element <x-foo> with text in it \(“神秘文字”\)"
    ):
        page("<p>前面的一句话。</p><x-foo>神秘文字</x-foo>")
    assert shown(page("<x-foo></x-foo>正文。", head=TITLE).blocks) == [HEADED, "正文。"]


def nested(tag: str, depth: int) -> str:
    return f"<div id=zoom>{f'<{tag}>' * depth}深"


@pytest.mark.parametrize(
    ("html", "says"),
    [
        (nested("div", 50_000), "nested more than 150 deep"),
        (nested("table><tr><td", 5_000), "nested more than 150 deep"),
        (nested("ul><li", 5_000), "nested more than 150 deep"),
        (nested("b", 1_000), "nested more than 150 deep"),
        ("<p>" + "".join(f"<font a{i}=1>" for i in range(3_000)) + "</p>" + "<p>x" * 3_000, "too many tags"),
        ("".join(f"<table><font a{i}=1>x" for i in range(3_000)), "too many tags"),
        ("".join(f"<p><font a{i}=1><!-- </font> --></p>" for i in range(3_000)) + "<p>x" * 3_000, "too many tags"),
        ("".join(f"<p><b a{i}=1 title='</b>'></p>" for i in range(3_000)) + "<p>x" * 3_000, "too many tags"),
        ("<p>" * 500_000, "too many tags"),
        ("<p>\0正文", "byte 4 is NUL"),
        ("From: <Saved by Blink>\nMIME-Version: 1.0\n", r"is an archive of a page \(.mht\)"),
    ],
)  # fmt: skip
def test_a_page_made_to_do_harm_is_refused(html: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        read(html.encode(), path=PATH, language="zh-Hans")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "table",
    [
        "<td>会" * 1000 + "<tr><td>议" * 1000,
        "<td rowspan=60000>会" * 1000 + "<tr><td>议" * 1000,
        "<td colspan=1000>会" * 1000 + "<tr><td>议",
        ("<td rowspan=1000>会" * 10 + "<tr>") * 1000,
        "<td rowspan=60>会<td>议<tr>" * 60 + "<td>会<td>议<tr>" * 2000,
    ],
)
def test_a_table_that_would_become_monstrous_has_the_cells_that_it_has(table: str) -> None:
    (made,) = read(
        f"<div class=TRS_Editor><table><tr>{table}</table></div>".encode(), path="a.html", language="zh"
    ).blocks
    cells = [cell for row in made.children for cell in row.children]
    assert sum(bool(cell.content) for cell in cells) == table.count("<td")
    assert len(cells) <= table.count("<td") + 65_536


def test_a_page_that_is_too_large_is_refused() -> None:
    with pytest.raises(BadInput, match="is larger than 64 MB"):
        read(b"<p>" + b" " * (64 << 20), path=PATH, language="zh-Hans")


@pytest.mark.parametrize(
    "inside",
    [
        f"<p title='{'x' * 20_000_000}'>正文。",
        "<p>正文。" + "</p></div></span>" * 10_000,
        f"<p {' '.join(f'a{i}' for i in range(10_000))}>正文。",
        "<p>正文。<!--" + "<!--" * 100_000,
        "<p>正文。" + "</body></html>" * 1_000,
        "<p>&#27491;&#x6587;&#12290;&bogus;".replace("&bogus;", ""),
        f"<p style='{'color:red;' * 100_000}'>正文。",
        '<table><tr><td colspan="999999999" rowspan="999999999">正文。</td><td></td></tr></table>',
    ],
)
def test_a_strange_page_is_read_all_the_same(inside: str) -> None:
    html = f"<title>标题</title><div id=zoom>{inside}"
    assert read(html.encode(), path=PATH, language="zh-Hans").segments[-1].text == "正文。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_declared_encoding_is_not_believed(encoding: str) -> None:
    html = '<meta charset="big5"><title>标题在此处</title><div id=zoom>正文文字。</div>'
    assert read(html.encode(encoding), path=PATH, language="zh-Hans").segments[-1].text == "正文文字。"
