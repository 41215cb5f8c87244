"""How many signatures a second are made and judged: ``signatures.py [COUNT]`` prints one JSON object.

For each kind of key COUNT messages (200 unless told) are signed by three people and judged together, as ``workflow
verify`` does it: on all cores, a process each. Messages have 300 bytes, about an entry of a ledger without its edition.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from workflow.signoff import signatures

KINDS = {"ed25519": [], "ecdsa": ["-b", "256"], "rsa": ["-b", "3072"]}


def rates(kind: str, options: list[str], count: int) -> dict[str, float]:
    """Signatures a second, made and judged."""
    with tempfile.TemporaryDirectory() as folder:
        people = [f"person-{number}@example.org" for number in range(3)]
        lines = []
        for person in people:
            key = Path(folder, person)
            subprocess.run(["ssh-keygen", "-q", "-t", kind, *options, "-N", "", "-C", "", "-f", str(key)], check=True)
            lines.append(f"{person} {key.with_name(f'{person}.pub').read_text(encoding='ascii')}")
        signers = signatures.read_signers("".join(lines).encode(), "allowed_signers")
        started = time.perf_counter()
        checks = []
        for number in range(count):
            person = people[number % len(people)]
            message = f"{number:0300}".encode()
            checks.append(
                (message, signatures.sign(message, str(Path(folder, person))), person, "2018-09-12T08:00:00Z")
            )
        made = time.perf_counter()
        reasons = signatures.judge(checks, signers)
        judged = time.perf_counter()
        assert not any(reasons), reasons
        return {"made": round(count / (made - started), 1), "judged": round(count / (judged - made), 1)}


count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
print(
    json.dumps(
        {
            "signatures": count,
            "cores": os.cpu_count(),
            "a second": {kind: rates(kind, options, count) for kind, options in KINDS.items()},
        },
        indent=2,
    )
)
