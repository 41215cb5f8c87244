"""An edition → web pages in three layouts, and the index of a language. Without scripts, fonts or anything else from elsewhere.

``target`` is the page for readers, ``side`` puts the two languages beside each other block by block, ``lines`` one sentence under the other.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files as resources
from itertools import groupby
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from workflow.contracts import Page
from workflow.model import HAN, Block, PublicState, Verbatim
from workflow.writers import certificate, dates, inline
from workflow.writers.inline import Passage, Text
from workflow.writers.words import Words, direction, language_name, words

SUFFIXES = {"target": ".html", "side": ".side.html", "lines": ".lines.html"}
"""From a layout to the end of its page's name."""

_SENTENCES = 16
"""How many parts of a block the style sheet can light up together with their translations."""
_ORIGINAL = "中文原文"
"""What stands above the Chinese column: in Chinese, whatever the language of the page."""
_DESCRIPTION = 300
"""Characters of a page's description: what search engines show at most."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A line of the index: titles are plain text, date is ISO or "", layouts as in ``Page``."""

    id: str
    title: str
    source_title: str
    source_language: str
    date: str
    state: PublicState
    layouts: tuple[str, ...] = ("target", "side", "lines")


@dataclass(frozen=True, slots=True)
class Couple:
    """A sentence above its translation; ``target`` is empty where both are the same."""

    source: Markup
    target: Markup


@dataclass(frozen=True, slots=True)
class Node:
    """A block as the templates want it.

    source, target: the content in either language. printed: whether there is anything to print in the target language.
    tag: of a heading. start: of an ordered list, else 0. align: of a cell. address: of a figure's image. tight: an item whose first
    paragraph needs no paragraph of its own. head: a header row. code: of a code block.
    """

    kind: str
    source: Markup = Markup("")
    target: Markup = Markup("")
    couples: tuple[Couple, ...] = ()
    children: "tuple[Node, ...]" = ()
    printed: bool = True
    tag: str = ""
    start: int = 0
    align: str = ""
    address: str = ""
    tight: bool = False
    head: bool = False
    lead: bool = False
    code: str = ""


# --- what the outside calls -------------------------------------------------------------------------------------------------


def write(page: Page) -> Mapping[str, bytes]:
    """The pages of an edition in the layouts asked for, and its certificate: from file name to content.

    Pages expect ``style.css`` (see ``assets``) one folder up. GateError when an edition that is not a draft lacks a target.
    """
    text = inline.text_of(page)
    frame = _frame(text)
    written = {
        f"{page.edition.release}{SUFFIXES[layout]}": _render(
            f"{layout}.html", layout=layout, nodes=_nodes(text, layout), **frame
        )
        for layout in SUFFIXES
        if layout in page.layouts
    }
    title = frame["title_plain"]
    written[f"{page.edition.release}.certificate.html"] = _render(
        "certificate.html", cert=certificate.sentences(page, frame["source_title_plain"]), **frame
    )
    written[f"{page.edition.release}.certificate.json"] = certificate.data(page, title)
    return written


def entry(page: Page, state: PublicState) -> IndexEntry:
    """The line of the index for a page."""
    source, target = inline.text_of(page).titles()
    edition = page.edition
    return IndexEntry(edition.release, target, source, edition.source_language, edition.date, state, page.layouts)


def index(
    entries: Sequence[IndexEntry], *, language: str, locale: str, office: str, project: str, draft: bool = False
) -> Mapping[str, bytes]:
    """``index.html``: the releases in one language, newest first, those without a date last."""

    def year(one: IndexEntry) -> str:
        return one.date[:4] if dates.is_iso(one.date) else ""

    ordered = sorted(
        sorted(entries, key=lambda one: one.id), key=lambda one: one.date if year(one) else "", reverse=True
    )
    said = words(language)
    listed = [
        (
            dates.day(when, locale) if when else said["undated"],
            [_listed(one, locale, said, language) for one in group],
        )
        for when, group in groupby(ordered, key=year)
    ]
    return {
        "index.html": _render(
            "index.html",
            years=listed,
            title_plain=inline.clean(project) or said["releases"],
            draft=draft,
            **_common(language, office, project),
        )
    }


def assets() -> Mapping[str, bytes]:
    """The files that pages need one folder up: ``style.css``."""
    return {"style.css": resources("workflow.writers").joinpath("style.css").read_bytes().replace(b"\r\n", b"\n")}


