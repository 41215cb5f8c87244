"""What teaches a newsroom's memory: ledgers, and imported TMX files; ``memory`` has what they teach."""

from pathlib import Path

from workflow.files import content, read_bytes
from workflow.model import sha256
from workflow.newsroom.folder import SIGNERS, Newsroom

FOLDER = "memory"
"""The folder in ``locales/<language>/`` for the TMX files that ``workflow memory import`` writes."""

LEDGER = "ledger "
TMX = "tmx "
"""The prefixes of teachers' names: before a release's id, and before a file's name."""


def stamps(room: Newsroom, language: str, *, hints: bool = True) -> dict[str, str]:
    """Return a stamp for each teacher that changes whenever its pairs may: the digest of its file and of the rules.

    Args:
        room: The newsroom.
        language: The target language.
        hints: Whether the cache may provide the digests of files that have not changed as far as the disk can tell.
    """
    signers = content(room.signers or room.root / SIGNERS) or b""
    basis = sha256(repr((repr(room.rules), sha256(signers), room.settings.source_language)))
    files = {f"{LEDGER}{name}": f"locales/{language}/{name}.jsonl" for name in room.ledger_ids(language)}
    files |= {f"{TMX}{path.name}": f"locales/{language}/{FOLDER}/{path.name}" for path in imported(room, language)}
    if hints:
        digests = room.shelf.digests(f"locales/{language}/", files.values())
    else:
        digests = {path: sha256(read_bytes(room.root / path)) for path in files.values()}
    return {name: f"{basis[:16]} {digests[path]}" for name, path in files.items()}


def imported(room: Newsroom, language: str) -> list[Path]:
    """Return the imported TMX files, by name."""
    folder = room.root / "locales" / language / FOLDER
    return sorted(path for path in folder.glob("*.tmx") if not path.name.startswith("."))
