"""What the review page shows of a text and of a sentence: tables, pictures, markup, drafts, history, the sign-off."""

import re
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import Served, serving
from newsroom import PNG, REVIEWER, SETTINGS, TRANSLATOR, Machine, Newsroom
from playwright.sync_api import Browser, Page, expect, sync_playwright

from workflow.catalogs import po as catalogs
from workflow.contracts.engines import Hypothesis
from workflow.drafting.drafter import Drafter
from workflow.errors import UsageError
from workflow.markup.styled import styled
from workflow.model import Finding, Sentence, Unit, UnitState
from workflow.newsroom import editing, folder, reviewing
from workflow.newsroom.memories import Memories
from workflow.newsroom.redrafting import Machine as Redrafting

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.xdist_group("browser")

SOURCE = """---
title: 专利统计
date: 2018-09-12
---

代表团于9月3日**抵达**日内瓦。双方签署了备忘录。

| 类别 | 申请量 | |
|------|--------|---|
| 发明 | 42件 | 增长 |
| 外观设计 | | 下降 |

![签字现场](images/signing.png)

```
x = 1
```

双方将于明年再次会晤。
"""


def make(root: Path, settings: str = SETTINGS) -> Newsroom:
    room = Newsroom(root)
    room.write("workflow.toml", settings)
    room.write("sources/visit.md", SOURCE)
    room.write("sources/images/signing.png", PNG)
    room.write("sources/images/secret.png", PNG)
    room.run("translate", "--engine", "none")
    return room


@pytest.fixture(scope="module")
def browser(require_tool: Callable[[str], str]) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require_tool("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return make(tmp_path)


@pytest.fixture
def context(browser: Browser) -> "Iterator[BrowserContext]":
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    wrong: list[str] = []
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    yield context
    context.close()
    assert wrong == []


def opened(context: "BrowserContext", served: Served) -> Page:
    page = context.new_page()
    page.goto(served.sign_in)
    page.goto(f"{served.address}/release/en/visit")
    expect(page.locator("#counts")).to_contain_text("of")
    return page


# --- without a browser ---


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("plain words", [("", "plain words")]),
        ("", []),
        ("a **b *c*** d", [("", "a "), ("mark", "**"), ("strong", "b "), ("mark", "*"), ("strong em", "c"),
                           ("mark", "***"), ("", " d")]),
        ("[x](http://y.example \"t\")", [("mark", "["), ("link", "x"), ("mark", "](http://y.example \"t\")")]),
        ("`a*b*`", [("mark", "`"), ("code", "a*b*"), ("mark", "`")]),
        ("<b>x</b> <script>y</script>", [("mark", "<b>"), ("strong", "x"), ("mark", "</b>"), ("", " "),
                                         ("mark", "<script>y</script>")]),
        ("a loose * and 2 < 3 & **", [("", "a loose * and 2 < 3 & **")]),
    ],
)  # fmt: skip
def test_markup_stays_and_what_is_printed_is_marked(text: str, parts: list[tuple[str, str]]) -> None:
    assert list(styled(text)) == parts
    assert "".join(stretch for _, stretch in styled(text)) == text
    assert "".join(stretch for _, stretch in styled(text, "plain")) == text


class _Many(Machine):
    """A machine with several hypotheses: the likeliest has another figure, the second is right."""

    def translate(
        self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
    ) -> "Iterator[tuple[int, Sequence[Hypothesis]]]":
        for index, _ in enumerate(texts):
            words = ("They signed it.", "Both sides signed it.", "They signed it.", "It was signed.")
            yield index, tuple(Hypothesis(text, -0.1 * rank, 1) for rank, text in enumerate(words[:hypotheses]))


def test_the_alternatives_of_a_sentence_are_different_and_the_best_is_what_would_be_drafted() -> None:
    worse = Finding("names", "warning", Unit("", ""), "worse")
    drafter = Drafter(_Many(), "en", findings=lambda _, target: () if "Both" in target else (worse,))
    sentence = Sentence("双方签署了备忘录。", (), "markdown", (), "")
    ((_, draft),) = drafter.drafts([sentence])
    texts = [each.text for each in drafter.alternatives(sentence)]
    assert texts == ["Both sides signed it.", "They signed it.", "It was signed."]
    assert draft == drafter.alternatives(sentence)[0]


