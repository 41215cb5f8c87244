"""The cache of a newsroom: what is noted is found again, and nothing that happens to its file is an error."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workflow.newsroom import cache as caches
from workflow.newsroom.cache import Cache, Known, is_settled, stamp


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKFLOW_CACHE", str(tmp_path / "cache"))
    return tmp_path


def kept(root: Path) -> Path:
    (file,) = (root / "cache" / "newsrooms").glob("*.sqlite")
    return file


def note(root: Path, text: str = "text") -> None:
    cache = Cache(root)
    cache.keep("row", "en", "visit", "basis", text)
    cache.close()


def noted(root: Path) -> str | None:
    cache = Cache(root)
    found = cache.kept("row", "en", "visit", "basis")
    cache.close()
    return found


def test_what_was_noted_is_found_again(folder: Path) -> None:
    known = Known("sources/a.md", "digest", "a", "a")
    cache = Cache(folder)
    cache.note_source(known)
    cache.note_source(Known("sources/b.md", "digest", "A", "a"))
    cache.note_digest("sources/a.md", "1 2 3 4", "digest")
    cache.keep("units", "en", "a", "basis", "text")
    cache.close()
    again = Cache(folder)
    assert again.source("sources/a.md", "digest") == known
    assert again.source("sources/a.md", "other") is None
    assert again.digest("sources/a.md", "1 2 3 4") == "digest"
    assert again.digest("sources/a.md", "1 2 3 5") is None
    assert again.kept("units", "en", "a", "basis") == "text"
    assert again.kept("text", "en", "a", "another") is None
    assert again.kept("row", "en", "a", "basis") is None
    again.forget_sources(["sources/b.md"])
    again.close()
    assert Cache(folder).source("sources/a.md", "digest") is None
    assert Cache(folder).source("sources/b.md", "digest") is not None


def test_another_program_s_rows_are_not_believed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note(folder)
    assert noted(folder) == "text"
    monkeypatch.setattr(caches, "program", lambda: "another")
    assert noted(folder) is None


def test_the_program_is_another_whenever_one_of_its_files_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = caches.program.__wrapped__
    package = folder / "package"
    (package / "newsroom").mkdir(parents=True)
    (package / "languages" / "__pycache__").mkdir(parents=True)
    monkeypatch.setattr(caches, "__file__", str(package / "newsroom" / "cache.py"))
    seen = [program()]
    for path in ("newsroom/cache.py", "languages/words.tsv", "model.py"):
        (package / path).write_text("1", encoding="utf-8")
        seen.append(program())
    (package / "model.py").write_text("12", encoding="utf-8")
    seen.append(program())
    assert len(set(seen)) == len(seen)
    (package / "languages" / "__pycache__" / "words.pyc").write_text("1", encoding="utf-8")
    assert program() == seen[-1]
    (packages := folder / "site-packages").mkdir()
    monkeypatch.syspath_prepend(str(packages))
    seen.append(program())
    (packages / "opencc-1.2.dist-info").mkdir()
    os.utime(packages, ns=(0, 0))
    seen.append(program())
    monkeypatch.setattr(caches.sys, "version", "another")
    seen.append(program())
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize(
    "data", [b"", b"not a database", b"SQLite format 3\0" + bytes(500), b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_a_file_that_is_no_cache_is_replaced(folder: Path, data: bytes) -> None:
    note(folder)
    kept(folder).write_bytes(data)
    assert noted(folder) is None
    note(folder, "again")
    assert noted(folder) == "again"


def test_a_file_of_another_layout_or_program_is_replaced(folder: Path) -> None:
    for change in (
        "PRAGMA user_version = 99",
        "PRAGMA application_id = 7",
        "DROP TABLE kept; CREATE VIEW kept AS SELECT 1",
    ):
        note(folder)
        connection = sqlite3.connect(kept(folder))
        connection.executescript(change)
        connection.close()
        assert noted(folder) is None
        note(folder, "again")
        assert noted(folder) == "again"


@pytest.mark.parametrize("bits", [0x55, 0x80])  # another letter; no letter at all
def test_a_file_that_is_cut_off_or_damaged_is_no_error(folder: Path, bits: int) -> None:
    note(folder)
    whole = kept(folder).read_bytes()
    for place in range(0, len(whole), 509):
        kept(folder).write_bytes(whole[:place])
        assert noted(folder) in (None, "text")
        note(folder)
    for place in (*range(0, len(whole), 509), whole.index(b"basistext") + 5):
        kept(folder).write_bytes(whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :])
        noted(folder)
        note(folder)


def test_a_folder_where_the_file_would_be_is_no_error(folder: Path) -> None:
    note(folder)
    file = kept(folder)
    file.unlink()
    file.mkdir()
    note(folder)
    assert noted(folder) is None
    assert file.is_dir()


def test_a_cache_in_which_nothing_can_be_noted_is_replaced(folder: Path) -> None:
    note(folder)
    connection = sqlite3.connect(kept(folder))
    connection.execute("DROP TABLE kept")
    connection.commit()
    connection.close()
    note(folder, "lost")
    note(folder, "again")
    assert noted(folder) == "again"


def test_values_of_another_type_are_not_believed(folder: Path) -> None:
    note(folder)
    connection = sqlite3.connect(kept(folder))
    connection.execute("UPDATE kept SET text = x'00ff'")
    connection.commit()
    connection.close()
    assert noted(folder) is None


def test_a_cache_that_cannot_be_written_is_no_error(folder: Path) -> None:
    (folder / "cache").write_text("no folder", encoding="utf-8")
    note(folder)
    assert noted(folder) is None


def test_a_cache_that_is_busy_is_done_without(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note(folder)
    monkeypatch.setattr(caches, "_PATIENCE", 0.01)
    other = sqlite3.connect(kept(folder), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert noted(folder) is None
    note(folder, "lost")
    other.execute("COMMIT")
    other.close()
    assert noted(folder) == "text"


def test_several_processes_note_at_once(folder: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom workflow.newsroom.cache import Cache\n"
        "for n in range(20):\n    cache = Cache(Path(sys.argv[1]))\n"
        "    cache.keep('row', 'en', f'{sys.argv[2]}-{n}', 'basis', 'text')\n    cache.close()\n"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code, str(folder), str(n)], env=os.environ) for n in range(3)]
    assert [run.wait() for run in runs] == [0, 0, 0]
    cache = Cache(folder)
    assert all(cache.kept("row", "en", f"{n}-{m}", "basis") == "text" for n in range(3) for m in range(20))
    cache.close()


def test_half_a_surrogate_is_no_error(folder: Path) -> None:
    cache = Cache(folder)
    cache.keep("row", "en", "\udcff", "basis", "text")
    cache.keep("row", "en", "visit", "basis", "text")
    assert cache.kept("row", "en", "\udcff", "basis") is None
    cache.close()
    assert noted(folder) == "text"


def test_a_stamp_tells_an_edit_that_keeps_size_and_time(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    assert stamp(file) == ""
    file.write_text("one", encoding="utf-8")
    before, about = stamp(file), file.stat()
    time.sleep(0.02)
    file.write_text("two", encoding="utf-8")
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    if os.name == "posix":
        assert stamp(file) != before


def test_a_file_that_changed_a_moment_ago_is_not_settled() -> None:
    modified = 1_700_000_000_123_456_789
    assert not is_settled(f"3 {modified} {modified} 1", modified + 50_000_000)
    assert is_settled(f"3 {modified} {modified} 1", modified + 200_000_000)
    whole = 1_700_000_000_000_000_000
    assert not is_settled(f"3 {whole} {whole} 1", whole + 1_900_000_000)
    assert is_settled(f"3 {whole} {whole} 1", whole + 2_100_000_000)
    assert not is_settled(f"3 {modified} {modified} 1", modified - 10**12)
    assert not is_settled("")
    if os.name == "posix":  # elsewhere the third is when the file was made
        assert not is_settled(f"3 {modified - 10**12} {modified} 1", modified + 50_000_000)
    assert not is_settled(f"3 {modified} {modified - 10**12} 1", modified + 50_000_000)


def test_rows_are_written_as_soon_as_there_are_enough(folder: Path) -> None:
    cache = Cache(folder, limit=3)
    for number, there in ((1, 0), (2, 0), (3, 3), (4, 3), (5, 3), (6, 6)):
        cache.keep("row", "en", f"r{number}", "basis", "text")
        other = Cache(folder)
        assert len(other.all_kept("row", "en", "basis")) == there
        other.close()
    cache.close()


def test_little_of_the_file_is_kept_in_memory(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.keep("units", "en", "a", "basis", "text")
    assert cache.kept("units", "en", "a", "another") is None  # opens it
    assert cache._connection is not None
    assert cache._connection.execute("PRAGMA cache_size").fetchone() == (-512,)
    cache.close()
