"""Discounts: 八折 leaves 80 percent of a price and takes 20 percent off it."""

import pytest

from workflow.checks import values
from workflow.contracts.checks import Context
from workflow.languages import of
from workflow.markup.printing import said
from workflow.model import Release, Unit
from workflow.termbase.sheet import parse

RELEASE = Release("r", "r", "zh-Hans", (), (), date="2023-05-10")


def severities(source: str, target: str) -> set[str]:
    context = Context(RELEASE, "en", parse(b"source,target,kind\n", "terms.csv"))
    return {each.severity for each in values.check(said(Unit(source=source, target=target), RELEASE), context)}


@pytest.mark.parametrize(
    ("discount", "left"),
    [
        ("八折", 80), ("8折", 80), ("三折", 30), ("八五折", 85), ("85折", 85), ("8.5折", 85), ("9.5折", 95), ("七点八折", 78),
    ],
)  # fmt: skip
def test_what_is_left_is_not_taken_off(discount: str, left: int) -> None:
    source, off = f"门票打{discount}。", 100 - left
    for right in (
        f"Tickets are {off} percent off.", f"Tickets are {off}% off.", f"A {off}-percent discount applies to tickets.",
        f"Ticket prices are reduced by {off}%.", f"Visitors save {off}%.", f"Tickets come at a discount of {off}%.",
        f"Tickets are sold at {left}%.", f"Tickets cost {left} percent of the original price.",
    ):  # fmt: skip
        assert severities(source, right) == set(), right
    for wrong in (
        f"Tickets are {left} percent off.", f"A {left}-percent discount applies to tickets.",
        f"Ticket prices are reduced by {left}%.", f"Visitors save {left}%.", f"Tickets come at a discount of {left}%.",
        f"Tickets are sold at {off}%.", f"Tickets cost {off} percent of the original price.",
    ):  # fmt: skip
        assert severities(source, wrong) == {"error"}, wrong


@pytest.mark.parametrize(
    "target", ["Tickets are half price.", "Tickets are 50% off.", "Tickets are sold at 50 percent."]
)
def test_half_of_a_price_is_left_and_taken_off(target: str) -> None:
    assert severities("门票五折。", target) == set()


@pytest.mark.parametrize("target", ["Tickets are 8 percent off.", "Tickets are 8% cheaper."])
def test_the_figure_itself_is_no_percentage(target: str) -> None:
    assert severities("门票打八折。", target) == {"error"}


def test_two_digits_that_follow_each_other_may_be_a_range() -> None:
    for target in ("Tickets are 20 to 30 percent off.", "Tickets are 22 percent off."):
        assert severities("门票打七八折。", target) == set()


def test_the_lowest_discount_takes_the_most_off() -> None:
    assert severities("图书最低三折起。", "Books are up to 70 percent off.") == set()


@pytest.mark.parametrize("text", ["折合人民币12万元。", "百折不挠。", "三折叠屏手机。"])
def test_other_words_are_no_discount(text: str) -> None:
    room = of("zh-Hans")
    assert room.numbers
    assert room.trends
    assert not any(room.trends.remaining(text, figure) for figure in room.numbers.figures(text))
