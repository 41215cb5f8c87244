"""Who is at a browser: whoever runs the server, a person who signed in, or one whom a reverse proxy names."""

from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request

from workflow.web.sessions import Sessions
from workflow.web.throttle import Throttle, same_address
from workflow.web.users import User, Users, address_in


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who may see the newsroom; ``who`` is "Name <address>", "" for whoever runs the server."""

    who: str


class Door(Protocol):
    """Recognises people by their requests."""

    def visitor(self, request: Request, *, active: bool = True) -> Visitor | None:
        """Return whose request it is, None for nobody's; ``active`` as in ``Sessions.person``."""


@dataclass(frozen=True, slots=True)
class OwnDoor:
    """The door of whoever runs the server: a one-time token gives a session."""

    sessions: Sessions
    cookie: str

    def visitor(self, request: Request, *, active: bool = True) -> Visitor | None:
        """See ``Door``."""
        known = self.sessions.person(request.cookies.get(self.cookie, ""), active=active)
        return None if known is None else Visitor("")


@dataclass(frozen=True, slots=True)
class OfficeDoor:
    """An office's door: people sign in with a password.

    Attributes:
        sessions: Who is signed in, by the key of their registration.
        users: Who may.
        throttle: Who guessed.
        cookie: The name of the session's cookie.
        known: The name of the cookie that marks a browser that somebody signed in with.
    """

    sessions: Sessions
    users: Users
    throttle: Throttle
    cookie: str
    known: str

    def visitor(self, request: Request, *, active: bool = True) -> Visitor | None:
        """See ``Door``; the sessions of those who were removed have ended."""
        key = self.sessions.person(request.cookies.get(self.cookie, ""), active=active)
        user = self.users.by_key(key) if key else None
        return Visitor(user.who) if user else None

    def begin(self, request: Request, named: str) -> "Attempt":
        """Begin to sign in with an address; the attempt may have to wait."""
        account = address_in(named)
        mark = request.cookies.get(self.known, "")
        owner = self.users.marked(mark) if mark else None
        known = owner.key if owner and owner.address == account else ""
        peer = request.client.host if request.client else ""
        return Attempt(account, peer, known, self.throttle.begin(account, peer, known))

    def sign_in(self, attempt: "Attempt", password: str) -> User | None:
        """Return the person, if the password is theirs; it takes a while."""
        user = self.users.authenticate(attempt.account, password)
        if user:
            self.throttle.succeeded(attempt.account, attempt.peer, attempt.known)
        return user


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to sign in; ``wait`` is for how many seconds none is taken, 0.0 if this one is."""

    account: str
    peer: str
    known: str
    wait: float


@dataclass(frozen=True, slots=True)
class ProxyDoor:
    """A door behind a reverse proxy that has people sign in, and names them in a header by their address.

    Attributes:
        users: Who may come in, and what the ledger calls them.
        header: The header's name.
        peers: The network addresses of the proxy. From any other the header is worth nothing.
    """

    users: Users
    header: str
    peers: tuple[str, ...]

    def visitor(self, request: Request, *, active: bool = True) -> Visitor | None:
        """See ``Door``."""
        values = request.headers.getlist(self.header)
        if not request.client or not same_address(request.client.host, self.peers) or len(values) != 1:
            return None
        named = values[0].strip()
        user = self.users.by_address(named) if named else None
        return Visitor(user.who) if user else None
