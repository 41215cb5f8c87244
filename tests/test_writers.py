"""The writers: what a page says, what it may not contain, and that Markdown means what the edition means."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from workflow import languages
from workflow.contracts import LANGUAGES, Certificate, Correction, Link, Notice, Page, SignOff, Waived
from workflow.errors import GateError, UsageError
from workflow.markup import spans
from workflow.markup.spans import Inline
from workflow.model import HAN, Block, BlockKind, Edition, PublicState, Segment, Verbatim, sha256
from workflow.writers import certificate, corrections, dates, html, inline, markdown
from workflow.writers.html import IndexEntry
from workflow.writers.words import language_name, words

Content = tuple[Segment | Verbatim, ...]
LAYOUTS = ("target", "side", "lines")
VOID = {"meta", "link", "br", "hr", "img"}
CERTIFICATE = Certificate(
    source_path="sources/visit.md",
    source_digest="aa" * 32,
    source_text_digest="bb" * 32,
    units=3,
    engines=(("mt: argos zh→en 1.9", 2),),
    changed=1,
    sign_offs=(
        SignOff("translator", "", "2018-09-13T02:14:09Z"),
        SignOff("reviewer", "", "2018-09-14T09:40:51+08:00"),
    ),
    approval="cc" * 32,
    tool="workflow 0.1.0",
)


def block(
    kind: BlockKind, *content: Segment | Verbatim, children: Sequence[Block] = (), level: int = 0, info: str = ""
) -> Block:
    return Block(kind, tuple(content), tuple(children), level, info)


def paragraph(*sources: str) -> Block:
    return block("paragraph", *(Segment(source) for source in sources))


def bullets(*items: Block, info: str = "bullet", level: int = 0) -> Block:
    return block("list", children=[block("item", children=[item]) for item in items], info=info, level=level)


def page(blocks: Sequence[Block], targets: Mapping[str, str], **changes: Any) -> Page:
    """A page of these blocks in which every unit with the words has the target, whatever its role; without one it is missing."""
    keys = dict.fromkeys(
        part.key for outer in blocks for inner in outer.walk() for part in inner.content if isinstance(part, Segment)
    )
    edition = Edition(
        release="visit",
        language="en",
        source_language="zh-Hans",
        units=tuple((role, source, targets[source]) for role, source in keys if source in targets),
        blocks=tuple(blocks),
        date="2018-09-12",
        url="https://example.org/zh/visit.html",
    )
    edition = replace(
        edition, **{key: changes.pop(key) for key in list(changes) if key in {*Edition.__slots__} - {"images"}}
    )
    frame: dict[str, Any] = {
        "office": "Example Office",
        "project": "Newsroom",
        "locale": "en_GB",
        "note": "Translated from the Chinese",
        "layouts": LAYOUTS,
        "images": {},
    }
    return Page(edition, CERTIFICATE, **{**frame, **changes})


TITLE = block("title", Segment("代表团访问瑞士", "title"))
VISIT = {"代表团访问瑞士": "Delegation visits Switzerland"}


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256(content) for name, content in files.items()}


def certified(made: Page) -> Mapping[str, bytes]:
    """All HTML of a page, and its certificate."""
    pages = html.write(made)
    return {**pages, **html.certify(made, digests(pages))}


def rendered(made: Page, layout: str = "target") -> str:
    return html.write(made)[f"visit{html.SUFFIXES[layout]}"].decode()


class Tree(HTMLParser):
    """Every element with its attributes, every text with the languages that it stands in."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[tuple[str, str]] = []
        self.unbalanced: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("lang") or (self.open[-1][1] if self.open else "")))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
        else:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((data, self.open[-1][1] if self.open else ""))

    def words(self, tag: str = "") -> str:
        return " ".join(text.strip() for text, _ in self.texts)


def article(source: str) -> str:
    """What the reader of a page reads, one line a block."""
    found = re.search(r"<article>(.*)</article>", source, re.DOTALL)
    assert found
    return found[1]


# --- the page of readers ---


def test_a_page_has_title_date_text_and_closing_note() -> None:
    made = page([TITLE, paragraph("你好。", "再见。")], {**VISIT, "你好。": "Good morning.", "再见。": "Goodbye."})
    source = rendered(made)
    assert '<html lang="en" dir="ltr">' in source
    assert "<h1>Delegation visits Switzerland</h1>" in source
    assert '<time datetime="2018-09-12">12 September 2018</time>' in source
    assert "Good morning. Goodbye.</p>" in source
    assert '<p class="note">(Translated from the Chinese)</p>' in source
    assert "<title>Delegation visits Switzerland – Example Office</title>" in source
    assert '<meta name="description" content="Good morning. Goodbye.">' in source


def test_a_note_in_parentheses_gets_no_second_pair() -> None:
    assert inline.closing_note("(Translated from X)", "en") == "(Translated from X)"
    assert inline.closing_note(" Translated from X\n", "en") == "(Translated from X)"
    assert inline.closing_note("中文より翻訳", "ja") == "（中文より翻訳）"
    assert inline.closing_note("", "en") == ""


def test_layouts_link_to_each_other_and_only_those_asked_for_are_written() -> None:
    made = page([TITLE], VISIT, layouts=("target", "side"))
    written = certified(made)
    assert set(written) == {"visit.html", "visit.side.html", "visit.certificate.html", "visit.certificate.json"}
    hrefs = [
        attributes.get("href") for tag, attributes in Tree(written["visit.side.html"].decode()).elements if tag == "a"
    ]
    assert "visit.html" in hrefs
    assert "visit.certificate.html" in hrefs
    assert "https://example.org/zh/visit.html" in hrefs
    assert "visit.lines.html" not in hrefs


def test_a_release_id_is_percent_encoded_in_links() -> None:
    written = html.write(page([TITLE], VISIT, release="访问 #1: 50%"))
    assert 'href="%E8%AE%BF%E9%97%AE%20%231%3A%2050%25.side.html"' in written["访问 #1: 50%.html"].decode()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_chinese_word_stands_in_an_element_that_says_so(layout: str, language: str) -> None:
    images = {"images/厅.jpg": "images/hall.jpg"}
    made = page(*EVERYTHING, language=language, source_language="zh-Hant", date="2018-09", images=images)
    tree = Tree(rendered(made, layout))
    assert {lang for text, lang in tree.texts if text in ENGLISH.values()} == {language}
    chinese = [(text, lang) for text, lang in tree.texts if HAN.search(text)]
    assert {lang for _, lang in chinese} <= {"zh-Hant"}
    assert bool(chinese) == (layout != "target")
    assert tree.unbalanced == []


def test_chinese_is_shown_beside_the_translation_with_its_own_date() -> None:
    made = page(*EVERYTHING)
    for layout in ("side", "lines"):
        said = Tree(rendered(made, layout)).words()
        assert "2018年9月12日" in said
        assert "12 September 2018" in said
        assert "会场" in said
        assert "The hall" in said
    assert "会场" not in rendered(made)


def test_a_figure_has_its_caption_below_and_one_without_a_file_keeps_it() -> None:
    figure = block("figure", Segment("会场", "caption"), info="images/厅.jpg")
    made = page([TITLE, figure], {**VISIT, "会场": "The hall"}, images={"images/厅.jpg": "images/hall 1.jpg"})
    assert (
        '<img src="images/hall%201.jpg" alt="Picture, described in the caption">\n<figcaption>The hall</figcaption>'
        in rendered(made)
    )
    missing = rendered(replace(made, images={}))
    assert "<img" not in missing
    assert "<figcaption>The hall</figcaption>" in missing


def test_a_picture_without_a_caption_is_decoration() -> None:
    figure = block("figure", Segment("会场", "caption"), info="a.jpg")
    made = page([TITLE, figure], {**VISIT, "会场": "<EMPTY>"}, images={"a.jpg": "a.jpg"})
    assert '<img src="a.jpg" alt="">\n</figure>' in rendered(made)
    assert '<img src="a.jpg" alt="Picture, described in the caption">' in rendered(made, "side")
    bare = page([TITLE, block("figure", info="a.jpg")], VISIT, images={"a.jpg": "a.jpg"})
    assert '<img src="a.jpg" alt="">' in rendered(bare)


def test_headings_begin_below_the_title_and_leave_out_no_level() -> None:
    blocks = [block("heading", Segment(f"标{n}", "heading"), level=level) for n, level in enumerate([2, 4, 6, 3, 1, 2])]
    assert inline.heading_levels(blocks) == [2, 3, 4, 3, 2, 3]
    tags = re.findall(r"<h(\d)", rendered(page([TITLE, *blocks], {**VISIT, **{f"标{n}": "X" for n in range(6)}})))
    assert tags == ["1", "2", "3", "4", "3", "2", "3"]


