"""Adapting a model, without a training library: a learner that adds up, a small package, engines that are none."""

import gc
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tomllib
import weakref
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import newsroom as newsrooms
import numpy as np
import pytest
import sentencepiece
from hypothesis import given
from hypothesis import strategies as st

from workflow import interface
from workflow.contracts.engines import Hypothesis
from workflow.drafting import quality
from workflow.drafting.drafter import no_findings
from workflow.drafting.quality import Measures, chrf, measured
from workflow.errors import BadInput, GateError, MissingError
from workflow.model import Draft, Finding, Sentence, Unit
from workflow.models import adapting, corpus, lora, packages, training, weights
from workflow.models.packages import Installed
from workflow.models.training import Example, Recipe, planned, train
from workflow.models.weights import Variable, Weights, quantised
from workflow.newsroom import adapting as service
from workflow.newsroom.adapting import LEAST, Lessons, refusals
from workflow.newsroom.folder import Newsroom
from workflow.writers import comparison
from workflow.writers.comparison import Comparison, Row

# --- training ---


def some(number: int, seed: int = 1) -> list[Example]:
    chance = random.Random(seed)  # noqa: S311 - the same examples each time
    return [Example(tuple(range(chance.randint(2, 40))), tuple(range(chance.randint(2, 40)))) for _ in range(number)]


class Adding:
    """A learner whose state depends on every batch, its rate and their order."""

    def __init__(self, rank: int = 2) -> None:
        self.sum = np.zeros((3, rank), np.float32)
        self.steps = self.first = 0

    def step(self, number: int, batch: Sequence[Example], rate: float) -> float:
        assert number == self.steps
        self.steps += 1
        self.sum = (self.sum * 1.01 + rate * sum(len(each.target) for each in batch)).astype(np.float32)
        return 1.0

    def state(self) -> Mapping[str, Any]:
        return {"sum": self.sum, "steps": np.array(self.steps)}

    def restore(self, state: Mapping[str, Any]) -> None:
        if state["sum"].shape != self.sum.shape:
            raise ValueError
        self.sum, self.steps = state["sum"], int(state["steps"])
        self.first = self.steps

    def adapters(self) -> Mapping[str, Any]:
        return {"w": (self.sum, np.ones((2, 4), np.float32))}


def silent(_done: int, _all: int) -> None:
    pass


@given(st.integers(1, 60), st.integers(0, 100), st.integers(1, 3))
def test_every_example_is_seen_once_an_epoch_in_batches_that_fit(number: int, seed: int, epochs: int) -> None:
    examples, recipe = some(number, seed), Recipe(seed=seed, epochs=epochs, batch=100)
    batches = planned(examples, recipe)
    seen = sorted((each.source, each.target) for batch in batches for each in batch)
    assert seen == sorted((each.source, each.target) for each in examples for _ in range(epochs))
    for batch in batches:
        assert len(batch) * max(max(len(each.source), len(each.target)) for each in batch) <= 100
    assert batches == planned(examples, recipe)


def test_the_seed_decides_the_order() -> None:
    assert planned(some(50), Recipe(seed=1)) != planned(some(50), Recipe(seed=2))


def test_the_rate_rises_then_stays() -> None:
    rates = [training.rate(step, 20, Recipe(rate=1.0, warm_up=0.2)) for step in range(20)]
    assert rates == [0.25, 0.5, 0.75, *[1.0] * 17]


def test_what_was_learned_is_the_mean_of_the_later_steps() -> None:
    class Counting(Adding):
        """Learns the number of the step."""

        def adapters(self) -> Mapping[str, Any]:
            return {"w": (np.full((3, 2), self.steps, np.float32), np.full((2, 4), -self.steps, np.float32))}

    examples, recipe = some(100), Recipe(batch=100, settled=0.4)
    steps = len(planned(examples, recipe))
    later = range(int(0.4 * steps) + 1, steps + 1)
    up, down = train(Counting(), examples, recipe, None, "", silent)["w"]
    assert (up.shape, down.shape) == ((3, 2), (2, 4))
    assert np.allclose(up, sum(later) / len(later))
    assert np.allclose(down, -up[0, 0])


def test_adapters_of_several_trainings_are_merged_and_weakened() -> None:
    made = [
        {
            "w": (
                np.random.default_rng(n).random((3, 2), np.float32),
                np.random.default_rng(9 - n).random((2, 4), np.float32),
            )
        }
        for n in range(3)
    ]
    up, down = training.merged(made, 0.5)["w"]
    assert np.allclose(up @ down, sum(each["w"][0] @ each["w"][1] for each in made) / 6)


def test_a_killed_training_continues_with_the_same_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "SAVE_EVERY", 0.0)
    examples, recipe, place = some(100), Recipe(batch=100), tmp_path / "deep" / "checkpoint.npz"
    whole = train(Adding(), examples, recipe, None, "key", silent)

    class Killed(BaseException):
        pass

    def kill(done: int, all_: int) -> None:
        if done > all_ / 2:
            raise Killed

    first = Adding()
    with pytest.raises(Killed):
        train(first, examples, recipe, place, "key", kill)
    second = Adding()
    told: list[int] = []
    continued = train(second, examples, recipe, place, "key", lambda done, _: told.append(done))
    assert (continued["w"][0] == whole["w"][0]).all()
    assert 0 < first.steps < second.steps == len(planned(examples, recipe))
    assert len(told) == second.steps - first.steps + 1  # it did not begin again
    # Once more: all was done.
    third = Adding()
    assert (train(third, examples, recipe, place, "key", silent)["w"][0] == whole["w"][0]).all()


def other_key(place: Path) -> None:
    train(Adding(), some(10), Recipe(), place, "another", silent)


def other_learner(place: Path) -> None:
    train(Adding(rank=3), some(10), Recipe(), place, "key", silent)


def broken(place: Path) -> None:
    train(Adding(), some(10), Recipe(), place, "key", silent)
    place.write_bytes(place.read_bytes()[:-50])


def nonsense(place: Path) -> None:
    place.write_bytes(b"nonsense")


def pickled(place: Path) -> None:
    data = io.BytesIO()
    np.savez(data, key=np.array("key"), step=np.array(3), sum=np.array([object()], dtype=object))
    place.write_bytes(data.getvalue())


@pytest.mark.parametrize("damage", [other_key, other_learner, broken, nonsense, pickled])
def test_a_checkpoint_that_cannot_be_used_counts_as_none(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    place = tmp_path / "checkpoint.npz"
    damage(place)
    learner = Adding()
    train(learner, some(30), Recipe(), place, "key", silent)
    assert learner.steps == len(planned(some(30), Recipe()))


# --- a small package ---

CHINESE = ["会议在北京举行", "代表团访问了瑞士", "双方签署了备忘录", "他说会议很重要", "报告共有三章", "天气晴朗"]
ENGLISH = ["The", "meeting", "was", "held", "in", "Beijing", "delegation", "visited", "report", "of", "day", "month"]


def tokenizer() -> bytes:
    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CHINESE * 4), model_writer=made, vocab_size=50, hard_vocab_limit=False, minloglevel=2
    )
    return made.getvalue()


