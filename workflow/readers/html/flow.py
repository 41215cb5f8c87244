"""The elements of an article → the blocks that a reader of the page sees, with the look of their words.

Everything inside is either in a block or in a ``left`` block, a record of what is left out.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple, cast

from workflow.errors import BadInput
from workflow.interface import say
from workflow.languages.chinese import documents
from workflow.markup.composing import Run, Style
from workflow.model import HAN
from workflow.patterns import late
from workflow.readers.cutting import joins
from workflow.readers.html import elements, page
from workflow.readers.html.page import DEEPEST, Node, Page, attribute, children_of, data_of, has, name_of

Kind = Literal[
    "paragraph", "heading", "figure", "list", "item", "quote", "table", "row", "cell", "rule", "code", "left"
]  # fmt: skip


@dataclass(slots=True)
class Block:
    """A block as the page has it.

    Attributes:
        kind: What it is; ``left`` is something left out.
        runs: Its words.
        children: What is inside.
        level: As in ``model.Block``.
        info: As in ``model.Block``; of a ``left`` block what it is called.
        columns: As in ``model.Block``.
        rows: As in ``model.Block``.
        align: "left", "right", "center", or "".
        bold: Whether all its words are; they then have no such look of their own.
        small: Whether the page says that it is a caption, or writes it smaller than texts usually are.
        large: Whether it is written larger than texts usually are.
        note: The label of the note that it is, "" if it is none.
    """

    kind: Kind
    runs: list[Run] = field(default_factory=list)
    children: "list[Block]" = field(default_factory=list)
    level: int = 0
    info: str = ""
    columns: int = 1
    rows: int = 1
    align: str = ""
    bold: bool = False
    small: bool = False
    large: bool = False
    note: str = ""

    @property
    def words(self) -> str:
        """Its words, on one line for each that the page has."""
        return words_of(self.runs)


def words_of(runs: Iterable[Run]) -> str:
    """Return the words of runs, without pictures and notes' marks; a hard line break is a line feed."""
    plain = {"break": "\n", "picture": "", "note": ""}
    return "".join(plain.get(run.kind, run.text) for run in runs).strip()


class Look(NamedTuple):
    """What an element passes on to everything inside it."""

    styles: frozenset[Style] = frozenset()
    href: str = ""
    align: str = ""
    heading: int = 0
    small: bool = False
    large: bool = False
    preformatted: bool = False


def blocks_of(nodes: Iterable[Node], of: Page, pictures: dict[int, str]) -> list[Block]:
    """Return the blocks of an article.

    Args:
        nodes: Its nodes.
        of: The page.
        pictures: The names of pictures that are written in the page, by the identities of their nodes.

    Raises:
        BadInput: It has an unknown element with text in it, or elements are nested too deeply.
    """
    nodes = list(nodes)
    flow = _Flow(of, pictures)
    flow.marks, flow.notes = _notes(nodes)
    for node in nodes:
        flow.take(node, Look(), 0)
    return flow.end()


def blocks_around(root: Node, of: Page, without: Sequence[Node]) -> tuple[list[Block], list[Block]]:
    """Return the blocks of a page before its article and after it, as far as they can be recognised."""
    flow = _Flow(of, {}, frozenset(map(id, without)))
    flow.take(root, Look(), 0)
    found = flow.end()
    at = next((i for i, block in enumerate(found) if block.info == _HERE), len(found))
    return found[:at], [block for block in found[at:] if block.info != _HERE]


_HERE = "the article"


