"""What may be the full names of Chinese people in a text in Latin letters, in whatever way they are put together.

Zhou Liqun, ZHOU Li-qun, Liqun Zhou and Zhou Li Qun are one name; Ouyang Wenjing may be one of four words. So the names
that are found overlap, and only the Chinese text can say which of them it has.
"""

import re
from collections.abc import Iterator
from functools import cache

from workflow.contracts.facts import Spelled
from workflow.languages.chinese.pinyin import SURNAMES, letters
from workflow.patterns import late

_FINALS = {
    "b": "a o ai ei ao an en ang eng i iao ie ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i iao ie ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i iao ie iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ia iao ie iu ian ing u uo ui uan un",
    "t": "a e ai ao ou an ang eng ong i iao ie ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i iao ie iu ian in iang ing u ue uo uan",
    "l": "a e ai ei ao ou an ang eng ong i ia iao ie iu ian in iang ing u ue uo uan un",
    "g k h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j q x": "i ia iao ie iu ian in iang ing iong u ue uan un",
    "zh ch": "a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "sh": "a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang",
    "r": "e i ao ou an en ang eng ong u ua uo ui uan un",
    "z c s": "a e i ai ei ao ou an en ang eng ong u uo ui uan un",
    "y": "a e i ao ou an ang in ing ong u ue uan un",
    "w": "a o ai ei an en ang eng u",
    "": "a o e ai ei ao ou an en ang er",
}
"""The syllables of pinyin by their initials, as ``pinyin.letters`` writes them."""
_WORD = r"[A-ZÜ][A-Za-züÜ]*(?:['’‘-][A-Za-züÜ]+)*"
_RUN = late(rf"(?<![\w'’-]){_WORD}(?: {{1,2}}{_WORD}){{1,11}}")
_PART = late(_WORD)
_IS_WORD = frozenset(
    """are ban bane bang bike bin can change chi chile china chin dare dine dong due dune fame fan fang game gene gong
    guide he huge juan june kong like line long made main man mane men mine ming name nan nice nine page pan pang pence
    pine ping pin ran range rule same sang sane she shed song sun take tan tang tune wage wan wang you zone""".split()
)
"""Syllables that are also words, which headings write with a capital; a name of such words only is not believed."""


@cache
def _given() -> re.Pattern[str]:
    """Return a pattern for one syllable or two."""
    syllables = {
        letters(initial + final)
        for initials, finals in _FINALS.items()
        for initial in initials.split(" ")
        for final in finals.split()
    }
    either = "|".join(sorted(syllables, key=lambda each: (-len(each), each)))
    return re.compile(f"(?:{either}){{1,2}}")


@cache
def _surnames() -> frozenset[str]:
    return frozenset(letters(name) for name in SURNAMES.values())


def names(text: str) -> Iterator[Spelled]:
    """Yield what may be the full names of Chinese people, surname first or last, overlapping each other."""
    for run in _RUN.finditer(text):
        parts = list(_PART.finditer(run[0]))
        spelled = [letters(part[0]) for part in parts]
        for first in range(len(parts)):
            for last in range(first + 1, min(first + 4, len(parts))):
                start, end = run.start() + parts[first].start(), run.start() + parts[last].end()
                if _IS_WORD.issuperset(spelled[first : last + 1]):
                    continue
                for own in range(first + 1, min(first + 3, last + 1)):
                    yield from _name(text, start, end, spelled[first:own], spelled[own : last + 1])
                yield from _name(text, start, end, spelled[last : last + 1], spelled[first:last])


def _name(text: str, start: int, end: int, surname: list[str], given: list[str]) -> Iterator[Spelled]:
    family, own = "".join(surname), "".join(given)
    if len(given) < 3 and family in _surnames() and _given().fullmatch(own):
        yield Spelled(start, end, text[start:end], family, own)
