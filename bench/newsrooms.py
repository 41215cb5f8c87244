"""A newsroom of any size, with releases in every state: the same one, byte for byte, for the same size and seed.

    python bench/newsrooms.py DIR RELEASES [--units 28] [--seed 1] make one, published twice on the way python
    bench/newsrooms.py DIR RELEASES --stage begin only its first days python bench/newsrooms.py DIR 1 --long 10000
    [--edited] one release of 10,000 sentences, or half of them edited python bench/newsrooms.py DIR 1 --paragraph 10000
    the same, all in one paragraph

A newsroom comes about in three stages, so that publishing between them can be measured:

    begin    releases are translated, signed off, submitted, returned; findings are waived
    (publish)
    go-on    new releases arrive; sources and translations change, some are withdrawn, superseded or deleted
    (publish)
    finish   a few more are approved, and wait to be published

Release number n is the same in a newsroom of any size. People, offices and figures are made up.
"""

import argparse
import os
import random
import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from workflow import __version__
from workflow.catalogs import po
from workflow.catalogs.sync import sync
from workflow.contracts.registries import READERS
from workflow.model import Catalog, Draft, Finding, Release, Unit, sha256
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.judging import findings
from workflow.signoff import ledger as ledgers
from workflow.signoff.acts import By, approve, give_back, submit, supersede, waive, withdraw
from workflow.signoff.ledger import Ledger
from workflow.signoff.present import look

UNITS = 28
SEED = 1
TOOL = f"workflow {__version__}"
TRANSLATOR = "Translator <translator@example.org>"
REVIEWER = "Reviewer <reviewer@example.org>"
MORNING = 1_735_689_600
"""1 January 2025, when the first release is signed off, in seconds since 1970."""
SETTINGS = """[project]
name = "Sample newsroom"
office = "Sample Patent Office"

[draft]
engine = "none"

[publish]
locales = { en = "en_GB" }
"""

KINDS = (
    *["published"] * 22,
    *["draft"] * 2,
    *["translated"] * 2,
    *["submitted"] * 2,
    *["approved"] * 2,
    *["source edited"] * 2,
    "source edited, catalog in step",
    "translation edited",
    "returned",
    "withdrawn",
    "superseded",
    "orphaned",
    "waived",
    "new",
)
"""What becomes of forty releases. Their order in the newsroom is mixed: see ``kind``."""
_STEP = 7  # has no factor in common with their number, so that every kind comes up


def kind(number: int) -> str:
    """What becomes of release ``number``, counted from 0."""
    return KINDS[number * _STEP % len(KINDS)]


# --- words ---

OFFICES = {
    "示例专利局": "Sample Patent Office",
    "样本商标局": "Specimen Trade Mark Office",
    "河东知识产权中心": "Hedong Intellectual Property Centre",
    "北湾版权服务中心": "Beiwan Copyright Service Centre",
    "南岭专利检索中心": "Nanling Patent Search Centre",
    "西岸标准研究院": "West Shore Institute of Standards",
}
CITIES = {
    "北京": "Beijing",
    "上海": "Shanghai",
    "成都": "Chengdu",
    "杭州": "Hangzhou",
    "大连": "Dalian",
    "日内瓦": "Geneva",
    "慕尼黑": "Munich",
    "赫尔辛基": "Helsinki",
}
_SURNAMES = {"林": "Lin", "周": "Zhou", "吴": "Wu", "孙": "Sun", "马": "Ma", "何": "He", "高": "Gao", "罗": "Luo"}
_GIVEN = {"明海": "Minghai", "文春": "Wenchun", "玉安": "Yu'an", "志芳": "Zhifang", "建华": "Jianhua", "思远": "Siyuan"}
PEOPLE = {one + two: f"{_SURNAMES[one]} {_GIVEN[two]}" for one in _SURNAMES for two in _GIVEN}
MONTHS = "January February March April May June July August September October November December".split()

