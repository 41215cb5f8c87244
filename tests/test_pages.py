"""Pages judged from outside: the Nu HTML checker, axe-core, and a real browser at the widths of desk and phone."""

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from workflow.contracts.pages import Certificate, Correction, Frame, Link, Notice, Page, SignOff, Waived
from workflow.model import Block, Edition, PublicState, Segment, Verbatim, sha256
from workflow.writers import html, lists, rendering
from workflow.writers.lists import IndexEntry, Lists

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
LONG = "https://example.org/" + "unbreakable" * 15

FRAME = Frame(
    address="https://www.example.org/news/",
    logo="images/logo.png",
    links=(("Contact", "https://www.example.org/contact"), ("Unbreakable" * 9, "mailto:office@example.org")),
    colours=(("accent", "#7a1f5c"),),
    languages=("en", "fr", "ar"),
)

# (kind, Chinese, English) in the manner of a real release.
RELEASE: list[tuple[str, str, str]] = [
    ("title", "国家知识产权局代表团访问瑞士、德国和芬兰", "CNIPA delegation visits Switzerland, Germany and Finland"),
    (
        "p",
        "9月3日至8日，代表团访问瑞士、德国和芬兰。",
        "From 3 to 8 September, a delegation visited Switzerland, Germany and Finland.",
    ),
    ("+", "行程虽紧，成果却很具体。", "The schedule was tight, but the results were tangible."),
    ("h2", "日内瓦：共商多边规则", "Geneva: shaping multilateral rules together"),
    ("figure", "研讨会会场（示意图）", "The venue of the symposium (illustration)"),
    (
        "p",
        "代表团访问了[总部](https://www.wipo.int/pct/)。",
        "The delegation visited the [headquarters](https://www.wipo.int/pct/).",
    ),
    ("+", "会谈**富有成果**，文件号为`CN-1`。", "The talks were **fruitful**; the file is `CN-1`."),
    ("+", "会谈内容已并入上句。", "<EMPTY>"),
    ("ol", "数据时代的专利审查", "Patent examination in the age of data"),
    ("ol", "中小企业的品牌保护", "Brand protection for small and medium-sized enterprises"),
    ("h4", "跳过一级的标题", "A heading that leaves out a level"),
    ("ul", f"资料见<{LONG}>", f"Documents: <{LONG}>"),
    ("quote", "我们需要有人告诉我们该看哪一页。", "We need someone to tell us which page to read."),
    ("table", "类别|申请量|", "Type|Applications|"),
    ("row", "发明|154.2万件|17.7%", "Invention patents|1.542 million|17.7%"),
    ("row", "外观设计|70.9万件|21.9%", "Designs|709,000|21.9%"),
    ("hr", "", ""),
    ("code", "版本 = 1\n", ""),
    ("p", "（本文为示例。）", "(This is a sample.)"),
]


def edition(language: str = "en", source_language: str = "zh-Hans") -> Edition:
    blocks: list[Block] = []
    units: dict[tuple[str, str], str] = {}

    def unit(source: str, target: str, role: str = "") -> Segment | Verbatim:
        if source == target:
            return Verbatim(source)
        units[(role, source)] = target
        return Segment(source, role)

    def last(kind: str, info: str = "") -> Block:
        if not blocks or (blocks[-1].kind, blocks[-1].info) != (kind, info):
            blocks.append(Block(kind, info=info, level=int(info == "ordered")))  # type: ignore[arg-type]
        return blocks.pop()

    for kind, source, target in RELEASE:
        match kind:
            case "title" | "figure":
                blocks.append(
                    Block(kind, (unit(source, target, {"figure": "caption"}.get(kind, kind)),), info="图/hall.png")
                )
            case "h2" | "h4":
                blocks.append(Block("heading", (unit(source, target, "heading"),), level=int(kind[1])))
            case "p":
                blocks.append(Block("paragraph", (unit(source, target),)))
            case "+":
                blocks.append(Block("paragraph", (*blocks.pop().content, unit(source, target))))
            case "ol" | "ul":
                info = {"ol": "ordered", "ul": "bullet"}[kind]
                found = last("list", info)
                item = Block("item", children=(Block("paragraph", (unit(source, target),)),))
                blocks.append(Block("list", children=(*found.children, item), info=info, level=found.level))
            case "quote":
                blocks.append(Block("quote", children=(Block("paragraph", (unit(source, target),)),)))
            case "table" | "row":
                cells = zip(source.split("|"), target.split("|"), strict=True)
                row = Block(
                    "row",
                    children=tuple(Block("cell", (unit(*one, "cell"),) if one[0] else ()) for one in cells),
                    level=int(kind == "table"),
                )
                found = last("table")
                blocks.append(Block("table", children=(*found.children, row)))
            case "hr":
                blocks.append(Block("rule"))
            case "code":
                blocks.append(Block("code", (Verbatim(source, "code"),)))
    return Edition(
        release="2018-09-12-visit",
        language=language,
        source_language=source_language,
        units=tuple((role, source, target) for (role, source), target in units.items()),
        blocks=tuple(blocks),
        date="2018-09-12",
        url="https://example.org/zh/visit.html?a=1&b=2",
    )


