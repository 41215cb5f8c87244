"""The forms in which Arabic writes a term: with و, prepositions and the article, and with the endings of its words.

Broken plurals are not known: a term in the plural may be reported as missing, but never as an error.
"""

import re
from functools import lru_cache

from workflow.languages.arabic.spelling import START, fold
from workflow.languages.inflected_terms import InflectedTerms
from workflow.languages.listed_numbers import spaced

_ENDINGS = "(?:ا|ان|ين|ون|ات|ة|ه|ها|هم|هما|نا|ي|ية|يا|يين|يون|يات)?"
_AFTER_T = "(?:ة|ه|ات|ت(?:ان|ين|ه|ها|هم|هما|نا|ي)?)"


@lru_cache(maxsize=4096)
def _inflected(token: str) -> str:
    """Return a pattern for a word with whatever is written together with it."""
    if token.isascii():
        return re.escape(token)
    base = re.sub(r"^(?:ال|لل)(?=\w{3})", "", token)
    ending = _AFTER_T if base.endswith("ة") else _ENDINGS
    return rf"[وف]?(?:[بكل]?ال|لل|[بكل])?{re.escape(base.removesuffix('ة'))}{ending}"


TERMS = InflectedTerms(
    plain=lambda text: spaced(fold(text)),
    inflected=_inflected,
    skipped=frozenset(),
    between="",
    pronoun=rf"{START}(?:هو|هي|هم|الذي|التي|سيادته|سيادتها)(?!\w)",
    the_office=(
        r"(?<!\w)[وف]?(?:[بكل]?ال|لل)(?:مكتب|ادارة|هيئة|منظمة|لجنة|وزارة|مجلس|محكمة|وكالة|معهد|مصلحة)(?!\w)(?! (?:ال|لل|ل))"
    ),
    honorific="(?:السيد|السيدة|الدكتور|الدكتورة|الرئيس|الرئيسة|الوزير|الوزيرة|المدير|المديرة|المفوض|المفوضة|القاضي|القاضية)[ ]",
    former="سابق|سابقا|سابقة|اسبق|انذاك|حينذاك|قديم|قديما",
    start=r"(?<!\w)",
    capitals=False,
)
