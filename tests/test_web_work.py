"""Work on the review page that goes on for long, or goes wrong: nothing that was typed is lost."""

import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import Served, serving
from newsroom import REVIEWER, TRANSLATOR, VISIT, Newsroom, make
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from workflow.catalogs import po as catalogs
from workflow.model import UnitState

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

SAVED = re.compile("^saved ")
SAVES = 500
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


def signed_in(browser: Browser, served: Served) -> "BrowserContext":
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(served.sign_in)
    page.close()
    return context


def opened(context: "BrowserContext", served: Served) -> Page:
    page = context.new_page()
    page.goto(f"{served.address}/release/en/visit")
    expect(page.locator("#counts")).to_contain_text("of")
    return page


def target(room: Newsroom, number: int) -> str:
    return room.catalog().units[number].target


def on_disk(room: Newsroom, number: int, text: str) -> None:
    """Wait until the catalog has a text."""
    deadline = time.monotonic() + 60
    while target(room, number) != text:
        assert time.monotonic() < deadline, (number, text, target(room, number))
        time.sleep(0.005)


def test_a_day_of_500_saves_loses_nothing(room: Newsroom, browser: Browser) -> None:
    paragraphs = "".join(f"第{number}次会议9月3日举行。\n\n" for number in range(10, 34))
    room.write("sources/visit.md", VISIT + "\n" + paragraphs)
    room.run("translate")
    last = len(room.catalog().units) - 1
    typed = dict.fromkeys(range(last + 1), "")
    with serving(room.root) as served:
        context = signed_in(browser, served)
        page = opened(context, served)
        page.locator(".unit").first.click()
        at, step = 0, 1
        for number in range(SAVES):
            typed[at] = f"Sentence {at}, version {number}."
            page.keyboard.press("Control+a")
            page.keyboard.insert_text(typed[at])
            if number % 5 == 0:
                page.keyboard.press("Control+s")
                on_disk(room, at, typed[at])
                page.keyboard.insert_text(" More.")
                typed[at] += " More."
            step = -1 if at == last else 1 if at == 0 else step
            page.keyboard.press("Alt+ArrowDown" if step > 0 else "Alt+ArrowUp")
            on_disk(room, at, typed[at])
            at += step
        assert [unit.target for unit in room.catalog().units] == list(typed.values())
        assert all(unit.fuzzy for unit in room.catalog().units)
        assert page.locator(".unit .target").all_inner_texts().count("") <= 1  # the one that is open may be hidden
        context.close()


def test_a_server_killed_in_the_middle_of_saves_leaves_a_catalog_and_the_text_is_saved_later(
    room: Newsroom, browser: Browser
) -> None:
    with serving(room.root) as first:
        context = signed_in(browser, first)
    port = first.address.rpartition(":")[2]
    before = ""
    for number in range(4):
        with serving(room.root, "--port", port) as served:
            page = context.new_page()
            page.goto(served.sign_in)
            page.goto(f"{served.address}/release/en/visit")
            page.locator(".unit").first.click()
            field = page.locator(".unit.active textarea").first
            field.fill(f"Attempt {number}")
            page.keyboard.press("Control+s")
            time.sleep(0.004 * number)
            served.process.kill()
            served.process.wait()
            assert target(room, 0) in (before, f"Attempt {number}")
            assert field.input_value() == f"Attempt {number}"
        with serving(room.root, "--port", port) as again:
            page.goto(again.sign_in)
            page.goto(f"{again.address}/release/en/visit")
            page.locator(".unit").first.click()
            expect(page.locator(".unit.active textarea").first).to_have_value(f"Attempt {number}")
            on_disk(room, 0, f"Attempt {number}")
            before = f"Attempt {number}"
            page.close()
    assert not list((room.root / "locales").rglob("*.tmp*"))
    context.close()


