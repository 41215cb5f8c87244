"""Drafting through any engine: hiding, retrying, judging and choosing, on fake engines and on the real model."""

import re
from collections.abc import Callable, Iterator, Sequence

import pytest

from workflow.contracts.engines import Hypothesis, Translator
from workflow.drafting.drafter import HYPOTHESES, NO_REPEAT, Drafter, Findings, no_findings
from workflow.drafting.faults import fault, tidied
from workflow.drafting.masks import names
from workflow.drafting.plans import plan
from workflow.engines.argos import Argos
from workflow.errors import BadInput
from workflow.model import ORIGIN, Draft, Finding, Match, Sentence, Term, Unit


class Fake:
    """An engine that makes one hypothesis of a text, or several, and keeps what it was asked."""

    name = "fake 1"

    def __init__(self, make: Callable[[str], str | Hypothesis | Sequence[str]]) -> None:
        self.make = make
        self.calls: list[tuple[list[str], int, int]] = []

    @property
    def sent(self) -> list[str]:
        """All texts, in the order in which they were asked for."""
        return [text for texts, *_ in self.calls for text in texts]

    def translate(
        self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
    ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        """Translate by ``make``, long texts first."""
        self.calls.append((list(texts), hypotheses, no_repeat))
        for index in sorted(range(len(texts)), key=lambda index: -len(texts[index])):
            made = self.make(texts[index])
            ways = [made] if isinstance(made, str | Hypothesis) else made
            yield (
                index,
                [
                    each if isinstance(each, Hypothesis) else Hypothesis(each, -0.5 - rank / 10, 1)
                    for rank, each in enumerate(ways)
                ],
            )


def fake(
    make: Callable[[str], str | Hypothesis | Sequence[str]], language: str = "en", values: Findings = no_findings
) -> tuple[Drafter, Fake]:
    """A drafter with an engine of its own."""
    engine = Fake(make)
    return Drafter(engine, language, values), engine


def drafted(drafter: Drafter, *sources: str | Sentence) -> list[Draft]:
    sentences = [Sentence(source) if isinstance(source, str) else source for source in sources]
    got = list(drafter.drafts(sentences))
    assert sorted(index for index, _ in got) == list(range(len(sources)))
    return [draft for _, draft in sorted(got, key=lambda each: each[0])]


# --- without the model ---


def test_a_draft_names_the_engine_and_its_score() -> None:
    drafter, engine = fake(lambda _text: Hypothesis("they met", logprob=-3.0, tokens=4))
    (draft,) = drafted(drafter, "他们会见了。")
    assert draft == Draft("They met.", "mt: fake 1 (score -0.75)", -0.75)
    assert ORIGIN.fullmatch(draft.comment)
    assert engine.calls == [(["他们会见了。"], HYPOTHESES, 0)]


def test_a_draft_has_the_article_that_the_next_word_sounds_like() -> None:
    drafter, _ = fake(lambda _text: "With an disposable income and a aim")
    assert drafted(drafter, "目标")[0].text == "With a disposable income and an aim"


def test_an_engine_that_knows_no_probabilities_gives_drafts_without_a_score() -> None:
    drafter, _ = fake(lambda _text: Hypothesis("They met."))
    (draft,) = drafted(drafter, "他们会见了。")
    assert (draft.text, draft.origin, draft.score) == ("They met.", "mt: fake 1", None)
    assert ORIGIN.fullmatch(draft.comment)


def test_an_engine_that_has_nothing_to_say_leaves_the_draft_empty() -> None:
    for nothing in ("", []):
        drafter, _ = fake(lambda _text, nothing=nothing: nothing)
        (draft,) = drafted(drafter, "空。")
        assert (draft.text, draft.problem) == ("", "the machine returned nothing")


def test_the_pieces_of_an_engine_that_cuts_texts_up_become_one_sentence() -> None:
    pieces = (("双方同意合作；", "The two sides agree to cooperate."), ("会议结束。", "The meeting ended"))
    drafter, _ = fake(lambda _text: Hypothesis(" ".join(made for _, made in pieces), pieces=pieces))
    (draft,) = drafted(drafter, "双方同意合作；会议结束。")
    assert draft.text == "The two sides agree to cooperate; the meeting ended."


def test_a_sentence_whose_masks_fail_is_tried_again_with_others() -> None:
    drafter, engine = fake(
        lambda text: "See." if "WTQ" in text else text.replace("见", "See ").replace("。", "."),
    )
    (draft,) = drafted(drafter, "见`代码`。")
    assert draft.text == "See `代码`."
    assert len(engine.sent) == 2


def test_what_never_comes_back_leaves_the_draft_empty_with_the_reason() -> None:
    drafter, _ = fake(lambda _text: "See.")
    lost, sound = drafted(drafter, "见`代码`。", "看见。")
    assert (lost.text, sound.text) == ("", "See.")
    assert lost.problem == "the machine lost or repeated what was hidden from it"
    assert lost.origin.startswith("mt: fake 1")


def test_what_does_not_come_to_an_end_is_no_draft() -> None:
    drafter, _ = fake(lambda text: Hypothesis("so on", whole=False) if "长" in text else "short.")
    endless, short = drafted(drafter, "长。", "短。")
    assert (endless.text, short.text) == ("", "Short.")
    assert "did not finish the sentence" in endless.problem


def test_a_repeated_sentence_is_translated_once() -> None:
    drafter, engine = fake(lambda text: "The meeting opened." if "会" in text else "Both signed.")
    first, other, second = drafted(drafter, "会议开幕。", "双方签署。", "会议开幕。")
    assert first == second != other
    assert sorted(engine.sent) == sorted(["会议开幕。", "双方签署。"])


def test_plain_sentences_and_marked_up_ones_go_in_one_call() -> None:
    english = dict(zip("甲乙丙丁", ("a ", "b", " c", "d"), strict=True))
    drafter, engine = fake(lambda text: "".join(english.get(char, char) for char in text).replace("。", "."))
    drafted(drafter, "甲**乙**丙。", "丁。")
    assert len(engine.calls) == 1
    assert len(engine.sent) == len(plan("甲**乙**丙。").requests) + 1


def test_drafts_come_as_soon_as_all_that_they_need_is_there() -> None:
    drafter, _ = fake(lambda text: f"{len(text)} letters.")
    sentences = [Sentence("字" * number + "。") for number in (1, 2, 3)]
    stream = drafter.drafts(sentences)
    assert next(stream)[0] == 2  # the engine finished the longest text first
    assert [index for index, _ in stream] == [1, 0]


# --- other languages than English ---

OFFICE = Term("专利局", "Office des brevets", "office")
PERSON = Term("张茂于", "Zhang Maoyu", "person")
TITLE = Term("局长", "Directeur", "title")
PATENT = Term("专利", "brevet", "term")


def termed(text: str, *terms: Term) -> Sentence:
    places = sorted((text.index(term.source), term) for term in terms)
    return Sentence(text, tuple(Match(start, start + len(term.source), (term,)) for start, term in places))


def test_a_term_comes_back_in_french_as_the_base_has_it_without_english_grammar() -> None:
    drafter, engine = fake(lambda text: text.replace("出席。", " est là."), "fr")
    (draft,) = drafted(drafter, termed("专利局局长张茂于出席。", OFFICE, TITLE, PERSON))
    assert draft.text == "Office des brevets Directeur Zhang Maoyu est là."
    assert draft.doubts == ()
    assert engine.sent == ["WTQ KPO EUB出席。"]


def test_an_english_plural_or_article_is_not_looked_for_in_french() -> None:
    drafter, _ = fake(lambda _text: "Les brevets sont ici.", "fr")
    (draft,) = drafted(drafter, termed("专利在这里。", PATENT))
    assert draft.doubts == ("专利 is not translated as brevet",)


def test_figures_are_never_written_in_english_in_another_language() -> None:
    unit = Unit("75.1万", target="751")
    finding = Finding("values", "error", "75.1万 is wrong", unit)
    wrong: Findings = lambda _source, target: (finding,) if "751 000" not in target else ()  # noqa: E731
    drafter, engine = fake(
        lambda text: "Il y en a 751 millions." if "75.1万" in text else "Il y en a 677.", "fr", wrong
    )
    (draft,) = drafted(drafter, "共有75.1万件。")
    assert (draft.text, draft.doubts) == ("Il y en a 751 millions.", ("75.1万 is wrong",))
    assert set(engine.sent) == {"共有75.1万件。"}


@pytest.mark.parametrize(
    ("source", "french"),
    [
        ("“好！”他说。", "« Bien ! » dit-il."),
        ("共计5元。", "Au total : $5."),
        ("他有20000个。", "Il en a 20000 ; the the."),
        ("标题", "Le titre."),
    ],
)
def test_what_is_right_in_french_is_not_tidied_as_english(source: str, french: str) -> None:
    drafter, _ = fake(lambda _text: french, "fr")
    assert drafted(drafter, source)[0].text == french


def test_markup_is_put_round_words_of_another_language_as_they_are() -> None:
    says = {"双方就合作达成共识。": "Ils parlent de la coopération.", "合作": "La coopération"}
    drafter, _ = fake(
        lambda text: says.get(text, text.replace("双方就", "Accord sur ").replace("达成共识。", ".")), "fr"
    )
    (draft,) = drafted(drafter, "双方就**合作**达成共识。")
    assert draft.text == "Ils parlent de **la coopération**."


def test_a_translation_into_japanese_may_have_chinese_characters() -> None:
    drafter, _ = fake(lambda _text: "会議が開かれた。", "ja")
    assert drafted(drafter, "会议开幕了。")[0].text == "会議が開かれた。"
    drafter, _ = fake(lambda _text: "La 会议 est ouverte.", "fr")
    assert drafted(drafter, "会议开幕了。")[0].problem == "the machine left 会议 untranslated"


def test_a_language_without_figures_of_its_own_length_is_not_measured_by_english() -> None:
    source = "据介绍，各地将举办讲座、展览和咨询等活动，安排见网站。"
    drafter, _ = fake(lambda _text: "案内参照。", "ja")
    assert drafted(drafter, source)[0].text == "案内参照。"
    drafter, _ = fake(lambda _text: "See the site.")
    assert "left out a part" in drafted(drafter, source)[0].problem


def test_a_draft_in_any_language_must_not_repeat_itself() -> None:
    drafter, engine = fake(lambda _text: "et ainsi de suite et ainsi de suite et ainsi de suite", "fr")
    (draft,) = drafted(drafter, "代表团访问了日内瓦。")
    assert (draft.text, draft.problem) == ("", "the machine repeats itself")
    assert {no_repeat for *_, no_repeat in engine.calls} == {0, NO_REPEAT}


class Learned(Fake):
    """An engine that was adapted from another one."""

    name = "fake 1+learned"

    def __init__(self, make: Callable[[str], str], base: Callable[[], Fake]) -> None:
        super().__init__(make)
        self.unadapted = base
        self.alone = ""


def no_five(sentence: Sentence, target: str) -> Sequence[Finding]:
    """Find that 5 is missing."""
    if "5" not in sentence.text or "5" in target:
        return ()
    return (Finding("values", "error", "5 is missing", Unit(sentence.text, target=target)),)


def test_what_an_adapted_engine_gets_wrong_is_drafted_by_the_one_it_was_adapted_from() -> None:
    base = Fake(lambda _: "It rose by 5 yuan.")
    engine = Learned(lambda text: "It rose by six yuan." if "5" in text else "He came.", lambda: base)
    first, second, again = drafted(Drafter(engine, "en", no_five), "他到会。", "涨了5元。", "涨了5元。")
    assert (first.text, first.origin.split(" (")[0]) == ("He came.", "mt: fake 1+learned")
    assert (second.text, second.origin.split(" (")[0], second.doubts) == ("It rose by 5 yuan.", "mt: fake 1", ())
    assert again == second
    assert set(base.sent) == {"涨了5元。"}


def test_an_adapted_engine_keeps_its_draft_if_the_other_one_is_no_better_or_cannot_be_used() -> None:
    def gone() -> Fake:
        raise BadInput("its files were changed")

    for base in (lambda: Fake(lambda _: "It rose by seven yuan."), gone):
        (draft,) = drafted(Drafter(Learned(lambda _: "It rose by six yuan.", base), "en", no_five), "涨了5元。")
        assert (draft.text, draft.doubts) == ("It rose by six yuan.", ("5 is missing",))
        assert draft.origin.startswith("mt: fake 1+learned")


def test_an_adapted_engine_that_gets_all_right_never_loads_the_other_one() -> None:
    def loaded() -> Fake:
        raise AssertionError

    (draft,) = drafted(Drafter(Learned(lambda _: "It rose by 5 yuan.", loaded), "en", no_five), "涨了5元。")
    assert draft.text == "It rose by 5 yuan."


# --- with the model ---


@pytest.fixture(scope="module")
def real(argos_model: Argos) -> Drafter:
    return Drafter(argos_model, "en")


@pytest.mark.model
def test_a_sentence_becomes_english_with_its_origin_and_score(real: Drafter) -> None:
    (draft,) = drafted(real, "代表团访问了瑞士。")
    assert draft.text == "The delegation visited Switzerland."
    assert draft.score is not None
    assert -1 < draft.score < 0
    assert draft.origin == f"mt: argos zh→en 1.9 (score {draft.score:.2f})"
    assert ORIGIN.fullmatch(draft.comment)


@pytest.mark.model
def test_code_addresses_and_links_come_through(real: Drafter) -> None:
    sources = (
        '请使用`git commit -m "说明"`提交，详见www.sipo.gov.cn/a_b?x=1。',
        "申请人可以发送邮件至help_desk@example.org。",
        "双方就三项**具体举措**达成共识：",
        "代表团就[《专利合作条约》](https://www.wipo.int/pct/)的发展与该组织官员交换意见。",
        "**全文如下**",
    )
    code, mail, strong, link, whole = drafted(real, *sources)
    assert '`git commit -m "说明"`' in code.text
    assert "www.sipo.gov.cn/a_b?x=1" in code.text
    assert "help_desk@example.org" in mail.text
    assert re.search(r"three \*\*[a-z ]+\*\*", strong.text)
    assert re.search(r"\[[^\]]*Patent[^\]]*\]\(https://www\.wipo\.int/pct/\)", link.text)
    assert re.fullmatch(r"\*\*[^*]+\*\*", whole.text)


@pytest.mark.model
def test_no_clause_of_a_very_long_sentence_is_lost(real: Drafter) -> None:
    clauses = [
        "申请人应当在三个月内提交答复",
        "审查员可以要求补充材料",
        "双方同意扩大培训规模",
        "海关查处了一批侵权商品",
    ]
    source = "；".join(f"第{number}，{clause}" for number, clause in enumerate(clauses * 7, 1)) + "。"
    (draft,) = drafted(real, source)
    assert draft.text.count(";") >= len(clauses) * 7 - 4  # the model writes a comma or "and" for some
    assert 2.5 < len(draft.text) / len(source) < 6
    assert draft.text.endswith(".")


@pytest.mark.model
def test_a_title_gets_no_full_stop(real: Drafter) -> None:
    for draft in drafted(real, "开幕式", "图为会议现场", "关于举办2018年知识产权研讨会的通知", "他说"):
        assert draft.text[-1].isalnum(), draft.text


def test_a_drafter_asks_any_engine_that_the_contract_allows() -> None:
    engine: Translator = Fake(lambda text: text)
    assert list(Drafter(engine, "en").drafts([])) == []


# --- texts as long as nobody writes ---


@pytest.mark.parametrize("made", ["…" * 200_000, "." * 200_000 + "x", "…”" * 100_000, "? " * 100_000])
def test_the_ends_of_sentences_are_counted_once(made: str) -> None:
    assert fault("会议召开。", made)


@pytest.mark.parametrize(
    "source", ["，" * 50_000 + "x", "，甲乙丙丁" * 3 + "，、" * 20_000, "".join(map(chr, range(0x4E00, 0x9000)))]
)
def test_a_source_is_searched_for_repetitions_once(source: str) -> None:
    assert tidied(source, "It is is so.")


def test_a_part_that_hides_nothing_is_not_read_for_masks() -> None:
    class Unread(str):
        def casefold(self) -> str:
            raise AssertionError

    assert names(Unread("作者：甲 "), 0) == ()
