"""Acts: read from JSON and written back as they were, whatever a newer program added; nothing half is an act."""

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines import NAME, line, with_line
from newsroom import REVIEWER, make

from workflow.errors import BadInput
from workflow.model import Block, Edition, Segment, canonical_json, sha256, unit_digest
from workflow.signoff import ledger as ledgers
from workflow.signoff.editions import edition_to_json
from workflow.signoff.entries import ACTIONS, Waive, act_from_json, is_page_of
from workflow.signoff.ledger import Ledger

WHEN = "2018-09-12T08:00:00Z"
DIGEST = "0" * 64
EDITION = Edition(
    release="visit",
    language="en",
    source_language="zh-Hans",
    units=(("", "一。", "One."),),
    blocks=(Block("paragraph", content=(Segment("一。"),)),),
)
CHECKS = {"values": {"error": 0, "warning": 1}}
SOURCE = {"path": "sources/visit.md", "digest": DIGEST, "text": DIGEST}
AROUND = {"after": [DIGEST], "superseded_by": ["later"], "supersedes": []}
PUBLISHED = {"pages": {"en/visit.html": DIGEST}, "settings": DIGEST, "index": DIGEST, "lists": DIGEST}
UNIT = {"digest": unit_digest("visit", "en", "", "一。", "One."), "origin": "a person", "changed": False}
ACTS: list[tuple[str, dict[str, Any]]] = [
    (
        "submit",
        {
            "edition": DIGEST,
            "units": [UNIT],
            "checks": CHECKS,
            "unknown_checks": ["negation"],
            "last_translator": "T <t@e.org>",
            "reason": "It is right.",
        },
    ),
    ("submit", {"edition": DIGEST, "units": [UNIT]}),
    (
        "approve",
        {
            "edition": edition_to_json(EDITION),
            "submission": DIGEST,
            "source": SOURCE,
            "checks": CHECKS,
            "four_eyes": True,
            "unknown_checks": ["negation"],
            "switched_off": ["length"],
        },
    ),
    ("approve", {"edition": edition_to_json(EDITION), "submission": DIGEST, "source": SOURCE}),
    ("return", {"reason": "No.", "checks": CHECKS, "units": ["0123abcd"]}),
    ("return", {"reason": "No."}),
    (
        "waive",
        {"check": "values", "unit": DIGEST, "key": "0" * 8, "reason": "So.", "until": "2018-12-31", "found": ["x"]},
    ),
    ("waive", {"check": "values", "unit": DIGEST, "key": "0" * 8, "reason": "So.", "until": ""}),
    ("publish", {"approval": DIGEST, **PUBLISHED, **AROUND}),
    ("publish", {"approval": DIGEST, "pages": {}}),
    ("publish", {"withdrawal": DIGEST, **PUBLISHED}),
    ("withdraw", {"reason": "Wrong."}),
    ("supersede", {"by": "later"}),
]
OPTIONAL = {"checks", "last_translator", "four_eyes", "unknown_checks", "switched_off", "found", "settings", "index"}
OPTIONAL |= {"lists", "submit.reason", "return.units"}
"""What an older program did not write. ``AROUND`` too, but all of it together."""


def test_every_act_is_among_the_samples() -> None:
    assert {action for action, _ in ACTS} == set(ACTIONS)


def test_every_field_of_every_act_is_among_the_samples() -> None:
    said: dict[str, dict[str, list[object]]] = {}
    for action, value in ACTS:
        act = act_from_json(action, value, NAME)
        for each in fields(act):
            said.setdefault(type(act).__name__, {}).setdefault(each.name, []).append(getattr(act, each.name))
    missing = [
        f"{kind}.{name}"
        for kind, names in said.items()
        for name, values in names.items()
        if name != "unknown" and not any(values)
    ]
    assert missing == []


