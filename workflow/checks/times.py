"""Dates, days of the week, halves and quarters of a year: which of them differ. Part of the family ``values``."""

import re
from collections.abc import Iterator
from typing import Literal

from workflow.checks.figures import Pair

_ZH_DAY = re.compile(
    r"(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})[日号]?(?:[ ]?[至到—–~-]{1,2}[ ]?(?P<last>[0-9]{1,2})[日号])?"
)
_ZH_MONTH = re.compile(
    r"(?<![0-9个])(?P<month>[0-9]{1,2}|十[一二]?|[一二三四五六七八九])月(?:份|底|初|中|末|[0-9]|[至到、，。]|[上中下]旬|$)|(?P<late>冬月|腊月|正月)"
)
_NUMERALS = {name: value for value, name in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二".split(), 1)}

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_FULL_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
_LAST = r"(?:[ ]?(?:-|–|to|and|through|until)[ ]?(?P<last>[0-9]{1,2})(?:st|nd|rd|th)?(?![0-9,.]?[0-9]))?"
_EN_DAY = (
    re.compile(rf"\b{_MONTH}[ ](?:the[ ])?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9])(?!%|[ ]?percent){_LAST}"),
    re.compile(
        rf"(?<![0-9.,])(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:[ ]?(?:-|–|to|and)[ ]?(?P<last>[0-9]{{1,2}})(?:st|nd|rd|th)?)?[ ](?:of[ ])?{_MONTH}"
    ),
)
# "May" is a verb more often than a month.
_EN_MONTH = re.compile(
    r"\b(?:January|February|March|April|June|July|August|September|October|November|December)\b"
    r"|(?:(?<=[0-9][ ])|(?<=\bin[ ])|(?<=\bof[ ])|(?<=\bto[ ])|(?<=\blast[ ])|(?<=\bnext[ ])|(?<=\bthis[ ])|(?<=\buntil[ ])|(?<=\bsince[ ]))May\b|\bMay(?=[ ][0-9])"
)
_ZH_WEEKDAY = re.compile(
    r"(?:星期|礼拜|(?<![一两三四五六七八九十几每0-9本上下])周|(?<=[本上下每])周)(?P<day>[一二三四五六日天])(?![期年岁个])"
)
_EN_WEEKDAY = re.compile(r"\b(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s?\b")
_WEEKDAYS = dict(
    zip("一二三四五六日", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(), strict=True)
) | {"天": "Sunday"}

_EN_HALF = re.compile(
    r"\b(?:(?P<first>(?:first|1st)[ -]half|first[ ]six[ ]months|H1)|(?P<second>(?:second|2nd|latter)[ -]half|last[ ]six[ ]months|H2))\b",
    re.IGNORECASE,
)
_ZH_QUARTER = re.compile(
    r"(?<![前头上下])(?:第?(?P<quarter>[一二三四1-4])(?:、(?P<second>[一二三四])|[至到](?P<last>[一二三四]))?)(?:个)?季度"
)
_EN_QUARTER = re.compile(
    r"\b(?:(?P<name>first|second|third|fourth|last|final|1st|2nd|3rd|4th)[ -]quarter\b|Q(?P<number>[1-4])\b)",
    re.IGNORECASE,
)
_QUARTERS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": 4,
    "final": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}

Difference = tuple[Literal["error", "warning"], str]


def differences(pair: Pair) -> Iterator[Difference]:
    """What the target dates otherwise than the source, of a pair with English on the one side."""
    yield from _days(pair)
    yield from _months(pair)
    yield from _weekdays(pair)
    yield from _halves(pair)
    yield from _quarters(pair)


def _days(pair: Pair) -> Iterator[Difference]:
    there = {day for match in _ZH_DAY.finditer(pair.source) for day in _of(match, int(match["month"]))}
    if not there:
        return
    found = [
        (match, day)
        for pattern in _EN_DAY
        for match in pattern.finditer(pair.target)
        for day in _of(match, _number(match["month"]))
    ]
    days = {day for _, day in there}
    for match, day in found:
        if day not in there and (day[1] in days or (day[1], day[0]) in there):
            yield "error", f"{' '.join(match[0].split())} is not a date of the source"
            return


def _of(match: re.Match[str], month: int) -> Iterator[tuple[int, int]]:
    yield month, int(match["day"])
    if match["last"]:
        yield month, int(match["last"])


def _number(month: str) -> int:
    return _MONTHS.index(month[:3]) + 1


def _months(pair: Pair) -> Iterator[Difference]:
    there = {
        int(match["month"]) if match["month"].isdigit() else _NUMERALS[match["month"]]
        for match in _ZH_MONTH.finditer(pair.source)
        if match["month"]
    }
    if not there:
        return
    found = {_number(match[0]) for match in _EN_MONTH.finditer(pair.target)}
    if found and there.isdisjoint(found):
        names = ", ".join(_FULL_MONTHS[month - 1] for month in sorted(found))
        yield "error", f"{names} is not the month of the source"


def _weekdays(pair: Pair) -> Iterator[Difference]:
    there = {_WEEKDAYS[match["day"]] for match in _ZH_WEEKDAY.finditer(pair.source)}
    found = {match[1] for match in _EN_WEEKDAY.finditer(pair.target)}
    if there and found and there.isdisjoint(found):
        yield "error", f"{', '.join(sorted(found))} is not the day of the week in the source"


def _halves(pair: Pair) -> Iterator[Difference]:
    first, second = "上半年" in pair.source, "下半年" in pair.source
    if first is second:
        return
    found = {match.lastgroup for match in _EN_HALF.finditer(pair.target)}
    if found == {"second" if first else "first"}:
        yield "error", f"{'上' if first else '下'}半年 is the {'first' if first else 'second'} half of the year"


def _quarters(pair: Pair) -> Iterator[Difference]:
    there = {
        _NUMERALS.get(name) or int(name)
        for match in _ZH_QUARTER.finditer(pair.source)
        for name in match.groups()
        if name
    }
    found = {
        int(match["number"]) if match["number"] else _QUARTERS[match["name"].lower()]
        for match in _EN_QUARTER.finditer(pair.target)
    }
    if there and found and there.isdisjoint(found):
        yield (
            "error",
            f"quarter {', '.join(map(str, sorted(there)))} of the source is quarter {', '.join(map(str, sorted(found)))} here",
        )
