"""Decides which translation without a source belongs to which sentence without a translation.

The most similar are paired first, each once. In a release of ten thousand sentences, half of them edited, there are
twenty-five million possible pairs, so only those that can be similar enough are compared:

- Near a segment's place there is usually one that is very similar. Only what is at least as similar can be better.
- Two similar texts share one of their rarest characters (``_Index``).
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace
from itertools import groupby
from operator import itemgetter

from workflow.differences import in_order
from workflow.model import Segment, Unit

ELSEWHERE = 0.65
"""The similarity from which an orphan anywhere in the catalog counts as an earlier wording.

Similarity is rapidfuzz's normalised Indel similarity of the characters. Measured: unrelated sentences of one release
stay below 0.58; of 300 news sentences 95 % have no neighbour above 0.47, and those above 0.63 are one sentence in two
wordings. Corrected figures, another official, an added clause or last year's sentence give 0.69 to 0.94, in very short
sentences 0.62.
"""

NEARBY = 0.4
"""The same for an orphan between the same neighbours; a sentence split in two, merged or reworded gives 0.50 to 0.80.
"""

UNLIKE, LONGER = 0.15, 3
"""The only new segment between two neighbours counts as an edit of the only orphan there, whatever changed, unless
their similarity is below the first number and one is longer than the other by more than the second factor.
"""

_COMPARED = 2_000
"""Only this many characters are compared: the time grows with the product of the lengths, and real sentences are
shorter.
"""

_BEST = 50
"""How many orphans are ranked for a segment at a time, so that thousands of similar sentences do not exhaust memory."""

_ROUNDED = 1e-6
"""More than the rounding error of a cutoff."""

_AROUND = 2
"""How far from a segment's place the first guesses are taken."""

_STRETCH = 50
"""If more segments and orphans than this are between the same neighbours, only so many around its place are near a
segment.
"""


@dataclass(frozen=True, slots=True)
class Wanting:
    """A segment without a translation; ``position`` in the release; ``new`` if the old catalog has no unit for it."""

    segment: Segment
    position: int
    new: bool


@dataclass(frozen=True, slots=True)
class Orphan:
    """A translation whose source is gone.

    Attributes:
        unit: The unit.
        position: Its index in the old catalog; None if it was obsolete already.
        sources: What it is compared by: its source and, if it is stale, the source it was made for.
    """

    unit: Unit
    position: int | None
    sources: tuple[str, ...]


def match(
    wanting: Sequence[Wanting], orphans: Sequence[Orphan], stayed: Mapping[int, int]
) -> list[tuple[Segment, Orphan]]:
    """Pair segments with their orphans, each at most once.

    Args:
        wanting: The segments without a translation, in source order.
        orphans: The translations without a source.
        stayed: From the position in the old catalog to that in the release, of the units whose source is still there.

    Returns:
        The pairs, in source order. No pair with a similarity of at least ``ELSEWHERE`` is left unpaired.
    """
    if not wanting or not orphans:
        return []
    pairs: dict[int, int] = {}  # from the index in wanting to that in orphans
    _Anywhere(wanting, orphans, _Slots(stayed)).add_to(pairs)
    _match_nearby(wanting, orphans, _Slots(_with_pairs(stayed, wanting, orphans, pairs)), pairs)
    _match_alone(wanting, orphans, _Slots(_with_pairs(stayed, wanting, orphans, pairs)), pairs)
    return [(wanting[w].segment, orphans[o]) for w, o in sorted(pairs.items())]


# --- places ---


class _Slots:
    """The slots between neighbours that kept their order; between the same two, old and new slot have one number."""

    def __init__(self, counterparts: Mapping[int, int]) -> None:
        self._anchors = list(in_order(counterparts))
        self._came_from = {new: old for old, new in counterparts.items()}

    def old(self, position: int) -> int:
        """Return the slot of a unit of the old catalog."""
        return bisect_left(self._anchors, (position,))

    def new(self, position: int) -> int:
        """Return the slot of a segment of the release."""
        return bisect_left(self._anchors, position, key=itemgetter(1))

    def beside(self, position: int) -> tuple[int, ...]:
        """Return where a segment would have been after, and before, its neighbours (which may have moved)."""
        before, after = self._came_from.get(position - 1), self._came_from.get(position + 1)
        return (*((before + 1,) if before is not None else ()), *((after - 1,) if after is not None else ()))


