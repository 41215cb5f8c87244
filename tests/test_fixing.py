"""What ``check --fix`` may do to a catalog: it corrects slips of drafts that nobody touched, and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.contracts.terms import NoTerms
from workflow.model import CHANGED, Catalog, Draft, Piece, Release, Segment, Unit
from workflow.newsroom.fixing import fixed

SOURCE = "代表团抵达日内瓦。"
RELEASE = Release("visit", "sources/visit.txt", "zh-Hans", (Piece(SOURCE, Segment(SOURCE)),), (), markup="plain")
ORIGIN = "mt: argos zh→en 1.9 (score -0.21)"
OTHER = Draft("Something else.", "memory: 100 % from other").comment
WORDS = st.text("aB9 \u3000，。：（）,.:()“\"'", min_size=1, max_size=12)


def catalog(unit: Unit) -> Catalog:
    return Catalog("visit", "en", (unit,))


def fix(unit: Unit) -> Unit:
    """Correct; the number is right, and nothing is left to correct."""
    new, number = fixed(catalog(unit), RELEASE, NoTerms())
    assert number == (new.units != (unit,))
    assert fixed(new, RELEASE, NoTerms()) == (new, 0)
    return new.units[0]


@given(WORDS, st.lists(st.sampled_from(["a note", OTHER]), max_size=2))
def test_a_draft_stays_a_draft_of_its_machine_and_keeps_its_words(text: str, notes: list[str]) -> None:
    unit = Unit("", SOURCE, text, fuzzy=True, comments=(*notes, Draft(text, ORIGIN).comment))
    after = fix(unit)
    assert after.drafted() == (ORIGIN, False)
    assert [char for char in after.target if char.isalnum()] == [char for char in text if char.isalnum()]
    assert after.target.strip() or after == unit
    if after.target == text:
        assert after == unit


SLIPS = "The delegation  arrived （in Geneva） ,"


@pytest.mark.parametrize(
    "change",
    [
        {"fuzzy": False},
        {"previous_source": "代表团来了。"},
        {"comments": (Draft(SLIPS, ORIGIN).comment, f"{CHANGED}another figure")},
        {"comments": (Draft("Something else.", ORIGIN).comment,)},
        {"comments": ()},
    ],
)
def test_what_a_person_worked_on_is_left_as_it_is(change: dict[str, object]) -> None:
    unit = Unit("", SOURCE, SLIPS, fuzzy=True, comments=(Draft(SLIPS, ORIGIN).comment,))
    assert fix(unit).target == "The delegation arrived (in Geneva),"
    theirs = replace(unit, **change)  # type: ignore[arg-type]
    assert fix(theirs) == theirs
