"""The engine argos: on the real model, and what it does around the model, on one that is none."""

import itertools
import json
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.contracts.engines import Hypothesis
from workflow.engines import decoding
from workflow.engines.argos import Argos, load
from workflow.engines.decoding import Decoder, Model
from workflow.errors import BadInput, MissingError
from workflow.languages.chinese.script import simplified
from workflow.model import HAN
from workflow.models import packages

# --- with the model ---


def translated(engine: Decoder, *texts: str, hypotheses: int = 1) -> list[Sequence[Hypothesis]]:
    got = list(engine.translate(texts, hypotheses=hypotheses))
    assert sorted(index for index, _ in got) == list(range(len(texts)))
    return [made for _, made in sorted(got, key=lambda each: each[0])]


@pytest.mark.model
def test_hypotheses_come_with_their_probability_the_likeliest_first(argos_model: Argos) -> None:
    (made,) = translated(argos_model, "代表团访问了瑞士。", hypotheses=3)
    assert made[0].text == "The delegation visited Switzerland."
    assert len(made) == 3
    scores = [each.logprob / each.tokens for each in made if each.logprob is not None]
    assert scores == sorted(scores, reverse=True)
    assert -1 < scores[0] < 0
    assert argos_model.name == "argos zh→en 1.9"


@pytest.mark.model
def test_translating_opens_no_socket(argos_model: Argos, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_args: object, **_options: object) -> None:
        raise AssertionError("translating wants the network")

    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "create_connection", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    engine = load("zh-Hans", "en")
    assert translated(engine, "会议在北京举行。")[0][0].text


@pytest.mark.model
def test_translating_imports_neither_stanza_nor_torch_nor_spacy() -> None:
    code = (
        "import sys\nfrom workflow.engines import argos\n"
        "list(argos.load('zh-Hans', 'en').translate(['会议在北京举行。']))\n"
        "sys.exit(', '.join({'stanza', 'torch', 'spacy', 'argostranslate.translate'}.intersection(sys.modules)) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.model
def test_traditional_characters_are_understood(argos_model: Argos) -> None:
    ((made,),) = translated(argos_model, "雙方簽署了諒解備忘錄。")
    assert "memorandum of understanding" in made.text.casefold()
    assert load("zh-Hant", "en").name == argos_model.name


@pytest.mark.model
def test_no_han_character_gets_into_the_english(argos_model: Argos) -> None:
    texts = (
        "审查员龘靐说，“一带一路”倡议惠及沿线国家。",
        "会议由𠮷野先生主持。",
        "（完）",
        "（新华社记者摄）",
        "甲、乙、丙、丁",
        "开幕式",
    )
    for (made,) in translated(argos_model, *texts):
        assert made.text
        assert not HAN.search(made.text)


@pytest.mark.model
def test_the_same_texts_get_the_same_translations(argos_model: Argos) -> None:
    texts = ("会议在北京举行。", "双方签署了谅解备忘录，并就下一步合作交换了意见。", "开幕式", "代表团访问了瑞士。")
    assert translated(argos_model, *texts, hypotheses=4) == translated(argos_model, *texts, hypotheses=4)


@pytest.mark.model
def test_ctrl_c_gets_out_and_keeps_what_is_done(argos_model: Argos, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"第{number}届专利信息年会在北京举行，来自{number}个国家的代表出席会议。" for number in range(1, 400)]
    got: list[int] = []
    sleep = time.sleep

    def press(seconds: float) -> None:
        sleep(seconds)
        if got:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", press)

    def collect() -> None:
        for index, made in argos_model.translate(texts):
            assert made[0].text
            got.append(index)

    with pytest.raises(KeyboardInterrupt):
        collect()
    # What was waiting was given up, not decoded first.
    assert 0 < len(got) < len(texts) / 2


@pytest.mark.model
def test_a_package_that_was_tampered_with_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = packages.find("zh", "en")
    assert installed
    copy = tmp_path / installed.path.name
    shutil.copytree(installed.path, copy)
    config = copy / "model" / "config.json"
    config.write_bytes(config.read_bytes().replace(b"true", b"null"))
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path))
    with pytest.raises(BadInput, match="workflow model install zh en") as error:
        load("zh", "en")
    assert str(config) in str(error.value)


