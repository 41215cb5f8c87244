"""Digits: figures of the source that no spelling of a number in the translation could explain.

All that can be said of values in a language of which nothing is known; ``values`` says far more where the language has a room.
"""

from collections.abc import Iterator

from workflow.checks.example import Example
from workflow.checks.pairs import plain_words, without_shared_names
from workflow.checks.words import LONGEST
from workflow.contracts import Check, Context, Said
from workflow.languages import of
from workflow.languages.digits import unexplained
from workflow.model import DELIBERATELY_EMPTY, Finding

_NAME = "digits"
_SHOWN = 5

EXPLANATION = (
    "In a language whose number words the program does not know, looks whether the figures of the source are in the translation at all, in any "
    "spelling: 75.1万 may be 751.000, 751 000 or 751 and a word for thousand. A language that it knows is checked by values instead. Waive it "
    "where the translation says the figure in words."
)
EXAMPLES = (
    Example("受理专利申请75.1万件。", "Es gingen 1234 Anmeldungen ein.", "warning", language="de"),
    Example("受理专利申请75.1万件。", "Es gingen 751.000 Anmeldungen ein.", "", language="de"),
)


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Warnings on figures with digits that the target's digits cannot mean."""
    unit = said.unit
    here = of(context.release.language).numbers
    if here is None or unit.target == DELIBERATELY_EMPTY or max(len(unit.source), len(unit.target)) > LONGEST:
        return
    source, target, _ = without_shared_names(*plain_words(said, context))
    figures = [figure for figure in here.figures(source) if figure.certain and figure.text[0].isdigit()]
    missing = list(dict.fromkeys(" ".join(f.text.split()) for f in unexplained(figures, target, context.language)))
    for text in missing[:_SHOWN]:
        yield Finding(_NAME, "warning", f"{text} is not in the translation", unit)
    if len(missing) > _SHOWN:
        yield Finding(_NAME, "warning", f"{len(missing) - _SHOWN} more figures: each is not in the translation", unit)


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES)
