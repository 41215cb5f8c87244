"""Sentences of figures are written by rule, and only the names of their indicators are translated."""

import pytest
from test_drafting import drafted as made
from test_drafting import fake
from test_drafting_terms import base, sentence

from workflow.drafting.drafter import Drafter
from workflow.languages.english.composing import indicators
from workflow.languages.english.composing.indicators import Noun
from workflow.model import Sentence, Style


def shown(text: str) -> str | None:
    """The English of a sentence, with what is translated in ⟨⟩."""
    parts = indicators.stated(text)
    return parts and "".join(p if isinstance(p, str) else f"⟨{text[p.start : p.end]}⟩" for p in parts)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "初步核算，上半年全市生产总值812.6亿元，按不变价格计算，同比增长4.7%。",
            (
                "According to preliminary accounting, in the first half of the year, the city's ⟨生产总值⟩ came to "
                "81.26 billion yuan, up 4.7% year on year at constant prices."
            ),
        ),
        (
            "8月份，居民消费价格同比上涨0.6%，涨幅比上月扩大0.1个百分点，环比上涨0.4%。",
            (
                "In August, ⟨居民消费价格⟩ rose by 0.6% year on year, the increase widening by 0.1 percentage points from the "
                "previous month, and rose by 0.4% month on month."
            ),
        ),
        (
            "截至2019年6月底，有效商标注册量约为2274万件。",
            "As of the end of June 2019, ⟨有效商标注册量⟩ stood at about 22.74 million.",
        ),
        (
            "上半年，出口额约占进出口总额的35%。",
            "In the first half of the year, ⟨出口额⟩ accounted for about 35% of ⟨进出口总额⟩.",
        ),
        ("2020年，职工月收入平均为6000元。", "In 2020, ⟨职工月收入⟩ averaged 6,000 yuan."),
        ("2020年，保费收入合计约5.2亿元。", "In 2020, ⟨保费收入⟩ totalled about 520 million yuan."),
        (
            "8月份，猪肉价格同比下降3%，环比下降1%。",
            "In August, ⟨猪肉价格⟩ fell by 3% year on year and by 1% month on month.",
        ),
        (
            "其中，出口72.1亿元，增长3.5%；进口33亿元，下降2%；贸易顺差39.1亿元。",
            (
                "Of this, exports came to 7.21 billion yuan, up 3.5%; imports came to 3.3 billion yuan, down 2%; and the trade "
                "surplus came to 3.91 billion yuan."
            ),
        ),
        (
            "前三季度住户贷款增加812亿元，其中，短期贷款减少3亿元，中长期贷款增加815亿元。",
            (
                "In the first three quarters, ⟨住户贷款⟩ increased by 81.2 billion yuan, with ⟨短期贷款⟩ down 300 million yuan, "
                "and ⟨中长期贷款⟩ up 81.5 billion yuan."
            ),
        ),
        (
            "截至6月末，人民币存款余额3.2万亿元，同比增长8%，增速分别比上月末和上年同期高0.2个和0.5个百分点。",
            (
                "As of the end of June, ⟨人民币存款余额⟩ stood at 3.2 trillion yuan, up 8% year on year, growth being 0.2 and 0.5 "
                "percentage points higher than at the end of the previous month and in the same period of the previous year "
                "respectively."
            ),
        ),
        (
            "社会消费品零售总额391亿元，增长3.7%，其中6月份增长2.0%。",
            "⟨社会消费品零售总额⟩ came to 39.1 billion yuan, up 3.7%, including a rise of 2.0% in June.",
        ),
        (
            "民营企业进出口7.5亿元，占同期全市外贸总值的54.9%，比去年同期提升2.5个百分点。",
            (
                "⟨民营企业进出口⟩ came to 750 million yuan, accounting for 54.9% of ⟨同期全市外贸总值⟩, up 2.5 percentage points "
                "from the same period last year."
            ),
        ),
        ("前三季度净投放现金86亿元。", "In the first three quarters, ⟨净投放现金⟩ came to 8.6 billion yuan."),
        (
            "进口1.3万亿元，增长2.3%，连续8年保持货物贸易第一大国地位。",
            "Imports came to 1.3 trillion yuan, up 2.3%; ⟨连续8年保持货物贸易第一大国地位⟩.",
        ),
        ("鲜菜和鲜果价格分别下降2.4%和1.0%。", "⟨鲜菜和鲜果价格⟩ fell by 2.4% and 1.0% respectively."),
        ("2023年，常住人口自然增长率为-1.2%。", "In 2023, ⟨常住人口自然增长率⟩ stood at -1.2%."),
        (
            "规模以上工业企业实现利润总额26.3亿元，同比增长4.1%，比前三季度加快1.6个百分点。",
            (
                "⟨规模以上工业企业⟩ recorded ⟨利润总额⟩ of 2.63 billion yuan, up 4.1% year on year, 1.6 percentage points faster "
                "than in the first three quarters."
            ),
        ),
        (
            "一季度全市实现地区生产总值12.4亿元，同比增长5.6%，增速比上年同期提高0.3个百分点，高于全国平均水平0.2个百分点。",
            (
                "In the first quarter, the city's ⟨地区生产总值⟩ came to 1.24 billion yuan, up 5.6% year on year, growth rising by 0.3 "
                "percentage points from the same period of the previous year, 0.2 percentage points higher than the national "
                "average."
            ),
        ),
        (
            "猪肉价格上涨0.2%，八大类商品价格有升有降，其中烟酒价格上涨0.6%，通信价格下降2.1%。",
            "⟨猪肉价格⟩ rose by 0.2%; ⟨八大类商品价格有升有降⟩, with ⟨烟酒价格⟩ up 0.6%, and ⟨通信价格⟩ down 2.1%.",
        ),
        ("猪肉价格同比上涨3%，供应减少是主要原因。", "⟨猪肉价格⟩ rose by 3% year on year; ⟨供应减少是主要原因⟩."),
        (
            "从三大需求看，消费支出对经济增长的贡献率为52.0%，净出口贡献率为31.2%，分别拉动GDP增长2.8个和1.7个百分点。",
            (
                "In terms of ⟨三大需求⟩, ⟨消费支出对经济增长的贡献率⟩ stood at 52.0%, and ⟨净出口贡献率⟩ stood at 31.2%, pushing up "
                "⟨GDP⟩ by 2.8 and 1.7 percentage points respectively."
            ),
        ),
        (
            "6月份，70个大中城市中，新房价格环比下降0.3%，其中北京、广州分别下降0.3%和0.5%，上海上涨0.4%。",
            (
                "In June, among ⟨70个大中城市⟩, ⟨新房价格⟩ fell by 0.3% month on month, with ⟨北京、广州⟩ down 0.3% and 0.5% "
                "respectively, and ⟨上海⟩ up 0.4%."
            ),
        ),
        (
            "同业拆借利率为1.45%，分别比上月和上年同期高0.05个和低0.33个百分点。",
            (
                "⟨同业拆借利率⟩ stood at 1.45%, 0.05 percentage points higher than in the previous month and 0.33 percentage points "
                "lower than in the same period of the previous year."
            ),
        ),
        (
            "单位面积产量375.6公斤/亩，与上年基本持平。",
            "⟨单位面积产量⟩ came to 375.6 kilograms per mu, basically unchanged from the previous year.",
        ),
        ("城镇调查失业率为5.1%，与上月持平。", "⟨城镇调查失业率⟩ stood at 5.1%, unchanged from the previous month."),
        (
            "城镇新增就业4.8万人，完成年度目标任务的108%。",
            "⟨城镇新增就业⟩ came to 48,000, reaching 108% of ⟨年度目标任务⟩.",
        ),
        (
            "食品价格下降0.6%，影响居民消费价格下降约0.11个百分点。",
            "⟨食品价格⟩ fell by 0.6%, pushing down ⟨居民消费价格⟩ by about 0.11 percentage points.",
        ),
        (
            "固定资产投资增速比1—5月份回落0.1个百分点。",
            "⟨固定资产投资增速⟩ fell by 0.1 percentage points from that of January to May.",
        ),
        (
            "固定资产投资2.4亿元，增长3.9%，增速比1—5月份回落0.1个百分点。",
            (
                "⟨固定资产投资⟩ came to 240 million yuan, up 3.9%, growth falling by 0.1 percentage points from that of January "
                "to May."
            ),
        ),
    ],
)
def test_a_sentence_of_figures_has_one_grammar(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "会议强调，全年经济增长5%的目标必须完成。",
        "中国人民银行决定下调存款准备金率0.5个百分点。",
        "海关查获侵权商品1.2万件，案值约360万元。",
        "个人所得税起征点由3500元提高到5000元。",
        "对符合条件的企业，按照实际支出的50%给予补助。",
        "力争到2025年，森林覆盖率达到25%。",
        "该公司投资3.2亿元建设生产线，年产值可达5亿元。",
        "上半年，存款余额净增加5.2亿元，同比增长3%。",
        "上半年，贷款余额累计增加5.2亿元。",
        "请于2月28日前报送材料。",
        "他今年63岁。",
        "处一万元以上五万元以下罚款。",
        "增长3.5%。",
        "其中，增长3.5%。",
        "价格同比上涨3%，供应减少5个品种。",
        "价格同比上涨3%，比预期要低得多很多。",
        "两项指标分别增长3%。",
        "出口增长3%和5%。",
        "最低工资标准从2000元调整为2200元。",
        "13月份，出口增长3%。",
    ],
)
def test_what_says_anything_else_is_left_to_the_machine(source: str) -> None:
    assert indicators.stated(source) is None


