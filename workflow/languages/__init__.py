"""What the program knows about each language; no rule outside this package depends on one.

A language has a room, a folder here that ``contracts.LANGUAGES`` names, or it has none: then only what holds for every language is known
of it (``plain.Plain``).
"""

from collections.abc import Mapping
from functools import cache

from workflow.contracts import LANGUAGES, Language
from workflow.languages.plain import Plain


@cache
def of(tag: str) -> Language:
    """The language of a BCP 47 tag, with what is known of it: of ``fr-CA`` what is known of French.

    Args:
        tag: With hyphens or underscores, in any letter case.
    """
    code = primary(tag)
    return LANGUAGES[code].open(tag) if code in LANGUAGES else Plain(tag)


def primary(tag: str) -> str:
    """The primary subtag: "pt" of ``pt_BR``."""
    return tag.replace("_", "-").split("-", 1)[0].lower()


@cache
def page_words(tag: str) -> tuple[str, Mapping[str, str]]:
    """The words for pages in a language, and which language they are in: its own if its room has words, else English."""
    from workflow.languages.english.pages import WORDS

    own = of(tag).pages
    return (primary(tag), {**WORDS, **own}) if own else ("en", WORDS)
