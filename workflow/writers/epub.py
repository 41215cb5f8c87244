"""An edition → an EPUB 3 book of two chapters: the translation, and the translation under its original.

The files of the book are made here (the format asks for five, and a library for it writes today's date into each);
EPUBCheck judges them in the tests.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, SubElement, tostring

from workflow.contracts.pages import Notice, Page
from workflow.contracts.writers import Writer
from workflow.markup.spans import Span, Spans, clean, clean_code, plain, web_address
from workflow.model import Block, sha256
from workflow.writers import dates, tables
from workflow.writers.article import Article, article
from workflow.writers.words import direction, language_name, words
from workflow.writers.zipped import packed

_SUFFIX = ".epub"
_MEDIA = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
"""The pictures that every reader of EPUB 3.3 shows; of others only the caption is in the book."""
_NEVER = "2000-01-01T00:00:00Z"
"""What stands for a moment that is not known: the format needs one."""
_OURS = b'<meta name="generator" content="workflow"/>'
_NOBODY = uuid.UUID("5b0c4f38-6d0f-5e5b-9c57-1f6a3c1f2a4e")
"""The namespace of our books' identifiers."""

_CONTAINER = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    b'<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
_STYLE = b"""body { line-height: 1.5; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; }
:lang(zh) { font-style: normal; }
.zh { color: #555; }
.draft, .remark { border: 1px solid; padding: 0.5em; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: 0.25em 0.5em; text-align: start; vertical-align: top; }
.right { text-align: end; }
.center { text-align: center; }
figure { margin: 1em 0; }
img { max-width: 100%; }
pre { white-space: pre-wrap; }
.closing, .notes { border-top: 1px solid; margin-top: 2em; padding-top: 0.5em; font-size: 0.9em; }
"""


def write(page: Page) -> Mapping[str, bytes]:
    """Return ``<id>.epub``.

    Raises:
        GateError: An edition that is not a draft lacks a target.
    """
    made = article(page, ".html")
    edition = page.edition
    pictures = _pictures(page)
    both = f"{language_name(edition.source_language)} · {language_name(edition.language)}"
    chapters = [
        ("page.xhtml", made.name, _chapter(made, pictures, both=False)),
        ("bilingual.xhtml", both, _chapter(made, pictures, both=True)),
    ]
    name = f"{made.said['draft_watermark']}{made.said['colon']}{made.name}" if page.draft else made.name
    facts = {
        "office": clean(page.office),
        "date": edition.date if dates.is_iso(edition.date) else "",
        "source": web_address(edition.url),
        "modified": _modified(page),
    }
    data = _book(edition.release, edition.language, edition.source_language, name, facts, chapters, pictures)
    return {f"{edition.release}{_SUFFIX}": data}


def notice(notice: Notice) -> Mapping[str, bytes]:
    """Return ``<id>.epub`` of a withdrawn release."""
    said = words(notice.language)
    title = clean(notice.source_title)
    name = f"{said['notice']}{said['colon']}{title}" if title else said["notice"]
    html, body = _page(name, notice.language)
    SubElement(body, "h1").text = name
    day = dates.day(dates.utc_day(notice.when), said.house_style(notice.locale))
    SubElement(body, "p").text = said["notice.when"].format(date=day)
    if reason := clean(notice.reason):
        SubElement(body, "p").text = said["notice.reason"].format(reason=reason)
    facts = {"office": clean(notice.office), "date": "", "source": "", "modified": dates.stamp(notice.when) or _NEVER}
    chapters = [("page.xhtml", name, html)]
    return {
        f"{notice.release}{_SUFFIX}": _book(
            notice.release, notice.language, notice.source_language, name, facts, chapters, {}
        )
    }


def wrote(_: str, data: bytes) -> bool:
    """Return whether this or an earlier version wrote a book: its package says so."""
    return data[:4] == b"PK\x03\x04" and b"mimetypeapplication/epub+zip" in data[:200] and _OURS in data


WRITER = Writer(suffixes=(_SUFFIX,), write=write, notice=notice, wrote=wrote)


def _modified(page: Page) -> str:
    """Return when the text was approved, as EPUB wants it; of a draft, the release's date."""
    last = page.certificate.sign_offs[-1].when if page.certificate.sign_offs else ""
    return dates.stamp(last) or dates.stamp(page.edition.date) or _NEVER


