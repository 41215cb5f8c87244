"""What every check asks about a sentence before it looks at its words."""

LONGEST = 100_000
"""The most characters of one sentence; anything longer is not a sentence and would only cost time."""
