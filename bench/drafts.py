"""``python bench/drafts.py [--releases] [--held-out] [--show]``: what a term base and the comparison of figures do.

Plain is the model as it is (beam 4, its likeliest hypothesis, tidied); ours the engine as ``workflow translate`` uses
it, without and with a term base. Needs the model.

There are two test sets. The sentences of a patent office (``sentences.tsv``) come with its term base, ``terms.csv``;
they are followed by news from ``../shared/eval``. ``--releases`` measures sentences in the manner of real releases of
ten kinds (``releases.tsv``), without and with the starter term base; ``--base`` adds an office's own. Half of each set
is held out: nobody looks at its drafts while drafting is changed.
"""

import argparse
import csv
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cutting import NEWS, split

from workflow.contracts.engines import Translator
from workflow.drafting.drafter import Drafter, tidied
from workflow.engines import argos
from workflow.languages.english import grammar
from workflow.model import Draft, Release, Sentence, Style, Term, TermKind
from workflow.newsroom.asking import asking, drafter, findings, values
from workflow.readers.text import read as plain_text
from workflow.starter import Layered, starter
from workflow.termbase.base import TermBase
from workflow.termbase.sheet import load

HERE = Path(__file__).resolve().parent
EVAL = HERE.parent.parent / "shared" / "eval" / "newstest2018-head300"
BASE = 5000
"""Rows of the synthetic term base that drafting is timed with."""


@dataclass(frozen=True)
class Case:
    """A sentence of the test set. marks: (kind, source, what is right)."""

    id: str
    date: str
    source: str
    reference: str
    marks: tuple[tuple[str, str, tuple[str, ...]], ...]
    kind: str = ""


def cases(path: Path) -> list[Case]:
    """The sentences of a test set."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Case(row["id"], row["date"], row["source"], row["reference"], tuple(marks(row["marks"])), row.get("kind", ""))
        for row in rows
    ]


def marks(cell: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """``person:张茂于=Zhang Maoyu|…; …`` → (kind, source, right) each."""
    found = []
    for mark in filter(None, cell.split("; ")):
        kind, _, rest = mark.partition(":")
        source, _, right = rest.rpartition("=")
        found.append((kind, source, tuple(right.split("|"))))
    return found


def right(mark: tuple[str, str, tuple[str, ...]], draft: str) -> bool:
    """Whether a name or term is written in one of the right ways; letter case, plural and apostrophes do not matter."""
    kind, _, ways = mark
    text = draft.replace("’", "'").casefold()
    forms = [way.replace("’", "'") for way in ways]
    if kind == "term":
        forms += [plural for form in forms for plural in (grammar.plural_of(form), f"{form}s")]
    return any(re.search(rf"(?<!\w){re.escape(form.casefold())}(?!\w)", text) for form in forms)


def plain(engine: argos.Argos, sources: Sequence[str]) -> list[str]:
    """The model's own likeliest translations."""
    made = dict(engine.translate(sources))
    return [tidied(source, made[index][0]) for index, source in enumerate(sources)]


OFFICE = Style(dates="day-month")
"""The house style of the patent office whose sentences are the first test set."""


def ours(engine: argos.Argos, sentences: Sequence[Sentence], style: Style | None = None) -> list[Draft]:
    """The drafts that ``workflow translate`` makes."""
    made = dict(
        Drafter(engine, "en", values("en", lambda _: NEWS), style, findings("en", lambda _: NEWS)).drafts(sentences)
    )
    return [made[index] for index in range(len(sentences))]


