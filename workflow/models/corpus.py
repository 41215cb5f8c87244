"""The starter corpus: pairs of sentences in the manner of releases, for a model to learn from before an office has any.

Every sentence was written for this program, by AI agents, and proofread by others; none is taken from a real release,
and people and companies are made up.
``starter.tsv`` has the columns COLUMNS, separated by tabs, without quoting. Rows with the same id are one release, in
its order.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

COLUMNS = ("release", "kind", "date", "source", "target")
SOURCE, TARGET = "zh-Hans", "en"
_FILE = Path(__file__).with_name("starter.tsv")


@dataclass(frozen=True, slots=True)
class Pair:
    """A row.

    Attributes:
        release: The id of its release.
        kind: What kind of text this is, such as ``weather``.
        date: The release's date, ISO.
        source: Chinese.
        target: English.
    """

    release: str
    kind: str
    date: str
    source: str
    target: str


@cache
def starter() -> tuple[Pair, ...]:
    """Return the corpus, release by release, the oldest first."""
    lines = _FILE.read_text(encoding="utf-8").rstrip("\n").split("\n")
    return tuple(Pair(*line.split("\t")) for line in lines[1:])