def _pictures(page: Page) -> dict[str, tuple[str, bytes]]:
    """Return name and bytes of each picture in the book, by its address on the page."""
    found = {}
    for path, address in page.images.items():
        suffix = PurePosixPath(path).suffix.lower()
        if suffix in _MEDIA and (data := page.pictures.get(path)):
            found[address] = (f"images/{sha256(data)[:32]}{suffix}", data)
    return found


# --- the book ---


def _book(
    release: str,
    language: str,
    source_language: str,
    name: str,
    facts: Mapping[str, str],
    chapters: Sequence[tuple[str, str, Element]],
    pictures: Mapping[str, tuple[str, bytes]],
) -> bytes:
    images = dict(pictures.values())
    package = _package(release, (language, source_language), name, facts, [c[0] for c in chapters], images)
    members = [
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", _CONTAINER),
        ("EPUB/package.opf", package),
        ("EPUB/nav.xhtml", _xhtml(_navigation(name, language, chapters))),
        *((f"EPUB/{file}", _xhtml(html)) for file, _, html in chapters),
        ("EPUB/style.css", _STYLE),
        *((f"EPUB/{file}", data) for file, data in images.items()),
    ]
    return packed(members)


def _package(
    release: str,
    languages: tuple[str, str],
    name: str,
    facts: Mapping[str, str],
    chapters: Sequence[str],
    images: Mapping[str, bytes],
) -> bytes:
    package = Element(
        "package",
        {
            "xmlns": "http://www.idpf.org/2007/opf",
            "version": "3.0",
            "unique-identifier": "id",
            "xml:lang": languages[0],
            "dir": direction(languages[0]),
        },
    )
    said = SubElement(package, "metadata", {"xmlns:dc": "http://purl.org/dc/elements/1.1/"})
    own = uuid.uuid5(_NOBODY, f"{facts['office']} {release} {languages[0]}")
    SubElement(said, "dc:identifier", {"id": "id"}).text = f"urn:uuid:{own}"
    SubElement(said, "dc:title").text = name
    for each in languages if len(chapters) > 1 else languages[:1]:
        SubElement(said, "dc:language").text = each
    for key in ("creator", "publisher") if facts["office"] else ():
        SubElement(said, f"dc:{key}").text = facts["office"]
    for key in ("date", "source"):
        if facts[key]:
            SubElement(said, f"dc:{key}").text = facts[key]
    metadata = [
        ("dcterms:modified", facts["modified"]),
        *(("schema:accessMode", mode) for mode in ("textual", *(["visual"] if images else []))),
        ("schema:accessModeSufficient", "textual"),
        ("schema:accessibilityFeature", "structuralNavigation"),
        ("schema:accessibilityFeature", "tableOfContents"),
        ("schema:accessibilityHazard", "none"),
    ]
    for key, value in metadata:
        SubElement(said, "meta", {"property": key}).text = value
    manifest, spine = SubElement(package, "manifest"), SubElement(package, "spine")
    SubElement(
        manifest,
        "item",
        {"id": "nav", "href": "nav.xhtml", "media-type": "application/xhtml+xml", "properties": "nav"},
    )
    for number, file in enumerate(chapters, 1):
        SubElement(manifest, "item", {"id": f"c{number}", "href": file, "media-type": "application/xhtml+xml"})
        SubElement(spine, "itemref", {"idref": f"c{number}"})
    SubElement(manifest, "item", {"id": "css", "href": "style.css", "media-type": "text/css"})
    for number, file in enumerate(images, 1):
        media = _MEDIA[PurePosixPath(file).suffix]
        SubElement(manifest, "item", {"id": f"i{number}", "href": file, "media-type": media})
    return _xml(package).replace(b"</metadata>", _OURS + b"</metadata>", 1)


def _navigation(name: str, language: str, chapters: Sequence[tuple[str, str, Element]]) -> Element:
    html, body = _page(name, language)
    html.set("xmlns:epub", "http://www.idpf.org/2007/ops")
    nav = SubElement(body, "nav", {"epub:type": "toc"})
    entries = SubElement(nav, "ol")
    for file, title, _ in chapters:
        SubElement(SubElement(entries, "li"), "a", {"href": file}).text = title
    return html


