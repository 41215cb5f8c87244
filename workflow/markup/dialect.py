"""The Markdown that is read from sources and written into pages: CommonMark with what Chinese releases need.

Code blocks are fenced only; an indented paragraph is a paragraph. A footnote is a paragraph too, not an address.

In CommonMark, ``**`` between a Chinese punctuation mark and a Chinese character neither opens nor closes, because it takes white space
between words for granted, so that ``**“重点。”**后文`` would be full of asterisks. Here ``*`` and ``~~`` beside a Chinese character need no
white space (https://github.com/tats-u/markdown-cjk-friendly, specification).
"""

from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.reference import reference
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

from workflow.model import WIDE

DEEPEST = 50
"""Containers and spans that may stand in one another; the parser recurses as deep."""


class InlineState(StateInline):
    """The inline parser's state, with the amendment."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - the parser's names
        """Where a run of ``*``, ``_`` or ``~`` may open and close."""
        scanned = super().scanDelims(start, canSplitWord)
        if not canSplitWord:
            return scanned
        before = self.src[start - 1 : start] or " "
        after = self.src[start + scanned.length : start + scanned.length + 1] or " "
        beside_wide = bool(WIDE.match(before) or WIDE.match(after))
        return Scanned(
            scanned.can_open or (beside_wide and not after.isspace()),
            scanned.can_close or (beside_wide and not before.isspace()),
            scanned.length,
        )


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]) -> list[Token]:
        state = InlineState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def parser() -> MarkdownIt:
    """A new parser: CommonMark with tables and strikethrough, and what is said above."""
    made = MarkdownIt("commonmark", {"maxNesting": DEEPEST})
    made.inline = _Inline()
    made.configure("commonmark", {"maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    # Office programs indent paragraphs by four spaces or a tab; as code they would stay Chinese.
    made.disable("code")
    made.block.ruler.at("reference", _reference, {"alt": []})
    return made


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A link reference definition; not a footnote (``[^1]: words``), whose words would be taken for an address and never be seen."""
    begin = state.bMarks[start] + state.tShift[start]
    return not state.src.startswith("[^", begin) and reference(state, start, end, silent)
