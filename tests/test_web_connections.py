"""Slow and many connections, starts beside a running server, and tabs that race."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from browsing import Answer, Served, serving
from newsroom import REVIEWER, TRANSLATOR, Newsroom, make

from workflow.newsroom.editing import key_of
from workflow.web import running
from workflow.web.connections import MOST


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    room = make(tmp_path_factory.mktemp("newsroom"))
    room.run("translate")
    return room


@pytest.fixture(scope="module")
def served(room: Newsroom) -> Iterator[Served]:
    with serving(room.root) as served:
        yield served


@pytest.fixture(scope="module")
def cookie(served: Served) -> str:
    return served.cookie()


@pytest.fixture(scope="module")
def hasty_room(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    room = make(tmp_path_factory.mktemp("hasty"))
    room.run("translate")
    return room


@pytest.fixture(scope="module")
def hasty(hasty_room: Newsroom) -> Iterator[Served]:
    """A server that waits for half a second only."""
    program = (
        "import workflow.web.connections as c; c.PATIENCE = c.READING = 0.5; from workflow.cli import main; main()"
    )
    with serving(hasty_room.root, program=("-c", program)) as served:
        yield served


def connected(served: Served) -> socket.socket:
    host, _, port = served.address.rpartition("/")[2].partition(":")
    return socket.create_connection((host, int(port)), timeout=60)


HEAD = "GET /static/icon.svg HTTP/1.1\r\nHost: {host}\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "GET / HT",
        HEAD,
        "POST /again HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Length: 9\r\n\r\n12",
    ],
)
def test_a_request_that_does_not_arrive_ends(hasty: Served, sent: str) -> None:
    with connected(hasty) as slow:
        slow.sendall(sent.format(host=hasty.address.rpartition("/")[2]).encode())
        with contextlib.suppress(ConnectionResetError):
            assert slow.recv(1000) == b""  # the server ended it; nobody else did


@pytest.mark.parametrize("before", ["", HEAD + "\r\n"])
def test_a_byte_now_and_then_keeps_no_connection_open(hasty: Served, before: str) -> None:
    host = hasty.address.rpartition("/")[2]
    with connected(hasty) as slow:
        if before:  # the connection was kept alive after a whole request
            slow.sendall(before.format(host=host).encode())
            assert slow.recv(10_000).startswith(b"HTTP/1.1 200 ")
        with contextlib.suppress(ConnectionError):
            for byte in HEAD.format(host=host) + "X: " + "x" * 1000:
                slow.sendall(byte.encode())
                time.sleep(0.05)
            pytest.fail("the whole minute was waited for")


def ended(hasty: Served) -> None:
    """Wait until the server has ended a connection on which nothing was asked: its patience is over once more."""
    with connected(hasty) as idle, contextlib.suppress(ConnectionResetError):
        assert idle.recv(1000) == b""


def test_a_slow_request_in_time_is_answered(served: Served) -> None:
    request = (HEAD + "Connection: close\r\n\r\n").format(host=served.address.rpartition("/")[2]).encode()
    with connected(served) as connection:
        connection.sendall(request[:20])
        assert served.ask("/static/icon.svg").status == 200  # the first part was sent before this was asked
        connection.sendall(request[20:])
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")


def test_whoever_reads_no_answer_is_cut_off(hasty: Served) -> None:
    request = HEAD.format(host=hasty.address.rpartition("/")[2]).replace("icon.svg", "review.js").encode() + b"\r\n"
    host, _, port = hasty.address.rpartition("/")[2].partition(":")
    whole = len(hasty.ask("/static/review.js").body.encode())
    many = 400  # some 20 MB of answers, more than systems keep for a connection

    def got(pause: float) -> int:
        """How many bytes arrive at somebody who first reads nothing for so many seconds."""
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.settimeout(60)
            deaf.connect((host, int(port)))
            deaf.sendall(request * many)
            time.sleep(pause)
            number = 0
            with contextlib.suppress(ConnectionResetError):
                while part := deaf.recv(1 << 16):
                    number += len(part)
            return number

    assert any(got(pause) < many * whole for pause in (2.5, 10, 40))  # a busy server notices later


def test_whoever_reads_slowly_gets_it_all(hasty: Served) -> None:
    request = HEAD.format(host=hasty.address.rpartition("/")[2]).replace("icon.svg", "review.js").encode() + b"\r\n"
    whole = len(hasty.ask("/static/review.js").body.encode())
    many = 100
    with connected(hasty) as slow:
        slow.sendall(request * many)
        got = 0
        while got < many * whole:
            part = slow.recv(1 << 18)
            assert part, f"cut off after {got} bytes"
            got += len(part)
            time.sleep(0.02)


def test_a_stream_is_not_a_slow_request(hasty_room: Newsroom, hasty: Served) -> None:
    with hasty.stream("/api/en/visit/events", cookie=hasty.cookie()) as stream:
        assert stream.readline() == b": open\n"
        for _ in range(3):
            ended(hasty)
        hasty_room.translate_by_hand()
        while stream.readline() != b"event: units\n":
            pass


def test_a_thousand_connections_keep_nobody_out(served: Served, cookie: str) -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 1200:
        pytest.skip("this process may not open a thousand connections")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1200), hard))
    with contextlib.ExitStack() as crowd:
        crowd.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        stream = crowd.enter_context(served.stream("/api/en/visit/events", cookie=cookie))
        assert stream.readline() == b": open\n"
        for number in range(1000):
            idle = crowd.enter_context(connected(served))
            if number % 2:
                with contextlib.suppress(ConnectionError):
                    idle.sendall(b"POST /again HTTP/1.1\r\nHost: ")
            if number % 100 == 0:
                assert served.ask("/", cookie=cookie).status == 200
        assert MOST < 1000
        assert served.ask("/", cookie=cookie).status == 200
        body = json.dumps({"target": "A title", "done": False, "seen": "other"}).encode()
        saved = served.ask(
            "/api/en/visit/unit/0123456789abcdef", method="PUT", body=body, cookie=cookie, origin=served.address
        )
        assert json.loads(saved.body)["outcome"] == "gone"


def test_of_two_tabs_that_save_at_once_one_wins_and_the_other_is_told(
    room: Newsroom, served: Served, cookie: str
) -> None:
    unit = room.catalog().units[0]
    seen = re.search(
        f'data-key="{key_of(unit)}"[^>]*data-version="([0-9a-f]+)"', served.ask("/release/en/visit", cookie=cookie).body
    )
    assert seen

    def save(number: int) -> Answer:
        body = json.dumps({"target": f"Words of tab {number}", "done": False, "seen": seen[1]}).encode()
        return served.ask(
            f"/api/en/visit/unit/{key_of(unit)}", method="PUT", body=body, cookie=cookie, origin=served.address
        )

    with ThreadPoolExecutor(8) as tabs:
        answers = [*tabs.map(save, range(8))]
    assert sorted(each.status for each in answers) == [200] + [409] * 7
    (won,) = (json.loads(each.body)["unit"]["target"] for each in answers if each.status == 200)
    assert room.catalog().units[0].target == won
    assert {json.loads(each.body)["unit"]["target"] for each in answers if each.status == 409} == {won}


# --- a second start ---


def started_again(room: Newsroom, who: str = TRANSLATOR) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "workflow", "--project", str(room.root), "review", "--no-browser"]
    environment = {**os.environ, "WORKFLOW_USER": who}
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False)


def test_a_second_start_says_where_the_first_is_and_opens_it(room: Newsroom, served: Served) -> None:
    second = started_again(room)
    assert second.returncode == 0
    assert f"The review page is at {served.address} already (process {served.process.pid})." in second.stdout
    (way,) = re.findall(r"http://\S+/open\?t=\S+", second.stdout)
    assert served.ask(way).status == 303
    assert served.ask(way).status == 401  # once


def test_somebody_else_has_a_page_of_their_own(room: Newsroom, served: Served) -> None:
    with serving(room.root, who=REVIEWER) as other:
        assert other.address != served.address
        assert "Reviewer &lt;" in other.ask("/", cookie=other.cookie()).body


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_server_that_was_killed_is_not_mistaken_for_a_running_one(tmp_path: Path) -> None:
    room = make(tmp_path)
    with serving(room.root) as served:
        port = served.address.rpartition(":")[2]
        (noted,) = (room.root / ".workflow/review").glob("server-*.json")
        assert noted.stat().st_mode & 0o077 == 0
        secret = json.loads(noted.read_text("utf-8"))["secret"]
        served.stop(signal.SIGKILL)
    asked: list[bytes] = []

    class Stranger(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["content-length"])))
            body = b'{"token": "come-to-me", "proof": "0"}'
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    # Another program has got its port, and says that it is a review page.
    with HTTPServer(("127.0.0.1", int(port)), Stranger) as stranger:
        Thread(target=stranger.serve_forever, daemon=True).start()
        with serving(room.root) as again:
            assert again.address.rpartition(":")[2] != port
            assert "come-to-me" not in again.sign_in
        stranger.shutdown()
    (body,) = asked
    assert secret.encode() not in body


def test_a_server_that_ended_leaves_no_trace(tmp_path: Path) -> None:
    room = make(tmp_path)
    with serving(room.root) as served:
        assert served.stop() == 0
    assert [*(room.root / ".workflow/review").glob("server-*")] == []


@pytest.mark.parametrize(
    "content",
    ["", "null", "[]", '{"origin": 1}', '{"origin": "http://x", "host": "x", "port": "1", "pid": 1, "secret": ""}'],
)
def test_a_damaged_note_is_no_server(tmp_path: Path, content: str) -> None:
    file = running.file_of(tmp_path, TRANSLATOR)
    file.parent.mkdir(parents=True)
    file.write_text(content, "utf-8")
    file.chmod(0o600)
    assert running.find(tmp_path, TRANSLATOR) is None


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"nonce": "a", "proof": "b"}', b'{"nonce": 1, "proof": "\xc3\xa9"}', b"[" * 100_000]
)
def test_only_who_knows_the_secret_gets_a_token(served: Served, body: bytes) -> None:
    answer = served.ask("/again", method="POST", body=body, origin=served.address)
    assert answer.status in (400, 403)
    assert answer.body == ""


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_link_in_the_place_of_the_note_is_not_written_through(tmp_path: Path) -> None:
    room = make(tmp_path / "room")
    victim = tmp_path / "victim"
    victim.write_text("mine", "utf-8")
    file = running.file_of(room.root, TRANSLATOR)
    file.parent.mkdir(parents=True)
    file.symlink_to(victim)
    with serving(room.root) as served:
        assert served.ask("/", cookie=served.cookie()).status == 200
    assert victim.read_text("utf-8") == "mine"
