"""A newsroom in a folder for tests, driven through the command line as people drive it."""

import calendar
import codecs
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from workflow.catalogs import po as catalogs
from workflow.cli import cli
from workflow.contracts.engines import Engine, Hypothesis
from workflow.model import HAN, Catalog

TRANSLATOR = "Translator <translator@example.org>"
REVIEWER = "Reviewer <reviewer@example.org>"
# Words that count the units would be errors of content.
SETTINGS = """[project]
name = "Newsroom"
office = "The Office"

[draft]
engine = "none"

[review]
severity = { values = "off", negation = "off", length = "off" }
"""
VISIT = """---
title: 代表团访问日内瓦
date: 2018-09-12
source: https://www.example.org/visit
---

代表团于9月3日抵达日内瓦。双方签署了备忘录。

## 下一步

![签字现场](images/signing.png)

双方将于明年再次会晤。
"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f0005000 1ff56c4a3b30000000049454e44ae426082".replace(" ", "")
)


@dataclass(frozen=True)
class Newsroom:
    """The folder; every method runs a command or plays a person with an editor."""

    root: Path

    def run(self, *arguments: str, status: int | None = 0, env: dict[str, str] | None = None) -> Result:
        """Run a command; fail, with what it printed, unless it exits with ``status``; None for any."""
        nobody = {"WORKFLOW_USER": None, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        result = CliRunner().invoke(cli, ["--project", str(self.root), *arguments], env={**nobody, **(env or {})})
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert status in (None, result.exit_code), f"{arguments}: exit {result.exit_code}\n{result.output}"
        return result

    def write(self, path: str, content: str | bytes) -> Path:
        """Put a file into the newsroom."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return file

    def status(self, *arguments: str) -> list[dict[str, Any]]:
        """What ``status --format json`` says."""
        found: list[dict[str, Any]] = json.loads(self.run("status", "--format", "json", *arguments).stdout)
        return found

    def state(self, release: str = "visit") -> tuple[str, str]:
        """State and public of one release."""
        row = next(row for row in self.status() if row["release"] == release)
        return row["state"], row["public"]

    def catalog_path(self, release: str = "visit", language: str = "en") -> Path:
        """Where the catalog is."""
        return self.root / "locales" / language / f"{release}.po"

    def catalog(self, release: str = "visit", language: str = "en") -> Catalog:
        """The catalog as it is on disk."""
        path = self.catalog_path(release, language)
        return catalogs.parse(path.read_bytes(), name=str(path), release=release, language=language)

    def translate_by_hand(self, release: str = "visit", **words: str) -> None:
        """A translator fills every unit: with ``words`` by source, else with words that count the units."""
        catalog = self.catalog(release)
        units = tuple(
            replace(unit, target=words.get(unit.source, unit.target or f"Words {number}."), fuzzy=False)
            for number, unit in enumerate(catalog.units)
        )
        self.catalog_path(release).write_bytes(catalogs.dump(replace(catalog, units=units)))

    def sign_off(self, release: str = "visit") -> None:
        """Translate by hand, submit and approve."""
        self.translate_by_hand(release)
        self.run("submit", release, "--as", TRANSLATOR)
        self.run("approve", release, "--as", REVIEWER)

    def files(self, below: str = "") -> dict[str, bytes]:
        """Every file below a folder, by path."""
        folder = self.root / below
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def at_a_terminal(answers: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command at a terminal on which somebody types; what it prints is read from pipes. Needs a POSIX system."""
    import pty

    ours, theirs = pty.openpty()
    try:
        os.write(ours, answers.encode())
        command = [sys.executable, "-m", "workflow", *arguments]
        return subprocess.run(command, stdin=theirs, capture_output=True, encoding="utf-8", check=False, timeout=120)
    finally:
        os.close(ours)
        os.close(theirs)


def make(root: Path) -> Newsroom:
    """A newsroom with one release, ``visit``, and its picture; nothing translated yet."""
    room = Newsroom(root)
    room.write("workflow.toml", SETTINGS)
    room.write("sources/visit.md", VISIT)
    room.write("sources/images/signing.png", PNG)
    return room


def source_bytes(text: str) -> bytes:
    """A source file that ``files.decode`` reads as ``text``."""
    return (codecs.BOM_UTF8 if text.startswith("\ufeff") else b"") + text.encode("utf-8")


def spelled(text: str) -> str:
    """Return ``Machine``'s translation: a made-up word per Chinese character, days in English, the rest unchanged."""
    text = re.sub(
        "([0-9]+)月([0-9]+)日",
        lambda match: f" {calendar.month_name[int(match[1])]} {match[2]}",
        text.removesuffix("。"),
    )

    def word(match: re.Match[str]) -> str:
        number, letters = ord(match[0]), ""
        while number:
            number, digit = divmod(number, 70)
            letters += "bdfgklmnprstvz"[digit // 5] + "aeiou"[digit % 5]
        return f" {letters}"

    return HAN.sub(word, text).strip() + "."


class Machine:
    """An engine that works in a known way (``spelled``); with ``stop``, somebody presses Ctrl-C before that text."""

    name = "machine"

    def __init__(self, stop: int | None = None) -> None:
        self.stop = stop

    def translate(
        self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
    ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        """Yield one hypothesis for each text, in order."""
        for index, text in enumerate(texts):
            if index == self.stop:
                raise KeyboardInterrupt
            yield index, (Hypothesis(spelled(text), logprob=-0.1, tokens=1),)


MACHINE = Engine(lambda source, target: Machine())
"""What ``registries.ENGINES`` may name."""

STOPPING = Engine(lambda source, target: Machine(2))
"""The same, interrupted at the third text."""
