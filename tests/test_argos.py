"""The engine on the real model; and what it does around the model, on one that is none."""

import itertools
import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.contracts import Sentence
from workflow.drafting.masks import plan
from workflow.engines import argos
from workflow.engines.argos import Argos, Decoded, load
from workflow.errors import BadInput, MissingError
from workflow.languages.chinese.script import simplified
from workflow.model import HAN, ORIGIN, Draft
from workflow.models import packages

# --- with the model -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model() -> Argos:
    try:
        return load("zh-Hans", "en")
    except MissingError as error:
        pytest.fail(f"{error} (or make model)", pytrace=False)


def drafted(engine: Argos, *sources: str) -> list[Draft]:
    got = list(engine.drafts([Sentence(source) for source in sources]))
    assert sorted(index for index, _ in got) == list(range(len(sources)))
    return [draft for _, draft in sorted(got, key=lambda each: each[0])]


@pytest.mark.model
def test_a_sentence_becomes_english_with_its_origin_and_score(model: Argos) -> None:
    (draft,) = drafted(model, "代表团访问了瑞士。")
    assert draft.text == "The delegation visited Switzerland."
    assert draft.score is not None
    assert -1 < draft.score < 0
    assert draft.origin == f"mt: argos zh→en 1.9 (score {draft.score:.2f})"
    assert ORIGIN.fullmatch(draft.comment)


@pytest.mark.model
def test_drafting_opens_no_socket(model: Argos, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_args: object, **_options: object) -> None:
        raise AssertionError("drafting wants the network")

    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "create_connection", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    engine = load("zh-Hans", "en")
    assert drafted(engine, "会议在北京举行。")[0].text


