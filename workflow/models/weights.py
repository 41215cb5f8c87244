"""The weights of a CTranslate2 model: reading and writing ``model.bin``, and changing quantised matrices.

The file, binary version 6, is little-endian: the version, the name of the specification, its revision, the number of
variables, each variable, the number of aliases, each alias. A name is its length with the closing NUL, then its bytes.
A variable is a name, the number of dimensions (one byte), the dimensions, the type (one byte), the number of bytes and
the data. An alias is two names. A matrix of 8-bit integers has a vector ``<name>_scale`` with an entry for each row:
the weight is the integer divided by the row's scale.

Reading and writing a file gives the same bytes; so does dequantising a matrix and quantising it again.
"""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workflow.errors import BadInput
from workflow.interface import say

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    Matrix = NDArray[float32]

VERSION = 6
_SIZES = {0: 4, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2}
"""Bytes of an item by type: float32, int8, int16, int32, float16, bfloat16."""
_FLOAT32, _INT8, _FLOAT16 = 0, 1, 4
_MOST_DIMENSIONS = 4
_MOST_NAMES = 100_000
_LARGEST = 127
"""What the largest weight of a row becomes."""
SCALE = "_scale"


@dataclass(frozen=True, slots=True)
class Variable:
    """A tensor as it is stored: dimensions, number of its type, and bytes."""

    dimensions: tuple[int, ...]
    kind: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Weights:
    """A ``model.bin``.

    Attributes:
        specification: The architecture, such as ``TransformerSpec``.
        revision: The revision of the specification.
        variables: The tensors by name, in the file's order.
        aliases: Further names of variables, in the file's order.
    """

    specification: str
    revision: int
    variables: Mapping[str, Variable]
    aliases: tuple[tuple[str, str], ...] = ()

    def number(self, name: str) -> int | None:
        """Return a variable that is one integer; None if there is no such variable."""
        variable = self.variables.get(name)
        if variable is None or variable.dimensions or variable.kind not in {1, 2, 3}:
            return None
        return int.from_bytes(variable.data, "little", signed=True)

    def named(self, name: str) -> str:
        """Return the variable that a name or an alias stands for."""
        return dict(self.aliases).get(name, name)

    def matrix(self, name: str) -> "Matrix":
        """Return a variable as an array of 32-bit floats; integers are divided by their row's scale.

        Raises:
            BadInput: There is no such variable, or it is of a type that cannot be read.
        """
        import numpy as np

        name = self.named(name)
        variable = self.variables.get(name)
        if variable is None:
            raise BadInput(
                say("model.bin: has no {name}, so it is not a model of the kind that can be adapted", name=name)
            )
        types = {_FLOAT32: "<f4", _INT8: "i1", _FLOAT16: "<f2"}
        if variable.kind not in types:
            raise BadInput(
                say(
                    "model.bin: {name} is stored in a way that cannot be adapted (type {kind})",
                    name=name,
                    kind=variable.kind,
                )
            )
        array = np.frombuffer(variable.data, dtype=types[variable.kind]).reshape(variable.dimensions)
        if variable.kind != _INT8:
            return array.astype(np.float32)
        scale = self.matrix(name + SCALE)
        if scale.shape != variable.dimensions[:1]:
            raise BadInput(say("model.bin: {name} has no scale for each row, so it cannot be adapted", name=name))
        made = array.astype(np.float32)
        made /= scale[:, None]  # in place: the embeddings are large
        return made

    def with_matrix(self, name: str, matrix: "Matrix") -> "Weights":
        """Return the weights with another matrix in place of one, stored as that one is.

        Args:
            name: The name of a matrix of 8-bit integers, or of 16- or 32-bit floats.
            matrix: The new one, of the same shape, finite.
        """
        import numpy as np

        name = self.named(name)
        old = self.variables[name]
        if matrix.shape != old.dimensions:
            raise ValueError(f"{name}: {matrix.shape} in place of {old.dimensions}")
        if not np.isfinite(matrix).all():
            raise ValueError(f"{name}: not finite")
        variables = dict(self.variables)
        if old.kind == _INT8:
            integers, scale = quantised(matrix)
            variables[name] = replace(old, data=integers)
            variables[name + SCALE] = replace(variables[name + SCALE], data=scale)
        else:
            variables[name] = replace(old, data=matrix.astype("<f2" if old.kind == _FLOAT16 else "<f4").tobytes())
        return replace(self, variables=variables)

    def adapted(self, adapters: "Mapping[str, tuple[Matrix, Matrix]]") -> "Weights":
        """Return the weights with low-rank matrices added.

        Args:
            adapters: From the name of a matrix to two whose product is added to it: rows × rank, rank × columns.
        """
        weights = self
        for name, (up, down) in adapters.items():
            weights = weights.with_matrix(name, weights.matrix(name) + up @ down)
        return weights


