"""Checks whether the newsroom is what its ledgers say: the chain, the approvals, the site byte for byte.

It needs no network, model or cache. Failures are of two kinds. ``altered``: somebody changed a ledger, a page or a
picture by hand. ``outdated``: the source, the catalog or the program changed after an approval, which is legitimate.
"""

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from workflow import RELEASED, TOOL, newer, newest
from workflow.contracts.registries import WRITERS
from workflow.errors import MissingError, WorkflowError
from workflow.files import TEMPORARY, exists, read_bytes, real
from workflow.interface import say
from workflow.model import PublicState, ReleaseState, sha256
from workflow.newsroom.folder import Newsroom, OnProblem
from workflow.newsroom.framing import frame, shared
from workflow.newsroom.lost import lost
from workflow.newsroom.pages import frame_digest
from workflow.newsroom.printing import STYLE, basis, page_of, prints
from workflow.newsroom.site import Site, common_files, make_siblings, own_entrance, picture_address
from workflow.newsroom.site_files import Paths, bytes_of, is_list, is_ours, list_files, lists_digest, place, placing
from workflow.newsroom.sources import Sources
from workflow.signoff.entries import Around, Publish
from workflow.signoff.present import Present
from workflow.signoff.replay import Publication
from workflow.writers import feeds
from workflow.writers.lists import INDEX, IndexEntry


