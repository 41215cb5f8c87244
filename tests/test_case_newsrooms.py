"""Small newsrooms that once failed, from the source to what ``check`` says: what a pair alone would not show."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from newsroom import Newsroom

SETTINGS = '[draft]\nengine = "none"\n'
TABLE = """# 各地产量

| 地区 | 总产量（万吨） | 面积（千公顷） |
|---|---|---|
| 北 京 | 62.6 | 104.5 |
| 内 蒙 古 | 2827.0 | 5726.7 |
| 西 藏 | 100.3 | 176.6 |
"""


@dataclass(frozen=True)
class Case:
    """A source with its term base; units with a translation, and per unit what is found in it; all else is clean."""

    source: str
    units: dict[str, str]
    found: dict[str, set[str]]
    terms: str = ""
    says: tuple[str, ...] = field(default=())


RADICALS = "申⻓雨局长于9⽉6⽇出席会议，该决定⾮最终决定。"
PEOPLE = "source,target,kind\n申长雨,Shen Changyu,person\n"
PLACES = "source,target,kind\n北京,Beijing,term\n西藏,Tibet,term\n"
DAM = "source,target,kind\n葛洲坝,Gezhouba,term\n"

CASES = {
    "radicals stand for characters, and one warning names them": Case(
        f"---\ntitle: 决定全文\ndate: 2019-05-06\n---\n\n{RADICALS}\n\n## ⼀⽉\n\n| 项目 | 异议 |\n|---|---|\n| 语种 | ⽇⽂ |\n\n- ⽆\n",
        {
            "决定全文": "Full text of the decision",
            RADICALS: "Director Shen Long attended the meeting on September 6; the decision is final.",
            "⼀⽉": "January",
            "项目": "Item",
            "异议": "Objections",
            "语种": "Language",
            "⽇⽂": "Japanese",
            "⽆": "None",
        },
        {RADICALS: {"error terms", "warning characters", "warning negation"}},
        PEOPLE,
        says=("⻓ (U+2ED3) for 长", "申⻓雨 is “Shen Changyu”"),
    ),
    "the right translation of radicals is clean": Case(
        f"# 决定全文\n\n{RADICALS}\n",
        {
            "决定全文": "Full text of the decision",
            RADICALS: "Commissioner Shen Changyu attended the meeting on September 6; the decision is not final.",
        },
        {RADICALS: {"warning characters"}},
        PEOPLE,
    ),
    "invisible characters hide no word, and private ones are named": Case(
        "# 消息\n\n葛󠄀洲坝公司参加会议。\n\n葛洲\u200b坝公司致辞。\n\n他不\u200b得转载文章。\n\n局长李\ue863出席。\n",
        {
            "消息": "News",
            "葛󠄀洲坝公司参加会议。": "The Gazhou Dam company attended the meeting.",
            "葛洲\u200b坝公司致辞。": "The Gazhou Dam company made a speech.",
            "他不\u200b得转载文章。": "He may reprint the article.",
            "局长李\ue863出席。": "Director Li Xiang attended.",
        },
        {
            "葛󠄀洲坝公司参加会议。": {"warning terms"},
            "葛洲\u200b坝公司致辞。": {"warning terms"},
            "他不\u200b得转载文章。": {"error negation"},
            "局长李\ue863出席。": {"warning characters"},
        },
        DAM,
        says=("U+E863 (private use)",),
    ),
    "places spaced to equal width are places, and a head has its unit": Case(
        TABLE,
        {
            "各地产量": "Output by region",
            "地区": "Region",
            "总产量（万吨）": "Total production (tons)",
            "面积（千公顷）": "Sown area (ha)",
            "北 京": "North Korea",
            "内 蒙 古": "Mongolia",
            "西 藏": "Spain",
        },
        {
            "总产量（万吨）": {"error values"},
            "面积（千公顷）": {"error values"},
            "北 京": {"error names", "warning terms"},
            "内 蒙 古": {"error names", "warning starter"},
            "西 藏": {"error names", "warning terms"},
        },
        PLACES,
    ),
    "the right names and units of a table are clean": Case(
        TABLE,
        {
            "各地产量": "Output by region",
            "地区": "Region",
            "总产量（万吨）": "Total production (10,000 tonnes)",
            "面积（千公顷）": "Sown area (thousand hectares)",
            "北 京": "Beijing",
            "内 蒙 古": "Inner Mongolia",
            "西 藏": "Tibet",
        },
        {},
        PLACES,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_newsroom_from_its_source_to_its_findings(name: str, tmp_path: Path) -> None:
    case, room = CASES[name], Newsroom(tmp_path)
    room.write("workflow.toml", SETTINGS)
    room.write("sources/a.md", case.source)
    if case.terms:
        room.write("locales/en/terms.csv", case.terms)
    room.run("translate")
    assert [unit.source for unit in room.catalog("a").units] == list(case.units)
    room.translate_by_hand("a", **case.units)
    said = room.run("check", status=None).stdout
    sources = {unit.short_key: unit.source for unit in room.catalog("a").units}
    found: dict[str, set[str]] = {}
    for line in said.splitlines():
        if line.endswith("]") and not line.startswith(" "):
            check, key = line.removesuffix("]").rpartition("[")[2].split()
            found.setdefault(sources[key], set()).add(f"{line.split(': ')[1]} {check}")
    assert found == case.found, said
    assert all(words in said for words in case.says)


@pytest.mark.parametrize(
    ("entry", "target"),
    [
        ('msgid "甲句话。"\nmsgstr "First " "sentence."\n', "First sentence."),
        ('msgid "甲句话。"\nmsgstr "First."\n\n# vim: set ft=po\n', "First."),
    ],
)
def test_a_catalog_that_gettext_reads_is_read(entry: str, target: str, tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.write("workflow.toml", SETTINGS)
    room.write("sources/a.md", "甲句话。\n")
    room.write("locales/en/a.po", f'msgid ""\nmsgstr ""\n"Language: en\\n"\n\n{entry}')
    room.run("translate")
    assert [unit.target for unit in room.catalog("a").units] == [target]
    assert room.catalog("a").tail == ("# vim: set ft=po" if "vim" in entry else "")
