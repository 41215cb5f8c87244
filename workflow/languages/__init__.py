"""What the program knows about each language; no rule outside this package depends on a language.

A language either has a room, a folder here that ``registries.LANGUAGES`` names, or only what holds for every language
is known about it (``plain.Plain``).
"""

from collections.abc import Mapping
from functools import cache

from workflow.contracts.languages import Language
from workflow.contracts.registries import LANGUAGES
from workflow.languages.plain import Plain


@cache
def of(tag: str) -> Language:
    """Return what is known about the language of a BCP 47 tag; for ``fr-CA``, what is known about French.

    Args:
        tag: With hyphens or underscores, ignoring case.
    """
    code = primary(tag)
    return LANGUAGES[code].open(tag) if code in LANGUAGES else Plain(tag)


def primary(tag: str) -> str:
    """Return the primary subtag: "pt" of ``pt_BR``."""
    return tag.replace("_", "-").split("-", 1)[0].lower()


@cache
def page_words(tag: str) -> tuple[str, Mapping[str, str]]:
    """Return the words for pages in a language and the language they are in: its own if it has words, else English."""
    from workflow.languages.english.pages import WORDS

    own = of(tag).pages
    return (_with_script(tag), {**WORDS, **own}) if own else ("en", WORDS)


def _with_script(tag: str) -> str:
    """Return a tag without its region, unless only that says in which script it is written: zh-Hant, zh-TW, fr."""
    parts = tag.replace("_", "-").split("-")
    script = next((part for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    if script:
        return f"{parts[0].lower()}-{script.title()}"
    return "-".join(parts) if of(tag).writes_han else parts[0].lower()


def document_kind(title: str, tag: str) -> str:
    """Return the kind of document that a title names ("notice"), a ``kind.…`` of the pages' words; "" if none."""
    if primary(tag) != "zh":
        return ""
    from workflow.languages.chinese import kinds

    return kinds.kind(title)
