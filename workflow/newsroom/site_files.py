"""Files in the site's folder: where each lies, who made it, and what does not belong there."""

import os
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, MutableSet
from pathlib import Path

from workflow.contracts.registries import WRITERS
from workflow.errors import BadInput, GateError, MissingError
from workflow.files import names_in, read_bytes, write_all
from workflow.interface import say
from workflow.model import canonical_json, sha256
from workflow.writers import feeds, lists, rendering
from workflow.writers.lists import INDEX

Files = Mapping[str, bytes]
"""From a path in the site's folder, with forward slashes, to content."""


class Paths(MutableSet[str]):
    """A set of paths in the site, without regard to order.

    An archive has ten files for each release, whose names differ in what follows the first dot. Only the name is kept
    for each; what follows is the same for most of them and kept once.
    """

    def __init__(self, paths: Iterable[str] = ()) -> None:
        """Make a set of these paths."""
        self._ends: dict[str, frozenset[str]] = {}
        self._same: dict[frozenset[str], frozenset[str]] = {}
        self.update(paths)

    def update(self, paths: Iterable[str]) -> None:
        """Add these paths."""
        found: dict[str, set[str]] = {}
        for path in paths:
            start, end = _cut(path)
            found.setdefault(start, set()).add(end)
        for start, ends in found.items():
            whole = self._ends.get(start, frozenset()).union(ends)
            self._ends[start] = self._same.setdefault(whole, whole)

    def add(self, value: str) -> None:
        """Add a path."""
        self.update((value,))

    def discard(self, value: str) -> None:
        """Remove a path."""
        start, end = _cut(value)
        left = self._ends.pop(start, frozenset()).difference((end,))
        if left:
            self._ends[start] = self._same.setdefault(left, left)

    def __contains__(self, value: object) -> bool:
        """Return whether a path is in the set."""
        if not isinstance(value, str):
            return False
        start, end = _cut(value)
        return end in self._ends.get(start, ())

    def __iter__(self) -> Iterator[str]:
        """Yield each path."""
        for start, ends in self._ends.items():
            yield from (start + end for end in ends)

    def __len__(self) -> int:
        """Return the number of paths."""
        return sum(map(len, self._ends.values()))


def _cut(path: str) -> tuple[str, str]:
    """Return the start of a path, and the rest from the first dot of the file's name on."""
    dot = path.find(".", path.rfind("/") + 1)
    return (path, "") if dot < 0 else (path[:dot], path[dot:])


def is_list(path: str) -> bool:
    """Return whether a path in the site's folder is that of a list of a language, or of its feed or map."""
    name = path.partition("/")[2]
    return lists.is_list(name) if "/" in name else name == INDEX or feeds.is_feed_or_map(name)


def list_files(folder: Path, language: str) -> list[str]:
    """Return the lists of a language that are in a folder, whoever made them."""
    paths = (f"{below}/{name}" for below in (language, f"{language}/list") for name in names_in(folder / below))
    return sorted(path for path in paths if is_list(path) and (folder / path).is_file())


def lists_digest(digests: Mapping[str, str]) -> str:
    """Return a digest of all lists of a language: by it an earlier set of them is known as a whole.

    Args:
        digests: From path to SHA-256; files that are no lists do not count.
    """
    return sha256(canonical_json({path: digest for path, digest in digests.items() if is_list(path)}))


def put(folder: Path, files: Files) -> list[str]:
    """Write these files to the site unless they are already there; return the paths that were written."""
    return put_each(folder, sorted(files.items()))


