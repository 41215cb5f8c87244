"""A translator's and an approver's day in a real browser, on the files that editors and commands work on."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import Served, serving
from newsroom import REVIEWER, Newsroom, make
from playwright.sync_api import Browser, Page, expect, sync_playwright

from workflow.model import UnitState

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

SAVED = re.compile("^saved ")
# A busy machine takes longer; a page that is wrong fails anyway.
expect.set_options(timeout=60_000)
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def browser(require_tool: Callable[[str], str]) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require_tool("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    room = make(tmp_path)
    room.run("translate")
    return room


@pytest.fixture
def served(room: Newsroom) -> Iterator[Served]:
    with serving(room.root) as served:
        yield served


@pytest.fixture
def context(browser: Browser) -> "Iterator[BrowserContext]":
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(30_000)
    wrong: list[str] = []
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    yield context
    context.close()
    assert wrong == []


def opened(context: "BrowserContext", served: Served, release: str = "visit") -> Page:
    """A signed-in page of the release."""
    page = context.new_page()
    page.goto(served.sign_in)
    page.goto(f"{served.address}/release/en/{release}")
    return page


def active(page: Page) -> str:
    """The source of the sentence that is open."""
    return page.locator(".unit.active .source").inner_text()


def test_a_day_with_the_keyboard_only(room: Newsroom, served: Served, context: "BrowserContext") -> None:
    page = opened(context, served)
    # Tab from the top of the page: the bar, then the sentences.
    page.locator(".unit").first.focus()
    page.keyboard.press("Enter")
    for number, unit in enumerate(room.catalog().units):
        expect(page.locator(".unit.active .source")).to_have_text(unit.source)
        page.keyboard.type(f"Words {number}.")
        page.keyboard.press("Enter")  # does nothing
        page.keyboard.press("Control+Enter" if number % 2 else "Control+NumpadEnter")
        expect(page.locator(f".unit >> nth={number}")).to_have_attribute("data-state", "translated")
        saved = room.catalog().units[number]
        assert (saved.target, saved.fuzzy) == (f"Words {number}.", False)
    page.get_by_role("button", name="Submit …").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Submit", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_text("submitted")
    assert room.state() == ("submitted", "none")


def test_what_is_typed_is_saved_as_a_draft_after_a_pause_and_on_leaving(
    room: Newsroom, served: Served, context: "BrowserContext"
) -> None:
    page = opened(context, served)
    page.locator(".unit").first.click()
    page.keyboard.type("A title")
    expect(page.locator(".unit.active .saved")).to_have_text(SAVED)
    assert (room.catalog().units[0].target, room.catalog().units[0].state) == ("A title", UnitState.DRAFT)
    page.keyboard.type(" in work")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".unit").first.locator(".target")).to_have_text("A title in work")
    assert room.catalog().units[0].target == "A title in work"
    assert active(page) == room.catalog().units[1].source


def test_an_approver_approves_exactly_the_text_on_the_page(
    room: Newsroom, served: Served, context: "BrowserContext"
) -> None:
    room.translate_by_hand()
    room.run("submit", "visit", "--as", "Translator <translator@example.org>")
    with serving(room.root, who=REVIEWER) as other:
        page = opened(context, other)
        page.get_by_role("button", name="Approve …").click()
        page.get_by_role("button", name="Approve", exact=True).click()
        expect(page.locator("#state")).to_have_text("approved")
    assert room.state() == ("approved", "none")


def test_a_colleague_an_editor_and_a_page_on_one_release(
    room: Newsroom, served: Served, context: "BrowserContext"
) -> None:
    page = opened(context, served)
    expect(page.locator("#counts")).to_contain_text("0 of")
    page.locator(".unit").first.click()
    page.keyboard.type("Mine")
    room.translate_by_hand(**{room.catalog().units[0].source: "Theirs", room.catalog().units[1].source: "Second"})
    # A sentence that nobody is in shows what the editor saved; the one in work keeps what was typed, and shows both.
    expect(page.locator(".unit").nth(1).locator(".target")).to_have_text("Second")
    expect(page.locator(".unit.active .conflict")).to_be_visible()
    expect(page.locator(".unit.active .theirs")).to_have_text("Theirs")
    assert page.locator(".unit.active textarea").first.input_value() == "Mine"
    assert room.catalog().units[0].target == "Theirs"
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator(".unit.active .saved")).to_have_text(SAVED)
    assert (room.catalog().units[0].target, room.catalog().units[0].fuzzy) == ("Mine", True)


def test_what_cannot_be_saved_stays_in_the_browser_and_is_saved_later(
    room: Newsroom, served: Served, context: "BrowserContext"
) -> None:
    port = served.address.rpartition(":")[2]
    page = opened(context, served)
    page.locator(".unit").first.click()
    expect(page.locator(".unit.active")).to_have_count(1)
    served.process.kill()
    served.process.wait()
    page.keyboard.type("Typed without a server")
    expect(page.locator(".unit.active .saved")).to_contain_text("NOT SAVED")
    with serving(room.root, "--port", port) as again:
        assert again.address == served.address
        fresh = opened(context, again)
        fresh.locator(".unit").first.click()
        assert fresh.locator(".unit.active textarea").first.input_value() == "Typed without a server"
        expect(fresh.locator(".unit.active .saved")).to_have_text(SAVED)
    assert room.catalog().units[0].target == "Typed without a server"


def test_what_was_typed_before_the_page_was_closed_is_said_and_comes_back(
    room: Newsroom, context: "BrowserContext"
) -> None:
    """The server was restarted while somebody typed; they close the page, or sign in again in its place."""
    with serving(room.root) as served:
        page = opened(context, served)
        expect(page.locator("#kept")).to_be_hidden()
        page.locator(".unit").nth(1).click()
        served.stop()
        page.keyboard.type("Typed for nothing?")
        page.close(run_before_unload=False)
    with serving(room.root, "--port", served.address.rpartition(":")[2]) as served:  # the same origin for the browser
        page = opened(context, served)
        expect(page.locator(".unit").nth(1).locator(".target")).to_have_text("")
        expect(page.locator("#kept")).to_contain_text("not saved yet")
        page.locator("#kept a").click()
        expect(page.locator("#kept")).to_be_hidden()
        expect(page.locator(".unit.active textarea").first).to_have_value("Typed for nothing?")
        expect(page.locator(".unit.active .saved")).to_have_text(SAVED)
        assert room.catalog().units[1].target == "Typed for nothing?"
        page.reload()
        expect(page.locator("#counts")).to_contain_text("of")
        expect(page.locator("#kept")).to_be_hidden()


def test_the_frame_around_the_first_field_is_not_cut_off(
    room: Newsroom, served: Served, context: "BrowserContext"
) -> None:
    page = opened(context, served)
    page.locator(".unit").first.click()
    field, part = page.locator(".unit.active textarea").first, page.locator(".part").first
    (inside, outside) = (each.evaluate("each => each.getBoundingClientRect().top") for each in (field, part))
    assert inside - 4 >= outside


def test_keys_of_an_input_method_are_its_own(room: Newsroom, served: Served, context: "BrowserContext") -> None:
    page = opened(context, served)
    page.locator(".unit").first.click()
    page.keyboard.type("Half")
    before = active(page)
    page.evaluate(
        """() => {
          const field = document.activeElement;
          for (const code of ["Enter", "KeyS", "ArrowDown"])
            for (const how of [{isComposing: true}, {keyCode: 229}])
              field.dispatchEvent(new KeyboardEvent("keydown",
                {key: "Enter", code, ctrlKey: code !== "ArrowDown", altKey: code === "ArrowDown", bubbles: true, ...how}));
        }"""
    )
    assert active(page) == before
    assert room.catalog().units[0].state is not UnitState.TRANSLATED


def test_the_page_speaks_the_browsers_language(served: Served, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN")
    page = opened(context, served)
    expect(page.get_by_role("button", name="提交……")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    context.close()


def test_axe_finds_nothing(
    room: Newsroom, served: Served, browser: Browser, require_tool: Callable[[str], str]
) -> None:
    axe = Path(require_tool("axe.min.js")).read_text("utf-8")
    context = browser.new_context(bypass_csp=True, locale="en-GB")
    page = opened(context, served)
    page.locator(".unit").first.click()
    found: list[dict[str, object]] = []
    for path in ("/release/en/visit", "/"):
        if path == "/":
            page.goto(served.address + path)
            expect(page.locator("#releases a").first).to_be_visible()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for width in (390, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                page.evaluate(axe)
                result = page.evaluate(
                    "async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html)])"
                )
                found += [{"page": path, "scheme": scheme, "width": width, "found": each} for each in result]
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    assert found == []
    context.close()


def test_a_text_is_returned_with_marks_corrected_submitted_and_approved(
    room: Newsroom, served: Served, context: "BrowserContext"
) -> None:
    room.translate_by_hand()
    room.run("submit", "visit", "--as", "Translator <translator@example.org>")
    theirs = opened(context, served)
    expect(theirs.locator("#state")).to_have_text("submitted")
    expect(theirs.locator("#returned")).to_be_hidden()
    with serving(room.root, who=REVIEWER) as other:
        page = opened(context, other)
        page.locator(".unit").nth(1).click()
        page.get_by_label("mark for return").check()
        page.get_by_role("button", name="Return …").click()
        page.get_by_label("Reason").fill("The date is wrong.")
        page.get_by_role("button", name="Return", exact=True).click()
        expect(page.locator("#state")).to_have_text("returned")
    # The translator, whose page is open, need not load it again to learn why.
    expect(theirs.locator("#returned")).to_contain_text("Returned by Reviewer")
    expect(theirs.locator("#returned")).to_contain_text("The date is wrong.")
    theirs.locator("#returned a").click()
    expect(theirs.locator(".unit.active .source")).to_have_text(room.catalog().units[1].source)
    theirs.reload()
    expect(theirs.locator("#returned")).to_contain_text("The date is wrong.")
    expect(theirs.locator("#returned a")).to_have_text(room.catalog().units[1].short_key)
    (row,) = room.status()
    assert row["returned"]["reason"] == "The date is wrong."
    assert row["returned"]["units"] == [room.catalog().units[1].short_key]


def test_a_refused_act_says_why_and_changes_nothing(room: Newsroom, served: Served, context: "BrowserContext") -> None:
    before = room.files("locales")
    page = opened(context, served)
    page.get_by_role("button", name="Submit …").click()
    expect(page.locator("#act .left")).to_contain_text("not done")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.locator("#act .refused")).to_contain_text("missing")
    assert room.files("locales") == before


def test_nobody_approves_a_text_that_changed_after_the_page_showed_it(
    room: Newsroom, context: "BrowserContext"
) -> None:
    room.translate_by_hand()
    room.run("submit", "visit", "--as", "Translator <translator@example.org>")
    with serving(room.root, who=REVIEWER) as served:
        page = opened(context, served)
        expect(page.locator("#state")).to_have_text("submitted")
        source = room.root / "sources/visit.md"
        source.write_text(source.read_text("utf-8") + "\n最后一段。\n", "utf-8")
        room.run("translate")
        room.translate_by_hand()
        room.run("submit", "visit", "--as", "Translator <translator@example.org>")
        expect(page.locator("#news")).to_be_visible()
        page.get_by_role("button", name="Approve …").click()
        page.get_by_role("button", name="Approve", exact=True).click()
        expect(page.locator("#act .refused")).to_be_visible()
    assert room.state() == ("submitted", "none")


def test_a_save_and_done_can_be_taken_back(room: Newsroom, served: Served, context: "BrowserContext") -> None:
    page = opened(context, served)
    page.locator(".unit").first.click()
    page.keyboard.type("Hasty")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".unit").first).to_have_attribute("data-state", "translated")
    page.keyboard.press("Alt+z")
    expect(page.locator(".unit").first).not_to_have_attribute("data-state", "translated")
    assert room.catalog().units[0].state is not UnitState.TRANSLATED


def test_escape_goes_back_to_the_saved_text_and_can_be_undone(
    room: Newsroom, served: Served, context: "BrowserContext"
) -> None:
    room.translate_by_hand()
    page = opened(context, served)
    page.locator(".unit").first.click()
    field = page.locator(".unit.active textarea").first
    page.keyboard.type("Something else ")
    page.keyboard.press("Escape")
    expect(field).to_have_value("Words 0.")
    page.keyboard.press("Control+z")
    expect(field).not_to_have_value("Words 0.")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+ArrowDown")
    # A text that is as it was saved stays done.
    assert room.catalog().units[0].state is UnitState.TRANSLATED


def test_words_are_searched_in_everything(room: Newsroom, served: Served, context: "BrowserContext") -> None:
    room.translate_by_hand(**{"双方签署了备忘录。": "They signed a memorandum."})
    page = opened(context, served)
    page.goto(served.address)
    page.get_by_label("Search").fill("memorandum")
    page.locator("#found a").click()
    expect(page.locator(".unit.active .source")).to_have_text("双方签署了备忘录。")
