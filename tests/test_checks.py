"""The checks: each family flags what could mislead a reader, and says nothing of a correct pair."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.checks import (
    characters,
    digits,
    leftovers,
    markup,
    values,
)
from workflow.checks.example import Example
from workflow.contracts.checks import Context, Inspect, Shown
from workflow.contracts.registries import CHECKS
from workflow.languages.chinese.numbers import numeral_values
from workflow.markup.printing import printed, said
from workflow.model import Finding, Release, Unit

FAMILIES = tuple(check.inspect for check in CHECKS.values())


def release(
    *,
    date: str = "",
    inline: Literal["markdown", "plain"] = "markdown",
    references: tuple[tuple[str, str, str], ...] = (),
) -> Release:
    return Release(
        id="r",
        path="sources/r.md",
        language="zh-Hans",
        pieces=(),
        blocks=(),
        date=date,
        markup=inline,
        references=references,
    )


def findings(
    check: Inspect, source: str, target: str, language: str = "en", of: Release | None = None
) -> list[tuple[str, str]]:
    unit = Unit(source=source, target=target)
    of = of or release()
    found: Iterator[Finding] = check(said(unit, of), Context(of, language))
    result = list(found)
    assert all(finding.unit is unit for finding in result)
    return [(finding.severity, finding.message) for finding in result]


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_of_the_contract_explains_itself_with_pairs_that_it_flags_and_pairs_that_it_does_not(
    name: str,
) -> None:
    explanation = CHECKS[name].explanation
    assert 2 <= len(re.findall(r"[.?!](?= [A-Z]| `|$)", explanation)) <= 6
    assert "\n" not in explanation
    assert {bool(example.expected) for example in CHECKS[name].examples} == {True, False}


@pytest.mark.parametrize(("name", "example"), [(name, example) for name in CHECKS for example in CHECKS[name].examples])
def test_an_example_of_a_check_is_found_as_it_says(name: str, example: Shown) -> None:
    assert isinstance(example, Example)
    found = example.findings(CHECKS[name].inspect)
    worst = min((finding.severity for finding in found), default="")  # "error" < "warning"
    assert worst == example.expected
    assert {finding.check for finding in found} <= {name}


@pytest.mark.parametrize("check", FAMILIES)
def test_a_deliberately_empty_target_has_no_findings(check: Inspect) -> None:
    source = "共受理`a`专利5项，不得使用，见https://www.example.org。"
    assert findings(check, source, "<EMPTY>") == []


# --- leftovers ---


@pytest.mark.parametrize(
    ("source", "target", "language", "severity", "part"),
    [
        ("外观设计", "外观设计", "en", "error", "untranslated"),
        ("外观设计", " 外观设计 ", "fr", "error", "untranslated"),
        ("外观设计", "外观设计", "ko", "error", "untranslated"),
        ("会议结束。", "The meeting ended. <EMPTY>", "en", "error", "<EMPTY>"),
        ("会议结束。", " <EMPTY>", "en", "error", "<EMPTY>"),
        ("会议结束。", "<EMPTY> 会议", "zh-Hant", "error", "<EMPTY>"),
        ("张茂于出席。", "张茂于 attended.", "en", "error", "张茂于"),
        ("张茂于出席。", "Le 张 a assisté.", "fr", "warning", "张"),
        ("副局长(张)出席。", "(张) attended.", "en", "warning", "张"),
        ("他来了。", "He came。", "en", "warning", "。"),
        ("专利、商标", "Patents、trademarks", "en", "warning", "、"),
        ("《专利法》", "the 《Patent Law》", "en", "warning", "《 》"),
        ("增长5%", "up ５％", "en", "warning", "５ ％"),
        ("局（署）", "CNIPA（the office）", "en", "warning", "（ ）"),
        ("两 段", "two　parts", "en", "warning", "U+3000"),
    ],
)
def test_what_was_left_in_chinese_is_found(source: str, target: str, language: str, severity: str, part: str) -> None:
    found = findings(leftovers.check, source, target, language)
    assert [s for s, m in found if part in m] == [severity]


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("国家知识产权局", "Guojia Zhishi Chanquan Ju (国家知识产权局)", "en"),
        ("《专利法》", "the *Patent Law* (《专利法》)", "en"),
        ("国家知识产权局", "the “Office” (国家知识产权局, formerly SIPO)", "en"),
        ("“你好……”他说——", "“Hello…” he said—and left.", "en"),
        ("见`专利`一节", "See the section `专利`.", "en"),
        ("见[栏目](说明.md)", "See the [section](说明.md).", "en"),
        ("外观设计", "外观设计", "ja"),
        ("外觀設計", "外观设计", "zh-Hans"),
        ("专利、商标", "特許、商標。", "ja"),
        ("专利", "특허「특허」", "ko"),
        ("输入<EMPTY>即可", "Enter <EMPTY>.", "en"),
    ],
)
def test_what_may_stay_in_chinese_is_not_flagged(source: str, target: str, language: str) -> None:
    assert findings(leftovers.check, source, target, language) == []


# --- markup ---


@pytest.mark.parametrize(
    ("source", "target", "severity", "part"),
    [
        ("运行`make demo`。", "Run it.", "warning", "`make demo`"),
        ("先`a`后`a`", "`a`, then that", "warning", "`a`"),
        ("见https://www.example.org/zh。", "See https://www.example.org/en.", "warning", "/zh"),
        ("见https://www.example.org/zh。", "See the site.", "warning", "https://www.example.org/zh"),
        ("请致函news@example.org。", "Please write.", "warning", "news@example.org"),
        ("见[条约](https://www.example.org/pct/)。", "See the treaty.", "warning", "https://www.example.org/pct/"),
        ("见条约。", "See [it](https://evil.example).", "warning", "not in the source"),
        ("见[条约](a.md)", "[it](javascript:alert(1))", "error", "javascript:alert(1)"),
        ("见条约", "[it]( <JavaScript:alert(1)> 'x')", "error", "JavaScript"),
        ("见条约", "[it](java&#115;cript:x)", "error", "http"),
        ("见条约", "[it](javascript&colon;x)", "error", "http"),
        ("见条约", "![it](data:image/png;base64,AA)", "error", "http, https or mailto"),
        ("见条约", "[it](javascript:((((((((((((x)))))))))))))", "error", "javascript"),
        ("图", "![a](images/other.jpg)", "error", "images/other.jpg"),
        ("![图](a.jpg)", "![a](b.jpg)", "error", "b.jpg"),
        ("![图](a.jpg)说明", "A caption", "warning", "a.jpg"),
        ("见[条约][pct]", "See the treaty", "warning", "https://www.example.org/pct/"),
        ("**重要**", "**Important", "warning", "**"),
        ("重要", "an *important thing", "warning", "*"),
        ("**重要**", "Important", "warning", "lost"),
        ("代码", "some `code", "warning", "backtick"),
        ("重要", "<b>Important</b>", "warning", "<b>, </b>"),
        ("重要", 'x <script src="x">', "warning", "<script"),
        ("重要", "a <!-- note", "warning", "<!--"),
    ],
)
def test_damaged_markup_is_found(source: str, target: str, severity: str, part: str) -> None:
    of = release(references=(("PCT", "https://www.example.org/pct/", ""),))
    assert severity in [s for s, m in findings(markup.check, source, target, of=of) if part in m]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (
            "运行`make demo`，见[条约](https://www.example.org/a_(b) '题')。",
            "See [it](<https://www.example.org/a_(b)>), run `make demo`.",
        ),
        (
            "见https://www.example.org/zh/，或www.example.org。",
            "See <https://www.example.org/zh/> or [www.example.org].",
        ),
        ("请致函news@example.org。", "Write to [us](mailto:news@example.org)."),
        ("见[条约][pct]", "See the [treaty][PCT]"),
        ("见[条约][pct]", "See the [treaty](https://www.example.org/pct)"),
        ("![图](images/a%20b.jpg)", "![picture](<images/a b.jpg>)"),
        ("[![图](a.jpg)](b.md)", "[![picture](a.jpg)](b.md)"),
        ("打电话[给我们](tel:010-0000)", "[Call](tel:010-0000)"),
        ("**重要**的《专利法》", "The __important__ *Patent Law*"),
        ("5 * 3，snake_case", "5 * 3 is a snake_case"),
        ("价格*", "Price*"),
        ("代码`` a`b ``", "The code `` a`b ``"),
        ("转义\\*和\\`", "Escaped \\* and \\`"),
        ("5<6", "5<6 and 7>6"),
        ("换行<br>重要", "A break<br/>important"),
        ("见`[x](javascript:y)`", "See `[x](javascript:y)`"),
    ],
)
def test_intact_markup_is_not_flagged(source: str, target: str) -> None:
    of = release(references=(("PCT", "https://www.example.org/pct/", ""),))
    assert findings(markup.check, source, target, of=of) == []


def test_in_plain_text_only_addresses_are_compared() -> None:
    plain = release(inline="plain")
    assert findings(markup.check, "**重要**`x`", "<b>[important](javascript:x)", of=plain) == []
    assert len(findings(markup.check, "邮件至help@example.org。", "by e-mail", of=plain)) == 1


# --- characters ---


@pytest.mark.parametrize(
    ("target", "language", "severity", "part"),
    [
        ("a\x07b", "en", "error", "U+0007 CONTROL CHARACTER at character 2"),
        ("a\x85b", "en", "error", "U+0085 NEXT LINE"),
        ("a\rb", "en", "error", "U+000D CARRIAGE RETURN"),
        ("a\u2028b", "en", "error", "U+2028 LINE SEPARATOR"),
        ("ab\u202ec", "en", "error", "U+202E RIGHT-TO-LEFT OVERRIDE at character 3"),
        ("ab\u2067c", "en", "error", "U+2067"),
        ("ab\u2067c", "ar", "error", "U+2067"),
        ("\u202eab\u202c", "he", "error", "U+202E"),
        ("a\ud800b", "en", "error", "U+D800 LONE SURROGATE"),
        ("a\ufffeb", "en", "error", "U+FFFE NONCHARACTER"),
        ("a\nb", "en", "warning", "U+000A LINE FEED"),
        ("a\tb", "en", "warning", "U+0009 TAB"),
        ("a\u200bb", "en", "warning", "U+200B ZERO WIDTH SPACE at character 2"),
        ("a\u2060b\ufeffc", "en", "warning", "U+FEFF"),
        ("so\u00adft, so\u00adft", "en", "warning", "at character 3, 10"),
        ("a\u200db", "en", "warning", "U+200D"),
        ("a\U000e0041b", "en", "warning", "U+E0041"),
        ("a\U000e0101b", "en", "warning", "U+E0101"),
        ("a\ufe0fb", "en", "warning", "U+FE0F"),
        ("a\ufffdb", "en", "warning", "U+FFFD REPLACEMENT CHARACTER"),
        ("a\ue000b", "en", "warning", "PRIVATE USE"),
        ("cafe\u0301", "fr", "warning", "composed form (NFC) at character 4"),
        ("the pаtent", "en", "warning", "U+0430 CYRILLIC SMALL LETTER A"),
        ("Ιnvention", "en", "warning", "U+0399 GREEK CAPITAL LETTER IOTA"),
    ],
)
def test_deceptive_characters_are_named_with_their_place(target: str, language: str, severity: str, part: str) -> None:
    found = findings(characters.check, "专利", target, language)
    assert [s for s, m in found if part in m] == [severity]


@pytest.mark.parametrize(
    ("target", "language"),
    [
        ("A naïve “café” — £5, 10 µm, ΔT, β2, NF-κB, 5\u00a0%", "en"),
        ("\u2067ab\u2069\u200f", "ar"),
        ("می\u200cخواهم", "fa"),
        ("क्\u200dष", "hi"),
        ("ภาษา\u200bไทย", "th"),
        (
            "👩\u200d🔬 ❤\ufe0f 1\ufe0f\u20e3 \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "en",
        ),
        ("葛\U000e0100城", "ja"),
        ("Москва и COVID-карта", "ru"),
        ("the name Москва (СССР)", "en"),
    ],
)
def test_unusual_but_honest_characters_are_not_flagged(target: str, language: str) -> None:
    assert findings(characters.check, "专利", target, language) == []


def test_a_line_feed_that_the_source_has_too_is_not_flagged() -> None:
    assert findings(characters.check, "一\n二", "one\ntwo") == []


def test_many_kinds_of_wrong_characters_stay_few_findings_and_an_error() -> None:
    found = findings(characters.check, "专利", "".join(map(chr, range(0xA0, 0x2070))) + "\x01")
    assert len(found) < 10
    assert "error" in {severity for severity, _ in found}


# --- figures ---


@pytest.mark.parametrize(
    ("source", "target", "missing", "added"),
    [
        ("受理专利75.1万件", "75.1 million applications", "75.1万 (751,000)", "75.1 million"),
        ("同比增长18.8%", "up 18.9% year on year", "18.8%", "18.9%"),
        ("同比下降1.28%", "down 128%", "1.28%", "128%"),
        ("2018年9月", "September 2019", "2018年", "2019"),
        ("2018年9月", "October 2018", "9月", ""),
        ("约1.5亿人", "some 15 million people", "1.5亿 (150 million)", "15 million"),
        ("12万亿元", "12 billion yuan", "12万亿 (12 trillion)", "12 billion"),
        ("100多万人", "over 100 million people", "100万 (1 million)", "100 million"),
        ("3亿5000万人", "305 million people", "3亿5000万 (350 million)", "305 million"),
        ("5至10万件", "5 to 10 million", "10万 (100,000)", "10 million"),
        ("第四次修改", "the fifth amendment", "第四次", ""),  # "a fifth" is too often a part
        ("第１６届会议", "the 15th session", "第16", "15th"),
        ("三家企业", "four companies", "三家", "four"),
        ("大约三十五分钟", "about 25 minutes", "三十五分钟", "25"),
        ("百分之十八点八", "18.6 percent", "百分之十八点八", "18.6 percent"),
        ("近三分之二", "nearly three quarters", "三分之二", ""),
        ("二〇一八年", "2008", "二〇一八年", "2008"),
        ("十二月一日", "November 1", "十二月", ""),
        ("出席会议", "40 people attended", "", "40"),
        ("由8個月縮短至6個月", "from 8 months to 5", "6个月", "5"),
        ("一百四十亿年", "billions of years", "一百四十亿年", ""),
    ],
)
def test_a_figure_of_another_value_is_found(source: str, target: str, missing: str, added: str) -> None:
    expected = [f"{missing} is not in the translation"] if missing else []
    expected += [f"{added} is not in the source"] if added else []
    found = findings(values.check, source, target)
    assert [message for _, message in found if "is not in" in message] == expected
    assert "error" in {severity for severity, _ in found} or (target, source) == ("40 people attended", "出席会议")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("受理专利75.1万件", "751,000 applications"),
        ("受理专利75.1万件", "0.751 million applications"),
        ("同比增长18.8％", "up 18.8 per cent on the year"),
        ("约1.5亿人", "some 150 million people"),
        ("12万亿元", "RMB12 trillion"),
        ("12万亿元", "12tn yuan"),
        ("3亿5000万人", "350 million people"),
        ("100多万人", "over one million people"),
        ("逾2,500名", "over two and a half thousand, 2,500 to be exact"),
        ("１５４.２万件", "1.542 million"),
        ("600-700万卢布", "RUB6-7 million"),
        ("5至10万件", "between 50,000 and 100,000"),
        ("2016—2017年", "2016–17"),
        ("2018年9月3日至8日", "3–8 September 2018"),
        ("第4次修改", "the fourth amendment"),
        ("第4次修改", "the 4th amendment"),
        ("第十六次会议", "the 16th meeting"),
        ("每年2次增加到3次", "from twice to three times a year"),
        ("一项或两项", "an item or a couple of them"),
        ("二十国集团", "the G20"),
        ("COVID-19和G20峰会", "COVID-19 and the G20 summit"),
        ("二〇一八年", "2018"),
        ("20世纪90年代", "the 1990s"),
        ("18世纪80年代", "the 1780s"),
        ("八十年代", "the eighties"),
        ("四十年的故事", "a story of four decades"),
        ("三分之一", "a third"),
        ("近三分之二", "nearly two-thirds"),
        ("四分之三", "three quarters"),
        ("三分之一的企业", "one in three companies"),
        ("减少了四分之一", "fell by 25 percent"),
        ("占50%", "half of them"),
        ("高达七成", "as much as 70%"),
        ("2.2个百分点", "2.2 percentage points"),
        ("0.5个百分点", "half a percentage point"),
        ("增长2倍", "trebled, or grew by 200 percent"),
        ("半年", "six months"),
        ("12个月", "a year"),
        ("14时30分", "2:30 p.m."),
        ("突破千亿元", "exceeded RMB100 billion"),
        ("第二次世界大战", "World War II"),
        ("“十三五”规划", "the 13th Five-Year Plan"),
        ("约十七八岁", "seventeen or eighteen years old"),
        ("二十两银子", "twenty taels of silver"),
        ("四川省三农问题", "agriculture in Sichuan"),
        ("十分重视", "attached great importance"),
        ("咨询电话为010-0000-0000", "call 010-0000-0000"),
        ("见https://www.example.org/2018/09。", "See [the page](https://www.example.org/2018/10)."),
        ("重点是**6个月**", "the point is **six** months"),
        ("1. 机器翻译", "Machine translation"),
        ("5000千瓦，3千米", "5,000 kW, 3 km"),
        ("每5年一次", "every five years"),
        ("二百零五人", "two hundred and five people"),
        ("1224亿元，同比增长12.3%", "122.4 billion yuan, up 12.3% year on year"),
    ],
)
def test_a_figure_of_the_same_value_is_not_flagged(source: str, target: str) -> None:
    assert findings(values.check, source, target) == []


def test_the_year_of_the_release_may_be_spelt_out() -> None:
    assert findings(values.check, "今年8月", "in August 2018", of=release(date="2018-09-12")) == []
    assert findings(values.check, "今年8月", "in August 2018") == [("warning", "2018 is not in the source")]


@pytest.mark.parametrize(
    ("source", "target", "language", "flagged"),
    [
        ("75.1万件，增长18.8%", "751.000 Anmeldungen, 18,8 % mehr", "de", False),
        ("75.1万件，增长18.8%", "75,1 Millionen, 18,8 % mehr", "de", True),
        ("1.5亿人", "150 milioni di persone", "it", False),
        ("1.5亿人", "15 milioni di persone", "it", True),
        ("2018年9月", "settembre 2018", "it", False),
        ("2018年9月", "settembre 2019", "it", True),
        ("2018年9月", "กันยายน 2561", "th", False),
        ("18.8%", "١٨٫٨٪", "ar", False),
        ("150万", "15 लाख", "hi", False),
        ("75.1万件", "75.1万件", "ja", False),
        ("75.1万件", "75.2万件", "ja", True),
        ("受理50件", "cinquanta domande", "it", False),
        ("第3次，共5项", "3. Mal", "de", False),
    ],
)
def test_in_a_language_without_a_room_only_what_no_spelling_explains_is_flagged(
    source: str, target: str, language: str, flagged: bool
) -> None:
    assert bool(findings(digits.check, source, target, language)) is flagged
    assert not findings(values.check, source, target, language)


# --- any text ---

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
LIKELY_TEXT = st.lists(
    st.sampled_from(
        [*"[]()<>!`*_\\\"' \n\t,.:/-%&;0159一两三十百千万亿点零第几多上成倍年月日时", "百分之", "分之", "个月", "hundred", "one", "third",
         " and ", "million", "half", "May", "decades", "2018", "http://a", "www.", "a@b.c", "\u202e", "\u200d", "\ud800", "\u0301", "<b>", "<EMPTY>"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(
    source=ANY_TEXT | LIKELY_TEXT,
    target=ANY_TEXT | LIKELY_TEXT,
    language=st.sampled_from(["en", "de", "ja", "ar", "zh-Hant", "pt_BR", ""]),
    inline=st.sampled_from(["markdown", "plain"]),
    date=st.sampled_from(["", "2018-09-12", "x"]),
)
def test_any_text_gives_findings_of_one_line_and_no_exception(
    source: str, target: str, language: str, inline: Literal["markdown", "plain"], date: str
) -> None:
    of = release(inline=inline, date=date, references=(("a", "b", ""),))
    for check in FAMILIES:
        for severity, message in findings(check, source, target, language, of):
            assert severity in {"error", "warning"}
            assert message.isprintable()
            assert 0 < len(message) < 1000


@given(text=LIKELY_TEXT)
def test_a_text_is_as_long_without_its_markup(text: str) -> None:
    assert len(printed(text).prose) == len(text)


@given(number=st.integers(0, 10**13))
def test_a_number_written_in_chinese_numerals_has_its_value(number: int) -> None:
    assert number * 10**6 in numeral_values(in_chinese(number))


def in_chinese(number: int) -> str:
    """A number in Chinese numerals, the slow and certain way."""
    if number < 10:
        return "零一二三四五六七八九"[number]
    for size, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            above, below = divmod(number, size)
            zero = "零" if 0 < below < size // 10 else ""
            return in_chinese(above) + name + (zero + in_chinese(below) if below else "")
    raise AssertionError


@pytest.mark.parametrize(
    "piece",
    [
        "two hundred and five million, up 18.8% in May ", "1", "1 ", "1,1", "111,", "1.1-", "a-", "一", "百分之三分之", "中",
        "[", "](", "[a](b(", "[a](b \"c ", "](x \"](x '", "`", "`a``b```", "<a ", "<a:", "a@", "http://a))).", "*a", "\\", " ", "(中",
        "\u202e", "\u0316\u0301", "a\u0301\u0316", "aо", "a",
    ],
)  # fmt: skip
# A quadratic check would take hours, which the time limit of every test (pyproject.toml) ends.
def test_a_check_comes_to_its_end_on_an_enormous_text(piece: str) -> None:
    enormous = (piece * 100_000)[:100_000]
    of = release()
    for unit in (Unit("增长18.8%", target=enormous), Unit(enormous, target="up 18.8%")):
        as_printed = said(unit, of)
        for check in FAMILIES:
            assert all(finding.unit is unit for finding in check(as_printed, Context(of, "en")))
