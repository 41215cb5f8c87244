"""The set-up: what is installed, what is locked, and what is never imported."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = (ROOT / "requirements/dev.txt", ROOT / "requirements/runtime.txt")
LEFT_OUT = {"stanza", "torch", "spacy", "minisbd", "onnxruntime"}
HEAVY = {
    "argostranslate",
    "ctranslate2",
    "numpy",
    "sentencepiece",
    "markdown_it",
    "jinja2",
    "babel",
    "nh3",
    "polib",
    "rapidfuzz",
}


def modules_after(code: str, cwd: Path) -> set[str]:
    """The top-level modules in sys.modules after a fresh interpreter has run the code.

    Its home is an empty folder: argostranslate makes folders at import.
    """
    report = "import sys, json; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    run = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        check=False,
        env=os.environ | {"HOME": str(cwd), "USERPROFILE": str(cwd), "PYTHONUTF8": "1"},
    )
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout.splitlines()[-1]))


def locked(path: Path) -> dict[str, str]:
    """Name → version of every package in a lock."""
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ;\\]+)", path.read_text(encoding="utf-8"), re.MULTILINE))


def dependency_name(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match, requirement
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def test_no_module_of_the_package_imports_what_the_setup_leaves_out(tmp_path: Path) -> None:
    loaded = modules_after(
        "import importlib, pkgutil, workflow\n"
        "for found in pkgutil.walk_packages(workflow.__path__, 'workflow.'):\n"
        "    if found.name != 'workflow.__main__': importlib.import_module(found.name)",
        tmp_path,
    )
    assert "workflow" in loaded
    assert loaded.isdisjoint(LEFT_OUT)


def test_only_the_parts_of_argostranslate_that_need_nothing_left_out_are_imported() -> None:
    # Its `translate` and `sbd` import stanza. An import inside a function counts too, so the source is read.
    imported = set()
    trains = ROOT / "workflow" / "models" / "lora.py"  # the only module for which torch is installed, by hand
    for path in (ROOT / "workflow").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names} - ({"torch"} if path == trains else set())
            elif isinstance(node, ast.ImportFrom):
                imported |= {f"{node.module}.{alias.name}" for alias in node.names}
    of_argos = {".".join(name.split(".")[:2]) for name in imported if name.split(".")[0] == "argostranslate"}
    allowed = {"argostranslate", "argostranslate.package", "argostranslate.settings", "argostranslate.tokenizer"}
    assert of_argos <= allowed
    assert not imported & LEFT_OUT


def test_the_help_imports_nothing_heavy(tmp_path: Path) -> None:
    loaded = modules_after(
        "import sys, workflow.cli\n"
        "sys.argv = ['workflow', '--help']\n"
        "try: workflow.cli.main()\n"
        "except SystemExit as end: assert not end.code, end.code",
        tmp_path,
    )
    assert "click" in loaded
    assert loaded.isdisjoint(HEAVY | LEFT_OUT)


def test_what_is_left_out_is_not_installed() -> None:
    installed = {distribution.name.lower() for distribution in distributions()}
    assert "ctranslate2" in installed
    assert installed.isdisjoint(LEFT_OUT)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_every_dependency_and_nothing_left_out(lock: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {dependency_name(entry) for entry in project["project"]["dependencies"]}
    wanted |= {dependency_name(entry) for entry in project["build-system"]["requires"]}
    if lock.name == "dev.txt":
        for group in (each for name, each in project["dependency-groups"].items() if name != "fuzz"):  # has few wheels
            wanted |= {dependency_name(entry) for entry in group}
    packages = set(locked(lock))
    assert wanted <= packages
    assert packages.isdisjoint(LEFT_OUT)


def test_both_locks_name_the_same_versions() -> None:
    # One package may stand there twice, for different Pythons: compare the lines.
    lines = [
        set(re.findall(r"^[a-z0-9.-]+==[^ ;\\]+", lock.read_text(encoding="utf-8"), re.MULTILINE)) for lock in LOCKS
    ]
    assert lines[1] <= lines[0]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_digests_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(i|f|-index-url|-extra-index-url|-find-links|-trusted-host)", text, re.MULTILINE)
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"\A(?:#.*\n)+", "", text))
    assert len(entries) >= len(locked(lock))
    without = [entry.partition(" ")[0] for entry in entries if "--hash=sha256:" not in entry]
    assert without == []
