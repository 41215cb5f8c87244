"""Word documents: each XML shape that Word and WPS write, and what is read of it."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import pytest
from docx_shapes import (
    BODY,
    NAMESPACES,
    STYLE_IDS,
    TITLE,
    abstract,
    docx,
    drawing,
    field,
    level,
    num,
    p,
    png,
    r,
    tbl,
    tc,
    text_box,
    tr,
    zipped,
)

from workflow.errors import BadInput
from workflow.model import Block, Release, Segment
from workflow.readers.docx.reader import READER, picture, read

_CHART = NAMESPACES["c"]
_DRAWING = NAMESPACES["a"]
PICTURE = {"files": {"word/media/image1.png": png()}, "related": [("rId20", "image", "media/image1.png")]}


def of(*body: str, path: str = "sources/notice.docx", changes: str = "refuse", **more: Any) -> Release:
    return read(docx(*body, **more), path=path, language="zh-Hans", changes=changes)


def shown(blocks: Sequence[Block]) -> list[str]:
    """Blocks as lines: their kind, and their content with | between segments."""
    return [line for block in blocks for line in _shown(block)]


def _content(block: Block) -> str:
    return "|".join(part.text if isinstance(part, Segment) or part.kind != "break" else "↵" for part in block.content)


def _shown(block: Block) -> Iterator[str]:
    match block.kind:
        case "title":
            yield f"# {_content(block)}"
        case "heading":
            yield f"{'#' * block.level} {_content(block)}"
        case "paragraph":
            caption = any(isinstance(part, Segment) and part.role == "caption" for part in block.content)
            yield f"caption {_content(block)}" if caption else _content(block)
        case "figure":
            yield f"figure {block.info.rpartition('/')[2]} {_content(block)}".strip()
        case "list":
            for at, item in enumerate(block.children, block.level):
                mark = f"{at}." if block.info == "ordered" else "-"
                first, *rest = [line for child in item.children for line in _shown(child)]
                yield f"{mark} {first}"
                yield from (f"  {line}" for line in rest)
        case "table":
            for row in block.children:
                cells = [
                    _content(cell) + f"[{cell.columns}x{cell.rows}]" * ((cell.columns, cell.rows) != (1, 1))
                    for cell in row.children
                ]
                yield ("= " if row.level else "| ") + " / ".join(cells)
        case "note":
            lines = [line for child in block.children for line in _shown(child)]
            yield f"[^{block.info}] {' // '.join(lines)}"
        case _:
            raise AssertionError(block)


def left(release: Release) -> list[tuple[str, str, str]]:
    return [(each.kind, each.place, each.text) for each in release.left_out]


NUMBERS = {
    "numbering": abstract(
        0, level(0, "chineseCounting", "（%1）", 2), level(1, "decimal", "%2."), level(2, "decimalEnclosedCircle", "%3")
    )
    + abstract(1, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "lowerLetter", "%3)"))
    + abstract(2, level(0, "bullet", "\uf06c"), level(1, "bullet", "\uf0d8"))
    + abstract(3, level(0, "chineseCountingThousand", "第%1条"))
    + abstract(4, level(0, "decimal", "%1、"), level(1, "upperLetter", "%1%2.", more="<w:isLgl/>"))
    + "".join(num(n + 1, n) for n in range(5))
    + num(7, 1, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>')
    + num(8, 1)
}
"""By numId: 1 （二）, 2 decimal with levels, 3 bullets, 4 第一条, 5 1、; 7 starts at 5; 8 counts on."""


def only(start: str = "", text: str = '<w:lvlText w:val="%1."/>') -> Mapping[str, str]:
    """A numbering of one level, numId 1."""
    form = '<w:numFmt w:val="decimal"/>'
    return {"numbering": abstract(0, f'<w:lvl w:ilvl="0">{start}{form}{text}</w:lvl>') + num(1, 0)}


RUN_IN = "各单位要高度重视，加强领导，落实责任，确保完成任务。"

SHAPES: Mapping[str, tuple[Sequence[str], Mapping[str, Any], Sequence[str]]] = {
    "a title over two paragraphs, with spaces inside a word": (
        (p("关于开展国际交流", **TITLE), p("工作的 通 知", **TITLE), p("各单位："), p(BODY)),
        {},
        ["# 关于开展国际交流工作的通知", "各单位：", BODY],
    ),
    "a title over three paragraphs that are only bold and centred": (
        (*(p(words, jc="center", look="<w:b/>") for words in ("关于申报", "某某大学国际访学项目", "的通知")), p(BODY)),
        {},
        ["# 关于申报某某大学国际访学项目的通知", BODY],
    ),
    "a line break in a title": (
        (
            p(
                r("关于开展国际交流", font="方正小标宋简体", size=44),
                r(inner="<w:br/>"),
                r("工作的通知", size=44),
                jc="center",
            ),
            p(BODY),
        ),
        {},
        ["# 关于开展国际交流工作的通知", BODY],
    ),
    "a document's number and an annex's number above the title": (
        (p("附件1", font="黑体"), p("学字〔2018〕14号", jc="center"), p("国际交流办法", **TITLE), p(BODY)),
        {},
        ["附件1", "学字〔2018〕14号", "# 国际交流办法", BODY],
    ),
    "a letterhead is no title": (
        (
            p("某某局文件", jc="center", size=72, look="<w:b/>"),
            p("某政发〔2018〕15号", jc="center"),
            p("关于会议的通知", **TITLE),
            p(BODY),
        ),
        {},
        ["某某局文件", "某政发〔2018〕15号", "# 关于会议的通知", BODY],
    ),
    "a subtitle and a date under the title": (
        (
            p("在开幕式上的讲话", **TITLE),
            p("——在某某会议上", jc="center"),
            p("（2018年9月12日）", jc="center"),
            p(BODY),
        ),
        {},
        ["# 在开幕式上的讲话", "——在某某会议上", BODY],
    ),
    "a title by its style alone": ((p("国际交流概况", style="TITLE"), p(BODY)), {}, ["# 国际交流概况", BODY]),
    "no look at all": (
        (p("关于开展国际交流的通知"), p("各单位："), p(BODY)),
        {},
        ["# 关于开展国际交流的通知", "各单位：", BODY],
    ),
    "a text without a title": ((p(BODY), p(BODY)), {}, [BODY, BODY]),
    "headings by style": (
        (p("概况", **TITLE), p(BODY), p("背景", style="HEADING 1"), p(BODY), p("意义", style="HEADING 2"), p(BODY)),
        {},
        ["# 概况", BODY, "## 背景", BODY, "### 意义", BODY],
    ),
    "a centred heading right under the title": (
        (
            p("概况", **TITLE),
            p("背景", style="HEADING 1", jc="center"),
            p(BODY),
            p("第二章 意义", jc="center"),
            p(BODY),
        ),
        {},
        ["# 概况", "## 背景", BODY, "## 第二章 意义", BODY],
    ),
    "a subtitle, a caption and a date by their styles": (
        (
            p("概况", **TITLE),
            p("国际交流", style="Sub"),
            p(BODY),
            p(drawing()),
            p("1. 会议现场", style="Cap"),
            p("2018年9月12日", style="Day"),
        ),
        {
            **PICTURE,
            "more_styles": "".join(
                f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/></w:style>'
                for id_, name in (("Sub", "Subtitle"), ("Cap", "caption"), ("Day", "Date"))
            ),
        },
        ["# 概况", "国际交流", BODY, "figure image1.png 1. 会议现场", "2018-09-12"],
    ),
    "headings by outline level": (
        (p("概况", **TITLE), p(BODY), p("背景", about='<w:outlineLvl w:val="0"/>'), p(BODY)),
        {},
        ["# 概况", BODY, "## 背景", BODY],
    ),
    "a paragraph of running text in a heading's style": (
        (p("概况", **TITLE), p(BODY), p(BODY, style="HEADING 1"), p(BODY)),
        {},
        ["# 概况", BODY, BODY, BODY],
    ),
    "typed headings of four levels": (
        (
            p(BODY),
            p("一、总体要求：", font="黑体"),
            p("（一）基本原则", font="楷体"),
            p("1．坚持开放", look="<w:b/>"),
            p("（1）人员往来", font="黑体"),
            p(BODY),
        ),
        {},
        [BODY, "## 一、总体要求：", "### （一）基本原则", "#### 1．坚持开放", "##### （1）人员往来", BODY],
    ),
    "numbers that are run in": (
        (p(BODY), p("1．" + RUN_IN), p("（五）本办法由某某局负责解释。", font="黑体"), p("1．坚持开放")),
        {},
        [BODY, "1．" + RUN_IN, "（五）本办法由某某局负责解释。", "1．坚持开放"],
    ),
    "a typed number before automatic ones": (
        (p("（一）项目启动"), p("项目实施", num=(1, 0)), p("项目验收", num=(1, 0)), p(BODY)),
        {"parts": NUMBERS},
        ["### （一）项目启动", "### （二）项目实施", "### （三）项目验收", BODY],
    ),
    "articles": (
        (p(BODY), p(RUN_IN, num=(4, 0)), p(RUN_IN, num=(4, 0))),
        {"parts": NUMBERS},
        [BODY, "第一条" + RUN_IN, "第二条" + RUN_IN],
    ),
    "a list from the number where it begins, and its inner lists": (
        (
            p(BODY),
            p("甲项工作完成。", num=(2, 0)),
            p("乙项工作完成。", num=(2, 0)),
            p("丙项", num=(3, 0)),
            p("丁项", num=(3, 1)),
            p(BODY),
            p("戊项工作完成。", num=(2, 0)),
        ),
        {"parts": NUMBERS},
        [BODY, "1. 甲项工作完成。", "2. 乙项工作完成。", "- 丙项", "  - 丁项", BODY, "3. 戊项工作完成。"],
    ),
    "numbers of several levels, and of Latin letters": (
        (
            p("甲项工作完成。", num=(2, 0)),
            p("乙项工作完成。", num=(2, 1)),
            p("丙项工作完成。", num=(2, 2)),
            p("丁项工作完成。", num=(2, 1)),
            p("戊项工作完成。", num=(2, 2)),
        ),
        {"parts": NUMBERS},
        ["1. 甲项工作完成。", "1.1 乙项工作完成。", "a) 丙项工作完成。", "1.2 丁项工作完成。", "a) 戊项工作完成。"],
    ),
    "a level that was skipped": (
        (p("甲项工作完成。", num=(2, 1)), p("乙项工作完成。", num=(2, 0))),
        {"parts": NUMBERS},
        ["1.1 甲项工作完成。", "2. 乙项工作完成。"],
    ),
    "legal numbers": (
        (p("甲项工作完成。", num=(5, 0)), p("乙项工作完成。", num=(5, 1))),
        {"parts": NUMBERS},
        ["1、甲项工作完成。", "11. 乙项工作完成。"],
    ),
    "a numbering that starts elsewhere, once, and one that counts on": (
        (
            p("甲项完成。", num=(2, 0)),
            p("乙项完成。", num=(7, 0)),
            p("丙项完成。", num=(7, 0)),
            p("丁项完成。", num=(8, 0)),
        ),
        {"parts": NUMBERS},
        ["1. 甲项完成。", "5. 乙项完成。", "6. 丙项完成。", "7. 丁项完成。"],
    ),
    "numbers by a style, by one based on it, and none by numId 0": (
        (
            p("甲项工作完成。", style="Num"),
            p("乙项工作完成。", style="Based"),
            p("丙项工作完成。", style="Num", num=(0, 0)),
        ),
        {
            "parts": NUMBERS,
            "more_styles": '<w:style w:type="paragraph" w:styleId="Num"><w:name w:val="Num"/><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>'
            '<w:style w:type="paragraph" w:styleId="Based"><w:name w:val="Based"/><w:basedOn w:val="Num"/></w:style>',
        },
        ["第一条甲项工作完成。", "第二条乙项工作完成。", "丙项工作完成。"],
    ),
    "a numbering that says no start begins at 0": (
        (p("甲项完成。", num=(1, 0)), p("乙项完成。", num=(1, 0))),
        {"parts": only()},
        ["0. 甲项完成。", "1. 乙项完成。"],
    ),
    **{
        f"a number whose text is absent by {absent}": (
            (p("甲项完成。", num=(1, 0)),),
            {"parts": only('<w:start w:val="1"/>', f'<w:lvlText w:null="{absent}" w:val="%1."/>')},
            ["1. 甲项完成。" if absent in ("0", "false") else "甲项完成。"],
        )
        for absent in ("1", "true", "on", "0", "false")
    },
    "a title that goes on in another look": (
        (p("关于开展国际交流", **TITLE), p("工作的通知", jc="center", font="黑体", size=36), p(BODY)),
        {},
        ["# 关于开展国际交流工作的通知", BODY],
    ),
    "a title that does not go on in another look": (
        (p("关于开展国际交流", **TITLE), p("会议材料的准备", jc="center", font="黑体", size=44), p(BODY)),
        {},
        ["# 关于开展国际交流", "会议材料的准备", BODY],
    ),
    **{
        f"a numbered line in the look {look}": (
            (p("会议通知", **TITLE), p(BODY), p("1. 工作目标", **look), p(BODY)),
            {},
            ["# 会议通知", BODY, "#### 1. 工作目标" if set_off else "1. 工作目标", BODY],
        )
        for look, set_off in (
            ({}, False),
            ({"size": 32}, False),
            ({"size": 40}, True),
            ({"font": "黑体"}, True),
            ({"look": "<w:b/>"}, True),
        )
    },
    "a row without cells": (
        (tbl(tr("甲", "乙"), "<w:tr/>", tr("丙", "丁")), tbl("<w:tr/>", "<w:tr/>"), p(BODY)),
        {},
        ["| 甲 / 乙", "|  / ", "| 丙 / 丁", BODY],
    ),
    "a number in a circle": (
        (p("甲项完成。", num=(1, 2)), p("乙项完成。", num=(1, 2))),
        {"parts": NUMBERS},
        ["①甲项完成。", "②乙项完成。"],
    ),
    "a smart tag around a date": (
        (
            p(
                "本办法自",
                "<w:smartTag>" + r("2018") + "<w:smartTag>" + r("年4月9日") + "</w:smartTag></w:smartTag>",
                "起施行。",
            ),
        ),
        {},
        ["本办法自2018年4月9日起施行。"],
    ),
    "bold that is switched off, on, and everywhere": (
        (
            p(r("会议", look='<w:b w:val="0"/>'), r("强调", look="<w:b/>"), "要落实。"),
            p("全部加粗的一段话。", look="<w:b/>"),
            p(r("会议", look='<w:rStyle w:val="Strong"/>'), "召开。"),
        ),
        {},
        ["会议**强调**要落实。", "全部加粗的一段话。", "**会议**召开。"],
    ),
    "raised, lowered, struck and leaning text": (
        (
            p(
                "面积5m",
                r("2", look='<w:vertAlign w:val="superscript"/>'),
                "，含CO",
                r("2", look='<w:vertAlign w:val="subscript"/>'),
                "，",
                r("作废", look="<w:strike/>"),
                r("注意", look="<w:i/>"),
                "。",
            ),
        ),
        {},
        ["面积5m<sup>2</sup>，含CO<sub>2</sub>，~~作废~~*注意*。"],
    ),
    "links, as an element and as a field, and inside the document": (
        (
            p(
                "见",
                f'<w:hyperlink r:id="rId30">{r("公告")}</w:hyperlink>',
                "和",
                field('HYPERLINK "https://www.example.org/b"', r("决定")),
                "及",
                f'<w:hyperlink w:anchor="_Toc">{r("附录")}</w:hyperlink>',
                "。",
            ),
        ),
        {"outside": [("rId30", "hyperlink", "https://www.example.org/a")]},
        ["见[公告](https://www.example.org/a)和[决定](https://www.example.org/b)及附录。"],
    ),
    "results of fields": (
        (
            p(
                "如",
                field("REF 图1", r("图1")),
                f'<w:fldSimple w:instr=" SEQ 图 ">{r("2")}</w:fldSimple>',
                "所示，",
                field(r"EQ \o\ac(○,3)"),
                "完成。",
            ),
        ),
        {},
        ["如图12所示，③完成。"],
    ),
    "tabs, breaks, hyphens and symbols": (
        (
            p(
                "甲",
                r(inner="<w:tab/>"),
                "乙",
                r(inner="<w:br/>"),
                "电话010",
                r(inner="<w:noBreakHyphen/>"),
                "1234",
                r(inner="<w:softHyphen/>"),
                r(inner='<w:sym w:font="Wingdings" w:char="F0FC"/>'),
                r(inner='<w:br w:type="page"/>'),
                "。",
            ),
        ),
        {},
        ["甲 乙|↵|电话010\u20111234✓。"],
    ),
    "spans of a table": (
        (
            tbl(
                tr(
                    tc("国家", about='<w:vMerge w:val="restart"/>'),
                    tc("金额", about='<w:gridSpan w:val="2"/>'),
                    about="<w:tblHeader/>",
                ),
                tr(tc("", about="<w:vMerge/>"), "去年", "今年"),
                tr("甲国", "一", "二"),
            ),
        ),
        {},
        ["= 国家[1x2] / 金额[2x1]", "| 去年 / 今年", "| 甲国 / 一 / 二"],
    ),
    "cells that go on below a row without them": (
        (
            tbl(
                tr("甲", tc("乙", about='<w:vMerge w:val="restart"/>')),
                tr("丙"),
                tr("丁", tc("戊", about="<w:vMerge/>")),
            ),
        ),
        {},
        ["| 甲 / 乙", "| 丙 / ", "| 丁 / 戊"],
    ),
    "a choice between rows, and between cells": (
        (
            tbl(
                f'<mc:AlternateContent><mc:Choice Requires="w14">{tr("甲", "乙")}</mc:Choice><mc:Fallback>{tr("丙", "丁")}</mc:Fallback></mc:AlternateContent>',
                tr(
                    "戊",
                    f'<mc:AlternateContent><mc:Choice Requires="w14">{tc("己")}</mc:Choice><mc:Fallback>{tc("庚")}</mc:Fallback></mc:AlternateContent>',
                ),
            ),
        ),
        {},
        ["| 甲 / 乙", "| 戊 / 己"],
    ),
    "a row that begins later and one that ends earlier": (
        (tbl(tr("甲", "乙", "丙"), tr("丁", about='<w:gridBefore w:val="2"/>'), tr("戊")),),
        {},
        ["| 甲 / 乙 / 丙", "| [2x1] / 丁", "| 戊 /  / "],
    ),
    "paragraphs, numbers and a table in a cell": (
        (tbl(tr(tc("甲", p("乙", num=(4, 0)), tbl(tr("丙", "丁"), tr("戊", "己")), "<w:p/>"), "庚")),),
        {"parts": NUMBERS},
        ["| 甲<br>第一条乙<br>丙 丁<br>戊 己 / 庚"],
    ),
    "a table of one cell is a frame around text": ((tbl(tr(tc(BODY, "第二段话。"))),), {}, [BODY, "第二段话。"]),
    "a content control around a row, a cell and a paragraph": (
        (
            f"<w:sdt><w:sdtPr/><w:sdtContent>{p('第一段话。')}</w:sdtContent></w:sdt>",
            tbl(
                f"<w:sdt><w:sdtContent>{tr('甲', f'<w:sdt><w:sdtContent>{tc(chr(0x4E59))}</w:sdtContent></w:sdt>')}</w:sdtContent></w:sdt>"
            ),
        ),
        {},
        ["第一段话。", "| 甲 / 乙"],
    ),
    "a picture with its caption below": (
        (p(drawing()), p("图为会议现场。", jc="center"), p(BODY)),
        PICTURE,
        ["figure image1.png 图为会议现场。", BODY],
    ),
    "a picture and its caption in one paragraph": (
        (p(drawing(), "图1  会议现场", jc="center"), p(BODY)),
        PICTURE,
        ["figure image1.png 图1 会议现场", BODY],
    ),
    "a picture in the middle of words, as older programs write it": (
        (
            p(
                "会议现场",
                r(inner='<w:pict><v:shape><v:imagedata r:id="rId20"/></v:shape></w:pict>'),
                "如上，各方代表出席了会议。",
            ),
        ),
        PICTURE,
        ["会议现场如上，各方代表出席了会议。", "figure image1.png"],
    ),
    "a picture in a cell": (
        (tbl(tr(tc(p(drawing(alt=""))), "签字")),),
        PICTURE,
        ["| ![](embedded:word/media/image1.png) / 签字"],
    ),
    "a caption above a picture": (
        (p(BODY), p("图1：会议现场"), p(drawing())),
        PICTURE,
        [BODY, "caption 图1：会议现场", "figure image1.png"],
    ),
    "a caption above a table": (
        (p(BODY), p("表1 贸易额", jc="center", look="<w:b/>"), tbl(tr("甲", "乙"))),
        {},
        [BODY, "caption 表1 贸易额", "| 甲 / 乙"],
    ),
    "a text box, once": (
        (p("会议召开。", text_box(p("提示一。"), p("提示二。"))), p("会议结束。")),
        {},
        ["会议召开。", "提示一。", "提示二。", "会议结束。"],
    ),
    "a choice whose namespace nobody knows": (
        (
            p(
                r(
                    inner='<mc:AlternateContent><mc:Choice Requires="zz"><w:t>甲</w:t></mc:Choice><mc:Fallback><w:t>乙</w:t></mc:Fallback></mc:AlternateContent>'
                ),
                "。",
            ),
        ),
        {},
        ["乙。"],
    ),
    "notes at the foot and at the end": (
        (
            p(
                "增长18.1%",
                r(inner='<w:footnoteReference w:id="2"/>'),
                "。进口",
                r(inner='<w:endnoteReference w:id="3"/>'),
                "下降。",
            ),
        ),
        {
            "parts": {
                "footnotes": f'<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:id="2">{p(r(inner="<w:footnoteRef/>"), "可比价格。")}{p("第二段。")}</w:footnote>',
                "endnotes": f'<w:endnote w:id="3">{p("海关数据。")}</w:endnote>',
            }
        },
        ["增长18.1%[^1]。|进口[^e1]下降。", "[^1] 可比价格。 // 第二段。", "[^e1] 海关数据。"],
    ),
    "signature and date on the right": (
        (p("通知", **TITLE), p(BODY), p("某某局", jc="right"), p("2018年9月12日", jc="end")),
        {},
        ["# 通知", BODY, "某某局", "2018-09-12"],
    ),
    "an annex with a title of its own": (
        (p("通知", **TITLE), p(BODY), p("附件1", font="黑体"), p("项目", **TITLE), p("申报表", **TITLE), p(BODY)),
        {},
        ["# 通知", BODY, "附件1", "## 项目申报表", BODY],
    ),
    "a table of contents is none of the text": (
        (
            p("概况", **TITLE),
            p("目 录", jc="center"),
            f'<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>{p("一、背景 1")}</w:sdtContent></w:sdt>',
            p(BODY),
        ),
        {},
        ["# 概况", BODY],
    ),
    "signs of a symbol font among the words": (
        (p(r("\uf075甲", look='<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), "乙。"),),
        {},
        ["◆甲乙。"],
    ),
    "a large title that is not centred, on a cover": (
        (p("西部计划", size=72), p("版本 1.0", jc="center"), p(BODY)),
        {},
        ["# 西部计划", "版本 1.0", BODY],
    ),
    "a reading above characters": (
        (
            p(
                r(inner=f"<w:ruby><w:rubyPr/><w:rt>{r('rì')}</w:rt><w:rubyBase>{r('日')}</w:rubyBase></w:ruby>"),
                "内瓦。",
            ),
        ),
        {},
        ["日内瓦。"],
    ),
    "text that Markdown would read as something else": (
        (p("1. 甲*乙*丙"), p("# 丁_戊_"), p("- [己](庚) <b>辛</b> &amp; `壬` ~~癸~~ \\*子")),
        {},
        ["1. 甲\\*乙\\*丙", "# 丁_戊\\_", "- [己\\](庚) \\<b>辛\\</b> \\&amp; \\`壬\\` \\~\\~癸\\~\\~ \\\\\\*子"],
    ),
    "what fields print by themselves": (
        (
            p(
                field(r'SYMBOL 252 \f "Wingdings" \s 12'),
                field(r"SYMBOL 0x2611 \f Arial"),
                field("FORMDROPDOWN").replace(
                    'w:fldCharType="begin"/>',
                    'w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="甲"/><w:listEntry w:val="乙"/></w:ddList></w:ffData></w:fldChar>',
                    1,
                ),
                field("FORMCHECKBOX"),
                field(r"EQ \o\ac(○,一)"),
                field("QUOTE 丙", r("丙")),
                "。",
            ),
        ),
        {},
        ["✓☑乙☐㊀丙。"],
    ),
    "numbers of paragraphs that are hidden, deleted or empty": (
        (
            p("甲项完成。", num=(4, 0)),
            p(r("乙", look="<w:vanish/>"), num=(4, 0), mark="<w:vanish/>"),
            p("丙项完成。", num=(4, 0), mark="<w:vanish/>"),
            p(num=(4, 0)),
            p("丁项完成。", num=(4, 0)),
        ),
        {"parts": NUMBERS},
        ["第一条甲项完成。", "第二条丙项完成。", "第四条丁项完成。"],
    ),
    "cells merged across in the old way, in a row that a control holds": (
        (
            tbl(
                tr(tc("甲", about='<w:hMerge w:val="restart"/>'), tc(p(), about='<w:hMerge w:val="continue"/>'), "乙"),
                f"<w:customXml>{tr('丙', f'<w:customXml>{tc(chr(0x4E01))}</w:customXml>', '戊')}</w:customXml>",
            ),
        ),
        {},
        ["| 甲[2x1] / 乙", "| 丙 / 丁 / 戊"],
    ),
    "sizes and measures of the strict form": (
        (
            p("国际交流办法", jc="center", look='<w:sz w:val="22pt"/>'),
            p(BODY),
            p("某某局", about='<w:ind w:start="8cm"/>'),
            p("2018年9月12日", about='<w:ind w:start="80mm"/>'),
        ),
        {},
        ["# 国际交流办法", BODY, "某某局", "2018-09-12"],
    ),
    "pictures in a group, and one in a text box": (
        (
            p(
                "见图。",
                r(
                    inner='<w:drawing><wp:anchor><wpg:wgp xmlns:wpg="urn:g"><pic:pic><pic:blipFill><a:blip r:embed="rId20"/></pic:blipFill></pic:pic></wpg:wgp></wp:anchor></w:drawing>'
                ),
                text_box(p(drawing()), p("说明文字在此。")),
            ),
        ),
        PICTURE,
        ["见图。", "figure image1.png", "figure image1.png", "说明文字在此。"],
    ),
    "a choice around a run and in one, and a symbol that only newer programs know": (
        (
            p(
                f'<mc:AlternateContent><mc:Choice Requires="w14">{r("甲")}</mc:Choice><mc:Fallback>{r("乙")}</mc:Fallback></mc:AlternateContent>',
                r(
                    inner='<mc:AlternateContent xmlns:w16se="urn:w16se"><mc:Choice Requires="w16se"><w16se:symEx w16se:font="Segoe UI Emoji" w16se:char="1F600"/></mc:Choice><mc:Fallback><w:t>😀</w:t></mc:Fallback></mc:AlternateContent>'
                ),
                "。",
            ),
        ),
        {},
        ["甲😀。"],
    ),
    "a form's boxes": (
        (
            p(
                "同意",
                field("FORMCHECKBOX").replace(
                    'w:fldCharType="begin"/>',
                    'w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar>',
                    1,
                ),
                "，特此说明。",
            ),
        ),
        {},
        ["同意☑，特此说明。"],
    ),
}


def styled(shape: str, program: str) -> str:
    """A shape with the ids that a program gives to styles."""
    ids = STYLE_IDS[program]
    for name, id_ in (("TITLE", ids["Title"]), ("HEADING 1", ids["heading 1"]), ("HEADING 2", ids["heading 2"])):
        shape = shape.replace(f'<w:pStyle w:val="{name}"/>', f'<w:pStyle w:val="{id_}"/>')
    return shape


@pytest.mark.parametrize("program", ["word", "wps"])
@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_read(name: str, program: str) -> None:
    body, more, expected = SHAPES[name]
    release = of(*(styled(each, program) for each in body), program=program, **more)
    assert shown(release.blocks) == expected
    cut = [piece.segment for piece in release.pieces if piece.segment]
    there = [part for top in release.blocks for block in top.walk() for part in block.content]
    assert cut == [part for part in there if isinstance(part, Segment)]


def test_there_are_at_least_forty_shapes() -> None:
    assert len(SHAPES) >= 40


# --- what is left out ---

REVISED = '<w:rPr><w:{} w:id="9"/></w:rPr>'
NAMED: Mapping[str, tuple[Sequence[str], Mapping[str, Any], Sequence[tuple[str, str, str]]]] = {
    "page headers and footers, each text once": (
        (p(BODY),),
        {"parts": {"header1": p("某某局文件"), "footer1": p("— ", field("PAGE", r("1")), " —")}},
        [("header", "page header", "某某局文件"), ("page number", "page footer", "— 1 —")],
    ),
    "a comment, at its paragraph": (
        (p(BODY), p("会议", '<w:commentRangeStart w:id="4"/>', "召开。", r(inner='<w:commentReference w:id="4"/>'))),
        {"parts": {"comments": f'<w:comment w:id="4" w:author="甲">{p("请核对")}{p("日期")}</w:comment>'}},
        [("comment", "paragraph 2", "请核对\n日期")],
    ),
    "a table of contents in a field": (
        (
            p(BODY),
            p(
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>',
                "一、背景",
                r(inner="<w:tab/>"),
                field("PAGEREF _Toc1", r("1")),
                style="TOC 1",
            ),
            p("二、意义 2"),
            p('<w:r><w:fldChar w:fldCharType="end"/></w:r>', "以上为目录。"),
        ),
        {},
        [("contents", "below paragraph 1", "一、背景\t1\n二、意义 2")],
    ),
    "a date that changes by itself": (
        (
            p(
                "今天是",
                field("DATE \\@ yyyy年M月d日", r("2018年9月12日")),
                "，",
                f'<w:fldSimple w:instr="TIME">{r("9:30")}</w:fldSimple>',
                "。",
            ),
        ),
        {},
        [("field", "paragraph 1", "2018年9月12日9:30")],
    ),
    "hidden text": (
        (
            p(
                "会议",
                r("内部", look="<w:vanish/>"),
                r("资料", look="<w:vanish/>"),
                r("公开", look='<w:vanish w:val="0"/>'),
                "。",
            ),
        ),
        {},
        [("hidden", "paragraph 1", "内部资料")],
    ),
    "a formula": (
        (p("其中", "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>", "为常数，", field(r"EQ \f(1,2)"), "为系数。"),),
        {},
        [("formula", "paragraph 1", "x=1"), ("formula", "paragraph 1", r"\f(1,2)")],
    ),
    "an embedded object and an old formula": (
        (
            p(
                "见附表",
                r(
                    inner='<w:object><v:shape><v:imagedata r:id="rId20"/></v:shape><o:OLEObject ProgID="Excel.Sheet.12"/></w:object>'
                ),
                r(inner='<w:object><o:OLEObject ProgID="Equation.DSMT4"/></w:object>'),
                "。",
            ),
        ),
        PICTURE,
        [("object", "paragraph 1", ""), ("formula", "paragraph 1", "")],
    ),
    "a chart": (
        (
            p(
                "见图",
                r(
                    inner='<w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="rId40"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
                ),
                "。",
            ),
        ),
        {
            "files": {
                "word/charts/chart1.xml": f'<c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_DRAWING}"><a:t>进出口总额</a:t><c:v>2017年</c:v></c:chartSpace>'.encode()
            },
            "related": [("rId40", "chart", "charts/chart1.xml")],
        },
        [("chart", "paragraph 1", "进出口总额\n2017年")],
    ),
    "words in a drawing": (
        (
            p(
                "见图",
                r(inner='<w:pict><v:shape><v:textpath string="样稿"/></v:shape></w:pict>'),
                r(inner="<w:drawing><a:t>箭头</a:t></w:drawing>"),
                "。",
            ),
        ),
        {},
        [("drawing", "paragraph 1", "样稿箭头")],
    ),
    "pictures that pages cannot show, that are elsewhere or missing": (
        (p("见图", drawing("rId20"), drawing("rId21", link=True), drawing("rId22"), drawing("rId23"), "。"),),
        {
            "files": {"word/media/image1.emf": b"\x01\x00\x00\x00"},
            "related": [("rId20", "image", "media/image1.emf"), ("rId23", "image", "media/none.png")],
            "outside": [("rId21", "image", "https://www.example.org/a.jpg")],
        },
        [
            ("picture", "paragraph 1, image1.emf", ""),
            ("outside", "paragraph 1, a picture at https://www.example.org/a.jpg", ""),
            ("picture", "paragraph 1, a picture that is not in the file", ""),
            ("outside", "paragraph 1, a picture at word/media/none.png", ""),
        ],
    ),
    "an ActiveX control, ink, and the picture behind a shape": (
        (
            p(
                "见图",
                r(inner='<w:object><w:control r:id="rId9"/></w:object>'),
                r(
                    inner='<w:drawing><w14:contentPart r:id="rId9"/><wps:spPr><a:blipFill><a:blip r:embed="rId20"/></a:blipFill></wps:spPr></w:drawing>'
                ),
                "。",
            ),
        ),
        PICTURE,
        [
            ("object", "paragraph 1", ""),
            ("object", "paragraph 1", ""),
            ("drawing", "paragraph 1", ""),
            ("picture", "paragraph 1, the background of a shape", ""),
        ],
    ),
    "a number that Word makes up, a date of old programs, and a text box in a date": (
        (p("第", field("AUTONUM"), "条", "<w:r><w:yearLong/></w:r>", field("DATE", text_box(p("今天"))), "。"),),
        {},
        [("field", "paragraph 1", ""), ("field", "paragraph 1", ""), ("field", "paragraph 1", "今天")],
    ),
    "rows and words that are hidden, and a note in them": (
        (
            p(BODY),
            tbl(
                tr("甲", "乙", about="<w:hidden/>"),
                tr("丙", tc(p(r("丁", look="<w:vanish/>", inner='<w:footnoteReference w:id="2"/>')))),
            ),
        ),
        {"parts": {"footnotes": f'<w:footnote w:id="2">{p("注")}</w:footnote>'}},
        [
            ("hidden", "below paragraph 1", "甲乙"),
            ("hidden", "table 1, row 1, column 2", "丁"),
            ("note", "among the notes", "注"),
        ],
    ),
    "a table of contents at the very beginning": (
        (
            f"<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr><w:sdtContent>{p('一、背景 1')}{p('二、意义 2')}</w:sdtContent></w:sdt>",
            p(BODY),
        ),
        {},
        [("contents", "the beginning", "一、背景 1\n二、意义 2")],
    ),
    "what stands in covered cells": (
        (tbl(tr(tc("甲", about='<w:vMerge w:val="restart"/>'), "乙"), tr(tc("丙", about="<w:vMerge/>"), "丁")),),
        {},
        [("hidden", "a cell that another one covers", "丙")],
    ),
    "a placeholder, and a prompt": (
        (
            p(
                "标题：",
                f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('单击此处输入')}</w:sdtContent></w:sdt>",
                field("MACROBUTTON NoMacro [单位]"),
                "。",
            ),
        ),
        {},
        [("placeholder", "paragraph 1", "单击此处输入"), ("field", "paragraph 1", "[单位]")],
    ),
    "a reading above characters, of two kinds": (
        (
            p(
                r(inner=f"<w:ruby><w:rt>{r('rì')}</w:rt><w:rubyBase>{r('日')}</w:rubyBase></w:ruby>"),
                field(r'EQ \* jc2 \* "Font:宋体" \* hps11 \o\ad(\s\up 10(nèi),内)'),
                "瓦。",
            ),
        ),
        {},
        [("ruby", "paragraph 1", "rì"), ("ruby", "paragraph 1", "nèi")],
    ),
    "a sign of an unknown font": (
        (
            p(
                "甲",
                r("\uf021", look='<w:rFonts w:ascii="Webdings"/>'),
                r("\uf022"),
                r(inner='<w:sym w:font="Webdings" w:char="F061"/>'),
                "乙。",
            ),
        ),
        {},
        [
            ("symbol", "paragraph 1, the font Webdings", "\uf021"),
            ("symbol", "paragraph 1, no font", "\uf022"),
            ("symbol", "paragraph 1, F061 of the font Webdings", ""),
        ],
    ),
    "a link into a file, a note without a mark, another file inside": (
        (p("见", f'<w:hyperlink r:id="rId30">{r("附表")}</w:hyperlink>', "。"), '<w:altChunk r:id="rId31"/>'),
        {
            "outside": [("rId30", "hyperlink", "附表.xls")],
            "parts": {"footnotes": f'<w:footnote w:id="7">{p("多余")}</w:footnote>'},
        },
        [
            ("link", "paragraph 1, 附表.xls", ""),
            ("outside", "below paragraph 1", ""),
            ("note", "among the notes", "多余"),
        ],
    ),
    "a note's own mark": (
        (
            p(
                "增长",
                r("※", inner="").replace("<w:t", '<w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t'),
                "。",
            ),
        ),
        {"parts": {"footnotes": f'<w:footnote w:id="2">{p("可比价格。")}</w:footnote>'}},
        [("mark", "paragraph 1", "※")],
    ),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_is_left_out_is_named_with_its_place(name: str) -> None:
    body, more, expected = NAMED[name]
    release = of(*(styled(each, "word").replace('w:val="TOC 1"', 'w:val="TOC1"') for each in body), **more)
    assert left(release) == expected


def test_a_paragraph_whose_deleted_mark_no_other_continues_stays() -> None:
    gone = '<w:del w:id="3"/>'
    body = (p("第一段。", mark=gone), tbl(tr(tc(p("甲", mark=gone)), "乙")), p("最后。", mark=gone))
    assert shown(of(*body, changes="accept").blocks) == ["第一段。", "| 甲 / 乙", "最后。"]


def test_accepted_changes_are_the_text_and_what_they_deleted_is_named() -> None:
    body = (
        p(
            "会议于",
            f'<w:del w:id="1">{r(inner="<w:delText>八</w:delText>")}</w:del>',
            f'<w:ins w:id="2">{r("九")}</w:ins>',
            "月召开。",
        ),
        p("第一段", mark='<w:del w:id="3"/>'),
        p("接着第二段。"),
        f'<w:moveTo w:id="4">{p("移来的一段。")}</w:moveTo>',
        f'<w:moveFrom w:id="5">{p("移走的一段。")}</w:moveFrom>',
        tbl(tr("甲", "乙"), tr("丙", "丁", about='<w:del w:id="6"/>')),
    )
    release = of(*body, changes="accept")
    assert shown(release.blocks) == ["会议于九月召开。", "第一段接着第二段。", "移来的一段。", "| 甲 / 乙"]
    assert [(kind, text) for kind, _, text in left(release)] == [
        ("deleted", "八"),
        ("deleted", "移走的一段。"),
        ("deleted", "丙丁"),
    ]
    with pytest.raises(BadInput, match=r"sources/notice.docx: 5 tracked changes are not accepted yet \(deleted “八”\)"):
        of(*body)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (
            p("甲", '<w:ins w:id="1"><w:r><w:t>乙</w:t></w:r></w:ins>'),
            "1 tracked change is not accepted yet \\(inserted “乙”\\)",
        ),
        (p("甲", mark='<w:ins w:id="1"/>'), "inserted “the end of a paragraph”"),
        (tbl(tr("甲", "乙", about='<w:ins w:id="1"/>')), "inserted “a row of a table: 甲乙”"),
        (tbl(tr(tc("甲", about='<w:cellDel w:id="1"/>'), "乙")), "changed “a cell of a table: 甲”"),
        (p(r("甲", look='<w:rPrChange w:id="1"><w:rPr><w:b/></w:rPr></w:rPrChange>')), ""),
    ],
)
def test_a_tracked_change_of_text_is_refused_with_its_words(body: str, says: str) -> None:
    if says:
        with pytest.raises(BadInput, match=says):
            of(p(BODY), body)
    else:
        assert shown(of(p(BODY), body).blocks) == [BODY, "甲"]


# --- what nobody knows ---


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (
            p("会议指出，", f"<w:newKind>{r('重要')}</w:newKind>"),
            "the paragraph that begins with “会议指出，”: .*\\(w:newKind\\)",
        ),
        (
            f'<x:block xmlns:x="urn:x">{p("重要")}</x:block>',
            "in the text: text in an element that is not known here \\(urn:x:block\\)",
        ),
        (p("甲", '<x:words xmlns:x="urn:x">乙</x:words>'), "not known here \\(urn:x:words\\)"),
        ("<w:p>没有文字元素的文字</w:p>", "not known here \\(w:p\\)"),
        (p("甲", "<w:r><w:t>乙</w:t>丙</w:r>"), "not known here \\(w:t\\)"),
        (tbl(tr("甲", f"<w:newCell>{p('乙')}</w:newCell>")), "w:newCell"),
        (
            p(
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>',
                "甲",
            )
            + p(BODY),
            "a field \\(TOC\\) has no end",
        ),
    ],
)
def test_text_that_nobody_knows_how_to_read_is_an_error_with_its_place(body: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        of(p(BODY), body)
    assert "\n" not in str(caught.value)


def test_an_unknown_element_without_text_is_nothing() -> None:
    assert shown(of(p("甲", '<w:newMark w:val="乙"/>', '<x:more xmlns:x="urn:x"><x:a/></x:more>', "乙。")).blocks) == [
        "甲乙。"
    ]


# --- the release ---


def test_the_date_is_the_one_on_the_right_below_the_signature() -> None:
    log = [p(f"2018年{month}月27日") for month in (6, 7, 8)]
    assert of(p("记录", **TITLE), p(BODY), *(each for day in log for each in (day, p(BODY)))).date == ""
    assert of(p("记录", **TITLE), log[0], p(BODY)).date == "2018-06-27"
    diary = of(p("记录", **TITLE), log[0], p(BODY), log[1], p(BODY))
    assert (diary.date, len(diary.blocks)) == ("", 5)
    assert (
        of(p("通知", **TITLE), p(BODY), p("某某局"), p("2018年9月12日"), p(BODY), path="sources/2018-01-02-a.docx").date
        == "2018-01-02"
    )
    imprint = p("某某局办公室　2018年4月9日印发")
    assert of(p("通知", **TITLE), p(BODY), imprint).date == "2018-04-09"
    assert (
        of(p("通知", **TITLE), p(BODY), p("2018年4月8日", jc="right"), p("附件1"), p(BODY), imprint).date
        == "2018-04-08"
    )
    far = p("2018年9月12日", about='<w:ind w:left="4800"/>')
    assert of(p("通知", **TITLE), p(BODY), far).date == "2018-09-12"
    assert of(p("通知", **TITLE), p(BODY), p("　" * 10 + "2018年9月12日")).date == "2018-09-12"
    one = of(p("通知", **TITLE), p(BODY), p("某某局　2018年9月12日", jc="right"))
    assert (one.date, shown(one.blocks)[-1]) == ("2018-09-12", "某某局|2018-09-12")


@pytest.mark.parametrize("style", ["Date", "Signature", "日期", "签名", "其他"])
def test_a_date_in_a_style_for_dates_is_the_release_s(style: str) -> None:
    named = f'<w:style w:type="paragraph" w:styleId="D"><w:name w:val="{style}"/></w:style>'
    body = (p("通知", **TITLE), p(BODY), p("某某局"), p("2018年9月12日", style="D"), p("附件：某表"))
    assert of(*body, more_styles=named).date == ("" if style == "其他" else "2018-09-12")


def test_id_language_and_pictures() -> None:
    release = of(
        p("關於會議的通知，請各單位認真學習貫徹。"),
        p(drawing()),
        p(drawing()),
        path="sources/2018/会议.docx",
        **PICTURE,
    )
    assert (release.id, release.language, release.markup) == ("会议", "zh-Hant", "markdown")
    assert release.images == ("embedded:word/media/image1.png",)
    data = docx(p(BODY), **PICTURE)
    assert picture(data, "word/media/image1.png", path="a.docx") == png()
    for name in ("word/document.xml", "word/media/image2.png", "../a.png", ""):
        with pytest.raises(BadInput, match=r"a\.docx: has no picture"):
            picture(data, name, path="a.docx")
    assert not READER.may_state_id(data)


STRICT_NAMESPACES = {
    "w": "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "r": "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def test_the_strict_form_and_parts_in_other_places_are_read() -> None:
    body = (p("通知", jc="center", size=44), p(BODY), p("某某局", jc="end"), p("2018年9月12日", jc="end"))
    strict = of(
        *body, namespaces=STRICT_NAMESPACES, relationships="http://purl.oclc.org/ooxml/officeDocument/relationships"
    )
    assert shown(strict.blocks) == ["# 通知", BODY, "某某局", "2018-09-12"]
    assert shown(of(*body, main="Text/Main.XML").blocks) == shown(strict.blocks)


def test_a_second_body_is_read_too() -> None:
    with zipfile.ZipFile(BytesIO(docx(p("甲。"), "<w:sectPr/></w:body><w:body>", p("乙。")))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert shown(read(zipped(members), path="a.docx", language="zh-Hans").blocks) == ["甲。", "乙。"]


def test_the_case_of_names_of_parts_does_not_matter() -> None:
    with zipfile.ZipFile(BytesIO(docx(p("甲", num=(4, 0)), parts=NUMBERS))) as archive:
        members = {name.upper(): archive.read(name) for name in archive.namelist()}
    assert shown(read(zipped(members), path="a.docx", language="zh-Hans").blocks) == ["### 第一条甲"]
