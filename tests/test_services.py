"""The services of a newsroom as a page in a browser would call them: values in, values out, nothing printed, nobody asked."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from newsroom import REVIEWER, TRANSLATOR, VISIT, Newsroom, make

from workflow.errors import GateError, MissingError, UsageError, WorkflowError
from workflow.model import PublicState, ReleaseState
from workflow.newsroom import publishing, signing
from workflow.newsroom.folder import Newsroom as Room
from workflow.newsroom.publishing import publish, publish_drafts
from workflow.newsroom.signing import Signer

WHEN = "2018-09-12T08:00:00Z"
LATER = "2018-09-13T08:00:00Z"
PAGES = {
    f"en/visit{end}" for end in (".html", ".side.html", ".lines.html", ".md", ".certificate.html", ".certificate.json")
}


class Failed(AssertionError):
    """A problem that no test expects."""


def none(problem: WorkflowError) -> None:
    raise Failed(str(problem))


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    # A service that asked the environment for a person would find this one.
    monkeypatch.setenv("WORKFLOW_USER", "Nobody <nobody@example.org>")
    room = make(tmp_path)
    room.run("translate")
    room.translate_by_hand()
    return room


@pytest.fixture
def room(newsroom: Newsroom) -> Room:
    """The same newsroom, for services."""
    return Room.open(newsroom.root)


@pytest.fixture(autouse=True)
def quiet(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """A service that prints fails its test."""
    yield
    assert capfd.readouterr() == ("", "")


def submitted(room: Room) -> None:
    signing.submit(room, "visit", "en", Signer(TRANSLATOR, WHEN), on_problem=none)


def approved(room: Room) -> None:
    submitted(room)
    signing.approve(room, "visit", "en", Signer(REVIEWER, WHEN), on_problem=none)


def published(room: Room) -> None:
    approved(room)
    publish(room, when=WHEN, on_problem=none)


def test_a_submission_says_what_the_release_was_and_what_it_is_now(room: Room) -> None:
    done = signing.submit(room, "sources/visit.md", "en", Signer(TRANSLATOR, WHEN), on_problem=none)
    assert (done.before.state, done.after.state) == (ReleaseState.DRAFT, ReleaseState.SUBMITTED)
    assert done.entry == room.ledger("visit", "en").entries[-1]
    assert (done.entry.action, done.entry.who, done.entry.when, done.entry.signature) == (
        "submit",
        TRANSLATOR,
        WHEN,
        "",
    )
    assert (done.changes, done.unsigned, done.waived) == (None, "", ())
    assert done.after == room.present(room.find_one("visit"), "en")


def test_a_dry_run_says_whether_one_could_approve_and_writes_nothing(room: Room, newsroom: Newsroom) -> None:
    with pytest.raises(GateError, match="nobody has submitted it"):
        signing.approve(room, "visit", "en", Signer(REVIEWER, WHEN), dry_run=True, on_problem=none)
    submitted(room)
    before = newsroom.files()
    with pytest.raises(GateError, match="somebody else must approve it"):
        signing.approve(room, "visit", "en", Signer(TRANSLATOR, WHEN), dry_run=True, on_problem=none)
    done = signing.approve(room, "visit", "en", Signer(REVIEWER, WHEN), dry_run=True, on_problem=none)
    assert (done.entry, done.after, done.approvals_missing) == (None, done.before, 1)
    assert newsroom.files() == before


def test_an_approval_counts_down_what_is_missing_and_shows_what_changed_since_the_last(newsroom: Newsroom) -> None:
    settings = (newsroom.root / "workflow.toml").read_text(encoding="utf-8")
    newsroom.write("workflow.toml", settings.replace("[review]", "[review]\napprovals = 2"))
    room = Room.open(newsroom.root)
    submitted(room)
    first = signing.approve(room, "visit", "en", Signer(REVIEWER, WHEN), on_problem=none)
    assert (first.approvals_missing, first.changes) == (1, None)
    second = signing.approve(room, "visit", "en", Signer("Editor <editor@example.org>", WHEN), on_problem=none)
    assert (second.approvals_missing, second.changes) == (0, None)
    text = newsroom.catalog_path().read_text(encoding="utf-8")
    newsroom.write("locales/en/visit.po", text.replace('"Words 1."', '"Other words 1."'))
    submitted(room)
    third = signing.approve(room, "visit", "en", Signer(REVIEWER, LATER), on_problem=none)
    assert third.changes
    assert [(old and old[2], new and new[2]) for old, new in third.changes] == [("Words 1.", "Other words 1.")]
    assert third.approvals_missing == 1


def test_a_waiver_is_shown_by_what_it_lets_pass_until_its_last_day(newsroom: Newsroom, room: Room) -> None:
    (newsroom.root / "sources/images/signing.png").unlink()
    refused = r"check images finds an error in unit [0-9a-f]{8} \(the picture images/signing\.png is not beside"
    key = next(unit.short_key for unit in newsroom.catalog().units if unit.context == "caption")
    with pytest.raises(GateError, match=refused):
        submitted(room)
    signing.waive(
        room,
        "visit",
        "en",
        Signer(REVIEWER, WHEN),
        check="images",
        key=key,
        reason="Comes later.",
        until="2018-09-12",
        on_problem=none,
    )
    with pytest.raises(GateError, match=refused):
        signing.submit(room, "visit", "en", Signer(TRANSLATOR, LATER), on_problem=none)
    done = signing.submit(room, "visit", "en", Signer(TRANSLATOR, WHEN), on_problem=none)
    assert [(waiver.check, waiver.key, waiver.reason) for waiver in done.waived] == [("images", key, "Comes later.")]
    assert "images" not in {finding.check for finding in done.open}


def test_a_signer_is_asked_for_a_key_only_where_the_rules_want_signatures(newsroom: Newsroom) -> None:
    asked = []

    def key() -> None:
        asked.append(1)

    submitted_by = Signer(TRANSLATOR, WHEN, key)
    with pytest.raises(GateError):
        signing.give_back(Room.open(newsroom.root), "visit", "en", submitted_by, reason="Stop.", on_problem=none)
    signing.submit(Room.open(newsroom.root), "visit", "en", submitted_by, on_problem=none)
    assert asked == []
    settings = (newsroom.root / "workflow.toml").read_text(encoding="utf-8")
    newsroom.write("workflow.toml", settings.replace("[review]", '[review]\nsignatures = "require"'))
    with pytest.raises(MissingError, match="there is no SSH key to sign with"):
        signing.submit(Room.open(newsroom.root), "visit", "en", submitted_by, on_problem=none)
    assert asked == [1]


def test_publishing_says_what_was_written_what_was_left_alone_and_what_the_ledger_says_now(room: Room) -> None:
    approved(room)
    first = publish(room, when=WHEN, on_problem=none)
    (visit,) = first.outcomes
    assert (visit.release, visit.language, visit.recorded, visit.pages) == ("visit", "en", "page", len(PAGES))
    assert PAGES < set(visit.written)
    assert (visit.kept, visit.removed, visit.waiting, visit.errors) == ((), (), "", ())
    assert set(first.shared) == {"en/index.html", "style.css"}
    assert first.changed == len(visit.written) + 2
    second = publish(room, when=LATER, on_problem=none)
    assert (second.changed, second.outcomes[0].recorded) == (0, "")
    assert set(second.outcomes[0].kept) == set(visit.written)
    assert room.ledger("visit", "en").entries[-1].when == WHEN


def test_what_is_not_approved_waits_and_says_for_what(room: Room) -> None:
    done = publish(room, when=WHEN, on_problem=none)
    assert [each.waiting for each in done.outcomes] == [
        "visit (en): not approved (draft): first workflow submit visit --to en"
    ]
    assert not room.ledger("visit", "en").entries


def test_strays_are_removed_by_a_run_that_met_no_problem_and_named(room: Room, newsroom: Newsroom) -> None:
    published(room)
    newsroom.write("public/en/gone.html", "x")
    newsroom.write("public/en/gone.certificate.html", "x")
    newsroom.write("sources/bad.md", b"\xff\xfe\xff")
    problems: list[WorkflowError] = []
    assert publish(room, when=WHEN, on_problem=problems.append).strays == ()
    assert [str(problem).partition(":")[0] for problem in problems] == ["sources/bad.md"]
    (newsroom.root / "sources/bad.md").unlink()
    done = publish(room, when=WHEN, on_problem=none)
    assert set(done.strays) == {"en/gone.html", "en/gone.certificate.html"}
    assert done.strangers == (("gone", "en"),)
    assert done.changed == 2


def test_a_copy_elsewhere_is_not_told_to_the_ledger_and_never_put_among_our_files(room: Room, tmp_path: Path) -> None:
    approved(room)
    before = room.ledger("visit", "en")
    for place in ("sources/x", "locales", ".", "drafts"):
        with pytest.raises(UsageError, match="pages are not written among the newsroom's own files"):
            publish(room, when=WHEN, out=room.root / place, on_problem=none)
    done = publish(room, when=WHEN, out=tmp_path.with_name("copy"), on_problem=none)
    assert PAGES < set(done.outcomes[0].written)
    assert (done.outcomes[0].recorded, room.ledger("visit", "en")) == ("", before)


def test_a_language_that_cannot_be_written_keeps_no_other_from_being_told(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.write(
        "workflow.toml",
        '[project]\ntarget_languages = ["en", "fr"]\n[draft]\nengine = "none"\n[review]\nseverity = { values = "off", negation = "off", length = "off" }\n',
    )
    room = Room.open(newsroom.root)
    approved(room)
    real = publishing.put

    def put(folder: Path, files: publishing.Files) -> list[str]:
        if any(path.startswith("fr/") for path in files):
            raise MissingError("the disk is full")
        return real(folder, files)

    monkeypatch.setattr(publishing, "put", put)
    problems: list[WorkflowError] = []
    done = publish(room, when=WHEN, on_problem=problems.append)
    assert [str(problem) for problem in problems] == ["the disk is full"]
    assert [each.language for each in done.outcomes if each.recorded] == ["en"]


def test_drafts_are_written_beside_the_site(room: Room, newsroom: Newsroom) -> None:
    newsroom.write("sources/new.txt", "新的稿子。\n")
    done = publish_drafts(room, on_problem=none)
    assert done.folder == room.root / "drafts"
    assert "en/visit.html" in done.written
    assert done.without == (("new", "en"),)
    assert not (room.root / "public").exists()
    assert publish_drafts(room, ["visit"], on_problem=none) == publishing.Drafted(done.folder, (), ())


def test_a_withdrawal_puts_the_notice_on_the_site(room: Room) -> None:
    published(room)
    done = signing.withdraw(room, "visit", "en", Signer(REVIEWER, LATER), reason="Wrong.", on_problem=none)
    assert done.signed.after.public is PublicState.WITHDRAWN
    assert done.published
    assert [(each.release, each.recorded) for each in done.published.outcomes] == [("visit", "notice")]
    page = (room.root / "public/en/visit.html").read_text(encoding="utf-8")
    assert "Wrong." in page
    assert "Words" not in page


def test_a_withdrawal_is_told_although_the_site_cannot_be_written(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    published(room)

    def refused(*_: object, **__: object) -> None:
        raise MissingError("the site is gone")

    monkeypatch.setattr(signing, "publish", refused)
    problems: list[WorkflowError] = []
    done = signing.withdraw(room, "visit", "en", Signer(REVIEWER, LATER), reason="Wrong.", on_problem=problems.append)
    assert [str(problem) for problem in problems] == ["the site is gone"]
    assert done.published is None
    assert done.signed.entry == room.ledger("visit", "en").entries[-1]


def test_a_supersession_is_on_both_pages(room: Room, newsroom: Newsroom) -> None:
    newsroom.write("sources/other.md", VISIT.replace("访问日内瓦", "再访日内瓦"))
    newsroom.run("translate")
    newsroom.sign_off("other")
    published(room)
    done = signing.supersede(room, "visit", "other", "en", Signer(REVIEWER, LATER), on_problem=none)
    assert done.signed.after.state is ReleaseState.SUPERSEDED
    assert json.loads(done.signed.after.ledger.entries[-1].text)["by"] == "other"
    assert done.published
    assert {each.release: each.recorded for each in done.published.outcomes} == {"other": "", "visit": "page"}
    for here, there in (("visit", "other"), ("other", "visit")):
        assert f'href="{there}.html"' in (room.root / f"public/en/{here}.html").read_text(encoding="utf-8")


def test_a_release_whose_source_is_gone_can_be_withdrawn(room: Room) -> None:
    published(room)
    (room.root / "sources/visit.md").unlink()
    done = signing.withdraw(room, "visit", "en", Signer(REVIEWER, LATER), reason="Wrong.", on_problem=none)
    assert done.signed.after.release is None
    assert done.published
    assert [each.recorded for each in done.published.outcomes] == ["notice"]
    with pytest.raises(UsageError, match="there is no such release"):
        signing.withdraw(room, "vanished", "en", Signer(REVIEWER, LATER), reason="Wrong.", on_problem=none)
