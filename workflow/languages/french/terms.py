"""The forms in which French writes a term: plurals, feminines, elision, and de for du, de la and des."""

import re

from workflow.languages.inflected_terms import InflectedTerms
from workflow.languages.listed_numbers import spaced

_SMALL_WORDS = frozenset(
    {"de", "du", "des", "la", "le", "les", "l", "d", "et", "à", "au", "aux", "en", "sur", "pour", "par", "dans"}
)


def _inflected(token: str) -> str:
    lower = token.lower()
    if lower in _SMALL_WORDS:
        return re.escape(token)
    stem = re.escape(token)
    if lower.endswith("al"):
        return rf"{re.escape(token[:-2])}(?:ale?s?|aux)"
    if lower.endswith(("s", "x", "z")):
        return rf"{re.escape(token[:-1])}{re.escape(token[-1])}?(?:es?)?"
    if lower.endswith(("el", "en", "on", "et")):
        return rf"{stem}(?:s|{re.escape(token[-1])}es?)?"
    return rf"{stem}(?:e?s?|x)"


TERMS = InflectedTerms(
    plain=lambda text: spaced(text).replace("’", "'"),
    inflected=_inflected,
    skipped=frozenset({"de", "du", "des", "la", "le", "les", "l", "d"}),
    between=r"(?:de la |de l'|de |du |des |d'|à la |à l'|au |aux |le |la |les |l')?",
    pronoun=r"(?<!\w)(?:ils?|elles?)(?!\w)",
    the_office=(
        r"(?<!\w)(?i:l'|le |la |cet |cette |son |sa |ce |du |au )(?:Office|Administration|Organisation|Bureau|Ministère"
        r"|Conseil|Cour|Commission|Comité|Agence|Institut|office|administration|organisation|cour|commission|comité|agence"
        r"|institut)\b"
    ),
    honorific=(
        r"(?:M|Mme|Mmes|MM|Dr|Pr|Monsieur|Madame|président|présidente|ministre|directeur|directrice|commissaire|juge)\.?[ ]"
    ),
    former=r"anciens?|anciennes?|anciennement|alors|autrefois|précédemment|prédécesseur",
)
