"""Unpack untrusted archives, so that no file lands elsewhere or fills the disk.

All names and sizes are checked before anything is unpacked, and every file must have the size that was stated.
"""

import hashlib
import os
import re
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from workflow.errors import BadInput
from workflow.interface import say

Progress = Callable[[str, int, int], None]
"""Called with what is being done, the bytes done, and the total bytes (0 if unknown)."""

_UNPACKED_BYTES = 4 << 30
_MEMBERS = 1000
_RATIO = 100
"""How many times larger a member may become when unpacked; the official package's vocabulary grows 4-fold, its stanza
index 11-fold.
"""
_CHUNK = 1 << 20


def unpack(archive: Path, into: Path, report: Progress) -> tuple[str, dict[str, tuple[int, str]]]:
    """Unpack a package's archive, without the one folder that contains everything.

    Args:
        archive: The zip archive.
        into: The folder to unpack into; it is created.
        report: Called with the progress.

    Returns:
        The name of that one folder, and from each path below it to its size and SHA-256.

    Raises:
        BadInput: The archive is damaged, unsafe, or not structured like a package. Files unpacked by then are left.
    """
    digests: dict[str, tuple[int, str]] = {}
    try:
        with zipfile.ZipFile(archive) as zipped:
            contents = _survey(zipped, archive.stat().st_size)
            total = sum(info.file_size for info in contents.files)
            done = 0
            for info in contents.files:
                name = info.filename.partition("/")[2]
                path = into / name
                path.parent.mkdir(parents=True, exist_ok=True)
                report(say("unpacking"), done, total)
                with zipped.open(info) as source:
                    digests[name] = (info.file_size, copy(source, path, info.file_size, "", lambda *_: None))
                done += info.file_size
            report(say("unpacking"), total, total)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadInput(
            say("the package is not a valid zip archive ({error}); download it again", error=error)
        ) from error
    return contents.folder, digests


def take_member(archive: Path, member: str, to: Path, size: int) -> None:
    """Extract one regular file from a tar archive by its exact name; nothing else is unpacked."""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for info in tar:
                if info.name == member and info.isreg() and info.size == size:
                    inside = tar.extractfile(info)
                    assert inside is not None
                    with inside:
                        copy(inside, to, size, "", lambda _what, _done, _all: None)
                    return
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise BadInput(say("{name}: is damaged ({error})", name=archive.name, error=error)) from error
    raise BadInput(say("{name}: does not contain the model", name=archive.name))


def copy(source: IO[bytes], to: Path, size: int, what: str, report: Progress) -> str:
    """Copy exactly ``size`` bytes, durably, and return their SHA-256.

    Raises:
        BadInput: There are more or fewer bytes.
    """
    digest = hashlib.sha256()
    done = 0
    with to.open("wb") as file:
        while chunk := source.read(_CHUNK):
            done += len(chunk)
            if done > size:
                break
            digest.update(chunk)
            file.write(chunk)
            report(what, done, size)
        file.flush()
        os.fsync(file.fileno())
    if done != size:
        raise BadInput(
            say(
                "{name}: does not have the {size:,} bytes that the package states; download it again",
                name=to.name,
                size=size,
            )
        )
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _Contents:
    """What an archive contains, once its names and sizes have been checked."""

    folder: str
    files: tuple[zipfile.ZipInfo, ...] = field(default=())


def _survey(zipped: zipfile.ZipFile, size: int) -> _Contents:
    """Check every name and size in the archive before anything is unpacked.

    Raises:
        BadInput: A member must not be unpacked; the message names the first one.
    """
    members = zipped.infolist()
    if not 0 < len(members) <= _MEMBERS:
        raise BadInput(say("the package contains {members} files, so it is not a model", members=len(members)))
    seen: set[str] = set()
    tops: set[str] = set()
    files = []
    for info in members:
        name = info.orig_filename
        if problem := _bad_name(name) or _bad_member(info):
            raise BadInput(say("the package is unsafe: {name!a} {problem}; do not use it", name=name, problem=problem))
        plain = unicodedata.normalize("NFC", name.rstrip("/")).casefold()
        if plain in seen:
            raise BadInput(say("the package is unsafe: {name!a} is in it twice; do not use it", name=name))
        seen.add(plain)
        parts = PurePosixPath(name).parts
        tops.add(parts[0])
        if not info.is_dir():
            files.append(info)
            if len(parts) == 1:
                raise BadInput(say("the package is not an Argos package: {name!a} is outside its folder", name=name))
    if len(tops) != 1 or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", top := min(tops)):
        raise BadInput(say("the package is not an Argos package: everything must be in one folder"))
    names = {info.filename.partition("/")[2] for info in files}
    if any(parent.as_posix() in names for name in names for parent in PurePosixPath(name).parents):
        raise BadInput(say("the package is unsafe: a file in it is also a folder; do not use it"))
    if "metadata.json" not in names or not any(name.startswith("model/") for name in names):
        raise BadInput(say("the package is not an Argos package: it has no metadata.json or no model/"))
    if sum(info.file_size for info in files) > min(_UNPACKED_BYTES, _RATIO * size):
        raise BadInput(say("the package is unsafe: it is unreasonably large when unpacked; do not use it"))
    return _Contents(top, tuple(files))


def _bad_name(name: str) -> str:
    """Return why a member's name must not become a path, or ""."""
    if "\\" in name or ":" in name or any(unicodedata.category(char) in {"Cc", "Cs"} for char in name):
        return say("has a character that paths must not have")
    parts = name.removesuffix("/").split("/")
    if name.startswith("/") or not name:
        return say("is an absolute path")
    if ".." in parts:
        return say("leads out of its folder")
    if any(not part or part != part.strip(" ") or part.endswith(".") for part in parts):
        return say("has a part that is not a file name")
    return ""


def _bad_member(info: zipfile.ZipInfo) -> str:
    """Return why a member must not be unpacked, whatever its name, or ""."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return say("is a link or a device")
    if info.flag_bits & 0x1:
        return say("is encrypted")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return say("is compressed in a way that packages are not")  # LZMA takes as much memory as the file says
    if info.file_size > _UNPACKED_BYTES or info.file_size > (1 << 20) + _RATIO * info.compress_size:
        return say("is unreasonably large when unpacked")
    return ""
