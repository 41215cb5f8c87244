"""What ``workflow terms check`` reports, and what ``workflow terms suggest`` prints."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from workflow.interface import say
from workflow.languages.chinese.spelling import folded
from workflow.model import HAN, Release, Term, TermKind
from workflow.termbase.base import UNVERIFIED, Known, TermBase, comparable, is_open, without_code


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with a row, or a remark; ``line`` in the file, 0 for a remark on the whole file."""

    severity: Literal["error", "warning", "info"]
    line: int
    message: str


def problems(base: TermBase, releases: Iterable[Release] = ()) -> tuple[Problem, ...]:
    """Return the problems of a term base, in line order, then remarks from comparing it with the releases.

    Errors are rows that contradict each other or themselves. Warnings are likely slips and open questions.
    """
    found = [*_alone(base), *_together(base), *_forbidden(base)]
    return (*sorted(found, key=lambda problem: problem.line), *_unused(base, releases))


def _alone(base: TermBase) -> Iterator[Problem]:
    """Yield what is wrong with each row by itself."""
    for term in base.terms:
        if term.valid_until and term.valid_from > term.valid_until:
            yield Problem(
                "error",
                term.line,
                say(
                    "{source}: is valid from {since} until {until}, so never; swap the dates",
                    source=term.source,
                    since=term.valid_from,
                    until=term.valid_until,
                ),
            )
        if term.kind == "keep" and term.target != term.source:
            yield Problem(
                "error",
                term.line,
                say(
                    "{source}: has the kind keep, but its target is {target}; empty it or change the kind",
                    source=term.source,
                    target=term.target,
                ),
            )
        if term.kind == "person" and term.target == term.target.lower() != term.target.upper():
            yield Problem(
                "error",
                term.line,
                say(
                    "{source}: {target} is a person's name without a capital letter; add it",
                    source=term.source,
                    target=term.target,
                ),
            )
        if term.note.startswith(UNVERIFIED):
            yield Problem(
                "warning",
                term.line,
                say(
                    "{source}: {target} is unverified pinyin and not used; look it up and clear the note",
                    source=term.source,
                    target=term.target or say("its target"),
                ),
            )
        elif not term.target:
            yield Problem(
                "warning", term.line, say("{source}: has no target yet, so it is not used; add one", source=term.source)
            )
        if len(term.source) == 1 and HAN.match(term.source) and term.kind != "forbidden":
            yield Problem(
                "warning",
                term.line,
                say("{source}: a single character also matches inside other words; write more", source=term.source),
            )


def _together(base: TermBase) -> Iterator[Problem]:
    """Yield rows with the same source that are valid at the same time."""
    same: dict[str, list[Term]] = {}
    for term in base.terms:
        same.setdefault(folded(term.source), []).append(term)
    for group in same.values():
        for first, second in combinations(group[:_COMPARED], 2):
            banned = (first.kind == "forbidden") + (second.kind == "forbidden")
            if banned == 1 or is_open(first) or is_open(second) or not _overlap(first, second):
                continue
            if first.target == second.target:
                yield Problem(
                    "warning",
                    second.line,
                    say("{source}: repeats line {line}; delete one of them", source=second.source, line=first.line),
                )
            elif not banned:
                yield Problem(
                    "error",
                    second.line,
                    say(
                        "{source}: is {target} here and {other} in line {line} at the same time; make one a "
                        "variant of the other, or give them dates that do not overlap",
                        source=second.source,
                        target=second.target,
                        other=first.target,
                        line=first.line,
                    ),
                )


_COMPARED = 100
"""How many rows of one source are compared; more are a mistake that the first ones reveal."""


def _forbidden(base: TermBase) -> Iterator[Problem]:
    """Yield rows that forbid what another row requires or allows."""
    wanted = [(term, folded(term.source)) for term in base.terms if term.kind != "forbidden"]
    for ban in base.terms:
        if ban.kind != "forbidden":
            continue
        words = re.compile(rf"(?<!\w){re.escape(ban.target)}(?!\w)")
        where = folded(ban.source)
        for term, source in wanted:
            if source not in where or not _overlap(ban, term):
                continue
            if form := next((form for form in (term.target, *term.variants) if words.search(form)), None):
                yield Problem(
                    "error",
                    ban.line,
                    say(
                        "{source}: forbids {target}, but line {line} has {form} for {term}; change one of them",
                        source=ban.source,
                        target=ban.target,
                        line=term.line,
                        form=form,
                        term=term.source,
                    ),
                )


