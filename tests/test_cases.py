"""Pairs of the kinds that real releases and fault reports showed: what every check together says of each."""

import csv
from pathlib import Path

import pytest

from workflow.checks import knowing
from workflow.contracts import CHECKS, Context
from workflow.markup.printing import said
from workflow.model import HAN, Release, Term, Unit
from workflow.termbase import TermBase

CASES = Path(__file__).parent / "cases"


def rows() -> list[tuple[str, str, str, str, str]]:
    found = []
    for path in sorted(CASES.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [
                (path.stem, row["expected"], row["source"], row["target"], row["date"] or "")
                for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            ]
    return found


@pytest.mark.parametrize(("kind", "expected", "source", "target", "date"), rows())
def test_a_pair_is_judged_as_its_row_says(kind: str, expected: str, source: str, target: str, date: str) -> None:
    assert kind
    release = Release("r", "r.md", "zh-Hans", (), (), date=date)
    unit = said(Unit(source=source, target=target), release)
    found = [f for name in knowing("en") for f in CHECKS[name].inspect(unit, Context(release, "en"))]
    assert min((f.severity for f in found), default="clean") == expected, found


@pytest.mark.parametrize(
    "text", ["葛\U000e0100洲坝公司", "葛洲\u200b坝公司", "葛\u00ad洲\u2060坝公司", "葛 洲 坝", "葛　洲　坝"]
)
def test_a_term_is_found_whatever_hides_it_and_its_place_includes_what_hides_it(text: str) -> None:
    (match,) = TermBase((Term("葛洲坝", "Gezhouba"),)).find(text, "")
    assert text[match.start] == "葛"
    assert text[match.end - 1] == "坝"


def test_radicals_and_the_newest_ideographs_are_han() -> None:
    assert all(HAN.fullmatch(character) for character in "⼀⽉⽆⾮⻓\U000323b0")
    (match,) = TermBase((Term("申长雨", "Shen Changyu", "person"),)).find("申⻓雨局长", "")
    assert (match.start, match.end) == (0, 3)
