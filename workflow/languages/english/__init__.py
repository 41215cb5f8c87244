"""English as a target language."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from workflow.contracts.composing import Composing
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
    Tidying,
    Trends,
)
from workflow.languages.plain import ENGLISH_LENGTH, Plain


class English(Plain):
    """See ``contracts.languages.Language``."""

    name = "English"
    writes_han = full_width = False
    length: Length = ENGLISH_LENGTH

    @cached_property
    def numbers(self) -> Numbers:
        """Digits, number words, money."""
        from workflow.languages.english import numbers

        return numbers

    @cached_property
    def calendar(self) -> Calendar:
        """Months, weekdays, halves and quarters."""
        from workflow.languages.english import calendar

        return calendar

    @cached_property
    def trends(self) -> Trends:
        """Up and down, year on year, nearly and more than."""
        from workflow.languages.english import trends

        return trends

    @cached_property
    def negation(self) -> Negation:
        """Not, must, may."""
        from workflow.languages.english import negation

        return negation

    @cached_property
    def mechanics(self) -> Mechanics:
        """Spaces, a and an, doubled words."""
        from workflow.languages.english import mechanics

        return mechanics

    @cached_property
    def mentions(self) -> Mentions:
        """Countries, provinces, posts, people."""
        from workflow.languages.english.acts import acts
        from workflow.languages.listed_mentions import Mentioned

        return Mentioned("english", "en", acts=acts)

    @cached_property
    def terms(self) -> TermForms:
        """Plurals, possessives, spelling."""
        from workflow.languages.english import terms

        return terms

    @cached_property
    def tidying(self) -> Tidying:
        """What the zh→en model leaves untidy."""
        from workflow.languages.english import tidy

        return tidy

    @cached_property
    def composing(self) -> Composing:
        """Sentences of figures, penalties, appointments and lives; places, local offices, winds."""
        from workflow.languages.english.composing import by_rule

        return by_rule

    @cached_property
    def rewriting(self) -> Rewriting:
        """A and an, months, ordinals."""
        from workflow.languages.english import rewriting

        return rewriting

    @cached_property
    def starter(self) -> Sequence[Path]:
        """Official names and set terms, one subject a file."""
        return sorted((Path(__file__).parent / "starter").glob("*.tsv"))

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """The words of pages."""
        from workflow.languages.english.pages import WORDS

        return WORDS


ROOM = Room(English)
