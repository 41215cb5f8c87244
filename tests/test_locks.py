"""Locks: one writer at a time, who holds it, no lock outlives its process; and saves of editors without locks."""

import errno
import io
import os
import re
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Self

import pytest
from newsroom import REVIEWER, TRANSLATOR, VISIT, Newsroom, make

from workflow import files
from workflow.errors import MissingError
from workflow.files import write_over
from workflow.locks import PLACE, locked
from workflow.newsroom.folder import Newsroom as Project

HOLDER = """
import sys, time
from pathlib import Path
from workflow.locks import locked
with locked(Path(sys.argv[1]), "en/visit", what="visit.po", doing="approve"):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def held(root: Path) -> Iterator[subprocess.Popen[str]]:
    """While another process holds the lock of visit."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(root)], stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_the_error_of_a_held_lock_names_its_holder(tmp_path: Path) -> None:
    with (
        held(tmp_path) as process,
        pytest.raises(MissingError) as caught,
        locked(tmp_path, "en/visit", what="visit.po", doing="submit", wait=0.1),
    ):
        pass
    assert re.fullmatch(
        rf"visit\.po: is in use by workflow approve since \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ \(process {process.pid} on .+\); "
        r"wait until it has finished and run the command again",
        str(caught.value),
    )


def test_a_lock_ends_with_its_process_and_the_next_holder_learns_of_it(tmp_path: Path) -> None:
    with held(tmp_path) as process:
        process.kill()
        assert process.wait() != 0
    with locked(tmp_path, "en/visit", what="visit.po", doing="submit", wait=5) as killed:
        assert killed
    with locked(tmp_path, "en/visit", what="visit.po", doing="submit", wait=0) as killed:
        assert not killed


