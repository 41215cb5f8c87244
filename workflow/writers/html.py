"""An edition → web pages in three layouts, and the index of a language, without scripts, fonts or external resources.

``target`` is the page for readers, ``side`` shows the languages side by side, block by block, ``lines`` shows each
sentence above its translation.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files as resources
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from workflow.contracts import Link, Notice, Page, Writer
from workflow.markup import spans
from workflow.model import HAN, Block, PublicState, Verbatim, sha256
from workflow.writers import certificate, corrections, dates, inline, tables
from workflow.writers.inline import Passage, Text
from workflow.writers.words import Words, direction, language_name, words

SUFFIXES = {"target": ".html", "side": ".side.html", "lines": ".lines.html"}
"""From layout to the suffix of its page's name."""

_SENTENCES = 16
"""How many parts of a block the style sheet can highlight together with their translations."""
_ORIGINAL = "中文原文"
"""The heading of the Chinese column: in Chinese, whatever the page's language."""
_DESCRIPTION = 300
"""Length of a page's description in characters: the most that search engines show."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A line of the index; a withdrawn release has only its Chinese title, and its layouts lead to the notice.

    Attributes:
        id: The release's id.
        title: The title in the target language, plain text.
        source_title: The Chinese title, plain text.
        source_language: The release's language.
        date: The release's date, ISO, or "".
        state: What the site shows.
        layouts: As in ``Page``.
        corrected: When it was last corrected, an ISO 8601 time stamp, or "".
        withdrawn: When it was withdrawn, an ISO 8601 time stamp, or "".
        superseded_by: The releases that replaced it.
    """

    id: str
    title: str
    source_title: str
    source_language: str
    date: str
    state: PublicState
    layouts: tuple[str, ...] = ("target", "side", "lines")
    corrected: str = ""
    withdrawn: str = ""
    superseded_by: tuple[Link, ...] = ()


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
        lead: Whether it is the first paragraph of the page.
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

    Pages expect ``style.css`` (see ``assets``) one folder up, and link to a certificate (see ``certify``).

    Raises:
        GateError: An edition that is not a draft lacks a target.
    """
    text = inline.text_of(page)
    frame = {**_frame(text), "description": _description(text), **_corrections(text)}
    nodes = _nodes(text) if page.layouts else ()
    return {
        f"{page.edition.release}{suffix}": _render(
            f"{layout}.html",
            layout=layout,
            nodes=[_marked(node) for node in nodes] if layout == "side" else nodes,
            superseded_by=_replacements(page.superseded_by, suffix, "superseded_by", frame),
            supersedes=_replacements(page.supersedes, suffix, "supersedes", frame),
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
    html_name, json_name = _certificate_names(page.edition.release)
    said = certificate.sentences(page, frame["source_title_plain"], digests)
    return {
        html_name: _render("certificate.html", cert=said, **frame),
        json_name: certificate.data(page, inline.text_of(page).titles()[1], digests),
    }


def notice(notice: Notice) -> Mapping[str, bytes]:
    """Return the notice that replaces every page of a withdrawn release, and its certificate."""
    said = words(notice.language)
    day = spans.clean(dates.utc_day(notice.when))
    title = spans.clean(notice.source_title)
    page = _render(
        "notice.html",
        **_common(notice.language, notice.office, notice.project),
        zh=_chinese(notice.source_language, notice.language) if title else Markup(""),
        title_plain=title,
        iso=notice.date if dates.is_iso(notice.date) else "",
        date=dates.day(spans.clean(notice.date), notice.locale),
        text=certificate.say(said["notice.when"], date=_time(day, notice.locale)),
        reason=certificate.say(said["notice.reason"], reason=certificate.given(notice.reason, notice.source_language))
        if spans.clean(notice.reason)
        else "",
        draft=False,
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

_MARK = re.compile(
    rb'<!DOCTYPE html>\n<html lang="[^"]*" dir="[^"]*">\n<head>\n<meta charset="utf-8">\n'
    rb'<title>[^\n]*\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    rb"(?:<(?:meta|link) [^\n]*\n)*"
    rb'<link rel="stylesheet" href="\.\./style\.css">\n</head>\n<body class="[^\n]*\n<a class="skip" href="#content"'
)
"""The frame of every page (``templates/base.html``) is the mark by which ``publish`` knows pages that it made."""


def wrote(name: str, data: bytes) -> bool:
    """Return whether a file is a page, a list of releases or a certificate that this or an earlier version wrote."""
    data = data.replace(b"\r\n", b"\n")  # git may have checked it out so
    if not name.endswith(".json"):
        return bool(_MARK.match(data))
    try:
        said = json.loads(data)
        ours = isinstance(said, dict) and said.keys() >= {"release", "language"} and certificate.canonical(said) == data
    except (ValueError, RecursionError):
        return False
    return ours and not said.keys().isdisjoint({"tool", "withdrawn"})


WRITER = Writer(suffixes=(*SUFFIXES.values(), *_CERTIFICATE), write=write, notice=notice, wrote=wrote)


def entry(page: Page, state: PublicState = PublicState.CURRENT) -> IndexEntry:
    """Return the index line of a page; its corrections and what superseded it are in the page."""
    text = inline.text_of(page)
    source, target = text.names()
    edition, corrected = page.edition, corrections.shown(text)
    return IndexEntry(
        edition.release,
        target,
        source,
        edition.source_language,
        edition.date,
        state,
        page.layouts,
        corrected=corrected[0].day if corrected else "",
        superseded_by=page.superseded_by,
    )


def draft_entry(certificate: bytes) -> IndexEntry | None:
    """Return the index line of a draft, from its certificate (JSON); None if it is something else."""
    try:
        said = json.loads(certificate)
        release, title, date = said["release"], said["title"], said["source"]["date"]
        source_language, pages = said["source"]["language"], tuple(said["pages"])
    except (ValueError, RecursionError, LookupError, TypeError):
        return None
    if said.get("draft") is not True or not all(isinstance(x, str) for x in (release, title, date, source_language)):
        return None
    layouts = tuple(layout for layout, suffix in SUFFIXES.items() if f"{release}{suffix}" in pages)
    return IndexEntry(release, title, "", source_language, date, PublicState.NONE, layouts)


def source_title(page: Page) -> str:
    """Return the Chinese title of a page, plain text; "" if it has none."""
    return inline.text_of(page).titles()[0]


def withdrawn_entry(notice: Notice) -> IndexEntry:
    """Return the index line of a withdrawn release, which leads to the notice."""
    return IndexEntry(
        notice.release,
        "",
        notice.source_title,
        notice.source_language,
        notice.date,
        PublicState.WITHDRAWN,
        notice.layouts,
        withdrawn=notice.when,
    )


def index(
    entries: Sequence[IndexEntry], *, language: str, locale: str, office: str, project: str, draft: bool = False
) -> Mapping[str, bytes]:
    """Return ``index.html``: the releases in one language, newest first; those without a date are last."""

    def year(one: IndexEntry) -> str:
        return one.date[:4] if dates.is_iso(one.date) else ""

    ordered = sorted(
        sorted(entries, key=lambda one: one.id), key=lambda one: one.date if year(one) else "", reverse=True
    )
    said = words(language)
    listed = [
        (
            dates.day(when, locale) if when else "",
            [_listed(one, locale, said, language) for one in group],
        )
        for when, group in groupby(ordered, key=year)
    ]
    return {
        "index.html": _render(
            "index.html",
            years=listed,
            title_plain=spans.clean(project) or said["releases"],
            draft=draft,
            **_common(language, office, project),
        )
    }


def assets() -> Mapping[str, bytes]:
    """Return the files that pages need one folder up: ``style.css``."""
    return {"style.css": resources("workflow.writers").joinpath("style.css").read_bytes().replace(b"\r\n", b"\n")}


_STYLES = frozenset(
    {
        "b3f962cf35780ee6a654868ce64cf5eee7ad49a45569288a48d84dc6c9593d97",
        "e95455d928ebc3a018218ccef5fafd5cac3fca588689f010bac09f5ca9d546fc",
        "ee3c816acd3cf3043475490c841c40c8745e7480760074116a91c8abe32a94d1",
    }
)
"""SHA-256 of every ``style.css`` that a version of this program wrote; a test says when the present one is missing."""


def is_style(data: bytes) -> bool:
    """Return whether this or an earlier version wrote a style sheet, and nobody changed it."""
    return sha256(data.replace(b"\r\n", b"\n")) in _STYLES


# --- the frame ---


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
    """Return what every template needs.

    ``ui`` has the attributes of interface text if its language is not the page's; ``own`` those of the page's text
    inside it.
    """
    said = words(language)
    foreign = _primary(said.language) != _primary(language)
    return {
        "language": language,
        "dir": direction(language),
        "w": said,
        "ui": Markup(' lang="{}" dir="{}"').format(said.language, direction(said.language)) if foreign else Markup(""),
        "own": Markup(' lang="{}" dir="{}"').format(language, direction(language)) if foreign else Markup(""),
        "office": spans.clean(office),
        "project": spans.clean(project),
    }


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


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
        **_common(edition.language, page.office, page.project),
        "zh": _chinese(edition.source_language, edition.language),
        "title": _leaf(text, block) if block else None,
        "title_plain": target,
        "source_title_plain": source,
        "iso": edition.date if dates.is_iso(edition.date) else "",
        "date": dates.day(spans.clean(edition.date), page.locale),
        "source_date": dates.day(spans.clean(edition.date), edition.source_language),
        "translation": said["translation"].format(language=name),
        "source_column": _ORIGINAL,
        "note": inline.closing_note(page.note, edition.language),
        "views": [(layout, said[f"layout.{layout}"].format(language=name), href[layout]) for layout in href],
        "certificate_href": inline.href(certificates[0]),
        "certificate_data_href": inline.href(certificates[1]),
        "markdown_href": inline.href(f"{edition.release}.md") if "markdown" in page.formats else "",
        "original": spans.web_address(edition.url),
        "original_text": spans.clean(edition.url),
        "source_language": edition.source_language,
        "draft": page.draft,
        "remarks": [spans.clean(remark) for remark in page.remarks],
    }


def _certificate_names(release: str) -> tuple[str, str]:
    html_suffix, json_suffix = _CERTIFICATE
    return release + html_suffix, release + json_suffix


def _chinese(source_language: str, language: str) -> Markup:
    """Return the attributes of text in the source language."""
    turned = Markup(' dir="ltr"') if direction(language) == "rtl" else ""
    return Markup(' lang="{}"{}').format(source_language, turned)


def _time(iso: str, locale: str) -> Markup:
    """Return a day in words, as an element that programs can read."""
    said = spans.clean(dates.day(iso, locale))
    return Markup('<time datetime="{}">{}</time>').format(iso, said) if dates.is_iso(iso) else escape(said)


def _replacements(links: Sequence[Link], suffix: str, key: str, frame: Mapping[str, Any]) -> list[Markup]:
    """Return a sentence for each of the other releases, with a link to its page in the same layout."""
    link = Markup('<a href="{}"{}>{}</a>')
    return [
        certificate.say(
            frame["w"][key],
            title=link.format(
                inline.href(one.id + suffix), frame["own"], spans.clean(one.title) or spans.clean(one.id)
            ),
        )
        for one in links
    ]


def _corrections(text: Text) -> dict[str, Any]:
    """Return what templates say about corrections: the line below the title, and the section below the text."""
    page, found = text.page, corrections.shown(text)
    common = _common(page.edition.language, page.office, page.project)
    key = "corrected_last" if len(found) > 1 else "corrected"
    return {
        "corrected": certificate.say(common["w"][key], date=_time(found[0].day, page.locale)) if found else "",
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
        for key, happened in (("correction.moved", one.moved), ("correction.pictures", one.pictures))
        if happened
    ]
    return {"day": _time(one.day, locale), "changes": items}


def _description(text: Text) -> str:
    """Return the words of the first paragraph, as many as fit."""
    edition = text.page.edition
    for block in edition.blocks:
        if block.kind == "paragraph":
            parts = [spans.plain(one.target) for one in text.passages(block) if one.kind != "same"]
            said = inline.joined(parts, edition.language)
            if said:
                return inline.shortened(said, _DESCRIPTION)
    return ""


def _title_block(page: Page) -> Block | None:
    return next((block for block in page.edition.blocks if block.kind == "title"), None)


def _listed(one: IndexEntry, locale: str, said: Words, language: str) -> dict[str, Any]:
    """Return an entry for the template; without a page it has no address, and if withdrawn only its Chinese title."""
    withdrawn = one.state is PublicState.WITHDRAWN
    href = [
        (said[f"layout.{layout}"].format(language=language_name(language)), inline.href(one.id + SUFFIXES[layout]))
        for layout in SUFFIXES
        if layout in one.layouts
    ]
    title = one.source_title if withdrawn else one.title
    return {
        "title": spans.clean(title) or said[f"state.{one.state.value}"],
        "source_title": spans.clean(one.source_title),
        "source_language": one.source_language,
        "lang": _chinese(one.source_language, language)
        if title == one.source_title and HAN.search(title)
        else Markup(""),
        "iso": one.date if dates.is_iso(one.date) else "",
        "date": dates.day(spans.clean(one.date), locale),
        "href": href[0][1] if href else "",
        "more": [] if withdrawn else href[1:],
        "remarks": list(_remarks(one, locale, said, language)),
    }


def _remarks(one: IndexEntry, locale: str, said: Words, language: str) -> Iterator[Markup]:
    """Yield what a reader of the index should know about a release before following the link."""
    if one.state is PublicState.WITHDRAWN and one.withdrawn:
        when = _time(spans.clean(dates.utc_day(one.withdrawn)), locale)
        yield certificate.say(said["state.withdrawn_on"], date=when)
    elif one.state not in {PublicState.CURRENT, PublicState.NONE}:
        yield escape(said[f"state.{one.state.value}"])
    if one.state is not PublicState.WITHDRAWN:
        suffix = next((SUFFIXES[layout] for layout in SUFFIXES if layout in one.layouts), "")
        if suffix:
            yield from _replacements(one.superseded_by, suffix, "superseded_by", _common(language, "", ""))
        if one.corrected:
            yield certificate.say(said["corrected"], date=_time(dates.utc_day(one.corrected), locale))


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
    if nodes and nodes[0].kind == "paragraph":
        nodes[0] = replace(nodes[0], lead=True)
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
