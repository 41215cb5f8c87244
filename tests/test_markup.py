"""The one scanner: reader, drafting, checks and writers read inline text alike, and it is read as a page prints it."""

import subprocess
import sys
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflow.checks import characters, leftovers, negation, terms, values
from workflow.checks import markup as markup_check
from workflow.checks.example import Example
from workflow.drafting import inline, plans
from workflow.markup import addresses, elements, scanner
from workflow.markup.nodes import Markup, Node, Nodes, scan
from workflow.markup.printing import printed
from workflow.markup.spans import Inline, Span, Spans, clean, plain
from workflow.model import Segment, Term, Verbatim
from workflow.readers import commonmark, markdown
from workflow.readers.cutting import PLACEHOLDER, tidy

REFERENCES = (("甲", "https://example.org/a", ""),)
PIECES = [
    *"*_~`[]()<>!\\&;#-a1中，。 ", "**", "~~", "``", "](u)", "](https://a.b)", "[甲]", "[]", "[^1]", "![", "<b>", "</b>", "<i>", "</i>",
    "<s>", "</s>", "<span>", "</span>", "<title>", "</title>", "<br>", "<!--", "-->", "<PCT>", "<Title>", "<https://a.b>", "&amp;", "&#48;",
    "&#20013;", "&zwnj;", "http://a.b/c_d", "www.a.cn", "me@a.org", "a.com", "《", "》", "“", "210*297",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
MARKUPS = st.sampled_from(["markdown", "plain"])


def leaves(row: Iterable[Node]) -> Iterator[Node]:
    for node in row:
        if node.children:
            yield from leaves(node.children)
        elif node.opens == node.closes == 0 or node.kind == "code":
            yield node


# --- the law ---


@given(TEXTS, MARKUPS)
def test_nodes_join_to_the_text(text: str, markup: Markup) -> None:
    def covers(row: Nodes, start: int, end: int) -> None:
        for node in row:
            assert node.start == start < node.end
            if node.children or node.kind in ("em", "strong", "s", "a", "image", "element"):
                assert node.start < node.opens <= node.closes < node.end
                covers(node.children, node.opens, node.closes)
            start = node.end
        assert start == end

    covers(scan(text, markup, REFERENCES), 0, len(text))


@given(TEXTS, MARKUPS)
@example("会议通过了**《马德里协定》**的修改。", "markdown")
@example("*`` *``", "markdown")
def test_reader_drafting_checks_and_writers_read_a_text_in_the_same_way(text: str, markup: Markup) -> None:
    text = clean(text)
    nodes = scan(text, markup, REFERENCES)
    spans = Inline(markup, REFERENCES).spans(text)
    as_printed = printed(text, markup, REFERENCES)
    # Writers against checks: the same words are seen, and the same are emphasised.
    assert squeezed(plain(spans)) == squeezed(as_printed.visible)
    assert sorted(of_kind(spans)) == sorted(name for name, words in emphasised(nodes) if words.strip())
    # Drafting against the scanner: what the machine gets, and what it never sees.
    made = inline.scan(text, markup, REFERENCES)
    assert inline.written(made) == text
    assert drafted(made) == "".join(text[n.start : n.end] for n in translated(nodes))


@given(TEXTS | st.text())
@example("")
@example("甲]乙")
@example("www.example.org")
def test_what_needs_no_parser_is_read_as_the_parser_reads_it(text: str) -> None:
    assert scanner.nodes(text, {}) == scanner.parsed(text, {})


@given(TEXTS)
@example("会议通过了**《马德里协定》**的修改。")
@example("_www.a.cn")
def test_the_reader_reads_a_paragraph_as_everybody_reads_its_words(text: str) -> None:
    text = clean(text)
    environment = {"references": {"甲": {"href": "https://example.org/a", "title": ""}}}
    atoms, _ = commonmark.inline(text, environment)
    assert "".join(text[atom.start : atom.end] for atom in atoms) == text
    seen = "".join(atom.visible for atom in tidy(atoms, text))
    shown = []
    for node in visible(scanner.nodes(text, environment)):
        opaque = node.kind in ("code", "autolink", "image") or (
            node.kind == "address" and not addresses.is_name(node.shown)
        )
        shown.append(PLACEHOLDER if opaque else node.shown if len(node.shown) == 1 or node.kind != "mark" else " ")
    assert printable(seen) == printable("".join(shown))


def printable(text: str) -> str:
    return "".join(c for c in text if c.isprintable() and c != " ")


def visible(row: Iterable[Node]) -> Iterator[Node]:
    for node in row:
        if node.kind in ("comment", "tag", "break") or (node.kind == "element" and node.name in elements.HIDDEN):
            continue
        if node.children and node.kind != "image":
            yield from visible(node.children)
        else:
            yield node


def squeezed(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in clean(text)).split())


