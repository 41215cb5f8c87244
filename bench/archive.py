"""What the commands cost on a newsroom of thousands of releases: ``python bench/archive.py [--sizes 100,1000]``.

The newsrooms are those of ``bench/newsrooms.py``, in all states. Everything is one child process after the other,
measured by the processor time that the system says it took (user and system), so that other work on the machine does
not count in it, and by the most memory that it held. The median of three runs is printed, or the first alone where it
took longer than ``PATIENCE``.

The index of translations and the cache of verdicts are in a folder of the bench's own, emptied where the table says
"empty cache".

    --sizes 100              fewer releases, for a quick look; 10000 for a long one
    --only start,long,…      only some parts: start, releases, long
    --keep DIR               leave the newsrooms there, and take those that are there already from an earlier run

Exit status 1 if a target is missed. This program imports nothing of workflow's: the system counts a parent's memory as
its child's.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import log
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RUNS = 3
PATIENCE = 20.0
"""Seconds of processor time: what takes longer is run once."""
STARTS = 15
"""How often a start is measured, in turn with the others: they take a tenth of a second."""
TRANSLATOR = "Translator <translator@example.org>"
REVIEWER = "Reviewer <reviewer@example.org>"
LATER = 1_735_689_600 + 500 * 86_400
"""When the bench acts, in seconds since 1970: after everything in the newsroom."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds of processor time, and bytes of memory at its peak. status: its exit status."""

    seconds: float
    peak: int
    status: int = 0
    runs: int = 1
    said: str = ""


@dataclass(slots=True)
class Table:
    """The lines of the report, printed as they come. missed: the lines whose target was missed."""

    missed: list[str] = field(default_factory=list)

    def row(self, what: str, measured: str, target: str = "", *, met: bool | None = None, runs: int = 1) -> None:
        """Print a line: met is None where there is no target."""
        word = {None: "", True: "ok", False: "MISSED"}[met]
        print(f"{what:<62} {measured:>26} {target:>22} {word:<7} {f'({runs} runs)' if runs > 1 else ''}".rstrip())
        sys.stdout.flush()
        if met is False:
            self.missed.append(what)

    def seconds(self, what: str, cost: Cost, most: float | None = None) -> None:
        """A line of processor seconds, at most ``most``."""
        target = f"<= {most:g} s" if most is not None else ""
        met = None if most is None else cost.seconds <= most
        measured = f"{cost.seconds:.2f} s  {cost.peak / 1e6:.0f} MB"
        self.row(what, measured, target, met=met, runs=cost.runs)


# --- measuring ---


def spend(command: Sequence[str], *, environment: dict[str, str] | None = None, ok: Sequence[int] = (0, 1)) -> Cost:
    """Run a command to its end; RuntimeError with what it printed, unless it leaves with one of these statuses."""
    # An installed program has its bytecode: without it, half of a start is spent compiling.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(command, stdout=output, stderr=output, env={**inherited, **(environment or {})})
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    if child.returncode not in ok:
        raise RuntimeError(f"{' '.join(command)}: exit {child.returncode}\n{said}")
    # Linux counts kibibytes, macOS bytes.
    peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Cost(used.ru_utime + used.ru_stime, peak, child.returncode, said=said)


def middle(runs: Callable[[int], Cost], times: int = RUNS) -> Cost:
    """The median of so many runs, or the first alone if it took long. runs: from a run's number to its cost."""
    costs = [runs(0)]
    if costs[0].seconds <= PATIENCE:
        costs += [runs(number) for number in range(1, times)]
    return Cost(
        median(cost.seconds for cost in costs),
        max(cost.peak for cost in costs),
        costs[-1].status,
        len(costs),
        costs[-1].said,
    )


def growth(costs: dict[int, Cost]) -> float:
    """The exponent with which seconds grow from the smallest to the largest size."""
    small, large = min(costs), max(costs)
    return log(costs[large].seconds / costs[small].seconds) / log(large / small)


