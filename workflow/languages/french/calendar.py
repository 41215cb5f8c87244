"""Dates, days of the week, halves and quarters of a year, and times of day in French text."""

import re
from collections.abc import Iterator

from workflow.contracts.facts import Clock, Times
from workflow.languages.lunar import LUNAR
from workflow.patterns import late

_MONTHS = "janv févr mars avr mai juin juil août sept oct nov déc".split()
_MONTH = (
    r"(?P<month>janv(?:ier|\.)|févr(?:ier|\.)|mars|avr(?:il|\.)|mai|juin|juil(?:let|\.)|août|sept(?:embre|\.)|oct(?:obre|\.)|nov(?:embre|\.)"
    r"|déc(?:embre|\.))(?!\w)"
)
_SPACE = "[ \u00a0\u202f]"
_DAY = late(
    rf"(?<![0-9,.])(?P<day>[0-9]{{1,2}})(?:er)?(?:{_SPACE}?(?:-|–|au|et|ou|à){_SPACE}?(?P<last>[0-9]{{1,2}})(?:er)?)?{_SPACE}{_MONTH}",
    re.IGNORECASE,
)
_MONTH_NAME = late(rf"(?<!\w){_MONTH}", re.IGNORECASE)
_WEEKDAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_WEEKDAY = late(rf"\b({'|'.join(_WEEKDAYS)})s?\b", re.IGNORECASE)
_HALF = late(
    r"\b(?:(?P<first>(?:premier|1er)[ \u00a0]semestre|six[ ]premiers[ ]mois|S1)"
    r"|(?P<second>(?:second|deuxième|2e|dernier)[ \u00a0]semestre|six[ ]derniers[ ]mois|S2))\b",
    re.IGNORECASE,
)
_QUARTER = late(
    r"\b(?:(?P<name>premier|deuxième|second|troisième|quatrième|dernier|1er|2e|2ème|3e|3ème|4e|4ème)"
    r"(?:[ ](?:et|à|au)[ ](?:(?:le|du|au)[ ])?(?P<other>deuxième|second|troisième|quatrième))?[ \u00a0]trimestres?\b|T(?P<number>[1-4])\b)",
    re.IGNORECASE,
)
_QUARTERS = {
    "premier": 1, "1er": 1, "deuxième": 2, "second": 2, "2e": 2, "2ème": 2, "troisième": 3, "3e": 3, "3ème": 3,
    "quatrième": 4, "dernier": 4, "4e": 4, "4ème": 4,
}  # fmt: skip


def times(text: str) -> Times:
    """Return the dates in French text."""
    days = []
    for match in _DAY.finditer(text):
        month, said = _number(match["month"]), " ".join(match[0].split())
        days += [(said, month, int(day)) for day in (match["day"], match["last"]) if day]
    quarters = set()
    for match in _QUARTER.finditer(text):
        named = (match["name"], match["other"])
        quarters |= {int(match["number"])} if match["number"] else {_QUARTERS[name.lower()] for name in named if name}
    return Times(
        tuple(days),
        {_number(match["month"]): match[0] for match in _MONTH_NAME.finditer(text)},
        {_WEEKDAYS.index(match[1].lower()): match[1] for match in _WEEKDAY.finditer(text)},
        {1 if match["first"] else 2: match[0] for match in _HALF.finditer(text)},
        frozenset(quarters),
        week=_SOME_DAYS.search(text) is not None,
        clocks=tuple(_clocks(text)),
        parts={match[0]: _PARTS[match.lastgroup or ""] for match in _PART.finditer(text)},
        lunar=LUNAR.search(text) is not None,
    )


_SOME_DAYS = late(r"\bweek-ends?\b|\bjours? ouvrables?\b|\bchaque jour\b|\btous les jours\b", re.IGNORECASE)

# --- times of day ---

_PARTS = {name: frozenset({name}) for name in ("morning", "noon", "afternoon")} | {
    "evening": frozenset({"evening", "night"})
}
_PART = late(
    r"\b(?:(?P<morning>matin(?:ée)?|aube)|(?P<noon>midi(?! [0-9]))|(?P<afternoon>après-midi)|(?P<evening>soir(?:ée)?|nuit|minuit))\b",
    re.IGNORECASE,
)
_QUARTERS_OF_AN_HOUR = (
    "(?:(?P<half>et demie)|(?P<quarter>et quart)|(?P<to>moins le quart)|moins (?P<less>cinq|dix|vingt(?:-cinq)?))"
)
_LESS = {"cinq": -5, "dix": -10, "vingt": -20, "vingt-cinq": -25}
_HOURS = "une deux trois quatre cinq six sept huit neuf dix onze".split()
_CLOCK = late(
    rf"\b(?:à|dès|vers|de|jusqu'à|entre|et|avant|après|depuis){_SPACE}(?P<hour>[0-9]{{1,2}}|{'|'.join(_HOURS)}){_SPACE}?(?:h(?![a-z])|heures?\b)(?:{_SPACE}?(?P<minute>[0-5][0-9])|{_SPACE}{_QUARTERS_OF_AN_HOUR})?"
    rf"(?:{_SPACE}(?:du{_SPACE}(?P<part>matin|soir)|de{_SPACE}l'(?P<late>après-midi)))?|(?<![0-9.,:])(?P<bare>[0-9]{{1,2}}):(?P<past>[0-5][0-9])(?![0-9:%])",
    re.IGNORECASE,
)


def _clocks(text: str) -> Iterator[Clock]:
    """Yield the times of day after a preposition; 3 heures alone is a duration as often."""
    for match in _CLOCK.finditer(text):
        name = "bare" if match["bare"] else "hour"
        written = match[name].lower()
        hour = int(written) if written.isdigit() else _HOURS.index(written) + 1
        minute = 30 if match["half"] else 15 if match["quarter"] else -15 if match["to"] else 0
        minute += _LESS.get((match["less"] or "").lower(), 0)
        minute += int(match["minute"] or match["past"] or 0)
        early = (match["part"] or "").lower() == "matin"
        late = match["late"] or (match["part"] or "").lower() == "soir"
        hours = {hour + 12 if late and hour < 12 else hour}
        if not (written.isdigit() or late or early):  # à cinq heures
            hours.add(hour + 12)
        sure = written.isdigit() or bool(late) or early
        start = match.start(name)
        minutes = frozenset((60 * each + minute) % 1440 for each in hours)
        yield Clock(text[start : match.end()], start, match.end(), minutes, sure=sure)


def _number(month: str) -> int:
    return next(n for n, start in enumerate(_MONTHS, 1) if month.lower().startswith(start))
