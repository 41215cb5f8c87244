"""Dates, days of the week, halves and quarters of a year in English text."""

import re

from workflow.contracts import Times

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_LAST = r"(?:[ ]?(?:-|–|to|and|through|until)[ ]?(?P<last>[0-9]{1,2})(?:st|nd|rd|th)?(?![0-9,.]?[0-9]))?"
_DAY = (
    re.compile(rf"\b{_MONTH}[ ](?:the[ ])?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9])(?!%|[ ]?percent){_LAST}"),
    re.compile(
        r"(?<![0-9.,])(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
        r"(?:[ ]?(?:-|–|to|and)[ ]?(?P<last>[0-9]{1,2})(?:st|nd|rd|th)?)?"
        rf"[ ](?:of[ ])?{_MONTH}"
    ),
)
# "May" is a verb more often than a month.
_MONTH_NAME = re.compile(
    r"\b(?:January|February|March|April|June|July|August|September|October|November|December)\b"
    r"|(?:(?<=[0-9][ ])|(?<=\bin[ ])|(?<=\bof[ ])|(?<=\bto[ ])|(?<=\blast[ ])|(?<=\bnext[ ])|(?<=\bthis[ ])"
    r"|(?<=\buntil[ ])|(?<=\bsince[ ]))May\b|\bMay(?=[ ][0-9])"
)
_WEEKDAY = re.compile(r"\b(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s?\b")
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_HALF = re.compile(
    r"\b(?:(?P<first>(?:first|1st)[ -]half|first[ ]six[ ]months|H1)"
    r"|(?P<second>(?:second|2nd|latter)[ -]half|last[ ]six[ ]months|H2))\b",
    re.IGNORECASE,
)
_QUARTER = re.compile(
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


def times(text: str) -> Times:
    """Return the dates in English text."""
    days = []
    for pattern in _DAY:
        for match in pattern.finditer(text):
            month, said = _number(match["month"]), " ".join(match[0].split())
            days += [(said, month, int(day)) for day in (match["day"], match["last"]) if day]
    return Times(
        tuple(days),
        {_number(match[0]): match[0] for match in _MONTH_NAME.finditer(text)},
        {_WEEKDAYS.index(match[1]): match[1] for match in _WEEKDAY.finditer(text)},
        {1 if match["first"] else 2: match[0] for match in _HALF.finditer(text)},
        frozenset(
            int(match["number"]) if match["number"] else _QUARTERS[match["name"].lower()]
            for match in _QUARTER.finditer(text)
        ),
    )


def _number(month: str) -> int:
    return _MONTHS.index(month[:3]) + 1
