"""Footnotes, cells that span, and pictures inside a source, from the reader to the page."""

import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pages
import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import make

from workflow.checks.markup import CHECK
from workflow.contracts.checks import Context
from workflow.contracts.readers import Reader
from workflow.contracts.registries import READERS
from workflow.errors import BadInput
from workflow.markup.printing import said
from workflow.model import Block, Release, Segment, Unit
from workflow.readers import markdown as reader
from workflow.readers import text as text_reader
from workflow.signoff.editions import edition_from_json, edition_to_json
from workflow.writers import html, markdown, tables

NOTED = """# 全年统计公报

发明专利申请154.2万件[^1]，同比增长11.6%[^港]。其中国内申请139.4万件[^1]。

[^港]: 不含港澳台地区数据。

[^1]: 初步统计数。
以年报为准。

数据截至12月31日。
"""


def _read(text: str) -> Release:
    return reader.read(text.encode(), path="sources/a.md", language="zh-Hans")


def _noted() -> tuple[list[Block], dict[str, str]]:
    release = _read(NOTED)
    targets = {
        "全年统计公报": "Annual statistics",
        "发明专利申请154.2万件[^1]，同比增长11.6%[^港]。": "Invention applications: 1.542 million[^1], up 11.6%[^港].",
        "其中国内申请139.4万件[^1]。": "Of these, 1.394 million were domestic[^1].",
        "不含港澳台地区数据。": "Without Hong Kong, Macao and Taiwan.",
        "初步统计数。": "Preliminary figures.",
        "以年报为准。": "The yearbook prevails.",
        "数据截至12月31日。": "Data as of December 31.",
    }
    assert {segment.text for segment in release.segments} == set(targets)
    return list(release.blocks), targets


def test_a_footnote_is_a_note_where_its_mark_is_in_the_text() -> None:
    release = _read(NOTED)
    notes = [block for block in release.blocks if block.kind == "note"]
    assert [note.info for note in notes] == ["港", "1"]
    assert [segment.text for segment in release.segments][3:6] == [
        "不含港澳台地区数据。",
        "初步统计数。",
        "以年报为准。",
    ]
    assert "".join(piece.raw for piece in release.pieces) == NOTED


@pytest.mark.parametrize(
    "text",
    [
        "数据有说明。\n\n[^1]: 不含港澳台。\n",  # no mark
        "数据有说明[^1]。\n\n> [^1]: 不含港澳台。\n",  # inside a quotation
        "数据有说明[^1]。\n\n[^1]: 甲。\n[^1]: 乙。\n",  # twice in one paragraph
    ],
)
def test_what_is_no_certain_footnote_stays_a_paragraph(text: str) -> None:
    release = _read(text)
    assert not any(block.kind == "note" for top in release.blocks for block in top.walk())
    assert any("不含港澳台" in each.text or "甲" in each.text for each in release.segments)


def test_footnotes_on_lines_in_a_row_are_several_notes() -> None:
    release = _read("甲[^a]，乙[^b]。\n\n[^a]: 说明一。\n[^b]: 说明二。\n")
    assert [(block.kind, block.info) for block in release.blocks] == [("paragraph", ""), ("note", "a"), ("note", "b")]
    assert [segment.text for segment in release.segments] == ["甲[^a]，乙[^b]。", "说明一。", "说明二。"]


def test_pages_number_notes_in_the_order_of_their_marks_and_link_both_ways() -> None:
    made = pages.page(*_noted())
    for layout in ("target", "side", "lines"):
        page = pages.rendered(made, layout)
        assert "[^" not in page
        assert page.count('href="#note-1"') == (2 if layout == "target" else 4)
        assert page.count('id="mark-1"') == page.count('id="note-1"') == page.count('href="#mark-1"') == 1
        assert page.index("Data as of December 31.") < page.index('id="note-1"') < page.index("Preliminary figures.")
        assert page.index("Preliminary figures.") < page.index('id="note-2"') < page.index("Without Hong Kong")
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        for target in re.findall(r'href="#([^"]+)"', page):
            assert target in ids


def test_a_note_whose_mark_a_draft_lost_points_nowhere() -> None:
    blocks, targets = _noted()
    lost = {source: target.replace("[^港]", "") for source, target in targets.items()}
    page = pages.rendered(pages.page(blocks, lost), "target")
    assert 'id="note-2"' in page
    assert "#mark-2" not in page


def test_a_mark_without_a_note_is_printed_as_it_is() -> None:
    blocks = [pages.TITLE, pages.paragraph("见说明[^9]。")]
    page = pages.page(blocks, {**pages.VISIT, "见说明[^9]。": "See the note[^9]."})
    assert "See the note[^9]." in pages.rendered(page)
    assert r"See the note\[^9\]." in markdown.write(page)["visit.md"].decode()


def test_the_markdown_page_has_footnotes_that_can_be_read_again() -> None:
    written = markdown.write(pages.page(*_noted()))["visit.md"].decode()
    again = _read(written.partition("---\n\n")[2])
    assert [block.info for block in again.blocks if block.kind == "note"] == ["1", "2"]
    assert "up 11.6%[^2]" in written
    assert "[^1]: Preliminary figures. The yearbook prevails.\n" in written


