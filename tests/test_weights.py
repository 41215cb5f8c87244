"""A model's weights and vocabulary, without a training library: on small files, and on the official package."""

import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import BadInput
from workflow.models import packages, weights
from workflow.models.vocabulary import Cutter, tokens, writable
from workflow.models.weights import Variable, Weights, quantised


def integers(matrix: np.ndarray, name: str) -> dict[str, Variable]:
    data, scale = quantised(matrix.astype(np.float32))
    return {name: Variable(matrix.shape, 1, data), f"{name}_scale": Variable(matrix.shape[:1], 0, scale)}


def small(seed: int = 1) -> Weights:
    made = np.random.default_rng(seed)
    return Weights(
        "TransformerSpec",
        7,
        {
            "decoder/num_heads": Variable((), 2, struct.pack("<h", 8)),
            "decoder/alignment_layer": Variable((), 2, struct.pack("<h", -1)),
            **integers(made.normal(size=(6, 4)), "decoder/embeddings/weight"),
            **integers(np.vstack([np.zeros((1, 4)), made.normal(size=(2, 4))]), "decoder/linear/weight"),
            "decoder/linear/bias": Variable((3,), 0, made.normal(size=3).astype("<f4").tobytes()),
            "encoder/half": Variable((2, 2), 4, made.normal(size=(2, 2)).astype("<f2").tobytes()),
        },
        (("decoder/projection/weight", "decoder/embeddings/weight"),),
    )


def test_writing_and_reading_gives_the_same_weights_and_bytes() -> None:
    made = small()
    data = weights.write(made)
    assert weights.read(data) == made
    assert weights.write(weights.read(data)) == data
    assert (made.number("decoder/num_heads"), made.number("decoder/alignment_layer")) == (8, -1)
    assert made.number("decoder/linear/bias") is None
    assert made.number("none") is None


def test_the_layout_is_that_of_ctranslate2() -> None:
    data = weights.write(Weights("Spec", 3, {"w": Variable((1, 2), 1, b"\x01\xff")}, (("v", "w"),)))
    assert data == (
        b"\x06\0\0\0\x05\0Spec\0\x03\0\0\0\x01\0\0\0"
        b"\x02\0w\0\x02\x01\0\0\0\x02\0\0\0\x01\x02\0\0\0\x01\xff"
        b"\x01\0\0\0\x02\0v\0\x02\0w\0"
    )  # fmt: skip


def test_a_matrix_is_its_integers_divided_by_the_scale_of_their_row() -> None:
    data = {
        "w": Variable((2, 2), 1, bytes([127, 0, 129, 64])),
        "w_scale": Variable((2,), 0, struct.pack("<2f", 127, 2)),
    }
    made = Weights("Spec", 1, data, (("alias", "w"),))
    assert made.matrix("alias").tolist() == [[1.0, 0.0], [-63.5, 32.0]]


@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 7))
def test_quantising_again_changes_nothing(seed: int, rows: int, columns: int) -> None:
    matrix = np.random.default_rng(seed).normal(size=(rows, columns)) * 10.0 ** np.random.default_rng(seed).integers(
        -6, 6
    )
    made = Weights("Spec", 1, integers(matrix, "w"))
    again = made.with_matrix("w", made.matrix("w"))
    assert again.variables["w"] == made.variables["w"]
    error = np.abs(made.matrix("w") - matrix).max(axis=1)
    assert (error <= np.abs(matrix).max(axis=1) / 127 * 0.501).all()


def test_low_rank_matrices_are_added_where_they_belong() -> None:
    base = small()
    up, down = np.ones((3, 1), np.float32), np.full((1, 4), 0.5, np.float32)
    made = base.adapted({"decoder/linear/weight": (up, down)})
    difference = made.matrix("decoder/linear/weight") - base.matrix("decoder/linear/weight")
    assert np.allclose(difference, 0.5, atol=0.05)
    changed = {name for name in base.variables if made.variables[name] != base.variables[name]}
    assert changed == {"decoder/linear/weight", "decoder/linear/weight_scale"}
    assert base == small()  # the base is another object and unchanged
    assert weights.read(weights.write(made)) == made


