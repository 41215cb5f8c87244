"""The starter term base: its data, what it does under the office's own rows, and the command that shows it."""

import csv
import io
import re
from collections import defaultdict
from itertools import combinations, pairwise
from pathlib import Path

import newsroom
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow import languages
from workflow.contracts.checks import Context
from workflow.contracts.registries import CHECKS
from workflow.drafting.written import compared
from workflow.markup.printing import said
from workflow.model import Draft, Match, Release, Term, Unit
from workflow.starter import COLUMNS, Layered, Starter, credited, starter
from workflow.termbase.advice import problems
from workflow.termbase.base import TermBase, comparable, span
from workflow.termbase.sheet import parse

FILES = languages.of("en").starter
HEADER = "source,target,kind,variants,valid_from,valid_until,note\n"


def below(tmp_path: Path, *rows: str) -> Starter:
    """A starter of a few rows: source, target, kind, variants, valid_from, valid_until, separated by commas."""
    file = tmp_path / "rows.tsv"
    lines = ["\t".join((*cells, *("",) * 8)[:8]) for row in rows for cells in [row.split(",")]]
    file.write_text("\n".join(("\t".join(COLUMNS), *lines)) + "\n", encoding="utf-8")
    return Starter([file])


def own(*rows: str) -> TermBase:
    return parse((HEADER + "".join(f"{row}\n" for row in rows)).encode(), "terms.csv")


def found(of: Layered, source: str, date: str = "") -> list[tuple[str, str | None]]:
    return [(source[m.start : m.end], m.term.target if m.term else None) for m in of.find(source, date)]


# --- the data ---

LINES = [
    (file.name, number, line)
    for file in FILES
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1)
    if line and not line.startswith("#") and number > 1
]
ROWS = [dict(zip(COLUMNS, line.split("\t"), strict=True)) for _, _, line in LINES]
TERMS = [row for row in ROWS if row["target"]]


def test_every_file_names_its_columns() -> None:
    assert FILES
    for file in FILES:
        assert file.read_text(encoding="utf-8").split("\n")[0].split("\t") == list(COLUMNS), file.name


def test_the_rows_are_what_an_office_could_write_itself() -> None:
    """The reader of terms.csv judges cells, kinds and dates; ``terms check`` finds repeated and ambiguous rows."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS, *(list(row.values()) for row in TERMS)])
    base = parse(text.getvalue().encode(), "starter")
    assert len(base.terms) == len(TERMS)
    assert [problem for problem in problems(base) if problem.severity != "info"] == []
    assert {row["known"] for row in TERMS} == {"", "yes"}
    assert {row["kind"] for row in TERMS} <= {"term", "office", "title", "forbidden"}


def test_nothing_is_in_it_twice() -> None:
    together = defaultdict(list)
    for row in ROWS:
        if row["kind"] != "forbidden":
            together[row["source"]].append(row)
    banned = [(row["source"], row["target"]) for row in TERMS if row["kind"] == "forbidden"]
    assert len(set(banned)) == len(banned)
    for source, rows in together.items():
        for first, second in combinations(rows, 2):
            apart = (first["valid_until"] and first["valid_until"] < second["valid_from"]) or (
                second["valid_until"] and second["valid_until"] < first["valid_from"]
            )
            assert apart, f"{source} is in it twice"


def test_chinese_is_simplified_and_as_it_is_compared() -> None:
    assert [row["source"] for row in ROWS if comparable(row["source"]) != row["source"]] == []
    assert [row["source"] for row in ROWS if len(row["source"]) < 2 or row["source"].startswith("#")] == []


def test_every_rendering_is_plain_english() -> None:
    for row in TERMS:
        for text in (row["target"], *filter(None, row["variants"].split("|"))):
            assert re.fullmatch(r"[A-Za-zÀ-ÿ0-9][A-Za-zÀ-ÿ0-9 ,.'’()/&+%$-]*", text), f"{row['source']}: {text}"
            assert text == " ".join(text.split())
        assert row["target"] not in row["variants"].split("|"), row["source"]
        assert not re.match(r"(?:The|An?) ", row["target"]), row["source"]


def test_rows_of_cldr_say_what_cldr_says() -> None:
    """Capitals apart, and "&" is "and"."""
    from babel import Locale

    chinese, english = Locale("zh"), Locale("en")
    names = defaultdict(set)
    for these, those in (
        (chinese.territories, english.territories),
        (chinese.currencies, english.currencies),
        (chinese.languages, english.languages),
    ):
        for code, name in these.items():
            names[comparable(name)].add(those.get(code, "").replace(" & ", " and ").casefold())
    rows = [dict(zip(COLUMNS, line.split("\t"), strict=True)) for file, _, line in LINES if file == "cldr.tsv"]
    assert rows
    assert [row["source"] for row in rows if row["target"].casefold() not in names[row["source"]]] == []


def test_english_is_spelled_in_one_way() -> None:
    """As the state's own translations spell it; the proper names of others as they spell them."""
    british = re.compile(
        r"\b(?:centre|defence|labour|programme|trade mark|licence|favour|colour|cheque|modernis|organis|utilis|standardis)"
    )
    assert [row["target"] for row in TERMS if british.search(row["target"])] == []


