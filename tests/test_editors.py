"""What editors and other tools do to catalogs and beside them, tried with the tools themselves."""

import io
import json
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import newsroom
import polib
import pytest
from babel.messages import pofile
from newsroom import Newsroom

from workflow.catalogs import po as catalogs
from workflow.catalogs.sync import EARLIER, new_headers, noted, sync
from workflow.model import CHANGED, DOUBT, OTHER_SOURCE, Catalog, Draft, Piece, Release, Segment, Unit


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """A newsroom with one release; nothing translated yet."""
    return newsroom.make(tmp_path)


def test_status_names_the_copies_that_a_file_manager_made(room: Newsroom) -> None:
    room.run("translate")
    copy = room.catalog_path().with_name("visit (copy).po")
    copy.write_bytes(room.catalog_path().read_bytes())
    copy.with_name(".#visit.po").write_bytes(b"")
    result = room.run("status")
    assert "visit (copy).po: belongs to no release" in result.stderr
    assert "copy" not in result.stdout
    assert ".#visit.po" not in result.output
    assert "copy" not in room.run("status", "visit").output
    copy.rename(copy.with_name("visit-copy.po"))
    assert "visit-copy" in room.run("status").stdout  # an id like any other, whose source is gone


def test_git_ignores_what_editors_leave_beside_catalogs(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    room = Newsroom(tmp_path)
    room.run("init")
    git = [require_tool("git"), "-C", str(tmp_path)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    litter = ["locales/en/visit.mo", "locales/en/visit.po~"]
    found = subprocess.run([*git, "check-ignore", *litter, "locales/en/visit.po"], check=False, capture_output=True)
    assert found.stdout.decode().split() == litter


# --- folded comments ---


def by_polib(data: bytes, folder: Path) -> bytes:
    """What polib makes of a catalog, at the width at which it folds lines unless it is told otherwise."""
    path = folder / "polib.po"
    path.write_bytes(data)
    polib.pofile(str(path)).save(str(path))
    return path.read_bytes()


def by_babel(data: bytes, folder: Path) -> bytes:
    """The same for Babel."""
    file = io.BytesIO()
    pofile.write_po(file, pofile.read_po(io.BytesIO(data)))
    return file.getvalue()


TOOLS = pytest.mark.parametrize("tool", [by_polib, by_babel])


def release(*texts: str) -> Release:
    pieces = tuple(Piece(text, Segment(text)) for text in texts)
    return Release(id="visit", path="sources/visit.md", language="zh-Hans", pieces=pieces, blocks=())


def catalog(units: Iterable[Unit]) -> Catalog:
    made = tuple(replace(unit, place="paragraph 1", occurrences=("sources/visit.md",)) for unit in units)
    return Catalog("visit", "en", made, headers=new_headers(release(*(unit.source for unit in made)), "en", "Sample"))


def read(data: bytes) -> Catalog:
    return catalogs.parse(data, name="visit.po", release="visit", language="en")


LONG = "memory: 92 % from 2018-03-12-annual-report-of-the-office-on-patents-trade-marks-and-geographical-indications"


@TOOLS
@pytest.mark.parametrize("doubts", [0, 1, 2])
def test_comments_that_a_tool_folded_are_read_whole(
    tool: Callable[[bytes, Path], bytes], doubts: int, tmp_path: Path
) -> None:
    said = (
        "inserted by the memory: 18.8% → 19.1%, September → October, 751,000 → 812,000, Zhang Maoyu → He Zhimin",
        f"{OTHER_SOURCE}代表团当天在 “日内瓦” → “慕尼黑” 与 各国专利局 签署了 “谅解备忘录” → “合作协议” and then something longer",
    )[:doubts]
    origin = Draft("A draft.", LONG).comment
    comments = ("a note of the team", *(f"{DOUBT}{clause}" for clause in said), origin, "and one after it")
    before = catalog([Unit("一句话。", target="A draft.", fuzzy=True, comments=comments)])
    after = tool(catalogs.dump(before), tmp_path)
    assert origin.encode() not in after, "the tool did not fold"
    unit = read(after).units[0]
    assert unit.comments == comments
    assert not unit.touched


@TOOLS
def test_doubts_of_every_length_that_a_tool_folded_are_read_whole(
    tool: Callable[[bytes, Path], bytes], tmp_path: Path
) -> None:
    words = "the figure of 2,019.5 may be wrong; see co-operation agreements signed in Geneva for the well-known text"
    units = []
    for length in range(60, 260):
        doubt = f"{DOUBT}{' '.join([words] * 3)[length % 7 :][:length].rpartition(' ')[0]}"
        origin = Draft("A draft.", "mt: argos zh→en 1.9").comment
        comments = ("a note of the team", doubt, f"{DOUBT}short", f"{doubt} too", origin, "one after it", "and another")
        units.append(Unit(f"第{length}句。", target="A draft.", fuzzy=True, comments=comments))
    before = catalog(units)
    after = read(tool(catalogs.dump(before), tmp_path))
    assert [unit.comments for unit in after.units] == [unit.comments for unit in before.units]


@TOOLS
@pytest.mark.parametrize(
    "note", ["ask the ministry", "x", "", "a note as long as a line may well be, of which nothing must go"]
)
def test_what_changed_and_earlier_translations_that_a_tool_folded_are_read_whole(
    tool: Callable[[bytes, Path], bytes], note: str, tmp_path: Path
) -> None:
    before = catalog([Unit("代表团于9月3日抵达日内瓦访问该局并签署备忘录。", target="They arrived.")])
    stale = sync(before, release("代表团于9月14日抵达慕尼黑访问两家机构后又签署合作协议。"), "en")[0].units[0]
    assert stale.comments[0].startswith(CHANGED)
    words = "The delegation arrived in Geneva on the third day of September, and signed a long memorandum there."
    stale = noted(replace(stale, comments=tuple(filter(None, (*stale.comments, note)))), [f"{EARLIER}{words}"])
    after = read(tool(catalogs.dump(catalog([stale])), tmp_path)).units[0]
    # Babel makes a comment of the previous source.
    assert tuple(line for line in after.comments if not line.startswith("|")) == stale.comments


@TOOLS
def test_changes_of_every_length_that_a_tool_folded_are_read_whole(
    tool: Callable[[bytes, Path], bytes], tmp_path: Path
) -> None:
    days, places = range(2, 28), ("日内瓦", "the new building of WIPO in Geneva", "慕尼黑 and 北京")
    old = [f"第{day}次会议于{day}月在{place}举行，{day * 37}人出席。" for day in days for place in places]
    new = [
        f"第{day}次会议于{day + 1}月在{place * (day % 3 + 1)}举行，{day * 41}人出席会议。"
        for day in days
        for place in places
    ]
    before = catalog([Unit(text, target=f"Meeting {number}.") for number, text in enumerate(old)])
    stale = sync(before, release(*new), "en")[0].units
    changed = [unit for unit in stale if any(line.startswith(CHANGED) for line in unit.comments)]
    assert len({len(unit.comments[0]) for unit in changed}) > 20
    noted_ = [replace(unit, comments=(*unit.comments, "ask the ministry", "x")) for unit in changed]
    after = read(tool(catalogs.dump(catalog(noted_)), tmp_path)).units
    assert [[line for line in unit.comments if not line.startswith("|")] for unit in after] == [
        [*unit.comments] for unit in noted_
    ]


@TOOLS
def test_a_note_below_a_line_of_ours_stays_a_note(tool: Callable[[bytes, Path], bytes], tmp_path: Path) -> None:
    for length in range(50, 90):
        line = f"{DOUBT}{'word ' * 20}"[:length].rstrip()
        comments = (line, "Something that a person wrote below it and that must stay.")
        after = read(
            tool(catalogs.dump(catalog([Unit("一。", target="One.", fuzzy=True, comments=comments)])), tmp_path)
        )
        assert any("Something" in each and not each.startswith(DOUBT) for each in after.units[0].comments)


@pytest.mark.parametrize("start", [DOUBT, EARLIER, f"{CHANGED}added “", "mt: "])
def test_below_an_empty_line_is_nothing_of_ours(start: str) -> None:
    for length in range(50, 90):
        comments = (f"{start}{'word ' * 20}"[:length].rstrip(), "", "Something")
        assert (
            read(catalogs.dump(catalog([Unit("一。", target="One.", comments=comments)]))).units[0].comments == comments
        )


@pytest.mark.parametrize("start", [EARLIER, f"{CHANGED}added “"])
@pytest.mark.parametrize("columns", [*range(40, 60), *range(81, 100)])
def test_where_no_tool_folds_a_line_ends(start: str, columns: int) -> None:
    comments = (start.ljust(columns - len("# "), "x"), f"{'long' * 10}”")
    assert read(catalogs.dump(catalog([Unit("一。", target="One.", comments=comments)]))).units[0].comments == comments


def test_a_catalog_that_polib_folded_is_left_alone(tmp_path: Path) -> None:
    room = newsroom.make(tmp_path / "room")
    room.run("translate")
    units = [
        replace(unit, target="A draft.", fuzzy=True, comments=(Draft("A draft.", LONG).comment,))
        for unit in room.catalog().units
    ]
    folded = by_polib(catalogs.dump(replace(room.catalog(), units=tuple(units))), tmp_path)
    room.catalog_path().write_bytes(folded)
    room.run("translate")
    assert room.catalog_path().read_bytes() == folded
    assert [unit.comments for unit in room.catalog().units] == [unit.comments for unit in units]


# --- findings in catalogs ---


def test_findings_are_written_where_editors_show_them_until_the_next_translate(
    tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    room = newsroom.make(tmp_path)
    room.run("translate")
    room.translate_by_hand(**{"双方签署了备忘录。": "The parties signed a  memorandum 备忘录."})
    before = room.catalog_path().read_bytes()
    found = json.loads(room.run("check", "--annotate", "--format", "json", status=1).stdout)
    of_unit = [each for each in found if each["source"] == "双方签署了备忘录。"]
    assert of_unit
    unit = next(unit for unit in room.catalog().units if unit.source == "双方签署了备忘录。")
    place, *said = unit.place.split("\n")
    assert place.startswith("paragraph 1")
    assert said == [f"{each['severity']}: {each['message']} [{each['check']} {unit.short_key}]" for each in of_unit]
    assert {each["line"] for each in of_unit} == {unit.line}
    path = room.catalog_path()
    command = [require_tool("msgcat"), "--no-wrap", str(path)]
    assert subprocess.run(command, check=True, capture_output=True).stdout == path.read_bytes()
    annotated = path.read_bytes()
    room.run("check", "--annotate", status=1)
    assert path.read_bytes() == annotated
    room.run("translate")
    assert path.read_bytes() == before


def test_annotating_a_catalog_without_findings_changes_nothing(tmp_path: Path) -> None:
    room = newsroom.make(tmp_path)
    room.run("check", "--annotate")
    assert not room.catalog_path().exists()
    room.run("translate")
    before = room.catalog_path().read_bytes()
    room.run("check", "--annotate")
    assert room.catalog_path().read_bytes() == before
