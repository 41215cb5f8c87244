"""The same text, cut into other units: its translations are joined or cut where that is certain, and never lost."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.catalogs.recutting import divided, joined
from workflow.catalogs.sync import Changes, sync
from workflow.model import (
    CHANGED,
    DELIBERATELY_EMPTY,
    Block,
    Catalog,
    Draft,
    Piece,
    Release,
    ReleaseState,
    Segment,
    Unit,
    UnitState,
    sha256,
)
from workflow.newsroom.pages import shown
from workflow.signoff.acts import approve, submit
from workflow.signoff.ledger import Ledger
from workflow.signoff.present import Present, look
from workflow.signoff.replay import standing

DRAFT = Draft("A draft.", "mt: argos zh→en 1.9 (score -0.21)")


def cut(*parts: str | Segment) -> Release:
    """A release; a part in brackets, such as ``[2018年9月12日]``, and the line feeds, belong to no segment."""
    pieces: list[Piece] = []
    for part in parts:
        if isinstance(part, Segment):
            pieces.append(Piece(part.text, part))
        elif part.startswith("["):
            pieces.append(Piece(part[1:-1]))
        else:
            pieces.append(Piece(part, Segment(part.replace("\n", ""))))
        pieces.append(Piece("\n"))
    return Release("visit", "sources/visit.txt", "zh-Hans", tuple(pieces), (), markup="plain")


def translated(release: Release, *targets: str | Unit) -> Catalog:
    """A catalog in sync with a release; a unit stands for its target, flags and comments."""
    catalog = sync(None, release, "en")[0]
    units = [
        replace(unit, target=given) if isinstance(given, str) else replace(given, source=unit.source)
        for unit, given in zip(catalog.units, targets, strict=True)
    ]
    return replace(catalog, units=tuple(units))


def synced(catalog: Catalog, release: Release) -> tuple[Catalog, Changes]:
    """Sync; twice changes nothing more."""
    after, changes = sync(catalog, release, "en")
    assert sync(after, release, "en")[0] == after
    return after, changes


def words(catalog: Catalog) -> list[tuple[str, str, bool]]:
    return [(unit.source, unit.target, unit.fuzzy) for unit in catalog.units]


def test_units_whose_text_is_one_unit_now_are_joined() -> None:
    before = translated(
        cut("为方便读者，决定延长开", "放时间。", "晚上关门。"), "To help,", "it extends.", "It closes."
    )
    after, changes = synced(before, cut("为方便读者，决定延长开\n放时间。", "晚上关门。"))
    assert words(after) == [
        ("为方便读者，决定延长开放时间。", "To help, it extends.", False),
        ("晚上关门。", "It closes.", False),
    ]
    assert changes == Changes(kept=1, recut=1)
    assert not after.obsolete


def test_a_translation_of_more_of_the_text_comes_before_those_of_its_parts() -> None:
    before = translated(cut("甲乙", "丙。", "甲", "丁。", "乙"), "Both", "came.", "One", "left.", "Two")
    after, _ = synced(before, cut("甲乙\n丙。", "甲", "丁。", "乙"))
    assert words(after)[0] == ("甲乙丙。", "Both came.", False)


def test_a_text_that_occurs_twice_is_joined_in_both_places() -> None:
    before = translated(cut("开会", "了。", "散", "会", "了。"), "They met", "then.", "Break", "up")
    after, _ = synced(before, cut("开会\n了。", "散\n会\n了。"))
    assert words(after) == [("开会了。", "They met then.", False), ("散会了。", "Break up then.", False)]


def test_a_unit_whose_text_is_several_units_now_is_cut_where_its_sentences_end() -> None:
    before = translated(
        cut("代表团抵达。\n会谈开始了吗？\n开始了。"), "The group arrived. Have talks begun? They have begun."
    )
    after, changes = synced(before, cut("代表团抵达。", "会谈开始了吗？", "开始了。"))
    assert words(after) == [
        ("代表团抵达。", "The group arrived.", False),
        ("会谈开始了吗？", "Have talks begun?", False),
        ("开始了。", "They have begun.", False),
    ]
    assert changes == Changes(recut=3)


def test_where_it_is_not_certain_every_new_unit_is_stale_and_has_all_the_words() -> None:
    before = translated(cut("各处室：\n时间\n5月8日。"), "To all divisions: the time is 8 May.")
    after, changes = synced(before, cut("各处室：", "时间", "5月8日。"))
    assert [unit.target for unit in after.units] == ["To all divisions: the time is 8 May."] * 3
    assert {unit.state for unit in after.units} == {UnitState.STALE}
    assert {unit.previous_source for unit in after.units} == {"各处室：时间5月8日。"}
    assert all(
        unit.comments
        == (f"{CHANGED}the text is cut differently; this is the translation of all of the previous source",)
        for unit in after.units
    )
    assert changes == Changes(stale=3)


def test_a_date_that_is_no_longer_part_of_a_sentence_makes_it_stale() -> None:
    before = translated(cut("某某局办公室\n2023年5月5日"), "General Office, 5 May 2023")
    after, _ = synced(before, cut("某某局办公室", "[2023年5月5日]"))
    assert words(after) == [("某某局办公室", "General Office, 5 May 2023", True)]


@pytest.mark.parametrize("gone", ["甲", "甲乙", "甲乙丙"])
def test_what_belongs_to_no_sentence_any_more_casts_no_doubt_on_the_rest(gone: str) -> None:
    before = translated(cut(gone, "决定延长开", "放时间。"), "A", "It extends", "its hours.")
    after, _ = synced(before, cut(f"[—{gone}]", "决定延长开\n放时间。"))
    assert words(after) == [("决定延长开放时间。", "It extends its hours.", False)]


def test_the_cut_between_two_units_moves() -> None:
    before = translated(cut("第一句", "话。第二句话。"), "The first.", "Then the second.")
    after, changes = synced(before, cut("第一句话。", "第二句话。"))
    assert words(after) == [("第一句话。", "The first.", False), ("第二句话。", "Then the second.", False)]
    assert changes == Changes(recut=2)


def test_another_role_is_never_certain() -> None:
    heading = Segment("第一章总则", "heading")
    after, _ = synced(translated(cut("第一章", "总则"), "Chapter I", "General"), cut(heading))
    unit = after.units[0]
    assert (unit.target, unit.state, unit.previous_source) == ("Chapter I General", UnitState.STALE, "第一章总则")
    assert unit.previous_context == ""


def test_what_nobody_confirmed_stays_unconfirmed() -> None:
    draft = Unit("", target=DRAFT.text, fuzzy=True, comments=(DRAFT.comment,))
    after, _ = synced(translated(cut("第一句", "话。"), "The first", draft), cut("第一句\n话。"))
    assert words(after) == [("第一句话。", "The first A draft.", True)]
    assert after.units[0].touched


def test_the_previous_source_is_what_has_a_translation() -> None:
    after, _ = synced(translated(cut("第一句", "话。"), "The first", ""), cut("第一句\n话。"))
    assert words(after) == [("第一句话。", "The first", True)]
    assert after.units[0].previous_source == "第一句"


def test_untouched_drafts_are_made_again() -> None:
    draft = Unit("", target=DRAFT.text, fuzzy=True, comments=(DRAFT.comment,))
    after, changes = synced(translated(cut("第一句", "话。"), draft, draft), cut("第一句\n话。"))
    assert words(after) == [("第一句话。", "", False)]
    assert changes == Changes(missing=1, dropped=2)


def test_an_edited_text_is_never_certain() -> None:
    before = translated(cut("第一句", "话。", "一共十人。"), "The first", "one.", "Ten in all.")
    after, _ = synced(before, cut("第一句\n话。", "一共百人。"))
    assert words(after)[0] == ("第一句话。", "The first one.", True)
    # A figure that is doubled is an edit, not another cut.
    after, _ = synced(translated(cut("一"), "one"), cut("一一"))
    assert words(after) != [("一一", "one one", False)]


def test_without_the_digest_of_the_text_nothing_is_certain() -> None:
    before = replace(translated(cut("第一句", "话。"), "The first", "one."), headers=())
    after, _ = synced(before, cut("第一句\n话。"))
    assert words(after) == [("第一句话。", "The first one.", True)]


def test_what_is_no_longer_a_unit_becomes_obsolete() -> None:
    before = translated(cut("来源：某报", "第一句", "话。"), "Source: a paper", "The first", "one.")
    after, _ = synced(before, cut("[来源：某报]", "第一句\n话。"))
    assert words(after) == [("第一句话。", "The first one.", False)]
    assert [unit.target for unit in after.obsolete] == ["Source: a paper"]


def test_a_part_that_has_its_own_translation_keeps_it_and_the_other_words_are_kept_too() -> None:
    before = translated(cut("开会了。\n他们走了。", "开会了。"), "A meeting took place. They left.", "They met.")
    after, _ = synced(before, cut("开会了。", "他们走了。", "[又]", "开会了。"))
    assert ("开会了。", "They met.", False) in words(after)
    assert ("他们走了。", "They left.", False) in words(after)
    assert [unit.target for unit in after.obsolete] == ["A meeting took place. They left."]


def test_one_sentence_with_two_translations_is_not_cut() -> None:
    after, _ = synced(translated(cut("开会了。\n开会了。"), "They met. Again they met."), cut("开会了。", "开会了。"))
    assert words(after) == [("开会了。", "They met. Again they met.", True)]


def test_notes_stay_and_a_machine_is_not_forgotten() -> None:
    kept = Unit("", target=DRAFT.text, comments=("a note", DRAFT.comment))
    changed = Unit("", target="Another.", comments=(DRAFT.comment,))
    after, _ = synced(
        translated(cut("一句", "话。", "再", "见。"), kept, kept, kept, changed), cut("一句\n话。", "再\n见。")
    )
    first, second = after.units
    assert first.comments == (Draft("A draft. A draft.", DRAFT.origin).comment, "a note")
    assert first.drafted() == (DRAFT.origin, False)
    assert second.drafted() == (DRAFT.origin, True)


@pytest.mark.parametrize(
    ("targets", "whole"),
    [
        (["The first", "one."], "The first one."),
        (["它", "来了。"], "它来了。"),
        (["One.", DELIBERATELY_EMPTY], "One."),
        ([DELIBERATELY_EMPTY, DELIBERATELY_EMPTY], DELIBERATELY_EMPTY),
        (["", "One."], "One."),
        (["", ""], ""),
    ],
)
def test_joined(targets: Sequence[str], whole: str) -> None:
    assert joined(targets) == whole


@given(st.lists(st.sampled_from(["One", "two.", "它", "来了。", " ", "", DELIBERATELY_EMPTY]), max_size=5))
def test_between_joined_translations_is_a_space_unless_one_of_them_is_written_without(targets: Sequence[str]) -> None:
    parts = [target for target in targets if target.strip() and target != DELIBERATELY_EMPTY]
    spaced = re.sub("(?<=[它来了。]) | (?=[它来了。])", "", " ".join(parts))
    assert joined(targets) == (spaced or (DELIBERATELY_EMPTY if DELIBERATELY_EMPTY in targets else ""))


@pytest.mark.parametrize(
    ("target", "sources", "parts"),
    [
        ("One came. Two left.", ["来了。", "走了。"], ["One came. Two left.".partition(" Two")[0], "Two left."]),
        ("“They came.” They left.", ["“来了。”", "走了。"], ["“They came.”", "They left."]),
        ("One\nTwo", ["一、时间", "二、地点"], ["One", "Two"]),
        ("来了。走了。", ["來了。", "走了。"], ["来了。", "走了。"]),
        (DELIBERATELY_EMPTY, ["来了。", "走了。"], [DELIBERATELY_EMPTY] * 2),
        ("They came and left.", ["来了。", "走了。"], None),
        ("They came. They sat. They left.", ["来了。", "走了。"], None),
        ("Did they come? They left.", ["来了。", "走了。"], None),
        ("They met Dr. Li and left.", ["来了。", "走了。"], None),
        ("They met at 9 a.m. They left.", ["来了。", "走了。"], None),
        ("It is No. 5 of ten.", ["来了。", "走了。"], None),
        ("They came to China. and left.", ["来了。", "走了。"], None),
        ("He said (they came. They) left.", ["来了。", "走了。"], None),
        ("**They came. They left.**", ["来了。", "走了。"], None),
        ("The time: nine", ["时间", "九时"], None),
    ],
)
def test_divided(target: str, sources: Sequence[str], parts: Sequence[str] | None) -> None:
    assert divided(target, sources) == parts


@given(st.lists(st.tuples(st.sampled_from(".?!"), st.sampled_from("。？！")), min_size=2, max_size=4))
def test_a_translation_is_cut_only_if_every_sentence_ends_like_that_of_the_source(
    ends: Sequence[Sequence[str]],
) -> None:
    parts = [f"They arrived{end}" for end, _ in ends]
    alike = all(end == {"。": ".", "？": "?", "！": "!"}[source] for end, source in ends[:-1])
    assert divided(" ".join(parts), [f"来了{source}" for _, source in ends]) == (parts if alike else None)


# --- the laws, for any text and any two ways to cut it ---

SPOKEN = {"甲": "Alpha", "乙": "Bravo", "丙": "Charlie", "，": ", ", "。": ". ", "？": "? "}


def spoken(text: str) -> str:
    """A translation that says each character, so that it can be told whether words are those of a text."""
    said = "".join(SPOKEN[char] if char in "，。？" else f" {SPOKEN[char]}" for char in text)
    return " ".join(said.split())


TEXTS = st.text("甲乙。？", min_size=1, max_size=12)


@st.composite
def cuts(draw: st.DrawFn, text: str) -> Release:
    places = sorted(draw(st.sets(st.integers(1, len(text) - 1), max_size=5))) if len(text) > 1 else []
    parts = [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]
    return cut(*parts)


@st.composite
def recuts(draw: st.DrawFn) -> tuple[Catalog, Release]:
    """A catalog, translated in part, and the same text cut in another way."""
    text = draw(TEXTS)
    catalog = sync(None, draw(cuts(text)), "en")[0]
    units = []
    for unit in catalog.units:
        kind = draw(st.sampled_from(["done", "done", "done", "fuzzy", "missing"]))
        target = "" if kind == "missing" else spoken(unit.source)
        units.append(replace(unit, target=target, fuzzy=kind == "fuzzy"))
    return replace(catalog, units=tuple(units)), draw(cuts(text))


def bag(text: str) -> list[str]:
    return sorted(text.replace(".", " . ").replace("?", " ? ").split())


@given(recuts())
def test_no_word_is_lost_and_none_is_confirmed_for_another_text(given: tuple[Catalog, Release]) -> None:
    before, release = given
    after, _ = synced(before, release)
    kept = {word for unit in (*after.units, *after.obsolete) for word in bag(unit.target)}
    assert {word for unit in before.units for word in bag(unit.target)} <= kept
    for unit in after.units:
        if unit.target and not unit.fuzzy:
            assert bag(unit.target) == bag(spoken(unit.source))
            assert unit.previous_source is None


@given(st.data())
def test_what_is_only_joined_is_all_confirmed(data: st.DataObject) -> None:
    # Each part ends in its only mark or is all that is said with it, so there is one way to see which they are.
    parts = data.draw(st.lists(st.sampled_from(["甲，", "甲甲，", "甲乙。", "乙。", "丙"]), min_size=1, max_size=8))
    fine = cut(*parts)
    places = data.draw(st.sets(st.integers(0, len(parts))))
    coarse: list[str] = []
    for place, part in enumerate(parts):
        coarse[-1:] = [*coarse[-1:], part] if place in places or not coarse else [coarse[-1] + part]
    catalog = sync(None, fine, "en")[0]
    done = replace(catalog, units=tuple(replace(unit, target=spoken(unit.source)) for unit in catalog.units))
    # What belongs to no sentence any more is still there, so nothing but the cutting changed.
    left = data.draw(st.sets(st.integers(0, len(coarse) - 1)))
    after, changes = synced(done, cut(*(f"[—{text}]" if n in left else text for n, text in enumerate(coarse))))
    assert changes.stale == 0
    assert [unit.source for unit in after.units] == list(
        dict.fromkeys(text for n, text in enumerate(coarse) if n not in left)
    )
    assert [unit.target for unit in after.units] == [spoken(unit.source) for unit in after.units]
    assert not any(unit.fuzzy for unit in after.units)


@given(recuts(), st.data())
def test_any_number_of_cuts_loses_no_word(given: tuple[Catalog, Release], data: st.DataObject) -> None:
    catalog, release = given
    promised = {word for unit in catalog.units for word in unit.target.split()}
    text = "".join(piece.segment.text for piece in release.pieces if piece.segment)
    for each in (release, data.draw(cuts(text)), data.draw(cuts(text))):
        catalog, _ = synced(catalog, each)
        kept = {word for unit in (*catalog.units, *catalog.obsolete) for word in unit.target.split()}
        kept |= {word for unit in catalog.units for line in unit.comments for word in line.split()}
        assert promised <= kept


# --- and the sign-off ---

TRANSLATOR = "Translator <translator@example.org>"
REVIEWER = "Reviewer <reviewer@example.org>"
WHEN = "2018-09-12T08:00:00Z"


def with_blocks(release: Release, file: str) -> Release:
    segments = [piece.segment for piece in release.pieces if piece.segment]
    blocks = tuple(Block("paragraph", (segment,)) for segment in segments)
    return replace(release, blocks=blocks, file_digest=sha256(file))


def signed(present: Present) -> Ledger:
    """One person submits the text, and another approves it."""
    ledger = submit(present, (), who=TRANSLATOR, when=WHEN, tool="workflow 0.1.0")
    submitted = look(present.release, present.catalog, ledger, {}, "visit.jsonl", in_step=True)
    return approve(submitted, (), who=REVIEWER, when=WHEN, tool="workflow 0.1.0")


@given(st.data())
def test_only_words_approved_for_this_very_source_are_published_whatever_is_cut(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    was, now = with_blocks(data.draw(cuts(text)), text), with_blocks(data.draw(cuts(text)), text)
    catalog = sync(None, was, "en")[0]
    catalog = replace(catalog, units=tuple(replace(unit, target=spoken(unit.source)) for unit in catalog.units))
    ledger = signed(look(was, catalog, Ledger("visit", "en"), {}, "visit.jsonl", in_step=True))
    approved = standing(ledger, "visit.jsonl").approval
    assert approved

    after, _ = synced(catalog, now)
    present = look(now, after, ledger, {}, "visit.jsonl", in_step=True)
    recut = [block.content for block in was.blocks] != [block.content for block in now.blocks]
    assert present.state is (ReleaseState.RECUT if recut else ReleaseState.APPROVED)
    assert present.recut_since == ("0.1.0" if recut else "")
    # The page is still that of the approved text, and a unit is approved only with exactly its words.
    shown_now = shown(present, publishing=True)
    assert shown_now
    assert shown_now.edition == approved.edition
    for unit, state in zip(after.units, present.states, strict=True):
        if state is UnitState.APPROVED:
            assert approved.edition.targets[unit.key] == unit.target

    # An edit of the source is still one.
    edited = look(replace(now, file_digest=sha256("edited")), after, ledger, {}, "visit.jsonl", in_step=True)
    assert not recut or edited.state is ReleaseState.OUTDATED

    if recut and present.translated:
        renewed = look(now, after, signed(present), {}, "visit.jsonl", in_step=True)
        assert renewed.state is ReleaseState.APPROVED
        latest = shown(renewed, publishing=True)
        assert latest
        assert latest.edition == renewed.edition
