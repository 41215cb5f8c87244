"""The services of a newsroom as a web page would call them: values in, values out, nothing printed or asked."""

import json
import shlex
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, VISIT, Machine, Newsroom, make
from pages import CERTIFICATE

from workflow.catalogs import po as catalogs
from workflow.contracts import registries
from workflow.contracts.engines import Engine, Hypothesis
from workflow.errors import BadInput, GateError, MissingError, UsageError, WorkflowError
from workflow.model import DOUBT, Draft, PublicState, ReleaseState
from workflow.newsroom import checking, drafting, judging, pages, press, publishing, signing, site, site_files, status
from workflow.newsroom.folder import Newsroom as Room
from workflow.newsroom.memories import Memories
from workflow.newsroom.publishing import publish, publish_drafts
from workflow.newsroom.signing import Signer
from workflow.newsroom.sources import Shelf
from workflow.signoff import ledger as ledgers
from workflow.signoff import present
from workflow.signoff.certificate import certificate
from workflow.writers import markdown

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
    refused = r"check images finds an error in unit [0-9a-f]{8} \(the picture images/signing\.png is missing next to"
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
    assert [(each.act.check, each.act.key, each.act.reason) for each in done.waived] == [
        ("images", key, "Comes later.")
    ]
    assert "images" not in {finding.check for finding in done.open}


@pytest.mark.parametrize(("when", "listed"), [(WHEN, ["images"]), (LATER, [])])
def test_a_certificate_lists_the_waivers_of_the_approved_wording_that_were_valid_on_the_day_of_the_approval(
    newsroom: Newsroom, room: Room, when: str, listed: list[str]
) -> None:
    picture = newsroom.root / "sources/images/signing.png"
    data = picture.read_bytes()
    picture.unlink()
    source = "双方签署了备忘录。"
    newsroom.translate_by_hand(**{source: source})
    keys = {unit.context or unit.source: unit.short_key for unit in newsroom.catalog().units}
    for check, key, until in (("leftovers", keys[source], ""), ("images", keys["caption"], "2018-09-12")):
        signing.waive(
            room,
            "visit",
            "en",
            Signer(REVIEWER, WHEN),
            check=check,
            key=key,
            reason="So be it.",
            until=until,
            on_problem=none,
        )
    newsroom.translate_by_hand(**{source: "Other words."})
    if when == LATER:
        picture.write_bytes(data)
    signing.submit(room, "visit", "en", Signer(TRANSLATOR, when), on_problem=none)
    signing.approve(room, "visit", "en", Signer(REVIEWER, when), on_problem=none)
    approval = room.from_ledger("visit", "en").standing.approval
    assert approval
    assert [each.check for each in certificate(approval, people="none", rules=room.rules).waived] == listed


@pytest.mark.parametrize(
    ("drafted", "changed", "says"),
    [
        (0, 0, "Approved by a second person."),
        (1, 0, "Machine-assisted and approved by a second person."),
        (3, 1, "Machine-assisted and approved by a second person."),
        (3, 0, "Drafted by machine and approved by a second person."),
    ],
)
def test_a_page_says_how_much_of_it_a_machine_drafted(room: Room, drafted: int, changed: int, says: str) -> None:
    engines = (("mt: argos zh→en 1.9", drafted),) if drafted else ()
    made = replace(CERTIFICATE, units=3, engines=engines, changed=changed)
    assert says in pages.note(made, room.settings, "en")
    alone = says.replace(" by a second person", "")
    assert alone in pages.note(replace(made, four_eyes=False), room.settings, "en")


def test_the_closing_note_names_the_original_as_the_settings_say(newsroom: Newsroom) -> None:
    plain = pages.note(CERTIFICATE, Room.open(newsroom.root).settings, "en")
    assert "the Chinese original" in plain
    newsroom.write("workflow.toml", SETTINGS + '[publish]\nattribution = "the ministry\'s site"\n')
    attributed = pages.note(CERTIFICATE, Room.open(newsroom.root).settings, "en")
    assert "the ministry's site" in attributed
    assert attributed != plain


