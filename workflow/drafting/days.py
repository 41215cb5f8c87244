"""Days of the week, spans of time, times of day and comrades, as a machine understands them, and back again.

Of 2月19日（周六）至21日 the zh→en model makes "19 February to 21 February (Swiss)" or drops the day of the week: it is
taken away with its brackets and put behind the date in English. 17时30分, where it was mistaken for something else, is
tried as 下午5时30分.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date as date_type
from datetime import timedelta
from typing import NamedTuple

from workflow.languages.chinese import calendar
from workflow.languages.chinese.dates import western_years
from workflow.languages.english import style
from workflow.model import Style

_AHEAD = re.compile("预计|预报|将|拟于|请于|截止")
_REPORTED = re.compile("[日号][^，。；]{0,30}(?:获悉|了解到|介绍|透露|通报|宣布|表示)")
"""Who learned something on a day speaks of one that has passed, also if it is about the future."""
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


_DAY = re.compile("(?<![0-9.,])[0-9]{1,2}(?=[日号])")
_DAY_OF_ACT = re.compile(
    "(?<=[A-Z]) (?=(?:[0-9]{1,2}月)?[0-9]{1,2}日)"
    "|(?<=[^\\W\\d_A-Za-z于在至到和与及从自截月年期第每前后近约为是即本当该])"
    "(?=[0-9]{1,2}日(?:[上下中]午|晚|凌晨)?(?:[在同与]|会见|出席|抵达|访问|致电|宣布|表示|发布|获悉|召开|举行))"
)
"""Where 于 may stand before the day on which somebody did something; the model finds the day better with it."""
_MONTHS = "January February March April May June July August September October November December".split()


_SPAN = re.compile(
    r"(?:(?<=^)|(?<=[，,]))(?:(?P<month>[0-9]{1,2})月)?(?P<day>[0-9]{1,2})日(?P<from>[0-9]{1,2})时[至到—-]"
    r"(?:(?:(?P<month2>[0-9]{1,2})月)?(?P<day2>[0-9]{1,2})日)?(?P<to>[0-9]{1,2})时[，,](?=[^。；！？]{4,200}[。]?$)"
)


class Span(NamedTuple):
    """From when until when a sentence holds, as English has it."""

    text: str


class Day(NamedTuple):
    """A date of the source and the day of the week that is behind it.

    Attributes:
        date: The month, 0 if the source does not say it, and the day; or the English for 今天.
        name: The day of the week in English.
    """

    date: tuple[int, int] | str
    name: str


Taken = Day | Span


def taken(text: str, date: str = "") -> tuple[str, tuple[Taken, ...]]:
    """Return a text without what is put back into its English (``put_back``), and that.

    Those are the days of the week that stand in brackets behind a date, and a clause such as 29日08时至30日08时.
    """
    days: list[Taken] = []

    def without(match: re.Match[str]) -> str:
        if match["month"] and not 0 < int(match["month"]) < 13:
            return match[0]
        date = _WORDS[match["word"]] if match["word"] else (int(match["month"] or 0), int(match["day"]))
        days.append(Day(date, _WEEK[_OF_WEEK.index(match["name"].replace("天", "日"))]))
        return match["date"]

    text = _DATED.sub(without, text)
    if (span := _SPAN.search(text)) and (said := _said(span, _months(text, date))):
        days.append(Span(said))
        text = text[: span.start()] + text[span.end() :]
    return text, tuple(days)


def _said(span: re.Match[str], months: Mapping[str, int]) -> str:
    """Return a span of time in English; "" if it is none."""
    first = _day_said(span["month"], span["day"], months)
    last = _day_said(span["month2"] or (span["month"] if span["day2"] else None), span["day2"], months)
    times = [int(span["from"]), int(span["to"])]
    if max(times) > 24 or "" in (first, last):
        return ""
    start, end = (f"{hour:02}:00" for hour in times)
    return f" from {start}{f' on {first}' if span['day2'] else ''} to {end} on {last if span['day2'] else first}"


def _day_said(month: str | None, day: str | None, months: Mapping[str, int]) -> str:
    if day is None:
        return "none"
    number = int(month) if month else months.get(day, 0)
    if not 0 < number <= 12:
        return "" if month else f"the {int(day)}{_ordinal(int(day))}"
    return f"{_MONTHS[number - 1]} {int(day)}"


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


_PERIOD = re.compile(
    r"(?<=[为：:])(?:(?P<year>[0-9]{4})年)?(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日(?P<from>[0-9]{1,2})时(?:(?P<past>[0-9]{1,2})分)?"
    r"[至到—-](?:(?:(?P<year2>[0-9]{4})年)?(?P<month2>[0-9]{1,2})月)?(?P<day2>[0-9]{1,2})日(?P<to>[0-9]{1,2})时(?:(?P<past2>[0-9]{1,2})分)?"
)


def periods(text: str, house_style: Style) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the periods that a text states, 为3月1日9时至3月31日17时30分, with their English."""
    for match in _PERIOD.finditer(text):
        first, last = (
            _day_said(month, match[day], {})
            for month, day in ((match["month"], "day"), (match["month2"] or match["month"], "day2"))
        )
        hours = [int(match["from"]), int(match["to"])]
        minutes = [int(match["past"] or 0), int(match["past2"] or 0)]
        if max(hours) > 24 or max(minutes) > 59 or "" in (first, last):
            continue
        dates = [f"{day}, {match[year]}" if match[year] else day for day, year in ((first, "year"), (last, "year2"))]
        start, end = (
            f"{hour:02}:{minute:02} on {date}" for hour, minute, date in zip(hours, minutes, dates, strict=True)
        )
        yield match, style.styled(f"from {start} to {end}", "8时", house_style)


