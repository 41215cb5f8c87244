"""What fixed forms are made of: stretches that are written by rule, and stretches that are translated by themselves.

Forms are looked for in a text in which one private character stands for each name of the term base and one for each
other stretch that is not words.
"""

from dataclasses import dataclass
from typing import Literal

PERSON, NAME, OBJECT = "\ue000", "\ue001", "\ue002"
"""What stands for a person, for another name or term, and for markup, code or an address."""

Then = Literal["sentence", "clause", "post", "start", "noun", "owned", "day", "he", "she", "if"]
"""What follows a form, which decides its first letter and article.

What follows "he", "she" or "if" is a clause without a subject, or a condition: it is translated as a sentence of its
own, with "he" or "she" as its subject or as the condition of another clause, which are removed afterwards.
"""


@dataclass(frozen=True, slots=True)
class Form:
    """A stretch of a source with its English.

    Attributes:
        start: Where it starts.
        end: Where it ends.
        text: The English, with the spaces round it.
        then: What follows it.
    """

    start: int
    end: int
    text: str
    then: Then = "sentence"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a source that is translated by itself."""

    start: int
    end: int
    then: Then = "sentence"
