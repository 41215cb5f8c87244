"""Regular expressions that are compiled when a text first needs them.

The languages and checks know some thousand patterns, and compiling one takes longer than reading a hundred sentences
with it; a newsroom of a few releases needs a third of them.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

_FINDING_NOTHING: Mapping[str, Callable[[str], object]] = {
    "search": lambda _: None,
    "match": lambda _: None,
    "fullmatch": lambda _: None,
    "finditer": lambda _: iter(()),
    "findall": lambda _: [],
    "split": lambda text: [text],
    "sub": lambda text: text,
    "subn": lambda text: (text, 0),
}
"""What the methods of a pattern return for a text without a match."""
_METHODS = tuple(_FINDING_NOTHING)


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

    __slots__ = ("_given", "needs", "pattern", *_METHODS)

    def __init__(self, pattern: str, flags: int = 0, needs: str = "") -> None:
        """Take the pattern; nothing is compiled."""
        self.pattern = pattern
        self._given = flags
        self.needs = frozenset(needs)
        for name in _METHODS:
            setattr(self, name, partial(self._first, name))

    def _first(self, name: str, *arguments: Any, **named: Any) -> Any:
        """Call a method of the pattern, which is compiled now if the text has what a match needs.

        It is compiled, too, for a call that says where in the text to look: such calls come once for each figure of a
        text, and looking through all of it each time would be quadratic.
        """
        taken = 2 if name in ("sub", "subn") else 1
        text = arguments[taken - 1]
        if self.needs and len(arguments) == taken and self.needs.isdisjoint(text):
            return _FINDING_NOTHING[name](text)
        return getattr(self.compiled(), name)(*arguments, **named)

    def compiled(self) -> re.Pattern[str]:
        """Return the compiled pattern, whose methods are from now on this object's own."""
        compiled = re.compile(self.pattern, self._given)
        for name in _METHODS:
            setattr(self, name, getattr(compiled, name))
        return compiled

    @property
    def flags(self) -> int:
        """The flags of the compiled pattern."""
        return self.compiled().flags

    @property
    def groupindex(self) -> Mapping[str, int]:
        """The names of the groups, with their numbers."""
        return self.compiled().groupindex
