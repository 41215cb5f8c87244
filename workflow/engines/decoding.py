"""Decoding with CTranslate2: what the engines ``argos`` and ``ctranslate2`` share.

All sentences are decoded together, in batches of similar length. Nothing here uses the network.
"""

import os
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from workflow.contracts.engines import Hypothesis
from workflow.errors import BadInput
from workflow.interface import say
from workflow.languages.chinese.script import converter, simplified
from workflow.models.vocabulary import tokens as vocabulary_tokens
from workflow.models.vocabulary import writable

BEAM = 4
"""argostranslate's value. On newstest2018-head300, beam 2 loses 0.9 BLEU and is 1.6 times as fast; beam 3 loses 0.25
and is 1.2 times as fast.
"""
LENGTH_PENALTY = 1.0
"""Hypotheses are compared and scored by log probability per token. argostranslate's 0.2 gives 0.3 BLEU less."""
BATCH_TOKENS = 512
"""Larger batches are no faster on a CPU, and a batch that was started is finished even after Ctrl-C."""
LONGEST = 160
"""The longest piece, in tokens. Of rows of clauses, all came back up to 140 tokens; at 211 a few were lost, at 281 the
end was cut off.
"""
LONGEST_TARGET = 400
"""The longest output, in tokens; anything longer repeats itself. 211 tokens of Chinese gave 235 of English."""
_POLL_SECONDS = 0.005
_MOST_WORKERS = 4
"""Each needs about 130 MB in addition to the model's 240 MB; further cores work within a batch."""


@dataclass(frozen=True, slots=True)
class Around:
    """The tokens that a model wants around a text, such as the tags of its languages.

    Attributes:
        before: Before the tokens of the source.
        after: After them.
        target: What the translation begins with; it is no part of the text.
    """

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    target: tuple[str, ...] = ()


