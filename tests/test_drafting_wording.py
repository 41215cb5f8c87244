"""What machines misread: reworded before they see it, or written by rule; and what they may not write."""

import re

import pytest
from test_drafting import drafted as made
from test_drafting import fake
from test_drafting_forms import shown
from test_drafting_terms import VALUES, base, sentence

from workflow.drafting import amounts, wording, written
from workflow.languages import of
from workflow.languages.chinese import names
from workflow.languages.english import tidy
from workflow.languages.english.composing.forms import NAME, PERSON
from workflow.model import Match, Sentence, Term


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("近三年，新增企业2万家。", "过去三年，新增企业2万家。"),
        ("近五年来申请量增长。", "过去五年来申请量增长。"),
        ("降雨量偏多3至6成。", "降雨量偏多30%至60%。"),
        ("偏少2～5成，1至3成立。", "偏少20%至50%，1至3成立。"),
        ("全年接待国内游客6120万人次。", "全年接待6120万人次的国内游客。"),
        ("展出文物，其中WTQ41件。", "展出文物，其中41件WTQ。"),
        ("近3个月空气质量改善。", "过去3个月空气质量改善。"),
        ("工程历时近三年。", "工程历时近三年。"),
        ("已有近十年历史。", "已有近十年历史。"),
        ("近三年半的工作。", "近三年半的工作。"),
        ("近80家企业参加。", "近80家企业参加。"),
        ("近年来增长较快。", "近年来增长较快。"),
        ("主管机关得视实际需要委托。", "主管机关可以视实际需要委托。"),
        ("申请人得于三十日内提起诉愿。", "申请人可以于三十日内提起诉愿。"),
        ("主管機關得以命令定之。", "主管機關可以以命令定之。"),
        ("得處新臺幣三萬元罰鍰，", "得處新臺幣三萬元罰鍰，"),
        ("違反者得處罰鍰。", "違反者可以處罰鍰。"),
        ("当事人不得申请复议。", "当事人不得申请复议。"),
        ("工作得到支持，取得成效，值得肯定。", "工作得到支持，取得成效，值得肯定。"),
        ("问题得以解决，处理得当。", "问题得以解决，处理得当。"),
        ("总得设法，觉得经济向好。", "总得设法，觉得经济向好。"),
        ("会议20日在京召开。", "会议20日在北京召开。"),
        ("代表团抵沪。", "代表团抵上海。"),
        ("京召开关时间", "京召开关时间"),
        ("增加值312.4亿元，增长3.8%。", "增加值为312.4亿元，增长3.8%。"),
        ("其中出口7.81万亿元。", "其中出口为7.81万亿元。"),
        ("年末人口612.8万人。", "年末人口为612.8万人。"),
        ("WTQ 31.24亿元。", "WTQ为31.24亿元。"),
        ("WTQ 18日会见KPO。", "WTQ 18日会见KPO。"),
        ("增值3次。", "增值3次。"),
        ("因病医治无效，于5月19日6时在武汉逝世，享年91岁。", "在治疗失败后，于5月19日6时在武汉因病逝世，享年91岁。"),
        ("因病抢救无效，于5月19日在武汉病逝。", "在紧急治疗失败后，于5月19日在武汉因病逝世。"),
        ("12月，价格同比下降0.3%，环比上涨0.1%。", "12月，价格同比下降0.3%，比上月上涨0.1%。"),
        ("二季度环比增长1.1%。", "二季度比上季度增长1.1%。"),
        ("价格环比上涨0.1%。", "价格环比上涨0.1%。"),
    ],
)
def test_words_that_machines_misread_are_said_in_another_way(source: str, expected: str) -> None:
    assert wording.clear(source) == expected


