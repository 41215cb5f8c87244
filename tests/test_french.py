"""French: figures, dates, trends, negation, mechanics, terms, the memory and the certificate."""

import csv
from pathlib import Path

import pytest

from workflow import languages
from workflow.checks import knowing, leftovers, mechanics, negation, terms, values
from workflow.checks.example import Example
from workflow.contracts.checks import Context, Inspect
from workflow.contracts.facts import ONE, Written
from workflow.contracts.registries import CHECKS
from workflow.languages.chinese.numbers import figures as chinese_figures
from workflow.languages.french import rewriting
from workflow.languages.french.numbers import NUMBERS
from workflow.markup.printing import said
from workflow.memory.index import Memory
from workflow.memory.pairs import Pair
from workflow.model import Release, Term, Unit
from workflow.termbase.base import TermBase

currency, figures, unit = NUMBERS.currency, NUMBERS.figures, NUMBERS.unit

PAIRS = Path(__file__).parent.parent / "bench" / "pairs"


def worst(check: Inspect, source: str, target: str, base: tuple[Term, ...] = (), language: str = "fr") -> str:
    example = Example(source, target, "", base, language=language)
    return min((finding.severity for finding in example.findings(check)), default="")


@pytest.mark.parametrize(
    ("check", "source", "target", "expected"),
    [
        (negation.check, "未经许可，不得使用。", "Les tiers peuvent utiliser ce signe.", "error"),
        (negation.check, "未经许可，不得使用。", "Les tiers ne peuvent utiliser ce signe sans autorisation.", ""),
        (values.check, "受理申请75.1万件。", "751 millions de demandes ont été reçues.", "error"),
        (values.check, "受理申请75.1万件。", "751 000 demandes ont été reçues.", ""),
        (values.check, "申请量增长18.8%。", "Les demandes sont en baisse de 18,8 %.", "error"),
        (values.check, "申请量增长18.8%。", "Les demandes sont en hausse de 18,8 %.", ""),
        (negation.check, "申请人应当答复。", "Le déposant peut répondre.", "error"),
        (negation.check, "会员无须缴费。", "Les membres ne doivent pas payer.", "error"),
        (negation.check, "会员无须缴费。", "Les membres ne sont pas tenus de payer.", ""),
        (negation.check, "不得使用。", "L’usage en est interdit.", ""),
        (negation.check, "会议开始。", "La réunion n’a pas commencé.", "warning"),
        (values.check, "授权率提高2.3个百分点。", "Le taux a augmenté de 2,3 %.", "error"),
        (values.check, "总额5亿元。", "Un montant de 500 millions de dollars.", "error"),
        (values.check, "参会人数不足100人。", "Plus de cent personnes ont participé.", "warning"),
        (values.check, "会议于9月5日举行。", "La réunion s’est tenue le 9 mai.", "error"),
    ],
)  # fmt: skip
def test_wrong_french_is_found_and_right_french_is_not(check: Inspect, source: str, target: str, expected: str) -> None:
    assert worst(check, source, target) == expected
    assert worst(check, source, target, language="fr-CA") == expected