def on_test_set(engine: argos.Argos, base: TermBase, tests: Sequence[Case], *, show: bool) -> None:
    """Names and terms, figures, chrF, sentence by sentence."""
    import sacrebleu

    sources = [case.source for case in tests]
    without = ours(engine, [Sentence(source) for source in sources], OFFICE)
    with_base = ours(
        engine, [Sentence(case.source, tuple(base.find(case.source, case.date))) for case in tests], OFFICE
    )
    columns = {
        "plain": plain(engine, sources),
        "ours, no base": [draft.text for draft in without],
        "ours": [draft.text for draft in with_base],
    }
    wrong = values("en", lambda _: NEWS)
    chrf = sacrebleu.CHRF()
    print(f"{len(tests)} sentences")
    for name, drafts in columns.items():
        named = [
            (case, draft, mark)
            for case, draft in zip(tests, drafts, strict=True)
            for mark in case.marks
            if mark[0] != "figure" and base.knows(mark[1])
        ]
        good = sum(right(mark, draft) for _, draft, mark in named)
        errors = [len(wrong(Sentence(case.source), draft)) for case, draft in zip(tests, drafts, strict=True)]
        score = chrf.corpus_score(drafts, [[case.reference for case in tests]]).score
        print(
            f"  {name:14} names and terms {good}/{len(named)} ({100 * good / len(named):.1f} %), chrF {score:.2f}, "
            f"figures wrong {sum(errors)} in {sum(map(bool, errors))} sentences, empty {drafts.count('')}"
        )
        if show and name == "ours":
            for case, draft, mark in named:
                if not right(mark, draft):
                    print(f"    {case.id} {mark[1]} {'|'.join(mark[2])}: {draft}")
    scores = [
        [chrf.sentence_score(draft, [case.reference]).score for case, draft in zip(tests, drafts, strict=True)]
        for drafts in (columns["plain"], columns["ours"])
    ]
    for case, before, after, old, draft in zip(tests, *scores, columns["plain"], with_base, strict=True):
        worse = after < before - 0.005
        if show:
            print(f"{case.id} {before:.1f} → {after:.1f}{' WORSE' if worse else ''}")
            for label, text in (("zh", case.source), ("ref", case.reference), ("old", old), ("new", draft.text)):
                print(f"    {label:4}{text}")
            differ = [finding.message for finding in wrong(Sentence(case.source), draft.text)]
            for said in (draft.problem, *draft.doubts, *differ):
                if said:
                    print(f"    !   {said}")
    worse = sum(after < before - 0.005 for before, after in zip(*scores, strict=True))
    better = sum(after > before + 0.005 for before, after in zip(*scores, strict=True))
    doubted = sum(bool(draft.doubts) for draft in with_base)
    print(f"  sentence chrF, ours against plain: {better} higher, {worse} lower; {doubted} drafts with doubts")


def of_kinds(texts: Sequence[tuple[str, str, str]]) -> dict[str, Release]:
    """A release of each kind, by kind, from the kinds, dates and sources of its texts."""
    releases = {}
    for kind in dict.fromkeys(kind for kind, _, _ in texts):
        of = [(date, source) for each, date, source in texts if each == kind]
        text = "\n\n".join(source for _, source in of)
        read = replace(plain_text(text.encode(), path=f"sources/{kind}.txt", language="zh-Hans"), id=kind)
        releases[kind] = replace(read, date=of[0][0])
    return releases


def as_translated(engine: Translator, texts: Sequence[tuple[str, str, str]]) -> list[str]:
    """The drafts that ``workflow translate`` makes with the starter, from kinds, dates and sources.

    Texts of one kind and date are one release. What the reader cuts into several sentences is drafted as several, and
    joined.
    """
    below = starter("en")
    assert below
    named = [(f"{kind}-{date}", date, source) for kind, date, source in texts]
    releases = of_kinds(named)
    ask = asking(Layered(TermBase(), below), releases.values())
    cut = [plain_text(source.encode(), path="sources/one.txt", language="zh-Hans").segments for _, _, source in texts]
    sentences = [[ask(each.text, name) for each in of] for (name, _, _), of in zip(named, cut, strict=True)]
    names = {each: name for (name, _, _), of in zip(named, sentences, strict=True) for each in of}
    every = list(names)
    made = dict(drafter(engine, "en", lambda each: releases[names[each]]).drafts(every))
    drafts = {every[index]: draft.text for index, draft in made.items()}
    return [" ".join(drafts[each] for each in of) for of in sentences]


