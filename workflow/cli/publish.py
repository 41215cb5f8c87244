"""``workflow publish``."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
from workflow.project import Newsroom
from workflow.site import Files, approved_files, content, draft_files, index_files, on_site, place, prune, put
from workflow.steps.publish import is_published, publication, shown
from workflow.steps.review import Present, todo
from workflow.steps.standing import Approval, standing


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
    sources, chosen = choose(room, releases, problems)
    names = {release.id for release in chosen}
    written = 0
    runs = []
    for language in room.languages(languages):
        presents, wrong, unread = on_site(room, sources, language)
        for _, error in wrong:
            problems.tell(error)
        for objection in (objection for present in presents for objection in present.standing.objections):
            click.echo(f"workflow: {printable(objection.message)}", err=True)
        if draft:
            written += _drafts(room, folder, [p for p in presents if p.ledger.release in names])
        else:
            runs.append(
                _Run(room, folder, language, names if releases else None, problems, own=folder == room.root / "public")
            )
            written += runs[-1].publish(presents, whole=not unread)
    if runs and runs[0].own and not languages and not releases and not problems.exit_status:
        expected = {path for run in runs for path in run.expected}
        written += sum(prune(folder, run.language, expected) for run in runs)
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

    names: what was asked for, None for all. own: whether the folder is the newsroom's site. expected: the paths that belong there, as
    they are found.
    """

    room: Newsroom
    folder: Path
    language: str
    names: set[str] | None
    problems: Problems
    own: bool
    expected: set[str] = field(default_factory=set)

    def publish(self, presents: list[Present], *, whole: bool) -> int:
        """Write pages and index, tell the ledgers. whole: whether all ledgers could be read. → how many files were written."""
        index: list[Approval] = []
        made: list[tuple[Present, dict[str, Any]]] = []
        written = 0
        for present in presents:
            publishing = self.names is None or present.ledger.release in self.names
            if publishing and present.state not in (ReleaseState.APPROVED, ReleaseState.PUBLISHED):
                self._not_approved(present)
            approval = shown(present, publishing=publishing)
            if approval is None:
                if self.own and present.standing.withdrawn:
                    written += self._take_down(present)
                continue
            files = self._files(present, approval)
            if files is None:
                # Its pages stay as they are, if they are there.
                if (old := present.standing.published) and self._there(present):
                    index.append(old)
                    self.expected.update(_recorded(present))
                continue
            pages, pictures = files
            written += put(self.folder, {**pages, **pictures})
            self.expected.update(pages, pictures)
            index.append(approval)
            if publishing and approval is present.standing.approval:
                digests = {path: sha256(data) for path, data in pages.items()}
                made.append((present, publication(approval, digests, self.room.settings)))
        if whole:
            listed = index_files(self.room, self.language, index)
            written += put(self.folder, listed)
            self.expected.update(listed)
        # The ledger last: until it says so, the next run makes the pages again.
        for present, details in made if self.own else ():
            with self.problems.passing_over():
                self._tell_ledger(present, details)
        return written

    def _files(self, present: Present, approval: Approval) -> tuple[Files, Files] | None:
        try:
            return approved_files(self.room, self.folder, present, approval)
        except WorkflowError as error:
            self.problems.tell(error)
            return None

    def _take_down(self, present: Present) -> int:
        """Remove the pages of what was withdrawn, whatever else is wrong. → how many."""
        paths = {path for entry in present.standing.publications for path in entry.details["pages"]}
        there = [file for file in (place(self.folder, path) for path in sorted(paths)) if file.is_file()]
        for file in there:
            remove(file)
        return len(there)

    def _there(self, present: Present) -> bool:
        return all(content(place(self.folder, path)) is not None for path in _recorded(present))

    def _tell_ledger(self, present: Present, details: dict[str, Any]) -> None:
        """Append the publication to the ledger as it is now: somebody may have signed while pages were made."""
        if is_published(present, details):
            return
        with self.room.writing(present.ledger.release, self.language, doing="publish"):
            ledger = self.room.ledger(present.ledger.release, self.language)
            live = standing(ledger, present.label).approval
            if live is None or live.entry.hash != details["approval"]:
                for path in details["pages"]:
                    remove(place(self.folder, path))
                raise GateError(
                    f"{present.label}: was returned, withdrawn or approved anew while pages were made; publish again"
                )
            new = ledger.with_entry("publish", who=None, when=now(), tool=TOOL, details=details)
            self.room.save_ledger(new, ledger)
            click.echo(f"{present.label}: published, {count(len(details['pages']), 'page')}")

    def _not_approved(self, present: Present) -> None:
        """A closed gate for a release that was asked for; otherwise one of the rest that is listed."""
        sentence = _todo(present)
        if self.names is None:
            click.echo(sentence, err=True)
        else:
            self.problems.tell(GateError(sentence))


def _recorded(present: Present) -> list[str]:
    """The paths of the pages that the last publication wrote."""
    pages = present.standing.publication.details.get("pages") if present.standing.publication else None
    return list(pages) if isinstance(pages, dict) else []


def _todo(present: Present) -> str:
    """Why a release is not published, and what somebody has to do."""
    release, language, left = present.ledger.release, present.ledger.language, todo(present)
    if present.state is ReleaseState.SUBMITTED:
        left = f"somebody else must approve it, workflow approve {release} --to {language}"
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