@pytest.mark.parametrize(
    ("text", "values_"),
    [
        ("751\u202f000", [751_000]), ("1\u00a0234\u00a0567,5", [1_234_567.5]), ("15 300", [15_300]), ("75,1 millions", [75_100_000]),
        ("1,5 milliard", [1_500_000_000]), ("1 970 milliards", [1_970_000_000_000]), ("En 2018 751 000 demandes", [2018, 751_000]),
        ("quatre-vingts", [80]), ("quatre-vingt-dix-sept", [97]), ("soixante et onze", [71]), ("vingt et un", [21]),
        ("deux mille trois cent quarante-cinq", [2345]), ("soixante-dix-neuf", [79]), ("cent vingt", [120]), ("septante", [70]),
        ("dix-huitième", [18]), ("la 21e session", [21]), ("mille neuf cents", [1900]), ("trois millions", [3_000_000]),
    ],
)  # fmt: skip
def test_a_figure_has_its_value(text: str, values_: list[float]) -> None:
    certain = [figure for figure in figures(text) if figure.certain]
    assert [{int(value * ONE)} for value in values_] == [
        set(figure.values) & {int(value * ONE)} for figure, value in zip(certain, values_, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [("un tiers", 1 / 3), ("deux cinquièmes", 0.4), ("la moitié", 0.5), ("une dizaine", 10), ("deux douzaines", 24),
     ("une vingtaine", 20), ("plusieurs centaines", 100), ("le premier", 1), ("le 1er", 1), ("un nouveau pont, neuf", 9), ("trimestre", 3)],
)  # fmt: skip
def test_what_says_too_little_explains_a_figure_and_is_never_missed(text: str, value: float) -> None:
    assert not any(figure.certain for figure in figures(text))
    assert any(abs(int(value * ONE) - found) <= 1 for figure in figures(text) for found in figure.values)


def test_a_rate_for_so_many_inhabitants_is_no_unit_of_a_table() -> None:
    assert worst(values.check, "每万人口发明专利拥有量（件）", "Brevets en vigueur pour 10\u202f000 habitants") == ""
    assert worst(values.check, "发明专利拥有量（万件）", "Brevets en vigueur") == "error"


def test_three_quarters_may_stand_for_a_percentage() -> None:
    assert worst(values.check, "75%的国家支持。", "Les trois quarts des pays sont favorables.") == ""
    assert worst(values.check, "75%的国家支持。", "Les deux tiers des pays sont favorables.") == "error"


def test_percent_points_and_money_stand_after_a_figure() -> None:
    (percent,) = figures("18,8\u00a0%")
    assert unit("18,8\u00a0%", percent) == "percent"
    text = "5 points de pourcentage"
    assert unit(text, figures(text)[0]) == "points"
    text = "12 millions d'euros"
    assert currency(text, figures(text)[0]) == ("EUR",)
    assert figures("cinq pour cent")[-1].text == "cinq"


@pytest.mark.parametrize(
    ("target", "fixed"),
    [
        ("« Bonjour », dit-il : oui ?", "«\u00a0Bonjour\u00a0», dit-il\u00a0: oui\u202f?"),
        ("«Bonjour», dit-il: oui; non!", "«\u00a0Bonjour\u00a0», dit-il\u00a0: oui\u202f; non\u202f!"),
        ("une hausse de 5 %, le 10:30", "Une hausse de 5\u00a0%, le 10:30"),
        ("Le  office de Europe , à que il va", "L’office d’Europe, à qu’il va"),
        ("Le onze et le huit, le oui, de une à dix", "Le onze et le huit, le oui, de une à dix"),
        ("Soit 346 000 et 1 602 000,5 en 2018", "Soit 346\u202f000 et 1\u202f602\u202f000,5 en 2018"),
        ("En 2018 12\u00a0345 678, le 01 234", "En 2018 12\u00a0345\u202f678, le 01 234"),
        ("Voir `a ; b` et nous nous voyons.", "Voir `a ; b` et nous nous voyons."),
    ],
)
def test_french_spacing_and_elision_are_corrected(target: str, fixed: str) -> None:
    assert CHECKS["mechanics"].fix
    example = Example("代表团访问了芬兰。", target, "", language="fr")
    once = CHECKS["mechanics"].fix(example.said, example.context)
    assert once.rstrip(".").casefold() == fixed.rstrip(".").casefold()
    again = Example("代表团访问了芬兰。", once, "", language="fr")
    assert CHECKS["mechanics"].fix(again.said, again.context) == once


def test_in_canada_no_space_stands_before_a_question_mark() -> None:
    assert worst(mechanics.check, "是吗？", "Est-ce vrai?", language="fr-CA") == ""
    assert worst(mechanics.check, "是吗？", "Est-ce vrai?", language="fr-FR") == "warning"


def test_in_canada_digits_are_grouped_by_the_wide_no_break_space() -> None:
    assert CHECKS["mechanics"].fix
    number = Example("15294", "15 294", "", language="fr-CA")
    assert CHECKS["mechanics"].fix(number.said, number.context) == "15\u00a0294"


def test_terms_are_found_in_the_plural_and_with_elision() -> None:
    brevet = (Term("发明专利", "brevet d’invention"), Term("专利局", "Office des brevets", "office"))
    assert (
        worst(terms.check, "专利局授予发明专利。", "L’Office des brevets délivre des brevets d'invention.", brevet)
        == ""
    )
    assert worst(terms.check, "专利局授予发明专利。", "Le bureau délivre des brevets d’invention.", brevet) == "error"
    assert worst(terms.check, "专利局授予发明专利。", "L’Office délivre des brevets d’invention.", brevet) == "warning"


def test_chinese_left_in_french_is_found() -> None:
    assert worst(leftovers.check, "张茂于出席。", "张茂于 y a assisté.") == "error"


# --- the memory ---


def proposed(source: str, target: str, query: str) -> list[str]:
    french = languages.of("fr")
    assert french.numbers
    with Memory.open(
        None,
        "fr",
        {"teacher": "s"},
        lambda names: ((name, [Pair(source, target, "2017-x")]) for name in names),
        figures_of_source=chinese_figures,
        figures_of_target=french.numbers.figures,
        rewriting=french.rewriting,
        terms=TermBase(()),
    ) as memory:
        return [hit.target for hit in memory.look_up(query, threshold=50)]


@pytest.mark.parametrize(
    ("source", "target", "query", "expected"),
    [
        ("有15个国家。", "Il y a 15 pays.", "有18个国家。", "Il y a 18 pays."),
        ("有11个国家。", "Il y a 11 pays.", "有80个国家。", "Il y a 80 pays."),
        ("增长18.8%。", "Une hausse de 18,8\u00a0%.", "增长19.1%。", "Une hausse de 19,1\u00a0%."),
        ("受理75.1万件。", "751\u202f000 demandes ont été reçues.", "受理81.2万件。", "812\u202f000 demandes ont été reçues."),
        ("投资1.5亿元。", "L’investissement atteint 150 millions de yuans.", "投资1.6亿元。", "L’investissement atteint 160 millions de yuans."),
        ("会议于4月召开。", "La réunion d’avril.", "会议于5月召开。", "La réunion de mai."),
    ],
)  # fmt: skip
def test_the_memory_renews_a_french_sentence_as_french_is_written(
    source: str, target: str, query: str, expected: str
) -> None:
    assert proposed(source, target, query) == [expected]


@pytest.mark.parametrize(
    ("before", "text", "old", "new", "expected"),
    [
        ("le ", "1er", (1, "日"), (2, "日"), (0, "2")),
        ("le ", "5", (5, "日"), (1, "日"), (0, "1er")),
        ("fin de ", "mai", (5, "月"), (8, "月"), (3, "d’août")),
        ("", "1,23 milliard", (1_230_000_000, "元"), (2_500_000_000, "元"), (0, "2,5 milliards")),
        ("", "trois", (3, "个"), (5, "个"), (0, "cinq")),
        ("", "trois", (3, "个"), (21, "个"), None),
        ("la ", "18e", (18, "届"), (19, "届"), (0, "19e")),
        ("", "751", (751_000, "件"), (812_000, "件"), None),
    ],
)
def test_a_figure_is_rewritten_in_the_manner_of_the_old_one_or_not_at_all(
    before: str, text: str, old: tuple[int, str], new: tuple[int, str], expected: tuple[int, str] | None
) -> None:
    was, now = (Written(value * ONE, after, str(value)) for value, after in (old, new))
    assert rewriting.rewritten(before, text, was, now) == expected


def test_a_name_after_an_article_is_replaced_only_by_one_of_the_same_noun() -> None:
    assert rewriting.fits("à l’", "Office européen des brevets", "Office japonais des brevets")
    assert not rewriting.fits("à l’", "Office européen des brevets", "Bureau de l’invention")
    assert not rewriting.fits("de ", "Pékin", "Oulan-Bator")
    assert rewriting.fits("avec ", "Zhang Maoyu", "He Zhimin")


# --- the pairs of the benchmark ---


def rows(name: str) -> list[dict[str, str]]:
    with (PAIRS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def found(row: dict[str, str]) -> set[tuple[str, str]]:
    release = Release("r", "r.md", "zh-Hans", (), (), date=row["date"])
    unit_ = said(Unit(source=row["source"], target=row["target"]), release)
    context = Context(release, "fr")
    return {(f.check, f.severity) for name in knowing("fr") for f in CHECKS[name].inspect(unit_, context)}


def test_no_right_pair_is_flagged_as_an_error() -> None:
    correct = rows("correct-fr.tsv")
    assert len(correct) >= 80
    assert [row["id"] for row in correct if "error" in {severity for _, severity in found(row)}] == []


def test_of_seeded_errors_nineteen_in_twenty_are_found() -> None:
    seeded = rows("seeded-fr.tsv")
    missed = [row for row in seeded if not found(row)]
    assert len(seeded) >= 60
    assert len(missed) * 20 <= len(seeded), missed


@pytest.mark.parametrize("check", [negation.check, values.check, mechanics.check, terms.check])
@pytest.mark.parametrize(
    "piece", ["ne ", "n'", "pas ", "quatre-vingt-", "plus de 5 ", "« ", "1 000 000 ", "de a ", "5 mai ", "une a sur "]
)
@pytest.mark.timeout(60)
def test_a_check_comes_to_its_end_on_an_enormous_french_text(check: Inspect, piece: str) -> None:
    enormous = (piece * 100_000)[:99_000]
    example = Example(
        "申长雨不得9月5日增长5%", enormous, "", (Term("申长雨", "Shen Changyu", "person"),), language="fr"
    )
    assert len(example.findings(check)) < 60
