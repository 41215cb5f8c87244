"""Replaces a figure or a name in a Spanish translation by another one."""

import re
from functools import cache

from workflow.languages.listed_rewriting import ListedRewriting
from workflow.languages.marks import marks_of
from workflow.patterns import late

_MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
_FACTORS = {"mil": 10**3, "millones": 10**6, "mil millones": 10**9, "billones": 10**12}
_ARTICLE = late(r"\b(?:el|la|los|las|un|una|del|al|este|esta|dicho|dicha|su)[ \u00a0]$", re.IGNORECASE)
_CONJUNCTION = late(r"\b[yeou][ \u00a0]$", re.IGNORECASE)


def _fits(before: str, old: str, new: str) -> bool:
    """Return whether a new name fits: after an article only with the same noun, after y or o with the same letter."""
    if _ARTICLE.search(before):
        return old.split()[:1] == new.split()[:1]
    return not _CONJUNCTION.search(before) or old[:1].lower() == new[:1].lower()


@cache
def rewriting_of(tag: str) -> ListedRewriting:
    """Return how a tag rewrites figures; Spanish without a country writes 1.234,5."""
    decimals, groups = marks_of(tag, general="es")
    several = len(decimals) > 1
    return ListedRewriting(
        locale="es",
        months=(_MONTHS,),
        factors=_FACTORS,
        decimal="," if several else decimals,
        group="." if several else groups,
        fits_=_fits,
    )
