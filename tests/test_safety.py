"""Lines that keep a wrong text off the site, or a right one on it, and that no other test would miss."""

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, Newsroom, make

from workflow.errors import BadInput, MissingError
from workflow.files import remove
from workflow.model import Edition
from workflow.newsroom.pages import _correction
from workflow.signoff import ledger as ledgers
from workflow.signoff.editions import changed_units, edition_from_json, edition_to_json

SECOND = "Second <second@example.org>"
NAME = "locales/en/visit.jsonl"
LATER = {"CLOCK": "4102444800"}  # 2100-01-01: in a merged ledger after all that is signed now


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


def day(number: int) -> dict[str, str]:
    """The environment in which it is that day of September 2018."""
    return {"CLOCK": str(1535760000 + 86400 * (number - 1) + 3600)}


def rules(room: Newsroom, **values: str) -> None:
    room.write("workflow.toml", SETTINGS + "".join(f"{key} = {value}\n" for key, value in values.items()))


def edit(room: Newsroom, old: str, new: str) -> None:
    """Somebody changes the catalog."""
    path = room.catalog_path()
    data = path.read_bytes()
    assert old.encode() in data
    path.write_bytes(data.replace(old.encode(), new.encode()))


def branch(room: Newsroom) -> Newsroom:
    copy = room.root.parent / "branch"
    shutil.copytree(room.root, copy)
    return Newsroom(copy)


def merge(room: Newsroom, other: Newsroom) -> None:
    """What the other branch wrote into the ledger comes in; all else is ours."""
    ours, theirs = (
        ledgers.load((each.root / NAME).read_bytes(), name=NAME, release="visit", language="en")
        for each in (room, other)
    )
    room.write(NAME, ledgers.dump(ledgers.union(ours, theirs, name=NAME)))


def page(room: Newsroom, name: str = "visit.html") -> str:
    return (room.root / "public/en" / name).read_text(encoding="utf-8")


# --- what a correction says of a text ---


def edition(*units: tuple[str, str]) -> Edition:
    return Edition("visit", "en", "zh-Hans", tuple(("", source, target) for source, target in units), ())


def test_sentences_that_came_and_went_are_among_those_that_changed() -> None:
    old = edition(("一", "One"), ("二", "Two"), ("三", "Three"), ("四", "Four"))
    new = edition(("零", "Zero"), ("一", "One"), ("三", "III"), ("二二", "Two two"), ("四", "Four"))
    assert changed_units(old, new) == (
        (None, ("", "零", "Zero")),
        (("", "二", "Two"), None),
        (("", "三", "Three"), ("", "三", "III")),
        (None, ("", "二二", "Two two")),
    )
    assert changed_units(edition(("二", "Two")), edition(("二二", "Two two"))) == (
        (("", "二", "Two"), ("", "二二", "Two two")),
    )


UNITS = st.dictionaries(st.sampled_from("甲乙丙丁戊"), st.sampled_from("ab")).flatmap(
    lambda units: st.permutations(list(units.items()))
)


@given(UNITS, UNITS)
def test_each_unit_that_differs_is_said_to_have_changed_once_and_no_other_is(
    before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    pairs = changed_units(edition(*before), edition(*after))
    assert sorted(each[1:] for each, _ in pairs if each) == sorted(set(before) - set(after))
    assert sorted(each[1:] for _, each in pairs if each) == sorted(set(after) - set(before))
    for old, new in pairs:
        # The same source is never one sentence that went and another that came.
        assert (
            old is None or new is None or old[1] == new[1] or (old[1] not in dict(after) and new[1] not in dict(before))
        )
    places = [[source for source, _ in after].index(new[1]) for _, new in pairs if new]
    assert all(one < other for one, other in pairwise(places))


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=12))
def test_where_nothing_moved_a_sentence_that_changed_is_paired_with_what_was_in_its_place(
    sentences: list[tuple[bool, bool, bool]],
) -> None:
    before, after, expected = [], [], []
    for number, (edited, removed, added) in enumerate(sentences):
        mark = chr(0x4E00 + number)
        before += [(f"{mark}留", "stays"), *([] if added else [(f"{mark}旧", "old")])]
        after += [(f"{mark}留", "stays"), *([] if removed else [(f"{mark}{'新' if edited or added else '旧'}", "old")])]
        pair = tuple(
            ("", source, "old") if there else None
            for source, there in ((f"{mark}旧", not added), (f"{mark}新", (edited or added) and not removed))
        )
        if any(pair) and (edited or removed or added):
            expected.append(pair)
    assert set(changed_units(edition(*before), edition(*after))) == set(expected)


def test_a_correction_reads_the_targets_of_an_edition_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    targets = Edition.targets.fget
    assert targets
    monkeypatch.setattr(Edition, "targets", property(lambda self: asked.append(self) or targets(self)))
    old, new = (edition(*((chr(0x4E00 + number), f"{number}{mark}") for number in range(50))) for mark in ".!")
    assert len(_correction(old, new, "2018-09-12T08:00:00Z").changed) == 50
    assert len(asked) <= 2


