"""Training low-rank adapters: the order of the examples, the learning rate, and continuing where a killed run stopped.

What computes gradients is a ``Learner`` (``lora`` has the real one), so that everything here works, and is tested,
without a training library.
"""

import io
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from workflow.files import content, write_atomic

if TYPE_CHECKING:
    from workflow.models.weights import Matrix

SAVE_EVERY = 20.0
"""The most seconds of training that a killed process can lose."""
_NEXT_SEED = 1_000_000
"""Larger than the seeds that people choose, so that no two of them share a run."""
_STEP, _KEY, _MEAN = "step", "key", "mean "
_SIDES = f"{_MEAN}0 ", f"{_MEAN}1 "


@dataclass(frozen=True, slots=True)
class Example:
    """A pair as numbers of tokens; both sides have the end token."""

    source: tuple[int, ...]
    target: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How adapters are trained.

    The values were chosen where the releases that were held out are unlike those that were learned from. See
    docs/figures.md.

    Attributes:
        seed: Decides the order of the examples and the first values.
        runs: How many adapters are trained, each with another order and other first values. Their mean is added: it
            translates unseen text better than each of them.
        rank: The rank of each adapter.
        epochs: How often each example is seen.
        rate: The learning rate.
        warm_up: The share of the steps in which it is reached.
        settled: The share of the steps after which the adapters are near their best. The rate does not fall, so they
            move around it; the mean of all later steps is nearer.
        strength: By how much what was learned is multiplied before it is added. Less than all of it is as good for
            texts like those learned from, and better for others.
        smoothing: Label smoothing.
        dropout: The share of what an adapter's first matrix gives that is dropped at random.
        batch: The most tokens in a batch, with padding, on the longer side.
        commonest: How many of the most frequent tokens the softmax covers besides those in the examples.
    """

    seed: int = 1
    runs: int = 3
    rank: int = 32
    epochs: int = 3
    rate: float = 1.4e-3
    warm_up: float = 0.1
    settled: float = 0.4
    strength: float = 0.8
    smoothing: float = 0.1
    dropout: float = 0.1
    batch: int = 600
    commonest: int = 6000

    def run(self, number: int) -> "Recipe":
        """Return the recipe of one of the runs; the first one's seed is the recipe's own."""
        return replace(self, seed=self.seed + number * _NEXT_SEED, runs=1)


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

    def adapters(self) -> "Adapters":
        """Return what was learned so far."""


Adapters = Mapping[str, "tuple[Matrix, Matrix]"]
"""From the name of a matrix to two whose product is added to it, as ``Weights.adapted`` takes them."""


def train(
    learner: Learner,
    examples: Sequence[Example],
    recipe: Recipe,
    checkpoint: Path | None,
    key: str,
    report: Callable[[int, int], None],
) -> Adapters:
    """Train and return what was learned, the mean of the adapters after each of the later steps.

    An interrupted training continues from its checkpoint with the same result.

    Args:
        learner: A fresh learner.
        examples: What to learn from.
        recipe: How.
        checkpoint: Where to keep the state; None to keep none. Delete it when the result is stored: an interruption
            after training then loses nothing.
        key: Tells what the training depends on; a checkpoint with another key is ignored.
        report: Called with the number of tokens done, and of all, after each step.
    """
    batches = planned(examples, recipe)
    sizes = [sum(len(example.target) for example in batch) for batch in batches]
    settled = int(recipe.settled * len(batches))
    mean = _Mean()
    done = _restored(learner, mean, checkpoint, key)
    report(sum(sizes[:done]), sum(sizes))
    saved = time.monotonic()
    try:
        while done < len(batches):
            learner.step(done, batches[done], rate(done, len(batches), recipe))
            if done >= settled:
                mean.add(learner.adapters(), done - settled + 1)
            done += 1
            report(sum(sizes[:done]), sum(sizes))
            if time.monotonic() - saved >= SAVE_EVERY:
                _save(learner, mean, done, checkpoint, key)
                saved = time.monotonic()
    finally:
        _save(learner, mean, done, checkpoint, key)
    return mean.adapters or learner.adapters()


class _Mean:
    """The mean of adapters, each of the two matrices by itself."""

    def __init__(self) -> None:
        self.adapters: dict[str, tuple[Matrix, Matrix]] = {}

    def add(self, adapters: Adapters, number: int) -> None:
        """Take in the adapters after another step; ``number`` is how many there are with them."""
        if number == 1:
            self.adapters = {name: (up.copy(), down.copy()) for name, (up, down) in adapters.items()}
            return
        for name, matrices in adapters.items():
            for held, new in zip(self.adapters[name], matrices, strict=True):
                held += (new - held) / held.dtype.type(number)

    def state(self) -> "dict[str, Matrix]":
        """Return the mean as a checkpoint has it."""
        return {
            f"{_MEAN}{side} {name}": matrix
            for name, matrices in self.adapters.items()
            for side, matrix in enumerate(matrices)
        }

    def restore(self, state: "Mapping[str, Matrix]") -> None:
        """Return to a state."""
        ups, downs = (
            {name.removeprefix(side): matrix for name, matrix in state.items() if name.startswith(side)}
            for side in _SIDES
        )
        self.adapters = {name: (ups[name], downs[name]) for name in ups}


def merged(learned: Sequence[Adapters], strength: float) -> Adapters:
    """Return adapters whose products are the means of those of several, times ``strength``."""
    import numpy as np

    return {
        name: (
            np.hstack([each[name][0] for each in learned]) * np.float32(strength / len(learned)),
            np.vstack([each[name][1] for each in learned]),
        )
        for name in learned[0]
    }


def together(parts: Sequence[Adapters]) -> Adapters:
    """Return adapters whose products are the sums of those of several."""
    import numpy as np

    return {
        name: (np.hstack([each[name][0] for each in parts]), np.vstack([each[name][1] for each in parts]))
        for name in parts[0]
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
    """Return the learning rate of a step: it rises in a straight line, then stays."""
    rising = max(1, round(steps * recipe.warm_up))
    return recipe.rate * min(1.0, (step + 1) / rising)


def _save(learner: Learner, mean: _Mean, done: int, checkpoint: Path | None, key: str) -> None:
    if checkpoint is None:
        return
    import numpy as np

    data = io.BytesIO()
    counted = {_STEP: np.array(done), _KEY: np.array(key)}
    np.savez(data, allow_pickle=False, **counted, **mean.state(), **learner.state())
    write_atomic(checkpoint, data.getvalue())


def _restored(learner: Learner, mean: _Mean, checkpoint: Path | None, key: str) -> int:
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
        kept = {name: arrays.pop(name) for name in list(arrays) if name.startswith(_MEAN)}
        mean.restore(kept)
        learner.restore(arrays)
    except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile):
        return 0
    return done
