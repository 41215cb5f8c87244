"""The site: what ``public/`` contains, as a function of ledgers, settings and pictures; and writing it."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from itertools import chain, islice, product
from pathlib import Path, PurePosixPath

from workflow.contracts.pages import Frame, Link, Notice, Page
from workflow.contracts.registries import WRITERS
from workflow.errors import GateError, WorkflowError
from workflow.files import exists
from workflow.identity import is_id, likeness, namesakes
from workflow.interface import say
from workflow.model import Release, canonical_json, sha256
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.framing import frame, shared
from workflow.newsroom.pages import approved_page, draft_page, issued, notice, published_before, shown, updated
from workflow.newsroom.site_files import Files, bytes_of, list_files, place, places
from workflow.newsroom.sources import Sources
from workflow.signoff.entries import Around, PublishNotice
from workflow.signoff.ledger import Ledger
from workflow.signoff.present import Present, successor
from workflow.signoff.replay import Approval, Standing
from workflow.writers import feeds, html, lists, rendering
from workflow.writers.lists import INDEX, IndexEntry, Known, Lists


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a release, and its line in the lists.

    Attributes:
        pages: The files that are made from its edition.
        pictures: The pictures that they show.
        entry: Its line.
    """

    pages: Files
    pictures: Files
    entry: IndexEntry

    @property
    def files(self) -> Files:
        """All of its files."""
        return {**self.pages, **self.pictures}


