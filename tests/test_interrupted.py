"""Acts that end between the ledger and the site: the same command, run again, finishes what it began."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from newsroom import REVIEWER, TRANSLATOR, VISIT, Newsroom, make

from workflow import files
from workflow.errors import MissingError
from workflow.newsroom import publishing
from workflow.newsroom import verify as verifying
from workflow.newsroom.folder import Newsroom as Project

WITHDRAW = ("withdraw", "visit", "--reason", "The figures were wrong.", "--as", REVIEWER)
SUPERSEDE = ("supersede", "visit", "--by", "later", "--as", REVIEWER)


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def published(tmp_path: Path) -> Newsroom:
    room = make(tmp_path)
    room.write("sources/later.md", VISIT.replace("9月3日", "10月3日").replace("代表团访问日内瓦", "代表团再访日内瓦"))
    room.run("translate")
    for name in ("visit", "later"):
        room.sign_off(name)
    room.run("publish")
    return room


def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the site is touched."""

    def killed(*_: object, **__: object) -> None:
        raise Killed

    monkeypatch.setattr(publishing, "publish", killed)


def after_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the first page is in its place."""
    put = files._put

    def killed(path: Path, *rest: Any, **named: Any) -> Any:
        done = put(path, *rest, **named)
        if path.suffix == ".html":
            raise Killed
        return done

    monkeypatch.setattr(files, "_put", killed)


@pytest.mark.parametrize("killed", [at_once, after_a_page])
@pytest.mark.parametrize("command", [WITHDRAW, SUPERSEDE])
def test_the_second_run_finishes_what_the_first_began(
    published: Newsroom,
    command: tuple[str, ...],
    killed: Callable[[pytest.MonkeyPatch], None],
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        killed(monkeypatch)
        with pytest.raises(Killed):
            published.run(*command)
    ledger = (published.root / "locales/en/visit.jsonl").read_bytes()
    said = published.run(*command, "--as", TRANSLATOR).stdout
    assert "visit (en): was decided already, by Reviewer <reviewer@example.org> at " in said
    assert (published.root / "locales/en/visit.jsonl").read_bytes().startswith(ledger)
    published.run("verify")
    assert published.state("visit")[0] == {"withdraw": "withdrawn", "supersede": "superseded"}[command[0]]
    done = published.files()
    assert "is already" in published.run(*command, status=1).stderr
    published.run("publish")
    assert published.files() == done


def test_a_site_that_cannot_be_written_is_finished_later(published: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise MissingError("the disk is full")

    with monkeypatch.context() as disk:
        disk.setattr(publishing, "publish", full)
        for _ in range(2):  # the second finds it decided, and still cannot show it
            assert "the disk is full" in published.run(*WITHDRAW, status=3).stderr
    published.run(*WITHDRAW)
    published.run("verify")


def test_what_is_published_while_verify_looks_is_not_altered(
    published: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = published.catalog_path()
    path.write_text(path.read_text("utf-8").replace("Words 1.", "Other words."), "utf-8")
    published.run("submit", "visit", "--as", TRANSLATOR)
    published.run("approve", "visit", "--as", REVIEWER)
    hold, waits = verifying._Audit.hold, ["publish"]

    def held(audit: verifying._Audit, files: Iterable[tuple[str, bytes]]) -> list[str]:
        files = list(files)
        if waits and "en/visit.html" in dict(files):  # made from the ledger as it was
            waits.pop()
            room = Project.open(published.root)
            publishing.publish(room, when="2100-01-01T00:00:00Z", on_problem=lambda problem: None)
        return hold(audit, files)

    monkeypatch.setattr(verifying._Audit, "hold", held)
    assert "no failures" in published.run("verify").stdout
    assert waits == []


def test_what_somebody_altered_is_altered_at_once(published: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    look = verifying._verified

    def counted(*arguments: Any) -> verifying.Verified:
        looks.append(1)
        return look(*arguments)

    monkeypatch.setattr(verifying, "_verified", counted)
    page = published.root / "public/en/visit.html"
    page.write_text(page.read_text("utf-8").replace("Words 1.", "Lies."), "utf-8")
    assert "altered: " in published.run("verify", status=1).stdout
    assert len(looks) == 1