@pytest.mark.parametrize(("action", "value"), ACTS)
def test_an_act_is_written_back_as_it_was_read(action: str, value: dict[str, Any]) -> None:
    act = act_from_json(action, value, NAME)
    assert act.action == action
    assert act.unknown == {}
    assert canonical_json(act.to_json()) == canonical_json(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
unknown = st.dictionaries(st.text(min_size=1, max_size=4).map(lambda name: f"new_{name}"), json_values, max_size=3)


@given(act=st.sampled_from(ACTS), top=unknown, nested=unknown)
def test_fields_of_a_newer_program_are_kept_with_hash_and_all(
    act: tuple[str, dict[str, Any]], top: dict[str, Any], nested: dict[str, Any]
) -> None:
    action, value = act
    value = {**value, **top}
    if action == "submit":
        value["units"] = [{**unit, **nested} for unit in value["units"]]
    if "source" in value:
        value["source"] = {**value["source"], **nested}
    if "checks" in value:
        value["checks"] = {check: {**counts, **nested} for check, counts in value["checks"].items()}
    who = None if action == "publish" else REVIEWER
    written = line(Ledger("visit", "en"), action, who=who, when=WHEN, tool="workflow 99", details=value)
    ledger = ledgers.load(written, name=NAME, release="visit", language="en")
    assert ledgers.dump(ledger) == written
    [entry] = ledger.entries
    assert entry.act.unknown == top
    again = Ledger("visit", "en").with_entry(entry.act, who=who, when=WHEN, tool="workflow 99")
    assert again == ledger
    assert again.entries[0].hash == sha256(
        canonical_json({key: item for key, item in json.loads(written).items() if key != "hash"})
    )


@pytest.mark.parametrize(("action", "value"), ACTS)
def test_a_field_that_is_missing_or_of_another_kind_is_named_with_file_and_line(
    action: str, value: dict[str, Any]
) -> None:
    who = None if action == "publish" else REVIEWER
    before = Ledger("visit", "en").with_entry(
        act_from_json("withdraw", {"reason": "x"}, NAME), who=REVIEWER, when=WHEN, tool="t"
    )
    for field, good in value.items():
        wrong: list[dict[str, Any]] = [{**value, field: other} for other in (None, 5, [5], {"x": 5}, True)]
        if OPTIONAL.isdisjoint({field, f"{action}.{field}"}):
            wrong.append({name: item for name, item in value.items() if name != field})
        if isinstance(good, bool):
            wrong.remove({**value, field: True})
        if field == "pages":
            wrong += [{**value, field: {"en/visit.html": digest}} for digest in (None, "", "0" * 63, "A" * 64)]
        for each in wrong:
            with pytest.raises(BadInput, match=f"{NAME}: line 2:? .*restore the ledger from version control"):
                with_line(before, action, who=who, when=WHEN, tool="t", details=each)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("check", "Own words"),
        ("unit", "0" * 63),
        ("key", "more words"),
        ("until", "9999-99-99"),
        ("until", "20181231"),
        ("found", ["x", 1]),
    ],
)
def test_a_waiver_that_names_no_finding_is_refused(field: str, wrong: object) -> None:
    value = next(value for action, value in ACTS if action == "waive")
    with pytest.raises(BadInput, match="line 1 does not say what was waived"):
        act_from_json("waive", {**value, field: wrong}, f"{NAME}: line 1")


@pytest.mark.parametrize(
    ("day", "until", "covers"),
    [
        ("2018-12-30", "2018-12-31", True),
        ("2018-12-31", "2018-12-31", True),
        ("2019-01-01", "2018-12-31", False),
        ("9999-12-31", "", True),
    ],
)
def test_a_waiver_is_valid_to_the_end_of_its_last_day(day: str, until: str, covers: bool) -> None:
    value = next(value for action, value in ACTS if action == "waive")
    assert replace(Waive.from_json(value, NAME), until=until).covers(day) is covers


@pytest.mark.parametrize(
    "path", ["en/visit.html", "en/visit.epub", "en/visit.side.html", "en/visit.tar.gz", "en/visit.a_b-2.x"]
)
def test_a_page_is_a_file_in_the_languages_folder_with_any_suffix(path: str) -> None:
    assert is_page_of(path, "visit", "en")


@pytest.mark.parametrize(
    "path",
    [
        "en/visit",
        "en/visit.",
        "en/visit..",
        "en/visit..html",
        "en/visit.html/",
        "en/visit.html/../../x",
        "en/visit./x.html",
        "en/visit.a/b.html",
        "en/visit.a\\b.html",
        "en/visit.html\n",
        "en/visit.\0",
        "en/visit.html ",
        "en/visit.ｈtml",
        "en/visitor.html",
        "en/other.html",
        "en/../en/visit.html",
        "/en/visit.html",
        "en//visit.html",
        "fr/visit.html",
        "visit.html",
        ".html",
        "C:/en/visit.html",
        "",
    ],
)
def test_nothing_outside_the_languages_folder_and_no_other_releases_file_is_a_page(path: str) -> None:
    assert not is_page_of(path, "visit", "en")
    with pytest.raises(BadInput, match="line 1 does not say which pages were published"):
        with_line(
            Ledger("visit", "en"),
            "publish",
            who=None,
            when=WHEN,
            tool="t",
            details={"approval": DIGEST, "pages": {path: DIGEST}},
        )


