"""What requests pass the shield of the review page: every combination of what a browser says about one."""

import asyncio
import re
from itertools import product

import pytest

from workflow.web.shield import HEADERS, MOST_BYTES, SAFE, UNSAFE, Message, Receive, Scope, Send, Shield, TooMuch

ORIGIN, OTHER = "https://desk.example.org", "http://127.0.0.1:8000"
FOREIGN = "https://evil.example.net"
TOO_MUCH = (str(MOST_BYTES + 1), "-1", "1x", "", "²", "9" * 5000)


def asked(
    method: str, headers: dict[str, str | list[str] | None], *bodies: bytes, kind: str = "http"
) -> tuple[list[Message], list[Message]]:
    """Ask an application behind the shield.

    Returns:
        The messages with which it answers, and those that the application received.
    """
    received: list[Message] = []
    said: list[Message] = []
    waiting = [{"type": "http.request", "body": body} for body in bodies] or [{"type": "http.request"}]

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        while waiting:
            received.append(await receive())
        await send({"type": "http.response.start", "status": 200, "headers": [(b"Cache-Control", b"max-age=60")]})
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        said.append(message)

    raw = [
        (name.encode(), each.encode("latin-1"))
        for name, value in headers.items()
        for each in (value if isinstance(value, list) else [value])
        if each is not None
    ]
    asyncio.run(Shield(app, [ORIGIN, OTHER])({"type": kind, "method": method, "headers": raw}, receive, send))
    return said, received


def expected(method: str, host: object, origin: object, site: object, mode: object, length: object) -> int:
    """The status, in the words of the design: nobody but the page itself changes anything, nobody else reads it."""
    if host not in ("desk.example.org", "DESK.example.org", "127.0.0.1:8000"):
        return 421
    if method in ("POST", "PUT"):
        if origin not in (ORIGIN, OTHER) or site not in (None, "same-origin"):
            return 403
    elif method not in ("GET", "HEAD"):
        return 405
    elif site == "cross-site" and mode != "navigate":
        return 403
    return 413 if length in TOO_MUCH else 200


def test_only_what_the_page_itself_asks_passes() -> None:
    hosts = ("desk.example.org", "DESK.example.org", "127.0.0.1:8000", "127.0.0.1", "evil.example.net", "", None)
    methods = (*SAFE, *UNSAFE, "DELETE", "get")
    origins = (ORIGIN, OTHER, FOREIGN, None)
    sites = ("same-origin", "same-site", "cross-site", None)
    modes = ("navigate", "cors", None)
    lengths = (None, str(MOST_BYTES))
    names = ("host", "origin", "sec-fetch-site", "sec-fetch-mode", "content-length")
    cases = [*product(methods, hosts, origins, sites, modes, lengths)]
    cases += product(("GET", "POST"), hosts[:1], origins[:1], sites[:1], modes[:1], TOO_MUCH)
    for method, *values in cases:
        said, received = asked(str(method), dict(zip(names, values, strict=True)))
        status = expected(str(method), *values)
        assert (said[0]["status"], bool(received)) == (status, status == 200), (method, *values)
        assert {name for name, _ in HEADERS} <= {name.lower() for name, _ in said[0]["headers"]}, (method, *values)
        assert bool(said[1]["body"]) == (status != 200), "a refusal is a sentence"


@pytest.mark.parametrize("name", ["host", "origin"])
def test_who_says_it_twice_says_nothing(name: str) -> None:
    assert asked("POST", {"host": "desk.example.org", "origin": ORIGIN})[1]
    twice = {"host": ["desk.example.org"], "origin": [ORIGIN]}
    twice[name] *= 2
    assert not asked("POST", twice)[1]  # type: ignore[arg-type]


def test_an_answer_s_own_headers_stay() -> None:
    said, _ = asked("GET", {"host": "desk.example.org"})
    headers = [value for name, value in said[0]["headers"] if name.lower() == b"cache-control"]
    assert headers == [b"max-age=60"]


@pytest.mark.parametrize("first", [0, 1, MOST_BYTES])
def test_a_body_is_passed_on_while_it_is_small(first: int) -> None:
    bodies = b"x" * first, b"y" * (MOST_BYTES - first)
    wanted = {"host": "desk.example.org", "origin": ORIGIN}
    _, received = asked("POST", wanted, *bodies)  # type: ignore[arg-type]
    assert [message["body"] for message in received] == [*bodies]
    with pytest.raises(TooMuch):
        asked("POST", wanted, *bodies, b"z")  # type: ignore[arg-type]


def test_a_refusal_is_a_whole_answer_in_the_browser_s_language() -> None:
    start, body = asked("GET", {"host": "elsewhere", "accept-language": "zh-CN"})[0]
    assert (start["type"], body["type"]) == ("http.response.start", "http.response.body")
    assert dict(start["headers"])[b"content-length"] == str(len(body["body"])).encode()
    assert re.search("[\u4e00-\u9fff]", body["body"].decode())
    assert b"address" in asked("GET", {"host": "elsewhere", "accept-language": "fr"})[0][1]["body"]


def test_nothing_but_requests_and_the_server_s_own_messages_reaches_the_application() -> None:
    assert asked("", {}, kind="websocket") == ([{"type": "websocket.close", "code": 1008}], [])
    assert asked("", {}, kind="lifespan")[1]
