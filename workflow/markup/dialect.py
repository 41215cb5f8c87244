"""The Markdown dialect of sources and targets: CommonMark with what Chinese releases need, on markdown-it's rules.

Blocks: code is fenced only, so an indented paragraph is a paragraph; a footnote is a paragraph too, not an address; a
line that begins with words in angle brackets does not begin HTML.

Inline:

- In CommonMark, ``**`` between a Chinese punctuation mark and a Chinese character neither opens nor closes, because it
  expects white space between words, so ``**“重点。”**后文`` would be full of asterisks. Here ``*`` and ``~~`` next to a
  Chinese character need no white space (https://github.com/tats-u/markdown-cjk-friendly, specification).
- ``*`` between ASCII letters or digits, and ``**`` between digits, open nothing: they are multiplication signs
  (``210*297*5``).
- An address in running text is an address, whatever it contains.
- Only HTML elements are tags, and only ``http``, ``https``, ``ftp``, ``mailto`` and e-mail addresses in angle brackets
  are addresses.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, MutableMapping, Sequence
from typing import Any, Literal

from markdown_it import MarkdownIt, rules_inline
from markdown_it.common.normalize_url import normalizeLink, normalizeLinkText
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.html_block import html_block
from markdown_it.rules_block.reference import reference
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

from workflow.markup import addresses, elements
from workflow.model import is_wide

# mdurl fills the tables of these when they are first used, and another thread would read a half-filled one. Nobody can
# use this module before its import is over.
normalizeLink("/")
normalizeLinkText("/")

DEEPEST = 50
"""How deep containers and spans may nest; the parser recurses that deep."""


def parser() -> MarkdownIt:
    """Create a parser: CommonMark with tables and strikethrough, and the rules above."""
    made = MarkdownIt("commonmark", {"maxNesting": DEEPEST})
    made.inline = _Inline()
    made.configure("commonmark", {"maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    # Office programs indent paragraphs by four spaces or a tab; as code they would stay Chinese.
    made.disable("code")
    made.block.ruler.at("reference", _reference, {"alt": []})
    made.block.ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    # Links that no page may contain are rejected elsewhere; here they are links nevertheless, so that everybody sees
    # them.
    made.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return made


# --- blocks ---


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a link reference definition, but not a footnote (``[^1]: words``), whose words would never be seen."""
    begin = state.bMarks[start] + state.tShift[start]
    return not state.src.startswith("[^", begin) and reference(state, start, end, silent)


_TAG_START = re.compile("</?[A-Za-z]")


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse HTML on lines of its own; ``<PCT>`` is not HTML."""
    begin = state.bMarks[start] + state.tShift[start]
    if _TAG_START.match(state.src, begin) and not elements.name_of(state.src[begin : state.eMarks[start]]):
        return False
    return html_block(state, start, end, silent)


# --- inline ---

Rule = Callable[["InlineState", bool], bool]


class InlineState(StateInline):
    """The state of the inline parser. Tokens have positions in ``map``; words, without them, fill the gaps."""

    def __init__(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self._starts = addresses.starts(src)
        self._ends: dict[int, int] = {}
        self.label_end = 0

    def address_from(self, position: int) -> int:
        """Return where the first address at or after ``position`` starts; the end of the text if there is none."""
        if not self._starts:
            return len(self.src)
        i = bisect_left(self._starts, position)
        return self._starts[i] if i < len(self._starts) else len(self.src)

    def address_end(self, start: int) -> int:
        """Return where the address that starts there ends."""
        if start not in self._ends:
            self._ends[start] = addresses.end_of(self.src, start)
        return self._ends[start]

    def pushPending(self) -> Token:  # noqa: N802 - the parser's name
        """Add pending text as a token, marked with ``hidden``."""
        token = super().pushPending()
        token.hidden = True
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Add a token, recording where the label of a link or an image ends."""
        if nesting < 0:
            self.label_end = self.pos
        return super().push(ttype, tag, nesting)

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - the parser's names
        """Determine whether a run of ``*``, ``_`` or ``~`` may open and close."""
        scanned = super().scanDelims(start, canSplitWord)
        if not canSplitWord:
            return scanned
        before = self.src[start - 1 : start] or " "
        after = self.src[start + scanned.length : start + scanned.length + 1] or " "
        if self.src[start] == "*" and before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
            product = scanned.length == 1 or (before.isdigit() and after.isdigit())
            return Scanned(scanned.can_open and not product, scanned.can_close, scanned.length)
        beside_wide = is_wide(before) or is_wide(after)
        return Scanned(
            scanned.can_open or (beside_wide and not after.isspace()),
            scanned.can_close or (beside_wide and not before.isspace()),
            scanned.length,
        )

    def place(self, first: int, start: int) -> None:
        """Set the positions of the tokens from ``first`` on, which the rule that began at ``start`` has just made."""
        made = self.tokens[first + self.tokens[first].hidden :]
        if not made:
            return
        if made[0].type in ("link_open", "image_open") and made[0].markup != "autolink":
            made[0].map = [start, start + (1 if made[0].type == "link_open" else 2)]
            made[-1].map = [self.label_end, self.pos]
        elif made[0].type == "text":  # the marks of a run, which are words if it can neither open nor close
            if not (self.delimiters[-1].open or self.delimiters[-1].close):
                return
            for token in made:
                token.map = [start, start + len(token.content)]
                start += len(token.content)
        else:
            made[0].map = [start, self.pos]


