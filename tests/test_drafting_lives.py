"""Lives, lists of candidates, addressees, penalties, winds: sentences of fixed words, and what only looks like them."""

import pytest
from test_drafting import drafted as made
from test_drafting import fake
from test_drafting_terms import base, sentence

from workflow.contracts.composing import NAME, PERSON, Form
from workflow.contracts.engines import Hypothesis
from workflow.drafting import days, wording
from workflow.drafting.amounts import separated
from workflow.languages.chinese.names import people
from workflow.languages.english.composing import forms, offices, penalties, winds

LING = base(("凌霄", "Ling Xiao", "person"))


def shown(found: tuple[Form, ...], text: str) -> str:
    """The English of a text's forms, with the stretches between them in ⟨⟩."""
    whole, at = "", 0
    for form in found:
        whole += (f"⟨{text[at : form.start]}⟩" if form.start > at else "") + form.text
        at = form.end
    return whole + (f"⟨{text[at:]}⟩" if at < len(text) else "")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            f"{PERSON}，1936年9月出生于无锡，1958年毕业于北京地质学院，历任讲师、教授。",
            f"⟨{PERSON}⟩ ⟨1936年9月出生于无锡⟩, ⟨1958年毕业于北京地质学院⟩, and ⟨历任讲师、教授⟩.",
        ),
        (
            f"{PERSON}同志1932年生于绍兴，1951年参加工作，1956年加入中国共产党。",
            f"Comrade ⟨{PERSON}⟩ ⟨1932年生于绍兴⟩, ⟨1951年参加工作⟩, and ⟨1956年加入中国共产党⟩.",
        ),
        (
            "她1951年参加工作，先后任教师、校长，1990年退休。",
            "She ⟨1951年参加工作⟩, ⟨先后任教师、校长⟩, and ⟨1990年退休⟩.",
        ),
        (
            (
                "有下列情形之一的，由县级以上人民政府市场监督管理部门责令限期改正；逾期不改正的，处五千元以上三万元以下的罚款；"
                "情节严重的，依法吊销营业执照："
            ),
            (
                "In any of the following circumstances, the ⟨市场监督管理⟩ department of the people's government at or above the "
                "county level shall order corrections within a time limit; where corrections are not made within the time limit, "
                "a fine of not less than 5,000 yuan but not more than 30,000 yuan shall be imposed; where the circumstances are "
                "serious, the business license shall be revoked in accordance with the law:"
            ),
        ),
        (
            "违反本条例规定，未取得许可证擅自经营的，由县级以上地方人民政府有关部门责令改正，没收违法所得，并处违法所得一倍以上五倍以下罚款。",
            (
                "Where, in violation of these Regulations, ⟨未取得许可证擅自经营⟩, the relevant department of the local people's "
                "government at or above the county level shall order corrections, confiscate the illegal gains and impose a fine of "
                "not less than once but not more than 5 times the illegal gains."
            ),
        ),
        (
            "违反本办法第十二条、第十三条规定，不符合要求的，予以通报批评。",
            "Where, in violation of Articles 12 and 13 of these Measures, ⟨不符合要求⟩, a notice of criticism shall be circulated.",
        ),
        (
            "第五十条　拒不改正的，给予警告，处2万元以下罚款。",
            (
                "Article 50 Where the party refuses to make corrections, a warning shall be given and a fine of not more than "
                "20,000 yuan shall be imposed."
            ),
        ),
    ],
)
def test_a_life_and_a_threat_are_cut_into_clauses(source: str, expected: str) -> None:
    assert shown(forms.framed(source), source) == expected


