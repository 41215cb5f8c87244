"""``make bench``: speed, memory and quality compared with argostranslate's, medians of three interleaved runs.

Every measurement is a process of its own. Needs the model (``make model``) and, for drafting, the evaluation data in
``../shared/eval`` beside the checkout; takes about six minutes on two cores.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EVAL = ROOT.parent / "shared" / "eval" / "newstest2018-head300"
ROUNDS = 3
TIMED = 60
ALL = 300
ENVIRONMENT = {**os.environ, "PYTHONUTF8": "1"}
HEAVY = ("argostranslate", "ctranslate2", "sentencepiece", "numpy")

Row = tuple[str, str, str, str]
"""What, measured, target, verdict."""


def main() -> None:
    """Measure everything and print it; exit status 1 if a target is missed."""
    rows = [*drafting(), *starting(), *again()]
    header = ("", "measured", "target", "")
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(4)]
    print()
    for row in (header, *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    sys.exit(any(row[3] == "MISSED" for row in rows))


def judged(what: str, measured: str, target: str, *, met: bool) -> Row:
    """A row with a target."""
    return (what, measured, target, "ok" if met else "MISSED")


def drafting() -> Iterable[Row]:
    """The engine beside argostranslate: the same model, sentences, cores."""
    if not EVAL.with_suffix(".zh").is_file():
        print(f"NOT MEASURED: drafting, because {EVAL}.zh is missing", file=sys.stderr)
        return [("drafting", "NOT MEASURED: no ../shared/eval", "", "")]
    import sacrebleu

    runs: dict[str, list[dict[str, Any]]] = {"ours": [], "argos": []}
    for number in range(ROUNDS):
        for whose, results in runs.items():
            note(f"drafting, {whose}, round {number + 1} of {ROUNDS}")
            results.append(measured(whose, ALL if number == 0 else TIMED))
    reference = [EVAL.with_suffix(".en").read_text(encoding="utf-8").splitlines()[:ALL]]
    bleu = {whose: sacrebleu.corpus_bleu(results[0]["english"], reference).score for whose, results in runs.items()}
    chrf = {whose: sacrebleu.corpus_chrf(results[0]["english"], reference).score for whose, results in runs.items()}
    speed = {whose: median(run["characters"] / run["seconds"] for run in results) for whose, results in runs.items()}
    work = {whose: median(run["characters"] / run["processor"] for run in results) for whose, results in runs.items()}
    ratio = speed["ours"] / speed["argos"]
    # Fewer than there are: something else was running, and the figures above are too low.
    cores = median(run["processor"] / run["seconds"] for run in runs["ours"])
    peak = max(run["peak_mb"] for run in runs["ours"])
    return [
        (f"argostranslate, {TIMED} sentences", f"{speed['argos']:.0f} characters/s", "", ""),
        (f"workflow, {TIMED} sentences", f"{speed['ours']:.0f} characters/s", "", ""),
        judged("times as fast", f"{ratio:.1f}", "≥ 6, aim 9", met=ratio >= 6),
        ("cores that workflow got meanwhile", f"{cores:.1f} of {os.cpu_count()}", "", ""),
        ("times as fast by processor time alone", f"{work['ours'] / work['argos']:.1f}", "", ""),
        (f"BLEU of argostranslate, {ALL} sentences", f"{bleu['argos']:.2f} (chrF {chrf['argos']:.2f})", "", ""),
        judged(
            f"BLEU of workflow, {ALL} sentences",
            f"{bleu['ours']:.2f} (chrF {chrf['ours']:.2f})",
            f"≥ {bleu['argos'] - 0.2:.2f}",
            met=bleu["ours"] >= bleu["argos"] - 0.2,
        ),
        ("peak memory of argostranslate", f"{max(run['peak_mb'] for run in runs['argos']):.0f} MB", "", ""),
        judged("peak memory of workflow", f"{peak:.0f} MB", "< 900 MB", met=peak < 900),
        ("loading the model", f"{median(run['load'] for run in runs['ours']):.2f} s", "", ""),
    ]


def measured(whose: str, count: int) -> dict[str, Any]:
    """One run, in a process of its own."""
    result: dict[str, Any] = json.loads(python("bench/drafting.py", whose, str(count), str(TIMED)))
    return result


def starting() -> Iterable[Row]:
    """How fast commands start, beside the least that a command line on click can take."""
    note("starting")
    commands = {
        "click": [sys.executable, "-c", "import click"],
        "help": [sys.executable, "-m", "workflow", "--help"],
        "status": [sys.executable, "-m", "workflow", "--project", str(ROOT), "status"],
        "first": [sys.executable, "-m", "workflow", "--project", str(ROOT), "status"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(1 + 5 * ROUNDS):
        for name, command in commands.items():
            began = time.perf_counter()
            environment = {**ENVIRONMENT, **({"WORKFLOW_CACHE": os.devnull} if name == "first" else {})}
            subprocess.run(command, check=True, capture_output=True, env=environment, cwd=ROOT)
            seconds[name].append(time.perf_counter() - began)
    # The first of each filled the disk cache.
    middle = {name: median(times[1:]) for name, times in seconds.items()}
    rows: list[Row] = [('python -c "import click"', f"{1000 * middle['click']:.0f} ms", "", "")]
    for name, most in (("help", 2.5), ("status", 4.0)):
        times = middle[name] / middle["click"]
        what = "workflow --help" if name == "help" else "workflow status, sample newsroom"
        rows.append(
            judged(what, f"{1000 * middle[name]:.0f} ms, {times:.1f} times that", f"≤ {most} times", met=times <= most)
        )
    first = f"{1000 * middle['first']:.0f} ms, {middle['first'] / middle['click']:.1f} times that"
    rows.append(("the same after a change, when nothing is remembered", first, "", ""))
    return rows


def again() -> Iterable[Row]:
    """A second ``translate`` has nothing to do, and must not load a model to find that out."""
    note("translating the sample twice")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("sources", "locales", "workflow.toml"):
            path = ROOT / name
            if path.is_dir():
                shutil.copytree(path, Path(folder, name))
            elif path.exists():
                shutil.copy(path, folder)
        first = timed_translate(folder)
        runs = [timed_translate(folder) for _ in range(ROUNDS)]
    loaded = sorted({name for _, names in runs for name in names})
    return [
        ("first translate, sample newsroom", f"{first[0]:.1f} s", "", ""),
        ("translate with nothing to do", f"{1000 * median(seconds for seconds, _ in runs):.0f} ms", "", ""),
        judged("imported for it", ", ".join(loaded) or "no model, no engine", "no model", met=not loaded),
    ]


def timed_translate(folder: str) -> tuple[float, list[str]]:
    """Seconds, and what of the engine's libraries got imported."""
    report = (
        "import atexit, sys\n"
        f"atexit.register(lambda: sys.__stdout__.write('\\nHEAVY ' + ' '.join(m for m in {HEAVY!r} if m in sys.modules)))\n"
        f"sys.argv = ['workflow', '--project', {folder!r}, 'translate']\n"
        "from workflow.cli import main\n"
        "main()\n"
    )
    began = time.perf_counter()
    said = python("-c", report)
    return time.perf_counter() - began, said.rpartition("HEAVY ")[2].split()


def python(*arguments: str) -> str:
    """Run this Python in the checkout and return what it printed; its complaints are shown, and end everything."""
    command: Sequence[str] = [sys.executable, *arguments]
    result = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=ENVIRONMENT, cwd=ROOT, check=False
    )
    if result.returncode:
        sys.exit(f"{' '.join(arguments)[:200]} ended with {result.returncode}:\n{result.stderr}")
    return result.stdout


def note(text: str) -> None:
    """Say what is going on."""
    print(f"… {text}", file=sys.stderr, flush=True)


main()