SENTENCES = (
    ("{d}，{o}在{c}举行联席会议，{n}名代表出席。", "On {d}, the {o} held a joint meeting in {c}, attended by {n} delegates."),
    ("{y}年，{o}共受理发明专利申请{w}件，同比增长{r}。", "In {y}, the {o} received {w} applications for invention patents, up {r} year on year."),
    ("其中，来自小微企业的申请{w}件，占总量的{r}。", "Of these, {w} came from small and micro enterprises, {r} of the total."),
    ("{p}表示，双方将在{n}天内交换全部数据。", "{p} said that the two sides would exchange all the data within {n} days."),
    ("截至{y}年底，有效商标注册量达到{w}件，增长{r}。", "By the end of {y}, there were {w} trade mark registrations in force, an increase of {r}."),
    ("审查周期缩短至**{n}天**，比上年减少{m}天。", "The time for examination was cut to **{n} days**, {m} days less than in the previous year."),
    ("详情见[{o}的网站](https://www.example.org/news/{n})。", "For details, see the [website of the {o}](https://www.example.org/news/{n})."),
    ("全年质押融资总额达到{b}亿元，涉及项目{n}项。", "Pledge financing for the year reached {b} yuan, in {n} projects."),
    ("{p}参观了{o}，并试用了数据平台`sample-{n}`。", "{p} visited the {o} and tried out the data platform `sample-{n}`."),
    ("与会的{n}名审查员认为，培训时间应为{m}天。", "The {n} examiners present said that training should last {m} days."),
    ("该项目由{p}和{q}共同负责，有效期{m}年。", "The project is led jointly by {p} and {q}, and runs for {m} years."),
    ("{o}将在{c}设立{n}个服务窗口。", "The {o} will set up {n} service counters in {c}."),
    ("调查显示，{r}的受访企业曾提交国际申请{w}件。", "According to the survey, {r} of the enterprises questioned had filed {w} international applications."),
    ("“我们需要{n}名新的审查员。”{p}在{c}说。", "“We need {n} new examiners,” said {p} in {c}."),
    ("代表团访问了{c}，在{n}小时内举行了{m}场会谈。", "The delegation visited {c} and held {m} rounds of talks within {n} hours."),
    ("{d}，{p}与{q}签署了为期{m}年的备忘录。", "On {d}, {p} and {q} signed a memorandum for a term of {m} years."),
)  # fmt: skip
TITLES = (
    ("{o}公布{y}年统计数据，申请量达{w}件", "{o} publishes statistics for {y}: {w} applications"),
    ("{o}在{c}举行会议，{n}名代表出席", "{o} holds meeting in {c} with {n} delegates"),
    ("{p}率团访问{c}，签署{m}份备忘录", "{p} leads delegation to {c} and signs {m} memoranda"),
)
HEADINGS = (
    ("申请情况", "Applications"),
    ("下一步工作", "Next steps"),
    ("{c}会谈", "Talks in {c}"),
    ("{o}的工作进展", "Progress at the {o}"),
    ("{y}年回顾", "{y} in review"),
)
CAPTIONS = (
    ("{p}在{c}签署备忘录（示意图）", "{p} signs the memorandum in {c} (illustration)"),
    ("{o}的{n}名审查员参加培训（示意图）", "{n} examiners of the {o} in training (illustration)"),
)
ITEMS = (
    ("培训{n}名审查员；", "train {n} examiners;"),
    ("交换数据{w}条；", "exchange {w} records;"),
    ("在{c}编写{m}本检索指南。", "write {m} search guides in {c}."),
)
HEADER = (("类别", "Category"), ("申请量", "Applications"), ("授权量", "Grants"))
ROWS = (("发明", "Inventions"), ("实用新型", "Utility models"), ("外观设计", "Designs"))
CELL = ("{w}件", "{w}")

Words = tuple[str, str]
"""Chinese and English."""


