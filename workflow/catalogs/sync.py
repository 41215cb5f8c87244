"""The law of syncing: a catalog follows its release, and nothing that a person translated is lost.

First the same source in the same role, wherever it moved. Then, for each segment that has no translation yet, the most alike orphan,
each used once, becomes stale: it keeps its translation, becomes fuzzy, says in ``#|`` what it was made for and in a comment what has
changed. What is left over becomes obsolete if a person touched it, and goes if it is a machine's draft.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from operator import itemgetter

from workflow.model import CHANGED, DOUBT, ORIGIN, Catalog, Release, Segment, Unit

EARLIER = "earlier: "
"""Starts the translator comment that keeps another translation of the same source; line feeds in it are written ↵."""

ELSEWHERE = 0.65
"""From this likeness on, an orphan from anywhere in the catalog is taken for an earlier wording.

Likeness is rapidfuzz's normalised Indel similarity of the characters. Measured: sentences of one release that have nothing to do with
each other stay below 0.58; of 300 news sentences 95 % have no neighbour above 0.47, and those above 0.63 are one sentence in two
wordings. Corrected figures, another official, an added clause or last year's sentence give 0.69 to 0.94, in very short sentences 0.62.
"""

NEARBY = 0.4
"""The same for an orphan that stood between the same neighbours; a sentence split in two, merged or reworded gives 0.50 to 0.80."""

UNLIKE, LONGER = 0.15, 3
"""The only segment that is new between two neighbours is the edit of the only orphan there, whatever changed, unless their likeness
is below the first and one is longer than the other by more than the second."""

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
        _Wanting(segment, index, segment.key not in survivors)
        for index, segment in enumerate(segments)
        if segment.key not in units or not units[segment.key].target
    ]
    leaving = {index: unit for index, unit in enumerate(old.units) if unit.key not in position}
    orphans = [_Orphan(rescued, index) for index, unit in leaving.items() if (rescued := _rescued(unit))]
    orphans += [_Orphan(rescued, None) for unit in obsolete.values() if (rescued := _rescued(unit))]
    stayed = {index: position[unit.key] for index, unit in enumerate(old.units) if unit.key in position}
    pairs = _match(wanting, orphans, stayed)
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
        moved=sum(bool(old.units[index].target) for index in stayed.keys() - dict(_in_order(stayed)).keys()),
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


# --- which orphan belongs to which segment ----------------------------------------------------------------------------------

_COMPARED = 2_000
"""Likeness looks at so many characters: comparing takes time with the product of the lengths, and no sentence is longer."""

_BEST = 50
"""So many orphans are ranked for a segment at a time: thousands of sentences that are all alike must not take all memory."""


@dataclass(frozen=True, slots=True)
class _Wanting:
    """A segment without a translation. position: in the release. new: the old catalog has no unit for it."""

    segment: Segment
    position: int
    new: bool


@dataclass(frozen=True, slots=True)
class _Orphan:
    """A translation whose source is gone. position: among the old catalog's units; None: it was obsolete already."""

    unit: Unit
    position: int | None

    @property
    def sources(self) -> tuple[str, ...]:
        """What it is compared by: its source and, if it is stale, what it was made for."""
        return tuple(dict.fromkeys((self.unit.source, _made_for(self.unit)[1])))


class _Slots:
    """The stretches between neighbours that stayed in order: between the same two, the slot has the same number in old and new."""

    def __init__(self, counterparts: Mapping[int, int]) -> None:
        self._anchors = list(_in_order(counterparts))
        self._came_from = {new: old for old, new in counterparts.items()}

    def old(self, position: int) -> int:
        """The slot of a unit of the old catalog."""
        return bisect_left(self._anchors, (position,))

    def new(self, position: int) -> int:
        """The slot of a segment of the release."""
        return bisect_left(self._anchors, position, key=itemgetter(1))

    def beside(self, position: int) -> tuple[int, ...]:
        """Where a segment would have stood after, and before, its neighbours (who may have moved with it)."""
        before, after = self._came_from.get(position - 1), self._came_from.get(position + 1)
        return (*((before + 1,) if before is not None else ()), *((after - 1,) if after is not None else ()))


