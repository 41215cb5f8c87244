"""``workflow add``: documents, pages and pasted text become sources, byte for byte; what nobody reads is named."""

import base64
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx_shapes import BODY, TITLE, docx, p
from newsroom import PNG, SETTINGS, Newsroom

from workflow.cli import cli

PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><meta name="ArticleTitle" content="某市部署防汛工作">
<meta name="PubDate" content="2018-09-12"><link rel="canonical" href="https://www.example.cn/a.html"></head>
<body><div>首页</div><div class="TRS_Editor"><p>　　会议于9月3日召开。</p><p><strong>一、总体要求</strong></p>
<p align="center"><img src="page_files/hall%201.png"></p><p align="center">图为会议现场</p>
<p align="center"><img src="page_files/lost.png"></p><script>var a;</script></div></body></html>"""


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    newsroom = Newsroom(tmp_path / "newsroom")
    newsroom.write("workflow.toml", SETTINGS)
    newsroom.write("sources/.keep", "")
    return newsroom


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Where the user has files."""
    folder = tmp_path / "desk"
    (folder / "page_files").mkdir(parents=True)
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    (folder / "page_files" / "hall 1.png").write_bytes(PNG)
    (folder / "page_files" / "style.css").write_text("p {}", encoding="utf-8")
    return folder


