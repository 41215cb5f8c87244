"""A package and pairs of sentences → an adapted package.

The matrices of the network's layers get low-rank adapters (``lora``), trained on the pairs, added and quantised again;
embeddings, vocabulary and tokenizer stay as they are. What drafts with the result needs nothing new.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workflow.errors import BadInput, MissingError
from workflow.files import keep_only
from workflow.interface import say
from workflow.languages.chinese.script import simplified
from workflow.model import canonical_json, sha256
from workflow.models import packages, training, weights
from workflow.models.freeing import give_back
from workflow.models.packages import Adaptation, Installed
from workflow.models.training import Example, Learner, Recipe
from workflow.models.vocabulary import END, UNKNOWN, Cutter, tokens, writable
from workflow.models.weights import Weights

LONGEST = 160
"""The longest side of an example, in tokens; the engine cuts longer sentences up."""
_MODEL, _VOCABULARY, _TOKENIZER = "model/model.bin", "model/shared_vocabulary.json", "sentencepiece.model"
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a package: the same inputs give the same bytes."""

Pairs = Sequence[tuple[str, str]]
"""Plain sources and targets."""

Course = tuple[Pairs, Recipe]
"""What to learn from, and how."""

Start = Callable[[Weights, Sequence[Example], Sequence[int], Recipe], Learner]
"""Makes a fresh learner: weights, all examples, the common tokens, the recipe."""


@dataclass(frozen=True, slots=True)
class Base:
    """A package that can be adapted, read whole.

    Attributes:
        package: The package.
        files: Its files by their paths, except ``model.bin``.
        weights: The model.
        vocabulary: The tokens.
        cutter: Cuts the target language.
        pieces: The source language's tokenizer.
    """

    package: Installed
    files: Mapping[str, bytes] = field(repr=False)
    weights: Weights = field(repr=False)
    vocabulary: Sequence[str] = field(repr=False)
    cutter: Cutter = field(repr=False)
    pieces: Any = field(repr=False)


def base_of(package: Installed) -> Installed:
    """Return the package that an adaptation starts from: never an adapted one.

    Raises:
        MissingError: The package was adapted from one that is not installed any more.
    """
    made = packages.adaptation(package)
    if made is None:
        return package
    for each in packages.list_packages():
        if (each.source, each.target) == (package.source, package.target) and packages.digest(each) == made.base_digest:
            return each
    raise MissingError(
        say(
            "{package} was adapted from {base} (SHA-256 {base_digest}), which is not installed; install it again",
            package=package,
            base=made.base,
            base_digest=made.base_digest,
        )
    )


def read(package: Installed) -> Base:
    """Read a package.

    Raises:
        BadInput: It was changed, or is of a kind that cannot be adapted.
        MissingError: It cannot be read, or what it was when it was installed is not known.
    """
    if not packages.digest(package) or (problems := packages.verify(package)):
        raise BadInput(
            say(
                "{package}: {problem}; install the package again, so that it can be adapted",
                package=package,
                problem=problems[0],
            )
            if packages.digest(package)
            else say(
                "{package}: its digest was not recorded; install the package again, so that it can be adapted",
                package=package,
            )
        )
    try:
        files = {name: (package.path / name).read_bytes() for name in packages.expected(package)}
    except OSError as error:
        raise MissingError(
            say("{path}: cannot be read ({reason})", path=error.filename, reason=error.strerror or error)
        ) from error
    if not packages.is_version(package.version):
        raise BadInput(
            say(
                "{path}: its version, {version!a}, is not one; install another package",
                path=package.path,
                version=package.version[:80],
            )
        )
    if missing := {_MODEL, _VOCABULARY, _TOKENIZER} - files.keys():
        raise BadInput(
            say(
                "{package}: has no {file}; only packages like the official one can be adapted",
                package=package,
                file=min(missing),
            )
        )
    model = weights.read(files.pop(_MODEL))
    vocabulary = tokens(files[_VOCABULARY], _VOCABULARY)
    bias = model.matrix("decoder/projection/bias")
    if len(bias) != len(vocabulary) or END not in vocabulary or UNKNOWN not in vocabulary:
        raise BadInput(
            say(
                "{package}: its vocabulary is not that of its model; only Marian's models can be adapted",
                package=package,
            )
        )
    import sentencepiece

    try:
        pieces = sentencepiece.SentencePieceProcessor(model_proto=files[_TOKENIZER])
    except (RuntimeError, OSError) as error:
        raise BadInput(
            say("{path}: is not a SentencePiece model ({error})", path=package.path / _TOKENIZER, error=error)
        ) from error
    scores = {pieces.id_to_piece(number): pieces.get_score(number) for number in range(pieces.get_piece_size())}
    return Base(package, files, model, vocabulary, Cutter.of(vocabulary, scores, bias.tolist()), pieces)


def examples(base: Base, pairs: Pairs) -> list[Example | None]:
    """Return each pair as an example; None for one that is too long or that the vocabulary cannot write."""
    number = {token: place for place, token in enumerate(base.vocabulary)}
    unknown, end = number[UNKNOWN], number[END]
    made: list[Example | None] = []
    for source, target in pairs:
        text = simplified(source) if base.package.source == "zh" else source
        left = [number.get(piece, unknown) for piece in base.pieces.encode(text, out_type=str)]
        right = base.cutter.cut(target)
        fits = left and right and max(len(left), len(right)) < LONGEST
        made.append(Example((*left, end), (*(number[token] for token in right), end)) if fits and right else None)
    return made


