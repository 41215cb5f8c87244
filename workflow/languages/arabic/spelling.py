"""Arabic letters as the lists of this room have them, and what is written together with a word."""

import unicodedata

from workflow.patterns import late

_DIGITS = {chr(zero + n): str(n) for zero in (0x0660, 0x06F0) for n in range(10)}
_LETTERS = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "٪": "%"}
_FOLDED = str.maketrans(_LETTERS | _DIGITS)
_UNSEEN = late("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_AND_ONE = late(r"(?<!\w)و(?=[أإ]حدى?(?!\w))")  # folded it would be واحد
_DECIMAL_COMMA = late("(?<=[0-9])\u060c(?=[0-9])")

CLITICS = r"[وف]?(?:[بكل]?ال|لل|[بكل])?"
"""And, with, like, for, and the article, each perhaps written together with a word; a regular expression."""
START = rf"(?<!\w){CLITICS}"


def fold(text: str) -> str:
    """Return the text with ا for أ إ آ, ي for ى, and European digits; no vowel signs, tatweel, or marks of direction.

    Most texts do not tell these letters apart reliably: Egyptian ones write ى for ي, and many leave out the hamza.
    """
    seen = _AND_ONE.sub("و ", _UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    return _DECIMAL_COMMA.sub(",", seen.translate(_FOLDED))
