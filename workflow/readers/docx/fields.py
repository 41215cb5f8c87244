"""Fields: text that Word computes. What of them is text, and what only looks like it today."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal
from xml.etree.ElementTree import Element

from workflow.patterns import late
from workflow.readers.docx.styles import child, children, number, value


class Result(Enum):
    """What becomes of a field's result."""

    KEPT = "kept"
    NAMED = "named"
    CONTENTS = "contents"


_CHANGING = frozenset(
    "DATE TIME PRINTDATE SAVEDATE EDITTIME PAGE NUMPAGES SECTIONPAGES SECTION FILENAME FILESIZE".split()
)
"""Fields that say something else tomorrow, or on another page."""
_CONTENTS = frozenset({"TOC", "INDEX", "TOA"})
_LONGEST = 20_000


@dataclass(slots=True)
class Field:
    """A field that is being read.

    Attributes:
        code: Its instruction, as far as it was read.
        simple: Whether it has no code of its own (``w:fldSimple``).
        form: The data of a form field.
        left: Text in it that is not part of the text.
        holds: Whether a table of contents is held for it.
    """

    code: str = ""
    simple: bool = False
    form: Element | None = None
    left: list[str] = field(default_factory=list)
    holds: bool = False
    is_code: bool = True
    result: Result = Result.KEPT
    href: str = ""

    def __post_init__(self) -> None:
        """A simple field has its code at once."""
        if self.simple:
            self.separate()

    @property
    def name(self) -> str:
        """What kind of field it is, in capital letters."""
        found = re.match(r"\s*([A-Za-z=]+)", self.code)
        return found[1].upper() if found else ""

    @property
    def is_printed(self) -> bool:
        """Whether text in it now is part of the text."""
        return not self.is_code and self.result == Result.KEPT

    def add(self, code: str) -> None:
        """Add to its instruction; what is beyond any honest length does not count."""
        if len(self.code) < _LONGEST:
            self.code += code

    def separate(self) -> None:
        """End its code."""
        self.is_code = False
        name = self.name
        if name in _CONTENTS:
            self.result = Result.CONTENTS
        elif name in _CHANGING or name == "FORMDROPDOWN":
            self.result = Result.NAMED
        if name == "HYPERLINK":
            self.href = _address(self.code)

    def line(self) -> None:
        """A paragraph begins inside it."""
        if not self.is_printed and self.left:
            self.left.append("\n")

    def printed(self) -> Iterator[tuple[str, str]]:
        """Yield what it prints without a result: ("text", words), or by which kind it is named, and its words."""
        match self.name:
            case "EQ":
                yield from _equation(self.code)
            case "SYMBOL":
                yield "symbol", _symbol(self.code)
            case "MACROBUTTON" | "GOTOBUTTON":
                words = self.code.split(maxsplit=2)
                yield "field", words[2].strip() if len(words) > 2 else ""
            case "FORMCHECKBOX":
                box = child(self.form, "w:checkBox")
                ticked = _ticked(box)
                yield "text", "☑" if ticked else "☐"
            case "FORMDROPDOWN":
                yield "text", _chosen(self.form)
            case "AUTONUM" | "AUTONUMLGL" | "AUTONUMOUT" | "LISTNUM":
                yield "field", ""


def _symbol(code: str) -> str:
    """Return the font and, in hexadecimal, the code of a sign that a SYMBOL field prints."""
    sign = re.match(r"\s*SYMBOL\s+(?:0x(?P<hex>[0-9a-f]{1,6})|(?P<decimal>[0-9]{1,7}))", code, re.IGNORECASE)
    font = re.search(r'\\f\s*(?:"([^"]*)"|(\S+))', code)
    found = (sign["hex"] or f"{int(sign['decimal']):x}") if sign else ""
    return f"{(font[1] or font[2]) if font else ''} {found}"


def _ticked(box: Element | None) -> bool:
    if box is None:
        return False
    found = child(box, "w:checked")
    if found is None:
        found = child(box, "w:default")
    return found is not None and found.get("w:val", "1") not in ("0", "false", "off")


def _chosen(form: Element | None) -> str:
    choices = child(form, "w:ddList")
    if choices is None:
        return ""
    entries = [each.get("w:val", "") for each in children(choices, "w:listEntry")]
    at = number(value(choices, "w:result") or value(choices, "w:default"))
    return entries[at] if 0 <= at < len(entries) else ""


def _address(code: str) -> str:
    """Return the web address in the code of a HYPERLINK field, "" if it leads elsewhere."""
    before = re.split(r"\\[lotnmLOTNM]\b", code, maxsplit=1)[0]
    found = re.search(r'HYPERLINK\s+(?:"([^"]*)"|(\S+))', before, re.IGNORECASE)
    target = (found[1] or found[2] or "").strip() if found else ""
    return target if re.match(r"(?:https?://|mailto:)\S", target, re.IGNORECASE) else ""


# --- EQ: characters that Word puts together ---

_CIRCLED: Mapping[str, str] = {
    **{str(n): chr(0x2460 + n - 1) for n in range(1, 21)},
    **dict(zip("一二三四五六七八九十", map(chr, range(0x3280, 0x328A)), strict=True)),
    **{chr(ord("A") + n): chr(0x24B6 + n) for n in range(26)},
    **{chr(ord("a") + n): chr(0x24D0 + n) for n in range(26)},
}
_OVERSTRUCK = late(r"\s*EQ\s+\\o\s*(?:\\a[clr])?\s*\((?P<first>[^(),;]*)[,;](?P<second>.*)\)\s*", re.IGNORECASE)
_READING = late(
    r"\s*+EQ\s++(?:\\\*\s*+(?:\"[^\"]*+\"|[^\s\"]\S*+)\s*+)*+\\o\\a[dclr]*+\s*+"
    r"\(\s*+\\s\\up\s*+[\d.]++\s*+\((?P<over>[^()]*+)\)[,;](?P<base>[^()]*+)\)\s*+",
    re.IGNORECASE,
)
"""Characters with their reading above them. Possessive, for a code can be as long as somebody wants."""


def _equation(code: str) -> Iterator[tuple[Literal["text", "formula", "ruby"], str]]:
    """Yield what an EQ field prints: a number in a circle, characters with their reading above, else a formula."""
    if found := _READING.fullmatch(code):
        yield "text", found["base"].strip()
        yield "ruby", found["over"].strip()
        return
    found = _OVERSTRUCK.fullmatch(code)
    if found and found["first"].strip() in ("○", "〇", "◯"):
        inner = re.sub(r"\\[a-z]+\s*[\d.]*\s*|[()\s]", "", found["second"])
        if inner in _CIRCLED:
            yield "text", _CIRCLED[inner]
            return
    yield "formula", re.sub(r"^\s*EQ\s+", "", code, flags=re.IGNORECASE).strip()
