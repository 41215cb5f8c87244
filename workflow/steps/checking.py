"""All checks over all units of a release in a language."""

from urllib.parse import unquote

from workflow.contracts import CHECKS, Check, resolve
from workflow.model import DELIBERATELY_EMPTY, Finding, Release, Segment, Unit, UnitState
from workflow.steps.review import Present


def findings(present: Present) -> tuple[Finding, ...]:
    """What could mislead a reader of the present text, in the order of the units; nothing without a source or a catalog."""
    release, catalog = present.release, present.catalog
    if release is None or catalog is None:
        return ()
    checks: list[Check] = [resolve(path) for path in CHECKS.values()]
    units = {unit.key: unit for unit in catalog.units}
    missing: dict[tuple[str, str], list[Finding]] = {}
    for path in (path for path, digest in present.images.items() if not digest):
        key = _where(path, release)
        message = f"the picture {path} is not beside {release.path}, or is not a PNG, JPEG, GIF, WebP or AVIF file"
        finding = Finding("images", "error", message, units.get(key, Unit(source=key[1], context=key[0])))
        missing.setdefault(key, []).append(finding)
    found = [finding for key, those in missing.items() if key not in units for finding in those]
    for unit in catalog.units:
        found += missing.get(unit.key, ())
        if unit.state is not UnitState.MISSING and unit.target != DELIBERATELY_EMPTY:
            for check in checks:
                found += check(unit, release, catalog.language)
    return tuple(found)


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
