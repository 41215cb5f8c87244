"""Turns approvals into the pages that writers render."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import pairwise

from workflow import languages
from workflow.contracts.pages import Certificate, Correction, Frame, Link, Notice, Page
from workflow.contracts.registries import WRITERS
from workflow.model import DELIBERATELY_EMPTY, Block, Edition, ReleaseState, Segment, canonical_json, sha256
from workflow.settings import Settings
from workflow.signoff.certificate import certificate, display_name
from workflow.signoff.editions import changed_lines, changed_units, cut_of
from workflow.signoff.entries import Around, Publish, PublishNotice, Withdraw
from workflow.signoff.ledger import Entry
from workflow.signoff.present import Present, came_from_same, short_digest
from workflow.signoff.replay import Approval, Standing


def shown(present: Present, *, publishing: bool) -> Approval | None:
    """Return the approval whose edition the site shows.

    An outdated or superseded release keeps its last published page; a withdrawn one has none. A source that is only cut
    differently is still the one whose translation was approved.

    Args:
        present: The release.
        publishing: Whether a text that is approved but not yet published goes on the site now.
    """
    if publishing and present.state in (ReleaseState.APPROVED, ReleaseState.PUBLISHED, ReleaseState.RECUT):
        return present.standing.approval
    if publishing and present.state is ReleaseState.SUPERSEDED and present.covered:
        return present.standing.approval
    return present.standing.published


def published_before(standing: Standing, approval: Approval) -> tuple[str, ...]:
    """Return the hashes of the approvals whose text the site showed before it first showed this one."""
    hashes = [each.entry.hash for each in standing.editions]
    if approval.entry.hash in hashes:
        return tuple(hashes[: hashes.index(approval.entry.hash)])
    again = bool(standing.editions) and standing.editions[-1].edition == approval.edition
    return tuple(hashes[:-1] if again else hashes)


def corrections(approvals: Sequence[Approval]) -> tuple[Correction, ...]:
    """Return what each approval changed compared with the one before it.

    The same words of the same source, cut into other sentences by a newer program, correct nothing.
    """
    return tuple(
        _correction(old.edition, new.edition, new.entry.when)
        for old, new in pairwise(approvals)
        if not _only_recut(old, new)
    )


_MARKS = re.compile(r"[\W_]+")


def _only_recut(old: Approval, new: Approval) -> bool:
    """Return whether a reader finds the same words; a date or an address may have been found where there was none."""
    was, now = old.edition, new.edition
    if not came_from_same(old.source, new.source) or cut_of(was) == cut_of(now):
        return False
    same = (was.images, was.date or now.date, was.url or now.url) == (now.images, now.date, now.url)
    return same and _words(was) == _words(now)


def _words(edition: Edition) -> str:
    """Return the words of a page in reading order, apart from where sentences begin and end."""
    targets = edition.targets
    found = (
        targets[part.key]
        for top in edition.blocks
        for block in top.walk()
        for part in block.content
        if isinstance(part, Segment) and targets[part.key] != DELIBERATELY_EMPTY
    )
    return _MARKS.sub("", "".join(found)).casefold()


def _correction(old: Edition, new: Edition, when: str) -> Correction:
    pairs = changed_units(old, new)
    changed = tuple(
        (was[2] if was else "", now[2] if now else "") for was, now in pairs if (was and was[2]) != (now and now[2])
    )
    source = any(was and now and was[2] == now[2] and was[1] != now[1] for was, now in pairs)
    pictures = (old.images, old.date, old.url) != (new.images, new.date, new.url)
    before, after = _frames(old), _frames(new)
    moved = [each for each in before.items() if each[0] in after] != [
        each for each in after.items() if each[0] in before
    ]
    moved = moved or any(was and now and was[1:] == now[1:] for was, now in pairs)  # a heading became a sentence
    copied = changed_lines(old, new)
    moved = moved or not (changed or copied or source or pictures)
    return Correction(when, changed, copied, source, moved, pictures)


def _frames(edition: Edition) -> dict[tuple[str, str], tuple[tuple[str, int, str], ...]]:
    """Return, by context and source, what each unit is in where it occurs first, in reading order."""
    found: dict[tuple[str, str], tuple[tuple[str, int, str], ...]] = {}

    def look(block: Block, above: tuple[tuple[str, int, str], ...]) -> None:
        frame = (*above, (block.kind, block.level, "" if block.kind in ("figure", "note") else block.info))
        for part in block.content:
            if isinstance(part, Segment):
                found.setdefault(part.key, frame)
        for child in block.children:
            look(child, frame)

    for block in edition.blocks:
        look(block, ())
    return found


def approved_page(
    approval: Approval,
    settings: Settings,
    images: Mapping[str, str],
    *,
    before: Sequence[Approval] = (),
    superseded_by: tuple[Link, ...] = (),
    supersedes: tuple[Link, ...] = (),
    frame: Frame = Frame(),  # noqa: B008 - a frozen value
    languages: tuple[str, ...] = (),
    issued: str = "",
    updated: str = "",
) -> Page:
    """Return the page of an approved edition.

    Args:
        approval: The approval that contains the edition.
        settings: The newsroom's settings.
        images: From a path in the edition to the picture's address relative to the page.
        before: The approvals published before this one, oldest first.
        superseded_by: The release that replaced this one.
        supersedes: The releases that this one replaced.
        frame: What all pages of the site have in common.
        languages: The other languages in which the site shows the release.
        issued: When the release was first published.
        updated: When this text was published.
    """
    made = certificate(approval, people=settings.people, rules=settings.rules)
    page = _page(approval.edition, made, settings, images, note(made, settings, approval.edition.language), draft=False)
    return replace(
        page,
        corrections=corrections([*before, approval]),
        superseded_by=superseded_by,
        supersedes=supersedes,
        frame=frame,
        languages=languages,
        issued=issued,
        updated=updated,
    )


def issued(standing: Standing, when: str = "") -> str:
    """Return when a release was first published in its language, by its ledger; ``when`` if it is published now."""
    return next((entry.when for entry in standing.publications if isinstance(entry.act, Publish)), when)


def updated(standing: Standing, approval: Approval, when: str = "") -> str:
    """Return when a text was first published, by its ledger; else ``when``, and if that is "", when it was approved."""
    hash_ = approval.entry.hash
    published = (
        entry.when for entry in standing.publications if isinstance(entry.act, Publish) and entry.act.approval == hash_
    )
    return next(published, when or approval.entry.when)


def noticed(standing: Standing, withdrawal: Entry[Withdraw], when: str = "") -> str:
    """Return when the notice of a withdrawal was first published, as ``updated`` does for a text."""
    published = (
        entry.when
        for entry in standing.publications
        if isinstance(entry.act, PublishNotice) and entry.act.withdrawal == withdrawal.hash
    )
    return next(published, when or withdrawal.when)


def notice(present: Present, settings: Settings, source_title: str, frame: Frame, when: str = "") -> Notice | None:
    """Return the notice that replaces a withdrawn release; None if it is not withdrawn or was never approved.

    Args:
        present: The release.
        settings: The newsroom's settings.
        source_title: Its Chinese title.
        frame: What all pages of the site have in common.
        when: When it is published, if it never was.
    """
    entry, approval = present.standing.withdrawn, present.standing.notice_of
    if entry is None or approval is None:
        return None
    return Notice(
        release=present.ledger.release,
        language=present.ledger.language,
        source_language=approval.edition.source_language,
        source_title=source_title,
        date=approval.edition.date,
        when=entry.when,
        reason=present.standing.reason,
        office=settings.office_in(present.ledger.language),
        project=settings.name_in(present.ledger.language),
        locale=settings.locale(present.ledger.language),
        layouts=settings.layouts,
        frame=frame,
        issued=issued(present.standing),
        updated=noticed(present.standing, entry, when),
    )


def draft_page(present: Present, settings: Settings, images: Mapping[str, str], tool: str, frame: Frame) -> Page | None:
    """Return the page of the current, unapproved text; None without a source or a catalog."""
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
    page = _page(edition, made, settings, images, _noted(edition.language, "note.draft", settings), draft=True)
    formats = tuple(name for name in settings.formats if WRITERS[name].prints is None)
    return replace(page, remarks=tuple(_remarks(present)), frame=frame, formats=formats)


def _remarks(present: Present) -> Iterator[str]:
    """Yield what the draft page says of the text: its digest, and who returned it, when and why."""
    language = present.ledger.language
    _, said = languages.page_words(language)
    yield said["draft_digest"].format(digest=short_digest(present.digest))
    if entry := present.standing.returned:
        yield said["draft_returned_units" if entry.act.units else "draft_returned"].format(
            who=display_name(entry) or said["role.reviewer.short"],
            date=entry.when[:10],
            reason=entry.act.reason,
            units=", ".join(entry.act.units or ()),
        )


def note(made: Certificate, settings: Settings, language: str) -> str:
    """Return the closing note in the page's language, according to how the translation was made."""
    drafted = sum(count for _, count in made.engines)
    how = "people" if not drafted else "assisted" if drafted < made.units or made.changed else "drafted"
    _, said = languages.page_words(language)
    return _noted(language, "note", settings, said[f"note.{how}.{'two' if made.four_eyes else 'one'}"])


