"""The ids of releases, which are file names in every newsroom."""

import re
import unicodedata

from workflow.errors import BadInput
from workflow.interface import say

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_PAGE_ENDINGS = (".side", ".lines", ".certificate")
_ID_BYTES = 100


def stem(path: str) -> str:
    """Return the file name of ``path`` (with forward slashes) without its last suffix."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def check_id(name: str, path: str) -> str:
    """Return ``name`` as a release id: NFC-normalised, and a safe file name on Linux, macOS and Windows.

    Raises:
        BadInput: It has anything but letters, digits and combining marks of any script, ``.``, ``_`` and ``-``; or it
            starts with ``.`` or ``-``, contains ``..``, has more than 100 bytes of UTF-8, is reserved by Windows, or
            would collide with a page (``index``, ``….side``).
    """
    name = unicodedata.normalize("NFC", name)
    problem = ""
    if not name:
        problem = "is empty"
    elif bad := next((c for c in name if c not in "._-" and unicodedata.category(c)[0] not in "LMN"), ""):
        problem = f"contains {bad!r}" if bad != " " else "contains a space"
    elif name[0] in ".-" or unicodedata.category(name[0])[0] == "M":
        problem = f"starts with {name[0]!r}"
    elif name[-1] == ".":
        problem = "ends in '.'"
    elif ".." in name:
        problem = "contains '..'"
    elif len(name.encode("utf-8")) > _ID_BYTES:
        problem = f"is longer than {_ID_BYTES} bytes"
    elif _RESERVED.fullmatch(name):
        problem = "is a name that Windows reserves"
    elif name.lower() == "index":
        problem = "is the name of the index page"
    elif ending := next((e for e in _PAGE_ENDINGS if name.lower().endswith(e)), ""):
        problem = f"ends in {ending!r}, as pages do"
    elif name.lower().endswith(".drafts"):
        problem = "ends in '.drafts', as the files of drafts do"
    if problem:
        shown = name if len(name) <= _ID_BYTES else f"{name[:_ID_BYTES]}…"
        raise BadInput(
            say(
                "{path}: the release id {release!r} {problem}; rename the file or, in Markdown, set "
                "another id in the front matter (id: ...), made of letters, digits, '-', '_' and '.'",
                path=path,
                release=shown,
                problem=problem,
            )
        )
    return name


def is_id(name: str) -> bool:
    """Return whether a name, as a file has it, is the id of a release."""
    try:
        return check_id(name, name) == name
    except BadInput:
        return False


def likeness(id_: str) -> str:
    """Return a key for ids that some disks treat as one name, ignoring case and width."""
    return unicodedata.normalize("NFKC", id_).casefold()
