"""What people sign: when they did, what they had read, and why a text came back."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from newsroom import REVIEWER, TRANSLATOR, VISIT, Newsroom, make


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    room = make(tmp_path)
    room.run("translate")
    return room


def entries(room: Newsroom, release: str = "visit") -> list[dict[str, object]]:
    return [json.loads(line) for line in (room.root / f"locales/en/{release}.jsonl").read_text().splitlines()]


def test_a_build_can_be_dated_and_an_act_of_a_person_cannot(room: Newsroom) -> None:
    epoch = {"SOURCE_DATE_EPOCH": "1", "CLOCK": "4102444800"}  # 2100-01-01
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR, env=epoch)
    room.run("approve", "visit", "--as", REVIEWER, env=epoch)
    room.run("publish", env=epoch)
    room.run("withdraw", "visit", "--reason", "It was premature.", "--as", REVIEWER, env=epoch)
    when = {str(entry["action"]): str(entry["when"]) for entry in entries(room)[:3]}
    assert when["publish"] == "1970-01-01T00:00:01Z"
    assert {when["submit"], when["approve"], entries(room)[3]["when"]} == {"2100-01-01T00:00:00Z"}
    room.run("verify")


def digest(text: str) -> str:
    """The digest that a command or a page shows."""
    found = re.search(r"\b[Tt]ext ([0-9a-f]{12})\b", text)
    assert found, text
    return found[1]


def test_a_reviewer_approves_the_text_that_they_read_and_no_other(room: Newsroom) -> None:
    room.translate_by_hand()
    read = digest(room.run("submit", "visit", "--as", TRANSLATOR).stdout)
    room.run("publish", "--draft")
    for page in ("drafts/en/visit.html", "drafts/en/visit.side.html"):
        assert f"This is the text {read}." in (room.root / page).read_text()
    room.translate_by_hand(**{"双方签署了备忘录。": "Nobody read this."})
    room.run("submit", "visit", "--as", "Other <other@example.org>", env={"CLOCK": "4102444800"})
    refused = room.run("approve", "visit", "--text", read, "--as", REVIEWER, status=1).stderr
    now = digest(room.run("approve", "visit", "--dry-run", "--as", REVIEWER).stdout)
    assert now != read
    for word in (read, now, "Other <other@example.org>", "2100-01-01 00:00 UTC"):
        assert word in refused
    assert room.state()[0] == "submitted"
    assert "is not a digest" in room.run("approve", "visit", "--text", "123", "--as", REVIEWER, status=2).stderr
    said = room.run("approve", "visit", "--text", now.upper(), "--as", REVIEWER).stdout
    for word in ("Other <other@example.org>", "2100-01-01", now, read, TRANSLATOR, "1 of 6 units", "Nobody read this."):
        assert word in said
    assert room.state()[0] == "approved"


def test_approve_says_when_only_the_order_changed(room: Newsroom) -> None:
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.write("sources/visit.md", VISIT.replace("2018-09-12", "2018-09-13"))
    room.run("translate")
    room.run("submit", "visit", "--as", TRANSLATOR)
    assert "the same units; their order" in room.run("approve", "visit", "--as", REVIEWER).stdout


@pytest.fixture
def returned(room: Newsroom) -> Newsroom:
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    key = room.catalog().units[1].short_key
    room.run("return", "visit", "--reason", "Use the <official> name.", "--unit", key, "--as", REVIEWER)
    return room


def test_the_reason_of_a_return_is_shown(returned: Newsroom) -> None:
    key, today = returned.catalog().units[1].short_key, str(entries(returned)[-1]["when"])[:10]
    for command in ("status", "check"):
        said = returned.run(command).stdout
        assert f"returned by {REVIEWER} on {today}: Use the <official> name. (unit {key})" in said
    row = returned.status()[0]["returned"]
    assert (row["who"], row["reason"], row["units"]) == (REVIEWER, "Use the <official> name.", [key])
    assert row["when"].startswith(today)
    assert returned.status()[0]["returned"] == row  # from the cache
    returned.run("publish", "--draft")
    for name in ("visit.html", "visit.md"):
        page = unescape((returned.root / "drafts/en" / name).read_text()).replace("\\", "")
        assert f"Returned (reviewer, {today}): Use the <official> name. (units: {key})" in page
        assert "reviewer@example.org" not in page


def test_the_unchanged_text_is_submitted_again_only_with_a_reason(returned: Newsroom) -> None:
    refused = returned.run("submit", "visit", "--as", TRANSLATOR, status=1).stderr
    assert "Use the <official> name." in refused
    assert "--reason" in refused
    returned.run("submit", "visit", "--reason", "It is the official one.", "--as", TRANSLATOR)
    assert entries(returned)[-1]["reason"] == "It is the official one."
    assert "It is the official one." in returned.run("approve", "visit", "--dry-run", "--as", REVIEWER).stdout
    assert returned.status()[0]["returned"] is None
    returned.run("approve", "visit", "--as", REVIEWER)
    returned.run("publish")
    returned.run("verify")


def test_a_changed_text_needs_no_reason(returned: Newsroom) -> None:
    returned.translate_by_hand(**{"双方签署了备忘录。": "They signed a memorandum."})
    returned.run("submit", "visit", "--as", TRANSLATOR)
    assert "reason" not in entries(returned)[-1]


def test_a_return_names_only_units_that_there_are(room: Newsroom) -> None:
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    said = room.run("return", "visit", "--reason", "No.", "--unit", "00000000", "--as", REVIEWER, status=1).stderr
    assert "has no unit 00000000" in said
    assert room.state()[0] == "submitted"


def test_what_is_switched_off_is_named_by_approve_and_on_the_certificate(room: Newsroom) -> None:
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    said = room.run("approve", "visit", "--as", REVIEWER).stdout
    assert re.search("switched off in workflow.toml, not checked: .*negation", said)
    room.run("publish")
    data = json.loads((room.root / "public/en/visit.certificate.json").read_text())
    assert {"values", "negation", "length"} == set(data["checks_switched_off"])
    page = (room.root / "public/en/visit.certificate.html").read_text()
    assert re.search("not run, because this newsroom has switched them off: .*negation", page)
    room.run("verify")


def test_a_second_identical_waiver_is_not_recorded(room: Newsroom) -> None:
    room.translate_by_hand(**{"双方签署了备忘录。": "双方签署了备忘录。"})
    found = json.loads(room.run("check", "--format", "json", status=1).stdout)
    one = next(each for each in found if each["severity"] == "error")
    asked = ("waive", "visit", one["check"], "--unit", one["key"], "--as", TRANSLATOR, "--reason")
    room.run(*asked, "It may.")
    (waiver,) = entries(room)
    said = f"waived in unit {one['key']} already, by {TRANSLATOR} on {waiver['when'].partition('T')[0]}\n"
    assert room.run(*asked, "It may.", status=1).stderr.endswith(said)
    assert len(entries(room)) == 1
    room.run(*asked, "It may stay.")  # the reason is published, and may be corrected
    assert len(entries(room)) == 2


@pytest.mark.parametrize("name", ["Translator", "reviewer", "ＥＤＩＴＯＲ", "审校"])
def test_a_display_name_that_is_a_role_is_shown_as_the_role(room: Newsroom, name: str) -> None:
    settings = (room.root / "workflow.toml").read_text()
    room.write("workflow.toml", settings + '\n[publish]\npeople = "names"\n')
    room.translate_by_hand()
    room.run("submit", "visit", "--as", f"{name} <one@example.org>")
    room.run("approve", "visit", "--as", "Ann Example <two@example.com>")
    room.run("publish")
    page = (room.root / "public/en/visit.certificate.html").read_text()
    assert "Ann Example" in page
    assert "The translator" in page
    assert f"{name} (" not in page


def test_a_clock_that_was_set_back_is_told_of(room: Newsroom) -> None:
    room.translate_by_hand()
    ten, nine = {"CLOCK": "1536746400"}, {"CLOCK": "1536742800"}  # 12 September 2018, 10:00 and 9:00 UTC
    assert not room.run("submit", "visit", "--as", TRANSLATOR, env=ten).stderr
    said = room.run("approve", "visit", "--as", REVIEWER, env=nine)
    assert said.stderr == (
        "workflow: visit (en): recorded at 2018-09-12 09:00 UTC, but an earlier entry of its ledger is dated "
        "2018-09-12 10:00 UTC; correct the clock of this computer, or of the computer that recorded that entry\n"
    )
    assert "visit (en): approved" in said.stdout  # whose clock was wrong cannot be known
    assert not room.run("return", "visit", "--reason", "x", "--as", REVIEWER, env=ten).stderr
