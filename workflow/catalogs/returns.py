"""Why a text was returned, in the comment at the top of its catalog, where every editor shows it.

The ledger says it; the comment only repeats it. Each of its lines starts with ``RETURNED``, so that it can be taken out
again whatever else people and tools write there.
"""

from collections.abc import Iterator
from dataclasses import replace
from unicodedata import east_asian_width

from workflow.model import Catalog

RETURNED = "returned: "
"""Starts each line."""

_WIDTH = 60
"""The columns of a line, without its start; polib and Babel fold no line that is so short at their own widths."""


def told(catalog: Catalog, why: str) -> Catalog:
    """Return a catalog whose header comment says why the text was returned, instead of what it said before.

    Args:
        catalog: The catalog; one without a header, which the next sync adds, is left as it is.
        why: Who returned it, when and why, on one line; "" if it is not returned.
    """
    lines = catalog.comment.split("\n") if catalog.comment else []
    kept = [line for line in lines if not line.startswith(RETURNED.strip())]
    if not catalog.headers or (kept == lines and not why):
        return catalog
    return replace(catalog, comment="\n".join([*kept, *(f"{RETURNED}{part}" for part in _folded(why))]))


def _folded(text: str) -> Iterator[str]:
    """Yield a text in lines; a word that is too long, such as a Chinese sentence, is broken."""
    line, width = "", 0
    for word in text.split():
        size = sum(map(_columns, word))
        if line and width + 1 + size > _WIDTH:
            yield line
            line, width = "", 0
        if line:
            line, width = f"{line} ", width + 1
        for char in word:
            if width + _columns(char) > _WIDTH:
                yield line
                line, width = "", 0
            line, width = line + char, width + _columns(char)
    if line:
        yield line


def _columns(char: str) -> int:
    return 2 if east_asian_width(char) in "WF" else 1
