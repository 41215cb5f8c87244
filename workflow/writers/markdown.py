"""An edition → one Markdown file (CommonMark with tables and strikethrough) that every program reads the same."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflow.contracts.pages import Notice, Page
from workflow.contracts.writers import Writer
from workflow.markup.spans import Span, Spans, clean, clean_code, plain, relative_address
from workflow.model import Block
from workflow.writers import article, corrections, dates, inline, tables
from workflow.writers.inline import Passage, Text
from workflow.writers.words import words

_FRONT_MATTER = 16 << 10
"""The bytes of a file in which its front matter is looked for."""
_LAST_NUMBER = 999_999_999
"""CommonMark treats a longer number as text."""


def write(page: Page) -> Mapping[str, bytes]:
    """Return ``<id>.md``: front matter (YAML with JSON strings), the blocks in the target language, the closing note.

    Raises:
        GateError: An edition that is not a draft lacks a target.
    """
    return {f"{page.edition.release}.md": _text(page).encode("utf-8")}


def notice(notice: Notice) -> Mapping[str, bytes]:
    """Return ``<id>.md`` of a withdrawn release."""
    said = words(notice.language)
    title = clean(notice.source_title)
    values = {
        "id": notice.release,
        "date": notice.date,
        "lang": notice.language,
        "source_lang": notice.source_language,
        "source_title": title,
        "withdrawn": notice.when,
        "reason": notice.reason,
    }
    day = dates.day(dates.utc_day(notice.when), said.house_style(notice.locale))
    parts = [
        _values(values),
        _heading(1, _escaped(f"{said['notice']}{said['colon']}{title}" if title else said["notice"])),
        inline.line(_escaped(said["notice.when"].format(date=day))),
    ]
    if reason := clean(notice.reason):
        parts.append(inline.line(_escaped(said["notice.reason"].format(reason=reason))))
    return {f"{notice.release}.md": ("\n\n".join(parts) + "\n").encode("utf-8")}


def wrote(name: str, data: bytes) -> bool:
    """Return whether this or an earlier version wrote a file: its front matter starts with the id that is its name."""
    lines = data[:_FRONT_MATTER].decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    ours = f"id: {json.dumps(clean(name.removesuffix('.md')), ensure_ascii=False)}"
    return lines[:2] == ["---", ours] and any(line.startswith('source_lang: "') for line in lines)


WRITER = Writer(suffixes=(".md",), write=write, notice=notice, wrote=wrote)


def _text(page: Page) -> str:
    edition = page.edition
    text = inline.text_of(page)
    said = words(edition.language)
    title = next((block for block in edition.blocks if block.kind == "title"), None)
    below, notes = inline.parted([block for block in edition.blocks if block is not title], text.how.notes)
    written = _Written(text, iter(inline.heading_levels([*below, *notes])))
    corrected = corrections.shown(text)
    parts = [_front_matter(text, corrected)]
    parts += (_prefixed(_line(remark), "> ", "> ") for remark in article.remarks(page, said, ".md"))
    if title and (said_title := written.leaf(title, line_break=" ") or _escaped(text.titles()[1])):
        parts.append(_heading(1, said_title))
    if corrected:
        key = "corrected_last" if len(corrected) > 1 else "corrected"
        parts.append(
            inline.line(_escaped(said[key].format(date=dates.day(corrected[0].day, said.house_style(page.locale)))))
        )
    parts += written.blocks(below)
    parts += written.blocks(notes)
    if note := inline.closing_note(page.note, edition.language):
        parts.append(inline.line(_escaped(note)))
    if corrected:
        parts.append(_heading(2, _escaped(said["corrections"])))
    for one in corrected:
        parts.append(_heading(3, _escaped(dates.day(one.day, page.locale))))
        parts.append("\n".join(_prefixed(_line(item), "- ", "  ") for item in article.changes(one, said)))
    return "\n\n".join(parts) + "\n"


def _line(spans: Spans) -> str:
    """Return one line of Markdown that reads as these spans, whatever their words look like."""
    tags = not inline.says(inline.markdown(spans), plain(spans))
    return inline.line(inline.markdown(spans, tags=tags))


def _front_matter(text: Text, corrected: Sequence[corrections.Shown]) -> str:
    page, edition = text.page, text.page.edition
    source, target = text.titles()
    values = {
        "id": edition.release,
        "title": target,
        "date": edition.date,
        "corrected": corrected[0].day if corrected else "",
        "lang": edition.language,
        "source": edition.url,
        "source_lang": edition.source_language,
        "source_title": source,
        "note": page.note,
    }
    return _values(values, draft=page.draft)


def _values(values: Mapping[str, str], *, draft: bool = False) -> str:
    lines = [f"{key}: {json.dumps(clean(value), ensure_ascii=False)}" for key, value in values.items() if value]
    return "\n".join(["---", *lines, *(["draft: true"] if draft else []), "---"])


def _escaped(text: str) -> str:
    return inline.markdown((Span("text", clean(text)),))


def _heading(level: int, text: str) -> str:
    # A run of # at the end would close the heading and vanish.
    return f"{'#' * level} " + re.sub(r"(?:(?<=\s)|\A)#+\Z", r"\\\g<0>", text)


@dataclass(frozen=True, slots=True)
class _Written:
    """Writes blocks as Markdown; ``levels`` yields the headings' levels in reading order."""

    text: Text
    levels: Iterator[int]

    def blocks(self, blocks: Sequence[Block]) -> list[str]:
        """Return each block with something to print; two lists in a row get different markers to stay apart."""
        found: list[str] = []
        last, other = "", False
        for block in blocks:
            kind = f"{block.kind} {block.info}" if block.kind == "list" else ""
            now = bool(kind) and kind == last and not other
            if text := self.block(block, other=now):
                found.append(text)
                last, other = kind, now
        return found

    def block(self, block: Block, *, other: bool = False) -> str:
        """Return one block, "" if it has nothing to print; ``other``: use the other marker for list items."""
        match block.kind:
            case "rule":
                return "___"
            case "code":
                return _code(block)
            case "heading" | "title":
                level = next(self.levels)
                text = self.leaf(block, line_break=" ")
                return _heading(level, text) if text else ""
            case "figure":
                return self.figure(block)
            case "quote":
                return _prefixed("\n\n".join(self.blocks(block.children)), "> ", "> ")
            case "list":
                return self.list(block, other=other)
            case "table":
                return self.table(block)
            case "note":
                mark = f"[^{self.text.how.notes[block.info]}]: "
                return _prefixed("\n\n".join(self.blocks(block.children)), mark, "    ")
        return inline.line(self.leaf(block))

    def leaf(self, block: Block, *, line_break: str = "\\\n") -> str:
        """Return the text of a block with content of its own."""
        whole = inline.paragraph(
            [self.shown(one) for one in self.text.passages(block)], self.text.page.edition.language
        )
        # Only emphasis can be written in two ways, and choosing between them by parsing it again is slow.
        tags = any(span.children for span in whole) and not inline.says(
            inline.markdown(whole, line_break="<br>"), plain(whole)
        )
        return inline.markdown(whole, line_break=line_break, tags=tags)

    def shown(self, passage: Passage) -> Spans:
        """Return a passage in the target language; untranslated source text is marked as such."""
        if passage.kind == "break":
            return (Span("break"),)
        if passage.kind == "missing":
            label = words(self.text.page.edition.language)["untranslated"]
            return (Span("text", f"[{label}: "), *passage.target, Span("text", "]"))
        return passage.target

    def figure(self, block: Block) -> str:
        """Return a picture alone in its paragraph; if its file is missing, the caption."""
        caption = self.leaf(block, line_break=" ")
        address = relative_address(self.text.page.images.get(block.info, ""))
        return f"![{caption}]({inline.destination(address)})" if address else inline.line(caption)

    def list(self, block: Block, *, other: bool) -> str:
        """Return the items with something to print; without blank lines if each is a paragraph, perhaps with lists."""
        items = [item for item in ((child, self.blocks(child.children)) for child in block.children) if item[1]]
        close = all(
            child.children[0].kind == "paragraph"
            and all(
                below.kind == "list" and (below.info != "ordered" or below.level == 1) for below in child.children[1:]
            )
            for child, _ in items
        )
        first = max(0, min(block.level, _LAST_NUMBER - len(items)))
        written = []
        for number, (_, parts) in enumerate(items, first):
            mark = f"{number}{')' if other else '.'} " if block.info == "ordered" else "+ " if other else "- "
            written.append(_prefixed(("\n" if close else "\n\n").join(parts), mark, " " * len(mark)))
        return ("\n" if close else "\n\n").join(written)

    def table(self, block: Block) -> str:
        """Return the rows with something to print, below the first header row or an empty one."""
        placed = tables.placed(block)
        width = max((one.column + one.columns for cells in placed for one in cells), default=0)
        full = width * len(placed) <= tables.MOST_CELLS
        aligned = [""] * width
        rows: list[tuple[list[str], bool]] = []
        for row, cells in zip(block.children, placed, strict=True):
            own = width if full else max((one.column + one.columns for one in cells), default=1)
            said = [""] * own  # Markdown has no cells that span: the others are empty
            for one in cells:
                said[one.column] = self.cell(one.cell)
                aligned[one.column] = aligned[one.column] or one.cell.info
            if any(said):
                rows.append((said, row.level == 1))
        if not rows:
            return ""
        head = rows.pop(0)[0] if rows[0][1] else [""] * width
        rules = [{"left": ":---", "right": "---:", "center": ":---:"}.get(align, "---") for align in aligned]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rules, *(cells for cells, _ in rows)))

    def cell(self, block: Block) -> str:
        """Return a cell's text with pipes escaped."""
        return self.leaf(block, line_break="<br>").replace("|", r"\|")


def _code(block: Block) -> str:
    content = clean_code("".join(part.text for part in block.content))
    fence = "`" * max(3, max((len(run) for run in re.findall("`+", content)), default=0) + 1)
    info = re.sub(r"[^A-Za-z0-9_.+#-]", "", block.info)
    return f"{fence}{info}\n{content}{chr(10) if content else ''}{fence}"


def _prefixed(text: str, first: str, rest: str) -> str:
    """Prefix the first line with ``first`` and the others with ``rest``; "" stays "", empty lines get no spaces."""
    if not text:
        return ""
    lines = [(first if number == 0 else rest) + line for number, line in enumerate(text.split("\n"))]
    return "\n".join(line.rstrip(" ") if not line.strip("> ") else line for line in lines)
