"""How runs and paragraphs look: defaults, styles with what they are based on, and direct formatting."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

_OFF = frozenset({"0", "false", "off", "none"})
_NONE = Element("none")
_LONGEST_CHAIN = 100


def child(parent: Element | None, *names: str) -> Element | None:
    """Return the first child of this name, of that the first child of the next name, and so on; None without one."""
    for name in names:
        parent = next((each for each in parent if each.tag == name), None) if parent is not None else None
    return parent


def children(parent: Element, name: str) -> list[Element]:
    """Return the children of this name."""
    return [each for each in parent if each.tag == name]


def is_on(element: Element | None) -> bool | None:
    """Return whether a switch such as ``w:b`` is on; None if it is not there."""
    return None if element is None else element.get("w:val", "1") not in _OFF


def value(parent: Element | None, name: str) -> str:
    """Return the ``w:val`` of a child, "" without one."""
    found = child(parent, name)
    return found.get("w:val", "") if found is not None else ""


def number(text: str | None, otherwise: int = 0) -> int:
    """Return a whole number as attributes have it; ``otherwise`` for anything else, even "12pt" of the strict form."""
    found = re.fullmatch(r"\s*([-+]?\d{1,9})(?:\.\d*)?\s*", text or "", re.ASCII)
    return int(found[1]) if found else otherwise


def twips(text: str | None) -> int:
    """Return a measure in twentieths of a point: "420", or "21pt" and "7.4mm" of the strict form."""
    found = re.fullmatch(r"\s*([-+]?\d{1,9}(?:\.\d{0,9})?)\s*(pt|mm|cm|in|pc|pi)\s*", text or "", re.ASCII)
    return round(float(found[1]) * _TWIPS[found[2]]) if found else number(text)


_TWIPS = {"pt": 20.0, "mm": 56.7, "cm": 567.0, "in": 1440.0, "pc": 240.0, "pi": 240.0}


class Look(NamedTuple):
    """How a run looks. ``size`` is in half points; ``font`` is the one for Chinese, "" if it is the theme's."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    raised: str = ""
    size: int = 20
    font: str = ""
    hidden: bool = False


class Shape(NamedTuple):
    """How a paragraph is formatted.

    Attributes:
        style: The name of its style in lower case: "normal", "heading 1", "toc 2".
        align: "left", "center", "right", "both" or "".
        outline: Its outline level from 1 to 9, 0 for running text.
        indent: How far its first line is indented from the left, in twips.
        numbering: The id of its numbering and its level, None without one.
        look: How its text looks unless runs say otherwise.
    """

    style: str
    align: str
    outline: int
    indent: int
    numbering: tuple[str, int] | None
    look: Look


_SWITCHES = (("bold", "w:b"), ("italic", "w:i"), ("struck", "w:strike"), ("hidden", "w:vanish"))


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    run: Element
    paragraph: Element


