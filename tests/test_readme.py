"""The README is the documentation: what it says is run, and what it lists is what there is."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from workflow.cli import COMMANDS, cli
from workflow.settings import KEYS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def settings_table() -> str:
    rows = ["| key | default | meaning |", "|---|---|---|"]
    for key in KEYS:
        default = "{}" if key.default == {} else json.dumps(key.default, ensure_ascii=False)
        rows.append(f"| `{key.section}.{key.key}` | `{default}` | {key.meaning} |")
    return "\n".join(rows)


def test_the_settings_are_those_of_the_code() -> None:
    found = re.search(r"<!-- settings:.*?-->\n(.*?)\n<!-- /settings -->", README, re.DOTALL)
    assert found
    assert found[1] == settings_table()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_option_is_in_the_readme(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command
    commands = [command, *command.commands.values()] if isinstance(command, click.Group) else [command]
    for one in commands:
        for parameter in one.params:
            if isinstance(parameter, click.Option):
                assert f"{parameter.opts[0]}" in README, f"{name} {parameter.opts[0]}"
    assert f"| `{name} " in README


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_in_the_list_of_commands_is_the_start_of_the_commands_own_help(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command
    assert command.help
    assert " ".join(command.help.split()).startswith(COMMANDS[name].rstrip("."))


def test_every_file_that_the_readme_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).is_file(), target


@pytest.mark.model
def test_the_journey_in_commands_works_as_it_is_written(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    require_tool("msgattrib")
    blocks = re.findall(r"```sh journey\n(.*?)```", README, re.DOTALL)
    assert len(blocks) == 4
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    script = "set -eu\n" + "\n".join(blocks)
    result = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    rows = json.loads(result.stdout[result.stdout.rindex("\n[\n") :])
    assert [(row["release"], row["state"], row["public"]) for row in rows] == [
        ("2019-05-06-notice", "published", "current")
    ]
    page = (tmp_path / "public/en/2019-05-06-notice.html").read_text(encoding="utf-8")
    assert "6 May 2019" in page or "May 6, 2019" in page
    for_people = re.sub(r'<script type="application/ld\+json">.*?</script>', "", page, flags=re.DOTALL)
    assert not re.search("[\u4e00-\u9fff]", for_people)
