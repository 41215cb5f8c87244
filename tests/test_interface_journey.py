"""A day's work, in English and in Chinese: every file and every format for programs is the same, byte for byte.

And whatever is printed for people in Chinese has no sentence in English.
"""

import itertools
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from newsroom import PNG, REVIEWER, TRANSLATOR, VISIT, Newsroom

from workflow.cli import shared

NO_LANGUAGE = dict.fromkeys(("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
ENGLISH: dict[str, str | None] = {**NO_LANGUAGE, "LANG": "C.UTF-8"}
CHINESE: dict[str, str | None] = {**NO_LANGUAGE, "LANG": "zh_CN.UTF-8"}
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>关于举办展览的通知_某某局</title></head><body>
<div id="nav"><a href="/">首页</a></div><div class="TRS_Editor"><h1>关于举办展览的通知</h1>
<p>2018年9月20日</p><p>展览将在日内瓦举办，欢迎各界人士参观。</p><p>展览展出专利文献。</p>
<video src="v.mp4"></video><img src="gone.png"></div></body></html>"""
MEMORY = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en"
srclang="zh-Hans" datatype="plaintext"/><body>
<tu><tuv xml:lang="zh-Hans"><seg>双方签署了备忘录。</seg></tuv><tuv xml:lang="en"><seg>They signed it.</seg></tuv></tu>
<tu><tuv xml:lang="zh-Hans"><seg>代表团于8月1日抵达日内瓦。</seg></tuv><tuv xml:lang="en"><seg>The delegation arrived in
Geneva on August 1.</seg></tuv></tu>
<tu><tuv xml:lang="zh-Hans"><seg>没有译文。</seg></tuv></tu></body></tmx>"""


@dataclass
class Day:
    """What a day's work left: the files, what was printed for programs, and what was printed for people."""

    files: dict[str, bytes] = field(default_factory=dict)
    formats: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def work(root: Path, language: dict[str, str | None]) -> Day:
    """Do everything that the command line can do to a newsroom."""
    room, day = Newsroom(root), Day()

    def run(*arguments: str, status: int | None = 0) -> None:
        result = room.run(*arguments, status=status, env={**language, "SOURCE_DATE_EPOCH": "1537000000"})  # type: ignore[dict-item]
        day.said.append(f"$ workflow {' '.join(arguments)}\n{result.output.replace(str(root), '.')}")

    def read(*arguments: str, status: int | None = 0) -> None:
        result = room.run(*arguments, status=status, env=language)  # type: ignore[arg-type]
        day.formats.append(result.stdout.replace(str(root), "."))

    def formats() -> None:
        for form in ("json", "sarif", "junit"):
            read("check", "--format", form, status=None)
        for form in ("json", "csv"):
            read("status", "--format", form)

    mine, theirs = ("--to", "en", "--as", TRANSLATOR), ("--to", "en", "--as", REVIEWER)
    run("init", str(root), "--name", "Newsroom", "--office", "The Office", "--to", "en", "--to", "zh-Hant-TW")
    settings = (root / "workflow.toml").read_text("utf-8")
    for key, value in (
        ("engine", '"none"'),
        ("formats", '["html", "markdown", "text", "epub", "docx"]'),
        ("severity", '{ values = "off", negation = "off", length = "off" }'),
        ("address", '"https://www.example.org/news/"'),
    ):
        settings, found = re.subn(rf"^{key} = .*$", f"{key} = {value}", settings, flags=re.MULTILINE)
        assert found == 1, key
    room.write("workflow.toml", settings)
    room.write("sources/visit.md", VISIT.replace("签字现场", "签字现场 ⼈"))
    room.write("sources/images/signing.png", PNG)
    page, memory = room.write("../page.html", PAGE), room.write("../old.tmx", MEMORY)
    run("add", str(page), "--dry-run")
    run("add", str(page))
    run("memory", "import", str(memory), "--to", "en", "--own")
    run("memory", "search", "双方签署了备忘录", "--to", "en")
    run("status")
    run("translate")
    formats()
    run("check", "--annotate", status=None)
    run("check", "--fix", status=None)
    room.translate_by_hand(**{"双方将于明年再次会晤。": "双方将于明年再次会晤。"})
    run("submit", "visit", *mine, status=1)
    formats()
    run("check", status=1)
    run("waive", "visit", "leftovers", "--unit", "00000000", "--reason", "x", *mine, status=1)
    room.translate_by_hand(**{"双方将于明年再次会晤。": "They will meet again."})
    run("submit", "visit", *mine)
    run("return", "visit", "--reason", "请再斟酌。", *theirs)
    run("submit", "visit", *mine, status=1)
    for _ in range(2):  # the second time from the cache
        run("check", "visit", status=None)
    run("status")
    room.translate_by_hand(**{"双方签署了备忘录。": "Both sides signed a memorandum."})
    run("submit", "visit", "--dry-run", *mine, status=None)
    run("submit", "visit", "--reason", "已改。", *mine, status=None)
    run("approve", "visit", "--dry-run", *theirs)
    run("approve", "--all", "--yes", *theirs)
    run("publish")
    run("publish", "--draft")
    run("verify")
    formats()
    room.write("sources/visit.md", VISIT.replace("双方签署了备忘录。", "双方签署了两份备忘录。"))
    run("translate")
    run("status")
    run("verify", status=None)
    room.translate_by_hand()
    run("submit", "visit", "--reason", "原文有变。", *mine, status=None)
    run("approve", "visit", *theirs, status=None)
    run("publish")
    run("withdraw", "visit", "--reason", "有误。", *theirs)
    run("publish")
    run("verify")
    run("status")
    run("terms", "check")
    run("terms", "suggest", "--to", "en", "--append")
    run("terms", "starter", "日内瓦", "--to", "en", "--copy")
    read("memory", "export", "--to", "en")
    run("memory", "export", "--to", "en", "--out", str(root / "out.tmx"))
    formats()
    day.files = {name: data for name, data in room.files().items() if not name.startswith(".workflow/")}
    return day


def test_a_day_in_chinese_leaves_what_a_day_in_english_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = []
    for name, language in (("english", ENGLISH), ("chinese", CHINESE)):
        seconds = itertools.count()
        start = datetime(2018, 9, 15, 8, tzinfo=UTC)
        monkeypatch.setattr(
            shared, "_clock", lambda seconds=seconds, start=start: start + timedelta(seconds=next(seconds))
        )
        monkeypatch.setenv("WORKFLOW_CACHE", str(tmp_path / f"cache-{name}"))
        (tmp_path / name).mkdir()
        days.append(work(tmp_path / name / "newsroom", language))
    english, chinese = days
    assert chinese.files.keys() == english.files.keys()
    assert [name for name, data in english.files.items() if chinese.files[name] != data] == []
    for ours, theirs in zip(english.formats, chinese.formats, strict=True):
        assert ours == theirs
    kinds = {Path(name).suffix.removeprefix(".") for name in english.files}
    assert kinds >= set("po jsonl html md txt epub docx xml json tmx csv toml".split())
    both = [(here, there) for here, there in zip(english.said, chinese.said, strict=True)]
    assert [here for here, there in both if here == there and here.count("\n") > 1] == []
    assert [line for _, said in both for line in said.splitlines()[1:] if _ENGLISH.search(_without_data(line))] == []


_ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,} [A-Za-z]{2,}")
"""Three English words in a row, the last perhaps a name."""
_DATA = re.compile(r"^    .*|workflow [a-z-]+.*|Words \d+.*")


def _without_data(line: str) -> str:
    """Return a line without commands, and without sources and translations, which are indented."""
    return _DATA.sub("", line)
