"""Spanish as a target language, as written in Spain and in America."""

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


class Spanish(Plain):
    """See ``contracts.languages.Language``."""

    name = "Spanish"
    writes_han = full_width = False
    # The Universal Declaration of Human Rights has 1.12 times as many letters as in English, just as in French.
    length = Length(shortest=2.4, fewer=8.5, longest=7.6, allowance=45)

    @cached_property
    def numbers(self) -> Numbers:
        """Digits, number words, money."""
        from workflow.languages.spanish.numbers import numbers_of

        return numbers_of(self.tag)

    @cached_property
    def calendar(self) -> Calendar:
        """Months, weekdays, semesters and quarters."""
        from workflow.languages.spanish.calendar import CALENDAR

        return CALENDAR

    @cached_property
    def trends(self) -> Trends:
        """Aumento and descenso, interanual, casi and más de."""
        from workflow.languages.spanish.trends import TRENDS

        return TRENDS

    @cached_property
    def negation(self) -> Negation:
        """No … nunca, debe, puede."""
        from workflow.languages.spanish.negation import NEGATION

        return NEGATION

    @cached_property
    def mechanics(self) -> Mechanics:
        """Spaces, ¿ and ¡, al and del, e and u, doubled words."""
        from workflow.languages.spanish import mechanics

        return mechanics

    @cached_property
    def mentions(self) -> Mentions:
        """Countries, provinces, posts, people."""
        from workflow.languages.listed_mentions import Mentioned

        return Mentioned("spanish", "es")

    @cached_property
    def terms(self) -> TermForms:
        """Plurals and feminines."""
        from workflow.languages.spanish.terms import TERMS

        return TERMS

    @cached_property
    def rewriting(self) -> Rewriting:
        """Months, points and commas in numbers."""
        from workflow.languages.spanish.rewriting import rewriting_of

        return rewriting_of(self.tag)

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """The words of pages."""
        from workflow.languages.spanish.pages import WORDS

        return WORDS


ROOM = Room(Spanish)
