"""The engine ``argos``: an installed Argos Translate package, run by CTranslate2 directly.

Where argostranslate decodes about one sentence at a time, here all sentences are decoded together, in batches of like length. Nothing
here asks the network, and nothing reads the package's ``stanza/``: sources come as sentences.
"""

import hashlib
import json
import os
import re
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from workflow.contracts import Engine, Sentence, Values
from workflow.drafting import amounts, faults, masks, written
from workflow.errors import BadInput, MissingError
from workflow.languages.chinese.script import simplified
from workflow.languages.english import grammar
from workflow.languages.english import tidy as english
from workflow.model import HAN, Draft, Match, Term
from workflow.models import packages
from workflow.models.packages import Installed

BEAM = 4
"""argostranslate's own. On newstest2018-head300, beam 2 loses 0.9 BLEU and is 1.6 times as fast, beam 3 0.25 and 1.2 times."""
LENGTH_PENALTY = 1.0
"""Hypotheses are compared, and scored, by log probability a token. With argostranslate's 0.2: 0.3 BLEU less."""
BATCH_TOKENS = 512
"""Larger batches are no faster on a CPU, and a batch that has been begun is finished even after Ctrl-C."""
LONGEST = 160
"""Tokens in one piece. On rows of clauses, all came back up to 140 tokens; at 211 a few were lost, at 281 the end was cut off."""
LONGEST_TARGET = 400
"""Tokens. What goes on for longer repeats itself; 211 tokens of Chinese gave 235 of English."""
ATTEMPTS = 3
"""With other masks each time and more figures hidden, for the sentences of which something is missing or wrong."""
NO_REPEAT = 4
"""Tokens in a row that a sentence which was found to repeat itself must not write twice when it is decoded again."""
_POLL_SECONDS = 0.005
_MOST_WORKERS = 4
"""Each needs about 130 MB beside the model's 240 MB; further cores work within a batch."""


def no_values(_source: str, _target: str) -> tuple[str, ...]:
    """Nothing is known about figures."""
    return ()


def load(source_language: str, target_language: str, values: Values = no_values) -> "Argos":
    """The engine for two BCP 47 tags. values: by which a draft with right figures is preferred to a likelier one with wrong ones.

    Traditional Chinese takes the package zt→… if it is installed, else zh→…; the characters are made simplified then. Raises
    MissingError, with the command that installs the package, and BadInput if the model cannot be run, or says that it is the official
    one and is not.
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
    return Argos(package, values)


ENGINE = Engine(load)


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the model made of one text. logprob: of all ``tokens`` (natural logarithm). whole: it came to an end.

    others: what it thought less likely, in that order.
    """

    text: str
    logprob: float
    tokens: int
    whole: bool = True
    others: "tuple[Decoded, ...]" = ()

    def ranked(self, rank: int) -> "Decoded":
        """The hypothesis of this rank, 0 for the likeliest; the last if there are not so many."""
        return ((self, *self.others)[: rank + 1])[-1]


@dataclass(frozen=True, slots=True)
class _Made:
    """A draft and what is wrong with it: (no text, terms not as the base has them, wrong figures)."""

    draft: Draft
    wrong: tuple[int, int, int]
    fault: str = ""
    values: tuple[str, ...] = ()