@pytest.mark.model
def test_drafting_imports_neither_stanza_nor_torch_nor_spacy() -> None:
    code = (
        "import sys\nfrom workflow.contracts import Sentence\nfrom workflow.engines import argos\n"
        "list(argos.load('zh-Hans', 'en').drafts([Sentence('会议在北京举行。')]))\n"
        "sys.exit(', '.join({'stanza', 'torch', 'spacy', 'argostranslate.translate'}.intersection(sys.modules)) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.model
def test_code_addresses_and_links_come_through(model: Argos) -> None:
    sources = (
        '请使用`git commit -m "说明"`提交，详见www.sipo.gov.cn/a_b?x=1。',
        "申请人可以发送邮件至help_desk@example.org。",
        "双方就三项**具体举措**达成共识：",
        "代表团就[《专利合作条约》](https://www.wipo.int/pct/)的发展与该组织官员交换意见。",
        "**全文如下**",
    )
    code, mail, strong, link, whole = drafted(model, *sources)
    assert '`git commit -m "说明"`' in code.text
    assert "www.sipo.gov.cn/a_b?x=1" in code.text
    assert "help_desk@example.org" in mail.text
    assert re.search(r"three \*\*[a-z ]+\*\*", strong.text)
    assert re.search(r"\[[^\]]*Patent[^\]]*\]\(https://www\.wipo\.int/pct/\)", link.text)
    assert re.fullmatch(r"\*\*[^*]+\*\*", whole.text)


@pytest.mark.model
def test_traditional_characters_are_understood(model: Argos) -> None:
    (draft,) = drafted(model, "雙方簽署了諒解備忘錄。")
    assert "memorandum of understanding" in draft.text.casefold()
    assert load("zh-Hant", "en").name == model.name


@pytest.mark.model
def test_a_repeated_sentence_is_translated_once(model: Argos, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = count_decoded(model, monkeypatch)
    first, other, second = drafted(model, "会议在北京举行。", "双方签署了备忘录。", "会议在北京举行。")
    assert first == second != other
    assert len(sent) == 2


@pytest.mark.model
def test_no_clause_of_a_very_long_sentence_is_lost(model: Argos) -> None:
    clauses = [
        "申请人应当在三个月内提交答复",
        "审查员可以要求补充材料",
        "双方同意扩大培训规模",
        "海关查处了一批侵权商品",
    ]
    source = "；".join(f"第{number}，{clause}" for number, clause in enumerate(clauses * 7, 1)) + "。"
    (draft,) = drafted(model, source)
    assert draft.text.count(";") >= len(clauses) * 7 - 4  # the model writes a comma or "and" for some
    assert 2.5 < len(draft.text) / len(source) < 6
    assert draft.text.endswith(".")


@pytest.mark.model
def test_no_han_character_gets_into_the_english(model: Argos) -> None:
    sources = (
        "审查员龘靐说，“一带一路”倡议惠及沿线国家。",
        "会议由𠮷野先生主持。",
        "（完）",
        "（新华社记者摄）",
        "甲、乙、丙、丁",
        "开幕式",
    )
    for draft in drafted(model, *sources):
        assert draft.text
        assert not HAN.search(draft.text)


@pytest.mark.model
def test_a_title_gets_no_full_stop(model: Argos) -> None:
    for draft in drafted(model, "开幕式", "图为会议现场", "关于举办2018年知识产权研讨会的通知", "他说"):
        assert draft.text[-1].isalnum(), draft.text


@pytest.mark.model
def test_the_same_sentences_get_the_same_drafts(model: Argos) -> None:
    sources = ("会议在北京举行。", "双方签署了谅解备忘录，并就下一步合作交换了意见。", "开幕式", "代表团访问了瑞士。")
    assert drafted(model, *sources) == drafted(model, *sources)


@pytest.mark.model
def test_ctrl_c_gets_out_and_keeps_what_is_done(model: Argos, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [f"第{number}届专利信息年会在北京举行，来自{number}个国家的代表出席会议。" for number in range(1, 400)]
    got: list[int] = []
    sleep = time.sleep

    def press(seconds: float) -> None:
        sleep(seconds)
        if got:
            raise KeyboardInterrupt

    monkeypatch.setattr(argos.time, "sleep", press)

    def collect() -> None:
        for index, draft in model.drafts([Sentence(source) for source in sources]):
            assert draft.text
            got.append(index)

    with pytest.raises(KeyboardInterrupt):
        collect()
    # What was waiting was given up, not decoded first.
    assert 0 < len(got) < len(sources) / 2


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


def count_decoded(engine: Argos, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sent: list[str] = []
    decode = engine.decode

    def counting(texts: Sequence[str], **options: Any) -> Iterator[tuple[int, Decoded]]:
        sent.extend(texts)
        return decode(texts, **options)

    monkeypatch.setattr(engine, "decode", counting)
    return sent


# --- without it ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pair", "command"),
    [
        (("zh-Hans", "en"), "workflow model install zh en"),
        (("zh-Hant", "en"), "workflow model install zh en"),
        (("zh-Hans", "fr"), "workflow model install zh fr"),
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


def fake(
    make: Callable[[str], str | Sequence[str]], patience: int = 0, values: argos.Values = argos.no_values
) -> tuple[Argos, FakeModel]:
    """An engine whose tokens are characters; ``make`` gives one hypothesis, or several."""
    engine = Argos.__new__(Argos)
    engine._values, engine._renderings = values, {}
    translator = FakeModel(make, patience)
    engine.name = "argos zh→en 1.9"
    engine._english, engine._simplifies, engine._workers, engine._shortlisted = True, True, 2, False
    engine._tokenizer, engine._translator = FakeTokenizer(), translator
    return engine, translator


def test_a_sentence_whose_masks_fail_is_tried_again_with_others() -> None:
    tried = []

    def stubborn(text: str) -> str:
        tried.append(text)
        return "See." if "WTQ" in text else text.replace("见", "See ").replace("。", ".")

    engine, _ = fake(stubborn)
    (draft,) = drafted(engine, "见`代码`。")
    assert draft.text == "See `代码`."
    assert len(tried) == 2


def test_what_never_comes_back_leaves_the_draft_empty_with_the_reason() -> None:
    engine, _ = fake(lambda _text: "See.")
    lost, sound = drafted(engine, "见`代码`。", "看见。")
    assert (lost.text, sound.text) == ("", "See.")
    assert lost.problem == "the machine lost or repeated what was hidden from it"
    assert lost.origin.startswith("mt: argos zh→en 1.9")


def test_a_decoding_without_an_end_is_no_draft() -> None:
    engine, _ = fake(lambda text: "a" * argos.LONGEST_TARGET if "长" in text else "short.")
    endless, short = drafted(engine, "长。", "短。")
    assert (endless.text, short.text) == ("", "Short.")
    assert "does not come to an end" in endless.problem


def test_an_empty_answer_is_no_draft() -> None:
    engine, _ = fake(lambda _text: "")
    assert drafted(engine, "空。")[0].problem == "the machine gave nothing back"


def test_a_sentence_that_cannot_be_cut_is_not_cut_off_either() -> None:
    engine, translator = fake(lambda _text: "x")
    (draft,) = drafted(engine, "长" * (argos.LONGEST + 1))
    assert draft.text == ""
    assert draft.problem
    assert translator.batches == []


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
        ("", [""]),
    ],
)
def test_no_piece_has_two_sentences(text: str, pieces: list[str]) -> None:
    assert argos._sentences(text) == pieces


@given(st.lists(st.integers(1, 90), max_size=12))
def test_a_long_sentence_goes_in_pieces_that_fit_and_nothing_is_lost(lengths: list[int]) -> None:
    text = "；".join("字" * length for length in lengths)
    pieces = argos._cut(text, len)
    assert "".join(pieces) == text
    assert all(len(piece) <= argos.LONGEST for piece in pieces)
    assert all(len(one) + len(other) > argos.LONGEST for one, other in itertools.pairwise(pieces))


@given(st.lists(st.integers(0, argos.LONGEST + 5), max_size=40))
def test_every_sentence_is_in_one_batch_and_no_batch_is_too_large(lengths: list[int]) -> None:
    batches = list(argos._batches([["x"] * length for length in lengths]))
    fitting = [number for number, length in enumerate(lengths) if 0 < length <= argos.LONGEST]
    assert sorted(itertools.chain(*batches)) == fitting
    for batch in batches:
        assert len(batch) * max(lengths[number] for number in batch) <= argos.BATCH_TOKENS
    order = [lengths[number] for number in itertools.chain(*batches)]
    assert order == sorted(order, reverse=True)


ENGLISH = str.maketrans(
    {"第": "no. ", "句": " says", "字": " word", "。": "."} | dict(zip("甲乙丙丁", ("a ", "b", " c", "d"), strict=True))
)


def test_all_sentences_go_in_one_stream_with_no_more_batches_under_way_than_workers() -> None:
    engine, translator = fake(lambda text: text.translate(ENGLISH), patience=3)
    sources = [f"第{number}句" + "字" * (number % 50) + "。" for number in range(200)]
    seen: list[int] = []
    for index, _ in engine.drafts([Sentence(source) for source in sources]):
        seen.append(index)
        yielded = sum(len(batch) for batch in translator.batches)
        assert len(seen) <= yielded
        assert yielded - len(seen) <= engine._workers * argos.BATCH_TOKENS
    assert sorted(seen) == list(range(200))
    assert sum(map(len, translator.batches)) == 200
    # A row of plain sentences and marked-up ones: still one stream.
    mixed, counted = fake(lambda text: text.translate(ENGLISH))
    drafted(mixed, "甲**乙**丙。", "丁。")
    assert len(counted.batches) == 1
    assert len(counted.batches[0]) == len(plan("甲**乙**丙。").requests) + 1


def test_the_shortlist_has_no_token_with_chinese() -> None:
    vocabulary = ["</s>", "▁the", "的", "▁《", "。", "ﬁ", "é", "—", "“", "▁", "а", "a b", "，"]
    tab, _, tokens = argos._shortlist(json.dumps(vocabulary).encode()).decode().rstrip("\n").partition("\t")
    assert tab == ""
    assert tokens.split(" ") == ["</s>", "▁the", "ﬁ", "é", "—", "“", "▁"]
    with pytest.raises(BadInput):
        argos._shortlist(b"{nonsense")


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