def test_a_page_says_which_sentence_came_and_which_went(published: Newsroom) -> None:
    text = (published.root / "sources/visit.md").read_text(encoding="utf-8")
    published.write(
        "sources/visit.md", text.replace("双方签署了备忘录。", "").replace("双方将于", "会议结束了。\n\n双方将于")
    )
    published.run("translate")
    published.translate_by_hand(**{"会议结束了。": "The meeting is over."})
    said = published.run("submit", "visit", "--as", TRANSLATOR).stdout
    assert "Words 2" in said
    assert "The meeting is over" in said
    published.run("approve", "visit", "--as", REVIEWER)
    published.run("publish")
    corrections = page(published).partition('id="corrections"')[2].partition("</section>")[0]
    assert re.search(r"<del>[^<]*Words 2", corrections)
    assert re.search(r"<ins>[^<]*The meeting is over", corrections)
    assert "Words 1." not in corrections


# --- files ---


def test_a_removed_file_is_gone_and_one_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "visit.html"
    file.write_bytes(b"x")
    remove(file)
    assert not file.exists()
    with pytest.raises(MissingError, match=r"visit\.html: cannot be deleted"):
        remove(file)


# --- acts ---


def test_a_text_whose_source_lost_a_sentence_since_it_was_translated_cannot_be_submitted_or_approved(
    room: Newsroom,
) -> None:
    """All that is left is translated, but the catalog that people see is still that of the longer text."""
    text = (room.root / "sources/visit.md").read_text(encoding="utf-8")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.write("sources/visit.md", text.replace("双方签署了备忘录。", ""))
    for act, who in (("submit", TRANSLATOR), ("approve", REVIEWER)):
        assert "its source changed" in room.run(act, "visit", "--as", who, status=1).stderr
    room.run("translate")
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)


def test_what_one_of_two_who_approved_submits_later_takes_nothing_away(room: Newsroom) -> None:
    rules(room, approvals="2")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    room.run("approve", "visit", "--as", SECOND)
    room.run("publish")
    edit(room, "Words 2.", "Corrected 2.")
    room.run("submit", "visit", "--as", REVIEWER)
    assert room.state() == ("submitted", "outdated")
    shown = room.files("public")
    room.run("publish")
    assert room.files("public") == shown
    assert not [line for line in room.run("verify", status=1).stdout.splitlines() if line.startswith("altered")]


def test_what_one_of_two_submits_before_the_other_approves_takes_their_approval_away(room: Newsroom) -> None:
    rules(room, approvals="2")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    edit(room, "Words 2.", "Corrected 2.")
    room.run("submit", "visit", "--as", REVIEWER)
    edit(room, "Corrected 2.", "Words 2.")
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", SECOND)
    assert room.state() == ("submitted", "none")


def test_an_approval_that_knew_of_a_return_on_another_branch_ends_it(room: Newsroom) -> None:
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR, env=day(1))
    other = branch(room)
    other.run("return", "visit", "--reason", "No.", "--as", REVIEWER, env=day(2))
    room.translate_by_hand(**{"双方签署了备忘录。": "They signed."})
    room.run("submit", "visit", "--as", TRANSLATOR, env=day(3))
    merge(room, other)
    room.run("approve", "visit", "--as", REVIEWER, env=day(4))
    assert room.state()[0] == "approved"
    assert room.status()[0]["returned"] is None


def test_an_approval_that_ceased_to_count_is_named_though_an_earlier_one_counts(room: Newsroom) -> None:
    room.sign_off()
    edit(room, "Words 2.", "Corrected 2.")
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", SECOND)
    rules(room, approvers='{ en = ["reviewer@example.org"] }')
    assert f"{SECOND} may not approve en" in room.run("status", status=None).output


def test_a_page_stays_when_another_branch_approved_the_same_text_once_more(room: Newsroom) -> None:
    room.sign_off()
    other = branch(room)
    other.run("publish", env=LATER)
    rules(room, approvals="2")
    room.run("approve", "visit", "--as", SECOND)
    rules(room)
    merge(room, other)
    assert room.state() == ("published", "current")
    room.run("publish")
    room.run("verify")


def test_a_page_goes_when_another_branch_approved_another_text_in_its_place(room: Newsroom) -> None:
    room.sign_off()
    other = branch(room)
    other.run("publish", env=LATER)
    edit(room, "Words 2.", "Corrected 2.")
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    merge(room, other)
    assert room.state() == ("approved", "none")


