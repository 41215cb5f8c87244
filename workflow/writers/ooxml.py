"""The parts of a Word document around its body: package, styles, numbering, notes, footer.

They are made here: what a library writes has today's date in it, ten times the size, and no font for Chinese.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, SubElement, tostring

from workflow.model import HAN
from workflow.writers import dates, inline
from workflow.writers.words import Words, direction
from workflow.writers.zipped import packed

OURS = b"<Application>workflow</Application>"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
MEDIA = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
"""The pictures that Word shows in every version since 2007; of others only the caption is in the document."""


def add(into: Element, tag: str, **attributes: str) -> Element:
    """Add an element whose attributes, like itself, are in the namespace ``w``."""
    return SubElement(into, f"w:{tag}", {f"w:{key}": value for key, value in attributes.items()})


def add_paragraph(into: Element, style: str = "") -> Element:
    """Add a paragraph in one of the document's styles; "" for running text."""
    paragraph = add(into, "p")
    if style:
        add(add(paragraph, "pPr"), "pStyle", val=style)
    return paragraph


def _xml(root: Element) -> bytes:
    data: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + data


def _root(tag: str) -> Element:
    namespaces = {"xmlns:w": _WORD, "xmlns:r": _OFFICE}
    drawing = {f"xmlns:{name}": f"{DRAWING}/{path}" for name, path in _NAMES.items()}
    return Element(f"w:{tag}", {**namespaces, **drawing})


_NAMES = {"wp": "wordprocessingDrawing", "a": "main", "pic": "picture"}

LEVELS = 9  # of lists inside lists


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
    + OURS
    + b"</Properties>"
)
_SETTINGS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b'<w:footnotePr><w:footnote w:id="0"/><w:footnote w:id="1"/></w:footnotePr>'
    b'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    b' w:val="15"/></w:compat></w:settings>'
)


