"""Figures in English text: digits, number words, months, and words such as "half"."""

import re
from collections.abc import Iterator
from itertools import pairwise

from workflow.contracts.facts import ONE, Figure, Measure, Scale
from workflow.languages import measured
from workflow.languages.figures import NUMBER, VULGAR, characters, fraction, with_ranges, worth
from workflow.languages.lists import lower
from workflow.patterns import late

_UNITS = "zero one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_SMALL = (
    {word: value for value, word in enumerate((*_UNITS, *_TEENS))}
    | {f"{word}th": value for value, word in enumerate(_TEENS, 10)}
    | {word: value for value, word in enumerate(_ORDINALS, 1)}
    | {f"{word}ly": value for value, word in enumerate(_ORDINALS, 1)}
    | {word: value * 10 for value, word in enumerate(_TENS, 2)}
    | {f"{word[:-1]}ieth": value * 10 for value, word in enumerate(_TENS, 2)}
)
_LARGE = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
# Words that explain a figure and are never required.
_ALLUSIONS: dict[str, tuple[float, ...]] = {
    "half": (0.5, 30), "halves": (0.5,), "halved": (0.5, 50), "quarter": (0.25, 15, 3, 4), "tertiary": (3,), "secondary": (2,),
    "both": (2,), "pair": (2,), "couple": (2,), "dual": (2,), "twin": (2,), "twice": (2,), "twofold": (2,), "bilateral": (2,),
    "double": (2, 100), "doubled": (2, 100), "doubling": (2, 100), "trio": (3,), "triple": (3,), "tripled": (3,), "thrice": (3,),
    "threefold": (3,), "trilateral": (3,), "quadruple": (4,), "quadrupled": (4,), "fourfold": (4,), "fivefold": (5,),
    "centenary": (100,), "centenaries": (100,), "centennial": (100,), "bicentenary": (200,), "bicentennial": (200,),
    "sesquicentennial": (150,), "tercentenary": (300,), "tenfold": (10,), "fortnight": (14, 2), "noon": (12,), "midnight": (0, 12, 24),
    "bis": (1, 2), "ter": (2, 3), "quater": (3, 4), "twenties": (20, 1920, 2020), "thirties": (30, 1930), "forties": (40, 1940), "fifties": (50, 1950), "sixties": (60, 1960),
    "seventies": (70, 1970), "eighties": (80, 1980), "nineties": (90, 1990),
    **{name: (number,) for number, name in enumerate("II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI".split(), 2)},
}  # fmt: skip
_MONTHS = (
    "January Jan", "February Feb", "March Mar", "April Apr", "May", "June Jun", "July Jul", "August Aug", "September Sept Sep",
    "October Oct", "November Nov", "December Dec",
)  # fmt: skip
_ALLUSIONS |= {name: (number,) for number, names in enumerate(_MONTHS, 1) for name in names.split()}
# What multiplies the figure before it, and whether the figure itself may also be meant ("5m", "two decades").
_FACTORS = {name: (factor, False) for name, factor in _LARGE.items()} | {
    "mn": (10**6, False), "mln": (10**6, False), "bn": (10**9, False), "bln": (10**9, False), "tn": (10**12, False),
    "trn": (10**12, False), "k": (1000, True), "m": (10**6, True), "b": (10**9, True), "dozen": (12, True), "decade": (10, True),
    "century": (100, True), "centuries": (100, True),
}  # fmt: skip

_SOME_MEANING = frozenset(
    word + ending
    for word in (*_SMALL, *_LARGE, *_FACTORS, *map(str.lower, _ALLUSIONS), "i")
    for ending in ("", "s", "th", "ths")
)
"""All words that ``figures`` looks at, in lower case, and some that do not exist."""

