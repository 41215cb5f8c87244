"""``publish --serve``: the site for the browsers of this machine, and nothing else of it."""

import http.client
import os
import re
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from newsroom import Newsroom, make


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    found = make(tmp_path)
    found.run("translate")
    found.sign_off()
    return found


@contextmanager
def served(room: Newsroom, *arguments: str) -> Iterator[tuple[int, str, "subprocess.Popen[str]"]]:
    """Run the server; its port, the path that it begins with, and its process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "workflow", "--project", str(room.root), "publish", "--serve", *arguments],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout
    said = ""
    try:
        for line in process.stdout:
            said += line
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/(\S+)", line):
                yield int(found[1]), found[2], process
                break
        else:
            raise AssertionError(said)
    finally:
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        status = process.wait(timeout=30)
        process.stdout.close()
        assert "Traceback" not in rest, rest
        assert status == 0


def ask(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return found


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_the_site_and_nothing_else_is_served_to_this_machine_alone(room: Newsroom) -> None:
    room.write("public/.hidden.html", "hidden")
    (room.root / "public/out").symlink_to(room.root / "locales", target_is_directory=True)
    with served(room, "--port", str(free_port())) as (port, start, _):
        assert start == "en/index.html"
        status, headers, body = ask(port, f"/{start}")
        assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert body == (room.root / "public/en/index.html").read_bytes()
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert ask(port, "/")[0] == 302
        assert ask(port, "/en/")[2] == body
        assert ask(port, "/style.css")[0] == 200
        for path in ("/images/", "/images", "/../workflow.toml", "/%2e%2e/workflow.toml", "/.hidden.html"):
            assert ask(port, path)[0] in (301, 404), path
        assert ask(port, "/out/en/visit.po")[0] == 404
        assert ask(port, "/en/index.html", host="evil.example")[0] == 421
        elsewhere = socket.gethostbyname_ex(socket.gethostname())[2]
        for address in elsewhere:
            if not address.startswith("127."):
                with pytest.raises(ConnectionError), socket.create_connection((address, port), timeout=5):
                    pass


def test_a_busy_port_is_left_to_its_owner(room: Newsroom) -> None:
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        busy = owner.getsockname()[1]
        with served(room, "--port", str(busy)) as (port, _, _):
            assert busy < port <= busy + 20
            assert ask(port, "/en/index.html")[0] == 200


def test_drafts_and_a_copy_are_served_from_their_own_folder(room: Newsroom, tmp_path: Path) -> None:
    with served(room, "--draft", "--port", str(free_port())) as (port, _, _):
        assert b"Draft" in ask(port, "/en/index.html")[2]
    copy = tmp_path.with_name(f"{tmp_path.name}-copy")
    with served(room, "--out", str(copy), "--port", str(free_port())) as (port, _, _):
        assert ask(port, "/en/visit.html")[2] == (copy / "en/visit.html").read_bytes()


def test_a_browser_that_keeps_its_connection_does_not_keep_the_server(room: Newsroom) -> None:
    with served(room, "--port", str(free_port())) as (port, _, process):
        idle = socket.create_connection(("127.0.0.1", port), timeout=30)
        idle.sendall(b"GET /en/index.html HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n")
        assert idle.recv(15) == b"HTTP/1.1 200 OK"
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        idle.close()


def test_without_pages_there_is_nothing_to_serve(tmp_path: Path) -> None:
    room = make(tmp_path)
    assert "has no pages to show yet" in room.run("publish", "--draft", "--serve", status=1).stderr


def test_what_breaks_off_or_is_no_path_is_answered_or_forgotten(room: Newsroom) -> None:
    room.write("public/large.bin", b"x" * (20 << 20))
    with served(room, "--port", str(free_port())) as (port, _, _):  # which sees that no traceback was printed
        for path in ("/%00", "/en/%00.html", "/" + "a" * 5000, "http://[/x", "/en/%ff", "/en//index.html/", "/%5b"):
            assert ask(port, path)[0] == 404, path
        for _ in range(3):
            rude = socket.create_connection(("127.0.0.1", port), timeout=30)
            rude.sendall(b"GET /large.bin HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n")
            assert rude.recv(15) == b"HTTP/1.1 200 OK"
            rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            rude.close()
        assert ask(port, "/en/index.html")[0] == 200
