"""What a check asks of a language, and of a sentence before it looks at words."""

import re

from workflow.checks.markup import scan
from workflow.contracts import Context

LONGEST = 100_000
"""Characters that one sentence may have; more is not a sentence, and would only cost time."""

WRITTEN_IN_HAN = frozenset({"zh", "ja", "yue", "wuu", "lzh", "nan", "hak", "gan"})
"""Languages whose own words are Han characters."""

_EMPHASIS = re.compile(r"\*{2,3}|(?<![0-9\s])\*|\*(?![0-9\s])")
_STRAIGHT = str.maketrans("’‘", "''")


def primary(context: Context) -> str:
    """The primary subtag of the target language: "pt" of ``pt_BR``."""
    return context.language.replace("_", "-").split("-", 1)[0].lower()


def words(text: str, context: Context) -> str:
    """The text without code, addresses, HTML and emphasis: as it is read aloud."""
    prose = scan(text, context.release.markup).prose
    return _EMPHASIS.sub("", prose) if "*" in prose else prose


def straight(text: str) -> str:
    """The text with typewriter apostrophes, as long as it was."""
    return text.translate(_STRAIGHT)