def test_header_cells_say_that_they_head_a_column_and_columns_of_figures_stand_right() -> None:
    def cell(text: str, align: str = "") -> Block:
        part: Segment | Verbatim = Segment(text, "cell") if HAN.search(text) else Verbatim(text)
        return block("cell", *([part] if text else []), info=align)

    rows = [("类别", "数量", ""), ("发明", "43.2万件", "17.7%"), ("设计", "53.6万件", "-5%")]
    table = block(
        "table",
        children=[block("row", children=[cell(text) for text in row], level=int(n == 0)) for n, row in enumerate(rows)],
    )
    targets = {
        "类别": "Type",
        "数量": "Grants",
        "发明": "Inventions",
        "43.2万件": "432,000",
        "设计": "Designs",
        "53.6万件": "536,000",
    }
    source = rendered(page([TITLE, table], {**VISIT, **targets}))
    assert '<th scope="col">Type</th>\n<th scope="col" class="right">Grants</th>\n<td class="right"></td>' in source
    assert '<td>Inventions</td>\n<td class="right">432,000</td>\n<td class="right">17.7%</td>' in source


def test_an_ordered_list_keeps_its_first_number() -> None:
    made = page(
        [TITLE, bullets(paragraph("一。"), paragraph("二。"), info="ordered", level=3)],
        {**VISIT, "一。": "One.", "二。": "Two."},
    )
    assert '<ol start="3">\n<li>One.</li>\n<li>Two.</li>\n</ol>' in rendered(made)


def test_code_keeps_its_lines_and_its_marks() -> None:
    code = block("code", Verbatim("if a < b:\n\n    # 注释\n", "code"))
    assert "<pre><code>if a &lt; b:\n\n    # 注释</code></pre>" in rendered(page([TITLE, code], VISIT))


def test_a_dateline_that_repeats_the_date_is_not_printed_twice() -> None:
    made = page(
        [TITLE, block("paragraph", Verbatim("2018-09-12", "date")), paragraph("一。")], {**VISIT, "一。": "One."}
    )
    assert rendered(made).count("12 September 2018") == 1
    other = page([TITLE, block("paragraph", Verbatim("2018-09-11", "date"))], VISIT)
    assert "11 September 2018" in rendered(other)
    assert "2018年9月11日" in rendered(other, "side")


# --- sentences put together ---


def test_sentences_are_joined_as_the_language_joins_them() -> None:
    made = page(
        [TITLE, paragraph("一。", "二。")], {**VISIT, "一。": "“一つ。”", "二。": "二つ。"}, language="ja", locale="ja"
    )
    assert "“一つ。”二つ。</p>" in rendered(made)
    assert inline.joined(["One.", "Two."], "th") == "One. Two."
    assert inline.joined(["Hello.", "World.", "你好。", "OK"], "zh-Hant") == "Hello. World.你好。OK"
    assert inline.joined(["He said", "……", ".NET runs", ")"], "en") == "He said…… .NET runs)"


def test_deliberately_nothing_prints_nothing() -> None:
    blocks = [
        TITLE,
        paragraph("一。", "二。", "三。"),
        paragraph("四。"),
        bullets(paragraph("五。")),
        block("quote", children=[paragraph("六。")]),
    ]
    nothing = dict.fromkeys(["二。", "四。", "五。", "六。"], "<EMPTY>")
    made = page(blocks, {**VISIT, **nothing, "一。": "One.", "三。": "Three."})
    source = article(rendered(made))
    assert "One. Three.</p>" in source
    assert "EMPTY" not in source
    assert source.count("<p") == 3  # date, text, note
    assert "<ul" not in source
    assert "<blockquote" not in source
    for layout in ("side", "lines"):
        assert all(text in rendered(made, layout) for text in ("四。", "五。", "六。"))


def test_in_two_columns_an_item_without_words_keeps_its_place() -> None:
    items = bullets(paragraph("一。"), paragraph("二。"), paragraph("三。"), info="ordered", level=1)
    source = rendered(page([TITLE, items], {**VISIT, "一。": "One.", "二。": "<EMPTY>", "三。": "Three."}), "side")
    assert '<li>One.</li>\n<li class="nothing"></li>\n<li>Three.</li>' in source


def test_line_by_line_a_sentence_whose_meaning_moved_stands_with_its_neighbour() -> None:
    made = page(
        [TITLE, paragraph("一。", "二。", "三。")],
        {**VISIT, "一。": "<EMPTY>", "二。": "One and two and three.", "三。": "<EMPTY>"},
    )
    assert '<p lang="zh-Hans">一。二。三。</p>\n<p>One and two and three.</p>' in rendered(made, "lines")


def test_a_sentence_and_its_translation_carry_one_number() -> None:
    made = page(
        [TITLE, paragraph("一。", "二。", "三。")], {**VISIT, "一。": "One.", "二。": "<EMPTY>", "三。": "Three."}
    )
    source = rendered(made, "side")
    assert '<span class="s s3">三。</span>' in source
    assert '<span class="s s3">Three.</span>' in source
    assert "s2" in source
    assert 'class="s' not in article(rendered(made, "lines"))


PART = st.sampled_from(["One.", "<EMPTY>", "Two  words.", " Three. ", "“Four.”", "**Five.**"])


@given(st.lists(st.one_of(PART, st.just("\n"), st.just("verbatim 5%")), min_size=1, max_size=7))
def test_no_space_is_doubled_or_dangles_and_no_word_is_lost(parts: list[str]) -> None:
    content: list[Segment | Verbatim] = []
    targets = dict(VISIT)
    for number, part in enumerate(parts):
        if part == "\n":
            content.append(Verbatim("", "break"))
        elif part.startswith("verbatim"):
            content.append(Verbatim(part))
        else:
            targets[f"句{number}"] = part
            content.append(Segment(f"句{number}"))
    made = page([TITLE, block("paragraph", *content)], targets)
    source = article(rendered(made))
    found = re.search(r'<p class="lead">(.*?)</p>', source)
    printed = [part for part in parts if part not in {"<EMPTY>", "\n"}]
    assert bool(found) == bool(printed)
    if found:
        inner = found[1]
        assert "  " not in inner
        for piece in inner.split("<br>"):
            assert piece == piece.strip()
            assert piece
        expected = " ".join(" ".join(part.replace("**", "").split()) for part in printed)
        assert re.sub(r"<br>", " ", inner).replace("<strong>", "").replace("</strong>", "") == expected
    for one in written_markdown(made).split("\n"):
        assert one == one.strip() or one.endswith("\\")


# --- drafts ---


def test_an_approved_page_without_a_translation_is_refused() -> None:
    made = page([TITLE, paragraph("一。")], VISIT)
    with pytest.raises(GateError, match=r"visit: there are no approved words in en for '一。'"):
        html.write(made)
    with pytest.raises(GateError, match="一。"):
        markdown.write(made)


def test_a_draft_shows_the_chinese_that_nobody_translated_as_such() -> None:
    made = page([TITLE, paragraph("一。", "二。")], {**VISIT, "二。": "Two."}, draft=True)
    source = rendered(made)
    assert '<mark class="untranslated" lang="zh-Hans" title="not translated">一。</mark> Two.</p>' in source
    assert r"\[not translated: 一。\] Two." in written_markdown(made)


def test_every_file_of_a_draft_says_that_it_is_one() -> None:
    made = page([TITLE], VISIT, draft=True)
    index = html.index(
        [html.entry(made, PublicState.NONE)], language="en", locale="en_GB", office="O", project="P", draft=True
    )
    for name, content in {**certified(made), **index}.items():
        if name.endswith(".html"):
            source = content.decode()
            assert "Draft — not approved." in source, name
            assert 'data-watermark="DRAFT"' in source, name
            assert '<meta name="robots" content="noindex, nofollow">' in source, name
            assert "<title>Draft: " in source, name
    assert json.loads(certified(made)["visit.certificate.json"])["draft"] is True
    assert "> **Draft — not approved.**" in written_markdown(made)
    approved = "".join(content.decode() for content in certified(replace(made, draft=False)).values())
    assert "Draft" not in approved
    assert "noindex" not in approved