def test_a_withdrawal_on_another_branch_outlives_an_approval_that_did_not_know_of_it(published: Newsroom) -> None:
    other = branch(published)
    other.run("withdraw", "visit", "--reason", "A wrong figure.", "--as", SECOND)
    edit(published, "Words 2.", "Corrected 2.")
    published.run("submit", "visit", "--as", TRANSLATOR)
    published.run("approve", "visit", "--as", REVIEWER)
    merge(published, other)
    assert published.state()[0] == "withdrawn"
    published.run("publish")
    assert "A wrong figure." in page(published)
    assert "Corrected 2." not in page(published)


# --- waivers ---


def waived(room: Newsroom, until: str, today: dict[str, str]) -> None:
    """A sentence is left in Chinese, and somebody answers for that until a day."""
    source = "双方签署了备忘录。"
    room.translate_by_hand(**{source: source})
    found = json.loads(room.run("check", "--format", "json", status=1).stdout)
    for check, key in sorted({(each["check"], each["key"]) for each in found if each["severity"] == "error"}):
        room.run(
            "waive", "visit", check, "--unit", key, "--reason", "A quotation.", "--until", until, "--as", TRANSLATOR,
            env=today,
        )  # fmt: skip


def certified(room: Newsroom) -> list[dict[str, str]]:
    """What the certificate says was waived."""
    room.run("publish")
    found: list[dict[str, str]] = json.loads(page(room, "visit.certificate.json"))["waived"]
    return found


def test_a_waiver_may_end_on_the_day_on_which_it_is_made_and_holds_all_that_day(room: Newsroom) -> None:
    waived(room, "2018-09-12", day(12))
    room.run("submit", "visit", "--as", TRANSLATOR, env=day(12))
    room.run("approve", "visit", "--as", REVIEWER, env=day(12))
    found = certified(room)
    assert found
    assert {each["until"] for each in found} == {"2018-09-12"}


def test_a_waiver_that_was_over_when_the_text_was_approved_is_not_on_the_certificate(room: Newsroom) -> None:
    waived(room, "2018-09-12", day(12))
    room.run("submit", "visit", "--as", TRANSLATOR, env=day(12))
    assert "cannot approve" in room.run("approve", "visit", "--as", REVIEWER, env=day(13), status=1).stderr
    # The newsroom no longer takes such findings for errors.
    found = json.loads(room.run("check", "--format", "json", env=day(13), status=1).stdout)
    off = ", ".join(f'{check} = "warning"' for check in sorted({each["check"] for each in found}))
    room.write("workflow.toml", SETTINGS.replace("severity = { ", f"severity = {{ {off}, "))
    room.run("approve", "visit", "--as", REVIEWER, env=day(13))
    assert certified(room) == []


# --- what a ledger may hold ---


def approved_edition(room: Newsroom) -> dict[str, Any]:
    room.sign_off()
    lines = [json.loads(line) for line in (room.root / NAME).read_text(encoding="utf-8").splitlines()]
    return next(line["edition"] for line in lines if line["action"] == "approve")


def nested(depth: int) -> dict[str, Any]:
    block: dict[str, Any] = {"kind": "quote"}
    for _ in range(depth - 1):
        block = {"kind": "quote", "children": [block]}
    return block


@pytest.mark.parametrize(
    "block",
    [
        {"kind": "script"},
        {"kind": "quote", "children": [{"kind": "iframe"}]},
        {"kind": "paragraph", "content": [["html", "<b>"]]},
        {"kind": "paragraph", "content": [["text", "1", "2"]]},
        {"kind": "paragraph", "content": [["text", 1]]},
        {"kind": "paragraph", "content": [["date", "12 September"]]},
        {"kind": "heading", "level": 7},
        {"kind": "heading"},
        {"kind": "list", "level": -1},
        {"kind": "list", "level": True},
        {"kind": "list", "info": 1},
        {"kind": "list", "level": 0},
        nested(201),
    ],
    ids=lambda block: json.dumps(block)[:60],
)
def test_a_block_that_no_reader_makes_is_refused(room: Newsroom, block: dict[str, Any]) -> None:
    value = approved_edition(room)
    assert edition_to_json(edition_from_json({**value, "blocks": [*value["blocks"], nested(200)]}, NAME))
    with pytest.raises(BadInput, match="its edition is incomplete"):
        edition_from_json({**value, "blocks": [*value["blocks"], block]}, NAME)


@pytest.mark.parametrize(
    "fields",
    [
        {"source_language": "ja"},
        {"language": "en/../../x"},
        {"date": "2018-9-12"},
        {"url": "javascript:alert(1)"},
        {"images": [["images/signing.png", "../x"]]},
        {"units": "targets"},
        {"markup": "html"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_an_edition_with_what_no_reader_makes_is_refused(room: Newsroom, fields: dict[str, Any]) -> None:
    value = approved_edition(room)
    if fields.get("units"):
        fields = {"units": [[context, source, ""] for context, source, _ in value["units"]]}
    with pytest.raises(BadInput, match="its edition is incomplete"):
        edition_from_json({**value, **fields}, NAME)
