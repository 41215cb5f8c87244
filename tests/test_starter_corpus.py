"""The starter corpus: its form, what the checks say of it, and that no test set is in it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz import process
from rapidfuzz.distance import Indel

from workflow.checks import knowing
from workflow.contracts.checks import Context
from workflow.contracts.registries import CHECKS
from workflow.markup.printing import said
from workflow.memory.renewal import form
from workflow.model import HAN, Unit
from workflow.models import corpus
from workflow.models.corpus import Pair
from workflow.readers.text import read as plain_text
from workflow.starter import Layered, starter
from workflow.termbase.base import TermBase

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
NEAR = 0.75
"""The threshold of the memory: what is as near as this would be drafted from it, and tests nothing."""
TWICE = 0.9
IDEOGRAPHIC_SPACE = "\u3000"
"""Follows the number of an article."""
SHARDS = 4


def releases() -> Iterator[tuple[str, list[Pair]]]:
    for release, rows in groupby(corpus.starter(), key=lambda pair: pair.release):
        yield release, list(rows)


def test_every_row_has_five_full_columns_without_blanks_around() -> None:
    lines = corpus._FILE.read_text(encoding="utf-8").split("\n")
    assert lines[0].split("\t") == list(corpus.COLUMNS)
    assert lines[-1] == ""
    for line in lines[1:-1]:
        cells = line.split("\t")
        assert len(cells) == len(corpus.COLUMNS), line
        assert all(cell and cell == cell.strip() for cell in cells), line
        assert line.replace("\t", "").replace(IDEOGRAPHIC_SPACE, "").isprintable(), line


def test_releases_are_whole_dated_and_in_order() -> None:
    ids = [release for release, _ in releases()]
    assert len(ids) == len(set(ids))
    assert ids == sorted(ids)
    dates = []
    for _, rows in releases():
        assert len({(row.date, row.kind) for row in rows}) == 1, rows[0]
        assert re.fullmatch(r"[a-z][a-z'-]+", rows[0].kind)
        dates.append(date.fromisoformat(rows[0].date))
    assert dates == sorted(dates)
    assert all(date(2015, 1, 1) <= each <= date(2026, 12, 31) for each in dates)


def test_the_documentation_says_how_large_it_is() -> None:
    said = (ROOT / "docs" / "drafting.md").read_text(encoding="utf-8").replace("\n", " ")
    number = len({pair.release for pair in corpus.starter()})
    assert f"{len(corpus.starter()):,} pairs of sentences in the manner of {number} releases" in said


def test_sources_are_chinese_and_targets_are_not() -> None:
    for pair in corpus.starter():
        assert HAN.search(pair.source), pair
        assert not HAN.search(pair.target), pair
        assert not re.search("[\u2018\u2019\u201c\u201d\uff01-\uff5e\u3000-\u303f]", pair.target), pair


def test_the_kinds_are_many() -> None:
    kinds = Counter(pair.kind for pair in corpus.starter())
    assert len(kinds) >= 30
    assert max(kinds.values()) < len(corpus.starter()) / 8
    assert {"press", "law", "statistics", "appointments", "weather", "bank", "customs", "obituary"} <= kinds.keys()


def near(texts: list[str], others: list[str], threshold: float) -> list[tuple[str, str]]:
    """Texts and others that are near to them, by the measure of the memory."""
    scores = process.cdist(
        [form(each) for each in texts],
        [form(each) for each in others],
        scorer=Indel.normalized_similarity,
        score_cutoff=threshold,
        dtype=np.float32,
    )
    return [(texts[row], others[column]) for row, column in np.argwhere(scores > 0)]


def test_no_sentence_is_there_twice() -> None:
    sources = [pair.source for pair in corpus.starter()]
    assert len(set(sources)) == len(sources)
    assert [(one, other) for one, other in near(sources, sources, TWICE) if one != other] == []


def measured_on() -> list[str]:
    """Every sentence that drafting is measured or tested on, and those of the sample releases."""
    texts: dict[str, None] = {}
    if not (ROOT / "bench").is_dir():  # an installation from a source distribution
        pytest.skip("there are no test sets")
    for path in [*(ROOT / "bench").rglob("*.tsv"), *HERE.glob("*.tsv")]:
        for line in path.read_text(encoding="utf-8").split("\n"):
            texts |= dict.fromkeys(cell for cell in line.split("\t") if len(HAN.findall(cell)) > 3)
    for path in (ROOT / "sources").rglob("*.md"):
        for line in path.read_text(encoding="utf-8").split("\n"):
            texts |= dict.fromkeys(each for each in re.split("(?<=[。！？])", line) if len(HAN.findall(each)) > 3)
    return list(texts)


def test_no_sentence_is_like_one_that_drafting_is_measured_on() -> None:
    texts = measured_on()
    assert len(texts) > 1000
    assert not near([pair.source for pair in corpus.starter()], texts, NEAR)


def test_what_is_near_would_be_found() -> None:
    text = "会议强调，要坚持稳中求进工作总基调，着力推动高质量发展。"
    assert near([text.replace("会议强调", "会议指出")], [text], NEAR)
    assert not near(["本办法自发布之日起施行。"], [text], NEAR)


def errors(pairs: list[Pair]) -> Iterator[str]:
    """Yield what the checks call an error in a release."""
    text = "\n\n".join(pair.source for pair in pairs)
    read = plain_text(text.encode(), path="sources/one.txt", language=corpus.SOURCE)
    below = starter(corpus.TARGET)
    assert below
    release = replace(read, id=pairs[0].release, date=pairs[0].date)
    context = Context(release, corpus.TARGET, Layered(TermBase(), below))
    for pair in pairs:
        unit = said(Unit(pair.source, target=pair.target), release)
        for name in knowing(corpus.TARGET):
            for finding in CHECKS[name].inspect(unit, context):
                if finding.severity == "error":
                    yield f"{pair.release} {name}: {finding.message}: {pair.source}"


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_check_finds_an_error(shard: int) -> None:
    assert not [error for _, rows in list(releases())[shard::SHARDS] for error in errors(rows)]


def test_a_wrong_figure_or_a_lost_negation_would_be_found() -> None:
    pair = next(pair for pair in corpus.starter() if "12,000" in pair.target)
    assert list(errors([pair])) == []
    assert list(errors([replace(pair, target=pair.target.replace("12,000", "15,000"))]))
    pair = next(pair for pair in corpus.starter() if "不得" in pair.source and " may not " in pair.target)
    assert list(errors([replace(pair, target=pair.target.replace(" may not ", " may "))]))
