"""The laws of reading, for every reader: what a reader cuts can be put together again, and no word is lost."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from newsroom import source_bytes

from workflow.contracts.readers import Read
from workflow.contracts.registries import READERS
from workflow.errors import BadInput
from workflow.files import decode
from workflow.identity import check_id
from workflow.languages.chinese.dates import iso_date, iso_day
from workflow.model import HAN, Release, Segment, Verbatim
from workflow.readers import markdown, text
from workflow.readers.cutting import script

ROOT = Path(__file__).resolve().parent.parent
read_markdown: Read = markdown.read
read_text: Read = text.read

# Small enough that everything meets everything.
LINE_ENDS = ("\n", "\n", "\n", "\n\n", "\n\n", "\r\n", "\r", "  \n", "\\\n")
INLINE_MARKUP = (
    "*", "**", "_", "~~", "`", "``", "[", "]", "](", ")", "![", "<", ">", "&", "&amp;", "&#20013;", "&nbsp;", "\\", "|", "!", '"', "<b>", "</b>",
    "<br>", "<!--", "-->", "http://a.b/c_d", "x@a.org", "[中]", "[文](/u)", "![中](a.png)", "][中]",
)  # fmt: skip
BLOCK_MARKUP = (
    "# ", "## ", "```", "~~~", "> ", "- ", "1. ", "3) ", "---", "===", "|-|-|", "    ", "\t", "[中]: /u", "<div>", "</div>", "<script>", "</script>",
    "<p>", "---\n", "title: ", "date: 2018-09-12\n",
)  # fmt: skip
WORDS = (
    "中",
    "文",
    "中",
    "文",
    "。",
    "！",
    "“",
    "”",
    "（",
    "）",
    "：",
    "，",
    "A",
    "b",
    "1",
    " ",
    "  ",
    "\u3000",
    "2018年",
    "9月",
    "12日",
    "…",
)
TIMELESS = tuple(word for word in WORDS if "年" not in word)
ODD = tuple("\x01\v\f\x1c\x1d\x1e\x1f\x7f\x85\u00a0\u200b\u2028\u2029\ufeff\ufffc\U00020000")

documents = st.lists(st.sampled_from(LINE_ENDS + INLINE_MARKUP + BLOCK_MARKUP + WORDS * 2 + ODD), max_size=40).map(
    "".join
)
paragraphs = st.lists(st.sampled_from(INLINE_MARKUP + TIMELESS * 2 + ("\n",)), max_size=25).map("".join)
readers = pytest.mark.parametrize("reader", [read_markdown, read_text], ids=["markdown", "text"])


def read(reader: Read, source: str) -> Release | None:
    """The release, or None for what a front matter may not say."""
    try:
        return reader(source_bytes(source), path="sources/a.md", language="zh-Hans")
    except BadInput:
        assert re.match(r"\ufeff?\s*[-+]", source) or "> " in source or "- " in source
        return None


def unique(segments: Iterator[Segment]) -> list[tuple[str, str, str]]:
    """The segments' words, roles and places, each unit once."""
    found: dict[tuple[str, str], str] = {}
    for segment in segments:
        found.setdefault(segment.key, segment.place)
    return [(*key, place) for key, place in found.items()]


def items(release: Release) -> list[Segment | Verbatim]:
    return [item for block in release.blocks for part in block.walk() for item in part.content]


# --- the laws ---


@readers
@given(
    source=st.one_of(
        documents, st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
    )
)
@example("")
@example(" \r\n\t")
@example("中\r\n\r\n文\r")
@example("---\r\ntitle: 中\r\n---\r\n文")
@example("\ufeff---\ntitle: 中\n---\n文")
def test_joining_what_was_cut_gives_the_text_back(reader: Read, source: str) -> None:
    if release := read(reader, source):
        assert "".join(piece.raw for piece in release.pieces) == source
        assert all(piece.raw for piece in release.pieces)


