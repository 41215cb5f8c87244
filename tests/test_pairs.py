"""``tests/pairs.tsv``: sentences of releases, each with a translation and the gravest finding of the checks.

The pairs were written to see what the checks make of sentences that nobody tuned them on; what they said wrongly was
corrected. A pair that changes its finding is a decision, not a side effect.
"""

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from workflow.checks import knowing
from workflow.contracts.checks import Context
from workflow.contracts.registries import CHECKS
from workflow.languages.chinese.script import converter
from workflow.markup.printing import said
from workflow.model import Finding, Release, Unit
from workflow.termbase import sheet

with (Path(__file__).parent / "pairs.tsv").open(encoding="utf-8", newline="") as file:
    PAIRS = [tuple(row.values()) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
RELEASE = Release("pairs", "pairs", "zh-Hans", (), (), date="2023-05-10")
NO_TERMS = sheet.parse(b"source,target,kind\n", "terms.csv")


def findings(source: str, target: str, release: Release) -> list[Finding]:
    unit = said(Unit(source=source, target=target), release)
    context = Context(release, "en", NO_TERMS)
    return [finding for name in knowing("en") for finding in CHECKS[name].inspect(unit, context)]


@pytest.mark.parametrize(("source", "target", "gravest"), PAIRS)
def test_the_checks_say_of_a_pair_what_its_reader_would(source: str, target: str, gravest: str) -> None:
    found = findings(source, target, RELEASE)
    severities = {finding.severity for finding in found}
    said_of_it = "error" if "error" in severities else "warning" if severities else "clean"
    assert said_of_it == gravest, [finding.message for finding in found]


@pytest.mark.parametrize("script", ["Hant", "Hant-TW", "Hant-HK"])
def test_a_source_in_traditional_characters_gets_the_same_findings(script: str) -> None:
    traditional = converter("Hans", script)
    release = replace(RELEASE, language=f"zh-{script}")

    def kinds(found: list[Finding]) -> Counter[tuple[str, str]]:
        return Counter((finding.check, finding.severity) for finding in found)

    for source, target, _ in PAIRS:
        written = traditional(source)
        assert kinds(findings(written, target, release)) == kinds(findings(source, target, RELEASE)), written


def test_there_are_pairs_of_all_kinds() -> None:
    assert {gravest for _, _, gravest in PAIRS} == {"clean", "warning", "error"}
