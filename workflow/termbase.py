"""The term base and name authority of a target language: ``locales/<language>/terms.csv``.

A row says how a Chinese term, person, office or title is written, and from when to when. People edit the file in a spreadsheet, so it is
read as spreadsheets write it; a row that cannot be meant is an error that names its line. Nothing here guesses: where two rows hold at
once and differ, ``Match.term`` is None.

Below the reading: ``problems``, what ``workflow terms check`` finds, and ``suggestions``, what ``workflow terms suggest`` proposes.
"""

import codecs
import csv
import io
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as day_of
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from workflow.errors import BadInput
from workflow.files import content
from workflow.languages.chinese.script import by_character
from workflow.model import HAN, Match, Release, Term, TermKind

COLUMNS = ("source", "target", "kind", "variants", "valid_from", "valid_until", "note")
"""The columns of terms.csv, in any order; the first three must be there. Others are kept and not looked at."""
REQUIRED = COLUMNS[:3]
UNVERIFIED = "pinyin, unverified"
"""How the note of a proposed name starts, until somebody has looked the name up and takes it away."""
KINDS: tuple[TermKind, ...] = get_args(TermKind)

LARGEST = 32 << 20
"""Bytes of a terms.csv: half a million rows. What is larger is something else."""
_LONGEST = {"source": 200, "target": 500, "variants": 2000, "note": 10_000}
"""Characters of a cell."""


# --- finding ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TermBase:
    """The rows of a terms.csv in the file's order, found in a text by ``find``: the Terms of ``workflow/contracts.py``.

    Rows without a target, and those whose note still starts with ``UNVERIFIED``, are in ``terms`` but never found: they are questions
    that nobody has answered yet.
    """

    terms: tuple[Term, ...] = ()
    _rows: Mapping[str, tuple[Term, ...]] = field(init=False, repr=False, compare=False)
    _lengths: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rows: dict[str, list[Term]] = {}
        for term in self.terms:
            if not is_open(term):
                rows.setdefault(folded(term.source), []).append(term)
        lengths: dict[str, set[int]] = {}
        for source in rows:
            lengths.setdefault(source[:2], set()).add(len(source))
        object.__setattr__(self, "_rows", {source: tuple(same) for source, same in rows.items()})
        object.__setattr__(self, "_lengths", {start: tuple(sorted(sizes)) for start, sizes in lengths.items()})

    def find(self, source: str, date: str) -> tuple[Match, ...]:
        """The terms in ``source``, in the order of the text, none over another: where several overlap, the longest.

        The longest wins whether it holds on the date or not: of an office that is gone nobody wants the half that is still there. A
        match is never inside an address or code, and a source that starts or ends with a Latin letter or a digit is a word by itself.
        A row of kind ``forbidden`` says nothing about names, so one whose source is longer than a known term's goes with that match.

        date: the release's, ISO: a day, 2018-09, 2018, or "" (every row holds). A row holds in a month that it holds on any day of.
        Takes time in proportion to the text, not to the base.
        """
        if not self._rows:
            return ()
        first, last = span(date) or ("", "")
        taken = bytearray(len(source))
        found: list[Match] = []
        bans: list[Match] = []
        for start, end, rows in sorted(self.candidates(source), key=lambda each: (each[0] - each[1], each[0])):
            if any(taken[start:end]):
                continue
            holding = tuple(term for term in rows if not first or _holds(term, first, last))
            match = Match(start, end, holding, tuple(term for term in rows if term not in holding))
            if all(term.kind == "forbidden" for term in rows):
                bans.append(match)
                continue
            taken[start:end] = b"\1" * (end - start)
            found.append(match)
        for ban in bans:
            inside = next(
                (n for n, match in enumerate(found) if ban.start <= match.start and match.end <= ban.end), None
            )
            if inside is not None:
                found[inside] = replace(found[inside], terms=found[inside].terms + ban.terms)
            elif not any(taken[ban.start : ban.end]):
                taken[ban.start : ban.end] = b"\1" * (ban.end - ban.start)
                found.append(ban)
        return tuple(sorted(found, key=lambda match: match.start))

    def knows(self, source: str) -> bool:
        """Whether a row has this source, whatever it says of it; traditional and simplified alike."""
        wanted = folded(source)
        return wanted in self._rows or any(folded(term.source) == wanted for term in self.terms if is_open(term))

    def candidates(self, source: str) -> Iterator[tuple[int, int, tuple[Term, ...]]]:
        """Every place of every row's source, one over another too: (start, end, rows)."""
        text = folded(_without_code(source))
        for start in range(len(text)):
            pair = self._lengths.get(text[start : start + 2], ()) if start + 1 < len(text) else ()
            for size in pair + self._lengths.get(text[start], ()):
                rows = self._rows.get(text[start : start + size])
                if rows and len(text) >= start + size and _stands_alone(text, start, start + size):
                    yield start, start + size, rows