@readers
@given(source=documents)
@example("---\ntitle: 中\n---\n# 中\n\n文")
def test_pieces_and_blocks_have_the_same_segments_in_the_same_order(reader: Read, source: str) -> None:
    if release := read(reader, source):
        in_pieces = unique(piece.segment for piece in release.pieces if piece.segment)
        in_blocks = unique(item for item in items(release) if isinstance(item, Segment))
        assert in_pieces == in_blocks


@readers
@given(source=documents)
def test_a_segment_holds_chinese_on_one_line_and_no_control_character(reader: Read, source: str) -> None:
    if release := read(reader, source):
        for item in items(release):
            if isinstance(item, Segment):
                assert HAN.search(item.text)
                assert item.text == item.text.strip()
                assert item.place
            elif item.kind == "text":
                assert item.text
                assert item.text == item.text.strip()
            allowed = "\n\t" if isinstance(item, Verbatim) and item.kind == "code" else ""
            for char in item.text:
                assert char in allowed or (unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")), item
                assert char != "\ufeff"


@readers
@given(source=documents)
def test_the_words_of_a_segment_stand_where_it_was_cut(reader: Read, source: str) -> None:
    if release := read(reader, source):
        for piece in release.pieces:
            if piece.segment:
                raw, words = (words.replace("&#20013;", "中") for words in (piece.raw, piece.segment.text))
                assert piece.raw == piece.raw.strip()
                # Comments and declarations are left out; a label that a line break stands in is said twice.
                if "<!" not in raw and "][" not in words:
                    assert HAN.findall(words) == HAN.findall(raw)


@readers
@given(source=documents)
def test_line_ends_make_no_difference(reader: Read, source: str) -> None:
    plain = source.replace("\r\n", "\n").replace("\r", "\n")
    if release := read(reader, plain):
        windows = read(reader, plain.replace("\n", "\r\n"))
        assert windows
        assert windows.blocks == release.blocks
        assert windows.references == release.references


# --- nothing is lost ---


def judge() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": 50}).enable(["table", "strikethrough"]).disable("code")


def shown(tokens: list[Token]) -> str:
    """Return what a reader sees, according to the parser itself, without emphasis characters and white space."""
    words = []
    for token in tokens:
        if token.type == "image":
            words.append(token.content)
        elif token.children is not None:
            words.append(shown(token.children))
        elif token.type == "html_inline":
            words.append("" if token.content.startswith("<!--") or token.content == "<br>" else token.content)
        else:
            words.append(token.content)
    return re.sub(r"[\s*_~\\!]", "", "".join(words))


def shown_release(release: Release) -> str:
    parser = judge()
    environment = {"references": {label: {"href": h, "title": t} for label, h, t in release.references}}
    words = []
    for item in items(release):
        if isinstance(item, Verbatim) and item.kind in ("code", "date"):
            words.append(re.sub(r"[\s*_~\\!]", "", item.text))
        else:
            words.append(shown(parser.parseInline(item.text, environment)))
    return "".join(words)


safe = [
    m
    for m in INLINE_MARKUP + BLOCK_MARKUP
    if "<div" not in m and "<script" not in m and "<p" not in m and m[:3] not in ("---", "tit", "dat")
]
rendered = st.lists(st.sampled_from([*safe, *LINE_ENDS, *TIMELESS * 2, "- - -"]), max_size=30).map("".join)  # fmt: skip


@given(rendered)
def test_everything_that_commonmark_shows_is_in_the_release(source: str) -> None:
    source = "甲\n\n" + source
    release = read(read_markdown, source)
    if release and not re.search(r"</?[bdps]|<!", source):
        assert shown_release(release) == shown(judge().parse(source))


@given(paragraphs)
def test_no_chinese_word_is_lost_beside_html(source: str) -> None:
    source = "甲\n\n乙" + source
    release = read(read_markdown, source)
    tokens = judge().parse(source)
    if release and "html_block" not in [token.type for token in tokens] and not re.search("!\\[|<!", source):
        assert HAN.findall(shown_release(release)) == HAN.findall(shown(tokens))


@given(st.lists(st.sampled_from(WORDS + LINE_ENDS[:5] + ("2018年9月12日\n",)), max_size=30).map("".join))
def test_no_chinese_word_of_a_plain_text_is_lost(source: str) -> None:
    release = read(read_text, source)
    assert release
    kept = "".join(item.text for item in items(release) if item != Verbatim("", "break"))
    if not release.date and not any(isinstance(item, Verbatim) and item.kind == "date" for item in items(release)):
        assert HAN.findall(kept) == HAN.findall(source)


# --- breaking lines elsewhere ---

pieces_of_sentences = st.lists(
    st.sampled_from(("中", "文", "字", "中文。", "文中！", "**", "*", "~~", "“", "”", "（", "）", "：", " A ", "`c`", "[文中](u)", "![中文](u)", "\\*", "&amp;", "<b>", "</b>")),
    min_size=1,
    max_size=20,
).map("".join)  # fmt: skip


@st.composite
def wrapped(draw: st.DrawFn) -> tuple[str, str]:
    """A document twice, with line breaks between Chinese characters in different places."""
    once, twice = [], []
    for _ in range(draw(st.integers(1, 4))):
        first, following = draw(st.sampled_from([("", ""), ("> ", "> "), ("> ", ""), ("- ", "  "), ("1. ", "   "), ("- > ", "  > ")]))  # fmt: skip
        words = "中" + draw(pieces_of_sentences)
        inner = []
        for left, right in pairwise(words):
            inner.append(left)
            if HAN.match(left) and HAN.match(right) and draw(st.booleans()):
                inner.append("\n" + following)
        once.append(first + words)
        twice.append(first + "".join(inner) + words[-1])
    return "# 题\n\n" + "\n\n".join(once), "# 题\n\n" + "\n\n".join(twice)


@given(wrapped())
def test_a_rewrapped_markdown_source_reads_the_same(pair: tuple[str, str]) -> None:
    once, twice = (read(read_markdown, source) for source in pair)
    assert once
    assert twice
    assert once.blocks == twice.blocks
    assert once.source_digest == twice.source_digest


# --- the samples ---


@pytest.mark.parametrize("path", sorted((ROOT / "sources").glob("*.*")), ids=lambda path: path.name)
def test_a_sample_release_is_read_completely(path: Path) -> None:
    source = decode(path.read_bytes(), path.name)
    release = READERS[path.suffix].read(path.read_bytes(), path=path.name, language="zh-Hans")
    assert "".join(piece.raw for piece in release.pieces) == source
    assert release.title != release.id
    assert len(release.segments) > 3


# --- dates, names, scripts ---


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2018年9月12日", "2018-09-12"),
        ("2018年09月02日", "2018-09-02"),
        ("2018 年 9 月 12 日", "2018-09-12"),
        ("2018年9月", "2018-09"),
        ("2018年", "2018"),
        ("２０１８年９月１２日", "2018-09-12"),
        ("二〇一八年九月十二日", "2018-09-12"),
        ("二○一八年十月三十一日", "2018-10-31"),
        ("二零一八年十二月二十日", "2018-12-20"),
        ("2018年9月12號", "2018-09-12"),
        ("2018-09-12", "2018-09-12"),
        ("2018年2月29日", ""),
        ("2020年2月29日", "2020-02-29"),
        ("2018年2月30日", ""),
        ("2018年13月", ""),
        ("0000年", ""),
        ("2018-9-12", ""),
        ("2018年9月12日，", ""),
        ("9月12日", ""),
        ("二十年", ""),
        ("", ""),
    ],
)
def test_a_date_that_stands_alone_is_known_and_nothing_else_is(words: str, day: str) -> None:
    assert iso_date(words) == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2018-9-2", "2018-09-02"),
        ("2018/9/12", "2018-09-12"),
        ("2018.09.12 10:30", "2018-09-12"),
        ("2018-09-12T08:00:00+08:00", "2018-09-12"),
        (" 2018年9月12日 ", "2018-09-12"),
        ("2018年9月", ""),
        ("2018-02-30", ""),
        ("2018-09/12", ""),
        ("soon", ""),
    ],
)
def test_a_date_field_may_be_written_in_several_ways(words: str, day: str) -> None:
    assert iso_day(words) == day


