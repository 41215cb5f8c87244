"""The README is the documentation: what it says is run, and what it lists is what there is."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from workflow.cli import COMMANDS, cli
from workflow.model import Finding, Unit
from workflow.newsroom.checking import Found
from workflow.newsroom.reports import as_json
from workflow.newsroom.status import Row
from workflow.settings import KEYS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS_TABLE = README.partition("| command | what it does |\n")[2].partition("\n\n")[0]


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


def family(command: click.Command) -> Iterator[click.Command]:
    """A command, and the commands below it."""
    yield command
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        yield from family(below)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_option_is_in_the_readme(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command
    for one in family(command):
        for parameter in one.params:
            if isinstance(parameter, click.Option):
                assert parameter.opts[0] in COMMANDS_TABLE, f"{name} {parameter.opts[0]}"
    assert f"| `{name} " in COMMANDS_TABLE


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_in_the_list_of_commands_is_the_start_of_the_commands_own_help(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command
    assert command.help
    assert " ".join(command.help.split()).startswith(COMMANDS[name].rstrip("."))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading_that_exist(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^):]+))?\)", page.read_text(encoding="utf-8")):
        linked = (page.parent / target).resolve() if target else page
        assert linked.is_file(), target
        if anchor:
            assert anchor in anchors(linked), f"{target}#{anchor}"


def test_the_readme_leads_to_every_guide() -> None:
    for page in PAGES:
        assert page.name == "README.md" or f"](docs/{page.name}" in README, page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_line_but_those_of_tables_is_longer_than_120_characters(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 120 and not line.startswith("|")] == []


def test_the_fields_of_json_and_csv_are_those_of_the_code() -> None:
    page = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    listed = [
        {name for cell in re.findall(r"^\| (`.+?) \|", part, re.MULTILINE) for name in re.findall(r"`(\w+)`", cell)}
        for part in page.split("\n## ")[1:]
    ]
    unit = Unit(source="源", target="target")
    found = json.loads(as_json([Found("a", "en", "locales/en/a.po", Finding("values", "error", "wrong", unit))]))
    assert listed == [{each.name for each in fields(Row)} - {"objections"}, set(found[0])]


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
