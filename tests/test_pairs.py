"""``tests/pairs.tsv``: sentences of releases, each with a translation and the gravest finding of the checks.

The pairs were written to see what the checks make of sentences that nobody tuned them on; what they said wrongly was
corrected. A pair that changes its finding is a decision, not a side effect.
"""

import csv
from pathlib import Path

import pytest

from workflow import termbase
from workflow.checks import knowing
from workflow.contracts.checks import Context
from workflow.contracts.registries import CHECKS
from workflow.markup.printing import said
from workflow.model import Release, Unit

with (Path(__file__).parent / "pairs.tsv").open(encoding="utf-8", newline="") as file:
    PAIRS = [tuple(row.values()) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
RELEASE = Release("pairs", "pairs", "zh-Hans", (), (), date="2023-05-10")
NO_TERMS = termbase.parse(b"source,target,kind\n", "terms.csv")


@pytest.mark.parametrize(("source", "target", "gravest"), PAIRS)
def test_the_checks_say_of_a_pair_what_its_reader_would(source: str, target: str, gravest: str) -> None:
    unit = said(Unit(source=source, target=target), RELEASE)
    context = Context(RELEASE, "en", NO_TERMS)
    found = [finding for name in knowing("en") for finding in CHECKS[name].inspect(unit, context)]
    severities = {finding.severity for finding in found}
    said_of_it = "error" if "error" in severities else "warning" if severities else "clean"
    assert said_of_it == gravest, [finding.message for finding in found]


def test_there_are_pairs_of_all_kinds() -> None:
    assert {gravest for _, _, gravest in PAIRS} == {"clean", "warning", "error"}
