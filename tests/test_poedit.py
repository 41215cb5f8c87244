"""A translator opens a catalog in the real Poedit, confirms drafts and saves it."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from newsroom import REVIEWER, TRANSLATOR, VISIT, Newsroom, make

from workflow.catalogs.returns import RETURNED
from workflow.contracts.registries import ENGINES
from workflow.model import Unit, UnitState

PATIENCE = 120.0
"""How long a busy machine may take, in seconds; on a quiet one, all of it takes three."""


@dataclass(frozen=True)
class Poedit:
    """Poedit with a catalog open, on a screen that nobody sees."""

    path: Path
    screen: dict[str, str]
    xdotool: str

    def press(self, *keys: str) -> None:
        """Press keys in its window, one after the other."""
        for key in keys:
            subprocess.run([self.xdotool, "key", "--clearmodifiers", key], env=self.screen, check=True)
            time.sleep(0.2)

    def windows(self) -> list[str]:
        """The titles of all windows that can be seen: one more is a question or an alarm."""
        found = subprocess.run(
            [self.xdotool, "search", "--onlyvisible", "--name", "."], env=self.screen, capture_output=True, check=False
        )
        titles = []
        for window in found.stdout.decode().split():
            name = [self.xdotool, "getwindowname", window]
            titles.append(
                subprocess.run(name, env=self.screen, capture_output=True, check=False).stdout.decode().strip()
            )
        return [title for title in titles if title]

    def confirm(self) -> None:
        """Confirm the drafts from the chosen one on and save, until the file has one fewer."""
        before = self.drafts()
        waiting("Poedit confirms and saves", lambda: self._confirmed(before))

    def _confirmed(self, before: int) -> bool:
        self.press("ctrl+Return", "ctrl+s")  # done, and on to the next
        end = time.monotonic() + 2
        while time.monotonic() < end:
            if self.path.read_bytes().endswith(b"\n") and self.drafts() < before:
                return True
            time.sleep(0.1)
        return False

    def drafts(self) -> int:
        """How many entries of the file are fuzzy."""
        return self.path.read_text(encoding="utf-8").count("#, fuzzy")


def waiting(for_what: str, done: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, f"{for_what}: not within {PATIENCE:.0f} s"
        time.sleep(0.2)


@contextmanager
def running(command: Sequence[str], **more: object) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def poedit(path: Path, home: Path, require_tool: Callable[[str], str]) -> Iterator[Poedit]:
    """Open a catalog in a Poedit that has no settings of anybody's."""
    tools = {name: require_tool(name) for name in ("Xvfb", "poedit", "xdotool")}
    home.mkdir()
    reading, writing = os.pipe()
    with ExitStack() as stack:
        # It takes a display that nobody has, and says which.
        display = [tools["Xvfb"], "-displayfd", str(writing), "-screen", "0", "1200x900x24", "-nolisten", "tcp"]
        stack.enter_context(running(display, pass_fds=[writing]))
        os.close(writing)
        with os.fdopen(reading, "rb") as stream:
            number = stream.readline().decode().strip()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DBUS_"))}
        screen = {**kept, "DISPLAY": f":{number}", "HOME": str(home), "LANG": "C.UTF-8", "NO_AT_BRIDGE": "1"}
        screen["XDG_RUNTIME_DIR"] = str(home)
        stack.enter_context(running([tools["poedit"], str(path)], env=screen))
        find = [tools["xdotool"], "search", "--onlyvisible", "--name", "Poedit"]
        found: list[str] = []

        def there() -> bool:
            found[:] = subprocess.run(find, env=screen, capture_output=True, check=False).stdout.decode().split()
            return bool(found)

        waiting("Poedit opens the catalog", there)
        subprocess.run([tools["xdotool"], "windowfocus", "--sync", found[0]], env=screen, check=True)
        yield Poedit(path, screen, tools["xdotool"])


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """A release that was returned: one sentence is stale since, one new and drafted; the translator has a note."""
    monkeypatch.setitem(ENGINES.places, "argos", "newsroom:MACHINE")
    room = make(tmp_path / "room")
    room.run("translate", "--engine", "argos")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("return", "visit", "--reason", "Use the official name, 国家知识产权局的正式译名。", "--as", REVIEWER)
    room.write("sources/visit.md", VISIT.replace("备忘录。", "备忘录。双方交换了意见。").replace("9月3日", "9月4日"))
    room.run("translate", "--engine", "argos")
    path = room.catalog_path()
    text = path.read_text(encoding="utf-8")
    path.write_text(f"# my own note\n{text}", encoding="utf-8")
    return room


def settled(unit: Unit) -> Unit:
    """A unit without what confirming it changes."""
    return replace(unit, fuzzy=False, previous_source=None, previous_context=None)


def test_poedit_confirms_drafts_and_keeps_every_byte_of_ours(
    room: Newsroom, tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    before = room.catalog()
    states = [unit.state for unit in before.units]
    assert {UnitState.DRAFT, UnitState.STALE, UnitState.TRANSLATED} == set(states)
    assert before.comment.startswith(f"my own note\n{RETURNED}")
    with poedit(room.catalog_path(), tmp_path / "home", require_tool) as editor:
        editor.confirm()
        windows = editor.windows()
    assert len(windows) == 1, f"Poedit asks or warns: {windows}"
    after = room.catalog()
    assert list(map(settled, after.units)) == list(map(settled, before.units))
    confirmed = [now for was, now in zip(before.units, after.units, strict=True) if was.fuzzy and not now.fuzzy]
    assert confirmed
    assert all(unit.state is UnitState.TRANSLATED for unit in confirmed)
    changed = {name for name, value in after.headers if before.header(name) != value}
    assert changed <= {"PO-Revision-Date", "X-Generator", "Last-Translator", "Language-Team", "Plural-Forms"}
    assert after.comment == before.comment
    # What Poedit wrote is what we would have written, and gettext has nothing to say.
    written = room.catalog_path().read_bytes()
    room.run("translate", "--engine", "argos")
    assert room.catalog_path().read_bytes() == written
    checked = subprocess.run(
        [require_tool("msgfmt"), "-c", "-o", "-", room.catalog_path()], capture_output=True, check=True
    )
    assert checked.stderr == b""
    done = states.count(UnitState.TRANSLATED) + len(confirmed)
    assert room.status("visit")[0]["units"]["translated"] == done
