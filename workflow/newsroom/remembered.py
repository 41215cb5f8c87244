"""What ``status`` found the last time, kept in the user's cache until a byte of the newsroom or of this program changes.

It is only ever shown. Nothing is signed, drafted or published from it.
"""

import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from workflow.errors import WorkflowError
from workflow.files import cache_folder, write_atomic
from workflow.model import sha256
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.status import Row


def remembered(room: Newsroom, digest: str) -> list[Row] | None:
    """The rows of the newsroom whose ``Newsroom.digest`` this is; None when they are not known."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(_file(room).read_bytes())
        if kept["digest"] == digest and kept["program"] == _program():
            return [Row(**{**each, "objections": tuple(each["objections"])}) for each in kept["rows"]]
    return None


def remember(room: Newsroom, digest: str, rows: list[Row]) -> None:
    """Keep the rows. A cache that cannot be written is no cache, and no error."""
    kept = {"digest": digest, "program": _program(), "rows": [asdict(each) for each in rows]}
    with suppress(WorkflowError, OSError):
        write_atomic(_file(room), json.dumps(kept, ensure_ascii=False).encode("utf-8"))


def _file(room: Newsroom) -> Path:
    return cache_folder() / "status" / f"{sha256(str(room.root.resolve()))[:32]}.json"


def _program() -> str:
    """Changes whenever a file of this program does."""
    package = Path(__file__).parent.parent
    stats = ((str(path), path.stat()) for path in sorted(package.rglob("*.py")))
    return sha256(repr([(name, about.st_size, about.st_mtime_ns) for name, about in stats]))
