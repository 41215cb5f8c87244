"""Inline Markdown → nodes: the parser tokenises (``dialect``), and its tokens become a tree with positions."""

import threading
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, cast

from markdown_it import MarkdownIt, rules_inline
from markdown_it.common.utils import normalizeReference, unescapeAll
from markdown_it.token import Token

from workflow.markup import addresses, dialect, elements
from workflow.markup.nodes import Kind, Node, Nodes

_DEEPEST = 40
"""How deep spans may nest before HTML elements count as single tags."""

normal_label = normalizeReference
"""Return a key for comparing labels of link references."""


_own = threading.local()


def parser() -> MarkdownIt:
    """Return the thread's parser of the dialect: it is made ready step by step, in which no other thread may use it."""
    try:
        made: MarkdownIt = _own.parser
    except AttributeError:
        made = _own.parser = dialect.parser()
    return made


def nodes(content: str, environment: Mapping[str, Any]) -> Nodes:
    """Parse the content of a block, or a msgid, into nodes.

    Args:
        content: Inline Markdown; line feeds are soft or hard line breaks.
        environment: What the parser keeps about a document; only its link reference definitions matter.
    """
    if dialect.SPECIAL.search(content) or addresses.has(content):
        return parsed(content, environment)
    return (Node("text", 0, len(content), content),) if content else ()


def parsed(content: str, environment: Mapping[str, Any]) -> Nodes:
    """Return ``nodes`` by the parser, which is slow and finds nothing but words in most texts."""
    state = dialect.InlineState(content, parser(), cast("MutableMapping[str, Any]", environment), [])
    state.md.inline.tokenize(state)
    rules_inline.link_pairs(state)
    rules_inline.strikethrough.postProcess(state)
    rules_inline.emphasis.postProcess(state)
    _straighten(state.tokens)
    return _Tree(content).of(state.tokens)


def _straighten(tokens: list[Token]) -> None:
    """Make positions follow the order of tokens in a run of tildes, where an odd one moves behind those that close."""
    first = 0
    while first < len(tokens):
        last = first
        if tokens[first].type == "s_close":
            while last + 1 < len(tokens) and (tokens[last + 1].type == "s_close" or _is_odd(tokens[last + 1])):
                last += 1
            if last > first:
                run = tokens[first : last + 1]
                at = min(token.map[0] for token in run if token.map)
                for token in run:
                    assert token.map
                    token.map = [at, at + token.map[1] - token.map[0]]
                    at = token.map[1]
        first = last + 1


def _is_odd(token: Token) -> bool:
    return token.type == "text" and token.content == "~" and token.map is not None


@dataclass(slots=True)
class _Open:
    """An open span; ``raw`` is the tag that opened an HTML element, "" for Markdown's own spans."""

    kind: Kind
    start: int
    opens: int
    name: str = ""
    href: str = ""
    title: str = ""
    raw: str = ""
    children: list[Node] = field(default_factory=list)

    def closed(self, closes: int, end: int) -> Node:
        """Return the span as a node."""
        return Node(
            self.kind, self.start, end, "", self.opens, closes, tuple(self.children), self.name, self.href, self.title
        )


_SPANS: dict[str, Kind] = {"em": "em", "strong": "strong", "s": "s", "link": "a", "image": "image"}


class _Tree:
    """Builds the nodes of one text. An HTML element counts only if it is closed inside the span it was opened in."""

    def __init__(self, content: str) -> None:
        self.content = content
        self.at = 0
        self.stack = [_Open("text", 0, 0)]

    def of(self, tokens: list[Token]) -> Nodes:
        """Return the tree of all tokens."""
        for token in tokens:
            if token.map and not (token.type == "text" and not token.content):
                start, end = token.map
                # The outer marks of strong emphasis are empty tokens.
                start -= token.type == "strong_open"
                end += token.type == "strong_close"
                self._words(start)
                self._take(token, start, end)
                self.at = end
        self._words(len(self.content))
        while len(self.stack) > 1:
            self._unwrap()
        return tuple(self.stack[0].children)

    def _add(self, node: Node) -> None:
        self.stack[-1].children.append(node)

    def _words(self, end: int) -> None:
        if self.at < end:
            self._add(Node("text", self.at, end, self.content[self.at : end]))

    def _take(self, token: Token, start: int, end: int) -> None:
        raw = self.content[start:end]
        match token.type:
            case "text":
                self._add(Node("loose", start, end, raw))
            case "text_special" if token.content == raw:
                self._add(Node("text", start, end, raw))
            case "text_special":
                self._add(Node("mark", start, end, token.content))
            case "code_inline":
                fence = len(token.markup)
                self._add(Node("code", start, end, token.content, start + fence, end - fence))
            case "address":
                self._add(Node("address", start, end, unescapeAll(raw) if "&" in raw else raw))
            case "note":
                self._add(Node("note", start, end, raw))
            case "softbreak":
                self._add(Node("space", start, end, " "))
            case "hardbreak":
                self._add(Node("break", start, end, "\n"))
            case "html_inline":
                self._html(raw, start, end)
            case "link_open" if token.markup == "autolink":
                href = str(token.attrs["href"])
                self._add(
                    Node("autolink", start, end, parser().normalizeLinkText(raw[1:-1]), start + 1, end - 1, href=href)
                )
            case opening if token.nesting == 1:
                attributes = token.attrs
                self.stack.append(
                    _Open(
                        _SPANS[opening.removesuffix("_open")],
                        start,
                        end,
                        token.markup[:1],
                        str(attributes.get("href", attributes.get("src", ""))),
                        str(attributes.get("title", "")),
                    )
                )
            case _:
                while self.stack[-1].raw:
                    self._unwrap()
                done = self.stack.pop()
                self._add(done.closed(start, end))

    def _html(self, raw: str, start: int, end: int) -> None:
        name = elements.name_of(raw)
        if not name:  # a comment, a declaration, a processing instruction
            self._add(Node("comment", start, end))
        elif raw.startswith("</"):
            if self._closes(name):
                done = self.stack.pop()
                self._add(done.closed(start, end))
            else:
                self._add(Node("tag", start, end, name=f"/{name}"))
        elif name == "br":
            self._add(Node("break", start, end, "\n", name=name))
        elif name in elements.VOID or raw.endswith("/>") or len(self.stack) >= _DEEPEST:
            self._add(self._alone(raw, name, start, end))
        else:
            self.stack.append(_Open("element", start, end, name, raw=raw))

    def _closes(self, name: str) -> bool:
        """Close an element if an end tag fits it; unclosed elements inside that pages drop become single tags."""
        depth = len(self.stack) - 1
        while self.stack[depth].raw and self.stack[depth].name != name:
            if self.stack[depth].name in elements.KEPT or self.stack[depth].name in elements.HIDDEN:
                return False
            depth -= 1
        if not self.stack[depth].raw:
            return False
        while len(self.stack) - 1 > depth:
            self._unwrap()
        return True

    def _unwrap(self) -> None:
        """Undo an element that was never closed."""
        left = self.stack.pop()
        self._add(self._alone(left.raw, left.name, left.start, left.opens))
        self.stack[-1].children += left.children

    @staticmethod
    def _alone(raw: str, name: str, start: int, end: int) -> Node:
        if elements.reads_as_words(raw, name):
            return Node("text", start, end, raw)
        return Node("tag", start, end, name=name)
