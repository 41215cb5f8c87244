"""What was left behind: copied sources, Han characters, full-width marks, gaps of the memory, misplaced ``<EMPTY>``.

A translation into Chinese of the other script is searched for characters of the source's script instead.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Literal

from workflow.checks.example import Example
from workflow.checks.markup import listed
from workflow.contracts.checks import Check, Context, Said
from workflow.contracts.languages import Scripted
from workflow.interface import say
from workflow.languages import of
from workflow.model import DELIBERATELY_EMPTY, HAN, Finding
from workflow.patterns import late

_NAME = "leftovers"

EXPLANATION = say(
    "Finds what was not translated: a target that equals its source, Chinese words in running text, full-width marks "
    "such as 、 and 《》, and the gaps ⟨…⟩ that the memory leaves where a figure or a name has changed. Readers of the "
    "translation cannot read any of it. Chinese in parentheses after a name, (国家知识产权局), or one character in "
    "quotation marks is not flagged; waive a finding if the translation is about Chinese words themselves. `check "
    "--fix` replaces full-width marks by Latin ones. In a Chinese page for Taiwan or Hong Kong it finds simplified "
    "characters: errors where traditional Chinese never uses one (们, 国), warnings where it does, but hardly in this "
    "word (之后 for 之後)."
)
EXAMPLES = (
    Example("外观设计", "外观设计", "error"),
    Example("外观设计", "Designs", ""),
    Example("张茂于出席会议。", "张茂于 attended the meeting.", "error"),
    Example("张茂于出席会议。", "Zhang Maoyu (张茂于) attended the meeting.", ""),
    Example("商标“云岭春”获准注册。", "The mark 云岭春 (Yunlingchun) was registered.", "warning"),
    Example("受理申请6594件。", "⟨6594⟩ applications were received.", "error"),
    Example("《专利法》", "the 《Patent Law》", "warning"),
    Example("会议之后，他们参观了展览。", "會議之後，他们參觀了展覽。", "error", language="zh-Hant-TW"),
    Example("会议之后，他们参观了展览。", "會議之后，他們參觀了展覽。", "warning", language="zh-Hant-TW"),
    Example("会议之后，他们参观了展览。", "會議之後，他們參觀了展覽。", "", language="zh-Hant-TW"),
)

_IN_PARENTHESES = late(r"[(（][^()（）]{1,200}[)）]")
_BETWEEN = frozenset(" *_]”’\"'.")  # what may be between a name and the parenthesis that gives it in Chinese
# Full-width forms, and Chinese marks that no other script uses; “” and … are English too.
_GAP = late("⟨[^⟨⟩]{0,200}⟩")
_FULL_WIDTH = late("[\u3000-\u3004\u3008-\u301f\u30fb\ufe30-\ufe4f\uff01-\uff65]")
_SAYS_SOMETHING = late(r"[^\W_]|[%‰°√×✓✔☑]")
_DASH = late(r"[-–—/]")  # what a cell of a table may have for 无


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Yield findings about what was left in Chinese.

    Errors: a target that is the source, Han characters, a gap, ``<EMPTY>`` next to other text or for a title. Warnings:
    full-width marks and a single Han character. Han characters in parentheses after a name, "China National
    Intellectual Property Administration (国家知识产权局)", are a translator's way to be exact.
    """
    unit = said.unit
    source, target = unit.source, unit.target
    if target == DELIBERATELY_EMPTY:
        if unit.context == "title":
            yield Finding(_NAME, "error", say("a release needs a title; translate it"), unit)
        return
    if DELIBERATELY_EMPTY in target and DELIBERATELY_EMPTY not in source:
        message = say(
            "{empty} means a deliberately empty translation: it must be the whole target", empty=DELIBERATELY_EMPTY
        )
        yield Finding(_NAME, "error", message, unit)
    seen = said.target.visible
    if "⟨" in seen and (gaps := [gap[0] for gap in _GAP.finditer(seen) if gap[0] not in said.source.visible]):
        yield Finding(_NAME, "error", say("the memory left a gap to fill: {gaps}", gaps=listed(gaps)), unit)
    says_nothing = _SAYS_SOMETHING.search(said.source.visible) and not _SAYS_SOMETHING.search(seen)
    if says_nothing and not (unit.context == "cell" and _DASH.search(target)):
        yield Finding(
            _NAME, "error", say("the translation prints no word; translate it, or write <EMPTY> as the whole"), unit
        )
    language = of(context.language)
    if language.writes_han:
        if isinstance(language, Scripted):
            yield from _in_other_script(said, context, language)
        return
    if target.strip() == source.strip() and HAN.search(source):
        yield Finding(_NAME, "error", say("the translation is the source, untranslated"), unit)
        return
    if language.full_width:
        return
    prose = _without_glosses(said.target.words)
    if prose.isascii():
        return
    if HAN.search(prose):
        runs = _han_run().findall(prose)
        plain = _han_run().findall(_quoted_character().sub(" ", _without_quoted_names(prose, source)))
        severity: Literal["error", "warning"] = "error" if any(len(run) > 1 for run in plain) else "warning"
        yield Finding(_NAME, severity, say("left in Chinese: {texts}", texts=listed(runs)), unit)
    if marks := _FULL_WIDTH.findall(prose):
        yield Finding(
            _NAME, "warning", say("full-width Chinese punctuation: {marks}", marks=listed(marks, " ".join)), unit
        )


