"""Inline text as the spans that writers use, and what a text or an address may contain on a page.

What people and machines wrote is read into ``Span``, which can only contain a few inline elements. All writers work
from spans, so a target cannot bring a block, an attribute or a script into a page, and what it leaves open is closed at
the end of the unit.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import dropwhile, groupby
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from workflow.markup import elements
from workflow.markup.nodes import Markup, Node, References, is_marked, scan

Kind = Literal["text", "code", "break", "image", "em", "strong", "s", "sub", "sup", "a", "note"]

# What HTML, XML and YAML all reject: controls (line ends and tabs become spaces), surrogates, noncharacters.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 17))
    + "]"
)
_WHITE = re.compile("[ \t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of inline text.

    Attributes:
        kind: The kind of span.
        text: Of ``text`` and ``code``; of an image, its alternative text; of a note's mark, the note's number.
        href: Of a link or image, safe and percent-encoded; of a note's mark, the note's label.
        title: Of a link or image.
        mark: The character of Markdown emphasis ("*", "_", "~"), so that it can be written again; "" if it was HTML.
        children: The spans inside.
    """

    kind: Kind
    text: str = ""
    href: str = ""
    title: str = ""
    mark: str = ""
    children: "tuple[Span, ...]" = ()


Spans = tuple[Span, ...]


def clean(text: str) -> str:
    """Return ``text`` trimmed, on one line, without what no page may contain (control characters, surrogates)."""
    if text.isprintable() and "  " not in text:  # almost always, and faster to check
        return text.strip(" ")
    return _WHITE.sub(" ", _FORBIDDEN.sub("", text)).strip(" ")


def clean_code(text: str) -> str:
    """Do the same for code, which keeps its lines and tabs, without its last line ending."""
    lines = re.sub("\r\n?|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]", "\n", text)
    return _FORBIDDEN.sub("", lines).rstrip("\n")


@dataclass(frozen=True, slots=True)
class Inline:
    """Reads the inline text of one edition.

    Attributes:
        markup: What it is written in.
        references: What its reference links lead to.
        images: From an image's path in the edition to its address relative to the page, without missing images.
        notes: From the label of each of its notes to the note's number; marks of other notes are words.
    """

    markup: Markup
    references: References = ()
    images: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    def spans(self, text: str) -> Spans:
        """Read a unit's text; whatever is not a ``Kind`` loses its markup and keeps its words."""
        text = clean(text)
        if not is_marked(text, self.markup):
            return (Span("text", text),) if text else ()
        return trimmed(merged(self._all(scan(text, self.markup, self.references))))

    def _all(self, nodes: Iterable[Node]) -> list[Span]:
        return [span for node in nodes for span in self._of(node)]

    def _of(self, node: Node) -> Iterable[Span]:
        match node.kind:
            case "text" | "loose":  # of a text that is clean
                return (Span("text", node.shown),)
            case "code":
                return (Span("code", clean(node.shown) or " "),)
            case "break":
                return (Span("break"),)
            case "comment" | "tag":
                return ()
            case "note" if number := self.notes.get(node.shown[2:-1]):
                return (Span("note", number, node.shown[2:-1]),)
            case "em" | "strong" | "s":
                return _element_of(Span(node.kind, mark=node.name), self._all(node.children))
            case "element" if node.name in elements.HIDDEN:
                return ()
            case "element":
                children = self._all(node.children)
                kept = elements.KEPT.get(node.name)
                return _element_of(Span(kept), children) if kept else merged(children)
            case "a" | "autolink":
                words = self._all(node.children) if node.children else [Span("text", _printable(node.shown))]
                href = _link(node.href)
                if not href:
                    return words
                # A link cannot contain another.
                inside = [
                    Span("sup", children=(Span("text", one.text),)) if one.kind == "note" else one for one in words
                ]
                return _element_of(Span("a", href=href, title=clean(node.title)), inside)
            case "image":
                alternative = clean(plain(merged(self._all(node.children))))
                address = relative_address(self.images.get(unquote(node.href), ""))
                return (
                    Span("image", alternative, address, clean(node.title)) if address else Span("text", alternative),
                )
            case _:
                return (Span("text", _printable(node.shown)),)


def _printable(text: str) -> str:
    return _FORBIDDEN.sub("", _WHITE.sub(" ", text))