@dataclass(frozen=True, slots=True)
class Failure:
    """What is wrong, in one sentence."""

    kind: Literal["altered", "outdated"]
    message: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was verified, and what is wrong.

    Attributes:
        site: Whether there was a site to verify.
        signed: How many of the people's acts have a valid signature.
        printed: How many PDF files were made from pages of the site; more cannot be said of them.
        own: What is said of a page of people's own above the languages; "" if there is none.
        newer: The newest version that published, if it is newer than this one; else "".
    """

    releases: int
    approvals: int
    pages: int
    site: bool
    signed: int
    acts: int
    failures: tuple[Failure, ...]
    printed: int = 0
    own: str = ""
    newer: str = ""


def verify(room: Newsroom, names: Iterable[str] = (), *, folder: Path | None = None, on_problem: OnProblem) -> Verified:
    """Verify ledgers, approvals and the site.

    Args:
        room: The newsroom.
        names: The releases, ids or paths, whose pages alone are verified; if empty, all.
        folder: The site's folder, ``public/`` by default; if it does not exist, pages are not verified.
        on_problem: Called once for each problem of a source, if no release is named.

    Raises:
        UsageError: There is no such release.
        WorkflowError: A named release cannot be read.
    """
    asked, folder = tuple(names), folder or room.root / "public"
    before = room.publications(folder)
    found = _looked(room, asked, folder, on_problem)
    if not any(failure.kind == "altered" for failure in found.failures):
        return found
    busy, since = room.publications(folder)
    if not busy and (busy, since) == before:
        return found
    # Somebody published meanwhile: what was read before and after does not belong together.
    with room.undisturbed(folder, doing="verify"):
        again = Newsroom.open(room.root, room.signers)
        try:
            return _looked(again, asked, folder, lambda _: None)
        finally:
            again.close()


def _looked(room: Newsroom, asked: Sequence[str], folder: Path, on_problem: OnProblem) -> Verified:
    """Verify once; the arguments are as in ``verify``."""
    if asked:
        found = [room.find_one(name) for name in asked]
        sources = Sources(room.shelf, {each.id: each.path for each in found if not isinstance(each, str)})
        ids = [each if isinstance(each, str) else each.id for each in found]
        return _verified(room, sources, folder, ids)
    return _verified(room, room.sources(on_problem=on_problem), folder, None)


@dataclass(slots=True)
class _Differs:
    """A file of the site that is not what the ledgers make; ``digest`` is its SHA-256, None if it is missing."""

    path: str
    digest: str | None
    reason: str = ""


@dataclass(slots=True)
class _Audit:
    """What was found out about the site so far, without what need not be checked again.

    Attributes:
        expected: The paths that belong to the site.
        differs: Those that are not as they should be.
        honest: What was ever published in good faith, from path to SHA-256, for files that are not as they should be
            now.
        older: Whether some page was ever published with other settings or by another version.
        behind: Whether some page or notice was last published so. Each run rebuilds them all, so that otherwise the
            files that no ledger records are from today's settings too.
        unrecorded: The languages in which an earlier version published without recording the list of releases.
        recorded: Those in which any version recorded it.
        published: Those in which anything was ever published.
        common: The paths of the files that all languages share.
        former: The paths of pages in languages that are no longer in the settings; what is withdrawn there may stay.
        printed: How many files were made from pages, of which only that can be said.
        own: As in ``Verified``.
        newer: The versions that published and are newer than this one.
    """

    folder: Path
    judging: bool
    expected: Paths = field(default_factory=Paths)
    differs: list[_Differs] = field(default_factory=list)
    honest: dict[str, set[str]] = field(default_factory=dict)
    older: bool = False
    behind: bool = False
    unrecorded: set[str] = field(default_factory=set)
    recorded: set[str] = field(default_factory=set)
    published: set[str] = field(default_factory=set)
    common: set[str] = field(default_factory=set)
    former: set[str] = field(default_factory=set)
    printed: int = 0
    own: str = ""
    newer: set[str] = field(default_factory=set)

    def hold(self, files: Iterable[tuple[str, bytes]]) -> list[str]:
        """Compare the files of the site with these, given by path and content; return their paths."""
        at, paths = placing(self.folder), list[str]()
        for path, data in files:
            paths.append(path)
            if path in self.expected:
                continue
            self.expected.add(path)
            if self.judging:
                try:
                    there = bytes_of(at(path))
                except WorkflowError as error:
                    self.differs.append(_Differs(path, None, error.message))
                else:
                    if there != data:
                        self.differs.append(_Differs(path, None if there is None else sha256(there)))
        return paths

    def believe(self, published: Iterable[tuple[str, str]], fine: Container[str] = ()) -> None:
        """Record what was published in good faith; ``fine`` are paths that are as they should be and need no record."""
        for path, digest in published:
            if path not in fine:
                self.honest.setdefault(path, set()).add(digest)

    def believe_lists(self, language: str, recorded: set[str]) -> None:
        """Record the lists of a language as published in good faith if they are, as a whole, what was ever recorded."""
        there = {path: sha256(read_bytes(self.folder / path)) for path in list_files(self.folder, language)}
        if lists_digest(there) in recorded:
            self.believe(there.items())


def _verified(room: Newsroom, sources: Sources, folder: Path, names: Sequence[str] | None) -> Verified:
    """Verify the releases with these ids; None for all."""
    failures: list[Failure] = []
    looked = approvals = signed = acts = 0
    if not folder.is_dir() and exists(folder):
        raise MissingError(say("{folder}: is not a folder, so there is no site to verify; move it away", folder=folder))
    audit = _Audit(folder, folder.is_dir())
    unread: list[str] = []  # how the paths of pages start whose ledger cannot be read
    # A copy elsewhere shows what is approved, and is not recorded in the ledgers.
    own = real(folder) == real(room.root / "public")
    sites = [
        Site.look(room, sources, folder, language, () if own else None, names)
        for language in room.settings.target_languages
    ]
    make_siblings(sites)
    audit.common.update(common_files(room, folder, {}))
    lists: dict[str, list[str]] = {}
    for site in sites:
        language = site.language
        if names is None:
            audit.believe((path, sha256(data)) for path, data in site.index(()) if is_list(path))
        recorded: set[str] = set()
        entries = []
        found: list[Failure] = []
        for present in site.presents():
            looked += 1
            approvals += len(present.standing.approvals)
            people = [entry for entry in present.ledger.entries if entry.who]
            acts += len(people)
            signed += sum(room.judged.get(entry.hash) == "" for entry in people)
            found += _ledger(present)
            entry, wrong = _release(site, present, audit)
            found += wrong
            recorded.update(entry.act.lists for entry in present.standing.publications if entry.act.lists)
            if names is None and (entry := entry or site.entry(present)):
                entries.append(entry)
        # Only ledgers must never be changed by hand.
        failures += [
            Failure("altered" if name in site.unread else "outdated", str(problem)) for name, problem in site.problems
        ]
        failures += found
        gone = lost(room, folder, language)
        wanted = {name: error for name, error in gone.items() if names is None or name in names}
        failures += [Failure("altered", error.message) for error in wanted.values()]
        site.unread.extend(gone)
        if not site.unread and names is None:
            audit.believe_lists(language, recorded)
            lists[language] = audit.hold(site.index(entries))
        if site.unread:
            unread += [
                *list_files(folder, language),
                *audit.common,
                "images/",
                *(f"{language}/{name}." for name in site.unread),
            ]
    if lists:
        audit.hold(common_files(room, folder, lists).items())
    for language in room.former_languages():
        recorded = set()
        for name in room.ledger_ids(language):
            with suppress(WorkflowError):
                present = room.from_ledger(name, language)
                told = [item for entry in present.standing.publications for item in entry.act.pages.items()]
                audit.believe((*told, *_shared(present)))
                recorded.update(entry.act.lists for entry in present.standing.publications if entry.act.lists)
                if present.standing.published:
                    audit.former.update(path for path, _ in told)
        audit.believe_lists(language, recorded)
    if audit.judging:
        audit.own = own_entrance(room, folder) if names is None else ""
        failures += _site(audit)
        failures += _extra(audit, unread, room.former_languages()) if names is None else ()
    return Verified(
        looked,
        approvals,
        len(audit.expected),
        audit.judging,
        signed,
        acts,
        tuple(failures),
        audit.printed,
        audit.own,
        newest(audit.newer),
    )


def _release(site: Site, present: Present, audit: _Audit) -> tuple[IndexEntry | None, list[Failure]]:
    """Compare the files that the site must have for a release with what the ledger makes.

    Returns:
        The release's line in the lists, None if it was not made here, and what is wrong besides the files.
    """
    made: dict[str, bytes] = dict(site.notice(present))
    failures: list[Failure] = []
    listed = None
    approval = site.shown(present)
    if approval and (clash := site.clash(present)):
        failures.append(Failure("outdated", clash.message))
        others = site.namesakes(present.ledger.release)
        pages = {path for entry in present.standing.publications for path in entry.act.pages}
        audit.expected.update(pages - others.keys())
    elif approval:
        try:
            page = site.made(present, approval)
        except WorkflowError as error:
            failures.append(Failure("altered", error.message))
        else:
            made.update(page.files)
            listed = page.entry
    before = len(audit.differs)
    audit.hold(made.items())
    wrong = {each.path for each in audit.differs[before:]}
    if audit.judging:
        failures += _printed(site, present, audit, made)
    audit.older = audit.older or any(
        _known(entry) and not _as_now(entry, site.room) for entry in present.standing.publications
    )
    last = present.standing.publication
    audit.behind = audit.behind or bool(made and last and _known(last) and not _as_now(last, site.room))
    for entry in present.standing.publications:
        audit.published.add(present.ledger.language)
        audit.newer.update(filter(None, (newer(entry.tool),)))
        if entry.act.index:
            audit.recorded.add(present.ledger.language)
        elif _known(entry) and not _as_now(entry, site.room):
            audit.unrecorded.add(present.ledger.language)

    def differs(path: str) -> bool:
        """Return whether a file is there that is not what the site must have."""
        return path in wrong if path in made else audit.judging and exists(audit.folder.joinpath(*path.split("/")))

    audit.believe((*_published(site, present, differs), *_shared(present)), made.keys() - wrong)
    return listed, failures


def _printed(site: Site, present: Present, audit: _Audit, made: Mapping[str, bytes]) -> Iterator[Failure]:
    """Yield which of the files that are made from pages were made from others. What they say, nobody can compare."""
    settings, language, name = site.room.settings, site.language, present.ledger.release
    page = made.get(page_of(settings, language, name))
    for path, printer in prints(settings, language, name) if page is not None else ():
        audit.expected.add(path)
        file = place(audit.folder, path)
        there = bytes_of(file)
        basis_ = printer.made_from(there) if there is not None else ""
        if there is None:
            yield Failure("outdated", say("{file}: is missing; publish again", file=file))
        elif not basis_:
            yield Failure(
                "altered", say("{file}: was not made by this program; keep it elsewhere, or delete it", file=file)
            )
        elif basis_ != basis(page or b"", shared(site.room)[STYLE]):
            yield Failure("outdated", say("{file}: was made from another page; publish again", file=file))
        else:
            audit.printed += 1


def _ledger(present: Present) -> Iterator[Failure]:
    """Yield what is wrong with the ledger itself and the catalog next to it."""
    for objection in present.standing.objections:
        yield Failure("altered" if objection.forged else "outdated", objection.message)
    basis = present.standing.approval or present.standing.published
    moved = basis is not None and not (present.translated and basis.edition == present.edition)
    if present.recut_since:
        yield Failure(
            "outdated",
            say(
                "{label}: the source is unchanged, but this version cuts it differently than version "
                "{recut_since}, which approved it; submit and approve it once",
                label=present.label,
                recut_since=present.recut_since,
            ),
        )
    elif present.release is not None and (moved or present.state is ReleaseState.OUTDATED):
        yield Failure(
            "outdated", say("{label}: the source or the translation changed after it was approved", label=present.label)
        )
    elif present.state is ReleaseState.ORPHANED and present.standing.approval:
        yield Failure(
            "outdated", say("{label}: the source was deleted or became unreadable after approval", label=present.label)
        )
    if present.public is PublicState.OUTDATED and present.state in (ReleaseState.APPROVED, ReleaseState.RECUT):
        yield Failure(
            "outdated",
            say("{label}: the site shows an older text than the one approved; publish again", label=present.label),
        )


def _published(site: Site, present: Present, differs: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Yield path and SHA-256 of every page that was ever published in good faith, as far as it makes a difference.

    Nobody has to sign a publication, so its record is not trusted where the page can be made again with the current
    settings and version; that is done only for pages of which another file ``differs``.
    """
    for entry in present.standing.publications:
        pages = entry.act.pages
        if isinstance(entry.act, Publish) and (_as_now(entry, site.room) or not _known(entry)):
            approval = present.standing.known.get(entry.act.approval)
            around = entry.act.around or Around()
            asked = {path: digest for path, digest in pages.items() if differs(path)}
            for made in site.earlier(present, approval, around) if approval and asked else ():
                yield from (
                    (path, digest) for path, digest in asked.items() if path in made and sha256(made[path]) == digest
                )
        elif _known(entry):
            yield from pages.items()


