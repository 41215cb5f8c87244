"""Whether the newsroom is what its ledgers say: the chain, the approvals, the site byte for byte. Needs no network, model or cache.

Two words are told apart. ``altered``: a ledger, a page or a picture was changed by hand. ``outdated``: the source, the catalog or the
program moved on after an approval, as it may.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workflow import TOOL
from workflow.errors import WorkflowError
from workflow.files import TEMPORARY, read_bytes
from workflow.model import PublicState, ReleaseState, sha256
from workflow.newsroom.folder import Newsroom, OnProblem, Sources
from workflow.newsroom.pages import frame_digest
from workflow.newsroom.site import INDEX, Site, content, picture_address, place
from workflow.signoff.acts import Present
from workflow.signoff.entries import Around, Publish
from workflow.signoff.replay import Publication


@dataclass(frozen=True, slots=True)
class Failure:
    """What does not hold, in a sentence."""

    kind: Literal["altered", "outdated"]
    message: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what does not hold.

    site: whether there was a site to judge. signed: how many of the people's acts have a signature that was found good.
    """

    releases: int
    approvals: int
    pages: int
    site: bool
    signed: int
    acts: int
    failures: tuple[Failure, ...]


def verify(room: Newsroom, names: Iterable[str] = (), *, folder: Path | None = None, on_problem: OnProblem) -> Verified:
    """Verify ledgers, approvals and the site.

    Args:
        room: The newsroom.
        names: The releases, ids or paths, of which alone the pages are judged; without any, all.
        folder: Of the site, ``public/`` by default; pages are not judged where there is none.
        on_problem: Called once for each problem of a source, where no release is named.

    Raises:
        UsageError: There is no such release.
        WorkflowError: A named release cannot be read.
    """
    asked = tuple(names)
    sources = room.sources() if asked else room.find(on_problem=on_problem)
    chosen = {each.id for each in room.choose(sources, asked)} if asked else set()
    return _verified(room, sources, folder or room.root / "public", chosen)


def _verified(room: Newsroom, sources: Sources, folder: Path, names: Collection[str]) -> Verified:
    """names: the ids of the releases to verify; none for all."""
    failures: list[Failure] = []
    looked = approvals = signed = acts = 0
    expected: dict[str, bytes] = {}
    honest: dict[str, set[str]] = {}  # what was published in good faith, ever, from path to SHA-256
    unread: list[str] = []  # what pages' paths start with whose ledger cannot be read
    older = False
    for language in room.settings.target_languages:
        # A copy elsewhere shows what is approved, and the ledgers hear nothing of it.
        own = folder.resolve() == (room.root / "public").resolve()
        site = Site.look(room, sources, folder, language, () if own else None)
        index = f"{language}/{INDEX}"
        honest.setdefault(index, set()).add(sha256(site.index(())[index]))
        # Only a ledger is never to be changed by hand.
        failures += [
            Failure("altered" if name in site.unread else "outdated", str(problem)) for name, problem in site.problems
        ]
        presents = [each for name, each in site.presents.items() if not names or name in names]
        for present in presents:
            looked += 1
            approvals += len(present.standing.approvals)
            entries = [entry for entry in present.ledger.entries if entry.who]
            acts += len(entries)
            signed += sum(room.judged.get(entry.hash) == "" for entry in entries)
            failures += _ledger(present)
            failures += _add(site, present, expected)
            older = older or not all(_as_now(entry, room) for entry in present.standing.publications)
            for path, digest in (*_published(site, present, expected), *_shared(present)):
                honest.setdefault(path, set()).add(digest)
        if not site.unread and not names:
            expected.update(site.index((each, now) for each in presents if (now := site.shown(each))))
        if site.unread:
            unread += [
                f"{language}/index.html",
                "style.css",
                "images/",
                *(f"{language}/{name}." for name in site.unread),
            ]
    for language in room.former_languages():
        for name in room.ledger_ids(language):
            with suppress(WorkflowError):
                present = room.from_ledger(name, language)
                told = [item for entry in present.standing.publications for item in entry.act.pages.items()]
                for path, digest in (*told, *_shared(present)):
                    honest.setdefault(path, set()).add(digest)
    there = folder.is_dir()
    if there:
        failures += _site(folder, expected, honest, older=older)
        failures += _extra(folder, expected, honest, unread) if not names else ()
    return Verified(looked, approvals, len(expected), there, signed, acts, tuple(failures))