def on_releases(engine: argos.Argos, tests: Sequence[Case], base: TermBase, out: Path | None) -> None:
    """What is right in drafts of releases, all together and by kind."""
    import sacrebleu

    releases = of_kinds([(case.kind, case.date, case.source) for case in tests])
    by_source = {case.source: releases[case.kind] for case in tests}

    def release_of(sentence: Sentence) -> Release:
        return by_source[sentence.text]

    found, judged = values("en", release_of), findings("en", release_of)
    below = starter("en")
    assert below
    columns = {"plain": [Draft(text, "") for text in plain(engine, [case.source for case in tests])]}
    for name, terms in (("without starter", base), ("with starter", Layered(base, below))):
        ask = asking(terms, releases.values())
        machine = Drafter(engine, "en", found, findings=judged)
        made = dict(machine.drafts([ask(case.source, case.kind) for case in tests]))
        columns[name] = [made[index] for index in range(len(tests))]
    print(f"{len(tests)} sentences of releases")
    groups = ("person", "place", "office", "title", "term", "figure")
    for name, drafts in columns.items():
        texts = [draft.text for draft in drafts]
        both = list(zip(tests, texts, strict=True))
        score = sacrebleu.corpus_chrf(texts, [[case.reference for case in tests]]).score
        bleu = sacrebleu.corpus_bleu(texts, [[case.reference for case in tests]]).score
        wrong = [len(found(Sentence(case.source), text)) if text else 0 for case, text in both]
        print(
            f"  {name}: chrF {score:.2f}, BLEU {bleu:.2f}, values differ in {sum(map(bool, wrong))} sentences, "
            f"empty {texts.count('')}, with doubts {sum(bool(draft.doubts) for draft in drafts)}"
        )
        for label, kinds in [(group, (group,)) for group in groups] + [("all", groups)]:
            marked = [right(mark, text) for case, text in both for mark in case.marks if mark[0] in kinds]
            if marked:
                print(f"    {label:7} right {sum(marked)}/{len(marked)} ({100 * sum(marked) / len(marked):.0f} %)")
        for kind in dict.fromkeys(case.kind for case in tests):
            of = [(case, text) for case, text in both if case.kind == kind]
            marked = [right(mark, text) for case, text in of for mark in case.marks]
            score = sacrebleu.corpus_chrf([text for _, text in of], [[case.reference for case, _ in of]]).score
            print(f"      {kind:13} chrF {score:5.2f}, right {sum(marked)}/{len(marked)}")
    if out:
        with out.open("w", encoding="utf-8") as file:
            for number, case in enumerate(tests):
                print(f"{case.id} {case.kind} {case.date}\n  zh   {case.source}\n  ref  {case.reference}", file=file)
                for name, drafts in columns.items():
                    missed = [f"{source}={ways[0]}" for kind, source, ways in case.marks
                              if not right((kind, source, ways), drafts[number].text)]  # fmt: skip
                    print(f"  {name:14} {drafts[number].text}", file=file)
                    for said in (
                        drafts[number].problem,
                        *drafts[number].doubts,
                        *(f"missed {each}" for each in missed),
                    ):
                        if said:
                            print(f"    !  {said}", file=file)


def on_news(engine: argos.Argos) -> None:
    """BLEU, chrF and wrong figures on newstest with an empty base."""
    import sacrebleu

    lines = EVAL.with_suffix(".zh").read_text(encoding="utf-8").splitlines()
    reference = EVAL.with_suffix(".en").read_text(encoding="utf-8").splitlines()
    pieces = [(number, sentence.strip()) for number, line in enumerate(lines) for sentence in split(line)]
    sources = [source for _, source in pieces]
    wrong = values("en", lambda _: NEWS)
    for name, texts in (
        ("plain", plain(engine, sources)),
        ("ours", [draft.text for draft in ours(engine, [Sentence(source) for source in sources])]),
    ):
        joined = [""] * len(lines)
        for (number, _), text in zip(pieces, texts, strict=True):
            joined[number] = f"{joined[number]} {text}".strip()
        errors = [len(wrong(Sentence(source), text)) for source, text in zip(sources, texts, strict=True)]
        print(
            f"newstest2018, {len(lines)} lines, no base, {name:6} BLEU {sacrebleu.corpus_bleu(joined, [reference]).score:.2f}, "
            f"chrF {sacrebleu.corpus_chrf(joined, [reference]).score:.2f}, "
            f"figures wrong {sum(errors)} in {sum(map(bool, errors))} of {len(sources)} sentences, empty {texts.count('')}"
        )


