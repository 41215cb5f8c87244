"""``workflow memory``."""

from collections.abc import Iterator, Mapping, Sequence
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
from workflow.interface import Message, listed, say, say_n, shown
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
                none = say(
                    "no pairs from {source_language} to {language}",
                    source_language=room.settings.source_language,
                    language=language,
                )
                said = listed((none, *_passed(done.passed)))
                echo(say("{file}: {said}; nothing was stored", file=in_short(file), said=said))
                problems.exit_status = max(problems.exit_status, 1)
                continue
            pairs = count(done.pairs, "pair")
            what = say("{pairs} of the office itself", pairs=pairs) if own else pairs
            state = say("{pairs} stored", pairs=what) if done.changed else say("{pairs}, unchanged", pairs=what)
            said = listed((state, *_passed(done.passed)))
            echo(say("{file}: {said}", file=in_short(done.path), said=said))
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
        similar = {(hit.pair.source, hit.pair.target) for hit in hits}
        for use in found.shown:
            if (use.occurrence.pair.source, use.occurrence.pair.target) not in similar:
                _show_use(use, language, around=around)
        if not hits and not found.total:
            echo(_nothing(language, size, 0 if side == "target" else least), err=True)
        elif found.total > len(found.shown):
            echo(
                say(
                    "{language}: {some} of {total} sentences that contain it are shown; --limit shows more",
                    language=language,
                    some=len(found.shown),
                    total=found.total,
                ),
                err=True,
            )


def _nothing(language: str, size: int, least: int) -> Message:
    """Return the message that the memory has nothing; ``least`` is the similarity that was asked for, 0 if none was."""
    pairs = count(size, "pair")
    if not least:
        return say("{language}: none of the {pairs} in the memory contains this text.", language=language, pairs=pairs)
    return say(
        "{language}: none of the {pairs} in the memory contains this text, or is at least {least} % similar to it.",
        language=language,
        pairs=pairs,
        least=least,
    )


def _show_hit(hit: "Hit", language: str) -> None:
    facts = [
        say(
            "{likeness} % {language} from {release}",
            likeness=min(hit.likeness, 100),
            language=language,
            release=printable(hit.pair.release),
        ),
        *([hit.pair.date] if hit.pair.date else []),
        *([] if hit.pair.approved else [say("not approved here")]),
        *([say("in the other Chinese script")] if hit.other_script else []),
    ]
    echo(listed(facts))
    echo(f"    {printable(hit.differs or hit.pair.source)}")
    echo(f"    {printable(hit.target)}")
    if hit.renewed:
        echo(say("    inserted: {renewed}", renewed=printable(", ".join(hit.renewed))))
    if hit.gaps:
        echo(say("    fill in: {gaps}", gaps=printable(", ".join(hit.gaps))))


def _show_use(use: Use, language: str, *, around: bool) -> None:
    pair = use.occurrence.pair
    others = use.occurrence.others
    facts = [
        say("{language} in {release}", language=language, release=printable(pair.release)),
        *([pair.context] if pair.context else []),
        say("approved by {who} on {day}", who=printable(shown(use.who)), day=use.when[:10])
        if use.who
        else say("not approved here"),
        *([say_n("and in {n} more place", "and in {n} more places", others)] if others else []),
    ]
    echo(listed(facts))
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
    echo(
        say_n(
            "{file}: {n} approved pair",
            "{file}: {n} approved pairs",
            pairs,
            file=in_short(file),
        )
    )


def _passed(passed: Mapping[str, int]) -> Iterator[Message]:
    """Yield how many pairs were passed over, and why: ``3 skipped (2 no en, 1 not translated)``."""
    if passed:
        reasons = (
            say("{number} {reason}", number=number, reason=reason)
            for reason, number in sorted(passed.items(), key=lambda item: (-item[1], item[0]))
        )
        yield say("{n} skipped ({reasons})", n=sum(passed.values()), reasons=listed(reasons))