@dataclass(slots=True)
class Styles:
    """The styles of a document."""

    _styles: dict[str, _Style] = field(default_factory=dict)
    _defaults: dict[str, str] = field(default_factory=dict)
    _base: Element = field(default_factory=lambda: _NONE)
    _levels: Mapping[tuple[str, str], int] = field(default_factory=dict)
    _chains: dict[str, Sequence[_Style]] = field(default_factory=dict)
    _looks: dict[tuple[str, str], Look] = field(default_factory=dict)

    @staticmethod
    def of(root: Element | None, levels: Mapping[tuple[str, str], int]) -> "Styles":
        """Read the styles part.

        Args:
            root: Its root, None if the document has none.
            levels: By the ids of a numbering and a style, the level that the numbering links to the style.
        """
        styles = Styles(_levels=levels)
        for each in root if root is not None else ():
            if each.tag == "w:docDefaults":
                found = child(each, "w:rPrDefault", "w:rPr")
                styles._base = found if found is not None else _NONE
            elif each.tag == "w:style":
                run, paragraph = child(each, "w:rPr"), child(each, "w:pPr")
                id_ = each.get("w:styleId", "")
                styles._styles[id_] = _Style(
                    value(each, "w:name").lower(),
                    value(each, "w:basedOn"),
                    run if run is not None else _NONE,
                    paragraph if paragraph is not None else _NONE,
                )
                if each.get("w:default", "0") not in _OFF:
                    styles._defaults.setdefault(each.get("w:type", ""), id_)
        return styles

    def shape(self, properties: Element | None) -> Shape:
        """Return how a paragraph with these properties (``w:pPr``) is formatted."""
        id_ = value(properties, "w:pStyle") or self._defaults.get("paragraph", "")
        chain = self._chain(id_)
        levels = [properties if properties is not None else _NONE, *(style.paragraph for style in chain)]
        outline = next((each for each in (value(level, "w:outlineLvl") for level in levels) if each), "")
        align = next((each for each in (value(level, "w:jc") for level in levels) if each), "")
        return Shape(
            style=chain[0].name if chain else "",
            align={"start": "left", "end": "right", "distribute": "both"}.get(align, align),
            outline=number(outline, 9) + 1 if number(outline, 9) < 9 else 0,
            indent=_indent(levels),
            numbering=self._numbering(properties, id_),
            look=self._look(id_, ""),
        )

    def _numbering(self, properties: Element | None, id_: str) -> tuple[str, int] | None:
        direct = child(properties, "w:numPr")
        numbering = value(direct, "w:numId")
        level = value(direct, "w:ilvl")
        if not numbering:
            for style in self._chain(id_):
                inherited = child(style.paragraph, "w:numPr")
                if inherited is None or not (numbering := value(inherited, "w:numId")):
                    continue
                if not level:
                    linked = [self._levels.get((numbering, each)) for each in self._ids(id_)]
                    own = number(value(inherited, "w:ilvl"))
                    level = str(next((each for each in linked if each is not None), own))
                break
        return None if numbering in ("", "0") else (numbering, min(max(number(level), 0), 8))

    def look(self, properties: Element | None, shape: Shape, paragraph: Element | None) -> Look:
        """Return how a run looks.

        Args:
            properties: Its own properties (``w:rPr``).
            shape: That of its paragraph.
            paragraph: The properties of its paragraph (``w:pPr``).
        """
        if properties is None or not len(properties):
            return shape.look
        id_ = value(paragraph, "w:pStyle") or self._defaults.get("paragraph", "")
        return _over(self._look(id_, value(properties, "w:rStyle")), properties)

    def _look(self, paragraph: str, character: str) -> Look:
        """Return the look of a character style inside a paragraph style; two that switch on the same cancel out."""
        key = (paragraph, character)
        if key not in self._looks:
            look = _over(Look(), self._base)
            base = look
            of_paragraph = self._chain(paragraph)
            of_character = self._chain(character) if character else ()
            for chain in (of_paragraph, of_character):
                for style in reversed(chain):
                    look = _over(look, style.run)

            def switch(name: str, tag: str) -> bool:
                states = [_last_switch(chain, tag) is True for chain in (of_paragraph, of_character)]
                return getattr(base, name) or states[0] != states[1]

            switches = {name: switch(name, tag) for name, tag in _SWITCHES}
            self._looks[key] = look._replace(**switches)  # type: ignore[arg-type]
        return self._looks[key]

    def _chain(self, id_: str) -> Sequence[_Style]:
        """Return a style and those that it is based on, nearest first."""
        if id_ not in self._chains:
            self._chains[id_] = [self._styles[each] for each in self._ids(id_)]
        return self._chains[id_]

    def _ids(self, id_: str) -> list[str]:
        ids: list[str] = []
        while id_ in self._styles and id_ not in ids and len(ids) < _LONGEST_CHAIN:
            ids.append(id_)
            id_ = self._styles[id_].based_on
        return ids

    def numbering_of(self, id_: str) -> str:
        """Return the numbering that a numbering style names."""
        style = self._styles.get(id_)
        return value(child(style.paragraph, "w:numPr"), "w:numId") if style else ""


def _last_switch(chain: Sequence[_Style], tag: str) -> bool | None:
    return next((state for style in chain if (state := is_on(child(style.run, tag))) is not None), None)


def _over(look: Look, properties: Element) -> Look:
    """Return a look with what properties (``w:rPr``) change in it."""
    changed: dict[str, object] = {}
    for each in properties:
        match each.tag:
            case "w:b":
                changed["bold"] = is_on(each)
            case "w:i":
                changed["italic"] = is_on(each)
            case "w:strike" | "w:dstrike":
                changed["struck"] = is_on(each)
            case "w:vanish":
                changed["hidden"] = is_on(each)
            case "w:em":
                changed["italic"] = is_on(each) or look.italic
            case "w:vertAlign":
                changed["raised"] = {"superscript": "sup", "subscript": "sub"}.get(each.get("w:val", ""), "")
            case "w:sz":
                changed["size"] = twips(each.get("w:val")) // (10 if each.get("w:val", "").endswith("pt") else 1)
            case "w:rFonts" if each.get("w:eastAsia") or each.get("w:eastAsiaTheme"):
                changed["font"] = "" if each.get("w:eastAsiaTheme") else each.get("w:eastAsia", "")
    return look._replace(**changed) if changed else look  # type: ignore[arg-type]


def _indent(levels: Sequence[Element]) -> int:
    """Return how far the first line is indented: direct properties first, then those of the styles."""
    total = 0
    for names in (("w:left", "w:start"), ("w:firstLine",)):
        total += next(_measures(levels, names), 0)
    return total


def _measures(levels: Sequence[Element], names: Sequence[str]) -> Iterator[int]:
    for level in levels:
        indent = child(level, "w:ind")
        for name in names if indent is not None else ():
            assert indent is not None
            if indent.get(name) is not None:
                yield twips(indent.get(name))
