"""The site around the releases: lists, search data, feed, site map, what pages say to programs, languages, theme.

The feed is checked against RFC 4287 with the standard library alone: which elements it must have, how often, and what
their values look like.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, Newsroom, make
from pages import Tree, page

from workflow.catalogs import po as catalogs
from workflow.contracts.pages import Frame, Link, Theme
from workflow.errors import UsageError
from workflow.languages import document_kind, page_words
from workflow.languages import lists as word_lists
from workflow.model import Block, PublicState, Segment
from workflow.settings import parse
from workflow.writers import colours, feeds, html, lists, rendering
from workflow.writers.lists import INDEX, IndexEntry, Lists

ADDRESS = "https://www.example.org/news/"
ATOM = "{http://www.w3.org/2005/Atom}"
MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
WHEN = "2026-03-01T08:00:00Z"
NOWHERE = Frame()


def parsed(data: bytes) -> ET.Element:
    return ET.fromstring(data)  # noqa: S314 - our own


def release(number: int, date: str = "2018-09-12", source: str = "标题", **more: Any) -> IndexEntry:
    return IndexEntry(
        f"r{number}", f"Title {number}", source, "zh-Hans", date, PublicState.CURRENT, issued=WHEN, updated=WHEN, **more
    )


def made(*entries: IndexEntry, frame: Frame = NOWHERE, language: str = "en") -> dict[str, bytes]:
    given_ = Lists(language, "en_GB", "Example Office", "Newsroom", frame)
    return {**dict(given_.pages(entries)), **dict(feeds.write(given_, entries))}


def links(source: str, base: str) -> list[str]:
    """The addresses of a page's links, seen from the folder of the language."""
    found = [attributes["href"] or "" for tag, attributes in Tree(source).elements if tag == "a"]
    return [urljoin(f"http://x/en/{base}", href).removeprefix("http://x/en/") for href in found]


# --- lists ---


def test_few_releases_are_all_on_the_index_with_links_to_its_years() -> None:
    files = made(*(release(number, f"{2016 + number % 3}-01-02") for number in range(lists.FEW)))
    assert set(files) == {INDEX, lists.SEARCH}
    source = files[INDEX].decode()
    assert source.count('<p class="title">') == lists.FEW
    assert re.findall(r'href="(index\.html#y\d+)"', source) == [f"index.html#y{year}" for year in (2018, 2017, 2016)]
    assert set(re.findall(r'<section class="year" id="(\w+)">', source)) == {"y2018", "y2017", "y2016"}


def test_many_releases_are_on_pages_by_year_and_the_index_names_the_latest() -> None:
    entries = [release(number, f"{2017 + number % 2}-03-{number % 28 + 1:02}") for number in range(1000)]
    entries += [release(2000, ""), release(2001, "soon")]
    files = made(*entries)
    counts = {name: data.decode().count('<p class="title">') for name, data in files.items() if name.endswith(".html")}
    assert counts.pop(INDEX) == lists.LATEST
    assert max(counts.values()) == lists.A_PAGE
    assert {name.partition("-")[0].removesuffix(".html") for name in counts} == {"list/2018", "list/2017", "list/other"}
    shown = [link for name in counts for link in links(files[name].decode(), name) if re.fullmatch(r"r\d+\.html", link)]
    assert sorted(shown) == sorted(f"{one.id}.html" for one in entries)
    for name in (INDEX, *counts):
        pages = {link.partition("#")[0] for link in links(files[name].decode(), name) if link.startswith("list/")}
        assert pages <= set(files), name
    first = files["list/2018.html"].decode()
    assert '<span aria-current="page">1</span>' in first
    assert '<a href="2018.html" aria-current="page">2018</a>' in first.replace("../list/", "")
    assert "Undated" not in first


@given(st.lists(st.sampled_from(["2018-09-12", "2018", "2019-01", "", "soon"]), max_size=260))
def test_every_release_can_be_reached_from_the_index_without_a_script(days: list[str]) -> None:
    files = made(*(release(number, day) for number, day in enumerate(days)))
    seen: set[str] = set()
    waiting = [INDEX]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in files:
            continue
        seen.add(name)
        waiting += [link.partition("#")[0] for link in links(files[name].decode(), name)]
    found = {link for name in seen for link in links(files[name].decode(), name)}
    assert {f"r{number}.html" for number in range(len(days))} <= found
    assert seen == {name for name in files if name.endswith(".html")}


def test_every_release_whose_title_names_its_kind_is_on_the_page_of_that_kind() -> None:
    files = made(
        release(1, source="关于召开会议的通知"),
        release(2, source="代表团访问瑞士"),
        release(3, source="2018年统计数据公布"),
    )
    assert [name for name in files if name.startswith("list/") and name != lists.SEARCH] == [
        "list/notice.html",
        "list/statistics.html",
    ]
    source = files["list/notice.html"].decode()
    assert "<h1>Notices</h1>" in source
    assert [link for link in links(source, "list/notice.html") if link.startswith("r")] == [
        "r1.html",
        "r1.side.html",
        "r1.lines.html",
    ]
    assert files[INDEX].decode().count('<span class="kind">') == 2


@pytest.mark.parametrize("row", word_lists.rows("chinese", "kinds"), ids=lambda row: row.example)
def test_a_title_names_the_kind_of_its_document(row: word_lists.Row) -> None:
    assert document_kind(row.example, "zh-Hans") == row.kind
    assert row.kind in lists.KINDS


@pytest.mark.parametrize(
    "title",
    [
        "国家知识产权局发布公告",
        "申长雨出席并讲话",
        "国新办发表白皮书",
        "各界发表意见",
        "代表团访问瑞士",
        "印发管理办法",
        "",
    ],
)
def test_a_headline_names_none(title: str) -> None:
    assert document_kind(title, "zh-Hans") == ""


