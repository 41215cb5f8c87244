"""What a machine translation engine provides."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """An engine's translation of one text.

    Attributes:
        text: The translation.
        logprob: Natural logarithm of the probability of all its ``tokens``, None if the engine does not know it; the
            score of a draft is this per token.
        tokens: How many tokens it has.
        whole: Whether it is complete; a translation that was cut off is not used.
        pieces: Source and translation of each piece, in order, if the engine cuts texts up, else ().
    """

    text: str
    logprob: float | None = None
    tokens: int = 0
    whole: bool = True
    pieces: tuple[tuple[str, str], ...] = ()


class Translator(Protocol):
    """An engine that is loaded for a language pair."""

    @property
    def name(self) -> str:
        """The origin that drafts state, such as ``argos zh→en 1.9``."""

    def translate(
        self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
    ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        """Translate plain texts: sentences, headings or terms without markup.

        Words in capital letters such as WTQ stand for what is hidden from the engine and must come back unchanged.

        Args:
            texts: The texts, all at once, so that an engine may work on many together.
            hypotheses: How many translations of each text are wanted, if the engine can make several.
            no_repeat: How many tokens in a row a translation must not repeat; 0 for no limit. An engine without tokens
                may ignore it.

        Yields:
            The index into ``texts`` and its hypotheses, likeliest first, as texts are finished, in any order, each
            index once.
        """


@dataclass(frozen=True, slots=True)
class Background:
    """What is known about a text that is to be translated.

    Attributes:
        terms: How the office writes what is in it: source and target each. Those hidden from the engine are not here.
        similar: Sentences like it and their approved translations, the most similar first.
        before: The sentences before it in the release, in their order.
    """

    terms: tuple[tuple[str, str], ...] = ()
    similar: tuple[tuple[str, str], ...] = ()
    before: tuple[str, ...] = ()


@runtime_checkable
class Informed(Protocol):
    """A ``Translator`` that can use the background of texts."""

    def inform(self, background: Mapping[str, Background]) -> None:
        """Take the background of texts that ``translate`` will be asked for next."""


@runtime_checkable
class Adapted(Protocol):
    """A ``Translator`` that may have been adapted from another one, which drafts what this one gets wrong."""

    @property
    def unadapted(self) -> Callable[[], Translator] | None:
        """Loads what it was adapted from; None if it was not adapted, or that is not installed.

        It raises a WorkflowError if that is installed and cannot be used.
        """

    @property
    def alone(self) -> str:
        """What to say if it was adapted from another one that is not installed, as a sentence; "" otherwise."""


class Load(Protocol):
    """Loads an engine."""

    def __call__(self, source_language: str, target_language: str, /) -> Translator:
        """Load the engine for translating from one language into another (BCP 47 tags).

        Raises:
            MissingError: Something is not installed; the message has the command that installs it.
            BadInput: The installed files cannot be used.
            UsageError: The engine's settings are missing or wrong.
        """


@dataclass(frozen=True, slots=True)
class Engine:
    """A machine translation engine; ``drafting`` does everything that turns translations into drafts.

    Attributes:
        load: Loads it.
        configured: From its table in ``workflow.toml``, ``[draft.NAME]``, whose shape is already checked, and the
            newsroom's folder to ``load``; None if it has no settings.
        installed: Says, given its table in ``workflow.toml`` and a language pair, whether it can translate it with what
            is installed; None if every pair is the same to it.
        converts: Whether it only writes the same language in another script, so that what is the same in both is right.
            Such an engine drafts between two scripts of a language unless another one is asked for by name.
    """

    load: Load
    configured: Callable[[Mapping[str, Any], Path], Load] | None = None
    installed: Callable[[Mapping[str, Any], str, str], bool] | None = None
    converts: bool = False
