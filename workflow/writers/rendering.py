"""Templates and the files that all pages share: the program's own, or those of the office's theme."""

import re
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FunctionLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
)
from jinja2.bccache import Bucket
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from workflow.contracts.pages import Frame, Theme
from workflow.errors import UsageError
from workflow.interface import say
from workflow.markup import spans
from workflow.model import sha256
from workflow.writers import colours, dates
from workflow.writers.words import direction, language_name, words

STYLE, SCRIPT = "style.css", "search.js"
"""The files that all pages share, in the site's folder."""

TEMPLATES = (
    "base.html",
    "blocks.html",
    "certificate.html",
    "index.html",
    "languages.html",
    "lines.html",
    "notice.html",
    "page.html",
    "side.html",
    "target.html",
)
"""The templates that a theme may replace. Files of a theme whose names begin with ``_`` are for its own templates."""


# --- templates ---


def checked(theme: Theme) -> Theme:
    """Return the theme if each of its templates can be used.

    Raises:
        UsageError: One cannot; the message names the file and the line.
    """
    for name, text in theme.files:
        if name.endswith(".html"):
            try:
                _environment(theme).compile(text, name, f"{theme.folder}/{name}")
            except TemplateSyntaxError as error:
                raise _broken(f"{theme.folder}/{name}", error.lineno, error.message or "cannot be read") from error
            except (SyntaxError, RecursionError, MemoryError) as error:  # Python's, of what Jinja made of it
                raise _broken(f"{theme.folder}/{name}", 1, say("is nested too deeply")) from error
    return theme


def render(template: str, theme: Theme, **values: Any) -> bytes:
    """Return a page.

    Raises:
        UsageError: A template of the theme is wrong; the message names the file and the line.
    """
    environment = _environment(theme) if theme.files else _own()
    try:
        text = environment.get_template(template).render(**values)
    except Exception as error:
        # A theme's code may raise anything; what raises in our own templates is a bug.
        if found := _place(theme, error):
            raise _broken(*found, _problem(error)) from error
        raise
    try:
        data = (text.strip("\n") + "\n").encode("utf-8")
    except UnicodeEncodeError as error:  # only a theme can write it
        raise _broken(f"{theme.folder}/{template}", 1, say("writes half of a character")) from error
    if theme.files and not _FRAME.match(data):
        if not data.startswith(_DOCTYPE):
            raise _broken(f"{theme.folder}/base.html", 1, "does not begin with <!DOCTYPE html>")
        data = data.replace(_DOCTYPE, _DOCTYPE + _COMMENT + b"\n", 1)
    return data


@cache
def _own() -> Environment:
    loader = PackageLoader("workflow.writers")
    return Environment(loader=loader, autoescape=True, bytecode_cache=_compiled(), **_OPTIONS)


