"""The review page against everybody who is not its user."""

import http.client
import json
from collections.abc import Iterator

import pytest
from browsing import Served, serving
from newsroom import REVIEWER, Newsroom, make

from workflow.web.sessions import LASTS, TOKEN_LASTS, Sessions

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    room = make(tmp_path_factory.mktemp("newsroom"))
    room.run("translate")
    room.translate_by_hand(**{"双方签署了备忘录。": HOSTILE})
    return room


@pytest.fixture(scope="module")
def served(room: Newsroom) -> Iterator[Served]:
    with serving(room.root) as served:
        yield served


@pytest.fixture(scope="module")
def cookie(served: Served) -> str:
    return served.cookie()


def test_nothing_is_shown_without_a_session_and_a_token_opens_only_one(served: Served, cookie: str) -> None:
    for path in ("/", "/release/en/visit", "/api/status", "/api/en/visit/findings", "/preview/en/visit/en/visit.html"):
        assert served.ask(path).status == 401
        assert "代表团" not in served.ask(path).body
    assert served.ask("/", cookie=cookie).status == 200
    assert served.ask(served.sign_in).status == 401
    assert served.ask("/open?t=guess").status == 401
    assert served.ask("/", cookie=cookie.rpartition("=")[0] + "=guess").status == 401


def test_the_cookie_is_for_this_page_only(room: Newsroom) -> None:
    with serving(room.root, who=REVIEWER) as served:
        said = served.ask(served.sign_in).headers["set-cookie"].lower()
        assert "httponly" in said
        assert "samesite=strict" in said
        assert served.address.rpartition(":")[2] in said.partition("=")[0]


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1", "localhost:1", "127.0.0.1.example.org:{port}", ""])
def test_another_name_for_this_address_is_refused(served: Served, cookie: str, host: str) -> None:
    port = served.address.rpartition(":")[2]
    assert served.ask("/", cookie=cookie, host=host.format(port=port)).status == 421


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://example.org"},
        {"origin": "null"},
        {"origin": "{own}", "sec_fetch_site": "cross-site"},
        {"origin": "{own}", "sec_fetch_site": "same-site"},
    ],
)
def test_only_the_page_itself_can_change_anything(
    room: Newsroom, served: Served, cookie: str, headers: dict[str, str]
) -> None:
    before = room.files("locales")
    own = {name: value.replace("{own}", served.address) for name, value in headers.items()}
    body = json.dumps({"act": "submit"}).encode()
    answer = served.ask("/api/en/visit/act", method="POST", body=body, cookie=cookie, **own)
    assert answer.status == 403
    assert room.files("locales") == before


def test_other_sites_cannot_read_and_every_answer_is_guarded(served: Served, cookie: str) -> None:
    assert served.ask("/api/status", cookie=cookie, sec_fetch_site="cross-site", sec_fetch_mode="no-cors").status == 403
    for path in ("/", "/release/en/visit", "/api/status", "/static/review.js", "/nowhere"):
        headers = {name.lower(): value for name, value in served.ask(path, cookie=cookie).headers.items()}
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_text_from_catalogs_is_text_on_the_page(served: Served, cookie: str) -> None:
    body = served.ask("/release/en/visit", cookie=cookie).body
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/preview/en/visit/../../workflow.toml",
        "/preview/en/visit/%2e%2e/%2e%2e/workflow.toml",
    ],
)
def test_paths_lead_nowhere_else(served: Served, cookie: str, path: str) -> None:
    assert served.ask(path, cookie=cookie).status == 404


@pytest.mark.parametrize("name", ["../../etc/passwd", "..%2f..%2fworkflow", "nowhere", "a" * 5000, "visit%00"])
def test_unknown_releases_are_one_sentence(served: Served, cookie: str, name: str) -> None:
    answer = served.ask(f"/release/en/{name}", cookie=cookie)
    assert answer.status == 404
    assert "Traceback" not in answer.body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"target":1,"done":true,"seen":""}',
        b"[" * 100_000,
        b'{"target":"a","done":1,"seen":""}',
    ],
)
def test_a_request_that_no_page_sends_is_refused_in_one_sentence(served: Served, cookie: str, body: bytes) -> None:
    answer = served.ask(
        "/api/en/visit/unit/0000000000000000", method="PUT", body=body, cookie=cookie, origin=served.address
    )
    assert answer.status == 422
    assert "Traceback" not in answer.body