class Argos:
    """A loaded package. ``name`` is as the origin of its drafts gives it: ``argos zh→en 1.9``."""

    def __init__(self, package: Installed, values: Values = no_values) -> None:
        """Load the model from the disk, holding a pinned one to its digests on the way."""
        self.name = f"argos {package}"
        self._values = values
        self._renderings: dict[str, tuple[str, ...]] = {}
        self._english = package.target == "en"
        self._simplifies = package.source == "zh"
        self._workers = _workers()
        files = _files(package)
        self._tokenizer = _tokenizer(package, files.pop(_TOKENIZER))
        self._translator, self._shortlisted = _translator(package, files, self._workers)

    def drafts(self, sentences: Sequence[Sentence]) -> Iterator[tuple[int, Draft]]:
        """Yield (index, draft) as they are finished, each index once; long ones first.

        sentences: with inline Markdown; one that comes twice is translated once. Ctrl-C gets out at once, and what was finished by then
        has been yielded. Of a sentence's hypotheses and attempts the first counts that has its terms as the base has them, no wrong figure
        and no fault; else the one with the least wrong, and ``doubts`` say what that is. A draft whose markup did not come back, or that
        no attempt got right (``faults``), is empty.
        """
        places: dict[Sentence, list[int]] = {}
        for index, sentence in enumerate(sentences):
            places.setdefault(sentence, []).append(index)
        self._learn(places)
        decoded: dict[_Request, Decoded] = {}
        best: dict[Sentence, _Made] = {}
        said: dict[str, str] = {}
        left = list(places)
        for attempt in range(ATTEMPTS + 1):
            again = []
            for sentence, plan, careful in self._ready(left, attempt, decoded, best):
                made = self._best(sentence, plan, careful, decoded, said)
                if sentence not in best or made.wrong < best[sentence].wrong:
                    best[sentence] = made
                if any(best[sentence].wrong) and attempt < ATTEMPTS and plan.requests:
                    again.append(sentence)
                    continue
                said.setdefault(best[sentence].draft.text, sentence.text)
                for index in places[sentence]:
                    yield index, _doubted(best[sentence], sentence)
            left = again

    def decode(self, texts: Sequence[str], *, no_repeat: int = 0) -> Iterator[tuple[int, Decoded]]:
        """Plain sentences, without Markdown, each yielded as (index, what the model made of it) when it is finished.

        no_repeat: how many tokens in a row it must not write twice; 0 for no such rule.
        """
        pieces: list[tuple[int, list[str]]] = []
        parts: dict[int, list[str]] = {}
        results: dict[int, list[Decoded | None]] = {}
        for index, text in enumerate(texts):
            whole = simplified(text) if self._simplifies else text
            cut = [piece for sentence in _sentences(whole) for piece in _cut(sentence, self._length)]
            parts[index] = cut
            results[index] = [None] * len(cut)
            pieces += [(index, self._encode(part)) for part in cut]
        # Where a piece stands among those of its text.
        first = {index: number for number, (index, _) in reversed(list(enumerate(pieces)))}
        for number, made in self._run([tokens for _, tokens in pieces], no_repeat):
            index = pieces[number][0]
            results[index][number - first[index]] = made
            if all(results[index]):
                yield index, self._joined([each for each in results[index] if each], parts[index], texts[index])

    def _ready(
        self,
        sentences: Iterable[Sentence],
        attempt: int,
        decoded: "dict[_Request, Decoded]",
        best: Mapping[Sentence, _Made],
    ) -> Iterator[tuple[Sentence, masks.Plan, bool]]:
        """Put what the sentences need into ``decoded``, in one stream of batches; yield each with its plan when all is there.

        The last attempt leaves the terms to the model. What was at fault before is decoded by the rule of NO_REPEAT: the third in a row.
        """
        plans = []
        for sentence in sentences:
            careful = sentence in best and bool(best[sentence].fault)
            # The masks of the first attempt: what was only lost for its terms is not sent twice.
            terms, masked = (self._to_hide(sentence, attempt), attempt) if attempt < ATTEMPTS else ((), 0)
            plans.append((sentence, masks.plan(sentence.text, masked, terms), careful))
        missing = []
        users: dict[_Request, list[int]] = {}
        for number, (_, plan, careful) in enumerate(plans):
            wanted = {request for text in plan.requests if (request := (text, careful)) not in decoded}
            missing.append(len(wanted))
            for text in plan.requests:
                if (text, careful) in wanted:
                    users.setdefault((text, careful), []).append(number)
        for each, lacking in zip(plans, missing, strict=True):
            if not lacking:
                yield each
        for careful in (False, True):
            requests = [request for request in users if request[1] is careful]
            for index, made in self.decode([text for text, _ in requests], no_repeat=NO_REPEAT if careful else 0):
                decoded[requests[index]] = made
                for number in users[requests[index]]:
                    missing[number] -= 1
                    if not missing[number]:
                        yield plans[number]

    def _learn(self, sentences: Iterable[Sentence]) -> None:
        """Find out what the model makes of each term by itself."""
        sources = {
            match.term.source
            for sentence in sentences
            for match in sentence.terms
            if match.term and match.term.kind in {"term", "office"}
        }
        new = sorted(sources - self._renderings.keys())
        for index, made in self.decode(new):
            ways = (each.text for each in (made, *made.others))
            plain = (re.sub(r"^(?:the|an?) ", "", way.casefold().rstrip(".,;:!?")) for way in ways)
            self._renderings[new[index]] = tuple(dict.fromkeys(way for way in plain if len(way) > 2))

    def forget(self) -> None:
        """Forget what it found out about terms, as if newly loaded."""
        self._renderings.clear()

    def _to_hide(self, sentence: Sentence, attempt: int) -> tuple[Match, ...]:
        """The terms to hide: at first not those that the model may well write as the base does, or that can be put right afterwards.

        Around words that it knows the model writes better English than around masks.
        """
        if attempt:
            return sentence.terms
        left = {
            (term.source, start, end)
            for start, end, name in grammar.joined(sentence.text, sentence.terms)
            if len(name.terms) == 1 and self._may_be_left(term := name.terms[0])
        }
        return tuple(
            match
            for match in sentence.terms
            if match.term is None
            or not any(
                match.term.source == source and start <= match.start and match.end <= end for source, start, end in left
            )
        )

    def _may_be_left(self, term: Term) -> bool:
        if term.kind == "term" and term.target[:1].islower():
            return True
        return self._renderings.get(term.source, ("",))[0] == re.sub(r"^the ", "", term.target.casefold())

    def _best(
        self,
        sentence: Sentence,
        plan: masks.Plan,
        careful: bool,
        decoded: "Mapping[_Request, Decoded]",
        said: Mapping[str, str],
    ) -> _Made:
        """The likeliest of the hypotheses with nothing wrong, else the one with the least wrong."""
        best: _Made | None = None
        for rank in range(BEAM):
            used = {text: decoded[text, careful].ranked(rank) for text in plan.requests}
            made = self._made(sentence, plan, used, said)
            if best is None or made.wrong < best.wrong:
                best = made
            if not any(best.wrong):
                break
        assert best
        return best

    def _made(
        self, sentence: Sentence, plan: masks.Plan, used: Mapping[str, Decoded], said: Mapping[str, str]
    ) -> _Made:
        tokens = sum(each.tokens for each in used.values())
        score = sum(each.logprob for each in used.values()) / tokens if tokens else None
        origin = f"mt: {self.name}" + (f" (score {score:.2f})" if score is not None else "")
        text, problem = "", ""
        fault = next((found for request, each in used.items() if (found := faults.fault(request, each.text))), "")
        if not all(each.whole for each in used.values()):
            fault = "the machine does not come to an end with it"
        try:
            text = plan.finish({request: each.text for request, each in used.items() if each.whole})
        except masks.Lost as lost:
            problem = str(lost)
        if text and (other := said.get(text)) and other != sentence.text and not faults.alike(other, sentence.text):
            fault = "the machine says the same as of another sentence"
        if not text or fault:
            return _Made(Draft("", origin, score, fault or problem), (1, 0, 0), fault)
        if self._english:
            text = amounts.separated(amounts.in_yuan(text, sentence.text), sentence.text)
            text = written.corrected(sentence, text, self._renderings)
        return _Made(
            Draft(text, origin, score),
            (0, len(written.missing(sentence, text)), len(values := self._values(sentence.text, text))),
            values=tuple(values),
        )

    def _joined(self, made: Sequence[Decoded], parts: Sequence[str], source: str) -> Decoded:
        """The pieces of one text as one, tidied, with as many hypotheses as the piece that has most."""
        best = self._joined_best(made, parts, source)
        ranks = range(1, max(1 + len(each.others) for each in made))
        others = (self._joined_best([each.ranked(rank) for each in made], parts, source) for rank in ranks)
        return replace(best, others=tuple(others))

    def _joined_best(self, made: Sequence[Decoded], parts: Sequence[str], source: str) -> Decoded:
        texts = [
            english.repair(faults.tidied(part, each.text), part) if self._english else each.text.strip()
            for each, part in zip(made, parts, strict=True)
        ]
        return Decoded(
            text=english.repair(english.join(texts, parts), source) if self._english else " ".join(texts),
            logprob=sum(each.logprob for each in made),
            tokens=sum(each.tokens for each in made),
            whole=all(each.whole for each in made),
        )

    def _encode(self, text: str) -> list[str]:
        tokens: list[str] = self._tokenizer.encode(text, out_type=str)
        return tokens

    def _length(self, text: str) -> int:
        return len(self._encode(text))

    def _run(self, inputs: Sequence[list[str]], no_repeat: int = 0) -> Iterator[tuple[int, Decoded]]:
        """Decode token lists, longest first, in batches of at most ``BATCH_TOKENS`` with padding, and yield them in that order.

        So which of two equal drafts came first does not hang on chance.

        No more batches are handed over than there are workers: CTranslate2 works off all it was given before it lets the process end.
        """
        for number, tokens in enumerate(inputs):
            if len(tokens) > LONGEST or not tokens:
                yield number, Decoded("", 0.0, 0, whole=not tokens)
        waiting = deque(_batches(inputs))
        running: list[tuple[list[int], list[Any]]] = []
        while waiting or running:
            while waiting and len(running) < self._workers:
                batch = waiting.popleft()
                running.append((batch, self._start([inputs[number] for number in batch], no_repeat)))
            if not all(result.done() for result in running[0][1]):
                time.sleep(_POLL_SECONDS)
                continue
            batch, results = running.pop(0)
            for number, result in zip(batch, results, strict=True):
                yield number, _decoded(result.result())

    def _start(self, batch: list[list[str]], no_repeat: int) -> list[Any]:
        results: list[Any] = self._translator.translate_batch(
            batch,
            asynchronous=True,
            beam_size=BEAM,
            length_penalty=LENGTH_PENALTY,
            num_hypotheses=BEAM,
            no_repeat_ngram_size=no_repeat,
            max_decoding_length=LONGEST_TARGET,
            replace_unknowns=True,
            return_scores=True,
            use_vmap=self._shortlisted,
        )
        return results


