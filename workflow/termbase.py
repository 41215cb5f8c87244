"""The term base and name authority of a target language: ``locales/<language>/terms.csv``.

A row says how a Chinese term, person, office or title is translated, and from when to when. People edit the file in a
spreadsheet, so it is read as spreadsheets write it; a row that makes no sense is an error that names its line. Nothing
here guesses: if two rows are valid at the same time and differ, ``Match.term`` is None.

After the reading come ``problems``, which ``workflow terms check`` reports, and ``suggestions``, which ``workflow terms
suggest`` prints.
"""

import codecs
import csv
import io
import re
from calendar import monthrange
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as day_of
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar, get_args

from workflow.contracts.terms import Terms
from workflow.errors import BadInput
from workflow.files import as_gb18030, content
from workflow.interface import say, say_n
from workflow.languages.chinese.spelling import closed, folded
from workflow.model import HAN, Match, Release, Term, TermKind
from workflow.patterns import late

COLUMNS = ("source", "target", "kind", "variants", "valid_from", "valid_until", "note")
"""The columns of terms.csv, in any order; the first three are required. Other columns are kept and ignored."""
REQUIRED = COLUMNS[:3]
UNVERIFIED = "pinyin, unverified"
"""How the note of a suggested name starts, until somebody has looked it up and removes it."""
KINDS: tuple[TermKind, ...] = get_args(TermKind)

LARGEST = 32 << 20
"""The largest terms.csv, in bytes: half a million rows."""
_LONGEST = {"source": 200, "target": 500, "variants": 2000, "note": 10_000}
"""The longest cell of each column, in characters."""


# --- finding ---

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Index(Generic[Row]):
    """Rows by their source, as ``comparable`` returns it, found wherever they occur in a text.

    The time to search a text grows with the text, not with the number of rows.
    """

    rows: Mapping[str, Sequence[Row]]
    _lengths: Mapping[str, Sequence[int]] = field(init=False, repr=False, compare=False)
    _initials: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lengths: dict[str, set[int]] = {}
        for source in self.rows:
            lengths.setdefault(source[:2], set()).add(len(source))
        object.__setattr__(self, "_initials", frozenset(source[:1] for source in self.rows))
        object.__setattr__(self, "_lengths", {start: tuple(sorted(sizes)) for start, sizes in lengths.items()})

    def occurrences(self, source: str) -> Iterator[tuple[int, int, Sequence[Row]]]:
        """Yield every occurrence of every row's source, overlapping ones too: start, end, rows.

        What hides a word from comparison (``spelling.closed``) does not hide a term: 北京 is found in 北 京. A row is
        never found inside an address or code, and one that starts or ends with a Latin letter or digit is found only
        as whole words.
        """
        text, places = _searched(source)
        initials = self._initials
        for start in [place for place, char in enumerate(text) if char in initials]:
            initial = text[start]
            pair = self._lengths.get(text[start : start + 2], ()) if start + 1 < len(text) else ()
            for size in (*pair, *self._lengths.get(initial, ())):
                rows = self.rows.get(text[start : start + size])
                if rows and len(text) >= start + size and _stands_alone(text, start, start + size):
                    yield places[start], places[start + size - 1] + 1, rows


@lru_cache(maxsize=4)
def _searched(source: str) -> tuple[str, Sequence[int]]:
    """Return a text as it is compared, and the places of its characters: for the office's rows and for the starter."""
    return closed(folded(_without_code(source)))


class Known(Terms, Protocol):
    """A term base that can also say whether it has a row for a name."""

    def knows(self, source: str) -> bool:
        """Return whether a row has this source, whatever it says, in traditional or simplified characters."""