# --- what a text may do ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a **b** _c_ ~~d~~ `e`", "a <strong>b</strong> <em>c</em> <s>d</s> <code>e</code>"),
        ("H<sub>2</sub>O, m<sup>2</sup>", "H<sub>2</sub>O, m<sup>2</sup>"),
        ("one<br>two<br/>three", "one<br>two<br>three"),
        ("<b>b</b> <i>i</i> <del>d</del>", "<strong>b</strong> <em>i</em> <s>d</s>"),
        ("[x](https://example.org/?a=1&b=2 'T')", '<a href="https://example.org/?a=1&amp;b=2" title="T">x</a>'),
        ("[公报][g]", '<a href="https://example.org/g">公报</a>'),
        ("[unknown][u]", "[unknown][u]"),
        ("<https://example.org/>", '<a href="https://example.org/">https://example.org/</a>'),
        ("[mail](mailto:press@example.org)", '<a href="mailto:press@example.org">mail</a>'),
        ("[x](javascript:alert(1))", "x"),
        ("[x](JaVaScRiPt:alert(1))", "x"),
        ("[x](data:text/html;base64,PHNjcmlwdD4=)", "x"),
        ("[x](vbscript:x) [y](file:///etc/passwd)", "x y"),
        ("[x](../other.md) [y](//evil.example/) [z](#top)", "x y z"),
        ("[x](http://) [y](http://a..b/) [z](https://a b/)", "x y [z](https://a b/)"),
        ("<a href='https://evil.example/'>x</a>", "x"),
        ("<a href=\"javascript:alert(1)\" onclick='x()'>x</a>", "x"),
        ("a<script>alert(1)</script>b", "ab"),
        ("a<style>body{display:none}</style>b", "ab"),
        ("a<script>alert(1)", "aalert(1)"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<svg/onload=alert(1)>x", "&lt;svg/onload=alert(1)&gt;x"),
        ("<svg onload=alert(1)>x", "x"),
        ("<b onmouseover=alert(1)>x</b>", "<strong>x</strong>"),
        ("<b>open", "open"),
        ("</div></p></article>", ""),
        ("**open _crossing** closed_", "<strong>open _crossing</strong> closed_"),
        ("<sub>*a</sub>b*", "<em>ab</em>"),
        ("<!-- hidden -->x", "x"),
        ("# not a heading", "# not a heading"),
        ("line\n\n- not a list", "line - not a list"),
        ("a\x00b\ud800c\u2028d", "abc d"),
        ("![hall](hall.jpg)", '<img src="images/hall.jpg" alt="hall">'),
        ("![hall](other.jpg) ![x](data:image/png;base64,AAAA)", "hall x"),
        ("![evil](evil.jpg)", "evil"),
        ("<EMPTY> is not all of it", "&lt;EMPTY&gt; is not all of it"),
    ],
)
def test_inline_markup_becomes_a_few_safe_elements(text: str, expected: str) -> None:
    how = Inline(
        "markdown",
        (("g", "https://example.org/g", ""),),
        {"hall.jpg": "images/hall.jpg", "evil.jpg": "javascript:alert(1)"},
    )
    assert inline.html(how.spans(text)) == expected


def test_plain_text_has_no_markup_at_all() -> None:
    assert inline.html(Inline("plain").spans("**a** <b>&amp; [x](https://example.org)")) == (
        "**a** &lt;b&gt;&amp;amp; [x](https://example.org)"
    )


def test_hundreds_of_open_elements_are_no_burden() -> None:
    deep = "<b>" * 5000 + "x" + "</b>" * 5000
    assert spans.plain(Inline("markdown").spans(deep)) == "x"
    assert spans.plain(Inline("markdown").spans("[" * 3000 + "x")) == "[" * 3000 + "x"


ATTACKS = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<img src=x onerror=alert(1)>",
    "<style>*{display:none}</style>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    "<a href='javascript:alert(1)'>x</a>",
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example/x.jpg",
    "../../etc/passwd",
    "https://example.org/\"onload='x'",
    "https://user@evil.example:99999/",
    "<b><i><sub>open",
    "<!-- open",
    "<![CDATA[ x ]]>",
    "<?php x ?>",
    "</p></article></main><h1>x",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "{0.__class__} {title}",
    "\n\n# heading\n\n- list\n\n<div>block</div>\n",
    "| a | b |\n|---|---|",
    "\x00\x1b\ud800\ufffe",
    "a`b<script>`c",
    "](https://evil.example/)",
    "--- \nx: y",
    "%s %(x)s %",
]
SAFE = {
    "html": {"lang", "dir"},
    "head": set(),
    "meta": {"charset", "name", "content"},
    "title": set(),
    "link": {"rel", "href", "hreflang"},
    "body": {"class", "data-watermark"},
    "a": {"class", "href", "title", "aria-current", "aria-label", "lang", "dir"},
    "div": {"class", "role", "aria-label", "tabindex", "lang", "dir"},
    "header": {"class"},
    "footer": {"class"},
    "main": {"id"},
    "nav": {"class", "aria-label", "lang", "dir"},
    "article": set(),
    "section": {"class", "id", "lang", "dir"},
    "h1": {"class", "lang", "dir"},
    "h2": {"class", "lang", "dir"},
    "h3": set(),
    "del": set(),
    "ins": set(),
    "p": {"class", "lang", "dir"},
    "span": {"class", "lang", "dir", "aria-hidden"},
    "time": {"datetime"},
    "mark": {"class", "lang", "title"},
    "ul": {"class", "lang", "dir"},
    "ol": {"class", "lang", "dir", "start"},
    "li": {"class"},
    "blockquote": {"lang", "dir"},
    "figure": {"class"},
    "figcaption": {"class"},
    "img": {"src", "alt", "title", "lang", "dir"},
    "table": {"lang", "dir"},
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope", "class"},
    "td": {"class"},
    "pre": set(),
    "dl": set(),
    "dt": set(),
    "dd": set(),
    **{key: set() for key in ["strong", "em", "s", "code", "sub", "sup", "br", "hr"]},
}
PHRASES = {"strong", "em", "s", "code", "sub", "sup", "br", "img", "a", "mark"}
KIND: dict[str, BlockKind] = {"table": "table", "row": "row", "cell": "cell"}


def everything(source: str, target: str) -> tuple[list[Block], dict[str, str]]:
    """One of each block, the words in all of them followed by these."""

    def said(text: str, role: str = "") -> Segment:
        found = Segment(text + source, role)
        targets[found.text] = ENGLISH[text] + target
        return found

    targets: dict[str, str] = {}
    cells = [[said("类别", "cell"), said("数量", "cell")], [said("发明", "cell"), Verbatim("43%" + target)]]
    return [
        block("title", said("标题", "title")),
        block(
            "paragraph",
            said("第一句。"),
            said("第二句。"),
            Verbatim("", "break"),
            Verbatim("OK " + target),
            Verbatim("2018-09", "date"),
        ),
        block("heading", said("小标题", "heading"), level=2),
        block("figure", said("会场", "caption"), info="images/厅.jpg"),
        block(
            "list",
            children=[
                block("item", children=[block("paragraph", said("项目")), bullets(block("paragraph", said("分项")))]),
                block(
                    "item", children=[block("paragraph", said("又一项")), block("code", Verbatim("x" + target, "code"))]
                ),
            ],
            info="bullet",
        ),
        block(
            "table",
            children=[
                block("row", children=[block("cell", cell) for cell in row], level=int(n == 0))
                for n, row in enumerate(cells)
            ],
        ),
        block("quote", children=[block("paragraph", said("引文。"))]),
        block("rule"),
        block("code", Verbatim("code" + target, "code"), info=target),
    ], targets


ENGLISH = {
    "标题": "Title",
    "第一句。": "First.",
    "第二句。": "Second.",
    "小标题": "Heading",
    "会场": "The hall",
    "项目": "Item",
    "分项": "Nested",
    "又一项": "Another",
    "类别": "Type",
    "数量": "Number",
    "发明": "Inventions",
    "引文。": "Quotation.",
}
EVERYTHING = everything("", "")


def attacked(attack: str, *, draft: bool) -> Page:
    """A page with the attack in every field that data reaches."""
    blocks, targets = everything(attack, attack)
    attacked_certificate = replace(
        CERTIFICATE,
        source_path=attack,
        engines=((attack, 1), ("mt: " + attack, 1)),
        sign_offs=(SignOff("translator", attack, attack), SignOff(attack, attack, "2018-09-13T02:14:09Z")),
        approval=attack,
        tool=attack,
        checks=((attack, 1, 0), (attack, 0, 0)),
        waived=(
            Waived(attack, attack, attack, attack, attack),
            Waived("figures", "1a2b3c4d", attack + "字", "", "2018"),
        ),
        four_eyes=False,
    )
    made = page(
        blocks,
        targets,
        draft=draft,
        office=attack,
        project=attack,
        note=attack,
        date=attack,
        url=attack,
        references=(("x", attack, attack), (attack, "https://example.org/", attack)),
        images={"images/厅.jpg": attack},
        corrections=(
            Correction(
                attack, ((attack, "x" + attack), ("One " + attack, "Two " + attack), (attack, ""), ("", attack))
            ),
            Correction("2018-09-14T01:40:51Z", (("[x](https://example.org/)", "x"),), moved=True, pictures=True),
        ),
        superseded_by=(Link(attack, attack), Link("later", "")),
        supersedes=(Link(attack, attack),),
    )
    return replace(made, certificate=attacked_certificate)


