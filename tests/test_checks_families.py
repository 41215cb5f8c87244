"""Values, terms, negation, quotes, length, repetition, mechanics and inconsistency, each by its own cases."""

import csv
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.checks import (
    inconsistent,
    leftovers,
    length,
    mechanics,
    names,
    negation,
    quotes,
    repetition,
    terms,
    values,
)
from workflow.checks.example import Example
from workflow.contracts.checks import Context, Fix, Inspect
from workflow.contracts.registries import CHECKS
from workflow.contracts.terms import Terms
from workflow.markup.printing import said
from workflow.model import Block, Release, Segment, Term, Unit
from workflow.termbase import sheet

CASES = Path(__file__).parent / "check_examples"
PAIRS = Path(__file__).parent.parent / "bench" / "pairs"
FIXES: tuple[Fix, ...] = (leftovers.fix, mechanics.fix)


def worst(check: Inspect, example: Example) -> str:
    return min((finding.severity for finding in example.findings(check)), default="")


def cases() -> list[tuple[str, str, str, str]]:
    found = []
    for path in sorted(CASES.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [(path.stem, row["expected"], row["source"], row["target"]) for row in rows]
    return found


@pytest.mark.parametrize(("name", "expected", "source", "target"), cases())
def test_a_pair_in_check_examples_is_judged_as_its_row_says(name: str, expected: str, source: str, target: str) -> None:
    example = Example(source, target, "")
    assert worst(CHECKS[name].inspect, example) == expected.replace("ok", "")


# --- the pairs of the benchmark ---


class Pair(NamedTuple):
    id: str
    error: str
    date: str
    source: str
    target: str


def pairs(name: str) -> list[Pair]:
    with (PAIRS / name).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Pair(row["id"], row.get("error") or "", row["date"], row["source"], row["target"]) for row in rows]


def base() -> Terms:
    return sheet.parse((PAIRS / "terms.csv").read_bytes(), "bench/pairs/terms.csv")


def found_in(pair: Pair, of: Terms) -> set[tuple[str, str]]:
    release = Release("r", "r.md", "zh-Hans", (), (), date=pair.date)
    context = Context(release, "en", of)
    unit = said(Unit(source=pair.source, target=pair.target), release)
    return {(f.check, f.severity) for check in CHECKS.values() for f in check.inspect(unit, context)}


def test_of_correct_pairs_at_most_one_in_fifty_is_flagged_as_an_error() -> None:
    of = base()
    correct = pairs("correct.tsv")
    flagged = [pair.id for pair in correct if "error" in {severity for _, severity in found_in(pair, of)}]
    assert len(correct) >= 200
    assert len(flagged) * 50 <= len(correct), flagged


@pytest.mark.parametrize(
    ("family", "errors"),
    [
        ("values", {"digit", "magnitude", "point", "currency", "date", "direction"}),
        ("terms", {"name", "forbidden", "expired"}),
        ("negation", {"negation", "modality"}),
    ],
)
def test_of_seeded_errors_nineteen_in_twenty_are_found_by_the_family_that_is_to_find_them(
    family: str, errors: set[str]
) -> None:
    of = base()
    seeded = [pair for pair in pairs("seeded.tsv") if pair.error in errors]
    missed = [pair for pair in seeded if family not in {check for check, _ in found_in(pair, of)}]
    assert len(missed) * 20 <= len(seeded), missed


# --- terms ---

MOU = Term("谅解备忘录", "memorandum of understanding")
SIPO = Term("国家知识产权局", "State Intellectual Property Office", "office", ("SIPO",), "", "2018-08-27")
CNIPA = Term(
    "国家知识产权局", "China National Intellectual Property Administration", "office", ("CNIPA",), "2018-08-28"
)
SHEN = Term("申长雨", "Shen Changyu", "person")
GURRY = Term("弗朗西斯·高锐", "Francis Gurry", "person")
KEEP = Term("CNIPA", "CNIPA", "keep")
OFFICE = Term("专利局", "Patent Office", "forbidden")
EPO = Term("欧洲专利局", "European Patent Office", "office", ("EPO",))


