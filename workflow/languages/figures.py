"""Figures compared by value: 75.1万 is 751,000, and neither 75.1 million nor 751 million.

Every certain figure of the source (digits, and Chinese numerals that clearly count or date something) must have a
figure of equal value in the translation; and every figure there, except "one" and "two", must have one of equal value
in the source. Uncertain figures, above all 一 and 两, may explain a figure but are never required. A figure can have
several values, since the same digits mean several things (5m: metres or million) and the same thing is written in
several ways (七成, 70 percent): one that agrees is enough. Nothing is counted: "6.9%, 6.9%" may become "6.9% each".

Values are whole millionths, so that 75.1 × 10,000 is exact and all thirds are equal.
"""

import re
import unicodedata
from fractions import Fraction

from workflow.contracts.facts import ONE, Figure
from workflow.patterns import late

FEW = 2 * ONE
"""Up to this number, words are too common to be required: "a", "both", "the second"."""
NUMBER = r"(?:[0-9]{1,3}(?:[,\u00a0\u2009\u202f][0-9]{3}){1,5}+(?![0-9])|[0-9]{1,15})(?:\.[0-9]{1,6}(?![0-9]))?"
"""Digits, perhaps in groups of three, perhaps with decimals after a point."""
DIGITS = late(r"[0-9]{1,15}")
VULGAR = "\u00bc-\u00be\u2150-\u215e"
"""½, ⅔ and the like, for a character class."""


def worth(number: str) -> int:
    """Return the value of digits, perhaps with separators and a decimal point, in millionths."""
    whole, _, fraction = number.partition(".")
    return int("".join(filter(str.isdigit, whole))) * ONE + int(fraction.ljust(6, "0"))


def fraction(sign: str) -> int:
    """Return the value of a sign such as ½, in millionths."""
    part = Fraction(unicodedata.numeric(sign)).limit_denominator(10)
    return ONE * part.numerator // part.denominator


def characters(number: str, point: str = ".") -> tuple[int, int]:
    """Return how many characters the digits of a number and its decimal point have, and how many are decimals."""
    whole, dot, fraction = number.partition(point)
    return sum(map(str.isdigit, whole)) + len(dot + fraction), len(fraction)


def with_ranges(
    figures: list[Figure], text: str, connector: re.Pattern[str], of: frozenset[str] = frozenset({"/"})
) -> list[Figure]:
    """Apply to the first number of a range what the last one says for both: 600-700万, 6-7 million; also read 1/3.

    Args:
        figures: The figures of the text, in order.
        text: The text.
        connector: What connects the ends of a range.
        of: What connects the parts of a fraction, such as "out of".
    """
    result = figures[:]
    for index in range(len(result) - 2, -1, -1):
        left, right = result[index], result[index + 1]
        between = text[left.end : min(right.start, left.end + 12)]
        if not left.open or not connector.fullmatch(between):
            continue
        values = {value * factor for value in left.values for factor in (1, right.factor)}
        if between.strip() in of:
            ratios = {a * ONE // b for a in left.values for b in right.values if b}
            values |= ratios
            right = right._replace(values=right.values | ratios)
        if any(1000 * ONE < year < 2100 * ONE for year in left.values):  # 2016-17
            century = min(left.values) // (100 * ONE) * 100 * ONE
            right = right._replace(values=right.values | {century + v for v in right.values if v < 100 * ONE})
        result[index : index + 2] = left._replace(values=frozenset(values), factor=right.factor), right
    return result