def on_speed(engine: argos.Argos, tests: Sequence[Case]) -> None:
    """How much a base of 5,000 rows slows drafting down, in processor time, medians of three."""
    base = large()
    sets = {"of the test set": [(case.source, case.date) for case in tests]}
    if EVAL.with_suffix(".zh").is_file():
        lines = EVAL.with_suffix(".zh").read_text(encoding="utf-8").splitlines()[:150]
        sets["of newstest2018"] = [(sentence.strip(), "") for line in lines for sentence in split(line)]
    for name, sources in sets.items():
        seconds: list[list[float]] = [[], []]
        found = sum(bool(base.find(source, date)) for source, date in sources)
        for _ in range(3):
            for use, times in zip((TermBase(), base), seconds, strict=True):
                began = time.process_time()
                ours(engine, [Sentence(source, tuple(use.find(source, date))) for source, date in sources])
                times.append(time.process_time() - began)
        none, some = (sorted(times)[1] for times in seconds)
        print(
            f"{len(sources)} sentences {name}, {found} with terms: with a base of {BASE} terms {some / none:.2f} times the processor time"
        )


FREQUENT: dict[str, tuple[str, TermKind]] = {
    "特朗普": ("Donald Trump", "person"), "密苏里州": ("State of Missouri", "office"), "比特币": ("bitcoin", "term"),
    "贵州茅台": ("Kweichow Moutai", "office"), "华为": ("Huawei", "office"), "谷歌": ("Google", "office"), "欧盟": ("European Union", "office"),
    "人工智能": ("artificial intelligence", "term"), "多伊尔": ("Eilidh Doyle", "person"), "穆斯林": ("Muslim", "term"),
    "习近平": ("Xi Jinping", "person"), "李克强": ("Li Keqiang", "person"), "上海合作组织": ("Shanghai Cooperation Organization", "office"),
    "人民大会堂": ("Great Hall of the People", "office"), "中国共产党": ("Communist Party of China", "office"),
    "人类命运共同体": ("community with a shared future for mankind", "term"), "环境保护法": ("Environmental Protection Law", "term"),
    "老龄化": ("population ageing", "term"), "人力资本": ("human capital", "term"), "票房": ("box office", "term"),
    "自由女神像": ("Statue of Liberty", "office"), "州长": ("Governor", "title"), "总统": ("President", "title"), "主席": ("President", "title"),
    "社交媒体": ("social media", "term"), "政党": ("political party", "term"), "互联网": ("internet", "term"), "数字货币": ("digital currency", "term"),
    "联邦调查局": ("Federal Bureau of Investigation", "office"), "移民": ("immigrant", "term"), "旅行警告": ("travel advisory", "term"),
    "巴萨": ("FC Barcelona", "office"), "济南": ("Jinan", "term"), "武汉": ("Wuhan", "term"), "落户": ("household registration", "term"),
    "新能源汽车": ("new energy vehicle", "term"), "国内生产总值": ("gross domestic product", "term"), "世锦赛": ("World Championships", "term"),
}  # fmt: skip
"""Terms that newstest is full of, so that the large base has something to do."""


def large() -> TermBase:
    """The terms of the test set, those that newstest is full of, and made-up ones, 5,000 rows in all."""
    rows = [*load(HERE / "terms.csv").terms]
    rows += [Term(source, target, kind) for source, (target, kind) in FREQUENT.items()]
    for number in range(BASE - len(rows)):
        made = "".join(chr(0x4E00 + (number * 7919 + step * 104729) % 20000) for step in range(4))
        rows.append(Term(made, "made-up term", "term"))
    return TermBase(tuple(rows))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--no-news", action="store_true")
    parser.add_argument(
        "--releases", action="store_true", help="the sentences of releases instead of the patent office's"
    )
    parser.add_argument("--base", type=Path, help="with --releases: a term base to draft with")
    parser.add_argument("--out", type=Path, help="with --releases: where to write the drafts")
    given = parser.parse_args()
    if given.held_out and (given.show or given.out):
        sys.exit("what is held out is not looked at")
    engine = argos.load("zh-Hans", "en")
    if given.releases:
        tests = cases(HERE / ("releases-held-out.tsv" if given.held_out else "releases.tsv"))
        on_releases(engine, tests, load(given.base) if given.base else TermBase(), given.out)
        return
    tests = cases(HERE / ("held-out.tsv" if given.held_out else "sentences.tsv"))
    on_test_set(engine, load(HERE / "terms.csv"), tests, show=given.show)
    if not given.no_news and EVAL.with_suffix(".zh").is_file():
        on_news(engine)
    if not given.no_news:
        on_speed(engine, tests)


if __name__ == "__main__":
    main()
