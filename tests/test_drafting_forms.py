"""What no machine sees: fixed forms of releases, blanks of the layout; and what it makes up is refused."""

import pytest
from test_drafting import drafted as made
from test_drafting import fake
from test_drafting_terms import UNDATED, base, sentence

from workflow.contracts.composing import PERSON
from workflow.contracts.engines import Hypothesis
from workflow.drafting import clauses, days, faults
from workflow.drafting.drafter import Drafter
from workflow.engines.argos import Argos
from workflow.languages.chinese.spelling import unspaced
from workflow.languages.english.composing import forms
from workflow.languages.english.style import styled
from workflow.model import Sentence, Style
from workflow.newsroom.asking import values

PEOPLE = base(("卢景尧", "Lu Jingyao", "person"), ("祝怀瑾", "Zhu Huaijin", "person"))


def shown(text: str) -> str:
    """The English of a text's forms, with the stretches between them in ⟨⟩."""
    whole, at = "", 0
    for form in forms.found(text):
        whole += (f"⟨{text[at : form.start]}⟩" if form.start > at else "") + form.text
        at = form.end
    return whole + (f"⟨{text[at:]}⟩" if at < len(text) else "")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("问：有哪些措施？", "Q: ⟨有哪些措施？⟩"),
        ("答：主要有三个。", "A: ⟨主要有三个。⟩"),
        ("记者：请介绍一下。", "Reporter: ⟨请介绍一下。⟩"),
        (f"{PERSON}：我来回答。", f"⟨{PERSON}⟩: ⟨我来回答。⟩"),
        (f"【{PERSON}】：我来回答。", f"⟨{PERSON}⟩: ⟨我来回答。⟩"),
        ("《人民日报》记者：请问部长。", "⟨《人民日报》⟩: ⟨请问部长。⟩"),
        ("彭博社记者：请问部长。", "⟨彭博社⟩: ⟨请问部长。⟩"),
        ("他告诉记者：不行。", "⟨他告诉记者：不行。⟩"),
        ("第一条　为了规范管理，制定本办法。", "Article 1 ⟨为了规范管理，制定本办法。⟩"),
        ("第一百二十条之三 禁止转让。", "Article 120-3 ⟨禁止转让。⟩"),
        ("第二条本办法适用于境内。", "Article 2 ⟨本办法适用于境内。⟩"),
        ("第三条规定了期限。", "⟨第三条规定了期限。⟩"),
        ("第三章　法律责任", "Chapter III ⟨法律责任⟩"),
        ("第2节", "Section 2"),
        ("（二）故意隐瞒的；", "(2) ⟨故意隐瞒的；⟩"),
        ("附件1：报名表", "Annex 1: ⟨报名表⟩"),
        ("附件：2.考点一览表", "Annex: ⟨2.考点一览表⟩"),
        ("附件三", "Annex 3"),
        ("附件内容见网站。", "⟨附件内容见网站。⟩"),
    ],
)
def test_a_label_at_the_start_has_one_translation(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("来源：新华社", "Source: ⟨新华社⟩"),
        ("（来源：新华社 责编：甲、乙）", "(Source: ⟨新华社⟩; Editors: ⟨甲、乙⟩)"),
        ("联系人：甲，电话：010-62080000。", "Contact: ⟨甲⟩; Telephone: ⟨010-62080000⟩."),
        ("来源：甲。乙方来源：丙", "⟨来源：甲。乙方来源：丙⟩"),
        ("电话里他说：不行。", "⟨电话里他说：不行。⟩"),
    ],
)
def test_credits_and_contacts_are_written_label_by_label(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("单位：万元", "Unit: 10,000 yuan"),
        ("（单位：亿元）", "(unit: 100 million yuan)"),
        ("表1：主要指标（单位：万吨、%）", "⟨表1：主要指标⟩ (unit: 10,000 tonnes, %)"),
        ("主要指标 单位：万美元", "⟨主要指标⟩ (unit: 10,000 US dollars)"),
        ("主管单位：商务部", "⟨主管单位：商务部⟩"),
        ("（单位：某某局）", "⟨（单位：某某局）⟩"),
    ],
)
def test_the_unit_of_a_table_keeps_its_size(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("任命甲为财政部副部长。", "⟨甲⟩ is appointed ⟨财政部副部长⟩."),
        ("任命甲（女）、乙为行长助理。", "⟨甲⟩ (female) and ⟨乙⟩ are appointed ⟨行长助理⟩."),
        ("免去甲（女）的中心副主任职务，退休。", "⟨甲⟩ (female) is removed from the post of ⟨中心副主任⟩ and retires."),
        (
            "任命甲为司长，免去其副司长职务；免去乙的司长职务。",
            "⟨甲⟩ is appointed ⟨司长⟩ and removed from the post of ⟨副司长⟩; ⟨乙⟩ is removed from the post of ⟨司长⟩.",
        ),
        (
            "甲同志任审计厅副厅长（试用期一年）。",
            "Comrade ⟨甲⟩ is appointed ⟨审计厅副厅长⟩ (on probation for one year).",
        ),
        ("任命甲为局长后，乙表示感谢。", "⟨任命甲为局长后，乙表示感谢。⟩"),
        ("任命丙为局长。", "⟨任命丙为局长。⟩"),
    ],
)
def test_appointments_and_removals_of_known_people(source: str, expected: str) -> None:
    people = str.maketrans("甲乙", PERSON * 2)
    assert shown(source.translate(people)) == expected.translate(people)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("本办法自2020年1月1日起施行。", "These Measures shall come into force on ⟨2020年1月1日⟩."),
        ("本公告自发布之日起执行", "This Announcement shall come into force on the date of issuance"),
        (
            "第9条　本法自公布之日起施行，原《条例》同时废止。",
            "Article 9 This Law shall come into force on the date of promulgation{}".format(
                ", and the former ⟨《条例》⟩ shall be repealed at the same time."
            ),
        ),
        ("本办法自2020年1月1日起在全国施行。", "⟨本办法自2020年1月1日起在全国施行。⟩"),
    ],
)
def test_from_when_rules_are_in_force(source: str, expected: str) -> None:
    assert shown(source) == expected


