"""Days after which events are called, of which a machine makes decimals and fractions: “11·9”重大火灾 is not 11.9."""

import re
from collections.abc import Iterable, Iterator

from workflow.languages import lists
from workflow.languages.english.composing.places import Place, cities
from workflow.patterns import late

_MONTHS = "January February March April May June July August September October November December".split()
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DIGITS = "一二三四五六七八九"
_EVENT = rf"(?P<grave>特别重大|特别|特?重?大|较大|一般)?(?:{lists.joined(lists.of_kind('chinese', 'events', 'event'))})"
_DAY = late(
    r"(?P<open>[“‘「『])?"
    r"(?:(?<![0-9.．·])(?P<month>1[0-2]|0?[1-9])(?P<point>[·•‧・.．])(?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9.．·%％])"
    rf"|(?<![{_DIGITS}十])(?P<named_month>[一十]?[{_DIGITS}十])[·•‧・](?P<named_day>[{_DIGITS}十]{{1,3}})(?![{_DIGITS}十])"
    rf"|(?<=[“‘「『])(?P<run>[二三四五六七八九][{_DIGITS}]{{2}})(?=[”’」』]))"
    rf"(?P<close>[”’」』])?(?P<event>(?={_EVENT}))?"
)
"""An event's day, in quotation marks or before a word for the event, such as “11·9”, 九·一八事变, “七二一”暴雨."""


def _rows(*kinds: str) -> Iterator[lists.Row]:
    return lists.of_kind("english/composing", "events", *kinds)


_WORDS = {kind: lists.joined(_rows(kind)) for kind in ("grade", "what", "kind", "plain")}
_WHAT = late(
    f"(?P<grade>{_WORDS['grade']})?"
    f"(?:(?P<what>{_WORDS['what']})(?:事故)?(?P<kind>{_WORDS['kind']})?|(?P<plain>{_WORDS['plain']}|{_WORDS['kind']}))"
)
"""What happened on a day: 特别重大, 火灾爆炸, 灾害."""


def days(text: str, places: Iterable[Place] = ()) -> Iterator[tuple[int, int, str]]:
    """Yield where a text calls an event after its day, and its English; quotation marks round the day are part of it.

    Where it happened stands right before it in Chinese, and behind it in English: 郑州“7·20”特大暴雨灾害. A day with
    a full stop (“7.20”), one without any point (“七二一”), and one that is not in quotation marks must stand before a
    word for what happened.
    """
    before = {place.end: place for place in places}
    for match in _DAY.finditer(text):
        quoted = match["open"] and match["close"]
        pointed = match["named_month"] or (match["point"] and match["point"] not in ".．")
        if match["event"] is None and not (quoted and pointed):
            continue
        if match["point"] in (".", "．") and not (match["open"] or match["close"] or match["grave"]):
            continue
        if match["run"]:
            month, day = _value(match["run"][0]), _value(match["run"][1:])
        elif match["month"]:
            month, day = int(match["month"]), int(match["day"])
        else:
            month, day = _value(match["named_month"]), _value(match["named_day"])
        if 0 < month <= 12 and 0 < day <= _LENGTHS[month - 1]:
            start = match.end("open") if match["open"] and not match["close"] else match.start()
            end = match.start("close") if match["close"] and not match["open"] else match.end()
            what = _WHAT.match(text, match.end()) if end == match.end() else None
            said = f"{_MONTHS[month - 1]} {day}"
            if what:
                end, said = what.end(), " ".join(("the", said, *_in_english(what)))
                if place := before.get(start) or _region(text, start):
                    start, said = place.start, f"{said} in {place.english}"
            yield start, end, said


def _region(text: str, end: int) -> Place | None:
    """Return the province or city that stands right before a place of a text: 青海, 郑州市."""
    for size in range(min(end, 5), 1, -1):
        name = text[end - size : end]
        if english := cities().get(name) or cities().get(name.rstrip("省市")):
            return Place(end - size, end, english, sure=True)
    return None


def _in_english(what: re.Match[str]) -> Iterator[str]:
    for kind, words in what.groupdict().items():
        if words:
            yield next(
                row.more["english"]
                for row in _rows(kind, *(("kind",) if kind == "plain" else ()))
                if any(re.fullmatch(word, words) for word in row.words)
            )


def _value(numeral: str) -> int:
    """Return the value of 九, 十二 and 二十一, and of figures one after another: 一八 is 18; 0 if it is no number."""
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return int("".join(str(_DIGITS.index(digit) + 1) for digit in numeral))
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return 10 * (_DIGITS.index(tens) + 1 if tens else 1) + (_DIGITS.index(ones) + 1 if ones else 0)
