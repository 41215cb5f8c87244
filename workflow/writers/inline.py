"""Inline text: the words of units → safe HTML or Markdown, and the sentences of a paragraph put together again.

What people and machines wrote is read into ``Span``, which can hold nothing but a few inline elements. Both writers write from spans, so
a target cannot bring a block, an attribute or a script into a page, and what it leaves open is closed where the unit ends.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import dropwhile, groupby
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token
from markupsafe import Markup, escape

from workflow.contracts import Page
from workflow.errors import GateError
from workflow.markup import dialect
from workflow.model import DELIBERATELY_EMPTY, Block, Segment, Verbatim
from workflow.writers import dates

Kind = Literal["text", "code", "break", "image", "em", "strong", "s", "sub", "sup", "a"]

_TAGS = {"a", "br", "code", "em", "img", "s", "strong", "sub", "sup"}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}}
_SCHEMES = {"http", "https", "mailto"}

_RAW: Mapping[str, Kind] = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "s": "s",
    "del": "s",
    "strike": "s",
    "sub": "sub",
    "sup": "sup",
}
"""Raw HTML that is read as what it means; of any other element only the words stay."""
_HIDDEN = {
    "script",
    "style",
    "template",
    "iframe",
    "object",
    "noscript",
    "textarea",
    "title",
    "svg",
    "math",
    "select",
    "xmp",
}
"""Raw HTML whose content goes with it: it was never meant to be read."""
_DEPTH = 40
"""How deep raw HTML may nest before its elements are only words."""
_RAW_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)")

# What HTML, XML and YAML all refuse: controls (line ends and tabs become spaces), surrogates, noncharacters.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 17))
    + "]"
)
_WHITE = re.compile("[ \t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]+")

_UNSPACED = {"zh", "ja", "yue", "cmn", "wuu", "nan", "hak", "gan", "hsn", "cdo", "lzh"}
"""Languages that put nothing between sentences. (Thai, Lao, Khmer and Burmese, without spaces between words, have them here.)"""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of inline text.

    text: of ``text`` and ``code``; of an image its alternative text. href: of a link or image, safe and percent-encoded.
    mark: the character that Markdown emphasis was written with ("*", "_", "~"), so that it can be written again; "" if it was HTML.
    """

    kind: Kind
    text: str = ""
    href: str = ""
    title: str = ""
    mark: str = ""
    children: "tuple[Span, ...]" = ()


Spans = tuple[Span, ...]


def clean(text: str) -> str:
    """``text`` on one line, without what no page may contain (control characters, surrogates), trimmed."""
    if text.isprintable() and "  " not in text:  # nearly always, and looked at faster
        return text.strip(" ")
    return _WHITE.sub(" ", _FORBIDDEN.sub("", text)).strip(" ")


def clean_code(text: str) -> str:
    """The same for code, which keeps its lines and tabs; without the last line end."""
    lines = re.sub("\r\n?|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]", "\n", text)
    return _FORBIDDEN.sub("", lines).rstrip("\n")


# --- reading ----------------------------------------------------------------------------------------------------------------


@cache
def _parser() -> MarkdownIt:
    parser = dialect.parser()
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - judged here, and then only the words stay
    return parser


@lru_cache(maxsize=4)
def _labels(references: tuple[tuple[str, str, str], ...]) -> dict[str, dict[str, str]]:
    """Link reference definitions as the parser keeps them: of two with one label the first counts."""
    found: dict[str, dict[str, str]] = {}
    for label, href, title in references:
        found.setdefault(normalizeReference(label), {"href": href, "title": title})
    return found


_MARKED = re.compile(r"[\\`*_~\[<&]")
"""What a text must hold for Markdown to find anything in it but words. (``!`` and ``]`` do nothing without ``[``.)"""


@dataclass(frozen=True, slots=True)
class Inline:
    """How the inline text of one edition is read. images: as in ``contracts.Page``."""

    markup: Literal["markdown", "plain"]
    references: tuple[tuple[str, str, str], ...] = ()
    images: Mapping[str, str] = field(default_factory=dict)

    def spans(self, text: str) -> Spans:
        """The spans of a unit's text; whatever is not among ``Kind`` loses its markup and keeps its words."""
        text = clean(text)
        # Most sentences have no markup, and the parser is slow.
        if self.markup == "plain" or not _MARKED.search(text):
            return (Span("text", text),) if text else ()
        (inline,) = _parser().parseInline(text, {"references": _labels(self.references)})
        return _trim(_tree(inline.children or [], self.images))


