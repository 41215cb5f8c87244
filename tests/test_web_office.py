"""The review page of an office: each person signs in, signs as nobody else, and guessing is slow."""

import asyncio
import contextlib
import json
import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from argon2 import PasswordHasher
from browsing import Answer, Served, serving
from click.testing import CliRunner
from newsroom import REVIEWER, TRANSLATOR, Newsroom, make
from starlette.requests import Request

from workflow.cli import cli
from workflow.errors import BadInput, MissingError, UsageError
from workflow.model import sha256
from workflow.newsroom.signing import Signer
from workflow.web.app import Server, application
from workflow.web.desk import Desk
from workflow.web.doors import OfficeDoor
from workflow.web.serve import office
from workflow.web.sessions import Sessions
from workflow.web.shield import Shield
from workflow.web.throttle import ACCOUNT, FORGOTTEN, MOST, PAIR, PEER, Throttle, network_of, same_address
from workflow.web.users import SHORTEST_PASSWORD, User, Users
from workflow.web.watching import Watches

PASSWORD = "correct horse battery"  # noqa: S105
ANYWHERE = "0.0.0.0"  # noqa: S104
ORIGIN = "https://review.example.org"
posix = pytest.mark.skipif(os.name != "posix", reason="modes of files")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def register(room: Newsroom, who: str, password: str = PASSWORD) -> None:
    result = CliRunner().invoke(
        cli, ["--project", str(room.root), "review", "user", "add", who, "--password-stdin"], input=f"{password}\n"
    )
    assert result.exit_code == 0, result.output


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@contextmanager
def serving_office(room: Newsroom, *arguments: str, origin: str = ORIGIN) -> Iterator[Served]:
    options = ("--host", "127.0.0.1", "--origin", origin, "--port", free_port(), *arguments)
    with serving(room.root, *options) as served:
        yield served


def sign_in(served: Served, who: str, password: str = PASSWORD, to: str = "/", **headers: str) -> Answer:
    body = urlencode({"address": who, "password": password, "to": to}).encode()
    headers = {"content_type": "application/x-www-form-urlencoded", "origin": served.origin, **headers}
    return served.ask("/sign-in", method="POST", body=body, **headers)


def cookie_of(answer: Answer) -> str:
    assert answer.status == 303, answer
    return "; ".join(each.split(";")[0] for each in answer.cookies)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    room = make(tmp_path_factory.mktemp("newsroom"))
    room.run("translate")
    register(room, TRANSLATOR)
    register(room, REVIEWER, PASSWORD + "!")
    return room


@pytest.fixture(scope="module")
def served(room: Newsroom) -> Iterator[Served]:
    with serving_office(room) as served:
        yield served


# --- signing in ---


def test_nothing_is_shown_before_signing_in(served: Served) -> None:
    page = served.ask("/release/en/visit")
    assert (page.status, page.headers["location"]) == (303, "/sign-in?to=%2Frelease%2Fen%2Fvisit")
    for path in ("/api/status", "/api/en/visit/findings", "/api/en/visit/events", "/preview/en/visit/en/visit.html"):
        assert served.ask(path).status == 401
    form = served.ask("/sign-in")
    assert form.status == 200
    assert "代表团" not in form.body
    assert served.ask("/open?t=guess").status == 404
    assert "__Host-" not in str(form.headers)


OPEN = {"/static/{name}", "/feed/{token}", "/again", "/sign-in", "/sign-out"}
"""What needs no session."""


def test_every_other_route_needs_a_session(served: Served, tmp_path: Path) -> None:
    """Whoever adds a route to the page cannot forget it."""
    door = OfficeDoor(Sessions(), Users(tmp_path), Throttle(), "session", "known")
    desk = Desk(tmp_path)
    try:
        server = Server(
            desk=desk, door=door, pages={}, watches=Watches(desk), sign_as=lambda who: Signer(who, ""), now=str,
            origin=ORIGIN, secret="", stopping=asyncio.Event(), note=lambda line: None,
        )  # fmt: skip
        app = application(server, (ORIGIN,))
        assert isinstance(app, Shield)
        routes = [route for route in app._app.routes if route.path not in OPEN]  # type: ignore[attr-defined]
    finally:
        desk.close()
    assert len(routes) > 15
    names = {"language": "en", "release": "visit", "path:path": "en/visit.html", "key": "0" * 16}
    for route in routes:
        path = re.sub("{([^}]+)}", lambda match: names[match[1]], route.path)
        for method in route.methods:
            body = None if method in ("GET", "HEAD") else b"{}"
            answer = served.ask(path, method=method, body=body, origin=served.origin)
            assert answer.status in (303, 401), (method, path, answer)
            assert "代表团" not in answer.body
            if answer.status == 303:
                assert answer.headers["location"].startswith("/sign-in?to=")


