"""Values: figures, percentage points, money, dates, directions and approximations must be the same on both sides.

The language's own code reads what a text says; this module compares it. ``times`` compares dates, quarters and days of
the week, ``trends`` directions, comparisons and approximations.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from workflow.checks import times, trends
from workflow.checks.example import Example
from workflow.checks.pairs import Compared, pair_of, side
from workflow.checks.words import LONGEST
from workflow.contracts.checks import Check, Context, Said
from workflow.contracts.facts import ONE, Figure, Scale
from workflow.contracts.languages import Language
from workflow.interface import say
from workflow.languages.measured import AND_A_HALF, amount, differ, times_larger
from workflow.model import DELIBERATELY_EMPTY, Finding, Unit
from workflow.patterns import late

_NAME = "values"
_SHOWN = 5  # findings of one kind

EXPLANATION = say(
    "Compares what figures are worth, not how they are written: 75.1万 is 751,000, 2.3个百分点 are percentage points "
    "and not percent, 元 is not the dollar, 下半年 is the second half of the year, and what grew must not fall. A "
    "wrong figure in a release is quoted by others before anybody corrects it. Waive a finding if the translation "
    "says the same in a way that the check cannot see, such as a sum, a converted amount or a figure in the "
    "neighbouring sentence."
)
EXAMPLES = (
    Example(
        "上半年受理发明专利申请75.1万件。",
        "In the first half, 75.1 million applications for invention patents were received.",
        "error",
    ),
    Example(
        "上半年受理发明专利申请75.1万件。",
        "In the first half, 751,000 applications for invention patents were received.",
        "",
    ),
    Example("授权率提高2.3个百分点。", "The grant rate rose by 2.3 percent.", "error"),
    Example("授权率提高2.3个百分点。", "The grant rate rose by 2.3 percentage points.", ""),
    Example("总投资885亿元。", "Total investment was $88.5 billion.", "error"),
    Example("总投资885亿元。", "Total investment was 88.5 billion yuan.", ""),
    Example("湿地面积为3000亩。", "The wetland covers 3,000 hectares.", "error"),
    Example("湿地面积为3000亩。", "The wetland covers 3,000 mu.", ""),
    Example("湿地面积为3000亩。", "The wetland covers 200 hectares.", ""),
    Example("湿地面积为3000亩。", "The wetland covers 300 hectares.", "error"),
    Example("会议于9月5日举行。", "The meeting was held on 9 May.", "error"),
    Example("会议于9月5日举行。", "The meeting was held on September 5.", ""),
    Example("出口同比下降4.6%。", "Exports rose by 4.6% year on year.", "error"),
    Example("出口同比下降4.6%。", "Exports were 4.6% lower than a year earlier.", ""),
    Example("参会人数不足100人。", "More than 100 people took part.", "error"),
    Example("近三分之一的企业没有专利。", "Almost a third of the companies have no patents.", ""),
)


def knows(language: Language) -> bool:
    """Return whether enough is known about a language: its figures, dates and trends."""
    return side(language) is not None


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Yield errors for values that certainly differ, and warnings for those that may be missing or rephrased."""
    unit = said.unit
    if unit.target == DELIBERATELY_EMPTY:
        return
    if max(len(unit.source), len(unit.target)) > LONGEST:
        yield Finding(
            _NAME, "warning", say("longer than {most:,} characters: its figures were not compared", most=LONGEST), unit
        )
        return
    pair = pair_of(said, context)
    if pair is None:
        return
    implied = pair.here.numbers.implied(pair.source, context.release.date)
    known = set(pair.named | pair.in_times | implied)
    meant = pair.here.numbers.scale(pair.source)
    written = pair.there.numbers.scale(pair.target) if meant else None
    if (
        meant and written and (meant[:2] == written[:2] or _amounts_to(meant, written))
    ):  # 万 may be 10,000, 10⁴ or tens of thousands
        known |= {10**power * ONE for power in range(13)}
    yield from _figures(unit, pair, known, context.release.date)
    yield from _points(unit, pair)
    yield from _tenths(unit, pair)
    yield from _ratios(unit, pair)
    yield from _signs(unit, pair)
    yield from _money(unit, pair)
    yield from _measures(unit, pair)
    yield from _scale(unit, meant, written)
    yield from _items(unit, pair)
    yield from _numbering(unit, pair)
    yield from _order(unit, pair)
    for severity, message in (*times.differences(pair, context.release), *trends.differences(pair)):
        yield Finding(_NAME, severity, message, unit)


