"""A newsroom on disk: which releases a name chooses, and what is read for it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from newsroom import VISIT, make

from workflow.contracts import registries
from workflow.contracts.readers import Read, Reader
from workflow.errors import BadInput, MissingError, UsageError, WorkflowError
from workflow.identity import likeness
from workflow.identity import stem as stem_of
from workflow.model import Catalog, Release, UnitState
from workflow.newsroom import folder as folders
from workflow.newsroom import sources
from workflow.newsroom.folder import Newsroom as Room
from workflow.newsroom.recent import Recent
from workflow.signoff.present import Present

STEMS = ("a", "A", "\uff41", "b", "2018-b")
FRONT = (
    "",
    "---\nid: a\n---\n\n",
    "---\r\ntitle: 题\r\nid: b\r\n---\r\n\r\n",
    '---\ntitle: 题\n"id" : A\n---\n\n',
    "---\n{source: 'https://www.example.org/?id=5', id: b}\n---\n\n",
    '---\n"\\x69d": b\n---\n\n',
    "---\n? id\n: a\n---\n\n",
    "---\nsource: https://www.example.org/?id=5&video=id\n---\n\n",
    "\ufeff---\nid: b\n---\n\n",
    "---\nid: [\n---\n\n",
    "---\ntitle: 题\n...\n\nid: b\n",
    "正文。\n\n---\nid: b\n---\n",
)
FILES = st.dictionaries(
    st.tuples(st.sampled_from(("", "2018/")), st.sampled_from(STEMS), st.sampled_from((".md", ".txt", ".MD"))),
    st.tuples(st.sampled_from(FRONT), st.sampled_from(("utf-8", "gb18030"))),
    max_size=5,
)
NAMES = st.sampled_from(
    (*STEMS, "sources/a.md", "sources/2018/b.txt", "a.md", "nothing", "locales/en/b.po", "locales/en/a.jsonl")
)


def fail(problem: WorkflowError) -> None:
    raise AssertionError(problem)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(files=FILES, names=st.lists(NAMES, min_size=1, max_size=2), ledger=st.booleans())
def test_a_name_chooses_the_same_whether_all_sources_are_read_or_those_that_may_bear_it(
    tmp_path_factory: pytest.TempPathFactory,
    files: dict[tuple[str, str, str], tuple[str, str]],
    names: list[str],
    ledger: bool,
) -> None:
    root = tmp_path_factory.mktemp("newsroom")
    (root / "sources/2018").mkdir(parents=True)
    for (folder, stem, suffix), (front, encoding) in files.items():
        (root / "sources" / folder / f"{stem}{suffix}").write_bytes(f"{front}第一句。\n".encode(encoding))
    if ledger:
        (root / "locales/en").mkdir(parents=True)
        (root / "locales/en/b.jsonl").write_bytes(b"")
    room = Room.open(root)

    def outcome(choose: Callable[[], object]) -> object:
        try:
            return choose()
        except WorkflowError as error:
            return type(error)

    def model(name: str) -> str:
        """The path of the release that a name means, from reading every source."""
        ids: dict[str, list[tuple[str, str]]] = {}
        unread: dict[str, WorkflowError] = {}
        for path in room.shelf.paths():
            try:
                found = room.shelf.read(path).id
            except WorkflowError as error:
                unread[path] = error
            else:
                ids.setdefault(likeness(found), []).append((found, path))
        meanings = [name, *room._named(name)]
        for meaning in meanings:
            if meaning in unread:
                raise unread[meaning]
            own = next((same for same in ids.values() if meaning in {path for _, path in same}), None)
            same = own or ids.get(likeness(meaning), [])
            called = [error for path, error in unread.items() if likeness(stem_of(path)) == likeness(meaning)]
            if len(same) > 1:
                raise BadInput("have the same id")
            if same and (own or same[0][0] == meaning):
                return same[0][1]
            if called:
                raise called[0]
        raise UsageError("no such release")

    expected = [outcome(lambda name=name: model(name)) for name in names]  # type: ignore[misc]
    for name, one in zip(names, expected, strict=True):
        found = outcome(lambda name=name: [each.path for each in room.find([name], on_problem=fail).each(fail)])  # type: ignore[misc]
        assert found == ([one] if isinstance(one, str) else one)
    first: object = expected[0]
    if first is UsageError and ledger and names[0] in ("b", "locales/en/b.po"):
        assert room.find_one(names[0]) == "b"
        assert room.find_one("b") == "b"
    else:
        release = outcome(lambda: room.find_one(names[0]))
        assert (release.path if isinstance(release, Release) else release) == first


def test_a_reader_gets_its_own_table_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def configured(options: Mapping[str, Any]) -> Read:
        def read(data: bytes, *, path: str, language: str) -> Release:
            return Release(stem_of(path), path, language, (), (), url=options.get("changes", "nothing"))

        return read

    plain = registries.READERS[".txt"]
    fake = Reader(plain.read, plain.may_state_id, table="docx", configured=configured)
    monkeypatch.setattr(sources, "READERS", {".txt": fake})
    newsroom = make(tmp_path)
    newsroom.write("sources/visit.txt", "第一句。\n")
    recent = Recent()
    for table, expected in (("", "nothing"), ("[readers.docx]\nchanges = 'accept'\n", "accept")):
        newsroom.write("workflow.toml", table)
        assert Room.open(newsroom.root, recent=recent).sources().read("visit").url == expected


def test_a_process_that_stays_looks_once_at_what_did_not_change(tmp_path: Path) -> None:
    newsroom = make(tmp_path)
    newsroom.run("translate")
    room = Room.open(newsroom.root, recent=Recent())

    def look() -> Present:
        return room.present(room.find_one("visit"), "en")

    first = look()
    assert look() is first
    newsroom.translate_by_hand()
    second = look()
    assert {unit.state for unit in second.catalog.units} == {UnitState.TRANSLATED}  # type: ignore[union-attr]
    assert look() is second


def test_only_what_may_bear_the_name_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom = make(tmp_path)
    for number in range(5):
        newsroom.write(f"sources/other-{number}.md", VISIT)
        newsroom.write(f"sources/text-{number}.txt", "第一句。\n")
    newsroom.write("sources/named.md", VISIT.replace("title:", "id: 2018-named\ntitle:"))
    read: list[str] = []
    real = registries.READERS

    def counted(suffix: str) -> Reader:
        reader = real[suffix]

        def counting(data: bytes, *, path: str, language: str) -> Release:
            read.append(Path(path).name)
            return reader.read(data, path=path, language=language)

        return Reader(counting, reader.may_state_id)

    monkeypatch.setattr(sources, "READERS", {suffix: counted(suffix) for suffix in real})
    room = Room.open(newsroom.root)
    assert [each.id for each in room.find(["visit"], on_problem=fail).each(fail)] == ["visit"]
    assert set(read) == {"named.md", "visit.md"}
    read.clear()
    assert [each.id for each in room.find(["2018-named", "sources/text-1.txt"], on_problem=fail).each(fail)] == [
        "2018-named",
        "text-1",
    ]
    assert set(read) == {"named.md", "text-1.txt"}
    read.clear()
    with pytest.raises(UsageError, match="did you mean visit"):
        room.find(["visitt"], on_problem=fail)


@pytest.mark.parametrize("path", ["locales/en/visit.po", "locales/en/visit.jsonl", "locales/fr/visit.drafts.jsonl"])
def test_the_files_of_a_release_name_it(tmp_path: Path, path: str) -> None:
    room = Room.open(make(tmp_path).root)
    assert [each.id for each in room.find([str(tmp_path / path)], on_problem=fail).each(fail)] == ["visit"]


@pytest.mark.parametrize("path", ["locales/en/visit.txt", "locales/en/visit", "old/visit.po", "public/en/visit.jsonl"])
def test_other_files_that_are_called_like_a_release_do_not_name_it(tmp_path: Path, path: str) -> None:
    room = Room.open(make(tmp_path).root)
    with pytest.raises(UsageError):
        room.find([str(tmp_path / path)], on_problem=fail)


def test_without_names_each_problem_is_reported_once_and_the_others_are_chosen(tmp_path: Path) -> None:
    newsroom = make(tmp_path)
    newsroom.write("sources/one.md", VISIT)
    newsroom.write("sources/ONE.txt", "第一句。\n")
    problems: list[WorkflowError] = []
    found = Room.open(newsroom.root).find(on_problem=problems.append)
    assert list(found) == ["visit"]
    assert [str(problem).partition(":")[0] for problem in problems] == ["sources/ONE.txt and sources/one.md"]
    with pytest.raises(BadInput, match="have the same id"):
        Room.open(newsroom.root).find(["one"], on_problem=fail)


def test_an_unknown_name_is_answered_with_a_few_of_those_that_there_are(tmp_path: Path) -> None:
    newsroom = make(tmp_path)
    for number in range(4):
        newsroom.write(f"sources/r{number}.md", VISIT)
    assert "no such release; sources/ has r0, r1, r2, r3, visit\n" in newsroom.run("check", "0" * 9, status=2).stderr
    newsroom.write("sources/zero.md", VISIT)
    assert "sources/ has r0, r1, r2, r3, visit …\n" in newsroom.run("check", "0" * 9, status=2).stderr


def test_the_newsroom_is_the_nearest_folder_above_that_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom = make(tmp_path)
    monkeypatch.chdir(newsroom.root / "sources/images")
    assert Room.open(None).root.resolve() == newsroom.root.resolve()
    gone = newsroom.root / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(MissingError, match="the current folder no longer exists"):
        Room.open(None)


def test_a_catalog_that_another_program_keeps_saving_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom = make(tmp_path)
    newsroom.run("translate")
    monkeypatch.setattr(folders, "_PATIENCE", 0)
    data = newsroom.catalog_path().read_bytes()

    def change(catalog: Catalog | None) -> Catalog:
        assert catalog
        return replace(catalog, comment="Changed.")

    with pytest.raises(MissingError, match="another program keeps saving it"):
        Room.open(newsroom.root).change_catalog("visit", "en", change, doing="test")
    assert newsroom.catalog_path().read_bytes() == data
