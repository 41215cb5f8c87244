"""Do the tests notice when the program changes? A seeded sample of small changes, each run against its line's tests.

    python bench/mutants.py [--count 500] [--seed 1] [--without SEED:COUNT] [--jobs 2] [--budget 15] [--again]
        [--browsers] [--tests NAME …] [--results FILE] [--summary] [PATH …]

A mutant is one small change of meaning: a comparison flipped, a condition negated, a statement left out, a number one
higher, another return value. A seed puts all mutants in an order that holds while the program grows: a mutant's place
depends on the function, the change and the seed, not on other mutants. The first ``--count`` of that order are tried.

Which tests run which line is recorded once per test file (``build/mutants/lines``), for test files that import what is
changed, directly or not. Each job is one pytest process in a copy of the tree that has collected every test already;
for each mutant it forks, and the child gives the changed function its new code and runs tests until one fails: first
those that noticed other changes of the same function or file, then one of each test file in turn, those of files that
import what is changed, quick and narrow ones first. Lines that run in processes that a test starts are recorded too.
A change outside functions needs a fresh process. The first time that a test fails, it is run once more without
the change: a test that fails then too is not used, and the mutant is tried again. ``--budget`` bounds, in recorded
seconds, how many tests are tried. All times, and the time after which a mutant counts as an endless loop, are of the
processor, so that a busy machine changes no result.

Results are appended to ``--results`` (``build/mutants/results.jsonl``), so an interrupted run continues where it
stopped. ``--again`` tries the survivors once more, with today's tests. ``--tests`` uses some test files only; what none
of them runs is then not judged. ``--summary`` tries nothing and prints what the results say, also of earlier states of
a file, and how many were noticed the first time.

A survivor is either a missing test or a change that makes no difference. ``bench/equivalent.tsv`` names those that make
none, each with the reason; they are not counted. Needs ``os.fork``.
"""

import argparse
import ast
import difflib
import functools
import gc
import hashlib
import json
import math
import mmap
import os
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from types import CodeType, FrameType, FunctionType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "mutants"
EQUIVALENT = ROOT / "bench" / "equivalent.tsv"
TARGETS = ("workflow/signoff", "workflow/newsroom", "workflow/files.py")

RECORDED = (*TARGETS, *(f"workflow/{room}" for room in ("catalogs", "readers", "web", "writers")))
"""The runs of their lines are recorded whatever is changed, so that samples of different rooms share the records."""

ELSEWHERE = set("crashes crowds help readme recipes setup".split())
"""The test files that are not used, ``test_NAME.py``: they take long, or test how the program is installed. Neither are
tests that need the translation model."""

CALLS = 1_000_000
"""Calls after which a test is not traced any more: what comes then are more examples of the same."""

ALIKE = 300
"""Calls of one function in one test that are traced; a test that calls it more often counts as running all of it."""

SERVER = 2
"""Seconds that a test takes longer which needs a server of its own: it ends later than the test is measured."""

NOTICED = {"killed", "timeout"}

FARTHER = 5
"""How many turns the tests of files that import a changed module themselves are ahead of the others."""

# Hypothesis draws the same examples every time, so that a test that passes here passes for every mutant that it
# cannot notice.
ENVIRONMENT = {"CI": "1", "PYTHONUTF8": "1"}
PYTEST = ("-q", "-n0", "-p", "no:cacheprovider", "-m", "not model", "--capture=sys", "--timeout=600")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change. start, end: the bytes of the file that ``new`` replaces; line, last: where that is.

    ``name`` is the same in every state of the program that has this function with this change.
    """

    name: str
    file: str
    function: str
    line: int
    last: int
    kind: str
    start: int
    end: int
    new: str

    def applied(self, data: bytes) -> bytes:
        """The file with the change made; every other line keeps its number."""
        lines = data.count(b"\n", self.start, self.end) - self.new.count("\n")
        return data[: self.start] + self.new.encode() + b"\n" * lines + data[self.end :]

    def key(self, data: bytes) -> str:
        """Under which name its result is kept: as long as its file does not change."""
        return hashlib.sha256(self.file.encode() + b"\0" + self.applied(data)).hexdigest()[:16]

    def diff(self, data: bytes) -> str:
        """The lines that differ, as ``diff`` shows them."""
        old, new = (text.decode().splitlines() for text in (data, self.applied(data)))
        return "\n".join(
            line for line in difflib.unified_diff(old, new, lineterm="", n=0) if line[:3] not in ("---", "+++", "@@ ")
        )


# --- which changes there are ---

FLIPPED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Is: (r"is(?!\s+not)", "is not"),
    ast.IsNot: (r"is\s+not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: (r"not\s+in", "in"),
}
OTHER_WAY: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: (r"\+", "-"),
    ast.Sub: ("-", "+"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: (r"\|", "&"),
}
OTHER_CALL = {"all": "any", "any": "all", "min": "max", "max": "min"}
WORD = re.compile(r"[a-z_.]{2,20}")


def mutants(path: Path) -> Iterator[Mutant]:
    """Every change of a file that this program knows how to make, in the file's order."""
    data = path.read_bytes()
    tree = ast.parse(data)
    starts = [0]
    for line in data.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    quiet = {id(inner) for node in ast.walk(tree) for part in _said_only(node) for inner in ast.walk(part)}
    name = path.relative_to(ROOT).as_posix()

    def place(node: Any) -> tuple[int, int]:
        return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset

    def made(node: Any, kind: str, new: str, span: tuple[int, int] | None = None) -> Mutant:
        start, end = span or place(node)
        lines = [data.count(b"\n", 0, at) + 1 for at in (start, max(start, end - 1))]
        return Mutant("", name, _function(name, lines[0]), lines[0], lines[1], kind, start, end, new)

    def between(left: ast.AST, right: ast.AST, pattern: str) -> tuple[int, int] | None:
        start, end = place(left)[1], place(right)[0]
        found = re.search(pattern.encode(), data[start:end])
        return (start + found.start(), start + found.end()) if found else None

    found = [
        mutant
        for node in ast.walk(tree)
        if id(node) not in quiet
        for mutant in (*_of_expressions(node, made, between, data, place), *_of_statements(node, made, data, place))
    ]
    alike: Counter[bytes] = Counter()
    for each in sorted(set(found), key=lambda each: (each.start, each.end, each.kind, each.new)):
        change = (each.file, each.function, each.kind, data[each.start : each.end].decode(), each.new)
        said = "\0".join(change).encode()
        alike[said] += 1
        yield replace(each, name=hashlib.sha256(b"%s\0%d" % (said, alike[said])).hexdigest()[:12])


