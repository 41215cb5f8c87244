"""Chinese mechanics: full-width punctuation after Han characters, and the quotation marks of Taiwan and Hong Kong."""

from collections.abc import Callable, Iterator, Sequence

from workflow.contracts.facts import Slip
from workflow.model import HAN
from workflow.patterns import late

Rule = tuple[str, Callable[[str], Iterator[Slip]]]

_WIDE = dict(zip(",;:?!.()", "，；：？！。（）", strict=True))
# Figures and Latin words keep their own punctuation: a mark is wide after a Han character, brackets are around one.
_MARK = late(rf"(?<={HAN.pattern})(?: ?[,;:?!] ?|\.(?=\s*$))", needs=",;:?!.")
_BRACKETED = late(rf"\((?=[^()（）]{{0,200}}\))(?=[^()（）]{{0,200}}{HAN.pattern})[^()（）]{{1,200}}\)", needs="(")
_CURLY = late("[“”]|(?<![A-Za-z])[‘’]|[‘’](?![A-Za-z])")
_CORNERS = dict(zip("“”‘’", "「」『』", strict=True))


class SIMPLIFIED:
    """Rules for simplified Chinese."""

    @staticmethod
    def rules() -> Sequence[Rule]:
        """Return the rules, in order."""
        return (("“{first}” is not full-width", _narrow),)


class TRADITIONAL:
    """Rules for Taiwan and Hong Kong."""

    @staticmethod
    def rules() -> Sequence[Rule]:
        """Return the rules, in order."""
        return (*SIMPLIFIED.rules(), ("“{first}” where this page has 「」 and 『』", _curly))


def _narrow(text: str) -> Iterator[Slip]:
    slips = [
        Slip(match.start(), match.end(), match[0].strip(), _WIDE[match[0].strip()]) for match in _MARK.finditer(text)
    ]
    for match in _BRACKETED.finditer(text):
        slips += (Slip(at, at + 1, text[at], _WIDE[text[at]]) for at in (match.start(), match.end() - 1))
    yield from sorted(slips)


def _curly(text: str) -> Iterator[Slip]:
    for match in _CURLY.finditer(text):
        yield Slip(match.start(), match.end(), match[0], _CORNERS[match[0]])
