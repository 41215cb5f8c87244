"""Hides from a machine what it must not see; it comes back exactly once, or the draft is discarded (the fifth law).

A mask is a three-letter acronym, unlike the others and absent from the text: the model copies Latin text through, and
of all the masks that were tried these came back most reliably (224 of 224). Names and terms have such a mask too;
figures have a number (``amounts``). Nothing here knows of Markdown: text with ``Hidden`` stretches ⇄ text with masks.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from workflow.drafting.amounts import Amount
from workflow.languages.english.grammar import Name


@dataclass(frozen=True, slots=True)
class Hidden:
    """A stretch that no machine sees.

    Attributes:
        text: What the target gets in its place, such as a piece of code.
        attached: Whether it belongs to the word before it, without a space, such as a footnote mark.
    """

    text: str
    attached: bool = False


Piece = str | Hidden | Name | Amount
"""A sentence is a sequence of these; everything but the words is hidden."""

MASKS = tuple(
    """
    WTQ KPO EUB JVX RZK QFD BXU HJW VKZ PQN ZFB XJK GVQ KRW BQT UJZ FXP QHV JBK WZG VXD TQJ
    PZW KXF RQB ZJV HQX DKQ WVJ GXZ BVK XQR JZT QWK ZQP KJB VWQ
    """.split()
)
"""In the order of use; all are unlike each other, and none is an abbreviation that a release would use."""


def names(text: str, count: int, attempt: int = 0) -> tuple[str, ...]:
    """Return ``count`` masks that do not occur in ``text`` (ignoring case), or fewer if there are no more.

    Another ``attempt`` gets other masks.
    """
    if not count:  # of most of the thousands of parts that a text may have
        return ()
    start = attempt * 7 % len(MASKS)
    taken = text.casefold()
    free = (mask for mask in MASKS[start:] + MASKS[:start] if mask.casefold() not in taken)
    return tuple(islice(free, count))


def hide(pieces: Sequence[Piece], masks: Sequence[str]) -> str:
    """Return the pieces as one text, with each that is not words replaced by the next mask.

    Masks are set off from Latin letters and digits by spaces, and names from a day by 于 (on): a model takes WTQ 18日
    for a code.

    Raises:
        ValueError: There are not enough masks.
    """
    text = ""
    left = iter(masks)
    after_mask = after_name = False
    for piece in pieces:
        if not isinstance(piece, str):
            after_name = isinstance(piece, Name)
            mask = next(left, None)
            if mask is None:
                raise ValueError("more to hide than masks")
            text += (" " if text and _is_latin(text[-1]) else "") + mask
            after_mask = True
        elif piece:
            if after_name and _DAY.match(piece):
                text += "于"
            elif after_mask and _is_latin(piece[0]):
                text += " "
            text += piece
            after_mask = after_name = False
    return text


_DAY = re.compile("[0-9]{1,2}[日号]")


def restore(text: str, hidden: Mapping[str, str], attached: Iterable[str] = ()) -> str | None:
    """Return the text with each mask replaced by what it stands for; None unless each occurs exactly once, by itself.

    A mask that is missing, repeated, in another letter case, or part of a word (``WTQs``) makes the text worthless.

    Args:
        text: What a machine returned.
        hidden: What each mask stands for.
        attached: The masks of what follows a word without a space; machines set them off by one.
    """
    if not hidden:
        return text
    if not each_once(text, hidden):
        return None
    found = [f" {re.escape(mask)}" for mask in attached] + [re.escape(mask) for mask in hidden]
    return re.sub("|".join(found), lambda match: hidden[match[0].removeprefix(" ")], text)


def each_once(text: str, masks: Iterable[str], plurals: Iterable[str] = ()) -> bool:
    """Return whether each mask occurs exactly once, by itself; those of ``plurals`` may have an "s" appended."""
    masks, plurals = list(masks), frozenset(plurals)
    anyhow = re.compile("|".join(map(re.escape, masks)), re.IGNORECASE)
    if Counter(anyhow.findall(text)) != Counter(dict.fromkeys(masks, 1)):
        return False
    own = "|".join(re.escape(mask) + ("s?" if mask in plurals else "") for mask in masks)
    return len(re.findall(rf"(?<!{_LATIN})(?:{own})(?!{_LATIN})", text)) == len(masks)


_LATIN = "[A-Za-z0-9\u00c0-\u024f]"
"""What a mask must not touch, because it would become part of a word."""


def _is_latin(char: str) -> bool:
    return re.match(_LATIN, char) is not None
