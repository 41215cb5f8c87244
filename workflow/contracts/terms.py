"""What drafting and checks ask a term base."""

from collections.abc import Sequence
from typing import Protocol

from workflow.model import Match


class Terms(Protocol):
    """The term base of a target language, as drafting and checks use it."""

    def find(self, source: str, date: str) -> Sequence[Match]:
        """Return the terms in a source, in text order, without overlaps; of several that overlap, the longest.

        Traditional and simplified characters are equivalent.

        Args:
            source: The source.
            date: The release's date, ISO, or "" (then every term is valid).
        """


class NoTerms:
    """An empty term base."""

    def find(self, source: str, date: str) -> Sequence[Match]:
        """Return nothing."""
        return ()
