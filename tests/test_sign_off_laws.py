"""The sign-off as a whole: whatever three people do with two releases on two branches, the site obeys the rules.

The laws are judged from the lines of the ledgers alone, by code that shares nothing with ``steps/standing.py``.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from newsroom import SETTINGS, Newsroom

from workflow import TOOL
from workflow.catalogs import po as catalogs
from workflow.errors import GateError
from workflow.model import Finding, sha256, unit_digest
from workflow.newsroom import folder as project
from workflow.newsroom.verify import Failure, verify
from workflow.signoff import acts as review
from workflow.signoff import ledger as ledgers
from workflow.signoff.entries import Publish
from workflow.signoff.ledger import Ledger, address
from workflow.signoff.present import Present

PEOPLE = ("Ada <ada@example.org>", "Bea <BEA@example.org>", "Cai <cai@example.org>")
RELEASES = ("one", "two")
WORDS = ("Alpha", "Bravo", "Charlie")
SOURCE = "---\ntitle: 代表团访问日内瓦\ndate: 2018-09-12\n---\n\n双方签署了备忘录。\n"
SITE = {"main": "public", "branch": "public"}

people = st.sampled_from(PEOPLE)
names = st.sampled_from(RELEASES)
branches = st.sampled_from(tuple(SITE))
days = st.integers(min_value=0, max_value=40)


class SignOff(RuleBasedStateMachine):
    """Two branches of a newsroom, each in a folder. Clocks are wrong at will: every act draws its day."""

    approvals = 1
    suspicious = False
    """Whether to judge as well that nothing of this honest life is called altered."""
    hostile = False
    """Whether a colleague adds lines to ledgers that put an old approval on the site."""
    hints = False
    """Whether to judge as well that what ``status`` says is next can be done by somebody."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(mkdtemp(prefix="sign-off-"))
        self.rooms = {name: Newsroom(self.folder / name) for name in SITE}
        main = self.rooms["main"]
        main.write("workflow.toml", f"{SETTINGS}approvals = {self.approvals}\n")
        for release in RELEASES:
            main.write(f"sources/{release}.md", SOURCE)
        main.run("translate")
        for release in RELEASES:
            self.set_words(main, release, WORDS[0])
        shutil.copytree(main.root, self.rooms["branch"].root)

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- what people do ---

    @rule(branch=branches, release=names, word=st.sampled_from(WORDS))
    def edit(self, branch: str, release: str, word: str) -> None:
        self.set_words(self.rooms[branch], release, word)

    @rule(branch=branches, release=names, who=people, day=days)
    def submit(self, branch: str, release: str, who: str, day: int) -> None:
        self.act(branch, release, day, lambda now, found, by: review.submit(now, found, who=who, **by))

    @rule(branch=branches, release=names, who=people, day=days)
    def approve(self, branch: str, release: str, who: str, day: int) -> None:
        self.act(branch, release, day, lambda now, found, by: review.approve(now, found, who=who, **by))

    @rule(branch=branches, release=names, day=days, order=st.permutations(PEOPLE), word=st.sampled_from(WORDS))
    def journey(self, branch: str, release: str, day: int, order: list[str], word: str) -> None:
        self.edit(branch, release, word)
        self.submit(branch, release, order[0], day)
        for who in order[1 : 1 + self.approvals]:
            self.approve(branch, release, who, day)
        self.publish(branch, (), day)

    @rule(day=days, order=st.permutations(PEOPLE), word=st.sampled_from(WORDS))
    def usual_journey(self, day: int, order: list[str], word: str) -> None:
        self.journey("main", "one", day, order, word)

    @rule(branch=branches, release=names, who=people, day=days)
    def give_back(self, branch: str, release: str, who: str, day: int) -> None:
        self.act(branch, release, day, lambda now, found, by: review.give_back(now, found, reason="No.", who=who, **by))

    @rule(branch=branches, release=names, who=people, day=days)
    def withdraw(self, branch: str, release: str, who: str, day: int) -> None:
        self.act(branch, release, day, lambda now, _, by: review.withdraw(now, reason="Wrong.", who=who, **by))

    @rule(branch=branches, release=names, who=people, day=days)
    def supersede(self, branch: str, release: str, who: str, day: int) -> None:
        other = self.present(branch, *(name for name in RELEASES if name != release))
        self.act(branch, release, day, lambda now, _, by: review.supersede(now, other=other, who=who, **by))

    @rule(branch=branches, day=days, order=st.permutations(PEOPLE), words=st.permutations(WORDS), ended=st.booleans())
    def succession(self, branch: str, day: int, order: list[str], words: list[str], ended: bool) -> None:
        for release, word in zip(RELEASES, words, strict=False):
            self.journey(branch, release, day, order, word)
        self.supersede(branch, "one", order[0], day)
        self.publish(branch, (), day)
        if ended:
            self.withdraw(branch, "two", order[0], day)
            self.judge(branch, published=False)
            self.publish(branch, ("two",), day)

    @rule(branch=branches, named=st.sampled_from([(), ("one",), ("two",)]), day=days)
    def publish(self, branch: str, named: tuple[str, ...], day: int) -> None:
        room = self.rooms[branch]
        self.run_publish(room, named, day)
        before = room.files()
        self.run_publish(room, named, day + 1)
        assert room.files() == before, "publishing twice changed something"
        self.judge(branch, published=True)

    @rule(branch=branches, release=names, who=people, day=days)
    def waive(self, branch: str, release: str, who: str, day: int) -> None:
        def act(now: Present, _: object, by: Any) -> Ledger:
            assert now.catalog
            unit = now.catalog.units[0]
            found = (Finding("values", "error", "Found.", unit),)
            key = unit.short_key
            return review.waive(now, found, check="values", key=key, reason="So it is.", until="", who=who, **by)

        self.act(branch, release, day, act)

    @rule(day=days, words=st.permutations(WORDS), data=st.data())
    def forge(self, day: int, words: list[str], data: st.DataObject) -> None:
        if not self.hostile:
            return
        for word in words[:2]:
            self.usual_journey(day, list(PEOPLE), word)
        self.edit("main", "one", words[2])
        ledger = self.ledger("main", "one")
        approvals = [entry.hash for entry in ledger.entries if entry.action == "approve"]
        if approvals:
            act = Publish(data.draw(st.sampled_from(approvals)), {})
            when = f"2018-{9 + day // 28:02}-{1 + day % 28:02}T08:00:00Z"
            new = ledger.with_entry(act, who=None, when=when, tool=TOOL)
            self.rooms["main"].write("locales/en/one.jsonl", ledgers.dump(new))
            self.publish("main", (), day)

    @rule(day=days, catalog=branches)
    def merge(self, day: int, catalog: str) -> None:
        for release in RELEASES:
            both = [self.ledger(name, release) for name in SITE]
            data = ledgers.dump(ledgers.union(both[0], both[1], name=release))
            words = self.rooms[catalog].catalog_path(release).read_bytes()
            for room in self.rooms.values():
                if data:
                    room.write(f"locales/en/{release}.jsonl", data)
                room.catalog_path(release).write_bytes(words)
        for name in SITE:
            self.judge(name, published=False)

    # --- how ---

    def set_words(self, room: Newsroom, release: str, word: str) -> None:
        catalog = room.catalog(release)
        units = tuple(replace(u, target=f"{release} {word}.".title(), fuzzy=False) for u in catalog.units)
        room.catalog_path(release).write_bytes(catalogs.dump(replace(catalog, units=units)))

    def open(self, branch: str) -> project.Newsroom:
        return project.Newsroom.open(self.rooms[branch].root)

    def ledger(self, branch: str, release: str) -> Ledger:
        return self.open(branch).ledger(release, "en")

    def present(self, branch: str, release: str) -> Present:
        room = self.open(branch)
        return room.present(room.sources().read(release), "en")

    def act(self, branch: str, release: str, day: int, do: Any) -> None:
        now = self.present(branch, release)
        by = {"when": f"2018-{9 + day // 28:02}-{1 + day % 28:02}T08:00:00Z", "tool": TOOL}
        try:
            new = do(now, (), by)
        except GateError:
            return
        self.rooms[branch].write(f"locales/en/{release}.jsonl", ledgers.dump(new))

    def run_publish(self, room: Newsroom, named: tuple[str, ...], day: int) -> None:
        try:
            room.run("publish", *named, env={"CLOCK": str(1536739200 + day * 86400)})
        except AssertionError as error:
            assert "exit 1" in str(error), error  # a named release that is not approved

    # --- the laws ---

    def judge(self, branch: str, *, published: bool) -> None:
        failures = self.failures(branch)
        room = self.rooms[branch]
        if self.suspicious:
            assert not [each for each in failures if each.kind == "altered"], failures
        if not published:
            return
        assert not [each for each in failures if str(room.root / "public") in each.message], failures
        for release in RELEASES:
            lines = self.lines(branch, release)
            page = room.root / f"public/en/{release}.html"
            if not page.exists():
                continue
            html = page.read_text(encoding="utf-8")
            allowed = [words for _, words in passed(lines, self.approvals)]
            assert said(html, release) <= {word for words in allowed for word in said(words, release)}, "never approved"
            article = re.search("<article>.*?</article>", html, re.DOTALL)
            if article and (shown := said(article[0], release)):  # a notice has none
                assert any(shown == said(words, release) for words in published_words(lines, self.approvals)), (
                    "the page shows what was stopped, or what nobody approved"
                )
            assert "The order or structure" not in html, "a correction of what never changed"
            other = next(name for name in RELEASES if name != release)
            if linked := re.search(
                rf"Superseded by [^<]*<a href=.{other}.html|Superseded by a release that has since been withdrawn", html
            ):
                there = (room.root / f"public/en/{other}.html").read_text(encoding="utf-8")
                notice = "<title>Withdrawn" in there
                assert notice == ("since been withdrawn" in linked[0]), "not the successor that it names"
            recorded = [line["pages"] for line in lines if line["action"] == "publish"]
            digest = sha256(page.read_bytes())
            assert any(pages.get(f"en/{release}.html") == digest for pages in recorded), "written, and not recorded"

    def failures(self, branch: str) -> tuple[Failure, ...]:
        room = self.open(branch)
        return verify(room, folder=room.root / "public", on_problem=print).failures

    def lines(self, branch: str, release: str) -> list[dict[str, Any]]:
        return [json.loads(entry.text) for entry in self.ledger(branch, release).entries]

    @rule(branch=branches)
    def what_is_next_can_be_done(self, branch: str) -> None:
        for release in RELEASES if self.hints else ():
            rows = [row for row in self.rooms[branch].status() if row["release"] == release]
            found = re.search(r"workflow ((submit|approve|publish) \S+ --to en)", rows[0]["next"])
            if not found:
                continue
            tries = []
            for who in PEOPLE:
                copy = self.folder / "copy"
                shutil.copytree(self.rooms[branch].root, copy)
                try:
                    signing = [] if found[2] == "publish" else ["--as", who]
                    if found[2] == "submit" and rows[0]["next"].startswith("correct what was returned"):
                        signing += ["--reason", "It was right."]
                    tries.append(Newsroom(copy).run(*found[1].split(), *signing).output)
                    if found[2] == "publish":
                        after = [row for row in Newsroom(copy).status() if row["release"] == release]
                        assert after[0]["next"] != rows[0]["next"], (rows, after)
                    break
                except AssertionError as error:
                    tries.append(str(error))
                    if "exit" not in str(error):
                        raise
                finally:
                    shutil.rmtree(copy)
            else:
                raise AssertionError((rows[0], tries))