_BY_LENGTH = "|".join(sorted((name for name in _FACTORS if len(name) > 1), key=len, reverse=True))
_ENGLISH = late(
    rf"(?:(?P<number>{NUMBER})(?P<part>[{VULGAR}])?|(?P<fraction>[{VULGAR}]))(?P<ordinal>(?:st|nd|rd|th)\b)?"
    rf"(?:(?P<factor>[kmbKMB]|[ \u00a0-]?(?i:{_BY_LENGTH}))(?i:s?)\b)?(?:[ \u00a0-]?(?:%|(?i:per[ ]?cent|percentage)\b))?"
    r"|(?P<word>[A-Za-z]++)"
)
_EN_RANGE = late(
    r"[ ]?(?:-|–|—|~|/|,|to|and|or|, and|, or|in|out of)[ ]?(?:US|HK|RMB|RUB|EUR|USD|CNY)?[$£€¥]?", re.IGNORECASE
)
_CURRENCY = late(r"(?:[A-Z]{3}|US|HK)$")
_IN_A_NAME = late(r"[A-Za-z]$|(?:[A-Z]|vid)-$")
_JOINS = frozenset({" ", "-", "\u00a0", " and ", " a "})


_AND_A_HALF = late(r"(?:\b(?P<one>an?|one)[ ])?(?:\w{3,7}[ ])?and[ -]a[ -]$", re.IGNORECASE)


def figures(text: str) -> list[Figure]:
    """Return the figures of English text, in order: digits, number words, months and words such as "half"."""
    found: list[Figure] = []
    run: list[re.Match[str]] = []  # number words that belong together
    for match in _ENGLISH.finditer(text):
        word = (match["word"] or "").lower()
        says_nothing = word and word not in _SOME_MEANING  # most words
        if word and not says_nothing and _word_value(word) is not None:
            if run and not _joined(text, run[-1].end(), match.start()):
                found.extend(_number_words(run, text))
                run = []
            run.append(match)
            continue
        if run and not (word in {"and", "a"} and match.start() - run[-1].end() == 1):
            found.extend(_number_words(run, text))
            run = []
        if says_nothing or (word and _item_mark(match, text)):
            found += [_explaining(match, mark) for mark in (_item_mark(match, text),) if mark]
            continue
        if match["number"] or match["fraction"]:
            if match["number"] == "7" and found and _AROUND_THE_CLOCK.match(text, match.start() - 3):
                found[-1] = found[-1]._replace(text="24/7", end=match.end(), values=frozenset({24 * ONE, 7 * ONE}))
                continue
            found += _digits_in_english(match, text)
        elif (factor := _FACTORS.get(word) or _FACTORS.get(word.removesuffix("s"))) and factor[1] and len(word) > 1:
            if found and _joined(text, found[-1].end, match.start()):  # four decades
                one_less = ONE if word == "century" and _ORDINAL.search(found[-1].text) else 0  # the nineteenth century
                multiplied = {(value - one_less) * factor[0] for value in found[-1].values}
                found[-1] = found[-1]._replace(values=found[-1].values | multiplied)
            found.append(_explaining(match, (factor[0],)))
        elif word == "half" and (half_of := _half(found, match, text)):
            found.append(half_of)
        elif match["word"] == "I" and _NUMBERED.search(text[max(0, match.start() - 12) : match.start()]):
            found.append(_explaining(match, (1,)))
        elif allusion := _allusion(match["word"]):
            if word.startswith("quarter") and found:
                found[-1], allusion = _quarters(found[-1], text[found[-1].end : match.start()].lower(), allusion)
            found.append(_explaining(match, allusion))
    found.extend(_number_words(run, text))
    found = [_with_those_before(figure, text) for figure in found]
    return [_marked(figure) for figure in with_ranges(found, text, _EN_RANGE, _RATIOS)]


_AND_BEFORE = late(r"\b(?:and|with|plus)[ ]$", re.IGNORECASE)
_OTHER_AFTER = late(r"[ ](?:others?|colleagues?|companions?|teammates?|more(?! than))\b", re.IGNORECASE)
_LIST_BEFORE = late(r"[^.;:!?]*\Z")
_LONGEST_LIST = 200
"""Characters."""


