"""A .docx file as parts: opened with limits, its parts found through relationships and parsed without entities.

A file comes from outside: nothing in it is believed before it was counted, nothing is ever written or fetched.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import NoReturn
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from workflow.errors import BadInput
from workflow.interface import say

_MOST_MEMBERS = 2_000
_LARGEST_PART = 64 << 20
_LARGEST_ALL = 256 << 20
_DEEPEST = 200
_MOST_ELEMENTS = 1_000_000
"""Elements and attributes of one part; the largest honest document seen has 40,000."""
_MOST_CHARACTERS = 8_000_000
"""Characters of one part between its tags: more than ten books."""


# --- what a file that is no .docx is ---

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", say("is a PDF; save the document that it was made from as a Word document (.docx)")),
    (
        b"{\\rtf",
        say("is a document in Rich Text Format (.rtf); open it in Word or WPS and save it as a Word document (.docx)"),
    ),
    (b"\x7fELF", say("is a program, not a document")),
    (b"MZ", say("is a program, not a document")),
    (b"\x89PNG", say("is a picture, not a document")),
    (b"\xff\xd8\xff", say("is a picture, not a document")),
    (b"Rar!", say("is an archive (.rar); take the document out of it")),
    (b"7z\xbc\xaf", say("is an archive (.7z); take the document out of it")),
)


def _no_zip(data: bytes) -> str:
    """Return what is wrong with a file that is not a zip archive, as the end of a sentence."""
    if not data:
        return say("is empty; save the document again")
    if data.startswith(_OLE):
        names = data.replace(b"\x00", b"")
        if b"EncryptedPackage" in names:
            return say("is protected by a password; open it, remove the password, and save it again")
        if b"WordDocument" in names:
            return say(
                "is a document of Word 97 to 2003 (.doc) or of old WPS (.wps); open it in Word or WPS "
                "and save it as a Word document (.docx)"
            )
        return say(
            "is a file of an old office program (.doc, .wps, .xls or .ppt); if it is a document, "
            "open it in Word or WPS and save it as a Word document (.docx)"
        )
    for signature, said in _SIGNATURES:
        if data.startswith(signature):
            return said
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start:
        return say(
            "is a web page with the name of a Word document; rename it to .html, or open it in Word "
            "or WPS and save it as a Word document (.docx)"
        )
    if start.startswith(b"<"):
        return say(
            "is a single XML file, not a Word document (.docx); open it in Word or WPS and save it "
            "as a Word document (.docx)"
        )
    return say(
        "is not a Word document (.docx); if Word or WPS can read it, open it in Word or WPS and "
        "save it as a Word document (.docx)"
    )


_OTHER_MAIN = (
    (
        "wordprocessingml.template",
        say("is a template (.dotx); open it in Word or WPS and save it as a Word document (.docx)"),
    ),
    (
        "ms-word.document.macroenabled",
        say("is a document with macros (.docm); open it in Word or WPS and save it as a Word document (.docx)"),
    ),
    (
        "ms-word.template.macroenabled",
        say("is a template with macros (.dotm); open it in Word or WPS and save it as a Word document (.docx)"),
    ),
    ("spreadsheetml", say("is a spreadsheet (.xlsx), not a Word document (.docx); copy its text into a document")),
    ("presentationml", say("is a presentation (.pptx), not a Word document (.docx); copy its text into a document")),
    ("ms-excel", say("is a spreadsheet, not a Word document (.docx); copy its text into a document")),
    ("ms-powerpoint", say("is a presentation, not a Word document (.docx); copy its text into a document")),
    ("visio", say("is a drawing, not a Word document (.docx)")),
)
"""By a part of the main part's content type, what a file is instead."""


def _other_zip(names: frozenset[str]) -> str:
    """Return what an archive without [Content_Types].xml is, as the end of a sentence."""
    if "ofd.xml" in names:
        return say("is an OFD document; save the document that it was made from as a Word document (.docx)")
    if "content.xml" in names and "mimetype" in names:
        return say("is an OpenDocument file (.odt); open it in Word or WPS and save it as a Word document (.docx)")
    if "meta-inf/container.xml" in names:
        return say(
            "is an EPUB book; if it was made from a document, open it in Word or WPS and save it as "
            "a Word document (.docx)"
        )
    return say(
        "is an archive (.zip), not a Word document (.docx); take the document out of it, or open "
        "it in Word or WPS and save it as a Word document (.docx)"
    )