class _Flow:
    """Walks through elements and collects blocks."""

    def __init__(self, of: Page, pictures: dict[int, str], without: frozenset[int] | None = None) -> None:
        """Prepare; with ``without``, these nodes are passed over and nothing is an error."""
        self.page = of
        self.pictures = pictures
        self.without = without
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.look = Look()
        self.waiting: list[Block] = []
        self.marks: Mapping[int, str] = {}
        self.notes: Mapping[int, str] = {}
        self.note = ""
        self._own: dict[str, Callable[[Node, Look, int], None]] = {
            "a": self._link,
            "br": self._break,
            "img": self._picture,
            "hr": self._rule,
            "blockquote": self._quote,
            **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), self._preformatted),
            **dict.fromkeys(("ul", "ol", "menu", "dir"), self._list),
            "table": self._table,
        }

    def end(self) -> list[Block]:
        """Return the blocks."""
        self.flush()
        return self.blocks

    def inside(self, nodes: Iterable[Node], look: Look, depth: int) -> list[Block]:
        """Return the blocks inside a container."""
        outer, self.blocks = self.blocks, []
        for node in nodes:
            self.take(node, look, depth)
        self.flush()
        found, self.blocks = self.blocks, outer
        return found

    def take(self, node: Node, look: Look, depth: int) -> None:
        """Take a node and everything inside it."""
        name = name_of(node)
        if name == "#text":
            self._text(data_of(node), look)
        elif name in ("#document", "#document-fragment"):
            self._children(node, look, depth)
        elif not name.startswith(("#", "!")):
            self._element(node, name, look, depth)

    def _element(self, node: Node, name: str, look: Look, depth: int) -> None:
        if self.without is not None and id(node) in self.without:
            self.flush()
            if not any(block.info == _HERE for block in self.blocks[-1:]):
                self.blocks.append(Block("left", info=_HERE))
            return
        if depth > DEEPEST:
            self._too_deep(node)
        elif page.is_hidden(node) and name not in ("script", "style"):
            self._leave("hidden", node)
        elif kind := elements.LEFT_OUT.get(name):
            self._leave(kind, node)
        elif name in self._own:
            self._own[name](node, look, depth)
        elif name in elements.BLOCKS:
            self._block(node, name, look, depth)
        elif name in elements.TRANSPARENT or name.startswith(elements.PREFIXES) or self.without is not None:
            self._inline(node, name, look, depth)
        elif name not in elements.SILENT and (words := page.text_of(node)):
            raise BadInput(
                say(
                    "{path}: {near} is an element <{name}> with text in it ({start}), and it is not known "
                    "whether pages show that; copy the text in a browser and paste it instead (workflow add "
                    "-)",
                    path=self.page.path,
                    near=self._near(),
                    name=name,
                    start=_start(words),
                )
            )

    def _too_deep(self, node: Node) -> None:
        if self.without is not None:
            return
        raise BadInput(
            say(
                "{path}: elements are nested more than {deepest} deep ({near}); copy the text in a "
                "browser and paste it instead (workflow add -)",
                path=self.page.path,
                deepest=DEEPEST,
                near=self._near(),
            )
        )

    def _near(self) -> str:
        """Return the current place in the article, for a message."""
        before = words_of(self.runs) or next((block.words for block in reversed(self.blocks) if block.words), "")
        return (
            say("after {words}", words=_start(before[-_QUOTED:], tail=True))
            if before
            else say("at the beginning of the article")
        )

    def _children(self, node: Node, look: Look, depth: int) -> None:
        for child in children_of(node):
            self.take(child, look, depth + 1)

    # --- words ---

    def _text(self, data: str, look: Look) -> None:
        if not look.preformatted:
            if not self.runs and not data.strip(_ASCII_WHITE):
                return
            self._add(Run(_collapsed(data), look.styles, look.href), look)
            return
        for i, line in enumerate(data.split("\n")):
            if i:
                self._add(Run("", kind="break"), look)
            self._add(Run(line.replace("\t", "    "), look.styles, look.href), look)

    def _add(self, run: Run, look: Look) -> None:
        if not self.runs:
            self.look = look
        self.runs.append(run)

    def _inline(self, node: Node, name: str, look: Look, depth: int) -> None:
        self._children(node, _inside(node, name, look), depth)

    def _link(self, node: Node, look: Look, depth: int) -> None:
        if label := self.marks.get(id(node), ""):
            self._add(Run(label, kind="note"), look)
            return
        if label := self.notes.get(id(node), ""):
            self.note = label
            self._leave("mark", node)
            return
        href = page.link_to(attribute(node, "href"), self.page.base)
        self._children(node, _inside(node, "a", look)._replace(href=href or look.href), depth)

    def _break(self, node: Node, look: Look, depth: int) -> None:
        self._add(Run("", kind="break"), look)

    def _picture(self, node: Node, look: Look, depth: int) -> None:
        if {attribute(node, "width"), attribute(node, "height")} & {"0", "1"}:
            return  # a counter of visitors
        said = attribute(node, "alt").strip()
        if HAN.search(said) and not _NO_WORDS.search(said):
            self.waiting.append(Block("left", [Run(said)], info="alternative text"))
        source = page.source_of(node)
        path = self.pictures.get(id(node)) or page.path_beside(source)
        if path:
            self._add(Run("", look.styles - _ALL_STYLES, path, "picture"), look)
            return
        address = page.link_to(source, self.page.base)
        self.waiting.append(Block("left", info=f"picture {address or source[:_LONGEST_ADDRESS]}".strip()))
        if address:
            self._add(Run("", frozenset(), address, "picture"), look)

    def _leave(self, kind: str, node: Node) -> None:
        """Record something that is left out."""
        words = page.text_of(node)
        if words or kind not in _WORDLESS:
            self.waiting.append(Block("left", [Run(words)] if words else [], info=kind))

    # --- blocks ---

    def _block(self, node: Node, name: str, look: Look, depth: int) -> None:
        self.flush()
        inner = _inside(node, name, look)
        if name in _HEADINGS:
            inner = inner._replace(heading=int(name[1]))
        elif name in ("figcaption", "caption"):
            inner = inner._replace(small=True, large=False)
        self._children(node, inner, depth)
        self.flush()

    def _preformatted(self, node: Node, look: Look, depth: int) -> None:
        self.flush()
        if not HAN.search(page.text_of(node)):
            code = "".join(data_of(each) for each in page.below(node) if name_of(each) == "#text")
            if code.strip():
                self.blocks.append(Block("code", [Run(code.strip("\n"))]))
            return
        self._children(node, _inside(node, "pre", look)._replace(preformatted=True), depth)
        self.flush()

    def _rule(self, node: Node, look: Look, depth: int) -> None:
        self.flush()
        self.blocks.append(Block("rule"))

    def _quote(self, node: Node, look: Look, depth: int) -> None:
        self.flush()
        inside = self.inside(children_of(node), _inside(node, "blockquote", look), depth + 1)
        if inside:
            self.blocks.append(Block("quote", children=inside))

    def _list(self, node: Node, look: Look, depth: int) -> None:
        self.flush()
        ordered = name_of(node) == "ol"
        inner = _inside(node, "ul", look)
        items: list[Block] = []
        numbers: list[int] = []
        first = number = _whole(attribute(node, "start"), 1, 0) if ordered else 1
        for child in children_of(node):
            loose = name_of(child) != "li"
            number = number if loose else _whole(attribute(child, "value"), number, 0)
            within = [child] if loose else children_of(child)
            style = inner if loose else _inside(child, "li", inner)
            found = self.inside(within, style, depth + 2)
            if loose and items:
                items[-1].children += found
            elif found:
                items.append(Block("item", children=found))
                numbers.append(number)
                number += 1
        counted = numbers == list(range(first, first + len(items)))
        kind = attribute(node, "type").strip()
        style_type = page.style_of(node).get("list-style-type", "") or page.style_of(node).get("list-style", "")
        if "none" in style_type.split():
            self.blocks += [block for item in items for block in item.children]
        elif ordered and (not counted or has(node, "reversed") or kind in ("a", "A", "i", "I")):
            count = -1 if has(node, "reversed") else 1
            shown = numbers if not has(node, "reversed") else [len(items) + count * i for i in range(len(items))]
            for item, one in zip(items, shown, strict=True):
                self.blocks += _labelled(item.children, f"{_label(one, kind)}. ")
        elif items:
            self.blocks.append(Block("list", children=items, level=first, info="ordered" if ordered else "bullet"))

    def _table(self, node: Node, look: Look, depth: int) -> None:
        self.flush()
        rows, rest = _rows(node)
        for child in rest:  # the caption, and what the parser found no better place for
            self.take(child, look, depth + 1)
        self.flush()
        table: list[Block] = []
        for row, head in rows:
            cells: list[Block] = []
            for cell in children_of(row):
                if name_of(cell) not in ("td", "th"):
                    self.take(cell, look, depth + 2)
                    continue
                inner = _inside(cell, name_of(cell), look._replace(align="", heading=0))
                found = self.inside(children_of(cell), inner, depth + 3)
                columns = min(_whole(attribute(cell, "colspan"), 1, 1), _MOST_COLUMNS)
                height = _whole(attribute(cell, "rowspan"), 1, 0) if has(cell, "rowspan") else 1
                cells.append(Block("cell", [], found, columns=columns, rows=height, align=inner.align))
            head = head or (bool(cells) and all(name_of(c) == "th" for c in children_of(row) if name_of(c) in _CELLS))
            if cells:
                table.append(
                    Block(
                        "row", children=cells, level=int(head and len(rows) > 1 and all(above.level for above in table))
                    )
                )
        if _is_layout(table):
            self.blocks += [block for row in table for cell in row.children for block in cell.children]
        elif table:
            self.blocks += [b for row in table for cell in row.children for b in _left_in(cell.children)]
            self.blocks.append(Block("table", children=[_with_text(row) for row in spanned(table)]))

    def flush(self) -> None:
        """End the paragraph."""
        runs, self.runs = self.runs, []
        lines = _lines(runs)
        start = len(self.blocks)
        for group in _groups(lines):
            self.blocks += _paragraphs(group, self.look)
        if self.waiting:  # before the blocks of the paragraph around them
            self.blocks[start:start] = self.waiting
            self.waiting = []
        if self.note:
            for block in self.blocks[start:]:
                block.note = self.note if block.kind == "paragraph" else ""
            self.note = ""


