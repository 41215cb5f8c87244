"""Ledgers that are gone or empty although something shows that they recorded a publication.

A ledger's own chain cannot show this. The site can, which still has the release's certificate, and so can git, whose
last commit still has the ledger. To give a release up, delete its pages and commit the deletion of its ledger.
"""

import os
import re
import stat
import subprocess
from pathlib import Path

from workflow.errors import GateError
from workflow.files import names_in, read_bytes
from workflow.identity import is_id
from workflow.interface import say
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.site_files import bytes_of
from workflow.signoff.ledger import Ledger

_CERTIFICATE = ".certificate.json"
_LEDGER = ".jsonl"
_PUBLISHED = b'"action":"publish"'


def lost(room: Newsroom, folder: Path, language: str, name: str | None = None) -> dict[str, GateError]:
    """The ledgers of a language that are lost, by release, with what to say of each.

    Args:
        room: The newsroom.
        folder: Of the site.
        language: The target language.
        name: The id of the only release to look at; None for all.
    """
    found: dict[str, GateError] = {}
    for id_, shown in {**_committed(room, language, name), **_on_the_site(room, folder, language, name)}.items():
        path = room.ledger_path(id_, language)
        found[id_] = GateError(
            say(
                "{path}: is gone or empty, but {shown}; restore it from version control. To give the "
                "release up, delete its pages ({folder}.*) and commit the deletion of its ledger",
                path=path,
                shown=shown,
                folder=folder / language / id_,
            )
        )
    return found


def cut(room: Newsroom, folder: Path, ledger: Ledger) -> GateError | None:
    """Return an error if the site shows a release from an approval that its ledger no longer has; None if not.

    Args:
        room: The newsroom.
        folder: Of the site.
        ledger: The ledger; one without entries is ``lost``.
    """
    file = folder / ledger.language / f"{ledger.release}{_CERTIFICATE}"
    data = bytes_of(file) if ledger.entries else None
    shown = _APPROVAL.search(data) if data else None
    approval = shown["hash"].decode() if shown else ""
    if not data or not approval or any(entry.hash == approval for entry in ledger.entries):
        return None
    from workflow.writers import html  # late: slow to import

    if not html.wrote(file.name, data):
        return None
    return GateError(
        say(
            "{path}: does not have the approval {approval} that {file} shows, so its last entries are lost; restore it "
            "from version control. To publish what it has instead, delete the pages ({folder}.*)",
            path=room.ledger_path(ledger.release, ledger.language),
            approval=approval[:12],
            file=file,
            folder=folder / ledger.language / ledger.release,
        )
    )


_APPROVAL = re.compile(rb'"approval": "(?P<hash>[0-9a-f]{64})"')


def _on_the_site(room: Newsroom, folder: Path, language: str, name: str | None) -> dict[str, str]:
    found: dict[str, str] = {}
    place = folder / language
    for file_name in sorted(names_in(place)):
        id_ = file_name.removesuffix(_CERTIFICATE)
        if id_ == file_name or name not in (None, id_) or not _is_gone(room, id_, language):
            continue
        from workflow.writers import html  # late: slow to import

        file = place / file_name
        if html.wrote(file_name, read_bytes(file)):
            found[id_] = say("{file} shows that the release was published", file=file)
    return found


def _committed(room: Newsroom, language: str, name: str | None) -> dict[str, str]:
    found: dict[str, str] = {}
    start = f"locales/{language}/"
    for path in _git(room.root, "ls-tree", "-z", "--name-only", "HEAD", start).decode("utf-8", "replace").split("\0"):
        id_ = path.removeprefix(start).removesuffix(_LEDGER)
        if path != f"{start}{id_}{_LEDGER}" or name not in (None, id_) or not _is_gone(room, id_, language):
            continue
        if _PUBLISHED in _git(room.root, "cat-file", "blob", f"HEAD:./{path}"):
            found[id_] = say("git has it, with a publication")
    return found


def _is_gone(room: Newsroom, name: str, language: str) -> bool:
    """Whether a release has no ledger, or an empty one."""
    try:
        about = os.stat(os.path.join(room.root, "locales", language, f"{name}.jsonl"))  # noqa: PTH116, PTH118
    except OSError:
        return is_id(name) and not room.ledger_path(name, language).exists()
    return stat.S_ISREG(about.st_mode) and about.st_size == 0 and is_id(name)


def _git(root: Path, *arguments: str) -> bytes:
    """What git prints; nothing where there is no git, no repository or no commit."""
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=root,
            env={**os.environ, "GIT_NO_LAZY_FETCH": "1"},  # a partial clone is not completed from the network
            capture_output=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return b""
    return done.stdout if done.returncode == 0 else b""
