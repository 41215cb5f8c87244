"""Names and terms: what the term base has for the source must stand in the translation, as it is on the release's date.

Of English, plurals, possessives, letter case, hyphens, accents and British or American spelling do not matter. Of other languages only
whether the words are there, letter case aside; they may be inflected, so nothing is more than a warning.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

from workflow.checks.example import Example
from workflow.checks.language import LONGEST, primary, straight
from workflow.checks.markup import listed
from workflow.contracts import Check, Context, Said
from workflow.model import DELIBERATELY_EMPTY, HAN, Finding, Match, Term, Unit

_NAME = "terms"

EXPLANATION = (
    "Looks up the source in the term base and expects the names of people and offices, and the terms, as they are written there for the "
    "release's date. An office that is called by another name, or by the name it had last year, is taken for another office; a person's "
    "name is the office's to spell, not the machine's. Waive it where the sentence speaks of the same thing without naming it, or where a "
    "quotation uses the older name on purpose."
)
_CNIPA = Term(
    "国家知识产权局", "China National Intellectual Property Administration", "office", ("CNIPA",), "2018-08-28"
)
_SIPO = Term("国家知识产权局", "State Intellectual Property Office", "office", ("SIPO",), "", "2018-08-27")
_SHEN = Term("申长雨", "Shen Changyu", "person")
_UTILITY = Term("实用新型", "utility model")
_PRACTICAL = Term("实用新型", "practical new model", "forbidden")
EXAMPLES = (
    Example("申长雨出席会议。", "Shen Zhangyu attended the meeting.", "error", (_SHEN,)),
    Example("申长雨出席会议。", "The meeting was attended by Shen Changyu.", "", (_SHEN,)),
    Example("国家知识产权局发布年报。", "SIPO published its annual report.", "error", (_CNIPA, _SIPO), "2019-04-26"),
    Example("国家知识产权局发布年报。", "CNIPA published its annual report.", "", (_CNIPA, _SIPO), "2019-04-26"),
    Example("国家知识产权局发布年报。", "SIPO published its annual report.", "", (_CNIPA, _SIPO), "2018-03-01"),
    Example("实用新型有三件。", "There are three practical new models.", "error", (_UTILITY, _PRACTICAL)),
    Example("实用新型有三件。", "There are three new models.", "warning", (_UTILITY, _PRACTICAL)),
    Example("实用新型有三件。", "There are three utility models.", "", (_UTILITY, _PRACTICAL)),
)

_ERRORS = frozenset({"person", "office", "keep"})


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Findings on names and terms.

    Errors: a forbidden rendering; a person, an office or a ``keep`` that is not in the target; a name that did not hold on the
    release's date. Warnings: a term or a title that is not; a name for which a pronoun or "the Office" stands.
    """
    unit, source = said.unit, said.source.words
    if unit.target == DELIBERATELY_EMPTY or max(len(unit.source), len(unit.target)) > LONGEST:
        return
    matches = tuple(context.terms.find(source, context.release.date))
    if not matches:
        return
    english = primary(context) == "en"
    target = _plain(said.target.words, english=english)
    kept = set(_spans(_accepted(matches), target, english=english))
    seen: set[tuple[Term, ...]] = set()
    for match in matches:
        if match.terms + match.expired in seen:
            continue
        seen.add(match.terms + match.expired)
        yield from _forbidden(unit, match, target, kept, english=english)
        yield from _expired(unit, match, source, target, kept, english=english)
        yield from _missing(unit, match, source, target, english=english)


def _accepted(matches: Iterable[Match]) -> Iterator[str]:
    for match in matches:
        for term in match.terms:
            if term.kind != "forbidden":
                yield from (term.target, *term.variants)


def _spans(renderings: Iterable[str], target: str, *, english: bool) -> Iterator[tuple[int, int]]:
    for rendering in dict.fromkeys(renderings):
        for found in _pattern(rendering, english=english).finditer(target):
            yield found.span()


def _forbidden(
    unit: Unit, match: Match, target: str, kept: set[tuple[int, int]], *, english: bool
) -> Iterator[Finding]:
    for term in match.terms:
        if term.kind != "forbidden":
            continue
        for rendering in (term.target, *term.variants):
            if _stands(rendering, target, kept, english=english):
                better = [other.target for other in match.terms if other.kind != "forbidden"]
                instead = f"; write {_or(better)}" if better else ""
                why = f" ({term.note})" if term.note else ""
                severity: Literal["error", "warning"] = "error" if english else "warning"
                yield _finding(unit, severity, f"“{rendering}” must not be written for {term.source}{why}{instead}")


def _expired(
    unit: Unit, match: Match, source: str, target: str, kept: set[tuple[int, int]], *, english: bool
) -> Iterator[Finding]:
    if _FORMERLY.search(source[max(0, match.start - 4) : match.start]) or _HISTORICAL.search(target):
        return
    valid = {
        rendering for term in match.terms if term.kind != "forbidden" for rendering in (term.target, *term.variants)
    }
    for term in match.expired:
        if term.kind == "forbidden":
            continue
        for rendering in (term.target, *term.variants):
            if rendering not in valid and _stands(rendering, target, kept, english=english):
                better = [other.target for other in match.terms if other.kind != "forbidden"]
                instead = f"; write {_or(better)}" if better else ""
                severity: Literal["error", "warning"] = "error" if english else "warning"
                yield _finding(unit, severity, f"“{rendering}” is {_when(term)} the name of {term.source}{instead}")


