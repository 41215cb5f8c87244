"""What a page will print → findings: what could mislead a reader, one file per check.

A check that needs to know something about the target language says in ``Check.knows`` whether it does; the others apply
to every language.
"""

from functools import cache

from workflow.contracts.languages import Language
from workflow.contracts.registries import CHECKS
from workflow.languages import of

COARSER = {"digits": "values"}
"""Checks that say little about any language, and run only if another one does not support the target language."""


@cache
def knowing(tag: str) -> tuple[str, ...]:
    """Return the checks that run on translations into a language, given by its BCP 47 tag."""
    known = [name for name in CHECKS if _knows(name, of(tag))]
    return tuple(name for name in known if COARSER.get(name) not in known)


@cache
def unknowing(tag: str) -> tuple[str, ...]:
    """Return the checks that do not support a language, and are neither run nor counted for it."""
    return tuple(name for name in CHECKS if not _knows(name, of(tag)))


def _knows(name: str, language: Language) -> bool:
    knows = CHECKS[name].knows
    return knows is None or knows(language)
