"""Saved pages of government and news sites (``.html``, ``.htm``) → a release.

The article is in the element that ``readers.html.body`` in ``workflow.toml`` selects, else in the one place of the page
where the programs of Chinese sites are known to put it (``page``). Everything in it is either in the text or left out
by name (``flow``, ``elements``); what is around it is named as a whole. Only title, subtitle, date, source and address
are looked up around it, and the places of title and subtitle say so.

Nothing is ever fetched. Pictures are files beside the page, or written in it; those on the web are named.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from workflow.contracts.readers import Read, Reader
from workflow.errors import BadInput
from workflow.identity import check_id, stem
from workflow.interface import say
from workflow.languages.chinese import documents
from workflow.languages.chinese.dates import day_of_name, days_in
from workflow.markup.composing import Run, stretch
from workflow.model import EMBEDDED, LeftOut, Release
from workflow.model import Block as Made
from workflow.patterns import late
from workflow.places import in_words
from workflow.readers import roles
from workflow.readers.cutting import script
from workflow.readers.extract import Extract
from workflow.readers.html import page as pages
from workflow.readers.html.flow import Block, blocks_around, blocks_of, words_of


def read(data: bytes, *, path: str, language: str, body: str = "") -> Release:
    """Read a saved page; see ``contracts.readers.Read``.

    Args:
        data: The file's content.
        path: The file's path in the newsroom.
        language: The newsroom's source language.
        body: A CSS selector for the article, from the settings.

    Raises:
        BadInput: The page cannot be read, or it is not clear where its article is.
        UsageError: ``body`` is no selector.
    """
    page = pages.parse(data, path)
    article = pages.article(page, body)
    embedded = {id(node): f"{EMBEDDED}{name}" for node, name in pages.data_pictures(page.root)}
    try:
        inside = blocks_of(article.nodes, page, embedded)
        before, after = blocks_around(page.root, page, article.nodes)
        made = _Making(page, inside, before)
        blocks = made.all()
    except RecursionError:
        raise BadInput(
            say("{path}: elements are nested too deeply to be read; paste its text (workflow add -)", path=path)
        ) from None
    around = " ".join(filter(None, map(_all_words, (*before, *after))))
    split = _split_over_files((*before, *inside, *after))
    return Release(
        id=check_id(stem(path), path),
        path=path,
        language=script("".join(piece.raw for piece in made.extract.pieces()), language),
        pieces=made.extract.pieces(),
        blocks=tuple(blocks),
        date=made.day,
        url=page.address,
        images=tuple(made.extract.images),
        left_out=(
            *made.left,
            *([LeftOut("other pages", say("around {article}", article=article.name), split)] if split else ()),
            *([LeftOut("around", say("around {article}", article=article.name), around)] if around else ()),
        ),
    )


def picture(data: bytes, name: str, *, path: str) -> bytes:
    """Return a picture that is written in a page; see ``contracts.readers.Picture``."""
    page = pages.parse(data, path)
    for node, called in pages.data_pictures(page.root):
        if called == name:
            try:
                return base64.b64decode("".join(pages.data_of_picture(node).split()), validate=True)
            except binascii.Error:
                break
    raise BadInput(say("{path}: has no picture {name}, or a damaged one; save the page again", path=path, name=name))


def configured(options: Mapping[str, Any]) -> Read:
    """Return ``read`` with the settings of ``[readers.html]``."""
    return partial(read, body=options.get("body", ""))


READER = Reader(read, may_state_id=lambda _: False, picture=picture, table="html", configured=configured)


class _Making:
    """Makes a release's blocks from those of a page.

    Attributes:
        extract: The text so far.
        left: What is left out so far.
        day: The release's date.
    """

    def __init__(self, page: pages.Page, inside: Sequence[Block], before: Sequence[Block]) -> None:
        self.page = page
        self.extract = Extract()
        self.left: list[LeftOut] = []
        self.inside = list(_compared(inside))
        self.before = before
        self.above = before
        self.title, self.where, self.under = self._title()
        words = [block.words for block in self.inside if block.kind in ("paragraph", "heading")]
        head, body = roles.parted(words)
        around = [" ".join(b.words.split()) for b in self.above if documents.fields(b.words) or _only_day(b.words)]
        said = next((found[2] for words in around for found in days_in(words)), "")
        self.day = page.day or roles.day([*around, *head], body, "") or said or day_of_name(stem(page.path))
        self.signed = roles.signed(body)[0] + len(head) if roles.signed(body)[1] else -1

    # --- the title ---

    def _title(self) -> tuple[list[Run], str, list[Block]]:
        """Return the title, where it was found, and the blocks around the article that belong under it."""
        stated, where = self.page.title
        if runs := self._title_inside(stated or self.page.tab):
            return runs, "", self._said_around(0)
        at = self._title_above(stated)
        if at >= 0:
            under = [*self._subtitle(at + 1), *self._said_around(at + 1)]
            self.above = self.before[at + 1 :]
            return _joined(self.before[at].runs), "above the article", under
        if stated:
            return [Run(stated)], where, self._said_around(0)
        return ([Run(self.page.tab)] if self.page.tab else []), "title of the browser's tab", self._said_around(0)

    def _title_inside(self, expected: str) -> list[Run]:
        """Return the title, and take it away, if the first blocks of the article are it.

        Args:
            expected: What the title probably is, from the page's head.
        """
        for at, block in enumerate(self.inside):
            if block.kind == "left" or (block.kind == "paragraph" and documents.is_above_title(block.words)):
                continue
            if block.kind not in ("heading", "paragraph") or not block.words:
                break
            breaks = [i for i, run in enumerate(block.runs) if run.kind == "break"]
            for end in (*breaks, len(block.runs)):
                if expected and _same(words_of(block.runs[:end]), expected):
                    rest = block.runs[end + 1 :]
                    self.inside[at : at + 1] = [replace(block, runs=rest)] if rest else []
                    return _joined(block.runs[:end])
            for end in range(at + 2, min(at + _TITLE_BLOCKS, len(self.inside)) + 1):
                runs = self._runs(at, end)
                if expected and runs and _same(words_of(runs), expected):
                    self.inside[at:end] = []
                    return _joined(runs)
            end = at
            while end < len(self.inside) and _may_be_title(self.inside[end]):
                end += 1
            runs = self._runs(at, end)
            if block.kind == "heading" and self._heads_all(block):
                end, runs = at + 1, block.runs
            if not runs or len(words_of(runs)) > _LONGEST_TITLE or self.page.title[0]:
                break
            self.inside[at:end] = []
            return _joined(runs)
        return []

    def _runs(self, at: int, end: int) -> list[Run]:
        """Return the runs of headings and paragraphs of the article, a line each; none if there is another block."""
        runs: list[Run] = []
        for block in self.inside[at:end]:
            if block.kind not in ("heading", "paragraph"):
                return []
            runs += (*([Run("", kind="break")] if runs else []), *block.runs)
        return runs

    def _heads_all(self, heading: Block) -> bool:
        """Return whether the first heading of the article is its title: <h1>, or <h2> where nothing else is."""
        if documents.heading_level(heading.words):
            return False
        return heading.level == 1 or (heading.level == _TITLE and self._title_above(self.page.title[0]) < 0)

    def _title_above(self, stated: str) -> int:
        """Return which block above the article is the title, -1 if none is."""
        tab = _squeezed(self.page.tab_words)
        shown = [i for i, block in enumerate(self.before) if block.kind != "left" and block.words]
        if stated:
            return next((i for i in reversed(shown) if _same(self.before[i].words, stated)), -1)
        begins = [
            i for i in shown if len(words := _squeezed(self.before[i].words)) >= _SHORTEST and tab.startswith(words)
        ]
        if begins:
            longest = max(len(_squeezed(self.before[i].words)) for i in begins)
            return next(i for i in reversed(begins) if len(_squeezed(self.before[i].words)) == longest)
        headings = [i for i in shown if self.before[i].kind == "heading" and _names_text(self.before[i].words)]
        while len(headings) > 1 and headings[-1] - 1 == headings[-2]:  # of several in a row, the first is the title
            headings.pop()
        return headings[-1] if headings else -1

    def _subtitle(self, at: int) -> list[Block]:
        found: list[Block] = []
        for block in self.before[at:]:
            if block.kind != "heading" or documents.fields(block.words) or not block.words:
                break
            found.append(block)
        return found

    def _said_around(self, at: int) -> list[Block]:
        """Return the line above the article that says where the text is from: 来源：某某报."""
        if any(documents.fields(block.words) for block in self.inside[:_HEAD]):
            return []
        for block in reversed(self.before[at:]):
            words = " ".join(block.words.split())
            fields = documents.fields(words)
            said = [_AFTER_SOURCE.split(words[f.start : f.end])[0] for f in fields if _SOURCE.match(words, f.start)]
            if said:
                return [Block("paragraph", [Run("　".join(said))])]
        return []

    # --- the blocks ---

    def all(self) -> list[Made]:
        """Return all blocks."""
        made: list[Made] = []
        if self.title:
            place = f"title, from outside the article ({self.where})" if self.where else "title"
            plain = [run._replace(styles=run.styles - {"strong", "em"}) for run in self.title]
            made.append(Made("title", self.extract.whole(plain, "title", place)))
        for block in self.under:
            place = f"paragraph {self.extract.number('paragraph')}, from outside the article (above it)"
            made.append(Made("paragraph", self.extract.running(self._parted(block.runs, head=True), place)))
        texts = -1
        for i, block in enumerate(self.inside):
            texts += block.kind in ("paragraph", "heading")
            made += self._top(i, block, signed=texts == self.signed)
        return [block for block in made if block.content or block.children or block.kind in ("rule", "figure")]

    def _top(self, i: int, block: Block, *, signed: bool) -> list[Made]:
        """Return what a block of the article becomes."""
        if block.kind == "figure":
            return [self._figure(block, self.inside[i + 1] if i + 1 < len(self.inside) else None)]
        if i and self.inside[i - 1].kind == "figure" and _is_caption(block):
            return []
        if block.note:
            return [self._note(block.note, [block])]
        if block.kind == "list":
            notes = [(label, item) for item in block.children if (label := _note_of(item))]
            others = replace(block, children=[item for item in block.children if not _note_of(item)])
            return [*self._block(others), *(self._note(label, item.children) for label, item in notes)]
        if block.kind not in ("paragraph", "heading"):
            return self._block(block)
        words = block.words
        if self.day and documents.day_of_line(words) == self.day and i < _HEAD and not signed:
            self._leave("date", words)
            return []
        if kind := "editors" if _are_editors(words) else "other pages" if _PAGER.fullmatch(words) else "":
            self._leave(kind, words)
            return []
        if level := _heading_level(block):
            place = f"heading {self.extract.number('heading')}"
            return [Made("heading", self.extract.whole(_joined(block.runs), "heading", place), level=level)]
        stretches = [block.runs] if signed else self._parted(block.runs, head=i < _HEAD)
        if not stretches:
            return []
        place = f"paragraph {self.extract.number('paragraph')}"
        if signed and _is_plain(block.runs):
            at = documents.signed_day(words)[0]
            stretches = [[Run(words[:at])], [Run(words[at:])]] if at else stretches
        return [Made("paragraph", self.extract.running(stretches, place))]

    def _parted(self, runs: Sequence[Run], *, head: bool) -> list[Sequence[Run]]:
        """Return a line such as 来源：某某报　作者：甲乙 in its parts, without the release's day and the site's own.

        Args:
            runs: The line.
            head: Whether it is among the first of the article; further down, few lines are parted.
        """
        if any(run.kind != "text" for run in runs):
            return [runs]
        text = "".join(run.text for run in runs)
        words = text.strip()
        said = roles.said(words, self.day, under=head)
        if said is None or not (head or said.site):
            return [runs]
        edges = [0, *(edge for part in said.kept for edge in (part.start, part.end)), len(words)]
        shown = {place for part in said.site for place in range(part.start, part.end)}
        rest = [range(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]
        between = "".join(" " if place in shown else words[place] for places in rest for place in places)
        if between := " ".join(between.split()):
            self._leave("date" if said.dates else "bar", between)
        for part in said.site:
            self._leave("site", words[part.start : part.end])
        lead = text.index(words) if words else 0
        parts = [stretch(runs, lead + part.start, lead + part.end) for part in said.kept]
        return [[Run("", kind="break"), *part] if i else part for i, part in enumerate(parts)]

    def _block(self, block: Block, place: str = "", first: int = 1) -> list[Made]:
        match block.kind:
            case "left":
                self._leave(block.info, block.words)
                return []
            case "rule":
                return [Made("rule")]
            case "code":
                return [Made("code", self.extract.code(block.words))]
            case "figure":
                return [self._figure(block, None)]
            case "list":
                items = [Made("item", children=tuple(self._item(each))) for each in block.children]
                found = tuple(item for item in items if item.children)
                return [Made("list", children=found, level=block.level, info=block.info)] if found else []
            case "quote":
                inside = self._within(block.children, f"quotation {self.extract.number('quotation')}")
                return [Made("quote", children=tuple(inside))] if inside else []
            case "table":
                return [self._table(block)]
            case _:
                place = place or f"paragraph {self.extract.number('paragraph')}"
                return [Made("paragraph", self.extract.running([block.runs], place, first))]

    def _note(self, label: str, inside: Sequence[Block]) -> Made:
        return Made("note", children=tuple(self._within(inside, f"note {label}")), info=label)

    def _item(self, item: Block) -> list[Made]:
        return self._within(item.children, f"list item {self.extract.number('list item')}")

    def _within(self, inside: Sequence[Block], place: str) -> list[Made]:
        """Return the blocks inside a quotation or an item, whose sentences are counted together."""
        found: list[Made] = []
        sentences = 1
        for block in inside:
            made = self._block(block, place, sentences)
            if block.kind in ("paragraph", "heading"):
                sentences += sum(len(each.content) for each in made)
            found += made
        return [each for each in found if each.content or each.children or each.kind in ("rule", "figure")]

    def _table(self, table: Block) -> Made:
        number = self.extract.number("table")
        rows: list[Made] = []
        for row in table.children:
            cells: list[Made] = []
            for cell in row.children:
                place = f"table {number}, row {len(rows) + 1}, column {len(cells) + 1}"
                content = self.extract.whole(cell.runs, "cell", place, "<br>")
                align = cell.align if cell.align in ("left", "right", "center") else ""
                cells.append(Made("cell", content, info=align, columns=cell.columns, rows=cell.rows))
            rows.append(Made("row", children=tuple(cells), level=row.level))
        return Made("table", children=tuple(rows))

    def _figure(self, figure: Block, below: Block | None) -> Made:
        place = f"figure {self.extract.number('figure')}"
        caption = self.extract.whole(_joined(below.runs), "caption", place) if below and _is_caption(below) else ()
        if pages.path_beside(figure.info) or figure.info.startswith(EMBEDDED):
            self.extract.figure(figure.info)
        return Made("figure", caption, info=figure.info)

    def _leave(self, kind: str, words: str) -> None:
        kind, _, address = kind.partition(" ") if kind.startswith("picture") else (kind, "", "")
        place = in_words(f"paragraph {self.extract.next('paragraph')}")
        place = say("{place} ({address})", place=place, address=address) if address else place
        self.left.append(LeftOut(kind, place, words))


_TITLE = 2
_LONGEST_TITLE = 100
_TITLE_BLOCKS = 4
"""Of how many blocks a title may be that the page's head states."""
_HEAD = 4
"""How many of the first blocks may state the author and the day of a text."""
_SHORTEST = 4
_AFTER_SOURCE = late(r"(?<=[^：:\s])\s+\S{1,6}[：:]|\s*[【\[]")
"""What follows the name of a source on its line: 【字体：大 中 小】, 浏览：33."""
_SOURCE = late(r"(?:[^：:]{0,4}来源|稿源|作者|[^：:]{0,4}來源)\s*[：:]")
_EDITOR = late(r"[^：:]{0,6}(?:编辑|編輯|责编|責編|校对|校對|审核|審核|[初复终一二三]审|监制)\s*[：:]")


