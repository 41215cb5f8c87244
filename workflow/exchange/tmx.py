"""TMX, the exchange format of translation memories: reading what anybody sent us, and writing what other tools read.

TMX 1.1 to 1.4b (https://www.gala-global.org/tmx-14b) is read as a stream, so that a file may be larger than memory.
Files come from outside, so a DTD is never fetched, a file that declares an entity is rejected (that is how a kilobyte
becomes a gigabyte, and how a file on this machine gets into a text), and depth, length and number of alternatives are
limited. Of the markup inside a segment only the text of ``hi`` is kept: other elements contain another tool's code, and
``sub`` is a separate text.

TMX 1.4 is written, one pair per line, sorted, the same bytes for the same pairs, so that it can be reviewed and merged.
"""

import codecs
import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from workflow.errors import BadInput, MissingError
from workflow.escapes import attribute, escape
from workflow.interface import say
from workflow.memory.pairs import Pair
from workflow.model import DELIBERATELY_EMPTY, HAN

LONGEST = 5_000
"""The longest segment that is read, in characters; anything longer is not a sentence and is skipped."""

_CHUNK = 1 << 16
_LARGEST_TOKEN = 1 << 20
"""Bytes without the end of a tag, attribute or comment: expat rescans such a token with each chunk."""
_DEEPEST = 64
_MOST_VARIANTS = 1_000  # languages of one unit
_ENCODINGS = frozenset(
    [
        *"utf-8 utf-16 utf-16-le utf-16-be ascii gb18030 gbk gb2312 big5 big5hkscs cp950 shift_jis cp932".split(),
        *"euc_jp euc_kr koi8-r koi8-u".split(),
        *(f"iso8859-{n}" for n in range(1, 17)),
        *(f"cp125{n}" for n in range(9)),
    ]
)
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_PROPS = frozenset({"x-context", "x-previous", "x-next", "prev", "next"})  # ours, and OmegaT's
_OWN = "x-own"
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot represent."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A unit that provides no pair: the line in which it starts, and why, such as "no zh"."""

    line: int
    reason: str


@dataclass(slots=True)
class _Variant:
    language: str
    date: str
    text: list[str] = field(default_factory=list)
    length: int = 0


@dataclass(slots=True)
class _Unit:
    line: int
    date: str
    variants: list[_Variant] = field(default_factory=list)
    props: dict[str, str] = field(default_factory=dict)


def read(stream: BinaryIO, name: str, source_language: str, target_language: str) -> Iterator[Pair | Passed]:
    """Yield the units of a TMX file in order: a pair in these languages, or why there is none.

    Pairs are not approved; their ``release`` is ``name``. "zh" is equivalent to zh-CN, ZH_CN or zh-Hans; of several
    variants, the one in exactly the language is taken, else one in the same script, else the first. Any declared
    encoding is read.

    Raises:
        BadInput: The file is not TMX, or could do harm; names the file and the line.
        MissingError: The file cannot be read.
    """
    handler = _Handler(name)
    parser = handler.parser
    length = 0
    try:
        for chunk in _as_utf8(stream, name):
            length += len(chunk)
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position only
            if length - max(parser.CurrentByteIndex, 0) > _LARGEST_TOKEN:
                raise handler.bad(
                    say("has a tag, attribute or comment of more than {most} MB", most=_LARGEST_TOKEN >> 20)
                )
            yield from _pairs(handler.units, name, source_language, target_language)
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        what = expat.errors.messages.get(error.code, "not well-formed") if error.code else "not well-formed"
        raise BadInput(
            say(
                "{name}: line {line} is not XML ({what}); export the memory again from the tool that wrote it",
                name=name,
                line=error.lineno,
                what=what,
            )
        ) from error
    yield from _pairs(handler.units, name, source_language, target_language)


def is_own(stream: BinaryIO, name: str) -> bool:
    """Return whether a file says that it is the office's own; see ``write``. Only its head is read.

    Raises:
        BadInput: It is not TMX.
        MissingError: It cannot be read.
    """
    handler = _Handler(name)
    length = 0
    try:
        for chunk in _as_utf8(stream, name):
            length += len(chunk)
            handler.parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position only
            if handler.began or length > _LARGEST_TOKEN:
                break
    except expat.ExpatError as error:
        raise BadInput(
            say("{name}: line {line} is not XML; import the file again", name=name, line=error.lineno)
        ) from error
    return handler.own


