"""Findings in formats that other programs read."""

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from workflow.escapes import attribute, escape
from workflow.newsroom.checking import Found


def as_json(found: Iterable[Found]) -> str:
    """Return a JSON list with one object per finding, documented in docs/formats.md."""
    return json.dumps([_object(each) for each in found], ensure_ascii=False, indent=2)


def _object(found: Found) -> dict[str, Any]:
    finding, unit = found.finding, found.finding.unit
    return {
        "release": found.release,
        "language": found.language,
        "key": unit.short_key,
        "check": finding.check,
        "severity": finding.severity,
        "source": unit.source,
        "target": unit.target,
        "message": finding.message,
        "line": unit.line,
    }


def as_sarif(found: Iterable[Found], version: str) -> str:
    """Return SARIF 2.1.0, for code-review tools; ``version`` is this program's."""
    found = list(found)
    results = [
        {
            "ruleId": each.finding.check,
            "level": each.finding.severity,
            "message": {
                "text": f"{each.finding.message} (unit {each.finding.unit.short_key}: {each.finding.unit.source})"
            },
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(each.path)},
                        "region": {"startLine": max(1, each.finding.unit.line)},
                    }
                }
            ],
            "partialFingerprints": {
                "unit": f"{each.release}/{each.language}/{each.finding.unit.short_key}/{each.finding.check}"
            },
        }
        for each in found
    ]
    rules = [{"id": name} for name in sorted({each.finding.check for each in found})]
    driver = {"name": "workflow", "version": version, "rules": rules}
    return json.dumps(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",  # GitHub asks for it
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_junit(found: Iterable[Found], looked_at: Iterable[tuple[str, str]]) -> str:
    """Return JUnit XML, for build servers: one test case per release and language, failed by its errors.

    Args:
        found: The findings; warnings become the output of a test case.
        looked_at: Release and language of everything that was checked, so that passing ones are included.
    """
    cases: dict[tuple[str, str], list[Found]] = {key: [] for key in looked_at}
    for each in found:
        cases.setdefault((each.release, each.language), []).append(each)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    failed = sum(any(each.finding.severity == "error" for each in case) for case in cases.values())
    lines.append(f'<testsuite name="workflow check" tests="{len(cases)}" failures="{failed}" errors="0">')
    for (release, language), case in cases.items():
        lines.append(f"  <testcase classname={_attribute(language)} name={_attribute(release)}>")
        errors = [_line(each) for each in case if each.finding.severity == "error"]
        warnings = [_line(each) for each in case if each.finding.severity == "warning"]
        if errors:
            message = f"{len(errors)} {'error' if len(errors) == 1 else 'errors'}"
            lines.append(f"    <failure message={_attribute(message)}>{_text(chr(10).join(errors))}</failure>")
        if warnings:
            lines.append(f"    <system-out>{_text(chr(10).join(warnings))}</system-out>")
        lines.append("  </testcase>")
    lines.append("</testsuite>")
    return "\n".join(lines)


def _line(found: Found) -> str:
    finding = found.finding
    place = f"{found.path}:{finding.unit.line}" if finding.unit.line else found.path
    return f"{place}: {finding.severity}: {finding.message} [{finding.check} {finding.unit.short_key}]"


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return attribute(_NOT_XML.sub("\ufffd", text))
