"""Another engine drafts what the first could not: a language model refuses, answers nonsense, or its server is gone."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Protocol

from workflow.contracts.engines import Translator
from workflow.errors import MissingError, WorkflowError
from workflow.interface import say
from workflow.model import Draft, Sentence

FALLBACK = {"llm": "argos"}
"""Which engine drafts instead, by the one that could not; the origin of each draft names the one that made it."""


class Drafts(Protocol):
    """Drafts sentences; see ``drafting.drafter.Drafter``."""

    @property
    def engine(self) -> Translator:
        """The engine."""

    def drafts(self, sentences: Sequence[Sentence]) -> Iterator[tuple[int, Draft]]:
        """Yield the index of each sentence and its draft."""


Make = Callable[[], Drafts]
"""Loads an engine and returns what drafts with it."""


class Instead:
    """Drafts with an engine, and with another one what that leaves without a draft.

    Attributes:
        name: The engine that drafts first.
        other: The other one; "" if it was not needed, or there is none.
        number: How many sentences the other one drafted.
        why: Why, as a clause.
    """

    def __init__(self, first: Make, second: Make) -> None:
        """Load the first engine; if it is missing, the second.

        Raises:
            WorkflowError: Neither can be loaded; it is the first one's error.
        """
        self._second = second
        self.name = self.other = self.why = ""
        self.number = 0
        self._machine: Drafts | None = None
        self._other: Drafts | None = None
        try:
            self._machine = first()
        except MissingError as error:
            self._gone(error)
        else:
            self.name = self._machine.engine.name

    def drafts(self, sentences: Sequence[Sentence]) -> Iterator[tuple[int, Draft]]:
        """Yield the index of each sentence and its draft, each index once, as they are finished.

        Raises:
            WorkflowError: The first engine broke down, and there is no other.
        """
        left = dict.fromkeys(range(len(sentences)), Draft("", ""))
        if self._machine:
            try:
                for index, draft in self._machine.drafts(sentences):
                    if draft.text:
                        del left[index]
                        yield index, draft
                    else:
                        left[index] = draft
            except MissingError as error:
                self._gone(error)
        if left and not self._other:
            self._refused()
        if not self._other:
            yield from left.items()
            return
        places = list(left)
        for number, draft in self._other.drafts([sentences[index] for index in places]):
            self.number += bool(draft.text)
            yield places[number], draft

    def _gone(self, error: MissingError) -> None:
        """Turn to the other engine because the first is gone; raise the error if there is none."""
        try:
            self._turn(error.message)
        except WorkflowError:
            raise error from None
        self.name = self.name or self.other

    def _refused(self) -> None:
        """Turn to the other engine, if there is one, because the first left sentences without a draft."""
        with suppress(WorkflowError):
            self._turn(say("{engine} gave no usable translation", engine=self.name))

    def _turn(self, why: str) -> None:
        self._other = self._second()
        self.other, self.why = self._other.engine.name, why