def _are_editors(words: str) -> bool:
    """Return whether a line only names who edited the page: （责任编辑：甲乙）."""
    plain = re.sub("^【[^】]{1,4}】", "", words).strip("（）()【】[]")
    fields = documents.fields(plain)
    return bool(fields) and all(_EDITOR.match(plain, field.start) for field in fields)


def _squeezed(words: str) -> str:
    """Return words without white space."""
    return "".join(words.split())


def _same(one: str, other: str) -> bool:
    """Return whether two texts differ only in white space."""
    return _squeezed(one) == _squeezed(other)


def _only_day(words: str) -> bool:
    return documents.day_of_line(words) != ""


def _names_text(words: str) -> bool:
    """Return whether a heading above the article may be its title, and not say where on the site we are."""
    return bool(words) and not documents.is_above_title(words) and not words.startswith(("首页", "首頁", "当前位置"))


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Return a title or a heading on one line, as it would be without its line breaks."""
    found: list[Run] = []
    for i, run in enumerate(runs):
        if run.kind != "break":
            found.append(run)
        elif words_of(runs[:i])[-1:].isascii() and words_of(runs[i + 1 :])[:1].isascii():
            found.append(Run(" "))
    return found


def _may_be_title(block: Block) -> bool:
    """Return whether a paragraph looks like a line of a title: centred, and bold or large."""
    set_off = block.align == "center" and (block.bold or block.large or block.level)
    if block.kind not in ("paragraph", "heading") or not set_off:
        return False
    words = block.words
    return bool(words) and not documents.is_final(words) and not documents.fields(words) and not block.small


def _compared(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks without the looks that running text mostly has, which set nothing off."""
    texts = [block for block in blocks if block.kind == "paragraph" and len(block.words) > _RUNNING]

    def usual(look: Callable[[Block], bool]) -> bool:
        return 2 * sum(map(look, texts)) > len(texts)

    centred = usual(lambda block: block.align == "center")
    bold, small = usual(lambda block: block.bold), usual(lambda block: block.small)
    large = usual(lambda block: block.large)
    for block in blocks:
        yield replace(
            block,
            align="" if centred and block.align == "center" else block.align,
            bold=block.bold and not bold,
            small=block.small and not small,
            large=block.large and not large,
        )


