"""What waits for a person: texts that nobody else has claimed, and what they may approve or publish."""

from pathlib import Path

import pytest
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, Newsroom, make

from workflow.newsroom import claims
from workflow.newsroom.folder import Newsroom as Room
from workflow.newsroom.waiting import waiting_for

OTHER = "Other <other@example.org>"
PEOPLE = (TRANSLATOR, REVIEWER, OTHER)
WHEN = "2018-09-12T08:00:00Z"


@pytest.fixture
def folder(tmp_path: Path) -> Newsroom:
    folder = make(tmp_path)
    folder.run("translate")
    return folder


def waits_for(folder: Newsroom) -> set[str]:
    """The people for whom the release waits."""
    room = Room.open(folder.root)
    try:
        return {who for who in PEOPLE if waiting_for(room, who, today=WHEN[:10], on_problem=pytest.fail)}
    finally:
        room.close()


def test_a_text_waits_for_everybody_until_somebody_claims_it_and_then_for_them(folder: Newsroom) -> None:
    assert waits_for(folder) == set(PEOPLE)
    room = Room.open(folder.root)
    claims.claim(room, "visit", "en", OTHER, WHEN)
    assert waits_for(folder) == {OTHER}
    claims.end(room, "visit", "en", OTHER, WHEN[:10])
    assert waits_for(folder) == set(PEOPLE)


@pytest.mark.parametrize("approvers", [(), (REVIEWER,)])
def test_what_was_submitted_waits_for_who_may_approve_it_and_then_for_who_may_publish(
    folder: Newsroom, approvers: tuple[str, ...]
) -> None:
    addresses = [each.partition("<")[2].removesuffix(">") for each in approvers]
    rules = f"[review]\napprovers = {{ en = {addresses} }}\n" if approvers else "[review]\n"
    folder.write("workflow.toml", SETTINGS.replace("[review]\n", rules))
    folder.translate_by_hand()
    folder.run("submit", "visit", "--as", TRANSLATOR)
    assert waits_for(folder) == (set(approvers) or {REVIEWER, OTHER})
    folder.run("approve", "visit", "--as", REVIEWER)
    assert waits_for(folder) == (set(approvers) or set(PEOPLE))
    folder.run("publish")
    assert waits_for(folder) == set()


def test_what_cannot_be_read_is_reported_and_waits_for_nobody(folder: Newsroom) -> None:
    folder.translate_by_hand()
    folder.run("submit", "visit", "--as", TRANSLATOR)
    folder.write("locales/en/visit.po", "no catalog")
    problems: list[Exception] = []
    room = Room.open(folder.root)
    assert waiting_for(room, REVIEWER, today=WHEN[:10], on_problem=problems.append) == []
    assert problems
