"""``workflow translate``."""

import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from workflow.catalogs.sync import Changes
from workflow.cli.shared import Problems, count, in_short, languages_option, newsroom, releases_argument
from workflow.contracts import ENGINES
from workflow.errors import WorkflowError
from workflow.model import Catalog, Draft, Edition, Release, Sentence, UnitState
from workflow.newsroom.drafting import Ask, asking, drafter, fill, recall, remember, undrafted, wanting
from workflow.newsroom.folder import Newsroom

if TYPE_CHECKING:
    from workflow.memory.index import Memory

SAVE_EVERY = 5.0
"""Seconds of drafting that a killed process can lose."""


@click.command("translate")
@releases_argument
@languages_option
@click.option(
    "--engine",
    type=click.Choice([*ENGINES, "none"]),
    help="What drafts; none makes catalogs without drafts. Default: workflow.toml.",
)
@click.option(
    "--redraft", is_flag=True, help="Make drafts that nobody has touched again, with the term base and memory of now."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing and load no model.")
@click.pass_context
def command(
    ctx: click.Context,
    releases: tuple[str, ...],
    languages: tuple[str, ...],
    engine: str | None,
    redraft: bool,
    dry_run: bool,
) -> None:
    """Bring catalogs in step with the sources and draft what is empty. RELEASE is an id or a path; without any, all.

    Nothing that a person wrote is lost: a sentence that changed keeps its old translation as stale (fuzzy, with the previous source),
    one that is gone becomes obsolete. Drafts go into empty units only and are always fuzzy. Ctrl-C keeps what is done; a second run
    continues.
    """
    room = newsroom(ctx)
    problems = Problems()
    _, chosen = room.find(releases, on_problem=problems.tell)
    name = engine or room.settings.engine
    memories = _Memories()
    ctx.call_on_close(memories.close)
    synced = {
        language: [
            catalog
            for release in chosen
            for catalog in _sync(
                room,
                release,
                language,
                problems,
                memories,
                drafting=name != "none",
                redraft=redraft and name != "none",
                dry_run=dry_run,
            )
        ]
        for language in room.languages(languages)
    }
    memories.close()
    for language, catalogs in synced.items():
        if name == "none":
            continue
        with problems.passing_over():
            ask = asking(room.terms(language), chosen)
            sentences = wanting(catalogs, ask)
            if not sentences:
                continue
            if dry_run:
                click.echo(
                    f"{count(len(sentences), 'sentence')} would be drafted by {name} ({room.settings.source_language} to {language})"
                )
                continue
            if _draft(room, catalogs, ask, name, language, problems):
                click.echo(
                    "workflow: interrupted; what was drafted is saved, run the command again to continue", err=True
                )
                ctx.exit(130)
    if not chosen and not problems.exit_status:
        click.echo(
            f"Nothing to translate: {in_short(room.root / 'sources')} has no releases (.md or .txt) yet.", err=True
        )
    problems.exit(ctx)


def _sync(
    room: Newsroom,
    release: Release,
    language: str,
    problems: Problems,
    memories: "_Memories",
    *,
    drafting: bool,
    redraft: bool,
    dry_run: bool,
) -> Iterator[Catalog]:
    """Bring one catalog in step, say what changed, and yield it."""

    def recalled(catalog: Catalog) -> Catalog:
        """What was approved of this very release, then what the memory has that is like it."""
        if redraft:
            catalog = undrafted(catalog)
        if drafting and _missing(catalog):
            catalog = recall(catalog, _approved(room, release, language))
        if drafting and _missing(catalog) and (memory := memories.of(room, language, problems)):
            from workflow.newsroom.recalling import recollected

            drafts = recollected(catalog, memory, date=release.date, threshold=room.settings.memory)
            catalog = remember(catalog, drafts)
        return catalog

    with problems.passing_over():
        if dry_run:
            new, old, changes = room.synced(release, language)
            new = recalled(new)
        else:
            new, old, changes = room.sync(release, language, recalled, doing="translate")
        path = in_short(room.catalog_path(release.id, language))
        if new != old:
            click.echo(f"{path}: {'new, ' if old is None else ''}{_in_words(changes, new)}")
        else:
            click.echo(f"{path}: in step, {_still(new)}")
        yield new


def _missing(catalog: Catalog) -> bool:
    return any(unit.state is UnitState.MISSING for unit in catalog.units)


class _Memories:
    """The memory of each language, opened when it is first asked."""

    def __init__(self) -> None:
        self._open: dict[str, Memory | None] = {}

    def of(self, room: Newsroom, language: str, problems: Problems) -> "Memory | None":
        """The memory of a language; None where the newsroom wants none, or where it cannot be read, which is told once."""
        if room.settings.memory > 100:
            return None
        if language not in self._open:
            from workflow.newsroom.memory import open_memory  # not cheap, and most runs have nothing to ask

            self._open[language] = None
            with problems.passing_over():
                self._open[language] = open_memory(room, language)
        return self._open[language]

    def close(self) -> None:
        """Let the indexes go."""
        for memory in self._open.values():
            if memory:
                memory.close()
        self._open.clear()


def _approved(room: Newsroom, release: Release, language: str) -> list[Edition]:
    """What was approved of a release, oldest first; nothing of one that was withdrawn or superseded, or whose ledger cannot be read."""
    with suppress(WorkflowError):  # told by the commands that need the ledger
        now = room.standing(room.ledger(release.id, language))
        return [] if now.ended else [approval.edition for approval in now.approvals.values()]
    return []


def _in_words(changes: Changes, catalog: Catalog) -> str:
    parts = [
        (changes.stale, "stale (the source changed)"),
        (changes.revived, "back from obsolete"),
        (changes.missing, "missing"),
        (changes.obsolete, "obsolete"),
        (changes.dropped, "untouched and dropped"),
    ]
    return ", ".join([count(len(catalog.units), "unit"), *(f"{number} {what}" for number, what in parts if number)])


def _still(catalog: Catalog) -> str:
    missing = sum(unit.state is UnitState.MISSING for unit in catalog.units)
    return count(len(catalog.units), "unit") + (f", {missing} missing" if missing else "")


def _draft(room: Newsroom, catalogs: list[Catalog], ask: Ask, name: str, language: str, problems: Problems) -> bool:
    """Draft what is wanting in one call of the engine; save each catalog when its last draft is there. → whether Ctrl-C ended it."""
    machine = drafter(name, room.settings.source_language, language)
    sentences = wanting(catalogs, ask)
    characters = sum(len(sentence.text) for sentence in sentences)
    click.echo(
        f"Drafting {count(len(sentences), 'sentence')} ({characters} characters) with {machine.engine.name}",
        err=True,
    )
    waiting: dict[str, int] = {}
    users: dict[Sentence, list[str]] = {}
    for catalog in catalogs:
        for sentence in wanting([catalog], ask):
            users.setdefault(sentence, []).append(catalog.release)
            waiting[catalog.release] = waiting.get(catalog.release, 0) + 1
    drafts: dict[Sentence, Draft] = {}
    unsaved: set[str] = set()

    def save(releases: Iterable[str]) -> None:
        for release in list(releases):
            unsaved.discard(release)
            _save(room, release, language, drafts, ask, problems)

    interrupted = False
    last = time.monotonic()
    with click.progressbar(length=len(sentences), file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        try:
            for index, draft in machine.drafts(sentences):
                drafts[sentences[index]] = draft
                for release in users[sentences[index]]:
                    waiting[release] -= 1
                    unsaved.add(release)
                save(release for release in users[sentences[index]] if not waiting[release])
                if time.monotonic() - last > SAVE_EVERY:
                    save(sorted(unsaved))
                    last = time.monotonic()
                bar.update(1)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            save(sorted(unsaved))
    failed = sum(not draft.text for draft in drafts.values())
    click.echo(
        f"{len(drafts) - failed} of {len(sentences)} sentences drafted; each is fuzzy until a translator confirms it."
    )
    if failed:
        click.echo(f"workflow: {failed} sentences have no draft; a comment in the catalog says why", err=True)
    return interrupted


def _save(
    room: Newsroom, release: str, language: str, drafts: Mapping[Sentence, Draft], ask: Ask, problems: Problems
) -> None:
    """Put drafts into the catalog as it is on disk now: a translator may have saved it meanwhile."""
    with problems.passing_over():
        room.change_catalog(release, language, lambda now: now and fill(now, drafts, ask), doing="translate")
