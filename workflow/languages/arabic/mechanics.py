"""Arabic mechanics: spaces, Arabic marks for Latin ones, و together with its word, doubled words."""

from collections.abc import Callable, Iterator, Sequence

from workflow.contracts.facts import Slip
from workflow.interface import say
from workflow.languages.spacing import doubled, replaced
from workflow.patterns import late

Rule = tuple[str, Callable[[str], Iterator[Slip]]]

_LETTERS = "\u0621-\u064a"
_SIGNS = "\u064b-\u0652"
_SPACES = late(r"(?<=\S)[ \u00a0\u202f]{2,}(?=\S)")
_BEFORE_MARK = late(r"(?<=[^\s.«])[ \u00a0\u202f]+(?=[،؛؟,;](?![0-9])|[?)\]»!](?!\w|[-()/])|:(?![\w)-])|\.(?![\w.]))")
_AFTER_OPENING = late(r"(?<=[(\[«])[ \u00a0\u202f]+(?=\S)")
_LATIN_MARK = late(rf"(?<=[{_LETTERS}{_SIGNS}»)])[,;?](?=[\s»)]|[{_LETTERS}]|$)")
_AFTER_MARK = late(rf"(?<=[{_LETTERS}{_SIGNS}][،؛؟])(?=[{_LETTERS}])")
_WAW = late(rf"(?<![\w{_SIGNS}])(?P<waw>و)[ \u00a0]+(?=[{_LETTERS}])")
_DOUBLED = late(rf"(?<![\w{_SIGNS}])(?P<word>[^\W\d_]{{2,}})[ \u00a0](?P=word)(?![\w{_SIGNS}])")
_MAY_BE_DOUBLED = frozenset("جدا شيئا يوما رويدا فردا كلا جنبا وجها خطوة سنة عاما بندا مادة تلو شهرا".split())
_ARABIC = {",": "،", ";": "؛", "?": "؟"}


def rules() -> Sequence[Rule]:
    """Return the rules, in order."""
    return (
        (say("two spaces in a row"), replaced(_SPACES, " ")),
        (say("a space before “{first}”"), replaced(_BEFORE_MARK, "")),
        (say("a space after an opening mark"), replaced(_AFTER_OPENING, "")),
        (say("Latin punctuation: {all}"), _latin_marks),
        (say("no space before “{first}”"), replaced(_AFTER_MARK, " ")),
        (say("و apart from its word: {all}"), _apart),
        (say("a word twice: {all}"), doubled(_DOUBLED, _MAY_BE_DOUBLED)),
    )


def _latin_marks(text: str) -> Iterator[Slip]:
    for match in _LATIN_MARK.finditer(text):
        yield Slip(match.start(), match.end(), match[0], _ARABIC[match[0]])


def _apart(text: str) -> Iterator[Slip]:
    """Yield every و with a space after it, unless it numbers an item of a list."""
    for match in _WAW.finditer(text):
        yield Slip(match.start(), match.end(), match[0].strip(), "و")
