"""Catalog ⇄ PO file; the only module that uses polib.

polib reads the entries, but it repairs broken files silently: it cuts the last character off a text without a closing
quotation mark, drops an entry without ``msgstr`` and the content of ``#~|``, and may drop the last entry of a file. So
``_survey`` first checks every line, rejects whatever polib (1.2.0) would lose, and spells the rest as polib knows it.
polib does not write: it sorts header
fields, breaks texts at U+2028 and splits paths at spaces. What ``dump`` writes is, byte for byte, what ``msgcat
--no-wrap`` (gettext 0.21) makes of it.
"""

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

import polib

from workflow.catalogs.sync import EARLIER
from workflow.errors import BadInput
from workflow.interface import Message, say
from workflow.model import CHANGED, DOUBT, HAN, ORIGIN, Catalog, Unit


def parse(data: bytes, *, name: str, release: str, language: str) -> Catalog:
    """Return the catalog in a PO file's bytes, whatever its wrapping and line endings, with or without a BOM.

    An entry that is both live and obsolete is accepted, although gettext rejects it: the next sync fixes it.

    Args:
        data: The file's bytes.
        name: How messages name the file (its path in the newsroom).
        release: The release that the catalog belongs to.
        language: Its target language.

    Raises:
        BadInput: Broken syntax, merge conflicts, duplicate entries, plural entries, the header of another language, an
            encoding other than UTF-8, an empty file, or one that lost its fuzzy marks; one sentence with name and line.
    """
    text = _decode(data, name)
    marks, lines, tail = _survey(text, name)
    try:
        file = polib.pofile(_Text("\n".join(lines)), encoding="utf-8", wrapwidth=-1, klass=_File)
    except OSError as error:
        raise BadInput(
            say(
                "{name}: is not a PO file that polib can read ({error}); restore it from version control",
                name=name,
                error=error,
            )
        ) from error
    if [mark.obsolete for mark in marks] != [bool(entry.obsolete) for entry in file]:
        raise BadInput(say("{name}: is not a PO file that polib can read; restore it from version control", name=name))
    units: list[Unit] = []
    obsolete: list[Unit] = []
    header: polib.POEntry | None = None
    places: dict[tuple[str, str], int] = {}
    first_comment = _lines(file.header)  # polib gives the first entry's comment to the file
    header_comment: tuple[str, ...] = ()
    for mark, entry in zip(marks, file, strict=True):
        comments = first_comment + _lines(entry.tcomment)
        first_comment = ()
        unit = _unit(entry, mark, tuple(_unfolded(comments)))
        if mark.obsolete:
            if unit.key == ("", ""):
                raise _bad(name, mark.line, say("an obsolete entry without a source text; delete it"))
            obsolete.append(unit)
            continue
        if unit.key in places:
            raise _bad(
                name,
                mark.line,
                say(
                    "repeats the entry of line {line} ({source}); delete one of the two",
                    line=places[unit.key],
                    source=_short(unit.source),
                ),
            )
        places[unit.key] = mark.line
        if unit.key == ("", ""):
            header, header_comment = entry, comments
        else:
            units.append(unit)
    headers = tuple(_headers(header.msgstr)) if header else ()
    catalog = Catalog(
        release=release,
        language=language,
        units=tuple(units),
        obsolete=tuple(obsolete),
        headers=headers,
        comment="\n".join(header_comment),
        header_flags=tuple(flag for flag in header.flags if flag) if header else (),
        tail=tail,
    )
    _check_headers(catalog, name, text)
    _check_marks(catalog, name)
    return catalog


Entries = Sequence[tuple[Unit, bytes]]
"""Units, and their entries in a PO file."""


def entries(units: Sequence[Unit], before: Entries = ()) -> Entries:
    """Return units with their entries; those of ``before`` are used again where the very same unit has the same place.

    For whoever saves a long catalog again and again, with one unit changed.
    """
    if len(before) != len(units):
        return [(unit, _block(_entry(unit))) for unit in units]
    return [kept if kept[0] is unit else (unit, _block(_entry(unit))) for unit, kept in zip(units, before, strict=True)]


