"""Who is appointed and who is removed, in an English text in which a private character stands for each person."""

import re
from collections.abc import Iterator

from workflow.patterns import late

_PERSON = "[\ue100-\ue1ff]"
_APPOINTED = "appointed|named|elected|nominated|chosen|installed"
_REMOVED = "removed|dismissed|relieved|fired|sacked|ousted|discharged|deposed"
_BE = "(?:was|were|is|are|be|been|being)"
_TITLE = r"(?:(?:mr|ms|mrs|dr|comrade)\.? )?"
_AFTER = (
    ("appoint", late(rf"(?:[^.;\ue100-\ue1ff]*?\b{_BE} (?:\w+ )?|[ ,(]*(?:who )?)(?:{_APPOINTED})\b", re.IGNORECASE)),
    (
        "remove",
        late(
            rf"[^.;\ue100-\ue1ff]*?\b{_BE} (?:\w+ )?(?:{_REMOVED}|replaced|succeeded)\b|[ ,(]*(?:who )?(?:{_REMOVED})\b",
            re.IGNORECASE,
        ),
    ),
    (
        "appoint",
        late(
            r"(?:'s|’s) (?:appointment|election|nomination)\b| (?:takes|took|will take) (?:over|office)\b| becomes?\b| became\b",
            re.IGNORECASE,
        ),
    ),
    (
        "remove",
        late(
            r"(?:'s|’s) (?:resignation|removal|dismissal)\b|,? (?:who )?(?:has |had )?(?:resign(?:ed|s)|(?:steps|stepped) down)\b",
            re.IGNORECASE,
        ),
    ),
)
"""What follows a person to whom it happens."""
_BEFORE = (
    (
        "appoint",
        late(
            rf"(?<!was )(?<!were )(?<!is )(?<!are )(?<!been )\b(?:appoint(?:s|ed|ing)?|nam(?:e|es|ed|ing)|elect(?:s|ed|ing)?):? {_TITLE}$",
            re.IGNORECASE,
        ),
    ),
    (
        "appoint",
        late(
            rf"\b(?:appointment|election|nomination) of {_TITLE}$|\b(?:replaced|succeeded|taken over) by {_TITLE}$|\bgiven to {_TITLE}$",
            re.IGNORECASE,
        ),
    ),
    (
        "remove",
        late(
            rf"(?<!was )(?<!were )(?<!is )(?<!are )(?<!been )\b(?:remov(?:e|es|ed|ing)|dismiss(?:es|ed|ing)?|reliev(?:e|es|ed|ing)|replac(?:es|ed|ing)|succe(?:eds|eded|eding)|discharg(?:es|ed|ing)):? {_TITLE}$",
            re.IGNORECASE,
        ),
    ),
    (
        "remove",
        late(
            rf"\b(?:removal|dismissal|resignation) of {_TITLE}$|\btak(?:en|es) (?:over )?from {_TITLE}$|\bin place of {_TITLE}$",
            re.IGNORECASE,
        ),
    ),
)
"""What stands before a person to whom it happens."""
_IN_THE_PLACE_OF = late(
    r" (?:has |had |will )?(?:replac(?:es|ed|e|ing)|succeed(?:s|ed|ing)?) (?:mr\.? |ms\.? )?(?=[\ue100-\ue1ff])",
    re.IGNORECASE,
)
_FAR = 120
"""Characters after a person in which the verb stands."""


def acts(text: str) -> Iterator[tuple[str, str]]:
    """Yield people and what is done to them: "appoint" or "remove"."""
    for person in _ONE.finditer(text):
        after = text[person.end() : person.end() + _FAR]
        found = [(match.end(), act) for act, pattern in _AFTER if (match := pattern.match(after))]
        if found:
            yield person[0], min(found)[1]
        if _IN_THE_PLACE_OF.match(after):
            yield person[0], "appoint"
        before = text[max(0, person.start() - _FAR) : person.start()]
        for act, pattern in _BEFORE:
            if pattern.search(before):
                yield person[0], act


_ONE = late(_PERSON)
