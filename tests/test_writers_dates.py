"""Words of the frame and dates, in the house style and in every language."""

import re

import pytest
from pages import TITLE, VISIT, page, rendered

from workflow import languages
from workflow.contracts.registries import LANGUAGES
from workflow.errors import UsageError
from workflow.writers import dates
from workflow.writers.words import language_name, words


def test_a_page_in_a_language_without_words_of_its_own_says_that_its_frame_is_english() -> None:
    made = page(
        [TITLE], {**VISIT, "代表团访问瑞士": "Una delegazione visita la Svizzera"}, language="it", locale="it_IT"
    )
    source = rendered(made)
    assert '<html lang="it" dir="ltr">' in source
    assert '<a class="skip" href="#content" lang="en" dir="ltr">Skip to the text</a>' in source
    assert "12 settembre 2018" in source
    assert ">Italiano</a>" in source


def test_a_french_page_has_a_french_frame() -> None:
    source = rendered(page([TITLE], {**VISIT, "代表团访问瑞士": "Visite en Suisse"}, language="fr", locale="fr_FR"))
    assert '<a class="skip" href="#content">Aller au texte</a>' in source
    assert "12 septembre 2018" in source
    assert "Original chinois" in source
    assert ">Français</a>" in source


def test_a_page_from_right_to_left_keeps_chinese_from_left_to_right() -> None:
    source = rendered(page([TITLE], {"代表团访问瑞士": "وفد يزور سويسرا"}, language="ar", locale="ar"), "side")
    assert '<html lang="ar" dir="rtl">' in source
    assert '<span lang="zh-Hans" dir="ltr">代表团访问瑞士</span>' in source


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_words_for_known_keys_only_with_the_same_gaps(language: str) -> None:
    english = languages.of("en").pages
    for key, text in languages.of(language).pages.items():
        base = key if key in english else re.sub(r"\.(zero|two|few|many)$", ".other", key)
        plural = english.get(re.sub(r"\.one$", ".other", key), "")  # 21 is "one" in Russian
        assert set(re.findall(r"{\w*}", text)) <= set(re.findall(r"{\w*}", f"{english[base]}{plural}")), key


def test_french_pages_have_no_english_word_left() -> None:
    assert languages.of("fr").pages.keys() == languages.of("en").pages.keys()


def test_words_are_those_of_the_language_else_english() -> None:
    assert words("en-GB")["skip"] == "Skip to the text"
    assert words("fr-CA")["skip"] == "Aller au texte"
    assert words("fr-CA").language == "fr"
    assert words("fr").plural("certificate.errors", 0) == "{n} erreur"
    assert words("xx").language == "en"
    assert language_name("zh-Hant") == "繁體中文"
    assert language_name("not a tag") == "not a tag"


@pytest.mark.parametrize(
    ("iso", "locale", "expected"),
    [
        ("2018-09-12", "en_GB", "12 September 2018"),
        ("2018-09-12", "en_US", "September 12, 2018"),
        ("2018-09", "en_GB", "September 2018"),
        ("2018", "en_GB", "2018"),
        ("2018-09-12", "zh-Hans", "2018年9月12日"),
        ("2018-09", "zh-Hant", "2018年9月"),
        ("2018-09-12", "de", "12. September 2018"),
        ("2018-09-01", "fr_FR", "1er septembre 2018"),
        ("2018-09-11", "fr", "11 septembre 2018"),
        ("2018-09-12", "es_MX", "12 de septiembre de 2018"),
        ("2018-09-12", "ru", "12 сентября 2018\u00a0года"),
        ("2018-09", "ru", "сентябрь 2018\u00a0года"),
        ("2018-02-30", "en_GB", "2018-02-30"),
        ("20180912", "en_GB", "20180912"),
        ("", "en_GB", ""),
    ],
)
def test_a_date_is_written_in_the_house_style(iso: str, locale: str, expected: str) -> None:
    assert dates.day(iso, locale) == expected


def test_a_time_is_given_in_utc() -> None:
    assert dates.moment("2018-09-13T01:00:00+08:00", "en_GB") == "12 September 2018, 17:00 UTC"
    assert dates.moment("2018-09-13T00:04:00Z", "zh_Hant_TW") == "2018年9月13日00:04（UTC）"
    assert dates.moment("2018-09-13", "en_GB") == "13 September 2018"
    assert dates.moment("yesterday", "en_GB") == "yesterday"
    assert dates.moment("0001-01-01T00:00:00+14:00", "en_GB") == "0001-01-01T00:00:00+14:00"


def test_a_house_style_that_nobody_knows_is_an_error_that_names_it() -> None:
    with pytest.raises(UsageError, match="'xx_YY' is not a house style"):
        dates.day("2018-09-12", "xx_YY")
