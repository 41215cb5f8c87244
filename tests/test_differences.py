"""A word diff holds both texts, whole."""

from hypothesis import given
from hypothesis import strategies as st

from workflow.differences import differences, marked

TEXT = st.text(alphabet="ab1 .万发明", max_size=12) | st.text(max_size=8)


@given(TEXT, TEXT)
def test_both_texts_come_back_from_their_parts(before: str, after: str) -> None:
    parts = differences(before, after)
    assert "".join(text for kind, text in parts if kind != "in") == before
    assert "".join(text for kind, text in parts if kind != "out") == after
    assert all(text for _, text in parts)


@given(TEXT)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert marked(text, text) == text


def test_a_figure_changes_as_a_whole_and_chinese_by_the_character() -> None:
    assert marked("up 18.8 percent", "up 19.1 percent") == "up [-18.8-]{+19.1+} percent"
    assert marked("发明专利", "实用新型专利") == "[-发明-]{+实用新型+}专利"


def test_words_that_changed_side_by_side_are_one_change() -> None:
    assert marked("It was Words 2.", "It was a new memorandum.") == "It was [-Words 2-]{+a new memorandum+}."


def test_texts_too_long_to_compare_differ_as_a_whole() -> None:
    assert [kind for kind, _ in differences("a b " * 300, "b a " * 300)] == ["out", "in"]
