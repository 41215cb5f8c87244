"""A ``training.Learner`` with PyTorch: low-rank adapters beside the frozen matrices of a Transformer's layers.

This is the only module that imports torch, and only when it is used. It computes what CTranslate2 computes for models
converted from Marian: layers normalised after each sublayer, sinusoidal positions, one embedding matrix for source,
target and output, and a first decoder input of zeros.
"""

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workflow.errors import BadInput, MissingError
from workflow.interface import say
from workflow.models.pins import version_order
from workflow.models.training import Example, Recipe

if TYPE_CHECKING:
    from workflow.models.weights import Matrix, Weights

_OLDEST = "2.2"
"""The oldest PyTorch that is supported, as in pyproject.toml."""
_THREADS = 2
"""Fixed, because sums of another number of threads differ in the last digits."""
_BETAS, _EPSILON = (0.9, 0.98), 1e-9
_CLIP = 1.0
_AT_ONCE = 300
"""How many tokens of a batch are computed at the same time. The gradient is the same; all at once take 200 MB more."""
_SWISH = 2
_NORM_EPSILON = 1e-5
_EMBEDDINGS = "decoder/embeddings/weight"
_SUBLAYERS = {"encoder": ("self_attention", "ffn"), "decoder": ("self_attention", "attention", "ffn")}


def torch_version() -> str:
    """Return the version of PyTorch.

    Raises:
        MissingError: It is not installed, or too old.
    """
    version = str(_torch().__version__)
    if version_order(version) < version_order(_OLDEST):
        raise MissingError(
            say(
                "adapting a model needs PyTorch {oldest} or newer, and this environment has {version}: run "
                "`pip install --upgrade torch`; a build for the CPU is enough",
                oldest=_OLDEST,
                version=version,
            )
        )
    import numpy as np

    try:
        _torch().from_numpy(np.zeros(1, np.float32))
    except RuntimeError as error:  # built for another major version of NumPy
        raise MissingError(
            say(
                "PyTorch {version} does not work with NumPy {numpy} ({error}): run `pip install --upgrade torch`; a "
                "build for the CPU is enough",
                version=version,
                numpy=np.__version__,
                error=str(error).splitlines()[0],
            )
        ) from error
    return version


def _torch() -> Any:
    # Threads that wait for others sleep: on a machine with other work, waiting busily takes several times as long.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        import torch
    except (ImportError, OSError) as error:
        raise MissingError(
            say(
                "adapting a model needs PyTorch ({error}): run `pip install torch` in this "
                "environment; a build for the CPU is enough",
                error=str(error).splitlines()[0],
            )
        ) from error
    return torch


