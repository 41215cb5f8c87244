"""``python bench/believing.py``: how many pairs of tests/cases are judged as their rows say, by file."""

import csv
import sys
from pathlib import Path

from workflow.checks import knowing
from workflow.contracts import CHECKS, Context
from workflow.markup.printing import said
from workflow.model import Release, Unit

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"


def main() -> None:
    """Print what is judged otherwise, and the counts; file names can be given."""
    wanted, right, total = sys.argv[1:], 0, 0
    for path in sorted(CASES.glob("*.tsv")):
        if wanted and not any(name in path.stem for name in wanted):
            continue
        good, rows = 0, 0
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                release = Release("r", "r.md", "zh-Hans", (), (), date=row["date"] or "")
                unit = said(Unit(source=row["source"], target=row["target"]), release)
                found = [f for name in knowing("en") for f in CHECKS[name].inspect(unit, Context(release, "en"))]
                worst = min((f.severity for f in found), default="clean")
                rows += 1
                good += worst == row["expected"]
                if worst != row["expected"]:
                    print(f"{path.stem}: {row['expected']}, not {worst}: {row['source']} | {row['target']}")
                    for f in found:
                        print(f"      {f.severity} {f.check}: {f.message}")
        print(f"{path.stem:45} {good:3} of {rows}")
        right, total = right + good, total + rows
    print(f"{'all':45} {right:3} of {total}")


if __name__ == "__main__":
    main()
