"""Rises and falls, comparisons, and how exact figures are, in English text. The words are in ``trends.tsv``."""

import re
from collections.abc import Collection, Mapping
from functools import cache

from workflow.contracts.facts import Comparison, Figure, Order
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


_MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?)"
)
_ORDER_BEFORE = late(
    r"\b(?:(?P<before>before|prior to|ahead of|by|until)|(?P<after>after|following|since))[ ]"
    rf"(?:(?:{_MONTH}\.?|[A-Z][a-z]+day|the|on|at|of|noon|midnight|[0-9]{{1,2}}(?::[0-9]{{2}})?|[ap]\.?m\.?),?[ ]){{0,5}}$",
)
_ORDER_AFTER = late(
    r"(?:[ -](?:more|calendar|working|business|full|and|a|half))*[ -]?(?:years?|months?|weeks?|days?|hours?|minutes?)?['’]?"
    r"[ ](?:(?P<before>ago|earlier|before|prior to|in advance|previously|beforehand)|(?P<after>later|after|afterwards?|thereafter))\b",
    re.IGNORECASE,
)
_RELATED = frozenset({"before", "prior to", "after"})
"""What stands between two events, each of which is before or after the other: 30 years after they met."""
_GOES_ON = late(r"[ ]\w")
_DENIED_ORDER = late(r"\b(?:not?|never|cannot|until)\b|n['’]t\b", re.IGNORECASE)


def order(text: str, figure: Figure) -> Order | None:
    """Return whether something happens before or after a date or a span of time; None if neither is said."""
    before = text[max(0, figure.start - _CHANGING) : figure.start]
    found = _ORDER_BEFORE.search(before)
    if found and _DENIED_ORDER.search(before, max(0, found.start() - _JUST_BEFORE), found.start()):
        return None
    later = _ORDER_AFTER.match(text, figure.end)
    ways = {each.lastgroup or "" for each in (found, later) if each}
    if len(ways) != 1:
        return None
    related = later and later[later.lastgroup or 0].lower() in _RELATED and _GOES_ON.match(text, later.end())
    return Order(ways.pop(), sure=not related)


_OFF_AFTER = late(
    r"[ -]?(?:off\b|discounts?\b|reductions?\b|rebates?\b|cheaper\b|price cuts?\b|mark-?downs?\b|savings?\b)",
    re.IGNORECASE,
)
_SOME = r"(?:up to |about |around |as much as |a |an )?$"
_OFF_BEFORE = late(
    rf"\b(?:(?:discount|reduction|rebate|cut|saving|mark-?down)s? of|(?:reduc|cut|cutt|discount|lower|slash)(?:e|ed|es|s|ing)?"
    rf" (?:[\w ]{{1,24}} )?by|sav(?:e|es|ing|ed)) {_SOME}",
    re.IGNORECASE,
)
_LEFT_AFTER = late(
    r" of (?:the |their |its |that )?(?:\w+ ){0,2}?(?:prices?|rates?|fees?|fares?|costs?|values?|amounts?|tariffs?)\b",
    re.IGNORECASE,
)
_LEFT_BEFORE = late(
    r"\b(?:charged|sold|priced|collected|payable|levied|offered|set|calculated|paid|pay|pays) (?:at|for) (?:only |just )?$",
    re.IGNORECASE,
)


def share(text: str, figure: Figure) -> str:
    """Return "off" if a figure is what is taken off a price, "left" if it is what remains of it, or ""."""
    before, after = text[max(0, figure.start - _CHANGING) : figure.start], text[figure.end : figure.end + _CHANGING]
    if _OFF_AFTER.match(after) or _OFF_BEFORE.search(before):
        return "off"
    return "left" if _LEFT_AFTER.match(after) or _LEFT_BEFORE.search(before) else ""


def remaining(text: str, figure: Figure) -> frozenset[int]:  # noqa: ARG001
    """Return nothing: what a discount leaves is only read in sources."""
    return frozenset()


_JUST_BEFORE = 60
"""Characters before a figure in which it is said plainly whether it is more or less."""
_PLAINLY = late(
    r"(?:\b(?P<more>(?:more|greater|higher|larger|longer) than|over|at least|(?:no|not|never|cannot)(?: be)? (?:less|fewer|lower|under) than"
    r"|exceed(?:s|ed|ing)?|upwards of)"
    r"|\b(?P<less>(?:less|fewer|lower|smaller|shorter) than|under|at most|(?:no|not|never|cannot)(?: be)? (?:more|higher|greater|longer|over) than"
    r"|nearly|almost))[ ](?:[a-z]{1,4}[ ])?(?:RMB|US|HK)?[ ]?[$¥€£]?$",
    re.IGNORECASE,
)
_DENIED = late(r"(?:\b(?:not|no|never|nor|neither|cannot|nothing|none|without)|n['’]t)\b[^,.;:]*$", re.IGNORECASE)
_MANY = late(r"[0-9]\+")
_ROUGHLY = late("[~≈]")


def hedges(text: str, figure: Figure) -> frozenset[str]:
    """Return those of "more", "less" and "about" that the words next to a figure say.

    "plainly_more" and "plainly_less" are for words that can be about no other figure.
    """
    around = (
        text[max(0, figure.start - 35) : figure.start]
        + text[figure.start : figure.end]
        + text[figure.end : figure.end + 30]
    )
    not_more, not_less = _whole("not_more"), _whole("not_less")
    said = set()
    without = not_more.sub(" ", around)
    if _whole("more").search(without) or not_less.search(around) or _MANY.search(without):
        said.add("more")
    if _whole("less").search(not_less.sub(" ", around)) or not_more.search(around):
        said.add("less")
    before = text[max(0, figure.start - _JUST_BEFORE) : figure.start]
    if (plain := _PLAINLY.search(before)) and not _DENIED.search(before, 0, plain.start()):
        said.add(f"plainly_{plain.lastgroup}")
    if _whole("about").search(around) or _ROUGHLY.search(around):
        said.add("about")
    return frozenset(said)


def _whole(kind: str) -> lists.Words:
    return lists.words("english", "trends", kind, around=r"\b(?:{})\b")
