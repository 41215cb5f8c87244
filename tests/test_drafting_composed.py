"""Places and local offices that are composed by rule are terms of a sentence."""

import re

import pytest
from test_drafting import drafted, fake

from workflow.drafting import composed, faults
from workflow.languages.chinese.pinyin import SURNAMES
from workflow.languages.english.composing import by_rule, lunar, offices, places
from workflow.model import Match, Sentence, Term
from workflow.newsroom.asking import asking
from workflow.readers.text import read
from workflow.starter import Layered, starter
from workflow.termbase.base import UNVERIFIED, TermBase


def found(text: str) -> list[tuple[str, str]]:
    return [(text[place.start : place.end], place.english) for place in places.found(text)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("在四川宜宾开幕", [("四川宜宾", "Yibin, Sichuan")]),
        ("浙江省温州市东南方向", [("浙江省温州市", "Wenzhou, Zhejiang Province")]),
        ("湖北省宜昌市秭归县的果园", [("湖北省宜昌市秭归县", "Zigui County, Yichang, Hubei Province")]),
        ("北京市海淀区", [("北京市海淀区", "Haidian District, Beijing")]),
        ("湖北省武汉市洪山区", [("湖北省武汉市洪山区", "Hongshan District, Wuhan, Hubei Province")]),
        ("生于山东泰安", [("山东泰安", "Tai'an, Shandong")]),
        ("内蒙古鄂尔多斯", [("内蒙古鄂尔多斯", "Ordos, Inner Mongolia")]),
        (
            "陕西省西安市临潼区代王街道",
            [("陕西省西安市临潼区代王街道", "Daiwang Subdistrict, Lintong District, Xi'an, Shaanxi Province")],
        ),
        ("河北省滦县", [("河北省滦县", "Luanxian County, Hebei Province")]),
        ("江淮、江南北部多雨", [("江淮、江南北部", "the Yangtze-Huaihe region and northern Jiangnan")]),
        (
            "安徽南部、浙江西北部、重庆东部等地有暴雨",
            [
                (
                    "安徽南部、浙江西北部、重庆东部等地",
                    "southern Anhui, northwestern Zhejiang, eastern Chongqing and other places",
                )
            ],
        ),
        ("四川盆地大部有雨", [("四川盆地大部", "most of the Sichuan Basin")]),
        (
            "华北、黄淮等地的部分地区有雾",
            [("华北、黄淮等地的部分地区", "parts of North China, Huanghuai and other places")],
        ),
        (
            "东海南部、台湾以东洋面、巴士海峡将有大风",
            [
                (
                    "东海南部、台湾以东洋面、巴士海峡",
                    "the southern East China Sea, the waters east of Taiwan and the Bashi Channel",
                )
            ],
        ),
        ("湖南北部、湖北的农村", [("湖南北部、湖北", "northern Hunan and Hubei")]),
        ("东海南部海面", [("东海南部海面", "the southern East China Sea")]),
        ("逐渐向浙闽沿海靠近", [("浙闽沿海", "the coast of Zhejiang and Fujian")]),
    ],
)
def test_a_place_is_named_as_english_names_it(source: str, expected: list[tuple[str, str]]) -> None:
    assert found(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "湖北省武汉", "黄河南岸", "江南大学", "华南虎", "面向东北方向", "四川省重点中学", "湖南省各市县", "广东省经济特区",
        "河北省城市居民", "山东、江苏、浙江", "西北风", "东北虎", "江苏省市场监督管理局", "浙江省市民", "福建省全部村庄",
        "北京大学", "安徽省市区道路", "他在海南省教育厅工作", "沿海地区", "我国沿海", "吉林省社区", "河南省农村",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_place_is_none(source: str) -> None:
    ends = [english for _, english in found(source) if "Wuhan" not in english]
    assert ends == []


def local(text: str) -> list[tuple[str, str]]:
    return [(text[office.start : office.end], office.english) for office in offices.found(text)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("记者从市住房和城乡建设局获悉", [("市住房和城乡建设局", "Municipal Bureau of Housing and Urban-Rural Development")]),
        ("任市公安局局长", [("市公安局", "Municipal Public Security Bureau")]),
        ("省教育厅、省财政厅联合发文", [
            ("省教育厅", "Provincial Department of Education"), ("省财政厅", "Provincial Department of Finance"),
        ]),
        ("经省委组织部批准", [("省委组织部", "Provincial Party Committee Organization Department")]),
        ("市中级人民法院", [("市中级人民法院", "Municipal Intermediate People's Court")]),
        ("报送县卫生健康委员会", [("县卫生健康委员会", "County Health Commission")]),
        ("海州市文化广电和旅游局党组书记", [
            ("海州市文化广电和旅游局", "Haizhou Municipal Bureau of Culture, Radio, Television and Tourism"),
        ]),
        ("杭州市教育局", [("杭州市教育局", "Hangzhou Municipal Education Bureau")]),
        ("湖南省审计厅", [("湖南省审计厅", "Hunan Provincial Department of Audit")]),
        ("全市公安局", []), ("城市管理局", []), ("本市教育局", []), ("直辖市教育局", []), ("市教育局长", []), ("市委托的机构", []),
        ("超市管理办公室", []), ("县以上教育局", []), ("各省水利厅", []), ("市委员会", []), ("省政府部门", [("省政府", "Provincial Government")]),
    ],
)  # fmt: skip
def test_a_local_office_is_named_by_its_level_and_field(source: str, expected: list[tuple[str, str]]) -> None:
    assert local(source) == expected


