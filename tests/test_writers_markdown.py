"""The Markdown writer: its file means what the edition means."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pages import (
    EVERYTHING,
    SOUP,
    TITLE,
    VISIT,
    Content,
    block,
    bullets,
    front_and_body,
    page,
    paragraph,
    parsed,
    rendered,
    shape,
    written_markdown,
)

from workflow.markup import spans
from workflow.markup.spans import Inline
from workflow.model import Block, Segment, Verbatim
from workflow.writers import inline


def expected_shape(blocks: Sequence[Block], targets: Mapping[str, str], levels: Iterator[int]) -> list[Any]:
    """The same of the blocks themselves, without those that have nothing to print."""
    found: list[Any] = []
    for one in blocks:
        said = any(
            not isinstance(part, Segment) or targets[part.text] != "<EMPTY>"
            for part in one.content
            if part != Verbatim("", "break")
        )
        match one.kind:
            case "title" | "heading":
                level = 1 if one.kind == "title" else next(levels)
                if said:
                    found.append([f"h{level}"])
            case "paragraph" if said:
                found.append(["paragraph"])
            case "figure" if said:
                found.append(["figure" if one.info == "known.jpg" else "paragraph"])
            case "figure" if one.info == "known.jpg":
                found.append(["figure"])
            case "code":
                found.append(["fence"])
            case "rule":
                found.append(["hr"])
            case "quote" | "list" | "item":
                name = {"quote": "blockquote", "item": "list_item"}.get(one.kind) or f"{one.info}_list"
                if inner := expected_shape(one.children, targets, levels):
                    found.append([name, *inner])
            case "table":
                rows = [
                    row
                    for row in one.children
                    if any(
                        targets[part.text] != "<EMPTY>"
                        for cell in row.children
                        for part in cell.content
                        if isinstance(part, Segment)
                    )
                ]
                if rows:
                    width = len(one.children[0].children)
                    head = 0 if rows[0].level == 1 else 1
                    found.append(
                        [
                            "table",
                            *([["tr", *[["th"]] * width]] * head),
                            *(["tr", *[["td" if n or head else "th"]] * width] for n, _ in enumerate(rows)),
                        ]
                    )
    return found


NASTY = [
    "2018. A year",
    "1) one",
    "# heading",
    "#",
    "C#",
    "a # b #",
    "- item",
    "-",
    "--",
    "---",
    "===",
    "+ item",
    "* item",
    "***",
    "_ _ _",
    "> quote",
    "```",
    "~~~",
    "    indented",
    "\tindented",
    "[x]: https://example.org/",
    "| a | b |",
    "a | b",
    "|---|---|",
    ":-: | :-:",
    "--|--",
    "<div>",
    "<div>block</div>",
    "<!-- comment",
    "<script>",
    "<?x",
    "<sub>x</sub>",
    "<em>a<br></em> b",
    "**bold** text",
    "`a|b`",
    "`` ` ``",
    "back\\slash",
    "trailing\\",
    "&copy; &#35; AT&T",
    "a\n\n# b",
    "a  \n- b",
    "Wow! [link](https://example.org/a_(b)?x=1&copy;=2 'a \"title\" \\\\')",
    "![alt](known.jpg)!",
    "snake_case __init__ 10~20",
    "<b>x</b> <i>“y”</i>z",
    "Plain text.",
    "“Quoted.”",
]


LEAF = st.sampled_from(NASTY) | st.just("<EMPTY>")


@st.composite
def documents(draw: st.DrawFn) -> tuple[list[Block], dict[str, str]]:
    targets: dict[str, str] = {}

    def segment(role: str = "") -> Segment:
        found = Segment(f"句{len(targets)}", role)
        targets[found.text] = draw(LEAF)
        return found

    def content() -> Content:
        parts: list[Segment | Verbatim] = [segment()]
        for kind in draw(st.lists(st.sampled_from("sb"), max_size=3)):
            parts += [Verbatim("", "break")] * (kind == "b") + [segment()]
        return tuple(parts)

    def row(width: int, level: int) -> Block:
        return block(
            "row",
            children=[block("cell", segment("cell"), info=draw(st.sampled_from(["", "right"]))) for _ in range(width)],
            level=level,
        )

    def one(depth: int) -> Block:
        kinds = ["paragraph", "paragraph", "heading", "figure", "code", "rule", "table"] + ["list", "list", "quote"] * (
            depth < 3
        )
        kind = draw(st.sampled_from(kinds))
        match kind:
            case "paragraph":
                return block("paragraph", *content())
            case "heading":
                return block("heading", segment("heading"), level=draw(st.integers(1, 6)))
            case "figure":
                return block("figure", segment("caption"), info=draw(st.sampled_from(["known.jpg", "missing.jpg"])))
            case "code":
                return block(
                    "code",
                    Verbatim(draw(st.sampled_from(["x", "", "```\n\n~~~\n    y\n", "# a"])), "code"),
                    info=draw(st.sampled_from(["", "py", "a b`"])),
                )
            case "rule":
                return block("rule")
            case "table":
                width, head = draw(st.integers(1, 3)), draw(st.booleans())
                return block(
                    "table", children=[row(width, int(head and n == 0)) for n in range(draw(st.integers(1, 3)))]
                )
            case "quote":
                return block("quote", children=many(depth + 1))
        items = [block("item", children=many(depth + 1)) for _ in range(draw(st.integers(1, 3)))]
        ordered = draw(st.booleans())
        return block(
            "list",
            children=items,
            info="ordered" if ordered else "bullet",
            level=draw(st.sampled_from([0, 1, 7, 999999999])) if ordered else 0,
        )

    def many(depth: int) -> list[Block]:
        return [one(depth) for _ in range(draw(st.integers(1, 3)))]

    title = block("title", segment("title"))
    targets[title.content[0].text] = "Title"
    return [title, *many(0)], targets


@given(documents())
@example(
    (
        [block("title", Segment("题", "title")), bullets(paragraph("一。")), bullets(paragraph("二。"))],
        {"题": "T", "一。": "a", "二。": "b"},
    )
)
def test_markdown_reads_as_the_blocks_of_the_edition(document: tuple[list[Block], dict[str, str]]) -> None:
    blocks, targets = document
    # Words that come to nothing once they are read (an empty tag, a stray "</div>") print nothing, as a deliberately
    # empty target does.
    how = Inline("markdown", (), {"known.jpg": "known.jpg"})
    targets = {source: target if how.spans(target) else "<EMPTY>" for source, target in targets.items()}
    made = page(blocks, targets, note="", images={"known.jpg": "known.jpg"})
    body = front_and_body(written_markdown(made))[1]
    expected = expected_shape(blocks, targets, iter(inline.heading_levels(blocks[1:])))
    assert shape(parsed(body)) == expected, body


@pytest.mark.parametrize("language", ["en", "ja"])
@given(soups=st.lists(SOUP, min_size=1, max_size=3))
@example(soups=["**a**<!-- -->**b**"])
@example(soups=["<b>a </b>b"])
@example(soups=["a ![x](https://e.org/) !", "[y](https://e.org/)"])
@example(soups=["~~<!--~~<b>0"])
@example(soups=["**“好。”**", "**“好。”**", "也好。"])
def test_markdown_of_a_paragraph_says_the_same_words(language: str, soups: list[str]) -> None:
    targets = {f"句{n}": soup for n, soup in enumerate(soups)}
    targets = {source: soup if soup.strip() else "<EMPTY>" for source, soup in targets.items()}
    made = page([TITLE, paragraph(*targets)], {**VISIT, **targets}, language=language, note="")
    body = front_and_body(written_markdown(made))[1].rstrip("\n").replace("\\\n", "<br>").split("\n\n")
    # In a web page a paragraph is only read as words: what it says there must be said in Markdown.
    found = re.search(r'<p class="lead">(.*)</p>', rendered(made))
    words_of_page = re.sub("<[^>]*>", "", (found[1] if found else "").replace("<br>", " "))
    expected = spans.clean(unescape(words_of_page))
    again = spans.clean(spans.plain(Inline("markdown").spans(body[1])) if len(body) > 1 else "")
    assert "".join(again.split()) == "".join(expected.split())


def test_neighbours_in_markdown_do_not_become_something_else() -> None:
    link = "[也](https://example.org/)"
    made = page([TITLE, paragraph("一。", "二。")], {**VISIT, "一。": "好!", "二。": link}, language="zh-Hant", note="")
    assert written_markdown(made).endswith(f"\n\n好\\!{link}\n")
    made = page(
        [TITLE, paragraph("一。", "二。")], {**VISIT, "一。": "**好**", "二。": "**也好**"}, language="ja", note=""
    )
    assert written_markdown(made).endswith("\n\n**好**<!-- -->**也好**\n")


@given(st.text(max_size=30))
def test_plain_text_in_markdown_is_only_text(text: str) -> None:
    written = inline.line(inline.markdown(Inline("plain").spans(text)))
    (again,) = Inline("markdown").spans(written) or (spans.Span("text"),)
    assert (again.kind, again.text) == ("text", spans.clean(text))


def test_the_front_matter_is_yaml_with_the_facts_of_the_release() -> None:
    made = page([block("title", Segment("题", "title"))], {"题": 'A "title": #1 \\ – ok'}, note="Translated from: X")
    front, body = front_and_body(written_markdown(made))
    assert front == {
        "id": "visit",
        "title": 'A "title": #1 \\ – ok',
        "date": "2018-09-12",
        "lang": "en",
        "source": "https://example.org/zh/visit.html",
        "source_lang": "zh-Hans",
        "source_title": "题",
        "note": "Translated from: X",
    }
    assert body.endswith("\n\n(Translated from: X)\n")


@given(SOUP | st.text(max_size=20))
def test_no_title_breaks_the_front_matter(soup: str) -> None:
    made = page([TITLE], {"代表团访问瑞士": "x" + soup}, office=soup, note=soup, url=soup)
    front, _ = front_and_body(written_markdown(made))
    assert front["title"] == spans.clean(spans.plain(Inline("markdown").spans(("x" + soup).strip())))


def test_markdown_looks_as_a_person_would_write_it() -> None:
    made = page(*EVERYTHING, images={"images/厅.jpg": "images/hall.jpg"})
    assert (
        front_and_body(written_markdown(made))[1]
        == """
# Title

First. Second.\\
OK September 2018

## Heading

![The hall](images/hall.jpg)

- Item

  - Nested

- Another

  ```
  x
  ```

| Type | Number |
| --- | --- |
| Inventions | 43% |

> Quotation.

___

```
code
```

(Translated from the Chinese)
"""
    )
