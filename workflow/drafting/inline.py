"""Inline Markdown as drafting needs it: words to translate, names, and what is kept as it is.

The scanner (``markup``) decides what is markup, so that it is the same here as for the reader, the checks and the
pages.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from workflow.drafting.masks import Hidden, Piece
from workflow.languages.english.grammar import Name
from workflow.markup import elements
from workflow.markup import nodes as inline
from workflow.markup.nodes import Markup, References
from workflow.model import Match


@dataclass(frozen=True, slots=True)
class Words:
    """Words to translate."""

    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Code, an address, an image, a tag or an escaped mark: kept as it is."""

    raw: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Words inside markup, ``**…**`` or ``[…](address)``: the words are translated, ``open`` and ``close`` are kept."""

    open: str
    inner: "tuple[Node, ...]"
    close: str


Node = Words | Kept | Marked | Name


def scan(text: str, markup: Markup = "markdown", references: References = ()) -> tuple[Node, ...]:
    """Parse inline text into nodes; joining their content gives the text back (``written``)."""
    return tuple(_read(inline.scan(text, markup, references), text))


def _read(row: Iterable[inline.Node], text: str) -> Iterator[Node]:
    words = ""
    for node in row:
        raw = text[node.start : node.end]
        if node.kind in _WORDS:
            words += raw
            continue
        if words:
            yield Words(words)
            words = ""
        if node.kind in _MARKED and not (node.kind == "element" and node.name in elements.HIDDEN):
            inner = tuple(_read(node.children, text))
            yield Marked(text[node.start : node.opens], inner, text[node.closes : node.end])
        else:
            yield Kept(raw)
    if words:
        yield Words(words)


_WORDS = frozenset({"text", "loose", "space"})

_MARKED = frozenset({"em", "strong", "s", "a", "element"})


def written(nodes: Iterable[Node]) -> str:
    """Return nodes as inline Markdown."""
    return "".join(
        node.text
        if isinstance(node, Words)
        else node.raw
        if isinstance(node, Kept)
        else node.source
        if isinstance(node, Name)
        else node.open + written(node.inner) + node.close
        for node in nodes
    )


def marks(nodes: Iterable[Node]) -> "Counter[tuple[str, ...]]":
    """Count the markup that must be the same in source and target: all atoms, and each span's opening and closing."""
    found: Counter[tuple[str, ...]] = Counter()
    for node in nodes:
        if isinstance(node, Kept):
            found[(node.raw,)] += 1
        elif isinstance(node, Marked):
            found[node.open, closing_of(node)] += 1
            found += marks(node.inner)
    return found


def closing_of(span: Marked) -> str:
    """Return what closes a span in the target: in ``[词][]`` and ``[词]`` the label is the reference and is kept."""
    return f"][{written(span.inner)}]" if span.close in ("][]", "]") else span.close


def converted(
    source: str,
    convert: Callable[[str], str],
    terms: Sequence[Match] = (),
    markup: Markup = "markdown",
    references: References = (),
) -> str:
    """Return inline text with its words converted and its terms as the term base writes them.

    Everything else stays: code, addresses, tags and marks. Words are converted from one mark to the next, because what
    stands around them decides how each is written.

    Args:
        source: The text.
        convert: Converts words.
        terms: The terms in it; one inside code or an address, or across markup, is ignored.
        markup: What the text is written in.
        references: What its reference links lead to.

    Raises:
        Lost: The conversion changed the markup.
    """
    nodes = scan(source, markup, references)
    target = _converted(with_names(nodes, term_names(source, terms)), convert)
    if marks(scan(target, markup, references)) != marks(nodes):
        raise Lost("links, emphasis or code came back changed")
    return target


def _converted(nodes: Iterable[Node], convert: Callable[[str], str]) -> str:
    return "".join(
        convert(node.text)
        if isinstance(node, Words)
        else node.raw
        if isinstance(node, Kept)
        else node.text
        if isinstance(node, Name)
        else node.open + _converted(node.inner, convert) + closing_of(node)
        for node in nodes
    )


class Lost(Exception):
    """The markup, names and figures cannot be restored in the machine's output; the text is a clause that says why."""


def term_names(source: str, terms: Sequence[Match]) -> list[tuple[int, int, Name]]:
    """Return where the terms of a source are (start, end, name), in text order, each as the term base writes it."""
    return [
        (match.start, match.end, Name(source[match.start : match.end], term.target, term.kind, (term,)))
        for match in terms
        if (term := match.term) is not None
    ]


def with_names(nodes: "tuple[Node, ...]", names: Sequence[tuple[int, int, Name]]) -> "tuple[Node, ...]":
    """Split the names, given by their positions in ``written``, into nodes of their own."""

    def cut(nodes: "tuple[Node, ...]", at: int) -> "Iterator[Node]":
        for node in nodes:
            length = len(written((node,)))
            if isinstance(node, Words):
                done = at
                for start, end, name in names:
                    if at <= start and end <= at + length:
                        if start > done:
                            yield Words(node.text[done - at : start - at])
                        yield name
                        done = end
                if done < at + length:
                    yield Words(node.text[done - at :])
            elif isinstance(node, Marked):
                yield replace(node, inner=tuple(cut(node.inner, at + len(node.open))))
            else:
                yield node
            at += length

    return tuple(cut(nodes, 0))


def has_name(nodes: Iterable[Node]) -> bool:
    """Return whether there is a name, also in a span."""
    return any(isinstance(piece, Name) for piece in flattened(nodes))


def attached(node: "Kept | Marked") -> bool:
    """Return whether something follows the word before it without a space: the mark of a note, a raised figure."""
    return (node.open if isinstance(node, Marked) else node.raw).startswith(("[^", "<sup", "<sub"))


def flattened(nodes: Iterable[Node]) -> list[Piece]:
    """Return the nodes without the spans' markup."""
    pieces: list[Piece] = []
    for node in nodes:
        if isinstance(node, Words):
            pieces.append(node.text)
        elif isinstance(node, Kept):
            pieces.append(Hidden(node.raw, attached=attached(node)))
        elif isinstance(node, Name):
            pieces.append(node)
        else:
            pieces += flattened(node.inner)
    return pieces


def words_of(nodes: Iterable[Node]) -> Iterator[str]:
    """Return the words, also those in spans."""
    return (piece for piece in flattened(nodes) if isinstance(piece, str))


def bare_texts(nodes: Iterable[Node]) -> Iterator[str]:
    """Return the text of each piece, whatever it is."""
    return (piece if isinstance(piece, str) else piece.text for piece in flattened(nodes))
