"""Inline text for writers: spans → safe HTML or Markdown, and the sentences of a paragraph joined again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal
from urllib.parse import quote

import nh3
from markupsafe import Markup, escape

from workflow.contracts.pages import Page
from workflow.errors import GateError
from workflow.interface import say
from workflow.languages.chinese import documents
from workflow.markup.spans import Inline, Span, Spans, clean, merged, plain, trimmed
from workflow.model import DELIBERATELY_EMPTY, Block, Segment, Verbatim
from workflow.writers import dates
from workflow.writers.words import direction

_TAGS = {"a", "br", "code", "em", "img", "s", "strong", "sub", "sup"}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}}
_SCHEMES = {"http", "https", "mailto"}

_UNSPACED = {"zh", "ja", "yue", "cmn", "wuu", "nan", "hak", "gan", "hsn", "cdo", "lzh"}
"""Languages without a space between sentences. (Thai, Lao, Khmer and Burmese, which have none between words, do here.)
"""


# --- writing ---


_SANITISED = re.compile("[^&<>\"'\xa0]*")
"""Words that escaping and sanitising do not change."""


def html(spans: Spans) -> Markup:
    """Return spans as HTML, checked by a second, independent sanitiser unless they are harmless words."""
    if not spans or (len(spans) == 1 and spans[0].kind == "text" and _SANITISED.fullmatch(spans[0].text)):
        return Markup(spans[0].text if spans else "")  # noqa: S704 - needs no escaping
    found = "".join(_element(span) for span in spans)
    safe = nh3.clean(found, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    return Markup(safe)  # noqa: S704 - sanitised


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
        case "note":
            return f'<sup><a href="#note-{span.text}">{span.text}</a></sup>'
        case kind:
            return f"<{kind}>{inner}</{kind}>"


def _title(span: Span) -> str:
    return f' title="{escape(span.title)}"' if span.title else ""


_ENTITY = re.compile(r"&(?=#[0-9]|#[xX][0-9A-Fa-f]|[A-Za-z][A-Za-z0-9]*;)")
_SPECIAL = re.compile(r"[\\`*\[\]<~]|(?<![^\W_])_|_(?![^\W_])")


def markdown(spans: Spans, *, line_break: str = "\\\n", tags: bool = False) -> str:
    """Return spans as CommonMark (with ``~~``), without block structure once ``line`` has processed it.

    Args:
        spans: The spans.
        line_break: How to write a hard line break.
        tags: Write emphasis as HTML, which is emphasis even where CommonMark takes asterisks for text (``**“好”**的``).
    """
    pieces: list[str] = []
    for span in spans:
        if written := _written(span, line_break, tags=tags):
            if pieces:
                pieces[-1] = _before(pieces[-1], written)
            pieces.append(written)
    return "".join(pieces)


def says(written: str, words: str) -> bool:
    """Return whether one line of Markdown reads as these words, with all its marks taken as marks."""
    notes = {number: number for number in _NOTE_MARK.findall(written)}
    return clean(plain(Inline("markdown", notes=notes).spans(written))) == clean(words)


def _before(left: str, right: str) -> str:
    """Make ``left`` safe before ``right``, so that they do not merge: ``!`` and a link, ``**`` and ``**``."""
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
        case "note":
            return f"[^{span.text}]"
        case "em" if span.mark and not tags:
            return f"{span.mark}{inner}{span.mark}"
        case "strong" | "s" if span.mark and not tags:
            return f"{span.mark * 2}{inner}{span.mark * 2}"
        case kind:
            return f"<{kind}>{inner}</{kind}>"


def destination(href: str, title: str = "") -> str:
    """Return what goes between the parentheses of a Markdown link."""
    title = _ENTITY.sub(r"\\&", re.sub(r'[\\"]', r"\\\g<0>", title))
    href = _ENTITY.sub(r"\\&", href)
    return (f"<{href}>" if re.search(r"[()*_]", href) else href) + (f' "{title}"' if title else "")


_LINE_START = re.compile(
    r"(?P<digits>\d{1,9})(?=[.)](?:\s|$))"  # an ordered list
    r"|(?=#{1,6}(?:\s|$)|>|[-+](?:\s|$)|-[-:| ]|=+\s*$|:-|\|)",  # heading, quotation, list, rule, underline, table
    re.ASCII,
)


def line(text: str) -> str:
    """Escape Markdown so that no line of it can start a block other than a paragraph."""
    lines = (one.strip(" ") for one in text.split("\n"))
    return "\n".join(
        _LINE_START.sub(lambda m: (m["digits"] or "") + "\\", one, count=1) if _LINE_START.match(one) else one
        for one in lines
    )


# --- putting together ---


@dataclass(frozen=True, slots=True)
class Passage:
    """One part of a block's content in both languages.

    Attributes:
        kind: "unit" (translated; an empty ``target`` prints nothing), "missing" (not translated, only on drafts;
            ``target`` is the source), "same" (printed the same, or a date in each language's style), "break".
        source: The source.
        target: The target.
    """

    kind: Literal["unit", "missing", "same", "break"]
    source: Spans = ()
    target: Spans = ()

    def said(self, spans: Spans) -> str:
        """Return the words of one of the two, for ``gaps``."""
        return "\n" if self.kind == "break" else plain(spans)


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """The text of a page, parsed once for everything that is written of it. Equal only to itself."""

    page: Page
    how: Inline
    targets: Mapping[tuple[str, str], str]
    seen: dict[tuple[Segment | Verbatim, ...], tuple[Passage, ...]] = field(default_factory=dict, compare=False)

    def passages(self, block: Block) -> tuple[Passage, ...]:
        """Return a leaf block's content in both languages.

        Raises:
            GateError: A unit of an edition that is not a draft has no target.
        """
        found = self.seen.get(block.content)  # looked up once: the key is long
        if found is None:
            found = self.seen[block.content] = tuple(
                self._verbatim(part) if isinstance(part, Verbatim) else self._unit(part) for part in block.content
            )
        return found

    def line(self, cells: Sequence[Sequence[str | Verbatim]]) -> str:
        """Return a paragraph or the cells of a row in plain words; given are targets, and what is not translated."""
        language = self.page.edition.language
        said = [
            joined(
                [
                    plain(self._verbatim(part).target) if isinstance(part, Verbatim) else self._plain(part)
                    for part in cell
                ],
                language,
            )
            for cell in cells
        ]
        return " | ".join(said)

    def _plain(self, target: str) -> str:
        return "" if target.strip() == DELIBERATELY_EMPTY else plain(self.how.spans(target.strip()))

    def titles(self) -> tuple[str, str]:
        """Return the plain title in the source and the target language; empty if the release has no title."""
        for block in self.page.edition.blocks:
            if block.kind == "title":
                source, target = self._said(block)
                return source, target or source
        return "", ""

    def names(self) -> tuple[str, str]:
        """Return what the text is called, in both languages: its title, else the words that it starts with."""
        edition = self.page.edition
        source, target = self.titles()
        for block in (inner for outer in edition.blocks for inner in outer.walk()) if not target else ():
            opening = [shortened(said, _NAME) for said in self._said(block)]
            source, target = source or opening[0], target or opening[1]
            if target:
                break
        return source or edition.release, target or source or edition.release

    def _said(self, block: Block) -> tuple[str, str]:
        edition, found = self.page.edition, self.passages(block)
        return (
            joined([plain(one.source) for one in found], edition.source_language),
            joined([plain(one.target) for one in found], edition.language),
        )

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
            say(
                "{release}: there is no approved {language} translation of {text!r}; translate, submit "
                "and approve the release",
                release=edition.release,
                language=edition.language,
                text=part.text,
            )
        )


_NAME = 80
"""Length of what a text without a title is called, in characters."""


def shortened(text: str, length: int) -> str:
    """Return a text of at most so many characters and an ellipsis, cut between two words if there are any."""
    if len(text) <= length:
        return text
    cut = text[:length]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:，；：") + "…"


class _Same:
    """A page as a cache key, compared by identity."""

    __slots__ = ("page",)

    def __init__(self, page: Page) -> None:
        self.page = page

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.page is other.page

    def __hash__(self) -> int:
        return id(self.page)


def text_of(page: Page) -> Text:
    """Return the text of a page; it is parsed once for everything written of one page in a row."""
    return _text_of(_Same(page))


@lru_cache(maxsize=1)
def _text_of(same: _Same) -> Text:
    page, edition = same.page, same.page.edition
    how = Inline(edition.markup, edition.references, page.images, note_numbers(edition.blocks))
    return Text(page, how, edition.targets)


def _text(text: str) -> Spans:
    return (Span("text", clean(text)),) if clean(text) else ()


def heading_levels(blocks: Sequence[Block]) -> list[int]:
    """Return the level of each heading below the title, in reading order: from 2 to 6, without gaps on the way down."""
    above: list[int] = []
    levels = []
    for block in (inner for outer in blocks for inner in outer.walk()):
        if block.kind in {"heading", "title"}:
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
            levels.append(min(len(above) + 1, 6))
    return levels


def href(name: str) -> str:
    """Return the address of a file next to the page."""
    return quote(name, safe="", errors="replace")


def is_running(block: Block) -> bool:
    """Return whether a paragraph is text, and not only where a text is from (来源：某某报) or to whom (各区政府：)."""
    return block.kind == "paragraph" and not all(
        _is_beside(part.text.strip()) for part in block.content if isinstance(part, Segment)
    )


def _is_beside(words: str) -> bool:
    addressed = words.endswith(("：", ":")) and len(words) <= _LONGEST_ADDRESS
    return addressed or bool(
        documents.fields(words) or documents.is_document_number(words) or documents.day_of_line(words)
    )


_LONGEST_ADDRESS = 60


def certificate(release: str, language: str, address: str) -> str:
    """Return where a file that readers keep says its certificate is: its web address, else the name beside it.

    Args:
        release: The release's id.
        language: The language of the file.
        address: The site's address, "" if it is not known.
    """
    name = f"{release}.certificate.html"
    where = f"{address}{href(language)}/{href(name)}" if address else name
    return f"\u200e{where}" if direction(language) == "rtl" else where


def names_certificate(line: str, release: str) -> bool:
    """Return whether a line says where the certificate of a release is."""
    name = f"{release}.certificate.html"
    return re.search(rf"(?:[\s：/\u200e]){re.escape(name)}\Z|/{re.escape(href(name))}\Z", line) is not None


_NOTE_MARK = re.compile(r"\[\^([^\s\[\]]+)\]")


def note_numbers(blocks: Sequence[Block]) -> dict[str, str]:
    """Return the number of each note by its label: in the order of their marks, those without a mark last."""
    labels = {block.info: "" for block in blocks if block.kind == "note"}
    if not labels:
        return {}
    body = (block for top in blocks if top.kind != "note" for block in top.walk())
    beside = (block for top in blocks if top.kind == "note" for block in top.walk())
    texts = (part.text for each in (*body, *beside) for part in each.content if not isinstance(part, Verbatim))
    marks = (mark for text in texts for mark in _NOTE_MARK.findall(text))
    order = dict.fromkeys([*(mark for mark in marks if mark in labels), *labels])
    return {label: str(number) for number, label in enumerate(order, 1)}


def parted(blocks: Sequence[Block], numbers: Mapping[str, str]) -> tuple[list[Block], list[Block]]:
    """Return the blocks of the text, and the notes in the order of their numbers."""
    notes = [block for block in blocks if block.kind == "note"]
    text = [block for block in blocks if block.kind != "note"]
    return text, sorted(notes, key=lambda note: int(numbers[note.info]))


def closing_note(note: str, language: str) -> str:
    """Return the note below a text, in parentheses."""
    note = clean(note)
    if not note or (note[0], note[-1]) in {("(", ")"), ("（", "）")}:
        return note
    return f"({note})" if is_spaced(language) else f"（{note}）"


def joined(texts: Sequence[str], language: str) -> str:
    """Join plain sentences to one paragraph, on one line."""
    return clean("".join(gap + text for gap, text in zip(gaps(texts, language), texts, strict=True)))


def paragraph(parts: Sequence[Spans], language: str) -> Spans:
    """Join the parts of a paragraph; a hard break among them is a span of its own."""
    texts = ["\n" if part == (Span("break"),) else plain(part) for part in parts]
    found: list[Span] = []
    for gap, part in zip(gaps(texts, language), parts, strict=True):
        twice = part == (Span("break"),) and found[-1:] == [Span("break")]
        found += () if twice else (Span("text", gap), *part)
    return trimmed(merged(found))


def gaps(texts: Sequence[str], language: str) -> list[str]:
    """Return what precedes each part of a paragraph: a space or nothing. A part that is a newline is a hard break."""
    before, found = "", []
    for text in texts:
        found.append(separator(before, text, language))
        before = text or before
    return found


_ONLY_MARKS = re.compile(r"[,.;:!?)\]}，。；：！？、）］｝」』》”’…]+")


def separator(left: str, right: str, language: str) -> str:
    """Return what separates two parts of a paragraph: a space or nothing, never at an edge or next to a space."""
    if not left or not right or left[-1].isspace() or right[0].isspace():
        return ""
    if left[-1] in "([{（［｛「『《" or _ONLY_MARKS.fullmatch(right):
        return ""
    if is_spaced(language):
        return " "
    # Latin words keep their space in Chinese too.
    return " " if left[-1].isascii() and right[0].isascii() else ""


@lru_cache(maxsize=64)
def is_spaced(language: str) -> bool:
    """Return whether a language (BCP 47) puts a space between sentences."""
    return language.partition("-")[0].lower() not in _UNSPACED
