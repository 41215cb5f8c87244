"""The memory of each language, opened when it is first asked and kept open for the next release."""

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
        """on_problem: called once for a memory that cannot be read. hints: as in ``memory.stamps``."""
        self._room = room
        self._hints = hints
        self._on_problem = on_problem
        self.whole = True
        """Whether every one that was asked for could be read."""
        self._known: dict[str, Memory | None] = {}
        self._stores: dict[str, Store | None] = {}
        self._open = ExitStack()

    def of(self, language: str) -> "Memory | None":
        """The memory of a language; None if it cannot be read."""
        if language not in self._known:
            from workflow.newsroom.memory import open_memory  # dear to import, and most runs have nothing to ask

            self._known[language] = None
            with self._noticing():
                self._known[language] = self._open.enter_context(open_memory(self._room, language, hints=self._hints))
        return self._known[language]

    def store_of(self, language: str) -> "Store | None":
        """The pairs of the memory of a language, which find the very same sentences alone; None if they cannot be read."""
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
        """Let the indexes go; one that is asked again is opened again."""
        self._known.clear()
        self._stores.clear()
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