def test_a_full_disk_keeps_the_old_catalog_and_the_new_text(room: Newsroom, browser: Browser) -> None:
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("only Linux limits another process")
    before = room.catalog_path().read_bytes()
    with serving(room.root) as served:
        context = signed_in(browser, served)
        page = opened(context, served)
        page.locator(".unit").first.click()
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (100, most))
        page.keyboard.type("Typed while the disk was full")
        page.keyboard.press("Control+s")
        expect(page.locator(".unit.active .saved")).to_contain_text("NOT SAVED")
        assert room.catalog_path().read_bytes() == before
        resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (most, most))
        page.keyboard.press("Control+s")
        expect(page.locator(".unit.active .saved")).to_have_text(SAVED)
        assert target(room, 0) == "Typed while the disk was full"
        context.close()


def test_two_browsers_and_an_editor_on_one_release(room: Newsroom, browser: Browser) -> None:
    with serving(room.root) as served:
        context = signed_in(browser, served)
        mine, theirs = opened(context, served), opened(context, served)
        for number, page in enumerate((mine, theirs)):
            page.locator(".unit").nth(number).click()
            page.keyboard.type(f"From browser {number}")
        catalog = room.catalog()
        edited = replace(catalog.units[2], target="From an editor", fuzzy=False)
        room.catalog_path().write_bytes(
            catalogs.dump(replace(catalog, units=(*catalog.units[:2], edited, *catalog.units[3:])))
        )
        for page in (mine, theirs):
            page.keyboard.press("Control+s")
            expect(page.locator(".unit.active .saved")).to_have_text(SAVED)
        assert [target(room, number) for number in range(3)] == ["From browser 0", "From browser 1", "From an editor"]
        for page, other in ((mine, 1), (theirs, 0)):
            expect(page.locator(".unit").nth(other).locator(".target")).to_have_text(f"From browser {other}")
            expect(page.locator(".unit").nth(2).locator(".target")).to_have_text("From an editor")
        # Both in one sentence: the second to save sees both texts, and nothing is written.
        theirs.locator(".unit").first.click()
        mine.keyboard.type(", first")
        theirs.keyboard.type(", second")
        mine.keyboard.press("Control+s")
        on_disk(room, 0, "From browser 0, first")
        theirs.keyboard.press("Control+s")
        expect(theirs.locator(".conflict .theirs")).to_have_text("From browser 0, first")
        expect(theirs.locator(".unit.active textarea").first).to_have_value("From browser 0, second")
        assert target(room, 0) == "From browser 0, first"
        context.close()


def test_the_source_changes_while_somebody_types(room: Newsroom, browser: Browser) -> None:
    with serving(room.root) as served:
        context = signed_in(browser, served)
        page = opened(context, served)
        page.locator(".unit").nth(1).click()
        page.keyboard.type("Typed while")
        room.write("sources/visit.md", VISIT.replace("双方签署了备忘录。", "双方签署了两份备忘录。") + "\n最后一段。\n")
        expect(page.locator("#news")).to_be_visible()
        page.keyboard.type(" the source changed")
        expect(page.locator(".unit.active textarea").first).to_have_value("Typed while the source changed")
        page.get_by_role("button", name="Show the new text").click()
        expect(page.locator(".unit .source", has_text="最后一段。")).to_be_visible()
        expect(page.locator(".unit").nth(1).locator(".target")).to_have_text("Typed while the source changed")
        assert target(room, 1) == "Typed while the source changed"
        context.close()


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Colleague", "-c", "user.email=colleague@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", folder, *identity, *arguments], check=True, capture_output=True)


