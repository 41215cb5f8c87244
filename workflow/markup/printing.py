"""What a page prints of a text: its words as readers see them, and what is not words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from workflow.contracts.checks import Printed, Said
from workflow.markup import addresses, elements
from workflow.markup.nodes import Markup, Node, References, is_marked, scan
from workflow.model import Release, Unit

_UNCLOSED = re.compile("`+|<!--")


def said(unit: Unit, release: Release) -> Said:
    """Return a unit with what the page will print of its source and target."""
    markup, references = release.markup, release.references
    return Said(unit, printed(unit.source, markup, references), printed(unit.target, markup, references))


def printed(text: str, markup: Markup = "markdown", references: References = ()) -> Printed:
    """Read inline text as a page will print it; a line break in it becomes a space."""
    if not is_marked(text, markup) and not addresses.has(text):
        return Printed(text, text, text, text, range(len(text)))
    reading = _Reading(text)
    reading.all(scan(text.replace("\n", " "), markup, references))
    return reading.result()


_SCRIPTS: Mapping[str, Mapping[int, str]] = {
    "sup": dict(zip(map(ord, "0123456789"), "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True)),
    "sub": dict(zip(map(ord, "0123456789"), "₀₁₂₃₄₅₆₇₈₉", strict=True)),
}
"""A raised or lowered figure is none of the number before it."""


class _Piece(NamedTuple):
    """What is seen in one place; ``aloud``: "words" are read, an "object" is not, "silent" leaves no gap."""

    shown: str
    places: Sequence[int]
    aloud: Literal["words", "object", "silent"]


class _Reading:
    """Collects what is printed of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces: list[_Piece] = []
        self.prose = [" "] * len(text)
        self.code: list[str] = []
        self.links: list[str] = []
        self.images: list[str] = []
        self.addresses: list[str] = []
        self.tags: list[tuple[str, str]] = []
        self.emphasis: list[str] = []
        self.loose: list[tuple[int, str]] = []
        self.notes: list[str] = []
        self.silent = 0
        self.script: Mapping[int, str] = {}

    def result(self) -> Printed:
        """Return the result."""
        return Printed(
            self.text,
            "".join(self._words()),
            "".join(self.prose),
            "".join(piece.shown for piece in self.pieces),
            tuple(place for piece in self.pieces for place in piece.places),
            tuple(self.code),
            tuple(self.links),
            tuple(self.images),
            tuple(self.addresses),
            tuple(self.tags),
            tuple(self.emphasis),
            tuple(mark for _, mark in self.loose),
            tuple(self.notes),
        )

    def _words(self) -> Iterable[str]:
        """Return what is read aloud. Code next to a Latin letter or digit is part of a word; else it is a space."""
        heard = [piece for piece in self.pieces if piece.aloud != "silent" and piece.shown]
        for i, piece in enumerate(heard):
            if piece.aloud == "words":
                yield piece.shown
            else:
                before = i > 0 and _is_latin(heard[i - 1].shown[-1])
                after = i + 1 < len(heard) and _is_latin(heard[i + 1].shown[0])
                yield piece.shown if before or after else " "

    def all(self, nodes: Iterable[Node]) -> None:
        """Read nodes."""
        for node in nodes:
            self._one(node)

    def _one(self, node: Node) -> None:
        match node.kind:
            case "text" | "loose":
                self._as_it_stands(node)
                self._mark_loose(node)
            case "mark":
                self._see(node.shown, [node.start] * len(node.shown))
            case "space" | "break":
                self._see(" ", (node.start,))
            case "note":
                self.notes.append(node.shown[2:-1])
                self._see(node.shown, range(node.start, node.end), "silent")
            case "code":
                shown = node.shown.strip(" ") or " "  # as pages print it
                self.code.append(shown)
                start = self.text.find(shown, node.opens, node.closes)
                places = range(start, start + len(shown)) if start >= 0 else [node.opens] * len(shown)
                self._see(shown, places, "object")
            case "address":
                self.addresses.append(node.shown)
                if addresses.is_name(node.shown):
                    self._as_it_stands(node)
                else:
                    self._see(node.shown, _spread(node), "object")
            case "autolink":
                self.links.append(node.href)
                self._see(node.shown, _spread(node), "object")
            case "comment":
                self.tags.append((self.text[node.start : node.end], "!--"))
            case "tag":
                self.tags.append((self.text[node.start : node.end], node.name))
            case _:
                self._span(node)

    def _span(self, node: Node) -> None:
        kind = elements.KEPT.get(node.name) if node.kind == "element" else node.kind
        if node.kind == "element":
            self.tags.append((self.text[node.start : node.opens], node.name))
            self.tags.append((self.text[node.closes : node.end], f"/{node.name}"))
            if node.name in elements.HIDDEN:
                return
        elif node.kind in ("a", "image"):
            (self.links if node.kind == "a" else self.images).append(node.href)
        if kind in ("em", "strong") and not self.silent:
            self.emphasis.append(kind)
        self.silent += kind == "s"
        around, self.script = self.script, _SCRIPTS.get(kind or "", self.script)
        if node.kind in ("em", "strong", "a", "image") and not self.silent:
            start = node.opens - 1 if node.kind == "image" else node.start  # its "!" is no exclamation mark
            self.prose[start : node.opens] = self.text[start : node.opens]
            closing = node.closes + (1 if node.kind in ("a", "image") else node.end - node.closes)
            self.prose[node.closes : closing] = self.text[node.closes : closing]
        self.all(node.children)
        self.silent -= kind == "s"
        self.script = around

    def _as_it_stands(self, node: Node) -> None:
        if not self.silent:
            self.prose[node.start : node.end] = self.text[node.start : node.end]
        self._see(self.text[node.start : node.end], range(node.start, node.end))

    def _see(self, shown: str, places: Sequence[int], aloud: Literal["words", "object", "silent"] = "words") -> None:
        self.pieces.append(_Piece(shown.translate(self.script), places, "silent" if self.silent else aloud))

    def _mark_loose(self, node: Node) -> None:
        """Record the marks that are printed because nothing pairs with them; those of one run are one."""
        if node.kind == "text":
            self.loose += ((node.start + run.start(), run[0]) for run in _UNCLOSED.finditer(node.shown))
        elif (
            self.loose and self.loose[-1][0] + len(self.loose[-1][1]) == node.start and node.shown in self.loose[-1][1]
        ):
            self.loose[-1] = (self.loose[-1][0], self.loose[-1][1] + node.shown)
        else:
            self.loose.append((node.start, node.shown))


def _spread(node: Node) -> Sequence[int]:
    """Return where each character that is shown is in the text; all at the start if the text writes it differently."""
    same = node.end - node.start == len(node.shown)
    return range(node.start, node.end) if same else [node.start] * len(node.shown)


def _is_latin(character: str) -> bool:
    return character.isalnum() and character < "\u0250"