def attacked_notice(attack: str) -> Notice:
    return Notice(
        release=attack,
        language="en",
        source_language="zh-Hans",
        source_title=attack,
        date=attack,
        when=attack,
        reason=attack + "\n\n" + attack,
        office=attack,
        project=attack,
        locale="en_GB",
        layouts=LAYOUTS,
    )


def skeleton(source: str) -> list[str]:
    """The elements of a page without the inline ones of texts."""
    return [tag for tag, _ in Tree(source).elements if tag not in PHRASES]


def unsafe(source: str) -> Iterator[str]:
    """What a page has that no writer writes."""
    tree = Tree(source)
    yield from (f"</{tag}>" for tag in tree.unbalanced)
    yield from (f"<{tag}> left open" for tag, _ in tree.open)
    for tag, attributes in tree.elements:
        if tag not in SAFE:
            yield f"<{tag}>"
            continue
        yield from (f"<{tag} {name}>" for name in attributes if name not in SAFE[tag])
        for name in ("href", "src"):
            address = attributes.get(name)
            if address is not None and not re.match(
                r"https?://[A-Za-z0-9]|mailto:[a-z]|(?![a-zA-Z.+-]*:|/)[^\s<>\"']+$", address
            ):
                yield f"<{tag} {name}={address!r}>"


