"""Days of the week, times of day and numbers of telephones in drafts."""

import pytest
from test_drafting import drafted, fake
from test_drafting_terms import UNDATED

from workflow.contracts.terms import NoTerms
from workflow.drafting import amounts, days
from workflow.drafting.drafter import Drafter
from workflow.engines.argos import Argos
from workflow.languages.english.composing import forms
from workflow.languages.english.style import ends_of_date
from workflow.model import Release, Sentence, Style
from workflow.newsroom.asking import asking, values


@pytest.mark.parametrize(
    ("source", "sent", "english", "expected"),
    [
        (
            "2022年2月19日（周六）至21日停止服务。",
            "2022年2月19日至21日停止服务。",
            "No service from 19 to 21 February 2022.",
            "No service from February 19 (Saturday) to 21, 2022.",
        ),
        ("19日（星期六）停止服务。", "19日停止服务。", "No service on the 19th.", "No service on the 19th (Saturday)."),
        ("今天（周四）停止服务。", "今天停止服务。", "No service today.", "No service today (Thursday)."),
        (
            "1月1日（周三）和2日（周四）停止服务。",
            "1月1日和2日停止服务。",
            "No service on 1 January and 2 January.",
            "No service on January 1 (Wednesday) and January 2 (Thursday).",
        ),
        ("每周（周四）停止服务。", "每周（星期四）停止服务。", "No service on Thursdays.", "No service on Thursdays."),
    ],
)
def test_a_day_of_the_week_stands_behind_its_date(source: str, sent: str, english: str, expected: str) -> None:
    drafter, engine = fake(lambda _text: english)
    assert drafted(drafter, source)[0].text == expected
    assert engine.sent == [sent]


def test_the_day_of_the_week_comes_back_in_either_order_of_dates() -> None:
    _, engine = fake(lambda _text: "No service on February 19th, 2022, at all.")
    drafter = Drafter(engine, "en", house_style=Style(dates="day-month"))
    (draft,) = drafted(drafter, "2022年2月19日（周六）停止服务。")
    assert draft.text == "No service on 19 February 2022 (Saturday), at all."


def test_a_day_of_the_week_whose_date_is_lost_is_left_to_the_engine() -> None:
    drafter, engine = fake(lambda text: "No service on Saturday." if "星期六" in text else "No service in 2022.")
    (draft,) = drafted(drafter, "2022年2月19日（周六）停止服务。")
    assert draft.text == "No service on Saturday."
    assert engine.sent == ["2022年2月19日停止服务。", "2022年2月19日（星期六）停止服务。"]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("19 February 2022 and 19 February", ["19 February 2022", "19 February 2022 and 19 February"]),
        ("On February 19-21", ["On February 19"]),
        ("1.19 February, 119 February, February 190, 20 February", []),
    ],
)
def test_the_places_of_a_date(text: str, ends: list[str]) -> None:
    assert [text[:end] for end in ends_of_date(text, 2, 19)] == ends


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("8时30分至17时", "上午8时30分至下午5时"),
        ("00时和24时", "00时和24时"),
        ("12时，21时", "中午12时，晚上9时"),
        ("下午5时，历时5小时", "下午5时，历时5小时"),
    ],
)
def test_times_of_day_in_halves(source: str, expected: str) -> None:
    assert days.worded(source, 1) == expected
    assert days.worded(source, 0) == source


@pytest.mark.parametrize(
    ("source", "date", "expected"),
    [
        ("WTQ 18日在北京会见来宾。", "2021-03-19", "WTQ于3月18日在北京会见来宾。"),
        ("商务部29日发布公告。", "2021-12-02", "商务部于11月29日发布公告。"),
        ("31日和1日有雨。", "2022-01-31", "1月31日和2月1日有雨。"),
        ("29日发布。", "2021-03-01", "3月29日发布。"),
        ("29日发布。", "2024-03-01", "2月29日发布。"),
        ("预计29日有雨。", "2024-03-15", "预计3月29日有雨。"),
        ("预计1日有雨。", "2024-03-15", "预计4月1日有雨。"),
        ("29日截止。", "", "29日截止。"),
        ("自通知之日起30日内提出。", "2021-03-19", "自通知之日起30日内提出。"),
        ("7月29日至31日有雨。", "2021-03-19", "7月29日至31日有雨。"),
    ],
)
def test_a_day_without_a_month_has_that_of_the_release(source: str, date: str, expected: str) -> None:
    assert days.worded(source, 0, date) == expected


def test_a_month_from_the_date_of_the_release_is_a_doubt() -> None:
    drafter, engine = fake(lambda text: "It was issued on 18 March." if "3月" in text else "It was issued on 18 May.")
    (draft,) = drafted(drafter, Sentence("公告18日发布。", date="2021-03-19"))
    assert draft.text == "It was issued on March 18."
    assert draft.doubts == ("March for 18日 is taken from the release's date",)
    release = Release("r", "sources/r.txt", "zh-Hans", (), (), date="2021-03-19")
    ask = asking(NoTerms(), [release])
    assert [ask(source, "r").date for source in ("公告18日发布。", "公告发布了。")] == ["2021-03-19", ""]
    assert len(engine.sent) == 1


