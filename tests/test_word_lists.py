"""Word lists in Latin letters: the quick search never loses a match of the pattern itself."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.languages import lists
from workflow.languages.arabic.negation import NEGATION as ARABIC_NEGATION
from workflow.languages.arabic.spelling import START
from workflow.languages.arabic.trends import TRENDS as ARABIC_TRENDS
from workflow.languages.english import negation as english_negation
from workflow.languages.english import trends as english_trends
from workflow.languages.french.negation import NEGATION as FRENCH_NEGATION
from workflow.languages.french.trends import TRENDS as FRENCH_TRENDS
from workflow.languages.russian.negation import NEGATION as RUSSIAN_NEGATION
from workflow.languages.russian.trends import TRENDS as RUSSIAN_TRENDS
from workflow.languages.spanish.negation import NEGATION as SPANISH_NEGATION
from workflow.languages.spanish.trends import TRENDS as SPANISH_TRENDS

LISTS = {
    "english": {"negation": r"\b(?:{})\b", "trends": r"\b(?:{})", "posts": r"\b(?:{})\b"},
    "french": {"negation": r"(?<!\w)(?:{})\b", "trends": r"(?<!\w)(?:{})", "posts": r"\b(?:{})\b"},
    "arabic": {"negation": rf"{START}(?:{{}})(?!\w)", "trends": rf"{START}(?:{{}})", "posts": rf"{START}(?:{{}})\b"},
    "russian": {"negation": r"(?<!\w)(?:{})(?!\w)", "trends": r"(?<!\w)(?:{})", "posts": r"\b(?:{})\b"},
    "spanish": {"negation": r"(?<!\w)(?:{})(?!\w)", "trends": r"(?<!\w)(?:{})", "posts": r"\b(?:{})\b"},
}
ROOMS = (
    (ARABIC_NEGATION, ARABIC_TRENDS),
    (FRENCH_NEGATION, FRENCH_TRENDS),
    (RUSSIAN_NEGATION, RUSSIAN_TRENDS),
    (SPANISH_NEGATION, SPANISH_TRENDS),
)
KINDS = [
    (language, name, kind, around)
    for language, names in LISTS.items()
    for name, around in names.items()
    for kind in sorted({row.kind for row in lists.rows(language, name)})
]
JOINED = [
    english_negation._negative(),
    english_negation._prohibition(),
    english_trends._directions(),
    *(each for no, trends in ROOMS for each in (no._negative, no._prohibition, trends._directions)),
]
SPELLINGS = (str, str.upper, str.title, lambda text: text.replace("s", "ſ").replace("i", "İ").replace("k", "\u212a"))
SENTENCES = [row.example for language in LISTS for name in LISTS[language] for row in lists.rows(language, name)]


@pytest.mark.parametrize(("language", "name", "kind", "around"), KINDS)
def test_what_a_list_says_of_its_own_examples(language: str, name: str, kind: str, around: str) -> None:
    quick, slow = (make(language, name, kind, around=around) for make in (lists.words, lists.pattern))
    examples = [row.example for row in lists.of_kind(language, name, kind)]
    assert any(slow.search(example) for example in examples)
    for text in (spelling(example) for example in examples for spelling in SPELLINGS):
        assert [match.span() for match in quick.finditer(text)] == [match.span() for match in slow.finditer(text)]
        assert quick.sub("|", text) == slow.sub("|", text)


@given(st.lists(st.sampled_from(" ".join(SENTENCES).split()), max_size=12), st.sampled_from(SPELLINGS))
def test_patterns_of_several_kinds_lose_nothing(words: list[str], spelling: Callable[[str], str]) -> None:
    text = spelling(" ".join(words))
    for quick in JOINED:
        slow = re.compile(quick._written, re.IGNORECASE)
        assert [match.span() for match in quick.finditer(text)] == [match.span() for match in slow.finditer(text)]


@pytest.mark.parametrize(
    ("words", "text"),
    [(("ha(?:ve|d)", "a?b"), "b"), (("a|x",), "x"), (("up", "RMB"), "rmb"), (("un(?!til)",), "until")],
)
def test_a_word_is_found_by_its_initial_only_if_it_has_one(words: tuple[str, ...], text: str) -> None:
    any_word = lists._by_initial(words)
    assert (re.search(any_word, text) is None) == (re.search("|".join(words), text, re.IGNORECASE) is None)


@pytest.mark.parametrize("name", ["negation", "trends", "posts", "contraries"])
def test_looking_for_first_characters_loses_no_word(name: str) -> None:
    rows = lists.rows("chinese", name)
    kinds = list(dict.fromkeys(row.kind for row in rows))
    found = lists.pattern("chinese", name, *kinds)
    assert found.pattern.startswith("(?=[")
    groups = (f"(?P<{kind}>{lists.joined(lists.of_kind('chinese', name, kind))})" for kind in kinds)
    plain = re.compile("|".join(groups))
    for row in rows:
        text = f"{row.example}，{row.example}"
        assert [(match.span(), match.lastgroup) for match in found.finditer(text)] == [
            (match.span(), match.lastgroup) for match in plain.finditer(text)
        ]
