"""Hospitals, schools, institutes, parks, roads and companies, whose names are put together from parts."""

import pytest

from workflow.languages.english.composing import institutions
from workflow.languages.english.grammar import Name


def named(text: str) -> dict[str, str]:
    """Return the English of what a text names; what is only spelled ends in a question mark."""
    return {
        text[each.start : each.end]: each.english + "?" * (not each.sure)
        for each in (*institutions.found(text), *institutions.places_named(text))
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市第三人民医院发布通知。", {"市第三人民医院": "Municipal Third People's Hospital"}),
        ("浙江省人民医院发布通知。", {"浙江省人民医院": "Zhejiang Provincial People's Hospital"}),
        ("由省农业科学院承担。", {"省农业科学院": "Provincial Academy of Agricultural Sciences"}),
        ("西湖区政务服务中心启用。", {"西湖区政务服务中心": "Xihu District Government Service Center?"}),
        ("考试在市第一中学举行。", {"市第一中学": "Municipal No. 1 Middle School"}),
        ("合肥植物园开放。", {"合肥植物园": "Hefei Botanical Garden"}),
        ("他毕业于安徽师范大学。", {"安徽师范大学": "Anhui Normal University"}),
        ("合肥第十二中学开学。", {"合肥第十二中学": "Hefei No. 12 Middle School"}),
        ("北京大学第三医院接收伤员。", {"北京大学": "Beijing University", "北京大学第三医院": "Third Hospital of Beijing University"}),
        ("到南方医科大学附属第五医院就诊。", {"南方医科大学附属第五医院": "Fifth Affiliated Hospital of Southern Medical University"}),
        ("他在安徽师范大学附属中学任教。", {"安徽师范大学": "Anhui Normal University", "安徽师范大学附属中学": "Affiliated Middle School of Anhui Normal University"}),
        ("对青枫路一带停水。", {"青枫路": "Qingfeng Road?"}),
        ("位于青枫公园北侧。", {"青枫公园": "Qingfeng Park?"}),
        ("记者来到人民公园。", {"人民公园": "People's Park"}),
        ("车辆请绕行青枫东路。", {"青枫东路": "Qingfeng East Road?"}),
        ("地址：青枫二路118号。", {"青枫二路118号": "118 Qingfeng 2nd Road?"}),
        ("合肥瑞泽机械制造集团有限公司中标。", {"合肥瑞泽机械制造集团有限公司": "Hefei Ruize Machinery Manufacturing Group Co., Ltd.?"}),
        ("由瑞泽软件有限责任公司分公司承建。", {"瑞泽软件有限责任公司分公司": "Ruize Software Co., Ltd. Branch?"}),
    ],
)  # fmt: skip
def test_an_institution_is_put_together_from_its_parts(text: str, expected: dict[str, str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "大学生和中学生参加活动。",
        "全省医院管理局长会议召开。",
        "建设城市公园和口袋公园。",
        "在改革的路上，走致富路。",
        "修建农村公路、铁路和道路。",
        "本市人民公园路开通。",
        "互联网有限公司很多。",
        "山西安置中学教师。",
        "第三医院",
        "这座大桥和隧道通车。",
    ],
)
def test_what_cannot_be_read_to_the_end_is_left_to_the_machine(text: str) -> None:
    assert named(text) == {}


@pytest.mark.parametrize(
    ("english", "takes"),
    [
        ("Municipal Third People's Hospital", True),
        ("Fifth Affiliated Hospital of Southern Medical University", True),
        ("Hefei No. 12 Middle School", False),
        ("Hefei University of Technology", False),
        ("University of Science and Technology of China", True),
        ("Zhejiang Library", True),
    ],
)
def test_an_institution_has_the_article_that_english_gives_it(english: str, takes: bool) -> None:
    assert Name("", english, "office", ()).takes_the is takes
