"""Russian as a target language."""

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


class Russian(Plain):
    """See ``contracts.languages.Language``."""

    name = "Russian"
    writes_han = full_width = False
    # The Universal Declaration of Human Rights has 1.14 times as many letters as in English, in fewer words.
    length = Length(shortest=2.4, fewer=8.5, longest=7.5, allowance=45)
    closing_marks: Mapping[str, str] = {"“": "„"}

    def plain(self, text: str) -> str:
        """Return the text with е for ё, which most texts do not tell apart."""
        return text.replace("ё", "е").replace("Ё", "Е")

    def written_by_its_day(self, date: str) -> str:
        """Write "года" for "г.", which would end a sentence with two full stops: "12 сентября 2018 года"."""
        return f"{date[:-2].rstrip()}\u00a0года" if date.endswith("г.") else date

    @cached_property
    def numbers(self) -> Numbers:
        """Digits, number words in all cases, money."""
        from workflow.languages.russian.numbers import NUMBERS

        return NUMBERS

    @cached_property
    def calendar(self) -> Calendar:
        """Months, weekdays, half-years and quarters."""
        from workflow.languages.russian.calendar import CALENDAR

        return CALENDAR

    @cached_property
    def trends(self) -> Trends:
        """Рост and снижение, в годовом исчислении, почти and более."""
        from workflow.languages.russian.trends import TRENDS

        return TRENDS

    @cached_property
    def negation(self) -> Negation:
        """Не … никогда, нельзя, должен, может."""
        from workflow.languages.russian.negation import NEGATION

        return NEGATION

    @cached_property
    def mechanics(self) -> Mechanics:
        """Spaces, dashes, quotation marks, doubled words."""
        from workflow.languages.russian import mechanics

        return mechanics

    @cached_property
    def mentions(self) -> Mentions:
        """Countries, provinces, posts, and people in the transcription of Palladius."""
        from workflow.languages.russian.mentions import MENTIONS

        return MENTIONS

    @cached_property
    def terms(self) -> TermForms:
        """Cases and numbers."""
        from workflow.languages.russian.terms import TERMS

        return TERMS

    @cached_property
    def rewriting(self) -> Rewriting:
        """Months in their cases, digits before the same forms."""
        from workflow.languages.russian.rewriting import REWRITING

        return REWRITING

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """The words of pages."""
        from workflow.languages.russian.pages import WORDS

        return WORDS


ROOM = Room(Russian)
