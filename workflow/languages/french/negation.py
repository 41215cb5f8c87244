"""What a French text denies, forbids, demands and allows. The words are in ``negation.tsv``.

French negates with two words, "ne" and another one. Texts have typewriter apostrophes, as ``French.plain`` returns
them.
"""

from workflow.languages.listed_negation import ListedNegation

_MODAL = r"(?:peu(?:t|vent)|pour(?:ra|ront|rait|raient))"
_DUTY = r"(?:doi(?:t|vent)|dev(?:ra|ront|rait|raient))"

NEGATION = ListedNegation(
    "french",
    particle=r"ne\b|n'",
    plain_not_=r"\b(?:ne|n')[ ]?[^.;:,!?]{0,40}?\b(?:pas|plus|jamais)\b",
    plainly_may=(
        rf"(?<!\bne )(?<!\bn')\b{_MODAL}\b(?! (?:pas|plus|jamais|en aucun|ni|être inférieur|être supérieur))"
        r"|\b(?:est|sont) (?:autorisée?s?|libres?) |\b(?:est permis|a le droit|ont le droit) "
    ),
    plainly_must=rf"(?<!\bne )(?<!\bn')\b{_DUTY}\b(?! (?:pas|plus|jamais))|(?<!n')\b(?:est|sont) (?:tenue?s?|obligée?s?) ",
    must_not=rf"\b(?:ne|n')[ ]?(?:{_MODAL}|{_DUTY})\b|\binterdi",
    end=r"(?:(?<=')|(?!\w))",
)
