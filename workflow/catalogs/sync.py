"""Syncing: a catalog follows its release, and nothing that a person translated is lost.

First, the same source in the same role is matched, wherever it moved. Then come segments whose text is that of other
units, because it is cut differently now (``recutting``). Then, for each segment without a translation, the most similar
orphan, each used once, becomes stale: it keeps its translation, becomes fuzzy, records in ``#|`` the
source it was made for and in a comment what has changed. The rest becomes obsolete if a person worked on it, and is
dropped if it is an unedited machine draft without a note.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from workflow.catalogs.matching import Orphan, Wanting, match
from workflow.catalogs.recutting import Recut, divided, joined, recut
from workflow.differences import in_order
from workflow.model import CHANGED, DOUBT, ORIGIN, Catalog, Draft, Release, Segment, Unit, UnitState
from workflow.patterns import late

EARLIER = "earlier: "
"""Starts the translator comment that keeps another translation of the same source; its line feeds are written as ↵."""

NO_TRANSLATOR = "Automatically generated"
"""The Last-Translator of a catalog that no translator has saved yet, as ``msginit --no-translator`` writes it."""

UNKNOWN_DATE = "1970-01-01 00:00+0000"
"""The PO-Revision-Date of a new catalog of a release without a date; msgfmt warns without one, Babel fails at ""."""

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to the entries, as counts.

    Each unit of the synced catalog is counted in exactly one of ``kept``, ``revived``, ``recut``, ``stale`` and
    ``missing``.

    Attributes:
        kept: Translated or drafted, and left as they are.
        moved: How many of the kept units are in a different order.
        revived: Restored from the obsolete entries.
        recut: Have the words of units with the same text that was cut differently, and need nothing but a submission.
        stale: Became stale now.
        missing: Without a translation.
        obsolete: Became obsolete now.
        dropped: Drafts, live or obsolete, that nobody had edited and whose source is gone.
    """

    kept: int = 0
    moved: int = 0
    revived: int = 0
    recut: int = 0
    stale: int = 0
    missing: int = 0
    obsolete: int = 0
    dropped: int = 0


Drafted = Callable[[Unit], tuple[str | None, bool]]
"""Returns what drafted a unit, None if nothing is known to have, and whether a person changed the draft."""


