"""What is wrong with a source itself: pictures, titles, and characters that are not what they seem."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal
from unicodedata import category
from urllib.parse import unquote

from workflow.interface import listed, say
from workflow.languages.chinese.spelling import RADICALS
from workflow.markup.scanner import nodes
from workflow.model import Block, Release, Segment, Verbatim, has_title
from workflow.patterns import late

EXPLANATIONS = {
    "images": say(
        "Looks for pictures that a release names but that are missing, or that pages cannot "
        "show, and for what looks like a picture and is not read as one, because of a space or a full-width mark."
    ),
    "title": say(
        "Looks for releases without a title. Give the source one, or waive the finding and say "
        "why; pages then have none either. What was approved or submitted before this was an "
        "error stays as it is."
    ),
    "memory": say(
        "Finds confirmed translations of a different sentence: drafts that the memory made from "
        "one and that were confirmed unchanged, and what is word for word the approved "
        "translation of one, wherever it came from. Table cells and translations of fewer than "
        "six words are left out. Correct the translation; if it happens to be right anyway, "
        "waive the finding and say why."
    ),
}
"""What each of ``SOURCE_CHECKS`` looks for."""

_SHOWN = 5

_MAY_BE_UNLIKE = late("[\u2e80-\u2fd5\ue000-\uf8ff\U000f0000-\U0010ffff]")


def _unlike(text: str) -> Iterator[str]:
    """Yield radicals that stand for characters, and private-use characters, which other computers show as others."""
    if not text.isascii():
        yield from (char for char in _MAY_BE_UNLIKE.findall(text) if ord(char) in RADICALS or category(char) == "Co")


def _named(char: str) -> str:
    usual = RADICALS.get(ord(char))
    code = f"U+{ord(char):04X}"
    if usual:
        return say("{char} ({code}) for {usual}", char=char, code=code, usual=usual)
    return say("{code} (private use)", code=code)


def source_findings(
    release: Release, images: Mapping[str, str]
) -> Iterator[tuple[str, Literal["error", "warning"], tuple[str, str], str]]:
    """Yield what is wrong with the source itself: check, severity, the unit it belongs to, message."""
    for path in (path for path, digest in images.items() if not digest):
        message = say(
            "the picture {picture} is missing next to {path}, or is not a PNG, JPEG, GIF, WebP or AVIF file",
            picture=path,
            path=release.path,
        )
        yield "images", "error", _where(path, release), message
    blocks = [block for top in release.blocks for block in top.walk()]
    for block in blocks:
        if block.kind == "figure" and block.info not in images:
            message = say(
                "the picture {picture} is missing next to {path} and will not be shown; put a copy there",
                picture=block.info,
                path=release.path,
            )
            if _ON_THE_WEB.match(block.info):
                message = say(
                    "the picture {picture} is on the web and will not be shown; save it next to {path}, and name that "
                    "file instead",
                    picture=block.info,
                    path=release.path,
                )
            yield "images", "warning", _where(block.info, release), message
    for block in blocks if release.markup == "markdown" else ():
        for found, key in _unread_pictures(block, release):
            written, path = found[0], found["path"].strip()
            if " " in path:
                message = say(
                    "“{picture}” is not read as a picture, because of its spaces; write {right} or <{picture}>",
                    picture=path,
                    right=path.replace(" ", "%20"),
                )
            else:
                message = say(
                    "“{written}” is not read as a picture; write ![{caption}]({picture})",
                    written=written,
                    caption=found["caption"],
                    picture=path,
                )
            yield "images", "error", key, message
    hiding = {char: segment.key for segment in reversed(release.segments) for char in _unlike(segment.text)}
    if hiding:
        some = listed(_named(char) for char in sorted(hiding)[:_SHOWN])
        if len(hiding) > _SHOWN:
            some = say("{some} and {n} more", some=some, n=len(hiding) - _SHOWN)
        message = say("{path} has characters that are not what they seem: {some}", path=release.path, some=some)
        key = next(segment.key for segment in release.segments if segment.key in hiding.values())
        yield "characters", "warning", key, message
    if release.segments and not has_title(release.blocks):
        if release.markup == "plain":
            message = say("{path} has no title; put it on the first line, with a blank line below", path=release.path)
        else:
            message = say(
                "{path} has no title; put it above the text, after # or as title: in the front matter",
                path=release.path,
            )
        yield "title", "error", ("", ""), message


_ON_THE_WEB = late("(?i)(?:https?:)?//")
# 好！[图](图.png) is a link, but nothing can be said before a full-width mark at the start.
_PICTURE = late(r"(?:!|^！)[ ]?\[(?P<caption>[^\[\]\n]{0,200})\][ ]?[(（](?P<path>[^()（）<>\n\"]{1,200})[\")）]")
_AS_MARKDOWN = late(r"!\[[^\n]*\]\([^ ]")

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")


def _unread_pictures(block: Block, release: Release) -> Iterator[tuple[re.Match[str], tuple[str, str]]]:
    """Yield what looks like a picture and is none, with the unit that each is in.

    Its path has a space, or it has full-width marks or spaces between its parts.
    """
    text = "".join(part.text for part in block.content if not isinstance(part, Verbatim) or part.kind == "text")
    if "]" not in text or not _PICTURE.search(text):
        return
    references = {label: {"href": address, "title": title} for label, address, title in release.references}
    for node in nodes(text, {"references": references}):
        if node.kind in ("code", "image", "comment", "mark"):
            text = text[: node.start] + " " * (node.end - node.start) + text[node.end :]
    segments = [part for part in block.content if isinstance(part, Segment)]
    for found in _PICTURE.finditer(text):
        path = found["path"].strip()
        if path.lower().endswith(_PICTURES) and (" " in path or not _AS_MARKDOWN.match(found[0])):
            inside = [part.key for part in segments if found["path"] in part.text]
            yield found, next(iter((*inside, *(part.key for part in segments))), ("", ""))


def _where(path: str, release: Release) -> tuple[str, str]:
    """Return the unit that a picture belongs to: its caption, or the sentence it is in."""
    for block in (b for top in release.blocks for b in top.walk()):
        segments = [part for part in block.content if isinstance(part, Segment)]
        if block.kind == "figure" and block.info == path and segments:
            return segments[0].key
    for segment in release.segments:
        if "![" in segment.text and path in unquote(segment.text):
            return segment.key
    return ("", "")