def test_dates_are_days_or_months() -> None:
    for row in TERMS:
        for date in filter(None, (row["valid_from"], row["valid_until"])):
            assert span(date) == (date, date), row["source"]


def test_a_word_that_is_no_term_keeps_one_from_being_found() -> None:
    """Else it would have nothing to do."""
    terms = {row["source"] for row in TERMS}
    for row in ROWS:
        if not row["target"]:
            assert any(term in row["source"] or row["source"] in term for term in terms) or any(
                row["source"].endswith(term[:n]) or row["source"].startswith(term[n:])
                for term in terms
                for n in range(1, len(term))
            ), row["source"]


def test_the_name_of_the_patent_office_depends_on_the_date() -> None:
    layered = Layered(TermBase(), Starter(FILES))
    name = "国家知识产权局发布年报。"
    assert found(layered, name, "2018-08-27") == [("国家知识产权局", "State Intellectual Property Office")]
    assert found(layered, name, "2018-08-28") == [
        ("国家知识产权局", "China National Intellectual Property Administration")
    ]
    assert found(layered, "國家知識產權局發佈年報。", "2019-01-01")[0][0] == "國家知識產權局"


def test_each_row_is_found_by_its_own_source() -> None:
    layered = Layered(TermBase(), Starter(FILES))
    for row in TERMS:
        (match,) = layered.find(row["source"], row["valid_from"] or row["valid_until"])
        if row["kind"] == "forbidden":
            assert row["target"] in [term.target for term in match.terms if term.kind == "forbidden"]
            continue
        assert match.term, row["source"]
        assert (match.term.target, match.term.starter) == (row["target"], True)


# --- under the office's rows ---


def test_the_office_wins_with_the_same_source(tmp_path: Path) -> None:
    layered = Layered(
        own("海关总署,Customs Head Office,office"), below(tmp_path, "海关总署,General Administration of Customs,office")
    )
    assert found(layered, "海关总署公布数据。") == [("海关总署", "Customs Head Office")]
    assert layered.knows("海關總署")


def test_an_open_question_of_the_office_is_no_answer(tmp_path: Path) -> None:
    layered = Layered(own("海关总署,,office"), below(tmp_path, "海关总署,General Administration of Customs,office"))
    assert found(layered, "海关总署公布数据。") == [("海关总署", "General Administration of Customs")]


def test_a_longer_row_of_the_starter_wins_over_common_terms_inside_it(tmp_path: Path) -> None:
    rows = below(tmp_path, "国家知识产权局,China National Intellectual Property Administration,office")
    layered = Layered(own("知识产权,intellectual property,term"), rows)
    assert found(layered, "国家知识产权局保护知识产权。") == [
        ("国家知识产权局", "China National Intellectual Property Administration"),
        ("知识产权", "intellectual property"),
    ]


