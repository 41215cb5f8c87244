"""An Argos package that is made in a moment and says one sentence, whatever it is asked.

It is a real CTranslate2 model with a real SentencePiece tokenizer, so that installing a package, loading it and
decoding with it can be tried for pairs of languages for which no package is at hand. Its transformer adds nothing to
the embedding of the token before, which the projection maps to the next token of the sentence.
"""

import io
import json
import zipfile
from pathlib import Path

_SPECIAL = ("<s>", "</s>", "<unk>")


def package(path: Path, source: str, target: str, sentence: str, *, version: str = "1.0") -> Path:
    """Write ``path``, an .argosmodel for a language pair whose every translation is ``sentence``."""
    words = [f"▁{word}" for word in sentence.split()]
    files = {
        "metadata.json": json.dumps(
            {"package_version": version, "argos_version": "1.9", "from_code": source, "to_code": target}
        ).encode(),
        "sentencepiece.model": _tokenizer(),
        **{f"model/{name}": data for name, data in _model(path.parent / f"{path.stem}-model", words).items()},
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"translate-{source}_{target}-{version.replace('.', '_')}/{name}", data)
    return path


def _tokenizer() -> bytes:
    import sentencepiece

    made = io.BytesIO()
    letters = " ".join("abcdefghijklmnopqrstuvwxyz")
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([letters, "the office and the delegation", "a report of the year"]),
        model_writer=made,
        vocab_size=40,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    return made.getvalue()


def _model(folder: Path, words: list[str]) -> dict[str, bytes]:
    import numpy as np
    from ctranslate2.specs import TransformerSpec

    tokens = [*_SPECIAL, *words]
    size = len(tokens) + len(tokens) % 2
    spec = TransformerSpec.from_config(num_layers=1, num_heads=1)

    def zeros(*shape: int) -> "np.ndarray":
        return np.zeros(shape, dtype=np.float32)

    def normed(place: object) -> None:
        place.gamma, place.beta = np.ones(size, dtype=np.float32), zeros(size)  # type: ignore[attr-defined]

    def linear(place: object, out: int, into: int) -> None:
        place.weight, place.bias = zeros(out, into), zeros(out)  # type: ignore[attr-defined]

    identity = np.eye(len(tokens), size, dtype=np.float32)
    follows = zeros(len(tokens), size)
    for before, after in zip(("<s>", *words), (*words, "</s>"), strict=True):
        follows[tokens.index(after), tokens.index(before)] = 10.0
    follows[1, 1] = 10.0
    for side in (spec.encoder, spec.decoder):
        side.scale_embeddings = False
        side.position_encodings.encodings = zeros(1024, size)
        normed(side.layer_norm)
        layer = side.layer[0]
        for attention in (layer.self_attention, getattr(layer, "attention", None)):
            if attention is None:
                continue
            normed(attention.layer_norm)
            for number, part in enumerate(attention.linear):
                rows = {3: (3 * size, size), 2: (size, size)}
                out, into = (2 * size, size) if len(attention.linear) == 3 and number == 1 else rows[2]
                if len(attention.linear) == 2 and number == 0:
                    out, into = rows[3]
                linear(part, out, into)
        normed(layer.ffn.layer_norm)
        linear(layer.ffn.linear_0, 2 * size, size)
        linear(layer.ffn.linear_1, size, 2 * size)
    spec.encoder.embeddings[0].weight = identity
    spec.decoder.embeddings.weight = identity
    spec.decoder.projection.weight = follows
    spec.decoder.projection.bias = zeros(len(tokens))
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.validate()
    folder.mkdir()
    spec.save(str(folder))
    return {each.name: each.read_bytes() for each in sorted(folder.iterdir())}
