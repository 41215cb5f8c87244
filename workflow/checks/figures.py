"""Figures compared by value: 75.1万 is 751,000, and neither 75.1 million nor 751 million.

Every figure of the source that is certain (digits, and Chinese numerals that plainly count or date something) must have a figure of
equal value in the translation, and every figure there, "one" and "two" aside, one of equal value in the source. What is uncertain, 一
and 两 above all, may explain a figure and is never missed. A figure can have several values, since the same digits mean several things
(5m: metres or million) and the same thing is written in several ways (七成, 70 percent): one that agrees is enough. Nothing is counted:
"6.9%, 6.9%" may become "6.9% each".

Values are whole millionths, so that 75.1 × 10,000 is exact and a third equals a third.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

ONE = 10**6  # the value of 1
_FEW = 2 * ONE  # up to here words are too common to be missed: "a", "both", "the second"


class Figure(NamedTuple):
    """A figure as written and where, what it can be worth, and whether it must have a counterpart.

    open: a range may give it a factor, as "million" does to the 6 in "6-7 million"; factor: the one that it has.
    """

    text: str
    start: int
    end: int
    values: frozenset[int]
    certain: bool
    open: bool = False
    factor: int = 1


_ALIKE = 8  # figures of one value that are looked at; more are a table, not a sentence


class Pair:
    """A source and an English target with their figures: what is compared beside the values themselves."""

    def __init__(self, source: str, target: str, expected: tuple[Figure, ...], found: tuple[Figure, ...]) -> None:
        self.source = source
        self.target = target
        self.expected = expected
        self.found = found
        self._by_value: dict[int, list[Figure]] = {}
        for figure in found:
            for value in figure.values:
                same = self._by_value.setdefault(value, [])
                if len(same) < _ALIKE:
                    same.append(figure)

    def counterparts(self, figure: Figure) -> list[Figure]:
        """The target's figures that have one of the values of a source's, in order."""
        found = {id(other): other for value in figure.values for other in self._by_value.get(value, ())}
        return sorted(found.values(), key=lambda other: other.start)


# --- both sides -------------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"[A-Za-z0-9]++(?:[-.:/][A-Za-z0-9]++)*+")
_LETTER = re.compile(r"[A-Za-z]")
_DIGITS = re.compile(r"[0-9]{1,15}")
_NUMBER = r"(?:[0-9]{1,3}(?:[,\u00a0\u2009\u202f][0-9]{3}){1,5}+(?![0-9])|[0-9]{1,15})(?:\.[0-9]{1,6}(?![0-9]))?"


def without_shared_names(source: str, target: str) -> tuple[str, str, set[int]]:
    """Take out names with digits that both sides have (COVID-19, G20, 1.2.3, 010-1234-5678); the values of their digits."""
    shared = {token for token in _TOKEN.findall(source) if _is_name(token)}
    if shared:
        shared &= set(_TOKEN.findall(target))
    if not shared:
        return source, target, set()

    def blank(match: re.Match[str]) -> str:
        return " " * len(match[0]) if match[0] in shared else match[0]

    values = {int(digits) * ONE for name in shared for digits in _DIGITS.findall(name)}
    return _TOKEN.sub(blank, source), _TOKEN.sub(blank, target), values


def _is_name(token: str) -> bool:
    if _DIGITS.search(token) is None:
        return False
    return _LETTER.search(token) is not None or token.count("-") + token.count(".") > 1


def _value(number: str) -> int:
    """Digits, perhaps with separators and a decimal point, in millionths."""
    whole, _, fraction = number.partition(".")
    return int("".join(filter(str.isdigit, whole))) * ONE + int(fraction.ljust(6, "0"))


def _with_ranges(figures: list[Figure], text: str, connector: re.Pattern[str]) -> list[Figure]:
    """Give the first number of a range what the last one says for both: 600-700万, 6-7 million, 2016-17; and read 1/3."""
    result = figures[:]
    for index in range(len(result) - 2, -1, -1):
        left, right = result[index], result[index + 1]
        between = text[left.end : min(right.start, left.end + 12)]
        if not left.open or not connector.fullmatch(between):
            continue
        values = {value * factor for value in left.values for factor in (1, right.factor)}
        if between.strip() in {"/", "in", "out of"}:
            ratios = {a * ONE // b for a in left.values for b in right.values if b}
            values |= ratios
            right = right._replace(values=right.values | ratios)
        if any(1000 * ONE < year < 2100 * ONE for year in left.values):  # 2016-17
            century = min(left.values) // (100 * ONE) * 100 * ONE
            right = right._replace(values=right.values | {century + v for v in right.values if v < 100 * ONE})
        result[index : index + 2] = left._replace(values=frozenset(values), factor=right.factor), right
    return result


# --- Chinese ----------------------------------------------------------------------------------------------------------------

AS_SIMPLIFIED = str.maketrans(
    "０１２３４５６７８９％．－／萬億兩點個屆條項號時歲倍戶層輪場張幾數後",
    "0123456789%.-/万亿两点个届条项号时岁倍户层轮场张几数后",
)
_CHINESE_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}

_ZH_DIGIT = "〇零一二三四五六七八九"
# 两 is a weight as well: a digit only at the start and before a unit (二十两 is twenty taels).
_ZH_NUMERAL = rf"(?:两|[{_ZH_DIGIT}十百千万亿])(?:[{_ZH_DIGIT}十百千万亿]|两(?=[百千万亿])){{0,23}}"
# 千 before a unit is a prefix (千米, 千瓦), 百 before 分 a percentage.
_ZH_FACTOR = r"[十百千]?万亿|[十百千]亿|亿|[十百千]万|万|千(?![米克瓦伏卡赫焦帕安])|百(?!分)"
# What makes a Chinese numeral a count or a date, and not a part of a word (四川, 三农, 十分).
_ZH_COUNTED = (
    r"个百分点|个月|个|世纪|年代|月|家(?![人属用庭乡务里中])|项|名(?![义副])|届|国(?!演义)|省|县|天|周(?![围边])|岁|座|份|艘|架|辆|所"
    r"|支(?![持付援撑])|篇|章|页|位|件|部(?![分门队])|种|期|批|条(?![件约])|轮|场(?![地所合景馆])|人|次|分钟|小时|秒(?!杀)|元|吨|公里|平方|户|类|层"
)
_CHINESE = re.compile(
    rf"(?P<before>[第数几上])?(?:(?P<of>[0-9]{{1,6}}|[{_ZH_DIGIT}十百千万亿]{{1,6}})分之)?"
    rf"(?:(?P<number>{_NUMBER})(?:[ ]?[多余来]?(?P<factor>{_ZH_FACTOR}))?"
    rf"|(?P<numeral>{_ZH_NUMERAL})(?:点(?P<decimals>[{_ZH_DIGIT}]{{1,6}})(?![十百千分]))?(?P<loose>[多余来几](?P<myriad>万亿|[万亿])?)?)"
    rf"(?P<after>[ ]?(?:{_ZH_COUNTED}|[%年日号时成倍后点]))?"
)
_SHOWN_AFTER = frozenset({"%", "年", "月", "日", "号", "时", "倍", "世纪", "年代", "个月", "个百分点"})
_ZH_RANGE = re.compile(r"[ ]?(?:-|–|—|——|~|～|〜|至|到|/|、|或)[ ]?")
_ENUMERATOR = re.compile(r"\s*[(（]?[0-9]{1,2}(?:[)）、．]|\.(?![0-9]))")


def chinese_figures(text: str) -> list[Figure]:
    """The figures of Chinese text in simplified characters with half-width digits, in order."""
    figures: list[Figure] = []
    for match in _CHINESE.finditer(text):
        figure = _digits_in_chinese(match) if match["number"] else _numeral(match)
        before = figures[-1] if figures else None
        if before and match["number"] and before.end == match.start() and before.factor > figure.factor:  # 3亿5000万
            total = frozenset(a + b for a in before.values for b in figure.values)
            written = f"{text[before.start : figure.end]} ({_in_english(min(total))})"
            figure = figure._replace(text=written, start=before.start, values=total)
            figures.pop()
        if before and figure.text.endswith("年代") and before.text.endswith("世纪"):  # 18世纪80年代: the 1780s
            figures[-1] = before._replace(certain=False)
            decade = {(century - ONE) * 100 + value for century in before.values for value in figure.values}
            figure = figure._replace(values=figure.values | decade)
        if of := match["of"]:  # one in three, three quarters
            parts = chinese_number(of) if not of.isascii() else {int(of) * ONE}
            figures.append(figure._replace(values=figure.values | parts, certain=False, open=False))
            figure = figure._replace(values=_shares(figure.values, parts))
        figures.append(figure)
    if figures and (enumerator := _ENUMERATOR.match(text)) and figures[0].start < enumerator.end():
        figures[0] = figures[0]._replace(certain=False)
    return _with_ranges(figures, text, _ZH_RANGE)


def _digits_in_chinese(match: re.Match[str]) -> Figure:
    factor = _factor(match["factor"] or "")
    value = _value(match["number"]) * factor
    after = (match["after"] or "").strip()
    values = _readings(value, after)
    certain = value >= _FEW or value % ONE != 0 or after in {"月", "日", "号"}
    certain = certain and not (after == "个月" and value == 12 * ONE)  # a year
    text = match["number"] + (match["factor"] or (after if after in _SHOWN_AFTER else ""))
    if factor > 1:
        text += f" ({_in_english(value)})"
    # A factor further left would be the number's own: 3亿5000万.
    end = match.end("factor") if match["factor"] else match.end("number")
    open_ = not match["factor"] and not after and not match["of"]
    return Figure(_as_written(match, text), match.start(), end, values, certain, open_, factor)


def _numeral(match: re.Match[str]) -> Figure:
    numeral, after = match["numeral"], (match["after"] or "").strip()
    factor = _factor(match["myriad"] or "")
    numbers = {value * factor for value in chinese_number(numeral, match["decimals"] or "")}
    values = frozenset(reading for number in numbers for reading in _readings(number, after))
    enough = min(numbers) > _FEW or bool(match["of"] and min(numbers))
    counts = len(numbers) == 1 and enough and numeral[0] not in "百千万亿" and not match["loose"]
    # 三年, 三号 and the like are too often idioms and names; 三十年 is not.
    plain = after not in {"", "后", "成", "倍", "点"} and (
        len(numeral) > 1 or after not in {"年", "日", "号", "时", "人", "次"}
    )
    certain = counts and match["before"] in {None, "第"} and bool(match["of"] or match["before"] or plain)
    factor *= _factor(numeral[-1]) if numeral[-1] in _MYRIADS else 1
    open_ = not after and not match["of"] and factor == 1
    return Figure(
        _as_written(match, match[0].lstrip("第")), match.start(), match.end("numeral"), values, certain, open_, factor
    )


def _as_written(match: re.Match[str], text: str) -> str:
    if match["before"] == "第":
        return f"第{text}"
    return f"{match['of']}分之{text}" if match["of"] and match["number"] else text


def _factor(characters: str) -> int:
    product = 1
    for character in characters:
        product *= _CHINESE_UNITS.get(character) or _MYRIADS[character]
    return product


def _shares(values: Iterable[int], parts: Iterable[int]) -> frozenset[int]:
    """三分之一: a third, or 33.3 percent."""
    return frozenset(value * scale * ONE // part for value in values for part in parts if part for scale in (1, 100))


def _readings(value: int, after: str) -> frozenset[int]:
    """What a number can be worth, given what follows it."""
    values = {value}
    if after == "%":
        values.add(value // 100)
    elif after in {"年", "年代", "后"} and value < 100 * ONE:  # 98年, 八十年代, 90后
        values |= {value + 1900 * ONE, value + 2000 * ONE}
    elif after == "世纪":  # the 18th century, the 1700s
        values.add((value - ONE) * 100)
    elif after == "个月":
        values.add(value // 12)
    elif after in {"时", "点"}:
        values |= {value + 12 * ONE, value - 12 * ONE}
    elif after == "成":  # 七成: 70 percent
        values |= {value * 10, value // 10}
    elif after == "倍":  # 增长2倍: by 200 percent, threefold
        values |= {value + ONE, value * 100}
    return frozenset(values)


def chinese_number(numeral: str, decimals: str = "") -> set[int]:
    """The values of a Chinese numeral in millionths: one, or several where it is a manner of speaking (三四十, 十三五, 一百五)."""
    tail = int("".join(str(_CHINESE_DIGITS[c]) for c in decimals).ljust(6, "0"))
    if all(character in _CHINESE_DIGITS for character in numeral):
        digits = [_CHINESE_DIGITS[character] for character in numeral]
        either = digits if len(digits) == 2 and 0 not in digits else ()  # 二三: two or three
        return {int("".join(map(str, digits))) * ONE + tail, *(digit * ONE for digit in either)}
    pairs = _TWO_DIGITS.findall(numeral)
    if pairs:
        values = {_CHINESE_DIGITS[character] * ONE for pair in pairs for character in pair}
        if len(pairs) == 1:
            before, _, below = numeral.partition(pairs[0])
            values |= {_whole(before + character + below) * ONE for character in pairs[0]}
        return values
    whole = _whole(numeral)
    values = {whole * ONE + tail}
    last, unit = _CHINESE_DIGITS.get(numeral[-1], 0), numeral[-2:-1]
    if last and unit in {"百", "千", "万", "亿"}:
        values.add((whole - last + last * _factor(unit) // 10) * ONE)
    return values


_TWO_DIGITS = re.compile("[一二三四五六七八九]{2,24}")


def _whole(numeral: str) -> int:
    for myriad in ("亿", "万"):
        above, found, below = numeral.rpartition(myriad)
        if found:
            return (_whole(above) if above else 1) * _MYRIADS[myriad] + _whole(below)
    total = 0
    digit: int | None = None
    for character in numeral:
        if character in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[character]
        else:
            total += (digit or 1) * _CHINESE_UNITS[character]
            digit = None
    return total + (digit or 0)


def _in_english(value: int) -> str:
    for name, size in (("trillion", 10**12), ("billion", 10**9), ("million", 10**6)):
        if value >= size * ONE:
            return f"{_decimal(value // size)} {name}"
    return _decimal(value)


def _decimal(value: int) -> str:
    return f"{value // ONE:,}.{value % ONE:06d}".rstrip("0").rstrip(".")


# Years that the source says without a numeral, as a distance from the release's.
_THIS_YEAR = re.compile("[今本当]年")
_RELATIVE_YEARS = (
    (_THIS_YEAR, (0,)),
    (re.compile("去年|上年|上一年|前一年|同比|同期|[上前]年[底末]"), (-1,)),
    (re.compile("前年"), (-2,)),
    (re.compile("明年|次年|来年|翌年|下一年"), (1,)),
    (re.compile("后年"), (2,)),
    (re.compile("全年|年度|[上下]半年|季度|年[初中底末]"), (-1, 0)),
)
_IN_SOME_YEAR = re.compile("[月日年]")


def says_a_year(source: str) -> bool:
    """Whether the source speaks of a year without its number."""
    return any(pattern.search(source) for pattern, _ in _RELATIVE_YEARS)


_IMPLIED = tuple(
    (re.compile(pattern), tuple(int(number * ONE) for number in numbers))
    for pattern, numbers in (
        ("半", (0.5, 6, 30, 50)),
        ("翻(?:了?一)?番|双|倍", (2, 100)),
        ("翻(?:了)?两番", (4,)),
        ("季", (3, 4)),
        ("[前头]三[个]?季", (9,)),
        ("[前头][两二][个]?季", (6,)),
        ("[一1每] ?周(?!年)|(?:一个|每)星期", (7,)),
        ("刻", (15, 45)),
        ("全年|年度", (12,)),
    )
)


def implied(source: str, date: str) -> set[int]:
    """Values that the source says without a numeral: 半年 is six months, and 今年 in a release of 2018 is 2018."""
    values = {value for pattern, values in _IMPLIED if pattern.search(source) for value in values}
    if re.match("[0-9]{4}", date):
        year = int(date[:4])
        distances = {distance for pattern, those in _RELATIVE_YEARS if pattern.search(source) for distance in those}
        if not _THIS_YEAR.search(source) and _IN_SOME_YEAR.search(source):
            distances |= {-1, 0, 1}
        values |= {(year + distance) * ONE for distance in distances}
    return values


# --- English ----------------------------------------------------------------------------------------------------------------

_UNITS = "zero one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_SMALL = (
    {word: value for value, word in enumerate((*_UNITS, *_TEENS))}
    | {f"{word}th": value for value, word in enumerate(_TEENS, 10)}
    | {word: value for value, word in enumerate(_ORDINALS, 1)}
    | {word: value * 10 for value, word in enumerate(_TENS, 2)}
    | {f"{word[:-1]}ieth": value * 10 for value, word in enumerate(_TENS, 2)}
)
_LARGE = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
# Words that explain a figure and are never missed.
_ALLUSIONS: dict[str, tuple[float, ...]] = {
    "half": (0.5, 30), "halves": (0.5,), "halved": (0.5, 50), "quarter": (0.25, 15, 3, 4), "tertiary": (3,), "secondary": (2,),
    "both": (2,), "pair": (2,), "couple": (2,), "dual": (2,), "twin": (2,), "twice": (2,), "twofold": (2,), "bilateral": (2,),
    "double": (2, 100), "doubled": (2, 100), "doubling": (2, 100), "trio": (3,), "triple": (3,), "tripled": (3,), "thrice": (3,),
    "threefold": (3,), "trilateral": (3,), "quadruple": (4,), "quadrupled": (4,), "fourfold": (4,), "fivefold": (5,),
    "tenfold": (10,), "fortnight": (14, 2), "noon": (12,), "midnight": (0, 12, 24),
    "twenties": (20, 1920, 2020), "thirties": (30, 1930), "forties": (40, 1940), "fifties": (50, 1950), "sixties": (60, 1960),
    "seventies": (70, 1970), "eighties": (80, 1980), "nineties": (90, 1990),
    **{name: (number,) for number, name in enumerate("II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI".split(), 2)},
}  # fmt: skip
_MONTHS = (
    "January Jan", "February Feb", "March Mar", "April Apr", "May", "June Jun", "July Jul", "August Aug", "September Sept Sep",
    "October Oct", "November Nov", "December Dec",
)  # fmt: skip
_ALLUSIONS |= {name: (number,) for number, names in enumerate(_MONTHS, 1) for name in names.split()}
# What multiplies the figure before it; whether the figure itself is meant as well ("5m", "two decades").
_FACTORS = {name: (factor, False) for name, factor in _LARGE.items()} | {
    "mn": (10**6, False), "mln": (10**6, False), "bn": (10**9, False), "bln": (10**9, False), "tn": (10**12, False),
    "trn": (10**12, False), "k": (1000, True), "m": (10**6, True), "b": (10**9, True), "dozen": (12, True), "decade": (10, True),
    "century": (100, True), "centuries": (100, True),
}  # fmt: skip

_BY_LENGTH = "|".join(sorted((name for name in _FACTORS if len(name) > 1), key=len, reverse=True))
_ENGLISH = re.compile(
    rf"(?P<number>{_NUMBER})(?P<ordinal>(?:st|nd|rd|th)\b)?"
    rf"(?:(?P<factor>[kmbKMB]|[ \u00a0-]?(?i:{_BY_LENGTH}))(?i:s?)\b)?(?:[ \u00a0-]?(?:%|(?i:per[ ]?cent|percentage)\b))?"
    r"|(?P<word>[A-Za-z]++)"
)
_EN_RANGE = re.compile(
    r"[ ]?(?:-|–|—|~|/|,|to|and|or|, and|, or|in|out of)[ ]?(?:US|HK|RMB|RUB|EUR|USD|CNY)?[$£€¥]?", re.IGNORECASE
)
_CURRENCY = re.compile(r"(?:[A-Z]{3}|US|HK)$")
_IN_A_NAME = re.compile(r"[A-Za-z]$|[A-Z]-$")
_JOINS = frozenset({" ", "-", "\u00a0", " and ", " a "})


_AND_A_HALF = re.compile(r"(?:\b(?P<one>an?|one)[ ])?(?:\w{3,7}[ ])?and[ -]a[ -]$", re.IGNORECASE)


def english_figures(text: str) -> list[Figure]:
    """The figures of English text, in order: digits, number words ("two thirds"), months and words such as "half"."""
    figures: list[Figure] = []
    run: list[re.Match[str]] = []  # number words that belong together
    for match in _ENGLISH.finditer(text):
        word = (match["word"] or "").lower()
        if word and _word_value(word) is not None:
            if run and not _joined(text, run[-1].end(), match.start()):
                figures.extend(_number_words(run, text))
                run = []
            run.append(match)
            continue
        if run and not (word in {"and", "a"} and match.start() - run[-1].end() == 1):
            figures.extend(_number_words(run, text))
            run = []
        if match["number"]:
            figures.append(_digits_in_english(match, text))
        elif (factor := _FACTORS.get(word) or _FACTORS.get(word.removesuffix("s"))) and factor[1] and len(word) > 1:
            if figures and _joined(text, figures[-1].end, match.start()):  # four decades
                multiplied = {value * factor[0] for value in figures[-1].values}
                figures[-1] = figures[-1]._replace(values=figures[-1].values | multiplied)
            figures.append(_explaining(match, (factor[0],)))
        elif word == "half" and (more := _AND_A_HALF.search(text[max(0, match.start() - 24) : match.start()])):
            one = {3 * ONE // 2} if more["one"] else set()  # a year and a half
            between = bool(figures) and figures[-1].end >= match.start() - len(more[0])
            halves = one or ({value + ONE // 2 for value in figures[-1].values} if between else {ONE // 2})
            figures.append(Figure(match[0], match.start(), match.end(), frozenset({*halves, ONE // 2}), certain=False))
        elif allusion := _allusion(match["word"]):
            if word.startswith("quarter") and figures and _joined(text, figures[-1].end, match.start()):
                figures[-1] = figures[-1]._replace(values=figures[-1].values | {v // 4 for v in figures[-1].values})
            figures.append(_explaining(match, allusion))
    figures.extend(_number_words(run, text))
    return _with_ranges(figures, text, _EN_RANGE)


def _joined(text: str, end: int, start: int) -> bool:
    return start - end < 6 and text[end:start].lower() in _JOINS  # the longest join


def _explaining(match: re.Match[str], numbers: tuple[float, ...]) -> Figure:
    values = frozenset(int(number * ONE) for number in numbers)
    return Figure(match[0], match.start(), match.end(), values, certain=False)


def _allusion(word: str) -> tuple[float, ...] | None:
    spelling = word.capitalize() if word.isupper() and word not in _ALLUSIONS else word
    lower = word.lower()
    return _ALLUSIONS.get(spelling) or _ALLUSIONS.get(lower) or _ALLUSIONS.get(lower.removesuffix("s"))


def _digits_in_english(match: re.Match[str], text: str) -> Figure:
    number = _value(match["number"])
    factor, both = _FACTORS[match["factor"].lower().strip(" \u00a0-")] if match["factor"] else (1, False)
    values = {number * factor, *({number} if both else ())}
    before, after = text[max(0, match.start() - 4) : match.start()], text[match.end() : match.end() + 1]
    named = after.isalpha() or (_IN_A_NAME.search(before) and not _CURRENCY.search(before))
    certain = not named and (number * factor > ONE or number % ONE != 0)
    open_ = not match["factor"] and not match["ordinal"]
    return Figure(match[0], match.start(), match.end(), frozenset(values), certain, open_, 1 if both else factor)


def _word_value(word: str) -> int | None:
    """The value of a number word: five, fifth, fifths, hundreds, millionth."""
    for spelling in (word, word.removesuffix("s"), word.removesuffix("s").removesuffix("th")):
        value = _SMALL.get(spelling) or _LARGE.get(spelling)
        if value is not None:
            return value
    return None


def _number_words(run: list[re.Match[str]], text: str) -> Iterator[Figure]:
    """The figures of a run of number words: "two hundred and five" is one, "first three" two, "two thirds" a fraction."""
    groups: list[list[re.Match[str]]] = []
    previous = 0
    for match in run:
        value = _word_value(match[0].lower()) or 0
        fits = value >= 100 or (previous >= 100 and value < 100) or (20 <= previous < 100 and value < 10)
        if groups and fits:
            groups[-1].append(match)
        else:
            groups.append([match])
        previous = value
    before = 1
    for group in groups:
        words = [_word_value(match[0].lower()) or 0 for match in group]
        value = _sum(words)
        values = {value * ONE}
        is_part = group[-1][0].lower().removesuffix("s") in _PARTS and value > 0
        if is_part:
            values |= {ONE // value, before * ONE // value}
        start, end = group[0].start(), group[-1].end()
        # "a third" and "hundreds" say too little.
        certain = value > 2 and words[0] < 100 and not (is_part and value < 6)
        factor = words[-1] if words[-1] > 100 and len(words) > 1 else 1
        yield Figure(text[start:end], start, end, frozenset(values), certain, words[-1] < 100, factor)
        before = value


_PARTS = frozenset(word for word in _SMALL if word.endswith(("th", "third")))


def _sum(words: list[int]) -> int:
    total = current = 0
    for value in words:
        if value < 100:
            current += value
        elif value == 100:
            current = (current or 1) * value
        else:
            total, current = total + (current or 1) * value, 0
    return total + current


# --- other languages --------------------------------------------------------------------------------------------------------

_ANY_DIGIT = re.compile(r"\d")
_ANY_NUMBER = re.compile(r"[0-9]{1,15}(?:[.,'’ \u00a0\u2009\u202f\u066b\u066c][0-9]{1,6}){0,8}")
_OWN_CALENDAR = frozenset({"am", "ar", "ckb", "fa", "he", "my", "ne", "ps", "th"})
_SIZES = (1, 10**3, 10**6, 10**9, 10**12)
_MORE_SIZES = dict.fromkeys(("ja", "ko", "zh"), (10**4, 10**8)) | dict.fromkeys(
    ("bn", "gu", "hi", "kn", "ml", "mr", "ne", "or", "pa", "si", "ta", "te", "ur"), (10**5, 10**7)
)
_SPELT_OUT = 31 * ONE  # whole numbers up to here, days of the month among them, may be words


def unexplained(figures: Iterable[Figure], target: str, language: str) -> Iterator[Figure]:
    """Figures that no reading of the target's digits gives: any separators, and any size of which the name may follow."""
    digits = target if target.isascii() else _ANY_DIGIT.sub(lambda match: str(int(match[0])), target)
    there: set[int] = set()
    for match in _ANY_NUMBER.finditer(digits):
        runs = _DIGITS.findall(match[0])
        there.update(int(run) * ONE for run in runs)
        if all(len(run) in {2, 3} for run in runs[1:]) and len(runs[-1]) in {3, len(runs[0])}:
            there.add(int("".join(runs)) * ONE)
        if len(runs) > 1:
            there.add(_value(f"{''.join(runs[:-1])}.{runs[-1]}"))
    if not there:
        return
    if language in {"ja", "zh"}:
        there.update(value for figure in chinese_figures(digits.translate(AS_SIMPLIFIED)) for value in figure.values)
    sizes = (*_SIZES, *_MORE_SIZES.get(language, ()))
    for figure in figures:
        small = all(value <= _SPELT_OUT and value % ONE == 0 for value in figure.values)
        if small or (language in _OWN_CALENDAR and figure.text.endswith("年")):
            continue
        if not any(value % size == 0 and value // size in there for value in figure.values for size in sizes):
            yield figure