def write(pairs: Iterable[Pair], source_language: str, target_language: str, *, own: bool = False) -> bytes:
    """Return pairs as TMX 1.4: one per line, sorted by source, then date, each once.

    Pairs that XML cannot represent, and deliberately empty ones, are left out. Languages are written as other tools
    know them: zh-CN for zh-Hans, zh-TW for zh-Hant.

    Args:
        pairs: The pairs.
        source_language: Their source language.
        target_language: Their target language.
        own: Whether the office itself translated them; the header then has the property ``x-own``.
    """
    source_language, target_language = _common(source_language), _common(target_language)
    lines = {_line(pair, source_language, target_language) for pair in pairs if _can_be_written(pair)}
    header = (
        f'<header creationtool="workflow" creationtoolversion="1" segtype="sentence" o-tmf="PO" adminlang="en" '
        f'srclang={attribute(source_language)} datatype="plaintext"'
    )
    header += f'><prop type="{_OWN}">yes</prop></header>' if own else "/>"
    body = "".join(line for _, line in sorted(lines))
    start = '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
    return f"{start}{header}\n<body>\n{body}</body>\n</tmx>\n".encode()


# --- reading ---


class _Handler:
    """The handlers that expat calls; ``units`` are complete and not yet fetched."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.units: deque[_Unit] = deque()
        self.path: list[str] = []
        self.unit: _Unit | None = None
        self.variant: _Variant | None = None
        self.prop: str | None = None
        self.silent = 0  # depth inside markup of which the text is dropped
        self.inside = False  # a segment
        self.began = False  # the body
        self.own = False
        self.marking = False  # inside the property that says so
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.EntityDeclHandler = self.entity
        self.parser.SkippedEntityHandler = self.skipped
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def bad(self, what: str) -> BadInput:
        line = self.parser.CurrentLineNumber
        return BadInput(
            say(
                "{name}: line {line} {problem}; export the memory again, as TMX 1.4, from the tool that wrote it",
                name=self.name,
                line=line,
                problem=what,
            )
        )

    def entity(self, name: str, *_: object) -> None:
        raise self.bad(say("declares an entity ({entity}), which translation memories never need", entity=name[:40]))

    def skipped(self, name: str, *_: object) -> None:
        raise self.bad(say("uses an entity ({entity}) that is not in the file", entity=name[:40]))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self.path and tag != "tmx":
            raise self.bad(say("opens with <{tag}>, not <tmx>: it is not TMX", tag=tag[:40]))
        if len(self.path) >= _DEEPEST:
            raise self.bad(say("has elements nested more than {deepest} levels deep", deepest=_DEEPEST))
        self.path.append(tag)
        date = attributes.get("changedate") or attributes.get("creationdate") or ""
        if self.inside:
            self.silent += bool(self.silent) or tag in {"bpt", "ept", "it", "ph", "ut", "sub"}
        elif tag == "body":
            self.began = True
        elif tag == "prop" and self.path == ["tmx", "header", "prop"]:
            self.marking = attributes.get("type") == _OWN
        elif tag == "tu":
            self.unit = _Unit(self.parser.CurrentLineNumber, date)
        elif tag == "tuv" and self.unit is not None:
            if len(self.unit.variants) >= _MOST_VARIANTS:
                raise self.bad(say("has more than {most:,} variants in one unit", most=_MOST_VARIANTS))
            self.variant = _Variant(attributes.get("xml:lang") or attributes.get("lang") or "", date)
            self.unit.variants.append(self.variant)
        elif tag == "seg" and self.variant is not None:
            self.inside = True
        elif tag == "prop" and self.unit is not None and self.variant is None:
            kind = attributes.get("type", "")
            if kind in _PROPS:
                self.prop = kind
                self.unit.props.setdefault(kind, "")

    def end(self, tag: str) -> None:
        self.path.pop()
        if self.inside and tag == "seg" and not self.silent:
            self.inside = False
        elif self.inside:
            self.silent -= bool(self.silent)
        elif tag == "tuv":
            self.variant = None
        elif tag == "prop":
            self.prop, self.marking = None, False
        elif tag == "tu" and self.unit is not None:
            self.units.append(self.unit)
            self.unit = self.variant = None

    def text(self, data: str) -> None:
        if self.marking:
            self.own |= data.strip() == "yes"
        elif self.inside and self.variant is not None:
            if not self.silent and self.variant.length <= LONGEST:
                self.variant.text.append(data)
                self.variant.length += len(data)
        elif self.prop is not None and self.unit is not None and len(self.unit.props[self.prop]) <= LONGEST:
            self.unit.props[self.prop] += data


def _as_utf8(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield the file, decoded as it declares, in UTF-8: expat supports few encodings, none of them Chinese."""
    try:
        start = stream.read(_CHUNK)
        encoding = _encoding(start, name)
        decoder = codecs.getincrementaldecoder(encoding)()
        while start:
            yield decoder.decode(start).encode("utf-8")
            start = stream.read(_CHUNK)
        yield decoder.decode(b"", final=True).encode("utf-8")
    except UnicodeError as error:
        raise BadInput(
            say("{name}: is not in the encoding that it declares ({error}); save it as UTF-8", name=name, error=error)
        ) from error
    except OSError as error:
        raise MissingError(
            say("{name}: cannot be read ({reason})", name=name, reason=error.strerror or error)
        ) from error


