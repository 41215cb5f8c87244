"""Figures that a translation gives in another measure: the check of values reckons them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.checks import values
from workflow.contracts.checks import Context
from workflow.contracts.facts import Measure
from workflow.languages import measured
from workflow.markup.printing import said
from workflow.model import Release, Unit
from workflow.termbase import sheet

RELEASE = Release("visit", "visit", "zh-Hans", (), (), date="2023-05-10")
CONTEXT = Context(RELEASE, "en", sheet.parse(b"source,target,kind\n", "terms.csv"))


def found(source: str, target: str) -> list[str]:
    unit = said(Unit(source=source, target=target), RELEASE)
    return [f"{each.severity}: {each.message}" for each in values.check(unit, CONTEXT)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("粮食总产量达到1500.2亿斤。", "The harvest came to 75.01 million tonnes."),
        ("占地3000亩。", "It covers 200 hectares."),
        ("占地3000亩。", "It covers 494 acres."),
        ("全长100公里。", "It is 62 miles long."),
        ("占地36平方公里。", "It covers 3,600 hectares."),
        ("毒品重36公斤。", "The drugs weighed 79 pounds."),
    ],
)
def test_a_figure_may_be_converted(source: str, target: str) -> None:
    assert found(source, target) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("粮食总产量达到1500.2亿斤。", "The harvest came to 150.02 million tonnes."),
        ("占地3000亩。", "It covers 20 hectares."),
        ("占地3000亩。", "It covers 2 hectares."),
        ("全长100公里。", "It is 72 miles long."),
        ("全长100公里。", "It covers 62 hectares."),
        ("全长100公里。", "It is 100 miles long."),
    ],
)
def test_a_figure_that_is_wrongly_converted_is_an_error(source: str, target: str) -> None:
    assert any(each.startswith("error: ") for each in found(source, target))


NAMES = st.sampled_from(sorted(measured._SIZES))


@given(NAMES, NAMES, NAMES)
def test_measures_are_as_large_there_as_back(one: str, other: str, third: str) -> None:
    times = measured.times_larger(Measure(one, ""), Measure(other, ""))
    back = measured.times_larger(Measure(other, ""), Measure(one, ""))
    assert (times is None) == (back is None)
    if times is not None and back is not None:
        assert times * back == 1
        onward = measured.times_larger(Measure(other, ""), Measure(third, ""))
        assert onward is None or measured.times_larger(Measure(one, ""), Measure(third, "")) == times * onward


def test_a_measure_that_nobody_converts_has_no_size() -> None:
    assert measured.times_larger(Measure("celsius", ""), Measure("fahrenheit", "")) is None
    assert measured.times_larger(Measure("mu", ""), Measure("hectare", "")) == Fraction(1, 15)
