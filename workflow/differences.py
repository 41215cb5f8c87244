"""What changed between two texts, word by word (Chinese by character, figures whole); and what kept its order."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

Part = tuple[Literal["same", "out", "in"], str]
"""A stretch of text that was kept, removed ("out") or added ("in")."""

_MOST = 250_000
"""Limit for the words of one text times the words of the other; longer texts are compared only as a whole, because
difflib's worst case is cubic (0.2 s at this limit).
"""


def differences(before: str, after: str) -> tuple[Part, ...]:
    """Return the parts of both texts in order, what was removed before what was added.

    Joining everything that was not added gives ``before``; joining everything that was not removed gives ``after``.
    """
    if before == after:
        return (("same", before),) if before else ()
    from difflib import SequenceMatcher  # only some commands compare texts

    old, new = _words().findall(before), _words().findall(after)
    if len(old) * len(new) > _MOST:
        return (("out", before), ("in", after))
    parts: list[Part] = []
    out = come = ""
    for tag, i1, i2, j1, j2 in (*SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes(), ("end", 0, 0, 0, 0)):
        stayed = "".join(old[i1:i2])
        if tag not in ("equal", "end") or (tag == "equal" and (out or come) and stayed.isspace() and j2 < len(new)):
            # A space between two changed words is not worth a part of its own.
            out, come = out + stayed, come + "".join(new[j1:j2])
            continue
        parts += [part for part in (("out", out), ("in", come)) if part[1]]
        parts += [("same", stayed)] if stayed else []
        out = come = ""
    return tuple(parts)


@cache
def _words() -> re.Pattern[str]:
    return re.compile(
        r"[^\W\d_\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|[0-9]+(?:[.,:][0-9]+)*|\s+|.", re.DOTALL
    )


def marked(before: str, after: str) -> str:
    """Return both texts in one line, ``[-removed-]{+added+}``, like ``git diff --word-diff``."""
    marks = {"same": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}
    return "".join(marks[kind].format(text) for kind, text in differences(before, after))


def in_order(counterparts: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Return what did not move, of things that each have one place before and one after."""
    ends: list[int] = []  # the lowest new position in which a run of each length ends
    runs: list[tuple[int, int]] = []
    before: dict[tuple[int, int], tuple[int, int]] = {}
    for pair in sorted(counterparts.items()):
        length = bisect_left(ends, pair[1])
        if length:
            before[pair] = runs[length - 1]
        ends[length : length + 1] = [pair[1]]
        runs[length : length + 1] = [pair]
    chain: list[tuple[int, int]] = []
    last = runs[-1] if runs else None
    while last:
        chain.append(last)
        last = before.get(last)
    yield from reversed(chain)
