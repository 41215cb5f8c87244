"""English round a name that is put into a sentence; figures written in English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.drafting import amounts
from workflow.drafting.amounts import Amount
from workflow.drafting.composed import added
from workflow.drafting.plans import plan
from workflow.languages import lists
from workflow.languages.english.composing import by_rule
from workflow.languages.english.grammar import Name, inserted, joined, plural_of, singular_of
from workflow.model import Match, Term, TermKind
from workflow.starter import Layered, Starter, starter
from workflow.termbase.base import TermBase


def put(text: str, target: str, kind: TermKind, *, owns: bool = False) -> str:
    return inserted(text, {"WTQ": Name("词", target, kind, (Term("词", target, kind),), owns)})


OFFICE = "World Intellectual Property Organization"


@pytest.mark.parametrize(
    ("text", "target", "kind", "expected"),
    [
        ("He visited WTQ.", OFFICE, "office", f"He visited the {OFFICE}."),
        ("WTQ held a meeting.", OFFICE, "office", f"The {OFFICE} held a meeting."),
        ("The WTQ held a meeting.", OFFICE, "office", f"The {OFFICE} held a meeting."),
        ("He joined a WTQ in May.", OFFICE, "office", f"He joined the {OFFICE} in May."),
        ("A WTQ official spoke.", OFFICE, "office", f"A {OFFICE} official spoke."),
        ("China's WTQ spoke.", OFFICE, "office", f"China's {OFFICE} spoke."),
        ("He said: “WTQ agrees.”", OFFICE, "office", f"He said: “The {OFFICE} agrees.”"),
        ("The former WTQ closed.", OFFICE, "office", f"The former {OFFICE} closed."),
        ("He visited WTQ.", "CNIPA", "office", "He visited CNIPA."),
        ("They work with WTQ.", "EU", "office", "They work with the EU."),
        ("WTQ members met.", "ASEAN", "office", "ASEAN members met."),
        ("An WTQ envoy came.", "EU", "office", "An EU envoy came."),
        ("He visited WTQ.", "Huawei Technologies Co., Ltd.", "office", "He visited Huawei Technologies Co., Ltd.."),
        ("He studied at WTQ.", "Tsinghua University", "office", "He studied at Tsinghua University."),
        ("He left the WTQ.", "the Bank of China", "office", "He left the Bank of China."),
        ("Under WTQ, it ends.", "Patent Cooperation Treaty", "term", "Under the Patent Cooperation Treaty, it ends."),
        ("We join WTQ.", "Belt and Road Initiative", "term", "We join the Belt and Road Initiative."),
        ("It is in WTQ.", "14th Five-Year Plan", "term", "It is in the 14th Five-Year Plan."),
        ("He said that WTQ will agree.", OFFICE, "office", f"He said that the {OFFICE} will agree."),
        ("“WTQ” is a law.", "Patent Law", "term", "“Patent Law” is a law."),
        (
            "WTQ applications grew.",
            "Patent Cooperation Treaty",
            "term",
            "The Patent Cooperation Treaty applications grew.",
        ),
        ("There were many WTQ applications.", "Patent Law", "term", "There were many Patent Law applications."),
        ("He met the WTQ, who spoke.", "Li Ming", "person", "He met Li Ming, who spoke."),
        ("WTQ's report.", "United Nations", "office", "The United Nations' report."),
        ("WTQ's report.", "Charles Jones", "person", "Charles Jones's report."),
        ("Three WTQ were granted.", "utility model", "term", "Three utility models were granted."),
        ("1.2 million WTQ were granted.", "utility model", "term", "1.2 million utility models were granted."),
        ("Three WTQ applications came.", "utility model", "term", "Three utility model applications came."),
        ("WTQs grew.", "geographical indication", "term", "Geographical indications grew."),
        (
            "They signed two WTQ.",
            "memorandum of understanding",
            "term",
            "They signed two memorandums of understanding.",
        ),
        ("It is a WTQ.", "invention patent", "term", "It is an invention patent."),
        ("We help WTQs.", "small and micro business", "term", "We help small and micro businesses."),
        ("Yesterday WTQ made a speech.", "Premier", "title", "Yesterday the Premier made a speech."),
        ("WTQ said so.", "Minister of Finance", "title", "The Minister of Finance said so."),
        ("WTQ Lee Ming said so.", "Foreign Minister", "title", "Foreign Minister Lee Ming said so."),
        ("He met WTQ.", "Foreign Minister", "title", "He met the Foreign Minister."),
        ("Lee Ming, WTQ, said so.", "Minister of Finance", "title", "Lee Ming, Minister of Finance, said so."),
        ("Lee Ming became WTQ.", "Premier", "title", "Lee Ming became Premier."),
        ("The then WTQ resigned.", "Premier", "title", "The then Premier resigned."),
        ("It is an WTQ.", "utility model", "term", "It is a utility model."),
        ("An WTQ came.", "trade secret", "term", "A trade secret came."),
        ("It protects WTQ.", "trade secret", "term", "It protects trade secrets."),
        ("WTQ is not free.", "compulsory licence", "term", "A compulsory licence is not free."),
        ("WTQ is required.", "novelty", "term", "Novelty is required."),
        ("wear WTQ", "iPhone", "keep", "wear iPhone"),
        ("WTQ wins.", "iPhone", "keep", "iPhone wins."),
    ],
)
def test_articles_numbers_and_capitals_round_a_name_are_right(
    text: str, target: str, kind: TermKind, expected: str
) -> None:
    assert put(text, target.removeprefix("the "), kind) == expected


def test_a_person_whose_noun_stands_beside_the_mask_owns_it() -> None:
    assert put("The WTQ report has five parts.", "Li Ming", "person", owns=True) == "Li Ming's report has five parts."


def row(source: str, *terms: tuple[str, str, TermKind]) -> list[Match]:
    found = []
    for zh, target, kind in terms:
        start = source.index(zh)
        found.append(Match(start, start + len(zh), (Term(zh, target, kind),)))
    return sorted(found, key=lambda match: match.start)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("专利局局长李明出席。", "Commissioner Li Ming of the Patent Office"),
        ("局长李明出席。", "Commissioner Li Ming"),
        ("李明局长出席。", "Commissioner Li Ming"),
        ("专利局局长表示。", "Commissioner of the Patent Office"),
        ("专利局局长王某出席。", "Patent Office"),  # a name that the base lacks may follow
        ("访问专利局。", "Patent Office"),
    ],
)
def test_an_office_a_title_and_a_person_in_a_row_are_one_name(source: str, expected: str) -> None:
    rows: list[tuple[str, str, TermKind]] = [
        ("专利局", "Patent Office", "office"), ("局长", "Commissioner", "title"), ("李明", "Li Ming", "person")
    ]  # fmt: skip
    found = [each for each in rows if each[0] in source]
    if "专利局局长" in source:
        at = source.index("专利局局长") + 3
        matches = row(source, *(each for each in found if each[0] != "局长"))
        matches.append(Match(at, at + 2, (Term("局长", "Commissioner", "title"),)))
        matches.sort(key=lambda match: match.start)
    else:
        matches = row(source, *found)
    assert joined(source, matches)[0][2].text == expected


def test_a_title_with_its_office_stands_after_the_name_between_commas() -> None:
    source = "专利局长李明出席。"
    (name,) = joined(
        source, row(source, ("专利局长", "President of the Patent Office", "title"), ("李明", "Li Ming", "person"))
    )
    assert inserted("WTQ attended.", {"WTQ": name[2]}) == "Li Ming, President of the Patent Office, attended."
    assert inserted("He met WTQ.", {"WTQ": name[2]}) == "He met Li Ming, President of the Patent Office."


MINISTRY = ("财政部", "Ministry of Finance", "office")
BUREAU = ("能源局", "National Energy Administration", "office")
COMMISSION = ("国家能源委员会", "National Energy Commission", "office")
LI = ("李明", "Li Ming", "person")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("财政部部长李明出席。", ["Minister of Finance Li Ming"]),
        ("财政部副部长李明出席。", ["Vice Minister of Finance Li Ming"]),
        ("财政部部长助理李明出席。", ["Assistant Minister of Finance Li Ming"]),
        ("能源局局长李明出席。", ["Director Li Ming of the National Energy Administration"]),
        ("能源局常务副局长李明出席。", ["Executive Deputy Director Li Ming of the National Energy Administration"]),
        ("能源局新闻发言人李明说。", ["Li Ming, spokesperson for the National Energy Administration"]),
        ("能源局党组书记、局长李明说。", ["Li Ming, Secretary of the Leading Party Members Group and Director of the National Energy Administration"]),
        ("财政部党组成员、副部长李明说。", ["Li Ming, member of the Leading Party Members Group and Vice Minister of Finance"]),
        ("能源局局长李明教授说。", ["Professor Li Ming, Director of the National Energy Administration"]),
        ("能源局局长李明同志说。", ["Director Li Ming of the National Energy Administration"]),
        ("能源局局长表示。", ["Director of the National Energy Administration"]),
        ("能源局局长、财政部部长出席。", ["Director of the National Energy Administration", "Minister of Finance"]),
        ("能源局局长王某出席。", ["National Energy Administration"]),  # who is not known: the engine reads on
        ("能源局局长们出席。", ["National Energy Administration"]),
        ("能源局部长李明出席。", ["National Energy Administration", "Li Ming"]),  # no ministry
        ("李明局长、财政部部长出席。", ["Li Ming", "Minister of Finance"]),
        ("李明局长出席。", ["Director Li Ming"]),
        ("李明副部长出席。", ["Vice Minister Li Ming"]),
        ("李明发言人说。", ["Li Ming"]),
        ("能源局记者李明报道。", ["National Energy Administration reporter Li Ming"]),
        ("能源局、李明出席。", ["National Energy Administration", "Li Ming"]),
    ],
)  # fmt: skip
def test_an_office_with_a_rank_and_a_person_is_one_name(source: str, expected: list[str]) -> None:
    matches = row(source, *(each for each in (MINISTRY, BUREAU, LI) if each[0] in source))
    assert [name.text for _, _, name in joined(source, matches)] == expected


@pytest.mark.parametrize("rank", lists.rows("english", "ranks"), ids=lambda rank: rank.words[0])
def test_every_rank_is_read_in_its_example(rank: lists.Row) -> None:
    base = Layered(TermBase(), starter("en") or Starter([]))
    source = rank.example
    at = source.index("韦启舟")
    rank_at = min(source.index(word) for word in rank.words if word in source)
    listed = base.find(source, "2023-05-08")
    offices = listed if any(each.end == rank_at for each in listed) else added(source, listed, by_rule)
    matches = [*offices, Match(at, at + 3, (Term("韦启舟", "Wei Qizhou", "person"),))]
    matches = [each for each in matches if each.end <= rank_at or each.start >= at]
    (name,) = (name for _, _, name in joined(source, matches) if "Wei Qizhou" in name.text)
    assert rank.more["rank"] in name.text
    assert source.startswith(name.source)


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("财政部部长表示。", "WTQ said.", "The Minister of Finance said."),
        ("能源局局长的讲话。", "WTQ's speech.", "The speech of the Director of the National Energy Administration."),
        ("免去财政部部长职务。", "Removed from the post of WTQ.", "Removed from the post of Minister of Finance."),
        ("任命能源局局长。", "Appointed as WTQ.", "Appointed as Director of the National Energy Administration."),
        ("能源局局长李明的讲话受欢迎。", "The WTQ speech was well received.", "The speech of Director Li Ming of the National Energy Administration was well received."),
        ("能源局局长李明的讲话受欢迎。", "WTQ's speech was well received.", "The speech of Director Li Ming of the National Energy Administration was well received."),
        ("国家能源委员会委员出席。", "WTQ attended.", "A member of the National Energy Commission attended."),
        ("国家能源委员会委员出席。", "He met a WTQ.", "He met a member of the National Energy Commission."),
        ("财政部部长出席。", "Comrade WTQ attended.", "Comrade Minister of Finance attended."),
        ("能源局发言人李明介绍情况。", "WTQ spoke.", "Li Ming, spokesperson for the National Energy Administration, spoke."),
    ],
)  # fmt: skip
def test_a_rank_has_the_article_and_the_possessive_that_english_wants(source: str, text: str, expected: str) -> None:
    matches = row(source, *(each for each in (MINISTRY, COMMISSION, BUREAU, LI) if each[0] in source))
    ((_, _, name),) = joined(source, matches)
    assert inserted(text, {"WTQ": name}) == expected


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("The WTQ initiative grows.", "Belt and Road Initiative", "The Belt and Road Initiative grows."),
        ("Two WTQ initiatives grow.", "Belt and Road Initiative", "Two Belt and Road Initiative initiatives grow."),
        ("The WTQ initiative's aim.", "Belt and Road Initiative", "The Belt and Road Initiative initiative's aim."),
        ("In WTQ province, it rained.", "Guangdong Province", "In Guangdong Province, it rained."),
        ("The WTQ law applies.", "Patent Law", "The Patent Law applies."),
        ("The WTQ lawyers spoke.", "Patent Law", "The Patent Law lawyers spoke."),
    ],
)
def test_the_last_noun_of_a_term_is_not_said_twice(text: str, target: str, expected: str) -> None:
    assert put(text, target, "term") == expected


def test_a_day_behind_a_name_is_no_number_of_it() -> None:
    source = "李明18日在北京会见客人。"
    assert plan(source, 0, row(source, LI)).requests == ("WTQ于18日在北京会见客人。",)
    source = "李明18人出席。"
    assert plan(source, 0, row(source, LI)).requests == ("WTQ 18人出席。",)


def test_the_marks_round_a_treaty_go_with_it() -> None:
    source = "依据《专利法》。"
    matches = row(source, ("专利法", "Patent Law", "term"))
    made = plan(source, 0, matches)
    assert made.requests == ("依据WTQ。",)
    assert made.finish({"依据WTQ。": "In accordance with WTQ."}) == "In accordance with the Patent Law."


def test_a_name_in_a_link_keeps_its_link() -> None:
    source = "依据[《专利法》](u)。"
    made = plan(source, 0, row(source, ("专利法", "Patent Law", "term")))
    got = dict.fromkeys(made.requests, "In accordance with WTQ.")
    assert made.finish(got) == "In accordance with the [Patent Law](u)."


def test_a_term_inside_an_address_is_left_alone() -> None:
    source = "见[说明](专利法.html)。"
    made = plan(source, 0, row(source, ("专利法", "Patent Law", "term")))
    assert (
        made.finish({"见说明。": "See the notes.", "见WTQ。": "See WTQ.", "说明": "Notes"})
        == "See the [notes](专利法.html)."
    )


@pytest.mark.parametrize(
    ("one", "many"),
    [("utility model", "utility models"), ("memorandum of understanding", "memorandums of understanding"), ("country", "countries"),
     ("intellectual property", "intellectual property"), ("big data", "big data"), ("search", "searches"), ("punitive damages", "punitive damages")],
)  # fmt: skip
def test_the_noun_that_counts_becomes_a_plural(one: str, many: str) -> None:
    assert plural_of(one) == many


# --- figures ---


@pytest.mark.parametrize(
    ("source", "pieces"),
    [
        ("共75.1万件", ["共", "751,000", "件"]),
        ("共154.2万件", ["共", "1.542 million", "件"]),
        ("达1224亿元", ["达", "122.4 billion", "元"]),
        ("约49.81万亿元", ["约", "49.81 trillion", "元"]),
        ("10多万人", ["10多万人"]),
        ("1.2万余场", ["12,000", "余场"]),
        ("600-700万人", ["6 million", "-", "7 million", "人"]),
        ("3亿5000万人", ["350 million", "人"]),
        ("罚款200元", ["罚款", "200", "元"]),
        ("2018年9月3日第8届", ["2018年9月3日第8届"]),
        ("每万人口11.5件", ["每万人口11.5件"]),
        ("COVID-19和1.2.3版", ["COVID-19和1.2.3版"]),
        ("２万件", ["20,000", "件"]),
    ],
)
def test_what_the_model_cannot_count_is_hidden_with_its_english(source: str, pieces: list[str]) -> None:
    found = [piece.text if isinstance(piece, Amount) else piece for piece in amounts.hidden_in(source)]
    if source == "10多万人":
        assert found == ["100,000", "多", "人"]
    else:
        assert "".join(found) == "".join(pieces)
        assert [piece.text for piece in amounts.hidden_in(source) if isinstance(piece, Amount)] == [
            piece for piece in pieces if piece[0].isdigit() and piece != source
        ]


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("It cost 677 yuan.", "元", "It cost 5 million yuan."),
        ("It cost $677.", "元", "It cost 5 million yuan."),
        ("It cost RMB 677.", "元", "It cost RMB 5 million."),
        ("It cost 677 dollars.", "元", "It cost 5 million yuan."),
        ("It cost $677.", "美元", "It cost $5 million."),
        ("It cost 677 yuan.", "美元", None),
        ("It cost $677 per cent.", "元", None),
        ("There were $677.", "", None),
        ("There were 677 million.", "", None),
        ("There were 1,677.", "", None),
        ("There were 677,000.", "", None),
        ("There were 677 and 677.", "", None),
        ("There were none.", "", None),
        ("There were 677.", "", "There were 5 million."),
    ],
)
def test_a_figure_comes_back_once_with_its_own_currency_or_not_at_all(
    text: str, unit: str, expected: str | None
) -> None:
    assert amounts.restored(text, [("677", Amount("500万", "5 million", unit))]) == expected


def test_a_range_says_million_once() -> None:
    pair = [("677", Amount("600", "6 million")), ("837", Amount("700万", "7 million"))]
    assert amounts.restored("some 677-837 people", pair) == "some 6-7 million people"


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("每件200元。", "It costs $200.", "It costs 200 yuan."),
        ("200元和5美元。", "It costs $200 and $5.", "It costs $200 and $5."),
        ("元旦有3人。", "On $3.", "On $3."),
        ("总额为3亿元。", "US$300 million in all.", "300 million yuan in all."),
    ],
)
def test_yuan_are_no_dollars(source: str, text: str, expected: str) -> None:
    assert amounts.in_yuan(text, source) == expected


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("受理4431件。", "There were 4431.", "There were 4,431."),
        ("共18923人。", "There are 18923.", "There are 18,923."),
        ("2018年，共2018件。", "It was 2018.", "It was 2,018."),
        ("2018年。", "In 2018.", "In 2018."),
        ("专利号12345678号。", "No. 12345678.", "No. 12345678."),
    ],
)
def test_counts_have_their_commas_and_years_have_none(source: str, text: str, expected: str) -> None:
    assert amounts.separated(text, source) == expected


@given(st.text(alphabet="0123456789.,万亿千多元美第年-至件％ A", max_size=16))
def test_hiding_figures_loses_none_of_the_text(text: str) -> None:
    for all_risky in (False, True):
        pieces = list(amounts.hidden_in(text, all_risky=all_risky))
        sources = "".join(piece.source if isinstance(piece, Amount) else piece for piece in pieces)
        kept = sources.replace(" ", "").translate(str.maketrans("％", "%"))
        expected = text.replace(" ", "").translate(str.maketrans("％", "%"))
        assert [c for c in kept if c.isdigit()] == [c for c in expected if c.isdigit()]


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("sewage outfalls", "sewage outfall"),
        ("leading enterprises", "leading enterprise"),
        ("taxes", "tax"),
        ("small businesses", "small business"),
        ("competent authorities", "competent authority"),
        ("workers in new forms of employment", "worker in new forms of employment"),
        ("goods", ""),
        ("news", ""),
        ("electric power", ""),
    ],
)
def test_a_plural_term_has_a_singular(plural: str, singular: str) -> None:
    assert singular_of(plural) == singular


def test_one_of_something_is_in_the_singular() -> None:
    outfalls = Name("排污口", "sewage outfalls", "term", ())
    assert inserted("They built a new WTQ there.", {"WTQ": outfalls}) == "They built a new sewage outfall there."
    assert inserted("They built WTQ there.", {"WTQ": outfalls}) == "They built sewage outfalls there."
