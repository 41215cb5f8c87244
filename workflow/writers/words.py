"""The words of the pages themselves, in the language of the page if its room has them, else in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from workflow import languages


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one page. ``language`` is the language that they are in: "en" where the page's own language has none."""

    language: str
    table: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        """The words for ``key``; KeyError, a bug, when not even English has them."""
        return self.table[key]

    def plural(self, key: str, n: int) -> str:
        """The form of ``key`` for ``n`` things, as CLDR says for this language."""
        form = f"{key}.{_plural(self.language, n)}"
        return self[form if form in self.table else f"{key}.other"]


@lru_cache(maxsize=1024)
def _plural(language: str, n: int) -> str:
    return str(Locale.parse(language, sep="-").plural_form(n))


def words(language: str) -> Words:
    """The words for pages in ``language`` (BCP 47): its own, else English."""
    return Words(*languages.page_words(language))


@lru_cache(maxsize=64)
def language_name(language: str) -> str:
    """What a language calls itself ("English", "français"), else its tag."""
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return language
    name = locale.get_display_name(locale)
    return name[:1].upper() + name[1:] if name else language


@lru_cache(maxsize=64)
def language_in(language: str, other: str) -> str:
    """What a language is called in another one ("German", "allemand"), else its tag."""
    try:
        return Locale.parse(language, sep="-").get_display_name(other) or language
    except (ValueError, UnknownLocaleError):
        return language


@lru_cache(maxsize=64)
def direction(language: str) -> str:
    """Say "rtl" for languages written from right to left, else "ltr"."""
    try:
        return Locale.parse(language, sep="-").text_direction
    except (ValueError, UnknownLocaleError):
        return "ltr"
