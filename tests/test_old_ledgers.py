"""Ledgers of earlier programs mean today what they meant then.

``ledgers/<newsroom>/`` is a newsroom as an earlier program left it, with its site; ``ledgers/<newsroom>.json`` is how
that of 26 November 2026 read each ledger, before acts were classes. Neither is ever made anew: a newsroom of a later
program is another folder.

``first``, ``second`` and ``third`` are of the first programs that could approve, publish and waive, and lack the
fields that came later; the others hold every act there is (``usual``), two approvals, four eyes switched off,
signatures, and all formats. The waiver in ``third`` names no findings; the program of that day refused it, and today
it covers none. ``pasted`` has texts as clerks paste them, from before plain text was cut at more than blank lines; one
of them has no title and several have no date. ``editions`` is by version 0.3.0 and in two languages, before pages had
links to their editions in other languages; it has a correction, a withdrawal and a supersession.
"""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from newsroom import Newsroom

from workflow.errors import WorkflowError
from workflow.model import canonical_json, sha256
from workflow.newsroom.folder import Newsroom as Project
from workflow.newsroom.verify import verify
from workflow.signoff import ledger as ledgers
from workflow.signoff.entries import act_from_json
from workflow.signoff.replay import Approval, Standing

FOLDER = Path(__file__).parent / "ledgers"
ROOMS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
ENVELOPE = {"v", "release", "language", "action", "who", "when", "tool", "prev", "hash", "signature"}


@pytest.fixture(params=ROOMS)
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Newsroom:
    if request.param == "signed":
        request.getfixturevalue("require_tool")("ssh-keygen")
    shutil.copytree(FOLDER / request.param, tmp_path / request.param)
    return Newsroom(tmp_path / request.param)


def expected(room: Newsroom) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((FOLDER / f"{room.root.name}.json").read_text(encoding="utf-8"))
    return found


def test_every_ledger_is_read_as_it_was(room: Newsroom) -> None:
    project = Project.open(room.root)
    sources = project.sources()
    assert set(sources) == set(expected(room))
    for name, was in expected(room).items():
        present = project.present(sources.read(name), "en")
        now = {"state": present.state.value, "public": present.public.value, **as_json(present.standing)}
        if present.recut_since:  # a reader has learnt something since; the ledger means what it meant
            was = {**was, "state": {"published": "recut", "approved": "recut"}.get(was["state"], was["state"])}
        elif was["state"] == "submitted" and not present.in_step:
            was = {**was, "state": "draft"}  # cut differently since: what was submitted is not the present text
        assert now == was, name


def test_no_file_of_an_old_site_is_altered(room: Newsroom) -> None:
    project = Project.open(room.root)
    problems: list[WorkflowError] = []
    found = verify(project, on_problem=problems.append)
    assert not problems
    assert found.releases == len(expected(room)) * len(project.settings.target_languages)
    assert not [failure for failure in found.failures if failure.kind == "altered"]


def test_no_list_of_an_old_site_is_altered_because_it_could_not_be_made_again(room: Newsroom) -> None:
    """The pages are made again by today's version, but not the lists, as a ledger could not be read for a while."""
    damaged = room.root / "locales/en/damaged.jsonl"
    damaged.write_text("{}\n", encoding="utf-8")
    assert "damaged" in room.run("publish", status=1).output
    damaged.unlink()
    lines = room.run("verify", status=None).stdout.splitlines()
    assert not [line for line in lines if line.startswith("altered")]
    room.run("publish", status=None)
    assert "outdated: public" not in room.run("verify", status=None).stdout


def test_every_page_of_an_old_site_has_the_digest_that_its_ledger_recorded(room: Newsroom) -> None:
    project = Project.open(room.root)
    sources = project.sources()
    for name in sources:
        publication = project.present(sources.read(name), "en").standing.publication
        for path, digest in publication.act.pages.items() if publication else ():
            assert sha256((room.root / "public" / path).read_bytes()) == digest, name


def test_every_line_is_written_back_byte_for_byte(room: Newsroom) -> None:
    for path in (room.root / "locales/en").glob("*.jsonl"):
        data = path.read_bytes()
        ledger = ledgers.load(data, name=path.name, release=path.stem, language="en")
        assert sorted(ledgers.dump(ledger).splitlines()) == sorted(data.splitlines())
        for entry in ledger.entries:
            value = json.loads(entry.text)
            body = {key: item for key, item in value.items() if key not in ENVELOPE}
            assert canonical_json(entry.act.to_json()) == canonical_json(body)
            assert act_from_json(entry.action, body, path.name) == entry.act


def as_json(now: Standing) -> dict[str, Any]:
    """Everything that a ledger says, read to its end; entries by their hashes."""

    def hashes(approvals: Iterable[Approval]) -> list[str]:
        return [each.entry.hash for each in approvals]

    def one(approval: Approval | None) -> dict[str, Any] | None:
        if approval is None:
            return None
        return {
            "entry": approval.entry.hash,
            "submission": approval.submission.entry.hash,
            "submissions": [each.entry.hash for each in approval.submissions],
            "entries": [each.hash for each in approval.entries],
            "waivers": [each.hash for each in approval.waivers],
            "source": approval.source.path,
            "units": list(approval.edition.unit_digests),
        }

    return {
        "submission": now.submission and now.submission.entry.hash,
        "approval": one(now.approval),
        "approving": [entry.hash for entry in now.approving],
        "published": now.published and now.published.entry.hash,
        "publication": now.publication and now.publication.hash,
        "editions": hashes(now.editions),
        "returned": now.returned and now.returned.hash,
        "ended": now.ended and now.ended.hash,
        "withdrawn": now.withdrawn and now.withdrawn.hash,
        "notice_of": now.notice_of and now.notice_of.entry.hash,
        "reason": now.reason,
        "waivers": [each.hash for each in now.waivers],
        "submitters": {digest: sorted(people) for digest, people in now.submitters.items()},
        "approvals": hashes(now.approvals.values()),
        "known": hashes(now.known.values()),
        "publications": [entry.hash for entry in now.publications],
        "objections": [[each.entry.hash, each.forged, each.message.partition(": ")[2]] for each in now.objections],
    }