def _in_order(counterparts: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """The longest run of (old, new) in which both rise: what did not move."""
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


def _match(
    wanting: Sequence[_Wanting], orphans: Sequence[_Orphan], stayed: Mapping[int, int]
) -> list[tuple[Segment, _Orphan]]:
    """Segments with their orphans, each at most once, in source order.

    stayed: from the position in the old catalog to that in the release, of the units whose source is still there.
    """
    pairs: dict[int, int] = {}  # from the index in wanting to that in orphans
    _match_anywhere(wanting, orphans, _Slots(stayed), pairs)
    if wanting and orphans:
        _match_nearby(wanting, orphans, _Slots(_with_pairs(stayed, wanting, orphans, pairs)), pairs)
        _match_alone(wanting, orphans, _Slots(_with_pairs(stayed, wanting, orphans, pairs)), pairs)
    return [(wanting[w].segment, orphans[o]) for w, o in sorted(pairs.items())]


def _with_pairs(
    stayed: Mapping[int, int], wanting: Sequence[_Wanting], orphans: Sequence[_Orphan], pairs: Mapping[int, int]
) -> dict[int, int]:
    """What stayed, and the pairs that have been found: neighbours for those that are left."""
    found = {position: wanting[w].position for w, o in pairs.items() if (position := orphans[o].position) is not None}
    return dict(stayed) | found


def _match_anywhere(
    wanting: Sequence[_Wanting], orphans: Sequence[_Orphan], slots: _Slots, pairs: dict[int, int]
) -> None:
    """Pair what is much alike, the most alike first.

    Until no pair that is this much alike is left: the next sync, which has only obsolete orphans, must find none.
    """
    while True:
        free = [w for w in range(len(wanting)) if w not in pairs]
        taken = set(pairs.values())
        found = _alike(wanting, free, orphans, [o for o in range(len(orphans)) if o not in taken], ELSEWHERE)
        if not found:
            return
        _take(found, wanting, orphans, slots, pairs)


def _left(
    wanting: Sequence[_Wanting], orphans: Sequence[_Orphan], slots: _Slots, pairs: Mapping[int, int]
) -> Iterator[tuple[list[int], list[int]]]:
    """For each slot with both: the new segments and the live orphans that are not paired yet."""
    taken = set(pairs.values())
    segments, units = defaultdict(list), defaultdict(list)
    for w, want in enumerate(wanting):
        if want.new and w not in pairs:
            segments[slots.new(want.position)].append(w)
    for o, orphan in enumerate(orphans):
        if orphan.position is not None and o not in taken:
            units[slots.old(orphan.position)].append(o)
    yield from ((segments[slot], units[slot]) for slot in segments if slot in units)


def _match_nearby(
    wanting: Sequence[_Wanting], orphans: Sequence[_Orphan], slots: _Slots, pairs: dict[int, int]
) -> None:
    """Pair what stands between the same neighbours, or beside the same one, and is somewhat alike."""
    found: dict[tuple[int, int], float] = {}
    for segments, units in _left(wanting, orphans, slots, pairs):
        found.update({(w, o): alike for alike, w, o in _alike(wanting, segments, orphans, units, NEARBY)})
    taken = set(pairs.values())
    by_position = {orphan.position: o for o, orphan in enumerate(orphans) if o not in taken}
    for w, want in enumerate(wanting):
        for old in slots.beside(want.position) if want.new and w not in pairs else ():
            if (o := by_position.get(old)) is not None:
                found.update({(w, o): alike for alike, w, o in _alike(wanting, [w], orphans, [o], NEARBY)})
    _take([(alike, w, o) for (w, o), alike in found.items()], wanting, orphans, slots, pairs)


def _match_alone(wanting: Sequence[_Wanting], orphans: Sequence[_Orphan], slots: _Slots, pairs: dict[int, int]) -> None:
    """Pair the only new segment with the only orphan between two neighbours, unless they have nothing in common."""
    for segments, units in _left(wanting, orphans, slots, pairs):
        if len(segments) == len(units) == 1:
            shorter, longer = sorted((len(wanting[segments[0]].segment.text), len(orphans[units[0]].unit.source)))
            if longer <= LONGER * shorter or _alike(wanting, segments, orphans, units, UNLIKE):
                pairs[segments[0]] = units[0]


def _alike(
    wanting: Sequence[_Wanting], segments: Iterable[int], orphans: Sequence[_Orphan], units: Iterable[int], least: float
) -> list[tuple[float, int, int]]:
    """(likeness, segment, orphan) of the pairs at least so much alike, for each segment the best."""
    sources = [(o, source[:_COMPARED]) for o in units for source in orphans[o].sources]
    if not sources:
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    texts = [source for _, source in sources]
    return [
        (likeness, w, sources[index][0])
        for w in segments
        for _, likeness, index in process.extract(
            wanting[w].segment.text[:_COMPARED],
            texts,
            scorer=Indel.normalized_similarity,
            score_cutoff=least,
            limit=_BEST,
        )
    ]


def _take(
    found: Iterable[tuple[float, int, int]],
    wanting: Sequence[_Wanting],
    orphans: Sequence[_Orphan],
    slots: _Slots,
    pairs: dict[int, int],
) -> None:
    """Add to the pairs, the most alike first; of those as much alike the same role, then live ones, then the nearest."""

    def rank(pair: tuple[float, int, int]) -> tuple[float, bool, bool, int, int, int, int]:
        likeness, w, o = pair
        want, orphan = wanting[w], orphans[o]
        other_role = orphan.unit.context != want.segment.role
        if orphan.position is None:
            return (-likeness, other_role, True, 0, 0, w, o)
        slots_away = abs(slots.old(orphan.position) - slots.new(want.position))
        return (-likeness, other_role, False, slots_away, abs(orphan.position - want.position), w, o)

    taken = set(pairs.values())
    for _, w, o in sorted(found, key=rank):
        if w not in pairs and o not in taken:
            pairs[w] = o
            taken.add(o)


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