def _noted(language: str, key: str, settings: Settings, how: str = "") -> str:
    _, said = languages.page_words(language)
    return said[key].format(original=settings.attributed(language) or said["note.original"], how=how)


def publication(
    approval: Approval, pages: Mapping[str, str], around: Around, settings: Settings, frame: Frame
) -> Publish:
    """Return the ledger's record of a publication; ``pages`` maps each path to its SHA-256."""
    return Publish(approval.entry.hash, dict(pages), around, frame_digest(settings, frame))


def notice_publication(
    withdrawal: Entry[Withdraw], pages: Mapping[str, str], settings: Settings, frame: Frame
) -> PublishNotice:
    """Return the ledger's record of the publication of a notice; ``pages`` maps each path to its SHA-256."""
    return PublishNotice(withdrawal.hash, dict(pages), frame_digest(settings, frame))


def frame_digest(settings: Settings, around: Frame) -> str:
    """Return the SHA-256 of the settings that pages and lists depend on, and of the theme and the logo.

    Babel's version is one of them: dates are written as its edition of CLDR has them.
    """
    import babel

    frame: dict[str, object] = {name: getattr(settings, name) for name in ("formats", "layouts", "people")}
    for name in ("name", "office", "attribution"):
        said = getattr(settings, name)
        frame[name] = said if isinstance(said, str) else dict(said)
    shared = {each.name: getattr(around, each.name) for each in fields(around)}
    frame["frame"] = {**shared, "theme": around.theme.digest}
    rules = settings.rules
    review = {"approvals": rules.approvals, "four_eyes": rules.four_eyes, "signed": rules.signatures != "off"}
    frame |= {"locales": dict(settings.locales), "review": review, "babel": babel.__version__}
    return sha256(canonical_json(frame))


def is_published(present: Present, act: Publish | PublishNotice) -> bool:
    """Return whether the ledger's last publication is the same as ``act``, apart from the lists of releases."""
    last = present.standing.publication
    return last is not None and replace(last.act, index=act.index, lists=act.lists, unknown=act.unknown) == act


def _page(
    edition: Edition, made: Certificate, settings: Settings, images: Mapping[str, str], closing: str, *, draft: bool
) -> Page:
    return Page(
        edition=edition,
        certificate=made,
        office=settings.office_in(edition.language),
        project=settings.name_in(edition.language),
        locale=settings.locale(edition.language),
        note=closing,
        layouts=settings.layouts,
        images=images,
        draft=draft,
        formats=settings.formats,
    )
