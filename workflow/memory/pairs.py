"""What a memory holds."""

from dataclasses import dataclass

THRESHOLD = 85
"""Percent of likeness from which on a hit is worth more than a machine's draft."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and its translation, where they come from, and what stood before and after the source.

    release: the id, or the file that an imported pair is from. date: of the release, ISO or "". previous, next: the neighbouring
    sources, "" at either end, None if not known. approved: by a second person in this newsroom; imported pairs are not.
    """

    source: str
    target: str
    release: str
    context: str = ""
    date: str = ""
    previous: str | None = None
    next: str | None = None
    approved: bool = True