def is_open(term: Term) -> bool:
    """Whether a row asks for an answer: no target yet, or pinyin that nobody has looked at."""
    return not term.target or term.note.startswith(UNVERIFIED)


def folded(text: str) -> str:
    """``text`` as it is compared: simplified characters, half-width letters, one middle dot, one hyphen. As long as it was.

    Both characters of a pair that simplified Chinese writes alike (乾 and 干) are folded, in the base as in the text.
    """
    return by_character(text.translate(_ALIKE))


_ALIKE: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{
        code: single
        for code in range(0xF900, 0xFB00)
        if len(single := unicodedata.normalize("NFKC", chr(code))) == 1 and HAN.match(single)
    },
    **dict.fromkeys(map(ord, "•‧∙⋅・･"), "·"),
    **dict.fromkeys(map(ord, "‐‑–"), "-"),
    0x3000: " ",
    0x00A0: " ",
}


def span(date: str) -> tuple[str, str] | None:
    """The first and the last day of an ISO date, month or year; None if it is none of them."""
    found = _DATE.fullmatch(date)
    if not found:
        return None
    year, month, day = (int(part or 0) for part in found.groups(""))
    try:
        first = day_of(year, month or 1, day or 1)
        last = day_of(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return first.isoformat(), last.isoformat()


_DATE = re.compile(r"([0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?")


def _holds(term: Term, first: str, last: str) -> bool:
    return term.valid_from <= last and (not term.valid_until or first <= term.valid_until)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no Latin word goes on across either end."""
    return not (
        (start and _in_word(text[start]) and _in_word(text[start - 1]))
        or (end < len(text) and _in_word(text[end - 1]) and _in_word(text[end]))
    )


def _in_word(char: str) -> bool:
    return char.isalnum() and not HAN.match(char)


# Addresses, link targets and code: a name in them is not a name in the sentence.
_CODE = re.compile(
    r"(`{1,9})[^`]++\1(?!`)|\]\([^()\s]*+\)|[a-z]{3,9}://[!-;=?-~]++|www\.[!-;=?-~]++|[\w.+-]{1,64}@[\w.-]++", re.ASCII
)


def _without_code(text: str) -> str:
    if not any(mark in text for mark in ("`", "](", "://", "www.", "@")):
        return text
    return _CODE.sub(lambda match: "\0" * len(match[0]), text)


# --- reading and writing ----------------------------------------------------------------------------------------------------


class _Sheet(NamedTuple):
    """How a terms.csv is written: its separator, its header in order (known names in lower case), its line ends."""

    separator: str
    header: tuple[str, ...]
    line_end: str


def load(path: Path) -> TermBase:
    """The term base in a file; an empty one if the file is not there. BadInput or MissingError, naming the file."""
    data = content(path)
    return TermBase() if data is None else parse(data, str(path))


def parse(data: bytes, name: str) -> TermBase:
    """terms.csv → the term base. BadInput names the file, the line and what to do.

    UTF-8 with or without BOM; any line ends; separated by comma, semicolon or tab, as the header line is. Dates are a day, a month
    or a year, with hyphens or slashes. Empty rows are passed over.
    """
    text = _decoded(data, name)
    sheet = _sheet(text, name)
    if sheet is None:
        return TermBase()
    return TermBase(tuple(_term(cells, name, line) for line, cells in _records(text, sheet, name)))


def appended(data: bytes | None, terms: Iterable[Term], name: str) -> bytes:
    """A terms.csv with rows added at its end, in its own separator, columns and line ends; what it held stays as it is.

    data: what it holds, None if there is none: then it gets a header. BadInput as in ``parse``.
    """
    text = "" if data is None else _decoded(data, name)
    added = written(data, terms, name)
    if not text.strip():
        return added.encode("utf-8")
    sheet = _sheet(text, name)
    assert sheet is not None, "there is text in it"
    end = b"" if text.endswith(("\n", "\r")) else sheet.line_end.encode()
    return (data or b"") + end + added.encode("utf-8")


def written(data: bytes | None, terms: Iterable[Term], name: str) -> str:
    """The rows that ``appended`` adds, with a header only if the file has none."""
    sheet = _sheet("" if data is None else _decoded(data, name), name)
    buffer = io.StringIO(newline="")
    separator, header, line_end = sheet or _Sheet(",", COLUMNS, "\n")
    writer = csv.writer(buffer, delimiter=separator, lineterminator=line_end)
    if sheet is None:
        writer.writerow(header)
    for term in terms:
        cells = {
            "source": term.source,
            "target": term.target,
            "kind": term.kind,
            "variants": "|".join(term.variants),
            "valid_from": term.valid_from,
            "valid_until": term.valid_until,
            "note": term.note,
        }
        writer.writerow([cells.get(column, "") for column in header])
    return buffer.getvalue()


def _decoded(data: bytes, name: str) -> str:
    if len(data) > LARGEST:
        raise BadInput(f"{name}: has more than {LARGEST >> 20} MB, which no term base has; take out what is not terms")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadInput(f'{name}: is UTF-16; save it as "CSV UTF-8"')
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f'{name}, line {line}: is not UTF-8; in the spreadsheet choose "CSV UTF-8" when you save it'
        ) from None
    if (nul := text.find("\0")) >= 0:
        raise BadInput(
            f"{name}, line {text.count(chr(10), 0, nul) + 1}: holds a NUL, so it is not a text file; save it as CSV"
        )
    return text


def _sheet(text: str, name: str) -> _Sheet | None:
    """How the file is written, by its first line that is not empty; None for a file with nothing in it."""
    if not text.strip():
        return None
    start = len(text) - len(text.lstrip("\r\n"))
    first = re.split(r"\r\n|\r|\n", text[start:], maxsplit=1)[0]
    line_end = "\r\n" if "\r\n" in text else "\n"
    best: tuple[str, ...] = ()
    separator = ","
    for candidate in ",;\t":
        try:
            names = tuple(_column(cell) for cell in next(csv.reader([first], delimiter=candidate), []))
        except csv.Error:
            continue
        if len(set(names) & set(COLUMNS)) > len(set(best) & set(COLUMNS)):
            best, separator = names, candidate
    line = text.count("\n", 0, start) + 1
    for column in best:
        if column and column not in COLUMNS:
            missing = [each for each in COLUMNS if each not in best]
            if close := get_close_matches(column, missing, n=1, cutoff=0.75):
                raise BadInput(f"{name}, line {line}: there is no column {column[:40]!r}; did you mean {close[0]}?")
        elif column and best.count(column) > 1:
            raise BadInput(f"{name}, line {line}: the column {column} is there twice; take one out")
    if lacking := [column for column in REQUIRED if column not in best]:
        raise BadInput(
            f"{name}, line {line}: the first line must name the columns, and {', '.join(lacking)} "
            f"{'is' if len(lacking) == 1 else 'are'} missing; write {','.join(COLUMNS)}"
        )
    return _Sheet(separator, best, line_end)


def _column(cell: str) -> str:
    return cell.strip().strip("\ufeff").lower().replace(" ", "_")


def _records(text: str, sheet: _Sheet, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows as (line, cells by column), without the header and rows with nothing in them."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sheet.separator, strict=True)
    line = 1
    seen_header = False
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise BadInput(
                f"{name}, line {line}: its quotation marks do not pair ({error}); "
                'put a cell that has one between quotation marks and double it: "a ""b"" c"'
            ) from None
        if row is None:
            return
        if not any(cell.strip() for cell in row):
            continue
        if not seen_header:
            seen_header = True
            continue
        width = len(sheet.header)
        if any(cell.strip() for cell in row[width:]):
            raise BadInput(
                f"{name}, line {line}: has {len(row)} cells where the header has {width}; "
                f"put a cell with {'a tab' if sheet.separator == chr(9) else repr(sheet.separator)} in it between quotation marks"
            )
        cells = dict(zip(sheet.header, row + [""] * (width - len(row)), strict=False))
        yield line, {column: cells.get(column, "") for column in COLUMNS}


def _term(cells: Mapping[str, str], name: str, line: int) -> Term:
    """A row as a term. BadInput for one that cannot be meant."""
    clean = {column: _clean(column, cell, name, line) for column, cell in cells.items()}
    source, target = clean["source"], clean["target"]
    kind = clean["kind"].lower()
    if not source:
        raise BadInput(f"{name}, line {line}: has no source; write the Chinese term or delete the row")
    if kind not in KINDS:
        close = get_close_matches(kind, KINDS, n=1, cutoff=0.5)
        hint = f"did you mean {close[0]}?" if close else f"write one of {', '.join(KINDS)}"
        raise BadInput(f"{name}, line {line}: {clean['kind'][:40]!r} is not a kind of term; {hint}")
    if kind == "keep":
        target = target or source
    if kind == "forbidden" and not target:
        raise BadInput(f"{name}, line {line}: forbids nothing; put the words that must not be written into target")
    if "|" in target:
        raise BadInput(f"{name}, line {line}: target has a '|'; keep one form there and put the others into variants")
    return Term(
        source=source,
        target=target,
        kind=kind,
        variants=tuple(dict.fromkeys(filter(None, map(str.strip, clean["variants"].split("|"))))),
        valid_from=_date(clean, "valid_from", name, line),
        valid_until=_date(clean, "valid_until", name, line),
        note=clean["note"],
        line=line,
    )


_SPACES = frozenset("\t\n\r \u00a0\u2009\u202f\u3000")
_FORMULA = re.compile(r"[=@+]|-(?!\s)")
_MARKUP = re.compile(r"[<>`\\]|\]\(")


def _clean(column: str, cell: str, name: str, line: int) -> str:
    """A cell without spaces round it, every white space one space. BadInput for what no term has."""
    where = f"{name}, line {line}: {column}"
    if len(cell) > _LONGEST.get(column, 100):
        raise BadInput(f"{where} has {len(cell):,} characters; is a quotation mark missing before or in this line?")
    if bad := next((char for char in cell if not char.isprintable() and char not in _SPACES), None):
        raise BadInput(f"{where} holds the invisible character U+{ord(bad):04X}; type the cell again")
    if column != "note" and ("\n" in cell.strip() or "\r" in cell.strip()):
        raise BadInput(f"{where} has more than one line; a term stands on one, or a quotation mark is missing")
    text = " ".join(cell.split())
    starts = text.split("|") if column == "variants" else [text]
    if any(_FORMULA.match(each.strip()) for each in starts):
        raise BadInput(f"{where} starts with {text[0]!r}, which a spreadsheet would run; write the words themselves")
    if column in {"source", "target", "variants"} and (found := _MARKUP.search(text)):
        raise BadInput(f"{where} holds {found[0]!r}; terms are plain text, without markup")
    return text


def _date(clean: Mapping[str, str], column: str, name: str, line: int) -> str:
    text = clean[column]
    if not text:
        return ""
    days = span(text)
    if days is None:
        raise BadInput(f"{name}, line {line}: {column} is {text!r}; write a day such as 2018-08-28")
    return days[0] if column == "valid_from" else days[1]


# --- what terms check finds -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, or worth knowing. line: in the file; 0 for what is said of the whole file."""

    severity: Literal["error", "warning", "info"]
    line: int
    message: str


def problems(base: TermBase, releases: Iterable[Release] = ()) -> tuple[Problem, ...]:
    """What is wrong with a term base, in the order of its lines, then what the releases say of it.

    Errors: rows that contradict each other or themselves. Warnings: what is likely a slip, and questions that are still open.
    """
    found = [*_alone(base), *_together(base), *_forbidden(base)]
    return (*sorted(found, key=lambda problem: problem.line), *_unused(base, releases))


def _alone(base: TermBase) -> Iterator[Problem]:
    """What is wrong with each row by itself."""
    for term in base.terms:
        if term.valid_until and term.valid_from > term.valid_until:
            yield Problem(
                "error",
                term.line,
                f"{term.source}: holds from {term.valid_from} until {term.valid_until}, so never; exchange the dates",
            )
        if term.kind == "keep" and term.target != term.source:
            yield Problem(
                "error",
                term.line,
                f"{term.source}: is to be kept, but its target is {term.target}; empty the target or change the kind",
            )
        if term.kind == "person" and term.target == term.target.lower() != term.target.upper():
            yield Problem(
                "error",
                term.line,
                f"{term.source}: {term.target} is a person and has no capital letter; write it with one",
            )
        if term.note.startswith(UNVERIFIED):
            yield Problem(
                "warning",
                term.line,
                f"{term.source}: {term.target or 'its target'} is unverified pinyin and not used; look it up and clear the note",
            )
        elif not term.target:
            yield Problem("warning", term.line, f"{term.source}: has no target yet, so it is not used")
        if len(term.source) == 1 and HAN.match(term.source) and term.kind != "forbidden":
            yield Problem(
                "warning", term.line, f"{term.source}: one character is found in other words too; write a longer one"
            )


def _together(base: TermBase) -> Iterator[Problem]:
    """Rows of one source that hold at the same time."""
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
                    "warning", second.line, f"{second.source}: says the same as line {first.line}; delete one"
                )
            elif not banned:
                yield Problem(
                    "error",
                    second.line,
                    f"{second.source}: is {second.target} here and {first.target} in line {first.line} at the same time; make one "
                    "a variant of the other, or give them dates that do not overlap",
                )


