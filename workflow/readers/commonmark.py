"""Markdown, parsed by markdown-it, with the position of everything in the source: the module that knows how that parser works.

``parse`` gives the parser's own block tokens; each ``inline`` and ``html_block`` token leads to where its content stands (``Where``).
``inline`` gives the content of an ``inline`` token, ``html_paragraphs`` that of an ``html_block``, as the atoms that ``cutting`` takes.
The parser's own rules do the reading; we only write down where each of them succeeded.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, NamedTuple

from markdown_it import MarkdownIt, rules_inline
from markdown_it.common.html_blocks import block_names
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.common.utils import MD_TRIM_CHARS, unescapeAll
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from workflow.markup import dialect
from workflow.markup.dialect import DEEPEST, InlineState
from workflow.model import HAN
from workflow.readers.cutting import PLACEHOLDER, Atom, clean

Environment = MutableMapping[str, Any]
"""What the parser keeps of a document: its link reference definitions."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where the content of a token stands: from ``starts[i]`` on in the content, characters follow ``sources[i]`` in the source."""

    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def source(self, position: int) -> int:
        """The source position of the character at ``position``."""
        i = max(bisect_right(self.starts, position) - 1, 0)
        return self.sources[i] + position - self.starts[i]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source's stretch for the content between ``start`` and ``end``, which holds at least one character."""
        return self.source(start), self.source(end - 1) + 1


@dataclass(slots=True)
class Document:
    """A parsed document: block tokens, what they refer to, and where the content of ``inline`` and ``html_block`` tokens stands."""

    tokens: list[Token]
    environment: Environment
    places: dict[int, Where] = field(default_factory=dict)

    def where(self, token: Token) -> Where:
        """Where the content of an ``inline`` or ``html_block`` token stands."""
        return self.places[id(token)]


def parse(text: str) -> Document:
    """Parse the block structure of ``text``, whose line ends are line feeds and which has no NUL."""
    environment: Environment = {}
    if not text:
        return Document([], environment)
    parser = _parser()
    state = _Blocks(text, parser, environment, [])
    parser.block.tokenize(state, state.line, state.lineMax)
    return Document(state.tokens, environment, state.places)


def too_deep(token: Token) -> bool:
    """Whether the parser gave up on what is inside ``token``."""
    return token.nesting == 1 and token.type in _CONTAINERS and token.level >= DEEPEST - 1


def code_language(token: Token) -> str:
    """The language that a fence names, or ""."""
    return "".join(unescapeAll(token.info).split()[:1])


_CONTAINERS = ("blockquote_open", "list_item_open")


@cache
def _parser() -> MarkdownIt:
    parser = dialect.parser()
    for name, rule in _RULES.items():
        parser.inline.ruler.at(name, _traced(name, rule))
    return parser


# --- blocks -----------------------------------------------------------------------------------------------------------------