@pytest.mark.parametrize("draft", [False, True], ids=["approved", "draft"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_field_brings_an_element_or_attribute_into_a_page(attack: str, draft: bool) -> None:
    judge_attack(attack, draft=draft)


FRAGMENT = st.sampled_from(
    [
        "<b>",
        "</b>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<a href=x>",
        "**",
        "*",
        "_",
        "`",
        "``",
        "~~",
        "[",
        "](",
        ")",
        "![",
        "javascript:x",
        "https://e.org/",
        "<sub>",
        "</sub>",
        "<br>",
        '"',
        "'",
        ">",
        "<",
        "&lt;",
        "&#60;",
        "\\",
        " ",
        "字",
        "x",
        "\n",
        "|",
        "#",
        "%",
        "\u202e",
        "\xa0",
    ]
)
SOUP = st.lists(st.one_of(FRAGMENT, st.text(max_size=3)), max_size=8).map("".join)


@settings(max_examples=25)
@given(SOUP)
def test_no_soup_of_markup_brings_an_element_or_attribute_into_a_page(soup: str) -> None:
    judge_attack(soup, draft=False)


def judge_attack(attack: str, *, draft: bool) -> None:
    made = attacked(attack, draft=draft)
    index = {
        "office": attack,
        "project": attack,
        "language": "en",
        "locale": "en_GB",
    }
    notice = html.notice(attacked_notice(attack))
    for name, content in notice.items():
        if name.endswith(".html"):
            assert list(unsafe(content.decode())) == [], name
    withdrawn = html.withdrawn_entry(attacked_notice(attack))
    assert list(unsafe(html.index([withdrawn], **index)["index.html"].decode())) == []
    pages = {**certified(made), **html.index([html.entry(made, PublicState.OUTDATED)], **index)}
    for name, content in pages.items():
        source = content.decode()
        if name.endswith(".html"):
            assert list(unsafe(source)) == [], name
    # In the text itself not one element more or less.
    for layout, expected in benign(draft).items():
        body = article(pages[f"visit{html.SUFFIXES[layout]}"].decode()).partition("</header>")[2]
        if inline.closing_note(attack, "en"):
            assert skeleton(body) == expected, layout


@cache
def benign(draft: bool) -> dict[str, list[str]]:
    written = html.write(attacked("x", draft=draft))
    return {
        layout: skeleton(article(written[f"visit{suffix}"].decode()).partition("</header>")[2])
        for layout, suffix in html.SUFFIXES.items()
    }


# --- the same bytes ---


def test_the_same_edition_gives_the_same_bytes() -> None:
    first = page(*EVERYTHING, images={"a.jpg": "a.jpg", "images/厅.jpg": "hall.jpg"})
    second = page(*EVERYTHING, images={"images/厅.jpg": "hall.jpg", "a.jpg": "a.jpg"})
    assert certified(first) == certified(second)
    assert markdown.write(first) == markdown.write(second)
    for name, content in {**certified(first), **markdown.write(first), **html.assets()}.items():
        assert content.endswith(b"\n"), name
        assert not content.endswith(b"\n\n"), name
        assert b"\r" not in content, name
        content.decode("utf-8")


def test_the_style_sheet_fetches_nothing() -> None:
    css = html.assets()["style.css"].decode()
    assert "url(" not in css
    assert "@import" not in css


# --- the certificate ---


def certificate_of(made: Page) -> str:
    return Tree(certified(made)["visit.certificate.html"].decode()).words()


def test_a_certificate_says_who_by_role_when_and_how() -> None:
    said = certificate_of(page([TITLE], VISIT))
    assert "The translator submitted the text as translated and checked on 13 September 2018, 02:14 UTC." in said
    assert "The reviewer approved the text on 14 September 2018, 01:40 UTC." in said
    assert "2 units by machine translation (argos zh→en 1.9)" in said
    assert "People changed 1 of these drafts before submitting the text. The other one was kept unchanged." in said
    assert "There is no record of a machine draft for the remaining unit." in said
    assert "Identities are asserted, not signed" in said
    assert "modelled on, not certified to, ISO 17100" in said
    for digest in ("aa" * 32, "bb" * 32, "cc" * 32):
        assert digest in said


def test_a_certificate_names_people_only_where_the_newsroom_does() -> None:
    made = page([TITLE], VISIT)
    sign_offs = (SignOff("translator", "A. Person", "2018-09-13"), SignOff("reviewer", "", "2018-09-14"))
    named = replace(made, certificate=replace(CERTIFICATE, sign_offs=sign_offs))
    assert (
        "A. Person (translator) submitted the text as translated and checked on 13 September 2018."
        in certificate_of(named)
    )
    data = json.loads(certified(named)["visit.certificate.json"])
    assert data["sign_offs"] == [
        {"identity": "asserted", "name": "A. Person", "role": "translator", "when": "2018-09-13"},
        {"identity": "asserted", "role": "reviewer", "when": "2018-09-14"},
    ]


@pytest.mark.parametrize(
    ("units", "engines", "changed", "expected"),
    [
        (
            1,
            (),
            0,
            "The text consists of 1 unit: a sentence, title, caption or table cell. There is no record of a machine",
        ),
        (2, (("mt: argos", 2),), 0, "None of these drafts was changed before the text was submitted."),
        (2, (("mt: argos", 2),), 2, "People changed 2 of these drafts before submitting the text. Who"),
        (
            9,
            (("memory: other", 1),),
            0,
            "1 of them was first drafted automatically: 1 unit by the memory of approved translations (other)",
        ),
        (9, (("something else", 4),), 1, "4 units by something else People changed 1 of these drafts"),
    ],
)
def test_a_certificate_counts_in_whole_sentences(
    units: int, engines: tuple[tuple[str, int], ...], changed: int, expected: str
) -> None:
    made = page([TITLE], VISIT)
    assert expected in certificate_of(
        replace(made, certificate=replace(CERTIFICATE, units=units, engines=engines, changed=changed))
    )


def test_a_certificate_of_a_draft_vouches_for_nothing() -> None:
    made = page([TITLE], VISIT, draft=True)
    said = certificate_of(replace(made, certificate=replace(CERTIFICATE, sign_offs=(), approval="")))
    assert "this certificate attests to nothing" in said
    assert "Nobody has submitted or approved this text." in said
    assert "approved the text on" not in said


def test_the_certificate_for_programs_is_canonical_and_complete() -> None:
    made = page([TITLE], VISIT)
    content = certified(made)["visit.certificate.json"]
    data = json.loads(content)
    assert content == (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()
    assert data["title"] == "Delegation visits Switzerland"
    assert data["source"]["sha256"] == "aa" * 32
    assert data["units"] == {
        "total": 3,
        "changed_by_people": 1,
        "drafted": [{"origin": "mt: argos zh→en 1.9", "units": 2}],
    }
    assert data["approval"] == "cc" * 32
    assert data["pages"] == digests(html.write(made))
    assert data["review"] == {"approvals_asked_for": 1, "four_eyes": True}
    assert data["statement"] == ["identities are asserted, not signed", certificate.STANDARDS]


def test_a_certificate_lists_the_digest_of_each_file_that_it_is_given() -> None:
    made = page([TITLE], VISIT)
    files = {**html.write(made), **markdown.write(made)}
    said = Tree(html.certify(made, digests(files))["visit.certificate.html"].decode()).words()
    assert set(files) == {"visit.html", "visit.side.html", "visit.lines.html", "visit.md"}
    for name, digest in digests(files).items():
        assert f"{name} {digest}" in said


@pytest.mark.parametrize(
    ("signed", "says", "statement"),
    [
        ((False, False), ("asserted", "asserted"), "identities are asserted, not signed"),
        ((True, False), ("signed", "asserted"), "identities are signed with SSH keys where a sign-off says so"),
        ((True, True), ("signed", "signed"), "identities are signed with SSH keys"),
    ],
)
def test_a_certificate_says_of_each_identity_whether_it_is_signed(
    signed: tuple[bool, bool], says: tuple[str, str], statement: str
) -> None:
    offs = tuple(replace(one, signed=yes) for one, yes in zip(CERTIFICATE.sign_offs, signed, strict=True))
    made = replace(page([TITLE], VISIT), certificate=replace(CERTIFICATE, sign_offs=offs))
    data = json.loads(certified(made)["visit.certificate.json"])
    assert tuple(one["identity"] for one in data["sign_offs"]) == says
    assert data["statement"][0].startswith(statement)
    said = certificate_of(made)
    how = {"signed": "Signed with an SSH key.", "asserted": "Identity asserted, not signed."}
    assert f"02:14 UTC. {how[says[0]]}" in said
    assert f"01:40 UTC. {how[says[1]]}" in said
    assert ("A signature proves which key was used" in said) == any(signed)
    assert ("Identities are asserted" in said) == (not any(signed))
    assert ("Where an identity is asserted" in said) == (set(signed) == {True, False})


def test_where_four_eyes_were_off_the_certificate_does_not_speak_of_a_second_person() -> None:
    made = replace(page([TITLE], VISIT), certificate=replace(CERTIFICATE, four_eyes=False))
    said = certificate_of(made)
    assert "the same person may have submitted and approved this text" in said
    assert "The reviewer is not the translator" not in said
    assert certificate.ONE_PERSON in json.loads(certified(made)["visit.certificate.json"])["statement"]
    both = replace(made, certificate=replace(CERTIFICATE, approvals=2))
    assert "A text must be approved by 2 people. The reviewer is not the translator" in certificate_of(both)


def test_a_newsroom_that_shows_nobody_is_not_said_to_have_nobody() -> None:
    said = certificate_of(replace(page([TITLE], VISIT), certificate=replace(CERTIFICATE, sign_offs=())))
    assert "does not show who submitted and approved" in said
    assert "Nobody has" not in said
    assert "asserted" not in said


def test_a_certificate_counts_what_the_checks_found_and_says_what_was_waived_and_why() -> None:
    checks = (("leftovers", 0, 0), ("figures", 1, 2), ("markup", 0, 0), ("characters", 0, 1))
    waived = (
        Waived("figures", "1a2b3c4d", "counted by hand", "2018-12-31", "2018-09-13T02:14:09Z"),
        Waived("title", "5e6f7a8b", "原文如此", "", "2018-09-13"),
    )
    made = replace(page([TITLE], VISIT), certificate=replace(CERTIFICATE, checks=checks, waived=waived))
    files = certified(made)
    tree = Tree(files["visit.certificate.html"].decode())
    said = re.sub(r"\s+", " ", tree.words())
    assert "4 checks were run when the text was approved. No findings: leftovers , markup ." in said
    assert "figures : 1 error, 2 warnings" in said
    assert "characters : 0 errors, 1 warning" in said
    assert "2 findings were waived" in said
    assert (
        "figures in unit 1a2b3c4d , waived on 13 September 2018, 02:14 UTC, valid until 31 December 2018. "
        "Reason given: counted by hand" in said
    )
    assert "title in unit 5e6f7a8b , waived on 13 September 2018. Reason given: 原文如此" in said
    assert ("原文如此", "zh-Hans") in tree.texts
    data = json.loads(files["visit.certificate.json"])
    assert data["checks"][1] == {"check": "figures", "errors": 1, "warnings": 2}
    assert data["waived"][1] == {
        "check": "title",
        "reason": "原文如此",
        "unit": "5e6f7a8b",
        "until": None,
        "when": "2018-09-13",
    }
    assert "No finding was waived." in certificate_of(page([TITLE], VISIT))
    assert "There is no record of checks" in certificate_of(page([TITLE], VISIT))


# --- the index ---


def listed(*entries: IndexEntry, **frame: Any) -> str:
    given = {"language": "en", "locale": "en_GB", "office": "Example Office", "project": "Newsroom", **frame}
    return html.index(entries, **given)["index.html"].decode()


def line_of(release: str, date: str, state: PublicState = PublicState.CURRENT) -> IndexEntry:
    return IndexEntry(release, f"Title {release}", f"标题{release}", "zh-Hans", date, state)


def test_the_index_begins_with_the_newest_and_ends_with_the_undated() -> None:
    source = listed(
        line_of("b", "2018-09-12"),
        line_of("d", ""),
        line_of("a", "2018-09-12"),
        line_of("c", "2019-01-10"),
        line_of("e", "soon"),
    )
    assert re.findall(r'href="(\w)\.html"', source) == ["c", "a", "b", "d", "e"]
    assert re.findall(r"<h2>(.*?)</h2>", source) == ["2019", "2018", "Undated"]
    assert '<p class="source" lang="zh-Hans">标题c</p>' in source
    assert "10 January 2019" in source


def test_the_index_says_what_is_outdated() -> None:
    source = listed(line_of("a", "2018", PublicState.OUTDATED))
    assert "The Chinese text has changed since this translation was approved" in source
    assert 'href="a.html"' in source


def test_of_what_is_withdrawn_the_index_has_the_chinese_title_and_one_link() -> None:
    source = listed(replace(line_of("b", "2018", PublicState.WITHDRAWN), withdrawn="2018-09-14T23:40:51-02:00"))
    assert 'Withdrawn on <time datetime="2018-09-15">15 September 2018</time>' in source
    assert '<a href="b.html" lang="zh-Hans">标题b</a>' in source
    assert "Title b" not in source
    assert source.count("标题b") == 1
    assert 'href="b.side' not in source


def test_the_index_says_what_was_corrected_and_what_was_superseded_by_what() -> None:
    corrected = replace(line_of("a", "2018"), corrected="2018-09-14T01:40:51Z")
    other = replace(line_of("b", "2018"), superseded_by=(Link("c d", "Better & later"),), layouts=("side",))
    source = listed(corrected, other)
    assert '<li class="remark">Corrected on <time datetime="2018-09-14">14 September 2018</time></li>' in source
    assert '<li class="remark">Superseded by <a href="c%20d.side.html">Better &amp; later</a></li>' in source


def test_an_empty_index_says_so() -> None:
    assert "Nothing has been published yet." in listed()


def test_an_entry_of_the_index_has_the_words_of_the_page() -> None:
    made = page([block("title", Segment("**标题** <b>x</b>", "title"))], {"**标题** <b>x</b>": "A *title* & more"})
    entry = html.entry(made, PublicState.CURRENT)
    assert (entry.title, entry.source_title, entry.date) == ("A title & more", "标题 x", "2018-09-12")
    assert "A title &amp; more</a>" in listed(entry)


# --- after publication ---


def corrected(*changed: tuple[str, str], **more: Any) -> Page:
    return page([TITLE], VISIT, corrections=(Correction("2018-09-14T01:40:51Z", changed, **more),))


def section(source: str) -> str:
    found = re.search(r'<section class="corrections" id="corrections">\n(.*?)</section>', source, re.DOTALL)
    return found[1] if found else ""


OUT, IN = '<del><span class="unseen">removed: </span>', '<ins><span class="unseen">added: </span>'


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_correction_is_dated_and_shows_which_words_changed(layout: str) -> None:
    made = corrected(("It granted 43.2 patents in August.", "It granted 43.5 patents in August."))
    source = rendered(made, layout)
    when = '<time datetime="2018-09-14">14 September 2018</time>'
    assert f'<p class="corrected"><a href="#corrections">Corrected on {when}</a></p>\n</header>' in source
    assert section(source) == (
        f"<h2>Corrections</h2>\n<h3>{when}</h3>\n<ul>\n"
        f"<li>It granted {OUT}43.2</del>{IN}43.5</ins> patents in August.</li>\n</ul>\n"
    )
    assert source.index("</article>") < source.index('id="corrections"') < source.index("</main>")
    body = front_and_body(written_markdown(made))[1]
    assert body.startswith("\n# Delegation visits Switzerland\n\nCorrected on 14 September 2018\n")
    assert body.endswith(
        "\n\n## Corrections\n\n### 14 September 2018\n\n- It granted ~~43.2~~ **43.5** patents in August.\n"
    )


def test_what_was_added_taken_out_moved_or_pictured_anew_is_said_in_a_sentence_each() -> None:
    made = corrected(("", "New."), ("Old.", "<EMPTY>"), ("<EMPTY>", ""), moved=True, pictures=True)
    said = [
        "Added: <ins>New.</ins>",
        "Removed: <del>Old.</del>",
        "The order or structure of the text changed.",
        "A picture, the date or the address of the original changed.",
    ]
    assert re.findall(r"<li>(.*)</li>", section(rendered(made))) == said
    assert written_markdown(made).endswith(
        "- Added: **New.**\n- Removed: ~~Old.~~\n"
        "- The order or structure of the text changed.\n"
        "- A picture, the date or the address of the original changed.\n"
    )


def test_markup_in_a_corrected_sentence_is_gone_or_shown_as_text() -> None:
    made = corrected(
        ("See [the **page**](https://a.example/) here.", "See [the **paper**](https://a.example/) here."),
        ("See [it](https://a.example/).", "See [it](https://b.example/)."),
        ("a < b & c", "a > b & c"),
    )
    assert re.findall(r"<li>(.*)</li>", section(rendered(made))) == [
        f"See the {OUT}page</del>{IN}paper</ins> here.",
        "Emphasis or a link changed in: See it.",
        f"a {OUT}&lt;</del>{IN}&gt;</ins> b &amp; c",
    ]


@pytest.mark.parametrize(
    ("count", "rest"),
    [(20, []), (21, ["1 more changed sentence is not shown"]), (45, ["25 more changed sentences are not shown"])],
)
def test_no_more_than_twenty_changed_sentences_are_shown_and_the_rest_counted(count: int, rest: list[str]) -> None:
    made = corrected(*((f"Number {n} fell.", f"Number {n} rose.") for n in range(count)))
    assert section(rendered(made)).count("<del>") == 20
    assert written_markdown(made).count("~~ **") == 20
    for written in (section(rendered(made)), written_markdown(made)):
        assert re.findall(r"\d+ more changed sentences? (?:is|are) not shown", written) == rest


def test_words_of_which_only_the_markup_changed_are_text_and_never_markup() -> None:
    made = corrected((r"*Rules* of \<b>1 & 2\</b>", r"Rules of \<b>1 & 2\</b>"))
    for layout in LAYOUTS:
        said = section(rendered(made, layout))
        assert "Rules of &lt;b&gt;1 &amp; 2&lt;/b&gt;" in said
        assert "<b>" not in said


def test_a_column_is_aligned_as_the_source_says_and_has_no_other_class() -> None:
    cells = [
        block("cell", Segment(f"格{number}", "cell"), info=info)
        for number, info in enumerate(("left", "right", "center", "unseen", "s1 x"))
    ]
    made = page(
        [TITLE, block("table", children=[block("row", children=cells)])],
        VISIT | {f"格{number}": f"Cell {number}" for number in range(5)},
    )
    for layout in LAYOUTS:
        found = [attributes.get("class") for tag, attributes in elements(rendered(made, layout)) if tag == "td"]
        assert found[:3] == ["left", "right", "center"]
        assert {each for each in found if each not in ("left", "right", "center")} <= {None}


def elements(text: str) -> list[tuple[str, dict[str, str | None]]]:
    """Every start tag with its attributes."""
    found: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    Reader().feed(text)
    return found


@pytest.mark.parametrize(("title", "marked"), [("访问", True), ("WIPO", False)])
def test_a_title_that_stayed_as_it_was_is_marked_as_chinese_only_if_it_is(title: str, marked: bool) -> None:
    source = listed(replace(line_of("visit", "2018-09-12"), title=title, source_title=title))
    assert f'''<a href="visit.html"{' lang="zh-Hans"' * marked}>{title}</a>''' in source


def test_of_several_corrections_the_newest_comes_first_and_one_that_nobody_sees_is_left_out() -> None:
    first, second = Correction("2018-09-14T01:40:51Z", moved=True), Correction("2018-10-01T23:30:00-02:00", moved=True)
    made = page([TITLE], VISIT, corrections=(first, second, Correction("2018-11-01", (("<EMPTY>", ""), ("a", " a ")))))
    source = rendered(made)
    assert '>Last corrected on <time datetime="2018-10-02">2 October 2018</time></a>' in source
    assert re.findall(r"<h3>.*>(.*)</time></h3>", source) == ["2 October 2018", "14 September 2018"]
    assert front_and_body(written_markdown(made))[0]["corrected"] == "2018-10-02"
    assert html.entry(made).corrected == "2018-10-02"


def test_a_page_that_was_never_corrected_or_replaced_does_not_speak_of_it() -> None:
    made = page([TITLE], VISIT)
    for written in (rendered(made), written_markdown(made)):
        assert not re.search("correct|supersede|replaces", written, re.IGNORECASE)
    assert (html.entry(made).corrected, html.entry(made).superseded_by) == ("", ())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a b d", "a c b d", "a {+c+} b d"),
        ("The quick brown fox runs.", "A slow brown fox runs.", "[-The quick-]{+A slow+} brown fox runs."),
        ("Hello there", "Nothing at all", "[-Hello there-]{+Nothing at all+}"),
        ("It is a data base of ours", "It is a database of ours", "It is a [-data base-]{+database+} of ours"),
        ("U.S.A for all", "U.S. A for all", "[-U.S.A for all-]{+U.S. A for all+}"),
        ("an e mail of ours", "an e-mail of ours", "an e[- -]{+-+}mail of ours"),
        ("专利43.2万件", "专利43.5万件", "专利[-43.2-]{+43.5+}万件"),
        ("x" * 999 + " y", "x" * 999 + " z", f"[-{'x' * 999} y-]{{+{'x' * 999} z+}}"),
    ],
)
def test_the_words_that_changed_are_told_apart_where_that_helps(before: str, after: str, expected: str) -> None:
    marks = {"same": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}
    parts = corrections.Change("changed", before, after).parts
    assert "".join(marks[kind].format(text) for kind, text in parts) == expected


SENTENCE = st.lists(st.sampled_from(["one", "two", "3.5", "(four)", " ", " ", " ", ",", "五", "-"]), max_size=12).map(
    lambda words: spans.clean(re.sub(" +", " ", "".join(words)))
)


@given(SENTENCE, SENTENCE)
def test_what_stayed_with_what_went_out_is_the_old_sentence_and_with_what_came_in_the_new(old: str, new: str) -> None:
    parts = corrections.Change("changed", old, new).parts
    for kept, whole in (("out", old), ("in", new)):
        said = "".join(text for kind, text in parts if kind in {"same", kept})
        # A space beside what went out or came in may stand once more.
        assert "".join(said.split()) == "".join(whole.split())
        assert "  " not in "".join(text for _, text in parts)


@given(SOUP, SOUP)
def test_no_correction_or_link_breaks_markdown(old: str, new: str) -> None:
    changes = Correction("2018-09-14", ((old, new), ("one " + old, "one " + new), ("", new)), moved=True)
    made = page(
        [TITLE], VISIT, note="", corrections=(changes,), superseded_by=(Link("a", old),), supersedes=(Link("b", new),)
    )
    shapes = shape(parsed(front_and_body(written_markdown(made))[1]))
    heading, lists = shapes.pop(-2), shapes.pop()
    assert heading == ["h3"]
    assert lists[0] == "bullet_list"
    assert {json.dumps(one) for one in lists[1:]} == {'["list_item", ["paragraph"]]'}
    assert shapes == [*[["blockquote", ["paragraph"]]] * 2, ["h1"], ["paragraph"], ["h2"]]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_page_and_the_one_that_took_its_place_link_to_each_other_in_the_same_layout(layout: str) -> None:
    made = page(
        [TITLE], VISIT, superseded_by=(Link("新 版", "A <newer> one"),), supersedes=(Link("old", "An older one"),)
    )
    source, suffix = rendered(made, layout), html.SUFFIXES[layout]
    banner = f'<p class="superseded">Superseded by <a href="%E6%96%B0%20%E7%89%88{suffix}">A &lt;newer&gt; one</a></p>'
    other = f'<p class="supersedes">Replaces <a href="old{suffix}">An older one</a></p>'
    assert f"{banner}\n{other}\n<article>" in source


def test_markdown_links_to_the_markdown_of_the_release_that_took_its_place() -> None:
    made = page([TITLE], VISIT, superseded_by=(Link("a (1)", "A [newer]\none"),), supersedes=(Link("b", ""),))
    assert front_and_body(written_markdown(made))[1].startswith(
        "\n> Superseded by [A \\[newer\\] one](a%20%281%29.md)\n\n> Replaces [b](b.md)\n\n# Delegation"
    )


NOTICE = Notice(
    release="visit",
    language="en",
    source_language="zh-Hans",
    source_title="代表团访问瑞士",
    date="2018-09-12",
    when="2018-09-14T01:40:51Z",
    reason="A figure was <wrong> & the office asked for it.\nSee the note.",
    office="Example Office",
    project="Newsroom",
    locale="en_GB",
    layouts=("target", "side"),
)


def test_a_notice_stands_at_every_address_of_what_was_withdrawn() -> None:
    files = html.notice(NOTICE)
    made = page([TITLE], VISIT, layouts=NOTICE.layouts)
    assert set(files) == {*html.write(made), *html.certify(made, {})}
    assert set(markdown.notice(NOTICE)) == set(markdown.write(made))
    assert len({content for name, content in files.items() if name.endswith(".html")}) == 1


def test_a_notice_says_what_was_withdrawn_when_and_why_and_nothing_else() -> None:
    files = {**html.notice(NOTICE), **markdown.notice(NOTICE)}
    source = files["visit.html"].decode()
    assert '<meta name="robots" content="noindex">' in source
    assert '<h1 lang="zh-Hans">代表团访问瑞士</h1>' in source
    assert '<time datetime="2018-09-12">12 September 2018</time>' in source
    assert 'was withdrawn on <time datetime="2018-09-14">14 September 2018</time>.' in source
    assert "<p>Reason given: A figure was &lt;wrong&gt; &amp; the office asked for it. See the note.</p>" in source
    assert [attributes["href"] for tag, attributes in Tree(source).elements if tag == "a"] == [
        "#content",
        "index.html",
        "index.html",
    ]
    assert json.loads(files["visit.certificate.json"]) == {
        "release": "visit",
        "language": "en",
        "withdrawn": {"when": NOTICE.when, "reason": NOTICE.reason},
    }
    front, body = front_and_body(files["visit.md"].decode())
    assert (front["withdrawn"], front["source_title"]) == (NOTICE.when, "代表团访问瑞士")
    assert body == (
        "\n# Withdrawn: 代表团访问瑞士\n\nThe translation of this release was withdrawn on 14 September 2018.\n\n"
        "Reason given: A figure was \\<wrong> & the office asked for it. See the note.\n"
    )


def test_a_reason_in_chinese_says_that_it_is_and_none_is_no_sentence() -> None:
    chinese = html.notice(replace(NOTICE, reason="数字有误"))["visit.html"].decode()
    assert 'Reason given: <span lang="zh-Hans">数字有误</span></p>' in chinese
    silent = replace(NOTICE, reason=" \n")
    for content in (*html.notice(silent).values(), *markdown.notice(silent).values()):
        assert "Reason given" not in content.decode()


@given(SOUP)
def test_no_reason_or_title_breaks_a_notice_in_markdown(soup: str) -> None:
    content = markdown.notice(replace(NOTICE, reason="x" + soup, source_title=soup, date=soup))["visit.md"].decode()
    front, body = front_and_body(content)
    assert front["reason"] == spans.clean("x" + soup)
    assert shape(parsed(body)) == [["h1"], ["paragraph"], ["paragraph"]]


def test_the_index_leads_to_the_notice_with_the_chinese_title() -> None:
    entry = html.withdrawn_entry(NOTICE)
    source = listed(entry)
    assert '<a href="visit.html" lang="zh-Hans">代表团访问瑞士</a>' in source
    assert "Withdrawn on" in source
    assert entry.layouts == NOTICE.layouts


# --- words and dates ---


def test_a_page_in_a_language_without_words_of_its_own_says_that_its_frame_is_english() -> None:
    made = page(
        [TITLE], {**VISIT, "代表团访问瑞士": "Eine Delegation reist in die Schweiz"}, language="de", locale="de"
    )
    source = rendered(made)
    assert '<html lang="de" dir="ltr">' in source
    assert '<a class="skip" href="#content" lang="en" dir="ltr">Skip to the text</a>' in source
    assert "12. September 2018" in source
    assert ">Deutsch</a>" in source


def test_a_page_from_right_to_left_keeps_chinese_from_left_to_right() -> None:
    source = rendered(page([TITLE], {"代表团访问瑞士": "وفد يزور سويسرا"}, language="ar", locale="ar"), "side")
    assert '<html lang="ar" dir="rtl">' in source
    assert '<span lang="zh-Hans" dir="ltr">代表团访问瑞士</span>' in source


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_words_for_known_keys_only_with_the_same_gaps(language: str) -> None:
    english = languages.of("en").pages
    for key, text in languages.of(language).pages.items():
        base = key if key in english else re.sub(r"\.(zero|two|few|many)$", ".other", key)
        assert set(re.findall(r"{\w*}", text)) <= set(re.findall(r"{\w*}", english[base])), key


def test_french_pages_have_no_english_word_left() -> None:
    assert languages.of("fr").pages.keys() == languages.of("en").pages.keys()


def test_words_are_those_of_the_language_else_english() -> None:
    assert words("en-GB")["skip"] == "Skip to the text"
    assert words("fr-CA")["skip"] == "Aller au texte"
    assert words("fr-CA").language == "fr"
    assert words("fr").plural("certificate.errors", 0) == "{n} erreur"
    assert words("xx").language == "en"
    assert language_name("zh-Hant") == "中文 (繁體)"
    assert language_name("not a tag") == "not a tag"


@pytest.mark.parametrize(
    ("iso", "locale", "expected"),
    [
        ("2018-09-12", "en_GB", "12 September 2018"),
        ("2018-09-12", "en_US", "September 12, 2018"),
        ("2018-09", "en_GB", "September 2018"),
        ("2018", "en_GB", "2018"),
        ("2018-09-12", "zh-Hans", "2018年9月12日"),
        ("2018-09", "zh-Hant", "2018年9月"),
        ("2018-09-12", "de", "12. September 2018"),
        ("2018-09-01", "fr_FR", "1er septembre 2018"),
        ("2018-09-11", "fr", "11 septembre 2018"),
        ("2018-02-30", "en_GB", "2018-02-30"),
        ("20180912", "en_GB", "20180912"),
        ("", "en_GB", ""),
    ],
)
def test_a_date_is_written_in_the_house_style(iso: str, locale: str, expected: str) -> None:
    assert dates.day(iso, locale) == expected


def test_a_time_is_given_in_utc() -> None:
    assert dates.moment("2018-09-13T01:00:00+08:00", "en_GB") == "12 September 2018, 17:00 UTC"
    assert dates.moment("2018-09-13", "en_GB") == "13 September 2018"
    assert dates.moment("yesterday", "en_GB") == "yesterday"
    assert dates.moment("0001-01-01T00:00:00+14:00", "en_GB") == "0001-01-01T00:00:00+14:00"


def test_a_house_style_that_nobody_knows_is_an_error_that_names_it() -> None:
    with pytest.raises(UsageError, match="'xx_YY' is not a house style"):
        dates.day("2018-09-12", "xx_YY")


# --- Markdown ---


def written_markdown(made: Page) -> str:
    return markdown.write(made)["visit.md"].decode()


def front_and_body(text: str) -> tuple[dict[str, Any], str]:
    _, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), body


