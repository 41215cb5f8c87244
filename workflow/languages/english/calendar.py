"""Dates, days of the week, halves and quarters of a year, and times of day in English text."""

import re
from collections.abc import Iterator

from workflow.contracts.facts import Clock, Times
from workflow.languages.lunar import LUNAR
from workflow.patterns import late

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_LAST = r"(?:[ ]?(?:-|–|to|and|through|until)[ ]?(?P<last>[0-9]{1,2})(?:st|nd|rd|th)?(?![0-9,.:]?[0-9]|[ ]?(?:[ap]\.?[ ]?m\b|o[’']clock)))?"
_DAY = (
    late(rf"\b{_MONTH}[ ](?:the[ ])?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9])(?!%|[ ]?percent){_LAST}"),
    late(
        r"(?<![0-9.,])(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
        r"(?:[ ]?(?:-|–|to|and)[ ]?(?P<last>[0-9]{1,2})(?:st|nd|rd|th)?)?"
        rf"[ ](?:of[ ])?{_MONTH}"
    ),
)
_MONTH_NAME = late(r"\b(?:January|February|March|April|June|July|August|September|October|November|December)\b")
# "May" is a verb more often than a month.
_MAY = late(
    r"(?:(?<=[0-9][ ])|(?<=\bin[ ])|(?<=\bof[ ])|(?<=\bto[ ])|(?<=\blast[ ])|(?<=\bnext[ ])|(?<=\bthis[ ])"
    r"|(?<=\buntil[ ])|(?<=\bsince[ ])|(?<=[a-z][-–—]))May\b|\bMay(?=[ ][0-9]|[-–—][A-Z]|[ ](?:to|through)[ ][A-Z])"
)
_WEEKDAY = late(
    r"\b(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s?\b|\b(Tue|Wed|Thu|Fri)(?:s|nes|r|rs)?\b"
    # Sun is a surname, and the sun.
    r"|\b(Mon|Sat|Sun)(?=[)/–—]|,?[ ][0-9]|(?:,|[ ]and|[ ]to|[ ]or)[ ](?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b)"
    r"|(?:(?<=\()|(?<=[deui]/)|(?<=(?:Mon|Tue|Wed|Thu|Fri|Sat)[ ]and[ ]))(Mon|Sat|Sun)\b"
)
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_SHORT = [name[:3] for name in _WEEKDAYS]
_HALF = late(
    r"\b(?:(?P<first>(?:first|1st)[ -]half|first[ ]six[ ]months|H1)"
    r"|(?P<second>(?:second|2nd|latter)[ -]half|last[ ]six[ ]months|H2))\b",
    re.IGNORECASE,
)
_QUARTER = late(
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
        {
            _number(match[0]): match[0]
            for match in (*_MONTH_NAME.finditer(text), *(_MAY.finditer(text) if "May" in text else ()))
        },
        {_SHORT.index(match[0][:3]): match[0] for match in _WEEKDAY.finditer(text)},
        {1 if match["first"] else 2: match[0] for match in _HALF.finditer(text)},
        frozenset(
            int(match["number"]) if match["number"] else _QUARTERS[match["name"].lower()]
            for match in _QUARTER.finditer(text)
        ),
        dated=tuple(
            (int(match["day"] or match["first"]), _WEEKDAYS.index(match["name"] or match["inside"]))
            for match in _DATED.finditer(text)
        ),
        week=_SOME_DAYS.search(text) is not None,
        clocks=tuple(_clocks(text)),
        parts={match[0]: _PARTS[match[0].lower().removesuffix("s")] for match in _PART.finditer(text)},
        lunar=LUNAR.search(text) is not None,
    )


_NAME = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_DATED = late(
    rf"\b(?P<name>{_NAME}),?[ ](?:the[ ])?(?:(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?[ ])?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?![:.][0-9]|[ ]?[ap]\.?m)"
    rf"|(?<![0-9])(?P<first>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:[ ](?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?)?[ ]\((?P<inside>{_NAME})\)"
)
_SOME_DAYS = late(r"\b(?:weekends?|working days?|every day|daily|weekdays?)\b", re.IGNORECASE)

