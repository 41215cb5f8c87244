"""``workflow memory``."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.shared import (
    Problems,
    count,
    echo,
    in_short,
    languages_option,
    newsroom,
    one_language,
    printable,
    target_option,
)
from workflow.files import remove_temporaries, write_atomic
from workflow.interface import say
from workflow.memory.pairs import THRESHOLD
from workflow.newsroom.memory import Use, bring_in, exported, open_memory, uses

if TYPE_CHECKING:
    from workflow.memory.concordance import Side, Span
    from workflow.memory.index import Hit


@click.group("memory")
def command() -> None:
    """Search approved translations; import and export them as TMX.

    The memory contains the last approved edition of each release and the TMX files in locales/LANG/memory/. Its index
    is in your cache folder and is updated whenever one of them changes.
    """


@command.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@target_option
@click.option(
    "--own", is_flag=True, help="The office itself translated them, so that workflow model adapt may learn from them."
)
@click.pass_context
def import_(ctx: click.Context, files: tuple[Path, ...], language: str | None, own: bool) -> None:
    """Store the pairs of TMX files in locales/LANG/memory/, as text, one pair per line.

    Imported pairs do not count as approved; drafts that come from them name the file. A file replaces an earlier one
    of the same name. Importing the same file again changes nothing, except that it becomes the office's own with --own,
    and anybody's without it.
    """
    room = newsroom(ctx)
    language = one_language(room, language)
    problems = Problems()
    for file in files:
        with problems.reporting():
            done = bring_in(room, language, file, own=own)
            if not done.pairs:
                echo(
                    say(
                        "{file}: no pairs from {source_language} to {language}{why}; nothing was stored",
                        file=in_short(file),
                        source_language=room.settings.source_language,
                        language=language,
                        why=_why(done.passed),
                    )
                )
                problems.exit_status = max(problems.exit_status, 1)
                continue
            what = f"{count(done.pairs, 'pair')}{' of the office itself' if own else ''}"
            state = f"{what} stored" if done.changed else f"{what}, unchanged"
            echo(f"{in_short(done.path)}: {state}{_why(done.passed)}")
    problems.exit(ctx)


@command.command()
@click.argument("text")
@languages_option
@click.option(
    "--in",
    "side",
    type=click.Choice(["source", "target", "both"]),
    default="both",
    show_default=True,
    help="Where to look for TEXT. Similar sentences are only found by their source.",
)
@click.option("--around", is_flag=True, help="Also show the sentences before and after each one that contains TEXT.")
@click.option("--context", default="", metavar="ROLE", help="title, heading, caption or cell. Default: running text.")
@click.option(
    "--date", default="", metavar="DATE", help="The day for which names must be valid, YYYY-MM-DD. Default: any."
)
@click.option(
    "--limit", default=5, show_default=True, type=click.IntRange(1, 1000), help="Show at most this many of each kind."
)
@click.option(
    "--least",
    default=THRESHOLD,
    show_default=True,
    type=click.IntRange(30, 100),
    help="Lowest similarity to show, in percent.",
)
@click.pass_context
def search(
    ctx: click.Context,
    text: str,
    languages: tuple[str, ...],
    side: "Side",
    around: bool,
    context: str,
    date: str,
    limit: int,
    least: int,
) -> None:
    """Find sentences that are similar to TEXT or contain it, with their translations.

    A similar sentence is shown with how similar it is, what differs, and what would be drafted from it. Figures and
    names that differ are not carried over: the new one is inserted, or ⟨a gap⟩ is left to fill in.

    A sentence that contains TEXT, in Chinese or in the translation, is shown with its release, and with who approved it
    when. Either Chinese script finds both, and letter case does not matter.
    """
    room = newsroom(ctx)
    for language in room.languages(languages):
        with open_memory(room, language) as memory:
            hits: Sequence[Hit] = ()
            if side != "target":
                hits = memory.look_up(text.strip(), context, date=date, threshold=least, limit=limit)
            found = uses(room, memory, language, text, side=side, limit=limit)
            size = len(memory)
        for hit in hits:
            _show_hit(hit, language)
        shown = {(hit.pair.source, hit.pair.target) for hit in hits}
        for use in found.shown:
            if (use.occurrence.pair.source, use.occurrence.pair.target) not in shown:
                _show_use(use, language, around=around)
        if not hits and not found.total:
            similar = "" if side == "target" else f", or is at least {least} % similar to it"
            echo(
                say(
                    "{language}: none of the {count} in the memory contains this text{similar}.",
                    language=language,
                    count=count(size, "pair"),
                    similar=similar,
                ),
                err=True,
            )
        elif found.total > len(found.shown):
            more = f"{len(found.shown)} of {found.total} sentences that contain it are shown"
            echo(say("{language}: {more}; --limit shows more", language=language, more=more), err=True)


def _show_hit(hit: "Hit", language: str) -> None:
    origin = "" if hit.pair.approved else ", not approved here"
    script = ", in the other Chinese script" if hit.other_script else ""
    dated = f", {hit.pair.date}" if hit.pair.date else ""
    echo(
        say(
            "{min} % {language} from {release}{dated}{origin}{script}",
            min=min(hit.likeness, 100),
            language=language,
            release=printable(hit.pair.release),
            dated=dated,
            origin=origin,
            script=script,
        )
    )
    echo(f"    {printable(hit.differs or hit.pair.source)}")
    echo(f"    {printable(hit.target)}")
    if hit.renewed:
        echo(say("    inserted: {renewed}", renewed=printable(", ".join(hit.renewed))))
    if hit.gaps:
        echo(say("    fill in: {gaps}", gaps=printable(", ".join(hit.gaps))))


def _show_use(use: Use, language: str, *, around: bool) -> None:
    pair = use.occurrence.pair
    role = f", {pair.context}" if pair.context else ""
    approved = f", approved by {printable(use.who)} on {use.when[:10]}" if use.who else ", not approved here"
    more = f", and in {count(use.occurrence.others, 'more place')}" if use.occurrence.others else ""
    echo(
        say(
            "{language} in {release}{role}{approved}{more}",
            language=language,
            release=printable(pair.release),
            role=role,
            approved=approved,
            more=more,
        )
    )
    if around and pair.previous:
        echo(f"    … {printable(pair.previous)}")
    echo(f"    {_marked(pair.source, use.occurrence.in_source)}")
    if around and pair.next:
        echo(f"    … {printable(pair.next)}")
    echo(f"    {_marked(pair.target, use.occurrence.in_target)}")


def _marked(text: str, spans: "Sequence[Span]") -> str:
    """Return a text with these places in bold, where the output is a terminal."""
    parts, end = [], 0
    for start, stop in spans:
        parts += [printable(text[end:start]), click.style(printable(text[start:stop]), bold=True)]
        end = stop
    return "".join([*parts, printable(text[end:])])


@command.command()
@target_option
@click.option(
    "--out", "file", type=click.Path(path_type=Path), metavar="FILE", help="File to write. Default: standard output."
)
@click.pass_context
def export(ctx: click.Context, language: str | None, file: Path | None) -> None:
    """Write the approved pairs as TMX 1.4, for instance into an OmegaT project's tm/auto/.

    Imported pairs are left out, because they are not approved.
    """
    room = newsroom(ctx)
    language = one_language(room, language)
    data, pairs = exported(room, language)
    if file is None:
        click.echo(data, nl=False)
        return
    remove_temporaries(file)
    write_atomic(file, data)
    echo(f"{in_short(file)}: {count(pairs, 'approved pair')}")


def _why(passed: Mapping[str, int]) -> str:
    """Return the end of a sentence: ``, 3 skipped (2 no en, 1 not translated)``."""
    if not passed:
        return ""
    reasons = ", ".join(
        f"{number} {printable(reason)}"
        for reason, number in sorted(passed.items(), key=lambda item: (-item[1], item[0]))
    )
    return f", {sum(passed.values())} skipped ({reasons})"
