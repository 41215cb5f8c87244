"""Which countries, provinces, people, posts and acts a Chinese text mentions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from workflow.contracts import Person
from workflow.languages import lists
from workflow.model import Match


@cache
def _places() -> tuple[re.Pattern[str], Mapping[str, frozenset[str]]]:
    """Return a pattern for names of places, longest first, and the codes of plain names."""
    from babel import Locale

    names: dict[str, set[str]] = {}
    for code, name in Locale("zh").territories.items():
        if len(code) == 2 and code.isalpha() and len(name) > 1 and code not in {"HK", "MO", "TW", "XA", "XB"}:
            names.setdefault(re.escape(name), set()).add(code)
    for row in (*lists.rows("chinese", "countries"), *lists.rows("chinese", "provinces")):
        for word in row.words:
            names.setdefault(word, set()).update(() if row.kind == "none" else {row.kind})
    order = sorted(names, key=len, reverse=True)
    pattern = re.compile("|".join(f"(?P<p{n}>{name})" for n, name in enumerate(order)))
    return pattern, {f"p{n}": frozenset(names[name]) for n, name in enumerate(order)}


def places(text: str) -> Mapping[str, frozenset[str]]:
    """Return the countries and provinces that are named: as written, with the codes that the name can mean."""
    pattern, codes = _places()
    found = {match[0]: codes[match.lastgroup or ""] for match in pattern.finditer(text)}
    return {name: those for name, those in found.items() if those}


def hinted(text: str) -> frozenset[str]:
    """Return the codes of places that a character may stand for outside the full names: 中美, 京津冀."""
    text = _places()[0].sub("|", text)
    rows = (*lists.rows("chinese", "countries"), *lists.rows("chinese", "provinces"))
    return frozenset(row.kind for row in rows if row.more["short"] and row.more["short"] in text)


def posts(text: str) -> Mapping[str, str]:
    """Return what is said of posts, each with its words: "appoint", "remove", "deputy", "assistant", "woman"."""
    pattern = lists.pattern("chinese", "posts", "appoint", "remove", "deputy", "assistant", "woman")
    return {match.lastgroup or "": match[0] for match in pattern.finditer(text)}


def people(text: str, known: Sequence[Match]) -> Iterator[Person]:
    """Yield the Chinese people that ``terms suggest`` would find: by a title or a verb, and not in the term base."""
    from workflow.languages.chinese import names

    masked = text
    for match in known:
        kind = (match.terms or match.expired)[0].kind
        if kind in names.MASKS:
            masked = masked[: match.start] + names.MASKS[kind] * (match.end - match.start) + masked[match.end :]
    for _, start, end in names.people(masked, certainly=True):
        name = text[start:end]
        if "·" not in name and (spelled := names.syllables(name)):
            yield Person(name, *spelled)


def names(text: str, person: Person) -> bool:
    """Return whether a text has a person's name."""
    return person.text in text
