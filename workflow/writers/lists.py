"""The lists of releases in one language: index, pages by year and by kind, and what the search box looks through.

While a language has few releases the index names them all; of more it names the latest, and the others are on pages by
year and by kind, a hundred on each.
"""

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from workflow.contracts.pages import Frame, Link, Notice, Page
from workflow.languages import document_kind
from workflow.markup import spans
from workflow.model import HAN, PublicState, sha256
from workflow.writers import certificate, corrections, dates, inline, metadata, rendering
from workflow.writers.html import SUFFIXES, main_suffix, replacements
from workflow.writers.words import Words, language_name, words

INDEX = "index.html"
"""The list that a language's folder shows."""
SEARCH = "list/search.js"
"""What the search box of a language looks through."""

FEW = 100
"""The index names all releases while there are no more than these."""
LATEST = 30
"""How many it names if there are more."""
A_PAGE = 100
"""How many releases other lists have on a page."""
_ABOUT = 160
"""How much of a release's first paragraph can be searched, in characters."""
KINDS = (
    "notice",
    "announcement",
    "decision",
    "opinions",
    "rules",
    "plan",
    "report",
    "statistics",
    "reply",
    "minutes",
    "explanation",
    "speech",
)
"""In the order in which readers are offered them; their names are ``kind.…`` of the pages' words."""

