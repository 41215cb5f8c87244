"""Word documents: what is in the file is in the text or named, and numbers are those that LibreOffice prints."""

import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path

import pytest
from docx_shapes import abstract, docx, drawing, field, level, num, p, png, r, tbl, tc, text_box, tr
from hypothesis import given
from hypothesis import strategies as st

from workflow.markup.spans import Inline, plain
from workflow.model import Block, Release, Segment
from workflow.readers.docx.content import Book, paragraphs_in
from workflow.readers.docx.layout import words
from workflow.readers.docx.numbering import _FORMATS, Numbers, formatted
from workflow.readers.docx.package import Package
from workflow.readers.docx.reader import read
from workflow.readers.docx.story import Story
from workflow.readers.docx.styles import Styles

# --- the account of the text ---

# Few characters, so that marks meet; each word is counted by its own characters.
WORDS = st.text(alphabet="甲乙丙。，：“”（）一二1a. *_`[]<>&;!#~\\　", min_size=1, max_size=8)
LOOKS = st.sampled_from(
    ["", "<w:b/>", "<w:i/>", "<w:strike/>", '<w:b w:val="0"/>', '<w:vertAlign w:val="superscript"/>', "<w:vanish/>"]
)


def wrapped(tag: str) -> Callable[[str], str]:
    return lambda inside: f"<{tag}>{inside}</{tag}>"