def small(vocabulary: Sequence[str]) -> Weights:
    chance = np.random.default_rng(3)
    matrix, scale = quantised(chance.normal(size=(3, 4)).astype(np.float32))
    bias = chance.normal(size=len(vocabulary)).astype("<f4")
    return Weights(
        "TransformerSpec",
        7,
        {
            "decoder/projection/bias": Variable((len(vocabulary),), 0, bias.tobytes()),
            "w": Variable((3, 4), 1, matrix),
            "w_scale": Variable((3,), 0, scale),
        },
    )


def archive(version: str = "1.0", **changed: bytes) -> bytes:
    source = tokenizer()
    pieces = sentencepiece.SentencePieceProcessor(model_proto=source)
    letters = [chr(code) for code in range(ord("!"), ord("~") + 1)]
    vocabulary = ["</s>", "<unk>", ",", ".", *(f"▁{word}" for word in ENGLISH), "▁", *letters]
    ours = (pieces.id_to_piece(number) for number in range(pieces.get_piece_size()))
    vocabulary += [piece for piece in ours if piece not in {*vocabulary, "<s>"}]
    vocabulary = list(dict.fromkeys(vocabulary))
    files = {
        "metadata.json": json.dumps(
            {"from_code": "zh", "to_code": "en", "package_version": version, "note": "测试"}
        ).encode(),
        "README.md": b"A licence.",
        "sentencepiece.model": source,
        "model/config.json": b"{}",
        "model/model.bin": weights.write(small(vocabulary)),
        "model/shared_vocabulary.json": json.dumps(vocabulary).encode(),
        **{name.replace("__", "/").replace("_DOT_", "."): data for name, data in changed.items()},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        for name, data in files.items():
            zipped.writestr(f"translate-zh_en-{version.replace('.', '_')}/{name}", data)
    return made.getvalue()


@pytest.fixture(scope="session")
def package_data() -> bytes:
    return archive()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package_data: bytes) -> Installed:
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    path = tmp_path / "base.argosmodel"
    path.write_bytes(package_data)
    return packages.install("zh", "en", from_path=path, trust=True)


def adding(_weights: object, _examples: object, _common: object, _recipe: object) -> Adding:
    return Adding()


PAIRS = [
    ("会议在北京举行。", "The meeting was held in Beijing."),
    ("代表团访问了瑞士。", "The delegation visited Switzerland."),
]


def test_pairs_become_numbers_of_tokens(installed: Installed) -> None:
    base = adapting.read(installed)
    first, second, chinese, long = adapting.examples(
        base, [*PAIRS, ("天气。", "The 天气."), ("天气。", "report " * 200)]
    )
    assert first
    assert second
    assert [base.vocabulary[number] for number in first.target] == [
        "▁The", "▁meeting", "▁was", "▁held", "▁in", "▁Beijing", ".", "</s>"
    ]  # fmt: skip
    spelled = "".join(base.vocabulary[number] for number in first.source)
    assert spelled.startswith("▁会议在北京举行")
    assert spelled.endswith("</s>")
    assert (chinese, long) == (None, None)


def test_traditional_sources_are_learned_as_simplified_ones(installed: Installed) -> None:
    base = adapting.read(installed)
    one, other = adapting.examples(base, [("代表團訪問了瑞士。", "The report."), ("代表团访问了瑞士。", "The report.")])
    assert one == other


def test_an_adapted_package_is_the_base_with_other_weights_and_says_so(installed: Installed, tmp_path: Path) -> None:
    base = adapting.read(installed)
    adapted = adapting.learned(base, [(PAIRS, Recipe(seed=5))], tmp_path / "checkpoints", silent, adding)
    made = packages.Adaptation("1.0", packages.digest(installed), 2, adapting.digest_of(PAIRS), 5)
    name = adapting.version(installed, "2026-11-02")
    assert name == "1.0+office.2026-11"
    digest = adapting.pack(base, adapted, name, made, tmp_path / "one.argosmodel")
    assert digest == adapting.pack(base, adapted, name, made, tmp_path / "two.argosmodel")
    new = packages.install("zh", "en", from_path=tmp_path / "one.argosmodel", sha256=digest)
    assert (str(new), packages.digest(new)) == ("zh→en 1.0+office.2026-11", digest)
    assert packages.adaptation(new) == made
    assert packages.verify(new) == packages.verify(installed) == ()
    assert packages.base(new) == installed
    assert packages.base(installed) is None
    assert json.loads((new.path / "metadata.json").read_bytes())["note"] == "测试"
    for same in ("README.md", "sentencepiece.model", "model/config.json", "model/shared_vocabulary.json"):
        assert (new.path / same).read_bytes() == (installed.path / same).read_bytes()
    before, after = (weights.read((each.path / "model" / "model.bin").read_bytes()) for each in (installed, new))
    assert {key for key in before.variables if before.variables[key] != after.variables[key]} == {"w", "w_scale"}