def _shared(present: Present) -> Iterator[tuple[str, str]]:
    """Yield path and SHA-256 of the pictures of every approved text, and of every earlier index.

    An earlier index cannot be made again, so a ledger entry is trusted about it: it was outdated, not altered.
    """
    for approval in present.standing.known.values():
        yield from ((picture_address(path, digest), digest) for path, digest in approval.edition.images if digest)
    for entry in present.standing.publications:
        if entry.act.index and _known(entry):
            yield f"{present.ledger.language}/{INDEX}", entry.act.index


def _known(entry: Publication) -> bool:
    """Return whether a version wrote the entry that was really released, so that its pages may honestly differ."""
    name, _, version = entry.tool.partition(" ")
    return name == TOOL.partition(" ")[0] and (version in RELEASED or newer(entry.tool) != "")


def _as_now(entry: Publication, room: Newsroom) -> bool:
    return entry.tool == TOOL and entry.act.settings == frame_digest(room.settings, frame(room))


def _site(audit: _Audit) -> Iterator[Failure]:
    """Yield what is wrong with the files of the site that are not what the ledgers make.

    If some page is from older settings, what is in no ledger (the index, the style sheet) may legitimately differ.
    """
    honest = audit.honest
    unknown = audit.unrecorded - audit.recorded
    behind: dict[str, bool] = {}  # by language, whether its index is from an earlier day
    for each in audit.differs:
        if each.path.endswith(f"/{INDEX}") and not each.reason:
            known = honest.get(each.path, set())
            # If nothing was published yet, no entry can mention any index but the empty one.
            language = each.path.partition("/")[0]
            there = each.digest is not None
            behind[language] = each.digest in known or language in unknown if there else len(known) <= 1
    for each in sorted(audit.differs, key=lambda each: (not each.path.endswith(f"/{INDEX}"), each.path)):
        path, name = each.path, each.path.rpartition("/")[2]
        file = audit.folder.joinpath(*path.split("/"))
        language = path.partition("/")[0]
        before = each.digest in honest.get(path, ()) or (name == INDEX and language in unknown)
        if each.reason:
            yield Failure("altered", each.reason)
        elif each.digest is None:
            was = behind.get(language, language == "images" and any(behind.values()))
            was = was or (audit.behind and path not in honest)
            yield Failure("outdated" if was else "altered", say("{file}: is missing; publish again", file=file))
        elif before or (
            (path not in honest or language not in audit.published)
            # No ledger records the files above the languages.
            and (audit.behind or (path in {feeds.MAP, INDEX} and any(behind.values())))
            and (is_list(path) or path in audit.common)
        ):
            said = say("{file}: differs from what this version and these settings make; publish again", file=file)
            if audit.newer:
                said = say(
                    "{file}: differs from what this version makes; a newer version, {newer}, published here",
                    file=file,
                    newer=newest(audit.newer),
                )
            yield Failure("outdated", said)
        else:
            yield Failure(
                "altered",
                say("{file}: is not what was published; publish again to restore the approved text", file=file),
            )


