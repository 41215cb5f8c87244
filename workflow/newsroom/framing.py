"""What all pages of a newsroom's site have in common: its address, the office's logo, links, colours and theme."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from workflow.contracts.pages import Frame, Theme
from workflow.errors import UsageError
from workflow.files import decode, exists, read_bytes, real
from workflow.interface import Message, say
from workflow.model import canonical_json, sha256
from workflow.newsroom.folder import IMAGES, SETTINGS, Newsroom
from workflow.writers import colours, rendering

THEME = "theme"
"""The folder of the newsroom whose templates and style sheet replace those of the program."""

_LARGEST = 1 << 20
"""Bytes of a logo or a template: far more than any needs."""


def frame(room: Newsroom) -> Frame:
    """Return what all pages have in common; read once for each newsroom.

    Raises:
        UsageError: The theme or the logo cannot be used.
    """
    if not room.framed:
        room.framed.append(_read(room))
    return room.framed[0][0]


def shared(room: Newsroom) -> Mapping[str, bytes]:
    """Return the files that the site has for all languages, apart from the map: style sheet, script, logo."""
    made = frame(room)
    return {**rendering.assets(made), **room.framed[0][1]}


def unreadable_colours(room: Newsroom) -> list[str]:
    """Return what to say of colours that are hard to read on the paper of the program's style sheet."""
    if any(name == rendering.STYLE for name, _ in frame(room).theme.files):
        return []
    return [_pale(room, name, measured) for name, measured in colours.too_pale(room.settings.colours)]


def _pale(room: Newsroom, name: str, measured: float) -> Message:
    values = {"file": room.root / SETTINGS, "name": name, "measured": measured, "enough": colours.ENOUGH}
    if name.endswith("_dark"):
        return say(
            "{file}: site.colours.{name} has a contrast of {measured:.1f} to the page, and text needs {enough}; choose "
            "a lighter one",
            **values,
        )
    return say(
        "{file}: site.colours.{name} has a contrast of {measured:.1f} to the page, and text needs {enough}; choose a "
        "darker one",
        **values,
    )


def _read(room: Newsroom) -> tuple[Frame, Mapping[str, bytes]]:
    settings, theme = room.settings, rendering.checked(_theme(room))
    logo, files = "", {}
    if settings.logo:
        data = _logo(room)
        logo = f"images/{sha256(data)[:32]}{PurePosixPath(settings.logo).suffix.lower()}"
        files = {logo: data}
    address = f"{settings.address.rstrip('/')}/" if settings.address else ""
    made = Frame(
        address=address,
        tag=settings.tag,
        logo=logo,
        links=tuple(
            (name, said if isinstance(said, str) else tuple(said.items())) for name, said in settings.links.items()
        ),
        colours=tuple(sorted(settings.colours.items())),
        languages=settings.target_languages,
        theme=theme,
    )
    return made, files


def _theme(room: Newsroom) -> Theme:
    """Return the files of a theme; other files than templates and style sheets are ignored.

    Raises:
        MissingError: One of them cannot be read.
        UsageError: One of them replaces nothing, is outside the newsroom, or is too large to be what it seems.
    """
    found, folder = [], room.root / THEME
    for file in sorted(folder.glob("*.*")) if folder.is_dir() else ():
        if file.suffix.lower() not in (".html", ".css"):
            continue
        known = (*rendering.TEMPLATES, rendering.STYLE)
        if file.name not in known and not file.name.startswith("_"):
            close = get_close_matches(file.name.lower(), known, n=1, cutoff=0.5)
            hint = (
                say("did you mean {close}?", close=close[0])
                if close
                else say("the names are {names}", names=", ".join(known))
            )
            raise UsageError(
                say("{file}: replaces nothing; {hint} Parts of your own begin with _", file=file, hint=hint)
            )
        if exists(file) and file.stat().st_size > _LARGEST:
            raise UsageError(
                say("{file}: is too large for a template; delete it, or restore it from version control", file=file)
            )
        if not _is_inside(room, file):
            raise UsageError(say("{where} is outside the newsroom; copy it into the newsroom", where=f"{file}:"))
        found.append((file.name, decode(read_bytes(file), str(file)).replace("\r\n", "\n")))
    files = tuple(found)
    return Theme(str(folder), files, sha256(canonical_json([list(each) for each in files])) if files else "")


def _logo(room: Newsroom) -> bytes:
    """Return the office's logo.

    Raises:
        UsageError: It is not there, not in the newsroom, or not a picture.
    """
    file = room.root / room.settings.logo
    where = f"{room.root / SETTINGS}: site.logo: {file}"
    if not exists(file):
        raise UsageError(say("{where} does not exist; correct the path", where=where))
    if not _is_inside(room, file):
        raise UsageError(say("{where} is outside the newsroom; copy it into the newsroom", where=where))
    data = read_bytes(file)
    if len(data) > _LARGEST:
        raise UsageError(
            say(
                "{where} has more than {largest} MB; every reader would have to load it: make it smaller",
                where=where,
                largest=_LARGEST >> 20,
            )
        )
    if not _is_picture(file.suffix.lower(), data):
        raise UsageError(
            say("{where} is not the picture that its name says, or has a script in it; name another one", where=where)
        )
    return data


def _is_inside(room: Newsroom, file: Path) -> bool:
    return real(file).is_relative_to(real(room.root))


def _is_picture(suffix: str, data: bytes) -> bool:
    return _is_drawing(data) if suffix == ".svg" else data.startswith(IMAGES.get(suffix, ()))


_SVG = "http://www.w3.org/2000/svg svg"
_ACTIVE = frozenset({"script", "foreignobject", "handler", "iframe", "embed", "object"})
"""Elements of a drawing, in lower case, that run a script or have HTML inside."""


class _Active(Exception):
    """A drawing does something, or is none."""


def _is_drawing(data: bytes) -> bool:
    """Return whether an SVG is one and does nothing: a browser also shows it as a page of the office's site."""
    parser = expat.ParserCreate(namespace_separator=" ")
    elements: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        elements.append(name)
        said = {key.rpartition(" ")[2].lower(): "".join(value.split()).lower() for key, value in attributes.items()}
        if (
            elements[0] != _SVG
            or name.rpartition(" ")[2].lower() in _ACTIVE
            or any(key.startswith("on") or "javascript:" in value for key, value in said.items())
            or said.get("attributename", "").startswith("on")  # of <set>
        ):
            raise _Active

    def instruction(target: str, _: str) -> None:
        if target.lower() == "xml-stylesheet":  # which may be a program (XSLT)
            raise _Active

    parser.StartElementHandler = start
    parser.ProcessingInstructionHandler = instruction
    try:
        parser.Parse(data, True)  # noqa: FBT003 - the last data
    except (_Active, expat.ExpatError):
        return False
    return True
