"""Figures in Chinese text: digits with 万 and 亿, numerals, shares, money, and values said without a figure."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from workflow.contracts.facts import ONE, Figure, Measure, Scale
from workflow.languages import lists, measured
from workflow.languages.chinese import numerals
from workflow.languages.figures import FEW, NUMBER, VULGAR, fraction, with_ranges, worth
from workflow.patterns import late

AS_READ = str.maketrans(
    "０１２３４５６７８９％．－−﹣／萬億兩點個屆條項號時歲倍戶層輪場張幾數後",
    "0123456789%.---/万亿两点个届条项号时岁倍户层轮场张几数后",
)
_READ_OTHERWISE = late(f"[{''.join(map(chr, AS_READ))}]")
_CHINESE_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
_SCORES = {"廿": 20, "卅": 30, "卌": 40}
_MYRIADS = {"万": 10**4, "亿": 10**8}

_ZH_DIGIT = "〇零一二三四五六七八九"
# 两 is also a weight: it is a digit only at the start and before a unit (二十两 is twenty taels).
_ZH_NUMERAL = rf"(?:两|[{_ZH_DIGIT}十百千万亿])(?:[{_ZH_DIGIT}十百千万亿]|两(?=[百千万亿])){{0,23}}"
# 千 before a unit is a prefix (千米, 千瓦), and so is 百 (百帕); 百 before 分 is a percentage.
_ZH_FACTOR = r"[十百千]?万亿|[十百千]亿|亿|[十百千]万|万|千(?![米克瓦伏卡赫焦帕安])|百(?![分帕])"
# What makes a Chinese numeral a count or a date, and not a part of a word (四川, 三农, 十分).
_ZH_COUNTED = (
    r"个百分点|个月|个|世纪|年代|年级|月|家(?![人属用庭乡务里中])|项|名(?![义副])|届|国(?!演义)|省|县|天|周(?![围边])|岁|座|份|艘|架|辆|所"
    r"|支(?![持付援撑])|篇|章|页|位|件|部(?![分门队])|种|期|批|条(?![件约])|轮|场(?![地所合景馆])|人|次|分钟|小时|秒(?!杀)|元|吨|公里|平方|户|类|层"
)
_CHINESE = late(
    rf"(?=[第数几上0-9两廿卅卌{_ZH_DIGIT}十百千万亿{VULGAR}{numerals.ENCLOSED}{numerals.ROMAN}])(?P<before>第[（(]?|[数几]|(?<!以)上)?(?:(?P<of>[0-9]{{1,6}}|[{_ZH_DIGIT}十百千万亿]{{1,6}})分之)?"
    rf"(?:(?P<number>{NUMBER})(?P<part>[{VULGAR}])?(?:[ ]?(?:[多余来]|个(?=[万亿](?![元级])))?(?P<factor>{_ZH_FACTOR}))?"
    rf"|(?P<fraction>[{VULGAR}])|(?P<sign>[{numerals.ENCLOSED}{numerals.ROMAN}])"
    rf"|(?P<numeral>[廿卅卌][一二三四五六七八九]?|{_ZH_NUMERAL})(?:点(?P<decimals>[{_ZH_DIGIT}]{{1,6}})(?:(?P<size>万亿|[十百千]?[万亿])|(?![十百千分])))?(?P<loose>[多余来几](?P<myriad>万亿|[万亿])?)?)"
    rf"(?P<after>[ ]?(?:{_ZH_COUNTED}|[%‰‱年日号时成倍后点番]|折(?![旧合叠磨腾算])))?"
)
_SHOWN_AFTER = frozenset({"%", "‰", "‱", "年", "月", "日", "号", "时", "倍", "世纪", "年代", "个月", "个百分点"})
_ZH_RANGE = late(r"[ ]?(?:-|–|—|——|~|～|〜|至|到|/|、|或)[ ]?")
_ENUMERATOR = late(r"\s*[(（]?[0-9]{1,2}(?:[)）、．]|\.(?![0-9]))")


def as_read(text: str) -> str:
    """Return a text with half-width digits, and with the simplified characters that figures need; same length."""
    return text.translate(AS_READ) if _READ_OTHERWISE.search(text) else text


def figures(text: str) -> list[Figure]:
    """Return the figures of Chinese text in simplified characters with half-width digits, in order."""
    text = numerals.spelled(text)
    dates = list(numerals.days(text))
    rest = _without(dates, text) if dates else text
    found: list[Figure] = []
    for match in _CHINESE.finditer(rest):
        figure = _read(match)
        before = found[-1] if found else None
        if before and match["number"] and before.end == match.start() and before.factor > figure.factor:  # 3亿5000万
            total = frozenset(a + b for a in before.values for b in figure.values)
            written = f"{text[before.start : figure.end]} ({_in_english(min(total))})"
            figure = figure._replace(text=written, start=before.start, values=total)
            found.pop()
        if before and before.end + 1 == match.start():
            if _DECIMALS.match(text, before.end):
                found.pop()
                figure = _with_decimals(before, figure, text)
            elif text[before.end] in _POINTS_BETWEEN and _ON_A_DAY.fullmatch(text, before.start, figure.end):
                whole = _on_a_day(before, figure)
                found[-1] = before._replace(values=before.values | whole)
                figure = figure._replace(values=figure.values | whole)
        if before and figure.text.endswith("年代") and before.text.endswith("世纪"):  # 18世纪80年代: the 1780s
            found[-1] = before._replace(certain=False)
            decade = {(century - ONE) * 100 + value for century in before.values for value in figure.values}
            figure = figure._replace(values=figure.values | decade)
        if of := match["of"]:  # one in three, three quarters
            parts = numeral_values(of) if not of.isascii() else {int(of) * ONE}
            found.append(figure._replace(values=figure.values | parts, certain=False, open=False))
            whole = figure.values if parts <= _LARGE_PARTS else frozenset()  # 5 per ten thousand, 5 basis points
            figure = figure._replace(values=_shares(figure.values, parts) | whole)
        found.append(figure)
    if dates:
        found = sorted((*found, *_in_dates(dates, text)), key=lambda figure: figure.start)
    if found and (enumerator := _ENUMERATOR.match(text)) and found[0].start < enumerator.end():
        found[0] = found[0]._replace(certain=False)
    marked = [_marked(figure, text) for figure in with_ranges(found, text, _ZH_RANGE)]
    for index, (left, right) in enumerate(pairwise(marked)):
        if right.share == "tenths" and left.open and _ZH_RANGE.fullmatch(text, left.end, right.start):  # 三到五成
            marked[index] = left._replace(values=left.values | {value * 10 for value in left.values}, share="tenths")
    return marked


_DECIMALS = late(
    "秒[0-9]{1,2}(?![0-9.%秒分年月日号个米])|元[0-9一二三四五六七八九](?=角)|块[0-9一二三四五六七八九](?=$|[，。；、：！？,;”’）)的每一左上钱])"
)


def _with_decimals(whole: Figure, part: Figure, text: str) -> Figure:
    """Return 57秒79, 四块五 and 六元八角 as one figure: 57.79 seconds, 4.5 and 6.8 yuan."""
    decimals = text[part.start : part.end]
    digits = worth(decimals) if decimals.isascii() else min(numeral_values(decimals))
    value = min(whole.values) + digits // 10 ** len(decimals)
    written = text[whole.start : part.end]
    return part._replace(text=written, start=whole.start, values=whole.values | {value}, certain=decimals.isascii())


_POINTS_BETWEEN = "·•‧・"
_ON_A_DAY = late(f"(?:[1-9]|1[0-2])[{_POINTS_BETWEEN}](?:[12]?[0-9]|3[01])")


def _on_a_day(month: Figure, day: Figure) -> frozenset[int]:
    """Return what else “7·20” may be in digits, besides July 20: 7.20 and 720."""
    days = min(day.values)
    return frozenset({min(month.values) + days // 100, 100 * min(month.values) + days})


def _without(dates: Iterable[numerals.Day], text: str) -> str:
    characters = list(text)
    for date in dates:
        characters[date.start : date.end] = "\0" * (date.end - date.start)
    return "".join(characters)


def _read(match: re.Match[str]) -> Figure:
    if match["number"]:
        return _digits_in_chinese(match)
    return _sign(match) if match["sign"] or match["fraction"] else _numeral(match)


def _sign(match: re.Match[str]) -> Figure:
    """Read ①, Ⅳ or ⅔. A Roman numeral or a fraction must be in the translation; enumerators may differ there."""
    if sign := match["fraction"]:
        values = frozenset({fraction(sign), 100 * fraction(sign)})
        return Figure(sign, match.start(), match.end("fraction"), values, certain=True, exact=True)
    sign = match["sign"]
    value = numerals.worth(sign) * ONE
    named = value > ONE and _ROMAN.match(sign) is not None
    return Figure(sign, match.start(), match.end("sign"), frozenset({value}), certain=named, exact=named)


_ROMAN = late(f"[{numerals.ROMAN}]")


def _in_dates(dates: Iterable[numerals.Day], text: str) -> Iterator[Figure]:
    """Yield the figures of dates in digits; each may also be written as the source writes the date."""
    for date in dates:
        runs = re.fullmatch(r"[0-9]+(?:\.[0-9]{1,6})?", text[date.start : date.end])
        whole = {worth(runs[0])} if runs else set()
        for start, end, value in date.parts:
            yield Figure(text[start:end], start, end, frozenset({value * ONE, *whole}), certain=True)


_NOBODY_WRITES_OTHERWISE = late(r"[0-9].*(?:\(|%|百分点|倍)|[0-9]{3}(?!.*年)|[0-9]\.[0-9]")
_TENTHS = late("成(?![果为立功员本绩熟交效长就品分都套名人年因份])")


# 第一条 of a law, and not the first of several things (第一条生产线).
_IN_BRACKETS = late("[）)][项目款]")
_INSERTED = late("条之[一二三四五六七八九十0-9]")
"""第十条之一, an article that was added between two others."""
_NUMBERED = late(
    "[条章节编款](?=$|[\\s，。；、：（）《》(),;:第和及与或至到之中]|规定|所[列称述]|的规定|明确)", needs="条章节编款"
)


def _marked(figure: Figure, text: str) -> Figure:
    if figure.text.startswith("第") and (_NUMBERED.match(text, figure.end) or _IN_BRACKETS.match(text, figure.end)):
        return figure._replace(certain=True, exact=True)
    if _INSERTED.match(text, max(0, figure.start - 2)):
        return figure._replace(certain=True, exact=True)
    share = "tenths" if _TENTHS.match(text, figure.end) else "part" if "分之" in figure.text else ""
    exact = _NOBODY_WRITES_OTHERWISE.match(figure.text) is not None
    exact = exact and figure.text != "100%"  # all of it
    return figure._replace(exact=exact, share=share) if share or exact else figure


def _digits_in_chinese(match: re.Match[str]) -> Figure:
    factor = _factor(match["factor"] or "")
    value = (worth(match["number"]) + (fraction(match["part"]) if match["part"] else 0)) * factor
    after = (match["after"] or "").strip()
    republic = _OF_THE_REPUBLIC.search(match.string, max(0, match.start() - 8), match.start()) is not None
    recent = 100 * ONE <= value < 200 * ONE and _IN_MONTH.match(match.string, match.end()) is not None
    if after == "年" and (republic or (recent and not match.string.endswith(_OF_OUR_ERA, 0, match.start()))):
        western = value + 1911 * ONE
        values = frozenset({western, value} if republic else {western})
    else:
        western, values = 0, _readings(value, after, match)
        if _BASIS_POINTS.match(match.string, match.end()):
            values |= {value // 100}
        if (
            match.start()
            and match.string[match.start() - 1] in "“‘「"
            and _AS_A_NAME.match(match.string, match.start() - 1)
        ):
            values |= {value % (10 * ONE), value % (100 * ONE)}
    certain = value >= FEW or value % ONE != 0 or after in {"月", "日", "号"}
    certain = certain and not (after == "个月" and value == 12 * ONE)  # a year
    certain = certain and not (
        after == "时" and _WHOLE_DAY.search(match.string, max(0, match.start() - 5), match.end("number"))
    )
    text = match["number"] + (match["part"] or "") + (match["factor"] or (after if after in _SHOWN_AFTER else ""))
    if factor > 1:
        text += f" ({_in_english(value)})"
    elif western:
        text += f" ({western // ONE})"
    # A factor further left would belong to the number itself: 3亿5000万.
    end = match.end("factor" if match["factor"] else "part" if match["part"] else "number")
    open_ = not match["factor"] and not after and not match["of"]
    return Figure(_as_written(match, text), match.start(), end, values, certain, open_, factor)


# Years of the Republic of China (Taiwan). Where the text does not name it, 113年7月 is no month of the year 113.
_OF_THE_REPUBLIC = late(r"民[国國]\s{0,3}$")
_IN_MONTH = late(r"\s?[0-9]{1,2}\s?月")
_AS_A_NAME = late("[“‘「][1-9][0-3][0-9][”’」]")
"""“520”, the 20th of May, and “119”, the 9th of November or the 19th of January."""
_OF_OUR_ERA = ("公元", "西元")
_WHOLE_DAY = late("(?<![0-9])0时?[—–~～至到-]{1,2}24$")
"""What may be left out after a date: 5月1日0—24时."""


def _numeral(match: re.Match[str]) -> Figure:
    numeral, after = match["numeral"], (match["after"] or "").strip()
    factor = _factor(match["myriad"] or match["size"] or "")
    numbers = {value * factor for value in numeral_values(numeral, match["decimals"] or "")}
    if after == "折" and numeral not in "一二三四五六七八九":  # 八五折 leaves 85 percent; 七八折 is 70 to 80
        numbers = {max(numbers)}
    if after in {"", "年级"} and len(numeral) > 2 and _RISING.fullmatch(numeral):  # 三四五六年级: four grades
        numbers |= {_CHINESE_DIGITS[digit] * ONE for digit in numeral}
    values = frozenset(reading for number in numbers for reading in _readings(number, after, match))
    if after == "年" and _OF_THE_REPUBLIC.search(match.string, max(0, match.start() - 8), match.start()):
        values |= {number + 1911 * ONE for number in numbers}
    enough = min(numbers) > FEW or bool(match["of"] and min(numbers))
    counts = len(numbers) == 1 and enough and numeral[0] not in "百千万亿" and not match["loose"]
    # 三年, 三号 and the like are too often idioms and names; 三十年 is not.
    plain = after not in {"", "后", "成", "倍", "点", "折", "番"} and (
        len(numeral) > 1 or after not in {"年", "年级", "日", "号", "时", "人", "次"}
    )
    turned = after == "番" and min(numbers) >= ONE and _turned(match)
    counts, plain = counts or turned, plain or turned
    certain = counts and _may_count(match["before"]) and bool(match["of"] or match["before"] or plain)
    certain = certain or _SPAN_AND_A_HALF.match(match.string, match.end("numeral")) is not None
    factor *= _factor(numeral[-1]) if numeral[-1] in _MYRIADS else 1
    end = match.end("size" if match["size"] else "decimals" if match["decimals"] else "numeral")
    open_ = not after and not match["of"] and factor == 1
    return Figure(_as_written(match, match[0].lstrip("第")), match.start(), end, values, certain, open_, factor)


def _may_count(before: str | None) -> bool:
    return before is None or before.startswith("第")


_RISING = late("一?二?三?四?五?六?七?八?九?")


def _as_written(match: re.Match[str], text: str) -> str:
    if (before := match["before"] or "").startswith("第"):
        return before + text.lstrip("第（(")
    return f"{match['of']}分之{text}" if match["of"] and match["number"] else text


def _factor(characters: str) -> int:
    product = 1
    for character in characters:
        product *= _CHINESE_UNITS.get(character) or _MYRIADS[character]
    return product


_LARGE_PARTS = {1000 * ONE, 10000 * ONE}


def _shares(values: Iterable[int], parts: Iterable[int]) -> frozenset[int]:
    """三分之一: a third, or 33.3 percent."""
    return frozenset(value * scale * ONE // part for value in values for part in parts if part for scale in (1, 100))


_AND_A_HALF_MORE = late("[ ]?(?:个半(?=多?(?:月|小时|钟头|星期|学期))|[年天倍]半(?![数径价成]))")
_YEARS_AND_A_HALF = late("[ ]?年半(?![数径价成载个])")
_SPAN_AND_A_HALF = late("[ ]?[年天]半(?![数径价成载个])")
_FULL = late("分[饱熟]")
_CENTS = late("多?(?:(?P<tens>毛钱|角)|分钱)")
_MORE_TENTHS = late("(?P<half>半)|(?P<digit>[一二三四五六七八九])(?![般些个定年月日家十百千万])")
_TIMES_THAT = late("(?:的|是|相当于|达到|达|至|到)约?$")


_MAY_MEAN_MORE = frozenset(" 个年天倍分多毛角")
"""How ``_AND_A_HALF_MORE``, ``_FULL`` and ``_CENTS`` begin."""


def _with_what_follows(value: int, text: str, end: int) -> set[int]:
    """Return what a number is worth with the words behind it: 个半月, 毛钱, 分饱."""
    if _AND_A_HALF_MORE.match(text, end):
        return {value + ONE // 2}
    if _FULL.match(text, end):  # 七分饱: 70 percent full
        return {value * 10}
    if cents := _CENTS.match(text, end):  # 八毛钱: 0.8 yuan, 80 cents
        return {value // 10, value * 10} if cents["tens"] else {value // 100}
    return set()


def _readings(value: int, after: str, match: re.Match[str]) -> frozenset[int]:
    """Return the possible values of a number, given what follows it."""
    values = {value}
    end = match.end("number") if match["number"] else match.end("numeral")
    if half := _SPAN_AND_A_HALF.match(match.string, end):  # 一年半: a year and a half, 18 months
        return frozenset({value + ONE // 2, *({12 * value + 6 * ONE} if "年" in half[0] else ())})
    if match.string[end : end + 1] in _MAY_MEAN_MORE:
        values |= _with_what_follows(value, match.string, end)
    if after == "%":
        values.add(value // 100)
    elif after == "‰":
        values |= {value // 10, value // 1000}
    elif after == "‱":
        values |= {value // 100, value // 10**4}
    elif after == "折":  # 八折: 80 percent of the price, 20 percent off
        tenths = value if value >= 10 * ONE else 10 * value
        values = {tenths, 100 * ONE - tenths, tenths // 100, ONE - tenths // 100}
    elif after in {"年", "年代", "后"} and value < 100 * ONE:  # 98年, 八十年代, 90后
        values |= {value + 1900 * ONE, value + 2000 * ONE}
    elif after == "世纪":  # the 18th century, the 1700s
        values.add((value - ONE) * 100)
    elif after == "个月":
        values.add(value // 12)
    elif after in {"时", "点"}:
        values |= {value + 12 * ONE, value - 12 * ONE}
    elif after == "成":  # 七成: 70 percent, 六成五: 65 percent
        values |= {value * 10, value // 10}
        if more := _MORE_TENTHS.match(match.string, match.end()):
            tenth = ONE // 2 if more["half"] else _CHINESE_DIGITS[more["digit"]] * ONE // 10
            values = {(value + tenth) * 10, (value + tenth) // 10}
    elif after == "番" and _turned(match):  # 翻两番: fourfold, by 300 percent
        times = 2 ** min(value // ONE, 9) * ONE
        values = {times, (times - ONE) * 100}
    elif after == "倍":  # 增长2倍: by 200 percent, threefold; but 原来的两倍 is twice
        values |= {value * 100}
        if not _TIMES_THAT.search(match.string[max(0, match.start() - 5) : match.start()]):
            values.add(value + ONE)
    return frozenset(values)


_TURNED = late("翻了?$")


def _turned(match: re.Match[str]) -> bool:
    return _TURNED.search(match.string, max(0, match.start() - 3), match.start()) is not None


def numeral_values(numeral: str, decimals: str = "") -> set[int]:
    """Return the values of a Chinese numeral in millionths: several if it is ambiguous (三四十, 十三五, 一百五)."""
    if numeral[0] in _SCORES:
        return {(_SCORES[numeral[0]] + sum(_CHINESE_DIGITS[digit] for digit in numeral[1:])) * ONE}
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


_TWO_DIGITS = late("[一二三四五六七八九]{2,24}")


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


# Years that the source says without a numeral, by their distance from the release's.
_THIS_YEAR = late("[今本当]年")
_RELATIVE_YEARS = (
    (_THIS_YEAR, (0,)),
    (late("去年|上年|上一年|前一年|同比|同期|[上前]年[底末]"), (-1,)),
    (late("前年"), (-2,)),
    (late("明年|次年|来年|翌年|下一年"), (1,)),
    (late("后年"), (2,)),
    (late("全年|年度|[上下]半年|季度|年[初中底末]"), (-1, 0)),
)
_IN_SOME_YEAR = late("[月日年]")


def says_a_year(text: str) -> bool:
    """Return whether a text mentions a year without its number."""
    return any(pattern.search(text) for pattern, _ in _RELATIVE_YEARS)


_IMPLIED = tuple(
    (late(pattern), tuple(int(number * ONE) for number in numbers))
    for pattern, numbers in (
        ("翻(?:了?一)?番|双|倍", (2, 100)),
        ("翻(?:了)?两番", (4,)),
        ("[前头]三[个]?季", (9,)),
        ("[前头][两二][个]?季", (6,)),
        ("[一1每] ?周(?!年)|(?:一个|每)星期", (7,)),
        ("[上中下]旬", (10, 20)),
        ("(?:再次|再者|第三)，", (3,)),
        ("九一八|九[·•]一八", (18,)),
        ("一二[·•]九", (9,)),
    )
)
_IMPLIED_BY_WORDS = tuple(
    (word, tuple(int(number * ONE) for number in numbers))
    for word, numbers in (
        ("半", (0.5, 6, 30, 50)),
        ("季", (3, 4)),
        ("刻", (15, 45)),
        ("全年", (12,)),
        ("年度", (12,)),
        ("正月", (1,)),
        ("冬月", (11,)),
        ("腊月", (12,)),
        ("全天候", (24,)),
        ("斤", (500, 0.5)),
        ("亩", (0.067, 0.0667, 667, 666.67, 15)),
        ("九二共识", (1992,)),
        ("‰", (1000,)),
        ("‱", (10000,)),
    )
)


_AND_A_HALF = late("(?P<years>[0-9]{1,2}|[一两二三四五六七八九十]{1,3})年半", needs="年")
_PLAN = late("十(?P<plan>[一二三四五六])五(?![年月日个])")
_JIN = late(f"(?:{NUMBER}[十百千万亿]{{0,2}}[多余来]?|{_ZH_NUMERAL}[多余来几]?)斤", needs="斤")
_IMPLYING = late("[半翻双倍季周期刻旬全度斤亩‰‱]|再[次者]，|[正冬腊]月|九[二一·•]|二[·•]?九")
_OF_A_YEAR = late("[年季同]")


_NEIGHBOURS = ((late("同比|[上去]年|[上前]一年"), -1), (late("次年|翌年|下一年"), 1))
_A_YEAR = late("(?:19|20)[0-9]{2}(?=[ ]?年)")
"""The years that a text names, beside which another one is meant: 2022年…比上年, compared with 2021."""


def implied(text: str, date: str) -> frozenset[int]:
    """Return values said without a numeral: 半年 is six months, and 今年 in a release of 2018 is 2018."""
    values: set[int] = set()
    for match in _AND_A_HALF.finditer(text) if "年半" in text else ():  # 一年半: a year and a half, 18 months
        for years in numeral_values(match["years"]) if not match["years"].isascii() else {int(match["years"]) * ONE}:
            values |= {years + ONE // 2, 12 * years + 6 * ONE}
    for match in _PLAN.finditer(text) if "五" in text else ():  # “十四五”: 2021 to 2025
        first = 2021 + 5 * (_CHINESE_DIGITS[match["plan"]] - 4)
        values |= {first * ONE, (first + 4) * ONE}
    for match in _JIN.finditer(text) if "斤" in text else ():  # half a kilogram each
        values |= {value // 2 for figure in figures(match[0]) for value in figure.values}
    if _IMPLYING.search(text):
        words = text.replace("年半", "")  # a year and a half is no half year
        values.update(value for word, those in _IMPLIED_BY_WORDS if word in words for value in those)
        values.update(value for pattern, those in _IMPLIED if pattern.search(text) for value in those)
    if "年" in text and (named := {int(year) * ONE for year in _A_YEAR.findall(text)}):
        beside = [distance for pattern, distance in _NEIGHBOURS if pattern.search(text)]
        values |= {year + distance * ONE for year in named for distance in beside}
    if re.match("[0-9]{4}", date):
        year = int(date[:4])
        distances: set[int] = set()
        if _OF_A_YEAR.search(text):
            distances.update(
                distance for pattern, those in _RELATIVE_YEARS if pattern.search(text) for distance in those
            )
        if not _THIS_YEAR.search(text) and _IN_SOME_YEAR.search(text):
            distances |= {-1, 0, 1}
        values |= {(year + distance) * ONE for distance in distances}
    return frozenset(values)


_PLAINLY = late(r"([0-9][0-9,]*(?:\.[0-9]{1,6})?) ?[多余来]?([十百千万亿]*)")


def as_written(text: str, figure: Figure) -> int | None:
    """Return a figure's only value as it is written, out of its possible ones; None if that is not clear."""
    if len(figure.values) == 1:
        return next(iter(figure.values))
    if written := _PLAINLY.fullmatch(text):
        value = Decimal(written[1].replace(",", "")) * ONE
        for size in written[2]:
            value *= _factor(size)
        if value in figure.values:
            return int(value)
    return None


