"""The pages and answers of the review page. It decides nothing: each request is one call of a service."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from workflow.errors import BadInput, MissingError, UsageError, WorkflowError
from workflow.interface import say, shown
from workflow.model import Draft, Release, Unit
from workflow.newsroom import claims, editing, reviewing, searching, signing, site, status
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.memory import Uses, uses
from workflow.newsroom.redrafting import Machine
from workflow.newsroom.signing import Signer
from workflow.newsroom.waiting import waiting_for
from workflow.signoff.present import unanswered
from workflow.web import feed
from workflow.web.answers import (
    as_json,
    claim_json,
    draft_json,
    findings_json,
    help_json,
    line_json,
    name_of,
    now,
    place_json,
    prepared_json,
    row_json,
    signed_json,
    use_json,
)
from workflow.web.desk import Desk, View
from workflow.web.doors import Door, OfficeDoor, OwnDoor, ProxyDoor, Visitor
from workflow.web.pages import Pages, chosen
from workflow.web.shield import TOO_LARGE, App, Shield, TooMuch
from workflow.web.signing_in import entrances, not_signed_in
from workflow.web.users import Users
from workflow.web.watching import Watches

STATIC = {
    "people.js": "text/javascript; charset=utf-8",
    "review.js": "text/javascript; charset=utf-8",
    "review.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}

_STATUS: Mapping[type[WorkflowError], int] = {BadInput: 422, UsageError: 404, MissingError: 503}


@dataclass(frozen=True, slots=True)
class Server:
    """What all requests share.

    Attributes:
        desk: The newsroom.
        door: Recognises who is at a browser.
        pages: The templates, by the language of the page itself.
        watches: What tells browsers of changes.
        sign_as: Returns who acts now, from a ``Visitor``'s ``who``.
        now: Returns the time, as ledgers write it.
        origin: The address of the page.
        secret: What another process that may open a page knows, see ``running.py``.
        stopping: Set when the server ends, so that no stream keeps it waiting.
        note: Shows whoever runs the server a line about what happened.
    """

    desk: Desk
    door: Door
    pages: Mapping[str, Pages]
    watches: Watches
    sign_as: Callable[[str], Signer]
    now: Callable[[], str]
    origin: str
    secret: str
    stopping: asyncio.Event
    note: Callable[[str], None]

    def log(self, what: str) -> None:
        """Show whoever runs the server what happened, and when; never a password."""
        self.note(f"{self.now()} {what}")

    @property
    def secure(self) -> bool:
        """Whether browsers may send cookies over https only."""
        return self.origin.startswith("https:")

    @property
    def users(self) -> Users | None:
        """The people of an office; None if it is one person's page."""
        return self.door.users if isinstance(self.door, OfficeDoor | ProxyDoor) else None

    def today(self) -> str:
        """Return the day, ISO, UTC."""
        return self.now()[:10]

    def pages_for(self, request: Request) -> Pages:
        """Return the templates in the browser's language."""
        return self.pages[chosen(request.headers.get("accept-language", ""))]

    def signer(self, request: Request) -> Signer:
        """Return who acts.

        Raises:
            UsageError: Nobody is known.
        """
        visitor: Visitor = request.state.visitor
        return self.sign_as(visitor.who)

    def who(self, request: Request) -> str:
        """Return who acts, as a ledger names them; "" if nobody is known."""
        try:
            return self.signer(request).who
        except WorkflowError:
            return ""


Handler = Callable[[Server, Request], Awaitable[Response]]


