"""One of many who work in the same newsroom at once: ``python crowd.py ROLE ROOM BOARD [RELEASE]``.

BOARD is a folder: its file ``weather`` says what to do, and each worker keeps a file there with what it has done so
far, as JSON. Nobody looks at a clock: whoever conducts the crowd changes the weather when enough has happened.

- storm: everybody does all they can.
- lull: the author rests and editors only finish what is to be done, so that everything can be signed and published.
- over: stop.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import SystemRandom

from click.testing import CliRunner, Result
from newsroom import REVIEWER, TRANSLATOR, Newsroom

from workflow import files, locks
from workflow.catalogs import po as catalogs
from workflow.cli import cli
from workflow.contracts import registries
from workflow.model import Catalog
from workflow.newsroom import folder as project

Work = Callable[[Newsroom, int, str], Counter[str]]
"""A turn: in this newsroom, the number of the turn, in this weather. What was done, counted."""

DICE = SystemRandom()
FOREVER = 3600.0
"""Seconds."""
RELEASES = ("visit", "talks")
KEPT = "双方签署了备忘录。"
"""A sentence that stays in the sources, whatever their author does."""
SOURCE = (
    "---\ntitle: 代表团访问\ndate: 2018-09-12\n---\n\n代表团于9月{day}日抵达。{more}"
    + KEPT
    + "\n\n## 下一步\n\n{last}\n"
)


def source(day: int, more: str = "", last: str = "双方将再次会晤。") -> str:
    return SOURCE.format(day=day, more=more, last=last)


def invoke(room: Newsroom, *arguments: str) -> Result:
    """Run a command, whatever its exit status; an exception that gets out of it goes on."""
    result = CliRunner().invoke(cli, ["--project", str(room.root), *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def save(path: Path, data: bytes) -> None:
    """As editors do: the whole file, by rename, without any lock."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    beside.replace(path)


def author(room: Newsroom, turn: int, weather: str) -> Counter[str]:
    """Edits, adds and removes sentences."""
    time.sleep(0.05)
    if weather == "lull":
        return Counter()
    text = source(
        DICE.randint(1, 30),
        DICE.choice(["", "会议由外交部主办。"]),
        DICE.choice(["双方将再次会晤。", "会议结束了。"]),
    )
    save(room.root / "sources" / f"{DICE.choice(RELEASES)}.md", text.encode("utf-8"))
    return Counter(saved=1)


class Editor:
    """A translator with an editor and one file; looks, each time, whether all that they saved is still there."""

    def __init__(self, release: str) -> None:
        self.release = release
        self.saved: Catalog | None = None

    def __call__(self, room: Newsroom, turn: int, weather: str) -> Counter[str]:
        """Confirm what is to be done and, in a storm, write something new for one sentence."""
        catalog = room.catalog(self.release)
        here = {unit.target for unit in (*catalog.units, *catalog.obsolete)}
        lost = [unit for unit in self.saved.units if unit.target not in here] if self.saved else []
        if weather == "lull" and all(unit.target and not unit.fuzzy for unit in catalog.units):
            time.sleep(0.05)
            return Counter(lost=len(lost))
        words = f"Words of {self.release} {turn}"
        units = tuple(
            replace(
                unit,
                target=f"{words}, {number}." if unit.source == KEPT or not unit.target or unit.fuzzy else unit.target,
                fuzzy=False,
                previous_source=None,
            )
            for number, unit in enumerate(catalog.units)
        )
        self.saved = replace(catalog, units=units)
        save(room.catalog_path(self.release), catalogs.dump(self.saved))
        time.sleep(0.002)
        return Counter(saved=1, lost=len(lost))


def command(name: str, *arguments: str, each: bool = False) -> Work:
    """Runs a command again and again, for each release or for all."""

    def work(room: Newsroom, turn: int, weather: str) -> Counter[str]:
        done: Counter[str] = Counter()
        for release in RELEASES if each else ("",):
            result = invoke(room, name, *filter(None, [release]), *arguments)
            done[f"exit {result.exit_code}"] += 1
            done[f"{release} signed"] += each and result.exit_code == 0
            for line in result.stdout.splitlines():
                done["pages told"] += ": published, " in line
                done["stale told"] += "stale" in line
                done["new or changed"] += ".po: " in line and "in sync" not in line
            if name == "publish" and result.exit_code == 1:
                # Somebody approved another text while pages of the one before were made: the next run publishes that.
                done["approved meanwhile"] += 1
                done["refused"] += result.output.count("publish again") != result.output.count("workflow: ")
            if result.exit_code > 1 or done["refused"]:
                sys.stderr.write(result.output)
        return done

    return work


ROLES: dict[str, Callable[[str], Work]] = {
    "author": lambda _: author,
    "editor": Editor,
    "sync": lambda _: command("translate", "--engine", "none"),
    "draft": lambda _: command("translate", "--engine", "machine"),
    "submit": lambda _: command("submit", "--as", TRANSLATOR, each=True),
    "approve": lambda _: command("approve", "--as", REVIEWER, each=True),
    "publish": lambda _: command("publish"),
}


def main(role: str, folder: str, board: str, release: str = "") -> None:
    """Work until it is over."""
    registries.ENGINES.places["machine"] = "newsroom:MACHINE"  # before the command is imported
    # Nobody gives up because the machine is busy: that is for the conductor to say.
    project._PATIENCE = FOREVER
    locks.locked.__wrapped__.__kwdefaults__["wait"] = FOREVER
    room, work, done, turn = Newsroom(Path(folder)), ROLES[role](release), Counter[str](), 0
    write_over, exchange = project.write_over, files.exchange

    def counted_write(path: Path, data: bytes, seen: bytes | None) -> bool:
        written = write_over(path, data, seen)
        done["written" if written else "saved by somebody meanwhile"] += 1
        return written

    def counted_exchange(one: str, other: Path) -> bool:
        done["exchanged"] += 1
        return exchange(one, other)

    project.write_over, files.exchange = counted_write, counted_exchange
    mine = Path(board) / f"{role} {release}.json".replace(" .", ".")
    while (weather := (Path(board) / "weather").read_text(encoding="utf-8")) != "over":
        turn += 1
        done += work(room, turn, weather)
        save(mine, json.dumps({"turns": turn, **done}).encode("utf-8"))


if __name__ == "__main__":
    main(*sys.argv[1:])
