"""Word and WPS documents → a release: the blocks, their segments, and what is left out.

The extracted text, which the pieces join to, is Markdown: a paragraph's words with what is bold, raised or linked in
them. A look that a whole paragraph has is none of its words'.
"""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from workflow.contracts.readers import Read, Reader
from workflow.errors import BadInput
from workflow.identity import check_id, stem
from workflow.interface import listed, say, say_n
from workflow.languages.chinese import documents
from workflow.markup.composing import Run, Style, stretch
from workflow.model import EMBEDDED, Block, LeftOut, Release, Verbatim
from workflow.places import in_words
from workflow.readers import roles
from workflow.readers.cutting import script
from workflow.readers.docx.content import Book, Cell, Inline, Left, Node, Paragraph, Table, paragraphs_in
from workflow.readers.docx.layout import Part as LaidOut
from workflow.readers.docx.layout import laid_out, number, words
from workflow.readers.docx.numbering import Numbers
from workflow.readers.docx.package import Package
from workflow.readers.docx.story import SHOWN, Story
from workflow.readers.docx.styles import Look, Styles, child
from workflow.readers.extract import Extract

_MOST_CELLS = 65_536


def read(data: bytes, *, path: str, language: str, changes: str = "refuse") -> Release:
    """Read a Word document; see ``contracts.readers.Read``.

    Args:
        data: The file's content.
        path: The file's path in the newsroom.
        language: The newsroom's source language.
        changes: Whether tracked changes are refused ("refuse") or taken as accepted ("accept").

    Raises:
        BadInput: It is no Word document, or is damaged or hostile; it has text that cannot be read; or it has
            tracked changes that are refused.
    """
    package = Package.open(data, path)
    main = package.main()
    numbering = next(package.of_kind(main, "numbering"), "")
    numbers = Numbers.of(package.parse(numbering) if numbering else None)
    styles_part = next(package.of_kind(main, "styles"), "")
    styles = Styles.of(package.parse(styles_part) if styles_part else None, numbers.linked())
    book = Book(package, styles, numbers)
    root = package.parse(main)
    if root.tag != "w:document" or child(root, "w:body") is None:
        raise BadInput(
            say(
                "{path}: is not a Word document (.docx), for its text is not in the form of one; save it again",
                path=path,
            )
        )
    nodes = Story(book, main).read(root)
    notes = list(_notes(book, main))
    _name_the_rest(book, main)
    if book.changes.count and changes != "accept":
        raise BadInput(
            say_n(
                "{path}: {n} tracked change is not accepted yet ({first}); accept or reject them in Word, or set "
                'readers.docx.changes = "accept" in workflow.toml',
                "{path}: {n} tracked changes are not accepted yet ({first}); accept or reject them in Word, or set "
                'readers.docx.changes = "accept" in workflow.toml',
                book.changes.count,
                path=path,
                first=book.changes.first,
            )
        )
    return _Text(path, language).release(nodes, notes, book)


def picture(data: bytes, name: str, *, path: str) -> bytes:
    """Return a picture inside a document; see ``contracts.readers.Picture``."""
    package = Package.open(data, path)
    if posixpath.splitext(name)[1].lower() not in SHOWN or name not in package:
        raise BadInput(say("{path}: has no picture {name!a:.80}", path=path, name=name))
    return package.bytes_of(name)


def _configured(options: Mapping[str, Any]) -> Read:
    return partial(read, changes=options.get("changes", "refuse"))


READER = Reader(read, may_state_id=lambda _: False, picture=picture, table="docx", configured=_configured)


# --- what is not in the document's own part ---


def _notes(book: Book, main: str) -> Iterator[tuple[str, list[Node]]]:
    """Yield the notes whose marks are in the text, in the order of the marks; the others are named."""
    found: dict[tuple[str, str], list[Node]] = {}
    unmarked: list[Left] = []
    for kind in ("footnotes", "endnotes"):
        for part in package_parts(book, main, kind):
            for each in book.package.parse(part):
                key = (kind, each.get("w:id", ""))
                if each.tag != f"w:{kind[:-1]}":
                    continue
                nodes = Story(book, part).read(each)
                drawn = each.get("w:type", "normal") != "normal"
                if key in book.marks and not drawn:
                    found[key] = nodes
                elif text := _text_of(nodes):
                    kind_, where = ("separator", say("above the notes")) if drawn else ("note", say("among the notes"))
                    unmarked.append(Left(kind_, None, where, [text]))
    book.left += unmarked
    for key, label in sorted(book.marks.items(), key=lambda item: item[0][0] == "endnotes"):
        yield label, found.get(key, [])


