"""An approved translation → what it proposes for a similar source, without last year's figures and names in it.

A pair that was approved for "专利申请量同比增长18.8%" is nearly right for "…19.1%", and dangerous: nobody notices an
old figure in a good sentence. So figures, names of the term base and words in Latin letters are compared one by one.
One that is the same in both sources stays as in the target. One that differs is searched for in the target, figures by
value; the new one replaces it if it is certain how ("18.8%" → "19.1%", "September" → "October"), else there is a gap
with the new one as the source writes it (``GAP``). If it cannot be found there, it could remain unnoticed, so there is
no proposal.

What this cannot see: names that are neither in the term base nor look like a Chinese person's name next to a title or a
verb.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from workflow.contracts.facts import ONE, Figure, Written
from workflow.contracts.languages import Rewriting
from workflow.contracts.terms import Terms
from workflow.languages.chinese import numbers, people, turning
from workflow.languages.chinese.script import by_character
from workflow.memory.pairs import Pair
from workflow.model import HAN, Match
from workflow.patterns import late

GAP = late("⟨[^⟨⟩]*⟩")
"""A gap in a proposal: between ⟨ and ⟩ is what is new in the source, or … if something was removed."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a translation is wanted for: a unit's source and context, its neighbours as in ``Pair``, and its release."""

    source: str
    context: str = ""
    previous: str | None = None
    next: str | None = None
    release: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A target for a query: similarity in percent, what was inserted ("18.8 → 19.1"), and gaps."""

    likeness: int
    target: str
    renewed: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


Recogniser = Callable[[str], Sequence[Figure]]
"""Return the figures of a text, in order; sources come with simplified characters and half-width digits."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What finds and replaces figures and names: recognisers for both sides, terms, and the target language's rules."""

    figures_of_source: Recogniser
    figures_of_target: Recogniser
    terms: Terms
    rewriting: Rewriting | None = None


# --- a source, masked ---

