"""French as a target language."""

from collections.abc import Mapping
from functools import cached_property

from workflow.contracts.facts import Length
from workflow.contracts.languages import (
    Calendar,
    Mechanics,
    Mentions,
    Negation,
    Numbers,
    Rewriting,
    Room,
    TermForms,
    Trends,
)
from workflow.languages.plain import Plain


class French(Plain):
    """See ``contracts.languages.Language``."""

    name = "French"
    writes_han = full_width = False
    length = Length(shortest=2.4, fewer=8.5, longest=7.6, allowance=45)

    def plain(self, text: str) -> str:
        """Return the text with typewriter apostrophes."""
        return text.replace("’", "'")

    def written_by_its_day(self, date: str) -> str:
        """Write the first of a month as an ordinal: "1er septembre 2018"."""
        return f"1er{date[1:]}" if date.startswith("1 ") else date

    @cached_property
    def numbers(self) -> Numbers:
        """Digits, number words, money."""
        from workflow.languages.french.numbers import NUMBERS

        return NUMBERS

    @cached_property
    def calendar(self) -> Calendar:
        """Months, weekdays, semesters and quarters."""
        from workflow.languages.french import calendar

        return calendar

    @cached_property
    def trends(self) -> Trends:
        """Hausse and baisse, sur un an, près de and plus de."""
        from workflow.languages.french.trends import TRENDS

        return TRENDS

    @cached_property
    def negation(self) -> Negation:
        """Ne … pas, doit, peut."""
        from workflow.languages.french.negation import NEGATION

        return NEGATION

    @cached_property
    def mechanics(self) -> Mechanics:
        """Spaces before marks, elision, doubled words."""
        from workflow.languages.french import mechanics

        return mechanics if not self.tag.upper().endswith("CA") else mechanics.CANADIAN

    @cached_property
    def mentions(self) -> Mentions:
        """Countries, provinces, posts, people."""
        from workflow.languages.listed_mentions import Mentioned

        return Mentioned("french", "fr")

    @cached_property
    def terms(self) -> TermForms:
        """Plurals, feminines, elision."""
        from workflow.languages.french.terms import TERMS

        return TERMS

    @cached_property
    def rewriting(self) -> Rewriting:
        """D’ and de, months, spaces in numbers."""
        from workflow.languages.french import rewriting

        return rewriting

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """The words of pages."""
        from workflow.languages.french.pages import WORDS

        return WORDS


ROOM = Room(French)