# --- figures ---


def _figures(unit: Unit, pair: Compared, known: set[int], date: str) -> Iterator[Finding]:
    """Yield findings about figures on one side only.

    Errors: a figure that became another; a missing one that is always written like this (a percentage, 万, three and
    more digits, but not a year); one that was added in digits. Warnings: everything else, such as rounded figures and
    figures added in parentheses (a conversion).
    """
    there = {value for figure in pair.found for value in figure.values} | pair.there.numbers.implied(pair.target, "")
    there |= {day * ONE for day in times.days_of_week(pair, date)}
    here = {value for figure in pair.expected for value in figure.values} | known
    for number in pair.there.numbers.one_in(pair.target):  # one company in five
        share = ONE * ONE // number
        there |= {share, 100 * share}
        here |= {number} if share in here else set()
    missing = [figure for figure in pair.expected if figure.certain and there.isdisjoint(figure.values)]
    strange = [figure for figure in pair.found if here.isdisjoint(figure.values)]
    added = [figure for figure in strange if figure.certain]
    if shares := pair.there.numbers.says_a_share(pair.target):  # 两成: a fifth, 20 percent
        tenths = [f for f in pair.expected if not f.certain and there.isdisjoint(f.values) and f.share == "tenths"]
    else:
        tenths = []
    if missing or added or tenths:
        yield from _differing(unit, pair, known, there, missing, strange, tenths, shares=shares)
    yield from _ranks(unit, pair, there, strange)
    if (half := pair.here.numbers.half(pair.source)) and not pair.there.numbers.half(pair.target):
        yield Finding(_NAME, "warning", say("{figure} is not in the translation", figure=half), unit)


def _ranks(unit: Unit, pair: Compared, there: set[int], strange: list[Figure]) -> Iterator[Finding]:
    """Yield a warning for 第一 translated as "second"; alone, it is too often part of a name to be certain."""
    ranks = [f for f in pair.expected if pair.here.numbers.ranks(f) and not f.certain and there.isdisjoint(f.values)]
    others = [figure for figure in strange if not figure.certain and pair.there.numbers.ranks(figure)]
    if ranks and others:
        numbered = pair.source[ranks[0].end : ranks[0].end + 1] in _NUMBERED_EVENTS
        sure = numbered and all(max(figure.values) > ONE for figure in others)
        yield Finding(_NAME, "error" if sure else "warning", _missing(_text(ranks[0])), unit)


_NUMBERED_EVENTS = frozenset("届次期批轮")
"""What is numbered and not part of a name: 第二届."""


def _differing(
    unit: Unit,
    pair: Compared,
    known: set[int],
    there: set[int],
    missing: list[Figure],
    strange: list[Figure],
    tenths: list[Figure],
    *,
    shares: bool,
) -> Iterator[Finding]:
    """Yield findings about the figures that are on one side only.

    Args:
        unit: The unit.
        pair: Its source and target.
        known: What the source implies.
        there: The values of the target's figures.
        missing: The certain figures of the source that the target does not have.
        strange: The figures of the target that the source does not have.
        tenths: The other shares (两成) that the target does not have.
        shares: Whether the target says a share.
    """
    here, found = pair.expected[:_MEASURED], pair.found[:_MEASURED]
    missing = [old for old in missing if not any(_converts(pair, new, old) for new in found)]
    strange = [new for new in strange if not any(_converts(pair, new, old) for old in here)]
    missing, strange = _added_up(pair, missing, strange)
    added = [figure for figure in strange if figure.certain]
    rounded = [(old, new) for old in missing[:_SHOWN] for new in added[:_SHOWN] if _rounds(new, old)]
    for old, new in rounded:
        yield Finding(_NAME, "warning", say("{old} is rounded to {new}", old=_text(old), new=_text(new)), unit)
    missing = [figure for figure in missing if all(figure is not old for old, _ in rounded)]
    added = [figure for figure in added if all(figure is not new for _, new in rounded)]
    replaced = any(not figure.common for figure in strange if all(figure is not new for _, new in rounded))
    years = {value for figure in pair.expected for value in figure.values}
    other_rank = any(pair.there.numbers.ranks(new) and max(new.values) > ONE for new in strange)
    replaced = replaced or any(f.text.isdigit() and len(f.text) == 4 and years.isdisjoint(f.values) for f in pair.found)
    missing += tenths
    wrong = [
        f for f in missing if replaced or f.exact or (shares and f.share) or (other_rank and pair.here.numbers.ranks(f))
    ]
    yield from _listed(unit, "error", _texts(wrong), _missing)
    errors = set(wrong)
    yield from _listed(unit, "warning", _texts(f for f in missing if f not in errors), _missing)
    unsaid = bool(missing) or any(there.isdisjoint(f.values) and min(f.values) >= 2 * ONE for f in pair.expected)
    dateless = not known and pair.here.numbers.says_a_year(pair.source)
    wrong = [f for f in added if unsaid or (f.text[0].isdigit() and not _in_parentheses(f, pair.target))]
    wrong = [f for f in wrong if unsaid or not _numbers_a_name(f, pair)]
    wrong = [f for f in wrong if not (dateless and re.fullmatch("(?:19|20)[0-9]{2}", f.text))]
    yield from _listed(unit, "error", _texts(wrong), _added)
    errors = set(wrong)
    yield from _listed(unit, "warning", _texts(f for f in added if f not in errors), _added)