def put_each(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Write files, given by path and content, like ``put``: one after the other, so that they need not exist at once.

    Raises:
        BadInput: One would not be in the site; those before it are written.
    """
    at, new = placing(folder), list[str]()

    def missing() -> Iterator[tuple[Path, bytes]]:
        for path, data in files:
            file = at(path)
            if bytes_of(file) != data:
                new.append(path)
                yield file, data

    write_all(missing())
    return new


def is_ours(path: str, data: bytes, recorded: Container[str] = ()) -> bool:
    """Whether a file of the site may be overwritten or removed: no person made it.

    Args:
        path: Below the site's folder.
        data: What it holds.
        recorded: The paths that a ledger names: those of pages, and of pictures that were approved.
    """
    folder, _, name = path.rpartition("/")
    if path in recorded:
        return True
    if not folder:
        page = name == INDEX and rendering.is_page(data)
        return (
            page
            or feeds.wrote(name, data)
            or (name in (rendering.STYLE, rendering.SCRIPT) and rendering.is_asset(data))
        )
    if is_list(path):
        below = path.partition("/")[2]
        return feeds.wrote(below, data) or lists.wrote(below, data)
    if folder == "images":
        return bool(_PICTURE.fullmatch(name)) and sha256(data).startswith(name.partition(".")[0])
    return any(
        writer.wrote is not None and writer.wrote(name, data)
        for writer in WRITERS.values()
        if name.endswith(writer.suffixes)
    )


def taken(folder: Path, files: Mapping[str, bytes | None], recorded: Container[str] = ()) -> list[str]:
    """The paths at which people have put files of their own. files: what is to be there, None if not known."""
    found = []
    for path, file in places(folder, files).items():
        data, wanted = bytes_of(file), files[path]
        if data is not None and data != wanted and not is_ours(path, data, recorded):
            found.append(path)
    return found


def people_made(folder: Path, paths: Iterable[str]) -> GateError:
    """What to say of files that are in the way, or would be taken for pages."""
    names = ", ".join(str(folder / path) for path in paths)
    return GateError(
        say(
            "{names}: not written by this program, so neither overwritten nor deleted; keep them elsewhere", names=names
        )
    )


def strays(
    folder: Path, language: str, expected: Container[str], recorded: Container[str]
) -> tuple[list[str], list[str]]:
    """The pages of a language, and the pictures, that do not belong on the site (any more).

    Args:
        folder: The site's folder.
        language: The language of the pages.
        expected: The paths that belong there.
        recorded: As in ``is_ours``.

    Returns:
        The paths of those that may be removed, and of those that look like pages and that people made.
    """
    found: tuple[list[str], list[str]] = ([], [])
    for folder_name in (language, f"{language}/list", "images"):
        place(folder, f"{folder_name}/x")  # rejects a link that leads out of the site
        for name in names_in(folder / folder_name):
            path = f"{folder_name}/{name}"
            if path in expected or not (file := folder / folder_name / name).is_file():
                continue
            if path in recorded:
                found[0].append(path)
            elif folder_name != language:
                if is_list(path) or (folder_name == "images" and _PICTURE.fullmatch(name)):
                    found[0 if is_ours(path, read_bytes(file)) else 1].append(path)
            elif feeds.is_feed_or_map(name):
                found[0].extend([path] * is_ours(path, read_bytes(file)))  # without an address, anybody may have one
            elif not name.startswith(".") and any(name.endswith(writer.suffixes) for writer in WRITERS.values()):
                found[0 if is_ours(path, read_bytes(file)) else 1].append(path)
    if feeds.MAP not in expected and is_ours(feeds.MAP, bytes_of(place(folder, feeds.MAP)) or b""):
        found[0].append(feeds.MAP)
    return found


def place(folder: Path, path: str) -> Path:
    """Return where a file of the site is.

    Raises:
        BadInput: It would not be in the site.
    """
    return places(folder, [path])[path]


def places(folder: Path, paths: Iterable[str]) -> dict[str, Path]:
    """Return where files of the site are.

    Raises:
        BadInput: One would not be in the site.
    """
    at = placing(folder)
    return {path: at(path) for path in paths}


def placing(folder: Path) -> Callable[[str], Path]:
    """Return a function that returns where a file of the site is, and raises BadInput if that is not in the site."""
    root = os.path.realpath(folder)
    inside: dict[str, bool] = {}

    def at(path: str) -> Path:
        file = folder.joinpath(*path.split("/"))
        # A name in a folder of the site is in the site, unless it is a link.
        above = os.fspath(file) if os.path.islink(file) else path.rpartition("/")[0]  # noqa: PTH114
        if above not in inside:
            real = os.path.realpath(folder / above)
            inside[above] = real == root or real.startswith(os.path.join(root, ""))  # noqa: PTH118
        if path.startswith("/") or ".." in path.split("/") or not inside[above]:
            raise BadInput(
                say("{file}: would leave the site; remove the link or folder that leads out of it", file=file)
            )
        return file

    return at


def bytes_of(path: Path) -> bytes | None:
    """Return the bytes of a file, None if it does not exist.

    Raises:
        MissingError: It cannot be read.
    """
    try:
        there = path.is_file()
    except PermissionError as error:
        raise MissingError(say("{path}: cannot be read ({reason})", path=path, reason=error.strerror)) from error
    return read_bytes(path) if there else None


_PICTURE = re.compile(r"[0-9a-f]{32}\.[a-z]+")