class LowRank:
    """Learns the adapters of one model."""

    def __init__(self, weights: "Weights", examples: Sequence[Example], common: Sequence[int], recipe: Recipe) -> None:
        """Prepare.

        Args:
            weights: The model.
            examples: Everything that will be learned from.
            common: The tokens that the softmax covers besides those in the examples.
            recipe: How to train.

        Raises:
            BadInput: The model is of another kind.
            MissingError: PyTorch is not installed.
        """
        self._torch = torch = _torch()
        self._recipe = recipe
        torch.set_num_threads(_THREADS)
        torch.use_deterministic_algorithms(True)  # noqa: FBT003 - the library's own signature
        self._heads, self._depth = _checked(weights)
        frozen, matrices = _layers(weights)
        self._frozen = {name: torch.from_numpy(each) for name, each in frozen.items()}
        used = sorted({token for example in examples for token in (*example.source, *example.target)} | set(common))
        self._place = {token: place for place, token in enumerate(used)}
        embeddings = weights.matrix(_EMBEDDINGS)
        self._width = int(embeddings.shape[1])
        self._embeddings = torch.from_numpy(embeddings[used])
        written = sorted({token for example in examples for token in example.target} | set(common))
        self._written = {token: place for place, token in enumerate(written)}
        self._output = self._embeddings[[self._place[token] for token in written]]
        self._bias = torch.from_numpy(weights.matrix("decoder/projection/bias")[written])
        self._positions = torch.from_numpy(weights.matrix("decoder/position_encodings/encodings"))
        torch.manual_seed(recipe.seed)
        self._learned: dict[str, Any] = {}
        for name in matrices:
            rows, columns = self._frozen[name].shape
            down = torch.randn(recipe.rank, columns) / math.sqrt(columns)
            self._learned[f"{name} down"] = down.requires_grad_()
            self._learned[f"{name} up"] = torch.zeros(rows, recipe.rank).requires_grad_()
        self._first = {name: torch.zeros_like(each) for name, each in self._learned.items()}
        self._second = {name: torch.zeros_like(each) for name, each in self._learned.items()}
        self._matrices = matrices
        self._training = True

    # --- training.Learner ---

    def step(self, number: int, batch: Sequence[Example], rate: float) -> float:
        """Take one step of Adam; chance depends on the seed and the step's number only."""
        torch = self._torch
        torch.manual_seed(self._recipe.seed * 1_000_003 + number)
        smoothing, tokens = self._recipe.smoothing, sum(len(example.target) for example in batch)
        loss = 0.0
        for part in _parts(batch):
            logits, right = self._forward(part)
            entropy = torch.nn.functional.cross_entropy(logits, right, label_smoothing=smoothing, reduction="sum")
            share = entropy / tokens
            share.backward()
            loss += float(share.detach())
        with torch.no_grad():
            total = math.sqrt(sum(float(each.grad.square().sum()) for each in self._learned.values()))
            shrink = min(1.0, _CLIP / (total + 1e-6))
            for name, each in self._learned.items():
                gradient = each.grad * shrink
                first, second = self._first[name], self._second[name]
                first.mul_(_BETAS[0]).add_(gradient, alpha=1 - _BETAS[0])
                second.mul_(_BETAS[1]).addcmul_(gradient, gradient, value=1 - _BETAS[1])
                corrected = second.div(1 - _BETAS[1] ** (number + 1)).sqrt_().add_(_EPSILON)
                each.addcdiv_(first, corrected, value=-rate / (1 - _BETAS[0] ** (number + 1)))
                each.grad = None
        return loss

    def state(self) -> "Mapping[str, Matrix]":
        """Return the adapters and Adam's two averages."""
        kinds = (("value", self._learned), ("first", self._first), ("second", self._second))
        return {f"{kind} {name}": each.detach().numpy() for kind, held in kinds for name, each in held.items()}

    def restore(self, state: "Mapping[str, Matrix]") -> None:
        """Return to a state."""
        shapes, ours = ({name: each.shape for name, each in held.items()} for held in (state, self.state()))
        if shapes != ours:
            raise ValueError("the state of another training")
        with self._torch.no_grad():
            for kind, held in (("value", self._learned), ("first", self._first), ("second", self._second)):
                for name, each in held.items():
                    each.copy_(self._torch.from_numpy(state[f"{kind} {name}"].copy()))

    def adapters(self) -> "Mapping[str, tuple[Matrix, Matrix]]":
        """Return what was learned, by the names of the model's matrices."""
        return {
            name: (self._learned[f"{name} up"].detach().numpy(), self._learned[f"{name} down"].detach().numpy())
            for name in self._matrices
        }

    # --- the network ---

    def log_probability(self, example: Example) -> float:
        """Return the logarithm of the probability of a target, among the tokens that the softmax covers."""
        self._training = False
        try:
            with self._torch.no_grad():
                logits, right = self._forward([example])
                return float(-self._torch.nn.functional.cross_entropy(logits, right, reduction="sum"))
        finally:
            self._training = True

    def _forward(self, batch: Sequence[Example]) -> tuple[Any, Any]:
        """Return the logits of all tokens of the targets, in a row without padding, and the right tokens."""
        torch = self._torch
        sources, source_real = self._padded([[self._place[token] for token in each.source] for each in batch])
        inputs, _ = self._padded([[self._place[token] for token in each.target] for each in batch])
        right, real = self._padded([[self._written[token] for token in each.target] for each in batch])
        encoded = self._stack("encoder", self._embedded(sources), source_real)
        # The input at each place is the token before it, and zeros at the first.
        before = torch.cat(
            [torch.zeros(len(batch), 1, self._width), self._embeddings[inputs[:, :-1]] * math.sqrt(self._width)], dim=1
        )
        before = before + self._positions[: before.shape[1]]
        decoded = self._stack("decoder", before, real, encoded, source_real)
        return decoded[real] @ self._output.T + self._bias, right[real]

    def _embedded(self, tokens: Any) -> Any:
        return self._embeddings[tokens] * math.sqrt(self._width) + self._positions[: tokens.shape[1]]

    def _padded(self, rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
        longest = max(map(len, rows))
        tokens = self._torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])
        real = self._torch.tensor([[place < len(row) for place in range(longest)] for row in rows])
        return tokens, real

    def _stack(self, side: str, values: Any, real: Any, memory: Any = None, memory_real: Any = None) -> Any:
        for number in range(self._depth[side]):
            for sublayer in _SUBLAYERS[side]:
                name = f"{side}/layer_{number}/{sublayer}"
                if sublayer == "ffn":
                    inner = self._linear(f"{name}/linear_0", values)
                    change = self._linear(f"{name}/linear_1", self._torch.nn.functional.silu(inner))
                elif sublayer == "attention":
                    query = self._linear(f"{name}/linear_0", values)
                    key, value = self._linear(f"{name}/linear_1", memory).chunk(2, dim=-1)
                    change = self._attention(f"{name}/linear_2", query, key, value, memory_real[:, None, None, :])
                else:
                    mask = real[:, None, None, :]
                    if side == "decoder":
                        length = values.shape[1]
                        mask = mask & self._torch.ones(length, length, dtype=self._torch.bool).tril()
                    query, key, value = self._linear(f"{name}/linear_0", values).chunk(3, dim=-1)
                    change = self._attention(f"{name}/linear_1", query, key, value, mask)
                values = self._normalised(f"{name}/layer_norm", values + change)
        return values

    def _attention(self, output: str, query: Any, key: Any, value: Any, mask: Any) -> Any:
        def split(each: Any) -> Any:
            return each.view(*each.shape[:2], self._heads, -1).transpose(1, 2)

        scores = split(query) @ split(key).transpose(-1, -2) / math.sqrt(self._width // self._heads)
        weighed = scores.masked_fill(~mask, -math.inf).softmax(dim=-1) @ split(value)
        return self._linear(output, weighed.transpose(1, 2).reshape(query.shape))

    def _linear(self, name: str, values: Any) -> Any:
        functional = self._torch.nn.functional
        matrix = f"{name}/weight"
        made = functional.linear(values, self._frozen[matrix], self._frozen[f"{name}/bias"])
        # Dropped between the two, where there is little to keep for the gradient.
        inner = functional.linear(values, self._learned[f"{matrix} down"])
        kept = functional.dropout(inner, self._recipe.dropout, training=self._training)
        return made + functional.linear(kept, self._learned[f"{matrix} up"])

    def _normalised(self, name: str, values: Any) -> Any:
        return self._torch.nn.functional.layer_norm(
            values, (self._width,), self._frozen[f"{name}/gamma"], self._frozen[f"{name}/beta"], _NORM_EPSILON
        )


def _parts(batch: Sequence[Example]) -> Iterator[list[Example]]:
    """Yield the examples of a batch in parts of at most ``_AT_ONCE`` tokens with padding, or of one example."""
    part: list[Example] = []
    longest = 0
    for example in batch:
        longest = max(longest, len(example.source), len(example.target))
        if part and longest * (len(part) + 1) > _AT_ONCE:
            yield part
            part, longest = [], max(len(example.source), len(example.target))
        part.append(example)
    yield part


def _checked(weights: "Weights") -> tuple[int, dict[str, int]]:
    """Return the number of heads and of each side's layers.

    Raises:
        BadInput: The network is not the one that is computed here.
    """
    wanted = {"pre_norm": 0, "activation": _SWISH, "alibi": 0, "scale_embeddings": 1, "embeddings_merge": 0}
    for side in _SUBLAYERS:
        for what, value in wanted.items():
            found = weights.number(f"{side}/{what}")
            if found is not None and found != value:
                raise BadInput(
                    say(
                        "model.bin: {side}/{what} is {found}, not {expected}; only Marian's models can be adapted",
                        side=side,
                        what=what,
                        found=found,
                        expected=value,
                    )
                )
    tied = {weights.named(name) for name in ("encoder/embeddings_0/weight", "decoder/projection/weight")}
    heads = weights.number("decoder/num_heads")
    zero = weights.number("decoder/start_from_zero_embedding")
    if weights.specification != "TransformerSpec" or tied != {_EMBEDDINGS} or not heads or zero != 1:
        raise BadInput(
            say("model.bin: is not a Transformer with one embedding matrix; only Marian's models can be adapted")
        )
    if heads != weights.number("encoder/num_heads"):
        raise BadInput(say("model.bin: has another number of heads on each side; only Marian's models can be adapted"))
    depth = {
        side: len({name.split("/")[1] for name in weights.variables if name.startswith(f"{side}/layer_")})
        for side in _SUBLAYERS
    }
    return heads, depth


def _layers(weights: "Weights") -> "tuple[dict[str, Matrix], list[str]]":
    """Return everything in the layers, and the names of the matrices, which get adapters."""
    from workflow.models.weights import SCALE

    frozen = {
        name: weights.matrix(name) for name in weights.variables if "/layer_" in name and not name.endswith(SCALE)
    }
    return frozen, [name for name, each in frozen.items() if each.ndim == 2]
