"""Figures in Russian text. The words are in ``numbers.tsv``, ``currencies.tsv`` and ``quantities.tsv``."""

from collections.abc import Iterator

from workflow.contracts.facts import ONE
from workflow.languages.listed_numbers import Grammar, Known, ListedNumbers
from workflow.patterns import late

_ADJECTIVE = late(r"(?P<stem>\w{3,})(?:ый|ий|ой|ого|его|ому|ему|ым|им|ом|ем|ая|яя|ую|юю|ей|ое|ее|ые|ие|ых|их|ыми|ими)")
_PARTS = {
    "одно": 1, "двух": 2, "дву": 2, "трех": 3, "четырех": 4, "пяти": 5, "шести": 6, "семи": 7, "восьми": 8, "девяти": 9,
    "десяти": 10, "одиннадцати": 11, "двенадцати": 12, "тринадцати": 13, "четырнадцати": 14, "пятнадцати": 15,
    "шестнадцати": 16, "семнадцати": 17, "восемнадцати": 18, "девятнадцати": 19, "двадцати": 20, "тридцати": 30,
    "сорока": 40, "пятидесяти": 50, "шестидесяти": 60, "семидесяти": 70, "восьмидесяти": 80, "девяносто": 90, "сто": 100,
}  # fmt: skip
_PART = "|".join(sorted(_PARTS, key=len, reverse=True))
_COMPOUND = late(
    rf"(?P<first>{_PART})(?P<second>{_PART})?(?:(?P<size>тысяч|миллион|миллиард)|(?P<times>крат)"
    r"|лет|год|днев|месяч|недел|сторон|час|минут|этаж|процент|разов|знач|местн|балльн|уровнев|ступен|язычн|метров|тонн)\w*"
)
_SIZES = {"тысяч": 10**3, "миллион": 10**6, "миллиард": 10**9}


def _forms(word: str) -> Iterator[tuple[str, bool]]:
    """Yield a word as it is, and an ordinal in the nominative."""
    yield word, False
    lower = word.lower()
    yield lower, False
    if adjective := _ADJECTIVE.fullmatch(lower):
        yield from ((adjective["stem"] + ending, False) for ending in ("ый", "ой", "ий"))


def _other(word: str) -> Known | None:
    """Read a word that begins with a number: трехдневный, двадцатипятилетие."""
    found = _COMPOUND.fullmatch(word.lower())
    if found is None:
        return None
    value = (_PARTS[found["first"]] + _PARTS.get(found["second"] or "", 0)) * ONE
    if found["times"]:  # трехкратный рост: by 200 %
        return "allusion", (value, (value - ONE) * 100)
    return "allusion", (value * _SIZES.get(found["size"] or "", 1),)


NUMBERS = ListedNumbers(
    Grammar(
        language="russian",
        decimals=",.",
        groups=".",
        ordinal=r"-(?:[йяеюх]|го|му|ми?|ти|ой|ая|ое|ый|ий)(?!\w)",
        connectors="до|и|или|из|по",
        ratios=frozenset({"/", "из"}),
        joins=frozenset({" "}),
        one_in=(
            r"(?<!\w)(?:кажд(?:ый|ая|ое|ого|ой|ую|ом)|(?:один|одна|одно|одного|одной) (?:[^\W\d_]+ ){0,2}из)"
            r" (?P<of>[^\W\d_]+|[0-9]{1,2})"
        ),
        per=r"/|(?<!\w)(?:на|за)(?!\w)",
        forms=_forms,
        other=_other,
        homographs=frozenset({"семью"}),
        common=frozenset({"семью"}),
        letters="абвгдежзиклмнопрст",
    )
)