@dataclass(frozen=True, slots=True)
class TermBase:
    """The rows of a terms.csv in the file's order, with ``find``; implements Terms of ``workflow/contracts.py``.

    Rows without a target, and those whose note still starts with ``UNVERIFIED``, are in ``terms`` but never found: they
    are questions that nobody has answered yet.
    """

    terms: tuple[Term, ...] = ()
    _index: Index[Term] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rows: dict[str, list[Term]] = {}
        for term in self.terms:
            if not is_open(term):
                rows.setdefault(comparable(term.source), []).append(term)
        object.__setattr__(self, "_index", Index(rows))

    def find(self, source: str, date: str) -> tuple[Match, ...]:
        """Return the terms in ``source`` in text order, without overlaps: of several that overlap, the longest.

        The longest is chosen whether it is valid on the date or not: if an office no longer exists, nobody wants the
        half of its name that still does. A row of kind ``forbidden`` says nothing about names, so if its source is
        longer than a known term's, it is added to that match.

        Args:
            source: The text to search.
            date: The release's date, ISO: a day, 2018-09, 2018, or "" (every row is valid). A row is valid in a month
                if it is valid on any day of it.
        """
        if not self._index.rows:
            return ()
        taken = bytearray(len(source))
        found: list[Match] = []
        bans: list[Match] = []
        for start, end, rows in longest_first(self.candidates(source)):
            if any(taken[start:end]):
                continue
            match = Match(start, end, *on_date(rows, date))
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
        """See ``Known``."""
        wanted = comparable(source)
        return wanted in self._index.rows or any(
            comparable(term.source) == wanted for term in self.terms if is_open(term)
        )

    def candidates(self, source: str) -> Iterator[tuple[int, int, Sequence[Term]]]:
        """Yield every occurrence of every row's source, overlapping ones too: start, end, rows."""
        return self._index.occurrences(source)


def longest_first(found: Iterable[tuple[int, int, Sequence[Row]]]) -> list[tuple[int, int, Sequence[Row]]]:
    """Return occurrences, the longest first and those of one length in text order."""
    return sorted(found, key=lambda each: (each[0] - each[1], each[0]))


def on_date(rows: Iterable[Term], date: str) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """Return the rows that are valid on a release's date, as ``find`` takes it, and those that are not."""
    days = span(date)
    valid = tuple(term for term in rows if days is None or _holds(term, *days))
    return valid, tuple(term for term in rows if term not in valid)


def comparable(source: str) -> str:
    """Return a row's source as it is compared with texts: folded, without blanks between its characters."""
    return closed(folded(source))[0]


def is_open(term: Term) -> bool:
    """Return whether a row is an open question: no target yet, or pinyin that nobody has verified."""
    return not term.target or term.note.startswith(UNVERIFIED)


@lru_cache(maxsize=256)
def span(date: str) -> tuple[str, str] | None:
    """Return the first and last day of an ISO date, month or year; None if it is none of these."""
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


_DATE = late(r"([0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?")