def test_forms_come_out_of_drafting_as_they_are() -> None:
    english = {"自然资源部副部长": "The Deputy Minister of Natural Resources.", "为了规范。": "in order to regulate."}
    drafter, engine = fake(lambda text: english.get(text, "Something else entirely."))
    drafts = made(
        drafter,
        sentence("任命卢景尧为自然资源部副部长。", PEOPLE),
        sentence("责编：卢景尧、祝怀瑾", PEOPLE),
        "第一条　为了规范。",
        "**第一条**　为了规范。",
        "单位：万元",
    )
    assert [draft.text for draft in drafts] == [
        "Lu Jingyao is appointed Deputy Minister of Natural Resources.",
        "Editors: Lu Jingyao and Zhu Huaijin",
        "Article 1 In order to regulate.",
        "**Article 1** In order to regulate.",
        "Unit: 10,000 yuan",
    ]
    assert sorted(set(engine.sent)) == sorted(english)


def test_french_has_no_english_forms() -> None:
    drafter, engine = fake(lambda _text: "Article premier", "fr")
    made(drafter, "第一条　为了规范。")
    assert engine.sent == ["第一条　为了规范。"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说：“你必须投票。 ”", "他说：“你必须投票。”"),
        ("我们胜利了 ”，他说。", "我们胜利了”，他说。"),
        ("北 京： 多云", "北京：多云"),
        ("内 蒙 古东部和黑 龙 江南部", "内蒙古东部和黑龙江南部"),
        ("记者 邱南星", "记者 邱南星"),
        ("长江 西部", "长江 西部"),
        ("使用 WTQ 的方法", "使用 WTQ 的方法"),
    ],
)
def test_blanks_of_the_layout_do_not_count(text: str, expected: str) -> None:
    assert unspaced(text) == expected


def test_no_engine_sees_a_blank_before_a_closing_quotation_mark() -> None:
    drafter, engine = fake(lambda _text: "He said, “You must vote.”")
    made(drafter, "他说：“你必须投票。 ”")
    assert engine.sent == ["他说：“你必须投票。”"]


