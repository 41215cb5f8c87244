"""Where requests meet the newsroom: five threads, each with its own view of it.

What a person waits for (opening, saving) runs in one thread, one thing after another; what takes longer (the memory,
search, the overview, signing) in another, so that no save waits for it; checks of whole texts in the third, looking
for what others changed in the fourth and the machine in the fifth. These three write nothing of the newsroom, and
nobody waits for them when the server ends. They all share
files, with the same locks as between two commands, and what was parsed of them, which never changes.
"""

import asyncio
import contextvars
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from workflow.errors import WorkflowError
from workflow.interface import shown
from workflow.newsroom.cache import stamp
from workflow.newsroom.folder import SETTINGS, SIGNERS, Newsroom
from workflow.newsroom.judging import Judge
from workflow.newsroom.memories import Memories
from workflow.newsroom.recent import Recent
from workflow.newsroom.redrafting import Machine

_MOST_PAUSE = 1.0
"""For how many seconds at most the checks stop for a save; it takes some milliseconds."""

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class View:
    """A newsroom as one thread sees it.

    Attributes:
        room: The newsroom.
        judge: Its checks.
        memories: Its memories.
        problems: The sentences of what could not be read; emptied after each piece of work.
    """

    room: Newsroom
    judge: Judge
    memories: Memories
    problems: list[str]

    def on_problem(self, error: WorkflowError) -> None:
        """Note a problem that did not stop the work."""
        self.problems.append(shown(error.message))


class _Thread:
    """One thread with its own view, opened again when the settings, the signers or a term base changed."""

    def __init__(self, folder: Path | None, name: str, recent: Recent, between: Callable[[], None]) -> None:
        self._folder = folder
        self._recent = recent
        self._between = between
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name) if name in ("quick", "slow") else _Abandoned(name)
        self._open = ExitStack()
        self._view: View | None = None
        self._frame: tuple[str, ...] = ()

    async def run(self, work: Callable[[View], T]) -> tuple[T, tuple[str, ...]]:
        # What is said is in the language of whoever asks.
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._pool, context.run, self._run, work)

    def _run(self, work: Callable[[View], T]) -> tuple[T, tuple[str, ...]]:
        view = self._now()
        view.problems.clear()
        result = work(view)
        return result, tuple(dict.fromkeys(view.problems))

    def _now(self) -> View:
        if self._view is None or _frame(self._view.room) != self._frame:
            self._open.close()
            problems: list[str] = []
            room = Newsroom.open(self._folder, recent=self._recent)
            self._frame = _frame(room)
            self._open.callback(room.close)

            def on_problem(error: WorkflowError) -> None:
                problems.append(shown(error.message))

            judge = self._open.enter_context(Judge(room, on_problem, hints=True, again=True, between=self._between))
            self._view = View(room, judge, judge.memories, problems)
        return self._view

    def close(self) -> None:
        """End the thread; what it is doing is finished first."""
        self._pool.submit(self._open.close)
        self._pool.shutdown()


class _Abandoned(Executor):
    """One thread that is left alone when the program ends, in the middle of its work if need be: it writes nothing."""

    def __init__(self, name: str) -> None:
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        threading.Thread(target=self._loop, name=name, daemon=True).start()

    def _loop(self) -> None:
        while True:
            self._work.get()()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        future: Future[T] = Future()

        def work() -> None:
            if future.set_running_or_notify_cancel():
                try:
                    result = fn(*args, **kwargs)
                except BaseException as error:  # noqa: BLE001 - whoever asked for it gets it
                    _quietly(future.set_exception, error)
                else:
                    _quietly(future.set_result, result)

        self._work.put(work)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT002 - as declared
        pass


def _quietly(tell: Callable[[T], None], what: T) -> None:
    with suppress(RuntimeError):  # the loop that asked has ended
        tell(what)


def _frame(room: Newsroom) -> tuple[str, ...]:
    languages = room.settings.target_languages
    paths = (room.root / SETTINGS, room.root / SIGNERS, *map(room.terms_path, languages))
    return tuple(map(stamp, paths))


class Desk:
    """The five threads. Close it."""

    def __init__(self, folder: Path | None) -> None:
        """Prepare; the newsroom in ``folder``, else that of the current folder, is opened by the first request."""
        self._folder = folder
        self._recent = Recent()
        self._waiting = 0
        self._free = threading.Event()
        self._free.set()
        self._quick = self._thread("quick")
        self._slow = self._thread("slow")
        self._checks = self._thread("checks")
        self._watching = self._thread("watching")
        self._machine: tuple[_Thread, Machine] | None = None

    def _thread(self, name: str) -> _Thread:
        return _Thread(self._folder, name, self._recent, self._let_go_first)

    def _let_go_first(self) -> None:
        """Let what a person waits for go first: threads would take turns, at each file that it opens."""
        if not self._free.is_set():
            self._free.wait(_MOST_PAUSE)

    async def quick(self, work: Callable[[View], T]) -> tuple[T, tuple[str, ...]]:
        """Do what a person waits for; also return the problems that did not stop it."""
        self._waiting += 1
        self._free.clear()
        try:
            return await self._quick.run(work)
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._free.set()

    async def slow(self, work: Callable[[View], T]) -> tuple[T, tuple[str, ...]]:
        """Do what takes long; also return the problems that did not stop it."""
        return await self._slow.run(work)

    async def checks(self, work: Callable[[View], T]) -> tuple[T, tuple[str, ...]]:
        """Check a whole text; also return the problems that did not stop it."""
        return await self._checks.run(work)

    async def watching(self, work: Callable[[View], T]) -> tuple[T, tuple[str, ...]]:
        """Look for what others changed; also return the problems that did not stop it."""
        return await self._watching.run(work)

    async def machine(self, work: Callable[[View, Machine], T]) -> tuple[T, tuple[str, ...]]:
        """Have the machine do something; also return the problems that did not stop it."""
        if self._machine is None:
            self._machine = self._thread("machine"), Machine()
        thread, machine = self._machine
        return await thread.run(lambda view: work(view, machine))

    def close(self) -> None:
        """Finish what is being done, then end; what writes nothing is left alone."""
        for thread in (self._quick, self._slow, self._checks, self._watching):
            thread.close()
