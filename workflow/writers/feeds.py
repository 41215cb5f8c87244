"""What programs follow: an Atom feed and a site map for each language, and the map of the whole site.

All of them need the site's address. Nothing in them is the time at which they were made.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from workflow.contracts.pages import Frame
from workflow.escapes import attribute, escape
from workflow.markup import spans
from workflow.model import PublicState
from workflow.writers import dates, inline
from workflow.writers.lists import INDEX, IndexEntry, Lists
from workflow.writers.words import words

FEED, MAP = "feed.xml", "sitemap.xml"
"""A map that is too large goes on in ``sitemap-2.xml`` and so on."""

ENTRIES = 50
"""How many releases a feed names: those that changed last."""
MOST, LARGEST = 50_000, 50 << 20
"""How many addresses a map may have, and how many bytes, by the protocol of sitemaps.org."""
_MAPS = re.compile(r"sitemap(?:-[0-9]+)?\.xml")
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_OURS = '<?xml version="1.0" encoding="utf-8"?>\n<!-- workflow -->\n'


def write(lists: Lists, entries: Sequence[IndexEntry]) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the feed and of the site map of a language; nothing without an address.

    Args:
        lists: The language, and who publishes.
        entries: All releases that the site shows, including notices.
    """
    if not lists.frame.address:
        return
    if dated := [one for one in entries if _stamp(one.updated)]:
        yield FEED, _joined(_feed(lists, dated))
    for number, data in enumerate(_maps(lists, entries), 1):
        yield _map_name(number), data


def whole_map(frame: Frame, maps: Mapping[str, Sequence[str]]) -> Mapping[str, bytes]:
    """Return the map that names those of all languages; nothing without an address.

    Args:
        frame: What all pages of the site have in common.
        maps: The names of the files of each language's map; if there are none, one is on its way.
    """
    if not frame.address:
        return {}
    lines = [
        f"<sitemap><loc>{escape(frame.address)}{inline.href(tag)}/{name}</loc></sitemap>"
        for tag in frame.languages
        for name in maps.get(tag) or (MAP,)
    ]
    start, end = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', "</sitemapindex>"
    return {MAP: _joined([start, *lines, end])}


def is_map(name: str) -> bool:
    """Return whether a name is that of a map, or of a part of one."""
    return _MAPS.fullmatch(name) is not None


def is_feed_or_map(name: str) -> bool:
    """Return whether a name is one of those that ``write`` and ``whole_map`` give."""
    return name == FEED or is_map(name)


def wrote(name: str, data: bytes) -> bool:
    """Return whether this or an earlier version wrote a file of these names."""
    return is_feed_or_map(name) and data.replace(b"\r\n", b"\n").startswith(_OURS.encode())


def _joined(lines: Iterable[str]) -> bytes:
    return f"{_OURS}{chr(10).join(lines)}\n".encode()


# --- the feed ---


def _feed(lists: Lists, entries: Sequence[IndexEntry]) -> Iterator[str]:
    """Yield the lines of a feed: the releases that were published, corrected or withdrawn last.

    Of those that one ``publish`` put on the site, such as a whole archive, the newest releases come first.
    """
    frame, language = lists.frame, lists.language
    home = f"{frame.address}{inline.href(language)}/"
    by_id = sorted(entries, key=lambda one: one.id)
    newest = sorted(by_id, key=lambda one: (_stamp(one.updated), one.date), reverse=True)
    first = min(_day(one) for one in entries)
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_quoted(language)}>'
    yield f"<id>{_text(f'tag:{_host(frame)},{first}:{language}/')}</id>"
    office = spans.clean(lists.office)
    title = f"{lists.title} – {office}" if office not in ("", lists.title) else lists.title
    yield f"<title>{_text(title)}</title>"
    yield f"<updated>{_stamp(newest[0].updated)}</updated>"
    yield f'<link rel="self" type="application/atom+xml" href={_quoted(home + FEED)}/>'
    yield f'<link rel="alternate" type="text/html" hreflang={_quoted(language)} href={_quoted(home + INDEX)}/>'
    yield f"<author><name>{_text(spans.clean(lists.office) or lists.title)}</name></author>"
    yield "<generator>workflow</generator>"
    if frame.logo:
        yield f"<logo>{_text(frame.address + frame.logo)}</logo>"
    for one in newest[:ENTRIES]:
        yield from _entry(lists, one, home)
    yield "</feed>"