def _with_pairs(
    stayed: Mapping[int, int], wanting: Sequence[Wanting], orphans: Sequence[Orphan], pairs: Mapping[int, int]
) -> dict[int, int]:
    """Return what stayed plus the pairs found so far, as neighbours for the rest."""
    found = {position: wanting[w].position for w, o in pairs.items() if (position := orphans[o].position) is not None}
    return dict(stayed) | found


def _left(
    wanting: Sequence[Wanting], orphans: Sequence[Orphan], slots: _Slots, pairs: Mapping[int, int]
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield, for each slot that has both, its unpaired new segments and its unpaired live orphans, in order."""
    taken = set(pairs.values())
    segments, units = defaultdict(list), defaultdict(list)
    for w, want in enumerate(wanting):
        if want.new and w not in pairs:
            segments[slots.new(want.position)].append(w)
    for o, orphan in enumerate(orphans):
        if orphan.position is not None and o not in taken:
            units[slots.old(orphan.position)].append(o)
    yield from ((segments[slot], units[slot]) for slot in segments if slot in units)


def _about(segments: Sequence[int], units: Sequence[int], reach: int) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield, for each segment of a slot, the orphans around the same place, at most ``reach`` away on either side."""
    for place, w in enumerate(segments):
        middle = place * len(units) // len(segments)
        yield w, units[max(0, middle - reach) : middle + reach + 1]


# --- similarity ---


class _Index:
    """Finds texts that may be as similar as requested, without comparing them.

    Two texts of ``a`` and ``b`` characters have a similarity of ``t`` only if they share a sequence of ``t * (a + b) /
    2`` characters, which is at least ``a * t / (2 - t)``, whatever ``b`` is. So if all but that many characters of
    either text are taken, and one more, one of them must be shared, whichever are taken first; the rarest are.
    """

    def __init__(self, texts: Sequence[str], least: float) -> None:
        often = Counter(char for text in texts for char in set(text))
        ranked = sorted(often, key=lambda char: (often[char], char))
        self._rank = {char: place for place, char in enumerate(ranked)}
        self._texts: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            for char in self._rarest(text, least):
                self._texts[char].append(number)

    def _rarest(self, text: str, least: float) -> list[str]:
        shared = len(text) * least / (2 - least)
        differ = int(len(text) - shared + 1e-6)
        rank = self._rank
        return sorted(set(text), key=lambda char: rank.get(char, -1))[: differ + 1]

    def near(self, text: str, least: float) -> list[int]:
        """Return the indices of texts that may be at least this similar; ``least`` must reach the index's own."""
        found = [self._texts[char] for char in self._rarest(text, least) if char in self._texts]
        return sorted(set().union(*found))


def _alike(text: str, others: Sequence[str], least: float) -> list[tuple[float, int]]:
    """Return (similarity, index) of those at least this similar; only the best, most similar first."""
    if not others:
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    # rapidfuzz rounds: it may leave out what is exactly as similar as its cutoff.
    cutoff = max(0.0, least - _ROUNDED)
    found = process.extract(
        text[:_COMPARED], others, scorer=Indel.normalized_similarity, score_cutoff=cutoff, limit=_BEST
    )
    return [(likeness, place) for _, likeness, place in found if likeness >= least]


class _Sources:
    """The sources that orphans are compared by, several for some; ``owners`` has the orphan of each text."""

    def __init__(self, orphans: Sequence[Orphan], units: Iterable[int]) -> None:
        pairs = [(o, source[:_COMPARED]) for o in units for source in orphans[o].sources]
        self.owners = [o for o, _ in pairs]
        self.texts = [text for _, text in pairs]

    def alike(self, text: str, least: float) -> list[tuple[float, int]]:
        """Return (similarity, orphan) of those at least this similar; only the best, most similar first."""
        return [(likeness, self.owners[place]) for likeness, place in _alike(text, self.texts, least)]


# --- pairing ---

_Rank = tuple[float, bool, bool, int, int, int, int]


def _rank(want: Wanting, orphan: Orphan, likeness: float, slots: _Slots, w: int, o: int) -> _Rank:
    """Return a sort key: most similar first; then the same role, then live ones, then the nearest."""
    other_role = orphan.unit.context != want.segment.role
    if orphan.position is None:
        return (-likeness, other_role, True, 0, 0, w, o)
    slots_away = abs(slots.old(orphan.position) - slots.new(want.position))
    return (-likeness, other_role, False, slots_away, abs(orphan.position - want.position), w, o)


class _Anywhere:
    """Pairs what is very similar, wherever it is, until no such pair is left.

    The next sync, which sees only obsolete orphans, must find none. Each segment offers its best orphan, and the best
    offer of all is taken; a segment whose orphan is taken already offers its next one.
    """

    def __init__(self, wanting: Sequence[Wanting], orphans: Sequence[Orphan], slots: _Slots) -> None:
        self.wanting = wanting
        self.orphans = orphans
        self.slots = slots
        self.sources = _Sources(orphans, range(len(orphans)))
        self.index = _Index(self.sources.texts, ELSEWHERE)
        self.guesses = {
            w: units for slot in _left(wanting, orphans, slots, {}) for w, units in _about(*slot, reach=_AROUND)
        }
        self.taken: set[int] = set()

    def add_to(self, pairs: dict[int, int]) -> None:
        """Add the pairs."""
        offers: list[tuple[_Rank, Iterator[_Rank]]] = []
        for w in range(len(self.wanting)):
            offered = self.offers(w)
            if rank := next(offered, None):
                offers.append((rank, offered))
        heapify(offers)
        while offers:
            rank, offered = offers[0]
            w, o = rank[-2:]
            if o not in self.taken:
                pairs[w] = o
                self.taken.add(o)
                heappop(offers)
            elif following := next(offered, None):
                heapreplace(offers, (following, offered))
            else:
                heappop(offers)

    def offers(self, w: int) -> Iterator[_Rank]:
        """Yield the orphans of a segment, best first; asking for the next assumes that the previous ones are taken."""
        want = self.wanting[w]
        while found := self.search(w):
            for likeness, group in groupby(found, key=itemgetter(0)):
                free = [o for _, o in group if o not in self.taken]
                yield from sorted(_rank(want, self.orphans[o], likeness, self.slots, w, o) for o in free)

    def search(self, w: int) -> list[tuple[float, int]]:
        """Return the free orphans that are most similar."""
        text = self.wanting[w].segment.text[:_COMPARED]
        owners, taken = self.sources.owners, self.taken
        near = _Sources(self.orphans, [o for o in self.guesses.get(w, ()) if o not in taken]).alike(text, ELSEWHERE)
        least = near[0][0] if near else ELSEWHERE
        places = self.index.near(text, least)
        if taken:
            places = [place for place in places if owners[place] not in taken]
        found = _alike(text, list(map(self.sources.texts.__getitem__, places)), least)
        # If very many are equally similar, the one near its place may not be among the best.
        best = {(-likeness, o) for likeness, o in near if likeness == least}
        best.update((-likeness, owners[places[at]]) for likeness, at in found)
        return [(-unlike, o) for unlike, o in sorted(best)]


def _match_nearby(wanting: Sequence[Wanting], orphans: Sequence[Orphan], slots: _Slots, pairs: dict[int, int]) -> None:
    """Pair what is between the same neighbours, or next to the same one, and is somewhat similar."""
    found: dict[tuple[int, int], float] = {}

    def compare(w: int, units: Iterable[int]) -> None:
        alike = _Sources(orphans, units).alike(wanting[w].segment.text, NEARBY)
        found.update({(w, o): likeness for likeness, o in reversed(alike)})

    for segments, units in _left(wanting, orphans, slots, pairs):
        for w, about in _about(segments, units, reach=_STRETCH):
            compare(w, about)
    taken = set(pairs.values())
    by_position = {orphan.position: o for o, orphan in enumerate(orphans) if o not in taken}
    for w, want in enumerate(wanting):
        for old in slots.beside(want.position) if want.new and w not in pairs else ():
            if (o := by_position.get(old)) is not None:
                compare(w, [o])
    for rank in sorted(_rank(wanting[w], orphans[o], likeness, slots, w, o) for (w, o), likeness in found.items()):
        w, o = rank[-2:]
        if w not in pairs and o not in taken:
            pairs[w] = o
            taken.add(o)


def _match_alone(wanting: Sequence[Wanting], orphans: Sequence[Orphan], slots: _Slots, pairs: dict[int, int]) -> None:
    """Pair the only new segment with the only orphan between two neighbours, unless they have nothing in common."""
    for segments, units in _left(wanting, orphans, slots, pairs):
        if len(segments) == len(units) == 1:
            text, orphan = wanting[segments[0]].segment.text, orphans[units[0]]
            shorter, longer = sorted((len(text), len(orphan.unit.source)))
            if longer <= LONGER * shorter or _Sources(orphans, units).alike(text, UNLIKE):
                pairs[segments[0]] = units[0]
