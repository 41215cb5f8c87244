"""What a new office ran into with its first releases."""

import pytest
from pasted_texts import read

from workflow.checks import values
from workflow.cli.shared import printable
from workflow.contracts.checks import Context
from workflow.drafting import days
from workflow.markup.printing import said
from workflow.model import Release, Unit


def found(source: str, target: str) -> list[str]:
    release = Release(id="r", path="sources/r.md", language="zh-Hant", pieces=(), blocks=(), date="2024-06-03")
    unit = Unit(source=source, target=target)
    return [each.severity for each in values.check(said(unit, release), Context(release, "en"))]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("自113年7月1日起，調整年費。", "Annual fees are adjusted from 1 July 2024."),
        ("自民國113年起，調整年費。", "Annual fees are adjusted from 2024."),
        ("自民國113年起，調整年費。", "Annual fees are adjusted from year 113 of the Republic of China (2024)."),
        ("該法於民國89年1月1日施行。", "The act took effect on 1 January 2000."),
        ("公元113年7月，地震。", "In July 113, there was an earthquake."),
        ("企業成立113年來，從未停工。", "In the 113 years of its existence, the firm never stopped work."),
    ],
)
def test_a_year_of_the_republic_of_china_may_be_given_in_the_western_calendar(source: str, target: str) -> None:
    assert found(source, target) == []


@pytest.mark.parametrize("target", ["Fees are adjusted from 1 July 113.", "Fees are adjusted from 1 July 2023."])
def test_a_year_of_the_republic_of_china_is_no_year_of_antiquity(target: str) -> None:
    assert "error" in found("自113年7月1日起，調整年費。", target)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("自113年7月1日起，调整年费。", "自2024年7月1日起，调整年费。"),
        ("中华民国 89 年施行。", "2000年施行。"),
        ("公元113年7月，地震。", "公元113年7月，地震。"),
        ("成立113年来，从未停工。", "成立113年来，从未停工。"),
        ("民国一百一十三年和民国一一三年", "2024年和2024年"),
        ("民国百年、民国一百零三年、民国三十八年", "2011年、2014年、1949年"),
    ],
)
def test_the_machine_is_asked_in_western_years(text: str, asked: str) -> None:
    assert days.worded(text, 0) == asked


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            "关于开展2024年度专利转化专项资金\n申报工作的通知",
            "关于开展2024年度专利转化专项资金申报工作的通知",
        ),
        ("云河市人民政府关于进一步加强\n商标品牌建设的实施意见", "云河市人民政府关于进一步加强商标品牌建设的实施意见"),
    ],
)
def test_a_title_about_something_goes_on_until_it_says_what_it_is(lines: str, title: str) -> None:
    release = read("a.txt", f"{lines}\n\n各有关单位：\n\n    现将有关事项通知如下。\n".encode())
    assert [(b.kind, "".join(p.text for p in b.content)) for b in release.blocks][:1] == [("title", title)]


@pytest.mark.parametrize("year", ["十百", "百百", "一十十", "百零零一", "一百百十"])
def test_what_is_no_numeral_is_no_year_of_the_republic_of_china(year: str) -> None:
    assert read("a.txt", f"公告\n\n民國{year}年1月1日\n".encode()).date == ""
    assert days.worded(f"民国{year}年1月", 0) == f"民国{year}年1月"


def test_a_full_width_space_is_shown_as_it_is() -> None:
    assert printable("局長\u3000林淑芬") == "局長\u3000林淑芬"
    assert printable("\x1b[2J\u200b\u202e\xa0\u2028") == "\\u{001b}[2J\\u{200b}\\u{202e}\\u{00a0}\\u{2028}"
