"""The pages and answers by which people come in, go out and change their password.

Passwords are checked in a thread of their own.
"""

import asyncio
import hmac
import json
import math
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from workflow import interface
from workflow.errors import WorkflowError
from workflow.signoff.ledger import address
from workflow.web import running
from workflow.web.doors import OfficeDoor, OwnDoor
from workflow.web.users import SHORTEST_PASSWORD, User

if TYPE_CHECKING:
    from workflow.web.app import Server

KNOWN_LASTS = 365 * 24 * 3600
"""For how many seconds a browser keeps that somebody signed in with it."""

_PATH = re.compile(r"/(?:release/[A-Za-z0-9%._~-]{1,100}/[A-Za-z0-9%._~-]{1,1000}|feed|password)?")
"""The pages that one can be led to; no other site, whatever an address says."""

_MOST_WAITING = 8
"""How many passwords may wait to be checked; each takes a fraction of a second and some memory."""


def entrances(server: "Server") -> list[Route]:
    """Return the routes that need no session."""
    door = server.door
    routes = [Route("/again", _Again(server).answer, methods=["POST"])]
    if isinstance(door, OwnDoor):
        routes.append(Route("/open", _Opening(server, door).answer, methods=["GET"]))
    if isinstance(door, OfficeDoor):
        sign_in = _SignIn(server, door)
        routes += [
            Route("/sign-in", sign_in.page, methods=["GET"]),
            Route("/sign-in", sign_in.answer, methods=["POST"]),
            Route("/sign-out", sign_in.end, methods=["POST"]),
            Route("/password", sign_in.password_page, methods=["GET"]),
            Route("/password", sign_in.change_password, methods=["POST"]),
        ]
    return routes


def not_signed_in(server: "Server", request: Request, *, is_page: bool) -> Response:
    """Answer a request without a session."""
    say = server.pages_for(request).say
    if isinstance(server.door, OwnDoor):
        sentence = say("You are not signed in: open the address that workflow review printed, or start it again.")
        return PlainTextResponse(f"{sentence}\n", 401)
    if not isinstance(server.door, OfficeDoor):
        sentence = say("You may not come in: the reverse proxy did not name anybody who is registered.")
        return PlainTextResponse(f"{sentence}\n", 403)
    if not is_page:
        sentence = say("You are not signed in; open the page in another tab, sign in there, and try again.")
        return PlainTextResponse(f"{sentence}\n", 401)
    to = f"/sign-in?to={quote(_own(quote(request.scope['path'])), safe='')}"
    if request.headers.get("sec-fetch-site") == "cross-site":
        # Browsers send a strict cookie only from our own pages: the next step finds out who it is.
        return HTMLResponse(server.pages_for(request).on_the_way(to))
    return RedirectResponse(to, 303)


def _own(path: str) -> str:
    """Return a path if it is that of a page of ours, else that of the overview."""
    return path if _PATH.fullmatch(path) else "/"


def _place(request: Request) -> str:
    """Return where a request comes from, for the log: the network address, and what a proxy before us says of it."""
    peer = request.client.host if request.client else "?"
    said = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    try:
        return f"{peer} for {ip_address(said)}"
    except ValueError:
        return peer


class _Opening:
    """Turns a one-time token into a cookie."""

    def __init__(self, server: "Server", door: OwnDoor) -> None:
        self._server = server
        self._door = door

    async def answer(self, request: Request) -> Response:
        cookie = self._door.sessions.redeem(request.query_params.get("t", ""))
        if cookie is None:
            if self._door.visitor(request) is not None:
                return RedirectResponse("/", 303)
            return not_signed_in(self._server, request, is_page=True)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self._door.cookie, cookie, httponly=True, samesite="strict", path="/")
        return answer


class _Again:
    """Tells another process of the same user that this server runs, and gives it a one-time token."""

    def __init__(self, server: "Server") -> None:
        self._server = server

    async def answer(self, request: Request) -> Response:
        door, secret = self._server.door, self._server.secret
        try:
            asked = json.loads(await request.body())
            nonce, proof = str(asked["nonce"]), str(asked["proof"])
        except (ValueError, KeyError, TypeError, RecursionError, ClientDisconnect):
            return PlainTextResponse("", 400)
        if not hmac.compare_digest(proof.encode(), running.proof(secret, "ask", nonce).encode()):
            return PlainTextResponse("", 403)
        token = door.sessions.token() if isinstance(door, OwnDoor) else ""
        answer = {"token": token, "proof": running.proof(secret, "answer", nonce, token)}
        return Response(json.dumps(answer), media_type="application/json")


@dataclass(frozen=True, slots=True)
class _Checked:
    """What came of checking a password: whose it is, or why it was refused, and with which status."""

    user: User | None
    refused: str = ""
    status: int = 200
    wait: int = 0


