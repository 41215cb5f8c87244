"""Text with its look, as word processors and pages hold it → inline Markdown that reads as exactly that.

It is for releases without link references, in which ``[1][2]`` is words.

What Markdown would take for markup is escaped, and nothing else: translators work in what is written here. Emphasis is
written with asterisks where the dialect reads them as emphasis, else with tags.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple
from urllib.parse import quote

from workflow.markup import addresses, elements
from workflow.markup.nodes import Node, is_marked, scan

Style = Literal["strong", "em", "s", "sub", "sup"]

_STYLES: tuple[Style, ...] = ("strong", "em", "s", "sub", "sup")
"""From the outermost to the innermost."""
_MARKS = {"strong": "**", "em": "*", "s": "~~"}


class Run(NamedTuple):
    """A stretch of text in one look.

    Attributes:
        text: The words; of a picture its alternative text, of a note its label.
        styles: What it looks like.
        href: Where it leads, an absolute address; of a picture its path.
        kind: What it is; a ``break`` is a hard line break and has no text.
    """

    text: str
    styles: frozenset[Style] = frozenset()
    href: str = ""
    kind: Literal["text", "break", "picture", "note"] = "text"


def stretch(runs: Iterable[Run], start: int, end: int) -> list[Run]:
    """Return what is between two places of a text, in its looks; all runs must be text."""
    found: list[Run] = []
    at = 0
    for run in runs:
        words = run.text[max(start - at, 0) : max(end - at, 0)]
        found += [run._replace(text=words)] * bool(words)
        at += len(run.text)
    return found


def composed(runs: Iterable[Run]) -> str:
    """Return runs as inline Markdown; a hard line break is a backslash before a line feed.

    A look at white space is none, nor is one that only marks have, such as a bold comma.
    """
    tidied = _tidied(runs)
    if all(run.kind == "text" and not run.styles and not run.href for run in tidied):
        text = "".join(run.text for run in tidied)
        if not is_marked(text, "markdown"):
            return text
    expected = list(_expected(tidied))
    for tags in (False, True):
        written = _written(tidied, tags=tags)
        if list(_read(scan(written), frozenset(), "")) == expected:
            return written
    return _written([run._replace(styles=frozenset(), href="") if run.kind == "text" else run for run in tidied])


def _tidied(runs: Iterable[Run]) -> list[Run]:
    """Join neighbours with the same look; keep looks and links off the white space around words."""
    found: list[Run] = []
    trimmed = (each for run in runs for each in (_trimmed(run) if run.kind == "text" else (run,)))
    kept = (each for each in _below_breaks(trimmed) if each.text or each.kind != "text")
    for look, together in groupby(kept, key=lambda run: run[1:]):
        # Joined only once: a paragraph may have ten thousand runs.
        same = list(together)
        found += [Run("".join(run.text for run in same), *look)] if same[0].kind == "text" else same
    return found


def _below_breaks(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield runs without the spaces at the start of a line, which Markdown does not read."""
    starts = False
    for run in runs:
        if run.kind == "text" and starts:
            run = run._replace(text=run.text.lstrip(" \t"))
            starts = not run.text
        else:
            starts = run.kind == "break"
        yield run


def _trimmed(run: Run) -> Iterator[Run]:
    if not run.styles and not run.href:
        yield run
        return
    words = run.text.strip()
    if not words:
        yield Run(run.text)
        return
    before, _, after = run.text.partition(words)
    styles = run.styles if any(char.isalnum() for char in words) else run.styles & {"sub", "sup"}
    yield Run(before)
    yield Run(words, styles, run.href)
    yield Run(after)


# --- writing ---


def _written(runs: Sequence[Run], *, tags: bool = False) -> str:
    pieces: list[str] = []
    for href, linked in groupby(runs, key=lambda run: run.href if run.kind == "text" else ""):
        inside = list(linked)
        if not href:
            pieces.append(_nested(inside, _STYLES, tags=tags, after_note=_ends_in_note(pieces)))
            continue
        label = _nested(inside, _STYLES, tags=tags, in_label=True)
        if label == href and list(addresses.all_in(href)) == [(0, len(href))]:
            pieces.append(href)
        else:
            pieces.append(f"[{label}]({_destination(href)})")
    return "".join(pieces)


def _ends_in_note(pieces: Sequence[str]) -> bool:
    return bool(pieces) and _NOTE_AT_END.search(pieces[-1]) is not None


