"""What readers keep or print: Word documents and texts, also from right to left, PDF, and how pages are laid out."""

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pages import TITLE, VISIT, block, page, paragraph

from workflow.contracts.pages import Frame, Page
from workflow.model import Block, PublicState, Segment
from workflow.writers import docx, feeds, html, pdf, rendering, text
from workflow.writers.lists import IndexEntry, Lists

ADDRESS = "https://www.example.org/news/"
WHEN = "2026-03-01T08:00:00Z"


def cell(words: str, columns: int = 1, rows: int = 1) -> Block:
    return Block("cell", (Segment(words, "cell"),), columns=columns, rows=rows)


TABLE = Block(
    "table",
    children=(
        Block("row", children=(cell("任务", rows=2), cell("单位"))),
        Block("row", children=(cell("期限"),)),
        Block("row", children=(cell("督办", columns=2),)),
    ),
)
NOTE = block("note", children=[paragraph("初步统计数。")], info="1")
WORDS = {
    **VISIT,
    "一、进展": "I. Progress",
    "增长三成[^1]。": "It rose by 30%[^1].",
    "任务": "Task",
    "单位": "Unit",
    "期限": "Deadline",
    "督办": "Supervised",
    "初步统计数。": "Preliminary figures.",
}


def made(language: str = "en", address: str = "", **more: object) -> Page:
    heading = block("heading", Segment("一、进展", "heading"), level=2)
    blocks = [TITLE, heading, paragraph("增长三成[^1]。"), TABLE, NOTE]
    return replace(page(blocks, WORDS, language=language), frame=Frame(address=address), **more)


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(BytesIO(data)).read(name).decode()


# --- Word and text ---


@pytest.mark.parametrize("language", ["ar", "en"])
def test_tables_of_a_document_in_arabic_begin_on_the_right(language: str) -> None:
    for data in docx.WRITER.write(made(language)).values():
        tables = re.findall(r"<w:tblPr>(.*?)</w:tblPr>", part(data, "word/document.xml"))
        assert tables
        assert all(("<w:bidiVisual" in each) == (language == "ar") for each in tables)


def test_what_readers_keep_names_the_certificate_by_its_address() -> None:
    alone = docx.WRITER.write(made(address=ADDRESS))["visit.docx"]
    where = f"{ADDRESS}en/visit.certificate.html"
    assert f"Certificate of translation: {where} · " in part(alone, "word/footer1.xml")
    lines = text.WRITER.write(made(address=ADDRESS))["visit.txt"].decode().splitlines()
    assert lines[-1] == f"Certificate of translation: {where}"
    assert text.WRITER.write(made())["visit.txt"].decode().endswith(": visit.certificate.html\n")


@pytest.mark.parametrize("language", ["en", "fr", "ar", "zh-Hant-TW"])
@pytest.mark.parametrize("address", ["", ADDRESS])
def test_a_text_is_known_as_this_programs_by_its_last_line(language: str, address: str) -> None:
    files = text.WRITER.write(made(language, address))
    assert text.wrote("visit.txt", files["visit.txt"])
    assert not text.wrote("other.txt", files["visit.txt"])
    assert not text.wrote("isit.txt", files["visit.txt"])


def test_a_file_name_in_arabic_keeps_its_order() -> None:
    """A date at the beginning of a name would be moved to its end: 2023-06-20-visit.html as visit.html-20-06-2023."""
    footer = part(docx.WRITER.write(made("ar"))["visit.docx"], "word/footer1.xml")
    assert "\u200evisit.certificate.html" in footer
    assert "\u200evisit.certificate.html" in text.WRITER.write(made("ar"))["visit.txt"].decode()


def test_a_row_of_a_text_ends_with_its_last_words() -> None:
    assert "\nTask | Unit\n | Deadline\nSupervised\n" in text.WRITER.write(made())["visit.txt"].decode()


# --- PDF and pages ---


def sizes(data: bytes) -> list[float]:
    """The sizes of letters in a PDF, in points, in the order in which they are used."""
    found: list[float] = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            words = zlib.decompress(stream).decode("latin-1")
        except zlib.error:
            words = stream.decode("latin-1")
        found += [float(size) * 0.75 for size in re.findall(r"/\S+ ([0-9.]+) Tf", words)]
    return found


