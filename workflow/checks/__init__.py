"""What a page will print → findings: what could mislead a reader, one file per family of rules.

A family that needs to know something of the target language says in ``Check.knows`` whether it does; the others hold for every language.
"""

from functools import cache

from workflow.contracts import CHECKS, Language
from workflow.languages import of

COARSER = {"digits": "values"}
"""Families that say little of any language, and are run in place of another one that does not know the target language."""


@cache
def knowing(tag: str) -> tuple[str, ...]:
    """The families that are run on translations into a language, by its BCP 47 tag."""
    known = [name for name in CHECKS if _knows(name, of(tag))]
    return tuple(name for name in known if COARSER.get(name) not in known)


@cache
def unknowing(tag: str) -> tuple[str, ...]:
    """The families that do not know a language, and are neither run nor counted for it."""
    return tuple(name for name in CHECKS if not _knows(name, of(tag)))


def _knows(name: str, language: Language) -> bool:
    knows = CHECKS[name].knows
    return knows is None or knows(language)