# --- units and money ---

_POINTS = late(r"[ ]?个?百分点")
_BASIS_POINTS = late(r"[ ]?个?(?:基点|bps?(?![A-Za-z]))")
_HALF = late("(?<!大)(?:一半|半数|过半)")


_RATIOS = {"%": "percent", "‰": "permille", "‱": "permyriad"}
_SHARES = {"千": "permille", "万": "permyriad"}


def unit(text: str, figure: Figure) -> str:
    """Return "points" for 百分点, "percent", "permille" or "permyriad" for their signs, or ""."""
    if _POINTS.match(text, figure.end):
        return "points"
    if figure.text[1:3] == "分之" and figure.text[0] in _SHARES:
        return _SHARES[figure.text[0]]
    return _RATIOS.get(text[figure.end : figure.end + 1], "")


_BELOW = late("零下$|(?<![正胜抱自肩身担])负$")
_SIGN = late("-$")
_NOT_A_SIGN = late(f"[0-9A-Za-z)）%]-$|[0-9{_ZH_DIGIT}十百千万亿][^-，。；、：:（(至到~～]{{0,5}}-$")
_SIGN_AFTER = late("(?:为|是|至|到|达|降|跌|增长|增|速|率|比|约|[（(：:，、~～\0 ]|^)-$")
_SIGNED = late(
    "(?:[~～—–至到-]{1,2}-?[0-9.]{1,9})?[ ]?(?:[%‰‱℃°度米元]|摄氏|[十百千]?[万亿]|个百分点|个基点|[美欧日港]元)"
)


