"""Rises and falls, comparisons, and how exact figures are, in Russian text. The words are in ``trends.tsv``."""

from workflow.languages.listed_trends import ListedTrends

TRENDS = ListedTrends(
    "russian",
    clause_end=r"[;:()—–!?]|,(?![0-9])|\.(?=\s|$)|(?<!\w)(?:и|а|но|тогда|хотя|однако)(?!\w)",
)