def test_the_mean_of_several_runs_is_added(installed: Installed, tmp_path: Path) -> None:
    class Ones(Adding):
        def __init__(self, seed: int) -> None:
            super().__init__()
            self.up = np.full((3, 2), {1: 1, 1_000_001: 2, 2_000_001: 6}[seed], np.float32)

        def adapters(self) -> Mapping[str, Any]:
            return {"w": (self.up, np.ones((2, 4), np.float32))}

    base, told = adapting.read(installed), []
    made = adapting.learned(
        base, [(PAIRS, Recipe())], tmp_path, lambda *done: told.append(done), lambda *given: Ones(given[3].seed)
    )
    # Each product is twice what fills the first matrix.
    assert np.allclose(made.matrix("w") - base.weights.matrix("w"), 0.8 * 2 * (1 + 2 + 6) / 3, atol=0.05)
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_an_adaptation_starts_from_the_base_even_if_an_adapted_package_is_in_use(
    installed: Installed, tmp_path: Path
) -> None:
    base = adapting.read(installed)
    made = packages.Adaptation("1.0", packages.digest(installed), 2, adapting.digest_of(PAIRS), 5)
    digest = adapting.pack(base, base.weights, "1.0+office", made, tmp_path / "one.argosmodel")
    new = packages.install("zh", "en", from_path=tmp_path / "one.argosmodel", sha256=digest)
    assert adapting.base_of(new) == adapting.base_of(installed) == installed
    for path in sorted(installed.path.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    installed.path.rmdir()
    with pytest.raises(MissingError, match=r"adapted from 1\.0 .*not installed"):
        adapting.base_of(new)


def test_what_is_learned_in_several_courses_is_added(installed: Installed, tmp_path: Path) -> None:
    class Some(Adding):
        def __init__(self, examples: Sequence[Example]) -> None:
            super().__init__()
            self.up = np.full((3, 2), len(examples), np.float32)

        def adapters(self) -> Mapping[str, Any]:
            return {"w": (self.up, np.ones((2, 4), np.float32))}

    base, told = adapting.read(installed), []
    courses = [(PAIRS, Recipe(runs=1, strength=0.5)), (PAIRS[:1], Recipe(runs=2, strength=1.0))]
    checkpoints = tmp_path / "checkpoints"
    made = adapting.learned(base, courses, checkpoints, lambda *done: told.append(done), lambda *given: Some(given[1]))
    assert np.allclose(made.matrix("w") - base.weights.matrix("w"), 0.5 * 2 * 2 + 1.0 * 2 * 1, atol=0.05)
    assert len(list(checkpoints.iterdir())) == 3
    assert told == sorted(told)
    assert {all_ for _, all_ in told} == {told[-1][0]}


@pytest.mark.parametrize("damage", [{"number": "x"}, {"sha256": "x"}, {"sha256": None}, {"starter": 3}])
def test_an_adaptation_that_cannot_be_read_is_none(installed: Installed, damage: dict[str, Any]) -> None:
    made = packages.Adaptation("1.0", "a" * 64, 3, "b" * 64, 5, 2, "c" * 64)
    path = installed.path / "metadata.json"
    metadata = json.loads(path.read_bytes())
    path.write_text(json.dumps(metadata | {packages.ADAPTED: made.metadata}), encoding="utf-8")
    assert packages.adaptation(installed) == made
    starter = damage.get("starter", {"number": 2, "sha256": "c" * 64} | damage)
    changed = metadata | {packages.ADAPTED: {**made.metadata, "starter": starter}}
    path.write_text(json.dumps(changed), encoding="utf-8")
    assert packages.adaptation(installed) is None


def test_a_package_that_was_changed_or_is_unknown_is_not_adapted(installed: Installed) -> None:
    (installed.path / "README.md").write_text("other", encoding="utf-8")
    with pytest.raises(BadInput, match=r"README\.md was changed; install the package again"):
        adapting.read(installed)
    (installed.path / ".workflow-archive").unlink()
    with pytest.raises(BadInput, match="digest was not recorded"):
        adapting.read(installed)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"model__shared_vocabulary_DOT_json": b'["a"]'}, "vocabulary is not that of its model"),
        ({"sentencepiece_DOT_model": b"x"}, "is not a SentencePiece model"),
        ({"model__model_DOT_bin": b"x"}, r"model\.bin"),
    ],
)
def test_a_package_of_another_kind_is_one_sentence(
    changed: dict[str, bytes], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    path = tmp_path / "other.argosmodel"
    path.write_bytes(archive(**changed))
    with pytest.raises(BadInput, match=message):
        adapting.read(packages.install("zh", "en", from_path=path, trust=True))


def test_a_training_that_failed_changes_nothing(installed: Installed, tmp_path: Path) -> None:
    class Diverged(Adding):
        def adapters(self) -> Mapping[str, Any]:
            return {"w": (np.full((3, 2), np.nan, np.float32), np.ones((2, 4), np.float32))}

    with pytest.raises(BadInput, match="another --seed"):
        adapting.learned(adapting.read(installed), [(PAIRS, Recipe())], tmp_path, silent, lambda *_: Diverged())


def test_without_pytorch_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingError, match="pip install torch"):
        lora.torch_version()


class Torch:
    """A PyTorch of a version, perhaps built for another NumPy."""

    def __init__(self, version: str, *, problem: str = "") -> None:
        self.__version__ = version
        self.problem = problem

    def from_numpy(self, _array: object) -> None:
        if self.problem:
            raise RuntimeError(self.problem)


def test_a_pytorch_that_is_too_old_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", Torch("2.13.0+cpu"))
    assert lora.torch_version() == "2.13.0+cpu"
    monkeypatch.setitem(sys.modules, "torch", Torch("1.13.1"))
    with pytest.raises(
        MissingError, match=r"PyTorch 2\.2 or newer, and this environment has 1\.13\.1: run `pip install"
    ):
        lora.torch_version()
    pyproject = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert pyproject["project"]["optional-dependencies"]["adapt"] == [f"torch>={lora._OLDEST}"]


def test_a_pytorch_for_another_numpy_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", Torch("2.2.2", problem="Numpy is not available"))
    with pytest.raises(MissingError, match=r"PyTorch 2\.2\.2 does not work with NumPy .*\(Numpy is not available\)"):
        lora.torch_version()


@pytest.mark.parametrize("date", ["", "undated"])
def test_without_a_date_the_version_has_no_month(date: str) -> None:
    assert adapting.version(Installed("zh", "en", "1.9", Path()), date) == "1.9+office"


def test_the_version_says_what_a_model_learned_from() -> None:
    base = Installed("zh", "en", "1.9", Path())
    assert adapting.version(base, None, starter=True) == "1.9+starter"
    assert adapting.version(base, "2026-11-02", starter=True) == "1.9+starter.office.2026-11"
    assert all(map(packages.is_version, ("1.9+starter", "1.9+starter.office.2026-11")))


# --- measuring ---


@given(st.lists(st.tuples(st.text("ab c.", max_size=14), st.text("ab c.", max_size=14)), min_size=1, max_size=6))
def test_chrf_is_that_of_sacrebleu(pairs: list[tuple[str, str]]) -> None:
    import sacrebleu

    texts, references = [text for text, _ in pairs], [right for _, right in pairs]
    assert chrf(texts, references) == pytest.approx(sacrebleu.corpus_chrf(texts, [references]).score)


WRONG = Finding("values", "error", "wrong", Unit("甲"))


def measures(**changed: Any) -> Measures:
    return replace(Measures(chrf=50.0, figures=3, terms=2, obligations=1, nothing=1, length=20), **changed)


def test_a_model_is_kept_if_chrf_rises_and_nothing_does_more_harm() -> None:
    assert refusals(measures(), measures(chrf=51.0)) == ()
    assert refusals(measures(), measures(chrf=58.0, figures=0, length=3)) == ()
    assert refusals(measures(), measures(chrf=50.9)) == ("chrF rises by 0.9, less than 1",)
    assert refusals(measures(), measures(chrf=48.0)) == ("chrF falls by 2.0",)


@pytest.mark.parametrize("harm", ["figures", "terms", "obligations", "nothing", "length"])
def test_no_measure_of_harm_may_rise(harm: str) -> None:
    worse = measures(chrf=60.0, **{harm: measures().harm()[harm] + 1})
    (clause,) = refusals(measures(), worse)
    assert f"rise from {measures().harm()[harm]} to {measures().harm()[harm] + 1}" in clause
    assert set(measures().harm()) == set(service.HARM)


