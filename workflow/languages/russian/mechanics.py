"""Russian mechanics: spaces, dashes, quotation marks, № and г., doubled words."""

from collections.abc import Callable, Iterator, Sequence

from workflow.contracts.facts import Slip
from workflow.interface import say
from workflow.languages.spacing import doubled, grouped, replaced
from workflow.patterns import late

Rule = tuple[str, Callable[[str], Iterator[Slip]]]

_SPACES = late(r"(?<=\S)[ \u00a0\u202f]{2,}(?=\S)")
_BEFORE_MARK = late(r"(?<=[^\s.«„])[ \u00a0\u202f]+(?=[,;](?![0-9])|[)\]»!?](?!\w|[-()/])|:(?![\w)-])|\.(?![\w.]))")
_AFTER_OPENING = late(r"(?<=[(\[«„])[ \u00a0\u202f]+(?=\S)")
_AFTER_MARK = late(r"(?<=[а-яёА-ЯЁ][,;])(?=[а-яёА-ЯЁ])")
_NUMBER_SIGN = late(r"(?<=№)(?=[0-9])")
_BEFORE_YEAR = late(r"(?<=[0-9])(?=г\.|гг\.|года?(?!\w))")
_HYPHEN = late(r"(?<=[^\W_]|[)»,]) - (?=[^\W\d_]|[«(])")
_ENGLISH_MARKS = late(r"“[^“”„]{1,400}”")
_DOUBLED = late(r"(?<![\w-])(?P<word>[^\W\d_]+)[ \u00a0](?i:(?P=word))(?![\w-])")
_MAY_BE_DOUBLED = frozenset("очень чуть еле еще всего да нет так вот".split())


def rules() -> Sequence[Rule]:
    """Return the rules, in order."""
    return (
        (say("two spaces in a row"), replaced(_SPACES, " ")),
        (say("a space before “{first}”"), replaced(_BEFORE_MARK, "")),
        (say("a space after an opening mark"), replaced(_AFTER_OPENING, "")),
        (say("an ordinary space in a number, where a line may break: {all}"), grouped("\u00a0")),
        (say("no space before “{first}”"), replaced(_AFTER_MARK, " ")),
        (say("no space after №"), replaced(_NUMBER_SIGN, "\u00a0")),
        (say("no space after the year"), replaced(_BEFORE_YEAR, "\u00a0")),
        (say("a hyphen for a dash"), replaced(_HYPHEN, "\u00a0— ")),
        (say("English quotation marks for «…» or „…“: {all}"), _english_marks),
        (say("a word twice: {all}"), doubled(_DOUBLED, _MAY_BE_DOUBLED)),
    )


def _english_marks(text: str) -> Iterator[Slip]:
    for match in _ENGLISH_MARKS.finditer(text):
        yield Slip(match.start(), match.end(), match[0], None)
