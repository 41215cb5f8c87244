"""What the list of releases was made from, so that one release is published without replaying the others' ledgers.

The user's cache has a line for each release. The site does not depend on believing it: the lines count only if together
they make, byte for byte, the list that is on the site and whose digest a ledger records; and each counts only as long
as the release's ledger, which is read, has exactly the bytes that the line was made from. So nobody who can change only
the cache, only a ledger or only the site puts anything on the list.
"""

import json
import os
from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from workflow.contracts.pages import Link
from workflow.errors import WorkflowError
from workflow.files import content
from workflow.model import PublicState, canonical_json, sha256
from workflow.newsroom.cache import is_settled, stamp
from workflow.newsroom.folder import SIGNERS, Newsroom
from workflow.newsroom.framing import frame
from workflow.newsroom.pages import frame_digest
from workflow.newsroom.site import SUPERSEDE, Site, list_of
from workflow.newsroom.site_files import bytes_of, list_files, lists_digest, place, places, placing
from workflow.signoff.present import successor
from workflow.writers.lists import IndexEntry, Known


@dataclass(frozen=True, slots=True)
class Line:
    """What a release contributes to the list, and which files it has on the site.

    Attributes:
        ledger: SHA-256 of the ledger that it was made from; "" if it has to be made again.
        entry: Its entry in the list; None if it is not listed.
        supersedes: The releases that it replaced.
        files: The paths of its files on the site.
        stamps: A digest of these files' stamps; "" if one of them was changed just now.
    """

    ledger: str
    entry: IndexEntry | None
    supersedes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    stamps: str = ""

    @property
    def is_page(self) -> bool:
        """Whether the site shows the text, not a notice or nothing."""
        return self.entry is not None and self.entry.state is not PublicState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Listing:
    """The ledgers of a language as they are, and the lines that the list on the site was made from.

    Attributes:
        folder: The site's folder.
        ledgers: SHA-256 of each release's ledger.
        lines: By release; empty if it is not certain that the list was made from them.
        replaced: From a release to those that it replaced, in id order.
        replacing: From a release to the one that replaced it.
        pages: The lists that the site has.
    """

    folder: Path
    ledgers: Mapping[str, str]
    lines: Mapping[str, Line]
    replaced: Mapping[str, tuple[str, ...]]
    replacing: Mapping[str, str]
    pages: Known = field(repr=False)

    @staticmethod
    def look(room: Newsroom, folder: Path, language: str) -> "Listing":
        """Read the ledgers of a language, and the list of its releases on the site."""
        there: dict[str, str] = {}
        with suppress(WorkflowError):  # a link out of the site
            files = places(folder, list_files(folder, language))
            there = {path: sha256(bytes_of(file) or b"") for path, file in files.items()}
        mark = f'"lists":"{lists_digest(there)}"'.encode()
        ledgers: dict[str, str] = {}
        replaced: dict[str, tuple[str, ...]] = {}
        replacing: dict[str, str] = {}
        recorded = False
        for name in room.ledger_ids(language):
            with suppress(WorkflowError):  # reported where the release itself is processed
                data = content(room.ledger_path(name, language)) or b""
                ledgers[name] = sha256(data)
                recorded = recorded or mark in data
                if SUPERSEDE in data and (
                    by := successor(room.from_ledger(name, language, room.read_ledger(data, name, language)))
                ):
                    replaced[by] = (*replaced.get(by, ()), name)
                    replacing[name] = by
        lines = _kept(room, language) if recorded else {}
        pages = Known(lambda path: bytes_of(place(folder, f"{language}/{path}")))
        if not _makes(room, folder, language, lines, pages):
            lines = {}
        return Listing(folder, ledgers, lines, replaced, replacing, pages)

    def line(self, name: str, changing: Callable[[str], bool]) -> Line | None:
        """Return the line of a release if nothing that it depends on has changed, and its files are where they were.

        Args:
            name: The release's id.
            changing: Returns whether another text of a release goes on the site now.
        """
        line, linked = self.lines.get(name), list(self.replaced.get(name, ()))
        if line is None or list(line.supersedes) != linked:
            return None
        linked += [self.replacing[name]] if name in self.replacing else []
        if any(changing(each) or not self._is_unchanged(each) for each in (name, *linked)):
            return None
        return line if line.stamps and line.stamps == _stamps(self.folder, line.files) else None

    def shows(self, name: str, changing: Container[str]) -> bool | None:
        """Return whether the site shows the text of a release; None if that has to be found out from its ledger.

        Args:
            name: The release's id.
            changing: The ids of those whose approved text goes on the site now.
        """
        if name not in self.ledgers:
            return False
        return self.lines[name].is_page if name not in changing and self._is_unchanged(name) else None

    def _is_unchanged(self, name: str) -> bool:
        line = self.lines.get(name)
        return line is not None and line.ledger == self.ledgers.get(name)


