"""What the fuzzer starts from: the sample newsroom's files, and ledgers with every action."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from fuzz.targets import RELEASE
from workflow.catalogs import po as catalogs
from workflow.model import Catalog, Unit
from workflow.settings import template
from workflow.signoff import ledger as ledgers
from workflow.signoff.editions import edition_digest, edition_of
from workflow.signoff.entries import Approve, Publish, Return, Source, Submit, SubmittedUnit, Supersede, Waive, Withdraw
from workflow.signoff.ledger import Ledger

ROOT = Path(__file__).resolve().parent.parent

WORDS = {
    "markdown": [
        "---",
        "title: ",
        "![",
        "](",
        "**",
        "_",
        "~~",
        "<br>",
        "<!--",
        "-->",
        "```",
        "|",
        "|-|",
        "> ",
        "- ",
        "1. ",
        "[x]: /",
        "&#20013;",
        "\\",
        "。",
        "！？",
        "……",
        "“",
        "”",
        "：“",
        "（完）",
        "2018年9月12日",
        "中",
        "\u3000",
        "\u2028",
        "\ufeff",
        "\r\n",
        "  \n",
        "https://",
        "<script>",
        "</script>",
        "<b>",
        "</b>",
        "#",
        "&nbsp;",
        "%2e",
    ],
    "text": [
        "。",
        "！？",
        "……",
        "“",
        "”",
        "：“",
        "（完）",
        "一、",
        "（一）",
        "第一章",
        "2018年9月12日",
        "日期：",
        "\u3000\u3000",
        "\n\n",
        "\r\n",
        "\ufeff",
        "\u2028",
        "中",
        "www.",
        "@e.org",
    ],
    "docx": [
        "<w:p>",
        "</w:p>",
        "<w:r><w:t>中</w:t></w:r>",
        "<w:t>",
        "<w:r>",
        "<w:rPr><w:b/></w:rPr>",
        "<w:rPr><w:vanish/></w:rPr>",
        "<w:pPr><w:jc w:val='center'/></w:pPr>",
        "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>",
        "<w:tbl><w:tr><w:tc>",
        "</w:tc></w:tr></w:tbl>",
        "<w:tcPr><w:vMerge/></w:tcPr>",
        "<w:ins>",
        "<w:del>",
        "<w:sdt><w:sdtContent>",
        "<w:hyperlink r:id='d'>",
        "<w:fldChar w:fldCharType='begin'/>",
        "<w:fldChar w:fldCharType='separate'/>",
        "<w:fldChar w:fldCharType='end'/>",
        "<w:instrText>TOC",
        "<w:footnoteReference w:id='1'/>",
        "<w:br/>",
        "<w:drawing>",
        "<mc:AlternateContent><mc:Choice>",
        "<!--",
        "<![CDATA[",
        "&#x4e2d;",
        "*",
        "[",
        "2018年9月12日",
    ],
    "docx_file": ["PK\x03\x04", "PK\x01\x02", "PK\x05\x06", "word/", ".rels"],
    "html": [
        "<p>",
        "</p>",
        "<div class=TRS_Editor>",
        "</div>",
        "<br>",
        "<b>",
        "</b>",
        "<a href='#a' id=b>1</a>",
        "<a href='#b' id=a>1</a>",
        "<a href='http://",
        "<sup>",
        "<table><tr><td>",
        "<td rowspan=0 colspan=2>",
        "</table>",
        "<ul><li>",
        "<ol type=i>",
        "<pre>",
        "<select>",
        "<svg>",
        "<template>",
        "<script>",
        "<ruby><rt>",
        "<img src=a.jpg>",
        "<img src=http://a.cn/b.png alt=中>",
        " style='display:none",
        " align=center",
        "<h1>",
        "<!--",
        "-->",
        "&#20013;",
        "&nbsp;",
        "来源：",
        "2018年9月12日",
        "中",
        "\u3000\u3000",
    ],
    "front_matter": [
        "title: ",
        "date: ",
        "source: ",
        "id: ",
        "lang: ",
        "zh-Hant",
        "2018-09-12",
        "https://",
        "HTTP://",
        "!!str ",
        "!!python/object:",
        "&a ",
        "*a",
        "<<: ",
        "|-\n ",
        ">\n ",
        "? ",
        "[",
        "]",
        "{",
        "}",
        "'",
        '"',
        "\\u4e2d",
        "\\U00110000",
        "#",
        "中",
    ],
    "catalog": [
        "msgid ",
        "msgstr ",
        "msgctxt ",
        "#, fuzzy",
        "#~ ",
        "#| ",
        "#~| ",
        "#: ",
        "#. ",
        "# ",
        '""',
        '\\n"',
        "\\\\",
        '\\"',
        "\r\n",
        "msgid_plural ",
        "msgstr[0] ",
        "%20",
        "\u2028",
        "\u2068",
        "\x85",
        "# mt: ",
        "# changed: ",
        "# earlier: ",
        "Language: ",
        "charset=UTF-8",
        "heading",
        "title",
    ],
    "ledger": [
        '"prev":[',
        '"action":',
        '"submit"',
        '"approve"',
        '"return"',
        '"waive"',
        '"publish"',
        '"withdraw"',
        '"supersede"',
        '"who":null',
        '"edition":{',
        '"units":[',
        '"blocks":[',
        '"hash":',
        '"details"',
        "1e999",
        "NaN",
        "\\ud800",
        '"v":1',
    ],
    "toml": [
        "[project]",
        "[draft]",
        "[publish]",
        "[review]",
        "[[project]]",
        "name = ",
        "target_languages = [",
        "locales = {",
        "= 1e999",
        "= 2018-09-12",
        '"""',
        "'''",
        "\\U0001F600",
        "=",
        ".",
        "# ",
        "0x",
        "inf",
        "nan",
        '"zh-Hans"',
        '"en"',
        '"none"',
    ],
}
"""Words of each grammar, for libFuzzer's dictionary."""


