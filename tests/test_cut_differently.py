"""A source that has not changed, and that a newer program cuts into other units: nothing approved is taken away."""

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from newsroom import REVIEWER, TRANSLATOR, Newsroom, make

from workflow import __version__
from workflow.catalogs import po as catalogs
from workflow.contracts.readers import Reader
from workflow.contracts.registries import ENGINES, READERS
from workflow.errors import WorkflowError
from workflow.files import decode
from workflow.identity import stem
from workflow.model import Block, Draft, Release, Segment
from workflow.newsroom import sources
from workflow.newsroom.folder import Newsroom as Project
from workflow.newsroom.verify import Failure, verify
from workflow.readers.cutting import Atom, Part, assemble, normal_lines, sentences, tidy, whole

TEXT = """图书馆延长开放时间
为方便读者，图书馆决定延长开
放时间。图书馆每天早上开门，晚上
闭馆。读者可以预约座位。
"""
LINES = {
    "图书馆延长开放时间": "Library Extends Its Hours",
    "为方便读者，图书馆决定延长开": "To help readers, the library has decided to extend",
    "放时间。": "its hours.",
    "图书馆每天早上开门，晚上": "It opens every morning and closes",
    "闭馆。": "in the evening.",
    "读者可以预约座位。": "Readers can book seats.",
}
JOINED = {
    "图书馆延长开放时间": "Library Extends Its Hours",
    "为方便读者，图书馆决定延长开放时间。": "To help readers, the library has decided to extend its hours.",
    "图书馆每天早上开门，晚上闭馆。": "It opens every morning and closes in the evening.",
    "读者可以预约座位。": "Readers can book seats.",
}


def reader(*, joining: bool) -> Reader:
    """A reader of texts: the first line is the title, and either every line is a paragraph or all lines are one."""

    def read(data: bytes, *, path: str, language: str) -> Release:
        text = decode(data, path)
        source, line_feeds = normal_lines(text)
        places: list[tuple[int, int]] = []
        for line in source.splitlines(keepends=True):
            start = places[-1][1] if places else 0
            places.append((start, start + len(line)))
        title, *rest = [(start, end) for start, end in places if source[start:end].strip()]
        if joining and rest:
            rest = [(rest[0][0], rest[-1][1])]
        blocks: list[Block] = []
        cuts: list[tuple[int, int, Segment]] = []

        def add(kind: str, start: int, parts: list[Part]) -> None:
            blocks.append(Block("title" if kind == "title" else "paragraph", tuple(part.item for part in parts)))
            cuts.extend((p.start + start, p.end + start, p.item) for p in parts if isinstance(p.item, Segment))

        def atoms(start: int, end: int) -> list[Atom]:
            return tidy([Atom("text", 0, end - start, source[start:end])], source[start:end])

        add("title", title[0], whole(atoms(*title), "title", "title"))
        for number, (start, end) in enumerate(rest, 1):
            add("paragraph", start, sentences(atoms(start, end), f"paragraph {number}"))
        pieces = assemble(text, cuts, line_feeds)
        return Release(stem(path), path, "zh-Hans", pieces, tuple(blocks), "2023-05-09", markup="plain")

    return Reader(read, may_state_id=lambda _: False)


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], None]:
    """Start to use a program that joins "lines", or one that does not."""

    def use(how: str) -> None:
        monkeypatch.setattr(sources, "READERS", {**READERS, ".txt": reader(joining=how == "joined")})
        # Another program does not read what an earlier one knew.
        monkeypatch.setenv("WORKFLOW_CACHE", str(tmp_path_factory.mktemp("cache")))

    return use


@pytest.fixture
def room(tmp_path: Path, program: Callable[[str], None]) -> Newsroom:
    """A text is translated, approved and published line by line; then a program joins the lines."""
    room = make(tmp_path)
    (room.root / "sources/visit.md").unlink()
    room.write("sources/library.txt", TEXT)
    program("lines")
    room.run("translate")
    room.translate_by_hand("library", **LINES)
    room.run("submit", "library", "--as", TRANSLATOR)
    room.run("approve", "library", "--as", REVIEWER)
    room.run("publish")
    assert room.state("library") == ("published", "current")
    program("joined")
    return room


def failures(room: Newsroom) -> tuple[Failure, ...]:
    problems: list[WorkflowError] = []
    found = verify(Project.open(room.root), on_problem=problems.append)
    assert not problems
    return found.failures


