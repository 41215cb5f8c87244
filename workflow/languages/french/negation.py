"""What a French text denies, forbids, demands and allows. The words are in ``negation.tsv``.

French negates with two words, "ne" and another one: each "ne" counts once, and "pas" or "aucun" by itself only without
a "ne" before it in the clause. Texts have typewriter apostrophes, as ``French.plain`` returns them.
"""

import re
from functools import cache

from workflow.contracts import Claims
from workflow.languages import lists

_CLAUSE_END = re.compile("[,;:.!?()]")
_PLAIN_NOT = re.compile(r"\b(?:ne|n')[ ]?[^.;:,!?]{0,40}?\b(?:pas|plus|jamais)\b", re.IGNORECASE)
_MODAL = r"(?:peu(?:t|vent)|pour(?:ra|ront|rait|raient))"
_DUTY = r"(?:doi(?:t|vent)|dev(?:ra|ront|rait|raient))"
_PLAINLY_MAY = re.compile(
    rf"(?<!\bne )(?<!\bn')\b{_MODAL}\b(?! (?:pas|plus|jamais|en aucun|ni|être inférieur|être supérieur))"
    r"|\b(?:est|sont) (?:autorisée?s?|libres?) |\b(?:est permis|a le droit|ont le droit) ",
    re.IGNORECASE,
)
_PLAINLY_MUST = re.compile(
    rf"(?<!\bne )(?<!\bn')\b{_DUTY}\b(?! (?:pas|plus|jamais))|(?<!n')\b(?:est|sont) (?:tenue?s?|obligée?s?) ",
    re.IGNORECASE,
)
_MUST_NOT = re.compile(rf"\b(?:ne|n')[ ]?(?:{_MODAL}|{_DUTY})\b|\binterdi", re.IGNORECASE)


def claims(text: str) -> Claims:
    """Return what a text denies, forbids, demands and allows."""
    text = _spaced(text)
    without_idioms = _without_idioms(text)
    forbids = list(_prohibition().finditer(without_idioms))
    return Claims(
        nos=tuple(_nos(without_idioms)),
        forbids=tuple(match[0] for match in forbids if match.lastgroup == "forbids"),
        without=tuple(match[0] for match in forbids if match.lastgroup == "without"),
        unlawful=sum(match.lastgroup == "unlawful" for match in forbids),
        must=_first("must", text),
        may=_first("may", text),
        plainly_must=_PLAINLY_MUST.search(text) is not None,
        plainly_may=_PLAINLY_MAY.search(text) is not None,
        must_not=_MUST_NOT.search(text) is not None,
    )


def plain_not(text: str) -> str:
    """Return the first plain "not" of a text, "" if there is none."""
    found = _PLAIN_NOT.search(_without_idioms(_spaced(text)))
    return found[0] if found else ""


def _spaced(text: str) -> str:
    """Return the text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _without_idioms(text: str) -> str:
    return _idioms().sub(lambda match: " " * len(match[0]), text)


def _nos(text: str) -> list[str]:
    """Yield every negation once."""
    found: list[str] = []
    particle = -1  # where the last "ne" stands
    for match in _negative().finditer(text):
        if match.lastgroup == "particle":
            particle = match.start()
        elif match.lastgroup == "alone" and _goes_with_ne(text, match, particle):
            continue
        found.append(match[0].lower())
    return found


def _goes_with_ne(text: str, word: re.Match[str], particle: int) -> bool:
    """Return whether "pas" or "nul" is the other half of a "ne", at ``particle`` or after it (Nul ne peut)."""
    if particle >= 0 and not _CLAUSE_END.search(text, particle, word.start()):
        return True
    after = text[word.end() : word.end() + 60]
    return re.match(r"(?:[ ][^\W\d_]+){0,3}[ ](?:ne\b|n')", after, re.IGNORECASE) is not None


@cache
def concepts(word: str) -> frozenset[str]:
    """Return the concepts that a word may translate without being a negation."""
    return frozenset(concept for pattern, concept in _concepts() if pattern.match(word))


@cache
def _concepts() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = lists.of_kind("french", "concepts", "concept")
    return tuple((re.compile(row.pattern), row.more["concept"]) for row in rows)


def _idioms() -> lists.Words:
    return lists.words("french", "negation", "nothing", around=r"(?<!\w)(?:{})")


@cache
def _negative() -> lists.Words:
    kinds = ("alone", "no")
    alone, no = (lists.joined(lists.of_kind("french", "negation", kind)) for kind in kinds)
    return lists.Words(
        rf"(?<!\w)(?:(?P<particle>ne\b|n')|(?P<alone>(?:{alone})\b)|(?P<no>(?:{no})\b))",
        lists.of_kind("french", "negation", *kinds),
        r"(?<!\w)(?:ne\b|n'|(?:{})\b)",
    )


@cache
def _prohibition() -> lists.Words:
    kinds = ("forbids", "unlawful", "without")
    groups = (
        rf"(?P<{kind}>(?:{lists.joined(lists.of_kind('french', 'negation', kind))})(?:(?<=')|\b))" for kind in kinds
    )
    return lists.Words(rf"(?<!\w)(?:{'|'.join(groups)})", lists.of_kind("french", "negation", *kinds), r"(?<!\w)(?:{})")


def _first(kind: str, text: str) -> str:
    found = lists.words("french", "negation", kind, around=r"(?<!\w)(?:{})\b").search(text)
    return found[0] if found else ""
