"""An edition → web pages in three layouts, without scripts, fonts or external resources.

``target`` is the page for readers, ``side`` shows the languages side by side, block by block, ``lines`` shows each
sentence above its translation.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import takewhile
from typing import Any

from markupsafe import Markup, escape

from workflow.contracts.pages import Link, Notice, Page
from workflow.contracts.registries import WRITERS
from workflow.contracts.writers import Writer
from workflow.markup import spans
from workflow.model import Block, Verbatim
from workflow.writers import certificate, corrections, dates, inline, metadata, rendering, tables
from workflow.writers.inline import Passage, Text
from workflow.writers.words import Words, heading_name, language_name, words

SUFFIXES = {"target": ".html", "side": ".side.html", "lines": ".lines.html"}
"""From layout to the suffix of its page's name."""

_SENTENCES = 16
"""How many parts of a block the style sheet can highlight together with their translations."""
_ORIGINAL = "中文原文"
"""The heading of the Chinese column: in Chinese, whatever the page's language."""


@dataclass(frozen=True, slots=True)
class Couple:
    """A sentence above its translation; ``target`` is empty if both are the same."""

    source: Markup
    target: Markup


@dataclass(frozen=True, slots=True)
class Node:
    """A block for the templates.

    Attributes:
        kind: The kind of block.
        source: The content in the source language.
        target: The content in the target language.
        couples: Sentences with their translations.
        children: The blocks inside.
        printed: Whether there is anything to print in the target language.
        tag: The tag of a heading or list.
        start: The first number of an ordered list, else 0.
        align: The alignment of a cell.
        address: The address of a figure's image.
        tight: Whether the first paragraph of an item needs no paragraph element.
        head: Whether it is a header row.
        lead: Whether it is the first paragraph of the text.
        code: The content of a code block.
        marked: ``source`` and ``target`` with every sentence marked, if there are several.
        number: Of a note, its number.
        marked_in_text: Whether a note's mark is in the target text.
        columns: How many columns a cell spans.
        rows: How many rows a cell spans.
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
    marked: tuple[Markup, Markup] | None = None
    number: str = ""
    marked_in_text: bool = False
    columns: int = 1
    rows: int = 1


# --- the interface ---


def write(page: Page) -> Mapping[str, bytes]:
    """Return the pages of an edition in the requested layouts, from file name to content.

    Pages expect the shared files (``rendering.assets``) one folder up, and link to a certificate (see ``certify``).

    Raises:
        GateError: An edition that is not a draft lacks a target.
        UsageError: A template of the office's theme is wrong.
    """
    text = inline.text_of(page)
    frame = {**_frame(text), **_corrections(text)}
    nodes = _nodes(text) if page.layouts else ()
    main = main_suffix(page.layouts)
    return {
        f"{page.edition.release}{suffix}": rendering.render(
            f"{layout}.html",
            page.frame.theme,
            layout=layout,
            switch=_switch(page, suffix),
            meta=metadata.of(text, suffix, main),
            nodes=[_marked(node) for node in nodes] if layout == "side" else nodes,
            superseded_by=replacements(page.superseded_by, suffix, frame["w"], "superseded_by", frame["own"]),
            supersedes=replacements(page.supersedes, suffix, frame["w"], "supersedes", frame["own"]),
            **frame,
        )
        for layout, suffix in SUFFIXES.items()
        if layout in page.layouts
    }


def certify(page: Page, digests: Mapping[str, str]) -> Mapping[str, bytes]:
    """Return the certificate, ``<id>.certificate.html`` and ``<id>.certificate.json``, once the pages are written.

    Args:
        page: The page it belongs to.
        digests: From the name of each file of the page, such as ``2018-09-12-visit.html``, to the SHA-256 of its bytes.
    """
    frame = _frame(inline.text_of(page))
    release = page.edition.release
    html_name, json_name = _certificate_names(release)
    said = certificate.sentences(page, frame["source_title_plain"], digests)
    return {
        html_name: rendering.render(
            "certificate.html", page.frame.theme, cert=said, switch=_switch(page, html_name[len(release) :]), **frame
        ),
        json_name: certificate.data(page, inline.text_of(page).titles()[1], digests),
    }


def notice(notice: Notice) -> Mapping[str, bytes]:
    """Return the notice that replaces every page of a withdrawn release, and its certificate."""
    said = words(notice.language)
    day = spans.clean(dates.utc_day(notice.when))
    title = spans.clean(notice.source_title)
    page = rendering.render(
        "notice.html",
        notice.frame.theme,
        **rendering.common(notice.language, notice.office, notice.project, notice.frame),
        zh=rendering.chinese(notice.source_language, notice.language) if title else Markup(""),
        title_plain=title,
        iso=notice.date if dates.is_iso(notice.date) else "",
        date=dates.day(spans.clean(notice.date), notice.locale),
        text=certificate.say(said["notice.when"], date=rendering.time(day, said.house_style(notice.locale))),
        reason=certificate.say(said["notice.reason"], reason=certificate.given(notice.reason, notice.source_language))
        if spans.clean(notice.reason)
        else "",
    )
    html_name, json_name = _certificate_names(notice.release)
    data = certificate.canonical(
        {
            "release": notice.release,
            "language": notice.language,
            "withdrawn": {"when": notice.when, "reason": notice.reason},
        }
    )
    return {
        **{f"{notice.release}{suffix}": page for layout, suffix in SUFFIXES.items() if layout in notice.layouts},
        html_name: page,
        json_name: data,
    }


_CERTIFICATE = (".certificate.html", ".certificate.json")


def wrote(name: str, data: bytes) -> bool:
    """Return whether a file is a page, a list of releases or a certificate that this or an earlier version wrote."""
    if not name.endswith(".json"):
        return rendering.is_page(data)
    data = data.replace(b"\r\n", b"\n")  # git may have checked it out so
    try:
        said = json.loads(data)
        ours = isinstance(said, dict) and said.keys() >= {"release", "language"} and certificate.canonical(said) == data
    except (ValueError, RecursionError):
        return False
    return ours and not said.keys().isdisjoint({"tool", "withdrawn"})


WRITER = Writer(suffixes=(*SUFFIXES.values(), *_CERTIFICATE), write=write, notice=notice, wrote=wrote)


def source_title(page: Page) -> str:
    """Return the Chinese title of a page, plain text; "" if it has none."""
    return inline.text_of(page).titles()[0]


# --- the frame ---


@lru_cache(maxsize=1)
def _frame(text: Text) -> Mapping[str, Any]:
    """Return what is the same on all pages of an edition and on its certificate."""
    page, edition = text.page, text.page.edition
    said = words(edition.language)
    source, target = text.names()
    block = _title_block(page)
    name = language_name(edition.language)
    certificates = _certificate_names(edition.release)
    href = {layout: inline.href(edition.release + SUFFIXES[layout]) for layout in SUFFIXES if layout in page.layouts}
    return {
        **{name: value for name, value in _common(page).items() if name != "switch"},
        "zh": rendering.chinese(edition.source_language, edition.language),
        "title": _leaf(text, block) if block else None,
        "title_plain": target,
        "source_title_plain": source,
        "iso": edition.date if dates.is_iso(edition.date) else "",
        "date": dates.day(spans.clean(edition.date), page.locale),
        "source_date": dates.day(spans.clean(edition.date), edition.source_language),
        "translation": said["translation"].format(language=heading_name(edition.language)),
        "source_column": _ORIGINAL,
        "note": inline.closing_note(page.note, edition.language),
        "views": [(layout, said[f"layout.{layout}"].format(language=name), href[layout]) for layout in href],
        "certificate_href": inline.href(certificates[0]),
        "certificate_data_href": inline.href(certificates[1]),
        "formats": list(_formats(page, said)),
        "original": spans.web_address(edition.url),
        "original_text": spans.clean(edition.url),
        "source_language": edition.source_language,
        "draft": page.draft,
        "remarks": [spans.clean(remark) for remark in page.remarks],
    }


def _common(page: Page) -> dict[str, Any]:
    return rendering.common(page.edition.language, page.office, page.project, page.frame)


def main_suffix(layouts: Sequence[str]) -> str:
    """Return the suffix of the page that stands for a release where only one is named: the first layout there is."""
    return next((suffix for layout, suffix in SUFFIXES.items() if layout in layouts), _CERTIFICATE[0])


def _switch(page: Page, suffix: str) -> list[dict[str, str]]:
    """Return the languages of a release, if there are several."""
    name = inline.href(page.edition.release + suffix)
    others = {tag: f"../{inline.href(tag)}/{name}" for tag in page.languages}
    return rendering.switch(page.edition.language, others, page.frame) if others else []


def _formats(page: Page, said: Words) -> Iterator[tuple[str, str]]:
    """Yield words and address of the release in each other format."""
    for name in page.formats:
        for suffix in WRITERS[name].suffixes if name != "html" else ():
            words_ = said.table.get("markdown" if suffix == ".md" else f"format{suffix}", suffix[1:].upper())
            yield words_, inline.href(page.edition.release + suffix)


def replacements(links: Sequence[Link], suffix: str, said: Words, key: str, own: Markup, up: str = "") -> list[Markup]:
    """Return a sentence for each of the other releases, with a link to its page in the same layout.

    Args:
        links: The releases.
        suffix: The suffix of the layout.
        said: The words of the page.
        key: Of the sentence, with ``{title}`` in it; with ".withdrawn" behind it, of that for a release of which only a
            notice is left.
        own: The attributes of a title's language.
        up: What leads from the page to the folder of the releases.
    """
    link = Markup('<a href="{}"{}>{}</a>')
    return [
        link.format(up + inline.href(one.id + suffix), "", said[f"{key}.withdrawn"])
        if one.withdrawn
        else certificate.say(
            said[key],
            title=link.format(up + inline.href(one.id + suffix), own, spans.clean(one.title) or spans.clean(one.id)),
        )
        for one in links
    ]


def _certificate_names(release: str) -> tuple[str, str]:
    html_suffix, json_suffix = _CERTIFICATE
    return release + html_suffix, release + json_suffix


def _corrections(text: Text) -> dict[str, Any]:
    """Return what templates say about corrections: the line below the title, and the section below the text."""
    page, found = text.page, corrections.shown(text)
    common, said = _common(page), words(page.edition.language)
    key = "corrected_last" if len(found) > 1 else "corrected"
    return {
        "corrected": certificate.say(said[key], date=rendering.time(found[0].day, said.house_style(page.locale)))
        if found
        else "",
        "corrections": [_corrected(one, common, page.locale) for one in found],
    }


def _corrected(one: corrections.Shown, common: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Return a correction for the template: its day, and a sentence of markup for each change."""
    said, ui, own = common["w"], common["ui"], common["own"]

    def marked(kind: str, text: str) -> Markup:
        if kind == "same":
            return escape(text)
        hidden = Markup('<{tag}><span class="unseen"{ui}>{word} </span>{text}</{tag}>')
        return hidden.format(tag="del" if kind == "out" else "ins", ui=ui, word=said[f"difference.{kind}"], text=text)

    def sentence(change: corrections.Change) -> Markup:
        if change.kind == "changed":
            text = Markup("").join(marked(kind, part) for kind, part in change.parts)
        elif change.kind == "form":
            text = escape(change.after)
        else:
            text = Markup("<{tag}>{text}</{tag}>").format(
                tag="ins" if change.kind == "added" else "del", text=change.after or change.before
            )
        text = Markup("<span{}>{}</span>").format(own, text) if own else text
        return text if change.kind == "changed" else certificate.say(said[f"correction.{change.kind}"], text=text)

    items = [sentence(change) for change in one.changes]
    if one.more:
        items.append(certificate.say(said.plural("correction.more", one.more), n=one.more))
    items += [
        escape(said[key])
        for key, happened in (
            ("correction.source", one.source),
            ("correction.moved", one.moved),
            ("correction.pictures", one.pictures),
        )
        if happened
    ]
    return {"day": rendering.time(one.day, locale), "changes": items}


