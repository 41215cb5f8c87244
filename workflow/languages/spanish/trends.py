"""Rises and falls, comparisons, and how exact figures are, in Spanish text. The words are in ``trends.tsv``."""

from workflow.languages.listed_trends import ListedTrends

TRENDS = ListedTrends(
    "spanish",
    clause_end=r"[;:()—–!?]|,(?![0-9])|\.(?=\s|$)|\b(?:y|e|pero|mientras|aunque|frente)\b",
)
