"""The engine ctranslate2: a converted folder, as workflow.toml records it."""

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import newsroom
import pytest
from newsroom import SETTINGS

from workflow.contracts.engines import Translator
from workflow.contracts.registries import ENGINES
from workflow.engines.argos import Argos
from workflow.engines.decoding import Around, Decoder, Model
from workflow.errors import BadInput, MissingError, UsageError, WorkflowError
from workflow.model import DOUBT, Unit
from workflow.models import packages
from workflow.settings import parse
from workflow.signoff import certificate


def load(root: Path, **options: Any) -> Translator:
    configured = ENGINES["ctranslate2"].configured
    assert configured
    return configured(options, root)("zh-Hans", "en")


def recorded(root: Path, **options: Any) -> dict[str, Any]:
    """The options with the digest that the engine asks for."""
    with pytest.raises(UsageError) as caught:
        load(root, **options)
    found = re.search(r'add sha256 = "([0-9a-f]{64})"', str(caught.value))
    assert found, caught.value
    return {**options, "sha256": found[1]}


def folder(path: Path, *names: str) -> Path:
    path.mkdir(parents=True)
    for name in names:
        (path / name).write_bytes(b"{}")
    return path


def converted(path: Path) -> Path:
    """The installed Argos package as the folder that a converter makes."""
    installed = packages.find("zh", "en")
    assert installed
    shutil.copytree(installed.path / "model", path)
    shutil.copy(installed.path / "sentencepiece.model", path)
    return path


def drafted(unit: Unit) -> tuple[str, str, list[str]]:
    """A draft with its doubts, without what drafted it."""
    return unit.source, unit.target, [line for line in unit.comments if line.startswith(DOUBT)]


# --- with the model ---


@pytest.mark.model
def test_the_same_model_in_a_folder_translates_the_same(tmp_path: Path, argos_model: Argos) -> None:
    converted(tmp_path / "models/opus mt")
    options = recorded(tmp_path, folder="models/opus mt", language="en")
    engine = load(tmp_path, **options)
    assert engine.name == f"ctranslate2 opus-mt {options['sha256'][:8]}"
    texts = ("代表团访问了瑞士。", "雙方簽署了諒解備忘錄。", "“甲。乙！”", "（完）", "开幕式", "会议由𠮷野先生主持。")
    for no_repeat in (0, 4):
        ours, theirs = (
            sorted(each.translate(texts, hypotheses=4, no_repeat=no_repeat)) for each in (engine, argos_model)
        )
        assert ours == theirs
        assert len(ours) == len(texts)


@pytest.mark.model
def test_a_newsroom_drafts_with_it_and_only_the_origin_differs(tmp_path: Path, argos_model: Argos) -> None:
    room = newsroom.make(tmp_path)
    room.write("workflow.toml", SETTINGS.replace('"none"', '"argos"'))
    room.run("translate")
    theirs = room.catalog().units
    converted(room.root / "models/opus")
    options = recorded(room.root, folder="models/opus", language="en")
    table = "".join(f"{key} = {json.dumps(value)}\n" for key, value in options.items())
    room.write("workflow.toml", SETTINGS.replace('"none"', '"ctranslate2"') + f"\n[draft.ctranslate2]\n{table}")
    room.run("translate", "--redraft")
    ours = room.catalog().units
    name = f"ctranslate2 opus {options['sha256'][:8]}"
    assert [drafted(unit) for unit in ours] == [drafted(unit) for unit in theirs]
    assert [unit.origin for unit in ours] == [(unit.origin or "").replace(argos_model.name, name) for unit in theirs]
    assert all(unit.origin and name in unit.origin for unit in ours)


# --- without it ---


def test_a_folder_that_was_changed_is_not_run(tmp_path: Path) -> None:
    made = folder(tmp_path / "model", "model.bin", "config.json", "source.spm", "shared_vocabulary.json")
    options = recorded(tmp_path, folder="model", language="en")
    (made / "README.md").write_text("What people write beside it does not count.")
    with pytest.raises(BadInput, match="is not a SentencePiece model"):
        load(tmp_path, **options)
    for name in ("model.bin", "config.json", "source.spm", "shared_vocabulary.json"):
        data = (made / name).read_bytes()
        (made / name).write_bytes(b"{ }")
        with pytest.raises(BadInput, match=r"is not the model that workflow\.toml records") as caught:
            load(tmp_path, **options)
        assert str(caught.value).startswith(str(made))
        (made / name).write_bytes(data)
    # A list of target tokens that appears later decides what may be written.
    (made / "vmap.txt").write_text("\tthe")
    with pytest.raises(BadInput, match="records"):
        load(tmp_path, **options)