@pytest.mark.parametrize(
    ("source", "text", "reason"),
    [
        ("会议开幕。", "JULY 27: The meeting opened.", "made up a date"),
        ("会议开幕。", "The meeting opened on 5 October.", "made up a date"),
        ("会议开幕。", "The meeting opened on Friday.", "made up a day of the week"),
        ("会议开幕。", "NARRATOR: The meeting opened.", "made up a speaker"),
        ("请有关同志补充。", "The gays concerned will add to this.", "mistook 同志"),
        ("他说你必须投票。", "He said you must vote. It is not going to happen.", "added a sentence"),
        (
            "双方就进一步加强合作交换了意见。",
            "The two sides exchanged views on further strengthening their cooperation in "
            + ", ".join("trade tourism transport training energy education farming fisheries culture science".split()),
            "far more",
        ),
    ],
)
def test_what_a_machine_makes_up_is_refused(source: str, text: str, reason: str) -> None:
    assert reason in faults.fault(source, text)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("会议于10月5日开幕。", "The meeting opened on 5 October."),
        ("会议于5日（周五）开幕。", "The meeting opened on Friday, 5 October."),
        ("国庆节放假。", "National Day is a holiday."),
        ("对不对，收入高还要步步高。", "Right? High income has to be higher."),
        ("王先生称No. 2已售出。", "Mr. Wang said that No. 2 was sold."),
        ("东盟：合作共赢", "ASEAN: cooperation for all"),
    ],
)
def test_what_the_source_explains_is_not_made_up(source: str, text: str) -> None:
    assert faults.fault(source, text) == ""


def test_a_sentence_that_always_has_a_fault_is_drafted_clause_by_clause() -> None:
    clauses = {"会议已经开幕": "The meeting has opened", "代表们已经到达。": "The delegates have arrived."}
    drafter, engine = fake(lambda text: clauses.get(text, "NARRATOR: JULY 27"))
    (draft,) = made(drafter, "会议已经开幕，代表们已经到达。")
    assert draft.text == "The meeting has opened, the delegates have arrived."
    assert engine.sent.count("会议已经开幕，代表们已经到达。") == 2  # as it is, and without repeating itself
    drafter, _ = fake(lambda _text: Hypothesis("NARRATOR: JULY 27"))
    (draft,) = made(drafter, "会议已经开幕，代表们已经到达。")
    assert (draft.text, draft.problem) == ("", "the machine made up a date, JULY 27")


def test_a_clause_whose_figure_is_always_left_out_is_drafted_by_itself() -> None:
    clauses = {"贷款已经增加18%": "Loans rose by 18%", "存款已经减少7%。": "the deposits fell by 7%."}
    compared = values("en", lambda _: UNDATED)
    drafter, _ = fake(lambda text: clauses.get(text, "The deposits fell by 7%."), "en", compared)
    (draft,) = made(drafter, "贷款已经增加18%，存款已经减少7%。")
    assert draft.text == "Loans rose by 18%, the deposits fell by 7%."
    (doubt,) = draft.doubts
    assert "clause by clause" in doubt


@pytest.mark.model
def test_the_model_adds_nothing_after_a_spaced_quotation(argos_model: Argos) -> None:
    drafter = Drafter(argos_model, "en")
    spaced, plain = made(drafter, Sentence("他说：“你必须投票。 ”"), Sentence("他说：“你必须投票。”"))
    assert spaced.text == plain.text
    assert spaced.text.count(".") == 1


MANY = 20_000


@pytest.mark.parametrize(
    "text",
    [
        "字" + " " * MANY + "字",
        "，" * MANY,
        "来源：字 " * MANY,
        "任命" + f"{PERSON}、" * MANY,
        "29日08时至30日08时，" * MANY,
    ],
)
def test_a_hostile_source_is_cut_in_reasonable_time(text: str) -> None:
    """Quadratic patterns would take minutes, which the suite's timeout ends."""
    unspaced(text)
    days.worded(days.taken(text, "2022-01-01")[0], 2, "2022-01-01")
    for form in (*forms.found(text), *clauses.found(text)):
        assert 0 <= form.start <= form.end <= len(text)


@pytest.mark.parametrize("text", ["1, " * MANY, "1 to " * MANY, ". A" * MANY, "1 March and " * MANY, '"' * MANY])
def test_hostile_output_is_judged_and_styled_in_reasonable_time(text: str) -> None:
    assert styled(text, "8时", Style())
    assert faults.fault("会议开幕。", text) != ""
