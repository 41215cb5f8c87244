"""What a memory holds."""

from dataclasses import dataclass

THRESHOLD = 85
"""Similarity in percent from which a hit is worth more than a machine draft."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and its translation, where they come from, and the neighbours of the source.

    Attributes:
        source: The source.
        target: The translation.
        release: The release's id, or the file of an imported pair.
        context: The unit's context.
        date: The release's date, ISO or "".
        previous: The previous source, "" at the start, None if unknown.
        next: The next source, "" at the end, None if unknown.
        approved: Whether a second person in this newsroom approved it; imported pairs are not approved.
    """

    source: str
    target: str
    release: str
    context: str = ""
    date: str = ""
    previous: str | None = None
    next: str | None = None
    approved: bool = True