def test_an_approval_of_another_releases_text_is_no_entry() -> None:
    value = next(value for action, value in ACTS if action == "approve")
    for other in ("../../evil", "visitor"):
        details = {**value, "edition": {**value["edition"], "release": other}}
        with pytest.raises(BadInput, match="line 1 approves another release's text"):
            with_line(Ledger("visit", "en"), "approve", who=REVIEWER, when=WHEN, tool="t", details=details)


@pytest.mark.parametrize(
    ("field", "row"),
    [("units", ["", "一。", "One."]), ("references", ["", "一。", "One."]), ("images", ["a.png", ""])],
)
def test_an_edition_whose_rows_have_another_length_is_incomplete(field: str, row: list[str]) -> None:
    value = next(value for action, value in ACTS if action == "approve")

    def read(row: list[str]) -> None:
        act_from_json("approve", {**value, "edition": {**value["edition"], field: [row]}}, NAME)

    read(row)
    for other in ([], row[:-1], [*row, "more"]):
        with pytest.raises(BadInput, match="its edition is incomplete"):
            read(other)


@pytest.mark.parametrize("number", [True, 2.0, "2", None])
def test_an_edition_whose_block_has_another_kind_of_number_is_incomplete(number: object) -> None:
    value = next(value for action, value in ACTS if action == "approve")

    def read(number: object) -> None:
        first, *others = value["edition"]["blocks"]
        blocks = [{**first, "level": number}, *others]
        act_from_json("approve", {**value, "edition": {**value["edition"], "blocks": blocks}}, NAME)

    read(2)
    with pytest.raises(BadInput, match="its edition is incomplete"):
        read(number)


def test_an_act_of_a_name_that_only_a_newer_program_knows_asks_for_an_upgrade() -> None:
    for action in ("seal", "", [], None):
        with pytest.raises(BadInput, match="line 1 was written by a newer program"):
            with_line(Ledger("visit", "en"), action, who=REVIEWER, when=WHEN, tool="t", details={})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "when", [None, 1536739200, [WHEN], "2018-09-12", "2018-09-12T08:00:00+00:00", "2018-13-12T08:00:00Z"]
)
def test_an_entry_without_a_time_of_ours_is_none(when: Any) -> None:
    details = next(value for action, value in ACTS if action == "return")
    with pytest.raises(BadInput, match="line 1 has no person or no time"):
        with_line(Ledger("visit", "en"), "return", who=REVIEWER, when=when, tool="t", details=details)


def test_an_entry_in_a_newer_form_asks_for_an_upgrade_whatever_its_name() -> None:
    ledger, details = Ledger("visit", "en"), next(value for action, value in ACTS if action == "return")
    entry = json.loads(line(ledger, "return", who=REVIEWER, when=WHEN, tool="t", details=details))
    ledgers.load(canonical_json(entry).encode() + b"\n", name=NAME, release="visit", language="en")
    newer = canonical_json({**entry, "v": 2}).encode() + b"\n"
    with pytest.raises(BadInput, match="line 1 was written by a newer program"):
        ledgers.load(newer, name=NAME, release="visit", language="en")


# --- pages of a writer that this program does not have ---


def test_pages_of_a_writer_that_this_program_lacks_are_no_trouble_to_it(tmp_path: Any) -> None:
    room = make(tmp_path)
    room.run("translate")
    room.sign_off()
    room.run("publish")
    path = room.root / "locales/en/visit.jsonl"
    book = b"PK a book"
    ledger = ledgers.load(path.read_bytes(), name=NAME, release="visit", language="en")
    last = ledger.entries[-1].act.to_json()
    details = {**last, "pages": {**last["pages"], "en/visit.epub": sha256(book)}, "bound": "in linen"}
    path.write_bytes(
        path.read_bytes()
        + line(ledger, "publish", who=None, when="2018-09-13T08:00:00Z", tool="workflow 0.1.0", details=details)
    )
    room.write("public/en/visit.epub", book)
    assert room.state() == ("published", "current")
    lines = room.run("verify", status=1).stdout.splitlines()
    assert not [each for each in lines if each.startswith("altered")]
    assert [each for each in lines if each.startswith("outdated") and "visit.epub" in each]
    kept = {path: room.files("public")[path] for path in room.files("public") if path != "en/visit.epub"}
    room.run("publish")
    assert room.state() == ("published", "current")
    assert room.files("public").keys() == kept.keys()
    assert "no failures" in room.run("verify").stdout
    # Of a withdrawn text no page is left, whoever made it.
    room.write("public/en/visit.epub", book)
    room.run("withdraw", "visit", "--reason", "Wrong.", "--as", REVIEWER)
    assert not (room.root / "public/en/visit.epub").exists()