def package_parts(book: Book, main: str, *kinds: str) -> list[str]:
    """Return the parts of these kinds that belong to the document."""
    return list(book.package.of_kind(main, *kinds))


def _name_the_rest(book: Book, main: str) -> None:
    """Name comments, page headers and footers."""
    for part in package_parts(book, main, "comments"):
        for each in book.package.parse(part):
            left, book.left = book.left, []
            text = _text_of(Story(book, part, say("in a comment")).read(each))
            inner, book.left = book.left, left
            text += "".join(one.text for one in inner)
            book.left.append(Left("comment", book.comments.get(each.get("w:id", "")), "", [text]))
    seen: set[tuple[str, str]] = set()
    for kind, where in (("header", say("page header")), ("footer", say("page footer"))):
        for part in package_parts(book, main, kind):
            text = _text_of(Story(book, part, where).read(book.package.parse(part)))
            if text.strip() and (kind, text) not in seen:
                named = kind if any(map(str.isalpha, text)) else "page number"
                book.left.append(Left(named, None, where, [text]))
            seen.add((kind, text))


def _text_of(nodes: Sequence[Node]) -> str:
    return "\n".join(paragraph.text for paragraph in paragraphs_in(nodes)).strip("\n")


# --- blocks ---


@dataclass(slots=True)
class _Open:
    """A list that is being written: its items so far, each with its blocks."""

    ordered: bool
    first: int
    last: int
    items: list[list[Block]] = field(default_factory=list)


