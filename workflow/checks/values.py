"""Values: figures, percentage points, money, dates, quarters, directions and approximations, the same on both sides.

What a pair says is read by ``figures`` (numbers by value), ``times`` (dates, quarters, days of the week) and ``trends`` (directions,
comparisons, approximations). For languages other than English only what no spelling of a number could explain is reported, as a warning.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from workflow.checks import times, trends
from workflow.checks.example import Example
from workflow.checks.figures import (
    AS_SIMPLIFIED,
    ONE,
    Figure,
    Pair,
    chinese_figures,
    english_figures,
    implied,
    says_a_year,
    unexplained,
    without_shared_names,
)
from workflow.checks.language import LONGEST, primary
from workflow.contracts import Check, Context, Said
from workflow.model import DELIBERATELY_EMPTY, Finding, Unit

_NAME = "values"
_SHOWN = 5  # findings of one kind

EXPLANATION = (
    "Compares what the figures are worth, not how they are written: 75.1万 is 751,000, 2.3个百分点 are percentage points and not percent, 元 is "
    "not the dollar, 下半年 is the second half, and what grew must not fall. A wrong figure in a release is quoted by others before anybody "
    "corrects it. Waive it where the translation says the same in another way that the check cannot see, such as a sum, a converted amount "
    "or a figure that stands in the neighbouring sentence."
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
    Example("会议于9月5日举行。", "The meeting was held on 9 May.", "error"),
    Example("会议于9月5日举行。", "The meeting was held on September 5.", ""),
    Example("出口同比下降4.6%。", "Exports rose by 4.6% year on year.", "error"),
    Example("出口同比下降4.6%。", "Exports were 4.6% lower than a year earlier.", ""),
    Example("参会人数不足100人。", "More than 100 people took part.", "warning"),
    Example("近三分之一的企业没有专利。", "Almost a third of the companies have no patents.", ""),
)


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Findings on values. Errors: what is certainly another value; warnings: what may have been left out or said otherwise."""
    unit = said.unit
    if unit.target == DELIBERATELY_EMPTY:
        return
    if max(len(unit.source), len(unit.target)) > LONGEST:
        yield Finding(_NAME, "warning", f"longer than {LONGEST:,} characters: its figures were not compared", unit)
        return
    source = said.source.words.translate(AS_SIMPLIFIED)
    target = said.target.words
    source, target, named = without_shared_names(source, target)
    expected = chinese_figures(source)
    language = primary(context)
    if language != "en":
        missing = [figure for figure in expected if figure.certain and figure.text[0].isdigit()]
        yield from _listed(unit, "warning", _texts(unexplained(missing, target, language)), _missing)
        return
    pair = Pair(source, target, tuple(expected), tuple(english_figures(target)))
    yield from _figures(unit, pair, named | implied(source, context.release.date))
    yield from _points(unit, pair)
    yield from _money(unit, pair, context)
    for severity, message in (*times.differences(pair), *trends.differences(pair)):
        yield Finding(_NAME, severity, message, unit)


# --- figures ----------------------------------------------------------------------------------------------------------------

_CERTAINLY_MEANT = re.compile(r"[0-9].*(?:\(|%|百分点|倍)|[0-9]{3}(?!.*年)|[0-9]\.[0-9]")
_EN_SHARE = re.compile(
    r"\b(?:half|third|thirds|quarters?|(?:fif|six|seven|eigh|nin|ten)ths?|per[ ]?cent|in[ ](?:two|three|four|five|ten))\b|%"
)
_IN_WORDS = "two three four five six seven eight nine ten".split()
_EN_ONE_IN = re.compile(
    rf"\bone[ ](?:[a-z]{{1,20}}[ ]){{0,3}}(?:in|out[ ]of)[ ](?:every[ ])?(?P<of>{'|'.join(_IN_WORDS)})\b", re.IGNORECASE
)
_ZH_TENTHS = re.compile("成(?![果为立功员本绩熟交效长就品分都套名人年因份])")
_ZH_HALF = re.compile("(?<!大)(?:一半|半数|过半)")
_EN_HALF = re.compile(r"\b(?:hal(?:f|ves?|ved|ving)|50|fifty|majority|most|mid\w*)\b|50%")