def test_harm_is_counted() -> None:
    texts = ["The Office shall publish it in May.", "You must not.", "", "far too long for that, really"]
    right = ["The Office shall publish it in May.", "You may or must not, and shall.", "Yes.", "short"]
    drafts = [Draft(text, "mt: x") for text in texts]
    sentences = [Sentence(source) for source in ("甲", "乙", "丙", "丁")]
    made = measured(sentences, drafts, right, "en", lambda sentence, _: [WRONG] * (sentence.text == "甲"))
    assert (made.figures, made.obligations, made.nothing) == (1, 2, 1)
    assert made.length > 20
    assert measured(sentences[:1], drafts[:1], right[:1], "en", no_findings).harm() == dict.fromkeys(service.HARM, 0)
    assert measured(sentences, drafts, right, "fr", no_findings).obligations == 0


def test_may_is_no_obligation_as_a_month() -> None:
    assert quality.obligations("It was in the spring.", "It was in May.") == 0
    assert quality.obligations("It will be published.", "It shall be published, and may be sold.") == 2


# --- a newsroom ---


class Spoken:
    """An engine that answers from a list."""

    def __init__(self, name: str, answers: Mapping[str, str]) -> None:
        self.name = name
        self.answers = answers

    def translate(
        self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
    ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        for index, text in enumerate(texts):
            yield index, [Hypothesis(self.answers.get(text, ""), -1.0, 5)]


CHARACTERS = "国家知识产权局发布关于加强专利保护意见会议在北京举行代表团访问瑞士签署备忘录讨论合作计划推动创新发展开放改革服务企业"


def source(number: int) -> str:
    """A source that is like no other."""
    chance = random.Random(number)  # noqa: S311 - the same each time
    return f"{''.join(chance.choices(CHARACTERS, k=16))}，共{number}次。"


def target(number: int) -> str:
    return f"Meeting No. {number} of the delegation was held in Beijing and adopted the report."


def poor(number: int) -> str:
    return f"In Beijing there was {number} of a delegation's session, that passed a paper."


def tmx(pairs: Sequence[tuple[str, str, str]]) -> str:
    units = "".join(
        f'<tu changedate="{date}T000000Z"><tuv xml:lang="zh-CN"><seg>{zh}</seg></tuv>'
        f'<tuv xml:lang="en"><seg>{en}</seg></tuv></tu>'
        for zh, en, date in pairs
    )
    return (
        '<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" '
        f'adminlang="en" srclang="zh-CN" datatype="plaintext"/><body>{units}</body></tmx>'
    )


def with_pairs(room: newsrooms.Newsroom, number: int, *arguments: str) -> None:
    """Import this many pairs of the office, ten a month."""
    pairs = [(source(n), target(n), f"20{10 + n // 120:02}{1 + n // 10 % 12:02}01") for n in range(number)]
    path = room.root / "archive.tmx"
    path.write_text(tmx(pairs), encoding="utf-8")
    room.run("memory", "import", str(path), *arguments)


@pytest.fixture
def room(tmp_path: Path, installed: Installed) -> newsrooms.Newsroom:
    return newsrooms.make(tmp_path / "newsroom")


def learnable(room: newsrooms.Newsroom) -> Lessons:
    opened = Newsroom.open(room.root)
    try:
        return service.lessons(opened, "en")
    finally:
        opened.close()


def test_only_approved_text_and_the_office_s_own_memory_teach(room: newsrooms.Newsroom) -> None:
    with_pairs(room, 30)
    assert learnable(room).taught == ()
    with_pairs(room, 30, "--own")
    assert len(learnable(room).taught) + len(learnable(room).held_out) == 30
    room.run("translate")
    words = {unit.source: f"A translation of it, {n}." for n, unit in enumerate(room.catalog().units)}
    words["代表团于9月3日抵达日内瓦。"] = "The delegation arrived in Geneva on September 3."
    room.translate_by_hand(**words)
    room.run("submit", "visit", "--as", newsrooms.TRANSLATOR)
    ours = {lesson.source for lesson in (*learnable(room).taught, *learnable(room).held_out) if not lesson.own}
    assert ours == set()
    room.run("approve", "visit", "--as", newsrooms.REVIEWER)
    found = [lesson for lesson in (*learnable(room).taught, *learnable(room).held_out) if not lesson.own]
    assert {(lesson.group, lesson.date) for lesson in found} == {("visit", "2018-09-12")}
    assert "代表团于9月3日抵达日内瓦。" in {lesson.source for lesson in found}
    room.run("return", "visit", "--as", newsrooms.REVIEWER, "--reason", "wrong")
    assert learnable(room).held_out
    assert all(lesson.own for lesson in (*learnable(room).taught, *learnable(room).held_out))


def test_sources_in_traditional_characters_adapt_the_model_for_them_if_there_is_one(
    room: newsrooms.Newsroom, installed: Installed, tmp_path: Path
) -> None:
    room.write("workflow.toml", newsrooms.SETTINGS.replace("[project]", '[project]\nsource_language = "zh-Hant"'))
    opened = Newsroom.open(room.root)
    assert service._in_use(opened, "en") == installed
    metadata = json.dumps({"from_code": "zt", "to_code": "en", "package_version": "1.1"}).encode()
    path = tmp_path / "traditional.argosmodel"
    path.write_bytes(archive("1.1", metadata_DOT_json=metadata))
    other = packages.install("zt", "en", from_path=path, trust=True)
    assert service._in_use(opened, "en") == other != installed


def test_what_is_deliberately_empty_is_no_pair(room: newsrooms.Newsroom) -> None:
    room.run("translate")
    room.translate_by_hand()
    before = learnable(room).left_out
    room.translate_by_hand(**{"代表团于9月3日抵达日内瓦。": "<EMPTY>"})
    room.sign_off("visit")
    learned = learnable(room)
    found = [*learned.taught, *learned.held_out]
    assert len(found) + sum(learned.left_out.values()) == len(room.catalog().units) - 1
    assert before == {}


def test_pairs_that_would_teach_something_wrong_are_left_out(room: newsrooms.Newsroom) -> None:
    pairs = [
        (source(1), target(1), "20180101"),
        (source(1), target(1), "20180102"),
        (source(2), target(3), "20180101"),
        ("代表团", "The delegation arrived in Geneva yesterday.", "20180101"),
        ("代表团在日内瓦会见了秘书长。", "Yes.", "20180101"),
        (source(4), "Meeting 4 of the 代表团.", "20180101"),
        ("会议在北京举行，<it>**</it>很重要。", "The meeting in Beijing was important.", "20180101"),
    ]
    path = room.root / "archive.tmx"
    path.write_text(tmx(pairs), encoding="utf-8")
    room.run("memory", "import", str(path), "--own")
    learned = learnable(room)
    assert {lesson.words[0] for lesson in (*learned.taught, *learned.held_out)} == {
        source(1),
        "会议在北京举行，很重要。",
    }
    assert learned.left_out == {
        "there twice": 1,
        "very short": 2,
        "with Chinese in the translation": 1,
        "with figures that disagree": 1,
    }


def test_whole_releases_are_held_out_the_newest(room: newsrooms.Newsroom) -> None:
    with_pairs(room, 400, "--own")
    learned = learnable(room)
    assert not learned.missing
    assert (len(learned.taught), len(learned.held_out)) == (340, 60)
    assert {lesson.group for lesson in learned.taught}.isdisjoint(lesson.group for lesson in learned.held_out)
    assert learned.newest < min(lesson.date for lesson in learned.held_out)
    assert learned.newest == "2012-10-01"


def test_what_the_memory_drafts_is_not_measured(room: newsrooms.Newsroom) -> None:
    pairs = [(source(n), target(n), f"2018{1 + n // 50:02}01") for n in range(400)]
    pairs += [(source(n).replace("，", "，今年"), target(n), "20190101") for n in range(60)]
    pairs += [(source(n), target(n), "20190101") for n in range(400, 445)]
    path = room.root / "archive.tmx"
    path.write_text(tmx(pairs), encoding="utf-8")
    room.run("memory", "import", str(path), "--own")
    assert {lesson.source for lesson in learnable(room).held_out} == {source(n) for n in range(400, 445)}


def test_only_the_newest_pairs_are_used_if_there_are_many(
    room: newsrooms.Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST", 350)
    with_pairs(room, 400, "--own")
    learned = learnable(room)
    assert len(learned.taught) + len(learned.held_out) == 350
    assert learned.left_out == {"older than the newest 350": 50}
    assert min(lesson.date for lesson in learned.taught) == "2010-06-01"


def test_too_few_pairs_are_explained(room: newsrooms.Newsroom) -> None:
    with_pairs(room, LEAST - 1, "--own")
    result = room.run("model", "adapt", status=1)
    assert f"there are {LEAST - 1} usable pairs, and about {LEAST} are needed" in result.output
    assert "memory import --own" in result.output
    opened, learned = Newsroom.open(room.root), learnable(room)
    with pytest.raises(GateError, match="usable pairs"):
        service.adapt(opened, "en", learned, (Recipe(),), lambda *_: None, start=adding)


def test_pairs_of_one_day_cannot_be_divided(room: newsrooms.Newsroom) -> None:
    path = room.root / "archive.tmx"
    path.write_text(tmx([(source(n), target(n), "20180101") for n in range(400)]), encoding="utf-8")
    room.run("memory", "import", str(path), "--own")
    assert "whole releases that the model has not seen" in learnable(room).missing


def test_what_there_is_to_learn_is_said_without_learning(room: newsrooms.Newsroom) -> None:
    with_pairs(room, 400, "--own")
    result = room.run("model", "adapt", "--dry-run")
    assert (
        "400 usable pairs, 400 of them from the office's own TMX files; 60 of 6 releases are held out." in result.output
    )
    assert "That is enough." in result.output


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[int], str], Callable[[int], str]], None]:
    """Decide what the base and any other package draft."""

    def decide(before: Callable[[int], str], after: Callable[[int], str]) -> None:
        from workflow.engines import argos

        def load(package: Installed) -> Spoken:
            made = before if package.version == "1.0" else after
            return Spoken(f"argos {package}", {source(n): made(n) for n in range(400)})

        monkeypatch.setattr(argos, "Argos", load)
        monkeypatch.setattr(lora, "LowRank", adding)
        monkeypatch.setattr(lora, "torch_version", lambda: "2")

    return decide