_FORMERLY = re.compile("原|前|时任|旧称|曾称")
_HISTORICAL = re.compile(r"\b(?:former(?:ly)?|then|previously|predecessor)\b", re.IGNORECASE)


def _when(term: Term) -> str:
    if term.valid_from and term.valid_until:
        return f"only from {term.valid_from} to {term.valid_until}"
    return f"only until {term.valid_until}" if term.valid_until else f"only from {term.valid_from}"


def _missing(unit: Unit, match: Match, source: str, target: str, *, english: bool) -> Iterator[Finding]:
    terms = [term for term in match.terms if term.kind != "forbidden"]
    if not terms:
        return
    for term in terms:
        if term.kind == "keep":
            if (term.target or term.source) in unit.target or any(variant in unit.target for variant in term.variants):
                return
        elif any(_pattern(rendering, english=english).search(target) for rendering in (term.target, *term.variants)):
            return
    if _FORMERLY.search(source[max(0, match.start - 4) : match.start]) and any(
        _pattern(rendering, english=english).search(target)
        for term in match.expired
        if term.kind != "forbidden"
        for rendering in (term.target, *term.variants)
    ):
        return
    forbidden = [term for term in match.terms if term.kind == "forbidden"]
    if any(
        _pattern(rendering, english=english).search(target)
        for term in forbidden
        for rendering in (term.target, *term.variants)
    ):
        return  # reported already, with what to write
    grave = (
        english and all(term.kind in _ERRORS for term in terms) and not all(_alluded_to(term, target) for term in terms)
    )
    if english and any(_short_form(term, target) for term in terms):
        return
    wanted = list(dict.fromkeys(term.target for term in terms))
    yield _finding(
        unit,
        "error" if grave else "warning",
        f"{source[match.start : match.end]} is {_or(wanted)}, which is not in the translation",
    )


def _or(renderings: Iterable[str]) -> str:
    return listed((f"“{rendering}”" for rendering in dict.fromkeys(renderings)), " or ")


def _stands(rendering: str, target: str, kept: set[tuple[int, int]], *, english: bool) -> bool:
    """Whether a rendering stands in the target other than as a part of one that is right."""
    for found in _pattern(rendering, english=english).finditer(target):
        if not any(
            start <= found.start() and found.end() <= end and (start, end) != found.span() for start, end in kept
        ):
            return True
    return False


# --- English ----------------------------------------------------------------------------------------------------------------

_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")
_THE_OFFICE = re.compile(
    r"\b(?:[Tt]he|[Tt]his|[Ii]ts|[Oo]ur)[ ](?:\w+[ ])?(?:Office|Administration|Organi[sz]ation|Bureau|Ministry|Council|Court|Commission|Committee|office|administration|organi[sz]ation|court)\b"
)
_HONORIFIC = r"(?:Mr|Mrs|Ms|Dr|Prof(?:essor)?|Commissioner|Minister|President|Director(?:[ -]General)?|Secretary|Chairman|Judge|Premier)\.?[ ]"


def _alluded_to(term: Term, target: str) -> bool:
    """Whether a pronoun or "the Office" may stand for the name."""
    if term.kind == "person":
        surname = re.escape(_surname(term))
        return _PRONOUN.search(target) is not None and not re.search(rf"\b{surname}\b", target, re.IGNORECASE)
    return term.kind == "office" and _THE_OFFICE.search(target) is not None


def _surname(term: Term) -> str:
    names = _plain(term.target, english=True).split() or [""]
    return names[-1] if "·" in term.source or not HAN.match(term.source) or len(term.source) > 4 else names[0]


def _short_form(term: Term, target: str) -> bool:
    """Whether a person is called by the surname: "Mr Shen", or "Shen" without another given name."""
    if term.kind != "person":
        return False
    surname = re.escape(_surname(term))
    if not surname:
        return False
    return (
        re.search(rf"(?:\b{_HONORIFIC}|(?<![A-Z\w][ ])(?<!\w))(?<!-){surname}(?:'s?)?(?![\w-])(?![ ][A-Z])", target)
        is not None
    )


def _plain(text: str, *, english: bool) -> str:
    """The text without accents (English) and with typewriter apostrophes."""
    text = straight(text)
    if english and not text.isascii():
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
def _pattern(rendering: str, *, english: bool) -> re.Pattern[str]:
    """What finds a rendering in a text: every word as it is or inflected; in other languages the words as they are."""
    text = _plain(rendering, english=english)
    if not english:
        return re.compile(r"\s+".join(re.escape(word) for word in text.split()) or r"(?!)", re.IGNORECASE)
    tokens = _WORD.findall(text)
    if not tokens:
        return re.compile(r"(?!)")
    parts = [_inflected(token) for token in tokens]
    separator = r"[\s\u2010\u2011-]{1,3}(?:(?:the|a|an)\s)?"
    pattern = parts[0]
    for before, token, part in zip(tokens, tokens[1:], parts[1:], strict=False):
        joined = not token[0].isalnum() or not before[-1].isalnum()
        pattern += (r"[\s\u2010\u2011-]{0,3}" if joined else separator) + part
    start = r"(?<!\w)" if tokens[0][0].isalnum() else ""
    end = r"(?!\w)" if tokens[-1][-1].isalnum() else ""
    # An abbreviation is its capitals: IP is not "ip", GI not "gi".
    flags = re.NOFLAG if re.fullmatch(r"[A-Z0-9&.-]{2,8}", text) else re.IGNORECASE
    return re.compile(start + pattern + end, flags)


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


def _finding(unit: Unit, severity: Literal["error", "warning"], message: str) -> Finding:
    return Finding(_NAME, severity, message, unit)


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES)
