"""Starts and stops the server of the review page."""

import asyncio
import gc
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from workflow.errors import MissingError, UsageError
from workflow.interface import say
from workflow.model import sha256
from workflow.newsroom.signing import Signer
from workflow.web.app import Server, application
from workflow.web.connections import MOST, Connection
from workflow.web.desk import Desk
from workflow.web.doors import Door, OfficeDoor, OwnDoor, ProxyDoor
from workflow.web.pages import LANGUAGES, Pages
from workflow.web.running import Running, forget
from workflow.web.running import note as leave_note
from workflow.web.sessions import OFFICE_LASTS, OFFICE_LONGEST, Sessions
from workflow.web.throttle import Throttle
from workflow.web.users import Users
from workflow.web.watching import Watches

LOOPBACK = "127.0.0.1"
SWITCH = 0.0005
"""Seconds after which a thread lets another one run: a save must not wait ten times for checks of a whole text."""

COLLECT = (20_000, 20, 100)
"""When Python looks for cycles of garbage: rarely, as everything stops while it walks through texts that are kept."""


@dataclass(frozen=True, slots=True)
class Office:
    """How the page is served to several people.

    Attributes:
        host: The address to listen on.
        origin: The address under which people reach it, such as "https://review.example.org".
        header: The header in which a reverse proxy names who signed in; "" if people sign in here.
        proxies: The network addresses of that proxy.
    """

    host: str
    origin: str
    header: str = ""
    proxies: tuple[str, ...] = ()


def office(host: str, origin: str, *, insecure: bool, header: str, proxies: tuple[str, ...]) -> Office:
    """Check how the page is to be served to several people.

    Args:
        host: As in ``Office``.
        origin: As in ``Office``.
        insecure: Whether plain http is accepted beyond this machine.
        header: As in ``Office``.
        proxies: As in ``Office``.

    Raises:
        UsageError: It would not be safe, or something does not fit.
    """
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        raise UsageError(
            say("--origin {origin}: is not an address such as https://review.example.org", origin=origin)
        ) from None
    scheme, name = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in ("http", "https") or not name or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise UsageError(say("--origin {origin}: is not an address such as https://review.example.org", origin=origin))
    if not name.isascii() or parts.username is not None:
        raise UsageError(say("--origin {origin}: write its host in ASCII, without a user", origin=origin))
    if scheme == "http" and not insecure and not (_is_here(name) and _is_here(host)):
        raise UsageError(
            say(
                "--origin {origin}: passwords and texts would cross the network in the clear; put a reverse proxy with "
                "TLS before it and name its https address, or accept that with --insecure",
                origin=origin,
            )
        )
    if bool(header) != bool(proxies):
        raise UsageError(say("--proxy-header and --proxy-from belong together: a header counts only from the proxy"))
    for each in proxies:
        try:
            ip_address(each)
        except ValueError:
            raise UsageError(
                say("--proxy-from {address}: is not a network address such as 127.0.0.1", address=each)
            ) from None
    if header and not all(char.isascii() and (char.isalnum() or char == "-") for char in header):
        raise UsageError(
            say("--proxy-header {header}: is not the name of a header such as X-Forwarded-Email", header=header)
        )
    shown = f"[{name}]" if ":" in name else name
    standard = {"http": 80, "https": 443}[scheme]
    return Office(host, f"{scheme}://{shown}" + (f":{port}" if port not in (None, standard) else ""), header, proxies)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def serve(
    folder: Path,
    *,
    port: int,
    who: str = "",
    office: Office | None = None,
    sign_as: Callable[[str], Signer],
    now: Callable[[], str],
    ready: Callable[[str, str], None],
    note: Callable[[str], None],
) -> None:
    """Serve the review page, to one person on this machine or to an office, until Ctrl-C.

    Args:
        folder: The newsroom.
        port: The port; 0 for any, and if it is taken on this machine, another one.
        who: Who acts, if it is one person, so that a second start for them finds this one.
        office: How it is served to several people; None for one on this machine.
        sign_as: Returns who acts now, from "Name <address>" in an office; from "" else.
        now: Returns the time, as ledgers write it.
        ready: Called once requests are served, with the address of the page, and the one-time address that signs in,
            "" in an office.
        note: Shows whoever runs the server a line about what happened.

    Raises:
        MissingError: No port can be opened.
    """
    sys.setswitchinterval(SWITCH)
    gc.set_threshold(*COLLECT)
    host = office.host if office else LOOPBACK
    with _listening(host, port, strict=office is not None) as listener:
        place = listener.getsockname()
        origin = office.origin if office else f"http://{LOOPBACK}:{place[1]}"
        near = LOOPBACK if place[0] == "0.0.0.0" else "::1" if place[0] == "::" else place[0]  # noqa: S104 - compared
        server = Running(origin, near, place[1], os.getpid(), secrets.token_urlsafe(32))
        try:
            asyncio.run(_serve(folder, listener, server, who, office, sign_as, now, ready, note))
        finally:
            forget(folder, who, server)