_NOTE_AT_END = re.compile(r"\[\^[^\s\[\]]+\]$")


def _nested(
    runs: Sequence[Run], styles: Sequence[Style], *, tags: bool, in_label: bool = False, after_note: bool = False
) -> str:
    if not styles:
        return "".join(_leaf(runs, in_label=in_label, after_note=after_note))
    style, *inner = styles
    pieces: list[str] = []
    for on, together in groupby(runs, key=lambda run: style in run.styles):
        text = _nested(
            list(together), inner, tags=tags, in_label=in_label, after_note=after_note or _ends_in_note(pieces)
        )
        after_note = False
        mark = "" if tags else _MARKS.get(style, "")
        pieces.append(text if not on else f"{mark}{text}{mark}" if mark else f"<{style}>{text}</{style}>")
    return "".join(pieces)


def _leaf(runs: Sequence[Run], *, in_label: bool, after_note: bool) -> Iterator[str]:
    for run in runs:
        match run.kind:
            case "break":
                yield "\\\n"
            case "note":
                yield f"[^{run.text}]"
            case "picture":
                yield f"![{escaped(run.text, in_label=True)}]({_destination(run.href)})"
            case _:
                text = escaped(run.text, in_label=in_label)
                yield f"\\{text}" if after_note and text.startswith("(") else text
        after_note = run.kind == "note"


_SPECIAL = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|\s|$)"  # white space may go
    r"|(?<![A-Za-z0-9])\*|\*(?![A-Za-z0-9])"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|`|~(?=~|$)|(?:(?<=~)|^)~"
    r"|\[(?=\^)|\](?=\()|!$"
    r"|<(?=[A-Za-z/!?]|$)"
    r"|&(?=#[0-9]|#[xX][0-9A-Fa-f]|[A-Za-z][A-Za-z0-9]*;)"
)
_BRACKETS = re.compile(r"(?<!\\)[\[\]]")


def escaped(text: str, *, in_label: bool = False) -> str:
    """Return words as inline Markdown that reads as these words, wherever it is put.

    Args:
        text: The words.
        in_label: Whether they are put between the brackets of a link or a picture.
    """
    if not is_marked(text, "markdown") and text[-1:] != "!" and "]" not in text:
        return text
    pieces: list[str] = []
    at = 0
    for start, end in [*addresses.all_in(text), (len(text), len(text))]:  # in an address only &amp; is read
        # What is special depends on the characters around it, so the whole text is searched.
        for found in _SPECIAL.finditer(text, at, start):
            pieces += (text[at : found.start()], "\\", found[0])
            at = found.end()
        pieces += (text[at:start], text[start:end].replace("&amp;", "&amp;amp;"))
        at = end
    written = "".join(pieces)
    return _BRACKETS.sub(r"\\\g<0>", written) if in_label else written


def _destination(href: str) -> str:
    return quote(href, safe="!#$%&'*+,-./:;=?@_~[]") if re.search(r"[\s()<>\\\"]|[^\x21-\x7e]", href) else href


# --- reading again ---


def _expected(runs: Iterable[Run]) -> Iterator[tuple[str, frozenset[str], bool]]:
    """Yield what is to be read: each character with its look, and whether it is part of a link."""
    for run in runs:
        match run.kind:
            case "break":
                yield "\n", frozenset(), False
            case "note":
                yield from ((char, frozenset(run.styles), False) for char in f"[^{run.text}]")
            case "picture":
                yield "\ufffc", frozenset(run.styles), False
            case _:
                href = bool(run.href) and run.href != run.text
                yield from ((char, frozenset(run.styles), href) for char in run.text)


def _read(nodes: Iterable[Node], styles: frozenset[str], href: str) -> Iterator[tuple[str, frozenset[str], bool]]:
    for node in nodes:
        match node.kind:
            case "em" | "strong" | "s":
                yield from _read(node.children, styles | {node.kind}, href)
            case "element":
                yield from _read(node.children, styles | {elements.KEPT.get(node.name, node.name)}, href)
            case "a":
                yield from _read(node.children, styles, node.href)
            case "image":
                yield "\ufffc", styles, bool(href)
            case "break":
                yield "\n", frozenset(), False
            case "space":
                yield "\n", styles, bool(href)
            case "code" | "tag" | "comment" | "autolink":
                yield node.kind, styles, bool(href)  # nobody wrote one
            case _:
                yield from ((char, styles, bool(href)) for char in node.shown)