@pytest.mark.model
def test_a_package_is_run_only_as_it_was_installed_and_drafts_name_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    official = packages.find("zh", "en")
    assert official
    home = tmp_path / "packages"
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(home))
    archive = tmp_path / "office.argosmodel"
    with zipfile.ZipFile(archive, "w") as zipped:
        metadata = {"from_code": "zh", "to_code": "en", "package_version": "1.9+office.2026-11"}
        zipped.writestr("translate-zh_en-office/metadata.json", json.dumps(metadata))
        for name in packages.expected(official):
            if name == "sentencepiece.model" or name.startswith("model/"):
                zipped.write(official.path / name, f"translate-zh_en-office/{name}")
    installed = packages.install("zh", "en", from_path=archive, trust=True)
    assert load("zh-Hans", "en").name == "argos zh→en 1.9+office.2026-11"
    config = installed.path / "model" / "config.json"
    config.write_bytes(config.read_bytes().replace(b"true", b"null"))
    with pytest.raises(BadInput, match=r"config.json: was changed after zh→en 1.9\+office.2026-11 was installed"):
        load("zh-Hans", "en")


# --- without it ---


@pytest.mark.parametrize(
    ("pair", "command"),
    [
        (("zh-Hans", "en"), "workflow model install zh en"),
        (("zh-Hant", "en"), "workflow model install zh en"),
        (("zh-Hans", "fr"), "workflow model install zh fr --trust"),
    ],
)
def test_a_missing_model_is_named_with_the_command_that_installs_it(
    pair: tuple[str, str], command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "none"))
    with pytest.raises(MissingError, match=command) as error:
        load(*pair)
    assert error.value.exit_status == 3


@pytest.mark.parametrize(
    "files", [(), ("sentencepiece.model",), ("model/model.bin",), ("sentencepiece.model", "model/model.bin")]
)
def test_a_package_that_is_no_model_is_one_sentence(
    files: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "translate-zh_en-2"
    (folder / "model").mkdir(parents=True)
    metadata = {"from_code": "zh", "to_code": "en", "package_version": "2"}
    (folder / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    for name in files:
        (folder / name).write_bytes(b"nonsense")
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path))
    with pytest.raises((BadInput, MissingError)) as error:
        load("zh", "en")
    assert str(folder) in str(error.value)
    assert "\n" not in str(error.value)


class FakeModel:
    """What CTranslate2 would be: decodes by ``make``, and is done when it has been asked ``patience`` times."""

    def __init__(self, make: Callable[[str], str | Sequence[str]], patience: int = 0) -> None:
        self.make = make
        self.patience = patience
        self.batches: list[list[str]] = []
        self.options: list[dict[str, object]] = []

    def translate_batch(self, batch: list[list[str]], **options: object) -> list[Any]:
        texts = ["".join(tokens) for tokens in batch]
        self.batches.append(texts)
        self.options.append(options)
        made = [self.make(text) for text in texts]
        return [FakeResult([each] if isinstance(each, str) else each, self.patience) for each in made]


class FakeResult:
    def __init__(self, made: Sequence[str], patience: int) -> None:
        self.hypotheses = [list(text) for text in made]
        self.scores = [-0.5 - rank / 10 for rank in range(len(made))]
        self.patience = patience

    def done(self) -> bool:
        self.patience -= 1
        return self.patience < 0

    def result(self) -> "FakeResult":
        return self


class FakeTokenizer:
    def encode(self, text: str, out_type: type) -> list[str]:
        return list(text)


def fake(make: Callable[[str], str | Sequence[str]], patience: int = 0) -> tuple[Decoder, FakeModel]:
    """An engine whose tokens are characters; ``make`` gives one hypothesis, or several."""
    translator = FakeModel(make, patience)
    return Decoder(
        "machine", FakeTokenizer(), Model(translator, shortlisted=False, workers=2), script="Hans"
    ), translator


def test_a_decoding_without_an_end_is_not_whole() -> None:
    engine, _ = fake(lambda text: "a" * decoding.LONGEST_TARGET if "长" in text else "short.")
    (endless,), (short,) = translated(engine, "长。", "短。")
    assert (endless.whole, short.whole) == (False, True)


def test_a_text_that_cannot_be_cut_is_not_cut_off_either() -> None:
    engine, translator = fake(lambda _text: "x")
    ((made,),) = translated(engine, "长" * (decoding.LONGEST + 1))
    assert (made.text, made.whole) == ("", False)
    assert translator.batches == []


def test_a_text_that_is_cut_says_what_each_piece_became_at_every_rank() -> None:
    engine, _ = fake(lambda text: [f"<{text}>", f"<<{text}>>"] if "甲" in text else f"<{text}>")
    best, other = translated(engine, "他說：“甲。乙！”")[0]
    assert best.pieces == (("他说：“甲。", "<他说：“甲。>"), ("乙！”", "<乙！”>"))
    assert best.text == "<他说：“甲。> <乙！”>"
    assert other.pieces == (("他说：“甲。", "<<他说：“甲。>>"), ("乙！”", "<乙！”>"))
    assert best.logprob == pytest.approx(-0.5 * best.tokens)


