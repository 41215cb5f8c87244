"""An edition → two Word documents: the translation alone, and a table of the original beside the translation.

The parts of the package are made here: what a library writes has today's date in it, ten times the size, and no font
for Chinese. LibreOffice opens the result in the tests.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, SubElement, tostring

from workflow.contracts.pages import Notice, Page
from workflow.contracts.writers import Writer
from workflow.markup.spans import Span, Spans, clean, clean_code
from workflow.model import HAN, Block
from workflow.writers import dates, inline, tables
from workflow.writers.article import Article, article
from workflow.writers.words import Words, direction, language_in, language_name, words
from workflow.writers.zipped import packed

_SUFFIX, _BILINGUAL = ".docx", ".bilingual.docx"
_OURS = b"<Application>workflow</Application>"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_MEDIA = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
"""The pictures that Word shows in every version since 2007; of others only the caption is in the document."""

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
    frame = _Frame(notice.language, notice.source_language, said, notice.frame.address)
    name = f"{said['notice']}{said['colon']}{title}" if title else said["notice"]
    lines = [
        ("Title", name),
        ("", said["notice.when"].format(date=dates.day(dates.utc_day(notice.when), said.house_style(notice.locale)))),
        *([("", said["notice.reason"].format(reason=reason))] if (reason := clean(notice.reason)) else []),
    ]
    for style, line in lines:
        frame.words(_paragraph(body, style), line)
    data = frame.package(body, name, clean(notice.office), notice.when, notice.release)
    return {f"{notice.release}{suffix}": data for suffix in (_SUFFIX, _BILINGUAL)}


def wrote(_: str, data: bytes) -> bool:
    """Return whether this or an earlier version wrote a document: its properties say so."""
    return data[:4] == b"PK\x03\x04" and _OURS in data


WRITER = Writer(suffixes=(_SUFFIX, _BILINGUAL), write=write, notice=notice, wrote=wrote)


# --- elements ---


def _add(into: Element, tag: str, **attributes: str) -> Element:
    """Add an element whose attributes, like itself, are in the namespace ``w``."""
    return SubElement(into, f"w:{tag}", {f"w:{key}": value for key, value in attributes.items()})


def _paragraph(into: Element, style: str = "") -> Element:
    paragraph = _add(into, "p")
    if style:
        _add(_add(paragraph, "pPr"), "pStyle", val=style)
    return paragraph


def _xml(root: Element) -> bytes:
    data: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + data


def _root(tag: str) -> Element:
    namespaces = {"xmlns:w": _WORD, "xmlns:r": _OFFICE}
    drawing = {f"xmlns:{name}": f"{_DRAWING}/{path}" for name, path in _NAMES.items()}
    return Element(f"w:{tag}", {**namespaces, **drawing})


_NAMES = {"wp": "wordprocessingDrawing", "a": "main", "pic": "picture"}


_LEVELS = 9  # of lists inside lists


@dataclass(frozen=True, slots=True)
class _Style:
    """A style; sizes in half points, distances in twentieths of a point."""

    id: str
    name: str
    kind: str = "paragraph"
    size: int = 0
    before: int = 0
    after: int | None = None
    indent: int = 0
    heading: int = 0
    bold: bool = False
    sans: bool = False
    mono: bool = False
    boxed: bool = False
    underlined: bool = False
    raised: bool = False
    colour: str = ""


_STYLES = (
    _Style("Normal", "Normal"),
    _Style("Title", "Title", size=36, after=200, bold=True, sans=True),
    *(
        _Style(f"Heading{n}", f"heading {n}", size=size, before=280, after=100, heading=n, bold=True, sans=True)
        for n, size in enumerate((32, 28, 25, 23, 22, 22), 1)
    ),
    _Style("Date", "Date", after=240, colour="595959"),
    _Style("Remark", "Remark", after=200, boxed=True, sans=True),
    _Style("Closing", "Closing", size=20, before=360, after=140, colour="595959"),
    _Style("Caption", "caption", size=20, after=240, colour="595959"),
    _Style("Quote", "Quote", after=140, indent=567),
    _Style("ListParagraph", "List Paragraph", after=80),
    _Style("ListContinue", "List Continue", after=80, indent=425),
    _Style("Code", "Code", size=19, after=140, mono=True),
    _Style("TableText", "Table Text", size=20, before=40, after=40),
    _Style("TableHead", "Table Head", size=20, before=40, after=40, bold=True, sans=True),
    _Style("TableEnd", "Table End", size=8, after=140),
    _Style("Footer", "footer", size=18, after=0, colour="595959", sans=True),
    _Style("FootnoteText", "footnote text", size=19, after=40),
    _Style("FootnoteReference", "footnote reference", kind="character", raised=True),
    _Style("Hyperlink", "Hyperlink", kind="character", colour="0B4F8A", underlined=True),
    _Style("CodeWords", "Code Words", kind="character", mono=True),
)

_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><!-- media -->'
    + "".join(
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-{kind}+xml"/>'
        for part, kind in (
            ("word/document.xml", "officedocument.wordprocessingml.document.main"),
            ("word/styles.xml", "officedocument.wordprocessingml.styles"),
            ("word/numbering.xml", "officedocument.wordprocessingml.numbering"),
            ("word/settings.xml", "officedocument.wordprocessingml.settings"),
            ("word/footnotes.xml", "officedocument.wordprocessingml.footnotes"),
            ("word/footer1.xml", "officedocument.wordprocessingml.footer"),
            ("docProps/core.xml", "package.core-properties"),
            ("docProps/app.xml", "officedocument.extended-properties"),
        )
    )
    + "</Types>"
)
_PACKAGE_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    b' Target="word/document.xml"/>'
    b'<Relationship Id="rId2"'
    b' Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"'
    b' Target="docProps/core.xml"/>'
    b'<Relationship Id="rId3"'
    b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties"'
    b' Target="docProps/app.xml"/></Relationships>'
)
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    + _OURS
    + b"</Properties>"
)
_SETTINGS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b'<w:footnotePr><w:footnote w:id="0"/><w:footnote w:id="1"/></w:footnotePr>'
    b'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    b' w:val="15"/></w:compat></w:settings>'
)


# --- the package ---


class _Frame:
    """The parts around a document's body, and what the body refers to."""

    def __init__(self, language: str, source_language: str, said: Words, address: str) -> None:
        self.language = language
        self.address = address
        self.source_language = source_language
        self.said = said
        self.rtl = direction(language) == "rtl"
        self.links: dict[str, str] = {}
        self.media: dict[str, tuple[str, bytes]] = {}
        self.starts: list[tuple[bool, int]] = []
        self.notes: list[Element] = []

    def words(self, into: Element, text: str, *, source: bool = False, **format_: str) -> None:
        """Add a run of words; those in Chinese characters get the Chinese font and language."""
        run = _add(into, "r")
        chinese = HAN.search(text) is not None or source
        properties = Element("w:rPr")  # in the order of the schema
        if "rStyle" in format_:
            _add(properties, "rStyle", val=format_["rStyle"])
        if chinese:
            _add(properties, "rFonts", hint="eastAsia")
        marked = chinese and "em" in format_  # Chinese has no italics, but marks under its characters
        for key, tags in (("strong", ("b", "bCs")), ("em", ("i", "iCs")), ("s", ("strike",))):
            for tag in tags if key in format_ and not (key == "em" and marked) else ():
                _add(properties, tag)
        if "vertAlign" in format_:
            _add(properties, "vertAlign", val=format_["vertAlign"])
        if self.rtl:
            _add(properties, "rtl", val="0" if source else "1")
        if marked:
            _add(properties, "em", val="dot")
        if source:
            _add(properties, "lang", val="en-US", eastAsia=_office_language(self.source_language))
        if len(properties):
            run.append(properties)
        for number, line in enumerate(text.split("\n")):
            if number:
                _add(run, "br")
            SubElement(run, "w:t", {"xml:space": "preserve"}).text = line

    def link(self, address: str) -> str:
        """Return the id of a relationship to an address outside."""
        return self.links.setdefault(address, f"rIdLink{len(self.links) + 1}")

    def picture(self, path: str, data: bytes) -> str:
        """Return the id of a relationship to a picture."""
        if path not in self.media:
            number = len(self.media) + 1
            self.media[path] = (f"media/image{number}{PurePosixPath(path).suffix.lower()}", data)
        return f"rIdImage{list(self.media).index(path) + 1}"

    def package(self, body: Element, title: str, office: str, when: str, release: str) -> bytes:
        """Return the document."""
        document = _root("document")
        document.append(body)
        section = _add(body, "sectPr")
        SubElement(section, "w:footerReference", {"w:type": "default", "r:id": "rIdFooter"})
        _add(section, "pgSz", w="11906", h="16838")
        _add(
            section,
            "pgMar",
            top="1440",
            right="1440",
            bottom="1440",
            left="1440",
            header="708",
            footer="708",
            gutter="0",
        )
        if self.rtl:
            _add(section, "bidi")
        members = [
            ("[Content_Types].xml", self._types()),
            ("_rels/.rels", _PACKAGE_RELATIONS),
            ("docProps/core.xml", _core(title, office, self.language, when)),
            ("docProps/app.xml", _APP),
            ("word/document.xml", _xml(document)),
            ("word/styles.xml", self._styles()),
            ("word/numbering.xml", self._numbering()),
            ("word/settings.xml", _SETTINGS),
            ("word/footnotes.xml", self._footnotes()),
            ("word/footer1.xml", self._footer(release)),
            ("word/_rels/document.xml.rels", _relations(self._relations())),
            ("word/_rels/footnotes.xml.rels", _relations(self._links())),
            *((f"word/{name}", data) for name, data in self.media.values()),
        ]
        return packed(members)

    def _types(self) -> bytes:
        suffixes = sorted({PurePosixPath(name).suffix for name, _ in self.media.values()})
        defaults = "".join(f'<Default Extension="{suffix[1:]}" ContentType="{_MEDIA[suffix]}"/>' for suffix in suffixes)
        return _CONTENT_TYPES.replace("<!-- media -->", defaults).encode()

    def _links(self) -> Iterator[tuple[str, str, str]]:
        for address, name in self.links.items():
            yield name, "hyperlink", address

    def _relations(self) -> Iterator[tuple[str, str, str]]:
        yield from (
            ("rIdStyles", "styles", "styles.xml"),
            ("rIdNumbering", "numbering", "numbering.xml"),
            ("rIdSettings", "settings", "settings.xml"),
            ("rIdFootnotes", "footnotes", "footnotes.xml"),
            ("rIdFooter", "footer", "footer1.xml"),
        )
        yield from self._links()
        for number, (name, _) in enumerate(self.media.values(), 1):
            yield f"rIdImage{number}", "image", name

    def _styles(self) -> bytes:
        root = _root("styles")
        defaults = _add(root, "docDefaults")
        run = _add(_add(defaults, "rPrDefault"), "rPr")
        serif = "PMingLiU" if _is_traditional(self.source_language) else "SimSun"
        _add(run, "rFonts", ascii="Cambria", hAnsi="Cambria", cs="Times New Roman", eastAsia=serif)
        _add(run, "sz", val="22")
        _add(run, "szCs", val="22")
        _add(
            run,
            "lang",
            val=self.language,
            eastAsia=_office_language(self.source_language),
            **({"bidi": self.language} if self.rtl else {}),
        )
        paragraph = _add(_add(defaults, "pPrDefault"), "pPr")
        _add(paragraph, "spacing", after="140", line="288", lineRule="auto")
        sans = "Microsoft JhengHei" if _is_traditional(self.source_language) else "SimHei"
        for style in _STYLES:
            self._style(root, style, sans)
        table = _add(root, "style", type="table", styleId="Grid")
        _add(table, "name", val="Table Grid")
        borders = _add(_add(table, "tblPr"), "tblBorders")
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
            _add(borders, edge, val="single", sz="4", space="0", color="999999")
        return _xml(root)

    def _style(self, root: Element, style: "_Style", sans: str) -> None:
        character = style.kind == "character"
        element = _add(
            root, "style", type=style.kind, styleId=style.id, **({"default": "1"} if style.id == "Normal" else {})
        )
        _add(element, "name", val=style.name)
        if style.id != "Normal" and not character:
            _add(element, "basedOn", val="Normal")
            _add(element, "next", val="Normal")
        if not character:
            paragraph = _add(element, "pPr")
            if style.heading or style.id == "Title":
                _add(paragraph, "keepNext")
            if style.boxed:
                border = _add(paragraph, "pBdr")
                for edge in ("top", "left", "bottom", "right"):
                    _add(border, edge, val="single", sz="6", space="4", color="9C2A24")
            if self.rtl and style.id == "Normal":
                _add(paragraph, "bidi")
            if style.before or style.after is not None:
                _add(paragraph, "spacing", before=str(style.before), after=str(style.after or 0))
            if style.indent:
                _add(paragraph, "ind", left=str(style.indent))
            if style.heading:
                _add(paragraph, "outlineLvl", val=str(style.heading - 1))
        _run_style(_add(element, "rPr"), style, sans)

    def _numbering(self) -> bytes:
        root = _root("numbering")
        for ordered in (False, True):
            abstract = _add(root, "abstractNum", abstractNumId=str(int(ordered)))
            _add(abstract, "multiLevelType", val="hybridMultilevel")
            for level in range(_LEVELS):
                each = _add(abstract, "lvl", ilvl=str(level))
                _add(each, "start", val="1")
                _add(each, "numFmt", val="decimal" if ordered else "bullet")
                _add(each, "lvlText", val=f"%{level + 1}." if ordered else "•")
                _add(each, "lvlJc", val="left")
                _add(_add(each, "pPr"), "ind", left=str(425 * (level + 1)), hanging="425")
        for number, (ordered, start) in enumerate(self.starts, 1):
            own = _add(root, "num", numId=str(number))
            _add(own, "abstractNumId", val=str(int(ordered)))
            for level in range(_LEVELS if ordered else 0):
                _add(_add(own, "lvlOverride", ilvl=str(level)), "startOverride", val=str(start if level == 0 else 1))
        return _xml(root)

    def _footnotes(self) -> bytes:
        root = _root("footnotes")
        for number, kind in enumerate(("separator", "continuationSeparator")):
            run = _add(_paragraph(_add(root, "footnote", type=kind, id=str(number))), "r")
            _add(run, kind)
        for note in self.notes:
            root.append(note)
        return _xml(root)

    def _footer(self, release: str) -> bytes:
        root = _root("ftr")
        paragraph = _paragraph(root, "Footer")
        where = inline.certificate(release, self.language, self.address)
        self.words(paragraph, f"{self.said['certificate']}{self.said['colon']}{where} · ")
        _field(paragraph, "PAGE")
        self.words(paragraph, " / ")
        _field(paragraph, "NUMPAGES")
        return _xml(root)


