"""Adding a release: a document, a saved page or pasted text becomes a source, byte for byte, under a good name.

A source keeps the name of the folder that its pictures are in, because it names them itself. If another source has
pictures of the same names, the new one gets a folder of its own.
"""

import os
import posixpath
import re
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePath

from workflow.contracts.registries import READERS, WRITERS
from workflow.errors import BadInput, MissingError, UsageError, WorkflowError
from workflow.files import LARGEST, content, decode, exists, read_bytes, write_over
from workflow.identity import check_id, is_id, likeness, namesakes, stem
from workflow.interface import replaced, say
from workflow.languages.chinese.dates import day_of_name, iso_day
from workflow.languages.chinese.pinyin import in_latin
from workflow.model import EMBEDDED, Release, sha256
from workflow.newsroom.folder import Newsroom, is_picture
from workflow.newsroom.sources import suffixes_in_words

PASTED = say("standard input")
"""What pasted text is called in messages."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be added.

    Attributes:
        name: The file's name, or ``PASTED``.
        suffix: In lower case, with its dot; it says which reader reads it.
        data: The content.
        folder: Where the file is, and the pictures that it names; None for pasted text.
    """

    name: str
    suffix: str
    data: bytes
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What became, or would become, of something.

    Attributes:
        name: What it is called in messages.
        release: How it is read; its path is where it is in the newsroom.
        there: Whether it was there already, the same byte for byte; nothing is written then.
        pictures: The pictures that are beside it, relative to the newsroom.
        missing: Why pictures that it names are not beside it, a sentence for each that begins as the text names it.
    """

    name: str
    release: Release
    there: bool = False
    pictures: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def given(file: Path) -> Given:
    """Return a file that is to be added.

    Raises:
        BadInput: No reader reads such files; the message says what to do instead.
        MissingError: It cannot be read.
    """
    suffix = file.suffix.lower()
    if suffix not in READERS:
        if file.is_dir():
            raise UsageError(say("{file}: is a folder; name the files in it", file=file))
        raise BadInput(
            say(
                "{file}: files of this kind ({value}) are not read; {instead}",
                file=file,
                value=suffix or say("without a suffix"),
                instead=_INSTEAD.get(suffix) or say("add {suffixes} files", suffixes=suffixes_in_words()),
            )
        )
    return Given(str(file), suffix, read_bytes(file), file.parent)


_INSTEAD = {
    **dict.fromkeys((".doc", ".wps", ".rtf", ".odt", ".dot", ".docm"), say("save it as a Word document (.docx)")),
    **dict.fromkeys((".pdf", ".ofd", ".ceb"), say("add the document that it was made from, or paste its text")),
    **dict.fromkeys(
        (".mht", ".mhtml", ".webarchive"), say("open it in a browser and save it as “Webpage, complete” (.html)")
    ),
    ".xhtml": say("save it as .html"),
}
"""By suffix, what to do with a file that is not read."""


def pasted(data: bytes) -> Given:
    """Return what came on standard input: a Word document, a page, Markdown with front matter, else plain text.

    Text is kept in UTF-8, whatever it came in.

    Raises:
        BadInput: It is not text.
        MissingError: It is too large to be a text; a part of it would not be added for the whole.
        UsageError: It is empty.
    """
    if len(data) > LARGEST:
        raise MissingError(
            say("{path}: cannot be read (it has more than {largest} MB)", path=PASTED, largest=LARGEST >> 20)
        )
    if data.startswith(b"PK\x03\x04"):
        return Given(PASTED, ".docx", data)
    text = decode(data, PASTED)
    if not text.strip():
        raise UsageError(
            say("{pasted}: is empty; paste a text, and end it with Ctrl-D (on Windows Ctrl-Z and Enter)", pasted=PASTED)
        )
    suffix = ".html" if _PAGE.match(text) else ".md" if _FRONT_MATTER.match(text) else ".txt"
    return Given(PASTED, suffix, data if _is_utf8(data) else text.encode("utf-8"))


_PAGE = re.compile(
    r"\s*+(?:<!--(?:(?!-->).){0,2000}+-->\s*+)*+<(?:!doctype\s+html|html|head|meta|body)\b", re.IGNORECASE | re.DOTALL
)
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?:.*\n){0,20}?(?:title|date|source|id)[ \t]*:", re.IGNORECASE)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def add(room: Newsroom, what: Given, *, name: str = "", day: str = "", write: bool = True) -> Added:
    """Add a release.

    Args:
        room: The newsroom.
        what: The file.
        name: The id that it is to get; if empty, its day and its title in pinyin.
        day: Its day, if the text does not say it, in any writing.
        write: Whether to write it, and not only to say what would be written.

    Raises:
        BadInput: It cannot be read, or has no text.
        UsageError: The id is taken, or ``day`` is no day or another than the text's.
        MissingError: It cannot be written.
    """
    with room.adding() if write else nullcontext():
        return _add(room, what, name, day, write=write)


def _add(room: Newsroom, what: Given, name: str, day: str, *, write: bool) -> Added:
    if there := _same(room, what):
        return Added(what.name, room.shelf.read(there), there=True)
    understood = _read(room, what, f"sources/{_UNNAMED}{what.suffix}")
    if not any(block.content for top in understood.blocks for block in top.walk()):
        raise BadInput(say("{name}: has no text", name=what.name))
    chosen = _name(room, what, understood, name, day)
    found = {path: _picture(what, path) for path in understood.images if not path.startswith(EMBEDDED)}
    pictures = {path: data for path, data in found.items() if isinstance(data, bytes)}
    place = _place(room, chosen, what.suffix, pictures)
    release = _read(room, what, place)
    beside = posixpath.dirname(place)
    files = {f"{beside}/{path}": data for path, data in pictures.items()}
    if write:
        for path, data in files.items():
            _write(room, path, data)
        _write(room, place, what.data)
    missing = (why for why in found.values() if isinstance(why, str))
    return Added(what.name, release, pictures=tuple(files), missing=tuple(missing))


_UNNAMED = "unnamed"


def _read(room: Newsroom, what: Given, path: str) -> Release:
    """Read a release as a file at ``path`` would be; messages name the file that was given."""
    try:
        return room.shelf.parse(path, what.data)
    except WorkflowError as error:
        raise type(error)(replaced(error.message, path, what.name)) from error


def _write(room: Newsroom, path: str, data: bytes) -> None:
    file = room.root / path
    if not write_over(file, data, None) and content(file) != data:
        raise MissingError(say("{file}: appeared meanwhile; run the command again", file=file))


def _same(room: Newsroom, what: Given) -> str:
    """Return the path of a source with the same content, "" if there is none."""
    digest = sha256(what.data)
    for path in (*room.shelf.paths(), *room.shelf.others()):
        file = room.root / path
        if (
            posixpath.splitext(path)[1].lower() in READERS
            and file.is_file()
            and file.stat().st_size == len(what.data)
            and room.shelf.digest(path) == digest
        ):
            return path
    return ""


# --- the name ---


def _name(room: Newsroom, what: Given, release: Release, name: str, day: str) -> str:
    """Return the id of a new release, which no other has."""
    own = release.id if release.id != _UNNAMED else ""
    said = iso_day(day) if day else ""
    if day and not said:
        raise UsageError(say("{day}: is not a day; write it as in 2018-09-12", day=day[:80]))
    if said and release.date and said != release.date:
        raise UsageError(
            say(
                "{name}: its text says {date}, not {said}; leave --date out, or correct the text",
                name=what.name,
                date=release.date,
                said=said,
            )
        )
    taken = _taken(room)
    if name or own:
        chosen = check_id(name or own, what.name)
        if said and not release.date and day_of_name(chosen) != said:
            raise UsageError(
                say(
                    "{chosen}: a text that does not say its date takes it from its file's name; choose an id "
                    "that begins with {said}",
                    chosen=chosen,
                    said=said,
                )
            )
        if likeness(chosen) in taken:
            raise UsageError(
                say(
                    "{chosen}: another release has this id ({taken}); choose another one",
                    chosen=chosen,
                    taken=taken[likeness(chosen)],
                )
            )
        if twin := _namesake(chosen, taken):
            raise UsageError(
                say(
                    "{chosen}: a page of the release {taken} would have the same name; choose another id",
                    chosen=chosen,
                    taken=taken[twin],
                )
            )
        return chosen
    chosen = _proposed(what, release, said)
    number = 1
    unique = chosen
    while likeness(unique) in taken or _namesake(unique, taken):
        number += 1
        unique = f"{chosen}-{number}"
    return unique


def _namesake(chosen: str, taken: Mapping[str, str]) -> str:
    """Return a taken id of which a page would have the same name in some format; "" if there is none."""
    suffixes = [suffix for writer in WRITERS.values() for suffix in writer.suffixes]
    name = likeness(chosen)
    longer = (id_ for id_ in taken if id_.startswith(f"{name}.") and name in namesakes(id_, suffixes))
    return next((id_ for id_ in (*namesakes(name, suffixes), *longer) if id_ in taken), "")


def _taken(room: Newsroom) -> dict[str, str]:
    """Return, by likeness, the ids that releases have or had, with where."""
    taken: dict[str, str] = {}
    for language in (*room.settings.target_languages, *room.former_languages()):
        for file in sorted((room.root / "locales" / language).glob("*")):
            if file.suffix in (".po", ".jsonl"):
                taken[likeness(file.stem.removesuffix(".drafts"))] = f"locales/{language}/{file.name}"
    for path in room.shelf.paths():
        taken[likeness(stem(path))] = path
    for id_, path in room.sources(hints=True).paths.items():
        taken[likeness(id_)] = path
    return taken


def _proposed(what: Given, release: Release, day: str) -> str:
    own = stem(Path(what.name).name)
    dated = day_of_name(own)
    if dated and dated == (day or release.date or dated) and own.isascii() and is_id(own) and re.search("[a-z]", own):
        return own.lower()
    day = day or release.date or dated
    words = _hyphenated(_title(release)) or ("" if what.folder is None else _hyphenated(own)) or "untitled"
    return f"{day}-{words}" if day else words


def _title(release: Release) -> str:
    """Return the words that a release is named after: its title, else the beginning of its text."""
    for kinds in (("title",), ("heading", "paragraph", "item", "cell")):
        for block in (inner for top in release.blocks for inner in top.walk()):
            if block.kind in kinds and block.content:
                return "".join(part.text for part in block.content).removeprefix("关于").removeprefix("關於")
    return ""


def _hyphenated(words: str) -> str:
    """Return words in small letters and digits, joined by hyphens and short."""
    found: list[str] = []
    for syllable in in_latin(words):
        if sum(map(len, found)) + len(found) + len(syllable) > _LONGEST:
            break
        found.append(syllable)
    return "-".join(found)


_LONGEST = 30


# --- its pictures ---


def _picture(what: Given, path: str) -> bytes | str:
    """Return a picture that is in the given file's folder or below; of any other, why it is not added."""
    if what.folder is None:
        return say("{path}: pasted text comes without its pictures", path=path)
    absent = say("{path}: no such picture beside {name}", path=path, name=what.name)
    folder, plain = Path(os.path.realpath(what.folder)), posixpath.normpath(path)
    try:
        file = Path(os.path.realpath(folder / plain))
        if PurePath(path).is_absolute() or "\\" in path or not file.is_relative_to(folder):
            return say(
                "{path}: is outside the folder of {name}, where pictures are not looked for", path=path, name=what.name
            )
        data = read_bytes(file) if file.is_file() else None
    except (MissingError, ValueError):
        return absent
    if data is None:
        return absent
    return data if is_picture(plain, data) else say("{path}: is not a picture that pages can show", path=path)


def _place(room: Newsroom, id_: str, suffix: str, pictures: Mapping[str, bytes]) -> str:
    """Return where a release is put: in a folder of its own if its pictures would meet others."""
    for folder in ("sources", f"sources/{id_}"):
        there = (content(room.root / posixpath.normpath(f"{folder}/{path}")) for path in pictures)
        same = all(old is None or old == data for old, data in zip(there, pictures.values(), strict=True))
        if same and not exists(room.root / f"{folder}/{id_}{suffix}"):
            return f"{folder}/{id_}{suffix}"
    raise UsageError(say("sources/{id}: there are other files of the same names; name another id with --id", id=id_))
