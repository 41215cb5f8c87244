"""Words that turn a sentence round, in ``turning.tsv``: where they differ, two sentences that are alike say opposite things."""

from collections import Counter

from workflow.languages import lists


def words(text: str) -> Counter[str]:
    """The words of a source that turn it round, and how often each is there."""
    return Counter(match[0] for match in lists.pattern("chinese", "turning", "turns").finditer(text))