def _run_style(run: Element, style: _Style, sans: str) -> None:
    """Add a style's properties of words; ``sans``: the Chinese font of headings."""
    if style.sans:
        _add(run, "rFonts", ascii="Calibri", hAnsi="Calibri", cs="Arial", eastAsia=sans)
    if style.mono:
        _add(run, "rFonts", ascii="Consolas", hAnsi="Consolas", cs="Consolas")
    for tag in ("b", "bCs") if style.bold else ():
        _add(run, tag)
    if style.colour:
        _add(run, "color", val=style.colour)
    for tag in ("sz", "szCs") if style.size else ():
        _add(run, tag, val=str(style.size))
    if style.underlined:
        _add(run, "u", val="single")
    if style.raised:
        _add(run, "vertAlign", val="superscript")


def _field(into: Element, name: str) -> None:
    run = _add(_add(into, "fldSimple", instr=name), "r")
    _add(run, "t").text = "1"


def _relations(found: Iterable[tuple[str, str, str]]) -> bytes:
    root = Element("Relationships", {"xmlns": "http://schemas.openxmlformats.org/package/2006/relationships"})
    for name, kind, target in found:
        outside = {"TargetMode": "External"} if kind == "hyperlink" else {}
        SubElement(root, "Relationship", {"Id": name, "Type": f"{_OFFICE}/{kind}", "Target": target, **outside})
    return _xml(root)


