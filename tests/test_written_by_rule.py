"""No word of the Chinese is dropped or changed where English is written by rule (``by_rule``)."""

import by_rule
import pytest

EVERY = 120
"""Of the words and places to put words in, one of so many is tried; all of them take half an hour."""


@pytest.mark.parametrize("source", by_rule.corpus())
def test_a_word_less_is_another_english(source: str) -> None:
    assert by_rule.unknown(by_rule.deletions(source, 4)) == []


@pytest.mark.parametrize("source", by_rule.corpus())
def test_a_word_more_is_seen_by_the_machine_or_said(source: str) -> None:
    assert by_rule.unknown(by_rule.insertions(source, EVERY)) == []


@pytest.mark.parametrize("source", by_rule.corpus())
def test_another_figure_unit_or_direction_is_another_english(source: str) -> None:
    assert by_rule.unknown(by_rule.substitutions(source)) == []