def page(made: Edition, locale: str, *, draft: bool = False, images: Mapping[str, str] | None = None) -> Page:
    signed = (
        SignOff("translator", "", "2018-09-13T02:14:09Z"),
        SignOff("reviewer", "A. Reviewer", "2018-09-14T01:40:51Z", signed=True),
    )
    certificate = Certificate(
        source_path="sources/2018-09-12-visit.md",
        source_digest="ab" * 32,
        source_text_digest="cd" * 32,
        units=len(made.units),
        engines=(("mt: argos zh→en 1.9", len(made.units) - 2),),
        changed=9,
        sign_offs=() if draft else signed,
        approval="" if draft else "ef" * 32,
        tool="workflow 0.1.0",
        checks=() if draft else (("leftovers", 0, 0), ("markup", 0, 0), ("figures", 1, 2), ("title", 0, 1)),
        waived=()
        if draft
        else (
            Waived("figures", "1a2b3c4d", "The figure is the office's own.", "2018-12-31", "2018-09-13T02:14:09Z"),
            Waived("title", "5e6f7a8b", "原文如此", "", "2018-09-13T02:20:00Z"),
        ),
        approvals=2,
    )
    changed = (
        (
            "The schedule was tight, but the results were real.",
            "The schedule was tight, but the results were tangible.",
        ),
        ("", "The talks were **fruitful**; the file is `CN-1`."),
        (f"Documents: <{LONG}old>", f"Documents: <{LONG}>"),
        ("It rained in Helsinki.", "<EMPTY>"),
    )
    return Page(
        edition=made,
        certificate=certificate,
        office="Example Intellectual Property Office",
        project="Newsroom",
        locale=locale,
        note="Translated from the Example Office Website Chinese Version",
        layouts=("target", "side", "lines"),
        images={"图/hall.png": "images/hall.png"} if images is None else images,
        draft=draft,
        corrections=()
        if draft
        else (
            Correction("2018-09-15T02:14:09Z", changed, moved=True),
            Correction("2018-09-20T02:14:09Z", changed[:1] * 23, pictures=True),
        ),
        superseded_by=() if draft else (Link("2019-01-10-visit", "CNIPA delegation visits Switzerland again"),),
        supersedes=() if draft else (Link("2018-09-11-visit", f"A title that no line can hold {'unbreakable' * 10}"),),
        frame=FRAME,
        languages=() if draft else tuple(tag for tag in FRAME.languages if tag != made.language),
        issued="" if draft else "2018-09-14T02:14:09Z",
        updated="" if draft else "2018-09-15T02:14:09Z",
        formats=("html", "markdown", "text", "epub", "docx"),
    )


KINDS_OF_LISTS = {"list/2018.html", "list/notice-2.html", "list/other.html"}


def notice(made: Page) -> Notice:
    return Notice(
        release="withdrawn",
        language=made.edition.language,
        source_language=made.edition.source_language,
        source_title="国家知识产权局代表团访问瑞士、德国和芬兰",
        date="2018-09-11",
        when="2018-09-15T02:14:09Z",
        reason="The figures in the second table were those of the year before; the office has asked for a new text.",
        office=made.office,
        project=made.project,
        locale=made.locale,
        layouts=made.layouts,
        frame=made.frame,
        updated="2018-09-15T02:14:09Z",
    )