def _figures(unit: Unit, pair: Pair, known: set[int]) -> Iterator[Finding]:
    """Figures on one side only.

    Errors: a figure that has become another; one that is missing although nobody writes it otherwise (a percentage, 万, three digits and
    more, but not a year); one that was added in digits. Warnings: all else, what was rounded, what was added in parentheses (a conversion).
    """
    there = {value for figure in pair.found for value in figure.values}
    here = {value for figure in pair.expected for value in figure.values} | known
    for match in _EN_ONE_IN.finditer(pair.target):  # one company in five
        number = _IN_WORDS.index(match["of"].lower()) + 2
        there |= {ONE // number, 100 * ONE // number}
        here |= {number * ONE} if ONE // number in here else set()
    missing = [figure for figure in pair.expected if figure.certain and there.isdisjoint(figure.values)]
    strange = [figure for figure in pair.found if here.isdisjoint(figure.values)]
    added = [figure for figure in strange if figure.certain]
    rounded = [(old, new) for old in missing[:_SHOWN] for new in added[:_SHOWN] if _rounds(new, old, pair.target)]
    for old, new in rounded:
        yield Finding(_NAME, "warning", f"{_text(old)} is rounded to {_text(new)}", unit)
    missing = [figure for figure in missing if all(figure is not old for old, _ in rounded)]
    added = [figure for figure in added if all(figure is not new for _, new in rounded)]
    replaced = any(
        _text(figure).lower() not in _ARTICLES for figure in strange if all(figure is not new for _, new in rounded)
    )
    years = {value for figure in pair.expected for value in figure.values}
    replaced = replaced or any(f.text.isdigit() and len(f.text) == 4 and years.isdisjoint(f.values) for f in pair.found)
    shares = _EN_SHARE.search(pair.target) is not None
    if shares:  # 两成: a fifth, 20 percent
        missing += [
            f
            for f in pair.expected
            if not f.certain and there.isdisjoint(f.values) and _ZH_TENTHS.match(pair.source, f.end)
        ]
    wrong = [
        f
        for f in missing
        if replaced
        or _CERTAINLY_MEANT.match(f.text)
        or (shares and ("分之" in f.text or _ZH_TENTHS.match(pair.source, f.end)))
    ]
    yield from _listed(unit, "error", _texts(wrong), _missing)
    grave = set(wrong)
    yield from _listed(unit, "warning", _texts(f for f in missing if f not in grave), _missing)
    unsaid = bool(missing) or any(there.isdisjoint(f.values) and min(f.values) >= 2 * ONE for f in pair.expected)
    dateless = not known and says_a_year(pair.source)
    wrong = [f for f in added if unsaid or (f.text[0].isdigit() and not _in_parentheses(f, pair.target))]
    wrong = [f for f in wrong if not (dateless and re.fullmatch("(?:19|20)[0-9]{2}", f.text))]
    yield from _listed(unit, "error", _texts(wrong), _added)
    grave = set(wrong)
    yield from _listed(unit, "warning", _texts(f for f in added if f not in grave), _added)
    if (half := _ZH_HALF.search(pair.source)) and not _EN_HALF.search(pair.target):
        yield Finding(_NAME, "warning", f"{half[0]} is not in the translation", unit)


_ARTICLES = frozenset({"one", "first", "second", "both", "seconds", "may", "iii", "ii", "i"})


def _rounds(new: Figure, old: Figure, target: str) -> bool:
    """Whether the target's figure is the source's with fewer digits, three at least."""
    digits = [c for c in target[new.start : new.end].replace(",", "") if c.isdigit() or c == "."]
    fraction = "".join(digits).partition(".")[2]
    step = new.factor * ONE // 10 ** len(fraction)
    if len(digits) < 3 or step <= 0 or new.factor == 1:
        return False
    return any(0 < abs(a - b) * 2 <= step for a in new.values for b in old.values)


def _text(figure: Figure) -> str:
    return " ".join(figure.text.split())


def _missing(text: str) -> str:
    return f"{text} is not in the translation"


def _added(text: str) -> str:
    return f"{text} is not in the source"


def _texts(figures: Iterable[Figure]) -> list[str]:
    return list(dict.fromkeys(_text(figure) for figure in figures))


def _listed(
    unit: Unit, severity: Literal["error", "warning"], texts: list[str], say: Callable[[str], str]
) -> Iterator[Finding]:
    for text in texts[:_SHOWN]:
        yield Finding(_NAME, severity, say(text), unit)
    if len(texts) > _SHOWN:
        yield Finding(_NAME, severity, say(f"{len(texts) - _SHOWN} more figures: each"), unit)


def _in_parentheses(figure: Figure, target: str) -> bool:
    before = target[max(0, figure.start - 40) : figure.start]
    return before.rfind("(") > before.rfind(")")


# --- percentage points ------------------------------------------------------------------------------------------------------

_ZH_POINTS = re.compile(r"[ ]?个?百分点")
_EN_POINTS = re.compile(
    r"[ \u00a0-]?(?:(?:of[ ]a[ ])?(?:percentage|per[ ]?cent|%)[- \u00a0]?points?|points?|pps?\b|ppts?\b|p\.p\.|basis)",
    re.IGNORECASE,
)
_EN_PERCENT = re.compile(r"[ \u00a0-]?(?:%|per[ ]?cent\b|pct\b)", re.IGNORECASE)


def _points(unit: Unit, pair: Pair) -> Iterator[Finding]:
    """百分点 against percent, and percent against percentage points."""
    in_points = {v for figure in pair.expected if _ZH_POINTS.match(pair.source, figure.end) for v in figure.values}
    for figure in pair.expected:
        is_points = _ZH_POINTS.match(pair.source, figure.end) is not None
        is_percent = pair.source[figure.end : figure.end + 1] == "%"
        if not (is_points or is_percent) or (is_percent and not in_points.isdisjoint(figure.values)):
            continue
        same = pair.counterparts(figure)
        tails = [_tail(pair.target, other) for other in same]
        if not tails:
            continue
        as_points = [_EN_POINTS.match(tail) is not None for tail in tails]
        as_percent = [
            _EN_PERCENT.match(tail) is not None and not points for tail, points in zip(tails, as_points, strict=True)
        ]
        text = _text(figure)
        if is_points and all(as_percent):
            yield Finding(_NAME, "error", f"{text} is percentage points; the translation has percent", unit)
        elif is_percent and all(as_points):
            yield Finding(_NAME, "error", f"{text} is percent; the translation has percentage points", unit)


def _tail(target: str, figure: Figure) -> str:
    """What follows the number itself; a figure as read may end after its percent sign."""
    start = figure.start
    while start < figure.end and (target[start].isdigit() or target[start] in ".,"):
        start += 1
    return target[start if start > figure.start else figure.end :][:40]


# --- money ------------------------------------------------------------------------------------------------------------------

_ZH_CURRENCIES = (
    ("CNY", "元人民币|人民币"),
    ("USD", "美元|美金"),
    ("EUR", "欧元"),
    ("JPY", "日元|日圆"),
    ("HKD", "港元|港币|港圆"),
    ("GBP", "英镑"),
    ("KRW", "韩元|韩圆"),
    ("RUB", "卢布"),
    ("INR", "印度卢比|卢比"),
    ("CHF", "瑞士法郎|瑞郎"),
    ("AUD", "澳元|澳大利亚元"),
    ("CAD", "加元|加拿大元"),
    ("SGD", "新加坡元|新元"),
    ("TWD", "新台币|台币"),
    ("MOP", "澳门元|澳门币"),
    ("元", "元(?!素|件|器|月|旦|老|首|宵)"),
)
_ZH_AFTER = re.compile(
    r"[ ]?[多余来]?(?:[十百千]?[万亿]){0,2}(?:"
    + "|".join(f"(?P<c{n}>{names})" for n, (_, names) in enumerate(_ZH_CURRENCIES))
    + ")"
)
_ZH_BEFORE = re.compile(
    r"(?:(?P<CNY>人民币|RMB|CNY|￥)|(?P<USD>US\$|USD)|(?P<HKD>HK\$|HKD)|(?P<EUR>€|EUR))[约近超逾达 ]{0,3}$"
)
_DOLLARS = frozenset({"USD", "HKD", "AUD", "CAD", "SGD", "TWD", "NZD"})
_EN_CURRENCIES: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"CNY"}), r"yuan|renminbi|RMB|CNY|kuai"),
    (frozenset({"HKD"}), r"HK[ ]?\$|HKD|(?:HK|Hong[ ]Kong)[ ]dollars?"),
    (frozenset({"AUD"}), r"AU?\$|AUD|Australian[ ]dollars?"),
    (frozenset({"CAD"}), r"CA?\$|CAD|Canadian[ ]dollars?"),
    (frozenset({"SGD"}), r"S\$|SGD|Singapore(?:an)?[ ]dollars?"),
    (frozenset({"TWD"}), r"NT\$|TWD|(?:new[ ])?Taiwan(?:ese)?[ ]dollars?"),
    (frozenset({"USD"}), r"US[ ]?\$|USD|U\.?S\.?[ ]dollars?|American[ ]dollars?"),
    (_DOLLARS, r"\$|dollars?"),
    (frozenset({"EUR"}), r"€|EUR|euros?"),
    (frozenset({"GBP"}), r"£|GBP|pounds?(?:[ ]sterling)?|sterling"),
    (frozenset({"CNY", "JPY"}), r"[¥￥]"),
    (frozenset({"JPY"}), r"JPY|(?:Japanese[ ])?yen"),
    (frozenset({"KRW"}), r"₩|KRW|(?:South[ ])?(?:Korean[ ])?won"),
    (frozenset({"RUB"}), r"₽|RUB|(?:Russian[ ])?rou?bles?"),
    (frozenset({"INR"}), r"₹|INR|(?:Indian[ ])?rupees?"),
    (frozenset({"CHF"}), r"CHF|Swiss[ ]francs?|francs?"),
    (frozenset({"MOP"}), r"MOP|patacas?"),
)
_ANY_EN_CURRENCY = "|".join(f"(?P<c{n}>{names})" for n, (_, names) in enumerate(_EN_CURRENCIES))
_EN_AFTER = re.compile(rf"[ \u00a0-]?(?:{_ANY_EN_CURRENCY})(?![A-Za-z])", re.IGNORECASE)
_EN_BEFORE = re.compile(rf"(?<![A-Za-z])(?:{_ANY_EN_CURRENCY})[ \u00a0]?$")
_EN_ANYWHERE = re.compile(rf"(?<![A-Za-z])(?:{_ANY_EN_CURRENCY})(?![A-Za-z])", re.IGNORECASE)
_OTHER_YUAN = re.compile("[港澳台美欧日新加韩]")
_CURRENCY_NAMES = {
    "元": "yuan",
    "CNY": "yuan",
    "USD": "US dollars",
    "EUR": "euros",
    "JPY": "yen",
    "HKD": "Hong Kong dollars",
    "GBP": "pounds",
}


