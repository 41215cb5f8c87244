"""Negation and modality: 不得 and 未 must not be lost, 必须 is not "may", 可以 is not "must".

Languages have many ways to say no, and one of them anywhere in the sentence is enough: the check finds what was
dropped, not what was moved.
"""

from collections.abc import Iterator
from typing import Literal

from workflow.checks.example import Example
from workflow.checks.pairs import plain_words, read
from workflow.checks.words import LONGEST
from workflow.contracts.checks import Check, Context, Said
from workflow.contracts.facts import Claims
from workflow.contracts.languages import Language, Negation
from workflow.interface import say
from workflow.languages import of
from workflow.model import DELIBERATELY_EMPTY, Finding, Unit

_NAME = "negation"

EXPLANATION = say(
    "Looks for lost negations: 不得, 禁止 and 未经 in the source need “not”, “without”, “prohibit” or the like in the "
    "translation, and a “not” that the source does not have is reported. It also compares what one must (必须, 应当), "
    "may (可以) and need not (无须) do. One lost word turns a prohibition into a permission. Waive a finding if the "
    "translation says the same positively, such as “remain confidential” for 不公开."
)
EXAMPLES = (
    Example("未经许可，不得使用。", "The sign may be used with permission.", "error"),
    Example("未经许可，不得使用。", "The sign may not be used without permission.", ""),
    Example("该条约尚未生效。", "The treaty has entered into force.", "warning"),
    Example("该条约尚未生效。", "The treaty has yet to enter into force.", ""),
    Example("申请人可以撤回申请。", "Applicants must withdraw the application.", "error"),
    Example("申请人应当在两个月内答复。", "The applicant may reply within two months.", "error"),
    Example("申请人应当在两个月内答复。", "The applicant shall reply within two months.", ""),
    Example(
        "双方将不断深化合作，不仅限于专利。",
        "Both sides will steadily deepen their cooperation, in patents and beyond.",
        "",
    ),
    Example("会员无须缴费。", "Members must not pay a fee.", "error"),
)


def knows(language: Language) -> bool:
    """Return whether it is known how a language says no."""
    return language.negation is not None


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Yield findings about negation and modality.

    Errors: 不得, 禁止, 严禁, 未经 and the like without any negation; an obligation that became a permission, or the
    other way round. Warnings: another lost negation; an added one; 必须 without any obligation.
    """
    unit = said.unit
    here, there = of(context.release.language).negation, of(context.language).negation
    if here is None or there is None or unit.target == DELIBERATELY_EMPTY:
        return
    if max(len(unit.source), len(unit.target)) > LONGEST:
        return
    source, target = plain_words(said, context)
    meant = read(here.claims, source)
    if not meant.nos and not meant.hint and (added := there.plain_not(target)):
        yield _finding(unit, "warning", say("“{word}” in the translation, and no negation in the source", word=added))
    if not (meant.nos or meant.must or meant.may or meant.need_not):
        return  # most sentences
    found = there.claims(target)
    if meant.nos:
        yield from _negation(unit, meant, found, there)
    yield from _modality(unit, meant, found)


def _negation(unit: Unit, source: Claims, target: Claims, there: Negation) -> Iterator[Finding]:
    # "Illegal" translates 非法, and "without" 未经: neither is a prohibition then.
    forbids = len(target.forbids) + (0 if source.excuses else len(target.without))
    worded = target.without and len(target.nos) >= len(source.nos) > len(
        source.forbids
    )  # 不得拖欠: "without delay", among other denials
    if source.forbids and forbids <= min(source.unlawful, target.unlawful) and not worded:
        yield _finding(
            unit, "error", say("{word} is lost: nothing in the translation forbids or refuses", word=source.forbids[0])
        )
    elif source.without and not target.nos:
        yield _finding(
            unit, "error", say("{word} is lost: nothing in the translation says without", word=source.without[0])
        )
    else:
        left = _without_content(source, target, there)
        several = len(source.nos) > 2 and target.shared  # 不得A，不得B，不得C: "may not A, B, or C"
        if left < len(source.nos) - several:
            lost = "、".join(dict.fromkeys(source.nos[:3]))
            message = (
                say("{words}: nothing in the translation says no {count} times", words=lost, count=len(source.nos))
                if left
                else say("{words}: nothing in the translation says no", words=lost)
            )
            yield _finding(unit, "warning", message)


def _without_content(source: Claims, target: Claims, there: Negation) -> int:
    """Return how many negations the target has, apart from those that translate a verb such as 驳回."""
    left = [there.concepts(word) for word in target.nos]
    for concept, certain in source.concepts:
        translation = next((each for each in left if concept in each), None)
        if translation is not None and (certain or len(left) > 1):
            left.remove(translation)
    return len(left)


def _modality(unit: Unit, source: Claims, target: Claims) -> Iterator[Finding]:
    if source.need_not and not source.must and target.must_not and not (source.must_not or target.need_not):
        yield _finding(unit, "error", say("{word} is “need not”; the translation forbids it", word=source.need_not))
    elif source.must and not source.may and not target.must:
        if target.plainly_may and source.duty:
            yield _finding(
                unit, "error", say("{word} is an obligation; the translation makes it a permission", word=source.must)
            )
        elif target.plainly_may and source.need:
            yield _finding(
                unit, "warning", say("{word} is a need; the translation makes it a permission", word=source.must)
            )
        elif source.strong:
            yield _finding(
                unit, "warning", say("{word}: nothing in the translation says that one must", word=source.must)
            )
    elif source.may and not source.must and target.plainly_must and not target.plainly_may:
        severity: Literal["error", "warning"] = "warning" if target.may or source.hints_must else "error"
        yield _finding(
            unit, severity, say("{word} is a permission; the translation makes it an obligation", word=source.may)
        )


def _finding(unit: Unit, severity: Literal["error", "warning"], message: str) -> Finding:
    return Finding(_NAME, severity, message, unit)


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES, knows=knows)
