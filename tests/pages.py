"""Pages to write: what the tests of the writers share."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import yaml
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from workflow.contracts.pages import Certificate, Correction, Page, SignOff
from workflow.model import Block, BlockKind, Edition, PublicState, Segment, Verbatim, sha256
from workflow.writers import html, markdown
from workflow.writers.lists import INDEX, IndexEntry, Lists

Content = tuple[Segment | Verbatim, ...]


LAYOUTS = ("target", "side", "lines")


VOID = {"meta", "link", "br", "hr", "img", "input"}


CERTIFICATE = Certificate(
    source_path="sources/visit.md",
    source_digest="aa" * 32,
    source_text_digest="bb" * 32,
    units=3,
    engines=(("mt: argos zh→en 1.9", 2),),
    changed=1,
    sign_offs=(
        SignOff("translator", "", "2018-09-13T02:14:09Z"),
        SignOff("reviewer", "", "2018-09-14T09:40:51+08:00"),
    ),
    approval="cc" * 32,
    tool="workflow 0.1.0",
)


def block(
    kind: BlockKind, *content: Segment | Verbatim, children: Sequence[Block] = (), level: int = 0, info: str = ""
) -> Block:
    return Block(kind, tuple(content), tuple(children), level, info)


def paragraph(*sources: str) -> Block:
    return block("paragraph", *(Segment(source) for source in sources))


def bullets(*items: Block, info: str = "bullet", level: int = 0) -> Block:
    return block("list", children=[block("item", children=[item]) for item in items], info=info, level=level)


def page(blocks: Sequence[Block], targets: Mapping[str, str], **changes: Any) -> Page:
    """Return a page of these blocks in which each unit has its target, if there is one, whatever its role."""
    keys = dict.fromkeys(
        part.key for outer in blocks for inner in outer.walk() for part in inner.content if isinstance(part, Segment)
    )
    edition = Edition(
        release="visit",
        language="en",
        source_language="zh-Hans",
        units=tuple((role, source, targets[source]) for role, source in keys if source in targets),
        blocks=tuple(blocks),
        date="2018-09-12",
        url="https://example.org/zh/visit.html",
    )
    edition = replace(
        edition, **{key: changes.pop(key) for key in list(changes) if key in {*Edition.__slots__} - {"images"}}
    )
    frame: dict[str, Any] = {
        "office": "Example Office",
        "project": "Newsroom",
        "locale": "en_GB",
        "note": "Translated from the Chinese",
        "layouts": LAYOUTS,
        "images": {},
    }
    return Page(edition, CERTIFICATE, **{**frame, **changes})


TITLE = block("title", Segment("代表团访问瑞士", "title"))


VISIT = {"代表团访问瑞士": "Delegation visits Switzerland"}


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256(content) for name, content in files.items()}


def certified(made: Page) -> Mapping[str, bytes]:
    """All HTML of a page, and its certificate."""
    pages = html.write(made)
    return {**pages, **html.certify(made, digests(pages))}


def rendered(made: Page, layout: str = "target") -> str:
    return html.write(made)[f"visit{html.SUFFIXES[layout]}"].decode()


class Tree(HTMLParser):
    """Every element with its attributes, every text with the languages that it stands in."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[tuple[str, str]] = []
        self.unbalanced: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("lang") or (self.open[-1][1] if self.open else "")))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
        else:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self.open and self.open[-1][0] == "script"):  # what it says to programs
            self.texts.append((data, self.open[-1][1] if self.open else ""))

    def words(self, tag: str = "") -> str:
        return " ".join(text.strip() for text, _ in self.texts)


def article(source: str) -> str:
    """What the reader of a page reads, one line a block."""
    found = re.search(r"<article>(.*)</article>", source, re.DOTALL)
    assert found
    return found[1]


