"""Files made from finished pages, such as PDF: their bytes depend on the machine, so no ledger records them."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from workflow.contracts.registries import WRITERS
from workflow.contracts.writers import Printer
from workflow.errors import WorkflowError
from workflow.files import remove
from workflow.model import sha256
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.site_files import bytes_of, people_made, place, put
from workflow.settings import Settings
from workflow.writers.html import SUFFIXES

STYLE = "style.css"


def page_of(settings: Settings, language: str, release: str) -> str:
    """Return the path of the page from which a release's other files are made."""
    suffix = next(suffix for layout, suffix in SUFFIXES.items() if layout in settings.layouts)
    return f"{language}/{release}{suffix}"


def prints(settings: Settings, language: str, release: str) -> Iterator[tuple[str, Printer]]:
    """Yield the path of each such file of a release, with what makes it."""
    for name in settings.formats:
        writer = WRITERS[name]
        if writer.prints:
            yield f"{language}/{release}{writer.suffixes[0]}", writer.prints


def basis(page: bytes, style: bytes) -> str:
    """Return what a file says that it was made from: the SHA-256 of the page and its style sheet."""
    return sha256(f"{sha256(page)} {sha256(style)}")


def print_pages(
    room: Newsroom, folder: Path, language: str, releases: Iterable[str], on_problem: Callable[[WorkflowError], None]
) -> tuple[list[str], list[str]]:
    """Make what is missing, or was made from another page.

    The pages were just written, or compared with what their ledgers record: nothing is made from a page that somebody
    changed. What was made from an older page is removed before anything can go wrong.

    Args:
        room: The newsroom.
        folder: The site's folder.
        language: The language.
        releases: The ids of the releases whose page, or notice, is on the site.
        on_problem: Called for what cannot be made.

    Returns:
        The paths that belong to the site, and those of them that were written.
    """
    style = bytes_of(folder / STYLE) or b""
    belong: list[str] = []
    written: list[str] = []
    failed: set[str] = set()

    def read(path: str) -> bytes | None:
        return bytes_of(place(folder, path))

    for release in releases:
        path = page_of(room.settings, language, release)
        page = read(path)
        for target, printer in prints(room.settings, language, release) if page else ():
            belong.append(target)
            there, wanted = read(target), basis(page or b"", style)
            if there is not None and printer.made_from(there) == wanted:
                continue
            if there is not None and not printer.made_from(there):
                on_problem(people_made(folder, [target]))
                continue
            if there is not None:
                remove(place(folder, target))
            try:
                made = printer.printed(page or b"", path, read, wanted)
            except WorkflowError as error:
                if str(error) not in failed:
                    failed.add(str(error))
                    on_problem(error)
            else:
                written += put(folder, {target: made})
    return belong, written
