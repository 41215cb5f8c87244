"""``workflow translate``."""

import click

from workflow.cli.shared import (
    Bars,
    Problems,
    count,
    echo,
    in_short,
    languages_option,
    newsroom,
    releases_argument,
    remark,
)
from workflow.contracts.registries import ENGINES
from workflow.interface import say, say_n
from workflow.newsroom.drafting import Drafted, Event, NotInstalled, Progress, Started, Waits, Wanted, translate
from workflow.newsroom.sources import suffixes_in_words
from workflow.newsroom.syncing import Synced


@click.command("translate")
@releases_argument
@languages_option
@click.option(
    "--engine",
    type=click.Choice([*ENGINES, "none"]),
    help="Engine that drafts; none syncs catalogs without drafting. Default: draft.engine in workflow.toml.",
)
@click.option(
    "--redraft", is_flag=True, help="Also replace drafts that nobody has edited, using the current terms and memory."
)
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing and load no model.")
@click.pass_context
def command(
    ctx: click.Context,
    releases: tuple[str, ...],
    languages: tuple[str, ...],
    engine: str | None,
    redraft: bool,
    dry_run: bool,
) -> None:
    """Sync catalogs with their sources and draft empty units. RELEASE is an id or a path; without one, all releases.

    Nothing that a person wrote is lost: an edited sentence keeps its old translation but becomes stale (fuzzy, with
    the previous source); a deleted sentence becomes obsolete. Only empty units are drafted, and drafts are always
    fuzzy. Ctrl-C keeps what is done; run the command again to continue.
    """
    room, problems = newsroom(ctx), Problems()
    with Bars(terminal_only=True) as bars:

        def report(event: Event) -> None:
            if isinstance(event, Progress):
                bars.show("", event.done, event.of)
            else:
                bars.end()
                _report(event, several=len(room.settings.target_languages) > 1)
            if isinstance(event, Started):
                bars.show("", 0, event.sentences)

        done = translate(
            room,
            releases,
            languages,
            engine=engine,
            redraft=redraft,
            dry_run=dry_run,
            on_event=report,
            on_problem=problems.report,
        )
    if done.interrupted:
        echo(say("workflow: interrupted; finished drafts are saved, run the command again to continue"), err=True)
        ctx.exit(130)
    if not done.synced and not problems.exit_status:
        echo(
            say(
                "Nothing to translate: {root} has no releases ({suffixes_in_words}) yet.",
                root=in_short(room.root / "sources"),
                suffixes_in_words=suffixes_in_words(),
            ),
            err=True,
        )
    problems.exit(ctx)


_SHOWN = 3
"""How many waiting releases are listed by id."""


def _report(event: Synced | Wanted | NotInstalled | Waits | Started | Drafted, *, several: bool) -> None:
    match event:
        case Synced():
            path, what = in_short(event.path), _in_words(event)
            if event.new:
                echo(say("{path}: new, {what}", path=path, what=what))
            elif event.changed:
                echo(say("{path}: {what}", path=path, what=what))
            else:
                echo(say("{path}: in sync, {what}", path=path, what=what))
            for said in event.left_out:
                remark(said)
        case Wanted():
            echo(
                say(
                    "{count} would be drafted by {engine} ({source} to {language})",
                    count=count(event.sentences, "sentence"),
                    engine=event.engine,
                    source=event.source,
                    language=event.language,
                )
            )
        case NotInstalled():
            echo(event.why)
        case Waits():
            more = len(event.releases) - _SHOWN
            which: str = ", ".join(event.releases[:_SHOWN])
            if more > 0:
                which = say("{some} and {n} more", some=which, n=more)
            echo(
                say_n(
                    "{language}: {n} sentence waits for the approved {bridge} text of {which}",
                    "{language}: {n} sentences wait for the approved {bridge} text of {which}",
                    event.sentences,
                    language=event.language,
                    bridge=event.bridge,
                    which=which,
                )
            )
        case Started():
            echo(
                say(
                    "Drafting {count} ({characters} characters) with {engine}",
                    count=count(event.sentences, "sentence"),
                    characters=event.characters,
                    engine=event.engine,
                ),
                err=True,
            )
            if event.alone:
                remark(event.alone)
        case Drafted():
            done = say(
                "{drafted} of {sentences} sentences drafted; each is fuzzy until a translator confirms it.",
                drafted=event.drafted,
                sentences=event.sentences,
            )
            echo(say("{language}: {said}", language=event.language, said=done) if several else done)
            if event.instead:
                echo(
                    say(
                        "workflow: {count} drafted by {other} instead: {why}",
                        count=count(event.instead, "sentence"),
                        other=event.other,
                        why=event.why,
                    ),
                    err=True,
                )
            if event.failed:
                echo(
                    say(
                        "workflow: {failed} sentences have no draft; a comment in the catalog says why",
                        failed=event.failed,
                    ),
                    err=True,
                )


def _in_words(event: Synced) -> str:
    changes = event.changes
    missing = event.missing - event.waiting
    parts = [
        (changes.recut, say("{n} joined or split (the text is cut differently)", n=changes.recut)),
        (changes.stale, say("{n} stale (the source changed)", n=changes.stale)),
        (changes.revived, say("{n} restored from obsolete", n=changes.revived)),
        (event.recalled, say("{n} from the memory", n=event.recalled)),
        (event.waiting, say("{n} to draft", n=event.waiting)),
        (missing, say("{n} missing", n=missing)),
        (changes.obsolete, say("{n} obsolete", n=changes.obsolete)),
        (changes.dropped, say("{n} unedited and dropped", n=changes.dropped)),
    ]
    said = count(event.units, "unit")
    for number, part in parts:
        if number:
            said = say("{some}, {more}", some=said, more=part)
    return said
