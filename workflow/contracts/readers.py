"""What a reader of a file format provides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from workflow.model import Release


class Read(Protocol):
    """Turns the bytes of a source into a release."""

    def __call__(self, data: bytes, *, path: str, language: str) -> Release:
        """Cut a source into segments, losing nothing.

        A reader of text decodes with ``files.decode``. ``Release.file_digest`` is filled in by the caller.

        Args:
            data: The file's content.
            path: The file's path in the newsroom, for messages and for the id (its stem, unless the source states an
                id).
            language: The newsroom's source language; the text may turn out to be in the other Chinese script.

        Raises:
            BadInput: The file cannot be read; the message names ``path`` and the place.
        """


class Picture(Protocol):
    """Finds a picture inside a source."""

    def __call__(self, data: bytes, name: str, *, path: str) -> bytes:
        """Return a picture's bytes.

        Args:
            data: The source's content.
            name: What follows ``model.EMBEDDED`` in the path that the reader gave it.
            path: The source's path in the newsroom, for messages.

        Raises:
            BadInput: The source is not what it was, or the picture is not in it.
        """


@dataclass(frozen=True, slots=True)
class Reader:
    """A file format of releases.

    Attributes:
        read: Cuts a file into a release.
        may_state_id: Quickly says whether a file with this content may have another id than its stem; True if that is
            not obvious. A command about one release reads only files that may have its id.
        table: The name of its own table in ``workflow.toml``, ``[readers.NAME]``; "" if it has none.
        configured: From that table, whose shape is already checked, to ``read``; None if it has no settings.
    """

    read: Read
    may_state_id: Callable[[bytes], bool] = lambda _: True
    picture: Picture | None = None
    table: str = ""
    configured: Callable[[Mapping[str, Any]], Read] | None = None