def dump(catalog: Catalog, made: Entries | None = None) -> bytes:
    """Return the PO file of a catalog: UTF-8, LF, not wrapped; header, units and obsolete entries, each in their order.

    The comment after the last entry, which ``msgcat`` drops, stays last in the file, where editors look for it.
    What gettext would not keep is left out: NUL, BEL, the fuzzy flag of an entry without a translation.

    Args:
        catalog: The catalog.
        made: ``entries`` of its units, if they are known.
    """
    blocks = []
    if catalog.headers or catalog.comment or catalog.header_flags:
        fields = "".join(f"{key}: {value}\n" if key else f"{value}\n" for key, value in catalog.headers)
        lines = list(_comment_lines(catalog.comment.split("\n")))
        if catalog.header_flags:
            lines.append(f"#, {', '.join(catalog.header_flags)}")
        lines += _field("msgid", "")
        lines += _field("msgstr", fields)
        blocks.append(_block(lines))
    blocks += [block for _, block in (entries(catalog.units) if made is None else made)]
    blocks += [_block(_entry(unit, obsolete=True)) for unit in catalog.obsolete]
    if catalog.tail:
        blocks.append(_block(catalog.tail.split("\n")))
    return b"\n".join(blocks)


def _block(lines: Iterable[str]) -> bytes:
    text = "".join(f"{line}\n" for line in lines)
    return text.replace("\0", "").replace("\a", "").encode("utf-8")


# --- reading ---


class _Text(str):
    """The text of a file for polib, with lines that end only where a file's lines do, not also at U+2028."""

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:  # noqa: FBT002 - str's own signature
        """Return the lines."""
        return self.split("\n")


class _File(polib.POFile):
    """A polib file whose header stays an entry (polib would turn it into a dict, without order or comment)."""

    def find(self, *_args: Any, **_keywords: Any) -> None:
        """Find nothing; polib calls this only for the header."""


@dataclass(slots=True)
class _Mark:
    """What the survey found out about an entry: its first line, and what polib does not report (``#~|``)."""

    line: int
    obsolete: bool = False
    previous: dict[str, str] = field(default_factory=dict)

    def note_previous(self, keyword: str | None, text: str) -> None:
        """Record a ``#|`` or ``#~|`` line; without a keyword it continues the last one."""
        if keyword:
            self.previous[keyword] = text
        else:
            self.previous[list(self.previous)[-1]] += text


_QUOTED = r'"[^"\\]*+(?:\\[\\ntrvbf"][^"\\]*+)*+"'
_LINE = re.compile(
    rf"""[ \t]*
    (?: (?: (?P<mark>\#\~\||\#\||\#~)[ \t]+ )? (?: (?P<keyword>msgctxt|msgid|msgstr)[ \t]+ )?
        (?P<text>{_QUOTED}(?:[ \t]*+{_QUOTED})*+) [ \t]*
      | (?P<comment>\#(?:\#.*|(?P<sign>[.:,]|=(?!=))(?P<said>.*)|(?:\s.*)?))
    )?""",
    re.VERBOSE,
)
_PARTS = re.compile(_QUOTED)
_CONFLICT = re.compile(r"(<{7}|>{7}|\|{7})(?: |$)|={7}$")
_PLURAL = re.compile(r"(?:#~?\|?[ \t]*)?(?:msgid_plural|msgstr\[)")


