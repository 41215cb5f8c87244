"""A Word document from sources/ to a published page, through the command line."""

from pathlib import Path

from docx_shapes import BODY, TITLE, docx, drawing, p, png, r, tbl, tc, tr
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, Newsroom

DOCUMENT = (
    p("关于开展国际交流的通知", **TITLE),
    p("各单位："),
    p(BODY),
    p("一、会议情况", font="黑体"),
    p(
        "会议",
        "<w:smartTag>" + r("2018年9月3日") + "</w:smartTag>",
        "在日内瓦召开",
        r(inner='<w:footnoteReference w:id="2"/>'),
        "。",
    ),
    p(drawing()),
    p("图为会议现场。", jc="center"),
    tbl(tr("国家", tc("金额", "<w:p/>", about='<w:gridSpan w:val="2"/>')), tr("甲国", "一", "二")),
    p("某某局", jc="right"),
    p("2018年9月12日", jc="right"),
)
PARTS = {
    "footnotes": f'<w:footnote w:id="2">{p("日内瓦位于瑞士。")}</w:footnote>',
    "header1": p("某某局文件"),
    "comments": f'<w:comment w:id="0">{p("请核对日期")}</w:comment>',
}
PICTURE = {"files": {"word/media/image1.png": png()}, "related": [("rId20", "image", "media/image1.png")]}


def newsroom(root: Path, content: bytes, name: str = "2018-notice.docx") -> Newsroom:
    room = Newsroom(root)
    room.write("workflow.toml", SETTINGS)
    room.write(f"sources/{name}", content)
    return room


def sign_off(room: Newsroom) -> None:
    room.translate_by_hand(
        "2018-notice", **{"会议2018年9月3日在日内瓦召开[^1]。": "It met in Geneva on September 3, 2018[^1]."}
    )
    room.run("submit", "2018-notice", "--as", TRANSLATOR)
    room.run("approve", "2018-notice", "--as", REVIEWER)


def test_a_document_is_translated_signed_published_and_verified(tmp_path: Path) -> None:
    room = newsroom(tmp_path, docx(*DOCUMENT, parts=PARTS, **PICTURE))
    done = room.run("translate")
    assert "locales/en/2018-notice.po: new, " in done.stdout
    assert done.stderr.splitlines() == [
        "workflow: sources/2018-notice.docx: not part of the text: a comment (the text: “请核对日期”)",
        "workflow: sources/2018-notice.docx: not part of the text: a page header (page header: “某某局文件”)",
    ]
    assert room.run("translate").stderr == ""
    checked = room.run("check", status=None).stdout
    assert checked.count("not part of the text") == 2
    sign_off(room)
    room.run("publish")
    page = (tmp_path / "public/en/2018-notice.html").read_text(encoding="utf-8")
    assert 'colspan="2"' in page
    pictures = [path for path in room.files("public") if path.endswith(".png")]
    assert len(pictures) == 1
    assert room.files("public")[pictures[0]] == png()
    room.run("verify")
    assert room.state("2018-notice") == ("published", "current")
    assert [unit.source for unit in room.catalog("2018-notice").units if unit.context == "caption"] == [
        "图为会议现场。"
    ]


def test_another_picture_in_the_document_makes_another_edition(tmp_path: Path) -> None:
    room = newsroom(tmp_path, docx(*DOCUMENT, parts=PARTS, **PICTURE))
    room.run("translate")
    sign_off(room)
    room.run("publish")
    other = {**PICTURE, "files": {"word/media/image1.png": png(2)}}
    room.write("sources/2018-notice.docx", docx(*DOCUMENT, parts=PARTS, **other))
    assert room.state("2018-notice") == ("outdated", "outdated")


def test_tracked_changes_are_refused_or_accepted_as_the_settings_say(tmp_path: Path) -> None:
    changed = p(
        "会议于",
        f'<w:del w:id="1">{r(inner="<w:delText>八</w:delText>")}</w:del>',
        f'<w:ins w:id="2">{r("九")}</w:ins>',
        "月召开。",
    )
    room = newsroom(tmp_path, docx(p(BODY), changed))
    refused = room.run("translate", status=1)
    assert refused.stderr == (
        "workflow: sources/2018-notice.docx: 2 tracked changes are not accepted yet (deleted “八”); accept or reject "
        'them in Word, or set readers.docx.changes = "accept" in workflow.toml\n'
    )
    room.write("workflow.toml", SETTINGS + '\n[readers.docx]\nchanges = "accept"\n')
    done = room.run("translate")
    assert "会议于九月召开。" in [unit.source for unit in room.catalog("2018-notice").units]
    assert "not part of the text: a deleted passage (paragraph 2: “八”)" in done.stderr


def test_what_word_writes_beside_an_open_document_is_no_source(tmp_path: Path) -> None:
    room = newsroom(tmp_path, docx(p(BODY)))
    room.write("sources/~$18-notice.docx", b"\x07User")
    assert [row["release"] for row in room.status()] == ["2018-notice"]
    room.run("translate")


def test_a_file_that_is_no_document_does_not_stop_the_others(tmp_path: Path) -> None:
    room = newsroom(tmp_path, docx(p(BODY)))
    room.write(
        "sources/old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "WordDocument".encode("utf-16-le")
    )
    done = room.run("translate", status=1)
    assert done.stderr == (
        "workflow: sources/old.docx: is a document of Word 97 to 2003 (.doc) or of old WPS (.wps); open it in Word or "
        "WPS and save it as a Word document (.docx)\n"
    )
    assert room.catalog("2018-notice").units
