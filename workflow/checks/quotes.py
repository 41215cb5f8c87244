"""Quotation marks and brackets: each one that opens must close, and a quotation must stay a quotation."""

import re
from collections.abc import Iterator, Mapping

from workflow.checks.example import Example
from workflow.contracts.checks import Check, Context, Said
from workflow.interface import say
from workflow.languages import of
from workflow.model import DELIBERATELY_EMPTY, HAN, Finding
from workflow.patterns import late

_NAME = "quotes"

EXPLANATION = say(
    "Finds quotation marks and brackets that open without closing, or close without opening, and quoted sentences that "
    "lost their marks. Without them, nobody can tell whose words they are. Waive a finding if a quotation continues in "
    "the next sentence, or became indirect speech."
)
EXAMPLES = (
    Example("他说：“这是个好消息。”", "“This is good news, he said.", "warning"),
    Example("他说：“这是个好消息。”", "“This is good news,” he said.", ""),
    Example("修改第十二条（见附件）。", "Article 12 (see annex is amended.", "warning"),
    Example(
        "他说：“我们需要有人告诉我们该看哪一页。”",
        "He said that they needed somebody to tell them which page to read.",
        "warning",
    ),
    Example(
        "“一带一路”高级别会议", "High-Level Conference on the Belt and Road", "", note="a nickname, not a quotation"
    ),
)

_PAIRS = {
    "“": "”",
    "«": "»",
    "‹": "›",
    "„": "“”",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "(": ")",
    "[": "]",
    "{": "}",
    "（": "）",
    "【": "】",
}
_MARKS = late(r"[“”„«»‹›「」『』《》〈〉()\[\]{}（）【】]")
_IN_A_LIST = late(r"(?:^|[\s;,:])(?:[0-9]{1,2}[a-z]?|[^\W\d_]|[ivx]{1,4})$")
_FACES = late(r"[:;]-?[()]")
# Real quotations: long, or after a verb of saying.
_ZH_QUOTED = late(r"(?P<said>[：:，]?)[“「](?P<words>[^“”「」]{1,400})[”」]")
_ANY_QUOTE = late(r"[“”„«»‹›「」『』\"‘’']|\B'|'\B")
_QUOTATION = 10  # Han characters from which quoted words count as a quotation and not as a name


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Yield warnings about quotation marks and brackets; straight quotation marks are only counted."""
    unit = said.unit
    if unit.target == DELIBERATELY_EMPTY:
        return
    language = of(context.language)
    source, target = said.source.words, said.target.words
    open_here = _unbalanced(source, {})
    wrong = _unbalanced(_FACES.sub(" ", target), language.closing_marks)
    quoted_on = {mark for mark in open_here if mark in "“”「」『』"}
    for mark in wrong:
        if quoted_on and mark in "“”„«»":
            continue  # the quotation continues in the sentence before or after
        if mark in open_here:
            continue
        message = (
            say("{mark} in the translation is never closed", mark=mark)
            if mark in _PAIRS
            else say("{mark} in the translation closes what was never opened", mark=mark)
        )
        yield Finding(_NAME, "warning", message, unit)
    if target.count('"') % 2 and not (quoted_on or source.count('"') % 2) and not re.search(r'[0-9]"', target):
        yield Finding(_NAME, "warning", say('an odd number of " in the translation'), unit)
    if not language.writes_han and (lost := _quotation(source)) and not _ANY_QUOTE.search(target):
        yield Finding(
            _NAME,
            "warning",
            say("“{lost}” is quoted in the source; the translation has no quotation marks", lost=lost),
            unit,
        )


def _unbalanced(text: str, lenient: Mapping[str, str]) -> list[str]:
    """Return the marks that open without closing or close without opening, each once, in order."""
    if not _MARKS.search(text):
        return []
    waiting: list[str] = []
    wrong: list[str] = []
    opening = "".join(lenient.values())
    either_way = "".join(marks for marks in ("“”„", "«»") if any(m in lenient and m in opening for m in marks))
    for match in _MARKS.finditer(text):
        mark = match[0]
        if mark in either_way:
            continue  # it opens as well as closes: »so«, ”so”
        if waiting and waiting[-1] in lenient.get(mark, ""):
            waiting.pop()
        elif mark in _PAIRS:
            waiting.append(mark)
        elif waiting and mark in _PAIRS[waiting[-1]]:
            waiting.pop()
        elif waiting[-2:-1] and mark in _PAIRS[waiting[-2]]:  # the one between them is never closed
            wrong.append(waiting.pop())
            waiting.pop()
        elif mark != ")" or not _IN_A_LIST.search(text[max(0, match.start() - 6) : match.start()]):
            wrong.append(mark)
    return list(dict.fromkeys((*wrong, *waiting)))


def _quotation(source: str) -> str:
    """Return the first quotation of a source that must be one in the translation, shortened; "" if there is none."""
    for match in _ZH_QUOTED.finditer(source) if "“" in source or "「" in source else ():
        inside = match["words"]
        said = match["said"] in {"：", ":"} or inside[-1] in "。！？，"
        if said and len(HAN.findall(inside)) >= _QUOTATION:
            return inside if len(inside) <= 20 else f"{inside[:20]}…"
    return ""


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES)