def said(text: str, release: str) -> set[str]:
    """Which words of a release a text has."""
    return {word for word in WORDS if f"{release} {word}".title() in text}


def passed(lines: list[dict[str, Any]], approvals: int) -> Iterator[tuple[dict[str, Any], str]]:
    """(approval, its words) of each act of approving that enough others share and that its signer did not write."""
    before = ancestors(lines)
    by_hash = {line["hash"]: line for line in lines}
    good = []
    for line in lines:
        if line["action"] != "approve":
            continue
        submission, who = by_hash[line["submission"]], address(line["who"])
        units = {unit_digest(line["release"], "en", *unit) for unit in line["edition"]["units"]}
        own = [
            each
            for each in lines
            if each["action"] == "submit"
            and address(each["who"]) == who
            and line["hash"] not in before[each["hash"]]
            and units & {unit["digest"] for unit in each["units"]}
        ]
        stops = [
            each
            for each in lines
            if each["action"] in ("return", "withdraw")
            and line["hash"] not in before[each["hash"]]
            and each["hash"] not in before[submission["hash"]]
            and (each["hash"] not in before[line["hash"]] or submission["hash"] in before[each["hash"]])
        ]
        if not own and not stops and units == {unit["digest"] for unit in submission["units"]}:
            good.append(line)
    for line in good:
        same = {address(each["who"]) for each in good if each["edition"] == line["edition"]}
        if len(same) >= approvals:
            yield line, json.dumps(line["edition"]["units"])


