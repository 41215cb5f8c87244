"""Inline text as nodes: what the scanner returns to everything that reads a msgid or a translation."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from workflow.markup import addresses

Kind = Literal[
    "text", "loose", "mark", "code", "address", "autolink", "note", "break", "space", "comment", "tag",
    "em", "strong", "s", "a", "image", "element",
]  # fmt: skip


class Node(NamedTuple):
    """A stretch of inline text.

    The nodes of a text cover all of it, in order, and so do the children of a span inside its marks.

    Leaves:
        ``text``: words as they are. ``loose``: an emphasis mark without a partner, printed as it is. ``mark``: an
        escape or a character reference. ``code``. ``address``: in running text. ``autolink``: an address in angle
        brackets. ``note``: a footnote mark. ``break``: a hard line break. ``space``: a soft one. ``comment``: never
        printed. ``tag``: a tag without a partner.
    Spans:
        ``em``, ``strong``, ``s``, ``a``, ``image`` (its children are the alternative text), ``element`` (two HTML tags
        and what is between them).

    Attributes:
        kind: One of the above.
        start: Where it starts in the text.
        end: Where it ends.
        shown: Of a leaf, what a page prints of it.
        opens: Of a span or of code, where its opening mark ends.
        closes: Where its closing mark starts.
        children: The nodes inside a span.
        name: Of a tag or an element, its name in lower case ("/b" of an end tag); of emphasis, its mark ("*", "_",
            "~").
        href: Of an autolink, a link or an image, its address as normalised by the parser, whatever its scheme.
        title: Of a link or an image.
    """

    kind: Kind
    start: int
    end: int
    shown: str = ""
    opens: int = 0
    closes: int = 0
    children: "tuple[Node, ...]" = ()
    name: str = ""
    href: str = ""
    title: str = ""


Nodes = tuple[Node, ...]
References = tuple[tuple[str, str, str], ...]
"""The link reference definitions of a release: label, address, title."""
Markup = Literal["markdown", "plain"]

_MARKED = re.compile(r"[\\`*_~\[<&]")
"""The characters without which a text is only words and addresses. (``!`` and ``]`` do nothing without ``[``.)"""


def is_marked(text: str, markup: Markup) -> bool:
    """Return whether there can be markup in a text. Most have none, and the parser is slow."""
    return markup == "markdown" and _MARKED.search(text) is not None


def scan(text: str, markup: Markup = "markdown", references: References = ()) -> Nodes:
    """Parse inline text.

    Args:
        text: A msgid, a translation, or a stretch of one.
        markup: What it is written in; in plain text, everything except addresses is words.
        references: What its reference links lead to.
    """
    if is_marked(text, markup):
        from workflow.markup.scanner import nodes  # imported late: most texts need no parser, and importing it is slow

        return nodes(text, _environment(references))
    found: list[Node] = []
    at = 0
    for start, end in addresses.all_in(text):
        if at < start:
            found.append(Node("text", at, start, text[at:start]))
        found.append(Node("address", start, end, text[start:end]))
        at = end
    if at < len(text):
        found.append(Node("text", at, len(text), text[at:]))
    return tuple(found)


@lru_cache(maxsize=4)
def _environment(references: References) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return link reference definitions for the parser; of two with one label, the first counts."""
    from workflow.markup.scanner import normal_label

    found: dict[str, Mapping[str, str]] = {}
    for label, href, title in references:
        found.setdefault(normal_label(label), {"href": href, "title": title})
    return {"references": found}
