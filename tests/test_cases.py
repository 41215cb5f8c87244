"""Pairs of the kinds that real releases and fault reports showed: what every check together says of each."""

import csv
import json
from pathlib import Path

import pytest
from newsroom import SETTINGS, make

from workflow.checks import knowing
from workflow.contracts.checks import Context
from workflow.contracts.registries import CHECKS
from workflow.markup.printing import said
from workflow.model import HAN, Release, Term, Unit
from workflow.termbase.base import TermBase

CASES = Path(__file__).parent / "cases"


def rows() -> list[tuple[str, str, str, str, str, str]]:
    found = []
    for path in sorted(CASES.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [
                (
                    path.stem,
                    row["expected"],
                    row["source"],
                    row["target"],
                    row["date"] or "",
                    row.get("language") or "en",
                )
                for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            ]
    return found


@pytest.mark.parametrize(("kind", "expected", "source", "target", "date", "language"), rows())
def test_a_pair_is_judged_as_its_row_says(
    kind: str, expected: str, source: str, target: str, date: str, language: str
) -> None:
    assert kind
    release = Release("r", "r.md", "zh-Hans", (), (), date=date)
    unit = said(Unit(source=source, target=target), release)
    found = [f for name in knowing(language) for f in CHECKS[name].inspect(unit, Context(release, language))]
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


TITLED = "---\ntitle: 甲\ndate: 2023-05-08\n---\n\n"


def found_in(tmp_path: Path, source: str, **targets: str) -> list[tuple[str, str, str]]:
    room = make(tmp_path)
    room.write("workflow.toml", SETTINGS.replace('values = "off", negation = "off", ', ""))
    room.write("sources/visit.md", TITLED + source)
    room.run("translate")
    room.translate_by_hand(**{"甲": "A", **targets})
    found = json.loads(room.run("check", "visit", "--format", "json", status=None).stdout)
    return [(each["severity"], each["check"], each["source"]) for each in found]


ONE, OTHER = "共收到申请1.2万件。", "会议在北京举行。"


def test_figures_of_an_empty_sentence_may_stand_in_its_neighbour(tmp_path: Path) -> None:
    moved = {ONE: "<EMPTY>", OTHER: "The meeting, after 12,000 applications were received, was held in Beijing."}
    assert found_in(tmp_path, ONE + OTHER, **moved) == []


def test_figures_of_an_empty_sentence_that_stand_nowhere_are_missing(tmp_path: Path) -> None:
    left = {ONE: "<EMPTY>", OTHER: "The meeting was held in Beijing."}
    assert [severity for severity, check, source in found_in(tmp_path, ONE + OTHER, **left) if source == ONE] == [
        "error"
    ]


def test_a_neighbour_of_an_empty_sentence_answers_for_its_own_figures(tmp_path: Path) -> None:
    third = "来宾共35人。"
    targets = {
        ONE: "<EMPTY>",
        OTHER: "The meeting on 12,000 applications was held in Beijing.",
        third: "36 guests came.",
    }
    assert {source for severity, _, source in found_in(tmp_path, ONE + OTHER + third, **targets)} == {third}


def test_a_release_whose_sentences_are_all_empty_is_an_error(tmp_path: Path) -> None:
    found = found_in(tmp_path, OTHER, **{OTHER: "<EMPTY>"})
    assert ("error", "leftovers", OTHER) in found


def test_a_release_of_nothing_but_a_title_has_no_empty_sentences(tmp_path: Path) -> None:
    assert found_in(tmp_path, "") == []


def test_sentences_that_are_empty_side_by_side_have_no_text_that_could_lack_figures(tmp_path: Path) -> None:
    second, heading = "来宾共35人。", "下一步"
    targets = {ONE: "<EMPTY>", second: "<EMPTY>", heading: "Next steps"}
    assert found_in(tmp_path, f"{ONE}{second}\n\n## {heading}\n", **targets) == []


def test_private_characters_and_radicals_in_a_source_get_one_warning(tmp_path: Path) -> None:
    source = "会议于9⽉6⽇举行\ue123。"
    found = found_in(tmp_path, source, **{source: "The meeting was held on September 6."})
    assert found == [("warning", "characters", source)]
