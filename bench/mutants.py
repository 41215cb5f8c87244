"""Do the tests notice changes of the program? A seeded sample of small changes, each run against its line's tests.

    python bench/mutants.py [--count 500] [--seed 1] [--jobs 2] [--budget 15] [--again] [PATH …]

A mutant is one small change of meaning: a comparison flipped, a condition negated, a statement left out, a number one
higher, another return value. Which tests execute which line is recorded once for each test file
(``build/mutants/lines``). A mutant is tried in a copy of the tree, the tests that know least besides its line first,
until one fails; ``--budget`` bounds, in recorded seconds, how many are tried. What came out is kept in
``build/mutants/results.jsonl``, so a run that was stopped goes on where it was.

A survivor is a missing test, or a change that nobody could notice. Needs ``os.fork``.
"""

import argparse
import ast
import difflib
import hashlib
import importlib
import importlib.util
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "mutants"
RESULTS = WORK / "results.jsonl"
TARGETS = ("workflow/signoff", "workflow/newsroom", "workflow/files.py")

TESTS = {
    "workflow/signoff": "attacks attacks_sign_off entries journey ledger old_ledgers review safety sign_off signatures verify",
    "workflow/newsroom": "attacks attacks_sign_off cache checks_command journey memory safety services settings sign_off verify",
    "workflow/files.py": "files journey locks safety",
    "workflow/memory": "memory",
    "workflow/writers": "attacks_sign_off journey safety sign_off writers",
}
"""The test files of each room, ``test_NAME.py``; those that are not there are not used. What starts other programs is
not among them: nobody would record what they run.
"""

# What tests import besides the program itself; loaded once, before the first fork.
HEAVY = ("_pytest.python", "click.testing", "filelock", "hypothesis.stateful", "jinja2", "markdown_it", "nh3", "polib",
         "pytest_timeout", "rapidfuzz", "yaml")  # fmt: skip

