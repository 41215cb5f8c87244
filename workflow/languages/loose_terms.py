"""Terms in a language whose grammar is unknown: the words as they are, ignoring case.

They may be inflected, so a missing one is never an error.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from workflow.model import Term

certain = False
_STRAIGHT = str.maketrans("’‘", "''")


def plain(text: str) -> str:
    """Return the text with typewriter apostrophes."""
    return text.translate(_STRAIGHT)


def occurrences(rendering: str, text: str) -> Iterator[re.Match[str]]:
    """Yield where a rendering is in a plain text, its words as they are."""
    return _pattern(rendering).finditer(text)


@lru_cache(maxsize=4096)
def _pattern(rendering: str) -> re.Pattern[str]:
    """Return a pattern for the words as they are."""
    return re.compile(r"\s+".join(re.escape(word) for word in plain(rendering).split()) or r"(?!)", re.IGNORECASE)


def alluded_to(term: Term, target: str) -> bool:  # noqa: ARG001  nothing is known
    """Never."""
    return False


def short_form(term: Term, target: str) -> bool:  # noqa: ARG001
    """Never."""
    return False


def formerly(text: str) -> bool:  # noqa: ARG001
    """Never."""
    return False