_WORDLESS = frozenset({"script", "style sheet", "form", "navigation", "hidden", "ruby", "frame"})
"""What is dropped without a record if it has no words."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CELLS = frozenset({"td", "th"})
_NO_WORDS = late(r"^点击|\.(?:jpe?g|png|gif|bmp|webp)$|^(?:图片|无标题|未标题)\S{0,4}$", re.IGNORECASE)
"""Alternative texts that say nothing."""
_ASCII_WHITE = " \t\n\r\f"
_QUOTED = 16
_LONGEST_ADDRESS = 200
_MOST_COLUMNS = 1000


def _start(words: str, *, tail: bool = False) -> str:
    words = " ".join(words.split())
    if len(words) < _QUOTED:
        return f"“{words}”"
    return f"“…{words[-_QUOTED:]}”" if tail else f"“{words[:_QUOTED]}…”"


# --- notes ---

_MARK = late(r"[\[［〔【（(]?\s*(?:注|註|note)?\s*([0-9]{1,3}|[a-z*†‡]{1,2})\s*[\]］〕】）)]?", re.IGNORECASE)


def _notes(nodes: Iterable[Node]) -> tuple[dict[int, str], dict[int, str]]:
    """Return the marks of notes and the links from notes back to them, by identity, each with its note's label.

    A note is where a link leads, if a link there leads back.
    """
    links: list[tuple[Node, str, tuple[str, ...]]] = []
    waiting: list[tuple[Node, tuple[str, ...]]] = [(node, ()) for node in reversed(list(nodes))]
    while waiting:
        node, around = waiting.pop()
        if page.has_attributes(node):
            around = (*around, *filter(None, (attribute(node, "id"), attribute(node, "name"))))[-_AROUND:]
            to = attribute(node, "href")
            if name_of(node) == "a" and to.startswith("#"):
                links.append((node, to[1:], around))
        waiting += [(child, around) for child in reversed(children_of(node))]
    by_name: dict[str, list[int]] = {}
    for i, (_, _, names) in enumerate(links):
        for name in names:
            by_name.setdefault(name, []).append(i)
    marks: dict[int, str] = {}
    notes: dict[int, str] = {}
    labels: dict[str, str] = {}
    for i, (node, to, names) in enumerate(links):
        found = _MARK.fullmatch(page.text_of(node))
        back = next((j for j in by_name.get(to, ()) if j > i and links[j][1] in names), -1)
        if not found or id(node) in notes:
            continue
        if to in labels:
            marks[id(node)] = labels[to]
        elif back >= 0:
            label = found[1] if found[1].isalnum() and found[1] not in labels.values() else f"n{len(labels) + 1}"
            labels[to] = marks[id(node)] = notes[id(links[back][0])] = label
    return marks, notes


_AROUND = 4
"""How many names of elements around a link may be the link's."""

