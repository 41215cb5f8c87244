"""The certificate: what it says of how a page came about."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import (
    CERTIFICATE,
    TITLE,
    VISIT,
    Tree,
    certified,
    digests,
    page,
)

from workflow.contracts.pages import Page, SignOff, Waived
from workflow.writers import certificate, html, markdown

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=3), inside, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=3))
def test_canonical_json_is_what_json_writes(value: dict[str, object]) -> None:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n"
    assert certificate.canonical(value) == text.encode("utf-8", "replace")


def test_what_json_cannot_write_is_no_certificate() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        certificate.canonical({"a": [float("nan")]})
    assert not html.wrote("visit.certificate.json", b'{"language": NaN, "release": "' + b'"}')
    assert not html.wrote("visit.certificate.json", b'{"language": ' + b"[" * 900 + b"]" * 900 + b', "release": ""}')


def certificate_of(made: Page) -> str:
    return Tree(certified(made)["visit.certificate.html"].decode()).words()


def test_a_certificate_says_who_by_role_when_and_how() -> None:
    said = certificate_of(page([TITLE], VISIT))
    assert "The translator submitted the text, translated and checked, on 13 September 2018, 02:14 UTC." in said
    assert "The reviewer approved the text on 14 September 2018, 01:40 UTC." in said
    assert "2 units by machine translation of the Chinese (argos zh→en 1.9)" in said
    assert "People changed 1 of these drafts before submitting the text. The other one was kept unchanged." in said
    assert "There is no record of a machine draft for the remaining unit." in said
    assert "Identities are asserted, not signed" in said
    assert "modelled on, not certified to, ISO 17100" in said
    for digest in ("aa" * 32, "bb" * 32, "cc" * 32):
        assert digest in said


def test_a_certificate_names_people_only_where_the_newsroom_does() -> None:
    made = page([TITLE], VISIT)
    sign_offs = (SignOff("translator", "A. Person", "2018-09-13"), SignOff("reviewer", "", "2018-09-14"))
    named = replace(made, certificate=replace(CERTIFICATE, sign_offs=sign_offs))
    assert "A. Person (translator) submitted the text, translated and checked, on 13 September 2018." in certificate_of(
        named
    )
    data = json.loads(certified(named)["visit.certificate.json"])
    assert data["sign_offs"] == [
        {"identity": "asserted", "name": "A. Person", "role": "translator", "when": "2018-09-13"},
        {"identity": "asserted", "role": "reviewer", "when": "2018-09-14"},
    ]


@pytest.mark.parametrize(
    ("units", "engines", "changed", "expected"),
    [
        (
            1,
            (),
            0,
            "The text consists of 1 unit: a sentence, title, caption or table cell. There is no record of a machine",
        ),
        (2, (("mt: argos", 2),), 0, "None of these drafts was changed before the text was submitted."),
        (2, (("mt: argos", 2),), 2, "People changed 2 of these drafts before submitting the text. Who"),
        (
            9,
            (("memory: other", 1),),
            0,
            "1 of them was first drafted automatically: 1 unit by the memory of approved translations (other)",
        ),
        (9, (("something else", 4),), 1, "4 units by something else People changed 1 of these drafts"),
    ],
)
def test_a_certificate_counts_in_whole_sentences(
    units: int, engines: tuple[tuple[str, int], ...], changed: int, expected: str
) -> None:
    made = page([TITLE], VISIT)
    assert expected in certificate_of(
        replace(made, certificate=replace(CERTIFICATE, units=units, engines=engines, changed=changed))
    )


def test_a_certificate_of_a_draft_vouches_for_nothing() -> None:
    made = page([TITLE], VISIT, draft=True)
    said = certificate_of(replace(made, certificate=replace(CERTIFICATE, sign_offs=(), approval="")))
    assert "this certificate attests to nothing" in said
    assert "Nobody has submitted or approved this text." in said
    assert "approved the text on" not in said


def test_the_certificate_for_programs_is_canonical_and_complete() -> None:
    made = page([TITLE], VISIT)
    content = certified(made)["visit.certificate.json"]
    data = json.loads(content)
    assert content == (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()
    assert data["title"] == "Delegation visits Switzerland"
    assert data["source"]["sha256"] == "aa" * 32
    assert data["units"] == {
        "total": 3,
        "changed_by_people": 1,
        "drafted": [{"origin": "mt: argos zh→en 1.9", "units": 2}],
    }
    assert data["approval"] == "cc" * 32
    assert data["pages"] == digests(html.write(made))
    assert data["review"] == {"approvals_asked_for": 1, "four_eyes": True}
    assert data["statement"] == ["identities are asserted, not signed", certificate.STANDARDS]


def test_a_certificate_lists_the_digest_of_each_file_that_it_is_given() -> None:
    made = page([TITLE], VISIT)
    files = {**html.write(made), **markdown.write(made)}
    said = Tree(html.certify(made, digests(files))["visit.certificate.html"].decode()).words()
    assert set(files) == {"visit.html", "visit.side.html", "visit.lines.html", "visit.md"}
    for name, digest in digests(files).items():
        assert f"{name} {digest}" in said


@pytest.mark.parametrize(
    ("signed", "says", "statement"),
    [
        ((False, False), ("asserted", "asserted"), "identities are asserted, not signed"),
        ((True, False), ("signed", "asserted"), "identities are signed with SSH keys where a sign-off says so"),
        ((True, True), ("signed", "signed"), "identities are signed with SSH keys"),
    ],
)
def test_a_certificate_says_of_each_identity_whether_it_is_signed(
    signed: tuple[bool, bool], says: tuple[str, str], statement: str
) -> None:
    offs = tuple(replace(one, signed=yes) for one, yes in zip(CERTIFICATE.sign_offs, signed, strict=True))
    made = replace(page([TITLE], VISIT), certificate=replace(CERTIFICATE, sign_offs=offs))
    data = json.loads(certified(made)["visit.certificate.json"])
    assert tuple(one["identity"] for one in data["sign_offs"]) == says
    assert data["statement"][0].startswith(statement)
    said = certificate_of(made)
    how = {"signed": "Signed with an SSH key.", "asserted": "Identity asserted, not signed."}
    assert f"02:14 UTC. {how[says[0]]}" in said
    assert f"01:40 UTC. {how[says[1]]}" in said
    assert ("A signature proves which key was used" in said) == any(signed)
    assert ("Identities are asserted" in said) == (not any(signed))
    assert ("Where an identity is asserted" in said) == (set(signed) == {True, False})


def test_where_four_eyes_were_off_the_certificate_does_not_speak_of_a_second_person() -> None:
    made = replace(page([TITLE], VISIT), certificate=replace(CERTIFICATE, four_eyes=False))
    said = certificate_of(made)
    assert "the same person may have submitted and approved this text" in said
    assert "The reviewer is not the translator" not in said
    assert certificate.ONE_PERSON in json.loads(certified(made)["visit.certificate.json"])["statement"]
    both = replace(made, certificate=replace(CERTIFICATE, approvals=2))
    assert "A text must be approved by 2 people. The reviewer is not the translator" in certificate_of(both)


def test_a_newsroom_that_shows_nobody_is_not_said_to_have_nobody() -> None:
    said = certificate_of(replace(page([TITLE], VISIT), certificate=replace(CERTIFICATE, sign_offs=())))
    assert "does not show who submitted and approved" in said
    assert "Nobody has" not in said
    assert "asserted" not in said


def test_a_certificate_counts_what_the_checks_found_and_says_what_was_waived_and_why() -> None:
    checks = (("leftovers", 0, 0), ("figures", 1, 2), ("markup", 0, 0), ("characters", 0, 1))
    waived = (
        Waived("figures", "1a2b3c4d", "counted by hand", "2018-12-31", "2018-09-13T02:14:09Z"),
        Waived("title", "5e6f7a8b", "原文如此", "", "2018-09-13"),
    )
    made = replace(page([TITLE], VISIT), certificate=replace(CERTIFICATE, checks=checks, waived=waived))
    files = certified(made)
    tree = Tree(files["visit.certificate.html"].decode())
    said = re.sub(r"\s+", " ", tree.words())
    assert "4 checks were run when the text was approved. No findings: leftovers , markup ." in said
    assert "figures : 1 error, 2 warnings" in said
    assert "characters : 0 errors, 1 warning" in said
    assert "2 findings were waived" in said
    assert (
        "figures in unit 1a2b3c4d , waived on 13 September 2018, 02:14 UTC, valid until 31 December 2018. "
        "Reason given: counted by hand" in said
    )
    assert "title in unit 5e6f7a8b , waived on 13 September 2018. Reason given: 原文如此" in said
    assert ("原文如此", "zh-Hans") in tree.texts
    data = json.loads(files["visit.certificate.json"])
    assert data["checks"][1] == {"check": "figures", "errors": 1, "warnings": 2}
    assert data["waived"][1] == {
        "check": "title",
        "reason": "原文如此",
        "unit": "5e6f7a8b",
        "until": None,
        "when": "2018-09-13",
    }
    assert "No finding was waived." in certificate_of(page([TITLE], VISIT))
    assert "There is no record of checks" in certificate_of(page([TITLE], VISIT))