def test_of_a_composed_name_and_the_terms_in_it_the_longer_counts_but_the_offices_own_rows_win() -> None:
    text = "省教育厅在四川宜宾开会"
    starter_row = Match(6, 8, (Term("宜宾", "Yibin", "term", starter=True),))
    own = Match(1, 4, (Term("教育厅", "Education Department", "office"),))
    assert [
        (m.start, m.end, m.terms[0].target, m.terms[0].note) for m in composed.added(text, [starter_row], by_rule)
    ] == [
        (0, 4, "Provincial Department of Education", composed.WRITTEN),
        (5, 9, "Yibin, Sichuan", composed.WRITTEN),
    ]
    assert composed.added(text, [own], by_rule)[0] == own
    keep = Match(5, 7, (Term("四川", "四川", "keep"),))
    assert keep in composed.added(text, [keep], by_rule)
    (unverified,) = composed.added("湖北省秭归县", [], by_rule)
    assert unverified.terms[0].note == UNVERIFIED


def test_composed_names_are_only_added_for_english() -> None:
    below = starter("en")
    assert below
    text = "在四川宜宾召开会议。"
    release = read(text.encode(), path="sources/a.txt", language="zh-Hans")
    targets = {
        language: [
            match.terms[0].target for match in asking(Layered(TermBase(), below), [release], language)(text, "a").terms
        ]
        for language in ("en", "fr")
    }
    assert "Yibin, Sichuan" in targets["en"]
    assert "Yibin, Sichuan" not in targets["fr"]


def test_every_city_has_a_name_of_latin_letters() -> None:
    for han, english in places.cities().items():
        assert re.fullmatch(r"[A-Z][a-z']+(?: [A-Z][a-z]+)?", english), han
        assert not han.endswith(("市", "省"))
    assert len(places.cities()) > 300
    assert SURNAMES


@pytest.mark.parametrize(
    "text", ["湖北省" * 9000, "市" * 20000, "江南、" * 9000, "江南北部和" * 9000, "省教育厅市" * 5000]
)
def test_hostile_rows_of_places_are_read_in_reasonable_time(text: str) -> None:
    """The suite's timeout ends a quadratic search."""
    composed.added(text[:4000], [], by_rule)
    list(places.found(text))
    list(offices.found(text))


@pytest.mark.parametrize(
    ("source", "english", "wrong"),
    [
        (
            "花圈可由治丧办代为办理。",
            "Wreaths can be handled by the Office of the United Nations High Commissioner.",
            True,
        ),
        ("请报市政府办公室。", "Please report to the High Commissioner.", True),
        ("联合国秘书长来访。", "The Secretary-General of the United Nations visited.", False),
        ("难民署高级专员来访。", "The High Commissioner visited.", False),
        ("他出席了国际会议。", "He attended a United Nations conference.", False),
    ],
)
def test_a_body_of_the_united_nations_is_not_made_up(source: str, english: str, *, wrong: bool) -> None:
    assert bool(faults.slips(source, english)) is wrong


@pytest.mark.parametrize(
    ("source", "english", "wrong"),
    [
        ("明天有小雪，最高气温2℃。", "Light snow tomorrow, maximum temperature - 2°C.", True),
        ("明天有小雪，最高气温2℃。", "Light snow tomorrow, maximum temperature minus 2°C.", True),
        ("最低气温零下3℃，最高气温2℃。", "Minimum -3°C, maximum 2°C.", False),
        ("气温-3到2℃。", "Temperatures of -3 to 2°C.", False),
        ("气温3～8℃。", "Temperatures of 3-8°C.", False),
    ],
)
def test_no_temperature_is_put_below_zero(source: str, english: str, *, wrong: bool) -> None:
    assert bool(faults.slips(source, english)) is wrong


def test_a_draft_that_lacks_a_clause_is_made_clause_by_clause() -> None:
    clauses = {
        "对中山路实行全封闭交通管制": "Traffic on Zhongshan Road is fully controlled for the time being",
        "请过往车辆按照交通标志提示绕行。": "Please take another way and follow the traffic signs.",
    }
    source = "，".join(clauses)
    drafter, _ = fake(lambda sent: clauses.get(sent, "Traffic is controlled."))
    (draft,) = drafted(drafter, Sentence(source))
    assert (
        draft.text
        == "Traffic on Zhongshan Road is fully controlled for the time being, please take another way and follow the traffic signs."
    )
    assert not any("left out a part" in doubt for doubt in draft.doubts)


def test_a_short_draft_that_cannot_be_made_longer_says_so() -> None:
    drafter, _ = fake(lambda _: "Traffic is controlled.")
    (draft,) = drafted(drafter, Sentence("对中山路实行全封闭交通管制，请过往车辆按照交通标志提示绕行。"))
    assert any("left out a part" in doubt for doubt in draft.doubts)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("农历八月十五是中秋节", [("农历八月十五", "the fifteenth day of the eighth lunar month")]),
        ("正月初六起售票", [("正月初六", "the sixth day of the first lunar month")]),
        ("正月初一至初七免费", [("正月初一至初七", "the first to the seventh day of the first lunar month")]),
        (
            "腊月廿三至正月十五禁放烟花",
            [
                (
                    "腊月廿三至正月十五",
                    "the twenty-third day of the twelfth lunar month to the fifteenth day of the first lunar month",
                )
            ],
        ),
        ("三月初三的庙会", [("三月初三", "the third day of the third lunar month")]),
        ("十二月二十日开会，八月十五日结束，正月里很热闹", []),
        ("二十月初一", []),
        ("十月初一批项目开工，九月初三个项目投产", []),
    ],
)
def test_a_day_of_the_lunar_calendar_is_none_of_the_solar_one(source: str, expected: list[tuple[str, str]]) -> None:
    assert [(source[start:end], english) for start, end, english in lunar.days(source)] == expected
