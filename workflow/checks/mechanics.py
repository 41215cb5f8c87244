"""Mechanics: spacing, capitals, articles and doubled words, by the rules of the target language."""

import re
from collections.abc import Callable, Iterator

from workflow.checks.example import Example
from workflow.checks.markup import listed
from workflow.checks.words import LONGEST
from workflow.contracts.checks import Check, Context, Printed, Said
from workflow.contracts.facts import Slip
from workflow.contracts.languages import Language
from workflow.interface import Message, say
from workflow.languages import of
from workflow.model import DELIBERATELY_EMPTY, Finding, Segment, Unit
from workflow.patterns import late

_NAME = "mechanics"

EXPLANATION = say(
    "Finds typing slips: two spaces, a space before a comma, a sentence that starts with a small letter, “a” before a "
    "vowel sound, a doubled word, in French the spaces inside « » and before a colon, in French, Russian and Spanish "
    "an ordinary space in a number (“346 000”, which a line may break), and in Chinese punctuation that is not "
    "full-width, or “ ” on a page for Taiwan or Hong Kong. They mislead nobody, but readers who see them trust "
    "the rest less. `check --fix` corrects all of them except doubled words."
)
EXAMPLES = (
    Example("代表团访问了芬兰。", "The delegation visited  Finland .", "warning"),
    Example("代表团访问了芬兰。", "the delegation visited Finland.", "warning"),
    Example("这是一件发明专利。", "This is a invention patent.", "warning"),
    Example("这是一件发明专利。", "This is the the patent.", "warning"),
    Example("共授权346000件。", "Elle en a délivré 346 000.", "warning", language="fr"),
    Example("共授权346000件。", "Elle en a délivré 346\u202f000.", "", language="fr"),
    Example("他说：“好。”", "他說:“好。”", "warning", language="zh-Hant-HK"),
    Example("他说：“好。”", "他說：「好。」", "", language="zh-Hant-HK"),
    Example("这是一家欧洲大学。", "It is a European university, an honest one, with an MOU.", ""),
)


def knows(language: Language) -> bool:
    """Return whether there are rules for a language."""
    return language.mechanics is not None


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Yield warnings about typing slips."""
    unit = said.unit
    if not _looked_at(unit, context):
        return
    prose = _prose(said.target)
    if _small_start(unit, prose, context) >= 0:
        yield _finding(unit, say("starts with a small letter"))
    for message, find in _rules(context):
        slips = [slip.shown for slip in find(prose)]
        if slips:
            quoted = (f"“{shown}”" for shown in slips)
            yield _finding(unit, Message.of(message, "", {"first": slips[0], "all": listed(quoted)}))


def fix(said: Said, context: Context) -> str:
    """Return the target with all mechanical slips corrected; code and addresses are left alone."""
    if not _looked_at(said.unit, context):
        return said.target.written
    sides = said.target.written, _prose(said.target)
    start = _small_start(said.unit, sides[1], context)
    if start >= 0:
        sides = _replaced(sides, start, start + 1, sides[1][start].upper())
    for _, find in _rules(context):
        for slip in reversed(tuple(find(sides[1]))):
            if slip.instead is not None:
                sides = _replaced(sides, slip.start, slip.end, slip.instead)
    return sides[0]


def _rules(context: Context) -> Iterator[tuple[str, Callable[[str], Iterator[Slip]]]]:
    mechanics = of(context.language).mechanics
    yield from mechanics.rules() if mechanics else ()


def _looked_at(unit: Unit, context: Context) -> bool:
    known = of(context.language).mechanics is not None
    return known and unit.target != DELIBERATELY_EMPTY and len(unit.target) <= LONGEST


def _prose(target: Printed) -> str:
    """Return the text, same length, with strokes for code, addresses and HTML, so that neighbours have neighbours."""
    if target.prose == target.written:
        return target.prose
    text = "".join(seen if seen == there else "¦" for seen, there in zip(target.prose, target.written, strict=True))
    return _INSIDE.sub(lambda match: "¦" * len(match[0]), text)


_INSIDE = late("(?<=¦)[ \u00a0]++(?=¦)")  # spaces of the code itself


def _replaced(sides: tuple[str, str], start: int, end: int, replacement: str) -> tuple[str, str]:
    """Replace the same words in the target and its prose, so that positions still agree."""
    target, prose = (side[:start] + replacement + side[end:] for side in sides)
    return target, prose


_ENUMERATED = late(r"\s*(?:\((?:[ivx]{1,5}|[^\W\d_])\)|(?:[ivx]{1,5}|[^\W\d_])[.)])\s")
_START = late(r"[\s“\"‘'«(\[*_]*(?P<word>[^\W\d_][\w'’.-]*)")


def _small_start(unit: Unit, prose: str, context: Context) -> int:
    """Return where a sentence or title starts with a small letter; -1 if it does not, or may."""
    found = _START.match(prose)
    if not found or _ENUMERATED.match(prose) or not found["word"][0].islower() or unit.context in {"cell", "caption"}:
        return -1
    word = found["word"]
    if re.search(r"[A-Z0-9._@/]", word.rstrip(".")) or word in unit.source:
        return -1  # iPhone, e.g., or a name that the source has too
    if unit.context not in {"title", "heading"} and not re.search(r"[.!?][”\"’')\]*_]*\s*$", prose):
        return -1  # an item of a list
    if not re.search(r"[。！？：”」]\s*[）)*_]*$", unit.source) and unit.context not in {"title", "heading"}:
        return -1
    return -1 if _is_an_item(unit, context) else found.start("word")


def _is_an_item(unit: Unit, context: Context) -> bool:
    """Return whether it is in a list, where small letters are a matter of style."""
    lists = (block for top in context.release.blocks for block in top.walk() if block.kind == "list")
    return any(
        isinstance(part, Segment) and part.key == unit.key
        for each in lists
        for block in each.walk()
        for part in block.content
    )


def _finding(unit: Unit, message: str) -> Finding:
    return Finding(_NAME, "warning", message, unit)


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES, fix=fix, knows=knows)
