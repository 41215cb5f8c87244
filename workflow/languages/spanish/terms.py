"""The forms in which Spanish writes a term: plurals and feminines, and del for de and el."""

import re

from workflow.languages.inflected_terms import InflectedTerms
from workflow.languages.listed_numbers import spaced

_SMALL = frozenset({"de", "del", "la", "el", "los", "las", "y", "e", "a", "al", "en", "por", "para", "con", "sobre"})
_ACUTE = str.maketrans("áéíóú", "aeiou")


def _inflected(token: str) -> str:
    """Return a pattern for the singular and plural, masculine and feminine of a word."""
    lower = token.lower()
    if lower in _SMALL or not lower[-1].isalpha():
        return re.escape(token)
    stem = re.escape(token)
    if lower.endswith(("o", "a", "e")):
        return rf"{re.escape(token[:-1])}[oae]s?"
    if lower.endswith(("os", "as", "es")):
        return rf"{re.escape(token[:-2])}(?:[oae]s?|es)?"
    if lower[-2:-1] in "áéíóú" and lower[-1] in "ns":  # invención, invenciones; japonés, japonesa
        bare = re.escape(token[:-2] + token[-2].translate(_ACUTE) + token[-1])
        return rf"(?:{stem}|{bare}(?:es|as?))"
    if lower.endswith("z"):
        return rf"(?:{stem}|{re.escape(token[:-1])}ces)"
    return rf"{stem}(?:es|as?|s)?"


TERMS = InflectedTerms(
    plain=spaced,
    inflected=_inflected,
    skipped=frozenset({"de", "del", "la", "el", "los", "las"}),
    between=r"(?:de la |de los |de las |del |de |al |a la |el |la |los |las )?",
    pronoun=r"\b(?:él|ella|ellos|ellas|este|esta|quien|dicho funcionario)\b",
    the_office=(
        r"\b(?i:la|dicha|esta|el|dicho|este|del|al|su)[ ](?:Oficina|Administración|Organización|Organismo|Ministerio|Consejo|Tribunal|Comisión"
        r"|Comité|Agencia|Instituto|oficina|administración|organización|ministerio|tribunal|comisión|comité|agencia|instituto)\b"
    ),
    honorific=(
        r"(?:Sr|Sra|Dr|Dra|D|señor|señora|president[ea]|ministr[oa]|director|directora|comisari[oa]|comisionad[oa]|juez|jueza)\.?[ ]"
    ),
    former=r"antigu[oa]s?|antiguamente|entonces|anteriormente|anterior|ex|predecesora?|exdirector\w*|hasta entonces",
)