def test_a_kind_is_known_in_traditional_characters_with_a_remark_and_in_no_other_language() -> None:
    assert document_kind("專利代理管理辦法（試行）", "zh-Hant") == "rules"
    assert document_kind("关于召开会议的通知", "ja") == ""


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ar", "zh-Hans", "zh-Hant-TW", "zh-Hant-HK"])
def test_every_kind_and_format_has_a_name_in_every_language_of_pages(language: str) -> None:
    from workflow.contracts.registries import WRITERS

    _, said = page_words(language)
    suffixes = [suffix for name in WRITERS if name != "html" for suffix in WRITERS[name].suffixes if suffix != ".md"]
    assert all(said[f"kind.{kind}"] for kind in lists.KINDS)
    assert all(said[f"format{suffix}"] for suffix in suffixes)
    own = {key for key, words in page_words("en")[1].items() if said[key] == words and len(words) > 12}
    assert language == "en" or not own & {"search.what", "latest_releases", "search.none"}


def test_the_search_box_looks_through_titles_and_first_paragraphs() -> None:
    text = made(release(1, about="The first words."), release(2, ""))[lists.SEARCH].decode()
    found = json.loads(text.partition("globalThis.releases = ")[2].rstrip(";\n"))
    assert found[0] == ["r1.html", "12 September 2018", "Title 1", "标题", "zh-Hans", "The first words.", ""]
    assert found[1][1] == ""


def test_of_a_withdrawn_release_neither_lists_nor_search_nor_feed_say_the_translation() -> None:
    gone = replace(release(1, about="It was withdrawn."), state=PublicState.WITHDRAWN, withdrawn=WHEN)
    files = made(gone, frame=Frame(address=ADDRESS, languages=("en",)))
    assert all(b"Title 1" not in data for data in files.values())
    (entry,) = parsed(files["feed.xml"]).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Withdrawn: 标题"
    assert entry.findtext(f"{ATOM}summary") == "It was withdrawn."
    assert b"r1.html" not in files["sitemap.xml"]


# --- feed and map ---

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:\S+")


def judge_feed(data: bytes) -> list[ET.Element]:
    """Check a feed against RFC 4287, and return its entries."""
    feed = parsed(data)
    assert feed.tag == f"{ATOM}feed"
    ids = []
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1, name
        assert RFC3339.fullmatch(element.findtext(f"{ATOM}updated") or "")
        assert RFC3339.fullmatch(element.findtext(f"{ATOM}published", WHEN))
        ids.append(element.findtext(f"{ATOM}id") or "")
        assert TAG.fullmatch(ids[-1])
        rels = [link.get("rel") for link in element.findall(f"{ATOM}link")]
        assert rels.count("alternate") == 1
        assert all(urlsplit(link.get("href") or "").scheme == "https" for link in element.findall(f"{ATOM}link"))
    assert len(set(ids)) == len(ids)
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")].count("self") == 1
    entries = feed.findall(f"{ATOM}entry")
    updated = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert updated == sorted(updated, reverse=True)
    assert not entries or feed.findtext(f"{ATOM}updated") == updated[0]
    return entries


def test_a_feed_names_what_changed_last_and_its_ids_never_change() -> None:
    frame = Frame(address=ADDRESS, languages=("en",))
    entries = [release(number, about="A & <b>") for number in range(60)]
    changed = replace(entries[7], updated="2026-04-01T10:00:00+02:00", corrected="2026-04-01")
    files = made(*entries[:7], changed, *entries[8:], frame=frame)
    found = judge_feed(files["feed.xml"])
    assert len(found) == feeds.ENTRIES
    assert found[0].findtext(f"{ATOM}updated") == "2026-04-01T08:00:00Z"
    assert found[0].findtext(f"{ATOM}id") == "tag:www.example.org,2026-03-01:en/r7"
    assert found[0].findtext(f"{ATOM}summary") == "Corrected on 1 April 2026. A & <b>"
    assert files == made(*reversed(entries[8:]), changed, *entries[:7], frame=frame)
    moved = Frame(address="https://other.example/", tag="www.example.org", languages=("en",))
    assert [one.findtext(f"{ATOM}id") for one in judge_feed(made(changed, frame=moved)["feed.xml"])] == [
        "tag:www.example.org,2026-03-01:en/r7"
    ]


def test_the_map_has_every_release_that_is_not_withdrawn() -> None:
    frame = Frame(address=ADDRESS, languages=("en",))
    entries = [release(number) for number in range(6)]
    for gone in ({0}, {2, 3}, {5}, set(range(6))):
        there = [replace(one, state=PublicState.WITHDRAWN) if at in gone else one for at, one in enumerate(entries)]
        places = [one.text for one in parsed(made(*there, frame=frame)["sitemap.xml"]).iter(f"{MAPS}loc")]
        assert places == [
            f"{ADDRESS}en/index.html",
            *(f"{ADDRESS}en/r{number}.html" for number in range(6) if number not in gone),
        ]


def test_without_an_address_there_is_neither_feed_nor_map_nor_anything_that_needs_one() -> None:
    files = made(release(1))
    assert {"feed.xml", "sitemap.xml"}.isdisjoint(files)
    assert feeds.whole_map(Frame(), {}) == {}
    assert not re.search(rb'rel="canonical"|hreflang|atom|og:', files[INDEX])
    source = html.write(replace(simple(), frame=Frame()))["visit.html"].decode()
    assert not re.search(r'rel="canonical"|atom|og:|hreflang="en"', source)


# --- what a page says to programs ---


