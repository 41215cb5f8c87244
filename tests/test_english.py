"""White space and punctuation of machine English."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.drafting.masks import MASKS
from workflow.languages.english import terms
from workflow.languages.english.tidy import join, repair


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("China ' s GDP grew.", "China's GDP grew."),
        ("We don ' t know.", "We don't know."),
        ("China ’ s GDP grew.", "China’s GDP grew."),
        ("a coup d ' état.", "a coup d'état."),
        ("six months ' continuous cover.", "six months' continuous cover."),
        ("the so-called ' new classes ' are taught.", "the so-called ' new classes ' are taught."),
        ("It  grew   fast .", "It grew fast."),
        ("He came , saw ; and left !", "He came, saw; and left!"),
        ("It rose 18.8 % .", "It rose 18.8%."),
        ("He came on 18th.", "He came on the 18th."),
        ("On 21st in Beijing, it rained.", "On the 21st in Beijing, it rained."),
        ("He came on 18th Street.", "He came on 18th Street."),
        ("( see below )", "(see below)"),
        ("He said，“yes。”", "He said, “yes. ”".replace(". ”", ".”")),
        ("One；two：three", "One; two: three"),
        ("the《Patent Act》", "the“Patent Act”"),
        ("the year（2018）was", "the year (2018) was"),
        ("１２３４％", "1234%"),
        ("the U. S. and the U. N. agree", "the U.S. and the U.N. agree"),
        ("well,then", "well, then"),
        ("1,200 of 3.5", "1,200 of 3.5"),
        ("at 10:30", "at 10:30"),
        ('along the " road "', 'along the "road"'),
        ('He said, “Yes." "No," she said.”', "He said, “Yes.” “No,” she said.”"),
        ("the `my shield' path", "the “my shield” path"),
        ("the ` road ' and ``the river'' in the city's north", "the “road” and “the river” in the city's north"),
        ("said “the `my shield' effect, China's `first'.”", "said “the ‘my shield’ effect, China's ‘first’.”"),
        ("the `country's' best", "the “country's” best"),
        ("a single ` is left", "a single ` is left"),
        ("one ... two", "one ... two"),
        ("the .NET platform", "the .NET platform"),
    ],
)
def test_what_the_model_leaves_untidy_is_tidied(raw: str, tidy: str) -> None:
    assert repair(raw, "……") == tidy


def test_the_backticks_of_code_are_no_quotation_marks() -> None:
    assert repair("Run `it' or `that`.", "运行`it'或`that`。") == "Run `it' or `that`."


@pytest.mark.parametrize(
    ("source", "raw", "tidy"),
    [
        ("开幕式", "Opening ceremony.", "Opening ceremony"),
        ("他说", "He said...", "He said"),
        ("他说……", "He said...", "He said..."),
        ("（完）", "(concluded)", "(concluded)"),
        ("美国公司", "Acme Inc.", "Acme Inc."),
        ("美国", "The U.S.", "The U.S."),
        ("他来了。", "he came", "He came."),
        ("增长18.8%。", "it grew by 18.8%", "It grew by 18.8%."),
        ("“他来了。”", "“He came.”", "“He came.”"),
        ("iPad上市。", "iPad is out.", "iPad is out."),
        ("双方达成共识：", "They agreed:", "They agreed:"),
        ("（示例。）", "(This is an example", "(This is an example.)"),
        ("她说：“谢谢！”", 'She said, "Thank you!', 'She said, "Thank you!"'),
        ("她说：“谢谢！”", "She said, “Thank you!", "She said, “Thank you!”"),
        ("谢谢！”", 'Thank you!"', 'Thank you!"'),
    ],
)
def test_a_text_ends_as_its_source_ends(source: str, raw: str, tidy: str) -> None:
    assert repair(raw, source) == tidy


@given(st.text(alphabet="ab A.,;:'’ “”()（，。）-%1 ", max_size=20), st.sampled_from(["标题", "他来了。"]))
def test_no_word_is_changed_and_repairing_twice_changes_nothing_more(raw: str, source: str) -> None:
    once = repair(raw, source)
    assert re.sub(r"\W", "", once).casefold() == re.sub(r"\W", "", raw).casefold()
    assert "  " not in once
    assert once == once.strip()


@given(st.lists(st.sampled_from([*MASKS[:5], "and", "，", " ' s", "。", " "]), max_size=8))
def test_a_mask_is_never_touched(words: list[str]) -> None:
    raw = " ".join(words)
    repaired = repair(raw, "他来了。")
    assert re.findall(r"\b[A-Z]{3}\b", repaired) == re.findall(r"\b[A-Z]{3}\b", raw)


def test_the_parts_of_a_long_sentence_become_one_sentence() -> None:
    assert join(["The office grew.", "The courts rose.", "WTQ fell."], ["甲；", "乙，", "丙。"]) == (
        "The office grew; the courts rose, WTQ fell."
    )


def test_the_sentences_of_a_quotation_stay_sentences() -> None:
    assert join(["He said: “It grew.", "The courts rose.”", "(End)"], ["他说：“甲。", "乙。”", "（完）"]) == (
        "He said: “It grew. The courts rose.” (End)"
    )


def test_a_rendering_is_found_whatever_letters_count_as_another_case_of_its_own() -> None:
    others = {
        (letter, chr(code))
        for letter, pattern in ((letter, re.compile(letter, re.IGNORECASE)) for letter in "abcdefghijklmnopqrstuvwxyz")
        for code in range(0x80, 0x3000)
        if pattern.fullmatch(chr(code))
    }
    assert ("s", "ſ") in others
    for letter, other in others:
        found = terms.occurrences(f"r{letter}x", terms.plain(f"the R{other}X."))
        assert [match.span() for match in found] == [(4, 7)], other


@pytest.mark.parametrize(
    ("rendering", "text"),
    [
        ("utility", "utilities"),
        ("memorandum of understanding", "the MEMORANDA OF UNDERSTANDING"),
        ("spokesman", "Spokesmen"),
        ("analysis", "analyses"),
        ("organisation", "Organization's"),
        ("Trademark Office", "Trademark-Offices"),
        ("Ministry of Labour", "Ministry of the Labor"),
        ("programme", "programs"),
        ("the people's court", "The people's courts"),
    ],
)
def test_an_inflected_rendering_is_found(rendering: str, text: str) -> None:
    assert any(terms.occurrences(rendering, terms.plain(text)))
    assert not any(terms.occurrences(rendering, terms.plain(text)[1:-3]))