def others(number: int) -> Iterator[IndexEntry]:
    """Yield releases that make the lists long enough for pages."""
    for each in range(number):
        source = ("关于召开会议的通知", "2018年统计数据公布", "代表团访问瑞士")[each % 3]
        date = f"{2015 + each % 4}-03-{each % 28 + 1:02}" if each % 7 else ""
        yield IndexEntry(f"other-{each}", f"Other {each}", source, "zh-Hans", date, PublicState.CURRENT, ("side",))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Published pages in English, French and Arabic, and drafts with untranslated sentences, on disk."""
    folder = tmp_path_factory.mktemp("site")
    english = edition()
    half = Edition(**{**{name: getattr(english, name) for name in Edition.__slots__}, "units": english.units[1::2]})
    kinds = {
        "public/en": page(english, "en_GB"),
        "public/fr": page(edition("fr", "zh-Hant"), "fr_FR"),
        "public/ar": page(edition("ar"), "ar", images={}),
        "drafts/en": page(half, "en_US", draft=True),
    }
    for where, made in kinds.items():
        (folder / where / "images").mkdir(parents=True)
        (folder / where / "images/hall.png").write_bytes(PICTURE)
        (folder / where.partition("/")[0] / "images").mkdir(exist_ok=True)
        (folder / where.partition("/")[0] / "images/logo.png").write_bytes(PICTURE)
        (folder / where / "list").mkdir()
        entries = [
            lists.entry(made, PublicState.OUTDATED),
            lists.withdrawn_entry(notice(made)),
            *others(450 if where == "public/en" else 0),
        ]
        listed = Lists(
            language=made.edition.language,
            locale=made.locale,
            office=made.office,
            project=made.project,
            frame=made.frame,
            draft=made.draft,
        )
        index = dict(listed.pages(entries))
        pages = html.write(made)
        certificate = html.certify(made, {name: sha256(content) for name, content in pages.items()})
        # At each of its addresses stands the same page.
        withdrawn = {name: html.notice(notice(made))[name] for name in ("withdrawn.html",)}
        for name in sorted(index.keys() - KINDS_OF_LISTS):  # one of each kind is enough
            if name.startswith("list/") and name.endswith(".html"):
                del index[name]
        for name, content in {**pages, **certificate, **withdrawn, **index}.items():
            (folder / where / name).write_bytes(content)
        for name, content in rendering.assets(made.frame).items():
            (folder / where).parent.joinpath(name).write_bytes(content)
    return folder


def test_pages_and_style_sheet_are_valid(site: Path, require_tool: Callable[[str], str]) -> None:
    command = [
        require_tool("java"),
        "-jar",
        require_tool("vnu.jar"),
        "--also-check-css",
        "--stdout",
        "--format",
        "text",
    ]
    pages = sorted(str(path) for path in site.rglob("*.*") if path.suffix in {".html", ".css"})
    assert len(pages) == 4 * 6 + len(KINDS_OF_LISTS) + 2
    judged = subprocess.run(
        [*command, *pages], capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )
    output = (judged.stdout + judged.stderr).replace("No errors found", "")
    assert [line for line in output.splitlines() if "error" in line or "warning" in line] == []
    assert judged.returncode == 0, output


HARNESS = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>judge</title></head><body><pre id="result"></pre><script>
const axe = %(axe)s, pages = %(pages)s, result = [];
(async () => {
  for (const [name, source] of Object.entries(pages)) for (const [width, scheme] of [[1280, "light"], [390, "light"], [1280, "dark"]]) {
    // The same elements in other colours: one page of each kind is enough.
    if (scheme == "dark" && !name.startsWith("drafts")) continue;
    const frame = document.createElement("iframe");
    frame.style.cssText = `width:${width}px;height:900px;border:0`;
    await new Promise(loaded => { frame.onload = loaded; frame.srcdoc = scheme == "dark" ? source.replace("style.css", "dark.css") : source; document.body.append(frame); });
    const page = frame.contentDocument, script = page.createElement("script");
    const paper = frame.contentWindow.getComputedStyle(page.body).backgroundColor;
    const styled = frame.contentWindow.getComputedStyle(page.querySelector(".skip")).position === "absolute";
    const wide = page.documentElement.scrollWidth;
    script.textContent = axe;
    page.head.append(script);
    const found = await frame.contentWindow.axe.run(page);
    const violations = found.violations.map(one => [one.id, one.nodes.map(node => node.html)]);
    result.push({name, width, scheme, wide, styled, paper, checked: found.passes.length, violations});
    frame.remove();
  }
  document.getElementById("result").textContent = JSON.stringify(result);
})().catch(error => { document.getElementById("result").textContent = String(error); });
</script></body></html>
"""


def test_pages_are_accessible_and_fit_desk_and_phone_by_day_and_by_night(
    site: Path, tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    chromium, axe = require_tool("chromium"), Path(require_tool("axe.min.js")).read_text(encoding="utf-8")
    pages = {
        # All are shown in frames of one page, in the folder of a language.
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8").replace('"../../', '"../')
        for path in sorted(site.rglob("*.html"))
    }
    judged = judge(chromium, axe, pages, Path(shutil.copytree(site, tmp_path / "site")), tmp_path / "profile")
    assert len(judged) == 2 * len(pages) + 6
    for one in judged:
        where = (one["name"], one["width"], one["scheme"])
        assert one["styled"], where
        assert (one["paper"] == "rgb(255, 255, 255)") == (one["scheme"] == "light"), where
        assert one["checked"] > 10, where
        assert one["violations"] == [], where
        assert one["wide"] <= one["width"], where


def judge(chromium: str, axe: str, pages: Mapping[str, str], site: Path, profile: Path) -> list[dict[str, Any]]:
    """What axe-core says of each page at both widths; in one browser, which is most of the time this takes."""

    def script(value: object) -> str:
        return json.dumps(value).replace("</", "<\\/").replace("<!--", "<\\!--")

    # A frame cannot be told what its reader prefers: the dark colours without the condition.
    css = (site / "public/style.css").read_text(encoding="utf-8")
    assert " and (prefers-color-scheme: dark)" in css
    (site / "public/dark.css").write_text(css.replace(" and (prefers-color-scheme: dark)", ""), encoding="utf-8")
    harness = site / "public/en/judge.htm"
    harness.write_text(HARNESS % {"axe": script(axe), "pages": script(pages)}, encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    command += [
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    command += [f"--user-data-dir={profile}", "--virtual-time-budget=600000", "--dump-dom"]
    ran = subprocess.run(
        [*command, harness.as_uri()], capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )
    found = re.search(r'<pre id="result">(.*?)</pre>', ran.stdout, re.DOTALL)
    assert found, ran.stderr[-2000:]
    assert found[1].startswith("["), found[1] or ran.stderr[-2000:]
    judged: list[dict[str, Any]] = json.loads(unescape(found[1]))
    return judged
