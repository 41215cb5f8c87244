"""Days that have a name: those after which events are called, those of the lunar calendar, and festivals."""

import pytest
from test_drafting import drafted, fake

from workflow.languages import lists
from workflow.languages.english.composing import by_rule, events, lunar, places
from workflow.model import Match, Sentence, Term


def called(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], english) for start, end, english in events.days(text, places.found(text))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("吸取“11·9”重大火灾事故教训", [("“11·9”重大火灾事故", "the November 9 serious fire")]),
        ("今年“3·15”晚会", [("“3·15”", "March 15")]),
        ("「七·二一」大暴雨", [("「七·二一」", "July 21")]),
        ("“七二一”台风灾害", [("“七二一”台风灾害", "the July 21 typhoon disaster")]),
        ("“9.18”事变", [("“9.18”事变", "the September 18 Incident")]),
        ("“一二·九”运动", [("“一二·九”", "December 9")]),
        ("“十二·十三”惨案", [("“十二·十三”惨案", "the December 13 Massacre")]),
        (
            "“8·12特别重大火灾爆炸事故”",
            [("8·12特别重大火灾爆炸事故", "the August 12 particularly serious fire and explosion")],
        ),
        (
            "郑州“7·20”特大暴雨灾害",
            [("郑州“7·20”特大暴雨灾害", "the July 20 extreme rainstorm disaster in Zhengzhou")],
        ),
        (
            "河南省安阳市“11·21”特别重大火灾",
            [
                (
                    "河南省安阳市“11·21”特别重大火灾",
                    "the November 21 particularly serious fire in Anyang, Henan Province",
                )
            ],
        ),
        # No day, no event, or a decimal.
        ("“13·9”火灾", []),
        ("“2·30”火灾", []),
        ("增长“3.5”左右", []),
        ("比例为3.5事故率", []),
        ("上升11.9%", []),
        ("“七二一”工程", []),
        ("“三三三”火灾", []),
        ("让·雅克·卢梭", []),
    ],
)
def test_an_event_is_called_after_its_day(source: str, expected: list[tuple[str, str]]) -> None:
    assert called(source) == expected


@pytest.mark.parametrize("row", lists.rows("english/composing", "events"), ids=lambda row: row.words[0])
def test_what_happened_is_said_in_english(row: lists.Row) -> None:
    ((_, english),) = called(row.example)
    assert row.more["english"] in english


@pytest.mark.parametrize("row", lists.rows("chinese", "events"), ids=lambda row: row.words[0])
def test_a_word_for_what_happened_makes_a_day_of_a_decimal(row: lists.Row) -> None:
    assert called(row.example)
    for word in row.words:
        assert called(f"“7.20”{word}后")


def test_the_day_of_an_event_is_a_term_of_the_sentence() -> None:
    assert [name.written for name in by_rule.names("“11·9”重大火灾事故") if "9" in name.written] == [
        "the November 9 serious fire"
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("大年初一看望民警", [("大年初一", "the first day of the Lunar New Year")]),
        ("大年初二至初五免费", [("大年初二至初五", "the second to the fifth day of the Lunar New Year")]),
        ("年初一批项目开工", []),
    ],
)
def test_days_after_the_lunar_new_year(source: str, expected: list[tuple[str, str]]) -> None:
    assert [(source[start:end], english) for start, end, english in lunar.days(source)] == expected


def eve(source: str) -> Sentence:
    start = source.index("除夕")
    row = Term("除夕", "Lunar New Year's Eve", "term")
    return Sentence(source, (Match(start, start + 2, (row,)),))


def test_a_machine_sees_a_solar_date_for_a_day_of_the_lunar_calendar() -> None:
    drafter, _ = fake(lambda text: "On October 27, trains ran." if "10月27日" in text else "Trains ran.")
    (draft,) = drafted(drafter, eve("除夕，列车照常运行。"))
    assert draft.text == "On Lunar New Year's Eve, trains ran."


@pytest.mark.parametrize(
    "made", ["Trains ran.", "On October 27 and October 27, trains ran.", "On October 27, 2024, it ran."]
)
def test_a_date_that_comes_back_otherwise_is_not_taken(made: str) -> None:
    drafter, _ = fake(lambda text: made if "10月27日" in text else "On WTQ, trains ran." if "WTQ" in text else text)
    (draft,) = drafted(drafter, eve("除夕，列车照常运行。"))
    assert "October" not in draft.text


def test_a_day_beside_a_date_keeps_its_mask_in_brackets() -> None:
    drafter, asked = fake(lambda text: text)
    drafted(drafter, eve("2月9日除夕至2月17日放假。"))
    assert any("日（" in text and "10月27日" not in text for texts, *_ in asked.calls for text in texts)
