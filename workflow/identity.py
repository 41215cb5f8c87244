"""The ids of releases, which are file names in every newsroom."""

import re
import unicodedata
from collections.abc import Collection

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
        problem = say("is empty")
    elif bad := next((c for c in name if c not in "._-" and unicodedata.category(c)[0] not in "LMN"), ""):
        problem = say("contains {bad!r}", bad=bad) if bad != " " else say("contains a space")
    elif name[0] in ".-" or unicodedata.category(name[0])[0] == "M":
        problem = say("starts with {first!r}", first=name[0])
    elif name[-1] == ".":
        problem = say("ends in '.'")
    elif ".." in name:
        problem = say("contains '..'")
    elif len(name.encode("utf-8")) > _ID_BYTES:
        problem = say("is longer than {most} bytes", most=_ID_BYTES)
    elif _RESERVED.fullmatch(name):
        problem = say("is a name that Windows reserves")
    elif name.lower() == "index":
        problem = say("is the name of the index page")
    elif ending := next((e for e in _PAGE_ENDINGS if name.lower().endswith(e)), ""):
        problem = say("ends in {ending!r}, as pages do", ending=ending)
    elif name.lower().endswith(".drafts"):
        problem = say("ends in '.drafts', as the files of drafts do")
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


def namesakes(id_: str, suffixes: Collection[str]) -> list[str]:
    """Return the ids of releases of which a page would have the same name as a page of this release.

    A Word document of ``visit`` is ``visit.bilingual.docx``, and so is one of ``visit.bilingual``. Earlier versions
    took such ids, so that they are refused only where both releases exist.

    Args:
        id_: The release's id, the longer one.
        suffixes: How the names of pages end.
    """
    inner = {long.removesuffix(short) for long in suffixes for short in suffixes if long.endswith(short)} - {""}
    return sorted(id_[: -len(end)] for end in inner if likeness(id_).endswith(end) and len(id_) > len(end))


def likeness(id_: str) -> str:
    """Return a key for ids that some disks treat as one name, ignoring case and width."""
    return unicodedata.normalize("NFKC", id_).casefold()
