"""A language without a room: what holds for every language, and what its tag alone says about its script."""

from collections.abc import Mapping, Sequence
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
    """See ``contracts.languages.Language``."""

    numbers: Numbers | None = None
    calendar: Calendar | None = None
    trends: Trends | None = None
    negation: Negation | None = None
    mechanics: Mechanics | None = None
    mentions: Mentions | None = None
    rewriting: Rewriting | None = None
    tidying: Tidying | None = None
    composing: Composing | None = None
    starter: Sequence[Path] = ()

    def __init__(self, tag: str) -> None:
        """Take the tag of a language."""
        self.tag = tag
        code = tag.replace("_", "-").split("-", 1)[0].lower()
        self.writes_han = code in _WRITTEN_IN_HAN
        self.full_width = self.writes_han or code == "ko"  # Korean uses 「」 and 《》, and sometimes a Han character
        self.length = narrowed(_NARROW.get(code, 1.0))
        self.closing_marks: Mapping[str, str] = (
            {"“": "„", "«": "»", "»": "«"}
            if code in _GERMAN_MARKS
            else {"”": "”", "»": "«", "«": "»"}
            if code in _NORDIC_MARKS
            else {}
        )
        self.pages: Mapping[str, str] = {}

    @property
    def name(self) -> str:
        """In English, or the tag itself."""
        from babel import Locale, UnknownLocaleError

        try:
            return Locale.parse(self.tag.replace("_", "-"), sep="-").get_language_name("en") or self.tag
        except (ValueError, UnknownLocaleError):
            return self.tag

    @property
    def terms(self) -> TermForms:
        """The words as they are."""
        from workflow.languages import loose_terms

        return loose_terms

    def plain(self, text: str) -> str:
        """Return the text unchanged."""
        return text

    def written_by_its_day(self, date: str) -> str:
        """Return the date unchanged."""
        return date


def narrowed(width: float) -> Length:
    """Return the length for a language that needs ``width`` times the characters of English."""
    shortest, fewer, longest, allowance = ENGLISH_LENGTH
    wide = max(1.0, width)
    return Length(width * shortest, width * fewer, wide * longest, wide * allowance)
