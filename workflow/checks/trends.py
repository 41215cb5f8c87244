"""Differences in direction, comparison and approximation; part of the check ``values``."""

from collections.abc import Iterator, Sequence
from typing import Literal

from workflow.checks.pairs import Compared
from workflow.contracts.facts import ONE, Figure
from workflow.interface import say

Difference = tuple[Literal["error", "warning"], str]
_OPPOSITE = {"up": "down", "down": "up"}
_SHOWN = 3
_ONE = frozenset({ONE})


def differences(pair: Compared) -> Iterator[Difference]:
    """Yield what the target says differently about directions, comparisons and approximations."""
    yield from _directions(pair)
    yield from _roles(pair)
    yield from _contraries(pair)
    yield from _orders(pair)
    yield from _discounts(pair)
    yield from _comparisons(pair)
    yield from _approximations(pair)


def _directions(pair: Compared) -> Iterator[Difference]:
    """Yield errors for figures that rise in the source and fall in the target, or the other way round.

    Nothing is said of figures with a minus sign on both sides: a contribution to growth of −1.28% is neither a rise nor
    a fall, and how it is worded decides what the words beside it seem to say.
    """
    if not pair.here.trends.measures(pair.source):
        return
    here = pair.here.trends.ways(pair.source)
    if here.isdisjoint(_OPPOSITE):
        return
    there = pair.there.trends.ways(pair.target)
    signed = [figure for figure in pair.expected if _is_signed(pair, figure)]
    if not signed and len(here) == 1 and not there & here and there & {_OPPOSITE[way] for way in here}:
        yield "error", _contrary(next(iter(here)))
        return
    for figure in pair.expected:
        if figure in signed or (not figure.certain and figure.values == _ONE):  # 逐一, one by one
            continue
        ways = pair.here.trends.ways(pair.here.trends.clause(pair.source, figure))
        if len(ways) != 1 or "neither" in ways:
            continue
        (way,) = ways
        around = [
            pair.there.trends.ways(pair.there.trends.clause(pair.target, other)) for other in pair.counterparts(figure)
        ]
        if around and all(way not in kinds and _OPPOSITE[way] in kinds for kinds in around):
            text = " ".join(figure.text.split())
            yield "error", say("{figure}: {contrary}", figure=text, contrary=_contrary(way))
            return


def _is_signed(pair: Compared, figure: Figure) -> bool:
    return pair.here.numbers.negative(pair.source, figure) == "sign" and any(
        pair.there.numbers.negative(pair.target, other) == "sign" for other in pair.counterparts(figure)
    )


def _contrary(way: str) -> str:
    if way == "up":
        return say("what rises in the source falls in the translation")
    return say("what falls in the source rises in the translation")


def _contraries(pair: Compared) -> Iterator[Difference]:
    """Yield an error if 进口 is "exports" and nothing in the translation is about imports, and the like."""
    if not (meant := pair.here.trends.contraries(pair.source)):
        return
    one = {group: member for group, members in meant.items() if len(members) == 1 for member in members}
    said = pair.there.trends.contraries(pair.target, one.keys()) if one else {}
    for group, member in one.items():
        if (others := said.get(group)) and others.keys().isdisjoint((member, "either")):
            yield (
                "warning" if group in _DOUBTFUL else "error",
                say(
                    "{word} in the source, “{here}” in the translation",
                    word=meant[group][member],
                    here=next(iter(others.values())),
                ),
            )


def _orders(pair: Compared) -> Iterator[Difference]:
    """Yield a finding if what happens before a date or a span of time (5日前) happens after it in the translation."""
    for figure in pair.expected:
        if not (order := pair.here.trends.order(pair.source, figure)) or not (others := pair.counterparts(figure)):
            continue
        orders = [pair.there.trends.order(pair.target, other) for other in others]
        if {each.way if each else "" for each in orders} == {"after" if order.way == "before" else "before"}:
            text = " ".join(figure.text.split())
            yield (
                "error" if order.sure and all(each.sure for each in orders if each) else "warning",
                say("{figure}: before it in the source, after it in the translation", figure=text)
                if order.way == "before"
                else say("{figure}: after it in the source, before it in the translation", figure=text),
            )
            return


_DOUBTFUL = frozenset({"order"})
"""Groups of contraries that a translation may exchange: 他讲话之后离开 is "he spoke before leaving"."""
_CONTRARY_ROLES = {("to", "by"), ("by", "to"), ("from", "to"), ("to", "from")}


def _roles(pair: Compared) -> Iterator[Difference]:
    """Yield an error if what something was cut to (至4个月) is what it was cut by, or "from" and "to" are exchanged."""
    for figure in pair.expected:
        if not (role := pair.here.trends.role(pair.source, figure)) or not (others := pair.counterparts(figure)):
            continue
        roles = [pair.there.trends.role(pair.target, other) for other in others]
        if all((role, other) in _CONTRARY_ROLES for other in roles):
            text = " ".join(figure.text.split())
            yield (
                "error",
                say(
                    "{figure}: “{role}” in the source, “{here}” in the translation",
                    figure=text,
                    role=role,
                    here=roles[0],
                ),
            )
            return