def _extra(audit: _Audit, unread: Sequence[str], former: Container[str]) -> Iterator[Failure]:
    """Files of the site that nothing accounts for.

    unread: what paths start with of which nothing can be said. former: languages that are no longer in the settings.
    """
    folder = audit.folder
    for path in _everything(folder):
        language, left_over = path.partition("/")[0], TEMPORARY.fullmatch(path.rpartition("/")[2])
        if not left_over and (
            path in audit.expected or path.startswith(tuple(unread)) or (path == INDEX and audit.own)
        ):
            continue
        file = folder.joinpath(*path.split("/"))
        if left_over:
            yield Failure(
                "outdated", say("{file}: was left by a command that was killed; publish again to remove it", file=file)
            )
        elif file.is_file() and sha256(read_bytes(file)) in audit.honest.get(path, ()) and language in former:
            if path in audit.former:
                yield Failure(
                    "outdated",
                    say(
                        "{file}: is in {language}, which is no longer in workflow.toml; withdraw it, or add {language}",
                        file=file,
                        language=language,
                    ),
                )
        elif file.is_file() and (
            sha256(read_bytes(file)) in audit.honest.get(path, ())
            or (audit.older and _is_in_no_ledger(path, audit) and is_ours(path, read_bytes(file)))
        ):
            yield Failure(
                "outdated", say("{file}: is no longer part of the site; publish again to remove it", file=file)
            )
        else:
            ours = file.is_file() and is_ours(path, read_bytes(file))
            yield Failure(
                "altered",
                say("{file}: is not from any ledger; publish again to remove it, or delete it", file=file)
                if ours
                else say("{file}: is not from any ledger; keep it elsewhere, or delete it", file=file),
            )


def _everything(folder: Path, below: str = "") -> Iterator[str]:
    """Yield the paths below a folder of everything in it, in order: links are not followed, and folders not named."""
    there: list[tuple[str, bool]] = []
    with suppress(OSError):
        there = sorted((each.name, each.is_dir(follow_symlinks=False)) for each in os.scandir(folder))
    for name, is_folder in there:
        if is_folder:
            yield from _everything(folder / name, f"{below}{name}/")
        else:
            yield f"{below}{name}"


def _is_in_no_ledger(path: str, audit: _Audit) -> bool:
    """Return whether a file that other settings made may be recorded nowhere.

    Such files are the site's map, the logo, empty lists, and what was printed from a page that is still there.
    """
    if path == feeds.MAP or path.startswith("images/"):
        return True
    suffixes = (suffix for writer in WRITERS.values() if writer.prints for suffix in writer.suffixes)
    if any(path.endswith(suffix) and f"{path.removesuffix(suffix)}.html" in audit.expected for suffix in suffixes):
        return True
    return is_list(path) and path.partition("/")[0] not in audit.published
