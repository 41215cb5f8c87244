"""Names, terms and figures in drafts, and drafts that are no translations: on a fake model and on the real one."""

import pytest
from test_drafting import drafted as made
from test_drafting import fake

from workflow.drafting import faults
from workflow.drafting.drafter import NO_REPEAT, Drafter
from workflow.engines.argos import Argos
from workflow.model import DOUBT, Catalog, Draft, Match, Release, Sentence, Term, TermKind, Unit
from workflow.newsroom.asking import findings, values
from workflow.newsroom.filling import fill, wanting
from workflow.termbase.base import TermBase


def base(*rows: tuple[str, str, TermKind]) -> TermBase:
    return TermBase(tuple(Term(source, target, kind) for source, target, kind in rows))


def sentence(text: str, terms: TermBase, date: str = "") -> Sentence:
    return Sentence(text, tuple(terms.find(text, date)))


UNDATED = Release("undated", "sources/undated.md", "zh-Hans", (), ())
VALUES = values("en", lambda _: UNDATED)
PEOPLE = base(("张茂于", "Zhang Maoyu", "person"), ("贺化", "He Hua", "person"))


def test_a_name_is_hidden_and_comes_back_as_the_base_has_it() -> None:
    drafter, engine = fake(lambda text: text.replace("会见", " met ").replace("。", "."))
    (draft,) = made(drafter, sentence("张茂于会见贺化。", PEOPLE))
    assert draft.text == "Zhang Maoyu met He Hua."
    assert draft.doubts == ()
    assert not any("张" in text or "贺" in text for text in engine.sent)


def test_a_likelier_hypothesis_that_lost_a_name_is_passed_over() -> None:
    drafter, _ = fake(lambda text: ["They met.", text.replace("会见", " met ").replace("。", ".")])
    (draft,) = made(drafter, sentence("张茂于会见贺化。", PEOPLE))
    assert draft.text == "Zhang Maoyu met He Hua."


def test_names_that_are_lost_with_one_set_of_masks_are_tried_with_another() -> None:
    drafter, _ = fake(lambda text: "See." if "WTQ" in text else text.replace("会见", " met ").replace("。", "."))
    assert made(drafter, sentence("张茂于会见贺化。", PEOPLE))[0].text == "Zhang Maoyu met He Hua."


def test_names_that_never_come_back_leave_the_plain_draft_with_a_doubt_for_each() -> None:
    drafter, _ = fake(lambda text: "Zhang Mao met He." if "张" in text else "They met.")
    (draft,) = made(drafter, sentence("张茂于会见贺化。", PEOPLE))
    assert draft.text == "Zhang Mao met He."
    assert draft.doubts == ("张茂于 is not translated as Zhang Maoyu", "贺化 is not translated as He Hua")


def test_an_ambiguous_term_is_left_to_the_model_and_said_to_be() -> None:
    terms = base(("专利局", "Patent Office", "office"), ("专利局", "Patent Bureau", "office"))
    drafter, _ = fake(lambda text: "The Patent Agency is here.")
    (draft,) = made(drafter, sentence("专利局在这里。", terms))
    assert draft.text == "The Patent Agency is here."
    assert draft.doubts == ("专利局 has several translations in the term base: Patent Office, Patent Bureau",)


def test_what_the_model_always_calls_a_common_term_is_put_right_in_its_own_sentence() -> None:
    says = {"区块链": "Block chain.", "区块链发展很快。": "A block chain develops fast, and block chains grow."}
    drafter, engine = fake(lambda text: says[text])
    (draft,) = made(drafter, sentence("区块链发展很快。", base(("区块链", "immutable blockchain", "term"))))
    assert draft.text == "An immutable blockchain develops fast, and immutable blockchains grow."
    assert len(engine.calls) == 2


def test_a_forbidden_wording_never_stays_without_a_doubt() -> None:
    terms = base(("专利局", "Patent Bureau", "forbidden"))
    drafter, _ = fake(lambda text: ["The Patent Bureau is here.", "The office is here."])
    assert made(drafter, sentence("专利局在这里。", terms))[0].text == "The office is here."
    drafter, _ = fake(lambda text: "The Patent Bureau is here.")
    assert made(drafter, sentence("专利局在这里。", terms))[0].doubts == (
        "专利局 must not be translated as Patent Bureau",
    )


def test_the_same_source_may_have_other_terms_on_another_date() -> None:
    rows = (
        Term("知识产权局", "SIPO", "office", valid_until="2018-08-27"),
        Term("知识产权局", "CNIPA", "office", valid_from="2018-08-28"),
    )
    drafter, _ = fake(lambda text: text.replace("成立", " was founded").replace("。", "."))
    before, after = (sentence("知识产权局成立。", TermBase(rows), date) for date in ("2018-03-01", "2018-10-01"))
    assert [draft.text for draft in made(drafter, before, after)] == ["SIPO was founded.", "CNIPA was founded."]


