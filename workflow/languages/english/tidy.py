"""Machine English → tidy English: white space and punctuation only, never words.

The rules fix what was seen in the output of the zh→en model: ``China ' s``, doubled spaces, a space before a mark,
full-width marks copied through, and a full stop added to a title that ends without one.
"""

import re
import unicodedata
from collections.abc import Sequence

from workflow.model import HAN
from workflow.patterns import late

_MARKS = {
    "。": ". ",
    "、": ", ",
    "《": "“",
    "》": "”",
    "〈": "‘",
    "〉": "’",
    "「": "“",
    "」": "”",
    "『": "‘",
    "』": "’",
    "【": " [",
    "】": "] ",
    "〔": " [",
    "〕": "] ",
    "・": " ",
    "\u3000": " ",
    "\u00a0": " ",
}
_SPACED_AFTER = frozenset(",;:!?)")
"""The full-width marks after which English has a space; "(" also has one before it."""

_SPACE = late(r"\s+")
_FULL_WIDTH = late(r"[\uff01-\uff5e]")
_POSSESSIVE = late(r"(?<=\w) ?(['’]) ?(?=(?:s|t|re|ve|ll|d|m)\b(?!['’]))")
_ELISION = late(r"\b([dDlLO]) (['’]) (?=\w)")
_PLURAL = late(r"(?<=[sS]) (['’]) (?=\w)")
_BEFORE_MARK = late(r"(?<=[^\s(\[“‘]) +(?=[,;:!?%)\]”](?!\w)|\.(?!\w|\.))")
_AFTER_OPENING = late(r"(?<=[(\[“]) +")
_NO_SPACE_AFTER = late(r"(?<=[a-z]{2})([,;])(?=[A-Za-z]{2})")
_COUNTRY = late(r"\b(U)\. ([SKN])\.")
_FINAL = "。！？!?….．：:；;"
"""What ends a Chinese text so that the English may also end with a mark."""
_CLOSING = "\"'”’)]）】》」』"
_ABBREVIATED = late(r"(?:\b(?:Inc|Ltd|Co|Corp|etc|No|vol|ed|Jr|Sr|St|a\.m|p\.m)|\b[A-Za-z]\.[A-Za-z]|\b[A-Z])\.$")


_BARE_DAY = late(r"\b([Oo]n) (?=[0-9]{1,2}(?:st|nd|rd|th)(?:[.,;]|$| (?:to|and|in|at)\b))")
"""A day without its month: on the 18th."""


def repair(text: str, source: str) -> str:
    """Repair the white space and punctuation of ``text``; ``source`` is the Chinese it was made from.

    Masks (three capitals) are never changed: no rule changes a letter, except that the translation of a sentence with a
    final mark starts with a capital.
    """
    text = _FULL_WIDTH.sub(_half_width, text)
    text = "".join(_MARKS.get(char, char) for char in text)
    text = _SPACE.sub(" ", text).strip()
    if "`" in text and "`" not in source:
        text = _without_backticks(text)
    text = _ELISION.sub(r"\1\2", text)
    text = _join_possessives(text)
    text = _BEFORE_MARK.sub("", text)
    text = _AFTER_OPENING.sub("", text)
    text = _NO_SPACE_AFTER.sub(r"\1 ", text)
    text = _COUNTRY.sub(r"\1.\2.", text)
    text = _BARE_DAY.sub(r"\1 the ", text)
    text = _alike_quotation_marks(text)
    if "-" in source:
        text = _LOOSE_MINUS.sub(lambda match: "-" if f"-{match[1]}" in source else match[0], text)
    if text.isupper():
        text = _in_title_case(text, source)
    return _closed(_ends_alike(text, source), source)


_LOOSE_MINUS = late(r"(?:^|(?<=[A-Za-z] ))- (?=([0-9]+(?:[.,][0-9]+)*))")
_CAPITALS = late(r"[A-Z]{2,}(?:['’][A-Z])?")
_ROMAN = late("[IVX]+")
_SMALL = frozenset("A AN AND AS AT BY FOR FROM IN INTO OF ON OR THE TO WITH".split())
_NO_ABBREVIATIONS = _SMALL | frozenset("ITS LAW NEW NOT OUR TAX ALL WAY YEAR".split())
"""Words of at most three letters that are written out, and some of four."""


def _in_title_case(text: str, source: str) -> str:
    """Return a heading that a machine wrote in capitals with capitals at the start of words; names need theirs.

    What seems to be said by somebody (NARRATOR: JULY) is left for ``faults``.
    """
    if ":" in text or not any(len(word) > 3 and word not in source for word in _CAPITALS.findall(text)):
        return text

    def cased(match: re.Match[str]) -> str:
        word = match[0]
        if word in source or _ROMAN.fullmatch(word) or (len(word) < 4 and word not in _NO_ABBREVIATIONS):
            return word
        return word.lower() if word in _SMALL and match.start() else word[0] + word[1:].lower()

    return _CAPITALS.sub(cased, text)


