"""What the cache knows of the present text of a release, so that nobody has to read it to say that there is nothing to do, or what.

Whatever is done is done to what the files hold.
"""

import json
from contextlib import suppress

from workflow.newsroom.cache import is_settled, stamp
from workflow.newsroom.folder import Newsroom
from workflow.signoff.acts import Present
from workflow.signoff.ledger import Ledger


def basis(room: Newsroom, source: str, name: str, language: str) -> str:
    """Changes whenever the source at this path, the catalog or the settings do, as far as the disk tells. source: "" without one."""
    digests = (room.shelf.digest(path) if path else "" for path in (source, f"locales/{language}/{name}.po"))
    return " ".join((source, *digests, repr(room.settings)))


# --- what translate has to do -----------------------------------------------------------------------------------------------


def units(room: Newsroom, name: str, language: str, now: str) -> int | None:
    """How many units a catalog has that was in step and had nothing missing when its ``basis`` was this; None if that is not known."""
    with suppress(ValueError):
        return int(room.shelf.cache.kept("units", language, name, now) or "")
    return None


def note_units(room: Newsroom, name: str, language: str, now: str, number: int) -> None:
    """Keep how many units a catalog has that is in step and has nothing missing."""
    room.shelf.cache.keep("units", language, name, now, str(number))


# --- why it is not published ------------------------------------------------------------------------------------------------


def waiting(room: Newsroom, ledger: Ledger, now: str) -> str | None:
    """Why a text is not published that had this ``basis``, "" if it is; None if that is not known."""
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        text = room.shelf.cache.kept("waiting", ledger.language, ledger.release, f"{now} {ledger.heads}")
        kept = json.loads(text or "null")
        if kept and all(stamp(room.root / path) == each for path, each in kept["images"].items()):
            return str(kept["waiting"])
    return None


def note_waiting(room: Newsroom, present: Present, now: str, said: str) -> None:
    """Keep why a text is not published."""
    folder = (room.root / (present.release.path if present.release else "sources/x")).parent
    images = {(folder / path).relative_to(room.root).as_posix(): stamp(folder / path) for path in present.images}
    # One that changed just now may change again without showing it.
    if all(not each or is_settled(each) for each in images.values()):
        text = json.dumps({"waiting": said, "images": images}, ensure_ascii=False, separators=(",", ":"))
        ledger = present.ledger
        room.shelf.cache.keep("waiting", ledger.language, ledger.release, f"{now} {ledger.heads}", text)
