"""Penalties that a law threatens, such as 逾期不改正的，处五千元以上三万元以下的罚款.

They are made of the same few phrases in every law. A machine reads 责令限期改正 as an order to correct the time limit,
and forgets who is punished and for what. Here only who punishes and, framed as a condition, for what is translated.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from workflow.contracts.composing import NAME
from workflow.contracts.facts import ONE
from workflow.languages import lists
from workflow.languages.chinese.numbers import numeral_values
from workflow.languages.english.composing import sums
from workflow.languages.english.composing.shapes import Run
from workflow.languages.english.composing.words import listed
from workflow.patterns import late

_CONDITIONS = listed("penalties", "condition")
_RULES = {
    "法": "this Law", "条例": "these Regulations", "办法": "these Measures", "规定": "these Provisions",
}  # fmt: skip
_NUMERAL = "[〇零一二三四五六七八九十百]{1,7}"
_VIOLATING = late(
    rf"违反本(?P<rules>法|条例|办法|规定)(?P<relevant>有关(?=规定))?(?P<articles>第{_NUMERAL}条(?:[、和]第{_NUMERAL}条)*)?"
    r"(?P<rest>第[一二三四五六七八九十]款)?(?:的?规定|的)[，,]?"
)
_CONDITION = late("(?P<what>[^；。]{3,100}?)的[，,]")
_SUM = r"[0-9一二三四五六七八九十百千万]{1,9}(?:万)?元"
_TIMES = "[一二三四五六七八九十]{1,3}倍"
_LICENCES = listed("penalties", "licence")
_LICENCE = "|".join(sorted(_LICENCES, key=len, reverse=True))
_AND = "(?:[，,、]|并|应当)*"
_MEASURE = tuple((late(row.pattern), row.more) for row in lists.rows("english/composing", "measures"))
"""A measure; its verb, for those who take it, and its participle; and what it is."""
_FINE = late(
    rf"(?:处以?|处)(?:(?P<least>{_SUM})以上(?P<most>{_SUM})以下|(?P<upto>{_SUM})以下|违法所得(?P<low>{_TIMES})以上(?P<high>{_TIMES})以下)的?罚款"
)
_REVOKED = late(rf"(?P<law>依法)?吊销(?P<what>{_LICENCE})")
_LOCAL = late(
    "县级以上(?P<local>地方)?人民政府(?P<field>有关|(?!各级|主管|行政)[\u4e00-\u9fff]{2,16}?)?(?P<administers>行政)?(?P<competent>主管)?部门"
)
_BY = late(f"由(?P<who>{NAME}|[^，。；、]{{3,40}}?)(?=责令|依法|给予|予以|处|没收|吊销)")


_MAY = late("(?<!许)可")
"""A penalty that may be imposed is another than one that shall be; sentences with both are left to the machine."""


def threatened(text: str, at: int = 0) -> list[str | Run] | None:
    """Return the English of a sentence that threatens penalties and of nothing else; None for any other.

    Args:
        text: The sentence, in which private characters stand for terms (``forms``).
        at: Where it starts.
    """
    if "的，" not in text or len(text) > 400 or _MAY.search(text, at):
        return None
    body = re.sub("[。：]$", "", text)
    parts: list[str | Run] = []
    start = at
    while start < len(body):
        end = body.find("；", start)
        end = len(body) if end < 0 else end
        clause = list(_clause(body, start, end, first=not parts))
        if not clause:
            return None
        parts += ["; "] * bool(parts) + clause
        start = end + 1
    return [*parts, text[len(body) :].translate(str.maketrans("。：", ".:"))]


def _clause(text: str, start: int, end: int, *, first: bool) -> Iterator[str | Run]:
    """Yield the English of a condition and its penalties; nothing if they are not known."""
    at, violated = start, ""
    if violating := _VIOLATING.match(text, start, end):
        if violating["rest"]:
            return
        at, violated = violating.end(), _violated(violating)
    condition = _CONDITION.match(text, at, end)
    if condition is None:
        return
    by = _BY.match(text, condition.end(), end)
    measures = list(_measures(text, by.end() if by else condition.end(), end))
    if not measures or (by and not all(active for active, _ in measures)):
        return
    known = _CONDITIONS.get(condition["what"])
    where = "Where" if first else "where"
    if known:
        yield known[0].upper() + known[1:] if first else known
        yield f" in violation of {violated}" if violated else ""
    else:
        yield f"{where}, in violation of {violated}, " if violated else f"{where} "
        yield Run(*condition.span("what"), "if")
    yield ", "
    if by:
        yield from _who(text, *by.span("who"))
        yield f" shall {_row([active for active, _ in measures])}"
    else:
        yield _row([passive for _, passive in measures])


def _violated(match: re.Match[str]) -> str:
    """Return what was violated: Articles 12 and 13 of these Measures."""
    rules = f"{'the relevant provisions of ' if match['relevant'] else ''}{_RULES[match['rules']]}"
    numbers = [f"{_number(each):f}" for each in re.findall(f"第({_NUMERAL})条", match["articles"] or "")]
    return f"Article{'s' * (len(numbers) > 1)} {_row(numbers)} of {rules}" if numbers else rules


def _who(text: str, start: int, end: int) -> Iterator[str | Run]:
    yield "the "
    if local := _LOCAL.fullmatch(text, start, end):
        competent = "competent " * bool(local["competent"])
        what = f"{'administrative ' if local['administers'] else ''}department"
        if local["field"] == "有关":
            yield f"relevant {competent}{what}"
        elif local["field"]:
            yield competent
            yield Run(*local.span("field"), "owned")
            yield f" {what}"
        else:
            yield f"{competent}{what}"
        yield f" of the {'local ' if local['local'] else ''}people's government at or above the county level"
    else:
        yield Run(start, end, "owned")


def _measures(text: str, at: int, end: int) -> Iterator[tuple[str, str]]:
    """Yield each measure in the active and the passive voice; nothing more from the first that is not known on."""
    found: list[tuple[str, str]] = []
    while at < end:
        if joint := re.compile(_AND).match(text, at, end):
            at = joint.end()
        if fine := _FINE.match(text, at, end):
            said, at = _fine(fine), fine.end()
            found.append((f"impose {said}", f"{said} shall be imposed"))
            continue
        if revoked := _REVOKED.match(text, at, end):
            law = " in accordance with the law" if revoked["law"] else ""
            what = _LICENCES[revoked["what"]]
            found.append((f"revoke the {what}{law}", f"the {what} shall be revoked{law}"))
            at = revoked.end()
            continue
        for pattern, said_of in _MEASURE:
            if measure := pattern.match(text, at, end):
                verb, participle, what = (said_of[column] for column in ("verb", "participle", "english"))
                law = " in accordance with the law" if measure[0].startswith("依法") else ""
                found.append((f"{verb} {what}{law}" if verb else "", f"{what} shall be {participle}{law}"))
                at = measure.end()
                break
        else:
            return
    yield from found


def _fine(match: re.Match[str]) -> str:
    if match["low"]:
        low, high = (_number(match[group].rstrip("倍")) for group in ("low", "high"))
        return f"a fine of not less than {_times(low)} but not more than {_times(high)} the illegal gains"
    if match["upto"]:
        return f"a fine of not more than {_sum(match['upto'])}"
    return f"a fine of not less than {_sum(match['least'])} but not more than {_sum(match['most'])}"


def _times(number: Decimal) -> str:
    return {Decimal(1): "once", Decimal(2): "twice"}.get(number, f"{number:f} times")


def _sum(text: str) -> str:
    return f"{sums.written(_number(text.rstrip('元')))} yuan"


def _number(text: str) -> Decimal:
    if text[0].isdigit():
        return Decimal(text.rstrip("万")) * (10_000 if text.endswith("万") else 1)
    return Decimal(min(numeral_values(text))) / ONE


def _row(words: list[str]) -> str:
    return ", ".join(words[:-1]) + f" and {words[-1]}" if words[1:] else words[0]