def paste(room: Newsroom, data: bytes, *arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(cli, ["--project", str(room.root), "add", "-", *arguments], input=data)
    assert result.exit_code == status, result.output
    return result.output


def files(room: Newsroom) -> list[str]:
    found = (each for each in (room.root / "sources").rglob("*") if each.is_file() and each.name != ".keep")
    return sorted(each.relative_to(room.root / "sources").as_posix() for each in found)


def test_a_page_is_added_translated_published_and_verified(room: Newsroom, desk: Path) -> None:
    said = room.run("add", str(desk / "page.html")).stdout
    path = "sources/2018-09-12-mou-shi-bu-shu-fang-xun-gong.html"
    assert (room.root / path).read_bytes() == (desk / "page.html").read_bytes()
    assert (room.root / "sources/page_files/hall 1.png").read_bytes() == PNG
    assert files(room) == [path.removeprefix("sources/"), "page_files/hall 1.png"]
    for line in (
        "  title     某市部署防汛工作 (from outside the article: meta articletitle)",
        "  date      2018-09-12",
        "  original  https://www.example.cn/a.html",
        "  text      1 paragraph, 2 pictures",
        "  headings  一、总体要求",
        f"  missing   page_files/lost.png: no such picture beside {desk / 'page.html'}",
    ):
        assert f"{line}\n" in said
    assert "copied: " in said
    assert said.endswith("Next: workflow translate 2018-09-12-mou-shi-bu-shu-fang-xun-gong\n")

    (room.root / path).write_text(
        PAGE.replace('<p align="center"><img src="page_files/lost.png"></p>', ""), encoding="utf-8"
    )
    room.run("translate")
    id_ = "2018-09-12-mou-shi-bu-shu-fang-xun-gong"
    words = {
        "某市部署防汛工作": "Flood Control",
        "会议于9月3日召开。": "They met on September 3.",
        "一、总体要求": "1. Aims",
        "图为会议现场": "The meeting",
    }
    room.translate_by_hand(id_, **words)
    room.sign_off(id_)
    room.run("publish")
    html = (room.root / f"public/en/{id_}.html").read_text(encoding="utf-8")
    assert "The meeting" in html
    assert 'href="https://www.example.cn/a.html"' in html
    assert [each.read_bytes() for each in (room.root / "public").rglob("*.png")] == [PNG]
    room.run("verify")
    assert not [row for row in room.status() if "file" in row]


def test_a_document_and_texts_are_added_as_they_are(room: Newsroom, tmp_path: Path) -> None:
    document = docx(p("关于召开会议的通知", **TITLE), p(BODY))
    (tmp_path / "新建 文档(1).docx").write_bytes(document)
    markdown = "\ufeff---\r\ntitle: 简报\r\ndate: 2018-09-12\r\nid: 2018-brief\r\n---\r\n\r\n会议召开。\r\n".encode()
    (tmp_path / "x.md").write_bytes(markdown)
    text = "访问日内瓦\n\n代表团抵达。\n\n2019年1月2日\n".encode("gb18030")
    (tmp_path / "y.txt").write_bytes(text)
    (tmp_path / "2020-03-04-Own_Name.txt").write_text("标题\n\n会议召开。\n", encoding="utf-8")
    room.run("add", *map(str, sorted(tmp_path.glob("*.*"))))
    found = {name: (room.root / "sources" / name).read_bytes() for name in files(room)}
    assert found == {
        "zhao-kai-hui-yi-de-tong-zhi.docx": document,
        "2018-brief.md": markdown,
        "2019-01-02-fang-wen-ri-nei-wa.txt": text,
        "2020-03-04-own_name.txt": "标题\n\n会议召开。\n".encode(),
    }
    assert {row["release"] for row in room.status()} == {name.rpartition(".")[0] for name in found}


@pytest.mark.parametrize(
    ("data", "name", "kept"),
    [
        ("会议纪要\n\n会议召开。\n".encode(), "hui-yi-ji-yao.txt", None),
        (
            "会议纪要\r\n\r\n会议召开。\r\n".encode("gb18030"),
            "hui-yi-ji-yao.txt",
            "会议纪要\r\n\r\n会议召开。\r\n".encode(),
        ),
        (b"---\ntitle: A\xe4\xbc\x9a\n---\n\n\xe4\xbc\x9a\xe8\xae\xae\n", "a-hui.md", None),
        (PAGE.encode(), "2018-09-12-mou-shi-bu-shu-fang-xun-gong.html", None),
        (docx(p("会议召开。")), "hui-yi-zhao-kai.docx", None),
    ],
)
def test_what_is_pasted_is_recognised(room: Newsroom, data: bytes, name: str, kept: bytes | None) -> None:
    paste(room, data)
    assert files(room) == [name]
    assert (room.root / "sources" / name).read_bytes() == (kept or data)


def test_of_a_text_that_is_too_large_no_part_is_added(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.newsroom.adding.LARGEST", 1 << 20)
    monkeypatch.setattr("workflow.cli.add.LARGEST", 1 << 20)
    paste(room, "会议\n\n".encode() + b"a" * ((1 << 20) - 8))
    said = paste(room, "会议\n\n".encode() + b"a" * (1 << 20), status=3)
    assert said == "workflow: standard input: cannot be read (it has more than 1 MB)\n"
    assert files(room) == ["hui-yi.txt"]


@pytest.mark.parametrize("comment", ["<!---->", "<!--", "<!-- -->", "<!-- " + "-" * 50, "<!-->", "-->"])
def test_comments_that_begin_no_page_are_looked_through_once(room: Newsroom, comment: str) -> None:
    paste(room, comment.encode() * 2000 + "会议召开。\n".encode(), status=0)
    assert files(room)[0].endswith(".txt")
    paste(room, b"<!-- saved -->\n" * 50 + PAGE.encode())
    assert [each for each in files(room) if each.endswith(".html")]


def test_nothing_is_written_by_a_dry_run_and_nothing_twice(room: Newsroom, desk: Path) -> None:
    said = room.run("add", "--dry-run", str(desk / "page.html")).stdout
    assert said.endswith("Nothing was written; run the command without --dry-run to add it.\n")
    assert "would be copied" in said
    assert files(room) == []
    room.run("add", str(desk / "page.html"))
    before = files(room)
    again = room.run("add", str(desk / "page.html"), "--id", "other").stdout
    assert again.startswith(f"{desk / 'page.html'}: is already there: ")
    assert "Next" not in again
    assert files(room) == before


def test_another_release_of_the_same_title_gets_another_name(room: Newsroom) -> None:
    for words in ("第一稿。", "第二稿。", "第三稿。"):
        paste(room, f"会议纪要\n\n{words}\n".encode())
    assert files(room) == ["hui-yi-ji-yao-2.txt", "hui-yi-ji-yao-3.txt", "hui-yi-ji-yao.txt"]


@pytest.mark.parametrize("other", ["visit.bilingual", "visit.Bilingual", "visit"])
def test_no_new_release_gets_a_page_of_another(room: Newsroom, other: str) -> None:
    room.write(f"sources/{other}.md", "会议闭幕。")
    new = "visit.bilingual" if other == "visit" else "visit"
    said = paste(room, "会议于9月3日召开。".encode(), "--id", new, status=2)
    assert f"{new}: a page of the release sources/{other}.md would have the same name" in said
    paste(room, "会议于9月3日召开。".encode(), "--id", "tour.bilingual")
    assert files(room) == ["tour.bilingual.txt", f"{other}.md"]


def test_a_name_that_only_a_catalog_has_is_taken(room: Newsroom) -> None:
    room.write("locales/en/hui-yi-ji-yao.po", "")
    paste(room, "会议纪要\n\n会议召开。\n".encode())
    assert files(room) == ["hui-yi-ji-yao-2.txt"]


def test_pictures_that_would_meet_others_go_into_a_folder_of_their_own(room: Newsroom, tmp_path: Path) -> None:
    for number, picture in enumerate((PNG, PNG + b"2", PNG)):
        folder = tmp_path / str(number)
        (folder / "images").mkdir(parents=True)
        (folder / "images" / "a.png").write_bytes(picture)
        (folder / "a.md").write_text(f"---\ntitle: 第{number}号\n---\n\n![图](images/a.png)\n", encoding="utf-8")
        room.run("add", str(folder / "a.md"))
    assert files(room) == [
        "di-0-hao.md",
        "di-1-hao/di-1-hao.md",
        "di-1-hao/images/a.png",
        "di-2-hao.md",
        "images/a.png",
    ]
    assert (room.root / "sources/di-1-hao/images/a.png").read_bytes() == PNG + b"2"
    room.run("translate")
    assert not [row for row in room.status() if row["findings"]["error"] or "file" in row]


OUTSIDE = "is outside the folder of {page}, where pictures are not looked for"
NO_PICTURE = "is not a picture that pages can show"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("../secret.png", OUTSIDE),
        ("page_files/../../secret.png", OUTSIDE),
        ("link.png", OUTSIDE),
        ("notes.txt", NO_PICTURE),
        ("false.png", NO_PICTURE),
        ("page_files", "no such picture beside {page}"),
        ("none.png", "no such picture beside {page}"),
    ],
)
def test_only_pictures_in_the_folder_are_copied(room: Newsroom, desk: Path, source: str, why: str) -> None:
    (desk.parent / "secret.png").write_bytes(PNG)
    (desk / "notes.txt").write_text("secret", encoding="utf-8")
    (desk / "false.png").write_text("secret", encoding="utf-8")
    (desk / "link.png").symlink_to(desk.parent / "secret.png")
    (desk / "page.html").write_text(f'<div class=TRS_Editor><p>会议。</p><img src="{source}"></div>', encoding="utf-8")
    said = room.run("add", str(desk / "page.html")).stdout
    assert f"missing   {source}: {why.format(page=desk / 'page.html')}\n" in said
    assert files(room) == ["hui-yi.html"]