def test_git_pull_while_somebody_types(room: Newsroom, browser: Browser) -> None:
    # A colleague's clone: they change the source, and translate other sentences than the one in work here.
    room.write(".gitignore", ".workflow/\ndrafts/\n")
    git(room.root, "init", "-b", "main")
    git(room.root, "add", ".")
    git(room.root, "commit", "-m", "A release")
    theirs = Newsroom(room.root.parent / "colleague")
    git(room.root.parent, "clone", str(room.root), str(theirs.root))
    git(room.root, "remote", "add", "origin", str(theirs.root))
    first, second, third, *others = theirs.catalog().units
    first = replace(first, target="A title by a colleague")
    third = replace(third, target="A sentence by a colleague")
    theirs.catalog_path().write_bytes(catalogs.dump(replace(theirs.catalog(), units=(first, second, third, *others))))
    git(theirs.root, "commit", "-am", "Translated")
    with serving(room.root) as served:
        context = signed_in(browser, served)
        context.clock.install()
        page = opened(context, served)
        page.locator(".unit").nth(1).click()
        field = page.locator(".unit.active textarea").first
        page.keyboard.type("Typed wh")
        git(room.root, "pull", "--ff-only", "origin", "main")  # the catalog only
        expect(page.locator(".unit").first.locator(".target")).to_have_text("A title by a colleague")
        expect(field).to_be_focused()
        page.keyboard.type("ile git pulled")
        expect(field).to_have_value("Typed while git pulled")
        page.keyboard.press("Control+s")
        expect(page.locator(".unit.active .saved")).to_have_text(SAVED)
        assert [target(room, number) for number in range(3)] == [
            "A title by a colleague",
            "Typed while git pulled",
            "A sentence by a colleague",
        ]
        # Then the source and the catalog at once, in the middle of a word; git wants what is here committed first.
        git(room.root, "commit", "-am", "Ours")
        git(theirs.root, "pull", "--ff-only", str(room.root), "main")
        theirs.write(
            "sources/visit.md",
            (theirs.root / "sources/visit.md").read_text("utf-8").replace("备忘录", "两份备忘录") + "\n最后一段。\n",
        )
        theirs.run("translate")
        git(theirs.root, "commit", "-am", "Another source")
        page.clock.pause_at(
            datetime.now(UTC) + timedelta(seconds=5)
        )  # else a busy machine's page saves before git pulls
        page.keyboard.type(", tw")
        git(room.root, "pull", "--ff-only", "origin", "main")
        page.clock.resume()
        page.keyboard.type("ice")
        expect(page.locator("#news")).to_be_visible()
        expect(field).to_be_focused()
        expect(field).to_have_value("Typed while git pulled, twice")
        on_disk(room, 1, "Typed while git pulled, twice")
        page.get_by_role("button", name="Show the new text").click()
        expect(page.locator(".unit .source", has_text="最后一段。")).to_be_visible()
        expect(page.locator(".unit").nth(1).locator(".target")).to_have_text("Typed while git pulled, twice")
        expect(page.locator(".unit").first.locator(".target")).to_have_text("A title by a colleague")
        context.close()
    assert room.catalog().units[-1].source == "最后一段。"


def test_an_input_method_finishes_its_words_first(room: Newsroom, browser: Browser) -> None:
    with serving(room.root) as served:
        context = signed_in(browser, served)
        page = opened(context, served)
        page.locator(".unit").first.click()
        source = page.locator(".unit.active .source").inner_text()
        keys = context.new_cdp_session(page)
        composing = {"selectionStart": 6, "selectionEnd": 6}
        keys.send("Input.imeSetComposition", {"text": "riwewa", **composing})
        # The keys that choose among an input method's words have the code 229, whatever they are.
        for code, modifiers in (("Enter", 2), ("Enter", 0), ("KeyS", 2), ("ArrowDown", 1)):
            key = {"code": code, "key": "Process", "windowsVirtualKeyCode": 229, "modifiers": modifiers}
            keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
            keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
        page.wait_for_timeout(2600)  # longer than the pause after which a draft is saved
        assert target(room, 0) == ""
        keys.send("Input.insertText", {"text": "日内瓦"})
        expect(page.locator(".unit.active textarea").first).to_have_value("日内瓦")
        expect(page.locator(".unit.active .source")).to_have_text(source)
        on_disk(room, 0, "日内瓦")
        assert room.catalog().units[0].state is UnitState.DRAFT
        context.close()