def _discounts(pair: Compared) -> Iterator[Difference]:
    """Yield an error if what remains of a price (八折: 80 percent) is taken off it, or the other way round."""
    for figure in pair.expected:
        left = pair.here.trends.remaining(pair.source, figure)
        off = figure.values - left
        if not left or not off or not (others := pair.counterparts(figure)):
            continue
        text = " ".join(figure.text.split())
        shares = [(pair.there.trends.share(pair.target, other), other.values) for other in others]
        if all(share == "off" and left & values and not off & values for share, values in shares):
            yield "error", say("{figure}: what remains of the price is taken off it in the translation", figure=text)
        elif all(share == "left" and off & values and not left & values for share, values in shares):
            yield "error", say("{figure}: what is taken off the price remains of it in the translation", figure=text)


def _comparisons(pair: Compared) -> Iterator[Difference]:
    here = pair.here.trends.comparison(pair.source)
    if not (here.year or here.period):
        return
    there = pair.there.trends.comparison(pair.target)
    if here.year and here.period:
        yield from _exchanged(pair)
        return
    if here.year and not here.period and not there.exactly_year and there.period:
        yield (
            "error",
            say(
                "{word} compares with the year before, the translation with the {other}",
                word=here.year,
                other=there.period,
            ),
        )
    elif here.year and not there.year:
        yield (
            "warning",
            say("{word}: the translation does not say that it compares with the year before", word=here.year),
        )
    if here.period and not here.year and not there.period:
        severity: Literal["error", "warning"] = "error" if there.exactly_year else "warning"
        yield (
            severity,
            say(
                "{word}: the translation does not say that it compares with the month or quarter before",
                word=here.period,
            ),
        )


def _exchanged(pair: Compared) -> Iterator[Difference]:
    """Yield an error for a figure that one language compares with the year before, the other with the month."""
    for figure in pair.expected:
        here = pair.here.trends.comparison(pair.here.trends.clause(pair.source, figure))
        if bool(here.year) == bool(here.period) or not (others := pair.counterparts(figure)):
            continue
        said = [pair.there.trends.comparison(pair.there.trends.clause(pair.target, other)) for other in others]
        if all(
            (other.period and not other.year) if here.year else (other.exactly_year and not other.period)
            for other in said
        ):
            text = " ".join(figure.text.split())
            words = said[0].period or said[0].exactly_year
            yield (
                "error",
                say(
                    "{figure}: {word} in the source, “{here}” in the translation",
                    figure=text,
                    word=here.year or here.period,
                    here=words,
                ),
            )
            return


def _made_exact(figure: str, way: str) -> str:
    if way == "about":
        return say("about {figure} in the source, exact in the translation", figure=figure)
    if way == "more":
        return say("{figure} or more in the source, exact in the translation", figure=figure)
    return say("{figure} or less in the source, exact in the translation", figure=figure)


def _approximations(pair: Compared) -> Iterator[Difference]:
    """Yield warnings if "nearly", "more than" or "about" is lost, and errors if one plainly became its opposite."""
    reported = 0
    hedged = [(figure, ways) for figure in pair.expected if (ways := pair.here.trends.hedges(pair.source, figure))]
    for number, (figure, (way,)) in enumerate(hedged):
        others = pair.counterparts(figure)
        if not others or reported == _SHOWN:
            continue
        around = [pair.there.trends.hedges(pair.target, other) for other in others]
        text = " ".join(figure.text.split())
        opposite = {"more": "less", "less": "more"}.get(way, "")
        if opposite and not any(way in said for said in around) and all(opposite in said for said in around):
            reported += 1
            severity: Literal["error", "warning"] = (
                "error" if all(f"plainly_{opposite}" in said for said in around) else "warning"
            )
            yield (
                severity,
                say("{figure} or more in the source, less in the translation", figure=text)
                if way == "more"
                else say("{figure} or less in the source, more in the translation", figure=text),
            )
        elif not any(around) and not _is_end_of_range(hedged, number):
            reported += 1
            yield "warning", _made_exact(text, way)


def _is_end_of_range(hedged: Sequence[tuple[Figure, frozenset[str]]], number: int) -> bool:
    """Return whether a figure is an end of a range: 五千元以上五万元以下 is "5,000 to 50,000 yuan"."""
    beside = [each for at in (number, number + 1) if len(each := hedged[max(0, at - 1) : at + 1]) == 2]
    return any(
        first[1] == {"more"} and second[1] == {"less"} and second[0].start - first[0].end < _BESIDE
        for first, second in beside
    )


_BESIDE = 12
"""Characters between the two ends of a range."""
