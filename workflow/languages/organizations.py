"""The organizations that a language's starter rows name, to be found in a translation."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from workflow.languages import of
from workflow.languages.scanning import Name, Names
from workflow.patterns import late


class Organizations(NamedTuple):
    """Organizations by their official names in a translation.

    Attributes:
        names: All their names there, long and short; what each can mean are official names.
        sources: By official name, the names in Chinese.
    """

    names: Names
    sources: Mapping[str, tuple[str, ...]]

    def find(self, text: str) -> Iterator[Name]:
        """Yield the organizations that a text names, each with the official names of those that may be meant."""
        return self.names.find(text, (match.start() for match in _START.finditer(text)))


_START = late(r"(?<!\w)[A-Z]")
_OFFICIAL = late(r"[A-Z][\w.,&'’()/-]*(?: [\w.,&'’()/-]+)+|[A-Z]{3,}")
"""A name that is no word: several words, or an abbreviation."""


@cache
def organizations(language: str) -> Organizations:
    """Return the organizations of the starter rows of a language; none if it has no such rows."""
    meanings: dict[str, set[str]] = {}
    sources: dict[str, list[str]] = {}
    for path in of(language).starter:
        columns, *lines = path.read_text(encoding="utf-8").splitlines()
        for line in lines:
            row = dict(zip(columns.split("\t"), line.split("\t"), strict=False))
            if row.get("kind") != "office":
                continue
            official = row["target"]
            sources.setdefault(official, []).append(row["source"])
            for name in (official, *filter(None, row["variants"].split("|"))):
                if _OFFICIAL.fullmatch(plain := name.removeprefix("the ")):
                    pattern = plain if plain.replace(" ", "").isalpha() else re.escape(plain).replace("'", "['’]")
                    meanings.setdefault(pattern.replace("\\ ", " "), set()).add(official)
    names = Names({name: frozenset(those) for name, those in meanings.items()})
    return Organizations(names, {official: tuple(those) for official, those in sources.items()})