def _ledger(present: Present) -> Iterator[Failure]:
    """What the ledger itself and the catalog beside it say."""
    for objection in present.standing.objections:
        yield Failure("altered" if objection.forged else "outdated", objection.message)
    basis = present.standing.approval or present.standing.published
    moved = basis is not None and not (present.translated and basis.edition == present.edition)
    if present.release is not None and (moved or present.state is ReleaseState.OUTDATED):
        yield Failure("outdated", f"{present.label}: the source or the translation changed after it was approved")
    elif present.state is ReleaseState.ORPHANED and present.standing.approval:
        yield Failure("outdated", f"{present.label}: the source is gone, or cannot be read, after it was approved")
    elif present.public is PublicState.OUTDATED and present.state is ReleaseState.APPROVED:
        yield Failure("outdated", f"{present.label}: the site shows an older text than the one approved; publish again")


def _add(site: Site, present: Present, expected: dict[str, bytes]) -> Iterator[Failure]:
    """Add to ``expected`` the files that the site must hold of a release."""
    expected.update(site.notice(present))
    approval = site.shown(present)
    if approval is None:
        return
    try:
        pages, pictures = site.files(present, approval)
    except WorkflowError as error:
        yield Failure("altered", str(error))
    else:
        expected.update({**pages, **pictures})


def _published(site: Site, present: Present, expected: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """(path, SHA-256) of every page that was ever published in good faith.

    expected: the files of what is shown now. Nobody need sign a publication, so what it says is not believed where it can be made again: with the settings and the version of now.
    """
    now = site.shown(present)
    for entry in present.standing.publications:
        pages = entry.act.pages
        if _as_now(entry, site.room) and isinstance(entry.act, Publish):
            approval = present.standing.known.get(entry.act.approval)
            around = entry.act.around or Around()
            made: Mapping[str, bytes] = expected
            if approval is not now or (approval and around != site.around(present, approval)):
                made = {}
                with suppress(WorkflowError):
                    made = site.files(present, approval, around)[0] if approval else {}
            yield from (
                (path, digest) for path, digest in pages.items() if path in made and sha256(made[path]) == digest
            )
        else:
            yield from pages.items()


def _shared(present: Present) -> Iterator[tuple[str, str]]:
    """(path, SHA-256) of the pictures of every approved text, and of every index that stood over a publication.

    An index of the past cannot be made again, so that what an entry says of it is believed as far as this: it was outdated, not altered.
    """
    for approval in present.standing.known.values():
        yield from ((picture_address(path, digest), digest) for path, digest in approval.edition.images if digest)
    for entry in present.standing.publications:
        if entry.act.index:
            yield f"{present.ledger.language}/{INDEX}", entry.act.index


def _as_now(entry: Publication, room: Newsroom) -> bool:
    return entry.tool == TOOL and entry.act.settings == frame_digest(room.settings)


def _site(
    folder: Path, expected: Mapping[str, bytes], honest: Mapping[str, set[str]], *, older: bool
) -> Iterator[Failure]:
    """Hold the files of the site to what the ledgers make.

    older: some page was published with other settings or by another version, so that what is in no ledger (the index, the style sheet) may
    honestly differ.
    """
    behind: dict[str, bool] = {}  # by language, whether its index is that of an earlier day
    for path, data in sorted(expected.items(), key=lambda item: (not item[0].endswith(f"/{INDEX}"), item[0])):
        file = folder.joinpath(*path.split("/"))
        language = path.partition("/")[0]
        try:
            found = content(place(folder, path))
        except WorkflowError as error:
            yield Failure("altered", str(error))
            continue
        before = found is not None and sha256(found) in honest.get(path, ())
        if path.endswith(f"/{INDEX}"):
            # Where nothing was published yet, no entry could speak of an index but the empty one.
            behind[language] = (before and found != data) or (found is None and len(honest.get(path, ())) <= 1)
        if found == data:
            continue
        if found is None:
            was = behind.get(language, language == "images" and any(behind.values())) or (older and path not in honest)
            yield Failure("outdated" if was else "altered", f"{file}: is missing; publish again")
        elif before or (path not in honest and (behind.get(language) or older) and file.name in (INDEX, "style.css")):
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