_RUNNING = 40
"""Longer paragraphs are running text."""


def _heading_level(block: Block) -> int:
    """Return the level of a heading, 0 for a paragraph."""
    words = block.words
    if len(words) > _LONGEST_HEADING:
        return 0
    if block.kind == "heading":
        return max(block.level, 2) if not documents.fields(words) else 0
    if "\n" in words:
        return 0
    if typed := documents.heading_level(words):
        return typed
    mark = documents.mark(words)
    ends = documents.is_final(words) or documents.goes_on(words) or documents.day_of_line(words)
    linked = any(run.href for run in block.runs if run.kind == "text")
    alone = block.bold and not linked and block.align != "right" and not ends and not (mark and mark.is_label)
    return 2 if alone and len(words) <= _LONGEST_BOLD else 0


_LONGEST_HEADING = 100
_LONGEST_BOLD = 40


def _is_caption(block: Block) -> bool:
    """Return whether what is below a picture is its caption."""
    words = block.words
    if block.kind != "paragraph" or block.note or not words or len(words) > _LONGEST_CAPTION or "\n" in words:
        return False
    if documents.heading_level(words):
        return False
    return block.small or block.align == "center" or _CAPTION.match(words) is not None


_LONGEST_CAPTION = 100
_CAPTION = late(r"(?:图|附图|圖)\s*[0-9一二三四五六七八九十]{1,3}[\s：:、.．]|图为|圖為|▲|△|↑")


