"""What a text denies, forbids, demands and allows, by the words of a language's ``negation.tsv`` and ``concepts.tsv``.

Some languages deny once with two words (ne … pas, no … nunca, не … никогда). The first is the *particle*; the other
words, of the kind "alone", count only where no particle is before them in the clause, nor soon after them.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from workflow.contracts.facts import Claims
from workflow.languages import lists
from workflow.languages.listed_numbers import spaced
from workflow.patterns import late

_CLAUSE_END = late("[,;:.!?()\u060c\u061b\u061f]")


@dataclass(frozen=True)
class ListedNegation:
    """See ``contracts.languages.Negation``; regular expressions are for texts with ordinary spaces, ignoring case.

    Attributes:
        language: The folder in ``languages/``.
        particle: The first half of a negation of two words, or the plain "not".
        plain_not_: An unmistakable negation.
        plainly_may: An unmistakable permission.
        plainly_must: An unmistakable obligation.
        must_not: An unmistakable prohibition.
        start: What is before a word of the lists.
        end: What stands after a word of the lists.
    """

    language: str
    particle: str
    plain_not_: str
    plainly_may: str
    plainly_must: str
    must_not: str
    start: str = r"(?<!\w)"
    end: str = r"(?!\w)"

    def claims(self, text: str) -> Claims:
        """Return what a text denies, forbids, demands and allows."""
        text = spaced(text)
        without_idioms = self._without_idioms(text)
        forbids = list(self._prohibition.finditer(without_idioms))
        return Claims(
            nos=tuple(self._nos(without_idioms)),
            forbids=tuple(match[0] for match in forbids if match.lastgroup == "forbids"),
            without=tuple(match[0] for match in forbids if match.lastgroup == "without"),
            unlawful=sum(match.lastgroup == "unlawful" for match in forbids),
            must=self._first("must", text),
            may=self._first("may", text),
            plainly_must=self._plain[2].search(text) is not None,
            plainly_may=self._plain[1].search(text) is not None,
            must_not=self._plain[3].search(text) is not None,
        )

    def plain_not(self, text: str) -> str:
        """Return the first plain "not" of a text, "" if there is none."""
        found = self._plain[0].search(self._without_idioms(spaced(text)))
        return found[0] if found else ""

    def concepts(self, word: str) -> frozenset[str]:
        """Return the concepts that a word may translate without being a negation."""
        return frozenset(concept for pattern, concept in self._concepts if pattern.match(word))

    @cached_property
    def _plain(self) -> tuple[re.Pattern[str], ...]:
        written = (self.plain_not_, self.plainly_may, self.plainly_must, self.must_not)
        return tuple(re.compile(each, re.IGNORECASE) for each in written)

    @cached_property
    def _concepts(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        rows = lists.of_kind(self.language, "concepts", "concept")
        return tuple((re.compile(row.pattern), row.more["concept"]) for row in rows)

    def _without_idioms(self, text: str) -> str:
        idioms = lists.words(self.language, "negation", "nothing", around=self.start + "(?:{})")
        return idioms.sub(lambda match: " " * len(match[0]), text)

    def _nos(self, text: str) -> list[str]:
        """Return every negation once: a word with a particle before it, or soon after it (Nul ne peut), is none."""
        found: list[str] = []
        particle = -1  # from where on its clause goes on, -1 outside of any
        for match in self._negative.finditer(text):
            if match.lastgroup == "particle":
                particle = match.start()
            elif match.lastgroup == "alone":
                if particle >= 0:  # the clause of the particle ends before this word, or not before the next ones
                    particle = -1 if _CLAUSE_END.search(text, particle, match.start()) else match.start()
                if particle >= 0 or self._soon.match(text, match.end(), match.end() + 60):
                    continue
            found.append(match[match.lastgroup or 0].lower())
        return found

    @cached_property
    def _soon(self) -> re.Pattern[str]:
        return re.compile(rf"(?:[ ][^\W\d_]+){{0,3}}[ ](?:{self.particle})", re.IGNORECASE)

    @cached_property
    def _negative(self) -> lists.Words:
        kinds = ("alone", "no")
        alone, no = (lists.joined(lists.of_kind(self.language, "negation", kind)) for kind in kinds)
        start, end = self.start, self.end
        return lists.Words(
            rf"{start}(?:(?P<particle>{self.particle})|(?P<alone>(?:{alone}){end})|(?P<no>(?:{no}){end}))",
            lists.of_kind(self.language, "negation", *kinds),
            rf"{start}(?:{self.particle}|(?:{{}}){end})",
        )

    @cached_property
    def _prohibition(self) -> lists.Words:
        kinds = ("forbids", "unlawful", "without")
        groups = (
            rf"(?P<{kind}>(?:{lists.joined(lists.of_kind(self.language, 'negation', kind))}){self.end})"
            for kind in kinds
        )
        return lists.Words(
            rf"{self.start}(?:{'|'.join(groups)})",
            lists.of_kind(self.language, "negation", *kinds),
            self.start + "(?:{})",
        )

    def _first(self, kind: str, text: str) -> str:
        found = lists.words(self.language, "negation", kind, around=self.start + "(?:{})" + self.end).search(text)
        return found[0] if found else ""