def test_the_indicators_are_known_by_their_place() -> None:
    assert indicators.named("9月末，外汇储备33亿美元，比8月末增加1亿美元。") == {(4, 8)}
    assert indicators.stated("答：出口3亿元。", 2) == ["Exports", " came to 300 million yuan", "."]
    assert indicators.stated("答：外汇储备3亿元。", 2) == [Noun(2, 6, "start"), " came to 300 million yuan", "."]


def test_an_indicator_is_written_as_it_stands_in_the_sentence() -> None:
    names = {
        "存款余额": "Balance of deposits",
        "我国贷款余额": "?",
        "贷款余额": "The balance of loans",
        "茶叶价格": "Chinese tea prices",
    }
    drafter, sent = fake(lambda text: names[text], "en")
    (draft,) = made(drafter, "6月末，存款余额3亿元；我国贷款余额2亿元；茶叶价格上涨3%。")
    assert draft.text == (
        "At the end of June, the balance of deposits stood at 300 million yuan; China's balance of loans stood at "
        "200 million yuan; and Chinese tea prices rose by 3%."
    )
    assert "我国贷款余额" not in sent.sent


def test_a_term_that_is_the_whole_indicator_is_hidden() -> None:
    terms = base(("社会消费品零售总额", "total retail sales of consumer goods", "term"))
    drafter, _ = fake(lambda text: f"Wrong: {text}", "en")
    (draft,) = made(drafter, sentence("社会消费品零售总额39亿元，增长3%。", terms))
    assert draft.text == "Total retail sales of consumer goods came to 3.9 billion yuan, up 3%."


def test_percentages_are_in_the_house_style() -> None:
    drafter, _ = fake(lambda _: "Prices", "en")
    styled = Drafter(drafter.engine, "en", house_style=Style(percent="per cent"))
    (draft,) = made(styled, Sentence("食品价格上涨4.5%。"))
    assert draft.text == "Prices rose by 4.5 per cent."


@pytest.mark.parametrize(
    "text", ["增长3%，" * 9000, "价格" * 9000 + "3%", "、" * 9000 + "3%", "（" * 9000 + "，3%", "3%" * 9000]
)
def test_a_hostile_sentence_is_read_in_reasonable_time(text: str) -> None:
    """The suite's timeout ends a quadratic pattern."""
    indicators.stated(text)
    indicators.stated(text[:390])