def test_the_hints_reach_the_decoder() -> None:
    engine, translator = fake(lambda _text: "x")
    list(engine.translate(["甲。"], hypotheses=6, no_repeat=3))
    (options,) = translator.options
    assert (options["num_hypotheses"], options["no_repeat_ngram_size"]) == (6, 3)
    assert options["beam_size"] == 6  # no fewer than hypotheses, or CTranslate2 refuses


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("他说：“甲。乙！丙？”", ["他说：“甲。", "乙！", "丙？”"]),
        ("“甲。”他说。", ["“甲。”他说。"]),
        ("重在行动。（完）", ["重在行动。", "（完）"]),
        ("看《你好！世界》。", ["看《你好！世界》。"]),
        ("（甲。乙。）", ["（甲。乙。）"]),
        ("甲？！乙", ["甲？！", "乙"]),
        ("标题", ["标题"]),
        ("他说：“甲。乙！ ”", ["他说：“甲。", "乙！ ”"]),
        ("……！甲。乙。", ["……！甲。", "乙。"]),
        ("", [""]),
    ],
)
def test_no_piece_has_two_sentences(text: str, pieces: list[str]) -> None:
    assert decoding._sentences(text) == pieces


def test_marks_alone_are_never_decoded() -> None:
    engine, translator = fake(lambda text: text)
    assert [hypothesis.text for (hypothesis,) in translated(engine, "。 ”", " ")] == ["。 ”", " "]
    assert translator.batches == []


@given(st.lists(st.integers(1, 90), max_size=12))
def test_a_long_sentence_goes_in_pieces_that_fit_and_nothing_is_lost(lengths: list[int]) -> None:
    text = "；".join("字" * length for length in lengths)
    pieces = decoding._cut(text, len)
    assert "".join(pieces) == text
    assert all(len(piece) <= decoding.LONGEST for piece in pieces)
    assert all(len(one) + len(other) > decoding.LONGEST for one, other in itertools.pairwise(pieces))


@given(st.lists(st.integers(0, decoding.LONGEST + 5), max_size=40))
def test_every_sentence_is_in_one_batch_and_no_batch_is_too_large(lengths: list[int]) -> None:
    batches = list(decoding._batches([["x"] * length for length in lengths]))
    fitting = [number for number, length in enumerate(lengths) if 0 < length <= decoding.LONGEST]
    assert sorted(itertools.chain(*batches)) == fitting
    for batch in batches:
        assert len(batch) * max(lengths[number] for number in batch) <= decoding.BATCH_TOKENS
    order = [lengths[number] for number in itertools.chain(*batches)]
    assert order == sorted(order, reverse=True)


def test_all_texts_go_in_one_stream_with_no_more_batches_under_way_than_workers() -> None:
    engine, translator = fake(lambda text: text, patience=3)
    texts = [f"第{number}句" + "字" * (number % 50) + "。" for number in range(200)]
    seen: list[int] = []
    for index, _ in engine.translate(texts):
        seen.append(index)
        yielded = sum(len(batch) for batch in translator.batches)
        assert len(seen) <= yielded
        assert yielded - len(seen) <= engine._model.workers * decoding.BATCH_TOKENS
    assert sorted(seen) == list(range(200))
    assert sum(map(len, translator.batches)) == 200


def test_the_shortlist_has_no_token_with_chinese() -> None:
    vocabulary = ["</s>", "▁the", "的", "▁《", "。", "ﬁ", "é", "—", "“", "▁", "а", "a b", "，"]
    tab, _, tokens = decoding._shortlist(json.dumps(vocabulary).encode()).decode().rstrip("\n").partition("\t")
    assert tab == ""
    assert tokens.split(" ") == ["</s>", "▁the", "ﬁ", "é", "—", "“", "▁"]
    with pytest.raises(BadInput):
        decoding._shortlist(b"{nonsense")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("雙方簽署了諒解備忘錄。", "双方签署了谅解备忘录。"),
        ("專利法的實施細則 WTQ", "专利法的实施细则 WTQ"),
        ("乾隆年间", "乾隆年间"),  # simplified Chinese has 乾 as well
        ("", ""),
    ],
)
def test_traditional_text_is_made_simplified_and_simplified_text_left_alone(text: str, expected: str) -> None:
    assert simplified(text) == expected


def test_a_model_of_traditional_chinese_gets_traditional_characters() -> None:
    translator = FakeModel(lambda _text: "x")
    model = Model(translator, shortlisted=False, workers=2)
    engine = Decoder("machine", FakeTokenizer(), model, script="Hant")
    translated(engine, "国务院任命何志成。")
    assert translator.batches == [["國務院任命何志成。"]]
