"""Publishing: the site as the ledgers require it, recorded in the ledgers; copies of it elsewhere; drafts.

Pages are made from the approved editions in the ledgers, never from catalogs.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from workflow import TOOL, __version__, newest
from workflow.errors import GateError, UsageError, WorkflowError
from workflow.files import real, remove
from workflow.interface import say
from workflow.newsroom.folder import SETTINGS, Newsroom, OnProblem, once
from workflow.newsroom.framing import frame, unreadable_colours
from workflow.newsroom.listing import Listing
from workflow.newsroom.press import Outcome, Run
from workflow.newsroom.site import Site, common_files, draft_files, draft_index, make_siblings, own_entrance
from workflow.newsroom.site_files import Paths, bytes_of, list_files, people_made, place, put, strays, taken
from workflow.newsroom.sources import Sources
from workflow.newsroom.status import Rows
from workflow.writers import feeds, html, lists
from workflow.writers.lists import INDEX


@dataclass(frozen=True, slots=True)
class Published:
    """What ``publish`` did.

    Attributes:
        folder: Where it wrote.
        outcomes: One for each release and language that has a page or should have one.
        shared: The other files that were written, such as the lists of releases.
        strays: The files that were removed because no ledger accounts for them.
        former: Languages that are no longer in the settings and still have pages, each with the ids of the releases
            that can be withdrawn.
        blocked: Whether nothing but notices was written, because people's files are in the way.
        remarks: What the office should know about its settings and its versions of this program, a sentence each.
        strangers: The (release, language) pairs whose pages were among them.
        objections: Ledger entries that do not count.
    """

    folder: Path
    outcomes: tuple[Outcome, ...]
    shared: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()
    strangers: tuple[tuple[str, str], ...] = ()
    objections: tuple[str, ...] = ()
    former: tuple[tuple[str, tuple[str, ...]], ...] = ()
    blocked: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def changed(self) -> int:
        """How many files were written or removed."""
        pages = sum(len(each.written) + len(each.removed) for each in self.outcomes)
        return pages + len(self.shared) + len(self.strays)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What ``publish_drafts`` did.

    Attributes:
        folder: Where it wrote.
        written: The files that were written, relative to the folder.
        without: The (release, language) pairs without a catalog, and so without a draft.
        objections: Ledger entries that do not count.
    """

    folder: Path
    written: tuple[str, ...]
    without: tuple[tuple[str, str], ...]
    objections: tuple[str, ...] = ()


