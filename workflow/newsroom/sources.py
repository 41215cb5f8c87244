"""The sources of a newsroom: which exist, which releases they are, and each read on demand."""

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflow.contracts.registries import READERS
from workflow.errors import BadInput, MissingError, WorkflowError
from workflow.files import read_bytes
from workflow.identity import check_id, likeness, stem
from workflow.interface import both, say
from workflow.model import Release, sha256
from workflow.newsroom.cache import Cache, Known, stamp
from workflow.newsroom.recent import Recent

if TYPE_CHECKING:
    from workflow.contracts.readers import Read

_NOT_SOURCES = (".", "~$")
"""How names begin that are no sources: hidden files, and what Word writes beside a document that is open."""

_BACKUPS = ("~", ".bak", ".orig", ".tmp", "#", "/Thumbs.db", "/desktop.ini")
"""How the names of files end that editors and systems leave behind."""

_TEXTS = (".md", ".markdown", ".txt")
_PAGES = (".html", ".htm")
_DOCUMENTS = (".docx", *_PAGES)
"""A document beside a text of the same name is what the text was made from."""


_BESIDE = ("_files", ".files")
"""How the names of folders end that a browser, or Word, saves beside a page."""


def _belongs(path: str, pages: Container[str]) -> bool:
    """Return whether a file is in the folder that was saved beside a page.

    Args:
        path: The file.
        pages: The paths of all pages, without their suffixes.
    """
    while path := path.rpartition("/")[0]:
        if any(path.endswith(end) and path.removesuffix(end) in pages for end in _BESIDE):
            return True
    return False


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()  # noqa: PTH122 - thousands of times a command


def _originals(files: Iterable[str]) -> dict[str, str]:
    """Return from each document to the text beside it that has the same name."""
    files = list(files)
    documents = {path: likeness(path.rpartition(".")[0]) for path in files if _suffix(path) in _DOCUMENTS}
    if not documents:
        return {}
    texts = {likeness(path.rpartition(".")[0]): path for path in files if _suffix(path) in _TEXTS}
    return {path: texts[name] for path, name in documents.items() if name in texts}