@pytest.mark.parametrize("language", ["%2e%2e", ".", "fr", "terms.csv", "%00"])
def test_only_languages_of_the_settings_name_files(room: Newsroom, served: Served, cookie: str, language: str) -> None:
    room.write("visit.po", room.catalog_path().read_bytes())  # where the catalog of the language ".." is not
    before = room.files()
    own = {"cookie": cookie, "origin": served.address}
    for method, path, body in (
        ("GET", f"/api/{language}/visit/findings", None),
        ("GET", f"/preview/{language}/visit/{language}/visit.html", None),
        ("POST", f"/api/{language}/visit/act", {"act": "submit", "reason": "a reason"}),
        ("POST", f"/api/{language}/visit/prepare", {"act": "submit", "text": ""}),
        ("PUT", f"/api/{language}/visit/unit/0000000000000000", {"target": "a", "done": True, "seen": ""}),
    ):
        data = None if body is None else json.dumps(body).encode()
        answer = served.ask(path, method=method, body=data, **own)
        assert answer.status == 404, (path, answer)
    assert room.files() == before


@pytest.mark.parametrize(
    "body",
    [
        {"act": "waive", "check": "\ud800", "unit": "a", "reason": "a", "until": ""},
        {"act": "supersede", "by": "\ud800"},
        {"act": "approve", "text": "\ud800"},
    ],
)
def test_half_a_character_is_refused_in_one_sentence(served: Served, cookie: str, body: dict[str, str]) -> None:
    data = json.dumps(body).encode()
    answer = served.ask("/api/en/visit/act", method="POST", body=data, cookie=cookie, origin=served.address)
    assert answer.status == 422
    assert "Unicode" in answer.body


def test_a_huge_request_is_refused_before_it_is_read(served: Served, cookie: str) -> None:
    connection = http.client.HTTPConnection(served.address.removeprefix("http://"), timeout=30)
    connection.putrequest("POST", "/api/en/visit/act")
    for name, value in (("Cookie", cookie), ("Origin", served.address), ("Content-Length", "1000001")):
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_a_huge_request_that_hides_its_length_is_refused_while_it_is_read(served: Served, cookie: str) -> None:
    connection = http.client.HTTPConnection(served.address.removeprefix("http://"), timeout=30)
    connection.putrequest("POST", "/api/en/visit/act")
    for name, value in (("Cookie", cookie), ("Origin", served.address), ("Transfer-Encoding", "chunked")):
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(b"%x\r\n%s\r\n" % (1_000_001, b" " * 1_000_001))
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (413, b"The request is too large.\n")
    connection.close()


def test_ctrl_c_ends_it_at_once_with_a_page_open(room: Newsroom) -> None:
    with serving(room.root, who=REVIEWER) as served:
        cookie = served.cookie()
        connection = http.client.HTTPConnection(served.address.removeprefix("http://"), timeout=30)
        connection.request("GET", "/api/en/visit/events", headers={"Cookie": cookie})
        answer = connection.getresponse()
        assert answer.readline()
        assert served.stop() == 0
        connection.close()


def test_sessions_and_tokens_end() -> None:
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    token = sessions.token("translator@example.org")
    now[0] = TOKEN_LASTS + 1
    assert sessions.redeem(token) is None
    cookie = sessions.redeem(sessions.token("translator@example.org"))
    assert cookie
    now[0] += LASTS - 1
    assert sessions.person(cookie) == "translator@example.org"
    now[0] += LASTS - 1
    assert sessions.person(cookie) == "translator@example.org"
    now[0] += LASTS + 1
    assert sessions.person(cookie) is None
    other = sessions.begin("")
    sessions.end(other)
    assert sessions.person(other) is None