def test_a_newsroom_without_a_machine_says_so(room: Newsroom) -> None:
    with closing(folder.Newsroom.open(room.root)) as inside:
        release, unit = inside.find_one("visit"), room.catalog().units[0]
        assert not isinstance(release, str)
        with pytest.raises(UsageError, match="without a machine"):
            Redrafting().drafts(inside, release, "en", unit)


def test_the_history_of_a_sentence_is_what_the_ledger_knows(room: Newsroom) -> None:
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    key = room.catalog().units[1].short_key
    room.run("return", "visit", "--reason", "The name is wrong.", "--unit", key, "--as", REVIEWER)
    first, second, third = room.catalog().units[:3]
    room.catalog_path().write_bytes(
        catalogs.dump(
            replace(room.catalog(), units=(first, replace(second, target="Corrected."), *room.catalog().units[2:]))
        )
    )
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    with closing(folder.Newsroom.open(room.root)) as inside, Memories(inside, lambda error: None) as memories:
        text = reviewing.text_of(inside, "visit", "en")

        def acts(unit: Unit) -> list[tuple[str, str]]:
            found = reviewing.help_with(inside, memories, text, editing.key_of(unit), on_problem=lambda error: None)
            assert found
            return [(event.act, event.text) for event in found.history]

        assert acts(second) == [
            ("approve", "Corrected."),
            ("submit", "Corrected."),
            ("return", "The name is wrong."),
        ]
        assert acts(third) == [("approve", third.target), ("submit", third.target), ("submit", third.target)]


# --- in the browser ---


def test_a_table_is_a_table_and_a_picture_a_picture(room: Newsroom, context: "BrowserContext") -> None:
    with serving(room.root) as served:
        page = opened(context, served)
        table = page.locator(".table")
        expect(table.locator(".row")).to_have_count(3)
        # A row's cells are side by side, each translation under the head of its own column.
        boxes = {
            text: page.locator(".table .source", has_text=re.compile(f"^{text}$")).bounding_box()
            for text in ("类别", "申请量", "发明", "42件", "增长", "外观设计", "下降")
        }
        left = {text: box["x"] for text, box in boxes.items() if box}
        top = {text: box["y"] for text, box in boxes.items() if box}
        assert (
            left["类别"]
            == left["发明"]
            == left["外观设计"]
            < left["申请量"]
            == left["42件"]
            < left["增长"]
            == left["下降"]
        )
        assert top["发明"] == top["42件"] == top["增长"] < top["外观设计"] == top["下降"]
        cell = table.locator(".unit", has=page.locator(".source", has_text="下降"))
        target = cell.locator(".target").bounding_box()
        assert target
        assert target["x"] > left["下降"]
        cell.locator(".target").click()
        page.keyboard.type("Down")
        page.keyboard.press("Control+s")
        expect(cell.locator(".saved")).to_have_text(re.compile("^saved"))
        assert room.catalog().units[[unit.source for unit in room.catalog().units].index("下降")].target == "Down"
        picture = page.locator("img.picture")
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("naturalWidth", 1)
        expect(page.locator(".fixed.code .target")).to_have_text("x = 1")
        # What is printed bold looks bold, and the field has the very text.
        expect(page.locator('.unit [data-style="strong"]').first).to_have_text("抵达")
        page.locator(".unit").nth(1).click()
        page.keyboard.press("Alt+0")
        expect(page.locator(".unit.active textarea").first).to_have_value("代表团于9月3日**抵达**日内瓦。")


def test_only_pictures_of_the_release_are_served(room: Newsroom) -> None:
    with serving(room.root) as served:
        cookie = served.cookie()
        good = served.ask("/image/visit?path=images/signing.png", cookie=cookie)
        assert (good.status, good.headers["content-type"]) == (200, "image/png")
        for path in ("images/secret.png", "../workflow.toml", "/etc/passwd", "images/../images/signing.png", ""):
            assert served.ask(f"/image/visit?path={path}", cookie=cookie).status == 404, path
        assert served.ask("/image/visit?path=images/signing.png").status == 401