class Parts:
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
        run = add(into, "r")
        chinese = HAN.search(text) is not None or source
        properties = Element("w:rPr")  # in the order of the schema
        if "rStyle" in format_:
            add(properties, "rStyle", val=format_["rStyle"])
        if chinese:
            add(properties, "rFonts", hint="eastAsia")
        marked = chinese and "em" in format_  # Chinese has no italics, but marks under its characters
        for key, tags in (("strong", ("b", "bCs")), ("em", ("i", "iCs")), ("s", ("strike",))):
            for tag in tags if key in format_ and not (key == "em" and marked) else ():
                add(properties, tag)
        if "vertAlign" in format_:
            add(properties, "vertAlign", val=format_["vertAlign"])
        if self.rtl:
            add(properties, "rtl", val="0" if source else "1")
        if marked:
            add(properties, "em", val="dot")
        if source:
            add(properties, "lang", val="en-US", eastAsia=_office_language(self.source_language))
        if len(properties):
            run.append(properties)
        for number, line in enumerate(text.split("\n")):
            if number:
                add(run, "br")
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
        section = add(body, "sectPr")
        SubElement(section, "w:footerReference", {"w:type": "default", "r:id": "rIdFooter"})
        add(section, "pgSz", w="11906", h="16838")
        add(
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
            add(section, "bidi")
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
        defaults = "".join(f'<Default Extension="{suffix[1:]}" ContentType="{MEDIA[suffix]}"/>' for suffix in suffixes)
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
        defaults = add(root, "docDefaults")
        run = add(add(defaults, "rPrDefault"), "rPr")
        serif = "PMingLiU" if _is_traditional(self.source_language) else "SimSun"
        add(run, "rFonts", ascii="Cambria", hAnsi="Cambria", cs="Times New Roman", eastAsia=serif)
        add(run, "sz", val="22")
        add(run, "szCs", val="22")
        add(
            run,
            "lang",
            val=self.language,
            eastAsia=_office_language(self.source_language),
            **({"bidi": self.language} if self.rtl else {}),
        )
        paragraph = add(add(defaults, "pPrDefault"), "pPr")
        add(paragraph, "spacing", after="140", line="288", lineRule="auto")
        sans = "Microsoft JhengHei" if _is_traditional(self.source_language) else "SimHei"
        for style in _STYLES:
            self._style(root, style, sans)
        table = add(root, "style", type="table", styleId="Grid")
        add(table, "name", val="Table Grid")
        borders = add(add(table, "tblPr"), "tblBorders")
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
            add(borders, edge, val="single", sz="4", space="0", color="999999")
        return _xml(root)

    def _style(self, root: Element, style: "_Style", sans: str) -> None:
        character = style.kind == "character"
        element = add(
            root, "style", type=style.kind, styleId=style.id, **({"default": "1"} if style.id == "Normal" else {})
        )
        add(element, "name", val=style.name)
        if style.id != "Normal" and not character:
            add(element, "basedOn", val="Normal")
            add(element, "next", val="Normal")
        if not character:
            paragraph = add(element, "pPr")
            if style.heading or style.id == "Title":
                add(paragraph, "keepNext")
            if style.boxed:
                border = add(paragraph, "pBdr")
                for edge in ("top", "left", "bottom", "right"):
                    add(border, edge, val="single", sz="6", space="4", color="9C2A24")
            if self.rtl and style.id == "Normal":
                add(paragraph, "bidi")
            if style.before or style.after is not None:
                add(paragraph, "spacing", before=str(style.before), after=str(style.after or 0))
            if style.indent:
                add(paragraph, "ind", left=str(style.indent))
            if style.heading:
                add(paragraph, "outlineLvl", val=str(style.heading - 1))
        _run_style(add(element, "rPr"), style, sans)

    def _numbering(self) -> bytes:
        root = _root("numbering")
        for ordered in (False, True):
            abstract = add(root, "abstractNum", abstractNumId=str(int(ordered)))
            add(abstract, "multiLevelType", val="hybridMultilevel")
            for level in range(LEVELS):
                each = add(abstract, "lvl", ilvl=str(level))
                add(each, "start", val="1")
                add(each, "numFmt", val="decimal" if ordered else "bullet")
                add(each, "lvlText", val=f"%{level + 1}." if ordered else "•")
                add(each, "lvlJc", val="left")
                add(add(each, "pPr"), "ind", left=str(425 * (level + 1)), hanging="425")
        for number, (ordered, start) in enumerate(self.starts, 1):
            own = add(root, "num", numId=str(number))
            add(own, "abstractNumId", val=str(int(ordered)))
            for level in range(LEVELS if ordered else 0):
                add(add(own, "lvlOverride", ilvl=str(level)), "startOverride", val=str(start))
        return _xml(root)

    def _footnotes(self) -> bytes:
        root = _root("footnotes")
        for number, kind in enumerate(("separator", "continuationSeparator")):
            run = add(add_paragraph(add(root, "footnote", type=kind, id=str(number))), "r")
            add(run, kind)
        for note in self.notes:
            root.append(note)
        return _xml(root)

    def _footer(self, release: str) -> bytes:
        root = _root("ftr")
        paragraph = add_paragraph(root, "Footer")
        where = inline.certificate(release, self.language, self.address)
        self.words(paragraph, f"{self.said['certificate']}{self.said['colon']}{where} · ")
        _field(paragraph, "PAGE")
        self.words(paragraph, " / ")
        _field(paragraph, "NUMPAGES")
        return _xml(root)


def _run_style(run: Element, style: _Style, sans: str) -> None:
    """Add a style's properties of words; ``sans``: the Chinese font of headings."""
    if style.sans:
        add(run, "rFonts", ascii="Calibri", hAnsi="Calibri", cs="Arial", eastAsia=sans)
    if style.mono:
        add(run, "rFonts", ascii="Consolas", hAnsi="Consolas", cs="Consolas")
    for tag in ("b", "bCs") if style.bold else ():
        add(run, tag)
    if style.colour:
        add(run, "color", val=style.colour)
    for tag in ("sz", "szCs") if style.size else ():
        add(run, tag, val=str(style.size))
    if style.underlined:
        add(run, "u", val="single")
    if style.raised:
        add(run, "vertAlign", val="superscript")


def _field(into: Element, name: str) -> None:
    run = add(add(into, "fldSimple", instr=name), "r")
    add(run, "t").text = "1"


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
