"""What a walk over a document finds: paragraphs, tables, and what is left out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from workflow.readers.docx.numbering import Label, Numbers
from workflow.readers.docx.package import Package
from workflow.readers.docx.styles import Look, Shape, Styles


class Inline(NamedTuple):
    """A stretch of a paragraph: words in one look, a line break, the mark of a note, a picture.

    ``text`` of a note is its label, of a picture the name of its part.
    """

    kind: Literal["text", "break", "note", "picture"]
    text: str = ""
    look: Look = Look()
    href: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph.

    Attributes:
        shape: How it is formatted.
        items: What it prints.
        label: Its automatic number.
        held: Whether it belongs to something left out, such as a table of contents.
        place: Where it is, in words, once that is known.
    """

    shape: Shape
    items: list[Inline] = field(default_factory=list)
    label: Label | None = None
    held: bool = False
    place: str = ""

    @property
    def text(self) -> str:
        """The words without looks; a line break is a line feed."""
        return "".join(item.text if item.kind == "text" else "\n" * (item.kind == "break") for item in self.items)

    @property
    def pictures(self) -> list[str]:
        """The names of the parts that are its pictures."""
        return [item.text for item in self.items if item.kind == "picture"]


@dataclass(slots=True)
class Cell:
    """A cell: the column it begins in, how many columns and rows it spans, and what is in it."""

    column: int
    columns: int
    rows: int = 1
    inside: "list[Paragraph | Table]" = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """A row; covered cells are not in it. ``head``: whether it is repeated on every page."""

    cells: list[Cell] = field(default_factory=list)
    head: bool = False


@dataclass(slots=True)
class Table:
    """A table."""

    rows: list[Row] = field(default_factory=list)


Node = Paragraph | Table


@dataclass(slots=True)
class Left:
    """Something left out.

    Attributes:
        kind: Its kind.
        at: The paragraph in which it is, or below which.
        where: Where it is, in words.
        texts: All its characters.
        below: Whether it is below the paragraph.
    """

    kind: str
    at: Paragraph | None
    where: str = ""
    texts: list[str] = field(default_factory=list)
    below: bool = False

    @property
    def text(self) -> str:
        """All its characters; paragraphs in it are lines."""
        return "".join(self.texts).strip("\n")


@dataclass(slots=True)
class Changes:
    """The tracked changes: how many, and what the first one is."""

    count: int = 0
    first: str = ""


@dataclass(slots=True)
class Book:
    """What the stories of one document share.

    Attributes:
        package: The file.
        styles: Its styles.
        numbers: Its numberings, which count as the walk goes on.
        left: What was left out so far.
        changes: The tracked changes so far.
        marks: By kind and id ("footnotes", "2"), the labels of the notes whose marks are in the text, in order.
        noted: How many marks there are of each kind.
        comments: By id, the paragraph that a comment belongs to.
    """

    package: Package
    styles: Styles
    numbers: Numbers
    left: list[Left] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    marks: dict[tuple[str, str], str] = field(default_factory=dict)
    noted: Counter[str] = field(default_factory=Counter)
    comments: dict[str, Paragraph] = field(default_factory=dict)


def paragraphs_in(nodes: Sequence[Node]) -> Iterator[Paragraph]:
    """Yield all paragraphs, also those in tables, in reading order."""
    for node in nodes:
        if isinstance(node, Paragraph):
            yield node
        else:
            for row in node.rows:
                for cell in row.cells:
                    yield from paragraphs_in(cell.inside)