# Tests that pass are the same ones every time, whatever hypothesis would draw.
ENVIRONMENT = {"CI": "1", "PYTHONUTF8": "1"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change. start, end: the bytes of the file that ``new`` replaces; line, last: where that is."""

    file: str
    line: int
    last: int
    kind: str
    start: int
    end: int
    new: str

    def applied(self, data: bytes) -> bytes:
        """The file with the change made."""
        return data[: self.start] + self.new.encode() + data[self.end :]

    def key(self, data: bytes) -> str:
        """What the mutant is called as long as its file does not change."""
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
        return Mutant(name, lines[0], lines[1], kind, start, end, new)

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
    yield from sorted(set(found), key=lambda each: (each.start, each.end, each.kind, each.new))


def means_something_else(mutant: Mutant, data: bytes) -> bool:
    """Whether the file is a program with the change, and another one."""
    with suppress(SyntaxError, ValueError):
        return ast.dump(ast.parse(mutant.applied(data))) != ast.dump(ast.parse(data))
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
            yield made(value, "part of a condition", "True" if isinstance(node.op, ast.And) else "False", (start, end))
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


class Recorder:
    """A pytest plugin: the lines of the program that each test runs, and how long it takes."""

    def __init__(self, folder: Path) -> None:
        self.names: dict[CodeType, str] = {}
        self.folder = str(folder) + os.sep
        self.now: dict[str, set[int]] = {}
        self.tests: dict[str, dict[str, Any]] = {}

    def name(self, code: CodeType) -> str:
        """The file's path if it is the program's, else ""."""
        path = os.path.relpath(code.co_filename, self.folder) if code.co_filename.startswith(self.folder) else ""
        path = path.replace(os.sep, "/")
        return path if path.startswith("workflow/") else ""

    def call(self, frame: FrameType, _event: str, _argument: object) -> Any:
        """What the interpreter calls for every function."""
        code = frame.f_code
        if (name := self.names.get(code)) is None:
            name = self.names[code] = self.name(code)
        if not name:
            return None
        lines = self.now.setdefault(name, set())
        lines.add(frame.f_lineno)

        def line(frame: FrameType, event: str, _argument: object) -> Any:
            if event == "line":
                lines.add(frame.f_lineno)
            return line

        return line

    def pytest_runtest_setup(self, item: Any) -> None:
        """A test starts."""
        self.now, self.began = {}, time.perf_counter()
        sys.settrace(self.call)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A part of a test is over."""
        if report.when == "call":
            self.tests[report.nodeid] = {"passed": report.passed}
        if report.when == "teardown" and (test := self.tests.get(report.nodeid)):
            sys.settrace(None)
            test["seconds"] = round(time.perf_counter() - self.began, 2)
            test["lines"] = {name: sorted(lines) for name, lines in self.now.items()}


def record(folder: Path, test: str, out: Path) -> None:
    """Run one test file and keep what its tests run; called in a process of its own."""
    import pytest

    recorder = Recorder(folder)
    quiet = ["-q", "-n0", "-p", "no:cacheprovider", "-m", "not model", "--timeout=600"]
    pytest.main([*quiet, f"tests/{test}"], plugins=[recorder])
    tests = {name: each for name, each in recorder.tests.items() if each["passed"] and each.get("lines")}
    out.write_text(json.dumps(tests), encoding="utf-8")


def copied(name: str) -> Path:
    """A copy of the work tree, as it is now, for one process to change."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for path in subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout.split("\0"):
        if path and (ROOT / path).is_file():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, folder / path)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def environment(folder: Path) -> dict[str, str]:
    """In which tests of a copy run."""
    return os.environ | ENVIRONMENT | {"PYTHONPATH": str(folder)}


def recorded(paths: Iterable[str], jobs: int) -> dict[str, dict[str, Any]]:
    """Return the tests of these files' rooms with the lines that they run, recorded again if something changed."""
    helpers = [path for path in sorted((ROOT / "tests").glob("*.py")) if not path.name.startswith("test_")]
    common = hashlib.sha256(
        b"\0".join(path.read_bytes() for path in (*sorted(ROOT.glob("workflow/**/*.py")), *helpers))
    )
    (WORK / "lines").mkdir(parents=True, exist_ok=True)
    wanted: list[tuple[str, Path]] = []
    outs = []
    names = {name for room, names in TESTS.items() if any(p.startswith(room) for p in paths) for name in names.split()}
    for path in sorted(ROOT / f"tests/test_{name}.py" for name in names):
        if path.exists():
            digest = hashlib.sha256(common.digest() + path.read_bytes()).hexdigest()[:16]
            outs.append(WORK / "lines" / f"{path.stem}.{digest}.json")
            if not outs[-1].exists():
                wanted.append((path.name, outs[-1]))
    folder = copied(f"tree-{os.getpid()}") if wanted else WORK
    running: list[tuple[str, subprocess.Popen[bytes]]] = []
    while wanted or running:
        while wanted and len(running) < jobs:
            test, out = wanted.pop(0)
            for old in out.parent.glob(f"{test.removesuffix('.py')}.*.json"):
                old.unlink()
            command = [sys.executable, str(ROOT / "bench/mutants.py"), "--record", test, "--out", str(out)]
            running.append(
                (test, subprocess.Popen(command, cwd=folder, env=environment(folder), stdout=subprocess.DEVNULL))
            )
        test, process = running.pop(0)
        process.wait()
        print(f"recorded {test}", file=sys.stderr)
    if folder != WORK:
        shutil.rmtree(folder)
    tests: dict[str, dict[str, Any]] = {}
    for out in outs:
        tests |= json.loads(out.read_bytes())
    return tests


def chosen(mutant: Mutant, tests: dict[str, dict[str, Any]], budget: float) -> list[str]:
    """Return the tests that run a line of the mutant (any of its file, if it runs on import), least first."""
    if _at_import(mutant):  # which test came first to it says nothing
        running = [name for name, test in tests.items() if mutant.file in test["lines"]]
    else:
        lines = _statement(mutant)
        running = [name for name, test in tests.items() if not lines.isdisjoint(test["lines"].get(mutant.file, ()))]
    running.sort(key=lambda name: (sum(map(len, tests[name]["lines"].values())), tests[name]["seconds"], name))
    found: list[str] = []
    spent = 0.0
    for name in running:
        spent += tests[name]["seconds"]
        if found and spent > budget:
            break
        found.append(name)
    return found


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_bytes())


