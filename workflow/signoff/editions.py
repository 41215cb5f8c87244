"""Editions: made from a release and its catalog, compared, and written as the JSON in which an approval stores them.

Whatever is read is hostile until parsed: anything but what an approval can contain is BadInput.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from operator import attrgetter
from typing import Any, get_args

from workflow.differences import in_order
from workflow.errors import BadInput
from workflow.interface import say
from workflow.model import (
    ROLES,
    Block,
    BlockKind,
    Catalog,
    Edition,
    Line,
    Release,
    Segment,
    Verbatim,
    canonical_json,
    sha256,
)

_KINDS = frozenset(get_args(BlockKind))
_DEPTH = 200


def edition_of(release: Release, catalog: Catalog, images: Mapping[str, str]) -> Edition:
    """Return the edition of a release with the catalog's current targets, fuzzy or not ("" for none).

    Args:
        release: What was translated.
        catalog: Its targets.
        images: From the path of each of the release's images to the SHA-256 of its bytes; a missing one may be omitted.
    """
    targets = {unit.key: unit.target for unit in catalog.units}
    return Edition(
        release=release.id,
        language=catalog.language,
        source_language=release.language,
        units=tuple((s.role, s.text, targets.get(s.key, "")) for s in release.segments),
        blocks=release.blocks,
        date=release.date,
        url=release.url,
        markup=release.markup,
        references=release.references,
        images=tuple((path, images.get(path, "")) for path in release.images),
    )


def cut_of(text: Edition | Release) -> tuple[object, ...]:
    """Return everything that a reader found in a source, in an edition without its translations."""
    if isinstance(text, Edition):
        units, images = tuple(unit[:2] for unit in text.units), tuple(path for path, _ in text.images)
    else:
        units, images = tuple(segment.key for segment in text.segments), text.images
    return (units, images, text.blocks, text.date, text.url, text.markup, text.references)


EditionUnit = tuple[str, str, str]
"""Context, source and target."""


def changed_units(old: Edition, new: Edition) -> tuple[tuple[EditionUnit | None, EditionUnit | None], ...]:
    """Return the units whose words differ, in order: (old, new), None if one was added or removed.

    A unit that only moved is not among them; a sentence whose source changed is paired with the one in its place.
    """
    before, after = {unit[:2]: unit for unit in old.units}, {unit[:2]: unit for unit in new.units}
    pairs: list[tuple[EditionUnit | None, EditionUnit | None]] = []
    keys, new_keys = list(before), list(after)
    now_at = {key: place for place, key in enumerate(after)}
    kept = in_order({place: now_at[key] for place, key in enumerate(before) if key in after})
    old_start = new_start = 0
    # What was added or removed between two units that kept their order, and after the last.
    for old_end, new_end in (*kept, (len(keys), len(new_keys))):
        gone = [before[key] for key in keys[old_start:old_end] if key not in after]
        come = [after[key] for key in new_keys[new_start:new_end] if key not in before]
        pairs += zip_longest(gone, come)
        old_start, new_start = old_end + 1, new_end + 1
    stayed = [(before[key], unit) for key, unit in after.items() if key in before and before[key] != unit]
    places = {unit: place for place, unit in enumerate(after.values())}
    places.update({unit: place for place, unit in enumerate(before.values()) if unit not in places})
    return tuple(sorted((*pairs, *stayed), key=lambda pair: places[pair[1] or pair[0] or ("", "", "")]))


def changed_lines(old: Edition, new: Edition) -> tuple[tuple[Line, Line], ...]:
    """Return the paragraphs and rows in which something changed that is not translated, such as a figure or an address.

    Where only translated words changed, ``changed_units`` tells; a line that only moved is in neither.

    Returns:
        The lines before and after, in the order of the new text; empty if one was added or removed.
    """
    before, after = list(_copying(old)), list(_copying(new))
    pairs: list[tuple[_Copying | None, _Copying | None]] = []
    # The same line; else one with the same words, but other figures; else one with other words, but the same figures.
    for way in ("said", "keys", "copied"):
        alike: Callable[[_Copying], tuple[Any, ...]] = attrgetter(way)
        waiting: dict[tuple[Any, ...], list[_Copying]] = {}
        for line in reversed(before):
            waiting.setdefault(alike(line), []).append(line)
        left: list[_Copying] = []
        for line in after:
            same = waiting.get(alike(line))
            if not same or not alike(line):
                left.append(line)
            elif way == "keys":
                pairs.append((same.pop(), line))
            else:
                same.pop()
        before, after = sorted((one for lines in waiting.values() for one in lines), key=lambda one: one.place), left
    pairs += zip_longest(before, after)
    if not pairs:
        return ()
    pairs.sort(key=lambda pair: next(one.place for one in reversed(pair) if one))
    was, now = old.targets, new.targets
    return tuple((one.line(was) if one else (), other.line(now) if other else ()) for one, other in pairs)


@dataclass(frozen=True, slots=True)
class _Copying:
    """A line with something that is not translated.

    Attributes:
        place: Its number among the lines of the edition.
        cells: Its content.
    """

    place: int
    cells: tuple[tuple[Segment | Verbatim, ...], ...]

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """What is translated."""
        return tuple(part.key for cell in self.cells for part in cell if isinstance(part, Segment))

    @property
    def copied(self) -> tuple[Verbatim, ...]:
        """What is not, without spaces and line breaks."""
        found = (part for cell in self.cells for part in cell)
        return tuple(part for part in found if isinstance(part, Verbatim) and part.text.strip())

    @property
    def said(self) -> tuple[tuple[tuple[str, str], ...], tuple[Verbatim, ...]]:
        """Both."""
        return self.keys, self.copied

    def line(self, targets: Mapping[tuple[str, str], str]) -> Line:
        """What is printed."""
        return tuple(
            tuple(targets[part.key] if isinstance(part, Segment) else part for part in cell) for cell in self.cells
        )


def _copying(edition: Edition) -> Iterator[_Copying]:
    """Yield the lines of an edition that have something that is not translated."""
    for place, cells in enumerate(cells for block in edition.blocks for cells in _lines(block)):
        line = _Copying(place, cells)
        if line.copied:
            yield line


def _lines(block: Block) -> Iterator[tuple[tuple[Segment | Verbatim, ...], ...]]:
    """Yield the content of each leaf, the cells of a row together."""
    if block.kind == "row":
        yield tuple(cell.content for cell in block.children)
        return
    if block.content:
        yield (block.content,)
    for child in block.children:
        yield from _lines(child)


def line_text(line: Line) -> str:
    """Return a line as people read it in a terminal, with its inline markup."""
    cells = (" ".join(part if isinstance(part, str) else part.text for part in cell) for cell in line)
    return " | ".join(cells)


def edition_digest(edition: Edition) -> str:
    """SHA-256 of the edition's canonical JSON."""
    return sha256(canonical_json(edition_to_json(edition)))