def test_a_matrix_of_floats_stays_one() -> None:
    made = small().with_matrix("encoder/half", np.array([[1, 2], [3, 4]], np.float32))
    assert made.variables["encoder/half"].data == np.array([1, 2, 3, 4], "<f2").tobytes()


def test_what_training_must_not_produce_is_not_stored() -> None:
    with pytest.raises(ValueError, match="finite"):
        small().with_matrix("decoder/linear/weight", np.full((3, 4), np.nan, np.float32))
    with pytest.raises(ValueError, match="in place of"):
        small().with_matrix("decoder/linear/weight", np.zeros((4, 3), np.float32))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 nothing of the kind",
        b"\x05" + weights.write(small())[1:],
        weights.write(small())[:-1],
        weights.write(small()) + b"\0",
        weights.write(small()).replace(b"Transformer", b"Transf\xffrmer"),
        # A billion rows, four billion variables, a vector without its bytes.
        weights.write(Weights("S", 1, {"w": Variable((1 << 30, 1 << 30), 0, b"")})),
        b"\x06\0\0\0\x02\0S\0\x01\0\0\0\xff\xff\xff\xff",
        weights.write(Weights("S", 1, {"w": Variable((3,), 0, b"1234")})),
        weights.write(Weights("S", 1, {}, (("a", "b"),))),
    ],
)
def test_what_is_no_model_is_one_sentence(data: bytes) -> None:
    with pytest.raises(BadInput, match=r"^model\.bin: ") as error:
        weights.read(data)
    assert "\n" not in str(error.value)


@given(st.integers(0, 10_000))
def test_damage_is_noticed_or_harmless(seed: int) -> None:
    rng = np.random.default_rng(seed)
    data = bytearray(weights.write(small()))
    for _ in range(rng.integers(1, 5)):
        data[rng.integers(len(data))] = rng.integers(256)
    try:
        read = weights.read(bytes(data))
    except BadInput:
        return
    assert weights.write(read) == bytes(data)


def test_a_matrix_without_its_scale_is_one_sentence() -> None:
    made = small()
    broken = Weights("S", 1, {name: each for name, each in made.variables.items() if not name.endswith("_scale")})
    with pytest.raises(BadInput, match="has no decoder/linear/weight_scale"):
        broken.matrix("decoder/linear/weight")


# --- the vocabulary ---

WORDS = ["</s>", "<unk>", ",", "▁the", "▁of", ".", "▁and", "s", "▁China", "▁", "的", "a", "n", "h", "▁chat", "C", "i"]
SCORES = {token: -1.0 - math.log(rank + 1) for rank, token in enumerate(WORDS)}


def test_text_is_cut_into_the_likeliest_tokens() -> None:
    cutter = Cutter.of(WORDS, {})
    assert cutter.cut("the  China, of the\tChinas.") == ["▁the", "▁China", ",", "▁of", "▁the", "▁China", "s", "."]
    assert cutter.cut("a") == ["▁", "a"]


@pytest.mark.parametrize("text", ["的", "zebra", "the 的"])
def test_what_has_no_tokens_is_not_cut(text: str) -> None:
    assert Cutter.of(WORDS, {}).cut(text) is None


@given(st.text("aCis, the", max_size=30))
def test_tokens_spell_the_text(text: str) -> None:
    made = Cutter.of([*WORDS, "t", "e"], {}).cut(text)
    assert made is not None
    assert "".join(made).replace("▁", " ").split() == text.split()


def test_quotation_marks_are_cut_as_the_model_writes_them() -> None:
    cutter = Cutter.of([*WORDS, '"', "'", "-"], {})
    assert cutter.cut("“China’s”") == cutter.cut('"China\'s"')
    assert cutter.cut("the—China") == cutter.cut("the - China")