def is_program(mutant: Mutant, data: bytes) -> bool:
    """Whether the file with the change is a program."""
    with suppress(SyntaxError, ValueError):
        ast.parse(mutant.applied(data))
        return True
    return False


def _said_only(node: ast.AST) -> Iterator[ast.AST]:
    """What of a node means nothing when it runs: annotations, docstrings, the words of messages."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module):
        yield from (
            each.value for each in node.body if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
        )
        yield from filter(None, [getattr(node, "returns", None)])
    if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
        yield node.annotation
    if isinstance(node, ast.keyword) and node.arg in {"strict", "frozen", "slots", "repr", "compare", "ensure_ascii"}:
        yield node.value  # how values are kept and shown
    if isinstance(node, ast.JoinedStr):
        yield from (each for each in node.values if isinstance(each, ast.Constant))


def _of_expressions(node: ast.AST, made: Any, between: Any, data: bytes, place: Any) -> Iterator[Mutant]:
    if isinstance(node, ast.Compare):
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            old, new = FLIPPED[type(op)]
            pattern = rf"\b{old}\b" if old[0].isalpha() else old
            if span := between(left, right, pattern):
                yield made(node, "comparison", new, span)
            left = right
    elif isinstance(node, ast.BoolOp):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            if span := between(left, right, rf"\b{old}\b"):
                yield made(node, "and, or", new, span)
        for value in node.values:
            start, end = place(value)
            nothing = "True" if isinstance(node.op, ast.And) else "False"
            if data[start:end].decode() != nothing:
                yield made(value, "part of a condition", nothing, (start, end))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        start, end = place(node.operand)
        yield made(node, "not", f"({data[start:end].decode()})")
    elif isinstance(node, ast.BinOp) and type(node.op) in OTHER_WAY:
        old, new = OTHER_WAY[type(node.op)]
        if span := between(node.left, node.right, old):
            yield made(node, "arithmetic", new, span)
    elif isinstance(node, ast.Constant) and (other := _other_value(node.value)) is not None:
        yield made(node, "constant", repr(other))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OTHER_CALL:
        yield made(node.func, "all, any", OTHER_CALL[node.func.id])
    for test in _tests(node):
        start, end = place(test)
        yield made(test, "condition", f"(not ({data[start:end].decode()}))")


def _other_value(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return f"{value}x" if isinstance(value, str) and WORD.fullmatch(value) else None


def _tests(node: ast.AST) -> Iterable[ast.expr]:
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        return [node.test]
    return node.ifs if isinstance(node, ast.comprehension) else ()


def _of_statements(node: ast.AST, made: Any, data: bytes, place: Any) -> Iterator[Mutant]:
    if isinstance(node, ast.Return) and node.value is not None:
        value = node.value
        if isinstance(value, ast.Constant) and isinstance(value.value, bool):
            return  # a constant already
        if not (isinstance(value, ast.Constant) and value.value is None):
            yield made(value, "return", "None")
        if isinstance(value, ast.Tuple) and len(value.elts) == 2:
            first, second = (data[slice(*place(each))].decode() for each in value.elts)
            if first != second:
                yield made(value, "return", f"({second}, {first})")
    elif _can_go(node) and not data.startswith(b"elif", place(node)[0]):
        yield made(node, "left out", "pass")
    elif isinstance(node, ast.Continue):
        yield made(node, "continue", "break")
    elif isinstance(node, ast.Break):
        yield made(node, "continue", "continue")


def _can_go(node: ast.AST) -> bool:
    """Whether a statement can be left out and the rest still has all its names."""
    match node:
        case ast.Expr(value=value):
            return not isinstance(value, ast.Constant)
        case ast.Assign(targets=targets):
            return all(isinstance(each, ast.Attribute | ast.Subscript) for each in targets)
        case ast.If(orelse=other):
            return not other
        case _:
            return isinstance(node, ast.Raise | ast.Delete | ast.AugAssign | ast.For)


# --- which tests run which line ---


RECORD = "MUTANTS_RECORD"
"""The environment variable of processes that tests start while they are recorded: the folder, the file to which the
process appends the lines that it runs, and the files that matter, as JSON. The file's first byte changes with each
test, as a process may serve several."""

IN_PROCESSES = f"""
import os, sys
if "{RECORD}" in os.environ:
    sys.path.append({str(ROOT / "bench")!r})
    import mutants
    sys.path.pop()
    mutants.record_process()
