"""Official Chinese is put in plainer words before a machine reads it (``languages/chinese/plainer.tsv``)."""

import re

import pytest

from workflow.drafting import wording
from workflow.languages.chinese.numbers import numeral_values
from workflow.model import HAN

ROWS = wording.plainer()


@pytest.mark.parametrize("row", ROWS, ids=[row.example for row in ROWS])
def test_a_row_rewords_its_example_and_leaves_everything_else(row: wording.Plainer) -> None:
    plain = row.put(row.example)
    assert plain != row.example
    fixed = [word for word in row.plain.split(r"\1") if word]
    assert all(word in plain for word in fixed)
    assert re.findall("[0-9.]+", plain) == re.findall("[0-9.]+", row.example)


@pytest.mark.parametrize("row", ROWS, ids=[row.example for row in ROWS])
def test_what_is_plain_stays_as_it_is(row: wording.Plainer) -> None:
    plain = wording.reworded(row.example)
    assert wording.reworded(plain) == plain


@pytest.mark.parametrize(
    "text",
    [
        "农民警惕性提高，市民警觉。",
        "人民警察参加演练。",
        "社会商业网点增加，社会商定办法。",
        "商会商讨合作。",
        "监督导致成本下降。",
        "调研判断准确。",
        "血压减低。",
        "这是思考点之一，备考点拨。",
        "退运费一百元。",
        "机关员工参加体检。",
        "全国人大代表慰问信。",
        "比较上年增长情况",
        "补税款三万元。",
        "分三大门类统计。",
        "分三大行业看。",
        "投标人串通的，中标无效，处中标项目金额千分之五的罚款。",
    ],
)
def test_what_only_looks_like_a_saying_is_left_alone(text: str) -> None:
    assert wording.reworded(text) == text


def test_a_count_keeps_its_value() -> None:
    for text in ("他设计了二十余座桥梁。", "夏粮实现十连丰。"):
        numerals = [re.findall("[一二三四五六七八九十]+", each) for each in (text, wording.reworded(text))]
        before, after = ([numeral_values(each) for each in found] for found in numerals)
        assert before == after


def test_no_row_takes_all_words_away() -> None:
    assert all(HAN.search(row.plain) or row.plain == "-" for row in ROWS)