def _money(unit: Unit, pair: Pair, context: Context) -> Iterator[Finding]:
    """Amounts whose currency is another: an error; an amount in a text without any currency: a warning."""
    amounts = [(figure, currency) for figure in pair.expected if (currency := _zh_currency(figure, pair.source))]
    if not amounts:
        return
    anywhere = {currency for match in _EN_ANYWHERE.finditer(pair.target) for currency in _meaning(match)}
    plain = context.release.language != "zh-Hant" and not _OTHER_YUAN.search(pair.source)
    for figure, currency in amounts:
        wanted = {"CNY"} if currency == "元" else {currency}
        if currency == "元" and not plain:
            wanted |= {"HKD", "TWD", "MOP", "USD", "AUD", "CAD", "SGD", "EUR", "JPY", "KRW", "NZD"}
        text = f"{_text(figure)} ({_CURRENCY_NAMES.get(currency, currency)})"
        written = [_en_currency(other, pair.target) for other in pair.counterparts(figure)]
        if written and all(found and wanted.isdisjoint(found) for found in written):
            yield Finding(_NAME, "error", f"{text} has another currency in the translation", unit)
        elif written and wanted.isdisjoint(anywhere):
            yield Finding(_NAME, "warning", f"the currency of {text} is not in the translation", unit)


def _zh_currency(figure: Figure, source: str) -> str:
    if match := _ZH_AFTER.match(source, figure.end):
        return _ZH_CURRENCIES[int((match.lastgroup or "c0")[1:])][0]
    before = _ZH_BEFORE.search(source[max(0, figure.start - 8) : figure.start])
    return (before.lastgroup or "") if before else ""


def _meaning(match: re.Match[str]) -> frozenset[str]:
    return _EN_CURRENCIES[int((match.lastgroup or "c0")[1:])][0]


def _en_currency(figure: Figure, target: str) -> frozenset[str]:
    """The currencies that the words beside a figure can mean; none if there are no such words."""
    after = _EN_AFTER.match(target, figure.end)
    before = _EN_BEFORE.search(target[max(0, figure.start - 20) : figure.start])
    found = [_meaning(match) for match in (after, before) if match]
    return frozenset().union(*found) if found else frozenset()


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES)
