"""The blocks of Markdown, parsed by markdown-it, with the position of everything in the source.

``parse`` returns the parser's own block tokens; for each ``inline`` and ``html_block`` token, ``Where`` says where its
content is. ``inline`` returns the content of an ``inline`` token, as the scanner reads it, and ``html_paragraphs`` that
of an ``html_block``, as the atoms that ``cutting`` takes.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.html_blocks import block_names
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.common.utils import MD_TRIM_CHARS, unescapeAll
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from workflow.markup import addresses, elements, scanner
from workflow.markup.dialect import DEEPEST
from workflow.markup.nodes import Node
from workflow.markup.scanner import nodes
from workflow.model import HAN
from workflow.patterns import late
from workflow.readers.cutting import PLACEHOLDER, Atom, clean

Environment = MutableMapping[str, Any]
"""What the parser keeps about a document: its link reference definitions."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a token's content is: from ``starts[i]`` in the content, characters follow ``sources[i]`` in the source."""

    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def source(self, position: int) -> int:
        """Return the source position of the character at ``position``."""
        i = max(bisect_right(self.starts, position) - 1, 0)
        return self.sources[i] + position - self.starts[i]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the source's stretch for the content from ``start`` to ``end``, which has at least one character."""
        return self.source(start), self.source(end - 1) + 1


@dataclass(slots=True)
class Document:
    """A parsed document.

    Attributes:
        tokens: The block tokens.
        environment: The link references.
        places: Where the content of ``inline`` and ``html_block`` tokens is, by the token's identity.
        more: The cells beyond the header's columns, by the identity of the token that closes their row.
    """

    tokens: list[Token]
    environment: Environment
    places: dict[int, Where] = field(default_factory=dict)
    more: dict[int, list[tuple[str, Where]]] = field(default_factory=dict)

    def where(self, token: Token) -> Where:
        """Return where the content of an ``inline`` or ``html_block`` token is."""
        return self.places[id(token)]


def parse(text: str) -> Document:
    """Parse the block structure of ``text``, which has LF line endings and no NUL."""
    environment: Environment = {}
    if not text:
        return Document([], environment)
    parser = scanner.parser()
    state = _Blocks(text, parser, environment, [])
    parser.block.tokenize(state, state.line, state.lineMax)
    return Document(state.tokens, environment, state.places, state.more)


def too_deep(token: Token) -> bool:
    """Return whether the parser gave up on what is inside ``token``."""
    return token.nesting == 1 and token.type in _CONTAINERS and token.level >= DEEPEST - 1


def code_language(token: Token) -> str:
    """Return the language that a fence names, or ""."""
    return "".join(unescapeAll(token.info).split()[:1])


_CONTAINERS = ("blockquote_open", "list_item_open")


# --- blocks ---


