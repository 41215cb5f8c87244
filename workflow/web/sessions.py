"""Who is at the browser: one-time tokens, and the sessions that they open. Kept in memory only.

Only digests are kept, so that neither a dump of the process nor a timing tells a token.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from workflow.model import sha256

LASTS = 12 * 3600.0
"""For how many seconds a session lives after its last request, of whoever runs the server."""

LONGEST = 7 * 24 * 3600.0
"""For how many seconds it lives at all."""

OFFICE_LASTS = 2 * 3600.0
OFFICE_LONGEST = 12 * 3600.0
"""The same of people who sign in to an office's server."""

TOKEN_LASTS = 600.0
"""For how many seconds a one-time token can be used."""


@dataclass(slots=True)
class _Session:
    person: str
    begun: float
    last: float


class Sessions:
    """The open sessions of a server."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, *, lasts: float = LASTS, longest: float = LONGEST
    ) -> None:
        """Begin without any; ``clock`` returns seconds, the others are as ``LASTS`` and ``LONGEST``."""
        self._clock = clock
        self._lasts = lasts
        self._longest = longest
        self._tokens: dict[str, tuple[str, float]] = {}
        self._sessions: dict[str, _Session] = {}

    def token(self, person: str = "") -> str:
        """Return a token that opens one session, once, for ``person`` ("" for whoever runs the server)."""
        made = secrets.token_urlsafe(32)
        self._tokens[sha256(made)] = (person, self._clock() + TOKEN_LASTS)
        return made

    def redeem(self, token: str) -> str | None:
        """Return the cookie of a new session for a token; None if it was used, is too old, or never was."""
        found = self._tokens.pop(sha256(token), None)
        return None if found is None or found[1] < self._clock() else self.begin(found[0])

    def begin(self, person: str) -> str:
        """Return the cookie of a new session."""
        now = self._clock()
        self._sessions = {key: each for key, each in self._sessions.items() if self._lives(each, now)}
        made = secrets.token_urlsafe(32)
        self._sessions[sha256(made)] = _Session(person, now, now)
        return made

    def person(self, cookie: str, *, active: bool = True) -> str | None:
        """Return whose session a cookie belongs to.

        Args:
            cookie: The cookie.
            active: Whether the person did something, not only their browser.

        Returns:
            Whom the session was begun for, "" for whoever runs the server; None if it ended or never was.
        """
        session, now = self._sessions.get(sha256(cookie)), self._clock()
        if session is None or not self._lives(session, now):
            return None
        if active:
            session.last = now
        return session.person

    def _lives(self, session: _Session, now: float) -> bool:
        return now - session.last <= self._lasts and now - session.begun <= self._longest

    def end(self, cookie: str) -> None:
        """End a session."""
        self._sessions.pop(sha256(cookie), None)