"""
"""The ``sitecustomize.py`` of processes that tests start."""


class Recorder:
    """The lines of the program that each test runs, and how long the test takes."""

    def __init__(self, folder: Path, files: Iterable[str]) -> None:
        self.folder = str(folder) + os.sep
        self.files = frozenset(files)
        self.codes: dict[CodeType, tuple[str, frozenset[int]]] = {}
        self.made: Callable[[str], set[int]] = lambda _: set()
        self.lines: dict[str, set[int]] = {}
        self.covered: set[CodeType] = set()
        self.calls: Counter[CodeType] = Counter()
        self.left = 0
        self.turn: mmap.mmap | bytes = b"0"
        self.now = b"0"[0]

    def about(self, code: CodeType) -> tuple[str, frozenset[int]]:
        """The file that holds the code, "" unless it is one of those asked for, and all its lines."""
        path = code.co_filename.removeprefix(self.folder).replace(os.sep, "/")
        name = path if path in self.files else ""
        return name, frozenset(line for *_, line in code.co_lines() if line)

    def call(self, frame: FrameType, _event: str, _argument: object) -> Any:
        """Trace a call, unless this test has shown every line of the function, or enough of it."""
        code = frame.f_code
        self.left -= 1
        if not self.left:
            sys.settrace(None)
            return None
        if self.turn[0] != self.now:
            self.now = self.turn[0]
            self.again()
        if code in self.covered:
            return None
        if (known := self.codes.get(code)) is None:
            known = self.codes[code] = self.about(code)
        name, every = known
        self.calls[code] += 1
        if not name or (lines := self.of(name)) >= every:
            self.covered.add(code)
            return None
        if self.calls[code] > ALIKE:
            self.covered.add(code)
            for line in every:
                lines.add(line)
            return None
        lines.add(frame.f_lineno)

        def line(frame: FrameType, event: str, _argument: object) -> Any:
            if event == "line":
                lines.add(frame.f_lineno)
            return line

        return line

    def of(self, name: str) -> set[int]:
        """The lines of a file."""
        if name not in self.lines:
            self.lines[name] = self.made(name)
        return self.lines[name]

    def start(self, calls: int) -> None:
        """Trace so many calls from now on, in new threads too; -1 for all."""
        self.left = calls
        threading.settrace(self.call)
        sys.settrace(self.call)

    @staticmethod
    def stop() -> None:
        """Trace nothing more."""
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]

    def again(self) -> None:
        """Forget what was seen: another test begins."""
        self.lines.clear()
        self.covered.clear()
        self.calls.clear()

    def record(self, run: Callable[[], None], told: Path) -> dict[str, Any]:
        """Run something; return its seconds and lines, with those that its processes append to ``told``."""
        self.again()
        with told.open("rb+") as rows:
            other = b"1" if rows.read(1) == b"0" else b"0"
            rows.seek(0)
            rows.write(other)
            rows.seek(0, os.SEEK_END)
            began = processor()
            self.start(CALLS)
            try:
                run()
            finally:
                self.stop()
            seconds = processor() - began
            for row in rows:
                name, _, line = row.decode().rpartition(" ")
                self.of(name).add(int(line))
        return {
            "seconds": round(seconds, 3),
            "lines": {name: sorted(lines) for name, lines in self.lines.items() if lines},
        }


class Told(set[int]):
    """Lines of a file, each appended to another file as it comes, as processes can be killed."""

    def __init__(self, name: str, handle: int) -> None:
        super().__init__()
        self.name, self.handle = name, handle

    def add(self, line: int) -> None:
        """Add a line."""
        if line not in self:
            super().add(line)
            os.write(self.handle, f"{self.name} {line}\n".encode())


def record_process() -> None:
    """Record this process, which a test has started."""
    folder, told, files = json.loads(os.environ[RECORD])
    handle = os.open(told, os.O_RDWR | os.O_APPEND)
    recorder = Recorder(Path(folder), files)
    recorder.turn = mmap.mmap(handle, 1, prot=mmap.PROT_READ)
    recorder.now = recorder.turn[0]
    recorder.made = lambda name: Told(name, handle)
    recorder.start(-1)


def processor() -> float:
    """The processor's seconds so far of this process and of those that it has waited for."""
    return sum(os.times()[:4])


def imported(path: Path) -> frozenset[Path]:
    """The files of the program and the tests that a file imports, and what those import."""
    found, open_ = {path}, [path]
    while open_:
        new = _imported_by(open_.pop()) - found
        found |= new
        open_ += new
    return frozenset(found)