def test_the_machine_is_sent_the_other_words() -> None:
    drafter, engine = fake(lambda _text: "Over the past three years, it grew.")
    made(drafter, "近三年，数量增长。")
    assert engine.sent == ["过去三年，数量增长。"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("二、依法追究责任", "II. ⟨依法追究责任⟩"),
        ("十一、附则", "XI. ⟨附则⟩"),
        ("二、三产业发展较快。", "⟨二、三产业发展较快。⟩"),
        ("一、二季度", "⟨一、二季度⟩"),
        ("同比", "Year on year"),
        ("环比（%）", "Over the previous period (%)"),
        ("同比增长5%。", "⟨同比增长5%。⟩"),
        ("授权量（件）", "⟨授权量⟩ (items)"),
        ("进出口额（亿美元）", "⟨进出口额⟩ (100 million US dollars)"),
        ("企（事）业", "⟨企（事）业⟩"),
        ("申请量（件）逐年增加", "⟨申请量（件）逐年增加⟩"),
        (f"局新闻发言人、主任{PERSON}：谢谢。", f"⟨局新闻发言人、主任{PERSON}⟩: ⟨谢谢。⟩"),
        (f"记者专访{PERSON}：谢谢。", f"⟨记者专访{PERSON}：谢谢。⟩"),
        (f"王大明{PERSON} 摄", f"Photo by ⟨王大明{PERSON}⟩"),
        (f"（新华社记者 {PERSON} 摄）", f"(Photo by ⟨新华社记者 {PERSON}⟩)"),
        (f"{PERSON}、{PERSON}摄影", f"Photo by ⟨{PERSON}、{PERSON}⟩"),
        (f"{PERSON}摄取了样本。", f"⟨{PERSON}摄取了样本。⟩"),
        (
            f"新华社上海5月20日电（记者 {PERSON}、{PERSON}）会议召开。",
            f"Shanghai, ⟨5月20日⟩ (⟨新华社⟩, reporters ⟨{PERSON}、{PERSON}⟩) — ⟨会议召开。⟩",
        ),
        (
            f"本报{NAME}5月20日电（记者 {PERSON} 通讯员 {PERSON}）会议召开。",
            f"⟨{NAME}⟩, ⟨5月20日⟩ (reporter ⟨{PERSON}⟩, correspondent ⟨{PERSON}⟩) — ⟨会议召开。⟩",
        ),
        ("本报5月20日讯 会议召开。", "⟨5月20日⟩ — ⟨会议召开。⟩"),
        ("新华社上海5月20日电", "⟨新华社上海5月20日电⟩"),
        ("特此通知。", "This notice is hereby given."),
        ("谨此讣告。联系电话见下", "This death is announced with deep sorrow. ⟨联系电话见下⟩"),
        ("经同意，现将有关事项通知如下：", "⟨经同意⟩, the relevant matters are hereby notified as follows:"),
        (
            "构成犯罪的，依法追究刑事责任；尚不构成犯罪的，依法给予治安管理处罚。",
            (
                "Where a crime is constituted, criminal liability shall be pursued in accordance with the law; where no crime "
                "is constituted, a public security administrative penalty shall be imposed in accordance with the law."
            ),
        ),
        (
            f"{NAME}公告2024年第48号（关于进口蓝莓的公告）",
            f"Announcement No. 48 of 2024 of the ⟨{NAME}⟩ (⟨关于进口蓝莓的公告⟩)",
        ),
        ("命令第3号", "⟨命令第3号⟩"),
        (
            "本通知自2024年3月1日起施行，有效期三年，原《通知》同时废止。",
            (
                "This Notice shall come into force on ⟨2024年3月1日⟩ and remain valid for 3 years, and the former ⟨《通知》⟩ "
                "shall be repealed at the same time."
            ),
        ),
        (
            f"{PERSON}任局长，不再担任副局长职务。",
            f"⟨{PERSON}⟩ is appointed ⟨局长⟩ and no longer serves as ⟨副局长⟩.",
        ),
        (f"免去{PERSON}的市局调研员职级，退休。", f"⟨{PERSON}⟩ is removed from the rank of ⟨市局调研员⟩ and retires."),
        ("公司5月20日电话通知。", "⟨公司5月20日电话通知。⟩"),
    ],
)
def test_forms_of_datelines_photographs_speakers_and_heads(source: str, expected: str) -> None:
    assert shown(source) == expected


def test_a_dateline_names_both_who_wrote_it() -> None:
    people = base(("卢景尧", "Lu Jingyao", "person"), ("祝怀瑾", "Zhu Huaijin", "person"))
    english = {"上海": "Shanghai", "5月20日": "20 May", "会议召开。": "The meeting opened.", "新华社": "Xinhua."}
    drafter, _ = fake(lambda text: english[text])
    (draft,) = made(drafter, sentence("新华社上海5月20日电（记者 卢景尧 祝怀瑾）会议召开。", people))
    assert draft.text == "Shanghai, May 20 (Xinhua, reporters Lu Jingyao and Zhu Huaijin) — The meeting opened."


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("新臺幣2億5,000萬元", ["NT$250 million"]),
        ("新台币50元", ["NT$50"]),
        ("新臺幣三万元以上十五万元以下", ["NT$30,000", "NT$150,000"]),
        ("每件2,000元，以新臺幣計", ["NT$2,000"]),
        ("新台币升值", []),
        ("罚款三万元", []),
        ("新台币元旦", []),
    ],
)
def test_sums_in_new_taiwan_dollars_are_written_by_rule(source: str, expected: list[str]) -> None:
    assert [english for _, _, english in amounts.in_taiwan_dollars(source)] == expected


