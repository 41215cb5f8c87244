"""What a page says to programs: search engines, other sites that show a link to it, readers of its other editions.

Whatever needs the site's address is left out without it, and so is whatever is not known.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from markupsafe import Markup

from workflow.contracts.pages import Page
from workflow.markup import spans
from workflow.writers import dates, inline
from workflow.writers.inline import Text

_DESCRIPTION = 300
"""Length of a page's description in characters: the most that search engines show."""
_RASTER = (".png", ".jpg", ".jpeg", ".webp", ".gif")
"""Pictures that other sites show beside a link; none shows a drawing (SVG)."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says to programs.

    Attributes:
        description: The words of the first paragraph, as many as fit.
        canonical: The address of the page that stands for the release; "" if the site's address is not known.
        alternates: Language and address of the release in each language of the site, if there are several.
        properties: Open Graph: property and content.
        data: JSON-LD for a script element; "" on a page that stands for nothing.
    """

    description: str
    canonical: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    data: Markup = Markup("")


def of(text: Text, suffix: str, main: str) -> Metadata:
    """Return the metadata of a page.

    Args:
        text: The text of the page.
        suffix: The suffix of the page's name.
        main: That of the page that stands for the release.
    """
    page, said = text.page, description(text)
    if page.draft:
        return Metadata(said)
    canonical = address(page, page.edition.language, main)
    stands = suffix == main
    tags = (page.edition.language, *page.languages) if page.languages and canonical and stands else ()
    return Metadata(
        said,
        canonical,
        tuple((tag, address(page, tag, main)) for tag in sorted(tags)),
        tuple((name, spans.clean(each)) for name, each in _open_graph(text, said, canonical)) if canonical else (),
        _json(_article(text, said, canonical)) if stands else Markup(""),
    )


def address(page: Page, language: str, suffix: str) -> str:
    """Return the web address of a release in a language; "" if the site's is not known."""
    name = inline.href(page.edition.release + suffix)
    return f"{page.frame.address}{inline.href(language)}/{name}" if page.frame.address else ""


def description(text: Text) -> str:
    """Return the words of the first paragraph of the text, as many as fit; of any paragraph if there is no text."""
    edition = text.page.edition
    paragraphs = [block for block in edition.blocks if block.kind == "paragraph"]
    for block in sorted(paragraphs, key=inline.is_running, reverse=True):
        parts = [spans.plain(one.target) for one in text.passages(block) if one.kind != "same"]
        said = inline.joined(parts, edition.language)
        if said:
            return inline.shortened(said, _DESCRIPTION)
    return ""


def _open_graph(text: Text, said: str, canonical: str) -> Iterator[tuple[str, str]]:
    page = text.page
    yield "og:type", "article"
    yield "og:title", text.names()[1]
    if said:
        yield "og:description", said
    yield "og:url", canonical
    if name := spans.clean(page.office) or spans.clean(page.project):
        yield "og:site_name", name
    if here := territory(page.locale):
        yield "og:locale", here
    for tag in page.languages:
        if other := territory(tag):
            yield "og:locale:alternate", other
    if picture := _picture(text):
        yield "og:image", f"{page.frame.address}{picture[0]}"
        if picture[1]:
            yield "og:image:alt", picture[1]
    elif page.frame.logo.endswith(_RASTER):
        yield "og:image", f"{page.frame.address}{page.frame.logo}"
    if page.issued:
        yield "article:published_time", page.issued
    if page.updated:
        yield "article:modified_time", page.updated


def _article(text: Text, said: str, canonical: str) -> dict[str, Any]:
    """Return the release as schema.org describes it."""
    page, edition, frame = text.page, text.page.edition, text.page.frame
    source, target = text.titles()
    picture = _picture(text)
    office = spans.clean(page.office)
    publisher = {
        "@type": "Organization",
        "name": office,
        "url": frame.address,
        "logo": f"{frame.address}{frame.logo}" if frame.address and frame.logo else "",
    }
    original = {
        "@type": "NewsArticle",
        "@id": spans.web_address(edition.url),
        "url": spans.web_address(edition.url),
        "headline": source,
        "inLanguage": edition.source_language,
        "datePublished": edition.date if dates.is_iso(edition.date) else "",
    }
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "@id": canonical,
            "url": canonical,
            "headline": target,
            "description": said,
            "inLanguage": edition.language,
            "datePublished": page.issued,
            "dateModified": page.updated,
            "image": f"{frame.address}{picture[0]}" if picture and frame.address else "",
            "publisher": _known(publisher) if office else "",
            "translationOfWork": _known(original),
        }
    )


def _known(value: Mapping[str, Any]) -> dict[str, Any]:
    clean = {name: spans.clean(each) if isinstance(each, str) else each for name, each in value.items()}
    return {name: each for name, each in clean.items() if each}


def _json(value: Mapping[str, Any]) -> Markup:
    """Return JSON in which nothing ends a script element."""
    said = json.dumps(value, ensure_ascii=False, indent=1)
    for char in "<>&\u2028\u2029":
        said = said.replace(char, f"\\u{ord(char):04x}")
    return Markup(said)  # noqa: S704 - JSON without a character that HTML knows


def _picture(text: Text) -> tuple[str, str] | None:
    """Return the first picture of a release that other sites can show: its address in the site, and its caption."""
    page = text.page
    for block in (inner for outer in page.edition.blocks for inner in outer.walk()):
        found = spans.relative_address(page.images.get(block.info, "")) if block.kind == "figure" else ""
        if found.endswith(_RASTER):
            parts = [spans.plain(one.target) for one in text.passages(block)]
            return found.removeprefix("../"), inline.joined(parts, page.edition.language)
    return None


@lru_cache(maxsize=64)
def territory(locale: str) -> str:
    """Return a locale as Open Graph writes it, ``en_GB``; the likeliest territory if it names none, "" if none is."""
    try:
        known = Locale.parse(locale.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return ""
    likely = get_global("likely_subtags").get(
        f"{known.language}_{known.script}" if known.script else known.language, ""
    )
    place = known.territory or likely.rpartition("_")[2]
    return f"{known.language}_{place}" if len(place) == 2 else ""
