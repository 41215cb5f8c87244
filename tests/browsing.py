"""The review page as a server of its own, and real people's browsers on it."""

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
from pathlib import Path
from typing import Any

from newsroom import TRANSLATOR


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    body: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Served:
    """A running ``workflow review``: its address, the one-time address that signs in, and its process."""

    address: str
    sign_in: str
    process: "subprocess.Popen[str]"

    def ask(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Send a request as no browser would, without following redirects; ``sec_fetch_site`` is Sec-Fetch-Site."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        address = path if path.startswith("http") else self.address + path
        request = urllib.request.Request(address, data=body, method=method, headers=named)  # noqa: S310 - our own
        opener = urllib.request.build_opener(_Staying)
        try:
            with opener.open(request, timeout=30) as answer:
                return Answer(answer.status, answer.read().decode("utf-8", "replace"), dict(answer.headers.items()))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode("utf-8", "replace"), dict(error.headers.items()))

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
def serving(root: Path, *arguments: str, who: str = TRANSLATOR, cache: Path | None = None) -> Iterator[Served]:
    """Run the server until the end of the block."""
    environment = {**os.environ, "WORKFLOW_USER": who, "PYTHONUNBUFFERED": "1"}
    if cache:
        environment["WORKFLOW_CACHE"] = str(cache)
    command = [sys.executable, "-m", "workflow", "--project", str(root), "review", "--no-browser", *arguments]
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
        else:
            raise AssertionError(said)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
        rest = process.stdout.read()
        process.stdout.close()
        assert "Traceback" not in rest, rest
