"""Text with its look → inline Markdown: what is read again is the text, character for character, and its look."""

import re
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflow.markup.composing import Run, composed, escaped
from workflow.markup.nodes import Node, scan

BOLD, LEANING = frozenset({"strong"}), frozenset({"em"})


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([Run("普通文字，"), Run("第2*3号[2018]、3~5天")], "普通文字，第2*3号[2018]、3~5天"),
        ([Run("一、总体要求。", BOLD), Run("正文")], "**一、总体要求。**正文"),
        ([Run("见"), Run(" 重点 ", BOLD), Run("。")], "见 **重点** 。"),
        ([Run("甲"), Run("，", BOLD), Run("乙")], "甲，乙"),
        ([Run("甲", BOLD), Run("乙", BOLD | LEANING), Run("丙", LEANING)], "<strong>甲<em>乙</em></strong><em>丙</em>"),
        (
            [Run("详见"), Run("公告", href="https://www.example.org/a b(1)"), Run("。")],
            "详见[公告](https://www.example.org/a%20b%281%29)。",
        ),
        (
            [Run("见 "), Run("https://www.example.org/_a", href="https://www.example.org/_a")],
            "见 https://www.example.org/_a",
        ),
        ([Run("面积为5m"), Run("2", frozenset({"sup"})), Run("。")], "面积为5m<sup>2</sup>。"),
        ([Run("第一行"), Run("", kind="break"), Run("第二行")], "第一行\\\n第二行"),
        ([Run("第一行"), Run("", kind="break"), Run(" \t"), Run(" 第二行", BOLD)], "第一行\\\n**第二行**"),
        ([Run("意见"), Run("1", kind="note"), Run("(试行)")], "意见[^1]\\(试行)"),
        ([Run("意见"), Run("1", kind="note"), Run("(试行)", BOLD)], "意见[^1]**\\(试行)**"),
        (
            [Run("如"), Run("甲[1]", href="embedded:word/media/image1.png", kind="picture")],
            "如![甲\\[1\\]](embedded:word/media/image1.png)",
        ),
        ([Run("甲\\ "), Run("", kind="break"), Run("C:\\乙")], "甲\\\\ \\\nC:\\乙"),
        (
            [Run("<通知>与<b>、&lt;、[^1]、\\*、# 甲、![图](a)")],
            "<通知>与\\<b>、\\&lt;、\\[^1]、\\\\\\*、# 甲、![图\\](a)",
        ),
    ],
)
def test_runs_are_written_as_a_translator_would_write_them(runs: list[Run], expected: str) -> None:
    assert composed(runs) == expected


ALPHABET = "甲乙。，“”（）ab1 　*_`~[]()<>!&;#\\/.:-^|\"'$"
TEXTS = st.text(alphabet=ALPHABET, max_size=24) | st.sampled_from(
    ["https://www.example.org/_a~b", "**", "[^1]", "<b>", "&amp;", "![a](b)", "1. ", "# ", "http://a.cn/x_", "a@b.cn"]
)


@given(st.lists(TEXTS, max_size=4).map("".join))
@example("http://a.cn/~~x~~")
@example("*http://a.cn/*")
@example("https://www.example.org/a&amp;1&amp;")
def test_escaped_text_reads_as_the_text(text: str) -> None:
    nodes = scan(escaped(text))
    assert "".join(node.shown for node in nodes) == text
    assert {node.kind for node in nodes} <= {"text", "mark", "loose", "address"}


STYLES = st.frozensets(st.sampled_from(["strong", "em", "s", "sub", "sup"]), max_size=2)
RUNS = st.one_of(
    st.builds(Run, TEXTS, STYLES, st.just(""), st.just("text")),
    st.builds(
        Run,
        TEXTS,
        STYLES,
        st.sampled_from(["https://www.example.org/a_(b)", "mailto:office@example.org"]),
        st.just("text"),
    ),
    st.sampled_from([Run("", kind="break"), Run("1", kind="note")]),
)


@given(st.lists(RUNS, max_size=5))
@example([Run("a*b", LEANING)])
@example([Run("1", kind="note"), Run("(x", BOLD), Run("1", kind="note"), Run("(")])
@example([Run("!"), Run("甲", href="https://www.example.org")])
@example([Run("甲]", BOLD), Run("(乙)")])
@example([Run("0", LEANING), Run("0", BOLD), Run("0", LEANING)])
def test_the_words_of_runs_are_what_is_printed(runs: list[Run]) -> None:
    words = "".join({"break": "\n", "note": f"[^{run.text}]"}.get(run.kind, run.text) for run in runs)
    assert "".join(_shown(scan(composed(runs)))) == re.sub(r"\n[ \t]+", "\n", words)


def _shown(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if node.kind == "break":
            yield "\n"
        else:
            yield from _shown(node.children) if node.children else (node.shown,)
