"""What a figure is measured in: the words after it, from ``languages/<language>/measures.tsv``."""

import re
from functools import cache

from workflow.contracts.facts import Figure, Measure
from workflow.languages import lists
from workflow.patterns import late

_BETWEEN = late(r"[ \u00a0-]?(?:[多余来几][ ]?)?")


def measure(language: str, text: str, figure: Figure) -> Measure | None:
    """Return the measure that the words after a figure name; None if they name none.

    Args:
        language: The folder in ``languages/``.
        text: The text.
        figure: One of its figures.
    """
    between = _BETWEEN.match(text, figure.end)
    found = _measures(language).match(text, between.end() if between else figure.end)
    return Measure(found.lastgroup or "", found[0].strip()) if found else None


@cache
def _measures(language: str) -> re.Pattern[str]:
    kinds = dict.fromkeys(row.kind for row in lists.rows(language, "measures"))
    return lists.pattern(language, "measures", *kinds)