@dataclass(slots=True)
class _Open:
    """An element that is not closed yet. tag: of raw HTML, "" for Markdown's own."""

    span: Span | None
    tag: str = ""
    children: list[Span] = field(default_factory=list)


def _tree(tokens: list[Token], images: Mapping[str, str]) -> Spans:
    """Flat tokens → spans. Raw HTML counts only where it is closed inside the element that it was opened in."""
    stack = [_Open(None)]

    def unwrap() -> None:
        left = stack.pop()
        stack[-1].children += left.children

    def close() -> None:
        done = stack.pop()
        stack[-1].children += done.children if done.span is None else _element_of(done.span, done.children)

    for token in tokens:
        if token.type == "html_inline":
            _raw(token.content, stack)
        elif token.nesting == 1:
            stack.append(_Open(_opened(token)))
        elif token.nesting == -1:
            while stack[-1].tag:
                unwrap()
            close()
        else:
            stack[-1].children.append(_leaf(token, images))
    while len(stack) > 1:
        unwrap()
    return _merged(stack[0].children)


def _raw(content: str, stack: list[_Open]) -> None:
    found = _RAW_TAG.match(content)
    if not found:  # a comment, a declaration, a processing instruction
        return
    name = found["name"].lower()
    if name == "br" and not found["close"]:
        stack[-1].children.append(Span("break"))
    elif found["close"]:
        if stack[-1].tag != name:
            return
        done = stack.pop()
        if name in _RAW:
            stack[-1].children += _element_of(Span(_RAW[name]), done.children)
    elif (name in _RAW or name in _HIDDEN) and not content.endswith("/>") and len(stack) < _DEPTH:
        stack.append(_Open(None, name))


def _element_of(span: Span, children: list[Span]) -> Spans:
    """``span`` round ``children``; spaces at its edges move out of it, since emphasis cannot be written round them."""
    inner = _merged(children)
    kept = _trim(inner)
    if not kept:
        return (Span("text", " "),) if inner else ()
    before, after = (
        Span("text", " ") if _blank(edge) else None for edge in (plain(inner[:1])[:1], plain(inner[-1:])[-1:])
    )
    element = Span(span.kind, "", span.href, span.title, span.mark, kept)
    return tuple(one for one in (before, element, after) if one)


def _blank(text: str) -> bool:
    return text == " "


def _opened(token: Token) -> Span | None:
    if token.type == "link_open":
        href = _link(str(token.attrs.get("href", "")))
        return Span("a", href=href, title=clean(str(token.attrs.get("title", "")))) if href else None
    kinds: dict[str, Kind] = {"em_open": "em", "strong_open": "strong", "s_open": "s"}
    kind = kinds.get(token.type)
    return Span(kind, mark=token.markup[:1]) if kind else None


def _leaf(token: Token, images: Mapping[str, str]) -> Span:
    if token.type == "code_inline":
        return Span("code", clean(token.content) or " ")
    if token.type == "hardbreak":
        return Span("break")
    if token.type == "softbreak":
        return Span("text", " ")
    if token.type == "image":
        alternative = clean(plain(_tree(token.children or [], {})))
        path = unquote(str(token.attrs.get("src", "")))
        address = relative_address(images.get(path, ""))
        if not address:
            return Span("text", alternative)
        return Span("image", alternative, address, clean(str(token.attrs.get("title", ""))))
    return Span("text", _FORBIDDEN.sub("", _WHITE.sub(" ", token.content)))


def _merged(spans: list[Span]) -> Spans:
    """Neighbouring texts as one, without the double spaces that dropped markup leaves; empty ones gone."""
    merged: list[Span] = []
    for is_text, run in groupby(spans, key=lambda span: span.kind == "text"):
        if is_text:
            texts = list(dropwhile(lambda span: not span.text, run))
            # Joined once for all: a paragraph may have ten thousand sentences.
            joint = Span("text", _WHITE.sub(" ", "".join(span.text for span in texts))) if len(texts) > 1 else None
            merged += [joint] if joint else texts
        else:
            merged += run
    return tuple(merged)


