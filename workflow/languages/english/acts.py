"""Who is appointed and who is removed, in an English text in which a private character stands for each person."""

import re
from collections.abc import Iterator

from workflow.patterns import late

_PERSON = "[\ue100-\ue1ff]"
_NOBODY = "[^.;\ue100-\ue1ff]*?"
_BE = r"\b(?:was|were|is|are|be|been|being) (?!not |never )(?:\w+ )?"
_WHO = r"[ ,(]*(?:who )?"
_TITLE = r"(?:(?:mr|ms|mrs|dr)\.? |comrade )?"
_ACTIVE = r"(?<!was )(?<!were )(?<!is )(?<!are )(?<!been )(?<!not )\b"
_APPOINTED = "(?:appointed|named|elected|nominated|chosen|installed)"
_REMOVED = "(?:removed|dismissed|relieved|fired|sacked|ousted|discharged|deposed)"
_REPLACES = r"(?:replac(?:es|ed|ing)|succeed(?:s|ed|ing)?|tak(?:es|ing) over from|took over from)"


def _either(*patterns: str) -> "re.Pattern[str]":
    return late("|".join(patterns), re.IGNORECASE)


_AFTER = (
    (
        "appoint",
        _either(
            rf"{_NOBODY}{_BE}{_APPOINTED}\b",
            rf"{_WHO}{_APPOINTED}\b",
            "['’]s (?:appointment|election|nomination)\\b",
            r"(?: will)? t(?:akes?|ook) (?:over|office)\b",
            r" bec(?:omes?|ame)\b",
            rf"(?: has| had)? {_REPLACES} {_TITLE}(?={_PERSON})",
        ),
    ),
    (
        "remove",
        _either(
            rf"{_NOBODY}{_BE}(?:{_REMOVED}|replaced|succeeded)\b",
            rf"{_WHO}{_REMOVED}\b",
            "['’]s (?:resignation|removal|dismissal)\\b",
            rf"{_WHO}(?:has |had )?(?:resign(?:s|ed)|step(?:s|ped) down)\b",
            rf"{_WHO}(?:is |will )?no longer\b",
        ),
    ),
)
"""What follows people to whom it happens."""
_BEFORE = (
    (
        "appoint",
        _either(
            rf"{_ACTIVE}(?:appoint(?:s|ed|ing)?|nam(?:e|es|ed|ing)|elect(?:s|ed|ing)?):? {_TITLE}$",
            rf"\b(?:appointment|election|nomination) of {_TITLE}$",
            rf"\b(?:replaced|succeeded|taken over) by {_TITLE}$",
            rf"\bgiven to {_TITLE}$",
        ),
    ),
    (
        "remove",
        _either(
            rf"{_ACTIVE}(?:remov(?:es?|ed|ing)|dismiss(?:es|ed|ing)?|reliev(?:es?|ed|ing)|discharg(?:es?|ed|ing)):? {_TITLE}$",
            rf"{_ACTIVE}{_REPLACES} {_TITLE}$",
            rf"\b(?:removal|dismissal|resignation) of {_TITLE}$",
            rf"\b(?:taken from|in place of) {_TITLE}$",
        ),
    ),
)
"""What is before people to whom it happens."""
_FAR = 120
"""Characters beside a person in which the verb stands."""
_ONE = late(_PERSON)


def acts(text: str) -> Iterator[tuple[str, str]]:
    """Yield people and what is done to them: "appoint" or "remove"."""
    for person in _ONE.finditer(text):
        after = text[person.end() : person.end() + _FAR]
        found = [(match.end(), act) for act, pattern in _AFTER if (match := pattern.match(after))]
        if found:  # of several verbs the first is about this person
            yield person[0], min(found)[1]
        before = text[max(0, person.start() - _FAR) : person.start()]
        for act, pattern in _BEFORE:
            if pattern.search(before):
                yield person[0], act