def test_a_hypothesis_with_right_figures_is_preferred_to_a_likelier_one() -> None:
    drafter, _ = fake(lambda _text: ["It rose by 19 percent.", "It rose by 18 percent."], values=VALUES)
    (draft,) = made(drafter, Sentence("增长18%。"))
    assert (draft.text, draft.doubts) == ("It rose by 18%.", ())


def test_a_figure_that_every_hypothesis_has_wrong_is_hidden() -> None:
    def bad_with_myriads(text: str) -> str:
        return "There were 75.1 million." if "万" in text else "There were " + "".join(filter(str.isdigit, text)) + "."

    drafter, _ = fake(bad_with_myriads, values=VALUES)
    (draft,) = made(drafter, Sentence("共有75.1万件。"))
    assert (draft.text, draft.doubts) == ("There were 751,000.", ())


def test_a_figure_that_stays_wrong_is_a_doubt() -> None:
    drafter, _ = fake(lambda _text: "It rose by 19 percent.", values=VALUES)
    (draft,) = made(drafter, Sentence("增长18%。"))
    assert draft.text == "It rose by 19%."
    assert any("18%" in clause for clause in draft.doubts)


def test_among_equally_right_figures_names_and_negations_decide() -> None:
    judged = findings("en", lambda _: UNDATED)
    engine = fake(lambda _text: ["Such data may be sold.", "Such data may not be sold."])[1]
    drafter = Drafter(engine, "en", findings=judged)
    assert made(drafter, Sentence("上述数据不得出售。"))[0].text == "Such data may not be sold."
    assert len(engine.sent) == 1  # another attempt would cost as much again
    drafter = Drafter(fake(lambda _text: "Such data may be sold.")[1], "en", findings=judged)
    (draft,) = made(drafter, Sentence("上述数据不得出售。"))
    assert draft.text == "Such data may be sold."
    assert "不得 is lost" in draft.doubts[0]


def test_a_draft_that_repeats_itself_is_decoded_again_by_another_rule() -> None:
    drafter, engine = fake(lambda _text: "and so on and so on and so on and so on.")
    (draft,) = made(drafter, Sentence("代表团访问了日内瓦。"))
    assert (draft.text, draft.problem) == ("", "the machine repeats itself")
    assert {no_repeat for *_, no_repeat in engine.calls} == {0, NO_REPEAT}
    drafter, _ = fake(lambda _text: ["and so on and so on and so on and so on.", "The delegation visited Geneva."])
    assert made(drafter, Sentence("代表团访问了日内瓦。"))[0].text == "The delegation visited Geneva."


def test_one_translation_of_two_unlike_sentences_is_believed_once() -> None:
    drafter, _ = fake(lambda _text: "The two sides exchanged views.")
    first, second = made(drafter, Sentence("双方就共同关心的问题交换了意见。"), Sentence("海关查处了一批侵权商品。"))
    assert [first.text, second.text] == ["The two sides exchanged views.", ""]
    assert second.problem == "the machine wrote the same as for another sentence"


@pytest.mark.parametrize(
    ("source", "text", "reason"),
    [
        ("会议开幕。", " ", "returned nothing"),
        ("会议开幕。", "...", "nothing but punctuation"),
        ("会议开幕。", "The 会议 opened.", "left 会议 untranslated"),
        ("会议开幕。", "The meeting opened. (Applause)", "in brackets"),
        ("会议开幕。", "(a) The meeting opened.", "in brackets"),
        ("会议开幕。", "The meeting, the meeting, the meeting opened.", "repeats itself"),
        ("会议开幕。", "The meeting was opened in the hall was opened in the hall.", "repeats itself"),
        ("据介绍，各地将举办讲座、展览和咨询等活动，安排见网站。", "According to it.", "left out a part"),
        (
            "会议开幕。",
            "The meeting opened, " + "and then another thing came to pass before the eyes of them all.",
            "far more",
        ),
    ],
)
def test_what_cannot_be_a_translation_is_found(source: str, text: str, reason: str) -> None:
    assert reason in faults.fault(source, text)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("会议开幕（见图）。", "The meeting opened (see picture)."),
        ("世界知识产权组织成立。", "The World Intellectual Property Organization (WIPO) was founded."),
        ("加油，加油，加油！", "Come on, come on, come on!"),
        ("他说他有过。", "He said that he had had that."),
        ("开幕式", "Opening"),
        ("所收费用均捐献给前列腺癌慈善组织 Prostate Cancer UK。", "All proceeds go to Prostate Cancer UK."),
    ],
)
def test_what_may_be_a_translation_is_left_alone(source: str, text: str) -> None:
    assert faults.fault(source, text) == ""


