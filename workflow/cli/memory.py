"""``workflow memory``."""

from collections.abc import Mapping
from pathlib import Path

import click

from workflow.cli.shared import (
    Problems,
    count,
    in_short,
    languages_option,
    newsroom,
    one_language,
    printable,
    target_option,
)
from workflow.files import remove_temporaries, write_atomic
from workflow.memory.pairs import THRESHOLD
from workflow.newsroom.memory import bring_in, exported, open_memory


@click.group("memory")
def command() -> None:
    """Search approved translations; import and export them as TMX.

    The memory contains the last approved edition of each release and the TMX files in locales/LANG/memory/. Its index
    is in your cache folder and is updated whenever one of them changes.
    """


@command.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@target_option
@click.pass_context
def import_(ctx: click.Context, files: tuple[Path, ...], language: str | None) -> None:
    """Store the pairs of TMX files in locales/LANG/memory/, as text, one pair per line.

    Imported pairs do not count as approved; drafts that come from them name the file. A file replaces an earlier one
    of the same name. Importing the same file again changes nothing.
    """
    room = newsroom(ctx)
    language = one_language(room, language)
    problems = Problems()
    for file in files:
        with problems.reporting():
            done = bring_in(room, language, file)
            if not done.pairs:
                click.echo(
                    f"{in_short(file)}: no pairs from {room.settings.source_language} to {language}"
                    f"{_why(done.passed)}; nothing was stored"
                )
                problems.exit_status = max(problems.exit_status, 1)
                continue
            what = count(done.pairs, "pair")
            state = f"{what} stored" if done.changed else f"{what}, unchanged"
            click.echo(f"{in_short(done.path)}: {state}{_why(done.passed)}")
    problems.exit(ctx)


@command.command()
@click.argument("text")
@languages_option
@click.option("--context", default="", metavar="ROLE", help="title, heading, caption or cell. Default: running text.")
@click.option(
    "--date", default="", metavar="DATE", help="The day for which names must be valid, YYYY-MM-DD. Default: any."
)
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 100), help="Show at most this many.")
@click.option(
    "--least",
    default=THRESHOLD,
    show_default=True,
    type=click.IntRange(30, 100),
    help="Lowest similarity to show, in percent.",
)
@click.pass_context
def search(
    ctx: click.Context, text: str, languages: tuple[str, ...], context: str, date: str, limit: int, least: int
) -> None:
    """Find approved translations of sentences similar to the Chinese TEXT.

    Shows how similar each is, what differs, and what would be drafted from it. Figures and names that differ are not
    carried over: the new one is inserted, or ⟨a gap⟩ is left to fill in.
    """
    room = newsroom(ctx)
    for language in room.languages(languages):
        with open_memory(room, language) as memory:
            hits = memory.look_up(text.strip(), context, date=date, threshold=least, limit=limit)
            size = len(memory)
        for hit in hits:
            origin = "" if hit.pair.approved else ", not approved here"
            script = ", in the other Chinese script" if hit.other_script else ""
            dated = f", {hit.pair.date}" if hit.pair.date else ""
            click.echo(
                f"{min(hit.likeness, 100)} % {language} from {printable(hit.pair.release)}{dated}{origin}{script}"
            )
            click.echo(f"    {printable(hit.differs or hit.pair.source)}")
            click.echo(f"    {printable(hit.target)}")
            if hit.renewed:
                click.echo(f"    inserted: {printable(', '.join(hit.renewed))}")
            if hit.gaps:
                click.echo(f"    fill in: {printable(', '.join(hit.gaps))}")
        if not hits:
            click.echo(
                f"{language}: none of the {count(size, 'pair')} in the memory is at least {least} % similar.", err=True
            )


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
    click.echo(f"{in_short(file)}: {count(pairs, 'approved pair')}")


def _why(passed: Mapping[str, int]) -> str:
    """Return the end of a sentence: ``, 3 skipped (2 no en, 1 not translated)``."""
    if not passed:
        return ""
    reasons = ", ".join(
        f"{number} {printable(reason)}"
        for reason, number in sorted(passed.items(), key=lambda item: (-item[1], item[0]))
    )
    return f", {sum(passed.values())} skipped ({reasons})"