# --- times of day ---

_PARTS = {
    **{name: frozenset({"morning"}) for name in ("morning", "dawn", "daybreak")},
    **{name: frozenset({"noon"}) for name in ("noon", "midday", "noontime")},
    **{name: frozenset({"afternoon"}) for name in ("afternoon", "after noon", "after midday", "after lunch")},
    **{
        name: frozenset({"evening", "night"})
        for name in ("evening", "tonight", "night", "dusk", "overnight", "midnight")
    },
}
_PART = late(rf"\b(?:{'|'.join(_PARTS)})s?\b", re.IGNORECASE)
_HALF_DAY = r"(?P<half>[ap])\.?[ ]?m\b\.?|(?:o[’']clock[ ])?in[ ]the[ ](?P<part>morning|afternoon|evening)|(?P<night>at[ ]night)"
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_HOUR_WORD = "|".join(_HOURS)
_MINUTES = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20, "twenty-five": 25, "half": 30}
_IN_WORDS = (
    r"(?:(?P<minutes>five|ten|(?:a[ ])?quarter|twenty-five|twenty|half)[ ](?:minutes[ ])?past[ ]"
    r"|(?P<minutes_to>(?:a[ ])?quarter|(?:five|ten|twenty-five|twenty)[ ]minutes)[ ]to[ ]"
    rf"|(?<!from[ ])(?<!between[ ])(?P<bare_to>five|ten|twenty-five|twenty)[ ]to[ ](?=(?:{_HOUR_WORD})[ ](?:in[ ]the[ ]|at[ ]night|[ap]\.?m\b)))"
    rf"(?P<base>noon|midnight|{_HOUR_WORD})\b"
    r"(?:[ ](?:in[ ]the[ ](?P<base_part>morning|afternoon|evening)|(?P<base_night>at[ ]night)|(?P<base_half>[ap])\.?m\b\.?))?"
    rf"|(?P<worded>{_HOUR_WORD})[ ](?:(?P<worded_clock>o[’']clock[ ])?"
    r"(?:in[ ]the[ ](?P<worded_part>morning|afternoon|evening)|(?P<worded_night>at[ ]night)|(?P<worded_half>[ap])\.?m\b\.?)"
    r"|(?P<worded_sharp>o[’']clock))"
)
"""Half past six in the morning, a quarter to nine, six o'clock."""
_CLOCK = late(
    r"(?<![0-9.,:$€£¥])(?:"
    r"(?P<hundreds>[01][0-9]|2[0-4])[:.h]?(?P<past>[0-5][0-9])[ \u00a0]?(?:hours|hrs?\b|h\b)"
    r"|(?:(?P<from>[0-9]{1,2})(?:[:.](?P<from_minute>[0-5][0-9]))?[ \u00a0]?(?:-|–|—|to|and|until|till)[ \u00a0]?)?"
    rf"(?P<hour>[0-9]{{1,2}})(?:[:.](?P<minute>[0-5][0-9]))?[ \u00a0]?(?:{_HALF_DAY})"
    r"|(?P<bare>[0-9]{1,2}):(?P<bare_minute>[0-5][0-9])(?![0-9:%])"
    r"|(?P<sharp>[0-9]{1,2})[ ]o[’']clock"
    r"|(?P<zulu>[01][0-9]|2[0-4])[:.h]?(?P<zulu_minute>[0-5][0-9])(?=[ \u00a0](?:GMT|UTC|BST|CET|EST|(?:local|Beijing)[ ]time)\b)"
    r"|(?<=(?:\bat|om|il|to|by|re|er)[ ])(?P<dotted>[01]?[0-9]|2[0-3])\.(?P<dotted_minute>[0-5][0-9])(?![0-9%])"
    r")"
    rf"|\b(?:{_IN_WORDS}|(?:12[ ])?(?P<word>noon|midday|midnight)\b)",
    re.IGNORECASE,
)