_BODY = (
    "<w:p><w:pPr><w:jc w:val='center'/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>标题</w:t></w:r></w:p>"
    "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>甲。</w:t></w:r><w:smartTag><w:r>"
    "<w:t>2018年9月3日</w:t></w:r></w:smartTag><w:r><w:rPr><w:i/></w:rPr><w:t>乙</w:t><w:br/><w:t>丙。</w:t></w:r></w:p>"
    "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>丁</w:t></w:r></w:p></w:tc></w:tr><w:tr>"
    "<w:tc><w:p><w:r><w:t>戊</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p><w:r>"
    "<w:fldChar w:fldCharType='begin'/><w:instrText>REF</w:instrText><w:fldChar w:fldCharType='separate'/><w:t>己</w:t>"
    "<w:fldChar w:fldCharType='end'/></w:r></w:p><w:p><w:pPr><w:jc w:val='right'/></w:pPr><w:r><w:t>2018年9月12日</w:t>"
    "</w:r></w:p>"
)


def seeds(target: str) -> Iterator[bytes]:
    """Files for a target to start from."""
    match target:
        case "markdown":
            yield from _read("sources", "*.md")
            yield (
                "> 一。\n> - 二。“三。”\n\n|甲|乙|\n|-|:-:|\n|丙\\|丁|`戊`|\n\n![图](images/a.png)\n\n"
                "<p>己<br>庚</p>\n\n[辛][x]\n\n[x]: /y\n"
            ).encode()
        case "text":
            yield from _read("sources", "*.txt")
            yield "标题\n日期：2018-09-12\n\n　　一、总则\n　　他表示：“好。”（完）\n\n2018年9月12日\n".encode(
                "gb18030"
            )
        case "html":
            yield (
                "<title>标题_某网</title><h1>标题</h1><p>2018-09-12 来源：某报</p><div class=TRS_Editor>"
                "<p>　　一。二<b>三</b>。</p>"
                "<table><tr><th>甲<td colspan=2>乙<tr><td>丙</table><ul><li>丁<ol start=3><li>戊</ol></ul>"
                "<p align=center><img src=a.jpg></p><p align=center>图</p><p>己<a href='#a' id=b>[1]</a></p>"
                "<p><a href='#b' id=a>[1]</a>庚。</p><p align=right>2018年9月12日</p></div>"
            ).encode()
        case "docx":
            yield _BODY.encode()
        case "docx_file":
            stream = BytesIO()
            with zipfile.ZipFile(stream, "w") as archive:
                archive.writestr("[Content_Types].xml", "<Types/>")
                office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
                archive.writestr("_rels/.rels", f'<a><b Id="1" Type="{office}" Target="a.xml"/></a>')
                word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
                archive.writestr("a.xml", f'<w:document xmlns:w="{word}"><w:body>{_BODY}</w:body></w:document>')
            yield stream.getvalue()
        case "front_matter":
            for data in _read("sources", "*.md"):
                yield data.split(b"---\n")[1]
            yield (
                'title: "题\\u4e2d"\ndate: 2018/9/12 10:00\nsource: https://www.example.org/a\nid: 访问\nlang: zh-TW\n'
                "other: [1, {a: b}]\n"
            ).encode()
        case "catalog":
            yield from _read("locales/en", "*.po")
            yield catalogs.dump(_catalog())
        case "ledger":
            for path in sorted((ROOT / "locales/en").rglob("*.jsonl")):
                yield path.read_bytes().replace(path.stem.encode(), b"visit")
            yield from _ledgers()
        case "toml":
            yield (ROOT / "workflow.toml").read_bytes()
            yield template().encode()