def of_kind(spans: Spans) -> Iterator[str]:
    for span in spans:
        if span.kind in ("em", "strong"):
            yield span.kind
        yield from of_kind(span.children)


def emphasised(row: Iterable[Node]) -> Iterator[tuple[str, str]]:
    """Return the emphasised stretches with their words; an image is its alternative text, without emphasis."""
    for node in row:
        kind = elements.KEPT.get(node.name) if node.kind == "element" else node.kind
        if node.kind == "image" or (node.kind == "element" and node.name in elements.HIDDEN):
            continue
        if kind in ("em", "strong"):
            yield kind, plain(tuple(Span("text", each.shown or "code") for each in visible(node.children)))
        yield from emphasised(node.children)


def translated(row: Iterable[Node]) -> Iterator[Node]:
    for node in row:
        if node.kind in ("text", "loose"):
            yield node
        elif node.kind != "image" and not (node.kind == "element" and node.name in elements.HIDDEN):
            yield from translated(node.children)


def drafted(row: Iterable[inline.Node]) -> str:
    return "".join(
        node.text if isinstance(node, inline.Words) else drafted(node.inner) if isinstance(node, inline.Marked) else ""
        for node in row
    )


@given(TEXTS, MARKUPS)
def test_words_stand_where_they_are_said_to_stand(text: str, markup: Markup) -> None:
    as_printed = printed(text, markup, REFERENCES)
    assert len(as_printed.prose) == len(text)
    assert all(there in (" ", here) for there, here in zip(as_printed.prose, text, strict=True))
    assert len(as_printed.places) == len(as_printed.visible)
    assert list(as_printed.places) == sorted(as_printed.places)
    for character, place in zip(as_printed.visible, as_printed.places, strict=True):
        assert character in (text[place], " ") or text[place] in "&\\`<" or "&" in text


# --- what is words, and what is markup ---


@pytest.mark.parametrize(
    "text",
    [
        "根据<PCT>规定", "型号<X-100>产品", "<TBD>", "<name to be confirmed>", "见<Nature>杂志", "名称<Smith John>", "见</PCT>", "<EMPTY> x",
        "<Title>", "方案<A>和方案<B>", "<time to be confirmed>", "<ISO:9001>", "尺寸为210*297*5毫米", "约210mm*297mm*5mm", "3*4米，5*6米",
        "L*W*H", "2**10**3", "根据<PCT>和**", "[甲](a b.png)",
    ],
)  # fmt: skip
def test_what_is_no_markup_is_printed_as_it_stands(text: str) -> None:
    assert plain(Inline("markdown").spans(text)) == text
    assert printed(text).words == text
    assert inline.scan(text) == (inline.Words(text),)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("**《协定》**的", "strong"), ("《**协定**》", "strong"), ("~~旧~~新", "s"), ("*P*atent", "em"), ("**P**atent", "strong"), ("2 *5* 3", "em"),
        ("<b>x</b>", "element"), ("<B>x</B>", "element"), ("<font color=red>x</font>", "element"), ("<u>", "tag"), ("甲<p>乙", "tag"),
        ("甲<P>乙", "tag"), ("<span class=x>", "tag"), ("甲<BR>乙", "break"), ("<!-- x -->", "comment"), ("<Title>x</Title>", "element"),
        ("<mailto:a@b.c>", "autolink"), ("<HTTPS://a.b>", "autolink"), ("[甲]", "a"), ("[乙][甲]", "a"), ("[x](javascript:y)", "a"),
    ],
)  # fmt: skip
def test_what_is_markup_is_not_printed(text: str, kind: str) -> None:
    assert kind in {node.kind for node in scan(text, references=REFERENCES)}