_Request = tuple[str, bool]
"""A text to send, and whether by the rule of NO_REPEAT."""


def _doubted(made: _Made, sentence: Sentence) -> Draft:
    """The draft with what a person must look at."""
    if not made.draft.text:
        return made.draft
    doubts = (*written.missing(sentence, made.draft.text), *written.ambiguous(sentence), *made.values)
    return replace(made.draft, doubts=tuple(dict.fromkeys(doubts)))


def _decoded(result: Any) -> Decoded:
    first, *others = [
        _hypothesis(tokens, score) for tokens, score in zip(result.hypotheses, result.scores, strict=True)
    ]
    return replace(first, others=tuple(others))


def _hypothesis(tokens: Sequence[str], score: float) -> Decoded:
    # Not the tokenizer's own decoding: argostranslate's turns "_" into a space.
    text = "".join(tokens).replace("▁", " ").strip()
    counted = len(tokens) + 1  # with the end of the sentence
    return Decoded(text, score * counted, counted, whole=len(tokens) < LONGEST_TARGET)


def _batches(inputs: Sequence[list[str]]) -> Iterator[list[int]]:
    """Positions in ``inputs``, longest first, in batches whose size times its longest is at most BATCH_TOKENS."""
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


def _sentences(text: str) -> list[str]:
    """The sentences of a quotation one by one, and a closing note, 。（完）, by itself: of several at once, the model drops some.

    What stands in brackets stays together.
    """
    cuts = [
        match.end()
        for match in _FINALS.finditer(text)
        if all(
            text.count(opening, 0, match.end()) == text.count(closing, 0, match.end()) for opening, closing in _BRACKETS
        )
    ]
    return [text[start:end] for start, end in pairwise((0, *cuts, len(text))) if start < end] or [text]