@pytest.mark.parametrize(
    ("source", "target", "base", "date", "expected"),
    [
        ("两份谅解备忘录", "two memoranda of understanding", (MOU,), "", ""),
        ("谅解备忘录", "the Memorandum of Understanding’s text", (MOU,), "", ""),
        ("谅解备忘录", "an agreement", (MOU,), "", "warning"),
        ("申长雨表示", "Mr. Shen said", (SHEN,), "", ""),
        ("申长雨表示", "Shen said", (SHEN,), "", ""),
        ("申长雨表示", "He said", (SHEN,), "", "warning"),
        ("申长雨表示", "Shen Zhangyu said", (SHEN,), "", "error"),
        ("申长雨表示", "it was said", (SHEN,), "", "error"),
        ("弗朗西斯·高锐表示", "Gurry said", (GURRY,), "", ""),
        ("弗朗西斯·高锐表示", "Francis Gao said", (GURRY,), "", "error"),
        ("国家知识产权局", "SIPO", (SIPO, CNIPA), "2018-08-27", ""),
        ("国家知识产权局", "SIPO", (SIPO, CNIPA), "2018-08-28", "error"),
        ("国家知识产权局", "SIPO", (SIPO, CNIPA), "", ""),
        ("原国家知识产权局", "the former SIPO", (SIPO, CNIPA), "2019-01-01", ""),
        ("国家知识产权局表示", "the Administration said", (CNIPA,), "2019-01-01", "warning"),
        ("英文缩写CNIPA", "the abbreviation Cnipa", (KEEP,), "", "error"),
        ("英文缩写CNIPA", "the abbreviation CNIPA", (KEEP,), "", ""),
        ("欧洲专利局与专利局", "the European Patent Office", (EPO, OFFICE), "", ""),
        ("欧洲专利局与专利局", "the EPO and the Patent Office", (EPO, OFFICE), "", "error"),
    ],
)
def test_names_and_terms_are_expected_as_the_term_base_has_them(
    source: str, target: str, base: tuple[Term, ...], date: str, expected: str
) -> None:
    assert worst(terms.check, Example(source, target, "", base, date)) == expected


def test_either_rendering_of_an_ambiguous_term_is_right() -> None:
    either = (Term("本局", "CNIPA", "office"), Term("本局", "EPO", "office"))
    assert worst(terms.check, Example("本局", "at the EPO", "", either)) == ""
    assert worst(terms.check, Example("本局", "at WIPO", "", either)) == "error"


def test_in_a_language_without_a_room_a_missing_term_is_a_warning_and_letter_case_does_not_matter() -> None:
    patent = (Term("专利局", "Patentamt", "office"),)
    assert worst(terms.check, Example("专利局", "das PATENTAMT", "", patent, language="de")) == ""
    assert worst(terms.check, Example("专利局", "das Amt", "", patent, language="de")) == "warning"


# --- the others ---


def test_a_caption_may_be_short() -> None:
    long = "会谈前，双方互赠了纪念品，并参观了专利审查协作中心的检索大厅和培训教室。"
    context = Example(long, "", "").context
    sentence = Unit(source=long, target="Before the talks")
    caption = Unit(source=long, target="Before the talks", context="caption")
    assert list(length.check(said(sentence, context.release), context))
    assert not list(length.check(said(caption, context.release), context))


def test_an_item_of_a_list_may_start_with_a_small_letter() -> None:
    segment = Segment("编写一本书。")
    item = Block("item", children=(Block("paragraph", content=(segment,)),))
    release = Release("r", "r.md", "zh-Hans", (), (Block("list", children=(item,)),))
    unit = said(Unit(source=segment.text, target="to write a book."), release)
    in_a_list = Context(release, "en")
    assert list(mechanics.check(unit, Example("", "", "").context))
    assert not list(mechanics.check(unit, in_a_list))
    assert mechanics.fix(unit, in_a_list) == "to write a book."


