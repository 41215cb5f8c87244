"""The law of syncing: a catalog follows its release, and nothing that a person translated is lost.

First the same source in the same role, wherever it moved. Then, for each segment that has no translation yet, the most alike orphan,
each used once, becomes stale: it keeps its translation, becomes fuzzy, says in ``#|`` what it was made for and in a comment what has
changed. What is left over becomes obsolete if a person touched it, and goes if it is a machine's draft.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from workflow.catalogs.matching import Orphan, Wanting, match
from workflow.differences import in_order
from workflow.model import CHANGED, DOUBT, ORIGIN, Catalog, Release, Segment, Unit

EARLIER = "earlier: "
"""Starts the translator comment that keeps another translation of the same source; line feeds in it are written ↵."""

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """How many entries met with what. Each unit of the synced catalog is counted in one of the first four.

    kept: translated or drafted and left as they are; revived: came back from the obsolete entries; stale: became stale now;
    missing: without a translation. moved: how many of the kept stand in another order. obsolete: entries that became obsolete now.
    dropped: drafts, live or obsolete, that nobody had touched and whose source is gone.
    """

    kept: int = 0
    moved: int = 0
    revived: int = 0
    stale: int = 0
    missing: int = 0
    obsolete: int = 0
    dropped: int = 0


def sync(catalog: Catalog | None, release: Release, language: str, *, project: str = "") -> tuple[Catalog, Changes]:
    """The catalog as the release wants it, and what became of its entries.

    catalog: the present one; None makes a new one. language: the target language. project: the newsroom's name, for a new header.
    Syncing the result again gives an equal catalog.
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
            # Made for another source: OmegaT takes the flag away and leaves what #~| says.
            gone = replace(gone, fuzzy=True)
        if live is None and gone is None:
            continue
        best = _joined(live, gone)
        revived += bool(best.target) and (live is None or not live.target)
        units[key] = best

    wanting = [
        Wanting(segment, index, segment.key not in survivors)
        for index, segment in enumerate(segments)
        if segment.key not in units or not units[segment.key].target
    ]
    leaving = {index: unit for index, unit in enumerate(old.units) if unit.key not in position}
    orphans = [_orphan(rescued, index) for index, unit in leaving.items() if (rescued := _rescued(unit))]
    orphans += [_orphan(rescued, None) for unit in obsolete.values() if (rescued := _rescued(unit))]
    stayed = {index: position[unit.key] for index, unit in enumerate(old.units) if unit.key in position}
    pairs = match(wanting, orphans, stayed)
    for segment, orphan in pairs:
        units[segment.key] = _stale(orphan.unit, segment, units.get(segment.key))

    used = {id(orphan) for _, orphan in pairs}
    left = [orphan for orphan in orphans if id(orphan) not in used]
    kept_obsolete = {orphan.unit.key: orphan.unit for orphan in left if orphan.position is None}
    for unit in (orphan.unit for orphan in left if orphan.position is not None):
        retired = replace(unit, place="", occurrences=())
        kept_obsolete[unit.key] = _joined(retired, kept_obsolete.get(unit.key))
    dropped = sum(bool(unit.target) and not _rescued(unit) for unit in (*leaving.values(), *obsolete.values()))

    placed = tuple(_placed(units.get(segment.key), segment, release.path) for segment in segments)
    missing = sum(not unit.target for unit in placed)
    changes = Changes(
        kept=len(placed) - missing - revived - len(pairs),
        moved=sum(bool(old.units[index].target) for index in stayed.keys() - dict(in_order(stayed)).keys()),
        revived=revived,
        stale=len(pairs),
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
    """The header fields of a new catalog.

    PO-Revision-Date and Last-Translator are gettext's own "not yet": the translator's tool fills them in, never we. There is no
    Plural-Forms, because there are no plural entries, and no POT-Creation-Date when the release has no date.
    """
    date = {"POT-Creation-Date": _pot_date(release)} if release.date else {}
    fields = {
        "Project-Id-Version": f"{project} {release.id}".strip(),
        "Report-Msgid-Bugs-To": "",
        **date,
        "PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE",
        "Last-Translator": "FULL NAME <EMAIL@ADDRESS>",
        "Language-Team": "none",
        **_needed(language),
        **_owned(release),
    }
    return tuple(fields.items())


# --- headers ----------------------------------------------------------------------------------------------------------------


def _pot_date(release: Release) -> str:
    return f"{release.date} 00:00+0000"


def _needed(language: str) -> dict[str, str]:
    """Without these, other tools misread the file."""
    return {
        "Language": language.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }


def _owned(release: Release) -> dict[str, str]:
    """What every sync writes."""
    return {"X-Source-Language": release.language, "X-Source-Digest": release.source_digest}


def _headers(
    old: tuple[tuple[str, str], ...], release: Release, language: str, project: str
) -> tuple[tuple[str, str], ...]:
    """The old fields in their order, ours brought up to date, those that are missing at the end."""
    if not old:
        return new_headers(release, language, project)
    ours = _owned(release) | ({"POT-Creation-Date": _pot_date(release)} if release.date else {})
    by_lower = {name.lower(): value for name, value in ours.items()}
    fields = [(name, by_lower.get(name.lower(), value)) for name, value in old]
    present = {name.lower() for name, _ in old}
    fields += [(name, value) for name, value in (_needed(language) | ours).items() if name.lower() not in present]
    return tuple(fields)


# --- units ------------------------------------------------------------------------------------------------------------------


def _rescued(unit: Unit) -> Unit | None:
    """What is kept of a unit whose source is gone: all of it if a person translated it, else its last earlier translation, or nothing.

    gettext drops an obsolete entry without a translation, so a comment alone would not be safe.
    """
    if unit.touched:
        return unit
    earlier = [line for line in unit.comments if line.startswith(EARLIER)]
    if not earlier:
        return None
    target = earlier[-1].removeprefix(EARLIER).replace("↵", "\n")
    notes = tuple(line for line in notes_of(unit) if line != earlier[-1])
    return replace(unit, target=target, fuzzy=True, previous_source=None, previous_context=None, comments=notes)


def _fold(obsolete: Iterable[Unit]) -> dict[_Key, Unit]:
    """One obsolete entry per context and source, in their order; the later ones are the newer."""
    folded: dict[_Key, Unit] = {}
    for unit in obsolete:
        folded[unit.key] = _joined(unit, folded.get(unit.key))
    return folded


def _joined(first: Unit | None, second: Unit | None) -> Unit:
    """One entry of two with the same key: the first, unless only the second has a (person's) translation.

    Another translation of a person's, and other notes, become comments of the one that stays.
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
    """The comments that people wrote, and the earlier translations."""
    return [line for line in unit.comments if not line.startswith((CHANGED, DOUBT)) and not ORIGIN.fullmatch(line)]


def noted(unit: Unit, notes: Iterable[str]) -> Unit:
    """The unit with these comments, those that it has not yet, after its own."""
    new = tuple(line for line in dict.fromkeys(notes) if line and line not in unit.comments)
    return replace(unit, comments=unit.comments + new) if new else unit


def one_line(text: str) -> str:
    """A translation as a comment of one line holds it."""
    return re.sub("\r\n|\r|\n", "↵", text)


def _placed(unit: Unit | None, segment: Segment, path: str) -> Unit:
    return replace(unit or Unit(source=segment.text, context=segment.role), place=segment.place, occurrences=(path,))


def _made_for(unit: Unit) -> _Key:
    """The context and source that a unit's target was made for; a stale unit remembers it."""
    if not unit.fuzzy or unit.previous_source is None:
        return unit.key
    return (unit.context if unit.previous_context is None else unit.previous_context, unit.previous_source)


def _orphan(unit: Unit, position: int | None) -> Orphan:
    return Orphan(unit, position, tuple(dict.fromkeys((unit.source, _made_for(unit)[1]))))


def _stale(orphan: Unit, segment: Segment, empty: Unit | None) -> Unit:
    """The orphan as the stale unit of a segment; ``empty`` is the segment's own unit, if there is one, whose notes are kept."""
    context, source = _made_for(orphan)
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


# --- what changed -----------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""https?://[^\s()<>]+
    | \d+(?:[.,:]\d+)*[十百千万亿]*(?:个?百分点|[%％‰年月日时分秒件个项次届名位人家国所条章元吨])?  # a figure and its unit
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
    """What changed from one (context, source) to another, in one line."""
    said = []
    if before == after:
        return "back to the source that the translation was made for"
    if before[0] != after[0]:
        said.append(f"{before[0] or 'running text'} → {after[0] or 'running text'}")
    if before[1] != after[1]:
        said.append(_difference(before[1], after[1]))
    return "; ".join(said)


_FIGURE = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


def _difference(before: str, after: str) -> str:
    """The words that changed: ``“75.1万件” → “64.9万件”; added “严格”``; figures with their units, Han characters in runs."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > _DIFFED:
        return "a long text; compare it with the previous source"
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    parts: list[tuple[int, int, int, int]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        # One character between two changes is rather a part of one change, unless it is punctuation.
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