@pytest.mark.parametrize(
    ("names", "options", "error", "says"),
    [
        ((), {}, UsageError, "needs draft.ctranslate2.folder and draft.ctranslate2.language"),
        ((), {"folder": "model"}, UsageError, "draft.ctranslate2.language"),
        ((), {"folder": "nowhere", "language": "en"}, MissingError, "nowhere: cannot be read"),
        ((), {"folder": "model", "language": "fr"}, MissingError, "translates into fr, not en"),
        (("model.bin", "config.json"), {"folder": "model", "language": "en"}, MissingError, "has no tokenizer"),
        (("source.spm", "config.json"), {"folder": "model", "language": "en-GB"}, MissingError, "has no model.bin"),
        (("source.spm", "model.bin"), {"folder": "model", "language": "en"}, MissingError, "has no config.json"),
        (
            ("source.spm", "model.bin", "config.json"),
            {"folder": "model", "language": "en", "source_tokenizer": "../source.spm"},
            MissingError,
            "has no ../source.spm",
        ),
    ],
)
def test_what_is_missing_is_one_sentence(
    names: Sequence[str], options: dict[str, Any], error: type[WorkflowError], says: str, tmp_path: Path
) -> None:
    folder(tmp_path / "model", *names)
    with pytest.raises(error, match=says) as caught:
        load(tmp_path, **options)
    assert "\n" not in str(caught.value)


class Tokens:
    """A tokenizer whose tokens are characters."""

    def encode(self, text: str, out_type: type) -> list[str]:
        return list(text)


class Result:
    def __init__(self, hypotheses: list[list[str]]) -> None:
        self.hypotheses = hypotheses
        self.scores = [-0.5] * len(hypotheses)

    def done(self) -> bool:
        return True

    def result(self) -> "Result":
        return self


class Recording:
    """Answers every text with the same tokens and remembers what it was given."""

    def __init__(self, *answer: str) -> None:
        self.answer = list(answer)
        self.batch: list[list[str]] = []
        self.prefixes: Any = None

    def translate_batch(self, batch: list[list[str]], *, target_prefix: Any, **_options: object) -> list[Result]:
        self.batch, self.prefixes = batch, target_prefix
        return [Result([self.answer]) for _ in batch]


def answered(model: Recording, around: Around) -> str:
    engine = Decoder("machine", Tokens(), Model(model, shortlisted=False, workers=1), script="Hans", around=around)
    ((_, (made, *_)),) = engine.translate(["瑞士。"])
    assert made.logprob == pytest.approx(-0.5 * made.tokens)
    return made.text


def test_tokens_around_a_text_reach_the_model_and_not_the_draft() -> None:
    model = Recording("eng_Latn", "▁Switzer", "land", ".")
    assert answered(model, Around(("zho_Hans",), ("</s>",), ("eng_Latn",))) == "Switzerland."
    assert model.batch == [["zho_Hans", "瑞", "士", "。", "</s>"]]
    assert model.prefixes == [["eng_Latn"]]
    assert answered(model, Around()) == "eng_Latn Switzerland."
    assert (model.batch, model.prefixes) == ([["瑞", "士", "。"]], None)


def test_characters_written_byte_by_byte_are_put_together() -> None:
    assert answered(Recording("▁Gen", "<0xC3>", "<0xA8>", "ve", "<0xFF>"), Around()) == "Genève\ufffd"


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ('foldr = "x"', r"draft.ctranslate2 has no foldr; did you mean folder\?"),
        ('sha256 = "x"', "draft.ctranslate2 is wrong: sha256 must be 64 hexadecimal digits"),
        ("folder = 1", "folder must be text on one line"),
        ('target_prefix = "eng_Latn"', "target_prefix must be a list of tokens"),
        ('language = "English!"', "language must be a language tag"),
    ],
)
def test_a_wrong_setting_is_named(table: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse(f"[draft.ctranslate2]\n{table}\n", "workflow.toml")


@pytest.mark.parametrize(
    "name",
    ["argos zh→en 1.9", "argos zh→en 1.9+office.2026-11", "ctranslate2 opus-mt-zh-en 0a1b2c3d", "llm hf.co/x/qwen3:8b"],
)
def test_a_certificate_names_the_model(name: str) -> None:
    assert certificate._engine(f"mt: {name} (score -0.21)") == f"mt: {name}"
    assert certificate._engine(f"mt: {name} and anything else") == "mt: unknown"
