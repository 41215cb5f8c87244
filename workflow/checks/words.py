"""What every family of checks asks of a sentence before it looks at its words."""

LONGEST = 100_000
"""Characters that one sentence may have; more is not a sentence, and would only cost time."""
