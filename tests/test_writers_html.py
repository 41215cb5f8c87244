"""The HTML writer: what a page and the index of the site say."""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, PackageLoader
from pages import (
    ENGLISH,
    EVERYTHING,
    LAYOUTS,
    TITLE,
    VISIT,
    Tree,
    block,
    bullets,
    certified,
    line_of,
    listed,
    page,
    paragraph,
    rendered,
    written_markdown,
)

from workflow.contracts.pages import Frame, Link, Page
from workflow.errors import GateError
from workflow.model import HAN, Block, PublicState, Segment, Verbatim
from workflow.writers import html, inline, lists, markdown, rendering
from workflow.writers.lists import Lists


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


def test_an_approved_page_without_a_translation_is_refused() -> None:
    made = page([TITLE, paragraph("一。")], VISIT)
    with pytest.raises(GateError, match=r"visit: there is no approved en translation of '一。'"):
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
    index = dict(Lists("en", "en_GB", "O", "P", draft=True).pages([lists.entry(made, PublicState.NONE)]))
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


def test_the_same_edition_gives_the_same_bytes() -> None:
    first = page(*EVERYTHING, images={"a.jpg": "a.jpg", "images/厅.jpg": "hall.jpg"})
    second = page(*EVERYTHING, images={"images/厅.jpg": "hall.jpg", "a.jpg": "a.jpg"})
    assert certified(first) == certified(second)
    assert markdown.write(first) == markdown.write(second)
    for name, content in {**certified(first), **markdown.write(first), **rendering.assets(Frame())}.items():
        assert content.endswith(b"\n"), name
        assert not content.endswith(b"\n\n"), name
        assert b"\r" not in content, name
        content.decode("utf-8")


def test_the_style_sheet_fetches_nothing() -> None:
    css = rendering.assets(Frame())["style.css"].decode()
    assert "url(" not in css
    assert "@import" not in css


def test_the_index_begins_with_the_newest_and_ends_with_the_undated() -> None:
    source = listed(
        line_of("b", "2018-09-12"),
        line_of("d", ""),
        line_of("a", "2018-09-12"),
        line_of("c", "2019-01-10"),
        line_of("e", "soon"),
    )
    assert re.findall(r'href="(\w)\.html"', source) == ["c", "a", "b", "d", "e"]
    assert re.findall(r"<h2>(.*?)</h2>", source) == ["By year", "2019", "2018"]
    assert '<p class="source" lang="zh-Hans">标题c</p>' in source
    assert "10 January 2019" in source


def test_the_index_says_what_is_outdated() -> None:
    source = listed(line_of("a", "2018", PublicState.OUTDATED))
    assert "The Chinese text has changed since this translation was approved" in source
    assert 'href="a.html"' in source


@pytest.mark.parametrize("state", [PublicState.CURRENT, PublicState.NONE])
def test_the_index_says_nothing_of_a_page_that_is_as_it_should_be(state: PublicState) -> None:
    source = listed(line_of("a", "2018", state), draft=state is PublicState.NONE)
    assert 'href="a.html"' in source
    assert 'class="remark"' not in source


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
    entry = lists.entry(made, PublicState.CURRENT)
    assert (entry.title, entry.source_title, entry.date) == ("A title & more", "标题 x", "2018-09-12")
    assert "A title &amp; more</a>" in listed(entry)


# --- compiled templates ---


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder to which the program's own templates are compiled, for this test alone."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    rendering._own.cache_clear()
    yield Path(cache_from_source(str(Path(rendering.__file__).with_name("templates") / "base.py"))).parent
    rendering._own.cache_clear()


def again(made: Page) -> Mapping[str, bytes]:
    """Return what another run of the program writes."""
    rendering._own.cache_clear()
    return html.write(made)


def test_templates_are_compiled_once_and_give_the_same_bytes(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = page([TITLE], VISIT)
    first = html.write(made)
    assert list(compiled.glob("*.pyc"))

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("compiled twice")

    monkeypatch.setattr(Environment, "compile", refused)
    assert again(made) == first


@pytest.mark.parametrize("data", [b"", b"not compiled", None])
def test_what_was_compiled_and_is_damaged_is_compiled_again(compiled: Path, data: bytes | None) -> None:
    made = page([TITLE], VISIT)
    first = html.write(made)
    for file in compiled.glob("*.pyc"):
        file.write_bytes(file.read_bytes()[:40] if data is None else data)
    assert again(made) == first


def test_a_template_that_was_changed_is_not_taken_from_what_was_compiled(
    compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = page([TITLE], VISIT)
    html.write(made)
    assert list(compiled.glob("*.pyc"))
    read = PackageLoader.get_source

    def changed(self: PackageLoader, environment: Environment, name: str) -> Any:
        source, *rest = read(self, environment, name)
        return (source.replace("<article>", "<article data-new>"), *rest)

    monkeypatch.setattr(PackageLoader, "get_source", changed)
    assert all(b"<article data-new>" in each for each in again(made).values())


def test_where_nothing_may_be_written_templates_are_compiled_in_every_run(
    compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = page([TITLE], VISIT)
    monkeypatch.setattr(sys, "pycache_prefix", os.devnull)
    first = html.write(made)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert again(made) == first
    assert not compiled.exists()
