"""A newsroom on disk: its settings, where its files live, loading and saving them.

Paths that come from data never leave their folder: release ids are checked by the readers, image paths here.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from workflow import catalog as catalogs
from workflow import ledger as ledgers
from workflow.contracts import READERS, resolve
from workflow.errors import BadInput, MissingError, UsageError, WorkflowError
from workflow.files import decode, read_bytes, write_atomic
from workflow.ledger import Ledger
from workflow.model import Catalog, Release, sha256
from workflow.settings import Settings, parse
from workflow.steps.review import Present, look

if TYPE_CHECKING:
    from workflow.syncing import Changes

SETTINGS = "workflow.toml"
IMAGES = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
    ".avif": (b"\0\0\0",),
}
"""Pictures that pages may show, by suffix, with how such a file starts. (SVG can carry scripts.)"""


@dataclass(frozen=True, slots=True)
class Sources:
    """The releases that could be read, by id in the order of their paths, and what is wrong with the others."""

    releases: Mapping[str, Release]
    problems: tuple[WorkflowError, ...] = ()


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A folder with ``sources/`` and ``locales/``. root: as the user named it, so that messages use short paths."""

    root: Path
    settings: Settings

    @staticmethod
    def open(folder: Path | None) -> "Newsroom":
        """The newsroom in ``folder``; None: in the current folder or the nearest one above with a ``workflow.toml``."""
        root = folder or next((p for p in (Path.cwd(), *Path.cwd().parents) if (p / SETTINGS).is_file()), Path.cwd())
        if folder is None:
            root = Path(os.path.relpath(root))
        file = root / SETTINGS
        if not file.is_file() and not (root / "sources").is_dir():
            raise MissingError(
                f"{root.absolute()}: is not a newsroom, it has neither {SETTINGS} nor sources/; workflow init makes one"
            )
        text = decode(read_bytes(file), str(file)) if file.is_file() else ""
        return Newsroom(root, parse(text, str(file)))

    def digest(self) -> str:
        """SHA-256 over all that people and we keep here: settings, sources with their pictures, catalogs, ledgers."""
        digest = hashlib.sha256()
        files = [self.root / SETTINGS]
        for name in ("sources", "locales"):
            for parent, folders, names in os.walk(self.root / name):
                folders.sort()
                files += [Path(parent, each) for each in sorted(names)]
        for file in files:
            data = read_bytes(file) if file.is_file() else b""
            digest.update(f"{file.relative_to(self.root).as_posix()} {len(data)}\n".encode("utf-8", "surrogateescape"))
            digest.update(data)
        return digest.hexdigest()

    # --- sources ------------------------------------------------------------------------------------------------------------

    def sources(self) -> Sources:
        """Read every release. Two with one id, letter case aside, are a problem that names both; neither is used."""
        folder = self.root / "sources"
        if not folder.is_dir():
            raise MissingError(
                f"{folder}: is not there; make the folder and put releases (.md or .txt) into it, or run workflow init"
            )
        read: dict[str, list[Release]] = {}
        problems: list[WorkflowError] = []
        for file in self._source_files(folder):
            try:
                release = self._read(file)
            except WorkflowError as error:
                problems.append(error)
            else:
                read.setdefault(release.id.casefold(), []).append(release)
        for same in read.values():
            if len(same) > 1:
                paths = " and ".join(release.path for release in same)
                problems.append(
                    BadInput(
                        f"{paths}: have the same id {same[0].id}; rename one or give it another id: in its front matter"
                    )
                )
        return Sources({same[0].id: same[0] for same in read.values() if len(same) == 1}, tuple(problems))

    def _source_files(self, folder: Path) -> list[Path]:
        found = []
        for parent, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found += [
                Path(parent, name)
                for name in names
                if not name.startswith(".") and Path(name).suffix.lower() in READERS
            ]
        return sorted(found, key=lambda file: file.relative_to(folder).as_posix())

    def _read(self, file: Path) -> Release:
        data = read_bytes(file)
        path = file.relative_to(self.root).as_posix()
        read = resolve(READERS[file.suffix.lower()])
        release: Release = read(decode(data, path), path=path, language=self.settings.source_language)
        return replace(release, file_digest=sha256(data))

    def choose(self, sources: Sources, names: Iterable[str]) -> list[Release]:
        """The releases that ids or paths name; without names all. UsageError suggests the nearest for one that does not exist."""
        names = list(names)
        if not names:
            return list(sources.releases.values())
        chosen: dict[str, Release] = {}
        by_path = {(self.root / release.path).resolve(): release for release in sources.releases.values()}
        for name in names:
            release = (
                sources.releases.get(name)
                or by_path.get(Path(name).resolve())
                or by_path.get((self.root / name).resolve())
            )
            if release is None:
                for problem in sources.problems:
                    if name in str(problem):
                        raise problem
                known = list(sources.releases)
                close = get_close_matches(Path(name).stem, known, n=1, cutoff=0.4)
                hint = (
                    f"did you mean {close[0]}?"
                    if close
                    else f"sources/ has {', '.join(known[:5]) or 'none'}{' …' if len(known) > 5 else ''}"
                )
                raise UsageError(f"{name}: there is no such release; {hint}")
            chosen[release.id] = release
        return list(chosen.values())

    def languages(self, wanted: Iterable[str]) -> list[str]:
        """The target languages asked for, without any all. UsageError for one that the newsroom does not publish in."""
        known = list(self.settings.target_languages)
        chosen = list(dict.fromkeys(wanted)) or known
        for language in chosen:
            if language not in known:
                raise UsageError(
                    f"{language}: is not one of this newsroom's target languages ({', '.join(known)}); add it to {SETTINGS}"
                )
        return chosen

    # --- images -------------------------------------------------------------------------------------------------------------

    def images(self, release: Release) -> dict[str, str]:
        """SHA-256 of each of the release's images, "" for one that is missing, not a picture, or outside ``sources/``."""
        return {
            path: sha256(data) if (data := self.image(release.path, path)) is not None else ""
            for path in release.images
        }

    def image(self, source: str, path: str) -> bytes | None:
        """The bytes of a picture that the source at ``source`` names; None if it cannot be shown."""
        folder = (self.root / "sources").resolve()
        try:
            file = (self.root / source).parent.joinpath(path).resolve()
            if not file.is_relative_to(folder) or not file.is_file():
                return None
            data = file.read_bytes()
        except (OSError, ValueError):
            return None
        return data if data.startswith(IMAGES.get(file.suffix.lower(), ())) else None

    # --- catalogs -----------------------------------------------------------------------------------------------------------

    def catalog_path(self, release: str, language: str) -> Path:
        """Where a catalog lives."""
        return self.root / "locales" / language / f"{release}.po"

    def catalog(self, release: str, language: str) -> Catalog | None:
        """The catalog as it is on disk; None if there is none."""
        path = self.catalog_path(release, language)
        if not path.exists():
            return None
        return catalogs.load(path, name=str(path), release=release, language=language)

    def save_catalog(self, new: Catalog, old: Catalog | None) -> bool:
        """Write a catalog unless it says what ``old``, the one on disk, says. → whether it was written."""
        if new == old:
            return False
        write_atomic(self.catalog_path(new.release, new.language), catalogs.dump(new))
        return True

    def synced(self, release: Release, language: str) -> tuple[Catalog, Catalog | None, "Changes"]:
        """The catalog in step with the release, the one on disk, and what is different."""
        old = self.catalog(release.id, language)
        new, changes = self._sync(old, release, language)
        return new, old, changes

    def _sync(self, old: Catalog | None, release: Release, language: str) -> "tuple[Catalog, Changes]":
        # Imported when something changed: status must start fast.
        from workflow.syncing import sync

        return sync(old, release, language, project=self.settings.name)

    def orphans(self, sources: Sources, language: str) -> list[str]:
        """Ids of catalogs and ledgers whose source is gone; not those whose source only cannot be read."""
        folder = self.root / "locales" / language
        ids = {
            file.stem for suffix in ("*.po", "*.jsonl") for file in folder.glob(suffix) if not file.name.startswith(".")
        }
        return sorted(ids - set(sources.releases)) if not sources.problems else []

    # --- ledgers ------------------------------------------------------------------------------------------------------------

    def ledger_path(self, release: str, language: str) -> Path:
        """Where a ledger lives: beside the catalog."""
        return self.root / "locales" / language / f"{release}.jsonl"

    def ledger(self, release: str, language: str) -> Ledger:
        """The ledger as it is on disk, empty if there is none."""
        path = self.ledger_path(release, language)
        if not path.exists():
            return Ledger(release, language)
        return ledgers.load(read_bytes(path), name=str(path), release=release, language=language)

    def save_ledger(self, ledger: Ledger) -> None:
        """Write a ledger."""
        write_atomic(self.ledger_path(ledger.release, ledger.language), ledgers.dump(ledger))

    def present(self, release: Release | str, language: str) -> Present:
        """A release in one language as it is now; an id stands for a release whose source is gone."""
        source, name = (None, release) if isinstance(release, str) else (release, release.id)
        ledger = self.ledger(name, language)
        catalog = self.catalog(name, language)
        if source and catalog and not catalog.follows(source):
            catalog = self._sync(catalog, source, language)[0]
        images = self.images(source) if source else {}
        return look(source, catalog, ledger, images, str(self.ledger_path(name, language)))