@pytest.mark.parametrize(
    ("source", "sent", "expected"),
    [
        (
            "预计，29日08时至30日20时，东部有雨。",
            "预计，东部有雨。",
            "Rain is expected in the east from 8 a.m. on July 29 to 8 p.m. on July 30.",
        ),
        ("6月1日08时至20时，东部有雨。", "东部有雨。", "Rain is expected in the east from 8 a.m. to 8 p.m. on June 1."),
    ],
)
def test_a_span_of_time_stands_at_the_end(source: str, sent: str, expected: str) -> None:
    release = Release("r", "sources/r.txt", "zh-Hans", (), (), date="2022-07-28")
    drafter, engine = fake(lambda _text: "Rain is expected in the east.", "en", values("en", lambda _: release))
    (draft,) = drafted(drafter, Sentence(source, date=release.date))
    assert draft.text == expected
    assert engine.sent == [sent]
    assert [clause for clause in draft.doubts if "is taken from" not in clause] == []


def test_a_span_is_in_the_house_style() -> None:
    _, engine = fake(lambda _text: "Rain is expected.")
    drafter = Drafter(engine, "en", house_style=Style(dates="day-month", clock="24-hour"))
    (draft,) = drafted(drafter, "29日08时至30日20时，东部有雨。")
    assert draft.text == "Rain is expected from 08:00 on the 29th to 20:00 on the 30th."


def test_a_period_is_written_by_rule() -> None:
    drafter, engine = fake(lambda text: text.replace("报名时间为", "Registration is open ").replace("。", "."))
    (draft,) = drafted(drafter, "报名时间为2022年3月1日9时至31日17时30分。")
    assert draft.text == "Registration is open from 9 a.m. on March 1, 2022 to 5:30 p.m. on March 31."
    assert "时至" not in engine.sent[0]


def test_the_number_of_a_document_is_in_pinyin() -> None:
    drafter, engine = fake(lambda text: text.replace("根据", "Under ").replace("。", "."))
    (draft,) = drafted(drafter, "根据（国办发〔2022〕4号）。")
    assert draft.text.replace("（", "(").replace("）", ")") == "Under (Guo Ban Fa [2022] No. 4)."
    assert "国办发" not in engine.sent[0]


def test_a_time_that_came_back_wrong_is_asked_for_in_halves() -> None:
    compared = values("en", lambda _: UNDATED)
    drafter, engine = fake(
        lambda text: "It begins at 5 p.m." if "下午" in text else "It begins at 7 p.m.", "en", compared
    )
    (draft,) = drafted(drafter, "17时开始。")
    assert (draft.text, draft.doubts) == ("It begins at 5 p.m.", ())
    assert engine.sent == ["17时开始。", "下午5时开始。"]


def test_comrades_whom_the_engine_mistakes_are_left_out_at_last() -> None:
    drafter, _ = fake(lambda text: "Two gays came." if "同志" in text else "Two came.")
    assert drafted(drafter, "来了两位同志。")[0].text == "Two came."


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("number", ["027-85550123", "13800001234", "400-810-1234", "（010）62080000"])
def test_numbers_of_telephones_are_copied(number: str, language: str) -> None:
    drafter, engine = fake(lambda text: text.replace("请拨打", "Call ").replace("。", "."), language)
    (draft,) = drafted(drafter, f"请拨打{number}。")
    assert draft.text.replace(" .", ".") == f"Call {number.translate(str.maketrans('（）', '()'))}."
    assert not any(number in text for text in engine.sent)


def test_the_number_of_a_hotline_is_no_count() -> None:
    assert amounts.separated("Call the 12345 hotline.", "拨打12345热线。") == "Call the 12345 hotline."
    assert amounts.separated("There were 12345 people.", "共有12345人。") == "There were 12,345 people."


def test_delegates_are_addressed_as_in_an_assembly_of_china() -> None:
    assert [form.text for form in forms.found("各位代表：")] == ["Fellow Deputies,"]
    assert [form.text for form in forms.found("女士们、先生们，大家好！")] == ["Ladies and gentlemen, "]
    assert forms.found("各位代表认真审议了报告。") == ()


def test_hectopascals_are_no_hundreds() -> None:
    compared = values("en", lambda _: UNDATED)
    assert compared(Sentence("最低气压为988百帕。"), "The lowest pressure was 988 hPa.") == ()


@pytest.mark.model
def test_the_model_drops_no_day_of_the_week_and_no_digit(argos_model: Argos) -> None:
    week, phone = drafted(
        Drafter(argos_model, "en"), "2022年2月19日（周六）至21日暂停系统服务。", "咨询电话：027-85550123。"
    )
    assert "19 (Saturday)" in week.text
    assert "027-85550123" in phone.text


@pytest.mark.parametrize("month", ["0", "13", "99"])
def test_a_day_of_the_week_behind_no_date_stays_where_it_is(month: str) -> None:
    text = f"{month}月8日（周六）休市。"
    assert days.taken(text) == (text, ())