def application(server: Server, origins: tuple[str, ...]) -> App:
    """Return the ASGI application, protected by the shield."""
    routes = [
        *entrances(server),
        Route("/static/{name}", _static),
        Route("/feed/{token}", _open(server, _feed)),
        Route("/feed", _guarded(server, _feed_page), methods=["GET", "POST"]),
        Route("/", _guarded(server, _overview)),
        Route("/release/{language}/{release}", _guarded(server, _release)),
        Route("/image/{release}", _guarded(server, _image)),
        Route("/preview/{language}/{release}/{path:path}", _guarded(server, _preview)),
        Route("/api/status", _guarded(server, _rows)),
        Route("/api/search", _guarded(server, _search)),
        Route("/api/{language}/{release}/events", _guarded(server, _events)),
        Route("/api/{language}/{release}/findings", _guarded(server, _findings)),
        Route("/api/{language}/{release}/claim", _guarded(server, _claim), methods=["POST"]),
        Route("/api/{language}/{release}/uses", _guarded(server, _uses)),
        Route("/api/{language}/{release}/prepare", _guarded(server, _prepare), methods=["POST"]),
        Route("/api/{language}/{release}/act", _guarded(server, _act), methods=["POST"]),
        Route("/api/{language}/{release}/unit/{key}", _guarded(server, _help), methods=["GET"]),
        Route("/api/{language}/{release}/unit/{key}", _guarded(server, _save), methods=["PUT"]),
        Route("/api/{language}/{release}/unit/{key}/drafts", _guarded(server, _drafts), methods=["GET"]),
        Route("/api/{language}/{release}/unit/{key}/drafts", _guarded(server, _adopt), methods=["PUT"]),
    ]
    app = Starlette(routes=routes, exception_handlers={404: _unknown, 405: _unknown, TooMuch: _too_large})
    app.router.redirect_slashes = False
    return Shield(app, origins)


async def _unknown(_: Request, error: Exception) -> Response:
    """Answer a request that matches no route."""
    if isinstance(error, HTTPException) and error.status_code == 405:
        return PlainTextResponse(
            f"{shown(say('The review page does not know this method.'))}\n", 405, headers=error.headers
        )
    return _said(404, say("There is no such page."))


async def _too_large(_: Request, __: Exception) -> Response:
    return _said(*TOO_LARGE)


def _guarded(server: Server, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Admit only people who may see the newsroom."""

    async def handle(server: Server, request: Request) -> Response:
        visitor = server.door.visitor(request, active=handler not in _UNASKED)
        if visitor is None:
            return not_signed_in(server, request, is_page=handler in (_overview, _release, _feed_page))
        request.state.visitor = visitor
        if (other := _opened_by_another(server, request)) is not None:
            return other
        language = request.path_params.get("language")
        if language is not None and handler is not _events:  # a stream outlives a moment of broken settings
            await server.desk.quick(lambda view: view.room.languages([language]))
        return await handler(server, request)

    return _open(server, handle)


def _opened_by_another(server: Server, request: Request) -> Response | None:
    """Refuse what a page sends that was opened by another person: nobody acts under another's name.

    A page says whom it was made for. It stays open while another person signs in with the same browser, whose cookie
    its requests carry from then on.
    """
    said = request.headers.get("page-of")
    who = server.who(request)
    if said is None or (opened := unquote(said)) == who:
        return None
    sentence = say(
        "This page was opened by {opened}, but {who} is signed in now: sign in again, or reload the page.",
        opened=shown(opened) or "?",
        who=shown(who) or "?",
    )
    return _said(409, sentence)


def _open(server: Server, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Turn errors into sentences."""

    async def handle(request: Request) -> Response:
        try:
            return await _unless_stopped(server, handler(server, request))
        except WorkflowError as error:
            code = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 409)
            return _said(code, error.message)
        except ClientDisconnect:
            return _said(400, "")

    return handle


_GRACE = 0.5
"""How many seconds a stopping server waits for running requests; a save takes less."""


