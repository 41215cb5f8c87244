"""What the writers leave out to be fast changes nothing."""

import re

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import escape

from workflow.contracts.pages import Certificate, Page
from workflow.markup import scanner, spans
from workflow.markup.nodes import is_marked, scan
from workflow.markup.spans import Span, Spans, clean
from workflow.model import Block, Edition, Segment
from workflow.writers import html, inline

ANY = st.text(
    st.one_of(st.sampled_from("\\`*_~[]()<>&!#:/@.-=+|{}\"'; \t\n\r\x00\x0b\u00a0\u2028ab1中，é"), st.characters()),
    max_size=30,
)
"""Text in which most of what Markdown and HTML treat in a special way is frequent."""


@given(ANY)
@example("A & B")
@example("A &amp; B &#60;")
@example("`a` b")
@example("*a* b")
@example("_a_ b")
@example("~~a~~ b")
@example("<https://example.org> b")
@example("[a](https://example.org) b")
@example("\\! b")
@example("a_b_c! 1. ]( https://example.org :-) > # | ---")
def test_words_without_markup_are_what_the_parser_would_have_found(text: str) -> None:
    words = clean(text)
    parsed = scanner.nodes(words, {})
    if is_marked(words, "markdown"):
        assert scan(words) == parsed
    else:
        assert {node.kind for node in parsed} <= {"text", "address"}
        assert "".join(node.shown for node in parsed) == words


@given(ANY.map(clean))
@example("“Q” 'A' \u00a0 > é")
def test_words_that_need_no_sanitiser_are_what_it_would_have_left(text: str) -> None:
    cleaned = nh3.clean(str(escape(text)), tags=inline._TAGS, attributes=inline._ATTRIBUTES, link_rel=None)
    assert inline.html((Span("text", text),)) == cleaned


LEAVES = st.one_of(
    st.builds(Span, st.sampled_from(("text", "code")), ANY.map(clean)),
    st.builds(Span, st.just("image"), ANY.map(clean), st.just("../images/a_(b).png"), ANY.map(clean)),
    st.just(Span("break")),
)


@given(st.lists(LEAVES, max_size=5).map(tuple))
def test_only_emphasis_is_written_in_two_ways(spans: Spans) -> None:
    assert inline.markdown(spans, tags=True) == inline.markdown(spans, tags=False)


@given(st.lists(LEAVES, max_size=8))
@example([Span("text", "a  b"), Span("text", ""), Span("text", "c")])
@example([Span("text", ""), Span("text", "a  b")])
def test_neighbouring_texts_are_joined_as_if_one_after_the_other(given: list[Span]) -> None:
    one_by_one: list[Span] = []
    for span in given:
        if span.kind == "text" and one_by_one and one_by_one[-1].kind == "text":
            one_by_one[-1] = Span("text", spans._WHITE.sub(" ", one_by_one[-1].text + span.text))
        elif span.kind != "text" or span.text:
            one_by_one.append(span)
    assert spans.merged(given) == tuple(one_by_one)


class Counting:
    """A pattern that counts the characters it is given."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.characters = 0

    def sub(self, new: str, text: str) -> str:
        self.characters += len(text)
        return self.pattern.sub(new, text)


def test_the_work_for_a_paragraph_grows_with_its_length_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    white = Counting(spans._WHITE)
    monkeypatch.setattr(spans, "_WHITE", white)
    sentence = (Span("text", "Both sides signed."),)
    whole = inline.paragraph([sentence] * 1000, "en")
    assert spans.plain(whole) == " ".join(["Both sides signed."] * 1000)
    assert white.characters <= 2 * len(spans.plain(whole))


def page(target: str) -> Page:
    block = Block("paragraph", (Segment("双方签署了备忘录。"),))
    edition = Edition("visit", "en", "zh-Hans", (("", "双方签署了备忘录。", target),), (block,))
    frame = Certificate("sources/visit.md", "aa" * 32, "bb" * 32, 1)
    return Page(edition, frame, "", "", "en_GB", "", ("target",), {})


def test_a_page_is_read_once_and_never_taken_for_another() -> None:
    first, second = page("Signed."), page("Not signed.")
    assert inline.text_of(first) is inline.text_of(first)
    for one, other in ((first, b'<p class="lead">Signed.</p>'), (second, b'<p class="lead">Not signed.</p>')) * 2:
        assert other in html.write(one)["visit.html"]
