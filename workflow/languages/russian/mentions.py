"""Countries, provinces, posts and people in Russian text, in any case."""

import re
from functools import lru_cache

from workflow.contracts.facts import Person
from workflow.languages.listed_mentions import Mentioned, in_latin_letters
from workflow.languages.russian import palladius
from workflow.languages.russian.terms import inflected
from workflow.languages.syllables import split

_ENDING = "(?:а|я|у|ю|ом|ем|е|ой|ей|и|ы)?"
# Names that are also words: alone they are no proof of a person.
_WORDS = frozenset("а бы во до е же за и их на не ни но ну о он от по со та те то у хоть я ю ли мы чем цель".split())


def _pattern(name: str) -> str:
    """Return a pattern for a country's name in any case."""
    return " ".join(
        "-".join(inflected(part) if part.isalpha() and len(part) > 3 else re.escape(part) for part in word.split("-"))
        for word in name.split()
    )


def _says(text: str, person: Person) -> bool:
    """Return whether a text has the surname or a syllable of the given name of a person."""
    return _transcribed(person.surname, person.given).search(text) is not None or in_latin_letters(text, person)


@lru_cache(maxsize=1024)
def _transcribed(surname: str, given: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for a name in Cyrillic letters: the surname, the given name, or a syllable of it in a name."""
    family, own = palladius.word(split(surname)), palladius.word(given)
    found = {name for name in (family, own) if name and name not in _WORDS}
    parts = [rf"(?<!\w){_declined(name.capitalize())}(?!\w)" for name in found]
    syllables = {each for each in map(palladius.syllable, given) if len(each) > 2}
    parts += [rf"(?<!\w)(?:[А-Я]\w*)?(?:{re.escape(each)}|{re.escape(each.capitalize())})\w*" for each in syllables]
    return re.compile("|".join(parts).replace("ё", "е") or r"(?!)")


def _declined(name: str) -> str:
    """Return a pattern for a name in any case: Чанъюй, Чанъюя; Мин, Мина; surnames in vowels stay as they are."""
    stem = name[:-1] if name[-1] in "йь" else name
    return rf"{re.escape(stem)}(?:[йь]|{_ENDING})"


MENTIONS = Mentioned("russian", "ru", pattern=_pattern, says=_says)