@given(st.dates())
def test_every_day_is_known_by_its_iso_form_and_in_chinese(day: object) -> None:
    year, month, number = str(day).split("-")
    assert iso_date(str(day)) == str(day)
    assert iso_date(f"{year}年{int(month)}月{int(number)}日") == str(day)


@pytest.mark.parametrize(
    "name", ["2018-09-12-visit", "访问瑞士", "a.b_c", "v1.0", "亚洲論壇", "indexes", "side", "console", "９", "a" * 100]
)
def test_letters_of_any_script_make_a_release_id(name: str) -> None:
    assert check_id(name, "sources/x.md") == name


def test_a_release_id_is_normalised() -> None:
    assert check_id("re\u0301union", "x.md") == "r\u00e9union"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "empty"),
        ("a b", "a space"),
        (".hidden", "starts with"),
        ("-o", "starts with"),
        ("a/b", "contains '/'"),
        ("a\\b", "contains"),
        ("a..b", "contains '..'"),
        ("..", "starts with"),
        ("a.", "ends in '.'"),
        ("a:b", "contains ':'"),
        ("a\nb", "contains"),
        ("con", "Windows"),
        ("COM1.x", "Windows"),
        ("Index", "index page"),
        ("a.side", "as pages do"),
        ("a.lines", "as pages do"),
        ("a.certificate", "as pages do"),
        ("中" * 34, "longer than 100 bytes"),
        ("a\ud800", "contains"),
        ("（一）", "contains"),
    ],
)
def test_a_name_that_some_file_system_or_a_page_would_trip_over_is_refused(name: str, problem: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_id(name, "sources/x.md")
    message = str(caught.value)
    assert problem in message
    assert message.startswith("sources/x.md: ")
    assert "rename the file" in message
    assert "id:" in message
    assert "\n" not in message


@given(st.text(max_size=12))
def test_an_accepted_release_id_stays_in_its_folder(name: str) -> None:
    try:
        accepted = check_id(name, "x.md")
    except BadInput:
        return
    assert not set(accepted) & set('/\\:*?"<>|\0 ')
    assert accepted not in (".", "..")
    assert check_id(accepted, "x.md") == accepted


def test_the_script_is_found_in_the_characters() -> None:
    assert script("国家知识产权局", "zh-Hant") == "zh-Hans"
    assert script("國家知識產權局", "zh-Hans") == "zh-Hant"
    assert script("中文", "zh-Hans") == "zh-Hans"
    assert script("中文", "zh-Hant") == "zh-Hant"
    assert script("国家知识产权局（國）", "zh-Hant") == "zh-Hans"


# --- what nobody writes, and somebody sends ---


@readers
@pytest.mark.parametrize(
    "source",
    [
        "中文一句。" * 60_000,
        "中文一句。\n" * 20_000,
        "中文一句。\n\n" * 10_000,
        "[" * 20_000,
        "![" * 10_000,
        "![中](" * 5_000,
        "**中" * 10_000,
        "<a x='" * 10_000,
        "<div><script " * 10_000,
        "<?" * 100_000,
        "http://" * 20_000,
        "a" * 200_000,
        "（“" * 20_000,
        "\x01" * 100_000,
    ],
    ids=lambda source: repr(source[:12]),
)
def test_a_large_or_strange_text_is_read_in_time(reader: Read, source: str) -> None:
    release = reader(source.encode(), path="a.md", language="zh-Hans")
    assert "".join(piece.raw for piece in release.pieces) == source


@pytest.mark.parametrize(
    "source", [">" * 10_000 + "中", "- " * 10_000 + "中", "".join("  " * i + "- 中\n" for i in range(100))]
)
def test_nesting_without_end_is_refused_with_the_line(source: str) -> None:
    with pytest.raises(BadInput, match=r"^sources/a.md: line \d+: .*nested too deeply"):
        read_markdown(source.encode(), path="sources/a.md", language="zh-Hans")