class _Blocks(StateBlock):
    """The block parser's state, which records where the content of tokens is while the parser still knows."""

    def __init__(self, src: str, md: MarkdownIt, env: Environment, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self.places: dict[int, Where] = {}
        self.more: dict[int, list[tuple[str, Where]]] = {}
        self._taken: tuple[str, list[int], list[int]] = ("", [], [])
        self._row: tuple[int, list[tuple[str, Where]]] = (-1, [])
        self._column = 0

    def getLines(self, begin: int, end: int, indent: int, keepLastLF: bool) -> str:  # noqa: N802, N803
        text = super().getLines(begin, end, indent, keepLastLF)
        starts, sources = [], []
        at = 0
        for line, content in zip(range(begin, end), text.split("\n"), strict=False):
            # A content line is the end of a source line, except that its indentation may come from a tab.
            words = content.lstrip(" \t")
            starts.append(at + len(content) - len(words))
            sources.append(self.eMarks[line] - len(words))
            at += len(content) + 1
        self._taken = (text, starts, sources)
        if self.tokens and self.tokens[-1].type == "html_block" and not self.tokens[-1].content:
            self.places[id(self.tokens[-1])] = Where(tuple(starts), tuple(sources))
        return text

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        if ttype == "tr_open":
            self._column = 0
        elif ttype in ("paragraph_close", "heading_close", "th_close", "td_close"):
            content = self.tokens[-1]
            if ttype in ("th_close", "td_close"):
                self.places[id(content)] = self._cell(content)
            elif self.tokens[-2].markup.startswith("#"):
                self.places[id(content)] = self._atx_heading(content, len(self.tokens[-2].markup))
            else:
                text, starts, sources = self._taken
                trimmed = len(text) - len(text.lstrip(MD_TRIM_CHARS))
                self.places[id(content)] = Where(tuple(start - trimmed for start in starts), tuple(sources))
        token = super().push(ttype, tag, nesting)
        if ttype == "tr_close" and (more := self._beyond()):
            self.more[id(token)] = more
        return token

    def _beyond(self) -> list[tuple[str, Where]]:
        """The cells of a row that the parser drops because its header has fewer, without empty ones at the end."""
        more = [(words.strip(MD_TRIM_CHARS), where) for words, where in self._row[1][self._column :]]
        while more and not more[-1][0]:
            more.pop()
        return more

    def _line(self, content: Token) -> tuple[int, str]:
        line = content.map[0] if content.map else 0
        start = self.bMarks[line] + self.tShift[line]
        return start, self.src[start : self.eMarks[line]]

    def _atx_heading(self, content: Token, level: int) -> Where:
        start, line = self._line(content)
        words = line[level:].lstrip(MD_TRIM_CHARS)
        return Where((0,), (start + len(line) - len(words),))

    def _cell(self, content: Token) -> Where:
        start, line = self._line(content)
        if self._row[0] != start:
            self._row = (start, _columns(line, start))
        columns = self._row[1]
        self._column += 1
        return columns[self._column - 1][1] if self._column <= len(columns) else Where((0,), (start,))


def _columns(line: str, start: int) -> list[tuple[str, Where]]:
    """Yield the cells of a table row, as the parser's own rule splits it; ``start``: where the row is in the source."""
    words = line.lstrip(MD_TRIM_CHARS)
    start += len(line) - len(words)
    words = words.rstrip(MD_TRIM_CHARS)
    bars = [found.start() for found in re.finditer(r"(?<!\\)\|", words)] + [len(words)]
    cells: list[tuple[str, Where]] = []
    at = 0
    for bar in bars:
        raw = words[at:bar]
        # An escaped bar loses its backslash, which shifts what comes after it.
        escaped = [found.start() for found in re.finditer(r"\\\|", raw)]
        content = raw.replace("\\|", "|")
        trimmed = len(content) - len(content.lstrip(MD_TRIM_CHARS))
        starts = (0, *(position - i for i, position in enumerate(escaped)))
        sources = (start + at, *(start + at + position + 1 for position in escaped))
        cells.append((content, Where(tuple(s - trimmed for s in starts), sources)))
        at = bar + 1
    if cells and not cells[0][0]:
        cells.pop(0)
    if cells and not cells[-1][0]:
        cells.pop()
    return cells


# --- inline ---


class Image(NamedTuple):
    """A picture in the content, with its address (normalised, percent-encoded) and its alternative text in Markdown."""

    start: int
    end: int
    address: str
    words: str

    @property
    def words_start(self) -> int:
        """Where the alternative text starts in the content."""
        return self.start + len("![")


def inline(content: str, environment: Environment) -> tuple[list[Atom], list[Image]]:
    """Return the content of an ``inline`` token as atoms, which cover all of it in order, and its pictures."""
    images: list[Image] = []
    atoms = list(_atoms(nodes(content, environment), content, images))
    _pair_tags(atoms)
    return atoms, images


def _atoms(row: Iterable[Node], content: str, images: list[Image]) -> Iterator[Atom]:
    for node in row:
        start, end = node.start, node.end
        raw = content[start:end]
        match node.kind:
            case "space":
                yield Atom("space", start, end)
            case "break":
                yield Atom("break", start, end)
            case "mark" if raw.startswith("&"):
                yield _entity(start, end, raw, node.shown)
            case "mark":
                yield Atom("mark", start, end, raw, node.shown)
            case "code":
                yield Atom("opaque", start, end, clean(raw, join=False), PLACEHOLDER)
            case "address" if addresses.is_name(raw):
                yield Atom("text", start, end, raw)
            case "address" | "autolink":
                yield Atom("opaque", start, end, clean(raw), PLACEHOLDER)
            case "comment":
                yield Atom("nothing", start, end)
            case "tag":
                yield _tag(start, end, raw, node.name)
            case "image":
                words = content[node.opens : node.closes]
                images.append(Image(start, end, node.href, words))
                # In a reference, white space in the label counts, as one space.
                text = clean(raw, join=content.startswith("](", node.closes))
                han = any(HAN.search(each) for each in (words, node.title))
                yield Atom("opaque", start, end, text, PLACEHOLDER, han)
            case "element":
                yield _tag(start, node.opens, content[start : node.opens], node.name)
                if node.name in elements.HIDDEN:
                    yield Atom("opaque", node.opens, node.closes, clean(content[node.opens : node.closes], join=False))
                else:
                    yield from _atoms(node.children, content, images)
                yield _tag(node.closes, end, content[node.closes : end], f"/{node.name}")
            case "a":
                yield Atom("open", start, node.opens, "[")
                yield from _atoms(node.children, content, images)
                yield _link_end(node, content)
            case "em" | "strong" | "s":
                yield Atom("open", start, node.opens, content[start : node.opens], delimiter=node.name)
                yield from _atoms(node.children, content, images)
                yield Atom("close", node.closes, end, content[node.closes : end], delimiter=node.name)
            case _:
                yield Atom("text", start, end, raw)


def _link_end(node: Node, content: str) -> Atom:
    tail, label = content[node.closes : node.end], content[node.opens : node.closes]
    inline = tail.startswith("](")
    if tail in ("]", "][]") and _UNTIDY.search(label):
        # The text is also the label, in which a line break counts as a space: write the label separately.
        tail = f"][{label}]"
    return Atom("close", node.closes, node.end, clean(tail, join=inline), han=inline and bool(HAN.search(tail)))


_UNTIDY = late(r"[^\S ]|  ")


def _entity(start: int, end: int, raw: str, char: str) -> Atom:
    if HAN.fullmatch(char):
        return Atom("mark", start, end, char, char)
    return Atom("mark", start, end, raw, char if len(char) == 1 and char.isprintable() else " ")


def _tag(start: int, end: int, raw: str, name: str) -> Atom:
    pairs = name not in elements.VOID and not raw.endswith("/>")
    return Atom("tag", start, end, clean(raw, join=False), delimiter=name if pairs else "")


def _pair_tags(found: list[Atom]) -> None:
    """Turn matching HTML tags into spans."""
    waiting: dict[str, list[int]] = {}
    for i, atom in enumerate(found):
        if atom.kind != "tag" or not atom.delimiter:
            continue
        name = atom.delimiter.removeprefix("/")
        if name == atom.delimiter:
            waiting.setdefault(name, []).append(i)
        elif waiting.get(name):
            opening = waiting[name].pop()
            found[opening] = found[opening]._replace(kind="open", delimiter="")
            found[i] = atom._replace(kind="close", delimiter="")


# --- HTML blocks ---

_HIDDEN = late(r"<(script|style|template)\b[^<>]*>", re.IGNORECASE)
_ENTITY = late(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_HTML = late(rf"(?P<tag><)|(?P<entity>{_ENTITY.pattern})|(?P<markdown>[\\`*_\[\]~])")
_SPLITTING = frozenset(block_names) | {"pre", "img", "picture", "video", "audio", "textarea", "button", "select"}


def html_paragraphs(content: str) -> Iterator[list[Atom]]:
    """Return the text of an HTML block, as a list of atoms for each paragraph between block tags.

    Tags, comments, scripts and styles are dropped. The atoms' text is Markdown that reads the same.
    """
    paragraph: list[Atom] = []
    at = 0
    while at < len(content):
        found = _HTML.search(content, at)
        if at < (start := found.start() if found else len(content)):
            paragraph.append(Atom("text", at, start, content[at:start]))
        if not found:
            break
        at = found.end()
        if found["markdown"]:
            paragraph.append(Atom("mark", start, at, "\\" + found[0], found[0]))
        elif found["entity"]:
            char = unescapeAll(found[0])
            paragraph.append(
                _entity(start, at, found[0], char) if char != found[0] else Atom("text", start, at, found[0])
            )
        else:
            at = _markup_end(content, start)
            name = elements.name_of(content[start:at])
            if at == start:
                at += 1
                paragraph.append(Atom("mark", start, at, "\\<", "<"))
            elif name == "br":
                paragraph.append(Atom("break", start, at))
            elif name in _SPLITTING:
                yield paragraph
                paragraph = []
            else:
                paragraph.append(Atom("nothing", start, at))
    yield paragraph


def _markup_end(content: str, start: int) -> int:
    """Return where the HTML at ``start`` ends (a tag, a comment, a whole script); ``start`` if there is none."""
    if content.startswith(("<!-->", "<!--->"), start):
        return content.index(">", start) + 1
    for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")):
        if content.startswith(opening, start):
            end = content.find(closing, start + len(opening))
            return end + len(closing) if end >= 0 else len(content)
    if hidden := _HIDDEN.match(content, start):
        end_tag = re.compile(rf"</{hidden[1]}\s*>", re.IGNORECASE).search(content, hidden.end())
        return end_tag.end() if end_tag else len(content)
    tag = HTML_TAG_RE.match(content, start)
    return tag.end() if tag and elements.name_of(tag[0]) else start