def test_status_says_that_it_is_cut_differently_and_not_that_it_is_outdated(room: Newsroom) -> None:
    row = room.status()[0]
    said = f"cut differently since version {__version__}"
    assert (row["state"], row["public"], row["recut"]) == ("recut", "current", said)
    assert row["next"] == "workflow translate library --to en"
    table = room.run("status").output
    note = f"{said}: library (en); no source was edited, and pages stay; submit and approve each once"
    assert note in table.splitlines()
    listed = next(csv.DictReader(io.StringIO(room.run("status", "--format", "csv").output)))
    assert (listed["state"], listed["recut"]) == ("recut", said)
    assert room.run("status", "--fail-on", "outdated").exit_code == 0
    room.run("status", "--fail-on", "recut", status=1)


def test_its_page_and_its_ledger_stay_as_they_are(room: Newsroom) -> None:
    before = room.files()
    room.run("publish")
    room.run("publish", "library")
    after = {path: data for path, data in room.files().items() if not path.startswith(".workflow")}
    assert after == {path: data for path, data in before.items() if not path.startswith(".workflow")}
    message = (
        f"library (en): the source is unchanged, but this version cuts it differently than version {__version__}, "
        "which approved it; submit and approve it once"
    )
    assert failures(room) == (Failure("outdated", message),)


def test_the_words_are_carried_and_one_submit_and_approve_renew_it(room: Newsroom) -> None:
    page = (room.root / "public/en/library.html").read_bytes()
    assert "2 joined or split (the text is cut differently)" in room.run("translate").output
    assert {unit.source: unit.target for unit in room.catalog("library").units} == JOINED
    assert not any(unit.fuzzy for unit in room.catalog("library").units)
    row = room.status()[0]
    assert (row["state"], row["next"]) == ("recut", "workflow submit library --to en")
    assert row["units"]["approved"] == 2
    assert row["units"]["translated"] == 2
    # Nobody has approved these words for these sentences yet.
    room.run("publish")
    assert (room.root / "public/en/library.html").read_bytes() == page
    room.run("submit", "library", "--as", TRANSLATOR)
    assert room.state("library") == ("submitted", "current")
    room.run("approve", "library", "--as", TRANSLATOR, status=1)
    room.run("approve", "library", "--as", REVIEWER)
    assert room.state("library") == ("approved", "outdated")
    room.run("publish")
    assert room.state("library") == ("published", "current")
    assert room.status()[0]["recut"] == ""
    page_now = (room.root / "public/en/library.html").read_text(encoding="utf-8")
    assert JOINED["图书馆每天早上开门，晚上闭馆。"] in page_now
    assert "Corrected" not in page_now  # its readers find the same words
    assert failures(room) == ()


def test_a_word_that_is_changed_on_the_way_is_a_correction(room: Newsroom) -> None:
    room.run("translate")
    path = room.catalog_path("library")
    path.write_text(path.read_text(encoding="utf-8").replace("Readers can", "Visitors can"), encoding="utf-8")
    room.run("submit", "library", "--as", TRANSLATOR)
    room.run("approve", "library", "--as", REVIEWER)
    room.run("publish")
    page = (room.root / "public/en/library.html").read_text(encoding="utf-8")
    assert "Corrected on" in page
    assert "Visitors</ins>" in page


def test_a_lost_catalog_is_restored_in_the_new_units(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES.places, "argos", "newsroom:MACHINE")
    room.catalog_path("library").unlink()
    room.run("translate", "library", "--engine", "argos")
    units = room.catalog("library").units
    assert {unit.source: unit.target for unit in units} == JOINED
    assert {unit.origin for unit in units} == {"memory: 100 % from library"}
    assert all(unit.fuzzy for unit in units)


def test_the_way_back_asks_for_the_words_to_be_divided(room: Newsroom, program: Callable[[str], None]) -> None:
    room.run("translate")
    room.run("submit", "library", "--as", TRANSLATOR)
    room.run("approve", "library", "--as", REVIEWER)
    program("lines")
    assert room.state("library")[0] == "recut"
    room.run("translate")
    units = {unit.source: unit for unit in room.catalog("library").units}
    assert units["闭馆。"].target == JOINED["图书馆每天早上开门，晚上闭馆。"]
    assert units["闭馆。"].previous_source == "图书馆每天早上开门，晚上闭馆。"
    assert units["闭馆。"].fuzzy
    assert units["读者可以预约座位。"].target == "Readers can book seats."
    assert room.status()[0]["units"]["stale"] == 4


def test_words_that_were_not_signed_are_carried_too(room: Newsroom, program: Callable[[str], None]) -> None:
    room.write("sources/work.txt", TEXT)
    program("lines")
    room.run("translate", "work")
    room.translate_by_hand("work", **LINES)
    program("joined")
    room.run("translate", "work")
    assert {unit.source: unit.target for unit in room.catalog("work").units} == JOINED
    assert room.state("work") == ("draft", "none")


