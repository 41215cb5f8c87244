"""The ledger: canonical lines, a chain of hashes, two heads after a merge."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import BadInput
from workflow.model import canonical_json, sha256, unit_digest
from workflow.signoff import ledger as ledgers
from workflow.signoff.entries import Submit
from workflow.signoff.ledger import Ledger, address, is_person

TRANSLATOR = "Translator <translator@example.org>"
WHEN = "2018-09-12T08:00:00Z"


def with_entries(count: int, start: Ledger | None = None, when: str = WHEN) -> Ledger:
    made = start or Ledger("visit", "en")
    for number in range(count):
        made = made.with_entry(Submit(str(number), ()), who=TRANSLATOR, when=when, tool="t")
    return made


def load(data: bytes) -> Ledger:
    return ledgers.load(data, name="locales/en/visit.jsonl", release="visit", language="en")


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_a_ledger_reads_as_it_was_written(count: int) -> None:
    made = with_entries(count)
    assert load(ledgers.dump(made)) == made
    assert ledgers.dump(load(ledgers.dump(made))) == ledgers.dump(made)


def test_an_entry_is_one_canonical_line_with_the_fields_of_the_design() -> None:
    line = ledgers.dump(with_entries(1)).decode("utf-8")
    value = json.loads(line)
    assert line == canonical_json(value) + "\n"
    assert value.keys() == {
        "v",
        "release",
        "language",
        "action",
        "who",
        "when",
        "tool",
        "prev",
        "hash",
        "units",
        "edition",
    }
    assert value["prev"] == []
    body = {key: item for key, item in value.items() if key != "hash"}
    assert value["hash"] == sha256(canonical_json(body))


def test_each_entry_names_the_one_before_it() -> None:
    made = with_entries(3)
    assert [entry.prev for entry in made.entries] == [(), (made.entries[0].hash,), (made.entries[1].hash,)]
    assert made.heads == (made.entries[2].hash,)


def test_two_branches_merge_as_the_union_of_their_lines_and_the_next_entry_names_both_heads() -> None:
    base = with_entries(1)
    ours, theirs = with_entries(1, base, "2018-09-12T09:00:00Z"), with_entries(2, base, "2018-09-12T10:00:00Z")
    union = ledgers.dump(ours) + b"".join(ledgers.dump(theirs).splitlines(keepends=True)[1:])
    merged = load(union)
    assert set(merged.heads) == {ours.entries[-1].hash, theirs.entries[-1].hash}
    assert with_entries(1, merged).entries[-1].prev == merged.heads
    assert len(with_entries(1, merged).heads) == 1


@given(st.permutations(range(4)))
def test_the_order_of_lines_does_not_matter(order: list[int]) -> None:
    made = with_entries(4)
    lines = ledgers.dump(made).splitlines(keepends=True)
    shuffled = load(b"".join(lines[number] for number in order) + lines[0])
    assert [entry.hash for entry in shuffled.entries] == [entry.hash for entry in made.entries]


@given(st.data())
def test_any_changed_byte_is_noticed(data: st.DataObject) -> None:
    original = ledgers.dump(with_entries(2))
    at = data.draw(st.integers(0, len(original) - 1))
    changed = bytearray(original)
    changed[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != original[at]))
    try:
        read = load(bytes(changed))
    except BadInput as error:
        assert "locales/en/visit.jsonl" in str(error)
    else:
        # Only white space between lines is free: CRLF, a missing or doubled final newline.
        assert [entry.text for entry in read.entries] == [entry.text for entry in with_entries(2).entries]


def test_a_line_removed_from_the_middle_is_noticed() -> None:
    lines = ledgers.dump(with_entries(3)).splitlines(keepends=True)
    with pytest.raises(BadInput, match="follows an entry that is missing"):
        load(lines[0] + lines[2])


def test_an_entry_of_another_release_is_refused() -> None:
    other = Ledger("other", "en").with_entry(Submit("", ()), who=TRANSLATOR, when=WHEN, tool="t")
    with pytest.raises(BadInput, match="not about this release"):
        load(ledgers.dump(other))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"not json\n", "line 1 is not JSON"),
        (b"[]\n", "line 1 was not written by this program"),
        (b'{"v": 1}\n', "line 1 was not written by this program"),
        (b"\xff\n", r"is not UTF-8 \(byte 1\)"),
        ('{"馆'.encode() + b'\xff"}\n', r"is not UTF-8 \(byte 6\)"),
        (b"<<<<<<< ours\n", "merge conflict mark; abort the merge, run workflow merge-driver install and merge again"),
        (b"[" * 100_000, "line 1 is not JSON"),
        (b'{"a":1e999}\n', "line 1"),
    ],
)
def test_a_broken_line_gives_one_sentence_with_its_place(line: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        load(line)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", True),
        ("v", 0),
        ("tool", 1),
        ("tool", None),
        ("prev", "0" * 64),
        ("prev", [1]),
        ("prev", None),
        ("who", 1),
        ("who", None),
        ("who", "nobody"),
        ("when", 20180912),
        ("when", "yesterday"),
        ("release", "other"),
        ("language", "fr"),
        ("signature", 1),
        ("signature", ""),
        ("signature", None),
    ],
)
def test_a_line_whose_fields_are_of_another_kind_is_refused(field: str, value: object) -> None:
    body = {**json.loads(with_entries(1).entries[0].text), field: value}
    del body["hash"]
    line = canonical_json({**body, "hash": sha256(canonical_json(body))})
    with pytest.raises(BadInput, match=r"line 1 .*restore the ledger"):
        load(line.encode())


def test_a_newer_version_asks_for_an_upgrade() -> None:
    body = {**json.loads(with_entries(1).entries[0].text), "v": 2}
    del body["hash"]
    line = canonical_json({**body, "hash": sha256(canonical_json(body))})
    with pytest.raises(BadInput, match="upgrade"):
        load(line.encode())


@pytest.mark.parametrize("who", ["Translator <T@Example.org>", "<t@example.org>", "译者 <t@example.org>"])
def test_a_person_is_an_address_letter_case_aside(who: str) -> None:
    assert is_person(who)
    assert address(who) == "t@example.org"


@pytest.mark.parametrize(
    "who", ["", "Translator", "t@example.org", "T <>", "T <t>", "a\nb <t@e.org>", "T <t@e.org> x", "T <a@b> <c@d>"]
)
def test_what_is_not_a_name_and_an_address_is_nobody(who: str) -> None:
    assert not is_person(who)


def test_one_person_cannot_pass_for_two_by_an_invisible_or_odd_spelling() -> None:
    assert address("T <t@example.org.>") == address("T <t@EXAMPLE.org>") == address("T <t@ｅxample.org>")
    assert address("T <t@bücher.example>") == address("T <t@xn--bcher-kva.example>")
    for odd in (
        "t\u200b@e.org",
        "ｔ@e.org",
        "t\xad@e.org",
        "é@e.org",
        "*@e.org",
        "a,b@e.org",
        "t@e.org\x01",
        "t@*.org",
    ):
        assert not is_person(f"T <{odd}>"), odd
    for name in ("a\u202eb", "a\x9bb", "a\u2028b", "a\udcffb"):
        assert not is_person(f"{name} <t@e.org>"), name


@pytest.mark.parametrize("when", ["2018-99-99T99:99:99Z", "２018-09-12T08:00:00Z", "2018-09-12", ""])
def test_a_time_that_is_none_is_refused(when: str) -> None:
    with pytest.raises(BadInput, match="no time"):
        with_entries(1, when=when)


@pytest.mark.parametrize(
    "changes", [{"tool": 5}, {"prev": None}, {"prev": {}}, {"prev": "0" * 64}, {"prev": [5]}, {"prev": ["0" * 63]}]
)
def test_an_entry_whose_frame_is_of_another_kind_is_refused(changes: dict[str, object]) -> None:
    body = {"action": "return", "language": "en", "prev": [], "reason": "No.", "release": "visit", "tool": "t", "v": 1}
    body |= {"when": WHEN, "who": TRANSLATOR, **changes}
    line = canonical_json({**body, "hash": sha256(canonical_json(body))})
    with pytest.raises(BadInput, match="line 1 is incomplete"):
        load(line.encode() + b"\n")


def test_an_entry_in_another_spelling_is_refused_even_if_its_hash_fits_the_spelling() -> None:
    body = {"action": "return", "language": "en", "prev": [], "reason": "No.", "release": "visit", "tool": "t", "v": 1}
    body |= {"when": "2018-09-12T08:00:00Z", "who": "Reviewer <reviewer@example.org>"}
    for separators in ((",", ":"), (", ", ":"), (",", ": ")):
        text = json.dumps({"hash": "HASH", **body}, sort_keys=True, separators=separators)
        cut = text.replace('"hash":"HASH",', "", 1)
        line = text.replace("HASH", sha256(cut)).encode() + b"\n"
        if separators == (",", ":"):
            assert len(load(line).entries) == 1
        else:
            with pytest.raises(BadInput, match="line 1 was not written by this program"):
                load(line)


@given(st.lists(st.text(), min_size=5, max_size=5))
def test_a_unit_s_digest_is_that_of_the_canonical_json(texts: list[str]) -> None:
    release, language, context, source, target = texts
    assert unit_digest(release, language, context, source, target) == sha256(canonical_json(texts))
