"""What open pages are told about a release: just what changed since the last look, whoever changed it."""

import asyncio
import random
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import REVIEWER, TRANSLATOR, VISIT, Newsroom, make

from workflow.errors import WorkflowError
from workflow.newsroom import reviewing
from workflow.newsroom.claims import claim, path_of
from workflow.newsroom.folder import Newsroom as Room
from workflow.signoff.present import short_digest
from workflow.web.answers import line_json
from workflow.web.desk import Desk, View
from workflow.web.watching import Changes, Watches, _look, _Watch

Seen = tuple[dict[str, dict[str, Any]], str, tuple[str, str], bytes]


def seen(newsroom: Newsroom) -> Seen:
    """The release as a page shows it, by somebody who reads everything: units, text, state, claim."""
    room = Room.open(newsroom.root)
    text = reviewing.text_of(room, "visit", "en")
    digest, claimed = text.present.digest, path_of(room, "visit", "en")
    state = (text.present.state.value, short_digest(digest) if digest else "")
    units = {line.key: line_json(line, 0) for line in text.lines}
    return units, text.frame, state, claimed.read_bytes() if claimed.exists() else b""


def changes(newsroom: Newsroom) -> dict[str, Callable[[], object]]:
    """What people and programs do to a release."""
    source = newsroom.root / "sources/visit.md"

    def translate(number: int, words: str) -> None:
        catalog = newsroom.catalog()
        newsroom.translate_by_hand(**{catalog.units[number % len(catalog.units)].source: words})

    def sync(text: str) -> None:
        newsroom.write("sources/visit.md", text)
        newsroom.run("translate", status=None)

    return {
        "a sentence": lambda: translate(1, "The delegation arrived."),
        "another": lambda: translate(2, "They signed a memorandum, then they left."),
        "the same again": lambda: translate(1, "The delegation came."),
        "a longer source": lambda: sync(VISIT + "\n双方表示满意。\n"),
        "the source as it was": lambda: sync(VISIT),
        "the source is edited, no more": lambda: newsroom.write("sources/visit.md", VISIT.replace("再次", "")),
        "the source goes": lambda: source.unlink(missing_ok=True),
        "submit": lambda: newsroom.run("submit", "visit", "--as", TRANSLATOR, status=None),
        "approve": lambda: newsroom.run("approve", "visit", "--as", REVIEWER, status=None),
        "return": lambda: newsroom.run("return", "visit", "--reason", "No.", "--as", REVIEWER, status=None),
        "claim": lambda: claim(Room.open(newsroom.root), "visit", "en", TRANSLATOR, "2026-11-27T10:00:00Z", reason="x"),
        "claim again": lambda: claim(
            Room.open(newsroom.root), "visit", "en", REVIEWER, "2026-11-27T10:00:01Z", reason="Again, and longer."
        ),
        "a broken catalog": lambda: newsroom.catalog_path().write_bytes(
            newsroom.catalog_path().read_bytes() + b"msgid"
        ),
        "a whole catalog": lambda: newsroom.catalog_path().write_bytes(
            newsroom.catalog_path().read_bytes().removesuffix(b"msgid")
        ),
        "nothing": lambda: None,
    }


@pytest.mark.parametrize("seed", range(3))
def test_pages_are_told_what_changed_and_nothing_else(tmp_path: Path, seed: int) -> None:
    newsroom = make(tmp_path)
    newsroom.run("translate")
    newsroom.translate_by_hand()
    newsroom.run("submit", "visit", "--as", TRANSLATOR)
    view = cast("View", SimpleNamespace(room=Room.open(newsroom.root)))
    watch = _Watch("visit", "en")
    assert not [change for kind, change in _look(view, watch) if kind == "units"]  # the first look only learns
    before = seen(newsroom)
    steps = [*changes(newsroom).items()] * 2
    random.Random(seed).shuffle(steps)  # noqa: S311 - nothing secret
    for name, step in [("nothing", lambda: None), *steps]:
        with suppress(WorkflowError):  # not every step can be taken now
            step()
        try:
            now = seen(newsroom)
        except WorkflowError:
            with pytest.raises(WorkflowError):
                _look(view, watch)
            watch.stamps = ()  # as after every look that failed
            continue
        told: dict[str, Any] = dict(_look(view, watch))
        units = {each["key"]: {**each, "at": 0} for each in told.get("units", {}).get("units", ())}
        differ = {key: line for key, line in now[0].items() if before[0].get(key) != line}
        if now[1] == before[1]:
            assert units == differ, name
        else:  # the page is loaded anew
            assert units.items() <= differ.items(), name
        wanted = {kind: now[place] != before[place] for kind, place in (("text", 1), ("state", 2))}
        assert {kind: kind in told for kind in wanted} == wanted, name
        assert "people" in told or now[2:] == before[2:], name
        assert told == {} or name != "nothing"
        if wanted["state"]:
            assert (told["state"]["state"], told["state"]["text"]) == now[2]
        before = now


