"""Compiles the catalogs of the interface while the package is built or installed."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogs(BuildHookInterface):  # type: ignore[misc, type-arg, unused-ignore]
    """Makes ``workflow.mo`` beside each ``workflow.po``; neither the files' order nor the day is in it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile."""
        for source in sorted(Path(self.root).glob("workflow/locale/*/LC_MESSAGES/*.po")):
            with source.open("rb") as file:
                catalog = read_po(file, locale=source.parent.parent.name)
            target = source.with_suffix(".mo")
            with target.open("wb") as file:
                write_mo(file, catalog)
            build_data["artifacts"].append(target.relative_to(self.root).as_posix())
