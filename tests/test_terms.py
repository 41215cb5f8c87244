"""The term base: reading what spreadsheets write, finding terms, what check says and what suggest proposes."""

import csv
import io
from collections import Counter
from itertools import pairwise
from pathlib import Path

import newsroom
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflow.errors import BadInput
from workflow.languages.chinese.spelling import closed, folded
from workflow.model import HAN, Match, Term
from workflow.termbase import advice, sheet
from workflow.termbase.advice import problems
from workflow.termbase.base import TermBase
from workflow.termbase.sheet import appended, load, parse, written

ROOT = Path(__file__).resolve().parent.parent
HEADER = "source,target,kind,variants,valid_from,valid_until,note\n"
RENAMED = (
    HEADER
    + "国家知识产权局,SIPO,office,State Intellectual Property Office,,2018-08-27,\n"
    + "国家知识产权局,CNIPA,office,,2018-08-28,,\n"
)


def base(*rows: str) -> TermBase:
    return parse((HEADER + "".join(f"{row}\n" for row in rows)).encode(), "terms.csv")


def found(of: TermBase, source: str, date: str = "") -> list[tuple[str, str | None]]:
    return [(source[m.start : m.end], m.term.target if m.term else None) for m in of.find(source, date)]


# --- reading ---


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_a_file_is_read_as_any_spreadsheet_writes_it(separator: str, line_end: str, bom: bytes) -> None:
    rows = [
        ["source", "target", "kind", "variants"],
        ["张茂于", 'Zhang "Max" Maoyu', "person", "A|B"],
        ["", "", "", ""],
    ]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=line_end).writerows(rows)
    (term,) = parse(bom + text.getvalue().encode(), "terms.csv").terms
    assert term == Term("张茂于", 'Zhang "Max" Maoyu', "person", ("A", "B"))
    assert term.line == 2


EXCEL = {
    "CSV on a Chinese computer": ("gb18030", ""),
    "CSV UTF-8": ("utf-8-sig", ""),
    "Unicode text": ("utf-16", ""),
    "Unicode text, big-endian": ("utf-16-be", "\ufeff"),
}


@pytest.mark.parametrize("kind", EXCEL)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_file_is_read_as_excel_writes_it_and_keeps_its_encoding(kind: str, separator: str) -> None:
    encoding, mark = EXCEL[kind]
    declared = f"sep={separator}\r\n"
    text = f"{declared}source;target;kind;note\r\n申长雨;Shen Changyu;person;局长\r\n;;;\r\n专利;;term\r\n"
    data = f"{mark}{text.replace(';', separator)}".encode(encoding)
    (name, open_question) = parse(data, "terms.csv").terms
    assert name == Term("申长雨", "Shen Changyu", "person", note="局长")
    assert (name.line, open_question.line) == (3, 5)
    after = appended(data, [Term("商标", "trade mark")], "terms.csv")
    assert after.startswith(data)
    assert parse(after, "terms.csv").terms == (name, open_question, Term("商标", "trade mark"))
    row = separator.join(("商标", "trade mark", "term", ""))
    assert (
        after.removeprefix(data).decode(encoding.replace("utf-16", "utf-16-le") if not mark else encoding)
        == f"{row}\r\n"
    )


def test_a_semicolon_needs_no_declaration_in_any_encoding() -> None:
    (term,) = parse("source;target;kind\n申长雨;Shen, Changyu;person\n".encode("gb18030"), "terms.csv").terms
    assert term == Term("申长雨", "Shen, Changyu", "person")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sep=;\n申长雨,Shen Changyu,person\n", "line 2: the line after sep= must name the columns, .* write source;t"),
        ("\nsep=;\n", "line 3: the line after sep= must name the columns"),
        ('sep="\nsource,target,kind\n', "line 2: the line after sep= must name the columns"),
        ("sep=,\n\nsource;target;kind\n", "line 3: the line after sep= must name the columns"),
        ("sep=;\nsource;target;kind\n专利;patent;trem\n", "line 3: 'trem' is not a kind"),
        ("sep=;\nsource;target;kind\n专利;a;b;term\n", "line 3: has 4 cells where the header has 3"),
    ],
)
def test_what_follows_a_declared_separator_is_held_to_it(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=f"^terms.csv, {says}"):
        parse(text.encode(), "terms.csv")


