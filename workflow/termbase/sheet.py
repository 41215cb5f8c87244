"""``locales/<language>/terms.csv``: reading a term base, and adding rows to it.

People edit the file in a spreadsheet, so it is read as spreadsheets write it; a row that makes no sense is an error
that names its line.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, get_args

from workflow.errors import BadInput
from workflow.files import as_gb18030, content
from workflow.interface import say, say_n
from workflow.model import HAN, Term, TermKind
from workflow.patterns import late
from workflow.termbase.base import TermBase, span

COLUMNS = ("source", "target", "kind", "variants", "valid_from", "valid_until", "note")
"""The columns of terms.csv, in any order; the first three are required. Other columns are kept and ignored."""

REQUIRED = COLUMNS[:3]

KINDS: tuple[TermKind, ...] = get_args(TermKind)

LARGEST = 32 << 20
"""The largest terms.csv, in bytes: half a million rows."""

_LONGEST = {"source": 200, "target": 500, "variants": 2000, "note": 10_000}
"""The longest cell of each column, in characters."""


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
