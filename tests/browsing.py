"""The review page as a server of its own, and real people's browsers on it."""

import http.client
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

from newsroom import TRANSLATOR


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    body: str
    headers: dict[str, str]
    cookies: tuple[str, ...] = ()


def _answer(status: int, data: bytes, headers: Message) -> Answer:
    named = {name.lower(): value for name, value in headers.items()}
    return Answer(status, data.decode("utf-8", "replace"), named, tuple(headers.get_all("set-cookie", ())))


@dataclass(frozen=True)
class Served:
    """A running ``workflow review``: its address, the one-time address that signs in, and its process.

    Of an office's, ``origin`` is where people reach it; requests go straight to ``address``, as from a reverse proxy.
    """

    address: str
    sign_in: str
    process: "subprocess.Popen[str]"
    origin: str = ""

    def ask(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Send a request as no browser would, without following redirects; ``sec_fetch_site`` is Sec-Fetch-Site."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.origin:
            named = {"host": self.origin.partition("://")[2], **named}
        address = path if path.startswith("http") else self.address + path
        request = urllib.request.Request(address, data=body, method=method, headers=named)  # noqa: S310 - our own
        opener = urllib.request.build_opener(_Staying)
        try:
            with opener.open(request, timeout=30) as answer:
                return _answer(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as error:
            return _answer(error.code, error.read(), error.headers)

    @contextmanager
    def stream(self, path: str, **headers: str) -> Iterator[http.client.HTTPResponse]:
        """Open a page's stream of events."""
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=30)
        host = {"host": self.origin.partition("://")[2]} if self.origin else {}
        connection.request("GET", path, headers={**host, **headers})
        try:
            yield connection.getresponse()
        finally:
            connection.close()

    def cookie(self) -> str:
        """Sign in; the value of the header Cookie."""
        answer = self.ask(self.sign_in)
        assert answer.status == 303, answer
        return answer.headers["set-cookie"].split(";")[0]

    def stop(self, how: int = signal.SIGINT) -> int:
        """End it as Ctrl-C does; the exit status."""
        self.process.send_signal(how)
        return self.process.wait(timeout=30)


class _Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@contextmanager
def serving(
    root: Path,
    *arguments: str,
    who: str = TRANSLATOR,
    cache: Path | None = None,
    program: tuple[str, ...] = ("-m", "workflow"),
) -> Iterator[Served]:
    """Run the server until the end of the block; ``program`` is what Python runs."""
    environment = {**os.environ, "WORKFLOW_USER": who, "PYTHONUNBUFFERED": "1"}
    if cache:
        environment["WORKFLOW_CACHE"] = str(cache)
    command = [sys.executable, *program, "--project", str(root), "review", "--no-browser", *arguments]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )
    assert process.stdout
    said = ""
    try:
        for line in process.stdout:
            said += line
            if found := re.search(r"(http://\S+)/open\?t=\S+", line):
                yield Served(found[1], found[0], process)
                break
            if "--host" in arguments and (found := re.search(r"The review page is at (\S+)\. ", line)):
                port = arguments[arguments.index("--port") + 1]
                yield Served(f"http://127.0.0.1:{port}", "", process, found[1])
                break
        else:
            raise AssertionError(said)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
        rest = process.stdout.read()
        process.stdout.close()
        assert "Traceback" not in rest, rest