def _with_those_before(figure: Figure, text: str) -> Figure:
    """Return a figure that may also count what is named before it: the ministry and three other departments are four.

    With commas there is one name, or one more than there are commas, or as many (before "and" there may be one).
    """
    if not _OTHER_AFTER.match(text, figure.end) or not _AND_BEFORE.search(text, max(0, figure.start - 6), figure.start):
        return figure
    names = _LIST_BEFORE.search(text, max(0, figure.start - _LONGEST_LIST), figure.start)
    commas = names[0].count(", ") if names else 0
    more = {1, commas, commas + 1} - {0}
    return figure._replace(values=figure.values | {value + each * ONE for value in figure.values for each in more})


_AROUND_THE_CLOCK = late("24/7(?![0-9/.])")
_HALF_A_YEAR = late(r"[ -](?:an?[ ])?years?\b", re.IGNORECASE)
_HALF_A = late(f"(?:[ ]an?[ ]|-)(?P<size>{'|'.join(_LARGE)})\\b", re.IGNORECASE)
_ORDINAL = late("(?:th|first|second|third)$", re.IGNORECASE)
_RATIOS = frozenset({"/", "in", "out of"})
_COMMON = frozenset({"one", "first", "second", "both", "seconds", "may", "iii", "ii", "i"})


