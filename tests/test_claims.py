"""Who works on a release, and by when it is to be done: said to colleagues, asked for by no rule."""

import csv
import io
import json
import os
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from newsroom import REVIEWER, TRANSLATOR, VISIT, Newsroom, make

from workflow.errors import BadInput, MissingError, SomebodyElseError, UsageError
from workflow.newsroom import claims
from workflow.newsroom.claims import LASTS
from workflow.newsroom.folder import Newsroom as Room
from workflow.readers import markdown, text

NOW = "2018-09-13T08:00:00Z"
TODAY = "2026-11-26"
posix = pytest.mark.skipif(os.name != "posix", reason="links")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run on that day, just before midnight."""
    monkeypatch.setenv("CLOCK", str(int(datetime.fromisoformat(f"{TODAY}T23:59:59Z").timestamp())))


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    newsroom = make(tmp_path)
    newsroom.run("translate")
    return newsroom


@pytest.fixture
def room(newsroom: Newsroom) -> Room:
    return Room.open(newsroom.root)


def later(days: int) -> str:
    return f"{date.fromisoformat(NOW[:10]) + timedelta(days=days)}{NOW[10:]}"


def test_a_claim_stands_until_it_is_ended(room: Room) -> None:
    assert claims.of(room, "visit", "en", NOW[:10]) is None
    made = claims.claim(room, "visit", "en", TRANSLATOR, NOW)
    assert claims.of(room, "visit", "en", NOW[:10]) == made
    assert claims.all_of(room, "en", NOW[:10]) == {"visit": made}
    claims.end(room, "visit", "en", REVIEWER, NOW[:10])  # not theirs
    assert claims.of(room, "visit", "en", NOW[:10]) == made
    claims.end(room, "visit", "en", "Translator <TRANSLATOR@example.org>", NOW[:10])
    assert claims.of(room, "visit", "en", NOW[:10]) is None
    claims.end(room, "visit", "en", TRANSLATOR, NOW[:10])


def test_taking_over_needs_a_word(room: Room) -> None:
    claims.claim(room, "visit", "en", TRANSLATOR, NOW)
    for reason in ("", " \n "):
        with pytest.raises(
            SomebodyElseError, match=r"translator@example\.org> has been working on it since 2018-09-13"
        ):
            claims.claim(room, "visit", "en", REVIEWER, NOW, reason=reason)
    for reason in ("x" * 501, "\u202e", "\0"):
        with pytest.raises(UsageError):
            claims.claim(room, "visit", "en", REVIEWER, NOW, reason=reason)
    assert claims.claim(room, "visit", "en", REVIEWER, later(1), reason="it is\nurgent").reason == "it is urgent"
    found = claims.of(room, "visit", "en", NOW[:10])
    assert found
    assert (found.who, found.when) == (REVIEWER, later(1))


def test_claiming_again_keeps_since_when(room: Room) -> None:
    claims.claim(room, "visit", "en", TRANSLATOR, NOW)
    again = claims.claim(room, "visit", "en", TRANSLATOR, later(2), reason="not needed")
    assert (again.when, again.seen, again.reason) == (NOW, later(2), "")


def test_a_claim_lapses_without_a_sign_of_its_owner(room: Room) -> None:
    claims.claim(room, "visit", "en", TRANSLATOR, NOW)
    assert claims.of(room, "visit", "en", later(LASTS)[:10])
    assert claims.of(room, "visit", "en", later(LASTS + 1)[:10]) is None
    claims.renew(room, "visit", "en", REVIEWER, later(LASTS))  # somebody else's work is no sign
    assert claims.of(room, "visit", "en", later(LASTS + 1)[:10]) is None
    claims.renew(room, "visit", "en", TRANSLATOR, later(LASTS))
    assert claims.of(room, "visit", "en", later(2 * LASTS)[:10])
    new = claims.claim(room, "visit", "en", REVIEWER, later(2 * LASTS + 1))  # nobody to say a word to
    assert (new.who, new.reason) == (REVIEWER, "")


def test_only_releases_and_languages_of_the_newsroom_are_claimed(room: Room) -> None:
    for name, language in (("nowhere", "en"), ("../visit", "en"), ("visit", "fr"), ("visit", "../en")):
        with pytest.raises(UsageError):
            claims.claim(room, name, language, TRANSLATOR, NOW)
    assert not (room.root / ".workflow/claims").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"null", b"{}", b"\xff", b"[" * 100_000,
        b'{"who": "me", "when": "2018-09-13T08:00:00Z", "seen": "2018-09-13T08:00:00Z", "reason": ""}',
        b'{"who": "A <a@example.org>", "when": "now", "seen": "2018-09-13T08:00:00Z", "reason": ""}',
        b'{"who": "A <a@example.org>", "when": "2018-09-13T08:00:00Z", "seen": 1, "reason": ""}',
        b'{"who": "A <a@example.org>", "when": "2018-09-13T08:00:00Z", "seen": "2018-09-13T08:00:00Z"}',
    ],
)  # fmt: skip
def test_a_damaged_claim_is_none(newsroom: Newsroom, room: Room, content: bytes) -> None:
    newsroom.write(".workflow/claims/en/visit.json", content)
    newsroom.write(".workflow/claims/en/..json", content)
    assert claims.of(room, "visit", "en", NOW[:10]) is None
    assert claims.all_of(room, "en", NOW[:10]) == {}
    claims.claim(room, "visit", "en", TRANSLATOR, NOW)
    assert claims.of(room, "visit", "en", NOW[:10])


def test_a_claim_of_the_last_day_there_is_stops_no_command(newsroom: Newsroom, room: Room) -> None:
    seen = {"who": TRANSLATOR, "when": NOW, "seen": "9999-12-31T00:00:00Z", "reason": ""}
    newsroom.write(".workflow/claims/en/visit.json", json.dumps(seen))
    found = claims.of(room, "visit", "en", NOW[:10])
    assert found is not None
    assert found.who == TRANSLATOR


@posix
@pytest.mark.parametrize("place", [".workflow/claims", ".workflow/claims/en", ".workflow/claims/en/visit.json"])
def test_a_claim_is_never_written_through_a_link(newsroom: Newsroom, room: Room, tmp_path: Path, place: str) -> None:
    elsewhere = newsroom.write("elsewhere/en/visit.json", "mine").parent.parent
    link = newsroom.root / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to({"claims": elsewhere, "en": elsewhere / "en"}.get(link.name, elsewhere / "en/visit.json"))
    with pytest.raises(MissingError, match="is a link"):
        claims.claim(room, "visit", "en", TRANSLATOR, NOW)
    assert (elsewhere / "en/visit.json").read_text("utf-8") == "mine"


def test_status_names_who_works_on_it_until_the_next_act(newsroom: Newsroom, room: Room) -> None:
    when = f"{TODAY}T00:00:00Z"
    claims.claim(room, "visit", "en", REVIEWER, when)
    claims.claim(room, "visit", "en", TRANSLATOR, when, reason="the office is closed")
    (row,) = newsroom.status()
    assert row["claim"] == {"who": TRANSLATOR, "since": when, "reason": "the office is closed"}
    table = newsroom.run("status").stdout
    assert f"visit (en): {TRANSLATOR} has been working on it since {TODAY}, taken over: the office is closed" in table
    (line,) = csv.DictReader(io.StringIO(newsroom.run("status", "--format", "csv").stdout))
    assert line["claim"] == TRANSLATOR
    ledger = newsroom.root / "locales/en/visit.jsonl"
    newsroom.translate_by_hand()
    newsroom.run("submit", "visit", "--as", TRANSLATOR)
    assert "working on it" not in ledger.read_text("utf-8")
    assert newsroom.status()[0]["claim"] is None  # the translator's work ended with the submission


# --- due dates ---


def due(newsroom: Newsroom, day: str) -> None:
    newsroom.write("sources/visit.md", VISIT.replace("date: 2018-09-12\n", f"date: 2018-09-12\ndue: {day}\n"))


def test_a_due_date_is_said_and_when_it_has_passed(newsroom: Newsroom) -> None:
    due(newsroom, "2018-09-20")
    (row,) = newsroom.status()
    assert (row["due"], row["overdue"]) == ("2018-09-20", True)
    assert "due 2018-09-20, overdue: visit (en)" in newsroom.run("status").stdout
    due(newsroom, "9999-12-31")
    (row,) = newsroom.status()
    assert (row["due"], row["overdue"]) == ("9999-12-31", False)
    assert "due 9999-12-31: visit (en)" in newsroom.run("status").stdout
    due(newsroom, TODAY)
    assert newsroom.status()[0]["overdue"] is False  # the day itself is not over


def test_what_is_on_the_site_is_not_overdue(newsroom: Newsroom) -> None:
    newsroom.sign_off()
    newsroom.run("publish")
    due(newsroom, "2018-09-20")
    (row,) = newsroom.status()
    assert (row["state"], row["due"], row["overdue"]) == ("published", "2018-09-20", False)
    assert "due 2018" not in newsroom.run("status").stdout


def test_another_due_date_changes_nothing_that_is_signed_or_published(newsroom: Newsroom) -> None:
    newsroom.sign_off()
    newsroom.run("publish")
    before = newsroom.files("public"), newsroom.files("locales")
    due(newsroom, "2018-09-20")
    newsroom.run("translate")
    newsroom.run("publish")
    newsroom.run("verify")
    assert (newsroom.files("public"), newsroom.files("locales")) == before


@pytest.mark.parametrize("written", ["2018-09-20", "2018/9/20", "2018年9月20日", '"2018-09-20"', "2018.09.20"])
def test_a_due_date_is_written_like_a_date(written: str) -> None:
    front = f"---\ntitle: 标题\ndate: {written}\ndue: {written}\n---\n\n正文。\n"
    try:
        release = markdown.read(front.encode(), path="sources/a.md", language="zh-Hans")
    except BadInput as error:
        assert "the date" in str(error)  # neither is read
    else:
        assert release.due == release.date


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("due: soon", "line 3: the due date 'soon' is not a day; write it as in 2018-09-12"),
        ("due: 2018-02-30", "line 3: the due date '2018-02-30' is not a day"),
        ("due：2018-09-20", "line 3: write a colon and a space after due"),
        ("due: [2018-09-20]", "line 3: due must be one value"),
        ("due: 2018-09-20\ndue: 2018-09-21", "line 4: due is set twice"),
    ],
)
def test_a_due_date_that_is_none_is_an_error_of_front_matter(line: str, said: str) -> None:
    source = f"---\ntitle: 标题\n{line}\n---\n\n正文。\n"
    with pytest.raises(BadInput) as error:
        markdown.read(source.encode(), path="sources/a.md", language="zh-Hans")
    assert said in str(error.value)


def test_an_empty_due_date_and_plain_text_have_none() -> None:
    source = "---\ntitle: 标题\ndue:\n---\n\n正文。\n"
    assert markdown.read(source.encode(), path="sources/a.md", language="zh-Hans").due == ""
    assert text.read("标题\n\ndue: 2018-09-20\n".encode(), path="sources/a.txt", language="zh-Hans").due == ""


def test_json_has_all_three_for_every_release(newsroom: Newsroom) -> None:
    (row,) = json.loads(newsroom.run("status", "--format", "json").stdout)
    assert (row["due"], row["overdue"], row["claim"]) == ("", False, None)