class Author:
    """Writes sentences in both languages; the same ones for the same seed."""

    def __init__(self, seed: str) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - a bench, not a key
        self.said: set[str] = set()

    def write(self, templates: Sequence[Words], *, anew: bool = True) -> Words:
        """A sentence after one of the templates. anew: one that was not written before."""
        while True:
            chinese, english = self.dice.choice(templates)
            values = self._values()
            found = (
                chinese.format_map({key: one for key, (one, _) in values.items()}),
                english.format_map({key: other for key, (_, other) in values.items()}),
            )
            if not anew or found[0] not in self.said:
                self.said.add(found[0])
                return found[0], found[1]

    def _values(self) -> dict[str, Words]:
        dice = self.dice
        first, second = dice.sample(sorted(PEOPLE), 2)
        office, city = dice.choice(sorted(OFFICES)), dice.choice(sorted(CITIES))
        month, day = dice.randrange(1, 13), dice.randrange(1, 29)
        thousands, tenths, rate = dice.randrange(12, 9_999), dice.randrange(11, 989), dice.randrange(11, 489)
        number, small, year = dice.randrange(24, 980), dice.randrange(2, 20), dice.randrange(2009, 2025)
        return {
            "p": (first, PEOPLE[first]),
            "q": (second, PEOPLE[second]),
            "o": (office, OFFICES[office]),
            "c": (city, CITIES[city]),
            "d": (f"{month}月{day}日", f"{day} {MONTHS[month - 1]}"),
            "w": (f"{thousands / 10:.1f}万", f"{thousands * 1000:,}"),
            "b": (f"{tenths}", f"{tenths / 10:.1f} billion"),
            "r": (f"{rate / 10:.1f}%",) * 2,
            "n": (str(number),) * 2,
            "m": (str(small),) * 2,
            "y": (str(year),) * 2,
        }


@dataclass(frozen=True, slots=True)
class Story:
    """A release as it is written: its file's text, and the English of everything in it that is translated."""

    name: str
    text: str
    english: Mapping[str, str]