@pytest.mark.parametrize(
    "source",
    [
        f"{PERSON}，1936年9月出生于无锡。",
        f"{PERSON}表示，1958年毕业生人数增加，历任教师都很满意，系统运行正常。",
        f"{PERSON}，1958年毕业于北大，他的父亲是教师，1960年去世。",
        "1951年参加工作，1956年入党，1990年退休。",
        "逾期未提交材料的，视为放弃申报资格。",
        "由公安机关处五百元以下罚款。",
        "不符合条件的，应当书面说明理由。",
        "情节严重的，吊销营业执照，并予以公告。",
        "目的，处罚。",
        "违反本法第六条第二款规定，不改正的，给予警告。",
    ],
)
def test_anything_else_is_not_cut(source: str) -> None:
    assert forms.framed(source) == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            f"{PERSON}，女，满族，1979年10月生，研究生学历，中共党员，现任市司法局副局长，拟任市信访局局长，并提名为局长人选。",
            (
                f"⟨{PERSON}⟩, female, Manchu, born in October 1979, postgraduate education, member of the CPC, currently "
                "⟨市司法局副局长⟩, to be appointed ⟨市信访局局长⟩, and nominated as a candidate for ⟨局长⟩."
            ),
        ),
        (
            "各市、州、县（市、区）人民政府，省政府各部门、各直属机构，中央驻省各单位：",
            (
                "The people's governments of all cities, prefectures and counties (cities, districts), all departments of the "
                "Provincial Government, all directly affiliated institutions, and all central government units in the province:"
            ),
        ),
        (
            f"{NAME}各部委、各直属机构：",
            f"All ministries and commissions of the ⟨{NAME}⟩ and all directly affiliated institutions:",
        ),
        ("各有关单位：", "All relevant units:"),
        (
            f"市人大常委会第二次会议经表决，决定任命{PERSON}为副市长、市公安局局长，免去其秘书长职务。",
            (
                f"⟨市人大常委会第二次会议⟩ decided by vote that ⟨{PERSON}⟩ be appointed ⟨副市长⟩ and ⟨市公安局局长⟩ and removed from the post of "
                "⟨秘书长⟩."
            ),
        ),
        (
            f"经{NAME}研究决定：任命{PERSON}为副厅长（试用期一年）；免去{PERSON}的副局长职务，另有任用。",
            (
                f"By decision of ⟨{NAME}⟩, ⟨{PERSON}⟩ is appointed ⟨副厅长⟩ (on probation for one year); ⟨{PERSON}⟩ is removed from "
                "the post of ⟨副局长⟩ and will be given another post."
            ),
        ),
        (
            f"任命：{PERSON}（女）为审判委员会委员、第一庭庭长；{PERSON}为执行局局长。",
            f"⟨{PERSON}⟩ (female) is appointed ⟨审判委员会委员⟩ and ⟨第一庭庭长⟩; ⟨{PERSON}⟩ is appointed ⟨执行局局长⟩.",
        ),
        (
            f"中国共产党优秀党员，原轻工业部副部长{PERSON}同志，因病医治无效，于2025年10月24日16时27分在北京逝世，享年102岁。",
            (
                f"Comrade ⟨{PERSON}⟩, outstanding member of the Communist Party of China and ⟨原轻工业部副部长⟩, died of illness in "
                "Beijing ⟨2025年10月24日16时27分⟩, after medical treatment failed, at the age of 102."
            ),
        ),
        (f"学者{PERSON}先生于2月19日因病去世。", f"Mr. ⟨{PERSON}⟩, ⟨学者⟩, died of illness ⟨2月19日⟩."),
        (
            f"市常务委员会第二次会议于8月28日通过：决定任命{PERSON}为局长。",
            f"⟨市常务委员会第二次会议⟩ decided ⟨8月28日⟩ that ⟨{PERSON}⟩ be appointed ⟨局长⟩.",
        ),
        (
            "各省、自治区、直辖市及计划单列市财政厅（局）、科技厅（委、局）：",
            (
                "The finance departments (bureaus) and the science and technology departments (commissions, bureaus) of all "
                "provinces, autonomous regions, municipalities and cities separately listed in the state plan:"
            ),
        ),
        (f"{NAME}决定：任命{PERSON}为局长。", f"⟨{NAME}⟩ decided that ⟨{PERSON}⟩ be appointed ⟨局长⟩."),
        ("新华社西宁6月19日电会议开幕。", "Xining, ⟨6月19日⟩ (⟨新华社⟩) — ⟨会议开幕。⟩"),
        (f"大会选举{PERSON}为主任。", f"At ⟨大会⟩, ⟨{PERSON}⟩ is elected ⟨主任⟩."),
        (
            f"本报讯（记者 {PERSON}）记者17日获悉，今年将改造小区。",
            f"Reporter ⟨{PERSON}⟩ — ⟨记者17日获悉，今年将改造小区。⟩",
        ),
    ],
)
def test_fixed_sentences_have_one_translation(source: str, expected: str) -> None:
    assert shown(forms.found(source), source) == expected