def simple(**changes: Any) -> Any:
    title = Block("title", (Segment("标题", "title"),))
    text = Block("paragraph", (Segment("第一句。"),))
    picture = Block("figure", (Segment("会场", "caption"),), info="hall.jpg")
    said = {"标题": "A title", "第一句。": "First & last.", "会场": "The hall"}
    frame = Frame(address=ADDRESS, logo="images/logo.png", languages=("en", "fr"))
    given_ = {
        "images": {"hall.jpg": "../images/1234.jpg"},
        "frame": frame,
        "languages": ("fr",),
        "office": "Office </script> <!--",
        "issued": WHEN,
        "updated": "2026-04-01T08:00:00Z",
    }
    return page([title, picture, text], said, **{**given_, **changes})


class Head(HTMLParser):
    """The links, the properties and the JSON-LD of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.links: list[dict[str, str | None]] = []
        self.properties: list[tuple[str | None, str | None]] = []
        self.data = ""
        self.inside = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.inside = tag == "script" and attributes.get("type") == "application/ld+json"
        if tag == "link":
            self.links.append(attributes)
        elif tag == "meta" and "property" in attributes:
            self.properties.append((attributes["property"], attributes["content"]))

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.data += data

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def rel(self, rel: str) -> dict[str, str]:
        """From language, "" for none, to address."""
        return {
            one.get("hreflang") or "": one["href"] or ""
            for one in self.links
            if one["rel"] == rel and "type" not in one
        }


def test_json_ld_describes_the_translation_and_its_original() -> None:
    data = json.loads(Head(html.write(simple())["visit.html"].decode()).data)
    assert data == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": f"{ADDRESS}en/visit.html",
        "url": f"{ADDRESS}en/visit.html",
        "headline": "A title",
        "description": "First & last.",
        "inLanguage": "en",
        "datePublished": WHEN,
        "dateModified": "2026-04-01T08:00:00Z",
        "image": f"{ADDRESS}images/1234.jpg",
        "publisher": {
            "@type": "Organization",
            "name": "Office </script> <!--",
            "url": ADDRESS,
            "logo": f"{ADDRESS}images/logo.png",
        },
        "translationOfWork": {
            "@type": "NewsArticle",
            "@id": "https://example.org/zh/visit.html",
            "url": "https://example.org/zh/visit.html",
            "headline": "标题",
            "inLanguage": "zh-Hans",
            "datePublished": "2018-09-12",
        },
    }


@pytest.mark.parametrize("suffix", [".html", ".side.html", ".lines.html"])
def test_a_page_leads_to_its_other_languages_layouts_formats_and_releases_in_its_own_layout(suffix: str) -> None:
    others = (Link("later", "A later one"), Link("gone", "", withdrawn=True))
    formats = ("html", "markdown", "text", "epub", "docx")
    source = html.write(simple(formats=formats, superseded_by=others))[f"visit{suffix}"].decode()
    assert re.findall('<a href="([^"]*)"[^>]*>([^<]*)</a>', source) == [
        (f"../fr/visit{suffix}", "Français"),
        ("visit.html", "English"),
        ("visit.side.html", "Side by side"),
        ("visit.lines.html", "Line by line"),
        (f"later{suffix}", "A later one"),
        (f"gone{suffix}", "Superseded by a release that has since been withdrawn"),
        ("visit.certificate.html", "Certificate of translation"),
        ("visit.md", "Markdown version"),
        ("visit.txt", "Plain text"),
        ("visit.epub", "E-book (EPUB)"),
        ("visit.docx", "Word document"),
        ("visit.bilingual.docx", "Word document, both languages"),
        ("https://example.org/zh/visit.html", "Chinese original"),
        ("index.html", "All releases"),
    ]
    alone = html.write(simple(languages=()))[f"visit{suffix}"].decode()
    assert "Français" not in alone
    assert 'class="switch"' not in alone


def test_what_is_not_known_is_left_out_of_json_ld() -> None:
    bare = simple(frame=Frame(), languages=(), issued="", office="", url="", date="soon", images={})
    data = json.loads(Head(html.write(bare)["visit.html"].decode()).data)
    assert set(data) == {
        "@context",
        "@type",
        "headline",
        "description",
        "inLanguage",
        "dateModified",
        "translationOfWork",
    }
    assert set(data["translationOfWork"]) == {"@type", "headline", "inLanguage"}


def test_open_graph_has_the_first_picture_else_the_logo_unless_that_is_a_drawing() -> None:
    found = dict(Head(html.write(simple())["visit.html"].decode()).properties)
    assert found["og:image"] == f"{ADDRESS}images/1234.jpg"
    assert found["og:image:alt"] == "The hall"
    assert found["og:locale"] == "en_GB"
    assert found["og:locale:alternate"] == "fr_FR"
    assert found["og:title"] == "A title"
    assert found["og:type"] == "article"
    assert found["og:site_name"] == "Office </script> <!--"
    assert dict(Head(html.write(simple(office=""))["visit.html"].decode()).properties)["og:site_name"] == "Newsroom"
    without = dict(Head(html.write(simple(images={}))["visit.html"].decode()).properties)
    assert without["og:image"] == f"{ADDRESS}images/logo.png"
    drawing = Frame(address=ADDRESS, logo="images/logo.svg", languages=("en", "fr"))
    assert "og:image" not in dict(Head(html.write(simple(images={}, frame=drawing))["visit.html"].decode()).properties)


def test_every_layout_names_the_main_page_as_canonical_and_only_that_names_the_editions() -> None:
    written = {name: Head(data.decode()) for name, data in html.write(simple()).items()}
    assert {head.rel("canonical")[""] for head in written.values()} == {f"{ADDRESS}en/visit.html"}
    assert written["visit.html"].rel("alternate") == {
        "en": f"{ADDRESS}en/visit.html",
        "fr": f"{ADDRESS}fr/visit.html",
        "zh-Hans": "https://example.org/zh/visit.html",
    }
    assert set(written["visit.side.html"].rel("alternate")) == {"zh-Hans"}
    assert written["visit.side.html"].data == ""


def test_a_draft_says_nothing_to_programs() -> None:
    for data in html.write(simple(draft=True)).values():
        head = Head(data.decode())
        assert (head.data, head.properties, head.rel("canonical")) == ("", [], {})


def test_pages_lead_to_every_format_that_is_written() -> None:
    source = html.write(simple(formats=("html", "markdown", "text", "epub", "docx")))["visit.html"].decode()
    names = ["visit.md", "visit.txt", "visit.epub", "visit.docx", "visit.bilingual.docx"]
    assert [link for link in re.findall(r'href="([^"]+)"', source) if link in names] == names
    assert "visit.epub" not in html.write(simple(formats=("html",)))["visit.html"].decode()


# --- languages ---


def translate(room: Newsroom, name: str, language: str, words: str) -> None:
    """Translate, submit and approve a release."""
    path = room.catalog_path(name, language)
    catalog = catalogs.parse(path.read_bytes(), name=str(path), release=name, language=language)
    units = tuple(replace(unit, target=f"{words} {number}.", fuzzy=False) for number, unit in enumerate(catalog.units))
    path.write_bytes(catalogs.dump(replace(catalog, units=units)))
    room.run("submit", name, "--to", language, "--as", TRANSLATOR)
    room.run("approve", name, "--to", language, "--as", REVIEWER)


def settings(*lines: str) -> str:
    return SETTINGS.replace(
        'office = "The Office"', 'office = "An Office"\ntarget_languages = ["en", "fr"]'
    ) + "\n".join(("", *lines, ""))


PUBLISH = f'[publish]\naddress = "{ADDRESS}"'


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """A newsroom in two languages with an address, its release approved in English."""
    found = make(tmp_path)
    found.write("workflow.toml", settings(PUBLISH))
    found.run("translate")
    translate(found, "visit", "en", "Words")
    return found


def failures(room: Newsroom) -> list[str]:
    return room.run("verify", status=None).stdout.splitlines()[:-2]


def alternates(room: Newsroom) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the address of each page of the site with those of its editions."""
    for path, data in room.files("public").items():
        if path.endswith(".html"):
            # The page above the languages is known by the site's own address.
            yield ADDRESS + ("" if path == "index.html" else path), Head(data.decode()).rel("alternate")


