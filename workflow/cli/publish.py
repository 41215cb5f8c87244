"""``workflow publish``."""

from pathlib import Path

import click

from workflow.cli.pages import show_objections, show_published, show_written
from workflow.cli.shared import Problems, build_time, echo, languages_option, newsroom, releases_argument
from workflow.errors import GateError, UsageError
from workflow.interface import say
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.publishing import publish, publish_drafts
from workflow.writers.lists import INDEX


@click.command("publish")
@releases_argument
@languages_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write a copy of the site to DIR, not recorded in the ledgers. Default: public/ in the newsroom.",
)
@click.option("--draft", is_flag=True, help="Write watermarked pages of the current text, approved or not, to drafts/.")
@click.option("--serve", "served", is_flag=True, help="Then show the pages in the browser of this machine.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port for --serve; if it is busy, the next one is taken.",
)
@click.pass_context
def command(
    ctx: click.Context,
    releases: tuple[str, ...],
    languages: tuple[str, ...],
    out: Path | None,
    draft: bool,
    served: bool,
    port: int,
) -> None:
    """Write the pages of approved texts. RELEASE is an id or a path.

    Without RELEASE, publishes everything approved and lists the rest. If a named release is not approved, says what
    is left to do, with exit status 1. Pages are made from the approved edition in the ledger, never from the catalog.
    A release that changed after it was published keeps its last approved page.
    """
    if draft and out is not None:
        raise UsageError(say("drafts are only written to drafts/, so that nobody takes them for the site; omit --out"))
    room, problems = newsroom(ctx), Problems()
    if not draft:
        done = publish(room, releases, languages, when=build_time(), out=out, on_problem=problems.report)
        show_published(done, problems, asked=bool(releases))
        _finish(ctx, problems, room, done.folder, languages, port if served else 0)
    drafts = publish_drafts(room, releases, languages, on_problem=problems.report)
    show_objections(drafts.objections)
    for name, language in drafts.without:
        echo(
            say(
                "{name} ({language}): has no catalog; run workflow translate {name} first", name=name, language=language
            ),
            err=True,
        )
    show_written(drafts.folder, len(drafts.written), problems)
    _finish(ctx, problems, room, drafts.folder, languages, port if served else 0)


def _finish(
    ctx: click.Context, problems: Problems, room: Newsroom, folder: Path, languages: tuple[str, ...], port: int
) -> None:
    """Serve a folder unless ``port`` is 0, and exit."""
    language = next(iter(languages or room.settings.target_languages))
    if port and not (folder / language / INDEX).is_file():
        problems.report(GateError(say("{folder}: has no pages to show yet", folder=folder)))
    elif port:
        from workflow.cli.serving import serve  # late: a server for HTTP is a tenth of what a run imports

        serve(folder, f"{language}/{INDEX}", port)
    problems.exit(ctx)
