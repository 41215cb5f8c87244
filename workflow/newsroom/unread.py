"""Files in ``sources/`` that nobody reads, so that no release is forgotten because of its file's format."""

import posixpath
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from workflow.errors import WorkflowError
from workflow.newsroom.folder import IMAGES, Newsroom


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that is no source.

    Attributes:
        path: Relative to the newsroom.
        original_of: The source beside it with the same name, which was made from it; "" if there is none.
    """

    path: str
    original_of: str = ""


def unread(room: Newsroom, known: Mapping[str, Iterable[str]]) -> tuple[Unread, ...]:
    """Return the files that nobody reads; pictures that a source uses are none of them.

    Args:
        room: The newsroom.
        known: By path, the pictures of sources that were read already.
    """
    others = room.shelf.others()
    if any(posixpath.splitext(path)[1].lower() in IMAGES for path in others):
        used: set[str] = set()
        for path in room.shelf.paths():
            with suppress(WorkflowError):  # a source that cannot be read is reported as such
                images = known[path] if path in known else room.shelf.read(path).images
                used.update(posixpath.normpath(posixpath.join(posixpath.dirname(path), image)) for image in images)
        others = {path: of for path, of in others.items() if path not in used}
    return tuple(Unread(path, of) for path, of in others.items())
