"""Everything that can be plugged in, on one page: a Protocol each, and a dictionary from a name to an import path.

An import path is "module:attribute", resolved when it is used, so that naming a plug-in costs nothing. To add a reader for
``.adoc``, write a function like ``Reader.__call__`` and add one line to ``READERS``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from workflow.model import Draft, Edition, Finding, Release, Unit


class Reader(Protocol):
    """A file's decoded text → a release."""

    def __call__(self, text: str, *, path: str, language: str) -> Release:
        """Cut ``text`` into segments, losing nothing.

        path: of the file in the newsroom, for messages and for the id (its stem, unless the front matter has one).
        language: the newsroom's source language; a reader may find the text to be the other Chinese script.
        Raises BadInput with the file and the place.
        """


class Engine(Protocol):
    """Sentences → drafts. Its module has ``load(source_language, target_language) -> Engine``, which raises MissingError."""

    name: str

    def drafts(self, sources: Sequence[str]) -> Iterator[tuple[int, Draft]]:
        """Yield (index into ``sources``, draft) as they are finished, in any order, each index once."""


@dataclass(frozen=True, slots=True)
class SignOff:
    """One act of the sign-off as a page shows it. role: "translator" or "reviewer". name: "" unless the newsroom shows names."""

    role: str
    name: str
    when: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What can be said of how a page came about; addresses never appear in it.

    source_path, source_digest: of the file as it was approved (SHA-256 of its bytes). source_text_digest: ``X-Source-Digest``.
    engines: (origin without its score, units that it drafted), most first. changed: how many drafted units people changed.
    units: how many units in all. sign_offs: oldest first, empty on an unapproved draft. approval: the ledger entry's hash.
    """

    source_path: str
    source_digest: str
    source_text_digest: str
    units: int
    engines: tuple[tuple[str, int], ...] = ()
    changed: int = 0
    sign_offs: tuple[SignOff, ...] = ()
    approval: str = ""
    tool: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What a writer is given: an edition and the frame round it.

    locale: Babel's name of the house style ("en_GB"). note: the closing note, plain text. layouts: of "target", "side", "lines".
    formats: all that are written, so that a page links to no file that is not there.
    images: from an image's path in the edition to its address relative to the page; one that is missing is not in it.
    draft: not approved by anybody; a writer marks every page of it.
    """

    edition: Edition
    certificate: Certificate
    office: str
    project: str
    locale: str
    note: str
    layouts: tuple[str, ...]
    images: Mapping[str, str]
    draft: bool = False
    formats: tuple[str, ...] = ("html", "markdown")


class Writer(Protocol):
    """An edition → files. The same page gives the same bytes."""

    def __call__(self, page: Page) -> Mapping[str, bytes]:
        """From file name, such as ``2018-09-12-visit.side.html``, to content."""


class Check(Protocol):
    """A unit → what could mislead a reader of it. Only units with a target are asked about."""

    def __call__(self, unit: Unit, release: Release, language: str) -> Iterator[Finding]:
        """Yield findings; severity and message are final."""


READERS = {
    ".md": "workflow.readers.markdown:read",
    ".markdown": "workflow.readers.markdown:read",
    ".txt": "workflow.readers.text:read",
}
ENGINES = {"argos": "workflow.engines.argos:load"}
WRITERS = {"html": "workflow.writers.html:write", "markdown": "workflow.writers.markdown:write"}
CHECKS = {
    "leftovers": "workflow.checks.leftovers:check",
    "markup": "workflow.checks.markup:check",
    "characters": "workflow.checks.characters:check",
    "figures": "workflow.checks.figures:check",
}

SOURCE_CHECKS = ("images", "title")
"""What is checked of the source itself, in ``steps/checking.py``."""


def resolve(import_path: str) -> Callable[..., Any]:
    """The object that "module:attribute" names."""
    module, _, attribute = import_path.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), attribute)
    return found
