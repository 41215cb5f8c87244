"""Training low-rank adapters: the order of the examples, the learning rate, and continuing where a killed run stopped.

What computes gradients is a ``Learner`` (``lora`` has the real one), so that everything here works, and is tested,
without a training library.
"""

import io
import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from workflow.files import content, remove_temporaries, write_atomic
from workflow.interface import say

if TYPE_CHECKING:
    from workflow.models.weights import Matrix

SAVE_EVERY = 20.0
"""The most seconds of training that a killed process can lose."""
_KEPT_SECONDS = 30 * 24 * 3600
_NEXT_SEED = 1_000_000
"""Larger than the seeds that people choose, so that no two of them share a run."""
_STEP, _KEY = "step", "key"


@dataclass(frozen=True, slots=True)
class Example:
    """A pair as numbers of tokens; both sides have the end token."""

    source: tuple[int, ...]
    target: tuple[int, ...]


GENTLE, STRONG = "gentle", "strong"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How adapters are trained; the values are those of the gentle recipe, see ``recipes``.

    Attributes:
        name: What the recipe is called.
        seed: Decides the order of the examples and the first values.
        runs: How many adapters are trained, each with another order and other first values. Their mean is added: it
            translates unseen text better than each of them.
        rank: The rank of each adapter.
        epochs: How often each example is seen.
        rate: The highest learning rate.
        warm_up: The share of the steps in which it is reached; afterwards it falls to 0.
        smoothing: Label smoothing.
        dropout: The share of what an adapter's first matrix gives that is dropped at random.
        batch: The most tokens in a batch, with padding, on the longer side.
        commonest: How many of the most frequent tokens the softmax covers besides those in the examples.
    """

    name: str = GENTLE
    seed: int = 1
    runs: int = 3
    rank: int = 16
    epochs: int = 2
    rate: float = 1e-3
    warm_up: float = 0.1
    smoothing: float = 0.1
    dropout: float = 0.1
    batch: int = 600
    commonest: int = 6000

    def run(self, number: int) -> "Recipe":
        """Return the recipe of one of the runs; the first one's seed is the recipe's own."""
        return replace(self, seed=self.seed + number * _NEXT_SEED, runs=1)


def recipes(seed: int) -> tuple[Recipe, ...]:
    """Return the recipes to try, one after the other, until a model is kept.

    How much can be learned depends on how alike an office's texts are. The strong recipe learns more where they are all
    of one kind, and too much where new ones differ; only held-out releases tell. See README, Figures.
    """
    return Recipe(name=STRONG, seed=seed, rank=32, rate=2e-3), Recipe(seed=seed)


def called(recipe: str) -> str:
    """Return the name of a recipe as people read it."""
    return {STRONG: say("strong"), GENTLE: say("gentle")}.get(recipe, recipe)


class Learner(Protocol):
    """Something that learns; after ``restore`` of a ``state`` it continues exactly as it would have."""

    def step(self, number: int, batch: Sequence[Example], rate: float) -> float:
        """Learn from a batch; ``number`` is the step's. Return the mean loss per token."""

    def state(self) -> "Mapping[str, Matrix]":
        """Return everything that the next step depends on."""

    def restore(self, state: "Mapping[str, Matrix]") -> None:
        """Return to a state.

        Raises:
            ValueError: It is the state of something else.
        """

    def adapters(self) -> "Mapping[str, tuple[Matrix, Matrix]]":
        """Return what was learned, as ``Weights.adapted`` takes it."""


