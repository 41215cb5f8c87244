"""The site: what ``public/`` holds, as a function of the ledgers, the settings and the pictures; and putting it there."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from workflow.contracts import WRITERS, Page, resolve
from workflow.errors import BadInput, GateError, WorkflowError
from workflow.files import read_bytes, remove, write_atomic
from workflow.model import PublicState, Release, sha256
from workflow.project import Newsroom, Sources
from workflow.steps.publish import approved_page, draft_page
from workflow.steps.review import Present
from workflow.steps.standing import Approval
from workflow.writers import html

Files = Mapping[str, bytes]
"""From path below the site's folder, with forward slashes, to content."""


def on_site(
    room: Newsroom, sources: Sources, language: str
) -> tuple[list[Present], list[tuple[str, WorkflowError]], list[str]]:
    """Every release that has a source or a ledger, by id what is wrong with some, and the ids of those whose ledger cannot be read.

    The site is made from ledgers: a catalog or source that cannot be read takes nothing off it.
    """
    presents: list[Present] = []
    problems: list[tuple[str, WorkflowError]] = []
    unread: list[str] = []
    ledgers = [name for name in room.ledger_ids(language) if name not in sources.releases]
    everything: list[Release | str] = [*sources.releases.values(), *ledgers]
    for release in everything:
        name = release if isinstance(release, str) else release.id
        try:
            presents.append(room.present(release, language))
        except WorkflowError as error:
            problems.append((name, error))
            try:
                presents.append(room.from_ledger(name, language))
            except WorkflowError:
                unread.append(name)
    return presents, problems, unread


def approved_files(room: Newsroom, folder: Path, present: Present, approval: Approval) -> tuple[Files, Files]:
    """The pages of an approved edition, and its pictures.

    folder: the site's. A picture that changed beside the source since is taken from there. GateError when it is nowhere.
    """
    pictures: dict[str, bytes] = {}
    addresses: dict[str, str] = {}
    for path, digest in approval.edition.images:
        address = _address(path, digest)
        sources = dict.fromkeys((approval.source.path, *([present.release.path] if present.release else [])))
        offered = (
            *(room.image(source, path) for source in sources),  # it may have moved, picture and all
            content(place(folder, address)),
            content(room.root / "public" / address),
        )
        data = next((each for each in offered if each is not None and sha256(each) == digest), None)
        if data is None:
            raise GateError(
                f"{present.label}: the picture {path} is no longer the one that was approved; put it back, or submit and approve again"
            )
        pictures[address] = data
        addresses[path] = f"../{address}"
    return _pages(room, approved_page(approval, room.settings, addresses)), pictures


def draft_files(room: Newsroom, present: Present, tool: str) -> Files:
    """The watermarked pages of the present text with its pictures; nothing where there is no catalog."""
    pictures: dict[str, bytes] = {}
    addresses: dict[str, str] = {}
    for path, digest in present.edition.images if present.edition else ():
        if present.release and digest and (data := room.image(present.release.path, path)) is not None:
            address = _address(path, digest)
            pictures[address] = data
            addresses[path] = f"../{address}"
    page = draft_page(present, room.settings, addresses, tool)
    return {**pictures, **_pages(room, page), **html.assets()} if page else {}


def index_files(room: Newsroom, language: str, shown: Iterable[Approval]) -> Files:
    """The list of all that the site shows in a language, and what all pages share.

    Like the pages it says nothing that is not in a ledger: not that a catalog moved on since.
    """
    settings = room.settings
    pages = [approved_page(approval, settings, {}) for approval in shown]
    entries = [html.entry(page, PublicState.CURRENT) for page in pages]
    made = html.index(
        entries, language=language, locale=settings.locale(language), office=settings.office, project=settings.name
    )
    return {**{f"{language}/{name}": data for name, data in made.items()}, **html.assets()}


def put(folder: Path, files: Files) -> int:
    """Make the site hold these files; those that hold the right bytes already are left alone. → how many were written."""
    written = 0
    for path, data in sorted(files.items()):
        file = place(folder, path)
        if content(file) != data:
            write_atomic(file, data)
            written += 1
    return written


def prune(folder: Path, language: str, expected: Iterable[str]) -> int:
    """Take pages of a language and pictures off the site that nothing in the ledgers accounts for. → how many."""
    kept = set(expected)
    removed = 0
    for name in (language, "images"):
        place(folder, f"{name}/x")  # refuses a link that leads out of the site
    for file in (*(folder / language).glob("*.*"), *(folder / "images").glob("*.*")):
        ours = _PAGE.fullmatch(file.name) if file.parent.name == language else _PICTURE.fullmatch(file.name)
        if ours and file.is_file() and file.relative_to(folder).as_posix() not in kept:
            remove(file)
            removed += 1
    return removed


def place(folder: Path, path: str) -> Path:
    """Where a file of the site is; BadInput if that would not be in the site."""
    parts = PurePosixPath(path).parts
    file = folder.joinpath(*parts)
    if path.startswith("/") or ".." in parts or not file.resolve().is_relative_to(folder.resolve()):
        raise BadInput(f"{file}: would leave the site; remove the link or folder that leads out of it")
    return file


def content(path: Path) -> bytes | None:
    """The bytes of a file, None if it is not there."""
    return read_bytes(path) if path.is_file() else None


_PAGE = re.compile(r"[^.].*\.(html|md|certificate\.json)")
_PICTURE = re.compile(r"[0-9a-f]{32}\.[a-z]+")


def _pages(room: Newsroom, page: Page) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for name in room.settings.formats:
        written: Files = resolve(WRITERS[name])(page)
        files.update({f"{page.edition.language}/{file}": data for file, data in written.items()})
    return files


def _address(path: str, digest: str) -> str:
    """Where a picture is in the site: named by its content, so that an older edition keeps its own."""
    return f"images/{digest[:32]}{PurePosixPath(path).suffix.lower()}"