def quantised(matrix: "Matrix") -> tuple[bytes, bytes]:
    """Return a matrix as 8-bit integers, and the scale of each row: 127 divided by its largest magnitude."""
    import numpy as np

    largest = np.abs(matrix).max(axis=1)
    scale = np.where(largest == 0, np.float32(1), np.float32(_LARGEST) / np.where(largest == 0, 1, largest))
    scale = scale.astype("<f4")
    return np.rint(matrix * scale[:, None]).astype("i1").tobytes(), scale.tobytes()


def read(data: bytes) -> Weights:
    """Read a ``model.bin``.

    Raises:
        BadInput: It is not one, or of another binary version.
    """
    reader = _Reader(data)
    version = reader.integer("<I")
    if version != VERSION:
        raise BadInput(
            say(
                "model.bin: has the binary version {version}; only version {known} can be adapted",
                version=version,
                known=VERSION,
            )
        )
    specification, revision = reader.name(), reader.integer("<I")
    variables: dict[str, Variable] = {}
    for _ in range(reader.count()):
        name = reader.name()
        dimensions = tuple(reader.integer("<I") for _ in range(reader.integer("B", _MOST_DIMENSIONS)))
        kind = reader.integer("B", max(_SIZES))
        size = reader.integer("<I")
        if size != math.prod(dimensions) * _SIZES[kind] or name in variables:
            raise BadInput(say("model.bin: is damaged at {name!a}; install the package again", name=name))
        variables[name] = Variable(dimensions, kind, reader.bytes(size))
    aliases = tuple((reader.name(), reader.name()) for _ in range(reader.count()))
    if reader.at != len(data) or any(name not in variables for _, name in aliases):
        raise BadInput(say("model.bin: is damaged at its end; install the package again"))
    return Weights(specification, revision, variables, aliases)


def write(weights: Weights) -> bytes:
    """Return weights as a ``model.bin``."""
    parts = [struct.pack("<I", VERSION), _name(weights.specification)]
    parts.append(struct.pack("<II", weights.revision, len(weights.variables)))
    for name, variable in weights.variables.items():
        dimensions = variable.dimensions
        parts += [_name(name), struct.pack(f"<B{len(dimensions)}I", len(dimensions), *dimensions)]
        parts += [struct.pack("<BI", variable.kind, len(variable.data)), variable.data]
    parts.append(struct.pack("<I", len(weights.aliases)))
    parts += [_name(each) for alias in weights.aliases for each in alias]
    return b"".join(parts)


def _name(text: str) -> bytes:
    data = text.encode("ascii") + b"\0"
    return struct.pack("<H", len(data)) + data


class _Reader:
    """Takes values off the front of bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def bytes(self, size: int) -> bytes:
        if size > len(self.data) - self.at:
            raise BadInput(say("model.bin: ends too early; install the package again"))
        self.at += size
        return self.data[self.at - size : self.at]

    def integer(self, layout: str, most: int = (1 << 32) - 1) -> int:
        (number,) = struct.unpack(layout, self.bytes(struct.calcsize(layout)))
        if number > most:
            raise BadInput(say("model.bin: is not a model of CTranslate2, or damaged; install the package again"))
        return int(number)

    def count(self) -> int:
        return self.integer("<I", _MOST_NAMES)

    def name(self) -> str:
        data = self.bytes(self.integer("<H"))
        if not data.endswith(b"\0") or not data[:-1].isascii():
            raise BadInput(say("model.bin: is not a model of CTranslate2, or damaged; install the package again"))
        return data[:-1].decode("ascii")