def _entry(lists: Lists, one: IndexEntry, home: str) -> Iterator[str]:
    said, withdrawn = words(lists.language), one.state is PublicState.WITHDRAWN
    title = spans.clean(one.source_title if withdrawn else one.title)
    if withdrawn:
        title = f"{said['state.withdrawn']}{said['colon']}{title}" if title else said["state.withdrawn"]
    about = spans.clean(one.about)
    if one.corrected and not withdrawn:
        day = spans.clean(dates.day(dates.utc_day(one.corrected), said.house_style(lists.locale)))
        about = f"{said['corrected'].format(date=day)}. {about}".strip()
    yield "<entry>"
    yield f"<id>{_text(f'tag:{_host(lists.frame)},{_day(one)}:{lists.language}/{one.id}')}</id>"
    yield f"<title>{_text(title)}</title>"
    yield f"<updated>{_stamp(one.updated)}</updated>"
    if _stamp(one.issued):
        yield f"<published>{_stamp(one.issued)}</published>"
    yield (
        f'<link rel="alternate" type="text/html" hreflang={_quoted(lists.language)} '
        f"href={_quoted(home + inline.href(one.name))}/>"
    )
    if one.original and not withdrawn:
        yield f'<link rel="via" hreflang={_quoted(one.source_language)} href={_quoted(one.original)}/>'
    if about:
        yield f"<summary>{_text(about)}</summary>"
    yield "</entry>"


def _host(frame: Frame) -> str:
    return frame.tag or urlsplit(frame.address).hostname or ""


def _stamp(when: str) -> str:
    """Return a time stamp in UTC as Atom writes it; "" for anything else."""
    stamp = dates.utc_stamp(when)
    return stamp if _STAMP.fullmatch(stamp) else ""


def _day(one: IndexEntry) -> str:
    """Return the day that makes an id unmistakable: that of the first publication, which no ledger ever changes."""
    return (_stamp(one.issued) or _stamp(one.updated)).partition("T")[0]


# --- the site map ---


def _map_name(number: int) -> str:
    stem, _, suffix = MAP.rpartition(".")
    return MAP if number == 1 else f"{stem}-{number}.{suffix}"


def _maps(lists: Lists, entries: Sequence[IndexEntry]) -> Iterator[bytes]:
    """Yield the files of a site map: as few as the protocol allows."""
    start = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    head, end = f"{_OURS}{start}\n".encode(), b"</urlset>\n"
    made, number = io.BytesIO(), 0
    made.write(head)
    for url in _urls(lists, entries):
        line = f"{url}\n".encode()
        if number == MOST or made.tell() + len(line) + len(end) > LARGEST:
            made.write(end)
            yield made.getvalue()
            made, number = io.BytesIO(), 0
            made.write(head)
        made.write(line)
        number += 1
    made.write(end)
    yield made.getvalue()


def _urls(lists: Lists, entries: Sequence[IndexEntry]) -> Iterator[str]:
    """Yield the lines of a site map for the index and for every release that is not withdrawn."""
    address, language = lists.frame.address, lists.language
    yield f"<url><loc>{escape(address)}{inline.href(language)}/{INDEX}</loc></url>"
    for one in sorted(entries, key=lambda one: one.id):
        if one.state is PublicState.WITHDRAWN:
            continue
        page = inline.href(one.name)
        changed = f"<lastmod>{_stamp(one.updated)}</lastmod>" if _stamp(one.updated) else ""
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang={_quoted(tag)} '
            f"href={_quoted(f'{address}{inline.href(tag)}/{page}')}/>"
            for tag in sorted((language, *one.languages))
        )
        yield (
            f"<url><loc>{escape(address)}{inline.href(language)}/{page}</loc>{changed}"
            f"{others if one.languages else ''}</url>"
        )


def _text(text: str) -> str:
    return escape(spans.clean(text))


def _quoted(text: str) -> str:
    return attribute(spans.clean(text))