# --- who has a release open ---


class Idle:
    """A desk at which nothing ever changed."""

    looks = 0

    async def watching(self, _: object) -> tuple[list[object], tuple[str, ...]]:
        self.looks += 1
        return [], ()


def heard(page: Changes) -> list[Any]:
    """What a page was told since the last time."""
    return [page.queue.get_nowait() for _ in range(page.queue.qsize())]


PEOPLE = ("Wang <wang@example.org>", "An <an@example.org>", "")


@given(st.data())
def test_whoever_has_a_release_open_is_told_when_others_come_and_go(data: st.DataObject) -> None:
    async def day() -> None:
        desk = Idle()
        watches = Watches(cast("Desk", desk))
        open_: list[tuple[str, str, Changes, AsyncExitStack]] = []
        for _ in range(data.draw(st.integers(1, 8))):
            place = data.draw(st.integers(0, len(open_)))
            if place == len(open_):
                release, who = data.draw(st.sampled_from(["visit", "other"])), data.draw(st.sampled_from(PEOPLE))
                leaving, looks, first = AsyncExitStack(), desk.looks, release not in {name for name, *_ in open_}
                page = await leaving.enter_async_context(watches.of(release, "en", who))
                open_.append((release, who, page, leaving))
                assert desk.looks > looks or not first  # even if somebody had it open before
            else:
                release, _, page, leaving = open_.pop(place)
                await leaving.aclose()
                assert heard(page) == []
            for at in ("visit", "other"):
                there = {who for name, who, *_ in open_ if name == at and who}
                assert watches.people(at, "en") == tuple(sorted(there))
                assert watches.people(at, "fr") == ()
            for name, _, page, _ in open_:
                assert heard(page) == ([("people", {})] if name == release else [])
        for *_, leaving in open_:
            await leaving.aclose()
        assert watches.people("visit", "en") == watches.people("other", "en") == ()

    asyncio.run(day())


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("units", ["as they are", "others"])
@pytest.mark.parametrize("frame", ["as it is", "another"])
def test_a_page_catches_up_on_just_what_it_has_missed(tmp_path: Path, frame: str, units: str, again: bool) -> None:
    newsroom = make(tmp_path)
    newsroom.run("translate")
    room = Room.open(newsroom.root)
    text = reviewing.text_of(room, "visit", "en")

    class Reading:
        async def watching(self, work: Callable[[object], object]) -> tuple[object, tuple[str, ...]]:
            return work(SimpleNamespace(room=room)), ()

    page = Changes("An")
    since = f"{text.frame if frame == 'as it is' else 'x'} {text.print if units == 'as they are' else 'x'}"
    asyncio.run(Watches(cast("Desk", Reading())).catch_up(page, "visit", "en", since, again=again))
    told = dict(heard(page))
    missed = {"text": frame == "another", "units": again or units == "others", "state": True}
    assert [*told] == [kind for kind, yes in missed.items() if yes]
    assert told["state"]["state"] == "draft"
    if missed["units"]:
        assert [each["key"] for each in told["units"]["units"]] == [line.key for line in text.lines]


def test_a_page_that_was_told_nothing_waits_until_something_happens_or_the_server_ends() -> None:
    async def day() -> None:
        page, stopping = Changes("An"), asyncio.Event()
        waiting = asyncio.ensure_future(page.next(stopping))
        page.queue.put_nowait(("state", {}))
        page.queue.put_nowait(("units", {}))
        assert await waiting == ("state", {})
        assert await page.next(stopping) == ("units", {})
        waiting = asyncio.ensure_future(page.next(stopping))
        stopping.set()
        assert await waiting is None

    asyncio.run(day())
