"""The recipes of docs/development.md: each is followed in a copy of the package and used through the command line."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import newsroom
import pytest
from newsroom import REVIEWER, SETTINGS

ROOT = Path(__file__).resolve().parent.parent
RECIPES = (ROOT / "docs/development.md").read_text(encoding="utf-8")
MODULES = re.findall(r"```python\n# (workflow/\S+\.py)\n(.*?)```", RECIPES, re.DOTALL)
LINES = re.findall(r"```python\n# workflow/contracts/registries\.py, in ([A-Z]+)\n(.*?)```", RECIPES, re.DOTALL)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the package in which every recipe was followed."""
    folder = tmp_path_factory.mktemp("recipes")
    shutil.copytree(ROOT / "workflow", folder / "workflow", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for path, text in MODULES:
        file = folder / path
        file.parent.mkdir(exist_ok=True)  # a language is a folder
        assert not file.exists()
        file.write_text(text, encoding="utf-8")
    registries = folder / "workflow/contracts/registries.py"
    for registry, line in LINES:
        text = registries.read_text(encoding="utf-8")
        start = re.search(rf'^{registry}: "Registry.+" = Registry\(\n +".+",\n +{{\n', text, re.MULTILINE)
        assert start, registry
        registries.write_text(text[: start.end()] + f"        {line}" + text[start.end() :], encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Copied(newsroom.Newsroom):
    """A newsroom on which the copy works."""

    package: Path = Path()

    def run(self, *arguments: str, status: int = 0, env: dict[str, str] | None = None) -> Any:
        """Run a command of the copy; fail, with what it printed, unless it exits with ``status``."""
        result = subprocess.run(
            [sys.executable, "-m", "workflow", "--project", str(self.root), *arguments],
            cwd=self.package,
            env={**os.environ, "PYTHONPATH": str(self.package), "PYTHONUTF8": "1", **(env or {})},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert result.returncode == status, f"{arguments}: exit {result.returncode}\n{result.stdout}{result.stderr}"
        return result


@pytest.fixture
def room(package: Path, tmp_path: Path) -> Copied:
    made = newsroom.make(tmp_path)
    return Copied(made.root, package)


def test_there_is_a_recipe_for_every_registry(package: Path) -> None:
    assert {registry for registry, _ in LINES} == {"READERS", "WRITERS", "CHECKS", "ENGINES", "LANGUAGES"}
    assert len(MODULES) == len(LINES)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", os.devnull, *(path for path, _ in MODULES)],
        cwd=package,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_new_reader_reads_what_it_is_for(room: Copied) -> None:
    message = EmailMessage()
    message["Subject"] = "代表团访问日内瓦"
    message.set_content("代表团抵达日内瓦。双方签署了备忘录。\n", charset="gb18030")
    room.write("sources/letter.eml", message.as_bytes())
    room.write("sources/picture.eml", b"Subject: x\nContent-Type: image/png\n\nx\n")
    assert "sources/picture.eml: has no plain text" in room.run("translate", status=1).stderr
    assert [(unit.context, unit.source) for unit in room.catalog("letter").units] == [
        ("title", "代表团访问日内瓦"),
        ("", "代表团抵达日内瓦。"),
        ("", "双方签署了备忘录。"),
    ]
    room.sign_off("letter")
    room.run("publish", "letter")
    assert "Words 1." in room.files("public/en")["letter.html"].decode()
    assert ".eml" in room.run("init", str(room.root / "other")).stdout


def test_a_new_writer_publishes_is_verified_withdraws_and_is_cleared_away(room: Copied) -> None:
    formats = '\n[publish]\nformats = ["html", "markdown", "{}"]\n'
    room.write("workflow.toml", SETTINGS + formats.format("gopher"))
    assert 'one or more of "gemini", "html", "markdown"' in room.run("status", status=2).stderr
    room.write("workflow.toml", SETTINGS + formats.format("gemini"))
    room.run("translate")
    room.run("publish", "--draft")
    assert room.files("drafts/en")["visit.gmi"].startswith(b"DRAFT, not approved")
    room.sign_off()
    room.run("publish")
    page = room.files("public/en")["visit.gmi"].decode()
    assert page.startswith("Words 0.\n\nWords 1. Words 2.\n\n")
    assert page.endswith("(Translated from the Chinese original. Approved by a second person.)")
    certificate = json.loads(room.files("public/en")["visit.certificate.json"])
    assert "visit.gmi" in json.dumps(certificate)
    room.run("verify")
    room.write("public/en/visit.gmi", page + "!")
    assert "visit.gmi: is not what was published" in room.run("verify", status=1).stdout
    room.run("publish")
    room.run("verify")
    room.run("withdraw", "visit", "--reason", "Wrong.", "--as", REVIEWER)
    assert room.files("public/en")["visit.gmi"].decode().endswith(": Wrong.")
    assert room.state() == ("withdrawn", "withdrawn")
    room.run("verify")
    # Whoever gives a format up has its pages removed, and the ledger that tells of them stays valid.
    room.write("workflow.toml", SETTINGS)
    room.run("publish")
    assert set(room.files("public/en")) & {"visit.gmi", "visit.html"} == {"visit.html"}
    room.run("verify")


def test_a_new_check_finds_and_explains_itself(room: Copied) -> None:
    room.run("translate")
    room.translate_by_hand(**{"双方签署了备忘录。": "They signed it!"})
    found = json.loads(room.run("check", "--format", "json").stdout)
    assert [(each["severity"], each["message"]) for each in found if each["check"] == "exclamation"] == [
        ("warning", "the source has no exclamation mark")
    ]
    said = room.run("check", "--explain", "exclamation").stdout
    assert "An office seldom shouts." in said
    assert "    The meeting has opened!" in said
    settings = SETTINGS.replace("{ values", '{ exclamation = "error", values')
    room.write("workflow.toml", settings)
    room.run("check", status=1)


def test_a_new_engine_drafts(room: Copied) -> None:
    room.write("workflow.toml", SETTINGS.replace('engine = "none"', 'engine = "pinyin"'))
    room.run("translate")
    units = room.catalog().units
    assert [unit.target for unit in units[:3]] == [
        "dai biao tuan fang wen ri nei wa",
        units[1].target,
        "Shuang fang qian shu le bei wang lu.",
    ]
    assert all(unit.fuzzy and unit.origin == "mt: pinyin" for unit in units)
    assert "pinyin" in room.run("translate", "--help").stdout
    room.write("workflow.toml", SETTINGS.replace('engine = "none"', 'engine = "pinjin"'))
    assert (
        'must be one of "pinyin", "argos", "ctranslate2", "llm", "opencc", "none"'
        in room.run("status", status=2).stderr
    )


def test_a_language_writes_its_words_on_pages_and_says_what_it_does_not_know(room: Copied) -> None:
    room.write("workflow.toml", SETTINGS.replace("[draft]", 'target_languages = ["it-CH"]\n\n[draft]', 1))
    room.run("translate")
    catalog = room.catalog_path("visit", "it-CH")
    text = catalog.read_text(encoding="utf-8")
    places = iter("ABCDEFGHIJ")
    filled = re.sub(
        r'(?<=\n)msgid ("[^\n]+")\nmsgstr ""\n', lambda m: f'msgid {m[1]}\nmsgstr "Testo {next(places)}."\n', text
    )
    catalog.write_text(filled, encoding="utf-8")
    room.run("submit", "visit", "--as", "Translator <translator@example.org>")
    room.run("approve", "visit", "--as", REVIEWER)
    room.run("publish")
    public = room.files("public/it-CH")
    assert "Vai al testo" in public["visit.html"].decode()
    certificate = public["visit.certificate.html"].decode()
    assert "Certificato di traduzione" in certificate
    assert json.loads(public["visit.certificate.json"])["checks_not_run"] == [
        "values",
        "names",
        "negation",
        "mechanics",
    ]