def parsed(body: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body))


def shape(node: SyntaxTreeNode) -> list[Any]:
    """The blocks of parsed Markdown as nested lists."""
    found: list[Any] = []
    for child in node.children:
        match child.type:
            case "inline" | "text":
                continue
            case "thead" | "tbody":
                found += shape(child)
            case "paragraph" if [inner.type for inner in child.children[0].children] == ["image"]:
                found.append(["figure"])
            case "heading":
                found.append([child.tag])
            case "ordered_list" | "bullet_list" | "list_item" | "blockquote" | "table" | "tr":
                found.append([child.type, *shape(child)])
            case other:
                found.append([other])
    return found


def expected_shape(blocks: Sequence[Block], targets: Mapping[str, str], levels: Iterator[int]) -> list[Any]:
    """The same of the blocks themselves, without those that have nothing to print."""
    found: list[Any] = []
    for one in blocks:
        said = any(
            not isinstance(part, Segment) or targets[part.text] != "<EMPTY>"
            for part in one.content
            if part != Verbatim("", "break")
        )
        match one.kind:
            case "title" | "heading":
                level = 1 if one.kind == "title" else next(levels)
                if said:
                    found.append([f"h{level}"])
            case "paragraph" if said:
                found.append(["paragraph"])
            case "figure" if said:
                found.append(["figure" if one.info == "known.jpg" else "paragraph"])
            case "figure" if one.info == "known.jpg":
                found.append(["figure"])
            case "code":
                found.append(["fence"])
            case "rule":
                found.append(["hr"])
            case "quote" | "list" | "item":
                name = {"quote": "blockquote", "item": "list_item"}.get(one.kind) or f"{one.info}_list"
                if inner := expected_shape(one.children, targets, levels):
                    found.append([name, *inner])
            case "table":
                rows = [
                    row
                    for row in one.children
                    if any(
                        targets[part.text] != "<EMPTY>"
                        for cell in row.children
                        for part in cell.content
                        if isinstance(part, Segment)
                    )
                ]
                if rows:
                    width = len(one.children[0].children)
                    head = 0 if rows[0].level == 1 else 1
                    found.append(
                        [
                            "table",
                            *([["tr", *[["th"]] * width]] * head),
                            *(["tr", *[["td" if n or head else "th"]] * width] for n, _ in enumerate(rows)),
                        ]
                    )
    return found


