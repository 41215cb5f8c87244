"""Merging branches: no translation is lost, none is joined with a changed source, and the ledger stays intact."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import newsroom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import REVIEWER, TRANSLATOR, Newsroom

from workflow.catalogs import po as catalogs
from workflow.catalogs.merge import DIFFERENTLY, OTHER, Merged, merge_catalogs, side_by_side
from workflow.catalogs.sync import EARLIER, sync
from workflow.cli import merge_driver
from workflow.errors import BadInput
from workflow.model import CHANGED, Catalog, Draft, Piece, Release, Segment, Unit, UnitState
from workflow.signoff import ledger as ledgers
from workflow.signoff.entries import Submit
from workflow.signoff.ledger import Ledger, merge_ledgers

MACHINE = Draft("a machine's draft", "mt: argos zh→en 1.9 (score -0.21)")
OLD, NEW = "申请量为75.1万件，同比增长18.8%。", "申请量为75.1万件，同比增长19.1%。"
KEY = tuple[str, str]


def release(*sources: str | KEY) -> Release:
    keys = [("", source) if isinstance(source, str) else source for source in sources]
    segments = [Segment(text, role, f"sentence {number}") for number, (role, text) in enumerate(keys, 1)]
    pieces = tuple(Piece(segment.text, segment) for segment in segments)
    return Release(id="visit", path="sources/visit.md", language="zh-Hans", pieces=pieces, blocks=())


def follow(catalog: Catalog | None, *sources: str | KEY) -> Catalog:
    """What ``translate`` makes of a catalog when the release has these sentences."""
    return sync(catalog, release(*sources), "en")[0]


def change(catalog: Catalog, source: str, **fields: object) -> Catalog:
    """Somebody edits the unit of this source."""
    units = tuple(replace(unit, **fields) if unit.source == source else unit for unit in catalog.units)  # type: ignore[arg-type]
    return replace(catalog, units=units)


def translated(*sources: str) -> Catalog:
    catalog = follow(None, *sources)
    return replace(catalog, units=tuple(replace(unit, target=f"T:{unit.source}") for unit in catalog.units))


def unit_of(catalog: Catalog, source: str) -> Unit:
    return next(unit for unit in catalog.units if unit.source == source)


def merge(base: Catalog, ours: Catalog, theirs: Catalog) -> Merged:
    """Merge, and check what holds for every merge; exchanging the sides gives the same, except for their order."""
    merged, swapped = merge_catalogs(base, ours, theirs), merge_catalogs(base, theirs, ours)
    assert (merged.clashes, merged.stale) == (swapped.clashes, swapped.stale)
    assert {unit.key: unit.state for unit in merged.catalog.units} == {
        unit.key: unit.state for unit in swapped.catalog.units
    }
    return merged


# --- units ---

BASE = translated("第一句。", OLD, "第三句。")


def test_what_each_side_did_to_another_unit_stands_beside_it() -> None:
    ours, theirs = (
        change(BASE, "第一句。", target="One."),
        change(BASE, "第三句。", target="Three.", comments=("sure?",)),
    )
    merged = merge(BASE, ours, theirs)
    assert merged == Merged(change(ours, "第三句。", target="Three.", comments=("sure?",)))


def test_a_unit_changed_differently_on_both_sides_is_fuzzy_with_the_other_words_in_a_comment() -> None:
    merged = merge(BASE, change(BASE, OLD, target="Ours."), change(BASE, OLD, target="Theirs,\nin lines."))
    unit = unit_of(merged.catalog, OLD)
    assert (unit.target, unit.fuzzy, unit.touched) == ("Ours.", True, True)
    assert unit.comments == (DIFFERENTLY, f"{EARLIER}Theirs,↵in lines.")
    assert (merged.clashes, merged.stale) == (1, 0)


def test_the_same_change_on_both_sides_is_no_clash() -> None:
    ours, theirs = (change(BASE, OLD, target="Same.", comments=(note,)) for note in ("a", "b"))
    unit = unit_of(merge(BASE, ours, theirs).catalog, OLD)
    assert (unit.target, unit.fuzzy, set(unit.comments)) == ("Same.", False, {"a", "b"})


def test_a_source_changed_on_one_side_meets_the_new_translation_of_the_other_as_a_stale_unit() -> None:
    ours = follow(BASE, "第一句。", NEW, "第三句。")
    theirs = change(BASE, OLD, target="A better translation.")
    merged = merge(BASE, ours, theirs)
    assert merged.stale == 1
    assert [unit.source for unit in merged.catalog.units] == ["第一句。", NEW, "第三句。"]
    unit = unit_of(merged.catalog, NEW)
    assert (unit.target, unit.state, unit.previous_source) == ("A better translation.", UnitState.STALE, OLD)
    assert unit.comments == (f"{CHANGED}only the figure “18.8%” → “19.1%”",)
    assert merged.catalog.header("X-Source-Digest") == ours.header("X-Source-Digest")
    assert merged.catalog.obsolete == ()


def test_a_translation_confirmed_for_the_new_source_stays_in_place_but_fuzzy_when_the_old_one_was_changed_too() -> None:
    ours = change(
        follow(BASE, "第一句。", NEW, "第三句。"), NEW, target="Rose 19.1%.", fuzzy=False, previous_source=None
    )
    theirs = change(BASE, OLD, target="Went up 18.8%.")
    for one, other in ((ours, theirs), (theirs, ours)):
        unit = unit_of(merge(BASE, one, other).catalog, NEW)
        assert (unit.target, unit.fuzzy) == ("Rose 19.1%.", True)
        assert f"{EARLIER}Went up 18.8%." in unit.comments


def test_a_new_source_confirmed_with_the_old_words_is_not_joined_with_their_correction() -> None:
    """A merge of lines takes msgid and msgstr from different sides, although nobody ever compared the two."""
    ours = change(follow(BASE, "第一句。", NEW, "第三句。"), NEW, fuzzy=False, previous_source=None)
    theirs = change(BASE, OLD, target="T:corrected")
    unit = unit_of(merge(BASE, ours, theirs).catalog, NEW)
    assert (unit.target, unit.state, unit.previous_source) == ("T:corrected", UnitState.STALE, OLD)
    assert f"{EARLIER}T:{OLD}" in unit.comments


def test_a_confirmation_of_the_new_source_stands_if_the_other_side_did_nothing_to_it() -> None:
    ours = change(
        follow(BASE, "第一句。", NEW, "第三句。"), NEW, target="Rose 19.1%.", fuzzy=False, previous_source=None
    )
    theirs = change(BASE, "第三句。", target="Three.")
    catalog = merge(BASE, ours, theirs).catalog
    assert [(unit.target, unit.fuzzy) for unit in catalog.units] == [
        ("T:第一句。", False),
        ("Rose 19.1%.", False),
        ("Three.", False),
    ]


def test_both_sides_may_have_changed_the_source_of_different_sentences() -> None:
    ours = follow(BASE, "第一句。", NEW, "第三句。")
    theirs = follow(BASE, "第一句。", OLD, "又一句新的话。", "第三句。")
    theirs = change(theirs, "又一句新的话。", target="Another.")
    catalog = merge(BASE, ours, theirs).catalog
    assert {unit.source: unit.target for unit in catalog.units} == {
        "第一句。": "T:第一句。",
        NEW: f"T:{OLD}",
        "又一句新的话。": "Another.",
        "第三句。": "T:第三句。",
    }
    assert [unit.source for unit in catalog.units][-1] == "第三句。"


def test_a_sentence_edited_differently_on_both_sides_keeps_its_translation_on_either() -> None:
    other = OLD.replace("18.8", "20.3")
    catalog = merge(
        BASE, follow(BASE, "第一句。", NEW, "第三句。"), follow(BASE, "第一句。", other, "第三句。")
    ).catalog
    for source in (NEW, other):
        assert (unit_of(catalog, source).target, unit_of(catalog, source).state) == (f"T:{OLD}", UnitState.STALE)
    assert unit_of(follow(catalog, "第一句。", NEW, "第三句。"), NEW).target == f"T:{OLD}"


def test_a_translation_changed_here_of_a_sentence_deleted_there_becomes_obsolete() -> None:
    merged = merge(BASE, follow(BASE, "第一句。", "第三句。"), change(BASE, OLD, target="New words."))
    assert [unit.source for unit in merged.catalog.units] == ["第一句。", "第三句。"]
    assert [(unit.source, unit.target) for unit in merged.catalog.obsolete] == [(OLD, "New words.")]


def test_a_person_s_translation_beats_a_draft_and_a_confirmed_draft_stands() -> None:
    empty = follow(None, "第一句。", "第二句。")
    drafted = change(empty, "第一句。", target=MACHINE.text, fuzzy=True, comments=(MACHINE.comment,))
    by_hand = change(empty, "第一句。", target="By hand.")
    assert merge(empty, by_hand, change(drafted, "第二句。", target="2")).catalog.units[0] == by_hand.units[0]
    confirmed = change(drafted, "第一句。", fuzzy=False)
    redrafted = change(drafted, "第一句。", target="another draft", comments=(Draft("another draft", "mt: b").comment,))
    for one, other in ((confirmed, redrafted), (redrafted, confirmed)):
        assert merge_catalogs(drafted, one, other) == Merged(confirmed)


def test_a_draft_confirmed_here_and_changed_there_is_for_a_person_to_decide() -> None:
    drafted = change(BASE, OLD, target=MACHINE.text, fuzzy=True, comments=(MACHINE.comment,))
    confirmed, changed = change(drafted, OLD, fuzzy=False), change(drafted, OLD, target="Better.")
    for one, other in ((confirmed, changed), (changed, confirmed)):
        merged = merge(drafted, one, other)
        unit = unit_of(merged.catalog, OLD)
        assert (unit.target, unit.fuzzy, merged.clashes) == ("Better.", True, 1)
        assert f"{EARLIER}{MACHINE.text}" in unit.comments


def test_doubts_of_one_side_stay_when_the_other_side_rewrote_the_translation() -> None:
    unit = unit_of(merge(BASE, change(BASE, OLD, fuzzy=True), change(BASE, OLD, target="Rewritten.")).catalog, OLD)
    assert (unit.target, unit.fuzzy) == ("Rewritten.", True)


@pytest.mark.parametrize(
    "other", [{"target": ""}, {"target": MACHINE.text, "comments": (MACHINE.comment,), "fuzzy": True}]
)
def test_a_translation_taken_away_here_and_changed_there_is_for_a_person_to_decide(other: dict[str, object]) -> None:
    merged = merge(BASE, change(BASE, OLD, target="Changed."), change(BASE, OLD, **other))
    unit = unit_of(merged.catalog, OLD)
    assert (unit.target, unit.fuzzy, merged.clashes) == ("Changed.", True, 1)


def test_a_clash_does_not_believe_a_previous_source_that_a_tool_left_on_a_confirmed_unit() -> None:
    ours = change(BASE, OLD, target="Ours.", previous_source="别的句子。")
    unit = unit_of(merge_catalogs(BASE, ours, change(BASE, OLD, target="Theirs.")).catalog, OLD)
    assert (unit.target, unit.state, unit.previous_source) == ("Ours.", UnitState.DRAFT, None)


def test_an_obsolete_entry_deleted_on_one_side_is_gone_unless_the_other_side_worked_on_it() -> None:
    base = replace(BASE, obsolete=(Unit("甲甲甲甲", target="gone"), Unit("乙乙乙乙", target="changed here")))
    ours = replace(change(base, OLD, target="Ours."), obsolete=())
    theirs = change(base, "第一句。", target="Theirs.")
    theirs = replace(theirs, obsolete=(base.obsolete[0], Unit("乙乙乙乙", target="better")))
    assert [unit.target for unit in merge(base, ours, theirs).catalog.obsolete] == ["better"]


def test_a_note_on_an_entry_without_a_translation_meets_the_draft_of_the_other_side() -> None:
    noted = Catalog("visit", "en", obsolete=(Unit(OLD, comments=("ask the office",)),))
    drafted = change(follow(None, OLD), OLD, target=MACHINE.text, fuzzy=True, comments=(MACHINE.comment,))
    unit = unit_of(merge(Catalog("visit", "en"), noted, drafted).catalog, OLD)
    assert (unit.target, unit.comments) == (MACHINE.text, (MACHINE.comment, "ask the office"))


def test_what_two_sides_left_of_a_clash_outlives_the_sentence() -> None:
    drafts = [Draft(text, f"mt: {text}") for text in ("one draft", "other draft")]
    sides = [change(BASE, OLD, target=d.text, comments=(d.comment,)) for d in drafts]
    merged = merge(change(BASE, OLD, target=""), *sides).catalog
    gone = follow(merged, "第一句。", "第三句。").obsolete
    assert [unit.target for unit in gone] == ["one draft"]
    assert f"{EARLIER}other draft" in gone[0].comments


def test_both_sides_may_have_made_the_catalog() -> None:
    ours, theirs = change(BASE, OLD, target="Ours."), change(BASE, OLD, target="Theirs.")
    merged = merge(Catalog("visit", "en"), ours, change(theirs, "第一句。", target=""))
    assert [(unit.target, unit.fuzzy) for unit in merged.catalog.units] == [
        ("T:第一句。", False),
        ("Ours.", True),
        ("T:第三句。", False),
    ]


def test_unknown_flags_comments_and_headers_of_both_sides_are_kept_and_deletions_hold() -> None:
    base = change(BASE, OLD, comments=("old note", "another"), flags=("kept", "dropped"))
    base = replace(base, headers=(*base.headers, ("X-Team", "one"), ("X-Gone", "x")), comment="top\nlast")
    ours = change(base, OLD, comments=("old note", "ours"), flags=("kept", "dropped", "ours"), target="Ours.")
    theirs = change(base, OLD, comments=("old note", "another", "theirs"), flags=("kept", "theirs"))

    def with_headers(catalog: Catalog, comment: str, **fields: str) -> Catalog:
        old = tuple((name, fields.pop(name.replace("-", "_"), value)) for name, value in catalog.headers)
        new = tuple((name.replace("_", "-"), value) for name, value in fields.items())
        return replace(catalog, headers=tuple(f for f in old if f[1] != "deleted") + new, comment=comment)

    ours = with_headers(ours, "top\nours\nlast", X_Team="two", X_Gone="deleted", X_Ours="o")
    theirs = with_headers(theirs, "top\ntheirs\nlast", X_Team="three", X_Theirs="t")
    catalog = merge(base, ours, theirs).catalog
    unit = unit_of(catalog, OLD)
    assert unit.comments == ("old note", "ours", "theirs")
    assert unit.flags == ("kept", "theirs", "ours")
    assert catalog.headers[-3:] == (("X-Team", "two"), ("X-Ours", "o"), ("X-Theirs", "t"))
    assert catalog.comment.split("\n") == ["top", "theirs", "ours", "last", f"{OTHER}X-Team: three"]


def test_the_header_names_the_last_translator_whichever_side_that_is() -> None:
    def saved(when: str, who: str) -> Catalog:
        fields = {"PO-Revision-Date": when, "Last-Translator": who}
        return replace(
            change(BASE, OLD, target=who), headers=tuple((n, fields.get(n, value)) for n, value in BASE.headers)
        )

    ours, theirs = (
        saved("2018-09-13 23:00+0800", "A <a@example.org>"),
        saved("2018-09-13 16:00+0000", "B <b@example.org>"),
    )
    for merged in (merge(BASE, ours, theirs), merge(BASE, theirs, ours)):
        assert merged.catalog.header("Last-Translator") == "B <b@example.org>"
        assert merged.catalog.header("PO-Revision-Date") == "2018-09-13 16:00+0000"
        assert merged.catalog.comment == ""


def test_a_catalog_that_no_translator_saved_is_never_the_later_save() -> None:
    def headed(who: str, **fields: str) -> Catalog:
        new = {name.replace("_", "-"): value for name, value in fields.items()} | {"Last-Translator": who}
        return replace(
            change(BASE, OLD, target=who), headers=tuple((n, new.get(n, value)) for n, value in BASE.headers)
        )

    day = "2030-01-01 00:00+0000"
    ours = headed("Automatically generated", POT_Creation_Date=day, PO_Revision_Date=day)
    theirs = headed("A <a@example.org>", POT_Creation_Date=day, PO_Revision_Date="2018-09-13 16:00+0000")
    for merged in (merge(BASE, ours, theirs), merge(BASE, theirs, ours)):
        assert merged.catalog.header("Last-Translator") == "A <a@example.org>"


def test_the_mode_line_that_one_side_added_stays() -> None:
    ours, theirs = replace(change(BASE, OLD, target="a"), tail="# vim: et"), change(BASE, OLD, comments=("b",))
    assert merge(BASE, ours, theirs).catalog.tail == merge(BASE, theirs, ours).catalog.tail == "# vim: et"


# --- the laws ---

# Few characters and few targets, so that sources, contexts and translations collide.
SOURCES = st.text("甲乙1", min_size=1, max_size=4)
KEYS = st.tuples(st.sampled_from(["", "heading"]), SOURCES)
TARGETS = st.sampled_from(["", "a", "b", "c\nd", "<EMPTY>", " "])
NOTES = ["note", "other note", "", f"{EARLIER}x", f"{CHANGED}y", MACHINE.comment]
COMMENTS = st.lists(st.sampled_from(NOTES), max_size=2, unique=True).map(tuple)
HEADERS = st.lists(st.tuples(st.sampled_from(["X-A", "X-B", ""]), st.sampled_from(["1", "2"])), max_size=3).map(tuple)


@st.composite
def entries(draw: st.DrawFn, key: KEY) -> Unit:
    context, source = key
    if draw(st.integers(0, 3)) == 0:
        return Unit(source, context, MACHINE.text, fuzzy=True, comments=(MACHINE.comment,))
    target = draw(TARGETS)
    previous = draw(st.none() | SOURCES)
    return Unit(
        source,
        context,
        target,
        fuzzy=bool(target) and draw(st.booleans()),
        previous_source=previous,
        previous_context=draw(st.sampled_from([None, "", "heading"])) if previous is not None else None,
        comments=draw(COMMENTS),
        flags=draw(st.sampled_from([(), ("x",), ("x", "y")])),
    )


@st.composite
def any_catalogs(draw: st.DrawFn) -> Catalog:
    """As people and other tools leave them: with obsolete entries twice, or live as well."""
    live = draw(st.lists(KEYS, unique=True, max_size=5))
    gone = draw(st.lists(KEYS, max_size=3))
    return Catalog(
        release="visit",
        language="en",
        units=tuple(draw(entries(key)) for key in live),
        obsolete=tuple(draw(entries(key)) for key in gone),
        headers=draw(HEADERS),
        comment=draw(st.sampled_from(["", "one", "one\ntwo"])),
    )


@st.composite
def worked_on(draw: st.DrawFn, catalog: Catalog) -> Catalog:
    """The catalog after some acts: the source is edited and synced, units are translated, confirmed, doubted, noted."""
    for _ in range(draw(st.integers(0, 4))):
        if draw(st.integers(0, 2)) == 0 or not catalog.units:
            keys = [unit.key for unit in catalog.units]
            for _ in range(draw(st.integers(1, 3))):
                place = draw(st.integers(0, len(keys)))
                keys[place : place + draw(st.integers(0, 1))] = draw(st.lists(KEYS, max_size=1))
            catalog = follow(catalog, *keys)
            continue
        place = draw(st.integers(0, len(catalog.units) - 1))
        unit = draw(entries(catalog.units[place].key))
        catalog = replace(catalog, units=(*catalog.units[:place], unit, *catalog.units[place + 1 :]))
    return catalog


@st.composite
def branches(draw: st.DrawFn) -> tuple[Catalog, Catalog, Catalog]:
    """What both sides started from, and both sides: as work goes, or with nothing in common."""
    if draw(st.integers(0, 3)) == 0:
        return draw(any_catalogs()), draw(any_catalogs()), draw(any_catalogs())
    base = draw(worked_on(follow(draw(any_catalogs()), *draw(st.lists(KEYS, max_size=5)))))
    return base, draw(worked_on(base)), draw(worked_on(base))


def every(catalog: Catalog) -> tuple[Unit, ...]:
    return catalog.units + catalog.obsolete


def by_people(catalog: Catalog) -> set[str]:
    """Every translation that a person had a hand in, and every earlier one in a comment."""
    words = {unit.target.replace("\n", "↵") for unit in every(catalog) if unit.touched}
    noted = {c.removeprefix(EARLIER) for unit in every(catalog) for c in unit.comments if c.startswith(EARLIER)}
    return {text for text in words | noted if text.strip()}


def texts_in(catalog: Catalog) -> set[str]:
    """Every translation that somebody would find again in a catalog, alone or joined with others (recutting)."""
    return by_people(catalog) | {unit.target.replace("\n", "↵") for unit in every(catalog)} | set(joined_in(catalog))


def is_joined(unit: Unit) -> bool:
    """Whether a unit has the joined translations of several, which nobody has looked at since (recutting)."""
    return any(line.startswith(CHANGED + "the text is cut differently") for line in unit.comments)


def joined_in(catalog: Catalog) -> Iterator[str]:
    """Yield what may be one of the translations that were joined for a unit that is cut differently."""
    for unit in every(catalog):
        if is_joined(unit):
            words = unit.target.replace("\n", "↵").split(" ")
            yield from (
                " ".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)
            )


def notes_in(catalog: Catalog) -> set[str]:
    lines = {line for unit in every(catalog) for line in unit.comments}
    return {line for line in lines if line and not line.startswith((CHANGED, EARLIER, "mt: "))}


def confirmed(catalog: Catalog) -> set[tuple[str, str, str]]:
    """Every translation that counts as done; one of blanks does not, whatever its flags."""
    return {(*unit.key, unit.target) for unit in every(catalog) if unit.state is UnitState.TRANSLATED}


@settings(max_examples=400)
@given(branches())
def test_the_law_of_merging_holds_for_any_two_branches(sides: tuple[Catalog, Catalog, Catalog]) -> None:
    base, ours, theirs = sides
    catalog = merge_catalogs(base, ours, theirs).catalog
    # What a person wrote on either side is there; what was joined, nobody wrote as one.
    for side in (ours, theirs):
        joined = {unit.target.replace("\n", "↵") for unit in every(side) if is_joined(unit)}
        written = by_people(side) - joined - texts_in(base)
        assert written <= texts_in(catalog)
        assert written <= texts_in(follow(catalog))  # after its sentence is gone, too
        assert notes_in(follow(side, *(unit.key for unit in catalog.units))) - notes_in(base) <= notes_in(catalog)
        assert {f for f in side.headers if f not in base.headers and f[0] != "X-Source-Digest"} <= set(
            catalog.headers
        ) | {tuple(line.removeprefix(OTHER).split(": ")) for line in catalog.comment.split("\n")}
    both = {(unit.key, unit.target) for unit in every(ours) if unit.touched} & {
        (unit.key, unit.target) for unit in every(theirs) if unit.touched
    }
    assert {target.replace("\n", "↵") for _, target in both if target.strip()} <= texts_in(catalog)
    # Nothing is confirmed that nobody confirmed for exactly this source.
    assert confirmed(catalog) <= confirmed(ours) | confirmed(theirs)
    # gettext refuses two entries with one key.
    assert (
        ours in (catalog, theirs, base)
        or theirs == base
        or max(Counter(u.key for u in every(catalog)).values(), default=1) == 1
    )
    live, before = [{unit.key for unit in each.units} for each in (catalog, base)]
    here, there = ({unit.key for unit in each.units} for each in (ours, theirs))
    assert live == (here & there) | (here - before) | (there - before)


@settings(max_examples=200)
@given(branches())
def test_a_merge_with_what_is_there_already_is_what_is_there(sides: tuple[Catalog, Catalog, Catalog]) -> None:
    base, one, other = sides
    assert merge_catalogs(base, one, one).catalog == one
    assert merge_catalogs(base, one, base).catalog == one
    assert merge_catalogs(base, base, one).catalog == one
    merged = merge_catalogs(base, one, other).catalog
    assert merge_catalogs(one, merged, one).catalog == merged


@settings(max_examples=200)
@given(branches())
def test_which_side_stands_first_decides_nothing_but_what_stays_in_place(
    sides: tuple[Catalog, Catalog, Catalog],
) -> None:
    base, one, other = sides
    first, second = merge_catalogs(base, one, other).catalog, merge_catalogs(base, other, one).catalog
    for there, swapped in ((first.units, second.units), (first.obsolete, second.obsolete)):
        states = {unit.key: unit.state for unit in there}
        assert states == {unit.key: unit.state for unit in swapped}
    assert by_people(first) == by_people(second)
    assert [unit.key for unit in first.units] == [unit.key for unit in second.units]
    assert confirmed(first) == confirmed(second)


@settings(max_examples=40)
@given(sides=branches())
def test_gettext_accepts_every_merged_catalog_and_reads_the_same(
    sides: tuple[Catalog, Catalog, Catalog],
    tmp_path_factory: pytest.TempPathFactory,
    require_tool: Callable[[str], str],
) -> None:
    require_tool("msgfmt")
    base, ours, theirs = (replace(each, headers=follow(None).headers) for each in sides)
    # In step, as a command leaves it: what another tool left twice is the sync's to mend.
    ours, theirs = (follow(each, ("title", "标题"), *(unit.key for unit in each.units)) for each in (ours, theirs))
    merged = merge_catalogs(base, ours, theirs).catalog
    path = tmp_path_factory.getbasetemp() / "merged.po"
    path.write_bytes(catalogs.dump(merged))
    subprocess.run(["msgfmt", "--check", "--output-file=-", str(path)], check=True, capture_output=True)
    read = catalogs.parse(path.read_bytes(), name=path.name, release="visit", language="en")
    assert texts_in(read) == texts_in(merged)
    assert catalogs.dump(read) == path.read_bytes()


# --- ledgers ---


def signed(ledger: Ledger, *acts: str, hour: int = 8) -> Ledger:
    for minute, act in enumerate(acts):
        when = f"2018-09-12T{hour:02}:{minute:02}:00Z"
        ledger = ledger.with_entry(Submit(act, ()), who=TRANSLATOR, when=when, tool="t")
    return ledger


ACTS = st.lists(st.sampled_from("abc"), max_size=3)


@given(ACTS, ACTS, ACTS)
def test_ledgers_become_the_union_of_their_lines_in_an_order_that_loads(
    before: list[str], here: list[str], there: list[str]
) -> None:
    base = signed(Ledger("visit", "en"), *before)
    ours, theirs = signed(base, *here, hour=9), signed(base, *there, hour=9)
    merged, missing = merge_ledgers(base, ours, theirs, "visit.jsonl")
    data = ledgers.dump(merged)
    assert ledgers.load(data, name="visit.jsonl", release="visit", language="en") == merged
    lines = [data.splitlines() for data in (ledgers.dump(ours), ledgers.dump(theirs), data)]
    assert Counter(lines[2]) == Counter({*lines[0], *lines[1]})
    assert set(merged.heads) <= {*ours.heads, *theirs.heads}
    assert signed(merged, "next").entries[-1].prev == merged.heads
    assert missing == {}
    assert merge_ledgers(base, theirs, ours, "visit.jsonl")[0] == merged


def test_a_line_that_one_side_took_away_is_kept_and_named() -> None:
    base = signed(Ledger("visit", "en"), "a", "b")
    cut = Ledger("visit", "en", base.entries[:1])
    merged, missing = merge_ledgers(base, signed(base, "c", hour=9), cut, "visit.jsonl")
    assert [entry.act.to_json()["edition"] for entry in merged.entries] == ["a", "b", "c"]
    assert missing == {"theirs": base.entries[1:]}


def test_ledgers_of_two_releases_have_no_union() -> None:
    with pytest.raises(BadInput, match=r"x: visit \(en\) and visit \(fr\)"):
        ledgers.union(Ledger("visit", "en"), Ledger("visit", "fr"), name="x")


# --- what cannot be merged ---


@given(st.lists(st.sampled_from("ab"), max_size=4), st.lists(st.sampled_from("ab"), max_size=4), st.booleans())
def test_between_conflict_marks_both_sides_are_whole(ours: list[str], theirs: list[str], last: bool) -> None:
    mine, yours = ("\n".join(lines) + "\n" * last for lines in (ours, theirs))
    both = side_by_side(mine.encode(), yours.encode())
    assert (both is None) == (mine == yours)
    if both is None:
        return
    here, there, side = [], [], "both"
    for line in both.decode().split("\n"):
        if line in ("<<<<<<< ours", "=======", ">>>>>>> theirs"):
            side = {"<": "ours", "=": "theirs", ">": "both"}[line[0]]
            continue
        here += [line] * (side != "theirs")
        there += [line] * (side != "ours")
    assert ("\n".join(here).rstrip("\n"), "\n".join(there).rstrip("\n")) == (mine.rstrip("\n"), yours.rstrip("\n"))


def test_there_are_no_conflict_marks_in_what_is_not_text() -> None:
    assert side_by_side(b"a\0b", b"c") is None
    assert side_by_side(b"a", b"c") is not None


# --- what git calls ---


def drive(tmp_path: Path, kind: str, *sides: bytes, path: str = "", status: int = 0) -> tuple[bytes, str]:
    """Run a driver on base, ours and theirs. → what it made of ours, and what it said."""
    files = [tmp_path / name for name in ("base", "ours", "theirs")]
    for file, data in zip(files, sides, strict=True):
        file.write_bytes(data)
    command = [
        sys.executable,
        "-P",
        "-m",
        "workflow",
        "merge-driver",
        kind,
        *map(str, files),
        *([path] if path else []),
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=tmp_path)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert (files[0].read_bytes(), files[2].read_bytes()) == (sides[0], sides[2])
    assert sorted(tmp_path.iterdir()) == sorted(files)
    return files[1].read_bytes(), done.stderr


@pytest.mark.parametrize("path", ["", "locales/en/visit.po"])
def test_the_driver_writes_the_merged_catalog_over_ours_and_says_what_to_look_at(tmp_path: Path, path: str) -> None:
    ours, theirs = change(BASE, OLD, target="Ours."), change(BASE, OLD, target="Theirs.")
    ours = change(ours, "第一句。", target="One.")
    data, said = drive(tmp_path, "po", *map(catalogs.dump, (BASE, ours, theirs)), path=path)
    assert data == catalogs.dump(merge_catalogs(BASE, ours, theirs).catalog)
    assert "both branches changed 1 unit differently: now fuzzy" in said


def test_a_catalog_that_both_branches_made_has_an_empty_base(tmp_path: Path) -> None:
    ours, theirs = translated("第一句。"), translated("第一句。", "第二句。")
    data, said = drive(tmp_path, "po", b"", catalogs.dump(ours), catalogs.dump(theirs), path="locales/en/visit.po")
    assert (data, said) == (catalogs.dump(merge_catalogs(Catalog("visit", "en"), ours, theirs).catalog), "")


def test_a_merge_that_changes_nothing_leaves_the_bytes_as_another_tool_wrote_them(tmp_path: Path) -> None:
    base, wrapped = catalogs.dump(BASE), catalogs.dump(change(BASE, OLD, target="N.")).replace(b"\n", b"\r\n")
    noted = catalogs.dump(BASE).replace(b"#: ", b"#:  ")
    assert drive(tmp_path, "po", base, wrapped, noted) == (wrapped, "")
    assert drive(tmp_path, "po", base, noted, wrapped) == (wrapped, "")


def test_a_ledger_with_crlf_or_another_order_of_lines_merges(tmp_path: Path) -> None:
    base = signed(Ledger("visit", "en"), "a")
    ours, theirs = signed(base, "b", hour=9), signed(base, "c", hour=10)
    expected = ledgers.dump(merge_ledgers(base, ours, theirs, "")[0])
    turned = b"\r\n".join(reversed(ledgers.dump(theirs).splitlines()))
    data, said = drive(tmp_path, "ledger", ledgers.dump(base), ledgers.dump(ours), turned)
    assert (data, said) == (expected, "")


def test_a_ledger_that_lost_a_line_is_merged_whole_and_a_person_must_look(tmp_path: Path) -> None:
    base = signed(Ledger("visit", "en"), "a", "b")
    ours, cut = signed(base, "c", hour=9), Ledger("visit", "en", base.entries[:1])
    data, said = drive(
        tmp_path, "ledger", *map(ledgers.dump, (base, ours, cut)), path="locales/en/visit.jsonl", status=1
    )
    assert data == ledgers.dump(ours)
    assert "visit.jsonl: theirs lacks 1 line of the common ancestor (submit by Translator" in said


@pytest.mark.parametrize(
    ("kind", "good", "bad", "said"),
    [
        ("po", catalogs.dump(BASE), catalogs.dump(BASE) + b'msgid "x', ".po (theirs):"),
        ("po", catalogs.dump(BASE), catalogs.dump(BASE).replace(b"Language: en", b"Language: fr"), "Language: fr"),
        ("po", catalogs.dump(BASE), b"", ".po (theirs): is empty"),
        ("ledger", ledgers.dump(signed(Ledger("visit", "en"), "a")), b"{}\n", ".jsonl (theirs): line 1"),
        ("ledger", b"", ledgers.dump(signed(Ledger("other", "en"), "a")), "is about 'other'"),
    ],
)
def test_what_cannot_be_read_is_left_between_conflict_marks_that_no_command_takes(
    tmp_path: Path, kind: str, good: bytes, bad: bytes, said: str
) -> None:
    path = f"locales/en/visit.{'po' if kind == 'po' else 'jsonl'}"
    data, words = drive(tmp_path, kind, good, good, bad, path=path, status=1)
    assert data == side_by_side(good, bad)
    assert said in words
    assert "it has both sides" in words
    read = catalogs.parse if kind == "po" else ledgers.load
    with pytest.raises(BadInput, match="conflict"):
        read(data, name=path, release="visit", language="en")


def test_a_file_that_is_no_text_stays_ours(tmp_path: Path) -> None:
    good = catalogs.dump(BASE)
    data, said = drive(tmp_path, "po", good, good, b"a\0b", status=1)
    assert data == good
    assert "it has our side's content" in said


@pytest.mark.parametrize("kind", ["po", "ledger"])
def test_a_base_that_cannot_be_read_stops_nothing(tmp_path: Path, kind: str) -> None:
    ledger = signed(Ledger("visit", "en"), "a")
    ours, theirs = (
        (catalogs.dump(BASE), catalogs.dump(change(BASE, OLD, target="")))
        if kind == "po"
        else (ledgers.dump(ledger), ledgers.dump(signed(ledger, "b")))
    )
    data, said = drive(tmp_path, kind, b"<<<<<<< ours\n", ours, theirs)
    assert data == (ours if kind == "po" else theirs)
    assert "merged without the base" in said


def test_a_bug_of_ours_does_not_make_git_take_one_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("bug")

    monkeypatch.setattr(merge_driver, "merge_catalogs", broken)
    files = [tmp_path / name for name in ("base", "ours", "theirs")]
    for file, text in zip(files, ("", "1", "2"), strict=True):
        file.write_bytes(catalogs.dump(change(BASE, OLD, target=text)))
    done = newsroom.make(tmp_path / "room").run("merge-driver", "po", *map(str, files), status=1)
    assert "ours: KeyError: 'bug'" in done.stderr
    assert files[1].read_bytes().count(b"<<<<<<<") == 1


# --- git ---


ARRIVED = "代表团于9月3日抵达日内瓦。"
ENGLISH = {
    "代表团访问日内瓦": "Delegation Visits Geneva",
    ARRIVED: "The delegation arrived in Geneva on September 3.",
    "双方签署了备忘录。": "The two sides signed a memorandum of understanding.",
    "下一步": "Next steps",
    "签字现场": "At the signing",
    "双方将于明年再次会晤。": "The two sides will meet again next year.",
}


class Repository:
    """A git repository with a newsroom in it, far from the configuration of whoever runs the tests."""

    def __init__(self, top: Path, room: Newsroom) -> None:
        self.top, self.room = top, room
        self.run("init", "--quiet", "--initial-branch=main")

    def run(self, *arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        outside = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        person = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "Translator"), ("EMAIL", "translator@example.org"))
        }
        config = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_EDITOR": "true", "LC_ALL": "C"}
        done = subprocess.run(
            ["git", "-C", str(self.top), *arguments],
            env={**outside, **person, **config},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == status, f"git {arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    def commit(self) -> None:
        self.run("add", "--all")
        self.run("commit", "--quiet", "--message", "work")

    def branch(self, name: str, *acts: Callable[[], object], start: str = "main") -> None:
        """A branch with a commit for each act."""
        self.run("switch", "--quiet", "--create", name, start)
        for act in acts:
            act()
            self.commit()

    def conflicts(self) -> list[str]:
        return sorted({line.split("\t")[1] for line in self.run("ls-files", "--unmerged").stdout.splitlines()})


@pytest.fixture(params=["", "desk/news room"])
def repository(request: pytest.FixtureRequest, tmp_path: Path, require_tool: Callable[[str], str]) -> Repository:
    """A repository whose newsroom, at its top or in a subfolder, has a translated release, with drivers installed."""
    require_tool("git")
    room = newsroom.make(tmp_path / request.param)
    made = Repository(tmp_path, room)
    room.write(".gitignore", ".workflow/\npublic/\n")
    room.run("translate")
    room.translate_by_hand(**ENGLISH)
    room.run("merge-driver", "install")
    made.commit()
    return made


def edit(room: Newsroom, source: str, **fields: object) -> Callable[[], object]:
    """A translator changes a unit."""
    return lambda: room.catalog_path().write_bytes(catalogs.dump(change(room.catalog(), source, **fields)))


def rewrite(room: Newsroom, before: str, after: str) -> Callable[[], object]:
    """Somebody changes the source and brings the catalog in step."""

    def act() -> None:
        source = room.root / "sources/visit.md"
        source.write_bytes(source.read_bytes().replace(before.encode(), after.encode()))
        room.run("translate")

    return act


def ledger_of(room: Newsroom) -> Ledger:
    data = room.catalog_path().with_suffix(".jsonl").read_bytes()
    return ledgers.load(data, name="visit.jsonl", release="visit", language="en")


def signers(room: Newsroom) -> set[str]:
    return {entry.person for entry in ledger_of(room).entries}


def test_a_source_changed_on_one_branch_and_its_translation_on_the_other_merge_to_a_stale_unit(
    repository: Repository,
) -> None:
    room = repository.room
    repository.branch("source", rewrite(room, "9月3日", "9月4日"))
    repository.branch("words", edit(room, ARRIVED, target="It arrived on September 3."))
    said = repository.run("merge", "--no-edit", "source").stderr
    assert "visit.po: one branch changed the source of 1 unit" in said
    unit = unit_of(room.catalog(), ARRIVED.replace("3", "4"))
    assert (unit.target, unit.state, unit.previous_source) == ("It arrived on September 3.", UnitState.STALE, ARRIVED)
    before = room.catalog_path().read_bytes()
    room.run("translate")
    assert room.catalog_path().read_bytes() == before
    assert room.status()[0]["units"]["stale"] == 1
    room.run("submit", "visit", "--as", TRANSLATOR, status=1)


def test_a_draft_confirmed_on_one_branch_and_rewritten_on_the_other_is_not_joined_as_git_would(
    repository: Repository,
) -> None:
    room = repository.room
    repository.branch("drafted", edit(room, ARRIVED, target="A draft.", fuzzy=True))
    repository.branch("confirms", edit(room, ARRIVED, fuzzy=False), start="drafted")
    repository.branch("rewrites", edit(room, ARRIVED, target="Half a sen"), start="drafted")
    # What git does by itself: the half sentence comes out confirmed.
    attributes = room.root / ".gitattributes"
    mine = attributes.read_bytes()
    attributes.unlink()
    repository.run("merge", "--no-edit", "--no-commit", "confirms")
    unit = unit_of(room.catalog(), ARRIVED)
    assert (unit.target, unit.fuzzy) == ("Half a sen", False)
    repository.run("reset", "--quiet", "--hard")
    assert attributes.read_bytes() == mine
    repository.run("merge", "--no-edit", "confirms")
    unit = unit_of(room.catalog(), ARRIVED)
    assert (unit.target, unit.fuzzy) == ("Half a sen", True)
    assert f"{EARLIER}A draft." in unit.comments


def test_two_branches_that_both_approve_leave_a_ledger_with_two_heads_that_counts(repository: Repository) -> None:
    room = repository.room
    room.run("submit", "visit", "--as", TRANSLATOR)
    repository.commit()
    repository.branch("one", lambda: room.run("approve", "visit", "--as", REVIEWER))
    repository.branch("two", lambda: room.run("approve", "visit", "--as", "Chief <chief@example.org>"))
    repository.run("merge", "--no-edit", "one")
    ledger = ledger_of(room)
    assert [entry.action for entry in ledger.entries] == ["submit", "approve", "approve"]
    assert len(ledger.heads) == 2
    room.run("verify")
    assert room.state()[0] == "approved"
    room.run("publish")
    room.run("verify")
    assert room.state() == ("published", "current")


def test_a_return_on_one_branch_beats_a_publication_on_the_other(repository: Repository) -> None:
    room = repository.room
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    repository.commit()
    repository.branch("returns", lambda: room.run("return", "visit", "--reason", "the date", "--as", REVIEWER))
    repository.branch("publishes", lambda: room.run("publish"), start="main")
    repository.run("merge", "--no-edit", "returns")
    assert room.state()[0] == "returned"
    said = room.run("verify", status=1).stdout.splitlines()  # the site still shows what was returned
    assert not [line for line in said if "visit" in line and not line.startswith("outdated")]
    room.run("publish")  # takes down what nobody stands for any more
    room.run("submit", "visit", "--reason", "The date is right.", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    room.run("publish")
    room.run("verify")


def test_a_rebase_and_a_cherry_pick_in_which_the_sides_swap_lose_nothing(repository: Repository) -> None:
    room = repository.room
    mine = [
        edit(room, ARRIVED, target="First, mine arrived on September 3."),
        edit(room, ARRIVED, target="Then, mine arrived on September 3."),
        lambda: room.run("submit", "visit", "--as", TRANSLATOR),
    ]
    repository.branch("mine", *mine)
    other = [
        edit(room, ARRIVED, target="Theirs arrived on September 3."),
        lambda: room.run("submit", "visit", "--as", REVIEWER),
    ]
    repository.branch("theirs", *other)
    repository.run("switch", "--quiet", "mine")
    repository.run("rebase", "theirs")
    unit = unit_of(room.catalog(), ARRIVED)
    assert unit.fuzzy
    words = [f"{who} arrived on September 3." for who in ("First, mine", "Then, mine", "Theirs")]
    assert {unit.target, *unit.comments} >= {unit.target, *(EARLIER + text for text in words if text != unit.target)}
    assert unit.target in words
    assert signers(room) == {"reviewer@example.org", "translator@example.org"}
    room.run("verify")

    repository.branch("picks", lambda: room.run("submit", "visit", "--as", "Third <third@example.org>"))
    repository.run("cherry-pick", "theirs")
    assert signers(room) == {"reviewer@example.org", "third@example.org"}
    room.run("verify")


def test_a_broken_catalog_on_a_branch_is_a_conflict_that_shows_both_sides(repository: Repository) -> None:
    room = repository.room
    broken = room.catalog_path().read_bytes().replace(b'September 3."', b"September 3.")
    repository.branch("good", edit(room, ARRIVED, target="Good."))
    repository.branch("broken", lambda: room.catalog_path().write_bytes(broken))
    said = repository.run("merge", "--no-edit", "good", status=1)
    assert "cannot be merged" in said.stderr
    assert [Path(path).name for path in repository.conflicts()] == ["visit.po"]
    text = room.catalog_path().read_text(encoding="utf-8")
    assert (
        text.index("<<<<<<< ours") < text.index("September 3.\n") < text.index("Good.") < text.index(">>>>>>> theirs")
    )
    room.run("translate", status=1)
    repository.run("merge", "--abort")
    assert room.catalog_path().read_bytes() == broken


def test_a_clone_whose_program_is_gone_gets_a_conflict_and_not_one_side(repository: Repository) -> None:
    room = repository.room
    driver = repository.run("config", "merge.workflow-po.driver").stdout.strip()
    assert sys.executable in driver
    repository.run("config", "merge.workflow-po.driver", driver.replace(sys.executable, "/nowhere/python"))
    repository.branch("one", edit(room, ARRIVED, target="One."))
    repository.branch("other", edit(room, ARRIVED, target="Other."))
    repository.run("merge", "--no-edit", "one", status=1)
    assert [Path(path).name for path in repository.conflicts()] == ["visit.po"]
    text = room.catalog_path().read_text(encoding="utf-8")
    assert "<<<<<<< ours" in text
    assert text.index("Other.") < text.index("=======") < text.index("One.")


# --- setting up ---


def test_installing_twice_changes_nothing_more_and_keeps_what_is_there(
    tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    require_tool("git")
    room = newsroom.make(tmp_path / "room")
    repository = Repository(tmp_path, room)
    attributes = room.write(".gitattributes", "*.jsonl merge=union\n*.po diff")
    said = room.run("merge-driver", "install").stdout
    assert "run this once in every clone" in said
    assert "commit it" in said
    assert attributes.read_text(encoding="utf-8").splitlines() == [
        "*.jsonl merge=union",
        "*.po diff",
        "# Merge ledgers and catalogs by unit; run in every clone: workflow merge-driver install",
        "locales/**/*.jsonl merge=workflow-ledger",
        "locales/**/*.po merge=workflow-po",
    ]
    paths = ["room/locales/en/a b.jsonl", "room/locales/pt-BR/x.po", "room/other.jsonl", "locales/en/x.po"]
    answers = repository.run("check-attr", "merge", "--", *paths).stdout.splitlines()
    assert [line.rpartition(": ")[2] for line in answers] == ["workflow-ledger", "workflow-po", "union", "unspecified"]
    before = room.files(), (tmp_path / ".git/config").read_bytes()
    assert "already set up" in room.run("merge-driver", "install").stdout
    assert (room.files(), (tmp_path / ".git/config").read_bytes()) == before


def test_attributes_that_win_over_ours_are_named(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    require_tool("git")
    room = newsroom.make(tmp_path)
    Repository(tmp_path, room)
    room.write("locales/.gitattributes", "*.po merge=union\n")
    said = room.run("merge-driver", "install", status=3).stderr
    assert "*.po" in said
    assert "locales/.gitattributes" in said


def test_without_a_repository_or_without_git_the_message_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, require_tool: Callable[[str], str]
) -> None:
    require_tool("git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    room = newsroom.make(tmp_path / "room")
    before = room.files()
    assert "is not in a git repository" in room.run("merge-driver", "install", status=3).stderr
    monkeypatch.setenv("PATH", "")
    assert "install git" in room.run("merge-driver", "install", status=3).stderr
    assert room.files() == before