def _statement(mutant: Mutant) -> set[int]:
    """Return the lines of the changed statement, of one with a body only its head: its first line is recorded."""
    lines = set(range(mutant.line, mutant.last + 1))
    for node in ast.walk(_tree(mutant.file)):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None) or getattr(node, "cases", None)
            first = getattr(body[0], "lineno", None) or body[0].pattern.lineno if body else 0
            last = max(node.lineno, first - 1) if body else node.end_lineno or node.lineno
            if node.lineno <= mutant.line <= last:
                lines |= set(range(node.lineno, last + 1))
    return lines


def _at_import(mutant: Mutant) -> bool:
    tree = _tree(mutant.file)
    inside = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return not any(node.body[0].lineno <= mutant.line <= (node.end_lineno or 0) for node in inside)


# --- trying them ---


def prepare(number: int) -> Path:
    """A copy for one worker, with all that can be compiled before."""
    folder = copied(f"worker-{os.getpid()}-{number}")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--collect-only",
        "-n0",
        "-p",
        "no:cacheprovider",
        "-m",
        "not model",
    ]
    subprocess.run(command, cwd=folder, env=environment(folder), check=False, capture_output=True)
    return folder


_own: dict[str, Path] = {}


def start(folders: list[str]) -> None:
    """A worker begins: it takes one of the copies and loads what every test needs."""
    for folder in map(Path, folders):
        with suppress(FileExistsError):
            (folder / ".taken").touch(exist_ok=False)
            _own["folder"] = folder
            break
    os.environ.update(environment(_own["folder"]))
    for name in HEAVY:
        with suppress(ImportError):
            importlib.import_module(name)


def attempt(mutant: Mutant, tests: list[str], seconds: float) -> tuple[str, str]:
    """Try one mutant. Returns "killed", "timeout" or "survived", and by which test."""
    if not tests:
        return "survived", "no test runs this line"
    folder = _own["folder"]
    path = folder / mutant.file
    data, about = path.read_bytes(), path.stat()
    compiled = Path(importlib.util.cache_from_source(str(path)))
    out = folder / ".out"
    try:
        if compiled.exists():
            compiled.rename(compiled.with_suffix(".kept"))
        path.write_bytes(mutant.applied(data))
        child = os.fork()
        if not child:
            _run(folder, out, tests)
        end = time.monotonic() + 30 + 10 * seconds
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            if time.monotonic() > end:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return "timeout", ""
            time.sleep(0.02)
    finally:
        path.write_bytes(data)
        os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
        if (kept := compiled.with_suffix(".kept")).exists():
            kept.rename(compiled)
    said = out.read_text(encoding="utf-8", errors="replace")
    if said.endswith("exit 0"):
        return "survived", f"{len(tests)} tests"
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", said, re.MULTILINE)
    if not failed and said.endswith("exit 99"):
        raise RuntimeError(said)
    return "killed", failed[1] if failed else said.strip().rpartition("\n")[2][:120]


def _run(folder: Path, out: Path, tests: list[str]) -> None:
    """Run the tests in this child, which ends here."""
    os.setsid()
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    status: object = 99
    try:
        import pytest

        os.chdir(folder)
        sys.dont_write_bytecode = True
        sys.path[:] = [
            str(folder),
            *(each for each in sys.path if Path(each or ".").resolve() not in (ROOT, ROOT / "bench")),
        ]
        status = int(
            pytest.main(
                [
                    "-x",
                    "-q",
                    "-n0",
                    "-W",
                    "ignore::pytest.PytestAssertRewriteWarning",
                    "-p",
                    "no:cacheprovider",
                    "--tb=no",
                    "--timeout=120",
                    *tests,
                ]
            )
        )
    except BaseException:  # noqa: BLE001 - told by the parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os.write(1, f"exit {status}".encode())
        os._exit(0)