_CUTS = ("；;", "，,：:", "、 ")
"""Where a text that is too long is cut, the first that helps."""


def _cut(text: str, length: Any, marks: tuple[str, ...] = _CUTS) -> list[str]:
    """A text in pieces of at most LONGEST tokens, as few as can be; one that cannot be cut stays too long."""
    if length(text) <= LONGEST or not marks:
        return [text]
    clauses = [clause for clause in re.split(f"(?<=[{marks[0]}])", text) if clause]
    pieces: list[str] = []
    for clause in clauses:
        for part in _cut(clause, length, marks[1:]):
            if pieces and length(pieces[-1] + part) <= LONGEST:
                pieces[-1] += part
            else:
                pieces.append(part)
    return pieces


# --- the model's files --------------------------------------------------------------------------------------------------------

_TOKENIZER = "sentencepiece.model"
_VOCABULARY = "shared_vocabulary.json"
_SHORTLIST = "vmap.txt"
_HAN_LANGUAGES = frozenset({"zh", "zt", "ja", "ko"})


def _files(package: Installed) -> dict[str, bytes]:
    """The tokenizer and, by their names below ``model/``, the model's files."""
    pin = packages.pin_of(package)
    expected = pin.files if pin else {}
    files = {}
    try:
        paths = [package.path / _TOKENIZER, *sorted((package.path / "model").iterdir())]
        for path in paths:
            if path.name.startswith(".") or not path.is_file():
                continue
            name = path.relative_to(package.path).as_posix()
            data = path.read_bytes()
            if pin and (name not in expected or hashlib.sha256(data).hexdigest() != expected[name][1]):
                raise BadInput(
                    f"{path}: is not the official package's: run `workflow model install {package.source} {package.target}`, "
                    "which puts the right one there"
                )
            files[path.name] = data
    except OSError as error:
        raise MissingError(
            f"{error.filename}: cannot be read ({error.strerror or error}): "
            f"run `workflow model install {package.source} {package.target}`"
        ) from error
    if _TOKENIZER not in files or "model.bin" not in files:
        raise BadInput(
            f"{package.path}: has no sentencepiece.model or no model/model.bin; this engine runs no other kind of package"
        )
    return files


