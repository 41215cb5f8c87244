"""``workflow check`` as a command: its forms, its mending, and what it knows of other releases."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import VISIT, Newsroom, make

from workflow import __version__
from workflow.catalogs import po as catalogs
from workflow.contracts.registries import CHECKS
from workflow.escapes import attribute, escape
from workflow.model import Draft

SIGNED = "双方签署了备忘录。"


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    made = make(tmp_path)
    made.run("translate")
    return made


def test_another_translation_of_the_same_sentence_in_an_approved_release_is_a_warning(room: Newsroom) -> None:
    room.sign_off()
    room.write("sources/later.md", VISIT)
    room.write("sources/later.md", VISIT.replace("title:", "id: later\ntitle:"))
    room.run("translate", "later")
    room.translate_by_hand("later", **{SIGNED: "They put their names to a paper."})
    found = json.loads(room.run("check", "later", "--format", "json").stdout)
    (one,) = [each for each in found if each["check"] == "inconsistent" and each["source"] == SIGNED]
    assert one["severity"] == "warning"
    assert "visit" in one["message"]


def test_sarif_and_junit_say_the_same_as_json(room: Newsroom) -> None:
    room.translate_by_hand(**{SIGNED: SIGNED})
    found = json.loads(room.run("check", "--format", "json", status=1).stdout)
    sarif = json.loads(room.run("check", "--format", "sarif", status=1).stdout)
    columns = {"release", "language", "key", "check", "severity", "source", "target", "message", "line"}
    assert all(each.keys() == columns for each in found)
    (run,) = sarif["runs"]
    rules = [{"id": name} for name in sorted({each["check"] for each in found})]
    assert run["tool"] == {"driver": {"name": "workflow", "version": __version__, "rules": rules}}
    assert sarif["$schema"].endswith("/sarif-2.1.0.json")
    assert (sarif["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    results = run["results"]
    assert [(each["ruleId"], each["level"]) for each in results] == [
        (each["check"], each["severity"]) for each in found
    ]
    assert [each["partialFingerprints"]["unit"] for each in results] == [
        f"visit/en/{each['key']}/{each['check']}" for each in found
    ]
    assert {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in results} == {
        "locales/en/visit.po"
    }
    lines = [each["locations"][0]["physicalLocation"]["region"]["startLine"] for each in results]
    assert lines == [each["line"] for each in found]
    suite = ET.fromstring(room.run("check", "--format", "junit", status=1).stdout)  # noqa: S314 - ours
    assert suite.get("failures") == "1"
    (failure,) = suite.iter("failure")
    assert (failure.text or "").count("error: ") == sum(each["severity"] == "error" for each in found) == 1
    assert failure.get("message") == "1 error"


def test_a_picture_that_is_missing_is_found_where_it_is_named(room: Newsroom) -> None:
    (room.root / "sources/images/signing.png").unlink()
    room.write(
        "sources/visit.md",
        VISIT
        + "\n会场见![图](images/a%20hall.png)。\n\n![](images/alone.png)\n\n![远处](https://www.example.org/far.png)\n",
    )
    room.run("translate")
    found = json.loads(room.run("check", "--format", "json", status=1).stdout)
    pictures = {
        (each["severity"], each["source"], each["message"].split()[2]) for each in found if each["check"] == "images"
    }
    assert pictures == {
        ("error", "签字现场", "images/signing.png"),
        ("error", "会场见![图](images/a%20hall.png)。", "images/a"),
        ("error", "", "images/alone.png"),
        ("warning", "远处", "https://www.example.org/far.png"),
    }


@pytest.mark.parametrize(
    ("name", "data", "fits"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n", True),
        ("a.jpg", b"\xff\xd8\xff\xe0", True),
        ("a.jpeg", b"\xff\xd8\xff\xe0", True),
        ("a.JPEG", b"\xff\xd8\xff\xe0", True),
        ("a.gif", b"GIF87a", True),
        ("a.gif", b"GIF89a", True),
        ("a.webp", b"RIFF\0\0\0\0WEBP", True),
        ("a.avif", b"\0\0\0\x20ftypavif", True),
        ("a.png", b"\xff\xd8\xff\xe0", False),
        ("a.jpeg", b"<svg/>", False),
        ("a.svg", b"<svg/>", False),
    ],
)
def test_a_picture_is_one_by_its_name_and_by_how_it_begins(room: Newsroom, name: str, data: bytes, fits: bool) -> None:
    room.write(f"sources/images/{name}", data)
    room.write("sources/visit.md", VISIT.replace("images/signing.png", f"images/{name}"))
    room.run("translate")
    found = json.loads(room.run("check", "--format", "json", status=0 if fits else 1).stdout)
    assert ("images" not in {each["check"] for each in found}) is fits


def test_a_release_without_a_title_is_found_and_others_are_not(room: Newsroom) -> None:
    room.write("sources/bare.md", "内容。\n")
    room.run("translate")
    found = json.loads(room.run("check", "--format", "json", status=1).stdout)
    assert [
        (each["release"], each["severity"], each["source"], each["message"])
        for each in found
        if each["check"] == "title"
    ] == [
        (
            "bare",
            "error",
            "",
            "sources/bare.md has no title; put it above the text, after # or as title: in the front matter",
        )
    ]
    sarif = json.loads(room.run("check", "bare", "--format", "sarif", status=1).stdout)
    (place,) = sarif["runs"][0]["results"][0]["locations"]
    assert place["physicalLocation"]["region"] == {"startLine": 1}


def test_two_translations_of_a_sentence_in_one_release_are_a_warning_for_each(room: Newsroom) -> None:
    room.write("sources/visit.md", VISIT + f"\n## {SIGNED}\n")
    room.run("translate")
    room.translate_by_hand()
    found = json.loads(room.run("check", "--format", "json").stdout)
    (first, second) = [each for each in found if each["check"] == "inconsistent"]
    assert {first["source"], second["source"]} == {SIGNED}
    assert second["target"] in first["message"]
    assert first["target"] in second["message"]
    assert first["message"].endswith("in this release")
    catalog = room.catalog()
    *others, heading = catalog.units
    assert heading.source == SIGNED
    units = (*others, replace(heading, fuzzy=True))  # not yet anybody's words
    room.catalog_path().write_bytes(catalogs.dump(replace(catalog, units=units)))
    found = json.loads(room.run("check", "--format", "json").stdout)
    assert [each["target"] for each in found if each["check"] == "inconsistent"] == [heading.target]


def test_junit_has_a_case_for_what_is_good_and_takes_any_character(room: Newsroom) -> None:
    room.translate_by_hand(**{SIGNED: "A \u0001 <b>&\ufffe."})
    suite = ET.fromstring(room.run("check", "--format", "junit", status=1).stdout)  # noqa: S314 - ours
    assert suite.get("tests") == "1"


@given(st.text(st.sampled_from("a中<>&\"' \t\n\r\u0085\U00020000"), max_size=12))
def test_any_text_comes_back_from_xml_as_it_was(text: str) -> None:
    root = ET.fromstring(f"<a b={attribute(text)}>{escape(text, white=True)}</a>")  # noqa: S314 - ours
    assert (root.get("b"), root.text or "") == (text, text)


def test_a_check_starts_without_the_network_s_modules() -> None:
    code = (
        "import sys, workflow.cli.check, workflow.newsroom.memory\n"
        "print([name for name in ('ssl', 'http.client', 'urllib.request', 'numpy', 'jinja2') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"


def test_fix_corrects_drafts_that_nobody_edited_and_nothing_else(room: Newsroom) -> None:
    catalog = room.catalog()
    draft = Draft("They signed  a memorandum .", "mt: machine")
    units = []
    for unit in catalog.units:
        if unit.source == SIGNED:
            unit = replace(unit, target=draft.text, fuzzy=True, comments=(draft.comment,))
        elif not unit.context:
            # Somebody wrote it, into a draft or where there was none.
            unit = replace(unit, target="They  spoke .", fuzzy=True, comments=(draft.comment,)[: len(units) % 2])
        else:  # somebody confirmed what the machine wrote
            unit = replace(unit, target=draft.text, fuzzy=False, comments=(draft.comment,))
        units.append(unit)
    room.catalog_path().write_bytes(catalogs.dump(replace(catalog, units=tuple(units))))
    room.run("check", "--fix")
    after = {unit.source: unit for unit in room.catalog().units}
    assert after[SIGNED].target == "They signed a memorandum."
    assert after[SIGNED].fuzzy
    assert not after[SIGNED].touched
    assert {unit.target for source, unit in after.items() if source != SIGNED and not unit.context} == {"They  spoke ."}
    assert {unit.target for unit in after.values() if unit.context} == {draft.text}
    room.run("check", "--fix")


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_explains_itself_with_examples(room: Newsroom, name: str) -> None:
    said = room.run("check", "--explain", name).stdout
    assert "good:" in said
    assert "error:" in said or "warning:" in said


def test_the_severity_of_a_check_can_be_set(room: Newsroom) -> None:
    room.translate_by_hand(**{SIGNED: SIGNED})
    settings = (room.root / "workflow.toml").read_text(encoding="utf-8")
    room.write("workflow.toml", settings.replace("{ values", '{ leftovers = "warning", characters = "off", values'))
    found = json.loads(room.run("check", "--format", "json").stdout)
    assert {each["severity"] for each in found if each["check"] == "leftovers"} == {"warning"}
    room.write("workflow.toml", settings.replace("{ values", '{ leftover = "off", values'))
    assert "did you mean leftovers?" in room.run("check", status=2).stderr