def test_a_command_waits_for_the_one_before(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.run("translate")
    room.translate_by_hand()
    with held(tmp_path) as process:
        if hasattr(signal, "SIGALRM"):
            signal.signal(signal.SIGALRM, lambda *_: process.kill())
            signal.setitimer(signal.ITIMER_REAL, 0.5)
        else:
            process.kill()
        room.run("submit", "visit", "--as", TRANSLATOR)
    assert room.state() == ("submitted", "none")


def test_whoever_holds_a_lock_may_take_it_again(tmp_path: Path) -> None:
    with locked(tmp_path, "en/visit", what="visit.po", doing="submit"):
        with locked(tmp_path, "en/visit", what="visit.po", doing="submit", wait=0) as killed:
            assert not killed
        # It is given up with the last, not with the first.
        other = subprocess.run(
            [sys.executable, "-c", HOLDER.replace("doing=", "wait=0.2, doing="), str(tmp_path)],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert "is in use by workflow submit" in other.stderr


def test_other_releases_languages_and_sites_are_not_locked(tmp_path: Path) -> None:
    room = Project.open(make(tmp_path).root)
    with (
        held(tmp_path),
        room.writing("other", "en", doing="submit"),
        room.writing("visit", "ja", doing="submit"),
        room.publishing(tmp_path / "public"),
    ):
        pass


def test_locks_are_out_of_sight_and_leave_nothing_that_changes(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.run("translate")
    room.sign_off()
    room.run("publish")
    assert {path for path in room.files() if path.startswith(".")} == {path for path in room.files() if PLACE in path}
    kept = room.files(PLACE)
    assert kept.pop(".gitignore") == b"*\n"
    assert kept
    assert set(kept.values()) == {b""}
    room.write("sources/other.md", "# 另一篇\n\n内容。\n")
    room.run("translate")
    assert room.files(PLACE).keys() - kept.keys() == {".gitignore", "locks/en/other.lock"}


def test_a_command_with_nothing_to_write_needs_no_lock(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.run("translate")
    with held(tmp_path):
        room.run("translate")
        room.run("status")
        room.run("check", "visit")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
@pytest.mark.parametrize("mode", [0o700, 0o770, 0o2775])
def test_who_may_write_into_the_newsroom_may_lock_it_whatever_the_umask_of_the_first(tmp_path: Path, mode: int) -> None:
    tmp_path.chmod(mode)
    before = os.umask(0o077)
    try:
        with locked(tmp_path, "en/visit", what="visit.po", doing="submit"):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / PLACE / "locks" / "en").stat().st_mode) == mode
    assert stat.S_IMODE((tmp_path / PLACE / "locks" / "en" / "visit.lock").stat().st_mode) == mode & 0o666


def test_a_newsroom_that_cannot_be_locked_is_named(tmp_path: Path) -> None:
    (tmp_path / PLACE).write_text("in the way", encoding="utf-8")
    with (
        pytest.raises(MissingError, match=r"visit\.po: cannot be locked"),
        locked(tmp_path, "en/visit", what="visit.po", doing="submit"),
    ):
        pass


# --- editors ---


def save(file: Path, data: bytes) -> None:
    """As most editors do: a new file in the place of the old one."""
    beside = file.with_name("editor.new")
    beside.write_bytes(data)
    beside.replace(file)


def saving(monkeypatch: pytest.MonkeyPatch, *saves: bytes) -> None:
    """An editor saves just before each of our next exchanges, after we looked for the last time."""
    waiting = list(saves)
    around_exchange(monkeypatch, before=lambda file: save(file, waiting.pop(0)) if waiting else None)


def around_exchange(
    monkeypatch: pytest.MonkeyPatch,
    before: Callable[[Path], object] = lambda _: None,
    after: Callable[[Path], object] = lambda _: None,
) -> None:
    """Somebody does something to the file that we write just before, or just after, each exchange."""
    exchange = files.exchange

    def watched(one: str, other: Path) -> bool:
        before(other)
        done = exchange(one, other)
        after(other)
        return done

    monkeypatch.setattr(files, "exchange", watched)


can_exchange = pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="needs an exchange of two files")


@can_exchange
@pytest.mark.parametrize("saves", [[b"first"], [b"first", b"second"], [b"first", b"second", b"third"], [b"new"]])
def test_what_an_editor_saves_while_we_write_is_what_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saves: list[bytes]
) -> None:
    file = tmp_path / "visit.po"
    file.write_bytes(b"old")
    saving(monkeypatch, *saves)
    assert not write_over(file, b"new", b"old")
    assert file.read_bytes() == saves[-1]
    assert [path.name for path in tmp_path.iterdir()] == ["visit.po"]


@can_exchange
def test_what_is_saved_over_ours_before_we_take_it_back_is_not_taken_out_for_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "visit.po"
    file.write_bytes(b"old")
    waiting, exchanged = [b"first"], []

    def save_again(file: Path) -> None:
        exchanged.append(file)
        save(file, b"second")

    around_exchange(monkeypatch, lambda file: save(file, waiting.pop()), save_again)
    assert not write_over(file, b"new", b"old")
    assert len(exchanged) == 1  # the older save is never in its place again
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"second"]


@can_exchange
def test_a_save_that_we_took_out_comes_back_even_if_ours_was_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "visit.po"
    file.write_bytes(b"old")
    around_exchange(monkeypatch, lambda file: save(file, b"saved"), Path.unlink)
    assert not write_over(file, b"new", b"old")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"saved"]


@can_exchange
def test_a_save_that_we_took_out_comes_back_even_if_files_cannot_be_exchanged_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "visit.po"
    file.write_bytes(b"old")
    exchange, calls = files.exchange, iter([True])

    def once(one: str, other: Path) -> bool:
        if not next(calls, False):
            return False
        save(file, b"saved")
        return exchange(one, other)

    monkeypatch.setattr(files, "exchange", once)
    assert not write_over(file, b"new", b"old")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"saved"]


