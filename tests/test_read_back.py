"""What is written in a format and read again says the same: words, looks, lists, tables, notes and pictures."""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from zipfile import ZipFile

import pages
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_formats import png

from workflow.contracts.pages import Page
from workflow.markup.spans import Inline
from workflow.model import Block, Release, Segment
from workflow.readers import html as html_reader
from workflow.readers import markdown as markdown_reader
from workflow.readers.docx import reader as docx_reader
from workflow.writers import docx, epub, html, markdown

PICTURES = {f"images/{name}.png": png(*size) for name, size in {"a": (40, 20), "b": (3, 2000)}.items()}
LEAD = "会议指出，要坚持以人民为中心，扎实做好各项工作"
"""So that no paragraph is short enough for a heading or a caption."""
FRAME = ("12 September 2018", "（Translated from the Chinese）")
"""What a page says besides its text."""


def by_docx(page: Page) -> Release:
    return docx_reader.read(docx.write(page)["visit.docx"], path="sources/visit.docx", language="zh-Hans")


def by_epub(page: Page) -> Release:
    written = ZipFile(BytesIO(epub.write(page)["visit.epub"])).read("EPUB/page.xhtml")
    return html_reader.read(written, path="sources/visit.html", language="zh-Hans", body="body")


def by_html(page: Page) -> Release:
    written = html.write(page)["visit.html"]
    return html_reader.read(written, path="sources/visit.html", language="zh-Hans", body="article")


def by_markdown(page: Page) -> Release:
    return markdown_reader.read(markdown.write(page)["visit.md"], path="sources/visit.md", language="zh-Hans")


FORMATS: Sequence[Callable[[Page], Release]] = (by_docx, by_epub, by_html, by_markdown)


def source(text: str) -> Release:
    return markdown_reader.read(text.encode(), path="sources/visit.md", language="zh-Hans")


def page_of(release: Release) -> Page:
    """A page in which every sentence is its own translation."""
    return pages.page(
        release.blocks,
        {segment.text: segment.text for segment in release.segments},
        images={path: f"../{path}" for path in PICTURES},
        pictures=PICTURES,
        language="zh-Hans",
    )


def told(blocks: Sequence[Block]) -> list[str]:
    """What blocks tell a reader, a line each, whatever the levels of headings, and with one title."""
    lines = [line for block in blocks for line in _told(block, "") if line not in FRAME]
    return lines[1:] if lines[:1] == lines[1:2] else lines


def _told(block: Block, where: str) -> Iterator[str]:
    words = "".join(part.text if isinstance(part, Segment) or part.kind != "break" else "↵" for part in block.content)
    match block.kind:
        case "list":
            for number, item in enumerate(block.children, block.level):
                mark = f"[{number}]" if block.info == "ordered" else "[-]"
                for child in item.children:
                    yield from _told(child, f"{where}{mark} ")
                    mark = " " * len(mark)
        case "table":
            for row in block.children:
                cells = ["".join(_told(cell, "")) for cell in row.children]
                yield f"{'=' if row.level else '|'} {' / '.join(cells)}"
        case "figure":
            yield f"picture {words}"
        case "note":
            for child in block.children:
                yield from _told(child, where)
        case "quote":
            for child in block.children:
                yield from _told(child, where)
        case "title" | "heading":
            yield f"# {words}"
        case _:
            yield where + words


HAN = st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=3)
LOOKS = (
    "**{}**",
    "*{}*",
    "~~{}~~",
    "<sub>{}</sub>",
    "<sup>{}</sup>",
    "[{}](https://example.org/a?b=1&c=2)",
    "***{}***",
)


@st.composite
def sentence(draw: st.DrawFn) -> str:
    """A sentence in which some words have a look, with plain words between them."""
    looks = draw(st.lists(st.tuples(st.sampled_from(LOOKS), HAN, HAN), max_size=4))
    return LEAD + "".join(f"，{look.format(word)}{plain}" for look, word, plain in looks) + "。"


@st.composite
def items(draw: st.DrawFn, depth: int = 0) -> str:
    """A list, perhaps with another one inside."""
    start = draw(st.sampled_from([None, 1, 3, 120]))
    indent, written = "     " * depth, ""
    for number in range(draw(st.integers(1, 3))):
        mark = "-" if start is None else f"{start + number}."
        written += f"{indent}{mark:<4} {draw(sentence())}\n"
        if depth < 2 and draw(st.integers(0, 3)) == 0:
            written += f"\n{draw(items(depth + 1))}"  # a list that starts at 3 begins after a blank line
    return written


@st.composite
def table(draw: st.DrawFn) -> str:
    width = draw(st.integers(2, 4))
    rows = [draw(st.lists(HAN, min_size=width, max_size=width)) for _ in range(draw(st.integers(2, 4)))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], ["---"] * width, *rows[1:]))


