"""What teaches a newsroom's memory: ledgers, and TMX files that people brought in. What it teaches is in ``memory``."""

from pathlib import Path

from workflow.files import content, read_bytes
from workflow.model import sha256
from workflow.newsroom.folder import SIGNERS, Newsroom

FOLDER = "memory"
"""In ``locales/<language>/``: TMX files that ``workflow memory import`` wrote."""

LEDGER = "ledger "
TMX = "tmx "
"""How the names of teachers start: before the release's id, and before the file's name."""


def stamps(room: Newsroom, language: str, *, hints: bool = True) -> dict[str, str]:
    """From the name of each teacher to what changes whenever its lessons may have: the digest of its file, and of the rules for approvals.

    hints: Whether the cache may say what a file holds that has not changed as far as the disk tells; else each is read.
    """
    signers = content(room.signers or room.root / SIGNERS) or b""
    basis = sha256(repr((repr(room.rules), sha256(signers), room.settings.source_language)))
    digest = room.shelf.digest if hints else lambda path: sha256(read_bytes(room.root / path))
    files = {f"{LEDGER}{name}": f"locales/{language}/{name}.jsonl" for name in room.ledger_ids(language)}
    files |= {f"{TMX}{path.name}": f"locales/{language}/{FOLDER}/{path.name}" for path in imported(room, language)}
    return {name: f"{basis[:16]} {digest(path)}" for name, path in files.items()}


def imported(room: Newsroom, language: str) -> list[Path]:
    """The TMX files of other memories, by name."""
    folder = room.root / "locales" / language / FOLDER
    return sorted(path for path in folder.glob("*.tmx") if not path.name.startswith("."))