# --- names ---

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup": "wpg",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas": "wpc",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingInk": "wpi",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing": "wp14",
    "http://schemas.microsoft.com/office/drawing/2014/chartex": "cx",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://schemas.openxmlformats.org/package/2006/content-types": "ct",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "http://schemas.microsoft.com/office/word/2012/wordml": "w15",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "urn:schemas-microsoft-com:office:word": "w10",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
"""By namespace, transitional and strict, the prefix under which the code knows it."""


def _known_name(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    prefix = _PREFIXES.get(namespace, namespace)
    return f"{prefix}:{local}" if prefix else local


# --- XML ---


class _TooMuch(Exception):
    """What in a part is not read; the message is the end of a sentence."""


class _Building:
    """Builds the tree of one part, counting."""

    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._names: dict[str, str] = {}
        self._depth = 0
        self._left = _MOST_ELEMENTS
        self._characters = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _name(self, name: str) -> str:
        if name not in self._names:
            self._names[name] = _known_name(name)
        return self._names[name]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._left -= 1 + len(attributes)
        if self._depth > _DEEPEST:
            raise _TooMuch(
                say("nests elements more than {deepest} deep, such as tables inside tables", deepest=_DEEPEST)
            )
        if self._left < 0:
            raise _TooMuch(say("has more than {most} elements", most=_MOST_ELEMENTS))
        self._tree.start(self._name(name), {self._name(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._tree.end(self._name(name))

    def _data(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > _MOST_CHARACTERS:
            raise _TooMuch(say("has more than {most} characters of text", most=_MOST_CHARACTERS))
        self._tree.data(text)

    def _doctype(self, *_: object) -> NoReturn:
        raise _TooMuch(say("has a document type declaration, which no office program writes"))

    def root(self, data: bytes) -> Element:
        self.parser.Parse(data, True)  # noqa: FBT003 - the last data
        root: Element = self._tree.close()
        return root


# --- the archive ---


@dataclass(frozen=True, slots=True)
class Related:
    """What a relationship leads to.

    Attributes:
        kind: The last part of its type: "image", "hyperlink", "footnotes".
        target: The name of a part, or the address of something outside the file.
        outside: Whether it is outside.
    """

    kind: str
    target: str
    outside: bool


_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    OverflowError,
)
"""What zipfile raises for archives that are damaged, encrypted or packed in an unknown way."""


@dataclass(slots=True)
class Package:
    """An open .docx file; ``path`` is its name in messages."""

    path: str
    _archive: zipfile.ZipFile
    _members: Mapping[str, zipfile.ZipInfo]
    _read: int = 0
    _related: dict[str, Mapping[str, Related]] = field(default_factory=dict)

    @staticmethod
    def open(data: bytes, path: str) -> "Package":
        """Open a file.

        Raises:
            BadInput: It is not a Word document, or not one that is read; the message says what it is and what to do.
        """
        if not data.startswith(b"PK"):
            raise BadInput(say("{path}: {problem}", path=path, problem=_no_zip(data)))
        try:
            archive = zipfile.ZipFile(BytesIO(data))
            infos = archive.infolist()
        except _FAULTS as error:
            raise BadInput(
                say(
                    "{path}: is damaged or incomplete ({error}); copy or save the document again",
                    path=path,
                    error=_short(error),
                )
            ) from None
        if len(infos) > _MOST_MEMBERS:
            raise BadInput(
                say(
                    "{path}: has {parts} parts, and no more than {most} are read; save it again in Word",
                    path=path,
                    parts=len(infos),
                    most=_MOST_MEMBERS,
                )
            )
        members: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = info.filename
            if _is_unsafe(name):
                raise BadInput(
                    say(
                        "{path}: has a part with the name {name!a:.80}, which no program gives; save it again in Word",
                        path=path,
                        name=name,
                    )
                )
            if info.is_dir():
                continue
            if name.lower() in members:
                raise BadInput(
                    say(
                        "{path}: has two parts that are named {name!a:.80}; save it again in Word", path=path, name=name
                    )
                )
            if info.flag_bits & 1:
                raise BadInput(
                    say(
                        "{path}: is protected by a password; open it, remove the password, and save it again", path=path
                    )
                )
            members[name.lower()] = info
        package = Package(path, archive, members)
        if "[content_types].xml" not in members:
            raise BadInput(say("{path}: {problem}", path=path, problem=_other_zip(frozenset(members))))
        return package

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def main(self) -> str:
        """Return the name of the part with the document's text.

        Raises:
            BadInput: There is none, or it is not a document.
        """
        found = next((each for each in self.related("").values() if each.kind == "officeDocument"), None)
        if not found or found.outside or found.target not in self:
            raise BadInput(
                say(
                    "{path}: is not a Word document (.docx), for no part of it is the text; open it in Word or WPS "
                    "and save it as a Word document (.docx)",
                    path=self.path,
                )
            )
        kind = self._content_type(found.target)
        for part, said in _OTHER_MAIN:
            if part in kind.lower():
                raise BadInput(say("{path}: {problem}", path=self.path, problem=said))
        return found.target

    def _content_type(self, name: str) -> str:
        types = self.parse("[Content_Types].xml")
        defaults: dict[str, str] = {}
        for each in types:
            if each.tag == "ct:Override" and each.get("PartName", "").lstrip("/").lower() == name.lower():
                return each.get("ContentType", "")
            if each.tag == "ct:Default":
                defaults[each.get("Extension", "").lower()] = each.get("ContentType", "")
        return defaults.get(name.rpartition(".")[2].lower(), "")

    def bytes_of(self, name: str) -> bytes:
        """Return the content of a part.

        Raises:
            BadInput: It is missing, damaged or too large.
        """
        info = self._members.get(name.lower())
        if info is None:
            raise BadInput(say("{path}: has no part {name!a:.80}; save it again in Word", path=self.path, name=name))
        most = min(_LARGEST_PART, _LARGEST_ALL - self._read)
        try:
            with self._archive.open(info) as stream:
                data = stream.read(most + 1)  # the archive may lie about the size
        except _FAULTS as error:
            raise BadInput(
                say(
                    "{path}: its part {name!a:.80} is damaged ({error}); copy or save the document again",
                    path=self.path,
                    name=name,
                    error=_short(error),
                )
            ) from None
        if len(data) > most:
            raise BadInput(
                say(
                    "{path}: its part {name!a:.80} unpacks to more than {most} MiB, so it is not read; save "
                    "the document again in Word, in several files if need be",
                    path=self.path,
                    name=name,
                    most=most >> 20,
                )
            )
        self._read += len(data)
        return data

    def parse(self, name: str) -> Element:
        """Return the root element of an XML part; names are as in ``w:p``, whatever prefixes the file uses.

        Raises:
            BadInput: It is missing, damaged, too large, nested too deeply, or has a document type declaration.
        """
        data = self.bytes_of(name)
        try:
            return _Building().root(data)
        except _TooMuch as error:
            raise BadInput(
                say(
                    "{path}: its part {name!a:.80} {problem}, so it is not read; save the document again in Word",
                    path=self.path,
                    name=name,
                    problem=error.args[0],
                )
            ) from None
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise BadInput(
                say(
                    "{path}: its part {name!a:.80} is not well-formed XML ({error}); save the document again in Word",
                    path=self.path,
                    name=name,
                    error=_short(error),
                )
            ) from None

    def related(self, name: str) -> Mapping[str, Related]:
        """Return the relationships of a part by their ids; those of the whole file for ""."""
        if name not in self._related:
            folder, base = posixpath.split(name)
            rels = posixpath.join(folder, "_rels", f"{base}.rels")
            found = dict(self._relationships(rels, folder)) if rels in self else {}
            self._related[name] = found
        return self._related[name]

    def _relationships(self, rels: str, folder: str) -> Iterator[tuple[str, Related]]:
        for each in self.parse(rels):
            kind = each.get("Type", "").rpartition("/")[2]
            target = each.get("Target", "")
            if each.get("TargetMode", "").lower() == "external":
                yield each.get("Id", ""), Related(kind, target, outside=True)
            elif place := _part_name(target, folder):
                yield each.get("Id", ""), Related(kind, place, outside=False)

    def of_kind(self, name: str, *kinds: str) -> Iterator[str]:
        """Yield the parts of these kinds that a part is related to, each once."""
        seen: set[str] = set()
        for each in self.related(name).values():
            if each.kind in kinds and not each.outside and each.target in self and each.target not in seen:
                seen.add(each.target)
                yield each.target


def _is_unsafe(name: str) -> bool:
    return (
        not name
        or name.startswith(("/", "\\"))
        or "\x00" in name
        or re.match("[A-Za-z]:", name) is not None
        or ".." in re.split(r"[/\\]", name)
    )


def _part_name(target: str, folder: str) -> str:
    """Return the name of the part that a relationship of a part in ``folder`` leads to; "" for nothing sensible."""
    try:
        path = unquote(urlsplit(target).path, errors="strict")
    except ValueError:
        return ""
    path = path.replace("\\", "/")
    name = posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path))
    return "" if name in (".", "") or _is_unsafe(name) else name


def _short(error: Exception) -> str:
    said = " ".join(str(error).split()) or type(error).__name__
    return said if len(said) <= 80 else f"{said[:80]}…"
