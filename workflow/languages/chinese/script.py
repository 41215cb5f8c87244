"""Simplified and traditional characters: which script a text is in, and one → the other, by OpenCC.

A model that was trained on simplified Chinese makes things up when given traditional characters: 雙方簽署了諒解備忘錄
became "This post is part of our special coverage Egypt 2011". And a term base in one script must match releases in the
other.

A page for Taiwan or Hong Kong is the same language in another script, with words of its own (软件 is 軟體 in Taiwan and
軟件 in Hong Kong) and other quotation marks.

OpenCC is imported when a text first needs it (16 ms): with a few exceptions, everything that GB 2312 can encode is
simplified already.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from workflow.languages import lists
from workflow.model import HAN
from workflow.patterns import late

if TYPE_CHECKING:
    from opencc import OpenCC

IN_BOTH = frozenset("乾吒夥後徵拚捱摺於榘菸薹袷醣麴麽")
"""Characters of GB 2312 that are nevertheless the traditional form of another one: 乾 is in 乾隆 and is also 干."""


def simplified(text: str) -> str:
    """Return ``text`` in simplified characters if it is traditional, else unchanged; same length.

    Words decide where a character alone cannot: 瞭解 becomes 了解, while 瞭望 and 乾隆 stay.
    """
    if _in_gb2312(text) and IN_BOTH.isdisjoint(text):
        return text
    return _han_run().sub(_by_words, text)


def by_character(text: str) -> str:
    """Replace every traditional character of ``text`` by its simplified one, whatever its neighbours; same length.

    For comparing: a term is found in a sentence whatever script either is in, because no character depends on its
    neighbours.
    """
    if _in_gb2312(text) and IN_BOTH.isdisjoint(text):
        return text
    return _han_run().sub(_one_by_one, text)


@cache
def _han_run() -> re.Pattern[str]:
    return re.compile(f"(?:{HAN.pattern})+")


def _in_gb2312(text: str) -> bool:
    """Return whether GB 2312, the character set of simplified Chinese, can encode all Han characters of ``text``."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        try:
            "".join(HAN.findall(text)).encode("gb2312")
        except UnicodeEncodeError:
            return False
    return True


def _by_words(run: re.Match[str]) -> str:
    converted = _convert(run[0])
    return converted if len(converted) == len(run[0]) else _one_by_one(run)


def _one_by_one(run: re.Match[str]) -> str:
    return "".join(map(_simple, run[0]))


@cache
def _simple(char: str) -> str:
    converted = _convert(char)
    return converted if len(converted) == 1 else char


def _convert(run: str) -> str:
    return str(_opencc("t2s").convert(run))


@cache
def _opencc(configuration: str) -> "OpenCC":
    from opencc import OpenCC

    return OpenCC(configuration)


# --- from one script into the other ---


def of_tag(tag: str) -> str:
    """Return the script of a BCP 47 tag, with its region if that has its own usage; "" if it is not Chinese.

    ``zh``, ``zh-CN`` and ``zh-Hans`` are "Hans", ``zh-Hant`` is "Hant", ``zh-TW`` and ``zh-Hant-TW`` are "Hant-TW",
    ``zh-HK``, ``zh-MO`` and ``zh-Hant-HK`` are "Hant-HK".
    """
    language, *rest = tag.replace("_", "-").casefold().split("-")
    if language != "zh":
        return ""
    region = next((_REGIONS[part] for part in rest if part in _REGIONS), "")
    return "Hans" if "hans" in rest or not (region or "hant" in rest) else f"Hant{region}"


_REGIONS = {"tw": "-TW", "hk": "-HK", "mo": "-HK"}
_CONFIGURATIONS = {
    ("Hans", "Hant"): "s2t",
    ("Hans", "Hant-TW"): "s2twp",
    ("Hans", "Hant-HK"): "s2hk",
    ("Hant", "Hant-TW"): "t2tw",
    ("Hant", "Hant-HK"): "t2hk",
    ("Hant", "Hans"): "t2s",
}
"""OpenCC's configuration by script and, of a target, region. s2twp also replaces words; s2hkp has hardly any."""
_TRADITIONAL_MARKS = str.maketrans("“”‘’", "「」『』")
_SIMPLIFIED_MARKS = str.maketrans("「」『』", "“”‘’")
_APOSTROPHE = late(r"(?<=[0-9A-Za-z\u00c0-\u024f])’(?=[0-9A-Za-z\u00c0-\u024f])")


