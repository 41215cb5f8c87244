"""What stayed behind: copied sources, Han characters, full-width marks, and ``<EMPTY>`` inside other text."""

import re
from collections.abc import Iterator

from workflow.checks.markup import listed, scan
from workflow.model import DELIBERATELY_EMPTY, HAN, Finding, Release, Unit

_NAME = "leftovers"

_WRITTEN_IN_HAN = frozenset({"zh", "ja", "yue", "wuu", "lzh", "nan", "hak", "gan"})
_FULL_WIDTH_PUNCTUATION = _WRITTEN_IN_HAN | {"ko"}  # Korean has 「」 and 《》, and still a Han character now and then

_HAN_RUN = re.compile(f"(?:{HAN.pattern})+")
_IN_PARENTHESES = re.compile(r"[(（][^()（）]{1,200}[)）]")
_BETWEEN = frozenset(" *_]”’\"'.")  # what may stand between a name and the parenthesis that gives it in Chinese
# Full-width forms, and the marks of Chinese that no other script uses; “” and … are English as well.
_FULL_WIDTH = re.compile("[\u3000-\u3004\u3008-\u301f\u30fb\ufe30-\ufe4f\uff01-\uff65]")


def check(unit: Unit, release: Release, language: str) -> Iterator[Finding]:
    """Findings on what was left in Chinese.

    Errors: a target that is the source, ``<EMPTY>`` beside other text or for a title. Han characters and full-width marks warn; Han in
    parentheses after a name, "China National Intellectual Property Administration (国家知识产权局)", is a translator's way to be exact.
    """
    source, target = unit.source, unit.target
    if target == DELIBERATELY_EMPTY:
        if unit.context == "title":
            yield Finding(_NAME, "error", "a release needs a title; translate it", unit)
        return
    if DELIBERATELY_EMPTY in target and DELIBERATELY_EMPTY not in source:
        message = f"{DELIBERATELY_EMPTY} means a deliberately empty translation: it must stand alone or not at all"
        yield Finding(_NAME, "error", message, unit)
    primary = language.replace("_", "-").split("-", 1)[0].lower()
    if primary in _WRITTEN_IN_HAN:
        return
    if target.strip() == source.strip() and HAN.search(source):
        yield Finding(_NAME, "error", "the translation is the source, untranslated", unit)
        return
    if primary in _FULL_WIDTH_PUNCTUATION:
        return
    prose = _without_glosses(scan(target, release.markup).prose)
    if runs := _HAN_RUN.findall(prose):
        yield Finding(_NAME, "warning", f"left in Chinese: {listed(runs)}", unit)
    if marks := _FULL_WIDTH.findall(prose):
        yield Finding(_NAME, "warning", f"full-width marks of Chinese: {listed(marks, ' ')}", unit)


def _without_glosses(text: str) -> str:
    """The text without the parentheses that give a name, just written in another script, in Han."""
    if not HAN.search(text):
        return text
    kept: list[str] = []
    position = 0
    for match in _IN_PARENTHESES.finditer(text):
        if HAN.search(match[0]) and _follows_a_name(text, match.start()):
            # The parentheses themselves stay: full-width ones do not belong here either.
            kept += text[position : match.start() + 1], match[0][-1]
            position = match.end()
    return "".join(kept) + text[position:]


def _follows_a_name(text: str, place: int) -> bool:
    for character in reversed(text[max(0, place - 8) : place]):
        if character not in _BETWEEN:
            return character.isalnum() and not HAN.match(character)
    return False