def _element_of(span: Span, children: list[Span]) -> Spans:
    """Put ``span`` around ``children``; spaces at its edges move outside, because Markdown cannot emphasise them."""
    inner = merged(children)
    kept = trimmed(inner)
    if not kept:
        return (Span("text", " "),) if inner else ()
    before, after = (
        Span("text", " ") if _blank(edge) else None for edge in (plain(inner[:1])[:1], plain(inner[-1:])[-1:])
    )
    element = Span(span.kind, "", span.href, span.title, span.mark, kept)
    return tuple(one for one in (before, element, after) if one)


def _blank(text: str) -> bool:
    return text == " "


def plain(spans: Spans) -> str:
    """Return only the words, without the marks of notes."""
    return "".join(
        " " if span.kind == "break" else script(span, plain(span.children)) if span.children else span.text
        for span in spans
        if span.kind != "note"
    )


_SCRIPTS = {
    "sup": ("^", dict(zip(map(ord, "0123456789+-−=()n"), "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))),
    "sub": ("_", dict(zip(map(ord, "0123456789+-−=()"), "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))),
}


def script(span: Span, words: str) -> str:
    """Return what a span holds as plain text, in which a raised or lowered figure is none of the number before it.

    Args:
        span: The span.
        words: The plain text of its children.
    """
    mark, characters = _SCRIPTS.get(span.kind, ("", {}))
    if not mark or not any(one in "0123456789" for one in words):
        return words  # as in 1st
    return words.translate(characters) if all(ord(one) in characters for one in words) else f"{mark}{words}"


def merged(spans: Iterable[Span]) -> Spans:
    """Join neighbouring texts, without the double spaces that dropped markup leaves and without empty ones."""
    found: list[Span] = []
    for is_text, run in groupby(spans, key=lambda span: span.kind == "text"):
        if is_text:
            texts = list(dropwhile(lambda span: not span.text, run))
            # Joined only once: a paragraph may have ten thousand sentences.
            joint = Span("text", _WHITE.sub(" ", "".join(span.text for span in texts))) if len(texts) > 1 else None
            found += [joint] if joint else texts
        else:
            found += run
    return tuple(found)


def trimmed(spans: Spans) -> Spans:
    """Remove line breaks and spaces at both ends."""
    kept = list(spans)
    for end in (0, -1):
        while kept:
            span = kept[end]
            if span.kind == "text":
                text = span.text.lstrip(" ") if end == 0 else span.text.rstrip(" ")
                if text:
                    kept[end] = Span("text", text)
                    break
            elif span.kind != "break":
                break
            kept.pop(end)
    return tuple(kept)


# --- addresses ---

_URL_SAFE = "!#$%&()*+,-./:;=?@_~"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"(?:[A-Za-z0-9_-]|%[89A-Fa-f][0-9A-Fa-f])+(?:\.(?:[A-Za-z0-9_-]|%[89A-Fa-f][0-9A-Fa-f])+)*\.?")


def web_address(url: str) -> str:
    """Return an absolute http or https address, percent-encoded for use in an attribute; "" for anything else."""
    url = _STRAY_PERCENT.sub("%25", quote(clean(url), safe=_URL_SAFE))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2].removesuffix(f":{port}")
    if parts.scheme.lower() not in {"http", "https"} or not _HOST.fullmatch(host):
        return ""
    return url if url.count("#") <= 1 else ""


def _link(href: str) -> str:
    """Return the address of a link in a text: web or mailto; a relative one leads nowhere from a published page."""
    if re.fullmatch(
        r"mailto:[A-Za-z0-9.!#$&'*+/=?^_`{|}~%-]+@[A-Za-z0-9.-]+(\?[A-Za-z0-9=&%.+-]*)?", href, re.IGNORECASE
    ):
        return _STRAY_PERCENT.sub("%25", quote(href, safe=_URL_SAFE))
    return web_address(href)


def relative_address(address: str) -> str:
    """Return a relative address, percent-encoded; "" for one with a scheme, a host or control characters."""
    if not address or _FORBIDDEN.search(address) or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]", address):
        return ""
    return _STRAY_PERCENT.sub("%25", quote(address, safe=_URL_SAFE.replace(":", "")))
