"""Lines that somebody wrote into a ledger with a text editor, with hashes that fit."""

from collections.abc import Mapping
from typing import Any

from workflow.model import canonical_json, sha256
from workflow.signoff import ledger as ledgers
from workflow.signoff.ledger import Ledger

NAME = "locales/en/visit.jsonl"


def line(ledger: Ledger, action: str, *, who: str | None, when: str, tool: str, details: Mapping[str, Any]) -> bytes:
    """A line that follows the heads of a ledger, whether or not it is an entry."""
    body = {
        **details,
        "v": 1,
        "release": ledger.release,
        "language": ledger.language,
        "action": action,
        "who": who,
        "when": when,
        "tool": tool,
        "prev": list(ledger.heads),
    }
    return canonical_json({**body, "hash": sha256(canonical_json(body))}).encode() + b"\n"


def with_line(
    ledger: Ledger, action: str, *, who: str | None, when: str, tool: str, details: Mapping[str, Any]
) -> Ledger:
    """A ledger and one line more, read as its file is: BadInput, with ``NAME`` and the line, for what is no entry."""
    data = ledgers.dump(ledger) + line(ledger, action, who=who, when=when, tool=tool, details=details)
    return ledgers.load(data, name=NAME, release=ledger.release, language=ledger.language)
