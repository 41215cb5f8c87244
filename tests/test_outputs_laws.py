"""Any Unicode in, well-formed files out: what parsers that are not ours read back is what was in."""

import json
import re
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pages
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_formats import png
from test_site import ADDRESS, ATOM, WHEN, Head, judge_feed

from workflow.contracts.pages import Correction, Frame, Link, Page
from workflow.markup.spans import clean, plain
from workflow.model import Block, PublicState, Segment, Verbatim
from workflow.writers import docx, epub, feeds, inline, lists, markdown, metadata, text
from workflow.writers.lists import IndexEntry, Lists

HOSTILE = (
    *("\x00", "\x08", "\x0b", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ud800", "\udfff", "\ufffe", "\uffff"),
    *(
        "\ufeff",
        "\u202e",
        "\u2066",
        "]]>",
        "</script>",
        "</title>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<?xml?>",
        "&",
        "&amp;",
    ),
    *(
        "&#0;",
        "&#x1b;",
        "&#xd800;",
        "&#65534;",
        "<b>",
        "<br>",
        "<img src=x onerror=y>",
        "{{",
        "{%",
        "__proto__",
        "${x}",
    ),
    *(
        "\\",
        "\\u0041",
        '"',
        "'",
        "`",
        "𠀀",
        "中",
        "e\u0301",
        "\t",
        "\n",
        "\r\n",
        " ",
        "\u3000",
        "\u00a0",
        "%",
        "#",
        "*",
    ),
    *("_", "~~", "|", "[^1]", "javascript:alert(1)", "[x](javascript:x)", '[x](http://e.org/?a="b)', "![i](x)"),
)
ANY = st.one_of(
    st.lists(st.sampled_from(HOSTILE), max_size=6).map("".join),
    st.lists(st.one_of(st.sampled_from(HOSTILE), st.characters(codec=None)), max_size=8).map("".join),
)
SOURCES = ("标题", "第一句。", "会场", "格", "项")
LAW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _page(said: dict[str, str], other: str) -> Page:
    """A page on which every word that somebody can write is hostile."""
    blocks = [
        Block("title", (Segment("标题", "title"),)),
        Block("figure", (Segment("会场", "caption"),), info="hall.jpg"),
        Block("paragraph", (Segment("第一句。"),)),
        Block("table", children=(Block("row", children=(Block("cell", (Segment("格", "cell"),)),), level=1),)),
        Block("list", children=(Block("item", children=(Block("paragraph", (Segment("项"),)),)),), info="bullet"),
        Block("code", (Verbatim(other),)),
    ]
    return pages.page(
        blocks,
        said,
        images={"hall.jpg": "../images/1234.jpg"},
        pictures={"hall.jpg": png(2, 2)},
        frame=Frame(ADDRESS, logo="images/logo.png", languages=("en", "fr"), links=((other or "x", ADDRESS),)),
        languages=("fr",),
        office=said["项"],
        project=other,
        issued=WHEN,
        updated=WHEN,
        note=other,
        url=other,
        date=other,
        remarks=(other,),
        corrections=(Correction(WHEN, ((other, said["格"]), ("", other), (other, ""))),),
        superseded_by=(Link("later", other),),
    )


def _said(words: list[str]) -> dict[str, str]:
    return {source: word if word.strip() else "x" for source, word in zip(SOURCES, words, strict=True)}


def _bare(words: str) -> str:
    return re.sub(r"\s+", "", words)


WORDS = st.lists(ANY, min_size=len(SOURCES), max_size=len(SOURCES)).map(_said)


@LAW
@given(WORDS, ANY)
def test_pages_have_no_element_of_their_texts_and_say_them_to_programs(said: dict[str, str], other: str) -> None:
    page = _page(said, other)
    names = inline.text_of(page).names()
    for name, data in pages.certified(page).items():
        source = data.decode("utf-8")
        if name.endswith(".json"):
            json.loads(source)
            continue
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", source), name
        tree = pages.Tree(source)
        assert not tree.unbalanced, name
        for tag, attributes in tree.elements:
            assert tag not in {"iframe", "object", "embed", "form", "base", "svg", "style"}
            assert not [key for key in attributes if key.startswith("on")]
            for key in ("href", "src"):
                assert not re.match(r"\s*(?:javascript|data|vbscript):", attributes.get(key) or "", re.IGNORECASE)
        assert [tag for tag, _ in tree.elements].count("script") <= 1
    head = Head(pages.certified(page)["visit.html"].decode())
    assert json.loads(head.data)["headline"] == clean(names[1]) == dict(head.properties)["og:title"]
    assert json.loads(head.data).get("publisher", {}).get("name", "") == clean(said["项"])


@LAW
@given(WORDS, ANY)
def test_books_and_documents_are_well_formed_and_have_every_word(said: dict[str, str], other: str) -> None:
    page = _page(said, other)
    how = inline.text_of(page).how
    wanted = [_bare(plain(how.spans(words))) for words in said.values()]
    for written in (text.write(page), markdown.write(page)):
        assert all(data.decode("utf-8") for data in written.values())
    for name, data in {**epub.write(page), **docx.write(page)}.items():
        archive = ZipFile(BytesIO(data))
        assert archive.testzip() is None
        parts = {
            part: ET.fromstring(archive.read(part))  # noqa: S314 - ours
            for part in archive.namelist()
            if part.endswith((".xml", ".xhtml", ".opf", ".rels"))
        }
        main = parts["EPUB/page.xhtml" if name.endswith(".epub") else "word/document.xml"]
        found = _bare("".join(main.itertext()))
        assert all(words in found for words in wanted), name
        if name.endswith(".epub"):
            title = parts["EPUB/package.opf"].find(".//{http://purl.org/dc/elements/1.1/}title")
            assert title is not None
            assert (title.text or "").strip()


@LAW
@given(WORDS, ANY)
def test_lists_search_feed_and_map_say_what_was_written(said: dict[str, str], other: str) -> None:
    page = _page(said, other)
    made = inline.text_of(page)
    title, about = made.names()[1], metadata.description(made)
    one = IndexEntry(
        "r1", title, said["格"], "zh-Hans", other, PublicState.CURRENT, about=about, issued=WHEN, updated=WHEN
    )
    given_ = Lists("en", "en_GB", said["项"], other, page.frame)
    files = {**dict(given_.pages([one])), **dict(feeds.write(given_, [one]))}
    for name, data in files.items():
        if name.endswith(".html"):
            tree = pages.Tree(data.decode("utf-8"))
            assert not tree.unbalanced
            assert [tag for tag, _ in tree.elements].count("script") <= 1
    (entry,) = judge_feed(files[feeds.FEED])
    assert (entry.findtext(f"{ATOM}title") or "") == clean(title)
    assert (entry.findtext(f"{ATOM}summary") or "") == clean(about)
    ET.fromstring(files[feeds.MAP])  # noqa: S314 - ours
    script = files[lists.SEARCH].decode("utf-8")
    (found,) = json.loads(script.partition("globalThis.releases = ")[2].rstrip(";\n"))
    assert found[2:4] == [clean(title), clean(said["格"])]
