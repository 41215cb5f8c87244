"""Dates, days of the week, halves and quarters of a year, and times of day in Chinese text."""

import re
from collections.abc import Iterator

from workflow.contracts.facts import ONE, Clock, Times
from workflow.languages.chinese import numerals
from workflow.languages.chinese.numbers import numeral_values
from workflow.patterns import late

_DAY = late(
    r"(?P<month>[0-9]{1,2})月[ ]?(?P<day>[0-9]{1,2})[日号]?(?:[ ]?[至到—–~-]{1,2}[ ]?(?P<last>[0-9]{1,2})[日号])?"
)
_MONTH = late(
    r"(?<![0-9个])(?P<month>[0-9]{1,2}|十[一二]?|[一二三四五六七八九])月(?:份|底|初|中|末|[0-9]|[至到、，。）)]|[上中下]旬|$)|(?P<late>冬月|腊月|正月)"
)
_FIRST_MONTH = late("(?<![0-9个月日年.])(?P<month>[0-9]{1,2})[—–~～至到-]{1,2}[0-9]{1,2}月(?!龄)")
_NUMERALS = {name: value for value, name in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二".split(), 1)}
_WEEKDAY = late(
    r"(?:星期|礼拜|(?<![一两三四五六七八九十几每0-9本上下])周|(?<=[本上下每])周)(?P<day>[一二三四五六日天])(?![期年岁个])",
    needs="星礼周",
)
_QUARTER = late(
    r"(?<![前头上下])(?:第?(?P<quarter>[一二三四1-4])(?:、(?P<second>[一二三四])|[至到](?P<last>[一二三四]))?)(?:个)?季度"
)


def times(text: str) -> Times:
    """Return the dates in Chinese text in simplified characters with half-width digits."""
    if not (_ANY.search(text) or numerals.YEAR.search(text)):  # most sentences
        return Times()
    lunar = _LUNAR.search(text) is not None and not _SOLAR.search(text)
    if lunar:
        text = _LUNAR_DAY.sub("", text)
    days = [(text[day.start : day.end], day.month, day.day) for day in numerals.days(text) if day.day]
    for match in _found(_DAY, text, "月"):
        days += [(match[0], int(match["month"]), int(day)) for day in (match["day"], match["last"]) if day]
    months = {
        int(match["month"]) if match["month"].isdigit() else _NUMERALS[match["month"]]: match[0]
        for match in _found(_MONTH, text, "月")
        if match["month"]
    }
    months |= {int(match["month"]): match[0] for match in _found(_FIRST_MONTH, text, "月")}
    dated = [
        (int(match["day"] or match["inside"]), _WEEK.index((match["name"] or match["first"]).replace("天", "日")))
        for match in _found(_DATED, text, *_NAMING_DAYS)
    ]
    return Times(
        tuple(days),
        months,
        {_WEEK.index(match["day"].replace("天", "日")): match[0] for match in _found(_WEEKDAY, text, *_NAMING_DAYS)},
        {half: name for half, name in ((1, "上半年"), (2, "下半年")) if name in text},
        frozenset(
            _NUMERALS.get(name) or int(name)
            for match in _found(_QUARTER, text, "季度")
            for name in match.groups()
            if name
        ),
        frozenset(int(day) for match in _found(_LONE_DAY, text, "日") for day in match.groups() if day),
        tuple(dated),
        _SOME_DAYS.search(text) is not None,
        tuple(_clocks(text)),
        {match[0]: _PARTS[match.lastgroup or ""] for match in _found(_PART, text, *"午晨晚夜早晓黎")},
        lunar,
    )


def _found(pattern: re.Pattern[str], text: str, *signs: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern that finds nothing without one of these signs in the text."""
    return pattern.finditer(text) if any(sign in text for sign in signs) else iter(())


_ANY = late("[月日周时点:：季午晨晚夜早晓黎星礼半双每]")
"""What every date has one of, except those in digits only, and every part of a year and time of day."""
_LUNAR = late(
    "[农阴旧夏]历|(?<!真)正月|腊月|冬月|月初[一二三四五六七八九十](?![批些个场次项家位名条座所种])"
    "|月廿[一二三四五六七八九]?(?![日号一二三四五六七八九])",
    needs="历月",
)
_SOLAR = late("[一二三四五六七八九十]月[一二三四五六七八九十廿]{1,3}[日号]", needs="月")
"""A day of the solar calendar in numerals, which is not among ``days``: with one beside it, nothing is certain."""
_LUNAR_DAY = late("[农阴旧夏]历[^，。；0-9]{0,6}[0-9]{1,2}月[0-9]{1,2}日?", needs="历")
_NAMING_DAYS = ("周", "星期", "礼拜")
_WEEK = "一二三四五六日"
_NAMED = "(?:星期|礼拜|周)"
_DATED = late(
    rf"(?P<day>[0-9]{{1,2}})[日号]\s?[（(]?\s?{_NAMED}(?P<name>[一二三四五六日天])"
    rf"|{_NAMED}(?P<first>[一二三四五六日天])\s?[（(](?:[0-9]{{1,2}}月)?(?P<inside>[0-9]{{1,2}})[日号]",
    needs="星礼周",
)
_SOME_DAYS = late("周末|双休|工作日|每天|每日")
_LONE_DAY = late(
    "(?:(?<![0-9月年.])(?<!月 )|(?<=[本上下当次]月))(?P<day>[0-9]{1,2})(?:日(?!元|圆|均|内|前通)[ ]?(?:[至到—–~～-]{1,2}[ ]?(?P<last>[0-9]{1,2})日)?|[—–~～至到-]{1,2}(?P<to>[0-9]{1,2})日(?!元|圆))"
)

# --- times of day ---

_PARTS: dict[str, frozenset[str]] = {
    "dawn": frozenset({"morning", "night"}),
    "morning": frozenset({"morning"}),
    "noon": frozenset({"noon", "afternoon"}),
    "afternoon": frozenset({"afternoon"}),
    "dusk": frozenset({"afternoon", "evening", "night"}),
    "evening": frozenset({"evening", "night"}),
}
_PART = late(
    "(?P<dawn>凌晨|拂晓|黎明)|(?P<morning>清晨|早上|早晨|上午|今早|一早(?!已))|(?P<noon>中午|正午|午间)|(?P<afternoon>下午|午后)|(?P<dusk>傍晚)"
    "|(?P<evening>晚上|晚间|夜间|深夜|夜里|夜晚|午夜|[昨今当]夜|[日号昨今当明每]晚(?![会宴餐报礼]))"
)
_HOUR = "[0-9]{1,2}|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九]"
_MINUTE = "[0-9]{1,2}|[二三四五]?十[一二三四五六七八九]?|零?[一二三四五六七八九]"
_CLOCK = late(
    rf"(?P<part>凌晨|清晨|早上|早晨|上午|中午|正午|下午|午后|傍晚|晚上|晚间|夜间|深夜|夜里|夜晚|晚|早)?[ ]?(?:约|近)?"
    rf"(?<![0-9.:：/第小比])(?P<hour>{_HOUR})"
    rf"(?:[ ]?(?P<unit>[时点])(?![间候期代尚装评名击燃头赞滴差])(?:(?P<minute>{_MINUTE})分(?!之)|(?P<half>半)|(?P<quarter>[一三])刻|(?P<sharp>整|钟|许))?"
    r"|[:：](?P<minutes>[0-5][0-9])(?![0-9:：%]))",
    needs="时点:：",
)
_ZERO = late("零(?:时(?![差空])|点(?![零一二两三四五六七八九几]))")
_MORNING = frozenset("凌晨 清晨 早上 早晨 上午 早".split())
_AFTERNOON = frozenset("下午 午后 傍晚 晚上 晚间 晚".split())
_AT_NIGHT = frozenset("夜间 深夜 夜里 夜晚".split())


def _clocks(text: str) -> Iterator[Clock]:
    """Yield the times of day. Without 上午 or 下午 they are by the 24-hour clock, unless 下午 stands earlier."""
    earlier = ""
    matches = list(_found(_CLOCK, text, *"时点:："))
    clear = any(map(_is_precise, matches))
    from_zero = any(_ZERO.match(text, match.start("hour")) for match in matches if match["hour"] == "零")
    for match in matches:
        part, hour = match["part"] or "", _number(match["hour"])
        # 4点 is a time beside another (下午2点至4点); alone it may be a point.
        precise = _is_precise(match) or (clear and match["hour"].isdigit())
        lone_word = not match["hour"].isdigit() and len(match["hour"]) == 1 and not from_zero
        if hour > 24 or (not precise and (lone_word or (match["unit"] == "点" and not from_zero))):
            continue
        minute = _number(match["minute"] or match["minutes"] or "0")
        minute = 30 if match["half"] else 15 * _number(match["quarter"]) if match["quarter"] else minute
        hours = {hour}
        if part in _MORNING or part in {"中午", "正午"}:
            hours = {0 if hour == 12 and part == "凌晨" else hour + 12 if hour < 4 and part not in _MORNING else hour}
        elif part in _AFTERNOON or (part in _AT_NIGHT and hour >= 6):
            hours = {hour + 12 if hour < 12 else 24 if hour == 12 and "晚" in part else hour}
        elif not part and hour <= 12 and earlier not in _MORNING:
            hours = {hour, hour + 12} if earlier else {hour}
        earlier = part or earlier
        yield Clock(match[0], match.start(), match.end(), frozenset((60 * each + minute) % 1440 for each in hours))


def _is_precise(match: re.Match[str]) -> bool:
    return any(match[name] for name in ("part", "minute", "half", "quarter", "sharp", "minutes"))


def _number(text: str) -> int:
    return int(text) if text.isdigit() else min(numeral_values(text)) // ONE
