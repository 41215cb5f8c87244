"""Decoding sources, and writes that leave the old file or the new one."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow import files
from workflow.errors import BadInput, MissingError
from workflow.files import (
    cache_folder,
    decode,
    exists,
    make_folder,
    read_bytes,
    read_private,
    remove,
    write_all,
    write_atomic,
    write_over,
    write_private,
)

CHINESE = "专利申请量增长。\r\n第二行\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_utf8_with_or_without_bom_and_gb18030_give_the_same_text(encoding: str) -> None:
    assert decode(CHINESE.encode(encoding), "a.md") == CHINESE


def test_an_empty_file_is_empty_text() -> None:
    assert decode(b"", "a.md") == ""


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (CHINESE.encode("utf-16"), "is UTF-16"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is not a text file"),
        (b"abc\xff\xfe\xfd", r"neither UTF-8 nor GB18030 text \(byte 4\)"),
        (b"\xc3\x28" + bytes(range(1, 32)), "neither UTF-8 nor GB18030"),
        ("用".encode("big5") * 3 + b"\xff", "neither UTF-8 nor GB18030"),
    ],
)
def test_what_is_not_text_is_one_sentence_with_the_file(data: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        decode(data, "sources/a.md")
    assert str(caught.value).startswith("sources/a.md: ")


@given(st.binary(max_size=60))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    try:
        assert isinstance(decode(data, "a.md"), str)
    except BadInput:
        pass


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(MissingError, match=r"nowhere\.md"):
        read_bytes(Path("nowhere.md"))


def test_a_write_makes_folders_and_replaces(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b.po"
    write_atomic(file, b"one")
    write_atomic(file, b"two")
    assert file.read_bytes() == b"two"
    assert [path.name for path in file.parent.iterdir()] == ["b.po"]


def test_several_files_are_written_and_each_folder_is_made_durable_after_its_last_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    replace, sync = os.replace, files._sync_folder
    monkeypatch.setattr(os, "replace", lambda old, new: done.append(Path(new).name) or replace(old, new))
    monkeypatch.setattr(files, "_sync_folder", lambda folder: done.append(f"{folder.name}/") or sync(folder))
    for folder in ("en", "images"):
        (tmp_path / folder).mkdir()
    wanted = {tmp_path / "en" / "a": b"1", tmp_path / "images" / "b": b"2", tmp_path / "en" / "c": b"3"}
    write_all(wanted.items())
    assert {path: path.read_bytes() for path in wanted} == wanted
    assert done == ["a", "b", "c", "en/", "images/"]


def test_files_that_were_written_before_one_that_cannot_be_are_made_durable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(files, "_sync_folder", synced.append)
    (tmp_path / "file").touch()
    with pytest.raises(MissingError, match="cannot be written"):
        write_all([(tmp_path / "a", b"1"), (tmp_path / "file" / "b", b"2"), (tmp_path / "c", b"3")])
    assert synced == [tmp_path]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "file"]


@pytest.mark.skipif(os.name != "posix", reason="a link may need rights on Windows")
def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "b.po").symlink_to(Path("far") / "b.po")
    write_atomic(tmp_path / "b.po", b"one")
    assert (tmp_path / "b.po").is_symlink()
    assert (tmp_path / "far" / "b.po").read_bytes() == b"one"


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_file_keeps_its_mode_and_a_new_one_gets_the_usual(tmp_path: Path) -> None:
    file = tmp_path / "b.po"
    usual = tmp_path / "usual"
    usual.touch()
    write_atomic(file, b"one")
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)
    file.chmod(0o640)
    write_atomic(file, b"two")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.mark.parametrize("call", ["fsync", "replace", "fdopen"])
def test_when_the_disk_fills_the_old_file_stays_whole_and_nothing_is_left_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    file = tmp_path / "b.po"
    write_atomic(file, b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, call, full)
    with pytest.raises(MissingError, match=r"b\.po: cannot be written \(No space left on device\)"):
        write_atomic(file, b"new")
    monkeypatch.undo()
    assert file.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["b.po"]


@pytest.mark.skipif(os.name != "posix", reason="Windows cannot replace an open file")
def test_who_waits_for_a_file_that_is_taken_away_reads_what_was_saved_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor saves between the last look at the file and the exchange, which is undone."""
    file = tmp_path / "b.po"
    file.write_bytes(b"old")
    filled: list[bytes] = []
    handles: list[int] = []

    @contextmanager
    def leased(temporary: str) -> Iterator[int | None]:
        handles.append(os.open(temporary, os.O_RDWR))
        yield handles[0]

    def exchange(one: str, other: Path) -> bool:
        if not (tmp_path / "saved").exists():
            (tmp_path / "saved").write_bytes(b"saved by an editor")
            shutil.copy(tmp_path / "saved", tmp_path / "new")
            (tmp_path / "new").replace(other)
        other.replace(tmp_path / "moved")
        Path(one).replace(other)
        (tmp_path / "moved").replace(one)
        return True

    def fill(handle: int, data: bytes) -> None:
        assert handle == handles[0]
        filled.append(data)

    monkeypatch.setattr(files, "_leased", leased)
    monkeypatch.setattr(files, "exchange", exchange)
    monkeypatch.setattr(files, "_fill", fill)
    assert not write_over(file, b"ours", b"old")
    os.close(handles[0])
    assert file.read_bytes() == b"saved by an editor"
    assert filled == [b"saved by an editor"]


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "locales").write_text("x", encoding="utf-8")
    with pytest.raises(MissingError, match="cannot be written"):
        write_atomic(tmp_path / "locales" / "en" / "a.po", b"x")


