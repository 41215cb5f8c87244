"""A day's work: what commands say once, in the order in which people need it, and who has to act."""

import csv
import io
import json
import os
import re
import unicodedata
from contextlib import closing
from pathlib import Path

import pytest
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, VISIT, Newsroom, at_a_terminal, make

from workflow.contracts import registries
from workflow.errors import WorkflowError
from workflow.newsroom import signing
from workflow.newsroom.folder import Newsroom as Room
from workflow.newsroom.signing import Refused, Signed, Signer


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return make(tmp_path)


def two(room: Newsroom) -> None:
    """A second release, and catalogs for both."""
    room.write("sources/notice.md", VISIT)
    room.run("translate")


# --- a term base that cannot be read ---

BROKEN = "source,target,kind\n申长雨,Shen Changyu,person\n专利,patent,trem\n"


@pytest.mark.parametrize("kind", ["a row", "a folder"])
def test_a_term_base_that_cannot_be_read_is_one_message_and_the_table_is_there(room: Newsroom, kind: str) -> None:
    two(room)
    path = room.root / "locales/en/terms.csv"
    if kind == "a row":
        path.write_text(BROKEN, encoding="utf-8")
    else:
        path.mkdir()
    says = f"workflow: {path}" + (", line 3: 'trem' is not a kind of term" if kind == "a row" else ": cannot be read")
    for _ in range(2):  # the second time, the cache knows something
        result = room.run("status", status=None)
        assert result.exit_code == (1 if kind == "a row" else 3)
        assert result.stderr.startswith(says)
        assert result.stderr.count("\n") == 1
        assert all(release in result.stdout for release in ("notice", "visit"))
    path.rmdir() if kind == "a folder" else path.unlink()
    assert room.run("status").stderr == ""


@pytest.mark.parametrize("command", [["check"], ["check", "--fix"], ["translate", "--engine", "argos"]])
def test_every_command_says_it_once(room: Newsroom, command: list[str]) -> None:
    two(room)
    room.write("locales/en/terms.csv", BROKEN)
    result = room.run(*command, status=1)
    assert result.stderr.count("line 3: 'trem' is not a kind of term") == 1
    assert result.stderr.count("\n") == 1


def test_the_other_checks_run_without_the_term_base(room: Newsroom) -> None:
    two(room)
    room.translate_by_hand("visit", **{"双方签署了备忘录。": "Both signed a [memorandum](images/none.png."})
    before = room.run("check").stdout
    room.write("locales/en/terms.csv", BROKEN)
    assert "is never closed" in before
    assert room.run("check", status=1).stdout == before + NOT_ALL


NOT_ALL = "not everything could be read and checked; see standard error\n"


def test_check_does_not_count_what_it_could_not_read_as_right(room: Newsroom) -> None:
    two(room)
    room.translate_by_hand("visit")
    room.catalog_path("notice").write_text("msgid no\n", encoding="utf-8")
    said = room.run("check", status=1)
    assert "locales/en/notice.po:1: " in said.stderr
    assert said.stdout.endswith(f"warnings\n{NOT_ALL}")
    assert room.run("check", "visit").stdout.endswith("warnings\n")


def test_nothing_is_signed_without_the_term_base(room: Newsroom) -> None:
    two(room)
    room.translate_by_hand()
    room.write("locales/en/terms.csv", BROKEN)
    assert "line 3: 'trem'" in room.run("submit", "visit", "--as", TRANSLATOR, status=1).stderr
    assert not (room.root / "locales/en/visit.jsonl").exists()


# --- the list of drafts ---


def test_drafts_have_a_list_of_all_of_them_whichever_were_made_last(room: Newsroom) -> None:
    two(room)
    room.translate_by_hand(代表团访问日内瓦="Visit to <Geneva>")
    room.run("publish", "--draft")
    page = (room.root / "drafts/en/index.html").read_text(encoding="utf-8")
    assert 'data-watermark="DRAFT"' in page
    assert '<a href="visit.html">Visit to &lt;Geneva&gt;</a>' in page
    assert 'href="notice.html"' in page
    assert 'href="visit.side.html"' in page
    room.write("drafts/en/note.certificate.json", "[]")
    room.run("publish", "--draft", "visit")
    assert (room.root / "drafts/en/index.html").read_text(encoding="utf-8") == page
    assert not (room.root / "public").exists()


