"""Publishing: the site as the ledgers require it, recorded in the ledgers; copies of it elsewhere; drafts.

Pages are made from the approved editions in the ledgers, never from catalogs.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Literal

from workflow import TOOL
from workflow.contracts.registries import WRITERS
from workflow.errors import GateError, UsageError, WorkflowError
from workflow.files import content, real, remove
from workflow.interface import Message, say, say_n
from workflow.model import PublicState, ReleaseState, sha256
from workflow.newsroom import texts
from workflow.newsroom.folder import SETTINGS, Newsroom, OnProblem, once
from workflow.newsroom.framing import frame, unreadable_colours
from workflow.newsroom.listing import Line, Listing, keep_lines
from workflow.newsroom.lost import lost
from workflow.newsroom.pages import frame_digest, is_published, notice_publication, publication
from workflow.newsroom.printing import page_of, print_pages, prints
from workflow.newsroom.site import (
    Files,
    Site,
    bytes_of,
    common_files,
    draft_files,
    draft_index,
    is_at_rest,
    is_list,
    list_files,
    lists_digest,
    make_siblings,
    own_entrance,
    people_made,
    picture_address,
    place,
    put,
    strays,
    taken,
)
from workflow.newsroom.sources import Sources
from workflow.newsroom.status import Rows
from workflow.signoff.entries import Around, Publish, PublishNotice
from workflow.signoff.ledger import Ledger
from workflow.signoff.present import Present, missing_approvals, todo
from workflow.signoff.replay import Approval, Standing
from workflow.writers import feeds, html, lists
from workflow.writers.lists import INDEX, IndexEntry


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result for a release in a language. Paths are relative to the site's folder, with forward slashes.

    Attributes:
        release: The release's id.
        language: The target language.
        recorded: What its ledger now says was published, "" if there was nothing new to record. "rebuilt": the text
            that the site showed before, with other pages.
        pages: How many pages that were.
        written: The files that were written, including pictures.
        removed: The files that were removed.
        kept: The files that were up to date.
        waiting: Why its current text is not published and what to do; "" if it is, or if that was not requested.
        errors: What prevented its pages from being made, or recorded in the ledger.
    """

    release: str
    language: str
    recorded: Literal["", "page", "rebuilt", "notice"] = ""
    pages: int = 0
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    waiting: str = ""
    errors: tuple[WorkflowError, ...] = ()

    @property
    def label(self) -> str:
        """How messages name it."""
        return f"{self.release} ({self.language})"