@pytest.mark.parametrize(
    "source",
    [
        f"{PERSON}，女，满族，1979年10月生。",
        f"{PERSON}，女，喜欢读书，现任市司法局副局长。",
        f"{PERSON}，1979年13月生，现任副局长。",
        "各市、县人民政府要高度重视：",
        "各单位负责人：",
        f"{PERSON}为公司带来变化。",
        "本报讯。",
        f"{PERSON}因病请假。",
        f"他的父亲因病去世后，{PERSON}辞职。",
    ],
)
def test_what_only_looks_like_a_fixed_sentence_is_left_to_the_machine(source: str) -> None:
    assert forms.found(source) == ()


@pytest.mark.parametrize(
    ("day", "expected"),
    [("At 4 p.m. on May 2, 2025", "at 4 p.m. on May 2, 2025"), ("May 2, 2025", "on May 2, 2025")],
)
def test_the_day_of_a_death_has_one_preposition(day: str, expected: str) -> None:
    drafter, _ = fake(lambda text: day if "日" in text else "Beijing", "en")
    (draft,) = made(drafter, sentence("凌霄同志因病于2025年5月2日16时在北京逝世。", LING))
    assert draft.text == f"Comrade Ling Xiao died of illness in Beijing {expected}."


def test_what_is_framed_is_sent_as_a_sentence_and_loses_its_frame() -> None:
    answers = {
        "他1958年毕业于北大。": "He graduated from Peking University in 1958.",
        "他历任讲师、教授。": "He served as a lecturer and professor.",
        "他1990年退休。": "She retired in 1990.",
    }
    drafter, _ = fake(lambda text: answers.get(text, "Wrong."), "en")
    (draft,) = made(drafter, sentence("凌霄，1958年毕业于北大，历任讲师、教授，1990年退休。", LING))
    assert draft.text == (
        "Ling Xiao graduated from Peking University in 1958, served as a lecturer and professor, and retired in 1990."
    )


def test_what_comes_back_without_its_frame_is_translated_as_a_whole() -> None:
    drafter, engine = fake(lambda text: text.replace("他", "Whole ") if len(text) < 20 else "A whole life.", "en")
    (draft,) = made(drafter, sentence("凌霄同志1958年毕业于北大，历任讲师、教授，1990年在当地退休。", LING))
    assert "Comrade" not in draft.text
    assert any("历任" in text and "1958" in text for text in engine.sent)


def test_a_condition_comes_back_before_or_behind() -> None:
    source = "未取得许可证擅自经营的，给予警告；单位有前款行为的，处一万元以下罚款。"

    def make(text: str) -> Hypothesis:
        mask = text.split("，则")[1].rstrip("。")
        return Hypothesis(
            f"If any person operates without a license, then {mask}."
            if text.startswith("如果任何人")
            else f"{mask}, if an entity so acts."
        )

    drafter, _ = fake(make, "en")
    (draft,) = made(drafter, source)
    assert draft.text == (
        "Where any person operates without a license, a warning shall be given; where an entity so acts, a fine of not more "
        "than 10,000 yuan shall be imposed."
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("将有7～8级、阵风9～10级的西北风", "northwesterly winds of force 7 to 8, with gusts of force 9 to 10"),
        ("偏北风3～4级，气温", "northerly winds of force 3 to 4"),
        ("偏南风转西风3级以上", "southerly turning westerly winds of force 3 or above"),
        ("关于中美经贸磋商", "China-US"),
        ("中欧两国", "China and the EU"),
        ("其中美经贸", None),
        ("集中美化环境", None),
        ("地震3级", None),
        ("西北风光3级", None),
    ],
)
def test_winds_and_pairs_of_countries_have_one_english(source: str, expected: str | None) -> None:
    found = [english for _, _, english in (*winds.winds(source), *winds.pairs(source))]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("系第九届、十届全国政协委员", "member of the Ninth and Tenth National Committees of the Chinese People's Political Consultative Conference"),
        ("第十三届全国人大代表", "deputy to the Thirteenth National People's Congress"),
        ("第六届全国人大常委", "member of the Standing Committee of the Sixth National People's Congress"),
        ("第九十届全国政协委员", None),
        ("全国政协委员", None),
    ],
)  # fmt: skip
def test_seats_in_national_bodies_are_named_with_their_terms(source: str, expected: str | None) -> None:
    assert [seat.english for seat in offices.seats(source)] == ([expected] if expected else [])