def negative(text: str, figure: Figure) -> str:
    """Return "sign" for −5℃, 零下5℃ and 负5; "" for 5-10天 and the like."""
    before = text[max(0, figure.start - 10) : figure.start]
    if _BELOW.search(before):
        return "sign"
    if not _SIGN.search(before) or _NOT_A_SIGN.search(before):
        return ""
    return "sign" if _SIGN_AFTER.search(before) or _SIGNED.match(text, figure.end) else ""


_DIMINISHED = late("[负减降跌亏缩少退低落±-]|逆差|赤字|零下|地下")


def may_be_negative(text: str) -> bool:
    """Return whether any word could be translated by a minus sign."""
    return _DIMINISHED.search(text) is not None


def half(text: str) -> str:
    """Return the words that say "half of it"; "" if there are none."""
    found = _HALF.search(text)
    return found[0] if found else ""


def one_in(text: str) -> frozenset[int]:  # noqa: ARG001  每五件有一件 is read as two figures
    """Return no figures: Chinese states both numbers."""
    return frozenset()


def says_a_share(text: str) -> bool:
    """Return whether a share is mentioned: a percentage, 分之 or 成."""
    return "%" in text or "分之" in text or _TENTHS.search(text) is not None


CURRENCIES = (
    ("CNY", "元人民币|人民币"),
    ("USD", "美元|美金"),
    ("EUR", "欧元"),
    ("JPY", "日元|日圆"),
    ("HKD", "港元|港币|港圆"),
    ("GBP", "英镑"),
    ("KRW", "韩元|韩圆"),
    ("RUB", "卢布"),
    ("INR", "印度卢比|(?<!印尼)卢比"),
    ("CHF", "瑞士法郎|瑞郎"),
    ("AUD", "澳元|澳大利亚元"),
    ("CAD", "加元|加拿大元"),
    ("SGD", "新加坡元|新元"),
    ("TWD", "新台币|台币"),
    ("MOP", "澳门元|澳门币"),
    ("THB", "泰铢"),
    ("VND", "越南盾"),
    ("MYR", "林吉特|马币"),
    ("IDR", "印尼盾|印尼卢比|印度尼西亚盾"),
    ("TRY", "土耳其里拉|里拉"),
    ("ZAR", "南非兰特|兰特"),
    ("BRL", "巴西雷亚尔|雷亚尔"),
    ("KZT", "坚戈"),
    ("AED", "迪拉姆"),
    ("SAR", "沙特里亚尔|里亚尔"),
    ("元", "元(?!素|件|器|月|旦|老|首|宵)"),
)
_AFTER = late(
    r"[ ]?[多余来]?(?:[十百千]?[万亿]){0,2}(?:"
    + "|".join(f"(?P<c{n}>{names})" for n, (_, names) in enumerate(CURRENCIES))
    + ")"
)
_BEFORE = late(
    r"(?:(?P<CNY>人民币|RMB|CNY|￥)|(?P<USD>US\$|USD|美金)|(?P<HKD>HK\$|HKD|港币|港幣)|(?P<TWD>NT\$|TWD|新?[台臺][币幣])|(?P<MOP>MOP|澳[门門][币幣])"
    r"|(?P<EUR>€|EUR))[约近超逾达 ]{0,3}$"
)
_OTHER_YUAN = late("[港澳台美欧日新加韩]")
_ANY_YUAN = ("CNY", "HKD", "TWD", "MOP", "USD", "AUD", "CAD", "SGD", "EUR", "JPY", "KRW", "NZD")