def test_editions_name_each_other_both_ways_as_soon_as_there_are_two(room: Newsroom) -> None:
    room.run("publish")
    assert 'hreflang="fr"' not in room.files("public")["en/visit.html"].decode()
    translate(room, "visit", "fr", "Mots")
    # Only French is asked for, and the English page changes with it.
    room.run("publish", "--to", "fr")
    assert failures(room) == []
    pages = dict(alternates(room))
    ours = {address: {to for to in found.values() if to.startswith(ADDRESS)} for address, found in pages.items()}
    assert ours[f"{ADDRESS}en/visit.html"] == {f"{ADDRESS}en/visit.html", f"{ADDRESS}fr/visit.html"}
    for address, found in ours.items():
        assert all(address in ours[other] for other in found), address
    source = room.files("public")["en/visit.side.html"].decode()
    assert '<a href="../fr/visit.side.html" lang="fr" hreflang="fr"' in source
    sitemap = parsed(room.files("public")["en/sitemap.xml"])
    url = next(url for url in sitemap if (url.findtext(f"{MAPS}loc") or "").endswith("visit.html"))
    assert {link.get("hreflang") for link in url.findall(f"{XHTML}link")} == {"en", "fr"}
    whole = parsed(room.files("public")["sitemap.xml"])
    assert [one.text for one in whole.iter(f"{MAPS}loc")] == [f"{ADDRESS}{tag}/sitemap.xml" for tag in ("en", "fr")]
    room.run("publish")
    assert "all files are up to date" in room.run("publish").stdout


def test_a_withdrawn_edition_is_named_by_no_other(room: Newsroom) -> None:
    translate(room, "visit", "fr", "Mots")
    room.run("publish")
    assert "../fr/visit.html" in room.files("public")["en/visit.html"].decode()
    room.run("withdraw", "visit", "--to", "fr", "--reason", "Faux.", "--as", REVIEWER)
    room.run("publish")
    assert failures(room) == []
    assert "../fr/visit.html" not in room.files("public")["en/visit.html"].decode()
    (entry,) = judge_feed(room.files("public")["fr/feed.xml"])
    assert "Retiré" in (entry.findtext(f"{ATOM}title") or "")
    assert "Faux." in (entry.findtext(f"{ATOM}summary") or "")


def test_one_release_is_published_with_its_editions_from_the_cache(room: Newsroom) -> None:
    room.write("sources/other.md", "# 甲乙\n\n会议开始。\n")
    room.run("translate")
    translate(room, "other", "en", "Other")
    translate(room, "visit", "fr", "Mots")
    room.run("publish")
    translate(room, "other", "fr", "Autres")
    room.run("publish", "other")
    assert failures(room) == []
    assert "../fr/other.html" in room.files("public")["en/other.html"].decode()
    before = room.files("public")
    assert "all files are up to date" in room.run("publish").stdout
    assert room.files("public") == before


# --- the ledger's days ---


