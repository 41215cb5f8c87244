"""Chinese releases, translated offline, reviewed in PO catalogs, published as approved bilingual pages."""

from collections.abc import Iterable

__version__ = "0.4.0"

TOOL = f"workflow {__version__}"
"""This program, as ledgers and certificates name it."""

RELEASED = ("0.1.0", "0.2.0", "0.3.0", "0.4.0")
"""The versions up to this one. Only of these and of newer ones does ``verify`` believe that pages may differ."""


def newer(tool: str) -> str:
    """Return the version of the program that a ledger names if it is newer than this one, else ""."""
    name, _, version = tool.partition(" ")
    theirs, ours = _numbers(version), _numbers(__version__)
    return version if name == TOOL.partition(" ")[0] and theirs > ours else ""


def newest(versions: Iterable[str]) -> str:
    """Return the newest of these versions; "" if there are none."""
    return max(versions, key=_numbers, default="")


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, such as (0, 4, 0); none if it is not written like that."""
    parts = version.split(".")
    plain = len(parts) == 3 and all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts)
    return tuple(map(int, parts)) if plain else ()
