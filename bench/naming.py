"""``python bench/naming.py [--held-out] [--show]``: whom and what `terms suggest` finds, on releases written for it.

`named.txt` was written, with the names marked, before the rules that it measures were; `named-held-out.txt` too, and
its mistakes are never shown. A person or an office counts once a release, however often it is mentioned.
"""

import argparse
import re
from dataclasses import dataclass, replace
from pathlib import Path

from workflow.contracts.terms import NoTerms
from workflow.model import Release
from workflow.newsroom.terms import people as of_release
from workflow.readers.text import read
from workflow.termbase.advice import suggestions
from workflow.termbase.base import TermBase

HERE = Path(__file__).resolve().parent
_MARK = re.compile(r"\{(?P<person>[^}]+)\}|<(?P<other>[^>]+)>|\[(?P<office>[^\]]+)\]")


@dataclass(frozen=True)
class Marked:
    """A release with the names that were marked in it; ``others`` are people whom pinyin would misname."""

    release: Release
    people: frozenset[str]
    others: frozenset[str]
    offices: frozenset[str]


def marked(path: Path) -> list[Marked]:
    """Read releases with marks."""
    found = []
    for block in re.split(r"(?m)^== ", path.read_text(encoding="utf-8"))[1:]:
        head, *lines = block.strip().splitlines()
        name, date = head.split()
        marks = [(match.lastgroup, match[0][1:-1]) for match in _MARK.finditer("\n".join(lines))]
        text = "\n\n".join(_MARK.sub(lambda match: match[0][1:-1], line) for line in lines if line)
        release = replace(read(text.encode(), path=f"sources/{name}.txt", language="zh-Hans"), date=date)
        people, others, offices = (
            frozenset(text for kind, text in marks if kind == wanted) for wanted in ("person", "other", "office")
        )
        found.append(Marked(release, people, others, offices))
    return found


def main() -> None:
    """Print how many are found and right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="the half that nobody looks at: figures only")
    parser.add_argument("--show", action="store_true", help="the mistakes, of the other half")
    asked = parser.parse_args()
    count = dict.fromkeys(
        (
            "people",
            "people found",
            "said",
            "said right",
            "offices",
            "offices found",
            "named",
            "drafted",
            "drafted right",
        ),
        0,
    )
    for each in marked(HERE / ("named-held-out.txt" if asked.held_out else "named.txt")):
        found = suggestions(TermBase(), [each.release])
        people = {row.term.source for row in found if row.term.kind == "person"}
        offices = {row.term.source for row in found if row.term.kind == "office"}
        count["people"] += len(each.people)
        count["people found"] += len(people & each.people)
        count["said"] += len(people)
        count["said right"] += len(people & (each.people | each.others))
        count["offices"] += len(each.offices)
        count["offices found"] += len(offices & each.offices)
        count["named"] += len(offices)
        known = of_release(each.release, NoTerms())
        assert known
        drafted = {person.text for line in each.release.segments for _, _, person in known.find(line.text, ())}
        count["drafted"] += len(drafted)
        count["drafted right"] += len(drafted & each.people)
        if asked.show and not asked.held_out:
            print(each.release.id)
            print("  people not found:", *sorted(each.people - people))
            print("  nobody:", *sorted(people - each.people - each.others))
            print("  drafted in pinyin and nobody who has any:", *sorted(drafted - each.people))
            print("  not drafted in pinyin:", *sorted(each.people - drafted))
            print("  offices not found:", *sorted(each.offices - offices))
            print("  no office:", *sorted(offices - each.offices))
    print(f"people: {count['people found']} of {count['people']} found, {count['said right']} of {count['said']} right")
    right = count["drafted right"]
    print(f"  drafted in pinyin: {right} of {count['people']}, {right} of {count['drafted']} right")
    found = count["offices found"]
    print(f"offices: {found} of {count['offices']} found, {found} of {count['named']} right")


if __name__ == "__main__":
    main()
