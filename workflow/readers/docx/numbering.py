"""The automatic numbers of paragraphs, as Word prints them.

A numbering (``w:num``) refers to an abstract one, which has up to nine levels and one set of counters: numberings of
the same abstract one count on. The character sets are those of ECMA-376, part 1, 17.18.59; where Word prints something
else than the standard says, Word is followed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from xml.etree.ElementTree import Element

from workflow.patterns import late
from workflow.readers.docx.styles import child, is_on, number, value

_LEVELS = 9
_HIGHEST = 1_000_000
"""Above this a label is printed in digits, whatever its format."""


class Label(NamedTuple):
    """What Word prints before a paragraph.

    Attributes:
        text: The label: "（二）", "第三条", "1.".
        gap: What stands between it and the text: "tab", "space" or "nothing".
        level: The level, from 0.
        bullet: Whether it is a bullet.
        item: The number, if the label is only that and a full stop ("3."), else 0.
    """

    text: str
    gap: Literal["tab", "space", "nothing"]
    level: int
    bullet: bool
    item: int


# --- formats ---


def _counted(digits: str, units: str, *, one_ten: bool, zero: str, one: bool = True) -> Callable[[int], str]:
    """Return how numbers are counted in Chinese.

    Args:
        digits: One to nine.
        units: Ten, hundred, thousand and ten thousand.
        one_ten: Whether ten is written 一十.
        zero: What is written for digits that are 0 between others, once.
        one: Whether hundred is written 一百.
    """

    def below_ten_thousand(n: int, *, inner: bool) -> str:
        text, gap = "", False
        for place in (3, 2, 1, 0):
            digit = n // 10**place % 10
            if digit == 0:
                gap = gap or bool(text)
                continue
            if gap or (inner and not text and place < 3):
                text += zero
            gap = False
            first_ten = place == 1 and digit == 1 and not one_ten and not text and not inner
            silent = place > 0 and digit == 1 and (first_ten or not one)
            text += ("" if silent else digits[digit - 1]) + (units[place - 1] if place else "")
        return text

    def written(n: int) -> str:
        high, low = divmod(n, 10_000)
        if not high:
            return below_ten_thousand(low, inner=False)
        inner = bool(zero) and 0 < low < 1_000
        return below_ten_thousand(high, inner=False) + units[3] + below_ten_thousand(low, inner=inner)

    return written


def _by_digit(digits: str) -> Callable[[int], str]:
    return lambda n: "".join(digits[int(digit)] for digit in str(n))


def _chinese_counting(n: int) -> str:
    """Return 十一 and 九十九, and above that digit by digit: 一○一."""
    return _simple_tens(n) if n < 100 else _by_digit("○一二三四五六七八九")(n)


def _simple_tens(n: int) -> str:
    tens, ones = divmod(n, 10)
    numerals = "一二三四五六七八九"
    ten = "" if not tens else "十" if tens == 1 else f"{numerals[tens - 1]}十"
    return ten + (numerals[ones - 1] if ones else "")


def _set(characters: str) -> Callable[[int], str]:
    """Return how numbers are written that have a character each; those beyond are digits."""
    return lambda n: characters[n - 1] if n <= len(characters) else str(n)


def _repeated(characters: str) -> Callable[[int], str]:
    """Return how numbers are written with letters: after the last, each is written twice."""
    return lambda n: characters[(n - 1) % len(characters)] * min((n - 1) // len(characters) + 1, 100)


_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def _roman(n: int) -> str:
    if n > 50_000:
        return str(n)
    text = ""
    for worth, letters in _ROMAN:
        count, n = divmod(n, worth)
        text += letters * count
    return text


_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
             "twelve": "twelfth"}  # fmt: skip


def _cardinal(n: int) -> str:
    if n < 20:
        return _SMALL[n]
    if n < 100:
        tens, ones = divmod(n, 10)
        return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")
    if n < 1000:
        hundreds, rest = divmod(n, 100)
        return f"{_SMALL[hundreds]} hundred" + (f" {_cardinal(rest)}" if rest else "")
    thousands, rest = divmod(n, 1000)
    return f"{_cardinal(thousands)} thousand" + (f" {_cardinal(rest)}" if rest else "")


def _ordinal_words(n: int) -> str:
    *before, last = re.split("(?<=[ -])", _cardinal(n))
    last = f"{last[:-1]}ieth" if last.endswith("y") else _ORDINALS.get(last, f"{last}th")
    return "".join([*before, last])


def _ordinal(n: int) -> str:
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def _capital(written: Callable[[int], str]) -> Callable[[int], str]:
    return lambda n: written(n)[:1].upper() + written(n)[1:]


def _zodiac_years(n: int) -> str:
    if n > 60:
        return str(n)
    return _STEMS[(n - 1) % 10] + _BRANCHES[(n - 1) % 12]


_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_TRADITIONAL = _counted("一二三四五六七八九", "十百千萬", one_ten=False, zero="零")
_CIRCLED = "".join(map(chr, [*range(0x2460, 0x2474)]))
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"

_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": _by_digit("０１２３４５６７８９"),
    "decimalFullWidth2": _by_digit("０１２３４５６７８９"),
    "decimalEnclosedCircle": _set(_CIRCLED),
    "decimalEnclosedCircleChinese": _set(_CIRCLED[:10]),
    "decimalEnclosedFullstop": _set("".join(map(chr, range(0x2488, 0x249C)))),
    "decimalEnclosedParen": _set("".join(map(chr, range(0x2474, 0x2488)))),
    "numberInDash": lambda n: f"- {n} -",
    "hex": lambda n: f"{n:X}",
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _repeated("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerLetter": _repeated("abcdefghijklmnopqrstuvwxyz"),
    "russianUpper": _repeated("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ"),
    "russianLower": _repeated("абвгдежзиклмнопрстуфхцчшщыэюя"),
    "ordinal": _ordinal,
    "cardinalText": _capital(_cardinal),
    "ordinalText": _capital(_ordinal_words),
    "chicago": lambda n: "*†‡§"[(n - 1) % 4] * min((n - 1) // 4 + 1, 100),
    "chineseCounting": _chinese_counting,
    "chineseCountingThousand": _counted("一二三四五六七八九", "十百千万", one_ten=False, zero="〇"),
    "chineseLegalSimplified": _counted("壹贰叁肆伍陆柒捌玖", "拾佰仟万", one_ten=True, zero="零"),
    "japaneseCounting": _counted("一二三四五六七八九", "十百千万", one_ten=False, zero="", one=False),
    "japaneseLegal": _counted("壱弐参四伍六七八九", "拾百阡萬", one_ten=True, zero=""),
    "japaneseDigitalTenThousand": _by_digit("〇一二三四五六七八九"),
    "taiwaneseCounting": _chinese_counting,
    "taiwaneseCountingThousand": _TRADITIONAL,
    "taiwaneseDigital": _by_digit("○一二三四五六七八九"),
    "ideographLegalTraditional": _counted("壹貳參肆伍陸柒捌玖", "拾佰仟萬", one_ten=True, zero="零"),
    "ideographDigital": _by_digit("〇一二三四五六七八九"),
    "ideographTraditional": _set(_STEMS),
    "ideographZodiac": _set(_BRANCHES),
    "ideographZodiacTraditional": _zodiac_years,
    "ideographEnclosedCircle": _set("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "koreanDigital": _by_digit("영일이삼사오육칠팔구"),
    "koreanDigital2": _by_digit("零一二三四五六七八九"),
    "koreanCounting": _counted("일이삼사오육칠팔구", "십백천만", one_ten=False, zero="", one=False),
    "ganada": _repeated("가나다라마바사아자차카타파하"),
    "chosung": _repeated("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"),
    "aiueo": _repeated("ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"),
    "aiueoFullWidth": _repeated(_AIUEO),
    "iroha": _repeated("ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽ"),
    "irohaFullWidth": _repeated(_IROHA),
    "none": lambda _: "",
}
_PADDED = late(r"(0{1,5})1,")
"""The picture of a custom format that pads with zeros: "001, 002, 003, ..."."""


def formatted(n: int, form: str) -> str:
    """Return a number in a format (``w:numFmt``); one that is not known, or too high for it, in digits."""
    if n <= 0 or n > _HIGHEST:
        return str(n)
    if padded := _PADDED.match(form):
        return str(n).zfill(len(padded[1]) + 1)
    return _FORMATS.get(form, str)(n)


# --- the part ---


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    gap: Literal["tab", "space", "nothing"] = "tab"
    legal: bool = False
    restart: int = -1
    style: str = ""


@dataclass(slots=True)
class _Abstract:
    """An abstract numbering; ``counters`` are the numbers printed last, None before the first."""

    levels: dict[int, _Level] = field(default_factory=dict)
    style: str = ""
    counters: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


@dataclass(slots=True)
class _Numbering:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)


@dataclass(slots=True)
class Numbers:
    """The numberings of a document, and how far each has counted."""

    _abstracts: dict[str, _Abstract] = field(default_factory=dict)
    _numberings: dict[str, _Numbering] = field(default_factory=dict)
    _linked: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(root: Element | None) -> "Numbers":
        """Read the numbering part; None if the document has none."""
        numbers = Numbers()
        for each in root if root is not None else ():
            if each.tag == "w:abstractNum":
                levels = {number(level.get("w:ilvl")): _level(level) for level in each.iter("w:lvl")}
                id_ = each.get("w:abstractNumId", "")
                numbers._abstracts[id_] = _Abstract(levels, value(each, "w:numStyleLink"))
                if link := value(each, "w:styleLink"):
                    numbers._linked.setdefault(link, id_)
            elif each.tag == "w:num":
                numbering = _Numbering(value(each, "w:abstractNumId"))
                for override in each.iter("w:lvlOverride"):
                    at = number(override.get("w:ilvl"))
                    if start := value(override, "w:startOverride"):
                        numbering.starts[at] = number(start, 1)
                    if (level := child(override, "w:lvl")) is not None:
                        numbering.levels[at] = _level(level)
                numbers._numberings[each.get("w:numId", "")] = numbering
        return numbers

    def linked(self) -> dict[tuple[str, str], int]:
        """Return, by the ids of a numbering and a style, the level that belongs to the style."""
        return {
            (id_, level.style): at for id_ in self._numberings for at, level in self._levels(id_).items() if level.style
        }

    def _abstract(self, numbering: _Numbering) -> _Abstract | None:
        abstract = self._abstracts.get(numbering.abstract)
        if abstract and abstract.style and not abstract.levels:
            return self._abstracts.get(self._linked.get(abstract.style, ""), abstract)
        return abstract

    def _levels(self, id_: str) -> dict[int, _Level]:
        numbering = self._numberings[id_]
        abstract = self._abstract(numbering)
        return {**(abstract.levels if abstract else {}), **numbering.levels}

    def label(self, id_: str, at: int) -> Label | None:
        """Count a paragraph, and return its label; None if it has none."""
        numbering = self._numberings.get(id_)
        abstract = self._abstract(numbering) if numbering else None
        if not numbering or not abstract:
            return None
        levels = {**abstract.levels, **numbering.levels}
        level = levels.get(at)
        if level is None:
            return None
        counters = abstract.counters
        if at in numbering.starts:
            counters[at] = numbering.starts.pop(at)
        else:
            last = counters[at]
            counters[at] = level.start if last is None else last + 1
        for above in range(at):  # a level that was skipped counts as begun
            if counters[above] is None:
                counters[above] = levels.get(above, _Level()).start
        for below in range(at + 1, _LEVELS):
            deeper = levels.get(below)
            restarts = deeper is None or deeper.restart < 0 or 0 < deeper.restart >= at + 1
            if restarts:
                counters[below] = None
        return _labelled(level, at, levels, counters)


def _labelled(level: _Level, at: int, levels: Mapping[int, _Level], counters: list[int | None]) -> Label:
    def filled(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        if place > at:
            return ""
        form = levels.get(place, _Level()).form
        if level.legal and form != "none" and not form.startswith("decimal"):
            form = "decimal"
        return formatted(counters[place] or 0, form)

    own = counters[at] or 0
    if level.form == "bullet":
        return Label(level.text, level.gap, at, bullet=True, item=0)
    text = re.sub("%([1-9])", filled, level.text)
    plain = level.form == "decimal" and level.text == f"%{at + 1}."
    return Label(text, level.gap, at, bullet=False, item=own if plain else 0)


def _level(element: Element) -> _Level:
    form, picture = "decimal", ""
    found = child(element, "w:numFmt")
    if found is None:
        found = child(element, "mc:AlternateContent", "mc:Choice", "w:numFmt")
    if found is not None:
        form, picture = found.get("w:val", "decimal"), found.get("w:format", "")
    if form == "custom":
        form = picture if _PADDED.match(picture) else "decimal"
    gap = value(element, "w:suff")
    text = child(element, "w:lvlText")
    return _Level(
        start=number(value(element, "w:start"), 0),
        form=form,
        text="" if text is None or _is_absent(text) else text.get("w:val", ""),
        gap="space" if gap == "space" else "nothing" if gap == "nothing" else "tab",
        legal=bool(is_on(child(element, "w:isLgl"))),
        restart=number(value(element, "w:lvlRestart"), -1) if child(element, "w:lvlRestart") is not None else -1,
        style=value(element, "w:pStyle"),
    )


def _is_absent(text: Element) -> bool:
    """Return whether a level's text is marked as absent."""
    return text.get("w:null", "0") in ("1", "true", "on")