_AFTER_MONTH = late(f"(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}[.]?[ ]$")
"""What makes "July 9 to 8 a.m." no time from 9."""


def _clocks(text: str) -> Iterator[Clock]:
    """Yield the times of day; the first time of a range has the half of the day of the last."""
    for match in _CLOCK.finditer(text):
        if match["word"]:
            yield Clock(match[0], *match.span(), frozenset({0} if match["word"].lower() == "midnight" else {720}))
        elif match["base"] or match["worded"]:
            yield _in_words(match)
        elif name := next((name for name in ("hundreds", "zulu", "dotted") if match[name]), ""):
            minute = match[{"hundreds": "past"}.get(name, f"{name}_minute")]
            clock = _clock(match, name, match.end(), {int(match[name])}, minute)
            yield clock._replace(sure=name != "dotted")
        elif match["bare"] or match["sharp"]:
            name = "bare" if match["bare"] else "sharp"
            hour = int(match[name])
            hours = {hour, hour + 12} if 0 < hour <= 12 and not match[name].startswith("0") else {hour}
            yield _clock(match, name, match.end(), hours, match["bare_minute"])
        else:
            hour = int(match["hour"])
            late = (
                bool(match["night"])
                if match["night"]
                else (match["half"] or "").lower() == "p" or (match["part"] or "").lower() in {"afternoon", "evening"}
            )
            first = int(match["from"] or 24)
            if first < 24 and not _AFTER_MONTH.search(text, max(0, match.start() - 12), match.start()):
                end = match.end("from_minute") if match["from_minute"] else match.end("from")
                either = {_hour(first, late=False), _hour(first, late=True)}
                hours = {_hour(first, late=late)} if first % 12 < hour % 12 and not late else either
                yield _clock(match, "from", end, hours, match["from_minute"])
            hours = {_hour(hour, late=True), hour} if match["night"] else {_hour(hour, late=late)}
            yield _clock(match, "hour", match.end(), hours, match["minute"])


_TIME_BEFORE = late(
    r"\b(?:at|by|around|about|from|to|until|till|before|after|since|and|nearly|almost)[ ]$", re.IGNORECASE
)


def _in_words(match: re.Match[str]) -> Clock:
    """Return the time that words say; "two in the afternoon" may count something unless "at" is before it."""
    name = "base" if match["base"] else "worded"
    word = match[name].lower()
    part, night, half = (match[f"{name}_{each}"] for each in ("part", "night", "half"))
    afternoon = (part or "").lower() in {"afternoon", "evening"} or (half or "").lower() == "p"
    if word in {"noon", "midnight"}:
        hours = {12 if word == "noon" else 0}
    elif part or half:
        hours = {_hour(_HOURS.index(word) + 1, late=afternoon)}
    else:
        hours = {_hour(_HOURS.index(word) + 1, late=late) for late in (False, True)}
    past, to = ((match[each] or "").lower().removesuffix(" minutes") for each in ("minutes", "minutes_to"))
    to = to or (match["bare_to"] or "").lower()
    minutes = _MINUTES.get(past.split(" ")[-1], 0) - _MINUTES.get(to.split(" ")[-1], 0)
    said = name == "base" or match["worded_clock"] or match["worded_sharp"] or half
    sure = bool(said or _TIME_BEFORE.search(match.string, max(0, match.start() - 8), match.start()))
    sure = sure and not night and not match["bare_to"]  # three at night is in the morning; five to ten may be a range
    times = frozenset((60 * hour + minutes) % 1440 for hour in hours)
    return Clock(match[0], match.start(), match.end(), times, sure)


def _hour(hour: int, *, late: bool) -> int:
    return hour if hour > 12 else hour % 12 + 12 * late


def _clock(match: re.Match[str], start: str, end: int, hours: set[int], minute: str | None) -> Clock:
    place = match.start(start)
    minutes = frozenset((60 * hour + int(minute or 0)) % 1440 for hour in hours)
    return Clock(match.string[place:end], place, end, minutes)


def _number(month: str) -> int:
    return _MONTHS.index(month[:3]) + 1
