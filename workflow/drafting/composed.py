"""What no term base lists because it is composed by rule, as terms of a sentence: places, local offices, winds."""

from collections.abc import Iterable

from workflow.contracts.composing import Composing
from workflow.languages.chinese.script import simplified
from workflow.model import Match, Term
from workflow.termbase.base import UNVERIFIED

WRITTEN = "composed"
"""The note of a term that is composed of known parts. It is always hidden, also if it starts with a small letter."""
COMMON = "composed, common"
"""The note of one that a machine may know."""


def added(text: str, found: Iterable[Match], composing: Composing) -> tuple[Match, ...]:
    """Return the terms that were found in a text with its composed names among them, in order.

    The office's own rows win wherever they overlap; of a composed name and rows of the starter, the longer one counts.
    """
    terms = list(found)
    for name in composing.names(simplified(text)):
        met = [match for match in terms if match.start < name.end and name.start < match.end]
        if not all(_yields(match, name.end - name.start) for match in met):
            continue
        note = UNVERIFIED if not name.sure else COMMON if name.common else WRITTEN
        terms = [match for match in terms if match not in met]
        terms.append(
            Match(name.start, name.end, (Term(text[name.start : name.end], name.written, name.kind, note=note),))
        )
    return tuple(sorted(terms, key=lambda match: match.start))


def _yields(match: Match, length: int) -> bool:
    """Return whether a match gives way to a composed name: one of the starter, or another composed one."""
    ours = all(term.starter or term.note in {WRITTEN, COMMON, UNVERIFIED} for term in (*match.terms, *match.expired))
    return ours and match.end - match.start < length
