"""What a machine drafted is known whatever a translator's tool does to the comments, and pages say so."""

import json
from dataclasses import replace
from pathlib import Path

import newsroom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import REVIEWER, TRANSLATOR, Newsroom

from workflow.catalogs import drafts
from workflow.catalogs import po as catalogs
from workflow.contracts.registries import ENGINES
from workflow.model import Catalog, Draft, Unit, sha256
from workflow.signoff.entries import Submit
from workflow.signoff.ledger import is_a, load

DRAFTED = "Drafted by machine and approved by a second person."
ASSISTED = "Machine-assisted and approved by a second person."
PEOPLE = "Approved by a second person."


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """A newsroom with one release that a machine drafted."""
    monkeypatch.setitem(ENGINES.places, "argos", "newsroom:MACHINE")
    made = newsroom.make(tmp_path)
    made.run("translate", "--engine", "argos")
    return made


def kept(room: Newsroom) -> Path:
    return room.root / "locales/en/visit.drafts.jsonl"


def confirm(room: Newsroom, *, comments: bool = False, words: dict[str, str] | None = None) -> None:
    """A translator confirms every draft, in a tool that deletes all comments."""
    units = tuple(
        replace(
            unit,
            target=(words or {}).get(unit.source, unit.target),
            fuzzy=False,
            comments=unit.comments if comments else (),
        )
        for unit in room.catalog().units
    )
    room.catalog_path().write_bytes(catalogs.dump(replace(room.catalog(), units=units)))


def published(room: Newsroom, *options: str) -> str:
    """The page, once everything is signed."""
    room.run("submit", "visit", "--as", TRANSLATOR, *options)
    room.run("approve", "visit", "--as", REVIEWER)
    room.run("publish")
    return (room.root / "public/en/visit.html").read_text(encoding="utf-8")


def test_every_draft_is_kept_beside_the_catalog(room: Newsroom) -> None:
    lines = [json.loads(line) for line in kept(room).read_text(encoding="utf-8").splitlines()]
    units = room.catalog().units
    assert lines == [
        {"context": unit.context, "draft": unit.target, "origin": unit.origin, "source": sha256(unit.source)}
        for unit in units
    ]
    before = room.files("locales")
    room.run("translate", "--engine", "argos")
    assert room.files("locales") == before
    assert [row["release"] for row in room.status()] == ["visit"]


def test_a_page_says_that_a_machine_drafted_it_although_the_comments_are_gone(room: Newsroom) -> None:
    confirm(room)
    page = published(room)
    assert DRAFTED in page
    assert PEOPLE not in page
    certificate = json.loads((room.root / "public/en/visit.certificate.json").read_text(encoding="utf-8"))
    total = len(room.catalog().units)
    assert certificate["units"] == {
        "total": total,
        "drafted": [{"origin": "mt: machine", "units": total}],
        "changed_by_people": 0,
    }


def test_a_draft_that_a_person_changed_is_known_too(room: Newsroom) -> None:
    confirm(room, words={unit.source: "Their own words." for unit in room.catalog().units[-1:]})
    assert ASSISTED in published(room)
    ledger = load(
        (room.root / "locales/en/visit.jsonl").read_bytes(), name="visit.jsonl", release="visit", language="en"
    )
    (submission,) = [entry for entry in ledger.entries if is_a(entry, Submit)]
    assert [unit.changed for unit in submission.act.units] == [False] * (len(submission.act.units) - 1) + [True]


def test_a_draft_is_known_after_its_source_was_edited(room: Newsroom) -> None:
    room.write("sources/visit.md", newsroom.VISIT.replace("备忘录。", "谅解备忘录。"))
    room.run("translate", "--engine", "argos")
    kept_lines = kept(room).read_bytes()
    confirm(room)
    assert DRAFTED in published(room)
    assert kept(room).read_bytes() == kept_lines


@pytest.mark.parametrize(("comments", "note"), [(True, DRAFTED), (False, PEOPLE)])
def test_a_newsroom_without_the_file_works_as_before(room: Newsroom, comments: bool, note: str) -> None:
    kept(room).unlink()
    confirm(room, comments=comments)
    assert note in published(room)


