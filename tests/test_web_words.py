"""The words of the review page: in every language, with the same placeholders."""

import re
from html import escape
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from newsroom import make

from workflow.model import ReleaseState, UnitState
from workflow.web.pages import LANGUAGES

WEB = Path(__file__).resolve().parent.parent / "workflow/web"
TURNS = {"translator", "reviewer", "publisher", "nobody"}


def said() -> set[str]:
    """Every message of the page; what modules say through ``interface.say`` is in the catalog of the interface."""
    methods = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
    found = extract_from_dir(WEB, methods, {"**.html": {"trimmed": "true"}}, keywords={"_": None, "say": None})
    other = {path.name for path in WEB.glob("*.py") if "from workflow.interface import" in path.read_text("utf-8")}
    return {message for file, _, message, _, _ in found if isinstance(message, str) and file not in other}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_word_of_the_page_is_translated(language: str) -> None:
    data = (WEB / "words" / f"{language}.po").read_bytes()
    catalog = read_po(BytesIO(data), locale=language.replace("-", "_"))
    known = {message.id: message for message in catalog if message.id}
    # Templates translate these by variable.
    wanted = said() | {state.value for state in (*UnitState, *ReleaseState)} | TURNS
    assert len(wanted) > 80
    assert wanted - known.keys() == set()
    assert known.keys() - wanted == set()
    for message in known.values():
        assert message.string, message.id
        assert not message.fuzzy, message.id
        assert sorted(re.findall(r"\{\w+\}", message.string)) == sorted(re.findall(r"\{\w+\}", message.id))


def test_every_word_that_the_script_says_is_on_the_page() -> None:
    script = "".join(path.read_text("utf-8") for path in (WEB / "static").glob("*.js"))
    pages = "".join(path.read_text("utf-8") for path in (WEB / "templates").glob("*.html"))
    keys = set(re.findall(r'say\("([\w-]+)"', script)) | set(re.findall(r'note\("([\w-]+)"', script))
    assert len(keys) > 12
    assert {key for key in keys if f'data-key="{key}"' not in pages and f'"{key}"' not in pages} == set()


def test_the_sheet_has_every_sentence_and_finding_and_is_text(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.run("translate")
    room.translate_by_hand(**{"双方签署了备忘录。": "<b>They</b> signed &  a memorandum."})
    path = Path(room.run("review", "--sheet", "visit").stdout.strip())
    sheet = path.read_text("utf-8")
    assert "&lt;b&gt;They&lt;/b&gt; signed &amp;" in sheet
    for unit in room.catalog().units:
        assert escape(unit.source) in sheet
    assert room.run("check", "visit", status=None).stdout.count(" warning: ") == sheet.count('class="finding') > 0


def test_the_sheet_is_in_the_language_of_whoever_prints_it(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.run("translate")
    room.translate_by_hand(**{"双方签署了备忘录。": "They signed &  a memorandum."})
    path = Path(room.run("review", "--sheet", "visit", env={"LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}).stdout.strip())
    sheet = path.read_text("utf-8")
    assert '<html lang="zh-Hans">' in sheet
    assert "审校单" in sheet
    finding = re.search('<span class="finding warning" lang="zh-Hans">警告：([^<]+)', sheet)
    assert finding
    assert not re.search("[a-z]{3}", finding[1])