def configuration(here: str, there: str) -> str:
    """Return OpenCC's configuration from one script into another, "" if the text stays as it is."""
    return _CONFIGURATIONS.get((here.partition("-")[0], there), "")


def converter(here: str, there: str) -> Callable[[str], str]:
    """Return what writes a text of one script in another one, with its quotation marks; see ``of_tag``."""
    name = configuration(here, there)
    if not name:
        return str
    opencc, marks = _opencc(name), {}
    if here.startswith("Hans") != there.startswith("Hans"):
        marks = _SIMPLIFIED_MARKS if there == "Hans" else _TRADITIONAL_MARKS

    write = _for_taiwan if name == "s2twp" else opencc.convert
    in_taiwan = there == "Hant-TW"

    def convert(text: str) -> str:
        written = str(write(text))
        if in_taiwan:
            written = lists.pattern("chinese", "taiwan", "cloth").sub(lambda word: word[0].replace("佈", "布"), written)
        if marks is _SIMPLIFIED_MARKS:
            return written.translate(marks)
        # An apostrophe between Latin letters (Xi’an) is no quotation mark.
        return "’".join(part.translate(marks) for part in _APOSTROPHE.split(written))

    return convert


def _for_taiwan(text: str) -> str:
    """Write a simplified text in Taiwan's characters and words, apart from words that are no terms of software."""
    plain, words = _opencc("s2tw"), _opencc("s2twp")
    written: list[str] = []
    at = 0
    for found in lists.pattern("chinese", "taiwan", "term", "kept").finditer(text):
        if found.lastgroup == "kept":
            written += (words.convert(text[at : found.start()]), plain.convert(found[0]))
            at = found.end()
    return "".join((*written, words.convert(text[at:])))


# --- what is in the wrong script ---


def simplified_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the simplified characters in a traditional text, each once: certain ones, and probable ones.

    Certain ones (们, 国) are not used in traditional Chinese at all. Probable ones are, but not in this word: 后 is
    right in 皇后 and wrong in 之后. They are the characters that OpenCC would write otherwise by every standard, its
    own, Taiwan's and Hong Kong's; they come with their neighbours.
    """
    certain: dict[str, None] = {}
    probable: dict[str, None] = {}
    for run in _han_run().findall(text):
        strange = {char for char in run if not _is_in_big5(char) and char not in _traditional(char)}
        certain.update((char, None) for char in run if char in strange)
        right = {place for word in _RIGHT.finditer(run) for place in range(word.start(), word.end())}
        for place in _written_otherwise(run):
            if run[place] not in strange and place not in right:
                probable[run[max(0, place - 1) : place + 2]] = None
    return tuple(certain), tuple(probable)


def _written_otherwise(run: str) -> list[int]:
    """Return where traditional text has characters that are also simple, and that no standard writes here."""
    plain = _convert(run)
    if len(plain) != len(run):
        return []
    places = [place for place, (char, simple) in enumerate(zip(run, plain, strict=True)) if char == simple]
    for standard in _STANDARDS:
        if not places:  # before the next standard's words are loaded
            break
        written = str(_opencc(standard).convert(plain))
        if len(written) != len(run):
            return []
        places = [place for place in places if written[place] != run[place]]
    return places


_RIGHT = late("[占周布千困]|核准|批准|准許|家具|胡同|秋千")
"""What OpenCC writes as 佔, 週, 佈, 核準 or 傢俱 in some texts, although good newspapers do not."""


def traditional_in(text: str) -> tuple[str, ...]:
    """Return the characters in a simplified text that simplified Chinese does not use, each once."""
    return tuple(dict.fromkeys(char for char in HAN.findall(text) if not _in_gb2312(char) and _simple(char) != char))


@cache
def _traditional(char: str) -> tuple[str, ...]:
    return _by_every_standard(char)


def _by_every_standard(simple: str) -> tuple[str, ...]:
    """Return a simplified text in the traditional characters of OpenCC, of Taiwan and of Hong Kong (税, not 稅)."""
    return tuple(str(_opencc(name).convert(simple)) for name in _STANDARDS)


_STANDARDS = ("s2t", "s2tw", "s2hk")


@cache
def _is_in_big5(char: str) -> bool:
    try:
        char.encode("big5")
    except UnicodeEncodeError:
        return False
    return True