# --- looks ---

_ALL_STYLES: frozenset[Style] = frozenset({"strong", "em", "s", "sub", "sup"})
_SIZE = late(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)(px|pt)")
_SMALL = {"px": 12.5, "pt": 9.5}
_LARGE = {"px": 19.5, "pt": 14.5}
"""Captions are in 9 pt or 12 px; texts in 10.5 to 14 pt or 14 to 18 px; titles are larger."""


def _inside(node: Node, name: str, look: Look) -> Look:
    """Return the look of what is inside an element."""
    styles: set[Style] = set(look.styles)
    if own := elements.STYLES.get(name):
        styles.add(cast("Style", own))
    align = attribute(node, "align").strip().lower() if name not in ("font", "img", "table") else ""
    if name == "center":
        align = "center"
    size = attribute(node, "size").strip() if name == "font" else ""
    small = (name == "small" or look.small) if not size else size in ("1", "2", "-1", "-2")
    large = look.large if not size else size in ("5", "6", "7", "+2", "+3", "+4")
    if has(node, "style"):
        style = page.style_of(node)
        _switch(styles, "strong", style.get("font-weight", ""), ("bold", "bolder", "600", "700", "800", "900"))
        _switch(styles, "em", style.get("font-style", ""), ("italic", "oblique"))
        _switch(styles, "sup", style.get("vertical-align", ""), ("super",))
        _switch(styles, "sub", style.get("vertical-align", ""), ("sub",))
        if "line-through" in style.get("text-decoration", ""):
            styles.add("s")
        align = style.get("text-align", align)
        if written := _SIZE.fullmatch(style.get("font-size", "")):
            value, unit = float(written[1]), written[2]
            small, large = value < _SMALL[unit], value > _LARGE[unit]
    return look._replace(styles=frozenset(styles), align=align or look.align, small=small, large=large)


