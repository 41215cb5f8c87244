"""Several people on one release, in real browsers: they sign in, see each other, claim releases, and have feeds."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from browsing import Served, serving
from newsroom import REVIEWER, TRANSLATOR, VISIT, Newsroom, make
from playwright.sync_api import Browser, Page, expect, sync_playwright
from test_web_office import PASSWORD, cookie_of, free_port, register, serving_office, sign_in

from workflow.web.users import Users

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.xdist_group("browser")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def browser(require_tool: Callable[[str], str]) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require_tool("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> "Iterator[Callable[[], BrowserContext]]":
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def another() -> "BrowserContext":
        context = browser.new_context(locale="en-GB")
        context.set_default_timeout(30_000)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        opened.append(context)
        return context

    yield another
    for each in opened:
        each.close()
    assert wrong == []


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    room = make(tmp_path)
    room.run("translate")
    register(room, TRANSLATOR)
    register(room, REVIEWER)
    return room


def come_in(context: "BrowserContext", address: str, who: str, path: str) -> Page:
    """Ask for a page, sign in, and be led to it."""
    page = context.new_page()
    page.goto(f"{address}{path}")
    page.get_by_label("E-mail address").fill(who)
    page.get_by_label("Password").fill("a wrong password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("The address or the password is wrong.")
    expect(page.get_by_label("E-mail address")).to_have_value(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{path}")
    return page


def test_two_people_see_each_other_and_claim_a_release(room: Newsroom, context: "Callable[[], BrowserContext]") -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with serving(room.root, "--host", "127.0.0.1", "--origin", address, "--port", port):
        room.write("sources/visit.md", VISIT.replace("---\n\n", "due: 2018-09-20\n---\n\n", 1))
        first = come_in(context(), address, "translator@example.org", "/release/en/visit")
        expect(first.locator("#people")).to_contain_text("due 2018-09-20, overdue")
        expect(first.locator("#people")).not_to_contain_text("Here now")
        first.get_by_role("button", name="I take this").click()
        expect(first.locator("#people")).to_contain_text(re.compile("You have been working on this since [0-9-]+"))
        second = come_in(context(), address, "reviewer@example.org", "/release/en/visit")
        expect(second.locator("#people")).to_contain_text(
            re.compile("Translator has been working on this since [0-9-]+")
        )
        expect(second.locator("#people")).to_contain_text("Here now: Translator")
        expect(first.locator("#people")).to_contain_text("Here now: Reviewer")
        second.once("dialog", lambda dialog: dialog.accept("you are on leave"))
        second.get_by_role("button", name="Take it over").click()
        expect(first.locator("#people")).to_contain_text("Reviewer has been working on this since")
        expect(first.locator("#people")).to_contain_text("Taken over: you are on leave")
        overview = first.context.new_page()
        overview.goto(address)
        expect(overview.locator("#releases .turn")).to_contain_text("with Reviewer")
        expect(overview.locator("#releases .turn")).to_contain_text("Here now: Reviewer")
        second.get_by_role("button", name="Give it back").click()
        expect(first.locator("#people")).not_to_contain_text("working on this")
        second.close()
        expect(first.locator("#people")).not_to_contain_text("Here now")
        # Who was removed is told nothing more, and what they type is not lost.
        first.locator(".unit").first.click()
        room.run("review", "user", "remove", "translator@example.org")
        first.keyboard.type("A title")
        expect(first.locator(".saved")).to_contain_text("NOT SAVED: You are not signed in")
        overview.reload()
        expect(overview.get_by_role("button", name="Sign in")).to_be_visible()


def test_what_somebody_typed_is_offered_to_nobody_else_and_never_over_a_newer_text(
    room: Newsroom, context: "Callable[[], BrowserContext]"
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with serving(room.root, "--host", "127.0.0.1", "--origin", address, "--port", port):
        shared = context()
        page = come_in(shared, address, "translator@example.org", "/release/en/visit")
        before = page.locator(".unit .target").first.inner_text()
        shared.set_offline(offline=True)
        page.locator(".unit").first.click()
        page.keyboard.press("Control+a")
        page.keyboard.type("Typed and not saved")
        expect(page.locator(".saved")).to_contain_text("NOT SAVED")
        shared.clear_cookies()  # a page that closes saves once more, and may be online again by then
        page.close()
        shared.set_offline(offline=False)
        second = come_in(shared, address, "reviewer@example.org", "/release/en/visit")
        second.locator(".unit").first.click()
        field = second.locator(".unit.active textarea").first
        expect(field).to_have_value(before)
        field.fill("A newer text")
        second.keyboard.press("Control+s")
        expect(second.locator(".saved")).to_have_text(re.compile("^saved [0-9]"))
        second.close()
        shared.clear_cookies()
        page = come_in(shared, address, "translator@example.org", "/release/en/visit")
        page.locator(".unit").first.click()
        expect(page.locator(".unit.active textarea").first).to_have_value("Typed and not saved")
        expect(page.locator(".unit.active .conflict")).to_be_visible()
        expect(page.locator(".unit.active .theirs")).to_have_text("A newer text")
        assert room.catalog().units[0].target == "A newer text"


def test_a_page_acts_for_nobody_but_whoever_opened_it(room: Newsroom, context: "Callable[[], BrowserContext]") -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with serving(room.root, "--host", "127.0.0.1", "--origin", address, "--port", port):
        shared = context()
        first = come_in(shared, address, "translator@example.org", "/release/en/visit")
        before = room.catalog_path().read_bytes()
        expect(first.get_by_role("button", name="I take this")).to_be_visible()  # it hears of what others do
        shared.clear_cookies()
        second = come_in(shared, address, "reviewer@example.org", "/release/en/visit")
        first.locator(".unit").first.click()
        first.keyboard.press("Control+a")
        first.keyboard.type("Typed by the translator")
        first.keyboard.press("Control+s")
        refusal = "This page was opened by Translator <translator@example.org>, but Reviewer <reviewer@example.org>"
        expect(first.locator(".saved")).to_contain_text(f"NOT SAVED: {refusal} is signed in now")
        first.get_by_role("button", name="I take this").click()
        expect(first.locator("#said")).to_contain_text(refusal)
        assert room.catalog_path().read_bytes() == before
        second.locator(".unit").first.click()
        expect(second.locator(".unit.active textarea").first).not_to_have_value("Typed by the translator")
        shared.clear_cookies()
        come_in(shared, address, "translator@example.org", "/release/en/visit").close()
        first.locator(".unit.active textarea").first.press("Control+s")
        expect(first.locator(".saved")).to_have_text(re.compile("^saved [0-9]"))
        assert room.catalog().units[0].target == "Typed by the translator"


def test_a_link_on_another_site_leads_to_the_page_of_who_is_signed_in(
    room: Newsroom, context: "Callable[[], BrowserContext]"
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with serving(room.root, "--host", "127.0.0.1", "--origin", address, "--port", port):
        page = come_in(context(), address, "translator@example.org", "/release/en/visit")
        page.route("http://elsewhere.test/**", lambda route: route.fulfill(
            content_type="text/html", body=f'<a href="{address}/release/en/visit">the release</a>'
        ))  # fmt: skip
        page.goto("http://elsewhere.test/")
        page.get_by_text("the release").click()
        expect(page.locator(".unit").first).to_be_visible()
        page.goto(address)
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        page.goto("http://elsewhere.test/")
        page.get_by_text("the release").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_with_required_signatures_the_dialog_shows_the_command(
    room: Newsroom, context: "Callable[[], BrowserContext]"
) -> None:
    settings = (room.root / "workflow.toml").read_text("utf-8").replace("[review]", '[review]\nsignatures = "require"')
    room.write("workflow.toml", settings)
    room.translate_by_hand()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with serving(room.root, "--host", "127.0.0.1", "--origin", address, "--port", port):
        page = come_in(context(), address, "translator@example.org", "/release/en/visit")
        for _ in range(2):  # the dialog works again afterwards
            page.get_by_role("button", name="Submit …").click()
            page.get_by_role("button", name="Submit", exact=True).click()
            expect(page.locator("#act code")).to_have_text("workflow submit visit --to en")
            expect(page.get_by_role("button", name="Submit", exact=True)).to_be_hidden()
            page.get_by_role("button", name="Cancel").click()
        assert not (room.root / "locales/en/visit.jsonl").exists()


def test_axe_finds_nothing_on_the_pages_of_an_office(
    room: Newsroom, browser: Browser, require_tool: Callable[[str], str]
) -> None:
    axe = Path(require_tool("axe.min.js")).read_text("utf-8")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    found: list[dict[str, object]] = []

    def judge(page: Page) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for width in (390, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                page.evaluate(axe)
                result = page.evaluate(
                    "async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html)])"
                )
                found.extend({"page": page.url, "scheme": scheme, "width": width, "found": each} for each in result)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)

    with serving(room.root, "--host", "127.0.0.1", "--origin", address, "--port", port):
        context = browser.new_context(bypass_csp=True, locale="en-GB")
        page = come_in(context, address, "translator@example.org", "/release/en/visit")
        page.get_by_role("button", name="I take this").click()
        expect(page.locator("#people")).to_contain_text("You have been working")
        judge(page)
        page.goto(f"{address}/feed")
        page.get_by_role("button", name="Make a new address").click()
        expect(page.locator("code")).to_contain_text(f"{address}/feed/")
        judge(page)
        page.goto(address)
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        judge(page)
        context.close()
    assert found == []


# --- without a browser ---


def waiting(served: Served, address: str) -> list[tuple[str, str]]:
    """Title and summary of a feed's entries."""
    answer = served.ask(address.removeprefix(served.origin))
    assert answer.status == 200, answer
    assert answer.headers["content-type"] == "application/atom+xml"
    assert "代表团" not in answer.body
    feed = ET.fromstring(answer.body)  # noqa: S314 - our own
    for each in (feed, *feed.iter(f"{ATOM}entry")):  # what RFC 4287 demands
        assert all(each.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    return [
        (entry.findtext(f"{ATOM}title", ""), entry.findtext(f"{ATOM}summary", ""))
        for entry in feed.iter(f"{ATOM}entry")
    ]


def test_a_feed_says_what_waits_for_whom(room: Newsroom) -> None:
    room.write("sources/visit.md", VISIT.replace("---\n\n", "due: 2018-09-20\n---\n\n", 1))
    room.write("sources/other.md", VISIT.replace("代表团", "使团"))
    room.run("translate")
    tokens = {who: Users(room.root).feed(who) for who in ("translator@example.org", "reviewer@example.org")}
    with serving_office(room) as served:

        def feed(who: str) -> list[tuple[str, str]]:
            return waiting(served, f"/feed/{tokens[f'{who}@example.org']}")

        new = [("other (en): draft", "translator"), ("visit (en): draft", "translator, due 2018-09-20, overdue")]
        assert sorted(feed("translator")) == sorted(feed("reviewer")) == new
        cookie = cookie_of(sign_in(served, "translator@example.org"))
        body = json.dumps({"take": True, "reason": ""}).encode()
        taken = served.ask("/api/en/visit/claim", method="POST", body=body, cookie=cookie, origin=served.origin)
        assert taken.status == 200
        assert (len(feed("translator")), feed("reviewer")) == (2, new[:1])
        room.translate_by_hand("visit")
        room.run("submit", "visit", "--as", TRANSLATOR)
        assert [title for title, _ in feed("translator")] == ["other (en): draft"]
        assert ("visit (en): submitted", "reviewer, due 2018-09-20, overdue") in feed("reviewer")
        room.run("approve", "visit", "--as", REVIEWER)
        assert ("visit (en): approved", "publisher, due 2018-09-20, overdue") in feed("translator")
        room.run("publish", "visit")
        assert [title for title, _ in feed("reviewer")] == ["other (en): draft"]


def test_a_feeds_address_is_secret_and_ends(room: Newsroom) -> None:
    with serving_office(room) as served:
        cookie = cookie_of(sign_in(served, "translator@example.org"))

        def do(what: str, **headers: str) -> str:
            headers = {"cookie": cookie, "origin": served.origin, **headers}
            answer = served.ask("/feed", method="POST", body=f"do={what}".encode(), **headers)
            found = re.search(r">(https://\S+/feed/\S+?)<", answer.body)
            return found[1] if found else str(answer.status)

        assert do("new", origin="https://evil.example.org") == "403"
        assert do("new", cookie="") == "303"
        first = do("new")
        assert waiting(served, first)
        assert first not in served.ask("/feed", cookie=cookie).body
        second = do("new")
        assert served.ask(first.removeprefix(served.origin)).status == 404
        assert waiting(served, second)
        printed = room.run("review", "user", "feed", "Translator@example.org").stdout.strip()
        assert served.ask(second.removeprefix(served.origin)).status == 404
        assert printed.startswith(f"{served.origin}/feed/")
        assert waiting(served, printed)
        assert printed.rpartition("/")[2] not in (room.root / ".workflow/review/users.json").read_text("utf-8")
        room.run("review", "user", "feed", "translator@example.org", "--revoke")
        assert served.ask(printed.removeprefix(served.origin)).status == 404
        third = do("new")
        assert do("end") == "200"
        assert served.ask(third.removeprefix(served.origin)).status == 404
        fourth = do("new")
        room.run("review", "user", "remove", "translator@example.org")
        assert served.ask(fourth.removeprefix(served.origin)).status == 404
        for token in ("", "x", "%00", "a" * 5000):
            assert served.ask(f"/feed/{token}").status == 404
        room.run("review", "user", "feed", "translator@example.org", status=2)


def test_ones_own_page_has_no_feeds(room: Newsroom) -> None:
    with serving(room.root) as served:
        cookie = served.cookie()
        assert served.ask("/feed", cookie=cookie).status == 404
        assert served.ask("/feed/x", cookie=cookie).status == 404
        assert "/feed" not in served.ask("/", cookie=cookie).body


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"take": 1, "reason": ""}', b'{"take": true}', b'{"take": true, "reason": null}']
)
def test_a_claim_that_no_page_sends_is_refused(proxied: Served, body: bytes) -> None:
    answer = proxied.ask(
        "/api/en/visit/claim", method="POST", body=body, origin=proxied.origin, x_person="translator@example.org"
    )
    assert answer.status == 422


def test_a_claim_names_who_signed_in_and_no_unknown_release(proxied: Served) -> None:
    def claim(path: str, who: str) -> int:
        body = json.dumps({"take": True, "reason": "", "who": REVIEWER}).encode()
        headers = {"origin": proxied.origin, "x_person": who}
        return proxied.ask(path, method="POST", body=body, **headers).status

    assert claim("/api/en/nowhere/claim", "translator@example.org") == 404
    assert claim("/api/fr/visit/claim", "translator@example.org") == 404
    assert claim("/api/en/visit/claim", "nobody@example.org") == 403
    assert claim("/api/en/visit/claim", "translator@example.org") == 200
    assert claim("/api/en/visit/claim", "reviewer@example.org") == 409
    (row,) = json.loads(proxied.ask("/api/status", x_person="reviewer@example.org").body)["releases"]
    assert (row["claim"]["name"], row["claim"]["mine"]) == ("Translator", False)


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    room = make(tmp_path_factory.mktemp("proxied"))
    room.run("translate")
    for who in (TRANSLATOR, REVIEWER):
        room.run("review", "user", "add", who, "--no-password")
    with serving_office(room, "--proxy-header", "X-Person", "--proxy-from", "127.0.0.1") as served:
        yield served