def published_words(lines: list[dict[str, Any]], approvals: int) -> Iterator[str]:
    """The words of every publication after which, or beside which, nobody withdrew."""
    before = ancestors(lines)
    allowed = {line["hash"]: (line, words) for line, words in passed(lines, approvals)}
    for line in lines:
        if line["action"] != "publish" or line.get("approval") not in allowed:
            continue
        approval, words = allowed[line["approval"]]
        stopped = [
            each
            for each in lines
            if (each["action"] == "withdraw" and each["hash"] not in before[approval["hash"]])
            or (
                each["action"] == "return"
                and approval["hash"] in before[each["hash"]]
                and line["hash"] not in before[each["hash"]]
            )
        ]
        later = [
            other
            for other, _ in allowed.values()
            if approval["hash"] in before[other["hash"]]
            and any(
                each["action"] == "publish"
                and each.get("approval") == other["hash"]
                and not any(
                    stop["action"] in ("return", "withdraw") and other["hash"] in before[stop["hash"]] for stop in lines
                )
                for each in lines
            )
        ]
        if not stopped and not later:
            yield words


def ancestors(lines: list[dict[str, Any]]) -> dict[str, set[str]]:
    """The hashes of all entries before each."""
    found: dict[str, set[str]] = {}
    for line in lines:
        found[line["hash"]] = {hash_ for prev in line["prev"] for hash_ in (prev, *found[prev])}
    return found


