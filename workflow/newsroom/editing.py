"""Editing one unit at a time, while editors, colleagues and git change the same catalogs.

A save is small and certain: it says which text the person had before them, and if the catalog now has another one,
nothing is written and both are returned. Comments are saved separately from the text, because tools rewrite them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from workflow.catalogs.sync import notes_of
from workflow.errors import BadInput
from workflow.interface import say
from workflow.model import CHANGED, DELIBERATELY_EMPTY, Catalog, Draft, Release, Unit, canonical_json, sha256
from workflow.newsroom.filling import filled
from workflow.newsroom.folder import Newsroom

_KEY = 16
_VERSION = 16


def key_of(unit: Unit) -> str:
    """Return the name of a unit in addresses: 16 hexadecimal digits (8, as on the command line, would collide)."""
    return sha256(canonical_json([unit.context, unit.source]))[:_KEY]


def version_of(unit: Unit) -> str:
    """Return a digest of all that a save of the text may change, without the comments."""
    return sha256(canonical_json([unit.target, unit.fuzzy, unit.previous_source, unit.previous_context]))[:_VERSION]


@dataclass(frozen=True, slots=True)
class Previous:
    """The source that a stale unit was translated from; saved again when a person takes back "done"."""

    source: str
    context: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person wants a unit to be.

    Attributes:
        key: ``key_of`` the unit.
        seen: ``version_of`` the unit that they had before them.
        target: The translation.
        done: Whether they confirm it; else it is saved as fuzzy.
        previous: What it was translated from, if it is not yet done.
        notes: Their own comment lines; None leaves them as they are.
    """

    key: str
    seen: str
    target: str
    done: bool = False
    previous: Previous | None = None
    notes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an edit.

    Attributes:
        outcome: ``saved``; ``conflict``: somebody else changed the unit meanwhile, nothing was written; ``gone``: the
            source no longer has this sentence, nothing was written.
        unit: The unit as it is in the catalog now; None if it is gone.
        before: The unit as it was, which another edit can restore; None unless it was saved.
    """

    outcome: Literal["saved", "conflict", "gone"]
    unit: Unit | None
    before: Unit | None = None


def save(room: Newsroom, release: Release, language: str, edit: Edit) -> Saved:
    """Save one unit; the catalog is synced with the source first if the source changed.

    Args:
        room: The newsroom.
        release: The release as its source is now.
        language: The target language.
        edit: What to save.

    Raises:
        BadInput: The text has control characters, or there is no such catalog yet.
        WorkflowError: The catalog cannot be read or written.
    """
    target, notes = _clean(edit.target), None if edit.notes is None else tuple(map(_clean, edit.notes))
    path = room.catalog_path(release.id, language)
    if edit.done and not target:
        raise BadInput(
            say(
                "{path}: an empty translation cannot be done; write {deliberately_empty} if nothing is to be printed",
                path=path,
                deliberately_empty=DELIBERATELY_EMPTY,
            )
        )
    return _changed(room, release, language, edit.key, edit.seen, lambda unit: _edited(unit, target, notes, edit))


def adopt(room: Newsroom, release: Release, language: str, key: str, seen: str, draft: Draft) -> Saved:
    """Make a draft of the machine the text of a unit, fuzzy, with its origin and doubts, as ``translate`` would.

    Args:
        room: The newsroom.
        release: The release as its source is now.
        language: The target language.
        key: As in ``Edit``.
        seen: As in ``Edit``.
        draft: The draft.

    Raises:
        WorkflowError: As in ``save``.
    """
    return _changed(room, release, language, key, seen, lambda unit: filled(unit, draft))


def _changed(
    room: Newsroom, release: Release, language: str, key: str, seen: str, change_of: Callable[[Unit], Unit]
) -> Saved:
    path = room.catalog_path(release.id, language)
    result = Saved("gone", None)

    def change(catalog: Catalog | None) -> Catalog | None:
        nonlocal result
        if catalog is None:
            raise BadInput(
                say(
                    "{path}: does not exist yet; run workflow translate {id} --to {language}",
                    path=path,
                    id=release.id,
                    language=language,
                )
            )
        catalog, places = _prepared(room, catalog, release, language)
        number = places.get(key)
        if number is None:
            result = Saved("gone", None)
            return None
        unit = catalog.units[number]
        wanted = change_of(unit)
        if version_of(unit) not in (seen, version_of(wanted)):
            result = Saved("conflict", unit)
            return None
        result = Saved("saved", wanted, unit)
        units = (*catalog.units[:number], wanted, *catalog.units[number + 1 :])
        new = replace(catalog, units=units)
        if room.recent:
            room.recent.note("places", str(path), (new, release), (new, places))
            room.recent.note("follows", str(path), (release, new), value=True)
        return new

    room.change_catalog(release.id, language, change, doing="review")
    return result


def _prepared(room: Newsroom, catalog: Catalog, release: Release, language: str) -> tuple[Catalog, dict[str, int]]:
    """Return the catalog in step with the release, and where each unit is in it."""

    def prepare() -> tuple[Catalog, dict[str, int]]:
        synced = catalog if room.follows(catalog, release) else room.sync_in_memory(catalog, release, language)
        return synced, {key_of(unit): number for number, unit in enumerate(synced.units)}

    path = str(room.catalog_path(release.id, language))
    return room.recent.parsed("places", path, (catalog, release), prepare) if room.recent else prepare()


def _edited(unit: Unit, target: str, notes: tuple[str, ...] | None, edit: Edit) -> Unit:
    comments = unit.comments
    if notes is not None:
        ours = set(comments) - set(notes_of(unit))
        comments = (*notes, *(line for line in comments if line in ours))
    if edit.done:
        # What gettext's tools do too: a confirmed entry has no previous source. Our own line about it goes with it.
        comments = tuple(line for line in comments if not line.startswith(CHANGED))
        return replace(unit, target=target, fuzzy=False, previous_source=None, previous_context=None, comments=comments)
    before = unit.previous_source, unit.previous_context
    if edit.previous is not None:
        context = edit.previous.context
        before = _clean(edit.previous.source), None if context is None else _clean(context)
    if not target:
        before = None, None
    return replace(
        unit,
        target=target,
        fuzzy=bool(target),
        previous_source=before[0],
        previous_context=before[1],
        comments=comments,
    )


def _clean(text: str) -> str:
    """Return a text as a catalog may have it: line breaks, which a sentence does not have, are spaces.

    Raises:
        BadInput: It has other control characters, or is not valid Unicode.
    """
    text = " ".join(text.split("\n")) if "\r" not in text else " ".join(text.replace("\r\n", "\n").split("\n"))
    for char in text:
        if (char < " " and char != "\t") or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff":
            raise BadInput(say("the text contains the control character U+{ord:04X}; delete it", ord=ord(char)))
    return text.strip(" \t")