def _listening(host: str, port: int, *, strict: bool) -> socket.socket:
    try:
        kind, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise MissingError(
            say("--host {host}: is not an address of this machine ({error})", host=host, error=error)
        ) from None
    for wanted in dict.fromkeys((port,) if strict else (port, 0)):
        listener = socket.socket(kind, socket.SOCK_STREAM)
        if os.name == "posix":  # elsewhere two programs could then share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((place[0], wanted, *place[2:]))
        except OSError as error:
            listener.close()
            if strict or wanted == 0:
                why = {"host": host, "reason": error.strerror}
                raise MissingError(
                    say("port {port} cannot be opened on {host} ({reason})", port=wanted, **why)
                    if wanted
                    else say("no port can be opened on {host} ({reason})", **why)
                ) from error
        else:
            return listener
    raise AssertionError


def _door(folder: Path, port: int, office: Office | None, *, secure: bool) -> Door:
    if office is None:
        return OwnDoor(Sessions(), f"workflow-review-{port}")
    users = Users(folder)
    users.all()  # what is wrong with the file is said now
    if office.header:
        return ProxyDoor(users, office.header, office.proxies)
    # To browsers, all ports of a host are one place for cookies.
    start, end = "__Host-workflow" if secure else "workflow", sha256(office.origin)[:8]
    sessions = Sessions(lasts=OFFICE_LASTS, longest=OFFICE_LONGEST)
    return OfficeDoor(sessions, users, Throttle(), f"{start}-review-{end}", f"{start}-known-{end}")


async def _serve(
    folder: Path,
    listener: socket.socket,
    running: Running,
    who: str,
    office: Office | None,
    sign_as: Callable[[str], Signer],
    now: Callable[[], str],
    ready: Callable[[str, str], None],
    note: Callable[[str], None],
) -> None:
    secure = running.origin.startswith("https:")
    door = _door(folder, running.port, office, secure=secure)
    stopping = asyncio.Event()
    desk = Desk(folder)
    watches = Watches(desk)
    shared = Server(
        desk=desk,
        door=door,
        pages={language: Pages(language) for language in LANGUAGES},
        watches=watches,
        sign_as=sign_as,
        now=now,
        origin=running.origin,
        secret=running.secret,
        stopping=stopping,
        note=note,
    )
    origins = (running.origin,) if office else (running.origin, f"http://localhost:{running.port}")
    config = uvicorn.Config(
        application(shared, origins),
        http=Connection,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # else anybody on this machine could say which address they come from
        lifespan="off",
        limit_concurrency=MOST + 100,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=32_768,
    )
    server = _Uvicorn(config)
    loop = asyncio.get_running_loop()

    def stop() -> None:
        # Streams first: uvicorn waits for them, however often one presses Ctrl-C.
        stopping.set()
        server.should_exit = True

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            with suppress(NotImplementedError):  # Windows
                loop.add_signal_handler(getattr(signal, name), stop)

    def started() -> None:
        leave_note(folder, who, running)
        token = door.sessions.token() if isinstance(door, OwnDoor) else ""
        ready(running.origin, f"{running.origin}/open?t={token}" if token else "")

    server.on_started = started
    try:
        await server.serve(sockets=[listener])
    finally:
        stopping.set()
        watches.close()
        desk.close()


class _Uvicorn(uvicorn.Server):
    """uvicorn without its own signal handlers, which wait for open streams, and with a word when it has started."""

    on_started: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            self.on_started()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to ``_serve``."""
        yield