def train(
    learner: Learner,
    examples: Sequence[Example],
    recipe: Recipe,
    checkpoint: Path | None,
    key: str,
    report: Callable[[int, int], None],
) -> "Mapping[str, tuple[Matrix, Matrix]]":
    """Train and return what was learned. An interrupted training continues from its checkpoint with the same result.

    Args:
        learner: A fresh learner.
        examples: What to learn from.
        recipe: How.
        checkpoint: Where to keep the state; None to keep none. Remove it with ``forget`` when the result is stored: an
            interruption after training then loses nothing.
        key: Tells what the training depends on; a checkpoint with another key is ignored.
        report: Called with the number of tokens done, and of all, after each step.
    """
    batches = planned(examples, recipe)
    sizes = [sum(len(example.target) for example in batch) for batch in batches]
    done = _restored(learner, checkpoint, key)
    report(sum(sizes[:done]), sum(sizes))
    saved = time.monotonic()
    try:
        while done < len(batches):
            learner.step(done, batches[done], rate(done, len(batches), recipe))
            done += 1
            report(sum(sizes[:done]), sum(sizes))
            if time.monotonic() - saved >= SAVE_EVERY:
                _save(learner, done, checkpoint, key)
                saved = time.monotonic()
    finally:
        _save(learner, done, checkpoint, key)
    return learner.adapters()


def mean(learned: "Sequence[Mapping[str, tuple[Matrix, Matrix]]]") -> "Mapping[str, tuple[Matrix, Matrix]]":
    """Return adapters whose products are the means of those of several."""
    import numpy as np

    return {
        name: (
            np.hstack([each[name][0] for each in learned]) / np.float32(len(learned)),
            np.vstack([each[name][1] for each in learned]),
        )
        for name in learned[0]
    }


def planned(examples: Sequence[Example], recipe: Recipe) -> list[tuple[Example, ...]]:
    """Return the batches of all epochs: examples of similar length together, in an order that the seed decides."""
    order = random.Random(recipe.seed)  # noqa: S311 - the same order each time is the purpose
    batches = []
    for _ in range(recipe.epochs):
        shuffled = list(examples)
        order.shuffle(shuffled)
        # Stable: of equal length, the shuffled order.
        shuffled.sort(key=lambda example: (len(example.target), len(example.source)))
        epoch: list[list[Example]] = []
        for example in shuffled:
            longest = max(len(example.source), len(example.target))
            if not epoch or max(longest, *map(_length, epoch[-1])) * (len(epoch[-1]) + 1) > recipe.batch:
                epoch.append([])
            epoch[-1].append(example)
        order.shuffle(epoch)
        batches += [tuple(batch) for batch in epoch]
    return batches


def _length(example: Example) -> int:
    return max(len(example.source), len(example.target))


def rate(step: int, steps: int, recipe: Recipe) -> float:
    """Return the learning rate of a step: it rises to the highest, then falls, in straight lines."""
    rising = max(1, round(steps * recipe.warm_up))
    if step < rising:
        return recipe.rate * (step + 1) / rising
    return recipe.rate * (steps - step) / (steps - rising + 1)


def _save(learner: Learner, done: int, checkpoint: Path | None, key: str) -> None:
    if checkpoint is None:
        return
    import numpy as np

    data = io.BytesIO()
    np.savez(data, allow_pickle=False, **{_STEP: np.array(done), _KEY: np.array(key)}, **learner.state())
    write_atomic(checkpoint, data.getvalue())


def _restored(learner: Learner, checkpoint: Path | None, key: str) -> int:
    """Return how many steps were done by an earlier run; an unusable checkpoint counts as none."""
    data = content(checkpoint) if checkpoint is not None else None
    if data is None:
        return 0
    import zipfile

    import numpy as np

    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as read:
            arrays = {name: read[name] for name in read.files}
        if str(arrays.pop(_KEY)) != key:
            return 0
        done = int(arrays.pop(_STEP))
        learner.restore(arrays)
    except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile):
        return 0
    return done


def forget(checkpoint: Path) -> None:
    """Remove a checkpoint, what a killed process left beside it, and those that nobody has continued for a month."""
    remove_temporaries(checkpoint)
    with suppress(OSError):
        checkpoint.unlink()
    for other in checkpoint.parent.glob(f"*{checkpoint.suffix}"):
        with suppress(OSError):
            if other.stat().st_mtime < time.time() - _KEPT_SECONDS:
                other.unlink()