def _overlap(first: Term, second: Term) -> bool:
    return (not first.valid_until or second.valid_from <= first.valid_until) and (
        not second.valid_until or first.valid_from <= second.valid_until
    )


def _unused(base: TermBase, releases: Iterable[Release]) -> Iterator[Problem]:
    """Yield rows that no release needs, as information: a base is often older or newer than the releases."""
    matched: set[str] = set()
    inside: set[str] = set()
    any_release = False
    for release in releases:
        any_release = True
        for segment in release.segments:
            matched.update(folded(segment.text[m.start : m.end]) for m in base.find(segment.text, release.date))
            inside.update(folded(rows[0].source) for _, _, rows in base.candidates(segment.text))
    if not any_release:
        return
    sources = {folded(term.source): term for term in base.terms if term.kind != "forbidden" and not is_open(term)}
    for source in sorted(inside - matched & inside, key=lambda each: sources[each].line if each in sources else 0):
        if source in sources:
            yield Problem(
                "info",
                sources[source].line,
                say("{term}: occurs in the releases only inside longer terms", term=sources[source].source),
            )
    if absent := [term.source for source, term in sources.items() if source not in inside]:
        some = ", ".join(absent[:10]) + (" …" if len(absent) > 10 else "")
        yield Problem(
            "info",
            0,
            say(
                "{absent} of {total} terms occur in no release: {terms}",
                absent=len(absent),
                total=len(sources),
                terms=some,
            ),
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A person or office that the base lacks: its row, how often it was found, and in which releases."""

    term: Term
    count: int
    releases: tuple[str, ...]


def suggestions(base: Known, releases: Iterable[Release]) -> tuple[Suggestion, ...]:
    """Return people and offices in the releases that the base lacks, people first, most frequent first.

    They are found by surnames next to titles, acts and other names, by the characters that foreign names are written
    with, and by the endings of offices' names. So they are guesses: some are not names, some end too early or too late.
    The target of a Chinese person is pinyin (the surname from our own list, the given name from pypinyin), marked
    ``UNVERIFIED``; other targets stay empty.
    """
    from workflow.languages.chinese import names, offices  # compile much, and one command needs them

    seen: dict[tuple[TermKind, str], list[str]] = {}
    abroad: set[str] = set()
    for release in releases:
        texts = []
        people = []
        for segment in release.segments:
            text, terms = without_code(segment.text), base.find(segment.text, "")
            texts.append((segment.text, names.masked(text, terms)))
            people += [(segment.text, each) for each in names.people(text, terms)]
        known = names.surely(each for _, each in people)
        abroad.update(each.name for _, each in people if each.abroad)
        places = [(text, start, end) for text, masked in texts for start, end, _ in names.mentioned(known, masked)]
        places += [
            (text, each.start, each.end)
            for text, each in people
            if not any(name.startswith(each.name) for name in known)
        ]
        for text, start, end in places:
            seen.setdefault(("person", text[start:end]), []).append(release.id)
        for text, masked in texts:
            for start, end in offices.named(masked):
                seen.setdefault(("office", text[start:end]), []).append(release.id)
    new = ((key, places) for key, places in seen.items() if not base.knows(key[1]))
    order = sorted(new, key=lambda each: (each[0][0] != "person", -len(each[1]), each[0][1]))
    return tuple(_suggestion(kind, source, places, abroad) for (kind, source), places in order)


def _suggestion(kind: TermKind, source: str, places: list[str], abroad: Container[str]) -> Suggestion:
    from workflow.languages.chinese.pinyin import pinyin

    where = tuple(dict.fromkeys(places))
    name = comparable(source)
    target = pinyin(name) if kind == "person" and name not in abroad and "·" not in name else ""
    note = UNVERIFIED if target else "look up the spelling" if kind == "person" else "look up the name"
    shown = ", ".join(where[:3]) + (" …" if len(where) > 3 else "")
    return Suggestion(Term(source, target, kind, note=f"{note}; seen {len(places)} × in {shown}"), len(places), where)
