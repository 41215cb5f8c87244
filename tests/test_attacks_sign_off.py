"""What a hostile colleague, an unlucky merge and an honest change of the rules do to the sign-off that goes on."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from lines import line
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, VISIT, Newsroom, make

from workflow.model import unit_digest
from workflow.newsroom.folder import Newsroom as Room
from workflow.signoff import ledger as ledgers
from workflow.signoff.ledger import Ledger

SECOND = "Second <second@example.org>"
STRANGER = "Stranger <stranger@example.org>"


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    made = make(tmp_path / "main")
    made.run("translate")
    return made


@pytest.fixture
def published(room: Newsroom) -> Newsroom:
    room.sign_off()
    room.run("publish")
    return room


@pytest.fixture
def two(published: Newsroom) -> Newsroom:
    published.write("sources/other.md", VISIT)
    published.run("translate")
    published.sign_off("other")
    published.run("publish")
    return published


@pytest.fixture
def keys(tmp_path: Path, require_tool: object) -> dict[str, dict[str, str]]:
    """From a role to the environment in which that person signs; makes their keys."""
    assert callable(require_tool)
    require_tool("ssh-keygen")
    for name in ("translator", "reviewer"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)], check=True)
    return {name: {"WORKFLOW_SIGNING_KEY": str(tmp_path / name)} for name in ("translator", "reviewer")}


def require(room: Newsroom, keys: Mapping[str, Mapping[str, str]]) -> None:
    lines = []
    for name, environment in keys.items():
        kind, key, *_ = Path(environment["WORKFLOW_SIGNING_KEY"] + ".pub").read_text().split()
        lines.append(f"{name}@example.org {kind} {key}\n")
    room.write("allowed_signers", "".join(lines))
    rules(room, signatures='"require"')


def rules(room: Newsroom, **values: str) -> None:
    room.write("workflow.toml", SETTINGS + "".join(f"{key} = {value}\n" for key, value in values.items()))


def edit(room: Newsroom, old: str, new: str, release: str = "visit") -> None:
    path = room.catalog_path(release)
    data = path.read_bytes()
    assert old.encode() in data
    path.write_bytes(data.replace(old.encode(), new.encode()))


def approve_again(room: Newsroom, reviewer: str = REVIEWER, **env: str) -> None:
    room.run("submit", "visit", "--as", TRANSLATOR, env=env)
    room.run("approve", "visit", "--as", reviewer, env=env)


def ledger(room: Newsroom, release: str = "visit") -> Ledger:
    path = room.root / f"locales/en/{release}.jsonl"
    return ledgers.load(path.read_bytes(), name=str(path), release=release, language="en")


def forge(room: Newsroom, action: str, who: str | None = None, **details: Any) -> None:
    """A colleague with a text editor adds a line with a hash that fits."""
    path, old = "locales/en/visit.jsonl", ledger(room)
    new = line(old, action, who=who, when="2026-12-01T00:00:00Z", tool="workflow 0.1.0", details=details)
    room.write(path, ledgers.dump(old) + new)


def branch(room: Newsroom) -> Newsroom:
    copy = room.root.parent / "branch"
    shutil.copytree(room.root, copy)
    return Newsroom(copy)


def merge(room: Newsroom, other: Newsroom) -> None:
    both = ledgers.union(ledger(room), ledger(other), name="visit")
    room.write("locales/en/visit.jsonl", ledgers.dump(both))


def page(room: Newsroom, name: str = "visit.html") -> str:
    html = (room.root / "public/en" / name).read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html))


def day(number: int) -> dict[str, str]:
    return {"CLOCK": str(1536739200 + 86400 * number)}


def altered(room: Newsroom, *arguments: str) -> list[str]:
    printed = room.run("verify", *arguments, status=1).stdout
    return [line for line in printed.splitlines() if line.startswith("altered")]


# --- words that were replaced, and words that nobody approved ---


def test_a_page_links_to_no_release_that_is_not_on_the_site(published: Newsroom) -> None:
    published.write("sources/other.md", VISIT)
    published.run("translate")
    published.translate_by_hand("other")
    published.run("submit", "other", "--as", TRANSLATOR)
    forge(published, "supersede", who=REVIEWER, by="other")
    published.run("publish")
    assert "other.html" not in published.files("public/en")["visit.html"].decode()
    assert published.run("verify", status=None).stdout.count("outdated") == 0


def test_an_approval_covers_no_submission_that_lists_other_units(published: Newsroom) -> None:
    """Else four eyes would not know whose words they are."""
    submitted, approved = ledger(published).entries[:2]
    details = submitted.act.to_json()
    forge(published, "submit", who=submitted.who, **{**details, "units": details["units"][1:]})
    forge(
        published, "approve", who=approved.who, **{**approved.act.to_json(), "submission": ledger(published).heads[0]}
    )
    (found,) = altered(published)
    assert "line 5 approves a text that nobody submitted" in found


@pytest.mark.parametrize("shown_before", [True, False], ids=["published once", "never published"])
def test_a_forged_publication_does_not_bring_a_corrected_text_back(room: Newsroom, shown_before: bool) -> None:
    room.sign_off()
    old = ledger(room).entries[-1].hash
    if shown_before:
        room.run("publish")
    edit(room, "Words 2.", "Corrected 2.")
    approve_again(room)
    room.run("publish")
    edit(room, "Words 5.", "Words five.")
    room.run("submit", "visit", "--as", TRANSLATOR)
    forge(room, "publish", approval=old, pages={})
    room.run("publish")
    assert "Corrected 2." in page(room).partition("Corrections")[0]


def test_where_signatures_are_required_an_unsigned_line_does_not_change_a_page(
    room: Newsroom, keys: dict[str, dict[str, str]]
) -> None:
    require(room, keys)
    room.translate_by_hand()
    for words in ("Words 2.", "Corrected 2."):
        edit(room, "Words 2.", words)
        room.run("submit", "visit", "--as", TRANSLATOR, env=keys["translator"])
        room.run("approve", "visit", "--as", REVIEWER, env=keys["reviewer"])
        room.run("publish")
    old = next(entry.hash for entry in ledger(room).entries if entry.action == "approve")
    edit(room, "Words 5.", "Words five.")
    room.run("submit", "visit", "--as", TRANSLATOR, env=keys["translator"])
    forge(room, "publish", approval=old, pages={})
    room.run("publish")
    assert "Corrected 2." in page(room).partition("Corrections")[0] or altered(room)


def test_a_correction_is_not_undone_by_a_branch_that_published_the_old_text_later(published: Newsroom) -> None:
    other = branch(published)
    for each in (published, other):
        each.write("workflow.toml", SETTINGS + '\n[publish]\npeople = "none"\n')
    other.run("publish", env=day(5000))
    edit(published, "Words 2.", "Corrected 2.")
    approve_again(published)
    published.run("publish")
    merge(published, other)
    edit(published, "Words 5.", "Words five.")
    published.run("submit", "visit", "--as", TRANSLATOR)
    published.run("publish")
    assert "Corrected 2." in page(published).partition("Corrections")[0]


def test_where_signatures_are_required_no_unsigned_words_stand_on_a_notice(
    room: Newsroom, keys: dict[str, dict[str, str]]
) -> None:
    require(room, keys)
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR, env=keys["translator"])
    room.run("approve", "visit", "--as", REVIEWER, env=keys["reviewer"])
    room.run("publish")
    forge(room, "withdraw", STRANGER, reason="The office lies.")
    room.run("publish")
    assert "The office lies." not in page(room)


def test_a_waiver_written_by_hand_brings_no_words_to_a_certificate_but_its_reason(room: Newsroom) -> None:
    room.translate_by_hand()
    unit = room.catalog().units[2]
    digest = unit_digest("visit", "en", *unit.key, unit.target)
    room.run("submit", "visit", "--as", TRANSLATOR)
    whole = {"check": "values", "unit": digest, "key": "0a1b2c3d", "reason": "r", "until": "", "found": []}
    before = (room.root / "locales/en/visit.jsonl").read_bytes()
    for wrong in ({"check": "Own words"}, {"key": "more words"}, {"until": "9999-99-99"}, {"found": ["x", 1]}):
        forge(room, "waive", STRANGER, **{**whole, **wrong})
        said = room.run("approve", "visit", "--as", REVIEWER, status=1).stderr
        assert "does not say what was waived" in said
        (room.root / "locales/en/visit.jsonl").write_bytes(before)


def test_who_approves_is_shown_what_was_waived(room: Newsroom) -> None:
    waived(room)
    assert "values" in room.run("approve", "visit", "--as", REVIEWER).output


def test_a_waiver_does_not_answer_for_what_was_found_later(room: Newsroom) -> None:
    room.write("workflow.toml", SETTINGS.replace("values", 'terms = "error", values'))
    room.write("locales/en/terms.csv", "source,target,kind\n备忘录,memorandum,term\n")
    room.translate_by_hand()
    [found] = json.loads(room.run("check", "--format", "json", status=1).stdout)
    room.run("waive", "visit", "terms", "--unit", found["key"], "--reason", "So named.", "--as", TRANSLATOR)
    room.write("locales/en/terms.csv", "source,target,kind\n备忘录,memorandum,term\n签署,sign,term\n")
    room.run("submit", "visit", "--as", TRANSLATOR, status=1)


def test_a_translators_comment_brings_no_words_to_a_certificate(room: Newsroom) -> None:
    room.translate_by_hand()
    edit(room, 'msgctxt "title"', '# mt: the Minister, who vouches for it (score -0.21) #1a2b3c4d\nmsgctxt "title"')
    approve_again(room)
    room.run("publish")
    assert "Minister" not in page(room, "visit.certificate.html")


def test_of_two_who_approve_nobody_has_submitted_the_text(room: Newsroom) -> None:
    rules(room, approvals="2")
    room.translate_by_hand()
    approve_again(room)
    edit(room, "Words 2.", "Mine 2.")
    room.run("submit", "visit", "--as", REVIEWER)
    edit(room, "Mine 2.", "Words 2.")
    room.run("submit", "visit", "--as", REVIEWER)
    room.run("approve", "visit", "--as", SECOND)
    assert room.state()[0] == "submitted"


def test_an_address_in_place_of_a_name_does_not_reach_a_page(room: Newsroom) -> None:
    room.write("workflow.toml", SETTINGS + '\n[publish]\npeople = "names"\n')
    room.translate_by_hand()
    room.run("submit", "visit", "--as", "translator\uff20example.org <translator@example.org>")
    room.run("approve", "visit", "--as", REVIEWER)
    room.run("publish")
    assert "example.org" not in (room.root / "public/en/visit.certificate.json").read_text(encoding="utf-8").replace(
        "www.example.org", ""
    )


# --- what verify does not say ---


@pytest.mark.parametrize("hidden", ["submitted", "returned", "superseded"])
def test_a_catalog_that_differs_from_the_approved_text_is_reported_in_every_state(two: Newsroom, hidden: str) -> None:
    if hidden == "superseded":
        two.run("supersede", "visit", "--by", "other", "--as", REVIEWER)
    edit(two, "Words 2.", "Own words.")
    if hidden != "superseded":
        two.run("submit", "visit", "--as", STRANGER)
    if hidden == "returned":
        two.run("return", "visit", "--reason", "No.", "--as", REVIEWER)
    assert two.state()[0] == hidden
    assert "outdated: visit (en)" in two.run("verify", status=1).stdout


# --- what is called altered and is honest ---


@pytest.mark.parametrize("stricter", ["approvals", "four_eyes", "approvers", "signatures"])
def test_a_stricter_rule_makes_a_site_outdated_and_not_altered(
    room: Newsroom, keys: dict[str, dict[str, str]], stricter: str
) -> None:
    if stricter == "four_eyes":
        rules(room, four_eyes="false")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", TRANSLATOR if stricter == "four_eyes" else REVIEWER)
    room.run("publish")
    room.run("verify")
    if stricter == "signatures":
        require(room, keys)
    else:
        values = {"approvals": "2", "four_eyes": "true", "approvers": '{ en = ["second@example.org"] }'}
        rules(room, **{stricter: values[stricter]})
    assert not altered(room)


def test_what_meets_a_stricter_rule_in_the_end_is_verified(published: Newsroom) -> None:
    rules(published, approvals="2")
    published.run("publish")
    published.run("approve", "visit", "--as", SECOND)
    published.run("publish")
    published.run("verify")


def test_pages_whose_approval_a_merge_set_aside_are_outdated_and_not_altered(room: Newsroom) -> None:
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    other = branch(room)
    other.run("return", "visit", "--reason", "No.", "--as", SECOND)
    room.run("approve", "visit", "--as", REVIEWER)
    room.run("publish")
    merge(room, other)
    assert not altered(room)


def test_the_empty_site_of_an_earlier_day_is_outdated_and_not_altered(room: Newsroom) -> None:
    room.run("publish")
    other = branch(room)
    other.sign_off()
    other.run("publish")
    for name in ("visit.po", "visit.jsonl"):
        shutil.copy(other.root / "locales/en" / name, room.root / "locales/en" / name)
    assert not altered(room)


def test_a_copy_of_the_site_elsewhere_is_verified_or_outdated(room: Newsroom) -> None:
    room.sign_off()
    copy = str(room.root.parent / "copy")
    room.run("publish", "--out", copy)
    assert "no failures" in room.run("verify", "--out", copy).stdout


@pytest.mark.parametrize("missing", ["list", "program"])
def test_verify_says_what_is_missing_with_status_3(
    room: Newsroom, keys: dict[str, dict[str, str]], missing: str, tmp_path: Path
) -> None:
    require(room, keys)
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR, env=keys["translator"])
    if missing == "list":
        room.run("verify", "--signers", str(tmp_path / "nowhere"), status=3)
    else:
        room.run("verify", env={"PATH": str(tmp_path)}, status=3)


# --- what nobody can do any more ---


def test_who_approved_a_text_can_approve_it_again_after_another(published: Newsroom) -> None:
    edit(published, "Words 2.", "Other 2.")
    approve_again(published)
    edit(published, "Other 2.", "Words 2.")
    published.run("submit", "visit", "--as", TRANSLATOR)
    assert "0 more" not in published.status()[0]["next"]
    published.run("approve", "visit", "--as", REVIEWER)
    assert published.state()[0] in ("approved", "published")


def test_a_page_whose_source_is_gone_can_be_withdrawn(published: Newsroom) -> None:
    (published.root / "sources/visit.md").unlink()
    published.run("withdraw", "visit", "--reason", "Wrong.", "--as", REVIEWER)


def test_a_supersession_that_was_done_is_not_reported_as_failed(two: Newsroom) -> None:
    edit(two, "Words 2.", "Other 2.", "other")
    two.run("supersede", "visit", "--by", "other", "--as", REVIEWER)


def test_nothing_is_left_to_publish_when_a_successor_was_withdrawn(two: Newsroom) -> None:
    two.run("supersede", "visit", "--by", "other", "--as", REVIEWER)
    two.run("withdraw", "other", "--reason", "Wrong.", "--as", REVIEWER)
    two.run("publish")
    assert [row["next"] for row in two.status()] == ["", ""]


def test_what_is_next_for_a_submitted_text_with_errors_is_not_to_approve_it(room: Newsroom) -> None:
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.write("workflow.toml", SETTINGS.replace('values = "off"', 'values = "error"'))
    assert "approve" not in room.status()[0]["next"]


def test_a_superseded_release_that_is_corrected_stays_superseded(two: Newsroom) -> None:
    two.run("supersede", "visit", "--by", "other", "--as", REVIEWER)
    edit(two, "Words 2.", "Corrected 2.")
    approve_again(two)
    two.run("publish")
    assert two.state()[0] == "superseded"


# --- what pages say and is not so ---


def test_a_page_tells_of_no_correction_where_nothing_changed(published: Newsroom) -> None:
    edit(published, "Words 2.", "Other 2.")
    published.run("submit", "visit", "--as", TRANSLATOR)
    published.run("return", "visit", "--reason", "No.", "--as", REVIEWER)
    edit(published, "Other 2.", "Words 2.")
    approve_again(published)
    published.run("publish")
    assert "Corrections" not in page(published)


def test_a_certificate_does_not_say_that_a_check_found_nothing_when_somebody_waived_it(room: Newsroom) -> None:
    waived(room)
    room.run("approve", "visit", "--as", REVIEWER)
    room.run("publish")
    without = re.search("No findings: ([^.]*)", page(room, "visit.certificate.html"))
    assert without
    assert "values" not in without[1]


# --- crashes ---


def test_a_publication_with_a_number_in_place_of_a_successor_is_named_and_crashes_nothing(two: Newsroom) -> None:
    two.run("supersede", "visit", "--by", "other", "--as", REVIEWER)
    last = ledger(two).entries[-1].act.to_json()
    shown = page(two)
    forge(two, "publish", **{**last, "superseded_by": 5})
    for command in ("status", "publish"):
        said = two.run(command, status=1).stderr
        assert "visit.jsonl: line 6 does not say which pages were published; restore the ledger" in said
    assert page(two) == shown
    [failure] = altered(two)
    assert "visit.jsonl: line 6 does not say" in failure


# --- what holds ---


def test_a_forged_publication_does_not_bring_a_withdrawn_text_back(published: Newsroom) -> None:
    old = ledger(published).entries[-1].act.to_json()
    published.run("withdraw", "visit", "--reason", "Wrong.", "--as", REVIEWER)
    forge(published, "publish", **old)
    published.run("publish")
    assert "Words" not in page(published)
    assert "does not count" in published.run("verify", status=1).stdout


def test_a_forged_supersession_brings_no_words_to_a_page(published: Newsroom) -> None:
    forge(published, "supersede", STRANGER, by="<b>own words</b> ../../x")
    published.run("publish")
    assert "own words" not in page(published)
    published.run("verify")


def test_a_forged_supersession_makes_nobody_read_a_file_outside_the_newsroom(
    published: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge(published, "supersede", STRANGER, by="../../outside")
    read: list[str] = []
    path = Room.ledger_path

    def noted(self: Room, release: str, language: str) -> Path:
        read.append(release)
        return path(self, release, language)

    monkeypatch.setattr(Room, "ledger_path", noted)
    for command in (("publish", "visit"), ("publish",), ("verify", "visit"), ("verify",), ("status",)):
        published.run(*command)
    assert set(read) == {"visit"}


def waived(room: Newsroom) -> None:
    """A submitted text with an error that somebody answered for."""
    room.write("workflow.toml", SETTINGS.replace('values = "off"', 'values = "error"'))
    room.translate_by_hand()
    found = json.loads(room.run("check", "--format", "json", status=1).stdout)
    for key in {each["key"] for each in found}:
        room.run("waive", "visit", "values", "--unit", key, "--reason", "So it is.", "--as", TRANSLATOR)
    room.run("submit", "visit", "--as", TRANSLATOR)
