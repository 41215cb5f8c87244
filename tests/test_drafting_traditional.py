"""A release in traditional characters is drafted by the same rules as one in simplified characters."""

import re
from collections.abc import Iterator, Sequence

import by_rule
import pytest

from workflow.contracts.engines import Hypothesis
from workflow.drafting import composed
from workflow.drafting.drafter import Drafter
from workflow.languages.chinese.pinyin import by_syllable
from workflow.languages.chinese.script import converter, simplified
from workflow.languages.english.composing import by_rule as composing
from workflow.model import HAN, Sentence, Term
from workflow.termbase.base import TermBase

traditional = converter("Hans", "Hant")


HAN_RUN = re.compile(f"{HAN.pattern}+")
TERMS = TermBase((Term("何志成", "He Zhicheng", "person"),))


class Spelling:
    """Writes how a text is read, so that a draft shows what the machine was asked."""

    name = "spelling"

    def translate(
        self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
    ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        del hypotheses, no_repeat
        for index, text in enumerate(texts):
            yield (
                index,
                [Hypothesis(HAN_RUN.sub(lambda run: f" {' '.join(by_syllable(simplified(run[0])))} ", text).strip())],
            )


def drafted(source: str) -> str:
    sentence = Sentence(source, composed.added(source, TERMS.find(source, ""), composing))
    ((_, draft),) = Drafter(Spelling(), "en").drafts([sentence])
    return draft.text


SAME = [source for source in by_rule.corpus() if simplified(traditional(source)) == source != traditional(source)]


def test_most_of_the_corpus_is_drafted_and_can_be_written_in_both_scripts() -> None:
    assert sum(drafted(source) != "" for source in SAME) > 400


@pytest.mark.parametrize("source", SAME)
def test_a_sentence_is_drafted_alike_in_both_scripts(source: str) -> None:
    assert drafted(traditional(source)) == drafted(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("任命何志成為市財政局局長；", "He Zhicheng is appointed Director of the Municipal Finance Bureau;"),
        ("青政人〔2026〕7號", "Qing Zheng Ren [2026] No. 7"),
        ("本辦法自公布之日起施行。", "These Measures shall come into force on the date of promulgation."),
    ],
)
def test_what_is_written_by_rule_of_traditional_characters(source: str, expected: str) -> None:
    assert drafted(source) == expected
