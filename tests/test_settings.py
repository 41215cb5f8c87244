"""workflow.toml: documented keys, defaults, and errors that name the nearest known key."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import UsageError
from workflow.settings import KEYS, parse, template


def test_an_empty_file_means_the_defaults() -> None:
    settings = parse("", "workflow.toml")
    assert (settings.source_language, settings.target_languages, settings.engine) == ("zh-Hans", ("en",), "argos")
    assert settings.people == "roles"
    assert settings.locale("en") == "en"


def test_the_file_that_init_writes_names_every_key_and_means_the_defaults() -> None:
    data = tomllib.loads(template())
    assert {(section, key) for section, content in data.items() for key in content} == {
        (key.section, key.key) for key in KEYS
    }
    assert parse(template(), "workflow.toml") == parse("", "workflow.toml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[projct]\n", r"unknown section \[projct\]; did you mean project\?"),
        ("[project]\nofice = 'x'\n", r"unknown key project.ofice; did you mean project.office\?"),
        ("[project]\nzzz = 1\n", "the known ones are name, office"),
        ("[project]\nname = 3\n", "project.name must be text on one line"),
        ('[project]\nname = "a\\u202eb"\n', "project.name must be text on one line"),
        ("[project]\ntarget_languages = []\n", "project.target_languages must be a list"),
        ("[project]\ntarget_languages = ['../en']\n", "project.target_languages must be a list"),
        ("[project]\ntarget_languages = ['en', 'EN']\n", "names a language twice"),
        ("[project]\ntarget_languages = ['zh-Hans']\n", "contains the source language"),
        ("[draft]\nengine = 'google'\n", 'draft.engine must be one of "argos", "ctranslate2", "llm", "opencc", "none"'),
        ("[publish]\nlayouts = ['sides']\n", "publish.layouts must be a list of one or more of"),
        ("[publish]\nattribution = 3\n", "publish.attribution must be text on one line"),
        ("[publish]\nattribution = { fr = 'le site' }\n", "publish.attribution names fr, which is not in"),
        ("[publish]\nlocales = { en = 'British' }\n", "publish.locales must name a locale"),
        ("project = 1\n", r"project must be a section"),
        ("[readers]\ndocx = 1\n", "readers.docx must be a table such as"),
        ("[readers.docx]\nchange = 'accept'\n", r"readers.docx has no change; did you mean changes\?"),
        ("[readers]\ndocx.changes = 'yes'\n", 'readers.docx is wrong: changes must be one of "refuse", "accept"'),
        ("[project\n", "workflow.toml: is not valid TOML .*line 1"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_the_file_and_the_key(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        parse(text, "workflow.toml")
    assert str(caught.value).startswith("workflow.toml: ")
    assert "\n" not in str(caught.value)


def test_a_readers_table_is_found_by_its_name() -> None:
    settings = parse('[readers.docx]\nchanges = "accept"\n', "workflow.toml")
    assert (settings.options("docx"), settings.options(""), parse("", "").options("docx")) == (
        {"changes": "accept"},
        {},
        {},
    )


def test_a_house_style_is_found_by_language() -> None:
    settings = parse('[publish]\nlocales = { en = "en_GB" }\n', "workflow.toml")
    assert settings.locale("en") == "en_GB"
    assert settings.locale("pt-BR") == "pt_BR"


@given(st.text(alphabet="[]{}\"'=.,\n#ab1", max_size=40))
def test_whatever_the_file_holds_only_our_errors_come_out(text: str) -> None:
    try:
        parse(text, "workflow.toml")
    except UsageError as error:
        assert str(error).startswith("workflow.toml: ")


def test_nesting_without_end_is_an_error_of_ours() -> None:
    with pytest.raises(UsageError):
        parse("a = " + "[" * 100_000, "workflow.toml")