class Decoder:
    """A model with its tokenizer; ``name`` is the origin that its drafts state."""

    def __init__(self, name: str, tokenizer: Any, model: "Model", *, script: str, around: Around = Around()) -> None:
        """Decode with a loaded model.

        Args:
            name: The origin.
            tokenizer: Cuts the source into tokens.
            model: The model.
            script: The script that the model knows: "Hans", "Hant", or "" for texts that are not Chinese. Drafting asks
                in simplified characters.
            around: What is added to every text.
        """
        self.name = name
        self._tokenizer = tokenizer
        self._model = model
        self._script = script
        self._around = around

    def translate(
        self, texts: Sequence[str], *, hypotheses: int = BEAM, no_repeat: int = 0
    ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        """Translate plain sentences, long ones first; see ``contracts.engines.Translator``. Ctrl-C ends it at once."""
        pieces: list[tuple[int, list[str]]] = []
        parts: dict[int, list[str]] = {}
        results: dict[int, list[Sequence[Hypothesis]]] = {}
        for index, text in enumerate(texts):
            if not _SAYS_SOMETHING.search(text):
                yield index, (Hypothesis(text, 0.0, 0),)
                continue
            whole = self._in_its_script(text)
            cut = [piece for sentence in _sentences(whole) for piece in _cut(sentence, self._length)]
            parts[index] = cut
            results[index] = [()] * len(cut)
            pieces += [(index, self._encode(part)) for part in cut]
        # The number of each text's first piece.
        first = {index: number for number, (index, _) in reversed(list(enumerate(pieces)))}
        for number, made in self._run([tokens for _, tokens in pieces], hypotheses, no_repeat):
            index = pieces[number][0]
            results[index][number - first[index]] = made
            if all(results[index]):
                yield index, _joined(results[index], parts[index])

    def _in_its_script(self, text: str) -> str:
        if self._script == "Hans":
            return simplified(text)
        return converter("Hans", "Hant")(text) if self._script == "Hant" else text

    def _encode(self, text: str) -> list[str]:
        tokens: list[str] = self._tokenizer.encode(text, out_type=str)
        return tokens

    def _length(self, text: str) -> int:
        return len(self._encode(text))

    def _run(
        self, inputs: Sequence[list[str]], hypotheses: int, no_repeat: int
    ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        """Decode token lists in batches of at most ``BATCH_TOKENS`` with padding, longest first, in that order.

        The order is fixed so that the ranking of equal translations does not depend on chance. No more batches are
        handed over than there are workers, because CTranslate2 finishes everything it was given before it lets the
        process end.
        """
        for number, tokens in enumerate(inputs):
            if len(tokens) > LONGEST or not tokens:
                yield number, (Hypothesis("", 0.0, 0, whole=not tokens),)
        waiting = deque(_batches(inputs))
        running: list[tuple[list[int], list[Any]]] = []
        while waiting or running:
            while waiting and len(running) < self._model.workers:
                batch = waiting.popleft()
                running.append((batch, self._start([inputs[number] for number in batch], hypotheses, no_repeat)))
            if not all(result.done() for result in running[0][1]):
                time.sleep(_POLL_SECONDS)
                continue
            batch, results = running.pop(0)
            for number, result in zip(batch, results, strict=True):
                yield number, _decoded(result.result(), self._around.target)

    def _start(self, batch: list[list[str]], hypotheses: int, no_repeat: int) -> list[Any]:
        around = self._around
        results: list[Any] = self._model.translator.translate_batch(
            [[*around.before, *tokens, *around.after] for tokens in batch],
            target_prefix=[list(around.target)] * len(batch) if around.target else None,
            asynchronous=True,
            beam_size=max(BEAM, hypotheses),
            length_penalty=LENGTH_PENALTY,
            num_hypotheses=hypotheses,
            no_repeat_ngram_size=no_repeat,
            max_decoding_length=LONGEST_TARGET,
            replace_unknowns=True,
            return_scores=True,
            use_vmap=self._model.shortlisted,
        )
        return results


def _decoded(result: Any, prefix: Sequence[str]) -> tuple[Hypothesis, ...]:
    return tuple(
        _hypothesis(tokens, score, prefix) for tokens, score in zip(result.hypotheses, result.scores, strict=True)
    )


def _joined(made: Sequence[Sequence[Hypothesis]], parts: Sequence[str]) -> tuple[Hypothesis, ...]:
    """Join the pieces of one text, with as many hypotheses as the piece that has the most.

    Args:
        made: The hypotheses of each piece, most likely first; where there are fewer, the last one fills the other
            ranks.
        parts: The source of each piece.
    """
    joined = []
    for rank in range(max(map(len, made))):
        used = [each[: rank + 1][-1] for each in made]
        joined.append(
            Hypothesis(
                text=" ".join(each.text for each in used),
                logprob=sum(each.logprob or 0.0 for each in used),
                tokens=sum(each.tokens for each in used),
                whole=all(each.whole for each in used),
                pieces=tuple((part, each.text) for part, each in zip(parts, used, strict=True)),
            )
        )
    return tuple(joined)


def _hypothesis(tokens: Sequence[str], score: float, prefix: Sequence[str]) -> Hypothesis:
    written = tokens[len(prefix) :] if list(tokens[: len(prefix)]) == list(prefix) else tokens
    # Not the tokenizer's own decoding: argostranslate's turns "_" into a space.
    text = "".join(map(_text, groupby(written, key=_is_byte))).replace("▁", " ").strip()
    counted = len(tokens) + 1  # including the end of the sentence
    return Hypothesis(text, score * counted, counted, whole=len(tokens) < LONGEST_TARGET)


_BYTE = re.compile("<0x([0-9A-F]{2})>")
"""How SentencePiece writes a byte of a character for which it has no token."""


def _is_byte(token: str) -> bool:
    return _BYTE.fullmatch(token) is not None


def _text(group: tuple[bool, Iterable[str]]) -> str:
    bytewise, tokens = group
    if not bytewise:
        return "".join(tokens)
    return bytes(int(token[3:5], 16) for token in tokens).decode("utf-8", "replace")


def _batches(inputs: Sequence[list[str]]) -> Iterator[list[int]]:
    """Yield indices of ``inputs``, longest first, in batches whose size times the longest is at most BATCH_TOKENS."""
    order = sorted(
        (number for number, tokens in enumerate(inputs) if 0 < len(tokens) <= LONGEST), key=lambda n: -len(inputs[n])
    )
    batch: list[int] = []
    for number in order:
        if batch and len(inputs[batch[0]]) * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


_FINALS = re.compile(r"[。！？]+(?![。！？”’」』）》】…—])")
_BRACKETS = (("《", "》"), ("（", "）"), ("(", ")"), ("【", "】"))
_SAYS_SOMETHING = re.compile(r"\w")
"""A letter, a digit or a Han character. Given only marks, the model makes up a sentence."""


def _sentences(text: str) -> list[str]:
    """Split a quotation into sentences, and split off a closing note, 。（完）: given several, the model drops some.

    Text in brackets stays together, and marks stay with the sentence before them.
    """
    cuts = [
        match.end()
        for match in _FINALS.finditer(text)
        if all(
            text.count(opening, 0, match.end()) == text.count(closing, 0, match.end()) for opening, closing in _BRACKETS
        )
    ]
    return _saying([text[start:end] for start, end in pairwise((0, *cuts, len(text)))]) or [text]


def _saying(pieces: Iterable[str]) -> list[str]:
    """Join pieces that are only marks and blanks with the one before them, or with the one after if they are first."""
    joined: list[str] = []
    for piece in pieces:
        if joined and not (_SAYS_SOMETHING.search(piece) and _SAYS_SOMETHING.search(joined[-1])):
            joined[-1] += piece
        elif piece:
            joined.append(piece)
    return joined


_CUTS = ("；;", "，,：:", "、 ")
"""Where a text that is too long is cut; the first that helps."""


def _cut(text: str, length: Callable[[str], int], marks: tuple[str, ...] = _CUTS) -> list[str]:
    """Cut a text into as few pieces of at most LONGEST tokens as possible; one that cannot be cut stays too long."""
    if length(text) <= LONGEST or not marks:
        return [text]
    clauses = _saying(re.split(f"(?<=[{marks[0]}])", text))
    pieces: list[str] = []
    for clause in clauses:
        for part in _cut(clause, length, marks[1:]):
            if pieces and length(pieces[-1] + part) <= LONGEST:
                pieces[-1] += part
            else:
                pieces.append(part)
    return pieces


# --- the model's files ---

SHARED_VOCABULARY = "shared_vocabulary.json"
SHORTLIST = "vmap.txt"
_HAN_LANGUAGES = frozenset({"zh", "zt", "ja", "ko"})


@dataclass(frozen=True, slots=True)
class Model:
    """A model that CTranslate2 has loaded.

    Attributes:
        translator: The ``ctranslate2.Translator``.
        shortlisted: Whether it has a shortlist of the tokens that it may write.
        workers: How many batches it decodes at the same time.
    """

    translator: Any
    shortlisted: bool
    workers: int


def tokenizer(path: Path, data: bytes) -> Any:
    """Load a SentencePiece model.

    Raises:
        BadInput: It is none.
    """
    import sentencepiece

    try:
        return sentencepiece.SentencePieceProcessor(model_proto=data)
    except (RuntimeError, OSError) as error:
        raise BadInput(say("{path}: is not a SentencePiece model ({error})", path=path, error=error)) from error


def model(folder: Path, files: dict[str, bytes], target: str) -> Model:
    """Load a model.

    Half of the vocabulary that OPUS-MT zh-en shares between its languages is Chinese. With a shortlist (CTranslate2's
    "vocabulary map", with one rule that always applies) only the other half is computed for every token, which makes
    decoding 1.35 times as fast and keeps Han characters out of the English.

    Args:
        folder: Names the model in errors.
        files: Its files by name.
        target: The code of the language that it translates into.

    Raises:
        BadInput: CTranslate2 cannot run it.
    """
    import ctranslate2

    shortlisted = SHORTLIST in files
    if not shortlisted and SHARED_VOCABULARY in files and target not in _HAN_LANGUAGES:
        files = {**files, SHORTLIST: _shortlist(files[SHARED_VOCABULARY])}
        shortlisted = True
    workers = _workers()
    try:
        translator = ctranslate2.Translator(
            str(folder),
            device="cpu",
            compute_type="int8",
            inter_threads=workers,
            intra_threads=max(1, _cores() // workers),
            files=files,
        )
    except (RuntimeError, ValueError) as error:
        raise BadInput(
            say("{folder}: is not a model that CTranslate2 can run ({error})", folder=folder, error=error)
        ) from error
    return Model(translator, shortlisted, workers)


def _shortlist(vocabulary: bytes) -> bytes:
    """Return a CTranslate2 vocabulary map of all tokens without Chinese: an empty source, a tab, the tokens."""
    allowed = filter(writable, vocabulary_tokens(vocabulary, SHARED_VOCABULARY))
    return f"\t{' '.join(allowed)}\n".encode()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _workers() -> int:
    return min(_cores(), _MOST_WORKERS)
