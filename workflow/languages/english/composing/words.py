"""The words of sentences by rule: lists beside this module (``languages/lists.py``), each with an example to draft."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from workflow.languages import lists


@cache
def listed(name: str, kind: str) -> Mapping[str, str]:
    """Return the Chinese words of a kind with their English.

    Args:
        name: The list.
        kind: The kind of its rows.
    """
    rows = lists.of_kind("english/composing", name, kind)
    return MappingProxyType({word: row.more["english"] for row in rows for word in row.words})
