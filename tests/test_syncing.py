"""The law of syncing: twice changes nothing more, and what a person translated is never lost."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from workflow.catalogs import matching
from workflow.catalogs import po as catalogs
from workflow.catalogs.matching import ELSEWHERE, NEARBY
from workflow.catalogs.sync import EARLIER, Changes, notes_of, sync
from workflow.model import CHANGED, DELIBERATELY_EMPTY, Catalog, Draft, Piece, Release, Segment, Unit, UnitState

PATH = "sources/2018-09-12-visit.md"
MACHINE = Draft("a machine's draft", "mt: argos zh→en 1.9 (score -0.21)")


def release(*texts: str | tuple[str, str], date: str = "2018-09-12", path: str = PATH) -> Release:
    """A release of these texts, or of (role, text) pairs."""
    pairs = [("", text) if isinstance(text, str) else text for text in texts]
    segments = [Segment(text, role, f"sentence {number}") for number, (role, text) in enumerate(pairs, 1)]
    pieces = tuple(Piece(segment.text, segment) for segment in segments)
    return Release(id="2018-09-12-visit", path=path, language="zh-Hans", pieces=pieces, blocks=(), date=date)


def again(catalog: Catalog | None, wanted: Release) -> Catalog:
    return sync(catalog, wanted, "en", project="Sample")[0]


def with_targets(catalog: Catalog, targets: dict[str, str], *, fuzzy: bool = False) -> Catalog:
    """A person translated these sources."""
    units = tuple(
        replace(unit, target=targets[unit.source], fuzzy=fuzzy) if unit.source in targets else unit
        for unit in catalog.units
    )
    return replace(catalog, units=units)


def drafted(catalog: Catalog, source: str) -> Catalog:
    """A machine drafted this source."""
    units = tuple(
        replace(unit, target=MACHINE.text, fuzzy=True, comments=(*unit.comments, MACHINE.comment))
        if unit.source == source
        else unit
        for unit in catalog.units
    )
    return replace(catalog, units=units)


def translated(*texts: str) -> Catalog:
    """A catalog in which each of these texts has a translation, "T:" and the text."""
    return with_targets(again(None, release(*texts)), {text: f"T:{text}" for text in texts})


def unit_of(catalog: Catalog, source: str, context: str = "") -> Unit:
    return next(unit for unit in catalog.units if unit.key == (context, source))


# --- what stays ---


def test_a_new_catalog_has_a_missing_unit_for_each_segment_in_order() -> None:
    made, changes = sync(None, release(("title", "访问"), "第一句。", "第二句。", "第一句。"), "en", project="Sample")
    assert [unit.key for unit in made.units] == [("title", "访问"), ("", "第一句。"), ("", "第二句。")]
    assert {unit.state for unit in made.units} == {UnitState.MISSING}
    assert made.units[1] == Unit(source="第一句。", place="sentence 2", occurrences=(PATH,))
    assert changes == Changes(missing=3)


def test_a_sentence_that_moved_keeps_everything_but_its_place() -> None:
    before = translated("第一句。", "第二句。", "第三句。")
    note = replace(before.units[2], comments=("a note",), flags=("approved",), fuzzy=True, previous_source="旧")
    before = replace(before, units=(*before.units[:2], note))
    after, changes = sync(before, release("第三句。", "第一句。", "第二句。", path="sources/renamed.md"), "en")
    assert after.units[0] == replace(note, place="sentence 1", occurrences=("sources/renamed.md",))
    assert after.obsolete == ()
    assert changes == Changes(kept=3, moved=1)


def test_a_rewrap_that_leaves_the_segments_changes_nothing() -> None:
    before = translated("第一句。", "第二句。")
    wrapped = replace(release("第一句。", "第二句。"), pieces=(*release("第一句。", "第二句。").pieces, Piece("\n")))
    assert again(before, wrapped) == before


def test_the_same_words_in_another_role_are_another_unit_and_become_stale() -> None:
    after = again(translated("会见高锐"), release(("heading", "会见高锐")))
    assert after.units[0].target == "T:会见高锐"
    assert after.units[0].state == UnitState.STALE
    assert (after.units[0].previous_context, after.units[0].previous_source) == ("", "会见高锐")
    assert f"{CHANGED}running text → heading" in after.units[0].comments


# --- what becomes stale ---

OLD = "2018年上半年，发明专利申请量为75.1万件，同比增长18.8%。"
NEW = "2018年上半年，发明专利申请量为75.1万件，同比增长19.1%。"


def test_a_corrected_figure_makes_the_unit_stale_with_its_translation_and_says_what_changed() -> None:
    before = translated("第一句。", OLD, "第三句。")
    after, changes = sync(before, release("第一句。", NEW, "第三句。"), "en")
    stale = unit_of(after, NEW)
    assert stale == Unit(
        source=NEW,
        target=f"T:{OLD}",
        fuzzy=True,
        previous_source=OLD,
        comments=(f"{CHANGED}only the figure “18.8%” → “19.1%”",),
        place="sentence 2",
        occurrences=(PATH,),
    )
    assert changes == Changes(kept=2, stale=1)
    assert after.obsolete == ()


def test_a_stale_unit_whose_source_changes_again_remembers_what_the_translation_was_made_for() -> None:
    first, second, third = OLD, NEW, NEW.replace("75.1", "75.2")
    stale = again(again(translated(first), release(second)), release(third)).units[0]
    assert (stale.source, stale.previous_source, stale.target) == (third, first, f"T:{first}")
    assert [line for line in stale.comments if line.startswith(CHANGED)] == [
        f"{CHANGED}only the figures “75.1万件” → “75.2万件”; “18.8%” → “19.1%”"
    ]


def test_a_source_that_changes_back_is_still_for_a_person_to_confirm() -> None:
    back = again(again(translated(OLD), release(NEW)), release(OLD)).units[0]
    assert back.state == UnitState.STALE
    assert (back.source, back.previous_source, back.target) == (OLD, OLD, f"T:{OLD}")
    assert back.comments == (f"{CHANGED}back to the source that the translation was made for",)


def test_a_confirmed_translation_with_a_forgotten_previous_source_was_made_for_its_source() -> None:
    before = translated(NEW)
    before = replace(before, units=(replace(before.units[0], previous_source=OLD),))
    assert again(before, release(OLD)).units[0].previous_source == NEW


def test_a_deliberate_emptiness_becomes_stale_like_a_translation() -> None:
    before = with_targets(translated(OLD), {OLD: DELIBERATELY_EMPTY})
    after = again(before, release(NEW)).units[0]
    assert (after.target, after.state) == (DELIBERATELY_EMPTY, UnitState.STALE)


def test_a_draft_that_a_person_changed_becomes_stale_and_keeps_its_origin() -> None:
    before = drafted(again(None, release(OLD)), OLD)
    before = with_targets(before, {OLD: "better"}, fuzzy=True)
    after = again(before, release(NEW)).units[0]
    assert (after.target, after.state, after.origin) == ("better", UnitState.STALE, MACHINE.origin)


def test_a_draft_that_nobody_touched_is_dropped_with_its_source() -> None:
    before = drafted(again(None, release(OLD)), OLD)
    after, changes = sync(before, release(NEW), "en")
    assert after.units[0].state == UnitState.MISSING
    assert after.obsolete == ()
    assert changes == Changes(missing=1, dropped=1)


def test_notes_on_the_untranslated_unit_stay_when_it_takes_an_orphan() -> None:
    before = translated(OLD)
    noted = Unit(source=NEW, comments=("ask the office",))
    after = again(replace(before, units=(*before.units, noted)), release(NEW)).units[0]
    assert after.comments == ("ask the office", f"{CHANGED}only the figure “18.8%” → “19.1%”")


@pytest.mark.parametrize("notes", [("ask the ministry",), ("请教外交部", "second line"), ("x",)])
def test_a_note_on_an_untouched_draft_or_an_untranslated_sentence_stays_when_its_source_is_edited(
    notes: tuple[str, ...],
) -> None:
    empty = again(None, release(OLD))
    empty = replace(empty, units=(replace(empty.units[0], comments=notes),))
    for before in (empty, drafted(empty, OLD)):
        after = again(before, release(NEW))
        assert (after.units[0].target, after.units[0].comments, after.obsolete) == ("", notes, ())
        assert again(after, release(NEW)) == after


def test_a_note_on_an_untouched_draft_of_a_deleted_sentence_is_kept_with_it_and_comes_back() -> None:
    before = drafted(again(None, release("开头。", OLD)), OLD)
    before = replace(before, units=(before.units[0], replace(before.units[1], comments=("ask", MACHINE.comment))))
    gone, changes = sync(before, release("开头。"), "en")
    assert [unit.comments for unit in gone.obsolete] == [("ask", MACHINE.comment)]
    assert changes == Changes(missing=1, obsolete=1)
    assert again(gone, release("开头。")) == gone
    assert again(gone, release("开头。", OLD)) == before


def test_obsolete_entries_with_only_a_note_keep_their_order() -> None:
    """The law of syncing found it: a second run put such a draft after the translations of people."""
    noted = Unit("1", target=MACHINE.text, fuzzy=True, comments=("note", MACHINE.comment))
    before = replace(translated("11"), obsolete=(noted,))
    gone = again(before, release())
    assert [unit.source for unit in gone.obsolete] == ["1", "11"]
    assert again(gone, release()) == gone


def test_a_note_on_a_draft_does_not_take_the_place_of_a_persons_translation() -> None:
    before = drafted(translated(OLD, "结尾。"), "结尾。")
    other = Unit(OLD + "补充。", target=MACHINE.text, fuzzy=True, comments=("ask", MACHINE.comment))
    after = again(replace(before, units=(*before.units, other)), release(NEW))
    assert after.units[0].target == f"T:{OLD}"
    assert "ask" not in after.units[0].comments


def test_the_most_similar_orphan_is_taken_and_each_only_once() -> None:
    one, other = "专利局局长会见了欧洲专利局局长一行。", "专利局局长会见了欧洲专利局代表。"
    after = again(translated(one, other), release("专利局局长会见了欧洲专利局局长。", "专利局局长会见了日本代表。"))
    assert [unit.target for unit in after.units] == [f"T:{one}", f"T:{other}"]


def test_of_equally_similar_orphans_the_same_role_wins_then_a_live_one_then_the_nearest() -> None:
    heading = again(None, release(("heading", "会见高锐先生"), "会见高锐先生"))
    heading = replace(heading, units=tuple(replace(u, target=u.context or "text") for u in heading.units))
    assert again(heading, release("会见高锐一行")).units[0].target == "text"

    gone = replace(translated("第一句。", "会见高锐先生甲"), obsolete=(Unit("会见高锐先生乙", target="obsolete"),))
    assert again(gone, release("会见高锐先生丙", "第一句。")).units[0].target == "T:会见高锐先生甲"

    texts = ["会见高锐先生甲", "第一句。", "会见高锐先生乙"]
    assert again(translated(*texts), release("第一句。", "会见高锐先生丙")).units[1].target == "T:会见高锐先生乙"


def test_a_segment_whose_best_orphan_is_taken_still_gets_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "_BEST", 1)
    after, changes = sync(
        translated("会见高锐先生一行甲", "会见高锐先生乙乙"), release("会见高锐先生一行", "会见高锐先生一行丙"), "en"
    )
    assert changes == Changes(stale=2)
    assert sync(after, release("会见高锐先生一行", "会见高锐先生一行丙"), "en")[0] == after


def test_a_stale_unit_is_recognised_by_what_its_translation_was_made_for() -> None:
    around = ("第一句话在这里。", "最后一句话在那里。")
    stale = again(
        translated(around[0], OLD, around[1]),
        release(around[0], "这一段话的内容将由有关部门在会后另行公布。", around[1]),
    )
    assert stale.units[1].state == UnitState.STALE
    after = again(stale, release(*around, "新的一段。", NEW))
    assert unit_of(after, NEW).target == f"T:{OLD}"


def test_deleting_a_sentence_does_not_give_its_translation_to_an_untranslated_neighbour() -> None:
    before = with_targets(again(None, release("第一句。", "会后他离开了。")), {"第一句。": "T"})
    after = again(before, release("会后他离开了。"))
    assert after.units[0].state == UnitState.MISSING
    assert [unit.target for unit in after.obsolete] == ["T"]


# Edits of the kinds that happen: (before, after, whether it is recognised away from its neighbours).
EDITS = [
    ("发明专利申请量为75.1万件，同比增长18.8%。", "发明专利申请量为64.9万件，同比下降9.4%。", True),
    ("国家知识产权局副局长张茂于出席会议并致辞。", "国家知识产权局副局长何志敏出席会议并致辞。", True),
    ("9月12日，代表团抵达日内瓦。", "9月13日，代表团抵达日内瓦。", True),
    ("会议期间，代表团举行了双边会谈。", "会议期间，代表团举行了双边会谈，并签署了三份备忘录。", True),
    ("活动由中国专利保护协会主办。", "活动由中国专利保护协会和中国知识产权研究会联合主办。", True),
    ("发明专利", "发明专利申请", True),
    ("双方就深化合作交换了意见。", "双方就进一步深化知识产权领域务实合作坦诚深入地交换了意见。", False),
    ("代表团访问了专利局。", "代表团访问了专利局，参观了审查部门，并与审查员进行了座谈。", False),
    ("申长雨表示，中国将一如既往地严格保护知识产权。", "申长雨强调，中方将始终坚持严格的知识产权保护。", False),
    ("双方回顾了合作历程，并展望了未来合作。", "双方展望了未来合作，并回顾了合作历程。", False),
    ("会议在北京召开。", "会议在上海举行。", False),
    ("会议概况", "会议基本情况", False),
    ("与会代表共100人。", "来自各国的120余名代表参加了会议。", False),
]


@pytest.mark.parametrize(("before", "after", "anywhere"), EDITS)
def test_an_edited_sentence_becomes_stale_in_its_place_whatever_changed(
    before: str, after: str, anywhere: bool
) -> None:
    around = ["第一句是导语。", "最后一句是结束语。"]
    made = again(translated(around[0], before, around[1]), release(around[0], after, around[1]))
    assert (unit_of(made, after).state, unit_of(made, after).previous_source) == (UnitState.STALE, before)
    # Far from where it stood, only what is much alike is taken for an edit.
    far = again(translated(before, *around), release(*around, "新的一段。", after))
    assert (unit_of(far, after).state == UnitState.STALE) is anywhere
    assert [unit.source for unit in far.obsolete] == ([] if anywhere else [before])


def test_a_sentence_split_in_two_gives_its_translation_to_the_more_similar_half() -> None:
    whole = "代表团访问了欧洲专利局，双方签署了合作谅解备忘录，并就人员培训达成共识。"
    half, rest = "代表团访问了欧洲专利局。", "双方签署了合作谅解备忘录，并就人员培训达成共识。"
    made = again(translated("第一句。", whole, "第三句。"), release("第一句。", half, rest, "第三句。"))
    assert [unit.state for unit in made.units[1:3]] == [UnitState.MISSING, UnitState.STALE]
    assert made.obsolete == ()


def test_of_two_merged_sentences_one_becomes_stale_and_the_other_obsolete() -> None:
    whole = "代表团访问了欧洲专利局，双方签署了合作谅解备忘录，并就人员培训达成共识。"
    half, rest = "代表团访问了欧洲专利局。", "双方签署了合作谅解备忘录，并就人员培训达成共识。"
    made = again(translated("第一句。", half, rest, "第三句。"), release("第一句。", whole, "第三句。"))
    assert made.units[1].previous_source == rest
    assert [unit.source for unit in made.obsolete] == [half]


def test_an_edit_within_a_paragraph_that_moved_is_recognised_by_its_neighbour() -> None:
    moved, before, after = "会议随后进行了第二阶段的讨论。", "会议在北京召开。", "会议在上海举行。"
    others = [f"第{n}段的内容与此无关。" for n in "一二三四"]
    made = again(translated(moved, before, *others), release(*others, moved, after))
    assert unit_of(made, after).previous_source == before


def test_two_sentences_that_have_nothing_in_common_are_no_edit_even_alone_between_neighbours() -> None:
    long = "在为期三天的会议期间，各国代表就全球知识产权治理体系的未来发展方向进行了广泛而深入的交流。"
    made = again(translated("第一句。", "好！", "第三句。"), release("第一句。", long, "第三句。"))
    assert unit_of(made, long).state == UnitState.MISSING
    assert [unit.source for unit in made.obsolete] == ["好！"]


def test_the_thresholds_stand_where_they_were_measured() -> None:
    for before, after, anywhere in EDITS[:-1]:  # the last is recognised only as the sole edit between its neighbours
        assert Indel.normalized_similarity(before, after) >= (ELSEWHERE if anywhere else NEARBY)
    unrelated = [before for before, _, _ in EDITS] + [f"第{n}句。" for n in "一二"]
    for index, one in enumerate(unrelated):
        assert all(Indel.normalized_similarity(one, other) < ELSEWHERE for other in unrelated[:index] if len(one) > 4)


@given(st.permutations(range(5)))
def test_sentences_that_were_reworded_between_the_same_neighbours_keep_their_translations_in_any_order(
    order: Sequence[int],
) -> None:
    def sentence(start: int) -> str:
        return "".join(map(chr, range(start, start + 10)))

    old = [sentence(0x4E00 + 100 * number) for number in range(5)]
    new = [text[:5] + sentence(0x6E00 + 100 * number)[:5] for number, text in enumerate(old)]
    assert all(NEARBY <= Indel.normalized_similarity(*pair) < ELSEWHERE for pair in zip(old, new, strict=True))
    after = again(translated("开头。", *old, "结尾。"), release("开头。", *(new[number] for number in order), "结尾。"))
    assert [unit_of(after, new[number]).target for number in order] == [f"T:{old[number]}" for number in order]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("同比增长18.8%。", "同比下降9.4%。", "“增长18.8%” → “下降9.4%”"),
        ("共75.1万件。", "共64.9万件。", "only the figure “75.1万件” → “64.9万件”"),
        ("张茂于出席。", "何志敏出席。", "“张茂于” → “何志敏”"),
        ("他访问了WIPO总部。", "他访问了EPO总部。", "“WIPO” → “EPO”"),
        ("将保护知识产权。", "将严格保护知识产权。", "added “严格”"),
        ("将严格保护知识产权。", "将保护知识产权。", "deleted “严格”"),
        ("9月12日，他抵达巴黎。", "9月13日，他抵达里昂。", "“12日” → “13日”; “巴黎” → “里昂”"),
        ("他访问了巴黎，里昂。", "他访问了伦敦，牛津。", "“巴黎” → “伦敦”; “里昂” → “牛津”"),
        ("会后，代表团前往里昂。", "他对此表示赞赏！", "most of it; compare it with the previous source"),
        ("一" * 1000, "一" * 999 + "二", "a long text; compare it with the previous source"),
        ("一" * 1000, "一" * 500, "a long text; compare it with the previous source"),
        ("一" * 500, "一" * 1000, "a long text; compare it with the previous source"),
        ("第一行\n第二行", "第一行\n第三行", "“二” → “三”"),
        ("甲" * 10, "甲" * 10 + "乙" * 40, "most of it; compare it with the previous source"),
        ("甲" * 60, "甲" * 60 + "乙" * 40, "added “" + "乙" * 29 + "…”"),
    ],
)
def test_the_comment_names_the_words_that_changed(before: str, after: str, said: str) -> None:
    neighbours = ["开头。", "结尾。"]
    made = again(translated(neighbours[0], before, neighbours[1]), release(neighbours[0], after, neighbours[1]))
    assert unit_of(made, after).comments == (CHANGED + said,)


# --- what becomes obsolete ---


def test_a_translation_whose_sentence_was_deleted_becomes_obsolete_and_comes_back_as_it_was() -> None:
    before = translated("第一句。", "第二句。")
    before = replace(before, units=(before.units[0], replace(before.units[1], comments=("a note",))))
    gone, changes = sync(before, release("第一句。"), "en")
    assert gone.obsolete == (Unit("第二句。", target="T:第二句。", comments=("a note",)),)
    assert changes == Changes(kept=1, obsolete=1)
    back, changes = sync(gone, release("第一句。", "第二句。"), "en")
    assert back == before
    assert changes == Changes(kept=1, revived=1)


def test_an_obsolete_translation_comes_back_for_a_unit_that_a_person_emptied() -> None:
    before = translated("第一句。", "第二句。")
    emptied = replace(before.units[1], target="")
    before = replace(before, units=(before.units[0], emptied), obsolete=(before.units[1],))
    back, changes = sync(before, release("第一句。", "第二句。"), "en")
    assert back == translated("第一句。", "第二句。")
    assert changes == Changes(kept=1, revived=1)


def test_an_obsolete_translation_serves_a_new_sentence_that_is_much_like_it() -> None:
    gone = again(translated("第一句。", OLD), release("第一句。"))
    after = again(gone, release("第一句。", NEW))
    assert (unit_of(after, NEW).target, unit_of(after, NEW).previous_source) == (f"T:{OLD}", OLD)
    assert after.obsolete == ()


def test_a_stale_unit_that_becomes_obsolete_still_knows_what_it_was_made_for() -> None:
    gone = again(again(translated("第一句。", OLD), release("第一句。", NEW)), release("第一句。"))
    assert (gone.obsolete[0].source, gone.obsolete[0].previous_source) == (NEW, OLD)


def test_there_is_one_obsolete_entry_for_a_source_and_the_older_translation_is_a_comment() -> None:
    before = replace(translated("第一句。", "第二句。"), obsolete=(Unit("第二句。", target="older\nwords"),))
    after = again(before, release("第一句。"))
    assert after.obsolete == (Unit("第二句。", target="T:第二句。", comments=(f"{EARLIER}older↵words",)),)


def test_an_entry_both_live_and_obsolete_is_fixed_without_losing_a_translation() -> None:
    live = translated("第一句。")
    both = replace(live, obsolete=(Unit("第一句。", target="1", comments=("why",)), Unit("第一句。", target="I")))
    after = again(both, release("第一句。"))
    assert after.units[0].target == "T:第一句。"
    assert after.units[0].comments == ("why", f"{EARLIER}1", f"{EARLIER}I")
    assert after.obsolete == ()


@pytest.mark.parametrize("present", ["", MACHINE.text])
def test_a_person_s_obsolete_translation_replaces_an_empty_target_or_an_untouched_draft(present: str) -> None:
    live = again(None, release("第一句。"))
    live = drafted(live, "第一句。") if present else live
    after = again(replace(live, obsolete=(Unit("第一句。", target="1"),)), release("第一句。"))
    assert (after.units[0].target, after.units[0].fuzzy, after.obsolete) == ("1", False, ())


def test_what_other_tools_made_obsolete_is_kept_unless_it_is_an_untouched_draft_or_empty() -> None:
    foreign = (
        Unit("甲甲甲", target="confirmed"),
        Unit("乙乙乙", target="fuzzy, by somebody", fuzzy=True),
        Unit("丙丙丙", target=MACHINE.text, fuzzy=True, comments=(MACHINE.comment,)),
        Unit("丁丁丁"),
    )
    after, changes = sync(replace(translated("第一句。"), obsolete=foreign), release("第一句。"), "en")
    assert after.obsolete == foreign[:2]
    assert changes == Changes(kept=1, dropped=1)


def test_an_earlier_translation_in_a_comment_outlives_the_draft_beside_it() -> None:
    live = Unit("第二句。", target=MACHINE.text, fuzzy=True, comments=(f"{EARLIER}by↵hand", MACHINE.comment))
    after = again(replace(translated("第一句。"), units=(*translated("第一句。").units, live)), release("第一句。"))
    assert after.obsolete == (Unit("第二句。", target="by\nhand", fuzzy=True),)


# --- the header ---


def test_a_new_header_says_only_what_is_known() -> None:
    wanted = release("第一句。")
    assert again(None, wanted).headers == (
        ("Project-Id-Version", "Sample 2018-09-12-visit"),
        ("Report-Msgid-Bugs-To", ""),
        ("POT-Creation-Date", "2018-09-12 00:00+0000"),
        ("PO-Revision-Date", "2018-09-12 00:00+0000"),
        ("Last-Translator", "Automatically generated"),
        ("Language-Team", "none"),
        ("Language", "en"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("X-Source-Language", "zh-Hans"),
        ("X-Source-Digest", wanted.source_digest),
    )
    undated = dict(again(None, release("第一句。", date="")).headers)
    assert "POT-Creation-Date" not in undated
    assert undated["PO-Revision-Date"] == "1970-01-01 00:00+0000"
    assert dict(sync(None, wanted, "pt-BR")[0].headers)["Language"] == "pt_BR"


def test_only_our_fields_of_a_header_are_touched_and_what_others_need_is_added() -> None:
    theirs = (
        ("X-Poedit-Bookmarks", "1,2"),
        ("x-source-digest", "old"),
        ("PO-Revision-Date", "2018-09-14 10:00+0800"),
        ("Last-Translator", "Translator <translator@example.org>"),
        ("Language", "en_GB"),
    )
    before = replace(translated("第一句。"), headers=theirs, comment="note", header_flags=("fuzzy",))
    wanted = release("第一句。", "第二句。")
    after = again(before, wanted)
    assert after.headers == (
        ("X-Poedit-Bookmarks", "1,2"),
        ("x-source-digest", wanted.source_digest),
        ("PO-Revision-Date", "2018-09-14 10:00+0800"),
        ("Last-Translator", "Translator <translator@example.org>"),
        ("Language", "en_GB"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("X-Source-Language", "zh-Hans"),
        ("POT-Creation-Date", "2018-09-12 00:00+0000"),
    )
    assert (after.comment, after.header_flags) == ("note", ("fuzzy",))


def test_the_placeholders_in_a_header_of_an_earlier_version_stay() -> None:
    placeholders = (("PO-Revision-Date", "YEAR-MO-DA HO:MI+ZONE"), ("Last-Translator", "FULL NAME <EMAIL@ADDRESS>"))
    before = replace(translated("第一句。"), headers=placeholders)
    assert again(before, release("第一句。")).headers[:2] == placeholders


@pytest.mark.parametrize("date", ["2018-09-12", ""])
def test_msgfmt_warns_of_nothing_in_a_new_catalog(
    date: str, tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    path = tmp_path / "new.po"
    path.write_bytes(catalogs.dump(again(None, release("第一句。", date=date))))
    command = [require_tool("msgfmt"), "--check", "--output-file=-", str(path)]
    assert subprocess.run(command, check=True, capture_output=True).stderr == b""


# --- the laws ---

# Few characters and few targets, so that sources, contexts and translations collide.
SOURCES = st.text("甲乙1", min_size=1, max_size=4)
CUT = CHANGED + "the text is cut differently"
KEYS = st.tuples(st.sampled_from(["", "heading"]), SOURCES)
RELEASES = st.lists(KEYS, max_size=6).map(lambda keys: release(*keys))
TARGETS = st.sampled_from(["", "k", "l", "m\nn", DELIBERATELY_EMPTY])
COMMENTS = st.lists(st.sampled_from(["note", f"{EARLIER}x", f"{CHANGED}y", MACHINE.comment]), max_size=2, unique=True)


@st.composite
def entries(draw: st.DrawFn, key: tuple[str, str]) -> Unit:
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
        comments=tuple(draw(COMMENTS)),
    )


@st.composite
def any_catalogs(draw: st.DrawFn) -> Catalog:
    """As people and other tools leave them: with obsolete entries twice, or live as well."""
    live = draw(st.lists(KEYS, unique=True, max_size=6))
    gone = draw(st.lists(KEYS, max_size=4))
    return Catalog(
        release="2018-09-12-visit",
        language="en",
        units=tuple(draw(entries(key)) for key in live),
        obsolete=tuple(draw(entries(key)) for key in gone),
        headers=again(None, release()).headers,
    )


def texts_in(catalog: Catalog) -> set[str]:
    """Every translation that somebody would find again in a catalog."""
    units = catalog.units + catalog.obsolete
    noted = (line.removeprefix(EARLIER) for unit in units for line in unit.comments if line.startswith(EARLIER))
    return {unit.target.replace("\n", "↵") for unit in units} | set(noted)


def worked_on(catalog: Catalog) -> set[str]:
    """Every translation that a person had a hand in, and every earlier one in a comment."""
    units = catalog.units + catalog.obsolete
    noted = (line.removeprefix(EARLIER) for unit in units for line in unit.comments if line.startswith(EARLIER))
    return {unit.target.replace("\n", "↵") for unit in units if unit.touched} | set(noted)


def hold(before: Catalog, wanted: Release, after: Catalog, changes: Changes) -> None:
    """The law of syncing."""
    assert sync(after, wanted, "en") == (
        after,
        Changes(kept=sum(bool(u.target) for u in after.units), missing=sum(not u.target for u in after.units)),
    )
    assert [unit.key for unit in after.units] == [segment.key for segment in wanted.segments]
    assert max(Counter(unit.key for unit in after.units + after.obsolete).values(), default=1) == 1
    recut = [unit for unit in after.units if any(line.startswith(CUT) for line in unit.comments)]
    if not recut and not changes.recut:
        assert worked_on(before) <= texts_in(after)
    # Joined with its neighbours or cut in two, every word is still there.
    words = {word for text in texts_in(after) for word in text.split()}
    assert {word for text in worked_on(before) for word in text.split()} - {DELIBERATELY_EMPTY} <= words
    assert all(unit.touched or (unit.target and notes_of(unit)) for unit in after.obsolete)

    keys = {unit.key for unit in before.units}
    old = {unit.key: unit for unit in before.units}
    for unit in after.units:
        if unit.key in keys and old[unit.key].touched:
            kept = old[unit.key]
            assert (unit.target, unit.fuzzy, unit.previous_source, unit.flags) == (
                kept.target,
                kept.fuzzy,
                kept.previous_source,
                kept.flags,
            )
            assert unit.comments[: len(kept.comments)] == kept.comments
    now_stale = [
        unit
        for unit in after.units
        if unit.target
        and unit not in recut
        and (unit.key not in keys or not old[unit.key].target)
        and unit.key not in {gone.key for gone in before.obsolete}
    ]
    assert len(now_stale) <= changes.stale
    for unit in now_stale:
        assert unit.state == UnitState.STALE
        assert unit.touched
        assert sum(line.startswith(CHANGED) for line in unit.comments) == 1
    assert changes.kept + changes.revived + changes.recut + changes.stale + changes.missing == len(after.units)
    # Each orphan served once: as many translations as before, but for drafts dropped and doubles joined.
    assert Counter(u.target for u in now_stale) <= Counter(u.target for u in before.units + before.obsolete) + Counter(
        line.removeprefix(EARLIER).replace("↵", "\n")
        for u in before.units + before.obsolete
        for line in u.comments
        if line.startswith(EARLIER)
    )


@settings(max_examples=400)
@given(before=any_catalogs(), wanted=RELEASES)
def test_the_law_of_syncing_holds_for_any_catalog(before: Catalog, wanted: Release) -> None:
    after, changes = sync(before, wanted, "en")
    hold(before, wanted, after, changes)


@settings(max_examples=150)
@given(before=any_catalogs(), edits=st.lists(RELEASES, min_size=2, max_size=4))
def test_the_law_of_syncing_holds_through_edits_there_and_back(before: Catalog, edits: Sequence[Release]) -> None:
    promised, whole = worked_on(before), True
    for wanted in (*edits, edits[0]):
        after, changes = sync(before, wanted, "en")
        hold(before, wanted, after, changes)
        whole = whole and not changes.recut and not any(CUT in line for unit in after.units for line in unit.comments)
        texts = texts_in(after)
        if whole:
            assert promised <= texts
        # Joined with its neighbours or cut in two, every word is still there.
        assert {word for text in promised for word in text.split()} - {DELIBERATELY_EMPTY} <= {
            word for text in texts for word in text.split()
        }
        before = after


@settings(max_examples=40)
@given(before=any_catalogs(), wanted=RELEASES)
def test_gettext_accepts_every_synced_catalog_and_reads_the_same(
    before: Catalog, wanted: Release, tmp_path_factory: pytest.TempPathFactory, require_tool: Callable[[str], str]
) -> None:
    require_tool("msgfmt")
    synced = again(before, release(("title", "标题"), *(segment.key for segment in wanted.segments)))
    path = tmp_path_factory.getbasetemp() / "synced.po"
    path.write_bytes(catalogs.dump(synced))
    subprocess.run(["msgfmt", "--check", "--output-file=-", str(path)], check=True, capture_output=True)
    assert catalogs.parse(path.read_bytes(), name=path.name, release=synced.release, language="en") == synced
    again_by_gettext = subprocess.run(["msgcat", "--no-wrap", str(path)], check=True, capture_output=True).stdout
    assert again_by_gettext == path.read_bytes()


# --- other tools ---


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    """A catalog on disk with a unit in every state, and one obsolete."""
    texts = ("第一句话在这里。", OLD, "第三句话机器翻译了。", "第四句话没有人翻译。", "第五句话要删掉了。")
    before = drafted(
        with_targets(again(None, release(*texts)), {t: f"T:{t}" for t in texts if "机" not in t and "没" not in t}),
        texts[2],
    )
    path = tmp_path / "worked.po"
    path.write_bytes(catalogs.dump(again(before, release(texts[0], NEW, *texts[2:4]))))
    return path


def reread(path: Path) -> Catalog:
    return catalogs.parse(path.read_bytes(), name=path.name, release="2018-09-12-visit", language="en")


STATES = [UnitState.TRANSLATED, UnitState.STALE, UnitState.DRAFT, UnitState.MISSING]


@pytest.mark.parametrize(
    "command", [["msgcat"], ["msgattrib"], ["msgattrib", "--no-wrap"], ["msgcat", "--sort-by-file"]]
)
def test_what_gettext_s_tools_rewrote_syncs_to_the_same_catalog(
    command: list[str], worked: Path, require_tool: Callable[[str], str]
) -> None:
    require_tool("msgcat")
    before = reread(worked)
    assert [unit.state for unit in before.units] == STATES
    worked.write_bytes(subprocess.run([*command, str(worked)], check=True, capture_output=True).stdout)
    wanted = release(*(unit.source for unit in before.units))
    assert sorted(unit.key for unit in reread(worked).units) == sorted(unit.key for unit in before.units)
    assert again(reread(worked), wanted) == before


def test_what_msgmerge_merged_keeps_its_states_and_syncs_to_the_same_units(
    worked: Path, tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    before = reread(worked)
    template = tmp_path / "worked.pot"
    template.write_bytes(
        catalogs.dump(
            replace(
                before,
                obsolete=(),
                units=tuple(Unit(u.source, place=u.place, occurrences=u.occurrences) for u in before.units),
            )
        )
    )
    merged = subprocess.run(
        [require_tool("msgmerge"), "--previous", "--no-wrap", "--quiet", str(worked), str(template)],
        check=True,
        capture_output=True,
    ).stdout
    worked.write_bytes(merged)
    after = reread(worked)
    assert [unit.state for unit in after.units] == STATES
    assert again(after, release(*(unit.source for unit in before.units))) == before


def test_what_msgmerge_made_fuzzy_is_stale_for_us_and_keeps_what_it_was_made_for(
    worked: Path, tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    before = reread(worked)
    edited = "第一句话就在这里。"
    template = tmp_path / "worked.pot"
    template.write_bytes(
        catalogs.dump(
            replace(before, obsolete=(), units=(Unit(edited, place="1"), *(Unit(u.source) for u in before.units[1:])))
        )
    )
    worked.write_bytes(
        subprocess.run(
            [require_tool("msgmerge"), "--previous", "--quiet", str(worked), str(template)],
            check=True,
            capture_output=True,
        ).stdout
    )
    unit = again(reread(worked), release("第一句话又在这里了。", *(u.source for u in before.units[1:]))).units[0]
    assert (unit.state, unit.previous_source, unit.target) == (
        UnitState.STALE,
        "第一句话在这里。",
        "T:第一句话在这里。",
    )


# --- nothing is missed by not comparing everything ---


def likeness(one: str, other: str) -> float:
    return Indel.normalized_similarity(one, other)


@given(
    texts=st.lists(st.text("甲乙丙丁1。", max_size=8), max_size=8),
    text=st.text("甲乙丙丁1。", min_size=1, max_size=8),
    least=st.floats(ELSEWHERE, 1),
)
def test_the_index_names_every_text_that_is_similar_enough(texts: list[str], text: str, least: float) -> None:
    near = matching._Index(texts, ELSEWHERE).near(text, least)
    assert {place for place, other in enumerate(texts) if likeness(text, other) >= least} <= set(near)


@given(st.text("甲乙丙", min_size=1, max_size=30), st.lists(st.text("甲乙丙", min_size=1, max_size=30), max_size=5))
def test_what_is_exactly_as_similar_as_is_wanted_is_similar_enough(text: str, others: list[str]) -> None:
    for least in {likeness(text, other) for other in others}:
        wanted = [(likeness(text, other), place) for place, other in enumerate(others)]
        assert sorted(matching._alike(text, others, least)) == sorted(each for each in wanted if each[0] >= least)


@st.composite
def edited_sentences(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """A text before and after: of sentences that are much alike some were changed, some moved, some are new."""
    sentences = st.tuples(
        st.sampled_from(["专利局局长会见了欧洲专利局代表", "发明专利申请量为", "双方就审查合作交换了意见"]),
        st.text("甲乙丙1234", max_size=4),
        st.sampled_from(["万件，同比增长。", "一行。", "，并签署了备忘录。"]),
    ).map("".join)
    before = draw(st.lists(sentences, max_size=8, unique=True))
    kept = draw(st.permutations(before)) if draw(st.booleans()) else before
    after = [draw(st.just(text) | sentences) for text in kept]
    return before, after


@settings(max_examples=300)
@given(edited_sentences())
@example(
    (
        ["开头。", "一。", "二。", "双方就审查合作交换了意见2一行。", "双方就审查合作交换了意见3一行。"],
        ["新一。", "新二。", "新三。", "开头。", "双方就审查合作交换了意见11万件，同比增长。"],
    )
)
def test_the_pairs_are_those_of_comparing_all_with_all(texts: tuple[list[str], list[str]]) -> None:
    before, after = texts
    position = {text: place for place, text in enumerate(after)}
    stayed = {place: position[text] for place, text in enumerate(before) if text in position}
    wanting = [
        matching.Wanting(Segment(text), place, new=True)
        for text, place in position.items()
        if place not in stayed.values()
    ]
    orphans = [
        matching.Orphan(Unit(text, target="T"), place, (text,))
        for place, text in enumerate(before)
        if place not in stayed
    ]
    slots = matching._Slots(stayed)
    everything = sorted(
        matching._rank(want, orphan, likeness(want.segment.text, orphan.unit.source), slots, w, o)
        for w, want in enumerate(wanting)
        for o, orphan in enumerate(orphans)
        if likeness(want.segment.text, orphan.unit.source) >= ELSEWHERE
    )
    expected: dict[int, int] = {}
    for *_, w, o in everything:
        if w not in expected and o not in expected.values():
            expected[w] = o
    found: dict[int, int] = {}
    matching._Anywhere(wanting, orphans, slots).add_to(found)
    assert found == expected


def test_of_many_sentences_each_edited_one_is_compared_with_few(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(1)  # noqa: S311 - sentences to compare, not secrets
    before = ["".join(chr(0x4E00 + int(dice.paretovariate(0.4)) % 3000) for _ in range(30)) for _ in range(1000)]
    after = [f"{text[:10]}又{text[10:]}" if place % 2 else text for place, text in enumerate(before)]
    compared = []
    alike = matching._alike
    monkeypatch.setattr(
        matching, "_alike", lambda text, others, least: compared.append(len(others)) or alike(text, others, least)
    )
    _, changes = sync(translated(*before), release(*after), "en")
    assert changes == Changes(kept=500, stale=500)
    # All with all would be 250,000.
    assert sum(compared) < 25_000


# --- cost ---


def test_thousands_of_similar_and_edited_sentences_are_matched_one_to_one() -> None:
    before = [f"第{n}条就专利审查合作交换意见并签署了谅解备忘录。" for n in range(600)]
    after = [text.replace("专利", "商标") for text in before]
    made, changes = sync(translated(*before), release(*after), "en")
    assert changes == Changes(stale=600)
    assert [unit.previous_source for unit in made.units] == before


def test_a_sentence_of_a_million_characters_does_not_hang_the_sync() -> None:
    long = "一二三四五六七八九十" * 100_000
    made = again(translated("第一句。", long), release("第一句。", f"甲{long}"))
    assert made.units[1].previous_source == long


def test_a_sync_that_finds_nothing_new_loads_no_heavy_library() -> None:
    code = (
        "import sys, workflow.catalogs.sync, workflow.catalogs.po\n"
        "print([name for name in ('numpy', 'rapidfuzz', 'babel', 'ctranslate2') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"
