"""Dates, days of the week, halves and quarters of a year, and times of day, by the words of ``calendar.tsv``.

The kinds of its words: month (value 1 to 12), weekday (0 for Monday), half (1 or 2), quarter (the ordinals before the
word for it, 1 to 4), quarter_name ("Q1"), some_days ("weekend"), part (of the day; the value names what it can be,
as in ``contracts.facts.Times.parts``), hour (1 to 12) and half_to (the hour of which half is still to come, less one:
"half three" is 2:30).
"""

import re
from collections.abc import Iterator
from functools import cached_property

from workflow.contracts.facts import Clock, Times
from workflow.languages import lists
from workflow.languages.listed_numbers import spaced
from workflow.languages.lunar import LUNAR


class ListedCalendar:
    """See ``contracts.languages.Calendar``."""

    def __init__(
        self,
        language: str,
        *,
        day: str,
        clock: str,
        quarter: str,
        worded: str = r"(?!){hour}",
        numeric: str = r"(?!)(?P<day>)(?P<month>)",
        start: str = r"(?<!\w)",
    ) -> None:
        """Take regular expressions for texts with ordinary spaces, ignoring case.

        Args:
            language: The folder in ``languages/``.
            day: A day with its month, ``{month}``; the groups "day" and, if it is a range, "last".
            clock: A time of day: the groups "hour" and "minute", or "bare" and "past" for 15:30; "late" for the
                afternoon or evening and "early" for the morning.
            worded: A time of day in words, with ``{hour}`` and perhaps ``{half_to}``; the groups "half", "quarter" and
                "to" (a quarter to) for the minutes, "late" and "early".
            quarter: A quarter of a year, with ``{first}``, the ordinal, and perhaps ``{second}``, another one.
            numeric: A date in figures alone: the groups "day" and "month".
            start: What is before a word of the list.
        """
        self._language, self._start = language, start
        self._written = day, quarter, worded
        self._clock = re.compile(clock, re.IGNORECASE)
        self._numeric = re.compile(numeric)

    def _rows(self, kind: str, prefix: str) -> str:
        """Return the words of a kind, each value a group: the prefix and the number of the row."""
        rows = lists.of_kind(self._language, "calendar", kind)
        words = "|".join(f"(?P<{prefix}{n}>{row.pattern})" for n, row in enumerate(rows))
        return rf"(?:{words or '(?!)'})(?!\w)"

    def _values(self, kind: str) -> tuple[str, ...]:
        return tuple(row.more["value"] for row in lists.of_kind(self._language, "calendar", kind))

    @cached_property
    def _day(self) -> re.Pattern[str]:
        return re.compile(self._written[0].replace("{month}", self._rows("month", "m")), re.IGNORECASE)

    @cached_property
    def _quarter(self) -> re.Pattern[str]:
        first, second = (self._rows("quarter", prefix) for prefix in "qr")
        written = self._written[1].replace("{first}", first).replace("{second}", second)
        return re.compile(rf"(?<!\w)(?:{written})", re.IGNORECASE)

    @cached_property
    def _worded(self) -> re.Pattern[str]:
        hour, half = self._rows("hour", "h"), self._rows("half_to", "t")
        return re.compile(self._written[2].replace("{hour}", hour).replace("{half_to}", half), re.IGNORECASE)

    def _named(self, kind: str) -> re.Pattern[str]:
        """Return the pattern for a kind, whose groups say which row it was."""
        if kind not in self._patterns:
            self._patterns[kind] = re.compile(self._start + self._rows(kind, "v"), re.IGNORECASE)
        return self._patterns[kind]

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {}

    def _found(self, kind: str, text: str) -> Iterator[tuple[str, str]]:
        """Yield the value of each word of a kind in a text, and the word."""
        values = self._values(kind)
        for match in self._named(kind).finditer(text):
            yield values[_row(match, "v")], match[0]

    def times(self, text: str) -> Times:
        """Return the dates and times in a text."""
        text = spaced(text)
        return Times(
            tuple(self._days(text)),
            {int(value): word for value, word in self._found("month", text)},
            {int(value): word for value, word in self._found("weekday", text)},
            {int(value): word for value, word in self._found("half", text)},
            frozenset(self._quarters(text)),
            week=any(True for _ in self._found("some_days", text)),
            clocks=tuple(self._clocks(text)),
            parts={word: frozenset(value.split()) for value, word in self._found("part", text)},
            lunar=LUNAR.search(text) is not None,
        )

    def _days(self, text: str) -> Iterator[tuple[str, int, int]]:
        months = self._values("month")
        for match in self._day.finditer(text):
            month, said = int(months[_row(match, "m")]), " ".join(match[0].split())
            yield from ((said, month, int(day)) for day in (match["day"], match["last"]) if day)
        for match in self._numeric.finditer(text):
            month, day = int(match["month"]), int(match["day"])
            if 1 <= month <= 12 and 1 <= day <= 31:
                yield match[0], month, day

    def _quarters(self, text: str) -> Iterator[int]:
        values = self._values("quarter")
        for match in self._quarter.finditer(text):
            found = {name for name, said in match.groupdict().items() if said is not None and name[0] in "qr"}
            yield from (int(values[int(name[1:])]) for name in found)
        yield from (int(value) for value, _ in self._found("quarter_name", text))

    def _clocks(self, text: str) -> Iterator[Clock]:
        for match in self._clock.finditer(text):
            name = "bare" if match["bare"] else "hour"
            hour, minute = int(match[name]), int(match["minute"] or match["past"] or 0)
            if match["late"] and hour < 12:
                hour += 12
            elif match["early"] and hour == 12:
                hour = 0
            start = match.start(name)
            yield Clock(text[start : match.end()], start, match.end(), frozenset({(60 * hour + minute) % 1440}))
        hours, halves = self._values("hour"), self._values("half_to")
        for match in self._worded.finditer(text):
            said = match.groupdict()
            if any(word is not None for name, word in said.items() if name[0] == "t" and name[1:].isdigit()):
                hour, minute = int(halves[_row(match, "t")]) % 12, 30
            else:
                hour = int(hours[_row(match, "h")]) % 12
                minute = 30 if said.get("half") else 15 if said.get("quarter") else -15 if said.get("to") else 0
            parts = [part for part, name in ((0, "early"), (12, "late")) if said.get(name)] or [0, 12]
            minutes = frozenset((60 * (hour + part) + minute) % 1440 for part in parts)
            yield Clock(match[0], match.start(), match.end(), minutes)


def _row(match: re.Match[str], prefix: str) -> int:
    """Return the number of the row that matched, from the only group of a prefix that did."""
    return next(
        int(name[len(prefix) :])
        for name, said in match.groupdict().items()
        if said is not None and name.startswith(prefix) and name[len(prefix) :].isdigit()
    )