def test_a_better_model_is_installed_and_used(room: newsrooms.Newsroom, engines: Callable[..., None]) -> None:
    engines(poor, target)
    with_pairs(room, 400, "--own")
    result = room.run("model", "adapt", "--json")
    made = json.loads(result.stdout)
    assert (made["kept"], made["refused"], made["name"]) == (True, [], "1.0+office.2012-10")
    assert made["after"]["chrf"] == 100.0 > made["before"]["chrf"] + 1
    assert made["adaptation"]["pairs"]["number"] == 340
    assert len(made["compared"]) == 60
    assert made["sentences"] == {"closer": 60, "less_close": 0, "same": 0}
    found = packages.find("zh", "en")
    assert found
    assert str(found) == "zh→en 1.0+office.2012-10"
    assert packages.verify(found) == ()
    assert packages.digest(found) == made["sha256"]
    kept = sorted(path.name for path in (room.root / ".workflow" / "adapted").iterdir())
    assert kept == ["1.0+office.2012-10.argosmodel", "1.0+office.2012-10.html"]
    # Again: from the base, not from the adapted one, and with the same bytes.
    again = json.loads(room.run("model", "adapt", "--json").stdout)
    assert again == made


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_nothing_is_written_through_a_link(
    room: newsrooms.Newsroom, engines: Callable[..., None], tmp_path: Path
) -> None:
    engines(poor, target)
    with_pairs(room, 400, "--own")
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "unfinished-x").mkdir(parents=True)
    (room.root / ".workflow").mkdir(exist_ok=True)
    (room.root / ".workflow" / "adapted").symlink_to(elsewhere)
    assert "is a link" in room.run("model", "adapt", status=3).output
    assert [path.name for path in elsewhere.iterdir()] == ["unfinished-x"]


def test_what_a_killed_run_left_is_removed(room: newsrooms.Newsroom, engines: Callable[..., None]) -> None:
    engines(poor, target)
    with_pairs(room, 400, "--own")
    left = room.root / ".workflow" / "adapted" / "unfinished-x"
    left.mkdir(parents=True)
    room.run("model", "adapt")
    assert not left.exists()


