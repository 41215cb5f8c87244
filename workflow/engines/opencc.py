"""The engine ``opencc``: Chinese in one script → Chinese in another, with the usage of Taiwan or Hong Kong.

It needs no package of Argos: OpenCC's word lists come with the program. It knows words and no grammar, so a draft is
mostly right and still has to be read; what an office calls things is what its term base says.
"""

from collections.abc import Iterator, Sequence
from importlib.metadata import version

from workflow.contracts.engines import Engine, Hypothesis
from workflow.errors import MissingError
from workflow.interface import say
from workflow.languages.chinese import script


class Converter:
    """OpenCC for two scripts; ``name`` is the origin that its drafts state: ``opencc s2twp 1.4.2``."""

    def __init__(self, here: str, there: str) -> None:
        """Convert from one script into another, as ``script.of_tag`` returns them."""
        configuration = script.configuration(here, there)
        self.name = f"opencc {configuration or 'unchanged'} {version('opencc')}"
        self._convert = script.converter(here, there)

    def translate(
        self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
    ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        """Convert each text; there is only one way to. Whatever is not Chinese stays as it is."""
        del hypotheses, no_repeat
        for index, text in enumerate(texts):
            yield index, (Hypothesis(self._convert(text)),)


def load(source_language: str, target_language: str) -> Converter:
    """Load what converts between two BCP 47 tags.

    Raises:
        MissingError: They are not both Chinese.
    """
    here, there = script.of_tag(source_language), script.of_tag(target_language)
    if not (here and there):
        raise MissingError(
            say(
                "opencc only converts between Chinese scripts, not from {source} to "
                "{target}: choose another engine with --engine",
                source=source_language,
                target=target_language,
            )
        )
    return Converter(here, there)


ENGINE = Engine(load, converts=True)
