"""Rises and falls, comparisons, and how exact figures are, in English text. The words are in ``trends.tsv``."""

import re
from collections.abc import Collection, Mapping
from functools import cache

from workflow.contracts.facts import Comparison, Figure
from workflow.languages import lists
from workflow.patterns import late

_CLAUSE_END = late(r"[,;:()—–!?]|\.(?=\s|$)|\b(?:and|but|while|whereas|although)\b")


def measures(text: str) -> bool:
    """Return whether there is a figure."""
    return any(character.isdigit() for character in text)


@cache
def _directions() -> lists.Words:
    kinds = ("neither", "down", "up")
    neither, down, up = (lists.joined(lists.of_kind("english", "trends", kind)) for kind in kinds)
    return lists.Words(
        rf"(?P<neither>\b(?:{neither}))|(?P<down>\b(?:{down})\b)|(?P<up>\b(?:{up})\b)",
        lists.of_kind("english", "trends", *kinds),
        r"\b(?:{})",
    )


def ways(text: str) -> frozenset[str]:
    """Return those of "up", "down" and "neither" that a text says."""
    return lists.kinds(_directions().finditer(text))


def clause(text: str, figure: Figure) -> str:
    """Return the words of a figure's clause, on both sides of it."""
    before = text[max(0, figure.start - 80) : figure.start]
    after = text[figure.end : figure.end + 60]
    starts = [match.end() for match in _CLAUSE_END.finditer(before)]
    end = _CLAUSE_END.search(after)
    return (
        before[starts[-1] if starts else 0 :] + text[figure.start : figure.end] + after[: end.start() if end else None]
    )


def comparison(text: str) -> Comparison:
    """Return what a text compares with."""
    return Comparison(*(_first(text, kind) for kind in ("year", "period", "exactly_year")))


def _first(text: str, kind: str) -> str:
    found = lists.words("english", "trends", kind, around=r"\b(?:{})").search(text)
    return found[0] if found else ""


def contraries(text: str, groups: Collection[str] = ()) -> Mapping[str, Mapping[str, str]]:
    """Return the words of a text of which one must not become the other, by group and member."""
    return lists.contraries("english", text, groups, around=r"\b(?:{})\b")


_ROLE = late(
    r"\b(?P<role>from|to|by)(?:[ ](?:about|around|nearly|almost|some|roughly|approximately|over|just|only|under|an?|more"
    r"|less|fewer|than|at|least|as|much|many|RMB|US|HK))*+[ ]?[$¥€£]?$",
    re.IGNORECASE,
)
_CHANGING = 60
"""Characters before a figure in which something changes."""


def role(text: str, figure: Figure) -> str:
    """Return what a figure is in a change: "from" or "to" it, "by" it, or ""."""
    before = text[max(0, figure.start - _CHANGING) : figure.start]
    found = _ROLE.search(before)
    return found["role"].lower() if found and ways(before) & {"up", "down"} else ""


_MANY = late(r"[0-9]\+")
_ROUGHLY = late("[~≈]")


def hedges(text: str, figure: Figure) -> frozenset[str]:
    """Return those of "more", "less" and "about" that the words next to a figure say."""
    around = (
        text[max(0, figure.start - 35) : figure.start]
        + text[figure.start : figure.end]
        + text[figure.end : figure.end + 30]
    )
    not_more, not_less = _whole("not_more"), _whole("not_less")
    said = set()
    without = not_more.sub(" ", around)
    if _whole("more").search(without) or _MANY.search(without):
        said.add("more")
    if _whole("less").search(not_less.sub(" ", around)) or not_more.search(around):
        said.add("less")
    if _whole("about").search(around) or _ROUGHLY.search(around):
        said.add("about")
    return frozenset(said)


def _whole(kind: str) -> lists.Words:
    return lists.words("english", "trends", kind, around=r"\b(?:{})\b")