def currency(text: str, figure: Figure, *, plain_yuan: bool = True) -> tuple[str, ...]:
    """Return the codes that the words next to a figure can mean: 元 is the yuan, or any dollar that the text mentions.

    Args:
        text: In simplified characters.
        figure: One of its figures.
        plain_yuan: Whether 元 alone is the yuan; in traditional characters it may be the dollar of Hong Kong or Taiwan.
    """
    match = _AFTER.match(text, figure.end)
    code = CURRENCIES[int((match.lastgroup or "c0")[1:])][0] if match else ""
    if code in {"", "元"} and (before := _BEFORE.search(text[max(0, figure.start - 8) : figure.start])):  # 港币三百万元
        code = before.lastgroup or ""
    if code == "元":
        return _ANY_YUAN if not plain_yuan or _mentions_other_yuan(text) else _ANY_YUAN[:1]
    return (code,) if code else ()


@lru_cache(maxsize=2)
def _mentions_other_yuan(text: str) -> bool:
    """Return whether 元 may be a dollar; cached, because it is looked up for each figure of a text."""
    return _OTHER_YUAN.search(text) is not None


def ranks(figure: Figure) -> bool:
    """Return whether a figure is a rank: 第一."""
    return figure.text.startswith("第")


def measure(text: str, figure: Figure) -> Measure | None:
    """Return what the words after a figure measure it in; nothing for 第二天, which is no length of time."""
    if figure.text.startswith("第"):
        return None
    if _YEARS_AND_A_HALF.match(text, figure.end):
        return Measure(measured.AND_A_HALF, "年半")
    found = measured.measure("chinese", text, figure)
    return None if found and found.name == "day" and _is_about_work(text) else found


