"""Figures in a language whose number words are a list: digits with separators, number words, shares, and money.

The words are data: ``numbers.tsv`` (kinds: cardinal, ordinal, size and double for number words; scale for sizes that
only stand after digits; part of a whole; rough for "about so many"; allusion for what may explain a figure and is
never missed), ``currencies.tsv`` and ``quantities.tsv`` (per cent, points, minus, half and the like). A ``Grammar``
says how the language writes digits and joins number words.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from math import prod
from typing import NamedTuple

from workflow.contracts.facts import ONE, Figure, Measure, Scale
from workflow.languages import lists, measured
from workflow.languages.figures import VULGAR, fraction, with_ranges, worth
from workflow.patterns import late

_GROUPS = 5  # of three digits
_NUMBER = (
    rf"(?:[0-9]{{1,3}}(?:[ ][0-9]{{3}}){{1,{_GROUPS}}}+(?![0-9])|[0-9]{{1,3}}(?:[.,\u066c][0-9]{{3}}){{1,{_GROUPS}}}+(?![0-9])"
    r"|[0-9]{1,15})(?:[.,\u066b][0-9]{1,6}(?![0-9]))?"
)
_DATE = r"(?<![0-9.])[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}|[0-9]{2})(?!\.?[0-9])"
_IN_A_NAME = late(r"[A-Za-z]$|[A-Z]-$")
_CURRENCY_CODE = late(r"(?:[A-Z]{3}|US|HK)$")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})
_NUMBER_WORDS = frozenset({"cardinal", "ordinal", "part", "size", "double"})
_FEW = 2 * ONE
_AROUND = 100  # characters


@lru_cache(maxsize=16)
def spaced(text: str) -> str:
    """Return the text, as long as it was, with ordinary spaces; it is asked for again for every figure of a text."""
    return text if text.isascii() else text.translate(_SPACES)


Known = tuple[str, tuple[int, ...]]
"""What a word means: its kind, and its values in millionths, of which the first is the one that composes."""


def as_written(word: str) -> Iterator[tuple[str, bool]]:
    """Yield the forms under which a word is looked up, each with whether it begins with "and"."""
    yield word, False
    yield word.lower(), False


def fits_decimally(current: int, value: int, kind: str, *, linked: bool) -> bool:  # noqa: ARG001
    """Return whether a number word can follow what was said since the last thousand: hundreds, tens, units."""
    if value >= 100:
        return current == 0
    if value >= 10:
        return current % 100 == 0
    return current % 10 == 0 and current % 100 != 10


def added(current: int, value: int) -> int:
    """Return the sum."""
    return current + value


@dataclass(frozen=True)
class Grammar:
    """How a language writes figures; regular expressions are for texts with ordinary spaces.

    Attributes:
        language: The folder in ``languages/``.
        decimals: The marks that can stand before decimals.
        groups: The marks that can stand between groups of three digits, besides spaces.
        ordinal: What makes digits an ordinal, right after them.
        connectors: What connects the ends of a range.
        ratios: Which connectors connect the parts of a fraction.
        joins: What can stand between the words of one number.
        linking: Those of ``joins`` that say "and".
        forms: Yields the forms under which a word is looked up, each with whether it begins with "and".
        other: What a word means that is in no list, such as "трёхдневный"; None if it is no number.
        fits: Whether a number word can follow what was said since the last thousand.
        add: How a number word changes what was said since the last thousand.
        no_number: Where number words are none, with up to five characters before them ("pour cent").
        homographs: Number words that by themselves are often something else.
        common: Number words that are too common to count as added figures, besides those for one and two.
        before_currency: What may stand between a figure and its currency.
        one_in: "One … in n", with n as the group "of".
        per: What begins the second part of a unit.
        letters: The letters that number the items of a list, in order.
        start: What is before a word, such as an article written together with it.
        ordinals_go_on: Whether a cardinal number can follow an ordinal one in the same number (الحادي والعشرون).
    """

    language: str
    decimals: str
    groups: str
    ordinal: str
    connectors: str
    ratios: frozenset[str]
    joins: frozenset[str]
    one_in: str
    per: str
    linking: frozenset[str] = frozenset()
    forms: Callable[[str], Iterable[tuple[str, bool]]] = as_written
    other: Callable[[str], Known | None] = field(default=lambda _: None)
    fits: Callable[..., bool] = fits_decimally
    add: Callable[[int, int], int] = added
    no_number: str = r"(?!)"
    homographs: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    before_currency: str = ""
    letters: str = "abcdefghijklmnopqrst"
    start: str = r"(?<!\w)"
    ordinals_go_on: bool = False


class _Word(NamedTuple):
    """A number word: its place, what it means, and whether "and" is before it."""

    start: int
    end: int
    kind: str
    values: tuple[int, ...]
    linked: bool

    @property
    def value(self) -> int:
        return self.values[0]


class ListedNumbers:
    """See ``contracts.languages.Numbers``."""

    def __init__(self, grammar: Grammar) -> None:
        """Take the grammar; lists are read when they are first needed."""
        self._grammar = grammar

    # --- the patterns ---

    @cached_property
    def _meanings(self) -> dict[str, Known]:
        """What the number words mean."""
        return {
            word: (row.kind, tuple(round(float(value) * ONE) for value in row.more["values"].split()))
            for row in lists.rows(self._grammar.language, "numbers")
            for word in row.words
            if row.kind != "scale"
        }

    @cached_property
    def _sizes(self) -> tuple[re.Pattern[str], tuple[int, ...]]:
        """What can follow digits and multiply them, and by how much."""
        rows = [*lists.of_kind(self._grammar.language, "numbers", "scale", "size")]
        words = "|".join(f"(?P<s{n}>{row.pattern})" for n, row in enumerate(rows))
        return re.compile(rf"[ ]?(?:{words})(?!\w)", re.IGNORECASE), tuple(
            round(float(row.more["values"].split()[0])) for row in rows
        )

    @cached_property
    def _figure(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?P<date>{_DATE})|(?:(?P<number>(?<![0-9]){_NUMBER})(?P<part>[{VULGAR}])?|(?P<fraction>[{VULGAR}]))"
            rf"(?P<ordinal>{self._grammar.ordinal})?|(?P<word>[^\W\d_]++)",
            re.IGNORECASE,
        )

    @cached_property
    def _range(self) -> re.Pattern[str]:
        return re.compile(rf"[ ]?(?:-|–|—|/|,|{self._grammar.connectors})[ ]?", re.IGNORECASE)

    @cached_property
    def _no_number(self) -> re.Pattern[str]:
        return re.compile(self._grammar.no_number, re.IGNORECASE)

    def _known(self, word: str) -> tuple[Known, bool] | None:
        """Return what a word means and whether it begins with "and"; None if it is no number."""
        for form, linked in self._grammar.forms(word):
            if form in self._meanings:
                return self._meanings[form], linked
        other = self._grammar.other(word)
        return (other, False) if other else None

    def _quantity(self, kind: str) -> lists.Words:
        around = self._grammar.start + r"(?:{})(?!\w)"
        return lists.words(self._grammar.language, "quantities", kind, around=around)

    def _after(self, kind: str) -> re.Pattern[str]:
        return lists.pattern(self._grammar.language, "quantities", kind, around=r"[ ]?(?:{})(?!\w)")

    # --- figures ---

    def figures(self, text: str) -> list[Figure]:
        """Return the figures of a text, in order: digits, number words, months, and words such as "half"."""
        text = spaced(text)
        found: list[Figure] = []
        run: list[_Word] = []  # number words that belong together
        taken = 0  # where the last figure in digits ends, with the word for its size
        for match in self._figure.finditer(text):
            if match.start() < taken:
                continue
            known = self._known(match["word"]) if match["word"] else None
            if known and known[0][0] in _NUMBER_WORDS:
                between = text[run[-1].end : match.start()].lower() if run else ""
                if run and between not in self._grammar.joins:
                    found.extend(self._number_words(run, text))
                    run = []
                linked = known[1] or (bool(run) and between in self._grammar.linking)
                run.append(_Word(match.start(), match.end(), *known[0], linked))
                continue
            if run and not (match["word"] and f" {match['word'].lower()} " in self._grammar.joins):
                found.extend(self._number_words(run, text))
                run = []
            if match["date"]:
                found.extend(_date(match))
            elif match["number"] or match["fraction"]:
                self._add_digits(found, match, text)
                taken = found[-1].end
            elif known:
                self._add_word(found, match, known[0], text)
        found.extend(self._number_words(run, text))
        return [
            self._marked(figure)
            for figure in with_ranges(self._halved(found, text), text, self._range, self._grammar.ratios)
        ]

    def _marked(self, figure: Figure) -> Figure:
        """Mark a word for one or two, and what is often something else, as too common to count as added."""
        small = not figure.text[0].isdigit() and max(figure.values) <= _FEW and min(figure.values) >= ONE
        common = small or figure.text.lower() in self._grammar.common
        return figure._replace(common=True) if common else figure

    def _add_word(self, found: list[Figure], match: re.Match[str], known: Known, text: str) -> None:
        """Add a word such as "dozen", which multiplies the figure before it, or "half"."""
        kind, values = known
        if kind == "rough" and found and text[found[-1].end : match.start()] == " ":
            times = {value * values[0] // ONE for value in found[-1].values}
            found[-1] = found[-1]._replace(values=found[-1].values | times)
        found.append(Figure(match[0], match.start(), match.end(), frozenset(values), certain=False))

    def _halved(self, found: list[Figure], text: str) -> list[Figure]:
        """Read "two and a half million" and "two millions and a half"."""
        half, (sizes, factors) = self._and_half, self._sizes
        result = []
        for figure in found:
            if more := half.match(text, figure.end):
                size = sizes.match(text, more.end())
                factor = factors[int((size.lastgroup or "s0")[1:])] if size else 1
                values = {(value + figure.factor * ONE // 2) * factor for value in figure.values}
                end = size.end() if size else more.end()
                result.append(
                    figure._replace(text=text[figure.start : end], end=end, values=figure.values | values, open=False)
                )
            else:
                result.append(figure)
        return result

    @cached_property
    def _and_half(self) -> re.Pattern[str]:
        return lists.pattern(
            self._grammar.language, "quantities", "and_half", around=r"(?:[ ][^\W\d_]{2,9})?[ ](?:{})(?!\w)"
        )

    def _add_digits(self, found: list[Figure], match: re.Match[str], text: str) -> None:
        size = None if match["ordinal"] else self._sizes[0].match(text, match.end())
        factor = self._sizes[1][int((size.lastgroup or "s0")[1:])] if size else 1
        part = fraction(sign) if (sign := match["part"] or match["fraction"]) else 0
        readings, decimals = self._readings(match["number"] or "0")
        values = frozenset((reading + part) * factor for reading in readings)
        end = size.end() if size else match.end()
        before, after = text[max(0, match.start() - 4) : match.start()], text[end : end + 1]
        named = after.isalpha() or (_IN_A_NAME.search(before) and not _CURRENCY_CODE.search(before))
        certain = not named and all(value > ONE or value % ONE != 0 for value in values)
        if found and 1 < factor < found[-1].factor and self._goes_on(found[-1], text[found[-1].end : match.start()]):
            last = found[-1]
            sums = frozenset(a + b for a in last.values for b in values)
            found[-1] = last._replace(text=text[last.start : end], end=end, values=sums, factor=factor, written=(0, 0))
            return
        characters = len(re.sub("[^0-9]", "", match["number"] or "")) + bool(decimals)
        found.append(
            Figure(
                text[match.start() : end],
                match.start(),
                end,
                values,
                certain,
                not size and not match["ordinal"],
                factor,
                (characters, decimals),
            )
        )

    def _goes_on(self, figure: Figure, between: str) -> bool:
        """Return whether a smaller size after a figure belongs to it: 1 million 234 thousand, not 1.2 million."""
        return figure.written[1] == 0 and between in self._grammar.joins - self._grammar.linking

    def _readings(self, number: str) -> tuple[set[int], int]:
        """Return the values of digits with separators, and how many decimals the first reading has."""
        plain = number.replace(" ", "").replace("\u066c", "")
        marks = re.findall(r"[.,\u066b]", plain)
        if not marks:
            return {worth(plain)}, 0
        last = marks[-1]
        if len(set(marks)) > 1 or last == "\u066b":
            whole, _, tail = plain.rpartition(last)
            return {worth(f"{re.sub('[^0-9]', '', whole)}.{tail}")}, len(tail)
        if len(marks) > 1:
            return {worth(plain.replace(last, ""))}, 0
        whole, _, tail = plain.partition(last)
        may_group = len(tail) == 3 and len(whole) <= 3 and whole != "0" and " " not in number
        readings = {worth(whole + tail)} if may_group and last in self._grammar.groups else set()
        if not readings or last in self._grammar.decimals:
            readings.add(worth(f"{whole}.{tail}"))
            return readings, len(tail)
        return readings, 0

    def _number_words(self, run: Sequence[_Word], text: str) -> Iterator[Figure]:
        """Yield the figures of number words in a row: "deux cent cinq" is one, "trois premiers" two."""
        groups = self._groups(run)
        sums = [self._sum(group) for group in groups]
        for place, (group, value) in enumerate(zip(groups, sums, strict=True)):
            start, end = group[0].start, group[-1].end
            if self._no_number.search(text, max(0, start - 5), end):
                continue
            kind = group[-1].kind
            parts = kind in {"ordinal", "part"} and value > 0
            values = set() if kind == "part" else {value}
            if len(group) == 1:
                values.update(group[0].values[1:])
            if parts:
                values |= {ONE * ONE // value} | ({sums[place - 1] * ONE // value} if place else set())
            if place + 1 < len(groups) and groups[place + 1][-1].kind in {"part", "ordinal"} and sums[place + 1]:
                values.add(value * ONE // sums[place + 1])  # the three of three quarters
            alone = len(group) == 1 and (kind == "size" or text[start:end].lower() in self._grammar.homographs)
            certain = value > _FEW and kind != "part" and not (parts and value < 6 * ONE) and not alone
            factor = group[-1].value // ONE // (2 if kind == "double" else 1) if kind in {"size", "double"} else 1
            yield Figure(text[start:end], start, end, frozenset(values), certain, factor == 1, factor)

    def _groups(self, run: Sequence[_Word]) -> list[list[_Word]]:
        """Return words that are one number: "quatre-vingt-dix-sept", but not "deux, trois" or "dix-huit vingt"."""
        groups: list[list[_Word]] = []
        current, smallest = 0, 0  # what was said since the last size, and the smallest size so far
        for word in run:
            last = groups[-1][-1] if groups else None
            value, large = word.value // ONE, word.kind in {"size", "double"}
            fits = last is not None and "part" not in {word.kind, last.kind}
            if last is not None and last.kind == "ordinal":
                fits = fits and (word.kind == "ordinal" or self._grammar.ordinals_go_on)
            if fits and large:
                larger = value > smallest and word.kind == "size" and not word.linked
                fits = not smallest or value < smallest or larger
            elif fits:
                fits = (not smallest or value < smallest) and self._grammar.fits(
                    current, value, word.kind, linked=word.linked
                )
            if not fits:
                groups.append([])
                current = smallest = 0
            groups[-1].append(word)
            current = 0 if large else self._grammar.add(current, value)
            smallest = value if large else smallest
        return groups

    def _sum(self, words: Iterable[_Word]) -> int:
        """Return the value of number words, in millionths."""
        total = current = 0
        for word in words:
            if word.kind == "double":  # الفان
                total, current = total + word.value, 0
            elif word.kind == "size" and 0 < total < word.value:  # dos mil tres millones
                total, current = (total + current) * word.value // ONE, 0
            elif word.kind == "size":
                total, current = total + (current or ONE) * word.value // ONE, 0
            elif word.value % ONE:  # полтора
                current += word.value
            else:
                current = self._grammar.add(current // ONE, word.value // ONE) * ONE
        return total + current

    # --- shares, units and money ---

    def one_in(self, text: str) -> frozenset[int]:
        """Return the values of n in "one … in n"."""
        found = set()
        for match in re.finditer(self._grammar.one_in, spaced(text), re.IGNORECASE):
            if match["of"].isdigit():
                found.add(int(match["of"]) * ONE)
            elif (known := self._known(match["of"])) and known[0][0] in _NUMBER_WORDS:
                found.add(known[0][1][0])
        return frozenset(value for value in found if ONE < value <= 10 * ONE)

    def implied(self, text: str, date: str) -> frozenset[int]:
        """Return nothing."""
        return frozenset()

    def says_a_year(self, text: str) -> bool:
        """Return whether a year is mentioned without its number."""
        return self._quantity("year").search(spaced(text)) is not None

    def says_a_share(self, text: str) -> bool:
        """Return whether a share is mentioned, such as "a fifth" or a percentage."""
        return "%" in text or "\u066a" in text or self._quantity("share").search(spaced(text)) is not None

    def half(self, text: str) -> str:
        """Return the words that say "half of it", or most of it; "" if there are none."""
        found = self._quantity("half").search(spaced(text))
        return found[0] if found else ""

    def unit(self, text: str, figure: Figure) -> str:
        """Return "points" for percentage points, "percent", "permille", "permyriad", or ""."""
        text = spaced(text)
        kinds = ("points", "permyriad", "permille", "percent")
        return next((kind for kind in kinds if self._after(kind).match(text, figure.end)), "")

    def negative(self, text: str, figure: Figure) -> str:
        """Return "sign" for "−5" and "minus 5", "words" if a loss is spoken of near it, or ""."""
        text = spaced(text)
        if self._minus.search(text, max(0, figure.start - 20), figure.start):
            return "sign"
        if self._below.match(text, figure.end):
            return "sign"
        near = text[max(0, figure.start - _AROUND) : figure.end + _AROUND]
        return "words" if self._quantity("loss").search(near) else ""

    @cached_property
    def _minus(self) -> re.Pattern[str]:
        words = lists.joined(lists.of_kind(self._grammar.language, "quantities", "minus"))
        return re.compile(
            rf"(?:(?:^|[^\w%°)\]-])[-−–﹣][ ]?[$¥€£₽]?|{self._grammar.start}(?:{words})[ ])$", re.IGNORECASE
        )

    @cached_property
    def _below(self) -> re.Pattern[str]:
        return lists.pattern(
            self._grammar.language, "quantities", "below", around=r"[^.;,\u060c]{0,30}(?<!\w)(?:{})(?!\w)"
        )

    def may_be_negative(self, text: str) -> bool:
        """Return whether a word of the text could be translated by a minus sign."""
        return self._quantity("loss").search(spaced(text)) is not None

    @cached_property
    def _currencies(self) -> tuple[re.Pattern[str], tuple[tuple[str, ...], ...]]:
        rows = lists.rows(self._grammar.language, "currencies")
        words = "|".join(f"(?P<c{n}>{row.pattern})" for n, row in enumerate(rows))
        return re.compile(rf"(?:{words})(?![^\W_])", re.IGNORECASE), tuple(tuple(row.kind.split()) for row in rows)

    @cached_property
    def _before_currency(self) -> re.Pattern[str]:
        return re.compile(rf"[ ]?(?:{self._grammar.before_currency})?", re.IGNORECASE)

    def ranks(self, figure: Figure) -> bool:
        """Return False: by their form alone, ordinals are not told from shares (un tiers, cuarto)."""
        return False

    def measure(self, text: str, figure: Figure) -> Measure | None:
        """Return what the words after a figure measure it in."""
        return measured.measure(self._grammar.language, spaced(text), figure)

    def currency(self, text: str, figure: Figure) -> tuple[str, ...]:
        """Return the codes that the words after a figure, or a sign before it, can mean; none if there are none."""
        text = spaced(text)
        words, codes = self._currencies
        between = self._before_currency.match(text, figure.end)
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

    def currencies(self, text: str) -> frozenset[str]:
        """Return the codes that any words of the text can mean."""
        text = spaced(text)
        words, codes = self._currencies
        return frozenset(
            code
            for match in words.finditer(text)
            if self._word_start.search(text, max(0, match.start() - 6), match.start())
            for code in codes[int((match.lastgroup or "c0")[1:])]
        )

    @cached_property
    def _word_start(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self._grammar.start}|(?<![^\W\d_]))$")

    # --- units of tables, items of lists ---

    @cached_property
    def _unit_line(self) -> re.Pattern[str]:
        return lists.pattern(
            self._grammar.language, "quantities", "unit_line", around=r"(?<!\w)(?:{})[ ]?[:(](?P<unit>[^()]{1,60})"
        )

    def scale(self, text: str) -> Scale | None:
        """Return what the unit in the last brackets, after "Unit:" or in the text says of the figures below it."""
        text = spaced(text)
        found = self._unit_line.search(text) or _IN_BRACKETS.search(text)
        unit = found["unit"] if found else text
        if "‰" in unit or (found and self._after("permille").search(unit)):
            return Scale(1, "‰")
        ratio = "%" if "%" in unit or self._after("percent").search(unit) else ""
        unit, *rest = re.split(self._grammar.per, unit, maxsplit=1)
        sizes = [max(figure.values) // ONE for figure in self.figures(unit)]
        size = prod(size for size in sizes if size >= 10 and str(size).strip("0") == "1")
        if not found:
            return Scale(size, ratio)
        per = measured.alone(self._grammar.language, rest[-1]) if rest else None
        return Scale(size, ratio, measured.alone(self._grammar.language, unit), per)

    @cached_property
    def _item(self) -> re.Pattern[str]:
        return re.compile(
            r"(?:^|(?<=[\s;:,.(\u060c\u061b]))(?:\((?P<enclosed>[0-9]{1,2})\)|(?P<digits>[0-9]{1,2})[.)](?=\s|[^\W\d_])"
            rf"|\(?(?P<letter>[{self._grammar.letters}])\)(?=\s))"
        )

    def items(self, text: str) -> int:
        """Return how many numbered items a text counts, in one style."""
        counts: dict[str, int] = {}
        for match in self._item.finditer(text):
            style = match.lastgroup or ""
            written = match[style]
            number = int(written) if written.isdigit() else self._grammar.letters.index(written) + 1
            if number == counts.get(style, 0) + 1:
                counts[style] = number
        return max(counts.values(), default=0)

    def respective(self, text: str) -> list[tuple[int, int]]:
        """Return the sentences that say of several things each its own figure."""
        each = self._quantity("each")
        if not each.search(text):
            return []
        ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
        return [(start, end) for start, end in pairwise(ends) if each.search(text[start:end])]


_IN_BRACKETS = late(r"[(\[](?P<unit>[^()\[\]]{1,40})[)\]]\s*$")
_SENTENCE_END = late("[.;\u061b](?![0-9])")


def _date(match: re.Match[str]) -> Iterator[Figure]:
    """Yield the day, the month and the year of 12.09.2018."""
    at = match.start()
    for number in match[0].split("."):
        values = {int(number) * ONE}
        if len(number) == 2 and at + 2 == match.end():
            values |= {(1900 + int(number)) * ONE, (2000 + int(number)) * ONE}
        yield Figure(number, at, at + len(number), frozenset(values), min(values) > ONE, written=(len(number), 0))
        at += len(number) + 1
