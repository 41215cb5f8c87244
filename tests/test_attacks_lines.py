"""One long line, such as a hostile source or catalog may have, takes no time by the square of its length."""

import pytest

from workflow.catalogs.recutting import divided
from workflow.drafting.days import Span, put_back
from workflow.languages.chinese import documents
from workflow.model import Style

LONG = 400_000
pytestmark = pytest.mark.timeout(60)  # by the square it would be an hour


@pytest.mark.parametrize("line", [f"某〔2023〕{' ' * LONG}某", f"附件{' ' * LONG}某", f"附件1{' ' * LONG}某"])
def test_what_stands_above_a_title_is_told_at_once(line: str) -> None:
    assert not documents.is_above_title(line)


@pytest.mark.parametrize("number", ["某政发〔2023〕15号", "某政发〔2023〕 第 15 号", "某政发〔2023〕第15 號"])
def test_numbers_of_documents_may_have_spaces(number: str) -> None:
    assert documents.is_document_number(number)


@pytest.mark.parametrize("annex", ["附件", "附件1", "附件 1 ：", "附件：", "附錄 二"])
def test_numbers_of_annexes_may_have_spaces(annex: str) -> None:
    assert documents.is_annex(annex)


@pytest.mark.parametrize("mark", [".", "。", "！", "?!"])
def test_a_translation_of_marks_is_divided_at_once(mark: str) -> None:
    assert divided(mark * LONG, ["甲。", "乙。"]) is None


def test_marks_of_sentences_may_be_several() -> None:
    assert divided("The talks have ended?! “They signed it.” ", ["会谈结束了？", "双方签署了。"]) is None
    assert divided("Have the talks ended?! They signed it.", ["会谈结束了吗！", "双方签署了。"]) == [
        "Have the talks ended?!",
        "They signed it.",
    ]
    assert divided("会谈结束了！！双方签署了。", ["会谈结束了！", "双方签署了。"]) == ["会谈结束了！！", "双方签署了。"]


def test_a_span_finds_the_end_of_a_draft_of_marks_at_once() -> None:
    found = put_back(f"{'.' * LONG}x.", [Span(" on March 1")], Style())
    assert found is not None
    assert found.endswith(".x on March 1.")