def test_only_three_columns_are_required_in_any_order_and_others_are_left_alone() -> None:
    (term,) = parse("Kind,Translator's remark,TARGET,source\nterm,=cmd,patent,专利\n".encode(), "terms.csv").terms
    assert term == Term("专利", "patent")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\r\n", HEADER.encode(), HEADER.rstrip().encode()])
def test_a_file_without_rows_is_an_empty_base(data: bytes) -> None:
    assert parse(data, "terms.csv").terms == ()


def test_a_file_that_is_not_there_is_an_empty_base(tmp_path: Path) -> None:
    assert load(tmp_path / "terms.csv").find("专利", "") == ()


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2018-08-28", "2018-08-28", "2018-08-28"),
        ("2018/8/5", "2018-08-05", "2018-08-05"),
        ("2018-02", "2018-02-01", "2018-02-28"),
        ("2018", "2018-01-01", "2018-12-31"),
    ],
)
def test_a_date_may_be_a_day_a_month_or_a_year(day: str, first: str, last: str) -> None:
    (term,) = base(f"专利,patent,term,,{day},{day},").terms
    assert (term.valid_from, term.valid_until) == (first, last)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("source,target,kind,valid_form\n", "line 1: there is no column 'valid_form'; did you mean valid_from?"),
        ("source,target\n", "line 1: .* kind is missing"),
        ("专利,patent,term\n", "line 1: the first line must name the columns"),
        ("source,target,kind,target\n", "line 1: the column target occurs twice"),
        (HEADER + "\n专利,patent,trm,,,,\n", "line 3: 'trm' is not a kind of term; did you mean term?"),
        (HEADER + "专利,patent,,,,,\n", "line 2: '' is not a kind of term; write one of term, person"),
        (HEADER + ",patent,term,,,,\n", "line 2: has no source"),
        (HEADER + "专利,,forbidden,,,,\n", "line 2: forbids nothing"),
        (HEADER + "专利,patent|letters,term,,,,\n", "line 2: target has a '|'"),
        (HEADER + "专利,patent,term,,28/08/2018,,\n", "line 2: valid_from is '28/08/2018'; write a day such as"),
        (HEADER + "专利,patent,term,,,2018-02-30,\n", "line 2: valid_until is '2018-02-30'"),
        (HEADER + "专利,a, b,term,,,,\n", "line 2: .* is not a kind"),
        (HEADER + "专利,patent,term,,,,a,b\n", "line 2: has 8 cells where the header has 7"),
        (HEADER + '专利,"patent,term,,,,\n发明,invention,term,,,,\n', "line 2: its quotation marks are not paired"),
        (HEADER + '专利,"patent,term,,,,\n发明,"x",term,,,,\n', "line 2: its quotation marks are not paired"),
        (HEADER + "专利,=cmd|' /C calc'!A0,term,,,,\n", "line 2: target starts with '='"),
        (HEADER + "专利,patent,term,a|@SUM(1),,,\n", "line 2: variants starts with"),
        (HEADER + "专利,-2+3,term,,,,\n", "line 2: target starts with '-'"),
        (HEADER + "专利,pat\u202eent,term,,,,\n", r"line 2: target contains the invisible character U\+202E"),
        (HEADER + "专\u200b利,patent,term,,,,\n", r"line 2: source contains the invisible character U\+200B"),
        (HEADER + '专利,"pat\nent",term,,,,\n', "line 2: target has more than one line"),
        (HEADER + "专利,<b>patent</b>,term,,,,\n", "line 2: target contains '<'; terms are plain text"),
        (HEADER + "专利,[x](javascript:y),term,,,,\n", r"line 2: target contains '\]\('"),
        (HEADER + "专利" * 101 + ",patent,term,,,,\n", "line 2: source has 202 characters"),
        (HEADER + f"专利,{'x' * 200_000},term,,,,\n", "line 2: .*field larger"),
        (HEADER + "专利,pat\0ent,term,,,,\n", "line 2: contains a NUL"),
    ],
)
def test_a_row_that_cannot_be_meant_is_one_sentence_with_the_file_and_the_line(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=f"^terms.csv, {says}") as caught:
        parse(text.encode(), "terms.csv")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ((HEADER + "专利").encode("utf-16") + b"\0", 'line 2: is damaged UTF-16; save it as "CSV UTF-8"'),
        (HEADER.encode() + b"\xff,patent,term", 'line 2: is neither UTF-8 nor certainly GB18030; .* "CSV UTF-8"'),
        ((HEADER + "商標專利設計,patent,term").encode("big5"), "line 2: is neither UTF-8 nor certainly GB18030"),
        (HEADER.encode() + b"\xb6\xf7\xc0\xfb\x01,patent,term", "line 2: is neither UTF-8 nor certainly GB18030"),
        (b"x" * (sheet.LARGEST + 1), "has more than 32 MB"),
    ],
)
def test_a_file_in_another_encoding_or_of_another_size_is_named(data: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        parse(data, "terms.csv")


@given(
    st.binary(max_size=200) | st.text(alphabet='source,target,kind;\t"\n\r专利=|\u2028', max_size=200).map(str.encode)
)
def test_whatever_a_file_holds_only_our_errors_come_out(data: bytes) -> None:
    for each in (data, HEADER.encode() + data):
        try:
            assert all(term.source for term in parse(each, "terms.csv").terms)
        except BadInput as error:
            assert str(error).startswith("terms.csv")


# --- writing ---


@pytest.mark.parametrize(
    ("before", "added"),
    [
        (None, HEADER + '张三,"San, Zhang",person,a|b,,,x\n'),
        (b"\xef\xbb\xbfsource;kind;own;target\r\n", "张三;person;;San, Zhang\r\n"),
        (b"target\tsource\tkind\n\xe4\xb8\x93", "\nSan, Zhang\t张三\tperson\n"),
    ],
)
def test_rows_are_added_in_the_manner_of_the_file_and_its_bytes_stay(before: bytes | None, added: str) -> None:
    term = Term("张三", "San, Zhang", "person", ("a", "b"), note="x")
    after = appended(before, [term], "terms.csv")
    assert after == (before or b"") + added.encode()


@given(
    st.lists(
        st.builds(Term, st.sampled_from(["张三", "专利"]), st.text(alphabet='ab,;"é', min_size=1, max_size=8)),
        max_size=4,
    )
)
def test_what_was_added_is_read_back(rows: list[Term]) -> None:
    again = parse(appended(None, rows, "t"), "t").terms
    assert list(again) == rows
    assert parse(appended(RENAMED.encode(), rows, "t"), "t").terms[2:] == again


def test_only_a_file_without_a_header_is_given_one() -> None:
    assert written(None, [], "t") == HEADER
    assert written(HEADER.encode(), [], "t") == ""


# --- finding ---


@pytest.mark.parametrize(
    ("date", "target"),
    [
        ("2018-08-27", "SIPO"),
        ("2018-08-28", "CNIPA"),
        ("2018-09", "CNIPA"),
        ("2017", "SIPO"),
        ("2018-08", None),
        ("", None),
        ("not a date", None),
    ],
)
def test_the_date_of_the_release_decides_and_where_it_does_not_nobody_guesses(date: str, target: str | None) -> None:
    of = parse(RENAMED.encode(), "t")
    (match,) = of.find("国家知识产权局成立", date)
    assert (match.term.target if match.term else None) == target
    assert {term.target for term in match.terms + match.expired} == {"SIPO", "CNIPA"}
    assert bool(match.expired) == (target is not None)


def test_a_term_that_does_not_hold_any_more_is_found_as_expired() -> None:
    (match,) = base("专利局,Patent Office,office,,,1998,").find("专利局", "2018-01-01")
    assert (match.terms, match.term, [term.target for term in match.expired]) == ((), None, ["Patent Office"])


def test_the_longest_of_overlapping_terms_is_found_wherever_it_starts() -> None:
    of = base("甲乙,A,term,,,,", "乙丙丁,B,term,,,,", "丁戊,C,term,,,,", "甲,D,term,,,,")
    assert found(of, "甲乙丙丁戊") == [("甲", "D"), ("乙丙丁", "B")]
    assert found(of, "甲乙丁戊") == [("甲乙", "A"), ("丁戊", "C")]


def test_a_longer_name_hides_the_shorter_one_even_if_it_does_not_hold() -> None:
    of = base("张明,Zhang Ming,person,,,,", "张明远,Zhang Mingyuan,person,,,2010,")
    assert found(of, "张明、张明远", "2018-01-01") == [("张明", "Zhang Ming"), ("张明远", None)]


def test_traditional_and_simplified_characters_match_and_positions_stay() -> None:
    of = base("弗朗西斯·高锐,Francis Gurry,person,,,,", "國務院,State Council,office,,,,", "乾隆,Qianlong,person,,,,")
    assert found(of, "總幹事弗朗西斯．高銳、弗朗西斯‧高銳") == [("弗朗西斯‧高銳", "Francis Gurry")]
    assert found(of, "国务院和國務院") == [("国务院", "State Council"), ("國務院", "State Council")]
    assert found(of, "乾隆年間") == found(of, "乾隆年间") == [("乾隆", "Qianlong")]


def test_a_latin_term_is_a_word_by_itself() -> None:
    of = base("WIPO,WIPO,keep,,,,", "5G,5G,keep,,,,", "专利PCT,patent PCT,term,,,,")
    assert found(of, "WIPO的5G和ＷＩＰＯ") == [("WIPO", "WIPO"), ("5G", "5G"), ("ＷＩＰＯ", "WIPO")]
    assert found(of, "WIPOS、eWIPO、15G、wipo、WIPO2") == []
    assert found(of, "实用专利PCT申请、专利PCTs") == [("专利PCT", "patent PCT")]


@pytest.mark.parametrize(
    "source",
    ["`PCT`", "[网页](https://a.b/PCT)", "见https://a.b/PCT/x。", "发至PCT@a.b", "www.a.b/PCT", "见<http://a.b/?PCT>"],
)
def test_a_name_in_an_address_or_in_code_is_not_found(source: str) -> None:
    assert found(base("PCT,PCT,keep,,,,"), source) == []
    assert found(base("PCT,PCT,keep,,,,"), source + "，PCT") == [("PCT", "PCT")]


def test_two_names_at_once_are_ambiguous_and_one_name_twice_is_not() -> None:
    assert found(base("李明,Li Ming,person,,,,", "李明,Lee Ming,person,,,,"), "李明") == [("李明", None)]
    assert found(base("李明,Li Ming,person,,,,", "李明,Li Ming,person,,,,"), "李明") == [("李明", "Li Ming")]


def test_a_forbidden_row_hides_no_name_and_goes_with_the_term_that_it_speaks_of() -> None:
    of = base("专利局,Patent Office,office,,,,", "专利局长,Bureau Chief,forbidden,,,,", "局,Bureau,forbidden,,,,")
    (match,) = of.find("专利局长", "")
    assert (match.start, match.end, match.term and match.term.target) == (0, 3, "Patent Office")
    assert [term.target for term in match.terms] == ["Patent Office", "Bureau Chief"]
    assert [(m.start, m.term, m.terms[0].target) for m in of.find("该局", "")] == [(1, None, "Bureau")]


def test_a_row_that_nobody_has_answered_yet_is_not_used() -> None:
    of = base('申长雨,Shen Zhangyu,person,,,,"pinyin, unverified; seen 3 ×"', "专利局,,office,,,,")
    assert of.find("申长雨和专利局", "") == ()
    assert of.knows("申长雨")
    assert of.knows("專利局")
    assert not of.knows("商标局")


def test_kept_words_need_no_target() -> None:
    assert found(base("CPC,,keep,,,,"), "CPC分类") == [("CPC", "CPC")]


SMALL = st.text(alphabet="甲乙丙國国a1 ", min_size=1, max_size=4)


def alike(text: str) -> str:
    return closed(folded(text))[0]


@given(st.lists(SMALL.filter(str.strip), max_size=6), st.text(alphabet="甲乙丙國国a1 ", max_size=12))
@example(["丙 丙"], "丙丙 丙")
@example(["丙丙"], "丙 丙")
def test_matches_are_in_order_apart_and_complete(sources: list[str], text: str) -> None:
    of = TermBase(tuple(Term(source.strip(), f"T{number}") for number, source in enumerate(sources)))
    matches = of.find(text, "")
    assert all(before.end <= after.start for before, after in pairwise(matches))
    for match in matches:
        assert {alike(term.source) for term in match.terms} == {alike(text[match.start : match.end])}
    for term in of.terms:
        places = [n for n in range(len(text)) if folded(text).startswith(folded(term.source), n)]
        whole = [n for n in places if HAN.fullmatch(term.source[0]) and HAN.fullmatch(term.source[-1])]
        for start in whole:  # nothing is passed over except for something longer, or as long; blanks do not count
            end, letters = start + len(term.source), len(alike(term.source))
            over = [m for m in matches if m.start < end and start < m.end]
            assert any(len(alike(text[m.start : m.end])) >= letters for m in over)


@given(st.text(max_size=30))
def test_folding_changes_no_position(text: str) -> None:
    assert len(folded(text)) == len(text)
    assert folded(folded(text)) == folded(text)


def test_a_match_says_what_the_contract_says() -> None:
    assert base("专利,patent,term,,,,").find("发明专利", "") == (Match(2, 4, (Term("专利", "patent"),)),)


# --- terms check ---


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["甲乙,A,term,,,,", "甲乙,B,term,,,,"], "3 error: 甲乙: is B here and A in line 2 at the same time"),
        (["国甲,A,term,,,,", "國甲,B,term,,,,"], "3 error: 國甲: is B here and A in line 2"),
        (["甲乙,A,term,,,2018-08-28,", "甲乙,B,term,,2018-08-28,,"], "3 error: 甲乙: is B here"),
        (["甲乙,A,term,,,,", "甲乙,A,office,,,,"], "3 warning: 甲乙: repeats line 2"),
        (["甲乙,A,term,,,,", "甲乙,A,forbidden,,,,"], "3 error: 甲乙: forbids A, but line 2 has A"),
        (["甲乙,A,term,B b,,,", "甲乙,b,forbidden,,,,"], "3 error: 甲乙: forbids b, but line 2 has B b"),
        (["甲乙,A,term,,,,", "甲乙丙,A,forbidden,,,,"], "3 error: 甲乙丙: forbids A, but line 2 has A for 甲乙"),
        (["甲乙,A,term,,2019,2018,"], "2 error: 甲乙: is valid from 2019-01-01 until 2018-12-31, so never"),
        (["甲乙,li ming,person,,,,"], "2 error: 甲乙: li ming is a person's name without a capital letter"),
        (["PCT,Pct,keep,,,,"], "2 error: PCT: has the kind keep, but its target is Pct"),
        (["甲乙,,term,,,,"], "2 warning: 甲乙: has no target yet"),
        (['甲乙,Jia Yi,person,,,,"pinyin, unverified"'], "2 warning: 甲乙: Jia Yi is unverified pinyin"),
        (["局,bureau,term,,,,"], "2 warning: 局: a single character also matches inside other words"),
    ],
)
def test_check_finds(rows: list[str], says: str) -> None:
    (problem,) = problems(base(*rows))
    assert f"{problem.line} {problem.severity}: {problem.message}".startswith(says)