def test_every_picture_counts_wherever_it_is_and_each_once(room: Newsroom, desk: Path) -> None:
    text = "# 会议\n\n![图](a.png)\n\n会场![二](b.png)如图。\n\n- 一![二](b.png)\n- 二![三](c.png)\n\n![图](a.png)\n"
    (desk / "talk.md").write_text(text, encoding="utf-8")
    for name in ("a.png", "b.png", "c.png"):
        (desk / name).write_bytes(PNG)
    said = room.run("add", str(desk / "talk.md")).stdout
    assert re.search(r"text .*1 list, 3 pictures\n", said)
    assert said.count("copied: ") == 3


def test_pasted_text_comes_without_its_pictures(room: Newsroom) -> None:
    said = paste(room, "---\ntitle: 会议\n---\n\n会场![二](b.png)如图。\n".encode())
    assert "missing   b.png: pasted text comes without its pictures\n" in said


@pytest.mark.parametrize(
    ("name", "content", "arguments", "status", "says"),
    [
        (
            "a.pdf",
            b"%PDF",
            (),
            1,
            r"a.pdf: files of this kind \(.pdf\) are not read; add the document that it was made from",
        ),
        ("a.doc", b"", (), 1, r"\(.doc\) are not read; save it as a Word document \(.docx\)"),
        ("a.mht", b"", (), 1, r"save it as “Webpage, complete” \(.html\)"),
        ("a", b"", (), 1, r"\(without a suffix\) are not read; add .md"),
        ("a.docx", b"PK", (), 1, r"desk/a.docx: is damaged or incomplete"),
        ("a.html", "<p>会议。".encode(), (), 1, r"desk/a.html: it is not clear where the article is"),
        ("a.txt", b"\xff\xfea\0", (), 1, r"desk/a.txt: is UTF-16"),
        ("a.txt", b"\n", (), 1, r"desk/a.txt: has no text"),
        ("a.txt", "会议。".encode(), ("--date", "yesterday"), 2, "yesterday: is not a day; write it as in 2018-09-12"),
        (
            "a.txt",
            "会\n\n议。\n\n2018年9月12日".encode(),
            ("--date", "2018-09-13"),
            2,
            "its text says 2018-09-12, not 2018-09-13",
        ),
        ("a.txt", "会议。".encode(), ("--id", "a b"), 1, "the release id 'a b' contains a space"),
        ("a.txt", "会议。".encode(), ("--id", "there"), 2, r"there: another release has this id \(sources/there.md\)"),
        (
            "a.txt",
            "会议。".encode(),
            ("--id", "new", "--date", "2018-09-12"),
            2,
            "choose an id that begins with 2018-09-12",
        ),
        ("a.txt", None, (), 3, "a.txt: cannot be read"),
    ],
)
def test_what_cannot_be_added_is_refused_in_one_sentence(
    room: Newsroom, desk: Path, name: str, content: bytes | None, arguments: tuple[str, ...], status: int, says: str
) -> None:
    room.write("sources/there.md", "# 标题\n\n会议召开。\n")
    if content is not None:
        (desk / name).write_bytes(content)
    result = room.run("add", str(desk / name), *arguments, status=status)
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert re.search(says, result.stderr), result.stderr
    assert files(room) == ["there.md"]