def _trim(spans: Spans) -> Spans:
    """Without line breaks and spaces at either end."""
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


# --- addresses --------------------------------------------------------------------------------------------------------------

_URL_SAFE = "!#$%&()*+,-./:;=?@_~"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"(?:[A-Za-z0-9_-]|%[89A-Fa-f][0-9A-Fa-f])+(?:\.(?:[A-Za-z0-9_-]|%[89A-Fa-f][0-9A-Fa-f])+)*\.?")


def web_address(url: str) -> str:
    """An absolute http or https address, percent-encoded so that it may stand in an attribute; "" for anything else."""
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
    """The address of a link in a text: a web address, or mailto; a relative one leads nowhere from a published page."""
    if re.fullmatch(
        r"mailto:[A-Za-z0-9.!#$&'*+/=?^_`{|}~%-]+@[A-Za-z0-9.-]+(\?[A-Za-z0-9=&%.+-]*)?", href, re.IGNORECASE
    ):
        return _STRAY_PERCENT.sub("%25", quote(href, safe=_URL_SAFE))
    return web_address(href)


def relative_address(address: str) -> str:
    """A relative address, percent-encoded where it must be; "" for one with a scheme, a host or control characters."""
    if not address or _FORBIDDEN.search(address) or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]", address):
        return ""
    return _STRAY_PERCENT.sub("%25", quote(address, safe=_URL_SAFE.replace(":", "")))


# --- writing ----------------------------------------------------------------------------------------------------------------


def plain(spans: Spans) -> str:
    """The words alone."""
    return "".join(
        " " if span.kind == "break" else span.text if not span.children else plain(span.children) for span in spans
    )


_SANITISED = re.compile("[^&<>\"'\xa0]*")
"""Words that are the same before and after escaping and sanitising."""


def html(spans: Spans) -> Markup:
    """Spans → HTML, which a second, independent sanitiser has seen, unless it is words alone that hold nothing to see."""
    if not spans or (len(spans) == 1 and spans[0].kind == "text" and _SANITISED.fullmatch(spans[0].text)):
        return Markup(spans[0].text if spans else "")  # noqa: S704 - nothing in it needs escaping
    found = "".join(_element(span) for span in spans)
    return Markup(nh3.clean(found, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None))  # noqa: S704 - sanitised


def _element(span: Span) -> str:
    inner = "".join(_element(child) for child in span.children)
    match span.kind:
        case "text":
            return str(escape(span.text))
        case "code":
            return f"<code>{escape(span.text)}</code>"
        case "break":
            return "<br>"
        case "image":
            return f'<img src="{escape(span.href)}" alt="{escape(span.text)}"{_title(span)}>'
        case "a":
            return f'<a href="{escape(span.href)}"{_title(span)}>{inner}</a>'
        case kind:
            return f"<{kind}>{inner}</{kind}>"


def _title(span: Span) -> str:
    return f' title="{escape(span.title)}"' if span.title else ""


_ENTITY = re.compile(r"&(?=#[0-9]|#[xX][0-9A-Fa-f]|[A-Za-z][A-Za-z0-9]*;)")
_SPECIAL = re.compile(r"[\\`*\[\]<~]|(?<![^\W_])_|_(?![^\W_])")


def markdown(spans: Spans, *, line_break: str = "\\\n", tags: bool = False) -> str:
    """Spans → CommonMark (with ``~~``) that holds no block structure once ``line`` has seen it.

    tags: write emphasis as HTML, which reads as emphasis even where CommonMark takes asterisks for text (``**“好”**的``).
    """
    pieces: list[str] = []
    for span in spans:
        if written := _written(span, line_break, tags=tags):
            if pieces:
                pieces[-1] = _before(pieces[-1], written)
            pieces.append(written)
    return "".join(pieces)


def says(written: str, words: str) -> bool:
    """Whether Markdown on one line reads as these words, its marks all taken for marks."""
    return clean(plain(Inline("markdown").spans(written))) == clean(words)


