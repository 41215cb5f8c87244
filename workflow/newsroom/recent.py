"""What was parsed or worked out most recently, for a process that looks at the same files again and again.

The files themselves are read every time: only the work of making the same thing of the very same bytes is saved. What
is kept is never changed, so several threads can share it.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Recent:
    """The last result of each kind and name, with what it was made of; the oldest are forgotten."""

    def __init__(self, most: int = 64) -> None:
        """Keep at most so many results."""
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str], tuple[object, Any]] = OrderedDict()

    def parsed(self, kind: str, name: str, of: object, parse: Callable[[], T]) -> T:
        """Return what parsing some bytes gives, or what anything is that depends on equal values only.

        Two threads that ask for the same at once may both make it.
        """
        kept = self._of(kind, name)
        if kept is not None and kept[0] == of:
            found: T = kept[1]
            return found
        made = parse()
        self.note(kind, name, of, made)
        return made

    def last(self, kind: str, name: str) -> Any:
        """Return the last result, whatever it was made of; None if there is none."""
        kept = self._of(kind, name)
        return None if kept is None else kept[1]

    def note(self, kind: str, name: str, of: object, value: object) -> None:
        """Keep a result that is already known."""
        with self._lock:
            self._kept[kind, name] = of, value
            self._kept.move_to_end((kind, name))
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def _of(self, kind: str, name: str) -> tuple[object, Any] | None:
        with self._lock:
            kept = self._kept.get((kind, name))
            if kept is not None:
                self._kept.move_to_end((kind, name))
            return kept
