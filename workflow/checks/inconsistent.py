"""The same source translated in two ways."""

from collections.abc import Iterator

from workflow.checks.example import Example
from workflow.contracts.checks import Check, Context, Said
from workflow.interface import say
from workflow.model import DELIBERATELY_EMPTY, Finding
from workflow.patterns import late

_NAME = "inconsistent"
_SHOWN = 2  # other translations in the messages

EXPLANATION = say(
    "The same source has another translation elsewhere, in this release or in an approved one. Readers take two names "
    "for two things. Waive a finding if the context calls for different words, for instance in a heading and in a "
    "sentence."
)
EXAMPLES = (
    Example("咨询电话：", "Tel.:", "warning", others=(("Enquiries:", "2018-07-16-notice"),)),
    Example("咨询电话：", "Enquiries:", "", others=(("Enquiries", "2018-07-16-notice"),)),
)

_ENDS = late(r"[\s.,:;!?。，：；！？]+$")


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Yield a warning for each other translation, at most two; case, spaces and final punctuation do not matter."""
    unit = said.unit
    if unit.target == DELIBERATELY_EMPTY:
        return
    own = _compared(unit.target)
    others: dict[str, tuple[str, str]] = {}
    for target, release in context.renderings.get(unit.source, ()):
        if target != DELIBERATELY_EMPTY and target.strip() and (key := _compared(target)) != own:
            others.setdefault(key, (target, release))
    for target, release in tuple(others.values())[:_SHOWN]:
        shown = " ".join(target.split())
        shown = shown if len(shown) <= 80 else f"{shown[:80]}…"
        printable = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in shown)
        message = (
            say("the same source is translated as “{target}” in this release", target=printable)
            if release == context.release.id
            else say("the same source is translated as “{target}” in {release}", target=printable, release=release)
        )
        yield Finding(_NAME, "warning", message, unit)
    if len(others) > _SHOWN:
        yield Finding(
            _NAME, "warning", say("the same source has {count} more translations", count=len(others) - _SHOWN), unit
        )


def _compared(target: str) -> str:
    return _ENDS.sub("", " ".join(target.split())).casefold()


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES)
