"""What the page's script gets: newsroom values as JSON."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from workflow.catalogs.sync import notes_of
from workflow.differences import differences
from workflow.interface import say, shown
from workflow.model import CHANGED, DOUBT, Draft, Finding, Term
from workflow.newsroom.editing import key_of
from workflow.newsroom.memory import Use
from workflow.newsroom.reviewing import Help, Line
from workflow.newsroom.searching import Place
from workflow.newsroom.signing import Prepared, Signed
from workflow.newsroom.status import Row
from workflow.signoff.editions import line_text
from workflow.signoff.entries import Approve, Submit
from workflow.signoff.ledger import Entry, address, is_a
from workflow.signoff.present import Present, missing_approvals, moment, short_digest, submitted, switched_off


def as_json(value: Mapping[str, Any]) -> str:
    """Return JSON on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def name_of(who: str) -> str:
    """Return the name in "Name <address>", else the address."""
    name, _, rest = who.partition("<")
    return name.strip() or rest.rstrip(">")


def now() -> int:
    """Return the time in microseconds, which orders what a page is sent."""
    return time.time_ns() // 1000


def line_json(line: Line, at: int) -> dict[str, Any]:
    """Return a sentence as rows of the page show it.

    Args:
        line: The sentence.
        at: ``now()`` before it was read; of one that was saved, after that, in the thread that saves.
    """
    unit = line.unit
    assert unit
    return {
        "key": line.key,
        "short": unit.short_key,
        "version": line.version,
        "at": at,
        "target": unit.target,
        "parts": [list(part) for part in line.target],
        "state": line.state.value,
        "same": line.same,
        "origin": unit.origin or "",
        "doubts": [text.removeprefix(DOUBT) for text in unit.comments if text.startswith(DOUBT)],
        "changed": [text.removeprefix(CHANGED) for text in unit.comments if text.startswith(CHANGED)],
        "notes": notes_of(unit),
        "previous": None if unit.previous_source is None else _diff(unit.previous_source, unit.source),
    }


def help_json(found: Help) -> dict[str, Any]:
    """Return what helps with a sentence."""
    assert found.line.unit
    return {
        "unit": line_json(found.line, 0),
        "terms": [_term(term) for term in found.terms],
        "hits": [
            {
                "target": hit.target,
                "likeness": hit.likeness,
                "release": hit.pair.release,
                "source": _diff(hit.pair.source, found.line.text),
            }
            for hit in found.hits
        ],
        "approved": None if found.approved is None else _diff(found.approved, found.line.unit.target),
        "history": [asdict(event) for event in found.history],
    }


def findings_json(present: Present, found: Iterable[Finding], left: Iterable[Finding]) -> dict[str, Any]:
    """Return findings by unit, with those that a waiver covers marked; what belongs to no unit is under ""."""
    open_, units = list(left), {unit.key for unit in present.catalog.units} if present.catalog else set()
    by_unit: dict[str, list[dict[str, Any]]] = {}
    for finding in found:
        waived = finding not in open_
        key = key_of(finding.unit) if finding.unit.key in units else ""
        by_unit.setdefault(key, []).append(
            {
                "check": finding.check,
                "severity": finding.severity,
                "message": shown(finding.message),
                "waived": waived,
                "short": finding.unit.short_key,
            }
        )
    return {
        "units": by_unit,
        "errors": sum(finding.severity == "error" for finding in open_),
        "warnings": sum(finding.severity == "warning" for finding in open_),
    }


def draft_json(draft: Draft) -> dict[str, Any]:
    """Return a draft that the machine offers."""
    return {"text": draft.text, "origin": draft.origin, "doubts": list(draft.doubts)}


def use_json(use: Use) -> dict[str, Any]:
    """Return a sentence of the memory in which a text occurs, the text marked."""
    pair = use.occurrence.pair
    return {
        "source": _marked(pair.source, use.occurrence.in_source),
        "target": _marked(pair.target, use.occurrence.in_target),
        "release": pair.release,
        "who": shown(use.who),
        "when": use.when,
    }