NASTY = [
    "2018. A year",
    "1) one",
    "# heading",
    "#",
    "C#",
    "a # b #",
    "- item",
    "-",
    "--",
    "---",
    "===",
    "+ item",
    "* item",
    "***",
    "_ _ _",
    "> quote",
    "```",
    "~~~",
    "    indented",
    "\tindented",
    "[x]: https://example.org/",
    "| a | b |",
    "a | b",
    "|---|---|",
    ":-: | :-:",
    "--|--",
    "<div>",
    "<div>block</div>",
    "<!-- comment",
    "<script>",
    "<?x",
    "<sub>x</sub>",
    "<em>a<br></em> b",
    "**bold** text",
    "`a|b`",
    "`` ` ``",
    "back\\slash",
    "trailing\\",
    "&copy; &#35; AT&T",
    "a\n\n# b",
    "a  \n- b",
    "Wow! [link](https://example.org/a_(b)?x=1&copy;=2 'a \"title\" \\\\')",
    "![alt](known.jpg)!",
    "snake_case __init__ 10~20",
    "<b>x</b> <i>“y”</i>z",
    "Plain text.",
    "“Quoted.”",
]
LEAF = st.sampled_from(NASTY) | st.just("<EMPTY>")


@st.composite
def documents(draw: st.DrawFn) -> tuple[list[Block], dict[str, str]]:
    targets: dict[str, str] = {}

    def segment(role: str = "") -> Segment:
        found = Segment(f"句{len(targets)}", role)
        targets[found.text] = draw(LEAF)
        return found

    def content() -> Content:
        parts: list[Segment | Verbatim] = [segment()]
        for kind in draw(st.lists(st.sampled_from("sb"), max_size=3)):
            parts += [Verbatim("", "break")] * (kind == "b") + [segment()]
        return tuple(parts)

    def row(width: int, level: int) -> Block:
        return block(
            "row",
            children=[block("cell", segment("cell"), info=draw(st.sampled_from(["", "right"]))) for _ in range(width)],
            level=level,
        )

    def one(depth: int) -> Block:
        kinds = ["paragraph", "paragraph", "heading", "figure", "code", "rule", "table"] + ["list", "list", "quote"] * (
            depth < 3
        )
        kind = draw(st.sampled_from(kinds))
        match kind:
            case "paragraph":
                return block("paragraph", *content())
            case "heading":
                return block("heading", segment("heading"), level=draw(st.integers(1, 6)))
            case "figure":
                return block("figure", segment("caption"), info=draw(st.sampled_from(["known.jpg", "missing.jpg"])))
            case "code":
                return block(
                    "code",
                    Verbatim(draw(st.sampled_from(["x", "", "```\n\n~~~\n    y\n", "# a"])), "code"),
                    info=draw(st.sampled_from(["", "py", "a b`"])),
                )
            case "rule":
                return block("rule")
            case "table":
                width, head = draw(st.integers(1, 3)), draw(st.booleans())
                return block(
                    "table", children=[row(width, int(head and n == 0)) for n in range(draw(st.integers(1, 3)))]
                )
            case "quote":
                return block("quote", children=many(depth + 1))
        items = [block("item", children=many(depth + 1)) for _ in range(draw(st.integers(1, 3)))]
        ordered = draw(st.booleans())
        return block(
            "list",
            children=items,
            info="ordered" if ordered else "bullet",
            level=draw(st.sampled_from([0, 1, 7, 999999999])) if ordered else 0,
        )

    def many(depth: int) -> list[Block]:
        return [one(depth) for _ in range(draw(st.integers(1, 3)))]

    title = block("title", segment("title"))
    targets[title.content[0].text] = "Title"
    return [title, *many(0)], targets


