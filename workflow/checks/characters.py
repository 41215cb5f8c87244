"""Characters that readers cannot see or take for others: controls, bidirectional, invisible ones, look-alikes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from workflow.checks.example import Example
from workflow.contracts.checks import Check, Context, Printed, Said
from workflow.interface import say
from workflow.model import DELIBERATELY_EMPTY, Finding, Unit
from workflow.patterns import late

_NAME = "characters"
_SHOWN = 5  # findings of one kind; the rest is counted

EXPLANATION = say(
    "Finds characters that are invisible or look like others: control characters, marks that change the direction of "
    "writing, Cyrillic or Greek letters in a Latin word. They hide text from reviewers, break searching, and no page "
    "prints them as intended. Waive a warning if the character belongs there, such as a soft hyphen."
)
EXAMPLES = (
    Example("专利", "pat\u202eent", "error", note="RIGHT-TO-LEFT OVERRIDE"),
    Example("专利", "pat\u200bent", "warning", note="ZERO WIDTH SPACE"),
    Example("专利", "p\u0430tent", "warning", note="a Cyrillic а"),
    Example("专利", "a “patent”, 10 µm", ""),
)

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "ps", "sd", "syr", "ug", "ur", "yi"})
# Languages whose spelling needs U+200C and U+200D, after the Unicode Standard, chapters 9 (Arabic), 12 and 13 (India),
# 16.
_JOINERS = _RIGHT_TO_LEFT | frozenset(
    "as bn bo dz gu hi km kn kok lo mai ml mn mni mr my ne or pa sa sat shn si ta te th".split()
)
_NO_SPACES = frozenset({"bo", "km", "lo", "my", "shn", "th"})  # U+200B is where their lines may break

_CONTROLS = "\x00-\x1f\x7f-\x9f"
_SEPARATORS = "\u2028\u2029"
_BIDI = "\u202a-\u202e\u2066-\u2069"
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(chr(p << 16 | 0xFFFE) + chr(p << 16 | 0xFFFF) for p in range(17))
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffd\U000e0000-\U000e0fff"
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_SUSPECT = late(f"[{_CONTROLS}{_SEPARATORS}{_BIDI}{_NONCHARACTERS}{_INVISIBLE}{_PRIVATE}\ud800-\udfff]")
_WRONG = late(f"[{_CONTROLS}{_SEPARATORS}{_BIDI}{_NONCHARACTERS}\ud800-\udfff]")
_UNNAMED = {
    "\t": "TAB",
    "\n": "LINE FEED",
    "\r": "CARRIAGE RETURN",
    "\x85": "NEXT LINE",
    "\x00": "NULL",
    "\x1b": "ESCAPE",
}

_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_CYRILLIC = "\u0400-\u0481\u048a-\u052f"
_GREEK = "\u0370-\u03ff\u1f00-\u1fff"
# Only letters that look like a Latin one: "µm", "Δt" and "β2" deceive nobody.
_LOOK_ALIKES = (
    "АВЕЅІЈКМНОРСТУХԌԚԜаеорсухіјѕһԁԛԝӏЁёЇї"  # Cyrillic
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"  # Greek
)
# Scripts with such letters that never occur in Latin words: Armenian, Cherokee, Coptic, Lisu, mathematical letters.
_STRANGERS = "\u0531-\u0587\u13a0-\u13f5\u2c80-\u2cf3\ua4d0-\ua4f7\uab70-\uabbf\U0001d400-\U0001d7cb"
_LATIN_LOOK_ALIKES = "ABCEHIJKMOPSTXYZaceijopsxyëïËÏ"
_LOOK_ALIKE = late(f"[{_LOOK_ALIKES}{_STRANGERS}]")


def _mixed(own: str, strange: str) -> re.Pattern[str]:
    """Return a pattern for words in one script with letters of another in them."""
    both, all_letters = own + strange, _LATIN + _CYRILLIC + _GREEK + _STRANGERS
    return re.compile(f"(?<![{all_letters}])(?:[{own}]++[{strange}]|[{strange}]++[{own}])[{both}]*+(?![{all_letters}])")


_MIXED_WORD = late(
    f"(?<![{_LATIN}{_LOOK_ALIKES}{_STRANGERS}])"
    f"(?:[{_LATIN}]++[{_LOOK_ALIKES}{_STRANGERS}]|[{_LOOK_ALIKES}{_STRANGERS}]++[{_LATIN}])"
    f"[{_LATIN}{_LOOK_ALIKES}{_STRANGERS}]*+"
)
_LATIN_IN_CYRILLIC = _mixed(_CYRILLIC, _LATIN_LOOK_ALIKES)
_LATIN_IN_GREEK = _mixed(_GREEK, _LATIN_LOOK_ALIKES)
# A whole word of them, such as Cyrillic "а" as an article. Next to other letters of its script it is a quotation.
_DISGUISED_WORD = late(f"(?<![{_LATIN}])[{_LOOK_ALIKES}]++(?![{_LATIN}])")
_UNDISGUISED = late(f"(?![{_LOOK_ALIKES}])[{_CYRILLIC}{_GREEK}]")
_HAS_LATIN = late(f"[{_LATIN}]")
# Languages written in Cyrillic or Greek letters, or in these and in Latin ones.
_NOT_LATIN = frozenset(
    "ab av az ba be bg bs bua ce chm cnr cu cv el grc inh kbd kk krc kv ky lez mdf mk mn mnc myv nog os ru rue sah sh "
    "sr tg tk tt tyv udm uk uz xal".split()
)


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Yield findings about single characters of the target.

    Errors, because no page can print them as intended: control characters, line separators, bidirectional controls
    (except balanced ones in a language written from right to left), noncharacters, lone surrogates. Warnings: invisible
    characters, private use, text that is not in Unicode's composed form, and letters of one script that look like those
    of another.
    """
    unit, target = said.unit, said.target.visible
    if unit.target == DELIBERATELY_EMPTY or all(t.isascii() and t.isprintable() for t in (unit.target, target)):
        return
    primary = context.language.replace("_", "-").split("-", 1)[0].lower()
    found: dict[tuple[str, bool], list[int]] = {}
    balanced = primary in _RIGHT_TO_LEFT and _bidi_is_balanced(target)
    for character, place, text in _suspects(said.target):
        if not _belongs(said.source, text, character, place, primary, balanced=balanced):
            where = said.target.places[place] if text is target else place
            found.setdefault((character, _is_error(character)), []).append(where)
    for (character, wrong), places in tuple(found.items())[:_SHOWN]:
        yield _finding(unit, _at(named(character), places), wrong=wrong)
    if rest := tuple(found)[_SHOWN:]:
        yield _finding(
            unit, say("{count} more kinds of such characters", count=len(rest)), wrong=any(wrong for _, wrong in rest)
        )
    if not unicodedata.is_normalized("NFC", target):
        yield _finding(unit, _decomposed(target))
    yield from _about_look_alikes(said, primary)