def test_the_feed_dates_what_was_published_corrected_and_only_made_again(room: Newsroom) -> None:
    room.run("publish", env={"SOURCE_DATE_EPOCH": "1790000000"})
    feed = room.files("public")["en/feed.xml"]
    (entry,) = judge_feed(feed)
    first = entry.findtext(f"{ATOM}updated")
    assert first == entry.findtext(f"{ATOM}published") == "2026-09-21T14:13:20Z"
    room.write("workflow.toml", settings(PUBLISH, 'layouts = ["target", "side"]'))
    room.run("publish", env={"SOURCE_DATE_EPOCH": "1790100000"})
    assert room.files("public")["en/feed.xml"] == feed
    translate(room, "visit", "en", "Better words")
    room.run("publish", env={"SOURCE_DATE_EPOCH": "1790200000"})
    (entry,) = judge_feed(room.files("public")["en/feed.xml"])
    assert entry.findtext(f"{ATOM}updated") == "2026-09-23T21:46:40Z"
    assert entry.findtext(f"{ATOM}published") == first
    assert "Corrected on" in (entry.findtext(f"{ATOM}summary") or "")
    data = json.loads(Head(room.files("public")["en/visit.html"].decode()).data)
    assert (data["datePublished"], data["dateModified"]) == (first, "2026-09-23T21:46:40Z")
    assert failures(room) == []


def test_a_site_that_was_deleted_comes_back_byte_for_byte(room: Newsroom) -> None:
    room.run("publish")
    before = room.files("public")
    for path in before:
        (room.root / "public" / path).unlink()
    room.run("publish", env={"SOURCE_DATE_EPOCH": "1890000000"})
    assert room.files("public") == before


