"""Chinese: its scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.languages.chinese import script
from workflow.languages.chinese.script import IN_BOTH, by_character, simplified


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("雙方簽署了諒解備忘錄。", "双方签署了谅解备忘录。"),
        ("乾隆年間，後天皇后瞭解了乾燥機。", "乾隆年间，后天皇后了解了干燥机。"),
        ("與會者登高瞭望，一目瞭然。", "与会者登高瞭望，一目了然。"),
        ("他著書立說，與會者徵求意見。", "他著书立说，与会者征求意见。"),
        ("乾隆皇帝在位六十年。", "乾隆皇帝在位六十年。"),
        ("乾坤已定，宫商角徵羽。", "乾坤已定，宫商角徵羽。"),
        ("不少於200人。", "不少于200人。"),  # simplified Chinese has 於 as a surname
        ("三天後", "三天后"),
        ("朱镕基总理出席会议。", "朱镕基总理出席会议。"),
        ("No Chinese — at all · 5%", "No Chinese — at all · 5%"),
        ("\x00國\ud800", "\x00国\ud800"),
    ],
)
def test_traditional_text_becomes_simplified_by_its_words_and_simplified_text_stays(text: str, expected: str) -> None:
    assert simplified(text) == expected


@pytest.mark.parametrize(
    ("term", "text"),
    [("乾燥機", "一台干燥机"), ("干燥机", "一臺乾燥機"), ("瞭解", "為瞭解"), ("後天", "后天"), ("特征", "其特徵")],
)
def test_a_term_is_found_in_either_script_whatever_stands_beside_it(term: str, text: str) -> None:
    assert by_character(term) in by_character(text)


TEXTS = st.text(
    st.sampled_from("乾隆燥後后天皇瞭解望徵特征於在國会議a1，。\x00\U00020000") | st.characters(), max_size=30
)


@given(TEXTS)
def test_no_text_becomes_longer_or_shorter(text: str) -> None:
    assert len(simplified(text)) == len(text) == len(by_character(text))


@given(TEXTS, TEXTS)
def test_for_comparing_no_character_depends_on_its_neighbours(one: str, other: str) -> None:
    assert by_character(one + other) == by_character(one) + by_character(other)


def test_where_words_would_change_the_length_each_character_is_converted_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(script, "_convert", lambda run: {"國": "国", "際": "际"}.get(run, "国际化"))
    script._simple.cache_clear()
    assert simplified("國際") == "国际"
    script._simple.cache_clear()


def test_the_characters_of_both_scripts_are_those_that_opencc_changes() -> None:
    of_gb2312 = bytes(range(0xB0, 0xF8))
    characters = (bytes((row, cell)).decode("gb2312", "ignore") for row in of_gb2312 for cell in range(0xA1, 0xFF))
    assert {char for char in characters if char and script._simple(char) != char} == IN_BOTH