def test_pages_with_notes_and_spanning_cells_are_valid(require_tool: Callable[[str], str], tmp_path: Path) -> None:
    blocks, targets = _noted()
    table, cells = _table()
    made = pages.page([*blocks, table], {**targets, **cells})
    for name, data in html.write(made).items():
        (tmp_path / name).write_bytes(data)
    jar = require_tool("vnu.jar")
    found = subprocess.run(
        [require_tool("java"), "-jar", jar, "--errors-only", *map(str, tmp_path.glob("*.html"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr


# --- the check ---


def _found(source: str, target: str) -> list[str]:
    context = Context(_read("# 题\n"), "en")
    return [each.severity for each in CHECK.inspect(said(Unit(source, target=target), context.release), context)]


def test_a_lost_or_invented_mark_is_an_error() -> None:
    assert _found("增长[^1]。", "It rose[^1].") == []
    assert _found("增长[^1]。", "It rose.") == ["error"]
    assert _found("增长。", "It rose[^1].") == ["error"]
    assert _found("增长[^1]。", "It rose[^2].") == ["error", "error"]


# --- tables ---


def _table() -> tuple[Block, dict[str, str]]:
    def cell(text: str, columns: int = 1, rows: int = 1) -> Block:
        return Block("cell", (Segment(text, "cell"),), columns=columns, rows=rows)

    table = Block(
        "table",
        children=(
            Block("row", children=(cell("地区", rows=2), cell("申请量", columns=2)), level=1),
            Block("row", children=(cell("上年"), cell("本年")), level=1),
            Block("row", children=(cell("北京", rows=9), cell("100"), cell("120"))),
            Block("row", children=(cell("110"),)),
        ),
    )
    words = {"地区": "Region", "申请量": "Applications", "上年": "Last year", "本年": "This year", "北京": "Beijing"}
    return table, {**words, "100": "100", "120": "120", "110": "110"}


def test_spanning_cells_span_on_the_page_and_leave_empty_cells_in_markdown() -> None:
    table, words = _table()
    made = pages.page([pages.TITLE, table], {**pages.VISIT, **words})
    page = pages.rendered(made)
    assert '<th scope="col" rowspan="2">Region</th>' in page
    assert '<th scope="colgroup" colspan="2">Applications</th>' in page
    assert '<td rowspan="2">Beijing</td>' in page  # no further than the table
    assert page.count("<tr>") == 4
    lines = markdown.write(made)["visit.md"].decode().splitlines()
    assert [line for line in lines if line.startswith("|")] == [
        "| Region | Applications |  |",
        "| --- | --- | --- |",
        "|  | Last year | This year |",
        "| Beijing | 100 | 120 |",
        "|  | 110 |  |",
    ]


@given(
    st.lists(
        st.tuples(st.booleans(), st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=4)),
        max_size=5,
    )
)
def test_cells_fill_a_rectangle_without_overlaps(shape: list[tuple[bool, list[tuple[int, int]]]]) -> None:
    rows = [
        Block(
            "row", children=tuple(Block("cell", columns=columns, rows=down) for columns, down in cells), level=int(head)
        )
        for head, cells in shape
    ]
    found = tables.placed(Block("table", children=tuple(rows)))
    taken = [
        (y + down, one.column + right)
        for y, cells in enumerate(found)
        for one in cells
        for down in range(one.rows)
        for right in range(one.columns)
    ]
    width = max((x for _, x in taken), default=-1) + 1
    assert sorted(taken) == [(y, x) for y in range(len(rows)) for x in range(width)]


def test_an_edition_keeps_spans_and_notes() -> None:
    blocks, targets = _noted()
    table, words = _table()
    edition = pages.page([*blocks, table], {**targets, **words}).edition
    value = edition_to_json(edition)
    assert edition_from_json(value, "ledger") == edition
    for wrong in ({"columns": 0}, {"rows": 1001}, {"columns": True}, {"rows": 1}):
        bad = edition_to_json(edition)
        bad["blocks"][-1]["children"][2]["children"][1].update(wrong)
        with pytest.raises(BadInput):
            edition_from_json(bad, "ledger")
    bad = edition_to_json(edition)
    notes = [block for block in bad["blocks"] if block["kind"] == "note"]
    notes[0]["info"] = notes[1]["info"]
    with pytest.raises(BadInput):
        edition_from_json(bad, "ledger")


# --- pictures inside a source ---

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def _boxed(data: bytes, *, path: str, language: str) -> Release:
    release = text_reader.read(data, path=path, language=language)
    figure = Block("figure", info="embedded:media/1.png")
    return replace(release, blocks=(*release.blocks, figure), images=("embedded:media/1.png",))


def _part(data: bytes, name: str, *, path: str) -> bytes:
    if name != "media/1.png" or "没有图片".encode() in data:
        raise BadInput(f"{path}: no such part")
    return PNG + data[:4]


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A format whose files have a picture inside."""
    real = READERS.__class__.__getitem__

    def reader_of(registry: Mapping[str, Reader], name: str) -> Reader:
        return Reader(_boxed, picture=_part) if name == ".txt" else real(registry, name)  # type: ignore[arg-type]

    monkeypatch.setattr(READERS.__class__, "__getitem__", reader_of)


@pytest.mark.usefixtures("boxes")
def test_a_picture_inside_a_source_is_approved_and_published_with_it(tmp_path: Path) -> None:
    room = make(tmp_path)
    source = room.write("sources/boxed.txt", "关于统计的通知\n\n图见下。\n")
    room.run("translate", "boxed", "--engine", "none")
    room.sign_off("boxed")
    room.run("publish", "boxed")
    picture = next((room.root / "public/images").glob("*.png"))
    assert picture.read_bytes() == PNG + source.read_bytes()[:4]
    room.run("verify")
    room.write("sources/boxed.txt", "关于统计的通知\n\n图见下。没有图片。\n")
    assert "picture embedded:media/1.png" in room.run("check", "boxed", status=None).output