_COMPARED = 100
"""Rows of one source that are held against each other; more are a mistake that the first ones show."""


def _forbidden(base: TermBase) -> Iterator[Problem]:
    """Rows that forbid what another row demands or allows."""
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
                    f"{ban.source}: forbids {ban.target}, but line {term.line} has {form} for {term.source}; change one of them",
                )


def _overlap(first: Term, second: Term) -> bool:
    return (not first.valid_until or second.valid_from <= first.valid_until) and (
        not second.valid_until or first.valid_from <= second.valid_until
    )


def _unused(base: TermBase, releases: Iterable[Release]) -> Iterator[Problem]:
    """Rows that the releases never need, as information: a base is often older or younger than the releases."""
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
                f"{sources[source].source}: stands in the releases only inside longer terms",
            )
    if absent := [term.source for source, term in sources.items() if source not in inside]:
        some = ", ".join(absent[:10]) + (" …" if len(absent) > 10 else "")
        yield Problem("info", 0, f"{len(absent)} of {len(sources)} terms stand in no release: {some}")


# --- what terms suggest proposes --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A person or an office that the base lacks: the row for it, how often it was seen, and in which releases."""

    term: Term
    count: int
    releases: tuple[str, ...]


def suggestions(base: TermBase, releases: Iterable[Release]) -> tuple[Suggestion, ...]:
    """People and offices in the releases that the base lacks, people first, the commonest first.

    Found by surnames beside titles and verbs, by the characters that foreign names are written with, and by how offices' names end.
    So they are guesses: some are no names, some end too early or too late. A Chinese person's target is pinyin (the surname's by our own
    list, the given name's by pypinyin if it is installed), marked ``UNVERIFIED``; other targets stay empty.
    """
    seen: dict[tuple[TermKind, str], list[str]] = {}
    for release in releases:
        for segment in release.segments:
            text = _masked(base, segment.text)
            for kind, start, end in (*_people(text), *_offices(text)):
                source = segment.text[start:end]
                if not base.knows(source):
                    seen.setdefault((kind, source), []).append(release.id)
    order = sorted(seen.items(), key=lambda each: (each[0][0] != "person", -len(each[1]), each[0][1]))
    return tuple(_suggestion(kind, source, places) for (kind, source), places in order)