def _title_block(page: Page) -> Block | None:
    return next((block for block in page.edition.blocks if block.kind == "title"), None)


# --- the text ---


_BREAKS = re.compile(r"\A(?:<br>)+|(?:<br>)+\Z|(?<=<br>)(?:<br>)+")


def _joined(said: Sequence[str], markup: Sequence[str], language: str) -> Markup:
    """Join the parts of a paragraph, without line breaks at its ends, where an empty neighbour may have left them.

    Args:
        said: The words of each part, for ``inline.gaps``.
        markup: The HTML of each part.
        language: Their language.
    """
    if len(markup) == 1:
        whole = markup[0]
    else:
        whole = "".join(f"{gap}{part}" for gap, part in zip(inline.gaps(said, language), markup, strict=True))
    return Markup(_BREAKS.sub("", whole) if "<br>" in whole else whole)  # noqa: S704 - only joins and removes


@dataclass(frozen=True, slots=True)
class _Part:
    """A passage with its words and its HTML in both languages."""

    one: Passage
    said: tuple[str, str]
    markup: tuple[str, str]


def _part(page: Page, one: Passage) -> _Part:
    said, markup = (one.said(one.source), one.said(one.target)), ("<br>", "<br>")
    if one.kind != "break":
        source = str(inline.html(one.source))
        markup = (source, source if one.target is one.source else str(inline.html(one.target)))
    if one.kind == "missing":  # untranslated source text is marked as such
        mark = Markup('<mark class="untranslated" lang="{}" title="{}">{}</mark>')
        untranslated = words(page.edition.language)["untranslated"]
        sanitised = Markup(markup[1])  # noqa: S704
        markup = (markup[0], str(mark.format(page.edition.source_language, untranslated, sanitised)))
    return _Part(one, said, markup)


