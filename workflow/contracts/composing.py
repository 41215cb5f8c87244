"""What a language provides that writes by rule what machines get wrong."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from workflow.model import TermKind

PERSON, NAME, OBJECT = "\ue000", "\ue001", "\ue002"
"""The characters that stand for a person, another name or term, and markup, code or an address (``Composing``)."""


Then = Literal["sentence", "clause", "post", "start", "noun", "owned", "day", "he", "she", "if"]
"""What follows a form, which decides its first letter and article.

What follows "he", "she" or "if" is a clause without a subject, or a condition: it is translated as a sentence of its
own, with "he" or "she" as its subject or as the condition of another clause, which are removed afterwards.
"""


@dataclass(frozen=True, slots=True)
class Form:
    """A stretch of a source that is written by rule.

    Attributes:
        start: Where it starts.
        end: Where it ends.
        text: The translation, with the spaces round it.
        then: What follows it.
    """

    start: int
    end: int
    text: str
    then: Then = "sentence"


class Composed(NamedTuple):
    """A name that is composed by rule.

    Attributes:
        kind: The kind of term that it is.
        start: Where it starts in the source.
        end: Where it ends.
        written: The translation.
        sure: Whether it is made of known parts, and none of them is only spelled.
        common: Whether a machine may know it, so that it is hidden only from one that writes it otherwise.
    """

    kind: TermKind
    start: int
    end: int
    written: str
    sure: bool
    common: bool = False


class Composing(Protocol):
    """Writes by rule, from the Chinese, what machines get wrong; it never drops or changes a word.

    Forms are looked for in a text in which ``PERSON``, ``NAME`` and ``OBJECT`` stand for names and for what is not
    words. What lies between forms is translated by a machine, each stretch by itself.
    """

    @property
    def units(self) -> AbstractSet[str]:
        """What is counted and measured in, in Chinese; forms write them, also where a term base has them."""

    def forms(self, text: str) -> tuple[Form, ...]:
        """Return the forms in a text, in order, none of them overlapping."""

    def framed(self, text: str) -> tuple[Form, ...]:
        """Return the forms of a sentence whose other stretches a machine gets as sentences of their own.

        What is framed may come back without its frame; then the sentence is tried without these forms.
        """

    def indicators(self, text: str, terms: Iterable[tuple[int, int]] = ()) -> AbstractSet[tuple[int, int]]:
        """Return where the indicators are that a sentence of figures names, each start and end.

        Args:
            text: The sentence.
            terms: Where terms are, each start and end, which may be whole indicators.
        """

    def names(self, text: str) -> Iterator[Composed]:
        """Yield names that no term base lists because they are composed by rule; they may overlap."""

    def fitted(self, text: str, then: Then, takes_the: bool | None = None) -> str:
        """Return a machine's translation of a stretch as it goes on after a form.

        Args:
            text: The translation.
            then: What it is.
            takes_the: Whether it is a name with or without an article; None if it is no name.
        """
