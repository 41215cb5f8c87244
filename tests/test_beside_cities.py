"""Words that only seem to begin or end with the name of a city (``languages/chinese/beside_cities.tsv``)."""

import pytest

from workflow.languages import lists
from workflow.languages.english.composing import places

ROWS = lists.rows("chinese", "beside_cities")


@pytest.mark.parametrize("row", ROWS, ids=[row.example for row in ROWS])
def test_a_word_over_the_end_of_a_city_is_no_city(row: lists.Row) -> None:
    there = next(word for word in row.words if word in row.example)
    for word in row.words:
        assert list(places.alone(row.example.replace(there, word))) == []


def test_a_city_between_other_words_is_one() -> None:
    assert [each.english for each in places.alone("专家在西安讨论济南的经验。")] == ["Xi'an", "Jinan"]
