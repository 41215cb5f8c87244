"""A walk over every element of a document, which yields paragraphs and tables and records all that is left out.

A story is the text of one part: the document itself, its footnotes, a page header. What a paragraph is, is not decided
here; only what of it is printed, with which formatting and number.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from xml.etree.ElementTree import Element

from workflow.errors import BadInput
from workflow.interface import listed, say
from workflow.patterns import late
from workflow.readers.docx import elements
from workflow.readers.docx.content import Book, Cell, Inline, Left, Node, Paragraph, Row, Table, paragraphs_in
from workflow.readers.docx.fields import Field, Result
from workflow.readers.docx.styles import Look, Shape, child, children, is_on, number, value

_CHOICES = frozenset({"wps", "wpg", "wpc", "w14", "w15", "wp14", "a14", "cx", "cx1", "cx2", "cx4"})
"""The namespaces that are understood where a document offers a choice."""
_SIGN = late("([\uf000-\uf0ff])")
"""Where the characters of symbol fonts are."""
_PICTURES = frozenset({"a:blip", "v:imagedata"})
_MOST_COLUMNS = 63
"""The most columns that a table of Word has."""
_MOST_ROWS = 1_000
_MOST_FIELDS = 100
"""The deepest nesting of tables in Word."""


class Story:
    """The walk over one part."""

    def __init__(self, book: Book, part: str, where: str = "") -> None:
        """Begin a walk.

        Args:
            book: What all stories share.
            part: The name of the part, whose relationships lead to pictures and addresses.
            where: Where it is, in words, if what is left out of it belongs to no paragraph of the text.
        """
        self.book = book
        self.part = part
        self.where = where
        self._fields: list[Field] = []
        self._gone = 0  # inside how many deletions
        self._held: list[Left] = []  # what takes in all text now: a table of contents, a placeholder
        self._paragraph: Paragraph | None = None
        self._latest: Paragraph | None = None
        self._properties: Element | None = None
        self._href = ""
        self._boxes: list[Node] = []
        self._joined: Paragraph | None = None  # whose mark was deleted, so that the next one continues it

    # --- blocks ---

    def read(self, root: Element) -> list[Node]:
        """Return the paragraphs and tables of the part.

        Raises:
            BadInput: There is text in an unknown element, or a field that swallows text has no end.
        """
        nodes = self.blocks(root)
        endless = next((each for each in self._fields if not each.is_printed and (each.left or each.holds)), None)
        if endless:
            raise BadInput(
                say(
                    "{path}: a field ({field}) has no end, so nobody can say which text belongs to it; "
                    "delete it in Word, and save the document again",
                    path=self.book.package.path,
                    field=endless.name or say("without a name"),
                )
            )
        return nodes

    def blocks(self, parent: Element) -> list[Node]:
        """Return the paragraphs and tables in an element."""
        nodes: list[Node] = []
        self._collect(parent, nodes)
        self._close(nodes)
        return nodes

    def _close(self, nodes: list[Node]) -> None:
        """Add a paragraph whose mark was deleted, but that no other one continues."""
        if self._joined is not None:
            nodes.append(self._joined)
            self._joined = None

    def _collect(self, parent: Element, nodes: list[Node]) -> None:
        self._no_stray(parent)
        for each in parent:
            self._no_stray_tail(each)
            match each.tag:
                case "w:p":
                    self._read_paragraph(each, nodes)
                case "w:tbl":
                    self._close(nodes)
                    nodes += self._table(each)
                case "mc:AlternateContent":
                    self._collect(self._chosen(each), nodes)
                case "w:sdt":
                    with_held = self._hold(each)
                    for content in self._controlled(each):
                        self._collect(content, nodes)
                    if with_held:
                        self._held.pop()
                case "w:ins" | "w:del" | "w:moveFrom" | "w:moveTo" if len(each):
                    with self._revised(each):
                        self._collect(each, nodes)
                case _ if elements.treatment(each.tag) == "through":
                    self._collect(each, nodes)
                case _:
                    self._other(each)

    def _read_paragraph(self, element: Element, nodes: list[Node]) -> None:
        properties = child(element, "w:pPr")
        outer = (self._paragraph, self._properties, self._boxes)
        shape = self.book.styles.shape(properties)
        paragraph = Paragraph(shape)
        mark_gone = self._mark(properties)
        if self._joined is not None:
            paragraph.items, self._joined = self._joined.items, None
        self._paragraph, self._properties, self._boxes = paragraph, properties, []
        held = _is_contents(shape) and not self._held
        if held:
            self._hold_as("contents")
        elif self._held:
            self._held[-1].texts.append("\n")
        for each in self._fields:
            each.line()
        hidden = self._is_hidden(paragraph, properties)
        if not self._silent() and not mark_gone and not hidden:
            self._number(paragraph)
        self._inside(element)
        paragraph.held = bool(self._held)
        if held:
            self._held.pop()
        if hidden and paragraph.items and not self._silent() and not mark_gone:
            self._number(paragraph)
        if mark_gone:
            self._joined = paragraph
        else:
            nodes.append(paragraph)
        nodes += self._boxes
        self._paragraph, self._properties, self._boxes = outer
        self._latest = paragraph

    def _silent(self) -> bool:
        """Return whether what is read now is not part of the text."""
        return bool(self._held or self._gone or any(not each.is_printed for each in self._fields))

    def _is_hidden(self, paragraph: Paragraph, properties: Element | None) -> bool:
        """Return whether a paragraph's mark is hidden; one without any other text is then not counted."""
        mark = child(properties, "w:rPr")
        return self.book.styles.look(mark, paragraph.shape, properties).hidden

    def _number(self, paragraph: Paragraph) -> None:
        if paragraph.shape.numbering:
            paragraph.label = self.book.numbers.label(*paragraph.shape.numbering)

    def _mark(self, properties: Element | None) -> bool:
        """Note a tracked change of a paragraph's mark; return whether the mark is gone."""
        mark = child(properties, "w:rPr")
        gone = False
        for each in mark if mark is not None else ():
            if each.tag in elements.REVISED:
                self._changed(each.tag, say("the end of a paragraph"))
                gone = gone or each.tag in elements.GONE
        return gone

    # --- tables ---

    def _table(self, element: Element) -> list[Node]:
        table = Table()
        open_cells: dict[int, Cell] = {}
        for row in self._rows(element):
            table.rows.append(self._row(row, open_cells))
        table.rows = [row for row in table.rows if row.cells or len(table.rows) > 1]
        if [len(row.cells) for row in table.rows] == [1]:  # a frame around text
            return [*table.rows[0].cells[0].inside]
        return [table] if any(row.cells for row in table.rows) else []

    def _rows(self, parent: Element) -> Iterator[Element]:
        for each in parent:
            self._no_stray_tail(each)
            if each.tag == "w:tr":
                properties = child(each, "w:trPr")
                revised = [
                    tag for tag in elements.REVISED if properties is not None and child(properties, tag) is not None
                ]
                for tag in revised:
                    self._changed(tag, say("a row of a table: {text}", text=_short(_text_of(each), 12)))
                gone = any(tag in elements.GONE for tag in revised)
                hidden = properties is not None and bool(is_on(child(properties, "w:hidden")))
                if gone or hidden:
                    self._name("deleted" if gone else "hidden", _text_of(each))
                else:
                    yield each
            elif each.tag == "w:sdt":
                for content in self._controlled(each):
                    yield from self._rows(content)
            elif each.tag in ("w:ins", "w:del", "w:moveFrom", "w:moveTo") and len(each):
                with self._revised(each):
                    yield from self._rows(each)
            elif each.tag == "mc:AlternateContent":
                yield from self._rows(self._chosen(each))
            elif elements.treatment(each.tag) == "through":
                yield from self._rows(each)
            else:
                self._other(each)

    def _row(self, element: Element, open_cells: dict[int, Cell]) -> Row:
        properties = child(element, "w:trPr")
        row = Row(head=properties is not None and bool(is_on(child(properties, "w:tblHeader"))))
        column = 0
        if before := _span(properties, "w:gridBefore", lowest=0):
            row.cells.append(Cell(0, before))
            column = before
        across: Cell | None = None
        visited: set[int] = set()
        for cell in self._cells(element):
            about = child(cell, "w:tcPr")
            columns = _span(about, "w:gridSpan", lowest=1)
            down = child(about, "w:vMerge")
            beside = value(about, "w:hMerge") or ("continue" if _has(about, "w:hMerge") else "")
            above = open_cells.get(column)
            inside = self.blocks(cell)
            covers = above is not None and above.columns == columns and above.rows < _MOST_ROWS
            if beside == "continue" and across is not None:
                across.columns = min(across.columns + columns, _MOST_COLUMNS)
                self._hide(inside)
            elif down is not None and down.get("w:val", "continue") == "continue" and covers:
                assert above is not None
                above.rows += 1
                self._hide(inside)
                across = None
            else:
                made = Cell(column, columns, inside=inside)
                row.cells.append(made)
                if down is not None:
                    open_cells[column] = made
                else:
                    open_cells.pop(column, None)
                across = made if beside == "restart" else None
            visited.add(column)
            column += columns
        for ended in open_cells.keys() - visited:
            del open_cells[ended]
        return row

    def _cells(self, parent: Element) -> Iterator[Element]:
        self._no_stray(parent)
        for each in parent:
            self._no_stray_tail(each)
            if each.tag == "w:tc":
                about = child(each, "w:tcPr")
                for tag in ("w:cellIns", "w:cellDel", "w:cellMerge"):
                    if _has(about, tag):
                        self._changed(tag, say("a cell of a table: {text}", text=_short(_text_of(each), 12)))
                if _has(about, "w:cellDel"):
                    self._name("deleted", _text_of(each))
                else:
                    yield each
            elif each.tag == "w:sdt":
                for content in self._controlled(each):
                    yield from self._cells(content)
            elif each.tag == "mc:AlternateContent":
                yield from self._cells(self._chosen(each))
            elif elements.treatment(each.tag) == "through":
                yield from self._cells(each)
            elif each.tag != "w:trPr":
                self._other(each)

    def _hide(self, nodes: Sequence[Node]) -> None:
        """Record what is in a cell that another one covers: no office program shows it."""
        for paragraph in paragraphs_in(nodes):
            if paragraph.text or paragraph.pictures:
                self._name("hidden", paragraph.text, where=say("a cell that another one covers"))

    # --- inside a paragraph ---

    def _inside(self, parent: Element) -> None:
        self._no_stray(parent)
        for each in parent:
            self._no_stray_tail(each)
            self._one(each)

    def _one(self, each: Element) -> None:
        match each.tag:
            case "w:r":
                self._run(each)
            case "mc:AlternateContent":
                self._inside(self._chosen(each))
            case "w:hyperlink":
                outer, self._href = self._href, self._address(each)
                self._inside(each)
                self._href = outer
            case "w:fldSimple":
                self._fields.append(Field(each.get("w:instr", ""), simple=True))
                self._started()
                self._inside(each)
                self._ended()
            case "w:sdt":
                held = self._hold(each)
                for content in self._controlled(each):
                    self._inside(content)
                if held:
                    self._held.pop()
            case "w:ins" | "w:del" | "w:moveFrom" | "w:moveTo" if len(each):
                with self._revised(each):
                    self._inside(each)
            case _ if each.tag in elements.DRAWINGS:
                self._drawing(each)
            case _ if elements.treatment(each.tag) == "through":
                self._inside(each)
            case _:
                self._other(each)

    def _run(self, run: Element) -> None:
        assert self._paragraph is not None
        look = self.book.styles.look(child(run, "w:rPr"), self._paragraph.shape, self._properties)
        own_mark = False
        self._no_stray(run)
        for each in run:
            self._no_stray_tail(each)
            if each.tag == "w:t" and own_mark:
                self._name("mark", each.text or "")
            elif each.tag == "w:t":
                self._words(each.text or "", run, look)
            elif each.tag in ("w:footnoteReference", "w:endnoteReference"):
                self._note(f"{each.tag[2:-9]}s", each.get("w:id", ""), look)
                own_mark = each.get("w:customMarkFollows", "0") in ("1", "true", "on")
            else:
                self._in_run(each, look)

    def _in_run(self, each: Element, look: Look) -> None:
        match each.tag:
            case "w:delText":
                self._name("deleted", each.text or "")
            case "w:instrText" | "w:delInstrText":
                if self._fields and self._fields[-1].is_code:
                    self._fields[-1].add(each.text or "")
            case "w:t":  # in a choice
                self._say(each.text or "", look)
            case tag if tag in elements.CHARACTERS:
                self._say(elements.CHARACTERS[tag], look)
            case "w:br" | "w:cr":
                if each.get("w:type", "textWrapping") == "textWrapping":
                    self._break(look)
            case "w:sym":
                self._symbol(each.get("w:font", ""), each.get("w:char", ""), look)
            case "w:fldChar":
                self._field(each)
            case "w:commentReference":
                assert self._paragraph is not None
                self.book.comments.setdefault(each.get("w:id", ""), self._paragraph)
            case "mc:AlternateContent":
                for chosen in self._chosen(each):
                    self._in_run(chosen, look)
            case "w:ruby" | "w:r":
                self._one(each)
            case _ if each.tag.endswith(":symEx"):
                code = next((text for name, text in each.attrib.items() if name.endswith("char")), "")
                self._symbol("", code, look)
            case _ if each.tag in elements.DRAWINGS:
                self._drawing(each)
            case _:
                self._other(each)

    def _words(self, text: str, run: Element, look: Look) -> None:
        """Add the words of a run; those of a symbol font are the signs that they look like."""
        if not _SIGN.search(text):
            self._say(text, look)
            return
        fonts = child(run, "w:rPr", "w:rFonts")
        named = {} if fonts is None else fonts.attrib
        font = next((named[name] for name in ("w:ascii", "w:hAnsi", "w:cs") if named.get(name)), "")
        for words in filter(None, _SIGN.split(text)):
            sign = elements.symbol(font, ord(words)) if _SIGN.fullmatch(words) else words
            if sign and not _SIGN.fullmatch(sign):
                self._say(sign, look)
            else:
                self._name("symbol", words, where=say("the font {font}", font=font) if font else say("no font"))

    def _say(self, text: str, look: Look) -> None:
        """Add words, or record them if they are not part of the text."""
        if not text:
            return
        assert self._paragraph is not None
        if self._gone:
            self._name("deleted", text)
        elif self._held:
            self._held[-1].texts.append(text)
        elif taker := next(
            (each for each in self._fields if each.is_code or not (each.is_printed or self.where)), None
        ):
            taker.left.append(text)
        elif look.hidden:
            self._name("hidden", text)
        else:
            href = self._href or next((each.href for each in reversed(self._fields) if each.href), "")
            self._paragraph.items.append(Inline("text", text, look, href))

    def _break(self, look: Look) -> None:
        assert self._paragraph is not None
        if not self._silent() and not look.hidden:
            self._paragraph.items.append(Inline("break"))

    def _symbol(self, font: str, code: str, look: Look) -> None:
        try:
            sign = elements.symbol(font, int(code, 16))
        except ValueError:
            sign = ""
        if sign:
            self._say(sign, look)
        else:
            self._name("symbol", "", where=say("{code} of the font {font}", code=code, font=font) if font else code)

    def _note(self, kind: str, id_: str, look: Look) -> None:
        if self._silent() or look.hidden or (kind, id_) in self.book.marks:
            return
        assert self._paragraph is not None
        self.book.noted[kind] += 1
        label = str(self.book.noted[kind]) if kind == "footnotes" else f"e{self.book.noted[kind]}"
        self.book.marks[kind, id_] = label
        self._paragraph.items.append(Inline("note", label, look))

    # --- fields ---

    def _field(self, element: Element) -> None:
        match element.get("w:fldCharType", ""):
            case "begin":
                if len(self._fields) >= _MOST_FIELDS:
                    raise BadInput(
                        say(
                            "{path}: {here}: more than {most} fields are inside each other; copy the text "
                            "into a new document and save that",
                            path=self.book.package.path,
                            here=self._here(),
                            most=_MOST_FIELDS,
                        )
                    )
                self._fields.append(Field(form=child(element, "w:ffData")))
            case "separate" if self._fields:
                self._fields[-1].separate()
                self._started()
            case "end" if self._fields:
                if self._fields[-1].is_code:
                    self._fields[-1].separate()
                    self._started()
                self._ended()

    def _started(self) -> None:
        """The code of the innermost field is complete."""
        if self._fields[-1].result == Result.CONTENTS and all(each.is_printed for each in self._fields[:-1]):
            self._hold_as("contents")
            self._fields[-1].holds = True

    def _ended(self) -> None:
        """Add or record what the innermost field prints by itself."""
        found = self._fields.pop()
        if found.holds and self._held:
            self._held.pop()
        assert self._paragraph is not None
        look = self._paragraph.shape.look
        if found.left:
            self._name("contents" if found.result == Result.CONTENTS else "field", "".join(found.left))
        for kind, text in found.printed():
            if kind == "text":
                self._say(text, look)
            elif kind == "symbol":
                font, _, code = text.rpartition(" ")
                self._symbol(font, code, look)
            else:
                self._name(kind, text)

    # --- what is held or gone ---

    def _hold(self, element: Element) -> bool:
        """Return whether a content control is not part of the text; its content is then recorded as left out."""
        about = child(element, "w:sdtPr")
        gallery = value(child(about, "w:docPartObj"), "w:docPartGallery")
        if gallery.lower() in ("table of contents", "目录"):
            self._hold_as("contents")
        elif about is not None and is_on(child(about, "w:showingPlcHdr")):
            self._hold_as("placeholder")
        else:
            return False
        return True

    def _chosen(self, alternatives: Element) -> Element:
        """Return the alternative that is read: the first whose namespaces are understood, else the fallback."""
        choices = children(alternatives, "mc:Choice")
        fallback = child(alternatives, "mc:Fallback")
        for each in alternatives:
            if each.tag not in ("mc:Choice", "mc:Fallback"):
                self._other(each)
        understood = [each for each in choices if set(each.get("Requires", "").split()) <= _CHOICES]
        return next((each for each in (*understood, fallback, *choices) if each is not None), Element("mc:Fallback"))

    def _controlled(self, control: Element) -> Iterator[Element]:
        """Yield what holds the content of a content control."""
        self._no_stray(control)
        for each in control:
            self._no_stray_tail(each)
            if each.tag == "w:sdtContent":
                yield each
            else:
                self._other(each)

    def _hold_as(self, kind: str) -> None:
        if self._held:
            self._held.append(self._held[-1])
            return
        last = self.book.left[-1] if self.book.left else None
        if kind == "contents" and last and last.kind == kind and last.where == self.where:
            self._held.append(last)  # the next paragraph of the same one
            return
        left = self._new(kind, self.where)
        self._held.append(left)

    @contextmanager
    def _revised(self, element: Element) -> Iterator[None]:
        """Note a tracked change; what is read inside a deletion is recorded."""
        text = _text_of(element)
        if text or any(each.tag in elements.DRAWINGS for each in element.iter()):
            self._changed(element.tag, _short(text))
        self._gone += element.tag in elements.GONE
        yield
        self._gone -= element.tag in elements.GONE

    def _changed(self, tag: str, text: str) -> None:
        if tag == "w:moveFrom":
            return  # counted where it went
        changes = self.book.changes
        changes.count += 1
        if not changes.first:
            what = elements.REVISED.get(tag) or say("changed")
            changes.first = say("{what} “{text}”", what=what, text=text)

    # --- pictures, boxes, the rest ---

    def _drawing(self, element: Element) -> None:
        """Find what is in a drawing: pictures, text boxes, charts, words of a shape."""
        if element.tag == "w:object":
            program = next((each.get("ProgID", "") for each in element.iter("o:OLEObject")), "")
            kind = "formula" if program.lower().startswith(("equation", "mathtype")) else "object"
            self._name(kind, "")
            self._search(element, pictures=False)
        else:
            self._search(element, pictures=True)

    def _search(self, element: Element, *, pictures: bool) -> None:
        match element.tag:
            case "mc:AlternateContent":
                self._search(self._chosen(element), pictures=pictures)
                return
            case "w:txbxContent":
                self._box(element)
                return
            case "pic:blipFill" if pictures:
                for blip in children(element, "a:blip"):
                    self._picture(blip.get("r:embed", ""), blip.get("r:link", ""))
                return
            case "v:imagedata" if pictures:
                self._picture(element.get("r:id", ""), element.get("r:href", ""))
            case "a:blip" | "v:fill" if pictures and (element.get("r:embed") or element.get("r:id")):
                self._name("picture", "", where=say("the background of a shape"))
            case "a:t":
                self._name("drawing", element.text or "")
            case "v:textpath":
                self._name("drawing", element.get("string", ""))
            case "c:chart" | "cx:chart" | "dgm:relIds":
                self._chart(element)
            case "wpi:contentPart" | "w14:contentPart" | "w:control":
                self._name("drawing" if element.tag != "w:control" else "object", "")
            case "w:t" | "w:delText":
                self._name("drawing", element.text or "")
        for each in element:
            self._search(each, pictures=pictures)

    def _box(self, element: Element) -> None:
        """Read a text box; its blocks follow the paragraph to which it is anchored."""
        outer = (self._fields, self._joined, self._href)
        self._fields, self._joined, self._href = [], None, ""
        inside = self.blocks(element)
        self._fields, self._joined, self._href = outer
        if any(not each.is_printed for each in self._fields):
            for paragraph in paragraphs_in(inside):
                self._name("field", paragraph.text)
        else:
            self._boxes += inside

    def _picture(self, embedded: str, linked: str) -> None:
        related = self.book.package.related(self.part)
        found = related.get(embedded) or related.get(linked)
        if found is None:
            if embedded or linked:
                self._name("picture", "", where=say("a picture that is not in the file"))
            return
        if found.outside or found.target not in self.book.package:
            self._name("outside", "", where=say("a picture at {address}", address=_short(found.target, 200)))
        elif self._silent() or self.where or not _is_shown(found.target):
            self._name("picture", "", where=found.target.rpartition("/")[2])
        else:
            assert self._paragraph is not None
            self._paragraph.items.append(Inline("picture", found.target))

    def _chart(self, element: Element) -> None:
        related = self.book.package.related(self.part)
        ids = [text for name, text in element.attrib.items() if name in ("r:id", "r:dm")]
        texts: list[str] = []
        for found in (related.get(id_) for id_ in ids):
            if found and not found.outside and found.target in self.book.package:
                root = self.book.package.parse(found.target)
                texts += [each.text or "" for each in root.iter() if each.tag in ("a:t", "c:v", "cx:v", "cx:pt")]
        self._name("chart", "\n".join(filter(str.strip, texts)))

    def _address(self, element: Element) -> str:
        found = self.book.package.related(self.part).get(element.get("r:id", ""))
        anchor = element.get("w:anchor", "")
        if not found or not found.outside:
            return ""
        address = web_address(f"{found.target}#{anchor}" if anchor else found.target)
        if not address and not found.target.lower().startswith("javascript:"):
            self._name("link", "", where=_short(found.target, 200))
        return address

    def _other(self, element: Element) -> None:
        """Record an element that is left out, ignore one that prints nothing, reject an unknown one."""
        how = elements.treatment(element.tag)
        if how == "named":
            self._name(elements.NAMED[element.tag], _text_of(element))
        elif how != "silent" and (_has_text(element) or any(each.tag in _PICTURES for each in element.iter())):
            raise self._unknown(element)

    def _unknown(self, element: Element) -> BadInput:
        tag = element.tag.rpartition("/")[2]
        return BadInput(
            say(
                "{path}: {here}: text in an element that is not known here ({tag}), so it could be lost; "
                "copy the text into a new document and save that",
                path=self.book.package.path,
                here=self._here(),
                tag=tag[:80],
            )
        )

    def _no_stray(self, element: Element) -> None:
        if element.text and not element.text.isspace() and element.tag not in elements.TEXT:
            raise self._unknown(element)

    def _no_stray_tail(self, element: Element) -> None:
        if element.tail and not element.tail.isspace():
            raise self._unknown(element)

    def _here(self) -> str:
        words = self._paragraph.text if self._paragraph else ""
        if words.strip():
            return say("the paragraph that begins with “{start}”", start=_short(words))
        return self.where or say("in the text")

    def _name(self, kind: str, text: str, where: str = "") -> None:
        """Record something that is left out; adjacent words of the same kind are one record."""
        last = self.book.left[-1] if self.book.left else None
        goes_on = text and last and last.texts and last.kind == kind and last.at is self._paragraph is not None
        if goes_on and last and not where and kind not in ("formula", "chart", "ruby"):
            last.texts.append(text)
        else:
            self._new(kind, listed(filter(None, (self.where, where)))).texts += [text] if text else []

    def _new(self, kind: str, where: str) -> Left:
        """Record something that is left out here."""
        left = Left(kind, self._paragraph or self._latest, where, below=self._paragraph is None)
        self.book.left.append(left)
        return left


def web_address(target: str) -> str:
    """Return an address that a page may link to, "" for any other."""
    return target if re.match(r"(?:https?://|mailto:)[^\s]", target, re.IGNORECASE) else ""


SHOWN = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"})
"""The suffixes of pictures that pages show."""


def _is_shown(part: str) -> bool:
    return part[part.rfind(".") :].lower() in SHOWN


def _is_contents(shape: Shape) -> bool:
    return re.fullmatch(r"toc (?:[1-9]|heading)|目录 ?[1-9]?|table of figures", shape.style) is not None


def _span(parent: Element | None, name: str, *, lowest: int) -> int:
    return min(max(number(value(parent, name), lowest), lowest), _MOST_COLUMNS)


def _has(parent: Element | None, name: str) -> bool:
    return parent is not None and child(parent, name) is not None


def _text_of(element: Element) -> str:
    """Return all characters of text below an element."""
    return "".join(each.text or "" for each in element.iter() if each.tag in ("w:t", "w:delText", "m:t", "a:t"))


def _has_text(element: Element) -> bool:
    return any((each.text or "").strip() for each in element.iter()) or any(
        (each.tail or "").strip() for child in element for each in child.iter()
    )


def _short(text: str, length: int = 30) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[:length]}…"