@dataclass(slots=True)
class _Text:
    """The blocks of a release as they are made."""

    path: str
    language: str
    extract: Extract = field(default_factory=Extract)
    blocks: list[Block] = field(default_factory=list)
    lists: list[_Open] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)
    day: str = ""

    def release(self, nodes: Sequence[Node], notes: Sequence[tuple[str, list[Node]]], book: Book) -> Release:
        """Return the release."""
        layout = laid_out(nodes)
        for heading in layout.contents:
            _name_with_contents(book.left, heading)
        self.day = roles.day(layout.above, layout.body, self.path)
        for part in layout.parts:
            self._part(part)
        self._close_lists(0)
        for label, inside in notes:
            self.blocks.append(Block("note", children=tuple(self._note(label, inside)), info=label))
        pieces = self.extract.pieces()
        return Release(
            id=check_id(stem(self.path), self.path),
            path=self.path,
            language=script("".join(piece.raw for piece in pieces), self.language),
            pieces=pieces,
            blocks=tuple(self.blocks),
            date=self.day,
            images=tuple(self.extract.images),
            left_out=(*self.left, *_left_out(book.left, nodes)),
        )

    def _part(self, part: LaidOut) -> None:
        if part.kind != "item":
            self._close_lists(0)
        match part.kind:
            case "title":
                self._whole("title", part, "title", "title")
            case "heading":
                self._whole("heading", part, "heading", f"heading {self.extract.number('heading')}")
            case "caption":
                self._whole("paragraph", part, "caption", f"caption {self.extract.number('caption')}")
            case "figure":
                self._figure(part)
            case "table" if part.table:
                self.blocks += self._table(part.table)
            case "item":
                self._item(part.paragraphs[0])
            case _:
                self._running(part)

    def _whole(self, kind: Literal["title", "heading", "paragraph"], part: LaidOut, role: str, place: str) -> None:
        """Add a block of one segment; line breaks in it and between its paragraphs are no spaces in Chinese."""
        runs: list[Run] = []
        for each in part.paragraphs:
            each.place = place
            runs += [Run("\n")] * bool(runs)
            runs += (run if run.kind != "break" else Run("\n") for run in _runs(each, plain=kind != "paragraph"))
        if content := self.extract.whole(runs, role, place):
            self.blocks.append(Block(kind, content, level=part.level))

    def _figure(self, part: LaidOut) -> None:
        place = f"figure {self.extract.number('figure')}"
        paragraph = part.paragraphs[0]
        paragraph.place = paragraph.place or place
        path = EMBEDDED + part.picture
        self.extract.figure(path)
        content = self.extract.whole(_runs(paragraph), "caption", place) if part.captioned else ()
        self.blocks.append(Block("figure", content, info=path))

    def _running(self, part: LaidOut) -> None:
        paragraph = part.paragraphs[0]
        runs = _runs(paragraph)
        if part.under and self.day and documents.day_of_line(words(paragraph)) == self.day:
            paragraph.place = "the date under the title"
            self.extract.aside(runs)
            return
        paragraph.place = place = f"paragraph {self.extract.next('paragraph')}"
        said = "".join(run.text for run in runs)
        if not part.signed and all(run.kind == "text" for run in runs):
            parts = roles.said(said.strip(), self.day, under=part.under)
            if parts:
                self._said(runs, parts, place)
                return
        at = documents.signed_day(said)[0] if part.signed and all(run == Run(run.text) for run in runs) else 0
        if content := self.extract.running([[Run(said[:at])], [Run(said[at:])]] if at else [runs], place):
            self.extract.number("paragraph")
            self.blocks.append(Block("paragraph", content))

    def _said(self, runs: Sequence[Run], parts: roles.Said, place: str) -> None:
        """Add a line such as 来源：某某报　作者：甲乙　浏览次数：33, each part that is kept on a line of its own."""
        text = "".join(run.text for run in runs)
        lead = len(text) - len(text.lstrip())

        def words_of(each: documents.Field) -> list[Run]:
            return stretch(runs, lead + each.start, lead + each.end)

        kept = [[*[Run("", kind="break")] * bool(i), *words_of(each)] for i, each in enumerate(parts.kept)]
        if content := self.extract.running(kept, place):
            self.extract.number("paragraph")
            self.blocks.append(Block("paragraph", content))
        for each in parts.dates:
            self.extract.aside(words_of(each))
        for each in parts.site:
            self.left.append(LeftOut("site", place, text[lead + each.start : lead + each.end]))

    # --- lists ---

    def _item(self, paragraph: Paragraph) -> None:
        label = paragraph.label
        assert label
        paragraph.place = place = f"list item {self.extract.next('list item')}"
        content = self.extract.running([_runs(paragraph, labelled=False)], place)
        if not content:
            return
        self.extract.number("list item")
        depth = min(label.level, len(self.lists))
        self._close_lists(depth + 1)
        goes_on = len(self.lists) > depth and self.lists[depth].ordered == (not label.bullet)
        if goes_on and not label.bullet and label.item != self.lists[depth].last + 1:
            goes_on = False
        if not goes_on:
            self._close_lists(depth)
            self.lists.append(_Open(not label.bullet, label.item, label.item))
        self.lists[depth].last = label.item
        self.lists[depth].items.append([Block("paragraph", content)])

    def _close_lists(self, depth: int) -> None:
        """End all lists below this depth; each becomes a block of the item that it is in."""
        while len(self.lists) > depth:
            done = self.lists.pop()
            children = tuple(Block("item", children=tuple(blocks)) for blocks in done.items)
            block = Block("list", children=children, level=done.first, info="ordered" if done.ordered else "bullet")
            (self.lists[-1].items[-1] if self.lists else self.blocks).append(block)

    # --- tables ---

    def _table(self, table: Table) -> Iterator[Block]:
        number_ = self.extract.number("table")
        width = max((_end(row.cells) for row in table.rows), default=0)
        covered = [0] * width  # for how many more rows each column is covered from above
        rows: list[Block] = []
        padded = width * len(table.rows) <= _MOST_CELLS
        for at, row in enumerate(table.rows, 1):
            cells: list[Block] = []
            for cell in row.cells:
                place = f"table {number_}, row {at}, column {cell.column + 1}"
                cells.append(self._cell(cell, place, min(cell.rows, len(table.rows) - at + 1)))
            missing = 0
            if padded:
                end = _end(row.cells)
                missing = covered[end:].count(0)
                covered = [max(left - 1, 0) for left in covered]
                for cell in row.cells:
                    covered[cell.column : cell.column + cell.columns] = [max(cell.rows - 1, 0)] * cell.columns
            rows.append(Block("row", children=(*cells, *[Block("cell")] * missing), level=int(row.head)))
        yield Block("table", children=tuple(rows))

    def _cell(self, cell: Cell, place: str, rows: int) -> Block:
        runs: list[Run] = []
        for paragraph in _lines_of(cell.inside):
            paragraph.place = place
            line = _runs(paragraph, pictures=True)
            if any(run.text.strip() or run.kind != "text" for run in line):
                runs += [Run("", kind="break")] * bool(runs)
                runs += line
        content = self.extract.whole(runs, "cell", place, "<br>") if runs else ()
        aligned = {each.shape.align for each in paragraphs_in(cell.inside) if each.text.strip()}
        info = aligned.pop() if len(aligned) == 1 else ""
        info = info if info in ("center", "right") else ""
        return Block("cell", content, info=info, columns=cell.columns, rows=rows)

    # --- notes ---

    def _note(self, label: str, nodes: Sequence[Node]) -> Iterator[Block]:
        first = 1
        for paragraph in _lines_of(nodes):
            paragraph.place = f"note {label}"
            if content := self.extract.running([_runs(paragraph, pictures=True)], paragraph.place, first):
                first += sum(part != Verbatim("", "break") for part in content)
                yield Block("paragraph", content)


