"""Cuts a text between its clauses, so that a machine is given one at a time."""

import re

from workflow.contracts.composing import Form


def found(text: str) -> tuple[Form, ...]:
    """Return the marks between the clauses of a text as forms, so that each clause is translated by itself."""
    last = max((match.start() for match in re.finditer(r"\w", text)), default=-1)
    return tuple(
        Form(match.start(), match.end(), _BETWEEN.get(match[0], ", "), "sentence" if match[0] in "。！？" else "clause")
        for match in _CLAUSE_MARK.finditer(text)
        if match.end() <= last
    )


_CLAUSE_MARK = re.compile("[，；：。！？](?![”’」』）》】])")
_BETWEEN = {"；": "; ", "：": ": ", "。": ". ", "！": "! ", "？": "? "}
