"""What is looked for in Chinese sentences that deny nothing."""

import re

import pytest

from workflow.languages import lists
from workflow.languages.chinese.negation import NEGATIVE, claims

ROWS = tuple(lists.of_kind("chinese", "negation", "lexical", "forbids", "without", "no"))


@pytest.mark.parametrize("word", [word for row in ROWS for word in row.words])
def test_every_word_that_denies_or_seems_to_has_one_of_the_characters(word: str) -> None:
    certain = re.sub(r"\(\?<?[!=][^()]*\)|\[[^\]]*\]", "", word)
    assert NEGATIVE.search(certain)


def test_a_sentence_without_any_of_them_still_demands_and_allows() -> None:
    found = claims("各部门必须执行，公众可以查阅。")
    assert (found.nos, found.must, found.may) == ((), "必须", "可以")
