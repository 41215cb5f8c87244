"""What a command imports: a start is mostly imports, so each command leaves out what it does not use."""

import subprocess
import sys
import time
from pathlib import Path

from newsroom import Newsroom, make

from workflow.newsroom.cache import is_settled, stamp

RUN = """if True:
    import sys
    from workflow.cli import cli
    cli(sys.argv[1:], standalone_mode=False)
    print("imported:", *sorted(sys.modules), file=sys.stderr)
"""


def imported(room: Newsroom, *arguments: str) -> set[str]:
    """The modules that a command imported."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, "--project", str(room.root), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].removeprefix("imported: ").split())


def settle(room: Newsroom) -> None:
    """Wait a tick of the disk's clock: the cache trusts no file that may change again within one."""
    for file in (each for each in room.root.rglob("*") if each.is_file()):
        while not is_settled(stamp(file)):
            time.sleep(0.01)


def test_status_again_imports_no_plug_in_and_no_contract(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.write("sources/visit.md", "# 访问\n\n第一句。\n")
    settle(room)
    first, again = imported(room, "status"), imported(room, "status")
    assert {"workflow.readers.markdown", "workflow.contracts.readers"} <= first  # so the next line can fail
    ours = {name for name in again if name.startswith("workflow.")}
    assert {name for name in ours if name.startswith("workflow.contracts.")} == {"workflow.contracts.registries"}
    rooms = ("readers", "writers", "checks", "engines", "languages", "markup", "catalogs", "signoff", "memory")
    assert not [name for name in ours if name.split(".")[1] in rooms]


def test_check_again_imports_no_check_and_no_ledger(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.write("sources/visit.md", "# 访问\n\n第一句。\n")
    room.run("translate")
    settle(room)
    first, again = imported(room, "check"), imported(room, "check")
    rooms = ("writers", "checks", "engines", "catalogs", "signoff", "memory", "termbase")
    for name in ("checks", "catalogs", "signoff", "memory", "termbase"):
        assert f"workflow.{name}" in first  # so the next line can fail
    assert not [name for name in again if name.startswith("workflow.") and name.split(".")[1] in rooms]


def test_publish_without_serve_imports_no_server(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.write("sources/visit.md", "# 访问\n\n第一句。\n")
    assert imported(room, "publish").isdisjoint({"http", "http.server", "email", "socketserver", "ssl"})


def test_help_does_not_import_what_finds_the_width_of_the_terminal(tmp_path: Path) -> None:
    room = make(tmp_path)
    assert {"click.formatting", "workflow.cli"} <= (found := imported(room, "--help"))
    assert "shutil" not in found - imported_anyway()


def imported_anyway() -> set[str]:
    """What Python imports for click alone."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys, click; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())