def _core(title: str, office: str, language: str, when: str) -> bytes:
    root = Element(
        "cp:coreProperties",
        {
            "xmlns:cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:dcterms": "http://purl.org/dc/terms/",
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        },
    )
    SubElement(root, "dc:title").text = title
    if office:
        SubElement(root, "dc:creator").text = office
    SubElement(root, "dc:language").text = language
    if moment := dates.stamp(when):
        for key in ("created", "modified"):
            SubElement(root, f"dcterms:{key}", {"xsi:type": "dcterms:W3CDTF"}).text = moment
    return _xml(root)


def _is_traditional(language: str) -> bool:
    return "hant" in language.lower()


def _office_language(language: str) -> str:
    """Return Word's tag of the Chinese of a release."""
    return "zh-TW" if _is_traditional(language) else "zh-CN"


# --- documents ---


class _Document:
    """The translation alone."""

    def __init__(self, made: Article) -> None:
        edition = made.page.edition
        self.made = made
        self.levels = made.levels()
        self.frame = _Frame(edition.language, edition.source_language, made.said, made.page.frame.address)
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
        return self.frame.package(self.body, f"{name}{self.made.name}", clean(page.office), when, page.edition.release)

    def above(self) -> None:
        """Add what stands above the text."""
        for remark in self.made.remarks:
            self.spans(_paragraph(self.body, "Remark"), remark)

    def text(self) -> None:
        """Add the text."""
        made = self.made
        if made.title and (title := made.spans(made.title)):
            self.spans(_paragraph(self.body, "Title"), title)
        for line in (made.date, made.corrected):
            if line:
                self.frame.words(_paragraph(self.body, "Date"), line)
        self.footnotes()
        for block in made.body:
            self.block(self.body, block)
        left = [note for note in made.notes if made.text.how.notes[note.info] not in self.noted]
        for note in left:  # nothing in the text points to them
            self.frame.words(_paragraph(self.body, "FootnoteText"), made.text.how.notes[note.info])
            for child in note.children:
                self.block(self.body, child)

    def below(self) -> None:
        """Add what stands below the text."""
        made = self.made
        if made.closing:
            self.frame.words(_paragraph(self.body, "Closing"), made.closing)
        if made.corrections:
            self.frame.words(_paragraph(self.body, "Heading2"), made.said["corrections"])
        for one in made.corrections:
            self.frame.words(_paragraph(self.body, "Heading3"), one.day)
            number = self.number(ordered=False, start=1)
            for change in one.changes:
                self.spans(self.item(self.body, number, 0), change)

    def footnotes(self) -> None:
        """Make a footnote of each note, before the text refers to them."""
        for note in self.made.notes:
            number = self.made.text.how.notes[note.info]
            element = _add(Element("w:footnotes"), "footnote", id=str(int(number) + 1))
            for child in note.children or (Block("paragraph"),):
                self.block(element, child, "FootnoteText")
            first = next((each for each in element if each.tag == "w:p"), None)
            if first is None:
                first = Element("w:p")
                element.insert(0, first)
            run = Element("w:r")
            _add(_add(run, "rPr"), "rStyle", val="FootnoteReference")
            _add(run, "footnoteRef")
            at = 1 if len(first) and first[0].tag == "w:pPr" else 0
            first.insert(at, run)
            space = Element("w:r")
            SubElement(space, "w:t", {"xml:space": "preserve"}).text = " "
            first.insert(at + 1, space)
            self.frame.notes.append(element)

    def number(self, *, ordered: bool, start: int) -> int:
        """Return the number of a new list."""
        self.frame.starts.append((ordered, start))
        return len(self.frame.starts)

    def item(self, into: Element, number: int, level: int) -> Element:
        """Return a new paragraph that begins a list item."""
        paragraph = _paragraph(into, "ListParagraph")
        properties = _add(paragraph[0], "numPr")
        _add(properties, "ilvl", val=str(level))
        _add(properties, "numId", val=str(number))
        return paragraph

    def leaf(self, paragraph: Element, block: Block) -> None:
        """Add the words of a block to a paragraph."""
        self.spans(paragraph, self.made.spans(block))

    def block(self, into: Element, block: Block, style: str = "", level: int = 0) -> None:
        """Add a block, unless nothing of it is printed; ``level``: how many lists it is in."""
        match block.kind:
            case "rule":
                border = _add(_paragraph(into, "Normal")[0], "pBdr")
                _add(border, "bottom", val="single", sz="6", space="1", color="999999")
            case "code":
                text = clean_code("".join(part.text for part in block.content))
                self.frame.words(_paragraph(into, "Code"), text)
            case "heading" | "title":
                depth = next(self.levels)
                if said := self.made.spans(block):
                    self.spans(_paragraph(into, f"Heading{depth}"), said)
            case "figure":
                self.figure(into, block)
            case "list":
                number = self.number(ordered=block.info == "ordered", start=block.level or 1)
                for item in block.children:
                    self.list_item(into, item, number, min(level, _LEVELS - 1))
            case "table":
                self.table(into, block)
            case "quote":
                for child in block.children:
                    self.block(into, child, "Quote", level)
            case _:
                if said := self.made.spans(block):
                    self.spans(_paragraph(into, style or ("ListContinue" if level else "")), said)

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
            self.spans(_paragraph(into, "Caption"), said)

    def picture(self, into: Element, path: str) -> None:
        """Add a picture in a paragraph of its own, if Word can show it; none in a footnote."""
        data = self.made.page.pictures.get(path)
        size = _size(data) if data and PurePosixPath(path).suffix.lower() in _MEDIA else None
        if not data or not size or into.tag == "w:footnote":
            return
        paragraph = _paragraph(into, "Normal")
        _add(paragraph[0], "keepNext")
        self.drawing(paragraph, path, data, size, self.made.said["picture"])

    def drawing(self, paragraph: Element, path: str, data: bytes, size: tuple[int, int], words_: str) -> None:
        """Add a picture to a paragraph."""
        self.drawings += 1
        wide, high = (side * _PIXEL for side in size)
        widest = self.widest * _EMU
        scale = min(1.0, widest / wide, _TALLEST / high)
        extent = {"cx": str(max(1, int(wide * scale))), "cy": str(max(1, int(high * scale)))}
        inline_ = SubElement(
            _add(_add(paragraph, "r"), "drawing"), "wp:inline", dict.fromkeys(("distT", "distB", "distL", "distR"), "0")
        )
        SubElement(inline_, "wp:extent", extent)
        SubElement(inline_, "wp:docPr", {"id": str(self.drawings), "name": f"image{self.drawings}", "descr": words_})
        graphic = SubElement(inline_, "a:graphic")
        holder = SubElement(graphic, "a:graphicData", {"uri": f"{_DRAWING}/picture"})
        picture = SubElement(holder, "pic:pic")
        named = SubElement(picture, "pic:nvPicPr")
        SubElement(named, "pic:cNvPr", {"id": str(self.drawings), "name": f"image{self.drawings}"})
        SubElement(named, "pic:cNvPicPr")
        fill = SubElement(picture, "pic:blipFill")
        SubElement(fill, "a:blip", {"r:embed": self.frame.picture(path, data)})
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
        table = _table(into, [_WIDTH // width] * width, rtl=self.frame.rtl)
        going: dict[int, tuple[int, int]] = {}  # by column, of a cell above: its columns, and rows to come
        for row, cells in zip(block.children, placed, strict=True):
            line = _row(table, head=row.level == 1)
            starting = {one.column: one for one in cells}
            for column in sorted({*starting, *going}):
                if one := starting.get(column):
                    cell = self.cell(
                        line, _WIDTH // width * one.columns, one.columns, "restart" if one.rows > 1 else ""
                    )
                    paragraph = _paragraph(cell, "TableHead" if row.level == 1 else "TableText")
                    if one.cell.info in {"right", "center"}:
                        _add(paragraph[0], "jc", val="end" if one.cell.info == "right" else "center")
                    self.leaf(paragraph, one.cell)
                    if one.rows > 1:
                        going[column] = (one.columns, one.rows - 1)
                else:
                    columns, left = going.pop(column)
                    _paragraph(self.cell(line, _WIDTH // width * columns, columns, "continue"), "TableText")
                    if left > 1:
                        going[column] = (columns, left - 1)
        _paragraph(into, "TableEnd")

    @staticmethod
    def cell(line: Element, width: int, columns: int = 1, merge: str = "") -> Element:
        """Add a cell to a row; ``merge``: how it belongs to a cell that spans rows."""
        cell = _add(line, "tc")
        properties = _add(cell, "tcPr")
        _add(properties, "tcW", w=str(width), type="dxa")
        if columns > 1:
            _add(properties, "gridSpan", val=str(columns))
        if merge:
            _add(properties, "vMerge", val=merge)
        return cell

    def spans(self, into: Element, spans: Spans, *, source: bool = False, **format_: str) -> None:
        """Add spans to a paragraph or a link."""
        for span in spans:
            self.span(into, span, source=source, format_=format_)

    def span(self, into: Element, span: Span, *, source: bool, format_: Mapping[str, str]) -> None:
        """Add one span."""
        match span.kind:
            case "text":
                self.frame.words(into, span.text, source=source, **format_)
            case "code":
                self.frame.words(into, span.text, source=source, **{**format_, "rStyle": "CodeWords"})
            case "break":
                _add(_add(into, "r"), "br")
            case "image":
                self.frame.words(into, f"[{span.text}]" if span.text else "", source=source, **format_)
            case "note":
                self.mark(into, span.text, source=source)
            case "a" if "://" in span.href or span.href.startswith("mailto:"):
                link = SubElement(into, "w:hyperlink", {"r:id": self.frame.link(span.href)})
                self.spans(link, span.children, source=source, **{**format_, "rStyle": "Hyperlink"})
            case "sub" | "sup":
                raised = {"vertAlign": "superscript" if span.kind == "sup" else "subscript"}
                self.spans(into, span.children, source=source, **{**format_, **raised})
            case kind:
                self.spans(into, span.children, source=source, **{**format_, kind: "1"})

    def mark(self, into: Element, number: str, *, source: bool) -> None:
        """Add the mark of a note; Word knows only one mark for each footnote, so that another is just its number."""
        if source or number in self.noted or not self.real_notes:
            self.frame.words(into, number, source=source, rStyle="FootnoteReference")
            return
        self.noted.add(number)
        run = _add(into, "r")
        _add(_add(run, "rPr"), "rStyle", val="FootnoteReference")
        _add(run, "footnoteReference", id=str(int(number) + 1))


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
        self.rows = _table(self.body, self.columns, rtl=self.frame.rtl)
        heads = language_in(edition.source_language, edition.language), language_name(edition.language)
        head = _row(self.rows, head=True)
        for width, words_ in zip(self.columns, heads, strict=True):
            self.frame.words(_paragraph(self.cell(head, width), "TableHead"), words_[:1].upper() + words_[1:])
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
        _paragraph(self.body, "TableEnd")
        if made.corrected:
            self.frame.words(_paragraph(self.body, "Date"), made.corrected)

    def into_rows(self, block: Block, before: str = "") -> None:
        """Add the rows of a block; ``before``: what both languages print before the first."""
        match block.kind:
            case "heading" | "title":
                next(self.levels)
                self.pairs(block, "TableHead", before)
            case "figure":
                data = self.made.page.pictures.get(block.info)
                if data and PurePosixPath(block.info).suffix.lower() in _MEDIA and _size(data):
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
            paragraph = _paragraph(self.cell(line, width), style)
            if source and self.frame.rtl:
                _add(paragraph[0], "bidi", val="0")
            if before:
                self.frame.words(paragraph, before, source=source)
            self.spans(paragraph, spans, source=source)


def _table(into: Element, widths: Sequence[int], *, rtl: bool) -> Element:
    """Add a table; ``rtl``: its first column is on the right."""
    table = _add(into, "tbl")
    properties = _add(table, "tblPr")
    _add(properties, "tblStyle", val="Grid")
    if rtl:
        _add(properties, "bidiVisual")
    _add(properties, "tblW", w=str(sum(widths)), type="dxa")
    _add(properties, "tblLayout", type="fixed")
    grid = _add(table, "tblGrid")
    for width in widths:
        _add(grid, "gridCol", w=str(width))
    return table


def _row(table: Element, *, head: bool = False) -> Element:
    """Add a row, which no page break splits; one of the head is repeated on each page."""
    row = _add(table, "tr")
    properties = _add(row, "trPr")
    _add(properties, "cantSplit")
    if head:
        _add(properties, "tblHeader")
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