@pytest.mark.parametrize("limit", ["MOST", "LARGEST"])
def test_a_map_that_is_too_large_goes_on_in_another_file_and_the_whole_map_names_all(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """The index and three releases in English, the index alone in French."""
    for name in ("2019", "2020"):
        room.write(f"sources/{name}.md", "# 关于会议的通知\n\n会议开始。\n")
    room.run("translate")
    for name in ("2019", "2020"):
        translate(room, name, "en", "Other")
    room.run("publish")
    one = room.files("public")["en/sitemap.xml"]
    places = [url.findtext(f"{MAPS}loc") for url in parsed(one)]
    assert len(places) == 4
    most = 2 if limit == "MOST" else len(one) - 1
    monkeypatch.setattr(feeds, limit, most)
    room.run("publish")
    files = room.files("public")
    parts = ["en/sitemap.xml", "en/sitemap-2.xml"]
    found = [[url.findtext(f"{MAPS}loc") for url in parsed(files[part])] for part in parts]
    assert [*found[0], *found[1]] == places
    for part, urls in zip(parts, found, strict=True):
        assert (len(urls) if limit == "MOST" else len(files[part])) <= most
    whole = [each.text for each in parsed(files["sitemap.xml"]).iter(f"{MAPS}loc")]
    assert whole == [f"{ADDRESS}{part}" for part in (*parts, "fr/sitemap.xml")]
    assert failures(room) == []
    for path in ("sitemap.xml", "en/sitemap-2.xml"):
        room.write(f"public/{path}", files[path] + b" ")
        assert [line for line in failures(room) if line.startswith("altered: ") and path in line], path
        room.write(f"public/{path}", files[path])
    monkeypatch.undo()
    translate(room, "visit", "fr", "Mots")  # only French is asked for; the map of English becomes one again
    room.run("publish", "--to", "fr")
    whole = [each.text for each in parsed(room.files("public")["sitemap.xml"]).iter(f"{MAPS}loc")]
    assert whole == [f"{ADDRESS}{tag}/sitemap.xml" for tag in ("en", "fr")]
    room.run("publish")
    assert "en/sitemap-2.xml" not in room.files("public")
    assert failures(room) == []


def test_the_tenth_part_of_a_map_comes_after_the_ninth(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in map(str, range(2019, 2028)):
        room.write(f"sources/{name}.md", f"# 第{name}号通知\n\n会议开始。\n")
    room.run("translate", "--to", "en")
    for name in map(str, range(2019, 2028)):
        translate(room, name, "en", f"Text of {name}")
    monkeypatch.setattr(feeds, "MOST", 1)
    room.run("publish")
    whole = parsed(room.files("public")["sitemap.xml"])
    found = [(each.text or "").rpartition("/")[2] for each in whole.iter(f"{MAPS}loc")]
    assert found == ["sitemap.xml", *(f"sitemap-{number}.xml" for number in range(2, 12)), "sitemap.xml"]
    assert failures(room) == []


# --- verify ---


def test_every_list_feed_and_map_is_compared(room: Newsroom) -> None:
    room.write("sources/2019.md", "# 关于会议的通知\n\n会议开始。\n")
    room.run("translate")
    translate(room, "2019", "en", "Other")
    room.run("publish")
    assert failures(room) == []
    names = [
        "index.html",
        "sitemap.xml",
        "search.js",
        "style.css",
        "en/feed.xml",
        "en/sitemap.xml",
        "en/list/search.js",
    ]
    for path in (*names, "en/list/notice.html", "en/index.html"):
        file = room.root / "public" / path
        data = file.read_bytes()
        file.write_bytes(data + b" ")
        assert [line for line in failures(room) if line.startswith("altered: ") and str(Path(path)) in line], path
        file.unlink()
        assert [line for line in failures(room) if line.startswith("altered: ") and str(Path(path)) in line], path
        file.write_bytes(data)


def test_lists_of_an_earlier_day_are_outdated_and_one_that_was_changed_is_altered(room: Newsroom) -> None:
    room.run("publish")
    public = room.root / "public"
    earlier = {path: data for path, data in room.files("public").items() if "index.html" in path or "list/" in path}
    earlier |= {path: data for path, data in room.files("public").items() if path.endswith(".xml")}
    room.write("sources/other.md", "# 关于会议的通知\n\n会议开始。\n")
    room.run("translate")
    translate(room, "other", "en", "Other")
    room.run("publish")
    (public / "en/list/notice.html").unlink()
    for path, data in earlier.items():
        (public / path).write_bytes(data)
    lines = failures(room)
    assert lines
    assert all(line.startswith("outdated: ") for line in lines), lines
    feed = public / "en/feed.xml"
    feed.write_bytes(feed.read_bytes().replace(b"Words", b"Forged"))
    assert [line for line in failures(room) if line.startswith("altered: ") and "feed.xml" in line]
    room.run("publish")
    assert failures(room) == []


def test_setting_or_removing_the_address_leaves_an_outdated_site_and_no_stray_file(room: Newsroom) -> None:
    room.run("publish")
    room.write("workflow.toml", settings())
    lines = failures(room)
    assert lines
    assert [line for line in lines if not line.startswith("outdated: ")] == []
    said = room.run("publish")
    assert said.stderr.count("publish.address is not set") == 1
    assert not [path for path in room.files("public") if path.endswith(".xml")]
    assert failures(room) == []
    assert "publish.address" not in room.run("publish").stderr
    room.write("public/en/feed.xml", "<mine/>")
    room.run("publish")
    assert room.files("public")["en/feed.xml"] == b"<mine/>"
    room.write("workflow.toml", settings(PUBLISH))
    before = room.files("public")
    assert "feed.xml" in room.run("publish", status=1).stderr
    assert room.files("public") == before  # no page names a feed that is not ours
    assert before["en/feed.xml"] == b"<mine/>"


def test_a_list_that_somebody_made_is_named_and_left_alone(room: Newsroom) -> None:
    room.run("publish")
    room.write("public/en/list/2017.html", "<p>Mine</p>")
    assert "2017.html" in room.run("publish", status=1).stderr
    assert room.files("public")["en/list/2017.html"] == b"<p>Mine</p>"
    (room.root / "public/en/list/2017.html").write_bytes(room.files("public")["en/index.html"])
    room.run("publish")
    assert "en/list/2017.html" not in room.files("public")


# --- the office's look ---


def look(room: Newsroom, *lines: str) -> None:
    room.write("workflow.toml", settings(PUBLISH, "[site]", *lines))


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def test_logo_links_and_colours_are_on_every_page_and_a_change_means_publish_again(room: Newsroom) -> None:
    room.run("publish")
    room.write("theme/logo.svg", LOGO)
    look(
        room,
        'logo = "theme/logo.svg"',
        'links = { "Contact & more" = "https://www.example.org/contact" }',
        'colours = { accent = "#123456" }',
    )
    assert {line.partition(":")[0] for line in failures(room)} == {"outdated"}
    room.run("publish")
    files = room.files("public")
    (logo,) = [path for path in files if path.endswith(".svg")]
    assert files[logo] == LOGO.encode()
    for path in ("en/index.html", "en/visit.html", "en/visit.certificate.html", "fr/index.html"):
        assert f'src="../{logo}"' in files[path].decode(), path
        assert '<a href="https://www.example.org/contact">Contact &amp; more</a>' in files[path].decode(), path
    style = files["style.css"].decode()
    assert "--accent: #123456;" in style
    assert style.index("--accent: #9c2a24") < style.index("--accent: #123456")
    assert failures(room) == []
    room.write("theme/logo.svg", LOGO.replace("0 0 1 1", "0 0 2 2"))
    assert {line.partition(":")[0] for line in failures(room)} == {"outdated"}
    room.run("publish")
    assert logo not in room.files("public")
    assert failures(room) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('logo = "theme/none.svg"', "does not exist"),
        ('logo = "../logo.svg"', "must be the path of a picture"),
        ('logo = "workflow.toml"', "must be the path of a picture"),
        ('logo = "theme/evil.svg"', "has a script in it"),
        ('logo = "theme/text.png"', "is not the picture that its name says"),
        ('logo = "theme/huge.svg"', "has more than 1 MB"),
        ('links = { "X" = "javascript:alert(1)" }', "must name web or e-mail addresses"),
        ('links = { "X" = "https://[/" }', "must name web or e-mail addresses"),
        ('colours = { accent = "red; } body { display: none" }', "must be a CSS colour"),
        ('colours = { acent = "#123" }', "did you mean accent?"),
    ],
)
def test_a_look_that_cannot_be_used_is_one_sentence(room: Newsroom, line: str, message: str) -> None:
    room.write("theme/evil.svg", "<svg><SCRIPT>alert(1)</SCRIPT></svg>")
    room.write("theme/text.png", "text")
    room.write("theme/huge.svg", LOGO + " " * (1 << 20))
    look(room, line)
    said = room.run("publish", status=2)
    assert message in said.stderr
    assert "Traceback" not in said.stderr
    assert not (room.root / "public").exists()


@pytest.mark.parametrize(
    "drawing",
    [
        '<svg onload="alert(1)"/>',
        '<svg><a href="java&#10;script:alert(1)"><path d="M0 0"/></a></svg>',
        '<svg><a><set attributeName="onclick" to="alert(1)"/></a></svg>',
        '<svg><foreignObject><p xmlns="http://www.w3.org/1999/xhtml"/></foreignObject></svg>',
        '<?xml-stylesheet href="x.xsl" type="text/xsl"?><svg/>',
        '<!DOCTYPE svg [<!ENTITY x "<script>alert(1)</script>">]><svg>&x;</svg>',
        "<html><svg/></html>",
        "<svg>",
        "\udcff",
    ],
)
def test_a_logo_that_does_something_is_refused(room: Newsroom, drawing: str) -> None:
    whole = re.sub("<(svg|html)", r'<\1 xmlns="http://www.w3.org/2000/svg"', drawing)
    room.write("theme/logo.svg", whole.encode("utf-8", "surrogateescape"))
    look(room, 'logo = "theme/logo.svg"')
    assert "has a script in it" in room.run("publish", status=2).stderr