def test_drafts_show_their_pictures(newsroom: Newsroom) -> None:
    newsroom.run("publish", "--draft")
    (picture,) = [path for path in newsroom.files("drafts") if path.startswith("images/")]
    data = (newsroom.root / "sources/images/signing.png").read_bytes()
    assert newsroom.files("drafts")[picture] == data
    assert picture in (newsroom.root / "drafts/en/visit.html").read_text(encoding="utf-8")


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


def test_what_can_only_be_signed_elsewhere_is_a_command_that_does_it_there(newsroom: Newsroom, room: Room) -> None:
    def command(who: str, **wanted: str) -> str:
        before = newsroom.files("locales")
        said = signing.elsewhere(room, "visit", "en", Signer(who, WHEN), wanted, on_problem=none)
        assert newsroom.files("locales") == before
        return said

    submit = command(TRANSLATOR, act="submit", reason="It's right.")
    assert submit == """workflow submit visit --to en --reason 'It'"'"'s right.'"""
    assert command(TRANSLATOR, act="submit", reason="") == "workflow submit visit --to en"
    newsroom.run(*shlex.split(submit)[1:], "--as", TRANSLATOR)
    digest = room.present(room.find_one("visit"), "en").digest
    approve = command(REVIEWER, act="approve", text=digest)
    assert approve == f"workflow approve visit --to en --text {digest}"
    newsroom.run(*shlex.split(approve)[1:], "--as", REVIEWER)
    assert newsroom.state() == ("approved", "none")
    assert command(REVIEWER, act="return", reason="No.") == ""  # what stops a text needs no signature


def test_publishing_says_what_was_written_what_was_left_alone_and_what_the_ledger_says_now(room: Room) -> None:
    approved(room)
    first = publish(room, when=WHEN, on_problem=none)
    (visit,) = first.outcomes
    assert (visit.release, visit.language, visit.recorded, visit.pages) == ("visit", "en", "page", len(PAGES))
    assert PAGES < set(visit.written)
    assert (visit.kept, visit.removed, visit.waiting, visit.errors) == ((), (), "", ())
    assert set(first.shared) == {"en/index.html", "en/list/search.js", "index.html", "search.js", "style.css"}
    assert first.changed == len(visit.written) + 5
    second = publish(room, when=LATER, on_problem=none)
    assert (second.changed, second.outcomes[0].recorded) == (0, "")
    assert set(second.outcomes[0].kept) == set(visit.written)
    assert room.ledger("visit", "en").entries[-1].when == WHEN


