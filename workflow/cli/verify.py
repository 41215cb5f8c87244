"""``workflow verify``."""

from pathlib import Path

import click

from workflow.cli.shared import Problems, count, newsroom, printable, releases_argument
from workflow.errors import MissingError
from workflow.newsroom.verify import verify


@click.command("verify")
@releases_argument
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The site. Default: public/ in the newsroom.",
)
@click.option(
    "--signers",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Believe this allowed_signers file instead of the newsroom's.",
)
@click.pass_context
def command(ctx: click.Context, releases: tuple[str, ...], out: Path | None, signers: Path | None) -> None:
    """Verify that the ledgers are whole and the site is what they say. RELEASE is an id or a path; without any, all.

    Failures are told in two words: altered (somebody changed a ledger, a page or a picture) and outdated (the source, the catalog or
    the program moved on after an approval). Either gives exit status 1. Without signatures the names in the ledgers are asserted,
    and lines cut off the end of a ledger show only in version control.
    """
    if signers and not signers.is_file():
        raise MissingError(f"{signers}: is not there; name an allowed_signers file as OpenSSH writes it")
    room = newsroom(ctx, signers)
    problems = Problems()
    found = verify(room, releases, folder=out, on_problem=problems.tell)
    for failure in found.failures:
        click.echo(f"{failure.kind}: {printable(failure.message)}")
    pages = f"{found.pages} files of the site" if found.site else "no site to judge"
    click.echo(
        f"{count(found.releases, 'release')}, {count(found.approvals, 'approval')}, {pages}: "
        + (count(len(found.failures), "failure") if found.failures else "no failures")
    )
    if found.signed or room.rules.signatures != "off":
        rest = "" if found.signed == found.acts else f"; the other {found.acts - found.signed} are asserted"
        click.echo(f"Identities: {found.signed} of {count(found.acts, 'act')} signed with a known SSH key{rest}.")
    else:
        click.echo("Identities are asserted: no signature was looked at.")
    problems.exit(ctx, 1 if found.failures else 0)
