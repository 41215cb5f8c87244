"""One organization in the place of another; part of the check ``names``.

Which organizations there are is known from the starter rows, whether or not drafts use them. An office has many
descriptions ("China's top court"), so nothing is said where one is missing; but the official name of another, of which
nothing in the source speaks, is a mistake.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from workflow.checks.terms import unnamed
from workflow.contracts.checks import Context, Said
from workflow.languages import of
from workflow.languages.organizations import Organizations, organizations
from workflow.languages.scanning import Name
from workflow.model import Match


def exchanged(said: Said, context: Context, source: str, known: Sequence[Match]) -> Iterator[tuple[str, str]]:
    """Yield the organizations of a source in whose place the translation names another: both names.

    Args:
        said: What a unit says.
        context: What checks get.
        source: The words of the source.
        known: Its terms.
    """
    offices = [match for match in known if any(term.starter and term.kind == "office" for term in match.terms)]
    if not offices:
        return
    forms = of(context.language).terms
    target = forms.plain(said.target.words)
    lacking = [
        match
        for match in offices
        if not any(term.target in target for term in match.terms) and unnamed(said, match, source, target, context)
    ]
    if not lacking:
        return
    there = organizations(context.language)
    meant = {term.target for match in known for term in (*match.terms, *match.expired)}
    named = list(there.find(target))
    strange = [name for name in named if name.codes.isdisjoint(meant) and not _spoken_of(name, source, known, there)]
    if strange:
        rest = target
        for name in named:  # "the Ministry" of another name is no allusion
            rest = rest[: name.start] + " " * (name.end - name.start) + rest[name.end :]
        for match in lacking:
            if unnamed(said, match, source, rest, context, alluded_to=True):
                yield source[match.start : match.end], target[strange[0].start : strange[0].end]
                return


def _spoken_of(name: Name, source: str, known: Sequence[Match], there: Organizations) -> bool:
    """Return whether the source may speak of an organization, by its name or a short form, or of a part of it."""
    rest = source
    for match in known:
        if any(term.kind == "office" for term in match.terms):
            rest = rest[: match.start] + "|" * (match.end - match.start) + rest[match.end :]
    whole = [source[match.start : match.end] for match in known]
    for official in name.codes:
        for chinese in there.sources[official]:
            if chinese in source or any(chinese in each or each in chinese for each in whole):
                return True
            if _short(chinese).search(rest):
                return True
    return False


_COMMON = frozenset("国家中华人民共和全总局部委员会办公厅院组织央最高省市")


@cache
def _short(name: str) -> re.Pattern[str]:
    """Return a pattern for what may be a short form of a Chinese name: two of its characters, in order and close by."""
    own = list(dict.fromkeys(char for char in name if char not in _COMMON))
    pairs = [f"{one}.{{0,2}}{other}" for number, one in enumerate(own) for other in own[number + 1 :]]
    return re.compile("|".join(pairs or own) or "(?!)")
