"""What a check provides, and what it may look at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from workflow.contracts.languages import Language, People
from workflow.contracts.terms import NoTerms, Terms
from workflow.model import Finding, Release, Unit


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may look at besides the unit.

    Attributes:
        release: The unit's release.
        language: The target language.
        terms: The term base.
        renderings: From a source to target and release id of the other units with this source, in this release and in
            approved ones.
        people: Who is named in the release; None if only the unit is known.
    """

    release: Release
    language: str
    terms: Terms = field(default_factory=NoTerms)
    renderings: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    people: "People | None" = None


@dataclass(frozen=True, slots=True)
class Printed:
    """What a page prints of a source or a target. Checks read this, never the Markdown.

    Attributes:
        written: The text in the catalog, including markup.
        words: What is read aloud: character references are resolved, and there are no marks, tags, comments, footnote
            marks or struck-out or hidden words; a space stands for code or an address; raised and lowered figures are ²
            and ₂.
        prose: Exactly as long as ``written``: its words as they are printed, with their emphasis and brackets, in their
            places, and spaces for everything else. It says which characters of ``written`` a fix may change.
        visible: Everything that is seen: the words, including struck-out ones, code and addresses.
        places: For each character of ``visible``, its index in ``written``.
        code: The content of each code span.
        links: The destinations of links, including those given by a reference or ``<…>``.
        images: The destinations of images.
        addresses: Web and e-mail addresses in running text.
        tags: HTML tags as written, each with its name in lower case ("b", "/b", "!--" for a comment).
        emphasis: "em" or "strong" for each emphasised stretch of words.
        loose: Marks that are printed because they have no partner: "**", "_", "`", "<!--".
        notes: The labels of footnote marks.
    """

    written: str
    words: str
    prose: str
    visible: str
    places: Sequence[int]
    code: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    emphasis: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A unit with what the page will print of its source and target; made once (``markup.said``) for all checks."""

    unit: Unit
    source: Printed
    target: Printed


class Inspect(Protocol):
    """Finds what could mislead a reader of a unit."""

    def __call__(self, said: Said, context: Context, /) -> Iterator[Finding]:
        """Yield findings on ``said.unit``, which has a target; severity and message are final."""


class Fix(Protocol):
    """Corrects mechanical slips."""

    def __call__(self, said: Said, context: Context, /) -> str:
        """Return the corrected target; only words (``Printed.prose``) may differ from ``said.target.written``."""


class Shown(Protocol):
    """An example of a check: a pair of texts; ``checks.example.Example`` is one."""

    @property
    def source(self) -> str:
        """The Chinese."""

    @property
    def target(self) -> str:
        """The translation."""

    @property
    def expected(self) -> Literal["error", "warning", ""]:
        """The highest severity that the check finds in it, "" for none."""

    @property
    def note(self) -> str:
        """Why, unless that is obvious, else ""."""


@dataclass(frozen=True, slots=True)
class Check:
    """What is looked for in every translated unit. Findings carry the check's name in the registry.

    Attributes:
        inspect: Yields the findings.
        explanation: What it looks for, why, and when to waive a finding; printed by ``check --explain``.
        examples: Some that it finds and some that it does not; printed by ``check --explain``.
        fix: What ``check --fix`` applies to drafts that nobody has edited.
        knows: Whether the check supports a target language, so that it is run and counted for it; None if it applies to
            every language.
    """

    inspect: Inspect
    explanation: str
    examples: Sequence[Shown]
    fix: Fix | None = None
    knows: "Callable[[Language], bool] | None" = None