def keep_lines(site: Site, lines: Mapping[str, Line], again: Container[str]) -> None:
    """Store what the list that is on the site now was made from.

    Args:
        site: The site, on which all files are as they should be.
        lines: By release; those with stamps are stored already.
        again: The releases whose lines cannot be used again.
    """
    cache, basis, language = site.room.shelf.cache, _basis(site.room), site.language
    for name, line in lines.items():
        if not line.stamps:
            ledger = "" if name in again else line.ledger
            text = canonical_json(asdict(replace(line, ledger=ledger, stamps=_stamps(site.folder, line.files))))
            if text != cache.kept("listed", language, name, basis):
                cache.keep("listed", language, name, basis, text)
    cache.keep_only("listed", language, lines)


def _kept(room: Newsroom, language: str) -> dict[str, Line]:
    """Return the lines that the cache has; none if one of them is something else."""
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        kept = room.shelf.cache.all_kept("listed", language, _basis(room))
        return {name: _line(name, json.loads(kept.pop(name))) for name in list(kept)}  # one text less for each line
    return {}


def _line(release: str, said: Mapping[str, Any]) -> Line:
    entry = None if said["entry"] is None else _entry(said["entry"])
    if entry and entry.id != release:
        raise ValueError(release)
    return Line(**{**said, "entry": entry, "supersedes": tuple(said["supersedes"]), "files": tuple(said["files"])})


def _entry(said: Mapping[str, Any]) -> IndexEntry:
    links = tuple(Link(**each) for each in said["superseded_by"])
    known = {
        "state": PublicState(said["state"]),
        "layouts": tuple(said["layouts"]),
        "superseded_by": links,
        "languages": tuple(said["languages"]),
    }
    return IndexEntry(**{**said, **known})


def _makes(room: Newsroom, folder: Path, language: str, lines: Mapping[str, Line], pages: Known) -> bool:
    """Return whether the list of releases on the site is exactly what is made from these lines; fill ``pages``."""
    with suppress(WorkflowError, ValueError, KeyError, TypeError, AttributeError):  # the cache may say anything
        files = list_of(room, language, (line.entry for line in lines.values() if line.entry), known=pages)
        at = placing(folder)
        return all(bytes_of(at(path)) == data for path, data in files)
    return False


def _basis(room: Newsroom) -> str:
    """Return a digest that changes whenever anything changes that all entries depend on, apart from the program."""
    signers = content(room.signers or room.root / SIGNERS) if room.rules.signatures != "off" else None
    return sha256(f"{frame_digest(room.settings, frame(room))} {room.rules!r} {sha256(signers or b'')}")


def _stamps(folder: Path, paths: Iterable[str]) -> str:
    """Return a digest of the stamps of files on the site; "" if one of them may still change without a new stamp."""
    stamps = [stamp(os.path.join(folder, path)) for path in paths]  # noqa: PTH118 - thousands of them
    return sha256("\n".join(stamps)) if all(each and is_settled(each) for each in stamps) else ""
