"""Figures in French text: digits with their spaces, number words, shares, rough numbers such as "dizaine", and money.

Texts have typewriter apostrophes, as ``French.plain`` gives them.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from workflow.contracts import ONE, Figure
from workflow.languages import lists
from workflow.languages.figures import VULGAR, fraction, with_ranges, worth

_SPACE = "[ \u00a0\u202f\u2009]"
_NUMBER = (
    rf"(?:[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}}){{1,5}}+(?![0-9])|[0-9]{{1,3}}(?:\.[0-9]{{3}}){{1,5}}+(?![0-9])|[0-9]{{1,15}})"
    r"(?:[,.][0-9]{1,6}(?![0-9]))?"
)
_SIZES = {"mille": 10**3, "million": 10**6, "milliard": 10**9, "billion": 10**12, "k": 10**3, "m": 10**6, "md": 10**9}
_FRENCH = re.compile(
    rf"(?:(?P<number>(?<![0-9]){_NUMBER})(?P<part>[{VULGAR}])?|(?P<fraction>[{VULGAR}]))"
    r"(?:(?P<ordinal>(?:er|re|ère|nd|nde|e|ᵉ|ème|ième)s?)(?![\w])|(?P<space>[ \u00a0\u202f]?)(?P<factor>(?i:mille|millions?|milliards?|billions?)\b|(?:k|Mds?|M)(?=[ \u00a0\u202f]?[€$])))?"
    r"|(?P<word>[^\W\d_]++)"
)
_RANGE = re.compile(rf"{_SPACE}?(?:-|–|—|/|,|à|au|et|ou|sur){_SPACE}?", re.IGNORECASE)
_RATIOS = frozenset({"/", "sur"})
_IN_A_NAME = re.compile(r"[A-Za-z]$|[A-Z]-$")
_CURRENCY_CODE = re.compile(r"(?:[A-Z]{3}|US|HK)$")


@cache
def _words() -> dict[str, tuple[str, tuple[int, ...]]]:
    """Return the number words, each with its kind and its values, from ``numbers.tsv``."""
    return {
        word: (row.kind, tuple(int(float(value) * ONE) for value in row.more["values"].split()))
        for row in lists.rows("french", "numbers")
        for word in row.words
    }


def _word(word: str) -> tuple[str, tuple[int, ...]] | None:
    """Return what a word means, also in the plural."""
    known = _words()
    lower = word.lower()
    return known.get(word) or known.get(lower) or (known.get(lower[:-1]) if lower[-1:] in "sx" else None)


def figures(text: str) -> list[Figure]:
    """Return the figures of a text, in order: digits, number words, months, and words such as "moitié"."""
    found: list[Figure] = []
    run: list[re.Match[str]] = []  # number words that belong together
    for match in _FRENCH.finditer(text):
        known = _word(match["word"]) if match["word"] else None
        if known and known[0] in {"cardinal", "ordinal", "part", "size"}:
            if run and not _joined(text, run[-1].end(), match.start()):
                found.extend(_number_words(run, text))
                run = []
            run.append(match)
            continue
        if run and not (match["word"] and match["word"].lower() == "et"):
            found.extend(_number_words(run, text))
            run = []
        if match["number"] or match["fraction"]:
            found.append(_digits(match, text))
        elif known and known[0] == "rough":  # une dizaine, deux douzaines
            (size, *others) = known[1]
            if found and _joined(text, found[-1].end, match.start()):
                times = {value * size // ONE for value in found[-1].values}
                found[-1] = found[-1]._replace(values=found[-1].values | times)
            found.append(Figure(match[0], match.start(), match.end(), frozenset({size, *others}), certain=False))
        elif known:
            found.append(Figure(match[0], match.start(), match.end(), frozenset(known[1]), certain=False))
    found.extend(_number_words(run, text))
    return [_marked(figure) for figure in with_ranges(found, text, _RANGE, _RATIOS)]


_COMMON = frozenset({"un", "une", "premier", "première", "second", "seconde", "deux", "mai", "mars", "neuf"})


def _marked(figure: Figure) -> Figure:
    return figure._replace(common=True) if figure.text.lower() in _COMMON else figure


_JOINS = frozenset({" ", "-", "\u00a0", "\u202f", " et ", "-et-", "\u00a0et\u00a0"})


def _joined(text: str, end: int, start: int) -> bool:
    return start - end < 5 and text[end:start].lower() in _JOINS


def _digits(match: re.Match[str], text: str) -> Figure:
    plain = re.sub(_SPACE, "", match["number"] or "0")
    part = fraction(sign) if (sign := match["part"] or match["fraction"]) else 0
    readings = {worth(plain.replace(",", "."))} if plain.count(".") + plain.count(",") < 2 else set()
    if "." in plain:  # 1.970 is 1970 to some, and 1.5 a slip
        readings.add(worth(plain.replace(".", "").replace(",", ".")))
    factor = _size(match["factor"]) if match["factor"] else 1
    values = frozenset((reading + part) * factor for reading in readings)
    before, after = text[max(0, match.start() - 4) : match.start()], text[match.end() : match.end() + 1]
    named = after.isalpha() or (_IN_A_NAME.search(before) and not _CURRENCY_CODE.search(before))
    certain = not named and all(value > ONE or value % ONE != 0 for value in values)
    decimals = len(plain.partition(",")[2])
    return Figure(
        match[0],
        match.start(),
        match.end(),
        values,
        certain,
        not match["factor"] and not match["ordinal"],
        factor,
        (len(plain), decimals),
    )


def _size(word: str) -> int:
    lower = word.lower()
    return _SIZES[lower if lower in _SIZES else lower.removesuffix("s")]


def _number_words(run: list[re.Match[str]], text: str) -> Iterator[Figure]:
    """Yield the figures of number words in a row: "deux cent cinq" is one, "trois premiers" two."""
    groups = _groups(run, text)
    sums = [_sum([_kind(match)[1] for match in group]) for group in groups]
    for place, (group, value) in enumerate(zip(groups, sums, strict=True)):
        start, end = group[0].start(), group[-1].end()
        if text[max(0, start - 5) : start].lower() == "pour ":  # pour cent
            continue
        kind = _kind(group[-1])[0]
        parts = kind in {"ordinal", "part"} and value > 0
        values = set() if kind == "part" else {value}
        if parts:
            values |= {ONE * ONE // value} | ({sums[place - 1] * ONE // value} if place else set())
        if place + 1 < len(groups) and _kind(groups[place + 1][-1])[0] == "part":  # the three of three quarters
            values.add(value * ONE // sums[place + 1])
        lone_new = text[start:end].lower() == "neuf"  # "nine", and "new"
        lone_size = len(group) == 1 and _kind(group[0])[0] == "size"
        certain = value > 2 * ONE and kind != "part" and not (parts and value < 6 * ONE) and not (lone_new or lone_size)
        factor = _kind(group[-1])[1] // ONE if kind == "size" and len(group) > 1 else 1
        yield Figure(text[start:end], start, end, frozenset(values), certain, factor == 1, factor)


def _kind(match: re.Match[str]) -> tuple[str, int]:
    known = _word(match[0])
    assert known
    return known[0], known[1][0]


def _groups(run: list[re.Match[str]], text: str) -> list[list[re.Match[str]]]:
    """Yield words that are one number: "quatre-vingt-dix-sept", but not "deux, trois" or "dix-huit vingt"."""
    groups: list[list[re.Match[str]]] = []
    current = 0  # below the last size
    for match in run:
        kind, millionths = _kind(match)
        value = millionths // ONE
        last = groups[-1][-1] if groups else None
        fits = last is not None and kind != "part" and _kind(last)[0] not in {"ordinal", "part"}
        if fits and last is not None:
            linked = text[last.end() : match.start()].lower()
            fits = _fits(current, value, kind) and (
                "et" not in linked or (value in {1, 11} and 20 <= current % 100 < 90)
            )
        if fits:
            groups[-1].append(match)
            current = 0 if value >= 1000 else current * 100 or 100 if value == 100 else _added(current, value)
        else:
            groups.append([match])
            current = 0 if value >= 1000 else value
    return groups


def _fits(current: int, value: int, kind: str) -> bool:
    """Return whether a number word can follow what was said since the last thousand."""
    below = current % 100
    if value >= 1000:
        return True
    if value == 100:
        return 0 <= current < 10
    if value == 20:
        return below in {0, 4}
    if value >= 20:
        return below == 0
    if value >= 10:
        return below in {0, 60, 80}
    if below in {10, 70, 90}:
        return 7 <= value or (kind == "ordinal" and value >= 7)
    return below % 10 == 0


def _added(current: int, value: int) -> int:
    return current - 4 + 80 if value == 20 and current % 100 == 4 else current + value


def _sum(values: Iterable[int]) -> int:
    """Return the value of number words, in millionths."""
    total = current = 0
    for millionths in values:
        value = millionths // ONE
        if value >= 1000:
            total, current = total + (current or 1) * value, 0
        elif value == 100:
            current = (current or 1) * 100
        else:
            current = _added(current, value)
    return (total + current) * ONE


# --- shares, units and money ---

_IN_WORDS = "deux trois quatre cinq six sept huit neuf dix".split()
_ONE_IN = re.compile(rf"\bune?[ ](?:[^\W\d_]+[ ]){{0,3}}sur[ ](?P<of>{'|'.join(_IN_WORDS)}|[2-9]|10)\b", re.IGNORECASE)
_SHARE = re.compile(
    r"%|\bpour[ ]cent\b|\b(?:tiers|quarts?|moitié|demie?|cinquièmes?|sixièmes?|septièmes?|huitièmes?|neuvièmes?|dixièmes?)\b"
    rf"|\bsur[ ](?:{'|'.join(_IN_WORDS)})\b",
    re.IGNORECASE,
)
_HALF = re.compile(r"\b(?:moitié|demie?s?|mi|majorité|majoritaires?|plupart|50|cinquante)\b", re.IGNORECASE)
_POINTS = re.compile(rf"{_SPACE}?(?:points?(?:{_SPACE}de{_SPACE}pourcentage)?|pp|pdb)\b", re.IGNORECASE)
_PERCENT = re.compile(rf"{_SPACE}?(?:%|pour{_SPACE}cent\b|p\.{_SPACE}?(?:100|cent))", re.IGNORECASE)


def one_in(text: str) -> frozenset[int]:
    """Return the values of n in "une entreprise sur n"."""
    numbers = (match["of"].lower() for match in _ONE_IN.finditer(text))
    return frozenset((int(n) if n.isdigit() else _IN_WORDS.index(n) + 2) * ONE for n in numbers)


def implied(text: str, date: str) -> frozenset[int]:  # noqa: ARG001  a translation is not read for what it implies
    """Return nothing."""
    return frozenset()


def says_a_year(text: str) -> bool:
    """Return whether a year is mentioned without its number."""
    return (
        re.search(r"\b(?:cette année|l'an(?:née)? (?:dernière?|prochaine?|passée?))\b", text, re.IGNORECASE) is not None
    )


def says_a_share(text: str) -> bool:
    """Return whether a share is mentioned, such as "un cinquième" or a percentage."""
    return _SHARE.search(text) is not None


def half(text: str) -> str:
    """Return the words that say "half of it", or most of it; "" if there are none."""
    found = _HALF.search(text)
    return found[0] if found else ""


def unit(text: str, figure: Figure) -> str:
    """Return "points" for percentage points, "percent", or ""."""
    if _POINTS.match(text, figure.end):
        return "points"
    if _PERCENT.match(text, figure.end):
        return "percent"
    return (
        "permille" if _PERMILLE.match(text, figure.end) else "permyriad" if _PERMYRIAD.match(text, figure.end) else ""
    )


_PERMILLE = re.compile(rf"{_SPACE}?(?:‰|pour{_SPACE}mille\b)", re.IGNORECASE)
_PERMYRIAD = re.compile(rf"{_SPACE}?(?:‱|pour{_SPACE}dix{_SPACE}mille\b)", re.IGNORECASE)
_MINUS = re.compile(rf"(?:(?:^|[^\w%°)\]-])[-−–﹣]{_SPACE}?[$¥€£]?|\bmoins{_SPACE})$", re.IGNORECASE)
_BELOW = re.compile(
    r"[^.;,]{0,30}\b(?:au-dessous|en[ ]dessous|sous)[ ](?:de[ ])?(?:zéro|0|(?:du[ ]|le[ ])?niveau[ ]de[ ]la[ ]mer)",
    re.IGNORECASE,
)
_LOSS = re.compile(r"\b(?:pertes?|perdu|déficits?|négati(?:f|fs|ve|ves)|moins)\b", re.IGNORECASE)

_AROUND = 100  # characters


def negative(text: str, figure: Figure) -> str:
    """Return "sign" for "−5" and "moins 5", "words" if a loss is spoken of near it, or ""."""
    if _MINUS.search(text[max(0, figure.start - 20) : figure.start]) or _BELOW.match(text, figure.end):
        return "sign"
    return "words" if _LOSS.search(text, max(0, figure.start - _AROUND), figure.end + _AROUND) else ""


def may_be_negative(text: str) -> bool:
    """Return whether a word of the text could be translated by a minus sign."""
    return _LOSS.search(text) is not None


@cache
def _currency_words() -> tuple[re.Pattern[str], tuple[tuple[str, ...], ...]]:
    rows = lists.rows("french", "currencies")
    words = "|".join(f"(?P<c{n}>{row.pattern})" for n, row in enumerate(rows))
    return re.compile(rf"(?:{words})(?![^\W_])", re.IGNORECASE), tuple(tuple(row.kind.split()) for row in rows)


_BETWEEN = re.compile(rf"{_SPACE}?(?:de{_SPACE}|d')?", re.IGNORECASE)


def currency(text: str, figure: Figure) -> tuple[str, ...]:
    """Return the codes that the words after a figure, or a sign before it, can mean; none if there are none."""
    words, codes = _currency_words()
    between = _BETWEEN.match(text, figure.end)
    after = words.match(text, between.end() if between else figure.end)
    if after:
        return codes[int((after.lastgroup or "c0")[1:])]
    start = max(0, figure.start - 6)
    before = [
        match
        for match in words.finditer(text[start : figure.start])
        if not text[start + match.end() : figure.start].strip()
    ]
    return codes[int((before[-1].lastgroup or "c0")[1:])] if before else ()


def currencies(text: str) -> frozenset[str]:
    """Return the codes that any words of the text can mean."""
    words, codes = _currency_words()
    return frozenset(
        code
        for match in words.finditer(text)
        if not text[match.start() - 1 : match.start()].isalpha()
        for code in codes[int((match.lastgroup or "c0")[1:])]
    )


# --- units of tables, items of lists ---

_IN_BRACKETS = re.compile(r"[(\[](?P<unit>[^()\[\]]{1,40})[)\]]\s*$")
_UNIT_LINE = re.compile(r"\bunités?\b[ \u00a0\u202f]?[:(](?P<unit>[^()]{1,60})", re.IGNORECASE)
_TENS = re.compile(
    r"\b(?P<times>dizaines|centaines)[ ]de[ ](?P<size>milliers|millions|milliards)\b|\b(?P<alone>milliers|dizaines|centaines)\b",
    re.IGNORECASE,
)
_TIMES = {"dizaines": 10, "centaines": 100, "milliers": 1000, "millions": 10**6, "milliards": 10**9}


def scale(text: str) -> tuple[int, str] | None:
    """Return what the unit in the last brackets, after "Unité :" or in the text multiplies by."""
    found = _UNIT_LINE.search(text) or _IN_BRACKETS.search(text)
    unit = found["unit"] if found else text
    ratio = next((sign for sign in "%‰" if sign in unit), "")
    unit = re.split(r"/|\bpar\b|\bpour[ \u00a0\u202f](?=[0-9])", unit)[0]
    if tens := _TENS.search(unit):
        words = [word.lower() for word in (tens["times"], tens["size"], tens["alone"]) if word]
        return _TIMES[words[0]] * (_TIMES[words[1]] if len(words) > 1 else 1), ratio
    sizes = [min(f.values) // ONE for f in figures(unit) if len(f.values) == 1 and min(f.values) >= 10 * ONE]
    return next((size for size in sizes if str(size).strip("0") == "1"), 1), ratio


_ITEM = re.compile(
    r"(?:^|(?<=[\s;:,.(]))(?:\((?P<enclosed>[0-9]{1,2})\)|(?P<digits>[0-9]{1,2})[.)](?=\s|[A-ZÉÀ])|\(?(?P<letter>[a-t])\)(?=\s))"
)


def items(text: str) -> int:
    """Return how many numbered items a text counts, in one style."""
    counts: dict[str, int] = {}
    for match in _ITEM.finditer(text):
        style = match.lastgroup or ""
        number = int(match[style]) if match[style].isdigit() else ord(match[style]) - ord("a") + 1
        if number == counts.get(style, 0) + 1:
            counts[style] = number
    return max(counts.values(), default=0)


_EACH = re.compile(r"\brespectivement\b", re.IGNORECASE)
_SENTENCE_END = re.compile("[.;](?![0-9])")


def respective(text: str) -> list[tuple[int, int]]:
    """Return the sentences with "respectivement"."""
    if not _EACH.search(text):
        return []
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(ends) if _EACH.search(text, start, end)]