def test_who_signs_is_who_signed_in(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.run("translate")
    room.translate_by_hand()
    register(room, TRANSLATOR)
    register(room, "The Reviewer <Reviewer@Example.org>")
    with serving_office(room) as served:

        def act(who: str, **value: str) -> Answer:
            cookie = cookie_of(sign_in(served, who))
            body = json.dumps({"who": "Somebody <else@example.org>", "as": "Somebody <else@example.org>", **value})
            return served.ask(
                "/api/en/visit/act", method="POST", body=body.encode(), cookie=cookie, origin=served.origin
            )

        submitted = act("translator@example.org", act="submit")
        assert submitted.status == 200, submitted
        text = json.loads(submitted.body)["text"]
        assert act("translator@example.org", act="approve", text=text).status == 409
        approved = act("REVIEWER@example.org", act="approve", text=text)
        assert approved.status == 200, approved
    entries = [json.loads(line) for line in (room.root / "locales/en/visit.jsonl").read_text("utf-8").splitlines()]
    assert [(entry["action"], entry["who"]) for entry in entries] == [
        ("submit", TRANSLATOR),
        ("approve", "The Reviewer <Reviewer@Example.org>"),
    ]


def test_the_cookie_goes_to_this_origin_only_and_over_tls_only(served: Served) -> None:
    session, known = (each.lower() for each in sign_in(served, "translator@example.org").cookies)
    for cookie in (session, known):
        assert cookie.startswith("__host-workflow-")
        for word in ("secure", "httponly", "samesite=strict", "path=/"):
            assert word in [part.strip() for part in cookie.split(";")]
        assert "domain" not in cookie
    assert "max-age" not in session


def test_over_plain_http_it_has_another_name(tmp_path: Path) -> None:
    room = make(tmp_path)
    register(room, TRANSLATOR)
    with serving_office(room, "--insecure", origin="http://review.example.org:8000") as served:
        assert not any("secure" in each.lower() for each in sign_in(served, "translator@example.org").cookies)


@pytest.mark.parametrize(
    ("who", "password"),
    [
        ("translator@example.org", "wrong"),
        ("translator@example.org", PASSWORD + "!"),
        ("translator@example.org", ""),
        ("nobody@example.org", PASSWORD),
        ("", PASSWORD),
        ("@", PASSWORD),
        ("a" * 100_000, PASSWORD),
        ("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "\0"),
    ],
)
def test_a_wrong_password_and_an_unknown_address_are_refused_alike(room: Newsroom, who: str, password: str) -> None:
    users = Users(room.root)
    assert users.authenticate(who, password) is None


def test_unknown_addresses_cost_as_much_as_known_ones(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    monkeypatch.setattr("workflow.web.users._verified", lambda known, password: bool(hashed.append(known)))
    users = Users(room.root)
    for who in ("translator@example.org", "nobody@example.org"):
        assert users.authenticate(who, "wrong") is None
    assert [known.rsplit("$", 2)[0] for known in hashed] == ["$argon2id$v=19$m=65536,t=3,p=4"] * 2


def test_whoever_guesses_is_told_to_wait(tmp_path: Path) -> None:
    room = make(tmp_path)
    register(room, TRANSLATOR)
    with serving_office(room) as served:
        for _ in range(30):  # each wait doubles, so that even a busy machine meets one
            answer = sign_in(served, "translator@example.org", "guess")
            if answer.status == 429:
                break
            assert answer.status == 401
        assert answer.status == 429
        assert int(answer.headers["retry-after"]) >= 1
        assert "Too many attempts failed" in answer.body


def test_guessing_elsewhere_does_not_keep_out_a_browser_that_is_known(tmp_path: Path) -> None:
    users = Users(tmp_path)
    translator, reviewer = users.add(TRANSLATOR, PASSWORD), users.add(REVIEWER, PASSWORD)
    door = OfficeDoor(Sessions(), users, Throttle(Clock()), "session", "known")

    def waits(who: str, mark: str = "", times: int = 1) -> list[float]:
        scope = {"type": "http", "headers": [(b"cookie", f"known={mark}".encode())], "client": ("192.0.2.1", 1)}
        return [door.begin(Request(scope), who).wait for _ in range(times)]

    assert waits("translator@example.org", times=PAIR.free + 1) == [0, 0, 0, 1]
    assert waits("translator@example.org", users.mark(translator)) == [0]
    assert waits("reviewer@example.org") == [0]  # somebody else, from the same address
    # The mark of one person's browser is worth nothing for another's account, nor is a forged one.
    forged = f"{translator.key}.{'0' * 64}"
    for mark in (users.mark(reviewer), forged, ".", "é"):
        assert waits("translator@example.org", mark) == [1]


def test_sign_out_and_sign_in_end_the_session_before(served: Served) -> None:
    first = cookie_of(sign_in(served, "translator@example.org"))
    assert served.ask("/", cookie=first).status == 200
    assert "Sign out" in served.ask("/", cookie=first).body
    second = cookie_of(sign_in(served, "translator@example.org", cookie=first))
    assert served.ask("/", cookie=first).status == 303
    assert served.ask("/", cookie=second).status == 200
    assert served.ask("/sign-out", method="POST", body=b"", cookie=second).status == 403  # from another site
    assert served.ask("/sign-out", method="POST", body=b"", cookie=second, origin=served.origin).status == 303
    assert served.ask("/", cookie=second).status == 303


NEW = "a better battery horse"


def change_password(
    served: Served, cookie: str, present: str, new: str, again: str | None = None, origin: str = ORIGIN
) -> Answer:
    body = urlencode({"present": present, "new": new, "again": new if again is None else again}).encode()
    headers = {"content_type": "application/x-www-form-urlencoded", "origin": origin}
    return served.ask("/password", method="POST", body=body, cookie=cookie, **headers)


def test_people_change_their_own_password_and_their_other_sessions_end(tmp_path: Path) -> None:
    room = make(tmp_path)
    register(room, TRANSLATOR)
    register(room, REVIEWER)
    feed = Users(room.root).feed("translator@example.org")
    with serving_office(room) as served:
        here, elsewhere = (cookie_of(sign_in(served, "translator@example.org")) for _ in range(2))
        other = cookie_of(sign_in(served, "reviewer@example.org"))
        assert 'href="/password"' in served.ask("/", cookie=here).body
        assert 'name="present"' in served.ask("/password", cookie=here).body
        answer = change_password(served, here, PASSWORD, NEW)
        assert (answer.status, len(answer.cookies)) == (200, 2)
        now = "; ".join(each.split(";")[0] for each in answer.cookies)
        assert [served.ask("/", cookie=each).status for each in (now, here, elsewhere, other)] == [200, 303, 303, 200]
        assert sign_in(served, "translator@example.org").status == 401
        assert sign_in(served, "translator@example.org", NEW).status == 303
        users = Users(room.root)
        assert [user.who for user in users.all()] == [REVIEWER, TRANSLATOR]
        assert users.by_feed(feed)


def test_a_password_is_changed_by_nobody_else_and_to_nothing_bad(tmp_path: Path) -> None:
    room = make(tmp_path)
    register(room, TRANSLATOR)
    with serving_office(room) as served:
        cookie = cookie_of(sign_in(served, "translator@example.org"))
        before = Users(room.root).all()
        assert change_password(served, cookie, PASSWORD, NEW, origin="https://evil.example.org").status == 403
        assert change_password(served, "", PASSWORD, NEW).status == 303
        assert served.ask("/password").status == 303
        refused = change_password(served, cookie, PASSWORD, NEW, NEW + "x")
        assert (refused.status, "not the same both times" in refused.body) == (422, True)
        refused = change_password(served, cookie, PASSWORD, "short")
        assert (refused.status, f"at least {SHORTEST_PASSWORD}" in refused.body) == (422, True)
        assert served.ask("/password", method="POST", body=b"\xff", cookie=cookie, origin=ORIGIN).status == 400
        for _ in range(30):  # a session that somebody else got hold of is not worth more than guessing
            refused = change_password(served, cookie, "a guess at it", NEW)
            assert NEW not in refused.body
            if refused.status == 429:
                break
            assert (refused.status, "The present password is wrong." in refused.body) == (401, True)
        else:
            raise AssertionError("guessing is never slowed down")
        assert Users(room.root).all() == before


def test_a_removed_person_does_not_come_back_by_changing_their_password(tmp_path: Path) -> None:
    users = Users(tmp_path)
    user = users.add(TRANSLATOR, PASSWORD)
    users.remove("translator@example.org")
    with pytest.raises(UsageError, match="nobody with this address"):
        users.change_password(user, NEW)
    users.add(TRANSLATOR, PASSWORD)
    with pytest.raises(UsageError, match="has changed meanwhile"):
        users.change_password(user, NEW)
    assert users.authenticate("translator@example.org", NEW) is None


def test_behind_a_proxy_that_signs_people_in_there_is_no_password_to_change(proxied: Served) -> None:
    page = proxied.ask("/", x_person="translator@example.org")
    assert (page.status, "/password" in page.body) == (200, False)
    assert proxied.ask("/password", x_person="translator@example.org").status == 404


def test_whoever_runs_the_server_sees_failed_attempts_without_passwords(tmp_path: Path) -> None:
    room = make(tmp_path)
    register(room, TRANSLATOR)
    with serving_office(room) as served:
        sign_in(served, "translator@example.org", "a secret guess")
        sign_in(
            served, "nobody@example.org\x1b[2J\nforged line", "a secret guess", x_forwarded_for="1.2.3.4, 203.0.113.9"
        )
        sign_in(served, "translator@example.org", x_forwarded_for="not an address\x1b")
        cookie = cookie_of(sign_in(served, "translator@example.org"))
        change_password(served, cookie, PASSWORD, NEW)
        served.stop()
        assert served.process.stdout
        said = served.process.stdout.read()
    lines = [line for line in said.splitlines() if line.startswith("workflow: ")]
    assert [re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z", "TIME", line) for line in lines] == [
        "workflow: TIME wrong password for translator@example.org, from 127.0.0.1",
        (
            "workflow: TIME wrong password for nobody@example.org\\u{001b}[2j\\u{000a}forged line, "
            "from 127.0.0.1 for 203.0.113.9"
        ),
        "workflow: TIME translator@example.org changed their password, from 127.0.0.1",
    ]
    for secret in ("a secret guess", PASSWORD, NEW):
        assert secret not in said


@pytest.mark.parametrize("change", ["remove", "password"])
def test_a_removed_users_sessions_and_streams_end_at_once(tmp_path: Path, change: str) -> None:
    room = make(tmp_path)
    room.run("translate")
    register(room, TRANSLATOR)
    with serving_office(room) as served:
        cookie = cookie_of(sign_in(served, "translator@example.org"))
        with served.stream("/api/en/visit/events", cookie=cookie) as stream:
            assert stream.readline() == b": open\n"
            if change == "remove":
                room.run("review", "user", "remove", "Translator@example.org")
            else:
                register(room, TRANSLATOR, "another password")
            assert served.ask("/api/status", cookie=cookie).status == 401
            room.translate_by_hand()
            assert b"Words" not in stream.read()  # the stream ends without what changed
        assert sign_in(served, "translator@example.org").status == 401
        assert (sign_in(served, "translator@example.org", "another password").status == 303) == (change == "password")


def test_a_session_of_one_server_is_nothing_to_another(served: Served, proxied: Served, tmp_path: Path) -> None:
    cookie = cookie_of(sign_in(served, "translator@example.org"))
    assert proxied.ask("/", cookie=cookie).status == 403
    room = make(tmp_path)
    register(room, TRANSLATOR)
    with serving_office(room) as other:
        assert other.ask("/", cookie=cookie).status == 303


@pytest.mark.parametrize(
    "to",
    ["//evil.example.org", "https://evil.example.org", "/\\evil.example.org", "/release/en/a/../..", "/%0d%0aX:1", "x"],
)
def test_signing_in_leads_to_no_other_site(served: Served, to: str) -> None:
    answer = sign_in(served, "translator@example.org", to=to)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert f'value="{to}"' not in served.ask(f"/sign-in?to={quote(to, safe='')}").body


def test_signing_in_leads_back_to_the_page_that_was_asked_for(served: Served) -> None:
    answer = sign_in(served, "translator@example.org", to="/release/en/visit")
    assert answer.headers["location"] == "/release/en/visit"
    # A link on another site: the browser keeps the strict cookie back, and a page of ours asks again.
    page = served.ask("/release/en/visit", sec_fetch_site="cross-site", sec_fetch_mode="navigate")
    assert (page.status, page.headers.get("location")) == (200, None)
    assert "url=/sign-in?to=%2Frelease%2Fen%2Fvisit" in page.body
    again = served.ask("/sign-in?to=%2Frelease%2Fen%2Fvisit", cookie=cookie_of(answer))
    assert (again.status, again.headers["location"]) == (303, "/release/en/visit")


def test_what_was_typed_comes_back_as_text(served: Served) -> None:
    answer = sign_in(served, '"><script>alert(1)</script>')
    assert answer.status == 401
    assert "<script>alert" not in answer.body


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example.org"}, {"origin": "null"}])
def test_another_site_cannot_sign_anybody_in(served: Served, headers: dict[str, str]) -> None:
    body = urlencode({"address": "translator@example.org", "password": PASSWORD}).encode()
    assert served.ask("/sign-in", method="POST", body=body, **headers).status == 403


def test_only_its_own_name_is_answered(served: Served) -> None:
    for host in ("127.0.0.1", "localhost", served.address.partition("://")[2], "review.example.org:443", "example.org"):
        assert served.ask("/sign-in", host=host).status == 421


def test_with_required_signatures_the_page_shows_the_command(tmp_path: Path) -> None:
    room = make(tmp_path)
    settings = (room.root / "workflow.toml").read_text("utf-8").replace("[review]", '[review]\nsignatures = "require"')
    room.write("workflow.toml", settings)
    room.run("translate")
    register(room, TRANSLATOR)
    with serving_office(room) as served:
        cookie = cookie_of(sign_in(served, "translator@example.org"))

        def act(**value: object) -> Answer:
            body = json.dumps(value).encode()
            return served.ask("/api/en/visit/act", method="POST", body=body, cookie=cookie, origin=served.origin)

        assert act(act="submit").status == 409  # not translated yet
        room.translate_by_hand()
        before = room.files("locales")
        told = json.loads(act(act="submit", reason="it's right; $(true)").body)["command"]
        assert told == """workflow submit visit --to en --reason 'it'"'"'s right; $(true)'"""
        assert act(act="approve", text="").status == 422
        assert act(act="approve", text="0123456789abcdef").status == 409  # nothing was submitted
        assert room.files("locales") == before
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    room.write("allowed_signers", f"translator@example.org {key.with_suffix('.pub').read_text('utf-8')}")
    room.run("submit", "visit", "--as", TRANSLATOR, env={"WORKFLOW_SIGNING_KEY": str(key)})
    register(room, REVIEWER)
    with serving_office(room) as served:
        cookie = cookie_of(sign_in(served, "reviewer@example.org"))
        page = served.ask("/release/en/visit", cookie=cookie).body
        (text,) = re.findall('data-text="([0-9a-f]+)"', page)
        assert (
            json.loads(act(act="approve", text=text).body)["command"] == f"workflow approve visit --to en --text {text}"
        )
        returned = act(act="return", reason="Read it again.")  # counts without a signature
        assert json.loads(returned.body)["state"] == "returned"


def test_the_key_of_who_runs_the_server_signs_for_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = make(tmp_path)
    settings = (room.root / "workflow.toml").read_text("utf-8").replace("[review]", '[review]\nsignatures = "accept"')
    room.write("workflow.toml", settings)
    room.run("translate")
    room.translate_by_hand()
    register(room, TRANSLATOR)
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    room.write("allowed_signers", f"translator@example.org {key.with_suffix('.pub').read_text('utf-8')}")
    monkeypatch.setenv("WORKFLOW_SIGNING_KEY", str(key))
    with serving_office(room) as served:
        cookie = cookie_of(sign_in(served, "translator@example.org"))
        answer = served.ask(
            "/api/en/visit/act", method="POST", body=b'{"act": "submit"}', cookie=cookie, origin=served.origin
        )
        assert json.loads(answer.body)["said"] == []
    assert "signature" not in json.loads((room.root / "locales/en/visit.jsonl").read_text("utf-8"))


# --- a reverse proxy that signs people in ---


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    room = make(tmp_path_factory.mktemp("proxied"))
    register(room, TRANSLATOR)
    register(room, REVIEWER)
    with serving_office(room, "--proxy-header", "X-Person", "--proxy-from", "127.0.0.1") as served:
        yield served


def test_the_proxy_says_who_it_is(proxied: Served) -> None:
    page = proxied.ask("/", x_person="TRANSLATOR@example.org")
    assert page.status == 200
    assert "Translator &lt;translator@example.org&gt;" in page.body
    assert proxied.ask("/", x_person="Any Name <reviewer@example.org>").status == 200
    for named in ("nobody@example.org", "", "translator", "translator@example.org, reviewer@example.org"):
        assert proxied.ask("/", x_person=named).status == 403
    assert proxied.ask("/").status == 403
    assert proxied.ask("/sign-in").status == 404


def test_two_headers_name_nobody(proxied: Served) -> None:
    host, _, port = proxied.address.rpartition("/")[2].partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        who = "X-Person: reviewer@example.org\r\nX-Person: translator@example.org\r\n"
        connection.sendall(f"GET / HTTP/1.1\r\nHost: review.example.org\r\n{who}\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 403 ")


def test_nobody_else_is_believed(tmp_path: Path) -> None:
    room = make(tmp_path)
    register(room, TRANSLATOR)
    with serving_office(room, "--proxy-header", "X-Person", "--proxy-from", "192.0.2.1") as served:
        forged = {"x_forwarded_for": "192.0.2.1", "forwarded": "for=192.0.2.1", "x_real_ip": "192.0.2.1"}
        assert served.ask("/", x_person="translator@example.org", **forged).status == 403


def test_with_passwords_a_header_is_nothing(served: Served) -> None:
    assert served.ask("/", x_person="translator@example.org", x_forwarded_email="translator@example.org").status == 303


# --- what an office may be ---


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        (ANYWHERE, "http://review.example.org"),
        ("127.0.0.1", "http://review.example.org"),
        (ANYWHERE, "http://127.0.0.1:8000"),
        ("127.0.0.1", "ftp://review.example.org"),
        ("127.0.0.1", "review.example.org"),
        ("127.0.0.1", "https://"),
        ("127.0.0.1", "https://review.example.org/path"),
        ("127.0.0.1", "https://review.example.org?query"),
        ("127.0.0.1", "https://me@review.example.org"),
        ("127.0.0.1", "https://review.example.org:99999"),
        ("127.0.0.1", "https://[::1"),
        ("127.0.0.1", "https://评审.example.org"),
    ],
)
def test_an_origin_that_is_not_safe_or_none_is_refused(host: str, origin: str) -> None:
    with pytest.raises(UsageError) as error:
        office(host, origin, insecure=False, header="", proxies=())
    assert str(error.value).startswith("--origin ")


@pytest.mark.parametrize(
    ("host", "origin", "kept"),
    [
        (ANYWHERE, "https://Review.Example.org:443/", "https://review.example.org"),
        ("127.0.0.1", "http://localhost:8000", "http://localhost:8000"),
        ("::1", "http://[::1]:8000", "http://[::1]:8000"),
        (ANYWHERE, "https://review.example.org:8443", "https://review.example.org:8443"),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(host: str, origin: str, kept: str) -> None:
    assert office(host, origin, insecure=False, header="", proxies=()).origin == kept


@pytest.mark.parametrize(
    ("header", "proxies"),
    [("X-Person", ()), ("", ("127.0.0.1",)), ("X-Person", ("proxy.example.org",)), ("X Person", ("127.0.0.1",))],
)
def test_a_header_and_its_proxy_belong_together(header: str, proxies: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        office("127.0.0.1", ORIGIN, insecure=False, header=header, proxies=proxies)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--host", "127.0.0.1"),
        ("--origin", ORIGIN),
        ("--insecure",),
        ("--proxy-header", "X-Person"),
        ("--host", "127.0.0.1", "--origin", ORIGIN, "--as", TRANSLATOR),
    ],
)
def test_options_that_do_not_fit_are_one_sentence(room: Newsroom, arguments: tuple[str, ...]) -> None:
    assert room.run("review", "--no-browser", *arguments, status=2).stderr.count("\n") == 1


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    room = make(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        options = (
            "--host",
            "127.0.0.1",
            "--origin",
            ORIGIN,
            "--port",
            port,
            "--proxy-header",
            "X",
            "--proxy-from",
            "::1",
        )
        # Not in this process: should it be served after all, nothing would end it.
        command = [sys.executable, "-m", "workflow", "--project", str(room.root), "review", *options]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (done.returncode, f"port {port} cannot be opened" in done.stderr) == (3, True)


# --- the file of people ---


def test_people_are_added_listed_and_removed(tmp_path: Path) -> None:
    room = make(tmp_path)
    register(room, TRANSLATOR)
    room.run("review", "user", "add", REVIEWER, "--no-password")
    assert room.run("review", "user", "list").stdout.splitlines() == [
        f"{REVIEWER} (through the reverse proxy only)",
        TRANSLATOR,
    ]
    register(room, "Another Name <TRANSLATOR@example.org>")
    assert "Another Name <TRANSLATOR@example.org>" in room.run("review", "user", "list").stdout
    room.run("review", "user", "remove", "translator@example.org")
    room.run("review", "user", "remove", "translator@example.org", status=2)
    assert TRANSLATOR not in room.run("review", "user", "list").stdout
    assert Users(room.root).authenticate("reviewer@example.org", "") is None  # no password is not an empty one


@pytest.mark.parametrize(
    "who", ["translator", "translator@example.org", "A <b@c> <d@e>", "A\u202e <a@example.org>", ""]
)
def test_only_people_as_ledgers_name_them_are_registered(room: Newsroom, who: str) -> None:
    with pytest.raises(UsageError):
        Users(room.root).add(who, PASSWORD)


@pytest.mark.parametrize("password", ["x" * (SHORTEST_PASSWORD - 1), "x" * 1001, "x" * 12 + "\0"])
def test_passwords_have_a_length(room: Newsroom, password: str) -> None:
    with pytest.raises(UsageError):
        Users(room.root).add("Somebody <somebody@example.org>", password)
    assert Users(room.root).by_address("somebody@example.org") is None


@posix
@pytest.mark.parametrize(("second", "kept"), [(PASSWORD, True), ("another one", False)])
def test_a_password_is_asked_for_twice_at_a_terminal(tmp_path: Path, second: str, kept: bool) -> None:
    import pty

    room = make(tmp_path)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "workflow", "--project", str(room.root), "review", "user", "add", TRANSLATOR]
    # In a session of its own it has no terminal but this one.
    with subprocess.Popen(command, stdin=theirs, stderr=subprocess.PIPE, start_new_session=True) as process:
        assert process.stderr
        shown = b""
        try:
            for question, answer in (("Password: ", PASSWORD), ("The same again: ", second)):
                while not shown.endswith(question.encode()):
                    byte = process.stderr.read(1)
                    assert byte, shown
                    shown += byte
                os.write(ours, f"{answer}\n".encode())
            if not kept:
                while b"do not match" not in shown:
                    byte = process.stderr.read(1)
                    assert byte, shown
                    shown += byte
                process.kill()
            assert (process.wait(timeout=60) == 0) == kept
            os.close(theirs)
            theirs = -1
            with contextlib.suppress(OSError):
                shown += os.read(ours, 1000)
        finally:
            process.kill()
            os.close(ours)
            if theirs >= 0:
                os.close(theirs)
    assert PASSWORD.encode() not in shown
    assert bool(Users(room.root).authenticate("translator@example.org", PASSWORD)) == kept


def test_no_password_is_stored(room: Newsroom) -> None:
    text = (room.root / ".workflow/review/users.json").read_text("utf-8")
    assert PASSWORD not in text
    assert "$argon2id$" in text


@posix
def test_only_the_servers_user_can_read_the_file(tmp_path: Path) -> None:
    room = make(tmp_path)
    old = os.umask(0)
    try:
        register(room, TRANSLATOR)
        file = room.root / ".workflow/review/users.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.chmod(0o640)
        with pytest.raises(MissingError, match="chmod 600"):
            Users(room.root).all()
    finally:
        os.umask(old)
    said = room.run("review", "user", "list", status=3).stderr
    assert said.count("\n") == 1


@posix
@pytest.mark.parametrize("link", ["users.json", "", ".workflow"])
def test_links_are_not_followed(tmp_path: Path, link: str) -> None:
    room, elsewhere = make(tmp_path / "room"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    register(make(tmp_path / "other"), "Intruder <intruder@example.org>")
    theirs = tmp_path / "other/.workflow/review"
    if link == ".workflow":
        (room.root / ".workflow").symlink_to(tmp_path / "other/.workflow")
    elif link:
        (room.root / ".workflow/review").mkdir(parents=True)
        (room.root / ".workflow/review/users.json").symlink_to(theirs / "users.json")
    else:
        (room.root / ".workflow").mkdir()
        (room.root / ".workflow/review").symlink_to(theirs)
    before = (theirs / "users.json").read_bytes()
    with pytest.raises(MissingError, match="is a link"):
        Users(room.root).all()
    with pytest.raises(MissingError, match="is a link"):
        Users(room.root).add(TRANSLATOR, PASSWORD)
    assert (theirs / "users.json").read_bytes() == before


def test_the_file_is_not_for_git(tmp_path: Path) -> None:
    folder = tmp_path / "room"
    Newsroom(folder).run("init", str(folder), "--name", "A")
    register(Newsroom(folder), TRANSLATOR)
    subprocess.run(["git", "init", "-q", folder], check=True)
    files = subprocess.run(
        ["git", "-C", folder, "status", "--porcelain", "-uall"], capture_output=True, text=True, check=True
    ).stdout
    assert ".workflow" not in files
    subprocess.run(["git", "-C", folder, "check-ignore", "-q", ".workflow/review/users.json"], check=True)


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{}", "null", '{"secret": "", "people": [{}]}', '{"secret": 1, "people": []}', "[" * 100_000,
        '{"secret": "", "people": [{"who": "x", "key": "", "password": "", "feed": ""}]}',
        '{"secret": "", "people": [{"who": "A <a@example.org>", "key": 1, "password": "", "feed": ""}]}',
        '{"secret": "", "people": [{"who": "A <a@example.org>", "key": "", "password": "", "feed": ""}, {"who": "x", "key": "", "password": "", "feed": ""}]}',
    ],
)  # fmt: skip
def test_a_damaged_file_lets_nobody_in(tmp_path: Path, content: str) -> None:
    file = tmp_path / ".workflow/review/users.json"
    file.parent.mkdir(parents=True)
    file.write_text(content, "utf-8")
    file.chmod(0o600)
    with pytest.raises(BadInput, match="damaged"):
        Users(tmp_path).authenticate("a@example.org", PASSWORD)


def test_hashes_with_other_parameters_are_renewed(tmp_path: Path) -> None:
    users = Users(tmp_path)
    user = users.add(TRANSLATOR, PASSWORD)
    file = tmp_path / ".workflow/review/users.json"
    value = json.loads(file.read_text("utf-8"))
    value["people"][0]["password"] = old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    file.write_text(json.dumps(value), "utf-8")
    assert users.authenticate("translator@example.org", "wrong password") is None
    assert users.all()[0].password == old
    renewed = users.authenticate("translator@example.org", PASSWORD)
    assert renewed
    assert renewed.password != old
    assert (Users(tmp_path).all()[0].password, renewed.key) == (renewed.password, user.key)  # sessions go on


def test_many_commands_at_once_lose_nobody(tmp_path: Path) -> None:
    make(tmp_path)
    command = [sys.executable, "-m", "workflow", "--project", str(tmp_path), "review", "user", "add", "--no-password"]
    people = [f"Person {number} <p{number}@example.org>" for number in range(4)]
    for process in [subprocess.Popen([*command, who], stdout=subprocess.DEVNULL) for who in people]:
        assert process.wait(timeout=120) == 0
    assert [user.who for user in Users(tmp_path).all()] == people


def test_a_password_is_the_same_on_every_keyboard(tmp_path: Path) -> None:
    users = Users(tmp_path)
    users.add(TRANSLATOR, "cafe\u0301 au lait ①")
    assert users.authenticate("translator@example.org", "caf\u00e9 au lait 1")


# --- sessions, and who guesses ---


def test_sessions_end_when_idle_and_in_any_case() -> None:
    now = [0.0]
    sessions = Sessions(lambda: now[0], lasts=10, longest=25)
    cookie = sessions.begin("a")
    for now[0] in (9.0, 18.0, 24.0):
        assert sessions.person(cookie) == "a"
    now[0] = 25.5
    assert sessions.person(cookie) is None
    cookie = sessions.begin("a")
    now[0] += 9
    assert sessions.person(cookie, active=False) == "a"
    now[0] += 2
    assert sessions.person(cookie) is None


def tries(
    throttle: Throttle, clock: Clock, seconds: float, account: str = "a", peer: str = "192.0.2.1", **known: str
) -> int:
    """Return how many guesses somebody makes in some time who tries again as soon as they may."""
    made, end = 0, clock.now + seconds
    while clock.now < end:
        wait = throttle.begin(account, peer, **known)
        made += not wait
        clock.now += wait or 0.001
    return made


def test_guesses_become_slow_and_waits_double_to_a_limit() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    assert [throttle.begin("a", "192.0.2.1") for _ in range(PAIR.free)] == [0, 0, 0]
    waits = []
    for _ in range(9):
        waits.append(throttle.begin("a", "192.0.2.1"))
        clock.now += waits[-1]
        assert throttle.begin("a", "192.0.2.1") == 0
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_attempts_at_the_same_moment_are_not_free() -> None:
    throttle = Throttle(Clock())
    assert sum(not throttle.begin("a", "192.0.2.1") for _ in range(1000)) == PAIR.free


def test_one_address_guessing_many_accounts_is_slowed() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    made = 0
    for number in range(10_000):
        made += not throttle.begin(f"account {number}", "192.0.2.1")
        clock.now += 0.36  # an hour in all
    assert made <= PEER.free + 5 + 3600 / PEER.longest
    assert throttle.begin("somebody", "192.0.2.2") == 0


def test_one_account_guessed_from_many_addresses_is_slowed_but_never_locked_for_long() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    made = 0
    for number in range(10_000):
        made += not throttle.begin("a", f"198.51.{number // 250}.{number % 250}")
        clock.now += 0.36
    assert made <= ACCOUNT.free + 5 + 3600 / ACCOUNT.longest
    assert throttle.begin("a", "203.0.113.5") <= ACCOUNT.longest
    assert throttle.begin("a", "203.0.113.5", "their browser") == 0  # at once


def test_the_same_customer_has_many_ipv6_addresses() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") != network_of("2001:db8:0:1::1")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1")
    assert same_address("::ffff:127.0.0.1", ["127.0.0.1"])
    assert same_address("0:0:0:0:0:0:0:1", ["::1"])
    assert not same_address("127.0.0.2", ["127.0.0.1"])


def test_a_success_clears_its_own_count_and_not_what_others_tried() -> None:
    throttle = Throttle(Clock())
    for number in range(PEER.free - 1):
        assert throttle.begin(f"account {number}", "192.0.2.1") == 0
    for _ in range(10):
        assert throttle.begin("mine", "192.0.2.1") == 0
        throttle.succeeded("mine", "192.0.2.1")
    assert throttle.begin("account", "192.0.2.1") == 0
    assert throttle.begin("another", "192.0.2.1") > 0


def test_failures_are_forgotten_and_so_is_what_is_too_much() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    tries(throttle, clock, 100)
    clock.now += FORGOTTEN + 1
    assert [throttle.begin("a", "192.0.2.1") for _ in range(PAIR.free)] == [0] * PAIR.free
    for number in range(MOST):
        throttle.begin(f"account {number}", f"10.{number // 60000}.{number // 250 % 250}.{number % 250}")
    assert len(throttle._counts) <= MOST


def test_a_known_browser_cannot_guess_either() -> None:
    clock = Clock()
    assert tries(Throttle(clock), clock, 3600, known="browser") <= 9 + 3600 / PAIR.longest


def test_a_mark_is_only_its_persons(tmp_path: Path) -> None:
    users = Users(tmp_path)
    first, second = users.add(TRANSLATOR, ""), users.add(REVIEWER, "")
    assert users.marked(users.mark(first)) == first
    assert users.marked(f"{second.key}.{users.mark(first).partition('.')[2]}") is None
    for wrong in ("", ".", "x", f"{first.key}.", "é.é"):
        assert users.marked(wrong) is None
    mark = users.mark(first)
    users.add(TRANSLATOR, "")  # another registration
    assert users.marked(mark) is None
    assert users.by_key("") is None
    assert sha256("") != User(TRANSLATOR, "k").feed