_AT_WORK = late("作业|上班|开工|出勤")
"""What makes days working days."""


@lru_cache(maxsize=2)
def _is_about_work(text: str) -> bool:
    """Return whether the days of a text may be working days; cached, because each figure asks."""
    return _AT_WORK.search(text) is not None


def currencies(text: str) -> frozenset[str]:
    """Return the codes that any figure of the text can mean."""
    return frozenset(code for figure in figures(text) for code in currency(text, figure))


# --- units of tables, items of lists ---

_UNIT_LINE = late(r"单位[ ]?[:：][ ]?(?P<unit>[^，。；（）()]{1,16})(?:[）)].*)?$")
_HEAD = late(r"[（(](?P<unit>[^（）()]{1,12})[）)][ ]?$")


def _measured() -> re.Pattern[str]:
    measures = lists.joined(lists.of_kind("chinese", "units", "measure"))
    return re.compile(rf"(?P<size>{_ZH_FACTOR}|十)?(?P<unit>{measures})(?:[/／每](?P<per>.{{1,6}}))?")


def scale(text: str) -> Scale | None:
    """Return what the figures under a table head or a 单位： line are in; None if the text is neither."""
    found = _UNIT_LINE.search(text) or _HEAD.search(text)
    unit = _measured().fullmatch(found["unit"].strip()) if found else None
    if unit is None:
        return None
    ratio = unit[0] if unit[0] in {"%", "‰"} else ""
    per = measured.alone("chinese", unit["per"]) if unit["per"] else None
    return Scale(_factor(unit["size"] or ""), ratio, measured.alone("chinese", unit["unit"]), per)