def sync(
    catalog: Catalog | None, release: Release, language: str, *, project: str = "", drafted: Drafted = Unit.drafted
) -> tuple[Catalog, Changes]:
    """Sync a catalog with its release. Syncing the result again changes nothing.

    Args:
        catalog: The current catalog; None creates a new one.
        release: The release.
        language: The target language.
        project: The newsroom's name, for a new header.
        drafted: Asked about units that are joined or cut.

    Returns:
        The synced catalog, and what happened to its entries.
    """
    old = catalog or Catalog(release=release.id, language=language)
    segments = release.segments
    position = {segment.key: index for index, segment in enumerate(segments)}
    obsolete = _fold(old.obsolete)
    survivors = {unit.key: unit for unit in old.units if unit.key in position}

    units: dict[_Key, Unit] = {}
    revived = 0
    for key in position:
        live, gone = survivors.get(key), obsolete.pop(key, None)
        if gone is not None and gone.target and gone.previous_source is not None:
            # Made for another source: OmegaT removes the flag but leaves the #~| lines.
            gone = replace(gone, fuzzy=True)
        if live is None and gone is None:
            continue
        best = _joined(live, gone)
        revived += bool(best.target) and (live is None or not live.target)
        units[key] = best

    recut_now, replaced = carried(old, release, units, drafted)
    units.update(recut_now)
    exact = sum(not unit.fuzzy for unit in recut_now.values())
    leaving = {
        index: unit for index, unit in enumerate(old.units) if unit.key not in position and index not in replaced
    }

    wanting = [
        Wanting(segment, index, segment.key not in survivors)
        for index, segment in enumerate(segments)
        if segment.key not in units or not units[segment.key].target
    ]
    orphans = [_orphan(rescued, index) for index, unit in leaving.items() if (rescued := _rescued(unit))]
    orphans += [_orphan(rescued, None) for unit in obsolete.values() if (rescued := _rescued(unit))]
    stayed = {index: position[unit.key] for index, unit in enumerate(old.units) if unit.key in position}
    pairs = match(wanting, orphans, stayed)
    for segment, orphan in pairs:
        units[segment.key] = _stale(orphan.unit, segment, units.get(segment.key))

    # What somebody noted on a draft that nobody edited stays with the sentence; the draft is made again.
    taken = {segment.key for segment, _ in pairs}
    bare = [
        each
        for each in wanting
        if (key := each.segment.key) not in taken and not (key in units and notes_of(units[key]))
    ]
    carriers = [_orphan(unit, index) for index, unit in leaving.items() if _only_notes(unit)]
    carriers += [_orphan(unit, None) for unit in obsolete.values() if _only_notes(unit)]
    passed_on = match(bare, carriers, stayed)
    for segment, carrier in passed_on:
        unit = units.get(segment.key) or Unit(source=segment.text, context=segment.role)
        units[segment.key] = noted(unit, notes_of(carrier.unit))

    used = {id(orphan) for _, orphan in (*pairs, *passed_on)}
    left = [orphan for orphan in orphans if id(orphan) not in used]
    # gettext drops an obsolete entry without a translation, so keeping only a comment would not be safe.
    left += [carrier for carrier in carriers if id(carrier) not in used and carrier.unit.target]
    were_obsolete = {orphan.unit.key: orphan.unit for orphan in left if orphan.position is None}
    kept_obsolete = {key: were_obsolete[key] for key in obsolete if key in were_obsolete}  # in their order
    for unit in (orphan.unit for orphan in left if orphan.position is not None):
        retired = replace(unit, place="", occurrences=())
        kept_obsolete[unit.key] = _joined(retired, kept_obsolete.get(unit.key))
    kept_keys = kept_obsolete.keys()
    dropped = sum(
        bool(unit.target) and not _rescued(unit) and not (_only_notes(unit) and unit.key in kept_keys)
        for unit in (*leaving.values(), *obsolete.values())
    )

    placed = tuple(_placed(units.get(segment.key), segment, release.path) for segment in segments)
    missing = sum(not unit.target for unit in placed)
    changes = Changes(
        kept=len(placed) - missing - revived - len(pairs) - len(recut_now),
        moved=sum(bool(old.units[index].target) for index in stayed.keys() - dict(in_order(stayed)).keys()),
        revived=revived,
        recut=exact,
        stale=len(pairs) + len(recut_now) - exact,
        missing=missing,
        obsolete=sum(orphan.position is not None for orphan in left),
        dropped=dropped,
    )
    synced = replace(
        old,
        release=release.id,
        language=language,
        units=placed,
        obsolete=tuple(kept_obsolete.values()),
        headers=_headers(old.headers, release, language, project),
    )
    return synced, changes


def new_headers(release: Release, language: str, project: str) -> tuple[tuple[str, str], ...]:
    """Return the header fields of a new catalog.

    The translator's tool changes PO-Revision-Date and Last-Translator, never this program. They are not gettext's
    placeholders, at which gtranslator refuses to save and Poedit warns. There is no Plural-Forms, because there are no
    plural entries; if the release has no date, there is no POT-Creation-Date, and PO-Revision-Date is ``UNKNOWN_DATE``.
    """
    date = {"POT-Creation-Date": _pot_date(release)} if release.date else {}
    fields = {
        "Project-Id-Version": f"{project} {release.id}".strip(),
        "Report-Msgid-Bugs-To": "",
        **date,
        "PO-Revision-Date": date.get("POT-Creation-Date", UNKNOWN_DATE),
        "Last-Translator": NO_TRANSLATOR,
        "Language-Team": "none",
        **_needed(language),
        **_owned(release),
    }
    return tuple(fields.items())