def everything(source: str, target: str) -> tuple[list[Block], dict[str, str]]:
    """One of each block, the words in all of them followed by these."""

    def said(text: str, role: str = "") -> Segment:
        found = Segment(text + source, role)
        targets[found.text] = ENGLISH[text] + target
        return found

    targets: dict[str, str] = {}
    cells = [[said("类别", "cell"), said("数量", "cell")], [said("发明", "cell"), Verbatim("43%" + target)]]
    return [
        block("title", said("标题", "title")),
        block(
            "paragraph",
            said("第一句。"),
            said("第二句。"),
            Verbatim("", "break"),
            Verbatim("OK " + target),
            Verbatim("2018-09", "date"),
        ),
        block("heading", said("小标题", "heading"), level=2),
        block("figure", said("会场", "caption"), info="images/厅.jpg"),
        block(
            "list",
            children=[
                block("item", children=[block("paragraph", said("项目")), bullets(block("paragraph", said("分项")))]),
                block(
                    "item", children=[block("paragraph", said("又一项")), block("code", Verbatim("x" + target, "code"))]
                ),
            ],
            info="bullet",
        ),
        block(
            "table",
            children=[
                block("row", children=[block("cell", cell) for cell in row], level=int(n == 0))
                for n, row in enumerate(cells)
            ],
        ),
        block("quote", children=[block("paragraph", said("引文。"))]),
        block("rule"),
        block("code", Verbatim("code" + target, "code"), info=target),
    ], targets


ENGLISH = {
    "标题": "Title",
    "第一句。": "First.",
    "第二句。": "Second.",
    "小标题": "Heading",
    "会场": "The hall",
    "项目": "Item",
    "分项": "Nested",
    "又一项": "Another",
    "类别": "Type",
    "数量": "Number",
    "发明": "Inventions",
    "引文。": "Quotation.",
}


EVERYTHING = everything("", "")


FRAGMENT = st.sampled_from(
    [
        "<b>",
        "</b>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<a href=x>",
        "**",
        "*",
        "_",
        "`",
        "``",
        "~~",
        "[",
        "](",
        ")",
        "![",
        "javascript:x",
        "https://e.org/",
        "<sub>",
        "</sub>",
        "<br>",
        '"',
        "'",
        ">",
        "<",
        "&lt;",
        "&#60;",
        "\\",
        " ",
        "字",
        "x",
        "\n",
        "|",
        "#",
        "%",
        "\u202e",
        "\xa0",
    ]
)


SOUP = st.lists(st.one_of(FRAGMENT, st.text(max_size=3)), max_size=8).map("".join)


def listed(*entries: IndexEntry, **frame: Any) -> str:
    given = {"language": "en", "locale": "en_GB", "office": "Example Office", "project": "Newsroom", **frame}
    return dict(Lists(**given).pages(entries))[INDEX].decode()


def line_of(release: str, date: str, state: PublicState = PublicState.CURRENT) -> IndexEntry:
    return IndexEntry(release, f"Title {release}", f"标题{release}", "zh-Hans", date, state)


def corrected(*changed: tuple[str, str], **more: Any) -> Page:
    return page([TITLE], VISIT, corrections=(Correction("2018-09-14T01:40:51Z", changed, **more),))


def written_markdown(made: Page) -> str:
    return markdown.write(made)["visit.md"].decode()


def front_and_body(text: str) -> tuple[dict[str, Any], str]:
    _, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), body


def parsed(body: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body))


def shape(node: SyntaxTreeNode) -> list[Any]:
    """The blocks of parsed Markdown as nested lists."""
    found: list[Any] = []
    for child in node.children:
        match child.type:
            case "inline" | "text":
                continue
            case "thead" | "tbody":
                found += shape(child)
            case "paragraph" if [inner.type for inner in child.children[0].children] == ["image"]:
                found.append(["figure"])
            case "heading":
                found.append([child.tag])
            case "ordered_list" | "bullet_list" | "list_item" | "blockquote" | "table" | "tr":
                found.append([child.type, *shape(child)])
            case other:
                found.append([other])
    return found
