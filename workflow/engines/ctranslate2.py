"""The engine ``ctranslate2``: a folder that ``ct2-transformers-converter`` or another converter of CTranslate2 made.

OPUS-MT, NLLB, Madlad-400 and others. The folder is used only as long as its files are those whose digest
``workflow.toml`` records.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workflow.contracts.engines import Engine, Load
from workflow.engines import decoding
from workflow.errors import BadInput, MissingError, UsageError
from workflow.files import real
from workflow.interface import say

_TOKENIZERS = ("source.spm", "sentencepiece.bpe.model", "spiece.model", "spm.model", "sentencepiece.model")
"""What OPUS-MT, NLLB and M2M-100, Madlad and T5, and Argos call their tokenizer; the first one that is there."""
_MODEL = frozenset(
    {"model.bin", "config.json", decoding.SHORTLIST}
    | {f"{which}_vocabulary.{kind}" for which in ("shared", "source", "target") for kind in ("json", "txt")}
)


def configured(options: Mapping[str, Any], root: Path) -> Load:
    """Return what loads the folder that ``[draft.ctranslate2]`` names, seen from the newsroom's folder."""

    def load(source_language: str, target_language: str) -> decoding.Decoder:
        if not options.get("folder") or not options.get("language"):
            raise UsageError(
                say(
                    "workflow.toml: the engine ctranslate2 needs draft.ctranslate2.folder and "
                    "draft.ctranslate2.language"
                )
            )
        into = options["language"]
        if _primary(into) != _primary(target_language):
            raise MissingError(
                say(
                    "workflow.toml: the model of draft.ctranslate2 translates into {into}, not "
                    "{wanted}: choose another with --engine",
                    into=into,
                    wanted=target_language,
                )
            )
        return _load(root / Path(options["folder"]).expanduser(), options, _primary(source_language))

    return load


def installed(options: Mapping[str, Any], _source_language: str, target_language: str) -> bool:
    """Return whether the model translates into a language; if nobody has said into which, loading it asks."""
    into = options.get("language")
    return not into or _primary(into) == _primary(target_language)


ENGINE = Engine(configured({}, Path()), configured, installed)


def _load(folder: Path, options: Mapping[str, Any], source: str) -> decoding.Decoder:
    name, files = _files(folder, options.get("source_tokenizer", ""))
    digest = _digest(files)
    recorded = options.get("sha256")
    if recorded is None:
        raise UsageError(
            say(
                'workflow.toml: record which model drafts: add sha256 = "{digest}" to '
                "[draft.ctranslate2] if {folder} is as you converted it",
                digest=digest,
                folder=folder,
            )
        )
    if digest != recorded:
        raise BadInput(
            say(
                "{folder}: is not the model that workflow.toml records: restore its files, or, if you "
                'changed them, set draft.ctranslate2.sha256 = "{digest}"',
                folder=folder,
                digest=digest,
            )
        )
    tokenizer = decoding.tokenizer(folder / name, files.pop(name))
    return decoding.Decoder(
        f"ctranslate2 {re.sub(r'[^A-Za-z0-9_.+-]+', '-', real(folder).name)[:64] or 'model'} {digest[:8]}",
        tokenizer,
        decoding.model(folder, files, _primary(options["language"])),
        script="Hans" if source == "zh" else "",
        around=decoding.Around(
            *(tuple(options.get(key, ())) for key in ("source_prefix", "source_suffix", "target_prefix"))
        ),
    )


def _files(folder: Path, tokenizer: str) -> tuple[str, dict[str, bytes]]:
    """Return the tokenizer's name, and the files of the model and the tokenizer by name."""
    try:
        there = {path.name for path in folder.iterdir() if path.is_file()}
        name = tokenizer or next((name for name in _TOKENIZERS if name in there), "")
        if not name or name not in there:
            raise MissingError(
                say(
                    "{folder}: has no {tokenizer}: copy the SentencePiece file of the model's source language into it",
                    folder=folder,
                    tokenizer=tokenizer,
                )
                if tokenizer
                else say(
                    "{folder}: has no tokenizer: copy the SentencePiece file of the model's source language into it, "
                    "or name it in draft.ctranslate2.source_tokenizer",
                    folder=folder,
                )
            )
        for needed in ("model.bin", "config.json"):
            if needed not in there:
                raise MissingError(
                    say(
                        "{folder}: has no {needed}: it is no folder that a CTranslate2 converter made",
                        folder=folder,
                        needed=needed,
                    )
                )
        return name, {each: (folder / each).read_bytes() for each in sorted({*_MODEL, name} & there)}
    except OSError as error:
        raise MissingError(
            say(
                "{path}: cannot be read ({reason}); check draft.ctranslate2.folder",
                path=error.filename,
                reason=error.strerror or error,
            )
        ) from error


def _digest(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of a list of the files, in the form that ``sha256sum`` writes."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