_ITEM = late(
    r"(?:^|(?<=[^0-9.,a-zA-Z]))(?P<digits>[0-9]{1,2})(?:[.](?![0-9])|[、）)](?![0-9]))"
    r"|[（(](?P<enclosed>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[）)]"
    rf"|(?P<sign>[{numerals.ENCLOSED}])"
    r"|(?:^|(?<=[，。；：:、]))(?P<clause>[一二三四五六七八九十]{1,3})(?:是|要(?!求))"
    r"|(?:^|(?<=[，。；：:、]))第(?P<nth>[一二三四五六七八九十]{1,3})[，、是]"
    r"|(?:^|(?<=[。；;：:\s]))(?P<heading>[一二三四五六七八九十]{1,3})、"
    r"|(?:^|(?<=[，。；：:]))(?:(?P<order1>首先)|(?P<order2>其次)|(?P<order3>再次))(?=，)"
)


def items(text: str) -> int:
    """Return how many numbered items a text counts, in one style: 1. 2.; （一）（二）; ①②; 一是…二是."""
    counts: dict[str, int] = {}
    for match in _ITEM.finditer(text):
        style = match.lastgroup or ""
        if style == "sign":
            number = numerals.worth(match[style])
        elif style.startswith("order"):
            style, number = "order", int(style[-1])
        else:
            number = int(match[style]) if match[style].isdigit() else min(numeral_values(match[style])) // ONE
        if number == counts.get(style, 0) + 1:
            counts[style] = number
    return max(counts.values(), default=0)


_ONE = "[0-9][0-9.,]{0,20}[^0-9、，和及与。；]{0,6}"
_EACH = late(f"分别[^。；0-9]{{0,30}}(?P<run>{_ONE}(?:[、，和及与]{{1,2}}{_ONE}){{1,20}})", needs="分")


def respective(text: str) -> list[tuple[int, int]]:
    """Return the rows of figures after 分别."""
    return [match.span("run") for match in _EACH.finditer(text)]


class Traditional:
    """The same for releases in traditional characters."""

    figures, one_in, implied = staticmethod(figures), staticmethod(one_in), staticmethod(implied)
    says_a_year, says_a_share = staticmethod(says_a_year), staticmethod(says_a_share)
    half, unit, currencies = staticmethod(half), staticmethod(unit), staticmethod(currencies)
    measure, ranks = staticmethod(measure), staticmethod(ranks)
    scale, items, respective = staticmethod(scale), staticmethod(items), staticmethod(respective)
    negative, may_be_negative = staticmethod(negative), staticmethod(may_be_negative)

    def currency(self, text: str, figure: Figure) -> tuple[str, ...]:
        """Return the codes that the words next to a figure can mean."""
        return currency(text, figure, plain_yuan=False)