@given(documents())
@example(
    (
        [block("title", Segment("题", "title")), bullets(paragraph("一。")), bullets(paragraph("二。"))],
        {"题": "T", "一。": "a", "二。": "b"},
    )
)
def test_markdown_reads_as_the_blocks_of_the_edition(document: tuple[list[Block], dict[str, str]]) -> None:
    blocks, targets = document
    # Words that come to nothing once they are read (an empty tag, a stray "</div>") print nothing, as a deliberately empty target does.
    how = Inline("markdown", (), {"known.jpg": "known.jpg"})
    targets = {source: target if how.spans(target) else "<EMPTY>" for source, target in targets.items()}
    made = page(blocks, targets, note="", images={"known.jpg": "known.jpg"})
    body = front_and_body(written_markdown(made))[1]
    expected = expected_shape(blocks, targets, iter(inline.heading_levels(blocks[1:])))
    assert shape(parsed(body)) == expected, body


@pytest.mark.parametrize("language", ["en", "ja"])
@given(soups=st.lists(SOUP, min_size=1, max_size=3))
@example(soups=["**a**<!-- -->**b**"])
@example(soups=["<b>a </b>b"])
@example(soups=["a ![x](https://e.org/) !", "[y](https://e.org/)"])
@example(soups=["~~<!--~~<b>0"])
@example(soups=["**“好。”**", "**“好。”**", "也好。"])
def test_markdown_of_a_paragraph_says_the_same_words(language: str, soups: list[str]) -> None:
    targets = {f"句{n}": soup for n, soup in enumerate(soups)}
    targets = {source: soup if soup.strip() else "<EMPTY>" for source, soup in targets.items()}
    made = page([TITLE, paragraph(*targets)], {**VISIT, **targets}, language=language, note="")
    body = front_and_body(written_markdown(made))[1].rstrip("\n").replace("\\\n", "<br>").split("\n\n")
    # In a web page a paragraph is only read as words: what it says there must be said in Markdown.
    found = re.search(r'<p class="lead">(.*)</p>', rendered(made))
    words_of_page = re.sub("<[^>]*>", "", (found[1] if found else "").replace("<br>", " "))
    expected = spans.clean(unescape(words_of_page))
    again = spans.clean(spans.plain(Inline("markdown").spans(body[1])) if len(body) > 1 else "")
    assert "".join(again.split()) == "".join(expected.split())


def test_neighbours_in_markdown_do_not_become_something_else() -> None:
    link = "[也](https://example.org/)"
    made = page([TITLE, paragraph("一。", "二。")], {**VISIT, "一。": "好!", "二。": link}, language="zh-Hant", note="")
    assert written_markdown(made).endswith(f"\n\n好\\!{link}\n")
    made = page(
        [TITLE, paragraph("一。", "二。")], {**VISIT, "一。": "**好**", "二。": "**也好**"}, language="ja", note=""
    )
    assert written_markdown(made).endswith("\n\n**好**<!-- -->**也好**\n")


@given(st.text(max_size=30))
def test_plain_text_in_markdown_is_only_text(text: str) -> None:
    written = inline.line(inline.markdown(Inline("plain").spans(text)))
    (again,) = Inline("markdown").spans(written) or (spans.Span("text"),)
    assert (again.kind, again.text) == ("text", spans.clean(text))


def test_the_front_matter_is_yaml_with_the_facts_of_the_release() -> None:
    made = page([block("title", Segment("题", "title"))], {"题": 'A "title": #1 \\ – ok'}, note="Translated from: X")
    front, body = front_and_body(written_markdown(made))
    assert front == {
        "id": "visit",
        "title": 'A "title": #1 \\ – ok',
        "date": "2018-09-12",
        "lang": "en",
        "source": "https://example.org/zh/visit.html",
        "source_lang": "zh-Hans",
        "source_title": "题",
        "note": "Translated from: X",
    }
    assert body.endswith("\n\n(Translated from: X)\n")


@given(SOUP | st.text(max_size=20))
def test_no_title_breaks_the_front_matter(soup: str) -> None:
    made = page([TITLE], {"代表团访问瑞士": "x" + soup}, office=soup, note=soup, url=soup)
    front, _ = front_and_body(written_markdown(made))
    assert front["title"] == spans.clean(spans.plain(Inline("markdown").spans(("x" + soup).strip())))


def test_markdown_looks_as_a_person_would_write_it() -> None:
    made = page(*EVERYTHING, images={"images/厅.jpg": "images/hall.jpg"})
    assert (
        front_and_body(written_markdown(made))[1]
        == """
# Title

First. Second.\\
OK September 2018

## Heading

![The hall](images/hall.jpg)

- Item

  - Nested

- Another

  ```
  x
  ```

| Type | Number |
| --- | --- |
| Inventions | 43% |

> Quotation.

___

```
code
```

(Translated from the Chinese)
"""
    )
