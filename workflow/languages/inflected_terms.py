"""The forms of a term in a language that inflects words: each word in any of its forms, with articles between them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from workflow.model import HAN, Term
from workflow.patterns import late

_WORD = late(r"[^\W_]+|[^\w\s']")


@dataclass(frozen=True)
class InflectedTerms:
    """See ``contracts.languages.TermForms``.

    Attributes:
        plain: Returns a text in the form that is searched.
        inflected: Returns a pattern for the forms of a word.
        skipped: Words that need not be there: articles and "of".
        between: A pattern for what may stand between two words besides spaces; it includes ``skipped``.
        pronoun: What may stand for a person.
        the_office: What may stand for an office, in the right case.
        honorific: What is before a surname, in the right case.
        former: Words that say that a name is a former one.
        start: What is before a name.
        capitals: Whether capital letters begin a name, so that another name may follow a surname.
        certain: Whether a missing name is an error.
    """

    plain: Callable[[str], str]
    inflected: Callable[[str], str]
    skipped: frozenset[str]
    between: str
    pronoun: str
    the_office: str
    honorific: str
    former: str
    start: str = r"(?<!\w)"
    capitals: bool = True
    certain: bool = True

    def occurrences(self, rendering: str, text: str) -> Iterator[re.Match[str]]:
        """Yield where a rendering is in a plain text, every word in any of its forms."""
        return _pattern(self, rendering).finditer(text)

    def alluded_to(self, term: Term, target: str) -> bool:
        """Return whether a pronoun or "the Office" may stand for the name."""
        if term.kind == "person":
            named = re.search(rf"{self.start}{self.inflected(self._surname(term))}(?!\w)", target, re.IGNORECASE)
            return named is None and re.search(self.pronoun, target, re.IGNORECASE) is not None
        return term.kind == "office" and re.search(self.the_office, target) is not None

    def _surname(self, term: Term) -> str:
        names = self.plain(term.target).split() or [""]
        return names[-1] if "·" in term.source or not HAN.match(term.source) or len(term.source) > 4 else names[0]

    def short_form(self, term: Term, target: str) -> bool:
        """Return whether a person is called by the surname: "M. Shen", or "Shen" without another given name."""
        surname = self.inflected(self._surname(term)) if term.kind == "person" and term.target else ""
        if not surname:
            return False
        bare = rf"(?<![A-ZА-Я\w][ ]){self.start}" if self.capitals else r"(?!)"
        given = r"(?![ ][A-ZА-Я])" if self.capitals else ""
        return re.search(rf"(?:{self.start}{self.honorific}|{bare})(?<!-){surname}(?![\w-]){given}", target) is not None

    def formerly(self, text: str) -> bool:
        """Return whether a text mentions what something used to be called."""
        return re.search(rf"{self.start}(?:{self.former})(?!\w)", text, re.IGNORECASE) is not None


@lru_cache(maxsize=4096)
def _pattern(forms: InflectedTerms, rendering: str) -> re.Pattern[str]:
    text = forms.plain(rendering)
    tokens = _WORD.findall(text)
    if not tokens:
        return re.compile(r"(?!)")
    words = [token for token in tokens if token.lower() not in forms.skipped] or tokens
    found = _form(forms, words[0])
    for before, token in pairwise(words):
        joined = not token[0].isalnum() or not before[-1].isalnum()
        found += (r"[\s-]{0,3}" if joined else rf"[\s-]{{1,3}}{forms.between}") + _form(forms, token)
    start = forms.start if words[0][0].isalnum() else ""
    end = r"(?!\w)" if words[-1][-1].isalnum() else ""
    flags = re.NOFLAG if re.fullmatch(r"[A-Z0-9&.-]{2,8}", text) else re.IGNORECASE
    return re.compile(start + found + end, flags)


def _form(forms: InflectedTerms, token: str) -> str:
    plain = not token[0].isalpha() or len(token) < 3 or (token.isascii() and token.isupper())
    return re.escape(token) if plain else forms.inflected(token)