@dataclass(frozen=True, slots=True)
class Place:
    """A newsroom on disk, and the cache that its commands use."""

    root: Path
    cache: Path

    def workflow(self, *arguments: str, time: int = LATER, ok: Sequence[int] = (0, 1)) -> Cost:
        """What a command costs."""
        return spend(
            [sys.executable, "-m", "workflow", "--project", str(self.root), *arguments],
            environment={"WORKFLOW_CACHE": str(self.cache), "SOURCE_DATE_EPOCH": str(time)},
            ok=ok,
        )

    def forget(self) -> None:
        """Empty the cache."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def stage(self, *arguments: str) -> Cost:
        """Have ``bench/newsrooms.py`` do something in it."""
        return spend([sys.executable, str(HERE / "newsrooms.py"), str(self.root), *arguments], ok=(0,))

    def pages(self) -> int:
        """How many HTML pages its site has."""
        return sum(1 for _ in (self.root / "public").rglob("*.html"))


# --- starting ---


def start(table: Table, folder: Path) -> None:
    """How much of a start is ours: the sample newsroom's commands beside an import of click."""
    place = Place(folder / "sample", folder / "sample-cache")
    for name in ("sources", "locales"):
        shutil.copytree(ROOT / name, place.root / name)
    shutil.copy(ROOT / "workflow.toml", place.root)
    empty = Place(place.root, folder / "empty-cache")
    commands: dict[str, Callable[[], Cost]] = {
        "click": lambda: spend([sys.executable, "-c", "import click"]),
        "--help": lambda: spend([sys.executable, "-m", "workflow", "--help"]),
        "status again": lambda: place.workflow("status"),
        "check again": lambda: place.workflow("check"),
        "check, empty cache": lambda: empty.workflow("check"),
    }
    for command in commands.values():
        command()
    found: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(STARTS):
        for name, command in commands.items():
            empty.forget()
            found[name].append(command().seconds)
    click = median(found["click"])
    for name, most in (("--help", 1.3), ("status again", 2.5), ("check again", 6.0), ("check, empty cache", 6.0)):
        times = median(found[name]) / click
        table.row(
            f"start: {name} on the sample, times import click",
            f"{times:.2f}  ({median(found[name]) * 1000:.0f} ms)",
            f"<= {most:g}",
            met=times <= most,
            runs=STARTS,
        )


# --- many releases ---

Costs = dict[str, dict[int, Cost]]
"""From what was measured to the cost at each size."""


def releases(table: Table, folder: Path, size: int, costs: Costs) -> None:
    """A newsroom of ``size`` releases from its first day on, each command where it can be measured."""
    place = Place(folder / f"newsroom-{size}", folder / f"cache-{size}")
    print(f"\n# {size:,} releases")
    kept = place.root.with_name(f"newsroom-{size}-begun")
    if not kept.exists():
        shutil.rmtree(place.root, ignore_errors=True)
        made = place.stage(str(size), "--stage", "begin")
        table.row("(made by bench/newsrooms.py, up to its first publication)", f"{made.seconds:.1f} s")
        shutil.copytree(place.root, kept)
    shutil.rmtree(place.root, ignore_errors=True)
    shutil.copytree(kept, place.root)
    place.forget()

    def tell(what: str, cost: Cost, most: float | None = None) -> Cost:
        costs.setdefault(what, {})[size] = cost
        table.seconds(what, cost, most if size == 1000 else None)
        return cost

    first = tell("publish, first", place.workflow("publish"))
    pages = place.pages()
    rate = pages / first.seconds
    table.row("    HTML pages a second", f"{rate:.0f}  ({pages:,} pages)", ">= 250", met=rate >= 250)
    for engine in ("none", "argos"):
        what = f"translate --engine {engine}, nothing to do"
        tell(what, middle(lambda _, engine=engine: place.workflow("translate", "--engine", engine)), 1.5)
    table.row("    loads a model", *_loads_model(place))

    place.stage(str(size), "--stage", "go-on")
    tell("publish, after a quarter changed", place.workflow("publish"))
    tell("publish, nothing to do", middle(lambda _: place.workflow("publish")), 3)
    place.stage(str(size), "--stage", "finish")
    checked = _checks(table, place, tell)
    costs["pofilter"] = costs.get("pofilter", {}) | {size: checked}
    _statuses(place, tell)
    tell("verify, all in mixed states", middle(lambda _: place.workflow("verify")), 8)
    _one(place, tell)


