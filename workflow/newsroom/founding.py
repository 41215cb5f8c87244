"""Founding a newsroom: its folders and its settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workflow.errors import UsageError
from workflow.files import exists, make_folder, remove_temporaries, write_atomic
from workflow.interface import say
from workflow.newsroom.folder import SETTINGS
from workflow.settings import default, template, wrong
from workflow.writers.dates import locale_of

_IGNORED = b"""\
# Written by workflow publish from the ledgers; never edited, always rebuilt.
/public/
/drafts/
# What editors leave beside catalogs.
*.mo
*.po~
# Locks, and unfinished files of commands that were killed.
/.workflow/
.*.workflow-tmp
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is decided when a newsroom is founded; everything else is decided later, in its ``workflow.toml``.

    Attributes:
        name: The name of the newsroom.
        office: The office that publishes.
        script: The script of its releases, ``zh-Hans`` or ``zh-Hant``.
        languages: Those to publish in.
        styles: House styles for dates and numbers, such as ``en_GB``, at most one for each language.
    """

    name: str = default("name")
    office: str = default("office")
    script: str = default("source_language")
    languages: tuple[str, ...] = tuple(default("target_languages"))
    styles: tuple[str, ...] = ()

    def check(self) -> None:
        """Check that a newsroom can be founded so.

        Raises:
            UsageError: A value cannot be used.
        """
        self.settings()

    def settings(self) -> Mapping[str, Any]:
        """Return the settings that are decided, by field, as in ``workflow.settings.KEYS``.

        Raises:
            UsageError: As in ``check``.
        """
        chosen = {
            "name": self.name,
            "office": self.office,
            "source_language": self.script,
            "target_languages": list(self.languages),
            "locales": dict(_styled(self.languages, self.styles)),
        }
        for field, value in chosen.items():
            if said := wrong(field, value):
                raise UsageError(said)
        if self.script in self.languages:
            raise UsageError(
                say(
                    "{script}: is the language of the releases, so nothing can be translated into it",
                    script=self.script,
                )
            )
        return chosen


@dataclass(frozen=True, slots=True)
class Founded:
    """A newsroom that was founded: its folder, and where its releases go."""

    root: Path
    sources: Path


def check_place(root: Path) -> None:
    """Check that a newsroom can be founded in a folder.

    Raises:
        UsageError: There is one already, or it is no folder.
    """
    if exists(root / SETTINGS):
        raise UsageError(
            say("{root}: already exists, so this is a newsroom; edit that file instead", root=root / SETTINGS)
        )
    if root.exists() and not root.is_dir():
        raise UsageError(say("{root}: is not a folder; name another one", root=root))


def found(root: Path, plan: Plan) -> Founded:
    """Create a newsroom: folders and a commented ``workflow.toml``. Files that exist are not changed.

    Args:
        root: The folder; it is made if there is none.
        plan: What is decided about it.

    Raises:
        UsageError: As in ``check_place`` and ``Plan.settings``; nothing is written.
        MissingError: A file or folder cannot be written; run it again.
    """
    check_place(root)
    text = template(plan.settings())
    for name in (".gitignore", SETTINGS):
        remove_temporaries(root / name)
    if not exists(root / ".gitignore"):
        write_atomic(root / ".gitignore", _IGNORED)
    sources = root / "sources"
    for folder in (sources, *(root / "locales" / language for language in plan.languages)):
        make_folder(folder)
    # The settings come last: they make the folder a newsroom, so an interrupted founding can be repeated.
    write_atomic(root / SETTINGS, text.encode("utf-8"))
    return Founded(root, sources)


def styled(plan: Plan, language: str, style: str) -> Plan:
    """Return the plan with a house style for a language; "" for none.

    Raises:
        UsageError: It is not a house style of this language.
    """
    styles = (*plan.styles, style) if style else plan.styles
    dict(_styled((language,), (style,) if style else ()))
    return replace(plan, styles=styles)


def _styled(languages: Iterable[str], styles: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield the language of each house style, and the style."""
    taken: dict[str, str] = {}
    for style in styles:
        locale = style.replace("-", "_")
        fitting = [each for each in languages if f"{locale}_".startswith(f"{each.replace('-', '_')}_")]
        if not fitting:
            raise UsageError(
                say(
                    "{style}: is a house style of none of the languages ({languages}); write one such as en_GB",
                    style=style,
                    languages=", ".join(languages),
                )
            )
        locale_of(locale)
        language = max(fitting, key=len)
        if language in taken:
            raise UsageError(
                say(
                    "{language}: has two house styles, {taken} and {style}; name one",
                    language=language,
                    taken=taken[language],
                    style=style,
                )
            )
        taken[language] = style
        yield language, locale
