"""A language that the program knows little about: what is English on its pages, and what was not checked."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, Newsroom, make

from workflow.catalogs import po

NOT_CHECKED = "de: checks not run, because they do not support the language: values, names, negation, mechanics"


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    room = make(tmp_path)
    settings = SETTINGS.replace("[draft]", 'target_languages = ["de", "en"]\n\n[draft]')
    room.write("workflow.toml", settings + '\n[publish]\nformats = ["html", "markdown", "text", "epub", "docx"]\n')
    room.run("translate")
    for language in ("de", "en"):
        catalog = room.catalog(language=language)
        units = tuple(replace(unit, target=f"Wort {n}.", fuzzy=False) for n, unit in enumerate(catalog.units))
        room.catalog_path(language=language).write_bytes(po.dump(replace(catalog, units=units)))
    return room


def sign_off(room: Newsroom) -> None:
    room.run("submit", "visit", "--to", "de", "--as", TRANSLATOR)
    room.run("approve", "visit", "--to", "de", "--as", REVIEWER)
    room.run("publish", "visit", "--to", "de")


def page(room: Newsroom, suffix: str) -> str:
    return re.sub(r"<[^>]*>", "", (room.root / f"public/de/visit{suffix}").read_text("utf-8"))


def test_english_sentences_name_the_language_and_days_in_english(room: Newsroom) -> None:
    sign_off(room)
    assert "German translation" in page(room, ".side.html")
    assert "It is dated September 12, 2018." in page(room, ".certificate.html")
    assert "12. September 2018" in page(room, ".html")  # the page's own date is the translation's
    room.run("withdraw", "visit", "--reason", "falsch", "--to", "de", "--as", REVIEWER)
    room.run("publish")
    for suffix in (".html", ".md", ".txt"):
        assert re.search(r"withdrawn on [A-Z][a-z]+ \d+, \d{4}\.", page(room, suffix))


def test_a_correction_is_dated_in_the_words_language(room: Newsroom) -> None:
    sign_off(room)
    path = room.catalog_path(language="de")
    path.write_text(path.read_text("utf-8").replace("Wort 2.", "Wörter."), "utf-8")
    sign_off(room)
    assert re.search(r"[Cc]orrected on [A-Z][a-z]+ \d+, \d{4}", page(room, ".html"))


def test_what_is_not_checked_is_said_wherever_findings_are(room: Newsroom) -> None:
    assert NOT_CHECKED in room.run("check").stdout
    assert NOT_CHECKED not in room.run("check", "--to", "en").stdout
    assert NOT_CHECKED in room.run("submit", "visit", "--to", "de", "--as", TRANSLATOR, "--dry-run").stdout
    room.run("submit", "visit", "--to", "de", "--as", TRANSLATOR)
    assert NOT_CHECKED in room.run("approve", "visit", "--to", "de", "--as", REVIEWER).stdout
    room.run("submit", "visit", "--to", "en", "--as", TRANSLATOR)
    assert "not run" not in room.run("approve", "visit", "--to", "en", "--as", REVIEWER, "--dry-run").stdout


def test_formats_for_programs_stay_as_they_are(room: Newsroom) -> None:
    for form in ("json", "sarif", "junit"):
        assert NOT_CHECKED not in room.run("check", "--format", form).stdout
