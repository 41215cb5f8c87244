"""The provinces and cities of China, and how Latin letters write them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Province(NamedTuple):
    """A province, region or municipality: its name in English, and its cities, each with its name in Latin letters."""

    english: str
    cities: Mapping[str, str]


@cache
def provinces() -> Mapping[str, Province]:
    """Return the provinces by their short names in Chinese, with their cities."""
    found = {}
    for line in (Path(__file__).parent / "cities.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            english, han, *cities = line.split()
            found[han] = Province(english.replace("_", " "), dict(city.split("=") for city in cities))
    return found
