"""Every element of a document's text, and what becomes of it: the account that nothing is lost without being named.

An element that is in no list and has text below it is an error, never a guess.
"""

import re
from typing import Literal

from workflow.interface import say

Treatment = Literal["through", "block", "text", "silent", "named", "drawing"]

THROUGH = frozenset(
    "w:smartTag w:customXml w:sdt w:sdtContent w:ins w:del w:moveFrom w:moveTo w:hyperlink w:fldSimple w:dir w:bdo "
    "w:r w:ruby w:rubyBase mc:AlternateContent mc:Choice mc:Fallback w:body w:footnote w:endnote w:comment w:hdr "
    "w:ftr w:txbxContent w:tr w:tc".split()
)
"""Only around text: what is inside is read as if they were not there, with what their own rule says of it."""

BLOCKS = frozenset({"w:p", "w:tbl", "w:sdt", "w:customXml", "w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:altChunk"})
"""What may stand between paragraphs."""

TEXT = frozenset(
    "w:t w:delText w:instrText w:delInstrText w:tab w:ptab w:br w:cr w:noBreakHyphen w:softHyphen w:sym w:fldChar "
    "w:footnoteReference w:endnoteReference".split()
)
"""What text is made of."""

CHARACTERS = {"w:tab": "\t", "w:ptab": "\t", "w:noBreakHyphen": "\u2011", "w:softHyphen": ""}
"""Of these, the character that is printed; a soft hyphen is printed only where a line ends."""

DRAWINGS = frozenset("w:drawing w:pict w:object".split())
"""Searched for pictures, text boxes and other text, whatever is in between."""

NAMED = {
    "m:oMath": "formula",
    "m:oMathPara": "formula",
    "w:rt": "ruby",
    "w:altChunk": "outside",
    "w:subDoc": "outside",
    "w:contentPart": "drawing",
    "w:dayShort": "field",
    "w:dayLong": "field",
    "w:monthShort": "field",
    "w:monthLong": "field",
    "w:yearShort": "field",
    "w:yearLong": "field",
    "w:pgNum": "field",
}
"""Left out, and by which kind it is named."""

SILENT = frozenset(
    "w:pPr w:rPr w:sectPr w:tblPr w:tblGrid w:tblPrEx w:trPr w:tcPr w:sdtPr w:sdtEndPr w:smartTagPr w:customXmlPr "
    "w:rubyPr w:fldData w:bookmarkStart w:bookmarkEnd w:proofErr w:permStart w:permEnd w:lastRenderedPageBreak "
    "w:commentRangeStart w:commentRangeEnd w:commentReference w:annotationRef w:footnoteRef w:endnoteRef w:separator "
    "w:continuationSeparator w:moveFromRangeStart w:moveFromRangeEnd w:moveToRangeStart w:moveToRangeEnd "
    "w:customXmlInsRangeStart w:customXmlInsRangeEnd w:customXmlDelRangeStart w:customXmlDelRangeEnd "
    "w:customXmlMoveFromRangeStart w:customXmlMoveFromRangeEnd w:customXmlMoveToRangeStart "
    "w:customXmlMoveToRangeEnd w:background".split()
)
"""Properties and places, which print nothing."""

REVISED = {
    "w:ins": say("inserted"),
    "w:moveTo": say("moved"),
    "w:del": say("deleted"),
    "w:moveFrom": say("moved away"),
}
"""Changes that somebody tracked; the last two are not part of the text once all are accepted."""
GONE = frozenset({"w:del", "w:moveFrom"})


def treatment(tag: str) -> Treatment | None:
    """Return what becomes of an element; None for one that is in no list."""
    if tag in ("w:p", "w:tbl"):
        return "block"
    if tag in TEXT:
        return "text"
    if tag in DRAWINGS:
        return "drawing"
    if tag in NAMED:
        return "named"
    if tag in SILENT:
        return "silent"
    return "through" if tag in THROUGH else None


WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0xA1: "○", 0xA2: "○",
    0xA4: "◉", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓",
    0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
"""By code in the font Wingdings, the character that looks like it."""
WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x54: "☒", 0x97: "●", 0x98: "◉", 0xA3: "□"}
SYMBOL = {
    code: char
    for start, chars in (
        (0x20, " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"),
        (0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"),
        (0xA1, "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…"),
    )
    for code, char in enumerate(chars, start)
}  # fmt: skip
_FONTS = {"wingdings": WINGDINGS, "wingdings 2": WINGDINGS_2, "symbol": SYMBOL}


def symbol(font: str, code: int) -> str:
    """Return the character that a sign of a symbol font looks like; "" if it is not known."""
    table = _FONTS.get(font.lower())
    if table is not None:
        return table.get(code - 0xF000 if 0xF000 <= code <= 0xF0FF else code, "")
    if code < 0x100 and re.search("dings|symbol|math|extra", font, re.IGNORECASE):
        return ""
    return chr(code) if 0x20 <= code < 0xD800 or 0xF900 <= code <= 0x10FFFF else ""
