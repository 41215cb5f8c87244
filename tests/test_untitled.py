"""A release without a title, a date or an office: what is submitted from now on, and what its pages leave out."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, Newsroom, make

from workflow.errors import WorkflowError
from workflow.model import sha256
from workflow.newsroom import judging
from workflow.newsroom.folder import Newsroom as Project
from workflow.newsroom.verify import verify
from workflow.settings import parse

BARE = "代表团抵达日内瓦。\n\n双方签署了备忘录。\n"
WORDS = {
    "代表团抵达日内瓦。": "The delegation arrived in Geneva.",
    "双方签署了备忘录。": "The two sides signed a memorandum.",
}
SAYS = "sources/bare.md has no title; put it above the text, after # or as title: in the front matter"


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """One release, translated, without a title or a date, in a newsroom whose settings are those of an old init."""
    room = make(tmp_path)
    (room.root / "sources/visit.md").unlink()
    room.write("workflow.toml", SETTINGS)
    room.write("sources/bare.md", BARE)
    room.run("translate")
    room.translate_by_hand("bare", **WORDS)
    return room


def waive(room: Newsroom) -> None:
    key = json.loads(room.run("check", "--format", "json", status=None).stdout)[0]["key"]
    given = ("title", "--unit", key, "--reason", "a note without a title", "--as", TRANSLATOR)
    room.run("waive", "bare", *given)


def published(room: Newsroom) -> dict[str, str]:
    waive(room)
    room.run("submit", "bare", "--as", TRANSLATOR)
    room.run("approve", "bare", "--as", REVIEWER)
    room.run("publish")
    return {path: data.decode() for path, data in room.files("public").items() if path.startswith("en/")}


def test_a_text_without_a_title_is_not_submitted(room: Newsroom) -> None:
    result = room.run("submit", "bare", "--as", TRANSLATOR, status=1)
    assert SAYS in result.output
    assert room.status()[0]["findings"]["error"] == 1
    room.write("sources/bare.md", f"# 访问\n\n{BARE}")
    room.run("translate")
    room.translate_by_hand("bare", **WORDS, 访问="Visit")
    room.run("submit", "bare", "--as", TRANSLATOR)


def test_the_finding_can_be_waived(room: Newsroom) -> None:
    pages = published(room)
    assert room.state("bare") == ("published", "current")
    assert "title in unit" in re.sub("<[^>]*>", "", pages["en/bare.certificate.html"])


def test_what_was_submitted_when_it_was_no_error_can_be_approved(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        found = judging.source_findings
        earlier.setattr(
            judging,
            "source_findings",
            lambda *given: ((check, "warning", key, said) for check, _, key, said in found(*given)),
        )
        room.run("submit", "bare", "--as", TRANSLATOR)
    assert room.status()[0]["findings"] == {"error": 0, "warning": 1}
    room.run("approve", "bare", "--as", REVIEWER)
    assert room.status()[0]["findings"] == {"error": 0, "warning": 1}
    room.run("publish")
    room.translate_by_hand("bare", **{**WORDS, "双方签署了备忘录。": "Both sides signed a memorandum."})
    catalog = room.catalog_path("bare").read_text(encoding="utf-8")
    room.catalog_path("bare").write_text(catalog.replace("The two sides", "Both sides"), encoding="utf-8")
    room.run("submit", "bare", "--as", TRANSLATOR, status=1)
    assert room.state("bare") == ("outdated", "outdated")
    assert (room.root / "public/en/bare.html").is_file()


def test_pages_leave_out_what_there_is_not(room: Newsroom) -> None:
    pages = published(room)
    said = {path: re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", page)) for path, page in pages.items()}
    for path, page in pages.items():
        assert "Undated" not in page, path
        assert "The Office" not in page, path
        assert "Newsroom" not in page, path
        assert "None" not in page.replace("None of", ""), path
    for name in ("bare.html", "bare.side.html", "bare.lines.html"):
        assert "<h1" not in pages[f"en/{name}"]
        assert re.search("<title>(.*)</title>", pages[f"en/{name}"])[1] == WORDS["代表团抵达日内瓦。"]
    assert not re.search("^(title|source_title|date):", pages["en/bare.md"], re.MULTILINE)
    assert "\n# " not in pages["en/bare.md"]
    assert "The page is a translation of “ 代表团抵达日内瓦。 ”" in said["en/bare.certificate.html"]
    assert json.loads(pages["en/bare.certificate.json"])["title"] == ""
    assert '<a href="bare.html">The delegation arrived in Geneva.</a>' in pages["en/index.html"]
    assert "<h2>" not in pages["en/index.html"]
    assert "bare" not in said["en/index.html"]


def test_a_notice_tells_no_word_of_what_was_withdrawn(room: Newsroom) -> None:
    published(room)
    room.run("withdraw", "bare", "--reason", "It was wrong.", "--as", REVIEWER)
    pages = {path: data.decode() for path, data in room.files("public").items()}
    for name in ("bare.html", "bare.md", "index.html"):
        assert "delegation" not in pages[f"en/{name}"]
        assert "代表团" not in pages[f"en/{name}"]
    assert "<h1>Withdrawn</h1>" in pages["en/bare.html"]
    assert "\n# Withdrawn\n" in pages["en/bare.md"]
    assert '<a href="bare.html">Withdrawn</a>' in pages["en/index.html"]


def test_status_lists_what_lacks_a_title_or_a_date(room: Newsroom) -> None:
    row = room.status()[0]
    assert (row["lacks"], row["page_lacks"]) == (["title", "date"], [])
    assert room.status()[0] == row  # from the cache
    assert "no title: bare\nno date: bare\n" in room.run("status").output
    published(room)
    assert room.status()[0]["page_lacks"] == ["title", "date"]
    output = room.run("status").output
    assert "on the site without a title: bare (en)\non the site without a date: bare (en)\n" in output
    listed = next(csv.DictReader(io.StringIO(room.run("status", "--format", "csv").output)))
    assert (listed["lacks"], listed["page_lacks"]) == ("title date", "title date")
    room.write("sources/bare.md", f"---\ntitle: 访问\ndate: 2018-09-12\n---\n\n{BARE}")
    row = room.status()[0]
    assert (row["lacks"], row["page_lacks"]) == ([], ["title", "date"])


def test_many_names_are_counted(room: Newsroom) -> None:
    for number in range(7):
        room.write(f"sources/bare-{number}.md", BARE)
    assert "no title: bare-0, bare-1, bare-2, bare-3, bare-4 and 3 more" in room.run("status").output


def test_the_names_that_an_earlier_init_wrote_are_no_names() -> None:
    settings = parse('[project]\nname = "Newsroom"\noffice = "The Office"\n', "workflow.toml")
    assert (settings.name, settings.office) == ("", "")
    settings = parse('[project]\nname = "Example Newsroom"\noffice = "Example Office"\n', "workflow.toml")
    assert (settings.name, settings.office) == ("Example Newsroom", "Example Office")


# --- editions of an earlier program (``ledgers/pasted``) ---


def test_a_page_without_a_title_of_an_earlier_program_stays_and_is_only_outdated(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parent / "ledgers" / "pasted", tmp_path / "pasted")
    old = Newsroom(tmp_path / "pasted")
    page = old.root / "public/en/2023-05-08-report.html"
    project = Project.open(old.root)
    publication = project.from_ledger("2023-05-08-report", "en").standing.publication
    assert publication
    assert publication.act.pages["en/2023-05-08-report.html"] == sha256(page.read_bytes())
    problems: list[WorkflowError] = []
    found = verify(project, on_problem=problems.append)
    assert {each.kind for each in found.failures if str(page) in each.message} == {"outdated"}
    row = next(row for row in old.status() if row["release"] == "2023-05-08-report")
    assert row["page_lacks"] == ["title", "date"]
    old.run("publish")
    assert "<h1" not in page.read_text(encoding="utf-8")
    found = verify(Project.open(old.root), on_problem=problems.append)
    assert not [each for each in found.failures if str(old.root / "public") in each.message]
    assert not problems
