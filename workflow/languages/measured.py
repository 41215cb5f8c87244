"""What a figure is measured in: the words after it, from ``languages/<language>/measures.tsv``."""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from workflow.contracts.facts import Figure, Measure
from workflow.languages import lists
from workflow.patterns import late

_BETWEEN = late(r"[ \u00a0-]?(?:[多余来几][ ]?|(?:plus|odd)[- ]|[+][ ]?)?")


def measure(language: str, text: str, figure: Figure) -> Measure | None:
    """Return the measure that the words after a figure name; None if they name none.

    Args:
        language: The folder in ``languages/``.
        text: The text.
        figure: One of its figures.
    """
    between = _BETWEEN.match(text, figure.end)
    found = _measures(language).match(text, between.end() if between else figure.end)
    return Measure(found.lastgroup or "", found[0].strip()) if found else None


def alone(language: str, text: str) -> Measure | None:
    """Return the measure that a text names first, or with a symbol that is too short for running text: (kg), (m)."""
    words = text.strip()
    if _CUBIC.search(words):
        return None
    if name := _SYMBOLS.get(words.rsplit(" ", 1)[-1]):
        return Measure(name, words.rsplit(" ", 1)[-1])
    found = _measures(language).search(words)
    return Measure(found.lastgroup or "", found[0].strip()) if found else None


_CUBIC = late(r"³|m3|立方|\bcub|\bcu\b|cúbic|куб|مكعب", re.IGNORECASE)
_SYMBOLS = {
    "g": "gram", "kg": "kilogram", "t": "tonne", "mm": "millimetre", "cm": "centimetre", "m": "metre", "km": "kilometre",
    "ha": "hectare", "m2": "square_metre", "km2": "square_kilometre", "г": "gram", "кг": "kilogram", "т": "tonne",
    "мм": "millimetre", "см": "centimetre", "м": "metre", "км": "kilometre", "га": "hectare",
}  # fmt: skip


@cache
def _measures(language: str) -> re.Pattern[str]:
    kinds = dict.fromkeys(row.kind for row in lists.rows(language, "measures"))
    return lists.pattern(language, "measures", *kinds)


_SIZES: Mapping[str, tuple[str, Fraction]] = {
    name: (dimension, Fraction(size))
    for dimension, sizes in {
        "mass": {"gram": "1", "kilogram": "1000", "tonne": "1000000", "jin": "500", "pound": "453.59237"},
        "length": {
            "millimetre": "0.001",
            "centimetre": "0.01",
            "metre": "1",
            "kilometre": "1000",
            "foot": "0.3048",
            "mile": "1609.344",
            "nautical_mile": "1852",
            "li": "500",
        },
        "area": {
            "square_metre": "1",
            "hectare": "10000",
            "square_kilometre": "1000000",
            "mu": "2000/3",
            "acre": "4046.8564224",
            "square_mile": "2589988.110336",
        },
        "power": {"kilowatt": "1", "megawatt": "1000", "gigawatt": "1000000"},
        "energy": {
            "kilowatt_hour": "1",
            "megawatt_hour": "1000",
            "gigawatt_hour": "1000000",
            "terawatt_hour": "1000000000",
        },
        "time": {"minute": "1", "hour": "60", "day": "1440"},
        "period": {"month": "1", "quarter": "3", "year": "12"},
    }.items()
    for name, size in sizes.items()
}
"""How large measures are, in grams, metres, square metres and so on: a jin is half a kilo."""


AND_A_HALF = "years_and_a_half"
"""The name of a measure that is one of years and of months."""
_OF_TIME = frozenset({"year", "quarter", "month", "week", "working_day", "day", "hour", "minute"})


def differ(one: Measure, other: Measure) -> bool:
    """Return whether one measure is not another; a time is none instead of a length (1 cm a year)."""
    return one.name != other.name and (one.name in _OF_TIME) == (other.name in _OF_TIME)


def amount(size: int, measure: Measure | None) -> tuple[str, Fraction] | None:
    """Return what a number of measures amounts to: the dimension, and how much of its smallest measure."""
    if measure is None or measure.name not in _SIZES:
        return None
    dimension, one = _SIZES[measure.name]
    return dimension, size * one


def times_larger(one: Measure, other: Measure) -> Fraction | None:
    """Return how many times as large a measure is as another; None if they do not measure the same."""
    (dimension, size), (other_dimension, other_size) = (
        _SIZES.get(each.name, ("", Fraction(1))) for each in (one, other)
    )
    return size / other_size if dimension and dimension == other_dimension else None
