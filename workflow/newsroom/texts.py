"""What the cache knows of the present text of a release: how much of it is translated, and which edition it is.

It saves reading a source and a catalog where nothing has changed and there is nothing to do. Whatever is done is done to what the files hold.
"""

import json
from contextlib import suppress
from dataclasses import dataclass

from workflow.newsroom.cache import is_settled, stamp
from workflow.newsroom.folder import Newsroom
from workflow.signoff.acts import Present


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a release in a language.

    Attributes:
        units: How many units the catalog has, which is in step with its source.
        edition: The digest of its edition; "" if that is not known, or if units are missing in it.
    """

    units: int
    edition: str = ""


def basis(room: Newsroom, source: str, name: str, language: str) -> str:
    """Changes whenever the source at this path, the catalog or the project's name does, as far as the disk tells."""
    digest = room.shelf.digest
    return " ".join((source, digest(source), digest(f"locales/{language}/{name}.po"), room.settings.name))


def known(room: Newsroom, name: str, language: str, now: str) -> Text | None:
    """What the cache knows of a text that has nothing missing and was in step when its ``basis`` was this."""
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        kept = json.loads(room.shelf.cache.kept("text", language, name, now) or "null")
        if kept is None:
            return None
        same = all(stamp(room.root / path) == each for path, each in kept["images"].items())
        return Text(int(kept["units"]), str(kept["edition"]) if same else "")
    return None


def note_units(room: Newsroom, name: str, language: str, now: str, units: int) -> None:
    """Keep that a catalog is in step and has nothing missing."""
    _note(room, name, language, now, Text(units), {})


def note_edition(room: Newsroom, present: Present, now: str) -> None:
    """Keep which edition a text is, if it is translated and in step."""
    if present.release is None or not present.translated or not present.in_step:
        return
    folder = (room.root / present.release.path).parent
    images = {(folder / path).relative_to(room.root).as_posix(): stamp(folder / path) for path in present.images}
    if all(not each or is_settled(each) for each in images.values()):
        name, language = present.ledger.release, present.ledger.language
        _note(room, name, language, now, Text(len(present.states), present.digest), images)


def _note(room: Newsroom, name: str, language: str, now: str, text: Text, images: dict[str, str]) -> None:
    kept = {"units": text.units, "edition": text.edition, "images": images}
    room.shelf.cache.keep("text", language, name, now, json.dumps(kept, ensure_ascii=False, separators=(",", ":")))
