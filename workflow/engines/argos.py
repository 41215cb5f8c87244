"""The engine ``argos``: an installed Argos Translate package, run by CTranslate2 directly.

Nothing here uses the network or reads the package's ``stanza/``: texts come as sentences.
"""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from workflow.contracts.engines import Engine
from workflow.engines import decoding
from workflow.errors import BadInput, MissingError
from workflow.interface import say
from workflow.models import packages
from workflow.models.freeing import give_back
from workflow.models.packages import Installed
from workflow.models.pins import installing

_TOKENIZER = "sentencepiece.model"


def load(source_language: str, target_language: str) -> "Argos":
    """Load the package in use for two BCP 47 tags.

    For traditional Chinese, that is zt→… if installed, else zh→…, which gets simplified characters.

    Raises:
        MissingError: There is no such package; the message has the command that installs it.
        BadInput: The model cannot be run, or claims to be the official one and is not.
    """
    package = _package(source_language, target_language)
    if package is None:
        source, target = packages.argos_code(source_language), packages.argos_code(target_language)
        source = "zh" if source == "zt" else source
        raise MissingError(
            say(
                "the model {source}→{target} is not installed: run `{command}`",
                source=source,
                target=target,
                command=installing(source, target),
            )
        )
    return Argos(package)


def installed(_options: Mapping[str, Any], source_language: str, target_language: str) -> bool:
    """Return whether there is a package for two BCP 47 tags."""
    return _package(source_language, target_language) is not None


def _package(source_language: str, target_language: str) -> Installed | None:
    source, target = packages.argos_code(source_language), packages.argos_code(target_language)
    package = packages.find(source, target)
    return packages.find("zh", target) if package is None and source == "zt" else package


ENGINE = Engine(load, installed=installed)


class Argos(decoding.Decoder):
    """A loaded package; ``name`` is the origin that its drafts state: ``argos zh→en 1.9``."""

    def __init__(self, package: Installed) -> None:
        """Load the model from disk; its files must have the digests that are pinned or were recorded."""
        self._package = package
        files = _files(package)
        tokenizer = decoding.tokenizer(package.path / _TOKENIZER, files.pop(_TOKENIZER))
        model = decoding.model(package.path / "model", files, package.target)
        super().__init__(
            f"argos {package}", tokenizer, model, script={"zh": "Hans", "zt": "Hant"}.get(package.source, "")
        )

    @property
    def unadapted(self) -> "Callable[[], Argos] | None":
        """Loads the package that this one was adapted from; see ``contracts.engines.Adapted``."""
        base = packages.base(self._package)
        return partial(_beside, base) if base else None

    @property
    def alone(self) -> str:
        """Says that the package that this one was adapted from is missing; see ``contracts.engines.Adapted``."""
        return packages.alone(self._package)


def _beside(package: Installed) -> Argos:
    """Load a package beside another one, which has drafted by now and needs less than it took for that."""
    give_back()
    return Argos(package)


def _files(package: Installed) -> dict[str, bytes]:
    """Return the files of the package: the tokenizer, and the model's files by their names below ``model/``."""
    expected: Mapping[str, tuple[int, str]] = {}
    with suppress(MissingError):  # another program installed it, and nothing is known of its files
        expected = packages.expected(package)
    files = {}
    try:
        paths = [package.path / _TOKENIZER, *sorted((package.path / "model").iterdir())]
        for path in paths:
            if path.name.startswith(".") or not path.is_file():
                continue
            name = path.relative_to(package.path).as_posix()
            data = path.read_bytes()
            if expected and (name not in expected or hashlib.sha256(data).hexdigest() != expected[name][1]):
                raise BadInput(
                    say(
                        "{path}: is not the file of the official package: run `workflow model install {source} "
                        "{target}` to restore it",
                        path=path,
                        source=package.source,
                        target=package.target,
                    )
                    if packages.pin_of(package)
                    else say(
                        "{path}: was changed after {package} was installed; install that package again",
                        path=path,
                        package=package,
                    )
                )
            files[path.name] = data
    except OSError as error:
        raise MissingError(
            say(
                "{path}: cannot be read ({reason}): run `workflow model install {source} {target}`",
                path=error.filename,
                reason=error.strerror or error,
                source=package.source,
                target=package.target,
            )
        ) from error
    if _TOKENIZER not in files or "model.bin" not in files:
        raise BadInput(
            say(
                "{path}: has no sentencepiece.model or no model/model.bin; this engine supports no other "
                "kind of package",
                path=package.path,
            )
        )
    return files
