"""A newsroom on disk: its settings, where its files are, loading and saving them.

Paths that come from data never leave their folder: release ids are checked by the readers, image paths here.
"""

import os
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from workflow.contracts.registries import CHECKS, READERS, SOURCE_CHECKS
from workflow.errors import BadInput, GateError, MissingError, UsageError, WorkflowError
from workflow.files import content, decode, exists, names_in_folder, read_bytes, real, remove_temporaries, write_over
from workflow.identity import is_id
from workflow.interface import say
from workflow.locks import locked, trace
from workflow.model import EMBEDDED, Catalog, Release, Unit, sha256, unit_digest
from workflow.newsroom.cache import Cache
from workflow.newsroom.recent import Recent
from workflow.newsroom.sources import Shelf, Sources
from workflow.settings import Rules, Settings, parse

if TYPE_CHECKING:
    from workflow.catalogs.drafts import Drafts
    from workflow.catalogs.sync import Changes
    from workflow.contracts.pages import Frame
    from workflow.signoff.entries import Act, SubmittedUnit
    from workflow.signoff.ledger import Entry, Ledger
    from workflow.signoff.present import Present
    from workflow.signoff.replay import Standing
    from workflow.termbase.base import Known, TermBase

SETTINGS = "workflow.toml"
SIGNERS = "allowed_signers"
IMAGES = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
    ".avif": (b"\0\0\0",),
}
"""The pictures that pages may show, by suffix, with the first bytes of such files. (SVG can contain scripts.)"""


def _part(data: bytes, name: str, source: str) -> bytes:
    """Return a picture that is a part of a source."""
    suffix = PurePosixPath(source).suffix.lower()
    find = READERS[suffix].picture if suffix in READERS else None
    if find is None:
        raise BadInput(say("{source}: files of this format have no pictures inside", source=source))
    return find(data, name, path=source)


def is_picture(path: str, data: bytes) -> bool:
    """Return whether a file with this content is a picture that pages may show, of the kind that its name says."""
    return data.startswith(IMAGES.get(PurePosixPath(path).suffix.lower(), ()))


OnProblem = Callable[[WorkflowError], None]
"""Called by services with each problem of a single release or file; the others continue."""


@lru_cache(maxsize=64)
def _in_locales(root: Path, language: str, name: str) -> Path:
    """Return the path of a file of a language; a command asks for the same one many times in a row."""
    return root.joinpath("locales", language, name)


def once(on_problem: OnProblem) -> OnProblem:
    """Return what passes on each problem the first time it is reported."""
    reported: set[str] = set()

    def report(problem: WorkflowError) -> None:
        if (said := str(problem)) not in reported:
            reported.add(said)
            on_problem(problem)

    return report