def _decode(data: bytes, name: str) -> str:
    """Return the file's text with LF line endings.

    Raises:
        BadInput: It is empty or not UTF-8.
    """
    if not data.strip():
        raise BadInput(
            say(
                "{name}: is empty; restore it from version control, or delete it so that translate rebuilds it",
                name=name,
            )
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadInput(say("{name}: is UTF-16; save it as UTF-8", name=name))
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        start = error.start + (len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0)
        line = data.count(b"\n", 0, start) + 1
        try:
            is_chinese = bool(HAN.search(data.decode("gb18030")))
        except UnicodeDecodeError:
            is_chinese = False
        raise _bad(
            name,
            line,
            say(
                "is not UTF-8, byte {byte} (it seems to be GB18030); save the file as UTF-8, with charset=UTF-8 in its "
                "header",
                byte=start + 1,
            )
            if is_chinese
            else say(
                "is not UTF-8, byte {byte}; save the file as UTF-8, with charset=UTF-8 in its header", byte=start + 1
            ),
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if unprintable := re.search("[\0\a]", text):
        line = text.count("\n", 0, unprintable.start()) + 1
        raise _bad(name, line, say("contains the control character U+{code:04X}; delete it", code=ord(unprintable[0])))
    return text


_BEGINS = {"comment", "previous", "msgctxt", "msgid"}
_FOLLOWS = {
    "start": _BEGINS,
    "comment": _BEGINS,
    "previous": _BEGINS | {"more previous"},
    "msgctxt": {"more", "msgid"},
    "msgid": {"more", "msgstr"},
    "msgstr": _BEGINS | {"more"},
}
"""From the kind of a line to the kinds that may come next; "more" continues a text."""


def _survey(text: str, name: str) -> tuple[list[_Mark], list[str], str]:
    """Check every line.

    Returns:
        One mark for each entry, in the file's order; the lines as polib knows them, up to the end of the last entry;
        and the comment after it (an editor's mode line), "" if there is none.

    Raises:
        BadInput: polib would reject, misread or lose a line; names the first one.
    """
    marks: list[_Mark] = []
    lines: list[str] = []
    tail: list[str] = []
    state = "start"
    for number, line in enumerate(text.split("\n"), 1):
        found = _LINE.fullmatch(line)
        if not found:
            raise _bad(name, number, _explain(line))
        lines.append(_as_polib_knows(found))
        tail.append(line.strip())
        kind = _kind(found)
        if not kind:
            continue
        if kind not in _FOLLOWS[state]:
            raise _misplaced(name, marks, state=state, kind=kind, number=number, line=line)
        if kind in _BEGINS and state in ("start", "msgstr"):
            marks.append(_Mark(number))
            tail = tail[-1:]
        gone = found["mark"] == "#~"
        if kind in ("msgctxt", "msgid") and state != "msgctxt":
            marks[-1].obsolete = gone
        elif kind in ("msgid", "msgstr", "more") and marks[-1].obsolete != gone:
            raise _bad(
                name,
                number,
                say("only part of this entry is marked as obsolete; start all of its lines with #~, or none"),
            )
        if kind in ("previous", "more previous"):
            marks[-1].note_previous(found["keyword"], polib.unescape(_joined(found["text"])))
        if not kind.startswith("more"):
            state = kind
    if state == "comment" and len(marks) > 1 and all(_TRANSLATORS.match(line) for line in tail):
        return marks[:-1], lines[: marks[-1].line - 1], "\n".join(tail).rstrip("\n")
    if state not in ("start", "msgstr"):
        raise _misplaced(name, marks, state=state, kind="end")
    return marks, lines, ""


_TRANSLATORS = re.compile(r"(?:#(?:\s|$)|$)")
"""A translator's comment, or a blank line."""


def _as_polib_knows(line: re.Match[str]) -> str:
    """Return a line in the one spelling that polib knows, of those that gettext knows.

    A text may be in several parts on one line; no space need follow ``#,``, ``#.`` and ``#:``; and ``#=`` starts a line
    of flags too (gettext 0.26).
    """
    if line["sign"]:
        space = " " if line["said"] and not line["said"][0].isspace() else ""
        return f"#{line['sign'].replace('=', ',')}{space}{line['said']}"
    if line["text"] is None or len(_PARTS.findall(line["text"])) == 1:
        return line[0]
    return line[0][: line.start("text")] + f'"{_joined(line["text"])}"'


def _joined(quoted: str) -> str:
    """Return what is between the quotation marks of one or several texts."""
    return "".join(part[1:-1] for part in _PARTS.findall(quoted))


def _kind(line: re.Match[str]) -> str:
    """Return the kind of a line, as in _FOLLOWS; "" for a blank one, "junk" for ``#| msgstr``."""
    if line["comment"] is not None:
        return "comment"
    if line["mark"] in ("#|", "#~|"):
        if line["keyword"] == "msgstr":
            return "junk"
        return "previous" if line["keyword"] else "more previous"
    return line["keyword"] or ("more" if line["text"] else "")


def _misplaced(name: str, marks: list[_Mark], *, state: str, kind: str, number: int = 0, line: str = "") -> BadInput:
    """Return the error for a line, or the end of the file, that is out of place."""
    if state in ("msgctxt", "msgid"):
        if number:
            message = say(
                "the entry has no msgstr before line {line}; restore it from version control, or delete the entry",
                line=number,
            )
        else:
            message = say(
                "the entry has no msgstr before the end of the file; restore it from version control, or delete the "
                "entry"
            )
        return _bad(name, marks[-1].line, message)
    if kind == "end":
        message = say(
            "a comment after the last entry belongs to no entry and would be lost; move it above an entry, or delete it"
        )
        return _bad(name, marks[-1].line, message)
    if kind == "msgstr":
        return _bad(name, number, say("a msgstr without a msgid before it; restore the line that is missing"))
    message = say("{text} belongs to no entry; delete it, or restore the line before it", text=_short(line))
    return _bad(name, number, message)


def _explain(line: str) -> Message:
    """Return what is wrong with a line that is not valid PO, and what to do."""
    line = line.strip()
    if _CONFLICT.match(line):
        return say(
            "a merge conflict ({mark}); abort the merge, run workflow merge-driver install and merge again, or keep "
            "one version of each entry and delete the lines with <<<<<<<, ======= and >>>>>>>",
            mark=line[:7],
        )
    if _PLURAL.match(line):
        return say("a plural entry, which catalogs of releases never have; delete it")
    if quoted := re.fullmatch(r"(?:#(?:~\|?|\|)\s+)?(?:(?:msgctxt|msgid|msgstr)\s+)?(\".*)", line):
        body = quoted[1]
        wrong = re.match(r'"(?:[^"\\]++|\\[\\ntrvbf"])*+(\\.?)?', body)
        assert wrong
        if wrong[1] and wrong[1] != "\\":
            return say("{escape} means nothing in a PO file; write two backslashes for one", escape=wrong[1])
        if wrong.end() == len(body):
            return say('the text has no closing quotation mark; write " at the end of the line')
        return say('text after the closing quotation mark; write \\" for a quotation mark inside the text')
    if line.startswith(("#~", "#|")):
        return say(
            "{text} is not a line that gettext writes; put a space before msgctxt, msgid, msgstr or the text",
            text=_short(line),
        )
    if line.startswith("#") and "fuzzy" in line:
        return say("{text} is not a comment that gettext writes; for a draft, write #, fuzzy", text=_short(line))
    if line.startswith("#"):
        return say("{text} is not a comment that gettext writes; put a space after #", text=_short(line))
    return say(
        "{text} is neither a comment nor msgid, msgstr or a text in quotation marks; fix or delete the line",
        text=_short(line),
    )


def _unit(entry: polib.POEntry, mark: _Mark, comments: tuple[str, ...]) -> Unit:
    previous_source, previous_context = entry.previous_msgid, entry.previous_msgctxt
    if mark.obsolete:
        previous_source, previous_context = mark.previous.get("msgid"), mark.previous.get("msgctxt")
    return Unit(
        source=entry.msgid,
        context=entry.msgctxt or "",
        target=entry.msgstr,
        fuzzy=any("fuzzy" in flag.split() for flag in entry.flags),
        previous_source=previous_source,
        previous_context=previous_context,
        comments=comments,
        place=entry.comment,
        occurrences=tuple(_decode_path(f"{path}:{line}" if line else path) for path, line in entry.occurrences),
        flags=tuple(words for flag in entry.flags if (words := re.sub(r"(?:^|\s)fuzzy(?!\S)", "", flag).strip())),
        line=mark.line,
    )


_OURS = re.compile(f"mt: |memory: |{DOUBT}|{CHANGED}|{EARLIER}")
_FOLDED_AT = range(60, 81)
"""The lengths of a line that a tool may have folded: polib folds comments at 78 characters, Babel at 76."""
_SHORTEST = 74
"""A line is folded only where the next word would have made it longer than this."""
_FOLDS = 20


def _unfolded(comments: Sequence[str]) -> Iterator[str]:
    """Yield the comment lines, those of this program as they were before a tool folded them."""
    start = 0
    while start < len(comments):
        end = _end_of_fold(comments, start) if _OURS.match(comments[start]) else start + 1
        yield _joined_again(comments[start:end])
        start = end


def _end_of_fold(comments: Sequence[str], start: int) -> int:
    """Return where a line of this program ends; a person's note after it must not become a part of it.

    An origin ends in its digest; a doubt is followed by an origin; what changed has both marks of each quotation.
    """
    first, ends = comments[start], [start + 1]
    for number in range(start + 1, min(start + _FOLDS, len(comments))):
        if not comments[number].strip() or _OURS.match(comments[number]):
            break
        ends.append(number + 1)
    if first.startswith(("mt: ", "memory: ")):
        return next((end for end in ends if ORIGIN.fullmatch(_joined_again(comments[start:end]))), ends[0])
    full = [end for end in ends if all(map(_is_full, comments[start : end - 1], comments[start + 1 : end]))]
    if first.startswith(DOUBT):
        return full[-1] if full[-1] < len(comments) and _OURS.match(comments[full[-1]]) else ends[0]
    if first.startswith(CHANGED):
        return next((end for end in full if not _is_unfinished(_joined_again(comments[start:end]))), ends[0])
    return full[-1]


def _is_full(line: str, following: str) -> bool:
    """Return whether a tool would have folded after this line, with the next word on the next line."""
    length = len(f"# {line}")
    word = re.match(r"[^\s-]*-?", following)
    assert word
    return length in _FOLDED_AT and length + 1 + len(word[0]) > _SHORTEST


def _is_unfinished(changed: str) -> bool:
    return changed.count("“") > changed.count("”") or changed.endswith(("→", ";", "added", "deleted", "the", "figures"))


def _joined_again(lines: Sequence[str]) -> str:
    """Join what was folded; textwrap also folds after the hyphen inside a word."""
    text = lines[0]
    for line in lines[1:]:
        text += line if re.search(r"\w-$", text) and re.match(r"\w", line) else f" {line}"
    return text


def _lines(comment: str) -> tuple[str, ...]:
    return tuple(comment.split("\n")) if comment else ()


def _headers(msgstr: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a header entry; a line that is not a field has the name ""."""
    for line in msgstr.removesuffix("\n").split("\n") if msgstr else ():
        name, colon, value = line.partition(":")
        yield (name.strip(), value.strip(" \t")) if colon and name.strip() else ("", line)


def _check_headers(catalog: Catalog, name: str, text: str) -> None:
    """Check that the header states this language and UTF-8.

    Raises:
        BadInput: It states another language or encoding.
    """
    charset = re.search(r"charset=([^\s;]+)", catalog.header("Content-Type"))
    if charset and charset[1].lower().replace("_", "-") not in ("utf-8", "utf8"):
        place = _line_of(text, "charset=")
        raise _bad(
            name,
            place,
            say(
                "the header says charset={charset}; save the file as UTF-8 and write charset=UTF-8", charset=charset[1]
            ),
        )
    stated = catalog.header("Language")
    theirs, ours = (_subtags(tag) for tag in (stated, catalog.language))
    if stated and theirs[: len(ours)] != ours[: len(theirs)]:
        place = _line_of(text, '"Language:')
        raise _bad(
            name,
            place,
            say(
                "the header says Language: {stated}, but catalogs here are in {language}; correct the header or move "
                "the file",
                stated=stated,
                language=catalog.language,
            ),
        )


def _check_marks(catalog: Catalog, name: str) -> None:
    """Check that no conversion made drafts into translations.

    ``po2csv`` and ``csv2po`` keep texts and ``#:`` lines, and lose everything else: the header, contexts, comments, the
    fuzzy marks. Only this program writes ``#:`` lines, and each below a place (``#.``), into a catalog with
    X-Source-Digest; Babel drops that field, but no mark. A catalog made by hand has no ``#:`` lines.

    Raises:
        BadInput: Nothing says any more which units are drafts.
    """
    units = (*catalog.units, *catalog.obsolete)
    if (
        not catalog.header("X-Source-Digest")
        and any(unit.target for unit in units)
        and any(unit.occurrences for unit in units)
        and not any(unit.fuzzy or unit.place or unit.comments for unit in units)
    ):
        raise BadInput(
            say(
                "{name}: has lost X-Source-Digest, its comments and its fuzzy marks, as through po2csv "
                "and csv2po, so that drafts look like translations; restore it from version control, "
                "then use csv2po -t with the old file",
                name=name,
            )
        )


def _subtags(tag: str) -> list[str]:
    """Split a locale into lower-case subtags: "en_GB.UTF-8" → ["en", "gb"]."""
    return re.split("[-_]", re.sub("[.@].*", "", tag).lower())


def _line_of(text: str, words: str) -> int:
    return text.count("\n", 0, max(text.find(words), 0)) + 1


_SHORT = 40


def _bad(name: str, line: int, message: str) -> BadInput:
    return BadInput(say("{name}:{line}: {message}", name=name, line=line, message=message))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= _SHORT else f"“{text[: _SHORT - 1]}…”"


# --- writing ---

_ESCAPES = str.maketrans(
    {"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t", "\r": r"\r", "\v": r"\v", "\b": r"\b", "\f": r"\f"}
)
_SPECIAL = re.compile('[\\\\"\n\t\r\v\b\f]')
_LINE_END = re.compile("\r\n|\r|\n")
_PATH_UNSAFE = re.compile("[%\\\\\\s\x00-\x20\x7f\u2066-\u2069]")
"""Characters that would end a path in a ``#:`` line for some tool; gettext since 0.22 uses U+2068 and U+2069 as
quotation marks.
"""


def _entry(unit: Unit, *, obsolete: bool = False) -> list[str]:
    gone = "#~ " if obsolete else ""
    previous = "#~| " if obsolete else "#| "
    lines = list(_comment_lines(unit.comments))
    lines += [f"#. {_comment(line)}" for line in _LINE_END.split(unit.place) if line.strip()]
    if paths := [_encode_path(path) for path in dict.fromkeys(unit.occurrences) if path]:
        lines.append(f"#: {' '.join(paths)}")
    if flags := ["fuzzy"] * (unit.fuzzy and bool(unit.target)) + list(unit.flags):
        lines.append(f"#, {', '.join(flags)}")
    if unit.previous_source is not None:
        if unit.previous_context is not None:
            lines += _field("msgctxt", unit.previous_context, previous)
        lines += _field("msgid", unit.previous_source, previous)
    if unit.context:
        lines += _field("msgctxt", unit.context, gone)
    lines += _field("msgid", unit.source, gone)
    lines += _field("msgstr", unit.target, gone)
    return lines


def _field(keyword: str, text: str, prefix: str = "") -> list[str]:
    """Format a string as gettext does: on one line, unless it has a line feed before its end."""
    if "\n" not in text[:-1]:
        return [f'{prefix}{keyword} "{_escape(text)}"']
    parts = re.findall(r"[^\n]*\n|[^\n]+", text)
    return [f'{prefix}{keyword} ""', *(f'{prefix}"{_escape(part)}"' for part in parts)]


def _escape(text: str) -> str:
    return text.translate(_ESCAPES) if _SPECIAL.search(text) else text


def _comment_lines(comments: Iterable[str]) -> Iterator[str]:
    """Yield ``# `` lines, without what reading would lose: trailing spaces, and empty lines before the first."""
    begun = False
    for comment in comments:
        for line in _LINE_END.split(comment):
            line = _comment(line)
            begun = begun or bool(line)
            if begun:
                yield f"# {line}" if line else "#"


def _comment(line: str) -> str:
    """Strip trailing space, except after a backslash, with which gettext would swallow the next line."""
    line = line.rstrip()
    return f"{line} " if line.endswith("\\") else line


def _encode_path(path: str) -> str:
    return _PATH_UNSAFE.sub(lambda found: quote(found[0], safe=""), path)


def _decode_path(path: str) -> str:
    """Decode a path; percent-encoded bytes that are not UTF-8 are left as they are."""
    decoded = unquote(path, errors="replace")
    return path if "\ufffd" in decoded else decoded