# --- headers ---


def _pot_date(release: Release) -> str:
    return f"{release.date} 00:00+0000"


def _needed(language: str) -> dict[str, str]:
    """Return the fields without which other tools misread the file."""
    return {
        "Language": language.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }


def _owned(release: Release) -> dict[str, str]:
    """Return the fields that every sync writes."""
    return {"X-Source-Language": release.language, "X-Source-Digest": release.source_digest}


def _headers(
    old: tuple[tuple[str, str], ...], release: Release, language: str, project: str
) -> tuple[tuple[str, str], ...]:
    """Return the old fields in their order, with ours updated and missing ones at the end."""
    if not old:
        return new_headers(release, language, project)
    ours = _owned(release) | ({"POT-Creation-Date": _pot_date(release)} if release.date else {})
    by_lower = {name.lower(): value for name, value in ours.items()}
    fields = [(name, by_lower.get(name.lower(), value)) for name, value in old]
    present = {name.lower() for name, _ in old}
    fields += [(name, value) for name, value in (_needed(language) | ours).items() if name.lower() not in present]
    return tuple(fields)


# --- units ---


def _rescued(unit: Unit) -> Unit | None:
    """Return what is kept of a unit whose source is gone.

    That is all of it if a person translated it, else its last earlier translation, if any.
    """
    if unit.touched:
        return unit
    earlier = [line for line in unit.comments if line.startswith(EARLIER)]
    if not earlier:
        return None
    target = earlier[-1].removeprefix(EARLIER).replace("↵", "\n")
    notes = tuple(line for line in notes_of(unit) if line != earlier[-1])
    return replace(unit, target=target, fuzzy=True, previous_source=None, previous_context=None, comments=notes)


def _only_notes(unit: Unit) -> bool:
    """Return whether nothing in a unit is a person's but comments."""
    return _rescued(unit) is None and bool(notes_of(unit))


def _fold(obsolete: Iterable[Unit]) -> dict[_Key, Unit]:
    """Join obsolete entries, so that there is one per context and source, in their order; later ones are newer."""
    folded: dict[_Key, Unit] = {}
    for unit in obsolete:
        folded[unit.key] = _joined(unit, folded.get(unit.key))
    return folded


def _joined(first: Unit | None, second: Unit | None) -> Unit:
    """Join two entries with the same key: keep the first, unless only the second has a (person's) translation.

    If the other has a different translation by a person, or other notes, they become comments.
    """
    if first is None or second is None:
        only = first or second
        assert only is not None
        return only
    winner, loser = (first, second) if _weight(first) >= _weight(second) else (second, first)
    notes = notes_of(loser)
    if loser.touched and loser.target != winner.target:
        notes.append(EARLIER + one_line(loser.target))
    return noted(winner, notes)


def _weight(unit: Unit) -> int:
    return bool(unit.target) + unit.touched


def notes_of(unit: Unit) -> list[str]:
    """Return the comments that people wrote, and the earlier translations."""
    return [line for line in unit.comments if not line.startswith((CHANGED, DOUBT)) and not ORIGIN.fullmatch(line)]


def noted(unit: Unit, notes: Iterable[str]) -> Unit:
    """Append these comments to the unit's own, without repeating any."""
    new = tuple(line for line in dict.fromkeys(notes) if line and line not in unit.comments)
    return replace(unit, comments=unit.comments + new) if new else unit


def one_line(text: str) -> str:
    """Return a translation as a one-line comment holds it."""
    return re.sub("\r\n|\r|\n", "↵", text)


def _placed(unit: Unit | None, segment: Segment, path: str) -> Unit:
    return replace(unit or Unit(source=segment.text, context=segment.role), place=segment.place, occurrences=(path,))


