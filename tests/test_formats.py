"""Plain text, EPUB and Word: every word of an edition is in each, the bytes never vary, and others accept them."""

import os
import re
import struct
import subprocess
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from unicodedata import normalize
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, ZipFile

import pages
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import REVIEWER, Newsroom, make

from workflow.contracts.pages import Correction, Link, Notice, Page
from workflow.contracts.registries import WRITERS
from workflow.contracts.writers import Printer
from workflow.errors import BadInput, GateError, MissingError
from workflow.identity import is_id, namesakes
from workflow.markup.spans import plain
from workflow.model import Block, Segment
from workflow.readers import markdown as reader
from workflow.writers import docx, epub, html, inline, markdown, pdf, tables, text

SOURCE = """# 全年统计**公报**

一、总体情况

发明专利申请154.2万件[^1]，同比增长11.6%[^港]。其中国内申请139.4万件[^1]。

详见[年报](https://example.org/a?b=1&c=2)，*十分重要*，~~删去~~，H<sub>2</sub>O。

## 分类

3. 第三项。
   - 子项甲。
4. 第四项。

> 引用一段。

| 地区 | 数量 |
| --- | --- |
| 北京 | 100 |

![图为会场](images/a.png)

```
make <test> & more
```

---

[^港]: 不含港澳台地区数据。

[^1]: 初步统计数。
"""
WORDS = {
    "全年统计**公报**": "Annual statistics **bulletin**",
    "一、总体情况": "I. Overview",
    "发明专利申请154.2万件[^1]，同比增长11.6%[^港]。": "Applications numbered 1.542 million[^1], up 11.6%[^港].",
    "其中国内申请139.4万件[^1]。": "Of these, 1.394 million were domestic[^1].",
    "详见[年报](https://example.org/a?b=1&c=2)，*十分重要*，~~删去~~，H<sub>2</sub>O。": (
        "See the [yearbook](https://example.org/a?b=1&c=2), *very important*, ~~deleted~~, H<sub>2</sub>O & “<PCT>”."
    ),
    "分类": "Breakdown",
    "第三项。": "Third item.",
    "子项甲。": "Sub-item A.",
    "第四项。": "Fourth item.",
    "引用一段。": "A quotation.",
    "地区": "Region",
    "数量": "Number",
    "北京": "Beijing",
    "100": "100",
    "图为会场": "The venue",
    "不含港澳台地区数据。": "Without Hong Kong, Macao and Taiwan.",
    "初步统计数。": "Preliminary figures.",
}


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xc8\x50\x3c" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    head = b"\x89PNG\r\n\x1a\n"
    return head + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _page(**changes: object) -> Page:
    release = reader.read(SOURCE.encode(), path="sources/visit.md", language="zh-Hans")

    def cell(words: str, columns: int = 1, rows: int = 1) -> Block:
        return Block("cell", (Segment(words, "cell"),), columns=columns, rows=rows)

    spanning = Block(
        "table",
        children=(
            Block("row", children=(cell("地区", rows=2), cell("申请量", columns=2)), level=1),
            Block("row", children=(cell("上年"), cell("本年")), level=1),
            Block("row", children=(cell("北京", rows=2), cell("100"), cell("120"))),
            Block("row", children=(cell("110"), cell("130"))),
        ),
    )
    words = {**WORDS, "申请量": "Applications", "上年": "Last year", "本年": "This year", "110": "110", "120": "120"}
    made = pages.page(
        [*release.blocks, spanning],
        {**words, "130": "130"},
        images={"images/a.png": "../images/a.png"},
        pictures={"images/a.png": png(40, 20)},
        corrections=(Correction("2018-10-01T00:00:00Z", (("It was 10.", "It was 11."), ("", "New."), ("Old.", ""))),),
        superseded_by=(Link("later", "A later <release>"),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def _written(page: Page) -> dict[str, bytes]:
    return {name: data for writer in (text, epub, docx) for name, data in writer.write(page).items()}


def _said(name: str, data: bytes) -> str:
    """All words of a file, without white space."""
    if name.endswith(".txt"):
        found = data.decode()
    else:
        archive = ZipFile(BytesIO(data))
        wanted = "page.xhtml" if name.endswith(".epub") else "word/document.xml"
        parts = [each for each in archive.namelist() if each.endswith((wanted, "footnotes.xml"))]
        found = "".join("".join(ET.fromstring(archive.read(part)).itertext()) for part in parts)  # noqa: S314 - ours
    return normalize("NFKC", re.sub(r"\s+", "", found))


def _bare(words: str) -> str:
    spans = inline.Inline("markdown", notes={"1": "1", "港": "2"}).spans(words)
    return normalize("NFKC", re.sub(r"\s+", "", plain(spans)))  # some formats raise a figure, others write ²


@pytest.mark.parametrize("name", ["visit.txt", "visit.epub", "visit.docx", "visit.bilingual.docx"])
def test_every_word_is_in_every_format(name: str) -> None:
    said = _said(name, _written(_page())[name])
    for words in WORDS.values():
        # Marks of notes and the address of a link may stand between the words.
        parts = [_bare(part) for part in re.split(r"\[\^[^]]*\]|\]\([^)]*\)|\[|\n|~~", words)]
        assert all(part in said for part in parts), words
    for words in ("1October2018", "Alater<release>", "TranslatedfromtheChinese", "12September2018"):
        assert words in said
    if "bilingual" in name:
        assert "其中国内申请139.4万件" in said


def test_a_note_is_a_footnote_of_word_and_its_second_mark_a_number() -> None:
    archive = ZipFile(BytesIO(_written(_page())["visit.docx"]))
    document = archive.read("word/document.xml").decode()
    assert document.count("<w:footnoteReference ") == 2
    notes = archive.read("word/footnotes.xml").decode()
    assert notes.index("Preliminary figures.") < notes.index("Without Hong Kong")


def test_spanning_cells_span_in_word_and_in_the_book() -> None:
    written = _written(_page())
    document = ZipFile(BytesIO(written["visit.docx"])).read("word/document.xml").decode()
    assert document.count('<w:gridSpan w:val="2" />') == 1
    assert document.count('<w:vMerge w:val="restart" />') == document.count('<w:vMerge w:val="continue" />') == 2
    book = ZipFile(BytesIO(written["visit.epub"])).read("EPUB/page.xhtml").decode()
    assert 'colspan="2"' in book
    assert book.count('rowspan="2"') == 2
    heads = re.findall("<thead>(.*?)</thead>", book, re.DOTALL)
    assert [head.count("<tr>") for head in heads] == [1, 2]


def test_the_same_page_gives_the_same_bytes_and_is_known_again() -> None:
    first, second = _written(_page()), _written(_page())
    assert first == second
    for writer in (text, epub, docx):
        for name, data in writer.write(_page()).items():
            assert writer.WRITER.wrote
            assert writer.WRITER.wrote(name, data)
            assert name.removeprefix("visit") in writer.WRITER.suffixes
            assert not writer.WRITER.wrote(name, b"PK\x03\x04 somebody's own file")
            if not name.endswith(".txt"):
                infos = ZipFile(BytesIO(data)).infolist()
                assert {info.compress_type for info in infos} == {ZIP_STORED}
                assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}


def _notice() -> Notice:
    return Notice(
        release="visit",
        language="en",
        source_language="zh-Hans",
        source_title="代表团访问<瑞士>",
        date="2018-09-12",
        when="2018-10-02T08:00:00Z",
        reason="A wrong <i>figure</i> & more.",
        office="Example Office",
        project="Newsroom",
        locale="en_GB",
        layouts=("target",),
    )


def test_a_notice_stands_at_every_address_and_has_no_word_of_the_translation() -> None:
    for writer in (text, epub, docx):
        made = writer.notice(_notice())
        assert made.keys() == writer.write(_page()).keys()
        for name, data in made.items():
            assert writer.wrote(name, data)
            said = _said(name, data)
            assert "Awrong<i>figure</i>&more." in said
            assert "2October2018" in said
            assert "Applications" not in said


def test_a_draft_says_so_and_an_edition_that_lacks_a_target_is_refused() -> None:
    release = reader.read(SOURCE.encode(), path="sources/visit.md", language="zh-Hans")
    lacking = pages.page(list(release.blocks), {**WORDS, "北京": ""})
    for writer in (text, epub, docx):
        with pytest.raises(GateError, match="北京"):
            writer.write(lacking)
        for name, data in writer.write(replace(lacking, draft=True, remarks=("This is the text abc.",))).items():
            said = _said(name, data)
            assert "Draft—notapproved." in said
            assert "Thisisthetextabc." in said
            assert "[nottranslated:北京]" in said


@settings(max_examples=25)
@given(st.lists(pages.SOUP, min_size=3, max_size=3))
def test_whatever_people_write_every_file_can_be_read(soup: list[str]) -> None:
    words = {
        **WORDS,
        **dict(zip(["第三项。", "北京", "图为会场"], (each.strip() or "x" for each in soup), strict=True)),
    }
    release = reader.read(SOURCE.encode(), path="sources/visit.md", language="zh-Hans")
    made = pages.page(list(release.blocks), words)
    for name, data in _written(made).items():
        said = _said(name, data)
        for target in words.values():
            whole = re.sub(r"\s+", "", plain(inline.text_of(made).how.spans(target)))
            if re.fullmatch(r"[A-Za-z0-9.,]+", whole) and "[^" not in target:
                assert whole in said
        if not name.endswith(".txt"):
            archive = ZipFile(BytesIO(data))
            assert archive.testzip() is None
            for part in archive.namelist():
                if part.endswith((".xml", ".xhtml", ".opf", ".rels")):
                    ET.fromstring(archive.read(part))  # noqa: S314 - ours


def _monster(name: str) -> Block:
    """A table of about a thousand cells that covers a quarter of a million places."""
    cell, wide, high = (Block("cell", (Segment("北京"),), columns=c, rows=r) for c, r in ((1, 1), (1000, 1), (1, 1000)))
    rows = {
        "one long row": [[cell] * 500, *[[cell]] * 500],
        "cells of many rows": [[high] * 500, *[[cell]] * 500],
        "cells of many columns": [[wide] * 500, [cell]],
        "stairs": [[high] * 5] * 200,
        "a tower on a plain": [*[[high]] * 60, *[[cell]] * 1200],
    }[name]
    return Block("table", children=tuple(Block("row", children=tuple(each)) for each in rows))


@pytest.mark.parametrize(
    "name", ["one long row", "cells of many rows", "cells of many columns", "stairs", "a tower on a plain"]
)
def test_a_table_that_would_become_monstrous_keeps_its_words_and_its_size(name: str) -> None:
    made = pages.page([_monster(name)], {"北京": "Beijing"})
    words = sum(len(row.children) for row in _monster(name).children)
    for file, data in {**_written(made), **html.write(made), **markdown.write(made)}.items():
        assert len(data) < 1000 * words + 200 * tables.MOST_CELLS, file
    table = ZipFile(BytesIO(docx.write(made)["visit.docx"])).read("word/document.xml").decode()
    assert table.count("Beijing") == words
    assert docx.write(made)["visit.docx"].count(b"<w:tc>") <= words + tables.MOST_CELLS


# --- others accept them ---


def test_epubcheck_finds_nothing(require_tool: Callable[[str], str], tmp_path: Path) -> None:
    jar = require_tool("epubcheck.jar")
    books = {"visit": epub.write(_page()), "notice": epub.notice(_notice())}
    for kind, made in books.items():
        file = tmp_path / f"{kind}.epub"
        file.write_bytes(made["visit.epub"])
        judged = subprocess.run(
            [
                require_tool("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                jar,
                "--failonwarnings",
                str(file),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert judged.returncode == 0, judged.stdout + judged.stderr


def test_libreoffice_opens_both_documents_with_all_their_words(
    require_tool: Callable[[str], str], tmp_path: Path
) -> None:
    written = {**docx.write(_page()), "notice.docx": docx.notice(_notice())["visit.docx"]}
    for name, data in written.items():
        (tmp_path / name).write_bytes(data)
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [
            require_tool("soffice"), home, "--headless", "--convert-to", "fodt",
            "--outdir", str(tmp_path / "out"), *(str(tmp_path / name) for name in written),
        ],
        capture_output=True,
        check=True,
        timeout=180,
    )  # fmt: skip
    said = {}
    for name in written:
        flat = (tmp_path / "out" / name).with_suffix(".fodt").read_text(encoding="utf-8")
        said[name] = re.sub(r"\s+", "", "".join(ET.fromstring(flat).itertext()))  # noqa: S314 - LibreOffice's
    for name in ("visit.docx", "visit.bilingual.docx"):
        for words in (
            "Annual statistics bulletin",
            "Sub-item A.",
            "Without Hong Kong, Macao and Taiwan.",
            "H2O & “<PCT>”.",
        ):
            assert re.sub(r"\s+", "", words) in said[name]
    assert "Awrong<i>figure</i>&more." in said["notice.docx"]


# --- through the command line ---


ALL = 'formats = ["html", "markdown", "text", "epub", "docx"]'


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    made = make(tmp_path)
    toml = (tmp_path / "workflow.toml").read_text(encoding="utf-8")
    section = "[publish]\n"
    toml = toml.replace(section, f"{section}{ALL}\n") if section in toml else f"{toml}\n{section}{ALL}\n"
    (tmp_path / "workflow.toml").write_text(toml, encoding="utf-8")
    made.run("translate", "--engine", "none")
    return made


def test_all_formats_are_published_verified_withdrawn_and_drafted(room: Newsroom) -> None:
    room.run("publish", "--draft")
    again = room.run("publish", "--draft")
    assert "not written by this program" not in again.output
    room.sign_off()
    room.run("publish")
    files = room.files("public/en")
    for suffix in (".txt", ".epub", ".docx", ".bilingual.docx"):
        assert f"visit{suffix}" in files
    book = ZipFile(BytesIO(files["visit.epub"]))
    assert any(name.startswith("EPUB/images/") for name in book.namelist())
    room.run("verify")
    room.run("publish")
    assert room.files("public/en") == files
    room.write("public/en/visit.docx", files["visit.docx"].replace(b"Words", b"Sword"))
    assert "visit.docx" in room.run("verify", status=1).output
    room.run("publish")
    room.run("withdraw", "visit", "--reason", "A wrong figure.", "--as", REVIEWER)
    withdrawn: Mapping[str, bytes] = room.files("public/en")
    for suffix in (".txt", ".epub", ".docx", ".bilingual.docx"):
        assert "Words1." not in _said(f"visit{suffix}", withdrawn[f"visit{suffix}"])
    room.run("verify")


def test_a_format_that_is_switched_off_leaves_the_site(room: Newsroom) -> None:
    room.sign_off()
    room.run("publish")
    toml = (room.root / "workflow.toml").read_text(encoding="utf-8")
    room.write("workflow.toml", toml.replace(ALL, 'formats = ["html"]'))
    assert "outdated" in room.run("verify", status=None).output
    room.run("publish")
    assert not list((room.root / "public/en").glob("*.docx"))
    room.run("verify")


# --- PDF ---


@pytest.fixture(scope="session")
def weasyprint() -> None:
    """WeasyPrint with its library."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        message = f"NOT CHECKED, WeasyPrint cannot be used: {error}"
        if os.environ.get("CI"):
            pytest.fail(message, pytrace=False)
        pytest.skip(message)


@pytest.mark.usefixtures("weasyprint")
def test_a_pdf_follows_its_page_and_is_no_part_of_the_ledger(room: Newsroom) -> None:
    toml = (room.root / "workflow.toml").read_text(encoding="utf-8")
    room.write("workflow.toml", toml.replace(ALL, 'formats = ["html", "pdf"]'))
    room.run("publish", "--draft")
    assert not list((room.root / "drafts").rglob("*.pdf"))
    assert b".pdf" not in room.files("drafts/en")["visit.html"]
    room.sign_off()
    room.run("publish")
    first = room.files("public/en")
    assert 'href="visit.pdf"' in first["visit.html"].decode()
    assert first["visit.pdf"].startswith(b"%PDF-")
    assert b"visit.pdf" not in (room.root / "locales/en/visit.jsonl").read_bytes()
    assert "1 PDF file made from these pages" in room.run("verify").output
    room.run("publish")
    assert room.files("public/en") == first

    room.write("public/en/visit.pdf", b"%PDF-1.7 somebody's")
    assert "altered: " in room.run("verify", status=1).output
    assert "not written by this program" in room.run("publish", status=1).output
    (room.root / "public/en/visit.pdf").unlink()
    assert "visit.pdf: is missing; publish again" in room.run("verify", status=1).output
    room.run("publish", "visit")
    assert room.files("public/en") == first

    room.write("sources/other.md", "# 甲乙\n\n会议开始。\n")
    room.run("translate")
    room.sign_off("other")
    room.run("publish")
    both = room.files("public/en")
    assert both["other.pdf"].startswith(b"%PDF-")
    room.run("publish", "visit")
    assert room.files("public/en") == both
    room.run("withdraw", "other", "--reason", "Not needed.", "--as", REVIEWER)

    room.run("withdraw", "visit", "--reason", "A wrong figure.", "--as", REVIEWER)
    notice = room.files("public/en")
    assert notice["visit.pdf"].startswith(b"%PDF-")
    assert notice["visit.pdf"] != first["visit.pdf"]
    room.run("verify")
    room.write("workflow.toml", toml)
    said = room.run("verify", status=1).output
    assert "outdated: " in said
    assert "visit.pdf: is no longer part of the site; publish again to remove it" in said
    assert "altered" not in said
    room.write("public/en/stranger.pdf", notice["visit.pdf"])
    assert re.search("altered: .*stranger.pdf", room.run("verify", status=1).output)
    (room.root / "public/en/stranger.pdf").unlink()
    room.run("publish")
    assert "visit.pdf" not in room.files("public/en")


def test_what_was_made_from_an_older_page_goes_even_if_nothing_new_can_be_made(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> bytes:
        raise MissingError("no WeasyPrint here")

    def stands(_page: bytes, _path: str, _read: object, basis: str) -> bytes:
        return f"%PDF-1.7 words\n%workflow {basis}\n".encode()

    toml = (room.root / "workflow.toml").read_text(encoding="utf-8")
    room.write("workflow.toml", toml.replace(ALL, 'formats = ["html", "pdf"]'))
    room.sign_off()
    monkeypatch.setattr(pdf, "WRITER", replace(pdf.WRITER, prints=Printer(stands, pdf.made_from)))
    room.run("publish")
    room.run("verify")
    monkeypatch.setattr(pdf, "WRITER", replace(pdf.WRITER, prints=Printer(fails, pdf.made_from)))
    assert (
        "no WeasyPrint here"
        in room.run("withdraw", "visit", "--reason", "Wrong.", "--as", REVIEWER, status=None).output
    )
    assert "visit.pdf" not in room.files("public/en")


@pytest.mark.usefixtures("weasyprint")
def test_a_pdf_is_made_from_nothing_but_the_site() -> None:
    asked: list[str] = []

    def read(path: str) -> bytes | None:
        asked.append(path)
        return None

    page = b'<!DOCTYPE html><html lang="en"><title>t</title><link rel="stylesheet" href="../style.css">'
    page += b'<img src="file:///etc/passwd"><img src="http://127.0.0.1:1/x.png"><img src="../../../etc/x.png">'
    data = pdf.printed(page, "en/visit.html", read, "a" * 64)
    assert pdf.made_from(data) == "a" * 64
    assert set(asked) == {"style.css", "etc/x.png"}
    assert data == pdf.printed(page, "en/visit.html", read, "a" * 64)


@pytest.mark.usefixtures("weasyprint")
def test_a_style_sheet_at_which_weasyprint_fails_is_one_sentence() -> None:
    style = b"p { width: " + b"calc(" * 5000 + b"1px" + b")" * 5000 + b" }"
    page = b'<!DOCTYPE html><html lang="en"><title>t</title><link rel="stylesheet" href="../style.css"><p>x</p>'
    with pytest.raises(BadInput, match=r"^en/visit\.html: WeasyPrint cannot make a PDF of this page \(RecursionError"):
        pdf.printed(page, "en/visit.html", lambda _: style, "a" * 64)


def test_every_writer_is_registered_with_suffixes_of_its_own() -> None:
    suffixes = [suffix for name in WRITERS for suffix in WRITERS[name].suffixes]
    assert len(suffixes) == len(set(suffixes))
    for inner in {suffix.rpartition(".")[0] for suffix in suffixes} - {""}:  # no release may have a page of another
        if is_id(f"visit{inner}"):
            assert namesakes(f"visit{inner}", suffixes) == ["visit"]
