"""What a source holds besides its text, in words."""

from workflow.model import Block, LeftOut, Release, Segment
from workflow.newsroom.understood import left_out, understood


def release(*left: LeftOut) -> Release:
    blocks = (
        Block("title", (Segment("标题", "title"),)),
        Block("heading", (Segment("一、概况", "heading"),), level=2),
    )
    return Release(
        "visit", "sources/visit.docx", "zh-Hans", (), blocks, "2018-09-12", "https://www.example.org/", left_out=left
    )


def test_each_kind_is_one_sentence_with_the_first_place() -> None:
    assert left_out(
        release(
            LeftOut("comment", "paragraph 4", "请核对\n这个数字"),
            LeftOut("header", "page header", "某某局文件"),
            LeftOut("comment", "paragraph 9", "甲" * 60),
            LeftOut("picture", "paragraph 2"),
            LeftOut("page number", "page footer", "— 1 —"),
            LeftOut("gif", "here"),
            LeftOut("gif", "there"),
        )
    ) == (
        "sources/visit.docx: not part of the text: 2 comments (the first: paragraph 4: “请核对 这个数字”)",
        "sources/visit.docx: not part of the text: a page header (page header: “某某局文件”)",
        "sources/visit.docx: not part of the text: a picture that pages cannot show (paragraph 2)",
        "sources/visit.docx: not part of the text: 2 × gif (the first: here)",
    )


def test_what_every_page_has_is_only_said_when_it_is_added() -> None:
    page = release(
        LeftOut("around", "around div#zoom", "首页"),
        LeftOut("script", "paragraph 1", "var a;"),
        LeftOut("style sheet", "paragraph 1", "p { }"),
        LeftOut("bar", "paragraph 1", "|"),
        LeftOut("page number", "page footer", "1"),
    )
    assert left_out(page) == ()
    said = "sources/visit.docx: not part of the text: what is around the article on its page (around div#zoom: “首页”)"
    assert [f"sources/visit.docx: not part of the text: {each}" for each in understood(page).left_out] == [said]


def test_what_was_understood() -> None:
    found = understood(release(LeftOut("chart", "paragraph 1", "甲" * 41)))
    assert (found.title, found.date, found.url) == ("标题", "2018-09-12", "https://www.example.org/")
    assert (found.headings, found.more_headings) == (((2, "一、概况"),), 0)
    assert found.left_out == (f"a chart (paragraph 1: “{'甲' * 40}…”)",)
    many = release()
    blocks = (Block("heading", (Segment("甲", "heading"),), level=3),) * 15
    assert understood(Release("a", many.path, "zh-Hans", (), blocks)).more_headings == 3


def test_a_paragraph_in_a_note_is_counted_as_a_note() -> None:
    paragraph = Block("paragraph", (Segment("甲。"),))
    blocks = (paragraph, Block("note", children=(paragraph, paragraph)), Block("note", children=(paragraph,)))
    counts = understood(Release("a", "sources/a.md", "zh-Hans", (), blocks)).counts
    assert (counts["paragraph"], counts["note"]) == (1, 2)