def test_no_article_is_said_twice_and_what_english_says_twice_stays() -> None:
    assert faults.tidied("他来了。", "He saw the the house he had had.") == "He saw the house he had had."
    assert faults.tidied("很好很好！", "Good good!") == "Good good!"


def test_an_invented_letter_of_a_list_goes_and_a_real_one_stays() -> None:
    assert faults.tidied("缩短周期；", "( b ) Shorten it;") == "Shorten it;"
    assert faults.tidied("（二）缩短周期；", "(b) Shorten it;") == "(b) Shorten it;"


# --- in the catalog ---


def test_doubts_stand_above_the_origin_and_a_second_draft_has_only_its_own() -> None:
    ask = lambda unit, _release: sentence(unit.source, PEOPLE)  # noqa: E731
    catalog = Catalog("visit", "en", (Unit("张茂于出席。", comments=(f"{DOUBT}old", "kept")),))
    (wanted,) = wanting([catalog], ask)
    assert wanted == sentence("张茂于出席。", PEOPLE)
    (unit,) = fill(catalog, {wanted: Draft("He came.", "mt: x", doubts=("one", "two"))}, ask).units
    assert unit.fuzzy
    assert unit.comments[:3] == ("kept", f"{DOUBT}one", f"{DOUBT}two")
    assert unit.comments[3].startswith("mt: x #")


def test_one_source_in_two_releases_is_drafted_twice_where_its_terms_differ() -> None:
    old, new = Term("局", "SIPO", "office"), Term("局", "CNIPA", "office")

    def ask(unit: Unit, release: str) -> Sentence:
        return Sentence(unit.source, (Match(0, 1, (old if release == "2017" else new,)),))

    catalogs = [Catalog(release, "en", (Unit("局。"),)) for release in ("2017", "2019", "2020")]
    wanted = wanting(catalogs, ask)
    assert [each.terms[0].term for each in wanted] == [old, new]
    drafts = {each: Draft(f"{each.terms[0].terms[0].target}.", "mt: x") for each in wanted}
    assert [fill(catalog, drafts, ask).units[0].target for catalog in catalogs] == ["SIPO.", "CNIPA.", "CNIPA."]


# --- with the model ---


@pytest.fixture(scope="module")
def real(argos_model: Argos) -> Drafter:
    return Drafter(argos_model, "en", VALUES)


@pytest.mark.model
def test_offices_and_people_of_a_real_sentence_are_as_the_base_has_them(real: Drafter) -> None:
    terms = base(
        ("国家知识产权局", "China National Intellectual Property Administration", "office"),
        ("局长", "Commissioner", "title"),
        ("申长雨", "Shen Changyu", "person"),
        ("专利合作条约", "Patent Cooperation Treaty", "term"),
    )
    leader, office, treaty, heading = made(
        real,
        sentence("国家知识产权局局长申长雨出席会议。", terms),
        sentence("代表团访问了国家知识产权局。", terms),
        sentence("中国于1994年加入[《专利合作条约》](https://a.example/pct)。", terms),
        sentence("国家知识产权局", terms),
    )
    assert "Commissioner Shen Changyu of the China National Intellectual Property Administration" in leader.text
    assert "the China National Intellectual Property Administration" in office.text
    assert "[Patent Cooperation Treaty](https://a.example/pct)" in treaty.text.replace("[the ", "[")
    assert "the [Patent" in treaty.text or "[the Patent" in treaty.text
    assert heading.text == "China National Intellectual Property Administration"


@pytest.mark.model
def test_figures_with_myriads_and_yuan_have_their_value(real: Drafter) -> None:
    sources = (
        "授权发明专利92.71万件，其中国内发明专利60.10万件。",
        "全年专利、商标质押融资总额达到1883.01亿元，同比增长84.2%。",
        "赔偿金额为8332.79亿至17.62万元。",
        "出口额由85.4亿美元增加到5134.92亿美元。",
    )
    patents, loans, damages, exports = made(real, *map(Sentence, sources))
    assert "927,100" in patents.text
    assert "601,000" in patents.text
    assert "188.301 billion" in loans.text
    assert "yuan" in loans.text
    assert "$" not in loans.text
    assert "833.279 billion" in damages.text
    assert "176,200" in damages.text
    assert "8.54 billion" in exports.text
    assert "513.492 billion" in exports.text
    assert not any(draft.doubts for draft in (patents, loans, damages, exports))