@dataclass(frozen=True, slots=True)
class Sources:
    """Releases by id, in the order of their paths; their content is read on demand, and not kept.

    Attributes:
        shelf: Where they are.
        paths: From id to path, relative to the newsroom.
        problems: By path, what is wrong with files whose id is unknown or not unique.
    """

    shelf: "Shelf"
    paths: Mapping[str, str]
    problems: tuple[tuple[str, WorkflowError], ...] = ()
    _last: list[Release] = field(default_factory=list, compare=False, repr=False)

    def __contains__(self, name: object) -> bool:
        return name in self.paths

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)

    def read(self, name: str) -> Release:
        """Return the release with this id; the last one is kept.

        Raises:
            BadInput: It cannot be read.
            MissingError: It no longer exists, or has another id by now.
        """
        if not (self._last and self._last[0].id == name):
            release = self.shelf.read(self.paths[name])
            if release.id != name:
                self.shelf.note(self.paths[name], release.file_digest, release.id)  # lest the cache says so again
                raise MissingError(say("{path}: changed while this command ran; run it again", path=release.path))
            self._last[:] = [release]
        return self._last[0]

    def each(self, on_problem: Callable[[WorkflowError], None]) -> Iterator[Release]:
        """Yield every release; ``on_problem`` is called for each that cannot be read."""
        for name in self:
            try:
                release = self.read(name)
            except WorkflowError as error:
                on_problem(error)
            else:
                yield release


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder ``sources/`` of a newsroom.

    Attributes:
        root: The newsroom's folder.
        language: The script of releases that do not show it.
        cache: What earlier commands found.
        recent: What was parsed most recently.
        options: By name, the own tables of readers in ``workflow.toml``.
    """

    root: Path
    language: str
    cache: Cache = field(compare=False, repr=False)
    recent: Recent | None = field(default=None, compare=False, repr=False)
    options: Callable[[str], Mapping[str, Any]] = field(default=lambda _: {}, compare=False, repr=False)

    def paths(self) -> list[str]:
        """Return the sources, relative to the newsroom, sorted: the files that a reader supports and no originals."""
        files = self._files()
        originals = _originals(files)
        return [path for path in files if _suffix(path) in READERS and path not in originals]

    def others(self) -> dict[str, str]:
        """Return the files in ``sources/`` that are no sources, without what editors and systems leave behind.

        Returns:
            From the path of each to the source whose original it is, "" if it is none's.
        """
        files = self._files()
        originals = _originals(files)
        return {
            path: originals.get(path, "")
            for path in files
            if (_suffix(path) not in READERS or path in originals) and not path.endswith(_BACKUPS)
        }

    def _files(self) -> list[str]:
        """Return all files in ``sources/``, relative to the newsroom, sorted.

        Hidden ones are left out, and so is what a browser saved beside a page (``page_files``).
        """
        folder = self.root / "sources"
        if not folder.is_dir():
            raise MissingError(
                say(
                    "{folder}: no such folder; create it for releases ({suffixes_in_words}), or run workflow init",
                    folder=folder,
                    suffixes_in_words=suffixes_in_words(),
                )
            )
        found: list[tuple[str, str]] = []
        for parent, folders, names in os.walk(folder, onerror=_unreadable):
            folders[:] = [name for name in folders if not name.startswith(".")]
            below = Path(parent).relative_to(folder).as_posix()
            start = "" if below == "." else f"{below}/"
            found += [
                (f"{start}{name}", f"sources/{start}{name}") for name in names if not name.startswith(_NOT_SOURCES)
            ]
        files = [path for _, path in sorted(found)]
        pages = {path.rpartition(".")[0] for path in files if _suffix(path) in _PAGES}
        return [path for path in files if not _belongs(path, pages)] if pages else files

    def read(self, path: str) -> Release:
        """Return the release in a file."""
        return self.parse(path, read_bytes(self.root / path))

    def parse(self, path: str, data: bytes) -> Release:
        """Return the release that a file at this path with this content is, or would be."""
        read, options = self._reader(path)

        def parsed() -> Release:
            return replace(read(data, path=path, language=self.language), file_digest=sha256(data))

        basis = (data, self.language, repr(options))
        return self.recent.parsed("source", path, basis, parsed) if self.recent else parsed()

    def _reader(self, path: str) -> "tuple[Read, Mapping[str, Any]]":
        """Return what reads a file, and the settings that it was given."""
        reader = READERS[Path(path).suffix.lower()]
        options = self.options(reader.table)
        return (reader.configured(options) if reader.configured else reader.read), options

    def digest(self, path: str) -> str:
        """Return the SHA-256 of a file, from the cache if its stamp is the same; "" if it does not exist."""
        now = stamp(self.root / path)
        if not now:
            return ""
        if (known := self.cache.digest(path, now)) is not None:
            return known
        digest = sha256(read_bytes(self.root / path))
        self.cache.note_digest(path, now, digest)
        return digest

    def digests(self, folder: str, paths: Iterable[str]) -> dict[str, str]:
        """Return what ``digest`` returns for each path; all of them are below ``folder``, which ends with a slash."""
        known = self.cache.digests(folder)
        found: dict[str, str] = {}
        for path in paths:
            seen, digest = known.get(path, ("", ""))
            found[path] = digest if seen and seen == stamp(f"{self.root}/{path}") else self.digest(path)
        return found

    def all(self, *, hints: bool = False) -> Sources:
        """Return all sources. Two with one id, ignoring case, are a problem that names both; neither is used.

        Args:
            hints: Whether the cache may provide the ids of known files, for what is only shown.
        """
        ids: dict[str, list[tuple[str, str]]] = {}
        problems: list[tuple[str, WorkflowError]] = []
        paths = self.paths()
        known = self.cache.ids() if hints else {}
        for path in paths:
            try:
                name = self._shown(path, known) if hints else self._identify(path)
            except WorkflowError as error:
                if os.path.lexists(self.root / path):  # else somebody deleted it just now
                    problems.append((path, error))
            else:
                ids.setdefault(likeness(name), []).append((name, path))
        for same in ids.values():
            if len(same) > 1:
                clash = _clash(same)
                problems += [(path, clash) for _, path in same]
        if hints:
            self.cache.forget_sources(paths)
        alone = {same[0][0]: same[0][1] for same in ids.values() if len(same) == 1}
        return Sources(self, alone, tuple(problems))

    def find(self, name: str, paths: Iterable[str]) -> tuple[str, str] | None:
        """Return the id and the path of the release with this id, out of all ``paths``; None if there is none.

        It is searched for in files that have this name or that the cache points to; each of these is read to check.
        Files that the cache does not know in their current state are checked too.

        Raises:
            BadInput: Several have this id, or a file of this name cannot be read.
        """
        wanted = likeness(name)
        found: list[tuple[str, str]] = []
        problem: WorkflowError | None = None
        known = self.cache.ids()
        for path in paths:
            called = likeness(stem(path)) == wanted
            try:
                its = self._identify(path) if called or likeness(self._shown(path, known)) == wanted else ""
            except WorkflowError as error:
                problem = error if called else problem
            else:
                found += [(its, path)] if likeness(its) == wanted else []
        if len(found) > 1:
            raise _clash(found)
        exact = [each for each in found if each[0] == name]
        if not exact and problem is not None:
            raise problem
        return exact[0] if exact else None

    def owner(self, path: str, paths: Iterable[str]) -> tuple[str, str]:
        """Return the id and the path of the release at this path; like ``find``."""
        name = self._identify(path)
        return self.find(name, paths) or (name, path)

    def _identify(self, path: str) -> str:
        """Return the current id of a file."""
        now = stamp(self.root / path)
        data = read_bytes(self.root / path)
        reader = READERS[Path(path).suffix.lower()]
        if reader.may_state_id(data):
            name = self._reader(path)[0](data, path=path, language=self.language).id
        else:
            name = check_id(stem(path), path)
        digest = sha256(data)
        if self.cache.digest(path, now) != digest:
            self.cache.note_digest(path, now, digest)
        self.note(path, digest, name)
        return name

    def note(self, path: str, digest: str, name: str) -> None:
        """Record in the cache which release a file with this digest belongs to."""
        known = Known(path, digest, name, likeness(name))
        if self.cache.source(path, digest) != known:
            self.cache.note_source(known)

    def _shown(self, path: str, ids: Mapping[str, tuple[str, str]]) -> str:
        """Return the id of a file, as far as the cache knows it; ``ids`` are those that it knew a moment ago."""
        seen, name = ids.get(path, ("", ""))
        if seen and seen == stamp(f"{self.root}/{path}"):
            return name
        known = self.cache.source(path, self.digest(path))
        return known.id if known else self._identify(path)


def _clash(same: Iterable[tuple[str, str]]) -> BadInput:
    named = list(same)
    paths = both(path for _, path in named)
    return BadInput(
        say(
            "{paths}: have the same id {named}; rename one, or give it another id: in its front matter",
            paths=paths,
            named=named[0][0],
        )
    )


def _unreadable(error: OSError) -> None:
    raise MissingError(
        say(
            "{filename}: cannot be read ({strerror}), so its content is unknown",
            filename=error.filename,
            strerror=error.strerror,
        )
    ) from error


def suffixes_in_words() -> str:
    """Return the suffixes of the files that can be read: ".md, .markdown or .txt"."""
    *others, last = READERS
    return say("{some} or {more}", some=", ".join(others), more=last)