class _SignIn:
    """Signing in with a password, and out; changing one's password."""

    def __init__(self, server: "Server", door: OfficeDoor) -> None:
        self._server = server
        self._door = door
        self._checking = ThreadPoolExecutor(1, thread_name_prefix="password")
        self._waiting = 0

    async def page(self, request: Request) -> Response:
        to = _own(request.query_params.get("to", ""))
        try:
            if self._door.visitor(request) is not None:
                return RedirectResponse(to, 303)
        except WorkflowError as error:
            return await self._page(request, to, refused=interface.shown(error.message), status=503)
        return await self._page(request, to)

    async def answer(self, request: Request) -> Response:
        say = self._server.pages_for(request).say
        try:
            form = parse_qs((await request.body()).decode(), max_num_fields=10, keep_blank_values=True)
        except (ValueError, ClientDisconnect):
            return PlainTextResponse("", 400)
        to = _own(form.get("to", [""])[0])
        named, password = form.get("address", [""])[0].strip(), form.get("password", [""])[0]
        wrong = say("The address or the password is wrong.")
        checked = await self._check(request, named, password, wrong=wrong)
        if checked.user is None:
            answer = await self._page(request, to, named=named, refused=checked.refused, status=checked.status)
            if checked.wait:
                answer.headers["retry-after"] = str(checked.wait)
            return answer
        return self._begin(request, checked.user, RedirectResponse(to, 303))

    async def _check(self, request: Request, named: str, password: str, *, wrong: str) -> _Checked:
        """Check a password, slowly for whoever guesses; ``wrong`` says that it is wrong."""
        say = self._server.pages_for(request).say
        if self._waiting >= _MOST_WAITING:
            return _Checked(None, say("Too many people sign in at this moment; try again."), 503)
        self._waiting += 1
        try:
            attempt = self._door.begin(request, named)
            if attempt.wait:
                seconds = math.ceil(attempt.wait)
                refused = say("Too many attempts failed; try again in {seconds} seconds.").format(seconds=seconds)
                return _Checked(None, refused, 429, seconds)
            loop = asyncio.get_running_loop()
            user = await loop.run_in_executor(self._checking, self._door.sign_in, attempt, password)
        except WorkflowError as error:
            return _Checked(None, interface.shown(error.message), 503)
        finally:
            self._waiting -= 1
        if user is None:
            self._server.log(f"wrong password for {attempt.account or 'no address'}, from {_place(request)}")
            return _Checked(None, wrong, 401)
        return _Checked(user)

    def _begin(self, request: Request, user: User, answer: Response) -> Response:
        """Let an answer begin a session, which ends the one before."""
        self._door.sessions.end(request.cookies.get(self._door.cookie, ""))
        self._set(answer, self._door.cookie, self._door.sessions.begin(user.key))
        self._set(answer, self._door.known, self._door.users.mark(user), lasts=KNOWN_LASTS)
        return answer

    async def password_page(self, request: Request) -> Response:
        try:
            if self._door.visitor(request) is None:
                return not_signed_in(self._server, request, is_page=True)
        except WorkflowError as error:
            return PlainTextResponse(f"{interface.shown(error.message)}\n", 503)
        return await self._password_page(request)

    async def change_password(self, request: Request) -> Response:
        """Change the password of whoever is signed in and knows the present one; this ends their other sessions."""
        say = self._server.pages_for(request).say
        try:
            visitor = self._door.visitor(request)
            if visitor is None:
                return not_signed_in(self._server, request, is_page=True)
            form = parse_qs((await request.body()).decode(), max_num_fields=10, keep_blank_values=True)
        except (ValueError, ClientDisconnect):
            return PlainTextResponse("", 400)
        except WorkflowError as error:
            return PlainTextResponse(f"{interface.shown(error.message)}\n", 503)
        present, new, again = (form.get(name, [""])[0] for name in ("present", "new", "again"))
        if new != again:
            refused = say("The new password is not the same both times.")
            return await self._password_page(request, refused=refused, status=422)
        wrong = say("The present password is wrong.")
        checked = await self._check(request, address(visitor.who), present, wrong=wrong)
        if checked.user is None:
            return await self._password_page(request, refused=checked.refused, status=checked.status)
        try:
            loop = asyncio.get_running_loop()
            change = self._door.users.change_password
            user = await loop.run_in_executor(self._checking, change, checked.user, new)
        except WorkflowError as error:
            return await self._password_page(request, refused=interface.shown(error.message), status=422)
        self._server.log(f"{user.address} changed their password, from {_place(request)}")
        return self._begin(request, user, await self._password_page(request, changed=True))

    async def end(self, request: Request) -> Response:
        self._door.sessions.end(request.cookies.get(self._door.cookie, ""))
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(self._door.cookie, path="/", secure=self._server.secure, httponly=True, samesite="strict")
        return answer

    def _set(self, answer: Response, name: str, value: str, *, lasts: int | None = None) -> None:
        secure = self._server.secure
        answer.set_cookie(name, value, max_age=lasts, httponly=True, samesite="strict", secure=secure, path="/")

    async def _password_page(
        self, request: Request, *, refused: str = "", changed: bool = False, status: int = 200
    ) -> Response:
        settings, _ = await self._server.desk.quick(lambda view: view.room.settings)
        pages = self._server.pages_for(request)
        page = pages.password(settings, refused=refused, changed=changed, shortest=SHORTEST_PASSWORD)
        return HTMLResponse(page, status)

    async def _page(
        self, request: Request, to: str, *, named: str = "", refused: str = "", status: int = 200
    ) -> Response:
        settings, _ = await self._server.desk.quick(lambda view: view.room.settings)
        pages = self._server.pages_for(request)
        return HTMLResponse(pages.sign_in(settings, to, named=named, refused=refused), status)
