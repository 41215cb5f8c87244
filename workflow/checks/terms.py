"""Names and terms: the translation must use what the term base has for the source, as valid on the release's date.

The office's own rows are one check; what it has not decided itself, and only the starter knows, is another, which never
does more than warn.

The target language decides which forms of a term count. For a language that the program does not know, only the words
are searched, ignoring case; they may be inflected, so findings are warnings at most.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from workflow.checks.example import Example
from workflow.checks.markup import listed
from workflow.checks.words import LONGEST
from workflow.contracts.checks import Check, Context, Said
from workflow.contracts.languages import TermForms
from workflow.interface import either, say
from workflow.languages import of
from workflow.model import DELIBERATELY_EMPTY, Finding, Match, Term, Unit

_NAME, _STARTER = "terms", "starter"

EXPLANATION = say(
    "Looks up the source in the term base and expects the names of people and offices, and the terms, as they are "
    "written there for the release's date. An office with another name, or with last year's name, is taken for another "
    "office; and it is the office, not the machine, that decides how a person's name is spelled. Waive a finding if "
    "the sentence refers to the same thing without naming it, or if a quotation uses the older name on purpose."
)
_CNIPA = Term(
    "国家知识产权局", "China National Intellectual Property Administration", "office", ("CNIPA",), "2018-08-28"
)
_SIPO = Term("国家知识产权局", "State Intellectual Property Office", "office", ("SIPO",), "", "2018-08-27")
_SHEN = Term("申长雨", "Shen Changyu", "person")
_UTILITY = Term("实用新型", "utility model")
_PRACTICAL = Term("实用新型", "practical new model", "forbidden")
EXAMPLES = (
    Example("申长雨出席会议。", "Shen Zhangyu attended the meeting.", "error", (_SHEN,)),
    Example("申长雨出席会议。", "The meeting was attended by Shen Changyu.", "", (_SHEN,)),
    Example("国家知识产权局发布年报。", "SIPO published its annual report.", "error", (_CNIPA, _SIPO), "2019-04-26"),
    Example("国家知识产权局发布年报。", "CNIPA published its annual report.", "", (_CNIPA, _SIPO), "2019-04-26"),
    Example("国家知识产权局发布年报。", "SIPO published its annual report.", "", (_CNIPA, _SIPO), "2018-03-01"),
    Example("实用新型有三件。", "There are three practical new models.", "error", (_UTILITY, _PRACTICAL)),
    Example("实用新型有三件。", "There are three new models.", "warning", (_UTILITY, _PRACTICAL)),
    Example("实用新型有三件。", "There are three utility models.", "", (_UTILITY, _PRACTICAL)),
)

STARTER_EXPLANATION = say(
    "Looks up the source in the starter, the official names that come with the program, and expects those of offices, "
    "treaties and places for which the office's own term base has no row. It only warns, because the office has not "
    "decided them: copy a row with workflow terms starter --copy to make its name binding, or write the office's own "
    'into terms.csv. With review.severity starter = "off" there are no such warnings; with terms.starter = false '
    "drafts use no row of the starter either."
)
_CUSTOMS = Term("海关总署", "General Administration of Customs", "office", ("GACC",), starter=True)
_BELT = Term("一带一路", "the Belt and Road Initiative", "term", ("Belt and Road",), starter=True)
_GROWTH = Term("高质量发展", "high-quality development", starter=True)
STARTER_EXAMPLES = (
    Example("海关总署发布数据。", "The Customs Head Office released data.", "warning", (_CUSTOMS,)),
    Example("海关总署发布数据。", "The GACC released data.", "", (_CUSTOMS,)),
    Example("海关总署发布数据。", "The Administration released data.", "", (_CUSTOMS,)),
    Example("共建一带一路。", "We jointly build the One Road.", "warning", (_BELT,)),
    Example("推动高质量发展。", "We promote development of good quality.", "", (_GROWTH,)),
)

_ERRORS = frozenset({"person", "office", "keep"})


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Yield findings about names and terms.

    Errors: a forbidden translation; a missing person, office or ``keep``; a name that was not valid on the release's
    date. Warnings: a missing term or title; a name that a pronoun or "the Office" stands for.
    """
    unit, source = said.unit, said.source.words
    if unit.target == DELIBERATELY_EMPTY or max(len(unit.source), len(unit.target)) > LONGEST:
        return
    matches = tuple(context.terms.find(source, context.release.date))
    if all(term.starter for match in matches for term in (*match.terms, *match.expired)):
        return
    here, forms = of(context.release.language).terms, of(context.language).terms
    target = forms.plain(said.target.words)
    kept = set(_spans(_accepted(matches), target, forms=forms))
    seen: set[tuple[Term, ...]] = set()
    for match in matches:
        if match.terms + match.expired in seen:
            continue
        seen.add(match.terms + match.expired)
        yield from _forbidden(unit, match, target, kept, forms=forms)
        if not _is_starter(match):
            yield from _expired(unit, match, _before(match, source), target, kept, here=here, forms=forms)
            if terms := _missing(said, match, source, target, here=here, forms=forms):
                certain = forms.certain and all(term.kind in _ERRORS for term in terms)
                alluded_to = all(forms.alluded_to(term, target) for term in terms)
                yield _finding(unit, "error" if certain and not alluded_to else "warning", _lacks(match, source, terms))