def edition_to_json(edition: Edition) -> dict[str, Any]:
    """Return the edition as JSON values."""
    return {
        "release": edition.release,
        "language": edition.language,
        "source_language": edition.source_language,
        "units": [list(unit) for unit in edition.units],
        "blocks": [_block_to_json(block) for block in edition.blocks],
        "date": edition.date,
        "url": edition.url,
        "markup": edition.markup,
        "references": [list(reference) for reference in edition.references],
        "images": [list(image) for image in edition.images],
    }


def edition_from_json(value: Any, name: str) -> Edition:
    """Read an edition; BadInput, starting with ``name``, for anything that this program would not write."""
    try:
        edition = Edition(
            release=_text(value["release"]),
            language=_text(value["language"]),
            source_language=_text(value["source_language"]),
            units=tuple(_texts(unit, 3) for unit in _list(value["units"])),  # type: ignore[misc]
            blocks=tuple(_block_from_json(block, _DEPTH) for block in _list(value["blocks"])),
            date=_text(value["date"]),
            url=_text(value["url"]),
            markup="plain" if value["markup"] == "plain" else "markdown",
            references=tuple(_texts(reference, 3) for reference in _list(value["references"])),  # type: ignore[misc]
            images=tuple(_texts(image, 2) for image in _list(value["images"])),  # type: ignore[misc]
        )
        if not _plausible(edition):
            raise ValueError
        known = {(context, source) for context, source, _ in edition.units}
        used = {
            part.key
            for block in edition.blocks
            for b in block.walk()
            for part in b.content
            if isinstance(part, Segment)
        }
        if known != used or len(known) != len(edition.units) or edition_to_json(edition) != value:
            raise ValueError
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadInput(
            say("{name}: its edition is incomplete; restore the ledger from version control", name=name)
        ) from error
    return edition


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def _plausible(edition: Edition) -> bool:
    """Return whether everything that a page is made from is of a kind that readers produce."""
    blocks = [block for top in edition.blocks for block in top.walk()]
    dates = [p.text for block in blocks for p in block.content if isinstance(p, Verbatim) and p.kind == "date"]
    return (
        edition.source_language in ("zh-Hans", "zh-Hant")
        and bool(_LANGUAGE.fullmatch(edition.language))
        and all(target for _, _, target in edition.units)
        and all(_DATE.fullmatch(date) for date in (*dates, *filter(None, (edition.date,))))
        and (not edition.url or edition.url.startswith(("http://", "https://")))
        and all(not digest or _SHA256.fullmatch(digest) for _, digest in edition.images)
        and all(1 <= block.level <= _LEVELS for block in blocks if block.kind == "heading")
        and all(block.level >= 0 for block in blocks)
        and all(block.kind == "cell" or (block.columns, block.rows) == (1, 1) for block in blocks)
        and all(1 <= block.columns <= _SPAN and 1 <= block.rows <= _SPAN for block in blocks)
        and _notes_are_outside(edition.blocks)
    )