def _page(title: str, language: str) -> tuple[Element, Element]:
    """Return an XHTML page and its body."""
    html = Element(
        "html",
        {
            "xmlns": "http://www.w3.org/1999/xhtml",
            "lang": language,
            "xml:lang": language,
            "dir": direction(language),
        },
    )
    head = SubElement(html, "head")
    SubElement(head, "title").text = title
    SubElement(head, "link", {"rel": "stylesheet", "href": "style.css"})
    return html, SubElement(html, "body")


def _xhtml(html: Element) -> bytes:
    return _xml(html, b"<!DOCTYPE html>\n")


def _xml(root: Element, doctype: bytes = b"") -> bytes:
    data: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + doctype + data + b"\n"


# --- chapters ---


def _chapter(made: Article, pictures: Mapping[str, tuple[str, bytes]], *, both: bool) -> Element:
    html, body = _page(made.name, made.page.edition.language)
    _Chapter(made, pictures, made.levels(), both=both).fill(body)
    return html


class _Chapter:
    """Converts blocks; ``both``: the original is above each of them."""

    def __init__(
        self, made: Article, pictures: Mapping[str, tuple[str, bytes]], levels: Iterator[int], *, both: bool
    ) -> None:
        self.made = made
        self.pictures = pictures
        self.levels = levels
        self.both = both
        self.pointed: set[str] = set()
        source = made.page.edition.source_language
        self.chinese = {"class": "zh", "lang": source, "xml:lang": source}
        if direction(made.page.edition.language) == "rtl":
            self.chinese["dir"] = "ltr"

    def fill(self, body: Element) -> None:
        """Fill the body of the page."""
        made = self.made
        for number, remark in enumerate(made.remarks):
            self.into(SubElement(body, "p", {"class": "draft" if made.page.draft and not number else "remark"}), remark)
        if made.title:
            self.leaf(body, "h1", made.title)
        for line in (made.date, made.corrected):
            if line:
                SubElement(body, "p", {"class": "date"}).text = line
        for block in made.body:
            self.block(body, block)
        if made.notes:
            notes = SubElement(body, "section", {"class": "notes", "role": "doc-endnotes"})
            notes.set("aria-label", made.said["footnotes"])
            for note in made.notes:
                self.note(notes, note)
        if made.closing:
            SubElement(body, "p", {"class": "closing"}).text = made.closing
        if made.corrections:
            SubElement(body, "h2").text = made.said["corrections"]
        for one in made.corrections:
            SubElement(body, "h3").text = one.day
            changes = SubElement(body, "ul")
            for change in one.changes:
                self.into(SubElement(changes, "li"), change)
        if not len(body):
            SubElement(body, "p")

    def note(self, notes: Element, block: Block) -> None:
        """Add a note: its number, which leads back to its first mark, and its text."""
        number = self.made.text.how.notes[block.info]
        into = SubElement(notes, "div", {"id": f"note-{number}"})
        mark = SubElement(into, "p")
        if number in self.pointed:
            back = {"href": f"#mark-{number}", "role": "doc-backlink"}
            back["aria-label"] = self.made.said["footnote.back"].format(n=number)
            SubElement(mark, "a", back).text = number
        else:
            mark.text = number
        for child in block.children:
            self.block(into, child)

    def leaf(self, into: Element, tag: str, block: Block, attributes: Mapping[str, str] | None = None) -> None:
        """Add the words of a block, after the original's if both are wanted."""
        target = self.made.spans(block)
        source = self.made.source_spans(block) if self.both else ()
        if not target and not source:
            return
        element = SubElement(into, tag, dict(attributes or {}))
        self.both_into(element, source, target, in_words=tag in {"h1", "h2", "h3", "h4", "h5", "h6", "p"})

    def both_into(self, element: Element, source: Spans, target: Spans, *, in_words: bool = True) -> None:
        """Put the words in both languages into an element; the same words only once."""
        if source and plain(source) != plain(target):
            self.into(SubElement(element, "span" if in_words else "div", self.chinese), source, points=False)
            if target:
                SubElement(element, "br")
        self.into(element, target)

    def block(self, into: Element, block: Block) -> None:
        """Add a block."""
        match block.kind:
            case "rule":
                SubElement(into, "hr")
            case "code":
                code = SubElement(SubElement(into, "pre"), "code")
                code.text = clean_code("".join(part.text for part in block.content))
            case "heading" | "title":
                self.leaf(into, f"h{next(self.levels)}", block)
            case "figure":
                self.figure(into, block)
            case "list":
                self.list(into, block)
            case "table":
                self.table(into, block)
            case "quote":
                self.container(into, "blockquote", block)
            case _:
                self.leaf(into, "p", block)

    def container(self, into: Element, tag: str, block: Block) -> None:
        """Add a block of blocks, unless nothing of it is printed."""
        element = Element(tag)
        for child in block.children:
            self.block(element, child)
        if len(element):
            into.append(element)

    def figure(self, into: Element, block: Block) -> None:
        """Add a picture with its caption."""
        target, source = self.made.spans(block), self.made.source_spans(block) if self.both else ()
        address = self.made.page.images.get(block.info, "")
        if address not in self.pictures and not target and not source:
            return
        figure = SubElement(into, "figure")
        if address in self.pictures:
            alternative = self.made.said["picture"] if target else ""
            SubElement(figure, "img", {"src": self.pictures[address][0], "alt": alternative})
        if target or source:
            self.both_into(SubElement(figure, "figcaption"), source, target, in_words=False)

    def list(self, into: Element, block: Block) -> None:
        """Add a list."""
        ordered = block.info == "ordered"
        element = Element("ol" if ordered else "ul")
        if ordered and block.level != 1:
            element.set("start", str(block.level))
        for item in block.children:
            self.container(element, "li", item)
        if len(element):
            into.append(element)

    def table(self, into: Element, block: Block) -> None:
        """Add a table."""
        placed = tables.placed(block)
        if not any(self.made.spans(one.cell) for cells in placed for one in cells):
            return
        table = SubElement(into, "table")
        part, head = None, None
        for row, cells in zip(block.children, placed, strict=True):
            if part is None or (row.level == 1) != head:
                head = row.level == 1
                part = SubElement(table, "thead" if head and len(table) == 0 else "tbody")
            line = SubElement(part, "tr")
            for one in cells:
                attributes = {"class": one.cell.info} if one.cell.info in {"right", "center"} else {}
                attributes |= {"colspan": str(one.columns)} if one.columns > 1 else {}
                attributes |= {"rowspan": str(one.rows)} if one.rows > 1 else {}
                source = self.made.source_spans(one.cell) if self.both else ()
                cell = SubElement(line, "th" if head and one.cell.content else "td", attributes)
                self.both_into(cell, source, self.made.spans(one.cell), in_words=False)

    def into(self, element: Element, spans: Spans, *, points: bool = True) -> None:
        """Put spans into an element; ``points``: the first mark of a note can be pointed back to."""
        for span in spans:
            self.span(element, span, points=points)

    def span(self, element: Element, span: Span, *, points: bool) -> None:
        """Add one span."""
        match span.kind:
            case "text":
                _words(element, span.text)
            case "code":
                SubElement(element, "code").text = span.text
            case "break":
                SubElement(element, "br")
            case "image" if span.href in self.pictures:
                SubElement(element, "img", {"src": self.pictures[span.href][0], "alt": span.text})
            case "image":
                _words(element, span.text)
            case "note":
                mark = SubElement(SubElement(element, "sup"), "a", {"href": f"#note-{span.text}"})
                mark.set("role", "doc-noteref")
                mark.text = span.text
                if points and span.text not in self.pointed:
                    self.pointed.add(span.text)
                    mark.set("id", f"mark-{span.text}")
            case "a" if "://" in span.href or span.href.startswith("mailto:"):
                link = SubElement(element, "a", {"href": span.href, **({"title": span.title} if span.title else {})})
                self.into(link, span.children, points=points)
            case "a":  # to a page of the site, which is not in the book
                self.into(element, span.children, points=points)
            case kind:
                self.into(SubElement(element, kind), span.children, points=points)


def _words(element: Element, text: str) -> None:
    """Add words at the end of an element."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
