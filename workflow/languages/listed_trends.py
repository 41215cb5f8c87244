"""Rises and falls, comparisons, and how exact figures are, by the words of a language's ``trends.tsv``."""

import re
from collections.abc import Collection, Mapping

from workflow.contracts.facts import Comparison, Figure, Order
from workflow.languages import lists
from workflow.languages.listed_numbers import spaced

_KINDS = ("neither", "down", "up")


class ListedTrends:
    """See ``contracts.languages.Trends``."""

    def __init__(
        self, language: str, *, clause_end: str, start: str = r"(?<!\w)", end: str = r"(?!\w)", before: int = 40
    ) -> None:
        """Take the folder of a language and regular expressions for texts with ordinary spaces.

        Args:
            language: The folder in ``languages/``.
            clause_end: What separates the words of one figure from those of another.
            start: What is before a word of the list, such as an article written together with it.
            end: What stands after it; words of the kinds "neither", "year", "period" and "exactly_year" may go on.
            before: How many characters before a figure may say how exact it is.
        """
        self._language, self._start, self._end, self._before = language, start, end, before
        self._clause_end = re.compile(clause_end, re.IGNORECASE)
        neither, down, up = (lists.joined(lists.of_kind(language, "trends", kind)) for kind in _KINDS)
        self._directions = lists.Words(
            rf"(?P<neither>{start}(?:{neither}))|(?P<down>{start}(?:{down}){end})|(?P<up>{start}(?:{up}){end})",
            lists.of_kind(language, "trends", *_KINDS),
            start + "(?:{})",
        )

    def measures(self, text: str) -> bool:
        """Return whether there is a figure."""
        return any(character.isdigit() for character in text)

    def ways(self, text: str) -> frozenset[str]:
        """Return those of "up", "down" and "neither" that a text says."""
        return lists.kinds(self._directions.finditer(spaced(text)))

    def clause(self, text: str, figure: Figure) -> str:
        """Return the words of a figure's clause, on both sides of it."""
        before = text[max(0, figure.start - 90) : figure.start]
        after = text[figure.end : figure.end + 70]
        starts = [match.end() for match in self._clause_end.finditer(before)]
        end = self._clause_end.search(after)
        return (
            before[starts[-1] if starts else 0 :]
            + text[figure.start : figure.end]
            + after[: end.start() if end else None]
        )

    def comparison(self, text: str) -> Comparison:
        """Return what a text compares with."""
        text = spaced(text)
        return Comparison(*(self._first(text, kind) for kind in ("year", "period", "exactly_year")))

    def _first(self, text: str, kind: str) -> str:
        found = lists.words(self._language, "trends", kind, around=self._start + "(?:{})").search(text)
        return found[0] if found else ""

    def contraries(self, text: str, groups: Collection[str] = ()) -> Mapping[str, Mapping[str, str]]:
        """Return the words of a text of which one must not become the other, by group and member."""
        return lists.contraries(self._language, spaced(text), groups, around=f"{self._start}(?:{{}}){self._end}")

    def role(self, text: str, figure: Figure) -> str:
        """Return ""."""
        return ""

    def order(self, text: str, figure: Figure) -> Order | None:
        """Return None."""
        return None

    def remaining(self, text: str, figure: Figure) -> frozenset[int]:
        """Return nothing."""
        return frozenset()

    def share(self, text: str, figure: Figure) -> str:
        """Return ""."""
        return ""

    def hedges(self, text: str, figure: Figure) -> frozenset[str]:
        """Return those of "more", "less" and "about" that the words next to a figure say."""
        around = spaced(
            text[max(0, figure.start - self._before) : figure.start]
            + text[figure.start : figure.end]
            + text[figure.end : figure.end + 30]
        )
        not_more, not_less = self._whole("not_more"), self._whole("not_less")
        said = set()
        if self._whole("more").search(not_more.sub(" ", around)) or not_less.search(around):
            said.add("more")
        if self._whole("less").search(not_less.sub(" ", around)) or not_more.search(around):
            said.add("less")
        if self._whole("about").search(around):
            said.add("about")
        return frozenset(said)

    def _whole(self, kind: str) -> lists.Words:
        around = self._start + "(?:{})" + self._end
        return lists.words(self._language, "trends", kind, around=around)