@can_exchange
def test_ctrl_c_waits_while_two_files_are_exchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "visit.po"
    file.write_bytes(b"old")
    waiting: list[set[int]] = []
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    around_exchange(monkeypatch, after=lambda _: waiting.append(signal.pthread_sigmask(signal.SIG_BLOCK, [])))
    assert write_over(file, b"new", b"old")
    assert [each - before for each in waiting] == [{signal.SIGINT, signal.SIGTERM, signal.SIGHUP}]
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before


@can_exchange
def test_where_a_file_cannot_be_leased_a_save_stays_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_leased", lambda _: nullcontext())
    file = tmp_path / "visit.po"
    file.write_bytes(b"old")
    saves = [b"saved"]
    around_exchange(monkeypatch, lambda file: save(file, saves.pop()) if saves else None)
    assert not write_over(file, b"new", b"old")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"saved"]


class Failing:
    """An open file that can be read once."""

    def __init__(self, file: io.FileIO) -> None:
        self.file, self.reads = file, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def fileno(self) -> int:
        return self.file.fileno()

    def seek(self, place: int) -> int:
        return self.file.seek(place)

    def read(self) -> bytes:
        self.reads += 1
        if self.reads > 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return self.file.read()


@can_exchange
def test_if_what_came_out_cannot_be_read_it_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "visit.po"
    file.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", lambda self, *_, **__: Failing(io.FileIO(self)))
        with pytest.raises(MissingError, match=r"visit\.po: cannot be written \(Input/output error\)"):
            write_over(file, b"new", b"old")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


@can_exchange
def test_a_file_deleted_while_we_write_stays_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "visit.po"
    file.write_bytes(b"old")
    around_exchange(monkeypatch, before=Path.unlink)
    assert not write_over(file, b"new", b"old")
    assert not list(tmp_path.iterdir())


@can_exchange
@pytest.mark.parametrize("saved", [b"longer", b"OLD"])
def test_what_a_program_writes_into_the_file_itself_is_what_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved: bytes
) -> None:
    """Even if nothing but the content tells: the same size in the same tick of the clock."""
    file = tmp_path / "visit.po"
    file.write_bytes(b"old")

    waiting = [saved]

    def write_into(file: Path) -> None:
        about = file.stat()
        if waiting:
            file.write_bytes(waiting.pop())
            os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))

    around_exchange(monkeypatch, before=write_into)
    assert not write_over(file, b"new", b"old")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [saved]


