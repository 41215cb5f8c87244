"""Winds of forecasts and pairs of countries: words that a machine never gets right and that have one English each.

偏北风3～4级 is "northerly winds of force 3 to 4", and 中美 is China and the US, not Central America.
"""

import re
from collections.abc import Iterator

from workflow.languages.english.composing.words import listed
from workflow.patterns import late

_FROM = listed("winds", "direction")
_FORCE = "[0-9]{1,2}(?:级?[～~—–至到-][0-9]{1,2})?级(?:以上)?"
_WAY = f"偏?(?:{'|'.join(sorted(_FROM, key=len, reverse=True))})"
_DIRECTION = f"{_WAY}(?:风?转{_WAY})?风"
_GUSTS, _MORE = (f"(?:[、，]?(?:阵风|瞬时风力)(?:可达)?(?P<{name}>{_FORCE}))?" for name in ("gusts", "more"))
_WIND = late(f"(?P<first>{_FORCE}){_GUSTS}的?(?P<from>{_DIRECTION})|(?P<named>{_DIRECTION})(?P<force>{_FORCE}){_MORE}")

_GUST = late(
    rf"(?:(?P<most>最大风力)[有为达]?|阵风|瞬时风力)(?P<after>{_FORCE})|(?P<before>{_FORCE})的?(?:阵风|瞬时大风)(?![0-9])"
)


def winds(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a text has winds with their force, and their English."""
    found = list(_WIND.finditer(text))
    for match in found:
        words = f"{_directions(match['from'] or match['named'])} winds of {_forces(match['first'] or match['force'])}"
        if gusts := match["gusts"] or match["more"]:
            words += f", with gusts of {'up to ' if '可达' in match[0] else ''}{_forces(gusts)}"
        yield match.start(), match.end(), words
    for match in _GUST.finditer(text):
        if not any(wind.start() < match.end() and match.start() < wind.end() for wind in found):
            what = "maximum winds" if match["most"] else "gusts"
            yield match.start(), match.end(), f"{what} of {_forces(match['after'] or match['before'])}"


def _directions(text: str) -> str:
    ways = [_FROM[way.removeprefix("偏")] for way in text.replace("风", "").split("转")]
    return " turning ".join(ways)


def _forces(text: str) -> str:
    numbers = re.findall("[0-9]+", text)
    return f"force {' to '.join(numbers)}{' or above' if text.endswith('以上') else ''}"


_COUNTRIES = listed("winds", "country")
_PAIR = late(
    f"中(?P<other>[{''.join(_COUNTRIES)}])(?P<both>两国|双方)?"
    "(?=经贸|关系|贸易|合作|元首|领导人|外交|双边|投资|战略|外长|高级别|人文|建交|边境|联合声明|自贸|友好|论坛|峰会"
    "|(?<=两国)|(?<=双方))"
)
_BEFORE_PAIR = frozenset("其集当空心之期途")
"""What makes 中 the end of a word."""


def pairs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a text calls China and another country by one character each, and their English."""
    for match in _PAIR.finditer(text):
        if text[match.start() - 1 : match.start()] in _BEFORE_PAIR:
            continue
        other = _COUNTRIES[match["other"]]
        if match["both"]:
            article = "the " if other in {"US", "EU", "UK", "ROK"} else ""
            yield match.start(), match.end(), f"China and {article}{other}"
        else:
            yield match.start(), match.end(), f"China-{other}"
