"""Countries, provinces, posts and people in Arabic text.

Arabic has no one way to write Chinese names: Zhang is تشانغ, جانغ or زانغ. A person counts as named if the letters can
stand for the whole given name, for the surname before it, or for a surname of three and more letters.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from workflow.contracts.facts import Person
from workflow.languages.arabic.spelling import CLITICS, START, fold
from workflow.languages.listed_mentions import Mentioned, in_latin_letters
from workflow.languages.syllables import split
from workflow.patterns import late

_PREFIX = late(r"[وف]?(?:[بكل]?ال|لل|[بكل])?")
_INITIALS = {
    "b": "ب", "p": "[بپ]", "m": "م", "f": "[فڤ]", "d": "د", "t": "ت", "n": "ن", "l": "ل", "g": "[قغكج]", "k": "[كق]",
    "h": "[هخ]", "j": "ت?[جشز]", "q": "(?:تش|[شجكق])", "x": "[شس]", "zh": "(?:تش|[جشز])", "ch": "(?:تش|ش)", "sh": "ش",
    "r": "ر", "z": "(?:تس|دز|[زس])", "c": "(?:تس|[سز])", "s": "س", "y": "[يا]", "w": "[وف]", "": "[اي]",
}  # fmt: skip
_SYLLABLE = late("(?P<initial>zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)(?P<vowels>[aeiouüy]+)(?P<end>ng|n|r|)")
_VOWELS = "[اويهةعئء]"
_ENDS = {"ng": "(?:ن[غجقك]?)", "n": "ن", "r": "ر", "": ""}
_TITLES = (
    r"(?:السيد|السيدة|الرئيس|الرئيسة|المدير|المديرة|المفوض|المفوضة|الوزير|الوزيرة|القاضي|القاضية|الدكتور|الدكتورة)"
)


def _pattern(name: str) -> str:
    """Return a pattern for a country's name, without its article."""
    return re.escape(fold(name.removeprefix("ال"))).replace("\\ ", " ")


def _starts(text: str) -> Iterator[int]:
    """Yield where a name can begin: at the start of a word, and after what is written together with it."""
    for word in re.finditer(r"(?<!\w)\w+", text):
        longest = _PREFIX.match(word[0])
        ends = {0, 1 if word[0][0] in "وفبلك" else 0, longest.end() if longest else 0}
        yield from (word.start() + end for end in sorted(ends) if len(word[0]) - end > 1)


def _says(text: str, person: Person) -> bool:
    """Return whether a text has any part of a person's name that is certainly one."""
    return _transcribed(person.surname, person.given).search(text) is not None or in_latin_letters(text, person)


@lru_cache(maxsize=1024)
def _transcribed(surname: str, given: tuple[str, ...]) -> re.Pattern[str]:
    family, own = _written(split(surname)), _written(given)
    if not family or not own:
        return re.compile(r"(?!)")
    parts = [rf"{family} {own}", rf"{_TITLES} {family}(?!\w)"]
    if len(given) > 1:
        parts.append(rf"{own}(?!\w)")
    if surname[-1] in "gn":
        parts.append(rf"(?=\w{{3}}){family}(?!\w)")
    return re.compile(rf"(?<!\w){CLITICS}(?:{'|'.join(parts)})")


def _written(syllables: tuple[str, ...] | list[str]) -> str:
    """Return a pattern for the ways to write some syllables, together or apart; "" if one is none."""
    found = [_SYLLABLE.fullmatch(each.lower()) for each in syllables]
    if not all(found):
        return ""
    return "[ -]?".join(
        f"{_INITIALS[match['initial']]}{_VOWELS}{{{0 if match['end'] else 1},4}}{_ENDS[match['end']]}"
        for match in found
        if match
    )


MENTIONS = Mentioned("arabic", "ar", pattern=_pattern, says=_says, starts=_starts, start=START)
