"""``workflow init``: what options decide, what is asked and only on a terminal, and what is refused."""

import json
import os
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from newsroom import Newsroom, at_a_terminal

from workflow.cli import cli
from workflow.settings import KEYS, parse, template

ROOT = Path(__file__).resolve().parent.parent


def init(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["init", str(folder), *options])


def settings(folder: Path) -> dict[str, object]:
    text = (folder / "workflow.toml").read_text(encoding="utf-8")
    parse(text, "workflow.toml")
    return tomllib.loads(text)


def test_without_options_nothing_is_asked_and_everything_has_its_default(tmp_path: Path) -> None:
    done = init(tmp_path / "new")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "new/workflow.toml").read_text(encoding="utf-8") == template()
    folders = {path.relative_to(tmp_path / "new").as_posix() for path in (tmp_path / "new").rglob("*") if path.is_dir()}
    assert folders == {"sources", "locales", "locales/en"}
    assert "?" not in done.output
    assert "workflow model install zh en   once on each machine" in done.stdout


def test_options_decide_what_the_settings_say(tmp_path: Path) -> None:
    names = ["--name", '新闻室 "A"', "--office", "The Office of \\Things"]
    done = init(
        tmp_path, *names, "--from", "zh-Hant", "--to", "en", "--to", "pt-BR", "--style", "en_GB", "--style", "pt-BR"
    )
    assert done.exit_code == 0, done.output
    said = settings(tmp_path)
    assert said["project"] == {
        "name": '新闻室 "A"',
        "office": "The Office of \\Things",
        "source_language": "zh-Hant",
        "target_languages": ["en", "pt-BR"],
    }
    assert said["publish"] == {
        **{key.key: key.default for key in KEYS if key.section == "publish"},
        "locales": {"en": "en_GB", "pt-BR": "pt_BR"},
    }
    assert (tmp_path / "locales/pt-BR").is_dir()
    assert (tmp_path / "locales/en").is_dir()
    room = Newsroom(tmp_path)
    room.write("sources/a.md", "# 題\n\n一。\n")
    room.run("translate", "--engine", "none")
    assert [row["language"] for row in room.status()] == ["en", "pt-BR"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--to", "English"], "project.target_languages must be a list of language tags"),
        (["--to", "en", "--to", "EN"], "project.target_languages names a language twice"),
        (["--to", "zh-Hans"], "zh-Hans: is the language of the releases"),
        (["--from", "zh"], 'project.source_language must be one of "zh-Hans", "zh-Hant"'),
        (["--office", "a\nb"], "project.office must be text on one line"),
        (["--style", "fr_FR"], "fr_FR: is a house style of none of the languages (en)"),
        (["--style", "en_XX"], "'en_XX' is not a house style that Babel knows"),
        (["--style", "en_GB", "--style", "en_US"], "en: has two house styles, en_GB and en_US"),
        (["--style", "english"], "english: is a house style of none of the languages (en)"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_written(
    tmp_path: Path, options: list[str], says: str
) -> None:
    done = init(tmp_path, *options)
    assert (done.exit_code, says in done.stderr, done.stderr.count("\n")) == (2, True, 1), done.output
    assert list(tmp_path.iterdir()) == []


def test_a_newsroom_or_a_file_in_the_place_is_named_and_left_alone(tmp_path: Path) -> None:
    assert init(tmp_path / "new").exit_code == 0
    again = init(tmp_path / "new", "--office", "Another")
    assert "workflow.toml: already exists, so this is a newsroom" in again.stderr
    assert again.exit_code == 2
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "file: is not a folder; name another one" in init(tmp_path / "file").stderr


@pytest.mark.skipif(os.name != "posix", reason="NOT CHECKED, a pseudo-terminal needs a POSIX system")
def test_on_a_terminal_it_asks_for_what_no_option_says_until_the_answer_can_be_used(tmp_path: Path) -> None:
    answers = ["", "The Office of Y", "English", "en, fr", "en_XX", "en_GB", ""]
    done = at_a_terminal("".join(f"{answer}\n" for answer in answers), "init", str(tmp_path / "one"))
    assert done.returncode == 0, done.stderr
    assert "Name of the newsroom [(none)]:" in done.stdout
    assert "Languages to publish in, such as en fr [en]:" in done.stdout
    assert "project.target_languages must be a list of language tags" in done.stdout
    assert "'en_XX' is not a house style that Babel knows" in done.stdout
    said = settings(tmp_path / "one")
    assert said["project"] == {
        "name": "",
        "office": "The Office of Y",
        "source_language": "zh-Hans",
        "target_languages": ["en", "fr"],
    }
    assert json.dumps(said["publish"]).count('"en": "en_GB"') == 1
    assert "fr" not in json.dumps(said["publish"])
    options = ["--name", "N", "--office", "O", "--to", "en", "--style", "en_GB"]
    quiet = at_a_terminal("", "init", str(tmp_path / "two"), *options)
    assert quiet.stdout.startswith("Created a newsroom")