def main() -> None:
    """Draw the sample, try what was not tried before, print each survivor and the share that was killed."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--count", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("paths", nargs="*", default=TARGETS, help="files and folders to change")
    options.add_argument("--budget", type=float, default=15, help="seconds of tests for each mutant")
    options.add_argument(
        "--again", action="store_true", help="try survivors of earlier runs again, with the tests of now"
    )
    options.add_argument("--record", help=argparse.SUPPRESS)
    options.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.record:
        record(Path.cwd(), asked.record, asked.out)
        return
    WORK.mkdir(parents=True, exist_ok=True)
    files = [path for target in asked.paths for path in (sorted((ROOT / target).rglob("*.py")) or [ROOT / target])]
    everything = [mutant for path in files for mutant in mutants(path)]
    sources = {mutant.file: (ROOT / mutant.file).read_bytes() for mutant in everything}
    random.Random(asked.seed).shuffle(everything)  # noqa: S311 - a sample, no secret
    good = (mutant for mutant in everything if means_something_else(mutant, sources[mutant.file]))
    drawn = list(islice(good, asked.count))
    known = results()
    keys = {mutant: mutant.key(sources[mutant.file]) for mutant in drawn}
    to_do = [m for m in drawn if keys[m] not in known or (asked.again and known[keys[m]]["result"] == "survived")]
    print(f"{len(everything)} mutants in {len(files)} files; {len(drawn)} drawn, {len(to_do)} to try", file=sys.stderr)
    if to_do:
        tests = recorded({mutant.file for mutant in to_do}, asked.jobs)
        for mutant, outcome, by in tried(to_do, tests, asked.budget, asked.jobs):
            row = {**asdict(mutant), "key": keys[mutant], "result": outcome, "by": by}
            known[keys[mutant]] = row
            with RESULTS.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            print(f"{outcome:8} {mutant.file}:{mutant.line} {mutant.kind} ({by})", flush=True)
    summary([m for m in drawn if keys[m] in known], keys, known, sources)


def results() -> dict[str, dict[str, Any]]:
    """What earlier runs found, by key, the last result of each."""
    lines = RESULTS.read_text(encoding="utf-8").splitlines() if RESULTS.exists() else []
    return {row["key"]: row for row in map(json.loads, lines)}


def tried(
    wanted: Sequence[Mutant], tests: dict[str, dict[str, Any]], budget: float, jobs: int
) -> Iterator[tuple[Mutant, str, str]]:
    """Try them all, in some order. Yields the mutant, what came out, and what says so."""
    folders = [str(prepare(number)) for number in range(jobs)]
    try:
        with ProcessPoolExecutor(jobs, initializer=start, initargs=(folders,)) as pool:
            running = {}
            for mutant in wanted:
                names = chosen(mutant, tests, budget)
                running[pool.submit(attempt, mutant, names, sum(tests[name]["seconds"] for name in names))] = mutant
            for done in as_completed(running):
                yield running[done], *done.result()
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def summary(
    tried: Sequence[Mutant], keys: dict[Mutant, str], known: dict[str, dict[str, Any]], sources: dict[str, bytes]
) -> None:
    """Print each survivor with its diff, and how many were killed, in all and by file."""
    by_file: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant in sorted(tried, key=lambda each: (each.file, each.start)):
        row = known[keys[mutant]]
        by_file[mutant.file][row["result"]] += 1
        if row["result"] == "survived":
            print(
                f"\nsurvived {mutant.file}:{mutant.line} {mutant.kind} ({row['by']})\n{mutant.diff(sources[mutant.file])}"
            )
    print()
    total: Counter[str] = Counter()
    for file, counts in sorted(by_file.items()):
        total += counts
        print(f"{file:40} {counts.total() - counts['survived']:4} of {counts.total():4} killed")
    if total:
        killed = total.total() - total["survived"]
        print(
            f"{killed} of {total.total()} mutants killed ({100 * killed / total.total():.1f} %), {total['timeout']} of them by a time limit"
        )


if __name__ == "__main__":
    main()
