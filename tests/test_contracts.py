"""Plug-ins: the registries are correct, a wrong signature fails mypy, and the recipes of docs/development.md work."""

import os
import re
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import pytest

from workflow.contracts.readers import Reader
from workflow.contracts.registries import CHECKS, ENGINES, READERS, WRITERS, Registry

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    "registry", [READERS, ENGINES, WRITERS, CHECKS], ids=["readers", "engines", "writers", "checks"]
)
def test_a_registry_names_plug_ins_of_its_kind(registry: Registry[object]) -> None:
    assert len(registry.values()) == len(set(registry)) > 0  # a wrong kind or a wrong name does not load
    assert "nothing" not in registry


def test_a_plug_in_that_another_thread_is_importing_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The review page asks several threads for a reader at once; half of a module has functions that find no names."""
    begun, rest = threading.Event(), threading.Event()
    (tmp_path / "slowly.py").write_text(
        "from test_contracts import WAITING\n"
        "def plug_in():\n    return LATER\n"
        "WAITING[0].set()\nassert WAITING[1].wait(60)\nLATER = 'whole'\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "test_contracts", sys.modules[__name__])
    monkeypatch.setattr(sys.modules[__name__], "WAITING", (begun, rest))
    registry = Registry[Any]("builtins:object", {"it": "slowly:plug_in"})

    def asked() -> object:
        return registry["it"]()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(asked)
        assert begun.wait(60)
        second = pool.submit(asked)
        wait([second], timeout=0.2)  # one that does not wait is done by now
        rest.set()
        assert (first.result(60), second.result(60)) == ("whole", "whole")
    del sys.modules["slowly"]


WAITING: tuple[threading.Event, ...] = ()
"""What the module of that test waits for."""


def test_no_two_writers_write_files_of_one_name() -> None:
    suffixes = [suffix for writer in WRITERS.values() for suffix in writer.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix.startswith(".") for suffix in suffixes)
    assert not [one for one in READERS if not re.fullmatch(r"\.[a-z0-9]+", one)]


def test_what_is_no_plug_in_is_refused_by_name() -> None:
    registry: Registry[Reader] = Registry("workflow.contracts.readers:Reader", {".txt": "workflow.readers.text:read"})
    with pytest.raises(TypeError, match=r"readers\.text:read is a function, not a workflow\.contracts\.readers:Reader"):
        registry[".txt"]


def test_listing_plug_ins_imports_neither_them_nor_their_contracts() -> None:
    code = """if True:
        import sys
        from workflow.contracts import registries
        for each in vars(registries).values():
            if isinstance(each, registries.Registry):
                assert list(each) and "nothing" not in each
        print(*sorted(name for name in sys.modules if name.startswith("workflow.")))
    """
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["workflow.contracts", "workflow.contracts.registries"]


# --- types ---

PLUG_INS = '''"""A plug-in of each kind."""

from collections.abc import Iterator, Mapping, Sequence

from workflow.checks.example import Example
from workflow.contracts.checks import Check, Context, Said
from workflow.contracts.engines import Engine, Hypothesis, Translator
from workflow.contracts.pages import Notice, Page
from workflow.contracts.readers import Reader
from workflow.contracts.writers import Writer
from workflow.model import Finding, Release
from workflow.readers import text


def read(data: bytes, *, path: str, language: str) -> Release:
    """Read."""
    return text.read(data, path=path, language=language)


def write(page: Page) -> Mapping[str, bytes]:
    """Write."""
    return {f"{page.edition.release}.none": b""}


def withdraw(said: Notice) -> Mapping[str, bytes]:
    """Write a notice."""
    return {f"{said.release}.none": b""}


class Copier:
    """Copies."""

    name = "copier"

    def translate(
        self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
    ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        """Copy."""
        for index, text in enumerate(texts):
            yield index, [Hypothesis(text)] * hypotheses


def load(source: str, target: str) -> Translator:
    """Load."""
    return Copier()


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Check."""
    yield Finding("none", "warning", context.language, said.unit)


def fix(said: Said, context: Context) -> str:
    """Fix."""
    return said.target.written.strip()


READER = Reader(read)
WRITER = Writer(suffixes=(".none",), write=write, notice=withdraw)
ENGINE = Engine(load)
CHECK = Check(inspect=check, explanation="Finds nothing.", examples=(Example("甲", "A", ""),), fix=fix)
'''
WRONG = {
    "a reader of text": ("data: bytes, *", "data: str, *", "Reader"),
    "a reader that is not told the language": (", language: str) -> Release", ") -> Release", "Reader"),
    "a reader of nothing": ("-> Release:", "-> None:", "Reader"),
    "a writer of text": ("page: Page) -> Mapping[str, bytes]", "page: Page) -> Mapping[str, str]", "Writer"),
    "a writer of editions": ("page: Page", "page: Release", "Writer"),
    "a notice of pages": ("said: Notice", "said: Page", "Writer"),
    "one suffix": ('(".none",)', '".none"', "Writer"),
    "an engine for one language": ("source: str, target: str", "target: str", "Engine"),
    "an engine that loads nothing": (
        '-> Translator:\n    """Load."""\n    return Copier()',
        "-> None:\n    return",
        "Engine",
    ),
    "an engine without a name": ('    name = "copier"\n', "", "Translator"),
    "an engine that takes no hints": ("*, hypotheses: int, no_repeat: int", "*, hypotheses: int", "Translator"),
    "an engine of one hypothesis": (
        "yield index, [Hypothesis(text)] * hypotheses",
        "yield index, Hypothesis(text)",
        "Sequence[Hypothesis]",
    ),
    "a check of units": ("check(said: Said", "check(said: Release", "Check"),
    "a check that finds sentences": ("-> Iterator[Finding]", "-> Iterator[str]", "Check"),
    "a check without an explanation": ('explanation="Finds nothing.", ', "", "Check"),
    "a check whose examples are pairs": ('Example("甲", "A", "")', '("甲", "A")', "Check"),
    "a fix of findings": ("fix(said: Said", "fix(said: Finding", "Check"),
}


def test_a_wrong_signature_fails_mypy_where_the_plug_in_is_written(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "workflow", tmp_path / "workflow", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "workflow/right.py").write_text(PLUG_INS, encoding="utf-8")
    for number, (right, wrong, _) in enumerate(WRONG.values()):
        assert right in PLUG_INS
        (tmp_path / f"workflow/wrong{number}.py").write_text(PLUG_INS.replace(right, wrong), encoding="utf-8")
    files = ["workflow/right.py", *(f"workflow/wrong{number}.py" for number in range(len(WRONG)))]
    result = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", os.devnull, *files],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 1, result.stderr
    assert "right.py" not in result.stdout
    for number, (what, (*_, kind)) in enumerate(WRONG.items()):
        found = re.findall(rf"wrong{number}\.py:\d+: error: .*", result.stdout)
        assert any(kind in error for error in found), f"{what}: {found}"