@pytest.mark.parametrize(
    ("row", "source"),
    [
        ("国家知识产权局,CNIPA,office", "国家知识产权局局长"),
        ("知识产权局局长,Commissioner,title", "国家知识产权局局长"),
        ("局长李,Director Li,term", "国家知识产权局局长李明"),
    ],
)
def test_a_name_of_the_office_is_never_covered_and_nothing_is_cut_in_half(
    tmp_path: Path, row: str, source: str
) -> None:
    rows = below(
        tmp_path, "国家知识产权局局长,Commissioner of the China National Intellectual Property Administration,title"
    )
    assert Layered(own(row), rows).find(source, "") == own(row).find(source, "")


def test_what_the_office_forbids_stays_forbidden(tmp_path: Path) -> None:
    rows = below(tmp_path, "一带一路,Belt and Road Initiative,term", "一带一路倡议,Belt and Road Initiative,term")
    for banned in ("一带一路", "一带一路倡议"):
        layered = Layered(own(f"{banned},One Belt One Road,forbidden"), rows)
        (match,) = layered.find("共建一带一路倡议。", "")
        assert [term.target for term in match.terms] == ["Belt and Road Initiative", "One Belt One Road"]
        assert match.term
        assert match.term.target == "Belt and Road Initiative"
    (match,) = Layered(own("一带一路,Belt and Road,forbidden"), rows).find("共建一带一路。", "")
    assert match.term is None


def test_a_word_that_only_looks_like_a_term_is_none(tmp_path: Path) -> None:
    layered = Layered(own("市场,market,term"), below(tmp_path, "深圳市,Shenzhen,term", "深圳市场,,term"))
    assert found(layered, "深圳市的深圳市场。") == [("深圳市", "Shenzhen"), ("市场", "market")]
    assert not layered.knows("深圳市场")


@given(
    st.text(alphabet="甲乙丙", max_size=10), st.lists(st.text(alphabet="甲乙丙", min_size=1, max_size=4), max_size=4)
)
def test_no_name_that_the_office_decided_is_lost(source: str, offices: list[str]) -> None:
    base = TermBase(tuple(Term(name, f"Office {n}", "office") for n, name in enumerate(dict.fromkeys(offices))))
    layered = Layered(base, ALPHABET)
    matches = layered.find(source, "")
    assert [m for m in matches if not any(term.starter for term in m.terms)] == list(base.find(source, ""))
    assert all(a.end <= b.start for a, b in pairwise(matches))


class _Few(Starter):
    """A starter without files."""

    def __init__(self, *sources: str) -> None:
        from workflow.termbase.base import Index

        self._index = Index({source: [f"{source}\tX\toffice\t\t\t\t\t"] for source in sources})


ALPHABET = _Few("甲", "甲乙", "乙丙甲", "丙丙")


# --- checks ---


def warned(source: str, target: str, *rows: str, date: str = "2024-05-01") -> list[tuple[str, str]]:
    release = Release("r", "sources/r.md", "zh-Hans", (), (), date=date)
    context = Context(release, "en", Layered(own(*rows), Starter(FILES)))
    pair = said(Unit(source, target=target), release)
    return [(f.check, f.severity) for name in ("terms", "starter") for f in CHECKS[name].inspect(pair, context)]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("商务部发布公告。", "Trade officials issued an announcement.", [("starter", "warning")]),
        ("商务部发布公告。", "MOFCOM issued an announcement.", []),
        ("商务部发布公告。", "The Ministry issued an announcement.", []),
        ("外交部副部长出席。", "The Vice Foreign Minister attended.", []),
        ("自然资源部副部长出席。", "A Vice Minister of Natural Resources attended.", []),
        ("长三角发展迅速。", "A Yangtze River Delta city is growing fast.", []),
        ("推动高质量发展。", "Promote growth of good quality.", []),
        ("国家知识产权局发布公告。", "SIPO issued an announcement.", [("starter", "warning")]),
        ("请财政部的同志补充。", "The gay of the Ministry of Finance will add something.", []),
        ("原国家知识产权局发布公告。", "The former SIPO issued an announcement.", []),
    ],
)
def test_the_starter_warns_of_names_and_never_more(source: str, target: str, expected: list[tuple[str, str]]) -> None:
    assert warned(source, target) == expected


