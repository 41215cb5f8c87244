"""The forms in which English writes a term: plurals, possessives, hyphens, accents, British and American spelling."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from workflow.languages import lists
from workflow.model import HAN, Term
from workflow.patterns import late

certain = True
_STRAIGHT = str.maketrans("’‘", "''")
_PRONOUN = late(r"\b(?:[Hh]e|[Ss]he)\b")
_THE_OFFICE = late(
    r"\b(?:[Tt]he|[Tt]his|[Ii]ts|[Oo]ur)[ ](?:\w+[ ])?"
    r"(?:Office|Administration|Organi[sz]ation|Bureau|Ministry|Council|Court|Commission|Committee|"
    r"office|administration|organi[sz]ation|court)\b"
)
_HONORIFIC = (
    r"(?:Mr|Mrs|Ms|Dr|Prof(?:essor)?|Commissioner|Minister|President|Director(?:[ -]General)?|Secretary|Chairman|Judge|"
    r"Premier)\.?[ ]"
)


def alluded_to(term: Term, target: str) -> bool:
    """Return whether a pronoun, "the Office" or, for a ministry, its minister may stand for the name."""
    if term.kind == "person":
        surname = re.escape(_surname(term))
        return _PRONOUN.search(target) is not None and not re.search(rf"\b{surname}\b", target, re.IGNORECASE)
    if term.kind != "office":
        return False
    ministry = re.match(r"(?:the )?Ministry\b", term.target, re.IGNORECASE)
    return _THE_OFFICE.search(target) is not None or bool(
        ministry and re.search(r"\bministers?\b", target, re.IGNORECASE)
    )


def _surname(term: Term) -> str:
    names = plain(term.target).split() or [""]
    return names[-1] if "·" in term.source or not HAN.match(term.source) or len(term.source) > 4 else names[0]


def short_form(term: Term, target: str) -> bool:
    """Return whether a person is called by the surname: "Mr Shen", or "Shen" without another given name."""
    if term.kind != "person":
        return False
    surname = re.escape(_surname(term))
    if not surname:
        return False
    return (
        re.search(rf"(?:\b{_HONORIFIC}|(?<![A-Z\w][ ])(?<!\w))(?<!-){surname}(?:'s?)?(?![\w-])(?![ ][A-Z])", target)
        is not None
    )


def plain(text: str) -> str:
    """Return the text without accents and with typewriter apostrophes."""
    if text.isascii():
        return text
    text = text.translate(_STRAIGHT)
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


_WORD = late(r"[\w']+|[^\w\s]")
_SPELLINGS = (
    (late(r"is(?=(?:e|es|ed|ing|ation|ations|er|ers)$)|iz(?=(?:e|es|ed|ing|ation|ations|er|ers)$)"), "i[sz]"),
    (late(r"(?<=[a-z])our(?=s?$|ed$|ing$)|(?<=(?:col|hon|lab|fav))or(?=s?$|ed$|ing$)"), "ou?r"),
    (late(r"(?<=cent|thea)(?:re|er)$|(?<=thea)(?:tre|ter)$"), "(?:re|er)"),
    (late(r"(?<=licen)[cs](?=e)|(?<=defen)[cs](?=e)|(?<=practi)[cs](?=e)|(?<=offen)[cs](?=e)"), "[cs]"),
    (late(r"(?<=program)(?:me)?$"), "(?:me)?"),
)
_SMALL_WORDS = frozenset({"of", "for", "the", "and", "on", "in", "to", "a", "an", "with", "by", "at", "from"})


def occurrences(rendering: str, text: str) -> Iterator[re.Match[str]]:
    """Yield where a rendering is in a plain text, every word as it is or inflected."""
    lower = lists.lower(text)
    # Most renderings are in no text at all, and compiling a pattern for each of them takes longer than all searches.
    return _pattern(rendering).finditer(text) if all(stem in lower for stem in _stems(rendering)) else iter(())


@lru_cache(maxsize=4096)
def _stems(rendering: str) -> tuple[str, ...]:
    """Return what every form of a rendering has of its words, in lower case; only ASCII, which has no special cases."""
    stems = (_inflected(token)[0].lower() for token in _WORD.findall(plain(rendering)))
    return tuple(stem for stem in stems if stem.isascii())


@lru_cache(maxsize=4096)
def _pattern(rendering: str) -> re.Pattern[str]:
    text = plain(rendering)
    tokens = _WORD.findall(text)
    if not tokens:
        return re.compile(r"(?!)")
    parts = [re.escape(stem) + ending for stem, ending in map(_inflected, tokens)]
    separator = r"[\s\u2010\u2011-]{1,3}(?:(?:the|a|an)\s)?"
    found = parts[0]
    for before, token, part in zip(tokens, tokens[1:], parts[1:], strict=False):
        joined = not token[0].isalnum() or not before[-1].isalnum()
        found += (r"[\s\u2010\u2011-]{0,3}" if joined else separator) + part
    start = r"(?<!\w)" if tokens[0][0].isalnum() else ""
    end = r"(?!\w)" if tokens[-1][-1].isalnum() else ""
    # The capitals of an abbreviation matter: IP is not "ip", GI not "gi".
    flags = re.NOFLAG if re.fullmatch(r"[A-Z0-9&.-]{2,8}", text) else re.IGNORECASE
    return re.compile(start + found + end, flags)


def _inflected(token: str) -> tuple[str, str]:
    """Return what all forms of a word begin with, and a pattern for the rest of them."""
    lower = token.lower()
    if not token[0].isalpha() or lower in _SMALL_WORDS or token.endswith("'s"):
        return token, ""
    stem, ending = token, "(?:e?s)?"
    if re.search(r"[^aeiou]y$", lower):
        stem, ending = token[:-1], "(?:y|ies)"
    elif lower.endswith("um") and len(lower) > 4:
        stem, ending = token[:-2], "(?:um|ums|a)"
    elif lower.endswith("man"):
        stem, ending = token[:-3], "m[ae]n"
    elif lower.endswith("is") and len(lower) > 4:
        stem, ending = token[:-2], "[ie]s"
    else:
        for spelling, either in _SPELLINGS:
            if found := spelling.search(lower):
                stem, ending = token[: found.start()], either + re.escape(token[found.end() :]) + ending
                break
    return stem, f"{ending}(?:'s?)?"


_HISTORICAL = late(r"\b(?:former(?:ly)?|then|previously|predecessor)\b", re.IGNORECASE)


def formerly(text: str) -> bool:
    """Return whether a text mentions what something used to be called."""
    return _HISTORICAL.search(text) is not None
