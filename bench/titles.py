"""``python bench/titles.py [--held-out] [--out FILE]``: names, titles and offices side by side, as drafts write them.

Sentences that were written before the rules of ``grammar``, drafted three times: as the model does it alone, with the
starter term base, and with that and the people whom no term base lists. Needs the model. Half is held out: of it only
figures are printed.
"""

import argparse
import re
import sys
import time
from dataclasses import replace
from pathlib import Path

from drafts import cases, right

from workflow.drafting.drafter import Drafter
from workflow.engines import argos
from workflow.model import Draft, Sentence
from workflow.newsroom.asking import asking
from workflow.readers.text import read
from workflow.starter import Layered, starter
from workflow.termbase.base import TermBase

HERE = Path(__file__).resolve().parent
DOUBLED = re.compile(r"\b(the|a|an|of|and) (?:the |a |an )?\1\b|\b(\w{5,}) \2\b|\bthe a\b|\ba the\b", re.IGNORECASE)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--out", type=Path, help="where to write the drafts")
    given = parser.parse_args()
    if given.held_out and given.out:
        sys.exit("what is held out is not looked at")
    tests = cases(HERE / ("titles-held-out.tsv" if given.held_out else "titles.tsv"))
    below = starter("en")
    assert below
    base = Layered(TermBase(), below)
    releases = [
        replace(read(case.source.encode(), path=f"sources/{case.id}.txt", language="zh-Hans"), date=case.date)
        for case in tests
    ]
    ask = asking(base, releases)
    asked = {
        "alone": [Sentence(case.source) for case in tests],
        "starter": [Sentence(case.source, tuple(base.find(case.source, case.date))) for case in tests],
        "and people": [ask(case.source, case.id) for case in tests],
    }
    engine = argos.load("zh-Hans", "en")
    drafts: dict[str, list[Draft]] = {}
    for name, sentences in asked.items():
        began = time.process_time()
        made = dict(Drafter(engine, "en").drafts(sentences))
        drafts[name] = [made[index] for index in range(len(tests))]
        texts = [draft.text for draft in drafts[name]]
        figures = ", ".join(
            f"{kind} {sum(found)}/{len(found)}"
            for kind in ("person", "title", "office", "term")
            for found in [
                [right(m, text) for case, text in zip(tests, texts, strict=True) for m in case.marks if m[0] == kind]
            ]
        )
        doubled = sum(bool(DOUBLED.search(text)) for text in texts)
        print(f"{name:10} {figures}, doubled {doubled}, empty {texts.count('')}, {time.process_time() - began:.1f} s")
    if given.out:
        with given.out.open("w", encoding="utf-8") as file:
            for number, case in enumerate(tests):
                print(f"{case.id} {case.source}", file=file)
                for name, made in drafts.items():
                    print(f"  {name:10} {made[number].text}", *made[number].doubts, sep=" | ", file=file)


if __name__ == "__main__":
    main()
