"""What the paragraphs of a document are: title, headings, captions, items of lists, the signature and its date.

The words are judged by the rules for plain text (``languages.chinese.documents``, ``readers.roles``); what a document
shows besides, its styles, fonts and alignment, decides where words alone do not.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

from workflow.languages.chinese import documents
from workflow.patterns import late
from workflow.readers import roles
from workflow.readers.docx.content import Node, Paragraph, Table
from workflow.readers.lines import lines

_LONGEST_TITLE = 60
_LONGEST_HEADING = 40
_LONGEST_STYLED = 100
_LONGEST_CAPTION = 60
_RUNNING = 40
"""A paragraph of more characters is running text, and the title is before it."""
_BASE = 25
"""Paragraphs of more characters show the look of running text."""
_FINAL = "。．，、；：,;:！？!?…"
_TITLE_FONTS = late("小标宋|大标宋|华文中宋|STZhongsong")
_HEADING_FONTS = late("黑体|楷体|SimHei|KaiTi|Heiti|Kaiti")
_CAPTION = late(
    r"附?[图圖表]\s*[0-9０-９一二三四五六七八九十]{1,3}(?:[-.．－][0-9０-９]{1,3})*(?=[\s:：.．、]|\D)|[图圖][为為]"
)
_FAR = 3_600
"""An indentation of so many twips, 6.3 cm, sets a line apart on the right."""
_FAR_SPACES = 12

Kind = Literal["title", "heading", "caption", "text", "item", "table", "figure"]


class Part(NamedTuple):
    """A part of the text, in order.

    Attributes:
        kind: What it is.
        paragraphs: Its paragraphs; a title may have several.
        table: The table.
        level: Of a heading, 2 to 6.
        under: Whether it stands under the title, and a day in it may be the release's date.
        signed: Whether the release's date is in it.
        picture: Of a figure, the name of the part that is its picture.
        captioned: Of a figure, whether its paragraph is its caption.
    """

    kind: Kind
    paragraphs: tuple[Paragraph, ...] = ()
    table: Table | None = None
    level: int = 0
    under: bool = False
    signed: bool = False
    picture: str = ""
    captioned: bool = False


def words(paragraph: Paragraph) -> str:
    """Return what is printed of a paragraph, its number in front, without the white space around it."""
    return (number(paragraph) + paragraph.text).strip()


def number(paragraph: Paragraph) -> str:
    """Return the automatic number of a paragraph as it is typed into the text: with a space after Latin characters."""
    label = paragraph.label
    if label is None or label.bullet or not label.text:
        return ""
    apart = label.gap != "nothing" and (label.text[-1].isascii() or label.gap == "space")
    return f"{label.text} " if apart else label.text


@dataclass(slots=True)
class Layout:
    """What the nodes of a document are.

    Attributes:
        parts: The parts.
        above: The lines above and under the title, for the date.
        body: The paragraphs below; of days only those are left that stand on the right, as under a signature.
        contents: The headings of tables of contents, which are no more of the text than these.
    """

    parts: list[Part] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    contents: list[Paragraph] = field(default_factory=list)


def laid_out(nodes: Sequence[Node]) -> Layout:
    """Decide what the nodes of a document are."""
    contents = _headings_of_contents(nodes)
    kept = [
        node
        for node in nodes
        if isinstance(node, Table) or (node.items and not any(node is heading for heading in contents))
    ]
    layout = _Judge(kept).laid_out()
    layout.contents = contents
    return layout


def _headings_of_contents(nodes: Sequence[Node]) -> list[Paragraph]:
    """Return the paragraphs that are only the word 目录 above a table of contents, which they belong to."""
    found: list[Paragraph] = []
    for node, following in pairwise(nodes):
        if isinstance(node, Paragraph) and isinstance(following, Paragraph) and following.held and not node.held:
            found += [node] if re.sub(r"\s", "", node.text) in ("目录", "目錄") else []
    return found


class _Judge:
    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes
        self.said = [words(node) if isinstance(node, Paragraph) else "" for node in nodes]
        self.base = _base(nodes)
        self.chapters = sum(isinstance(node, Paragraph) and node.shape.style == "heading 1" for node in nodes)
        self.result = Layout()

    def laid_out(self) -> Layout:
        first, under, body = self._head()
        parts = self.result.parts
        for i in range(first):
            parts += self._parts(i, under=True)
        if first < under:
            parts.append(Part("title", tuple(self._paragraph(i) for i in range(first, under))))
        for i in range(under, body):
            parts += self._parts(i, under=True)
        self.result.above = [self.said[i] for i in (*range(first), *range(under, body)) if self.said[i]]
        self.result.body = [
            "" if documents.signed_day(said)[1] and not (_ISSUED.search(said) or self._on_the_right(i)) else said
            for i, said in enumerate(self.said[body:], body)
            if isinstance(self.nodes[i], Paragraph)
        ]
        signed = roles.signed(self.result.body)[0]
        i = body
        while i < len(self.nodes):
            if isinstance(self.nodes[i], Paragraph):
                if titles := self._annex_title(i):
                    paragraphs = tuple(self._paragraph(at) for at in range(i, i + titles))
                    parts.append(Part("heading", paragraphs, level=2))
                    signed -= titles
                    i += titles
                    continue
                parts += self._parts(i, signed=signed == 0)
                signed -= 1
            else:
                parts += self._parts(i)
            i += 1
        self.result.parts = list(_captioned(parts))
        return self.result

    def _paragraph(self, i: int) -> Paragraph:
        node = self.nodes[i]
        assert isinstance(node, Paragraph)
        return node

    # --- the title ---

    def _head(self) -> tuple[int, int, int]:
        """Return where the title begins, the first node under it, and the first of the text."""
        at = 0
        while at < len(self.nodes):
            said = self.said[at]
            if len(said) > _RUNNING and not self._is_title(at):
                break
            if self._is_title(at):
                under = at + 1
                while under < len(self.nodes) and self._continues(at, under):
                    under += 1
                return at, under, self._under(under)
            at += 1
        return self._head_of_words()

    def _is_title(self, i: int) -> bool:
        node, said = self.nodes[i], self.said[i]
        if not isinstance(node, Paragraph) or not node.text.strip() or not _may_be_title(said):
            return False
        following = next((self.said[at] for at in range(i + 1, len(self.said)) if self.said[at]), "")
        if documents.is_above_title(said) or documents.is_letterhead(said, following) or documents.fields(said):
            return False
        style = node.shape.style
        if style == "title":
            return True
        centred = node.shape.align == "center"
        if style == "heading 1":
            return not node.label and documents.mark(said) is None and (centred or self.chapters == 1)
        font, size, bold = _look(node)
        if node.shape.align != "right" and 2 * size >= 3 * self.base[1]:
            return True
        return centred and (_TITLE_FONTS.search(font) is not None or bold or size > self.base[1])

    def _continues(self, first: int, i: int) -> bool:
        """Return whether a title goes on in another paragraph, in the same look as before."""
        if not self._is_title(i) or _IN_BRACKETS.fullmatch(self.said[i]):
            return False
        mark = documents.mark(self.said[i])
        if mark and (mark.kind == "subtitle" or mark.number):
            return False
        whole = "".join(self.said[first:i])
        same = _look(self._paragraph(first)) == _look(self._paragraph(i))
        return (same or documents.continues_title(whole, self.said[i])) and len(whole) + len(self.said[i]) <= 100

    def _under(self, at: int) -> int:
        """Return where the text begins: below subtitle, who speaks and date."""
        while at < len(self.nodes):
            node, said = self.nodes[at], self.said[at]
            if not isinstance(node, Paragraph) or not said or node.pictures:
                break
            if documents.day_of_line(said) and node.shape.align != "center" and self._has_days(at + 1):
                break  # a diary
            plain = len(roles.parted([said])[0]) == 1
            centred = node.shape.align == "center" or node.shape.style in ("subtitle", "副标题")
            beside = centred and len(said) <= _LONGEST_TITLE and not documents.is_final(said)
            if not plain and (not beside or self._heading(at) or _CAPTION.match(said)):
                break
            at += 1
        return at

    def _has_days(self, start: int) -> bool:
        """Return whether paragraphs from ``start`` on are only a day, and not on the right as under a signature."""
        return any(
            isinstance(self.nodes[i], Paragraph) and documents.day_of_line(said) and not self._on_the_right(i)
            for i, said in enumerate(self.said[start:], start)
            if said
        )

    def _head_of_words(self) -> tuple[int, int, int]:
        """Return the same for a document whose looks show no title, if its words certainly do."""
        source = "\n".join(re.sub(r"\s+", " ", said) if said else "\u2000" for said in self.said)
        found = lines(source)
        head = roles.head(found)
        if len(found) == len(self.said) and roles.is_document(found, head) and self._are_apart(head):
            return head.title, head.under, head.body
        return 0, 0, 0

    def _are_apart(self, head: roles.Head) -> bool:
        """Return whether all of a head are paragraphs, and none of the title is only a first numbered heading."""
        nodes = self.nodes[: head.body]
        return all(isinstance(node, Paragraph) and not node.pictures for node in nodes) and not any(
            self._heading(i) for i in range(head.title, head.under)
        )

    def _annex_title(self, i: int) -> int:
        """Return how many paragraphs from ``i`` on are the title of an annex, whose number is above it."""
        if i == 0 or not documents.is_annex(self.said[i - 1]):
            return 0
        count = 0
        while i + count < len(self.nodes) and (self._is_title(i) if count == 0 else self._continues(i, i + count)):
            count += 1
        return count

    # --- the text ---

    def _parts(self, i: int, *, under: bool = False, signed: bool = False) -> Iterator[Part]:
        """Yield what a node is: a picture in a paragraph is a figure of its own, before or after its words."""
        node = self.nodes[i]
        if isinstance(node, Table):
            yield Part("table", table=node)
            return
        before, after = _pictures_apart(node)
        yield from before
        if node.text.strip() or any(item.kind == "note" for item in node.items):
            yield self._words(i, bool(before), under=under, signed=signed)
        yield from after

    def _words(self, i: int, below_picture: bool, *, under: bool, signed: bool) -> Part:
        node = self._paragraph(i)
        if not under and (level := self._heading(i)):
            return Part("heading", (node,), level=level)
        if self._is_caption(i, below_picture):
            return Part("caption", (node,))
        if node.label and (node.label.bullet or node.label.item) and not under:
            return Part("item", (node,))
        return Part("text", (node,), under=under, signed=signed)

    def _heading(self, i: int) -> int:
        """Return the level of a heading, 2 to 6; 0 for anything else."""
        node, said = self._paragraph(i), self.said[i]
        styled = re.match(r"(?:heading|标题) ?([1-9])", node.shape.style)
        level = int(styled[1]) if styled else node.shape.outline
        if level and len(said) <= _LONGEST_STYLED and not (said.endswith(("。", "；")) and len(said) > _RUNNING):
            return min(level + 1, 6)
        if len(said) > _LONGEST_HEADING or "\n" in node.text.strip() or node.shape.align in ("center", "right"):
            return documents.heading_level(said) if len(said) <= _LONGEST_HEADING else 0
        if level := documents.heading_level(said.rstrip("：:")):
            return level
        mark = documents.mark(said)
        if mark is None or mark.kind not in _LEVELS or said[-1] in _FINAL:
            return 0
        return _LEVELS[mark.kind] if self._is_set_off(node) else 0

    def _is_set_off(self, node: Paragraph) -> bool:
        font, size, bold = _look(node)
        return bold or size > self.base[1] or (font != self.base[0] and _HEADING_FONTS.search(font) is not None)

    def _is_caption(self, i: int, below_picture: bool) -> bool:
        node, said = self._paragraph(i), self.said[i]
        if node.shape.style in ("caption", "题注") and len(said) <= _LONGEST_STYLED:
            return True
        if len(said) > _LONGEST_CAPTION or documents.mark(said) is not None:
            return False
        centred = node.shape.align == "center"
        above = self.nodes[i - 1] if i else None
        below_picture = below_picture or (
            isinstance(above, Paragraph) and bool(above.pictures) and not above.text.strip()
        )
        if _CAPTION.match(said):
            return centred or below_picture or self._is_above_its_object(i)
        return centred and below_picture and not documents.is_final(said)

    def _is_above_its_object(self, i: int) -> bool:
        """Return whether a table, or a picture alone, follows a paragraph that names one."""
        following = self.nodes[i + 1] if i + 1 < len(self.nodes) else None
        if isinstance(following, Paragraph):
            return self.said[i].lstrip("附")[0] in "图圖" and bool(following.pictures) and not self.said[i + 1]
        return following is not None and self.said[i].lstrip("附")[0] == "表"

    def _on_the_right(self, i: int) -> bool:
        node = self._paragraph(i)
        leading = re.match(r"\s*", node.text)
        spaces = sum(2 if char == "\u3000" else 4 if char == "\t" else 1 for char in leading[0]) if leading else 0
        signed = node.shape.style in ("date", "signature", "日期", "签名")
        return signed or node.shape.align == "right" or node.shape.indent >= _FAR or spaces >= _FAR_SPACES


_ISSUED = late("印[发發]$")
_LEVELS = {"1.": 4, "1、": 4, "(1)": 5, "1)": 5}
_IN_BRACKETS = late(r"[（(【\[〔].*[）)】\]〕]", re.DOTALL)


def _may_be_title(said: str) -> bool:
    return (
        len(said) <= _LONGEST_TITLE
        and said[-1] not in _FINAL
        and not documents.day_of_line(said)
        and not _IN_BRACKETS.fullmatch(said)
        and _CAPTION.match(said) is None
    )


def _base(nodes: Sequence[Node]) -> tuple[str, int]:
    """Return font and size of most characters of running text."""
    counts: Counter[tuple[str, int]] = Counter()
    for node in nodes:
        if isinstance(node, Paragraph) and len(node.text) > _BASE:
            for item in node.items:
                if item.kind == "text":
                    counts[item.look.font, item.look.size] += len(item.text)
    return counts.most_common(1)[0][0] if counts else ("", 1_000)


def _look(paragraph: Paragraph) -> tuple[str, int, bool]:
    """Return font, size and weight of most characters of a paragraph."""
    counts: Counter[tuple[str, int, bool]] = Counter()
    for item in paragraph.items:
        if item.kind == "text" and (size := len(item.text.strip())):
            counts[item.look.font, item.look.size, item.look.bold] += size
    look = paragraph.shape.look
    return counts.most_common(1)[0][0] if counts else (look.font, look.size, look.bold)


def _pictures_apart(paragraph: Paragraph) -> tuple[list[Part], list[Part]]:
    """Return the pictures of a paragraph that stand before its words, and all others, which follow them."""
    before: list[Part] = []
    after: list[Part] = []
    seen = False
    for item in paragraph.items:
        if item.kind == "picture":
            (after if seen else before).append(Part("figure", (paragraph,), picture=item.text))
        else:
            seen = seen or bool(item.text.strip()) or item.kind == "note"
    return before, after


def _captioned(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts with each caption joined to the picture above it."""
    waiting: Part | None = None
    for part in parts:
        if part.kind == "caption" and waiting:
            yield waiting._replace(paragraphs=part.paragraphs, captioned=True)
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = part if part.kind == "figure" else None
        if not waiting:
            yield part
    if waiting:
        yield waiting
