"""A page that shows the drafts of two models side by side: one file, without scripts or external resources."""

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from workflow.markup import spans


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence.

    Attributes:
        release: Where it comes from.
        source: The source.
        approved: The approved translation.
        before: The first model's draft.
        after: The second model's draft.
        change: What the second draft's chrF has more.
        doubts_before: What is doubtful in the first draft.
        doubts_after: What is doubtful in the second one.
    """

    release: str
    source: str
    approved: str
    before: str
    after: str
    change: float
    doubts_before: tuple[str, ...] = ()
    doubts_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the page says.

    Attributes:
        base: The first model's name.
        name: The second model's name.
        base_digest: The SHA-256 of the first model.
        pairs: How many pairs the second model learned from.
        pairs_digest: Their SHA-256.
        starter: How many of them come from the starter corpus.
        seed: The seed of its training.
        refused: Why it is not kept, one clause each.
        measures: Label, value before, value after, and whether it is worse although it must not be.
        rows: The sentences.
        source_language: The language of the sources.
        language: The language of the drafts.
    """

    base: str
    name: str
    base_digest: str
    pairs: int
    pairs_digest: str
    seed: int
    refused: Sequence[str]
    measures: Sequence[tuple[str, str, str, bool]]
    rows: Sequence[Row]
    source_language: str
    language: str
    starter: int = 0


def page(comparison: Comparison) -> bytes:
    """Return the page."""
    environment = Environment(
        loader=PackageLoader("workflow.writers"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: spans.clean(value) if isinstance(value, str) else value,
    )
    html = environment.get_template("comparison.html").render(said=comparison)
    return (html.strip("\n") + "\n").encode("utf-8")