def test_tab_goes_through_the_page_in_reading_order(room: Newsroom, browser: Browser) -> None:
    with serving(room.root) as served:
        context = signed_in(browser, served)
        page = opened(context, served)
        focused = "() => document.activeElement.textContent.trim() || document.activeElement.ariaLabel || ''"
        page.keyboard.press("Tab")
        assert page.evaluate(focused) == "Skip to the text"
        page.keyboard.press("Enter")
        page.locator(".unit").nth(1).focus()
        page.keyboard.press("Enter")
        field = page.locator(".unit.active textarea").first
        expect(field).to_be_focused()
        expect(field).to_have_accessible_name("Translation")
        expect(field).to_have_accessible_description(room.catalog().units[1].source)
        page.keyboard.type("With")
        page.keyboard.press("Tab")  # leaves the field, and puts no tab into it
        assert str(page.evaluate(focused)).startswith("Done")
        page.keyboard.press("Shift+Tab")
        expect(field).to_be_focused()
        expect(field).to_have_value("With")
        expect(page.locator(".unit.active .saved")).to_have_attribute("aria-live", "polite")
        page.keyboard.press("Escape")
        page.locator("#show-keys").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#show-keys")).to_be_focused()
        context.close()


HOSTILE = '"><script>hacked = 1</script><img src=x onerror="hacked = 1">{{ 7 * 7 }}'


def test_hostile_words_are_words(room: Newsroom, browser: Browser) -> None:
    room.write("sources/visit.md", VISIT.replace("双方", f"双方{HOSTILE}"))
    quoted = HOSTILE.replace('"', '""')
    room.write("locales/en/terms.csv", f'source,target,kind,note\n日内瓦,Geneva,term,"{quoted}"\n')
    room.run("translate")
    catalog = room.catalog()
    hostile = tuple(
        replace(unit, target=HOSTILE, fuzzy=True, comments=(f"doubt: {HOSTILE}", HOSTILE)) for unit in catalog.units
    )
    room.catalog_path().write_bytes(catalogs.dump(replace(catalog, units=hostile)))
    with serving(room.root) as served:
        context = signed_in(browser, served)
        page = opened(context, served)
        for number in range(len(hostile)):
            page.locator(".unit").nth(number).click()
            expect(page.locator(".unit.active textarea").first).to_have_value(HOSTILE)
            expect(page.locator(".doubts li")).to_have_text(HOSTILE)
            expect(page.locator(".notes textarea")).to_have_value(HOSTILE)
        # A term base that cannot be read is a sentence too, and hides nothing else.
        room.write("locales/en/terms.csv", f'source,target,kind,note\n日内瓦,"{quoted}",term,\n')
        page.locator(".unit").nth(1).click()
        expect(page.locator(".doubts li")).to_have_text(HOSTILE)
        expect(page.locator("#said")).to_contain_text("terms.csv, line 2")
        page.get_by_role("button", name="Preview").click()
        expect(page.frame_locator("#side iframe").locator("h1")).to_be_visible()
        page.get_by_role("button", name="Submit …").click()
        expect(page.locator("#act .summary .problem").first).to_be_visible()
        assert page.evaluate("typeof hacked") == "undefined"
        assert page.locator("main img, main script, .editor img").count() == 0 + page.locator("img.picture").count()
        context.close()


def test_axe_finds_nothing_in_dialogs_and_open_sentences(
    room: Newsroom, browser: Browser, require_tool: Callable[[str], str]
) -> None:
    axe = Path(require_tool("axe.min.js")).read_text("utf-8")
    room.write("locales/en/terms.csv", "source,target,kind\n日内瓦,Genf,forbidden\n日内瓦,Geneva,term\n")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    found: list[object] = []
    with serving(room.root, who=REVIEWER) as served:
        context = browser.new_context(bypass_csp=True, locale="en-GB")
        page = context.new_page()
        page.goto(served.sign_in)

        def look(what: str) -> None:
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                for width in (390, 1280):
                    page.set_viewport_size({"width": width, "height": 800})
                    page.evaluate(axe)
                    result = page.evaluate(
                        "async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html)])"
                    )
                    found.extend([what, scheme, width, each] for each in result)
                    if page.evaluate("document.documentElement.scrollWidth") > width:
                        found.append([what, scheme, width, "wider than the window"])

        page.goto(f"{served.address}/release/en/visit")
        page.locator(".unit").nth(1).click()
        expect(page.locator(".forbidden li")).to_be_visible()
        expect(page.locator(".findings li").first).to_be_visible()
        page.get_by_role("button", name="Preview").click()
        expect(page.frame_locator("#side iframe").locator("h1")).to_be_visible()
        look("an open sentence and the preview")
        page.get_by_role("button", name="Close").click()
        dialog = page.locator("#act")
        for act in ("Submit …", "Approve …", "Return …"):
            page.get_by_role("button", name=act).click()
            if act != "Return …":
                expect(dialog.locator(".summary p:not(.quiet)").first).to_be_visible()
            look(act)
            page.get_by_role("button", name="Cancel").click()
        page.locator(".unit").nth(1).click()
        page.locator(".findings button").first.click()
        expect(dialog).to_be_visible()
        look("waive")
        page.get_by_role("button", name="Cancel").click()
        page.locator("#show-keys").click()
        look("keys")
        page.keyboard.press("Escape")
        # Somebody else's text beside one's own.
        page.locator(".unit").first.click()
        page.keyboard.type("Mine ")
        room.translate_by_hand(**{room.catalog().units[0].source: "Theirs"})
        expect(page.locator(".conflict")).to_be_visible()
        look("a conflict")
        page.get_by_role("button", name="Take theirs").click()
        room.run("submit", "visit", "--as", TRANSLATOR)
        room.run("approve", "visit", "--as", REVIEWER)
        room.run("publish")
        page.reload()
        for act in ("Withdraw …", "Supersede …"):
            page.get_by_role("button", name=act).click()
            look(act)
            page.get_by_role("button", name="Cancel").click()
        context.close()
    assert found == []