def _switch(styles: set[Style], style: Style, value: str, on: Sequence[str]) -> None:
    if value in on:
        styles.add(style)
    elif value in ("normal", "400", "300", "baseline"):
        styles.discard(style)


def _whole(written: str, usual: int, least: int) -> int:
    """Return the whole number that an attribute states, ``usual`` if it states none."""
    found = re.match(r"\s*([0-9]{1,9})", written)
    return max(int(found[1]), least) if found else usual


# --- lines and paragraphs ---


def _collapsed(data: str) -> str:
    """Return text with a line feed for white space that has one in it, and one space for any other."""
    return _WHITE.sub(lambda found: "\n" if "\n" in found[0] or "\r" in found[0] else " ", data)


_WHITE = late(f"[{_ASCII_WHITE}]+")


def _lines(runs: Iterable[Run]) -> list[list[Run]]:
    """Return the lines of runs between hard breaks, with white space as a page shows it.

    Runs of white space are one space, and none at the edges of a line; a line feed in the file is no space where
    Chinese has none.
    """
    lines: list[list[Run]] = [[]]
    before = waiting = ""
    for run in runs:
        if run.kind == "break":
            lines.append([])
            before = waiting = ""
            continue
        if run.kind != "text":
            if waiting and before:
                lines[-1].append(Run(" "))
            lines[-1].append(run)
            before, waiting = "\ufffc", ""
            continue
        text = ""
        for piece in _PIECES.findall(run.text):
            if piece in (" ", "\n"):
                waiting = waiting or piece
                continue
            if waiting and before:
                text += "" if waiting == "\n" and joins(before, piece[0]) else " "
            text += piece
            before, waiting = piece[-1], ""
        if text:
            lines[-1].append(run._replace(text=text))
    return lines


