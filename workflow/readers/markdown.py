"""Markdown with front matter → a release.

The grammar is CommonMark with tables and strikethrough (``commonmark``). Not segments although they may contain
Chinese: code, addresses, dates on their own, comments, scripts and styles, HTML attributes, link reference
definitions, a figure's tooltip, and front matter other than the title. Table cells beyond the header row's, which GFM
drops, are cells like the others. A paragraph ``[^1]: words`` is a footnote if its mark, ``[^1]``, is in the text.

Front matter is a YAML mapping between ``---`` lines at the very start of the file. It may set ``title`` (inline
Markdown), ``date`` and ``due`` (days), ``source`` (the original's address), ``id`` and ``lang`` (zh-Hans or zh-Hant);
other keys are ignored. What is meant as front matter but is not (another line of hyphens, a full-width colon) is an
error, because title and date would be lost.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import unquote

from markdown_it.token import Token

from workflow.contracts.readers import Reader
from workflow.errors import BadInput
from workflow.files import decode
from workflow.identity import check_id, stem
from workflow.interface import say
from workflow.languages.chinese import documents
from workflow.languages.chinese.dates import iso_day
from workflow.model import Block, LeftOut, Release, Segment, Verbatim
from workflow.patterns import late
from workflow.readers import roles
from workflow.readers.commonmark import Document, Image, Where, code_language, html_paragraphs, inline, parse, too_deep
from workflow.readers.cutting import (
    Atom,
    Part,
    assemble,
    clean_code,
    normal_lines,
    padded,
    script,
    sentences,
    tidy,
    whole,
)
from workflow.readers.front_matter import Value, line_of, mistyped, short, values_of
from workflow.readers.lines import Group, Line, grouped, lines, rows


def read(data: bytes, *, path: str, language: str) -> Release:
    """Read Markdown; see ``contracts.readers.Read``.

    Raises:
        BadInput: The bytes are not text; the front matter is not YAML or has an impossible value (the message names the
            line); the name cannot be a release's id; or lists and quotations are nested deeper than the parser goes.
    """
    text = decode(data, path)
    source, line_feeds = normal_lines(text)
    front = _front_matter(source, path)
    try:
        body = source[front.end :]
        walk = _Walk(parse(body), body, front, path, first_line=source.count("\n", 0, front.end) + 1)
        blocks = walk.read()
    except RecursionError:
        raise BadInput(
            say("{path}: lists, quotations or brackets are nested too deeply to be read; flatten them", path=path)
        ) from None
    references = walk.document.environment.get("references", {})
    return Release(
        id=check_id(front.id or stem(path), path),
        path=path,
        language=front.language or script(source, language),
        pieces=assemble(text, walk.cuts, line_feeds),
        blocks=blocks,
        date=front.date or roles.day(*roles.parted(walk.words), path),
        due=front.due,
        url=front.url,
        references=tuple((label, found["href"], found["title"]) for label, found in references.items()),
        images=tuple(walk.images),
        left_out=tuple(walk.left),
    )


def may_state_id(data: bytes) -> bool:
    """Return whether there may be an ``id:`` in the front matter: front matter with that word, or an escape, in it.

    True if the data is not UTF-8.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return True
    opening = _RAW_FRONT_MATTER.match(data)
    if not opening:
        return False
    closing = _RAW_FRONT_MATTER_END.search(data, opening.end())
    return _RAW_ID.search(data, opening.end(), closing.start() if closing else len(data)) is not None


READER = Reader(read, may_state_id)


# --- front matter ---

