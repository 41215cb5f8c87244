"""What is printed after publishing."""

from collections.abc import Iterable
from pathlib import Path

from workflow.cli.acts import show_act
from workflow.cli.shared import Problems, count, echo, in_short, remark
from workflow.errors import GateError
from workflow.interface import say
from workflow.newsroom.publishing import Published
from workflow.newsroom.signing import Ended
from workflow.signoff.present import moment


def show_published(done: Published, problems: Problems, *, asked: bool) -> None:
    """Print what was published and what was not.

    Args:
        done: What publishing returned.
        problems: Collects the errors.
        asked: Whether releases were named: then one that is not approved is an error (a closed gate).
    """
    show_objections(done.objections)
    for each in done.outcomes:
        if each.waiting and asked:
            problems.report(GateError(each.waiting))
        elif each.waiting:
            echo(each.waiting, err=True)
        for error in each.errors:
            problems.report(error)
        if each.recorded:
            pages = count(each.pages, "page")
            if each.recorded == "notice":
                echo(say("{label}: withdrawal notice published, {pages}", label=each.label, pages=pages))
            elif each.recorded == "rebuilt":
                echo(say("{label}: rebuilt, {pages}", label=each.label, pages=pages))
            else:
                echo(say("{label}: published, {pages}", label=each.label, pages=pages))
    for name, language in done.strangers:
        echo(
            say("{name} ({language}): taken off the site, because no approval covers it", name=name, language=language)
        )
    for language, releases in done.former:
        if releases:
            said = say(
                "{language}: is no longer in workflow.toml, but its pages are still on the site; workflow withdraw "
                "RELEASE --to {language} takes one off the site ({releases}), or add it again",
                language=language,
                releases=", ".join(releases),
            )
        else:
            said = say(
                "{language}: is no longer in workflow.toml, but its pages are still on the site; no ledger is left of "
                "them, so delete {folder}, or add it again",
                language=language,
                folder=in_short(done.folder / language),
            )
        echo(said, err=True)
    for line in done.remarks:
        echo(line, err=True)
    if done.changed or not done.blocked:
        show_written(done.folder, done.changed, problems)


def show_ended(done: Ended, problems: Problems) -> None:
    """Print who withdrew or superseded a release, and how the site was updated."""
    entry = done.signed.entry
    if done.earlier and entry:
        said = say(
            "{label}: was decided already, by {who} at {when}; the site did not show it yet",
            label=done.signed.before.label,
            who=entry.who,
            when=moment(entry.when),
        )
        echo(said)
    else:
        show_act(done.signed)
    if done.published:
        show_published(done.published, problems, asked=True)


def show_objections(objections: Iterable[str]) -> None:
    """Print which entries of a ledger do not count."""
    for objection in objections:
        remark(objection)


def show_written(folder: Path, files: int, problems: Problems) -> None:
    """Print how many files of a folder were written or removed; that all are up to date only if nothing failed."""
    if files:
        echo(say("{folder}: {files} written or removed", folder=in_short(folder), files=count(files, "file")))
    elif not problems.exit_status:
        echo(say("{folder}: all files are up to date", folder=in_short(folder)))