def test_a_logo_as_drawing_programs_save_it_is_taken(room: Newsroom) -> None:
    room.write(
        "theme/logo.svg",
        '<?xml version="1.0" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [<!ENTITY ns_ai "http://ns.adobe.com/">]>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="&ns_ai;" i:label="on"><style>a {}</style><i:data/>'
        '<g id="one"><animate attributeName="opacity" to="1"/></g></svg>',
    )
    look(room, 'logo = "theme/logo.svg"')
    room.run("publish")


@pytest.mark.parametrize(
    "address",
    [
        "www.example.org",
        "ftp://x.org/",
        "https://x.org/?a",
        "https://a b.org",
        "https://u@x.org/",
        "https://x.org:99999/",
        "https://x.org:0/",
        "https://x.org/a/../b/",
        "https://x.org/%zz/",
        "https://x.org//",
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match=r"publish\.address must be the address of a site"):
        parse(settings(f'[publish]\naddress = "{address}"'), "workflow.toml")


def test_an_address_in_chinese_is_refused_with_how_to_write_it() -> None:
    with pytest.raises(UsageError, match=r"publish\.address must be written as browsers send it, in ASCII"):
        parse(settings('[publish]\naddress = "https://例子.example/新闻/"'), "workflow.toml")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://localhost:8000/",
        "https://www.example.org/a/b",
        "https://xn--fsqu00a.example/%E6%96%B0/.a/",
    ],
)
def test_an_address_is_taken(address: str) -> None:
    assert parse(settings(f'[publish]\naddress = "{address}"'), "workflow.toml").address == address


def test_a_colour_that_is_hard_to_read_is_named_and_dark_ones_are_made_readable(room: Newsroom) -> None:
    look(room, 'colours = { accent = "#ffcc00", link = "rgb(0 0 90)" }')
    said = room.run("publish")
    assert "site.colours.accent has a contrast of 1.5 to the page" in said.stderr
    assert "site.colours.link " not in said.stderr
    assert "_dark" not in said.stderr


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_every_colour_made_for_dark_screens_can_be_read(parts: tuple[int, int, int]) -> None:
    made_ = colours.completed({"link": "#" + "".join(f"{part:02x}" for part in parts)})
    assert colours.contrast(colours.rgb(made_["link_dark"]), colours.rgb(colours.PAPER["dark"])) >= colours.ENOUGH


def test_colours_for_dark_screens_that_somebody_chose_stay() -> None:
    for name in ("accent", "link"):
        assert colours.completed({name: "#123456", f"{name}_dark": "#777777"})[f"{name}_dark"] == "#777777"
        assert colours.completed({f"{name}_dark": "#777777"}) == {f"{name}_dark": "#777777"}


def test_colours_are_read_as_css_reads_them() -> None:
    assert (
        colours.rgb("#f00") == colours.rgb("#ff0000") == colours.rgb("rgb(255, 0, 0)") == colours.rgb("hsl(0 100% 50%)")
    )
    assert round(colours.contrast((0, 0, 0), (1, 1, 1)), 3) == 21