def test_without_a_draft_there_is_no_list(room: Newsroom) -> None:
    room.run("publish", "--draft")
    assert room.files("drafts") == {}


# --- check ---


def test_check_prints_each_pair_once_below_all_that_is_found_in_it(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.write("workflow.toml", SETTINGS.replace('values = "off", negation = "off", length = "off"', ""))
    room.write("sources/visit.md", "他不得于9月3日支付75.1万元。\n\n会议顺利。\n")
    room.run("translate")
    room.translate_by_hand(
        **{"他不得于9月3日支付75.1万元。": "He pays 3 yuan 。", "会议顺利。": "The meeting went well."}
    )
    lines = room.run("check", status=1).stdout.splitlines()
    pair = ["    他不得于9月3日支付75.1万元。", "    He pays 3 yuan 。"]
    at = lines.index(pair[0])
    assert lines[at : at + 2] == pair
    assert lines.count(pair[0]) == 1
    key = room.catalog().units[0].short_key
    about = [line for line in lines if key in line]
    assert about == lines[at - len(about) : at]
    severities = [line.split(": ")[1] for line in about]
    assert severities == sorted(severities)
    assert len(about) > 2
    assert {"error", "warning"} == set(severities)
    found = json.loads(room.run("check", "--format", "json", status=1).stdout)
    assert len([each for each in found if each["key"] == key]) == len(about)


# --- translate ---


def test_translate_does_not_call_missing_what_it_then_drafts(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    result = room.run("translate", "--engine", "argos")
    assert "visit.po: new, 6 units, 6 to draft\n" in result.stdout
    assert "missing" not in result.output
    assert "6 of 6 sentences drafted" in result.stdout


def test_translate_says_what_stays_missing_and_what_came_from_the_memory(room: Newsroom) -> None:
    assert "visit.po: new, 6 units, 6 missing\n" in room.run("translate").stdout
    room.sign_off()
    room.write("sources/notice.md", VISIT.replace("双方签署了备忘录。", "这是新的一句话，从未出现过。"))
    said = room.run("translate", "--dry-run", "--engine", "argos").stdout
    assert "notice.po: new, 6 units, 5 from the memory, 1 to draft\n" in said
    assert "1 sentence would be drafted" in said
    assert "notice.po: new, 6 units, 6 missing\n" in room.run("translate").stdout


# --- publish ---

STRICT = SETTINGS.replace('values = "off"', 'terms = "error", values = "off"')
TERM = "source,target,kind\n备忘录,memorandum,term\n"


@pytest.mark.parametrize("asked", [["visit"], []])
@pytest.mark.parametrize("submitted", [False, True])
def test_publish_says_check_errors_when_it_is_those(room: Newsroom, asked: list[str], submitted: bool) -> None:
    """Also when the errors are new since the submission: the approver could do nothing."""
    room.write("workflow.toml", STRICT)
    room.run("translate")
    room.translate_by_hand()
    ready = "1 more person must approve it: workflow approve" if submitted else "first run workflow submit"
    state = "submitted" if submitted else "draft"
    if submitted:
        room.run("submit", "visit", "--as", TRANSLATOR)
    status = 1 if asked else 0
    for _ in range(2):  # the second time from the cache
        assert f"visit (en): not approved ({state}): {ready}" in room.run("publish", *asked, status=status).stderr
    room.write("locales/en/terms.csv", TERM)
    for _ in range(2):
        said = room.run("publish", *asked, status=status).stderr
        assert f"visit (en): not approved ({state}): check finds 1 error: workflow check visit --to en\n" in said
    path = room.catalog_path()
    path.write_text(path.read_text(encoding="utf-8").replace("Words 2.", "A memorandum."), encoding="utf-8")
    assert "first run workflow submit" in room.run("publish", *asked, status=status).stderr
    room.write("locales/en/terms.csv", BROKEN)
    result = room.run("publish", *asked, status=1)
    assert result.stderr.count("line 3: 'trem' is not a kind of term") == 1
    assert "first run workflow submit" in result.stderr


# --- status ---

EDITOR = "Editor <editor@example.org>"


def turn(room: Newsroom) -> tuple[str, str, str]:
    (row,) = room.status("visit")
    (line,) = csv.DictReader(io.StringIO(room.run("status", "visit", "--format", "csv").stdout))
    assert (line["turn"], line["since"], line["next"]) == (row["turn"], row["since"], row["next"])
    shown = room.run("status", "visit").stdout.replace(":\n    ", ": ")
    day = f" since {row['since'][:10]}" if row["since"] else ""
    assert not row["next"] or f"    {row['turn']}{day}: {row['next']}\n" in shown
    return row["turn"], row["next"], row["since"]


def last(room: Newsroom) -> str:
    """When the last act was."""
    when: str = json.loads((room.root / "locales/en/visit.jsonl").read_text(encoding="utf-8").splitlines()[-1])["when"]
    return when


def test_status_says_whose_turn_it_is_and_since_which_act(room: Newsroom) -> None:
    room.write("workflow.toml", STRICT.replace("[review]", "[review]\napprovals = 2"))
    assert turn(room) == ("translator", "workflow translate visit --to en", "")
    room.run("translate")
    room.translate_by_hand()
    assert turn(room) == ("translator", "workflow submit visit --to en", "")
    room.run("submit", "visit", "--as", TRANSLATOR)
    assert turn(room) == ("reviewer", "workflow approve visit --to en", submitted := last(room))
    room.write("locales/en/terms.csv", TERM)  # the reviewer could not approve it now
    assert turn(room) == ("translator", "workflow check visit --to en", "")
    (room.root / "locales/en/terms.csv").unlink()
    assert turn(room) == ("reviewer", "workflow approve visit --to en", submitted)
    room.run("approve", "visit", "--as", REVIEWER)
    more = "1 more person must approve it: workflow approve visit --to en"
    assert turn(room) == ("reviewer", more, last(room))
    room.run("return", "visit", "--reason", "Not yet.", "--as", REVIEWER)
    back = "correct what was returned, then workflow submit visit --to en"
    assert turn(room) == ("translator", back, last(room))
    room.run("submit", "visit", "--reason", "It is right.", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    room.run("approve", "visit", "--as", EDITOR)
    assert turn(room) == ("publisher", "workflow publish visit --to en", last(room))
    room.run("publish")
    assert turn(room) == ("nobody", "", last(room))
    room.write("sources/visit.md", VISIT.replace("双方签署了备忘录。", "双方签署了新的备忘录。"))
    assert turn(room) == ("translator", "workflow translate visit --to en", "")
    room.write("sources/visit.md", VISIT)
    room.run("withdraw", "visit", "--reason", "A mistake.", "--as", EDITOR)
    (row,) = room.status("visit")
    entries = (room.root / "locales/en/visit.jsonl").read_text(encoding="utf-8").splitlines()
    assert (row["turn"], row["since"]) == ("nobody", json.loads(entries[-2])["when"])


def width(line: str) -> int:
    return sum(0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF") for char in line)


@pytest.mark.parametrize("columns", [None, "80", "100", "20"])
def test_status_fits_the_terminal_and_shortens_nothing_that_programs_read(room: Newsroom, columns: str | None) -> None:
    name = "2018-09-12-国家知识产权局代表团访问日内瓦并出席世界知识产权组织大会"
    room.write(f"sources/{name}.md", VISIT)
    room.write("sources/c.md", VISIT)
    room.write("workflow.toml", SETTINGS.replace("[draft]", 'target_languages = ["en", "zh-Hant-TW"]\n[draft]'))
    room.run("translate")
    for release in (name, "visit"):
        room.translate_by_hand(release)
        room.run("submit", release, "--to", "en", "--as", TRANSLATOR)
    lines = room.run("status", env={"COLUMNS": columns} if columns else {}).stdout.splitlines()
    assert max(map(width, lines)) <= max(int(columns or 80), 80)
    assert len({width(line) for line in lines if not line.startswith("    ")}) == 1  # they end in a number
    row = next(line for line in lines if line.startswith("2018-09-12-国"))
    assert "…  en " in row
    assert any("visit --to en" in line and not line.endswith("…") for line in lines)
    command = next(line.strip() for line in lines if "workflow approve 2018-09-12-国" in line)
    assert command.endswith("…" if columns != "100" else f"workflow approve {name} --to en")
    rows = csv.DictReader(io.StringIO(room.run("status", "--format", "csv").stdout))
    assert next(each["next"] for each in rows if each["release"] == name) == f"workflow approve {name} --to en"
    assert [each["release"] for each in room.status() if each["language"] == "en"] == [name, "c", "visit"]


# --- several releases are signed ---


@pytest.fixture
def three(room: Newsroom) -> Newsroom:
    """Three translated releases; ``notice`` has an error, which ``check`` finds."""
    for name in ("notice", "letter"):
        room.write(f"sources/{name}.md", VISIT)
    room.write("workflow.toml", STRICT)
    room.run("translate")
    for name in ("letter", "notice", "visit"):
        room.translate_by_hand(name, **{"双方签署了备忘录。": f"A memorandum for {name}."})
    room.write("locales/en/terms.csv", TERM)
    path = room.catalog_path("notice")
    path.write_text(path.read_text(encoding="utf-8").replace("A memorandum for notice.", "A note."), encoding="utf-8")
    return room


def entries(room: Newsroom, release: str) -> list[str]:
    path = room.root / f"locales/en/{release}.jsonl"
    return (
        [json.loads(line)["action"] for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    )


def test_several_are_signed_each_on_its_own_and_a_refusal_stops_no_other(three: Newsroom) -> None:
    result = three.run("submit", "visit", "sources/notice.md", "letter", "visit", "--as", TRANSLATOR, status=1)
    assert result.stderr.startswith("workflow: notice (en): cannot submit, check terms finds an error")
    assert result.stderr.count("\n") == 1
    lines = result.stdout.splitlines()
    assert lines[0] == f"To be submitted as {TRANSLATOR}:"
    assert re.fullmatch(r"  visit \(en\): 6 units, text [0-9a-f]{12}", lines[1])
    assert lines[2].startswith("  letter (en): 6 units, text ")
    assert lines[3] == "Not to be submitted, for the reasons given above: 1 release"
    assert f"visit (en): submitted 6 units as {TRANSLATOR}" in lines
    assert lines[-1] == "Next, by somebody else: workflow approve visit letter --to en"
    assert [entries(three, name) for name in ("letter", "notice", "visit")] == [["submit"], [], ["submit"]]
    result = three.run("approve", "letter", "notice", "visit", "--as", REVIEWER, status=1)
    assert "notice (en): cannot approve, check terms finds an error" in result.stderr
    assert f"  letter (en): 6 units, text {'x' * 12}"[:28] in result.stdout
    assert f", submitted by {TRANSLATOR}\n" in result.stdout
    assert result.stdout.splitlines()[-1] == "Next: workflow publish letter visit --to en"
    assert entries(three, "letter") == entries(three, "visit") == ["submit", "approve"]


def test_all_without_a_terminal_shows_first_and_signs_when_told(three: Newsroom) -> None:
    result = three.run("submit", "--all", "--as", TRANSLATOR, status=2)
    assert "letter (en): 6 units" in result.stdout
    assert "nothing was signed; without a terminal, add --yes" in result.stderr
    assert (
        three.run("submit", "--all", "--dry-run", "--as", TRANSLATOR, status=1).stdout.count("nothing was signed") == 2
    )
    assert not list(three.root.glob("locales/en/*.jsonl"))
    three.run("submit", "--all", "--yes", "--as", TRANSLATOR, status=1)
    assert [entries(three, name) for name in ("letter", "notice", "visit")] == [["submit"], [], ["submit"]]
    # What is submitted waits for somebody else, and what is not finished waits for nobody's signature.
    path = three.catalog_path("notice")
    path.write_text(path.read_text(encoding="utf-8").replace('msgstr "A note."', 'msgstr ""'), encoding="utf-8")
    assert three.run("submit", "--all", "--yes", "--as", TRANSLATOR).stdout == "Nothing waits to be submitted.\n"


def test_all_leaves_out_what_waits_for_somebody_else(three: Newsroom) -> None:
    three.run("submit", "visit", "--as", TRANSLATOR)
    three.run("submit", "letter", "--as", REVIEWER)
    result = three.run("approve", "--all", "--yes", "--as", REVIEWER)
    assert result.stderr == ""
    assert "Waiting for somebody else:\n  letter (en): you submitted 6 of its 6 units" in result.stdout
    assert (entries(three, "visit"), entries(three, "letter")) == (["submit", "approve"], ["submit"])
    assert three.run("approve", "letter", "--as", REVIEWER, status=1).stdout == ""  # asked for, it is refused


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["submit"], "name the releases to submit, or all with --all"),
        (["approve", "visit", "--all"], "name the releases to approve, or all with --all, not both"),
        (["approve", "visit", "letter", "--text", "0" * 12], "--text is about one text; name one release"),
        (["submit", "visit", "letter", "--reason", "x"], "--reason is about one text; name one release"),
        (["submit", "visit", "vist"], "vist: no such release; did you mean visit?"),
    ],
)
def test_what_makes_no_sense_signs_nothing(three: Newsroom, arguments: list[str], says: str) -> None:
    assert says in three.run(*arguments, "--as", TRANSLATOR, status=2).stderr
    assert not list(three.root.glob("locales/en/*.jsonl"))


def test_the_first_approval_shows_the_text_and_later_ones_what_changed(three: Newsroom) -> None:
    three.run("submit", "visit", "--as", TRANSLATOR)
    for arguments in (["--dry-run"], []):
        said = three.run("approve", "visit", "--as", REVIEWER, *arguments).stdout
        assert "visit (en): the whole text, because none was approved before\n" in said
        for unit in three.catalog().units:
            assert f"  {unit.short_key} {unit.place}\n    {unit.source}\n    {unit.target}\n" in said
    three.catalog_path().write_text(
        three.catalog_path().read_text(encoding="utf-8").replace("Words 5.", "Words five."), encoding="utf-8"
    )
    three.run("submit", "visit", "--as", TRANSLATOR)
    said = three.run("approve", "visit", "--as", REVIEWER).stdout
    assert "the whole text" not in said
    assert "changed since the approval of" in said
    assert "Words [-5-]{+five+}." in said


def test_a_text_that_changes_after_it_was_shown_is_not_signed(three: Newsroom) -> None:
    with closing(Room.open(three.root)) as room:
        me = Signer(TRANSLATOR, "2018-09-12T08:00:00Z")
        prepared = signing.prepare(room, "submit", ["letter", "visit"], "en", me, on_problem=fail)
        path = three.catalog_path()
        path.write_text(path.read_text(encoding="utf-8").replace("Words 5.", "Words 6."), encoding="utf-8")
        letter, visit = signing.sign(room, prepared, me, on_problem=fail)
    assert isinstance(letter, Signed)
    assert isinstance(visit, Refused)
    assert str(visit.error) == "visit (en): its text changed meanwhile; nothing was signed, look at it again"
    assert (entries(three, "letter"), entries(three, "visit")) == (["submit"], [])


def fail(problem: WorkflowError) -> None:
    raise problem


@pytest.mark.skipif(os.name != "posix", reason="NOT CHECKED, a pseudo-terminal needs a POSIX system")
@pytest.mark.parametrize(("answer", "signs"), [("y", True), ("n", False), ("", False)])
@pytest.mark.parametrize("arguments", [["visit"], ["--all"]])
def test_on_a_terminal_somebody_is_asked(three: Newsroom, answer: str, signs: bool, arguments: list[str]) -> None:
    done = at_a_terminal(f"{answer}\n", "--project", str(three.root), "submit", *arguments, "--as", TRANSLATOR)
    what = "visit (en)" if arguments == ["visit"] else "2 releases"
    assert f"Submit {what} as {TRANSLATOR}? [y/N]" in done.stderr
    assert done.returncode == (0 if signs and arguments == ["visit"] else 1)
    assert (entries(three, "visit") == ["submit"]) is signs
    assert ("nothing was signed" in done.stderr) is not signs