def _before(left: str, right: str) -> str:
    """``left`` as it can stand before ``right`` without the two becoming something else: ``!`` and a link, ``**`` and ``**``."""
    if left.endswith("!") and right.startswith("["):
        return f"{left[:-1]}\\!"
    return f"{left}<!-- -->" if left[-1:] == right[:1] and left[-1:] in {"*", "_", "~", "`"} else left


def _written(span: Span, line_break: str, *, tags: bool) -> str:
    inner = markdown(span.children, line_break=line_break, tags=tags)
    match span.kind:
        case "text":
            return _ENTITY.sub(r"\\&", _SPECIAL.sub(r"\\\g<0>", span.text))
        case "code":
            fence = "`" * (max((len(run) for run in re.findall("`+", span.text)), default=0) + 1)
            pad = " " if span.text.startswith("`") or span.text.endswith("`") else ""
            return f"{fence}{pad}{span.text}{pad}{fence}"
        case "break":
            return line_break
        case "image":
            return (
                f"![{_written(Span('text', span.text), line_break, tags=tags)}]({destination(span.href, span.title)})"
            )
        case "a":
            return f"[{inner}]({destination(span.href, span.title)})"
        case "em" if span.mark and not tags:
            return f"{span.mark}{inner}{span.mark}"
        case "strong" | "s" if span.mark and not tags:
            return f"{span.mark * 2}{inner}{span.mark * 2}"
        case kind:
            return f"<{kind}>{inner}</{kind}>"


def destination(href: str, title: str = "") -> str:
    """What stands between the parentheses of a Markdown link."""
    title = _ENTITY.sub(r"\\&", re.sub(r'[\\"]', r"\\\g<0>", title))
    href = _ENTITY.sub(r"\\&", href)
    return (f"<{href}>" if re.search(r"[()*_]", href) else href) + (f' "{title}"' if title else "")


_LINE_START = re.compile(
    r"(?P<digits>\d{1,9})(?=[.)](?:\s|$))"  # an ordered list
    r"|(?=#{1,6}(?:\s|$)|>|[-+](?:\s|$)|-[-:| ]|=+\s*$|:-|\|)",  # heading, quotation, bullet list, rule, underline, table
    re.ASCII,
)


def line(text: str) -> str:
    """What ``markdown`` wrote, with no line that a block parser could take for anything but text of a paragraph."""
    lines = (one.strip(" ") for one in text.split("\n"))
    return "\n".join(
        _LINE_START.sub(lambda m: (m["digits"] or "") + "\\", one, count=1) if _LINE_START.match(one) else one
        for one in lines
    )


# --- putting together -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passage:
    """One part of a block's content in both languages.

    kind: "unit" (a translated one; an empty ``target`` prints nothing), "missing" (nobody translated it: only on drafts; ``target`` is
    the source), "same" (printed alike, or a date in each language's way), "break".
    """

    kind: Literal["unit", "missing", "same", "break"]
    source: Spans = ()
    target: Spans = ()

    def said(self, spans: Spans) -> str:
        """The words of one of the two, as ``gaps`` wants them."""
        return "\n" if self.kind == "break" else plain(spans)


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """The text of a page, read once for all that is written of it. Equal only to itself."""

    page: Page
    how: Inline
    targets: Mapping[tuple[str, str], str]
    seen: dict[tuple[Segment | Verbatim, ...], tuple[Passage, ...]] = field(default_factory=dict, compare=False)

    def passages(self, block: Block) -> tuple[Passage, ...]:
        """A leaf block's content in both languages; GateError when a unit of an edition that is not a draft has no target."""
        if block.content not in self.seen:
            self.seen[block.content] = tuple(
                self._verbatim(part) if isinstance(part, Verbatim) else self._unit(part) for part in block.content
            )
        return self.seen[block.content]

    def titles(self) -> tuple[str, str]:
        """The words of the title in the source language and in the target's, plain; the release's id where there are none."""
        edition = self.page.edition
        for block in edition.blocks:
            if block.kind == "title":
                found = self.passages(block)
                source = joined([plain(one.source) for one in found], edition.source_language)
                target = joined([plain(one.target) for one in found], edition.language)
                return source or edition.release, target or source or edition.release
        return edition.release, edition.release

    def _verbatim(self, part: Verbatim) -> Passage:
        if part.kind == "break":
            return Passage("break")
        if part.kind == "date":
            source, target = self.page.edition.source_language, self.page.locale
            return Passage("same", _text(dates.day(part.text, source)), _text(dates.day(part.text, target)))
        same = _text(part.text) if part.kind == "code" else self.how.spans(part.text)
        return Passage("same", same, same)

    def _unit(self, part: Segment) -> Passage:
        source = self.how.spans(part.text)
        target = self.targets.get(part.key, "").strip()
        if target == DELIBERATELY_EMPTY:
            return Passage("unit", source)
        if target:
            return Passage("unit", source, self.how.spans(target))
        if self.page.draft:
            return Passage("missing", source, source)
        edition = self.page.edition
        raise GateError(
            f"{edition.release}: there are no approved words in {edition.language} for {part.text!r}; "
            "translate, submit and approve the release"
        )


