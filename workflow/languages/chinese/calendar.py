"""Dates, days of the week, halves and quarters of a year in Chinese text."""

import re

from workflow.contracts import Times

_DAY = re.compile(
    r"(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})[日号]?(?:[ ]?[至到—–~-]{1,2}[ ]?(?P<last>[0-9]{1,2})[日号])?"
)
_MONTH = re.compile(
    r"(?<![0-9个])(?P<month>[0-9]{1,2}|十[一二]?|[一二三四五六七八九])月(?:份|底|初|中|末|[0-9]|[至到、，。]|[上中下]旬|$)|(?P<late>冬月|腊月|正月)"
)
_NUMERALS = {name: value for value, name in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二".split(), 1)}
_WEEKDAY = re.compile(
    r"(?:星期|礼拜|(?<![一两三四五六七八九十几每0-9本上下])周|(?<=[本上下每])周)(?P<day>[一二三四五六日天])(?![期年岁个])"
)
_QUARTER = re.compile(
    r"(?<![前头上下])(?:第?(?P<quarter>[一二三四1-4])(?:、(?P<second>[一二三四])|[至到](?P<last>[一二三四]))?)(?:个)?季度"
)


def times(text: str) -> Times:
    """Return the dates in Chinese text in simplified characters with half-width digits."""
    days = []
    for match in _DAY.finditer(text):
        days += [(match[0], int(match["month"]), int(day)) for day in (match["day"], match["last"]) if day]
    months = {
        int(match["month"]) if match["month"].isdigit() else _NUMERALS[match["month"]]: match[0]
        for match in _MONTH.finditer(text)
        if match["month"]
    }
    return Times(
        tuple(days),
        months,
        {"一二三四五六日".index(match["day"].replace("天", "日")): match[0] for match in _WEEKDAY.finditer(text)},
        {half: name for half, name in ((1, "上半年"), (2, "下半年")) if name in text},
        frozenset(
            _NUMERALS.get(name) or int(name) for match in _QUARTER.finditer(text) for name in match.groups() if name
        ),
    )