def _notes_are_outside(blocks: tuple[Block, ...]) -> bool:
    """Return whether no note is in another block, and each has a label of its own."""
    labels = [block.info for block in blocks if block.kind == "note"]
    inside = any(block.kind == "note" for top in blocks for child in top.children for block in child.walk())
    return not inside and all(labels) and len(set(labels)) == len(labels)


_LEVELS = 6
_SPAN = 1000  # more columns or rows than a table has: what a browser would still show of a hostile one


def _block_to_json(block: Block) -> dict[str, Any]:
    value: dict[str, Any] = {"kind": block.kind}
    if block.content:
        value["content"] = [
            ["segment", part.role, part.text] if isinstance(part, Segment) else [part.kind, part.text]
            for part in block.content
        ]
    if block.children:
        value["children"] = [_block_to_json(child) for child in block.children]
    if block.level:
        value["level"] = block.level
    if block.info:
        value["info"] = block.info
    if block.columns != 1:
        value["columns"] = block.columns
    if block.rows != 1:
        value["rows"] = block.rows
    return value


def _block_from_json(value: Any, depth: int) -> Block:
    if value["kind"] not in _KINDS or depth <= 0:
        raise ValueError
    level, columns, rows = value.get("level", 0), value.get("columns", 1), value.get("rows", 1)
    if not type(level) is type(columns) is type(rows) is int:
        raise TypeError
    return Block(
        kind=value["kind"],
        content=tuple([_part_from_json(part) for part in _list(value.get("content", []))]),
        children=tuple([_block_from_json(child, depth - 1) for child in _list(value.get("children", []))]),
        level=level,
        info=_text(value.get("info", "")),
        columns=columns,
        rows=rows,
    )


def _part_from_json(value: Any) -> Segment | Verbatim:
    if value[0] == "segment":
        _, role, text = _texts(value, 3)
        if role and role not in ROLES:
            raise ValueError
        return Segment(text, role)
    kind, text = _texts(value, 2)
    if kind not in ("text", "code", "date", "break"):
        raise ValueError
    return Verbatim(text, kind)  # type: ignore[arg-type]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _texts(value: Any, length: int) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    if len(value) != length:
        raise ValueError
    for item in value:  # a ledger has thousands
        if not isinstance(item, str):
            raise TypeError
    return tuple(value)
