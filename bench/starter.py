"""``python bench/starter.py [FILE]… [--show] [--write]``: tries every row of the starter term base in sentences.

Each row is put into three sentences that suit its file and its kind, and drafted without the starter and with it. It
prints how many drafts changed, and with ``--show`` those that look wrong: the term is missing, an article or a noun is
there twice, the draft is much longer or shorter, or it has a doubt that it did not have before. Somebody must read
these; a row that makes drafts worse is corrected or removed. ``--write`` notes in the files which terms the model wrote
as they are in all sentences by itself (column ``known``). Needs the model.
"""

import argparse
import csv
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from cutting import NEWS

from workflow import languages
from workflow.drafting.drafter import Drafter
from workflow.engines import argos
from workflow.languages.english.terms import occurrences, plain
from workflow.model import Draft, Sentence, Term
from workflow.newsroom.asking import values
from workflow.starter import COLUMNS, Layered, starter
from workflow.termbase.base import TermBase

DATE = "2024-05-01"
"""Of the sentences, for rows whose name changed."""
OFFICE = ("{}发布通知，要求加强管理。", "会议由{}主办，来自各地的代表参加。", "记者从{}获悉，有关工作已经完成。")
POST = ("{}李明出席会议并讲话。", "会上，{}介绍了有关情况。", "他会见了{}。")
NOUN = ("要加强{}工作。", "会议讨论了{}的有关问题。", "2018年，{}取得新进展。")
PLACE = ("代表团抵达{}进行访问。", "会议在{}举行。", "{}的经济保持增长。")
SENTENCES = {
    "cldr": ("该国货币为{}。", "{}代表在会上发言。", "文件以{}写成。"),
    "ip": ("要加强{}保护和运用。", "会议讨论了{}的有关问题。", "2018年，共受理{}案件1200件。"),
    "laws": ("全国人大常委会审议通过{}。", "根据{}，当事人可以提起诉讼。", "要认真贯彻实施{}。"),
    "places": PLACE,
    "statistics": (
        "上半年{}增长5.2%。",
        "会议公布了{}数据。",
        "{}为3.5万亿元，比上年下降1.3%。",
    ),
    "treaties": ("根据{}的规定，缔约方应当履行义务。", "会议讨论了{}的实施情况。", "中国于2018年加入{}。"),
}
"""By file; other files have the sentences of their rows' kinds."""
KINDS = {"office": OFFICE, "title": POST, "term": NOUN}


@dataclass(frozen=True)
class Tried:
    """A row in a sentence: the draft without the starter, and with it."""

    row: Term
    source: str
    without: Draft
    within: Draft

    @property
    def knew(self) -> bool:
        """Whether the model wrote the term as it is by itself."""
        return says(self.row, self.without.text)


def says(row: Term, text: str) -> bool:
    """Whether a draft has a term in one of its ways."""
    return any(any(occurrences(way, plain(text))) for way in (row.target, *row.variants))


def faults(tried: Tried) -> Iterator[str]:
    """What looks wrong in a draft with the starter."""
    text, row = tried.within.text, tried.row
    bare = row.target.removeprefix("the ")
    if not says(row, text):
        yield "missing"
    if re.search(r"\b(?:the|an?) (?:the|an?)\b|\bof of\b", text, re.IGNORECASE):
        yield "two articles"
    words = re.findall(r"\w+", text.lower())
    if any(one == other and len(one) > 2 for one, other in pairwise(words)):
        yield "a word twice"
    if bare[:1].isupper() and re.search(rf"\ban? {re.escape(bare)}\b", text):
        yield "a before a name"
    if len(text) > 2.2 * len(tried.without.text) + len(bare):
        yield "long"
    if 1.8 * len(text) < len(tried.without.text):
        yield "short"
    if set(tried.within.doubts) - set(tried.without.doubts):
        yield "a doubt"


def rows(path: Path) -> list[Term]:
    """The rows of a file that are valid on the date and have an English name."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    cells = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [
        Term(row["source"], row["target"], row["kind"], tuple(filter(None, row["variants"].split("|"))))  # type: ignore[arg-type]
        for row in cells
        if row["target"]
        and row["kind"] != "forbidden"
        and row["valid_from"] <= DATE
        and (not row["valid_until"] or row["valid_until"] >= DATE)
    ]


def drafts(engine: argos.Argos, sentences: Sequence[Sentence]) -> tuple[list[Draft], float]:
    """The drafts of sentences, and the processor seconds that they took."""
    start = time.process_time()
    made = dict(Drafter(engine, "en", values("en", lambda _: NEWS)).drafts(sentences))
    return [made[index] for index in range(len(sentences))], time.process_time() - start


def tried_in(engine: argos.Argos, path: Path, below: Layered) -> list[Tried]:
    """Each row of a file in its sentences."""
    pairs = [(row, form.format(row.source)) for row in rows(path) for form in SENTENCES.get(path.stem, KINDS[row.kind])]
    without, seconds = drafts(engine, [Sentence(source) for _, source in pairs])
    within, more = drafts(engine, [Sentence(source, tuple(below.find(source, DATE))) for _, source in pairs])
    found = [Tried(row, source, *both) for (row, source), *both in zip(pairs, without, within, strict=True)]
    wrong = sum(any(faults(each)) for each in found)
    changed = sum(each.without.text != each.within.text for each in found)
    print(
        f"{path.stem}: {len(found)} sentences, {changed} drafts differ, {wrong} look wrong; right without the starter "
        f"{sum(each.knew for each in found)}, with it {sum(says(each.row, each.within.text) for each in found)}; "
        f"{seconds:.1f} s without, {more:.1f} s with"
    )
    return found


def note(path: Path, found: Sequence[Tried]) -> None:
    """Write into a file which terms the model knows."""
    knew = defaultdict(list)
    for each in found:
        knew[each.row.source].append(each.knew)
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines[1:], 1):
        if line and not line.startswith("#"):
            cells = dict(zip(COLUMNS, line.split("\t"), strict=True))
            cells["known"] = "yes" if all(knew.get(cells["source"]) or [False]) else ""
            lines[number] = "\t".join(cells.values())
    path.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Try the rows of the files named, or of all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help="such as organs; all without one")
    parser.add_argument("--show", action="store_true", help="print the drafts that look wrong")
    parser.add_argument("--write", action="store_true", help="write into the files what the model knows")
    given = parser.parse_args()
    below = starter("en")
    assert below
    engine = argos.ENGINE.load("zh-Hans", "en")
    for path in languages.of("en").starter:
        if given.files and path.stem not in given.files:
            continue
        found = tried_in(engine, path, Layered(TermBase(), below))
        for each in found if given.show else ():
            if wrong := ", ".join(faults(each)):
                print(f"  {wrong}: {each.source}\n    - {each.without.text}\n    + {each.within.text}")
        if given.write:
            note(path, found)


if __name__ == "__main__":
    main()