_PATIENCE = 5.0
"""For how many seconds an editor may save a catalog repeatedly while a command wants to."""


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A folder with ``sources/`` and ``locales/``. Close it, so that what the cache learned is stored.

    Attributes:
        root: As the user named it, so that messages use short paths.
        settings: Its settings.
        shelf: The sources.
        signers: An allowed_signers file from outside, which is trusted instead of the newsroom's.
        judged: What was found about signatures, by the hash of their entries.
        bases: The term bases that were read, by language.
        recent: What was parsed most recently, in a process that serves many requests.
        layered: The same, over the starter.
        framed: What all pages of the site have in common, once it was read, with the logo's file (see ``framing``).
    """

    root: Path
    settings: Settings
    shelf: Shelf
    signers: Path | None = None
    judged: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    bases: "dict[str, TermBase]" = field(default_factory=dict, compare=False, repr=False)
    recent: Recent | None = field(default=None, compare=False, repr=False)
    layered: "dict[str, Known]" = field(default_factory=dict, compare=False, repr=False)
    framed: "list[tuple[Frame, Mapping[str, bytes]]]" = field(default_factory=list, compare=False, repr=False)

    @staticmethod
    def open(folder: Path | None, signers: Path | None = None, *, recent: Recent | None = None) -> "Newsroom":
        """Open the newsroom in ``folder``, else in the current folder or the nearest above with a ``workflow.toml``."""
        root = folder or _found()
        file = root / SETTINGS
        if not exists(file) and not (root / "sources").is_dir():
            if any(root.glob("*/*.certificate.json")):
                raise MissingError(
                    say(
                        "{absolute}: is a published site, not its newsroom, whose ledgers say what was approved; run "
                        "workflow verify in the newsroom, with this folder after --out",
                        absolute=root.absolute(),
                    )
                )
            raise MissingError(
                say(
                    "{absolute}: is not a newsroom (it has neither {settings} nor sources/); run workflow "
                    "init to create one",
                    absolute=root.absolute(),
                    settings=SETTINGS,
                )
            )
        text = decode(read_bytes(file), str(file)) if exists(file) else ""
        settings = parse(text, str(file))
        for name in settings.rules.severity:
            if name not in (*CHECKS, *SOURCE_CHECKS):
                from difflib import get_close_matches  # only errors need it

                close = get_close_matches(name, [*CHECKS, *SOURCE_CHECKS], n=1)
                hint = (
                    say("did you mean {close}?", close=close[0])
                    if close
                    else say("the checks are {checks}", checks=", ".join((*CHECKS, *SOURCE_CHECKS)))
                )
                raise UsageError(
                    say("{file}: review.severity.{name}: no such check; {hint}", file=file, name=name, hint=hint)
                )
        shelf = Shelf(root, settings.source_language, Cache(root), recent, settings.options)
        return Newsroom(root, settings, shelf, signers, recent=recent)

    def close(self) -> None:
        """Store what the cache learned."""
        self.shelf.cache.close()

    # --- sources ---

    def sources(self, *, hints: bool = False, on_problem: OnProblem | None = None) -> Sources:
        """Return all sources.

        Args:
            hints: Whether the cache may say which release a known file belongs to, for what is only shown.
            on_problem: Called once for each problem.
        """
        sources = self.shelf.all(hints=hints)
        if on_problem:
            for problem in {str(problem): problem for _, problem in sources.problems}.values():
                on_problem(problem)
        return sources

    def find(self, names: Iterable[str] = (), *, hints: bool = False, on_problem: OnProblem) -> Sources:
        """Return the releases that ids or paths name; all if there are no names.

        This is the only place that chooses the releases of a command. If they are named, only files that may have one
        of the names are read.

        Args:
            names: As typed by people.
            hints: As in ``sources``.
            on_problem: Called once for each problem of a source, if no release is named.

        Raises:
            UsageError: A name belongs to no release.
            WorkflowError: The source that a name belongs to cannot be read, or another has the same id.
        """
        names = tuple(names)
        if not names:
            return self.sources(hints=hints, on_problem=on_problem)
        sources, gone = self.find_listed(names)
        for name in gone:
            raise self._gone(name)
        return sources

    def find_listed(self, names: Iterable[str]) -> tuple[Sources, list[str]]:
        """Return the releases that ids or paths name, and the ids of those whose source is gone.

        Raises:
            UsageError: A name belongs neither to a source nor to a catalog or a ledger.
            WorkflowError: The source that a name belongs to cannot be read, or another has the same id.
        """
        paths = self.shelf.paths()
        found = dict(self._find(name, paths) for name in names)
        gone = [name for name, path in found.items() if not path]
        if gone and self.sources().problems:  # the source may be one that cannot be read
            raise self._unknown(gone[0])
        return Sources(self.shelf, {name: path for name, path in found.items() if path}), gone

    def _find(self, name: str, paths: Sequence[str]) -> tuple[str, str]:
        """Return the id and the path of the release that a name means; no path if its source is gone."""
        if not name.strip() or "\0" in name:  # from an unset variable, and from an address of the review page
            raise UsageError(say("{name!a}: no such release", name=name))
        meanings = list(dict.fromkeys((name, *self._named(name))))
        for meaning in meanings:
            if meaning in paths:
                return self.shelf.owner(meaning, paths)
            if found := self.shelf.find(meaning, paths):
                return found
        sources = self.sources()
        for meaning in meanings:
            if meaning in sources:
                return meaning, sources.paths[meaning]
        for meaning in meanings:
            if self._is_left(meaning):
                return meaning, ""
        raise self._unknown(name)

    def _unknown(self, name: str) -> UsageError:
        """Return the error that there is no such release."""
        from difflib import get_close_matches  # only errors need it

        known = list(self.sources())
        close = get_close_matches(Path(name).stem, known, n=1, cutoff=0.4)
        if close:
            more = say("did you mean {close}?", close=close[0])
        elif known:
            some = f"{', '.join(known[:_SOME])}{' …' if len(known) > _SOME else ''}"
            more = say("sources/ has {releases}", releases=some)
        else:
            more = say("sources/ has none")
        return UsageError(say("{name}: no such release; {more}", name=name, more=more))

    @staticmethod
    def _gone(name: str) -> UsageError:
        """Return the error that the source of a release is gone."""
        return UsageError(
            say(
                "{name}: its source is gone; restore it, or if it was renamed, put id: {name} into its front matter",
                name=name,
            )
        )

    def find_one(self, name: str) -> Release | str:
        """Return the release that an id or a path names; its id if its source is gone and only a ledger is left.

        Raises:
            UsageError: There is neither a source nor a ledger of that name.
            WorkflowError: Its source cannot be read, or another has the same id.
        """
        id_, path = self._find(name, self.shelf.paths())
        if path:
            return Sources(self.shelf, {id_: path}).read(id_)
        if not self.has_ledger(id_):
            raise self._gone(id_)
        return id_

    def _is_left(self, release: str) -> bool:
        """Return whether a release has a catalog or a ledger in any language."""
        if self.has_ledger(release):
            return True
        languages = self.settings.target_languages
        return is_id(release) and any(release in self.catalog_ids(language) for language in languages)

    def has_ledger(self, release: str) -> bool:
        """Return whether a release has a ledger in any target language."""
        return is_id(release) and any(
            exists(self.ledger_path(release, language)) and release in self.ledger_ids(language)
            for language in (*self.settings.target_languages, *self.former_languages())
        )

    def _named(self, name: str) -> Iterator[str]:
        """Yield what a path on the command line may mean: a source's path, or the id of a catalog or a ledger."""
        root = os.path.realpath(self.root)
        for start in (Path(), Path(root)):
            path = Path(os.path.relpath(os.path.realpath(start / name), root))
            yield path.as_posix()
            if path.parts[:1] == ("locales",) and path.suffix in (".po", ".jsonl"):
                yield path.stem.removesuffix(".drafts")

    def languages(self, wanted: Iterable[str], *, former: bool = False) -> list[str]:
        """Return the requested target languages; all if none is named.

        Args:
            wanted: The languages.
            former: Whether one that was taken out of the settings may be named too.

        Raises:
            UsageError: The newsroom does not publish in one of them.
        """
        known = list(self.settings.target_languages)
        chosen = list(dict.fromkeys(wanted)) or known
        for language in chosen:
            if language not in known and not (former and language in self.former_languages()):
                raise UsageError(
                    say(
                        "{language}: is not one of the target languages ({known}); add it to {settings}",
                        language=language,
                        known=", ".join(known),
                        settings=SETTINGS,
                    )
                )
        return chosen

    def linked_languages(self) -> list[tuple[Path, str]]:
        """Return the folders of target languages that are links, with what they point to."""
        folders = (self.root / "locales" / language for language in self.settings.target_languages)
        return [(each, os.path.realpath(each)) for each in folders if each.is_symlink()]

    def former_languages(self) -> list[str]:
        """Return languages that have a folder in ``locales/`` but are no longer published."""
        folders = (self.root / "locales").glob("*")
        return sorted(
            each.name for each in folders if each.is_dir() and each.name not in self.settings.target_languages
        )

    # --- images ---

    def images(self, release: Release) -> dict[str, str]:
        """Return the SHA-256 of each image, "" for one that is missing, not a picture, or outside ``sources/``."""
        return {
            path: sha256(data) if (data := self.image(release.path, path)) is not None else ""
            for path in release.images
        }

    def picture_file(self, source: str, path: str) -> Path:
        """Return the file that a picture is read from; the source itself if the picture is a part of it."""
        file = self.root / source
        return file if path.startswith(EMBEDDED) else file.parent / path

    def image(self, source: str, path: str) -> bytes | None:
        """Return the bytes of a picture that the source at ``source`` names; None if it cannot be shown."""
        folder = real(self.root / "sources")
        try:
            file = real(self.picture_file(source, path))
            if not file.is_relative_to(folder) or not file.is_file():
                return None
            data = file.read_bytes()
            if path.startswith(EMBEDDED):
                data = _part(data, path.removeprefix(EMBEDDED), source)
        except (OSError, ValueError, RuntimeError, BadInput):  # RuntimeError: a link to itself, before Python 3.13
            return None
        return data if is_picture(path, data) else None

    # --- catalogs ---

    def catalog_path(self, release: str, language: str) -> Path:
        """Return the path of a catalog."""
        return _in_locales(self.root, language, f"{release}.po")

    def catalog(self, release: str, language: str) -> Catalog | None:
        """Return the catalog on disk; None if there is none."""
        return self._catalog(content(self.catalog_path(release, language)), release, language)

    def _catalog(self, data: bytes | None, release: str, language: str) -> Catalog | None:
        if data is None:
            return None
        from workflow.catalogs import po as catalogs  # late, as below, so that status starts fast

        name = str(self.catalog_path(release, language))

        def parsed() -> Catalog:
            return catalogs.parse(data, name=name, release=release, language=language)

        return self.recent.parsed("catalog", name, data, parsed) if self.recent else parsed()

    def change_catalog(
        self, release: str, language: str, change: Callable[[Catalog | None], Catalog | None], *, doing: str
    ) -> tuple[Catalog | None, Catalog | None]:
        """Change the catalog on disk.

        No other command writes it meanwhile. If an editor, which takes no lock, saves it meanwhile, ``change`` is
        called again with what was saved.

        Args:
            release: The release's id.
            language: The target language.
            change: From the catalog to the changed one; None stands for no catalog and is never written.
            doing: The command, for others who have to wait.

        Returns:
            The catalog as it is now, and as it was.

        Raises:
            MissingError: Another program saves it again and again.
        """
        from workflow.catalogs import po as catalogs

        path = self.catalog_path(release, language)
        seen = content(path)
        old = self._catalog(seen, release, language)
        new = change(old)
        if new is None or (new == old and not self._undrafted(new)):
            return new, old
        with self.writing(release, language, doing=doing):
            end = time.monotonic() + _PATIENCE
            while time.monotonic() < end:
                if (now := content(path)) != seen:
                    seen, old = now, self._catalog(now, release, language)
                    new = change(old)
                # The drafts first: a record of a draft that no catalog ever had does no harm.
                if new is not None and not self._note_drafts(new):
                    continue
                if new is None or new == old:
                    return new, old
                made = catalogs.entries(new.units, self._kept("entries", path) or ())
                if write_over(path, written := catalogs.dump(new, made), seen):
                    if self.recent:
                        self.recent.note("catalog", str(path), written, new)
                        self.recent.note("entries", str(path), None, made)
                    return new, old
        raise MissingError(say("{path}: another program keeps saving it; run the command again later", path=path))

    def drafts_path(self, release: str, language: str) -> Path:
        """Where what a machine drafted is kept."""
        return self.root / "locales" / language / f"{release}.drafts.jsonl"

    def drafts(self, release: str, language: str) -> "Drafts":
        """What a machine or the memory is known to have drafted of a release."""
        from workflow.catalogs import drafts

        path = self.drafts_path(release, language)
        data = content(path) or b""
        return (
            self.recent.parsed("drafts", str(path), data, lambda: drafts.load(data))
            if self.recent
            else drafts.load(data)
        )

    def _kept(self, kind: str, path: Path) -> Any:
        return self.recent.last(kind, str(path)) if self.recent else None

    def _undrafted(self, catalog: Catalog) -> list[str]:
        """The lines that the file of drafts lacks."""
        units = (*catalog.units, *catalog.obsolete)
        if self.recent is None:
            drafted = any(unit.origin for unit in units)
            return self.drafts(catalog.release, catalog.language).missing(catalog) if drafted else []
        # If the file lacked nothing a moment ago, it can lack only what has changed since.
        drafts = self.drafts(catalog.release, catalog.language)
        path = self.catalog_path(catalog.release, catalog.language)
        before, known = self._kept("noted", path) or (None, ())
        same = before is drafts and len(known) == len(units)
        new = [unit for unit, old in zip(units, known, strict=True) if unit is not old] if same else units
        lines = drafts.missing(catalog, new) if any(unit.origin for unit in new) else []
        if not lines:
            self.recent.note("noted", str(path), None, (drafts, units))
        return lines

    def _note_drafts(self, catalog: Catalog) -> bool:
        """Write down the drafts in a catalog, inside ``writing``; False if somebody else wrote the file meanwhile."""
        from workflow.catalogs import drafts

        if not (lines := self._undrafted(catalog)):
            return True
        path = self.drafts_path(catalog.release, catalog.language)
        seen = content(path)
        return write_over(path, drafts.appended(seen or b"", lines), seen)

    @contextmanager
    def writing(self, release: str, language: str, *, doing: str) -> Iterator[None]:
        """Make sure that only this command writes the catalog and ledger of a release; read what you change inside."""
        path = self.catalog_path(release, language)
        with locked(self.root, f"{language}/{release}", what=str(path), doing=doing) as killed:
            if killed:
                remove_temporaries(path)
                remove_temporaries(self.ledger_path(release, language))
                remove_temporaries(self.drafts_path(release, language))
            yield

    @contextmanager
    def adding(self) -> Iterator[None]:
        """Make sure that only this command adds sources."""
        folder = self.root / "sources"
        with locked(self.root, "_sources", what=str(folder), doing="add") as killed:
            for below, _, _ in os.walk(folder) if killed else ():
                remove_temporaries(Path(below, "*"))
            yield

    @contextmanager
    def publishing(self, folder: Path) -> Iterator[None]:
        """Make sure that only this command writes pages into ``folder``."""
        with self.undisturbed(folder, doing="publish"):
            languages = self.settings.target_languages
            for each in (".", "images", *languages, *(f"{language}/list" for language in languages)):
                remove_temporaries(folder / each / "*")
            yield

    def undisturbed(self, folder: Path, *, doing: str) -> AbstractContextManager[bool]:
        """Make sure that nobody writes pages into ``folder``."""
        return locked(self.root, self._site_lock(folder), what=str(folder), doing=doing)

    def publications(self, folder: Path) -> tuple[bool, int]:
        """Return whether somebody writes pages into ``folder``, and what changes whenever somebody begins or ends."""
        return trace(self.root, self._site_lock(folder))

    def _site_lock(self, folder: Path) -> str:
        place, root = real(folder), real(self.root)
        # Two people may see the newsroom under different paths.
        name = place.relative_to(root).as_posix() if place.is_relative_to(root) else str(place)
        return f"_site/{sha256(name)[:16]}"

    def synced(self, release: Release, language: str) -> tuple[Catalog, Catalog | None, "Changes"]:
        """Return the catalog synced with the release, the one on disk, and what differs."""
        old = self.catalog(release.id, language)
        new, changes = self._sync(old, release, language)
        return new, old, changes

    def sync(
        self, release: Release, language: str, then: Callable[[Catalog], Catalog], *, doing: str
    ) -> tuple[Catalog, Catalog | None, "Changes"]:
        """Sync the catalog on disk with the release.

        Args:
            release: The release.
            language: The target language.
            then: Changes the synced catalog further before it is written.
            doing: As in ``change_catalog``.

        Returns:
            The catalog as it is now, as it was, and what differs.
        """
        made: list[tuple[Catalog, Changes]] = []

        def change(old: Catalog | None) -> Catalog:
            new, changes = self._sync(old, release, language)
            made.append((then(new), changes))
            return made[-1][0]

        _, old = self.change_catalog(release.id, language, change, doing=doing)
        new, changes = made[-1]
        return new, old, changes

    def sync_in_memory(self, catalog: Catalog, release: Release, language: str) -> Catalog:
        """Return a catalog synced with the release; nothing is written."""
        return self._sync(catalog, release, language)[0]

    def _sync(self, old: Catalog | None, release: Release, language: str) -> "tuple[Catalog, Changes]":
        from workflow.catalogs.sync import sync

        known: list[tuple[Drafts, dict[str, SubmittedUnit]]] = []  # read only if a text is cut differently

        def drafted(unit: Unit) -> tuple[str | None, bool]:
            from workflow.signoff.present import known_drafts

            if not known:
                submitted: dict[str, SubmittedUnit] = {}
                with suppress(WorkflowError):  # reported by the commands that need the ledger
                    submitted = known_drafts(self.ledger(release.id, language))
                known.append((self.drafts(release.id, language), submitted))
            drafts, submitted = known[0]
            origin, changed = drafts.origin(unit)
            before = submitted.get(unit_digest(release.id, language, *unit.key, unit.target))
            return (before.origin, before.changed) if origin is None and before else (origin, changed)

        return sync(old, release, language, project=self.settings.name_in(language), drafted=drafted)

    def orphans(self, sources: Sources, language: str) -> list[str]:
        """Return ids of catalogs and ledgers whose source is gone (not of those whose source cannot be read)."""
        return [] if sources.problems else self._ids(language, ".po", ".jsonl", known=sources)

    def ledger_ids(self, language: str, besides: Container[str] = ()) -> list[str]:
        """Return ids of the releases that have a ledger, except these."""
        return self._ids(language, ".jsonl", known=besides)

    def catalog_ids(self, language: str) -> list[str]:
        """Return ids of the releases that have a catalog."""
        return self._ids(language, ".po", known=())

    def _ids(self, language: str, *endings: str, known: Container[str]) -> list[str]:
        """Return ids with files of these extensions, except the known ones."""
        files = names_in_folder(self.root / "locales" / language)
        names = (os.path.splitext(file) for file in files)  # noqa: PTH122
        found = {name for name, ending in names if ending in endings and name not in known}
        return sorted(name for name in found if is_id(name))

    def strays(self, language: str) -> list[str]:
        """Return the PO files in a language's folder whose names are not ids, such as an editor's copies."""
        files = names_in_folder(self.root / "locales" / language)
        names = (os.path.splitext(file) for file in files)  # noqa: PTH122
        found = sorted(name for name, ending in names if ending == ".po" and not is_id(name))
        return [f"{name}.po" for name in found if not name.startswith(".")]  # Emacs has .#visit.po while it edits

    # --- terms ---

    def terms_path(self, language: str) -> Path:
        """Return the path of a language's term base."""
        return self.root / "locales" / language / "terms.csv"

    def terms(self, language: str) -> "Known":
        """Return the terms that drafts and checks use: the language's term base over the starter, unless it is off."""
        own = self.term_base(language)
        if not self.settings.starter:
            return own
        if language not in self.layered:
            from workflow.starter import Layered, starter

            below = starter(language)
            self.layered[language] = Layered(own, below) if below else own
        return self.layered[language]

    def term_base(self, language: str) -> "TermBase":
        """Return the office's own term base of a language, empty if there is none."""
        if language not in self.bases:
            from workflow.termbase.sheet import load

            self.bases[language] = load(self.terms_path(language))
        return self.bases[language]

    # --- ledgers ---

    def ledger_path(self, release: str, language: str) -> Path:
        """Return the path of a ledger, next to the catalog."""
        return _in_locales(self.root, language, f"{release}.jsonl")

    def ledger(self, release: str, language: str) -> "Ledger":
        """Return the ledger on disk, empty if there is none."""
        return self.read_ledger(content(self.ledger_path(release, language)), release, language)

    def read_ledger(self, data: bytes | None, release: str, language: str) -> "Ledger":
        """Parse a ledger from a file's bytes; None stands for a missing file."""
        from workflow.signoff import ledger as ledgers

        name = str(self.ledger_path(release, language))
        found = data or b""

        def parsed() -> "Ledger":
            return ledgers.load(found, name=name, release=release, language=language)

        return self.recent.parsed("ledger", name, found, parsed) if self.recent else parsed()

    def save_ledger(self, new: "Ledger", seen: "Ledger") -> None:
        """Write a ledger, inside ``writing``, that was ``seen`` before an entry was added.

        Raises:
            GateError: Somebody signed meanwhile (git, for one, takes no lock); nothing is written.
        """
        from workflow.signoff import ledger as ledgers

        path = self.ledger_path(new.release, new.language)
        data = content(path)
        same = (data or b"") == ledgers.dump(seen) or self.read_ledger(
            data, new.release, new.language
        ).heads == seen.heads
        if not same or not write_over(path, ledgers.dump(new), data):
            raise _signed_meanwhile(path)

    def extend_ledger(self, release: str, language: str, seen: bytes, entry: "Entry[Act]") -> bytes:
        """Write a ledger, inside ``writing``, with one entry more than it had when it was ``seen``.

        Returns:
            The file's new content.

        Raises:
            GateError: Somebody signed meanwhile; nothing is written.
        """
        path = self.ledger_path(release, language)
        new = seen + (b"" if seen.endswith(b"\n") or not seen else b"\n") + f"{entry.text}\n".encode()
        if not write_over(path, new, seen):
            raise _signed_meanwhile(path)
        return new

    def from_ledger(self, name: str, language: str, ledger: "Ledger | None" = None) -> "Present":
        """Return what the ledger alone says about a release, whatever is wrong with its source or catalog."""
        from workflow.signoff.present import look

        ledger = ledger or self.ledger(name, language)
        path = str(self.ledger_path(name, language))
        return look(None, None, ledger, {}, path, rules=self.rules, verdicts=self.verdicts([ledger]))

    def present(self, release: Release | str, language: str, ledger: "Ledger | None" = None) -> "Present":
        """Return a release in one language as it is now; an id stands for a release whose source is gone."""
        from workflow.signoff.present import look

        source, name = (None, release) if isinstance(release, str) else (release, release.id)
        ledger = ledger or self.ledger(name, language)
        catalog = self.catalog(name, language)
        images = self.images(source) if source else {}
        path = str(self.ledger_path(name, language))
        verdicts = self.verdicts([ledger])

        in_step = bool(source and catalog and self.follows(catalog, source))

        def looked() -> "Present":
            synced = self._sync(catalog, source, language)[0] if source and catalog and not in_step else catalog
            return look(source, synced, ledger, images, path, in_step=in_step, rules=self.rules, verdicts=verdicts)

        if self.recent is None or not in_step:
            return looked()
        about = source, catalog, ledger, images, self.rules, self._judged(ledger)
        return self.recent.parsed("present", path, about, looked)

    def follows(self, catalog: Catalog, release: Release) -> bool:
        """Return ``catalog.follows(release)``, computed once for the same catalog and release."""
        if self.recent is None:
            return catalog.follows(release)
        path = str(self.catalog_path(catalog.release, catalog.language))
        return self.recent.parsed("follows", path, (release, catalog), lambda: catalog.follows(release))

    def with_ledger(self, present: "Present", ledger: "Ledger") -> "Present":
        """Return the same release with another ledger, without reading anything again."""
        from workflow.signoff.present import look

        path = str(self.ledger_path(ledger.release, ledger.language))
        return look(
            present.release,
            present.catalog,
            ledger,
            present.images,
            path,
            in_step=present.in_step,
            rules=self.rules,
            verdicts=self.verdicts([ledger]),
        )

    # --- signatures ---

    @property
    def rules(self) -> Rules:
        """What an approval needs to count. An outside list of signers turns on the checking of signatures."""
        rules = self.settings.rules
        return replace(rules, signatures="accept") if self.signers and rules.signatures == "off" else rules

    def standing(self, ledger: "Ledger") -> "Standing":
        """Return what a ledger says under the rules of this newsroom."""
        from workflow.signoff.replay import standing

        name = str(self.ledger_path(ledger.release, ledger.language))

        def replayed() -> "Standing":
            return standing(ledger, name, self.rules, self.verdicts([ledger]))

        if self.recent is None:
            return replayed()
        return self.recent.parsed("standing", name, (ledger, self.rules, self._judged(ledger)), replayed)

    def _judged(self, ledger: "Ledger") -> tuple[str | None, ...]:
        """Return the verdict on each entry's signature, None where there is none."""
        verdicts = self.verdicts([ledger])
        return tuple(verdicts.get(entry.hash) for entry in ledger.entries)

    def judge_all(self, language: str, names: Sequence[str] | None = None) -> None:
        """Check all signatures of a language at once, on all cores; whoever reads a ledger reports its problems.

        Args:
            language: The target language.
            names: The ids of the releases whose ledgers matter; None for all.
        """
        if self.rules.signatures == "off":
            return
        names = self.ledger_ids(language) if names is None else names
        for start in range(0, len(names), _TOGETHER):
            ledgers = []
            for name in names[start : start + _TOGETHER]:
                with suppress(WorkflowError):
                    ledgers.append(self.ledger(name, language))
            self.verdicts(ledgers)

    def verdicts(self, ledgers: "Iterable[Ledger]") -> Mapping[str, str]:
        """Return, for each signed entry by hash, what is wrong with its signature, "" for a good one.

        Each is checked once; many ledgers together are faster. A key must be valid on the day of its entry and of all
        entries before it: nobody can sign with an old key by dating an entry back before what it follows.
        """
        if self.rules.signatures == "off":
            return self.judged
        waiting: list[tuple[str, tuple[bytes, str, str, str]]] = []
        for ledger in ledgers:
            latest: dict[str, str] = {}
            for entry in ledger.entries:
                latest[entry.hash] = max([entry.when, *(latest[before] for before in entry.prev)])
                if entry.signature and entry.hash not in self.judged:
                    check = (entry.signed, entry.signature, entry.person, latest[entry.hash])
                    waiting.append((entry.hash, check))
        if waiting:
            from workflow.signoff.signatures import judge, read_signers

            path = self.signers or self.root / SIGNERS
            data = content(path)
            if data is None and self.signers:
                raise MissingError(
                    say("{path}: no such file; name an allowed_signers file in OpenSSH's format", path=path)
                )
            found = judge([check for _, check in waiting], read_signers(data or b"", str(path)))
            self.judged.update(zip((hash_ for hash_, _ in waiting), found, strict=True))
        return self.judged


def _found() -> Path:
    """Return the current folder, or the nearest one above it that is a newsroom."""
    try:
        here = Path.cwd()
    except OSError as error:
        raise MissingError(
            say("the current folder no longer exists ({strerror}); change to another one", strerror=error.strerror)
        ) from error
    return Path(os.path.relpath(next((p for p in (here, *here.parents) if (p / SETTINGS).is_file()), here)))


def _signed_meanwhile(path: Path) -> GateError:
    return GateError(
        say("{path}: somebody else signed meanwhile; nothing was written, run the command again", path=path)
    )


_TOGETHER = 200
"""How many ledgers' signatures are checked together; more would only use memory."""

_SOME = 5
"""How many ids a message lists."""
