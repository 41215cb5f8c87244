"""What drafting is measured on besides releases: lines of news, cut into sentences."""

from itertools import pairwise

from workflow.languages.chinese.sentences import boundaries
from workflow.model import Release

NEWS = Release("news", "news.txt", "zh-Hans", (), ())
"""The release that sentences without one are judged as part of: it has no date."""


def split(text: str) -> tuple[str, ...]:
    """The sentences of a line; white space stays at the end of the sentence before it."""
    return tuple(text[start:end] for start, end in pairwise((0, *boundaries(text), len(text))) if start < end)
