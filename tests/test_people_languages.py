"""A language that is taken out of the settings: what is published in it does not stay for ever."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from newsroom import REVIEWER, TRANSLATOR, Newsroom, make

from workflow.catalogs import po as catalogs


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """Published in English and French; French is not in the settings any more."""
    room = make(tmp_path)
    settings = (room.root / "workflow.toml").read_text()
    room.write("sources/other.md", "---\ntitle: 会议\ndate: 2018-09-13\n---\n\n会议开始。\n")
    room.write("workflow.toml", settings.replace("[draft]", 'target_languages = ["en", "fr"]\n\n[draft]'))
    room.run("translate")
    for release in ("visit", "other"):
        for language in ("en", "fr"):
            path = room.catalog_path(release, language)
            catalog = room.catalog(release, language)
            units = tuple(
                replace(unit, target=f"Mots {number}", fuzzy=False) for number, unit in enumerate(catalog.units)
            )
            path.write_bytes(catalogs.dump(replace(catalog, units=units)))
            room.run("submit", release, "--to", language, "--as", TRANSLATOR)
            room.run("approve", release, "--to", language, "--as", REVIEWER)
    room.run("publish")
    room.run("verify")
    room.write("workflow.toml", settings)
    return room


def test_publish_names_the_language_and_what_to_do(room: Newsroom) -> None:
    before = room.files("public/fr")
    said = room.run("publish").stderr
    assert "fr: is no longer in workflow.toml" in said
    assert "workflow withdraw RELEASE --to fr" in said
    assert "other, visit" in said
    assert room.files("public/fr") == before
    # The other pages do not name their French editions any more.
    assert all(b"../fr/" not in data for data in room.files("public/en").values())
    assert "fr, which is no longer in workflow.toml" in room.run("verify", status=1).stdout


@pytest.mark.parametrize("source", ["there", "gone"])
def test_what_is_published_in_it_can_be_withdrawn(room: Newsroom, source: str) -> None:
    if source == "gone":
        (room.root / "sources/visit.md").unlink()
    room.run("publish")
    before = room.files("public")
    room.run("withdraw", "visit", "--to", "fr", "--reason", "Nous arrêtons.", "--as", REVIEWER)
    after = room.files("public")
    assert b"Nous arr" in after["fr/visit.html"]
    assert b"Mots 1" not in after["fr/visit.html"]
    assert {path for path in after if after[path] != before[path]} == {
        *(path for path in after if path.startswith("fr/visit.")),
        "fr/index.html",
        "fr/list/search.js",
    }
    assert b"Retir" in after["fr/index.html"]
    assert "other" in room.run("publish").stderr
    room.run("withdraw", "other", "--to", "fr", "--reason", "Nous arrêtons.", "--as", REVIEWER)
    assert "fr" not in room.run("publish").stderr
    assert "fr/" not in room.run("verify", status=1 if source == "gone" else 0).stdout


def test_nothing_new_is_published_in_it(room: Newsroom) -> None:
    before = room.files("public")
    room.write("workflow.toml", (room.root / "workflow.toml").read_text().replace("The Office", "Another office"))
    room.run("publish", "visit", "--to", "fr")
    after = room.files("public")
    assert after["fr/visit.html"] == before["fr/visit.html"]
    for command in ("translate", "status", "check", "submit visit --as", "approve visit --as"):
        arguments = command.split() + ([TRANSLATOR] if command.endswith("--as") else [])
        assert "is not one of the target languages" in room.run(*arguments, "--to", "fr", status=2).stderr


def test_pages_without_a_ledger_are_named_too(room: Newsroom) -> None:
    for file in (room.root / "locales/fr").iterdir():
        file.unlink()
    (room.root / "locales/fr").rmdir()
    assert re.search(r"so delete \S*public/fr, or add it again", room.run("publish").stderr)
