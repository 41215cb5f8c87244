"""What the cache knows about the current text of a release, so that nothing need be read to say what is left to do.

Everything that is done uses the files themselves.
"""

import json
from contextlib import suppress
from dataclasses import dataclass, fields

from workflow.interface import restored, stored
from workflow.newsroom.cache import is_settled, stamp
from workflow.newsroom.folder import Newsroom
from workflow.signoff.ledger import Ledger
from workflow.signoff.present import Present


def basis(room: Newsroom, source: str, name: str, language: str) -> str:
    """Return a digest that changes with the source, the catalog or the settings; ``source`` is "" without one."""
    digests = (room.shelf.digest(path) if path else "" for path in (source, f"locales/{language}/{name}.po"))
    return " ".join((source, *digests, repr(room.settings)))


# --- what translate has to do ---


def units(room: Newsroom, name: str, language: str, now: str) -> int | None:
    """Return how many units a catalog has, if it was in sync and complete with this ``basis``; None if unknown."""
    with suppress(ValueError):
        return int(room.shelf.cache.kept("units", language, name, now) or "")
    return None


def note_units(room: Newsroom, name: str, language: str, now: str, number: int) -> None:
    """Store how many units a catalog has that is in sync and complete."""
    room.shelf.cache.keep("units", language, name, now, str(number))


# --- why it is not published ---


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a text is not published, and what somebody has to do.

    Attributes:
        said: A sentence; "" if it is published.
        with_errors: What to say instead if a check finds errors, with their number in place of ``{}``; "" if findings
            make no difference.
    """

    said: str = ""
    with_errors: str = ""


def waiting(room: Newsroom, ledger: Ledger, now: str) -> Waiting | None:
    """Return why a text with this ``basis`` is not published; None if unknown."""
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        if not (text := room.shelf.cache.kept("waiting", ledger.language, ledger.release, f"{now} {ledger.heads}")):
            return None
        kept = json.loads(text)
        if all(stamp(room.root / path) == each for path, each in kept["images"].items()):
            return Waiting(*(restored(kept["waiting"][each.name]) for each in fields(Waiting)))
    return None


def note_waiting(room: Newsroom, present: Present, now: str, why: Waiting) -> None:
    """Store why a text is not published."""
    source = present.release.path if present.release else "sources/x"
    pictures = {room.picture_file(source, path) for path in present.images}
    images = {file.relative_to(room.root).as_posix(): stamp(file) for file in pictures}
    said = {each.name: stored(getattr(why, each.name)) for each in fields(why)}
    # A file that changed just now may change again without a new stamp.
    if all(not each or is_settled(each) for each in images.values()):
        text = json.dumps({"waiting": said, "images": images}, ensure_ascii=False, separators=(",", ":"))
        ledger = present.ledger
        room.shelf.cache.keep("waiting", ledger.language, ledger.release, f"{now} {ledger.heads}", text)