@cache
def _imported_by(path: Path) -> frozenset[Path]:
    names = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    places = [folder / name.replace(".", "/") for name in names for folder in (ROOT, ROOT / "tests")]
    return frozenset(
        file for place in places for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()
    )


def test_files(files: Sequence[str], named: Sequence[str], *, browsers: bool) -> list[Path]:
    """The test files that are used: those that reach one of the files by more than reading and writing.

    Of these only the ``named`` ones, if any are.

    Every room reads and writes by ``files.py``; only tests that import it themselves count as its tests. Who starts the
    program in a process of its own reaches all of it. Test files that drive browsers take long, and are used if
    ``browsers`` says so.
    """
    changed = {ROOT / file for file in files}
    common = {ROOT / "workflow/files.py"}
    found = []
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        reached = imported(path)
        near = (reached - common | _imported_by(path)) & changed or ROOT / "tests/browsing.py" in reached
        if not browsers and any("\nfrom playwright" in each.read_text(encoding="utf-8") for each in reached):
            continue
        short = path.stem.removeprefix("test_")
        if near and (short in named if named else short not in ELSEWHERE):
            found.append(path)
    return found


def recorded(
    workers: "Workers", files: Sequence[str], named: Sequence[str], *, browsers: bool
) -> dict[str, dict[str, Any]]:
    """Every test with the lines that it runs, recorded anew where the program, the test file or its helpers changed."""
    helpers = [path for path in sorted((ROOT / "tests").glob("*.py")) if not path.name.startswith("test_")]
    common = hashlib.sha256(
        b"\0".join(path.read_bytes() for path in (*sorted(ROOT.glob("workflow/**/*.py")), *helpers))
        + "\0".join(files).encode()
    )
    (WORK / "lines").mkdir(parents=True, exist_ok=True)
    outs = {}
    for path in test_files(files, named, browsers=browsers):
        digest = hashlib.sha256(common.digest() + path.read_bytes()).hexdigest()[:16]
        outs[path.name] = WORK / "lines" / f"{path.stem}.{digest}.json"
    missing = {name: out for name, out in outs.items() if not out.exists()}
    for name in missing:
        for old in (WORK / "lines").glob(f"{name.removesuffix('.py')}.*.json"):
            old.unlink()
    requests = {name: {"record": name, "out": str(out), "files": files} for name, out in missing.items()}
    for name, answer in workers.map(requests, requests.__getitem__):
        print(f"recorded {name}: {answer}", file=sys.stderr, flush=True)
    tests: dict[str, dict[str, Any]] = {}
    for name, out in outs.items():
        if out.exists():
            found = json.loads(out.read_bytes())
            if ROOT / "tests/browsing.py" in imported(ROOT / "tests" / name):
                for test in found.values():
                    test["seconds"] += SERVER
            tests |= found
    return tests


def chosen(mutant: Mutant, tests: dict[str, dict[str, Any]], budget: float) -> list[str]:
    """As many tests that run a line of the mutant as fit into the budget.

    Near and quick ones come first: those of files that import what is changed themselves; of these and of the others
    each file in turn, in each file one case of every test before the next case, and narrow tests before wide ones.

    Of what runs when a module is imported, any test that runs the module: which one imported it first means nothing. If
    the module has no functions, so that nothing of it runs later, any test that runs a module that imports it.
    """
    if _at_import(mutant):
        files = {mutant.file, *([] if _functions(mutant.file) else _importers(mutant.file))}
        running = [name for name, test in tests.items() if not files.isdisjoint(test["lines"])]
    else:
        lines = _statement(mutant)
        running = [name for name, test in tests.items() if not lines.isdisjoint(test["lines"].get(mutant.file, ()))]
    running.sort(key=lambda name: (sum(map(len, tests[name]["lines"].values())), tests[name]["seconds"], name))
    cases: Counter[str] = Counter()
    turn = {}
    for name in running:
        function = name.partition("[")[0]
        turn[name] = cases[function]
        cases[function] += 1
    running.sort(key=turn.__getitem__)
    turns: Counter[str] = Counter()
    places = {}
    for name in running:
        file = name.partition("::")[0]
        near = ROOT / mutant.file in _imported_by(ROOT / file)
        places[name] = turns[file] / 2 if near else turns[file] + FARTHER
        turns[file] += 1
    running.sort(key=lambda name: places[name] + 4 * tests[name]["seconds"])
    found: list[str] = []
    for name in running:
        if not found or tests[name]["seconds"] <= budget:
            found.append(name)
            budget -= tests[name]["seconds"]
    return found


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_bytes())


def _statement(mutant: Mutant) -> set[int]:
    """The lines of the changed statement (of one with a body, its head), as runs are recorded by first lines."""
    lines = set(range(mutant.line, mutant.last + 1))
    for node in ast.walk(_tree(mutant.file)):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None) or getattr(node, "cases", None)
            first = getattr(body[0], "lineno", None) or body[0].pattern.lineno if body else 0
            last = max(node.lineno, first - 1) if body else node.end_lineno or node.lineno
            if node.lineno <= mutant.line <= last:
                lines |= set(range(node.lineno, last + 1))
    return lines


def _function(file: str, line: int) -> str:
    """The innermost function or class that holds a line, as ``Class.function``; "" outside all."""
    return ".".join(name for name, first, last in _functions(file) if first <= line <= last)


