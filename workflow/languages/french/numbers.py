"""Figures in French text. The words are in ``numbers.tsv``, ``currencies.tsv`` and ``quantities.tsv``.

Texts have typewriter apostrophes, as ``French.plain`` gives them.
"""

from collections.abc import Iterator

from workflow.languages.listed_numbers import Grammar, ListedNumbers


def _forms(word: str) -> Iterator[tuple[str, bool]]:
    """Yield a word as it is, and in the singular."""
    yield word, False
    lower = word.lower()
    yield lower, False
    if lower[-1] in "sx":
        yield lower[:-1], False


def _fits(current: int, value: int, kind: str, *, linked: bool) -> bool:  # noqa: ARG001
    """Return whether a number word can follow what was said since the last thousand: quatre-vingt-dix."""
    below = current % 100
    if linked and not (value in {1, 11} and 20 <= below < 90):
        return False
    if value == 100:
        return 0 <= current < 10
    if value == 20:
        return below in {0, 4}
    if value >= 20:
        return below == 0
    if value >= 10:
        return below in {0, 60, 80}
    if below in {10, 70, 90}:
        return value >= 7
    return below % 10 == 0


def _add(current: int, value: int) -> int:
    """Return the sum; quatre-vingts and deux cents are products."""
    if value == 100:
        return (current or 1) * 100
    return current - 4 + 80 if value == 20 and current % 100 == 4 else current + value


NUMBERS = ListedNumbers(
    Grammar(
        language="french",
        decimals=",.",
        groups=".",
        ordinal=r"(?:er|re|ère|nd|nde|e|ᵉ|ème|ième)s?(?!\w)",
        connectors="à|au|et|ou|sur",
        ratios=frozenset({"/", "sur"}),
        joins=frozenset({" ", "-", " et ", "-et-"}),
        linking=frozenset({" et ", "-et-"}),
        one_in=r"\bune?[ ](?:[^\W\d_]+[ ]){0,3}sur[ ](?P<of>[^\W\d_]+|[0-9]{1,2})\b",
        per=r"/|\bpar\b|\bpour (?=[0-9])",
        forms=_forms,
        fits=_fits,
        add=_add,
        no_number=r"\bpour (?:cent|mille|dix mille)\b",
        homographs=frozenset({"neuf"}),
        common=frozenset({"neuf", "mai", "mars"}),
        before_currency="de |d'",
    )
)
