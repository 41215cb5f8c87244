"""Languages: rooms are found late and by the primary subtag, and their lists show what they are for."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, make

from workflow import languages
from workflow.catalogs import po as catalogs
from workflow.checks import knowing, unknowing
from workflow.contracts.registries import CHECKS, LANGUAGES
from workflow.languages import lists
from workflow.languages.arabic.spelling import START

LISTS = sorted(
    path.relative_to(lists.HERE) for glob in ("*/*.tsv", "english/composing/*.tsv") for path in lists.HERE.glob(glob)
)


@pytest.mark.parametrize(
    ("tag", "name"),
    [("fr", "French"), ("fr-CA", "French"), ("fr_FR", "French"), ("FR", "French"), ("en-GB", "English"), ("zh-Hant", "Chinese"), ("de", "German"), ("qqx", "qqx")],
)  # fmt: skip
def test_a_language_is_found_by_its_primary_subtag(tag: str, name: str) -> None:
    assert languages.of(tag).name == name
    assert languages.of(tag).tag == tag


@pytest.mark.parametrize("tag", LANGUAGES)
def test_plain_text_is_as_long_as_it_was(tag: str) -> None:
    text = "乾隆“萬億”５％ l’Office — 後天 \u202f"
    assert len(languages.of(tag).plain(text)) == len(text)


def test_of_a_language_without_a_room_nothing_is_known() -> None:
    german = languages.of("de")
    assert not any((german.numbers, german.calendar, german.trends, german.negation, german.mechanics, german.pages))


def test_a_check_that_does_not_know_the_language_is_not_run() -> None:
    assert unknowing("de") == ("values", "names", "negation", "mechanics")
    assert set(knowing("de")) == set(CHECKS) - {"values", "names", "negation", "mechanics"}
    for tag in ("en-GB", "fr-CA"):
        assert unknowing(tag) == ()
        assert set(knowing(tag)) == set(CHECKS) - {"digits"}


def test_no_room_is_imported_before_it_is_asked_for() -> None:
    code = "import sys, workflow.languages, workflow.contracts; print([m for m in sys.modules if m.startswith('workflow.languages.')])"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "['workflow.languages.plain']"


@pytest.mark.parametrize("path", LISTS, ids=str)
def test_every_row_of_a_list_has_an_example_with_one_of_its_words(path: Path) -> None:
    rows = lists.rows(path.parent.as_posix(), path.stem)
    assert rows
    for row in rows:
        chinese = path.parts[0] == "chinese" or path.parts[1] == "composing" or path.stem == "ranks"
        end = "" if row.words[0].endswith("\\b") or chinese else r"(?:(?<=')|(?!\w)|(?<=\d))"
        start = START if path.parts[0] == "arabic" else "" if chinese else r"(?<!\w)"
        end = "" if row.kind in {"neither", "year", "period", "exactly_year", "concept", "allusion"} else end
        plural = "(?:s|x)?" if path.stem == "numbers" else ""
        assert re.search(f"{start}(?:{row.pattern}){plural}{end}", row.example, re.IGNORECASE), (row.kind, row.example)


@pytest.mark.parametrize("language", ["arabic", "french", "russian", "spanish"])
def test_lists_are_in_the_letters_that_texts_are_read_in(language: str) -> None:
    plain = languages.of(language[:2] if language != "spanish" else "es").plain
    for path in (lists.HERE / language).glob("*.tsv"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert line.startswith("#") or plain(line) == line, path.name


@pytest.mark.parametrize("path", LISTS, ids=str)
def test_no_word_stands_twice_in_one_kind_of_a_list(path: Path) -> None:
    words = [
        (row.kind, word, *row.more.values())
        for row in lists.rows(path.parent.as_posix(), path.stem)
        for word in row.words
    ]
    assert len(words) == len(set(words))


def test_no_module_outside_the_rooms_asks_which_language_it_is() -> None:
    package = lists.HERE.parent
    asked = re.compile(r"""[=!]= ?["'](?:en|fr|zh|de)["']|["'](?:en|fr|zh)["'] ?[=!]=|in \{["'](?:en|fr|zh)["']""")
    found = [
        f"{path.relative_to(package)}: {line.strip()}"
        for path in package.rglob("*.py")
        if path.relative_to(package).parts[0] not in {"languages", "models", "exchange", "engines"}  # tags in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if asked.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("language", "unknown", "told"),
    [
        (
            "de",
            ["values", "names", "negation", "mechanics"],
            "These checks were not run, because they do not support German:",
        ),
        ("fr", None, "Sans observation"),
        ("es", None, "Sin observaciones"),
        ("ru", None, "Без замечаний"),
        ("ar", None, "دون ملاحظات"),
        ("en", None, "No findings:"),
    ],
)
def test_the_ledger_and_the_certificate_say_which_checks_do_not_know_the_language(
    tmp_path: Path, language: str, unknown: list[str] | None, told: str
) -> None:
    room = make(tmp_path)
    room.write("workflow.toml", SETTINGS.replace("[draft]", f'target_languages = ["{language}"]\n\n[draft]', 1))
    room.run("translate")
    catalog = room.catalog("visit", language)
    units = tuple(
        replace(unit, target=f"Text {chr(65 + place)}.", fuzzy=False) for place, unit in enumerate(catalog.units)
    )
    room.catalog_path("visit", language).write_bytes(catalogs.dump(replace(catalog, units=units)))
    room.run("submit", "visit", "--to", language, "--as", TRANSLATOR)
    room.run("approve", "visit", "--to", language, "--as", REVIEWER)
    room.run("publish")
    submitted, approved, *_ = map(json.loads, room.files()[f"locales/{language}/visit.jsonl"].decode().splitlines())
    for entry in (submitted, approved):
        assert entry.get("unknown_checks") == unknown
        assert not set(entry["checks"]) & set(unknown or ["digits"])
    public = room.files(f"public/{language}")
    assert json.loads(public["visit.certificate.json"]).get("checks_not_run") == unknown
    assert told in public["visit.certificate.html"].decode()
    room.run("verify")


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant-TW", "en", "es", "fr", "ru", "ar"])
def test_a_language_and_its_parts_that_read_texts_are_hashable(tag: str) -> None:
    """What a part found in a text is kept by its method, which is hashed with the part."""
    language = languages.of(tag)
    hash(language)
    for name in ("numbers", "calendar", "trends", "negation", "mentions"):
        hash(getattr(language, name))
