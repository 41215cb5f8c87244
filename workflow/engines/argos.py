"""The engine ``argos``: an installed Argos Translate package, run by CTranslate2 directly.

argostranslate decodes about one sentence at a time; here all sentences are decoded together, in batches of similar
length. Nothing here uses the network or reads the package's ``stanza/``: texts come as sentences.
"""

import hashlib
import os
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any

from workflow.contracts import Engine, Hypothesis
from workflow.errors import BadInput, MissingError
from workflow.languages.chinese.script import simplified
from workflow.models import packages
from workflow.models.packages import Installed
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


def load(source_language: str, target_language: str) -> "Argos":
    """Load the package in use for two BCP 47 tags.

    For traditional Chinese, that is zt→… if installed, else zh→…, which gets simplified characters.

    Raises:
        MissingError: There is no such package; the message has the command that installs it.
        BadInput: The model cannot be run, or claims to be the official one and is not.
    """
    source, target = packages.argos_code(source_language), packages.argos_code(target_language)
    package = packages.find(source, target)
    if package is None and source == "zt":
        source = "zh"
        package = packages.find(source, target)
    if package is None:
        raise MissingError(
            f"the model {source}→{target} is not installed: run `workflow model install {source} {target}`"
        )
    return Argos(package)


ENGINE = Engine(load)


class Argos:
    """A loaded package; ``name`` is the origin that its drafts state: ``argos zh→en 1.9``."""

    def __init__(self, package: Installed) -> None:
        """Load the model from disk; its files must have the digests that are pinned or were recorded."""
        self.name = f"argos {package}"
        self._simplifies = package.source == "zh"
        self._workers = _workers()
        files = _files(package)
        self._tokenizer = _tokenizer(package, files.pop(_TOKENIZER))
        self._translator, self._shortlisted = _translator(package, files, self._workers)

    def translate(
        self, texts: Sequence[str], *, hypotheses: int = BEAM, no_repeat: int = 0
    ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        """Translate plain sentences, long ones first; see ``contracts.Translator``. Ctrl-C ends it at once."""
        pieces: list[tuple[int, list[str]]] = []
        parts: dict[int, list[str]] = {}
        results: dict[int, list[Sequence[Hypothesis]]] = {}
        for index, text in enumerate(texts):
            if not _SAYS_SOMETHING.search(text):
                yield index, (Hypothesis(text, 0.0, 0),)
                continue
            whole = simplified(text) if self._simplifies else text
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
            while waiting and len(running) < self._workers:
                batch = waiting.popleft()
                running.append((batch, self._start([inputs[number] for number in batch], hypotheses, no_repeat)))
            if not all(result.done() for result in running[0][1]):
                time.sleep(_POLL_SECONDS)
                continue
            batch, results = running.pop(0)
            for number, result in zip(batch, results, strict=True):
                yield number, _decoded(result.result())

    def _start(self, batch: list[list[str]], hypotheses: int, no_repeat: int) -> list[Any]:
        results: list[Any] = self._translator.translate_batch(
            batch,
            asynchronous=True,
            beam_size=max(BEAM, hypotheses),
            length_penalty=LENGTH_PENALTY,
            num_hypotheses=hypotheses,
            no_repeat_ngram_size=no_repeat,
            max_decoding_length=LONGEST_TARGET,
            replace_unknowns=True,
            return_scores=True,
            use_vmap=self._shortlisted,
        )
        return results


def _decoded(result: Any) -> tuple[Hypothesis, ...]:
    return tuple(_hypothesis(tokens, score) for tokens, score in zip(result.hypotheses, result.scores, strict=True))


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


def _hypothesis(tokens: Sequence[str], score: float) -> Hypothesis:
    # Not the tokenizer's own decoding: argostranslate's turns "_" into a space.
    text = "".join(tokens).replace("▁", " ").strip()
    counted = len(tokens) + 1  # including the end of the sentence
    return Hypothesis(text, score * counted, counted, whole=len(tokens) < LONGEST_TARGET)


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

_TOKENIZER = "sentencepiece.model"
_VOCABULARY = "shared_vocabulary.json"
_SHORTLIST = "vmap.txt"
_HAN_LANGUAGES = frozenset({"zh", "zt", "ja", "ko"})


def _files(package: Installed) -> dict[str, bytes]:
    """Return the files of the package: the tokenizer, and the model's files by their names below ``model/``."""
    expected: Mapping[str, tuple[int, str]] = {}
    with suppress(MissingError):  # another program installed it, and nothing is known of its files
        expected = packages.expected(package)
    files = {}
    try:
        paths = [package.path / _TOKENIZER, *sorted((package.path / "model").iterdir())]
        for path in paths:
            if path.name.startswith(".") or not path.is_file():
                continue
            name = path.relative_to(package.path).as_posix()
            data = path.read_bytes()
            if expected and (name not in expected or hashlib.sha256(data).hexdigest() != expected[name][1]):
                remedy = f"run `workflow model install {package.source} {package.target}` to restore it"
                raise BadInput(
                    f"{path}: is not the file of the official package: {remedy}"
                    if packages.pin_of(package)
                    else f"{path}: was changed after {package} was installed; install that package again"
                )
            files[path.name] = data
    except OSError as error:
        raise MissingError(
            f"{error.filename}: cannot be read ({error.strerror or error}): "
            f"run `workflow model install {package.source} {package.target}`"
        ) from error
    if _TOKENIZER not in files or "model.bin" not in files:
        raise BadInput(
            f"{package.path}: has no sentencepiece.model or no model/model.bin; this engine supports no other kind of "
            "package"
        )
    return files


def _tokenizer(package: Installed, data: bytes) -> Any:
    import sentencepiece

    try:
        return sentencepiece.SentencePieceProcessor(model_proto=data)
    except (RuntimeError, OSError) as error:
        raise BadInput(f"{package.path / _TOKENIZER}: is not a SentencePiece model ({error})") from error


def _translator(package: Installed, files: dict[str, bytes], workers: int) -> tuple[Any, bool]:
    """Load the model; return it and whether it has a shortlist of the tokens that it may write.

    Half of the vocabulary that OPUS-MT zh-en shares between its languages is Chinese. With a shortlist (CTranslate2's
    "vocabulary map", with one rule that always applies) only the other half is computed for every token, which makes
    decoding 1.35 times as fast and keeps Han characters out of the English.
    """
    import ctranslate2

    shortlisted = _SHORTLIST in files
    if not shortlisted and _VOCABULARY in files and package.target not in _HAN_LANGUAGES:
        files = {**files, _SHORTLIST: _shortlist(files[_VOCABULARY])}
        shortlisted = True
    try:
        translator = ctranslate2.Translator(
            str(package.path / "model"),
            device="cpu",
            compute_type="int8",
            inter_threads=workers,
            intra_threads=max(1, _cores() // workers),
            files=files,
        )
    except (RuntimeError, ValueError) as error:
        raise BadInput(f"{package.path / 'model'}: is not a model that CTranslate2 can run ({error})") from error
    return translator, shortlisted


def _shortlist(vocabulary: bytes) -> bytes:
    """Return a CTranslate2 vocabulary map of all tokens without Chinese: an empty source, a tab, the tokens."""
    allowed = filter(writable, vocabulary_tokens(vocabulary, _VOCABULARY))
    return f"\t{' '.join(allowed)}\n".encode()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _workers() -> int:
    return min(_cores(), _MOST_WORKERS)
