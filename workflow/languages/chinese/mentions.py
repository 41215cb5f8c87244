"""Which countries, provinces, people, posts and acts a Chinese text mentions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property

from workflow.contracts.facts import Person, Spelled
from workflow.contracts.languages import People
from workflow.languages import lists
from workflow.model import Match
from workflow.patterns import late


@cache
def _codes() -> Mapping[str, frozenset[str]]:
    """Return the codes of each name of a place; none for a word that only looks like one."""
    from babel import Locale

    names: dict[str, set[str]] = {}
    for code, name in Locale("zh").territories.items():
        if len(code) == 2 and code.isalpha() and len(name) > 1 and code not in {"HK", "MO", "TW", "XA", "XB"}:
            names.setdefault(re.escape(name), set()).add(code)
    for row in (*lists.rows("chinese", "countries"), *lists.rows("chinese", "provinces")):
        for word in row.words:
            names.setdefault(word, set()).update(() if row.kind == "none" else {row.kind})
    return {name: frozenset(codes) for name, codes in names.items()}


@cache
def _by_initial() -> Mapping[str, tuple[str, ...]]:
    """Return the names by their first character, longest first: most texts have few of these characters."""
    found: dict[str, list[str]] = {}
    for name in sorted(_codes(), key=len, reverse=True):
        found.setdefault(name[0], []).append(name)
    return {initial: tuple(names) for initial, names in found.items()}


@cache
def _starting_with(initial: str) -> re.Pattern[str]:
    return re.compile("|".join(f"({name})" for name in _by_initial()[initial]))


def _found(text: str) -> Iterator[tuple[re.Match[str], frozenset[str]]]:
    """Yield the names in a text, in order and not overlapping, with their codes."""
    names, at = _by_initial(), 0
    for place, char in enumerate(text):
        if place >= at and char in names and (match := _starting_with(char).match(text, place)):
            at = match.end()
            yield match, _codes()[names[char][(match.lastindex or 1) - 1]]


def places(text: str) -> Mapping[str, frozenset[str]]:
    """Return the countries and provinces that are named: as written, with the codes that the name can mean."""
    return {match[0]: codes for match, codes in _found(text) if codes}


def hinted(text: str) -> frozenset[str]:
    """Return the codes of places that a character may stand for outside the full names: 中美, 京津冀."""
    rest, at = "", 0
    for match, _ in _found(text):
        rest, at = f"{rest}{text[at : match.start()]}|", match.end()
    rest += text[at:]
    rows = (*lists.rows("chinese", "countries"), *lists.rows("chinese", "provinces"))
    return frozenset(row.kind for row in rows if row.more["short"] and row.more["short"] in rest)


def posts(text: str) -> Mapping[str, str]:
    """Return what is said of posts, each with its words; see ``contracts.languages.Mentions``."""
    pattern = lists.pattern("chinese", "posts", "appoint", "remove", "deputy", "assistant", "acting", "former", "woman")
    return {match.lastgroup or "": match[0] for match in pattern.finditer(text)}


class _People:
    """See ``contracts.languages.People``."""

    def __init__(self, texts: Iterable[tuple[str, Sequence[Match]]]) -> None:
        self._texts = texts

    @cached_property
    def _names(self) -> frozenset[str]:
        from workflow.languages.chinese import names

        return names.surely(each for text, known in self._texts for each in names.people(text, known))

    def find(self, text: str, known: Sequence[Match]) -> Iterator[tuple[int, int, Person]]:
        """Yield where a text names them, outside the known terms: start, end, who; in order."""
        from workflow.languages.chinese import names, pinyin

        if not self._names:
            return
        for start, end, name in names.mentioned(self._names, names.masked(text, known)):
            if spelled := pinyin.syllables(name):
                yield start, end, Person(text[start:end], *spelled)

    def others(self, text: str, known: Sequence[Match]) -> Iterator[str]:
        """Yield whose names in a text pinyin would misspell, and what may be a name or not, in order."""
        from workflow.languages.chinese import names

        for each in names.people(text, known):
            if (each.abroad or len(each.name) > 2) and each.name not in self._names:
                yield text[each.start : each.end]


def people(texts: Iterable[tuple[str, Sequence[Match]]]) -> People:
    """Return the Chinese people who are certainly named: by a title, an act or a list, and not in the term base."""
    return _People(texts)


def names(text: str, person: Person) -> bool:
    """Return whether a text has a person's name."""
    return person.text in text


def spelled(text: str) -> Iterator[Spelled]:  # noqa: ARG001
    """Yield nothing: names in Latin letters are only read in translations."""
    yield from ()


def reads(text: str, name: Spelled) -> bool:
    """Return whether the characters of a text may be read as a name, or call its bearer 王局长 or 小平同志."""
    from workflow.languages.chinese import names, pinyin

    return (
        pinyin.reads(text, name.surname + name.given)
        or pinyin.reads(text, name.given + name.surname)
        or any(pinyin.reads(called, name.surname) for called in names.by_surname(text))
        or any(pinyin.reads(called, name.given) for called in names.by_given_name(text))
    )


_OTHERWISE = late(
    "香港|澳门|港澳|台湾|台北|台商|台胞|台籍|韩国|首尔|朝鲜|平壤|新加坡|马来西亚|越南|河内|华人|华裔|华侨|海外|外籍",
    needs="香澳港台韩首朝平新马越河华海外",
)


def spells_otherwise(text: str) -> bool:
    """Return whether a text is about places whose people have Chinese names that they do not write in pinyin."""
    return _OTHERWISE.search(text) is not None