class _Inline(ParserInline):
    """The inline parser, which picks the rules by the character that they begin with."""

    def parse(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]) -> list[Token]:
        """Do nothing: the image rule calls this for its label, which ``_image`` reads itself."""
        return tokens

    def tokenize(self, state: StateInline) -> None:
        """Tokenise the state's stretch of text; words are only marked as present."""
        assert isinstance(state, InlineState)
        src, end, deepest = state.src, state.posMax, state.md.options["maxNesting"]
        while state.pos < end:
            start, first = state.pos, len(state.tokens)
            if state.level >= deepest:
                state.pos = end
            elif rules := _RULES.get(src[start]):
                for rule in rules:
                    if rule(state, False):  # noqa: FBT003 - not silent
                        if len(state.tokens) > first:
                            state.place(first, start)
                        break
                else:
                    state.tokens.append(_BETWEEN)
                    state.pos = start + 1
            elif not _address(state, False):  # noqa: FBT003
                state.tokens.append(_BETWEEN)
                state.pos = _words_end(state)
            else:
                state.place(first, start)

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - the parser's name
        """Skip one token without making it."""
        assert isinstance(state, InlineState)
        start = state.pos
        if start in state.cache:
            state.pos = state.cache[start]
            return
        if state.level >= state.md.options["maxNesting"]:
            state.pos = state.posMax
        elif rules := _RULES.get(state.src[start]):
            state.level += 1  # limits recursion; no token sees it
            if not any(rule(state, True) for rule in rules):  # noqa: FBT003 - silent
                state.pos = start + 1
            state.level -= 1
        elif not _address(state, True):  # noqa: FBT003
            state.pos = _words_end(state)
        state.cache[start] = state.pos


_BETWEEN = Token("text", "", 0, hidden=True)
"""A placeholder for words: the parser takes marks whose tokens are neighbours for one run."""

SPECIAL = re.compile(r"[\n\\`~*_\[\]!<&]")
"""The characters with which a rule begins or ends; the rest is words and addresses."""
_NOTE = re.compile(r"\[\^[^\s\[\]]{1,100}\]")
_AUTOLINK = re.compile(r"<(?:(?i:https?|ftp|mailto):[^\s<>]*|[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+)>")


def _words_end(state: InlineState) -> int:
    """Return where the words at the state's position end: at the next character or address that a rule begins with."""
    start = state.pos + 1
    special = SPECIAL.search(state.src, start, state.posMax)
    return min(special.start() if special else state.posMax, state.address_from(start))


def _address(state: InlineState, silent: bool) -> bool:
    """Parse an address in running text."""
    if state.address_from(state.pos) != state.pos or (end := state.address_end(state.pos)) > state.posMax:
        return False
    if not silent:
        state.push("address", "", 0)
    state.pos = end
    return True


_INDENT = re.compile("[ \t]*")


def _newline(state: InlineState, silent: bool) -> bool:
    """Parse a line break, a hard one after two spaces."""
    if not silent:
        state.push("hardbreak" if state.src.endswith("  ", 0, state.pos) else "softbreak", "br", 0)
    indent = _INDENT.match(state.src, state.pos + 1, state.posMax)
    state.pos = indent.end() if indent else state.pos + 1
    return True


def _note(state: InlineState, silent: bool) -> bool:
    """Parse a footnote mark, ``[^1]``."""
    found = _NOTE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("note", "", 0)
    state.pos = found.end()
    return True


def _image(state: InlineState, silent: bool) -> bool:
    """Parse an image, with its label as tokens between ``image_open`` and ``image_close``."""
    start = state.pos
    if not state.src.startswith("![", start) or not rules_inline.image(state, silent):
        return False
    if silent:
        return True
    token = state.tokens.pop()
    end, limit = state.pos, state.posMax
    state.pos, state.posMax = start + 2, start + 2 + len(token.content)
    state.push("image_open", "img", 1).attrs = token.attrs
    state.md.inline.tokenize(state)
    state.push("image_close", "img", -1)
    state.pos, state.posMax = end, limit
    return True


def _autolink(state: InlineState, silent: bool) -> bool:
    """Parse an address in angle brackets."""
    return _AUTOLINK.match(state.src, state.pos, state.posMax) is not None and rules_inline.autolink(state, silent)


def _html(state: InlineState, silent: bool) -> bool:
    """Parse a tag of an existing element, a comment or a declaration."""
    if _TAG_START.match(state.src, state.pos) and not elements.name_of(state.src[state.pos : state.pos + 40]):
        return False
    return rules_inline.html_inline(state, silent)


_RULES: dict[str, Sequence[Rule]] = {
    "\n": (_newline,),
    "\\": (rules_inline.escape,),
    "`": (rules_inline.backtick,),
    "~": (rules_inline.strikethrough.tokenize,),
    "*": (rules_inline.emphasis.tokenize,),
    "_": (rules_inline.emphasis.tokenize,),
    "[": (rules_inline.link, _note),
    "!": (_image,),
    "<": (_autolink, _html),
    "&": (rules_inline.entity,),
}