def _suggestion(kind: TermKind, source: str, places: list[str]) -> Suggestion:
    where = tuple(dict.fromkeys(places))
    target = pinyin(source) if kind == "person" and "·" not in folded(source) else ""
    note = UNVERIFIED if target else "spelling to be looked up" if kind == "person" else "name to be looked up"
    shown = ", ".join(where[:3]) + (" …" if len(where) > 3 else "")
    return Suggestion(Term(source, target, kind, note=f"{note}; seen {len(places)} × in {shown}"), len(places), where)


def pinyin(name: str) -> str:
    """A Chinese person's name in pinyin, as passports write it; often wrong. "" for an unknown surname."""
    import pypinyin  # dear to import, and one command needs it

    found = _SURNAME.match(folded(name))
    if not found:
        return ""
    given = [_GIVEN_READINGS.get(char) or pypinyin.lazy_pinyin(char)[0] for char in folded(name)[found.end() :]]
    given = [syllable.replace("lv", "lyu").replace("nv", "nyu").replace("ü", "yu") for syllable in given]
    joined = "".join(f"{chr(39) if n and syllable[0] in 'aeo' else ''}{syllable}" for n, syllable in enumerate(given))
    return f"{_SURNAMES[found[0]]} {joined.capitalize()}"


_GIVEN_READINGS = {"长": "chang", "重": "chong", "朝": "chao", "乐": "le", "盛": "sheng", "曾": "zeng", "行": "xing"}
"""Where a given name usually has another reading than the dictionary's first."""

