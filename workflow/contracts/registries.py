"""Which plug-ins there are.

Importing this module and listing names import none of them, nor what they are made of; a plug-in is imported when it
is first used.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from workflow.contracts.checks import Check
    from workflow.contracts.engines import Engine
    from workflow.contracts.languages import Room
    from workflow.contracts.readers import Reader
    from workflow.contracts.writers import Writer

PlugIn = TypeVar("PlugIn")


class Registry(Mapping[str, PlugIn], Generic[PlugIn]):
    """The plug-ins of one kind by name. Listing names imports nothing; ``registry[name]`` imports the plug-in's module.

    Attributes:
        kind: The class of the plug-ins, as "module:attribute".
        places: From a name to "module:attribute".
    """

    def __init__(self, kind: str, places: Mapping[str, str]) -> None:
        """Create a registry of plug-ins that are instances of ``kind``, which is imported with the first of them."""
        self.kind = kind
        self.places = dict(places)

    def __getitem__(self, name: str) -> PlugIn:
        """Return the plug-in of this name.

        Raises:
            TypeError: The registry names something that is not a plug-in of this kind.
        """
        found: object = _named(self.places[name])
        kind: type[PlugIn] = _named(self.kind)
        if not isinstance(found, kind):
            raise TypeError(f"{self.places[name]} is a {type(found).__name__}, not a {self.kind}")
        return found

    def __contains__(self, name: object) -> bool:
        """Return whether there is a plug-in of this name; imports nothing."""
        return name in self.places

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names, in the order of the registry."""
        return iter(self.places)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.places)


def _named(place: str) -> Any:
    """Import what stands at "module:attribute"."""
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)


READERS: "Registry[Reader]" = Registry(
    "workflow.contracts.readers:Reader",
    {
        ".md": "workflow.readers.markdown:READER",
        ".markdown": "workflow.readers.markdown:READER",
        ".txt": "workflow.readers.text:READER",
        ".docx": "workflow.readers.docx.reader:READER",
        ".html": "workflow.readers.html:READER",
        ".htm": "workflow.readers.html:READER",
    },
)
"""By the suffix of the files they read, in lower case."""


LANGUAGES: "Registry[Room]" = Registry(
    "workflow.contracts.languages:Room",
    {
        "zh": "workflow.languages.chinese:ROOM",
        "en": "workflow.languages.english:ROOM",
        "fr": "workflow.languages.french:ROOM",
        "es": "workflow.languages.spanish:ROOM",
        "ru": "workflow.languages.russian:ROOM",
        "ar": "workflow.languages.arabic:ROOM",
    },
)
"""By their primary subtag."""


ENGINES: "Registry[Engine]" = Registry(
    "workflow.contracts.engines:Engine",
    {
        "argos": "workflow.engines.argos:ENGINE",
        "ctranslate2": "workflow.engines.ctranslate2:ENGINE",
        "llm": "workflow.engines.llm:ENGINE",
        "opencc": "workflow.engines.opencc:ENGINE",
    },
)
"""By their name in ``draft.engine`` and ``--engine``."""


WRITERS: "Registry[Writer]" = Registry(
    "workflow.contracts.writers:Writer",
    {
        "html": "workflow.writers.html:WRITER",
        "markdown": "workflow.writers.markdown:WRITER",
        "text": "workflow.writers.text:WRITER",
        "epub": "workflow.writers.epub:WRITER",
        "docx": "workflow.writers.docx:WRITER",
        "pdf": "workflow.writers.pdf:WRITER",
    },
)
"""By their name in ``publish.formats``."""


CHECKS: "Registry[Check]" = Registry(
    "workflow.contracts.checks:Check",
    {
        "leftovers": "workflow.checks.leftovers:CHECK",
        "markup": "workflow.checks.markup:CHECK",
        "characters": "workflow.checks.characters:CHECK",
        "values": "workflow.checks.values:CHECK",
        "digits": "workflow.checks.digits:CHECK",
        "terms": "workflow.checks.terms:CHECK",
        "starter": "workflow.checks.terms:STARTER",
        "names": "workflow.checks.names:CHECK",
        "negation": "workflow.checks.negation:CHECK",
        "quotes": "workflow.checks.quotes:CHECK",
        "length": "workflow.checks.length:CHECK",
        "repetition": "workflow.checks.repetition:CHECK",
        "mechanics": "workflow.checks.mechanics:CHECK",
        "inconsistent": "workflow.checks.inconsistent:CHECK",
    },
)
"""By their name in findings, ``--explain`` and ``review.severity``."""


SOURCE_CHECKS = ("images", "title", "memory")
"""Checks of the source itself, and of where a translation comes from, in ``newsroom/``."""
