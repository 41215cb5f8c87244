"""Words that must not become their contrary (进口, "exports"), in every language that has a list of them."""

from itertools import permutations

import pytest

from workflow import languages
from workflow.checks.pairs import Compared, side
from workflow.checks.trends import differences
from workflow.languages import lists

TAGS = {"arabic": "ar", "english": "en", "french": "fr", "russian": "ru", "spanish": "es"}
GROUPS: dict[str, list[str]] = {}
for row in lists.rows("chinese", "contraries"):
    GROUPS.setdefault(row.kind.partition("__")[0], []).append(row.kind)
CONTRARIES = [pair for kinds in GROUPS.values() for pair in permutations(dict.fromkeys(kinds), 2)]


def example(language: str, kind: str) -> str:
    (row,) = lists.of_kind(language, "contraries", kind)
    return row.example


def said(language: str, source: str, target: str) -> list[str]:
    here, there = side(languages.of("zh-Hans")), side(languages.of(TAGS[language]))
    assert here
    assert there
    plain = languages.of(TAGS[language]).plain(target)
    return [
        message for _, message in differences(Compared(source, plain, here, there)) if " in the source, “" in message
    ]


@pytest.mark.parametrize("language", TAGS)
def test_every_language_has_the_words_of_the_chinese_list(language: str) -> None:
    assert {row.kind for row in lists.rows(language, "contraries")} == {
        kind for each in GROUPS.values() for kind in each
    }


@pytest.mark.parametrize("language", TAGS)
@pytest.mark.parametrize(("meant", "contrary"), CONTRARIES)
def test_a_word_may_not_become_its_contrary(language: str, meant: str, contrary: str) -> None:
    source = example("chinese", meant)
    assert said(language, source, example(language, contrary))
    assert not said(language, source, example(language, meant))
    assert not said(language, source, f"{example(language, contrary)} {example(language, meant)}")
