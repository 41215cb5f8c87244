"""The starter term base: official names and set terms that come with the program, under the office's own term base.

A newsroom that has decided nothing yet still needs 国家知识产权局 to be the China National Intellectual Property
Administration. What the office writes into its ``terms.csv`` always wins; the rows here only fill what it leaves open.
They are data files of the target language (``languages/english/starter/``), in the language's ``Language.starter``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import cast

from workflow.languages import of
from workflow.model import Draft, Match, Term, TermKind
from workflow.termbase.base import Index, TermBase, comparable, longest_first, on_date

COLUMNS = ("source", "target", "kind", "variants", "valid_from", "valid_until", "note", "known")
"""The columns of the files, which are separated by tabs; every file starts with them, and ``#`` starts a comment.

They are those of terms.csv, and ``known``: "yes" if the machine wrote it so by itself in every sentence in which it was
tried (``bench/starter.py``). A row without a target is an everyday word that only looks like a term: 深圳市场 is no
深圳市.
"""


class Starter:
    """The starter rows of a language.

    Thousands of rows must not slow a command down that needs three of them: a row stays a line until it is found.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        """Read the files; the sources in them are written as ``comparable`` returns them."""
        rows: dict[str, list[str]] = {}
        for path in paths:
            for line in path.read_text(encoding="utf-8").split("\n")[1:]:
                if line and line[0] != "#":
                    rows.setdefault(line[: line.index("\t")], []).append(line)
        self._index = Index(rows)

    def terms(self) -> Iterator[Term]:
        """Yield the names and terms, in the order of the files; those with the same source follow the first.

        What machines must not write (``forbidden``) is not among them.
        """
        rows = (_term(line) for lines in self._index.rows.values() for line in lines)
        return (row for row in rows if row.target and row.kind != "forbidden")

    def knows(self, source: str) -> bool:
        """Return whether a row has this source, in traditional or simplified characters."""
        return any(_term(line).target for line in self._index.rows.get(comparable(source), ()))

    def candidates(self, source: str) -> Iterator[tuple[int, int, Sequence[Term]]]:
        """Yield every occurrence of every row's source, overlapping ones too: start, end, rows; no row for a word."""
        for start, end, lines in self._index.occurrences(source):
            yield start, end, [row for row in map(_term, lines) if row.target]


@cache
def starter(language: str) -> Starter | None:
    """Return the starter rows of a target language; None if nobody has written any for it."""
    paths = of(language).starter
    return Starter(paths) if paths else None


@cache
def _term(line: str) -> Term:
    cells = dict(zip(COLUMNS, line.split("\t"), strict=True))
    return Term(
        source=cells["source"],
        target=cells["target"],
        kind=cast("TermKind", cells["kind"]),
        variants=tuple(filter(None, cells["variants"].split("|"))),
        valid_from=cells["valid_from"],
        valid_until=cells["valid_until"],
        note=cells["note"],
        starter=True,
        known=cells["known"] == "yes",
    )


# --- under the office's own rows ---

_REMEMBERED = 256
"""Of how many sentences the terms are remembered."""


class Layered:
    """The office's term base with the starter rows under it; implements Terms of ``workflow/contracts.py``."""

    def __init__(self, own: TermBase, below: Starter) -> None:
        """Put the office's rows over the starter's."""
        self.own = own
        self._below = below
        self._found: dict[tuple[str, str], Sequence[Match]] = {}

    def knows(self, source: str) -> bool:
        """See ``termbase.Known``."""
        return self.own.knows(source) or self._below.knows(source)

    def find(self, source: str, date: str) -> Sequence[Match]:
        """Return the terms in ``source`` as ``TermBase.find`` does.

        Whatever the office's rows say of a name (a person, an office, a title, what is kept or forbidden) is found as
        if there were no starter. A longer starter row wins only over common terms inside it: an office that has
        知识产权 still wants 国家知识产权局 as one name.
        """
        if (source, date) not in self._found:  # several checks ask for the sentences of a release
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[source, date] = self._find(source, date)
        return self._found[source, date]

    def _find(self, source: str, date: str) -> Sequence[Match]:
        found = list(self.own.find(source, date))
        taken = bytearray(len(source))
        for start, end, rows in longest_first(self._below.candidates(source)):
            if any(taken[start:end]):
                continue
            if not rows:
                taken[start:end] = b"\1" * (end - start)
                continue
            met = [match for match in found if match.start < end and start < match.end]
            if not all(_yields(match, start, end) for match in met):
                continue
            bans = tuple(term for match in met for term in match.terms if term.kind == "forbidden")
            rows = [row for row in rows if not _forbidden(row, bans)]
            if not rows:
                continue
            valid, expired = on_date(rows, date)
            taken[start:end] = b"\1" * (end - start)
            found = [match for match in found if match not in met]
            found.append(Match(start, end, valid + bans, expired))
        return tuple(sorted(found, key=lambda match: match.start))


def _yields(match: Match, start: int, end: int) -> bool:
    """Return whether a match of the office's rows gives way to a starter row at ``start`` to ``end``."""
    inside = start <= match.start and match.end <= end
    kinds = {term.kind for term in (*match.terms, *match.expired)}
    if kinds == {"forbidden"}:  # it says nothing about names, and goes with the starter's row
        return inside or (match.start <= start and end <= match.end)
    return inside and kinds <= {"term", "forbidden"} and match.end - match.start < end - start


def _forbidden(row: Term, bans: Iterable[Term]) -> bool:
    """Return whether the office forbids what a starter row says."""
    return any(ban.target.casefold() in row.target.casefold() for ban in bans)


# --- provenance ---


def credited(draft: Draft, terms: Iterable[Match], language: str) -> Draft:
    """Add to a draft's origin which starter rows it uses: those whose translation, or what stands for it, is in it.

    Args:
        draft: The draft.
        terms: The terms of its source.
        language: The language of the draft.
    """
    rows = [match.term for match in terms if match.term is not None and match.term.starter]
    if not rows or not draft.text:
        return draft
    forms = of(language).terms
    text = forms.plain(draft.text)
    used = dict.fromkeys(
        row.source
        for row in rows
        if any(forms.occurrences(row.target.removeprefix("the "), text)) or forms.alluded_to(row, text)
    )
    if not used:
        return draft
    said = f"starter: {', '.join(used)}"
    before = draft.origin.removesuffix(")")
    return replace(draft, origin=f"{before}; {said})" if before != draft.origin else f"{before} ({said})")
