"""Inline text for people who edit it: every character stays, what is printed bold looks bold, and marks look quiet."""

from collections.abc import Iterable, Iterator

from workflow.markup import elements
from workflow.markup.nodes import Markup, Node, References, is_marked, scan

Part = tuple[str, str]
"""Style names with spaces between ("strong em", "mark", "code", "link"; "" for plain words), and a stretch of text."""


def styled(text: str, markup: Markup = "markdown", references: References = ()) -> tuple[Part, ...]:
    """Divide inline text into parts; joined, they are the text again."""
    if not is_marked(text, markup):
        return (("", text),) if text else ()
    parts: list[Part] = []
    for style, stretch in _parts(text, scan(text.replace("\n", " "), markup, references), ()):
        if parts and parts[-1][0] == style:
            parts[-1] = (style, parts[-1][1] + stretch)
        elif stretch:
            parts.append((style, stretch))
    return tuple(parts)


_STYLES = {"em": "em", "strong": "strong", "s": "s", "a": "link", "image": "picture"}
_LEAVES = {"comment": "mark", "tag": "mark", "break": "mark", "autolink": "link"}


def _parts(text: str, nodes: Iterable[Node], around: tuple[str, ...]) -> Iterator[Part]:
    for node in nodes:
        if node.kind == "code" or node.children or node.kind in (*_STYLES, "element"):
            style = "code" if node.kind == "code" else _STYLES.get(node.kind, elements.KEPT.get(node.name, ""))
            inner = around if not style or style in around else (*around, style)
            yield "mark", text[node.start : node.opens]
            if node.kind == "code":
                yield " ".join(inner), text[node.opens : node.closes]
            elif node.name in elements.HIDDEN:
                yield "mark", text[node.opens : node.closes]
            else:
                yield from _parts(text, node.children, inner)
            yield "mark", text[node.closes : node.end]
        else:
            yield _LEAVES.get(node.kind) or " ".join(around), text[node.start : node.end]
