"""Traditional characters → simplified ones, by OpenCC.

A model that was trained on simplified Chinese makes things up when given traditional characters: 雙方簽署了諒解備忘錄
became "This post is part of our special coverage Egypt 2011". And a term base in one script must match releases in the
other.

OpenCC is imported when a text first needs it (16 ms): with a few exceptions, everything that GB 2312 can encode is
simplified already.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from workflow.model import HAN

if TYPE_CHECKING:
    from opencc import OpenCC

IN_BOTH = frozenset("乾吒夥後徵拚捱摺於榘菸薹袷醣麴麽")
"""Characters of GB 2312 that are nevertheless the traditional form of another one: 乾 is in 乾隆 and is also 干."""


def simplified(text: str) -> str:
    """Return ``text`` in simplified characters if it is traditional, else unchanged; same length.

    A text is traditional if it has a character that simplified Chinese does not use at all; only then are characters
    that both use replaced. Words decide where a character alone cannot: 瞭解 becomes 了解, while 瞭望 and 乾隆 stay.
    """
    return _han_run().sub(_by_words, text) if _is_traditional(text) else text


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


def _is_traditional(text: str) -> bool:
    if _in_gb2312(text):
        return False
    return any(not _in_gb2312(char) and _simple(char) != char for char in set(HAN.findall(text)))


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
    return str(_converter().convert(run))


@cache
def _converter() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")