class _Blocks(StateBlock):
    """The block parser's state, which notes where the content of tokens comes from while the parser still knows."""

    def __init__(self, src: str, md: MarkdownIt, env: Environment, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self.places: dict[int, Where] = {}
        self._taken: tuple[str, list[int], list[int]] = ("", [], [])
        self._row: tuple[int, list[tuple[str, Where]]] = (-1, [])
        self._column = 0

    def getLines(self, begin: int, end: int, indent: int, keepLastLF: bool) -> str:  # noqa: N802, N803
        text = super().getLines(begin, end, indent, keepLastLF)
        starts, sources = [], []
        at = 0
        for line, content in zip(range(begin, end), text.split("\n"), strict=False):
            # A line of the content is the end of a line of the source, but that its indentation may have come from a tab.
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
        return super().push(ttype, tag, nesting)

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
    """The cells of a table's line, as the parser's own table rule splits it; ``start``: where it stands in the source."""
    words = line.lstrip(MD_TRIM_CHARS)
    start += len(line) - len(words)
    words = words.rstrip(MD_TRIM_CHARS)
    bars = [found.start() for found in re.finditer(r"(?<!\\)\|", words)] + [len(words)]
    cells: list[tuple[str, Where]] = []
    at = 0
    for bar in bars:
        raw = words[at:bar]
        # An escaped bar loses its backslash, and so shifts what comes after it.
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


# --- inline -----------------------------------------------------------------------------------------------------------------

_Rule = Callable[[StateInline, bool], bool]
_RULES: dict[str, _Rule] = {
    "newline": rules_inline.newline,
    "escape": rules_inline.escape,
    "backticks": rules_inline.backtick,
    "strikethrough": rules_inline.strikethrough.tokenize,
    "emphasis": rules_inline.emphasis.tokenize,
    "link": rules_inline.link,
    "image": rules_inline.image,
    "autolink": rules_inline.autolink,
    "html_inline": rules_inline.html_inline,
    "entity": rules_inline.entity,
}


class _Inline(InlineState):
    """The inline parser's state, which notes what its rules found where."""

    def __init__(self, src: str, md: MarkdownIt, env: Environment) -> None:
        super().__init__(src, md, env, [])
        self.found: list[tuple[str, int, int, Token]] = []
        self.label_ends: dict[int, int] = {}

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        if ttype == "link_open":
            # The link rule narrows the state to the label before it says so; an autolink inside it comes second.
            self.label_ends.setdefault(self.pos, self.posMax)
        return super().push(ttype, tag, nesting)

    def note(self, rule: str, start: int) -> None:
        if rule in ("emphasis", "strikethrough"):
            end = self.pos
            for token in reversed(self.tokens):
                if end <= start:
                    break
                self.found.append((rule, end - len(token.content), end, token))
                end -= len(token.content)
        else:
            self.found.append((rule, start, self.pos, self.tokens[-1] if self.tokens else Token("text", "", 0)))


def _traced(name: str, rule: _Rule) -> _Rule:
    def run(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent and isinstance(state, _Inline) and len(state.tokens) > before:
            state.note(name, start)
        return True

    return run


class Image(NamedTuple):
    """A picture in the content: from ``start`` to ``end``, its address (normalised, percent-encoded) and its alternative text, Markdown."""

    start: int
    end: int
    address: str
    words: str

    @property
    def words_start(self) -> int:
        """Where the alternative text starts in the content."""
        return self.start + len("![")


def inline(content: str, environment: Environment) -> tuple[list[Atom], list[Image]]:
    """The content of an ``inline`` token as atoms, which cover all of it in order, and the pictures in it."""
    parser = _parser()
    state = _Inline(content, parser, environment)
    parser.inline.tokenize(state)
    for rule in parser.inline.ruler2.getRules(""):
        rule(state)
    marked: list[Atom] = []
    for name, start, end, token in state.found:
        marked.extend(_marked(name, start, end, token, state))
    marked.sort(key=lambda atom: atom.start)
    _pair_tags(marked)
    filled: list[Atom] = []
    at = 0
    for atom in marked:
        if at < atom.start:
            filled.append(Atom("text", at, atom.start, content[at : atom.start]))
        filled.append(atom)
        at = atom.end
    if at < len(content):
        filled.append(Atom("text", at, len(content), content[at:]))
    images = [
        Image(start, end, str(token.attrs["src"]), token.content)
        for rule, start, end, token in state.found
        if rule == "image"
    ]
    return filled, images


def _marked(rule: str, start: int, end: int, token: Token, state: _Inline) -> Iterator[Atom]:
    """What one success of one rule is."""
    raw = state.src[start:end]
    match rule, token.type:
        case "newline" | "escape", "softbreak":
            yield Atom("space", start, end)
        case "newline" | "escape", "hardbreak":
            yield Atom("break", start, end)
        case "escape", _:
            if len(token.content) == 1:
                yield Atom("mark", start, end, raw, token.content)
        case "entity", _:
            yield _entity(start, end, raw, token.content)
        case "backticks", "code_inline":
            yield Atom("opaque", start, end, clean(raw, join=False), PLACEHOLDER)
        case "autolink", _:
            yield Atom("opaque", start, end, clean(raw), PLACEHOLDER)
        case "image", _:
            words = (token.content, token.attrs.get("title", ""))
            # In a reference the white space of the label counts, as one space.
            text = clean(raw, join=raw[2 + len(token.content) :].startswith("]("))
            yield Atom("opaque", start, end, text, PLACEHOLDER, any(HAN.search(str(word)) for word in words))
        case "link", _:
            label_end = state.label_ends[start + 1]
            tail = state.src[label_end:end]
            inline = tail.startswith("](")
            label = state.src[start + 1 : label_end]
            if tail in ("]", "][]") and _UNTIDY.search(label):
                # The text is the label as well, where a line break counts as a space: name it apart.
                tail = f"][{label}]"
            yield Atom("open", start, start + 1, "[")
            yield Atom("close", label_end, end, clean(tail, join=inline), han=inline and bool(HAN.search(tail)))
        case "html_inline", _:
            yield _tag(start, end, raw)
        case _, "em_open" | "s_open":
            yield Atom("open", start, end, raw, delimiter=raw[0])
        case _, "em_close" | "s_close":
            yield Atom("close", start, end, raw, delimiter=raw[0])
        case _, "strong_open":
            yield Atom("open", start - 1, end, raw * 2, delimiter=raw[0])
        case _, "strong_close":
            yield Atom("close", start, end + 1, raw * 2, delimiter=raw[0])


_UNTIDY = re.compile(r"[^\S ]|  ")


def _entity(start: int, end: int, raw: str, char: str) -> Atom:
    if HAN.fullmatch(char):
        return Atom("mark", start, end, char, char)
    return Atom("mark", start, end, raw, char if len(char) == 1 and char.isprintable() else " ")


_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


def _tag(start: int, end: int, raw: str) -> Atom:
    found = _TAG.match(raw)
    if not found:
        return Atom("nothing", start, end)  # a comment, a declaration, a processing instruction
    name = found[2].lower()
    if name == "br":
        return Atom("break", start, end)
    pairs = name not in _VOID and not raw.endswith("/>")
    return Atom("tag", start, end, clean(raw, join=False), delimiter=found[1] + name if pairs else "")


def _pair_tags(found: list[Atom]) -> None:
    """Make spans of the HTML tags that belong together."""
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


# --- HTML blocks ------------------------------------------------------------------------------------------------------------

_HIDDEN = re.compile(r"<(script|style|template)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_HTML = re.compile(rf"(?P<tag><)|(?P<entity>{_ENTITY.pattern})|(?P<markdown>[\\`*_\[\]~])")
_SPLITTING = frozenset(block_names) | {"pre", "img", "picture", "video", "audio", "textarea", "button", "select"}


def html_paragraphs(content: str) -> Iterator[list[Atom]]:
    """The text of an HTML block, a list of atoms for each paragraph: what stands between tags of blocks.

    No tag comes through, nor comments, scripts and styles. The atoms' text is Markdown that says the same.
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
            name = _TAG.match(content, start)
            if at == start:
                at += 1
                paragraph.append(Atom("mark", start, at, "\\<", "<"))
            elif name and name[2].lower() == "br":
                paragraph.append(Atom("break", start, at))
            elif name and name[2].lower() in _SPLITTING:
                yield paragraph
                paragraph = []
            else:
                paragraph.append(Atom("nothing", start, at))
    yield paragraph


def _markup_end(content: str, start: int) -> int:
    """Where the HTML that begins at ``start`` ends: a tag, a comment, a script with what is in it; ``start`` if nothing begins there."""
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
    return tag.end() if tag else start