_LIST = re.compile(rf"list/(?:[0-9]{{4}}|other|{'|'.join(KINDS)})(?:-[0-9]+)?\.html")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A line of the lists; a withdrawn release has only its Chinese title, and its layouts lead to the notice.

    Attributes:
        id: The release's id.
        title: The title in the target language, plain text.
        source_title: The Chinese title, plain text.
        source_language: The release's language.
        date: The release's date, ISO, or "".
        state: What the site shows.
        layouts: As in ``Page``.
        corrected: When it was last corrected, an ISO 8601 time stamp, or "".
        withdrawn: When it was withdrawn, an ISO 8601 time stamp, or "".
        superseded_by: The releases that replaced it.
        about: The words of its first paragraph; of a notice, what it says.
        original: The web address of the Chinese original, or "".
        languages: The other languages in which the site shows it.
        issued: When it was first published, an ISO 8601 time stamp, or "".
        updated: When what the site shows was published, an ISO 8601 time stamp, or "".
    """

    id: str
    title: str
    source_title: str
    source_language: str
    date: str
    state: PublicState
    layouts: tuple[str, ...] = ("target", "side", "lines")
    corrected: str = ""
    withdrawn: str = ""
    superseded_by: tuple[Link, ...] = ()
    about: str = ""
    original: str = ""
    languages: tuple[str, ...] = ()
    issued: str = ""
    updated: str = ""

    @property
    def year(self) -> str:
        """The year of its date, "" if it has none."""
        return self.date[:4] if dates.is_iso(self.date) else ""

    @property
    def kind(self) -> str:
        """The kind of document that its Chinese title names, "" if none."""
        return document_kind(self.source_title, self.source_language)

    @property
    def name(self) -> str:
        """The name of the page that stands for it."""
        return self.id + main_suffix(self.layouts)


def entry(page: Page, state: PublicState = PublicState.CURRENT) -> IndexEntry:
    """Return the line of a page; its corrections and what superseded it are in the page."""
    text = inline.text_of(page)
    source, target = text.names()
    edition, corrected = page.edition, corrections.shown(text)
    return IndexEntry(
        edition.release,
        target,
        source,
        edition.source_language,
        edition.date,
        state,
        page.layouts,
        corrected=corrected[0].day if corrected else "",
        superseded_by=page.superseded_by,
        about=metadata.description(text),
        original=spans.web_address(edition.url),
        languages=page.languages,
        issued=page.issued,
        updated=page.updated,
    )


def draft_entry(certificate: bytes) -> IndexEntry | None:
    """Return the line of a draft, from its certificate (JSON); None if it is something else."""
    try:
        said = json.loads(certificate)
        release, title, date = said["release"], said["title"], said["source"]["date"]
        source_language, pages = said["source"]["language"], tuple(said["pages"])
    except (ValueError, RecursionError, LookupError, TypeError):
        return None
    if said.get("draft") is not True or not all(isinstance(x, str) for x in (release, title, date, source_language)):
        return None
    layouts = tuple(layout for layout, suffix in SUFFIXES.items() if f"{release}{suffix}" in pages)
    return IndexEntry(release, title, "", source_language, date, PublicState.NONE, layouts)


def withdrawn_entry(notice: Notice) -> IndexEntry:
    """Return the line of a withdrawn release, which leads to the notice."""
    said, reason = words(notice.language), spans.clean(notice.reason)
    day = spans.clean(dates.day(dates.utc_day(notice.when), said.house_style(notice.locale)))
    about = [said["notice.when"].format(date=day), *([said["notice.reason"].format(reason=reason)] if reason else [])]
    return IndexEntry(
        notice.release,
        "",
        notice.source_title,
        notice.source_language,
        notice.date,
        PublicState.WITHDRAWN,
        notice.layouts,
        withdrawn=notice.when,
        about=" ".join(about),
        issued=notice.issued,
        updated=notice.updated,
    )


_NO_FRAME = Frame()


@dataclass(frozen=True, slots=True)
class Known:
    """The lists that the site has, so that one that would be the same need not be made.

    Attributes:
        read: Returns the content of a list by its path below the language's folder, None if it is not there.
        digests: By what a list was made from, its SHA-256; those that are made are added.
    """

    read: Callable[[str], bytes | None]
    digests: dict[object, str] = field(default_factory=dict)

    def page(self, file: str, basis: object, make: Callable[[], bytes]) -> bytes:
        """Return a list: as it is on the site, if that was made from the same, else as ``make`` makes it."""
        basis = (file, basis)
        digest = self.digests.get(basis)
        there = self.read(file) if digest else None
        if there is not None and sha256(there) == digest:
            return there
        made = make()
        self.digests[basis] = sha256(made)
        return made


@dataclass(frozen=True, slots=True)
class Lists:
    """What the lists of a language are made of.

    Attributes:
        language: The language.
        locale: Babel's name of the house style.
        office: The office that publishes.
        project: The newsroom's name.
        frame: What all pages of the site have in common.
        draft: Whether they list drafts: then there is the index alone.
        known: The lists that the site has, made with the same attributes.
    """

    language: str
    locale: str
    office: str
    project: str
    frame: Frame = _NO_FRAME
    draft: bool = False
    known: Known | None = field(default=None, compare=False, repr=False)

    @property
    def title(self) -> str:
        """What the index is called."""
        return spans.clean(self.project) or words(self.language)["releases"]

    def pages(self, entries: Iterable[IndexEntry]) -> Iterator[tuple[str, bytes]]:
        """Yield name and content of the lists and of what the search box needs, one at a time.

        The newest releases are first, those without a date last. A list is made when it is asked for, and not kept:
        together they are about as large as all entries.
        """
        ordered = sorted(
            sorted(entries, key=lambda one: one.id), key=lambda one: one.date if one.year else "", reverse=True
        )
        if self.draft:
            yield INDEX, self._index(ordered, _Browse(), search=False)
            return
        browse = self._browse(ordered)
        yield INDEX, self._index(ordered[:LATEST] if len(ordered) > FEW else ordered, browse, search=bool(ordered))
        for one in browse.lists:
            yield from self._parts(one, browse)
        if ordered:
            yield SEARCH, self._search(ordered)

    # --- which lists there are ---

    def _browse(self, entries: Sequence[IndexEntry]) -> "_Browse":
        said = words(self.language)
        kinds: dict[str, list[IndexEntry]] = {kind: [] for kind in KINDS}
        for one in entries:
            if kind := one.kind:
                kinds[kind].append(one)
        lists = [
            _List(kind, said[f"kind.{kind}"], tuple(found), is_kind=True) for kind, found in kinds.items() if found
        ]
        if len(entries) <= FEW:
            found = dict.fromkeys(one.year for one in entries if one.year)
            years = [(dates.day(year, self.locale), f"{INDEX}#y{year}") for year in found]
            return _Browse(tuple(years) if len(years) > 1 else (), tuple(lists), whole=True)
        by_year = [
            _List(year or "other", dates.day(year, self.locale) if year else said["other_releases"], tuple(group))
            for year, group in groupby(entries, key=lambda one: one.year)
        ]
        return _Browse(tuple((one.title, f"list/{one.name}.html") for one in by_year), (*lists, *by_year))

    # --- pages ---

    def _index(self, entries: Sequence[IndexEntry], browse: "_Browse", *, search: bool) -> bytes:
        latest = bool(entries) and not browse.whole and not self.draft
        return self._render(
            entries,
            browse,
            "../",
            title_plain=self.title,
            over="",
            heading=words(self.language)["latest_releases"] if latest else "",
            pager=[],
            here="",
            search=SEARCH if search else "",
            canonical=self._address(INDEX),
            file=INDEX,
        )

    def _parts(self, one: "_List", browse: "_Browse") -> Iterator[tuple[str, bytes]]:
        """Yield name and content of each page of a list."""
        parts = [one.entries[start : start + A_PAGE] for start in range(0, len(one.entries), A_PAGE)]
        names = [f"{one.name}{f'-{number}' if number > 1 else ''}.html" for number in range(1, len(parts) + 1)]
        for name, part in zip(names, parts, strict=True):
            data = self._render(
                part,
                browse,
                "../../",
                title_plain=one.title,
                over=self.title,
                heading="",
                pager=[(str(number), "" if other == name else other) for number, other in enumerate(names, 1)]
                if len(names) > 1
                else [],
                here=f"list/{one.name}.html",
                search=SEARCH,
                canonical=self._address(f"list/{name}"),
                file=f"list/{name}",
            )
            yield f"list/{name}", data

    def _render(
        self, entries: Sequence[IndexEntry], browse: "_Browse", root: str, *, search: str, file: str, **values: Any
    ) -> bytes:
        by_kind = [(one.title, len(one.entries), f"list/{one.name}.html") for one in browse.lists if one.is_kind]

        def made() -> bytes:
            return self._rendered(entries, browse.years, by_kind, root, search, file, values)

        if self.known is None:
            return made()
        return self.known.page(file, (tuple(entries), browse.years, tuple(by_kind), root, search, repr(values)), made)

    def _rendered(
        self,
        entries: Sequence[IndexEntry],
        by_year: Sequence[tuple[str, str]],
        by_kind: Sequence[tuple[str, int, str]],
        root: str,
        search: str,
        file: str,
        values: Mapping[str, Any],
    ) -> bytes:
        said = words(self.language)
        up = root.removeprefix("../")
        groups = [
            (
                year,
                dates.day(year, self.locale) if year else "",
                [self._line(one, said, up) for one in group],
            )
            for year, group in groupby(entries, key=lambda one: one.year)
        ]
        others = {tag: f"{root}{inline.href(tag)}/{INDEX}" for tag in self.frame.languages if tag != self.language}
        common = rendering.common(self.language, self.office, self.project, self.frame, root)
        return rendering.render(
            "index.html",
            self.frame.theme,
            **{
                **common,
                "years": groups,
                "by_year": [(label, up + to) for label, to in by_year],
                "by_kind": [(label, number, up + to) for label, number, to in by_kind],
                "search": f"{up}{search}" if search else "",
                "pages": up,
                "script": f"{root}{rendering.SCRIPT}",
                "switch": rendering.switch(self.language, others, self.frame) if others and not self.draft else [],
                "alternates": [
                    *((tag, f"{self.frame.address}{inline.href(tag)}/{INDEX}") for tag in self.frame.languages),
                    ("x-default", self.frame.address),  # the page above the languages
                ]
                if file == INDEX and self.frame.address and others and not self.draft
                else [],
                "draft": self.draft,
                **values,
            },
        )

    def _address(self, file: str) -> str:
        if not self.frame.address or self.draft:
            return ""
        return f"{self.frame.address}{inline.href(self.language)}/{file}"

    # --- one line ---

    def _line(self, one: IndexEntry, said: Words, up: str) -> dict[str, Any]:
        """Return an entry for the template; without a page it has no address; if withdrawn, only its Chinese title."""
        withdrawn = one.state is PublicState.WITHDRAWN
        labels = _layout_labels(self.language)
        href = [
            (labels[layout], up + inline.href(one.id + suffix))
            for layout, suffix in SUFFIXES.items()
            if layout in one.layouts
        ]
        title = one.source_title if withdrawn else one.title
        kind = "" if withdrawn else one.kind
        return {
            "title": spans.clean(title) or said[f"state.{one.state.value}"],
            "source_title": spans.clean(one.source_title),
            "source_language": one.source_language,
            "lang": rendering.chinese(one.source_language, self.language)
            if title == one.source_title and HAN.search(title)
            else Markup(""),
            "iso": one.date if dates.is_iso(one.date) else "",
            "date": dates.day(spans.clean(one.date), self.locale),
            "kind": said[f"kind.{kind}"] if kind else "",
            "href": href[0][1] if href else "",
            "more": [] if withdrawn else href[1:],
            "remarks": list(self._remarks(one, said, up)),
        }

    def _remarks(self, one: IndexEntry, said: Words, up: str) -> Iterator[Markup]:
        """Yield what a reader of the list should know about a release before following the link."""
        if one.state is PublicState.WITHDRAWN and one.withdrawn:
            when = rendering.time(spans.clean(dates.utc_day(one.withdrawn)), said.house_style(self.locale))
            yield certificate.say(said["state.withdrawn_on"], date=when)
        elif one.state not in {PublicState.CURRENT, PublicState.NONE}:
            yield escape(said[f"state.{one.state.value}"])
        if one.state is not PublicState.WITHDRAWN:
            suffix = next((SUFFIXES[layout] for layout in SUFFIXES if layout in one.layouts), "")
            if suffix:
                own = rendering.common(self.language, "", "", self.frame)["own"]
                yield from replacements(one.superseded_by, suffix, said, "superseded_by", own, up)
            if one.corrected:
                when = rendering.time(dates.utc_day(one.corrected), said.house_style(self.locale))
                yield certificate.say(said["corrected"], date=when)

    # --- searching ---

    def _search(self, entries: Sequence[IndexEntry]) -> bytes:
        """Return what ``search.js`` looks through, a line for each release."""
        said = words(self.language)
        text = io.BytesIO()
        text.write(f"{_OURS}globalThis.releases = [\n".encode())
        for number, one in enumerate(entries):
            withdrawn = one.state is PublicState.WITHDRAWN
            line = [
                inline.href(one.name),
                dates.day(spans.clean(one.date), self.locale),
                said["state.withdrawn"] if withdrawn else spans.clean(one.title),
                spans.clean(one.source_title),
                one.source_language,
                "" if withdrawn else inline.shortened(one.about, _ABOUT),
                said[f"kind.{one.kind}"] if one.kind else "",
            ]
            text.write(b",\n" if number else b"")
            text.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode())
        text.write(b"\n];\n")
        return text.getvalue()


@cache
def _layout_labels(language: str) -> Mapping[str, str]:
    """Return what links to the layouts of a page say."""
    said = words(language)
    return {layout: said[f"layout.{layout}"].format(language=language_name(language)) for layout in SUFFIXES}


_OURS = "/* workflow */\n"


@dataclass(frozen=True, slots=True)
class _List:
    """A list of releases beside the index: the name of its file without suffix, its title, its releases."""

    name: str
    title: str
    entries: tuple[IndexEntry, ...]
    is_kind: bool = False


@dataclass(frozen=True, slots=True)
class _Browse:
    """How readers find releases: words and address of each year, the lists, whether the index names all releases."""

    years: tuple[tuple[str, str], ...] = ()
    lists: tuple[_List, ...] = ()
    whole: bool = False


def is_list(name: str) -> bool:
    """Return whether a file's path below the folder of its language is that of a list, other than the index."""
    return name == SEARCH or bool(_LIST.fullmatch(name))