def check_starter(said: Said, context: Context) -> Iterator[Finding]:
    """Yield warnings for the official names of the starter that are missing, and that nothing else stands for.

    Set terms are not asked for: what the starter has for them is one way among many.
    """
    unit, source = said.unit, said.source.words
    if unit.target == DELIBERATELY_EMPTY or max(len(unit.source), len(unit.target)) > LONGEST:
        return
    matches = [match for match in context.terms.find(source, context.release.date) if _is_starter(match)]
    here, forms = of(context.release.language).terms, of(context.language).terms
    target = forms.plain(said.target.words)
    seen: set[tuple[Term, ...]] = set()
    for match in matches:
        if match.terms in seen:
            continue
        seen.add(match.terms)
        terms = _missing(said, match, source, target, here=here, forms=forms)
        if any(map(_is_name, terms)) and not any(forms.alluded_to(term, target) for term in terms):
            yield Finding(_STARTER, "warning", _lacks(match, source, terms), unit)


def _is_starter(match: Match) -> bool:
    return any(term.starter for term in (*match.terms, *match.expired))


def _is_name(term: Term) -> bool:
    return term.target.removeprefix("the ")[:1].isupper()


def _before(match: Match, source: str) -> str:
    """Return the words before a match, which may say that a name is a former one."""
    return source[max(0, match.start - 4) : match.start]


def _accepted(matches: Iterable[Match]) -> Iterator[str]:
    for match in matches:
        for term in match.terms:
            if term.kind != "forbidden":
                yield from (term.target, *term.variants)


def _spans(renderings: Iterable[str], target: str, *, forms: TermForms) -> Iterator[tuple[int, int]]:
    for rendering in dict.fromkeys(renderings):
        for found in forms.occurrences(rendering, target):
            yield found.span()


def _forbidden(
    unit: Unit, match: Match, target: str, kept: set[tuple[int, int]], *, forms: TermForms
) -> Iterator[Finding]:
    for term in match.terms:
        if term.kind != "forbidden" or term.starter:  # the starter's bans are for machines
            continue
        for rendering in (term.target, *term.variants):
            if _occurs(rendering, target, kept, forms=forms):
                better = [other.target for other in match.terms if other.kind != "forbidden"]
                said = {"rendering": rendering, "source": term.source, "note": term.note, "better": _or(better)}
                if term.note and better:
                    message = say("“{rendering}” must not be used for {source} ({note}); write {better}", **said)
                elif term.note:
                    message = say("“{rendering}” must not be used for {source} ({note})", **said)
                elif better:
                    message = say("“{rendering}” must not be used for {source}; write {better}", **said)
                else:
                    message = say("“{rendering}” must not be used for {source}", **said)
                severity: Literal["error", "warning"] = "error" if forms.certain else "warning"
                yield _finding(unit, severity, message)


