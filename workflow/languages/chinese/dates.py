"""Days as Chinese documents write them → ISO 8601: 2018年9月12日, 二〇一八年九月十二日, 2018/9/12, 民國107年9月12日."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from workflow.patterns import late

_DIGITS = {
    ord(char): str(value)
    for numerals in ("〇一二三四五六七八九", "零", "０１２３４５６７８９", "○")
    for value, char in enumerate(numerals)
}
_YEAR = r"(?P<year>[0-9]{4}|[０-９]{4}|[〇○零一二三四五六七八九]{4})"
_NUMBER = r"(?:[0-9]{1,2}|[０-９]{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[〇零]?[一二三四五六七八九])"
_DATE = late(rf"{_YEAR}\s?年(?:\s?(?P<month>{_NUMBER})\s?月(?:\s?(?P<day>{_NUMBER})\s?[日号號])?)?")
_ISO_DATE = late(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")


def iso_date(text: str) -> str:
    """Return the ISO 8601 form of a text that is one date (2018年9月12日, 2018年9月, 2018-09-12), else ""."""
    found = _DATE.fullmatch(text) or _ISO_DATE.fullmatch(text)
    if not found:
        return ""
    numbers = [_number(found[name]) for name in ("year", "month", "day") if found[name]]
    return _iso(*numbers)


_SPACED_DATE = (
    rf"(?P<year>[0-9]{{4}}|[〇○零一二三四五六七八九]{{4}})\s{{0,3}}年\s{{0,3}}"
    rf"(?P<month>{_NUMBER})\s{{0,3}}月\s{{0,3}}(?P<day>{_NUMBER})\s{{0,3}}[日号號]"
)
_DIGIT = "[〇○零一二三四五六七八九]"
_TAIWAN_NUMERAL = rf"(?:一?百(?:[零〇○]?[一二三四五六七八九]?十?[一二三四五六七八九]?)|[一二三四五六七八九]?十[一二三四五六七八九]?|{_DIGIT}{{1,3}})"
# The republic's first year was 1912. Without its name, only years since 2011 are known by their three digits.
_TAIWAN_DATE = (
    rf"(?:(?:中[華华])?民[國国]\s{{0,3}}(?P<named>[0-9]{{2,3}}|{_TAIWAN_NUMERAL})|(?<![0-9])(?P<republic>1[0-9]{{2}}))"
    rf"\s{{0,3}}年\s{{0,3}}(?P<month2>{_NUMBER})\s{{0,3}}月\s{{0,3}}(?P<day2>{_NUMBER})\s{{0,3}}[日號号]"
)
_FIGURES = r"(?<![0-9.])(?P<year3>[0-9]{4})(?P<mark>[-/.])(?P<month3>[0-9]{1,2})(?P=mark)(?P<day3>[0-9]{1,2})(?![0-9])"
_ANY_DAY = late(f"{_SPACED_DATE}|{_TAIWAN_DATE}|{_FIGURES}")
_TAIWAN_FIGURES = late(r"(?P<year>1[0-9]{2})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})(?![0-9])")
_AFTER = late(
    r"\s*[（(]?(?:星期[一二三四五六日天]|[周週][一二三四五六日])?[)）]?(?:[Tt\s]\s*(?:上午|下午)?\s*[0-9]{1,2}[:：][0-9:：.+Zz-]*)?"
)


def iso_day(text: str, *, labelled: bool = False) -> str:
    """Return the day that a text is, in ISO 8601, else "": also from 2018/9/12, with or without a time of day.

    Args:
        text: The text.
        labelled: Whether it is known to be a date, so that 107.9.12 is a year of the Republic of China (Taiwan).
    """
    text = unicodedata.normalize("NFKC", text).strip()
    found = _ANY_DAY.match(text)
    if found:
        return _of(found) if _AFTER.fullmatch(text, found.end()) else ""
    if labelled and (found := _TAIWAN_FIGURES.match(text)) and _AFTER.fullmatch(text, found.end()):
        return _iso(int(found["year"]) + 1911, int(found["month"]), int(found["day"]))
    return ""


def days_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a text names a day with its year, and the day in ISO 8601."""
    for found in _ANY_DAY.finditer(text.translate(_HALF_WIDTH)):
        if day := _of(found):
            yield found.start(), found.end(), day


_TAIWAN_YEAR = late(
    rf"(?:中[華华])?民[國国]\s{{0,3}}(?P<named>[0-9]{{1,3}}|{_TAIWAN_NUMERAL})\s{{0,3}}年"
    r"|(?<![0-9.,])(?<![公西]元)(?P<republic>1[0-9]{2})\s?年(?=\s?[0-9]{1,2}\s?月)"
)


def western_years(text: str) -> str:
    """Return a text with its years of the Republic of China (民國113年, 113年7月) as years of the western calendar."""
    if "年" not in text:
        return text
    return _TAIWAN_YEAR.sub(lambda found: f"{_western(found)}年", text)


def _western(found: re.Match[str]) -> int:
    """Return the western year of a match with the groups ``named`` and ``republic``."""
    return 1911 + (int(found["republic"]) if found["republic"] else _taiwan_year(found["named"]))


_HALF_WIDTH = {ord(char): str(value) for value, char in enumerate("０１２３４５６７８９")}
_NAMED = late(r"(?P<year>(?:19|20)[0-9]{2})(?P<mark>[-_.]?)(?P<month>[0-9]{2})(?P=mark)(?P<day>[0-9]{2})(?![0-9])")


def day_of_name(name: str) -> str:
    """Return the day that a file's name begins with (2018-09-12-visit, 20180912), else ""."""
    found = _NAMED.match(name)
    return _iso(int(found["year"]), int(found["month"]), int(found["day"])) if found else ""


def _of(found: re.Match[str]) -> str:
    if found["year3"]:
        return _iso(int(found["year3"]), int(found["month3"]), int(found["day3"]))
    if found["month2"]:
        return _iso(_western(found), _number(found["month2"]), _number(found["day2"]))
    return _iso(_number(found["year"]), _number(found["month"]), _number(found["day"]))


def _iso(*numbers: int) -> str:
    try:
        day = date(*[*numbers, 1, 1][:3])
    except ValueError:
        return ""
    return day.isoformat()[: (0, 4, 7, 10)[len(numbers)]]


def _taiwan_year(numeral: str) -> int:
    """Return 114 for 114, 一一四 and 一百一十四."""
    hundreds, hundred, below = numeral.partition("百")
    if not hundred:
        return _number(numeral)
    return 100 * int(hundreds.translate(_DIGITS) or 1) + (_number(below.lstrip("零〇○")) if below else 0)


def _number(numeral: str) -> int:
    """Return the value of a number below 100 with 十, or of any sequence of digits."""
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return int(numeral.translate(_DIGITS))
    return 10 * int(tens.translate(_DIGITS) or 1) + int(ones.translate(_DIGITS) or 0)