def _holds(term: Term, first: str, last: str) -> bool:
    return term.valid_from <= last and (not term.valid_until or first <= term.valid_until)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether no Latin word continues across either end."""
    return not (
        (start and _in_word(text[start]) and _in_word(text[start - 1]))
        or (end < len(text) and _in_word(text[end - 1]) and _in_word(text[end]))
    )


def _in_word(char: str) -> bool:
    return char.isalnum() and not HAN.match(char)


# Addresses, link targets and code: a name in them is not a name in the sentence.
_CODE = late(
    r"(`{1,9})[^`]++\1(?!`)|\]\([^()\s]*+\)|[a-z]{3,9}://[!-;=?-~]++|www\.[!-;=?-~]++|[\w.+-]{1,64}@[\w.-]++", re.ASCII
)


def _without_code(text: str) -> str:
    if not any(mark in text for mark in ("`", "](", "://", "www.", "@")):
        return text
    return _CODE.sub(lambda match: "\0" * len(match[0]), text)


# --- reading and writing ---


class _Text(NamedTuple):
    """The text of a terms.csv, without a BOM, and its encoding."""

    text: str
    encoding: str


class _Sheet(NamedTuple):
    """The format of a terms.csv.

    Attributes:
        separator: What separates its cells.
        header: Its columns in order, known names in lower case.
        line_end: How its lines end.
        start: Where the header begins: after empty lines, and after the ``sep=;`` that Excel writes.
        line: The header's line.
    """

    separator: str
    header: tuple[str, ...]
    line_end: str
    start: int = 0
    line: int = 1


def load(path: Path) -> TermBase:
    """Read the term base in a file; an empty one if there is no file.

    Raises:
        BadInput: The content cannot be used.
        MissingError: The file cannot be read.
    """
    data = content(path)
    return TermBase() if data is None else parse(data, str(path))


def parse(data: bytes, name: str) -> TermBase:
    """Parse a terms.csv.

    It is as spreadsheets write it: UTF-8 with or without BOM, UTF-16 with one, or GB18030; with any line endings,
    separated by commas, semicolons or tabs like its header line, or by what a first line such as ``sep=;`` says. Dates
    are a day, a month or a year, with hyphens or slashes. Empty rows are skipped.

    Raises:
        BadInput: The content cannot be used; names the file, the line and what to do.
    """
    text, _ = _decoded(data, name)
    sheet = _sheet(text, name)
    if sheet is None:
        return TermBase()
    return TermBase(tuple(_term(cells, name, line) for line, cells in _records(text, sheet, name)))


def appended(data: bytes | None, terms: Iterable[Term], name: str) -> bytes:
    """Append rows to a terms.csv, with its own separator, columns, line endings and encoding; the rest is unchanged.

    Args:
        data: The content; None if there is no file, which then gets a header.
        terms: The rows to append.
        name: How messages name the file.

    Raises:
        BadInput: As in ``parse``.
    """
    text, encoding = _decoded(data or b"", name)
    added = written(data, terms, name)
    sheet = _sheet(text, name)
    if sheet is None:
        return added.encode("utf-8")
    end = "" if text.endswith(("\n", "\r")) else sheet.line_end
    return (data or b"") + (end + added).encode(encoding)


def written(data: bytes | None, terms: Iterable[Term], name: str) -> str:
    """Return the rows that ``appended`` adds, with a header only if the file has none."""
    found = _sheet(_decoded(data or b"", name).text, name)
    buffer = io.StringIO(newline="")
    sheet = found or _Sheet(",", COLUMNS, "\n")
    writer = csv.writer(buffer, delimiter=sheet.separator, lineterminator=sheet.line_end)
    if found is None:
        writer.writerow(sheet.header)
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
        writer.writerow([cells.get(column, "") for column in sheet.header])
    return buffer.getvalue()


def _decoded(data: bytes, name: str) -> _Text:
    if len(data) > LARGEST:
        raise BadInput(
            say(
                "{name}: has more than {largest} MB, which no term base has; remove what is not a term",
                name=name,
                largest=LARGEST >> 20,
            )
        )
    found = _utf16(data, name) or _utf8(data, name)
    if (nul := found.text.find("\0")) >= 0:
        line = found.text.count("\n", 0, nul) + 1
        raise BadInput(
            say("{name}, line {line}: contains a NUL, so it is not a text file; save it as CSV", name=name, line=line)
        )
    return found


def _utf16(data: bytes, name: str) -> _Text | None:
    """Return the text of what Excel calls Unicode text; None if it is something else."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            try:
                return _Text(data.removeprefix(mark).decode(encoding), encoding)
            except UnicodeDecodeError as error:
                line = data[: error.start].decode(encoding, "replace").count("\n") + 1
                raise BadInput(
                    say('{name}, line {line}: is damaged UTF-16; save it as "CSV UTF-8"', name=name, line=line)
                ) from None
    return None