@cache
def _functions(file: str) -> list[tuple[str, int, int]]:
    """The name, first and last line of every function and class, outer ones first."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    around = [node for node in ast.walk(_tree(file)) if isinstance(node, kinds)]
    return [(node.name, node.lineno, node.end_lineno or node.lineno) for node in around]


@cache
def _importers(file: str) -> list[str]:
    """The modules of the program that import a module themselves."""
    modules = (ROOT / "workflow").rglob("*.py")
    return [path.relative_to(ROOT).as_posix() for path in modules if ROOT / file in _imported_by(path)]


def _at_import(mutant: Mutant) -> bool:
    tree = _tree(mutant.file)
    inside = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return not any(node.body[0].lineno <= mutant.line <= (node.end_lineno or 0) for node in inside)


# --- trying them ---


def copied(name: str) -> Path:
    """A copy of the work tree as it is now, for one process to change."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for path in subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout.split("\0"):
        if path and (ROOT / path).is_file():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, folder / path)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    (folder / "tmp").mkdir()
    (folder / "build/processes").mkdir(parents=True)
    (folder / "build/processes/sitecustomize.py").write_text(IN_PROCESSES, encoding="utf-8")
    return folder


def environment(folder: Path) -> dict[str, str]:
    """The environment in which the tests of a copy run."""
    path = os.pathsep.join(map(str, (folder, folder / "build/processes")))
    return os.environ | ENVIRONMENT | {"PYTHONPATH": path, "TMPDIR": str(folder / "tmp")}


class Workers:
    """Processes that have collected all tests, each in its own copy of the tree."""

    def __init__(self, jobs: int, files: Sequence[str], named: Sequence[str], *, browsers: bool) -> None:
        self.jobs = jobs
        self.free: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
        self.folders = [copied(f"worker-{os.getpid()}-{number}") for number in range(jobs)]
        self.processes = []
        for folder in self.folders:
            command = [
                sys.executable,
                str(ROOT / "bench/mutants.py"),
                "--serve",
                *files,
                *(["--tests", *named] if named else []),
                *(["--browsers"] if browsers else []),
            ]
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment(folder),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
            )
            self.processes.append(process)
            self.free.put(process)

    def ask(self, request: dict[str, Any]) -> Any:
        """Have one worker answer a request."""
        process = self.free.get()
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        self.free.put(process)
        return answer

    def map(self, keys: Iterable[Any], request: Callable[[Any], dict[str, Any]]) -> Iterator[tuple[Any, Any]]:
        """Have the request of every key answered, made when its turn comes; yield each key with its answer."""
        with ThreadPoolExecutor(self.jobs) as pool:
            running = {pool.submit(lambda key: self.ask(request(key)), key): key for key in keys}
            try:
                for done in as_completed(running):
                    yield running[done], done.result()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def close(self) -> None:
        """End the processes and remove the copies."""
        for process, folder in zip(self.processes, self.folders, strict=True):
            assert process.stdin
            process.stdin.close()
            process.wait()
            shutil.rmtree(folder, ignore_errors=True)


CACHED: Any = type(cache(len))