@pytest.mark.parametrize(
    "rows",
    [
        ["甲乙,A,term,,,2018-08-27,", "甲乙,B,term,,2018-08-28,,"],
        ["甲乙,A,term,,,,", "甲乙,a,forbidden,,,,"],
        ["甲乙,Ab,term,,,,", "甲乙,A,forbidden,,,,"],
        ["甲乙,A,term,,,,", "乙,A,forbidden,,,,"],
        ["甲乙,B,forbidden,,,,", "甲乙,C,forbidden,,,,"],
        ["甲乙,李明,person,,,,"],
        ["PCT,,keep,,,,"],
    ],
)
def test_check_says_nothing_of_what_is_right(rows: list[str]) -> None:
    assert problems(base(*rows)) == ()


def test_the_sample_and_the_bench_have_no_errors() -> None:
    for path in (ROOT / "locales/en/terms.csv", ROOT / "bench/terms.csv"):
        assert problems(load(path)) == ()


def test_check_exits_with_1_on_errors_only_and_says_what_the_releases_never_need(tmp_path: Path) -> None:
    room = newsroom.make(tmp_path)
    room.write("locales/en/terms.csv", HEADER + "备忘录,memo,term,,,,\n谅解备忘录,MoU,term,,,,\n双方,,term,,,,\n")
    output = room.run("terms", "check").stdout
    assert "terms.csv:4: warning: 双方: has no target yet" in output
    assert "terms.csv: info: 1 of 2 terms occur in no release: 谅解备忘录\n" in output
    assert output.endswith("0 errors, 1 warning\n")
    room.write("sources/visit.md", "签署谅解备忘录。")
    assert (
        "terms.csv:2: info: 备忘录: occurs in the releases only inside longer terms"
        in room.run("terms", "check").stdout
    )
    room.write("locales/en/terms.csv", HEADER + "备忘录,memo,term,,,,\n备忘录,MoU,term,,,,\n")
    assert "1 error, 0 warnings" in room.run("terms", "check", status=1).stdout
    room.write("locales/en/terms.csv", HEADER + "备忘录,memo,trem,,,,\n")
    assert "line 2: 'trem' is not a kind of term; did you mean term?" in room.run("terms", "check", status=1).stderr