def _leaf(text: Text, block: Block, *, sentences: bool = False) -> Node:
    """Convert a block with content of its own; ``sentences``: also mark each, for the style sheet."""
    page = text.page
    parts = [_part(page, one) for one in text.passages(block)]
    languages = page.edition.source_language, page.edition.language

    def column(side: int, *, marked: bool = False) -> Markup:
        return _joined(
            [part.said[side] for part in parts],
            [
                f'<span class="s s{number}">{said}</span>' if marked and part.one.kind == "unit" and said else said
                for number, part in enumerate(parts, 1)
                for said in (part.markup[side],)
            ],
            languages[side],
        )

    printed = any(part.one.target for part in parts)
    node = Node(
        block.kind,
        column(0),
        column(1) if printed else Markup(""),
        printed=printed,
        couples=_couples(parts, languages),
    )
    if sentences and len(parts) <= _SENTENCES and sum(part.one.kind == "unit" for part in parts) > 1:
        return replace(node, marked=(column(0, marked=True), column(1, marked=True) if printed else Markup("")))
    return node


def _couples(parts: Sequence[_Part], languages: tuple[str, str]) -> tuple[Couple, ...]:
    """Pair sentences with their translations; one whose meaning moved into its neighbour is joined to it."""
    groups: list[list[_Part]] = []
    waiting: list[_Part] = []
    for part in parts:
        if part.one.kind == "break":
            continue
        if part.one.kind == "unit" and not part.one.target:
            (groups[-1] if groups and groups[-1][-1].one.kind != "same" else waiting).append(part)
            continue
        groups.append([*waiting, part])
        waiting = []
    if waiting:
        groups.append(waiting)
    couples = []
    for group in groups:
        source, target = (
            _joined([part.said[side] for part in group], [part.markup[side] for part in group], languages[side])
            for side in (0, 1)
        )
        if source or target:
            alike = group[0].one.kind == "same" and source == target
            couples.append(Couple(Markup("") if alike else source, target))
    return tuple(couples)


