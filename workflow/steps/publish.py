"""From an approval to the page that a writer is given."""

from collections.abc import Mapping

from workflow.contracts import Certificate, Page
from workflow.model import Edition, PublicState, ReleaseState
from workflow.settings import Settings
from workflow.steps.review import Present, certificate
from workflow.steps.standing import Approval


def shown(present: Present, *, publishing: bool) -> Approval | None:
    """The approval whose edition the site shows.

    publishing: whether a text that is approved but not yet published goes on the site now. A release that is outdated keeps its last
    published page; one that was withdrawn or superseded has none here.
    """
    now = present.standing
    if now.ended:
        return None
    if publishing and present.state in (ReleaseState.APPROVED, ReleaseState.PUBLISHED):
        return now.approval
    return now.published


def approved_page(approval: Approval, present: Present, settings: Settings, images: Mapping[str, str]) -> Page:
    """The page of an approved edition. images: from a path in the edition to the picture's address relative to the page."""
    made = certificate(approval, present.ledger, people=settings.people)
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


def is_current(present: Present, approval: Approval, pages: Mapping[str, str]) -> bool:
    """Whether the ledger already says that these pages (from path to digest) of this approval were published."""
    entry = present.standing.publication
    return (
        entry is not None
        and present.public in (PublicState.CURRENT, PublicState.OUTDATED)
        and entry.details.get("approval") == approval.entry.hash
        and entry.details.get("pages") == dict(pages)
    )


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
