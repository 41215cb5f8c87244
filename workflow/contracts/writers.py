"""What a writer of a page format provides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from workflow.contracts.pages import Notice, Page


class Write(Protocol):
    """Turns an edition into files; the same page always gives the same bytes."""

    def __call__(self, page: Page, /) -> Mapping[str, bytes]:
        """Return the files, from name (the release's id and one of the writer's suffixes) to content."""


class WriteNotice(Protocol):
    """Turns the notice of a withdrawal into files."""

    def __call__(self, notice: Notice, /) -> Mapping[str, bytes]:
        """Return a notice, from name to content, for every file that the release may have had; others are deleted."""


class Print(Protocol):
    """Turns a finished page of the site into a file in another format."""

    def __call__(self, page: bytes, path: str, read: Callable[[str], bytes | None], basis: str, /) -> bytes:
        """Return the file.

        Args:
            page: The page in the layout "target".
            path: Its path on the site.
            read: Returns another file of the site by its path, None if there is none.
            basis: 64 hexadecimal digits by which the file is to say what it was made from.

        Raises:
            MissingError: Something is not installed.
        """


@dataclass(frozen=True, slots=True)
class Printer:
    """How a format is made from finished pages, because its bytes depend on the machine.

    Attributes:
        printed: Makes the file.
        made_from: Returns the ``basis`` that a file was made with; "" if this program did not make it.
    """

    printed: Print
    made_from: Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Writer:
    """A format that releases are published in.

    Attributes:
        suffixes: How the names of a release's files end, each from its first dot: ``(".epub",)``. No two writers share
            one.
        write: Writes a page.
        notice: Writes the notice of a withdrawal.
        wrote: Tells from a file's name and content whether this writer, or an earlier version of it, wrote the file:
            ``publish`` may then overwrite or delete it. Of other files it touches only those that a ledger names, and
            none else where this is None.
        prints: Makes the file of its only suffix from the finished page. No ledger records it; ``publish`` makes it
            again when the page changes.
    """

    suffixes: tuple[str, ...]
    write: Write
    notice: WriteNotice
    wrote: Callable[[str, bytes], bool] | None = None
    prints: Printer | None = None
