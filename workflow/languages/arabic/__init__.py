"""Arabic as a target language; it is written from right to left."""

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


class Arabic(Plain):
    """See ``contracts.languages.Language``."""

    name = "Arabic"
    writes_han = full_width = False
    # The Universal Declaration of Human Rights has 0.69 times as many letters as in English: short vowels are not
    # written.
    length = Length(shortest=1.7, fewer=6.0, longest=5.2, allowance=40)
    closing_marks: Mapping[str, str] = {"“": "”", "”": "“"}

    def plain(self, text: str) -> str:
        """Return the text in folded letters and European digits, see ``spelling.fold``."""
        from workflow.languages.arabic.spelling import fold

        return fold(text)

    @cached_property
    def numbers(self) -> Numbers:
        """Digits of both kinds, number words, duals, money."""
        from workflow.languages.arabic.numbers import numbers_of

        return numbers_of(self.tag)

    @cached_property
    def calendar(self) -> Calendar:
        """Months of the Gulf, the Levant and the Maghreb, weekdays, halves and quarters of a year."""
        from workflow.languages.arabic.calendar import CALENDAR

        return CALENDAR

    @cached_property
    def trends(self) -> Trends:
        """ارتفاع and انخفاض، على أساس سنوي، نحو and أكثر من."""
        from workflow.languages.arabic.trends import TRENDS

        return TRENDS

    @cached_property
    def negation(self) -> Negation:
        """لا، لم، لن، يُحظر، يجب، يجوز."""
        from workflow.languages.arabic.negation import NEGATION

        return NEGATION

    @cached_property
    def mechanics(self) -> Mechanics:
        """Spaces, ، ؛ ؟, and written together with its word, doubled words."""
        from workflow.languages.arabic import mechanics

        return mechanics

    @cached_property
    def mentions(self) -> Mentions:
        """Countries, provinces, posts, and people in the usual transcriptions."""
        from workflow.languages.arabic.mentions import MENTIONS

        return MENTIONS

    @cached_property
    def terms(self) -> TermForms:
        """The article, prepositions and endings."""
        from workflow.languages.arabic.terms import TERMS

        return TERMS

    @cached_property
    def rewriting(self) -> Rewriting:
        """Months, digits before the same forms."""
        from workflow.languages.arabic.rewriting import rewriting_of

        return rewriting_of(self.tag)

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """The words of pages."""
        from workflow.languages.arabic.pages import WORDS

        return WORDS


ROOM = Room(Arabic)