_MEASURED = 20
"""Figures of a text that may be converted."""


def _rounds(new: Figure, old: Figure) -> bool:
    """Return whether the target's figure is the source's with fewer digits, but at least three."""
    characters, decimals = new.written
    step = new.factor * ONE // 10**decimals
    if characters < 3 or step <= 0 or new.factor == 1:
        return False
    return any(0 < abs(a - b) * 2 <= step for a in new.values for b in old.values)


def _converts(pair: Compared, new: Figure, old: Figure) -> bool:
    """Return whether the target's figure is the source's in another measure (3000亩 as 200 hectares), to its digits."""
    meant = pair.here.numbers.measure(pair.source, old)
    written = pair.there.numbers.measure(pair.target, new) if meant else None
    if not meant or not written or meant.name == written.name:
        return False
    times = times_larger(meant, written)
    characters, decimals = new.written
    step = Fraction(new.factor * ONE, 10**decimals)
    if new.factor == 1 and not decimals:  # 2,470 may be 2,466.7, but 2,000 is not
        digits = str(max(new.values) // ONE)
        step *= 10 ** min(len(digits) - len(digits.rstrip("0")), max(len(digits) - 2, 0))
    return times is not None and any(
        b * times == a or (characters > 1 and abs(b * times - a) * 2 <= step) for a in new.values for b in old.values
    )


def _added_up(pair: Compared, missing: list[Figure], strange: list[Figure]) -> tuple[list[Figure], list[Figure]]:
    """Return the figures without those that two others make: 2小时40分钟 as 160 minutes, or the other way round."""
    here, there = pair.here.numbers, pair.there.numbers
    for apart, text, measured, whole, other, measured_there in (
        (pair.expected, pair.source, here, strange, pair.target, there),
        (pair.found, pair.target, there, missing, pair.source, here),
    ):
        if not whole or len(apart) > _MEASURED:
            continue
        for large, small in pairwise(apart):
            first, second = measured.measure(text, large), measured.measure(text, small)
            ratio = _SMALLER.get((first.name, second.name)) if first and second else None
            if not ratio or small.start - large.end > _NEAR:
                continue
            totals = {a * ratio + b for a in large.values for b in small.values}
            for figure in whole:
                unit = measured_there.measure(other, figure)
                names = {second.name, AND_A_HALF} if second else set()
                same = unit and unit.name in names and not totals.isdisjoint(figure.values)
                if same or (unit and first and unit.name == first.name and {v * ratio for v in figure.values} & totals):
                    gone = (large, small, figure)
                    missing = [each for each in missing if all(each is not one for one in gone)]
                    strange = [each for each in strange if all(each is not one for one in gone)]
    return missing, strange


_NEAR = 16
"""Characters between 2 hours and the 40 minutes that belong to them."""
_SMALLER = {("hour", "minute"): 60, ("minute", "second"): 60, ("year", "month"): 12, ("day", "hour"): 24}


def _text(figure: Figure) -> str:
    return " ".join(figure.text.split())


def _missing(text: str) -> str:
    return say("{figure} is not in the translation", figure=text)


def _added(text: str) -> str:
    return say("{figure} is not in the source", figure=text)


def _texts(figures: Iterable[Figure]) -> list[str]:
    return list(dict.fromkeys(_text(figure) for figure in figures))


def _listed(
    unit: Unit, severity: Literal["error", "warning"], texts: list[str], worded: Callable[[str], str]
) -> Iterator[Finding]:
    for text in texts[:_SHOWN]:
        yield Finding(_NAME, severity, worded(text), unit)
    if len(texts) > _SHOWN:
        yield Finding(_NAME, severity, worded(say("{count} more figures: each", count=len(texts) - _SHOWN)), unit)


def _numbers_a_name(figure: Figure, pair: Compared) -> bool:
    """Return whether a figure is a rank before a name, which translators add: the 16th BRICS Summit.

    It is no 13th Five-Year Plan, whose name has another figure: that is what 十四五 says.
    """
    name = figure.end + 1
    added = (
        pair.there.numbers.ranks(figure)
        and pair.target[name - 1 : name] == " "
        and pair.target[name : name + 1].isupper()
    )
    return added and all(other.start != name for other in pair.found)


def _in_parentheses(figure: Figure, target: str) -> bool:
    before = target[max(0, figure.start - 40) : figure.start]
    return before.rfind("(") > before.rfind(")")


# --- percentage points ---


def _points(unit: Unit, pair: Compared) -> Iterator[Finding]:
    """Yield findings about 百分点 translated as percent, and percent translated as percentage points."""
    units = [(figure, pair.here.numbers.unit(pair.source, figure)) for figure in pair.expected]
    in_points = {value for figure, one in units if one == "points" for value in figure.values}
    for figure, one in units:
        if not one or (one == "percent" and not in_points.isdisjoint(figure.values)):
            continue
        there = {pair.there.numbers.unit(pair.target, other) for other in pair.counterparts(figure)}
        if one == "points" and there == {"percent"}:
            yield Finding(
                _NAME,
                "error",
                say("{figure} is percentage points; the translation has percent", figure=_text(figure)),
                unit,
            )
        elif one == "percent" and there == {"points"}:
            yield Finding(
                _NAME,
                "error",
                say("{figure} is percent; the translation has percentage points", figure=_text(figure)),
                unit,
            )


def _tenths(unit: Unit, pair: Compared) -> Iterator[Finding]:
    """Yield errors for 四成 translated as "four percent" or "40 percentage points"."""
    for figure in pair.expected:
        if figure.share != "tenths" or not (others := pair.counterparts(figure)):
            continue
        largest = max(figure.values)
        if all(pair.there.numbers.unit(pair.target, other) == "points" for other in others):
            text = say("{figure} is percent; the translation has percentage points", figure=_text(figure))
            yield Finding(_NAME, "error", text, unit)
        elif all(
            largest not in other.values and pair.there.numbers.unit(pair.target, other) == "percent" for other in others
        ):
            text = say("{figure} is tenths; the translation has percent", figure=_text(figure))
            yield Finding(_NAME, "error", text, unit)


_PARTS_OF = {
    "percent": (100, say("percent")),
    "permille": (1000, say("per thousand")),
    "permyriad": (10_000, say("per ten thousand")),
}


def _ratios(unit: Unit, pair: Compared) -> Iterator[Finding]:
    """Yield errors for 5‰ translated as 5%."""
    for figure in pair.expected:
        if (meant := _PARTS_OF.get(pair.here.numbers.unit(pair.source, figure))) is None:
            continue
        written = [
            (other.values, there)
            for other in pair.counterparts(figure)
            if (there := _PARTS_OF.get(pair.there.numbers.unit(pair.target, other)))
        ]
        same = any(a * there[0] == b * meant[0] for values, there in written for a in figure.values for b in values)
        if written and not same:
            yield Finding(
                _NAME,
                "error",
                say(
                    "{figure} is {ratio}; the translation has {ratio_here}",
                    figure=_text(figure),
                    ratio=meant[1],
                    ratio_here=written[0][1][1],
                ),
                unit,
            )


# --- signs ---


def _signs(unit: Unit, pair: Compared) -> Iterator[Finding]:
    """Yield errors for negative figures that became positive, or the other way round.

    A change and an amount of money may be negative in words ("fell by 3.5%", "a loss of"), a temperature may not.
    """
    here, there = pair.here.numbers, pair.there.numbers
    for figure in pair.expected:
        if not here.negative(pair.source, figure) or not (others := pair.counterparts(figure)):
            continue
        signs = {there.negative(pair.target, other) for other in others}
        worded = here.unit(pair.source, figure) or here.currency(pair.source, figure)
        down = any("down" in pair.there.trends.ways(pair.there.trends.clause(pair.target, other)) for other in others)
        if signs.isdisjoint({"sign", "floor"}) and not (worded and ("words" in signs or down)):
            yield Finding(
                _NAME,
                "error",
                say("{figure} is negative in the source and not in the translation", figure=_text(figure)),
                unit,
            )
    if not here.may_be_negative(pair.source):
        values = {value for figure in pair.expected for value in figure.values}
        for figure in pair.found:
            if not figure.values.isdisjoint(values) and there.negative(pair.target, figure) == "sign":
                yield Finding(
                    _NAME,
                    "error",
                    say("{figure} is negative in the translation and not in the source", figure=_text(figure)),
                    unit,
                )


# --- money ---

_CURRENCY_NAMES = {
    "CNY": say("yuan"),
    "USD": say("US dollars"),
    "EUR": say("euros"),
    "JPY": say("yen"),
    "HKD": say("Hong Kong dollars"),
    "GBP": say("pounds"),
}
"""For messages."""


def _money(unit: Unit, pair: Compared) -> Iterator[Finding]:
    """Yield errors for amounts in another currency, and warnings for amounts in a text without any currency."""
    amounts = [
        (figure, codes) for figure in pair.expected if (codes := pair.here.numbers.currency(pair.source, figure))
    ]
    if not amounts:
        return
    anywhere = pair.there.numbers.currencies(pair.target)
    for figure, codes in amounts:
        text = say("{figure} ({currency})", figure=_text(figure), currency=_CURRENCY_NAMES.get(codes[0], codes[0]))
        written = [pair.there.numbers.currency(pair.target, other) for other in pair.counterparts(figure)]
        if written and all(found and set(codes).isdisjoint(found) for found in written):
            yield Finding(_NAME, "error", say("{figure} has another currency in the translation", figure=text), unit)
        elif written and anywhere.isdisjoint(codes):
            yield Finding(
                _NAME, "warning", say("the currency of {figure} is not in the translation", figure=text), unit
            )


# --- measures ---


_YEARS = 1000 * ONE
"""From here on what is counted in years is a year."""


def _measures(unit: Unit, pair: Compared) -> Iterator[Finding]:
    """Yield errors for figures in another measure (36公里 as "36 miles", 亩 as "acres") that were not converted."""
    for figure in pair.expected:
        plain = [value for value in figure.values if value < _YEARS]  # 3年 may be 2003
        largest = max(plain or figure.values)  # 24个月 may be two years
        others = [other for other in pair.counterparts(figure) if largest in other.values]
        if not others or not (meant := pair.here.numbers.measure(pair.source, figure)):
            continue
        written = [pair.there.numbers.measure(pair.target, other) for other in others]
        if all(other and differ(other, meant) for other in written) and (first := written[0]):
            yield Finding(
                _NAME,
                "error",
                say(
                    "{figure} is in {measure}, in the translation in {measure_here}",
                    figure=_text(figure),
                    measure=meant.written,
                    measure_here=first.written,
                ),
                unit,
            )


# --- units of tables, items of lists ---


def _scale(unit: Unit, meant: Scale | None, written: Scale | None) -> Iterator[Finding]:
    """Yield an error for 总产量（万吨） translated as "Total output (tonnes)", which makes a whole column wrong."""
    if not meant or not written:
        return
    same = _amounts_to(meant, written)
    if meant[:2] != written[:2] and not same:
        text = say(
            "the figures are in units of {size:,}{unit}, in the translation of {size_here:,}{unit_here}",
            size=meant.size,
            unit=meant.ratio,
            size_here=written.size,
            unit_here=written.ratio,
        )
        yield Finding(_NAME, "error", text, unit)
        return
    measures = [(meant.measure, written.measure)] if same is False else []
    for one, other in (*measures, (meant.per, written.per)):
        if one and other and times_larger(one, other) not in {None, 1}:
            text = say(
                "the figures are in {measure}, in the translation in {measure_here}",
                measure=one.written,
                measure_here=other.written,
            )
            yield Finding(_NAME, "error", text, unit)
            return


def _amounts_to(meant: Scale, written: Scale) -> bool | None:
    """Return whether two units are equal in other measures (万平方米, hectares); None if that is not known."""
    one, other = amount(meant.size, meant.measure), amount(written.size, written.measure)
    if one is None or other is None or one[0] != other[0] or meant.ratio or written.ratio:
        return None
    return one[1] == other[1]


def _items(unit: Unit, pair: Compared) -> Iterator[Finding]:
    """Yield an error if a numbered list in one unit has fewer items in the translation."""
    here = pair.here.numbers.items(pair.source)
    if here > 2 and here > (there := pair.there.numbers.items(pair.target)) > 1:
        yield Finding(
            _NAME,
            "error",
            say("{source} numbered items in the source, {target} in the translation", source=here, target=there),
            unit,
        )


_NUMBERED = late(
    r"\W{0,6}?(?P<mark>[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十]{1,3}[）)])\s{0,4}(?=\w)",
    needs="一二三四五六七八九十",
)
_STILL_COUNTING = late("[一二三四五六七八九十百]")
"""What follows in 二、三产业, which is no number of a heading."""
_ANY_NUMBER = late(
    r"\W{0,6}?(?:[（(]?(?:[0-9]{1,3}|[ivxlc]{1,6}|[^\W\d_])(?:[.):：．、—–-]|\s[—–-])|[0-9]{1,3}\s|[IVXLC]{1,6}\b)",
    re.IGNORECASE,
)
_FIRST_WORDS = 24


_MARK = late(r"\W{0,6}?[（(]?(?P<mark>[0-9]{1,3}|[ivxlc]{1,7}|[a-z])(?:[.):：．、]+(?![0-9])|\s?[—–])", re.IGNORECASE)


def _numbering(unit: Unit, pair: Compared) -> Iterator[Finding]:
    """Yield findings about the number with which a text starts (二、): an error if the translation starts with another.

    It is a warning if a heading's translation starts with none in any form.
    """
    if not (mark := _NUMBERED.match(pair.source)) or _STILL_COUNTING.match(pair.source, mark.end()):
        return
    values = {value for figure in pair.here.numbers.figures(mark[0]) for value in figure.values}
    if values and (other := _MARK.match(pair.target)):
        if values.isdisjoint(_numbers(other["mark"])):
            text = say(
                "the number at the start is {number}, in the translation {here}",
                number=mark["mark"],
                here=other[0].strip(),
            )
            yield Finding(_NAME, "error", text, unit)
        return
    if unit.context not in {"title", "heading"} or _ANY_NUMBER.match(pair.target):
        return
    start = pair.there.numbers.figures(pair.target[:_FIRST_WORDS])
    if values and all(values.isdisjoint(figure.values) for figure in start):
        yield Finding(
            _NAME,
            "warning",
            say("the heading's number, {number}, is not in the translation", number=mark["mark"]),
            unit,
        )


_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def _numbers(mark: str) -> set[int]:
    """Return the values of 3, III, iii, C and c at the start of a text: a letter may be a Roman numeral."""
    if mark.isdigit():
        return {int(mark) * ONE}
    mark = mark.lower()
    values = {(ord(mark) - ord("a") + 1) * ONE} if len(mark) == 1 else set()
    if all(letter in _ROMAN_DIGITS for letter in mark):
        digits = [_ROMAN_DIGITS[letter] for letter in mark]
        values.add(sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True)) * ONE)
    return values


def _order(unit: Unit, pair: Compared) -> Iterator[Finding]:
    """Yield a warning if figures that belong to several things, each to one (分别), stand in another order."""
    for start, end in pair.here.numbers.respective(pair.source)[:_SHOWN]:
        figures = [figure for figure in pair.expected if start <= figure.start < end and figure.certain]
        places = [pair.counterparts(figure) for figure in figures]
        if len(figures) < 2 or any(len(others) != 1 for others in places):
            continue
        order = [others[0].start for others in places]
        told = pair.there.numbers.respective(pair.target)
        if order != sorted(order) and any(first <= max(order) and min(order) < last for first, last in told):
            shown = ", ".join(_text(figure) for figure in figures)
            yield Finding(_NAME, "warning", say("{figures}: in another order in the translation", figures=shown), unit)


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES, knows=knows)
