"""Whether the newsroom is what its ledgers say: the chain, the approvals, the site byte for byte. Needs no network, model or cache.

Two words are told apart. ``altered``: a ledger, a page or a picture was changed by hand. ``outdated``: the source, the catalog or the
program moved on after an approval, as it may.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workflow.errors import WorkflowError
from workflow.files import read_bytes
from workflow.model import PublicState, Release, ReleaseState, sha256
from workflow.project import Newsroom, Sources
from workflow.site import approved_files, index_files
from workflow.steps.publish import shown
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
    site = folder.is_dir()
    whole = not names  # so that what else stands in the site is known to be too much
    releases = approvals = 0
    expected: dict[str, bytes] = {}
    recorded: dict[str, str] = {}
    tools: set[str] = set()
    for language in room.settings.target_languages:
        presents = []
        unreadable = False
        everything: list[Release | str] = [*sources.releases.values(), *room.orphans(sources, language)]
        for release in everything:
            name = release if isinstance(release, str) else release.id
            if names and name not in names:
                continue
            try:
                present = room.present(release, language)
            except WorkflowError as error:
                failures.append(Failure("altered", str(error)))
                unreadable = True
                continue
            presents.append(present)
            releases += 1
            approvals += len(present.standing.approvals)
            failures += _ledger(present)
            if site:
                pages, failed = _pages(room, folder, present)
                expected.update(pages)
                failures += failed
            if entry := present.standing.publication:
                tools.add(entry.tool)
                recorded.update({path: digest for path, digest in _recorded(entry.details).items() if path in expected})
        whole = whole and not unreadable
        if site and not names and not unreadable:
            index = [(present, approval) for present in presents if (approval := shown(present, publishing=False))]
            expected.update(index_files(room, language, index))
    if site:
        failures += _site(folder, expected, recorded, older=tools != {tool}, whole=whole)
    return Verified(releases, approvals, len(expected), site, tuple(failures))


def _ledger(present: Present) -> Iterator[Failure]:
    """What the ledger itself and the catalog beside it say."""
    for objection in present.standing.objections:
        yield Failure("altered", objection)
    if present.state is ReleaseState.OUTDATED:
        yield Failure("outdated", f"{present.label}: the source or the translation changed after it was approved")
    elif present.state is ReleaseState.ORPHANED and present.standing.approval:
        yield Failure("outdated", f"{present.label}: the source is gone after it was approved")
    elif present.public is PublicState.OUTDATED and present.state is ReleaseState.APPROVED:
        yield Failure("outdated", f"{present.label}: the site shows an older text than the one approved; publish again")


def _pages(room: Newsroom, folder: Path, present: Present) -> tuple[dict[str, bytes], list[Failure]]:
    """The files that the site must hold of a release."""
    approval = shown(present, publishing=False)
    if approval is None:
        return {}, []
    try:
        pages, pictures = approved_files(room, folder, present, approval)
    except WorkflowError as error:
        return {}, [Failure("altered", str(error))]
    return {**pages, **pictures}, []


def _recorded(details: Mapping[str, object]) -> Mapping[str, str]:
    pages = details.get("pages")
    return pages if isinstance(pages, dict) else {}


def _site(
    folder: Path, expected: Mapping[str, bytes], recorded: Mapping[str, str], *, older: bool, whole: bool
) -> Iterator[Failure]:
    """Hold the files of the site to what they must be; with ``whole``, no other file may be there.

    older: whether some page was published by another version of this program, so that what is not in any ledger (the index, the style
    sheet) may honestly differ.
    """
    for path, data in sorted(expected.items()):
        file = folder.joinpath(*path.split("/"))
        if not file.is_file():
            yield Failure("altered", f"{file}: is missing; publish again")
            continue
        found = read_bytes(file)
        if found == data:
            continue
        if recorded.get(path) == sha256(found) or (path not in recorded and older):
            yield Failure(
                "outdated",
                f"{file}: is as it was published, but by an older program or with other settings; publish again",
            )
        else:
            yield Failure("altered", f"{file}: is not what was published; publish again to have the approved text back")
    if whole:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            if file.relative_to(folder).as_posix() not in expected:
                yield Failure("altered", f"{file}: was not published; delete it")