@pytest.mark.parametrize(
    ("error", "reason"), [(OSError(errno.EIO, "Input/output error"), "Input/output error"), (OSError("odd"), "odd")]
)
def test_the_system_s_reason_is_in_the_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str
) -> None:
    file = tmp_path / "a.po"

    def fails(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", fails)
        with pytest.raises(MissingError, match=rf"a\.po: cannot be read \({reason}\)$"):
            exists(file)
        with pytest.raises(MissingError, match=rf"a\.po: cannot be read \({reason}\)"):
            read_bytes(file)
    with monkeypatch.context() as patch:
        patch.setattr(files, "_make_folders", fails)
        with pytest.raises(MissingError, match=rf"the folder cannot be made \({reason}\); fix that"):
            make_folder(tmp_path / "locales")
    with monkeypatch.context() as patch:
        patch.setattr(files, "_sync_folder", fails)
        with pytest.raises(MissingError, match=rf"was written, but .* \({reason}\); check the disk"):
            write_atomic(file, b"x")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", fails)
        with pytest.raises(MissingError, match=rf"a\.po: cannot be deleted \({reason}\)$"):
            remove(file)
    assert file.read_bytes() == b"x"
    remove(file)
    assert not exists(file)


def test_the_cache_is_never_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs

    monkeypatch.setenv("WORKFLOW_CACHE", "here")
    assert cache_folder() == Path("here")
    monkeypatch.delenv("WORKFLOW_CACHE")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path)
    assert cache_folder() == tmp_path
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: Path("~/.cache/workflow"))
    with pytest.raises(RuntimeError, match="no place for a cache"):
        cache_folder()


def test_two_that_make_the_same_folder_at_once_both_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mkdir = Path.mkdir

    def late(folder: Path, *rest: int, **options: bool) -> None:
        mkdir(folder)
        mkdir(folder, *rest, **options)

    monkeypatch.setattr(Path, "mkdir", late)
    write_atomic(tmp_path / "locales" / "en" / "a.po", b"x")
    assert (tmp_path / "locales" / "en" / "a.po").read_bytes() == b"x"


def test_the_whole_file_is_on_the_disk_before_it_takes_the_old_one_s_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[int] = []
    fsync, replace = os.fsync, os.replace

    def watched(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            stored.append(os.fstat(handle).st_size)
        fsync(handle)

    def placed(one: str, other: Path) -> None:
        assert stored == [5]
        replace(one, other)

    monkeypatch.setattr(os, "fsync", watched)
    monkeypatch.setattr(os, "replace", placed)
    write_atomic(tmp_path / "a.po", b"words")
    assert stored == [5]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX systems")
def test_a_private_file_that_others_can_read_or_write_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "secret"
    assert read_private(file, tmp_path) is None
    write_private(file, b"secret", tmp_path)
    assert read_private(file, tmp_path) == b"secret"
    for mode in (0o604, 0o602, 0o640, 0o620):
        file.chmod(mode)
        with pytest.raises(MissingError, match="others can read or write it"):
            read_private(file, tmp_path)
    write_private(file, b"another", tmp_path)
    assert read_private(file, tmp_path) == b"another"
    file.unlink()
    file.mkdir()
    with pytest.raises(MissingError, match="not a regular file"):
        read_private(file, tmp_path)
