"""Who is working on a release: a convenience for colleagues, which no rule of the sign-off asks for.

A claim is a small file in ``.workflow/claims/``, never in the ledger. It lapses if its owner does nothing for some
days, and somebody else can take it over by saying why.
"""

import json
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from workflow.errors import SomebodyElseError, UsageError, WorkflowError
from workflow.files import refuse_links, remove, write_atomic
from workflow.identity import is_id
from workflow.interface import say
from workflow.locks import PLACE, locked
from workflow.newsroom.folder import Newsroom

LASTS = 3
"""How many days a claim lasts without a sign of its owner."""

_LARGEST = 10_000
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody's claim to a release in a language.

    Attributes:
        who: "Name <address>".
        when: Since when, as ledgers write it.
        seen: When its owner last did something.
        reason: Why they took it over from somebody else, "" if they did not.
    """

    who: str
    when: str
    seen: str
    reason: str = ""

    def stands(self, today: str) -> bool:
        """Return whether it has not lapsed on a day, ISO."""
        return date.fromisoformat(self.seen[:10]) >= date.fromisoformat(today) - timedelta(days=LASTS)


def path_of(room: Newsroom, release: str, language: str) -> Path:
    """Return where a claim is kept."""
    return room.root / PLACE / "claims" / language / f"{release}.json"


def of(room: Newsroom, release: str, language: str, today: str) -> Claim | None:
    """Return who works on a release on a day; None if nobody claimed it, or the file is damaged."""
    path = path_of(room, release, language)
    with suppress(OSError, ValueError, TypeError, RecursionError, WorkflowError):
        refuse_links(path, room.root)
        with path.open("rb") as file:
            value: Any = json.loads(file.read(_LARGEST))
        from workflow.signoff.ledger import is_person, is_time  # late, so that status starts fast

        match value:
            case {"who": str() as who, "when": when, "seen": seen, "reason": str() as reason}:
                if is_person(who) and is_time(when) and is_time(seen):
                    claim = Claim(who, when, seen, reason)
                    return claim if claim.stands(today) else None
    return None


def all_of(room: Newsroom, language: str, today: str) -> dict[str, Claim]:
    """Return the claims in a language on a day, by release."""
    folder = path_of(room, "x", language).parent
    names: list[str] = []
    with suppress(OSError):
        names = [path.stem for path in folder.iterdir() if path.suffix == ".json" and is_id(path.stem)]
    return {name: claim for name in names if (claim := of(room, name, language, today))}


def claim(room: Newsroom, name: str, language: str, who: str, when: str, *, reason: str = "") -> Claim:
    """Claim a release for somebody.

    Args:
        room: The newsroom.
        name: The release, an id or a path.
        language: The target language.
        who: "Name <address>".
        when: The time, as ledgers write it.
        reason: Why it is taken over from whoever works on it.

    Raises:
        SomebodyElseError: Somebody else works on it, and there is no reason.
        UsageError: There is no such release, or the reason is too long.
        MissingError: The claim cannot be written.
    """
    release, language = _named(room, name, language)
    reason = " ".join(reason.split())
    if len(reason) > _LONGEST_REASON or not reason.isprintable():
        raise UsageError(
            say("the reason must be at most {longest_reason} printable characters", longest_reason=_LONGEST_REASON)
        )
    with _changing(room):
        old = of(room, release, language, when[:10])
        mine = old is not None and _same(old.who, who)
        if old and not mine and not reason:
            raise SomebodyElseError(
                say(
                    "{release} ({language}): {who} has been working on it since {when}; say why you take it over",
                    release=release,
                    language=language,
                    who=old.who,
                    when=old.when[:10],
                )
            )
        new = replace(old, seen=when) if old and mine else Claim(who, when, when, reason if old else "")
        _write(room, release, language, new)
    return new


def end(room: Newsroom, name: str, language: str, who: str, today: str) -> None:
    """End somebody's own claim; that of somebody else stays.

    Raises:
        UsageError: There is no such release.
        MissingError: The claim cannot be deleted.
    """
    release, language = _named(room, name, language)
    with _changing(room):
        old = of(room, release, language, today)
        if old and _same(old.who, who):
            remove(path_of(room, release, language))


def renew(room: Newsroom, release: str, language: str, who: str, when: str) -> None:
    """Note that somebody did something for a release that they may have claimed; once a day is enough."""
    old = of(room, release, language, when[:10])
    if old and old.seen[:10] != when[:10] and _same(old.who, who):
        with suppress(WorkflowError), _changing(room):
            if of(room, release, language, when[:10]) == old:
                _write(room, release, language, replace(old, seen=when))


def _same(one: str, other: str) -> bool:
    from workflow.signoff.ledger import address

    return address(one) == address(other)


def _named(room: Newsroom, name: str, language: str) -> tuple[str, str]:
    (language,) = room.languages([language])
    found = room.find_one(name)
    return found if isinstance(found, str) else found.id, language


def _changing(room: Newsroom) -> AbstractContextManager[bool]:
    return locked(room.root, "_claims", what=f"{PLACE}/claims", doing="review")


def _write(room: Newsroom, release: str, language: str, claim: Claim) -> None:
    path = path_of(room, release, language)
    refuse_links(path, room.root)
    write_atomic(path, (json.dumps(asdict(claim), ensure_ascii=False) + "\n").encode())