def _in_other_script(said: Said, context: Context, language: Scripted) -> Iterator[Finding]:
    words = said.target.words
    for match in context.terms.find(said.source.words, context.release.date):
        for term in match.terms:  # the term base knows how a name is written
            words = words.replace(term.target, " ") if term.target and term.kind != "forbidden" else words
    certain, probable = language.in_other_script(words)
    if certain:
        yield Finding(
            _NAME,
            "error",
            say("not in the script of this language: {characters}", characters=listed(certain)),
            said.unit,
        )
    if probable:
        yield Finding(
            _NAME,
            "warning",
            say("probably not in the script of this language: {characters}", characters=listed(probable)),
            said.unit,
        )


@cache
def _han_run() -> re.Pattern[str]:
    return re.compile(f"(?:{HAN.pattern})+")


def _without_quoted_names(prose: str, source: str) -> str:
    """Return a text without the words in Chinese that the source quotes and whose reading follows in parentheses.

    A trademark is the characters: "the mark 云岭春 (Yunlingchun)". Somebody must nevertheless have meant it.
    """
    return _read_out().sub(
        lambda found: " " if f"“{found[1]}”" in source or f"「{found[1]}」" in source else found[0], prose
    )


@cache
def _read_out() -> re.Pattern[str]:
    return re.compile(rf"(?<!{HAN.pattern})((?:{HAN.pattern})++)[”\"’'*_]{{0,3}} ?\([^\W\d][^()]{{0,200}}\)")


@cache
def _quoted_character() -> re.Pattern[str]:
    return re.compile(f"[“\"‘'*_「]{{1,3}}(?:{HAN.pattern}){{1,2}}[”\"’'*_」]{{1,3}}")


_SPACED = {"，": ",", "、": ",", "；": ";", "：": ":", "。": ".", "．": ".", "！": "!", "？": "?"}
_BRACKETS = {"（": "(", "）": ")", "［": "[", "］": "]", "｛": "{", "｝": "}", "【": "[", "】": "]"}


def fix(said: Said, context: Context) -> str:
    """Return the target with full-width marks, letters and digits replaced by Latin ones; the rest is unchanged.

    Nothing next to Han characters is changed: 《》 and 「」 are left to people, who may want italics.
    """
    target = said.target.written
    if target == DELIBERATELY_EMPTY or of(context.language).full_width or not _FULL_WIDTH.search(target):
        return target
    prose = _without_glosses(said.target.prose, keep_length=True)
    result: list[str] = []
    for place, character in enumerate(target):
        after = target[place + 1 : place + 2]
        beside = HAN.match(after) or HAN.match(target[place - 1 : place] if place else "")
        if prose[place] != character or not _FULL_WIDTH.match(character) or beside:
            result.append(character)
        elif character in _SPACED:
            mark = _SPACED[character]
            between_digits = target[place - 1 : place].isdigit() and after.isdigit()
            wants_space = after.isalnum() and not (between_digits and mark in ".,:")
            _take_space(result)
            result.append(f"{mark} " if wants_space else mark)
        elif character in _BRACKETS:
            result.append(_bracket(_BRACKETS[character], result, after))
        elif character == "\u3000":
            result.append(" ")
        elif "\uff01" <= character <= "\uff5e":
            result.append(unicodedata.normalize("NFKC", character))
        else:
            result.append(character)
    return "".join(result)


def _take_space(result: list[str]) -> None:
    """Remove spaces before a mark."""
    while result and result[-1] == " ":
        result.pop()


def _bracket(bracket: str, before: list[str], after: str) -> str:
    if bracket in "([{" and before and before[-1][-1:].isalnum():
        return f" {bracket}"
    return f"{bracket} " if bracket in ")]}" and after.isalnum() and after.isascii() else bracket


def _without_glosses(text: str, *, keep_length: bool = False) -> str:
    """Return the text without parentheses that give a name, just written in another script, in Han characters."""
    if text.isascii() or not HAN.search(text):
        return text
    kept: list[str] = []
    position = 0
    for match in _IN_PARENTHESES.finditer(text):
        if HAN.search(match[0]) and _follows_a_name(text, match.start()):
            # The parentheses themselves stay, because full-width ones do not belong here either.
            kept += text[position : match.start() + 1], " " * (len(match[0]) - 2) if keep_length else "", match[0][-1]
            position = match.end()
    return "".join(kept) + text[position:]


def _follows_a_name(text: str, place: int) -> bool:
    for character in reversed(text[max(0, place - 8) : place]):
        if character not in _BETWEEN:
            return character.isalnum() and not HAN.match(character)
    return False


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES, fix=fix)
