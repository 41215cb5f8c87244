"""``workflow publish``."""

from pathlib import Path

import click

from workflow.cli.shared import TOOL, Problems, choose, in_short, languages_option, newsroom, now, releases_argument
from workflow.errors import GateError, UsageError, WorkflowError
from workflow.model import PublicState, Release, ReleaseState, sha256
from workflow.project import Newsroom
from workflow.site import approved_files, draft_files, index_files, put
from workflow.steps.publish import is_current, shown
from workflow.steps.review import Present, todo
from workflow.steps.standing import Approval


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
    sources, chosen = choose(room, releases, problems)
    names = {release.id for release in chosen}
    written = 0
    for language in room.languages(languages):
        presents = []
        everything: list[Release | str] = [*sources.releases.values(), *room.orphans(sources, language)]
        for release in everything:
            with problems.passing_over():
                presents.append(room.present(release, language))
        for present in presents:
            for objection in present.standing.objections:
                click.echo(f"workflow: {objection}", err=True)
        if draft:
            written += _drafts(room, folder, [p for p in presents if p.ledger.release in names])
        else:
            wanted = names if releases else {present.ledger.release for present in presents}
            written += _publish(room, folder, language, presents, wanted, named=bool(releases), problems=problems)
    click.echo(
        f"{in_short(folder)}: {f'{written} files written' if written else 'nothing to write, all pages are as they should be'}"
    )
    problems.exit(ctx)


def _folder(room: Newsroom, out: Path | None, *, draft: bool) -> Path:
    """Where to write; UsageError for a folder in which pages would be mistaken for something else."""
    folder = out or room.root / ("drafts" if draft else "public")
    inside = folder.resolve()
    if draft and inside.is_relative_to((room.root / "public").resolve()):
        raise UsageError(f"{out}: drafts are never written under public/")
    own = [(room.root / name).resolve() for name in ("sources", "locales")]
    if inside == room.root.resolve() or any(inside.is_relative_to(path) for path in own):
        raise UsageError(f"{out}: pages are not written among the newsroom's own files; name another folder")
    return folder


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


def _publish(
    room: Newsroom,
    folder: Path,
    language: str,
    presents: list[Present],
    wanted: set[str],
    *,
    named: bool,
    problems: Problems,
) -> int:
    """Write the wanted releases' pages and the index of one language; tell the ledgers. → how many files were written."""
    index: list[tuple[Present, Approval]] = []
    made: list[tuple[Present, Approval, dict[str, str]]] = []
    written = 0
    for present in presents:
        publishing = present.ledger.release in wanted
        if publishing and present.state not in (ReleaseState.APPROVED, ReleaseState.PUBLISHED):
            _tell(_todo(present), named=named, problems=problems)
        approval = shown(present, publishing=publishing)
        if approval and publishing:
            try:
                pages, pictures = approved_files(room, folder, present, approval)
            except WorkflowError as error:
                problems.tell(error)
                approval = present.standing.published
            else:
                written += put(folder, {**pages, **pictures})
                made.append((present, approval, {path: sha256(data) for path, data in pages.items()}))
        if approval:
            index.append((present, approval))
    if presents:
        written += put(folder, index_files(room, language, index))
    # The ledger last: until it says so, the next run makes the pages again.
    for present, approval, digests in made:
        if not is_current(present, approval, digests):
            details = {"approval": approval.entry.hash, "pages": digests}
            room.save_ledger(present.ledger.with_entry("publish", who=None, when=now(), tool=TOOL, details=details))
            click.echo(f"{present.label}: published, {len(digests)} pages")
    return written


def _todo(present: Present) -> str:
    """Why a release is not published, and what somebody has to do."""
    release, language, left = present.ledger.release, present.ledger.language, todo(present)
    if present.state is ReleaseState.SUBMITTED:
        left = f"somebody else must approve it, workflow approve {release} --to {language}"
    elif present.state is ReleaseState.NEW:
        left = f"first workflow translate {release} --to {language}"
    elif present.state is ReleaseState.ORPHANED:
        left = "its source is gone"
    elif not left:
        left = f"first workflow submit {release} --to {language}"
    kept = "; the site keeps the last approved page" if present.public is PublicState.OUTDATED else ""
    return f"{present.label}: not approved ({present.state.value}): {left}{kept}"


def _tell(sentence: str, *, named: bool, problems: Problems) -> None:
    """A closed gate for a release that was asked for; otherwise one of the rest that is listed."""
    if named:
        problems.tell(GateError(sentence))
    else:
        click.echo(sentence, err=True)
