"""The text that a reader of documents extracts, block by block, and the segments that are cut from it.

Documents and pages have no text of their own that could be cut at positions. Their readers write each block's words as
inline Markdown (``markup.composing``); what they write, with a blank line after each block, is the extracted text.
"""

from collections.abc import Iterable, Sequence

from workflow.markup.composing import Run, composed
from workflow.model import Piece, Segment, Verbatim
from workflow.readers.commonmark import inline
from workflow.readers.cutting import Atom, Part, assemble, clean_code, sentences, tidy, whole

Content = tuple[Segment | Verbatim, ...]


class Extract:
    """An extracted text as it grows.

    Attributes:
        images: The paths of its pictures, each once, in order.
    """

    def __init__(self) -> None:
        self.images: dict[str, None] = {}
        self._written: list[str] = []
        self._length = 0
        self._cuts: list[tuple[int, int, Segment]] = []
        self._counts: dict[str, int] = {}

    def number(self, kind: str) -> int:
        """Return the number of the next block of a kind, counted from 1."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return self._counts[kind]

    def next(self, kind: str) -> int:
        """Return the number that the next block of a kind will have."""
        return self._counts.get(kind, 0) + 1

    def running(self, stretches: Iterable[Sequence[Run]], place: str, first: int = 1) -> Content:
        """Add running text and return its sentences.

        Args:
            stretches: The text; no sentence goes on from one stretch into the next.
            place: The place of the block, in words.
            first: The number of its first sentence.
        """
        parts: list[Part] = []
        for stretch in stretches:
            content = composed(stretch)
            number = first + sum(part.item != _BREAK for part in parts)
            found = sentences(self._atoms(content, stretch), place, number)
            if parts and parts[-1].item != _BREAK and stretch and stretch[0].kind == "break":
                parts.append(Part(0, 0, _BREAK))
            parts += self._cut(found)
            self._write(content)
        self._write("\n\n")
        return tuple(part.item for part in parts)

    def whole(self, runs: Sequence[Run], role: str, place: str, line_break: str = " ") -> Content:
        """Add text that is not split (a title, a heading, a caption, a cell) and return it.

        Args:
            runs: The text.
            role: Its role.
            place: Its place, in words.
            line_break: What a hard line break in it becomes.
        """
        content = composed(runs)
        parts = self._cut(whole(self._atoms(content, runs), role, place, line_break))
        self._write(f"{content}\n\n")
        return tuple(part.item for part in parts)

    def aside(self, runs: Sequence[Run]) -> None:
        """Add text that is in no block, such as a date that pages show below the title."""
        self._write(f"{composed(runs)}\n\n")

    def code(self, text: str) -> Content:
        """Add code, which is not translated, and return it."""
        self._write(f"{text}\n\n")
        return (Verbatim(clean_code(text), "code"),)

    def figure(self, path: str) -> None:
        """Add a picture's path; its caption is added by ``whole``."""
        self.images.setdefault(path)

    def pieces(self) -> tuple[Piece, ...]:
        """Return the extracted text, cut."""
        return assemble("".join(self._written), self._cuts)

    def _atoms(self, content: str, runs: Sequence[Run]) -> list[Atom]:
        for run in runs:
            if run.kind == "picture":
                self.images.setdefault(run.href)
        return tidy(inline(content, {})[0], content)

    def _cut(self, parts: Sequence[Part]) -> Sequence[Part]:
        self._cuts += [
            (part.start + self._length, part.end + self._length, part.item)
            for part in parts
            if isinstance(part.item, Segment)
        ]
        return parts

    def _write(self, text: str) -> None:
        self._written.append(text)
        self._length += len(text)


_BREAK = Verbatim("", "break")