_KNOWN: Mapping[TermKind, str] = {"office": "\ue000", "title": "\ue001", "person": "\ue002"}
_MARKS = "[\ue000-\ue002]"


def _masked(base: TermBase, text: str) -> str:
    """The text, folded, in which private characters stand for code and for known names, so that positions stay.

    Other known terms stay as they are: they are parts of offices' names.
    """
    masked = folded(_without_code(text))
    for match in base.find(text, ""):
        kind = (match.terms or match.expired)[0].kind
        if kind in _KNOWN:
            masked = masked[: match.start] + _KNOWN[kind] * (match.end - match.start) + masked[match.end :]
    return masked


# The commonest surnames, with the reading that they have as surnames.
_READINGS = """
    Ai艾 An安 Ao敖 Ba巴 Bai白柏 Ban班 Bao包鲍 Bi毕 Bian卞边 Bo薄 Bu卜 Cai蔡 Cao曹 Cen岑 Chai柴 Chang常昌 Che车 Chen陈谌 Cheng程成 Chi池迟 Chu褚储楚
    Cong丛 Cui崔 Dai戴代 Dang党 Deng邓 Diao刁 Ding丁 Dong董 Dou窦 Du杜都 Duan段 Fan范樊 Fang方房 Fei费 Feng冯封丰 Fu付傅符 Gan甘 Gao高
    Ge葛盖戈 Geng耿 Gong龚宫巩 Gu顾古谷 Guan关管官 Gui桂 Guo郭 Han韩 Hang杭 Hao郝 He何贺赫 Hong洪 Hou侯 Hu胡扈 Hua华花 Huang黄 Huo霍
    Ji季纪吉姬冀计 Jia贾 Jian简 Jiang江蒋姜 Jiao焦 Jie揭 Jin金靳晋 Jing荆景井敬 Ju鞠 Kang康 Ke柯 Kong孔 Kou寇 Kuang邝匡 Lai赖 Lan兰蓝 Lang郎 Lao劳
    Lei雷 Leng冷 Li李黎厉郦 Lian连廉 Liang梁 Liao廖 Lin林蔺 Ling凌 Liu刘柳 Long龙 Lou娄楼 Lu卢陆路鲁芦 Luan栾 Luo罗骆 Lyu吕 Ma马麻 Mai麦 Man满 Mao毛茅
    Mei梅 Meng孟蒙 Mi米 Miao苗缪 Min闵 Ming明 Mo莫 Mou牟 Mu穆慕 Na那 Ni倪 Nie聂 Ning宁 Niu牛钮 Nong农 Ou欧区 Pan潘 Pang庞 Pei裴 Peng彭 Pi皮 Piao朴 Ping平
    Pu蒲浦 Qi齐戚祁 Qian钱 Qiang强 Qiao乔 Qin秦覃 Qiu邱仇丘裘 Qu曲屈瞿渠 Quan权 Ran冉 Rao饶 Ren任 Rong荣容戎 Ruan阮 Sang桑 Sha沙 Shan单 Shang尚商 Shao邵
    She佘 Shen沈申 Sheng盛 Shi石史施师时 Shou寿 Shu舒 Shuai帅 Song宋 Su苏粟宿 Sui隋 Sun孙 Tan谭谈檀 Tang唐汤 Tao陶 Teng滕 Tian田 Tong童佟 Tu涂屠
    Wan万 Wang王汪 Wei魏韦卫尉 Wen文温闻 Weng翁 Wu吴武伍邬乌巫 Xi席习奚 Xia夏 Xian冼 Xiang项向 Xiao肖萧 Xie谢解 Xin辛 Xing邢 Xiong熊 Xu徐许胥 Xuan宣 Xue薛
    Xun荀 Yan严颜阎闫晏燕 Yang杨阳 Yao姚 Ye叶 Yi易伊 Yin尹殷 Ying应 You尤游 Yu于余俞喻虞郁 Yuan袁苑元 Yue岳 Yun云 Zang臧 Zeng曾 Zha查 Zhai翟 Zhan詹占湛
    Zhang张章 Zhao赵 Zhen甄 Zheng郑 Zhong钟仲 Zhou周 Zhu朱祝诸竺 Zhuang庄 Zhuo卓 Zou邹 Zu祖 Zuo左
"""
_DOUBLE = """
    Ouyang欧阳 Sima司马 Shangguan上官 Zhuge诸葛 Yuchi尉迟 Situ司徒 Huangfu皇甫 Xiahou夏侯 Linghu令狐 Murong慕容 Gongsun公孙 Zhangsun长孙 Yuwen宇文
    Duanmu端木 Huyan呼延 Xuanyuan轩辕 Nangong南宫 Ximen西门 Tantai澹台 Moqi万俟 Dugu独孤 Tuoba拓跋 Shentu申屠 Zhongli钟离 Puyang濮阳 Chunyu淳于
    Helian赫连 Wanyan完颜 Nalan纳兰 Sikong司空 Dongguo东郭 Gongyang公羊 Dongfang东方 Baili百里
"""
_SURNAMES: Mapping[str, str] = {
    **{han: row[0] for row in re.findall(r"([A-Z][a-z]+)([^\sA-Za-z]+)", _READINGS) for han in row[1]},
    **{han: reading for reading, han in re.findall(r"([A-Z][a-z]+)([^\sA-Za-z]+)", _DOUBLE)},
}
_SURNAME = re.compile("|".join(sorted(_SURNAMES, key=len, reverse=True)))

