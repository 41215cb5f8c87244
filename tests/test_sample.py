"""The sample newsroom of this repository: what is approved in four languages is published, and everything agrees."""

import json
import re
import shutil
from pathlib import Path

import pytest
from newsroom import Newsroom

from workflow.languages.chinese import script

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "fr", "zh-Hant-TW", "zh-Hant-HK")
APPROVED = ("2018-09-12-visit", "2019-01-10-statistics")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """A copy of it, published."""
    folder = tmp_path_factory.mktemp("sample")
    for name in ("sources", "locales"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "workflow.toml", folder)
    room = Newsroom(folder)
    room.run("publish")
    return room


def test_two_releases_are_approved_in_french_and_in_both_kinds_of_traditional_chinese(sample: Newsroom) -> None:
    rows = {(row["release"], row["language"]): row for row in sample.status()}
    assert {language for _, language in rows} == set(LANGUAGES)
    for release in APPROVED:
        for language in LANGUAGES[1:]:
            row = rows[release, language]
            assert (row["state"], row["public"], row["findings"]["error"]) == ("published", "current", 0)
    assert rows["2018-09-12-visit", "en"]["public"] == "current"


def test_verify_agrees_and_checks_find_nothing_wrong_in_the_new_languages(sample: Newsroom) -> None:
    sample.run("verify")
    found = json.loads(sample.run("check", *APPROVED, "--format", "json").stdout)
    assert [each for each in found if each["language"] != "en" or each["severity"] == "error"] == []


@pytest.mark.parametrize("language", ["zh-Hant-TW", "zh-Hant-HK"])
def test_a_reader_in_taiwan_or_hong_kong_finds_no_simplified_character_outside_the_source(
    sample: Newsroom, language: str
) -> None:
    for release in APPROVED:
        page = sample.files(f"public/{language}")[f"{release}.html"].decode()
        text = re.sub(r"<script.*?</script>|<[^>]*>", " ", page, flags=re.DOTALL)
        assert script.simplified_in(text)[0] == ()
        assert "“" not in text
        assert re.search("由機器輔助，經另一人(?:核定|批准)。", text)


def test_people_changed_the_drafts_of_the_conversion_and_wrote_the_french(sample: Newsroom) -> None:
    for language in ("zh-Hant-TW", "zh-Hant-HK"):
        submitted = json.loads(
            (sample.root / f"locales/{language}/2018-09-12-visit.jsonl").read_text("utf-8").split("\n")[0]
        )
        assert {unit["origin"].split(" ")[1] for unit in submitted["units"]} == {"opencc"}
        assert {unit["changed"] for unit in submitted["units"]} == {True, False}
    french = json.loads((sample.root / "locales/fr/2018-09-12-visit.jsonl").read_text("utf-8").split("\n")[0])
    assert {unit["origin"] for unit in french["units"]} == {"a person"}


def test_the_closing_note_names_the_original_in_the_page_s_language(sample: Newsroom) -> None:
    for language, said in {
        "en": "Translated from the Sample Patent Office Website Chinese Version.",
        "fr": "Traduit d’après la version chinoise du site du Sample Patent Office.",
        "zh-Hant-TW": "譯自Sample Patent Office 網站中文版。",
    }.items():
        assert said in sample.files(f"public/{language}")["2018-09-12-visit.md"].decode()
