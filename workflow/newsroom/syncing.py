"""Syncing: catalogs follow their sources, and get what was approved before; no engine is loaded."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from workflow.catalogs.returns import told
from workflow.catalogs.sync import Changes
from workflow.errors import WorkflowError
from workflow.files import content
from workflow.languages import primary
from workflow.model import FROM_APPROVED, Catalog, Edition, Release
from workflow.newsroom import texts
from workflow.newsroom.filling import given_to, missing_in, recall, remember, wants_draft, without_drafts
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.memories import Memories
from workflow.newsroom.routes import BRIDGE, Bridge, Ways, following
from workflow.newsroom.sources import Sources
from workflow.newsroom.understood import left_out
from workflow.signoff.present import told_translators


@dataclass(frozen=True, slots=True)
class Synced:
    """A catalog was synced with its source and filled from the memory.

    Attributes:
        path: The catalog's path.
        release: The release's id.
        language: The target language.
        new: Whether there was none before.
        changed: Whether it differs from before.
        changes: What the source's changes did to it.
        units: How many units it has.
        missing: How many of them have no target.
        waiting: How many of those the engine will now be asked for.
        recalled: How many were filled with what was approved of this release or of a similar sentence.
        left_out: What the source holds besides its text, in sentences; () if the catalog has not changed, or if an
            event before this one said it.
    """

    path: Path
    release: str
    language: str
    new: bool
    changed: bool
    changes: Changes
    units: int
    missing: int
    waiting: int = 0
    recalled: int = 0
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Syncing:
    """Syncs catalogs; ``redraft`` and ``dry_run`` as in ``translate``.

    ``said``: the releases of which somebody was told what is left out.
    """

    room: Newsroom
    memories: Memories
    ways: Ways
    redraft: bool
    dry_run: bool
    said: set[str] = field(default_factory=set)

    def sync(self, sources: Sources, name: str, language: str) -> tuple[Synced, Catalog | None]:
        """Sync one catalog; None if the cache knows that it is in sync and complete."""
        basis = self._basis(sources, name, language)
        if not self.redraft and (units := texts.units(self.room, name, language, basis)) is not None:
            path, changes = self.room.catalog_path(name, language), Changes(kept=units)
            return Synced(path, name, language, new=False, changed=False, changes=changes, units=units, missing=0), None
        release = sources.read(name)
        empty = 0

        def then(catalog: Catalog) -> Catalog:
            nonlocal empty
            catalog = self._told(self._without_drafts(catalog) if self.redraft else catalog)
            if self.ways.engine and self.ways.drafting:
                catalog = given_to(self.ways.engine, catalog)
            catalog = self._followed(catalog)
            empty = missing_in(catalog)
            return self._recalled(catalog, release, language) if self.ways.drafting and empty else catalog

        if self.dry_run:
            new, old, changes = self.room.synced(release, language)
            new = then(new)
        else:
            new, old, changes = self.room.sync(release, language, then, doing="translate")
        missing = missing_in(new)
        wanting = [unit for unit in new.units if wants_draft(unit)] if self.ways.drafting else []
        way = self.ways.find(language) if wanting else None
        event = Synced(
            self.room.catalog_path(name, language),
            name,
            language,
            new=old is None,
            changed=new != old,
            changes=changes,
            units=len(new.units),
            missing=missing,
            waiting=sum(way.can_draft(unit, name) for unit in wanting) if way else 0,
            recalled=empty - missing,
            left_out=left_out(release) if new != old and name not in self.said else (),
        )
        self.said.add(name)
        if not event.changed and not event.missing and self._basis(sources, name, language) == basis:
            texts.note_units(self.room, name, language, basis, event.units)
        return event, new

    def _basis(self, sources: Sources, name: str, language: str) -> str:
        """Return what decides whether a catalog is in sync: also the approved translation that it may follow."""
        basis = texts.basis(self.room, sources.paths[name], name, language)
        if primary(language) in {BRIDGE, primary(self.room.settings.source_language)}:
            return basis
        return f"{basis} {self.room.shelf.digest(f'locales/{BRIDGE}/{name}.jsonl')}"

    def _without_drafts(self, catalog: Catalog) -> Catalog:
        """Remove the drafts that nobody has edited and that can be made again."""
        way = self.ways.find(catalog.language)
        if way is None:
            return catalog
        return without_drafts(catalog, lambda unit: way.can_draft(unit, catalog.release))

    def _followed(self, catalog: Catalog) -> Catalog:
        """Let drafts that were made from an approved translation follow it."""
        if not any(FROM_APPROVED.search(unit.origin or "") for unit in catalog.units):
            return catalog
        way = self.ways.find(catalog.language)
        bridge = way.bridge if way and way.bridge else Bridge(self.room, catalog.language)
        text = bridge.approved(catalog.release)
        redrafts = way is not None and way.bridge is not None
        return following(self.room, catalog, text, redrafts=redrafts).followed(catalog) if text else catalog

    def _told(self, catalog: Catalog) -> Catalog:
        """Say in a catalog why its text was returned, if it was, in case ``return`` was killed or a tool dropped it."""
        with suppress(WorkflowError):  # reported by the commands that need the ledger
            why = ""
            # Most ledgers need not be read: canonical JSON spells each action in one way.
            if b'"action":"return"' in (content(self.room.ledger_path(catalog.release, catalog.language)) or b""):
                ledger = self.room.ledger(catalog.release, catalog.language)
                why = told_translators(self.room.standing(ledger))
            return told(catalog, why)
        return catalog

    def _recalled(self, catalog: Catalog, release: Release, language: str) -> Catalog:
        """Fill a catalog with what was approved of this very release, then with similar translations of the memory."""
        catalog = recall(catalog, _approved(self.room, release, language), release)
        wants_memory = self.room.settings.memory <= 100
        if wants_memory and missing_in(catalog) and (memory := self.memories.of(language)):
            from workflow.newsroom.recalling import recollected

            # A conversion is right where another sentence's translation has gaps to fill.
            way = self.ways.find(language)
            threshold = 100 if way and way.route.converts else self.room.settings.memory
            drafts = recollected(catalog, memory, date=release.date, threshold=threshold)
            catalog = remember(catalog, drafts)
        return catalog


def _approved(room: Newsroom, release: Release, language: str) -> list[Edition]:
    """Return what was approved of a release, oldest first; nothing if withdrawn, superseded or unreadable."""
    with suppress(WorkflowError):  # reported by the commands that need the ledger
        now = room.standing(room.ledger(release.id, language))
        return [] if now.ended else [approval.edition for approval in now.approvals.values()]
    return []
