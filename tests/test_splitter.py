"""The splitter: a table of cases (`splitter_cases.txt`), and the laws that hold for every text."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.languages.chinese import sentences as splitter
from workflow.languages.chinese.sentences import LONGEST_HELD, boundaries

FINALS = "。！？｡!?"
CLOSERS = "”’」』）)】》〉〕］｝"


def split(text: str) -> tuple[str, ...]:
    """The sentences of a text; white space stays at the end of the sentence before it."""
    return tuple(text[start:end] for start, end in pairwise((0, *boundaries(text), len(text))) if start < end)


TABLE = Path(__file__).with_name("splitter_cases.txt")

# Few characters, so that marks meet often, and in all orders.
MARKS = st.text(alphabet="甲的一A。！?.…，： “”「」（）《》1完\n", max_size=24)
# The same with the marks whose two ends look alike, and the full stop that means two things.
WILD = st.text(alphabet="甲的一A。！?.．…，； “”’「』（)《》\"'1完\n\u200b\U00020bb7", max_size=24)


def _well_nested() -> st.SearchStrategy[str]:
    """Texts in which every mark has its partner."""
    leaves = st.sampled_from(
        [
            "甲",
            "的",
            "一",
            "A",
            "。",
            "？",
            "！",
            "……",
            "，",
            "：",
            "；",
            " ",
            "1",
            "（完）",
            "（一）",
            "（记者）",
            "!",
            "?",
        ]
    )
    pairs = st.sampled_from(["“”", "「」", "（）", "《》"])
    return st.recursive(
        leaves,
        lambda inside: st.one_of(
            st.lists(inside, max_size=4).map("".join),
            st.tuples(pairs, inside).map(lambda made: made[0][0] + made[1] + made[0][1]),
        ),
        max_leaves=16,
    )


def _cases() -> list[tuple[str, tuple[str, ...]]]:
    """What each line shows, and the sentences it is cut into."""
    cases = []
    shows = ""
    for line in TABLE.read_text(encoding="utf-8").split("\n"):
        if line.startswith("= "):
            shows = line[2:]
        elif line and not line.startswith("# "):
            cases.append((shows, tuple(piece for piece in line.replace("⏎", "\n").split("‖") if piece)))
    return cases


@pytest.mark.parametrize(("shows", "sentences"), _cases())
def test_a_text_is_cut_as_the_table_says(shows: str, sentences: tuple[str, ...]) -> None:
    assert split("".join(sentences)) == sentences, shows


def test_the_table_has_at_least_a_hundred_cases_and_none_twice() -> None:
    texts = ["".join(sentences) for _, sentences in _cases()]
    assert len(texts) >= 100
    assert len(set(texts)) == len(texts)


def test_the_text_of_the_measured_facts_is_cut_as_they_ask() -> None:
    text = "他表示：“我们将继续加强保护。我们有信心！”与会代表共100人。《专利法》第4次修改草案……（完）增长率为18.8%。详见www.sipo.gov.cn。"
    assert split(text) == (
        "他表示：“我们将继续加强保护。",
        "我们有信心！”",
        "与会代表共100人。",
        "《专利法》第4次修改草案……（完）",
        "增长率为18.8%。",
        "详见www.sipo.gov.cn。",
    )


def test_the_empty_text_has_no_sentences_and_white_space_is_one_piece() -> None:
    assert split("") == ()
    assert boundaries("") == ()
    assert split(" \n") == (" \n",)


@given(WILD)
def test_joining_the_sentences_gives_the_text_back(text: str) -> None:
    assert "".join(split(text)) == text


@given(WILD)
def test_boundaries_ascend_and_lie_inside_the_text(text: str) -> None:
    found = boundaries(text)
    assert list(found) == sorted(set(found))
    assert all(0 < place < len(text) for place in found)
    assert len(split(text)) == len(found) + bool(text)


@given(MARKS)
def test_no_later_sentence_starts_with_white_space_or_a_final_mark_or_a_closing_mark_or_a_comma(text: str) -> None:
    for sentence in split(text)[1:]:
        assert not sentence[0].isspace()
        # "!" and "?" are final marks after Chinese only, and only they can start what is left of a text such as 。A?
        # above.
        assert sentence[0] not in "。！" + CLOSERS + "，；：、"


@given(MARKS)
def test_every_sentence_but_the_last_has_a_final_mark_or_the_note_that_ends_a_text(text: str) -> None:
    for sentence in split(text)[:-1]:
        assert any(mark in sentence for mark in FINALS + ".") or re.search(r"（\s*完[。！]?\s*）", sentence)


@given(st.text(alphabet="甲乙A1。！？…，；：—  \n", max_size=40))
def test_without_quotations_brackets_and_dots_a_text_is_cut_after_each_run_of_final_marks(text: str) -> None:
    # Said again in another way: a run, ellipses among it, white space; but not before a comma or at the end.
    runs = re.finditer(r"[。！？](?:\s*(?:[。！？]|…+))*+\s*+(?=[^，；：])", text)
    assert boundaries(text) == tuple(match.end() for match in runs)


@given(_well_nested())
def test_where_every_mark_has_its_partner_a_sentence_is_one_sentence_by_itself(text: str) -> None:
    for sentence in split(text):
        assert split(sentence) == (sentence,)


@given(MARKS)
def test_with_forgotten_and_crossed_marks_too_a_sentence_is_one_sentence_by_itself(text: str) -> None:
    # It does not hold for straight quotation marks, whose side depends on what stood before, nor for the full-width
    # full stop, which is one only in a text that has no other.
    for sentence in split(text):
        assert split(sentence) == (sentence,)


@given(_well_nested(), _well_nested())
def test_texts_with_a_full_sentence_between_them_do_not_touch_each_other(left: str, right: str) -> None:
    left, right = left + "乙。", "丙" + right
    assert split(left + right) == split(left) + split(right)


@given(MARKS, st.sampled_from(["\n", "\u3000", "\r\n", "\t "]))
def test_which_white_space_it_is_makes_no_difference(text: str, space: str) -> None:
    pieces = split(re.sub(r"\s", space, text))
    assert pieces == tuple(re.sub(r"\s", space, piece) for piece in split(text))


@given(
    st.lists(st.sampled_from(["甲乙。", "丙！", "丁，戊？"]), min_size=1, max_size=6),
    st.sampled_from('“「『‘（《【"'),
    st.data(),
)
def test_a_mark_that_is_never_closed_swallows_nothing(sentences: list[str], mark: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(sentences) - 1))
    sentences[at] = mark + sentences[at]
    assert split("".join(sentences)) == tuple(sentences)


@given(
    st.lists(st.sampled_from(["甲乙。", "丙！", "丁，戊？"]), min_size=1, max_size=6),
    st.sampled_from("”」』’）》】"),
    st.data(),
)
def test_a_mark_that_was_never_opened_swallows_nothing(sentences: list[str], mark: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(sentences) - 1))
    sentences[at] += mark
    assert split("".join(sentences)) == tuple(sentences)


@given(
    st.lists(st.sampled_from(["甲乙。", "丙！", "丁？"]), min_size=1, max_size=6),
    st.sampled_from(["“”", "「」", "『』", '""']),
)
def test_a_quotation_with_any_number_of_sentences_is_held_together_when_the_sentence_goes_on(
    said: list[str], pair: str
) -> None:
    quotation = pair[0] + "".join(said) + pair[1]
    assert split(quotation + "他说。") == (quotation + "他说。",)
    assert split("他说" + quotation + "就走了。") == ("他说" + quotation + "就走了。",)
    *first, last = said
    spoken = (
        ("他说：" + pair[0] + "".join(said[:1]), *said[1:-1], last + pair[1])
        if first
        else ("他说：" + pair[0] + last + pair[1],)
    )
    assert split("他说：" + quotation + "就走了。") == (*spoken, "就走了。")


def test_a_quotation_too_long_to_be_one_sentence_is_cut_inside() -> None:
    sentence = "甲乙丙丁。"
    short = sentence * (LONGEST_HELD // len(sentence) - 1)
    long = sentence * (LONGEST_HELD // len(sentence) + 1)
    assert len(split(f"“{short}”他说。")) == 1
    assert len(split(f"“{long}”他说。")) == long.count("。")


def test_only_a_short_bracket_at_the_end_is_a_closing_note() -> None:
    assert split("甲。（" + "乙" * 20 + "）") == ("甲。（" + "乙" * 20 + "）",)
    assert split("甲。（" + "乙" * 90 + "）") == ("甲。", "（" + "乙" * 90 + "）")


@pytest.mark.parametrize(
    "unit",
    ["国家局受理75.1万件。他说：“好。我们有信心！”", "。", "“", "”", "“。”", '"', "。 (", "（“）”", "（”", "“好。”", "： “", "。（甲）", "a. ", "好. ", "a b c? ", "好?", "。\u200b"],
)  # fmt: skip
def test_the_work_grows_no_faster_than_the_text(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in calls of our own functions and in the characters they are handed to look through, not by the clock."""
    work = 0

    class Counted(str):
        __slots__ = ()

        def __getitem__(self, key: object) -> str:
            nonlocal work
            part = str.__getitem__(self, key)  # type: ignore[index]
            work += 1 + len(part)
            return part

    skip = splitter._skip

    def counted_skip(text: str, at: int) -> int:
        nonlocal work
        end = skip(text, at)
        work += 1 + end - at
        return end

    monkeypatch.setattr(splitter, "_skip", counted_skip)
    costs = []
    for length in (2_000, 8_000):
        work = 0
        boundaries(Counted((unit * length)[:length]))
        costs.append(work)
    assert costs[1] <= 4.2 * costs[0] + 1_000


def test_deep_nesting_and_an_enormous_line_are_no_trouble() -> None:
    depth = 20_000
    assert boundaries("“" * depth + "。" * depth + "”" * depth) == ()
    assert len(split("国家局今天公布了数据。" * 90_000)) == 90_000
