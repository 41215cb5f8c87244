"""``workflow publish``."""

from pathlib import Path

import click

from workflow.cli.pages import show_objections, show_published, show_written
from workflow.cli.shared import Problems, languages_option, newsroom, now, releases_argument
from workflow.errors import UsageError
from workflow.newsroom.publishing import publish, publish_drafts


@click.command("publish")
@releases_argument
@languages_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where to write. Default: public/ in the newsroom.",
)
@click.option("--draft", is_flag=True, help="Write the present text, approved or not, watermarked, to drafts/ instead.")
@click.pass_context
def command(
    ctx: click.Context, releases: tuple[str, ...], languages: tuple[str, ...], out: Path | None, draft: bool
) -> None:
    """Make the pages of what is approved. RELEASE is an id or a path; without any, everything approved is published, the rest listed.

    Pages are made from the approved edition in the ledger, never from the catalog. A named release that is not approved gives exit
    status 1 and what is to do. A release that changed after it was published keeps its last approved page.
    """
    if draft and out is not None:
        raise UsageError(
            "drafts are written to drafts/ and nowhere else, so that nobody takes them for the site; leave --out out"
        )
    room, problems = newsroom(ctx), Problems()
    if not draft:
        done = publish(room, releases, languages, when=now(), out=out, on_problem=problems.tell)
        show_published(done, problems, asked=bool(releases))
        problems.exit(ctx)
    drafts = publish_drafts(room, releases, languages, on_problem=problems.tell)
    show_objections(drafts.objections)
    for name, language in drafts.without:
        click.echo(f"{name} ({language}): has no catalog, so no draft; first workflow translate {name}", err=True)
    show_written(drafts.folder, len(drafts.written))
    problems.exit(ctx)