def _read(folder: str, pattern: str) -> Iterator[bytes]:
    for path in sorted((ROOT / folder).rglob(pattern)):
        yield path.read_bytes()


def _catalog() -> Catalog:
    """A catalog with a unit in every state."""
    title, first, second, heading, last = RELEASE.segments
    units = (
        Unit(title.text, title.role, "A visit"),
        Unit(
            first.text, first.role, "They came.", fuzzy=True, comments=("mt: argos zh→en 1.9 (score -0.21) #1a2b3c4d",)
        ),
        Unit(
            second.text,
            second.role,
            "Signed.\nToday.",
            fuzzy=True,
            previous_source="双方签署了协定。",
            comments=("changed: x",),
        ),
        Unit(
            heading.text, heading.role, "Next", place="heading 1", occurrences=("sources/访 问.md",), flags=("no-wrap",)
        ),
        Unit(last.text, last.role),
    )
    gone = (Unit("删。", "", "Gone.", comments=("earlier: Went.",)),)
    return Catalog(
        "visit", "en", units, gone, (("Language", "en"), ("Content-Type", "text/plain; charset=UTF-8")), "note"
    )


def _ledgers() -> Iterator[bytes]:
    """A ledger with every action, on one branch and on two."""
    units = tuple(Unit(segment.text, segment.role, f"Words {n}.") for n, segment in enumerate(RELEASE.segments))
    edition = edition_of(RELEASE, Catalog("visit", "en", units), {})
    when, tool = "2018-09-12T08:00:00Z", "workflow 0.1.0"
    translator, reviewer = "Translator <translator@example.org>", "Reviewer <reviewer@example.org>"
    units_submitted = tuple(SubmittedUnit(digest, "a person", changed=True) for digest in edition.unit_digests)
    submission = Submit(edition_digest(edition), units_submitted)
    submitted = Ledger("visit", "en").with_entry(submission, who=translator, when=when, tool=tool)
    source = Source(RELEASE.path, "0" * 64, RELEASE.source_digest)
    approval = Approve(edition, submitted.entries[-1].hash, source)
    approved = submitted.with_entry(approval, who=reviewer, when=when, tool=tool)
    publication = Publish(approved.entries[-1].hash, {"en/visit.html": "0" * 64})
    whole = approved.with_entry(publication, who=None, when=when, tool=tool)
    waiver = Waive("values", "0" * 64, "0" * 8, "so", "", ("so",))
    for act in (Return("so"), submission, approval, publication, Withdraw("so"), Supersede("other"), waiver):
        whole = whole.with_entry(act, who=None if act == publication else reviewer, when=when, tool=tool)
    beside = submitted.with_entry(Return("so"), who=reviewer, when=when, tool=tool)
    yield ledgers.dump(submitted)
    yield ledgers.dump(whole)
    yield ledgers.dump(approved) + ledgers.dump(beside)