# --- terms suggest ---


def suggested(text: str, of: TermBase | None = None) -> set[str]:
    from workflow.readers.text import read

    release = read(text.encode(), path="sources/r.txt", language="zh-Hans")
    return {each.term.source for each in advice.suggestions(of or TermBase(), [release])}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("副局长张茂于率团访问慕尼黑。", {"张茂于"}),
        ("局长王强在会上致辞。", {"王强"}),
        ("李明教授和欧阳修文女士到会。", {"李明", "欧阳修文"}),
        ("尉迟恭表示，合作很好。", {"尉迟恭"}),
        ("总干事弗朗西斯·高锐和局长申长雨出席。", {"弗朗西斯·高锐", "申长雨"}),
        ("局長甘紹寧出席了會議。", {"甘紹寧"}),
        (
            "代表团访问了德国专利商标局、国家发展和改革委员会和北京大学。",
            {"德国专利商标局", "国家发展和改革委员会", "北京大学"},
        ),
        ("来自世界知识产权组织的专家与外交部举行会谈。", {"世界知识产权组织", "外交部"}),
        ("方案指出，全部工作由该局和两局的办公室完成。", set()),
        ("商务代表强调，平均周期为八个月，部分数据已公布。", set()),
        ("会议主席宣布，双方签署文件。", set()),
        ("市民可参阅某某防护中心网页。会后，某某大学校长沈长风讲话。", {"某某防护中心", "某某大学", "沈长风"}),
        ("某局和某部门参加。", set()),
    ],
)
def test_people_and_offices_are_proposed(text: str, names: set[str]) -> None:
    assert suggested(text) == names


