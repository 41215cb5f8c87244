"""Dates in the house style, through Babel; the only module of the writers that knows the calendar."""

import re
from datetime import UTC, date, datetime
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time

from workflow import languages
from workflow.errors import UsageError
from workflow.interface import say

_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?", re.ASCII)


@cache
def locale_of(name: str) -> Locale:
    """Return Babel's locale for "en_GB", "en-GB" or a language tag such as "zh-Hans".

    Raises:
        UsageError: Babel has no such locale.
    """
    try:
        return Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError) as error:
        raise UsageError(
            say("{name!r} is not a house style that Babel knows; use a locale such as en_GB or en_US", name=name)
        ) from error


def is_iso(text: str) -> bool:
    """Return whether ``text`` is an existing day, month or year in ISO 8601 ("2018-09-12", "2018-09", "2018")."""
    return _parts(text) is not None


@lru_cache(maxsize=1024)
def day(iso: str, locale: str) -> str:
    """Write out an ISO 8601 day, month or year in the house style: "2018-09-12" → "12 September 2018" (en_GB).

    Anything else is returned unchanged: a page never invents a date.
    """
    found = _parts(iso)
    if found is None:
        return iso
    value, parts = found
    if parts == 1:
        return format_skeleton("y", value, locale=locale_of(locale))
    if parts == 2:
        return languages.of(locale).written_by_its_day(format_skeleton("yMMMM", value, locale=locale_of(locale)))
    return _long(value, locale)


def moment(iso: str, locale: str) -> str:
    """Write out an ISO 8601 time stamp in UTC: "2018-09-12T10:04:31Z" → "12 September 2018, 10:04 UTC".

    A time without a zone is taken as UTC; anything that is not a time stamp is treated as a day.
    """
    value = _utc(iso)
    if value is None:
        return day(iso, locale)
    # CLDR's 凌晨12:04 and 上午12:04 are midnight, which only a clock of 24 hours says plainly.
    style = "HH:mm" if languages.of(locale).writes_han else "short"
    clock = format_time(value, style, tzinfo=UTC, locale=locale_of(locale))
    _, words = languages.page_words(locale)
    return words["moment"].format(day=_long(value.date(), locale), time=clock)


def _long(value: date, locale: str) -> str:
    return languages.of(locale).written_by_its_day(format_date(value, "long", locale=locale_of(locale)))


def utc_day(iso: str) -> str:
    """Return the day of a time stamp in UTC: "2018-09-14T01:40:51+08:00" → "2018-09-13"; anything else unchanged."""
    value = _utc(iso)
    return iso if value is None else value.date().isoformat()


def utc_stamp(iso: str) -> str:
    """Return a time stamp in UTC to the second: "2018-09-13T17:40:51Z"; anything else unchanged."""
    value = _utc(iso)
    return iso if value is None else value.replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def stamp(iso: str) -> str:
    """Return a day or a moment as a time stamp in UTC ("2018-09-14T01:40:51Z"); "" for anything else."""
    try:
        value = datetime.fromisoformat(iso)
        value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def _utc(iso: str) -> datetime | None:
    """Return the moment in UTC; None if ``iso`` is not a time stamp, or only a day."""
    if _ISO.fullmatch(iso):
        return None
    try:
        value = datetime.fromisoformat(iso)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (ValueError, OverflowError):  # OverflowError: within a day of year 1 or 9999
        return None


def _parts(iso: str) -> tuple[date, int] | None:
    """Return the first day of what ``iso`` names, and how many of year, month and day it has."""
    found = _ISO.fullmatch(iso)
    if not found:
        return None
    given = [int(value) for value in found.groups() if value]
    try:
        return date(*(*given, 1, 1)[:3]), len(given)
    except ValueError:
        return None
