"""Slows down those who guess passwords, and nobody else for long.

An attempt counts as failed from its beginning, so that many at once are not free. What a browser that somebody signed
in with before tries is counted by itself: whoever guesses elsewhere does not keep the right person out.
"""

import ipaddress
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

FORGOTTEN = 3600.0
"""After how many seconds without another attempt failures are forgotten."""

MOST = 10_000
"""How many counts are kept; the oldest are forgotten first."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts are free; then each failure doubles the wait before the next one, up to so many seconds."""

    free: int
    longest: float


PAIR = Limit(3, 60.0)
"""One address guessing one account, or one known browser."""
PEER = Limit(20, 15.0)
"""One address guessing any accounts: a whole office behind its proxy."""
ACCOUNT = Limit(20, 15.0)
"""One account guessed from anywhere."""


@dataclass(slots=True)
class _Count:
    failures: int
    last: float
    limit: Limit

    def wait(self, now: float) -> float:
        over = self.failures - self.limit.free
        if over < 0:
            return 0.0
        return max(0.0, self.last + min(self.limit.longest, 2.0 ** min(over, 20)) - now)


class Throttle:
    """The failed attempts of a server's life."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with none; ``clock`` returns seconds."""
        self._clock = clock
        self._counts: dict[tuple[str, ...], _Count] = {}

    def begin(self, account: str, peer: str, known: str = "") -> float:
        """Begin an attempt, which counts as failed until ``succeeded``.

        Args:
            account: Whose password is tried.
            peer: The network address from which.
            known: What names the browser, if this person has signed in with it before.

        Returns:
            For how many seconds no attempt is taken; 0.0 if this one is.
        """
        now = self._clock()
        keys = _keys(account, peer, known)
        counts = [self._counts.get(key) for key in keys]
        if wait := max((count.wait(now) for count in counts if count and now - count.last < FORGOTTEN), default=0.0):
            return wait
        for (key, limit), count in zip(keys.items(), counts, strict=True):
            failures = count.failures if count and now - count.last < FORGOTTEN else 0
            self._counts.pop(key, None)  # so that the oldest come first
            self._counts[key] = _Count(failures + 1, now, limit)
        self._shrink(now)
        return 0.0

    def succeeded(self, account: str, peer: str, known: str = "") -> None:
        """Take an attempt back: it was the right person.

        What others tried still counts, so that nobody resets a count with an account of their own.
        """
        for key in _keys(account, peer, known):
            if count := self._counts.get(key):
                count.failures = 0 if count.limit is PAIR else count.failures - 1

    def _shrink(self, now: float) -> None:
        while self._counts:
            key, oldest = next(iter(self._counts.items()))
            if len(self._counts) <= MOST and now - oldest.last < FORGOTTEN:
                return
            del self._counts[key]


def _keys(account: str, peer: str, known: str) -> dict[tuple[str, ...], Limit]:
    if known:
        return {("known", known): PAIR}
    network = network_of(peer)
    return {("pair", account, network): PAIR, ("peer", network): PEER, ("account", account): ACCOUNT}


def network_of(peer: str) -> str:
    """Return a peer's address; of IPv6, the part that one customer has."""
    try:
        found = ipaddress.ip_address(peer)
    except ValueError:
        return peer
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def same_address(peer: str, addresses: Iterable[str]) -> bool:
    """Return whether a peer has one of these addresses, however they are written."""
    return _plain(peer) in {_plain(each) for each in addresses}


def _plain(text: str) -> str:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return text
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)
