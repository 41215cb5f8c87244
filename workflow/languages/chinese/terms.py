"""Terms in Chinese: the words have one form. 原 and 前 before a name mean that it is a former one."""

from workflow.languages.loose_terms import alluded_to, occurrences, plain, short_form
from workflow.patterns import late

__all__ = ["alluded_to", "certain", "formerly", "occurrences", "plain", "short_form"]

certain = True

_FORMERLY = late("原|前|时任|旧称|曾称")


def formerly(text: str) -> bool:
    """Return whether the words before a name say that it is a former one."""
    return _FORMERLY.search(text) is not None
