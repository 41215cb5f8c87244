"""What a check asks of a language."""

from workflow.contracts import Context

LONGEST = 100_000
"""Characters that one sentence may have; more is not a sentence, and would only cost time."""

WRITTEN_IN_HAN = frozenset({"zh", "ja", "yue", "wuu", "lzh", "nan", "hak", "gan"})
"""Languages whose own words are Han characters."""

_STRAIGHT = str.maketrans("’‘", "''")


def primary(context: Context) -> str:
    """The primary subtag of the target language: "pt" of ``pt_BR``."""
    return context.language.replace("_", "-").split("-", 1)[0].lower()


def straight(text: str) -> str:
    """The text with typewriter apostrophes, as long as it was."""
    return text.translate(_STRAIGHT)
