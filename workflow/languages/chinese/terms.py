"""Terms in Chinese: the words as they are. 原 and 前 before a name say that it was called so earlier."""

import re

from workflow.languages.loose_terms import alluded_to, grave, pattern, plain, short_form

__all__ = ["alluded_to", "formerly", "grave", "pattern", "plain", "short_form"]

_FORMERLY = re.compile("原|前|时任|旧称|曾称")


def formerly(text: str) -> bool:
    """Whether the words before a name say that it is a former one."""
    return _FORMERLY.search(text) is not None
