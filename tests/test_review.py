"""The sign-off: who may say what of which exact text."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines import with_line

from workflow.errors import BadInput, GateError
from workflow.model import (
    Block,
    Catalog,
    Draft,
    Finding,
    Piece,
    PublicState,
    Release,
    ReleaseState,
    Segment,
    Unit,
    UnitState,
)
from workflow.settings import Rules
from workflow.signoff import ledger as ledgers
from workflow.signoff.acts import approve, submit, waive
from workflow.signoff.certificate import certificate
from workflow.signoff.editions import edition_digest, edition_from_json, edition_of, edition_to_json
from workflow.signoff.entries import Approve, Publish, PublishNotice, Return, Source, Submit, Withdraw
from workflow.signoff.ledger import Ledger
from workflow.signoff.present import Present, look, unanswered
from workflow.signoff.replay import standing

TRANSLATOR = "Translator <translator@example.org>"
REVIEWER = "Reviewer <reviewer@example.org>"
THIRD = "Third <third@example.org>"
WHEN = "2018-09-12T08:00:00Z"
NAME = "locales/en/visit.jsonl"
DRAFT = Draft("One.", "mt: argos zh→en 1.9 (score -0.21)")


def release(*texts: str, images: tuple[str, ...] = ()) -> Release:
    segments = [Segment("标题", "title"), *(Segment(text) for text in texts)]
    blocks = (
        Block("title", content=(segments[0],)),
        *(Block("paragraph", content=(segment,)) for segment in segments[1:]),
    )
    pieces = tuple(Piece(segment.text, segment) for segment in segments)
    return Release("visit", "sources/visit.md", "zh-Hans", pieces, blocks, images=images)


def catalog(source: Release, **targets: str) -> Catalog:
    """A translated catalog; ``t0`` is the target of the first unit and so on, "T0" unless said otherwise."""
    units = tuple(Unit(s.text, s.role, targets.get(f"t{n}", f"T{n}")) for n, s in enumerate(source.segments))
    return Catalog("visit", "en", units)


def present(
    source: Release | None, units: Catalog | None, ledger: Ledger, images: dict[str, str] | None = None
) -> Present:
    return look(source, units, ledger, images or {}, NAME, in_step=True)


def signed_off(source: Release, units: Catalog) -> Ledger:
    ledger = submit(present(source, units, Ledger("visit", "en")), (), who=TRANSLATOR, when=WHEN, tool="t")
    return approve(present(source, units, ledger), (), who=REVIEWER, when=WHEN, tool="t")


def published(ledger: Ledger) -> Ledger:
    approval = standing(ledger, NAME).approval
    assert approval
    return ledger.with_entry(Publish(approval.entry.hash, {}), who=None, when=WHEN, tool="t")


def test_a_release_goes_from_new_to_published() -> None:
    source = release("一。", "二。")
    empty = Ledger("visit", "en")
    assert present(source, None, empty).state is ReleaseState.NEW
    drafts = catalog(source)
    fuzzy = replace(drafts, units=tuple(replace(unit, fuzzy=True) for unit in drafts.units))
    assert present(source, fuzzy, empty).state is ReleaseState.DRAFT
    ledger = submit(present(source, drafts, empty), (), who=TRANSLATOR, when=WHEN, tool="t")
    assert present(source, drafts, ledger).state is ReleaseState.SUBMITTED
    ledger = approve(present(source, drafts, ledger), (), who=REVIEWER, when=WHEN, tool="t")
    now = present(source, drafts, ledger)
    assert (now.state, now.public) == (ReleaseState.APPROVED, PublicState.NONE)
    assert set(now.states) == {UnitState.APPROVED}
    now = present(source, drafts, published(ledger))
    assert (now.state, now.public) == (ReleaseState.PUBLISHED, PublicState.CURRENT)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"target": ""}, "1 missing"),
        ({"fuzzy": True}, r"1 to confirm \(draft, fuzzy\)"),
        ({"fuzzy": True, "previous_source": "零。"}, r"1 to update \(stale: the source changed\)"),
    ],
)
def test_submit_needs_every_unit_translated(change: dict[str, object], says: str) -> None:
    source = release("一。")
    units = catalog(source)
    units = replace(units, units=(units.units[0], replace(units.units[1], **change)))
    with pytest.raises(GateError, match=says):
        submit(present(source, units, Ledger("visit", "en")), (), who=TRANSLATOR, when=WHEN, tool="t")


def test_an_error_refuses_submit_and_approve_and_a_warning_never_does() -> None:
    source = release("一。")
    units = catalog(source)
    error = Finding("markup", "error", "a link is lost", units.units[1])
    warning = replace(error, severity="warning")
    empty = Ledger("visit", "en")
    with pytest.raises(GateError, match="a link is lost"):
        submit(present(source, units, empty), [error], who=TRANSLATOR, when=WHEN, tool="t")
    ledger = submit(present(source, units, empty), [warning], who=TRANSLATOR, when=WHEN, tool="t")
    with pytest.raises(GateError, match="a link is lost"):
        approve(present(source, units, ledger), [error], who=REVIEWER, when=WHEN, tool="t")
    approve(present(source, units, ledger), [warning], who=REVIEWER, when=WHEN, tool="t")


def test_what_is_approved_is_not_submitted_again() -> None:
    source = release("一。")
    ledger = signed_off(source, catalog(source))
    with pytest.raises(GateError, match="exactly this text is approved already"):
        submit(present(source, catalog(source), ledger), (), who=TRANSLATOR, when=WHEN, tool="t")


def test_the_gate_says_how_many_more_errors_there_are() -> None:
    source = release("一。", "二。", "三。")
    units = catalog(source)
    findings = [Finding("values", "error", f"error {unit.target}", unit) for unit in units.units]
    for count, more in ((1, "(error T0); see"), (2, "(error T0) and 1 more; see"), (3, "(error T0) and 2 more; see")):
        with pytest.raises(GateError, match=re.escape(f"finds an error in unit {units.units[0].short_key} {more}")):
            submit(present(source, units, Ledger("visit", "en")), findings[:count], who=TRANSLATOR, when=WHEN, tool="t")


def test_a_key_that_two_units_share_waives_neither() -> None:
    source = release("第16684句。", "第102194句。")
    units = catalog(source)
    one, other = units.units[1:]
    assert one.short_key == other.short_key
    findings = [Finding("values", "error", "is wrong", unit) for unit in (one, other)]
    now = present(source, units, Ledger("visit", "en"))
    asked: dict[str, str] = {"check": "values", "key": one.short_key, "reason": "It may.", "until": ""}
    with pytest.raises(GateError, match=f"two units have the key {one.short_key}; nothing was waived"):
        waive(now, findings, **asked, who=REVIEWER, when=WHEN, tool="t")
    waived = waive(now, findings[:1], **asked, who=REVIEWER, when=WHEN, tool="t")
    assert unanswered(present(source, units, waived), findings, "2018-09-12") == (findings[1],)


def test_a_catalog_counts_as_in_sync_only_if_the_caller_says_so() -> None:
    source = release("一。")
    now = look(source, catalog(source), Ledger("visit", "en"), {}, NAME)
    with pytest.raises(GateError, match="its source changed"):
        submit(now, (), who=TRANSLATOR, when=WHEN, tool="t")


def test_approve_needs_a_submission_of_exactly_the_present_text() -> None:
    source = release("一。")
    units = catalog(source)
    empty = Ledger("visit", "en")
    with pytest.raises(GateError, match="nobody has submitted it"):
        approve(present(source, units, empty), (), who=REVIEWER, when=WHEN, tool="t")
    ledger = submit(present(source, units, empty), (), who=TRANSLATOR, when=WHEN, tool="t")
    with pytest.raises(GateError, match="changed after it was submitted"):
        approve(present(source, catalog(source, t1="T1."), ledger), (), who=REVIEWER, when=WHEN, tool="t")


@pytest.mark.parametrize("who", [TRANSLATOR, "Somebody Else <TRANSLATOR@Example.ORG>"])
def test_nobody_approves_what_they_submitted_under_whatever_spelling(who: str) -> None:
    source = release("一。")
    units = catalog(source)
    ledger = submit(present(source, units, Ledger("visit", "en")), (), who=TRANSLATOR, when=WHEN, tool="t")
    with pytest.raises(GateError, match="you submitted 2 of its 2 units"):
        approve(present(source, units, ledger), (), who=who, when=WHEN, tool="t")


def test_a_reviewer_who_changes_a_word_submits_it_and_a_third_person_approves() -> None:
    source = release("一。")
    ledger = submit(present(source, catalog(source), Ledger("visit", "en")), (), who=TRANSLATOR, when=WHEN, tool="t")
    changed = catalog(source, t1="better")
    ledger = submit(present(source, changed, ledger), (), who=REVIEWER, when=WHEN, tool="t")
    for who in (TRANSLATOR, REVIEWER):
        with pytest.raises(GateError, match="somebody else must approve"):
            approve(present(source, changed, ledger), (), who=who, when=WHEN, tool="t")
    ledger = approve(present(source, changed, ledger), (), who=THIRD, when=WHEN, tool="t")
    assert present(source, changed, ledger).state is ReleaseState.APPROVED


@pytest.mark.parametrize("field", ["context", "source", "target"])
def test_one_changed_character_takes_that_units_approval_away_and_no_others(field: str) -> None:
    source = release("一。", "二。")
    ledger = signed_off(source, catalog(source))
    units = catalog(source).units
    changed = replace(units[1], **{field: getattr(units[1], field) + "x"})
    now = present(source, Catalog("visit", "en", (units[0], changed, units[2])), ledger)
    assert now.states == (UnitState.APPROVED, UnitState.TRANSLATED, UnitState.APPROVED)


def test_a_unit_made_fuzzy_again_is_not_approved_and_the_release_is_outdated() -> None:
    source = release("一。")
    ledger = signed_off(source, catalog(source))
    units = catalog(source)
    fuzzy = replace(units, units=(replace(units.units[0], fuzzy=True), units.units[1]))
    now = present(source, fuzzy, ledger)
    assert (now.states[0], now.state) == (UnitState.DRAFT, ReleaseState.OUTDATED)


def test_moving_a_paragraph_changes_no_units_state_but_the_edition_is_another() -> None:
    source, moved = release("一。", "二。"), release("二。", "一。")
    ledger = published(signed_off(source, catalog(source)))
    units = {unit.key: unit for unit in catalog(source).units}
    there = Catalog("visit", "en", tuple(units[segment.key] for segment in moved.segments))
    now = present(moved, there, ledger)
    assert set(now.states) == {UnitState.APPROVED}
    assert (now.state, now.public) == (ReleaseState.OUTDATED, PublicState.OUTDATED)
    ledger = submit(now, (), who=TRANSLATOR, when=WHEN, tool="t")
    ledger = approve(present(moved, there, ledger), (), who=REVIEWER, when=WHEN, tool="t")
    assert present(moved, there, ledger).state is ReleaseState.APPROVED


def test_a_changed_picture_makes_the_release_outdated() -> None:
    source = release("一。", images=("a.jpg",))
    units = catalog(source)
    now = present(source, units, Ledger("visit", "en"), {"a.jpg": "1" * 64})
    ledger = submit(now, (), who=TRANSLATOR, when=WHEN, tool="t")
    ledger = approve(present(source, units, ledger, {"a.jpg": "1" * 64}), (), who=REVIEWER, when=WHEN, tool="t")
    assert present(source, units, ledger, {"a.jpg": "1" * 64}).state is ReleaseState.APPROVED
    assert present(source, units, ledger, {"a.jpg": "2" * 64}).state is ReleaseState.OUTDATED


def test_words_that_come_back_exactly_are_approved_again() -> None:
    """A → B → A: the approval was of these very words, and they are these very words."""
    source = release("一。")
    ledger = signed_off(source, catalog(source))
    assert present(source, catalog(source, t1="B"), ledger).state is ReleaseState.OUTDATED
    assert present(source, catalog(source), ledger).state is ReleaseState.APPROVED


def test_an_orphan_is_orphaned_whatever_its_ledger_says() -> None:
    source = release("一。")
    now = present(None, catalog(source), published(signed_off(source, catalog(source))))
    assert (now.state, now.public) == (ReleaseState.ORPHANED, PublicState.OUTDATED)


def test_an_approval_forged_by_its_submitter_does_not_count() -> None:
    source = release("一。")
    units = catalog(source)
    ledger = submit(present(source, units, Ledger("visit", "en")), (), who=REVIEWER, when=WHEN, tool="t")
    honest = signed_off(source, units).entries[-1].act
    assert isinstance(honest, Approve)
    act = replace(honest, submission=ledger.entries[-1].hash)
    forged = ledger.with_entry(act, who=REVIEWER, when=WHEN, tool="t")
    now = present(source, units, published_by_hand(forged))
    assert now.standing.approval is None
    assert (now.state, now.public) == (ReleaseState.SUBMITTED, PublicState.NONE)
    assert [objection.forged for objection in now.standing.objections] == [True, True]


def published_by_hand(ledger: Ledger) -> Ledger:
    return ledger.with_entry(Publish(ledger.entries[-1].hash, {}), who=None, when=WHEN, tool="t")


def test_what_a_reviewer_submits_later_does_not_undo_their_approval() -> None:
    source = release("一。")
    ledger = published(signed_off(source, catalog(source)))
    changed = catalog(source, t1="better")
    ledger = submit(present(source, changed, ledger), (), who=REVIEWER, when=WHEN, tool="t")
    now = present(source, changed, ledger)
    assert now.standing.objections == ()
    assert (now.state, now.public) == (ReleaseState.SUBMITTED, PublicState.OUTDATED)


def test_a_submission_on_a_branch_beside_the_approval_takes_it_away() -> None:
    source = release("一。")
    units = catalog(source)
    base = submit(present(source, units, Ledger("visit", "en")), (), who=TRANSLATOR, when=WHEN, tool="t")
    ours = approve(present(source, units, base), (), who=REVIEWER, when=WHEN, tool="t")
    empty = present(source, units, Ledger("visit", "en"))
    theirs = submit(empty, (), who=REVIEWER, when="2018-09-13T08:00:00Z", tool="t")
    union = ledgers.dump(ours) + ledgers.dump(theirs)
    merged = ledgers.load(union, name=NAME, release="visit", language="en")
    assert present(source, units, merged).state is ReleaseState.SUBMITTED
    assert [objection.forged for objection in present(source, units, merged).standing.objections] == [False]


def test_what_stops_a_text_on_another_branch_beats_the_approval_whatever_the_clocks_say() -> None:
    source = release("一。")
    units = catalog(source)
    base = submit(present(source, units, Ledger("visit", "en")), (), who=TRANSLATOR, when=WHEN, tool="t")
    ours = approve(present(source, units, base), (), who=REVIEWER, when="2018-09-14T08:00:00Z", tool="t")
    for stop in (Return("x"), Withdraw("x")):
        theirs = base.with_entry(stop, who=THIRD, when="2018-09-13T08:00:00Z", tool="t")
        merged = ledgers.load(ledgers.dump(ours) + ledgers.dump(theirs), name=NAME, release="visit", language="en")
        now = present(source, units, merged)
        assert now.standing.approval is None
        assert now.state is not ReleaseState.APPROVED


@pytest.mark.parametrize("merged", [False, True])
def test_a_publication_brings_nothing_back_that_was_withdrawn(merged: bool) -> None:
    source = release("一。")
    units = catalog(source)
    base = signed_off(source, units)
    withdrawn = base.with_entry(Withdraw("x"), who=THIRD, when="2018-09-11T08:00:00Z", tool="t")
    if merged:
        lines = ledgers.dump(published(base)) + ledgers.dump(withdrawn)
        ledger = ledgers.load(lines, name=NAME, release="visit", language="en")
    else:
        ledger = withdrawn.with_entry(published(base).entries[-1].act, who=None, when=WHEN, tool="t")
    now = present(source, units, ledger)
    assert (now.state, now.public) == (ReleaseState.WITHDRAWN, PublicState.WITHDRAWN)


@pytest.mark.parametrize("when", ["2018-01-01T08:00:00Z", WHEN, "2019-01-01T08:00:00Z"])
def test_a_publication_beside_the_approval_that_it_names_does_not_count(when: str) -> None:
    source = release("一。")
    units = catalog(source)
    base = submit(present(source, units, Ledger("visit", "en")), (), who=TRANSLATOR, when=WHEN, tool="t")
    ours = approve(present(source, units, base), (), who=REVIEWER, when=WHEN, tool="t")
    forged = base.with_entry(published(ours).entries[-1].act, who=None, when=when, tool="t")
    merged = ledgers.load(ledgers.dump(ours) + ledgers.dump(forged), name=NAME, release="visit", language="en")
    now = present(source, units, merged)
    assert (now.state, now.public, now.standing.published) == (ReleaseState.APPROVED, PublicState.NONE, None)
    assert ["publishes what is not approved" in each.message for each in now.standing.objections] == [True]


def test_what_a_merge_set_aside_is_forgotten_with_the_next_approval() -> None:
    source = release("一。")
    units = catalog(source)
    base = submit(present(source, units, Ledger("visit", "en")), (), who=TRANSLATOR, when=WHEN, tool="t")
    ours = published(approve(present(source, units, base), (), who=REVIEWER, when=WHEN, tool="t"))
    theirs = base.with_entry(Return("x"), who=THIRD, when=WHEN, tool="t")
    merged = ledgers.load(ledgers.dump(ours) + ledgers.dump(theirs), name=NAME, release="visit", language="en")
    assert {objection.forged for objection in standing(merged, NAME).objections} == {False}
    ledger = submit(present(source, units, merged), (), reason="Right.", who=TRANSLATOR, when=WHEN, tool="t")
    ledger = approve(present(source, units, ledger), (), who=REVIEWER, when=WHEN, tool="t")
    assert standing(ledger, NAME).objections == ()


def test_a_notice_counts_only_while_its_withdrawal_is_in_force() -> None:
    source = release("一。")
    units = catalog(source)
    ledger = published(signed_off(source, units)).with_entry(Withdraw("x"), who=THIRD, when=WHEN, tool="t")
    withdrawal = ledger.entries[-1].hash
    shown = PublishNotice(withdrawal, {})
    ledger = ledger.with_entry(shown, who=None, when=WHEN, tool="t")
    now = standing(ledger, NAME)
    assert (now.publication, now.objections) == (ledger.entries[-1], ())
    ledger = submit(present(source, units, ledger), (), who=TRANSLATOR, when=WHEN, tool="t")
    ledger = published(approve(present(source, units, ledger), (), who=REVIEWER, when=WHEN, tool="t"))
    # A branch that had not heard of the new text publishes its notice once more.
    late = standing(ledger.with_entry(shown, who=None, when=WHEN, tool="t"), NAME)
    assert [objection.forged for objection in late.objections] == [False]
    assert (late.publication, late.withdrawn) == (ledger.entries[-1], None)
    for other in ("0" * 64, ledger.entries[0].hash):
        forged = standing(ledger.with_entry(PublishNotice(other, {}), who=None, when=WHEN, tool="t"), NAME)
        assert [objection.forged for objection in forged.objections] == [True]
        assert forged.publication == ledger.entries[-1]


@pytest.mark.parametrize(
    "pages",
    [None, [], {"/etc/x": "0" * 64}, {"en/visit.html": ["x"]}, {"en/visit.html": "0" * 63}, {"en/\0": "0" * 64}],
)
def test_a_publication_of_anything_but_pages_of_the_release_is_refused(pages: object) -> None:
    source = release("一。")
    ledger = signed_off(source, catalog(source))
    details = {"approval": ledger.entries[-1].hash, "pages": pages}
    with pytest.raises(BadInput, match="line 3 does not say which pages"):
        with_line(ledger, "publish", who=None, when=WHEN, tool="t", details=details)


def test_an_approval_of_a_returned_submission_does_not_count() -> None:
    source = release("一。")
    units = catalog(source)
    honest = signed_off(source, units)
    ledger = submit(present(source, units, Ledger("visit", "en")), (), who=TRANSLATOR, when=WHEN, tool="t")
    ledger = ledger.with_entry(Return("x"), who=THIRD, when=WHEN, tool="t")
    forged = ledger.with_entry(honest.entries[-1].act, who=REVIEWER, when=WHEN, tool="t")
    assert [objection.forged for objection in standing(forged, NAME).objections] == [True]


def test_an_approval_beside_the_submission_that_it_names_does_not_count() -> None:
    source = release("一。")
    units = catalog(source)
    ledger = submit(present(source, units, Ledger("visit", "en")), (), who=TRANSLATOR, when=WHEN, tool="t")
    honest = approve(present(source, units, ledger), (), who=REVIEWER, when=WHEN, tool="t").entries[-1].act
    beside = Ledger("visit", "en").with_entry(honest, who=REVIEWER, when=WHEN, tool="t")
    merged = ledgers.load(ledgers.dump(ledger) + ledgers.dump(beside), name=NAME, release="visit", language="en")
    now = present(source, units, merged)
    assert now.state is ReleaseState.SUBMITTED
    (objection,) = now.standing.objections
    assert objection.forged
    assert "it comes before the submission that it approves" in objection.message


def test_a_notice_is_of_the_text_that_was_published_or_else_of_the_one_approved_last() -> None:
    source = release("一。")
    withdrawal = {"who": REVIEWER, "when": WHEN, "tool": "t"}
    ledger = signed_off(source, catalog(source))
    approval = standing(ledger, NAME).approval
    only_approved = standing(ledger.with_entry(Withdraw("x"), **withdrawal), NAME)
    assert only_approved.notice_of == approval
    changed = catalog(source, t1="better")
    ledger = published(ledger)
    ledger = submit(present(source, changed, ledger), (), who=TRANSLATOR, when=WHEN, tool="t")
    ledger = approve(present(source, changed, ledger), (), who=REVIEWER, when=WHEN, tool="t")
    both = standing(ledger.with_entry(Withdraw("x"), **withdrawal), NAME)
    assert both.notice_of == approval
    assert standing(ledger, NAME).approval != approval


def test_an_edition_of_another_release_is_refused() -> None:
    source = release("一。")
    honest = signed_off(source, catalog(source))
    act = honest.entries[-1].act
    assert isinstance(act, Approve)
    forged = replace(act, edition=replace(act.edition, release="../../evil"))
    with pytest.raises(BadInput, match="another release's text"):
        Ledger("visit", "en", honest.entries[:1]).with_entry(forged, who=REVIEWER, when=WHEN, tool="t")


def test_a_withdrawn_text_is_off_the_site_until_a_new_approval_is_published() -> None:
    source = release("一。")
    units = catalog(source)
    ledger = published(signed_off(source, units))
    ledger = ledger.with_entry(Withdraw("x"), who=THIRD, when=WHEN, tool="t")
    now = present(source, units, ledger)
    assert (now.state, now.public, now.standing.published) == (ReleaseState.WITHDRAWN, PublicState.WITHDRAWN, None)
    ledger = submit(now, (), who=TRANSLATOR, when=WHEN, tool="t")
    ledger = approve(present(source, units, ledger), (), who=REVIEWER, when=WHEN, tool="t")
    now = present(source, units, ledger)
    assert (now.state, now.public) == (ReleaseState.APPROVED, PublicState.WITHDRAWN)
    assert present(source, units, published(ledger)).public is PublicState.CURRENT


@pytest.mark.parametrize(
    "unit",
    [{}, None, {"digest": [1], "origin": "x", "changed": False}, {"digest": "0" * 64, "origin": "x", "changed": 1}],
)
def test_a_submission_that_is_not_whole_is_refused(unit: object) -> None:
    details = {"units": [unit], "edition": "0" * 64}
    with pytest.raises(BadInput, match=f"{NAME}: line 1 does not say what was submitted"):
        with_line(Ledger("visit", "en"), "submit", who=TRANSLATOR, when=WHEN, tool="t", details=details)


def test_an_approval_of_another_text_than_was_submitted_is_refused() -> None:
    source = release("一。")
    ledger = submit(present(source, catalog(source), Ledger("visit", "en")), (), who=TRANSLATOR, when=WHEN, tool="t")
    other = edition_of(source, catalog(source, t1="something else"), {})
    act = Approve(other, ledger.entries[-1].hash, Source("sources/visit.md", "", ""))
    forged = ledger.with_entry(act, who=REVIEWER, when=WHEN, tool="t")
    with pytest.raises(BadInput, match="line 2 approves a text that nobody submitted"):
        standing(forged, NAME)


def test_a_submission_freezes_origin_and_whether_a_person_changed_the_draft() -> None:
    source = release("一。", "二。")
    drafted = (DRAFT.comment,)
    units = Catalog(
        "visit",
        "en",
        (
            Unit("标题", "title", "Title"),
            Unit("一。", "", DRAFT.text, comments=drafted),
            Unit("二。", "", "Two.", comments=drafted),
        ),
    )
    ledger = submit(present(source, units, Ledger("visit", "en")), (), who=TRANSLATOR, when=WHEN, tool="t")
    act = ledger.entries[0].act
    assert isinstance(act, Submit)
    frozen = [(unit.origin, unit.changed) for unit in act.units]
    assert frozen == [("a person", False), (DRAFT.origin, False), (DRAFT.origin, True)]
    ledger = approve(present(source, units, ledger), (), who=REVIEWER, when=WHEN, tool="t")
    approval = standing(ledger, NAME).approval
    assert approval
    made = certificate(approval, people="roles", rules=Rules())
    assert (made.engines, made.changed, made.units) == ((("mt: argos zh→en 1.9", 2),), 1, 3)
    assert [(s.role, s.name) for s in made.sign_offs] == [("translator", ""), ("reviewer", "")]
    # "Translator" and "Reviewer" are roles, not names.
    assert [s.name for s in certificate(approval, people="names", rules=Rules()).sign_offs] == ["", ""]
    assert certificate(approval, people="none", rules=Rules()).sign_offs == ()


PEOPLE = [TRANSLATOR, REVIEWER, "t <TRANSLATOR@example.org>", THIRD]


@given(
    st.lists(
        st.tuples(st.sampled_from(["edit", "submit", "approve"]), st.sampled_from(PEOPLE), st.sampled_from("ab")),
        max_size=12,
    )
)
def test_whatever_people_do_only_words_approved_by_somebody_who_did_not_submit_them_are_approved(
    acts: list[tuple[str, str, str]],
) -> None:
    source = release("一。", "二。")
    units, ledger = catalog(source), Ledger("visit", "en")
    submitted: set[tuple[str, str]] = set()
    counted: set[str] = set()
    for act, who, letter in acts:
        now = present(source, units, ledger)
        targets = {target for _, _, target in now.edition.units} if now.edition else set()
        try:
            if act == "edit":
                units = catalog(source, t1=letter)
            elif act == "submit":
                ledger = submit(now, (), who=who, when=WHEN, tool="t")
                submitted |= {(ledgers.address(who), target) for target in targets}
            else:
                ledger = approve(now, (), who=who, when=WHEN, tool="t")
                assert not any((ledgers.address(who), target) in submitted for target in targets)
                assert all(any(target == other for _, other in submitted) for target in targets)
                counted.add(ledger.entries[-1].hash)
        except GateError:
            continue
        read = ledgers.load(ledgers.dump(ledger), name=NAME, release="visit", language="en")
        assert read == ledger
        assert set(standing(read, NAME).approvals) == counted


def test_an_edition_reads_as_it_was_written_and_nothing_else_is_one() -> None:
    source = release("一。", images=("a.jpg",))
    edition = edition_of(source, catalog(source), {"a.jpg": "0" * 64})
    value = edition_to_json(edition)
    assert edition_from_json(value, NAME) == edition
    assert edition_digest(edition_from_json(value, NAME)) == edition_digest(edition)
    title, paragraph = value["blocks"]

    def with_block(**changes: object) -> dict[str, object]:
        return {**value, "blocks": [title, {**paragraph, **changes}]}

    for level in (1, 6):
        assert edition_from_json(with_block(kind="heading", level=level), NAME).blocks[1].level == level
    for broken in (
        None,
        [],
        {},
        *(with_block(kind="heading", level=level) for level in (-1, 7)),
        with_block(kind="heading"),
        with_block(level=-1),
        {**value, "more": 1},
        {**value, "units": []},
        {**value, "references": [["a", "b"]]},
        {**value, "images": [["a.jpg"]]},
        *({**value, "language": language} for language in ("../en", "e", "en\n")),
        {**value, "blocks": [{"kind": "script"}]},
    ):
        with pytest.raises(BadInput, match="edition"):
            edition_from_json(broken, NAME)
