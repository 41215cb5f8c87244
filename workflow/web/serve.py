"""Starts and stops the server of the review page."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn

from workflow.errors import MissingError
from workflow.newsroom.signing import Signer
from workflow.web.app import Server, application
from workflow.web.desk import Desk
from workflow.web.pages import LANGUAGES, Pages
from workflow.web.sessions import Sessions
from workflow.web.watching import Watches

LOOPBACK = "127.0.0.1"
MOST_CONNECTIONS = 500


def serve(
    folder: Path | None, *, port: int, sign_as: Callable[[str], Signer], ready: Callable[[str, str], None]
) -> None:
    """Serve the review page to one person on this machine, until Ctrl-C.

    Args:
        folder: The newsroom; None for that of the current folder.
        port: The port; 0 for any, and if it is taken, another one.
        sign_as: Returns who acts, now.
        ready: Called once requests are served, with the address of the page, and the one-time address that signs in.

    Raises:
        MissingError: No port can be opened.
    """
    with _listening(port) as listener:
        asyncio.run(_serve(folder, listener, sign_as, ready))


def _listening(port: int) -> socket.socket:
    for wanted in dict.fromkeys((port, 0)):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":  # elsewhere two programs could then share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, wanted))
        except OSError as error:
            listener.close()
            if wanted == 0:
                raise MissingError(f"no port can be opened on {LOOPBACK} ({error.strerror})") from error
        else:
            return listener
    raise AssertionError


async def _serve(
    folder: Path | None,
    listener: socket.socket,
    sign_as: Callable[[str], Signer],
    ready: Callable[[str, str], None],
) -> None:
    port = listener.getsockname()[1]
    address = f"http://{LOOPBACK}:{port}"
    stopping = asyncio.Event()
    desk = Desk(folder)
    sessions = Sessions()
    watches = Watches(desk)
    shared = Server(
        desk=desk,
        sessions=sessions,
        pages={language: Pages(language) for language in LANGUAGES},
        watches=watches,
        sign_as=sign_as,
        cookie=f"workflow-review-{port}",
        secure=False,
        stopping=stopping,
    )
    config = uvicorn.Config(
        application(shared, (address, f"http://localhost:{port}")),
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        limit_concurrency=MOST_CONNECTIONS,
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
    server.on_started = lambda: ready(address, f"{address}/open?t={sessions.token()}")
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
