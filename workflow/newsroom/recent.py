"""What was parsed most recently, for a process that reads the same files again and again.

The files themselves are read every time: only the work of parsing the very same bytes is saved.
"""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

T = TypeVar("T")


class Recent:
    """The results of parsing, by kind, name and content; the oldest are forgotten."""

    def __init__(self, most: int = 24) -> None:
        """Keep at most so many results."""
        self._most = most
        self._kept: OrderedDict[tuple[str, str, bytes], Any] = OrderedDict()

    def parsed(self, kind: str, name: str, data: bytes, parse: Callable[[], T]) -> T:
        """Return what parsing these bytes gives."""
        key = (kind, name, sha256(data).digest())
        if key not in self._kept:
            self._kept[key] = parse()
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        found: T = self._kept[key]
        return found

    def note(self, kind: str, name: str, data: bytes, value: object) -> None:
        """Keep a result that is already known, because the bytes were made from it."""
        self.parsed(kind, name, data, lambda: value)