def test_the_machine_drafts_again_and_ctrl_c_does_not_wait_for_it(tmp_path: Path, context: "BrowserContext") -> None:
    room = make(tmp_path, SETTINGS.replace('"none"', '"argos"'))
    with serving(room.root) as served:
        page = opened(context, served)
        page.locator(".unit").nth(2).click()
        page.get_by_role("button", name="Other drafts").click()
        expect(page.locator(".drafts li").first).to_contain_text("argos", timeout=60_000)
        wanted = page.locator(".drafts li span[lang]").last.inner_text()
        page.locator(".drafts button").last.click()
        expect(page.locator(".unit.active textarea").first).to_have_value(wanted)
        unit = room.catalog().units[2]
        assert (unit.target, unit.state, unit.touched) == (wanted, UnitState.DRAFT, False)
        assert unit.origin
        assert unit.origin.startswith("mt: argos")
        # It can be taken back, and the machine's best draft taken instead; what is typed meanwhile stays.
        page.get_by_role("button", name="Draft again").click()
        expect(page.locator(".unit.active .saved")).to_have_text(re.compile("^saved"), timeout=60_000)
        page.keyboard.press("Alt+z")
        expect(page.locator(".unit.active textarea").first).to_have_value(wanted)
        cookie = "; ".join(f"{each['name']}={each['value']}" for each in context.cookies())
        assert served.ask("/api/en/visit/unit/0123456789abcdef/drafts", cookie=cookie).status == 404
        page.locator(".unit").nth(1).click()
        page.get_by_role("button", name="Other drafts").click()
        assert served.stop(signal.SIGINT) == 0


def test_words_that_must_not_be_used_and_where_else_a_word_is(room: Newsroom, context: "BrowserContext") -> None:
    room.write("locales/en/terms.csv", "source,target,kind\n备忘录,memo,forbidden\n备忘录,memorandum,term\n")
    room.translate_by_hand(**{"双方签署了备忘录。": "They signed a memorandum."})
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    with serving(room.root) as served:
        page = opened(context, served)
        page.locator(".unit").nth(2).click()
        expect(page.locator(".forbidden li")).to_contain_text("do not write memo")
        expect(page.locator(".help li")).to_contain_text(["memorandum"])
        field = page.locator(".unit.active textarea").first
        field.evaluate("field => field.setSelectionRange(14, 24)")
        page.keyboard.press("Alt+c")
        expect(page.locator(".uses [data-style=strong]")).to_contain_text(["memorandum"])
        expect(page.locator(".history")).to_contain_text("submitted")


def test_the_riskiest_sentence_is_next(room: Newsroom, context: "BrowserContext") -> None:
    catalog = room.catalog()
    doubtful = replace(catalog.units[5], target="Rather doubtful", fuzzy=True, comments=("doubt: a figure",))
    room.catalog_path().write_bytes(
        catalogs.dump(replace(catalog, units=(*catalog.units[:5], doubtful, *catalog.units[6:])))
    )
    with serving(room.root) as served:
        page = opened(context, served)
        page.get_by_label("Next").select_option("risk")
        page.locator(".unit").first.click()
        page.keyboard.type("A title")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".unit.active .source")).to_have_text(catalog.units[5].source)


def test_an_approver_sees_what_they_sign_and_a_translator_why_it_came_back(
    room: Newsroom, context: "BrowserContext"
) -> None:
    room.sign_off()
    page_path = room.catalog_path()
    catalog = room.catalog()
    changed = replace(catalog.units[1], target="A <b>new</b> wording.")
    page_path.write_bytes(catalogs.dump(replace(catalog, units=(catalog.units[0], changed, *catalog.units[2:]))))
    room.run("submit", "visit", "--as", TRANSLATOR)
    with serving(room.root, who=REVIEWER) as served:
        page = opened(context, served)
        expect(page.locator("#turn")).to_contain_text("reviewer since")
        page.get_by_label("Show").select_option("changed")
        expect(page.locator(".unit:visible")).to_have_count(1)
        page.get_by_label("Show").select_option("all")
        page.get_by_role("button", name="Approve …").click()
        summary = page.locator("#act .summary")
        expect(summary).to_contain_text("submitted by Translator")
        expect(summary.locator(".changes li")).to_have_count(1)
        expect(summary.locator(".changes ins").first).to_be_visible()
        page.get_by_role("button", name="Cancel").click()
        page.locator(".unit").nth(1).click()
        page.get_by_label("mark for return").check()
        page.get_by_role("button", name="Return …").click()
        page.get_by_label("Reason").fill("<i>Not</i> like this.")
        page.get_by_role("button", name="Return", exact=True).click()
        expect(page.locator("#state")).to_have_text("returned")
        page.reload()
        expect(page.locator("#returned")).to_contain_text("<i>Not</i> like this.")
        page.locator("#returned a").click()
        expect(page.locator(".unit.active .target")).to_have_text("A <b>new</b> wording.")
        page.goto(served.address)
        expect(page.locator("tbody .since").first).to_have_text(re.compile(r"since [0-9-]{10} · [0-9,]+ days?"))


