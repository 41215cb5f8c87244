"""Tells open pages what changed on disk, whoever changed it: a browser, an editor, a command, git.

One watch for each release that is open somewhere. It asks the disk for stamps, which costs microseconds, and reads only
what has another stamp than before.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from workflow.errors import WorkflowError
from workflow.model import Release
from workflow.newsroom import claims, reviewing
from workflow.newsroom.cache import stamp
from workflow.web.answers import line_json, now, state_json
from workflow.web.desk import Desk, View

EVERY = 0.4
"""Seconds between two looks at the disk."""

CALM = 0.5
PATIENCE = 3.0
"""Seconds without a save before the whole text is looked at again, so that no save waits for that; at most so many."""

BEAT = 15.0
"""Seconds between two signs of life on a stream, so that neither side waits for one that is gone."""

Change = tuple[str, Mapping[str, Any]]


@dataclass(eq=False)
class Changes:
    """What one open page has not been told yet; ``who`` has it open."""

    who: str = ""
    queue: "asyncio.Queue[Change]" = field(default_factory=asyncio.Queue)

    async def next(self, stopping: asyncio.Event) -> Change | None:
        """Wait for a change; None after a while without one, or when the server ends."""
        waiting = asyncio.ensure_future(self.queue.get())
        ending = asyncio.ensure_future(stopping.wait())
        try:
            done, _ = await asyncio.wait({waiting, ending}, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
            return waiting.result() if waiting in done else None
        finally:
            waiting.cancel()
            ending.cancel()


@dataclass(eq=False)
class _Watch:
    release: str
    language: str
    pages: set[Changes] = field(default_factory=set)
    nudged: asyncio.Event = field(default_factory=asyncio.Event)
    looked: asyncio.Event = field(default_factory=asyncio.Event)
    saves: dict[str, int] = field(default_factory=dict)
    last_save: float = 0.0
    task: "asyncio.Task[None] | None" = None
    at: Release | None = None
    stamps: tuple[str, ...] = ()
    seen: dict[str, str] = field(default_factory=dict)
    frame: str = ""
    state: Mapping[str, Any] = field(default_factory=dict)
    claim: str = ""


class Watches:
    """The watches of a server."""

    def __init__(self, desk: Desk) -> None:
        """Begin with none; ``desk`` reads what changed."""
        self._desk = desk
        self._open: dict[tuple[str, str], _Watch] = {}

    @asynccontextmanager
    async def of(self, release: str, language: str, who: str = "") -> AsyncIterator[Changes]:
        """Watch a release while somebody has a page of it open; whoever has one too is notified."""
        watch = self._open.setdefault((release, language), _Watch(release, language))
        changes = Changes(who)
        watch.pages.add(changes)
        self._tell(watch, ("people", {}))
        if watch.task is None:
            watch.task = asyncio.create_task(self._watch(watch))
        try:
            # What changes before the first look is not told by the watch; whoever comes catches up after it.
            await watch.looked.wait()
            yield changes
        finally:
            watch.pages.discard(changes)
            self._tell(watch, ("people", {}))
            if not watch.pages:
                self._open.pop((release, language), None)
                watch.task.cancel()

    async def catch_up(self, changes: Changes, release: str, language: str, since: str, *, again: bool) -> None:
        """Tell a page what changed since it was made.

        Args:
            changes: The page's.
            release: The release's id.
            language: The target language.
            since: ``Text.print`` as the page has it, both parts with a space between.
            again: Whether it has listened before. It may then show translations that have been taken back meanwhile, so
                it gets all of them.
        """

        def work(view: View) -> list[Change]:
            at = now()
            text = reviewing.text_of(view.room, release, language)
            frame, _, shown = since.partition(" ")
            told: list[Change] = [] if text.frame == frame else [("text", {})]
            if again or text.print != shown:
                told.append(("units", {"units": [line_json(line, at) for line in text.lines]}))
            return [*told, ("state", state_json(text.present))]

        with suppress(WorkflowError):  # the watch says what is wrong
            for change in (await self._desk.watching(work))[0]:
                changes.queue.put_nowait(change)

    def people(self, release: str, language: str) -> tuple[str, ...]:
        """Return who has a release open, each once, as a ledger names them."""
        watch = self._open.get((release, language))
        return tuple(sorted({page.who for page in watch.pages if page.who})) if watch else ()

    def saved(self, release: str, language: str, line: Mapping[str, Any]) -> None:
        """Tell all pages of a sentence that was saved; the whole text is looked at later."""
        if watch := self._open.get((release, language)):
            watch.last_save = time.monotonic()
            watch.saves[line["key"]] = line["at"]
            watch.seen.pop(line["key"], None)
            watch.stamps = ()
            self._tell(watch, ("units", {"units": [line]}))

    def nudge(self, release: str, language: str) -> None:
        """Look at once, because somebody signed or claimed something."""
        if watch := self._open.get((release, language)):
            watch.nudged.set()

    def close(self) -> None:
        """End all watches."""
        for watch in self._open.values():
            if watch.task:
                watch.task.cancel()

    async def _watch(self, watch: _Watch) -> None:
        first, problem, problems = True, "", 0
        while True:
            begun = now()
            try:
                found, _ = await self._desk.watching(lambda view: _look(view, watch))
            except WorkflowError as error:
                # An editor may be in the middle of a save: only what is still wrong at the next look is reported, once.
                problems = problems + 1 if error.message == problem else 0
                problem = error.message
                if problems == 1:
                    self._tell(watch, ("problem", {"message": problem}))
                watch.stamps = ()
            else:
                problem = ""
                self._take_back(watch, begun)
                for change in found if not first else ():
                    self._tell(watch, change)
                first = False
            watch.looked.set()
            await self._pause(watch)
            watch.nudged.clear()

    async def _pause(self, watch: _Watch) -> None:
        """Wait until it is time to look again: soon, at once after a nudge, and not while somebody saves."""
        begun = time.monotonic()
        wait = EVERY
        while 0 < wait:
            with suppress(TimeoutError):
                await asyncio.wait_for(watch.nudged.wait(), wait)
                return
            wait = min(watch.last_save + CALM, begun + PATIENCE) - time.monotonic()

    def _take_back(self, watch: _Watch, begun: int) -> None:
        """Look again at what was saved during a look: it may have read what was there before, or what came after."""
        for key, at in watch.saves.items():
            if at >= begun:
                watch.seen.pop(key, None)
                watch.stamps = ()
        watch.saves.clear()

    def _tell(self, watch: _Watch, change: Change) -> None:
        for page in watch.pages:
            page.queue.put_nowait(change)


def _look(view: View, watch: _Watch) -> list[Change]:
    """Return what changed since the last look."""
    at = now()
    room = view.room
    claim = stamp(claims.path_of(room, watch.release, watch.language))
    told: list[Change] = [("people", {})] if claim != watch.claim else []
    watch.claim = claim
    if watch.at is None or reviewing.stamps_of(room, watch.at, watch.language) != watch.stamps:
        found = room.find_one(watch.release)
        watch.at = None if isinstance(found, str) else found
        watch.stamps = reviewing.stamps_of(room, watch.at, watch.language) if watch.at else ()
    else:
        return told
    text = reviewing.text_of(room, watch.release, watch.language)
    seen = {line.key: line.print for line in text.lines}
    frame = text.frame
    changes = told
    if frame != watch.frame:
        changes.append(("text", {}))
    # The first look only learns what there is; whoever has opened a page catches up by themselves.
    fresh = text.lines if watch.frame else ()
    changed = [line_json(line, at) for line in fresh if watch.seen.get(line.key) != seen[line.key]]
    if changed:
        changes.append(("units", {"units": changed}))
    state = state_json(text.present)
    if state != watch.state:
        changes.append(("state", state))
        changes.append(("people", {}))  # an act ends a claim
    watch.seen, watch.frame, watch.state = seen, frame, state
    return changes