def usable(base: Base, pairs: Pairs) -> list[tuple[str, str]]:
    """Return the pairs that the model can learn from: not too long, and written with its vocabulary."""
    return [pair for pair, example in zip(pairs, examples(base, pairs), strict=True) if example]


def digest_of(pairs: Pairs) -> str:
    """Return the SHA-256 of pairs."""
    return sha256(canonical_json([list(pair) for pair in pairs]))


def learned(
    base: Base,
    courses: Sequence[Course],
    checkpoints: Path,
    report: Callable[[int, int], None],
    start: Start | None = None,
) -> Weights:
    """Train on pairs and return the adapted weights.

    Courses are trained independently of one another, and what was learned in each is added. A training that was killed
    continues from its checkpoint: then the first report is of more than nothing.

    Args:
        base: The package.
        courses: What to learn from, and how; pairs without an example are left out.
        checkpoints: The folder for checkpoints, which nobody else may use meanwhile. What other trainings left there is
            removed. Delete it when the weights are stored.
        report: Called with the number of tokens done, and of all.
        start: Makes a learner; None for PyTorch's.

    Raises:
        MissingError: PyTorch is not installed, or a checkpoint cannot be written.
        BadInput: The model cannot be adapted, or training failed.
    """
    if start is None:
        from workflow.models.lora import LowRank

        start = LowRank
    give_back()
    runs = [run for pairs, recipe in courses for run in _runs(base, pairs, recipe, checkpoints)]
    keep_only(checkpoints, {run.checkpoint.name for run in runs})
    all_ = sum(run.work for run in runs)
    before = 0
    made: list[training.Adapters] = []
    for run in runs:

        def progress(done: int, _of: int, before: int = before) -> None:
            report(before + done, all_)

        made.append(
            training.train(
                start(base.weights, run.known, run.common, run.recipe),  # large: nothing else may keep it
                run.known,
                run.recipe,
                run.checkpoint,
                run.key,
                progress,
            )
        )
        give_back()
        before += run.work
    parts = [training.merged([made.pop(0) for _ in range(recipe.runs)], recipe.strength) for _, recipe in courses]
    try:
        return base.weights.adapted(training.together(parts))
    except ValueError as error:  # not finite
        raise BadInput(say("the training failed ({error}); try another --seed", error=error)) from error


@dataclass(frozen=True, slots=True)
class _Run:
    """One training: what it depends on, its work in tokens, and where its checkpoint is."""

    known: Sequence[Example]
    common: Sequence[int]
    recipe: Recipe
    work: int
    key: str
    checkpoint: Path


def _runs(base: Base, pairs: Pairs, recipe: Recipe, checkpoints: Path) -> Iterator[_Run]:
    """Yield the runs of one course."""
    known = [example for example in examples(base, pairs) if example]
    common = [place for place, token in enumerate(base.vocabulary) if writable(token)][: recipe.commonest]
    work = recipe.epochs * sum(len(example.target) for example in known)
    for run in map(recipe.run, range(recipe.runs)):
        key = sha256(canonical_json([packages.digest(base.package), digest_of(pairs), repr(run)]))
        yield _Run(known, common, run, work, key, checkpoints / f"{key[:32]}.npz")


def version(base: Installed, newest: str | None, *, starter: bool = False) -> str:
    """Return the version of an adapted package, such as ``1.9+office.2026-11`` or ``1.9+starter.office.2026-11``.

    Args:
        base: What was adapted.
        newest: The date of the office's newest release that it learned from, or ""; None if it learned from none.
        starter: Whether it learned from the starter corpus.
    """
    month = re.match(r"[0-9]{4}-[0-9]{2}", newest or "")
    from_office = [] if newest is None else ["office", *([month[0]] if month else [])]
    return f"{base.version}+{'.'.join([*(['starter'] if starter else []), *from_office])}"


def pack(base: Base, adapted: Weights, name: str, adaptation: Adaptation, to: Path) -> str:
    """Write an adapted package as an ``.argosmodel``, the same bytes for the same arguments; return its SHA-256.

    Args:
        base: What was adapted.
        adapted: The new weights.
        name: The new version.
        adaptation: What it was made from.
        to: The file to write.
    """
    metadata = json.loads(base.files["metadata.json"])
    metadata |= {"package_version": name, packages.ADAPTED: adaptation.metadata}
    files = {
        **base.files,
        _MODEL: weights.write(adapted),
        "metadata.json": (json.dumps(metadata, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode(),
    }
    folder = f"translate-{base.package.source}_{base.package.target}-{re.sub(r'[^A-Za-z0-9-]', '_', name)}"
    with zipfile.ZipFile(to, "w") as archive:
        for path in sorted(files):
            info = zipfile.ZipInfo(f"{folder}/{path}", _WHEN)
            info.external_attr = 0o100644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[path], compresslevel=1)
    with to.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