def test_the_preview_follows_what_is_saved(room: Newsroom, context: "BrowserContext") -> None:
    with serving(room.root) as served:
        page = opened(context, served)
        page.get_by_role("button", name="Preview").click()
        inside = page.frame_locator("#side iframe")
        expect(inside.locator("h1")).to_be_visible()
        page.locator(".unit").first.click()
        page.keyboard.type("Patent statistics")
        page.keyboard.press("Control+Enter")
        expect(inside.locator("h1")).to_have_text("Patent statistics")
        page.get_by_role("button", name="Close").click()
        expect(page.locator("#side")).to_be_hidden()
        expect(page.get_by_role("button", name="Preview")).to_be_focused()


def test_each_language_has_its_field_and_a_link_to_the_others(tmp_path: Path, context: "BrowserContext") -> None:
    room = make(tmp_path, SETTINGS.replace("[draft]", 'target_languages = ["en", "zh-Hant-TW", "ar"]\n\n[draft]'))
    with serving(room.root) as served:
        page = context.new_page()
        page.goto(served.sign_in)
        page.goto(f"{served.address}/release/en/visit")
        for language, direction, font in (("ar", "rtl", "serif"), ("zh-Hant-TW", "ltr", "TC")):
            page.get_by_role("navigation", name="Language").get_by_role("link", name=language).click()
            expect(page.locator(".languages strong")).to_have_text(language)
            page.wait_for_load_state()
            page.locator(".unit").first.click()
            field = page.locator(".unit.active textarea").first
            expect(field).to_have_attribute("dir", direction)
            expect(field).to_have_attribute("lang", language)
            assert font in str(field.evaluate("field => getComputedStyle(field).fontFamily"))


def test_what_is_left_is_listed_before_submitting_and_leads_to_each_sentence(
    tmp_path: Path, context: "BrowserContext"
) -> None:
    room = make(tmp_path, SETTINGS.replace('values = "off", ', ""))
    room.translate_by_hand(**{"双方签署了备忘录。": "In 2017 they signed a memorandum."})
    sources = [unit.source for unit in room.catalog().units]
    unfinished = replace(room.catalog().units[-1], fuzzy=True)
    room.catalog_path().write_bytes(
        catalogs.dump(replace(room.catalog(), units=(*room.catalog().units[:-1], unfinished)))
    )
    with serving(room.root) as served:
        page = opened(context, served)
        expect(page.locator(".badge.error").first).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="Submit …").click()
        left = page.locator("#act .left")
        expect(left).to_contain_text("Sentences that are not done: 1")
        expect(left).to_contain_text("errors that are not waived")
        expect(page.locator("#act .reason textarea")).to_be_focused()
        left.get_by_role("button", name=sources[-1]).click()
        expect(page.locator("#act")).to_be_hidden()
        expect(page.locator(".unit.active .source")).to_have_text(sources[-1])
        expect(page.locator(".unit.active textarea").first).to_be_focused()


def test_words_that_were_looked_for_are_marked_and_languages_chosen(tmp_path: Path, context: "BrowserContext") -> None:
    room = make(tmp_path, SETTINGS.replace("[draft]", 'target_languages = ["en", "fr"]\n\n[draft]'))
    with serving(room.root) as served:
        page = context.new_page()
        page.goto(served.sign_in)
        page.get_by_label("Search").fill("备忘录")
        expect(page.locator(".places li")).to_have_count(2)
        expect(page.locator(".places mark").first).to_have_text("备忘录")
        page.get_by_label("Language").select_option("fr")
        expect(page.locator(".places a")).to_have_text("visit (fr)")


def test_a_doubt_weighs_more_than_a_low_score_and_a_score_is_found_before_other_remarks() -> None:
    from workflow.web.pages import _risk

    def risk(*comments: str) -> float:
        return float(_risk(Unit("源", target="A draft.", fuzzy=True, comments=comments)))

    origin = "mt: argos zh→en 1.9 (score -0.75; starter: 源) #00000000"
    assert risk(origin) == 0.75
    assert risk() < risk(origin) < risk("doubt: a figure")
