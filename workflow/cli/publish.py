"""``workflow publish``."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from workflow.cli.shared import (
    TOOL,
    Problems,
    choose,
    count,
    in_short,
    languages_option,
    newsroom,
    now,
    printable,
    releases_argument,
)
from workflow.errors import GateError, UsageError, WorkflowError
from workflow.files import remove
from workflow.model import PublicState, ReleaseState, sha256
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.pages import is_published, notice_publication, publication
from workflow.newsroom.site import INDEX, Files, Site, content, draft_files, place, prune, put
from workflow.signoff.acts import Present, missing_approvals, todo
from workflow.signoff.entries import Around, Publish, PublishNotice
from workflow.signoff.replay import Approval, Standing


@click.command("publish")
@releases_argument
@languages_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where to write. Default: public/ in the newsroom.",
)
@click.option("--draft", is_flag=True, help="Write the present text, approved or not, watermarked, to drafts/ instead.")
@click.pass_context
def command(
    ctx: click.Context, releases: tuple[str, ...], languages: tuple[str, ...], out: Path | None, draft: bool
) -> None:
    """Make the pages of what is approved. RELEASE is an id or a path; without any, everything approved is published, the rest listed.

    Pages are made from the approved edition in the ledger, never from the catalog. A named release that is not approved gives exit
    status 1 and what is to do. A release that changed after it was published keeps its last approved page.
    """
    room = newsroom(ctx)
    problems = Problems()
    folder = _folder(room, out, draft=draft)
    ctx.with_resource(room.publishing(folder))
    # A release whose source is gone still has its page, and can be withdrawn.
    gone = {name for name in releases for each in room.settings.target_languages if name in room.ledger_ids(each)}
    sources = room.sources()
    gone = set() if sources.problems else gone - set(sources.releases)
    names = set(gone)
    if rest := [name for name in releases if name not in gone]:
        names |= {release.id for release in room.choose(sources, rest)}
    elif not releases:
        names |= {release.id for release in choose(room, (), problems)[1]}
    written = 0
    runs = []
    for language in room.languages(languages):
        site = Site.look(room, sources, folder, language, names if releases else None)
        for _, error in site.problems:
            problems.tell(error)
        for objection in (objection for present in site.presents.values() for objection in present.standing.objections):
            click.echo(f"workflow: {printable(objection.message)}", err=True)
        if draft:
            written += _drafts(room, folder, [p for name, p in site.presents.items() if name in names])
        else:
            runs.append(_Run(site, problems, asked=bool(releases), own=folder == room.root / "public"))
            written += runs[-1].publish()
    everywhere = set(room.languages(languages)) == set(room.languages([]))
    if runs and runs[0].own and everywhere and not problems.exit_status:
        expected = {path for run in runs for path in run.expected}
        for run in runs:
            removed = prune(folder, run.site.language, expected)
            written += len(removed)
            for path in removed:
                if path.endswith(".certificate.html"):
                    name = path.partition("/")[2].removesuffix(".certificate.html")
                    click.echo(f"{name} ({run.site.language}): taken off the site, no approval accounts for it")
    wrote = f"{count(written, 'file')} written or removed" if written else "all files are as they should be"
    click.echo(f"{in_short(folder)}: {wrote}")
    problems.exit(ctx)


def _folder(room: Newsroom, out: Path | None, *, draft: bool) -> Path:
    """Where to write; UsageError for a folder in which pages would be mistaken for something else."""
    if out is None:
        return room.root / ("drafts" if draft else "public")
    if draft:
        raise UsageError(
            "drafts are written to drafts/ and nowhere else, so that nobody takes them for the site; leave --out out"
        )
    inside, site = out.resolve(), (room.root / "public").resolve()
    if str(out).strip() and inside == site:
        return room.root / "public"
    own = [(room.root / name).resolve() for name in ("sources", "locales", "drafts", "public", ".git")]
    if not str(out).strip() or inside == room.root.resolve() or any(inside.is_relative_to(path) for path in own):
        raise UsageError(f"{out}: pages are not written among the newsroom's own files; name another folder")
    return out


def _drafts(room: Newsroom, folder: Path, presents: list[Present]) -> int:
    written = 0
    for present in presents:
        files = draft_files(room, present, TOOL)
        if not files:
            click.echo(
                f"{present.label}: has no catalog, so no draft; first workflow translate {present.ledger.release}",
                err=True,
            )
        written += put(folder, files)
    return written


@dataclass(frozen=True, slots=True)
class _Run:
    """Publishing in one language.

    asked: whether releases were named. own: whether the folder is the newsroom's site. expected: the paths that belong there, as
    they are found.
    """

    site: Site
    problems: Problems
    asked: bool
    own: bool
    expected: set[str] = field(default_factory=set)

    def publish(self) -> int:
        """Write pages, notices and index, tell the ledgers. → how many files were written or removed."""
        folder, settings = self.site.folder, self.site.room.settings
        index: list[tuple[Present, Approval]] = []
        made: list[tuple[Present, Publish | PublishNotice]] = []
        written = 0
        for name, present in self.site.presents.items():
            publishing = name in self.site.publishing
            if publishing and present.state not in _PUBLISHABLE:
                self._not_approved(present)
            approval = self.site.shown(present)
            if approval is None:
                if present.standing.withdrawn:
                    pages = self.site.notice(present)
                    written += self._replace(present, pages)
                    if publishing and pages:
                        made.append(
                            (present, notice_publication(present.standing.withdrawn, _digests(pages), settings))
                        )
                continue
            around = self.site.around(present, approval)
            files = self._files(present, approval, around)
            if files is None:
                # Its pages stay as they are, if they are there.
                if (old := present.standing.published) and self._there(present):
                    index.append((present, old))
                    self.expected.update(_recorded(present))
                continue
            pages, pictures = files
            written += put(folder, {**pages, **pictures})
            self.expected.update(pages, pictures)
            index.append((present, approval))
            if publishing and present.state in _PUBLISHABLE:
                made.append((present, publication(approval, _digests(pages), around, settings)))
        listed: Files = {}
        if not self.site.unread:
            listed = self.site.index(index)
            written += put(folder, listed)
            self.expected.update(listed)
        # The ledger last: until it says so, the next run makes the pages again.
        for present, act in made if self.own else ():
            with self.problems.passing_over():
                self._tell_ledger(present, act, listed.get(f"{self.site.language}/{INDEX}"))
        return written

    def _files(self, present: Present, approval: Approval, around: Around) -> tuple[Files, Files] | None:
        try:
            return self.site.files(present, approval, around)
        except WorkflowError as error:
            self.problems.tell(error)
            return None

    def _replace(self, present: Present, notice: Files) -> int:
        """Put a notice where the pages of what was withdrawn are, and remove those that have none, whatever else is wrong. → how many."""
        told: dict[str, set[str]] = {}
        for entry in present.standing.publications:
            for path, digest in entry.act.pages.items():
                told.setdefault(path, set()).add(digest)
        removed = 0
        for path in sorted(set(told) - set(notice)):
            file = place(self.site.folder, path)
            data = content(file)
            # In a folder that is not ours only what we wrote.
            if data is not None and (self.own or sha256(data) in told[path]):
                remove(file)
                removed += 1
        self.expected.update(notice)
        return put(self.site.folder, notice) + removed

    def _there(self, present: Present) -> bool:
        return all(content(place(self.site.folder, path)) is not None for path in _recorded(present))

    def _tell_ledger(self, present: Present, act: Publish | PublishNotice, index: bytes | None) -> None:
        """Append the publication to the ledger as it is now: somebody may have signed while pages were made.

        index: the one that was written with it; kept so that ``verify`` knows a list of an earlier day.
        """
        if is_published(present, act):
            return
        room, name, language = self.site.room, present.ledger.release, self.site.language
        with room.writing(name, language, doing="publish"):
            ledger = room.ledger(name, language)
            live = room.standing(ledger)
            if not _is_live(act, live, present):
                for path in act.pages:
                    remove(place(self.site.folder, path))
                raise GateError(
                    f"{present.label}: was returned, withdrawn or approved anew while pages were made; publish again"
                )
            said = replace(act, index=sha256(index)) if index is not None else act
            room.save_ledger(ledger.with_entry(said, who=None, when=now(), tool=TOOL), ledger)
            what = "notice of its withdrawal published" if isinstance(act, PublishNotice) else "published"
            click.echo(f"{present.label}: {what}, {count(len(act.pages), 'page')}")

    def _not_approved(self, present: Present) -> None:
        """A closed gate for a release that was asked for; otherwise one of the rest that is listed."""
        sentence = _todo(present)
        if not self.asked:
            click.echo(sentence, err=True)
        else:
            self.problems.tell(GateError(sentence))


_PUBLISHABLE = (ReleaseState.APPROVED, ReleaseState.PUBLISHED, ReleaseState.SUPERSEDED, ReleaseState.WITHDRAWN)
"""States in which ``publish`` has something to do with a release: the last two say it on its pages."""


def _is_live(act: Publish | PublishNotice, live: Standing, present: Present) -> bool:
    """Whether the ledger as it is now still has the approval or the withdrawal whose pages were made."""
    if isinstance(act, PublishNotice):
        return live.withdrawn is not None and live.withdrawn.hash == act.withdrawal
    superseded = present.state is ReleaseState.SUPERSEDED and not present.covered
    approval = live.published if superseded else live.approval
    return approval is not None and approval.entry.hash == act.approval


def _digests(pages: Files) -> dict[str, str]:
    return {path: sha256(data) for path, data in pages.items()}


def _recorded(present: Present) -> list[str]:
    """The paths of the pages that the last publication wrote."""
    publication = present.standing.publication
    return list(publication.act.pages) if publication else []


def _todo(present: Present) -> str:
    """Why a release is not published, and what somebody has to do."""
    release, language, left = present.ledger.release, present.ledger.language, todo(present)
    if present.state is ReleaseState.SUBMITTED:
        left = f"{missing_approvals(present)}, workflow approve {release} --to {language}"
    elif present.state is ReleaseState.ORPHANED:
        left = "its source is gone or cannot be read"
    elif present.release is not None and not present.release.segments:
        left = "its source has nothing to translate"
    elif not present.in_step:
        left = f"first workflow translate {release} --to {language}"
    elif not left:
        left = f"first workflow submit {release} --to {language}"
    kept = "; the site keeps the last approved page" if present.public is PublicState.OUTDATED else ""
    return f"{present.label}: not approved ({present.state.value}): {left}{kept}"
