"""The site: what ``public/`` holds, as a function of the ledgers, the settings and the pictures; and putting it there."""

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from workflow.contracts import WRITERS, Page, resolve
from workflow.errors import GateError
from workflow.files import read_bytes, write_atomic
from workflow.model import PublicState, sha256
from workflow.project import Newsroom
from workflow.steps.publish import approved_page, draft_page
from workflow.steps.review import Present
from workflow.steps.standing import Approval
from workflow.writers import html

Files = Mapping[str, bytes]
"""From path below the site's folder, with forward slashes, to content."""


def approved_files(room: Newsroom, folder: Path, present: Present, approval: Approval) -> tuple[Files, Files]:
    """The pages of an approved edition, and its pictures.

    folder: the site's. A picture that changed beside the source since is taken from there. GateError when it is nowhere.
    """
    source = str(approval.entry.details.get("source", {}).get("path", ""))
    pictures: dict[str, bytes] = {}
    addresses: dict[str, str] = {}
    for path, digest in approval.edition.images:
        address = _address(path, digest)
        data = next(
            (d for d in (room.image(source, path), _bytes(folder / address)) if d is not None and sha256(d) == digest),
            None,
        )
        if data is None:
            raise GateError(
                f"{present.label}: the picture {path} is no longer the one that was approved; put it back, or submit and approve again"
            )
        pictures[address] = data
        addresses[path] = f"../{address}"
    return _pages(room, approved_page(approval, present, room.settings, addresses)), pictures


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


def index_files(room: Newsroom, language: str, shown: Iterable[tuple[Present, Approval]]) -> Files:
    """The list of all that the site shows in a language, and what all pages share.

    Like the pages it says nothing that is not in a ledger: not that a catalog moved on since.
    """
    settings = room.settings
    pages = [approved_page(approval, present, settings, {}) for present, approval in shown]
    entries = [html.entry(page, PublicState.CURRENT) for page in pages]
    made = html.index(
        entries, language=language, locale=settings.locale(language), office=settings.office, project=settings.name
    )
    return {**{f"{language}/{name}": data for name, data in made.items()}, **html.assets()}


def put(folder: Path, files: Files) -> int:
    """Make the site hold these files; those that hold the right bytes already are left alone. → how many were written."""
    written = 0
    for path, data in sorted(files.items()):
        file = folder.joinpath(*PurePosixPath(path).parts)
        if _bytes(file) != data:
            write_atomic(file, data)
            written += 1
    return written


def _pages(room: Newsroom, page: Page) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for name in room.settings.formats:
        written: Files = resolve(WRITERS[name])(page)
        files.update({f"{page.edition.language}/{file}": data for file, data in written.items()})
    return files


def _address(path: str, digest: str) -> str:
    """Where a picture is in the site: named by its content, so that an older edition keeps its own."""
    return f"images/{digest[:32]}{PurePosixPath(path).suffix.lower()}"


def _bytes(path: Path) -> bytes | None:
    return read_bytes(path) if path.is_file() else None
