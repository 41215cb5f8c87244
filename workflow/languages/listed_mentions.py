"""Which countries, provinces, posts and acts a text mentions, and how Latin letters may write a Chinese name."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache

from workflow.contracts.facts import Person, Spelled
from workflow.contracts.languages import People
from workflow.languages import lists
from workflow.languages.chinese.cities import provinces
from workflow.languages.scanning import Names
from workflow.model import Match
from workflow.patterns import late


def as_it_is(name: str) -> str:
    """Return a pattern for a name that is not inflected."""
    return re.escape(name).replace("\\ ", " ")


@cache
def _codes(language: str, tag: str, pattern: Callable[[str], str]) -> Mapping[str, frozenset[str]]:
    """Return the codes of each name of a place; none for a word that only looks like one."""
    from babel import Locale

    names: dict[str, set[str]] = {}
    for code, name in Locale(tag).territories.items():
        if len(code) == 2 and code.isalpha() and code not in {"HK", "MO", "TW", "XA", "XB"}:
            for each in {name, name.split(" (")[0], *(name.split(" & ") if " & " in name else ())}:
                names.setdefault(pattern(each), set()).add(code)
    for row in (*lists.rows(language, "countries"), *lists.rows(language, "provinces")):
        for word in row.words:
            names.setdefault(word, set()).update(() if row.kind == "none" else {row.kind})
    return {name: frozenset(codes) for name, codes in names.items()}


@cache
def _places(language: str, tag: str, pattern: Callable[[str], str]) -> Names:
    return Names(_codes(language, tag, pattern))


@cache
def _all(language: str, tag: str, pattern: Callable[[str], str]) -> Names:
    """Return the names of places, cities and companies; of cities and companies only in languages in Latin letters."""
    names = {name: set(codes) for name, codes in _codes(language, tag, pattern).items()}
    if pattern is as_it_is:
        for row in lists.rows("chinese", "abroad"):
            for word in row.more[language].split(", "):
                names.setdefault(word.replace("*", r"\w*"), set()).update(row.kind.split())
        for row in lists.rows("chinese", "firms"):
            for word in row.more["latin"].split(", "):
                names.setdefault(word.replace("*", r"\w*"), set()).add(f"body:{row.kind}")
        for province, those in provinces().items():
            codes = {code for row in lists.rows("chinese", "provinces") if province in row.words for code in [row.kind]}
            for city, latin in those.cities.items():
                spelled = latin.replace("'", "['’]?")
                names.setdefault(spelled, set()).update(f"{code}/{city}" for code in codes)
    return Names({name: frozenset(codes) for name, codes in names.items()})


@cache
def _languages(tag: str, pattern: Callable[[str], str]) -> Names:
    """Return the names of languages that are known in Chinese."""
    from babel import Locale

    names: dict[str, set[str]] = {}
    for row in lists.rows("chinese", "spoken"):
        names.setdefault(pattern(Locale(tag).languages[row.kind]), set()).add(f"language:{row.kind}")
    return Names({name: frozenset(codes) for name, codes in names.items()})


_INITIAL = late(r"(?<!\w)\w")


def _word_starts(text: str) -> Iterator[int]:
    return (match.start() for match in _INITIAL.finditer(text))


# Surnames and syllables that are English words: they count only where a name must be meant.
_WORDS = frozenset(
    "a an bin can chi dong fan he in long man may men pan pin she shed sing song sun tan ton wan you".split()
)
_WORD = late(r"[A-Za-z]+")
_TITLED = late(r"(?:[a-z,] |(?:Mr|Ms|Mrs|Dr)\.? )(?P<name>[A-Z][a-z]+)\b")


class _Nobody:
    """See ``contracts.languages.People``."""

    def find(self, text: str, known: Sequence[Match]) -> Iterator[tuple[int, int, Person]]:
        """Yield nobody."""
        yield from ()

    def others(self, text: str, known: Sequence[Match]) -> Iterator[str]:
        """Yield nobody."""
        yield from ()


class Mentioned:
    """See ``languages.Mentions``; the words are in ``countries.tsv``, ``provinces.tsv`` and ``posts.tsv``."""

    def __init__(
        self,
        language: str,
        tag: str,
        *,
        pattern: Callable[[str], str] = as_it_is,
        says: "Callable[[str, Person], bool] | None" = None,
        starts: "Callable[[str], Iterator[int]] | None" = None,
        start: str = r"\b",
        acts: "Callable[[str], Iterator[tuple[str, str]]] | None" = None,
    ) -> None:
        """Take what differs between languages.

        Args:
            language: The folder in ``languages/``.
            tag: The language in CLDR.
            pattern: Returns a pattern for the forms of a country's name in CLDR.
            says: Returns whether a text has any part of a Chinese person's name; None for Latin letters.
            starts: Yields where a place's name can begin in a text, in order; None for the starts of words.
            start: What is before a word about a post.
            acts: Yields whom a text appoints and removes; None if the language cannot tell.
        """
        self._names = language, tag, pattern
        self._acts = acts
        self._language, self._says, self._starts = language, says or in_latin_letters, starts or _word_starts
        self._around = start + r"(?:{})\b"

    def places(self, text: str) -> Mapping[str, frozenset[str]]:
        """Return the countries and provinces that are mentioned: as written, with the codes that the word can mean."""
        found = _places(*self._names).find(text, self._starts(text))
        return {text[name.start : name.end]: name.codes for name in found if name.codes}

    def named(self, text: str) -> Mapping[str, frozenset[str]]:
        """Return what is named, as written, with the codes it can mean; see ``contracts.languages.Mentions``."""
        starts = list(self._starts(text))
        language, tag, pattern = self._names
        found = {text[name.start : name.end]: name.codes for name in _all(language, tag, pattern).find(text, starts)}
        spoken = _languages(tag, pattern)
        if spoken.may_be_in(text):
            for name in spoken.find(text, starts):
                written = text[name.start : name.end]
                found[written] = found.get(written, frozenset()) | name.codes
        return {name: codes for name, codes in found.items() if codes}

    def abbreviated(self, name: str) -> frozenset[str]:
        """Return the international abbreviations that one of this language stands for."""
        return _abbreviated(self._language).get(name, frozenset())

    def may_mean(self, text: str, name: str, codes: Collection[str]) -> bool:
        """Return True: only a source is asked."""
        return True

    def hinted(self, text: str) -> frozenset[str]:
        """Return nothing."""
        return frozenset()

    def posts(self, text: str) -> Mapping[str, str]:
        """Return what is said of posts, each with its words; see ``contracts.languages.Mentions``."""
        kinds = ("appoint", "remove", "deputy", "assistant", "acting", "former", "woman")
        found = {kind: lists.words(self._language, "posts", kind, around=self._around).search(text) for kind in kinds}
        return {kind: match[0] for kind, match in found.items() if match}

    def acts(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield whom a text appoints and removes; see ``contracts.languages.Mentions``."""
        return self._acts(text) if self._acts else iter(())

    def people(self, texts: Iterable[tuple[str, Sequence[Match]]]) -> People:
        """Return nobody."""
        return _Nobody()

    def names(self, text: str, person: Person) -> bool:
        """Return whether a text has any part of a person's name."""
        return self._says(text, person)

    def spelled(self, text: str) -> Iterator[Spelled]:
        """Yield what may be Chinese people's full names in Latin letters, overlapping ones too."""
        from workflow.languages import spelled

        return spelled.names(text)

    def reads(self, text: str, name: Spelled) -> bool:
        """Return False: Latin letters are only read in translations."""
        return False

    def spells_otherwise(self, text: str) -> bool:
        """Return False, as ``reads`` does."""
        return False


@cache
def _abbreviated(language: str) -> Mapping[str, frozenset[str]]:
    if not lists.exists(language, "abbreviations"):
        return {}
    return {word: frozenset(row.kind.split("/")) for row in lists.rows(language, "abbreviations") for word in row.words}


def in_latin_letters(text: str, person: Person) -> bool:
    """Return whether a text has the surname or a syllable of the given name of a person in pinyin."""
    plain = text.replace("'", "").replace("’", "")
    words = set(_WORD.findall(plain))
    lower = {word.lower() for word in words}
    if "".join(person.given) in lower or any(syllable in lower and syllable not in _WORDS for syllable in person.given):
        return True
    if person.surname.lower() in _WORDS:
        return person.surname in {match["name"] for match in _TITLED.finditer(plain)}
    return person.surname in words or person.surname.upper() in words