# --- the frame --------------------------------------------------------------------------------------------------------------


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("workflow.writers"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _render(template: str, **values: Any) -> bytes:
    return (_templates().get_template(template).render(**values).strip("\n") + "\n").encode("utf-8")


def _common(language: str, office: str, project: str) -> dict[str, Any]:
    """What every template needs.

    ui: the attributes of what is in the interface's language where that is not the page's; own: those of the page's text within that.
    """
    said = words(language)
    foreign = _primary(said.language) != _primary(language)
    return {
        "language": language,
        "dir": direction(language),
        "w": said,
        "ui": Markup(' lang="{}" dir="{}"').format(said.language, direction(said.language)) if foreign else Markup(""),
        "own": Markup(' lang="{}" dir="{}"').format(language, direction(language)) if foreign else Markup(""),
        "office": inline.clean(office),
        "project": inline.clean(project),
    }


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def _frame(text: Text) -> dict[str, Any]:
    """What is the same on all pages of an edition."""
    page, edition = text.page, text.page.edition
    said = words(edition.language)
    source, target = text.titles()
    block = _title_block(page)
    name = language_name(edition.language)
    title = _leaf(text, block) if block else Node("title", escape(source), escape(target))
    href = {layout: quote(edition.release + SUFFIXES[layout], safe="") for layout in SUFFIXES if layout in page.layouts}
    return {
        **_common(edition.language, page.office, page.project),
        "zh": Markup(' lang="{}"{}').format(
            edition.source_language, Markup(' dir="ltr"') if direction(edition.language) == "rtl" else ""
        ),
        "title": title,
        "title_plain": target,
        "source_title_plain": source,
        "description": _description(text),
        "iso": edition.date if dates.is_iso(edition.date) else "",
        "date": dates.day(inline.clean(edition.date), page.locale),
        "source_date": dates.day(inline.clean(edition.date), edition.source_language),
        "translation": said["translation"].format(language=name),
        "source_column": _ORIGINAL,
        "note": inline.closing_note(page.note, edition.language),
        "views": [(layout, said[f"layout.{layout}"].format(language=name), href[layout]) for layout in href],
        "certificate_href": quote(f"{edition.release}.certificate.html", safe=""),
        "certificate_data_href": quote(f"{edition.release}.certificate.json", safe=""),
        "markdown_href": quote(f"{edition.release}.md", safe="") if "markdown" in page.formats else "",
        "original": inline.web_address(edition.url),
        "original_text": inline.clean(edition.url),
        "source_language": edition.source_language,
        "draft": page.draft,
    }


def _description(text: Text) -> str:
    """The words of the first paragraph, as many as fit."""
    edition = text.page.edition
    for block in edition.blocks:
        if block.kind == "paragraph":
            parts = [inline.plain(one.target) for one in text.passages(block) if one.kind != "same"]
            said = inline.joined(parts, edition.language)
            if len(said) > _DESCRIPTION:
                cut = said[:_DESCRIPTION]
                return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:") + "…"
            if said:
                return said
    return ""


def _title_block(page: Page) -> Block | None:
    return next((block for block in page.edition.blocks if block.kind == "title"), None)


def _listed(one: IndexEntry, locale: str, said: Words, language: str) -> dict[str, Any]:
    """An entry as the template wants it; one that has no page has no address."""
    shown = one.state is not PublicState.WITHDRAWN
    href = [
        (said[f"layout.{layout}"].format(language=language_name(language)), quote(one.id + SUFFIXES[layout], safe=""))
        for layout in SUFFIXES
        if shown and layout in one.layouts
    ]
    return {
        "title": inline.clean(one.title) or one.id,
        "source_title": inline.clean(one.source_title),
        "source_language": one.source_language,
        "lang": Markup(' lang="{}"').format(one.source_language)
        if one.title == one.source_title and HAN.search(one.title)
        else Markup(""),
        "iso": one.date if dates.is_iso(one.date) else "",
        "date": dates.day(inline.clean(one.date), locale),
        "href": href[0][1] if href else "",
        "more": href[1:],
        "remark": "" if one.state in {PublicState.CURRENT, PublicState.NONE} else said[f"state.{one.state.value}"],
    }


# --- the text ---------------------------------------------------------------------------------------------------------------


def _joined(found: Sequence[Passage], spans: Sequence[inline.Spans], markup: Sequence[Markup], language: str) -> Markup:
    """Parts of a paragraph as one; no line breaks at its ends, where a deliberately empty neighbour may have left them."""
    gaps = inline.gaps([one.said(said) for one, said in zip(found, spans, strict=True)], language)
    whole = "".join(gap + part for gap, part in zip(gaps, markup, strict=True))
    return Markup(re.sub(r"\A(?:<br>)+|(?:<br>)+\Z|(?<=<br>)(?:<br>)+", "", whole))  # noqa: S704 - joins and takes away only


def _leaf(text: Text, block: Block, *, sentences: bool = False) -> Node:
    """A block with content of its own. sentences: mark each, so that the style sheet finds it in the other language."""
    page, found = text.page, text.passages(block)
    numbered = sentences and sum(one.kind == "unit" for one in found) > 1 and len(found) <= _SENTENCES

    def column(spans: Sequence[inline.Spans], language: str, *, foreign: bool) -> Markup:
        markup = [_passage(page, one, words, foreign=foreign) for one, words in zip(found, spans, strict=True)]
        if numbered:
            markup = [
                Markup('<span class="s s{}">{}</span>').format(number, said) if one.kind == "unit" and said else said
                for number, (one, said) in enumerate(zip(found, markup, strict=True), 1)
            ]
        return _joined(found, spans, markup, language)

    source = column([one.source for one in found], page.edition.source_language, foreign=False)
    target = column([one.target for one in found], page.edition.language, foreign=True)
    printed = any(one.target for one in found)
    return Node(block.kind, source, target if printed else Markup(""), printed=printed, couples=_couples(page, found))


def _passage(page: Page, one: Passage, spans: inline.Spans, *, foreign: bool) -> Markup:
    """The HTML of one passage in one language; source words that stand in for a missing translation say so."""
    if one.kind == "break":
        return Markup("<br>")
    if foreign and one.kind == "missing":
        mark = Markup('<mark class="untranslated" lang="{}" title="{}">{}</mark>')
        return mark.format(
            page.edition.source_language, words(page.edition.language)["untranslated"], inline.html(spans)
        )
    return inline.html(spans)


def _couples(page: Page, found: Sequence[Passage]) -> tuple[Couple, ...]:
    """Sentences with their translations; one whose meaning moved into its neighbour stands with that neighbour."""
    groups: list[list[Passage]] = []
    waiting: list[Passage] = []
    for one in found:
        if one.kind == "break":
            continue
        if one.kind == "unit" and not one.target:
            (groups[-1] if groups and groups[-1][-1].kind != "same" else waiting).append(one)
            continue
        groups.append([*waiting, one])
        waiting = []
    if waiting:
        groups.append(waiting)
    couples = []
    for group in groups:
        sources, targets = [one.source for one in group], [one.target for one in group]
        source = _joined(group, sources, [inline.html(spans) for spans in sources], page.edition.source_language)
        target = _joined(
            group, targets, [_passage(page, one, one.target, foreign=True) for one in group], page.edition.language
        )
        if source or target:
            alike = group[0].kind == "same" and source == target
            couples.append(Couple(Markup("") if alike else source, target))
    return tuple(couples)


def _nodes(text: Text, layout: str) -> tuple[Node, ...]:
    """The blocks below the title, ready for a template."""
    title = _title_block(text.page)
    below = [block for block in text.page.edition.blocks if block is not title]
    if below and _is_dateline(below[0], text.page.edition.date):
        below = below[1:]
    build = _Build(text, sentences=layout == "side", tags=iter(inline.heading_levels(below)))
    nodes = [build.node(block) for block in below]
    if nodes and nodes[0].kind == "paragraph":
        nodes[0] = replace(nodes[0], lead=True)
    return tuple(nodes)


def _is_dateline(block: Block, date: str) -> bool:
    """Whether a block says only what already stands under the title."""
    return block.kind == "paragraph" and block.content == (Verbatim(date, "date"),)


@dataclass(frozen=True, slots=True)
class _Build:
    """From blocks to nodes; ``tags`` hands out the headings' levels in reading order."""

    text: Text
    sentences: bool
    tags: Iterator[int]

    def node(self, block: Block) -> Node:
        match block.kind:
            case "rule":
                return Node("rule")
            case "code":
                return Node("code", code=inline.clean_code("".join(part.text for part in block.content)))
            case "heading" | "title":
                tag = f"h{next(self.tags)}"
                return replace(_leaf(self.text, block, sentences=self.sentences), kind="heading", tag=tag)
            case "figure":
                leaf = _leaf(self.text, block)
                address = inline.relative_address(self.text.page.images.get(block.info, ""))
                return replace(leaf, address=address, printed=leaf.printed or bool(address))
            case "cell":
                align = block.info if block.info in {"left", "right", "center"} else ""
                return replace(_leaf(self.text, block), align=align)
            case "paragraph":
                return _leaf(self.text, block, sentences=self.sentences)
        return self.container(block)

    def container(self, block: Block) -> Node:
        children = tuple(self.node(child) for child in block.children)
        node = Node(block.kind, children=children, printed=any(child.printed for child in children))
        match block.kind:
            case "row":
                return replace(node, head=block.level == 1)
            case "table":
                return replace(node, children=_squared(children))
            case "list" if block.info == "ordered":
                return replace(node, start=block.level, tag="ol")
            case "list":
                return replace(node, tag="ul")
            case "item":
                first, *rest = children or (Node("paragraph"),)
                return replace(node, tight=first.kind == "paragraph" and all(child.kind == "list" for child in rest))
        return node


_NUMBER = re.compile(r"[-+−–—~≈±]?[\d.,:/\s]*\d[\d.,:/\s]*(?:%|‰|\([-+−\d.,%\s]*\))?|[-–—/]|n/a", re.IGNORECASE)


def _squared(rows: tuple[Node, ...]) -> tuple[Node, ...]:
    """Rows of one length; columns of figures to the right, unless the source says otherwise."""
    width = max((len(row.children) for row in rows), default=0)
    full = [[*row.children, *(Node("cell", printed=False),) * (width - len(row.children))] for row in rows]
    for column in range(width):
        body = [cells[column].target.striptags() for row, cells in zip(rows, full, strict=True) if not row.head]
        said = [text for text in body if text]
        if any(re.search(r"\d", text) for text in said) and all(_NUMBER.fullmatch(text) for text in said):
            for cells in full:
                cells[column] = replace(cells[column], align=cells[column].align or "right")
    return tuple(replace(row, children=tuple(cells)) for row, cells in zip(rows, full, strict=True))