def test_a_block_that_begins_with_words_in_angle_brackets_is_a_paragraph() -> None:
    release = markdown.read(
        "<PCT>\n**条约**的规定\n\n<div>\n块<X-1>。\n</div>\n".encode(), path="sources/a.md", language="zh-Hans"
    )
    texts = [part.text for block in release.blocks for part in block.content if isinstance(part, Segment | Verbatim)]
    assert [plain(Inline("markdown").spans(text)) for text in texts] == ["<PCT> 条约的规定", "块<X-1>。"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("见https://a.b/c?d=e。", ["https://a.b/c?d=e"]),
        ("（https://a.b/c_(d)）", ["https://a.b/c_(d)"]),
        ("(see http://a.b/c).", ["http://a.b/c"]),
        ("见www.cnipa.gov.cn网站", ["www.cnipa.gov.cn"]),
        ("登录sipo.gov.cn查询", ["sipo.gov.cn"]),
        ("发至help@example.org。", ["help@example.org"]),
        ("mailto:help@example.org", ["mailto:help@example.org"]),
        ("https://a.b/c&lt;b", ["https://a.b/c"]),
        ("https://a.b/c&#20013;", ["https://a.b/c"]),
        ("https://a.b/c~~d~~", ["https://a.b/c"]),
        ("https://a.b/~c/?x=1&amp;y=2", ["https://a.b/~c/?x=1&amp;y=2"]),
        ("https://a.b/?x=1&y=2", ["https://a.b/?x=1&y=2"]),
        ("https://例.中国", []),
        ("https://a.b/caf\u00e9说明", ["https://a.b/caf\u00e9"]),
        ("HTTP://A.B/C", ["HTTP://A.B/C"]),
        ("版本1.9和18.8%", []),
        ("signed.In China", []),
        ("a@b", []),
        ("https://", []),
    ],
)
def test_an_address_ends_where_the_sentence_goes_on(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in addresses.all_in(text)] == found


def test_nothing_in_an_address_is_markup() -> None:
    (node,) = scan("https://a.b/_x_y/~z~a")
    assert node.kind == "address"


# --- what is printed ---


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("33&#48; people", "330 people"),
        ("China&#39;s R&#38;D", "China's R&D"),
        ("is <!-- not --> permitted", "is  permitted"),
        ("100<!-- -->0", "1000"),
        ("is ~~not~~ permitted", "is  permitted"),
        ("is <s>not</s> <del>not</del> permitted", "is   permitted"),
        ("is <title>not</title><script>not</script><style>not</style> permitted", "is  permitted"),
        ("is ~~not **not**~~ permitted", "is  permitted"),
        ("100`0` people", "1000 people"),
        ("run `make` now", "run   now"),
        ("**100**0 and <b>2</b>0", "1000 and 20"),
        ("the [treaty](https://a.b)[^1] and ![map](m.png)", "the treaty and map"),
        ("see https://a.b/no or a@b.org", "see   or  "),
        ("Booking.com", "Booking.com"),
        ("a\\*b", "a*b"),
        ("**not", "**not"),
    ],
)
def test_words_are_what_is_read_aloud(text: str, words: str) -> None:
    assert printed(text).words == words


def test_of_plain_text_only_addresses_are_not_words() -> None:
    as_printed = printed("**a** &amp; <b> `c` 210*297*5 https://a.b", "plain")
    assert as_printed.words == "**a** &amp; <b> `c` 210*297*5  "
    assert as_printed.addresses == ("https://a.b",)
    assert inline.scan("**甲**见https://a.b", "plain") == (inline.Words("**甲**见"), inline.Kept("https://a.b"))
    assert plans.plan("**甲**`乙`", markup="plain").requests == ("**甲**`乙`",)


SHEN = (Term("申长雨", "Shen Changyu", "person"),)


