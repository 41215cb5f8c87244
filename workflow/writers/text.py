"""An edition → one plain text file, for e-mail and for programs that know nothing else."""

from collections.abc import Iterator, Mapping, Sequence

from workflow.contracts.pages import Notice, Page
from workflow.contracts.writers import Writer
from workflow.markup.spans import Span, Spans, clean, clean_code, script
from workflow.model import Block
from workflow.writers import dates, inline, tables
from workflow.writers.article import Article, article
from workflow.writers.words import Words, words

_SUFFIX = ".txt"


def write(page: Page) -> Mapping[str, bytes]:
    """Return ``<id>.txt``: UTF-8, a paragraph a line, the address or the name of the certificate last.

    Raises:
        GateError: An edition that is not a draft lacks a target.
    """
    made = article(page, _SUFFIX)
    where = inline.certificate(page.edition.release, page.edition.language, page.frame.address)
    return {f"{page.edition.release}{_SUFFIX}": _joined(_parts(made), made.said, where)}


def notice(notice: Notice) -> Mapping[str, bytes]:
    """Return ``<id>.txt`` of a withdrawn release."""
    said = words(notice.language)
    title = clean(notice.source_title)
    parts = [
        f"{said['notice']}{said['colon']}{title}" if title else said["notice"],
        said["notice.when"].format(date=dates.day(dates.utc_day(notice.when), said.house_style(notice.locale))),
    ]
    if reason := clean(notice.reason):
        parts.append(said["notice.reason"].format(reason=reason))
    where = inline.certificate(notice.release, notice.language, notice.frame.address)
    return {f"{notice.release}{_SUFFIX}": _joined(parts, said, where)}


def wrote(name: str, data: bytes) -> bool:
    """Return whether this or an earlier version wrote a file: its last line names its certificate."""
    last = data.decode("utf-8", "replace").rstrip().rpartition("\n")[2]
    return inline.names_certificate(last, name.removesuffix(_SUFFIX))


WRITER = Writer(suffixes=(_SUFFIX,), write=write, notice=notice, wrote=wrote)


def _joined(parts: Sequence[str] | Iterator[str], said: Words, certificate: str) -> bytes:
    whole = [*parts, f"{said['certificate']}{said['colon']}{certificate}"]
    return ("\n\n".join(part for part in whole if part) + "\n").encode("utf-8", "replace")


def _parts(made: Article) -> Iterator[str]:
    yield from (plain(remark) for remark in made.remarks)
    if made.title:
        yield plain(made.spans(made.title), line_break=" ")
    yield made.date
    yield made.corrected
    yield from (_block(block, made) for block in made.body)
    yield from (_block(block, made) for block in made.notes)
    yield made.closing
    if made.corrections:
        yield made.said["corrections"]
    for one in made.corrections:
        yield "\n".join([one.day, *(f"- {_changed(change)}" for change in one.changes)])


def _changed(change: Spans) -> str:
    """Return a correction as plain text, in which added words are marked as removed ones are."""
    return "".join(f"[+{plain(span.children)}+]" if span.kind == "strong" else plain((span,)) for span in change)


def plain(spans: Spans, *, line_break: str = "\n") -> str:
    """Return spans as plain text: links with their addresses, notes as numbers in brackets."""
    return "".join(_span(span, line_break) for span in spans)


def _span(span: Span, line_break: str) -> str:
    inner = plain(span.children, line_break=line_break)
    match span.kind:
        case "break":
            return line_break
        case "note":
            return f"[{span.text}]"
        case "a":
            address = span.href.removeprefix("mailto:")
            return inner if inner in (address, span.href) or "://" not in span.href else f"{inner} <{address}>"
        case "s":
            return f"[-{inner}-]"
        case "image":
            return f"[{span.text}]" if span.text else ""
        case _:
            return script(span, inner) or span.text


def _block(block: Block, made: Article) -> str:
    match block.kind:
        case "rule":
            return "* * *"
        case "code":
            return _indented(clean_code("".join(part.text for part in block.content)), "    ", "    ")
        case "heading" | "title" | "figure":
            return plain(made.spans(block), line_break=" ")
        case "quote":
            return _indented(_blocks(block.children, made), "    ", "    ")
        case "list":
            return _list(block, made)
        case "table":
            return _table(block, made)
        case "note":
            return _indented(_blocks(block.children, made), f"[{made.text.how.notes[block.info]}] ", "    ")
        case _:
            return plain(made.spans(block))


def _blocks(blocks: Sequence[Block], made: Article, gap: str = "\n\n") -> str:
    return gap.join(filter(None, (_block(block, made) for block in blocks)))


def _list(block: Block, made: Article) -> str:
    items = [text for item in block.children if (text := _blocks(item.children, made, "\n"))]
    marks = (
        f"{number}. " if block.info == "ordered" else "- " for number in range(block.level, block.level + len(items))
    )
    return "\n".join(_indented(text, mark, " " * len(mark)) for mark, text in zip(marks, items, strict=True))


def _table(block: Block, made: Article) -> str:
    rows = []
    for cells in tables.placed(block):
        width = max((one.column + one.columns for one in cells), default=0)
        said = [""] * width
        for one in cells:
            said[one.column] = plain(made.spans(one.cell), line_break=" ")
        while said and not said[-1]:
            said.pop()
        rows.append(said)
    return "\n".join(" | ".join(said) for said in rows if any(said))


def _indented(text: str, first: str, rest: str) -> str:
    """Prefix the first line with ``first`` and the others with ``rest``; "" stays "", empty lines get no spaces."""
    if not text:
        return ""
    lines = [(first if number == 0 else rest) + line for number, line in enumerate(text.split("\n"))]
    return "\n".join(line.rstrip(" ") for line in lines)