_PIECES = late(r"[ \n]|[^ \n]+")


def _groups(lines: Sequence[Sequence[Run]]) -> list[list[list[Run]]]:
    """Return the lines that are one paragraph each.

    A paragraph ends at an empty line, at one that begins with an indentation, and after one that ends a sentence.
    """
    groups: list[list[list[Run]]] = [[]]
    for line in lines:
        words = words_of(line)
        pictures = any(run.kind == "picture" for run in line)
        if not words and not pictures and not any(run.kind == "note" for run in line):
            groups.append([])
            continue
        current = groups[-1]
        if current and (_indent(line) > 1 or documents.is_final(words_of(current[-1])) or pictures != _shows(current)):
            groups.append([])
        groups[-1].append(list(line))
    return [group for group in groups if group]


def _shows(group: Sequence[Sequence[Run]]) -> bool:
    return any(run.kind == "picture" for line in group for run in line)


def _indent(line: Sequence[Run]) -> int:
    """Return how many columns a line is indented by."""
    text = next((run.text for run in line), "") if line and line[0].kind == "text" else ""
    before = text[: len(text) - len(text.lstrip("\u00a0\u3000\u2002\u2003 "))]
    return sum(2 if char in "\u3000\u2003" else 1 for char in before)


def _paragraphs(lines: Sequence[Sequence[Run]], look: Look) -> list[Block]:
    """Return a paragraph; pictures at the edges of its lines are figures."""
    found: list[Block] = []
    left: list[Run] = []
    for line in lines:
        before, words, after = _edges(line)
        if (before or after) and left:
            found.append(_paragraph(left, look))
            left = []
        found += [Block("figure", info=run.href) for run in before]
        if words:
            left += [Run("", kind="break"), *words] if left else words
        if after:
            if left:
                found.append(_paragraph(left, look))
                left = []
            found += [Block("figure", info=run.href) for run in after]
    if left:
        found.append(_paragraph(left, look))
    return found


def _edges(line: Sequence[Run]) -> tuple[list[Run], list[Run], list[Run]]:
    """Return the pictures before the words of a line, the words, and the pictures behind them."""
    kept = list(line)
    sides: tuple[list[Run], list[Run]] = ([], [])
    for side, at in zip(sides, (0, -1), strict=True):
        while kept and (kept[at].kind == "picture" or (kept[at].kind == "text" and not kept[at].text.strip())):
            run = kept.pop(at)
            if run.kind == "picture":
                side.append(run)
    return sides[0], kept, sides[1][::-1]


def _paragraph(runs: Sequence[Run], look: Look) -> Block:
    """Return a paragraph, without a look that all its words have."""
    worded = [run for run in runs if run.kind == "text" and run.text.strip()]
    shared = frozenset.intersection(*(run.styles for run in worded)) & {"strong", "em"} if worded else frozenset()
    plain = [run._replace(styles=run.styles - shared) if run.kind == "text" else run for run in runs]
    return Block(
        "heading" if look.heading else "paragraph",
        plain,
        level=look.heading,
        align=look.align,
        bold="strong" in shared,
        small=look.small,
        large=look.large,
    )


# --- lists ---


def _labelled(inside: Sequence[Block], label: str) -> list[Block]:
    """Return the blocks of an item with its label typed in front of the first."""
    first = next((i for i, block in enumerate(inside) if block.kind in ("paragraph", "heading")), -1)
    return [replace(b, runs=[Run(label), *b.runs]) if i == first else b for i, b in enumerate(inside)]


