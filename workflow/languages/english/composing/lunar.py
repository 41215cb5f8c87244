"""Days of the lunar calendar, of which a machine makes days of the solar one: 农历八月十五 is not August 15."""

from collections.abc import Iterator

from workflow.patterns import late

_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth"
).split()
_DIGITS = "一二三四五六七八九十"
_MONTHS = {
    **{month: number for number, month in enumerate((*_DIGITS, "十一", "十二"))},
    "正": 0,
    "冬": 10,
    "腊": 11,
}
_DAYS = {
    **{f"初{digit}": number for number, digit in enumerate(_DIGITS)},
    **{f"十{digit}": number for number, digit in enumerate(_DIGITS[:9], 10)},
    **{f"{tens}{digit}": number for tens in ("二十", "廿") for number, digit in enumerate(_DIGITS[:9], 20)},
    "二十": 19,
    "廿": 19,
    "三十": 29,
}
_DAY = "初[一二三四五六七八九十]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]|三十"
_LUNAR = late(
    rf"(?:(?P<named>[农阴旧夏]历)(?P<month>十[一二]|[{_DIGITS}正冬腊])月|(?<![0-9{_DIGITS}])(?:(?P<own>[正冬腊])月"
    rf"|(?P<plain>十[一二]|[{_DIGITS}])月(?=初[{_DIGITS}](?![批些个场次项家位名条座所种])|廿)))(?P<day>{_DAY})(?![{_DIGITS}日号])"
    rf"(?:[至到—–~～-]{{1,2}}(?:(?P<next>十[一二]|[{_DIGITS}正冬腊])月)?(?P<last>{_DAY})(?![{_DIGITS}日号]))?",
    needs="月",
)
_NEW_YEAR = late(rf"大年(?P<day>初[{_DIGITS}])(?:[至到—–~～-]{{1,2}}(?:大年)?(?P<last>初[{_DIGITS}]))?", needs="年")


def days(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a text names days of the lunar calendar, and their English."""
    for match in _LUNAR.finditer(text):
        month = _MONTHS[match["month"] or match["own"] or match["plain"]]
        first = f"the {_ORDINALS[_DAYS[match['day']]]}"
        if match["next"]:
            first = f"{first} day{_of(month)}"
            month = _MONTHS[match["next"]]
        last = f" to the {_ORDINALS[_DAYS[match['last']]]}" if match["last"] else ""
        yield match.start(), match.end(), f"{first}{last} day{_of(month)}"
    for match in _NEW_YEAR.finditer(text):
        first = f"the {_ORDINALS[_DAYS[match['day']]]}"
        last = f" to the {_ORDINALS[_DAYS[match['last']]]}" if match["last"] else ""
        yield match.start(), match.end(), f"{first}{last} day of the Lunar New Year"


def _of(month: int) -> str:
    return f" of the {_ORDINALS[month]} lunar month"