def test_a_row_of_the_office_makes_it_an_error() -> None:
    assert warned("商务部发布公告。", "The Ministry of Trade issued it.", "商务部,Ministry of Commerce,office") == [
        ("terms", "warning")
    ]
    assert warned("商务部发布公告。", "Trade officials said so.", "商务部,Ministry of Commerce,office") == [
        ("terms", "error")
    ]


def test_what_the_office_forbids_is_an_error_beside_the_starter() -> None:
    assert warned("商务部发布公告。", "The Trade Ministry said so.", "商务部,Trade Ministry,forbidden") == [
        ("terms", "error")
    ]


def test_other_languages_have_no_starter(tmp_path: Path) -> None:
    assert starter("fr") is None
    assert starter("de") is None
    assert starter("en-GB") is not None
    room = newsroom.Newsroom(tmp_path)
    room.write("workflow.toml", newsroom.SETTINGS.replace("[draft]", 'target_languages = ["fr"]\n[draft]'))
    room.write("sources/a.md", "# 公告\n\n商务部发布公告。\n")
    assert "only for English" in room.run("terms", "starter", status=2).output


# --- provenance ---


def test_a_draft_names_the_starter_rows_that_it_uses() -> None:
    customs = Match(0, 4, (Term("海关总署", "General Administration of Customs", "office", starter=True),))
    growth = Match(6, 8, (Term("增长", "growth", starter=True),))
    ours = Match(9, 11, (Term("专利", "patent"),))
    draft = Draft("The General Administration of Customs has patents.", "mt: argos zh→en 1.9 (score -0.21)")
    made = credited(draft, [customs, growth, ours], "en")
    assert made.origin == "mt: argos zh→en 1.9 (score -0.21; starter: 海关总署)"
    assert Unit("s", target=made.text, fuzzy=True, comments=(made.comment,)).origin == made.origin
    finance = Match(0, 3, (Term("财政部", "Ministry of Finance", "office", starter=True),))
    assert credited(Draft("Finance Minister Li", "mt: y"), [finance], "en").origin == "mt: y (starter: 财政部)"
    assert credited(Draft("x", "mt: y"), [customs], "en").origin == "mt: y"
    assert credited(Draft(draft.text, "mt: y"), [customs], "en").origin == "mt: y (starter: 海关总署)"


# --- the command ---


@pytest.fixture
def room(tmp_path: Path) -> newsroom.Newsroom:
    made = newsroom.Newsroom(tmp_path)
    made.write("workflow.toml", newsroom.SETTINGS)
    made.write("sources/a.md", "# 公告\n\n商务部发布公告。\n")
    return made


def test_rows_are_shown_as_terms_csv_has_them(room: newsroom.Newsroom) -> None:
    shown = room.run("terms", "starter", "國家知識產權局")
    rows = list(csv.DictReader(io.StringIO(shown.stdout)))
    assert [row["target"] for row in rows if row["source"] == "国家知识产权局"] == [
        "State Intellectual Property Office",
        "China National Intellectual Property Administration",
    ]
    assert all("国家知识产权局" in row["source"] for row in rows)
    assert f"{len(rows)} rows of the starter" in shown.stderr
    everything = list(csv.DictReader(io.StringIO(room.run("terms", "starter").stdout)))
    assert len(everything) == sum(row["kind"] != "forbidden" for row in TERMS)


