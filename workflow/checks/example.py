"""What a family of checks shows of itself: pairs that it flags and pairs that it does not."""

from dataclasses import dataclass, field
from typing import Literal

from workflow.contracts import Context, Inspect, Said
from workflow.markup.printing import said
from workflow.model import Finding, Match, Release, Term, Unit


@dataclass(frozen=True, slots=True)
class Example:
    """A pair, and what a family says of it.

    expected: the gravest severity found, "" for none. terms: the term base. date: the release's. others: other translations of the same
    source, (target, release id). note: why, where it does not show.
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
        """The pair as a check is given it."""
        return said(Unit(source=self.source, target=self.target), self._release)

    @property
    def context(self) -> Context:
        """What a check is given beside the pair."""
        renderings = {self.source: self.others} if self.others else {}
        return Context(self._release, self.language, ListedTerms(self.terms), renderings)

    @property
    def _release(self) -> Release:
        return Release("example", "sources/example.md", "zh-Hans", (), (), date=self.date)

    def findings(self, check: Inspect) -> tuple[Finding, ...]:
        """What ``check`` says of the pair."""
        return tuple(check(self.said, self.context))


@dataclass(frozen=True, slots=True)
class ListedTerms:
    """A term base of a few terms, without the cleverness of the real one (no other script, no index)."""

    terms: tuple[Term, ...] = field(default=())

    def find(self, source: str, date: str) -> tuple[Match, ...]:
        """The terms in a source, the longest first where several overlap, in the order of the text."""
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
