"""The examples of checks: pairs that a check flags and pairs that it does not."""

from dataclasses import dataclass, field
from typing import Literal

from workflow.contracts.checks import Context, Inspect, Said
from workflow.markup.printing import said
from workflow.model import Finding, Match, Release, Term, Unit


@dataclass(frozen=True, slots=True)
class Example:
    """A pair, and what a check reports for it.

    Attributes:
        source: The source.
        target: The target.
        expected: The highest severity found, "" for none.
        terms: The term base.
        date: The release's date.
        language: The target language.
        others: Other translations of the same source, each with its release id.
        note: Why, if that is not obvious.
    """

    source: str
    target: str
    expected: Literal["error", "warning", ""]
    terms: tuple[Term, ...] = ()
    date: str = ""
    language: str = "en"
    others: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def said(self) -> Said:
        """The pair as a check gets it."""
        return said(Unit(source=self.source, target=self.target), self._release)

    @property
    def context(self) -> Context:
        """What a check gets besides the pair."""
        renderings = {self.source: self.others} if self.others else {}
        return Context(self._release, self.language, ListedTerms(self.terms), renderings)

    @property
    def _release(self) -> Release:
        return Release("example", "sources/example.md", "zh-Hans", (), (), date=self.date)

    def findings(self, check: Inspect) -> tuple[Finding, ...]:
        """Return what a check reports for the pair."""
        return tuple(check(self.said, self.context))


@dataclass(frozen=True, slots=True)
class ListedTerms:
    """A term base of a few terms, without the features of the real one (no other script, no index)."""

    terms: tuple[Term, ...] = field(default=())

    def find(self, source: str, date: str) -> tuple[Match, ...]:
        """Return the terms in a source, in text order; of several that overlap, the longest."""
        by_source: dict[str, list[Term]] = {}
        for term in self.terms:
            by_source.setdefault(term.source, []).append(term)
        found: list[Match] = []
        taken: set[int] = set()
        for words in sorted(by_source, key=len, reverse=True):
            start = source.find(words)
            while start >= 0:
                end = start + len(words)
                if taken.isdisjoint(range(start, end)):
                    taken.update(range(start, end))
                    holds = [
                        not date
                        or ((not t.valid_from or t.valid_from <= date) and (not t.valid_until or date <= t.valid_until))
                        for t in by_source[words]
                    ]
                    valid = tuple(t for t, yes in zip(by_source[words], holds, strict=True) if yes)
                    expired = tuple(t for t, yes in zip(by_source[words], holds, strict=True) if not yes)
                    found.append(Match(start, end, valid, expired))
                start = source.find(words, end)
        return tuple(sorted(found, key=lambda match: match.start))