_RISKY = frozenset("安成代单党都方丰高关管官华花江金敬计简满明平强任容商师时石万文席向应于元云占米马路连权车常易伊那")
"""Surnames that are everyday words as well; they need a clear end of the name and a title."""
_NOT_NAMES = frozenset(
    """
    安全 安徽 安排 安装 白皮 包括 包装 边界 常务 常委 常见 车辆 成本 成都 成果 成立 成员 程序 程度 代表 代理 单位 单独 党委 党组 都是 方案 方便 方法 方面 方式 费用
    高校 高级 高度 高新 高质 高层 古代 关于 关系 关键 官方 管理 广东 国家 韩国 何时 华侨 华人 黄金 计划 计算 纪念 纪委 季度 简单 江苏 江西 金额 金融 经济 景德 康复
    连续 路线 龙头 马德 满足 满意 毛利 梅州 蒙古 明确 明年 明显 宁波 宁夏 农业 农村 平台 平均 齐全 强化 强调 强制 区域 权利 任务 任何 荣誉 容易 山东 商标 商务 商业
    时代 时间 施行 石油 苏州 温州 文化 文件 文献 文明 武汉 习惯 席位 相关 向外 项目 宣传 严格 严重 杨浦 应当 应对 应邀 应用 应急 游客 于是 元月 云南 占比 占用 章程 郑州
    政府 主席 周边 周期 周年 周一 朱红 祝贺 左右 沙特 尚未 史料 卫生 卫星 吴江 厦门 夏季 解决 解释 曾经 曾任 查处 查询 区块 盖章 欧洲 欧盟 欧亚 那么 万一 柏林 巴西 巴黎 巴塞
    易于 计量 师资 师生 余名 余件 余家 余人 伍德 云计 贺信 贺电 党员 封面 宫廷 石家 谷歌 谈判 谈到 敬请 景观 燕郊 费城 牛津 米兰 马来 麦加 罗马 沈阳 华盛 华为 华东 华北 平等 平衡 宣布 宣读 解答 解读 谢谢 应约 常驻 计有 简要 万余 段时 强烈 满怀 高兴 高度 于日 时任 申请 申报 申诉 申领 慕尼 梅赛 戴维 霍根 水平 石化 沙尘 曼谷 莫斯 尼斯 汉堡 康涅 马里 南京 南昌 南宁 田径 安全 白天 包头 常州 常熟 成熟 花费 花园 齐鲁 曾在 曾于 曾对
    古老 宿敌 阳光 陆续 陆上 路透 温和 严峻 商会 景点 党和 金牌 鲁班 雷同 沙龙 米其 皮革 项下 纪录 纪念 印度 麻省 常设 常任 明天
    """.split()
)
"""How everyday words start that start with a surname."""