_JOINED_BY = {"；": ";", ";": ";", "，": ",", ",": ",", "：": ":", ":": ":", "、": ",", " ": ""}
_STARTS = frozenset(
    "The A An In On At Of For From By With As To After Before During Since Among Under Through It Its This That These "
    "Those There They He She We And Or But When While If Where All Some Most Both Each No Not His Her Their Our "
    "Except Although Though Because Unless Until Once Over Between Within Without About Around Across According "
    "Following Despite Due Upon Into More Less Many Much Several Every Any Such It's There's He's They're "
    "Please Thank You Your Also Only Then Therefore Thus However Moreover Meanwhile Currently Recently Previously Generally "
    "Efforts Measures People Citizens Residents Enterprises Passengers Participants Applicants Increased Decreased Document "
    "Value Balance Total Number Imports Exports Investment Sales Output Prices Retail Consumer Urban Rural".split()
)
"""Words that are capitalised only at the start of a sentence."""


def join(texts: Sequence[str], parts: Sequence[str]) -> str:
    """Join the English of a text's ``parts``: clauses of a sentence, or sentences of a quotation."""
    joined = ""
    inside = False
    for number, (text, part) in enumerate(zip(texts, parts, strict=True)):
        if inside:
            text = continued(text)
        joined += (" " if joined else "") + text
        inside = part.rstrip(_CLOSING)[-1:] not in "。！？"
        if inside and number + 1 < len(parts):
            joined = joined.rstrip(" .,;:") + _JOINED_BY.get(part[-1:], ",")
    return joined


def continued(text: str) -> str:
    """Return the English of a clause as it goes on inside a sentence: without the capital of a sentence."""
    first, space, rest = text.partition(" ")
    return f"{first.lower() if first in _STARTS else first}{space}{rest}"


def _half_width(match: re.Match[str]) -> str:
    mark = unicodedata.normalize("NFKC", match[0])
    if mark == "(":
        return " ("
    return (
        mark + " "
        if mark in _SPACED_AFTER and not match.string[match.end() :].startswith(tuple("0123456789"))
        else mark
    )


def _join_possessives(text: str) -> str:
    """Change ``China ' s`` to ``China's``; ``months ' notice`` to ``months' notice`` unless it may be a quotation."""

    def joined(match: re.Match[str]) -> str:
        return match[1] if " " in match[0] else match[0]

    text = _POSSESSIVE.sub(joined, text)
    loose = len(re.findall(r"(?<!\w)['’]|['’](?!\w)", text))
    return _PLURAL.sub(r"\1 ", text) if loose == 1 else text


_BACKTICKS = late(r"``? ?([^`]*?[^`\s]) ?(?:''|['´](?![A-Za-z]))")


def _without_backticks(text: str) -> str:
    """Write quotation marks for ``x'' and `x', as the model has seen them in old texts; in Markdown they are code."""

    def quoted(match: re.Match[str]) -> str:
        before = text[: match.start()]
        inside = before.count("“") > before.count("”") or before.count('"') % 2
        return f"‘{match[1]}’" if inside else f"“{match[1]}”"

    return _BACKTICKS.sub(quoted, text)


def _alike_quotation_marks(text: str) -> str:
    """Remove spaces inside paired straight quotation marks, and make them curly next to curly ones."""
    if text.count('"') % 2 == 0:
        text = re.sub(r'"\s*([^"]*?)\s*"', r'"\1"', text)
    if '"' in text and ("“" in text or "”" in text):
        text = re.sub(r'(?:^|(?<=[\s(\[—]))"(?=\S)', "“", text).replace('"', "”")
    return text


def _closed(text: str, source: str) -> str:
    """Close the bracket or quotation mark around the end of the source that the model only opened."""
    if source.endswith(("）", ")")) and text.startswith("(") and ")" not in text:
        return text + ")"
    if source.endswith(("”", "」", "』")) and any(opening in source for opening in "“「『"):
        if text.count("“") == text.count("”") + 1:
            return text + "”"
        if text.count('"') % 2 and "“" not in text:
            return text + '"'
    return text


def _ends_alike(text: str, source: str) -> str:
    """End and start like the source: no final full stop if it has none; for a sentence, a full stop and a capital."""
    end = source.rstrip().rstrip(_CLOSING)[-1:]
    if not end or not text:
        return text
    if end in "。！？!?" and HAN.search(source):
        if text[0].isascii() and re.match(r"[a-z]+(?:[ ,]|[.!?]?$)", text):
            text = text[0].upper() + text[1:]
        if end == "。" and (text[-1].isalnum() or text[-1] == "%"):
            text += "."
    elif end not in _FINAL and not _ABBREVIATED.search(text):
        text = re.sub(r"(?<=[^.\s])(?:\.|\.\.\.|…)$", "", text)
    return text
