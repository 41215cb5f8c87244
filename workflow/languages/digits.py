"""Figures in a language whose numbers are unknown: digits, any separators, perhaps the name of a size."""

import re
from collections.abc import Iterable, Iterator

from workflow.contracts.facts import ONE, Figure
from workflow.languages import primary
from workflow.languages.figures import DIGITS, worth
from workflow.patterns import late

_ANY_DIGIT = late(r"\d")
_ANY_NUMBER = late(r"[0-9]{1,15}(?:[.,'’ \u00a0\u2009\u202f\u066b\u066c][0-9]{1,6}){0,8}")
_OWN_CALENDAR = frozenset({"am", "ckb", "fa", "he", "my", "ne", "ps", "th"})
_SIZES = (1, 10**3, 10**6, 10**9, 10**12)
_MORE_SIZES = dict.fromkeys(("ja", "ko", "zh"), (10**4, 10**8)) | dict.fromkeys(
    ("bn", "gu", "hi", "kn", "ml", "mr", "ne", "or", "pa", "si", "ta", "te", "ur"), (10**5, 10**7)
)
_SPELT_OUT = 31 * ONE  # whole numbers up to here, days of the month among them, may be words


def unexplained(figures: Iterable[Figure], target: str, tag: str) -> Iterator[Figure]:
    """Return the figures that no reading of the target's digits gives; none if it has no digits at all."""
    language = primary(tag)
    digits = target if target.isascii() else _ANY_DIGIT.sub(lambda match: str(int(match[0])), target)
    there: set[int] = set()
    for match in _ANY_NUMBER.finditer(digits):
        runs = DIGITS.findall(match[0])
        there.update(int(run) * ONE for run in runs)
        if all(len(run) in {2, 3} for run in runs[1:]) and len(runs[-1]) in {3, len(runs[0])}:
            there.add(int("".join(runs)) * ONE)
        if len(runs) > 1:
            there.add(worth(f"{''.join(runs[:-1])}.{runs[-1]}"))
    if not there:
        return
    if language == "ja":
        from workflow.languages.chinese import numbers

        there.update(value for figure in numbers.figures(numbers.as_read(digits)) for value in figure.values)
    sizes = (*_SIZES, *_MORE_SIZES.get(language, ()))
    for figure in figures:
        small = all(value <= _SPELT_OUT and value % ONE == 0 for value in figure.values)
        if small or (language in _OWN_CALENDAR and figure.text.endswith("年")):
            continue
        if not any(value % size == 0 and value // size in there for value in figure.values for size in sizes):
            yield figure


_NUMBER = late(r"[0-9]{1,15}(?:[.,'’ \u00a0\u202f][0-9]{1,6}){0,5}")
_ANY_SIZE = (1, 10**3, 10**4, 10**6, 10**8, 10**9)


def figures(text: str) -> list[Figure]:
    """Return the figures of a text, with any separators, and any size that a word after them may name."""
    found = []
    for match in _NUMBER.finditer(text):
        runs = re.findall("[0-9]+", match[0])
        values = {int("".join(runs)) * ONE}
        if len(runs) > 1:
            values.add(int("".join(runs[:-1])) * ONE + int(runs[-1].ljust(6, "0")))
        sized = frozenset(value * size for value in values for size in _ANY_SIZE)
        found.append(Figure(match[0], match.start(), match.end(), sized, certain=True))
    return found