def test_rows_are_filtered_by_english_and_by_kind(room: newsroom.Newsroom) -> None:
    rows = list(csv.DictReader(io.StringIO(room.run("terms", "starter", "commerce", "--kind", "office").stdout)))
    assert {"商务部"} <= {row["source"] for row in rows}
    assert {row["kind"] for row in rows} == {"office"}


def test_copied_rows_are_the_offices_and_no_row_is_overwritten(room: newsroom.Newsroom) -> None:
    before = "# ours\r\nsource;target;kind\r\n".removeprefix("# ours\r\n") + "商务部;Department of Commerce;office\r\n"
    path = room.write("locales/en/terms.csv", b"\xef\xbb\xbf" + before.encode())
    said_ = room.run("terms", "starter", "商务部", "财政部", "--kind", "office", "--copy")
    assert "locales/en/terms.csv has 1 source already" in said_.stderr
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf" + before.encode())
    assert "财政部;Ministry of Finance;office\r\n".encode() in after
    assert after.count("\n商务部;".encode()) == 1
    room.run("terms", "starter", "商务部", "财政部", "--kind", "office", "--copy")
    assert path.read_bytes() == after


def test_without_a_row_to_copy_no_term_base_is_made(room: newsroom.Newsroom) -> None:
    assert "0 rows" in room.run("terms", "starter", "nothing is called this", "--copy").stderr
    assert not (room.root / "locales/en/terms.csv").exists()


def test_everything_is_copied_only_if_one_says_what(room: newsroom.Newsroom) -> None:
    assert "name what to copy" in room.run("terms", "starter", "--copy", status=2).output
    room.run("terms", "starter", "--kind", "office", "--copy")
    assert "0 errors, 0 warnings" in room.run("terms", "check").stdout


def test_it_can_be_switched_off(room: newsroom.Newsroom) -> None:
    room.run("translate")
    room.translate_by_hand("a", **{"商务部发布公告。": "Trade officials issued an announcement."})
    assert "Ministry of Commerce" in room.run("check").stdout
    room.write("workflow.toml", newsroom.SETTINGS + "[terms]\nstarter = false\n")
    assert "Ministry of Commerce" not in room.run("check").stdout
    assert "the starter is off" in room.run("terms", "starter", "商务部").stderr


def test_names_that_the_starter_knows_are_not_suggested(room: newsroom.Newsroom) -> None:
    room.write("sources/a.md", "海关总署、甲乙丙委员会发布公告。\n")
    assert "海关总署" not in room.run("terms", "suggest").stdout
    room.write("workflow.toml", newsroom.SETTINGS + "[terms]\nstarter = false\n")
    assert "海关总署" in room.run("terms", "suggest").stdout


# --- in drafts ---


def test_what_the_machine_knows_is_not_hidden_from_it() -> None:
    """Else a draft is worse for a name that it would have had anyway."""
    made = Starter(FILES)
    known = next(term for term in made.terms() if term.source == "东盟")
    unknown = next(term for term in made.terms() if term.source == "海关总署")
    assert (known.known, unknown.known) == (True, False)


@pytest.mark.parametrize(
    ("source", "made", "expected"),
    [
        ("产量同比增长5%。", "Output grew by 5% over the same period.", "Output grew by 5% year on year."),
        ("产量同比增长5%。", "Output grew 5% over the same period last year.", "Output grew 5% year on year."),
        ("产量环比增长5%。", "Output grew by 5% over the ring.", "Output grew by 5% over the previous period."),
        (
            "产量比去年同期增长5%。",
            "Output grew over the same period last year.",
            "Output grew over the same period last year.",
        ),
        (
            "同比增长5%。",
            "Sales over the same period grew over the same period.",
            "Sales over the same period grew over the same period.",
        ),
        ("产量增长。", "Output grew over the ring.", "Output grew over the ring."),
    ],
)
def test_what_is_compared_with_what_is_said_by_rule(source: str, made: str, expected: str) -> None:
    assert compared(made, source) == expected