def _compiled() -> BytecodeCache | None:
    """Return where the program's own templates are compiled to, as Python does with modules; None if it must not."""
    if sys.dont_write_bytecode:
        return None
    templates = Path(__file__).with_name("templates")
    folder = Path(cache_from_source(str(templates / "base.py"))).parent
    with suppress(OSError):  # then they are compiled in every run
        folder.mkdir(parents=True, exist_ok=True)
    return _Compiled(str(folder), f"%s.{sys.implementation.cache_tag}.jinja-{jinja2.__version__}.pyc")


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates in the program's own folder, which whoever installed it may have to themselves.

    Each is known by the digest of its template, and Jinja replaces them as a whole. Those of a theme are not kept: they
    are compiled for the sandbox.
    """

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what was compiled, if it can be read."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001 - half of a file raises anything, and compiling again repairs it
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write what was compiled, if it can be written."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


@lru_cache(maxsize=2)
def _environment(theme: Theme) -> Environment:
    """Return the environment of a theme: what its templates may do is limited to values."""
    known = dict(theme.files)

    def load(name: str) -> tuple[str, str, None] | None:
        return (known[name], f"{theme.folder}/{name}", None) if name in known else None

    loader = ChoiceLoader([FunctionLoader(load), PackageLoader("workflow.writers")])
    return ImmutableSandboxedEnvironment(loader=loader, autoescape=True, **_OPTIONS)


_OPTIONS: Mapping[str, Any] = {
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "auto_reload": False,
}


def _place(theme: Theme, error: Exception) -> tuple[str, int] | None:
    """Return the file of the theme and the line in which an error was raised, if it was in one."""
    if isinstance(error, TemplateSyntaxError) and error.filename and error.filename.startswith(f"{theme.folder}/"):
        return error.filename, error.lineno
    names = {f"{theme.folder}/{name}" for name, _ in theme.files}
    places = [(each.filename, each.lineno or 1) for each in traceback.extract_tb(error.__traceback__)]
    found = next((place for place in reversed(places) if place[0] in names), None)
    if found is None and isinstance(error, TemplateError) and theme.files:
        return f"{theme.folder}/{theme.files[0][0]}", 1
    return found


def _problem(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return say("there is no template {name}", name=", ".join(map(str, error.templates)))
    return str(error) or type(error).__name__


def _broken(file: str, line: int, what: str) -> UsageError:
    return UsageError(
        say(
            "{file}, line {line}: {problem}; correct the template, or delete it",
            file=file,
            line=line,
            problem=spans.clean(what).rstrip("."),
        )
    )


# --- which files are ours ---

_DOCTYPE = b"<!DOCTYPE html>\n"
_COMMENT = b"<!-- workflow -->"
_FRAME = re.compile(
    rb'<!DOCTYPE html>\n<html lang="[^"]*" dir="[^"]*">\n<head>\n<meta charset="utf-8">\n'
    rb'<title>[^\n]*\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    rb"(?:<(?:meta|link) [^\n]*\n)*"
    rb'<link rel="stylesheet" href="(?:\.\./)*style\.css">\n</head>\n'
    rb'<body class="[^\n]*\n<a class="skip" href="#content"'
)
"""The frame of every page (``templates/base.html``) is the mark by which ``publish`` knows pages that it made."""


def is_page(data: bytes) -> bool:
    """Return whether this or an earlier version wrote a page, with whatever theme."""
    data = data.replace(b"\r\n", b"\n")  # git may have checked it out so
    return data.startswith(_DOCTYPE + _COMMENT) or bool(_FRAME.match(data))


# --- shared files ---


def assets(frame: Frame) -> Mapping[str, bytes]:
    """Return the files that pages need in the site's folder: style sheet and script.

    Each begins with the SHA-256 of the rest, by which a later version knows that nobody changed it.
    """
    style = dict(frame.theme.files).get(STYLE) or _packaged(STYLE)
    return {
        STYLE: _sealed(style.rstrip("\n") + "\n" + colours.css(dict(frame.colours))),
        SCRIPT: _sealed(_packaged(SCRIPT)),
    }


def is_asset(data: bytes) -> bool:
    """Return whether this or an earlier version wrote a style sheet or a script, and nobody changed it."""
    data = data.replace(b"\r\n", b"\n")
    found = _SEAL.match(data)
    return sha256(data[found.end() :]) == found[1].decode() if found else sha256(data) in _STYLES


_SEAL = re.compile(rb"/\* workflow ([0-9a-f]{64}) \*/\n")


def _sealed(text: str) -> bytes:
    data = text.encode("utf-8")
    return b"/* workflow %b */\n%b" % (sha256(data).encode(), data)


@cache
def _packaged(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8").replace("\r\n", "\n")


_STYLES = frozenset(
    {
        "b3f962cf35780ee6a654868ce64cf5eee7ad49a45569288a48d84dc6c9593d97",
        "e95455d928ebc3a018218ccef5fafd5cac3fca588689f010bac09f5ca9d546fc",
        "ee3c816acd3cf3043475490c841c40c8745e7480760074116a91c8abe32a94d1",
    }
)
"""SHA-256 of the style sheets of versions up to 0.3.0, which did not begin with a digest."""


# --- what every template needs ---


def common(language: str, office: str, project: str, frame: Frame, root: str = "../") -> dict[str, Any]:
    """Return what every template needs.

    ``ui`` has the attributes of interface text if its language is not the page's; ``own`` those of the page's text
    inside it.

    Args:
        language: The page's language.
        office: The office that publishes.
        project: The newsroom's name.
        frame: What all pages of the site have in common.
        root: The address of the site's folder, relative to the page.
    """
    said, up = words(language), root.removeprefix("../")
    foreign = primary(said.language) != primary(language)
    return {
        "language": language,
        "dir": direction(language),
        "w": said,
        "ui": Markup(' lang="{}" dir="{}"').format(said.language, direction(said.language)) if foreign else Markup(""),
        "own": Markup(' lang="{}" dir="{}"').format(language, direction(language)) if foreign else Markup(""),
        "office": spans.clean(office),
        "project": spans.clean(project),
        "root": root,
        "home": f"{up}index.html",
        "logo": f"{root}{frame.logo}" if frame.logo else "",
        "links": [(spans.clean(label), to) for label, to in frame.links_in(language)],
        "feed": f"{up}feed.xml" if frame.address else "",
        "switch": [],
        "draft": False,
    }


def switch(language: str, hrefs: Mapping[str, str], frame: Frame) -> list[dict[str, str]]:
    """Return the languages that readers may choose: tag, name, direction, and address, "" for the page's own.

    Args:
        language: The page's language.
        hrefs: The address of the same page in each other language.
        frame: What all pages of the site have in common; the languages are in its order.
    """
    tags = {language, *hrefs}
    known = [tag for tag in frame.languages if tag in tags]
    return [
        {"tag": tag, "name": language_name(tag), "dir": direction(tag), "href": hrefs.get(tag, "")}
        for tag in (*known, *sorted(tags.difference(known)))
    ]


def primary(language: str) -> str:
    """Return the primary subtag of a language in lower case."""
    return language.partition("-")[0].lower()


def time(iso: str, locale: str) -> Markup:
    """Return a day in words, as an element that programs can read."""
    said = spans.clean(dates.day(iso, locale))
    return Markup('<time datetime="{}">{}</time>').format(iso, said) if dates.is_iso(iso) else escape(said)


def chinese(source_language: str, language: str) -> Markup:
    """Return the attributes of text in the source language."""
    turned = Markup(' dir="ltr"') if direction(language) == "rtl" else ""
    return Markup(' lang="{}"{}').format(source_language, turned)