def publish(
    room: Newsroom,
    names: Iterable[str] = (),
    languages: Iterable[str] = (),
    *,
    when: str,
    out: Path | None = None,
    on_problem: OnProblem,
) -> Published:
    """Publish what is approved.

    Args:
        room: The newsroom.
        names: The releases whose current text is to be published, ids or paths; if empty, all. The pages of the others
            are only rebuilt.
        languages: If empty, all. Of one that was taken out of the settings, only withdrawals are shown.
        when: The time for the ledger, UTC to the second.
        out: Where to put a copy of the site that is not recorded in the ledgers; None for the site.
        on_problem: Called for each source, catalog or ledger that cannot be read; its pages stay as they are. Also
            called for files that people made: they are neither overwritten nor removed.

    Raises:
        UsageError: There is no such release or language, or ``out`` is among the newsroom's own files.
        WorkflowError: A named release cannot be read.
    """
    names, wanted = tuple(names), room.languages(languages, former=True)
    own = _apart(room, "public")
    folder = _elsewhere(room, out) if out is not None else own
    counted = _Counted(on_problem)
    shared = common_files(room, folder, {})  # a theme that cannot be used stops everything
    with room.publishing(folder), ExitStack() as stack:
        sources, chosen = _chosen(room, names, counted)
        rows = stack.enter_context(Rows(room, sources, when[:10], once(on_problem)))
        runs, listings, listed = [], dict[str, Listing](), dict[str, Collection[str]]()
        expected, recorded = Paths(), Paths()
        blocking = taken(folder, dict.fromkeys([*shared, *_lists(room, folder, wanted)]))
        if blocking:
            counted(
                people_made(folder, sorted({*blocking, *(_unknown(room, folder, wanted) if folder == own else ())}))
            )
        # A page names its editions in other languages, so that those that nobody asked for may change as well.
        also = [language for language in room.settings.target_languages if language not in wanted]
        sites = []
        for language in (*wanted, *also):
            publishing: set[str] | None = chosen if names else None
            if language in also and folder == own:
                publishing = set()
            listing = None
            if publishing is not None and folder == own and not blocking:
                listing = listings[language] = Listing.look(room, folder, language)
            site = Site.look(
                room,
                sources,
                folder,
                language,
                publishing,
                dict.fromkeys([*sources, *chosen, *room.ledger_ids(language)]) if names else None,
                replaced=listing.replaced if listing else None,
                when=when if folder == own else "",
                known=partial(listing.shows, changing=publishing or ()) if listing else None,
            )
            sites.append(site)
        make_siblings(sites)
        for site in sites if folder == own else sites[: len(wanted)]:
            former = site.language not in room.settings.target_languages
            listing = listings.get(site.language)
            blocked = bool(blocking)
            run = Run(
                site,
                rows,
                when,
                folder == own,
                counted,
                listed,
                expected,
                recorded,
                listing,
                blocked=blocked,
                former=former,
            )
            runs.append(run)
            try:
                run.publish()
            except WorkflowError as error:  # a full disk: what was done in another language is still reported
                counted(error)
        for run in runs:
            run.print()
        outcomes = tuple(outcome for run in runs for outcome in run.outcomes())
        fine = not counted.number and not any(each.errors or (names and each.waiting) for each in outcomes)
        removed: list[str] = []
        if folder == own and fine and set(wanted) == set(room.languages([])):
            try:
                ours, strange = _strays(folder, runs)
            except WorkflowError as error:
                counted(error)
            else:
                for path in ours:
                    remove(place(folder, path))
                    removed.append(path)
                if strange:
                    counted(people_made(folder, strange))
    return Published(
        folder,
        outcomes,
        tuple(path for run in runs for path in run.shared),
        tuple(removed),
        tuple(_strangers(removed)),
        tuple(objection for run in runs for objection in run.objections),
        tuple(_former(room, folder)) if folder == own else (),
        bool(blocking),
        (
            *_newer({version for run in runs for version in run.newer}),
            *(_setting_remarks(room, folder) if any(each.recorded for each in outcomes) else ()),
        ),
    )


def _lists(room: Newsroom, folder: Path, languages: Iterable[str]) -> Iterator[str]:
    """Yield the lists in a folder that this program would write over."""
    for language in languages:
        yield f"{language}/{INDEX}"
        for path in list_files(folder, language):
            name = path.partition("/")[2]
            if lists.is_list(name) or (feeds.is_feed_or_map(name) and frame(room).address):
                yield path


def _newer(versions: set[str]) -> Iterator[str]:
    """Yield a sentence if the site was published by a newer version and now looks older again."""
    if versions:
        yield say(
            "a newer version of workflow, {newer}, had published these pages; they are now as this version, {version}, "
            "makes them; upgrade workflow here and publish again",
            newer=newest(versions),
            version=__version__,
        )


def _setting_remarks(room: Newsroom, folder: Path) -> Iterator[str]:
    if own := own_entrance(room, folder):
        yield own
    if not room.settings.address:
        yield say(
            "{file}: publish.address is not set, so the site has no feed and no site map, and its pages no canonical "
            "links",
            file=room.root / SETTINGS,
        )
    yield from unreadable_colours(room)


def publish_drafts(
    room: Newsroom, names: Iterable[str] = (), languages: Iterable[str] = (), *, on_problem: OnProblem
) -> Drafted:
    """Write the current text of releases, approved or not, to ``drafts/``, with a watermark on every page.

    The list of each language (``index.html``) names all drafts in the folder, also those of earlier runs.

    Args:
        room: The newsroom.
        names: The releases, ids or paths; if empty, all.
        languages: If empty, all.
        on_problem: As in ``publish``.

    Raises:
        UsageError: There is no such release or language.
        WorkflowError: A named release cannot be read.
    """
    names, folder = tuple(names), _apart(room, "drafts")
    written: list[str] = []
    without: list[tuple[str, str]] = []
    objections: list[str] = []
    with room.publishing(folder):
        sources, chosen = _chosen(room, names, on_problem)
        for language in room.languages(languages):
            site = Site.look(room, sources, folder, language, chosen, [*sources, *chosen])
            for present in site.presents():
                objections += [objection.message for objection in present.standing.objections]
                if present.ledger.release not in chosen:
                    continue
                if present.release is None:
                    on_problem(GateError(say("{label}: its source is gone; restore it first", label=present.label)))
                else:
                    files = draft_files(room, present, TOOL)
                    written += put(folder, files)
                    without += [(present.ledger.release, language)] if not files else []
            for _, error in site.problems:
                on_problem(error)
            written += put(folder, draft_index(room, folder, language))
    return Drafted(folder, tuple(written), tuple(without), tuple(objections))


