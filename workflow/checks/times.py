"""Differences in dates, days of the week, halves and quarters of a year, and times of day; part of ``values``."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Literal

from workflow.checks.pairs import Compared
from workflow.contracts.facts import Clock, Times
from workflow.interface import say
from workflow.languages import of
from workflow.model import Release

Difference = tuple[Literal["error", "warning"], str]
_NEVER = Times()
_WEEK = (
    say("Monday"),
    say("Tuesday"),
    say("Wednesday"),
    say("Thursday"),
    say("Friday"),
    say("Saturday"),
    say("Sunday"),
)


def differences(pair: Compared, release: Release) -> Iterator[Difference]:
    """Yield what the target dates differently from the source."""
    here = pair.times_here
    if here == _NEVER:  # most sentences
        return
    there = pair.times_there
    yield from _days(here, there)
    yield from _invented_month(here, there, pair, release)
    if here.months and there.months and here.months.keys().isdisjoint(there.months):
        yield (
            "error",
            say(
                "{months} is not the month of the source",
                months=", ".join(there.months[month] for month in sorted(there.months)),
            ),
        )
    yield from _weekdays(here, there)
    if len(here.halves) == 1 and len(there.halves) == 1 and here.halves.keys() != there.halves.keys():
        ((half, name),) = here.halves.items()
        yield (
            "error",
            (
                say("{name} is the first half of the year", name=name)
                if half == 1
                else say("{name} is the second half of the year", name=name)
            ),
        )
    if here.quarters and there.quarters and here.quarters.isdisjoint(there.quarters):
        of_source, here_now = (", ".join(map(str, sorted(those))) for those in (here.quarters, there.quarters))
        yield "error", say("quarter {source} of the source is quarter {here} here", source=of_source, here=here_now)
    yield from _times_of_day(pair)


def _days(here: Times, there: Times) -> Iterator[Difference]:
    days = {(month, day) for _, month, day in here.days}
    if here.lunar and not there.lunar:
        for written, month, day in there.days:
            if (month, day) not in days and day not in here.lone_days:
                yield "error", say("{written} is a day of the lunar calendar in the source", written=written)
                return
    numbers = {day for _, day in days} - here.lone_days
    for written, month, day in there.days:
        if days and (month, day) not in days and (day in numbers or (day, month) in days):
            yield "error", say("{written} is not a date of the source", written=written)
            return


def _invented_month(here: Times, there: Times, pair: Compared, release: Release) -> Iterator[Difference]:
    """Yield an error for a month that 29日 was given and that neither the release's text nor its date explains."""
    given = [(written, month) for written, month, day in there.days if day in here.lone_days]
    if not given:
        return
    known = _months(here) | _months_around(release.date)
    if all(month in known for _, month in given):
        return
    for segment in release.segments:
        known |= _months(pair.here.calendar.times(of(release.language).plain(segment.text)))
    for written, month in given:
        if month not in known:
            yield "error", say("the month of {written} is not in the source", written=written)
            return


def _months(times: Times) -> set[int]:
    return {*times.months, *(month for _, month, _ in times.days)}


def _months_around(date: str) -> set[int]:
    """Return the month of an ISO date and those beside it."""
    if not re.match("[0-9]{4}-[0-9]{2}", date):
        return set()
    month = int(date[5:7])
    return {(month + distance - 1) % 12 + 1 for distance in (-1, 0, 1)}


def _weekdays(here: Times, there: Times) -> Iterator[Difference]:
    if not here.weekdays:
        return
    strange = [name for day, name in sorted(there.weekdays.items()) if day not in here.weekdays]
    if strange and not here.week and len(there.weekdays) >= len(here.weekdays):
        yield "error", say("{days} is not a day of the week in the source", days=", ".join(strange))
        return
    for day in dict.fromkeys(day for day, _ in here.dated):
        meant, written = ({name for number, name in times.dated if number == day} for times in (here, there))
        if written and meant.isdisjoint(written):
            yield (
                "error",
                say(
                    "the {day} is a {source} in the source and a {here} here",
                    day=day,
                    source=_WEEK[min(meant)],
                    here=_WEEK[min(written)],
                ),
            )
            return
    if not there.weekdays and not there.week:
        yield "warning", say("{days}: no day of the week is in the translation", days=", ".join(here.weekdays.values()))


def _times_of_day(pair: Compared) -> Iterator[Difference]:
    here, there = pair.times_here, pair.times_there
    if here.clocks:
        same = set(pair.same_times[1])
        for clock in there.clocks:
            if clock.sure and clock not in same and not _is_beside(clock, there.parts, here, same):
                yield "error", say("{time} is not a time of the source", time=clock.text)
                break
        else:
            yield from _said_twice(pair)
    said = _parts_of_day(here)
    clocks = " ".join(clock.text.lower() for clock in pair.same_times[1])  # 12 noon, where the source has 12:00
    parts = {part: names for part, names in there.parts.items() if part.lower() not in clocks}
    if here.parts and parts and all(names.isdisjoint(said) for names in parts.values()):
        yield (
            "warning",
            say(
                "{source} in the source, {target} in the translation",
                source=next(iter(here.parts)),
                target=next(iter(parts)),
            ),
        )


def _said_twice(pair: Compared) -> Iterator[Difference]:
    """Yield an error for 8:00-20:00 as "8 a.m. to 8 a.m.": as many times, but one of the source's is missing."""
    here, there = pair.times_here.clocks, pair.times_there.clocks
    if len(here) == len(there) > 1 and (missing := [clock for clock in here if clock not in pair.same_times[0]]):
        yield "error", say("{figure} is not in the translation", figure=missing[0].text)


def days_of_week(pair: Compared, date: str) -> Iterator[int]:
    """Yield the days of the month that the target's days of the week are near a release's date: 25日, on Tuesday."""
    if not pair.times_here.lone_days or not pair.times_there.weekdays or pair.times_here.weekdays:
        return
    try:
        day = dt.date.fromisoformat(date)
    except ValueError:
        return
    for distance in range(-6, 7):
        near = day + dt.timedelta(distance)
        if near.weekday() in pair.times_there.weekdays:
            yield near.day


def _parts_of_day(times: Times) -> frozenset[str]:
    return frozenset().union(*times.parts.values()) if times.parts else frozenset()


_NEAR = 60
"""Minutes within which noon is only another word for a time."""


def _is_beside(clock: Clock, parts: Mapping[str, frozenset[str]], here: Times, same: Collection[Clock]) -> bool:
    """Return whether a time of the translation is only a word beside another time: 12:25, shortly after noon.

    Args:
        clock: The time.
        parts: The words of the translation for parts of the day.
        here: What the source says.
        same: The times of the translation that the source has too.
    """
    said = _parts_of_day(here)
    meant = any(clock.text in word and not names.isdisjoint(said) for word, names in parts.items())
    return meant and any(
        abs(minute - other) <= _NEAR for each in same for minute in clock.minutes for other in each.minutes
    )