def _loads_model(place: Place) -> tuple[str, str]:
    command = [sys.executable, "-X", "importtime", "-m", "workflow", "--project", str(place.root), "translate"]
    said = spend([*command, "--engine", "argos"], environment={"WORKFLOW_CACHE": str(place.cache)}).said
    return "yes" if "ctranslate2" in said else "no", "no"


def _checks(table: Table, place: Place, tell: Callable[..., Cost]) -> Cost:
    """``check`` with an empty cache beside pofilter on the same catalogs, in turn."""
    theirs: list[Cost] = []

    def ours(_: int) -> Cost:
        place.forget()
        with tempfile.TemporaryDirectory() as output:
            pofilter = Path(sys.executable).with_name("pofilter")
            theirs.append(spend([str(pofilter), "--progress=none", str(place.root / "locales/en"), output]))
        return place.workflow("check")

    check = middle(ours)
    other = Cost(median(cost.seconds for cost in theirs), max(cost.peak for cost in theirs), runs=len(theirs))
    tell("check, empty cache", check)
    table.seconds("    pofilter (translate-toolkit) on the same catalogs", other)
    times = check.seconds / other.seconds
    table.row("    times pofilter", f"{times:.2f}", "<= 1", met=times <= 1)
    tell("check again", middle(lambda _: place.workflow("check")))
    return other


def _statuses(place: Place, tell: Callable[..., Cost]) -> None:
    def first(_: int) -> Cost:
        place.forget()
        return place.workflow("status")

    tell("status, empty cache", middle(first))
    tell("status again", middle(lambda _: place.workflow("status")))
    catalog = place.root / "locales/en/release-00000.po"
    before = catalog.read_bytes()

    def changed(number: int) -> Cost:
        head, dot, tail = before.rpartition(b'."\n')
        assert dot
        catalog.write_bytes(head + b" again" * (number + 1) + dot + tail)
        return place.workflow("status")

    tell("status, after one release changed", middle(changed), 1)
    catalog.write_bytes(before)
    place.workflow("status")


def _one(place: Place, tell: Callable[..., Cost]) -> None:
    """The commands on one release among all. Each run signs another one: what is signed cannot be signed again."""
    rows = json.loads(place.workflow("status", "--format", "json").said)
    drafts = [row["release"] for row in rows if row["state"] == "draft" and "workflow submit" in row["next"]]
    waiting, published = drafts[:RUNS], next(row["release"] for row in rows if row["state"] == "published")
    tell("check ONE", middle(lambda _: place.workflow("check", waiting[0])), 0.5)
    tell("status ONE", middle(lambda _: place.workflow("status", waiting[0])), 0.5)

    def submit(number: int) -> Cost:
        return place.workflow("submit", waiting[number], "--as", TRANSLATOR, ok=(0,))

    def approve(number: int) -> Cost:
        return place.workflow("approve", waiting[number], "--as", REVIEWER, ok=(0,))

    def publish(number: int) -> Cost:
        return place.workflow("publish", waiting[number], ok=(0,))

    tell("submit ONE", middle(submit, len(waiting)), 0.5)
    tell("approve ONE", middle(approve, len(waiting)), 0.5)
    tell("verify ONE", middle(lambda _: place.workflow("verify", published)), 0.5)
    tell("publish ONE", middle(publish, len(waiting)))


