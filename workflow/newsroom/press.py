"""The press: makes the pages of one language, writes them, and records them in the ledgers."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal

from workflow import TOOL, newer
from workflow.contracts.registries import WRITERS
from workflow.errors import GateError, WorkflowError
from workflow.files import content, remove
from workflow.interface import Message, say, say_n
from workflow.model import PublicState, ReleaseState, sha256
from workflow.newsroom import texts
from workflow.newsroom.folder import OnProblem
from workflow.newsroom.framing import frame
from workflow.newsroom.listing import Line, Listing, keep_lines
from workflow.newsroom.lost import cut, lost
from workflow.newsroom.pages import frame_digest, is_published, notice_publication, publication
from workflow.newsroom.printing import page_of, print_pages, prints
from workflow.newsroom.site import Site, common_files, is_at_rest, picture_address
from workflow.newsroom.site_files import (
    Files,
    Paths,
    bytes_of,
    is_list,
    lists_digest,
    people_made,
    place,
    put,
    put_each,
    taken,
)
from workflow.newsroom.status import Rows
from workflow.signoff.entries import Around, Publish, PublishNotice
from workflow.signoff.ledger import Ledger
from workflow.signoff.present import Present, missing_approvals, todo
from workflow.signoff.replay import Approval, Standing
from workflow.writers import lists
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
class Run:
    """Publishing in one language.

    Attributes:
        rows: Of ``status``, for what checks find in texts that wait.
        own: Whether the folder is the newsroom's site, so that it is recorded in the ledgers.
        on_problem: Called for what cannot be read.
        lists: By language, the paths of the lists, as they are made; all runs have the same mapping.
        listing: What the list of releases was last made from, if only some releases are published.
        blocked: Whether people's files are in the way of what all pages share; then only withdrawals are shown.
        former: Whether the language is no longer in the settings; then too.
        expected: The paths that belong there, as they are found; all runs have the same set.
        recorded: The paths of other pages and pictures that were ever approved or published, by whatever writer; all
            runs have the same set.
        newer: The versions that published what changes now, if they are newer than this one.
    """

    site: Site
    rows: Rows
    when: str
    own: bool
    on_problem: OnProblem
    lists: dict[str, Collection[str]]
    expected: Paths
    recorded: Paths
    listing: Listing | None = None
    blocked: bool = False
    former: bool = False
    made: dict[str, _Made] = field(default_factory=dict)
    shared: list[str] = field(default_factory=list)
    objections: list[str] = field(default_factory=list)
    newer: set[str] = field(default_factory=set)
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
            if ledger and (shortened := cut(self.site.room, self.site.folder, ledger)):
                self.made[name] = _Made(f"{name} ({self.site.language})", errors=[shortened])
                self.site.unread.append(name)
                continue
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
        listed: dict[str, str] = {}
        if not self.blocked:  # even without new lists, as the pages that were made refer to them
            self.shared.extend(sorted(put_each(self.site.folder, self._for_all(listed))))
        # The ledger comes last: until it has the record, the next run makes the pages again.
        news = self._news if self.own else []
        digests = {path: digest for path, digest in listed.items() if is_list(path)} if news else {}
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
        self._lines.clear()  # checks of what waits come next, and take most memory
        self._news.clear()

    def _for_all(self, listed: dict[str, str]) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of the lists, and of what pages in all languages share, one file at a time.

        Args:
            listed: Filled with the paths of the lists, each with its SHA-256.
        """
        if not self.site.unread:
            for path, data in self.site.index(self._entries.values(), self.listing.pages if self.listing else None):
                listed[path] = sha256(data)
                yield path, data
            self.lists[self.site.language] = listed.keys()
        common = common_files(self.site.room, self.site.folder, self.lists)
        yield from common.items()
        self.expected.update((*listed, *common))

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
            if (before := present.standing.publication) and (version := newer(before.tool)):
                self.newer.add(version)
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
            self.expected.update((*_recorded(present), *(picture_address(path, digest) for path, digest in pictures)))
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
