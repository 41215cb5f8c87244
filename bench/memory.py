"""A large memory: ``memory.py [PAIRS]`` prints how fast its index is built and answers, and how much it finds.

The pairs (a million, if not said otherwise) are made: words of the translation model's vocabulary, as often as the
model has seen them, with numbers; one source in five is another one with other numbers or another word, as releases
repeat themselves. Asked for are sources of the index with other numbers and up to three other words, and new ones. What
should be found is what comparing with every source finds (rapidfuzz, the same likeness, from 85 % on), for the first
200 questions. Processor time is printed too: other work on the machine does not count in it.
"""

import gc
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import accumulate
from math import exp
from pathlib import Path
from statistics import median, quantiles

from rapidfuzz import process
from rapidfuzz.distance import Indel

from workflow.languages.chinese.numbers import figures as chinese_figures
from workflow.languages.english import rewriting as english_rewriting
from workflow.languages.english.numbers import figures as english_figures
from workflow.memory import store
from workflow.memory.index import Memory
from workflow.memory.pairs import THRESHOLD, Pair
from workflow.memory.renewal import form
from workflow.model import HAN

QUESTIONS = 1000
JUDGED = 200
TARGET = (
    "In 2018 there were 1,234 of them, 5.6% more than in the year before, said the Office in a statement on Monday."
)


class Author:
    """Writes sentences; the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a bench, not a key
        self.words, self.weights = vocabulary()

    def words_for(self, number: int) -> list[str]:
        """So many words, each as often as it is used."""
        return self.random.choices(self.words, cum_weights=self.weights, k=number)

    def number(self) -> str:
        """A figure as releases have it."""
        kind = self.random.randrange(4)
        if kind == 0:
            return f"{self.random.randrange(2000, 2025)}年"
        if kind == 1:
            return f"{self.random.randrange(1, 999) / 10}%"
        return f"{self.random.randrange(1, 999) / 10}万件" if kind == 2 else f"{self.random.randrange(1, 13)}月"

    def sentence(self) -> list[str]:
        """The words of a new sentence of 10 to 60 characters or so."""
        words = self.words_for(self.random.randrange(6, 30))
        for _ in range(self.random.randrange(3)):
            words[self.random.randrange(len(words))] = self.number()
        return [*words, "。"]

    def edited(self, words: list[str], most: int) -> list[str]:
        """The sentence with new numbers and up to ``most`` other words."""
        words = [self.number() if word[:1].isdigit() else word for word in words]
        for _ in range(self.random.randrange(most + 1)):
            words[self.random.randrange(len(words) - 1)] = self.words_for(1)[0]
        return words


def vocabulary() -> tuple[list[str], list[float]]:
    """Chinese words of the model, and their frequencies, summed up."""
    from sentencepiece import SentencePieceProcessor

    from workflow.models.packages import list_packages

    package = next(each for each in list_packages() if each.source.startswith("zh"))
    pieces = SentencePieceProcessor(model_file=str(next(package.path.glob("*.model"))))
    words = {
        text: exp(pieces.get_score(number))
        for number in range(pieces.get_piece_size())
        if HAN.match(text := pieces.id_to_piece(number).lstrip("▁"))
    }
    return list(words), list(accumulate(words.values()))


def pairs(sentences: list[list[str]]) -> Iterator[Pair]:
    """The sentences as approved pairs of releases of 40 sentences."""
    for number, words in enumerate(sentences):
        yield Pair("".join(words), TARGET, f"release-{number // 40}", date="2018-09-12", previous="", next="")


def main() -> None:
    """Build, ask, judge."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    author = Author(1)
    sentences: list[list[str]] = []
    for _ in range(number):
        again = sentences and author.random.random() < 0.2
        sentences.append(author.edited(author.random.choice(sentences), 1) if again else author.sentence())
    questions = []
    for _ in range(QUESTIONS):
        new = author.random.random() < 0.2
        questions.append("".join(author.sentence() if new else author.edited(author.random.choice(sentences), 3)))
    made = list(pairs(sentences))
    gc.freeze()  # a newsroom's pairs come one by one: Python's collector has not a million to look at again and again
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "memory.sqlite")
        start, busy = time.perf_counter(), time.process_time()
        taught = ("en", {"bench": "1"}, lambda names: ((name, made) for name in names))
        store.opened(path, *taught).close()
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
        size = path.stat().st_size >> 20
        print(
            f"build: {number} pairs in {seconds:.1f} s, {number / seconds:.0f} a second ({number / busy:.0f} a second of processor time), {size} MB"
        )
        with Memory.open(
            path,
            *taught,
            figures_of_source=chinese_figures,
            figures_of_target=english_figures,
            rewriting=english_rewriting,
        ) as memory:
            times, busy_times, hits = [], [], []
            for question in questions:
                start, busy = time.perf_counter(), time.process_time()
                hits.append(memory.look_up(question))
                times.append(1000 * (time.perf_counter() - start))
                busy_times.append(1000 * (time.process_time() - busy))
            rough = [memory._similar(form(question), 0) for question in questions[:JUDGED]]  # noqa: SLF001
        for what, each in (("look-up", times), ("the same by processor time", busy_times)):
            print(
                f"{what}: median {median(each):.1f} ms, p95 {quantiles(each, n=20)[-1]:.1f} ms, worst {max(each):.1f} ms"
            )
        print(f"{sum(map(bool, hits))} of {QUESTIONS} questions had a hit")
    forms: dict[str, int] = {}
    for pair in made:
        forms.setdefault(form(pair.source), len(forms) + 1)
    texts = list(forms)
    wanted = found = best = 0
    for question, offered in zip(questions[:JUDGED], rough, strict=True):
        judged = process.extract(
            form(question), texts, scorer=Indel.normalized_similarity, score_cutoff=THRESHOLD / 100, limit=5
        )
        wanted += len(judged)
        found += sum(index + 1 in offered for _, _, index in judged)
        best += bool(judged) and judged[0][2] + 1 not in offered
    print(
        f"recall: of {wanted} sources at least {THRESHOLD} % like one of {JUDGED} questions, {found} found; the best one missed {best} times"
    )


if __name__ == "__main__":
    main()
