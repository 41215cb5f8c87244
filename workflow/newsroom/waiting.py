"""What waits for a person: texts to translate, to approve, to publish."""

from workflow.errors import WorkflowError
from workflow.model import unit_digest
from workflow.newsroom.folder import Newsroom, OnProblem
from workflow.newsroom.status import Row, rows
from workflow.signoff.acts import not_by
from workflow.signoff.ledger import address


def waiting_for(room: Newsroom, who: str, *, today: str, on_problem: OnProblem) -> list[Row]:
    """Return the rows of the releases that wait for a person, as far as the newsroom can tell.

    A text to translate waits for everybody until somebody claims it, then for them. A submitted text waits for those
    who may approve it, and an approved one for those who may approve its language.

    Args:
        room: The newsroom.
        who: "Name <address>".
        today: The day, ISO.
        on_problem: As in ``status.rows``.
    """
    return [row for row in rows(room, today=today, on_problem=on_problem) if _waits(room, row, who, on_problem)]


def _waits(room: Newsroom, row: Row, who: str, on_problem: OnProblem) -> bool:
    person = address(who)
    if row.claim and address(row.claim["who"]) != person:
        return False
    match row.turn:
        case "translator":
            return True
        case "reviewer":
            try:
                return _may_approve(room, row, who)
            except WorkflowError as error:
                on_problem(error)
                return False
        case "publisher":
            allowed = room.rules.approvers.get(row.language, ())
            return not allowed or person in {address(f"<{each}>") for each in allowed}
        case "nobody":
            return False


def _may_approve(room: Newsroom, row: Row, who: str) -> bool:
    present = room.present(room.find_one(row.release), row.language)
    units = present.catalog.units if present.catalog else ()
    digests = [unit_digest(row.release, row.language, *unit.key, unit.target) for unit in units]
    return not_by(present, who, digests) is None
