"""Merges catalogs of two branches, which git, knowing lines but not units, would lose or join silently.

Both sides and their base are first synced with the same sources, so a translation that one branch changed meets, as a
stale unit, the sentence into which the other branch changed its source. Then each unit is merged by itself. No unit
comes out confirmed that neither side had confirmed for exactly this source.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from workflow.catalogs.sync import EARLIER, noted, notes_of, one_line, sync
from workflow.model import CHANGED, Catalog, Piece, Release, Segment, Unit, UnitState

DIFFERENTLY = f"{CHANGED}on two branches, differently; they were merged"
"""The translator comment of a unit that both branches changed.

Like every such comment, it keeps the unit from counting as an unedited machine draft.
"""

OTHER = "merge: the other branch has "
"""Starts the line in the header's comment that keeps the other value of a header field which both branches changed."""

_OF_TOOLS = frozenset({"pot-creation-date", "x-generator", "x-source-digest", "x-source-language"})
"""Header fields that programs rewrite: if both branches changed one, ours stays and nothing is lost."""
_OF_THE_LAST = frozenset({"po-revision-date", "last-translator"})
"""Header fields that belong to the last save: if both branches changed one, that of the later save stays."""

_T = TypeVar("_T")
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged catalog, with how many units both branches changed differently, and how many the merge made stale."""

    catalog: Catalog
    clashes: int = 0
    stale: int = 0


def merge_catalogs(base: Catalog, ours: Catalog, theirs: Catalog) -> Merged:
    """Merge three ways.

    A unit that only one side changed is taken from that side. If both changed it differently, it becomes fuzzy and
    keeps the other wording in a comment (``EARLIER``); the wording that a person confirmed for exactly this source is
    kept as the target, else ours. An unedited machine draft gives way silently. Exchanging the sides gives the same
    units in the same states.

    Args:
        base: The common ancestor; without units if there is none.
        ours: Our side.
        theirs: Their side.
    """
    if theirs in (ours, base):
        return Merged(ours)
    if ours == base:
        return Merged(theirs)
    old, our, their = ({unit.key: unit for unit in catalog.units} for catalog in (base, ours, theirs))
    # The longer list leads, so that the order, and what counts as an edit of what, does not depend on who merges.
    keys = _three_ways(list(old), *sorted((list(our), list(their)), key=lambda keys: (-len(keys), keys)))
    synced = [_in_step(catalog, keys) for catalog in (base, ours, theirs)]
    live = [{unit.key: unit for unit in catalog.units} for catalog in synced]
    units: list[Unit] = []
    clashes = stale = 0
    for key in keys:
        before, mine, yours = (units_of[key] for units_of in live)
        # A side that never had the sentence and found no translation for it has no say; it has not emptied it.
        mine = noted(before, notes_of(mine)) if key not in our and not mine.target else mine
        yours = noted(before, notes_of(yours)) if key not in their and not yours.target else yours
        unit, clash = _merged(before, mine, yours)
        clashes += clash
        had = [side[key] for side in (our, their) if key in side]
        stale += not clash and unit.state is UnitState.STALE and _words(unit) not in map(_words, had)
        units.append(_placed(unit, old.get(key), our.get(key), their.get(key)))
    obsolete, both = _obsolete(*(catalog.obsolete for catalog in synced))
    headers, notes = _headers(base, ours, theirs)
    comment = _three_ways(*(_lines(catalog.comment) for catalog in (base, ours, theirs)))
    comment += [note for note in notes if note not in comment]
    catalog = replace(
        ours,
        units=tuple(units),
        obsolete=obsolete,
        headers=headers,
        comment="\n".join(comment),
        header_flags=tuple(_three_ways(base.header_flags, ours.header_flags, theirs.header_flags)),
        tail=theirs.tail if ours.tail in ("", base.tail) else ours.tail,
    )
    return Merged(catalog, clashes + both, stale)


def side_by_side(ours: bytes, theirs: bytes) -> bytes | None:
    """Return both files in one, with git's conflict marks around everything from the first to the last different line.

    For files that cannot be merged: nothing is lost, and no reader accepts the result. None if marks make no sense: the
    files are not text in lines, or are the same.
    """
    if ours == theirs or b"\0" in ours + theirs:
        return None
    mine, yours = (data.splitlines(keepends=True) for data in (ours, theirs))
    shorter = min(len(mine), len(yours))
    start = next((n for n in range(shorter) if mine[n] != yours[n]), shorter)
    rest = shorter - start
    end = next((n for n in range(rest) if mine[-1 - n] != yours[-1 - n]), rest)
    inside = [lines[start : len(lines) - end] for lines in (mine, yours)]
    for lines in inside:
        if lines and not lines[-1].endswith((b"\n", b"\r")):
            lines[-1] += b"\n"
    marked = [b"<<<<<<< ours\n", *inside[0], b"=======\n", *inside[1], b">>>>>>> theirs\n"]
    return b"".join([*mine[:start], *marked, *mine[len(mine) - end :]])


# --- units ---


def _in_step(catalog: Catalog, keys: Iterable[_Key]) -> Catalog:
    """Sync a catalog with these contexts and sources; only the units and obsolete entries of the result are used."""
    pieces = tuple(Piece("", Segment(source, context)) for context, source in keys)
    release = Release(id=catalog.release, path="", language="", pieces=pieces, blocks=())
    return sync(catalog, release, catalog.language)[0]


def _words(unit: Unit) -> tuple[str, bool, str | None, str | None]:
    """Return what a person decides in a unit; a confirmed one has no previous source, whatever a tool left there."""
    if unit.fuzzy and unit.target:
        return (unit.target, True, unit.previous_source, unit.previous_context)
    return (unit.target, False, None, None)


def _by_a_person(unit: Unit) -> bool:
    return unit.touched and bool(unit.target.strip())


def _merged(base: Unit, ours: Unit, theirs: Unit) -> tuple[Unit, bool]:
    """Merge two units with the same key; return the result and whether people's work on it clashed."""

    def rank(unit: Unit) -> tuple[bool, ...]:
        new = unit.target != base.target
        return (_by_a_person(unit), bool(unit.target.strip()), new, not unit.fuzzy, unit.state is UnitState.STALE)

    pair = [ours, theirs]
    before, mine, yours = _words(base), _words(ours), _words(theirs)
    clash = False
    if mine == yours:
        pair.sort(key=lambda unit: unit.touched, reverse=True)
    elif mine == before:
        pair.reverse()
    elif yours != before:
        pair.sort(key=rank, reverse=True)
        clash = _by_a_person(base) or _by_a_person(pair[1])
    winner, loser = pair
    notes = _three_ways(*(notes_of(unit) for unit in (base, winner, loser)))
    gone = {line for line in notes_of(winner) if line and line not in notes}
    flags = tuple(_three_ways(base.flags, winner.flags, loser.flags))
    unit = replace(winner, comments=tuple(line for line in winner.comments if line not in gone), flags=flags)
    unit = noted(unit, notes)
    if not clash:
        return unit, False
    if not winner.fuzzy:
        unit = replace(unit, fuzzy=True, previous_source=None, previous_context=None)
    kept = _by_a_person(loser) and loser.target != winner.target
    return noted(unit, [DIFFERENTLY, *([EARLIER + one_line(loser.target)] if kept else [])]), True


