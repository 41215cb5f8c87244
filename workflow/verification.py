"""Whether the newsroom is what its ledgers say: the chain, the approvals, the site byte for byte. Needs no network, model or cache.

Two words are told apart. ``altered``: a ledger, a page or a picture was changed by hand. ``outdated``: the source, the catalog or the
program moved on after an approval, as it may.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workflow.errors import WorkflowError
from workflow.files import TEMPORARY, read_bytes
from workflow.ledger import Entry
from workflow.model import PublicState, ReleaseState, sha256
from workflow.project import Newsroom, Sources
from workflow.site import approved_files, content, index_files, on_site, place
from workflow.steps.publish import frame_digest, shown
from workflow.steps.review import Present


@dataclass(frozen=True, slots=True)
class Failure:
    """What does not hold, in a sentence."""

    kind: Literal["altered", "outdated"]
    message: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what does not hold. site: whether there was a site to judge."""

    releases: int
    approvals: int
    pages: int
    site: bool
    failures: tuple[Failure, ...]


def verify(room: Newsroom, sources: Sources, folder: Path, *, names: frozenset[str], tool: str) -> Verified:
    """Verify the releases that ``names`` lists, or all.

    folder: of the site; pages are not judged where there is none. With names, only these releases' pages are. tool: this program's
    name and version, as ledgers write it.
    """
    failures: list[Failure] = []
    looked = approvals = 0
    expected: dict[str, bytes] = {}
    honest: dict[str, set[str]] = {}  # what was published in good faith, ever, from path to SHA-256
    unread: list[str] = []  # what pages' paths start with whose ledger cannot be read
    older = False
    for language in room.settings.target_languages:
        presents, problems, broken = on_site(room, sources, language)
        # Only a ledger is never to be changed by hand.
        failures += [Failure("altered" if name in broken else "outdated", str(problem)) for name, problem in problems]
        presents = [present for present in presents if not names or present.ledger.release in names]
        for present in presents:
            looked += 1
            approvals += len(present.standing.approvals)
            failures += _ledger(present)
            failures += _add(room, folder, present, expected)
            older = older or not all(_as_now(entry, room, tool) for entry in present.standing.publications)
            for path, digest in _published(room, folder, present, expected, tool):
                honest.setdefault(path, set()).add(digest)
        if not broken and not names:
            shown_now = [approval for present in presents if (approval := shown(present, publishing=False))]
            expected.update(index_files(room, language, shown_now))
        if broken:
            unread += [f"{language}/index.html", "style.css", "images/", *(f"{language}/{name}." for name in broken)]
    site = folder.is_dir()
    if site:
        failures += _site(folder, expected, honest, older=older)
        failures += _extra(folder, expected, honest, unread) if not names else ()
    return Verified(looked, approvals, len(expected), site, tuple(failures))


def _ledger(present: Present) -> Iterator[Failure]:
    """What the ledger itself and the catalog beside it say."""
    for objection in present.standing.objections:
        yield Failure("altered" if objection.forged else "outdated", objection.message)
    if present.state is ReleaseState.OUTDATED:
        yield Failure("outdated", f"{present.label}: the source or the translation changed after it was approved")
    elif present.state is ReleaseState.ORPHANED and present.standing.approval:
        yield Failure("outdated", f"{present.label}: the source is gone, or cannot be read, after it was approved")
    elif present.public is PublicState.OUTDATED and present.state is ReleaseState.APPROVED:
        yield Failure("outdated", f"{present.label}: the site shows an older text than the one approved; publish again")


def _add(room: Newsroom, folder: Path, present: Present, expected: dict[str, bytes]) -> Iterator[Failure]:
    """Add to ``expected`` the files that the site must hold of a release."""
    approval = shown(present, publishing=False)
    if approval is None:
        return
    try:
        pages, pictures = approved_files(room, folder, present, approval)
    except WorkflowError as error:
        yield Failure("altered", str(error))
    else:
        expected.update({**pages, **pictures})


def _published(
    room: Newsroom, folder: Path, present: Present, expected: Mapping[str, bytes], tool: str
) -> Iterator[tuple[str, str]]:
    """(path, SHA-256) of every page that was ever published in good faith.

    expected: the files of what is shown now. Nobody need sign a publication, so what it says is not believed where it can be made again: with the settings and the version of now.
    """
    for entry in present.standing.publications:
        pages: dict[str, str] = entry.details["pages"]
        if _as_now(entry, room, tool):
            approval = present.standing.approvals.get(str(entry.details.get("approval")))
            made: Mapping[str, bytes] = expected
            if approval is not shown(present, publishing=False):
                made = {}
                with suppress(WorkflowError):
                    made = approved_files(room, folder, present, approval)[0] if approval else {}
            yield from (
                (path, digest) for path, digest in pages.items() if path in made and sha256(made[path]) == digest
            )
        else:
            yield from pages.items()


def _as_now(entry: Entry, room: Newsroom, tool: str) -> bool:
    return entry.tool == tool and entry.details.get("settings") == frame_digest(room.settings)


def _site(
    folder: Path, expected: Mapping[str, bytes], honest: Mapping[str, set[str]], *, older: bool
) -> Iterator[Failure]:
    """Hold the files of the site to what the ledgers make.

    older: some page was published with other settings or by another version, so that what is in no ledger (the index, the style sheet) may
    honestly differ.
    """
    for path, data in sorted(expected.items()):
        file = folder.joinpath(*path.split("/"))
        try:
            found = content(place(folder, path))
        except WorkflowError as error:
            yield Failure("altered", str(error))
            continue
        if found == data:
            continue
        if found is None:
            yield Failure(
                "outdated" if older and path not in honest else "altered", f"{file}: is missing; publish again"
            )
        elif sha256(found) in honest.get(path, ()) or (
            older and path.rpartition("/")[2] in ("index.html", "style.css")
        ):
            yield Failure("outdated", f"{file}: differs from what this program and these settings make; publish again")
        else:
            yield Failure("altered", f"{file}: is not what was published; publish again to have the approved text back")


def _extra(
    folder: Path, expected: Mapping[str, bytes], honest: Mapping[str, set[str]], unread: Sequence[str]
) -> Iterator[Failure]:
    """Files of the site that nothing accounts for. unread: what paths start with of which nothing can be said."""
    for file in sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()):
        path = file.relative_to(folder).as_posix()
        if TEMPORARY.fullmatch(file.name):
            yield Failure(
                "outdated", f"{file}: was left by a command that was killed; publish again to have it removed"
            )
        elif path in expected or path.startswith(tuple(unread)):
            continue
        elif file.is_file() and sha256(read_bytes(file)) in honest.get(path, ()):
            yield Failure("outdated", f"{file}: is no longer part of the site; publish again to have it removed")
        else:
            yield Failure("altered", f"{file}: is not from any ledger; publish again to have it removed, or delete it")
