"""Chooses between "a" and "an" by the sound of the next word, which the spelling shows less often than one thinks."""

import re
import unicodedata
from typing import Literal

from workflow.patterns import late

_FIRST = late(r"\W*(?P<word>[^\W_]+(?:[&'’.,-][^\W_]+)*)")
_LETTERS_WITH_A_VOWEL = frozenset("AEFHILMNORSX")
"""Letters whose names begin with a vowel sound: an F, an X-ray."""
_SPOKEN_AS_WORDS = frozenset(
    """EURATOM EUROPOL EUROJUST FIFA HEPA LAN LASER MERS NAFTA NASA NATO NICE RADAR RAM RATP ROM SARS SIM STEM SWIFT
    SWOT UEFA UNICEF UNESCO UNEP UNIDO UNITAID USENET UPOV WIPO LIBOR MIPS REIT ROSCOSMOS""".split()
)
_SPELT_OUT = frozenset(
    """EU FAO FBI FDA FDI FOB FTA HIV HKIPD IPA LED LPO MBA MIA MOA MOE MOF MOU MOFCOM NBA NDA NEA NGO NIA NIO NOC NPO
    RAF RFID RIA RNA ROE ROI SAIC SAMR SDI SEO SLA SME SOA SOE SOP SSD UAE UAV UFO UHF UK UN US USA USB USD USPTO UV URL
    UNHCR UNGA UNFPA""".split()
)
_SILENT_H = late(r"h(?:eir(?!l)|onest|onor|onour|our(?!i))")
_H_AS_ONE_LIKES = late(r"h(?:erb|istor|otel|omage|abitual)")
_LIKE_YOU = late(
    r"eu|ew|oui|one(?:s|self|time)?\b|once\b|ubiq|ufo|ugand|uk|ulys|unan|uni(?!n|m|d(?!irect|ro)|ss|gn|ron|rr)|ur(?:al|an|ea|en|in|ol|u)"
    r"|us(?:ab|ag|e|u)|uta|uten|uter|util|utop|uvul|uyg"
)


def article(words: str) -> Literal["a", "an"] | None:
    """Return the article before ``words``.

    None if it depends on how they are read (a SIPO office, an SIPO office) or cannot be known.

    Args:
        words: What follows the article; only the first word counts, and punctuation before it does not matter.
    """
    found = _FIRST.match(words)
    if found is None:
        return None
    word = found["word"]
    if word[0].isdigit():
        return _of_a_number(word)
    plain = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    if not plain[0].isascii():
        return None
    first = re.split(r"[&'’.,-]", plain, maxsplit=1)[0]
    if len(first) == 1:
        # An X-ray, a u-turn, an R&D centre; a letter alone may be a variable, or a word ("a I").
        return None if first == plain and first.islower() else _of_a_letter(first)
    capitals = first.removesuffix("s")
    if capitals.isupper() and len(capitals) > 1:
        return _of_an_abbreviation(capitals)
    if re.match(r"[a-z][A-Z]", first):  # an iPhone, an mRNA vaccine, a pH value
        return _of_a_letter(first)
    if re.match(r"M(?:o[UA]|[SP]hil|Sc|Eng)", first):  # an MoU, an MSc
        return "an"
    return _of_a_word(first.lower())


def _of_a_number(word: str) -> Literal["a", "an"] | None:
    whole = re.match(r"[0-9]+(?:,[0-9]{3})*", word)
    digits = whole[0] if whole else word
    if digits.startswith("8"):
        return "an"
    head, *groups = digits.split(",")
    if head in {"11", "18"}:  # eleven, eighteen thousand
        return "an"
    if not groups and len(head) == 4 and head[:2] in {"11", "18"}:  # an 1868 treaty, a 1868 metre pass
        return None
    return "an" if not groups and len(head) in {5, 8} and head[:2] in {"11", "18"} else "a"


def _of_a_letter(letter: str) -> Literal["a", "an"]:
    return "an" if letter[0].upper() in _LETTERS_WITH_A_VOWEL else "a"


def _of_an_abbreviation(capitals: str) -> Literal["a", "an"] | None:
    first = capitals[0]
    if capitals in _SPELT_OUT:
        return _of_a_letter(first)
    if capitals in _SPOKEN_AS_WORDS:
        return "a" if first == "U" else _of_a_word(capitals.lower())
    spelt = _of_a_letter(first)
    if capitals == "SQL":
        return None
    if not re.search("[AEIOU]", capitals):  # unpronounceable as a word: an FTC, an HTML page
        return spelt
    if re.fullmatch("[IVXLC]{2,}", capitals):  # a number, in Roman numerals
        return None
    spoken = _of_a_word(capitals.lower())
    return spelt if spelt == spoken else None


def _of_a_word(word: str) -> Literal["a", "an"] | None:
    if word[0] == "h":
        return "an" if _SILENT_H.match(word) else None if _H_AS_ONE_LIKES.match(word) else "a"
    if _LIKE_YOU.match(word):
        return "a"
    return "an" if word[0] in "aeiou" or word.startswith("yttri") else "a"
