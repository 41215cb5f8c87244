"""``python bench/reading.py [FILE]``: drafts of sentences for a person to read, or the grades that they were given.

With a FILE of sentences (tab-separated: id, kind, date, source), the drafts that ``workflow translate`` makes of them
with the starter term base are printed in the columns of ``reading.tsv``, where their grades go. Needs the model.
Without one, the grades in ``reading.tsv`` are counted, set by set: 1 usable as it is, 2 after light editing, 3 after
heavy editing, 4 needs a new translation. A set is the letter of its ids; nobody changed drafting after having seen a
set's sentences and before drafting them.
"""

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

from drafts import as_translated

from workflow.engines import argos

READING = Path(__file__).resolve().parent / "reading.tsv"
COLUMNS = ("id", "kind", "date", "source", "draft", "grade")


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def summary() -> None:
    """Print the grades, set by set."""
    sets: dict[str, Counter[str]] = {}
    for row in rows(READING):
        sets.setdefault(row["id"][0], Counter())[row["grade"]] += 1
    for name, grades in sets.items():
        total = grades.total()
        share = 100 * (grades["1"] + grades["2"]) / total
        print(
            f"{name}: {total} drafts, {', '.join(f'{grades[each]} × {each}' for each in '1234')}: {share:.0f} % usable"
        )


def main() -> None:
    """Draft, or count."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path)
    given = parser.parse_args()
    if given.file is None:
        summary()
        return
    read = rows(given.file)
    sentences = [(row["kind"], row["date"], row["source"]) for row in read]
    drafts = as_translated(argos.load("zh-Hans", "en"), sentences)
    out = csv.DictWriter(
        sys.stdout,
        COLUMNS,
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
        quotechar=None,
        extrasaction="ignore",
        lineterminator="\n",
    )
    out.writeheader()
    for row, draft in zip(read, drafts, strict=True):
        out.writerow({**row, "draft": draft, "grade": row.get("grade") or ""})


if __name__ == "__main__":
    main()
