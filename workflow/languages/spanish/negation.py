"""What a Spanish text denies, forbids, demands and allows. The words are in ``negation.tsv``.

Spanish negates with "no" before the verb, and another negative word after it adds nothing: "no … nunca".
"""

from workflow.languages.listed_negation import ListedNegation

_MODAL = r"(?:puede[ns]?|podrán?|podrían?|podían?)"
_DUTY = r"(?:deben?|deberán?|deberían?)"

NEGATION = ListedNegation(
    "spanish",
    particle=r"no\b(?!\.)",
    plain_not_=r"(?<!\w)(?:no (?!sólo|solo|obstante|menos|más)\w|nunca |jamás |nadie |ningun[oa] |tampoco )",
    plainly_may=(
        rf"(?<!\bno )(?<!\bno se )(?<!\bnadie )(?<!\bningun[oa] )(?<!\btampoco )\b{_MODAL}\b(?! (?:no|ser (?:inferior|superior|menor|mayor))\b)"
        r"|(?<!\bno )\b(?:está|están) (?:autorizad|facultad|permitid)[oa]s?\b|(?<!\bno )\bse permit\w+"
        r"|(?<!\bno )\btienen? (?:el )?derecho\b"
    ),
    plainly_must=(
        rf"(?<!\bno )(?<!\bno se )\b{_DUTY}\b|(?<!\bno )\btendr?án? que\b|(?<!\bno )\btienen? que\b"
        r"|(?<!\bno )\b(?:está|están) obligad[oa]s?\b|(?<!\bno )\bhabrán? de\b"
    ),
    must_not=rf"\bno (?:se )?(?:{_MODAL}|{_DUTY})\b|\b(?:nadie|ningun[oa]) {_MODAL}\b|\bprohib",
)
