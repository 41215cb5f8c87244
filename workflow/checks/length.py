"""Length: translations that are far shorter or longer than usual for the source."""

from collections.abc import Iterator

from workflow.checks.example import Example
from workflow.contracts.checks import Check, Context, Said
from workflow.interface import say
from workflow.languages import of
from workflow.model import DELIBERATELY_EMPTY, HAN, Finding
from workflow.patterns import late

_NAME = "length"

EXPLANATION = say(
    "Compares the length of the translation with that of the source: a Chinese character corresponds to about three "
    "English letters, and slightly more French ones. A translation that is far too short has often lost a clause; one "
    "that is far too long says something twice. Waive a finding if the translation is deliberately terse or expansive."
)
EXAMPLES = (
    Example(
        "会谈前，双方互赠了纪念品，并参观了专利审查协作中心的检索大厅和培训教室。",
        "Before the talks the two sides exchanged gifts.",
        "warning",
    ),
    Example(
        "会谈前，双方互赠了纪念品，并参观了检索大厅和培训教室。",
        "Before the talks the two sides exchanged gifts and toured the search hall and the training rooms.",
        "",
    ),
    Example("请注明联系人。", "Please state a contact person. " * 5, "warning"),
)

_LATIN_WORD = late(r"[A-Za-z0-9.,%]+")
_SPACE = late(r"\s+")
_FEWEST = 12  # Han characters from which a translation can be too short


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Yield warnings for running text and headings; captions and cells may be of any length."""
    unit = said.unit
    if unit.target == DELIBERATELY_EMPTY:
        return
    source, target = said.source.words, said.target.words
    han = len(HAN.findall(source))
    copied = sum(len(match[0]) for match in _LATIN_WORD.finditer(source))
    length = len(_SPACE.sub(" ", target).strip())
    wanted = of(context.language).length
    if (
        han >= _FEWEST
        and not unit.context
        and length < wanted.shortest * han - wanted.fewer
        and length < wanted.shortest * (han - _in_numerals(source, han, context)) - wanted.fewer
    ):
        yield Finding(
            _NAME,
            "warning",
            say("short: {length} characters for {han} Chinese ones; is a clause missing?", length=length, han=han),
            unit,
        )
    elif han and length > wanted.longest * han + wanted.allowance + copied * 2:
        yield Finding(
            _NAME,
            "warning",
            say("long: {length} characters for {han} Chinese ones; is something said twice?", length=length, han=han),
            unit,
        )


def _in_numerals(source: str, han: int, context: Context) -> int:
    """Return how many Han characters a text has in figures, if it is most of them: 叁拾陆万柒仟捌佰 is only 367,800."""
    language = of(context.release.language)
    words = language.plain(source)
    figures = language.numbers.figures(words) if language.numbers else ()
    written = sum(len(HAN.findall(words[figure.start : figure.end])) for figure in figures)
    return written if written * 2 > han else 0


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES)