def _obsolete(base: Sequence[Unit], ours: Sequence[Unit], theirs: Sequence[Unit]) -> tuple[tuple[Unit, ...], int]:
    """Merge the obsolete entries; return them and how many clashed."""
    old, our, their = ({unit.key: unit for unit in units} for units in (base, ours, theirs))
    units = []
    clashes = 0
    for key in dict.fromkeys([*our, *their]):
        before, mine, yours = old.get(key), our.get(key), their.get(key)
        if mine and yours:
            unit, clash = _merged(before or Unit(key[1], key[0]), mine, yours)
            clashes += clash
            units.append(unit)
        elif (only := mine or yours) and only != before:
            units.append(only)
    return tuple(units), clashes


def _placed(unit: Unit, base: Unit | None, ours: Unit | None, theirs: Unit | None) -> Unit:
    """Return the unit with the place and files of the newer source."""
    where = ours or theirs
    if base and ours and theirs and (ours.place, ours.occurrences) == (base.place, base.occurrences):
        where = theirs
    assert where
    return replace(unit, place=where.place, occurrences=where.occurrences, line=where.line)


# --- headers and lines ---


def _headers(base: Catalog, ours: Catalog, theirs: Catalog) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Merge the header fields; return them and, for each field that both sides changed, a line with the other value."""
    old, our, their = (_by_name(catalog.headers) for catalog in (base, ours, theirs))
    later = their if _saved(theirs) > _saved(ours) else our
    fields, notes = [], []
    for key in dict.fromkeys([*our, *their]):
        before, mine, yours = old.get(key), our.get(key), their.get(key)
        if not (mine and yours):
            only = mine or yours
            if only and only != before:
                fields.append(only)
        elif mine[1] == yours[1] or yours == before:
            fields.append(mine)
        elif mine == before:
            fields.append(yours)
        else:
            fields.append(later[key] if key[0] in _OF_THE_LAST else mine)
            if key[0] not in _OF_THE_LAST | _OF_TOOLS:
                notes.append(f"{OTHER}{yours[0]}: {yours[1]}")
    return tuple(fields), notes


def _by_name(headers: Iterable[tuple[str, str]]) -> dict[tuple[str, int, str], tuple[str, str]]:
    """Return the fields by name, ignoring case, and by how often the name came before; nameless lines by their text."""
    found: dict[tuple[str, int, str], tuple[str, str]] = {}
    for name, value in headers:
        words = "" if name else value
        number = sum(key[0] == name.lower() and key[2] == words for key in found)
        found[name.lower(), number, words] = (name, value)
    return found


def _saved(catalog: Catalog) -> float:
    """Return when a translator's tool last saved the catalog, in seconds since 1970 by its header; 0 if unknown."""
    if catalog.header("PO-Revision-Date") == catalog.header("POT-Creation-Date"):
        return 0.0  # as it was made
    try:
        return datetime.strptime(catalog.header("PO-Revision-Date"), "%Y-%m-%d %H:%M%z").timestamp()
    except (ValueError, OverflowError):
        return 0.0


def _lines(comment: str) -> list[str]:
    return comment.split("\n") if comment else []


def _three_ways(base: Sequence[_T], first: Sequence[_T], second: Sequence[_T]) -> list[_T]:
    """Return the first without what the second removed from the base, plus what it added, after its neighbour there."""
    if list(first) == list(base):
        return list(second)
    old, here, there = set(base), set(first), set(second)
    kept = [item for item in first if item in there or item not in old]
    added: dict[_T | None, list[_T]] = {}
    neighbour = None
    for item in dict.fromkeys(second):
        if item in here:
            neighbour = item if item in there or item not in old else neighbour
        elif item not in old:
            added.setdefault(neighbour, []).append(item)
    result = list(added.pop(None, []))
    for item in kept:
        result += [item, *added.pop(item, [])]
    return result
