"""The memory of each language, opened on first use and kept open for the next release."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from workflow.errors import WorkflowError
from workflow.newsroom.folder import Newsroom, OnProblem

if TYPE_CHECKING:
    from workflow.memory.index import Memory
    from workflow.memory.store import Store


class Memories:
    """The memories of a newsroom. Close them, or use them in a ``with``."""

    def __init__(self, room: Newsroom, on_problem: OnProblem, *, hints: bool = True) -> None:
        """Prepare; ``on_problem`` is called once for an unreadable memory; ``hints`` as in ``memory.stamps``."""
        self._room = room
        self._hints = hints
        self._on_problem = on_problem
        self.whole = True
        """Whether every memory that was requested could be read."""
        self._known: dict[str, Memory | None] = {}
        self._stores: dict[str, Store | None] = {}
        self._open = ExitStack()

    def of(self, language: str) -> "Memory | None":
        """Return the memory of a language; None if it cannot be read."""
        if language not in self._known:
            from workflow.newsroom.memory import open_memory  # slow to import, and most runs do not need it

            self._known[language] = None
            with self._noticing():
                self._known[language] = self._open.enter_context(open_memory(self._room, language, hints=self._hints))
        return self._known[language]

    def store_of(self, language: str) -> "Store | None":
        """Return the pairs of the memory of a language, for the very same sentences; None if unreadable."""
        if language not in self._stores:
            from workflow.newsroom.memory import open_store

            self._stores[language] = None
            with self._noticing():
                self._stores[language] = self._open.enter_context(open_store(self._room, language, hints=self._hints))
        return self._stores[language]

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        try:
            yield
        except WorkflowError as error:
            self.whole = False
            self._on_problem(error)

    def close(self) -> None:
        """Close the indexes; one that is needed again is opened again."""
        self._known.clear()
        self._stores.clear()
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
