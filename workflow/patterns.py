"""Regular expressions that are compiled when a text first needs them.

The languages and checks know some thousand patterns, and compiling one takes longer than reading a hundred sentences
with it; a newsroom of a few releases needs a third of them.
"""

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


def late(pattern: str, flags: int = 0, *, needs: str = "") -> re.Pattern[str]:
    """Return what ``re.compile`` returns, compiled when it is first used on a text that it may match.

    Args:
        pattern: The regular expression.
        flags: Its flags.
        needs: Characters of which every match has at least one, so that a text without any need not be searched. They
            say nothing new: ``tests/test_patterns.py`` finds for each pattern that they follow from it.
    """
    return cast("re.Pattern[str]", Late(pattern, flags, needs))


class Late:
    """See ``late``. Once compiled, the methods are those of the compiled pattern itself, at their full speed."""

    def __init__(self, pattern: str, flags: int = 0, needs: str = "") -> None:
        """Take the pattern; nothing is compiled."""
        self.pattern = pattern
        self._given = flags
        self.needs = frozenset(needs)

    def compiled(self) -> re.Pattern[str]:
        """Return the compiled pattern, whose methods are from now on this object's own."""
        compiled = re.compile(self.pattern, self._given)
        vars(self).update((name, getattr(compiled, name)) for name in _METHODS)
        return compiled

    def __getattr__(self, name: str) -> Any:
        return getattr(self.compiled(), name)

    def _idle(self, text: str) -> bool:
        """Return whether a text has nothing that a match needs."""
        return bool(self.needs) and self.needs.isdisjoint(text)

    def search(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first match."""
        return None if self._idle(text) else self.compiled().search(text, pos, endpos)

    def match(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        """Return the match that starts at ``pos``."""
        return None if self._idle(text) else self.compiled().match(text, pos, endpos)

    def fullmatch(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        """Return the match of all of the text."""
        return None if self._idle(text) else self.compiled().fullmatch(text, pos, endpos)

    def finditer(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Return all matches, one after the other."""
        return iter(()) if self._idle(text) else self.compiled().finditer(text, pos, endpos)

    def findall(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> list[Any]:
        """Return the texts of all matches, or their groups."""
        return [] if self._idle(text) else self.compiled().findall(text, pos, endpos)

    def split(self, text: str, maxsplit: int = 0) -> list[str | Any]:
        """Return what is between the matches."""
        return [text] if self._idle(text) else self.compiled().split(text, maxsplit)

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """Return the text with the matches replaced."""
        return text if self._idle(text) else self.compiled().sub(replacement, text, count)

    def subn(self, replacement: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> tuple[str, int]:
        """Return the text with the matches replaced, and how many were."""
        return (text, 0) if self._idle(text) else self.compiled().subn(replacement, text, count)
