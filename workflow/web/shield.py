"""What every request must pass before the application sees it, and what every answer says to the browser.

One plain ASGI class, because a framework's middleware would buffer streams. Against: another site that makes the
browser send requests here (Host, Origin, Sec-Fetch-Site, a SameSite cookie), another user of the machine (the cookie),
and text in catalogs that would be a script (Content-Security-Policy).
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from workflow.interface import ENGLISH, catalog, say, shown, speaking
from workflow.web.pages import chosen

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),  # with no-referrer, forms would have no Origin
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)

SAFE = ("GET", "HEAD")
UNSAFE = ("POST", "PUT")
MOST_BYTES = 1_000_000
"""The largest body of a request; the longest sentence of a release is far shorter."""


class Shield:
    """Refuses what no page of ours would ask, in plain text."""

    def __init__(self, app: App, origins: Iterable[str]) -> None:
        """Protect ``app``; ``origins`` are the addresses under which it is reached, such as "http://127.0.0.1:8000"."""
        self._app = app
        self._origins = frozenset(origins)
        self._hosts = frozenset(origin.partition("://")[2] for origin in self._origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name.lower() for name, _ in message.get("headers", ())}
                more = [header for header in HEADERS if header[0] not in known]
                message = {**message, "headers": [*message.get("headers", ()), *more]}
            await send(message)

        with speaking(catalog(chosen(_headers(scope)(b"accept-language") or "")) or ENGLISH):
            if refused := self._refused(scope):
                await _say(answer, *refused)
                return
            await self._app(scope, _Body(receive).receive, answer)

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        of, method = _headers(scope), scope["method"]
        if (of(b"host") or "").lower() not in self._hosts:
            return 421, say("This address is not the review page's; use the one that workflow review printed.")
        if method not in (*SAFE, *UNSAFE):
            return 405, say("The review page does not know this method.")
        site = of(b"sec-fetch-site")
        if method in UNSAFE:
            if of(b"origin") not in self._origins or site not in (None, "same-origin"):
                return 403, say("This request does not come from the review page itself; nothing was changed.")
        elif site == "cross-site" and of(b"sec-fetch-mode") != "navigate":
            return 403, say("Another site may not read the review page.")
        length = of(b"content-length")
        if length is not None and not (length.isdecimal() and len(length) < 20 and int(length) <= MOST_BYTES):
            return TOO_LARGE
        return None


TOO_LARGE = 413, say("The request is too large.")


def _headers(scope: Scope) -> Callable[[bytes], str | None]:
    """Return what finds a header, None if it is not there exactly once."""
    headers: dict[bytes, list[bytes]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.lower(), []).append(value)

    def of(name: bytes) -> str | None:
        values = headers.get(name, [])
        return values[0].decode("latin-1") if len(values) == 1 else None

    return of


class TooMuch(Exception):
    """A body is too large, which showed only while it was read; the application answers ``TOO_LARGE``."""


class _Body:
    """Passes a request's body on while it is small."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._bytes = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self._bytes > MOST_BYTES:
            raise TooMuch
        return message


async def _say(send: Send, status: int, sentence: str) -> None:
    body = f"{shown(sentence)}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