def test_the_same_source_elsewhere_is_named_with_its_release() -> None:
    others = (("Enquiries:", "a"), ("enquiries", "b"), ("Hotline", "c"), ("Call", "d"))
    found = Example("咨询电话：", "Tel.", "", others=others).findings(inconsistent.check)
    assert [finding.message for finding in found] == [
        "the same source is translated as “Enquiries:” in a",
        "the same source is translated as “Hotline” in c",
        "the same source has 1 more translations",
    ]


def test_a_quotation_that_goes_on_in_the_next_sentence_may_stay_open() -> None:
    assert worst(quotes.check, Example("他说：“这很好。", "“This is good, he said.", "")) == ""


def test_a_refrain_that_the_source_has_is_not_a_loop() -> None:
    refrain = Example("加油加油，加油加油，加油加油！", "go on and on go on and on go on and on!", "")
    assert worst(repetition.check, refrain) == ""


# --- mending ---


@pytest.mark.parametrize(
    ("fix", "target", "expected"),
    [
        (mechanics.fix, "the  delegation visited Finland .", "The delegation visited Finland."),
        (mechanics.fix, "It is a invention and an European one.", "It is an invention and a European one."),
        (mechanics.fix, "An EU regulation, a EU rule and a x-ray", "An EU regulation, an EU rule and an x-ray"),
        (mechanics.fix, "The code `a  b ,` is  short.", "The code `a  b ,` is short."),
        (mechanics.fix, "The company ' s patent", "The company ' s patent"),
        (mechanics.fix, "An hour, a unit, an MOU, a SIPO office, a 11-day and an 18-day trip", "An hour, a unit, an MOU, a SIPO office, an 11-day and an 18-day trip"),
        (leftovers.fix, "Patents、trademarks，designs。", "Patents, trademarks, designs."),
        (leftovers.fix, "CNIPA（the office）said５％：yes", "CNIPA (the office) said5%: yes"),
        (leftovers.fix, "Zhang (张，茂于) and `，`", "Zhang (张，茂于) and `，`"),
        (leftovers.fix, "《Patent Law》", "《Patent Law》"),
        (leftovers.fix, "1，000 and 3：2", "1,000 and 3:2"),
    ],
)  # fmt: skip
def test_mechanical_slips_are_corrected(fix: Fix, target: str, expected: str) -> None:
    example = Example("代表团访问了芬兰。", target, "")
    assert fix(example.said, example.context) == expected


@pytest.mark.parametrize("fix", FIXES)
@pytest.mark.parametrize(
    ("language", "target"),
    [
        ("en", "The hours of the windows ![green sign](icon.png) do not change."),
        ("fr", "Les horaires des guichets ![signe vert](icon.png) ne changent pas."),
        ("es", "El horario ![verde](icon.png) no cambia."),
        ("ar", "لا تتغير ![خضراء](icon.png)."),
        ("zh-Hant-TW", "窗口![綠色](icon.png)時間不變。"),
    ],
)
def test_the_mark_of_a_picture_is_no_exclamation_mark(fix: Fix, language: str, target: str) -> None:
    example = Example("窗口![绿色](icon.png)工作时间不变。", target, "", language=language)
    assert not example.findings(mechanics.check)
    assert fix(example.said, example.context) == target


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("面积10<sup>5</sup>平方米。", "The area is 10<sup>5</sup> square meters.", ""),
        ("面积10<sup>5</sup>平方米。", "The area is 10⁵ square meters.", ""),
        ("面积10<sup>5</sup>平方米。", "The area is 105 square meters.", "error"),
        ("面积105平方米。", "The area is 10<sup>5</sup> square meters.", "error"),
        ("面积300m<sup>2</sup>。", "The area is 300 m².", ""),
        ("面积300m<sup>2</sup>。", "The area is 300 square meters.", ""),
        ("增长20<sup>3</sup>。", "It rose by 20.<sup>3</sup>", ""),
        ("PM<sub>2.5</sub>为30微克。", "PM2.5 was 30 micrograms.", ""),
    ],
)
def test_a_raised_figure_is_none_of_the_number_before_it(source: str, target: str, expected: str) -> None:
    assert worst(values.check, Example(source, target, "")) == expected