_HALF_WIDTH = {code: code - 0xFEE0 for code in (0xFF05, 0xFF0D, 0xFF0E, 0xFF0F, *range(0xFF10, 0xFF1A))} | {
    code: code - 0xFEE0 for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_HALF_WIDTH |= dict.fromkeys(range(0xE000, 0xE010), 0xFFFD)  # the marks below, if a text contains them by accident
_KINDS = ("figure", "word", "term", "person", "office", "title", "keep")
_MASKS = {kind: chr(0xE000 + number) for number, kind in enumerate(_KINDS)}
_FIGURE = _MASKS["figure"]
_NUMERAL = "0-9〇零一二三四五六七八九十百千万亿两"
_FORM = late(rf"[{_NUMERAL}]+(?:[.,点][{_NUMERAL}]+)*")
_OTHER = late(f"[{''.join(map(chr, _HALF_WIDTH))}]")


def folded(text: str) -> str:
    """Return ``text`` in simplified characters, with half-width letters and digits; same length."""
    text = by_character(text)
    return text.translate(_HALF_WIDTH) if _OTHER.search(text) else text


def form(text: str) -> str:
    """Return ``text`` folded, with one mark per run of digits and numerals; faster than ``Side.masked``."""
    return _FORM.sub(_FIGURE, folded(text))


@dataclass(frozen=True, slots=True)
class _Item:
    """A figure, name or Latin word in a source; ``value`` of a figure if it is unambiguous as written."""

    start: int
    end: int
    kind: str
    text: str
    figure: Figure | None = None
    match: Match | None = None
    value: int | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """An analysed source: its items, the text with one mark for each, and where each mark's item is."""

    source: str
    masked: str
    places: dict[int, _Item]
    values: frozenset[int]


_ADDRESS = late(
    r"https?://[^\s<>()（）\u4e00-\u9fff，。；、]+|www\.[^\s<>()（）\u4e00-\u9fff，。；、]+|`[^`]*`|(?<=\]\()[^)\s]*"
)
_WORD = late(r"[A-Za-z0-9]++(?:[-./:@&'][A-Za-z0-9]++)*+")
_LETTER = late(r"[A-Za-z]")
_DIGIT = late(r"[0-9]")
_LONGEST = 5_000
"""In characters; anything longer is not a sentence and is only compared as a whole."""


def side(source: str, date: str, tools: Tools) -> Side:
    """Analyse a source; ``date`` is the release's, for the term base."""
    plain = folded(source)
    if len(source) > _LONGEST:
        return Side(source, plain, {}, frozenset())
    items = [
        _Item(match.start, match.end, _kind(match), source[match.start : match.end], match=match)
        for match in tools.terms.find(source, date)
        if _kind(match)
    ]
    taken = bytearray(len(source))
    for item in items:
        taken[item.start : item.end] = b"\1" * (item.end - item.start)
    for pattern in (_ADDRESS, _WORD):
        for found in pattern.finditer(plain):
            start, end = found.span()
            if start < end and (pattern is _ADDRESS or _LETTER.search(found[0])) and not any(taken[start:end]):
                items.append(_Item(start, end, "word", source[start:end]))
                taken[start:end] = b"\1" * (end - start)
    figures = tools.figures_of_source(plain)
    for figure in figures:
        if not any(taken[figure.start : figure.end]):
            text, after = source[figure.start : figure.end], plain[figure.end : figure.end + 2]
            value = numbers.as_written(plain[figure.start : figure.end], figure)
            items.append(_Item(figure.start, figure.end, "figure", text, figure, None, value, after))
            taken[figure.start : figure.end] = b"\1" * (figure.end - figure.start)
    items.sort(key=lambda item: item.start)
    parts: list[str] = []
    places: dict[int, _Item] = {}
    end = length = 0
    for item in items:
        parts += (plain[end : item.start], _MASKS[item.kind])
        length += item.start - end
        places[length] = item
        length, end = length + 1, item.end
    values = frozenset(value for figure in figures for value in figure.values)
    return Side(source, "".join((*parts, plain[end:])), places, values)


def _kind(match: Match) -> str:
    return next((term.kind for term in (*match.terms, *match.expired) if term.kind != "forbidden"), "")


# --- proposing ---


@dataclass(frozen=True, slots=True)
class _Change:
    """An item of the old source and its counterpart in the new one; ``sure`` if their surroundings are the same."""

    old: _Item
    new: _Item | None
    sure: bool


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str
    note: str = ""


def likeness(old: Side, new: Side) -> float:
    """Return the similarity in percent: rapidfuzz's normalised Indel similarity of the masked texts."""
    from rapidfuzz.distance import Indel

    return 100 * Indel.normalized_similarity(old.masked, new.masked)


def propose(pair: Pair, old: Side, query: Query, new: Side, tools: Tools) -> Proposal | None:
    """Return what ``pair`` proposes for ``query``, None if something old could not be found in its target."""
    same = pair.source == query.source
    if not same and (max(len(pair.source), len(query.source)) > _LONGEST or _hidden(old, new) or _turned(pair, query)):
        return None
    changes = _changes(old, new)
    edits: list[_Edit] = []
    try:
        edits += _names(pair.target, [change for change in changes if change.old.kind != "figure"], tools)
        readable = _readable(pair.target, (old, new))
        figures = _figures(pair.target, readable, [change for change in changes if change.old.kind == "figure"], tools)
        edits += [each for each in figures if not _inside(each, edits)]
        edits += [each for each in _unexplained(pair, readable, old, query, new, tools) if not _inside(each, edits)]
        target = _edited(pair.target, edits)
    except _NotFoundError:
        return None
    if edits and _left(target, changes, tools, old, new):
        return None
    percent = 100 if same and pair.context == query.context and not edits else min(99, int(likeness(old, new)))
    return Proposal(
        percent,
        target,
        tuple(dict.fromkeys(each.note for each in edits if each.note)),
        tuple(dict.fromkeys(GAP.findall("".join(each.text for each in edits)))),
    )


class _NotFoundError(Exception):
    """Something old cannot be found in the target."""


def _changes(old: Side, new: Side) -> list[_Change]:
    """Return each old item with its counterpart, from an alignment of the masked texts."""
    from rapidfuzz.distance import Indel

    where: dict[int, int] = {}
    spans: list[tuple[int, int, int, int]] = []  # what is between two equal stretches
    i = j = 0
    for code in Indel.opcodes(old.masked, new.masked):
        if code.tag != "equal":
            continue
        spans.append((i, code.src_start, j, code.dest_start))
        for step in range(code.src_end - code.src_start):
            where[code.src_start + step] = code.dest_start + step
        i, j = code.src_end, code.dest_end
    spans.append((i, len(old.masked), j, len(new.masked)))
    changes = []
    for place, item in old.places.items():
        if place in where:
            there = where[place]
            sure = _around(old.masked, place) == _around(new.masked, there)
            changes.append(_Change(item, new.places[there], sure))
            continue
        _, _, start, end = next(span for span in spans if span[0] <= place < span[1])
        instead = [each for p, each in new.places.items() if start <= p < end and each.kind == item.kind]
        changes.append(_Change(item, instead[0] if len(instead) == 1 else None, sure=False))
    return changes


def _around(text: str, place: int) -> tuple[str, str]:
    return text[max(0, place - 2) : place], text[place + 1 : place + 2]


def _hidden(old: Side, new: Side) -> bool:
    """Return whether something that must not be carried over disappeared without being an item: digits, a name."""
    from rapidfuzz.distance import Indel

    for code in Indel.opcodes(old.masked, new.masked):
        if code.tag != "equal" and any(char.isdigit() for char in old.masked[code.src_start : code.src_end]):
            return True
    plain = folded(new.source)
    return any(name not in plain for name in people.named(old.masked))


def _turned(pair: Pair, query: Query) -> bool:
    """Return whether a word that reverses a sentence is in one source only: the old translation says the opposite."""
    return turning.words(pair.source) != turning.words(query.source)


def _edited(target: str, edits: Iterable[_Edit]) -> str:
    parts: list[str] = []
    end = 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        if edit.start < end:
            raise _NotFoundError
        parts += (target[end : edit.start], edit.text)
        end = edit.end
    return "".join((*parts, target[end:]))


def _inside(edit: _Edit, others: Iterable[_Edit]) -> bool:
    return any(other.start < edit.end and edit.start < other.end for other in others)


def _gap(texts: Iterable[str]) -> str:
    written = "/".join(dict.fromkeys(text.replace("⟨", "").replace("⟩", "") for text in texts))
    return f"⟨{written or '…'}⟩"


def _left(target: str, changes: Iterable[_Change], tools: Tools, old: Side, new: Side) -> bool:
    """Return whether an old value or name is still in the proposal: the final check."""
    bare = GAP.sub(lambda match: " " * len(match[0]), target)
    gone = [c.old for c in changes if _differs(c) and c.old.kind == "figure" and c.old.value is not None]
    readable = _readable(bare, (old, new))
    there = {value for figure in tools.figures_of_target(readable) if figure.certain for value in figure.values}
    if any(item.value in there and item.value not in new.values for item in gone if _must(item)):
        return True
    kept = {name.casefold() for item in new.places.values() for name in _renderings(item)}
    return any(
        name.casefold() not in kept and next(_occurrences(bare, name), None)
        for change in changes
        if change.old.kind != "figure" and _differs(change)
        for name in _renderings(change.old)
    )


def _differs(change: _Change) -> bool:
    old, new = change.old, change.new
    if new is None:
        return True
    if old.figure is None or new.figure is None:
        return folded(old.text) != folded(new.text)
    if old.value is not None and new.value is not None:
        return old.value != new.value
    return old.figure.values != new.figure.values


# --- figures ---


_NAME = late(
    r"(?<![A-Za-z0-9])(?!(?:RMB|CNY|USD|US|EUR|GBP|HKD|HK|JPY|CHF|AUD|CAD|SGD|KRW|TWD|NT)[0-9])"
    r"[A-Za-z]++[0-9]++(?:[-./]?[A-Za-z0-9]++)*+"
)
"""A name with a digit in it, such as M2, B2, CO2 or PM2.5; an amount after a currency's code is none."""


def _readable(target: str, sides: Iterable[Side]) -> str:
    """Return the target without addresses, code and names with digits in them, same length.

    A digit in a name is no figure, even if it is the same as one that the sources count. Names begin with a letter, or
    are words of a source (5G).
    """
    target = _ADDRESS.sub(_blank, target)
    target = _NAME.sub(_blank, target)
    items = [item for each in sides for item in each.places.values() if item.kind != "figure"]
    names = {name for item in items for name in _renderings(item) if _DIGIT.search(name)}
    for name in sorted(names, key=lambda each: (-len(each), each)):
        for start, end in _occurrences(target, name):
            target = target[:start] + " " * (end - start) + target[end:]
    return target


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _must(item: _Item) -> bool:
    return item.figure is not None and item.figure.certain


def _figures(target: str, readable: str, changes: Sequence[_Change], tools: Tools) -> list[_Edit]:
    if not any(map(_differs, changes)):
        return []
    edits = []
    found: set[int] = set()
    there = tools.figures_of_target(readable)
    months = {value for figure in there if _month(figure.text, tools) for value in figure.values}
    for figure in there:
        meant = [c for c in changes if c.old.figure and c.old.figure.values & figure.values]
        meant = [c for c in meant if _must(c.old) or _differs(c)] or meant
        if _month(figure.text, tools):
            meant = [c for c in meant if c.old.after.startswith("月")] or meant
        elif months & figure.values:
            meant = [c for c in meant if not c.old.after.startswith("月")] or meant
        if not any(map(_differs, meant)):
            continue
        found.update(c.old.start for c in meant)
        edits.append(_renewed(target, figure, meant, tools))
    for change in changes:
        # 一 in 一些 may be ignored; a count that another count replaced must not stay.
        if _differs(change) and change.old.start not in found and (_must(change.old) or change.new is not None):
            raise _NotFoundError
    return edits


def _renewed(target: str, figure: Figure, meant: Sequence[_Change], tools: Tools) -> _Edit:
    start, end, text = figure.start, figure.end, target[figure.start : figure.end]
    first = meant[0]
    if all(_differs(c) and c.sure and c.new and c.new.value == (first.new and first.new.value) for c in meant):
        put = _written(target[:start], text, first.old, first.new, tools) if first.new else None
        if put is not None:
            more, written = put
            start -= more
            return _Edit(start, end, written, f"{target[start:end]} → {written}")
    return _Edit(start, end, _gap(_shown(c.new) for c in meant if c.new))


def _shown(item: _Item) -> str:
    return item.text + next((unit for unit in ("%", "年", "月", "日") if item.after.startswith(unit)), "")


def _written(before: str, text: str, old: _Item, new: _Item, tools: Tools) -> tuple[int, str] | None:
    """Return the new figure in the style of ``text``, as ``Rewriting.rewritten``; None if that is uncertain."""
    if tools.rewriting is None or old.value is None or new.value is None or old.after[:1] != new.after[:1]:
        return None
    counted = old.after[:1] not in {"%", "年", "月", "日", "号"} or old.after == "个月"
    if counted and ONE in {old.value, new.value}:  # one patent, two patents
        return None
    was, now = (Written(value, item.after, item.text) for value, item in ((old.value, old), (new.value, new)))
    return tools.rewriting.rewritten(before, text, was, now)


def _month(text: str, tools: Tools) -> bool:
    return tools.rewriting is not None and tools.rewriting.is_month(text)


_YEARS = range(1900 * ONE, 2101 * ONE)


def _unexplained(pair: Pair, readable: str, old: Side, query: Query, new: Side, tools: Tools) -> Iterator[_Edit]:
    """Replace figures that the translator added ("in 2018" for 今年) by gaps, unless nothing differs."""
    if pair.source == query.source and (pair.date[:4] == query.date[:4] or not (pair.date and query.date)):
        return
    explained = old.values | new.values | {item.value for item in old.places.values()}
    digits = {int(digits) * ONE for item in old.places.values() for digits in re.findall("[0-9]{1,15}", item.text)}
    named = {
        int(digits) * ONE
        for item in old.places.values()
        for name in _renderings(item)
        for digits in re.findall("[0-9]{1,15}", name)
    }
    for figure in tools.figures_of_target(readable):
        if not figure.certain or not any(char.isdigit() for char in figure.text) or figure.values & (digits | named):
            continue
        if figure.values.isdisjoint(explained) and (
            pair.source != query.source or any(value in _YEARS for value in figure.values)
        ):
            yield _Edit(figure.start, figure.end, _gap(()))


# --- names ---


def _renderings(item: _Item) -> tuple[str, ...]:
    """Return how a name may be written in a target."""
    if item.match is None:
        return (item.text,) if item.kind == "word" else ()
    terms = [term for term in (*item.match.terms, *item.match.expired) if term.kind != "forbidden"]
    return tuple(dict.fromkeys(name for term in terms for name in (term.target, *term.variants) if name))


def _names(target: str, changes: Sequence[_Change], tools: Tools) -> list[_Edit]:
    """Replace old names by new ones, the longest first, so that a name inside another is not taken for itself."""
    names: dict[str, list[_Change]] = {}
    for change in changes:
        for name in _renderings(change.old):
            names.setdefault(name.casefold(), []).append(change)
    claimed: dict[tuple[int, int], list[_Change]] = {}
    for name in sorted(names, key=lambda each: (-len(each), each)):
        for start, end in _occurrences(target, name):
            if not any(start < e and s < end for s, e in claimed):
                claimed[start, end] = names[name]
    edits = []
    found: set[int] = set()
    for (start, end), meant in claimed.items():
        found.update(change.old.start for change in meant)
        if edit := _renamed(target, start, end, meant, tools):
            edits.append(edit)
    if any(_differs(change) and change.old.start not in found for change in changes):
        raise _NotFoundError
    return edits + _second_mentions(target, changes, claimed)


def _renamed(target: str, start: int, end: int, meant: Sequence[_Change], tools: Tools) -> _Edit | None:
    text = target[start:end]
    if not any(map(_differs, meant)):
        # The same name, but the office may have another name by now.
        right = [change.new for change in meant if change.new is not None]
        now = right[0].match.term if right and right[0].match else None
        known = {name.casefold() for item in right for name in _current(item)}
        if all(set(_current(change.old)) == set(_current(change.new)) for change in meant if change.new):
            return None  # what was right then is still right
        if now is None or text.casefold().removesuffix("s") in known or text.casefold() in known:
            return None
        written = _cased(now.target, target, start)
        if not _fits(target[:start], text, written, tools):
            return _Edit(start, end, _gap([now.source]))
        return _Edit(start, end, written, f"{text} → {written}")
    first = meant[0]
    alike = all(
        _differs(c) and c.sure and c.new and folded(c.new.text) == folded(first.new.text) for c in meant if first.new
    )
    if alike and first.new is not None and first.new.kind == first.old.kind:
        term = first.new.match.term if first.new.match else None
        written = term.target if term else first.new.text if first.new.kind == "word" else ""
        if written and text.casefold() in {name.casefold() for name in _renderings(first.old)}:
            written = _cased(written, target, start)
            if not _fits(target[:start], text, written, tools):
                return _Edit(start, end, _gap([first.new.text]))
            return _Edit(start, end, written, f"{text} → {written}")
    return _Edit(start, end, _gap(change.new.text for change in meant if change.new))


def _fits(before: str, old: str, new: str, tools: Tools) -> bool:
    return tools.rewriting is None or tools.rewriting.fits(before, old, new)


def _current(item: _Item) -> Iterator[str]:
    for term in item.match.terms if item.match else ():
        if term.kind != "forbidden":
            yield from (term.target, *term.variants)


def _cased(name: str, target: str, start: int) -> str:
    before = target[:start].rstrip(" \"'“‘(*_")
    opens = not before or before[-1] in ".!?:"
    return name[:1].upper() + name[1:] if opens and target[start : start + 1].isupper() else name


def _second_mentions(
    target: str, changes: Iterable[_Change], claimed: dict[tuple[int, int], list[_Change]]
) -> list[_Edit]:
    """Replace what is left of a person who is now another (Zhang Maoyu … Mr Zhang) by a gap."""
    gone = [change for change in changes if change.old.kind == "person" and _differs(change)]
    stay = {
        word.casefold()
        for change in changes
        if not _differs(change)
        for name in _renderings(change.old)
        for word in name.split()
    }
    edits: dict[tuple[int, int], _Edit] = {}
    for change in gone:
        for word in {word for name in _renderings(change.old) for word in re.split(r"[\s.]+", name) if len(word) > 1}:
            if word.casefold() in stay or not word[0].isupper():
                continue
            for start, end in _occurrences(target, word):
                if target[start].isupper() and not any(start < e and s < end for s, e in claimed):
                    edits[start, end] = _Edit(start, end, _gap([change.new.text] if change.new else []))
    return list(edits.values())


def _occurrences(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Return where a name occurs as a word, ignoring case, perhaps in the plural."""
    if name.casefold() not in text.casefold():
        return
    latin = not HAN.search(name)
    pattern = rf"(?<!\w){re.escape(name)}s?(?!\w)" if latin else re.escape(name)
    for match in re.finditer(pattern, text, re.IGNORECASE):
        yield match.span()