def test_what_the_base_knows_is_not_proposed_and_helps_to_find_the_rest() -> None:
    of = base("国家知识产权局局长,CNIPA Commissioner,title,,,,", "贺化,,person,,,,")
    assert suggested("国家知识产权局局长申长雨和副局长贺化出席。", of) == {"申长雨"}


def test_suggest_prints_rows_for_the_file_and_changes_nothing(tmp_path: Path) -> None:
    room = newsroom.make(tmp_path)
    room.write("sources/visit.md", "副局长张茂于率团访问安道尔专利局。\n\n张茂于表示感谢。")
    before = room.files()
    result = room.run("terms", "suggest")
    assert result.stdout == (
        HEADER
        + '张茂于,Zhang Maoyu,person,,,,"pinyin, unverified; seen 2 × in visit"\n'
        + "安道尔专利局,,office,,,,look up the name; seen 1 × in visit\n"
    )
    assert "1 person and 1 office that" in result.stderr
    assert room.files() == before


def test_suggest_appends_once_and_leaves_what_is_there(tmp_path: Path) -> None:
    room = newsroom.make(tmp_path)
    room.write("sources/visit.md", "副局长张茂于率团访问安道尔专利局。")
    mine = "\ufeffsource;target;kind;own remarks\r\n专利;patent;term;x".encode()
    file = room.write("locales/en/terms.csv", mine)
    assert "added 1 person and 1 office" in room.run("terms", "suggest", "--append").stdout
    after = file.read_bytes()
    assert after.startswith(mine)
    assert after.decode().endswith("\r\n安道尔专利局;;office;\r\n")
    assert "nothing to add" in room.run("terms", "suggest", "visit", "--append").stdout
    assert file.read_bytes() == after