@pytest.mark.parametrize(
    ("check", "source", "target", "expected"),
    [
        (negation.CHECK, "不得转载。", "Reproduction is <!-- not --> permitted.", "error"),
        (negation.CHECK, "不得转发。", "Forwarding is ~~not~~ permitted.", "error"),
        (negation.CHECK, "不得修改。", "Editing is <s>not</s> permitted.", "error"),
        (negation.CHECK, "不得修改。", "Editing is <title>not</title> permitted.", "error"),
        (terms.CHECK, "申长雨出席。", "Shen Long<!-- Shen Changyu --> attended.", "error"),
        (terms.CHECK, "申长雨致辞。", "Shen Long~~Shen Changyu~~ spoke.", "error"),
        (terms.CHECK, "**申**长雨致辞。", "Shen Long spoke.", "error"),
        (characters.CHECK, "共三十五人参加会议。", "There were &#x202e;35 people.", "error"),
        (characters.CHECK, "专利", "pat&ZeroWidthSpace;ent", "warning"),
        (characters.CHECK, "共三十七人参加会议。", "There were 37 people at the m&#x435;eting.", "warning"),
        (characters.CHECK, "专利", "a patent<!-- \u202e -->", "error"),
        (leftovers.CHECK, "共三十六人参加会议。", "There were 36 people at the &#x4f1a;&#x8bae;.", "error"),
        (values.CHECK, "共三十二人参加会议。", "There were &#51;&#50; people.", ""),
        (values.CHECK, "共一百人。", "There were 100`0` people.", "error"),
        (values.CHECK, "共一百人。", "There were 100<!-- -->0 people.", "error"),
        (values.CHECK, "共三十三人。", "There were 33&#48; people.", "error"),
        (markup_check.CHECK, "通过了**《协定》**。", "It adopted the <b>Agreement</b>.", "warning"),
        (markup_check.CHECK, "通过了**《协定》**。", "It adopted** the Agreement**.", "warning"),
        (markup_check.CHECK, "通过了**《协定》**。", "It adopted the **Agreement**.", ""),
        (markup_check.CHECK, "发言人出席。", "<!-- The spokesperson attended. -->", "error"),
        (markup_check.CHECK, "发言人出席。", "<TBD>", ""),
        (markup_check.CHECK, "尺寸为210*297*5毫米。", "The size is 210*297*5 mm.", ""),
        (markup_check.CHECK, "根据<PCT>规定。", "Under the <PCT>.", ""),
    ],
)  # fmt: skip
def test_checks_read_what_the_page_prints(check: object, source: str, target: str, expected: str) -> None:
    found = Example(source, target, "", SHEN).findings(check.inspect)  # type: ignore[attr-defined]
    assert min((finding.severity for finding in found), default="") == expected


# --- time ---


@pytest.mark.parametrize(
    "piece",
    [
        "[", "![", "](", "[a](b(", '[a](b "c ', "[[a]", "`", "`a``b```", "<a ", "<b>", "<b></i>", "<span><b></span>", "<!--", "<a href=", "*a", "**",
        "_a", "~~", "~~~a", "*a_b~~c", "&", "\\", "a@", "www.a)", "http://a))).", "a.com.", "a.b.", "[^1]", "中**《",
    ],
)  # fmt: skip
def test_the_work_grows_with_the_length_alone(piece: str) -> None:
    """Counts interpreter steps; a scanner that looks back would need sixteen times as many for four times the text."""
    work = [calls(piece, length) for length in (2_000, 8_000)]
    assert work[1] <= 5 * work[0] + 1000


def calls(piece: str, length: int) -> int:
    text = (piece * length)[:length]
    count = 0

    def counting(*_: object) -> None:
        nonlocal count
        count += 1

    scan("`a`")  # what is made once
    sys.setprofile(counting)
    try:
        scan(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", ["[", "](x \"](x '", "<a ", "http://a)", "a.", "&a", "<!-- ", "*a", "~~~", "`a``"])
def test_an_enormous_text_is_read_to_its_end(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    assert len(printed(text).prose) == len(text)


def test_checks_are_there_without_the_parser_until_a_text_is_marked() -> None:
    program = """
import sys
from workflow.contracts.registries import CHECKS
from workflow.markup.printing import printed
for check in CHECKS.values():
    check.load() if hasattr(check, "load") else None
printed("Words, an address: https://a.b.")
assert "markdown_it" not in sys.modules
printed("**Words**")
assert "markdown_it" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)