def test_words_that_a_machine_misreads_are_put_otherwise() -> None:
    assert wording.clear("最低气温零下6℃") == "最低气温-6℃"
    assert wording.clear("进一步压实责任") == "进一步落实责任"
    assert wording.clear("压实土壤") == "压实土壤"
    assert wording.clear("在基层调研时指出") == "在基层考察时指出"
    assert wording.clear("调研报告指出") == "调研报告指出"
    assert separated("sown on 398 million acres", "播种面积3.98亿亩") == "sown on 398 million mu"
    assert separated("sown on 5 acres", "播种5英亩") == "sown on 5 acres"


def test_who_learned_something_on_a_day_speaks_of_one_that_has_passed() -> None:
    assert "4月17日" in days.worded("记者17日从市政府获悉，今年将改造小区。", 0, "2025-04-18")
    assert "5月17日" in days.worded("将于17日召开会议。", 0, "2025-04-18")
    assert "4月17日" in days.worded("17日，运动会开幕，运动员将参加比赛。", 0, "2025-04-18")
    assert "5月4日" in days.worded("4日起，我市将有降雨。", 0, "2025-04-28")


def test_everybody_in_a_row_of_appointments_is_named() -> None:
    found = {each.name for each in people("任命：沈若（女）为委员、庭长；司徒明远为执行局局长。") if each.sure}
    assert found == {"沈若", "司徒明远"}
    assert {each.name for each in people("本报讯（记者 钟离月）记者获悉。") if each.sure} == {"钟离月"}
    assert {each.name for each in people("聘任连城璧先生为总经理。") if each.sure} == {"连城璧"}
    assert {each.name for each in people("大会选举柳敬亭、杭晚秋为副主任。") if each.sure} == {"柳敬亭", "杭晚秋"}
    assert not [each for each in people("会议要求：完善制度；明确为重点任务。") if each.sure]


@pytest.mark.parametrize(
    "text",
    [
        f"{PERSON}，" + "1958年毕业，" * 9000,
        "未经许可的，" * 9000,
        "各市、" * 9000 + "：",
        f"{PERSON}，" + "女，" * 9000,
        "处一万元以上" * 9000,
    ],
)
def test_a_hostile_sentence_is_cut_in_reasonable_time(text: str) -> None:
    """The suite's timeout ends a quadratic pattern."""
    forms.found(text)
    forms.framed(text)
    list(winds.winds(text))


@pytest.mark.parametrize(
    "source",
    [
        "逾期不改正的，可以处五千元以上三万元以下的罚款。",
        "情节严重的，可以吊销营业执照。",
        "情节严重的，责令停产停业，并可以吊销许可证。",
        "拒不改正的，责令限期改正，可处一万元以下罚款。",
        # Who revokes it would be lost.
        "情节严重的，依法由税务机关吊销营业执照。",
    ],
)
def test_a_penalty_whose_words_would_be_lost_is_left_to_the_machine(source: str) -> None:
    assert penalties.threatened(source) is None


def test_a_penalty_that_revokes_a_permit_says_nothing_of_may() -> None:
    assert penalties.threatened("情节严重的，吊销许可证。") is not None


def test_gusts_that_may_come_are_not_gusts_that_come() -> None:
    (found,) = winds.winds("偏北风4～5级，阵风可达8级左右")
    assert found == (0, 14, "northerly winds of force 4 to 5, with gusts of up to force 8")
