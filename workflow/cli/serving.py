"""A look at the site in the browser: a small server that only this machine can reach."""

import socket
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from workflow.cli.shared import echo
from workflow.errors import MissingError
from workflow.files import real
from workflow.interface import say

_TRIES = 20
"""How many ports are tried, one after the other, if the first is busy."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}


def serve(folder: Path, start: str, port: int) -> None:
    """Serve a folder until Ctrl-C is pressed, and say where.

    Args:
        folder: What is served; nothing outside it is.
        start: The path of the page to begin with.
        port: The first port to try.

    Raises:
        MissingError: No port is free.
    """
    server = _bound(folder, start, port)
    echo(
        say(
            "The site is at http://127.0.0.1:{server_port}/{start} (Ctrl-C ends it)",
            server_port=server.server_port,
            start=start,
        )
    )
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a browser keeps its connections open
    allow_reuse_address = False  # on Windows, two servers could share a port

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that broke a download off; anything else is a bug, and shown."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _bound(folder: Path, start: str, port: int) -> _Server:
    for number in range(port, min(port + _TRIES, 65536)):
        try:
            return _Server(("127.0.0.1", number), partial(_Handler, real(folder), start))
        except OSError:
            continue
    raise MissingError(
        say(
            "the ports {port} to {min} are busy; choose another with --port",
            port=port,
            min=min(port + _TRIES, 65536) - 1,
        )
    )


class _Handler(SimpleHTTPRequestHandler):
    """Answers with files of one folder, and shows no listing."""

    timeout = 30
    protocol_version = "HTTP/1.1"
    server_version = "workflow"
    sys_version = ""

    def __init__(
        self, root: Path, start: str, request: socket.socket, address: tuple[str, int], server: _Server
    ) -> None:
        self.root, self.start = root, start
        super().__init__(request, address, server, directory=str(root))

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer the request; only from this machine's own pages, so that no other site reads drafts."""
        host = self.headers.get("Host", "").rpartition(":")[0]
        if host not in ("127.0.0.1", "localhost"):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return None
        if self._asked() == "/":
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", f"/{self.start}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        if not self._is_inside():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def _is_inside(self) -> bool:
        """Return whether the path leads to something in the folder, or to nothing."""
        asked = unquote(self._asked())
        if "\0" in asked or any(part.startswith(".") for part in asked.split("/")):
            return False
        return real(Path(self.translate_path(self.path))).is_relative_to(self.root)

    def _asked(self) -> str:
        return self.path.partition("?")[0].partition("#")[0]

    def list_directory(self, path: str) -> None:  # type: ignore[override]
        """Show no listing."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def guess_type(self, path: str) -> str:  # type: ignore[override]
        """Return the type with its encoding."""
        return _TYPES.get(Path(path).suffix, super().guess_type(path))

    def end_headers(self) -> None:
        """Add what keeps a page to itself."""
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the class above says
        """Print nothing."""