# For bytes in UTF-8 or GB18030: what is matched here is ASCII in both, and neither has ASCII letters inside a
# character.
_RAW_FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf|\x84\x31\x95\x33){0,2}---")
_RAW_FRONT_MATTER_END = re.compile(rb"\n(?:---|\.\.\.)[ \t]*(?:[\r\n]|\Z)")
_RAW_ID = re.compile(rb"(?<![A-Za-z0-9_?&/.=-])id(?![A-Za-z0-9_=])|\\")
_FRONT_MATTER = late(r"\ufeff?---[ \t]*\n(?![ \t]*\n)")
_FRONT_MATTER_END = late(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_WEB_ADDRESS = late(r"https?://[^\s\x00-\x20\x7f<>\"\\^`{|}]+", re.IGNORECASE)
_LANGUAGES = {
    "zh-hans": "zh-Hans",
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-hant": "zh-Hant",
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "zh-mo": "zh-Hant",
    "zh": "",
}


@dataclass(frozen=True, slots=True)
class _FrontMatter:
    """The content of the front matter; ``title`` has its place in the source; the body begins at ``end``."""

    end: int = 0
    title: Part | None = None
    date: str = ""
    due: str = ""
    url: str = ""
    id: str = ""
    language: str = ""


_COMMENT = late(r"[ \t]+#[^\s#].*")
"""What is a comment to YAML and looks like a number ("#1 号公告"); an intended comment begins with "# "."""
_KEY = late(r"(?:title|date|due|source|id|lang)[ \t]*:")


_FENCE = late(
    r"\ufeff?(?P<before>(?:[ \t]*\n){0,9})[ \t]*(?P<fence>[-+=—–－＋]{1,80})[ \t]*\n(?P<after>(?:[ \t]*\n){0,9})"
    r"[ \t]*(?:title|date|due|source|id|lang)[ \t]*[:：=]",
    re.IGNORECASE,
)
"""What somebody may mean as the start of front matter: a line of hyphens or the like, and a key below it."""
_UNFENCED = late(
    r"\ufeff?(?:[ \t]*\n){0,9}(?:title|date)[ \t]*[:：].*\n(?:[^\s:：]{1,20}[ \t]*[:：].*\n){0,9}-{3,}[ \t]*(?:\n|\Z)",
    re.IGNORECASE,
)
_WRONG_KEY = late(r"^(title|date|due|source|id|lang)[ \t]*(?:：|:(?=[^\s]))", re.IGNORECASE | re.MULTILINE)


def _slipped(source: str, path: str) -> None:
    """Check that what is meant as front matter is front matter.

    Raises:
        BadInput: It is not, and its title and date would become a part of the text.
    """
    if found := _FENCE.match(source):
        line = source.count("\n", 0, found.start("fence")) + 1
        if found["fence"] != "---":
            raise BadInput(
                say(
                    "{path}: line {line}: front matter starts and ends with a line --- of three hyphens, not {fence}; "
                    "change both lines, and its lines are as in title: 标题",
                    path=path,
                    line=line,
                    fence=found["fence"],
                )
                if found["fence"].startswith("+")
                else say(
                    "{path}: line {line}: front matter starts and ends with a line --- of three hyphens, not {fence}; "
                    "change both lines",
                    path=path,
                    line=line,
                    fence=found["fence"],
                )
            )
        if found["before"] or found["after"]:
            raise BadInput(
                say(
                    "{path}: line {line}: front matter has no empty line above its first ---; delete it",
                    path=path,
                    line=line,
                )
                if found["before"]
                else say(
                    "{path}: line {line}: front matter has no empty line below its first ---; delete it",
                    path=path,
                    line=line,
                )
            )
    elif _UNFENCED.match(source):
        raise BadInput(
            say("{path}: line 1: the front matter has no line --- before it; add one above its first line", path=path)
        )


_DAYS = {"date": say("date"), "due": say("due date")}
"""The keys that are days, in the words of messages."""


def _front_matter(source: str, path: str) -> _FrontMatter:
    _slipped(source, path)
    opening = _FRONT_MATTER.match(source)
    closing = _FRONT_MATTER_END.search(source, opening.end()) if opening else None
    if opening and not closing and _KEY.match(source, opening.end()):
        raise BadInput(
            say("{path}: line 1: the front matter is not closed; add a line --- after its last line", path=path)
        )
    if not opening or not closing:
        return _FrontMatter()
    start = opening.end()
    yaml_text = source[start : closing.start()]
    if slip := _WRONG_KEY.search(yaml_text):
        raise BadInput(
            say(
                "{path}: line {line}: write a colon and a space after {slip} ({slip}: …)",
                path=path,
                line=line_of(yaml_text, slip.start()),
                slip=slip[1],
            )
        )
    values = values_of(yaml_text, path)
    if values is None:
        return _FrontMatter()
    if found := mistyped(yaml_text, values):
        at, written, right = found
        line = line_of(yaml_text, at)
        raise BadInput(
            say(
                "{path}: line {line}: write {right}: instead of {slip}", path=path, line=line, right=right, slip=written
            )
        )

    def wrong(key: str, problem: str) -> BadInput:
        return BadInput(
            say(
                "{path}: line {line}: {problem}", path=path, line=line_of(yaml_text, values[key].start), problem=problem
            )
        )

    title = values.get("title")
    if title and (comment := _COMMENT.match(yaml_text, title.end)):
        raise wrong(
            "title",
            say(
                "of the title, {comment!r} is a comment to YAML and would be lost; put the title between "
                "quotation marks, or delete the comment",
                comment=short(comment[0].strip()),
            ),
        )
    days = {key: values[key].text.strip() if key in values else "" for key in ("date", "due")}
    for key, day in days.items():
        if day and not (written := iso_day(day)):
            raise wrong(
                key, say("the {date} {day!r} is not a day; write it as in 2018-09-12", date=_DAYS[key], day=short(day))
            )
        days[key] = written if day else ""
    url = values["source"].text.strip() if "source" in values else ""
    scheme, _, address = url.partition(":")
    language = values["lang"].text.strip() if "lang" in values else "zh"
    if language.lower().replace("_", "-") not in _LANGUAGES:
        raise wrong("lang", say("lang is {language!r}; it must be zh-Hans or zh-Hant", language=short(language)))
    return _FrontMatter(
        end=closing.end(),
        title=_title(title, source, start) if title else None,
        date=days["date"],
        due=days["due"],
        url=f"{scheme.lower()}:{address}" if _WEB_ADDRESS.fullmatch(url) else "",
        id=values["id"].text.strip() if "id" in values else "",
        language=_LANGUAGES[language.lower().replace("_", "-")],
    )


def _title(title: Value, source: str, offset: int) -> Part | None:
    start, end = title.start + offset, title.end + offset
    while end > start and source[end - 1].isspace():
        end -= 1
    words = title.text
    raw = source[start:end]
    # YAML turns a line break into a space; here, one between Chinese characters is dropped.
    if title.plain and raw[:1] not in ("!", "&"):
        words = raw
    elif raw.startswith(">"):
        words = raw.partition("\n")[2]
    words = words.strip()
    parts = whole(tidy(inline(words, {})[0], words), "title", "title")
    return Part(start, end, parts[0].item) if parts else None


# --- the body ---


@dataclass(slots=True)
class _Place:
    """A block of running text whose sentences are counted."""

    words: str
    sentences: int = 0


_PLAIN = frozenset({"paragraph_open", "paragraph_close", "inline"})


@dataclass(slots=True)
class _Walk:
    """Processes a document's tokens once, in order."""

    document: Document
    source: str
    front: _FrontMatter
    path: str
    first_line: int
    at: int = 0
    cuts: list[tuple[int, int, Segment]] = field(default_factory=list)
    images: dict[str, None] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    headings_seen: int = 0
    words: list[str] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)
    plain: bool = False
    typed: bool = False
    head: list[Line] = field(default_factory=list)
    groups: dict[int, Literal["paragraph", "table"]] = field(default_factory=dict)
    unnoted: set[str] = field(default_factory=set)

    def read(self) -> tuple[Block, ...]:
        """Return all blocks; afterwards ``cuts``, ``images``, ``words`` and ``left`` are complete.

        ``words`` are those of the paragraphs of running text, as they are in the source. ``typed``: whether the
        headings of a document are typed numbers; ``plain``: whether there is no Markdown in it but paragraphs. If
        that is a text with a title, ``head`` has its lines, and ``groups`` where its paragraphs and tables start.
        ``unnoted``: the labels of marks in the text whose footnote has not been read.
        """
        blocks: list[Block] = []
        self.unnoted = (
            {mark[1] or mark[2] for mark in _NOTE_MARK.finditer(self.source)} if "[^" in self.source else set()
        )
        headings = [token.tag for token in self.document.tokens if token.type == "heading_open"]
        self.typed = headings in ([], ["h1"])
        self.plain = not self.front.end and all(token.type in _PLAIN for token in self.document.tokens)
        if self.plain:
            self._read_as_text()
        if title := self.front.title:
            self._cut([title], None)
            blocks.append(Block("title", (title.item,)))
        return (*blocks, *self._blocks("", None))

    def _read_as_text(self) -> None:
        """Find the title and the paragraphs of a document that is plain text, if that is certain."""
        found = lines(self.source)
        head = roles.head(found)
        if roles.is_document(found, head):
            self.head = found[head.title : head.under]
            beside = (*found[: head.title], *found[head.under : head.body])
            groups = [Group("paragraph", (line,)) for line in beside if line.words]
            for group in (*groups, Group("paragraph", tuple(self.head)), *grouped(found[head.body :])):
                self.groups[self._words_at(group.lines[0])] = group.kind

    def _words_at(self, line: Line) -> int:
        return self.source.index(line.words, line.start)

    def _groups(self, content: str, where: Where) -> list[Group]:
        """Return the paragraphs and tables of a paragraph's content."""
        found = lines(content)
        if not self.groups:
            return list(grouped(found, "ends" if self.plain else "marks"))
        starts = [
            (i, self.groups.get(where.source(content.index(line.words, line.start)))) for i, line in enumerate(found)
        ]
        firsts = [(i, kind) for i, kind in starts if (kind and found[i].words) or i == 0]
        ends = [i for i, _ in firsts[1:]] + [len(found)]
        return [Group(kind or "paragraph", tuple(found[i:end])) for (i, kind), end in zip(firsts, ends, strict=True)]

    def _number(self, kind: str) -> int:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return self.counts[kind]

    def _next(self) -> Token:
        token = self.document.tokens[self.at]
        self.at += 1
        if too_deep(token):
            line = self.first_line + (token.map[0] if token.map else 0)
            raise BadInput(
                say(
                    "{path}: line {line}: lists and quotations are nested too deeply to be read; flatten them",
                    path=self.path,
                    line=line,
                )
            )
        return token

    def _cut(self, parts: Sequence[Part], where: Where | None, shift: int = 0) -> None:
        """Record where the segments among ``parts`` are; without ``where``, their positions are in the source."""
        for part in parts:
            if isinstance(part.item, Segment):
                start, end = part.start + shift, part.end + shift
                if where:
                    start, end = (position + self.front.end for position in where.span(start, end))
                self.cuts.append((start, end, part.item))

    def _blocks(self, closing: str, place: _Place | None) -> tuple[Block, ...]:
        """Yield the blocks up to the token ``closing``; ``place``: the quotation or list item they are in."""
        blocks: list[Block] = []
        while self.at < len(self.document.tokens):
            token = self._next()
            if token.type == closing:
                break
            match token.type:
                case "paragraph_open":
                    content = self._content()
                    if blocks and (longer := self._with_stray(blocks[-1], content)):
                        blocks[-1] = longer
                    else:
                        blocks += self._paragraph(content, place)
                case "heading_open":
                    blocks += self._heading(int(token.tag[1:]), self._content(), top=not closing)
                case "blockquote_open":
                    inside = self._blocks("blockquote_close", _Place(f"quotation {self._number('quotation')}"))
                    blocks.append(Block("quote", children=inside))
                case "bullet_list_open":
                    blocks.append(Block("list", children=self._items("bullet_list_close"), info="bullet"))
                case "ordered_list_open":
                    first = int(token.attrs.get("start", 1))
                    items = self._items("ordered_list_close")
                    blocks.append(Block("list", children=items, level=first, info="ordered"))
                case "table_open":
                    blocks.append(self._table())
                case "fence" | "code_block":
                    code = (Verbatim(clean_code(token.content), "code"),)
                    blocks.append(Block("code", code, info=clean_code(code_language(token))))
                case "hr":
                    blocks.append(Block("rule"))
                case "html_block":
                    blocks += self._html(token, place)
        return tuple(blocks)

    def _content(self) -> Token:
        """Return the ``inline`` token of the block that was just opened, and skip the block's end."""
        token = self._next()
        self._next()
        return token

    def _inline(self, token: Token) -> tuple[list[Atom], list[Image]]:
        return self._scanned(token.content)

    def _scanned(self, content: str) -> tuple[list[Atom], list[Image]]:
        atoms, images = self._raw(content)
        return tidy(atoms, content), images

    def _raw(self, content: str) -> tuple[list[Atom], list[Image]]:
        atoms, images = inline(content, self.document.environment)
        for image in images:
            if path := _relative_path(image.address):
                self.images.setdefault(path)
        return atoms, images

    def _paragraph(self, token: Token, place: _Place | None) -> list[Block]:
        if place is None and (notes := self._notes(token)):
            return notes
        atoms, images = self._raw(token.content)
        seen = [atom for atom in atoms if atom.kind not in ("space", "nothing")]
        if len(images) == len(seen) == 1 and (images[0].start, images[0].end) == (seen[0].start, seen[0].end):
            return [self._figure(images[0], self.document.where(token))]
        return self._pasted(token, atoms, place)

    def _notes(self, token: Token) -> list[Block]:
        """Return the footnotes that a paragraph consists of, ``[^1]: words``, each from the start of a line."""
        content, where = token.content, self.document.where(token)
        starts = list(_NOTE.finditer(content)) if content.startswith("[^") else []
        labels = [start[1] for start in starts]
        if not starts or starts[0].start() or len(set(labels)) < len(labels) or not self.unnoted.issuperset(labels):
            return []  # without a mark in the text, or the second with its label: a paragraph
        self.unnoted.difference_update(labels)
        blocks: list[Block] = []
        for label, start, following in zip(labels, starts, (*starts[1:], None), strict=True):
            end = following.start() if following else len(content)
            atoms = tidy(self._raw(content[start.end() : end])[0], content[start.end() : end])
            parts = sentences(atoms, f"note {label}", 1)
            self._cut(parts, where, start.end())
            inside = Block("paragraph", tuple(part.item for part in parts))
            blocks.append(Block("note", children=(inside,) if parts else (), info=label))
        return blocks

    def _running(self, atoms: Sequence[Atom], where: Where, place: _Place | None) -> list[Block]:
        """Return a paragraph of running text, if anything in it is visible."""
        if not any(atom.text for atom in atoms if atom.kind != "space"):
            return []
        place = place or _Place(f"paragraph {self._number('paragraph')}")
        parts = sentences(atoms, place.words, place.sentences + 1)
        place.sentences += sum(part.item != Verbatim("", "break") for part in parts)
        self._cut(parts, where)
        return [Block("paragraph", tuple(part.item for part in parts))]

    def _with_stray(self, block: Block, token: Token) -> Block | None:
        """Return a paragraph with the stray marks below it (》（) at its end; None for other paragraphs."""
        words = token.content.strip()
        if block.kind != "paragraph" or not documents.is_stray(words):
            return None
        last = block.content[-1]
        if not isinstance(last, Segment) or not self.cuts or self.cuts[-1][2] is not last:
            return None
        longer = replace(last, text=last.text + words.replace(" ", ""))
        end = self.document.where(token).span(0, len(token.content))[1] + self.front.end
        self.cuts[-1] = (self.cuts[-1][0], end, longer)
        return replace(block, content=(*block.content[:-1], longer))

    def _pasted(self, token: Token, atoms: Sequence[Atom], place: _Place | None) -> list[Block]:
        """Return the paragraphs, headings and tables that somebody pasted as one paragraph's lines."""
        content, where = token.content, self.document.where(token)
        title = self._words_at(self.head[0]) if self.head and place is None else -1
        groups = self._groups(content, where)
        blocks: list[Block] = []
        starts = [atom.start for atom in atoms]
        for group in _between_breaks(groups, atoms):
            inside = atoms[bisect_left(starts, group.start) : bisect_left(starts, group.end)]
            if group.kind == "table":
                blocks.append(self._tabbed(content, group, where))
            elif where.source(content.index(group.lines[0].words, group.start)) == title:
                parts = whole(tidy(inside, content), "title", "title")
                self._cut(parts, where)
                blocks.append(Block("title", tuple(part.item for part in parts)))
            else:
                blocks += self._lines(group, content, inside, where, place)
        return blocks

    def _lines(
        self, group: Group, content: str, atoms: Sequence[Atom], where: Where, place: _Place | None
    ) -> list[Block]:
        """Return one paragraph, or a heading if it is a typed one in a document without others."""
        words = group.lines[0].words
        if place is None:
            self.words.append("\n".join(line.words for line in group.lines))
        if len(group.lines) > 1 or place is not None or any(atom.kind not in ("text", "space") for atom in atoms):
            return self._running(tidy(atoms, content), where, place)
        if self.typed and (level := documents.heading_level(words)):
            parts = whole(tidy(atoms, content), "heading", f"heading {self._number('heading')}")
            self._cut(parts, where)
            return [Block("heading", tuple(part.item for part in parts), level=level)]
        if said := roles.said(words, "", under=False):
            start = content.index(words, group.start)
            at = f"paragraph {self.counts.get('paragraph', 0) + 1}"
            self.left += [LeftOut("site", at, words[field.start : field.end]) for field in said.site]
            breaks = [Atom("break", start + field.start, start + field.start) for field in said.kept[1:]]
            kept = [Atom("text", start + f.start, start + f.end, words[f.start : f.end]) for f in said.kept]
            both = sorted([*breaks, *kept], key=lambda atom: (atom.start, atom.end))
            return self._running(tidy(both, content), where, place)
        return self._running(tidy(atoms, content), where, place)

    def _figure(self, image: Image, where: Where) -> Block:
        atoms = tidy(inline(image.words, self.document.environment)[0], image.words)
        parts = whole(atoms, "caption", f"figure {self._number('figure')}")
        self._cut(parts, where, image.words_start)
        return Block("figure", tuple(p.item for p in parts), info=_relative_path(image.address) or image.address)

    def _heading(self, level: int, token: Token, *, top: bool) -> list[Block]:
        where = self.document.where(token)
        atoms, _ = self._inline(token)
        title = whole(atoms, "title", "title")
        if not title:
            return []
        self.headings_seen += 1
        kind: Literal["title", "heading"] = "heading"
        parts = title
        if top and level == 1 and self.headings_seen == 1:
            front = self.front.title
            if front and front.item.text == title[0].item.text:
                self._cut(title, where)
                return []
            kind = "heading" if front else "title"
        if kind == "heading":
            parts = whole(atoms, "heading", f"heading {self._number('heading')}")
        self._cut(parts, where)
        content = tuple(part.item for part in parts)
        return [Block("title", content) if kind == "title" else Block("heading", content, level=level)]

    def _items(self, closing: str) -> tuple[Block, ...]:
        items: list[Block] = []
        while self._next().type != closing:
            place = _Place(f"list item {self._number('list item')}")
            items.append(Block("item", children=self._blocks("list_item_close", place)))
        return tuple(items)

    def _table(self) -> Block:
        table = self._number("table")
        rows: list[Block] = []
        cells: list[Block] = []
        header = 0
        while (token := self._next()).type != "table_close":
            match token.type:
                case "thead_open" | "thead_close":
                    header = int(token.type == "thead_open")
                case "tr_open":
                    cells = []
                case "th_open" | "td_open":
                    content = self._content()
                    place = f"table {table}, row {len(rows) + 1}, column {len(cells) + 1}"
                    parts = whole(self._inline(content)[0], "cell", place, "<br>")
                    self._cut(parts, self.document.where(content))
                    alignment = str(token.attrs.get("style", "")).removeprefix("text-align:")
                    cells.append(Block("cell", tuple(part.item for part in parts), info=alignment))
                case "tr_close":
                    for words, where in self.document.more.get(id(token), ()):
                        place = f"table {table}, row {len(rows) + 1}, column {len(cells) + 1}"
                        parts = whole(self._scanned(words)[0], "cell", place, "<br>")
                        self._cut(parts, where)
                        cells.append(Block("cell", tuple(part.item for part in parts)))
                    rows.append(Block("row", children=tuple(cells), level=header))
        return Block("table", children=tuple(padded(rows)))

    def _tabbed(self, content: str, group: Group, where: Where) -> Block:
        """Return a table whose cells are separated by tabs."""
        table = self._number("table")
        found: list[Block] = []
        for row in rows(content, group):
            cells: list[Block] = []
            for start, end in row.cells:
                place = f"table {table}, row {len(found) + 1}, column {len(cells) + 1}"
                parts = whole(self._scanned(content[start:end])[0], "cell", place, "<br>")
                self._cut(parts, where, start)
                cells.append(Block("cell", tuple(part.item for part in parts)))
            found.append(Block("row", children=tuple(cells), level=int(row.head)))
        return Block("table", children=tuple(padded(found)))

    def _html(self, token: Token, place: _Place | None) -> list[Block]:
        where = self.document.where(token)
        blocks: list[Block] = []
        for atoms in html_paragraphs(token.content):
            blocks += self._running(tidy(atoms, token.content), where, place)
        return blocks


