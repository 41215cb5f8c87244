"""The time in tests."""

import os
from datetime import UTC, datetime


def clock() -> datetime:
    """The time that CLOCK (seconds since 1970) says, else now."""
    said = os.environ.get("CLOCK")
    return datetime.fromtimestamp(int(said), UTC) if said else datetime.now(UTC)
