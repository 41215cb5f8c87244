"""A release as a reviewer reads it: its sentences in reading order, each with its translation and its state."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workflow.errors import WorkflowError
from workflow.markup.styled import Part, styled
from workflow.model import (
    Block,
    BlockKind,
    Finding,
    Match,
    Release,
    Term,
    Unit,
    UnitState,
    Verbatim,
    canonical_json,
    sha256,
    unit_digest,
)
from workflow.newsroom.cache import stamp
from workflow.newsroom.editing import key_of, version_of
from workflow.newsroom.folder import Newsroom, OnProblem
from workflow.newsroom.judging import Judge
from workflow.newsroom.memories import Memories
from workflow.signoff.editions import edition_digest
from workflow.signoff.entries import Approve, Return, Submit, Waive
from workflow.signoff.ledger import is_a
from workflow.signoff.present import Present, unanswered
from workflow.writers import dates

if TYPE_CHECKING:
    from workflow.memory.index import Hit


_PRINT = 16


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, or what is between sentences and is printed as it is.

    Attributes:
        text: The source.
        kind: ``unit``, or a ``Verbatim``'s kind.
        unit: The unit; None for what is not translated, or if there is no catalog.
        key: ``editing.key_of`` the unit, "" without one.
        version: ``editing.version_of`` the unit.
        state: Its state; ``approved`` if the live approval holds exactly this.
        again: Whether the same unit was shown before: the same words in the same role are translated once.
        same: Whether the text that was approved last, live or not, has exactly this translation.
        source: ``text``, with what is printed of its markup.
        target: The translation, likewise.
        print: A digest of all that a page shows of the unit.
    """

    text: str
    kind: str = "unit"
    unit: Unit | None = None
    key: str = ""
    version: str = ""
    state: UnitState = UnitState.MISSING
    again: bool = False
    same: bool = False
    source: tuple[Part, ...] = ()
    target: tuple[Part, ...] = ()
    print: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A leaf of the release's structure.

    Attributes:
        kind: Its kind.
        lines: Its sentences and what is between them.
        level: Of a heading, 1 to 6; of a table's cell, 1 in the header row.
        inside: The kinds of the blocks around it, outermost first.
        place: Its path in the tree of blocks, counted from 0.
        info: As in ``Block``.
    """

    kind: BlockKind
    lines: tuple[Line, ...]
    level: int
    inside: tuple[BlockKind, ...]
    place: tuple[int, ...]
    info: str


@dataclass(frozen=True, slots=True)
class Text:
    """A release in a language, to be reviewed.

    Attributes:
        present: What is known of it.
        passages: In reading order; none if the source is gone.
        lines: The lines of units, each unit once, in reading order.
        frame: A digest of all that an approval covers except the translations; "" if there is nothing to approve.
        print: A digest of all that a page shows of the units.
    """

    present: Present
    passages: tuple[Passage, ...]
    lines: tuple[Line, ...]
    frame: str
    print: str


def text_of(room: Newsroom, name: str, language: str) -> Text:
    """Return a release in a language as it is now.

    Raises:
        UsageError: There is no such release.
        WorkflowError: Its source, catalog or ledger cannot be read.
    """
    present, locale = room.present(room.find_one(name), language), room.settings.locale(language)
    recent, path = room.recent, str(room.ledger_path(present.ledger.release, language))
    if recent is None:
        return _text(present, None, _frame(present), locale)
    before: Text | None = recent.last("text", path)
    if before is not None and before.present is present:
        return before
    frame = recent.parsed("frame", path, (present.release, present.images), lambda: _frame(present))
    text = _text(present, before, frame, locale)
    recent.note("text", path, None, text)
    return text


def _frame(present: Present) -> str:
    edition = present.edition
    if edition is None:
        return ""
    units = tuple((context, source, "") for context, source, _ in edition.units)
    return edition_digest(replace(edition, units=units))[:_PRINT]


def _text(present: Present, before: Text | None, frame: str, locale: str) -> Text:
    """Put a text together; of the one ``before`` what is the same is used again, for this is done after each save."""
    known = {id(line.unit): line for line in before.lines} if before and _alike(before.present, present) else {}
    passages = tuple(_passages(present, known, locale)) if present.release else ()
    lines = tuple(line for passage in passages for line in passage.lines if line.unit is not None and not line.again)
    return Text(present, passages, lines, frame, sha256("".join(line.print for line in lines))[:_PRINT])


def _alike(before: Present, now: Present) -> bool:
    one, other = before.release, now.release
    return one is not None and other is not None and (one.markup, one.references) == (other.markup, other.references)


def line_of(room: Newsroom, release: Release, language: str, unit: Unit) -> Line:
    """Return a unit that was just saved as a line."""
    now = room.standing(room.ledger(release.id, language))

    def approved() -> tuple[frozenset[str], Mapping[tuple[str, str], str]]:
        last = now.last_approved.edition.targets if now.last_approved else {}
        return frozenset(now.approval.edition.unit_digests) if now.approval else frozenset(), last

    path = str(room.ledger_path(release.id, language))
    live, last = room.recent.parsed("approved", path, now, approved) if room.recent else approved()
    state = unit.state
    if state is UnitState.TRANSLATED and unit_digest(release.id, language, *unit.key, unit.target) in live:
        state = UnitState.APPROVED
    return _line(release, unit, state, last)


def _passages(present: Present, known: Mapping[int, Line], locale: str) -> Iterator[Passage]:
    """Yield the passages; ``known`` are lines of the text as it was before, by ``id`` of their units.

    Days are written as on the pages: in Chinese, and in the house style of the translation.
    """
    assert present.release
    release = present.release
    units = {unit.key: unit for unit in present.catalog.units} if present.catalog else {}
    states = dict(zip(units, present.states, strict=True)) if units else {}
    last = present.standing.last_approved.edition.targets if present.standing.last_approved else {}
    seen: set[tuple[str, str]] = set()

    def lines(block: Block) -> Iterator[Line]:
        for part in block.content:
            if isinstance(part, Verbatim):
                if part.kind == "text":
                    source = target = styled(part.text, release.markup, release.references)
                elif part.kind == "date":
                    source, target = ((("", dates.day(part.text, of)),) for of in (release.language, locale))
                else:
                    source = target = (("", part.text),)
                yield Line(part.text, part.kind, source=source, target=target)
            elif (unit := units.get(part.key)) is None:
                yield Line(part.text, source=styled(part.text, release.markup, release.references))
            else:
                state, again = states[part.key], part.key in seen
                line = known.get(id(unit))
                if line is None or line.unit is not unit or line.state is not state or line.same != _same(unit, last):
                    line = _line(release, unit, state, last)
                yield replace(line, again=True) if again else line
                seen.add(part.key)

    for block, inside, place in _leaves(release):
        yield Passage(block.kind, tuple(lines(block)), block.level, inside, place, block.info)


def _line(release: Release, unit: Unit, state: UnitState, last: Mapping[tuple[str, str], str]) -> Line:
    key, version = key_of(unit), version_of(unit)
    return Line(
        text=unit.source,
        unit=unit,
        key=key,
        version=version,
        state=state,
        same=_same(unit, last),
        source=styled(unit.source, release.markup, release.references),
        target=styled(unit.target, release.markup, release.references),
        print=sha256(canonical_json([key, version, state.value, *unit.comments]))[:_PRINT],
    )


def _same(unit: Unit, last: Mapping[tuple[str, str], str]) -> bool:
    return not unit.fuzzy and bool(unit.target) and last.get(unit.key) == unit.target


def _leaves(release: Release) -> Iterator[tuple[Block, tuple[BlockKind, ...], tuple[int, ...]]]:
    """Yield the blocks that have content, with the kinds around them and their path; without recursion."""
    waiting: list[tuple[Block, tuple[BlockKind, ...], tuple[int, ...], int]] = [
        (block, (), (number,), 0) for number, block in reversed(list(enumerate(release.blocks)))
    ]
    while waiting:
        block, inside, place, header = waiting.pop()
        if block.children:
            below = (*inside, block.kind)
            level = block.level if block.kind == "row" else header
            waiting += [
                (child, below, (*place, number), level) for number, child in reversed(list(enumerate(block.children)))
            ]
        elif block.content or block.kind == "figure":
            if block.kind == "cell" and header:
                block = Block("cell", block.content, level=header, info=block.info)
            yield block, inside, place


# --- what helps with one sentence ---


@dataclass(frozen=True, slots=True)
class Help:
    """What a translator wants to know of a sentence.

    Attributes:
        line: The sentence.
        terms: The rows of the term base that are valid in it, in order of their place, each once.
        hits: Similar approved sentences, the best first.
        history: What the ledger knows of this very sentence, newest first.
        approved: The translation that was approved last, whether or not it is still the text; None if none was.
    """

    line: Line
    terms: tuple[Term, ...]
    hits: "tuple[Hit, ...]"
    history: tuple["Event", ...]
    approved: str | None


def help_with(room: Newsroom, memories: Memories, text: Text, key: str, *, on_problem: OnProblem) -> Help | None:
    """Return what helps with a sentence; None if the release has no such sentence.

    ``on_problem`` is called if the term base cannot be read; the rest helps all the same.
    """
    lines = text.lines
    number = next((number for number, line in enumerate(lines) if line.key == key), None)
    release = text.present.release
    if number is None or release is None:
        return None
    line, language = lines[number], text.present.ledger.language
    assert line.unit
    matches: Iterable[Match] = ()
    try:
        matches = room.terms(language).find(line.text, release.date)
    except WorkflowError as error:
        on_problem(error)
    terms = tuple(dict.fromkeys(term for match in matches for term in match.terms))
    memory = memories.of(language)
    hits: tuple[Hit, ...] = ()
    if memory is not None:
        before = lines[number - 1].text if number else ""
        after = lines[number + 1].text if number + 1 < len(lines) else ""
        hits = memory.look_up(line.text, line.unit.context, before, after, release.id, date=release.date)
    last = text.present.standing.last_approved
    approved = last.edition.targets.get(line.unit.key) if last else None
    return Help(line, terms, hits, tuple(_history(text.present, line.unit)), approved)


@dataclass(frozen=True, slots=True)
class Event:
    """An act in the ledger that is about a sentence.

    Attributes:
        act: ``submit``, ``approve``, ``return`` or ``waive``.
        when: As in the ledger.
        who: Who acted.
        text: What was submitted or approved; else the reason.
    """

    act: str
    when: str
    who: str
    text: str


def _history(present: Present, unit: Unit) -> list[Event]:
    ledger, approvals = present.ledger, present.standing.known
    targets = {approval.edition.targets.get(unit.key, unit.target) for approval in approvals.values()} | {unit.target}
    known = {unit_digest(ledger.release, ledger.language, *unit.key, target): target for target in targets}
    found: list[Event] = []
    for entry in ledger.entries:
        if is_a(entry, Submit):
            texts = [known[each.digest] for each in entry.act.units if each.digest in known]
        elif is_a(entry, Approve):
            approval = approvals.get(entry.hash)
            target = approval.edition.targets.get(unit.key) if approval else None
            texts = [] if target is None else [target]
        elif is_a(entry, Return):
            texts = [entry.act.reason] if not entry.act.units or unit.short_key in entry.act.units else []
        elif is_a(entry, Waive):
            texts = [f"{entry.act.check}: {entry.act.reason}"] if entry.act.unit in known else []
        else:
            continue
        found += (Event(entry.action, entry.when, entry.who or "", text) for text in texts[:1])
    return found[::-1]


def findings_of(room: Newsroom, present: Present, today: str, *, on_problem: OnProblem) -> tuple[Finding, ...]:
    """Return what the checks find in a release and no waiver covers on a day, ISO."""
    with Judge(room, on_problem, hints=True) as judge:
        return unanswered(present, judge(present), today)


# --- signals ---


def stamps_of(room: Newsroom, release: Release, language: str) -> tuple[str, ...]:
    """Return what changes with the release's files, without reading them: its source, catalog and ledger."""
    paths = (
        room.root / release.path,
        room.catalog_path(release.id, language),
        room.ledger_path(release.id, language),
    )
    return tuple(map(stamp, paths))