_NOTE = late(r"^\[\^([^\s\[\]]{1,100})\]:[ \t]*", re.MULTILINE)
_NOTE_MARK = late(r"(?<!^)\[\^([^\s\[\]]{1,100})\]|^\[\^([^\s\[\]]{1,100})\](?!:)", re.MULTILINE)
"""A mark in the text: not the start of a footnote."""


def _between_breaks(groups: Sequence[Group], atoms: Sequence[Atom]) -> Iterator[Group]:
    """Yield groups of lines; lines that a span of markup or a hard break joins are one group."""
    soft: list[tuple[int, int]] = []
    depth = 0
    for atom in atoms:
        depth += (atom.kind == "open") - (atom.kind == "close")
        if atom.kind == "space" and depth == 0:
            soft.append((atom.start, atom.end))
    starts = [start for start, _ in soft]

    def is_soft(at: int) -> bool:
        i = bisect_right(starts, at) - 1
        return i >= 0 and soft[i][0] <= at < soft[i][1]

    waiting: list[Line] = []
    for i, group in enumerate(groups):
        free = not waiting and all(is_soft(line.end) for line in group.lines[:-1])
        after = i + 1 == len(groups) or (is_soft(group.end) and is_soft(groups[i + 1].start - 1))
        if after and not waiting and (free or group.kind == "paragraph"):
            yield group
        else:
            waiting += group.lines
            if after:
                yield Group("paragraph", tuple(waiting))
                waiting = []


_NOT_RELATIVE = late(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]")
_UNPRINTABLE = late(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _relative_path(address: str) -> str:
    """Return an image's path next to the source, decoded; "" if ``address`` has a scheme or starts at a root."""
    try:
        path = unquote(address, errors="strict")
    except UnicodeDecodeError:
        return ""
    return "" if any(map(_NOT_RELATIVE.match, (address, path))) or _UNPRINTABLE.search(path) else path