def test_a_writer_that_makes_a_file_of_another_name_is_refused_and_nothing_is_written(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = replace(markdown.WRITER, write=lambda page: {**markdown.write(page), "other.md": b""})
    monkeypatch.setattr(markdown, "WRITER", writer)
    approved(room)
    with pytest.raises(ValueError, match=r"the writer markdown made other\.md, which is the release's id with none"):
        publish(room, when=WHEN, on_problem=none)
    assert not (room.root / "public/en").exists()


def test_what_is_not_approved_waits_and_says_for_what(room: Room) -> None:
    done = publish(room, when=WHEN, on_problem=none)
    assert [each.waiting for each in done.outcomes] == [
        "visit (en): not approved (draft): first run workflow submit visit --to en"
    ]
    assert not room.ledger("visit", "en").entries


def test_strays_are_removed_by_a_run_that_met_no_problem_and_named(room: Room, newsroom: Newsroom) -> None:
    published(room)
    page = newsroom.files("public")["en/visit.html"]
    newsroom.write("public/en/gone.html", page)
    newsroom.write("public/en/gone.certificate.html", page)
    newsroom.write("sources/bad.md", b"\xff\xfe\xff")
    problems: list[WorkflowError] = []
    assert publish(room, when=WHEN, on_problem=problems.append).strays == ()
    assert [str(problem).partition(":")[0] for problem in problems] == ["sources/bad.md"]
    (newsroom.root / "sources/bad.md").unlink()
    done = publish(room, when=WHEN, on_problem=none)
    assert set(done.strays) == {"en/gone.html", "en/gone.certificate.html"}
    assert done.strangers == (("gone", "en"),)
    assert done.changed == 2


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Have somebody act once, after the pages were written and before the ledger says so."""
    listed, waiting = site.Site.index, [act]

    def index(*given: Any) -> Any:
        while waiting:
            waiting.pop()()
        return listed(*given)

    monkeypatch.setattr(site.Site, "index", index)


@pytest.mark.parametrize("act", ["returned", "approved again"])
def test_pages_of_an_approval_that_ended_while_they_were_made_are_removed_and_not_recorded(
    newsroom: Newsroom, room: Room, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    approved(room)

    def returned() -> None:
        signing.give_back(room, "visit", "en", Signer(REVIEWER, WHEN), reason="No.", on_problem=none)

    def approved_again() -> None:
        newsroom.translate_by_hand(**{"双方签署了备忘录。": "Other words."})
        approved(room)

    meanwhile(monkeypatch, returned if act == "returned" else approved_again)
    (outcome,) = publish(room, when=WHEN, on_problem=none).outcomes
    (error,) = outcome.errors
    assert "was returned, withdrawn or approved again while pages were made; publish again" in str(error)
    assert outcome.recorded == ""
    assert not [path for path in newsroom.files("public") if path.startswith("en/visit.")]
    assert "publish" not in [entry.action for entry in room.ledger("visit", "en").entries]


@pytest.mark.parametrize("again", [False, True])
def test_the_notice_of_a_withdrawal_that_ended_while_it_was_made_is_not_recorded(
    newsroom: Newsroom, room: Room, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    """Git brings a ledger in which the release is on the site again, or withdrawn a second time."""
    published(room)
    signing.withdraw(room, "visit", "en", Signer(REVIEWER, WHEN), reason="Wrong.", on_problem=none)
    path = room.ledger_path("visit", "en")
    withdrawn = b"".join(path.read_bytes().splitlines(keepends=True)[:-1])  # without the record of its notice
    newsroom.translate_by_hand(**{"双方签署了备忘录。": "Other words."})
    published(room)
    if again:
        signing.withdraw(room, "visit", "en", Signer(REVIEWER, LATER), reason="Still wrong.", on_problem=none)
    back = path.read_bytes()
    path.write_bytes(withdrawn)
    shutil.rmtree(newsroom.root / "public")  # whoever has the older ledger has no site of the newer one
    meanwhile(monkeypatch, lambda: path.write_bytes(back))
    (outcome,) = publish(room, when=LATER, on_problem=none).outcomes
    (error,) = outcome.errors
    assert "was returned, withdrawn or approved again while pages were made; publish again" in str(error)
    assert (outcome.recorded, path.read_bytes()) == ("", back)


def test_a_copy_elsewhere_is_not_recorded_in_the_ledger_and_never_put_among_our_files(
    room: Room, tmp_path: Path
) -> None:
    approved(room)
    before = room.ledger("visit", "en")
    for place in ("sources/x", "locales", ".", "drafts"):
        with pytest.raises(UsageError, match="pages must not be written among the newsroom's own files"):
            publish(room, when=WHEN, out=room.root / place, on_problem=none)
    done = publish(room, when=WHEN, out=tmp_path.with_name("copy"), on_problem=none)
    assert PAGES < set(done.outcomes[0].written)
    assert (done.outcomes[0].recorded, room.ledger("visit", "en")) == ("", before)
    done = publish(room, when=WHEN, out=room.root / "sources" / ".." / "public", on_problem=none)
    assert (done.folder, done.outcomes[0].recorded) == (room.root / "public", "page")


@pytest.mark.parametrize(
    "path", ["/en/x.html", "/x.html", "../x.html", "en/../../x.html", "en/../x.html", "link/x.html"]
)
def test_a_path_that_leaves_the_site_is_refused(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "public"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(BadInput, match="would leave the site"):
        site_files.place(folder, path)
    assert site_files.place(folder, "en/..x.html") == folder / "en/..x.html"


def test_a_language_that_cannot_be_written_keeps_no_other_from_being_reported(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.write(
        "workflow.toml",
        '[project]\ntarget_languages = ["en", "fr"]\n[draft]\nengine = "none"\n[review]\nseverity = { values = "off", negation = "off", length = "off" }\n',
    )
    room = Room.open(newsroom.root)
    approved(room)
    real = press.put_each

    def put_each(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[str]:
        def written() -> Iterator[tuple[str, bytes]]:
            for path, data in files:
                if path.startswith("fr/"):
                    raise MissingError("the disk is full")
                yield path, data

        return real(folder, written())

    monkeypatch.setattr(press, "put_each", put_each)
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


def test_drafts_of_named_releases_are_made_whatever_is_wrong_with_others(newsroom: Newsroom) -> None:
    newsroom.write("sources/other.md", VISIT.replace("访问日内瓦", "再访日内瓦"))
    newsroom.run("translate")
    newsroom.write("locales/en/other.jsonl", "no ledger\n")
    room = Room.open(newsroom.root)
    assert publish_drafts(room, ["visit"], on_problem=none).written
    problems: list[WorkflowError] = []
    publish_drafts(room, on_problem=problems.append)
    assert ["other.jsonl" in str(each) for each in problems] == [True]


def test_a_withdrawal_puts_the_notice_on_the_site(room: Room) -> None:
    published(room)
    done = signing.withdraw(room, "visit", "en", Signer(REVIEWER, LATER), reason="Wrong.", on_problem=none)
    assert done.signed.after.public is PublicState.WITHDRAWN
    assert done.published
    assert [(each.release, each.recorded) for each in done.published.outcomes] == [("visit", "notice")]
    page = (room.root / "public/en/visit.html").read_text(encoding="utf-8")
    assert "Wrong." in page
    assert "Words" not in page


def test_pages_that_have_no_notice_are_removed_by_a_withdrawal_and_counted(room: Room, newsroom: Newsroom) -> None:
    published(room)
    newsroom.write("workflow.toml", SETTINGS + '[publish]\nformats = ["html"]\n')
    again = Room.open(room.root)
    withdrawn = signing.withdraw(again, "visit", "en", Signer(REVIEWER, LATER), reason="Wrong.", on_problem=none)
    done = withdrawn.published
    assert done
    (visit,) = done.outcomes
    assert visit.removed == ("en/visit.md",)
    assert not (room.root / "public/en/visit.md").exists()
    (picture,) = done.strays
    assert picture.startswith("images/")
    assert done.changed == len(visit.written) + len(visit.removed) + len(done.shared) + 1


@pytest.mark.parametrize("text", ["", "somebody's own page"])
def test_a_withdrawal_removes_from_a_copy_only_pages_that_nobody_changed(
    room: Room, newsroom: Newsroom, tmp_path: Path, text: str
) -> None:
    published(room)
    copy = tmp_path / "copy"
    shutil.copytree(room.root / "public", copy)
    if text:
        (copy / "en/visit.md").write_text(text, encoding="utf-8")
    newsroom.write("workflow.toml", SETTINGS + '[publish]\nformats = ["html"]\n')
    again = Room.open(room.root)
    signing.withdraw(again, "visit", "en", Signer(REVIEWER, LATER), reason="Wrong.", on_problem=none)
    done = publish(again, when=LATER, out=copy, on_problem=none)
    assert done.outcomes[0].removed == (() if text else ("en/visit.md",))
    assert (copy / "en/visit.md").exists() is bool(text)


def test_an_outdated_release_keeps_the_page_that_was_published_and_not_the_one_approved_since(
    room: Room, newsroom: Newsroom
) -> None:
    published(room)
    page = (room.root / "public/en/visit.html").read_bytes()
    newsroom.translate_by_hand(**{"双方签署了备忘录。": "Approved but never published."})
    approved(Room.open(room.root))
    newsroom.translate_by_hand(**{"双方签署了备忘录。": "Not even approved."})
    for _ in range(2):  # the second time, from what the first one noted
        done = publish(Room.open(room.root), when=LATER, on_problem=none)
        assert done.outcomes[0].waiting.startswith("visit (en): ")
        assert done.strays == ()
        assert (room.root / "public/en/visit.html").read_bytes() == page


def test_the_page_of_an_outdated_release_that_is_made_again_is_recorded_as_rebuilt(
    room: Room, newsroom: Newsroom
) -> None:
    published(room)
    newsroom.translate_by_hand(**{"双方签署了备忘录。": "Other words."})
    newsroom.write("workflow.toml", SETTINGS.replace("The Office", "Another Office"))
    done = publish(Room.open(room.root), when=LATER, on_problem=none)
    (visit,) = done.outcomes
    assert "en/visit.html" in visit.written
    assert "Another Office" in (room.root / "public/en/visit.html").read_text(encoding="utf-8")
    assert (visit.recorded, bool(visit.waiting)) == ("rebuilt", True)
    entry = room.ledger("visit", "en").entries[-1]
    assert (entry.when, room.standing(room.ledger("visit", "en")).publication) == (LATER, entry)
    (again,) = publish(Room.open(room.root), when=LATER, on_problem=none).outcomes
    assert (again.recorded, again.written) == ("", ())


def test_a_withdrawal_is_reported_although_the_site_cannot_be_written(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(room)

    def refused(*_: object, **__: object) -> None:
        raise MissingError("the site is gone")

    monkeypatch.setattr(publishing, "publish", refused)
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
    assert {each.release: each.recorded for each in done.published.outcomes} == {"other": "rebuilt", "visit": "page"}
    for here, there in (("visit", "other"), ("other", "visit")):
        assert f'href="{there}.html"' in (room.root / f"public/en/{here}.html").read_text(encoding="utf-8")


def test_a_release_whose_source_is_gone_can_be_withdrawn(room: Room) -> None:
    published(room)
    (room.root / "sources/visit.md").unlink()
    done = signing.withdraw(room, "visit", "en", Signer(REVIEWER, LATER), reason="Wrong.", on_problem=none)
    assert done.signed.after.release is None
    assert done.signed.changes is None
    assert done.published
    assert [each.recorded for each in done.published.outcomes] == ["notice"]
    with pytest.raises(UsageError, match="no such release"):
        signing.withdraw(room, "vanished", "en", Signer(REVIEWER, LATER), reason="Wrong.", on_problem=none)


# --- drafting ---


def translated(newsroom: Newsroom, **options: Any) -> tuple[drafting.Translated, list[drafting.Event]]:
    events: list[drafting.Event] = []
    done = drafting.translate(Room.open(newsroom.root), on_event=events.append, on_problem=none, **options)
    return done, events


def test_drafting_tells_what_it_does_and_says_at_the_end_what_came_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    newsroom = make(tmp_path)
    done, events = translated(newsroom, engine="argos")
    units = len(newsroom.catalog().units)
    (synced,) = done.synced
    assert (synced.path, synced.new, synced.changed, synced.units) == (newsroom.catalog_path(), True, True, units)
    assert synced.missing == units
    characters = sum(len(unit.source) for unit in newsroom.catalog().units)
    assert events == [
        synced,
        drafting.Started("en", "machine", units, characters),
        *(drafting.Progress(number, units) for number in range(1, units + 1)),
        drafting.Drafted("en", units, drafted=units, failed=0, interrupted=False),
    ]
    assert done.drafted == (events[-1],)
    assert not done.interrupted
    again, events = translated(newsroom, engine="argos")
    assert [(each.new, each.changed, each.missing) for each in again.synced] == [(False, False, 0)]
    assert events == list(again.synced)


def test_what_the_engine_could_not_draft_is_counted_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Machine):
        def translate(
            self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
        ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
            for index, found in super().translate(texts, hypotheses=hypotheses, no_repeat=no_repeat):
                yield index, () if index == 0 else found

    monkeypatch.setattr("newsroom.MACHINE", Engine(lambda _source, _target: Silent()))
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    newsroom = make(tmp_path)
    done, _ = translated(newsroom, engine="argos")
    units = len(newsroom.catalog().units)
    assert done.drafted == (drafting.Drafted("en", units, drafted=units - 1, failed=1, interrupted=False),)


def test_a_language_with_nothing_to_draft_keeps_no_other_from_being_drafted(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    newsroom.write("workflow.toml", TWO.replace('"fr", "en"', '"en", "fr"'))
    done, _ = translated(newsroom, engine="argos")
    assert [(each.language, each.sentences) for each in done.drafted] == [("fr", len(newsroom.catalog().units))]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (0, "Drafted by machine and approved by a second person."),
        (1, "Machine-assisted and approved by a second person."),
    ],
)
def test_a_page_says_what_the_machine_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: int, said: str
) -> None:
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    newsroom = make(tmp_path)
    translated(newsroom, engine="argos")
    catalog = newsroom.catalog()
    units = [
        replace(unit, fuzzy=False, target=unit.target if place >= changed else "A person's words")
        for place, unit in enumerate(catalog.units)
    ]
    newsroom.catalog_path().write_bytes(catalogs.dump(replace(catalog, units=tuple(units))))
    published(Room.open(newsroom.root))
    assert said in (newsroom.root / "public/en/visit.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("every", [1e9, -1])
def test_drafts_are_saved_as_soon_as_a_release_has_all_of_them_or_some_time_has_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: float
) -> None:
    monkeypatch.setattr(drafting, "SAVE_EVERY", every)
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    newsroom = make(tmp_path)
    newsroom.write("sources/a.md", "# 甲\n\n内容。\n")
    saved: list[tuple[int, int]] = []

    def look(event: drafting.Event) -> None:
        if isinstance(event, drafting.Progress):
            a, visit = (sum(bool(unit.target) for unit in newsroom.catalog(name).units) for name in ("a", "visit"))
            saved.append((a, visit))

    drafting.translate(Room.open(newsroom.root), engine="argos", on_event=look, on_problem=none)
    units = len(newsroom.catalog().units)
    if every < 0:
        assert saved == [(1, 0), (2, 0), *((2, number) for number in range(1, units + 1))]
    else:
        assert saved == [(0, 0), (2, 0), *[(2, 0)] * (units - 1), (2, units)]


def test_syncing_says_how_many_units_the_memory_filled(tmp_path: Path) -> None:
    newsroom = make(tmp_path)
    newsroom.write("sources/other.md", VISIT + "\n又一句话。\n")
    newsroom.run("translate", "visit", "--engine", "none")
    newsroom.sign_off("visit")
    done, _ = translated(newsroom, names=["other"], engine="argos", dry_run=True)
    (synced,) = done.synced
    assert (synced.recalled, synced.missing) == (synced.units - 1, 1)


def test_a_dry_run_of_drafting_says_how_much_there_is(tmp_path: Path) -> None:
    newsroom = make(tmp_path)
    before = newsroom.files()
    done, _ = translated(newsroom, engine="argos", dry_run=True)
    assert done.wanted == (drafting.Wanted("en", "argos", done.synced[0].units, "zh-Hans"),)
    assert newsroom.files() == before


def test_a_ledger_that_cannot_be_read_keeps_no_catalog_from_being_synced(tmp_path: Path) -> None:
    newsroom = make(tmp_path)
    newsroom.run("translate")
    newsroom.write("locales/en/visit.jsonl", '{"action":"return"}\n')
    newsroom.write("sources/visit.md", VISIT.replace("明年再次会晤", "后年再次会晤"))
    newsroom.run("translate")
    assert "双方将于后年再次会晤。" in [unit.source for unit in newsroom.catalog().units]


def test_ctrl_c_while_progress_is_reported_keeps_what_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    newsroom = make(tmp_path)

    def press(event: drafting.Event) -> None:
        if isinstance(event, drafting.Progress) and event.done == 2:
            raise KeyboardInterrupt

    done = drafting.translate(Room.open(newsroom.root), engine="argos", on_event=press, on_problem=none)
    assert done.interrupted
    assert [(each.drafted, each.interrupted) for each in done.drafted] == [(2, True)]
    assert sum(bool(unit.target) for unit in newsroom.catalog().units) == 2


def test_a_missing_engine_keeps_no_catalog_from_being_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_source: str, _target: str) -> Machine:
        raise MissingError("no model")

    monkeypatch.setattr("newsroom.MACHINE", Engine(missing))
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    newsroom = make(tmp_path)
    problems: list[WorkflowError] = []
    done = drafting.translate(
        Room.open(newsroom.root), engine="argos", on_event=lambda _: None, on_problem=problems.append
    )
    assert [str(problem) for problem in problems] == ["no model"]
    assert (len(done.synced), done.drafted) == (1, ())
    assert newsroom.catalog_path().is_file()


def test_a_draft_is_judged_by_the_date_of_its_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Translator:
        name = "machine"

        def translate(
            self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
        ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
            for index, text in enumerate(texts):
                yield index, (Hypothesis("Exports rose in 2019." if "今年" in text else "Exports rose."),)

    monkeypatch.setattr("newsroom.MACHINE", Engine(lambda _source, _target: Translator()))
    monkeypatch.setitem(registries.ENGINES.places, "argos", "newsroom:MACHINE")
    newsroom = Newsroom(tmp_path)
    for year in (2018, 2019):
        newsroom.write(f"sources/{year}.md", f"---\ndate: {year}-09-12\n---\n\n今年出口增长。\n\n出口增长。\n")
    done, _ = translated(newsroom, engine="argos")
    assert [each.sentences for each in done.drafted] == [3]  # what says nothing of the year is one sentence
    doubts = {
        (release, unit.source): [line for line in unit.comments if line.startswith(DOUBT)]
        for release in ("2018", "2019")
        for unit in newsroom.catalog(release).units
    }
    assert any("2019" in doubt for doubt in doubts.pop(("2018", "今年出口增长。")))
    assert set(map(tuple, doubts.values())) == {()}


# --- checking and status ---


def test_checking_goes_on_past_what_cannot_be_read(newsroom: Newsroom) -> None:
    newsroom.write("sources/other.md", VISIT.replace("访问日内瓦", "再访日内瓦"))
    newsroom.write("locales/en/other.po", "no catalog")
    (newsroom.root / "sources/images/signing.png").unlink()
    problems: list[WorkflowError] = []
    done = checking.check(Room.open(newsroom.root), today="2018-09-12", on_problem=problems.append)
    assert [str(newsroom.catalog_path("other")) in str(problem) for problem in problems] == [True]
    assert (done.looked_at, done.waived, done.fixed) == ((("visit", "en"),), 0, ())
    assert {(each.release, each.path, each.finding.check) for each in done.found} >= {
        ("visit", "locales/en/visit.po", "images")
    }
    assert done.errors == sum(each.finding.severity == "error" for each in done.found) > 0


TWO = SETTINGS.replace("[draft]", 'target_languages = ["fr", "en"]\n\n[draft]')


def test_one_language_that_cannot_be_read_keeps_no_other_from_being_checked(newsroom: Newsroom) -> None:
    newsroom.write("workflow.toml", TWO)
    newsroom.run("translate")
    newsroom.write("locales/fr/visit.po", "no catalog")
    newsroom.write("sources/other.md", VISIT.replace("访问日内瓦", "再访日内瓦"))
    newsroom.run("translate", "other")
    problems: list[WorkflowError] = []
    done = checking.check(Room.open(newsroom.root), today="2018-09-12", on_problem=problems.append)
    assert len(problems) == 1
    assert done.looked_at == (("other", "fr"), ("other", "en"), ("visit", "en"))


def test_what_was_fixed_is_listed_in_the_order_of_the_languages(newsroom: Newsroom) -> None:
    newsroom.write("workflow.toml", TWO)
    newsroom.write("sources/other.md", VISIT.replace("访问日内瓦", "再访日内瓦"))
    newsroom.run("translate")
    draft = Draft("Words,  twice.", "mt: machine (score -0.10)")
    for name in ("visit", "other"):
        for language in ("en", "fr"):
            catalog = newsroom.catalog(name, language)
            first = replace(catalog.units[0], target=draft.text, fuzzy=True, comments=(draft.comment,))
            data = catalogs.dump(replace(catalog, units=(first, *catalog.units[1:])))
            newsroom.catalog_path(name, language).write_bytes(data)
    done = checking.check(Room.open(newsroom.root), today="2018-09-12", fix=True, on_problem=none)
    every = tuple((name, language) for language in ("fr", "en") for name in ("other", "visit"))
    assert done.fixed == tuple((each, 1) for each in every)
    assert done.looked_at == every
    for name, language in every:  # the Chinese in it is a finding
        catalog = newsroom.catalog(name, language)
        units = tuple(replace(unit, target="字", fuzzy=False, comments=()) for unit in catalog.units)
        newsroom.catalog_path(name, language).write_bytes(catalogs.dump(replace(catalog, units=units)))
    found = [
        each.language for each in checking.check(Room.open(newsroom.root), today="2018-09-12", on_problem=none).found
    ]
    assert found == sorted(found, reverse=True)
    assert set(found) == {"fr", "en"}


def test_whoever_waits_for_a_file_is_told_which_command_holds_it(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding: list[str] = []
    writing = Room.writing

    def noted(self: Room, release: str, language: str, *, doing: str) -> AbstractContextManager[None]:
        holding.append(doing)
        return writing(self, release, language, doing=doing)

    monkeypatch.setattr(Room, "writing", noted)
    newsroom.write("sources/other.md", VISIT.replace("访问日内瓦", "再访日内瓦"))
    signed = ("visit", "--as", TRANSLATOR)
    for arguments in (
        ("translate",),
        ("submit", *signed),
        ("approve", "visit", "--as", REVIEWER),
        ("publish",),
        ("withdraw", *signed, "--reason", "No."),
    ):
        newsroom.run(*arguments)
        assert holding[0] == arguments[0]
        holding.clear()


def test_checking_says_how_many_drafts_it_fixed(newsroom: Newsroom) -> None:
    catalog = newsroom.catalog()
    origin = Draft("Words,  twice .", "mt: machine (score -0.10)")
    units = (replace(catalog.units[0], target=origin.text, fuzzy=True, comments=(origin.comment,)), *catalog.units[1:])
    newsroom.catalog_path().write_bytes(catalogs.dump(replace(catalog, units=units)))
    room = Room.open(newsroom.root)
    assert checking.check(room, today="2018-09-12", fix=True, on_problem=none).fixed == ((("visit", "en"), 1),)
    assert newsroom.catalog().units[0].target != origin.text
    assert checking.check(room, today="2018-09-12", fix=True, on_problem=none).fixed == ()


def test_status_lists_what_can_be_read_and_those_whose_source_is_gone(newsroom: Newsroom) -> None:
    newsroom.write("locales/en/gone.po", newsroom.catalog_path().read_bytes())
    newsroom.write("sources/new.txt", "新的稿子。\n")
    room = Room.open(newsroom.root)
    rows = status.rows(room, today="2018-09-12", on_problem=none)
    assert {row.release: row.state for row in rows} == {"gone": "orphaned", "new": "new", "visit": "draft"}
    assert [row.release for row in status.rows(room, ["visit"], today="2018-09-12", on_problem=none)] == ["visit"]
    newsroom.write("sources/bad.md", b"\xff\xfe\xff")
    problems: list[WorkflowError] = []
    rows = status.rows(room, today="2018-09-12", on_problem=problems.append)
    assert {row.release for row in rows} == {"new", "visit"}
    assert len(problems) == 1


def test_an_act_reads_one_source_and_one_ledger(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom.write("sources/other.md", VISIT)
    newsroom.run("translate", "other")
    newsroom.sign_off("other")
    read: Counter[str] = Counter()

    def counted(module: Any, name: str) -> None:
        real = getattr(module, name)

        def call(*arguments: Any, **named: Any) -> Any:
            read[name] += 1
            return real(*arguments, **named)

        monkeypatch.setattr(module, name, call)

    # The memory learns from ledgers; this is about what the act itself reads.
    monkeypatch.setattr(judging, "Memories", NoMemories)
    for module, name in ((Shelf, "read"), (ledgers, "load"), (catalogs, "parse"), (present, "standing")):
        counted(module, name)
    submitted(Room.open(newsroom.root))
    assert read == {"read": 1, "load": 1, "parse": 1, "standing": 2}
    read.clear()
    signing.approve(Room.open(newsroom.root), "visit", "en", Signer(REVIEWER, WHEN), on_problem=none)
    assert read == {"read": 1, "load": 1, "parse": 1, "standing": 2}


class NoMemories(Memories):
    """Memories that nobody has."""

    def of(self, language: str) -> None:
        return None

    store_of = of
