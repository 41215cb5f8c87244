"""How good drafts are, measured against translations that people approved.

chrF (Popović 2015) is the F-score, recall counting twice, of character n-grams up to six, without spaces, over all
sentences together; it is computed as sacreBLEU does. The other measures count what does harm.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from workflow import languages
from workflow.drafting import written
from workflow.drafting.drafter import Findings
from workflow.model import Draft, Sentence

_ORDER = 6
_BETA_SQUARED = 4.0
_MODALS = re.compile(r"\b(?:shall|must|may)\b")
"""What obliges, forbids or allows in English law; in lower case, because May is also a month."""


def chrf(texts: Sequence[str], references: Sequence[str]) -> float:
    """Return the chrF of texts, 0 to 100, each with one reference."""
    hypothesis, reference, matching = [0] * _ORDER, [0] * _ORDER, [0] * _ORDER
    for text, right in zip(texts, references, strict=True):
        for place in range(_ORDER):
            ours, theirs = _grams(text, place + 1), _grams(right, place + 1)
            # An order that the reference is too short for counts neither for nor against the text.
            hypothesis[place] += ours.total() if theirs else 0
            reference[place] += theirs.total()
            matching[place] += (ours & theirs).total()
    counted = [place for place in range(_ORDER) if hypothesis[place] and reference[place]]
    if not counted:
        return 0.0
    precision = sum(matching[place] / hypothesis[place] for place in counted) / len(counted)
    recall = sum(matching[place] / reference[place] for place in counted) / len(counted)
    if not precision + recall:
        return 0.0
    return 100 * (1 + _BETA_SQUARED) * precision * recall / (_BETA_SQUARED * precision + recall)


def _grams(text: str, size: int) -> Counter[str]:
    joined = "".join(text.split())
    return Counter(joined[start : start + size] for start in range(len(joined) - size + 1))


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured on drafts.

    Attributes:
        chrf: Likeness to the approved translations, 0 to 100.
        figures: Figures in which a draft and its source disagree.
        terms: Terms and names that a draft lacks, and forbidden wordings that it has.
        obligations: Each "shall", "must" or "may" of an approved translation that its draft lacks; English only.
        nothing: Sentences without a draft, because the machine looped or lost what was hidden from it.
        length: By how much the length of a draft differs from that of the approved translation, in percent, on average.
    """

    chrf: float
    figures: int
    terms: int
    obligations: int
    nothing: int
    length: int

    def harm(self) -> dict[str, int]:
        """Return the measures that must not rise."""
        return {
            "figures": self.figures,
            "terms": self.terms,
            "obligations": self.obligations,
            "nothing": self.nothing,
            "length": self.length,
        }


def measured(
    sentences: Sequence[Sentence], drafts: Sequence[Draft], references: Sequence[str], language: str, values: Findings
) -> Measures:
    """Measure drafts.

    Args:
        sentences: The sentences.
        drafts: Their drafts.
        references: Their approved translations.
        language: The target language.
        values: As for a ``Drafter``.
    """
    english = languages.of(language).tidying is not None
    texts = [draft.text for draft in drafts]
    pairs = [(sentence, text) for sentence, text in zip(sentences, texts, strict=True) if text]

    def total(count: Callable[[Sentence, str], Iterable[object]]) -> int:
        return sum(len(tuple(count(sentence, text))) for sentence, text in pairs)

    return Measures(
        chrf=chrf(texts, references),
        figures=total(values),
        terms=total(lambda sentence, text: written.missing(sentence, text, english=english)),
        obligations=sum(map(obligations, texts, references)) if english else 0,
        nothing=texts.count(""),
        length=_length(texts, references),
    )


def obligations(text: str, reference: str) -> int:
    """Return how many times "shall", "must" or "may" is missing from a text, compared with a reference."""
    return (Counter(_MODALS.findall(reference)) - Counter(_MODALS.findall(text))).total()


def _length(texts: Sequence[str], references: Sequence[str]) -> int:
    differing = [
        abs(math.log((len(text) + 1) / (len(right) + 1))) for text, right in zip(texts, references, strict=True) if text
    ]
    return round(100 * (math.exp(sum(differing) / len(differing)) - 1)) if differing else 0