def prepared_json(prepared: Prepared, who: str) -> dict[str, Any]:
    """Return what somebody would sign: the same facts that ``submit`` and ``approve`` print before they ask."""
    answer: dict[str, Any] = {"who": who, "refused": [shown(each.error.message) for each in prepared.refused]}
    for each in prepared.ready:
        before, said = each.before, submitted(each.before) if prepared.doing == "approve" else None
        answer |= {
            "units": len(before.states),
            "text": short_digest(before.digest),
            "submitted": None if said is None else _submission(said.entry),
            "compared": None,
            "approved": None,
            "waived": [
                {"check": entry.act.check, "unit": entry.act.key, "who": entry.who, "reason": entry.act.reason}
                for entry in each.waived
            ],
            "warnings": len(each.open),
            "off": list(switched_off(before)),
            "not_run": list(before.unknown_checks),
        }
        if said is not None and said.before is not None:
            answer["compared"] = {
                **_submission(said.before),
                "same": said.before.act.edition == said.entry.act.edition,
                "changed": [[source, target] for _, source, target in said.changed],
                "gone": said.gone,
            }
        if each.changes is not None and before.standing.last_approved is not None:
            answer["approved"] = {
                "when": before.standing.last_approved.entry.when,
                "changes": [
                    {
                        "kind": "new" if old is None else "removed" if new is None else "changed",
                        "source": _diff((old or _NOTHING)[1], (new or _NOTHING)[1]),
                        "target": _diff((old or _NOTHING)[2], (new or _NOTHING)[2]),
                    }
                    for old, new in each.changes
                ]
                + [{"kind": "copied", "source": [], "target": _diff(*map(line_text, lines))} for lines in each.copied],
            }
    return answer


_NOTHING = ("", "", "")


def _submission(entry: Entry[Submit]) -> dict[str, Any]:
    return {
        "text": short_digest(entry.act.edition),
        "who": entry.who,
        "when": moment(entry.when),
        "reason": entry.act.reason or "",
    }


def state_json(present: Present) -> dict[str, Any]:
    """Return what a page shows of the state of its release, and the text that an act on it would name."""
    returned = present.standing.returned
    return {
        "state": present.state.value,
        "text": short_digest(present.digest) if present.digest else "",
        "returned": None
        if returned is None
        else {
            "who": returned.who or "?",
            "day": returned.when[:10],
            "reason": returned.act.reason,
            "units": list(returned.act.units or ()),
        },
    }


def signed_json(signed: Signed) -> dict[str, Any]:
    """Return what an act did, with what the command line would say of it besides."""
    said: list[str] = []
    if signed.unsigned:
        said.append(say("Recorded without a signature: your signature {unsigned}", unsigned=shown(signed.unsigned)))
    if signed.entry and is_a(signed.entry, Approve) and signed.approvals_missing:
        said.append(missing_approvals(signed.after))
    return {"state": signed.after.state.value, "text": short_digest(signed.before.digest), "said": said}


def place_json(place: Place) -> dict[str, Any]:
    """Return where a search found its words."""
    return {**asdict(place), "state": place.state.value}


def row_json(row: Row, here: Iterable[str]) -> dict[str, Any]:
    """Return a release as the overview shows it; ``here`` has it open."""
    claim = None if row.claim is None else claim_json(row.claim, "")
    said = {name: shown(text) for name, text in row.as_json().items() if isinstance(text, str)}
    return {**row.as_json(), **said, "claim": claim, "here": [name_of(who) for who in here]}


def claim_json(claim: Mapping[str, str], who: str) -> dict[str, Any]:
    """Return a claim as pages show it to somebody."""
    return {
        "name": name_of(claim["who"]),
        "since": claim["since"],
        "reason": claim["reason"],
        "mine": bool(who) and address(claim["who"]) == address(who),
    }


def _term(term: Term) -> dict[str, Any]:
    return {
        "source": term.source,
        "target": term.target,
        "kind": term.kind,
        "note": term.note,
    }


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> list[list[str]]:
    parts, at = [], 0
    for start, end in spans:
        parts += [["", text[at:start]], ["strong", text[start:end]]]
        at = end
    return [part for part in [*parts, ["", text[at:]]] if part[1]]


def _diff(before: str, after: str) -> list[list[str]]:
    return [list(part) for part in differences(before, after)]