def _label(number: int, kind: str) -> str:
    """Return the number of an item as ``<ol type>`` shows it."""
    if kind in ("a", "A") and number > 0:
        letters = ""
        while number:
            number, letter = divmod(number - 1, 26)
            letters = chr(ord("a") + letter) + letters
        return letters.upper() if kind == "A" else letters
    if kind in ("i", "I") and 0 < number < _ROMAN_END:
        roman = ""
        for value, numeral in _ROMAN:
            roman += numeral * (number // value)
            number %= value
        return roman.upper() if kind == "I" else roman
    return str(number)


_ROMAN_END = 4000
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x")),
    *((9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)

# --- tables ---

_MOST_CELLS = 65_536


def _rows(table: Node) -> tuple[list[tuple[Node, bool]], list[Node]]:
    """Return the rows of a table, each with whether it is in its head, and what else is directly inside."""
    rows: list[tuple[Node, bool]] = []
    rest: list[Node] = []
    for part in children_of(table):
        match name_of(part):
            case "tr":
                rows.append((part, False))
            case "thead" | "tbody" | "tfoot":
                for child in children_of(part):
                    if name_of(child) == "tr":
                        rows.append((child, name_of(part) == "thead"))
                    else:
                        rest.append(child)
            case _:
                rest.append(part)
    return rows, rest


def _is_layout(table: Sequence[Block]) -> bool:
    """Return whether a table only arranges blocks on the page: it has one column, or a table in it."""
    cells = [cell for row in table for cell in row.children]
    return all(len(row.children) < _COLUMNS for row in table) or any(
        inner.kind == "table" for cell in cells for inner in cell.children
    )


_COLUMNS = 2


def spanned(table: Sequence[Block]) -> Sequence[Block]:
    """Return the rows of a table with cells that reach no further than the table, and none missing at their ends."""
    width = max((sum(cell.columns for cell in row.children) for row in table), default=0)
    covers = sum(
        c.columns * min(c.rows or len(table), len(table) - at) for at, r in enumerate(table) for c in r.children
    )
    if width * len(table) > _MOST_CELLS or covers > _MOST_CELLS:
        for cell in (cell for row in table for cell in row.children):
            cell.columns = cell.rows = 1
        return table
    taken: dict[int, set[int]] = {}
    for at, row in enumerate(table):
        column = 0
        for cell in row.children:
            while column in taken.get(at, ()):
                column += 1
            left = len(table) - at
            cell.rows = left if cell.rows == 0 else min(cell.rows, left)
            covered = range(column, column + cell.columns)
            for below in range(at, at + cell.rows):
                taken.setdefault(below, set()).update(covered)
            column += cell.columns
    width = max((max(columns) + 1 for columns in taken.values()), default=0)
    for at, row in enumerate(table) if width * len(table) <= _MOST_CELLS else ():
        row.children += [Block("cell") for _ in range(width - len(taken.get(at, ())))]
    return table


def _left_in(inside: Iterable[Block]) -> list[Block]:
    """Return what is left out somewhere inside blocks."""
    return [each for block in inside for each in ([block] if block.kind == "left" else _left_in(block.children))]


def _with_text(row: Block) -> Block:
    """Return a row whose cells have runs: their paragraphs, each on a line."""
    return replace(row, children=[replace(cell, runs=_in_cell(cell.children), children=[]) for cell in row.children])


def _in_cell(inside: Sequence[Block], label: str = "") -> list[Run]:
    runs: list[Run] = []
    for block in inside:
        if block.kind in ("left", "rule"):
            continue
        number = block.level
        lines: list[list[Run]] = []
        if block.kind == "figure":
            lines = [[Run("", frozenset(), block.info, "picture")]]
        elif block.kind == "list":
            for i, item in enumerate(block.children):
                lines.append(_in_cell(item.children, f"{number + i}. " if block.info == "ordered" else ""))
        elif block.children:
            lines = [_in_cell(block.children)]
        else:
            styles: frozenset[Style] = frozenset({"strong"} if block.bold else ())
            lines = [[r._replace(styles=r.styles | styles) if r.kind == "text" else r for r in block.runs]]
        for line in lines:
            if line:
                runs += [Run("", kind="break"), *line] if runs else line
    return [Run(label), *runs] if label and runs else runs
