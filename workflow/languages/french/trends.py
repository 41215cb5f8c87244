"""Rises and falls, comparisons, and how exact figures are, in French text. The words are in ``trends.tsv``."""

from workflow.languages.listed_trends import ListedTrends

TRENDS = ListedTrends(
    "french",
    clause_end=r"[;:()—–!?]|,(?![0-9])|\.(?=\s|$)|\b(?:et|mais|tandis|alors|bien)\b",
    end=r"(?:(?<=')|(?!\w))",
    before=60,  # franchi pour la première fois la barre du million
)