def _marked(node: Node) -> Node:
    """Return the node with every sentence marked, so that the style sheet finds it in the other language."""
    if node.marked:
        return replace(node, source=node.marked[0], target=node.marked[1])
    return replace(node, children=tuple(_marked(child) for child in node.children)) if node.children else node


def _nodes(text: Text) -> tuple[Node, ...]:
    """Return the blocks below the title, ready for a template."""
    title = _title_block(text.page)
    below = [block for block in text.page.edition.blocks if block is not title]
    if below and _is_dateline(below[0], text.page.edition.date):
        below = below[1:]
    below, notes = inline.parted(below, text.how.notes)
    build = _Build(text, tags=iter(inline.heading_levels([*below, *notes])))
    nodes = [build.node(block) for block in below]
    above = sum(1 for _ in takewhile(lambda block: block.kind == "paragraph" and not inline.is_running(block), below))
    if above < len(nodes) and nodes[above].kind == "paragraph":
        nodes[above] = replace(nodes[above], lead=True)
    if notes:
        marked = frozenset(build.pointed)
        children = tuple(build.node(note) for note in notes)
        children = tuple(replace(each, marked_in_text=each.number in marked) for each in children)
        nodes.append(Node("notes", children=children, printed=any(child.printed for child in children)))
    return tuple(nodes)


def _is_dateline(block: Block, date: str) -> bool:
    """Return whether a block only repeats what is below the title."""
    return block.kind == "paragraph" and block.content == (Verbatim(date, "date"),)


_NOTE_LINK = re.compile('<a href="#note-([0-9]+)">')


def _linked(text: Markup, pointed: set[str] | None = None) -> Markup:
    """Return HTML with its notes' marks complete; with ``pointed``, the first of each note that is not in it has an id.

    Added after the sanitiser, which lets no id and no role pass.
    """

    def mark(found: re.Match[str]) -> str:
        number = found[1]
        named = ""
        if pointed is not None and number not in pointed:
            pointed.add(number)
            named = f'id="mark-{number}" '
        return f'<a {named}href="#note-{number}" role="doc-noteref">'

    return Markup(_NOTE_LINK.sub(mark, text)) if "#note-" in text else text  # noqa: S704 - only adds attributes


