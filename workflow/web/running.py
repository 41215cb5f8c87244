"""Where a review page runs already, so that a second start leads to it.

A server leaves its address and a secret in ``.workflow/review/``, in a file that only its user can read. Whoever can
read it proves that they know the secret, and the server that it does; so neither the secret nor a one-time token ever
goes to another program that has got the port of a server that was killed.
"""

import getpass
import hmac
import json
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from workflow.errors import WorkflowError
from workflow.files import read_private, write_private
from workflow.locks import locked
from workflow.model import sha256
from workflow.web.users import FOLDER

_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Running:
    """A server.

    Attributes:
        origin: The address of its page.
        host: Where it listens.
        port: The port there.
        pid: Its process.
        secret: What only its user knows.
    """

    origin: str
    host: str
    port: int
    pid: int
    secret: str


def proof(secret: str, *words: str) -> str:
    """Return what only somebody who knows the secret can say of some words."""
    return hmac.digest(secret.encode(), json.dumps(words).encode(), "sha256").hex()


def file_of(root: Path, who: str) -> Path:
    """Return the file of the server of this user for somebody; "" for an office's."""
    user = ""
    with suppress(KeyError, OSError, ImportError):
        user = getpass.getuser()
    return root / FOLDER / f"server-{sha256(f'{user} {who}')[:12]}.json"


def note(root: Path, who: str, server: Running) -> None:
    """Say where a server is; a newsroom that cannot be written to has none of this."""
    with suppress(WorkflowError), locked(root, "review", what=FOLDER, doing="review"):
        write_private(file_of(root, who), json.dumps(asdict(server)).encode(), root)


def forget(root: Path, who: str, server: Running) -> None:
    """Say that a server has ended, unless another one has begun meanwhile."""
    with suppress(WorkflowError, OSError), locked(root, "review", what=FOLDER, doing="review"):
        if _noted(root, who) == server:
            file_of(root, who).unlink()


def find(root: Path, who: str) -> tuple[Running, str] | None:
    """Return the server that runs for somebody, and a one-time token for it, "" if people sign in to it.

    None if there is none, even if a server that was killed is noted.
    """
    server = _noted(root, who)
    if server is None:
        return None
    nonce = secrets.token_urlsafe(16)
    body = json.dumps({"nonce": nonce, "proof": proof(server.secret, "ask", nonce)})
    headers = {"Host": server.origin.partition("://")[2], "Origin": server.origin, "Content-Type": "application/json"}
    connection = HTTPConnection(server.host, server.port, timeout=_PATIENCE)
    try:
        connection.request("POST", "/again", body, headers)
        answer: Any = json.loads(connection.getresponse().read(10_000))
        token, said = str(answer["token"]), str(answer["proof"])
    except (OSError, HTTPException, ValueError, KeyError, TypeError, RecursionError):
        return None
    finally:
        connection.close()
    right = hmac.compare_digest(said.encode(), proof(server.secret, "answer", nonce, token).encode())
    return (server, token) if right else None


def _noted(root: Path, who: str) -> Running | None:
    try:
        value: Any = json.loads(read_private(file_of(root, who), root) or b"")
        match value:
            case {"origin": str(), "host": str(), "port": int(), "pid": int(), "secret": str()} if len(value) == 5:
                return Running(**value)
    except (WorkflowError, ValueError, TypeError, RecursionError):
        pass
    return None