def _is_plain(runs: Sequence[Run]) -> bool:
    """Return whether runs are only words, without a look or a link."""
    return all(run.kind == "text" and not run.styles and not run.href for run in runs)


def _note_of(item: Block) -> str:
    """Return the label of the note that an item of a list is, "" if it is none."""
    return next((block.note for block in item.children if block.note), "")


def _all_words(block: Block) -> str:
    """Return all words in a block; a script has none."""
    if block.kind == "left" and block.info in ("script", "style sheet"):
        return ""
    return " ".join(filter(None, (block.words.replace("\n", " "), *map(_all_words, block.children))))


def _split_over_files(blocks: Sequence[Block]) -> str:
    """Return the words that lead to the other parts of an article split over several pages; "" if it is not."""
    for block in blocks:
        words = " ".join(block.words.split())
        if len(words) <= _LONGEST_CAPTION and _NEXT.search(words):
            return words
        if inner := _split_over_files(block.children):
            return inner
    return ""


_NEXT = late(r"(?:下一|后一|下)[页頁]|[【\[]1[】\]]\s*[【\[]2[】\]]")
_PAGER = late(
    r"(?=.{0,40}(?:[页頁]|[】\]].{1,8}[】\]]))"
    r"(?:\s|[【\[]?[0-9]++[】\]]?|(?:上一|下一|前一|后一|[上下首尾末共])?[页頁]|[上下前后]一(?=[页頁])|共|[|/.…<>«»])+"
)
"""The links to the parts of an article: 上一页 1 2 3 下一页, 【1】【2】."""
