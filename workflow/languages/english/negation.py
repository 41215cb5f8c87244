"""What an English text denies, forbids, demands and allows. The words are in ``negation.tsv``."""

import re
from functools import cache

from workflow.contracts.facts import Claims
from workflow.languages import lists
from workflow.patterns import late

_NOT_ONLY = late(r"\bnot[ ](?:only|just|merely)\b", re.IGNORECASE)
_PLAIN_NOT = late(
    r"\b(?P<modal>(?:may|must|shall|should|can|could|will|would)(?:[ ]not|n't)(?![ ](?:exceed|be[ ](?:less|more|fewer|later|earlier|over|under)))|cannot|never|no[ ]longer)\b"
    r"|(?:\b(?<!whether[ ]or[ ])(?<!why[ ])(?<!if[ ])(?<!or[ ])not\b|n't\b)"
    r"(?![ ](?:only|just|least|merely|simply|to[ ]mention|until|solely|surprising|unlike|uncommon|alone|far|long|"
    r"in[ ]vain|all|yet|more|less|fewer|later|earlier|over|under|exceeding|exceed|longer|lower|higher))",
    re.IGNORECASE,
)
_ANY_NOT = late("not|n't|never|no longer")
_PLAINLY_MAY = late(
    r"\b(?:may|might|can|could)(?![ ]not|not|'t)\b|\b(?:is|are)[ ](?:allowed|permitted|free)[ ]to\b|\bis[ ]possible[ ]to\b"
)
_PLAINLY_MUST = late(
    r"\b(?:must|shall|ha(?:ve|s)[ ]to|(?:is|are)[ ](?:required|obliged|bound)[ ]to)(?![ ]not|n't)\b", re.IGNORECASE
)
_MUST_NOT = late(r"\b(?:must|shall|may|can)(?:[ ]?not|n't)\b", re.IGNORECASE)
_NEED_NOT = late(
    r"\bneed(?:[ ]not|n't)\b|(?:\bnot|n't)[ ](?:have|need|required|necessary|obliged|obligatory|compulsory)\b|\bno[ ]need\b",
    re.IGNORECASE,
)
_SHARED = late(
    r"(?:\b(?:not?|without|neither|never|cannot|un[a-z]+|in[a-z]+|fail[a-z]*|lack[a-z]*)\b|n't\b)[^.;]{0,150}?\bn?or\b",
    re.IGNORECASE,
)
_STRAIGHT = str.maketrans("’‘", "''")


def claims(text: str) -> Claims:
    """Return what a text denies, forbids, demands and allows."""
    text = text.translate(_STRAIGHT)
    nos = tuple(match[0].lower() for match in _negative().finditer(text) if match["no"])
    forbids = list(_prohibition().finditer(_NOT_ONLY.sub(" ", text)))
    return Claims(
        nos=nos,
        forbids=tuple(match[0] for match in forbids if match.lastgroup != "without"),
        without=tuple(match[0] for match in forbids if match.lastgroup == "without"),
        shared=len(nos) < 2 or _SHARED.search(text) is not None,
        unlawful=sum(match.lastgroup == "unlawful" for match in forbids),
        must=_first("must", text),
        may=_first("may", text),
        plainly_must=_PLAINLY_MUST.search(text) is not None,
        plainly_may=_PLAINLY_MAY.search(text) is not None,
        need_not=_need_not(text),
        must_not=_MUST_NOT.search(text) is not None,
    )


def _need_not(text: str) -> str:
    lowered = lists.lower(text)
    found = _NEED_NOT.search(text) if "need" in lowered or "not" in lowered or "n't" in lowered else None
    return found[0] if found else ""


def plain_not(text: str) -> str:
    """Return the first plain "not" of a text, "" if there is none."""
    text = text.translate(_STRAIGHT) if not text.isascii() else text
    found = _PLAIN_NOT.search(text) if _ANY_NOT.search(lists.lower(text)) else None
    return found[0] if found else ""


@cache
def concepts(word: str) -> frozenset[str]:
    """Return the concepts that a word may translate without being a negation."""
    return frozenset(concept for pattern, concept in _concepts() if pattern.match(word))


@cache
def _concepts() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = lists.of_kind("english", "concepts", "concept")
    return tuple((re.compile(row.pattern), row.more["concept"]) for row in rows)


@cache
def _negative() -> lists.Words:
    kinds = ("nothing", "no")
    nothing, no = (lists.joined(lists.of_kind("english", "negation", kind)) for kind in kinds)
    return lists.Words(
        rf"(?:\b(?:{nothing})|(?P<no>\b(?:{no})\b|n't\b))",
        lists.of_kind("english", "negation", *kinds),
        r"\b(?:{})|n't\b",
    )


@cache
def _prohibition() -> lists.Words:
    kinds = ("forbids", "unlawful", "without")
    groups = (f"(?P<{kind}>{lists.joined(lists.of_kind('english', 'negation', kind))})" for kind in kinds)
    return lists.Words(
        rf"(?:\b(?:{'|'.join(groups)})\b|(?P<not>n't\b))",
        lists.of_kind("english", "negation", *kinds),
        r"\b(?:{})\b|n't\b",
    )


def _first(kind: str, text: str) -> str:
    found = lists.words("english", "negation", kind, around=r"\b(?:{})\b").search(text)
    return found[0] if found else ""