def put_back(text: str, days: Sequence[Taken], house_style: Style) -> str | None:
    """Return the English with each day of the week behind its date and the span at its end; None if a date is lost."""
    for each in days:
        if isinstance(each, Span):
            words = style.styled(each.text, "8时", house_style)
            end = _END.search(text)
            assert end
            stop = end[0].lstrip(".") if words.endswith(".") else end[0]
            text = text[: end.start()] + words + stop
            continue
        if isinstance(each.date, str):
            ends = [match.end() for match in re.finditer(rf"\b{each.date}\b", text, re.IGNORECASE)]
        else:
            ends = style.ends_of_date(text, *each.date)
        if len(ends) != 1:
            return None
        text = f"{text[: ends[0]]} ({each.name}){text[ends[0] :]}"
    return text


_END = re.compile(r"(?<![.!?])[.!?]*[”\"]?$")


def worded(text: str, attempt: int, date: str = "") -> str:
    """Return a text in words that the model knows better.

    With the release's ``date``, 29日 has its month: the model makes one up otherwise, or leaves the day out.
    Days of the week are in full (星期六), and years of the Republic of China are years of the western calendar. From
    the second attempt, times have twelve hours (下午5时), and from the third nobody is a 同志, which it takes for a
    homosexual now and then.
    """
    text = _DAY_OF_ACT.sub("于", _BRACKETED.sub("星期", western_years(text)))
    if months := _months(text, date):
        text = _DAY.sub(lambda match: f"{months[match[0]]}月{match[0]}" if match[0] in months else match[0], text)
    if attempt:
        text = _TIME.sub(_in_halves, text)
    return text.replace("同志", "") or text if attempt > 1 else text


_LUNAR_DAY = re.compile(
    "(?:the )?[a-z-]+(?: to the [a-z-]+)? day of the (?:[a-z]+ lunar month|Lunar New Year)"
    "|(?:the )?Lunar New Year's Eve"
    "|(?:the )?(?:Lantern|Qingming|Dragon Boat|Qixi|Mid-Autumn|Double Ninth|Laba) Festival"
)
_STAND_INS = ((10, 27), (9, 26), (11, 23), (4, 28), (8, 27))
"""Dates that a machine writes in one way, in place of days of the lunar calendar."""