def test_an_edit_is_still_an_edit(room: Newsroom) -> None:
    room.write("sources/library.txt", TEXT.replace("座位", "座席"))
    row = room.status()[0]
    assert (row["state"], row["public"], row["recut"]) == ("outdated", "outdated", "")
    room.write("sources/library.txt", TEXT)
    assert room.state("library") == ("recut", "current")
    # Another name may give another date.
    (room.root / "sources/library.txt").rename(room.root / "sources/LIBRARY.txt")
    assert "recut" not in {each["state"] for each in room.status()}


def test_what_is_approved_and_not_published_yet_can_be_published(
    room: Newsroom, program: Callable[[str], None]
) -> None:
    room.write("sources/other.txt", TEXT)
    program("lines")
    room.run("translate", "other")
    room.translate_by_hand("other", **LINES)
    room.run("submit", "other", "--as", TRANSLATOR)
    room.run("approve", "other", "--as", REVIEWER)
    program("joined")
    assert room.state("other") == ("recut", "none")
    room.run("publish")
    assert room.state("other") == ("recut", "current")
    assert "in the evening." in (room.root / "public/en/other.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("known_by", ["comments", "drafts", "ledger"])
def test_a_joined_text_owes_to_a_machine_what_its_parts_did(
    room: Newsroom, program: Callable[[str], None], known_by: str
) -> None:
    origin = "mt: argos zh→en 1.9 (score -0.21)"
    program("lines")
    room.write("sources/drafted.txt", TEXT)
    room.run("translate", "drafted")

    def save(*, comments: bool) -> None:
        catalog = room.catalog("drafted")
        units = tuple(
            replace(
                unit,
                target=LINES[unit.source],
                comments=(Draft(LINES[unit.source], origin).comment,) if comments else (),
            )
            for unit in catalog.units
        )
        room.catalog_path("drafted").write_bytes(catalogs.dump(replace(catalog, units=units)))

    save(comments=True)
    room.run("translate", "drafted")  # writes down what was drafted
    if known_by == "ledger":
        room.run("submit", "drafted", "--as", TRANSLATOR)
    if known_by != "drafts":
        (room.root / "locales/en/drafted.drafts.jsonl").unlink()
    save(comments=known_by == "comments")
    program("joined")
    room.run("translate", "drafted")
    joined = next(unit for unit in room.catalog("drafted").units if unit.source == "图书馆每天早上开门，晚上闭馆。")
    assert joined.drafted() == (origin, False)


# --- what an earlier program left (``ledgers/pasted``), read by this one ---

OLD = Path(__file__).parent / "ledgers" / "pasted"


@pytest.fixture
def old(tmp_path: Path) -> Newsroom:
    shutil.copytree(OLD, tmp_path / "pasted")
    return Newsroom(tmp_path / "pasted")


def test_no_page_of_an_earlier_program_is_altered_or_taken_away(old: Newsroom) -> None:
    before = old.files("public")
    assert not [each for each in failures(old) if each.kind == "altered"]
    old.run("publish")
    assert {path for path in before if path.startswith("en/")} <= set(old.files("public"))
    assert not [each for each in failures(old) if each.kind == "altered" or "publish again" in each.message]


def test_every_release_that_an_earlier_program_approved_is_approved_or_cut_differently(old: Newsroom) -> None:
    for row in old.status():
        recut = row["recut"] == "cut differently since version 0.2.0"
        match row["release"]:
            case "2023-05-12-edited":
                assert (row["state"], row["recut"]) == ("outdated", "")
            case "2023-05-10-work":
                assert row["state"] == "draft"
            case "2023-05-11-submitted":
                assert row["state"] in ("submitted", "draft")
            case "2023-05-08-rules":
                assert (row["state"], row["public"]) == ("recut" if recut else "approved", "none")
            case _:
                assert (row["state"], row["public"]) == ("recut" if recut else "published", "current")


def test_no_word_of_an_earlier_program_is_lost(old: Newsroom) -> None:
    names = [row["release"] for row in old.status()]
    before = {name: [unit.target for unit in old.catalog(name).units] for name in names}
    old.run("translate")
    again = old.files("locales")
    old.run("translate")
    assert old.files("locales") == again
    for name in names:
        catalog = old.catalog(name)
        kept = " ".join(unit.target for unit in (*catalog.units, *catalog.obsolete))
        for target in before[name]:
            assert target in kept, name
