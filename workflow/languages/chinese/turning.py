"""Words that reverse a sentence, in ``turning.tsv``: if they differ, two similar sentences say opposite things."""

from collections import Counter

from workflow.languages import lists


def words(text: str) -> Counter[str]:
    """Return the words of a source that reverse it, and how often each occurs."""
    return Counter(match[0] for match in lists.pattern("chinese", "turning", "turns").finditer(text))