def test_somebody_who_saves_while_rows_are_added_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from workflow.newsroom import terms as service

    room = newsroom.make(tmp_path)
    room.write("sources/visit.md", "副局长张茂于率团访问安道尔专利局。")
    really = service.write_over
    saves = [HEADER + "安道尔专利局,European Patent Office,office,,,,\n"]

    def write_over(path: Path, data: bytes, seen: bytes | None) -> bool:
        if saves:
            room.write("locales/en/terms.csv", saves.pop())
        return really(path, data, seen)

    monkeypatch.setattr(service, "write_over", write_over)
    room.run("terms", "suggest", "--append")
    assert [term.source for term in load(room.root / "locales/en/terms.csv").terms] == ["安道尔专利局", "张茂于"]


# --- the test set ---


def rows_of(name: str) -> list[dict[str, str]]:
    with (ROOT / "bench" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(("name", "count"), [("sentences.tsv", 100), ("held-out.tsv", 50)])
def test_the_marks_of_the_test_set_are_what_the_base_finds_and_the_references_have(name: str, count: int) -> None:
    rows = rows_of(name)
    of = load(ROOT / "bench/terms.csv")
    assert len({row["source"] for row in rows}) == len({row["id"] for row in rows}) == count
    for row in rows:
        marked = set()
        for mark in filter(None, row["marks"].split("; ")):
            kind, _, rest = mark.partition(":")
            words, _, forms = rest.partition("=")
            assert words in row["source"], mark
            assert any(form.lower() in row["reference"].lower() for form in forms.split("|")), mark
            if kind != "figure":
                marked.add((kind, words))
        matches = of.find(row["source"], row["date"])
        assert marked == {(m.term.kind, row["source"][m.start : m.end]) for m in matches if m.term}
        assert all(match.term for match in matches)


@pytest.mark.parametrize("name", ["releases.tsv", "releases-held-out.tsv"])
def test_the_references_of_the_sentences_of_releases_have_what_is_marked(name: str) -> None:
    rows = rows_of(name)
    assert len({row["source"] for row in rows}) == len({row["id"] for row in rows}) == len(rows) == 100
    assert Counter(row["kind"] for row in rows).most_common() == [(row["kind"], 10) for row in rows[::10]]
    for row in rows:
        for mark in filter(None, row["marks"].split("; ")):
            _, _, rest = mark.partition(":")
            _, _, forms = rest.partition("=")
            assert any(form.lower() in row["reference"].lower() for form in forms.split("|")), mark