class Server:
    """A pytest plugin that, instead of running all tests, answers requests, each in a child process.

    Args:
        requests: The file that requests are read from, one JSON object a line.
        answers: The file that answers are written to, one JSON value a line.
    """

    def __init__(self, requests: Any, answers: Any) -> None:
        self.requests, self.answers = requests, answers
        self.folder = Path.cwd()
        self.failed = ""
        self.passed: set[str] = set()
        self.sound: set[str] = set()

    @staticmethod
    def pytest_sessionstart() -> None:
        """What fails need not be made small: that it fails is enough."""
        import hypothesis

        phases = set(hypothesis.Phase) - {hypothesis.Phase.shrink, hypothesis.Phase.explain}
        hypothesis.settings.register_profile("mutants", hypothesis.settings.get_profile("ci"), phases=phases)
        hypothesis.settings.load_profile("mutants")

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note which tests fail and which pass."""
        if report.failed:
            self.failed = self.failed or report.nodeid
            self.passed.discard(report.nodeid)
        elif report.when == "call" and report.passed:
            self.passed.add(report.nodeid)

    def pytest_runtestloop(self, session: Any) -> bool:
        """Answer requests until there are no more."""
        self.items = {item.nodeid: item for item in session.items}
        program = str(self.folder / "workflow")
        objects = gc.get_objects()
        functions = [each for each in objects if isinstance(each, FunctionType)]
        self.functions = [each for each in functions if each.__code__.co_filename.startswith(program)]
        self.caches = [
            each for each in objects if isinstance(each, CACHED) and isinstance(each.__wrapped__, FunctionType)
        ]
        gc.freeze()
        for number, line in enumerate(self.requests, 1):
            request = json.loads(line)
            if "record" in request:
                answer = self.forked(functools.partial(self.record, request), 3600)
            else:
                began = processor()
                answer = self.noticed(Mutant(**request["mutant"]), request["tests"], request["limit"], number)
                answer.append(round(processor() - began, 1))
            print(json.dumps(answer), file=self.answers, flush=True)
            shutil.rmtree(self.folder / "tmp", ignore_errors=True)
            (self.folder / "tmp").mkdir(exist_ok=True)
        return True

    def forked(self, work: Callable[[], Any], seconds: float) -> Any:
        """Do something in a child process. Returns what came out, or ["timeout", ""] after so many seconds."""
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.setsid()
            try:
                limited(seconds)
                answer = work()
            except BaseException:  # noqa: BLE001 - goes to the parent
                answer = ["broken", traceback.format_exc()]
            os.write(writing, json.dumps(answer).encode())
            os._exit(0)
        os.close(writing)
        in_time = within(seconds, child, lambda wait: bool(select.select([reading], [], [], wait)[0]))
        answer = os.read(reading, 1 << 16) if in_time else b""
        os.close(reading)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        ended = os.waitpid(child, 0)[1]
        if answer:
            return json.loads(answer)
        if not in_time or (os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGXCPU):
            return ["timeout", ""]
        return ["killed", "the process ended"]

    def record(self, request: dict[str, Any]) -> str:
        """Run one test file and keep what its tests run; return how many did."""
        recorder = Recorder(self.folder, request["files"])
        found = {}
        wanted = [item for name, item in self.items.items() if name.startswith(f"tests/{request['record']}::")]
        told = self.folder / "tmp/told"
        told.write_bytes(b"0\n")
        os.environ[RECORD] = json.dumps([str(self.folder), str(told), request["files"]])
        for item, after in zip(wanted, [*wanted[1:], None], strict=True):
            made = recorder.record(functools.partial(self.run, item, after), told)
            if item.nodeid in self.passed and made["lines"]:
                found[item.nodeid] = made
        Path(request["out"]).write_text(json.dumps(found), encoding="utf-8")
        return f"{len(found)} of {len(wanted)}"

    @staticmethod
    def run(item: Any, after: Any) -> None:
        """Run one test."""
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)

    def noticed(self, mutant: Mutant, tests: list[str], seconds: float, number: int) -> Any:
        """Try one mutant; what fails without the change as well notices nothing.

        Returns "killed", "timeout" or "survived", and by which test.
        """
        while tests:
            outcome, by = answer = self.tried(mutant, tests, seconds, number)
            if outcome != "killed" or by in self.sound or by not in tests:
                return answer
            before = tests[: tests.index(by) + 1]
            if self.forked(functools.partial(self.attempt, mutant, [], before), seconds)[0] == "survived":
                self.sound.add(by)
                return answer
            tests = [name for name in tests if name != by]
        return ["survived", "every test fails without the change too"]

    def tried(self, mutant: Mutant, tests: list[str], seconds: float, number: int) -> Any:
        """Try one mutant. Returns "killed", "timeout" or "survived", and by which test."""
        path = self.folder / mutant.file
        data, about = path.read_bytes(), path.stat()
        try:  # what the tests start in other processes runs the changed file
            path.write_bytes(mutant.applied(data))
            os.utime(path, (number, number))  # compiled anew each time
            pairs = changed(data, mutant.applied(data), str(path))
            if pairs is None:
                return self.alone(tests, seconds)
            answer = self.forked(functools.partial(self.attempt, mutant, pairs, tests), seconds)
            return self.alone(tests, seconds) if answer is None else answer
        finally:
            path.write_bytes(data)
            os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))

    def attempt(self, mutant: Mutant, pairs: list[tuple[CodeType, CodeType]], tests: list[str]) -> Any:
        """Give functions their new code and run the tests. Returns None if that cannot be done in a running process."""
        name = mutant.file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        if name in sys.modules and not replaced(pairs, self.functions, self.caches):
            return None
        wanted = [self.items[name] for name in tests]
        for item, after in zip(wanted, [*wanted[1:], None], strict=True):
            self.run(item, after)
            if self.failed:
                return ["killed", self.failed]
        return ["survived", f"{len(tests)} tests"]

    @staticmethod
    def alone(tests: list[str], seconds: float) -> Any:
        """Run the tests in a process that has imported nothing yet."""
        command = [sys.executable, "-m", "pytest", *PYTEST, "-x", "--tb=no", *tests]
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            with subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True) as process:

                def has_ended(wait: float) -> bool:
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(wait)
                    return process.returncode is not None

                in_time = within(seconds + 30, process.pid, has_ended)
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            if not in_time:
                return ["timeout", ""]
            said.seek(0)
            told = said.read()
        if not process.returncode:
            return ["survived", f"{len(tests)} tests, alone"]
        failed = re.search(r"^(?:FAILED|ERROR) (\S+)", told, re.MULTILINE)
        return ["killed", failed[1] if failed else told.strip().rpartition("\n")[2][:120]]


def within(seconds: float, child: int, has_ended: Callable[[float], bool]) -> bool:
    """Wait for a child process; return whether it ended before it used so many seconds of the processor.

    Where the system does not say how much a running child and its children used, and for one that only waits, a clock
    decides; a child's own time alone is limited by ``limited`` everywhere.
    """
    began = time.monotonic()
    while not has_ended(0.5):
        with suppress(OSError, ValueError):
            fields = Path(f"/proc/{child}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
            if sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK") > seconds:
                return False
        if time.monotonic() - began > 300 + 20 * seconds:
            return False
    return True


def limited(seconds: float) -> None:
    """End this process after so many seconds of the processor."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), math.ceil(seconds) + 5))


