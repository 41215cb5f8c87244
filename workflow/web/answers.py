"""What the page's script gets: newsroom values as JSON."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from workflow.catalogs.sync import notes_of
from workflow.differences import differences
from workflow.model import CHANGED, DOUBT, Finding, Term
from workflow.newsroom.editing import key_of
from workflow.newsroom.reviewing import Help, Line
from workflow.newsroom.searching import Place
from workflow.newsroom.signing import Signed
from workflow.newsroom.status import Row
from workflow.signoff.acts import Present, missing_approvals, short_digest
from workflow.signoff.ledger import address


def as_json(value: Mapping[str, Any]) -> str:
    """Return JSON on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def name_of(who: str) -> str:
    """Return the name in "Name <address>", else the address."""
    name, _, rest = who.partition("<")
    return name.strip() or rest.rstrip(">")


def line_json(line: Line) -> dict[str, Any]:
    """Return a sentence as rows of the page show it."""
    unit = line.unit
    assert unit
    return {
        "key": line.key,
        "short": unit.short_key,
        "version": line.version,
        "target": unit.target,
        "state": line.state.value,
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
        "unit": line_json(found.line),
        "terms": [_term(term) for term in found.terms],
        "hits": [
            {
                "target": hit.target,
                "likeness": hit.likeness,
                "release": hit.pair.release,
                "source": _diff(hit.pair.source, found.line.text),
                "renewed": list(hit.renewed),
                "gaps": list(hit.gaps),
            }
            for hit in found.hits
        ],
        "approved": None if found.approved is None else _diff(found.approved, found.line.unit.target),
        "history": [{"when": when, "who": who, "target": target} for when, who, target in found.history],
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
                "message": finding.message,
                "waived": waived,
                "short": finding.unit.short_key,
            }
        )
    return {
        "units": by_unit,
        "errors": sum(finding.severity == "error" for finding in open_),
        "warnings": sum(finding.severity == "warning" for finding in open_),
    }


def signed_json(signed: Signed) -> dict[str, Any]:
    """Return what an act did."""
    after = signed.after
    return {
        "state": after.state.value,
        "public": after.public.value,
        "text": short_digest(signed.before.digest),
        "signed": signed.entry is not None and bool(signed.entry.signature),
        "unsigned": signed.unsigned,
        "warnings": len(signed.open),
        "missing": missing_approvals(after) if signed.approvals_missing else "",
    }


def place_json(place: Place) -> dict[str, Any]:
    """Return where a search found its words."""
    return {**asdict(place), "state": place.state.value}


def row_json(row: Row, here: Iterable[str]) -> dict[str, Any]:
    """Return a release as the overview shows it; ``here`` has it open."""
    claim = None if row.claim is None else claim_json(row.claim, "")
    return {**row.as_json(), "claim": claim, "here": [name_of(who) for who in here]}


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
        "variants": list(term.variants),
        "note": term.note,
    }


def _diff(before: str, after: str) -> list[list[str]]:
    return [list(part) for part in differences(before, after)]