def test_thousands_of_thousands_are_millions() -> None:
    text = amounts.separated("There were 6128 thousand people and 40 thousand cars.", "人口612.8万人，汽车4万辆。")
    assert text == "There were 6.128 million people and 40 thousand cars."


def test_the_currency_is_said_once_and_counts_as_translated() -> None:
    dollar = Term("新台币", "New Taiwan dollar", "term", ("NT$",), starter=True)
    text = "补助新台币50元。"
    drafter, engine = fake(lambda text: f"The grant is {text[2:5]}.")
    (draft,) = made(drafter, Sentence(text, (Match(2, 5, (dollar,)),)))
    assert (draft.text, draft.doubts) == ("The grant is NT$50.", ())
    assert "新台币" not in "".join(engine.sent[-1:])


def test_a_negative_figure_is_hidden_from_the_second_attempt_on() -> None:
    drafter, engine = fake(lambda text: "It was 128%." if "1.28" in text else f"It was {text[4:-1]}.", values=VALUES)
    (draft,) = made(drafter, "贡献的是-1.28%。")
    assert draft.text == "It was -1.28%."
    assert len(engine.sent) > 1


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        (
            "充分认识重要意义",
            "ENHANCING THE IMPORTANCE OF CHINA'S TAX LAW",
            "Enhancing the Importance of China's Tax Law",
        ),
        ("国内生产总值增长", "GDP GROWTH", "GDP Growth"),
        ("WTQ会见KPO", "WTQ KPO", "WTQ KPO"),
        ("NASA公告", "NASA ANNOUNCEMENT", "NASA Announcement"),
        ("第八部分", "PART VIII", "Part VIII"),
        ("附件", "Annex", "Annex"),
        ("增长-1.28个百分点", "growth - 1.28 points", "growth -1.28 points"),
        ("3-5个", "from 3 - 5 units", "from 3 - 5 units"),
    ],
)
def test_headings_in_capitals_and_loose_minus_signs_are_tidied(source: str, text: str, expected: str) -> None:
    assert tidy.repair(text, source) == expected


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("市委负责人、市长卢景尧出席。", "The Mayor of {} attended.", "The Mayor Lu Jingyao attended."),
        ("各国市长和卢景尧出席。", "The Mayor of {} attended.", "The Mayor of Lu Jingyao attended."),
    ],
)
def test_a_title_is_not_of_the_person_who_bears_it(text: str, answer: str, expected: str) -> None:
    people = base(("卢景尧", "Lu Jingyao", "person"))
    drafter, _ = fake(lambda sent: answer.format(re.findall("[A-Z]{3}", sent)[0]))
    (draft,) = made(drafter, sentence(text, people))
    assert draft.text == expected


def test_a_name_from_elsewhere_is_drafted_with_a_doubt() -> None:
    mentions = of("zh-Hans").mentions
    assert mentions
    text = "香港保安局局长邓鸿森与北京市副市长卢景尧会谈。"
    people = mentions.people([(text, ())])
    assert list(people.others(text, ())) == ["邓鸿森"]
    assert written.unverified(Sentence(text, strangers=("邓鸿森",)), "Deng met Lu.") == (
        "the machine guessed how 邓鸿森 is spelled",
    )


def test_the_head_of_a_known_office_is_still_named_after_it() -> None:
    known = (Match(3, 6, (Term("教育部", "Ministry of Education", "office"),)),)
    (found,) = names.people("新加坡教育部长陈宏达表示，学校将开放。", known)
    assert (found.name, found.abroad) == ("陈宏达", True)


def test_a_character_that_rarely_is_in_names_is_allowed_where_a_name_must_stand() -> None:
    assert [each.name for each in names.people("（记者 沈其昭、顾怀瑾）")] == ["沈其昭", "顾怀瑾"]
    assert names.people("记者其中一人表示") == ()