def test_ctrl_c_says_how_to_continue(
    room: newsrooms.Newsroom, engines: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    engines(poor, target)
    with_pairs(room, 400, "--own")
    monkeypatch.setattr(lora, "LowRank", lambda *_: Interrupted())
    assert "run the command again to continue" in room.run("model", "adapt", status=130).output
    continued: list[Adding] = []
    monkeypatch.setattr(lora, "LowRank", lambda *_: continued.append(Adding()) or continued[-1])
    room.run("model", "adapt")
    assert [learner.first for learner in continued] == [5, 0, 0]
    assert len({learner.steps for learner in continued}) == 1


class Interrupted(Adding):
    """Somebody presses Ctrl-C in the middle of its training."""

    def step(self, number: int, batch: Sequence[Example], rate: float) -> float:
        if number == 5:
            raise KeyboardInterrupt
        return super().step(number, batch, rate)


def test_a_run_says_whether_it_continues_and_never_with_other_pairs(
    room: newsrooms.Newsroom, engines: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    engines(poor, target)
    checkpoints = room.root / ".workflow" / "adapted" / "checkpoints"
    learners: list[Adding] = []

    def run(kind: type[Adding], pairs: int, status: int) -> str:
        with_pairs(room, pairs, "--own")
        learners.clear()
        monkeypatch.setattr(lora, "LowRank", lambda *_: learners.append(kind()) or learners[-1])
        return room.run("model", "adapt", status=status).output

    assert "training" in run(Interrupted, 400, 130)
    (first,) = checkpoints.iterdir()
    (checkpoints / f".{first.name}.aaaaaaaa.workflow-tmp").write_bytes(b"of a killed process")
    assert "continuing" not in run(Interrupted, 390, 130)
    assert learners[0].first == 0
    (second,) = checkpoints.iterdir()
    assert second.name != first.name
    assert "continuing the interrupted training" in run(Adding, 390, 0)
    assert [learner.first for learner in learners] == [5, 0, 0]
    assert not checkpoints.exists()


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_checkpoint_is_not_written_through_a_link(installed: Installed, tmp_path: Path) -> None:
    base, place, other = adapting.read(installed), tmp_path / "checkpoints", tmp_path / "other"
    adapting.learned(base, [(PAIRS, Recipe(runs=1))], place, silent, adding)
    (checkpoint,) = place.iterdir()
    checkpoint.unlink()
    checkpoint.symlink_to(other)
    adapting.learned(base, [(PAIRS, Recipe(runs=1))], place, silent, adding)
    assert checkpoint.is_file()
    assert not checkpoint.is_symlink()
    assert not other.exists()


def test_ctrl_c_while_drafting_loses_no_training(
    room: newsrooms.Newsroom, engines: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from workflow.engines import argos

    def load(package: Installed) -> Spoken:
        raise KeyboardInterrupt

    engines(poor, target)
    with_pairs(room, 400, "--own")
    with monkeypatch.context() as patched:
        patched.setattr(argos, "Argos", load)
        assert "run the command again to continue" in room.run("model", "adapt", status=130).output
    adapted = room.root / ".workflow" / "adapted"
    assert [path.name for path in adapted.iterdir()] == ["checkpoints"]
    monkeypatch.setattr(lora, "LowRank", lambda *_: Trained())
    assert "continuing the interrupted training" in room.run("model", "adapt").output


class Trained(Adding):
    """Takes no further step."""

    def step(self, number: int, batch: Sequence[Example], rate: float) -> float:
        raise AssertionError(number)


def test_one_run_at_a_time(room: newsrooms.Newsroom, engines: Callable[..., None]) -> None:
    from filelock import FileLock

    engines(poor, target)
    with_pairs(room, 400, "--own")
    locks = room.root / ".workflow" / "locks" / "_files"
    locks.mkdir(parents=True, exist_ok=True)
    with FileLock(locks / "adapt.lock"):
        result = room.run("model", "adapt", status=3)
    assert "adapted: is in use by another process; wait until it has finished" in result.output
    room.run("model", "adapt")


def test_a_page_that_cannot_be_written_does_not_hide_the_outcome(
    room: newsrooms.Newsroom, engines: Callable[..., None], tmp_path: Path
) -> None:
    engines(poor, target)
    with_pairs(room, 400, "--own")
    (tmp_path / "file").write_bytes(b"")
    result = room.run("model", "adapt", "--report", str(tmp_path / "file" / "page.html"), status=3)
    assert "1.0+office.2012-10 is installed and drafts from now on" in result.stdout
    assert "page.html: cannot be written" in result.stderr


def test_no_model_is_loaded_beside_the_weights_or_another_model(
    room: newsrooms.Newsroom, engines: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    engines(poor, target)
    with_pairs(room, 400, "--own")
    from workflow.engines import argos

    plain = argos.Argos
    gc.collect()
    before = sum(isinstance(each, Weights) for each in gc.get_objects())
    loaded: list[weakref.ref[Any]] = []

    def load(package: Installed) -> Any:
        assert [engine() for engine in loaded] == [None] * len(loaded)
        assert sum(isinstance(each, Weights) for each in gc.get_objects()) <= before
        made = plain(package)
        loaded.append(weakref.ref(made))
        return made

    monkeypatch.setattr(argos, "Argos", load)
    room.run("model", "adapt")
    assert len(loaded) == 2


def test_a_worse_model_is_not_kept_and_the_report_says_why(
    room: newsrooms.Newsroom, engines: Callable[..., None]
) -> None:
    engines(poor, lambda number: target(number).replace(f"No. {number}", f"No. {number + 4000}"))
    with_pairs(room, 400, "--own")
    result = room.run("model", "adapt", status=1)
    why = "wrong figures rise from 0 to 120."
    assert f"The new model is not kept: {why}" in result.output
    found = packages.find("zh", "en")
    assert found
    assert found.version == "1.0"
    assert len(packages.list_packages()) == 1
    assert [path.name for path in (room.root / ".workflow" / "adapted").iterdir()] == ["1.0+office.2012-10.html"]


def test_the_page_is_self_contained_and_escaped(
    room: newsrooms.Newsroom, engines: Callable[..., None], tmp_path: Path
) -> None:
    engines(poor, target)
    with_pairs(room, 400, "--own")
    page = tmp_path / "compared.html"
    result = room.run("model", "adapt", "--report", str(page))
    assert "More like the approved translation: 60 of 60 drafts; less like it: 0." in result.output
    assert "1.0+office.2012-10 is installed and drafts from now on; workflow model use 1.0 goes back." in result.output
    html = page.read_text(encoding="utf-8")
    assert not [word for word in ("<script", "http://", "https://", "src=", "@import", "url(") if word in html]
    assert html.count("<tr>") == 1 + 6 + 1 + 60
    assert "<h2>More like the approved translation than before: 60</h2>" in html
    assert "Less like" not in html
    assert "The new model is kept" in html
    assert source(399) in html
    hostile = "<script>alert(1)</script>\x00\u202e & \"more'"
    row = Row(hostile, hostile, hostile, hostile, hostile, -1.25, (hostile,), (hostile,))
    said = Comparison(
        hostile,
        hostile,
        "",
        1,
        "",
        1,
        (hostile,),
        [(hostile, "1", "2", True)],
        [row],
        "zh-Hans",
        "en",
    )
    html = comparison.page(said).decode("utf-8")
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 10
    assert "\x00" not in html
    assert "(worse)" in html
    assert "-1.2" in html


COMPARED = Comparison(
    "1.9",
    "1.9+office",
    "ab" * 32,
    3,
    "cd" * 32,
    1,
    refusals(measures(), measures(chrf=48.0)),
    [("chrF", "52.0", "50.0", True)],
    [
        Row("visit", "会议召开。", "The meeting opened.", "The meeting opened.", "", -100.0, (), ("empty",)),
        Row("visit", "会议闭幕。", "The meeting closed.", "It is over.", "The meeting closed.", 80.0),
        Row("visit", "代表团访问了瑞士。", "The delegation visited Switzerland.", "Yes.", "Yes.", 0.0),
    ],
    "zh-Hans",
    "en",
)


def test_the_page_shows_what_became_worse_first() -> None:
    html = comparison.page(COMPARED).decode("utf-8")
    headings = re.findall("<h2>(.*)</h2>", html)
    assert headings == [
        "Less like the approved translation than before: 1",
        "More like the approved translation than before: 1",
        "The same, or just as like: 1",
    ]
    assert html.index("会议召开") < html.index("会议闭幕") < html.index("代表团")
    assert "The new model is not kept: chrF falls by 2.0." in html
    assert re.findall('class="number worse">(.*)</td>', html) == ["50.0 (worse)", "-100.0"]
    assert "learned from 3 approved pairs" in html


def test_the_page_is_in_the_reader_s_language() -> None:
    with interface.speaking("zh_CN"):
        html = comparison.page(COMPARED).decode("utf-8")
    assert '<html lang="zh-CN">' in html
    read = re.sub(r"<td lang=\"en\">.*?</td>|<style>.*?</style>|<[^>]+>|chrF|SHA-256|office", "", html, flags=re.DOTALL)
    assert re.findall("[a-z]{2,}", read.replace("ab" * 32, "").replace("cd" * 32, "")) == ["visit"] * 3


def test_the_page_is_valid_html(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    java, jar = require_tool("java"), require_tool("vnu.jar")
    for language in ("en", "zh_CN"):
        with interface.speaking(language):
            (tmp_path / f"{language}.html").write_bytes(comparison.page(COMPARED))
    pages = sorted(map(str, tmp_path.iterdir()))
    judged = subprocess.run([java, "-jar", jar, *pages], capture_output=True, encoding="utf-8", check=False)
    assert (judged.returncode, judged.stderr) == (0, "")


def test_translate_tells_once_that_an_adapted_model_drafts_alone(
    room: newsrooms.Newsroom, installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workflow.engines import argos

    class Alone(Spoken):
        def __init__(self, package: Installed) -> None:
            super().__init__(f"argos {package}", {})
            self.unadapted = None
            self.alone = packages.alone(package)

    monkeypatch.setattr(argos, "Argos", Alone)
    base = adapting.read(installed)
    made = packages.Adaptation("1.0", packages.digest(installed), 2, adapting.digest_of(PAIRS), 5)
    digest = adapting.pack(base, base.weights, "1.0+office", made, tmp_path / "one.argosmodel")
    packages.use(packages.install("zh", "en", from_path=tmp_path / "one.argosmodel", sha256=digest))
    room.write("sources/other.md", "# 另一篇\n\n内容。\n")
    said = "zh→en 1.0+office was adapted from 1.0, which is not installed"
    result = room.run("translate", "other", "--engine", "argos")
    assert "Drafting 2 sentences" in result.stderr
    assert said not in result.stderr
    shutil.rmtree(installed.path)
    assert room.run("translate", "--redraft", "--engine", "argos").stderr.count(said) == 1


# --- the starter corpus ---


@pytest.fixture
def small_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    """A corpus of 350 pairs, ten of each release, that are like no pair of the office."""
    made = [
        corpus.Pair(f"{1 + (n - 500) // 10:03}", "press", f"2020-{1 + (n - 500) // 30:02}-01", source(n), target(n))
        for n in range(500, 850)
    ]
    monkeypatch.setattr(corpus, "starter", lambda: tuple(made))


def with_starter(room: newsrooms.Newsroom) -> Lessons:
    opened = Newsroom.open(room.root)
    try:
        return service.lessons(opened, "en", starter=True)
    finally:
        opened.close()


def test_too_few_pairs_offer_the_starter_corpus(room: newsrooms.Newsroom) -> None:
    with_pairs(room, 3, "--own")
    result = room.run("model", "adapt", "--dry-run", status=1)
    assert "about 300 are needed" in result.output
    assert "Until then, workflow model adapt --starter learns from the starter corpus." in result.output


@pytest.mark.usefixtures("small_corpus")
def test_the_starter_corpus_teaches_an_office_without_pairs(room: newsrooms.Newsroom) -> None:
    learned = with_starter(room)
    assert not learned.missing
    assert learned.newest == ""
    assert len(learned.from_starter) == len(learned.taught)
    assert len(learned.taught) + len(learned.held_out) == 350
    assert len(learned.held_out) >= 50
    assert {lesson.group for lesson in learned.taught}.isdisjoint(lesson.group for lesson in learned.held_out)
    assert min(lesson.date for lesson in learned.held_out) >= max(lesson.date for lesson in learned.taught)
    assert all(len(learned.releases[lesson.group].pieces) == 10 for lesson in learned.held_out)
    result = room.run("model", "adapt", "--starter", "--dry-run")
    assert "350 usable pairs, 0 of them from the office's own TMX files, 350 from the starter corpus" in result.output
    assert "That is enough." in result.output
    assert service.lessons(Newsroom.open(room.root), "en").taught == ()


@pytest.mark.usefixtures("small_corpus")
@pytest.mark.parametrize(("number", "held_out"), [(0, 0), (60, 0), (100, 40), (400, 60)])
def test_the_office_s_releases_are_held_out_beside_the_corpus_if_there_are_enough(
    room: newsrooms.Newsroom, number: int, held_out: int
) -> None:
    if number:
        with_pairs(room, number, "--own")
    learned = with_starter(room)
    assert sum(not lesson.starter for lesson in learned.held_out) == held_out
    assert len(learned.from_office) == number - held_out
    assert learned.newest[:4] < "2014"


@pytest.mark.usefixtures("small_corpus")
def test_the_office_s_translation_of_a_sentence_counts_not_that_of_the_corpus(room: newsrooms.Newsroom) -> None:
    path = room.root / "archive.tmx"
    path.write_text(tmx([(source(500), "The delegation held its meeting No. 500.", "20180101")]), encoding="utf-8")
    room.run("memory", "import", str(path), "--own")
    learned = with_starter(room)
    (lesson,) = [each for each in learned.taught if each.source == source(500)]
    assert (lesson.target, lesson.starter) == ("The delegation held its meeting No. 500.", False)


@pytest.mark.usefixtures("small_corpus")
def test_the_corpus_is_refused_for_other_languages(tmp_path: Path, installed: Installed) -> None:
    room = newsrooms.make(tmp_path / "french")
    room.write("workflow.toml", newsrooms.SETTINGS.replace("[project]", '[project]\ntarget_languages = ["en", "fr"]'))
    result = room.run("model", "adapt", "--starter", "--to", "fr", status=2)
    assert "--starter: the starter corpus is in Chinese and English; fr has none" in result.output
    assert "--starter" not in room.run("model", "adapt", "--to", "fr", status=1).output


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, [(350, 1, 0.8)]),
        (LEAST // 2 - 1, [(350 + LEAST // 2 - 1, 1, 0.8)]),
        (LEAST // 2, [(350, 1, service.BESIDE), (LEAST // 2, 3, 0.8)]),
    ],
)
def test_few_pairs_are_learned_with_the_corpus_and_more_beside_it(
    number: int, expected: list[tuple[int, int, float]]
) -> None:
    of_corpus = [(source(n), target(n)) for n in range(500, 850)]
    courses = service._courses(of_corpus, [(source(n), target(n)) for n in range(number)], Recipe(seed=7))
    assert [(len(pairs), recipe.runs, recipe.strength) for pairs, recipe in courses] == expected
    assert {recipe.seed for _, recipe in courses} == {7}


def test_without_the_corpus_the_office_s_pairs_are_learned_as_before() -> None:
    assert service._courses([], PAIRS, Recipe()) == [(PAIRS, Recipe())]


@pytest.fixture
def drafting(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[int], str], Callable[[int], str]], None]:
    """Decide what an adapted model drafts of the office's releases and of the corpus; the base drafts poorly."""

    def decide(of_office: Callable[[int], str], of_corpus: Callable[[int], str]) -> None:
        from workflow.engines import argos

        def load(package: Installed) -> Spoken:
            new = package.version != "1.0"
            answers = {source(n): (of_office if new else poor)(n) for n in range(400)}
            answers |= {source(n): (of_corpus if new else poor)(n) for n in range(500, 850)}
            return Spoken(f"argos {package}", answers)

        monkeypatch.setattr(argos, "Argos", load)
        monkeypatch.setattr(lora, "LowRank", adding)
        monkeypatch.setattr(lora, "torch_version", lambda: "2")

    return decide


@pytest.mark.usefixtures("small_corpus")
def test_a_model_that_learned_from_the_corpus_says_so(room: newsrooms.Newsroom, drafting: Callable[..., None]) -> None:
    drafting(target, target)
    made = json.loads(room.run("model", "adapt", "--starter", "--json").stdout)
    assert (made["kept"], made["name"], made["parts"]) == (True, "1.0+starter", [])
    (found,) = [each for each in packages.list_packages() if each.version == "1.0+starter"]
    adaptation = packages.adaptation(found)
    assert adaptation
    assert adaptation.starter == adaptation.pairs == made["adaptation"]["starter"]["number"] > 250
    assert adaptation.starter_digest == adaptation.pairs_digest
    listed = room.run("model", "list").output
    digest = adaptation.starter_digest
    assert f"    {adaptation.starter} of them from the starter corpus, SHA-256 {digest}" in listed
    html = (room.root / ".workflow" / "adapted" / "1.0+starter.html").read_text(encoding="utf-8")
    assert f"learned from {adaptation.pairs} pairs of the starter corpus (SHA-256 {adaptation.pairs_digest}" in html


@pytest.mark.usefixtures("small_corpus")
def test_the_page_and_the_report_measure_the_office_and_the_corpus_by_themselves(
    room: newsrooms.Newsroom, drafting: Callable[..., None]
) -> None:
    drafting(target, target)
    with_pairs(room, 400, "--own")
    result = room.run("model", "adapt", "--starter")
    assert "1.0+starter.office.2012-10 is installed" in result.output
    assert re.search(r"^chrF of the office's releases +[0-9.]+ +100\.0$", result.output, re.MULTILINE)
    assert re.search(r"^chrF of the starter corpus +[0-9.]+ +100\.0$", result.output, re.MULTILINE)
    html = (room.root / ".workflow" / "adapted" / "1.0+starter.office.2012-10.html").read_text(encoding="utf-8")
    assert "chrF of the office" in html
    assert re.search(r"learned from [0-9]+ pairs, [0-9]+ of them from the starter corpus", html)


@pytest.mark.usefixtures("small_corpus")
def test_a_model_that_drafts_the_office_s_releases_worse_is_refused(
    room: newsrooms.Newsroom, drafting: Callable[..., None]
) -> None:
    drafting("It came to {}, and we saw what befell us all, quite plainly.".format, target)
    with_pairs(room, 400, "--own")
    result = room.run("model", "adapt", "--starter", status=1)
    assert re.search(r"The new model is not kept: .*chrF of the office's releases falls by", result.output)
    assert len(packages.list_packages()) == 1


def test_the_stored_file_says_that_it_is_the_office_s_own(room: newsrooms.Newsroom) -> None:
    with_pairs(room, 3, "--own")
    stored = room.root / "locales" / "en" / "memory" / "archive.tmx"
    assert '<prop type="x-own">yes</prop></header>' in stored.read_text(encoding="utf-8")
    before = stored.read_bytes()
    assert "unchanged" in room.run("memory", "import", str(room.root / "archive.tmx"), "--own").output
    assert stored.read_bytes() == before
    with_pairs(room, 3)
    assert b"x-own" not in stored.read_bytes()


def test_a_unit_or_a_text_cannot_claim_to_be_the_office_s_own(room: newsrooms.Newsroom) -> None:
    with_pairs(room, 3)
    stored = room.root / "locales" / "en" / "memory" / "archive.tmx"
    claimed = stored.read_text(encoding="utf-8").replace("<tu ", '<tu ><prop type="x-own">yes</prop><tuv/></tu><tu ', 1)
    stored.write_text(claimed, encoding="utf-8")
    assert learnable(room).taught == ()


@pytest.mark.model
def test_the_real_engine_runs_an_adapted_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from workflow.engines.argos import load

    official = packages.find("zh", "en")
    assert official, "the model is missing: run make model"
    base = adapting.read(official)
    matrix = "decoder/layer_5/ffn/linear_1/weight"
    rows, columns = base.weights.variables[matrix].dimensions
    chance = np.random.default_rng(1)
    adapters = {
        matrix: (chance.normal(size=(rows, 2)).astype("f4") * 1e-3, chance.normal(size=(2, columns)).astype("f4"))
    }
    new = tmp_path / "packages" / "translate-zh_en-office"
    metadata = {"from_code": "zh", "to_code": "en", "package_version": "1.9+office.2026-11"}
    files = {
        **{name: data for name, data in base.files.items() if not name.startswith("stanza/")},
        "metadata.json": json.dumps(metadata).encode(),
        "model/model.bin": weights.write(base.weights.adapted(adapters)),
    }
    for name, data in files.items():
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        (new / name).write_bytes(data)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    engine = load("zh-Hans", "en")
    assert engine.name == "argos zh→en 1.9+office.2026-11"
    ((_, (made, *_)),) = engine.translate(["代表团访问了瑞士。"], hypotheses=1)
    assert "Switzerland" in made.text