BLOCKS = st.one_of(
    sentence(),
    st.lists(sentence(), min_size=2, max_size=3).map("".join),
    sentence().map("> {}".format),
    HAN.map("## 第{}部分".format),
    items(),
    table(),
    st.sampled_from([f"![图为{name}会场]({path})" for name, path in zip("甲乙", PICTURES, strict=True)]),
)


@pytest.mark.parametrize("by", FORMATS)
@settings(max_examples=25)
@given(st.lists(BLOCKS, min_size=1, max_size=6))
@example([f"-    {LEAD}。\n\n     3.   {LEAD}。\n     4.   {LEAD}。\n"])
@example([f"{LEAD}，{''.join(look.format('甲') + '乙' for look in LOOKS)}。"])
def test_a_text_is_the_same_when_it_is_read_again(by: Callable[[Page], Release], blocks: Sequence[str]) -> None:
    # Two lists in a row would be one.
    release = source("\n\n".join(["# 某市部署工作", *(f"{block}\n\n{LEAD}，如下。" for block in blocks)]))
    assert told(by(page_of(release)).blocks) == told(release.blocks)


@pytest.mark.parametrize("by", FORMATS)
def test_a_list_that_starts_at_nought_keeps_its_numbers(by: Callable[[Page], Release]) -> None:
    lines = told(by(page_of(source(f"# 某市部署工作\n\n0.   {LEAD}。\n1.   {LEAD}。\n"))).blocks)
    nought = "0." if by is by_docx else "[0]"  # in a Word document words of the paragraph
    assert lines[1:] == [f"{nought} {LEAD}。", f"[1] {LEAD}。"]


@pytest.mark.parametrize("by", FORMATS)
def test_the_date_that_a_text_begins_with_is_said_once(by: Callable[[Page], Release]) -> None:
    release = source(f"# 某市部署工作\n\n2018-09-12\n\n{LEAD}。\n")
    words = [part.text for top in by(page_of(release)).blocks for block in top.walk() for part in block.content]
    assert [text for text in words if "2018" in text] == ["12 September 2018"]


def test_a_line_break_is_no_empty_line_beside_a_translation() -> None:
    release = source(f"# 某市部署工作\n\n{LEAD}\\\n{LEAD}。\n")
    breaks = {
        name: ZipFile(BytesIO(data)).read("word/document.xml").count(b"<w:br")
        for name, data in docx.write(page_of(release)).items()
    }
    assert breaks == {"visit.docx": 1, "visit.bilingual.docx": 0}


@given(st.lists(st.text("甲乙`", min_size=1, max_size=4), min_size=1, max_size=3))
def test_code_in_markdown_keeps_its_backticks(words: Sequence[str]) -> None:
    def code(text: str) -> str:
        fence = "`" * (len(text) + 1)
        return f"{fence} {text} {fence}"

    release = source(f"# 某市部署工作\n\n{LEAD}{'，又见'.join(map(code, words))}。\n")
    again = by_markdown(page_of(release))
    assert [spans_of(segment) for segment in again.segments[-1:]] == [
        spans_of(segment) for segment in release.segments[-1:]
    ]


def spans_of(segment: Segment) -> object:
    return Inline("markdown").spans(segment.text)


NOTED = f"# 某市部署工作\n\n{LEAD}[^甲]，又见[^乙]。再见[^甲]。\n\n[^乙]: 后一条注。\n\n[^甲]: 前一条注。\n"


@pytest.mark.parametrize("by", FORMATS)
def test_notes_are_numbered_in_the_order_of_their_marks(by: Callable[[Page], Release]) -> None:
    lines = told(by(page_of(source(NOTED))).blocks)
    again = "<sup>1</sup>" if by is by_docx else "[^1]"  # a footnote of Word has one mark
    if by is by_markdown:
        assert lines[1:] == [f"{LEAD}[^1]，又见[^2]。再见[^1]。", "前一条注。", "后一条注。"]
    else:
        assert lines[1:] == [f"{LEAD}[^1]，又见[^2]。再见{again}。", "前一条注。", "后一条注。"]


def test_a_word_document_has_the_pictures_themselves_each_as_often_as_it_is_shown() -> None:
    shown = ["images/b.png", "images/a.png", "images/b.png"]
    release = source("\n\n".join(["# 某市部署工作", *(f"![图为会场]({path})" for path in shown)]))
    written = docx.write(page_of(release))["visit.docx"]
    again = docx_reader.read(written, path="sources/visit.docx", language="zh-Hans")
    found = [block.info.removeprefix("embedded:") for block in again.blocks if block.kind == "figure"]
    assert [docx_reader.picture(written, name, path="sources/visit.docx") for name in found] == [
        PICTURES[path] for path in shown
    ]