def _utf8(data: bytes, name: str) -> _Text:
    """Return the text of a file in UTF-8 or GB18030, which Excel writes as "CSV" on a Chinese computer.

    Raises:
        BadInput: It is neither, or may as well be Big5.
    """
    try:
        return _Text(data.removeprefix(codecs.BOM_UTF8).decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    text = as_gb18030(data)
    if text is None or _may_be_big5(data, text):
        raise BadInput(
            say(
                '{name}, line {line}: is neither UTF-8 nor certainly GB18030; save it as "CSV UTF-8" in '
                "the spreadsheet",
                name=name,
                line=line,
            )
        )
    return _Text(text, "gb18030")


def _may_be_big5(data: bytes, text: str) -> bool:
    """Return whether what was decoded as GB18030 may be Big5: it would be valid, and most characters are not simple."""
    try:
        data.decode("big5")
    except UnicodeDecodeError:
        return False
    han = HAN.findall(text)
    return sum(bool(char.encode("gb2312", "ignore")) for char in han) < _PLAIN * len(han)


_PLAIN = 0.6
"""The share of a text's characters that are in GB 2312: nearly all of a simplified text, less than half of Big5 read as
GB18030.
"""
_DECLARED = late(r"[\r\n]*\"?sep=([^\r\n])\"?(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
"""What Excel writes, and reads, as the first line of a table whose cells are not separated as its system wants."""


def _sheet(text: str, name: str) -> _Sheet | None:
    """Return the file's format, from its first non-empty line; None for an empty file."""
    if not text.strip():
        return None
    declared = _DECLARED.match(text)
    start = declared.end() if declared else 0
    start += len(text[start:]) - len(text[start:].lstrip("\r\n"))
    first = re.split(r"\r\n|\r|\n", text[start:], maxsplit=1)[0]
    line_end = "\r\n" if "\r\n" in text else "\n"
    best: tuple[str, ...] = ()
    separators = declared[1] if declared else ",;\t"
    separator = separators[0]
    for candidate in separators:
        try:
            names = tuple(_column(cell) for cell in next(csv.reader([first], delimiter=candidate), []))
        except (csv.Error, ValueError):  # ValueError: a quotation mark or a blank separates nothing
            continue
        if len(set(names) & set(COLUMNS)) > len(set(best) & set(COLUMNS)):
            best, separator = names, candidate
    line = len(re.findall(r"\r\n|\r|\n", text[:start])) + 1
    for column in best:
        if column and column not in COLUMNS:
            from difflib import get_close_matches  # only errors need it

            missing = [each for each in COLUMNS if each not in best]
            if close := get_close_matches(column, missing, n=1, cutoff=0.75):
                raise BadInput(
                    say(
                        "{name}, line {line}: there is no column {column!r}; did you mean {close}?",
                        name=name,
                        line=line,
                        column=column[:40],
                        close=close[0],
                    )
                )
        elif column and best.count(column) > 1:
            raise BadInput(
                say(
                    "{name}, line {line}: the column {column} occurs twice; remove one",
                    name=name,
                    line=line,
                    column=column,
                )
            )
    if lacking := [column for column in REQUIRED if column not in best]:
        raise BadInput(
            say_n(
                "{name}, line {line}: the line after sep= must name the columns, and {lacking} is missing; write "
                "{columns}",
                "{name}, line {line}: the line after sep= must name the columns, and {lacking} are missing; write "
                "{columns}",
                len(lacking),
                name=name,
                line=line,
                lacking=", ".join(lacking),
                columns=separator.join(COLUMNS),
            )
            if declared
            else say_n(
                "{name}, line {line}: the first line must name the columns, and {lacking} is missing; write {columns}",
                "{name}, line {line}: the first line must name the columns, and {lacking} are missing; write {columns}",
                len(lacking),
                name=name,
                line=line,
                lacking=", ".join(lacking),
                columns=separator.join(COLUMNS),
            )
        )
    return _Sheet(separator, best, line_end, start, line)


def _column(cell: str) -> str:
    return cell.strip().strip("\ufeff").lower().replace(" ", "_")


def _records(text: str, sheet: _Sheet, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield rows as line and cells by column, without the header and empty rows."""
    rows = csv.reader(io.StringIO(text[sheet.start :], newline=""), delimiter=sheet.separator, strict=True)
    seen_header = False
    while True:
        line = sheet.line + rows.line_num
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise BadInput(
                say(
                    "{name}, line {line}: its quotation marks are not paired ({error}); put a cell that "
                    'contains one in quotation marks and double it: "a ""b"" c"',
                    name=name,
                    line=line,
                    error=error,
                )
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
                say(
                    "{name}, line {line}: has {cells} cells where the header has {width}; put a cell that "
                    "contains {separator} in quotation marks",
                    name=name,
                    line=line,
                    cells=len(row),
                    width=width,
                    separator=say("a tab") if sheet.separator == chr(9) else repr(sheet.separator),
                )
            )
        cells = dict(zip(sheet.header, row + [""] * (width - len(row)), strict=False))
        yield line, {column: cells.get(column, "") for column in COLUMNS}


def _term(cells: Mapping[str, str], name: str, line: int) -> Term:
    """Convert a row to a term.

    Raises:
        BadInput: The row makes no sense.
    """
    clean = {column: _clean(column, cell, name, line) for column, cell in cells.items()}
    source, target = clean["source"], clean["target"]
    kind = clean["kind"].lower()
    if not source:
        raise BadInput(
            say("{name}, line {line}: has no source; write the Chinese term or delete the row", name=name, line=line)
        )
    if kind not in KINDS:
        from difflib import get_close_matches  # only errors need it

        close = get_close_matches(kind, KINDS, n=1, cutoff=0.5)
        hint = (
            say("did you mean {near}?", near=close[0])
            if close
            else say("write one of {choices}", choices=", ".join(KINDS))
        )
        raise BadInput(
            say(
                "{name}, line {line}: {clean!r} is not a kind of term; {hint}",
                name=name,
                line=line,
                clean=clean["kind"][:40],
                hint=hint,
            )
        )
    if kind == "keep":
        target = target or source
    if kind == "forbidden" and not target:
        raise BadInput(
            say(
                "{name}, line {line}: forbids nothing; write the translation that must not be used into target",
                name=name,
                line=line,
            )
        )
    if "|" in target:
        raise BadInput(
            say(
                "{name}, line {line}: target has a '|'; keep one form there and move the others to variants",
                name=name,
                line=line,
            )
        )
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
_FORMULA = late(r"[=@+]|-(?!\s)")
_MARKUP = late(r"[<>`\\]|\]\(")


def _clean(column: str, cell: str, name: str, line: int) -> str:
    """Strip a cell and collapse white space.

    Raises:
        BadInput: The cell contains something that no term has.
    """
    where = say("{name}, line {line}: {column}", name=name, line=line, column=column)
    if len(cell) > _LONGEST.get(column, 100):
        raise BadInput(
            say(
                "{where} has {length:,} characters; is a quotation mark missing before or in this line?",
                where=where,
                length=len(cell),
            )
        )
    if bad := next((char for char in cell if not char.isprintable() and char not in _SPACES), None):
        raise BadInput(
            say(
                "{where} contains the invisible character U+{code:04X}; type the cell again", where=where, code=ord(bad)
            )
        )
    if column != "note" and ("\n" in cell.strip() or "\r" in cell.strip()):
        raise BadInput(
            say("{where} has more than one line; write it on one line, or add the missing quotation mark", where=where)
        )
    text = " ".join(cell.split())
    starts = text.split("|") if column == "variants" else [text]
    if any(_FORMULA.match(each.strip()) for each in starts):
        raise BadInput(
            say(
                "{where} starts with {text!r}, which a spreadsheet would execute; write plain text",
                where=where,
                text=text[0],
            )
        )
    if column in {"source", "target", "variants"} and (found := _MARKUP.search(text)):
        raise BadInput(
            say("{where} contains {found!r}; terms are plain text, without markup", where=where, found=found[0])
        )
    return text


def _date(clean: Mapping[str, str], column: str, name: str, line: int) -> str:
    text = clean[column]
    if not text:
        return ""
    days = span(text)
    if days is None:
        raise BadInput(
            say(
                "{name}, line {line}: {column} is {text!r}; write a day such as 2018-08-28",
                name=name,
                line=line,
                column=column,
                text=text,
            )
        )
    return days[0] if column == "valid_from" else days[1]


# --- what terms check finds ---


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


# --- what terms suggest prints ---


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
            text, terms = _without_code(segment.text), base.find(segment.text, "")
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