_HAN = HAN.pattern
_GIVEN = "[^的了和与及在是对将就不也都局部省市县区会司厅处室办委员们位名等这那其各两十百千万亿年次个件项并、\\W\\dA-Za-z_\ue000-\ue002]"
_RANKS = (
    "局长|部长|司长|处长|厅长|署长|院长|校长|主席|主任|会长|理事长|秘书长|总干事|总裁|总经理|总理|大使|参赞|书记|省长|市长|馆长|所长|庭长|检察长|行长|社长|发言人|"
    "长官|董事长|团长|组长|教授|院士|研究员|审判长|博士|总监|专员"
)
_BEFORE = f"(?:{_RANKS}|代表|委员|审查员|律师|先生|女士|\ue001)"
_VERBS = "表示|指出|强调|认为|介绍|致辞|率团|率队|主持|会见|会晤|出席|宣布|透露|说|回答|签署"
_END = (
    rf"(?=$|[^\w]|[\dA-Za-z]|{_MARKS}|{_RANKS}|{_VERBS}|先生|女士|同志|一行|分别|参加|访问|代表|应邀|担任|当选|共同|先后|发表|陪同|接受|提出|感谢|邀请|"
    "[率在与和及等为对向于从到任同的也还将已就作赴是因受被曾不并获做致])"
)
_NAME = rf"(?P<name>(?P<surname>{_SURNAME.pattern})(?:{_GIVEN}{{2}}|{_GIVEN}))"
_AFTER_TITLE = re.compile(rf"{_BEFORE}{_NAME}{_END}")
_BEFORE_TITLE = re.compile(rf"(?:^|(?<=[\W和与及由对向请是经\ue000-\ue002])){_NAME}(?={_RANKS}|先生|女士|同志)")
_BEFORE_VERB = re.compile(rf"(?:^|(?<=[^\w])|(?<={_MARKS})){_NAME}(?={_VERBS})")
_STARTING = re.compile(rf"(?:^|(?<=[。，；：、“（])){_NAME}(?![。，；：、”）？！]|$){_END}")
_UNENDED = re.compile(rf"{_BEFORE}(?P<name>(?P<surname>{_SURNAME.pattern}){_GIVEN}{{2}})")

