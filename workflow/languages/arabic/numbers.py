"""Figures in Arabic text. The words are in ``numbers.tsv``, ``currencies.tsv`` and ``quantities.tsv``.

Units come before tens (خمسة وعشرون), each after the first with و, and two of a size are one word (مليونان).
"""

from collections.abc import Iterator
from functools import cache

from workflow.languages.arabic.spelling import START
from workflow.languages.listed_numbers import Grammar, ListedNumbers
from workflow.languages.marks import marks_of
from workflow.patterns import late

_CLITIC = late(r"(?:[بكل]?ال|لل|[بكل])(?=\w{2})")


def _forms(word: str) -> Iterator[tuple[str, bool]]:
    """Yield a word as it is, and without و, the article and prepositions."""
    yield word, False
    if clitic := _CLITIC.match(word):
        yield word[clitic.end() :], False
    if word[0] == "و":
        rest = word[1:]
        yield rest, True
        if clitic := _CLITIC.match(rest):
            yield rest[clitic.end() :], True


def _fits(current: int, value: int, kind: str, *, linked: bool) -> bool:  # noqa: ARG001
    if value >= 100:
        return (linked and current == 0) or (value == 100 and not linked and 3 <= current <= 9)
    if value >= 20:
        return linked and current % 100 < 10
    if value == 10:
        return linked if current % 100 == 0 else not linked and current % 100 < 10
    return linked and current % 100 == 0


def _add(current: int, value: int) -> int:
    """Return the sum; ثلاث مئة is three times a hundred."""
    return current * 100 if value == 100 and 3 <= current <= 9 else current + value


@cache
def numbers_of(tag: str) -> ListedNumbers:
    """Return the numbers of a tag: ar-MA writes 1.234,5, ar-EG ١٬٢٣٤٫٥, and Arabic in general anything."""
    decimals, groups = marks_of(tag, general="ar")
    return ListedNumbers(
        Grammar(
            language="arabic",
            decimals=decimals,
            groups=groups,
            ordinal=r"(?!)",
            connectors="الي|و|او|حتي|من|من اصل|من كل|من بين",
            ratios=frozenset({"/", "من", "من اصل", "من كل", "من بين"}),
            joins=frozenset({" ", " و", " و "}),
            linking=frozenset({" و "}),
            one_in=r"(?<!\w)[وف]?واحدة? من (?:كل|بين|اصل) (?P<of>[^\W\d_]+|[0-9]{1,2})",
            per=r"/|(?<!\w)لكل(?!\w)",
            forms=_forms,
            fits=_fits,
            add=_add,
            no_number=r"(?:في |ب)ال(?:مئة|مائة|الف)",
            homographs=frozenset({"ست"}),
            common=frozenset({"ست", "اب", "مارس"}),
            before_currency="من ال|من ",
            letters="ابجدهوزحطيك",
            start=START,
            ordinals_go_on=True,
        )
    )
