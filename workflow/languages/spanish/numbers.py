"""Figures in Spanish text. The words are in ``numbers.tsv``, ``currencies.tsv`` and ``quantities.tsv``."""

from collections.abc import Iterator
from functools import cache

from workflow.languages.listed_numbers import Grammar, ListedNumbers, fits_decimally
from workflow.languages.marks import marks_of


def _forms(word: str) -> Iterator[tuple[str, bool]]:
    """Yield a word as it is, in the singular, and in the masculine."""
    yield word, False
    lower = word.lower()
    yield lower, False
    singular = lower.removesuffix("s")
    yield singular, False
    if singular.endswith("a"):
        yield f"{singular[:-1]}o", False


def _fits(current: int, value: int, kind: str, *, linked: bool) -> bool:
    if linked:  # treinta y uno
        return value < 10 and current % 10 == 0 and current % 100 >= 30
    if kind == "ordinal" and value < 10:  # décimo tercero
        return current % 10 == 0
    return fits_decimally(current, value, kind, linked=linked)


@cache
def numbers_of(tag: str) -> ListedNumbers:
    """Return the numbers of a tag: es-ES writes 1.234,5, es-MX 1,234.5, and Spanish in general both."""
    decimals, groups = marks_of(tag, general="es")
    return ListedNumbers(
        Grammar(
            language="spanish",
            decimals=decimals,
            groups=groups,
            ordinal=r"\.?(?:[ºª°]|er(?!\w)|[rdtmvn][oa]s?(?!\w))",
            connectors=r"al?|y|o|u|hasta|de cada|sobre|de un total de|a los|y el",
            ratios=frozenset({"/", "de cada", "sobre", "de un total de"}),
            joins=frozenset({" ", " y "}),
            linking=frozenset({" y "}),
            forms=_forms,
            fits=_fits,
            no_number=r"\bpor (?:cien|ciento|mil)\b",
            common=frozenset({"cuarto"}),
            before_currency="de ",
            one_in=r"\bun[oa]? (?:[^\W\d_]+ ){0,2}de cada (?P<of>[^\W\d_]+|[0-9]{1,2})",
            per=r"/|\bpor\b(?! (?:ciento|cien|mil)\b)",
            letters="abcdefghijklmn",
        )
    )