class _Counted:
    """Passes problems on and counts them."""

    def __init__(self, on_problem: OnProblem) -> None:
        self.on_problem = on_problem
        self.number = 0

    def __call__(self, problem: WorkflowError) -> None:
        self.number += 1
        self.on_problem(problem)


def _apart(room: Newsroom, name: str) -> Path:
    """Return the folder of the site or of the drafts.

    Raises:
        UsageError: It is a link into another folder of the newsroom: a draft could be taken for a page of the site.
    """
    folder = room.root / name
    leads = real(folder)
    others = [real(room.root / other) for other in ("sources", "locales", "drafts", "public", ".git") if other != name]
    if leads == real(room.root) or any(leads.is_relative_to(each) or each.is_relative_to(leads) for each in others):
        raise UsageError(
            say(
                "{folder}: is a link to {real}, which the newsroom needs for something else; delete the link",
                folder=folder,
                real=leads,
            )
        )
    return folder


def _elsewhere(room: Newsroom, out: Path) -> Path:
    """Check where to write a copy.

    Raises:
        UsageError: Pages would be mistaken for something else in that folder.
    """
    inside, site = real(out), real(room.root / "public")
    if str(out).strip() and inside == site:
        return room.root / "public"
    own = [real(room.root / name) for name in ("sources", "locales", "drafts", "public", ".git")]
    if not str(out).strip() or inside == real(room.root) or any(inside.is_relative_to(path) for path in own):
        raise UsageError(
            say("{out}: pages must not be written among the newsroom's own files; name another folder", out=out)
        )
    return out


def _chosen(room: Newsroom, names: tuple[str, ...], on_problem: OnProblem) -> tuple[Sources, set[str]]:
    """Return the sources that may be needed, and the ids to publish; a release whose source is gone has its page."""
    if not names:
        sources = room.sources(on_problem=on_problem)
        return sources, set(sources)
    found = [room.find_one(name) for name in names]
    gone = [each for each in found if isinstance(each, str)]
    if gone and room.sources().problems:
        room.find(gone, on_problem=on_problem)  # raises: the source may be one that cannot be read
    there = {each.id: each.path for each in found if not isinstance(each, str)}
    return Sources(room.shelf, there), {*gone, *there}


def _strays(folder: Path, runs: "Iterable[Run]") -> tuple[list[str], list[str]]:
    """Return the paths of what may be removed from the site, and of what people made.

    Raises:
        WorkflowError: A ledger, or a link in the site's folder, prevents that from being known.
    """
    runs = tuple(runs)

    def found() -> tuple[list[str], list[str]]:
        each = [strays(folder, run.site.language, run.expected, run.recorded) for run in runs]
        return list(dict.fromkeys(chain(*(ours for ours, _ in each)))), sorted({*chain(*(other for _, other in each))})

    ours, others = found()
    if ours or others:  # rarely; so ledgers that were not needed until now are read only then
        for run in runs:
            run.read_listed()
        ours, others = found()
    return ours, others


def _unknown(room: Newsroom, folder: Path, languages: Iterable[str]) -> Iterator[str]:
    """Files among the pages that people made, of no release that was ever signed."""
    for language in languages:
        known = tuple(f"{language}/{name}." for name in room.ledger_ids(language))
        yield from (path for path in strays(folder, language, (), ())[1] if not path.startswith(known))


def _former(room: Newsroom, folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the languages that are no longer in the settings and have pages, with what can be withdrawn."""
    for index in sorted(folder.glob(f"*/{INDEX}")):
        language = index.parent.name
        if language in room.settings.target_languages or not html.wrote(INDEX, bytes_of(index) or b""):
            continue
        shown, notices = [], False
        for name in room.ledger_ids(language):
            with suppress(WorkflowError):
                standing = room.standing(room.ledger(name, language))
                shown += [name] if standing.published else []
                notices = notices or standing.withdrawn is not None
        if shown or not notices:
            yield language, tuple(shown)


def _strangers(strays: Iterable[str]) -> Iterator[tuple[str, str]]:
    for path in strays:
        if path.endswith(".certificate.html"):
            language, _, name = path.partition("/")
            yield name.removesuffix(".certificate.html"), language