def changed(old: bytes, new: bytes, path: str) -> list[tuple[CodeType, CodeType]] | None:
    """The functions that differ, before and after; None if something outside functions does."""
    found: list[tuple[CodeType, CodeType]] = []

    def compare(one: CodeType, other: CodeType) -> bool:
        if one == other:
            return True
        inner = [[each for each in code.co_consts if isinstance(each, CodeType)] for code in (one, other)]
        if one.co_flags & 2 and not one.co_name.startswith("<"):  # CO_NEWLOCALS: a function's own variables
            found.append((one, other))
            for pair in zip(*inner, strict=False):
                compare(*pair)
            return True
        if len(inner[0]) != len(inner[1]) or _outside(one) != _outside(other):
            return False
        same = [compare(*pair) for pair in zip(*inner, strict=True)]
        return all(same)

    with suppress(SyntaxError):
        if compare(compile(old, path, "exec", dont_inherit=True), compile(new, path, "exec", dont_inherit=True)):
            return found
    return None


def _outside(code: CodeType) -> tuple[object, ...]:
    """All that a module or class body does besides making functions."""
    constants = [each if not isinstance(each, CodeType) else each.co_name for each in code.co_consts]
    return code.co_name, code.co_flags, code.co_code, code.co_names, [(type(each), each) for each in constants]


def replaced(pairs: list[tuple[CodeType, CodeType]], functions: list[FunctionType], caches: list[Any]) -> bool:
    """Give every function made from the old code the new one; tells whether the outermost one was found."""
    done = set()
    for old, new in pairs:
        for function in functions:
            if function.__code__ == old and function.__code__.co_filename == old.co_filename:
                try:
                    function.__code__ = new
                except ValueError:  # it takes other variables from the function around it
                    return False
                done.add(old)
    files = {old.co_filename for old, _ in pairs}
    for each in caches:  # what was computed when the program was imported
        if each.__wrapped__.__code__.co_filename in files:
            each.cache_clear()
    return not pairs or pairs[0][0] in done


def serve(files: Sequence[str], named: Sequence[str], *, browsers: bool) -> None:
    """Be a worker: collect the files' tests of the copy in the current folder, then answer what standard input asks."""
    import pytest

    requests, answers = (os.fdopen(os.dup(handle), mode, encoding="utf-8") for handle, mode in ((0, "r"), (1, "w")))
    nothing = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1):
        os.dup2(nothing, handle)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it: tests send it
    tempfile.tempdir = None
    here = Path.cwd()
    sys.path[:] = [str(here), *(each for each in sys.path if Path(each or ".").resolve() not in (ROOT, ROOT / "bench"))]
    pytest.main(
        [*PYTEST, *(f"tests/{path.name}" for path in test_files(files, named, browsers=browsers))],
        plugins=[Server(requests, answers)],
    )


def main() -> None:
    """Draw the sample, try what was not tried before, print each survivor and the share that was killed."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--count", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("paths", nargs="*", default=TARGETS, help="files and folders to change")
    options.add_argument("--budget", type=float, default=15, help="seconds of tests for each mutant")
    options.add_argument("--results", type=Path, default=WORK / "results.jsonl", help="where results are kept")
    options.add_argument("--tests", nargs="+", default=[], metavar="NAME", help="use tests/test_NAME.py only")
    options.add_argument(
        "--without", metavar="SEED:COUNT", help="leave out what is among the first COUNT in the order of SEED"
    )
    options.add_argument("--summary", action="store_true", help="try nothing, print what is known")
    options.add_argument(
        "--again", action="store_true", help="try the survivors of earlier runs again, with today's tests"
    )
    options.add_argument("--browsers", action="store_true", help="use the tests that drive browsers too")
    options.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.serve:
        serve(asked.paths, asked.tests, browsers=asked.browsers)
        return
    WORK.mkdir(parents=True, exist_ok=True)
    paths = _python(asked.paths)
    sources = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
    everything = [mutant for path in paths for mutant in mutants(path)]
    seed, _, count = (asked.without or "0:0").partition(":")
    before = {each.name for each in ordered(everything, int(seed), sources, int(count))}
    drawn = ordered([each for each in everything if each.name not in before], asked.seed, sources, asked.count)
    known = results(asked.results)
    same = equivalent()
    judged = {mutant: verdict(mutant, sources[mutant.file], known[mutant.name], same) for mutant in drawn}
    open_ = {"", "earlier", "survived"} if asked.again else {"", "earlier"}
    to_do = [mutant for mutant in drawn if judged[mutant] in open_ and not asked.summary]
    print(f"{len(everything)} mutants in {len(paths)} files; {len(drawn)} drawn, {len(to_do)} to try", file=sys.stderr)
    if to_do:
        for mutant, outcome, by, seconds in tried(to_do, asked.budget, asked.jobs, asked.tests, asked.browsers):
            key = mutant.key(sources[mutant.file])
            row = {**asdict(mutant), "key": key, "result": outcome, "by": by, "seconds": seconds}
            known[mutant.name].append(row)
            with asked.results.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            print(f"{outcome:8} {mutant.file}:{mutant.line} {mutant.kind} ({by}; {seconds} s)", flush=True)
    summary(drawn, known, same, sources)


def _python(targets: Iterable[str]) -> list[Path]:
    """The Python files of files and folders."""
    return [path for target in targets for path in (sorted((ROOT / target).rglob("*.py")) or [ROOT / target])]


def ordered(mutants: Iterable[Mutant], seed: int, sources: dict[str, bytes], count: int) -> list[Mutant]:
    """The first mutants in the order of a seed."""
    order = sorted(mutants, key=lambda mutant: hashlib.sha256(f"{seed}\0{mutant.name}".encode()).digest())
    return list(islice((mutant for mutant in order if is_program(mutant, sources[mutant.file])), count))


def results(path: Path) -> dict[str, list[dict[str, Any]]]:
    """What earlier runs found, oldest first, by the mutant's name."""
    found = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        row = json.loads(line)
        found[row["name"]].append(row)
    return found