def test_one_that_cannot_be_added_does_not_stop_the_others(room: Newsroom, desk: Path) -> None:
    (desk / "bad.txt").write_bytes(b"\0")
    result = room.run("add", str(desk / "bad.txt"), str(desk / "page.html"), status=1)
    assert "bad.txt: is not a text file" in result.stderr
    assert len(files(room)) == 2
    assert "--id names one release" in room.run("add", "--id", "a", "b.txt", "c.txt", status=2).stderr
    assert "is empty; paste a text" in paste(room, b" \n", status=2)
    assert "is a folder; name the files in it" in room.run("add", str(desk), status=2).stderr


def test_the_date_of_a_text_without_one_is_in_its_name(room: Newsroom) -> None:
    paste(room, "会议纪要\n\n会议召开。\n".encode(), "--date", "2018年9月12日")
    assert files(room) == ["2018-09-12-hui-yi-ji-yao.txt"]
    assert [row["date"] for row in room.status()] == ["2018-09-12"]


# --- files that nobody reads ---


def test_files_that_nobody_reads_are_named(room: Newsroom) -> None:
    room.write("sources/a.md", "# 标题\n\n![图](images/used.png)\n")
    room.write("sources/images/used.png", PNG)
    for name in ("images/unused.png", "b.pdf", "2018/c.xlsx"):
        room.write(f"sources/{name}", b"x")
    for quiet in (".hidden", "~$a.docx", "a.md~", "a.bak", "a.tmp", "a.orig", "#a.md#", ".git/x"):
        room.write(f"sources/{quiet}", b"x")
    for quiet in ("2018/Thumbs.db", "2018/desktop.ini"):
        room.write(f"sources/{quiet}", b"x")
    room.write("sources/page.html", "<title>标题</title><div class=TRS_Editor>正文。")
    room.write("sources/page_files/style.css", "p {}")
    room.write("sources/page_files/sub/saved_resource.html", "<p>an advertisement in a frame")
    told = "no release, and not read: sources/2018/c.xlsx, sources/b.pdf, sources/images/unused.png; releases are .md, "
    for _ in range(2):  # from the files, then from the cache
        assert told in room.run("status").stdout
        unread = [row for row in room.status() if "file" in row]
        assert [(row["file"], row["state"], row["release"]) for row in unread] == [
            ("sources/2018/c.xlsx", "unread", ""),
            ("sources/b.pdf", "unread", ""),
            ("sources/images/unused.png", "unread", ""),
        ]
    assert "not read" not in room.run("status", "a").stdout