@dataclass(frozen=True, slots=True)
class Published:
    """What ``publish`` did.

    Attributes:
        folder: Where it wrote.
        outcomes: One for each release and language that has a page or should have one.
        shared: The other files that were written, such as the lists of releases.
        strays: The files that were removed because no ledger accounts for them.
        former: Languages that are no longer in the settings and still have pages, each with the ids of the releases
            that can be withdrawn.
        blocked: Whether nothing but notices was written, because people's files are in the way.
        remarks: What the office should know about its settings, a sentence each.
        strangers: The (release, language) pairs whose pages were among them.
        objections: Ledger entries that do not count.
    """

    folder: Path
    outcomes: tuple[Outcome, ...]
    shared: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()
    strangers: tuple[tuple[str, str], ...] = ()
    objections: tuple[str, ...] = ()
    former: tuple[tuple[str, tuple[str, ...]], ...] = ()
    blocked: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def changed(self) -> int:
        """How many files were written or removed."""
        pages = sum(len(each.written) + len(each.removed) for each in self.outcomes)
        return pages + len(self.shared) + len(self.strays)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What ``publish_drafts`` did.

    Attributes:
        folder: Where it wrote.
        written: The files that were written, relative to the folder.
        without: The (release, language) pairs without a catalog, and so without a draft.
        objections: Ledger entries that do not count.
    """

    folder: Path
    written: tuple[str, ...]
    without: tuple[tuple[str, str], ...]
    objections: tuple[str, ...] = ()


def publish(
    room: Newsroom,
    names: Iterable[str] = (),
    languages: Iterable[str] = (),
    *,
    when: str,
    out: Path | None = None,
    on_problem: OnProblem,
) -> Published:
    """Publish what is approved.

    Args:
        room: The newsroom.
        names: The releases whose current text is to be published, ids or paths; if empty, all. The pages of the others
            are only rebuilt.
        languages: If empty, all. Of one that was taken out of the settings, only withdrawals are shown.
        when: The time for the ledger, UTC to the second.
        out: Where to put a copy of the site that is not recorded in the ledgers; None for the site.
        on_problem: Called for each source, catalog or ledger that cannot be read; its pages stay as they are. Also
            called for files that people made: they are neither overwritten nor removed.

    Raises:
        UsageError: There is no such release or language, or ``out`` is among the newsroom's own files.
        WorkflowError: A named release cannot be read.
    """
    names, wanted = tuple(names), room.languages(languages, former=True)
    own = _apart(room, "public")
    folder = _elsewhere(room, out) if out is not None else own
    counted = _Counted(on_problem)
    shared = common_files(room, folder, {})  # a theme that cannot be used stops everything
    with room.publishing(folder), ExitStack() as stack:
        sources, chosen = _chosen(room, names, counted)
        rows = stack.enter_context(Rows(room, sources, when[:10], once(on_problem)))
        runs, listings, listed = [], dict[str, Listing](), dict[str, Collection[str]]()
        blocking = taken(folder, dict.fromkeys([*shared, *_lists(room, folder, wanted)]))
        if blocking:
            counted(
                people_made(folder, sorted({*blocking, *(_unknown(room, folder, wanted) if folder == own else ())}))
            )
        # A page names its editions in other languages, so that those that nobody asked for may change as well.
        also = [language for language in room.settings.target_languages if language not in wanted]
        sites = []
        for language in (*wanted, *also):
            publishing: set[str] | None = chosen if names else None
            if language in also and folder == own:
                publishing = set()
            listing = None
            if publishing is not None and folder == own and not blocking:
                listing = listings[language] = Listing.look(room, folder, language)
            site = Site.look(
                room,
                sources,
                folder,
                language,
                publishing,
                dict.fromkeys([*sources, *chosen, *room.ledger_ids(language)]) if names else None,
                replaced=listing.replaced if listing else None,
                when=when if folder == own else "",
                known=partial(listing.shows, changing=publishing or ()) if listing else None,
            )
            sites.append(site)
        make_siblings(sites)
        for site in sites if folder == own else sites[: len(wanted)]:
            former = site.language not in room.settings.target_languages
            listing = listings.get(site.language)
            blocked = bool(blocking)
            run = _Run(site, rows, when, folder == own, counted, listed, listing, blocked=blocked, former=former)
            runs.append(run)
            try:
                run.publish()
            except WorkflowError as error:  # a full disk: what was done in another language is still reported
                counted(error)
        for run in runs:
            run.print()
        outcomes = tuple(outcome for run in runs for outcome in run.outcomes())
        fine = not counted.number and not any(each.errors or (names and each.waiting) for each in outcomes)
        removed: list[str] = []
        if folder == own and fine and set(wanted) == set(room.languages([])):
            try:
                ours, strange = _strays(folder, runs)
            except WorkflowError as error:
                counted(error)
            else:
                for path in ours:
                    remove(place(folder, path))
                    removed.append(path)
                if strange:
                    counted(people_made(folder, strange))
    return Published(
        folder,
        outcomes,
        tuple(path for run in runs for path in run.shared),
        tuple(removed),
        tuple(_strangers(removed)),
        tuple(objection for run in runs for objection in run.objections),
        tuple(_former(room, folder)) if folder == own else (),
        bool(blocking),
        tuple(_setting_remarks(room, folder)) if any(each.recorded for each in outcomes) else (),
    )


def _lists(room: Newsroom, folder: Path, languages: Iterable[str]) -> Iterator[str]:
    """Yield the lists in a folder that this program would write over."""
    for language in languages:
        yield f"{language}/{INDEX}"
        for path in list_files(folder, language):
            name = path.partition("/")[2]
            if lists.is_list(name) or (feeds.is_feed_or_map(name) and frame(room).address):
                yield path


def _setting_remarks(room: Newsroom, folder: Path) -> Iterator[str]:
    if own := own_entrance(room, folder):
        yield own
    if not room.settings.address:
        yield say(
            "{file}: publish.address is not set, so the site has no feed and no site map, and its pages no canonical "
            "links",
            file=room.root / SETTINGS,
        )
    yield from unreadable_colours(room)


def publish_drafts(
    room: Newsroom, names: Iterable[str] = (), languages: Iterable[str] = (), *, on_problem: OnProblem
) -> Drafted:
    """Write the current text of releases, approved or not, to ``drafts/``, with a watermark on every page.

    The list of each language (``index.html``) names all drafts in the folder, also those of earlier runs.

    Args:
        room: The newsroom.
        names: The releases, ids or paths; if empty, all.
        languages: If empty, all.
        on_problem: As in ``publish``.

    Raises:
        UsageError: There is no such release or language.
        WorkflowError: A named release cannot be read.
    """
    names, folder = tuple(names), _apart(room, "drafts")
    written: list[str] = []
    without: list[tuple[str, str]] = []
    objections: list[str] = []
    with room.publishing(folder):
        sources, chosen = _chosen(room, names, on_problem)
        for language in room.languages(languages):
            site = Site.look(room, sources, folder, language, chosen, [*sources, *chosen])
            for present in site.presents():
                objections += [objection.message for objection in present.standing.objections]
                if present.ledger.release in chosen:
                    files = draft_files(room, present, TOOL)
                    written += put(folder, files)
                    without += [(present.ledger.release, language)] if not files else []
            for _, error in site.problems:
                on_problem(error)
            written += put(folder, draft_index(room, folder, language))
    return Drafted(folder, tuple(written), tuple(without), tuple(objections))


class _Counted:
    """Passes problems on and counts them."""

    def __init__(self, on_problem: OnProblem) -> None:
        self.on_problem = on_problem
        self.number = 0

    def __call__(self, problem: WorkflowError) -> None:
        self.number += 1
        self.on_problem(problem)


def _apart(room: Newsroom, name: str) -> Path:
    """Return the folder of the site or of the drafts.

    Raises:
        UsageError: It is a link into another folder of the newsroom: a draft could be taken for a page of the site.
    """
    folder = room.root / name
    leads = real(folder)
    others = [real(room.root / other) for other in ("sources", "locales", "drafts", "public", ".git") if other != name]
    if leads == real(room.root) or any(leads.is_relative_to(each) or each.is_relative_to(leads) for each in others):
        raise UsageError(
            say(
                "{folder}: is a link to {real}, which the newsroom needs for something else; delete the link",
                folder=folder,
                real=leads,
            )
        )
    return folder


def _elsewhere(room: Newsroom, out: Path) -> Path:
    """Check where to write a copy.

    Raises:
        UsageError: Pages would be mistaken for something else in that folder.
    """
    inside, site = real(out), real(room.root / "public")
    if str(out).strip() and inside == site:
        return room.root / "public"
    own = [real(room.root / name) for name in ("sources", "locales", "drafts", "public", ".git")]
    if not str(out).strip() or inside == real(room.root) or any(inside.is_relative_to(path) for path in own):
        raise UsageError(
            say("{out}: pages must not be written among the newsroom's own files; name another folder", out=out)
        )
    return out


def _chosen(room: Newsroom, names: tuple[str, ...], on_problem: OnProblem) -> tuple[Sources, set[str]]:
    """Return the sources that may be needed, and the ids to publish; a release whose source is gone has its page."""
    if not names:
        sources = room.sources(on_problem=on_problem)
        return sources, set(sources)
    found = [room.find_one(name) for name in names]
    gone = [each for each in found if isinstance(each, str)]
    if gone and room.sources().problems:
        room.find(gone, on_problem=on_problem)  # raises: the source may be one that cannot be read
    there = {each.id: each.path for each in found if not isinstance(each, str)}
    return Sources(room.shelf, there), {*gone, *there}


def _strays(folder: Path, runs: "Iterable[_Run]") -> tuple[list[str], list[str]]:
    """Return the paths of what may be removed from the site, and of what people made.

    Raises:
        WorkflowError: A ledger, or a link in the site's folder, prevents that from being known.
    """
    runs = tuple(runs)

    def found() -> tuple[list[str], list[str]]:
        expected = set[str]().union(*(run.expected for run in runs))
        recorded = set[str]().union(*(run.recorded for run in runs))
        each = [strays(folder, run.site.language, expected, recorded) for run in runs]
        return list(dict.fromkeys(chain(*(ours for ours, _ in each)))), sorted({*chain(*(other for _, other in each))})

    ours, others = found()
    if ours or others:  # rarely; so ledgers that were not needed until now are read only then
        for run in runs:
            run.read_listed()
        ours, others = found()
    return ours, others


def _unknown(room: Newsroom, folder: Path, languages: Iterable[str]) -> Iterator[str]:
    """Files among the pages that people made, of no release that was ever signed."""
    for language in languages:
        known = tuple(f"{language}/{name}." for name in room.ledger_ids(language))
        yield from (path for path in strays(folder, language, (), ())[1] if not path.startswith(known))


def _former(room: Newsroom, folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the languages that are no longer in the settings and have pages, with what can be withdrawn."""
    for index in sorted(folder.glob(f"*/{INDEX}")):
        language = index.parent.name
        if language in room.settings.target_languages or not html.wrote(INDEX, bytes_of(index) or b""):
            continue
        shown, notices = [], False
        for name in room.ledger_ids(language):
            with suppress(WorkflowError):
                standing = room.standing(room.ledger(name, language))
                shown += [name] if standing.published else []
                notices = notices or standing.withdrawn is not None
        if shown or not notices:
            yield language, tuple(shown)