def made_for(unit: Unit) -> _Key:
    """Return the context and source that a unit's target was made for; a stale unit records it."""
    if not unit.fuzzy or unit.previous_source is None:
        return unit.key
    return (unit.context if unit.previous_context is None else unit.previous_context, unit.previous_source)


def _orphan(unit: Unit, position: int | None) -> Orphan:
    return Orphan(unit, position, tuple(dict.fromkeys((unit.source, made_for(unit)[1]))))


def _stale(orphan: Unit, segment: Segment, empty: Unit | None) -> Unit:
    """Turn an orphan into the stale unit of a segment, keeping the notes of the segment's own ``empty`` unit."""
    context, source = made_for(orphan)
    changed = CHANGED + _change((context, source), segment.key)
    comments = tuple(line for line in orphan.comments if not line.startswith((CHANGED, DOUBT)))
    stale = replace(
        orphan,
        source=segment.text,
        context=segment.role,
        fuzzy=True,
        previous_source=source,
        previous_context=context if context != segment.role else None,
        comments=comments,
        line=empty.line if empty else 0,
    )
    return noted(noted(stale, notes_of(empty) if empty else ()), [changed])


# --- cut differently ---


def carried(
    old: Catalog, release: Release, units: Mapping[_Key, Unit] | None = None, drafted: Drafted = Unit.drafted
) -> tuple[dict[_Key, Unit], set[int]]:
    """Carry translations into segments that have the text of other units.

    Args:
        old: The old catalog.
        release: The release.
        units: The units that its segments have already.
        drafted: As in ``sync``.

    Returns:
        The new units, and the places in the old catalog of those that the release no longer has and whose words are
        all in other units now.
    """
    units = units or {}
    keys = {segment.key for segment in release.segments}
    wanted = {key for key in keys if key not in units or not units[key].target}
    found: dict[_Key, Unit] = {}
    replaced: set[int] = set()
    digest = old.header("X-Source-Digest")
    if not wanted or digest == release.source_digest or not any(unit.touched for unit in old.units):
        return found, replaced
    for group in recut(old.units, release, digest):
        parts = [old.units[place] for place in group.units]
        gone = [place for place in group.units if old.units[place].key not in keys]
        if not any(part.touched for part in parts) or wanted.isdisjoint(segment.key for segment in group.segments):
            continue
        if not gone and not group.certain:
            continue  # what is there already need not be carried
        proposed = _cut(parts, group, drafted)
        taken = [key for key in proposed if key in wanted and key not in found]
        for key in taken:
            found[key] = noted(proposed[key], notes_of(units[key])) if key in units else proposed[key]
        if not taken:
            continue
        # What people noted stays with the first segment that takes their words.
        found[taken[0]] = noted(found[taken[0]], [line for part in parts for line in notes_of(part)])
        if all((found.get(key) or units[key]).target == unit.target for key, unit in proposed.items()):
            replaced.update(gone)
    return found, replaced


def _cut(parts: Sequence[Unit], group: Recut, drafted: Drafted) -> dict[_Key, Unit]:
    """Return units for segments, with the words of the units that had their text.

    They count as translated only if the words were confirmed for exactly this text in this role, and it is certain
    which of them belong to which segment. Else each is stale and has all the words, so that none is lost.
    """
    sources = [segment.text for segment in group.segments]
    whole = joined([part.target for part in parts])
    confirmed = (
        group.certain
        and all(part.state is UnitState.TRANSLATED for part in parts)
        and len({part.context for part in parts} | {segment.role for segment in group.segments}) == 1
    )
    targets = [whole] if len(sources) == 1 else divided(whole, sources)
    if targets and len(set(zip(sources, targets, strict=True))) > len(set(sources)):
        targets = None  # one sentence with two translations is one unit
    made_of = [made_for(part) for part in parts if part.target]
    origin = _origin(parts, drafted)
    units: dict[_Key, Unit] = {}
    for place, segment in enumerate(group.segments):
        unit = Unit(source=segment.text, context=segment.role, target=whole, flags=parts[0].flags)
        if confirmed and targets:
            unit = replace(unit, target=targets[place])
        else:
            context = made_of[0][0]
            unit = replace(
                unit,
                fuzzy=True,
                previous_source="".join(source for _, source in made_of),
                previous_context=context if context != segment.role else None,
            )
            unit = noted(unit, [CHANGED + _CUT])
        if origin is not None:
            text = unit.target if not origin[1] and not unit.fuzzy else ""
            unit = noted(unit, [Draft(text, origin[0]).comment])
        units.setdefault(segment.key, unit)
    return units


