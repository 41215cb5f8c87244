"""What a machine or the memory drafted of a release, in a file that no translator writes.

A comment in the catalog names the origin of each draft, but one click in an editor deletes it, and a conversion through
a sheet deletes all of them. So the drafts are also in JSON lines beside the catalog, which only grow: context, SHA-256
of the source, draft and origin of each. Nothing that decides about a sign-off believes the file; it only says what a
page owes to a machine.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from workflow.catalogs.sync import made_for
from workflow.model import Catalog, Unit, canonical_json, sha256

ENDING = ".drafts"
"""Between the release's id and ``.jsonl`` in the name of a file of drafts."""

_FIELDS = ("context", "draft", "origin", "source")


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of a release in a language, oldest first.

    Attributes:
        known: By context and digest of the source, the text and origin of each draft.
        damaged: The numbers of the lines that say nothing, from 1.
        origins: By text, the origin of the last draft with it.
    """

    known: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    damaged: tuple[int, ...] = ()
    origins: dict[str, str] = field(default_factory=dict)

    def origin(self, unit: Unit) -> tuple[str | None, bool]:
        """Return what drafted a unit, None if nothing did as far as is known, and whether a person changed the draft.

        The file counts, and what the comment says only where the file knows no draft for this context and source: a
        draft that is still as it was made, for whatever source; else one that was made for this one, the one that the
        comment names if there are several.
        """
        context, source = made_for(unit)
        made = self.known.get((context, sha256(source)), [])
        for text, origin in reversed(made):
            if text == unit.target:
                return origin, False
        if unit.target in self.origins:
            return self.origins[unit.target], False
        if made:
            origins = [origin for _, origin in made]
            return unit.origin if unit.origin in origins else origins[-1], True
        return unit.origin, unit.origin is not None and unit.draft_changed

    def missing(self, catalog: Catalog, units: Iterable[Unit] | None = None) -> list[str]:
        """Return the lines, without their ends, for the drafts in a catalog that are not known yet.

        Args:
            catalog: The catalog.
            units: Those of its units that are looked at; None for all.
        """
        lines = []
        seen = {(*key, text) for key, made in self.known.items() for text, _ in made}
        for unit in (*catalog.units, *catalog.obsolete) if units is None else units:
            if not unit.target or unit.origin is None or unit.draft_changed:
                continue
            context, source = made_for(unit)
            entry = (context, sha256(source), unit.target)
            if entry not in seen:
                seen.add(entry)
                values = (entry[0], entry[2], unit.origin, entry[1])
                lines.append(canonical_json(dict(zip(_FIELDS, values, strict=True))))
        return lines


def load(data: bytes) -> Drafts:
    """Return the drafts in a file's bytes; a line that is not whole is counted and says nothing."""
    known: dict[tuple[str, str], list[tuple[str, str]]] = {}
    damaged = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        found = _read(line)
        if found is None:
            damaged.append(number)
            continue
        context, text, origin, source = found
        known.setdefault((context, source), []).append((text, origin))
    return Drafts(known, tuple(damaged), {text: origin for made in known.values() for text, origin in made})


def appended(data: bytes, lines: Iterable[str]) -> bytes:
    """Return a file's bytes with these lines after them."""
    end = b"\n" if data and not data.endswith(b"\n") else b""
    return data + end + "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def merge(ours: bytes, theirs: bytes) -> bytes:
    """Return the union of the lines of two branches, ours first."""
    mine = set(_lines(ours))
    new = [line for line in dict.fromkeys(_lines(theirs)) if line not in mine]
    end = b"\n" if new and ours and not ours.endswith(b"\n") else b""
    return ours + end + b"".join(line + b"\n" for line in new)


def _lines(data: bytes) -> Iterator[bytes]:
    return (line.rstrip(b"\r") for line in data.split(b"\n") if line.strip())


def _read(line: bytes) -> tuple[str, str, str, str] | None:
    try:
        value = json.loads(line)
        context, text, origin, source = (value[name] for name in _FIELDS)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not all(isinstance(each, str) for each in (context, text, origin, source)):
        return None
    return context, text, origin, source