def compare(table: Table, costs: Costs) -> None:
    """How seconds and memory grow from the smallest newsroom to the largest."""
    sizes = sorted(next(iter(costs.values())))
    if len(sizes) < 2:
        return
    small, large = sizes[0], sizes[-1]
    print(f"\n# from {small:,} to {large:,} releases")
    for what, by_size in costs.items():
        exponent = growth(by_size)
        most = 1.05 if what == "check, empty cache" else None
        table.row(
            f"growth of {what}",
            f"n^{exponent:.2f}",
            f"<= n^{most}" if most else "",
            met=exponent <= most if most else None,
        )
    for what, by_size in costs.items():
        if what == "pofilter":
            continue
        each = (by_size[large].peak - by_size[small].peak) / (large - small)
        peak = by_size[1000].peak if 1000 in by_size else by_size[large].peak
        met = each < 5e3 and (1000 not in by_size or peak <= 100e6)
        measured = f"{peak / 1e6:.0f} MB, {each / 1e3:.1f} KB more each"
        table.row(f"memory of {what}", measured, "<= 100 MB, < 5 KB", met=met)


# --- one long release ---


def long(table: Table, folder: Path, sentences: int) -> None:
    """One release of many sentences, at half the size too, to see how it grows."""
    print(f"\n# one release of {sentences:,} sentences")
    parts: dict[str, tuple[Callable[[int, int], Cost], float]] = {
        "translate --engine none, half of the sentences edited": (_half_edited(folder), 2),
        "publish --draft, all in one paragraph": (_paragraph(folder), 3),
    }
    for what, (run, most) in parts.items():
        costs = {
            size: middle(lambda number, run=run, size=size: run(size, number)) for size in (sentences // 2, sentences)
        }
        table.seconds(what, costs[sentences], most if sentences == 10_000 else None)
        exponent = growth(costs)
        table.row("    growth from half the size", f"n^{exponent:.2f}", "<= n^1.2", met=exponent <= 1.2)


def _half_edited(folder: Path) -> Callable[[int, int], Cost]:
    def run(size: int, number: int) -> Cost:
        place = Place(folder / f"long-{size}-{number}", folder / "long-cache")
        shutil.rmtree(place.root, ignore_errors=True)
        (place.root / "sources").mkdir(parents=True)
        place.stage("1", "--long", str(size))
        place.stage("1", "--long", str(size), "--edited")
        cost = place.workflow("translate", "--engine", "none", ok=(0,))
        if not number:
            print(f"    {cost.said.strip()}", flush=True)
        shutil.rmtree(place.root)
        return cost

    return run


def _paragraph(folder: Path) -> Callable[[int, int], Cost]:
    def run(size: int, _: int) -> Cost:
        place = Place(folder / f"paragraph-{size}", folder / "long-cache")
        if not place.root.exists():
            (place.root / "sources").mkdir(parents=True)
            place.stage("1", "--paragraph", str(size))
        shutil.rmtree(place.root / "drafts", ignore_errors=True)
        return place.workflow("publish", "--draft", ok=(0,))

    return run


# --- all of it ---


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)


def main() -> None:
    """Measure and print; exit status 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100,1000", help="numbers of releases")
    parser.add_argument("--sentences", type=int, default=10_000, help="of the one long release")
    parser.add_argument("--only", default="start,long,releases", help="parts to measure")
    parser.add_argument("--keep", type=Path, metavar="DIR")
    options = parser.parse_args()
    table, costs = Table(), Costs()
    parts = options.only.split(",")
    began = time.perf_counter()
    with _folder(options.keep) as folder:
        if "start" in parts:
            start(table, folder)
        if "long" in parts:
            long(table, folder, options.sentences)
        if "releases" in parts:
            for size in sorted(int(size) for size in options.sizes.split(",")):
                releases(table, folder, size, costs)
            compare(table, costs)
    minutes = (time.perf_counter() - began) / 60
    print(f"\n{len(table.missed)} targets missed; {minutes:.0f} minutes in all")
    sys.exit(bool(table.missed))


if __name__ == "__main__":
    main()