class TwoApprovals(SignOff):
    """The same where two people must approve."""

    approvals = 2


class NothingAltered(SignOff):
    """The same; and whatever honest people do, ``verify`` does not accuse them."""

    suspicious = True


class Hostile(SignOff):
    """The same, with somebody who adds lines to ledgers."""

    hostile = True


class Hints(SignOff):
    """The same; and whatever ``status`` says is next can be done by one of them."""

    hints = True


@pytest.mark.parametrize("machine", [SignOff, TwoApprovals])
def test_whatever_people_do_the_site_holds_only_what_others_approved(
    machine: type[SignOff], monkeypatch: pytest.MonkeyPatch
) -> None:
    live(machine, monkeypatch)


def test_whatever_honest_people_do_nothing_is_called_altered(monkeypatch: pytest.MonkeyPatch) -> None:
    live(NothingAltered, monkeypatch)


def test_whatever_is_forged_the_site_holds_only_what_others_approved_last(monkeypatch: pytest.MonkeyPatch) -> None:
    live(Hostile, monkeypatch)


def test_what_status_says_is_next_can_be_done_by_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    live(Hints, monkeypatch)


def live(machine: type[SignOff], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let hypothesis play, the same lives every time; LAWS, a number, plays so many others."""
    monkeypatch.setattr(os, "fsync", lambda _: None)  # nothing is killed here, and it takes most of the time
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=int(os.environ.get("LAWS", "12")),
            stateful_step_count=12,
            derandomize="LAWS" not in os.environ,
            database=None,
            phases=(Phase.generate,),  # twelve steps can be read as they are; finding fewer takes minutes
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