async def _unless_stopped(server: Server, answering: Awaitable[Response]) -> Response:
    """Answer, but do not delay a stopping server: a thread finishes by itself what it has begun."""
    task, ending = asyncio.ensure_future(answering), asyncio.ensure_future(server.stopping.wait())
    try:
        await asyncio.wait({task, ending}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            await asyncio.wait({task}, timeout=_GRACE)
        return task.result() if task.done() else _said(503, say("The review page is closing."))
    finally:
        ending.cancel()
        task.cancel()


def _said(status_code: int, sentence: str) -> Response:
    return PlainTextResponse(f"{shown(sentence)}\n", status_code)


def _json(value: Mapping[str, Any]) -> Response:
    return Response(as_json(value), media_type="application/json")


# --- pages ---


async def _static(request: Request) -> Response:
    """Return one of the program's own files; there are no others."""
    name = request.path_params["name"]
    if name not in STATIC:
        return _said(404, say("There is no such file."))
    data = files("workflow.web").joinpath("static", name).read_bytes()
    return Response(data, headers={"content-type": STATIC[name]})


async def _overview(server: Server, request: Request) -> Response:
    settings, problems = await server.desk.quick(lambda view: view.room.settings)
    office, signs_out = server.users is not None, isinstance(server.door, OfficeDoor)
    pages = server.pages_for(request)
    return HTMLResponse(pages.overview(settings, problems, server.who(request), office=office, signs_out=signs_out))


async def _feed(server: Server, request: Request) -> Response:
    """Return the feed of whoever its address belongs to; feed readers have no session."""
    users = server.users
    user = users.by_feed(request.path_params["token"]) if users else None
    if user is None:
        return _said(404, say("There is no such feed."))

    def work(view: View) -> bytes:
        found = waiting_for(view.room, user.who, today=server.today(), on_problem=view.on_problem)
        return feed.atom(found, origin=server.origin, name=view.room.settings.called, pages=server.pages_for(request))

    data, _ = await server.desk.slow(work)
    return Response(data, media_type="application/atom+xml")


async def _feed_page(server: Server, request: Request) -> Response:
    """Let a person make an address for their feed, or end it."""
    users = server.users
    if users is None:
        return _said(404, say("There is no such page."))
    visitor: Visitor = request.state.visitor
    address, ended = "", False
    if request.method == "POST":
        ended = (await request.body()) == b"do=end"
        token = await asyncio.to_thread(users.feed, visitor.who, revoke=ended)
        address = "" if ended else f"{server.origin}/feed/{token}"
    user = users.by_address(visitor.who)
    settings, _ = await server.desk.quick(lambda view: view.room.settings)
    pages, has_one = server.pages_for(request), bool(user and user.feed)
    return HTMLResponse(pages.feed(settings, address=address, has_one=has_one, ended=ended))


async def _release(server: Server, request: Request) -> Response:
    name, language = _asked(request)

    def work(view: View) -> tuple[Newsroom, reviewing.Text]:
        (one,) = view.room.languages([language])
        return view.room, reviewing.text_of(view.room, name, one)

    (room, text), problems = await server.desk.quick(work)
    parts = server.pages_for(request).release(room.settings, text, problems, server.who(request))
    return StreamingResponse(parts, media_type="text/html")


async def _preview(server: Server, request: Request) -> Response:
    """Return a page as it would be published now, watermarked; nothing is written."""
    name, language = _asked(request)
    path = request.path_params["path"]

    def work(view: View) -> bytes | str | None:
        from workflow import TOOL

        present = view.room.present(view.room.find_one(name), language)
        return site.draft_files(view.room, present, TOOL).get(path)

    found, _ = await server.desk.slow(work)
    if found is None:
        return _said(404, say("There is no such page."))
    return Response(found, headers={"content-type": _media(path)})


async def _image(server: Server, request: Request) -> Response:
    """Return a picture that a release names; no other file can be asked for."""
    name, path = request.path_params["release"], request.query_params.get("path", "")

    def work(view: View) -> bytes | None:
        release = view.room.find_one(name)
        known = not isinstance(release, str) and path in release.images
        return view.room.image(release.path, path) if known and not isinstance(release, str) else None

    found, _ = await server.desk.quick(work)
    if found is None:
        return _said(404, say("There is no such picture."))
    return Response(found, headers={"content-type": _media(path)})


def _media(path: str) -> str:
    kinds = {"html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "md": "text/plain; charset=utf-8"}
    ending = path.rpartition(".")[2].lower()
    return kinds.get(ending) or f"image/{'jpeg' if ending == 'jpg' else ending}"


# --- answers ---


async def _rows(server: Server, request: Request) -> Response:
    """Return the state of all releases."""

    def work(view: View) -> list[status.Row]:
        return status.rows(view.room, today=server.today(), on_problem=view.on_problem)

    rows, problems = await server.desk.slow(work)
    who, people = server.who(request), server.watches.people
    found = [row_json(row, [each for each in people(row.release, row.language) if each != who]) for row in rows]
    return _json({"releases": found, "problems": list(problems)})


async def _search(server: Server, request: Request) -> Response:
    """Search all catalogs for words."""
    words = request.query_params.get("words", "")
    found, problems = await server.desk.slow(
        lambda view: searching.search(view.room, words, on_problem=view.on_problem)
    )
    return _json({"places": [place_json(place) for place in found], "problems": list(problems)})


async def _findings(server: Server, request: Request) -> Response:
    """Return what the checks find in a release."""
    name, language = _asked(request)

    def work(view: View) -> dict[str, Any]:
        present = view.room.present(view.room.find_one(name), language)
        found = view.judge(present)
        left = unanswered(present, found, server.today())
        answer = findings_json(present, found, left)
        turn, since = status.whose_turn(present, answer["errors"])
        return {**answer, "turn": turn, "since": since}

    found, problems = await server.desk.checks(work)
    return _json({**found, "problems": list(problems)})


async def _help(server: Server, request: Request) -> Response:
    """Return what is shown under an open sentence."""
    name, language = _asked(request)
    key = request.path_params["key"]

    def work(view: View) -> reviewing.Help | None:
        text = reviewing.text_of(view.room, name, language)
        return reviewing.help_with(view.room, view.memories, text, key, on_problem=view.on_problem)

    found, problems = await server.desk.slow(work)
    if found is None:
        return _said(404, say("The source no longer has this sentence."))
    return _json({**help_json(found), "problems": list(problems)})


async def _save(server: Server, request: Request) -> Response:
    """Save a sentence."""
    name, language = _asked(request)
    edit = _edit(request.path_params["key"], await _body(request))
    who = server.who(request)

    def work(view: View) -> tuple[editing.Saved, dict[str, Any] | None]:
        release = _release_of(view, name)
        saved = editing.save(view.room, release, language, edit)
        if who and saved.unit is not None:
            claims.renew(view.room, release.id, language, who, server.now())
        return saved, _line(view, release, language, saved)

    return await _answered(server, request, work)


async def _answered(
    server: Server, request: Request, work: Callable[[View], tuple[editing.Saved, dict[str, Any] | None]]
) -> Response:
    """Save, and return what became of it."""
    (saved, line), problems = await server.desk.quick(work)
    answer: dict[str, Any] = {"outcome": saved.outcome, "problems": list(problems)}
    if line is not None:
        answer["unit"] = line
    if saved.before is not None:
        answer["before"] = {
            "target": saved.before.target,
            "done": not saved.before.fuzzy,
            "previous": None
            if saved.before.previous_source is None
            else [saved.before.previous_source, saved.before.previous_context],
        }
    if saved.outcome == "saved" and line is not None:
        server.watches.saved(*_asked(request), line)
    return Response(as_json(answer), 200 if saved.outcome == "saved" else 409, media_type="application/json")


async def _drafts(server: Server, request: Request) -> Response:
    """Return the drafts that the machine can make of a sentence, the best first."""
    _, language = _asked(request)

    def work(view: View, machine: Machine) -> tuple[Draft, ...] | None:
        release, unit = _unit(view, request)
        return None if unit is None else machine.drafts(view.room, release, language, unit)

    found, problems = await server.desk.machine(work)
    if found is None:
        return _said(404, say("The source no longer has this sentence."))
    return _json({"drafts": [draft_json(draft) for draft in found], "problems": list(problems)})


async def _adopt(server: Server, request: Request) -> Response:
    """Save one of the drafts that the machine just offered as the text of a sentence, with its origin."""
    name, language = _asked(request)
    match await _body(request):
        case {"text": str() as text, "seen": str() as seen}:
            pass
        case _:
            raise BadInput(say("a draft needs text and seen"))

    def find(view: View, machine: Machine) -> Draft | None:
        release, unit = _unit(view, request)
        return None if unit is None else machine.offered(release, language, unit, text)

    draft, _ = await server.desk.machine(find)
    if draft is None:
        raise UsageError(say("the machine no longer offers this draft; ask it again"))

    def work(view: View) -> tuple[editing.Saved, dict[str, Any] | None]:
        release = _release_of(view, name)
        saved = editing.adopt(view.room, release, language, request.path_params["key"], seen, draft)
        return saved, _line(view, release, language, saved)

    return await _answered(server, request, work)


def _line(view: View, release: Release, language: str, saved: editing.Saved) -> dict[str, Any] | None:
    return None if saved.unit is None else line_json(reviewing.line_of(view.room, release, language, saved.unit), now())


def _release_of(view: View, name: str) -> Release:
    release = view.room.find_one(name)
    if isinstance(release, str):
        raise UsageError(say("{release}: its source is gone, so nothing of it can be translated", release=release))
    return release


def _unit(view: View, request: Request) -> tuple[Release, Unit | None]:
    name, language = _asked(request)
    release, key = _release_of(view, name), request.path_params["key"]
    present = view.room.present(release, language)
    units = present.catalog.units if present.catalog else ()
    return release, next((unit for unit in units if editing.key_of(unit) == key), None)


async def _uses(server: Server, request: Request) -> Response:
    """Return the approved and imported sentences in which a word occurs."""
    _, language = _asked(request)
    words = request.query_params.get("text", "")

    def work(view: View) -> Uses | None:
        store = view.memories.store_of(language)
        return None if store is None else uses(view.room, store, language, words)

    found, problems = await server.desk.slow(work)
    some = [use_json(use) for use in found.shown] if found else []
    return _json({"uses": some, "total": found.total if found else 0, "problems": list(problems)})


async def _prepare(server: Server, request: Request) -> Response:
    """Return what a submission or an approval would sign; nothing is signed."""
    name, language = _asked(request)
    body = await _body(request)
    match body:
        case {"act": "submit" | "approve" as act, "text": str() as text}:
            pass
        case _:
            raise BadInput(say("only a submission or an approval can be prepared"))
    signer = server.signer(request)

    def work(view: View) -> signing.Prepared:
        text_read = text if act == "approve" else ""
        return signing.prepare(view.room, act, [name], language, signer, text=text_read, on_problem=view.on_problem)

    prepared, problems = await server.desk.checks(work)
    return _json({**prepared_json(prepared, signer.who), "problems": list(problems)})


async def _act(server: Server, request: Request) -> Response:
    """Perform an act of the sign-off: submit, approve, return, waive, withdraw, supersede."""
    name, language = _asked(request)
    body = await _body(request)
    signer, here = server.signer(request), isinstance(server.door, OwnDoor)

    def text(field: str) -> str:
        value = body.get(field, "")
        if not isinstance(value, str):
            raise BadInput(say("{field} must be text", field=field))
        return value

    def work(view: View) -> signing.Signed | str:
        room, problem = view.room, view.on_problem
        if body.get("act") == "approve" and not text("text"):
            raise BadInput(say("an approval must name the text that was read"))
        if room.rules.signatures == "require" and not here:
            # The key that signs is on the person's own machine.
            fields = ("act", "text", "reason", "check", "unit", "until")
            wanted = {field: text(field) for field in fields}
            if command := signing.elsewhere(room, name, language, signer, wanted, on_problem=problem):
                return command
        match body.get("act"):
            case "submit":
                return signing.submit(room, name, language, signer, reason=text("reason"), on_problem=problem)
            case "approve":
                return signing.approve(room, name, language, signer, text=text("text"), on_problem=problem)
            case "return":
                units = body.get("units", [])
                if not isinstance(units, list) or not all(isinstance(unit, str) for unit in units):
                    raise BadInput(say("units must be a list of keys"))
                return signing.give_back(
                    room, name, language, signer, reason=text("reason"), units=units, on_problem=problem
                )
            case "waive":
                return signing.waive(
                    room,
                    name,
                    language,
                    signer,
                    check=text("check"),
                    key=text("unit"),
                    reason=text("reason"),
                    until=text("until"),
                    on_problem=problem,
                )
            case "withdraw":
                return signing.withdraw(room, name, language, signer, reason=text("reason"), on_problem=problem).signed
            case "supersede":
                return signing.supersede(room, name, text("by"), language, signer, on_problem=problem).signed
            case _:
                raise BadInput(say("there is no such act"))

    signed, problems = await server.desk.slow(work)
    if isinstance(signed, str):
        return _json({"command": signed, "problems": list(problems)})
    server.watches.nudge(name, language)
    return _json({**signed_json(signed), "problems": list(problems)})


async def _claim(server: Server, request: Request) -> Response:
    """Claim a release, or end one's claim."""
    name, language = _asked(request)
    body = await _body(request)
    signer = server.signer(request)
    match body:
        case {"take": bool() as take, "reason": str() as reason}:
            pass
        case _:
            raise BadInput(say("a claim needs take and reason"))

    def work(view: View) -> None:
        if take:
            claims.claim(view.room, name, language, signer.who, signer.when, reason=reason)
        else:
            claims.end(view.room, name, language, signer.who, signer.today)

    await server.desk.quick(work)
    server.watches.nudge(name, language)
    return _json({})


async def _people(server: Server, name: str, language: str, who: str) -> dict[str, Any]:
    """Return who else has a release open, who works on it, and by when."""

    def work(view: View) -> dict[str, Any]:
        (one,) = view.room.languages([language])
        present = view.room.present(view.room.find_one(name), one)
        claim = status.claim_of(view.room, present, server.today())
        due = present.release.due if present.release and status.whose_turn(present, 0)[0] != "nobody" else ""
        return {
            "claim": None if claim is None else claim_json(claim, who),
            "due": due,
            "overdue": due != "" and due < server.today(),
        }

    found, _ = await server.desk.watching(work)
    others = [name_of(each) for each in server.watches.people(name, language) if each != who]
    return {**found, "here": others}


async def _events(server: Server, request: Request) -> Response:
    """Stream what changes in a release on disk, whoever changed it."""
    name, language = _asked(request)

    def is_over() -> bool:
        try:
            return server.stopping.is_set() or server.door.visitor(request, active=False) is None
        except WorkflowError:
            return True

    async def stream() -> AsyncIterator[str]:
        who = server.who(request)
        async with server.watches.of(name, language, who) as changes:
            yield ": open\n\n"
            since, again = request.query_params.get("since", ""), "last-event-id" in request.headers
            await server.watches.catch_up(changes, name, language, since, again=again)
            while not is_over():
                change = await changes.next(server.stopping)
                if is_over():  # somebody's session may have ended meanwhile
                    return
                if change is None:
                    yield ": still here\n\n"
                    continue
                kind, value = change
                if kind == "people":
                    try:
                        value = await _people(server, name, language, who)
                    except WorkflowError:  # the watch says what is wrong
                        continue
                if kind == "problem":
                    value = {"message": shown(value["message"])}
                # With an id, a browser that lost the stream says so when it asks again.
                yield f"id: told\nevent: {kind}\ndata: {as_json(value)}\n\n"

    return StreamingResponse(stream(), media_type="text/event-stream")


_UNASKED = (_events, _findings)
"""What a browser asks for by itself, even while nobody is there."""


# --- requests ---


def _asked(request: Request) -> tuple[str, str]:
    return request.path_params["release"], request.path_params["language"]


async def _body(request: Request) -> dict[str, Any]:
    """Return a request's JSON object.

    Raises:
        BadInput: It is something else.
    """
    try:
        value = json.loads(await request.body())
        as_json(value).encode()  # JSON may escape half of a character, which no file can hold
    except (ValueError, RecursionError):
        raise BadInput(say("the request is not JSON of valid Unicode")) from None
    if not isinstance(value, dict):
        raise BadInput(say("the request is not a JSON object"))
    return value


def _edit(key: str, body: Mapping[str, Any]) -> editing.Edit:
    match body:
        case {"target": str() as target, "done": bool() as done, "seen": str() as seen}:
            pass
        case _:
            raise BadInput(say("a save needs target, done and seen"))
    previous, notes = body.get("previous"), body.get("notes")
    match previous:
        case None:
            before = None
        case [str() as source, (str() | None) as context]:
            before = editing.Previous(source, context)
        case _:
            raise BadInput(say("previous must be a source and a context"))
    if notes is not None and not (isinstance(notes, list) and all(isinstance(line, str) for line in notes)):
        raise BadInput(say("notes must be lines of text"))
    return editing.Edit(key, seen, target, done, before, None if notes is None else tuple(notes))
