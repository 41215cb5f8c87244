"""``workflow review``."""

import os
import tempfile
import webbrowser
from pathlib import Path

import click

from workflow.cli.acts import signer, signer_option
from workflow.cli.shared import Problems, in_short, newsroom, one_language, target_option, today
from workflow.errors import MissingError
from workflow.newsroom.folder import Newsroom


@click.command("review")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="The port. Default: any free one.")
@click.option("--no-browser", is_flag=True, help="Only print the address; do not open a browser.")
@click.option("--sheet", default="", metavar="RELEASE", help="Only write a review sheet to print into drafts/.")
@target_option
@signer_option
@click.pass_context
def command(ctx: click.Context, port: int, no_browser: bool, sheet: str, language: str | None, who: str | None) -> None:
    """Translate, review and sign off in the browser, on this machine only.

    The page works on the same catalogs and ledgers as Poedit, OmegaT and the other commands, at the same time. Who
    signs is --as, else WORKFLOW_USER, else git's user. Ctrl-C ends it; everything is saved as you type.
    """
    room = newsroom(ctx)
    try:
        from workflow.web.serve import serve
    except ModuleNotFoundError as error:
        raise MissingError(
            f"the review page needs {error.name}, which is not installed; run pip install 'workflow[review]'"
        ) from None

    if sheet:
        click.echo(in_short(_sheet(room, sheet, one_language(room, language))))
        return
    page: list[Path] = []

    def ready(address: str, sign_in: str) -> None:
        click.echo(f"The review page is at {address}. Ctrl-C ends it.")
        if not no_browser:
            page.append(_leading_to(sign_in))
        if no_browser or not webbrowser.open(page[0].as_uri()):
            click.echo(f"Open this address once to sign in: {sign_in}")

    try:
        serve(room.root, port=port, sign_as=lambda _: signer(who, room), ready=ready)
    finally:
        for each in page:
            each.unlink(missing_ok=True)


def _sheet(room: Newsroom, name: str, language: str) -> Path:
    """Write a review sheet; the path of the file."""
    from workflow.files import make_folder, write_atomic
    from workflow.newsroom.reviewing import findings_of, text_of
    from workflow.web.pages import Pages

    text = text_of(room, name, language)
    found = findings_of(room, text.present, today(), on_problem=Problems().report)
    path = room.root / "drafts" / language / f"{text.present.ledger.release}.sheet.html"
    make_folder(path.parent)
    write_atomic(path, Pages().sheet(text, found, today()).encode())
    return path


def _leading_to(address: str) -> Path:
    """Write a page that only this user can read and that leads to the address; a command line others could read."""
    handle, name = tempfile.mkstemp(prefix="workflow-review-", suffix=".html")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={address}">\n')
    return Path(name)