def test_a_comment_cannot_say_that_a_draft_was_kept_or_who_made_it_if_the_file_knows_better(room: Newsroom) -> None:
    first, second, *_ = room.catalog().units
    other = Draft("Other words.", "mt: other 1.0")
    changed = replace(first, target="Other words.", comments=(other.comment,), fuzzy=False)
    made = drafts.load(kept(room).read_bytes())
    assert first.origin
    assert made.origin(changed) == (first.origin, True)
    assert made.origin(replace(changed, comments=())) == (first.origin, True)
    assert made.origin(replace(second, comments=(other.comment,))) == (second.origin, False)
    # Of several drafts, the comment names the one that the translator began with.
    again = drafts.load(
        drafts.appended(
            kept(room).read_bytes(),
            drafts.Drafts().missing(
                Catalog(
                    "visit",
                    "en",
                    (replace(first, target="Newer.", comments=(Draft("Newer.", "mt: newer 2").comment,)),),
                )
            ),
        )
    )
    assert again.origin(replace(changed, comments=first.comments)) == (first.origin, True)
    assert again.origin(changed) == ("mt: newer 2", True)
    # Where the file knows nothing, the comment is all there is.
    assert drafts.Drafts().origin(changed) == ("mt: other 1.0", False)
    assert drafts.Drafts().origin(replace(changed, target="Mine.")) == ("mt: other 1.0", True)
    assert drafts.Drafts().origin(replace(changed, comments=())) == (None, False)


def test_what_was_submitted_before_is_known_from_the_ledger(room: Newsroom) -> None:
    confirm(room, comments=True)
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("return", "visit", "--reason", "again", "--as", REVIEWER)
    kept(room).unlink()
    confirm(room)
    assert DRAFTED in published(room, "--reason", "it is right")


def test_the_drafts_of_an_older_newsroom_are_kept_from_the_next_translate_on(room: Newsroom) -> None:
    lines = kept(room).read_bytes()
    kept(room).unlink()
    room.run("translate", "--engine", "argos", "--redraft")
    assert kept(room).read_bytes() == lines


def test_a_damaged_line_is_named_and_the_others_count(room: Newsroom) -> None:
    first, rest = kept(room).read_bytes().split(b"\n", 1)
    kept(room).write_bytes(first[:-9] + b"\n" + rest)
    confirm(room)
    said = room.run("submit", "visit", "--as", TRANSLATOR).stderr
    assert "visit.drafts.jsonl:1: is not whole" in said
    room.run("approve", "visit", "--as", REVIEWER)
    room.run("publish")
    assert ASSISTED in (room.root / "public/en/visit.html").read_text(encoding="utf-8")


def test_a_release_cannot_be_named_like_a_file_of_drafts(room: Newsroom) -> None:
    room.write("sources/other.drafts.md", "一句话。\n")
    assert "ends in '.drafts', as the files of drafts do" in room.run("status", status=1).stderr


def test_two_branches_keep_the_drafts_of_both(room: Newsroom, tmp_path: Path) -> None:
    base = kept(room).read_bytes()
    sides = [
        drafts.appended(base, drafts.Drafts().missing(Catalog("visit", "en", (drafted(text),)))) for text in ("a", "b")
    ]
    both = base.splitlines() + [side.splitlines()[-1] for side in sides]
    for path in (["locales/en/visit.drafts.jsonl"], []):
        files = [tmp_path / name for name in ("base", "ours", "theirs")]
        for file, data in zip(files, (base, *sides), strict=True):
            file.write_bytes(data)
        assert room.run("merge-driver", "ledger", *map(str, files), *path).output == ""
        assert files[1].read_bytes().splitlines() == both


def drafted(text: str) -> Unit:
    return Unit("一句。", target=text, fuzzy=True, comments=(Draft(text, "mt: argos").comment,))


UNITS = st.builds(drafted, st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4))
FILES = st.lists(UNITS, max_size=4).map(
    lambda units: drafts.appended(b"", drafts.Drafts().missing(Catalog("visit", "en", tuple(units))))
)


@given(ours=FILES, theirs=FILES)
def test_a_merge_is_the_union_of_the_lines(ours: bytes, theirs: bytes) -> None:
    merged = drafts.merge(ours, theirs)
    assert set(merged.split(b"\n")) == {*ours.split(b"\n"), *theirs.split(b"\n")}
    assert merged.startswith(ours)
    assert drafts.merge(merged, theirs) == merged
    known = drafts.load(merged)
    assert not known.damaged
    for side in (ours, theirs):
        assert all(set(made) <= set(known.known[key]) for key, made in drafts.load(side).known.items())


@given(data=st.binary(max_size=60))
def test_whatever_is_in_the_file_is_read(data: bytes) -> None:
    found = drafts.load(data + b'\n[]\n{"context":1,"draft":"","origin":"","source":""}\n')
    assert found.known == {}
    assert len(found.damaged) >= 2