def entrance(frame: Frame, names: Mapping[str, tuple[str, str]]) -> bytes:
    """Return the page above the lists of all languages, which leads to them; with one language it goes on at once.

    Args:
        frame: What all pages of the site have in common.
        names: By language, the names of the newsroom and of the office.
    """
    language = frame.languages[0]
    project, office = names[language]
    hrefs = {tag: f"{inline.href(tag)}/{INDEX}" for tag in frame.languages}
    choices = rendering.switch(language, hrefs, frame)
    alternates = [(tag, frame.address + href) for tag, href in hrefs.items()] if frame.address else []
    return rendering.render(
        "languages.html",
        frame.theme,
        **{
            **rendering.common(language, office, project, frame, ""),
            "feed": "",
            "title_plain": spans.clean(project) or spans.clean(office) or words(language)["all_releases"],
            "languages": [{**one, "title": spans.clean(names[one["tag"]][0])} for one in choices],
            "alternates": [*alternates, ("x-default", frame.address)] if len(alternates) > 1 else [],
        },
    )


def wrote(name: str, data: bytes) -> bool:
    """Return whether this or an earlier version wrote a list; ``name`` is its path below its language's folder."""
    if name == SEARCH:
        return data.replace(b"\r\n", b"\n").startswith(_OURS.encode())
    return rendering.is_page(data)