@dataclass(frozen=True, slots=True)
class Site:
    """The site in one language, as a function of the ledgers. Releases are read one after the other, and not kept.

    A catalog or source that cannot be read takes nothing off the site.

    Attributes:
        room: The newsroom.
        sources: All of them, or those of the releases that are processed.
        folder: Where the site is or will be.
        publishing: The ids of those whose approved text goes on the site now; None for all.
        names: The ids of the releases that have a source or a ledger.
        replaced: From a release to those that it replaced.
        partly: Whether only some releases are processed.
        when: The time at which what is not yet published will have been; "" for none.
        known: Says without reading a ledger whether a release is shown; None if that is not certain.
        siblings: The site in the other languages.
        problems: By id, what is wrong with those that were read so far.
        unread: The ids of those whose ledger cannot be read.
    """

    room: Newsroom
    sources: Sources
    folder: Path
    language: str
    publishing: Container[str] | None
    names: Mapping[str, None]
    replaced: Mapping[str, tuple[str, ...]]
    partly: bool = False
    when: str = ""
    known: Callable[[str], bool | None] | None = field(default=None, repr=False)
    siblings: "list[Site]" = field(default_factory=list, repr=False)
    problems: list[tuple[str, WorkflowError]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    _everything: list[Sources] = field(default_factory=list, repr=False)
    _links: dict[str, Link | None] = field(default_factory=dict)
    _showing: dict[str, bool] = field(default_factory=dict)

    @staticmethod
    def look(
        room: Newsroom,
        sources: Sources,
        folder: Path,
        language: str,
        publishing: Container[str] | None = (),
        names: Iterable[str] | None = None,
        *,
        replaced: Mapping[str, tuple[str, ...]] | None = None,
        when: str = "",
        known: Callable[[str], bool | None] | None = None,
    ) -> "Site":
        """Return the site in a language, without siblings.

        Args:
            room: The newsroom.
            sources: As in ``Site``, like ``folder``, ``language``, ``publishing``, ``when`` and ``known``.
            folder: Where the site is or will be.
            language: The target language.
            publishing: The ids of those whose approved text goes on the site now; None for all.
            names: The ids of the releases that are processed; None for all.
            replaced: From a release to those that it replaced; None if the ledgers are to be searched for that.
            when: The time at which what is not yet published will have been.
            known: Says without reading a ledger whether a release is shown.
        """
        partly = names is not None
        if names is None:
            room.judge_all(language)
            names = [*sources, *room.ledger_ids(language, besides=sources)]
        if replaced is None:
            replaced = _replaced(room, language)
        return Site(
            room,
            sources,
            folder,
            language,
            publishing,
            dict.fromkeys(names),
            replaced,
            partly=partly,
            when=when,
            known=known,
        )

    def presents(self) -> Iterator[Present]:
        """Yield every release as it is now."""
        for name in self.names:
            if present := self.present(name):
                yield present

    def present(self, name: str, ledger: Ledger | None = None) -> Present | None:
        """Return a release as it is now; None if its ledger cannot be read. ``ledger``: if it was read just now."""
        try:
            return self.room.present(self._release(name), self.language, ledger)
        except WorkflowError as error:
            self.problems.append((name, error))
            try:
                return self.room.from_ledger(name, self.language)
            except WorkflowError:
                self.unread.append(name)
                return None

    def _release(self, name: str) -> Release | str:
        if name in self.sources:
            return self.sources.read(name)
        if not self.partly:
            return name
        if not self._everything:  # once: all pages may have to be made again, as after an upgrade
            self._everything.append(self.room.sources())
        everything = self._everything[0]
        if name in everything:
            return everything.read(name)
        return self.room.find_one(name) if everything.problems else name

    def publishes(self, name: str) -> bool:
        """Return whether the approved text of a release goes on the site now."""
        return self.publishing is None or name in self.publishing

    def shown(self, present: Present) -> Approval | None:
        """Return the approval whose edition the site shows for a release."""
        return shown(present, publishing=self.publishes(present.ledger.release))

    def around(self, present: Present, approval: Approval) -> Around:
        """Return what the page of an approval currently shows besides its edition."""
        name = present.ledger.release
        by = successor(present)
        replaced = self.replaced.get(name, ())
        return Around(
            after=published_before(present.standing, approval),
            superseded_by=(by,) if by and self._link(by) else (),
            supersedes=tuple(other for other in replaced if (link := self._link(other)) and not link.withdrawn),
            editions=self.editions(name),
        )

    def editions(self, name: str) -> tuple[str, ...]:
        """Return the other languages in which the site shows a release."""
        return tuple(sorted(site.language for site in self.siblings if site.is_shown(name)))

    def is_shown(self, name: str) -> bool:
        """Return whether the site shows a release, a notice apart."""
        known = self.known(name) if self.known else None
        if known is not None:
            return known
        if name not in self._showing:
            self._showing[name] = self._shows(name) is not None
        return self._showing[name]

    def _shows(self, name: str) -> Approval | None:
        """Return the approval whose edition the site shows for a release, wherever it is read; None if none is."""
        present = self._other(name)
        return self.shown(present) if present else None

    def _other(self, name: str) -> Present | None:
        """Return a release wherever it is read, as far as it makes a difference to the site; None if it has no part."""
        if name not in self.names and not (self.partly and is_id(name)):
            return None
        if not exists(self.room.ledger_path(name, self.language)):
            return None
        with suppress(WorkflowError):  # reported where the release itself is processed
            present = self.room.from_ledger(name, self.language)
            if not is_at_rest(present.standing):
                with suppress(WorkflowError):
                    present = self.room.present(self._release(name), self.language, present.ledger)
            return present
        return None

    def _link(self, name: str) -> Link | None:
        """Return a link to the page or the notice of a release; None if it has neither."""
        if name not in self._links:
            self._links[name] = None
            with suppress(WorkflowError):
                if approval := self._shows(name):
                    self._links[name] = self._titled(name, approval)
                elif (present := self._other(name)) and self._notice(present):
                    self._links[name] = Link(name, "", withdrawn=True)
        return self._links[name]

    def _titled(self, name: str, approval: Approval) -> Link:
        return Link(name, lists.entry(approved_page(approval, self.room.settings, {})).title)

    def _ever_linked(self, name: str) -> list[Link]:
        """Return every link to a release that pages may have had in good faith, the current one first."""
        current = self._link(name)
        found: dict[Link, None] = {current: None} if current else {}
        with suppress(WorkflowError):
            if present := self._other(name):
                known = present.standing.known
                for entry in present.standing.publications:
                    if isinstance(entry.act, PublishNotice):
                        found[Link(name, "", withdrawn=True)] = None
                    elif entry.act.approval in known:
                        found[self._titled(name, known[entry.act.approval])] = None
        return list(found)

    def earlier(self, present: Present, approval: Approval, around: Around) -> Iterator[Files]:
        """Yield the pages of an approval as they may have been, for all that other releases were called meanwhile.

        Args:
            present: The release.
            approval: The approval.
            around: What the pages showed besides its edition.
        """
        names = (*around.superseded_by, *around.supersedes)
        for links in islice(product(*map(self._ever_linked, names)), _MOST_LINKED):
            by_id = {link.id: link for link in links}
            with suppress(WorkflowError):
                yield self._made(present, approval, self._page(present, approval, around, by_id.get)).pages

    def page(self, present: Present, approval: Approval, around: Around) -> Page:
        """Return the page of an approval, without its pictures' addresses."""
        return self._page(present, approval, around, self._link)

    def _page(self, present: Present, approval: Approval, around: Around, link: Callable[[str], Link | None]) -> Page:
        standing = present.standing
        return approved_page(
            approval,
            self.room.settings,
            {},
            before=[standing.approvals[hash_] for hash_ in around.after if hash_ in standing.approvals],
            superseded_by=tuple(filter(None, map(link, around.superseded_by))),
            supersedes=tuple(filter(None, map(link, around.supersedes))),
            frame=frame(self.room),
            languages=around.editions,
            issued=issued(standing, self.when),
            updated=updated(standing, approval, self.when),
        )

    def made(self, present: Present, approval: Approval, around: Around | None = None) -> Made:
        """Return the pages of an approved edition, and its pictures.

        A picture that changed next to the source meanwhile is taken from the site.

        Raises:
            GateError: A picture is nowhere to be found, or another release has a page of the same name.
        """
        if clash := self.clash(present):
            raise clash
        page = self.page(present, approval, around or self.around(present, approval))
        made = self._made(present, approval, page)
        self.room.shelf.cache.keep(
            "pages", self.language, present.ledger.release, _basis(page, approval), _digest(made.pages)
        )
        return made

    def clash(self, present: Present) -> GateError | None:
        """Return why a release has no pages on the site; None unless one would have the name of another's page."""
        for path, other in self.namesakes(present.ledger.release).items():
            return GateError(
                say(
                    "{label}: a page of {other} has the same name as one of its pages ({path}); withdraw {label}, or "
                    "take that format out of publish.formats",
                    label=present.label,
                    other=other,
                    path=path,
                )
            )
        return None

    def namesakes(self, name: str) -> dict[str, str]:
        """Return the paths of a release's pages that are those of a page or notice of another one, with its id."""
        suffixes = [suffix for format_ in self.room.settings.formats for suffix in WRITERS[format_].suffixes]
        return {
            f"{self.language}/{name}{short}": other
            for other in namesakes(name, suffixes)
            if self._link(other)
            for short in suffixes
            if any(likeness(f"{name}{short}") == likeness(f"{other}{long}") for long in suffixes)
        }

    def _made(self, present: Present, approval: Approval, page: Page) -> Made:
        pictures: dict[str, bytes] = {}
        addresses: dict[str, str] = {}
        inside: dict[str, bytes] = {}
        for path, digest in approval.edition.images:
            address = picture_address(path, digest)
            sources = dict.fromkeys((approval.source.path, *([present.release.path] if present.release else [])))
            offered = (
                *(self.room.image(source, path) for source in sources),  # it may have moved, with its pictures
                bytes_of(place(self.folder, address)),
                bytes_of(self.room.root / "public" / address),
            )
            data = next((each for each in offered if each is not None and sha256(each) == digest), None)
            if data is None:
                raise GateError(
                    say(
                        "{label}: the picture {path} is no longer the approved one; restore it, or submit and "
                        "approve again",
                        label=present.label,
                        path=path,
                    )
                )
            pictures[address] = data
            addresses[path] = f"../{address}"
            inside[path] = data
        page = replace(page, images=addresses, pictures=inside)
        return Made(_pages(self.room, page), pictures, lists.entry(page))

    def unchanged(self, page: Page, approval: Approval, recorded: Mapping[str, str]) -> list[str] | None:
        """Return the files of a page, if they are what its last publication recorded and what this program makes.

        Neither is enough alone: somebody who writes a digest of their own page into a ledger does not know what the
        cache knows; and the cache counts only if the ledger says the same.

        Args:
            page: The page, without its pictures' addresses.
            approval: The approval whose page it is.
            recorded: From path to SHA-256, as the publication recorded it.
        """
        edition = page.edition
        known = self.room.shelf.cache.kept("pages", self.language, edition.release, _basis(page, approval))
        if known != _digest(recorded):
            return None
        pictures = {picture_address(path, digest): digest for path, digest in edition.images}
        wanted = {**recorded, **pictures}
        for path, file in places(self.folder, wanted).items():
            if sha256(bytes_of(file) or b"") != wanted[path]:
                return None
        return sorted(wanted)

    def notice(self, present: Present) -> Files:
        """Return the notices of a withdrawn release; nothing if it was not withdrawn."""
        said = self._notice(present)
        if said is None:
            return {}
        made: dict[str, bytes] = {}
        for name in self.room.settings.formats:
            made.update(_of_writer(name, said.release, WRITERS[name].notice(said)))
        others = self.namesakes(said.release)
        paths = {f"{self.language}/{name}": data for name, data in made.items()}
        return {path: data for path, data in paths.items() if path not in others}

    def _notice(self, present: Present) -> Notice | None:
        approval = present.standing.notice_of
        if present.standing.withdrawn is None or approval is None or self.shown(present):
            return None
        title = html.source_title(approved_page(approval, self.room.settings, {}))
        return notice(present, self.room.settings, title, frame(self.room), self.when)

    def entry(self, present: Present) -> IndexEntry | None:
        """Return a release's line in the list of everything on the site; None if it has neither a page nor a notice."""
        if approval := self.shown(present):
            return self.entry_of(present, approval)
        said = self._notice(present)
        return lists.withdrawn_entry(said) if said else None

    def entry_of(self, present: Present, approval: Approval) -> IndexEntry:
        """Return the line of a release that the site shows as it was approved."""
        return lists.entry(self.page(present, approval, self.around(present, approval)))

    def index(self, entries: Iterable[IndexEntry], known: Known | None = None) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of the lists of everything on the site, including notices.

        Like the pages, they say nothing that is not in a ledger: not that a catalog changed since.

        Args:
            entries: The lines.
            known: As in ``list_of``.
        """
        return list_of(self.room, self.language, entries, known=known)


_MOST_LINKED = 64
"""How many sets of links ``Site.earlier`` tries: a page has one or two, and few releases ever had a second title."""


def make_siblings(sites: Sequence[Site]) -> None:
    """Tell the sites in the languages of the settings of each other, so that their pages name each other."""
    shown_ = [site for site in sites if site.language in site.room.settings.target_languages]
    for site in shown_:
        site.siblings.extend(other for other in shown_ if other is not site)


def common_files(room: Newsroom, folder: Path, lists: Mapping[str, Iterable[str]]) -> Files:
    """Return the files that the site has for all languages.

    Args:
        room: The newsroom.
        folder: Where the site is or will be.
        lists: By language, the paths of the lists that the site has; of a language that is not among them, those count
            that are in the folder.
    """
    maps: dict[str, list[str]] = {}
    for language in frame(room).languages:
        paths = lists[language] if language in lists else list_files(folder, language)
        names = (path.partition("/")[2] for path in paths)
        maps[language] = sorted(filter(feeds.is_map, names), key=lambda name: (len(name), name))
    return {**shared(room), **feeds.whole_map(frame(room), maps), **_entrance(room, folder)}


def own_entrance(room: Newsroom, folder: Path) -> str:
    """Say that people put a page of their own above the languages; "" if there is none, or one of ours, changed or not.

    It is left alone and not verified, so that it must have little in common with ours: less than half of the words.
    """
    file = place(folder, INDEX)
    there = bytes_of(file)
    if there is None or rendering.is_page(there):
        return ""
    ours = set(_made_entrance(room).split())
    if 2 * len(ours.intersection(there.split())) >= len(ours):
        return ""
    return say("{file}: is your own page above the languages; it is left alone and not verified", file=file)


def _entrance(room: Newsroom, folder: Path) -> Files:
    """Return the page above the languages, unless people put one of their own there."""
    there = bytes_of(place(folder, INDEX))
    return {INDEX: _made_entrance(room)} if there is None or rendering.is_page(there) else {}


def _made_entrance(room: Newsroom) -> bytes:
    settings = room.settings
    names = {each: (settings.name_in(each), settings.office_in(each)) for each in settings.target_languages}
    return lists.entrance(frame(room), names)


def _basis(page: Page, approval: Approval) -> str:
    """Return a digest that changes whenever anything changes that a page is made from."""
    frame = {each.name: getattr(page, each.name) for each in fields(page) if each.name != "edition"}
    return sha256(f"{approval.entry.hash} {frame!r}")


def _digest(files: Mapping[str, bytes | str]) -> str:
    """Return the SHA-256 of files; ``files`` maps paths to content or SHA-256."""
    digests = {path: each if isinstance(each, str) else sha256(each) for path, each in files.items()}
    return sha256(canonical_json(digests))


def is_at_rest(standing: Standing) -> bool:
    """Return whether what the site shows does not depend on the current text: no approval waits to be published."""
    now, shown_ = standing.approval, standing.published
    return now is None or (shown_ is not None and shown_.entry.hash == now.entry.hash)


SUPERSEDE = b'"action":"supersede"'
"""What every ledger with a supersession contains."""


def _replaced(room: Newsroom, language: str) -> dict[str, tuple[str, ...]]:
    """Return, for each release, those it replaced, in id order; only ledgers with a supersession are parsed."""
    replaced: dict[str, tuple[str, ...]] = {}
    for name in room.ledger_ids(language):
        with suppress(WorkflowError):  # reported where the release itself is processed
            if SUPERSEDE in (bytes_of(room.ledger_path(name, language)) or b""):
                by = successor(room.from_ledger(name, language))
                if by:
                    replaced[by] = (*replaced.get(by, ()), name)
    return replaced


def draft_files(room: Newsroom, present: Present, tool: str) -> Files:
    """Return the watermarked pages of the current text with its pictures; nothing without a catalog."""
    pictures: dict[str, bytes] = {}
    addresses: dict[str, str] = {}
    for path, digest in present.edition.images if present.edition else ():
        if present.release and digest and (data := room.image(present.release.path, path)) is not None:
            address = picture_address(path, digest)
            pictures[address] = data
            addresses[path] = f"../{address}"
    page = draft_page(present, room.settings, addresses, tool, _draft_frame(room))
    if page is None:
        return {}
    inside = {path: pictures[address.removeprefix("../")] for path, address in addresses.items()}
    return {**pictures, **_pages(room, replace(page, pictures=inside)), **shared(room)}


def _draft_frame(room: Newsroom) -> Frame:
    """Return what drafts have in common: they are nowhere on the web."""
    return replace(frame(room), address="", languages=())


def draft_index(room: Newsroom, folder: Path, language: str) -> Files:
    """Return the list of all drafts of a language in a folder; nothing if there are none."""
    entries = []
    for file in sorted((folder / language).glob("*.certificate.json")):
        entry = lists.draft_entry(bytes_of(file) or b"")
        if entry and file.name == f"{entry.id}.certificate.json":
            entries.append(entry)
    return dict(list_of(room, language, entries, draft=True)) if entries else {}


def list_of(
    room: Newsroom,
    language: str,
    entries: Iterable[IndexEntry],
    *,
    draft: bool = False,
    known: Known | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the lists of releases in a language, of its feed and of its map, one at a time.

    Args:
        room: The newsroom.
        language: The language.
        entries: The lines.
        draft: Whether they are drafts.
        known: The lists that the site has.
    """
    settings = room.settings
    made = Lists(
        language=language,
        locale=settings.locale(language),
        office=settings.office_in(language),
        project=settings.name_in(language),
        frame=_draft_frame(room) if draft else frame(room),
        draft=draft,
        known=known,
    )
    found = tuple(entries)
    for name, data in chain(made.pages(found), feeds.write(made, found)):
        yield f"{language}/{name}", data


def _pages(room: Newsroom, page: Page) -> dict[str, bytes]:
    written: dict[str, bytes] = {}
    for name in room.settings.formats:
        written.update(_of_writer(name, page.edition.release, WRITERS[name].write(page)))
    written.update(html.certify(page, {file: sha256(data) for file, data in written.items()}))
    return {f"{page.edition.language}/{file}": data for file, data in written.items()}


def _of_writer(name: str, release: str, made: Files) -> Files:
    """Return what a writer made.

    Raises:
        ValueError: A file does not have one of the writer's suffixes; a bug in the writer.
    """
    allowed = {release + suffix for suffix in WRITERS[name].suffixes}
    if other := sorted(made.keys() - allowed):
        raise ValueError(f"the writer {name} made {other[0]}, which is the release's id with none of its suffixes")
    return made


def picture_address(path: str, digest: str) -> str:
    """Return where a picture is in the site: named by its content, so that an older edition keeps its own."""
    return f"images/{digest[:32]}{PurePosixPath(path).suffix.lower()}"