def test_the_page_is_usable_enlarged_in_high_contrast_and_without_motion(room: Newsroom, browser: Browser) -> None:
    with serving(room.root) as served:
        context = browser.new_context(viewport={"width": 640, "height": 400}, device_scale_factor=2, locale="en-GB")
        page = context.new_page()
        page.goto(served.sign_in)
        for path in ("/", "/release/en/visit"):
            page.goto(served.address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
        page.locator(".unit").nth(1).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 640
        # A field that is open is on the screen, whole.
        box = page.locator(".unit.active textarea").first.bounding_box()
        assert box
        assert 0 <= box["y"] < 400 - box["height"]
        page.emulate_media(forced_colors="active")
        style = "node => [getComputedStyle(node).outlineStyle, getComputedStyle(node).outlineWidth]"
        assert page.locator(".unit.active").evaluate(style) == ["solid", "2px"]
        moving = "node => (node.classList.add('fresh'), getComputedStyle(node.querySelector('.target')).animationName)"
        assert page.locator(".unit").first.evaluate(moving) == "fresh"
        page.emulate_media(forced_colors="none", reduced_motion="reduce")
        assert page.locator(".unit").first.evaluate(moving) == "none"
        context.close()


def test_ctrl_c_ends_at_once_while_a_text_is_checked(room: Newsroom, browser: Browser) -> None:
    with serving(room.root) as served:
        context = signed_in(browser, served)
        context.new_page().goto(f"{served.address}/release/en/visit", wait_until="commit")
        assert served.stop(signal.SIGINT) == 0
        assert served.process.stdout
        assert "Traceback" not in served.process.stdout.read()
        context.close()


def test_whoever_comes_back_before_a_save_is_answered_goes_on_from_it(room: Newsroom, browser: Browser) -> None:
    with serving(room.root) as served:
        context = signed_in(browser, served)
        page = opened(context, served)
        held: list[Route] = []

        def hold_the_first_save(route: Route) -> None:
            if route.request.method == "PUT" and not held:
                held.append(route)
            else:
                route.continue_()

        page.route("**/unit/*", hold_the_first_save)
        page.locator(".unit").first.click()
        page.keyboard.type("First")
        page.keyboard.press("Alt+ArrowDown")
        page.keyboard.press("Alt+ArrowUp")
        field = page.locator(".unit.active textarea").first
        expect(field).to_have_value("First")
        page.keyboard.press("End")
        page.keyboard.type(", and second")
        page.keyboard.press("Control+s")
        held[0].continue_()
        expect(page.locator(".unit.active .saved")).to_have_text(SAVED)
        expect(page.locator(".unit.active .conflict")).to_be_hidden()
        assert target(room, 0) == "First, and second"
        expect(field).to_have_value("First, and second")
        context.close()
