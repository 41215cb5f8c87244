"""``workflow translate``."""

import click

from workflow.catalogs.sync import Changes
from workflow.cli.shared import Bars, Problems, count, in_short, languages_option, newsroom, releases_argument
from workflow.contracts import ENGINES
from workflow.newsroom.drafting import Drafted, Event, Progress, Started, Synced, Wanted, translate
from workflow.newsroom.folder import Newsroom, suffixes_in_words


@click.command("translate")
@releases_argument
@languages_option
@click.option(
    "--engine",
    type=click.Choice([*ENGINES, "none"]),
    help="What drafts; none makes catalogs without drafts. Default: workflow.toml.",
)
@click.option(
    "--redraft", is_flag=True, help="Make drafts that nobody has touched again, with the term base and memory of now."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing and load no model.")
@click.pass_context
def command(
    ctx: click.Context,
    releases: tuple[str, ...],
    languages: tuple[str, ...],
    engine: str | None,
    redraft: bool,
    dry_run: bool,
) -> None:
    """Bring catalogs in step with the sources and draft what is empty. RELEASE is an id or a path; without any, all.

    Nothing that a person wrote is lost: a sentence that changed keeps its old translation as stale (fuzzy, with the previous source),
    one that is gone becomes obsolete. Drafts go into empty units only and are always fuzzy. Ctrl-C keeps what is done; a second run
    continues.
    """
    room, problems = newsroom(ctx), Problems()
    with Bars(terminal_only=True) as bars:

        def tell(event: Event) -> None:
            if isinstance(event, Progress):
                bars.show("", event.done, event.of)
            else:
                bars.end()
                _tell(event, room)
            if isinstance(event, Started):
                bars.show("", 0, event.sentences)

        done = translate(
            room,
            releases,
            languages,
            engine=engine,
            redraft=redraft,
            dry_run=dry_run,
            on_event=tell,
            on_problem=problems.tell,
        )
    if done.interrupted:
        click.echo("workflow: interrupted; what was drafted is saved, run the command again to continue", err=True)
        ctx.exit(130)
    if not done.synced and not problems.exit_status:
        click.echo(
            f"Nothing to translate: {in_short(room.root / 'sources')} has no releases ({suffixes_in_words()}) yet.",
            err=True,
        )
    problems.exit(ctx)


def _tell(event: Synced | Wanted | Started | Drafted, room: Newsroom) -> None:
    match event:
        case Synced(changed=True):
            new = "new, " if event.new else ""
            click.echo(f"{in_short(event.path)}: {new}{_in_words(event.changes, event.units)}")
        case Synced():
            missing = f", {event.missing} missing" if event.missing else ""
            click.echo(f"{in_short(event.path)}: in step, {count(event.units, 'unit')}{missing}")
        case Wanted():
            click.echo(
                f"{count(event.sentences, 'sentence')} would be drafted by {event.engine} "
                f"({room.settings.source_language} to {event.language})"
            )
        case Started():
            click.echo(
                f"Drafting {count(event.sentences, 'sentence')} ({event.characters} characters) with {event.engine}",
                err=True,
            )
        case Drafted():
            click.echo(
                f"{event.drafted} of {event.sentences} sentences drafted; each is fuzzy until a translator confirms it."
            )
            if event.failed:
                click.echo(
                    f"workflow: {event.failed} sentences have no draft; a comment in the catalog says why", err=True
                )


def _in_words(changes: Changes, units: int) -> str:
    parts = [
        (changes.stale, "stale (the source changed)"),
        (changes.revived, "back from obsolete"),
        (changes.missing, "missing"),
        (changes.obsolete, "obsolete"),
        (changes.dropped, "untouched and dropped"),
    ]
    return ", ".join([count(units, "unit"), *(f"{number} {what}" for number, what in parts if number)])
