"""``workflow verify``."""

from pathlib import Path

import click

from workflow import __version__
from workflow.cli.shared import Problems, echo, newsroom, printable, releases_argument
from workflow.errors import MissingError
from workflow.interface import say, say_n, shown
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
        raise MissingError(
            say("{signers}: no such file; name an allowed_signers file in OpenSSH's format", signers=signers)
        )
    room = newsroom(ctx, signers)
    problems = Problems()
    found = verify(room, releases, folder=out, on_problem=problems.report)
    for failure in found.failures:
        echo(f"{failure.kind}: {printable(shown(failure.message))}")
    pages = (
        say_n("{n} file of the site", "{n} files of the site", found.pages) if found.site else say("no site to verify")
    )
    echo(
        say(
            "{releases}, {approvals}, {pages}: {failures}",
            releases=say_n("{n} release", "{n} releases", found.releases),
            approvals=say_n("{n} approval", "{n} approvals", found.approvals),
            pages=pages,
            failures=say_n("{n} failure", "{n} failures", len(found.failures))
            if found.failures
            else say("no failures"),
        )
    )
    if found.printed:
        echo(
            say_n(
                "{n} PDF file made from these pages: the words in PDF files are not verified.",
                "{n} PDF files made from these pages: the words in PDF files are not verified.",
                found.printed,
            )
        )
    if found.own:
        echo(printable(shown(found.own)))
    if found.newer and found.failures:
        echo(
            say(
                "Version {newer} of workflow published here; this is version {version}. Upgrade it, and verify again; "
                "if you publish with it, pages change back.",
                newer=found.newer,
                version=__version__,
            )
        )
    acts = say_n("{n} act", "{n} acts", found.acts)
    if found.signed and found.signed == found.acts:
        echo(say("Identities: {signed} of {acts} signed with a known SSH key.", signed=found.signed, acts=acts))
    elif found.signed or room.rules.signatures != "off":
        echo(
            say(
                "Identities: {signed} of {acts} signed with a known SSH key; the other {rest} are asserted.",
                signed=found.signed,
                acts=acts,
                rest=found.acts - found.signed,
            )
        )
    else:
        echo(say("Identities are asserted: no signature was checked."))
    problems.exit(ctx, 1 if found.failures else 0)