def with_stand_ins(text: str, names: Mapping[str, str], attempt: int) -> tuple[str, dict[str, tuple[int, int]]]:
    """Return a text with solar dates in place of masks, and these dates by the masks that they replace.

    A machine writes "on" before October 27 and not before a mask. A day right behind another date keeps its mask, in
    brackets: 2月9日除夕 would be "February 9 Lunar New Year's Eves".

    Args:
        text: The text.
        names: What masks stand for, in English; only days of the lunar calendar have a stand-in.
        attempt: Only the first one has stand-ins.
    """
    dates: dict[str, tuple[int, int]] = {}
    free = [date for date in _STAND_INS if f"{date[0]}月" not in text]
    for mask, english in names.items():
        if not _LUNAR_DAY.fullmatch(english):
            continue
        text = re.sub(rf"(?<=[日号]){mask}(?!当)", f"（{mask}）", text)
        found = re.search(rf"(?<![0-9日号(（至到、和与及届]){mask}(?![0-9)）至到、和与及])", text)
        if found and free and not attempt:
            dates[mask] = month, day = free.pop(0)
            text = text[: found.start()] + f"{month}月{day}日" + text[found.end() :]
    return text, dates


def with_masks(text: str, dates: Mapping[str, tuple[int, int]]) -> str | None:
    """Return the English with each mask in place of its date; None if a date is not in it exactly once."""
    for mask, (month, day) in dates.items():
        name = _MONTHS[month - 1]
        text, count = re.subn(rf"\b(?:{name} {day}(?:th|rd)?|{day}(?:th|rd)?(?: of)? {name})\b(?!,? [0-9])", mask, text)
        if count != 1 or name in text:
            return None
    return text


def guessed(text: str, date: str, english: str) -> str:
    """Return a clause about the months that the English has from the release's date and not from the source, or ""."""
    days: dict[str, list[str]] = {}
    for day, month in _months(text, date).items():
        if re.search(rf"\b{_MONTHS[month - 1]}\b", english):
            days.setdefault(_MONTHS[month - 1], []).append(f"{day}日")
    said = " and ".join(f"{month} for {', '.join(those)}" for month, those in days.items())
    return f"{said} is taken from the release's date" if said else ""


def _months(text: str, date: str) -> dict[str, int]:
    """Return the months of the days that stand in a text without any month.

    They are those of the dates nearest to the release's, of the coming ones if the text looks ahead (预计). A day
    before that which is just over is meant nevertheless: 10日，运动会开幕，运动员将参加…, on the eleventh.
    """
    if "日" not in text or "月" in text or not (release := _parsed(date)):
        return {}
    ahead = None if _REPORTED.search(text) else _AHEAD.search(text)
    months = {}
    for day in sorted(calendar.times(text).lone_days):
        to_come = release
        if ahead and text.find(f"{day}日") < ahead.start():
            to_come -= _JUST_OVER

        def distance(each: date_type, to_come: date_type = to_come) -> tuple[bool, timedelta]:
            return ahead is not None and each < to_come, abs(each - release)

        if near := min(_dates(release, day), key=distance, default=None):
            months[str(day)] = near.month
    return months


_JUST_OVER = timedelta(days=5)


def _dates(release: date_type, day: int) -> Iterator[date_type]:
    for distance in (-1, 0, 1):
        year, month = divmod(release.year * 12 + release.month - 1 + distance, 12)
        if found := _parsed(f"{year:04}-{month + 1:02}-{day:02}"):
            yield found


def _parsed(text: str) -> date_type | None:
    with suppress(ValueError):
        return date_type.fromisoformat(text)
    return None


def _in_halves(match: re.Match[str]) -> str:
    hour = int(match["hour"])
    part = "凌晨" if hour < 5 else "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
    return f"{part}{hour if hour < 13 else hour - 12}时{match['rest'] or ''}"
