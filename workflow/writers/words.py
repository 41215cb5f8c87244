"""The words of the pages themselves, in the page's language if available, else in English."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from workflow import languages


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one page.

    Attributes:
        language: The language they are in: "en" if the page's own language has none.
        table: From key to words.
    """

    language: str
    table: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        """Return the words for ``key``; a KeyError (not even English has them) is a bug."""
        return self.table[key]

    def house_style(self, locale: str) -> str:
        """Return the locale in which sentences of these words write dates: the page's, if it is their language."""
        return locale if re.split("[-_]", locale)[0] == self.language.split("-")[0] else self.language

    def plural(self, key: str, n: int) -> str:
        """Return the form of ``key`` for ``n`` things, by the CLDR rules of this language."""
        form = f"{key}.{_plural(self.language, n)}"
        return self[form if form in self.table else f"{key}.other"]


@lru_cache(maxsize=1024)
def _plural(language: str, n: int) -> str:
    return str(Locale.parse(language, sep="-").plural_form(n))


def words(language: str) -> Words:
    """Return the words for pages in ``language`` (BCP 47), else the English ones."""
    return Words(*languages.page_words(language))


@lru_cache(maxsize=64)
def language_name(language: str) -> str:
    """Return a language's name in that language ("English", "Français"), else its tag."""
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return language
    # CLDR has a name for 繁體中文; the display name would be 中文 (繁體, 台灣).
    name = locale.languages.get(f"{locale.language}_{locale.script}", "")
    if name and locale.territory:
        region = _SHORT.get((locale.language, locale.territory)) or locale.territories[locale.territory]
        name = f"{name}（{region}）"
    name = name or locale.get_display_name(locale) or ""
    return name[:1].upper() + name[1:] if name else language


_SHORT = {("zh", "HK"): "香港", ("zh", "MO"): "澳門"}
"""CLDR's short names of regions, which Babel does not have."""


def heading_name(language: str) -> str:
    """Return the name of a page's language as the page's words have it: "Français", in English words "German"."""
    said = words(language)
    return language_name(language) if said.house_style(language) == language else language_in(language, said.language)


@lru_cache(maxsize=64)
def language_in(language: str, other: str) -> str:
    """Return a language's name in another language ("German", "allemand"), else its tag."""
    try:
        return Locale.parse(language, sep="-").get_display_name(Locale.parse(other, sep="-")) or language
    except (ValueError, UnknownLocaleError):
        return language


@lru_cache(maxsize=64)
def direction(language: str) -> str:
    """Return "rtl" for languages written from right to left, else "ltr"."""
    try:
        return Locale.parse(language, sep="-").text_direction
    except (ValueError, UnknownLocaleError):
        return "ltr"
