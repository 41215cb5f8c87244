"""The forms in which English writes a term: plurals, possessives, hyphens, accents, British and American spelling."""

import re
import unicodedata
from functools import lru_cache

from workflow.model import HAN, Term

certain = True
_STRAIGHT = str.maketrans("’‘", "''")
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")
_THE_OFFICE = re.compile(
    r"\b(?:[Tt]he|[Tt]his|[Ii]ts|[Oo]ur)[ ](?:\w+[ ])?"
    r"(?:Office|Administration|Organi[sz]ation|Bureau|Ministry|Council|Court|Commission|Committee|"
    r"office|administration|organi[sz]ation|court)\b"
)
_HONORIFIC = (
    r"(?:Mr|Mrs|Ms|Dr|Prof(?:essor)?|Commissioner|Minister|President|Director(?:[ -]General)?|Secretary|Chairman|Judge|"
    r"Premier)\.?[ ]"
)


def alluded_to(term: Term, target: str) -> bool:
    """Return whether a pronoun or "the Office" may stand for the name."""
    if term.kind == "person":
        surname = re.escape(_surname(term))
        return _PRONOUN.search(target) is not None and not re.search(rf"\b{surname}\b", target, re.IGNORECASE)
    return term.kind == "office" and _THE_OFFICE.search(target) is not None


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
    text = text.translate(_STRAIGHT)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return text


_WORD = re.compile(r"[\w']+|[^\w\s]")
_SPELLINGS = (
    (re.compile(r"is(?=(?:e|es|ed|ing|ation|ations|er|ers)$)|iz(?=(?:e|es|ed|ing|ation|ations|er|ers)$)"), "i[sz]"),
    (re.compile(r"(?<=[a-z])our(?=s?$|ed$|ing$)|(?<=(?:col|hon|lab|fav))or(?=s?$|ed$|ing$)"), "ou?r"),
    (re.compile(r"(?<=cent|thea)(?:re|er)$|(?<=thea)(?:tre|ter)$"), "(?:re|er)"),
    (re.compile(r"(?<=licen)[cs](?=e)|(?<=defen)[cs](?=e)|(?<=practi)[cs](?=e)|(?<=offen)[cs](?=e)"), "[cs]"),
    (re.compile(r"(?<=program)(?:me)?$"), "(?:me)?"),
)
_SMALL_WORDS = frozenset({"of", "for", "the", "and", "on", "in", "to", "a", "an", "with", "by", "at", "from"})


@lru_cache(maxsize=4096)
def pattern(rendering: str) -> re.Pattern[str]:
    """Return a pattern that finds a rendering in a plain text, every word as it is or inflected."""
    text = plain(rendering)
    tokens = _WORD.findall(text)
    if not tokens:
        return re.compile(r"(?!)")
    parts = [_inflected(token) for token in tokens]
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


def _inflected(token: str) -> str:
    lower = token.lower()
    if not token[0].isalpha() or lower in _SMALL_WORDS:
        return re.escape(token)
    if token.endswith("'s"):
        return re.escape(token)
    stem, ending = re.escape(token), "(?:e?s)?"
    if re.search(r"[^aeiou]y$", lower):
        stem, ending = re.escape(token[:-1]), "(?:y|ies)"
    elif lower.endswith("um") and len(lower) > 4:
        stem, ending = re.escape(token[:-2]), "(?:um|ums|a)"
    elif lower.endswith("man"):
        stem, ending = re.escape(token[:-3]), "m[ae]n"
    elif lower.endswith("is") and len(lower) > 4:
        stem, ending = re.escape(token[:-2]), "[ie]s"
    else:
        for spelling, either in _SPELLINGS:
            if found := spelling.search(lower):
                stem = re.escape(token[: found.start()]) + either + re.escape(token[found.end() :])
                break
    return f"{stem}{ending}(?:'s?)?"


_HISTORICAL = re.compile(r"\b(?:former(?:ly)?|then|previously|predecessor)\b", re.IGNORECASE)


def formerly(text: str) -> bool:
    """Return whether a text mentions what something used to be called."""
    return _HISTORICAL.search(text) is not None
