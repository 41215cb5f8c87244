"""From an approval to the page that a writer is given."""

from collections.abc import Mapping
from typing import Any

from workflow.contracts import Certificate, Page
from workflow.model import Edition, ReleaseState, canonical_json, sha256
from workflow.settings import Settings
from workflow.steps.review import Present, certificate
from workflow.steps.standing import Approval


def shown(present: Present, *, publishing: bool) -> Approval | None:
    """The approval whose edition the site shows.

    publishing: whether a text that is approved but not yet published goes on the site now. A release that is outdated or superseded keeps
    its last published page; one that was withdrawn has none.
    """
    if publishing and present.state in (ReleaseState.APPROVED, ReleaseState.PUBLISHED):
        return present.standing.approval
    return present.standing.published


def approved_page(approval: Approval, settings: Settings, images: Mapping[str, str]) -> Page:
    """The page of an approved edition. images: from a path in the edition to the picture's address relative to the page."""
    made = certificate(approval, people=settings.people)
    return _page(approval.edition, made, settings, images, note(made, settings), draft=False)


def draft_page(present: Present, settings: Settings, images: Mapping[str, str], tool: str) -> Page | None:
    """The page of the present text, approved by nobody; None without a source or a catalog."""
    release, catalog, edition = present.release, present.catalog, present.edition
    if release is None or catalog is None or edition is None:
        return None
    made = Certificate(
        source_path=release.path,
        source_digest=release.file_digest,
        source_text_digest=release.source_digest,
        units=len(catalog.units),
        tool=tool,
    )
    return _page(
        edition, made, settings, images, f"Translated from {settings.attribution}. Draft, not approved.", draft=True
    )


def note(made: Certificate, settings: Settings) -> str:
    """The closing note, made from what is known of the translation's origin."""
    how = []
    drafted = sum(count for _, count in made.engines)
    if drafted:
        how.append("machine-assisted" if drafted < made.units or made.changed else "drafted by machine")
    how.append("approved by a second person")
    text = f"{' and '.join(how)}."
    return f"Translated from {settings.attribution}. {text[0].upper()}{text[1:]}"


def publication(approval: Approval, pages: Mapping[str, str], settings: Settings) -> dict[str, Any]:
    """What the ledger keeps of a publication: the approval, its pages (from path to SHA-256), and what else they depend on."""
    return {"approval": approval.entry.hash, "pages": dict(pages), "settings": frame_digest(settings)}


def frame_digest(settings: Settings) -> str:
    """SHA-256 of the settings that pages depend on."""
    frame = {
        name: getattr(settings, name) for name in ("name", "office", "formats", "layouts", "people", "attribution")
    }
    return sha256(canonical_json({**frame, "locales": dict(settings.locales)}))


def is_published(present: Present, details: Mapping[str, Any]) -> bool:
    """Whether the last publication in the ledger says exactly this."""
    entry = present.standing.publication
    return entry is not None and all(entry.details.get(key) == value for key, value in details.items())


def _page(
    edition: Edition, made: Certificate, settings: Settings, images: Mapping[str, str], closing: str, *, draft: bool
) -> Page:
    return Page(
        edition=edition,
        certificate=made,
        office=settings.office,
        project=settings.name,
        locale=settings.locale(edition.language),
        note=closing,
        layouts=settings.layouts,
        images=images,
        draft=draft,
        formats=settings.formats,
    )
