"""Days of the week in brackets, times of day and comrades, as a machine understands them, and back again.

Of 2月19日（周六）至21日 the zh→en model makes "19 February to 21 February (Swiss)" or drops the day of the week: it is
taken away with its brackets and put behind the date in English. 17时30分, where it was mistaken for something else, is
tried as 下午5时30分.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from workflow.languages.english import style

_WEEK = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_OF_WEEK = "一二三四五六日"
_WORDS = {"今": "today", "明": "tomorrow", "昨": "yesterday"}
_DATED = re.compile(
    r"(?P<date>(?:(?P<month>[0-9]{1,2})月)?(?P<day>[0-9]{1,2})[日号]|(?P<word>[今明昨])[天日])"
    r"[（(](?:周|星期|礼拜)(?P<name>[一二三四五六日天])[）)]"
)
_BRACKETED = re.compile(r"(?<=[（(])周(?=[一二三四五六日天][）)])")
_TIME = re.compile(
    r"(?<![0-9.:：午晨晚夜间小])(?P<hour>[1-9]|1[0-9]|2[0-3]|0[1-9])[时時](?P<rest>[0-5]?[0-9]分)?(?![间刻])"
)


class Day(NamedTuple):
    """A date of the source and the day of the week that stands behind it.

    Attributes:
        date: The month, 0 if the source does not say it, and the day; or the English for 今天.
        name: The day of the week in English.
    """

    date: tuple[int, int] | str
    name: str


def taken(text: str) -> tuple[str, tuple[Day, ...]]:
    """Return a text without the days of the week that stand in brackets behind a date, and those days."""
    days = tuple(
        Day(
            _WORDS[match["word"]] if match["word"] else (int(match["month"] or 0), int(match["day"])),
            _WEEK[_OF_WEEK.index(match["name"].replace("天", "日"))],
        )
        for match in _DATED.finditer(text)
    )
    return _DATED.sub(lambda match: match["date"], text), days


def put_back(text: str, days: Sequence[Day]) -> str | None:
    """Return the English with each day of the week behind its date; None if a date is not there once."""
    for date, name in days:
        if isinstance(date, str):
            ends = [match.end() for match in re.finditer(rf"\b{date}\b", text, re.IGNORECASE)]
        else:
            ends = style.ends_of_date(text, *date)
        if len(ends) != 1:
            return None
        text = f"{text[: ends[0]]} ({name}){text[ends[0] :]}"
    return text


def worded(text: str, attempt: int) -> str:
    """Return a text in words that the model knows better.

    Days of the week are in full (星期六); from the second attempt, times have twelve hours (下午5时), and from the
    third nobody is a 同志, which it takes for a homosexual now and then.
    """
    text = _BRACKETED.sub("星期", text)
    if attempt:
        text = _TIME.sub(_in_halves, text)
    return text.replace("同志", "") or text if attempt > 1 else text


def _in_halves(match: re.Match[str]) -> str:
    hour = int(match["hour"])
    part = "凌晨" if hour < 5 else "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
    return f"{part}{hour if hour < 13 else hour - 12}时{match['rest'] or ''}"
