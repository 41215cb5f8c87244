"""An edition → two Word documents: the translation alone, and a table of the original beside the translation.

LibreOffice opens the result in the tests.
"""

import struct
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, SubElement

from workflow.contracts.pages import Notice, Page
from workflow.contracts.writers import Writer
from workflow.markup.spans import Span, Spans, clean, clean_code
from workflow.model import Block
from workflow.writers import dates, tables
from workflow.writers.article import Article, article
from workflow.writers.ooxml import DRAWING, LEVELS, MEDIA, OURS, Parts, add, add_paragraph
from workflow.writers.words import language_in, language_name, words

_SUFFIX, _BILINGUAL = ".docx", ".bilingual.docx"

_WIDTH = 9026  # of the text on A4 with margins of 2.54 cm, in twentieths of a point
_PADDING = 108  # on each side of a cell, in twentieths of a point
_EMU = 635  # of a twentieth of a point
_PIXEL = 9525  # of a pixel at 96 dpi, in EMU
_TALLEST = 9_000_000  # of a picture, in EMU: 25 cm


def write(page: Page) -> Mapping[str, bytes]:
    """Return ``<id>.docx`` and ``<id>.bilingual.docx``.

    Raises:
        GateError: An edition that is not a draft lacks a target.
    """
    made = article(page, ".html")
    return {
        f"{page.edition.release}{_SUFFIX}": _Document(made).whole(),
        f"{page.edition.release}{_BILINGUAL}": _Bilingual(made).whole(),
    }


def notice(notice: Notice) -> Mapping[str, bytes]:
    """Return both files of a withdrawn release: the same notice."""
    said = words(notice.language)
    title = clean(notice.source_title)
    body = Element("w:body")
    parts = Parts(notice.language, notice.source_language, said, notice.frame.address)
    name = f"{said['notice']}{said['colon']}{title}" if title else said["notice"]
    lines = [
        ("Title", name),
        ("", said["notice.when"].format(date=dates.day(dates.utc_day(notice.when), said.house_style(notice.locale)))),
        *([("", said["notice.reason"].format(reason=reason))] if (reason := clean(notice.reason)) else []),
    ]
    for style, line in lines:
        parts.words(add_paragraph(body, style), line)
    data = parts.package(body, name, clean(notice.office), notice.when, notice.release)
    return {f"{notice.release}{suffix}": data for suffix in (_SUFFIX, _BILINGUAL)}


def wrote(_: str, data: bytes) -> bool:
    """Return whether this or an earlier version wrote a document: its properties say so."""
    return data[:4] == b"PK\x03\x04" and OURS in data


WRITER = Writer(suffixes=(_SUFFIX, _BILINGUAL), write=write, notice=notice, wrote=wrote)