# --- words ---


def _runs(paragraph: Paragraph, *, labelled: bool = True, plain: bool = False, pictures: bool = False) -> list[Run]:
    """Return a paragraph's text with its looks.

    Args:
        paragraph: The paragraph.
        labelled: Whether its automatic number is typed in front.
        plain: Whether bold and leaning text do not matter, as in a title.
        pictures: Whether pictures are part of it.
    """
    common = _common(paragraph.items)
    runs: list[Run] = []
    if labelled and (typed := number(paragraph)):
        runs.append(Run(typed))
    for item in paragraph.items:
        match item.kind:
            case "break":
                runs.append(Run("", kind="break"))
            case "note":
                runs.append(Run(item.text, kind="note"))
            case "picture" if pictures:
                runs.append(Run("", href=EMBEDDED + item.text, kind="picture"))
            case "text":
                runs.append(Run(item.text, _styles(item.look, common, plain=plain), item.href))
    return runs


def _end(cells: Sequence[Cell]) -> int:
    return max((cell.column + cell.columns for cell in cells), default=0)


def _lines_of(nodes: Sequence[Node]) -> Iterator[Paragraph]:
    """Yield the paragraphs of a cell or a note; of a table in it, each row is one, its cells apart by spaces."""
    for node in nodes:
        if isinstance(node, Paragraph):
            yield node
            continue
        for row in node.rows:
            line: list[Inline] = []
            shape = None
            for cell in row.cells:
                for paragraph in _lines_of(cell.inside):
                    if not paragraph.items:
                        continue
                    shape = shape or paragraph.shape
                    line += [Inline("text", " ")] * bool(line)
                    line += [Inline("text", number(paragraph))] * bool(number(paragraph))
                    line += paragraph.items
            if shape:
                yield Paragraph(shape, line)


def _common(items: Sequence[Inline]) -> Look:
    """Return what all words of a paragraph look like."""
    looks = [item.look for item in items if item.kind == "text" and any(char.isalnum() for char in item.text)]
    if not looks:
        return Look()
    return Look(
        bold=all(look.bold for look in looks),
        italic=all(look.italic for look in looks),
        struck=False,
        raised=looks[0].raised if len({look.raised for look in looks}) == 1 else "",
    )


def _styles(look: Look, common: Look, *, plain: bool) -> frozenset[Style]:
    found: set[Style] = set()
    if not plain:
        if look.bold and not common.bold:
            found.add("strong")
        if look.italic and not common.italic:
            found.add("em")
    if look.struck:
        found.add("s")
    if look.raised == "sup" != common.raised:
        found.add("sup")
    if look.raised == "sub" != common.raised:
        found.add("sub")
    return frozenset(found)


# --- what is left out ---


def _name_with_contents(left: list[Left], heading: Paragraph) -> None:
    """Add the heading of a table of contents to what was named as one."""
    contents = next((each for each in left if each.kind == "contents"), None)
    if contents:
        contents.texts.insert(0, f"{heading.text}\n")
    else:
        left.append(Left("contents", heading, "", [heading.text]))


def _left_out(left: Sequence[Left], nodes: Sequence[Node]) -> Iterator[LeftOut]:
    """Yield what was left out, each with its place: that of its paragraph, or of the nearest one before it."""
    places: dict[int, str] = {}
    last, beginning = "", say("the beginning")
    for paragraph in paragraphs_in(nodes):
        last = paragraph.place or last
        below = say("below {place}", place=in_words(last)) if last else beginning
        places[id(paragraph)] = in_words(paragraph.place) if paragraph.place else below
    for each in left:
        if each.texts and not each.text.strip() and each.kind != "comment":
            continue
        at = "" if each.at is None else in_words(each.at.place) if each.at.place else places.get(id(each.at), "")
        if each.below and not each.where:
            at = at if at.startswith("below") else say("below {place}", place=at) if at else beginning
        yield LeftOut(each.kind, listed(filter(None, (at, each.where))) or say("the text"), each.text)
