"""No word of the Chinese is dropped or changed where English is written by rule (``by_rule``)."""

import os

import by_rule
import pytest

from workflow.drafting import wording
from workflow.languages import lists

_LONG = "WORKFLOW_LONG" in os.environ
DELETIONS, SUBSTITUTIONS, INSERTIONS = (1, 1, 10) if _LONG else (8, 3, 500)
"""Of the changes of a sentence, one of so many is tried."""


@pytest.mark.parametrize("source", by_rule.corpus())
def test_a_word_less_is_another_english(source: str) -> None:
    assert list(map(str, by_rule.deletions(source, DELETIONS))) == []


@pytest.mark.parametrize("source", by_rule.corpus())
def test_a_word_more_is_seen_by_the_machine_or_said(source: str) -> None:
    assert list(map(str, by_rule.insertions(source, INSERTIONS))) == []


@pytest.mark.parametrize("source", by_rule.corpus())
def test_another_figure_unit_or_direction_is_another_english(source: str) -> None:
    assert list(map(str, by_rule.substitutions(source, SUBSTITUTIONS))) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("案件金额共计超过5.3亿元。", None),
        ("贷款余额3亿元，当月同比增长3%。", None),
        ("食品价格上涨3%，合计影响居民消费价格上涨0.3个百分点。", None),
        ("全市累计实现税收收入3亿元。", None),
        ("出口额3亿元，同比分别高0.2个和0.5个百分点。", None),
        ("出口额3亿元，增速比上月末和上年同期高0.2个百分点。", None),
        ("出口额300多万元，约300多万元。", None),
        ("出口额3亿元，占比35%。", None),
        ("价格上涨3%，供应减少是主要原因，同比下降2%。", None),
        ("增速比上月末高2个百分点，出口额3亿元。", None),
        ("出口额3亿元，增长-3%。", None),
        ("发展过程中，出口额增长3%。", None),
        ("全区生产总值3亿元。", "⟨全区生产总值⟩ came to 300 million yuan."),
        ("全市场成交额3亿元。", "⟨全市场成交额⟩ came to 300 million yuan."),
        ("其中12月，价格同比下降0.3%。", "In December, of this, ⟨价格⟩ fell by 0.3% year on year."),
        ("产量1公斤/亩。", "⟨产量⟩ came to 1 kilogram per mu."),
        ("截至目前，贷款余额3.2亿元。", "To date, ⟨贷款余额⟩ stood at 320 million yuan."),
        ("截至8月，贷款余额3.2亿元。", "As of August, ⟨贷款余额⟩ stood at 320 million yuan."),
        ("今年以来，出口3亿元。", "Since the beginning of the year, exports came to 300 million yuan."),
        (
            "第三产业增加值占生产总值的比重约为56.3%。",
            "⟨第三产业增加值⟩ accounted for about 56.3% of ⟨生产总值⟩.",
        ),
        ("出口额3亿元，占商务部的3%。", "⟨出口额⟩ came to 300 million yuan, accounting for 3% of the Ministry of Commerce."),
        ("一般公共预算收入3亿元，比2023年增长3%。", "⟨一般公共预算收入⟩ came to 300 million yuan, up 3% from 2023."),
        (
            "存款余额3亿元，较2023年末增加2亿元。",
            "⟨存款余额⟩ stood at 300 million yuan, up 200 million yuan from the end of 2023.",
        ),
        (
            "民营企业出口额3亿元，比2023年同期提高2%。",
            "⟨民营企业出口额⟩ came to 300 million yuan, up 2% from the same period of 2023.",
        ),
        ("旅客发送量3.2亿人次。", "⟨旅客发送量⟩ came to 320 million person-times."),
        ("单位：元/吨", "Unit: yuan per tonne"),
        ("单位：亿元/%", "Unit: 100 million yuan, %"),
        ("单位：万元/亿元", None),
        ("尊敬的各位代表：", None),
        ("本办法自2020年1月1日起正式施行。", None),
        ("数据来源：商务部", "Data source: Ministry of Commerce"),
        ("执行编辑：韦启舟、祝怀瑾", "Executive editors: Wei Qizhou and Zhu Huaijin"),
        ("编辑：韦启舟 祝怀瑾", "Editors: Wei Qizhou and Zhu Huaijin"),
        ("联系人：韦启舟与", "Contact: ⟨Wei Qizhou与⟩"),
        (
            "造成损失的，依法承担赔偿责任；构成犯罪的，依法追究刑事责任。",
            ("Where losses are caused, liability for compensation shall be borne in accordance with the law; where a crime "
            "is constituted, criminal liability shall be pursued in accordance with the law."),
        ),
        (
            "违反本办法有关规定，不合格的，由县级以上人民政府教育行政主管部门责令停产停业整顿，依法给予行政处分。",
            ("Where, in violation of the relevant provisions of these Measures, ⟨不合格⟩, the competent ⟨教育⟩ "
            "administrative department of the people's government at or above the county level shall order the suspension "
            "of production or business for rectification and impose administrative sanctions in accordance with the law."),
        ),
        (
            "不合格的，由县级以上各级人民政府主管部门处一万元以下罚款。",
            "Where ⟨不合格⟩, the ⟨县级以上各级人民政府主管部门⟩ shall impose a fine of not more than 10,000 yuan.",
        ),
        ("中巴关系良好。", None),
        ("合同有效期近三年。", None),
    ],
)  # fmt: skip
def test_what_was_once_dropped_is_said_or_left_to_the_machine(source: str, expected: str | None) -> None:
    assert by_rule.english(source) in ({expected} if expected else {f"⟨{source}⟩", f"⟨{wording.clear(source)}⟩"})


WORDS = [
    (path.stem, row, word)
    for path in sorted((lists.HERE / "english" / "composing").glob("*.tsv"))
    for row in lists.rows("english/composing", path.stem)
    for word in row.words
]


@pytest.mark.parametrize(("name", "row", "word"), WORDS, ids=[f"{name} {word}" for name, _, word in WORDS])
def test_every_word_is_written_in_its_example(name: str, row: lists.Row, word: str) -> None:
    there = max((each for each in row.words if each in row.example), key=len, default=word)
    source = row.example.replace(there, word, 1) if name != "measures" else row.example
    written = by_rule.english(source)
    assert written != f"⟨{source}⟩"
    assert row.more["english"].casefold() in written.casefold()
