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
CONTRARIES = [
    pair
    for kinds in map(list, map(dict.fromkeys, GROUPS.values()))
    for pair in (permutations(kinds, 2) if len(kinds) < 4 else zip(kinds, (*kinds[1:], kinds[0]), strict=True))
]


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


ENGLISH_ONLY = ("level", "department", "order")


@pytest.mark.parametrize("language", TAGS)
def test_every_language_has_the_words_of_the_chinese_list(language: str) -> None:
    listed = {row.kind for row in lists.rows(language, "contraries") if not row.kind.endswith("__either")}
    assert listed == {
        kind for group, each in GROUPS.items() if language == "english" or group not in ENGLISH_ONLY for kind in each
    }


@pytest.mark.parametrize(
    ("language", "meant", "contrary"),
    [
        (language, *pair)
        for language in TAGS
        for pair in CONTRARIES
        if language == "english" or pair[0].partition("__")[0] not in ENGLISH_ONLY
    ],
)
def test_a_word_may_not_become_its_contrary(language: str, meant: str, contrary: str) -> None:
    source = example("chinese", meant)
    assert said(language, source, example(language, contrary))
    assert not said(language, source, example(language, meant))
    assert not said(language, source, f"{example(language, contrary)} {example(language, meant)}")