def _half(found: list[Figure], match: re.Match[str], text: str) -> Figure | None:
    """Return what "half" says in "half a million", "half a year" and "two and a half"; None if it only explains.

    Args:
        found: The figures before it; the last one gets the half.
        match: The word.
        text: The text.
    """
    if more := _AND_A_HALF.search(text[max(0, match.start() - 24) : match.start()]):
        halves = {3 * ONE // 2} if more["one"] else {ONE // 2}  # a year and a half
        if found and found[-1].end >= match.start() - len(more[0]) - 1:
            halves |= {value + ONE // 2 for value in found[-1].values}
            found[-1] = found[-1]._replace(values=found[-1].values | halves)
        return Figure(match[0], match.start(), match.end(), frozenset({*halves, ONE // 2}), certain=False)
    if _HALF_A_YEAR.match(text, match.end()):
        return _explaining(match, (0.5, 6))
    if of := _HALF_A.match(text, match.end()):
        return _explaining(match, (0.5, _LARGE[of["size"].lower()] / 2))
    return None


def _quarters(number: Figure, between: str, quarter: tuple[float, ...]) -> tuple[Figure, tuple[float, ...]]:
    """Return the number before "quarters" with its other values, and what "quarters" still means by itself.

    Args:
        number: The figure before it.
        between: What is between them.
        quarter: What "quarters" may mean alone.
    """
    if between == " and a ":  # three and a quarter
        return number._replace(values=number.values | {value + ONE // 4 for value in number.values}), quarter
    if between in _JOINS:
        return number._replace(values=number.values | {value // 4 for value in number.values}), quarter[1:]
    return number, quarter


def _item_mark(match: re.Match[str], text: str) -> tuple[float, ...]:
    """Return what (b), b) and (ii) number, which may be a letter or a Roman numeral."""
    start, end = match.span()
    if end - start > 4 or text[end : end + 1] != ")" or (start and text[start - 1] not in "( \u00a00123456789"):
        return ()
    word = match[0].lower()
    letter = (ord(word) - ord("a") + 1,) if len(word) == 1 else ()
    return (*letter, *((_ROMANS.index(word) + 1,) if word in _ROMANS else ()))


_ROMANS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()


def _marked(figure: Figure) -> Figure:
    return figure._replace(common=True) if figure.text.lower() in _COMMON else figure


def _joined(text: str, end: int, start: int) -> bool:
    return start - end < 6 and text[end:start].lower() in _JOINS  # the longest join


def _explaining(match: re.Match[str], numbers: tuple[float, ...]) -> Figure:
    values = frozenset(int(number * ONE) for number in numbers)
    return Figure(match[0], match.start(), match.end(), values, certain=False)


def _allusion(word: str) -> tuple[float, ...] | None:
    spelling = word.capitalize() if word.isupper() and word not in _ALLUSIONS else word
    lower = word.lower()
    return _ALLUSIONS.get(spelling) or _ALLUSIONS.get(lower) or _ALLUSIONS.get(lower.removesuffix("s"))


_NUMBERED = late(
    r"\b(?:Article|Chapter|Section|Part|Class|Phase|Annex|Appendix|Title|Schedule|Volume|Book|Type|Category|Group|Paragraph)s?[ \u00a0]$",
    re.IGNORECASE,
)
_ARTICLE = late(r"\b(?:Art(?:icle|\.)?s?|Sections?|Rules?|Paragraphs?|Para\.|Clauses?|§)[ \u00a0]?$", re.IGNORECASE)


def _digits_in_english(match: re.Match[str], text: str) -> Iterator[Figure]:
    digits = match["number"] or "0"
    number = worth(digits) + (fraction(sign) if (sign := match["part"] or match["fraction"]) else 0)
    article, _, paragraph = digits.partition(".")
    if paragraph and _ARTICLE.search(text[max(0, match.start() - 12) : match.start()]):  # Article 22.3
        either = frozenset({number, int(article) * ONE})
        yield Figure(match[0], match.start(), match.end(), either, certain=True)
        last = frozenset({int(paragraph) * ONE})
        yield Figure(paragraph, match.end("number") - len(paragraph), match.end(), last, certain=False)
        return
    if _ARTICLE.search(text[max(0, match.start() - 12) : match.start()]) and (
        added := _ADDED_ARTICLE.match(text, match.end("number"))
    ):  # Article 120B
        yield Figure(digits, match.start(), match.end("number"), frozenset({number}), certain=True)
        letter = frozenset({(ord(added[0].lower()) - ord("a") + 1) * ONE})
        yield Figure(added[0], *added.span(), letter, certain=False)
        return
    factor, both = _FACTORS[match["factor"].lower().strip(" \u00a0-")] if match["factor"] else (1, False)
    one_less = ONE if match["ordinal"] and factor == 100 else 0  # the 19th century: the 1800s
    values = {(number - one_less) * factor, *({number} if both else ())}
    if _BASIS_POINTS.match(text, match.end()):
        values.add(number // 100)
    if (
        number < 100 * ONE
        and match.start()
        and match.string[match.start() - 1] in _ENDS_OF_FISCAL
        and _FISCAL.search(text, max(0, match.start() - 13), match.start())
    ):  # FY18
        values |= {number + 1900 * ONE, number + 2000 * ONE}
    before, after = text[max(0, match.start() - 4) : match.start()], text[match.end() : match.end() + 1]
    named = after.isalpha() or (_IN_A_NAME.search(before) and not _CURRENCY.search(before))
    certain = not named and (number * factor > ONE or number % ONE != 0)
    open_ = not match["factor"] and not match["ordinal"]
    yield Figure(
        match[0],
        match.start(),
        match.end(),
        frozenset(values),
        certain,
        open_,
        1 if both else factor,
        characters(digits),
    )


_ADDED_ARTICLE = late("[A-Ja-j](?![A-Za-z0-9])")
_ENDS_OF_FISCAL = frozenset("Yyr '’-")
_FISCAL = late(r"\b(?:FY|(?:fiscal|financial)(?:[ ]year)?)[ '’-]?$", re.IGNORECASE)


def _word_value(word: str) -> int | None:
    """Return the value of a number word: five, fifth, fifths, hundreds, millionth."""
    for spelling in (word, word.removesuffix("s"), word.removesuffix("s").removesuffix("th")):
        value = _SMALL.get(spelling) or _LARGE.get(spelling)
        if value is not None:
            return value
    return None


def _number_words(run: list[re.Match[str]], text: str) -> Iterator[Figure]:
    """Yield the figures of number words in a row: "two hundred and five" is one, "first three" two."""
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
        loose = _TENS_OF.match(text, group[0].start()) is not None  # tens of millions: 数千万
        certain = not loose and value > 2 and words[0] < 100 and not (is_part and value < 6)
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


# --- shares, units and money ---

_SHARE = late(
    r"\b(?:half|third|thirds|quarters?|(?:fif|six|seven|eigh|nin|ten)ths?|per[ ]?cent|in[ ](?:two|three|four|five|ten))\b|%"
)
_IN_WORDS = "two three four five six seven eight nine ten".split()
_ONE = late("[Oo][Nn][Ee][ ]")
_ONE_IN = late(
    rf"\bone[ ](?:[a-z]{{1,20}}[ ]){{0,3}}(?:in|out[ ]of)[ ](?:every[ ])?(?P<of>{'|'.join(_IN_WORDS)})\b", re.IGNORECASE
)
_HALF = late(r"\b(?:hal(?:f|ves?|ved|ving)|50|fifty|majority|most|mid\w*)\b|50%")


def one_in(text: str) -> frozenset[int]:
    """Return the values of n in "one company in n"."""
    if not _ONE.search(text):
        return frozenset()
    return frozenset((_IN_WORDS.index(match["of"].lower()) + 2) * ONE for match in _ONE_IN.finditer(text))


_NEXT_DAY = late(r"\b(?:next|following) (?:day|morning|evening|afternoon)\b", re.IGNORECASE)
_OF_A_MONTH = late(
    rf"\b(?:{'|'.join(name for names in _MONTHS for name in names.split())})\.? (?P<day>[0-9]{{1,2}})\b|\b(?:the )?(?P<nth>[0-9]{{1,2}})(?:st|nd|rd|th)\b"
)


def implied(text: str, date: str) -> frozenset[int]:  # noqa: ARG001  years are written out
    """Return the days said without a numeral: July 25 and "the next day", which is the 26th."""
    if " day" not in text and " morning" not in text and " evening" not in text and " afternoon" not in text:
        return frozenset()
    if not _NEXT_DAY.search(text):
        return frozenset()
    return frozenset((int(match["day"] or match["nth"]) + 1) * ONE for match in _OF_A_MONTH.finditer(text))


def says_a_year(text: str) -> bool:
    """Return whether a year is mentioned without its number."""
    return re.search(r"\b(?:this|last|next|that)[ ]year\b", text, re.IGNORECASE) is not None


def says_a_share(text: str) -> bool:
    """Return whether a share is mentioned, such as "a fifth" or a percentage."""
    return _SHARE.search(text) is not None


def half(text: str) -> str:
    """Return the words that say "half of it", or most of it; "" if there are none."""
    found = _HALF.search(text)
    return found[0] if found else ""


_POINTS = late(
    r"[ \u00a0-]?(?:(?:of[ ]a[ ])?(?:percentage|per[ ]?cent|%)[- \u00a0]?points?|points?|pps?\b|ppts?\b|p\.p\.|basis)",
    re.IGNORECASE,
)
_BASIS_POINTS = late(r"[ \u00a0-]?(?:basis[ -]points?|bps?)\b", re.IGNORECASE)
_PERCENT = late(r"[ \u00a0-]?(?:%|per[ ]?cent\b|pct\b)", re.IGNORECASE)
_PERMILLE = late(r"[ \u00a0-]?(?:‰|per[ ]?mill?e?\b|per[ ](?:thousand|1,?000)\b)", re.IGNORECASE)
_PERMYRIAD = late(r"[ \u00a0-]?(?:‱|per[ ](?:ten[ ]thousand|10,?000)\b)", re.IGNORECASE)


def unit(text: str, figure: Figure) -> str:
    """Return "points" for percentage points, "percent", or ""."""
    tail = _tail(text, figure)
    if _POINTS.match(tail):
        return "points"
    if _PERCENT.match(tail):
        return "percent"
    return "permille" if _PERMILLE.match(tail) else "permyriad" if _PERMYRIAD.match(tail) else ""


_MINUS = late(
    r"(?:(?:^|[^\w%°)\]-])(?:[-–﹣](?:(?:US|HK|RMB|CNY)[ ]?)?|−(?:US|HK|RMB|CNY)?[ ]?)[$¥€£]?|\b(?:minus|negative)[ ](?:[A-Z$¥€£]{1,4}[ ]?)?)$",
    re.IGNORECASE,
)
_MAY_END_IN_MINUS = late("[-−–﹣sSſeE](?:(?<=[-−–﹣])|[ ])")
_BELOW = late(
    r"[^.;,]{0,30}\b(?:below|under)[ ](?:zero|freezing|(?:the[ ])?sea)|[^.;,]{0,20}\bin[ ]the[ ]red", re.IGNORECASE
)
_LOSS = late(
    r"\b(?:loss(?:es)?|lost|deficits?|shortfalls?|negative|minus|liabilit(?:y|ies)|overdrawn|in the red)\b",
    re.IGNORECASE,
)
_LOSING = late("loss|lost|deficit|shortfall|negative|minus|liabilit|overdrawn|in the red")

_FLOOR_BEFORE = late(r"\b(?:B|(?:[Bb]asement|[Uu]nderground)(?: (?:level|floor))? )$")
_FLOOR_AFTER = late(r"[- ](?:(?:level|floor|story|storey) )?(?:basement|underground|below ground)", re.IGNORECASE)
_AROUND = 100  # characters


def negative(text: str, figure: Figure) -> str:
    """Return "sign" for "−5", "minus 5" and "5 below zero", "words" if a loss is spoken of near it, or ""."""
    before = text[max(0, figure.start - 20) : figure.start]
    if _FLOOR_BEFORE.search(before) or _FLOOR_AFTER.match(text, figure.end):
        return "floor"
    if (_MAY_END_IN_MINUS.search(before) and _MINUS.search(before)) or _BELOW.match(text, figure.end):
        return "sign"
    start, end = max(0, figure.start - _AROUND), figure.end + _AROUND
    return "words" if _LOSING.search(lower(text), start, end) and _LOSS.search(text, start, end) else ""


def may_be_negative(text: str) -> bool:
    """Return whether a word of the text could be translated by a minus sign."""
    return _LOSING.search(lower(text)) is not None and _LOSS.search(text) is not None


def _tail(text: str, figure: Figure) -> str:
    """Return what follows the number itself; a figure as read may end after its percent sign."""
    start = figure.start
    while start < figure.end and (text[start].isnumeric() or text[start] in ".,"):
        start += 1
    return text[start if start > figure.start else figure.end :][:40]


_DOLLARS = frozenset({"USD", "HKD", "AUD", "CAD", "SGD", "TWD", "NZD"})
_CURRENCIES: tuple[tuple[frozenset[str], str], ...] = (
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
    (frozenset({"RUB"}), r"₽|RUB|(?:Russian[ ])?ro?ubles?"),
    (frozenset({"INR"}), r"₹|INR|(?:Indian[ ])?rupees?"),
    (frozenset({"CHF"}), r"CHF|Swiss[ ]francs?|francs?"),
    (frozenset({"MOP"}), r"MOP|patacas?"),
    (frozenset({"THB"}), r"THB|(?:Thai[ ])?bahts?"),
    (frozenset({"VND"}), r"VND|(?:Vietnam(?:ese)?[ ])?dongs?"),
    (frozenset({"MYR"}), r"MYR|(?:Malaysian[ ])?ringgits?"),
    (frozenset({"IDR"}), r"IDR|(?:Indonesian?[ ])?rupiahs?"),
    (frozenset({"TRY"}), r"TRY(?=$|[ \u00a0.,]?[0-9])|(?:Turkish[ ])?liras?"),
    (frozenset({"ZAR"}), r"ZAR|(?:South[ ]African[ ])?rands?"),
    (frozenset({"BRL"}), r"BRL|R\$|(?:Brazilian[ ])?(?:reals?|reais)"),
    (frozenset({"KZT"}), r"KZT|(?:Kazakh(?:stani)?[ ])?tenge"),
    (frozenset({"AED"}), r"AED|(?:UAE[ ]|Emirati[ ])?dirhams?"),
    (frozenset({"SAR"}), r"SAR|(?:Saudi[ ])?riy?als?"),
)
_ANY_CURRENCY = "|".join(f"(?P<c{n}>{names})" for n, (_, names) in enumerate(_CURRENCIES))
_AFTER = late(rf"[ \u00a0-]?(?:{_ANY_CURRENCY})(?![A-Za-z])", re.IGNORECASE)
_BEFORE = late(rf"(?<![A-Za-z])(?:{_ANY_CURRENCY})[ \u00a0]?$")
_ANYWHERE = late(rf"(?<![A-Za-z])(?:{_ANY_CURRENCY})(?![A-Za-z])", re.IGNORECASE)


def currency(text: str, figure: Figure) -> tuple[str, ...]:
    """Return the codes that the words next to a figure can mean; none if there are no such words."""
    after = _AFTER.match(text, figure.end)
    before = _BEFORE.search(text[max(0, figure.start - 20) : figure.start])
    found = [_meaning(match) for match in (after, before) if match]
    return tuple(sorted(frozenset().union(*found))) if found else ()


_RANK = late(r"(?:\w*(?:first|second|third)|[a-z]{3,}th|[0-9]{1,3}(?:st|nd|rd|th))\Z", re.IGNORECASE)


def ranks(figure: Figure) -> bool:
    """Return whether a figure is a rank: "second", "2nd"."""
    return _RANK.match(figure.text) is not None


def measure(text: str, figure: Figure) -> Measure | None:
    """Return what the words after a figure, or before "and a half", measure it in."""
    if figure.text == "half" and (before := _BEFORE_A_HALF.search(text, max(0, figure.start - 24), figure.start)):
        return measured.alone("english", before["measure"])
    return measured.measure("english", text, figure)


_BEFORE_A_HALF = late(r"\b(?P<measure>[a-z]{4,7}) and a[ -]$")


def currencies(text: str) -> frozenset[str]:
    """Return the codes that any words of the text can mean."""
    return frozenset(code for match in _ANYWHERE.finditer(text) for code in _meaning(match))


def _meaning(match: re.Match[str]) -> frozenset[str]:
    return _CURRENCIES[int((match.lastgroup or "c0")[1:])][0]


# --- units of tables, items of lists ---

_IN_BRACKETS = late(r"[(\[](?P<unit>[^()\[\]]{1,40})[)\]]\s*$")
_UNIT_LINE = late(r"\bunits?\b[ ]?[:(](?P<unit>[^()]{1,60})", re.IGNORECASE)
_TENS_OF = late(r"\b(?P<times>tens|hundreds)[ -]of[ -](?P<size>thousands?|millions?|billions?)\b", re.IGNORECASE)
_POWER = late(r"\b10(?:\^|\*\*)?(?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|(?<=[\^*])[0-9]{1,2})")
_SHORT = late(
    r"(?:^|[ ($€£¥]|(?P<times>\b10{1,3})[ ]?)(?:(?P<w>['’]0,?000s?)|(?P<k>['’]000s?|000s|kt|kha)|(?P<m>Mt|mn|mln|(?<=[$€£¥])m|(?<=RMB )m|(?<=CNY )m|(?<=USD )m)|(?P<b>bn|Gt))\b"
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


_PERCENT_WORD = late(r"\b(?:per[ ]?cent|percentage|pct)\b", re.IGNORECASE)
_PER_THOUSAND = late(
    r"\bper[ ](?:mill?e?|thousand|1,?000)(?:[ ](?:people|persons|population|inhabitants|(?:live[ ])?births))?\s*$",
    re.IGNORECASE,
)
_PER = late(r"/|\bper\b")


def scale(text: str) -> Scale | None:
    """Return what the unit in the last brackets, after "Unit:" or in the text says of the figures below it."""
    found = _UNIT_LINE.search(text) or _IN_BRACKETS.search(text)
    unit = found["unit"] if found else text
    if "‰" in unit or _PER_THOUSAND.search(unit):
        return Scale(1, "‰")
    ratio = "%" if "%" in unit or _PERCENT_WORD.search(unit) else ""
    unit, *rest = _PER.split(unit, maxsplit=1)
    size = _size(unit)
    if not found:
        return Scale(size, ratio)
    per = measured.alone("english", rest[0]) if rest else None
    return Scale(size, ratio, measured.alone("english", unit), per)


def _size(unit: str) -> int:
    """Return the power of ten that a unit names: 10,000, tens of thousands, 10⁴, kt, ¥100m; 1 if it names none."""
    if tens := _TENS_OF.search(unit):
        size = _word_value(tens["size"].lower()) or 1
        return size * (10 if tens["times"].lower() == "tens" else 100)
    if power := _POWER.search(unit):
        return int(10 ** int(power["power"].translate(_SUPERSCRIPT)))
    if short := _SHORT.search(unit):
        times = int(short["times"].replace(",", "")) if short["times"] else 1
        return times * {"k": 10**3, "w": 10**4, "m": 10**6, "b": 10**9}[short.lastgroup or "k"]
    sizes = [
        max(f.values) // ONE
        for f in figures(unit)
        if min(f.values) >= 10 * ONE and (len(f.values) == 1 or currency(unit, f))
    ]
    return next((size for size in sizes if str(size).strip("0") == "1"), 1)


_ITEM = late(
    r"(?:^|(?<=[\s;:,.(]))(?:\((?P<enclosed>[0-9]{1,2})\)|(?P<digits>[0-9]{1,2})[.)](?=\s|[A-Z])|\(?(?P<letter>[a-t])\)(?=\s)"
    r"|\((?P<roman>[ivx]{1,5})\)|(?P<upper>[IVX]{1,5})\.(?=\s)|(?:(?<=^)|(?<=[;:,.—] )|(?<=[;:,.—] and )|(?<=; )|(?<=are ))(?P<word>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]ifth|[Ss]ixth|[Ss]eventh|[Ee]ighth)(?:ly)?(?=[,:]? )"
    r"|(?:(?<=^)|(?<=[;:,.—] )|(?<=[;:,.—] and ))(?P<next>[Tt]hen|[Nn]ext|[Ff]urther(?:more)?|[Mm]oreover|[Bb]esides|[Ff]inally|[Ll]ast(?:ly)?)(?=,? ))"
)


def items(text: str) -> int:
    """Return how many numbered items a text counts, in one style."""
    counts: dict[str, int] = {}
    for match in _ITEM.finditer(text):
        if match["next"]:
            if counts.get("word"):
                counts["word"] += 1
            continue
        for style, number in _item_numbers(match):
            if number == counts.get(style, 0) + 1:
                counts[style] = number
    return max(counts.values(), default=0)


def _item_numbers(match: re.Match[str]) -> Iterator[tuple[str, int]]:
    style = match.lastgroup or ""
    written = match[style].lower()
    if written.isdigit():
        yield style, int(written)
    elif style == "word":
        yield style, _SMALL[written]
    if style == "letter":
        yield style, ord(written) - ord("a") + 1
    if style in {"letter", "roman", "upper"} and written in _ROMANS:
        yield "upper" if style == "upper" else "roman", _ROMANS.index(written) + 1


_EACH = late(r"\brespectively\b", re.IGNORECASE)
_SENTENCE_END = late("[.;](?![0-9])")


def respective(text: str) -> list[tuple[int, int]]:
    """Return the sentences with "respectively"."""
    if not _EACH.search(text):
        return []
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(ends) if _EACH.search(text, start, end)]
