"""Approved pairs, found again: an index in SQLite that can be deleted at any time and is rebuilt from its sources.

This is the only SQL besides the newsroom's cache. A look-up has three steps. The same source is found by its hash, with
its neighbours if they are the same. A similar one is found by pairs of neighbouring characters: for each source, folded
and with its numbers masked (``renewal.form``), the index keeps the ``RAREST`` pairs that are rarest in this memory; a
source that shares some of them with the query is a candidate, those that share most first. (Rare pairs say most and
have short lists; and a source that is 85 % similar has hardly lost all of its rarest: ``bench/memory.py`` measures the
recall.) The best candidates are compared by rapidfuzz's normalised Indel similarity of the masked texts, and those that
are similar enough are renewed (``renewal.propose``), so that a proposal contains no old figure or name.

Whatever teaches the memory (a release's ledger, a file of another memory) is a *teacher*, with a name and a stamp.
Opening the index compares the stamps: only teachers whose stamp changed are asked for their pairs again, and only
those whose pairs differ are replaced, in one transaction. A killed process leaves the old index; of several processes,
one updates and the others wait. An index of another version or language, one that SQLite cannot read, or one in which a
pair is not what was stored, is rebuilt. If it cannot be written, the index is kept in memory.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workflow.contracts.languages import Rewriting
from workflow.contracts.terms import NoTerms, Terms
from workflow.differences import marked
from workflow.languages.chinese.script import by_character
from workflow.memory import store
from workflow.memory.pairs import THRESHOLD, Pair
from workflow.memory.renewal import (
    GAP,
    Proposal,
    Query,
    Recogniser,
    Side,
    Tools,
    folded,
    form,
    likeness,
    propose,
    side,
)
from workflow.memory.store import COLUMNS, SAME, Learn, Store
from workflow.model import OTHER_SOURCE, Draft

_IN_CONTEXT = 101
_TOUCHED = 60_000  # list entries that one look-up reads, the shortest lists first
_SHORTLIST = 120  # candidates that are compared roughly
_LOOKED_AT = 24  # candidates that are compared with their names masked
_ROUGH = 30  # percent by which masking names can raise the similarity

_NEWEST = "ORDER BY approved DESC, date DESC, release DESC, place DESC LIMIT ?"
_SELECT_AROUND = f"SELECT {COLUMNS} FROM pairs WHERE exact = ? AND around = ? {_NEWEST}"  # noqa: S608
_SELECT_EXACT = f"SELECT {COLUMNS} FROM pairs WHERE exact = ? {_NEWEST}"  # noqa: S608
_SELECT_FORM = f"SELECT {COLUMNS} FROM pairs WHERE form = ? {_NEWEST}"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Hit:
    """A pair that is similar to a query, and what it proposes.

    Attributes:
        pair: The pair.
        likeness: Similarity in percent; 101 for the same source, context and neighbours, 100 for the same source in the
            same context, else less.
        target: What to draft, with ``renewal.GAP`` where a translator must fill in.
        renewed: What differs from the pair's target.
        gaps: What must be filled in.
        differs: A word diff of the two sources, in simplified characters, "" if they are the same.
        other_script: Whether one of them is in traditional characters and the other is not.
        open: Whether the sources differ in more than figures and names, so that the target cannot be right unchanged.
    """

    likeness: int
    pair: Pair
    target: str
    renewed: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    differs: str = ""
    other_script: bool = False
    open: bool = False

    @property
    def origin(self) -> str:
        """The origin as the translator comment states it: "memory: 92 % from 2018-03-12-notice"."""
        return f"memory: {min(self.likeness, 100)} % from {self.pair.release}"

    @property
    def draft(self) -> Draft:
        """Return the hit as a draft, with doubts about what was inserted and what is missing."""
        doubts = (
            *((f"inserted by the memory: {', '.join(self.renewed)}",) if self.renewed else ()),
            *((f"fill in {', '.join(self.gaps)}",) if self.gaps else ()),
            *((f"{OTHER_SOURCE}{self.differs}",) if self.open else ()),
        )
        return Draft(self.target, self.origin, doubts=doubts)


class Memory(Store):
    """Pairs, found by similarity too. Close it, or use it in a ``with``. For one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, again: Callable[[], sqlite3.Connection], tools: Tools) -> None:
        """Use a connection to an intact index; ``again`` rebuilds it if it turns out to be damaged."""
        super().__init__(connection, again)
        self._tools = tools

    @classmethod
    def open(
        cls,
        path: Path | None,
        language: str,
        stamps: Mapping[str, str],
        learn: Learn,
        *,
        figures_of_source: Recogniser,
        figures_of_target: Recogniser,
        rewriting: Rewriting | None = None,
        terms: Terms | None = None,
    ) -> "Memory":
        """Open the index at ``path``, in sync with its teachers; see ``store.opened`` for the first four arguments."""
        found, again = store.opening(path, language, stamps, learn)
        return cls(found, again, Tools(figures_of_source, figures_of_target, terms or NoTerms(), rewriting))

    def look_up(
        self,
        source: str,
        context: str = "",
        before: str | None = None,
        after: str | None = None,
        release: str = "",
        *,
        date: str = "",
        threshold: int = THRESHOLD,
        limit: int = 5,
    ) -> tuple[Hit, ...]:
        """Return the pairs at least ``threshold`` percent similar to a unit, the best first, each target once.

        Of equally similar hits, approved ones come first, then those in the same context, those of the same release,
        and the newest.

        Args:
            source: The unit's source.
            context: The unit's context.
            before: The previous source, "" at the start of the release, None if unknown.
            after: The next source, "" at the end of the release, None if unknown.
            release: The release's id.
            date: The release's date, ISO or "", which decides which names are valid.
            threshold: The lowest similarity, in percent.
            limit: The most hits.
        """
        query = Query(source, context, before, after, release, date)
        return self.reading(lambda: self._hits(query, threshold, limit))

    def _hits(self, query: Query, threshold: int, limit: int) -> tuple[Hit, ...]:
        asked = side(query.source, query.date, self._tools)
        best: dict[str, Hit] = {}
        for pair in self._candidates(query, asked, threshold):
            if hit := self._hit(pair, query, asked, threshold):
                other = best.get(hit.target)
                if other is None or _rank(hit, query) < _rank(other, query):
                    best[hit.target] = hit
        return tuple(sorted(best.values(), key=lambda hit: _rank(hit, query))[:limit])

    def _hit(self, pair: Pair, query: Query, asked: Side, threshold: int) -> Hit | None:
        same = pair.source == query.source
        known = asked if same and pair.date == query.date else side(pair.source, pair.date, self._tools)
        if not same and likeness(known, asked) < threshold:
            return None
        proposal: Proposal | None = propose(pair, known, query, asked, self._tools)
        if proposal is None or proposal.likeness < threshold or not GAP.sub("", proposal.target).strip():
            return None
        neighbours = (pair.previous, pair.next)
        in_context = proposal.likeness == 100 and None not in neighbours and neighbours == (query.previous, query.next)
        known_text, asked_text = folded(pair.source), folded(query.source)
        return Hit(
            _IN_CONTEXT if in_context else proposal.likeness,
            pair,
            proposal.target,
            proposal.renewed,
            proposal.gaps,
            "" if known_text == asked_text else marked(known_text, asked_text),
            (by_character(pair.source) == pair.source) != (by_character(query.source) == query.source),
            known.masked != asked.masked,
        )

    def _candidates(self, query: Query, asked: Side, threshold: int) -> Iterator[Pair]:
        """Yield pairs with the same source, then those that are roughly as similar."""
        exact = store.crc(query.source)
        seen: set[tuple[str, str, str, str | None, str | None, bool]] = set()
        if query.previous is not None and query.next is not None:
            around = store.crc(query.context, query.previous, query.next)
            yield from self._pairs(_SELECT_AROUND, (exact, around, SAME), seen)
        yield from self._pairs(_SELECT_EXACT, (exact, SAME), seen)
        for identity in self._similar(form(query.source), threshold - _ROUGH):
            yield from self._pairs(_SELECT_FORM, (identity, SAME), seen)

    def _pairs(
        self, select: str, values: Sequence[int], seen: set[tuple[str, str, str, str | None, str | None, bool]]
    ) -> Iterator[Pair]:
        for pair in self.rows(select, values):
            if (key := (pair.source, pair.target, pair.context, pair.previous, pair.next, pair.approved)) not in seen:
                seen.add(key)
                yield pair

    def _similar(self, text: str, least: float) -> list[int]:
        """Return the ids of the forms most similar to ``text``, best first, by shared characters, then similarity."""
        from rapidfuzz.distance import Indel

        grams = sorted(store.grams(text))
        marks = ",".join("?" * len(grams))
        found = self.connection.execute(f"SELECT forms FROM grams WHERE gram IN ({marks})", grams).fetchall()  # noqa: S608
        counts: Counter[int] = Counter()
        touched = 0
        for (blob,) in sorted(found, key=lambda row: (len(row[0]), row[0][:64])):
            if touched and touched + len(blob) // 4 > _TOUCHED:
                continue
            touched += len(blob) // 4
            counts.update(store.unpacked(blob))
        shortlist = [identity for identity, _ in counts.most_common(_SHORTLIST)]
        marks = ",".join("?" * len(shortlist))
        rows = self.connection.execute(f"SELECT id, text FROM forms WHERE id IN ({marks})", shortlist).fetchall()  # noqa: S608
        scored = [(100 * Indel.normalized_similarity(text, other), other, identity) for identity, other in rows]
        scored.sort(key=lambda each: (-each[0], each[1]))  # not by id, which depends on the order of learning
        return [identity for score, _, identity in scored[:_LOOKED_AT] if score >= least]


def _rank(hit: Hit, query: Query) -> tuple[object, ...]:
    pair = hit.pair
    return (
        -hit.likeness,
        not pair.approved,
        pair.context != query.context,
        len(hit.gaps),
        pair.release != query.release,
        tuple(-ord(char) for char in pair.date),
        pair.release,
        hit.target,
    )
