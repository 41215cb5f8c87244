"""``workflow review``."""

import os
import sys
import tempfile
import webbrowser
from pathlib import Path

import click

from workflow.cli.acts import signer, signer_option
from workflow.cli.shared import (
    Problems,
    echo,
    in_short,
    newsroom,
    now,
    one_language,
    printable,
    remark,
    target_option,
    today,
)
from workflow.errors import MissingError, UsageError, WorkflowError
from workflow.interface import language as reading
from workflow.interface import say, shown
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.signing import Signer

_OFFICE_PORT = 8000


@click.group("review", invoke_without_command=True)
@click.option("--port", type=click.IntRange(0, 65535), help="The port. Default: any free one; with --host, 8000.")
@click.option("--no-browser", is_flag=True, help="Only print the address; do not open a browser.")
@click.option("--sheet", default=None, metavar="RELEASE", help="Only write a review sheet to print into drafts/.")
@click.option("--host", default="", metavar="ADDRESS", help="Serve an office: listen on this address; people sign in.")
@click.option("--origin", default="", metavar="URL", help="The address under which the office reaches the page.")
@click.option(
    "--insecure", is_flag=True, help="Accept an --origin without TLS: passwords cross the network in the clear."
)
@click.option(
    "--proxy-header",
    default="",
    metavar="NAME",
    help="The header in which a reverse proxy names, by e-mail address, who signed in to it.",
)
@click.option(
    "--proxy-from",
    multiple=True,
    metavar="ADDRESS",
    help="The network address of that proxy; may be repeated. Requests from elsewhere are refused.",
)
@target_option
@signer_option
@click.pass_context
def command(
    ctx: click.Context,
    port: int | None,
    no_browser: bool,
    sheet: str | None,
    host: str,
    origin: str,
    insecure: bool,
    proxy_header: str,
    proxy_from: tuple[str, ...],
    language: str | None,
    who: str | None,
) -> None:
    """Translate, review and sign off in the browser, on this machine only.

    The page works on the same catalogs and ledgers as Poedit, OmegaT and the other commands, at the same time. Who
    signs is --as, else WORKFLOW_USER, else git's user. Ctrl-C ends it; everything is saved as you type. A second start
    opens the page that is served already.

    With --host and --origin, several people use it: whoever is registered with workflow review user signs in, and signs
    as nobody else. TLS is the task of a reverse proxy.
    """
    if ctx.invoked_subcommand is not None:
        return
    room = newsroom(ctx)
    if sheet is not None:
        _needs("jinja2")
        echo(in_short(_sheet(room, sheet, one_language(room, language))))
        return
    _needs("starlette", "uvicorn", "argon2")
    if bool(host) != bool(origin) or (not host and (insecure or proxy_header or proxy_from)):
        raise UsageError(
            say("to serve an office, name both --host, where to listen, and --origin, where people reach it")
        )
    if host:
        if who is not None:
            raise UsageError(say("--as does not go with --host: people sign as who they signed in as"))
        _serve_office(room, host, origin, _OFFICE_PORT if port is None else port, insecure, proxy_header, proxy_from)
    else:
        _serve_me(room, port or 0, who, no_browser=no_browser)


def _needs(*packages: str) -> None:
    from importlib.util import find_spec

    for name in packages:
        if find_spec(name) is None:
            raise MissingError(
                say(
                    "the review page needs {name}, which is not installed; run pip install 'workflow[review]'",
                    name=name,
                )
            )


def _serve_me(room: Newsroom, port: int, who: str | None, *, no_browser: bool) -> None:
    from workflow.web.running import find
    from workflow.web.serve import serve

    page: list[Path] = []

    def show(sign_in: str) -> None:
        if not no_browser:
            page.append(_leading_to(sign_in))
        if no_browser or not webbrowser.open(page[0].as_uri()):
            echo(say("Open this address once to sign in: {sign_in}", sign_in=sign_in))

    def ready(address: str, sign_in: str) -> None:
        echo(say("The review page is at {address}. Ctrl-C ends it.", address=address))
        show(sign_in)

    try:
        me = signer(who, room).who
    except WorkflowError:  # one can translate without signing
        me = "nobody"
    if running := find(room.root, me):
        server, token = running
        echo(say("The review page is at {origin} already (process {pid}).", origin=server.origin, pid=server.pid))
        show(f"{server.origin}/open?t={token}")
        return  # the page that leads there is kept, for a browser that is still starting
    try:
        serve(room.root, port=port, who=me, sign_as=lambda _: signer(who, room), now=now, ready=ready, note=remark)
    finally:
        for each in page:
            each.unlink(missing_ok=True)