def story(number: int, units: int, seed: int) -> Story:
    """Return release ``number``: Markdown with headings, a figure, a table and a list; every tenth is plain text."""
    author = Author(f"{seed}/{number}")
    english: dict[str, str] = {}

    def tell(templates: Sequence[Words]) -> str:
        chinese, said = author.write(templates)
        english[chinese] = said
        return chinese

    day = date(2015, 1, 1) + timedelta(days=number // 3)
    title = tell(TITLES)
    if number % 10 == 9:
        paragraphs = _paragraphs(tell, units - 1)
        return Story(f"release-{number:05}.txt", "\n\n".join((title, day.isoformat(), *paragraphs)) + "\n", english)
    parts = [
        f"---\ntitle: {title}\ndate: {day.isoformat()}\nsource: https://www.example.org/zh/{number}\n---",
        *_paragraphs(tell, 3),
        f"## {tell(HEADINGS)}",
        f"![{tell(CAPTIONS)}](images/hall.png)",
        *_paragraphs(tell, 4),
        f"## {tell(HEADINGS)}",
        _table(tell, english),
        "\n".join(f"- {tell([item])}" for item in ITEMS),
    ]
    parts += _paragraphs(tell, max(0, units - len(english)))
    return Story(f"release-{number:05}.md", "\n\n".join(parts) + "\n", english)


def _paragraphs(tell: Callable[[Sequence[Words]], str], sentences: int) -> Iterator[str]:
    for start in range(0, sentences, 5):
        yield "".join(tell(SENTENCES) for _ in range(start, min(start + 5, sentences)))


def _table(tell: Callable[[Sequence[Words]], str], english: dict[str, str]) -> str:
    english.update(dict((*HEADER, *ROWS)))
    rows = [[name for name, _ in HEADER], ["---", "---:", "---:"]]
    rows += [[name, tell([CELL]), tell([CELL])] for name, _ in ROWS]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def edited(text: str, seed: str, *, every: int = 0) -> str:
    """A source with other figures: two of those in 万, or the first figure of every so many-th sentence."""
    dice = random.Random(seed)  # noqa: S311 - a bench, not a key
    if not every:
        return re.sub(r"[0-9]+\.[0-9]万", lambda _: f"{dice.randrange(12, 9_999) / 10:.1f}万", text, count=2)
    parts = re.split(r"(?<=。)", text)
    other = [
        re.sub(r"[0-9]+", lambda found: str(int(found[0]) + 1 + dice.randrange(7)), part, count=1)
        if place % every == 0 and not part.startswith("---")
        else part
        for place, part in enumerate(parts)
    ]
    return "".join(other)


# --- the desk ---


class Desk:
    """The people of the newsroom: they translate, sign and change their minds, at times that are always the same."""

    def __init__(self, root: Path, releases: int, units: int, seed: int) -> None:
        self.root = root
        self.releases = releases
        self.units = units
        self.seed = seed

    def begin(self) -> None:
        """The first days: see the module."""
        for folder in ("sources/images", "locales/en"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        self._write("workflow.toml", SETTINGS)
        self._write("locales/en/terms.csv", _terms())
        (self.root / "sources/images/hall.png").write_bytes(_picture())
        room = Newsroom.open(self.root)
        for number in range(self.releases):
            if (what := kind(number)) != "new":
                self._begin(room, number, what)

    def _begin(self, room: Newsroom, number: int, what: str) -> None:
        told = story(number, self.units, self.seed)
        release = self._save(told)
        catalog = _translated(release, told.english, drafts=what == "draft")
        if what == "waived":
            catalog = _mistaken(catalog)
        self._catalog(catalog)
        if what in ("draft", "translated", "approved"):
            return
        signing = _Signing(room, release, catalog, number)
        if what == "waived":
            signing.waive()
        signing.submit()
        if what == "returned":
            signing.give_back()
        elif what != "submitted":
            signing.approve()
        self._ledger(signing.ledger)

    def go_on(self) -> None:
        """The days after the first publication."""
        room = Newsroom.open(self.root)
        images = {"images/hall.png": sha256(_picture())}
        for number in range(self.releases):
            what = kind(number)
            if what in ("published", "draft", "translated", "submitted", "approved", "returned", "waived"):
                continue
            told = story(number, self.units, self.seed)
            release, path = _read(told), self.root / "sources" / told.name
            if what == "new":
                self._save(told)
            elif what == "orphaned":
                path.unlink()
            elif what.startswith("source edited"):
                after = self._save(replace(told, text=edited(told.text, f"{self.seed}/{number}/edited")))
                if what.endswith("in step"):
                    self._catalog(sync(_catalog(room, release), after, "en", project=room.settings.name)[0])
            elif what == "translation edited":
                self._catalog(_reworded(_catalog(room, release)))
            else:
                ledger = room.ledger(release.id, "en")
                now = look(release, _catalog(room, release), ledger, images, release.id, in_step=True)
                by = By(who=REVIEWER, when=_when(number, 5), tool=TOOL)
                if what == "withdrawn":
                    self._ledger(withdraw(now, reason="Its figures are being checked again.", **by))
                elif other := self._successor(number):
                    newer = room.ledger(other, "en")
                    self._ledger(supersede(now, other=look(None, None, newer, {}, other), **by))

    def _successor(self, number: int) -> str | None:
        """The release that takes the place of ``number``: the next one that is published."""
        after = (each for each in range(number + 1, self.releases) if kind(each) == "published")
        return next((story(each, self.units, self.seed).name.partition(".")[0] for each in after), None)

    def finish(self) -> None:
        """A few approvals that wait to be published."""
        room = Newsroom.open(self.root)
        for number in range(self.releases):
            if kind(number) == "approved":
                release = _read(story(number, self.units, self.seed))
                signing = _Signing(room, release, _catalog(room, release), number)
                signing.submit()
                signing.approve()
                self._ledger(signing.ledger)

    def long(self, sentences: int, *, paragraph: bool, edit: bool) -> None:
        """Make one translated release of so many sentences; ``paragraph``: in one; ``edit``: every second edited."""
        (self.root / "locales/en").mkdir(parents=True, exist_ok=True)
        self._write("workflow.toml", SETTINGS)
        author = Author(f"{self.seed}/long")
        told = [author.write(SENTENCES) for _ in range(sentences)]
        step = sentences if paragraph else 5
        parts = ["".join(one for one, _ in told[start : start + step]) for start in range(0, sentences, step)]
        text = "\n\n".join(("---\ntitle: 长篇报告\ndate: 2024-09-12\n---", *parts)) + "\n"
        report = Story("long.md", text, {**dict(told), "长篇报告": "A long report"})
        if not edit:
            self._catalog(_translated(self._save(report), report.english))
        else:
            self._save(replace(report, text=edited(text, f"{self.seed}/long/edited", every=2)))

    def _save(self, told: Story) -> Release:
        self._write(f"sources/{told.name}", told.text)
        return _read(told)

    def _catalog(self, catalog: Catalog) -> None:
        (self.root / f"locales/en/{catalog.release}.po").write_bytes(po.dump(catalog))

    def _ledger(self, ledger: Ledger) -> None:
        (self.root / f"locales/en/{ledger.release}.jsonl").write_bytes(ledgers.dump(ledger))

    def _write(self, path: str, text: str) -> None:
        (self.root / path).write_bytes(text.encode("utf-8"))


class _Signing:
    """The acts on one release, one after the other."""

    def __init__(self, room: Newsroom, release: Release, catalog: Catalog, number: int) -> None:
        self.room = room
        self.release = release
        self.catalog = catalog
        self.number = number
        self.ledger = Ledger(release.id, "en")
        self.images = {path: sha256(_picture()) for path in release.images}
        self.findings: tuple[Finding, ...] = ()

    def _present(self):  # noqa: ANN202 - the type is whatever ``look`` returns
        name = self.release.id
        return look(self.release, self.catalog, self.ledger, self.images, name, in_step=True, rules=self.room.rules)

    def _by(self, who: str) -> By:
        return By(who=who, when=_when(self.number, len(self.ledger.entries)), tool=TOOL)

    def waive(self) -> None:
        """Answer for everything that the checks find an error."""
        self.findings = findings(self._present(), self.room.terms("en"))
        errors = [finding for finding in self.findings if finding.severity == "error"]
        for check, key in dict.fromkeys((finding.check, finding.unit.short_key) for finding in errors):
            self.ledger = waive(
                self._present(),
                self.findings,
                check=check,
                key=key,
                reason="The figure in the source is wrong.",
                until="",
                **self._by(REVIEWER),
            )

    def submit(self) -> None:
        self.ledger = submit(self._present(), self.findings, **self._by(TRANSLATOR))

    def approve(self) -> None:
        self.ledger = approve(self._present(), self.findings, **self._by(REVIEWER))

    def give_back(self) -> None:
        self.ledger = give_back(self._present(), self.findings, reason="Shorten the lead.", **self._by(REVIEWER))


def _when(number: int, act: int) -> str:
    """The time of an act on a release: a minute after the one before it."""
    seconds = MORNING + 600 * number + 60 * act
    day = date(1970, 1, 1) + timedelta(days=seconds // 86_400)
    return f"{day}T{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:00Z"


def _read(told: Story) -> Release:
    path = f"sources/{told.name}"
    release = READERS[Path(told.name).suffix].read(told.text.encode("utf-8"), path=path, language="zh-Hans")
    return replace(release, file_digest=sha256(told.text))


def _catalog(room: Newsroom, release: Release) -> Catalog:
    found = room.catalog(release.id, "en")
    assert found, release.id
    return found


def _translated(release: Release, english: Mapping[str, str], *, drafts: bool = False) -> Catalog:
    """Return the release's catalog, translated; two thirds were drafted by machine, and half of those changed.

    drafts: leave a third of the units as the machine's drafts.
    """
    catalog, _ = sync(None, release, "en", project="Sample newsroom")

    def filled(place: int, unit: Unit) -> Unit:
        target = english[unit.source]
        if place % 3 == 2:
            return replace(unit, target=target)
        draft = Draft(target if place % 2 else f"{target[:-1]}, it said.", "mt: argos zh→en 1.9 (score -0.21)")
        fuzzy = drafts and place % 3 == 1
        return replace(
            unit, target=draft.text if fuzzy else target, fuzzy=fuzzy, comments=(*unit.comments, draft.comment)
        )

    return replace(catalog, units=tuple(filled(place, unit) for place, unit in enumerate(catalog.units)))


def _mistaken(catalog: Catalog) -> Catalog:
    """The catalog with another figure in its first unit that has one in 万."""
    place = next(place for place, unit in enumerate(catalog.units) if re.search("[0-9]万", unit.source))
    unit = catalog.units[place]
    wrong = replace(unit, target=re.sub(r"([0-9]+)(?=,000)", lambda found: str(int(found[0]) + 1), unit.target))
    return replace(catalog, units=(*catalog.units[:place], wrong, *catalog.units[place + 1 :]))


def _reworded(catalog: Catalog) -> Catalog:
    """The catalog with the last sentence in other words."""
    *before, last = catalog.units
    return replace(catalog, units=(*before, replace(last, target=f"It was also reported: {last.target}")))


def _terms() -> str:
    rows = ["source,target,kind,variants,valid_from,valid_until,note"]
    rows += [f"{source},{target},office,,,," for source, target in OFFICES.items()]
    rows += [f"{source},{target},person,,,," for source, target in PEOPLE.items()]
    return "\n".join(rows) + "\n"


def _picture() -> bytes:
    """A grey PNG of 8 by 8."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * 8) * 8)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


# --- all of it ---


def publishing(root: Path, time: int) -> tuple[list[str], dict[str, str]]:
    """Return the command that publishes a newsroom, and its environment; ``time`` is for the ledgers."""
    command = [sys.executable, "-m", "workflow", "--project", str(root), "publish"]
    return command, {**os.environ, "SOURCE_DATE_EPOCH": str(time)}


PUBLISHED = (MORNING + 300 * 86_400, MORNING + 400 * 86_400)
"""When the newsroom is published."""


def make(root: Path, releases: int, units: int = UNITS, seed: int = SEED) -> None:
    """A newsroom of so many releases in all states, with its site."""
    desk = Desk(root, releases, units, seed)
    desk.begin()
    for stage, time in zip((desk.go_on, desk.finish), PUBLISHED, strict=True):
        command, environment = publishing(root, time)
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stage()


def main() -> None:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to make it; new or empty")
    parser.add_argument("releases", type=int, metavar="RELEASES")
    parser.add_argument("--units", type=int, default=UNITS, help="of each release; at least 26 but for plain text")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--stage", choices=("begin", "go-on", "finish"), help="only this stage, and nothing published")
    parser.add_argument("--long", type=int, metavar="SENTENCES", help="one release of so many sentences instead")
    parser.add_argument("--paragraph", type=int, metavar="SENTENCES", help="the same in one paragraph")
    parser.add_argument("--edited", action="store_true", help="with --long: edit every second sentence of it")
    options = parser.parse_args()
    desk = Desk(options.folder, options.releases, options.units, options.seed)
    if sentences := options.long or options.paragraph:
        desk.long(sentences, paragraph=bool(options.paragraph), edit=options.edited)
    elif options.stage:
        {"begin": desk.begin, "go-on": desk.go_on, "finish": desk.finish}[options.stage]()
    else:
        make(options.folder, options.releases, options.units, options.seed)


if __name__ == "__main__":
    main()