def _tokenizer(package: Installed, data: bytes) -> Any:
    import sentencepiece

    try:
        return sentencepiece.SentencePieceProcessor(model_proto=data)
    except (RuntimeError, OSError) as error:
        raise BadInput(f"{package.path / _TOKENIZER}: is not a SentencePiece model ({error})") from error


def _translator(package: Installed, files: dict[str, bytes], workers: int) -> tuple[Any, bool]:
    """The model, and whether it has a shortlist of the tokens that it may write.

    Half of the vocabulary that OPUS-MT zh-en shares between its languages is Chinese. With a shortlist (CTranslate2's "vocabulary map", of
    one rule that always holds) only the other half is computed for every token, by which decoding is 1.35 times as fast, and Han
    characters cannot get into the English.
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
        raise BadInput(f"{package.path / 'model'}: is no model that CTranslate2 can run ({error})") from error
    return translator, shortlisted


# What else is never English: full-width forms, kana, hangul, box drawing, private use, scripts of other languages in the vocabulary.
_OTHER_SCRIPTS = re.compile(
    "[\u0400-\u04ff\u0590-\u1cff\u2500-\u257f\u2e80-\u9fff\uac00-\ud7ff\ue000-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00010000-\U0010ffff]"
)


def _shortlist(vocabulary: bytes) -> bytes:
    """CTranslate2's vocabulary map that allows every token without Chinese: an empty source, a tab, the tokens."""
    try:
        tokens = json.loads(vocabulary)
        allowed = [
            token
            for token in tokens
            if not (HAN.search(token) or _OTHER_SCRIPTS.search(token) or re.search(r"\s", token) or not token)
        ]
    except (ValueError, TypeError) as error:
        raise BadInput(f"the model's {_VOCABULARY} cannot be read ({error}); install the package again") from error
    return f"\t{' '.join(allowed)}\n".encode()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _workers() -> int:
    return min(_cores(), _MOST_WORKERS)
