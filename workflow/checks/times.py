"""Differences in dates, days of the week, halves and quarters of a year; part of the check ``values``."""

from collections.abc import Iterator
from typing import Literal

from workflow.checks.pairs import Pair
from workflow.contracts import Times

Difference = tuple[Literal["error", "warning"], str]


def differences(pair: Pair) -> Iterator[Difference]:
    """Yield what the target dates differently from the source."""
    here, there = pair.here.calendar.times(pair.source), pair.there.calendar.times(pair.target)
    yield from _days(here, there)
    if here.months and there.months and here.months.keys().isdisjoint(there.months):
        yield (
            "error",
            f"{', '.join(there.months[month] for month in sorted(there.months))} is not the month of the source",
        )
    if here.weekdays and there.weekdays and here.weekdays.keys().isdisjoint(there.weekdays):
        yield "error", f"{', '.join(sorted(there.weekdays.values()))} is not the day of the week in the source"
    if len(here.halves) == 1 and len(there.halves) == 1 and here.halves.keys() != there.halves.keys():
        ((half, name),) = here.halves.items()
        yield "error", f"{name} is the {'first' if half == 1 else 'second'} half of the year"
    if here.quarters and there.quarters and here.quarters.isdisjoint(there.quarters):
        of_source, here_now = (", ".join(map(str, sorted(those))) for those in (here.quarters, there.quarters))
        yield "error", f"quarter {of_source} of the source is quarter {here_now} here"


def _days(here: Times, there: Times) -> Iterator[Difference]:
    days = {(month, day) for _, month, day in here.days}
    numbers = {day for _, day in days}
    for written, month, day in there.days:
        if days and (month, day) not in days and (day in numbers or (day, month) in days):
            yield "error", f"{written} is not a date of the source"
            return