def _serve_office(
    room: Newsroom, host: str, origin: str, port: int, insecure: bool, header: str, proxies: tuple[str, ...]
) -> None:
    from workflow.web.running import find
    from workflow.web.serve import office, serve
    from workflow.web.users import Users

    served = office(host, origin, insecure=insecure, header=header, proxies=proxies)
    if running := find(room.root, ""):
        raise UsageError(
            say(
                "{origin} is served already (process {pid}); end it first", origin=running[0].origin, pid=running[0].pid
            )
        )
    if not Users(room.root).all():
        echo(
            say('workflow: nobody is registered yet; add people with workflow review user add "Name <address>"'),
            err=True,
        )

    def ready(address: str, _: str) -> None:
        echo(say("The review page is at {address}. Ctrl-C ends it.", address=address))

    serve(
        room.root,
        port=port,
        office=served,
        sign_as=lambda who: Signer(who, now()),
        now=now,
        ready=ready,
        note=remark,
    )


def _sheet(room: Newsroom, name: str, language: str) -> Path:
    """Write a review sheet; the path of the file."""
    from workflow.files import make_folder, write_atomic
    from workflow.newsroom.reviewing import findings_of, text_of
    from workflow.web.pages import Pages, chosen

    text = text_of(room, name, language)
    found = findings_of(room, text.present, today(), on_problem=Problems().report)
    path = room.root / "drafts" / language / f"{text.present.ledger.release}.sheet.html"
    with room.publishing(room.root / "drafts"):
        make_folder(path.parent)
        write_atomic(path, Pages(chosen(reading())).sheet(text, found, today()).encode())
    return path


def _leading_to(address: str) -> Path:
    """Write a page that only this user can read and that leads to the address; a command line others could read."""
    handle, name = tempfile.mkstemp(prefix="workflow-review-", suffix=".html")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={address}">\n')
    return Path(name)


# --- the people of an office ---


@command.group("user")
def user() -> None:
    """Manage who may sign in to an office's review page (.workflow/review/users.json).

    Only whoever serves the page can read that file; passwords are in it as Argon2 hashes.
    """
    _needs("argon2")


@user.command("add")
@click.argument("who", metavar='"NAME <ADDRESS>"')
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, its first line.")
@click.option("--no-password", is_flag=True, help="The reverse proxy signs them in (--proxy-header).")
@click.pass_context
def add(ctx: click.Context, who: str, password_stdin: bool, no_password: bool) -> None:
    """Register a person, or give them another password; this ends their sessions.

    What you write is what the ledger will call them. The password is asked for twice on the terminal.
    """
    from workflow.web.users import Users

    room = newsroom(ctx)
    if password_stdin and no_password:
        raise UsageError(say("--password-stdin and --no-password exclude each other"))
    if no_password:
        password = ""
    elif password_stdin:
        password = sys.stdin.readline().removesuffix("\n").removesuffix("\r")
        if not password:
            raise UsageError(say("standard input has no password"))
    elif sys.stdin.isatty():
        password = click.prompt(
            shown(say("Password")), hide_input=True, confirmation_prompt=shown(say("The same again")), err=True
        )
    else:
        raise UsageError(say("there is no terminal to ask for a password; use --password-stdin"))
    made = Users(room.root).add(who, password)
    name = printable(made.who)
    if no_password:
        echo(say("{who} may sign in through the reverse proxy", who=name))
    else:
        echo(say("{who} may sign in", who=name))


@user.command("list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """Show who may sign in."""
    from workflow.web.users import Users

    for each in Users(newsroom(ctx).root).all():
        name = printable(each.who)
        echo(name if each.password else say("{who} (through the reverse proxy only)", who=name))


@user.command("feed")
@click.argument("address")
@click.option("--revoke", is_flag=True, help="Only end the former address.")
@click.pass_context
def feed(ctx: click.Context, address: str, revoke: bool) -> None:
    """Make a secret address at which a feed reader learns what waits for a person; it replaces the former one.

    The feed has the ids and states of releases, but no text.
    """
    from workflow.web.running import find
    from workflow.web.users import Users

    room = newsroom(ctx)
    token = Users(room.root).feed(address, revoke=revoke)
    if revoke:
        echo(say("The former address has ended."))
        return
    running = find(room.root, "")
    origin = running[0].origin if running else ""
    echo(say("{origin}/feed/{token}", origin=origin, token=token))
    if not origin:
        echo(say("workflow: put the address of the review page (its --origin) before it"), err=True)


@user.command("remove")
@click.argument("address")
@click.pass_context
def remove(ctx: click.Context, address: str) -> None:
    """Remove a person; their sessions end at once. What they signed stays theirs."""
    from workflow.web.users import Users

    gone = Users(newsroom(ctx).root).remove(address)
    echo(say("{who} may no longer sign in", who=printable(gone.who)))