def _encoding(start: bytes, name: str) -> str:
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for wide in ("utf-16-le", "utf-16-be"):
        if start.startswith("<?".encode(wide)):
            return wide
    declared = found[1].decode("ascii").lower() if (found := _DECLARED.match(start)) else "utf-8"
    try:
        encoding = codecs.lookup(declared).name
    except LookupError:
        encoding = ""
    if encoding not in _ENCODINGS or encoding.startswith("utf-16"):
        raise BadInput(
            say(
                "{name}: declares the encoding {declared}, which is not supported; save it as UTF-8",
                name=name,
                declared=declared,
            )
        )
    # Files that declare the smaller encoding often use the larger one.
    return "gb18030" if encoding in {"gb2312", "gbk"} else encoding


def _pairs(units: deque[_Unit], name: str, source_language: str, target_language: str) -> Iterator[Pair | Passed]:
    while units:
        yield _pair(units.popleft(), name, source_language, target_language)


def _pair(unit: _Unit, name: str, source_language: str, target_language: str) -> Pair | Passed:
    source = _best(unit.variants, source_language)
    target = _best([variant for variant in unit.variants if variant is not source], target_language)
    if source is None or target is None:
        return Passed(unit.line, say("no {language}", language=source_language if source is None else target_language))
    texts = [_clean(variant.text) for variant in (source, target)]
    if not all(texts):
        return Passed(
            unit.line, say("{language} is empty", language=source_language if not texts[0] else target_language)
        )
    if max(map(len, texts)) > LONGEST:
        return Passed(unit.line, say("longer than {most:,} characters", most=LONGEST))
    if _primary(source_language) == "zh" and not HAN.search(texts[0]):
        return Passed(unit.line, say("no Chinese in the source"))
    if texts[0] == texts[1]:
        return Passed(unit.line, say("not translated"))
    if texts[1] == DELIBERATELY_EMPTY:
        return Passed(unit.line, say("deliberately nothing"))
    return Pair(
        texts[0],
        texts[1],
        release=name,
        context=unit.props.get("x-context", ""),
        date=_date(target.date or unit.date),
        previous=_neighbour(unit.props, "x-previous", "prev"),
        next=_neighbour(unit.props, "x-next", "next"),
        approved=False,
    )


_HIDING = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def _clean(parts: list[str]) -> str:
    """Put a segment on one line, as the readers do: no control or bidi characters that could hide something."""
    text = " ".join("".join(parts).split())
    if text.isprintable():
        return text
    return "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cs", "Cn", "Co"} and c not in _HIDING)


def _neighbour(props: dict[str, str], *names: str) -> str | None:
    return next((_clean([props[name]]) for name in names if name in props), None)


def _date(written: str) -> str:
    found = re.match(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?![0-9])", written)
    return "-".join(found.groups()) if found else ""


_ALIASES = {"zho": "zh", "chi": "zh", "cmn": "zh", "eng": "en", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de"}
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})


def _tag(language: str) -> list[str]:
    parts = language.strip().lower().replace("_", "-").split("-")
    return [_ALIASES.get(parts[0], parts[0]), *parts[1:]]


def _primary(language: str) -> str:
    return _tag(language)[0]


def _best(variants: list[_Variant], language: str) -> _Variant | None:
    """Return the variant in exactly this language, else in the same script, else in the same language."""
    wanted = _tag(language)

    def distance(variant: _Variant) -> int:
        tag = _tag(variant.language)
        if tag == wanted:
            return 0
        return 1 if _TRADITIONAL.isdisjoint(tag) == _TRADITIONAL.isdisjoint(wanted) else 2

    same = [variant for variant in variants if _primary(variant.language) == wanted[0]]
    return min(same, key=distance) if same else None


# --- writing ---


def _common(language: str) -> str:
    return {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}.get(language, language)


def _can_be_written(pair: Pair) -> bool:
    texts = (pair.source, pair.target, pair.context, pair.release, pair.previous or "", pair.next or "")
    return pair.target != DELIBERATELY_EMPTY and not any(map(_UNWRITABLE.search, texts))


def _line(pair: Pair, source_language: str, target_language: str) -> tuple[tuple[str, ...], str]:
    props = [("x-context", pair.context or None), ("x-previous", pair.previous), ("x-next", pair.next)]
    if pair.approved:
        props.append(("x-release", pair.release))
    changed = (
        f' changedate="{pair.date.replace("-", "")}T000000Z"'
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", pair.date)
        else ""
    )
    line = "".join(
        (
            f"<tu{changed}>",
            *(f'<prop type="{kind}">{_text(value)}</prop>' for kind, value in props if value is not None),
            f"<tuv xml:lang={attribute(source_language)}><seg>{_text(pair.source)}</seg></tuv>",
            f"<tuv xml:lang={attribute(target_language)}><seg>{_text(pair.target)}</seg></tuv></tu>\n",
        )
    )
    return (pair.source, pair.date, pair.target, pair.context, pair.release), line


def _text(value: str) -> str:
    return escape(value, white=True)