def verdict(mutant: Mutant, data: bytes, rows: Sequence[dict[str, Any]], same: dict[str, str]) -> str:
    """What is known of a mutant: "killed", "timeout", "survived", "equivalent", or "" for nothing.

    Results hold for one state of the changed file. "earlier" is what was noticed in another state of it and was not
    tried since.
    """
    if mutant.name in same:
        return "equivalent"
    key = mutant.key(data)
    if now := [row["result"] for row in rows if row["key"] == key]:
        return str(now[-1])
    return "earlier" if rows and rows[-1]["result"] in NOTICED else ""


def equivalent() -> dict[str, str]:
    """The names of mutants that make no difference, each with the reason."""
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines()[1:]
    return {name: reason for name, _where, _change, reason in (line.split("\t") for line in lines)}


def tried(
    wanted: Sequence[Mutant], budget: float, jobs: int, named: Sequence[str], browsers: bool
) -> Iterator[tuple[Mutant, str, str, float]]:
    """Try them all, in some order. Yields the mutant, what came out, what says so, and how many seconds it took."""
    files = sorted({path.relative_to(ROOT).as_posix() for path in _python(RECORDED)} | {each.file for each in wanted})
    workers = Workers(jobs, files, named, browsers=browsers)
    try:
        tests = recorded(workers, files, named, browsers=browsers)
        noticing: dict[str, Counter[str]] = defaultdict(Counter)
        names = {mutant: chosen(mutant, tests, budget) for mutant in wanted}
        for mutant in wanted:
            if not names[mutant] and not named:  # else other tests may run it
                yield mutant, "survived", "no test runs this line", 0.0

        def request(mutant: Mutant) -> dict[str, Any]:
            before = noticing[f"{mutant.file}:{mutant.function}"].most_common(10) + noticing[mutant.file].most_common(
                10
            )
            first = [name for name in dict(before) if name in names[mutant]]
            first.sort(key=lambda name: tests[name]["seconds"])
            limit = 10 + 10 * sum(tests[name]["seconds"] for name in names[mutant])
            return {"mutant": asdict(mutant), "tests": list(dict.fromkeys([*first, *names[mutant]])), "limit": limit}

        for mutant, (outcome, by, seconds) in workers.map(filter(names.get, wanted), request):
            if outcome == "broken":
                raise RuntimeError(by)
            if by in tests:
                noticing[f"{mutant.file}:{mutant.function}"][by] += 1
                noticing[mutant.file][by] += 1
            yield mutant, outcome, by, seconds
    finally:
        workers.close()


def summary(
    drawn: Sequence[Mutant], known: dict[str, list[dict[str, Any]]], same: dict[str, str], sources: dict[str, bytes]
) -> None:
    """Print each survivor with its diff, and how many were noticed: by file, the first time, and by the last result."""
    by_file: dict[str, Counter[str]] = defaultdict(Counter)
    first: Counter[bool] = Counter()
    for mutant in sorted(drawn, key=lambda each: (each.file, each.start)):
        rows = known[mutant.name]
        outcome = verdict(mutant, sources[mutant.file], rows, same)
        by_file[mutant.file][outcome] += 1
        if rows and outcome != "equivalent":
            first[rows[0]["result"] in NOTICED] += 1
        if outcome == "survived":
            print(f"\nsurvived {mutant.name} {mutant.file}:{mutant.line} {mutant.kind} ({rows[-1]['by']})")
            print(mutant.diff(sources[mutant.file]))
    print()
    total: Counter[str] = Counter()
    for file, counts in sorted(by_file.items()):
        total += counts
        differ = counts.total() - counts["equivalent"] - counts[""]
        print(f"{file:40} {differ - counts['survived']:4} of {differ:4} noticed")
    differ = total.total() - total["equivalent"] - total[""]
    noticed = differ - total["survived"]
    print(f"{len(drawn)} drawn: {total['']} not tried, {total['equivalent']} make no difference")
    if first:
        share = 100 * first[True] / first.total()
        print(f"noticed the first time that they were tried: {first[True]} of {first.total()}, {share:.1f} %")
    if differ:
        print(
            f"noticed: {noticed} of {differ}, {100 * noticed / differ:.1f} % ({total['timeout']} by a time limit, "
            f"{total['earlier']} in an earlier state of their file)"
        )


if __name__ == "__main__":
    main()