def test_pieces_that_only_the_source_uses_are_left_out() -> None:
    vocabulary = [*WORDS, *(f"▁x{number}" for number in range(2000)), "▁Chi", "▁DNA", "中", "国"]
    source = {"▁DNA": -9.0, "中": -8.0, "国": -8.5, "a": -5.0, "的": -4.0}
    bias = [-3.0 if token in {"▁DNA", "中", "国", "的", "a"} else -1.0 for token in vocabulary]
    cutter = Cutter.of(vocabulary, source, bias)
    assert "▁DNA" not in cutter.scores
    assert {"▁Chi", "a"} <= cutter.scores.keys()  # "a" is frequent enough to be used by both
    assert "▁DNA" in Cutter.of(vocabulary, source).scores


def test_scores_follow_those_of_the_source_pieces() -> None:
    vocabulary = [f"▁w{number}" for number in range(100)]
    source = {token: -2.0 - 1.5 * math.log(rank + 1) for rank, token in enumerate(vocabulary) if rank % 2}
    scores = Cutter.of(vocabulary, source).scores
    assert scores["▁w50"] == pytest.approx(-2.0 - 1.5 * math.log(51))


@pytest.mark.parametrize("data", [b"", b"{", b"{}", b'["a", 1]', b"\xff", b"[" * 100_000])
def test_a_vocabulary_that_is_none_is_one_sentence(data: bytes) -> None:
    with pytest.raises(BadInput, match=r"v\.json"):
        tokens(data, "v.json")


@pytest.mark.model
def test_the_official_model_survives_reading_and_quantising() -> None:
    package = packages.find("zh", "en")
    assert package, "the model is missing: run make model"
    data = (package.path / "model" / "model.bin").read_bytes()
    read = weights.read(data)
    assert weights.write(read) == data
    again = read
    matrices = [name for name, each in read.variables.items() if each.kind == 1 and len(each.dimensions) == 2]
    assert len(matrices) == 6 * 4 + 6 * 7 + 1
    for name in matrices:
        again = again.with_matrix(name, read.matrix(name))
    assert weights.write(again) == data


@pytest.mark.model
def test_the_official_model_s_own_words_are_cut_as_it_cuts_them() -> None:
    import ctranslate2
    import sentencepiece

    package = packages.find("zh", "en")
    assert package, "the model is missing: run make model"
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(package.path / "sentencepiece.model"))
    vocabulary = tokens((package.path / "model" / "shared_vocabulary.json").read_bytes(), "shared_vocabulary.json")
    read = weights.read((package.path / "model" / "model.bin").read_bytes())
    scores = {pieces.id_to_piece(number): pieces.get_score(number) for number in range(pieces.get_piece_size())}
    cutter = Cutter.of(vocabulary, scores, read.matrix("decoder/projection/bias").tolist())
    sources = [
        "代表团访问了瑞士。",
        "双方签署了谅解备忘录，并就下一步合作交换了意见。",
        "前三季度，全国居民人均可支配收入21035元，比上年同期增长8.8%。",
        "本法自2019年1月1日起施行。",
        "会议审议通过了《关于加强专利保护的若干意见》。",
        "他强调，要坚持创新驱动发展战略。",
        "记者从国家统计局获悉，9月份工业生产者价格同比上涨3.6%。",
        "外交部发言人耿爽主持例行记者会。",
    ]
    translator = ctranslate2.Translator(str(package.path / "model"), device="cpu", compute_type="int8")
    made = translator.translate_batch([pieces.encode(source, out_type=str) for source in sources], beam_size=1)
    written = [result.hypotheses[0] for result in made]
    same = [cutter.cut("".join(each).replace("▁", " ")) == each for each in written]
    assert sum(same) >= len(same) - 1
    assert all(writable(token) for each in written for token in each)
