"""The people who may sign in to an office's review page: a file that only the server's user can read.

``.workflow/review/users.json`` has, for each person, what a ledger calls them, a hash of their password by Argon2 and a
digest of their feed's address. The file is replaced as a whole, under a lock; a running server notices at once.
"""

import hmac
import json
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workflow.errors import BadInput, UsageError
from workflow.files import read_private, write_private
from workflow.interface import say
from workflow.locks import PLACE, locked
from workflow.model import sha256
from workflow.newsroom.cache import stamp
from workflow.signoff.ledger import address, is_person

FOLDER = f"{PLACE}/review"
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000
_LONGEST_NAME = 400

_HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in.

    Attributes:
        who: "Name <address>", as the ledger names them.
        key: Names this registration; another one after each change of the password, so that sessions end.
        password: The hash of the password; "" for who is signed in by a reverse proxy only.
        feed: The digest of the token in the address of their feed, "" without one.
    """

    who: str
    key: str
    password: str = ""
    feed: str = ""

    @property
    def address(self) -> str:
        """What identifies the person."""
        return address(self.who)


@dataclass(frozen=True, slots=True)
class _File:
    people: tuple[User, ...] = ()
    secret: str = ""


class Users:
    """The people of a newsroom."""

    def __init__(self, root: Path) -> None:
        """Read the file of the newsroom in ``root`` when it is needed, and again when it changed."""
        self._root = root
        self._path = root / FOLDER / "users.json"
        self._stamp: str | None = None
        self._file = _File()

    def all(self) -> tuple[User, ...]:
        """Return everybody, in the order of their addresses.

        Raises:
            MissingError: The file cannot be read, or is not private.
            BadInput: It is damaged.
        """
        return self._read().people

    def by_key(self, key: str) -> User | None:
        """Return whom a registration belongs to; None if it was removed or replaced."""
        return next((user for user in self.all() if hmac.compare_digest(user.key.encode(), key.encode())), None)

    def by_address(self, named: str) -> User | None:
        """Return the person with an address, which may be written as "Name <address>"."""
        wanted = address_in(named)
        return next((user for user in self.all() if user.address == wanted), None)

    def by_feed(self, token: str) -> User | None:
        """Return whose feed has this token in its address."""
        digest = sha256(token)
        return next((user for user in self.all() if hmac.compare_digest(user.feed, digest)), None)

    def authenticate(self, named: str, password: str) -> User | None:
        """Return the person, if the password is theirs. It takes as long for an address that nobody has.

        Raises:
            MissingError: As in ``all``.
            BadInput: As in ``all``.
        """
        user = self.by_address(named)
        known = user.password if user else ""
        right = len(password) <= LONGEST_PASSWORD and _verified(known or _nobodys(), password)
        if not (user and known and right):
            return None
        if _HASHER.check_needs_rehash(known):
            user = self._rehashed(user, password)
        return user

    def mark(self, user: User) -> str:
        """Return what a browser keeps that this person has signed in with before."""
        file = self._read()
        return f"{user.key}.{hmac.digest(file.secret.encode(), user.key.encode(), 'sha256').hex()}"

    def marked(self, mark: str) -> User | None:
        """Return the person whose ``mark`` this is."""
        user = self.by_key(mark.partition(".")[0])
        return user if user and hmac.compare_digest(self.mark(user).encode(), mark.encode()) else None

    def add(self, who: str, password: str) -> User:
        """Register a person, or give them another password; this ends their sessions.

        Args:
            who: "Name <address>".
            password: The password; "" for who is signed in by a reverse proxy only.

        Raises:
            UsageError: Either cannot be used.
            MissingError: The file cannot be written.
        """
        who = who.strip()
        if not is_person(who):
            raise UsageError(
                say(
                    '{who!r} does not name a person; write "Name <address>", such as "Reviewer <reviewer@example.org>"',
                    who=who,
                )
            )
        if password:
            _check(password)
        made = User(who, secrets.token_urlsafe(12), _HASHER.hash(_normal(password)) if password else "")

        def change(file: _File) -> _File:
            feed = next((user.feed for user in file.people if user.address == made.address), "")
            others = [user for user in file.people if user.address != made.address]
            people = sorted((*others, replace(made, feed=feed)), key=lambda user: user.address)
            return _File(tuple(people), file.secret or secrets.token_hex(32))

        self._change(change)
        return made

    def change_password(self, user: User, password: str) -> User:
        """Give a person another password, if they are still registered as they were; this ends their sessions.

        Args:
            user: The person.
            password: The new password.

        Returns:
            The person's new registration.

        Raises:
            UsageError: The password cannot be used, or the person was removed or changed meanwhile.
            MissingError: The file cannot be written.
        """
        _check(password)
        new = replace(user, key=secrets.token_urlsafe(12), password=_HASHER.hash(_normal(password)))

        def changed(now: User) -> User:
            if now.key != user.key:
                raise UsageError(say("your registration has changed meanwhile; sign in again"))
            return replace(new, feed=now.feed)

        self._of(user.who, changed)
        return new

    def remove(self, named: str) -> User:
        """Remove a person; this ends their sessions and their feed.

        Raises:
            UsageError: There is nobody with this address.
            MissingError: The file cannot be written.
        """
        return self._of(named, lambda _: None)

    def feed(self, named: str, *, revoke: bool = False) -> str:
        """Give a person's feed a new address, so that the former one ends; return the token in it.

        Args:
            named: The person's address.
            revoke: Only end the former one; "" is returned.

        Raises:
            UsageError: There is nobody with this address.
            MissingError: The file cannot be written.
        """
        token = "" if revoke else secrets.token_urlsafe(32)
        self._of(named, lambda user: replace(user, feed=sha256(token) if token else ""))
        return token

    def _of(self, named: str, change: Callable[[User], User | None]) -> User:
        wanted = address_in(named)
        found: list[User] = []

        def changed(file: _File) -> _File:
            found.extend(user for user in file.people if user.address == wanted)
            if not found:
                raise UsageError(
                    say(
                        "{address}: nobody with this address is registered; workflow review user list shows all",
                        address=wanted,
                    )
                )
            people = (change(user) if user.address == wanted else user for user in file.people)
            return _File(tuple(user for user in people if user), file.secret)

        self._change(changed)
        return found[0]

    def _rehashed(self, user: User, password: str) -> User:
        """Return a person whose password was hashed with today's parameters, and store that."""
        better = replace(user, password=_HASHER.hash(_normal(password)))

        def change(file: _File) -> _File:
            people = tuple(better if each == user else each for each in file.people)
            return _File(people, file.secret)

        self._change(change)
        return better

    def _change(self, change: Callable[[_File], _File]) -> None:
        with locked(self._root, "review", what=str(self._path), doing="review user"):
            new = change(self._parsed())
            value = {"v": 1, "secret": new.secret, "people": [asdict(user) for user in new.people]}
            write_private(self._path, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode(), self._root)
            self._stamp = None

    def _read(self) -> _File:
        now = stamp(self._path)
        if now != self._stamp:
            self._file, self._stamp = self._parsed(), now
        return self._file

    def _parsed(self) -> _File:
        data = read_private(self._path, self._root)
        if data is None:
            return _File()
        try:
            value: Any = json.loads(data)
            people = tuple(User(**each) for each in value["people"])
            secret = value["secret"]
            texts = [secret, *(text for user in people for text in asdict(user).values())]
            if not all(isinstance(text, str) for text in texts) or not all(is_person(user.who) for user in people):
                raise TypeError
        except (ValueError, KeyError, TypeError, RecursionError):
            raise BadInput(
                say(
                    "{path}: is damaged; delete it and register everybody again with workflow review user add",
                    path=self._path,
                )
            ) from None
        return _File(people, secret)


def address_in(named: str) -> str:
    """Return the address, normalised, that somebody typed as it is or as "Name <address>"."""
    return address(named if "<" in named else f"<{named}>") if len(named) <= _LONGEST_NAME else ""


def _normal(password: str) -> str:
    """Return a password as keyboards and systems agree on it."""
    return unicodedata.normalize("NFKC", password)


def _check(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise UsageError(
            say(
                "the password has {number} characters; use at least {least}",
                number=len(password),
                least=SHORTEST_PASSWORD,
            )
        )
    if len(password) > LONGEST_PASSWORD or not password.isprintable():
        raise UsageError(say("use a password of at most {most} printable characters", most=LONGEST_PASSWORD))


def _verified(known: str, password: str) -> bool:
    try:
        return _HASHER.verify(known, _normal(password))
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


@cache
def _nobodys() -> str:
    """Return the hash of a password that nobody has."""
    return _HASHER.hash(secrets.token_hex(16))
