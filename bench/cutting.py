"""Chinese lines cut into sentences, for engines that are compared on sentences."""

from itertools import pairwise

from workflow.languages.chinese.sentences import boundaries


def split(text: str) -> tuple[str, ...]:
    """The sentences of a line; white space stays at the end of the sentence before it."""
    return tuple(text[start:end] for start, end in pairwise((0, *boundaries(text), len(text))) if start < end)
