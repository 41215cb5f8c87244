"""French mechanics: the spaces before marks and inside « », elision, doubled words."""

import re
from collections.abc import Callable, Iterator, Sequence

from workflow.contracts.facts import Slip
from workflow.interface import say
from workflow.languages.spacing import doubled, grouped, replaced
from workflow.patterns import late

NARROW, WIDE = "\u202f", "\u00a0"
"""No-break spaces: the narrow one before ; ! ? and in numbers, the other one before : and % and inside « »."""

Rule = tuple[str, Callable[[str], Iterator[Slip]]]

_SPACES = late(r"(?<=\S)[ \u00a0\u202f]{2,}(?=\S)")
_BEFORE_MARK = late(r"(?<=[^\s.])[ \u00a0\u202f]+(?=[,)\]](?!\w|[-()/])|\.(?![\w.]))")
_AFTER_OPENING = late(r"(?<=[(\[])[ \u00a0\u202f]+(?=\S)")
_BREAKS_NARROW = late(r"(?<=\S) (?=[;!?](?![\w)]))")
_BREAKS_WIDE = late(r"(?<=\S) (?=(?:»|:(?![\w)-])|%(?!\w)))|(?<=«) (?=\S)")
_NONE_NARROW = late(r"(?<=[\w”»)])(?=[;!?](?=[\s»”)]|$))")
_NONE_WIDE = late(r"(?<=[^\W_])(?=:(?=\s|$))|(?<=[^\s«])(?=»)|(?<=«)(?=[^\s»])|(?<=[0-9])(?=%)")
_ELISION = late(
    r"(?<![\w'’-])(?P<word>[dlnjmts]e|la|que|jusque|lorsque|puisque)(?P<space>[ \u00a0])"
    r"(?=(?P<next>(?!on(?:z|c)|ou(?:i|ï|a|est-)|u(?:n(?:e|ième)?\b|hlan|lul)|y[aeou])[aeiouyàâéèêëîïôöûü][^\W\d_]+))",
    re.IGNORECASE,
)
_DOUBLED = late(r"\b(?P<word>[^\W\d_]{2,})[ \u00a0](?i:(?P=word))\b(?!['’-])")
_MAY_BE_DOUBLED = frozenset("nous vous très si bien faire ha petit tout encore trop long là non oui".split())


def rules() -> Sequence[Rule]:
    """Return the rules, in order."""
    return (
        *_common(NARROW),
        (say("an ordinary space before “{first}”, where a line may break"), replaced(_BREAKS_NARROW, NARROW)),
        (say("no space before “{first}”"), replaced(_NONE_NARROW, NARROW)),
        *_last(),
    )


class CANADIAN:
    """The same as printed in Canada: no space before ; ! ?, and the wide one in numbers."""

    @staticmethod
    def rules() -> Sequence[Rule]:
        """Return the rules, in order."""
        return (*_common(WIDE), *_last())


def _common(in_numbers: str) -> Sequence[Rule]:
    return (
        (say("two spaces in a row"), replaced(_SPACES, " ")),
        (say("a space before “{first}”"), replaced(_BEFORE_MARK, "")),
        (say("a space after an opening bracket"), replaced(_AFTER_OPENING, "")),
        (say("an ordinary space in a number, where a line may break: {all}"), grouped(in_numbers)),
    )


def _last() -> Sequence[Rule]:
    return (
        (say("an ordinary space beside “{first}”, where a line may break"), replaced(_BREAKS_WIDE, WIDE)),
        (say("no space beside “{first}”"), replaced(_NONE_WIDE, WIDE)),
        (say("without elision: {all}"), _elisions),
        (say("a word twice: {all}"), doubled(_DOUBLED, _MAY_BE_DOUBLED)),
    )


def _elisions(text: str) -> Iterator[Slip]:
    for match in _ELISION.finditer(text):
        following = match["next"]
        if following[:2].isupper():  # the letters of an abbreviation may be read one by one
            continue
        word = match["word"]
        yield Slip(match.start(), match.end(), f"{word} {following}", f"{word[:-1]}’")
