"""A page that shows the drafts of two models side by side: one file, without scripts or external resources.

It is in the language of whoever made it: nobody publishes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from workflow.interface import clauses, language, say, say_n, shown
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

    @property
    def closer(self) -> int:
        """1 if the second draft is more like the approved translation, -1 if it is less like it, else 0."""
        return (self.change > 0) - (self.change < 0)


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
        finalize=lambda value: spans.clean(shown(value)) if isinstance(value, str) else value,
    )
    html = environment.get_template("comparison.html").render(
        said=comparison,
        words=_words(comparison),
        sections=_sections(comparison.rows),
        lang=language().replace("_", "-"),
    )
    return (html.strip("\n") + "\n").encode("utf-8")


def _words(made: Comparison) -> Mapping[str, str]:
    pairs = say_n("{n:,} approved pair", "{n:,} approved pairs", made.pairs)
    if made.starter == made.pairs:
        pairs = say_n("{n:,} pair of the starter corpus", "{n:,} pairs of the starter corpus", made.pairs)
    elif made.starter:
        pairs = say_n(
            "{n:,} pair, {starter:,} of them from the starter corpus",
            "{n:,} pairs, {starter:,} of them from the starter corpus",
            made.pairs,
            starter=made.starter,
        )
    return {
        "title": say("{base} and {name} compared", base=made.base, name=made.name),
        "verdict": say("The new model is not kept: {refused}.", refused=clauses(made.refused))
        if made.refused
        else say("The new model is kept."),
        "learned": say(
            "It learned from {pairs} (SHA-256 {pairs_digest}, seed {seed}), starting from {base} "
            "(SHA-256 {base_digest}).",
            pairs=pairs,
            pairs_digest=made.pairs_digest,
            seed=made.seed,
            base=made.base,
            base_digest=made.base_digest,
        ),
        "held_out": say_n(
            "The sentence below is held out: neither model has learned from its translation.",
            "The {n} sentences below are held out: neither model has learned from their translations.",
            len(made.rows),
        ),
        "chrf": say(
            "chrF says, from 0 to 100, how like the approved translation a draft is. A good draft in other words has a "
            "low one, too."
        ),
        "measure": say("Measure"),
        "worse": say("(worse)"),
        "source": say("Source"),
        "approved": say("Approved"),
    }


def _sections(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Return the rows by what became of their drafts, with a heading: first those that became worse."""
    less, same, more = ([row for row in rows if row.closer == sign] for sign in (-1, 0, 1))
    return [
        (say("Less like the approved translation than before: {n}", n=len(less)), less),
        (say("More like the approved translation than before: {n}", n=len(more)), more),
        (say("The same, or just as like: {n}", n=len(same)), same),
    ]