RUNS = st.one_of(
    st.builds(lambda text, look: r(text, look=look), WORDS, LOOKS),
    st.builds(lambda text: wrapped("w:smartTag")(r(text)), WORDS),
    st.builds(lambda text: wrapped('w:hyperlink')(r(text)), WORDS),
    st.builds(lambda text: f'<w:hyperlink r:id="rId30">{r(text)}</w:hyperlink>', WORDS),
    st.builds(lambda text: f'<w:ins w:id="1">{r(text)}</w:ins>', WORDS),
    st.builds(lambda text: f'<w:moveFrom w:id="1">{r(text)}</w:moveFrom>', WORDS),
    st.builds(lambda text: field("REF a", r(text)), WORDS),
    st.builds(lambda text: field("DATE", r(text)), WORDS),
    st.builds(lambda text: text_box(p(r(text))), WORDS),
    st.builds(lambda text: f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r(text)}</w:sdtContent></w:sdt>", WORDS),
    st.builds(lambda text: f"<m:oMath><m:r><m:t>{escape(text)}</m:t></m:r></m:oMath>", WORDS),
    st.sampled_from(
        [
            r(inner="<w:br/>"),
            r(inner="<w:tab/>"),
            drawing(),
            r(inner='<w:footnoteReference w:id="2"/>'),
            '<w:bookmarkStart w:id="1" w:name="a"/>',
        ]
    ),
)  # fmt: skip
PARAGRAPHS = st.builds(
    lambda runs, jc, style, numbered, size, mark: p(*runs, jc=jc, style=style, num=numbered, size=size, mark=mark),
    st.lists(RUNS, max_size=4),
    st.sampled_from(["", "center", "right"]),
    st.sampled_from(["", "Heading1", "Title", "TOC1"]),
    st.sampled_from([None, None, (1, 0), (1, 1), (2, 0), (0, 0)]),
    st.sampled_from([0, 44]),
    st.sampled_from(["", "", "", '<w:del w:id="3"/>', "<w:vanish/>"]),
)
CELLS = st.builds(
    lambda inside, about: tc(*inside, about=about),
    st.lists(PARAGRAPHS, min_size=1, max_size=2),
    st.sampled_from(["", '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"]),
)
TABLES = st.builds(
    lambda rows: tbl(*(tr(*cells) for cells in rows)),
    st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=1, max_size=3),
)
DOCUMENTS = st.lists(PARAGRAPHS | TABLES, max_size=6)
NUMBERING = {"numbering": abstract(0, level(0, "bullet", "\uf06c"), level(1, "bullet", "-")) + num(1, 0) + num(2, 0)}


def counted(texts: Iterable[str]) -> Counter[str]:
    """The characters of texts, without white space."""
    return Counter(char for text in texts for char in text if not char.isspace())


def printed(release: Release) -> Iterator[str]:
    """What a page prints of each part of a release; of a note's mark nothing, of a date none (none is generated)."""
    inline = Inline(release.markup, (), {}, {"1": "\u2060"})
    for top in release.blocks:
        for block in top.walk():
            for part in block.content:
                yield (
                    plain(inline.spans(part.text)).replace("\u2060", "")
                    if isinstance(part, Segment) or part.kind == "text"
                    else ""
                )


@given(DOCUMENTS)
def test_the_characters_of_a_document_are_those_that_are_printed_and_those_that_are_named(body: list[str]) -> None:
    note = "注释"
    data = docx(
        *body,
        parts={**NUMBERING, "footnotes": f'<w:footnote w:id="2">{p(note)}</w:footnote>', "header1": p("页眉")},
        files={"word/media/image1.png": png()},
        related=[("rId20", "image", "media/image1.png")],
        outside=[("rId30", "hyperlink", "https://www.example.org/")],
    )
    release = read(data, path="sources/a.docx", language="zh-Hans", changes="accept")
    there = counted([*_said(data), note, "页眉"])
    assert counted([*printed(release), *(each.text for each in release.left_out)]) == there
    cut = [piece.segment for piece in release.pieces if piece.segment]
    assert cut == [part for block in _all(release.blocks) for part in block.content if isinstance(part, Segment)]


def _all(blocks: Iterable[Block]) -> Iterator[Block]:
    for top in blocks:
        yield from top.walk()


def _said(data: bytes) -> Iterator[str]:
    """The text of every element that holds some; of a text box, which is there twice, once."""
    package = Package.open(data, "a.docx")
    root = package.parse(package.main())
    fallbacks = {id(inner) for each in root.iter("mc:Fallback") for inner in each.iter()}
    yield from (each.text or "" for each in root.iter() if each.tag in ("w:t", "m:t") and id(each) not in fallbacks)


# --- LibreOffice ---

FORMS = (
    "decimal decimalZero decimalEnclosedCircle upperRoman lowerRoman upperLetter lowerLetter "
    "chineseCounting chineseCountingThousand chineseLegalSimplified japaneseCounting "
    "ideographTraditional ideographZodiac taiwaneseCountingThousand ideographLegalTraditional ordinal"
).split()
HIGHEST = {"decimalEnclosedCircle": 20, "ideographTraditional": 10, "ideographZodiac": 12}
"""Up to where LibreOffice and Word print the same. From 101 on they differ (Word: 一○一, 一百〇一), and so they do in
decimalFullWidth (Word: １) and ideographDigital (Word: 一〇); there Word is followed, see ``WORD``."""

WORD = (
    ("decimalFullWidth", 10, "１０"), ("ideographDigital", 10, "一〇"), ("chineseCounting", 101, "一○一"),
    ("chineseCountingThousand", 101, "一百〇一"), ("chineseCountingThousand", 110, "一百一十"),
    ("chineseCountingThousand", 1001, "一千〇一"), ("chineseCountingThousand", 12345, "一万二千三百四十五"),
    ("chineseCountingThousand", 10010, "一万〇一十"),
    ("chineseLegalSimplified", 11, "壹拾壹"), ("chineseLegalSimplified", 101, "壹佰零壹"), ("japaneseCounting", 101, "百一"),
    ("japaneseCounting", 1111, "千百十一"), ("ideographTraditional", 11, "11"), ("ideographZodiac", 13, "13"),
    ("decimalEnclosedCircle", 21, "21"), ("ideographZodiacTraditional", 60, "癸亥"), ("ideographZodiacTraditional", 61, "61"),
    ("cardinalText", 1342, "One thousand three hundred forty-two"), ("ordinalText", 20, "Twentieth"), ("ordinal", 112, "112th"),
    ("lowerLetter", 28, "bb"), ("upperRoman", 3999, "MMMCMXCIX"), ("hex", 26, "1A"), ("numberInDash", 3, "- 3 -"),
    ("none", 3, ""), ("001, 002, 003, ...", 7, "007"), ("nobodyKnows", 7, "7"), ("decimal", 0, "0"),
)  # fmt: skip
"""Formats and numbers, as Word prints them."""


@pytest.mark.parametrize(("form", "number", "expected"), WORD)
def test_numbers_as_word_prints_them(form: str, number: int, expected: str) -> None:
    assert formatted(number, form) == expected


DIGITS = [dict(zip(digits, range(1, 10), strict=True)) for digits in (
    "一二三四五六七八九", "壹贰叁肆伍陆柒捌玖", "壱弐参四伍六七八九", "壹貳參肆伍陸柒捌玖", "일이삼사오육칠팔구",
)]  # fmt: skip
DIGIT = {"〇": 0, "○": 0, "零": 0, "영": 0} | {char: digit for each in DIGITS for char, digit in each.items()}
UNIT = {char: 10**place for each in ("十百千", "拾佰仟", "拾百阡", "십백천") for place, char in enumerate(each, 1)}


def said_by(text: str, *, counted: bool) -> int:
    """The number that a numeral says, in any of the scripts of East Asia, with units or digit by digit."""
    if not counted:
        return int("".join(str(DIGIT[char]) for char in text))
    high, low = 0, text
    if unit := next((char for char in "万萬만" if char in text), ""):
        before, _, low = text.partition(unit)
        high = said_by(before, counted=True) if before else 1
    value = digit = 0
    for char in low:
        if char in UNIT:
            value, digit = value + (digit or 1) * UNIT[char], 0
        else:
            digit = DIGIT[char]
    return high * 10_000 + value + digit


COUNTED = (
    "chineseCountingThousand chineseLegalSimplified japaneseCounting japaneseLegal taiwaneseCountingThousand "
    "ideographLegalTraditional koreanCounting"
).split()
BY_DIGIT = "japaneseDigitalTenThousand taiwaneseDigital koreanDigital koreanDigital2".split()
ENCLOSED = {
    "decimalEnclosedCircle": 20,
    "decimalEnclosedCircleChinese": 10,
    "decimalEnclosedFullstop": 20,
    "decimalEnclosedParen": 20,
    "ideographEnclosedCircle": 10,
}


def test_a_numeral_says_its_number_and_no_other_has_it() -> None:
    numbers = [*range(1, 1200), *range(1200, 99_999, 97), 10_000, 10_010, 20_001, 99_999]
    for form in (*COUNTED, *BY_DIGIT, "ideographDigital"):
        for number in numbers:
            text = formatted(number, form)
            assert said_by(text, counted=form in COUNTED) == number, (form, number)
    for form, last in ENCLOSED.items():
        assert [unicodedata.numeric(formatted(number, form)) for number in range(1, last + 1)] == [*range(1, last + 1)]
    for form in ("decimalFullWidth", "decimalFullWidth2", *ENCLOSED, "decimalZero", "decimalHalfWidth"):
        for number in numbers:
            plain = unicodedata.normalize("NFKC", formatted(number, form)).strip("().")
            assert form == "ideographEnclosedCircle" or int(plain) == number, (form, number)
    for form in sorted(_FORMATS.keys() - {"none"}):
        assert len({formatted(number, form) for number in range(1, 400)}) == 399, form


def numbered() -> str:
    """Paragraphs that count in each form, with levels that restart, were skipped, begin elsewhere and are shared."""
    body = "".join(
        p(f"{form}项", num=(at, 0)) for at, form in enumerate(FORMS, 1) for _ in range(min(HIGHEST.get(form, 99), 34))
    )
    for id_, at in (
        (90, 0),
        (90, 1),
        (90, 2),
        (90, 1),
        (90, 2),
        (91, 0),
        (90, 1),
        (92, 0),
        (92, 0),
        (91, 0),
        (93, 2),
        (93, 1),
        (93, 0),
        (93, 1),
        (94, 0),
        (94, 1),
        (94, 1),
    ):
        body += p(f"第{id_}号", num=(id_, at))
    return body + p("样式一", style="Num") + p("样式二", style="Based") + p("无", style="Num", num=(0, 0))


def numbering() -> str:
    shared = abstract(
        90, level(0, "chineseCounting", "（%1）", 2), level(1, "decimal", "%1.%2"), level(2, "lowerLetter", "%3)")
    )
    skipped = abstract(91, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."), level(2, "decimal", "%1.%2.%3."))
    legal = abstract(92, level(0, "decimal", "第%1章"), level(1, "decimal", "%1-%2", 3))
    once = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
    forms = "".join(abstract(at, level(0, form, "%1、")) for at, form in enumerate(FORMS, 1))
    nums = "".join(num(at, at) for at in range(1, len(FORMS) + 1))
    return (
        forms
        + shared
        + skipped
        + legal
        + nums
        + num(90, 90)
        + num(91, 90)
        + num(92, 90, once)
        + num(93, 91)
        + num(94, 92)
    )


NUMBERED_STYLES = (
    '<w:style w:type="paragraph" w:styleId="Num"><w:name w:val="Num"/><w:pPr><w:numPr><w:numId w:val="94"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Based"><w:name w:val="Based"/><w:basedOn w:val="Num"/></w:style>'
)


def test_automatic_numbers_are_those_that_libreoffice_prints(
    tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    soffice = require_tool("soffice")
    data = docx(numbered(), parts={"numbering": numbering()}, more_styles=NUMBERED_STYLES)
    (tmp_path / "a.docx").write_bytes(data)
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={(tmp_path / 'home').as_uri()}",
            "--headless",
            "--convert-to",
            "txt:Text (encoded):UTF8",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "a.docx"),
        ],
        check=True,
        capture_output=True,
    )
    theirs = (tmp_path / "a.txt").read_text(encoding="utf-8-sig").split("\n")
    package = Package.open(data, "a.docx")
    numbers = Numbers.of(package.parse("word/numbering.xml"))
    styles = Styles.of(package.parse("word/styles.xml"), numbers.linked())
    body = package.parse("word/document.xml")[0]
    ours = [
        words(each) for each in paragraphs_in(Story(Book(package, styles, numbers), "word/document.xml").read(body))
    ]
    assert len(ours) > 500
    assert ["".join(line.split()) for line in ours] == ["".join(line.split()) for line in theirs[: len(ours)]]
