"""Replaces a figure or a name in an Arabic translation by another one that takes the same forms."""

from functools import cache

from workflow.languages.listed_rewriting import ListedRewriting
from workflow.languages.marks import marks_of

_MONTHS = (
    tuple("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split()),
    tuple("يناير فبراير مارس إبريل مايو يونيه يوليه أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split()),
    (
        "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني",
        "كانون الأول",
    ),
    tuple("جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر".split()),
)  # fmt: skip
_FACTORS = {
    **dict.fromkeys(("ألف", "ألفا", "ألفًا", "آلاف"), 10**3),
    **dict.fromkeys(("مليون", "مليونا", "مليونًا", "ملايين"), 10**6),
    **dict.fromkeys(("مليار", "مليارا", "مليارًا", "مليارات"), 10**9),
}


def _fits(before: str, old: str, new: str) -> bool:
    """Return whether a new name fits: after what is written together with it, only with the same article."""
    if before[-1:].isalpha():
        return old.startswith("ال") == new.startswith("ال")
    return old.split()[:1] == new.split()[:1] or not (old.startswith("ال") or new.startswith("ال"))


@cache
def rewriting_of(tag: str) -> ListedRewriting:
    """Return how a tag rewrites figures; Arabic without a country writes 1,234.5."""
    decimals, groups = marks_of(tag, general="ar")
    several = len(decimals) > 1
    return ListedRewriting(
        locale="ar",
        months=_MONTHS,
        factors=_FACTORS,
        decimal="." if several else decimals,
        group="," if several else groups,
        fits_=_fits,
    )
