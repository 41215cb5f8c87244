"""The vocabulary that a model's two languages share: which tokens English may contain, and cutting English into them.

A package has the SentencePiece model of its source language only. Text of the target language is cut by the same method
(Viterbi over scored pieces) with scores from each token's rank: the vocabulary is sorted by frequency, and the score of
a piece, its log probability, falls with the logarithm of the rank. Of 402 translations of the official model, 379 are
cut into exactly the tokens in which the model wrote them.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import linear_regression, median

from workflow.errors import BadInput
from workflow.interface import say
from workflow.model import HAN

END, UNKNOWN = "</s>", "<unk>"
SPACE = "\u2581"
"""What stands for a space in a token."""

# Never English either: full-width forms, kana, hangul, box drawing, private use, other scripts in the vocabulary.
_OTHER_SCRIPTS = re.compile(
    "[\u0400-\u04ff\u0590-\u1cff\u2500-\u257f\u2e80-\u9fff\uac00-\ud7ff\ue000-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    "\U00010000-\U0010ffff]"
)
_SURE = 2000
"""Up to this rank a piece that both languages have is used by both."""
_FIRST = 10
"""The scores of the most frequent pieces do not fit the line."""
_SLOPE, _START = -1.07, -0.97
"""The line of the official package, for a package whose source pieces have no scores."""
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u00a0": " "})
"""What the model writes for them: it learned from texts in which they were replaced."""


def tokens(data: bytes, name: str) -> list[str]:
    """Read a vocabulary file.

    Raises:
        BadInput: It is not a list of tokens.
    """
    try:
        read = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            say("the model's {name} cannot be read ({error}); install the package again", name=name, error=error)
        ) from error
    if not isinstance(read, list) or not all(isinstance(token, str) for token in read):
        raise BadInput(say("the model's {name} is not a list of tokens; install the package again", name=name))
    return read


def writable(token: str) -> bool:
    """Return whether English may contain a token."""
    return bool(token) and not (HAN.search(token) or _OTHER_SCRIPTS.search(token) or re.search(r"\s", token))


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts text of the target language into tokens; ``scores`` are the tokens it may use."""

    scores: Mapping[str, float]
    longest: int

    @staticmethod
    def of(vocabulary: Sequence[str], source_scores: Mapping[str, float], bias: Sequence[float] = ()) -> "Cutter":
        """Return the cutter for a vocabulary.

        Args:
            vocabulary: The tokens, most frequent first.
            source_scores: The pieces of the source language with their log probabilities.
            bias: The model's bias for each token. Pieces that only the source has were never written in training, and
                their bias is as low as that of Chinese ones; they are left out.
        """
        written = [(rank, token) for rank, token in enumerate(vocabulary) if writable(token)]
        if bias:
            # Between what is never written and what only the target has.
            never = [bias[rank] for rank, token in enumerate(vocabulary) if HAN.search(token)]
            ours = [bias[rank] for rank, token in written if token not in source_scores]
            limit = (median(never) + median(ours)) / 2 if never and ours else -math.inf
            written = [
                (rank, token)
                for rank, token in written
                if rank < _SURE or bias[rank] > limit or token not in source_scores
            ]
        slope, start = _line(vocabulary, source_scores)
        scores = {
            token: start + slope * math.log(rank + 1) for rank, token in written if token not in {END, UNKNOWN, "<s>"}
        }
        return Cutter(scores, max(map(len, scores), default=0))

    def cut(self, text: str) -> list[str] | None:
        """Return the likeliest tokens of a text; None if it has a character that no token has."""
        written = SPACE + SPACE.join(text.translate(_QUOTES).replace("\u2014", " - ").split())
        best: list[tuple[float, int] | None] = [(0.0, 0), *[None] * len(written)]
        for start in range(len(written)):
            here = best[start]
            if here is None:
                continue
            for end in range(start + 1, min(len(written), start + self.longest) + 1):
                score = self.scores.get(written[start:end])
                if score is None:
                    continue
                reached = best[end]
                if reached is None or here[0] + score > reached[0]:
                    best[end] = (here[0] + score, start)
        ends = [len(written)]
        while ends[-1]:
            reached = best[ends[-1]]
            if reached is None:
                return None
            ends.append(reached[1])
        return [written[start:end] for start, end in pairwise(reversed(ends))]


def _line(vocabulary: Iterable[str], source_scores: Mapping[str, float]) -> tuple[float, float]:
    """Return slope and start of the line from the logarithm of a token's rank to its score."""
    points = [
        (math.log(rank + 1), source_scores[token])
        for rank, token in enumerate(vocabulary)
        if rank > _FIRST and token in source_scores
    ]
    if len({place for place, _ in points}) < 2:
        return _SLOPE, _START
    slope, start = linear_regression(*zip(*points, strict=True))
    return (slope, start) if slope < 0 else (_SLOPE, _START)
