"""Whoever guesses passwords is slowed: the server's counts against a plain list of all that was tried."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.web import throttle
from workflow.web.throttle import FORGOTTEN, PAIR, Limit, Throttle, network_of

LOW = {"known": PAIR, "pair": PAIR, "peer": Limit(5, 15.0), "account": Limit(6, 15.0)}
"""Limits so low that a few attempts reach each of them."""
ACCOUNTS = st.sampled_from(["a", "b"])
PEERS = st.sampled_from(["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2", "unknown"])
MARKS = st.sampled_from(["", "", "browser"])
ATTEMPTS = st.tuples(ACCOUNTS, PEERS, MARKS, st.booleans(), st.integers(0, 3))
PAUSES = st.sampled_from([0.0, 0.25, 1.0, 2.0, 15.0, 60.0, FORGOTTEN - 1, FORGOTTEN])


@dataclass
class Everything:
    """All attempts in the order of time, by what they are counted under: when, and whether it counts as failed."""

    tried: dict[tuple[str, ...], list[tuple[float, bool]]] = field(default_factory=dict)

    @staticmethod
    def under(account: str, peer: str, mark: str) -> list[tuple[str, ...]]:
        """What an attempt is counted under."""
        net = network_of(peer)
        return [("known", mark)] if mark else [("pair", account, net), ("peer", net), ("account", account)]

    def recent(self, key: tuple[str, ...], now: float) -> list[tuple[float, bool]]:
        """What is not forgotten: as long as there is never an hour without an attempt."""
        found: list[tuple[float, bool]] = []
        after = now
        for when, failed in reversed(self.tried.get(key, [])):
            if after - when >= FORGOTTEN:
                break
            found.append((when, failed))
            after = when
        return found

    def wait(self, key: tuple[str, ...], now: float) -> float:
        """How long an attempt has to wait."""
        limit = LOW[key[0]]
        recent = self.recent(key, now)
        failures = sum(failed for _, failed in recent)
        if failures < limit.free:
            return 0.0
        return max(0.0, recent[0][0] + min(limit.longest, 2.0 ** (failures - limit.free)) - now)

    def succeeded(self, key: tuple[str, ...]) -> None:
        """The last attempt was the right person: it is no failure, and clears what is only theirs."""
        rows = self.tried[key]
        if LOW[key[0]] is PAIR:
            rows[:] = [(when, False) for when, _ in rows]
        else:
            rows[-1] = (rows[-1][0], False)


@settings(deadline=None)
@given(st.lists(st.tuples(ATTEMPTS, PAUSES), max_size=30))
def test_counts_are_those_of_all_that_was_tried(steps: list[tuple[tuple[str, str, str, bool, int], float]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(throttle, "PEER", LOW["peer"])
        patch.setattr(throttle, "ACCOUNT", LOW["account"])
        compare(steps)


def compare(steps: list[tuple[tuple[str, str, str, bool, int], float]]) -> None:
    """Make the same attempts here and there."""
    clock = [1000.0]
    tested, told = Throttle(lambda: clock[0]), Everything()
    for (account, peer, mark, right, more), pause in steps:
        clock[0] += pause
        keys = told.under(account, peer, mark)
        for _ in range(1 + more):
            wait = max(told.wait(key, clock[0]) for key in keys)
            assert tested.begin(account, peer, mark) == wait
            if wait:
                continue
            for key in keys:
                told.tried.setdefault(key, []).append((clock[0], True))
            if right:
                tested.succeeded(account, peer, mark)
                for key in keys:
                    told.succeeded(key)


def test_of_too_many_counts_the_oldest_go() -> None:
    clock = [0.0]
    tested = Throttle(lambda: clock[0])
    for number in range(throttle.MOST):
        for _ in range(PAIR.free if number < 2 else 1):
            tested.begin("", "", f"browser {number}")
        clock[0] += 0.001
    clock[0] = 10.0
    for _ in range(PAIR.free + 1):
        tested.begin("", "", "browser 0")  # now the newest
    tested.begin("", "", "one more")
    assert tested.begin("", "", "browser 0") > 0
    assert [tested.begin("", "", "browser 1") for _ in range(PAIR.free)] == [0.0] * PAIR.free  # forgotten


def test_limits_are_those_of_the_design() -> None:
    limits = [(limit.free, limit.longest) for limit in (throttle.PAIR, throttle.PEER, throttle.ACCOUNT)]
    assert limits == [(3, 60.0), (20, 15.0), (20, 15.0)]