def _expired(
    unit: Unit, match: Match, before: str, target: str, kept: set[tuple[int, int]], *, here: TermForms, forms: TermForms
) -> Iterator[Finding]:
    if here.formerly(before) or forms.formerly(target):
        return
    valid = {
        rendering for term in match.terms if term.kind != "forbidden" for rendering in (term.target, *term.variants)
    }
    for term in match.expired:
        if term.kind == "forbidden":
            continue
        for rendering in (term.target, *term.variants):
            if rendering not in valid and _occurs(rendering, target, kept, forms=forms):
                better = [other.target for other in match.terms if other.kind != "forbidden"]
                said = {"rendering": rendering, "source": term.source, "when": _when(term), "better": _or(better)}
                message = (
                    say("“{rendering}” is the name of {source} {when}; write {better}", **said)
                    if better
                    else say("“{rendering}” is the name of {source} {when}", **said)
                )
                severity: Literal["error", "warning"] = "error" if forms.certain else "warning"
                yield _finding(unit, severity, message)


def _when(term: Term) -> str:
    if term.valid_from and term.valid_until:
        return say("only from {since} to {until}", since=term.valid_from, until=term.valid_until)
    return (
        say("only until {until}", until=term.valid_until)
        if term.valid_until
        else say("only from {since}", since=term.valid_from)
    )


def _missing(
    said: Said, match: Match, source: str, target: str, *, here: TermForms, forms: TermForms
) -> Sequence[Term]:
    """Return the rows of a match if the target says none of them, nor the name before, nor anything forbidden."""
    terms = [term for term in match.terms if term.kind != "forbidden"]
    for term in terms:
        if term.kind == "keep":
            if any(name in said.target.visible for name in (term.target or term.source, *term.variants)):
                return ()
        elif _says(term, target, forms):
            return ()
    if here.formerly(_before(match, source)) and any(
        _says(term, target, forms) for term in match.expired if term.kind != "forbidden"
    ):
        return ()
    if any(_says(term, target, forms) for term in match.terms if term.kind == "forbidden"):
        return ()  # reported already, with what to write
    return () if any(forms.short_form(term, target) for term in terms) else terms


def unnamed(said: Said, match: Match, source: str, target: str, context: Context, *, alluded_to: bool = False) -> bool:
    """Return whether a translation, as its language reads it, names none of the rows of a match.

    Args:
        said: What the unit says.
        match: The match.
        source: The words of the source.
        target: The words of the translation.
        context: What checks get.
        alluded_to: Whether a pronoun, or "the Office", may stand for a name.
    """
    here, forms = of(context.release.language).terms, of(context.language).terms
    terms = _missing(said, match, source, target, here=here, forms=forms)
    return bool(terms) and not (alluded_to and any(forms.alluded_to(term, target) for term in terms))


def _says(term: Term, target: str, forms: TermForms) -> bool:
    ways = (term.target.removeprefix("the ") if term.starter else term.target, *term.variants)
    return any(any(forms.occurrences(way, target)) for way in ways)


def _lacks(match: Match, source: str, terms: Sequence[Term]) -> str:
    wanted = _or(term.target for term in terms)
    return say(
        "{source} is {wanted}, which is not in the translation", source=source[match.start : match.end], wanted=wanted
    )


def _or(renderings: Iterable[str]) -> str:
    return listed((f"“{rendering}”" for rendering in dict.fromkeys(renderings)), either)


def _occurs(rendering: str, target: str, kept: set[tuple[int, int]], *, forms: TermForms) -> bool:
    """Return whether a rendering occurs in the target other than as part of a correct one."""
    for found in forms.occurrences(rendering, target):
        if not any(
            start <= found.start() and found.end() <= end and (start, end) != found.span() for start, end in kept
        ):
            return True
    return False


def _finding(unit: Unit, severity: Literal["error", "warning"], message: str) -> Finding:
    return Finding(_NAME, severity, message, unit)


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES)


STARTER = Check(inspect=check_starter, explanation=STARTER_EXPLANATION, examples=STARTER_EXAMPLES)
