"""What holds for every language, and what its tag says of its script: all that is known of one without a room."""

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
    TermForms,
    Tidying,
    Trends,
)

ENGLISH_LENGTH = Length(shortest=2.45, fewer=8.5, longest=6.5, allowance=40)
"""In 169 correct pairs of bench/pairs and 277 newspaper sentences of 12 and more Chinese characters, English has 1.9 to
9.2 characters per Chinese one, and 98 % have 2.5 to 6.8; short sentences vary more.
"""

_WRITTEN_IN_HAN = frozenset({"zh", "ja", "yue", "wuu", "lzh", "nan", "hak", "gan"})
_NARROW = {"zh": 0.33, "ja": 0.55, "ko": 0.6, "yue": 0.33, "lzh": 0.33, "th": 0.9, "he": 0.8, "fa": 0.9}
"""Characters that a language needs for the same text, relative to English, if it needs fewer."""
_GERMAN_MARKS = frozenset({"de", "cs", "sk", "sl", "bg", "is", "lt", "et", "ka", "hr", "sr", "uk"})
_NORDIC_MARKS = frozenset({"sv", "fi", "da"})


class Plain:
    """See ``contracts.languages.Language``. A language with a room says only what is different there."""

    def __init__(self, tag: str) -> None:
        """Take the tag of a language."""
        self.tag = tag

    @property
    def _code(self) -> str:
        return self.tag.replace("_", "-").split("-", 1)[0].lower()

    @property
    def name(self) -> str:
        """In English, or the tag itself."""
        from babel import Locale, UnknownLocaleError

        try:
            return Locale.parse(self.tag.replace("_", "-"), sep="-").get_language_name("en") or self.tag
        except (ValueError, UnknownLocaleError):
            return self.tag

    @property
    def writes_han(self) -> bool:
        """As Chinese and Japanese are."""
        return self._code in _WRITTEN_IN_HAN

    @property
    def full_width(self) -> bool:
        """Korean uses 「」 and 《》 too, and sometimes a Han character."""
        return self._code in _WRITTEN_IN_HAN or self._code == "ko"

    @cached_property
    def length(self) -> Length:
        """As English, or narrower."""
        return narrowed(_NARROW.get(self._code, 1.0))

    @cached_property
    def closing_marks(self) -> Mapping[str, str]:
        """Those of German, of Swedish, or of neither."""
        if self._code in _GERMAN_MARKS:
            return {"“": "„", "«": "»", "»": "«"}
        return {"”": "”", "»": "«", "«": "»"} if self._code in _NORDIC_MARKS else {}

    def plain(self, text: str) -> str:
        """Return the text unchanged."""
        return text

    def written_by_its_day(self, date: str) -> str:
        """Return the date unchanged."""
        return date

    @property
    def numbers(self) -> Numbers | None:
        """None: nobody has written it."""
        return None

    @property
    def calendar(self) -> Calendar | None:
        """None: nobody has written it."""
        return None

    @property
    def trends(self) -> Trends | None:
        """None: nobody has written it."""
        return None

    @property
    def negation(self) -> Negation | None:
        """None: nobody has written it."""
        return None

    @property
    def mentions(self) -> Mentions | None:
        """None: nobody has written it."""
        return None

    @property
    def mechanics(self) -> Mechanics | None:
        """None: nobody has written it."""
        return None

    @property
    def rewriting(self) -> Rewriting | None:
        """None: nobody has written it."""
        return None

    @property
    def tidying(self) -> Tidying | None:
        """None: nobody has written it."""
        return None

    @property
    def composing(self) -> Composing | None:
        """None: nobody has written it."""
        return None

    @property
    def terms(self) -> TermForms:
        """The words as they are."""
        from workflow.languages import loose_terms

        return loose_terms

    @property
    def starter(self) -> Sequence[Path]:
        """None."""
        return ()

    @property
    def pages(self) -> Mapping[str, str]:
        """Not translated."""
        return {}


def narrowed(width: float) -> Length:
    """Return the length for a language that needs ``width`` times the characters of English."""
    shortest, fewer, longest, allowance = ENGLISH_LENGTH
    wide = max(1.0, width)
    return Length(width * shortest, width * fewer, wide * longest, wide * allowance)
