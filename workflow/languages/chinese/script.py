"""Traditional characters → simplified ones, by OpenCC.

A model that was trained on simplified Chinese invents when it is given traditional characters: 雙方簽署了諒解備忘錄 became "This post is
part of our special coverage Egypt 2011". And a term base in one script has to match a release in the other.

OpenCC is imported when a text first needs it (16 ms): whatever GB 2312 can write is simplified already, a few characters aside.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from workflow.model import HAN

if TYPE_CHECKING:
    from opencc import OpenCC

_HAN_RUN = re.compile(f"(?:{HAN.pattern})+")
IN_BOTH = frozenset("乾吒夥後徵拚捱摺於榘菸薹袷醣麴麽")
"""Characters of GB 2312 that are nevertheless the traditional form of another one: 乾隆 and 乾 (干) are both written with one of them."""


def simplified(text: str) -> str:
    """``text`` in simplified characters if it is traditional, else unchanged. As long as it was.

    A text is traditional if it has a character that simplified Chinese does not use at all; only then are those replaced that both use.
    Words decide where a character alone cannot: 瞭解 becomes 了解, and 瞭望 and 乾隆 stay.
    """
    return _HAN_RUN.sub(_by_words, text) if _is_traditional(text) else text


def by_character(text: str) -> str:
    """``text`` with every traditional character replaced by its simplified one, whatever stands beside it. As long as it was.

    For comparing: a term is found in a sentence whatever script either is in, because no character depends on its neighbours.
    """
    if _in_gb2312(text) and IN_BOTH.isdisjoint(text):
        return text
    return _HAN_RUN.sub(_one_by_one, text)


def _is_traditional(text: str) -> bool:
    if _in_gb2312(text):
        return False
    return any(not _in_gb2312(char) and _simple(char) != char for char in set(HAN.findall(text)))


def _in_gb2312(text: str) -> bool:
    """Whether GB 2312, the character set of simplified Chinese, can write all that is Han in ``text``."""
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
