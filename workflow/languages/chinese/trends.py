"""Rises and falls, comparisons, and how exact figures are, in Chinese text. The words are in ``trends.tsv``."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from workflow.contracts.facts import ONE, Comparison, Figure, Order
from workflow.languages import lists
from workflow.patterns import late

_CLAUSE_END = late("[，。；：！？,;（）()]")
_SAYS_HOW_MUCH = late("[0-9半倍番成]|分之|[一二三四五六七八九十百千万亿][个倍成件人家项]")
_AFTER = late(
    r"[ ]?(?P<more>[多余]|几(?=[万亿个]))?(?:[十百千]?[万亿]){0,2}"
    r"(?:[%℃]?[^\W\d_的及与和]{0,4}?(?:(?P<above>以上|有余|之多)|(?P<below>以下|以内|之内)|(?P<about>左右|上下)))?"
)


def measures(text: str) -> bool:
    """Return whether a text says by how much at all."""
    return _SAYS_HOW_MUCH.search(text) is not None


def ways(text: str) -> frozenset[str]:
    """Return those of "up", "down" and "neither" that a text says."""
    return lists.kinds(lists.pattern("chinese", "trends", "neither", "down", "up").finditer(text))


def clause(text: str, figure: Figure) -> str:
    """Return the words before a figure in its clause."""
    before = text[max(0, figure.start - 40) : figure.start]
    ends = [match.end() for match in _CLAUSE_END.finditer(before)]
    return before[ends[-1] if ends else 0 :]


def comparison(text: str) -> Comparison:
    """Return what a text compares with."""
    year = lists.pattern("chinese", "trends", "year").search(text)
    period = lists.pattern("chinese", "trends", "period").search(text)
    return Comparison(year[0] if year else "", period[0] if period else "", year[0] if year else "")


def contraries(text: str, groups: Collection[str] = ()) -> Mapping[str, Mapping[str, str]]:
    """Return the words of a text of which one must not become the other, by group and member."""
    return lists.contraries("chinese", text, groups)


_CHANGED = "增长|增加|增|上升|上涨|攀升|提高|提升|扩大|延长|下降|减少|降低|下跌|下滑|缩短|压缩|压减|缩减|缩小|缩|回落|收窄|升|降|减|涨|跌"
_ABOUT = "(?:大?约|近|将近|接近|超过?|逾|不足|不到|仅)?"
_TO = late(f"(?:{_CHANGED})[至到]了?{_ABOUT}$")
_FROM = late(f"(?:由|从)(?:[^，。；、：0-9]{{0,6}}的)?{_ABOUT}$")
_BY = late(f"(?:{_CHANGED})了?{_ABOUT}$")


def role(text: str, figure: Figure) -> str:
    """Return what a figure is in a change: "from" or "to" it, "by" it, or ""."""
    before = text[max(0, figure.start - 12) : figure.start]
    return next((name for name, pattern in (("to", _TO), ("by", _BY), ("from", _FROM)) if pattern.search(before)), "")


_ORDER = late(
    r"[ ]?[多余]?个?(?:年|月|日|号|天|周|星期|小时|分钟|工作日|时|点|分)(?:[0-9]{1,2}分)?(?:以|之)?"
    r"(?:(?P<before>前(?![后往来期三两半夕述提沿列排锋景身辈任不一二四五六])|[以之]前)|(?P<after>后(?![期者半续方勤备面来段台代果裔])|[以之]后))"
)


def order(text: str, figure: Figure) -> Order | None:
    """Return whether something happens before or after a date or a span of time (5日前); None if neither is said."""
    found = _ORDER.match(text, figure.end)
    return Order(found.lastgroup or "") if found else None


_REMAINING = late(
    r"(?P<tens>[0-9]|[一二三四五六七八九])(?:(?P<point>[.点])?(?P<ones>[0-9]|[一二三四五六七八九]))?折(?![旧合叠磨腾算])",
    needs="折",
)
_DIGITS = "〇一二三四五六七八九"


def remaining(text: str, figure: Figure) -> frozenset[int]:
    """Return the values of what a discount leaves of a price: 八折 leaves 80 percent, 七八折 may leave 70 or 80."""
    match = _REMAINING.match(text, figure.start)
    if match is None:
        return frozenset()
    tens, ones = (
        int(digit) if digit.isascii() else _DIGITS.index(digit) for digit in (match["tens"], match["ones"] or "0")
    )
    a_range = ones == tens + 1 and not match["point"] and not match["tens"].isascii()
    percents = {10 * tens, 10 * ones} if a_range else {10 * tens + ones}
    return frozenset(value for percent in percents for value in (percent * ONE, percent * ONE // 100))


def share(text: str, figure: Figure) -> str:  # noqa: ARG001
    """Return "": discounts are only read in translations."""
    return ""


@cache
def _hedging() -> Sequence[tuple[str, re.Pattern[str]]]:
    """Return what is before a figure that is less, more or about so much, in the order in which it is looked for."""
    endings = (("less", "[了约为]{0,2}"), ("more", "[了约为达]{0,2}"), ("about", "[为]?"))
    money = "(?:人民币)?"
    return [(way, lists.pattern("chinese", "trends", way, around=f"(?:{{}}){end}{money}$")) for way, end in endings]


_LATELY = late("(?<![历达时过了已有将接逼])近$")
"""What is before the figure in 近三年, the last three years, but not in 历时近三年, nearly three years."""
_SPAN = late("年|个月|[天周日]|个季度|学期")


def hedges(text: str, figure: Figure) -> frozenset[str]:
    """Return the one of "more", "less" and "about" that the words next to a figure say."""
    start, before = figure.start, text[max(0, figure.start - 9) : figure.start]
    if start and text[start - 1 : start + 1] == "第":
        return frozenset()
    if _LATELY.search(before) and _SPAN.search(text, start, figure.end + 2):
        return frozenset()
    for way, pattern in _hedging():
        if pattern.search(before):
            return frozenset({way})
    written = text[start : figure.end + 1]
    after = _AFTER.match(text, figure.end)
    if after and (after["more"] or after["above"] or "多" in written or "余" in written):
        return frozenset({"more"})
    if after and after["below"]:
        return frozenset({"less"})
    return frozenset({"about"}) if after and after["about"] else frozenset()