def test_the_title_of_a_pdf_is_larger_than_its_headings() -> None:
    pytest.importorskip("weasyprint")
    style = rendering.assets(Frame())[rendering.STYLE]
    for layout in ("target", "side", "lines"):
        source = html.write(made())[f"visit{html.SUFFIXES[layout]}"]
        used = sizes(
            pdf.printed(source, "en/visit.html", lambda path: style if path == "style.css" else None, "a" * 64)
        )
        assert max(used) == pytest.approx(19, abs=0.1), layout
        assert sorted(set(used))[-2] < 17, layout


def test_numbers_of_notes_and_cells_over_several_rows_stand_level(
    tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    from playwright.sync_api import sync_playwright

    (tmp_path / "style.css").write_bytes(rendering.assets(Frame())[rendering.STYLE])
    (tmp_path / "en").mkdir()
    for name, data in html.write(made()).items():
        (tmp_path / "en" / name).write_bytes(data)
    first_line = """(element) => {
        const range = document.createRange();
        range.selectNodeContents(element);
        return range.getClientRects()[0].bottom;
    }"""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require_tool("chromium"), args=["--no-sandbox"])
        shown = browser.new_page()
        for layout, suffix in html.SUFFIXES.items():
            for width in (1280, 390):
                shown.set_viewport_size({"width": width, "height": 900})
                shown.goto((tmp_path / "en" / f"visit{suffix}").as_uri())
                number = shown.locator(".footnote .number").evaluate(first_line)
                words = shown.locator(".footnote > div p, .footnote > div span").first.evaluate(first_line)
                assert abs(number - words) < 4, (layout, width)
        shown.goto((tmp_path / "en/visit.lines.html").as_uri())
        tall, low = (shown.locator("td", has_text=words).last for words in ("Task", "Unit"))
        assert abs(tall.evaluate(first_line) - low.evaluate(first_line)) < 4
        browser.close()


# --- what the text begins with ---


def opened(*sources: str) -> Page:
    words = {source: f"Words {number}." for number, source in enumerate(sources, 1)}
    return page([TITLE, *map(paragraph, sources)], {**VISIT, **words})


@pytest.mark.parametrize(
    ("sources", "first"),
    [
        (("某市召开会议。", "会议指出，要抓紧落实。"), 1),
        (("来源：某某日报", "某市召开会议。"), 2),
        (("某政发〔2023〕15号", "各区人民政府，市政府各部门：", "现印发实施方案。"), 3),
        (("2023年6月19日", "发布单位：某某局　作者：甲乙", "某市召开会议。"), 3),
        (("来源：某某日报", "作者：甲乙"), 1),
    ],
)
def test_a_page_is_described_by_its_text_and_not_by_where_it_is_from(sources: tuple[str, ...], first: int) -> None:
    source = html.write(opened(*sources))["visit.html"].decode()
    assert f'<meta name="description" content="Words {first}.">' in source
    leads = re.findall(r'<p class="lead">(.*?)</p>', source)
    assert leads == ([f"Words {first}."] if any(each.endswith("。") for each in sources) else [])


# --- the feed ---


def test_a_feed_of_an_archive_that_was_published_at_once_has_the_newest_releases() -> None:
    days = [f"2023-{month:02}-{day:02}" for month in range(1, 13) for day in (3, 20)] * 5
    entries = [
        IndexEntry(f"r{i}", f"Title {i}", "", "zh-Hans", day, PublicState.CURRENT, issued=WHEN, updated=WHEN)
        for i, day in enumerate(days)
    ]
    made_ = Lists("en", "en_GB", "Office", "Newsroom", Frame(address=ADDRESS))
    feed = ET.fromstring(dict(feeds.write(made_, entries))["feed.xml"])  # noqa: S314 - our own
    titles = [entry.findtext("{*}title") or "" for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")]
    shown = [days[int(title.split()[1])] for title in titles]
    assert shown == sorted(days, reverse=True)[: len(shown)]
    assert 1 < len(shown) < len(days)
    later = replace(entries[0], updated="2026-04-01T08:00:00Z")
    feed = ET.fromstring(dict(feeds.write(made_, [later, *entries[1:]]))["feed.xml"])  # noqa: S314 - our own
    assert feed.findtext("{*}entry/{*}title") == "Title 0"
