"""Fits English that a machine made of a stretch into the sentence that is written round it."""

import re

from workflow.contracts.composing import Then
from workflow.languages.english import tidy
from workflow.languages.english.composing import places
from workflow.languages.listed_mentions import Mentioned
from workflow.patterns import late


def fitted(text: str, then: Then, takes_the: bool | None = None) -> str:
    """Return English that goes on after a form: no capital inside a sentence, the article that belongs there.

    Args:
        text: The English.
        then: What it is.
        takes_the: Whether it is a name, which keeps its capital, with or without an article; None if it is no name.
    """
    if then in {"post", "start", "noun", "owned"}:
        text = _AS_SENTENCE.sub("", text).rstrip("!?")
    if then == "post":
        return re.sub(r"^(?:The|An?) (?=\S)", "", text)
    if then in {"start", "noun", "owned"}:
        noun = _as_noun(text) if takes_the is None else f"the {text}" if takes_the else text
        return (
            noun[:1].upper() + noun[1:] if then == "start" else noun.removeprefix("the ") if then == "owned" else noun
        )
    if then == "day":
        if time := _TIME.match(text):
            return f"at {time['time']} on {text[time.end() :]}"
        return text[0].lower() + text[1:] if re.match("(?:At|On|at|on) ", text) else f"on {text}"
    return tidy.continued(text) if then == "clause" else text


_TIME = late(r"(?P<time>[0-9]{1,2}(?::[0-9]{2})? [ap]\.m\.),? (?=[A-Z0-9])")
_AS_SENTENCE = late(r"^(?:He|She|It|I|This|That)(?: is| was| am|['’](?:s|m)) (?=an? |the )")
"""What a machine puts before a noun that it is sent by itself."""
_FIRST_WORD = late(r"[A-Z][a-z]+(?:-[a-z]+)*(?![\w'’]| [A-Z][a-z])")
_QUANTITIES = (
    "balance|stock|value(?: added)?|volume|amount|rate|number|area|index|surplus|deficit|scale|proportion|share|level"
    "|yield|meeting|session|price|total|turnover|throughput|space|size|ratio"
)
_OFFICE = late(
    r"(?!The |the )[A-Z][\w' -]* (?:Government|Council|Committee|Commission|Bureau|Department|Court|Congress|Office)$"
)
_COUNTED = late(
    rf"(?!the |an? |each |all )(?:[\w-]+ |\(\w+\) ){{0,4}}?(?:{_QUANTITIES})(?= (?:of|for|in|per|on)\b| \(|$)"
)
"""A quantity that English writes with "the"."""
_ORDINAL = late(r"(?:First|Second|Third|\w+th) [A-Z]")


def _as_noun(text: str) -> str:
    """Return a noun as it stands inside a sentence: without a capital that no name needs, with "the" if it counts."""
    first = _FIRST_WORD.match(text)
    named = [*places.cities().values(), *_MENTIONS.places(text)]
    if first and not any(first[0] in place for place in named):
        text = text[0].lower() + text[1:]
    return f"the {text}" if _COUNTED.match(text) or _OFFICE.match(text) or _ORDINAL.match(text) else text


_MENTIONS = Mentioned("english", "en")