def _strangers(strays: Iterable[str]) -> Iterator[tuple[str, str]]:
    for path in strays:
        if path.endswith(".certificate.html"):
            language, _, name = path.partition("/")
            yield name.removesuffix(".certificate.html"), language


@dataclass(slots=True)
class _Made:
    """The result for a release so far; ``publishes``: whether that publishes its text, and does not only rebuild it."""

    label: str
    publishes: bool = False
    recorded: Literal["", "page", "rebuilt", "notice"] = ""
    pages: int = 0
    files: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    waiting: texts.Waiting = field(default_factory=texts.Waiting)
    errors: list[WorkflowError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _News:
    """A publication that a ledger does not have yet; ``heads`` are those of the ledger that it was made from."""

    release: str
    act: Publish | PublishNotice
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """Publishing in one language.

    Attributes:
        rows: Of ``status``, for what checks find in texts that wait.
        own: Whether the folder is the newsroom's site, so that it is recorded in the ledgers.
        on_problem: Called for what cannot be read.
        lists: By language, the paths of the lists, as they are made; all runs have the same mapping.
        listing: What the list of releases was last made from, if only some releases are published.
        blocked: Whether people's files are in the way of what all pages share; then only withdrawals are shown.
        former: Whether the language is no longer in the settings; then too.
        expected: The paths that belong there, as they are found.
        recorded: The paths of other pages and pictures that were ever approved or published, by whatever writer.
    """

    site: Site
    rows: Rows
    when: str
    own: bool
    on_problem: OnProblem
    lists: dict[str, Collection[str]]
    listing: Listing | None = None
    blocked: bool = False
    former: bool = False
    made: dict[str, _Made] = field(default_factory=dict)
    expected: set[str] = field(default_factory=set)
    shared: list[str] = field(default_factory=list)
    objections: list[str] = field(default_factory=list)
    recorded: set[str] = field(default_factory=set)
    _entries: dict[str, IndexEntry] = field(default_factory=dict)
    _lines: dict[str, Line] = field(default_factory=dict)
    _listed: list[str] = field(default_factory=list)
    _news: list[_News] = field(default_factory=list)

    def outcomes(self) -> Iterator[Outcome]:
        """Return the results for the releases."""
        for name, made in self.made.items():
            written = set(made.written)
            kept = tuple(path for path in made.files if path not in written)
            yield Outcome(
                name,
                self.site.language,
                made.recorded,
                made.pages,
                tuple(made.written),
                tuple(made.removed),
                kept,
                self._waiting(name, made.waiting),
                tuple(made.errors),
            )

    def _waiting(self, name: str, why: texts.Waiting) -> str:
        """Return why a release is not published, once it is known what checks find in it."""
        errors = 0
        if why.with_errors:
            with suppress(WorkflowError):  # reported by whoever read it before
                errors = self.rows.row(name, self.site.language).findings["error"]
        if not errors or not isinstance(why.with_errors, Message):
            return why.said
        found: Message = why.with_errors.values["what"]
        counted = found.instead(errors=say_n("{n} error", "{n} errors", errors))
        return why.with_errors.instead(what=counted)

    def publish(self) -> None:
        """Write pages, notices and the list of releases, then record them in the ledgers."""
        gone = lost(self.site.room, self.site.room.root / "public", self.site.language)
        for name, what in gone.items():
            self.made[name] = _Made(f"{name} ({self.site.language})", errors=[what])
            self.site.unread.append(name)
        left = [name for name in self.site.names if name not in gone and not self._is_listed(name)]
        if self.listing:
            self.site.room.judge_all(self.site.language, left)
        for name in left:
            ledger, read = self._ledger(name)
            if ledger and not self.former and self._is_at_rest(ledger, read):
                continue
            present, basis = self._present(name, ledger)
            if present and (self.blocked or self.former) and self.site.shown(present):
                if old := present.standing.published:
                    self._list(self.site.entry_of(present, old))
            elif present:
                self._publish(name, present)
                self._record(present, read)
                if basis and self.site.publishes(name):
                    texts.note_waiting(self.site.room, present, basis, self.made[name].waiting)
        for _, error in self.site.problems:
            self.on_problem(error)
        listed: Files = {}
        if not self.site.unread and not self.blocked:
            listed = self.site.index(self._entries.values(), self.listing.pages if self.listing else None)
            self.lists[self.site.language] = listed.keys()
        if not self.blocked:  # even without new lists, as the pages that were made refer to them
            shared_ = {**listed, **common_files(self.site.room, self.site.folder, self.lists)}
            self.shared.extend(put(self.site.folder, shared_))
            self.expected.update(shared_)
        # The ledger comes last: until it has the record, the next run makes the pages again.
        news = self._news if self.own else []
        digests = _digests({path: data for path, data in listed.items() if is_list(path)}) if news else {}
        index, whole = digests.get(f"{self.site.language}/{INDEX}"), lists_digest(digests)
        for each in news:
            act = replace(each.act, index=index, lists=whole) if index else each.act
            try:
                self._tell_ledger(replace(each, act=act))
            except WorkflowError as error:
                self.made[each.release].errors.append(error)
        if listed and self.own and not self.former:
            broken = {name for name, made in self.made.items() if made.errors} | dict(self.site.problems).keys()
            keep_lines(self.site, self._lines, broken)

    def print(self) -> None:
        """Make what is made from finished pages, and note what others have of it."""
        room, language = self.site.room, self.site.language
        if self.former or not any(WRITERS[name].prints for name in room.settings.formats):
            return
        shown = [
            name
            for name, made in self.made.items()
            if not made.errors and page_of(room.settings, language, name) in self.expected
        ]
        belong, written = print_pages(room, self.site.folder, language, shown, self.on_problem)
        self.expected.update(belong)
        self.shared.extend(written)
        for name in {*self._entries}.difference(shown):
            self.expected.update(path for path, _ in prints(room.settings, language, name))

    def _publish(self, name: str, present: Present) -> None:
        """Write the pages or the notice of a release."""
        settings, frame_ = self.site.room.settings, frame(self.site.room)
        publishing = self.site.publishes(name)
        made = self.made[name] = _Made(present.label, publishing and present.state in _PUBLISHABLE)
        self.objections.extend(objection.message for objection in present.standing.objections)
        if publishing and not made.publishes:
            made.waiting = _waiting(present)
        approval = self.site.shown(present)
        if approval is None:
            self._list(self.site.entry(present))
            if present.standing.withdrawn:
                pages = self._replace(made, present)
                if pages:
                    self._tell(
                        name, present, notice_publication(present.standing.withdrawn, _digests(pages), settings, frame_)
                    )
            return
        around = self.site.around(present, approval)
        if self._is_unchanged(made, present, approval, around):
            return
        try:
            new = self.site.made(present, approval, around)
            if blocking := taken(self.site.folder, new.files, _named(present)):
                raise people_made(self.site.folder, blocking)
        except WorkflowError as error:
            made.errors.append(error)
            # Its pages, if there are any, are left alone.
            if (old := present.standing.published) and self._there(present):
                self._list(self.site.entry_of(present, old))
                self.expected.update(_recorded(present))
            return
        self._put(made, new.files)
        self._list(new.entry)
        self._tell(name, present, publication(approval, _digests(new.pages), around, settings, frame_))

    def _tell(self, name: str, present: Present, act: Publish | PublishNotice) -> None:
        if not is_published(present, act):
            self._news.append(_News(name, act, present.ledger.heads))

    def _list(self, entry: IndexEntry | None) -> None:
        if entry:
            self._entries[entry.id] = entry

    def _record(self, present: Present, read: str) -> None:
        """Note what else belongs to a release; ``read`` is the SHA-256 of its ledger, "" if it has none."""
        name = present.ledger.release
        self.recorded.update(path for path in _named(present) if path not in self.expected)
        if read:
            read = "" if present.standing.objections else read
            replaced = self.site.replaced.get(name, ())
            self._lines[name] = Line(read, self._entries.get(name), replaced, tuple(self.made[name].files))

    # --- what need not be rebuilt ---

    def _is_listed(self, name: str) -> bool:
        """Return whether a release stays as it is on the site and its list, according to what that was made from."""
        line = self.listing.line(name, self.site.publishes) if self.listing else None
        if line is None or (line.is_page and line.entry and line.entry.languages != self.site.editions(name)):
            return False
        self._list(line.entry)
        self._lines[name] = line
        self._listed.append(name)
        self.expected.update(line.files)
        return True

    def read_listed(self) -> None:
        """Find out from their ledgers which files the releases have that were not read, before any is deleted.

        Raises:
            WorkflowError: A ledger cannot be read.
        """
        for name in self._listed:
            present = self.site.room.from_ledger(name, self.site.language)
            shown = present.standing.published
            pictures = shown.edition.images if shown else ()
            self.expected.update(_recorded(present), (picture_address(path, digest) for path, digest in pictures))
            self.recorded.update(_named(present))

    def _ledger(self, name: str) -> tuple[Ledger | None, str]:
        """Return a ledger and the SHA-256 of its file, "" if there is none."""
        room, language = self.site.room, self.site.language
        with suppress(WorkflowError):  # reported by whoever reads it next
            data = content(room.ledger_path(name, language))
            return room.read_ledger(data, name, language), sha256(data) if data is not None else ""
        return None, ""

    def _is_at_rest(self, ledger: Ledger, read: str) -> bool:
        """Return whether a release stays on or off the site as it is, with the right files, which are then only noted.

        The ledger decides which pages the site has; that does not depend on the current text unless an approval waits
        to be published, and it is published now. Why the current text waits is known from the cache, and only shown.
        """
        room, name, language = self.site.room, ledger.release, self.site.language
        publishes = self.site.publishes(name)
        if self.site.publishing is not None and publishes:
            return False  # what was requested is checked
        with suppress(WorkflowError):  # reported by whoever reads it next
            present = room.from_ledger(name, language, ledger)
            now = present.standing
            if now.withdrawn or now.objections or (publishes and (now.ended or not is_at_rest(now))):
                return False
            waiting: texts.Waiting | None = texts.Waiting()
            if publishes:
                basis = texts.basis(room, self.site.sources.paths.get(name, ""), name, language)
                waiting = texts.waiting(room, ledger, basis)
            if waiting is None:
                return False
            made, approval = _Made(present.label, waiting=waiting), present.standing.published
            if approval and not self._is_unchanged(made, present, approval, self.site.around(present, approval)):
                return False
            self.made[name] = made
            self._record(present, read)
            return True
        return False

    def _present(self, name: str, ledger: Ledger | None) -> tuple[Present | None, str]:
        """Return a release as it is now, and the basis of its text if nobody wrote it meanwhile, else ""."""
        room, source = self.site.room, self.site.sources.paths.get(name, "")
        with suppress(WorkflowError):
            if not self.site.publishes(name):
                alone = room.from_ledger(name, self.site.language, ledger)
                if self.site.shown(alone) is None:
                    return alone, ""  # its text makes no difference
            basis = texts.basis(room, source, name, self.site.language)
            present = self.site.present(name, ledger)
            same = texts.basis(room, source, name, self.site.language) == basis
            return present, basis if same and name not in dict(self.site.problems) else ""
        return self.site.present(name, ledger), ""

    def _is_unchanged(self, made: _Made, present: Present, approval: Approval, around: Around) -> bool:
        """Return whether the last publication was of this page and its files are right; then they are noted."""
        entry = present.standing.publication
        act = entry.act if entry else None
        if not self.own or not isinstance(act, Publish) or act.approval != approval.entry.hash:
            return False
        if act.around != around or act.settings != frame_digest(self.site.room.settings, frame(self.site.room)):
            return False
        page = self.site.page(present, approval, around)
        files = self.site.unchanged(page, approval, act.pages)
        if files is None:
            return False
        made.files += files
        self.expected.update(files)
        self._list(lists.entry(page))
        return True

    # --- files and ledgers ---

    def _put(self, made: _Made, files: Files) -> None:
        made.files += files
        made.written += put(self.site.folder, files)
        self.expected.update(files)

    def _replace(self, made: _Made, present: Present) -> Files:
        """Replace the pages of a withdrawn release by notices, remove those without one, and return the notice."""
        notice = dict(self.site.notice(present))
        if blocking := taken(self.site.folder, notice, _named(present)):
            made.errors.append(people_made(self.site.folder, blocking))
            notice = {path: data for path, data in notice.items() if path not in blocking}
        told: dict[str, set[str]] = {}
        for entry in present.standing.publications:
            for path, digest in entry.act.pages.items():
                told.setdefault(path, set()).add(digest)
        for path in sorted(set(told) - set(notice) - self.site.namesakes(present.ledger.release).keys()):
            file = place(self.site.folder, path)
            data = bytes_of(file)
            # In a foreign folder, only what this program wrote.
            if data is not None and (self.own or sha256(data) in told[path]):
                remove(file)
                made.removed.append(path)
        self._put(made, notice)
        return notice

    def _there(self, present: Present) -> bool:
        return all(bytes_of(place(self.site.folder, path)) is not None for path in _recorded(present))

    def _tell_ledger(self, news: _News) -> None:
        """Append a publication to the current ledger: somebody may have signed while pages were made."""
        room, language, name, act = self.site.room, self.site.language, news.release, news.act
        made, line = self.made[name], self._lines.get(name)
        with room.writing(name, language, doing="publish"):
            data = content(room.ledger_path(name, language))
            if line and data is not None and line.ledger == sha256(data):  # nobody signed since the pages were made
                entry = Ledger(name, language).next_entry(news.heads, act, who=None, when=self.when, tool=TOOL)
                after = sha256(room.extend_ledger(name, language, data, entry))
            else:
                ledger, after = room.read_ledger(data, name, language), ""
                if not _is_live(act, room.standing(ledger)):
                    for path in act.pages:
                        remove(place(self.site.folder, path))
                    raise GateError(
                        say(
                            "{label}: was returned, withdrawn or approved again while pages were made; publish again",
                            label=made.label,
                        )
                    )
                room.save_ledger(ledger.with_entry(act, who=None, when=self.when, tool=TOOL), ledger)
        if line:
            self._lines[name] = replace(line, ledger=after)
        made.recorded = "notice" if isinstance(act, PublishNotice) else "page" if made.publishes else "rebuilt"
        made.pages = len(act.pages)


_PUBLISHABLE = (
    ReleaseState.APPROVED,
    ReleaseState.PUBLISHED,
    ReleaseState.RECUT,
    ReleaseState.SUPERSEDED,
    ReleaseState.WITHDRAWN,
)
"""States in which ``publish`` has something to do; the last two are shown on the release's pages."""


def _is_live(act: Publish | PublishNotice, live: Standing) -> bool:
    """Return whether the current ledger still has the approval or withdrawal whose pages were made."""
    if isinstance(act, PublishNotice):
        return live.withdrawn is not None and live.withdrawn.hash == act.withdrawal
    return any(each is not None and each.entry.hash == act.approval for each in (live.approval, live.published))


def _digests(pages: Files) -> dict[str, str]:
    return {path: sha256(data) for path, data in pages.items()}


def _named(present: Present) -> set[str]:
    """The paths of the files that the ledger names: pages that were ever published, and approved pictures."""
    pages = {path for entry in present.standing.publications for path in entry.act.pages}
    editions = (approval.edition for approval in present.standing.known.values())
    return pages | {picture_address(path, digest) for edition in editions for path, digest in edition.images if digest}


def _recorded(present: Present) -> list[str]:
    """Return the paths of the pages that the last publication wrote."""
    publication = present.standing.publication
    return list(publication.act.pages) if publication else []


def _waiting(present: Present) -> texts.Waiting:
    """Return why a release is not published, and what somebody has to do."""
    release, language = present.ledger.release, present.ledger.language
    left: str = todo(present)
    judged = False
    if present.state is ReleaseState.SUBMITTED:
        command = f"workflow approve {release} --to {language}"
        left, judged = say("{what}: {command}", what=missing_approvals(present), command=command), True
    elif present.state is ReleaseState.ORPHANED:
        left = say("its source is gone or cannot be read")
    elif present.release is not None and not present.release.segments:
        left = say("its source has nothing to translate")
    elif not present.in_step:
        left = say("first run {command}", command=f"workflow translate {release} --to {language}")
    elif not left:
        left, judged = say("first run {command}", command=f"workflow submit {release} --to {language}"), True
    found = say("check finds {errors}: {command}", errors="{}", command=f"workflow check {release} --to {language}")

    def whole(what: str) -> str:
        values = {"label": present.label, "state": present.state.value, "what": what}
        if present.public is PublicState.OUTDATED:
            return say("{label}: not approved ({state}): {what}; the site keeps the last approved page", **values)
        return say("{label}: not approved ({state}): {what}", **values)

    return texts.Waiting(whole(left), whole(found) if judged else "")
