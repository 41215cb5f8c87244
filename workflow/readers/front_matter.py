"""The values of front matter: a YAML mapping of plain values."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from workflow.errors import BadInput
from workflow.interface import say
from workflow.patterns import late

KEYS = ("title", "date", "due", "source", "id", "lang")
"""What front matter may set; other keys are ignored."""

_LONGEST = 1 << 14


@dataclass(frozen=True, slots=True)
class Value:
    """A value in front matter.

    Attributes:
        text: What it says.
        start: Where it starts in the front matter.
        end: Where it ends.
        plain: Whether it is written without quotation marks, on its key's line or the next ones.
    """

    text: str
    start: int
    end: int
    plain: bool = True


def values_of(text: str, path: str) -> dict[str, Value] | None:
    """Return the known keys of front matter; None if ``text`` is not a mapping, but prose between two rules.

    Raises:
        BadInput: It is neither.
    """
    if len(text) > _LONGEST:
        raise BadInput(
            say(
                "{path}: line 1: the front matter is longer than 16 KiB; close it with a line --- before the text",
                path=path,
            )
        )
    if (found := simple_values(text)) is not None:
        return found
    from workflow.readers.composing import composed  # late: most front matter needs no YAML, which is slow to import

    return composed(text, path)


_LINE = late(r"^(?P<key>[^\W\d_]{2,8})[ ]?:[ ]*(?P<value>[^\n]*)", re.MULTILINE)
_IN_CHINESE = {"标题": "title", "標題": "title", "日期": "date", "发布日期": "date", "發布日期": "date"}
_MISTYPED = {"title": late(r"\S"), "date": late("[\"']?(?:19|20)[0-9]{2}")}
"""Keys of which a slip would be lost in silence, and how their values begin."""


def mistyped(text: str, known: Collection[str]) -> tuple[int, str, str] | None:
    """Return the first key that was meant as a known one: its place, the key and what to write (日期, tilte).

    Args:
        text: The front matter.
        known: The keys that it has.
    """
    for line in _LINE.finditer(text):
        meant = _IN_CHINESE.get(line["key"]) or next(
            (key for key in _MISTYPED if _is_slip(line["key"].lower(), key)), ""
        )
        if meant and meant not in known and _MISTYPED[meant].match(line["value"]):
            return line.start(), line["key"], meant
    return None


def _is_slip(typed: str, key: str) -> bool:
    """Return whether two letters changed places, or a letter inside the word is missing or there twice."""
    if len(typed) == len(key):
        return typed != key and typed[0] == key[0] and sorted(typed) == sorted(key)
    shorter, longer = sorted((typed, key), key=len)
    if len(longer) - len(shorter) != 1 or shorter[0] != longer[0] or typed in {"tile", f"{key}s"}:
        return False
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(1, len(longer)))


# What stands for itself in YAML, and no character that means something anywhere; a colon only before another one.
_INSIDE = r"[0-9A-Za-z\u3400-\u4dbf\u4e00-\u9fff，。、；：！？（）《》“”—…·_./?=&%~+-]"
_SIMPLE = late(
    rf"(?P<key>[a-z][a-z_-]*): +(?P<value>(?=[0-9A-Za-z\u3400-\u4dbf\u4e00-\u9fff（《“])"
    rf"{_INSIDE}+(?::{_INSIDE}+)*(?: {_INSIDE}+(?::{_INSIDE}+)*)*)(?:\n|\Z)"
)


def simple_values(text: str) -> dict[str, Value] | None:
    """Return the same for lines such as ``date: 2018-09-12`` alone; None where only YAML knows what a line says."""
    found: dict[str, Value] = {}
    keys: set[str] = set()
    at = 0
    while at < len(text):
        line = _SIMPLE.match(text, at)
        if line is None or line["key"] in keys or line["value"].lower() == "null":
            return None
        keys.add(line["key"])
        if line["key"] in KEYS:
            found[line["key"]] = Value(line["value"], line.start("value"), line.end("value"))
        at = line.end()
    return found if keys else None


def short(words: str, length: int = 60) -> str:
    """Return the beginning of a text, for messages."""
    return words if len(words) <= length else f"{words[:length]}…"


def line_of(yaml_text: str, index: int) -> int:
    """Return the line in the file (from 1) of a position in the front matter, which starts on line 2."""
    return yaml_text.count("\n", 0, index) + 2
