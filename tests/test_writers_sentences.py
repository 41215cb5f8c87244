"""Sentences put together: what stands between them, and what a sentence of no words is on a page."""

import re

from hypothesis import given
from hypothesis import strategies as st
from pages import TITLE, VISIT, article, block, bullets, page, paragraph, rendered, written_markdown

from workflow.model import Segment, Verbatim
from workflow.writers import inline


def test_sentences_are_joined_as_the_language_joins_them() -> None:
    made = page(
        [TITLE, paragraph("一。", "二。")], {**VISIT, "一。": "“一つ。”", "二。": "二つ。"}, language="ja", locale="ja"
    )
    assert "“一つ。”二つ。</p>" in rendered(made)
    assert inline.joined(["One.", "Two."], "th") == "One. Two."
    assert inline.joined(["Hello.", "World.", "你好。", "OK"], "zh-Hant") == "Hello. World.你好。OK"
    assert inline.joined(["He said", "……", ".NET runs", ")"], "en") == "He said…… .NET runs)"


def test_deliberately_nothing_prints_nothing() -> None:
    blocks = [
        TITLE,
        paragraph("一。", "二。", "三。"),
        paragraph("四。"),
        bullets(paragraph("五。")),
        block("quote", children=[paragraph("六。")]),
    ]
    nothing = dict.fromkeys(["二。", "四。", "五。", "六。"], "<EMPTY>")
    made = page(blocks, {**VISIT, **nothing, "一。": "One.", "三。": "Three."})
    source = article(rendered(made))
    assert "One. Three.</p>" in source
    assert "EMPTY" not in source
    assert source.count("<p") == 3  # date, text, note
    assert "<ul" not in source
    assert "<blockquote" not in source
    for layout in ("side", "lines"):
        assert all(text in rendered(made, layout) for text in ("四。", "五。", "六。"))


def test_in_two_columns_an_item_without_words_keeps_its_place() -> None:
    items = bullets(paragraph("一。"), paragraph("二。"), paragraph("三。"), info="ordered", level=1)
    source = rendered(page([TITLE, items], {**VISIT, "一。": "One.", "二。": "<EMPTY>", "三。": "Three."}), "side")
    assert '<li>One.</li>\n<li class="nothing"></li>\n<li>Three.</li>' in source


def test_line_by_line_a_sentence_whose_meaning_moved_stands_with_its_neighbour() -> None:
    made = page(
        [TITLE, paragraph("一。", "二。", "三。")],
        {**VISIT, "一。": "<EMPTY>", "二。": "One and two and three.", "三。": "<EMPTY>"},
    )
    assert '<p lang="zh-Hans">一。二。三。</p>\n<p>One and two and three.</p>' in rendered(made, "lines")


def test_a_sentence_and_its_translation_carry_one_number() -> None:
    made = page(
        [TITLE, paragraph("一。", "二。", "三。")], {**VISIT, "一。": "One.", "二。": "<EMPTY>", "三。": "Three."}
    )
    source = rendered(made, "side")
    assert '<span class="s s3">三。</span>' in source
    assert '<span class="s s3">Three.</span>' in source
    assert "s2" in source
    assert 'class="s' not in article(rendered(made, "lines"))


PART = st.sampled_from(["One.", "<EMPTY>", "Two  words.", " Three. ", "“Four.”", "**Five.**"])


@given(st.lists(st.one_of(PART, st.just("\n"), st.just("verbatim 5%")), min_size=1, max_size=7))
def test_no_space_is_doubled_or_dangles_and_no_word_is_lost(parts: list[str]) -> None:
    content: list[Segment | Verbatim] = []
    targets = dict(VISIT)
    for number, part in enumerate(parts):
        if part == "\n":
            content.append(Verbatim("", "break"))
        elif part.startswith("verbatim"):
            content.append(Verbatim(part))
        else:
            targets[f"句{number}"] = part
            content.append(Segment(f"句{number}"))
    made = page([TITLE, block("paragraph", *content)], targets)
    source = article(rendered(made))
    found = re.search(r'<p class="lead">(.*?)</p>', source)
    printed = [part for part in parts if part not in {"<EMPTY>", "\n"}]
    # A paragraph without a sentence, such as a number alone, introduces nothing.
    lead = any(isinstance(part, Segment) for part in content)
    assert bool(found) == (lead and bool(printed))
    if found:
        inner = found[1]
        assert "  " not in inner
        for piece in inner.split("<br>"):
            assert piece == piece.strip()
            assert piece
        expected = " ".join(" ".join(part.replace("**", "").split()) for part in printed)
        assert re.sub(r"<br>", " ", inner).replace("<strong>", "").replace("</strong>", "") == expected
    for one in written_markdown(made).split("\n"):
        assert one == one.strip() or one.endswith("\\")