_SOUND = (
    "[阿埃艾爱安奥巴白班保贝比彼宾波伯博布查达戴丹当德迪蒂东杜多厄恩尔法费芬弗福富盖高戈格古哈海汉赫亨胡华霍基吉加贾杰金卡凯坎康科克肯库夸拉莱兰朗劳勒"
    "雷里利莉丽连列林琳龙卢鲁路伦罗洛马玛迈麦曼梅门蒙米密缪莫姆穆纳娜南内尼妮涅宁纽农努诺欧帕潘佩皮珀普奇乔切琼丘让热日荣茹瑞锐若萨塞桑森沙莎山尚舍圣史施舒斯"
    "丝松苏索塔泰坦汤特提图托瓦万威韦维魏温文翁沃乌武西希夏谢辛欣休许雪雅亚扬耶叶伊因英尤约泽扎詹珍芝夫库什策齐佐冈廷婕黛蕾诗薇茜露娅妲莲萝]"
)
_FOREIGN = re.compile(rf"{_SOUND}{{1,10}}(?:·{_SOUND}{{1,10}})+(?:-{_SOUND}{{1,10}})*")


def _people(text: str) -> Iterator[tuple[TermKind, int, int]]:
    """Where people's names seem to stand in a masked text."""
    taken: set[int] = set()
    for match in _FOREIGN.finditer(text):
        taken.update(range(match.start(), match.end()))
        yield "person", match.start(), match.end()
    for pattern, sure in (
        (_AFTER_TITLE, True),
        (_BEFORE_TITLE, True),
        (_BEFORE_VERB, False),
        (_STARTING, False),
        (_UNENDED, False),
    ):
        for match in pattern.finditer(text):
            start, end = match.span("name")
            risky = not sure and match["surname"] in _RISKY
            if risky or match["name"][:2] in _NOT_NAMES or not taken.isdisjoint(range(start, end)):
                continue
            taken.update(range(start, end))
            yield "person", start, end


_SUFFIX = re.compile(
    "委员会|办公室|基金会|研究院|研究所|检察院|协会|学会|联盟|(?<=国际|世界|产权|贸易|卫生|合作|旅游|海事|民航|劳工|气象|条约|公约|区域)组织|法院|中心|大学|公司|银行|集团|"
    "总局(?!长)|总署(?!长)|局(?![长面势限部])|部(?![分门长署件委队落])|厅(?!长)|(?<!签)署(?![长名])|科学院"
)
_NOT_PART = re.compile(
    "(?<!发展)(?<!工业)(?<!资源)(?<!住房)(?<!文化)(?<!专利)(?<!卫生)(?<!教育)(?<!环境)(?<!科学)(?<!贸易)[和与及]|"
    "以及|访问|会见|出席|参加|参观|来自|代表|通过|联合|邀请|根据|按照|前往|抵达|组成|成立|设立|启动|开展|加入|签署|举办|主办|承办|协办|由|在|向|对|的|了|于|从|到|是|为|经|据|将|"
    "同|跟|被|把|让|赴|或|其中|包括|等|至|就|原|当天|今日|日前|昨日|目前|近日|有关|日(?!本)|月|年|(?<!国)家|名|个|后|前|起|并|如果|但|任(?!务)|作为|与会|规定|许多|大多数|走进|进入|必须"
)
_TOO_GENERAL = frozenset(
    """
    委员会 办公室 中心 公司 有限公司 股份公司 大学 法院 协会 集团 银行 内部 外部 干部 全部 西部 东部 中部 南部 北部 总部 俱乐部 服务中心 国际组织 人民法院 跨国公司 子公司 上市公司
    科技公司 高等法院 研究中心 行业协会 商业银行 会展中心 大部 一部 本部 分部 分局 总局 总署 各地法院 数据中心
    """.split()
)
_NO_OFFICE = frozenset("全部 内部 外部 干部 总部 大厅 客厅 餐厅 两局 各局 各部 布局 结局 部署 电大".split())
"""How words end that end like an office."""
_LONGEST_OFFICE = 24
"""Characters."""


def _offices(text: str) -> Iterator[tuple[TermKind, int, int]]:
    """Where offices' names seem to stand in a masked text."""
    for run in re.finditer(rf"(?:{_HAN})+", text):
        best: dict[int, int] = {}
        for suffix in _SUFFIX.finditer(run[0]):
            start = max(0, suffix.end() - 2 * _LONGEST_OFFICE)
            for word in _NOT_PART.finditer(run[0], start, suffix.start()):
                start = word.end()
            name = run[0][start : suffix.end()]
            least = 3 if len(suffix[0]) == 1 else len(suffix[0]) + 2
            if (
                least <= len(name) <= _LONGEST_OFFICE
                and name not in _TOO_GENERAL
                and name[-2:] not in _NO_OFFICE
                and name[0] not in "该本两各此某其全多这那每一二三四几"
            ):
                best[start] = suffix.end()
        for start, end in best.items():
            yield "office", run.start() + start, run.start() + end
