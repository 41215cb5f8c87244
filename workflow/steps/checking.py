"""All checks over all units of a release in a language."""

from collections.abc import Iterator, Mapping
from typing import Literal
from urllib.parse import unquote

from workflow.contracts import CHECKS, Check, resolve
from workflow.model import Finding, Release, Segment, Unit, UnitState
from workflow.steps.review import Present


def findings(present: Present) -> tuple[Finding, ...]:
    """What could mislead a reader of the present text, in the order of the units; nothing without a source or a catalog."""
    release, catalog = present.release, present.catalog
    if release is None or catalog is None:
        return ()
    runs: list[Check] = [resolve(path) for path in CHECKS.values()]
    units = {unit.key: unit for unit in catalog.units}
    of_source: dict[tuple[str, str], list[Finding]] = {}
    for check, severity, key, message in _of_source(release, present.images):
        unit = units.get(key, Unit(source=key[1], context=key[0]))
        of_source.setdefault(key, []).append(Finding(check, severity, message, unit))
    found = [finding for key, those in of_source.items() if key not in units for finding in those]
    for unit in catalog.units:
        found += of_source.get(unit.key, ())
        if unit.state is not UnitState.MISSING:
            for run in runs:
                found += run(unit, release, catalog.language)
    return tuple(found)


def _of_source(
    release: Release, images: Mapping[str, str]
) -> Iterator[tuple[str, Literal["error", "warning"], tuple[str, str], str]]:
    """What is wrong with the source itself: (check, severity, the unit it belongs to, message)."""
    for path in (path for path, digest in images.items() if not digest):
        message = f"the picture {path} is not beside {release.path}, or is not a PNG, JPEG, GIF, WebP or AVIF file"
        yield "images", "error", _where(path, release), message
    blocks = [block for top in release.blocks for block in top.walk()]
    for block in blocks:
        if block.kind == "figure" and block.info not in images:
            message = f"the picture {block.info} is not beside {release.path} and will not be shown; put a copy there"
            yield "images", "warning", _where(block.info, release), message
    if release.segments and not any(block.kind == "title" for block in blocks):
        yield "title", "warning", ("", ""), f"{release.path} has no title; its pages are called {release.id}"


def _where(path: str, release: Release) -> tuple[str, str]:
    """The unit that a picture belongs to: its caption, or the sentence it stands in."""
    for block in (b for top in release.blocks for b in top.walk()):
        segments = [part for part in block.content if isinstance(part, Segment)]
        if block.kind == "figure" and block.info == path and segments:
            return segments[0].key
    for segment in release.segments:
        if "![" in segment.text and path in unquote(segment.text):
            return segment.key
    return ("", "")
