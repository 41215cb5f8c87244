"""Repetition: the loops that machines fall into."""

import re
from collections.abc import Iterator
from functools import cache

from workflow.checks.example import Example
from workflow.checks.markup import listed
from workflow.checks.words import LONGEST
from workflow.contracts.checks import Check, Context, Said
from workflow.interface import say
from workflow.model import DELIBERATELY_EMPTY, HAN, Finding
from workflow.patterns import late

_NAME = "repetition"

EXPLANATION = say(
    "Finds words that are repeated at once: three or more words, or the same word three times. A translation machine "
    "that has lost its way repeats itself, sometimes for lines. Waive a finding for a refrain that the source has too."
)
EXAMPLES = (
    Example("双方加强合作。", "The two sides will strengthen the two sides will strengthen cooperation.", "warning"),
    Example(
        "双方加强合作。",
        "The two sides will strengthen cooperation" + " and cooperation and cooperation" * 5 + ".",
        "error",
    ),
    Example("一次又一次，双方加强合作。", "Again and again the two sides have strengthened their cooperation.", ""),
)

_WORD = late(r"[^\W_]+(?:['’-][^\W_]+)*")
_WIDE = f"{HAN.pattern}|[\u3040-\u30ff\u0e01-\u0e5b]"
_MARKS = dict.fromkeys(range(0x2010, 0x2028))  # dashes, quotation marks, the ellipsis
_LONGEST_LOOP = 24  # tokens that are repeated
_LEAST = 3  # tokens that are a loop if they occur twice


def check(said: Said, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - all checks have one signature
    """Yield findings about what is repeated at once.

    Errors: three or more words four times in a row, or so much repetition that it makes up half of the text.
    Warnings: three or more words twice in a row, or fewer three times.
    """
    unit = said.unit
    if unit.target == DELIBERATELY_EMPTY:
        return
    text = said.target.words[:LONGEST]
    found = _loops(_tokens(text))
    if not found or _loops(_tokens(said.source.words[:LONGEST])):
        return
    tokens = _tokens(text)
    surplus = sum(covered - period for _, period, covered in found)
    gross = surplus * 2 >= len(tokens) and surplus >= 6
    start, period, covered = max(found, key=lambda loop: loop[2] - loop[1])
    gross = gross or (period >= _LEAST and covered >= 4 * period)
    words = " ".join(tokens[start : start + period])
    times = covered // period
    yield Finding(
        _NAME,
        "error" if gross else "warning",
        say("{words} occurs {times} times in a row", words=listed((f"“{words}”",)), times=times),
        unit,
    )


@cache
def _wide() -> re.Pattern[str]:
    return re.compile(_WIDE)


@cache
def _token() -> re.Pattern[str]:
    return re.compile(rf"{_WIDE}|{_WORD.pattern}")


def _tokens(text: str) -> list[str]:
    has_wide = not text.isascii() and max(text.translate(_MARKS), default="") >= "\u0e01"
    return [match[0].lower() for match in (_token() if has_wide else _WORD).finditer(text)]


def _loops(tokens: list[str]) -> list[tuple[int, int, int]]:
    """Return first token, loop length and tokens covered of every loop, none inside another, in linear time."""
    loops: list[tuple[int, int, int]] = []
    end = 0
    runs: list[tuple[int, int, int]] = []
    for period in _periods(tokens):
        run = 0
        for place in range(period, len(tokens) + 1):
            if place < len(tokens) and tokens[place] == tokens[place - period]:
                run += 1
                continue
            if run and _is_loop(tokens, place - run - period, period, run + period):
                runs.append((place - run - period, period, run + period))
            run = 0
    for start, period, covered in sorted(runs, key=lambda loop: (loop[0], -loop[2], loop[1])):
        if start >= end:
            loops.append((start, period, covered))
            end = start + covered
    return loops


def _periods(tokens: list[str]) -> list[int]:
    """Return the distances between equal tokens that a loop can have, in order."""
    if len(set(tokens)) == len(tokens):
        return []
    longest = min(_LONGEST_LOOP, len(tokens) // 2)
    places: dict[str, list[int]] = {}
    found: set[int] = set()
    for place, token in enumerate(tokens):
        earlier = places.setdefault(token, [])
        found.update(place - other for other in earlier[-longest:])
        earlier.append(place)
    return sorted(period for period in found if period <= longest)


def _is_loop(tokens: list[str], start: int, period: int, covered: int) -> bool:
    if all(token.isdigit() for token in tokens[start : start + period]):
        return False
    looped = tokens[start : start + period]
    wide = sum(len(each) == 1 and not each.isascii() and _wide().match(each) is not None for each in looped)
    least = _LEAST if wide < period else 2 * _LEAST
    if period >= least:
        return covered >= 2 * period
    # "no, no, no" and 哈哈哈 are speech; "very very" is not a loop.
    return covered >= (3 if period > 1 else 4) * period and covered >= 4


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES)
