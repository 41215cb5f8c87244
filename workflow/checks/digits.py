"""Digits: figures of the source that no way of writing numbers could explain in the translation.

That is all that can be said about values in a language that the program knows nothing about; ``values`` says far more.
"""

from collections.abc import Iterator

from workflow.checks.example import Example
from workflow.checks.pairs import plain_words, without_shared_names
from workflow.checks.words import LONGEST
from workflow.contracts.checks import Check, Context, Said
from workflow.interface import say
from workflow.languages import of
from workflow.languages.digits import unexplained
from workflow.model import DELIBERATELY_EMPTY, Finding

_NAME = "digits"
_SHOWN = 5

EXPLANATION = say(
    "For a language whose number words the program does not know, checks whether the figures of the source are in the "
    "translation at all, however they are written: 75.1万 may be 751.000, 751 000 or 751 and a word for thousand. "
    "Languages that it knows are checked by values instead. Waive a finding if the translation spells out the figure."
)
EXAMPLES = (
    Example("受理专利申请75.1万件。", "Es gingen 1234 Anmeldungen ein.", "warning", language="de"),
    Example("受理专利申请75.1万件。", "Es gingen 751.000 Anmeldungen ein.", "", language="de"),
)


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Yield warnings about figures in digits that the target's digits cannot mean."""
    unit = said.unit
    here = of(context.release.language).numbers
    if here is None or unit.target == DELIBERATELY_EMPTY or max(len(unit.source), len(unit.target)) > LONGEST:
        return
    source, target, _ = without_shared_names(*plain_words(said, context))
    figures = [figure for figure in here.figures(source) if figure.certain and figure.text[0].isdigit()]
    missing = list(dict.fromkeys(" ".join(f.text.split()) for f in unexplained(figures, target, context.language)))
    for text in missing[:_SHOWN]:
        yield Finding(_NAME, "warning", say("{figure} is not in the translation", figure=text), unit)
    if len(missing) > _SHOWN:
        yield Finding(
            _NAME,
            "warning",
            say("{count} more figures: each is not in the translation", count=len(missing) - _SHOWN),
            unit,
        )


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES)
