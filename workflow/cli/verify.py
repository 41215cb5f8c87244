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
    help="The site to verify. Default: public/ in the newsroom.",
)
@click.option(
    "--signers",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Trust this allowed_signers file instead of the newsroom's.",
)
@click.pass_context
def command(ctx: click.Context, releases: tuple[str, ...], out: Path | None, signers: Path | None) -> None:
    """Check that the ledgers are intact and that the site matches them. RELEASE is an id or a path; without one, all.

    Failures are of two kinds: altered (somebody changed a ledger, a page or a picture) and outdated (the source, the
    catalog or the program changed after an approval). Either gives exit status 1. Without signatures, the names in the
    ledgers are only asserted, and lines cut off the end of a ledger show only in version control.
    """
    if signers and not signers.is_file():
        raise MissingError(f"{signers}: no such file; name an allowed_signers file in OpenSSH's format")
    room = newsroom(ctx, signers)
    problems = Problems()
    found = verify(room, releases, folder=out, on_problem=problems.report)
    for failure in found.failures:
        click.echo(f"{failure.kind}: {printable(failure.message)}")
    pages = count(found.pages, "file") + " of the site" if found.site else "no site to verify"
    click.echo(
        f"{count(found.releases, 'release')}, {count(found.approvals, 'approval')}, {pages}: "
        + (count(len(found.failures), "failure") if found.failures else "no failures")
    )
    if found.printed:
        click.echo(
            f"{count(found.printed, 'PDF file')} made from these pages: the words in PDF files are not verified."
        )
    if found.signed or room.rules.signatures != "off":
        rest = "" if found.signed == found.acts else f"; the other {found.acts - found.signed} are asserted"
        click.echo(f"Identities: {found.signed} of {count(found.acts, 'act')} signed with a known SSH key{rest}.")
    else:
        click.echo("Identities are asserted: no signature was checked.")
    problems.exit(ctx, 1 if found.failures else 0)