def named(character: str) -> str:
    """Return a character as its code point and name: "U+202E RIGHT-TO-LEFT OVERRIDE"."""
    code = ord(character)
    fallback = "CONTROL CHARACTER"
    if 0xD800 <= code <= 0xDFFF:  # the surrogates
        fallback = "LONE SURROGATE"
    elif unicodedata.category(character) == "Co":
        fallback = "PRIVATE USE"
    elif unicodedata.category(character) == "Cn":
        fallback = "NONCHARACTER" if _WRONG.match(character) else "UNASSIGNED"
    return f"U+{code:04X} {_UNNAMED.get(character) or unicodedata.name(character, fallback)}"


def _is_error(character: str) -> bool:
    return character not in "\t\n" and _WRONG.match(character) is not None


def _suspects(target: Printed) -> Iterator[tuple[str, int, str]]:
    """Yield suspect characters with position and text: what is seen, or what is only written (in a comment)."""
    for match in _SUSPECT.finditer(target.visible):
        yield match[0], match.start(), target.visible
    if target.visible != target.written:
        seen = frozenset(target.places)
        for match in _SUSPECT.finditer(target.written):
            if match.start() not in seen:
                yield match[0], match.start(), target.written


def _belongs(source: Printed, target: str, character: str, place: int, language: str, *, balanced: bool) -> bool:
    """Return whether a suspect character is where it may be."""
    before = target[place - 1 : place]
    if character in "\n\t" or unicodedata.category(character) == "Co":
        return character in source.written
    if character in "\u202a\u202b\u202c\u2066\u2067\u2068\u2069":
        return balanced
    if character in "\u200e\u200f\u061c":
        return language in _RIGHT_TO_LEFT
    if character == "\u200b":
        return language in _NO_SPACES
    if character in "\u200c\u200d" and language in _JOINERS:
        return True
    if character == "\u200d":  # a family, a profession: emoji joined to one picture
        return _is_picture(before) and _is_picture(target[place + 1 : place + 2])
    if "\ufe00" <= character <= "\ufe0f":
        return before != "" and (
            _is_picture(before) or before in "0123456789#*" or unicodedata.category(before) == "Lo"
        )
    if "\U000e0100" <= character <= "\U000e01ef":
        return "\u3400" <= before <= "\U0003ffff"  # which of its forms a Han character takes
    if "\U000e0020" <= character <= "\U000e007f":  # the flags of England, Scotland and Wales
        return before == "\U0001f3f4" or "\U000e0020" <= before <= "\U000e007e"
    return "\u180b" <= character <= "\u180f" and language in {"mn", "mnc", "sjo"}