@can_exchange
def test_nothing_is_read_between_the_exchange_and_its_undoing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In between, an editor that opens the file gets ours, not what was saved, so only two system calls are made."""
    file = tmp_path / "visit.po"
    file.write_bytes(b"old")
    calls: list[str] = []
    waiting = [b"saved"]
    around_exchange(
        monkeypatch,
        before=lambda file: save(file, waiting.pop()) if waiting else calls.append("undone"),
        after=lambda _: calls.append("exchanged"),
    )
    for module, name in ((os, "stat"), (io, "open")):
        call = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *rest, n=name, c=call, **named: calls.append(n) or c(*rest, **named))
    assert not write_over(file, b"new", b"old")
    assert calls[calls.index("exchanged") + 1 : calls.index("undone")] == ["stat", "stat"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs leases")
@pytest.mark.parametrize(("saves", "reads"), [([b"saved"], b"saved"), ([], b"new and longer")])
def test_whoever_opens_the_file_between_the_exchange_and_its_undoing_reads_what_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saves: list[bytes], reads: bytes
) -> None:
    file = tmp_path / "visit.po"
    file.write_bytes(b"old")
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(file.read_bytes()), daemon=True)

    def read(_: Path) -> None:
        if not reader.ident:
            reader.start()
            reader.join(0.5)  # without a lease it has read by then

    around_exchange(monkeypatch, before=lambda file: save(file, saves.pop()) if saves else None, after=read)
    assert write_over(file, b"new and longer", b"old") is (reads == b"new and longer")
    reader.join()
    assert found == [reads]


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_somebody_makes_while_we_write_a_new_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    file = tmp_path / "visit.po"
    link = os.link

    def late(one: str, other: Path) -> None:
        save(file, b"saved")
        (link if links else refused)(one, other)

    monkeypatch.setattr(os, "link", late)
    assert not write_over(file, b"new", None)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"saved"]


@pytest.mark.parametrize(("there", "seen"), [(b"saved", b"old"), (b"saved", None), (None, b"old")])
def test_a_file_that_is_not_what_was_read_is_not_replaced(
    tmp_path: Path, there: bytes | None, seen: bytes | None
) -> None:
    file = tmp_path / "visit.po"
    if there:
        file.write_bytes(there)
    assert not write_over(file, b"new", seen)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [there] * bool(there)


def refused(*_: object) -> None:
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


@pytest.mark.parametrize("can", [True, False])
def test_a_file_that_is_what_was_read_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can: bool) -> None:
    """Also where the system neither exchanges two files nor links them."""
    if not can:
        monkeypatch.setattr(files, "exchange", lambda *_: False)
        monkeypatch.setattr(os, "link", refused)
    file = tmp_path / "visit.po"
    assert write_over(file, b"old", None)
    assert write_over(file, b"new", b"old")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"]


@can_exchange
def test_translate_starts_again_from_what_a_translator_saved_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = make(tmp_path)
    room.run("translate")
    before = room.catalog_path().read_bytes()
    room.translate_by_hand(**{"双方签署了备忘录。": "Saved at the last moment."})
    saved = room.catalog_path().read_bytes()
    room.catalog_path().write_bytes(before)
    room.write("sources/visit.md", (tmp_path / "sources/visit.md").read_text(encoding="utf-8") + "\n又一句。\n")
    saving(monkeypatch, saved)
    room.run("translate")
    units = {unit.source: unit.target for unit in room.catalog().units}
    assert units["双方签署了备忘录。"] == "Saved at the last moment."
    assert units["又一句。"] == ""


@can_exchange
def test_a_ledger_that_git_brought_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = make(tmp_path)
    room.run("translate")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    ledger = room.root / "locales/en/visit.jsonl"
    ours = ledger.read_bytes()
    room.run("approve", "visit", "--as", REVIEWER)
    theirs = ledger.read_bytes()
    ledger.write_bytes(ours)
    saving(monkeypatch, theirs)
    assert "run the command again" in room.run("approve", "visit", "--as", "Third <third@example.org>", status=1).stderr
    assert ledger.read_bytes() == theirs


def test_what_a_killed_command_left_is_not_shown_and_goes_with_the_next(tmp_path: Path) -> None:
    room: Newsroom = make(tmp_path)
    room.run("translate")
    room.sign_off()
    room.run("publish")
    left = [
        room.write(f"{path}.abcd_123.workflow-tmp", b"msgid")
        for path in ("locales/en/.visit.po", "locales/en/.visit.jsonl", "public/en/.visit.html", "public/.style.css")
    ]
    others = [
        room.write(path, b"x") for path in ("locales/en/.visit.po.swp", "locales/en/.visits.po.abcd_123.workflow-tmp")
    ]
    with held(tmp_path):
        pass
    assert room.state() == ("published", "current")
    room.write("sources/visit.md", (tmp_path / "sources/visit.md").read_text(encoding="utf-8") + "\n又一句。\n")
    room.run("translate")
    room.run("publish")
    assert not any(path.exists() for path in left)
    assert all(path.exists() for path in others)


@pytest.mark.skipif(os.name != "posix", reason="NOT CHECKED, there are no such modes here")
def test_a_folder_that_only_an_administrator_may_write_to_is_locked_or_named(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.run("translate")
    room.root.chmod(0o555)
    try:
        room.write("sources/visit.md", VISIT.replace("双方签署了备忘录。", "双方签署了新的备忘录。"))
        assert room.run("translate").exit_code == 0
    finally:
        room.root.chmod(0o755)