class _Document:
    """The translation alone."""

    def __init__(self, made: Article) -> None:
        edition = made.page.edition
        self.made = made
        self.levels = made.levels()
        self.parts = Parts(edition.language, edition.source_language, made.said, made.page.frame.address)
        self.body = Element("w:body")
        self.noted: set[str] = set()
        self.real_notes = True
        self.widest = _WIDTH
        self.drawings = 0

    def whole(self) -> bytes:
        """Return the document."""
        self.above()
        self.text()
        self.below()
        page = self.made.page
        when = page.certificate.sign_offs[-1].when if page.certificate.sign_offs else page.edition.date
        name = f"{self.made.said['draft_watermark']}{self.made.said['colon']}" if page.draft else ""
        return self.parts.package(self.body, f"{name}{self.made.name}", clean(page.office), when, page.edition.release)

    def above(self) -> None:
        """Add what is above the text."""
        for remark in self.made.remarks:
            self.spans(add_paragraph(self.body, "Remark"), remark)

    def text(self) -> None:
        """Add the text."""
        made = self.made
        if made.title and (title := made.spans(made.title)):
            self.spans(add_paragraph(self.body, "Title"), title)
        for line in (made.date, made.corrected):
            if line:
                self.parts.words(add_paragraph(self.body, "Date"), line)
        self.footnotes()
        for block in made.body:
            self.block(self.body, block)
        left = [note for note in made.notes if made.text.how.notes[note.info] not in self.noted]
        for note in left:  # nothing in the text points to them
            self.parts.words(add_paragraph(self.body, "FootnoteText"), made.text.how.notes[note.info])
            for child in note.children:
                self.block(self.body, child)

    def below(self) -> None:
        """Add what is below the text."""
        made = self.made
        if made.closing:
            self.parts.words(add_paragraph(self.body, "Closing"), made.closing)
        if made.corrections:
            self.parts.words(add_paragraph(self.body, "Heading2"), made.said["corrections"])
        for one in made.corrections:
            self.parts.words(add_paragraph(self.body, "Heading3"), one.day)
            number = self.number(ordered=False, start=1)
            for change in one.changes:
                self.spans(self.item(self.body, number, 0), change)

    def footnotes(self) -> None:
        """Make a footnote of each note, before the text refers to them."""
        for note in self.made.notes:
            number = self.made.text.how.notes[note.info]
            element = add(Element("w:footnotes"), "footnote", id=str(int(number) + 1))
            for child in note.children or (Block("paragraph"),):
                self.block(element, child, "FootnoteText")
            first = next((each for each in element if each.tag == "w:p"), None)
            if first is None:
                first = Element("w:p")
                element.insert(0, first)
            run = Element("w:r")
            add(add(run, "rPr"), "rStyle", val="FootnoteReference")
            add(run, "footnoteRef")
            at = 1 if len(first) and first[0].tag == "w:pPr" else 0
            first.insert(at, run)
            space = Element("w:r")
            SubElement(space, "w:t", {"xml:space": "preserve"}).text = " "
            first.insert(at + 1, space)
            self.parts.notes.append(element)

    def number(self, *, ordered: bool, start: int) -> int:
        """Return the number of a new list."""
        self.parts.starts.append((ordered, start))
        return len(self.parts.starts)

    def item(self, into: Element, number: int, level: int) -> Element:
        """Return a new paragraph that begins a list item."""
        paragraph = add_paragraph(into, "ListParagraph")
        properties = add(paragraph[0], "numPr")
        add(properties, "ilvl", val=str(level))
        add(properties, "numId", val=str(number))
        return paragraph

    def leaf(self, paragraph: Element, block: Block) -> None:
        """Add the words of a block to a paragraph."""
        self.spans(paragraph, self.made.spans(block))

    def block(self, into: Element, block: Block, style: str = "", level: int = 0) -> None:
        """Add a block, unless nothing of it is printed; ``level``: how many lists it is in."""
        match block.kind:
            case "rule":
                border = add(add_paragraph(into, "Normal")[0], "pBdr")
                add(border, "bottom", val="single", sz="6", space="1", color="999999")
            case "code":
                text = clean_code("".join(part.text for part in block.content))
                self.parts.words(add_paragraph(into, "Code"), text)
            case "heading" | "title":
                depth = next(self.levels)
                if said := self.made.spans(block):
                    self.spans(add_paragraph(into, f"Heading{depth}"), said)
            case "figure":
                self.figure(into, block)
            case "list":
                number = self.number(ordered=block.info == "ordered", start=block.level)
                for item in block.children:
                    self.list_item(into, item, number, min(level, LEVELS - 1))
            case "table":
                self.table(into, block)
            case "quote":
                for child in block.children:
                    self.block(into, child, "Quote", level)
            case _:
                if said := self.made.spans(block):
                    self.spans(add_paragraph(into, style or ("ListContinue" if level else "")), said)

    def list_item(self, into: Element, item: Block, number: int, level: int) -> None:
        """Add a list item: its first paragraph has the number."""
        for place, child in enumerate(item.children):
            if place == 0 and child.kind == "paragraph":
                if said := self.made.spans(child):
                    self.spans(self.item(into, number, level), said)
            else:
                self.block(into, child, "", level + 1)

    def figure(self, into: Element, block: Block) -> None:
        """Add a picture and its caption."""
        self.picture(into, block.info)
        if said := self.made.spans(block):
            self.spans(add_paragraph(into, "Caption"), said)

    def picture(self, into: Element, path: str) -> None:
        """Add a picture in a paragraph of its own, if Word can show it; none in a footnote."""
        data = self.made.page.pictures.get(path)
        size = _size(data) if data and PurePosixPath(path).suffix.lower() in MEDIA else None
        if not data or not size or into.tag == "w:footnote":
            return
        paragraph = add_paragraph(into, "Normal")
        add(paragraph[0], "keepNext")
        self.drawing(paragraph, path, data, size, self.made.said["picture"])

    def drawing(self, paragraph: Element, path: str, data: bytes, size: tuple[int, int], words_: str) -> None:
        """Add a picture to a paragraph."""
        self.drawings += 1
        wide, high = (side * _PIXEL for side in size)
        widest = self.widest * _EMU
        scale = min(1.0, widest / wide, _TALLEST / high)
        extent = {"cx": str(max(1, int(wide * scale))), "cy": str(max(1, int(high * scale)))}
        inline_ = SubElement(
            add(add(paragraph, "r"), "drawing"), "wp:inline", dict.fromkeys(("distT", "distB", "distL", "distR"), "0")
        )
        SubElement(inline_, "wp:extent", extent)
        SubElement(inline_, "wp:docPr", {"id": str(self.drawings), "name": f"image{self.drawings}", "descr": words_})
        graphic = SubElement(inline_, "a:graphic")
        holder = SubElement(graphic, "a:graphicData", {"uri": f"{DRAWING}/picture"})
        picture = SubElement(holder, "pic:pic")
        named = SubElement(picture, "pic:nvPicPr")
        SubElement(named, "pic:cNvPr", {"id": str(self.drawings), "name": f"image{self.drawings}"})
        SubElement(named, "pic:cNvPicPr")
        fill = SubElement(picture, "pic:blipFill")
        SubElement(fill, "a:blip", {"r:embed": self.parts.picture(path, data)})
        SubElement(SubElement(fill, "a:stretch"), "a:fillRect")
        shape = SubElement(picture, "pic:spPr")
        place = SubElement(shape, "a:xfrm")
        SubElement(place, "a:off", {"x": "0", "y": "0"})
        SubElement(place, "a:ext", extent)
        SubElement(SubElement(shape, "a:prstGeom", {"prst": "rect"}), "a:avLst")

    def table(self, into: Element, block: Block) -> None:
        """Add a table, unless nothing of it is printed."""
        placed = tables.placed(block)
        width = max((one.column + one.columns for cells in placed for one in cells), default=0)
        if not any(self.made.spans(one.cell) for cells in placed for one in cells):
            return
        table = _table(into, [_WIDTH // width] * width, rtl=self.parts.rtl)
        going: dict[int, tuple[int, int]] = {}  # by column, of a cell above: its columns, and rows to come
        for row, cells in zip(block.children, placed, strict=True):
            line = _row(table, head=row.level == 1)
            starting = {one.column: one for one in cells}
            for column in sorted({*starting, *going}):
                if one := starting.get(column):
                    cell = self.cell(
                        line, _WIDTH // width * one.columns, one.columns, "restart" if one.rows > 1 else ""
                    )
                    paragraph = add_paragraph(cell, "TableHead" if row.level == 1 else "TableText")
                    if one.cell.info in {"right", "center"}:
                        add(paragraph[0], "jc", val="end" if one.cell.info == "right" else "center")
                    self.leaf(paragraph, one.cell)
                    if one.rows > 1:
                        going[column] = (one.columns, one.rows - 1)
                else:
                    columns, left = going.pop(column)
                    add_paragraph(self.cell(line, _WIDTH // width * columns, columns, "continue"), "TableText")
                    if left > 1:
                        going[column] = (columns, left - 1)
        add_paragraph(into, "TableEnd")

    @staticmethod
    def cell(line: Element, width: int, columns: int = 1, merge: str = "") -> Element:
        """Add a cell to a row; ``merge``: how it belongs to a cell that spans rows."""
        cell = add(line, "tc")
        properties = add(cell, "tcPr")
        add(properties, "tcW", w=str(width), type="dxa")
        if columns > 1:
            add(properties, "gridSpan", val=str(columns))
        if merge:
            add(properties, "vMerge", val=merge)
        return cell

    def spans(self, into: Element, spans: Spans, *, source: bool = False, **format_: str) -> None:
        """Add spans to a paragraph or a link."""
        for span in spans:
            self.span(into, span, source=source, format_=format_)

    def span(self, into: Element, span: Span, *, source: bool, format_: Mapping[str, str]) -> None:
        """Add one span."""
        match span.kind:
            case "text":
                self.parts.words(into, span.text, source=source, **format_)
            case "code":
                self.parts.words(into, span.text, source=source, **{**format_, "rStyle": "CodeWords"})
            case "break":
                add(add(into, "r"), "br")
            case "image":
                self.parts.words(into, f"[{span.text}]" if span.text else "", source=source, **format_)
            case "note":
                self.mark(into, span.text, source=source)
            case "a" if "://" in span.href or span.href.startswith("mailto:"):
                link = SubElement(into, "w:hyperlink", {"r:id": self.parts.link(span.href)})
                self.spans(link, span.children, source=source, **{**format_, "rStyle": "Hyperlink"})
            case "sub" | "sup":
                raised = {"vertAlign": "superscript" if span.kind == "sup" else "subscript"}
                self.spans(into, span.children, source=source, **{**format_, **raised})
            case kind:
                self.spans(into, span.children, source=source, **{**format_, kind: "1"})

    def mark(self, into: Element, number: str, *, source: bool) -> None:
        """Add the mark of a note; Word knows only one mark for each footnote, so that another is just its number."""
        if source or number in self.noted or not self.real_notes:
            self.parts.words(into, number, source=source, rStyle="FootnoteReference")
            return
        self.noted.add(number)
        run = add(into, "r")
        add(add(run, "rPr"), "rStyle", val="FootnoteReference")
        add(run, "footnoteReference", id=str(int(number) + 1))


class _Bilingual(_Document):
    """A table of two columns: a row for each sentence, heading, caption and cell, beside its translation."""

    def __init__(self, made: Article) -> None:
        super().__init__(made)
        self.real_notes = False
        self.widest = _WIDTH - 2 * _PADDING
        self.rows = Element("w:tbl")
        self.columns = (_WIDTH // 2, _WIDTH - _WIDTH // 2)

    def text(self) -> None:
        """Add the table."""
        made, edition = self.made, self.made.page.edition
        self.rows = _table(self.body, self.columns, rtl=self.parts.rtl)
        heads = language_in(edition.source_language, edition.language), language_name(edition.language)
        head = _row(self.rows, head=True)
        for width, words_ in zip(self.columns, heads, strict=True):
            self.parts.words(add_paragraph(self.cell(head, width), "TableHead"), words_[:1].upper() + words_[1:])
        if made.title:
            self.pairs(made.title, "TableHead")
        if made.date:
            source = dates.day(clean(edition.date), edition.source_language)
            self.row(((Span("text", source),), (Span("text", made.date),)))
        for block in made.body:
            self.into_rows(block)
        for note in made.notes:
            number = made.text.how.notes[note.info]
            for child in note.children:
                self.into_rows(child, f"{number} ")
        add_paragraph(self.body, "TableEnd")
        if made.corrected:
            self.parts.words(add_paragraph(self.body, "Date"), made.corrected)

    def into_rows(self, block: Block, before: str = "") -> None:
        """Add the rows of a block; ``before``: what both languages print before the first."""
        match block.kind:
            case "heading" | "title":
                next(self.levels)
                self.pairs(block, "TableHead", before)
            case "figure":
                data = self.made.page.pictures.get(block.info)
                if data and PurePosixPath(block.info).suffix.lower() in MEDIA and _size(data):
                    line = _row(self.rows)
                    self.picture(self.cell(line, sum(self.columns), 2), block.info)
                self.pairs(block, "TableText", before)
            case "list":
                for number, item in enumerate(block.children, block.level):
                    mark = f"{number}. " if block.info == "ordered" else "• "
                    for place, child in enumerate(item.children):
                        self.into_rows(child, before + mark if place == 0 else "")
            case "rule" | "code":
                pass
            case _ if block.children:
                for child in block.children:
                    self.into_rows(child, before)
            case _:
                self.pairs(block, "TableText", before)

    def pairs(self, block: Block, style: str, before: str = "") -> None:
        """Add a row for each sentence of a block."""
        couples = (
            self.made.couples(block)
            if style == "TableText"
            else [(self.made.source_spans(block), self.made.spans(block))]
        )
        for number, couple in enumerate(couples):
            if any(couple):
                self.row(couple, style, before if number == 0 else "")

    def row(self, couple: tuple[Spans, Spans], style: str = "TableText", before: str = "") -> None:
        """Add a row."""
        line = _row(self.rows)
        for source, width, spans in zip((True, False), self.columns, couple, strict=True):
            paragraph = add_paragraph(self.cell(line, width), style)
            if source and self.parts.rtl:
                add(paragraph[0], "bidi", val="0")
            if before:
                self.parts.words(paragraph, before, source=source)
            self.spans(paragraph, spans, source=source)


def _table(into: Element, widths: Sequence[int], *, rtl: bool) -> Element:
    """Add a table; ``rtl``: its first column is on the right."""
    table = add(into, "tbl")
    properties = add(table, "tblPr")
    add(properties, "tblStyle", val="Grid")
    if rtl:
        add(properties, "bidiVisual")
    add(properties, "tblW", w=str(sum(widths)), type="dxa")
    add(properties, "tblLayout", type="fixed")
    grid = add(table, "tblGrid")
    for width in widths:
        add(grid, "gridCol", w=str(width))
    return table


def _row(table: Element, *, head: bool = False) -> Element:
    """Add a row, which no page break splits; one of the head is repeated on each page."""
    row = add(table, "tr")
    properties = add(row, "trPr")
    add(properties, "cantSplit")
    if head:
        add(properties, "tblHeader")
    return row


def _size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG, GIF or JPEG picture in pixels; None if its header does not say."""
    found = (0, 0)
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        found = struct.unpack(">II", data[16:24])
    elif data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        found = struct.unpack("<HH", data[6:10])
    elif data.startswith(b"\xff\xd8"):
        at = 2
        while at + 9 < len(data) and data[at] == 0xFF:
            marker = data[at + 1]
            if marker in _JPEG_FRAMES:
                high, wide = struct.unpack(">HH", data[at + 5 : at + 9])
                found = (wide, high)
                break
            at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return found if all(0 < side < 1 << 16 for side in found) else None


_JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