def _is_picture(character: str) -> bool:
    if character == "" or character in "\ufe0f\u203c\u2049\u2139\u3030":  # the last four are pictures in Unicode too
        return character != ""
    return character > "~" and unicodedata.category(character) in {"So", "Sk", "Sm"}


def _bidi_is_balanced(text: str) -> bool:
    """Return whether every embedding and isolate is closed by its own mark and nothing is overridden."""
    closer = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
    waiting: list[str] = []
    for character in re.findall(f"[{_BIDI}]", text):
        if character in closer:
            waiting.append(closer[character])
        elif not waiting or waiting.pop() != character:
            return False
    return not waiting


def _decomposed(text: str) -> str:
    """Return the message about a text with a sequence that has a composed form; it says where if that is a letter."""
    start = 0
    for place in range(1, len(text) + 1):
        if place < len(text) and unicodedata.combining(text[place]):
            continue
        # A letter has few marks; sorting an endless run of them would be slow.
        if not unicodedata.is_normalized("NFC", text[start : min(place, start + 8)]):
            return say("not in Unicode's composed form (NFC) at character {place}", place=start + 1)
        start = place
    return say("not in Unicode's composed form (NFC)")


def _about_look_alikes(said: Said, language: str) -> Iterator[Finding]:
    unit, source, target = said.unit, said.source.visible, said.target.visible
    words = {match[0]: _LOOK_ALIKE for match in _MIXED_WORD.finditer(target)}
    # In English, "NF-κB" is a Greek letter and a Latin one.
    for pattern in (_LATIN_IN_CYRILLIC, *(_LATIN_IN_GREEK,) * (language in ("el", "grc"))):
        words |= {match[0]: _HAS_LATIN for match in pattern.finditer(target) if match[0] not in words}
    mixed = [(word, strange) for word, strange in words.items() if word not in source]
    for word, strange in mixed[:_SHOWN]:
        yield _finding(
            unit,
            say(
                "“{word}” mixes Latin letters with others that look like them: {letters}",
                word=_short(word),
                letters=_names(word, strange),
            ),
        )
    if language in _NOT_LATIN or not _HAS_LATIN.search(target) or _UNDISGUISED.search(target):
        return
    disguised = dict.fromkeys(match[0] for match in _DISGUISED_WORD.finditer(target))
    for word in [word for word in disguised if word not in source][:_SHOWN]:
        letters = _names(word, _LOOK_ALIKE)
        yield _finding(
            unit, say("“{word}” looks like Latin letters but is not: {letters}", word=_short(word), letters=letters)
        )


def _names(word: str, strange: re.Pattern[str]) -> str:
    return ", ".join(named(letter) for letter in dict.fromkeys(strange.findall(word[:100])))


def _short(word: str) -> str:
    return word if len(word) <= _LONGEST_WORD else f"{word[:_LONGEST_WORD]}…"


_LONGEST_WORD = 40


def _finding(unit: Unit, message: str, *, wrong: bool = False) -> Finding:
    return Finding(_NAME, "error" if wrong else "warning", message, unit)


def _at(character: str, places: Iterable[int]) -> str:
    numbers = [str(place + 1) for place in places]
    where, more = ", ".join(numbers[:3]), len(numbers) - 3
    if more > 0:
        return say("{character} at character {places} and {more} more", character=character, places=where, more=more)
    return say("{character} at character {places}", character=character, places=where)


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES)