def test_a_document_beside_a_text_of_the_same_name_is_its_original(room: Newsroom) -> None:
    room.write("sources/visit.md", "# 标题\n\n会议召开。\n")
    room.write("sources/Visit.docx", b"not even a document")
    room.write("sources/visit.html", b"nor a page")
    room.write("sources/other/visit.docx", docx(p("另一个")))
    result = room.run("status", status=1)
    named = "sources/Visit.docx (of sources/visit.md), sources/visit.html (of sources/visit.md)"
    assert f"the original of a release, and not read: {named}\n" in result.stdout
    assert [
        row["original_of"]
        for row in json.loads(room.run("status", "--format", "json", status=1).stdout)
        if row["state"] == "original"
    ] == ["sources/visit.md"] * 2
    assert "have the same id" in result.stderr  # the document in another folder is a release of its own
    (room.root / "sources/other/visit.docx").unlink()
    assert room.run("status").stderr == ""


def test_a_newsroom_without_releases_names_what_is_there(room: Newsroom) -> None:
    room.write("sources/a.pdf", b"x")
    result = room.run("status")
    assert "or run workflow add" in result.stderr
    assert "not read: sources/a.pdf;" in result.stdout


def test_json_of_a_file_has_what_other_objects_have(room: Newsroom) -> None:
    room.write("sources/a.md", "# 标题\n\n会议召开。\n")
    room.write("sources/a.pdf", b"x")
    release, file = json.loads(room.run("status", "--format", "json").stdout)
    assert set(release) < set(file)
    assert file["units"].keys() == release["units"].keys()


def test_a_picture_that_is_written_in_the_page_is_published(room: Newsroom, desk: Path) -> None:
    data = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    (desk / "page.html").write_text(PAGE.replace("page_files/hall%201.png", data), encoding="utf-8")
    said = room.run("add", str(desk / "page.html"), "--id", "visit").stdout
    assert "missing   page_files/lost.png" in said
    assert "copied" not in said
    (room.root / "sources/page_files").mkdir()
    room.write("sources/page_files/lost.png", PNG + b"2")
    room.run("translate")
    room.sign_off()
    room.run("publish")
    assert sorted(each.read_bytes() for each in (room.root / "public").rglob("*.png")) == [PNG, PNG + b"2"]
    room.run("verify")


def test_a_text_without_words_is_called_after_its_file_or_untitled(room: Newsroom, desk: Path) -> None:
    data = "！！！\n".encode()
    (desk / "Notes of May.txt").write_bytes(data)
    room.run("add", str(desk / "Notes of May.txt"))
    assert files(room) == ["notes-of-may.txt"]
    (room.root / "sources/notes-of-may.txt").unlink()
    paste(room, data)
    assert files(room) == ["untitled.txt"]
