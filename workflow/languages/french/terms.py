"""The forms in which French writes a term: plurals, feminines, elision, and de for du, de la and des."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from workflow.model import HAN, Term

certain = True
_PRONOUN = re.compile(r"(?<!\w)(?:ils?|elles?)(?!\w)", re.IGNORECASE)
_THE_OFFICE = re.compile(
    r"(?<!\w)(?i:l'|le |la |cet |cette |son |sa |ce |du |au )(?:Office|Administration|Organisation|Bureau|Ministère|Conseil|Cour|Commission|Comité|Agence"
    r"|Institut|office|administration|organisation|cour|commission|comité|agence|institut)\b"
)
_HONORIFIC = r"(?:M|Mme|Mmes|MM|Dr|Pr|Monsieur|Madame|président|présidente|ministre|directeur|directrice|commissaire|juge)\.?[ \u00a0]"
_HISTORICAL = re.compile(
    r"\b(?:anciens?|anciennes?|anciennement|alors|autrefois|précédemment|prédécesseur)\b", re.IGNORECASE
)
_OF = r"(?:de la |de l'|de |du |des |d'|à la |à l'|au |aux |le |la |les |l')?"
_SMALL_WORDS = frozenset(
    {"de", "du", "des", "la", "le", "les", "l", "d", "et", "à", "au", "aux", "en", "sur", "pour", "par", "dans"}
)
_WORD = re.compile(r"[^\W_]+|[^\w\s']")


def plain(text: str) -> str:
    """Return the text with typewriter apostrophes and ordinary spaces."""
    return text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")


def occurrences(rendering: str, text: str) -> Iterator[re.Match[str]]:
    """Yield where a rendering is in a plain text, every word as it is or in the plural."""
    return _pattern(rendering).finditer(text)


@lru_cache(maxsize=4096)
def _pattern(rendering: str) -> re.Pattern[str]:
    """Return a pattern that finds a rendering: words as they are, plural or feminine; de, du and des are equivalent."""
    text = plain(rendering)
    tokens = _WORD.findall(text)
    if not tokens:
        return re.compile(r"(?!)")
    words = [token for token in tokens if token.lower() not in {"de", "du", "des", "la", "le", "les", "l", "d"}]
    if not words:
        words = tokens
    found = _inflected(words[0])
    for before, token in pairwise(words):
        joined = not token[0].isalnum() or not before[-1].isalnum()
        found += (r"[\s-]{0,3}" if joined else rf"[\s-]{{1,3}}{_OF}") + _inflected(token)
    start = r"(?<!\w)" if words[0][0].isalnum() else ""
    end = r"(?!\w)" if words[-1][-1].isalnum() else ""
    flags = re.NOFLAG if re.fullmatch(r"[A-Z0-9&.-]{2,8}", text) else re.IGNORECASE
    return re.compile(start + found + end, flags)


def _inflected(token: str) -> str:
    lower = token.lower()
    if not token[0].isalpha() or lower in _SMALL_WORDS or len(token) < 3:
        return re.escape(token)
    stem = re.escape(token)
    if lower.endswith("al"):
        return rf"{re.escape(token[:-2])}(?:ale?s?|aux)"
    if lower.endswith(("s", "x", "z")):
        return rf"{re.escape(token[:-1])}{re.escape(token[-1])}?(?:es?)?"
    if lower.endswith(("el", "en", "on", "et")):
        return rf"{stem}(?:s|{re.escape(token[-1])}es?)?"
    return rf"{stem}(?:e?s?|x)"


def alluded_to(term: Term, target: str) -> bool:
    """Return whether a pronoun or "l'Office" may stand for the name."""
    if term.kind == "person":
        surname = re.escape(_surname(term))
        return _PRONOUN.search(target) is not None and not re.search(rf"\b{surname}\b", target, re.IGNORECASE)
    return term.kind == "office" and _THE_OFFICE.search(target) is not None


def _surname(term: Term) -> str:
    names = plain(term.target).split() or [""]
    return names[-1] if "·" in term.source or not HAN.match(term.source) or len(term.source) > 4 else names[0]


def short_form(term: Term, target: str) -> bool:
    """Return whether a person is called by the surname: "M. Shen", or "Shen" without another given name."""
    surname = re.escape(_surname(term)) if term.kind == "person" else ""
    if not surname:
        return False
    alone = rf"(?:\b{_HONORIFIC}|(?<![A-Z\w][ ])(?<!\w))(?<!-){surname}(?![\w-])(?![ ][A-Z])"
    return re.search(alone, target) is not None


def formerly(text: str) -> bool:
    """Return whether a text mentions what something used to be called."""
    return _HISTORICAL.search(text) is not None