def test_a_site_that_could_not_be_written_is_not_said_to_be_up_to_date(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.run("publish")
    before = room.files("public")
    for path in before:
        (room.root / "public" / path).unlink()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    said = room.run("publish", status=3).output
    assert "No space left on device" in said
    assert "up to date" not in said
    monkeypatch.undo()
    room.run("publish")
    assert room.files("public") == before


# --- a theme ---


def test_a_theme_replaces_templates_and_style_file_by_file(room: Newsroom) -> None:
    room.run("publish")
    before = room.files("public")
    room.write("theme/style.css", "body { color: #111111 }\n")
    room.write("theme/_mine.html", "<p>Ours: {{ office }} {{ '<b>' }}</p>\n")
    room.write(
        "theme/target.html",
        '{% extends "page.html" %}{% block article %}{% include "_mine.html" %}<h1>{{ title.target }}</h1>{% endblock %}',
    )
    room.write("theme/README.md", "Not a template.")
    lines = failures(room)
    assert lines
    assert all(line.startswith("outdated: ") and "publish again" in line for line in lines), lines
    room.run("publish")
    files = room.files("public")
    assert files["style.css"].endswith(b"body { color: #111111 }\n")
    assert "<p>Ours: An Office &lt;b&gt;</p><h1>Words 0.</h1>" in files["en/visit.html"].decode()
    assert "<article>" in files["en/visit.side.html"].decode()
    assert failures(room) == []
    room.write("theme/_mine.html", "<p>Changed</p>\n")
    assert {line.partition(":")[0] for line in failures(room)} == {"outdated"}
    for path in list(room.files("theme")):
        (room.root / "theme" / path).unlink()
    room.run("publish")
    assert room.files("public") == before
    assert failures(room) == []


def test_a_theme_with_a_frame_of_its_own_is_still_known_as_ours(room: Newsroom) -> None:
    room.write(
        "theme/base.html",
        '<!DOCTYPE html>\n<html lang="{{ language }}">\n<title>{% block name %}{{ title_plain }}{% endblock %}</title>\n'
        "{% block content %}{% endblock %}\n</html>\n",
    )
    room.run("publish")
    assert b'<html lang="en">' in room.files("public")["en/index.html"]
    assert failures(room) == []
    (room.root / "theme/base.html").unlink()
    room.run("publish")
    assert b"viewport" in room.files("public")["en/index.html"]
    assert failures(room) == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("target.html", "{% extends 'page.html' %}\n{% block article %}\n{{ title", "target.html, line 3: "),
        (
            "target.html",
            "{% extends 'page.html' %}\n{% block article %}\n{{ titel }}{% endblock %}",
            "line 3: 'titel' is undefined",
        ),
        ("target.html", "\n{{ 1 / 0 }}", "target.html, line 2: division by zero"),
        ("target.html", "{% extends 'none.html' %}", "target.html, line 1: there is no template none.html;"),
        ("target.html", "{% include ['a.html', 'b.html'] %}", "line 1: there is no template a.html, b.html;"),
        ("target.html", "{% set many = 'x' * 10 ** 18 %}", "target.html, line 1: MemoryError;"),
        ("index.html", "{{ ''.__class__.__mro__ }}", "index.html, line 1: "),
        ("base.html", "<html>", "base.html, line 1: does not begin with <!DOCTYPE html>"),
        ("pages.html", "", "pages.html: replaces nothing; did you mean page.html?"),
        ("styles.css", "", "styles.css: replaces nothing; did you mean style.css?"),
        ("STYLE.CSS", "", "STYLE.CSS: replaces nothing; did you mean style.css?"),
        ("target.html", "{% if 1 %}" * 3000 + "{% endif %}" * 3000, "target.html, line 1: is nested too deeply"),
        ("_mine.html", "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "_mine.html, line 1: is nested too deeply"),
        ("target.html", "{% include 'target.html' %}", "target.html, line 1: maximum recursion depth"),
        (
            "target.html",
            "{% extends 'page.html' %}{% block article %}{{ '\\ud800' }}{% endblock %}",
            "target.html, line 1",
        ),
        ("style.css", " " * ((1 << 20) + 1), "style.css: is too large for a template"),
    ],
    ids=lambda value: value[:60],
)
def test_what_is_wrong_with_a_theme_is_one_sentence_with_file_and_line(
    room: Newsroom, name: str, text: str, message: str
) -> None:
    room.write("sources/other.md", "# 甲乙\n\n会议开始。\n")
    room.run("translate")
    translate(room, "other", "en", "Other")
    room.write(f"theme/{name}", text)
    said = room.run("publish", status=None)
    assert said.exit_code in (1, 2)
    assert said.stderr.count(message) == 1, said.stderr
    assert "Traceback" not in said.output
    written = room.files("public")
    assert not written or ("en/index.html" if name == "index.html" else "en/visit.html") not in written


def test_a_theme_brings_no_file_from_elsewhere_and_leaves_none_out(room: Newsroom, tmp_path: Path) -> None:
    outside = tmp_path.with_name(f"{tmp_path.name}-outside")
    outside.mkdir()
    (outside / "style.css").write_text("body { color: #111111 }", encoding="utf-8")
    (outside / "secret").write_text("secret", encoding="utf-8")
    theme = room.root / "theme"
    theme.symlink_to(outside, target_is_directory=True)
    assert "style.css: is outside the newsroom" in room.run("publish", status=2).stderr
    theme.unlink()
    theme.mkdir()
    (theme / "_mine.html").symlink_to(outside / "secret")
    assert "_mine.html: is outside the newsroom" in room.run("publish", status=2).stderr
    (theme / "_mine.html").unlink()
    (theme / "style.css").symlink_to(outside / "gone")
    assert "style.css: is a link to" in room.run("publish", status=3).stderr
    (theme / "style.css").unlink()
    (theme / "style.css").mkdir()
    assert "style.css: cannot be read (it is not a regular file)" in room.run("publish", status=3).stderr
    assert not (room.root / "public").exists()


def test_a_theme_cannot_reach_the_program(tmp_path: Path) -> None:
    theme = Theme("theme", (("notice.html", "{{ w.__class__.__init__.__globals__ }}"),), "x")
    with pytest.raises(UsageError, match=r"notice\.html, line 1"):
        rendering.render("notice.html", theme, w=page_words("en"))


# --- the search box in a browser ---


def test_the_search_box_works_from_a_folder_and_is_hidden_without_scripts(
    room: Newsroom, require_tool: Callable[[str], str]
) -> None:
    from playwright.sync_api import sync_playwright

    room.write("sources/other.md", "---\ntitle: 关于会议的通知\ndate: 2019-05-06\n---\n\n会议开始。\n")
    room.run("translate")
    translate(room, "other", "en", "**Café** & x")
    room.run("publish")
    index = (room.root / "public/en/index.html").as_uri()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require_tool("chromium"), args=["--no-sandbox"])
        without = browser.new_context(java_script_enabled=False).new_page()
        without.goto(index)
        assert not without.locator("form.search").is_visible()
        assert without.locator("nav a", has_text="Notices").is_visible()
        page_ = browser.new_page()
        errors: list[str] = []
        page_.on("pageerror", lambda error: errors.append(str(error)))
        for address in (index, index.replace("index.html", "list/notice.html")):
            page_.goto(address)
            page_.locator("#search").fill("cafe 通知")
            found = page_.locator("form.search li a")
            found.wait_for()
            assert page_.locator("form.search [role=status]").inner_text() == "Releases found: 1"
            assert found.inner_text() == "Café & x 0."
            page_.locator("#search").fill("nothing such")
            page_.get_by_text("No release was found.").wait_for()
        page_.locator("#search").fill("cafe")
        page_.locator("form.search li a").click()
        assert unquote(page_.url).endswith("/public/en/other.html")
        assert errors == []
        browser.close()
