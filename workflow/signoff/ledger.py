"""The ledger of one release in one language: append-only JSON lines, each naming the hashes of the heads before it.

What it proves, and what not: an entry cannot be changed, removed from the middle or moved to another release without
its hash or a later entry's ``prev`` disagreeing. Somebody who knows this program can recompute all hashes of a chain,
and a cut-off tail cannot be seen from inside: version control, ``public/`` or a signature reveals either. Without
signatures, the names in it are only asserted. A signature is one more key, ``signature``, over the canonical JSON of
the entry without ``signature`` and ``hash``; the hash covers it.

``entries`` has what an entry says; its envelope is here. ``replay`` decides whether it counts.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from heapq import heapify, heappop, heappush
from typing import Any, Generic, TypeGuard, TypeVar

from workflow.errors import BadInput
from workflow.interface import say
from workflow.model import canonical_json, sha256
from workflow.signoff.entries import (
    ACTIONS,
    HASH,
    NOBODY,
    Act,
    Approve,
    Publish,
    PublishNotice,
    act_from_json,
    is_page_of,
)

VERSION = 1

_ENVELOPE = frozenset({"v", "release", "language", "action", "who", "when", "tool", "prev", "hash"})
"""What every entry has. ``signature`` is part of the envelope too; not every entry has one."""
_TIME = re.compile("[1-9][0-9]{3}-[01][0-9]-[0-3][0-9]T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")
"""UTC to the second."""
_PERSON = re.compile(r"[^<>]*<[^<>@\s]+@[^<>@\s]+>")
# Without the characters that are patterns in an allowed_signers file (* ? ! ,), quoted local parts and white space.
_ADDRESS = re.compile(r"[a-z0-9.#$%&'+/=^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)*")

A_co = TypeVar("A_co", bound=Act, covariant=True)
A = TypeVar("A", bound=Act)


@dataclass(frozen=True, slots=True)
class Entry(Generic[A_co]):
    """An act in its envelope.

    Attributes:
        act: What is said.
        who: Who says it, "Name <address>"; None where no person is needed.
        when: UTC, ``2018-09-12T08:00:00Z``, by the clock of whoever acted.
        tool: The program that wrote it, with its version.
        prev: The hashes of the heads that it follows.
        hash: SHA-256 of the canonical JSON of everything else in the entry.
        text: The line, without its end.
        line: Its number in the file, from 1.
        signature: Of ``signed``, as OpenSSH writes it; "" without one. It is not verified here.
    """

    act: A_co
    who: str | None
    when: str
    tool: str
    prev: tuple[str, ...]
    hash: str
    text: str
    line: int = 0
    signature: str = ""

    @property
    def action(self) -> str:
        """The name of the act."""
        return self.act.action

    @property
    def signed(self) -> bytes:
        """What the signature is over: the entry without its signature and its hash."""
        return _signed({key: item for key, item in json.loads(self.text).items() if key not in ("signature", "hash")})

    @property
    def person(self) -> str:
        """Who acted: the e-mail address, ignoring case; "" for nobody."""
        return address(self.who) if self.who else ""


def is_a(entry: Entry[Act], kind: type[A]) -> TypeGuard[Entry[A]]:
    """Return whether an entry is an act of this class."""
    return isinstance(entry.act, kind)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries of a release in a language, each after those that it names in ``prev``."""

    release: str
    language: str
    entries: tuple[Entry[Act], ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """Hashes of the entries that no other names, sorted: one, or more after two branches were merged."""
        named = {hash_ for entry in self.entries for hash_ in entry.prev}
        return tuple(sorted(entry.hash for entry in self.entries if entry.hash not in named))

    def with_entry(
        self, act: Act, *, who: str | None, when: str, tool: str, sign: Callable[[bytes], str] | None = None
    ) -> "Ledger":
        """This ledger and one entry more.

        Args:
            act: What is said.
            who: "Name <address>"; None where no person is needed.
            when: UTC, ``2018-09-12T08:00:00Z``.
            tool: The program and its version.
            sign: From the bytes that are to be signed to their signature.

        Raises:
            BadInput: There is no person or no time, or the act is not one of this release.
        """
        new = self.next_entry(self.heads, act, who=who, when=when, tool=tool, sign=sign)
        return Ledger(self.release, self.language, (*self.entries, replace(new, line=len(self.entries) + 1)))

    def next_entry(
        self,
        heads: Sequence[str],
        act: Act,
        *,
        who: str | None,
        when: str,
        tool: str,
        sign: Callable[[bytes], str] | None = None,
    ) -> Entry[Act]:
        """Return an entry of this release that follows ``heads``; all else is as in ``with_entry``."""
        body: dict[str, Any] = {
            **act.to_json(),
            "v": VERSION,
            "release": self.release,
            "language": self.language,
            "action": act.action,
            "who": who,
            "when": when,
            "tool": tool,
            "prev": list(heads),
        }
        if sign:
            body["signature"] = sign(_signed(body))
        text = canonical_json({**body, "hash": sha256(canonical_json(body))})
        return _entry(text, 0, self, "new entry")


@lru_cache(maxsize=1024)
def address(who: str) -> str:
    """Return the e-mail address in "Name <address>", which identifies a person.

    It is normalised: letter case, width and the host's final dot make no difference.
    """
    local, _, host = who[who.rfind("<") + 1 : who.rfind(">")].strip().rpartition("@")
    host = unicodedata.normalize("NFKC", host).casefold().rstrip(".")
    if not host.isascii():  # encoding an ASCII name changes nothing, and the first one takes milliseconds
        with suppress(UnicodeError):
            host = host.encode("idna").decode("ascii")
    return f"{local.casefold()}@{host}"


def is_person(who: str) -> bool:
    """Return whether ``who`` is "Name <address>" without invisible characters.

    The address is in ASCII; its host may be in any script.
    """
    return who.isprintable() and bool(_PERSON.fullmatch(who)) and bool(_ADDRESS.fullmatch(address(who)))


def is_time(when: object) -> bool:
    """Return whether it is a time as ledgers write it: UTC, to the second."""
    if not isinstance(when, str) or not _TIME.fullmatch(when):
        return False
    try:
        datetime.fromisoformat(when.removesuffix("Z"))
    except ValueError:
        return False
    return True


def load(data: bytes, *, name: str, release: str, language: str) -> Ledger:
    """Read a ledger's file. Two copies of one line (a union merge leaves them) count once.

    Args:
        data: The file's bytes.
        name: The file, for messages.
        release: Whose ledger it is.
        language: Of which target language.

    Raises:
        BadInput: Anything is not exactly what this program writes, such as another release's entry or an altered line.
    """
    empty = Ledger(release, language)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(
            say("{name}: is not UTF-8 (byte {byte}); restore it from version control", name=name, byte=error.start + 1)
        ) from error
    entries: dict[str, Entry[Act]] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.removesuffix("\r")
        if line:
            entry = _entry(line, number, empty, name)
            entries.setdefault(entry.hash, entry)
    return Ledger(release, language, _ordered(entries, name))


def dump(ledger: Ledger) -> bytes:
    """Return the ledger's file."""
    return "".join(entry.text + "\n" for entry in ledger.entries).encode("utf-8")


def _entry(line: str, number: int, ledger: Ledger, name: str) -> Entry[Act]:
    def bad(what: str) -> BadInput:
        return BadInput(
            say(
                "{name}: line {number} {problem}; restore the ledger from version control",
                name=name,
                number=number,
                problem=what,
            )
        )

    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        raise BadInput(
            say(
                "{name}: line {number} is a merge conflict mark; abort the merge, run workflow merge-driver install "
                "and merge again, or keep the lines of both sides and remove the marks",
                name=name,
                number=number,
            )
        )
    try:
        value = json.loads(line)
        canonical = isinstance(value, dict) and canonical_json(value) == line
    except (ValueError, RecursionError) as error:
        raise bad(say("is not JSON")) from error
    if not canonical or not _ENVELOPE <= value.keys():
        raise bad(say("was not written by this program"))
    if type(value["v"]) is not int or value["v"] < 1:
        raise bad(say("was not written by this program"))
    # No text can contain its own hash, so the place that is cut out can only be the entry's own.
    if value["v"] == VERSION and sha256(line.replace(f'"hash":"{value["hash"]}",', "", 1)) != value["hash"]:
        raise bad(say("was altered: its hash does not match"))
    if value["v"] != VERSION or value["action"] not in ACTIONS:
        raise BadInput(
            say(
                "{name}: line {number} was written by a newer program; upgrade workflow to read it",
                name=name,
                number=number,
            )
        )
    if (value["release"], value["language"]) != (ledger.release, ledger.language):
        raise bad(
            say(
                "is about {release!r} in {language!r}, not about this release",
                release=value["release"],
                language=value["language"],
            )
        )
    who, when, prev = value["who"], value["when"], value["prev"]
    nobody = who is None and value["action"] in NOBODY
    if not (nobody or (isinstance(who, str) and is_person(who))) or not is_time(when):
        raise bad(say("has no person or no time"))
    if not isinstance(value["tool"], str) or not isinstance(prev, list):
        raise bad(say("is incomplete"))
    if not all(isinstance(hash_, str) and HASH.fullmatch(hash_) for hash_ in prev):
        raise bad(say("is incomplete"))
    signature = value.get("signature", "")
    if not isinstance(signature, str) or ("signature" in value and not signature):
        raise bad(say("is incomplete"))
    rest = {key: item for key, item in value.items() if key not in _ENVELOPE and key != "signature"}
    act = act_from_json(value["action"], rest, say("{name}: line {line}", name=name, line=number))
    if isinstance(act, Approve) and (act.edition.release, act.edition.language) != (ledger.release, ledger.language):
        raise bad(say("approves another release's text"))
    if isinstance(act, Publish | PublishNotice) and not all(
        is_page_of(path, ledger.release, ledger.language) for path in act.pages
    ):
        raise bad(act.wrong)
    return Entry(act, who, when, value["tool"], tuple(prev), value["hash"], line, number, signature)


def _signed(body: Mapping[str, Any]) -> bytes:
    return canonical_json(body).encode("utf-8")


def _ordered(entries: dict[str, Entry[Act]], name: str) -> tuple[Entry[Act], ...]:
    """Order each entry after those that it names, else by age (hashes break ties), whatever the order of the lines."""
    waiting: dict[str, set[str]] = {}
    followers: dict[str, list[str]] = {}
    for entry in entries.values():
        for hash_ in entry.prev:
            if hash_ not in entries:
                raise BadInput(
                    say(
                        "{name}: line {line} follows an entry that is missing; restore the ledger from version control",
                        name=name,
                        line=entry.line,
                    )
                )
            followers.setdefault(hash_, []).append(entry.hash)
        waiting[entry.hash] = set(entry.prev)
    free = [(entries[hash_].when, hash_) for hash_, before in waiting.items() if not before]
    heapify(free)
    ordered: list[Entry[Act]] = []
    while free:
        entry = entries[heappop(free)[1]]
        ordered.append(entry)
        for follower in followers.get(entry.hash, ()):
            waiting[follower].discard(entry.hash)
            if not waiting[follower]:
                heappush(free, (entries[follower].when, follower))
    # A hash cannot name itself or a later one, so no circle can be written; what is left over would be one.
    if len(ordered) != len(entries):
        raise BadInput(
            say("{name}: its entries name each other in a circle; restore the ledger from version control", name=name)
        )
    return tuple(ordered)


def union(first: Ledger, *others: Ledger, name: str) -> Ledger:
    """Return the entries of all ledgers, each once, in the same order whoever merges.

    Raises:
        BadInput: They are not of one release and language; the message starts with ``name``.
    """
    for other in others:
        if (other.release, other.language) != (first.release, first.language):
            raise BadInput(
                say(
                    "{name}: {release} ({language}) and {other_release} ({other_language}) have no ledger in common",
                    name=name,
                    release=first.release,
                    language=first.language,
                    other_release=other.release,
                    other_language=other.language,
                )
            )
    entries = {entry.hash: entry for ledger in (first, *others) for entry in ledger.entries}
    ordered = _ordered(entries, name)
    return replace(first, entries=tuple(replace(entry, line=line) for line, entry in enumerate(ordered, start=1)))


def merge_ledgers(
    base: Ledger, ours: Ledger, theirs: Ledger, name: str
) -> tuple[Ledger, dict[str, tuple[Entry[Act], ...]]]:
    """Return the union of the entries and, by side ("ours", "theirs"), the entries of ``base`` that it lacks."""
    sides = {"ours": ours, "theirs": theirs}
    missing = {}
    for side, ledger in sides.items():
        hashes = {entry.hash for entry in ledger.entries}
        if gone := tuple(entry for entry in base.entries if entry.hash not in hashes):
            missing[side] = gone
    return union(ours, theirs, base, name=name), missing