@dataclass(frozen=True, slots=True)
class _Build:
    """Converts blocks to nodes.

    Attributes:
        text: The text.
        tags: Yields the headings' levels in reading order.
        pointed: The numbers of the notes whose first mark has been converted.
    """

    text: Text
    tags: Iterator[int]
    pointed: set[str] = field(default_factory=set)

    def node(self, block: Block) -> Node:
        """Convert a block."""
        return self._pointed_at(self._node(block)) if self.text.how.notes and block.content else self._node(block)

    def _pointed_at(self, node: Node) -> Node:
        """Give the first mark of each note in the target language an id, so that the note can point back to it."""
        before = frozenset(self.pointed)
        known = set(before)  # a page prints either couples, or marked sentences, or the whole
        return replace(
            node,
            source=_linked(node.source),
            target=_linked(node.target, self.pointed),
            couples=tuple(Couple(_linked(one.source), _linked(one.target, known)) for one in node.couples),
            marked=node.marked and (_linked(node.marked[0]), _linked(node.marked[1], set(before))),
        )

    def _node(self, block: Block) -> Node:
        match block.kind:
            case "rule":
                return Node("rule")
            case "code":
                return Node("code", code=spans.clean_code("".join(part.text for part in block.content)))
            case "heading" | "title":
                tag = f"h{next(self.tags)}"
                return replace(_leaf(self.text, block, sentences=True), kind="heading", tag=tag)
            case "figure":
                leaf = _leaf(self.text, block)
                address = spans.relative_address(self.text.page.images.get(block.info, ""))
                return replace(leaf, address=address, printed=leaf.printed or bool(address))
            case "cell":
                align = block.info if block.info in {"left", "right", "center"} else ""
                return replace(_leaf(self.text, block), align=align)
            case "paragraph":
                return _leaf(self.text, block, sentences=True)
        return self.container(block)

    def container(self, block: Block) -> Node:
        """Convert a block that contains blocks."""
        if block.kind == "table":
            return self.table(block)
        children = tuple(self.node(child) for child in block.children)
        node = Node(block.kind, children=children, printed=any(child.printed for child in children))
        match block.kind:
            case "note":
                return replace(node, number=self.text.how.notes[block.info])
            case "list" if block.info == "ordered":
                return replace(node, start=block.level, tag="ol")
            case "list":
                return replace(node, tag="ul")
            case "item":
                first, *rest = children or (Node("paragraph"),)
                return replace(node, tight=first.kind == "paragraph" and all(child.kind == "list" for child in rest))
        return node

    def table(self, block: Block) -> Node:
        """Convert a table: a full rectangle, with columns of figures aligned to the right."""
        rows = [
            [(one.column, replace(self.node(one.cell), columns=one.columns, rows=one.rows)) for one in cells]
            for cells in tables.placed(block)
        ]
        heads = [row.level == 1 for row in block.children]
        right = _columns_of_figures([cells for cells, head in zip(rows, heads, strict=True) if not head])
        spanned = any(node.rows > 1 for cells in rows for _, node in cells)
        nodes = []
        for cells, head in zip(rows, heads, strict=True):
            aligned = tuple(
                replace(node, align="right") if x in right and node.columns == 1 and not node.align else node
                for x, node in cells
            )
            printed = spanned or any(node.printed for node in aligned)  # no row that a cell reaches into may be missing
            nodes.append(Node("row", children=aligned, head=head, printed=printed))
        return Node("table", children=tuple(nodes), printed=any(node.printed for cells in rows for _, node in cells))


_NUMBER = re.compile(r"[-+−–—~≈±]?[\d.,:/\s]*\d[\d.,:/\s]*(?:%|‰|\([-+−\d.,%\s]*\))?|[-–—/]|n/a", re.IGNORECASE)


def _columns_of_figures(rows: Sequence[Sequence[tuple[int, Node]]]) -> set[int]:
    """Return the columns whose cells say only figures in the target language, cells of several columns apart."""
    said: dict[int, list[str]] = {}
    for x, node in (cell for cells in rows for cell in cells if cell[1].columns == 1):
        if text := node.target.striptags():
            said.setdefault(x, []).append(text)
    return {
        x
        for x, texts in said.items()
        if any(re.search(r"\d", text) for text in texts) and all(_NUMBER.fullmatch(text) for text in texts)
    }