class _Same:
    """A page as the key of a cache: the same object, whatever is equal to it."""

    __slots__ = ("page",)

    def __init__(self, page: Page) -> None:
        self.page = page

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.page is other.page

    def __hash__(self) -> int:
        return id(self.page)


def text_of(page: Page) -> Text:
    """The text of a page. What is written of one page after another in a row reads it once."""
    return _text_of(_Same(page))


@lru_cache(maxsize=1)
def _text_of(same: _Same) -> Text:
    page, edition = same.page, same.page.edition
    return Text(page, Inline(edition.markup, edition.references, page.images), edition.targets)


def _text(text: str) -> Spans:
    return (Span("text", clean(text)),) if clean(text) else ()


def heading_levels(blocks: Sequence[Block]) -> list[int]:
    """The level of each heading below the page's title, in reading order: from 2, none left out on the way down, at most 6."""
    above: list[int] = []
    levels = []
    for block in (inner for outer in blocks for inner in outer.walk()):
        if block.kind in {"heading", "title"}:
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
            levels.append(min(len(above) + 1, 6))
    return levels


def closing_note(note: str, language: str) -> str:
    """The note under a text, in parentheses."""
    note = clean(note)
    if not note or (note[0], note[-1]) in {("(", ")"), ("（", "）")}:
        return note
    return f"({note})" if is_spaced(language) else f"（{note}）"


def joined(texts: Sequence[str], language: str) -> str:
    """Plain sentences as one paragraph, on one line."""
    return clean("".join(gap + text for gap, text in zip(gaps(texts, language), texts, strict=True)))


def paragraph(parts: Sequence[Spans], language: str) -> Spans:
    """Parts of a paragraph, a hard break among them as a span of its own, as one."""
    texts = ["\n" if part == (Span("break"),) else plain(part) for part in parts]
    found: list[Span] = []
    for gap, part in zip(gaps(texts, language), parts, strict=True):
        twice = part == (Span("break"),) and found[-1:] == [Span("break")]
        found += () if twice else (Span("text", gap), *part)
    return _trim(_merged(found))


def gaps(texts: Sequence[str], language: str) -> list[str]:
    """What stands before each part of a paragraph: a space or nothing. A part that is a line end is a hard break."""
    before, found = "", []
    for text in texts:
        found.append(separator(before, text, language))
        before = text or before
    return found


_ONLY_MARKS = re.compile(r"[,.;:!?)\]}，。；：！？、）］｝」』》”’…]+")


def separator(left: str, right: str, language: str) -> str:
    """What stands between two parts of a paragraph: a space, or in some languages nothing. Nowhere one at an edge or beside another."""
    if not left or not right or left[-1].isspace() or right[0].isspace():
        return ""
    if left[-1] in "([{（［｛「『《" or _ONLY_MARKS.fullmatch(right):
        return ""
    if is_spaced(language):
        return " "
    # Latin words keep their space in Chinese, too.
    return " " if left[-1].isascii() and right[0].isascii() else ""


@lru_cache(maxsize=64)
def is_spaced(language: str) -> bool:
    """Whether a language (BCP 47) puts a space between sentences."""
    return language.partition("-")[0].lower() not in _UNSPACED
