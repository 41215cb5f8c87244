"""Recognises output of a machine that has lost its way, so that it is asked again or its draft is discarded.

The length limits were set for English, on 317 sentences of newstest2018 and their human references: none of those
references, and none of the model's good drafts, is flagged.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from workflow import languages
from workflow.model import HAN

_WORD = re.compile(r"[\w'’.-]+")
_LOOP = re.compile(r"\b(\w[\w'’ ,.-]{0,80}?)(?:[\s,;.-]+\1\b){2,}", re.IGNORECASE)
_TWICE = re.compile(r"\b(\w+(?:[ ,'’-]+\w+){3,14})[\s,;.]+\1\b", re.IGNORECASE)
_STAMMER = re.compile(r"\b([A-Za-z]{2,}) \1\b", re.IGNORECASE)
_SAID_TWICE = frozenset(
    {"that", "had", "very", "blah", "so", "many", "no", "yes", "step", "day", "year", "more", "hear"}
)
_SOURCE_LOOP = re.compile(r"([^\s0-9]{2,})[，、！。,!\s]*\1|(.)\2\2")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_BRACKETS_IN_CHINESE = re.compile(r"[()（）【】〔〕\[\]［］]")
_ENUMERATOR = re.compile(r"^\s*\(\s*(?:[a-z]|[ivx]{1,4}|[0-9]{1,2})\s*\)\s*")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z.&'-]*")
_ANY = re.compile(r"\w")

_SHORT = 8
"""In characters: 是的 and 对 are both "Yes"."""
_LEAST = 1.3
_LEAST_HAN = 14
_MOST = 9.0


def fault(source: str, text: str, language: str = "en") -> str:
    """Return why ``text`` cannot be a translation of ``source`` into ``language``, in one clause; "" if it can.

    Both are plain text, and what was hidden is still masked.
    """
    if not text.strip():
        return "the machine returned nothing"
    if HAN.search(source) and not _ANY.search(text):
        return "the machine returned nothing but punctuation"
    if not languages.of(language).writes_han and (left := HAN.findall(text)):
        return f"the machine left {''.join(left[:5])} untranslated"
    if _invented_bracket(source, text):
        return "the machine put something in brackets that the source does not have"
    if not _SOURCE_LOOP.search(source) and _loops(source, text):
        return "the machine repeats itself"
    if languages.of(language).tidying is None:
        return ""
    characters = len(HAN.findall(source))
    english = len(text) - sum(len(word) for word in _LATIN_WORD.findall(source))
    if characters >= _LEAST_HAN and english < _LEAST * characters:
        return "the machine left out a part"
    if characters and len(text) > 40 and english > _MOST * characters + 2 * (len(source) - characters):
        return "the machine wrote far more than the source says"
    return ""


def tidied(source: str, text: str) -> str:
    """Remove from the English what can be removed safely.

    That is the second of two equal words in a row ("the the"), except those that English repeats ("had had"), and the
    "(a)" with which the model starts what it takes for a list item.
    """
    if not _BRACKETS_IN_CHINESE.search(source) and (rest := _ENUMERATOR.sub("", text, count=1)):
        text = rest
    if _SOURCE_LOOP.search(source):
        return text
    return _STAMMER.sub(lambda match: match[0] if match[1].lower() in _SAID_TWICE else match[1], text)


def alike(one: str, other: str) -> bool:
    """Return whether two sources may have the same translation: they are short, or share most pairs of characters."""
    if min(len(one), len(other)) <= _SHORT:
        return True
    pairs, others = (Counter(pairwise(text)) for text in (one, other))
    shared = (pairs & others).total()
    return _figures(one) == _figures(other) and 2 * shared >= max(1, min(pairs.total(), others.total()))


def _figures(text: str) -> list[str]:
    return sorted(re.findall(r"[0-9]+", text))


def _loops(source: str, text: str) -> bool:
    if _LOOP.search(text) or _TWICE.search(text):
        return True
    words = [word.lower() for word in _WORD.findall(text)]
    return len(words) > 14 and _variety(words) < 0.7 * _variety(source)


def _variety(parts: Sequence[str]) -> float:
    """Return the share of distinct sequences among all sequences of four."""
    fours = list(zip(parts, parts[1:], parts[2:], parts[3:], strict=False))
    return len(set(fours)) / len(fours) if fours else 1.0


def _invented_bracket(source: str, text: str) -> bool:
    if _BRACKETS_IN_CHINESE.search(source):
        return False
    for match in _BRACKET.finditer(text):
        inside = match[1].strip()
        # An abbreviation of a name that the source writes in full, or one from the source.
        abbreviation = re.fullmatch(r"[A-Z][A-Z&.-]{1,9}s?", inside) or (inside and inside in source)
        if not abbreviation:
            return True
    return False