LIKELY = st.lists(
    st.sampled_from(
        [*" .,;:!?()[]“”\"'aA18%*_`，。、；：（）！％５　《》中", "an ", "a ", "hour", "  ", " .", "the", "[a](b)", "<EMPTY>", "http://a.b", "\u00a0", "of", "-"]
    ),
    max_size=24,
).map("".join)  # fmt: skip


@pytest.mark.parametrize("fix", FIXES)
@given(target=LIKELY, language=st.sampled_from(["en", "de", "ja", "ko"]))
def test_correcting_twice_changes_nothing_more_and_keeps_every_letter(fix: Fix, target: str, language: str) -> None:
    example = Example("代表团访问了芬兰。", target, "", language=language)
    once = fix(example.said, example.context)
    again = Example(example.source, once, "", language=language)
    assert fix(again.said, again.context) == once
    assert letters(once) == letters(target)


def letters(text: str) -> str:
    """The letters and digits, without the n of "an" and the width."""
    return "".join(c for c in text.lower().replace("\uff15", "5") if c.isalnum() and c != "n")


def test_a_corrected_target_has_no_such_finding_left() -> None:
    example = Example("代表团访问了芬兰。", "the  delegation ( a office ) visited Finland .", "")
    assert example.findings(mechanics.check)
    mended = mechanics.fix(example.said, example.context)
    assert not Example(example.source, mended, "").findings(mechanics.check)


@pytest.mark.parametrize("check", [terms.check, values.check, negation.check, names.check])
@pytest.mark.parametrize(
    "piece",
    [
        "申长雨 ",
        "申长雨、",
        "五千元",
        "Shen Changyu ",
        "不得",
        "not ",
        "9月5日",
        "September 5 ",
        "同比增长",
        "up by 5 ",
        "$5 ",
        "近5",
        "(5 ",
    ],
)
def test_a_check_with_terms_comes_to_its_end_on_an_enormous_text(check: Inspect, piece: str) -> None:
    enormous = (piece * 100_000)[:100_000]
    for source, target in ((enormous, "Shen Changyu rose by 5 on September 5."), ("申长雨不得9月5日增长5%", enormous)):
        assert len(Example(source, target, "", (SHEN, CNIPA)).findings(check)) < 60


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        ("二、依法追究责任", "Criminal liability", True),
        ("（三）加强领导", "Organization", True),
        ("**一、总则**", "**General**", True),
        ("二、依法追究责任", "II. Criminal liability", False),
        ("二、依法追究责任", "2. Criminal liability", False),
        ("二、依法追究责任", "Second, criminal liability", False),
        ("二、依法追究责任", "Part Two: criminal liability", False),
        ("（三）加强领导", "(c) Organization", False),
        ("二、三产业发展情况", "The secondary and tertiary sectors", False),
        ("总则", "General", False),
    ],
)
def test_a_heading_keeps_its_number(source: str, target: str, lost: bool) -> None:
    release = Release("r", "r.md", "zh-Hans", (), ())
    context = Context(release, "en")
    found = list(values.check(said(Unit(source, "heading", target), release), context))
    assert [finding.severity for finding in found if "heading" in finding.message] == ["warning"] * lost
    assert not any(
        "heading" in f.message for f in values.check(said(Unit(source, "paragraph", target), release), context)
    )
