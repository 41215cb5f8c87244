"""A page in reading order, before any format: what is above the text, the text, its notes, and what is below."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.contracts.pages import Link, Page
from workflow.markup.spans import Span, Spans, clean
from workflow.model import Block, Verbatim
from workflow.writers import corrections, dates, inline
from workflow.writers.inline import Text
from workflow.writers.words import Words, words


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction: its day in the house style, and a line for each change."""

    day: str
    changes: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """What every format prints of a page, in order.

    Attributes:
        text: The text, parsed.
        said: The words of the page.
        remarks: The lines above the title; on a draft the first says so.
        title: The title, None if the release has none.
        name: What the page is called, plain text: its title, else the words that it starts with.
        date: The release's date in the house style, "" if unknown.
        corrected: The line below the title that says when it was last corrected, or "".
        body: The blocks of the text, without the title and without a first line that only repeats the date.
        notes: Its notes, in the order of their numbers.
        closing: The note below the text.
        corrections: The corrections, newest first.
    """

    text: Text
    said: Words
    remarks: tuple[Spans, ...]
    title: Block | None
    name: str
    date: str
    corrected: str
    body: tuple[Block, ...]
    notes: tuple[Block, ...]
    closing: str
    corrections: tuple[Corrected, ...]

    @property
    def page(self) -> Page:
        """The page."""
        return self.text.page

    def levels(self) -> Iterator[int]:
        """Yield the level of each heading below the title, in reading order."""
        return iter(inline.heading_levels([*self.body, *self.notes]))

    def spans(self, block: Block) -> Spans:
        """Return the words of a leaf block in the target language; what is not translated is marked."""
        return inline.paragraph([self._shown(one) for one in self.text.passages(block)], self.page.edition.language)

    def source_spans(self, block: Block) -> Spans:
        """Return the words of a leaf block in the source language."""
        parts = [(Span("break"),) if one.kind == "break" else one.source for one in self.text.passages(block)]
        return inline.paragraph(parts, self.page.edition.source_language)

    def couples(self, block: Block) -> list[tuple[Spans, Spans]]:
        """Return each sentence of a leaf block with its translation; one without is joined to its neighbour."""
        groups: list[list[inline.Passage]] = []
        waiting: list[inline.Passage] = []
        for one in self.text.passages(block):
            if one.kind == "unit" and not one.target:
                (groups[-1] if groups else waiting).append(one)
            elif one.kind != "break":
                groups.append([*waiting, one])
                waiting = []
        if waiting:
            groups.append(waiting)
        edition = self.page.edition
        return [
            (
                inline.paragraph([one.source for one in group], edition.source_language),
                inline.paragraph([self._shown(one) for one in group], edition.language),
            )
            for group in groups
        ]

    def _shown(self, passage: inline.Passage) -> Spans:
        if passage.kind == "break":
            return (Span("break"),)
        if passage.kind == "missing":
            return (Span("text", f"[{self.said['untranslated']}: "), *passage.target, Span("text", "]"))
        return passage.target


def article(page: Page, suffix: str) -> Article:
    """Return a page in reading order.

    Args:
        page: The page.
        suffix: What links to the pages of other releases end in.
    """
    edition, text = page.edition, inline.text_of(page)
    said, shown = words(edition.language), corrections.shown(text)
    title = next((block for block in edition.blocks if block.kind == "title"), None)
    body, notes = inline.parted([block for block in edition.blocks if block is not title], text.how.notes)
    if body and body[0].kind == "paragraph" and body[0].content == (Verbatim(edition.date, "date"),):
        body = body[1:]
    corrected = ""
    if shown:
        key = "corrected_last" if len(shown) > 1 else "corrected"
        corrected = said[key].format(date=dates.day(shown[0].day, said.house_style(page.locale)))
    return Article(
        text,
        said,
        tuple(remarks(page, said, suffix)),
        title,
        text.names()[1],
        dates.day(clean(edition.date), page.locale),
        corrected,
        tuple(body),
        tuple(notes),
        inline.closing_note(page.note, edition.language),
        tuple(Corrected(dates.day(one.day, page.locale), tuple(changes(one, said))) for one in shown),
    )


def remarks(page: Page, said: Words, suffix: str) -> Iterator[Spans]:
    """Yield the lines above the title: that it is a draft, and which releases replaced it or were replaced by it."""
    if page.draft:
        banner = Span("strong", mark="*", children=(Span("text", said["draft_banner"]),))
        yield (banner, Span("text", f" {said['draft_text']}"))
        yield from ((Span("text", clean(remark)),) for remark in page.remarks)
    for key, links in (("superseded_by", page.superseded_by), ("supersedes", page.supersedes)):
        yield from (replacement(link, said, key, suffix) for link in links)


def replacement(link: Link, said: Words, key: str, suffix: str) -> Spans:
    """Return a sentence with a link to another release's file; the arguments are as in ``html.replacements``."""
    title = said[f"{key}.withdrawn"] if link.withdrawn else clean(link.title) or clean(link.id)
    to = (Span("a", href=inline.href(f"{link.id}{suffix}"), children=(Span("text", title),)),)
    return to if link.withdrawn else filled(said[key], "title", to)


def changes(one: corrections.Shown, said: Words) -> Iterator[Spans]:
    """Yield a line for each change of a correction; removed words are struck out, added ones are strong."""
    for change in one.changes:
        match change.kind:
            case "changed":
                yield tuple(_marked_up(change))
            case "form":
                yield filled(said["correction.form"], "text", (Span("text", change.after),))
            case "added":
                yield filled(said["correction.added"], "text", _marked("in", change.after))
            case "out":
                yield filled(said["correction.out"], "text", _marked("out", change.before))
    if one.more:
        yield (Span("text", said.plural("correction.more", one.more).format(n=one.more)),)
    if one.source:
        yield (Span("text", said["correction.source"]),)
    if one.moved:
        yield (Span("text", said["correction.moved"]),)
    if one.pictures:
        yield (Span("text", said["correction.pictures"]),)


def _marked_up(change: corrections.Change) -> Iterator[Span]:
    before = ""
    for kind, text in change.parts:
        if (before, kind) == ("out", "in"):
            yield Span("text", " ")
        yield from _marked(kind, text)
        before = kind


def _marked(kind: str, text: str) -> Spans:
    plain = Span("text", text)
    if kind == "same" or not text.strip():
        return (plain,) if kind != "out" else ()
    return (Span("s", mark="~", children=(plain,)) if kind == "out" else Span("strong", mark="*", children=(plain,)),)


def filled(template: str, gap: str, spans: Spans) -> Spans:
    """Return a sentence with spans in its gap."""
    before, _, after = template.partition(f"{{{gap}}}")
    ends = (Span("text", before), *spans, Span("text", after))
    return tuple(span for span in ends if span.text or span.children)