_CUT = "the text is cut differently; this is the translation of all of the previous source"


def _origin(parts: Sequence[Unit], drafted: Drafted) -> tuple[str, bool] | None:
    """Return what drafted several units, and whether people changed any of it; None if nothing is known to have."""
    known = [drafted(part) for part in parts if part.target.strip()]
    origins = [origin for origin, _ in known if origin is not None]
    if not origins:
        return None
    return origins[0], len(set(origins)) > 1 or len(origins) < len(known) or any(changed for _, changed in known)


# --- what changed ---

_TOKEN = late(
    r"""https?://[^\s()<>]+
    | \d+(?:[.,:]\d+)*[十百千万亿]*  # a figure
      (?:个?百分点|[%％‰年月日时分秒件个项次届名位人家国所条章元吨])?  # and its unit
    | [^\W\d_\u3005-\U000323af]+(?:['’-][^\W\d_\u3005-\U000323af]+)*  # a word in letters, not Han
    | .""",
    re.VERBOSE | re.DOTALL,
)
_MARKS = frozenset("。，、；：！？“”‘’（）《》「」『』")
_PARTS = 6
_PART_LENGTH = 30
_REWRITTEN = 0.4
_DIFFED = 600


def _change(before: _Key, after: _Key) -> str:
    """Return, on one line, what changed from one (context, source) to another."""
    said = []
    if before == after:
        return "back to the source that the translation was made for"
    if before[0] != after[0]:
        said.append(f"{before[0] or 'running text'} → {after[0] or 'running text'}")
    if before[1] != after[1]:
        said.append(_difference(before[1], after[1]))
    return "; ".join(said)


_FIGURE = late(r"[0-9]+(?:[.,][0-9]+)*")


def _difference(before: str, after: str) -> str:
    """Return the words that changed (``“75.1万件” → “64.9万件”; added “严格”``), figures whole."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > _DIFFED:
        return "a long text; compare it with the previous source"
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    parts: list[tuple[int, int, int, int]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        # One character between two changes counts as part of one change, unless it is punctuation.
        if parts and i1 - parts[-1][1] == 1 and old[i1 - 1] not in _MARKS:
            parts[-1] = (parts[-1][0], i2, parts[-1][2], j2)
        else:
            parts.append((i1, i2, j1, j2))
    if matcher.ratio() < _REWRITTEN:
        return "most of it; compare it with the previous source"
    pairs = [("".join(old[i1:i2]), "".join(new[j1:j2])) for i1, i2, j1, j2 in parts]
    said = [_part(*pair) for pair in pairs[:_PARTS]]
    figures = _FIGURE.sub("0", before) == _FIGURE.sub("0", after)
    only = ("only the figure " if len(pairs) == 1 else "only the figures ") if figures else ""
    return only + "; ".join(said + ["…"] * (len(parts) > _PARTS))


def _part(before: str, after: str) -> str:
    if not before:
        return f"added {_quoted(after)}"
    return f"{_quoted(before)} → {_quoted(after)}" if after else f"deleted {_quoted(before)}"


def _quoted(text: str) -> str:
    text = " ".join(text.split()) or " "
    return f"“{text}”" if len(text) <= _PART_LENGTH else f"“{text[: _PART_LENGTH - 1]}…”"
