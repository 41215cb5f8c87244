"""``workflow init``."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from workflow.cli.shared import echo, in_short
from workflow.errors import UsageError
from workflow.files import real
from workflow.interface import say, shown
from workflow.models.pins import installing
from workflow.newsroom.founding import Plan, check_place, found, styled
from workflow.newsroom.routes import usual_models
from workflow.newsroom.sources import suffixes_in_words


@click.command("init")
@click.argument("folder", required=False, metavar="[DIR]")
@click.option("--name", help="Name of the newsroom, for page titles.")
@click.option("--office", help="The office that publishes, as its pages name it.")
@click.option("--from", "script", metavar="SCRIPT", help="Script of the releases, zh-Hans or zh-Hant.")
@click.option("--to", "languages", multiple=True, metavar="LANG", help="Language to publish in; may be repeated.")
@click.option(
    "--style",
    "styles",
    multiple=True,
    metavar="LOCALE",
    help="House style for dates and numbers, such as en_GB; may be repeated, once for each language.",
)
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    name: str | None,
    office: str | None,
    script: str | None,
    languages: tuple[str, ...],
    styles: tuple[str, ...],
) -> None:
    """Create a newsroom: folders and a commented workflow.toml.

    DIR is the folder to create it in, by default the current one. Existing files are not changed. On a terminal, asks
    for the name, the office, the languages and their house styles unless options give them; elsewhere, whatever no
    option gives has its default. All of it can be changed in workflow.toml later.
    """
    root, usual = Path(folder or ctx.obj or "."), Plan()
    check_place(root)
    plan = Plan(
        name=usual.name if name is None else name,
        office=usual.office if office is None else office,
        script=script or usual.script,
        languages=languages or usual.languages,
        styles=styles,
    )
    if sys.stdin.isatty():
        if name is None:
            plan = _ask(say("Name of the newsroom"), plan.name, lambda typed: replace(plan, name=typed))
        if office is None:
            plan = _ask(say("Office that publishes"), plan.office, lambda typed: replace(plan, office=typed))
        if not languages:
            question = say("Languages to publish in, such as en fr")
            plan = _ask(question, " ".join(plan.languages), partial(_in, plan))
        for language in () if styles else plan.languages:
            question = say("House style for dates in {language}, such as en_GB", language=language)
            plan = _ask(question, "", partial(styled, plan, language))
    done = found(root, plan)
    echo(
        say(
            "Created a newsroom in {resolve}. Put Chinese releases ({suffixes_in_words}) into {sources}, then run:",
            resolve=real(done.root),
            suffixes_in_words=suffixes_in_words(),
            sources=in_short(done.sources),
        )
    )
    for line in _next(plan):
        echo(f"  {line}")


def _in(plan: Plan, typed: str) -> Plan:
    return replace(plan, languages=tuple(typed.replace(",", " ").split()))


def _ask(question: str, usual: str, planned: Callable[[str], Plan]) -> Plan:
    """Ask until the answer can be used."""

    def read(typed: str) -> Plan:
        try:
            plan = planned(typed.strip())
            plan.check()
        except UsageError as error:
            raise click.UsageError(shown(error.message)) from error
        return plan

    default = True if usual else shown(say("none"))
    asked: Plan = click.prompt(shown(question), default=usual, show_default=default, value_proc=read)
    return asked


def _next(plan: Plan) -> Iterator[str]:
    models = [installing(*pair) for pair in usual_models(plan.script, plan.languages)]
    steps = dict.fromkeys(models, say("once on each machine"))
    steps["workflow translate"] = say("drafts a catalog for each release")
    width = max(map(len, steps)) + 3
    for command, what in steps.items():
        yield command.ljust(width) + shown(what)
